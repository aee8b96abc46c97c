//! A scenario's text becomes a [`Study`], or a list of everything that is wrong
//! with it. No file is opened here: who calls gives the texts.

use super::context::{Context, Found};
use super::diagnostic::{Diagnostic, Severity};
use super::inherited;
use super::inventory;
use super::node::{Entry, Table, Value};
use super::objective::{self, Asked};
use super::people;
use super::provenance::{Origin, Path, Provenance};
use super::quantity::{Named, names, text, whole};
use super::reader::{Entity, Layer, table};
use super::rule;
use super::scope::{Names, Scope};
use super::sections::{Block, Sections, block, check_name, entities};
use super::source::{At, SourceText, Sources};
use super::syntax;
use super::topology::{self, EMPTY, Shared};
use crate::model::{AppId, Objectives, Service, Study, Tier};
use sha2::{Digest, Sha256};

/// What came of reading a scenario.
#[derive(Debug)]
pub struct Outcome {
    /// The resolved scenario; parsing leaves `None` if and only if there is an
    /// error.
    pub study: Option<Study>,
    /// Every problem found, in the order of the texts, those of the scenario
    /// itself after those of the files it names.
    pub diagnostics: Vec<Diagnostic>,
    /// How many more problems there were than are listed.
    pub unlisted: usize,
    /// Where every value came from.
    pub provenance: Provenance,
    /// The texts that were read.
    pub sources: Sources,
    /// SHA-256 (hexadecimal) over all texts: the identity of the scenario.
    pub hash: String,
    errors: bool,
}

impl Outcome {
    /// Whether any problem is an error, also one that is not listed.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors
    }

    /// Leaves out the problems of the scenario itself where files that it names
    /// have errors of their own: for a scenario that nobody has written yet.
    pub fn blame_files(&mut self) {
        let of_a_file = |problem: &Diagnostic| problem.at.is_some_and(|at| at.source > 0);
        let wrong = |problem: &Diagnostic| of_a_file(problem) && problem.severity == Severity::Error;
        if self.diagnostics.iter().any(wrong) {
            self.diagnostics.retain(of_a_file);
        }
    }

    /// All problems as a terminal shows them; empty if there are none.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let mut text = String::new();
        for problem in &self.diagnostics {
            text.push_str(&problem.render(&self.sources, colour));
            text.push('\n');
        }
        if self.unlisted > 0 {
            text.push_str(&format!("… and {} more problems\n", self.unlisted));
        }
        text
    }
}

/// Reads a scenario. `load` gives the text of a file that it names (a path as
/// the user wrote it), or says why it cannot; of a file that is there and cannot
/// be used, what to do about it follows after a semicolon and a space.
pub fn parse(main: SourceText, load: &mut dyn FnMut(&str) -> Result<String, String>) -> Outcome {
    let mut cx = Context::new(load);
    let title = stem(&main.name).to_owned();
    let source = cx.sources.add(main);
    let (file, problems) = syntax::parse(cx.sources.text(source), source);
    for problem in problems {
        cx.report(problem);
    }
    let study = match &file {
        Some(file) if file.entries.is_empty() => {
            cx.report(empty(source));
            None
        }
        Some(file) => Some(study(&mut cx, file, title)),
        None => None,
    };
    let Found { problems, unlisted, errors, sources, provenance } = cx.finish();
    let hash = hash(&sources);
    let study = study.filter(|_| !errors);
    Outcome { study, diagnostics: problems, unlisted, provenance, sources, hash, errors }
}

/// The name of a file without folder and extension.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

fn hash(sources: &Sources) -> String {
    let mut hasher = Sha256::new();
    for source in sources.all() {
        hasher.update((source.text.len() as u64).to_le_bytes());
        hasher.update(source.text.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn empty(source: u32) -> Diagnostic {
    let hint = "the least a scenario needs:\n\
        [tiers.t1]\nrto = \"8 h\"\nrpo = \"24 h\"\n\
        [sites.dc1]\n[stamps.prod]\nsite = \"dc1\"\nnodes = 4\n\
        [targets.vault]\nsite = \"dc1\"\n\
        [apps.erp]\ntier = \"t1\"\n\
        [topologies.A]\nprotect.t1 = [{ backup = { to = \"vault\" } }]\n\
        `drsim init` writes a longer one to start from";
    Diagnostic::error("empty", At::new(source, 0, 0), "the scenario is empty").hint(hint)
}

/// Keys that people look for at the top of the file, and where they are.
const ELSEWHERE: [(&str, &str); 5] = [
    ("calendar", "calendars are not supported: delete it, and write one value for all hours"),
    ("protect", "a protection belongs to a topology: write it below [topologies.NAME]"),
    ("home", "homes belong to apps and topologies: write it below [topologies.NAME]"),
    ("currency", "the currency is taken from the costs: delete it"),
    ("trials", "write it below [study]"),
];

fn study(cx: &mut Context, file: &Table, name: String) -> Study {
    let mut e =
        Entity::new("the scenario".into(), "", At::library(), Layer { table: file, path: Path::default() });
    let default = (name.clone(), super::node::quoted(&name), Origin::Derived("the file"));
    let title = e.or_derived(cx, "title", default, text);
    let settings = once(cx, &mut e, "study");
    let settings = people::study(cx, settings);
    let apps = all_apps(cx, &mut e);
    let people = people_table(cx, &mut e);
    let shared = shared(cx, &mut e, &apps, &people);
    let topologies = block(cx, &mut e, "topologies", "topologies");
    let entries = topologies.as_ref().map_or(&[][..], |block| &block.table.entries[..]);
    for entry in &file.entries {
        if let Some((key, hint)) = ELSEWHERE.iter().find(|(key, _)| entry.key == *key) {
            let message = format!("{key} has no meaning here");
            cx.report(Diagnostic::error("unknown-key", entry.key_at, message).hint(*hint));
            e.entry(key);
        }
    }
    e.finish(cx);
    cx.silent = !entries.is_empty();
    topology::read_shared(cx, &shared);
    cx.silent = false;
    if entries.is_empty() {
        let message = "there is no topology, so there is nothing to compare";
        let hint = "write [topologies.NAME] with protect.TIER = [{ backup = { to = \"vault\" } }]";
        cx.report(Diagnostic::error("missing", At::new(0, 0, 0), message).hint(hint));
    }
    let mut read_all = Vec::new();
    for entry in entries {
        check_name(cx, "topology", entry);
        read_all.push(topology::read(cx, &shared, entry));
    }
    rule::check_sites(cx, &shared.rules, &read_all);
    inherited::record(cx, &shared.services, &read_all);
    let currency = cx.currency.clone().map(|(currency, _)| currency).unwrap_or_default();
    Study { title, currency, settings, topologies: read_all }
}

/// A table that the scenario has at most once.
fn once<'a>(cx: &mut Context, e: &mut Entity<'a>, key: &'static str) -> Entity<'a> {
    let fields = e.entry(key).and_then(|entry| table(cx, &entry.node, "a table", &format!("[{key}]")));
    let layer = Layer { table: fields.unwrap_or(&EMPTY), path: Path::top(key) };
    Entity::new(key.into(), key, At::library(), layer)
}

/// The apps of the file and of its inventory, sorted by name.
fn all_apps(cx: &mut Context, e: &mut Entity) -> Table {
    let mut apps: Vec<Entry> = Vec::new();
    let fields = e.entry("apps").and_then(|entry| {
        table(cx, &entry.node, "a table of apps", "[apps.NAME], or apps = { csv = \"apps.csv\" }")
    });
    for entry in fields.map_or(&[][..], |table| &table.entries[..]) {
        match &entry.node.value {
            Value::Text(file) if entry.key == "csv" => {
                apps.extend(inventory::read(cx, file, entry.node.at));
            }
            _ => apps.push(entry.clone()),
        }
    }
    // A stable sort: of two apps with one name the first stays the first.
    apps.sort_by(|a, b| a.key.cmp(&b.key));
    Table { entries: apps }
}

/// `[people]` with what stands for it at the top of the file.
fn people_table(cx: &mut Context, e: &mut Entity) -> Table {
    let fields = e.entry("people").and_then(|entry| table(cx, &entry.node, "a table", "[people]"));
    let mut people = fields.cloned().unwrap_or_default();
    for key in ["detect", "decide"] {
        let Some(entry) = e.entry(key) else {
            continue;
        };
        if let Some(other) = people.get(key) {
            let message = format!("{key} is given here and in [people]");
            let problem = Diagnostic::error("duplicate", entry.key_at, message);
            cx.report(problem.also(other.key_at, "the other").hint("keep one of the two"));
        } else {
            people.entries.push(entry.clone());
        }
    }
    people
}

fn shared<'a>(cx: &mut Context, e: &mut Entity<'a>, apps: &'a Table, people: &'a Table) -> Shared<'a> {
    let mut sections = Sections::of(cx, e);
    sections.apps = vec![Block { table: apps, path: Path::top("apps") }];
    let ransomware =
        e.entry("ransomware").and_then(|entry| table(cx, &entry.node, "a table", "[ransomware]"));
    let (tiers, tiers_ask) = tiers(cx, e);
    let asks = e.entry("objectives").map(|entry| &entry.node);
    let scenario_asks = objective::read_global(cx, asks);
    let mut app_names: Vec<&str> = apps.entries.iter().map(|entry| entry.key.as_str()).collect();
    app_names.dedup();
    let names = Scope {
        tiers: Names::new(tiers.iter().map(|tier| tier.name.as_str())),
        apps: Names::new(app_names),
        ..Scope::default()
    };
    let foundation_at = e.entry("foundation").map_or(At::library(), |entry| entry.node.at);
    let foundation = e.optional(cx, "foundation", super::quantity::names).unwrap_or_default();
    let foundation = cx.about(|| "foundation".to_owned(), |cx| ids(cx, &names, &foundation));
    let services = services(cx, e, &names);
    let rules: Vec<Block> = block(cx, e, "rules", "rules").into_iter().collect();
    let rules = rule::read(cx, &rules, &names);
    let ransomware = ransomware.unwrap_or(&EMPTY);
    if apps.entries.is_empty() && !cx.apps_in_doubt {
        let message = "there are no apps, so there is nothing to recover";
        let hint = "write [apps.NAME] with tier = \"t1\", or apps = { csv = \"apps.csv\" }";
        cx.report(Diagnostic::error("missing", At::new(0, 0, 0), message).hint(hint));
    }
    Shared {
        sections,
        people,
        ransomware,
        tiers,
        tiers_ask,
        scenario_asks,
        foundation,
        foundation_at,
        services,
        rules,
        names,
    }
}

fn tiers(cx: &mut Context, e: &mut Entity) -> (Vec<Tier>, Vec<Asked>) {
    let blocks: Vec<Block> = block(cx, e, "tiers", "tiers").into_iter().collect();
    let (mut tiers, mut asked) = (Vec::new(), Vec::new());
    for (i, mut e) in entities(cx, "tier", &blocks, None).into_iter().enumerate() {
        let place = u32::try_from(i + 1).unwrap_or(1000).min(1000);
        let default = (place, place.to_string(), Origin::Derived("its place in the file"));
        let mut asks = objective::read(cx, &mut e);
        let tolerance = e.or_library(cx, "loses_all", "tiers.loses_all", super::quantity::probability);
        asks.base.loses_all = Some(tolerance);
        tiers.push(Tier {
            name: e.name.to_owned(),
            objective: objective::plain(&asks.base),
            priority: e.or_derived(cx, "priority", default, whole(1, 1000)),
        });
        asked.push(asks);
        e.finish(cx);
    }
    (tiers, asked)
}

/// `[services]`: a list of apps, or a table with a list and objectives.
fn services(cx: &mut Context, e: &mut Entity, known: &Scope) -> Vec<(Service, Asked)> {
    let Some(block) = block(cx, e, "services", "services") else {
        return Vec::new();
    };
    let mut services = Vec::new();
    for entry in &block.table.entries {
        check_name(cx, "service", entry);
        if known.apps.get(&entry.key).is_some() {
            let message = format!("{} is an app and a service", entry.key);
            cx.report(Diagnostic::error("duplicate", entry.key_at, message).hint("rename one of them"));
        }
        let path = block.path.key(&entry.key);
        let (members, asked) = match &entry.node.value {
            Value::Table(table) => {
                let title = format!("service {}", entry.key);
                let mut e = Entity::new(title, &entry.key, entry.key_at, Layer { table, path });
                let members = e.required(cx, "apps", "[\"erp\", \"wms\"]", names).unwrap_or_default();
                let asked = objective::read_apart(cx, &mut e);
                e.finish(cx);
                (members, asked)
            }
            _ => {
                super::reader::record_given(cx, path.key("apps"), &entry.node);
                (names(cx, &entry.node).unwrap_or_default(), Asked::default())
            }
        };
        if let (Value::List(items), true) = (&entry.node.value, members.is_empty())
            && items.is_empty()
        {
            let problem = Diagnostic::error("missing", entry.node.at, "a service has at least one app");
            cx.report(problem.hint("write the names of its apps"));
        }
        let apps = cx.about(|| format!("service {}", entry.key), |cx| ids(cx, known, &members));
        services.push((Service { name: entry.key.clone(), apps, objectives: Objectives::default() }, asked));
    }
    services
}

fn ids(cx: &mut Context, known: &Scope, named: &[Named]) -> Vec<AppId> {
    let mut ids: Vec<AppId> = named.iter().filter_map(|named| known.app(cx, named)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
