//! The tables of named things a scenario has, and what a topology adds to them
//! or changes in them.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::node::{Entry, Table};
use super::protection::HOME;
use super::provenance::Path;
use super::reader::{Entity, Layer, table};
use super::source::At;
use std::collections::BTreeMap;

/// A table of named things: `[sites]`.
#[derive(Clone, Debug)]
pub(super) struct Block<'a> {
    pub table: &'a Table,
    pub path: Path,
}

/// All such tables of the scenario or of a topology.
#[derive(Clone, Debug, Default)]
pub(super) struct Sections<'a> {
    pub sites: Vec<Block<'a>>,
    pub stamps: Vec<Block<'a>>,
    pub links: Vec<Block<'a>>,
    pub targets: Vec<Block<'a>>,
    pub controls: Vec<Block<'a>>,
    pub plans: Vec<Block<'a>>,
    pub apps: Vec<Block<'a>>,
}

/// The table under `key`, which belongs at `canonical`.
pub(super) fn block<'a>(
    cx: &mut Context,
    e: &mut Entity<'a>,
    key: &'static str,
    canonical: &str,
) -> Option<Block<'a>> {
    let path = e.path().key(canonical);
    let entry = e.entry(key)?;
    let example = format!("[{key}.NAME], one table for each");
    let table = table(cx, &entry.node, "a table of named tables", &example)?;
    Some(Block { table, path })
}

impl<'a> Sections<'a> {
    /// The tables of `e`, without its apps.
    pub fn of(cx: &mut Context, e: &mut Entity<'a>) -> Self {
        let stamps = [block(cx, e, "stamps", "stamps"), block(cx, e, "clusters", "stamps")];
        Self {
            sites: block(cx, e, "sites", "sites").into_iter().collect(),
            stamps: stamps.into_iter().flatten().collect(),
            links: block(cx, e, "links", "links").into_iter().collect(),
            targets: block(cx, e, "targets", "targets").into_iter().collect(),
            controls: block(cx, e, "controls", "controls").into_iter().collect(),
            plans: block(cx, e, "plans", "plans").into_iter().collect(),
            apps: Vec::new(),
        }
    }
}

/// The things of one sort: those of the scenario as a topology changes them,
/// then those that only the topology has. Without a topology, those of the
/// scenario as they are.
pub(super) fn entities<'a>(
    cx: &mut Context,
    sort: &str,
    scenario: &[Block<'a>],
    topology: Option<&[Block<'a>]>,
) -> Vec<Entity<'a>> {
    let mut changes: BTreeMap<&str, (&Block<'a>, &'a Entry)> = BTreeMap::new();
    for (block, entry) in entries(topology.unwrap_or_default()) {
        if let Some((_, first)) = changes.get(entry.key.as_str()) {
            report_twice(cx, sort, entry, first.key_at);
        } else {
            changes.insert(&entry.key, (block, entry));
        }
    }
    let mut found: Vec<Entity<'a>> = Vec::new();
    let mut places: BTreeMap<&str, At> = BTreeMap::new();
    for (block, entry) in entries(scenario) {
        if let Some(first) = places.get(entry.key.as_str()) {
            report_twice(cx, sort, entry, *first);
            continue;
        }
        places.insert(&entry.key, entry.key_at);
        if let Some(e) = entity(cx, sort, block, entry) {
            found.push(match topology {
                None => e,
                Some(_) => {
                    let change = changes.get(entry.key.as_str());
                    e.in_topology(change.and_then(|(block, change)| layer(cx, sort, block, change)))
                }
            });
        }
    }
    let mut added: Vec<&(&Block<'a>, &'a Entry)> =
        changes.values().filter(|(_, entry)| !places.contains_key(entry.key.as_str())).collect();
    added.sort_by_key(|(_, entry)| entry.key_at);
    found.extend(added.into_iter().filter_map(|(block, entry)| entity(cx, sort, block, entry)));
    found
}

fn report_twice(cx: &mut Context, sort: &str, entry: &Entry, first: At) {
    let message = format!("{sort} {} is described twice", entry.key);
    let problem = Diagnostic::error("duplicate", entry.key_at, message);
    cx.report(problem.also(first, "the first").hint("rename or delete one"));
}

/// The entries of all blocks in the order of the file (apps: of their names).
fn entries<'b, 'a>(blocks: &'b [Block<'a>]) -> impl Iterator<Item = (&'b Block<'a>, &'a Entry)> {
    let all = blocks.iter().flat_map(|block| block.table.entries.iter().map(move |entry| (block, entry)));
    let mut all: Vec<_> = all.collect();
    if blocks.len() > 1 {
        all.sort_by_key(|(_, entry)| entry.key_at);
    }
    all.into_iter()
}

fn entity<'a>(cx: &mut Context, sort: &str, block: &Block<'a>, entry: &'a Entry) -> Option<Entity<'a>> {
    check_name(cx, sort, entry);
    let title = format!("{sort} {}", entry.key);
    Some(Entity::new(title, &entry.key, entry.key_at, layer(cx, sort, block, entry)?))
}

fn layer<'a>(cx: &mut Context, sort: &str, block: &Block<'a>, entry: &'a Entry) -> Option<Layer<'a>> {
    let fields = table(cx, &entry.node, &format!("a table that describes {sort} {}", entry.key), "{ … }")?;
    Some(Layer { table: fields, path: block.path.key(&entry.key) })
}

/// Longest name, in characters.
const LONGEST_NAME: usize = 64;

/// Reports a name that cannot be used.
pub(super) fn check_name(cx: &mut Context, sort: &str, entry: &Entry) {
    let name = &entry.key;
    let wrong = if name.trim().is_empty() {
        "a name is empty"
    } else if name.chars().count() > LONGEST_NAME {
        "a name has more than 64 characters"
    } else if name.trim() != name || name.chars().any(char::is_control) {
        "a name starts or ends with a space or holds a control character"
    } else if (name == HOME && matches!(sort, "stamp" | "site"))
        || (name == "default" && matches!(sort, "tier" | "app"))
    {
        "this name has a meaning of its own"
    } else {
        return;
    };
    cx.report(Diagnostic::error("bad-name", entry.key_at, wrong).hint("write another name"));
}
