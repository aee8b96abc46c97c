//! Exact decimals: a number as a user wrote it, before it is rounded to an
//! `f64`. Durations of several parts are summed here, so that "1h 30m 0.1s"
//! gives the float nearest to 5400.1 and nothing else. This is no general
//! arithmetic: only what reading quantities needs.

/// `mantissa` · 10^`exponent`. At most 18 significant digits as written (more
/// are dropped: they are far below what an `f64` holds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    mantissa: u128,
    exponent: i32,
}

/// Digits kept of a written number: with a factor below 10^20 the product
/// still fits 128 bits.
const DIGITS: u32 = 18;
/// Written exponents are held within ±this; an `f64` ends at about ±320.
const EXPONENT: i32 = 9_999;

impl Decimal {
    pub(super) const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// Reads the number that `text` starts with, such as `12`, `.5`, `1.25` or
    /// `2e-3`, and gives it with the rest of `text`. No sign. None if `text`
    /// starts with something else.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        let (mut number, mut kept, mut seen) = (Self::ZERO, 0, false);
        let mut after_point = None;
        let mut rest = text;
        while let Some(&byte) = rest.as_bytes().first() {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    let digit = u128::from(byte - b'0');
                    let keep = kept < DIGITS;
                    if keep {
                        number.mantissa = number.mantissa * 10 + digit;
                        kept += u32::from(number.mantissa > 0);
                    }
                    number.exponent += i32::from(!keep) - i32::from(after_point.is_some());
                }
                b'.' if after_point.is_none() => after_point = Some(()),
                _ => break,
            }
            rest = &rest[1..];
        }
        if !seen || rest.starts_with('.') {
            return None;
        }
        let (power, rest) = power_of_ten(rest);
        number.exponent += power;
        Some((number, rest))
    }

    /// `self` × `factor`; `factor` must be below 10^20.
    pub(super) fn times(self, factor: u128) -> Self {
        debug_assert!(factor < 10_u128.pow(20));
        Self { mantissa: self.mantissa * factor, ..self }
    }

    /// `self` × 10^`places`.
    pub(super) fn shifted(self, places: i32) -> Self {
        Self { exponent: self.exponent + places, ..self }
    }

    /// The exact sum, or None where 128 bits cannot hold it.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        if self.mantissa == 0 {
            return Some(other);
        }
        if other.mantissa == 0 {
            return Some(self);
        }
        let exponent = self.exponent.min(other.exponent);
        let scaled = |d: Self| {
            let power = 10_u128.checked_pow(d.exponent.abs_diff(exponent))?;
            d.mantissa.checked_mul(power)
        };
        Some(Self { mantissa: scaled(self)?.checked_add(scaled(other)?)?, exponent })
    }

    /// The nearest `f64`: correctly rounded, infinite if too large.
    pub(super) fn value(self) -> f64 {
        format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::INFINITY)
    }
}

/// Reads an exponent such as `e-3` at the start of `text`, if there is one.
fn power_of_ten(text: &str) -> (i32, &str) {
    let Some(tail) = text.strip_prefix(['e', 'E']) else { return (0, text) };
    let digits = tail.strip_prefix(['+', '-']).unwrap_or(tail);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &digits[..digits.len() - rest.len()];
    if digits.is_empty() {
        return (0, text);
    }
    let size = digits.parse().unwrap_or(EXPONENT).min(EXPONENT);
    (if tail.starts_with('-') { -size } else { size }, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        Decimal::read(text).map(|(number, _)| number.value())
    }

    #[test]
    fn a_number_is_the_float_that_rust_reads() {
        for text in
            ["0", "1", "007", "0.1", ".5", "5.", "1.25", "123456.789", "2e-3", "1E6", "1e+2", "0.000000001"]
        {
            assert_eq!(value(text), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", ".", "..5", "1.2.3", "e5", "-1", "+1", "h", "٣", "NaN"] {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn the_rest_follows_the_number() {
        for (text, rest) in
            [("5 min", " min"), ("5e", "e"), ("2EUR", "EUR"), ("1e-", "e-"), ("1e3x", "x"), ("5µs", "µs")]
        {
            assert_eq!(Decimal::read(text).unwrap().1, rest);
        }
    }

    #[test]
    fn many_digits_and_huge_exponents_are_read() {
        let close = value("0.33333333333333333333333333333333333333333333").unwrap();
        assert!((close - 1.0 / 3.0).abs() < 1e-15);
        let long = "9".repeat(60);
        assert!((value(&long).unwrap() / 1e60 - 1.0).abs() < 1e-15);
        assert_eq!(value("1e400"), Some(f64::INFINITY));
        assert_eq!(value("1e99999999999999999999"), Some(f64::INFINITY));
        assert_eq!(value("1e-99999999999999999999"), Some(0.0));
        assert_eq!(value(&format!("0.{}1", "0".repeat(20))), Some(1e-21));
    }

    #[test]
    fn sums_are_exact_or_refused() {
        let read = |text: &str| Decimal::read(text).unwrap().0;
        assert_eq!(read("0.1").plus(read("0.2")).unwrap().value(), 0.3);
        assert_eq!(read("5400").plus(read("0.000001")).unwrap().value(), 5_400.000_001);
        assert_eq!(read("1e300").plus(read("1")), None);
        assert_eq!(read("0").plus(read("1e300")).unwrap().value(), 1e300);
    }
}
