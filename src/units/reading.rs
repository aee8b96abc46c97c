//! From text to a number with a unit: what all quantities share. It refuses
//! what is wrong whatever the unit: nothing at all, a comma, a minus sign, NaN.

use super::decimal::Decimal;
use super::error::{Kind, UnitError};
use super::quantity;

/// No quantity needs more bytes than this.
const LONGEST: usize = 120;
/// Characters of the user's text that an error repeats.
const EXCERPT: usize = 40;

/// One number with what follows it: `12 GB/d` is 12, `GB`, `d`.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    /// The number.
    pub number: Decimal,
    /// The number as it was written.
    pub digits: &'a str,
    /// What stands before the slash; may be empty or hold spaces.
    pub unit: &'a str,
    /// What stands after the slash or the word "per".
    pub period: Option<&'a str>,
}

/// The text without outer white space, if it can be a quantity at all.
pub(super) fn clean(text: &str, due: Kind) -> Result<&str, UnitError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(UnitError::Empty { due });
    }
    if text.len() > LONGEST {
        return Err(UnitError::TooLong { text: excerpt(text), due });
    }
    if let Some(write) = without_commas(text) {
        return Err(UnitError::Comma { text: excerpt(text), write });
    }
    if is_not_finite(text) {
        return Err(UnitError::NotFinite { text: excerpt(text), due });
    }
    if has_minus(text) {
        return Err(UnitError::Negative { text: excerpt(text), due });
    }
    Ok(text)
}

/// Splits `text`, which [`clean`] has passed, into its number and units.
pub(super) fn read(text: &str, due: Kind) -> Result<Reading<'_>, UnitError> {
    let (number, rest) = number(text, due)?;
    let digits = &text[..text.len() - rest.len()];
    let rest = rest.trim();
    if rest.is_empty() {
        return Err(UnitError::MissingUnit { text: excerpt(digits), due });
    }
    let (unit, period) = match split_per(rest) {
        Some((unit, period)) => (unit.trim(), Some(period.trim())),
        None => (rest, None),
    };
    Ok(Reading { number, digits, unit, period })
}

/// Splits at the first slash or, without one, at the word "per".
fn split_per(rest: &str) -> Option<(&str, &str)> {
    if let Some(halves) = rest.split_once('/') {
        return Some(halves);
    }
    let (unit, period) = rest.split_once("per")?;
    let apart = period.starts_with(char::is_whitespace);
    let starts = unit.is_empty() || unit.ends_with(char::is_whitespace);
    (apart && starts).then_some((unit, period))
}

/// The number that `text` starts with, and the rest.
pub(super) fn number(text: &str, due: Kind) -> Result<(Decimal, &str), UnitError> {
    let Some((number, rest)) = Decimal::read(text) else {
        return Err(UnitError::NoNumber { text: excerpt(text), due });
    };
    let more = rest.trim_start();
    let group = more.bytes().take_while(u8::is_ascii_digit).count();
    if group == 3 && more.len() < rest.len() {
        return Err(UnitError::SpacedNumber { text: excerpt(text), write: excerpt(&closed_up(text)) });
    }
    Ok((number, rest))
}

/// `text` with the white space taken out that stands between digits.
fn closed_up(text: &str) -> String {
    let digit = |c: char| c.is_ascii_digit();
    text.split_whitespace().fold(String::new(), |joined, piece| match joined.is_empty() {
        true => piece.into(),
        false if joined.ends_with(digit) && piece.starts_with(digit) => joined + piece,
        false => joined + " " + piece,
    })
}

/// What to write instead, if there is a comma between two digits.
fn without_commas(text: &str) -> Option<String> {
    let digit = |i: usize| text.as_bytes().get(i).is_some_and(u8::is_ascii_digit);
    let commas: Vec<usize> =
        text.match_indices(',').map(|(i, _)| i).filter(|&i| i > 0 && digit(i - 1) && digit(i + 1)).collect();
    let first = *commas.first()?;
    let joined = excerpt(&text.replace(',', ""));
    let pointed = excerpt(&text.replace(',', "."));
    if commas.len() > 1 || text[first..].contains('.') {
        return Some(joined);
    }
    let groups_of_three = (1..=3).all(|i| digit(first + i)) && !digit(first + 4);
    if text[..first].contains('.') || !groups_of_three || text.starts_with('0') {
        Some(pointed)
    } else {
        Some(format!("{joined}, or {pointed} if the comma was a decimal one"))
    }
}

/// Whether `text` starts with a word for infinity or "not a number".
fn is_not_finite(text: &str) -> bool {
    let word = text.trim_start_matches(['+', '-', '\u{2212}']);
    if word.starts_with('∞') {
        return true;
    }
    let end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    ["nan", "inf", "infinity", "infinite"].iter().any(|name| word[..end].eq_ignore_ascii_case(name))
}

/// Whether a minus sign (the hyphen or one of its Unicode sisters) stands
/// before a number that does not follow another: "1h -5 min", but neither
/// "1e-3" nor "5-10 min".
fn has_minus(text: &str) -> bool {
    text.match_indices(['-', '\u{2212}', '\u{2013}']).any(|(i, sign)| {
        let (before, after) = (&text[..i], text[i + sign.len()..].trim_start());
        let number = after.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        number && (before.is_empty() || before.ends_with(char::is_whitespace) || before.ends_with('/'))
    })
}

/// The beginning of what was written, fit for a message: control characters
/// become spaces, and what is long ends in "…".
pub(super) fn excerpt(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(EXCERPT).map(plain).collect();
    if text.chars().nth(EXCERPT).is_some() {
        short.push('…');
    }
    short
}

/// The error for the unit of `r`, with a known unit that looks alike.
pub(super) fn unknown_unit(text: &str, r: &Reading, due: Kind, known: &[&str]) -> UnitError {
    match r.period {
        None => unknown(text, r.digits, r.unit, due, known),
        Some(period) => unknown(text, r.digits, &format!("{}/{period}", r.unit), due, known),
    }
}

/// The error for `unit` after `digits` in `text`, with one of `known` that looks
/// alike.
pub(super) fn unknown(text: &str, digits: &str, unit: &str, due: Kind, known: &[&str]) -> UnitError {
    let space = if unit.starts_with('/') { "" } else { " " };
    let write = quantity::nearest(unit, known).map(|near| format!("{digits}{space}{near}"));
    UnitError::UnknownUnit { text: excerpt(text), unit: excerpt(unit), due, write }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (f64, &str, &str, Option<&str>) {
        let r = read(text, Kind::Size).unwrap();
        (r.number.value(), r.digits, r.unit, r.period)
    }

    #[test]
    fn a_reading_splits_number_unit_and_period() {
        assert_eq!(parts("2TB"), (2.0, "2", "TB", None));
        assert_eq!(parts("2.5 \u{a0} TB"), (2.5, "2.5", "TB", None));
        assert_eq!(parts("0.08/yr"), (0.08, "0.08", "", Some("yr")));
        assert_eq!(parts("12 GB / d"), (12.0, "12", "GB", Some("d")));
        assert_eq!(parts("310 kEUR per year"), (310.0, "310", "kEUR", Some("year")));
        assert_eq!(parts("3 per year"), (3.0, "3", "", Some("year")));
        assert_eq!(parts("3 percent"), (3.0, "3", "percent", None));
    }

    #[test]
    fn commas_are_named_with_what_to_write() {
        let write = |text| without_commas(text).unwrap();
        assert_eq!(write("1,5 h"), "1.5 h");
        assert_eq!(write("0,125 h"), "0.125 h");
        assert_eq!(write("1,000,000 USD/yr"), "1000000 USD/yr");
        assert_eq!(write("1,000.50 USD/yr"), "1000.50 USD/yr");
        assert_eq!(write("1,000 h"), "1000 h, or 1.000 h if the comma was a decimal one");
        assert_eq!(without_commas("1h, 30m"), None);
    }

    #[test]
    fn spaces_inside_numbers_are_named() {
        let write = |text| match number(text, Kind::Money) {
            Err(UnitError::SpacedNumber { write, .. }) => write,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(write("30 000 USD/yr"), "30000 USD/yr");
        assert_eq!(write("1 200 000 USD/yr"), "1200000 USD/yr");
        assert_eq!(write("30\u{a0}000USD per year"), "30000USD per year");
        assert!(number("1 in 9 yr", Kind::Rate).is_ok());
    }

    #[test]
    fn minus_signs_are_seen_where_they_count() {
        for text in ["-5 h", "- 5 h", "\u{2212}5 h", "-.5 h", "1h -30m", "1 in -9 yr"] {
            assert!(has_minus(text), "{text}");
        }
        for text in ["1e-3 h", "5-10 min", "Mon-Fri", "-", "a - b"] {
            assert!(!has_minus(text), "{text}");
        }
    }

    #[test]
    fn excerpts_are_short_and_plain() {
        assert_eq!(excerpt("a\u{1b}[31m\nb"), "a [31m b");
        let long = excerpt(&"é".repeat(1000));
        assert_eq!(long.chars().count(), EXCERPT + 1);
        assert!(long.ends_with('…'));
    }
}
