//! The crate as its users and its rules see it; one binary, one file a subject.

mod architecture;
mod bad_files;
mod exact_cascades;
mod real_networks;
mod theory;
mod worlds;
#[cfg(test)]
#[cfg(test)]
