//! The crate as its users and its rules see it; one binary, one file a subject.

mod architecture;
