//! The words for units: one table a kind, and nothing about numbers.

/// Microseconds in the unit of time called `word`. No months.
pub(super) fn micros(word: &str) -> Option<u128> {
    Some(match word {
        "us" | "µs" | "μs" => 1,
        "ms" => 1_000,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000_000,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000_000,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000_000,
        "d" | "day" | "days" => 86_400_000_000,
        "w" | "wk" | "wks" | "week" | "weeks" => 604_800_000_000,
        "y" | "yr" | "yrs" | "year" | "years" => 31_536_000_000_000,
        _ => return None,
    })
}

/// Whether `word` means a month.
pub(super) fn is_month(word: &str) -> bool {
    ["mo", "mos", "mon", "month", "months", "monthly"].iter().any(|m| word.eq_ignore_ascii_case(m))
}

/// Bytes in the size unit called `word`: "GB" is 10^9, "GiB" 2^30.
pub(super) fn bytes(word: &str) -> Option<u128> {
    match word {
        "byte" | "bytes" => Some(1),
        _ => prefix(word.strip_suffix('B')?).map(|(factor, _)| factor),
    }
}

/// Bits in the unit called `word` ("Gb", "Gbit") and its name ("gigabits").
pub(super) fn bits(word: &str) -> Option<(u128, String)> {
    let before = ["bits", "bit", "b"].iter().find_map(|end| word.strip_suffix(end))?;
    let (factor, name) = prefix(before)?;
    Some((factor, format!("{name}bits")))
}

/// The factor and name of a decimal or binary prefix. `K` counts as `k`.
fn prefix(word: &str) -> Option<(u128, &'static str)> {
    Some(match word {
        "" => (1, ""),
        "k" | "K" => (1_000, "kilo"),
        "M" => (1_000_000, "mega"),
        "G" => (1_000_000_000, "giga"),
        "T" => (1_000_000_000_000, "tera"),
        "P" => (1_000_000_000_000_000, "peta"),
        "Ki" => (1 << 10, "kibi"),
        "Mi" => (1 << 20, "mebi"),
        "Gi" => (1 << 30, "gibi"),
        "Ti" => (1 << 40, "tebi"),
        "Pi" => (1 << 50, "pebi"),
        _ => return None,
    })
}

/// Amount and currency of a money word: "kEUR" is (1000, "EUR"), "M" is
/// (1000000, ""). A currency is three capital letters or one of € $ £.
pub(super) fn money(word: &str) -> Option<(u128, &str)> {
    let currency = |w: &str| {
        matches!(w, "" | "€" | "$" | "£") || (w.len() == 3 && w.bytes().all(|b| b.is_ascii_uppercase()))
    };
    if currency(word) {
        return Some((1, word));
    }
    let (factor, rest) = match word.split_at_checked(1)? {
        ("k" | "K", rest) => (1_000, rest),
        ("M", rest) => (1_000_000, rest),
        _ => return None,
    };
    currency(rest).then_some((factor, rest))
}

/// The first of `known` that `word` equals but for its case or a missing "B".
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let same = |wanted: &str| known.iter().copied().find(|k| k.eq_ignore_ascii_case(wanted));
    same(word).or_else(|| same(&format!("{word}B")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_bytes_are_told_apart() {
        assert_eq!(bytes("GB"), Some(1_000_000_000));
        assert_eq!(bytes("GiB"), Some(1 << 30));
        assert_eq!(bytes("B"), Some(1));
        assert_eq!((bytes("Gb"), bytes("G"), bytes("gB"), bytes("mB")), (None, None, None, None));
        assert_eq!(bits("Gb"), Some((1_000_000_000, "gigabits".into())));
        assert_eq!(bits("Mibit"), Some((1 << 20, "mebibits".into())));
        assert_eq!(bits("b"), Some((1, "bits".into())));
        assert_eq!((bits("GB"), bits("mb"), bits("")), (None, None, None));
    }

    #[test]
    fn a_prefix_is_told_from_a_currency() {
        assert_eq!(money("kEUR"), Some((1_000, "EUR")));
        assert_eq!(money("MUSD"), Some((1_000_000, "USD")));
        assert_eq!(money("MXN"), Some((1, "MXN")));
        assert_eq!(money("KES"), Some((1, "KES")));
        assert_eq!(money("M"), Some((1_000_000, "")));
        assert_eq!(money(""), Some((1, "")));
        assert_eq!(money("k€"), Some((1_000, "€")));
        assert_eq!(
            (money("GB"), money("eur"), money("TEUR"), money("€k"), money("é")),
            (None, None, None, None, None)
        );
    }

    #[test]
    fn the_nearest_unit_differs_in_case_or_lacks_its_byte() {
        let known = ["kB", "MB", "GB", "GiB"];
        assert_eq!(nearest("gb", &known), Some("GB"));
        assert_eq!(nearest("G", &known), Some("GB"));
        assert_eq!(nearest("Gi", &known), Some("GiB"));
        assert_eq!(nearest("parsec", &known), None);
    }
}
