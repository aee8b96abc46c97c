//! Money per year. A currency is only carried along: nothing is converted.

use super::error::{Kind, UnitError};
use super::quantity;
use super::reading::{self, Reading, excerpt, unknown_unit};
use super::time::YEAR;

/// Amount per year and currency.
pub(super) fn money(text: &str) -> Result<(f64, String), UnitError> {
    let due = Kind::Money;
    let r = reading::read(text, due)?;
    let unit: String = r.unit.split_whitespace().collect();
    let Some((factor, currency)) = quantity::money(&unit) else {
        return Err(unknown_money(text, &r, &unit));
    };
    let per_year = |times: u128| excerpt(&format!("{} {unit}/yr", r.number.times(times).value()));
    let not_per_year = |write| Err(UnitError::NotPerYear { text: excerpt(text), write });
    match r.period {
        None | Some("") => not_per_year(per_year(1)),
        Some(month) if quantity::is_month(month) => {
            Err(UnitError::Month { text: excerpt(text), write: per_year(12) })
        }
        Some(period) => match quantity::micros(period) {
            Some(YEAR) => Ok((r.number.times(factor).value(), currency.to_string())),
            // Without a currency or prefix "3/wk" is a rate, and no money.
            Some(_) if unit.is_empty() => Err(unknown_unit(text, &r, due, &[])),
            Some(micros) if YEAR.is_multiple_of(micros) => not_per_year(per_year(YEAR / micros)),
            Some(_) => not_per_year(format!("what it is for a year, such as {}", due.example())),
            None => Err(unknown_unit(text, &r, due, &[])),
        },
    }
}

/// The error for a unit that is no money, with "kEUR" for "keur".
fn unknown_money(text: &str, r: &Reading, unit: &str) -> UnitError {
    let known = ["EUR", "kEUR", "MEUR", "USD", "kUSD", "MUSD", "GBP", "kGBP", "CHF", "kCHF"];
    let write = quantity::nearest(unit, &known).map(|near| format!("{} {near}/yr", r.digits));
    UnitError::UnknownUnit { text: excerpt(text), unit: excerpt(unit), due: Kind::Money, write }
}
