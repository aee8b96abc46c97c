//! The command line: one command a file. Files, clock, environment and
//! terminal are touched only here.

mod check;
mod drill;
mod fail;
mod folder;
mod incidents;
mod init;
mod load;
mod number;
mod output;
mod presets;
mod progress;
mod run;
mod schema;
mod select;
mod show;
mod terminal;
mod threads;
mod trace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

const EXAMPLES: &str = "\
Exit codes: 0 done; 1 `run --require met` and no selected topology meets everything;
2 bad usage or scenario; 3 input or output failed.

Examples:
  drsim run scenarios/recommended-topologies.toml
  drsim drill estate.toml --topology D --fail site-lost:dc1";

/// Predicts recovery time and data loss of disaster-recovery topologies before
/// they are bought.
#[derive(Debug, Parser)]
#[command(name = "drsim", version, max_term_width = 100, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented scenario to start from
    Init(init::Arguments),
    /// Find mistakes, give advice and the best possible recovery, in seconds
    Check(check::Arguments),
    /// Print the scenario with every default filled in and where it came from
    Show(show::Arguments),
    /// Print what a scenario file may say, as a JSON Schema for editors
    Schema(schema::Arguments),
    /// List the protection systems known by name, or show one with its sources
    Presets(presets::Arguments),
    /// Simulate every topology and say which meets the objectives, at what cost
    Run(run::Arguments),
    /// Tell the story of one history, one line an event
    Trace(trace::Arguments),
    /// Let one thing fail and see what comes back when: no failure rate is used
    Drill(drill::Arguments),
}

/// Runs the program on the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    fail::exit(match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Presets(arguments) => presets::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Drill(arguments) => drill::run(&arguments),
    })
}
