//! Reads one entity (a site, a stamp, an app …) key by key: what the user gave,
//! else what the library says, and where it came from. Knows no entity; each
//! one's own file says which keys it has. A key that nobody asked for is a
//! mistake.

use super::context::{Context, default_of};
use super::diagnostic::Diagnostic;
use super::keys::{self, Takes};
use super::library;
use super::nearest::{listed, nearest};
use super::node::{Entry, Node, Table, Value};
use super::preset::Preset;
use super::provenance::{Origin, Path};
use super::source::At;
use crate::model::Mark;
use crate::model::limits::Sourced;

/// A table of the file that says something about an entity.
#[derive(Clone, Debug)]
pub(super) struct Layer<'a> {
    pub table: &'a Table,
    pub path: Path,
}

/// Which values are entered into the provenance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Recording {
    /// All.
    All,
    /// A topology changes an entity of the whole scenario: only what differs.
    Changes,
    /// None: whoever reads the value that this is a part of records it whole.
    Nothing,
}

/// An entity being read.
pub(super) struct Entity<'a> {
    /// What it is called in messages: "site dc1".
    pub title: String,
    /// Its name.
    pub name: &'a str,
    /// Where its name stands.
    pub at: At,
    /// The tables that describe it; the first that has a key wins.
    layers: Vec<Layer<'a>>,
    recording: Recording,
    asked: Vec<&'static str>,
    system: Option<System>,
}

/// The protection system that an entity is a case of.
#[derive(Clone, Copy, Debug)]
pub(super) struct System {
    pub preset: &'static Preset,
    /// Where it is named.
    pub at: At,
    /// What stands before its keys: empty, or `outward.` for a further level.
    pub prefix: &'static str,
    /// What it does not offer is simulated all the same.
    pub unsupported: bool,
}

impl System {
    /// The key by which the preset knows it.
    fn key(&self, key: &'static str) -> Option<&'static str> {
        let known = self.preset.values.iter().map(|value| value.key);
        known.into_iter().find(|known| known.strip_prefix(self.prefix) == Some(key))
    }

    /// Whether it has a value for a key.
    pub fn says(self, key: &'static str) -> bool {
        self.key(key).is_some()
    }

    /// Whether it has a value for any key at all.
    pub fn says_anything(self) -> bool {
        self.preset.values.iter().any(|value| value.key.starts_with(self.prefix))
    }

    /// Its value for a key, and where it comes from.
    fn value(&self, key: &'static str) -> Option<(&'static Node, Origin)> {
        let (node, value) = self.preset.node(self.key(key)?)?;
        let origin = Origin::Preset { preset: self.preset.name, mark: value.mark, source: value.source };
        Some((node, origin))
    }
}

impl<'a> Entity<'a> {
    /// An entity that one table describes.
    pub fn new(title: String, name: &'a str, at: At, layer: Layer<'a>) -> Self {
        Self {
            title,
            name,
            at,
            layers: vec![layer],
            recording: Recording::All,
            asked: Vec::new(),
            system: None,
        }
    }

    /// A table inside a value, such as the parameters of a distribution.
    pub fn part(title: String, at: At, table: &'a Table) -> Self {
        let layer = Layer { table, path: Path::default() };
        Self { recording: Recording::Nothing, ..Self::new(title, "", at, layer) }
    }

    /// An entity of the whole scenario as one topology sees it.
    pub fn in_topology(mut self, change: Option<Layer<'a>>) -> Self {
        self.recording = Recording::Changes;
        if let Some(layer) = change {
            self.layers.insert(0, layer);
        }
        self
    }

    /// A case of this system: its values stand in for the library's.
    pub fn of_system(mut self, system: Option<System>) -> Self {
        self.system = system;
        self
    }

    /// The system it is a case of.
    pub fn system(&self) -> Option<System> {
        self.system
    }

    /// The path of the entity itself.
    pub fn path(&self) -> &Path {
        &self.layers[self.layers.len() - 1].path
    }

    fn find(&self, key: &str) -> Option<(usize, &'a Entry)> {
        self.layers.iter().enumerate().find_map(|(i, layer)| layer.table.get(key).map(|entry| (i, entry)))
    }

    /// What is written for `key`, if anything; nothing is recorded.
    pub fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.asked.push(key);
        self.find(key).map(|(_, entry)| entry)
    }

    /// A value that may be left out.
    pub fn optional<T>(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        read: impl FnOnce(&mut Context, &Node) -> Option<T>,
    ) -> Option<T> {
        self.asked.push(key);
        let Some((layer, entry)) = self.find(key) else {
            let (node, origin) = self.system.and_then(|system| system.value(key))?;
            self.record_default(cx, key, || node.to_toml(), origin);
            return read(cx, node);
        };
        let before = cx.problem_count();
        let value = read(cx, &entry.node);
        if let (Some(system), Some(_)) = (&self.system, &value)
            && let Some(key) = system.key(key)
        {
            system.preset.hold(cx, key, entry, system.unsupported);
        }
        if self.recording != Recording::Nothing {
            cx.blame(before, || format!("{key} of {}", self.title));
        }
        if self.recorded(layer) {
            record_given(cx, self.layers[layer].path.key(key), &entry.node);
        }
        value
    }

    /// A value that may be left out, with the evidence for it. What is written
    /// just as the preset has it keeps its mark.
    pub fn sourced<T>(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        read: impl Fn(&mut Context, &Node) -> Option<T>,
    ) -> Option<Sourced<T>> {
        let value = self.optional(cx, key, read)?;
        match self.system.and_then(|system| system.value(key)) {
            Some((node, Origin::Preset { preset, mark, source }))
                if self.find(key).is_none() || self.is_written(key, &node.to_toml()) =>
            {
                self.record_default(cx, key, || node.to_toml(), Origin::Preset { preset, mark, source });
                Some(Sourced { value, mark, source })
            }
            _ => Some(Sourced { value, mark: Mark::Given, source: "given in the scenario" }),
        }
    }

    /// A value that only a preset may know if the user gives none. What is written
    /// just as the preset has it keeps its mark.
    pub fn or_preset<T>(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        read: impl Fn(&mut Context, &Node) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(cx, key, &read)?;
        match self.system.and_then(|system| system.value(key)) {
            Some((node, origin)) if self.is_written(key, &node.to_toml()) => {
                self.record_default(cx, key, || node.to_toml(), origin);
                read(cx, node)
            }
            _ => Some(value),
        }
    }

    /// A value that must be given.
    pub fn required<T>(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        example: &str,
        read: impl FnOnce(&mut Context, &Node) -> Option<T>,
    ) -> Option<T> {
        if self.find(key).is_none() {
            let message = format!("{} has no {key}", self.title);
            let hint = format!("write {key} = {example}");
            cx.report(Diagnostic::error("missing", self.at, message).hint(hint));
        }
        self.optional(cx, key, read)
    }

    /// A value that the preset or the library knows if the user gives none. What
    /// is written just as these have it, as `show` does, keeps their mark.
    pub fn or_library<T>(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        library_key: &'static str,
        read: impl Fn(&mut Context, &Node) -> Option<T>,
    ) -> T {
        let of_system = self.system.and_then(|system| system.value(key));
        let (node, origin) =
            of_system.unwrap_or_else(|| (default_of(library_key), from_library(library_key)));
        if let Some(value) = self.optional(cx, key, &read)
            && !self.is_written(key, &node.to_toml())
        {
            return value;
        }
        let value = read(cx, node).unwrap_or_else(|| panic!("the default of {key} cannot be read"));
        self.record_default(cx, key, || node.to_toml(), origin);
        value
    }

    /// A value that follows from others if the user gives none; `text` is how
    /// one would write it. One that follows from the library keeps its mark when
    /// it is written so.
    pub fn or_derived<T>(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        (default, text, origin): (T, String, Origin),
        read: impl FnOnce(&mut Context, &Node) -> Option<T>,
    ) -> T {
        if let Some(value) = self.optional(cx, key, read)
            && !(matches!(origin, Origin::Library { .. }) && self.is_written(key, &text))
        {
            return value;
        }
        self.record_default(cx, key, || text, origin);
        default
    }

    /// Whether `key` is given, and in these words.
    fn is_written(&self, key: &str, text: &str) -> bool {
        self.find(key).is_some_and(|(_, entry)| entry.node.to_toml() == text)
    }

    /// The one of several keys that is given; more than one in the same table
    /// is a mistake. A topology's choice replaces the scenario's.
    pub fn alternatives(
        &mut self,
        cx: &mut Context,
        keys: &[&'static str],
    ) -> Option<(&'static str, &'a Node)> {
        self.asked.extend(keys);
        let (index, layer) = self
            .layers
            .iter()
            .enumerate()
            .find(|(_, layer)| keys.iter().any(|key| layer.table.get(key).is_some()))?;
        let mut given = keys.iter().filter_map(|key| layer.table.get(key).map(|entry| (*key, entry)));
        let (key, entry) = given.next()?;
        if let Some((other, second)) = given.next() {
            let message = format!("{} has both {key} and {other}", self.title);
            let problem = Diagnostic::error("duplicate", second.key_at, message);
            cx.report(problem.also(entry.key_at, "the other").hint("keep one of the two"));
        }
        if self.recorded(index) {
            record_given(cx, layer.path.key(key), &entry.node);
        }
        Some((key, &entry.node))
    }

    /// The tables of a list, or one alone, each as an entity of its own; `numbered`
    /// says what the one at a position is called.
    pub fn parts(
        &mut self,
        cx: &mut Context,
        key: &'static str,
        example: &str,
        numbered: impl Fn(usize) -> String,
    ) -> Vec<Entity<'a>> {
        self.asked.push(key);
        let Some((layer, entry)) = self.find(key) else { return Vec::new() };
        let path = self.layers[layer].path.key(key);
        let recording = if self.recorded(layer) { Recording::All } else { Recording::Changes };
        let mut parts = Vec::new();
        for (i, item) in entry.node.items().iter().enumerate() {
            let found = cx.about(|| numbered(i), |cx| table(cx, item, "a table", example));
            let Some(table) = found else { continue };
            let layer = Layer { table, path: path.item(i) };
            parts.push(Entity { recording, ..Entity::new(numbered(i), "", item.at, layer) });
        }
        parts
    }

    /// Whether what is given in this layer is recorded.
    fn recorded(&self, layer: usize) -> bool {
        match self.recording {
            Recording::All => true,
            Recording::Changes => self.layers.len() > 1 && layer == 0,
            Recording::Nothing => false,
        }
    }

    /// Records a value that was filled in: for an entity that a topology
    /// changes, only if it differs from what the scenario has.
    fn record_default(&self, cx: &mut Context, key: &str, text: impl FnOnce() -> String, origin: Origin) {
        let unchanged = self.recording == Recording::Changes && self.layers.len() == 1;
        if unchanged || self.recording == Recording::Nothing {
            return;
        }
        let (path, text) = (self.path().key(key), text());
        if self.recording == Recording::All {
            cx.provenance.record(path, text, origin);
        } else if cx.provenance.get(&path).is_none_or(|known| known.text != text) {
            cx.provenance.record(self.layers[0].path.key(key), text, origin);
        }
    }

    /// Reports every key that was not asked for.
    pub fn finish(self, cx: &mut Context) {
        #[cfg(test)]
        match self.recording {
            Recording::Nothing if self.title.starts_with("the objective") => {
                asked::note(&Path::top("objectives").key("KIND"), &self.asked);
            }
            Recording::Nothing => {}
            Recording::All | Recording::Changes => asked::note(self.path(), &self.asked),
        }
        for layer in &self.layers {
            for entry in &layer.table.entries {
                if !self.asked.contains(&entry.key.as_str()) {
                    cx.report(unknown_key(entry, &self.title, &self.asked));
                }
            }
        }
    }
}

/// Records what the user wrote at `path`.
pub(super) fn record_given(cx: &mut Context, path: Path, node: &Node) {
    if let Some(position) = cx.sources.position(node.at) {
        cx.provenance.record(path, node.to_toml(), Origin::Given(position));
    }
}

/// The origin of a library value.
pub(super) fn from_library(key: &'static str) -> Origin {
    let entry = library::entry(key);
    Origin::Library { key, mark: entry.mark, source: entry.source }
}

/// A key that means nothing here.
pub(super) fn unknown_key(entry: &Entry, title: &str, known: &[&'static str]) -> Diagnostic {
    let problem = Diagnostic::error("unknown-key", entry.key_at, format!("{title} has no key {}", entry.key));
    match nearest(&entry.key, known.iter().copied()) {
        Some(near) => problem.hint(format!("write {near}")),
        None => {
            let elsewhere = misplaced(&entry.key).map_or_else(String::new, |hint| format!("{hint}; "));
            let mut each: Vec<&str> = Vec::new();
            for key in known {
                if !each.contains(key) {
                    each.push(key);
                }
            }
            problem.hint(format!("{elsewhere}the keys here are {}", listed(each, 40)))
        }
    }
}

/// What to write for a key of the file that was written below a `[table]`: in
/// TOML all lines below one belong to it.
fn misplaced(key: &str) -> Option<String> {
    let file = keys::sections().find(|section| section.path.is_empty())?;
    Some(match (file.keys.iter().find(|known| known.name == key)?.takes, key) {
        (_, "decide" | "detect") => format!("write people.{key} = …"),
        (Takes::Each(path), _) => format!("write [{path}]"),
        (Takes::Table(path), _) => format!("write [{path}]"),
        (Takes::Apps | Takes::Services, _) => format!("write [{key}.NAME]"),
        (Takes::Names(_), _) => "it belongs to the whole file: move it above the first [table]".into(),
        // Titles and the like.
        _ => return None,
    })
}

/// The table that is due here.
pub(super) fn table<'a>(cx: &mut Context, node: &'a Node, what: &str, example: &str) -> Option<&'a Table> {
    if let Value::Table(table) = &node.value {
        return Some(table);
    }
    let message = format!("{what} is due here, not {}", node.shape());
    cx.report(Diagnostic::error("wrong-type", node.at, message).hint(format!("write {example}")));
    None
}

/// Which keys readers have asked for, by section: what the list of keys is held
/// to.
#[cfg(test)]
pub(super) mod asked {
    use super::super::provenance::{Path, Step};
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    type Asked = BTreeMap<String, BTreeSet<&'static str>>;

    thread_local! {
        static ASKED: RefCell<Option<Asked>> = const { RefCell::new(None) };
    }

    pub fn start() {
        ASKED.set(Some(Asked::new()));
    }

    pub fn stop() -> Asked {
        ASKED.take().unwrap()
    }

    pub fn note(path: &Path, keys: &[&'static str]) {
        ASKED.with_borrow_mut(|asked| {
            if let Some(asked) = asked {
                asked.entry(section(path)).or_default().extend(keys);
            }
        });
    }

    /// `topologies.A.protect.t1[0].backup` is of the section `protect.backup`.
    fn section(path: &Path) -> String {
        let keys: Vec<&str> = path
            .0
            .iter()
            .filter_map(|step| match step {
                Step::Key(key) => Some(key.as_str()),
                Step::Index(_) => None,
            })
            .collect();
        match keys[..] {
            [] => String::new(),
            [.., "plans", _, "groups"] => "plans.group".to_owned(),
            [.., "plans", _, "groups", "before" | "after"] => "plans.action".to_owned(),
            [.., "protect", _, _, "limits"] => "protect.limits".to_owned(),
            ["topologies", _, "protect", _, ref method @ ..] => format!("protect.{}", method.join(".")),
            ["topologies", _, ref rest @ ..] if !rest.is_empty() => named(rest),
            _ => named(&keys),
        }
    }

    fn named(keys: &[&str]) -> String {
        match keys {
            [section] => (*section).to_owned(),
            ["objectives", ..] => "objectives.KIND".to_owned(),
            [section, ..] => format!("{section}.NAME"),
            [] => String::new(),
        }
    }
}
