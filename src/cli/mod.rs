//! The command line: one command a file. Files, clock, environment and
//! terminal are touched only here.

mod fail;
mod load;
mod run;
mod terminal;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Predicts recovery time and data loss of disaster-recovery topologies before
/// they are bought.
#[derive(Debug, Parser)]
#[command(name = "drsim", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate every topology and say which meets the objectives, at what cost
    Run(run::Arguments),
}

/// Runs the program on the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
    };
    fail::exit(done)
}
