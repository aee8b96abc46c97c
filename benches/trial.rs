//! One trial of the main scenario, topology by topology: an ordinary history
//! with the branches in which its rare failures are forced, and the ordinary
//! history alone. Items are the events that a trial handles, or the simulated
//! years of its ordinary history.
//!
//! Run with `cargo bench --bench trial`.

mod main_scenario;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use drsim::model::Model;
use drsim::study::{compare, force, run};
use drsim::trial::history::{Outcome, Setup, Stage};

/// Trials whose events are counted beforehand, for the mean of a trial.
const COUNTED: u64 = 100;

fn main() {
    divan::main();
}

/// The topologies of the main scenario.
fn topologies() -> Vec<String> {
    main_scenario::read().topologies.into_iter().map(|topology| topology.name).collect()
}

/// What throughput is given in.
trait Item {
    /// How many of them a trial has.
    fn per_trial(setup: &Setup) -> u64;
}

struct Events;

impl Item for Events {
    fn per_trial(setup: &Setup) -> u64 {
        let (mut stage, mut outcome) = (Stage::new(setup.model), Outcome::default());
        let mut of_trial = |trial| {
            stage.run(setup, trial, &mut outcome);
            outcome.events
        };
        (0..COUNTED).map(&mut of_trial).sum::<u64>() / COUNTED
    }
}

struct Years;

impl Item for Years {
    fn per_trial(setup: &Setup) -> u64 {
        setup.horizon.years() as u64
    }
}

#[divan::bench(args = topologies(), types = [Events, Years])]
fn with_its_branches<T: Item>(bencher: Bencher, topology: &str) {
    trial::<T>(bencher, topology, true);
}

#[divan::bench(args = topologies(), types = [Events, Years])]
fn ordinary_alone<T: Item>(bencher: Bencher, topology: &str) {
    trial::<T>(bencher, topology, false);
}

/// One iteration is the next trial, so that no history is measured twice.
fn trial<T: Item>(bencher: Bencher, topology: &str, branches: bool) {
    let study = main_scenario::read();
    let found = study.topologies.iter().find(|other| other.name == topology);
    let model = Model::new(found.expect("it was read a moment ago").estate.clone());
    let settings = study.settings;
    let strata = if branches { force::choose(&model, settings.years).strata } else { Vec::new() };
    let horizon = compare::horizon(&study);
    let setup =
        Setup { model: &model, seed: settings.seed, horizon, probes: run::PROBES, natural: true, strata };
    let mut stage = Stage::new(&model);
    let mut outcome = Outcome::default();
    let mut number = 0;
    bencher.counter(ItemsCount::new(T::per_trial(&setup))).bench_local(|| {
        stage.run(&setup, number, black_box(&mut outcome));
        number += 1;
    });
}
