//! A scenario with every default filled in, as TOML that means the same, each
//! value with where it came from.

use super::node::key;
use super::provenance::{Origin, Path, Provenance, Resolved, Step};
use super::read::Outcome;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The tables at the top, in the order in which they are shown.
const ORDER: [&str; 14] = [
    "study",
    "people",
    "ransomware",
    "tiers",
    "objectives",
    "services",
    "sites",
    "stamps",
    "links",
    "targets",
    "controls",
    "apps",
    "plans",
    "topologies",
];

/// Widest value that comments are still aligned behind, in characters.
const WIDEST: usize = 72;

/// The scenario as a complete scenario file. It reads back as the same study,
/// evidence marks included: a value written as the library has it keeps its
/// mark.
#[must_use]
pub fn show(outcome: &Outcome) -> String {
    let main = outcome.sources.all().first().map_or("", |source| source.name.as_str());
    let mut text = format!(
        "# {} with every default filled in.\n\
         # given: written by you. derived: follows from other values. Library values carry the mark of their\n\
         # evidence (V primary source, V2 secondary source, D derived, M memory, J judgement) and their source.\n\n",
        one_line(main)
    );
    let mut root = tree(&outcome.provenance, main);
    root.entries.sort_by_key(|(name, branch)| match branch {
        Branch::Leaf(..) => 0,
        _ => 1 + ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()),
    });
    write_table(&mut text, &Path::default(), &root, Header::None);
    text
}

/// Values by address.
#[derive(Default)]
struct Table {
    entries: Vec<(String, Branch)>,
    index: BTreeMap<String, usize>,
}

enum Branch {
    /// A value and its comment.
    Leaf(String, String),
    Table(Table),
    List(Vec<Table>),
}

fn tree(provenance: &Provenance, main: &str) -> Table {
    let mut root = Table::default();
    for value in provenance.all() {
        insert(&mut root, &value.path.0, value, main);
    }
    root
}

fn insert(table: &mut Table, steps: &[Step], value: &Resolved, main: &str) {
    let Some((Step::Key(name), rest)) = steps.split_first() else {
        return; // an index always follows a key, which takes it along
    };
    let place = table.index.get(name).copied().unwrap_or_else(|| {
        let branch = match rest {
            [] => Branch::Leaf(value.text.clone(), comment(&value.origin, main)),
            [Step::Index(_), ..] => Branch::List(Vec::new()),
            [Step::Key(_), ..] => Branch::Table(Table::default()),
        };
        table.index.insert(name.clone(), table.entries.len());
        table.entries.push((name.clone(), branch));
        table.entries.len() - 1
    });
    match (&mut table.entries[place].1, rest) {
        (Branch::Table(inner), [Step::Key(_), ..]) => insert(inner, rest, value, main),
        (Branch::List(items), [Step::Index(index), rest @ ..]) => {
            while items.len() <= *index {
                items.push(Table::default());
            }
            insert(&mut items[*index], rest, value, main);
        }
        _ => {}
    }
}

/// Where a value came from.
fn comment(origin: &Origin, main: &str) -> String {
    match origin {
        Origin::Given(position) if position.file == main => "given".into(),
        Origin::Given(position) => format!("given, {}:{}", one_line(&position.file), position.line),
        Origin::Library { mark, source, .. } => format!("{}: {}", mark.name(), one_line(source)),
        Origin::Preset { preset, mark, source } => {
            format!("{}: {} (preset {preset})", mark.name(), one_line(source))
        }
        Origin::Derived(why) => format!("derived: {why}"),
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    /// The top of the file.
    None,
    Table,
    /// An item of a list.
    Item,
}

fn write_table(out: &mut String, path: &Path, table: &Table, header: Header) {
    let leaves: Vec<(String, &str)> = table
        .entries
        .iter()
        .filter_map(|(name, branch)| match branch {
            Branch::Leaf(value, comment) => Some((format!("{} = {value}", key(name)), comment.as_str())),
            _ => None,
        })
        .collect();
    match header {
        Header::Item => _ = writeln!(out, "[[{}]]", plain(path)),
        Header::Table if !leaves.is_empty() || table.entries.is_empty() => {
            _ = writeln!(out, "[{}]", plain(path));
        }
        _ => {}
    }
    let width =
        leaves.iter().map(|(line, _)| line.chars().count()).filter(|n| *n <= WIDEST).max().unwrap_or(0);
    for (line, comment) in &leaves {
        _ = writeln!(out, "{line:width$}  # {comment}");
    }
    if !leaves.is_empty() {
        out.push('\n');
    }
    for (name, branch) in &table.entries {
        let path = path.key(name);
        match branch {
            Branch::Leaf(..) => {}
            Branch::Table(inner) => write_table(out, &path, inner, Header::Table),
            Branch::List(items) => {
                for item in items {
                    write_table(out, &path, item, Header::Item);
                }
            }
        }
    }
}

/// The path without indexes, as headers have it.
fn plain(path: &Path) -> String {
    let keys: Vec<String> = path
        .0
        .iter()
        .filter_map(|step| match step {
            Step::Key(name) => Some(key(name)),
            Step::Index(_) => None,
        })
        .collect();
    keys.join(".")
}
