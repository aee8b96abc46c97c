//! `drsim drill`: one failure at random instants. "DC1 is gone, now what?"

use std::path::PathBuf;

use super::fail::Done;
use super::number::whole;
use super::{load, output, select, threads};
use crate::report::table;
use crate::study::drill;

/// Examples shown under the help text.
pub const EXAMPLES: &str = "\
Failures:
  site-lost:SITE  site-outage:SITE  stamp-lost:STAMP  stamp-outage:STAMP  node:STAMP
  switch:STAMP  link-lost:LINK  corruption:APP  item-deletion:APP  ransomware
  What protections need, by which no app goes down: target:TARGET  control:CONTROL
  infrastructure:STAMP
  Where a failure has several causes, one of them: stamp-outage:STAMP:rack-power

No failure rate is used: the failure just happens, at random instants of the schedules,
and nothing else fails.

Examples:
  drsim drill estate.toml --topology D --fail site-lost:dc1
  drsim drill estate.toml --topology D --fail ransomware --trials 5000 --format json";

/// Arguments of `drsim drill`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Scenario file
    file: PathBuf,
    /// Topology to try it on
    #[arg(long, value_name = "NAME")]
    topology: String,
    /// What fails
    #[arg(long, value_name = "KIND:NAME")]
    fail: String,
    /// Random instants at which it fails
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = whole::<u64>(1, 1_000_000_000), allow_negative_numbers = true)]
    trials: u64,
    /// Seed of the random numbers
    #[arg(long, value_name = "S", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
    #[command(flatten)]
    threads: threads::Threads,
    #[command(flatten)]
    look: output::Look,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let loaded = load::scenario_with_seed(&arguments.file, arguments.seed)?;
    let topology = select::allowed(&loaded.study, &arguments.topology)?;
    let model = drill::model(topology);
    let failure = select::failure(&model, &arguments.fail)?;
    load::note_unsupported(topology);
    let found = threads::run(&arguments.threads, || {
        drill::run(&loaded.study, topology, &loaded.outcome.hash, &model, &failure, arguments.trials)
    })?;
    output::print(&match arguments.look.format {
        output::Format::Table => table::drill::render(&found, &arguments.look.options(table::View::Overview)),
        output::Format::Json => crate::report::drill::render(&found),
        output::Format::Csv => crate::report::csv::drill::render(&found),
    })
}
