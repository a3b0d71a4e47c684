//! Every command, one a file: its flags, its help, and which part of the library it calls.

pub(super) mod bench;
pub(super) mod check;
pub(super) mod completions;
pub(super) mod convert;
pub(super) mod explain;
pub(super) mod generate;
pub(super) mod inspect;
pub(super) mod list;
pub(super) mod man;
pub(super) mod portfolio;
pub(super) mod run;
pub(super) mod schema;
pub(super) mod seeds;
pub(super) mod sketch;
pub(super) mod trees;
