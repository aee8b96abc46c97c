//! The standard normal distribution.

use super::saddle::LN_SQRT_2PI;
use core::f64::consts::FRAC_1_SQRT_2;

/// Density at `z`.
#[must_use]
pub fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z - LN_SQRT_2PI)
}

/// P(Z ≤ z), accurate in the lower tail; `cdf(-z)` is accurate in the upper.
#[must_use]
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// ln P(Z > z), also where the probability underflows.
#[must_use]
pub fn ln_survival(z: f64) -> f64 {
    if z < 0.0 {
        libm::log1p(-cdf(z))
    } else if z < 5.0 {
        libm::log(cdf(-z))
    } else {
        libm::log(mills(z)) - 0.5 * z * z - LN_SQRT_2PI
    }
}

/// Mills' ratio P(Z > z) ÷ density(z). From 5 on by Laplace's continued
/// fraction, so that it does not underflow.
#[must_use]
pub fn mills(z: f64) -> f64 {
    if z < 5.0 {
        return cdf(-z) / density(z);
    }
    let mut tail = z;
    for k in (1..=80).rev() {
        tail = z + f64::from(k) / tail;
    }
    1.0 / tail
}

/// The z at which P(Z ≤ z) = `p`; minus infinity at 0, infinity at 1. Relative
/// error about 1e-16 (Wichura, algorithm AS 241, PPND16, 1988).
#[must_use]
pub fn quantile(p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a probability is between 0 and 1, not {p}");
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_TOP, r) / polynomial(&CENTRE_BOTTOM, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 {
        polynomial(&MIDDLE_TOP, r - 1.6) / polynomial(&MIDDLE_BOTTOM, r - 1.6)
    } else {
        polynomial(&FAR_TOP, r - 5.0) / polynomial(&FAR_BOTTOM, r - 5.0)
    };
    z.copysign(q)
}

/// Horner's rule, lowest coefficient first.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

// The coefficients below are printed as published: more digits than a double
// holds.
#[allow(clippy::excessive_precision)]
const CENTRE_TOP: [f64; 8] = [
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
];
#[allow(clippy::excessive_precision)]
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
];
#[allow(clippy::excessive_precision)]
const MIDDLE_TOP: [f64; 8] = [
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
];
#[allow(clippy::excessive_precision)]
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
];
#[allow(clippy::excessive_precision)]
const FAR_TOP: [f64; 8] = [
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
];
#[allow(clippy::excessive_precision)]
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
];
