//! Results as CSV, for spreadsheets and data frames: [`verdicts`], one row a
//! verdict, and [`incidents`], one row an incident.
//!
//! Comma-separated, quoted where needed, one header row, LF line ends, UTF-8.
//! Numbers are plain: a point for the decimals, no separators, no units (the
//! unit is in the name of the column), `inf` for what is infinite, an empty
//! cell for what is not known or not asked. A text that a spreadsheet would
//! run as a formula (it starts with `=`, `+`, `-`, `@`, a tab or a line break)
//! gets an apostrophe before it; nothing else is changed in texts.

pub mod drill;
pub mod incidents;
pub mod verdicts;

use std::borrow::Cow;

/// A text that came from outside, as a spreadsheet may show it.
fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A number that reads back as itself; `inf` if infinite, empty if it is none.
fn number(number: f64) -> String {
    if number.is_nan() { String::new() } else { number.to_string() }
}

fn optional(number: Option<f64>) -> String {
    number.map_or_else(String::new, self::number)
}

const fn truth(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        for start in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"] {
            assert_eq!(text(start), format!("'{start}"));
        }
        for harmless in ["erp", "a=b", "", "'x", "Zürich", "1-2"] {
            assert_eq!(text(harmless), harmless);
        }
    }

    #[test]
    fn numbers_are_plain_and_read_back() {
        for value in [0.0, 1.0, 0.1 + 0.2, 1e-9, 1e21, 123_456_789.125] {
            let text = number(value);
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
            assert!(!text.contains(['e', 'E', ',']), "{text}");
        }
        assert_eq!(number(f64::INFINITY), "inf");
        assert_eq!(number(f64::NAN), "");
        assert_eq!(optional(None), "");
    }
}
