//! `[topologies.NAME]`: one complete way to place and protect the apps. Builds
//! the estate of a topology from what all topologies share and what this one
//! adds and changes.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::node::{Entry, Table};
use super::objective::{self, Asked};
use super::placement;
use super::provenance::{Origin, Path};
use super::quantity::{boolean, quantity, text};
use super::reader::{Entity, Layer, table};
use super::scope::Scope;
use super::sections::{Sections, block, entities};
use super::source::At;
use super::{app, control, cycles, deadlocks, link, people, plan, rule, site, stamp, target};
use crate::model::{AppId, Estate, Link, Service, Stamp, Target, TargetAt, Tier, Topology};
use crate::units::parse_money;

/// What all topologies of a scenario share.
pub(super) struct Shared<'a> {
    pub sections: Sections<'a>,
    pub people: &'a Table,
    pub ransomware: &'a Table,
    pub tiers: Vec<Tier>,
    pub tiers_ask: Vec<Asked>,
    pub scenario_asks: Asked,
    pub foundation: Vec<AppId>,
    /// Where the foundation is listed.
    pub foundation_at: At,
    pub services: Vec<(Service, Asked)>,
    pub rules: Vec<rule::Draft>,
    /// Names of tiers and apps.
    pub names: Scope,
}

/// A table without entries.
pub(super) static EMPTY: Table = Table { entries: Vec::new() };

/// Reads one topology.
pub(super) fn read<'a>(cx: &mut Context, shared: &Shared<'a>, entry: &'a Entry) -> Topology {
    let fields = table(cx, &entry.node, "a table that describes a topology", "[topologies.NAME]");
    let layer = Layer { table: fields.unwrap_or(&EMPTY), path: Path::top("topologies").key(&entry.key) };
    let mut e = Entity::new(format!("topology {}", entry.key), &entry.key, entry.key_at, layer);
    let head = head(cx, &mut e);
    let mut changes = Sections::of(cx, &mut e);
    changes.apps = block(cx, &mut e, "apps", "apps").into_iter().collect();
    let mut scope = Scope { unsupported: head.unsupported, ..shared.names.clone() };
    let (mut estate, racks) = infrastructure(cx, shared, Some((&mut e, &changes)), &mut scope);
    racks_allowed(cx, &e, head.unsupported, &racks, &estate.stamps);
    let drafts = apps(cx, shared, Some(&changes), &scope);
    estate.apps = placement::place(cx, &mut e, shared, &scope, &estate.links, drafts);
    estate.services = services(shared, &estate);
    let plans = plans(cx, shared, Some(&changes), &scope);
    plan::report_order(cx, &estate.apps, &plans);
    estate.plans = plans.into_iter().map(|draft| draft.plan).collect();
    e.finish(cx);
    let resolve = |rule: &rule::Draft| rule.resolve(cx, &scope, &estate.links, &estate.apps);
    let rules = shared.rules.iter().map(resolve).collect();
    let (name, title, unsupported) = (entry.key.clone(), head.title, cx.take_unsupported());
    Topology { name, title, cost_per_year: head.cost, unsupported, estate, rules }
}

/// Reads what all topologies share without any of them, for its origins (and
/// for its problems where there is no topology).
pub(super) fn read_shared(cx: &mut Context, shared: &Shared) {
    let mut scope = shared.names.clone();
    infrastructure(cx, shared, None, &mut scope);
    apps(cx, shared, None, &scope);
    plans(cx, shared, None, &scope);
}

struct Head {
    title: String,
    cost: Option<f64>,
    unsupported: bool,
}

fn head(cx: &mut Context, e: &mut Entity) -> Head {
    let name = (e.name.to_owned(), super::node::quoted(e.name), Origin::Derived("its name"));
    let title = e.or_derived(cx, "title", name, text);
    let cost = e.optional(cx, "cost", |cx, node| {
        let (amount, currency) = quantity(cx, node, parse_money)?;
        same_currency(cx, currency, node.at);
        Some(amount)
    });
    let no = (false, "false".to_owned(), Origin::Derived("unless it says so"));
    Head { title, cost, unsupported: e.or_derived(cx, "unsupported", no, boolean) }
}

/// Reports a cost in another currency than the first one.
fn same_currency(cx: &mut Context, currency: String, at: At) {
    let Some((first, first_at)) = &cx.currency else {
        cx.currency = Some((currency, at));
        return;
    };
    if *first != currency {
        let shown = |c: &str| if c.is_empty() { "in no currency".to_owned() } else { format!("in {c}") };
        let message = format!("this cost is {}, another is {}", shown(&currency), shown(first));
        let problem = Diagnostic::error("currency", at, message).also(*first_at, "the first");
        cx.report(problem.hint("write all costs of a file in one currency"));
    }
}

/// Everything but apps and services, and which targets are said to be in racks.
fn infrastructure<'a>(
    cx: &mut Context,
    shared: &Shared<'a>,
    topology: Option<(&mut Entity<'a>, &Sections<'a>)>,
    scope: &mut Scope,
) -> (Estate, Vec<(Target, At)>) {
    let base = &shared.sections;
    let (mut e, changes) = topology.map_or((None, None), |(e, changes)| (Some(e), Some(changes)));
    let found = entities(cx, "site", &base.sites, changes.map(|c| &c.sites[..]));
    let sites: Vec<_> = found.into_iter().map(|e| site::read(cx, e)).collect();
    scope.know_sites(&sites);
    let found = entities(cx, "stamp", &base.stamps, changes.map(|c| &c.stamps[..]));
    let stamps: Vec<(Stamp, bool)> = found.into_iter().map(|e| stamp::read(cx, e, scope)).collect();
    scope.know_stamps(&stamps);
    let stamps = stamps.into_iter().map(|(stamp, _)| stamp).collect();
    let found = entities(cx, "link", &base.links, changes.map(|c| &c.links[..]));
    let links: Vec<Link> = found.into_iter().map(|e| link::read(cx, e, scope)).collect();
    let found = entities(cx, "target", &base.targets, changes.map(|c| &c.targets[..]));
    let (mut targets, mut racks) = (Vec::new(), Vec::new());
    for (target, rack) in found.into_iter().map(|e| target::read(cx, e, scope)).collect::<Vec<_>>() {
        racks.extend(rack.map(|at| (target.clone(), at)));
        targets.push(target);
    }
    scope.know_targets(&targets);
    let found = entities(cx, "control plane", &base.controls, changes.map(|c| &c.controls[..]));
    let controls: Vec<_> = found.into_iter().map(|e| control::read(cx, e, scope)).collect();
    scope.know_controls(&controls);
    let people = once(cx, e.as_deref_mut(), "people", shared.people);
    let people = people::people(cx, people);
    let ransomware = once(cx, e, "ransomware", shared.ransomware);
    let ransomware = people::ransomware(cx, ransomware);
    let tiers = shared.tiers.clone();
    let (apps, services, plans) = (Vec::new(), Vec::new(), Vec::new());
    (
        Estate { sites, stamps, links, targets, controls, tiers, apps, services, plans, people, ransomware },
        racks,
    )
}

/// A table that the organisation has once and a topology may change.
fn once<'a>(
    cx: &mut Context,
    topology: Option<&mut Entity<'a>>,
    key: &'static str,
    fields: &'a Table,
) -> Entity<'a> {
    let shared = Entity::new(key.into(), key, At::library(), Layer { table: fields, path: Path::top(key) });
    let Some(e) = topology else {
        return shared;
    };
    let path = e.path().key(key);
    let change = e.entry(key).and_then(|entry| table(cx, &entry.node, "a table", "{ decide = \"45 min\" }"));
    shared.in_topology(change.map(|table| Layer { table, path }))
}

/// Reports targets in a stamp's rack, unless the topology says that it is
/// unsupported.
fn racks_allowed(cx: &mut Context, e: &Entity, allowed: bool, racks: &[(Target, At)], stamps: &[Stamp]) {
    for (target, at) in racks {
        let TargetAt::Rack(stamp) = target.at else {
            continue;
        };
        let stamp = stamps.get(stamp.index()).map_or("?", |stamp| stamp.name.as_str());
        let what = format!("backup target {} is in the rack of stamp {stamp}", target.name);
        if !allowed {
            let message = format!(
                "{what}: no appliance may be connected to the switches of an Azure Stack Hub (Microsoft, Protect VMs deployed on Azure Stack Hub, 2021-06-10)"
            );
            let hint = format!(
                "put it at the site with site = …, or write unsupported = true in [topologies.{}] to simulate it all the same",
                super::node::key(e.name)
            );
            cx.report(Diagnostic::error("unsupported", *at, message).hint(hint));
        }
        cx.note_unsupported(what);
    }
}

/// The apps, sorted by name, without home and protections.
fn apps(cx: &mut Context, shared: &Shared, changes: Option<&Sections>, scope: &Scope) -> Vec<app::Draft> {
    let mut found = entities(cx, "app", &shared.sections.apps, changes.map(|c| &c.apps[..]));
    found.sort_by(|a, b| a.name.cmp(b.name));
    let (shared_apps, only_here): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|e| scope.apps.get(e.name).is_some());
    for e in only_here {
        let problem = Diagnostic::error("unknown-name", e.at, format!("no app is called {}", e.name));
        let hint = "a topology may change apps, not add any: describe the app in [apps]";
        cx.report_unknown_app(match super::nearest::nearest(e.name, scope.apps.iter()) {
            Some(near) => problem.hint(format!("write {}", super::node::key(near))),
            None => problem.hint(hint),
        });
    }
    let drafts: Vec<_> = shared_apps.into_iter().map(|e| app::read(cx, e, scope, &shared.tiers)).collect();
    cycles::report(cx, &drafts);
    deadlocks::report(cx, &drafts, &shared.foundation, shared.foundation_at);
    drafts
}

/// The recovery plans.
fn plans(cx: &mut Context, shared: &Shared, changes: Option<&Sections>, scope: &Scope) -> Vec<plan::Draft> {
    let found = entities(cx, "plan", &shared.sections.plans, changes.map(|c| &c.plans[..]));
    let drafts: Vec<plan::Draft> = found.into_iter().map(|e| plan::read(cx, e, scope)).collect();
    plan::report_twice(cx, &drafts);
    drafts
}

fn services(shared: &Shared, estate: &Estate) -> Vec<Service> {
    let objectives = |id: &AppId| estate.apps.get(id.index()).map(|app| &app.objectives);
    let resolved = shared.services.iter().map(|(service, asked)| {
        let of_apps = service.apps.iter().filter_map(objectives);
        Service { objectives: objective::of_service(asked, of_apps), ..service.clone() }
    });
    resolved.collect()
}
