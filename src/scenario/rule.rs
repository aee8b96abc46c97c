//! `[rules.NAME]`: a placement rule. It is written once for all topologies and
//! read with the sites of each.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::nearest;
use super::provenance::Origin;
use super::quantity::{Named, names, span, text, word};
use super::scope::Scope;
use super::sections::{Block, entities};
use super::source::At;
use crate::model::rule::{Applies, PlacementRule};
use crate::model::{App, AppId, Link, SiteId, TierId, Topology};
use crate::units::Span;
use std::collections::BTreeSet;

/// A rule whose sites each topology has to find.
pub(super) struct Draft {
    name: String,
    reason: Option<String>,
    apps: Vec<AppId>,
    tiers: Vec<TierId>,
    applies: Applies,
    only: Option<Vec<Named>>,
    never: Vec<Named>,
    round_trip: Option<(Span, At)>,
}

/// Reads all rules.
pub(super) fn read(cx: &mut Context, blocks: &[Block], known: &Scope) -> Vec<Draft> {
    const APPLIES: &[(&str, Applies)] =
        &[("both", Applies::Both), ("running", Applies::Running), ("copies", Applies::Copies)];
    let mut drafts = Vec::new();
    for mut e in entities(cx, "rule", blocks, None) {
        let at = |e: &mut super::reader::Entity, key| e.entry(key).map(|entry| entry.node.at);
        let round_trip = e.optional(cx, "round_trip", span);
        let apps = e.optional(cx, "apps", names).unwrap_or_default();
        let tiers = e.optional(cx, "tiers", names).unwrap_or_default();
        let both = (Applies::Both, "\"both\"".to_owned(), Origin::Derived("unless it says so"));
        let draft = Draft {
            name: e.name.to_owned(),
            reason: e.optional(cx, "reason", text),
            apps: cx.about(
                || format!("apps of {}", e.title),
                |cx| apps.iter().filter_map(|app| known.app(cx, app)).collect(),
            ),
            tiers: cx.about(
                || format!("tiers of {}", e.title),
                |cx| tiers.iter().filter_map(|tier| known.tier(cx, tier)).collect(),
            ),
            applies: e.or_derived(cx, "applies", both, word(APPLIES)),
            only: e.optional(cx, "only", names),
            never: e.optional(cx, "never", names).unwrap_or_default(),
            round_trip: round_trip.zip(at(&mut e, "round_trip")),
        };
        if !["only", "never", "round_trip"].iter().any(|key| e.entry(key).is_some()) {
            let problem = Diagnostic::error("missing", e.at, format!("{} rules out nothing", e.title));
            cx.report(
                problem.hint("write only = [\"dc1\", \"dc2\"], never = [\"azure\"] or round_trip = \"5 ms\""),
            );
        }
        e.finish(cx);
        drafts.push(draft);
    }
    drafts
}

impl Draft {
    /// The rule with the sites of one topology. A site that this one lacks is
    /// none that anything could be at.
    pub fn resolve(&self, cx: &mut Context, scope: &Scope, links: &[Link], apps: &[App]) -> PlacementRule {
        let sites = |named: &Vec<Named>| -> Vec<SiteId> {
            named.iter().filter_map(|site| scope.sites.get(&site.name).map(SiteId::new)).collect()
        };
        if let Some((_, at)) = self.round_trip {
            for link in links.iter().filter(|link| link.round_trip.is_none()) {
                let message = format!(
                    "rule {} limits round trips, and link {} does not say how long one takes",
                    self.name, link.name
                );
                let key = super::node::key(&link.name);
                let hint = format!("write round_trip = \"2 ms\" in [links.{key}]");
                cx.report(Diagnostic::error("missing", at, message).hint(hint));
            }
        }
        let all = self.tiers.is_empty() && self.apps.is_empty();
        let binds =
            |app: &AppId| all || self.apps.contains(app) || self.tiers.contains(&apps[app.index()].tier);
        PlacementRule {
            name: self.name.clone(),
            reason: self.reason.clone(),
            apps: (0..apps.len()).map(AppId::new).filter(binds).collect(),
            applies: self.applies,
            only: self.only.as_ref().map(sites),
            never: sites(&self.never),
            round_trip: self.round_trip.map(|(limit, _)| limit),
        }
    }
}

/// Reports sites that no topology has.
pub(super) fn check_sites(cx: &mut Context, drafts: &[Draft], topologies: &[Topology]) {
    let known: BTreeSet<&str> = topologies
        .iter()
        .flat_map(|topology| &topology.estate.sites)
        .map(|site| site.name.as_str())
        .collect();
    for named in drafts.iter().flat_map(|draft| draft.only.iter().flatten().chain(&draft.never)) {
        if !known.contains(named.name.as_str()) {
            let message = format!("no topology has a site called {}", named.name);
            let problem = Diagnostic::error("unknown-name", named.at, message);
            cx.report(match nearest(&named.name, known.iter().copied()) {
                Some(near) => problem.hint(format!("write \"{near}\"")),
                None => {
                    let known = super::nearest::listed(known.iter().copied(), 20);
                    problem.hint(format!("the sites are {known}"))
                }
            });
        }
    }
}
