//! Parsers that several text formats share: blocks of lines, pairs of numbers, delimited tables,
//! column names and XML.

pub(crate) mod blocks;
pub(crate) mod digits;
pub(crate) mod names;
pub(crate) mod table;
pub(crate) mod xml;
