//! `drsim show`: the scenario with every default filled in.

use std::path::PathBuf;

use super::fail::Done;
use super::{load, output};
use crate::scenario;

const EXAMPLES: &str = "\
What it prints is a scenario itself: each value with its origin, yours or the parameter
library's, there with the mark of its evidence and its source.

Examples:
  drsim show estate.toml | less
  drsim show estate.toml > complete.toml";

/// Arguments of `drsim show`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Scenario file
    file: PathBuf,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let loaded = load::scenario(&arguments.file)?;
    output::print(&scenario::show(&loaded.outcome))
}
