//! The crate as its users and its rules see it; one binary, one file a subject.

mod architecture;
#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod real_networks;
