//! How a command ends: exit codes, and errors in words.

use std::io;
use std::process::ExitCode;

use super::output;

/// Why a command did not end well.
#[derive(Debug)]
pub enum Failure {
    /// `--require met`, and no selected topology meets everything.
    NotMet,
    /// Bad usage or a bad scenario; what to print.
    Input(String),
    /// A file that the scenario names could not be read; what to print.
    Unread(String),
    /// Input or output failed; what to print.
    Io(String),
}

/// The end of a command.
pub type Done = Result<(), Failure>;

impl Failure {
    /// An error of reading or writing `what`, and what to do about it.
    pub fn io(what: &str, error: &io::Error, remedy: &str) -> Self {
        Self::Io(format!("{what}: {error}; {remedy}"))
    }
}

/// Turns the end of a command into an exit code: 0 done, 1 not met, 2 bad
/// usage or scenario, 3 input or output failed.
pub fn exit(done: Done) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::NotMet) => {
            output::say("no selected topology meets everything (--require met)\n");
            ExitCode::from(1)
        }
        Err(Failure::Input(message)) => {
            output::say(&format!("{}\n", message.trim_end()));
            ExitCode::from(2)
        }
        Err(Failure::Unread(message)) => {
            output::say(&format!("{}\n", message.trim_end()));
            ExitCode::from(3)
        }
        Err(Failure::Io(message)) => {
            output::say(&format!("error: {}\n", message.trim_end()));
            ExitCode::from(3)
        }
    }
}
