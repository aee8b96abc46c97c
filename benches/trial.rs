//! One trial of the main scenario, topology by topology: an ordinary history
//! with the branches in which its rare failures are forced. Items are
//! simulated years of the ordinary history.
//!
//! Run with `cargo bench --bench trial`.

mod main_scenario;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use drsim::model::Model;
use drsim::study::{compare, force, run};
use drsim::trial::history::{Outcome, Setup, Stage};

fn main() {
    divan::main();
}

/// The topologies of the main scenario.
fn topologies() -> Vec<String> {
    main_scenario::read().topologies.into_iter().map(|topology| topology.name).collect()
}

#[divan::bench(args = topologies())]
fn with_its_branches(bencher: Bencher, topology: &str) {
    trial(bencher, topology, true);
}

#[divan::bench(args = topologies())]
fn ordinary_alone(bencher: Bencher, topology: &str) {
    trial(bencher, topology, false);
}

/// One iteration is the next trial, so that no history is measured twice.
fn trial(bencher: Bencher, topology: &str, branches: bool) {
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
    bencher.counter(ItemsCount::new(settings.years as u64)).bench_local(|| {
        stage.run(&setup, number, black_box(&mut outcome));
        number += 1;
    });
}
