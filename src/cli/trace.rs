//! `drsim trace`: the story of one history.

use std::path::PathBuf;

use super::fail::Done;
use super::number::whole;
use super::{load, output, select};
use crate::model::{Model, Topology};
use crate::report::{story, text};
use crate::study::named::{self, Named, What};
use crate::study::{compare, force, run as study_run};
use crate::trial::history::{Outcome, Setup, Stage};
use crate::units::Time;

const EXAMPLES: &str = "\
Tells a history as it happened, one line an event. Trials are numbered from 0, as in
incidents.csv. With --fail: the branch of that history in which KIND:NAME is forced, from
that failure until every app that it hit is back. Failures are named as for `drsim drill`.

Examples:
  drsim trace estate.toml --topology D --trial 3
  drsim trace estate.toml --topology D --trial 3 --fail site-lost:dc1";

/// Arguments of `drsim trace`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Scenario file
    file: PathBuf,
    /// Topology
    #[arg(long, value_name = "NAME")]
    topology: String,
    /// Number of the history, from 0
    #[arg(long, value_name = "N", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    trial: u64,
    /// What is forced in it
    #[arg(long, value_name = "KIND:NAME")]
    fail: Option<String>,
    /// Seed of the random numbers [default: the scenario's]
    #[arg(long, value_name = "S", value_parser = whole::<u64>(0, u64::MAX), allow_negative_numbers = true)]
    seed: Option<u64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Done {
    let loaded = load::scenario_with_seed(&arguments.file, arguments.seed)?;
    let study = &loaded.study;
    let topology = select::allowed(study, &arguments.topology)?;
    load::note_unsupported(topology);
    let mut model = Model::new(topology.estate.clone());
    let failure = match &arguments.fail {
        Some(name) => Some(select::failure(&model, name)?),
        None => None,
    };
    let strata = match &failure {
        Some(named) => {
            let studied = force::choose(&model, study.settings.years);
            let possible = named::made_possible(&mut model, named);
            named::as_studied(&model, &possible, &studied).strata
        }
        None => Vec::new(),
    };
    let setup = Setup {
        model: &model,
        seed: study.settings.seed,
        horizon: compare::horizon(study),
        probes: study_run::PROBES,
        natural: true,
        strata,
    };
    let mut stage = Stage::new(&model);
    stage.run_told(&setup, arguments.trial, &mut Outcome::default(), true);
    let head = format!(
        "Trial {} of topology {}, seed {}: {} years",
        arguments.trial,
        text::safe(&topology.name),
        study.settings.seed,
        study.settings.years
    );
    output::print(&match failure {
        Some(failure) => branch(&model, topology, &stage, &head, &failure),
        None => ordinary(&model, &stage, &head),
    })
}

fn ordinary(model: &Model, stage: &Stage, head: &str) -> String {
    let notes = stage.world().journal();
    let story = story::tell(model, notes, None);
    let end = if notes.is_empty() { "Nothing happens.\n" } else { "" };
    format!("{head}; +… since the start of the app's incident.\n\n{story}{end}")
}

/// The story of the branch, which begins with the forced failure.
fn branch(model: &Model, topology: &Topology, stage: &Stage, head: &str, failure: &Named) -> String {
    let told = stage.branch().journal();
    let name = text::safe(&failure.name);
    let Some(at) = told.iter().map(|(at, _)| *at).min().filter(|at| *at != Time::NEVER) else {
        return format!(
            "{head}; {name} is forced, and nothing comes of it under {}: what it would stop does not work or \
             is not used at that instant.\n",
            text::safe(&topology.name)
        );
    };
    let story = story::tell(model, told, Some(at));
    let end = match failure.what {
        What::Kind(_) => "",
        _ => "No app goes down by that: what needs it waits.\n",
    };
    format!("{head}; {name} is forced at {}; +… since then.\n\n{story}{end}", story::calendar(at))
}
