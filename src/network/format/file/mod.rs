//! A network file before its content matters: what the user says of it, how its bytes are read,
//! unpacked and written, and by which first bytes our own files are recognised.

pub(crate) mod compressed;
pub(crate) mod options;
pub(crate) mod output;
pub(crate) mod signature;
pub(crate) mod source;
