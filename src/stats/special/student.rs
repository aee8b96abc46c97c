//! Student's t distribution.

use super::beta;

/// The t at which a Student variable with `freedom` > 0 degrees of freedom
/// (real-valued) has cdf `p` in (0, 1).
///
/// Solved through 1 − I_y(½, ν/2) = 2 × tail in y = t²/(ν + t²), or through its
/// complement x = 1 − y where that is the smaller, so that no digits are lost.
#[must_use]
pub fn quantile(freedom: f64, p: f64) -> f64 {
    assert!(freedom > 0.0, "degrees of freedom are positive, not {freedom}");
    assert!(p > 0.0 && p < 1.0, "a probability strictly between 0 and 1, not {p}");
    let tail = p.min(1.0 - p);
    let y = if tail < 0.25 {
        beta::upper_quantile(0.5, 0.5 * freedom, 2.0 * tail)
    } else {
        beta::quantile(0.5, 0.5 * freedom, 2.0 * (0.5 - tail))
    };
    let size = if y <= 0.5 {
        libm::sqrt(freedom * y / (1.0 - y))
    } else {
        let x = beta::quantile(0.5 * freedom, 0.5, 2.0 * tail);
        libm::sqrt(freedom * (1.0 - x) / x)
    };
    if p < 0.5 { -size } else { size }
}
