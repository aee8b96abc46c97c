//! Placement rules that a topology breaks. Such a topology is rejected: it is
//! not simulated, whatever it would achieve.

use std::collections::BTreeMap;

use super::Severity;
use super::found::{Detail, Found, Rule};
use super::geography::{destinations, site_of, target_site};
use crate::model::rule::{Applies, PlacementRule};
use crate::model::{App, Estate, Protection, SiteId, Topology};
use crate::units::Span;

const BROKEN: Rule =
    Rule { id: "placement-rule", severity: Severity::Error, source: "the scenario's own [rules]" };

/// How a rule is broken. Ordered as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breach {
    /// Something would run there.
    Runs,
    /// Copies would lie there.
    CopiesLie,
    /// It is too far from there…
    TooFar { from: SiteId, round_trip: Option<Span> },
}

/// Why the placement rules reject a topology; `None` if it keeps all.
#[must_use]
pub fn rejection(topology: &Topology) -> Option<String> {
    let said: Vec<String> =
        topology.rules.iter().filter_map(|rule| complaint(&topology.estate, rule)).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// Adds findings of this theme.
pub(super) fn find(topology: &Topology, found: &mut Found) {
    for rule in &topology.rules {
        if let Some(reason) = complaint(&topology.estate, rule) {
            let fix =
                "place and protect these apps elsewhere in this topology, or change the rule".to_owned();
            found.add(
                BROKEN,
                format!("rule {}", rule.name),
                Detail { reason, value: None, limit: None, fix },
            );
        }
    }
}

/// What breaks the rule, in a sentence.
fn complaint(estate: &Estate, rule: &PlacementRule) -> Option<String> {
    let mut broken: BTreeMap<(Breach, SiteId), Vec<&str>> = BTreeMap::new();
    for app in rule.apps.iter().map(|app| &estate.apps[app.index()]) {
        for breach in breaches(estate, rule, app) {
            broken.entry(breach).or_default().push(&app.name);
        }
    }
    let name = |site: SiteId| estate.sites[site.index()].name.as_str();
    let told = broken.into_iter().map(|((breach, site), apps)| {
        let (apps, site) = (listed(&apps), name(site));
        match breach {
            Breach::Runs => format!("{apps} would run at {site}"),
            Breach::CopiesLie => format!("copies of {apps} would lie at {site}"),
            Breach::TooFar { from, round_trip: Some(time) } => format!(
                "{apps} would run at {site}, a round trip of {} from {}, beyond {}",
                milliseconds(time),
                name(from),
                milliseconds(rule.round_trip.unwrap_or(Span::ZERO))
            ),
            Breach::TooFar { from, round_trip: None } => {
                format!("{apps} would run at {site}, which no link joins to {}", name(from))
            }
        }
    });
    let told: Vec<String> = told.collect();
    let why = rule.reason.as_ref().map(|reason| format!(" ({})", reason.trim())).unwrap_or_default();
    (!told.is_empty()).then(|| format!("rule {}{why}: {}", rule.name, told.join(", ")))
}

fn milliseconds(time: Span) -> String {
    format!("{} ms", time.seconds() * 1e3)
}

fn breaches(estate: &Estate, rule: &PlacementRule, app: &App) -> Vec<(Breach, SiteId)> {
    let mut broken = Vec::new();
    let runs =
        distinct(std::iter::once(app.home).chain(destinations(app)).map(|place| site_of(estate, place)));
    if rule.applies != Applies::Copies {
        broken.extend(runs.iter().filter(|site| !rule.allows(**site)).map(|site| (Breach::Runs, *site)));
    }
    if rule.applies != Applies::Running {
        let copies = distinct(copies(estate, app).into_iter());
        broken.extend(copies.into_iter().filter(|site| !rule.allows(*site)).map(|s| (Breach::CopiesLie, s)));
    }
    if let Some(limit) = rule.round_trip {
        let home = [site_of(estate, app.home)];
        let users = if app.users.is_empty() { &home[..] } else { &app.users[..] };
        for from in users {
            let times = round_trips(estate, *from);
            for site in &runs {
                let round_trip = times[site.index()];
                if round_trip.is_none_or(|time| time > limit) {
                    broken.push((Breach::TooFar { from: *from, round_trip }, *site));
                }
            }
        }
    }
    broken
}

/// Sites at which copies of an app's data lie besides its home.
fn copies(estate: &Estate, app: &App) -> Vec<SiteId> {
    let of = |protection: &Protection| match protection {
        Protection::Backup(backup) => {
            backup.levels.iter().map(|level| target_site(estate, level.target)).collect()
        }
        Protection::Replica(replica) => vec![site_of(estate, replica.to)],
        Protection::ActiveActive(both) => both.with.iter().map(|place| site_of(estate, *place)).collect(),
    };
    app.protections.iter().flat_map(of).collect()
}

fn distinct(sites: impl Iterator<Item = SiteId>) -> Vec<SiteId> {
    sites.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// The shortest round trip to every site over the links; `None` where none
/// leads. Bellman–Ford: an estate has few links, and times are never negative.
fn round_trips(estate: &Estate, from: SiteId) -> Vec<Option<Span>> {
    let mut best: Vec<Option<Span>> = vec![None; estate.sites.len()];
    best[from.index()] = Some(Span::ZERO);
    for _ in 1..estate.sites.len() {
        for link in &estate.links {
            let [a, b] = link.ends.map(SiteId::index);
            for (here, there) in [(a, b), (b, a)] {
                let over = link.round_trip.unwrap_or(Span::ZERO);
                let Some(time) = best[here].map(|time| time + over) else { continue };
                if best[there].is_none_or(|known| time < known) {
                    best[there] = Some(time);
                }
            }
        }
    }
    best
}

/// "ad-dns, erp and 7 more apps".
fn listed(apps: &[&str]) -> String {
    const NAMED: usize = 4;
    let named = apps.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match apps.len().saturating_sub(NAMED) {
        0 => named,
        1 => format!("{named} and 1 more app"),
        more => format!("{named} and {more} more apps"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{sound, topology};
    use super::*;
    use crate::model::AppId;

    fn rule() -> PlacementRule {
        PlacementRule {
            name: "r".into(),
            reason: None,
            apps: vec![AppId(1)],
            applies: Applies::Both,
            only: None,
            never: Vec::new(),
            round_trip: None,
        }
    }

    fn rejected(change: impl Fn(&mut PlacementRule), trip_ms: f64) -> Option<String> {
        let mut topology = topology("a", sound());
        let mut rule = rule();
        change(&mut rule);
        topology.rules = vec![rule];
        for link in &mut topology.estate.links {
            link.round_trip = Some(Span::from_seconds(trip_ms / 1e3));
        }
        rejection(&topology)
    }

    #[test]
    fn a_site_is_forbidden_by_name_or_by_leaving_it_out() {
        let home = SiteId(0);
        let app = &sound().apps[1];
        assert_eq!(site_of(&sound(), app.home), home);
        let name = &app.name;
        let runs = format!("rule r: {name} would run at {}", sound().sites[0].name);
        assert!(rejected(|rule| rule.never = vec![home], 0.0).unwrap().starts_with(&runs));
        assert!(rejected(|rule| rule.only = Some(vec![]), 0.0).unwrap().starts_with(&runs));
        assert_eq!(rejected(|_| {}, 0.0), None);
    }

    #[test]
    fn copies_and_running_are_told_apart() {
        let copies = copies(&sound(), &sound().apps[1]);
        let only_home = |applies| {
            move |rule: &mut PlacementRule| {
                rule.only = Some(vec![SiteId(0)]);
                rule.applies = applies;
            }
        };
        assert!(copies.iter().any(|site| *site != SiteId(0)));
        let said = rejected(only_home(Applies::Copies), 0.0).unwrap();
        assert!(said.contains("copies of") && !said.contains("would run"), "{said}");
        let said = rejected(only_home(Applies::Running), 0.0).unwrap();
        assert!(!said.contains("copies of") && said.contains("would run"), "{said}");
    }

    #[test]
    fn a_round_trip_is_measured_over_the_links() {
        let limit = |rule: &mut PlacementRule| rule.round_trip = Some(Span::from_seconds(5e-3));
        assert_eq!(rejected(limit, 5.0), None);
        let said = rejected(limit, 5.5).unwrap();
        assert!(said.contains("a round trip of 5.5 ms") && said.contains("beyond 5 ms"), "{said}");
    }
}
