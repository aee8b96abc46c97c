//! Amounts of data, and data per time. Bits where bytes are due are refused: a
//! factor of eight is not to be guessed.

use super::error::{Kind, UnitError};
use super::quantity;
use super::reading::{self, Reading, excerpt, unknown_unit};
use super::time::{SECOND, seconds};

const SIZES: [&str; 11] = ["B", "kB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "PiB"];
const BANDWIDTHS: [&str; 15] = [
    "kbps", "Mbps", "Gbps", "Tbps", "kB/s", "MB/s", "GB/s", "KiB/s", "MiB/s", "GiB/s", "kb/s", "Mb/s",
    "Gb/s", "Mbit/s", "Gbit/s",
];
const CHURNS: [&str; 10] = ["MB/h", "GB/h", "TB/h", "MB/d", "GB/d", "TB/d", "GB/wk", "TB/wk", "Mbps", "Gbps"];

/// Bytes.
pub(super) fn size(text: &str) -> Result<f64, UnitError> {
    let r = reading::read(text, Kind::Size)?;
    match (quantity::bytes(r.unit), quantity::bits(r.unit), r.period) {
        (Some(factor), _, None) => Ok(r.number.times(factor).value()),
        (_, Some((_, name)), None) => {
            let write = match in_bytes(r.unit) {
                (decimal, Some(binary)) => format!("{} {decimal} (or {binary})", r.digits),
                (bytes, None) => format!("{} {bytes}", r.digits),
            };
            Err(UnitError::Bits { unit: excerpt(r.unit), name, due: Kind::Size, write })
        }
        _ => Err(unknown_unit(text, &r, Kind::Size, &SIZES)),
    }
}

/// The byte unit that someone who wrote the bit unit `unit` meant, and its
/// binary sister where the prefix is a decimal one.
fn in_bytes(unit: &str) -> (String, Option<String>) {
    let prefix = unit.trim_end_matches("bits").trim_end_matches("bit").trim_end_matches('b');
    let binary = (prefix.len() == 1).then(|| format!("{}iB", prefix.to_uppercase()));
    (format!("{prefix}B"), binary)
}

/// Bytes per second.
pub(super) fn bandwidth(text: &str) -> Result<f64, UnitError> {
    let due = Kind::Bandwidth;
    let r = reading::read(text, due)?;
    match data_per_second(&r) {
        Some(rate) => Ok(rate),
        None => Err(bits_without_time(&r, due).unwrap_or_else(|| unknown_unit(text, &r, due, &BANDWIDTHS))),
    }
}

/// Bytes per second, if the reading is bits or bytes per second.
fn data_per_second(r: &Reading) -> Option<f64> {
    let eighth = |bits: u128| r.number.times(bits * 125).shifted(-3).value();
    match r.period {
        None => quantity::bits(&format!("{}b", r.unit.strip_suffix("bps")?)).map(|(bits, _)| eighth(bits)),
        Some(period) if quantity::micros(period) == Some(SECOND) => quantity::bytes(r.unit)
            .map(|bytes| r.number.times(bytes).value())
            .or_else(|| quantity::bits(r.unit).map(|(bits, _)| eighth(bits))),
        Some(_) => None,
    }
}

/// "100 Mb" where a bandwidth or churn is due, or "5 Gb/d" as churn.
fn bits_without_time(r: &Reading, due: Kind) -> Option<UnitError> {
    let (_, name) = quantity::bits(r.unit)?;
    let (unit, digits) = (excerpt(r.unit), r.digits);
    let prefix = in_bytes(r.unit).0.trim_end_matches('B').to_string();
    let write = match (due, r.period) {
        (Kind::Churn, None) => format!("{digits} {prefix}B/d (or {digits} {prefix}bps)"),
        (Kind::Churn, Some(period)) => format!("{digits} {prefix}B/{period}"),
        (_, None) => format!("{digits} {prefix}bps"),
        (_, Some(_)) => return None,
    };
    Some(UnitError::Bits { unit, name, due, write: excerpt(&write) })
}

/// Bytes per second.
pub(super) fn churn(text: &str) -> Result<f64, UnitError> {
    let due = Kind::Churn;
    let r = reading::read(text, due)?;
    if let Some(rate) = data_per_second(&r) {
        return Ok(rate);
    }
    let (bytes, micros) = (quantity::bytes(r.unit), r.period.and_then(quantity::micros));
    match (bytes, micros) {
        (Some(bytes), Some(micros)) => Ok(r.number.times(bytes).value() / seconds(micros)),
        (Some(_), None) if r.period.is_some_and(quantity::is_month) => {
            let write = excerpt(&format!("{} {}/yr", r.number.times(12).value(), r.unit));
            Err(UnitError::Month { text: excerpt(text), write })
        }
        _ => Err(bits_without_time(&r, due).unwrap_or_else(|| unknown_unit(text, &r, due, &CHURNS))),
    }
}
