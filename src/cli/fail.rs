//! How a command ends: exit codes, and errors in words.

use std::io;
use std::process::ExitCode;

/// Why a command did not end well.
#[derive(Debug)]
pub enum Failure {
    /// `--require met`, and no selected topology meets everything.
    NotMet,
    /// Bad usage or a bad scenario; what to print.
    Input(String),
    /// Input or output failed; what to print.
    Io(String),
}

/// The end of a command.
pub type Done = Result<(), Failure>;

impl Failure {
    /// An error of reading or writing `what`. A closed pipe is none.
    pub fn io(what: &str, error: &io::Error) -> Self {
        Self::Io(format!("{what}: {error}"))
    }
}

/// Turns the end of a command into an exit code: 0 done, 1 not met, 2 bad
/// usage or scenario, 3 input or output failed.
pub fn exit(done: Done) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::NotMet) => ExitCode::from(1),
        Err(Failure::Input(message)) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
        Err(Failure::Io(message)) => {
            eprintln!("error: {}", message.trim_end());
            ExitCode::from(3)
        }
    }
}
