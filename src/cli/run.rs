//! `drsim run`: the main job.

use super::fail::{Done, Failure};
use super::load;
use super::terminal;
use crate::report::table::{self, Options, View};
use crate::study::compare::{self, Nobody};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `drsim run`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file
    file: PathBuf,
    /// Ordinary histories per topology
    #[arg(long)]
    trials: Option<u64>,
    /// Rows of the table
    #[arg(long, value_enum, default_value_t = By::Tier)]
    by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum By {
    Tier,
    App,
    Kind,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let mut loaded = load::scenario(&arguments.file)?;
    if let Some(trials) = arguments.trials {
        loaded.study.settings.trials = trials;
    }
    let results = compare::run(&loaded.study, &loaded.outcome.hash, &[], &mut Nobody);
    let view = match arguments.by {
        By::Tier => View::Overview,
        By::App => View::Apps,
        By::Kind => View::Kinds,
    };
    let options =
        Options { width: terminal::width(), colour: terminal::stdout_colour(), view, ..Options::default() };
    let page = table::render(&results, &options);
    std::io::stdout().write_all(page.as_bytes()).map_err(|error| Failure::io("standard output", &error))
}
