//! The tables of named things a scenario has, and what a topology adds to them
//! or changes in them.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::node::{Entry, Table};
use super::protection::HOME;
use super::provenance::Path;
use super::reader::{Entity, Layer, table};

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
    let mut found: Vec<Entity<'a>> = Vec::new();
    for (block, entry) in entries(scenario) {
        let Some(e) = entity(cx, sort, block, entry, &found) else {
            continue;
        };
        found.push(match topology {
            None => e,
            Some(changes) => {
                let change = entries(changes).find(|(_, change)| change.key == entry.key);
                e.in_topology(change.and_then(|(block, change)| layer(cx, sort, block, change)))
            }
        });
    }
    let shared = found.len();
    for (block, entry) in entries(topology.unwrap_or_default()) {
        let is_change = found[..shared].iter().any(|e| e.name == entry.key);
        if !is_change && let Some(e) = entity(cx, sort, block, entry, &found[shared..]) {
            found.push(e);
        }
    }
    found
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

fn entity<'a>(
    cx: &mut Context,
    sort: &str,
    block: &Block<'a>,
    entry: &'a Entry,
    before: &[Entity<'a>],
) -> Option<Entity<'a>> {
    check_name(cx, sort, entry);
    if let Some(first) = before.iter().find(|e| e.name == entry.key) {
        let message = format!("{sort} {} is described twice", entry.key);
        let problem = Diagnostic::error("duplicate", entry.key_at, message);
        cx.report(problem.also(first.at, "the first").hint("rename or delete one"));
        return None;
    }
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
