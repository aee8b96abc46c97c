//! What the tests of all distributions share: examples, samples, and the
//! comparison with other libraries. What holds for each distribution alone
//! stands in its own file, what holds for all of them in `laws`.

mod laws;

use super::*;
use crate::kernel::stream::{TrialKey, entity};
use rand::SeedableRng;
use statrs::distribution::{Continuous, ContinuousCDF};
use statrs::statistics::Distribution as Moments;

const SAMPLES: usize = 20_000;
/// Kolmogorov's critical value for a false alarm in a thousand:
/// √(−½ ln(α/2)), times 1/√n for one sample, √(1/n + 1/m) for two.
const KS_THOUSANDTH: f64 = 1.949_5;
/// Probabilities at which quantiles are looked at.
pub(super) const LEVELS: [f64; 11] = [1e-6, 0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 0.999_999];

/// A distribution that the laws are tried on.
pub(super) struct Example {
    name: &'static str,
    dist: Dist,
    /// Bits of its first samples from a fixed stream. They detect change (on
    /// this or another machine), not truth.
    first: [u64; 4],
}

pub(super) fn example(name: &'static str, dist: Result<Dist, DistError>, first: [u64; 4]) -> Example {
    Example { name, dist: dist.unwrap(), first }
}

/// Distributions with a density, several parameters each.
fn smooth() -> Vec<Example> {
    let examples = [
        exponential::tests::examples,
        weibull::tests::examples,
        lognormal::tests::examples,
        gamma::tests::examples,
        uniform::tests::examples,
        triangular::tests::examples,
        pert::tests::examples,
        mixture::tests::examples,
    ];
    examples.into_iter().flat_map(|of_one| of_one()).collect()
}

fn with_atoms() -> Vec<Example> {
    let examples =
        [deterministic::tests::examples, empirical::tests::examples, mixture::tests::examples_with_atoms];
    examples.into_iter().flat_map(|of_one| of_one()).collect()
}

fn all() -> Vec<Example> {
    smooth().into_iter().chain(with_atoms()).collect()
}

pub(super) fn stream(name: &str) -> Stream {
    TrialKey::new(7, 11).stream(entity(name), 3, 0)
}

fn samples(dist: &Dist, name: &str) -> Vec<f64> {
    let mut stream = stream(name);
    let mut values: Vec<f64> = (0..SAMPLES).map(|_| dist.sample(&mut stream)).collect();
    values.sort_by(f64::total_cmp);
    values
}

pub(super) fn assert_close(ours: f64, expected: f64, relative: f64, what: &str) {
    let near = (ours - expected).abs() <= relative * expected.abs().max(1e-280);
    assert!(near, "{what}: {ours:e} against {expected:e}");
}

/// Asserts that cdf, density and mean agree with a law of statrs.
pub(super) fn assert_agrees<D>(name: &str, dist: Result<Dist, DistError>, law: &D)
where
    D: Continuous<f64, f64> + ContinuousCDF<f64, f64> + Moments<f64>,
{
    let dist = dist.unwrap();
    for p in LEVELS {
        let x = dist.quantile(p);
        assert_close(dist.cdf(x), law.cdf(x), 1e-9, &format!("{name} cdf at {p}"));
        assert_close(dist.pdf(x), law.pdf(x), 1e-9, &format!("{name} pdf at {p}"));
        let survival = if law.sf(x) > 1e-7 { law.sf(x) } else { dist.survival(x) };
        assert_close(dist.survival(x), survival, 1e-8, &format!("{name} survival at {p}"));
    }
    assert_close(dist.mean(), law.mean().unwrap(), 1e-10, name);
}

/// Asserts that our samples look like those of a law of `rand_distr`.
pub(super) fn assert_sampled_like(
    name: &str,
    dist: Result<Dist, DistError>,
    law: &impl rand_distr::Distribution<f64>,
) {
    let ours = samples(&dist.unwrap(), name);
    let mut rng = rand::rngs::Xoshiro256PlusPlus::seed_from_u64(20_261_120);
    let mut theirs: Vec<f64> = (0..SAMPLES).map(|_| law.sample(&mut rng)).collect();
    theirs.sort_by(f64::total_cmp);
    let distance = two_sample_distance(&ours, &theirs);
    assert!(distance < KS_THOUSANDTH * (2.0 / SAMPLES as f64).sqrt(), "{name}: {distance}");
}

fn two_sample_distance(a: &[f64], b: &[f64]) -> f64 {
    let (mut i, mut j, mut distance) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        if a[i] <= b[j] {
            i += 1;
        } else {
            j += 1;
        }
        distance = distance.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    distance
}

/// The largest distance between the samples' steps and the cdf, on both sides
/// of each value, so that atoms are compared rightly too.
fn ks_distance(sorted: &[f64], dist: &Dist) -> f64 {
    let n = sorted.len() as f64;
    let mut distance = 0.0_f64;
    let mut start = 0;
    while start < sorted.len() {
        let x = sorted[start];
        let end = start + sorted[start..].partition_point(|value| *value <= x);
        let before = if x > 0.0 { dist.cdf(x.next_down()) } else { 0.0 };
        distance = distance.max((start as f64 / n - before).abs());
        distance = distance.max((end as f64 / n - dist.cdf(x)).abs());
        start = end;
    }
    distance
}
