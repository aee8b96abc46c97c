//! Inverting an increasing function: Newton's steps inside a bracket.

/// A zero of an increasing function between `low` and `high` (both ≥ 0), from
/// a first guess. `function` gives (value, slope).
///
/// A Newton step that leaves the bracket, or that fails to halve the value, is
/// replaced by halving the bracket *in the order of floating-point numbers*, so
/// that roots such as 1e-200 take no more than 64 halvings.
pub(super) fn increasing(low: f64, high: f64, guess: f64, function: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (low, high);
    let mut x = if guess > low && guess < high { guess } else { middle(low, high) };
    let mut last = f64::INFINITY;
    for _ in 0..256 {
        let (value, slope) = function(x);
        if value == 0.0 {
            break;
        }
        if value < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let step = value / slope;
        let newton = x - step;
        if step.abs() <= 2.0 * f64::EPSILON * x {
            return newton.clamp(low, high);
        }
        let trusted = newton > low && newton < high && value.abs() <= 0.5 * last;
        let next = if trusted { newton } else { middle(low, high) };
        last = value.abs();
        if next == low || next == high {
            break;
        }
        x = next;
    }
    x
}

/// The number halfway between two nonnegative numbers in the order of floats.
fn middle(low: f64, high: f64) -> f64 {
    let (a, b) = (low.to_bits(), high.to_bits());
    f64::from_bits(a + (b - a) / 2)
}
