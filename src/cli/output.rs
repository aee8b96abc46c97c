//! What goes to the terminal: results to standard output, notes to standard
//! error. A pipe that is closed on the other side is no error.

use std::io::{ErrorKind, Write};

use super::fail::{Done, Failure};
use super::terminal;
use crate::report::table::{Options, View};
use crate::report::text::Charset;

/// How results are written to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Table,
    /// For programs: everything
    Json,
    /// For spreadsheets: one row a verdict
    Csv,
}

/// How results look.
#[derive(Debug, clap::Args)]
pub struct Look {
    /// Format of what is printed
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write tables in ASCII alone
    #[arg(long)]
    pub ascii: bool,
}

impl Look {
    /// How a table is drawn on this terminal.
    pub fn options(&self, view: View) -> Options {
        options(self.ascii, view)
    }
}

/// How a table is drawn on this terminal.
pub fn options(ascii: bool, view: View) -> Options {
    let charset = if ascii { Charset::Ascii } else { Charset::Unicode };
    Options { width: terminal::width(), charset, colour: terminal::stdout_colour(), view }
}

/// Prints results.
pub fn print(text: &str) -> Done {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::io("standard output", &error, "send it where there is room to write"))
        }
        _ => Ok(()),
    }
}

/// Says something beside the results. Whether anybody listens does not matter.
pub fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
