//! The known name that looks most like a mistyped one.

/// Longest name that is compared, in characters; nobody mistypes more.
const LONGEST: usize = 64;

/// The candidate that `name` was probably meant to be, if any is near enough:
/// at most a third of its letters wrong (at least one, and two from five
/// letters) and at least one right, where swapping two neighbours is one mistake, and case and the
/// choice between `-` and `_` are none. The first of equals.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(name);
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let allowed = (wanted.len() / 3).max(if wanted.len() >= 5 { 2 } else { 1 }).min(wanted.len() - 1);
    candidates
        .into_iter()
        .map(|candidate| (mistakes(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A list for people: `a, b, c`, at most `most` of them.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let mut text = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    if names.len() > most {
        text.push_str(", …");
    }
    text
}

fn fold(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == '_' { '-' } else { c }).collect()
}

/// Optimal string alignment distance (Damerau–Levenshtein without a second
/// edit inside a swap).
fn mistakes(a: &[char], b: &[char]) -> usize {
    if b.len() > LONGEST {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_find_their_name_and_strangers_do_not() {
        let known = ["memory", "nodes", "site", "crash", "crash_repair"];
        assert_eq!(nearest("memmory", known), Some("memory"));
        assert_eq!(nearest("stie", known), Some("site"));
        assert_eq!(nearest("Crash-Repair", known), Some("crash_repair"));
        assert_eq!(nearest("bandwidth", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("Z", ["A", "F1"]), None, "any name of one letter is one mistake away");
        assert_eq!(nearest("F2", ["A", "F1"]), Some("F1"));
        assert_eq!(nearest("a", ["A"]), Some("A"));
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }

    #[test]
    fn distance_counts_edits() {
        let distance = |a: &str, b: &str| mistakes(&fold(a), &fold(b));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
