//! Binomial and Poisson densities for real arguments by saddle-point expansion
//! (Loader, "Fast and accurate computation of binomial probabilities", 2000).
//!
//! The textbook forms subtract large log-gammas and lose digits as counts
//! grow; these do not.

/// ln √(2π).
pub(super) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
const TWO_PI: f64 = core::f64::consts::TAU;

/// The error of Stirling's formula, ln Γ(n+1) − ((n+½) ln n − n + ln √(2π)),
/// for n > 0.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - LN_SQRT_2PI;
    }
    let s = 1.0 / (n * n);
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - s / 1188.0) * s) * s) * s) / n
}

/// The deviance x ln(x/m) + m − x, without cancellation near x = m.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// ln of x^a e^(−x) / Γ(a+1) for a > 0, x > 0.
pub(super) fn ln_poisson(a: f64, x: f64) -> f64 {
    -stirling_error(a) - deviance(a, x) - 0.5 * libm::log(TWO_PI * a)
}

/// ln of x^a y^b Γ(a+b+1) / (Γ(a+1) Γ(b+1)) for a, b > 0 and y = 1 − x.
pub(super) fn ln_binomial(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y)
        + 0.5 * libm::log(n / (TWO_PI * a * b))
}
