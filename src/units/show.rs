//! Showing quantities to people: two or three significant digits, a unit, no
//! thousands separators and no locale. What is shown is rounded. NaN is shown as "?".

use super::{Span, parse_duration};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = super::SECONDS_PER_YEAR;

/// The size of a unit, its name, and the largest figure that may stand before it.
type Unit = (f64, &'static str, f64);

/// Units of time shorter than a year.
const DURATIONS: [Unit; 6] = [
    (1e-6, "µs", 999.0),
    (1e-3, "ms", 999.0),
    (1.0, "s", 59.0),
    (MINUTE, "min", 59.0),
    (HOUR, "h", 72.0),
    (DAY, "d", f64::INFINITY),
];

/// A length of time in its handiest unit: "30 s", "2.3 min", "6.2 h", "14 d",
/// "2.4 yr". Hours go up to 72 h and days to two years, from where on years
/// have one decimal. Zero is "0", infinity "never".
#[must_use]
pub fn show_duration(seconds: f64) -> String {
    if seconds == 0.0 {
        return "0".into();
    }
    if seconds == f64::INFINITY {
        return "never".into();
    }
    signed(seconds, |seconds| {
        if seconds >= 729.5 * DAY {
            return format!("{} yr", years(seconds / YEAR));
        }
        // What is too much for one unit after rounding ("60 s") is one of the next.
        let figure = |number| if (0.99..1.0).contains(&number) { "1".into() } else { figure(number) };
        scaled(seconds, &DURATIONS, figure)
    })
}

/// A length of time as a user would write it, so that it reads back as the same:
/// "8 h", "14 d", "1.5 h", "3661 s".
#[must_use]
pub fn write_duration(span: Span) -> String {
    let compact = show_duration(span.seconds());
    let same = parse_duration(&compact).is_ok_and(|seconds| Span::from_seconds(seconds) == span);
    if same { compact } else { format!("{} s", span.seconds()) }
}

/// An amount of data: "45 TB", "1.5 GB", "768 GiB". Units of 1000 are used,
/// unless the size is a whole number of MiB and not of MB, as memory sizes are.
#[must_use]
pub fn show_size(bytes: f64) -> String {
    const MIB: f64 = 1_048_576.0;
    let whole = |unit: f64| bytes % unit == 0.0;
    let units = if bytes != 0.0 && whole(MIB) && !whole(1e6) {
        [
            (1.0, "B"),
            (1024.0, "KiB"),
            (MIB, "MiB"),
            (MIB * 1024.0, "GiB"),
            (MIB * MIB, "TiB"),
            (MIB * MIB * 1024.0, "PiB"),
        ]
    } else {
        [(1.0, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"), (1e15, "PB")]
    };
    let next = units[1].0;
    let units = units.map(|(size, name)| (size, name, if size > 1e14 { f64::INFINITY } else { next - 1.0 }));
    signed(
        bytes,
        |bytes| if bytes == f64::INFINITY { "unlimited".into() } else { scaled(bytes, &units, figure) },
    )
}

/// A bandwidth, given in bytes per second and shown in bits per second, as
/// networks are: "800 Mbps", "1.5 Gbps".
#[must_use]
pub fn show_bandwidth(bytes_per_second: f64) -> String {
    const UNITS: [Unit; 5] = [
        (1.0, "bps", 999.0),
        (1e3, "kbps", 999.0),
        (1e6, "Mbps", 999.0),
        (1e9, "Gbps", 999.0),
        (1e12, "Tbps", f64::INFINITY),
    ];
    let bits = bytes_per_second * 8.0;
    signed(bits, |bits| if bits == f64::INFINITY { "unlimited".into() } else { scaled(bits, &UNITS, figure) })
}

/// A rate per year. From 0.01 up it is a number of events ("0.08/yr",
/// "12/yr"); a rarer event is shown by its return period ("1 in 500 yr"). Zero
/// is "never".
#[must_use]
pub fn show_rate(per_year: f64) -> String {
    if per_year == 0.0 {
        return "never".into();
    }
    signed(per_year, |rate| {
        if rate >= 0.01 {
            format!("{}/yr", figure(rate))
        } else {
            format!("1 in {} yr", significant(1.0 / rate, 2))
        }
    })
}

/// A share in percent with two significant digits: "5 %", "0.045 %". Above 99 %
/// the digits that tell it from 100 % are kept: "99.4 %", "99.95 %". "0 %" and
/// "100 %" mean exactly that: in between the ends are "< 0.01 %" and
/// "> 99.99 %".
#[must_use]
pub fn show_percent(share: f64) -> String {
    signed(share, |share| match share {
        0.0 | 1.0 => format!("{} %", share * 100.0),
        _ if share < 1e-4 => "< 0.01 %".into(),
        _ if share < 0.99 => format!("{} %", significant(share * 100.0, 2)),
        _ if share < 0.999 => format!("{} %", significant(share * 100.0, 3)),
        _ if share <= 0.9999 => format!("{} %", significant(share * 100.0, 4)),
        _ if share < 1.0 => "> 99.99 %".into(),
        _ => format!("{} %", figure(share * 100.0)),
    })
}

/// Money without its currency, with three significant digits, as costs are
/// compared: "310 k", "1.24 M", "950".
#[must_use]
pub fn show_money(amount: f64) -> String {
    const UNITS: [Unit; 3] = [(1.0, "", 999.0), (1e3, "k", 999.0), (1e6, "M", f64::INFINITY)];
    signed(amount, |amount| scaled(amount, &UNITS, |x| significant(x, 3)).trim_end().to_string())
}

/// `amount` in the first of `units` (from small to large) whose figure, after
/// rounding, is within that unit's bound.
fn scaled(amount: f64, units: &[Unit], figure: impl Fn(f64) -> String) -> String {
    let (mut text, mut name) = (String::new(), "");
    for (size, unit, most) in units {
        (text, name) = (figure(amount / size), unit);
        if text.parse::<f64>().is_ok_and(|rounded| rounded <= *most) {
            break;
        }
    }
    format!("{text} {name}")
}

/// One decimal below 100, whole numbers above.
fn years(number: f64) -> String {
    let rounded: f64 = if number < 99.95 { (number * 10.0).round() / 10.0 } else { number.round() };
    format!("{rounded}")
}

/// Two significant digits below 100, three above.
fn figure(number: f64) -> String {
    significant(number, if number < 100.0 { 2 } else { 3 })
}

/// `number` rounded to `digits` significant digits, without an exponent and
/// without zeros that say nothing.
fn significant(number: f64, digits: usize) -> String {
    let rounded: f64 = format!("{number:.*e}", digits - 1).parse().unwrap_or(number);
    format!("{rounded}")
}

/// Shows a negative amount as its opposite with a minus sign, NaN as "?".
fn signed(amount: f64, show: impl Fn(f64) -> String) -> String {
    if amount.is_nan() {
        "?".into()
    } else if amount < 0.0 {
        format!("-{}", show(-amount))
    } else {
        show(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{parse_bandwidth, parse_duration, parse_rate, parse_size};
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{Rng, SeedableRng};

    /// A uniform on [0, 1).
    #[allow(clippy::cast_precision_loss)]
    fn unit(random: &mut Xoshiro256PlusPlus) -> f64 {
        (random.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    fn shown(show: fn(f64) -> String, cases: &[(f64, &str)]) {
        for (value, text) in cases {
            assert_eq!(show(*value), *text, "{value}");
        }
    }

    #[test]
    fn written_durations_read_back_as_the_same() {
        for (seconds, text) in [
            (0.0, "0 s"),
            (90.0, "1.5 min"),
            (3661.0, "3661 s"),
            (8.0 * 3600.0, "8 h"),
            (14.0 * 86_400.0, "14 d"),
            (0.125, "125 ms"),
            (0.25, "250 ms"),
            (1_234.567_891, "1234.567891 s"),
            (1000.0 * YEAR, "1000 yr"),
        ] {
            let span = Span::from_seconds(seconds);
            assert_eq!(write_duration(span), text);
            assert_eq!(Span::from_seconds(parse_duration(text).unwrap()), span);
        }
    }

    #[test]
    fn durations_are_compact() {
        let cases = [
            (0.0, "0"),
            (f64::INFINITY, "never"),
            (f64::NAN, "?"),
            (0.000_001, "1 µs"),
            (0.25, "250 ms"),
            (0.9996, "1 s"),
            (30.0, "30 s"),
            (59.4, "59 s"),
            (59.6, "1 min"),
            (60.0, "1 min"),
            (138.0, "2.3 min"),
            (59.6 * 60.0, "1 h"),
            (5400.0, "1.5 h"),
            (6.2 * 3600.0, "6.2 h"),
            (8.1 * 3600.0, "8.1 h"),
            (24.0 * 3600.0, "24 h"),
            (72.0 * 3600.0, "72 h"),
            (72.6 * 3600.0, "3 d"),
            (14.0 * 86_400.0, "14 d"),
            (63.0 * 86_400.0, "63 d"),
            (99.4 * 86_400.0, "99 d"),
            (99.6 * 86_400.0, "100 d"),
            (164.2 * 86_400.0, "164 d"),
            (545.0 * 86_400.0, "545 d"),
            (1.2 * YEAR, "438 d"),
            (729.4 * 86_400.0, "729 d"),
            (729.6 * 86_400.0, "2 yr"),
            (2.44 * YEAR, "2.4 yr"),
            (12.34 * YEAR, "12.3 yr"),
            (99.97 * YEAR, "100 yr"),
            (500.4 * YEAR, "500 yr"),
            (1e6 * YEAR, "1000000 yr"),
            (-360.0, "-6 min"),
        ];
        shown(show_duration, &cases);
    }

    #[test]
    fn sizes_and_bandwidths() {
        let sizes = [
            (0.0, "0 B"),
            (512.0, "512 B"),
            (999_600.0, "1 MB"),
            (45e12, "45 TB"),
            (225e9, "225 GB"),
            (1.5e9, "1.5 GB"),
            (2e16, "20 PB"),
            (768.0 * 1_073_741_824.0, "768 GiB"),
            (1536.0 * 1_073_741_824.0, "1.5 TiB"),
            (f64::INFINITY, "unlimited"),
        ];
        shown(show_size, &sizes);
        let bandwidths = [
            (0.0, "0 bps"),
            (100e6, "800 Mbps"),
            (125e6, "1 Gbps"),
            (12.5e6, "100 Mbps"),
            (187.5e6, "1.5 Gbps"),
            (f64::INFINITY, "unlimited"),
        ];
        shown(show_bandwidth, &bandwidths);
    }

    #[test]
    fn rates_change_form_at_one_in_a_hundred_years() {
        let cases = [
            (0.0, "never"),
            (0.08, "0.08/yr"),
            (0.074, "0.074/yr"),
            (0.01, "0.01/yr"),
            (0.002, "1 in 500 yr"),
            (0.009_9, "1 in 100 yr"),
            (1.0, "1/yr"),
            (365.0, "365/yr"),
            (8760.0, "8760/yr"),
        ];
        shown(show_rate, &cases);
    }

    #[test]
    fn percent_keeps_away_from_both_ends() {
        let cases = [
            (0.0, "0 %"),
            (1.0, "100 %"),
            (0.05, "5 %"),
            (0.004, "0.4 %"),
            (0.000_45, "0.045 %"),
            (0.000_1, "0.01 %"),
            (0.000_099, "< 0.01 %"),
            (1e-300, "< 0.01 %"),
            (0.314, "31 %"),
            (0.989_9, "99 %"),
            (0.995, "99.5 %"),
            (0.999_5, "99.95 %"),
            (0.999_9, "99.99 %"),
            (0.999_95, "> 99.99 %"),
            (1.0 - f64::EPSILON, "> 99.99 %"),
        ];
        shown(show_percent, &cases);
        let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
        for _ in 0..20_000 {
            let near = libm::pow(10.0, -20.0 * unit(&mut random));
            for share in [near, 1.0 - near, unit(&mut random)] {
                let text = show_percent(share);
                assert!(share == 1.0 || text != "100 %", "{share}");
                assert_ne!(text, "0 %", "{share}");
            }
        }
    }

    #[test]
    fn money_has_three_digits() {
        let cases = [
            (0.0, "0"),
            (950.0, "950"),
            (38_000.0, "38 k"),
            (310_000.0, "310 k"),
            (999_700.0, "1 M"),
            (1_240_000.0, "1.24 M"),
            (1.2e9, "1200 M"),
            (-38_000.0, "-38 k"),
        ];
        shown(show_money, &cases);
    }

    #[test]
    fn what_is_shown_can_be_read_and_is_close() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
        for _ in 0..5_000 {
            let x = libm::pow(10.0, 12.0 * unit(&mut random));
            let check =
                |text: String, parse: fn(&str) -> Result<f64, crate::units::UnitError>, value: f64| {
                    let read = parse(&text).unwrap_or_else(|error| panic!("{value} as {text}: {error}"));
                    assert!((read / value - 1.0).abs() < 0.0501, "{value} as {text}");
                };
            check(show_duration(x / 1e2), parse_duration, x / 1e2);
            check(show_size(x), parse_size, x);
            check(show_bandwidth(x), parse_bandwidth, x);
            check(show_rate(x / 1e8), parse_rate, x / 1e8);
        }
    }
}
