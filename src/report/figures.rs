//! Numbers as people read them: two or three digits, a unit, no exponent.
//! For reading only: what a program reads (JSON, CSV) gets plain numbers.

/// Units of time: (hours in one, name, largest value shown in it).
const UNITS: [(f64, &str, f64); 5] = [
    (1.0 / 3600.0, "s", 60.0),
    (1.0 / 60.0, "min", 60.0),
    (1.0, "h", 48.0),
    (24.0, "d", 730.0),
    (8760.0, "yr", f64::INFINITY),
];

/// A length of time, given in hours: `0`, `30 s`, `6.2 h`, `14 d`. Infinite
/// gives `never`, what is not a number `–`.
#[must_use]
pub fn duration(hours: f64) -> String {
    duration_with(hours, 0)
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
    let finer = (1..=4).map(|more| duration_with(hours, more)).find(|text| *text != plain);
    finer.unwrap_or_else(|| format!("{} {plain}", if hours > limit { "just over" } else { "just under" }))
}

/// `more`: decimals beyond the usual ones.
fn duration_with(hours: f64, more: usize) -> String {
    if hours.is_nan() {
        return "–".into();
    }
    if hours <= 0.0 {
        return "0".into();
    }
    if hours.is_infinite() {
        return "never".into();
    }
    for (size, name, limit) in UNITS {
        let text = digits(hours / size, more);
        if text.parse::<f64>().is_ok_and(|shown| shown < limit) {
            return format!("{text} {name}");
        }
    }
    "never".into()
}

/// At least two significant digits and `more` beyond, without trailing zeros
/// after the point: `6.2`, `14`, `0.04`.
fn digits(value: f64, more: usize) -> String {
    let mut decimals = more;
    let mut scaled = value.abs();
    while scaled < 9.95 && scaled > 0.0 && decimals < 12 + more {
        scaled *= 10.0;
        decimals += 1;
    }
    trim(format!("{value:.decimals$}"))
}

fn trim(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A share between 0 and 1 as per cent: `0.4 %`, `31 %`, `99.96 %`. Only what
/// is exactly 0 or 1 reads `0 %` or `100 %`.
#[must_use]
pub fn share(share: f64) -> String {
    if share.is_nan() {
        return "–".into();
    }
    if share > 0.0 && share < 1e-6 {
        return "<0.0001 %".into();
    }
    if share > 0.5 && share < 1.0 {
        // As many decimals as the distance from 1 needs.
        let rest = ((1.0 - share) * 100.0).max(1e-4);
        let shown = digits(rest, 0);
        let decimals = shown.split_once('.').map_or(0, |(_, after)| after.len());
        let text = format!("{:.decimals$}", 100.0 - rest);
        let text = if text.starts_with("100") { "99.9999".into() } else { text };
        return format!("{} %", trim(text));
    }
    format!("{} %", digits(share * 100.0, 0))
}

/// A count with thousands separated: `48,000`.
#[must_use]
pub fn count(count: u64) -> String {
    let plain = count.to_string();
    let mut text = String::with_capacity(plain.len() + plain.len() / 3);
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i) % 3 == 0 {
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

/// A large number with a decimal prefix, three digits: `38 k`, `1.25 M`.
#[must_use]
pub fn large(value: f64) -> String {
    let (scaled, prefix) = prefixed(value);
    format!("{scaled}{}{prefix}", if prefix.is_empty() { "" } else { " " })
}

/// A sum of money: `310 kEUR`, `950 EUR`.
#[must_use]
pub fn money(value: f64, currency: &str) -> String {
    let (scaled, prefix) = prefixed(value);
    format!("{scaled} {prefix}{currency}").trim_end().to_owned()
}

/// An amount of data: `45 TB`.
#[must_use]
pub fn data(bytes: f64) -> String {
    let (scaled, prefix) = prefixed(bytes);
    format!("{scaled} {prefix}B")
}

fn prefixed(value: f64) -> (String, &'static str) {
    const PREFIXES: [&str; 6] = ["", "k", "M", "G", "T", "P"];
    let mut scaled = value;
    let mut prefix = 0;
    while scaled.abs() >= 999.5 && prefix + 1 < PREFIXES.len() {
        scaled /= 1000.0;
        prefix += 1;
    }
    let decimals = if scaled.abs() >= 99.95 || scaled == 0.0 {
        0
    } else if scaled.abs() >= 9.995 {
        1
    } else {
        2
    };
    (trim(format!("{scaled:.decimals$}")), PREFIXES[prefix])
}

/// How often something happens: `2.1 a year`, `1 in 480 yr`, `never`.
#[must_use]
pub fn per_year(rate: f64) -> String {
    if rate.is_nan() {
        "–".into()
    } else if rate <= 0.0 {
        "never".into()
    } else if rate < 0.0995 {
        let years = 1.0 / rate;
        if years > 1e6 {
            "under 1 in 1 M yr".into()
        } else if years > 9_999.5 {
            format!("1 in {} yr", large(years))
        } else {
            format!("1 in {} yr", digits(years, 0))
        }
    } else {
        format!("{} a year", digits(rate, 0))
    }
}

/// Measured ÷ objective: `0.4`, `42`; infinite gives `∞`.
#[must_use]
pub fn ratio(ratio: f64) -> String {
    if ratio.is_infinite() {
        "∞".into()
    } else if ratio.is_nan() {
        "–".into()
    } else if ratio > 0.0 && ratio < 0.01 {
        "<0.01".into()
    } else if ratio >= 9_999.5 {
        ">10 k".into()
    } else {
        digits(ratio, 0)
    }
}

/// The name of the quantile at a required share: `p95`, `p99.9`.
#[must_use]
pub fn quantile(required: f64) -> String {
    format!("p{}", trim(format!("{:.3}", required * 100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        let cases = [
            (0.0, "0"),
            (0.4 / 3600.0, "0.4 s"),
            (30.0 / 3600.0, "30 s"),
            (59.9 / 3600.0, "1 min"),
            (0.1, "6 min"),
            (0.25, "15 min"),
            (59.96 / 60.0, "1 h"),
            (6.2, "6.2 h"),
            (9.96, "10 h"),
            (23.4, "23 h"),
            (47.9, "2 d"),
            (48.0, "2 d"),
            (60.0, "2.5 d"),
            (336.0, "14 d"),
            (8760.0, "365 d"),
            (87_600.0, "10 yr"),
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
        assert_eq!(duration_beside(8.0 + 1e-9, Some(8.0)), "just over 8 h");
        assert_eq!(duration_beside(8.0 - 1e-9, Some(8.0)), "just under 8 h");
        assert_eq!(duration_beside(6.0, None), "6 h");
    }

    #[test]
    fn shares_near_the_ends_keep_their_distance() {
        let cases = [
            (0.0, "0 %"),
            (1e-9, "<0.0001 %"),
            (0.000_04, "0.004 %"),
            (0.004, "0.4 %"),
            (0.31, "31 %"),
            (0.95, "95 %"),
            (0.9995, "99.95 %"),
            (0.9996, "99.96 %"),
            (0.999_999_99, "99.9999 %"),
            (1.0, "100 %"),
            (0.725, "72 %"),
            (f64::NAN, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(share(value), text, "{value}");
        }
    }

    #[test]
    fn counts_money_data_and_rates() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(48_000), "48,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "app"), "1 app");
        assert_eq!(large(38_000.0), "38 k");
        assert_eq!(large(1_250_000.0), "1.25 M");
        assert_eq!(large(999_900.0), "1 M");
        assert_eq!(money(310_000.0, "EUR"), "310 kEUR");
        assert_eq!(money(950.0, ""), "950");
        assert_eq!(data(45e12), "45 TB");
        assert_eq!(per_year(1.0 / 480.0), "1 in 480 yr");
        assert_eq!(per_year(2.1), "2.1 a year");
        assert_eq!(per_year(0.0), "never");
        assert_eq!(ratio(0.41), "0.41");
        assert_eq!(ratio(42.3), "42");
        assert_eq!(ratio(f64::INFINITY), "∞");
        assert_eq!(quantile(0.95), "p95");
        assert_eq!(quantile(0.999), "p99.9");
    }
}
