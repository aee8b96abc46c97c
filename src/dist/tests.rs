use super::*;
use crate::kernel::stream::{TrialKey, entity};
use rand::SeedableRng;
use rand_distr::Distribution as _;
use statrs::distribution as reference;
use statrs::distribution::{Continuous, ContinuousCDF};
use statrs::statistics::Distribution as Moments;

const SAMPLES: usize = 20_000;
/// Kolmogorov's critical value for a false alarm in a thousand:
/// √(−½ ln(α/2)), times 1/√n for one sample, √(1/n + 1/m) for two.
const KS_THOUSANDTH: f64 = 1.949_5;

fn stream(name: &str) -> Stream {
    TrialKey::new(7, 11).stream(entity(name), 3, 0)
}

fn samples(dist: &Dist, name: &str) -> Vec<f64> {
    let mut stream = stream(name);
    let mut values: Vec<f64> = (0..SAMPLES).map(|_| dist.sample(&mut stream)).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Distributions with a density, several parameters each.
fn smooth() -> Vec<(&'static str, Dist)> {
    let made = [
        ("exponential 1", Dist::exponential_mean(1.0)),
        ("exponential 14400", Dist::exponential_mean(14_400.0)),
        ("weibull 0.7", Dist::weibull(0.7, 3_600.0)),
        ("weibull 1", Dist::weibull(1.0, 5.0)),
        ("weibull 3.5", Dist::weibull_mean(3.5, 40.0)),
        ("lognormal 0.5", Dist::lognormal_median(600.0, 0.5)),
        ("lognormal 1.2", Dist::lognormal_mean(30.0, 1.2)),
        ("lognormal 2.3", Dist::lognormal_median(11.0, 2.3)),
        ("gamma 0.3", Dist::gamma_mean(0.3, 10.0)),
        ("gamma 1", Dist::gamma(1.0, 2.0)),
        ("gamma 2.5", Dist::gamma_mean(2.5, 1_800.0)),
        ("gamma 60", Dist::gamma(60.0, 60.0)),
        ("uniform", Dist::uniform(10.0, 50.0)),
        ("uniform from 0", Dist::uniform(0.0, 1.0)),
        ("triangular", Dist::triangular(4.0, 5.0, 60.0)),
        ("triangular at min", Dist::triangular(2.0, 2.0, 9.0)),
        ("triangular at max", Dist::triangular(0.0, 9.0, 9.0)),
        ("pert", Dist::pert(28.0, 56.0, 420.0)),
        ("pert at min", Dist::pert(1.0, 1.0, 2.0)),
        ("pert at max", Dist::pert(0.0, 3.0, 3.0)),
    ];
    let mut all: Vec<_> = made.into_iter().map(|(name, dist)| (name, dist.unwrap())).collect();
    let parts = vec![(1.0, all[2].1.clone()), (2.0, all[5].1.clone()), (1.0, all[12].1.clone())];
    all.push(("mixture", Dist::mixture(parts).unwrap()));
    all
}

fn with_atoms() -> Vec<(&'static str, Dist)> {
    let constant = Dist::deterministic(30.0).unwrap();
    let spread = Dist::exponential_mean(30.0).unwrap();
    let observed = Dist::empirical(vec![5.0, 1.0, 1.0, 8.0, 0.0, 2.5, 8.0]).unwrap();
    vec![
        ("deterministic", constant.clone()),
        ("empirical", observed.clone()),
        ("mixture with constant", Dist::mixture(vec![(3.0, constant), (7.0, spread.clone())]).unwrap()),
        ("mixture with observed", Dist::mixture(vec![(0.5, observed), (0.5, spread)]).unwrap()),
    ]
}

fn all() -> Vec<(&'static str, Dist)> {
    smooth().into_iter().chain(with_atoms()).collect()
}

const LEVELS: [f64; 11] = [1e-6, 0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 0.999_999];

fn assert_close(ours: f64, expected: f64, relative: f64, what: &str) {
    let near = (ours - expected).abs() <= relative * expected.abs().max(1e-280);
    assert!(near, "{what}: {ours:e} against {expected:e}");
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

#[test]
fn samples_follow_their_own_cdf() {
    for (name, dist) in all() {
        let sorted = samples(&dist, name);
        let distance = ks_distance(&sorted, &dist);
        let limit = KS_THOUSANDTH / (SAMPLES as f64).sqrt();
        assert!(distance < limit, "{name}: distance {distance} above {limit}");
        assert!(sorted[0] >= 0.0 && sorted[SAMPLES - 1].is_finite(), "{name}");
    }
}

#[test]
fn the_ks_test_would_notice_a_wrong_shape() {
    let sorted = samples(&Dist::gamma_mean(2.5, 1_800.0).unwrap(), "gamma");
    let wrong = Dist::gamma_mean(2.7, 1_800.0).unwrap();
    assert!(ks_distance(&sorted, &wrong) > KS_THOUSANDTH / (SAMPLES as f64).sqrt());
}

#[test]
fn sample_means_agree_with_mean_and_variance() {
    for (name, dist) in all() {
        let values = samples(&dist, name);
        let mean = values.iter().sum::<f64>() / SAMPLES as f64;
        // 4.5 standard errors: a false alarm in 150,000.
        let allowed = 4.5 * (dist.variance() / SAMPLES as f64).sqrt();
        assert!((mean - dist.mean()).abs() <= allowed + 1e-12, "{name}: {mean} {}", dist.mean());
    }
}

#[test]
fn quantile_inverts_cdf() {
    for (name, dist) in smooth() {
        for p in LEVELS {
            let x = dist.quantile(p);
            // One step of x moves the cdf by density × x·ε.
            let step = dist.pdf(x) * x * 8.0 * f64::EPSILON;
            if p <= 0.5 {
                assert!((dist.cdf(x) - p).abs() <= 1e-10 * p + step, "{name} cdf at {p}: {}", dist.cdf(x));
            } else {
                let q = 1.0 - p;
                assert!((dist.survival(x) - q).abs() <= 1e-9 * q + step, "{name} survival at {p}");
            }
        }
    }
}

#[test]
fn quantile_is_the_smallest_value_that_suffices() {
    for (name, dist) in with_atoms() {
        for p in LEVELS {
            let x = dist.quantile(p);
            assert!(dist.cdf(x) >= p, "{name} at {p}");
            assert!(x == 0.0 || dist.cdf(x.next_down()) < p, "{name} at {p}");
        }
    }
}

#[test]
fn quantiles_end_at_the_ends() {
    for (name, dist) in all() {
        let (low, high) = (dist.quantile(0.0), dist.quantile(1.0));
        assert!(low >= 0.0 && low <= dist.quantile(0.001), "{name}");
        assert!(high >= dist.quantile(0.999), "{name}");
        assert_eq!(dist.cdf(high), 1.0, "{name}");
        assert_eq!(dist.survival(high), 0.0, "{name}");
        assert_eq!(dist.cdf(low.next_down().min(-1.0)), 0.0, "{name}");
        assert_eq!(dist.survival(-1.0), 1.0, "{name}");
        assert_eq!(dist.pdf(-1.0), 0.0, "{name}");
        assert_eq!(dist.hazard(-1.0), 0.0, "{name}");
    }
}

#[test]
fn cdf_and_survival_sum_to_one_and_never_turn_back() {
    for (name, dist) in all() {
        let top = dist.quantile(0.9999) * 1.2 + 1.0;
        let mut last = (0.0, 1.0);
        for i in 0..=2_000 {
            let x = top * f64::from(i) / 2_000.0;
            let (cdf, survival) = (dist.cdf(x), dist.survival(x));
            assert!((cdf + survival - 1.0).abs() < 4e-15, "{name} at {x}");
            assert!(cdf >= last.0 - 4e-16 && survival <= last.1 + 4e-16, "{name} at {x}");
            last = (cdf, survival);
        }
    }
}

/// Simpson's rule in ln x between quantiles: the density must integrate to the
/// cdf.
#[test]
fn density_integrates_to_cdf() {
    for (name, dist) in smooth() {
        let (from, to) = (dist.quantile(0.1), dist.quantile(0.9));
        let n = 20_000;
        let h = (to / from).ln() / f64::from(n);
        let height = |i: i32| {
            let x = from * (h * f64::from(i)).exp();
            dist.pdf(x.min(to)) * x
        };
        let mut sum = height(0) + height(n);
        for i in 1..n {
            sum += height(i) * if i % 2 == 1 { 4.0 } else { 2.0 };
        }
        let expected = dist.cdf(to) - dist.cdf(from);
        // The mixture's density jumps where its uniform part begins.
        let relative = if name == "mixture" { 2.0 * h } else { 1e-6 };
        assert_close(sum * h / 3.0, expected, relative, name);
    }
}

#[test]
fn hazard_is_the_slope_of_minus_ln_survival() {
    for (name, dist) in smooth() {
        for p in [0.02, 0.2, 0.52, 0.8, 0.97, 0.999] {
            let x = dist.quantile(p);
            let h = (x * 1e-5).min(1e-4 / dist.hazard(x));
            let slope = (dist.ln_survival(x - h) - dist.ln_survival(x + h)) / (2.0 * h);
            assert_close(dist.hazard(x), slope, 2e-4, &format!("{name} at {p}"));
            assert_close(dist.hazard(x), dist.pdf(x) / dist.survival(x), 1e-10, name);
            assert!((dist.ln_survival(x) - dist.survival(x).ln()).abs() < 1e-10, "{name} at {p}");
        }
    }
}

#[test]
fn hazard_and_ln_survival_go_on_where_survival_underflows() {
    let far = [
        ("exponential", Dist::exponential_mean(2.0).unwrap(), 1e5),
        ("weibull", Dist::weibull(2.0, 1.0).unwrap(), 1e3),
        ("lognormal", Dist::lognormal_median(1.0, 0.1).unwrap(), 1e3),
        ("gamma", Dist::gamma(3.0, 1.0).unwrap(), 1e4),
    ];
    let mut parts = Vec::new();
    for (name, dist, x) in far {
        assert_eq!(dist.survival(x), 0.0, "{name}: chosen to underflow");
        let h = x * 1e-6;
        let slope = (dist.ln_survival(x - h) - dist.ln_survival(x + h)) / (2.0 * h);
        assert_close(dist.hazard(x), slope, 1e-6, name);
        if name != "lognormal" {
            parts.push((1.0, dist));
        }
    }
    // Far out only the slowest part is left: the exponential of mean 2.
    let mixture = Dist::mixture(parts).unwrap();
    assert_eq!(mixture.survival(1e5), 0.0);
    assert_close(mixture.hazard(1e5), 0.5, 1e-12, "mixture");
    assert_close(mixture.ln_survival(1e5), -5e4 - 3.0_f64.ln(), 1e-12, "mixture");
}

#[test]
fn nothing_survives_beyond_the_end() {
    for dist in [
        Dist::uniform(1.0, 2.0),
        Dist::triangular(1.0, 1.5, 2.0),
        Dist::pert(1.0, 1.5, 2.0),
        Dist::deterministic(2.0),
        Dist::empirical(vec![1.0, 2.0]),
    ] {
        let dist = dist.unwrap();
        assert_eq!((dist.cdf(2.0), dist.survival(2.0)), (1.0, 0.0), "{dist:?}");
        assert_eq!(dist.hazard(3.0), f64::INFINITY, "{dist:?}");
        assert_eq!(dist.ln_survival(3.0), f64::NEG_INFINITY, "{dist:?}");
    }
    // Hazard of a uniform time: 1 ÷ what is left.
    assert_close(Dist::uniform(1.0, 2.0).unwrap().hazard(2.0 - 1e-9), 1e9, 1e-6, "uniform");
}

fn check_against<D>(name: &str, dist: &Dist, law: &D)
where
    D: Continuous<f64, f64> + ContinuousCDF<f64, f64> + Moments<f64>,
{
    for p in LEVELS {
        let x = dist.quantile(p);
        assert_close(dist.cdf(x), law.cdf(x), 1e-9, &format!("{name} cdf at {p}"));
        assert_close(dist.pdf(x), law.pdf(x), 1e-9, &format!("{name} pdf at {p}"));
        let survival = if law.sf(x) > 1e-7 { law.sf(x) } else { dist.survival(x) };
        assert_close(dist.survival(x), survival, 1e-8, &format!("{name} survival at {p}"));
    }
    assert_close(dist.mean(), law.mean().unwrap(), 1e-10, name);
    assert_close(dist.variance(), law.variance().unwrap(), 1e-10, name);
}

#[test]
fn cdf_density_and_moments_agree_with_statrs() {
    for mean in [0.1, 1.0, 14_400.0] {
        let law = reference::Exp::new(1.0 / mean).unwrap();
        check_against("exponential", &Dist::exponential_mean(mean).unwrap(), &law);
    }
    for (shape, scale) in [(0.5, 1.0), (0.75, 3_600.0), (1.0, 2.0), (3.5, 10.0)] {
        let law = reference::Weibull::new(shape, scale).unwrap();
        check_against("weibull", &Dist::weibull(shape, scale).unwrap(), &law);
    }
    for (median, sigma) in [(1.0_f64, 0.3_f64), (600.0, 1.2), (11.0, 2.3)] {
        let law = reference::LogNormal::new(median.ln(), sigma).unwrap();
        check_against("lognormal", &Dist::lognormal_median(median, sigma).unwrap(), &law);
    }
    for (shape, scale) in [(0.3, 1.0), (1.0, 2.0), (2.5, 720.0), (60.0, 60.0)] {
        let law = reference::Gamma::new(shape, 1.0 / scale).unwrap();
        check_against("gamma", &Dist::gamma(shape, scale).unwrap(), &law);
    }
    let law = reference::Uniform::new(10.0, 50.0).unwrap();
    check_against("uniform", &Dist::uniform(10.0, 50.0).unwrap(), &law);
    for (min, mode, max) in [(4.0, 5.0, 60.0), (2.0, 2.0, 9.0), (0.0, 7.0, 9.0)] {
        let law = reference::Triangular::new(min, max, mode).unwrap();
        check_against("triangular", &Dist::triangular(min, mode, max).unwrap(), &law);
    }
}

#[test]
fn pert_agrees_with_a_scaled_beta() {
    for (min, mode, max) in [(28.0, 56.0, 420.0), (1.0, 1.0, 2.0), (0.0, 2.0, 3.0)] {
        let dist = Dist::pert(min, mode, max).unwrap();
        let range = max - min;
        let a = 1.0 + 4.0 * (mode - min) / range;
        let law = reference::Beta::new(a, 6.0 - a).unwrap();
        for p in LEVELS {
            let x = dist.quantile(p);
            assert_close(dist.cdf(x), law.cdf((x - min) / range), 1e-9, "cdf");
            assert_close(dist.pdf(x), law.pdf((x - min) / range) / range, 1e-9, "pdf");
        }
        assert_close(dist.mean(), min + range * law.mean().unwrap(), 1e-13, "mean");
        assert_close(dist.variance(), range * range * law.variance().unwrap(), 1e-13, "variance");
        assert_close(dist.mean(), (min + 4.0 * mode + max) / 6.0, 1e-13, "PERT's own mean");
    }
    assert_eq!(Dist::pert(1.0, 1.0, 2.0).unwrap().pdf(1.0), 5.0);
}

#[test]
fn mixture_and_empirical_moments_by_hand() {
    let mixture = Dist::mixture(vec![
        (1.0, Dist::deterministic(0.0).unwrap()),
        (3.0, Dist::exponential_mean(8.0).unwrap()),
    ])
    .unwrap();
    assert_close(mixture.mean(), 6.0, 1e-15, "mean");
    // E T² = ¾ · 2 · 64 = 96.
    assert_close(mixture.variance(), 96.0 - 36.0, 1e-14, "variance");
    assert_eq!(mixture.cdf(0.0), 0.25);
    let observed = Dist::empirical(vec![4.0, 1.0, 1.0]).unwrap();
    assert_eq!((observed.mean(), observed.variance()), (2.0, 2.0));
    assert_close(observed.cdf(1.0), 2.0 / 3.0, 1e-15, "cdf");
    assert_eq!(observed.cdf(0.999), 0.0);
    assert_eq!((observed.quantile(0.5), observed.quantile(0.7)), (1.0, 4.0));
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

#[test]
fn samplers_agree_with_those_of_rand_distr() {
    let mut rng = rand::rngs::Xoshiro256PlusPlus::seed_from_u64(20_261_120);
    let mut check =
        |name: &str, dist: &Dist, other: &mut dyn FnMut(&mut rand::rngs::Xoshiro256PlusPlus) -> f64| {
            let ours = samples(dist, name);
            let mut theirs: Vec<f64> = (0..SAMPLES).map(|_| other(&mut rng)).collect();
            theirs.sort_by(f64::total_cmp);
            let distance = two_sample_distance(&ours, &theirs);
            assert!(distance < KS_THOUSANDTH * (2.0 / SAMPLES as f64).sqrt(), "{name}: {distance}");
        };
    for (median, sigma) in [(1.0_f64, 0.4), (600.0, 1.2), (11.0, 2.3)] {
        let law = rand_distr::LogNormal::new(median.ln(), sigma).unwrap();
        let dist = Dist::lognormal_median(median, sigma).unwrap();
        check(&format!("lognormal {sigma}"), &dist, &mut |rng| law.sample(rng));
    }
    for (shape, scale) in [(0.2, 5.0), (0.9, 1.0), (1.5, 1.0), (12.0, 300.0)] {
        let law = rand_distr::Gamma::new(shape, scale).unwrap();
        let dist = Dist::gamma(shape, scale).unwrap();
        check(&format!("gamma {shape}"), &dist, &mut |rng| law.sample(rng));
    }
    let law = rand_distr::Beta::new(2.0, 4.0).unwrap();
    let dist = Dist::pert(0.0, 0.25, 1.0).unwrap();
    check("pert", &dist, &mut |rng| law.sample(rng));
}

#[test]
fn constructors_say_what_they_promise() {
    assert_close(Dist::weibull_mean(0.75, 100.0).unwrap().mean(), 100.0, 1e-14, "weibull mean");
    assert_close(Dist::gamma_mean(2.5, 100.0).unwrap().mean(), 100.0, 1e-14, "gamma mean");
    assert_close(Dist::lognormal_mean(100.0, 1.2).unwrap().mean(), 100.0, 1e-14, "lognormal mean");
    let from_p90 = Dist::lognormal_quantile(60.0, 0.9, 200.0).unwrap();
    assert_close(from_p90.quantile(0.5), 60.0, 1e-15, "median");
    assert_close(from_p90.quantile(0.9), 200.0, 1e-13, "p90");
    assert_close(Dist::weibull(2.0, 7.0).unwrap().cdf(7.0), 1.0 - (-1.0_f64).exp(), 1e-14, "scale");
    let seven = Dist::deterministic(7.0).unwrap();
    assert_eq!(Dist::uniform(7.0, 7.0).unwrap(), seven);
    assert_eq!(Dist::triangular(7.0, 7.0, 7.0).unwrap(), seven);
    assert_eq!(Dist::pert(7.0, 7.0, 7.0).unwrap(), seven);
    assert_eq!(Dist::lognormal_median(7.0, 0.0).unwrap(), seven);
    assert_eq!(
        Dist::mixture(vec![(0.0, Dist::deterministic(1.0).unwrap()), (2.0, seven.clone())]),
        Ok(seven)
    );
    let shuffled = [vec![3.0, 1.0, 2.0], vec![2.0, 3.0, 1.0]].map(|values| Dist::empirical(values).unwrap());
    assert_eq!(shuffled[0], shuffled[1]);
}

#[test]
fn bad_parameters_are_explained() {
    let one = || Dist::deterministic(1.0).unwrap();
    let bad: Vec<(Result<Dist, DistError>, &str)> = vec![
        (Dist::exponential_mean(0.0), "exponential: mean must be greater than 0 and finite, but is 0"),
        (Dist::exponential_mean(f64::NAN), "exponential: mean must be greater than 0"),
        (Dist::weibull(-1.0, 3.0), "weibull: shape must be greater than 0 and finite, but is -1"),
        (Dist::weibull(1.0, f64::INFINITY), "weibull: scale must be greater than 0 and finite"),
        (Dist::weibull(0.001, 1.0), "weibull: shape is too extreme"),
        (Dist::weibull_mean(0.001, 1.0), "weibull: shape is too extreme"),
        (Dist::lognormal_median(1.0, -0.5), "lognormal: sigma must be 0 or more and finite, but is -0.5"),
        (Dist::lognormal_median(0.0, 0.5), "lognormal: median must be greater than 0"),
        (Dist::lognormal_median(1.0, 60.0), "lognormal: sigma is too extreme"),
        (Dist::lognormal_mean(1.0, 60.0), "lognormal: sigma is too large"),
        (
            Dist::lognormal_quantile(9.0, 0.9, 3.0),
            "lognormal: median must not be above quantile (3), but is 9",
        ),
        (Dist::lognormal_quantile(1.0, 90.0, 3.0), "lognormal: probability must lie between 0.5 and 1"),
        (Dist::gamma(0.0, 1.0), "gamma: shape must be greater than 0"),
        (Dist::gamma(1e12, 1.0), "gamma: shape must be at most 1e9"),
        (Dist::gamma_mean(1e-320, 1.0), "gamma: shape is too extreme"),
        (Dist::uniform(5.0, 3.0), "uniform: min must not be above max (3), but is 5"),
        (Dist::uniform(-5.0, 3.0), "uniform: min must be 0 or more"),
        (Dist::triangular(1.0, 9.0, 3.0), "triangular: mode must not be above max (3), but is 9"),
        (Dist::triangular(2.0, 1.0, 3.0), "triangular: min must not be above mode (1), but is 2"),
        (Dist::pert(1.0, 2.0, f64::INFINITY), "pert: max must be 0 or more and finite"),
        (Dist::deterministic(-1.0), "deterministic: value must be 0 or more and finite, but is -1"),
        (Dist::mixture(vec![]), "mixture: parts are missing"),
        (Dist::mixture(vec![(1.0, one()), (-1.0, one())]), "mixture: weight 2 must be 0 or more"),
        (Dist::mixture(vec![(0.0, one())]), "mixture: weight sum must be greater than 0"),
        (Dist::empirical(vec![]), "empirical: values are missing"),
        (
            Dist::empirical(vec![1.0, -2.0]),
            "empirical: values must be 0 or more and finite, but number 2 is -2",
        ),
        (Dist::empirical(vec![f64::INFINITY]), "empirical: values must be 0 or more and finite"),
        (one().scaled(0.0), "scaling: factor must be greater than 0 and finite, but is 0"),
        (Dist::exponential_mean(1e300).unwrap().scaled(1e300), "exponential: mean must be greater than 0"),
    ];
    for (result, start) in bad {
        let error = result.expect_err(start);
        assert!(error.to_string().starts_with(start), "{error} / {start}");
        assert!(error.to_string().contains(error.parameter()));
    }
}

#[test]
fn scaling_scales() {
    for (name, dist) in all() {
        let double = dist.scaled(2.0).unwrap();
        let (mut a, mut b) = (stream(name), stream(name));
        for _ in 0..100 {
            assert_close(double.sample(&mut a), 2.0 * dist.sample(&mut b), 1e-14, name);
        }
        assert_close(double.mean(), 2.0 * dist.mean(), 1e-14, name);
        assert_close(double.variance(), 4.0 * dist.variance(), 1e-13, name);
        assert_eq!(double.has_atoms(), dist.has_atoms());
    }
}

#[test]
fn memorylessness_is_recognised() {
    let exponential = || Dist::exponential_mean(4.0).unwrap();
    assert_eq!(exponential().is_exponential(), Some(0.25));
    assert_eq!(Dist::weibull(1.0, 4.0).unwrap().is_exponential(), Some(0.25));
    assert_eq!(Dist::gamma_mean(1.0, 4.0).unwrap().is_exponential(), Some(0.25));
    let mixed = |other| Dist::mixture(vec![(1.0, exponential()), (1.0, other)]).unwrap();
    assert_eq!(mixed(exponential()).is_exponential(), Some(0.25));
    assert_eq!(mixed(Dist::exponential_mean(5.0).unwrap()).is_exponential(), None);
    for (name, dist) in all() {
        assert_eq!(dist.is_exponential().is_some(), name.contains("exponential") || name.ends_with(" 1"));
    }
}

#[test]
fn deterministic_draws_nothing_and_returns_its_value() {
    let (mut used, mut unused) = (stream("same"), stream("same"));
    assert_eq!(Dist::deterministic(0.1).unwrap().sample(&mut used).to_bits(), 0.1_f64.to_bits());
    assert_eq!(used.word(), unused.word());
}

/// The first four samples of a fixed stream, as bits. They detect change (on
/// this or another machine), not truth: a value-breaking change belongs in the
/// changelog.
#[test]
fn samples_are_value_stable() {
    let expected: [(&str, [u64; 4]); 25] = [
        (
            "exponential 1",
            [0x3fd9_8509_4aba_39af, 0x3fd7_44cc_84eb_0540, 0x3fe2_a701_a209_7d0c, 0x3fec_28b8_7384_b6cb],
        ),
        (
            "exponential 14400",
            [0x40b6_6ded_2aad_acb3, 0x40b4_7377_c0d2_8f9d, 0x40c0_64c8_6f6a_56e8, 0x40c8_bfca_1d87_a4a8],
        ),
        (
            "weibull 0.7",
            [0x408e_3fd9_bc51_dddf, 0x408a_82d9_6730_e61c, 0x409a_0420_8242_46bc, 0x40a7_6dee_2a24_348f],
        ),
        (
            "weibull 1",
            [0x3fff_e64b_9d68_c81b, 0x3ffd_15ff_a625_c690, 0x4007_50c2_0a8b_dc4f, 0x4011_9973_4832_f23f],
        ),
        (
            "weibull 3.5",
            [0x4041_17d9_6ff3_021b, 0x4040_a5e9_ce6e_e812, 0x4043_0d3b_8ea7_6ba1, 0x4045_6e58_c4a1_ba32],
        ),
        (
            "lognormal 0.5",
            [0x4087_6684_7dfb_5a40, 0x4088_3419_4956_1181, 0x4084_2d1c_65b6_9371, 0x4080_d646_ff06_a990],
        ),
        (
            "lognormal 1.2",
            [0x4038_da29_32d9_e92e, 0x403a_f2cf_82ba_4ad9, 0x4031_6965_d394_7368, 0x4026_8ebe_73de_1ec7],
        ),
        (
            "lognormal 2.3",
            [0x403e_7af3_c048_27f8, 0x4041_cc8f_e4df_a554, 0x402e_d2c4_fe9f_e640, 0x401a_d20c_b100_473f],
        ),
        (
            "gamma 0.3",
            [0x402b_8a34_e8c0_3afa, 0x3ffc_9f56_7018_b021, 0x4000_b78d_8b8b_fbe0, 0x3fe6_5b75_2bcf_fc30],
        ),
        (
            "gamma 1",
            [0x4001_90e5_ed93_d49b, 0x3ff9_65eb_7d46_e38a, 0x3ff6_717a_48df_2d4b, 0x3fe4_16b7_144d_8fde],
        ),
        (
            "gamma 2.5",
            [0x40a0_3ca8_f799_1710, 0x409a_e26e_17f4_9c81, 0x4099_12bb_30b3_9411, 0x4090_6e9e_dbe3_2cfa],
        ),
        (
            "gamma 60",
            [0x40ad_9aa6_3a47_2620, 0x40ac_80c4_fd44_edf2, 0x40ac_1ec8_6d28_7862, 0x40aa_0b96_1264_56cc],
        ),
        (
            "uniform",
            [0x4042_6c59_52f6_7c7c, 0x4042_e75b_bc37_9990, 0x4040_2a6a_b5db_28da, 0x403a_9780_4dc2_25ee],
        ),
        (
            "uniform from 0",
            [0x3fe5_7a28_84bd_93fa, 0x3fe6_3ef9_2d25_c281, 0x3fe1_dd77_895e_a7c3, 0x3fda_8c00_7c69_d64a],
        ),
        (
            "triangular",
            [0x403c_2cd6_5929_9982, 0x403d_5c1a_18bd_7a39, 0x4037_1d82_0e42_3790, 0x4031_8b81_d53d_f1f2],
        ),
        (
            "triangular at min",
            [0x4013_f18d_8b60_9166, 0x4014_8a8e_b800_71e8, 0x4011_6406_e549_4248, 0x400d_2925_d334_161e],
        ),
        (
            "triangular at max",
            [0x401d_7e28_c5e8_86f1, 0x401e_041b_1cf1_e8ee, 0x401a_e60d_2ef8_1d15, 0x4017_2f86_c33b_c9e8],
        ),
        (
            "pert",
            [0x405e_2af8_acf9_4571, 0x405d_7af1_1ea3_a43a, 0x4064_4e38_3cbe_65ed, 0x405c_f88d_2260_7644],
        ),
        (
            "pert at min",
            [0x3ff2_e296_badb_5d88, 0x3ff2_9dce_1a8c_06da, 0x3ff4_8e15_1c39_fd38, 0x3ff2_712e_f984_f58b],
        ),
        (
            "pert at max",
            [0x4005_0ffd_fb19_d0f6, 0x4006_83b9_3920_1b33, 0x4005_ddf2_e475_cc16, 0x4007_1b14_e2b5_1f25],
        ),
        (
            "mixture",
            [0x4088_3419_4956_1181, 0x4080_d646_ff06_a990, 0x407e_3c8d_b883_c71a, 0x4095_bb54_dde0_3107],
        ),
        (
            "deterministic",
            [0x403e_0000_0000_0000, 0x403e_0000_0000_0000, 0x403e_0000_0000_0000, 0x403e_0000_0000_0000],
        ),
        (
            "empirical",
            [0x4014_0000_0000_0000, 0x4014_0000_0000_0000, 0x4004_0000_0000_0000, 0x3ff0_0000_0000_0000],
        ),
        (
            "mixture with constant",
            [0x4025_d07f_bc9c_54ec, 0x403a_662c_ec4c_6b5e, 0x4040_7a0d_a547_2ff7, 0x403e_0000_0000_0000],
        ),
        (
            "mixture with observed",
            [0x4025_d07f_bc9c_54ec, 0x403a_662c_ec4c_6b5e, 0x4040_7a0d_a547_2ff7, 0x4020_0000_0000_0000],
        ),
    ];
    let ours: Vec<(&str, [u64; 4])> = all()
        .into_iter()
        .map(|(name, dist)| {
            let mut stream = stream("value stability");
            (name, std::array::from_fn(|_| dist.sample(&mut stream).to_bits()))
        })
        .collect();
    assert_eq!(ours, expected);
}
