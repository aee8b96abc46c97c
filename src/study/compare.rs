//! A study: every topology of a scenario run on the same disasters, judged and
//! laid side by side.

use super::force;
use super::run::{self, Job};
use crate::advice;
use crate::model::{Model, Study, Topology};
use crate::tally::Yardstick;
use crate::trial::history::Outcome;
use crate::units::{SECONDS_PER_YEAR, Span};
use crate::verdict::assemble::{self, Asked};
use crate::verdict::results::{FORMAT, Header, Results, TopologyResult, Verdict};
use crate::verdict::rule::Requirement;

/// Whoever follows a study as it runs.
pub trait Observer {
    /// A topology starts: its position among those run.
    fn topology(&mut self, _position: usize, _topology: &Topology) {}
    /// So many of its trials are done.
    fn trials(&mut self, _done: u64) {}
    /// Whether it wants to see histories.
    fn wants_histories(&self) -> bool {
        false
    }
    /// A history of the first ones of a topology, in order.
    fn history(&mut self, _topology: &Topology, _model: &Model, _outcome: &Outcome) {}
}

/// Nobody follows.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Observer for Nobody {}

/// Runs the study on the current rayon pool. `hash` identifies the scenario.
/// A topology that breaks a placement rule is not run: it has the reason.
pub fn run(study: &Study, hash: &str, observer: &mut dyn Observer) -> Results {
    let mut header = header(study, hash);
    let mut topologies = Vec::new();
    for (position, topology) in study.topologies.iter().enumerate() {
        if let Some(reason) = advice::rejection(topology) {
            topologies.push(not_run(topology, reason));
            continue;
        }
        observer.topology(position, topology);
        let (result, forced) = one(study, topology, observer);
        header.forced += forced;
        topologies.push(result);
    }
    Results { header, topologies }
}

/// Requirement and horizon of a study.
#[must_use]
pub fn asked(study: &Study) -> Asked {
    let settings = &study.settings;
    Asked {
        requirement: Requirement { required: settings.required, confidence: settings.confidence },
        years: settings.years,
        only: None,
    }
}

/// The horizon of a study.
#[must_use]
pub fn horizon(study: &Study) -> Span {
    Span::from_seconds(study.settings.years * SECONDS_PER_YEAR)
}

fn one(study: &Study, topology: &Topology, observer: &mut dyn Observer) -> (TopologyResult, u64) {
    let settings = &study.settings;
    let model = Model::new(topology.estate.clone());
    let forcing = force::choose(&model, settings.years);
    let yardstick = Yardstick::of(&model, settings.clock, horizon(study).hours());
    let job = Job {
        model: &model,
        seed: settings.seed,
        trials: settings.trials,
        horizon: horizon(study),
        natural: true,
        forcing: &forcing,
        yardstick: &yardstick,
    };
    let wants = observer.wants_histories();
    let observer = std::cell::RefCell::new(observer);
    let mut watch = |outcome: &Outcome| observer.borrow_mut().history(topology, &model, outcome);
    let mut progress = |done| observer.borrow_mut().trials(done);
    let tally = run::run(&job, wants.then_some(&mut watch), &mut progress);
    (assemble::topology(topology, &model, &tally, asked(study)), tally.forced)
}

fn header(study: &Study, hash: &str) -> Header {
    let settings = &study.settings;
    let apps = study.topologies.first().map_or(&[][..], |t| &t.estate.apps);
    Header {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        title: study.title.clone(),
        scenario_hash: hash.to_owned(),
        currency: study.currency.clone(),
        seed: settings.seed,
        trials: settings.trials,
        years: settings.years,
        forced: 0,
        required: settings.required,
        confidence: settings.confidence,
        clock: settings.clock,
        apps: apps.len(),
        vms: apps.iter().map(|app| u64::from(app.vms)).sum(),
        data_bytes: apps.iter().map(|app| app.data_bytes).sum(),
    }
}

fn not_run(topology: &Topology, reason: String) -> TopologyResult {
    TopologyResult {
        name: topology.name.clone(),
        title: topology.title.clone(),
        cost_per_year: topology.cost_per_year,
        apps: Vec::new(),
        services: Vec::new(),
        tiers: Vec::new(),
        verdict: Verdict::NotApplicable,
        verdicts: 0,
        judgement_share: 0.0,
        unsupported: topology.unsupported.clone(),
        rejected: Some(reason),
    }
}
