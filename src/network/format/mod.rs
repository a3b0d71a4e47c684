//! Files of networks, one file of source a format.
//!
//! A reader streams lines to an [`EdgeList`](super::builder::EdgeList) and names file and line of
//! whatever is wrong; a writer gives back ids, numbers and attributes as they came. A file appears
//! under its name only once it is whole. To add a format: a file with a struct that implements
//! [`Format`], and its line in the catalogue below.
