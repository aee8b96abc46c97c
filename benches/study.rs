//! A whole study of the main scenario with few trials, on one thread and on
//! two: reading aside, everything from the models to the verdicts. Items are
//! ordinary histories.
//!
//! Run with `cargo bench --bench study`.

mod main_scenario;

use divan::Bencher;
use divan::counter::ItemsCount;
use drsim::study::compare::{self, Nobody};

/// Histories per topology: four chunks, so that two threads can share them.
const TRIALS: u64 = 128;

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 2], sample_count = 5, sample_size = 1)]
fn on_threads(bencher: Bencher, threads: usize) {
    let mut study = main_scenario::read();
    study.settings.trials = TRIALS;
    let histories = TRIALS * study.topologies.len() as u64;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    bencher
        .counter(ItemsCount::new(histories))
        .bench_local(|| pool.install(|| compare::run(&study, "", &mut Nobody)));
}
