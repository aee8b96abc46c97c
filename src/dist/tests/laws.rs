//! What holds for every distribution.

use super::{
    Example, KS_THOUSANDTH, LEVELS, SAMPLES, all, assert_close, ks_distance, samples, smooth, stream,
    with_atoms,
};
use crate::dist::Dist;

#[test]
fn samples_follow_their_own_cdf() {
    for Example { name, dist, .. } in all() {
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
fn sample_means_agree_with_mean() {
    for Example { name, dist, .. } in all() {
        let values = samples(&dist, name);
        let mean = values.iter().sum::<f64>() / SAMPLES as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        // 4.5 standard errors: a false alarm in 150,000.
        let allowed = 4.5 * squares.sqrt() / SAMPLES as f64;
        assert!((mean - dist.mean()).abs() <= allowed + 1e-12, "{name}: {mean} {}", dist.mean());
    }
}

#[test]
fn quantile_inverts_cdf() {
    for Example { name, dist, .. } in smooth() {
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
    for Example { name, dist, .. } in with_atoms() {
        for p in LEVELS {
            let x = dist.quantile(p);
            assert!(dist.cdf(x) >= p, "{name} at {p}");
            assert!(x == 0.0 || dist.cdf(x.next_down()) < p, "{name} at {p}");
        }
    }
}

#[test]
fn quantiles_end_at_the_ends() {
    for Example { name, dist, .. } in all() {
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
    for Example { name, dist, .. } in all() {
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
    for Example { name, dist, .. } in smooth() {
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
    for Example { name, dist, .. } in smooth() {
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
        ("gamma", Dist::gamma_mean(3.0, 3.0).unwrap(), 1e4),
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
}

/// A value-breaking change belongs in the changelog.
#[test]
fn samples_are_value_stable() {
    for Example { name, dist, first } in all() {
        let mut stream = stream("value stability");
        let ours: [u64; 4] = std::array::from_fn(|_| dist.sample(&mut stream).to_bits());
        assert_eq!(ours, first, "{name}: {ours:#x?}");
    }
}
