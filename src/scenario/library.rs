//! The parameter library: what a scenario does not say. Each entry is a value
//! written as a user would write it, with how good the evidence is and where
//! it comes from. This is data: nothing here reads a scenario.
//!
//! Keys are `section.value` or `section.value.case`, named after the scenario
//! file. The theme of a key is its section. A default that is a choice carries
//! mark J even where evidence gives a range for it.

use crate::model::Mark;
use std::sync::LazyLock;

mod apps;
mod backup;
mod controls;
mod links;
mod people;
mod plans;
mod ransomware;
mod replica;
mod sites;
mod stamps;
mod study;
mod targets;

/// One default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `section.value` or `section.value.case`, unique.
    pub key: &'static str,
    /// A TOML value exactly as a user would write it, units included.
    pub value: &'static str,
    /// How good the evidence for it is.
    pub mark: Mark,
    /// Citation in full; contains "judgement" for mark J and says how it was
    /// derived for mark D.
    pub source: &'static str,
    /// What it is, in one plain line.
    pub what: &'static str,
}

impl Entry {
    /// The section of the scenario file it belongs to.
    #[must_use]
    pub fn theme(&self) -> &'static str {
        self.key.split('.').next().unwrap_or(self.key)
    }
}

/// A row of a table: key, value, mark, what it is, source.
const fn row(
    key: &'static str,
    value: &'static str,
    mark: Mark,
    what: &'static str,
    source: &'static str,
) -> Entry {
    Entry { key, value, mark, source, what }
}

static SORTED: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let tables: [&[Entry]; 12] = [
        apps::ENTRIES,
        backup::ENTRIES,
        controls::ENTRIES,
        links::ENTRIES,
        people::ENTRIES,
        plans::ENTRIES,
        ransomware::ENTRIES,
        replica::ENTRIES,
        sites::ENTRIES,
        stamps::ENTRIES,
        study::ENTRIES,
        targets::ENTRIES,
    ];
    let mut entries = tables.concat();
    entries.sort_by_key(order);
    entries
});

/// Sort key: theme, then key.
fn order(entry: &Entry) -> (&'static str, &'static str) {
    (entry.theme(), entry.key)
}

/// All entries, sorted by theme, then by key.
#[must_use]
pub fn all() -> &'static [Entry] {
    &SORTED
}

/// The entry with this key, if there is one.
#[must_use]
pub fn find(key: &str) -> Option<&'static Entry> {
    let theme = key.split('.').next().unwrap_or(key);
    let at = SORTED.binary_search_by(|entry| (entry.theme(), entry.key).cmp(&(theme, key))).ok()?;
    Some(&SORTED[at])
}

/// The entry with this key.
///
/// # Panics
/// If there is none: keys are written in this program's code, never by a user.
#[must_use]
pub fn entry(key: &str) -> &'static Entry {
    find(key).unwrap_or_else(|| panic!("the parameter library has no entry `{key}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_a_toml_value() {
        for entry in all() {
            let line = format!("x = {}", entry.value);
            let table: toml::Table = line.parse().unwrap_or_else(|e| panic!("{}: `{line}`: {e}", entry.key));
            assert_eq!(table.len(), 1, "{}", entry.key);
        }
    }

    #[test]
    fn keys_are_unique_and_sorted_by_theme_then_key() {
        for pair in all().windows(2) {
            assert!(order(&pair[0]) < order(&pair[1]), "{} {}", pair[0].key, pair[1].key);
        }
        assert!(all().iter().all(|e| e.key.contains('.')), "a key names its section");
    }

    #[test]
    fn every_entry_is_found_by_its_key_and_nothing_else_is() {
        for expected in all() {
            assert_eq!(entry(expected.key), expected);
        }
        assert_eq!(find("sites.weather"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn every_entry_says_what_it_is_and_where_it_comes_from() {
        for entry in all() {
            assert!(entry.source.len() > 8, "{} has no source", entry.key);
            assert!(!entry.what.is_empty() && !entry.what.contains('\n'), "{}", entry.key);
            assert!(!entry.source.contains('['), "{} cites a bare number", entry.key);
            assert_ne!(entry.mark, Mark::Given, "{}: a default is never given", entry.key);
        }
    }

    #[test]
    fn judgement_is_called_judgement_and_evidence_is_not() {
        for entry in all() {
            let says_judgement = entry.source.contains("judgement");
            assert_eq!(says_judgement, entry.mark == Mark::J, "{}: {}", entry.key, entry.source);
            if entry.mark == Mark::D {
                assert!(entry.source.contains("derived"), "{}: say how", entry.key);
            }
        }
    }

    #[test]
    fn derived_numbers_follow_from_their_evidence() {
        // 55 % had an outage in three years; 1,900 h between link failures; the
        // mean of the data size of a VM; 80 % of two events per 100 VMs a year.
        assert!((-libm::log(0.45) / 3.0 - 0.27).abs() < 0.005);
        assert!((8760.0_f64 / 1900.0 - 4.6).abs() < 0.05);
        assert!((150.0 * libm::exp(0.9 * 0.9 / 2.0) - 225.0).abs() < 0.5);
        assert!((2.0_f64 / 100.0 * 0.8 - 0.016).abs() < 1e-12);
        assert!((0.94_f64 * 0.57 - 0.54).abs() < 0.005);
        assert!((2.0_f64 * 0.01 + 4.0 * 0.002 - 0.028).abs() < 1e-12);
    }
}
