//! Continued fractions by Lentz's method (Thompson and Barnett, "Coulomb and
//! Bessel functions of complex arguments and order", 1986).

/// Enough terms for parameters up to about 1e9.
pub(super) const MAX_TERMS: u32 = 1_000_000;
/// Keeps denominators away from zero.
const TINY: f64 = 1e-300;

/// b₀ + a₁/(b₁ + a₂/(b₂ + …)). `term` gives (aₙ, bₙ) for n = 1, 2, …, each asked
/// for once and in order; b₀ is not zero.
pub(super) fn fraction(b0: f64, term: impl FnMut(f64) -> (f64, f64)) -> f64 {
    limit(b0, b0, 0.0, term)
}

/// 1/(b₀ + a₁/(b₁ + a₂/(b₂ + …))), with the same terms.
pub(super) fn reciprocal(b0: f64, term: impl FnMut(f64) -> (f64, f64)) -> f64 {
    limit(1.0 / b0, 1.0 / TINY, 1.0 / b0, term)
}

/// What the convergents tend to. `value` is the first of them, `c` the quotient
/// of its numerator and the one before, `d` that of the denominator before and
/// its own.
fn limit(mut value: f64, mut c: f64, mut d: f64, mut term: impl FnMut(f64) -> (f64, f64)) -> f64 {
    for n in 1..=MAX_TERMS {
        let (a, b) = term(f64::from(n));
        d = 1.0 / away_from_zero(b + a * d);
        c = away_from_zero(b + a / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}
