use super::*;
use crate::kernel::stream::{Stream, TrialKey, entity};
use crate::stats::special::normal;
use statrs::distribution::{Binomial, DiscreteCDF};

fn assert_close(ours: f64, expected: f64, tolerance: f64) {
    assert!((ours - expected).abs() <= tolerance, "{ours} against {expected}");
}

/// The definition: at the lower end, P(at least s) is the tail; at the upper
/// end, P(at most s). Binomial tails from statrs.
#[test]
fn clopper_pearson_ends_satisfy_their_definition() {
    for n in [1_u64, 5, 20, 71, 500] {
        for s in [0, 1, n / 2, n - 1, n] {
            for confidence in [0.9, 0.95, 0.99] {
                let tail = 0.5 * (1.0 - confidence);
                let interval = clopper_pearson(s as f64, n as f64, confidence);
                if s > 0 {
                    assert_close(Binomial::new(interval.low, n).unwrap().sf(s - 1), tail, 1e-10);
                }
                if s < n {
                    assert_close(Binomial::new(interval.high, n).unwrap().cdf(s), tail, 1e-10);
                }
            }
        }
    }
}

#[test]
fn clopper_pearson_at_the_ends() {
    assert_eq!(clopper_pearson(0.0, 0.0, 0.95), Interval { low: 0.0, high: 1.0 });
    assert_eq!(clopper_pearson(0.0, 9.0, 0.95).low, 0.0);
    assert_eq!(clopper_pearson(9.0, 9.0, 0.95).high, 1.0);
    for n in [0.4_f64, 3.0, 17.3, 1e5] {
        assert_close(clopper_pearson(n, n, 0.95).low, 0.025_f64.powf(1.0 / n), 1e-14);
        assert_close(clopper_pearson(0.0, n, 0.95).high, 1.0 - 0.025_f64.powf(1.0 / n), 1e-14);
    }
}

/// The sample sizes that the domain names.
#[test]
fn seventy_two_clean_strikes_can_be_met_and_3688_clear_one_in_a_thousand() {
    assert!(clopper_pearson(72.0, 72.0, 0.95).low > 0.95);
    assert!(clopper_pearson(71.0, 71.0, 0.95).low <= 0.95);
    assert!(clopper_pearson(0.0, 3_688.0, 0.95).high <= 0.001);
    assert!(clopper_pearson(0.0, 3_687.0, 0.95).high > 0.001);
}

#[test]
fn real_counts_lie_between_whole_ones() {
    let at = |s: f64| clopper_pearson(s, 100.0, 0.95);
    assert!(at(93.0).low < at(93.5).low && at(93.5).low < at(94.0).low);
    assert!(at(93.0).high < at(93.5).high && at(93.5).high < at(94.0).high);
}

fn moments(pairs: impl IntoIterator<Item = (f64, f64)>) -> RatioMoments {
    let mut moments = RatioMoments::new();
    for (w, s) in pairs {
        moments.push(w, s);
    }
    moments
}

#[test]
fn equal_weights_give_plain_clopper_pearson() {
    // 100 trials of one strike each; 90 meet. The linearised variance has n − 1
    // where the binomial one has n, so n* is 99.
    let kg = korn_graubard(&moments((0..100).map(|i| (2.0, if i < 90 { 2.0 } else { 0.0 }))), 0.95).unwrap();
    assert_close(kg.estimate, 0.9, 1e-15);
    assert_close(kg.effective, 99.0, 1e-9);
    let plain = clopper_pearson(0.9 * 99.0, 99.0, 0.95);
    assert_close(kg.low, plain.low, 1e-11);
    assert_close(kg.high, plain.high, 1e-11);
}

#[test]
fn all_or_none_use_kish() {
    let weights = [0.1, 0.7, 1.3, 0.0, 2.9];
    let kish = 25.0 / (0.01 + 0.49 + 1.69 + 8.41);
    let all = korn_graubard(&moments(weights.map(|w| (w, w))), 0.95).unwrap();
    assert_eq!((all.estimate, all.high), (1.0, 1.0));
    assert_close(all.effective, kish, 1e-12);
    assert_close(all.low, 0.025_f64.powf(1.0 / kish), 1e-12);
    let none = korn_graubard(&moments(weights.map(|w| (w, 0.0))), 0.95).unwrap();
    assert_eq!((none.estimate, none.low), (0.0, 0.0));
    assert_close(none.high, 1.0 - 0.025_f64.powf(1.0 / kish), 1e-12);
    assert_eq!(korn_graubard(&moments([(0.0, 0.0)]), 0.95), None);
}

#[test]
fn the_effective_sample_never_exceeds_kish() {
    // Every trial has the same share: no variance between trials.
    let same = korn_graubard(&moments((0..50).map(|_| (4.0, 3.0))), 0.95).unwrap();
    assert_close(same.effective, 50.0, 1e-12);
    // Whole trials meet or fail together: ten strikes each are worth one.
    let clustered = (0..50).map(|i| (10.0, if i % 5 == 0 { 0.0 } else { 10.0 }));
    assert_close(korn_graubard(&moments(clustered), 0.95).unwrap().effective, 49.0, 1e-9);
    // One trial alone.
    assert_eq!(korn_graubard(&moments([(4.0, 1.0)]), 0.95).unwrap().effective, 1.0);
}

fn stream(seed: u64) -> Stream {
    TrialKey::new(seed, 0).stream(entity("coverage"), 0, 0)
}

/// How often in 400 studies the interval holds the truth. Each trial has 0 to 3
/// strikes that share a frailty (meet together more than apart); weights vary
/// from trial to trial.
fn share_coverage(trials: u64, truth: f64, spread_weights: bool) -> u32 {
    let mut covered = 0;
    for seed in 0..400 {
        let mut stream = stream(seed);
        let mut moments = RatioMoments::new();
        for _ in 0..trials {
            let weight = if spread_weights { -libm::log(stream.open()) } else { 1.0 };
            let together = stream.chance(0.5);
            let shared = stream.chance(truth);
            let (mut w, mut s) = (0.0, 0.0);
            for _ in 0..stream.below(4) {
                let met = if together { shared } else { stream.chance(truth) };
                w += weight;
                s += if met { weight } else { 0.0 };
            }
            moments.push(w, s);
        }
        let Some(kg) = korn_graubard(&moments, 0.95) else { continue };
        covered += u32::from(kg.low <= truth && truth <= kg.high);
    }
    covered
}

#[test]
fn korn_graubard_covers_clustered_weighted_shares() {
    for trials in [40, 200, 1_000] {
        for truth in [0.5, 0.8, 0.95, 0.99] {
            for spread in [false, true] {
                let covered = share_coverage(trials, truth, spread);
                assert!(covered >= 380, "{covered} of 400: {trials} trials, {truth}, weights {spread}");
            }
        }
    }
}

/// Shares of time: all but a few trials have none, and those a part of theirs.
#[test]
fn korn_graubard_covers_rare_shares_of_time() {
    for (trials, rare) in [(500, 0.002), (500, 0.01), (2_000, 0.005), (2_000, 0.05)] {
        let mut covered = 0;
        for seed in 0..400 {
            let mut stream = stream(seed);
            let pairs = (0..trials).map(|_| {
                let part = stream.unit();
                (10.0, if stream.chance(rare) { 10.0 * part } else { 0.0 })
            });
            let kg = korn_graubard(&moments(pairs.collect::<Vec<_>>()), 0.95).unwrap();
            covered += u32::from(kg.low <= 0.5 * rare && 0.5 * rare <= kg.high);
        }
        assert!(covered >= 380, "{covered} of 400: {trials} trials, {rare}");
    }
}

/// Few trials carry most of the weight (lognormal weights, one strike each):
/// where effective sample sizes are hardest.
#[test]
fn korn_graubard_covers_under_very_unequal_weights() {
    for sigma in [0.0, 1.0, 2.0] {
        for truth in [0.8, 0.95] {
            let mut covered = 0;
            for seed in 0..400 {
                let mut stream = stream(seed);
                let pairs = (0..200).map(|_| {
                    let w = libm::exp(sigma * normal::quantile(stream.open()));
                    (w, if stream.chance(truth) { w } else { 0.0 })
                });
                let kg = korn_graubard(&moments(pairs.collect::<Vec<_>>()), 0.95).unwrap();
                covered += u32::from(kg.low <= truth && truth <= kg.high);
            }
            // 366: one in a thousand for an exact 95 % interval.
            assert!(covered >= 366, "{covered} of 400: sigma {sigma}, share {truth}");
        }
    }
}

/// Exponential times, about 200 trials with an incident. Limits are those of a
/// binomial with 95 % that a thousand studies leave once in a thousand.
#[test]
fn the_interval_covers_the_mean_of_skewed_times() {
    for (trials, carrying) in [(200, 1.0), (330, 0.6)] {
        let mut covered = 0;
        for seed in 0..1_000 {
            let mut stream = stream(seed);
            let pairs = (0..trials).map(|_| {
                let w = if stream.chance(carrying) { 1.0 } else { 0.0 };
                (w, w * -3_600.0 * libm::log(stream.open()))
            });
            let interval = mean_interval(&moments(pairs.collect::<Vec<_>>()), 0.95).unwrap();
            covered += i32::from(interval.low <= 3_600.0 && 3_600.0 <= interval.high);
        }
        assert!((927..=972).contains(&covered), "{covered} of 1,000");
    }
}

/// The end that grants MET: how often the truth lies above it, and below the
/// other, in per cent of 4,000 samples of n lognormal times.
fn misses_of_lognormal(sigma: f64, n: u64) -> (f64, f64) {
    let (mut below, mut above) = (0, 0);
    for seed in 0..4_000 {
        let mut stream = stream(seed);
        let time = |_| libm::exp(sigma * normal::quantile(stream.open()) - 0.5 * sigma * sigma);
        let times: Vec<f64> = (0..n).map(time).collect();
        let interval = mean_interval(&moments(times.into_iter().map(|s| (1.0, s))), 0.95).unwrap();
        below += u32::from(1.0 < interval.low);
        above += u32::from(1.0 > interval.high);
    }
    (f64::from(below) / 40.0, f64::from(above) / 40.0)
}

#[test]
fn long_tails_seldom_lie_above_the_interval() {
    for (sigma, n) in [(0.5, 20), (1.0, 40), (1.0, 400), (1.5, 400)] {
        let (below, above) = misses_of_lognormal(sigma, n);
        println!("lognormal {sigma}, n {n}: {below} % below, {above} % above");
        assert!(above <= 4.0, "lognormal {sigma}, n {n}: {above} % above");
        assert!(below <= 3.5, "lognormal {sigma}, n {n}: {below} % below");
    }
}

#[test]
fn the_interval_reaches_towards_the_tail() {
    // 0, 0, 0, 8: mean 2, standard error 2, k = 1/√3; the upper end is at the
    // farthest. The lower: 1.5/k·ln(1 + k/1.5·(t − k/6)) standard errors away.
    let tail = mean_interval(&moments([0.0, 0.0, 0.0, 8.0].map(|s| (1.0, s))), 0.5).unwrap();
    let (t, k) = (0.764_892_328_404_346, 1.0 / 3.0_f64.sqrt());
    assert_close(tail.low, 2.0 - 2.0 * 1.5 / k * (1.0 + k / 1.5 * (t - k / 6.0)).ln(), 1e-9);
    let more = k * (1.0 + 2.5 * k);
    assert_close(tail.high, 2.0 - 2.0 * 1.5 / more * (1.0 - more / 1.5 * (t + more / 6.0)).ln(), 1e-9);
    let farthest = mean_interval(&moments([0.0, 0.0, 0.0, 8.0].map(|s| (1.0, s))), 0.95).unwrap();
    assert_close(farthest.high, 2.0 + 2.0 * 4.0 * 3.182_446_305_284_263, 1e-9);
}

#[test]
fn the_interval_by_hand() {
    // Values 1, 2, 3, 4: mean 2.5, standard error √(5/3 ÷ 4), t₃ = 3.182446.
    let interval = mean_interval(&moments([1.0, 2.0, 3.0, 4.0].map(|s| (1.0, s))), 0.95).unwrap();
    let half = 3.182_446_305_284_263 * (5.0_f64 / 12.0).sqrt();
    assert_close(interval.low, 2.5 - half, 1e-12);
    assert_close(interval.high, 2.5 + half, 1e-12);
    assert_eq!(mean_interval(&moments([(1.0, 5.0), (0.0, 0.0)]), 0.95), None);
    let wide = mean_interval(&moments([(1.0, 0.0), (1.0, 9.0)]), 0.95).unwrap();
    assert_eq!(wide.low, 0.0);
}

#[test]
fn trials_to_settle_is_the_smallest_number_that_suffices() {
    for (estimate, effective, trials, threshold) in
        [(0.97, 150.0, 300, 0.95), (0.93, 80.0, 40, 0.95), (0.0, 500.0, 2_000, 0.001), (0.5, 10.0, 10, 0.52)]
    {
        let more = trials_to_settle(estimate, effective, trials, threshold, 0.95).unwrap();
        let settled = |more: u64| {
            let n = effective / trials as f64 * (trials + more) as f64;
            let interval = clopper_pearson(estimate * n, n, 0.95);
            interval.low > threshold || interval.high < threshold
        };
        assert!(more > 0 && settled(more) && !settled(more - 1), "{estimate} {threshold}: {more}");
    }
    // 30 clean strikes of 30 trials: 42 more make 72.
    assert_eq!(trials_to_settle(1.0, 30.0, 30, 0.95, 0.95), Some(42));
    assert_eq!(trials_to_settle(1.0, 72.0, 30, 0.95, 0.95), Some(0));
}

#[test]
fn trials_to_settle_gives_up_honestly() {
    assert_eq!(trials_to_settle(0.95, 100.0, 100, 0.95, 0.95), None);
    assert_eq!(trials_to_settle(0.950_001, 100.0, 100, 0.95, 0.95), None);
    assert_eq!(trials_to_settle(0.9, 0.0, 100, 0.95, 0.95), None);
    assert_eq!(trials_to_settle(0.9, 0.0, 0, 0.95, 0.95), None);
}
