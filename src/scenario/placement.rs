//! Where each app of a topology runs and how it comes back: `home` and
//! `protect`, by app, else by tier, else for all.

use super::app::Draft;
use super::context::Context;
use super::deadlocks;
use super::diagnostic::Diagnostic;
use super::nearest::{listed, nearest};
use super::node::{Entry, Node, Value};
use super::objective;
use super::protection::{self, Spec};
use super::provenance::Origin;
use super::quantity::{Named, named};
use super::reader::{Entity, record_given};
use super::routes::{self, Routes};
use super::scope::Scope;
use super::topology::Shared;
use crate::model::{App, AppId, Link, Place, SiteId, StampId};
use std::collections::BTreeMap;

/// Gives each app its home, its protections and its objectives.
pub(super) fn place(
    cx: &mut Context,
    e: &mut Entity,
    shared: &Shared,
    scope: &Scope,
    links: &[Link],
    drafts: Vec<Draft>,
) -> Vec<App> {
    let homes = homes(cx, e, scope, &drafts);
    let protect = protect(cx, e, scope);
    let routes = Routes::new(scope.site_kinds.len(), links);
    let mut apps = Vec::new();
    let mut bare_tiers: Vec<&str> = Vec::new();
    for (i, (draft, home)) in drafts.into_iter().zip(homes).enumerate() {
        let Draft { mut app, users, asked, .. } = draft;
        let tier = app.tier.index();
        let tier_name = scope.tiers.iter().nth(tier).unwrap_or("");
        if let Some(tier_asks) = shared.tiers_ask.get(tier) {
            (app.objectives, app.loses_all_tolerance) =
                objective::of_app(&asked, tier_asks, &shared.scenario_asks);
        }
        app.foundation = shared.foundation.contains(&AppId::new(i));
        let specs = protect.of(&app.name, tier_name);
        if specs.is_none() && !bare_tiers.contains(&tier_name) {
            bare_tiers.push(tier_name);
        }
        if let Some(home) = home {
            app.home = home;
            let at = (app.name.as_str(), home);
            app.protections = routes::protections(cx, scope, &routes, at, specs.unwrap_or_default());
            routes::check_users(cx, scope, &routes, at, (&users, &app.protections));
        }
        apps.push(app);
    }
    deadlocks::report_needs(cx, &apps, e.entry("protect").map_or(e.at, |entry| entry.key_at));
    warn_unprotected(cx, e, &protect, &bare_tiers);
    apps
}

/// By app, else by tier.
#[derive(Default)]
struct Choice<T> {
    by_name: BTreeMap<String, T>,
    default: Option<T>,
    written: bool,
}

impl Choice<Vec<Spec>> {
    fn of(&self, app: &str, tier: &str) -> Option<&[Spec]> {
        let named = self.by_name.get(app).or_else(|| self.by_name.get(tier));
        named.or(self.default.as_ref()).map(Vec::as_slice)
    }
}

/// Reads `protect`.
fn protect(cx: &mut Context, e: &mut Entity, scope: &Scope) -> Choice<Vec<Spec>> {
    let path = e.path().key("protect");
    let mut choice = Choice::default();
    let Some(entry) = e.entry("protect") else {
        return choice;
    };
    choice.written = true;
    match &entry.node.value {
        Value::Table(fields) => {
            for entry in &fields.entries {
                let specs = protection::read(cx, &entry.node, &path.key(&entry.key), scope);
                if entry.key == "default" {
                    choice.default = Some(specs);
                } else if is_tier_or_app(cx, entry, scope) {
                    choice.by_name.insert(entry.key.clone(), specs);
                }
            }
        }
        _ => choice.default = Some(protection::read(cx, &entry.node, &path, scope)),
    }
    choice
}

/// Whether the key names a tier or an app; reported if it names none or both.
fn is_tier_or_app(cx: &mut Context, entry: &Entry, scope: &Scope) -> bool {
    let (tier, app) = (scope.tiers.get(&entry.key), scope.apps.get(&entry.key));
    match (tier, app) {
        (Some(_), Some(_)) => {
            let message = format!("{} is both a tier and an app", entry.key);
            cx.report(Diagnostic::error("ambiguous", entry.key_at, message).hint("rename one of them"));
        }
        (None, None) => {
            let known = || scope.tiers.iter().chain(scope.apps.iter());
            let message = format!("no tier or app is called {}", entry.key);
            let problem = Diagnostic::error("unknown-name", entry.key_at, message);
            cx.report_unknown_app(match nearest(&entry.key, known()) {
                Some(near) => problem.hint(format!("write {}", super::node::key(near))),
                None => problem.hint(format!("write default, a tier or an app: {}", listed(known(), 20))),
            });
        }
        _ => {}
    }
    tier.is_some() != app.is_some()
}

/// Says that what the topology does not mention has no protection.
fn warn_unprotected(cx: &mut Context, e: &Entity, protect: &Choice<Vec<Spec>>, bare: &[&str]) {
    if protect.default.is_none() {
        let origin = Origin::Derived("what nothing protects");
        cx.provenance.record(e.path().key("protect").key("default"), "\"none\"".into(), origin);
    }
    if bare.is_empty() {
        return;
    }
    let (message, hint) = if protect.written {
        let tiers = listed(bare.iter().copied(), 8);
        let message = format!("{} says nothing of the protection of apps of tier {tiers}", e.title);
        (message, "write protect.default = \"none\" if they are to have none")
    } else {
        (format!("{} protects nothing", e.title), "write protect = \"none\" if that is meant")
    };
    cx.report(Diagnostic::warning("unprotected", e.at, message).hint(hint));
}

/// The home of each app; `None` where it cannot be told, which is reported.
fn homes(cx: &mut Context, e: &mut Entity, scope: &Scope, drafts: &[Draft]) -> Vec<Option<Place>> {
    let path = e.path().key("home");
    let written = e.entry("home").map(|entry| &entry.node);
    let mut by_name: BTreeMap<&str, Option<Place>> = BTreeMap::new();
    let (mut all, mut rest) = (None, None);
    match written {
        None => {}
        Some(Node { value: Value::Table(fields), .. }) => {
            for entry in &fields.entries {
                if entry.key == "default" {
                    record_given(cx, path.key(&entry.key), &entry.node);
                    rest = Some(home(cx, scope, &entry.node));
                } else if is_tier_or_app(cx, entry, scope) {
                    record_given(cx, path.key(&entry.key), &entry.node);
                    by_name.insert(&entry.key, home(cx, scope, &entry.node));
                }
            }
        }
        Some(node) => {
            record_given(cx, path.clone(), node);
            all = Some(home(cx, scope, node));
        }
    }
    let tier = |draft: &Draft| scope.tiers.iter().nth(draft.app.tier.index()).unwrap_or("");
    let nowhere = drafts.iter().all(|draft| draft.home.is_none()) && written.is_none();
    if nowhere && !drafts.is_empty() {
        all = Some(first_place(cx, e, scope));
        if let Some(Some(place)) = all {
            let text = super::node::quoted(scope.place_name(place));
            cx.provenance.record(path, text, Origin::Derived("the first place where apps can run"));
        }
    }
    let mut homes = Vec::new();
    for draft in drafts {
        let named = by_name.get(draft.app.name.as_str()).or_else(|| by_name.get(tier(draft)));
        homes.push(match (named.copied().or(all), &draft.home) {
            (Some(place), _) => place,
            (None, Some(named)) => scope.place(cx, named),
            (None, None) => rest.unwrap_or_else(|| default_home(cx, e, scope, &draft.app.name)),
        });
    }
    homes
}

fn home(cx: &mut Context, scope: &Scope, node: &Node) -> Option<Place> {
    let named: Named = named(cx, node)?;
    scope.place(cx, &named)
}

/// The home of an app for which nothing says one while others have theirs.
fn default_home(cx: &mut Context, e: &Entity, scope: &Scope, app: &str) -> Option<Place> {
    let place = first_place(cx, e, scope)?;
    let text = super::node::quoted(scope.place_name(place));
    let origin = Origin::Derived("the first place where apps can run");
    cx.provenance.record(e.path().key("home").key(app), text, origin);
    Some(place)
}

/// The first stamp, else the first cloud or provider site.
fn first_place(cx: &mut Context, e: &Entity, scope: &Scope) -> Option<Place> {
    if scope.stamps.iter().next().is_some() {
        return Some(Place::Stamp(StampId(0)));
    }
    let region = (0..scope.site_kinds.len()).find(|site| scope.is_region(*site));
    if region.is_none() {
        let message =
            format!("apps have no place to run in {}: there is no stamp and no cloud region", e.title);
        let hint = "describe a stamp: [stamps.prod] with site = \"dc1\" and nodes = 4";
        cx.report(Diagnostic::error("missing", e.at, message).hint(hint));
    }
    region.map(|site| Place::Region(SiteId::new(site)))
}
