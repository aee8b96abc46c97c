//! `protect.TIER-OR-APP = [ … ]`: the ways back into service, first choice
//! first. Here the list and backups; replicas and active-active are read in
//! `replica.rs`. What "home" means is only known for an app.

use super::chance::delay;
use super::context::Context;
use super::control;
use super::diagnostic::Diagnostic;
use super::limits;
use super::nearest::nearest;
use super::node::{Entry, Node, Value};
use super::offer;
use super::preset::{self, Preset, ends};
use super::provenance::{Origin, Path};
use super::quantity::{
    boolean, interval, named, names, number, probability, span, time_of_day, whole, word, wrong,
};
use super::reader::{Entity, Layer, System, record_given, table};
use super::registration;
use super::replica;
use super::scope::Scope;
use super::source::At;
use crate::model::{Backup, BackupMethod, Level, Place, Protection, Retention, Schedule, TargetId};
use crate::units::Span;

/// One protection as written for a tier or an app.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    /// Complete but for what depends on the app's home.
    pub protection: Protection,
    /// Places to restore to, and where each is named; `None` is the app's home.
    pub restore_to: Vec<(Option<Place>, At)>,
    /// Where it says where the copies go.
    pub at: At,
    /// The system it is a case of.
    pub system: Option<System>,
}

/// The word that stands for an app's own place.
pub(super) const HOME: &str = "home";
const METHODS: [&str; 3] = ["backup", "replica", "active-active"];
const EXAMPLE: &str = "[{ backup = { to = \"vault\", every = \"24 h\" } }], or \"none\"";

/// Reads a list of protections, which belongs at `path`.
pub(super) fn read(cx: &mut Context, node: &Node, path: &Path, scope: &Scope) -> Vec<Spec> {
    match &node.value {
        Value::Text(word) if word == "none" => {
            record_given(cx, path.clone(), node);
            Vec::new()
        }
        Value::List(_) | Value::Table(_) => {
            if node.items().is_empty() {
                record_given(cx, path.clone(), node);
            }
            let items = node.items().iter().enumerate();
            items.filter_map(|(i, item)| one(cx, item, &path.item(i), scope)).collect()
        }
        _ => {
            let message = format!("a list of protections is due here, not {}", node.to_toml());
            wrong(cx, node, &message, &format!("write {EXAMPLE}")).unwrap_or_default()
        }
    }
}

fn one(cx: &mut Context, node: &Node, path: &Path, scope: &Scope) -> Option<Spec> {
    let fields = table(cx, node, "a protection", EXAMPLE)?;
    let [entry] = &fields.entries[..] else {
        let message = format!("a protection is one method, and this table has {} keys", fields.entries.len());
        return wrong(cx, node, &message, &format!("write {EXAMPLE}; several methods are several tables"));
    };
    let method = METHODS.iter().find(|method| **method == entry.key);
    let preset = preset::find(&entry.key).filter(|_| method.is_none());
    let Some(method) = method.copied().or(preset.map(|preset| preset.method)) else {
        cx.report(unknown_method(entry));
        return None;
    };
    let inner = table(cx, &entry.node, "a table", EXAMPLE)?;
    let (title, key) = preset.map_or((method, method), |preset| (preset.title, preset.name));
    let layer = Layer { table: inner, path: path.key(key) };
    let mut e = Entity::new(format!("the {title}"), "", entry.key_at, layer);
    if let Some(preset) = preset {
        e = of_preset(cx, e, preset, scope);
    }
    match method {
        "backup" => backup(cx, e, scope),
        "replica" => replica::replica(cx, e, scope),
        _ => replica::active_active(cx, e, scope),
    }
}

/// The same entity as a case of `preset`.
fn of_preset<'a>(cx: &mut Context, mut e: Entity<'a>, preset: &'static Preset, scope: &Scope) -> Entity<'a> {
    let no = (false, "false".to_owned(), Origin::Derived("unless it says so"));
    let here = e.or_derived(cx, "unsupported", no, boolean);
    let at = e.at;
    e.of_system(Some(System { preset, at, prefix: "", unsupported: here || scope.unsupported }))
}

fn unknown_method(entry: &Entry) -> Diagnostic {
    let problem =
        Diagnostic::error("unknown-key", entry.key_at, format!("no protection is called {}", entry.key));
    let known = METHODS.into_iter().chain(preset::all().map(|preset| preset.name));
    match nearest(&entry.key, known) {
        Some(near) => problem.hint(format!("write {near}")),
        None => problem.hint(format!(
            "write backup, replica or active-active, or a system by name (`drsim presets`): {}",
            preset::names()
        )),
    }
}

/// Reads a backup with its levels.
fn backup(cx: &mut Context, mut e: Entity, scope: &Scope) -> Option<Spec> {
    const WAYS: &[(&str, BackupMethod)] = &[
        ("whole-vm", BackupMethod::WholeVm),
        ("in-guest", BackupMethod::InGuest),
        ("instant", BackupMethod::Instant),
    ];
    let at = e.entry("to").map_or(e.at, |entry| entry.node.at);
    let every = |cx: &mut Context, e: &mut Entity| Some(e.or_library(cx, "every", "backup.every", interval));
    let mut levels: Vec<Option<Level>> = vec![level(cx, &mut e, scope, every)];
    levels.extend(outward(cx, &mut e, scope));
    let home = (vec![(None, At::library())], format!("[\"{HOME}\"]"), Origin::Derived("its home only"));
    let system = e.system();
    let restore_to = e.or_derived(cx, "restore_to", home, |cx, node| places(cx, node, scope));
    let method = e.or_library(cx, "method", "backup.method", word(WAYS));
    let backup = Backup {
        levels: Vec::new(),
        needs: control::needs(cx, &mut e, scope),
        method,
        reduction: e.or_library(cx, "reduction", "backup.reduction", number(1.0, 1000.0)),
        restore_to: Vec::new(),
        decide: e.optional(cx, "decide", delay),
        provision: e.or_library(cx, "provision", "backup.provision", delay),
        instant_boot: offer::instant_boot(cx, &mut e, method),
        install_os: e.or_library(cx, "install_os", "backup.install_os", delay),
        install_agent: e.or_library(cx, "install_agent", "backup.install_agent", delay),
        parallel: e.or_library(cx, "parallel", "backup.parallel", whole(1, 10_000)),
        vm_restore_failure: e.or_library(cx, "vm_restore_failure", "backup.vm_restore_failure", probability),
        crash: offer::consistency(cx, &mut e),
        fix_up: e.or_library(cx, "fix_up", "backup.fix_up", delay),
        registration: registration::of_backup(cx, &mut e),
        limits: limits::read(cx, &mut e, "the backup"),
    };
    e.finish(cx);
    let levels: Vec<Level> = levels.into_iter().collect::<Option<_>>()?;
    Some(Spec { protection: Protection::Backup(Backup { levels, ..backup }), restore_to, at, system })
}

/// The levels that copy the first one further, in order.
fn outward(cx: &mut Context, e: &mut Entity, scope: &Scope) -> Vec<Option<Level>> {
    let path = e.path().key("outward");
    let Some(entry) = e.entry("outward") else {
        return Vec::new();
    };
    let mut levels = Vec::new();
    for (i, item) in entry.node.items().iter().enumerate() {
        let Some(fields) = table(cx, item, "a table", "{ to = \"vault2\" }") else {
            levels.push(None);
            continue;
        };
        let layer = Layer { table: fields, path: path.item(i) };
        let system = e.system().map(|system| System { prefix: "outward.", ..system });
        let mut e = Entity::new("the outward copy".into(), "", item.at, layer).of_system(system);
        let every = |cx: &mut Context, e: &mut Entity| e.optional(cx, "every", interval);
        levels.push(level(cx, &mut e, scope, every));
        e.finish(cx);
    }
    levels
}

/// A level that captures as often as `every` says.
fn level(
    cx: &mut Context,
    e: &mut Entity,
    scope: &Scope,
    every: impl Fn(&mut Context, &mut Entity) -> Option<Span>,
) -> Option<Level> {
    let target: Option<TargetId> = e.required(cx, "to", "\"vault\"", |cx, node| {
        let named = named(cx, node)?;
        scope.target(cx, &named)
    });
    if let (Some(system), Some(target), Some(entry)) = (e.system(), target, e.entry("to")) {
        ends::hold_target(cx, scope, system, target, entry.node.at);
    }
    let every = every(cx, e);
    let start = e.optional(cx, "start", time_of_day);
    if let (Some(_), None, Some(entry)) = (start, every, e.entry("start")) {
        let problem = Diagnostic::error("missing", entry.key_at, "a start time needs an interval");
        cx.report(problem.hint("write every = \"24 h\" beside it"));
    }
    let level = Level {
        target: TargetId(0),
        schedule: every.map(|every| Schedule { every, start }),
        hold: e.or_library(cx, "hold", "backup.hold", span),
        retention: Retention {
            age: e.or_library(cx, "keep", "backup.keep", span),
            spacing: e.or_library(cx, "spacing", "backup.spacing", span),
        },
        job_failure: e.or_library(cx, "job_failure", "backup.job_failure", probability),
        job_failure_correlation: e.or_library(
            cx,
            "job_failure_correlation",
            "backup.job_failure_correlation",
            probability,
        ),
        unreadable: e.or_library(cx, "unreadable", "backup.unreadable", probability),
    };
    target.map(|target| Level { target, ..level })
}

/// Places to restore to; "home" is the app's own.
fn places(cx: &mut Context, node: &Node, scope: &Scope) -> Option<Vec<(Option<Place>, At)>> {
    let named = names(cx, node)?;
    if named.is_empty() {
        return wrong(cx, node, "there is no place to restore to", "write [\"home\"], or leave the key out");
    }
    let mut places: Vec<(Option<Place>, At)> = Vec::new();
    for named in &named {
        let place = if named.name == HOME { None } else { Some(scope.place(cx, named)?) };
        if places.iter().all(|(known, _)| *known != place) {
            places.push((place, named.at));
        }
    }
    Some(places)
}
