//! The regularised incomplete beta function and its inverse.

use super::{lentz, root, saddle};

/// I_x(a, b), the cdf at `x` in [0, 1] of a beta variable with `a`, `b` > 0.
#[must_use]
pub fn regularised(a: f64, b: f64, x: f64) -> f64 {
    regularised_pair(a, b, x, 1.0 - x).0
}

/// (I_x(a, b), 1 − I_x(a, b)), each accurate where it is small. `y` is 1 − `x`,
/// given apart by callers who know it better than the subtraction would.
#[must_use]
pub fn regularised_pair(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    assert!(a > 0.0 && b > 0.0, "incomplete beta at a = {a}, b = {b}");
    assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y), "incomplete beta at x = {x}");
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if y == 0.0 {
        return (1.0, 0.0);
    }
    let front = libm::exp(saddle::ln_binomial(a, b, x, y)) * a * (b / (a + b));
    if a * y >= b * x {
        let lower = (front / fraction(a, b, x, y)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front / fraction(b, a, y, x)).min(1.0);
        (1.0 - upper, upper)
    }
}

/// Density at `x` in (0, 1) of a beta variable; `y` is 1 − `x`.
#[must_use]
pub fn density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    libm::exp(saddle::ln_binomial(a, b, x, y)) * (a / x) * (b / y) / (a + b)
}

/// The x at which I_x(a, b) = `p`. Its absolute error is about 1e-16 near 1.
#[must_use]
pub fn quantile(a: f64, b: f64, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1, not {p}");
    if p > 0.5 {
        return upper_quantile(a, b, 1.0 - p);
    }
    if p == 0.0 {
        return 0.0;
    }
    root::increasing(0.0, 1.0, a / (a + b), |x| (regularised(a, b, x) - p, density(a, b, x, 1.0 - x)))
}

/// The x at which 1 − I_x(a, b) = `q`, for small `q`.
#[must_use]
pub fn upper_quantile(a: f64, b: f64, q: f64) -> f64 {
    assert!((0.0..=1.0).contains(&q), "a probability is between 0 and 1, not {q}");
    if q == 0.0 || q == 1.0 {
        return 1.0 - q;
    }
    root::increasing(0.0, 1.0, a / (a + b), |x| {
        let y = 1.0 - x;
        (q - regularised_pair(a, b, x, y).1, density(a, b, x, y))
    })
}

/// x^a y^b / (B(a, b) I_x(a, b)) by the continued fraction of DiDonato and
/// Morris ("Algorithm 708", 1992, function BFRAC). For a y ≥ b x its terms are
/// sums without cancellation, however large a and b.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let lambda = a * y - b * x;
    lentz::fraction(a * (lambda + 1.0) / (a + 1.0), |n| {
        let middle = a + 2.0 * n - 1.0;
        let top = (a + n - 1.0) / middle * ((a + b + n - 1.0) / middle) * n * (b - n) * x * x;
        let bottom = n + n * (b - n) * x / middle + (a + n) / (middle + 2.0) * (lambda + 1.0 + n * (1.0 + y));
        (top, bottom)
    })
}
