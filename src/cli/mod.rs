//! The command line: flags in, text and files out; one file a command.
//!
//! Results go to standard output, everything else to standard error. Commands call the library and
//! print; they never compute. clap and indicatif are used nowhere else.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done; also where whoever reads standard output has seen enough and closed it |
//! | 1 | the work failed: a file that is missing, damaged or cannot be written |
//! | 2 | the request was at fault: an unknown flag, a scenario's key, a value out of its range |
//! | 130 | stopped by Ctrl-C, SIGTERM or SIGHUP; what was done by then is reported as partial |

mod arguments;
mod commands;
mod dispatch;
mod exit_status;
mod flags;
mod interrupt;
mod output_file;
mod pages;
mod terminal;
mod tips;

pub(crate) use self::{dispatch::main, exit_status::ExitStatus};
