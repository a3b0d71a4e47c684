//! The `wordspread` command.

fn main() {}
