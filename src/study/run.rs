//! Many trials in parallel: fixed chunks of trials, merged in order, in waves
//! so that memory does not grow with the number of trials.

use rayon::prelude::*;

use super::force::Forcing;
use crate::model::Model;
use crate::tally::{Tally, Yardstick};
use crate::trial::history::{Outcome, Setup, Stage};
use crate::units::Span;

/// Trials per chunk: fixed, so that sums are made in the same order whatever
/// the number of threads.
const CHUNK: u64 = 32;
/// Chunks per wave.
const WAVE: u64 = 32;
/// Exposure probes per history.
pub const PROBES: u32 = 32;

/// What to run for one topology.
#[derive(Clone, Debug)]
pub struct Job<'m> {
    /// The model.
    pub model: &'m Model,
    /// Seed.
    pub seed: u64,
    /// Histories.
    pub trials: u64,
    /// Length of each.
    pub horizon: Span,
    /// Failures happen by themselves (false: a drill).
    pub natural: bool,
    /// What is forced.
    pub forcing: &'m Forcing,
    /// What strikes are measured against.
    pub yardstick: &'m Yardstick,
}

impl Job<'_> {
    /// What its histories have in common.
    #[must_use]
    pub fn setup(&self) -> Setup<'_> {
        Setup {
            model: self.model,
            seed: self.seed,
            horizon: self.horizon,
            probes: if self.natural { PROBES } else { 0 },
            natural: self.natural,
            strata: self.forcing.strata.clone(),
        }
    }
}

/// Runs a job on the current rayon pool. `watch`, if given, is shown the
/// histories of the first wave, in order; `progress` is told how many trials
/// are done.
pub fn run(job: &Job, mut watch: Option<&mut dyn FnMut(&Outcome)>, progress: &mut dyn FnMut(u64)) -> Tally {
    let setup = job.setup();
    let mut tally = Tally::new(job.model.subjects());
    let chunks = job.trials.div_ceil(CHUNK);
    let mut first = 0;
    while first < chunks {
        let last = (first + WAVE).min(chunks);
        let keep = first == 0 && watch.is_some();
        let wave: Vec<(Tally, Vec<Outcome>)> = (first..last)
            .into_par_iter()
            .map_init(|| Stage::new(job.model), |stage, chunk| run_chunk(job, &setup, stage, chunk, keep))
            .collect();
        for (part, outcomes) in &wave {
            tally.merge_in_order(part);
            if let Some(watch) = &mut watch {
                outcomes.iter().for_each(watch);
            }
        }
        first = last;
        progress((last * CHUNK).min(job.trials));
    }
    tally
}

/// Runs one chunk; keeps its histories if asked to.
fn run_chunk(job: &Job, setup: &Setup, stage: &mut Stage, chunk: u64, keep: bool) -> (Tally, Vec<Outcome>) {
    let mut tally = Tally::new(job.model.subjects());
    let mut kept = Vec::new();
    let mut outcome = Outcome::default();
    for trial in chunk * CHUNK..((chunk + 1) * CHUNK).min(job.trials) {
        stage.run(setup, trial, &mut outcome);
        // No source counts twice: forced ones count from branches only.
        let forced = &job.forcing.forced;
        outcome.strikes.retain(|strike| strike.forced || !forced[strike.source.index()]);
        tally.add(&outcome, job.yardstick);
        if keep {
            kept.push(outcome.clone());
        }
    }
    (tally, kept)
}
