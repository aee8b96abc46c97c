//! Weights in fixed point, so that sums of them do not depend on the order.

/// Units of weight: 2⁻²⁴ of a strike.
const UNITS: f64 = 16_777_216.0;

/// A weight in units of 2⁻²⁴, rounded, at least 1.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn fixed(weight: f64) -> u64 {
    ((weight * UNITS).round() as u64).max(1)
}

/// The weight of a number of units.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn from_fixed(units: u64) -> f64 {
    units as f64 / UNITS
}
