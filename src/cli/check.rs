//! `drsim check`: everything that can be said without simulating.

use std::path::PathBuf;

use super::fail::Done;
use super::{load, output};
use crate::report::check::{self, Problem};
use crate::report::table::{self, View};
use crate::scenario::{Outcome, Severity};

const EXAMPLES: &str = "\
Shows the problems of the file, the vendor's word on each topology, findings with what to do
about them, and the best possible recovery time and data loss of each app. Findings are advice:
they do not change the exit code.

Exit codes: 0 the scenario can be run; 2 it cannot; 3 input or output failed.

Examples:
  drsim check estate.toml
  drsim check estate.toml --format json";

/// Arguments of `drsim check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Scenario file
    file: PathBuf,
    /// Format of what is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write in ASCII alone
    #[arg(long)]
    ascii: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let load::Parsed { outcome, unread } = load::parsed(&arguments.file)?;
    let problems = outcome.render(super::terminal::stderr_colour());
    let Some(study) = &outcome.study else {
        if arguments.format == Format::Json {
            output::print(&check::json_of_problems(&outcome.hash, &listed(&outcome)))?;
        }
        return Err(load::unusable(problems, unread));
    };
    output::say(&problems);
    let checked = check::of(study);
    output::print(&match arguments.format {
        Format::Table => table::check::render(&checked, &output::options(arguments.ascii, View::Overview)),
        Format::Json => check::json(&checked, &outcome.hash, &listed(&outcome)),
    })
}

fn listed(outcome: &Outcome) -> Vec<Problem> {
    let problem = |found: &crate::scenario::Diagnostic| {
        let place = found.at.and_then(|at| outcome.sources.position(at));
        Problem {
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            id: found.id,
            message: found.message.clone(),
            place: place.map(|place| format!("{}:{}:{}", place.file, place.line, place.column)),
            hint: found.hint.clone(),
        }
    };
    outcome.diagnostics.iter().map(problem).collect()
}
