//! Every key of a scenario file: what it takes, what holds if it is left out,
//! and what it means. A description, not a reader: a test holds it to the keys
//! that the readers ask for. The reference of the file (`scenarios/README.md`)
//! and the JSON Schema for editors are made from it.

mod json_schema;
mod organisation;
mod placement;
mod reference;
mod things;

pub use json_schema::json_schema;
pub use reference::reference;

use super::library;

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any text.
    Text,
    /// The name of something of this sort.
    Name(&'static str),
    /// A list of such names; one name alone counts as a list.
    Names(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Truth,
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// A number from the first to the second.
    Number(u32, u32),
    /// A share: `"5%"` or 0.05.
    Share,
    /// A number of virtual CPUs: `"600 vcpu"` or 600.
    Vcpus,
    /// A number of years, or a duration.
    Years,
    /// A fixed length of time: `"4 h"`.
    Duration,
    /// A duration, or `"none"`.
    Limit,
    /// A duration or a distribution of durations.
    Delay,
    /// A rate, `"never"`, `{ lifetime = … }` or `{ at = [ … ] }`.
    Hazard,
    /// An amount of data: `"2 TB"`.
    Size,
    /// `"100 Mbps"`.
    Bandwidth,
    /// What changes in a day: `"12 GB/d"`, `"3.5%/d"` or a bandwidth.
    Churn,
    /// `"20 kEUR/yr"`.
    Cost,
    /// `"22:00"`.
    TimeOfDay,
    /// `["18:30", "06:00"]`.
    Window,
    /// `true`, `false` or a duration.
    TruthOrDuration,
    /// What changes at most: one rate, or a list of cases.
    MostChange,
    /// A share of the data, or a duration.
    ShareOrDuration,
    /// A table of this section, or several of them in a list.
    Levels,
    /// A table of this section, or several of them in a list.
    List(&'static str),
    /// A table with one entry for each name, described in this section.
    Each(&'static str),
    /// One table, described in this section.
    Table(&'static str),
    /// Apps by name, or `{ csv = "apps.csv" }`.
    Apps,
    /// A service: its apps in a list, or a table.
    Services,
    /// A place for all apps, or a table of places by app, tier or `default`.
    Homes,
    /// Protections for all apps, or a table of them by app, tier or `default`.
    Protect,
}

/// What holds if a key is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// It must be written.
    Required,
    /// The library's value with this key; there are variants of it if it ends
    /// in a star.
    Library(&'static str),
    /// What another key of the same section chooses among the library's values
    /// whose keys begin with the second.
    By(&'static str, &'static str),
    /// What follows from other values, in words.
    Derived(&'static str),
    /// Another key of the same section says it.
    Or(&'static str),
}

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What holds without it.
    pub unless: Unless,
    /// What it means; empty: what the library says of its default.
    about: &'static str,
}

impl Key {
    /// What it means, in a plain line.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        match self.unless {
            Unless::Library(key) if self.about.is_empty() => library::entry(key.trim_end_matches(".*")).what,
            _ => self.about,
        }
    }
}

/// A table of the file.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its path, with `NAME` for whatever name is given: `sites.NAME`. Empty:
    /// the top of the file.
    pub path: &'static str,
    /// What it describes.
    pub about: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key with a meaning of its own.
const fn key(name: &'static str, takes: Takes, unless: Unless, about: &'static str) -> Key {
    Key { name, takes, unless, about }
}

/// A key whose default and meaning the library has.
const fn known(name: &'static str, takes: Takes, library_key: &'static str) -> Key {
    Key { name, takes, unless: Unless::Library(library_key), about: "" }
}

/// All sections, in the order in which one would write them.
pub fn sections() -> impl Iterator<Item = &'static Section> {
    organisation::SECTIONS.iter().chain(things::SECTIONS).chain(placement::SECTIONS)
}

#[cfg(test)]
mod tests;
