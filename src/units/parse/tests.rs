use super::*;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

type Read = fn(&str) -> Result<f64, UnitError>;

fn reads(parse: Read, cases: &[(&str, f64)]) {
    for (text, value) in cases {
        assert_eq!(parse(text), Ok(*value), "{text}");
        let spaced = format!(" \t{text}\u{a0}\n");
        assert_eq!(parse(&spaced), Ok(*value), "{spaced:?}");
    }
}

fn says(parse: Read, cases: &[(&str, &str)]) {
    for (text, message) in cases {
        match parse(text) {
            Ok(value) => panic!("{text} was read as {value}"),
            Err(error) => assert_eq!(error.to_string(), *message, "{text}"),
        }
    }
}

#[test]
fn durations_that_users_write() {
    let cases = [
        ("30s", 30.0),
        ("30 sec", 30.0),
        ("5 min", 300.0),
        ("5m", 300.0),
        ("4h", 14_400.0),
        ("1h 30m", 5_400.0),
        ("1h30m", 5_400.0),
        ("1h30", 5_400.0),
        ("2h10", 7_800.0),
        ("2h05", 7_500.0),
        ("2h 10min 5s", 7_805.0),
        ("1d2h10", 94_200.0),
        ("1.5 d", 129_600.0),
        ("0.1 d", 8_640.0),
        (".5 h", 1_800.0),
        ("8 wk", 8.0 * 604_800.0),
        ("1 week 2 days", 9.0 * 86_400.0),
        ("2 y", 63_072_000.0),
        ("2 yr", 63_072_000.0),
        ("250ms", 0.25),
        ("1h 0.1s", 3_600.1),
        ("5 µs", 5e-6),
        ("5 μs", 5e-6),
        ("1e-3 h", 3.6),
        ("0s", 0.0),
        ("1000 yr", 3.1536e10),
    ];
    reads(parse_duration, &cases);
}

#[test]
fn durations_that_are_wrong() {
    let cases = [
        ("", "nothing is written here; write a duration, such as 30 min"),
        ("  \n", "nothing is written here; write a duration, such as 30 min"),
        ("30", "30 has no unit; write a unit: 30s, 30 min, 30 h"),
        ("2h 10", "10 has no unit; write a unit: 10s, 10 min, 10 h"),
        ("2h90", "90 has no unit; write a unit: 90s, 90 min, 90 h"),
        ("1d12", "12 has no unit; write a unit: 12s, 12 min, 12 h"),
        (
            "1,5 h",
            "1,5 h has a comma in a number; numbers take a decimal point and no separators: write 1.5 h",
        ),
        ("30 000 s", "30 000 s has a space inside a number; write 30000 s"),
        (
            "-5 min",
            "-5 min is negative; a duration is zero or more: write it without the minus sign, such as 30 min",
        ),
        ("NaN", "NaN is not a finite number; write a duration, such as 30 min"),
        ("inf h", "inf h is not a finite number; write a duration, such as 30 min"),
        (
            "1001 yr",
            "1001 yr is more than 1000 yr, which cannot be meant; check the unit and write a duration, such as 30 min",
        ),
        (
            "1e400 s",
            "1e400 s is more than 1000 yr, which cannot be meant; check the unit and write a duration, such as 30 min",
        ),
        ("3 mo", "3 mo: a month is not a unit, as months differ in length; write 90 d"),
        ("1.5 months", "1.5 months: a month is not a unit, as months differ in length; write 45 d"),
        ("soon", "soon cannot be read as a duration; write a number and a unit, such as 30 min"),
        ("1.2.3 h", "1.2.3 h cannot be read as a duration; write a number and a unit, such as 30 min"),
        ("5 Min", "5 Min: \"Min\" is not a unit of a duration; write 5 min"),
        (
            "5 lunes",
            "5 lunes: \"lunes\" is not a unit of a duration; the units are ms, s, min, h, d, wk or yr: write for example 30 min",
        ),
        ("100 Mbps", "100 Mbps is a bandwidth; a duration is due here, such as 30 min"),
        ("2 TB", "2 TB is a size; a duration is due here, such as 30 min"),
        ("0.08/yr", "0.08/yr is a rate; a duration is due here, such as 30 min"),
        ("1 in 9 yr", "1 in 9 yr is a rate; a duration is due here, such as 30 min"),
        ("5%", "5% is a probability; a duration is due here, such as 30 min"),
        ("310 kEUR/yr", "310 kEUR/yr is a yearly cost; a duration is due here, such as 30 min"),
    ];
    says(parse_duration, &cases);
}

#[test]
fn sizes_that_users_write() {
    let cases = [
        ("2 TB", 2e12),
        ("150GB", 150e9),
        ("768 GiB", 768.0 * 1_073_741_824.0),
        ("10 GiB", 10.0 * 1_073_741_824.0),
        ("1.5 MB", 1.5e6),
        ("64 KB", 64e3),
        ("64 kB", 64e3),
        ("1 PB", 1e15),
        ("1 PiB", 1_125_899_906_842_624.0),
        ("512 B", 512.0),
        ("0 B", 0.0),
    ];
    reads(parse_size, &cases);
}

#[test]
fn sizes_that_are_wrong() {
    let cases = [
        ("10 Gb", "Gb is gigabits; a size is in bytes: write 10 GB (or GiB)"),
        ("10 kbit", "kbit is kilobits; a size is in bytes: write 10 kB (or KiB)"),
        ("10 Gib", "Gib is gibibits; a size is in bytes: write 10 GiB"),
        ("10 b", "b is bits; a size is in bytes: write 10 B"),
        ("100 Mbps", "100 Mbps is a bandwidth; a size is due here, such as 2 TB"),
        ("12 GB/d", "12 GB/d is a churn; a size is due here, such as 2 TB"),
        ("5 min", "5 min is a duration; a size is due here, such as 2 TB"),
        ("30", "30 has no unit; write a unit: 30 GB, 30 GiB, 30 TB"),
        ("10 gb", "10 gb: \"gb\" is not a unit of a size; write 10 GB"),
        ("10 Gi", "10 Gi: \"Gi\" is not a unit of a size; write 10 GiB"),
        (
            "10001 PB",
            "10001 PB is more than 10000 PB, which cannot be meant; check the unit and write a size, such as 2 TB",
        ),
    ];
    says(parse_size, &cases);
}

#[test]
fn bandwidths_that_users_write() {
    let cases = [
        ("100 Mbps", 12.5e6),
        ("1 Gbps", 125e6),
        ("1 Gb/s", 125e6),
        ("1 Gbit/s", 125e6),
        ("100 MB/s", 100e6),
        ("400 MiB/s", 400.0 * 1_048_576.0),
        ("100 MB per second", 100e6),
        ("9600 bps", 1200.0),
        ("1 bps", 0.125),
    ];
    reads(parse_bandwidth, &cases);
    reads(parse_churn, &cases);
}

#[test]
fn bandwidths_that_are_wrong() {
    let cases = [
        ("100 Mb", "Mb is megabits; a bandwidth is per second: write 100 Mbps"),
        ("100 mbps", "100 mbps: \"mbps\" is not a unit of a bandwidth; write 100 Mbps"),
        ("100 mb/s", "100 mb/s: \"mb/s\" is not a unit of a bandwidth; write 100 MB/s"),
        ("2 TB", "2 TB is a size; a bandwidth is due here, such as 100 Mbps"),
        ("12 GB/d", "12 GB/d is a churn; a bandwidth is due here, such as 100 Mbps"),
        ("100", "100 has no unit; write a unit: 100 Mbps, 100 Gbps, 100 MB/s"),
        (
            "2000 Tbps",
            "2000 Tbps is more than 1000 Tbps, which cannot be meant; check the unit and write a bandwidth, such as 100 Mbps",
        ),
    ];
    says(parse_bandwidth, &cases);
}

#[test]
fn churns() {
    let cases = [
        ("12 GB/d", 12e9 / 86_400.0),
        ("5 GB/h", 5e9 / 3600.0),
        ("864 MB per day", 1e4),
        ("6.048 TB/wk", 1e7),
    ];
    reads(parse_churn, &cases);
    let wrong = [
        ("12 GB", "12 GB is a size; a churn is due here, such as 12 GB/d"),
        ("12 Gb/d", "Gb is gigabits; a churn is in bytes: write 12 GB/d"),
        ("12 Gb", "Gb is gigabits; a churn is in bytes: write 12 GB/d (or 12 Gbps)"),
        ("12 GB/mo", "12 GB/mo: a month is not a unit, as months differ in length; write 144 GB/yr"),
        ("12 gb/d", "12 gb/d: \"gb/d\" is not a unit of a churn; write 12 GB/d"),
        ("12", "12 has no unit; write a unit: 12 GB/d, 12 GB/h, 12 Mbps"),
    ];
    says(parse_churn, &wrong);
}

#[test]
fn rates() {
    let cases = [
        ("0.08/yr", 0.08),
        ("0.08 / yr", 0.08),
        ("0.08 per year", 0.08),
        ("2e-3/yr", 0.002),
        ("2/d", 730.0),
        ("3/wk", 3.0 * 365.0 / 7.0),
        ("1/h", 8760.0),
        ("1 in 9 yr", 1.0 / 9.0),
        ("2 in 100 yr", 0.02),
        ("1 in 1d 12h", 365.0 / 1.5),
        ("never", 0.0),
        ("0/yr", 0.0),
    ];
    reads(parse_rate, &cases);
    let wrong = [
        ("0.08", "0.08 has no unit; write a unit: 0.08/yr, 0.08/wk, 0.08/d"),
        ("0.08/", "0.08 has no unit; write a unit: 0.08/yr, 0.08/wk, 0.08/d"),
        ("1 in 9", "1 in 9 has no unit; write a unit: 1 in 9 yr, 1 in 9 d"),
        ("1/mo", "1/mo: a month is not a unit, as months differ in length; write 12/yr"),
        (
            "1 in 6 months",
            "1 in 6 months: a month is not a unit, as months differ in length; write 1 in 180 d",
        ),
        (
            "1 in 0 yr",
            "1 in 0 yr is more than 1000000/yr, which cannot be meant; check the unit and write a rate, such as 0.08/yr",
        ),
        (
            "1/s",
            "1/s is more than 1000000/yr, which cannot be meant; check the unit and write a rate, such as 0.08/yr",
        ),
        ("8%/yr", "8%/yr: \"%\" is not a unit of a rate; write 0.08/yr"),
        ("1/Yr", "1/Yr: \"/Yr\" is not a unit of a rate; write 1/yr"),
        ("1 in a while", "1 in a while cannot be read as a rate; write a number and a unit, such as 0.08/yr"),
        (
            "1 in -9 yr",
            "1 in -9 yr is negative; a rate is zero or more: write it without the minus sign, such as 0.08/yr",
        ),
        ("5 min", "5 min is a duration; a rate is due here, such as 0.08/yr"),
        ("38 k/yr", "38 k/yr is a yearly cost; a rate is due here, such as 0.08/yr"),
    ];
    says(parse_rate, &wrong);
}

#[test]
fn probabilities() {
    reads(
        parse_probability,
        &[("5%", 0.05), ("0.1 %", 0.001), ("0.05", 0.05), ("0", 0.0), ("1", 1.0), ("100%", 1.0)],
    );
    let wrong = [
        ("5", "5 is above 1; a probability is from 0 to 1 or in percent: write 5%"),
        ("1.5", "1.5 is above 1; a probability is from 0 to 1 or in percent: write 1.5%"),
        ("150%", "150% is above 1; write a probability from 0% to 100%, such as 5% or 0.05"),
        ("500", "500 is above 1; write a probability from 0% to 100%, such as 5% or 0.05"),
        (
            "0,1 %",
            "0,1 % has a comma in a number; numbers take a decimal point and no separators: write 0.1 %",
        ),
        (
            "-5%",
            "-5% is negative; a probability is zero or more: write it without the minus sign, such as 5%",
        ),
        ("5 h", "5 h is a duration; a probability is due here, such as 5%"),
        ("5 ‰", "5 ‰: \"‰\" is not a unit of a probability; the units are % or none: write for example 5%"),
    ];
    says(parse_probability, &wrong);
}

#[test]
fn money() {
    let cases = [
        ("310 kEUR/yr", 310_000.0, "EUR"),
        ("310 kEUR per year", 310_000.0, "EUR"),
        ("310 k EUR / yr", 310_000.0, "EUR"),
        ("61000 USD/yr", 61_000.0, "USD"),
        ("1.2 MUSD/yr", 1_200_000.0, "USD"),
        ("38 k/yr", 38_000.0, ""),
        ("38000/yr", 38_000.0, ""),
        ("12 k€/yr", 12_000.0, "€"),
        ("0 EUR/yr", 0.0, "EUR"),
    ];
    for (text, amount, currency) in cases {
        assert_eq!(parse_money(text), Ok((amount, currency.to_string())), "{text}");
    }
    let amount: Read = |text| parse_money(text).map(|(amount, _)| amount);
    let wrong = [
        ("310", "310 has no unit; write a unit: 310 EUR/yr, 310 kEUR/yr, 310 k/yr"),
        ("310 kEUR", "310 kEUR: a cost here is per year; write 310 kEUR/yr"),
        ("5 kEUR/mo", "5 kEUR/mo: a month is not a unit, as months differ in length; write 60 kEUR/yr"),
        ("5 EUR/h", "5 EUR/h: a cost here is per year; write 43800 EUR/yr"),
        ("5 keur/yr", "5 keur/yr: \"keur\" is not a unit of a yearly cost; write 5 kEUR/yr"),
        ("30 000 USD/yr", "30 000 USD/yr has a space inside a number; write 30000 USD/yr"),
        ("3/wk", "3/wk is a rate; a yearly cost is due here, such as 310 kEUR/yr"),
        ("2 TB", "2 TB is a size; a yearly cost is due here, such as 310 kEUR/yr"),
    ];
    says(amount, &wrong);
}

/// Every parser, each with a kind of its own.
const PARSERS: [(Read, Kind); 7] = [
    (parse_duration, Kind::Duration),
    (parse_size, Kind::Size),
    (parse_bandwidth, Kind::Bandwidth),
    (parse_churn, Kind::Churn),
    (parse_rate, Kind::Rate),
    (parse_probability, Kind::Probability),
    (|text| parse_money(text).map(|(amount, _)| amount), Kind::Money),
];

#[test]
fn each_example_in_a_message_is_of_its_kind_and_no_other() {
    for (parse, due) in PARSERS {
        for (_, kind) in PARSERS {
            let result = parse(kind.example());
            // A bandwidth is a churn, and a plain number per year may be money.
            let both = [(Kind::Churn, Kind::Bandwidth), (Kind::Money, Kind::Rate)];
            let fits = kind == due || both.contains(&(due, kind));
            match result {
                Ok(_) => assert!(fits, "{} was read as {}", kind.example(), due.noun()),
                Err(error) => {
                    let text = kind.example().to_string();
                    assert_eq!(error, UnitError::WrongKind { text, found: kind, due });
                    assert!(!fits);
                }
            }
        }
        assert!(parse(due.limit_text()).is_ok(), "{}", due.limit_text());
    }
}

#[test]
fn monstrous_texts_are_refused_quickly_and_briefly() {
    for unit in ["9", "é", "[", " 1h", "h", "-", "1,", "\u{0}", "𝟙", "e", "."] {
        let text = unit.repeat(1_000_000 / unit.len());
        for (parse, _) in PARSERS {
            let message = parse(&text).unwrap_err().to_string();
            assert!(message.len() < 400, "{message}");
        }
    }
}

/// Random texts of pieces that matter: no panic, never a value out of range,
/// and never a message that is long or holds control characters.
#[test]
fn random_texts_never_panic() {
    const PIECES: [&str; 44] = [
        "1", "30", "000", "0", "9.5", ".", ",", "-", "−", "e", "E9", "e-3", " ", " ", "\u{a0}", "/", "per",
        " per ", "in", " in ", "s", "m", "h", "d", "yr", "mo", "GB", "Gb", "Gi", "Mbps", "%", "k", "M",
        "EUR", "€", "never", "inf", "NaN", "µs", "é", "\u{0}", "\u{301}", "٣", "🦀",
    ];
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    let mut below = |n: u64| (random.next_u64() % n) as usize;
    for _ in 0..50_000 {
        let count = 1 + below(7);
        let text: String = (0..count).map(|_| PIECES[below(PIECES.len() as u64)]).collect();
        for (parse, due) in PARSERS {
            match parse(&text) {
                Ok(value) => assert!((0.0..=due.limit()).contains(&value), "{text:?} is {value}"),
                Err(error) => {
                    let message = error.to_string();
                    assert!(
                        message.len() < 400 && !message.chars().any(char::is_control),
                        "{text:?}: {message}"
                    );
                }
            }
        }
    }
}

/// Whatever a message says to write can be written.
#[test]
fn corrections_are_correct() {
    let wrong = ["1,5 h", "30 000 s", "3 mo", "5 Min", "2,000,000 s"];
    for text in wrong {
        let (UnitError::Comma { write, .. }
        | UnitError::SpacedNumber { write, .. }
        | UnitError::Month { write, .. }
        | UnitError::UnknownUnit { write: Some(write), .. }) = parse_duration(text).unwrap_err()
        else {
            panic!("{text}")
        };
        assert!(parse_duration(&write).is_ok(), "{write}");
    }
}
