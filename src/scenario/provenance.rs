//! Where every value of a scenario came from: written by the user, or filled
//! in from the library, with its evidence mark and source. Addresses are the
//! paths of the scenario file, whatever file a value was written in.

use super::source::Position;
use crate::model::Mark;
use std::collections::BTreeMap;
use std::fmt;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Into a table.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

/// The address of a value: `sites.dc1.outage`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The path of a key at the top of the file.
    #[must_use]
    pub fn top(key: &str) -> Self {
        Self::default().key(key)
    }

    /// The path of a key of the table at this path.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.step(Step::Key(key.to_owned()))
    }

    /// The path of an item of the list at this path.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    fn step(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if i == 0 => f.write_str(&super::node::key(key))?,
                Step::Key(key) => write!(f, ".{}", super::node::key(key))?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user, here.
    Given(Position),
    /// The parameter library.
    Library {
        /// Key of the entry.
        key: &'static str,
        /// Evidence for it.
        mark: Mark,
        /// Where the value comes from.
        source: &'static str,
    },
    /// The preset that the scenario names.
    Preset {
        /// Its name.
        preset: &'static str,
        /// Evidence for the value.
        mark: Mark,
        /// Where the value comes from.
        source: &'static str,
    },
    /// It follows from other values of the scenario.
    Derived(&'static str),
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Where it belongs in the scenario file.
    pub path: Path,
    /// The value as one would write it in a scenario file (TOML).
    pub text: String,
    /// Who said so.
    pub origin: Origin,
}

/// All values of a scenario, in the order in which they were resolved.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    values: Vec<Resolved>,
    index: BTreeMap<Path, usize>,
}

impl Provenance {
    /// All values.
    #[must_use]
    pub fn all(&self) -> &[Resolved] {
        &self.values
    }

    /// The value at this path.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Resolved> {
        self.index.get(path).map(|i| &self.values[*i])
    }

    /// Enters a value; the last one of a path stays.
    pub(super) fn record(&mut self, path: Path, text: String, origin: Origin) {
        if let Some(i) = self.index.get(&path) {
            self.values[*i] = Resolved { path, text, origin };
        } else {
            self.index.insert(path.clone(), self.values.len());
            self.values.push(Resolved { path, text, origin });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_like_the_file() {
        let path = Path::top("topologies").key("D x").key("protect").key("t1").item(0).key("backup");
        assert_eq!(path.to_string(), "topologies.\"D x\".protect.t1[0].backup");
    }

    #[test]
    fn the_last_value_of_a_path_stays_in_its_place() {
        let mut provenance = Provenance::default();
        for (key, text) in [("a", "1"), ("b", "2"), ("a", "3")] {
            provenance.record(Path::top(key), text.into(), Origin::Derived(""));
        }
        let texts: Vec<&str> = provenance.all().iter().map(|v| v.text.as_str()).collect();
        assert_eq!(texts, ["3", "2"]);
        assert_eq!(provenance.get(&Path::top("b")).unwrap().text, "2");
    }
}
