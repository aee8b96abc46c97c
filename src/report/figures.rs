//! Numbers as people read them: those of [`crate::units`] plus what only a
//! report has. For reading only: what a program reads (JSON, CSV) gets plain
//! numbers.

use crate::units::{show_duration, show_money, show_percent, show_rate, show_size};
use crate::verdict::outstanding::Outstanding;

/// What stands for a number that is not known.
const UNKNOWN: &str = "–";

/// A length of time, given in hours: `0`, `30 s`, `6.2 h`, `14 d`. Infinite
/// gives `never`, what is not a number `–`.
#[must_use]
pub fn duration(hours: f64) -> String {
    known(hours, |hours| show_duration(hours * 3600.0))
}

/// A length of time beside a limit: as [`duration`], with as many digits more
/// as it takes to tell it from the limit (`8.04 h` beside `8 h`).
#[must_use]
pub fn duration_beside(hours: f64, limit_hours: Option<f64>) -> String {
    let plain = duration(hours);
    let Some(limit) = limit_hours else { return plain };
    if !hours.is_finite() || !limit.is_finite() || hours == limit || duration(limit) != plain {
        return plain;
    }
    let unit = plain.rsplit(' ').next().unwrap_or_default();
    let in_unit = hours * 3600.0 / seconds_in(unit);
    let mut finer = (1..=4).map(|decimals| format!("{} {unit}", trim(format!("{in_unit:.decimals$}"))));
    finer
        .find(|text| *text != plain)
        .unwrap_or_else(|| format!("{} {plain}", if hours > limit { "just over" } else { "just under" }))
}

fn seconds_in(unit: &str) -> f64 {
    match unit {
        "µs" => 1e-6,
        "ms" => 1e-3,
        "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        "yr" => crate::units::SECONDS_PER_YEAR,
        _ => 1.0,
    }
}

/// Without zeros at the end of the decimals.
fn trim(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A share between 0 and 1 as per cent: `0.4 %`, `31 %`, `99.96 %`. Only what
/// is exactly 0 or 1 reads `0 %` or `100 %`.
#[must_use]
pub fn share(share: f64) -> String {
    known(share, show_percent)
}

/// A share that is no more than a rough idea: without decimals above 99 %.
#[must_use]
pub fn rough_share(share: f64) -> String {
    if share > 0.99 && share < 1.0 { "over 99 %".into() } else { self::share(share) }
}

/// A share with its interval: `12 % (10–14 %)`.
#[must_use]
pub fn share_within(share: f64, low: f64, high: f64) -> String {
    let end = |share: f64| self::share(share).replace("< ", "<").replace("> ", ">");
    format!("{} ({}–{})", self::share(share), end(low).trim_end_matches(" %"), end(high))
}

/// A count with thousands separated: `48,000`.
#[must_use]
pub fn count(count: u64) -> String {
    let plain = count.to_string();
    let mut text = String::with_capacity(plain.len() + plain.len() / 3);
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun: `1 app`, `14 apps`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// How many more trials are needed: `about 2,000 more trials`; of numbers that nobody
/// will run only the size.
#[must_use]
pub fn more_trials(number: u64) -> String {
    if number > 1_000_000 {
        "over a million more trials".into()
    } else {
        format!("about {}", counted(number, "more trial"))
    }
}

/// What it takes to settle all of something: `about 2,000 more trials`, `about
/// 2,000 more trials, or more,` if of some of it nothing can be told.
#[must_use]
pub fn outstanding(outstanding: Outstanding) -> String {
    let or_more = if outstanding.or_more { ", or more," } else { "" };
    format!("{}{or_more}", more_trials(outstanding.trials))
}

/// A sum of money: `310 kEUR`, `950 EUR`.
#[must_use]
pub fn money(value: f64, currency: &str) -> String {
    known(value, |value| {
        let amount = show_money(value);
        let gap = if amount.ends_with(char::is_alphabetic) { "" } else { " " };
        format!("{amount}{gap}{currency}").trim_end().to_owned()
    })
}

/// An amount of data: `45 TB`.
#[must_use]
pub fn data(bytes: f64) -> String {
    known(bytes, show_size)
}

/// How often something happens: `2.1/yr`, `1 in 480 yr`, `never`.
#[must_use]
pub fn per_year(rate: f64) -> String {
    known(rate, show_rate)
}

/// Measured ÷ objective: `0.4`, `42`; infinite gives `∞`.
#[must_use]
pub fn ratio(ratio: f64) -> String {
    match ratio {
        _ if ratio.is_nan() => UNKNOWN.into(),
        f64::INFINITY => "∞".into(),
        0.0 => "0".into(),
        _ if ratio < 0.01 => "<0.01".into(),
        // Next to 1 the digits matter.
        _ if ratio < 1.995 => trim(format!("{ratio:.2}")),
        _ if ratio < 9.95 => trim(format!("{ratio:.1}")),
        _ if ratio < 9_999.5 => format!("{ratio:.0}"),
        _ => ">10 k".into(),
    }
}

/// The name of the quantile at a required share: `p95`, `p99.9`.
#[must_use]
pub fn quantile(required: f64) -> String {
    format!("p{}", trim(format!("{:.3}", required * 100.0)))
}

fn known(value: f64, show: impl Fn(f64) -> String) -> String {
    if value.is_nan() { UNKNOWN.into() } else { show(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        let cases = [
            (0.0, "0"),
            (30.0 / 3600.0, "30 s"),
            (0.1, "6 min"),
            (0.25, "15 min"),
            (6.2, "6.2 h"),
            (23.4, "23 h"),
            (336.0, "14 d"),
            (98.0 * 24.0, "98 d"),
            (99.6 * 24.0, "100 d"),
            (8760.0, "365 d"),
            (3.0 * 8760.0, "3 yr"),
            (f64::INFINITY, "never"),
            (f64::NAN, "–"),
        ];
        for (hours, text) in cases {
            assert_eq!(duration(hours), text, "{hours} h");
        }
    }

    #[test]
    fn a_duration_never_looks_like_the_limit_it_breaks() {
        assert_eq!(duration_beside(8.04, Some(8.0)), "8.04 h");
        assert_eq!(duration_beside(8.0, Some(8.0)), "8 h");
        assert_eq!(duration_beside(8.1, Some(8.0)), "8.1 h");
        assert_eq!(duration_beside(15.02 / 60.0, Some(0.25)), "15.02 min");
        assert_eq!(duration_beside(336.1, Some(336.0)), "14.004 d");
        assert_eq!(duration_beside(8.0 + 1e-9, Some(8.0)), "just over 8 h");
        assert_eq!(duration_beside(8.0 - 1e-9, Some(8.0)), "just under 8 h");
        assert_eq!(duration_beside(6.0, None), "6 h");
    }

    #[test]
    fn shares_counts_money_data_and_rates() {
        assert_eq!(share(0.31), "31 %");
        assert_eq!(share(f64::NAN), "–");
        assert_eq!(rough_share(0.9927), "over 99 %");
        assert_eq!((rough_share(0.9), rough_share(1.0)), ("90 %".into(), "100 %".into()));
        assert_eq!(share_within(0.12, 0.1, 0.14), "12 % (10–14 %)");
        assert_eq!(share_within(0.999, 0.98, 0.999_99), "99.9 % (98–>99.99 %)");
        assert_eq!(more_trials(1), "about 1 more trial");
        assert_eq!(more_trials(12_000_000), "over a million more trials");
        let all = Outstanding { trials: 2_000, or_more: false };
        assert_eq!(outstanding(all), "about 2,000 more trials");
        assert_eq!(outstanding(Outstanding { or_more: true, ..all }), "about 2,000 more trials, or more,");
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(48_000), "48,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "app"), "1 app");
        assert_eq!(money(310_000.0, "EUR"), "310 kEUR");
        assert_eq!(money(950.0, "EUR"), "950 EUR");
        assert_eq!(money(950.0, ""), "950");
        assert_eq!(data(45e12), "45 TB");
        assert_eq!(per_year(1.0 / 480.0), "1 in 480 yr");
        assert_eq!(per_year(0.0), "never");
    }

    #[test]
    fn ratios_keep_two_digits_around_one() {
        let cases = [
            (0.0, "0"),
            (0.001, "<0.01"),
            (0.41, "0.41"),
            (0.5, "0.5"),
            (1.04, "1.04"),
            (3.12, "3.1"),
            (42.3, "42"),
        ];
        for (value, text) in cases {
            assert_eq!(ratio(value), text);
        }
        assert_eq!(ratio(1e5), ">10 k");
        assert_eq!(ratio(f64::INFINITY), "∞");
        assert_eq!(quantile(0.95), "p95");
        assert_eq!(quantile(0.999), "p99.9");
    }
}
