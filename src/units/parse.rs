//! Reading what users write: one function a kind of quantity.
//!
//! Every function takes a whole text and gives a float in the unit its
//! documentation names. Spaces around numbers, units and slashes don't matter;
//! "per" may stand for the slash; capitals do matter (Mb is not MB). A year is
//! 365 days, `m` is minutes, and there are no months.

use super::data::{bandwidth, churn, size};
use super::error::{Kind, UnitError};
use super::money::money;
use super::reading::{self, excerpt, unknown};
use super::time::{duration, rate};

/// Seconds. "30s", "5 min", "1h 30m", "2h10" (minutes may lose their unit right
/// after hours), "1.5 d", "8 wk", "2 yr", "250ms". The parts are summed exactly
/// and rounded once. At most 1000 years.
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_duration(text: &str) -> Result<f64, UnitError> {
    parse(text, Kind::Duration, duration)
}

/// Bytes. "2 TB", "150GB", "768 GiB": k M G T P count in thousands, Ki Mi Gi Ti
/// Pi in 1024s. Bits are refused. At most 10000 PB.
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_size(text: &str) -> Result<f64, UnitError> {
    parse(text, Kind::Size, size)
}

/// Bytes per second. "100 Mbps", "1 Gb/s" (bits), "100 MB/s", "400 MiB/s"
/// (bytes). At most 1000 Tbps.
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_bandwidth(text: &str) -> Result<f64, UnitError> {
    parse(text, Kind::Bandwidth, bandwidth)
}

/// Bytes per second. "12 GB/d", "5 GB/h", and everything that is a bandwidth.
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_churn(text: &str) -> Result<f64, UnitError> {
    parse(text, Kind::Churn, churn)
}

/// Events per year of 365 days. "0.08/yr", "0.08 per year", "3/wk", "2/d",
/// "1 in 9 yr", "2 in 100 yr", "never" (0). At most 1000000 a year.
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_rate(text: &str) -> Result<f64, UnitError> {
    parse(text, Kind::Rate, rate)
}

/// A share from 0 to 1. "5%", "0.1 %", "0.05".
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_probability(text: &str) -> Result<f64, UnitError> {
    parse(text, Kind::Probability, probability)
}

/// The amount per year and its currency, which may be empty. "310 kEUR/yr",
/// "61000 USD/yr", "1.2 MUSD per year", "38 k/yr" (k thousands, M millions; a
/// currency is three capital letters, or one of € $ £).
///
/// # Errors
/// A [`UnitError`] that says what to write instead.
pub fn parse_money(text: &str) -> Result<(f64, String), UnitError> {
    let (amount, currency) = named_if_of_another_kind(text, Kind::Money, money)?;
    Ok((bounded(amount, text, Kind::Money)?, currency))
}

type Parser<T> = fn(&str) -> Result<T, UnitError>;

fn parse(text: &str, due: Kind, parser: Parser<f64>) -> Result<f64, UnitError> {
    bounded(named_if_of_another_kind(text, due, parser)?, text, due)
}

/// Runs `parser` on the cleaned text. If it fails, and the text is good as
/// another kind of quantity, the error says which.
fn named_if_of_another_kind<T>(text: &str, due: Kind, parser: Parser<T>) -> Result<T, UnitError> {
    let text = reading::clean(text, due)?;
    parser(text).map_err(|error| match (&error, kind_of(text)) {
        (UnitError::UnknownUnit { .. } | UnitError::NoNumber { .. }, Some(found)) if found != due => {
            UnitError::WrongKind { text: excerpt(text), found, due }
        }
        _ => error,
    })
}

/// What kind of quantity `text` is, if it is one at all.
fn kind_of(text: &str) -> Option<Kind> {
    let parsers: [(Kind, Parser<f64>); 6] = [
        (Kind::Duration, duration),
        (Kind::Size, size),
        (Kind::Bandwidth, bandwidth),
        (Kind::Churn, churn),
        (Kind::Rate, rate),
        (Kind::Probability, probability),
    ];
    let found = parsers.iter().find(|(_, parser)| parser(text).is_ok()).map(|&(kind, _)| kind);
    found.or_else(|| money(text).is_ok().then_some(Kind::Money))
}

fn bounded(value: f64, text: &str, due: Kind) -> Result<f64, UnitError> {
    if value <= due.limit() { Ok(value) } else { Err(UnitError::Absurd { text: excerpt(text.trim()), due }) }
}

fn probability(text: &str) -> Result<f64, UnitError> {
    let (number, rest) = reading::number(text, Kind::Probability)?;
    let digits = &text[..text.len() - rest.len()];
    let value = match rest.trim() {
        "" => number.value(),
        "%" => number.shifted(-2).value(),
        unit => return Err(unknown(text, digits, unit, Kind::Probability, &[])),
    };
    if value <= 1.0 {
        return Ok(value);
    }
    let is_percent = rest.trim().is_empty() && value <= 100.0;
    Err(UnitError::AboveOne { text: excerpt(text), write: is_percent.then(|| format!("{digits}%")) })
}

#[cfg(test)]
mod tests;
