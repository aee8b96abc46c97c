//! Figures of many histories, with the errors they have.

use drsim::model::*;
use drsim::stats::interval::mean_interval;
use drsim::stats::{Interval, RatioMoments};
use drsim::study::force::{self, Forcing};
use drsim::study::run::{self, Job};
use drsim::tally::{Tally, Yardstick};
use drsim::units::Span;

/// A difference of more standard errors than this is none of chance's: a
/// sound figure exceeds it 7 times in a million.
const FAR: f64 = 4.5;

/// Trials to run: `everyday` ones, or more in proportion to `DRSIM_SEEDS`.
pub fn depth(everyday: u64) -> u64 {
    let seeds = std::env::var("DRSIM_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    everyday * seeds.max(200) / 200
}

pub struct Run {
    pub model: Model,
    pub tally: Tally,
    pub years: f64,
}

/// Runs `trials` histories of `years`, forcing rare sources or nothing.
pub fn run(estate: Estate, trials: u64, years: f64, seed: u64, forced: bool) -> Run {
    let model = Model::new(estate);
    let none = Forcing { strata: vec![], forced: vec![false; model.machinery.sources.len()] };
    let forcing = if forced { force::choose(&model, years) } else { none };
    let yardstick = Yardstick::of(&model, Clock::Failed, years * 8760.0);
    let horizon = Span::from_seconds(years * 31_536_000.0);
    let job =
        Job { model: &model, seed, trials, horizon, natural: true, forcing: &forcing, yardstick: &yardstick };
    let tally = run::run(&job, None, &mut |_| {});
    Run { model, tally, years }
}

impl Run {
    /// Unavailability of a subject with its 99.9 % interval.
    pub fn unavailability(&self, subject: usize) -> (f64, Interval) {
        let down = &self.tally.overall[subject].down;
        (down.ratio().unwrap(), mean_interval(down, 0.999).unwrap())
    }
}

pub fn assert_covers(what: &str, estimate: f64, interval: Interval, truth: f64) {
    println!("{what}: {estimate:.6e} [{:.6e}, {:.6e}], theory {truth:.6e}", interval.low, interval.high);
    assert!(
        interval.low <= truth && truth <= interval.high,
        "{what}: [{}, {}] misses {truth}",
        interval.low,
        interval.high
    );
}

/// An estimate with its standard error.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub value: f64,
    pub error: f64,
}

impl Figure {
    /// Σs ÷ Σw with its linearised error.
    pub fn ratio(moments: &RatioMoments) -> Self {
        let variance = moments.variance().expect("two trials or more carry the figure");
        Self { value: moments.ratio().unwrap(), error: variance.sqrt() }
    }

    /// Σw per year, for trials of `years`: each trial's weight is one
    /// observation, and Kish's number holds the sum of their squares.
    pub fn yearly(moments: &RatioMoments, run: &Run) -> Self {
        let n = run.tally.trials as f64;
        let mean = moments.weight() / n;
        let square = if mean > 0.0 { moments.weight() * moments.weight() / moments.kish() / n } else { 0.0 };
        Self { value: mean / run.years, error: ((square - mean * mean) / (n - 1.0)).sqrt() / run.years }
    }

    /// Exactly known.
    pub fn exact(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// Fails if the two differ by more than chance explains.
    pub fn assert_near(self, what: &str, other: Self) {
        let error = self.error.hypot(other.error);
        // Sums in another order differ in their last digits.
        let rounding = 1e-9 * self.value.abs().max(other.value.abs());
        let z = (self.value - other.value) / (error + rounding).max(f64::MIN_POSITIVE);
        println!("{what}: {:.5} and {:.5}, error {error:.5}, z {z:+.2}", self.value, other.value);
        assert!(
            z.abs() < FAR,
            "{what}: {} and {} are {z:+.1} standard errors apart",
            self.value,
            other.value
        );
    }
}
