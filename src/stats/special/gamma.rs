//! The gamma function's logarithm and the regularised incomplete gamma
//! functions.

use super::{lentz, root, saddle};

/// ln Γ(x) for x > 0.
#[must_use]
pub(super) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The regularised incomplete gamma functions (P, Q) at shape `a` > 0 and
/// `x` ≥ 0: P is the cdf of a gamma variable of scale 1, Q = 1 − P, each
/// accurate where it is small. Series below a + 1, continued fraction above
/// (Abramowitz and Stegun 6.5.29, 6.5.31).
#[must_use]
pub fn regularised(a: f64, x: f64) -> (f64, f64) {
    assert!(a > 0.0 && x >= 0.0, "incomplete gamma at a = {a}, x = {x}");
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let front = libm::exp(saddle::ln_poisson(a, x));
    if x < a + 1.0 {
        let lower = (front * lower_series(a, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front * a * upper_fraction(a, x)).min(1.0);
        (1.0 - upper, upper)
    }
}

/// Density at `x` > 0 of a gamma variable of shape `a` and scale 1.
#[must_use]
pub fn density(a: f64, x: f64) -> f64 {
    libm::exp(saddle::ln_poisson(a, x)) * (a / x)
}

/// ln Q(a, x), also where Q itself underflows.
#[must_use]
pub fn ln_upper(a: f64, x: f64) -> f64 {
    if x < a + 1.0 {
        return libm::log1p(-regularised(a, x).0);
    }
    saddle::ln_poisson(a, x) + libm::log(a * upper_fraction(a, x))
}

/// Hazard at `x` > 0 of a gamma variable of shape `a` and scale 1, also where
/// density and survival both underflow.
#[must_use]
pub fn hazard(a: f64, x: f64) -> f64 {
    if x < a + 1.0 {
        return density(a, x) / regularised(a, x).1;
    }
    1.0 / (x * upper_fraction(a, x))
}

/// The x at which P(a, x) = `p`; 0 at 0, infinity at 1.
#[must_use]
pub fn quantile(a: f64, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1, not {p}");
    if p == 0.0 {
        return 0.0;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    root::increasing(0.0, f64::MAX, first_guess(a, p), |x| {
        let (lower, upper) = regularised(a, x);
        let value = if p <= 0.5 { lower - p } else { (1.0 - p) - upper };
        (value, density(a, x))
    })
}

/// Wilson and Hilferty's cube, or the leading power for small results.
fn first_guess(a: f64, p: f64) -> f64 {
    let cube = 1.0 - 1.0 / (9.0 * a) + super::normal::quantile(p) / (3.0 * libm::sqrt(a));
    let power = libm::exp((libm::log(p) + ln_gamma(a + 1.0)) / a);
    if a < 1.0 || cube < 0.3 { power } else { a * cube * cube * cube }
}

/// Σ xⁿ / ((a+1)…(a+n)), n ≥ 0.
fn lower_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut divisor) = (1.0, 1.0, a);
    for _ in 0..lentz::MAX_TERMS {
        divisor += 1.0;
        term *= x / divisor;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// Γ(a, x) eˣ x^(−a) for x ≥ a + 1.
fn upper_fraction(a: f64, x: f64) -> f64 {
    let mut bottom = x + 1.0 - a;
    lentz::reciprocal(bottom, |n| {
        bottom += 2.0;
        (-n * (n - a), bottom)
    })
}
