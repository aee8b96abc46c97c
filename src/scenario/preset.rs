//! Presets: protection systems by name, each a case of one of the methods
//! (backup, replica, active-active) with values of its own in place of the
//! library's, what its vendor offers, and facts one should know before buying.
//!
//! A preset is data with a source, a date and an evidence mark for every value.
//! It stands where the method stands, `{ hyper-v-replica = { to = "dr" } }`, and
//! takes the keys of its method; what the user writes wins. A value that the
//! product does not offer, or a place at which its vendor does not support it
//! (`ends.rs`), is a mistake unless `unsupported = true` says that it is meant.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::listed;
use super::node::{Entry, Node, Value as Shape};
use super::syntax;
use crate::model::Mark::{self, J};
use crate::units::{Span, parse_bandwidth, parse_duration, parse_size};
use std::collections::BTreeMap;
use std::sync::LazyLock;

mod application;
mod backup;
pub mod ends;
mod page;
mod replication;

use ends::{Ends, Vault};
pub use page::{list, page};

/// A protection system.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preset {
    /// As it is written in a scenario.
    pub name: &'static str,
    /// Other words for it that scenarios may use.
    pub aliases: &'static [&'static str],
    /// What its vendor calls it.
    pub title: &'static str,
    /// The method whose keys it takes: `backup`, `replica` or `active-active`.
    pub method: &'static str,
    /// What it is for, in one plain line.
    pub about: &'static str,
    /// The ways in which its vendor supports it; empty if they are not known.
    pub ends: &'static [Ends],
    /// Which copies lie in a vault in Azure, if any must.
    pub vault: Option<Vault>,
    /// Values that differ from the library's, and what is offered.
    pub values: &'static [Value],
    /// What else is known of it.
    pub facts: &'static [Fact],
}

/// What a preset says about one key of its method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The key; `outward.KEY` for each further level of a backup.
    pub key: &'static str,
    /// TOML as a user would write it; empty where the library's value holds and
    /// only what is offered is known.
    pub value: &'static str,
    /// How good the evidence is.
    pub mark: Mark,
    /// The document with its date.
    pub source: &'static str,
    /// What the vendor offers.
    pub offered: Offered,
}

/// Values that a product offers for a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Offered {
    /// No limit is known.
    Any,
    /// These only.
    One(&'static [&'static str]),
    /// From the first to the second, both included.
    Between(&'static str, &'static str),
    /// This and more.
    AtLeast(&'static str),
}

/// Something known of a system that no key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// In one or two plain sentences.
    pub what: &'static str,
    /// How good the evidence is.
    pub mark: Mark,
    /// The document with its date.
    pub source: &'static str,
}

/// A value with what is offered.
const fn value(
    key: &'static str,
    value: &'static str,
    mark: Mark,
    offered: Offered,
    source: &'static str,
) -> Value {
    Value { key, value, mark, source, offered }
}

/// A fact.
const fn fact(mark: Mark, what: &'static str, source: &'static str) -> Fact {
    Fact { what, mark, source }
}

/// How long it takes to register or reconnect a VM of Azure Local.
const REGISTERING: &str = r#"{ triangular = { min = "5 min", mode = "15 min", max = "1 h" } }"#;
const REGISTER: Value = value(
    "register",
    REGISTERING,
    J,
    Offered::Any,
    "judgement on the time; that an Azure Local VM on another cluster is to be registered and reconnected: Microsoft, \
     Virtual machine resiliency for Azure Local, 2025-09-25",
);
const RECONNECT: Value = value(
    "reconnect",
    REGISTERING,
    J,
    Offered::Any,
    "judgement on the time; that an Azure Local VM has 45 days on its own cluster: Microsoft, Virtual machine resiliency \
     for Azure Local, 2025-09-25",
);

/// All presets, by family: replication, backup, application.
pub fn all() -> impl Iterator<Item = &'static Preset> {
    replication::PRESETS.iter().chain(backup::PRESETS).chain(application::PRESETS)
}

/// The preset with this name or alias, in capitals or not.
#[must_use]
pub fn find(name: &str) -> Option<&'static Preset> {
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    all().find(|preset| is(&preset.name) || preset.aliases.iter().any(is))
}

/// The values of presets as trees, by preset and key.
static NODES: LazyLock<BTreeMap<(&'static str, &'static str), Node>> = LazyLock::new(|| {
    let values = all().flat_map(|preset| preset.values.iter().map(move |value| (preset.name, value)));
    let given = values.filter(|(_, value)| !value.value.is_empty());
    given.map(|(name, v)| ((name, v.key), syntax::library_value(v.value, v.mark))).collect()
});

impl Preset {
    /// Its title without what stands in brackets, for sentences.
    #[must_use]
    pub fn short_title(&self) -> &'static str {
        self.title.split(" (").next().unwrap_or(self.title)
    }

    /// What it says about a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&'static Value> {
        self.values.iter().find(|value| value.key == key)
    }

    /// Its own value for a key.
    pub(super) fn node(&self, key: &'static str) -> Option<(&'static Node, &'static Value)> {
        Some((NODES.get(&(self.name, key))?, self.value(key)?))
    }

    /// The intervals between copies that it offers, as ranges; empty if they are
    /// not known.
    pub(super) fn intervals(&self) -> Vec<[Span; 2]> {
        let span = |text: &str| Span::from_seconds(measure_of(text).unwrap_or(0.0));
        match self.value("every").map_or(Offered::Any, |value| value.offered) {
            Offered::Any => Vec::new(),
            Offered::One(texts) => texts.iter().map(|text| [span(text); 2]).collect(),
            Offered::Between(least, most) => vec![[span(least), span(most)]],
            Offered::AtLeast(least) => vec![[span(least), Span::INFINITE]],
        }
    }

    /// Holds what the user wrote against what is offered: what is beyond it, in
    /// words.
    fn beyond(&self, key: &str, node: &Node) -> Option<String> {
        let offered = self.value(key)?.offered;
        let written = measure(node);
        let is_at_least = |limit: &str| written >= measure_of(limit);
        let fits = match offered {
            Offered::Any => true,
            Offered::One(texts) => texts.iter().any(|text| match (written, measure_of(text)) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b,
                _ => node.to_toml() == format!("\"{text}\"") || node.to_toml() == *text,
            }),
            Offered::Between(least, most) => is_at_least(least) && written <= measure_of(most),
            Offered::AtLeast(least) => is_at_least(least),
        };
        let last = key.rsplit('.').next().unwrap_or(key);
        (!fits).then(|| format!("{} does not offer {last} = {}", self.title, node.to_toml()))
    }

    /// Reports what the user wrote for `key` if the product does not offer it;
    /// if `allowed`, it is listed among what is unsupported.
    pub(super) fn hold(&self, cx: &mut Context, key: &str, entry: &Entry, allowed: bool) {
        let Some(beyond) = self.beyond(key, &entry.node) else { return };
        if allowed {
            cx.note_unsupported(beyond);
            return;
        }
        let value = self.value(key).expect("what has a limit is listed");
        let hint = format!(
            "write {} ({}), or unsupported = true beside it to simulate it all the same",
            value.offered.words(),
            value.source
        );
        cx.report(Diagnostic::error("not-offered", entry.node.at, beyond).hint(hint));
    }
}

impl Offered {
    /// In words: `30 s, 5 min or 15 min`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Any => "anything".into(),
            Self::One([only]) => (*only).into(),
            Self::One([first @ .., last]) => format!("{} or {last}", first.join(", ")),
            Self::One([]) => "nothing".into(),
            Self::Between(least, most) => format!("{least} to {most}"),
            Self::AtLeast(least) => format!("{least} or more"),
        }
    }
}

/// A quantity as a number, whatever its unit; `None` for words.
fn measure(node: &Node) -> Option<f64> {
    match &node.value {
        Shape::Text(text) => measure_of(text),
        #[allow(clippy::cast_precision_loss)]
        Shape::Integer(number) => Some(*number as f64),
        Shape::Float(number) => Some(*number),
        _ => None,
    }
}

fn measure_of(text: &str) -> Option<f64> {
    let quantity = parse_duration(text).or_else(|_| parse_size(text)).or_else(|_| parse_bandwidth(text));
    quantity.ok().or_else(|| text.parse().ok())
}

/// The names of all presets, for messages.
pub(super) fn names() -> String {
    listed(all().map(|preset| preset.name), 40)
}

#[cfg(test)]
mod tests;
