//! Durations and rates: what is counted in units of time.

use super::SECONDS_PER_YEAR;
use super::decimal::Decimal;
use super::error::{Kind, UnitError};
use super::quantity;
use super::reading::{self, excerpt, unknown, unknown_unit};

/// Microseconds.
pub(super) const SECOND: u128 = 1_000_000;
const MINUTE: u128 = 60 * SECOND;
const HOUR: u128 = 60 * MINUTE;
/// Microseconds in 365 days.
pub(super) const YEAR: u128 = 8_760 * HOUR;

const DURATIONS: [&str; 13] =
    ["ms", "s", "sec", "seconds", "min", "minutes", "h", "hours", "d", "days", "wk", "weeks", "yr"];

/// Seconds.
pub(super) fn duration(text: &str) -> Result<f64, UnitError> {
    let due = Kind::Duration;
    let (mut exact, mut rough) = (Some(Decimal::ZERO), 0.0);
    let (mut rest, mut last_unit, mut glued) = (text, 0, false);
    while !rest.is_empty() {
        let (number, after) = reading::number(rest, due)?;
        let digits = &rest[..rest.len() - after.len()];
        let tail = after.trim_start();
        let end =
            tail.find(|c: char| c.is_whitespace() || c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let ends_bare = unit.is_empty() && tail.is_empty();
        let factor = match quantity::micros(unit) {
            Some(factor) => factor,
            None if ends_bare && glued && last_unit == HOUR && is_minutes(digits) => MINUTE,
            None => return Err(no_unit_of_time(digits, number, unit, rest)),
        };
        let part = number.times(factor).shifted(-6);
        exact = exact.and_then(|sum| sum.plus(part));
        rough += part.value();
        (rest, last_unit, glued) = (tail.trim_start(), factor, !tail.starts_with(char::is_whitespace));
    }
    Ok(exact.map_or(rough, Decimal::value))
}

/// Whether `digits` can be the minutes in "2h10".
fn is_minutes(digits: &str) -> bool {
    digits.parse::<u8>().is_ok_and(|minutes| minutes < 60)
}

fn no_unit_of_time(digits: &str, number: Decimal, unit: &str, text: &str) -> UnitError {
    let due = Kind::Duration;
    if unit.is_empty() {
        return UnitError::MissingUnit { text: excerpt(digits), due };
    }
    if quantity::is_month(unit) {
        let write = excerpt(&format!("{} d", number.times(30).value()));
        return UnitError::Month { text: excerpt(&format!("{digits} {unit}")), write };
    }
    unknown(text, digits, unit, due, &DURATIONS)
}

/// Events per year.
pub(super) fn rate(text: &str) -> Result<f64, UnitError> {
    let due = Kind::Rate;
    if text == "never" {
        return Ok(0.0);
    }
    if let Some((count, period)) = count_in_period(text) {
        return rate_in_period(text, count, period);
    }
    let r = reading::read(text, due)?;
    match (r.unit, r.period) {
        ("", Some(period)) if quantity::is_month(period) => {
            let write = excerpt(&format!("{}/yr", r.number.times(12).value()));
            Err(UnitError::Month { text: excerpt(text), write })
        }
        ("", Some("")) => Err(UnitError::MissingUnit { text: excerpt(r.digits), due }),
        ("", Some(period)) => match quantity::micros(period) {
            Some(micros) => Ok(per_year(r.number, micros)),
            None => Err(unknown(text, r.digits, &format!("/{period}"), due, &["/yr", "/wk", "/d", "/h"])),
        },
        ("%", Some(period)) if quantity::micros(period).is_some() => {
            let write = format!("{}/{period}", r.number.shifted(-2).value());
            Err(UnitError::UnknownUnit { text: excerpt(text), unit: "%".into(), due, write: Some(write) })
        }
        _ => Err(unknown_unit(text, &r, due, &[])),
    }
}

/// The two sides of "1 in 9 yr".
fn count_in_period(text: &str) -> Option<(&str, &str)> {
    let (count, period) = text.split_once("in")?;
    let apart = count.ends_with(char::is_whitespace) && period.starts_with(char::is_whitespace);
    apart.then(|| (count.trim(), period.trim()))
}

fn rate_in_period(text: &str, count: &str, period: &str) -> Result<f64, UnitError> {
    let (number, rest) = reading::number(count, Kind::Rate)?;
    if !rest.is_empty() {
        return Err(UnitError::NoNumber { text: excerpt(text), due: Kind::Rate });
    }
    match duration(period) {
        Ok(seconds) => Ok(number.value() * SECONDS_PER_YEAR / seconds),
        Err(UnitError::Month { write, .. }) => {
            Err(UnitError::Month { text: excerpt(text), write: format!("{count} in {write}") })
        }
        Err(UnitError::MissingUnit { .. }) => {
            Err(UnitError::MissingUnit { text: excerpt(text), due: Kind::Rate })
        }
        Err(_) => Err(UnitError::NoNumber { text: excerpt(text), due: Kind::Rate }),
    }
}

/// Events per year when `number` of them come in `micros`.
fn per_year(number: Decimal, micros: u128) -> f64 {
    if YEAR.is_multiple_of(micros) {
        number.times(YEAR / micros).value()
    } else {
        number.value() * SECONDS_PER_YEAR / seconds(micros)
    }
}

/// Microseconds as seconds.
#[allow(clippy::cast_precision_loss)]
pub(super) fn seconds(micros: u128) -> f64 {
    micros as f64 / 1e6
}
