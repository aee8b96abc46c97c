//! What is wrong with a distribution's parameters, said to a person.

use std::fmt;

/// A rejected parameter. The message names the distribution and the parameter,
/// says what is wrong and what is allowed; the place in the file is the
/// caller's to add. Numbers in it are in the caller's unit.
#[derive(Clone, Debug, PartialEq)]
pub struct DistError {
    distribution: &'static str,
    parameter: &'static str,
    problem: String,
}

impl DistError {
    pub(super) fn new(distribution: &'static str, parameter: &'static str, problem: String) -> Self {
        Self { distribution, parameter, problem }
    }
}

impl fmt::Display for DistError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {} {}", self.distribution, self.parameter, self.problem)
    }
}

impl std::error::Error for DistError {}

/// Accepts a finite number above 0.
pub(super) fn positive(
    distribution: &'static str,
    parameter: &'static str,
    value: f64,
) -> Result<f64, DistError> {
    if value.is_finite() && value > 0.0 {
        return Ok(value);
    }
    Err(DistError::new(distribution, parameter, format!("must be greater than 0 and finite, but is {value}")))
}

/// Accepts a finite number from 0 up.
pub(super) fn nonnegative(
    distribution: &'static str,
    parameter: &'static str,
    value: f64,
) -> Result<f64, DistError> {
    if value.is_finite() && value >= 0.0 {
        // −0 becomes 0, so that equal distributions have equal bits.
        return Ok(value + 0.0);
    }
    Err(DistError::new(distribution, parameter, format!("must be 0 or more and finite, but is {value}")))
}

/// Accepts `low` ≤ `value`, naming both when they are the wrong way round.
pub(super) fn ordered(
    distribution: &'static str,
    low: (&'static str, f64),
    high: (&'static str, f64),
) -> Result<(), DistError> {
    if low.1 <= high.1 {
        return Ok(());
    }
    let problem = format!("must not be above {} ({}), but is {}", high.0, high.1, low.1);
    Err(DistError::new(distribution, low.0, problem))
}

/// Rejects parameters so extreme that the mean is 0 or not a number a computer
/// can hold.
pub(super) fn usable_mean(
    distribution: &'static str,
    parameter: &'static str,
    mean: f64,
) -> Result<(), DistError> {
    if mean.is_finite() && mean > 0.0 {
        return Ok(());
    }
    let problem = format!("is too extreme: the mean would be {mean}; write a more moderate value");
    Err(DistError::new(distribution, parameter, problem))
}
