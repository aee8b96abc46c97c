//! How long it takes to bring the data back, against the RTO: of whole tiers
//! over what their restores share, and of single apps with all their steps.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{DISASTERS, Facts, after};
use super::found::{ARITHMETIC, Detail, Found, Rule};
use super::geography::{Failure, site_of, target_site};
use super::recovery::Recovery;
use super::{Severity, beside};
use crate::model::{App, AppId, Kind, LinkId, TargetId, TierId};
use crate::units::{show_bandwidth, show_duration, show_size};

const CANNOT: Rule = Rule { id: "restore-cannot-meet-rto", severity: Severity::Warning, source: ARITHMETIC };
const OUT_OF_REACH: Rule = Rule { id: "rto-out-of-reach", severity: Severity::Warning, source: ARITHMETIC };

const HOLD: Rule = Rule { id: "hold-exceeds-rto", severity: Severity::Warning, source: ARITHMETIC };

/// What restores share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Link(LinkId),
    Target(TargetId),
}

/// What has been told of whole tiers.
#[derive(Default)]
struct Told {
    /// Tiers with what their restores share.
    bottlenecks: BTreeSet<(TierId, Shared)>,
    /// Tiers with the kind after which their restore is too slow.
    slow: BTreeSet<(Kind, TierId)>,
}

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    let mut told = Told::default();
    for kind in [Kind::SiteLost, Kind::StampLost, Kind::Ransomware] {
        for ((failure, shared), apps) in restores(facts, kind) {
            tiers(facts, kind, (failure, shared), &apps, &mut told, found);
        }
    }
    for (id, app) in facts.apps() {
        hold(facts, id, app, found);
        single(facts, id, app, &told, found);
    }
}

/// Apps with an RTO that are restored from a backup after the same failure, by
/// the link or target they share.
fn restores(facts: &Facts, kind: Kind) -> BTreeMap<(Option<Failure>, Shared), Vec<AppId>> {
    let mut ways = BTreeMap::new();
    let mut all: BTreeMap<(Option<Failure>, Shared), Vec<AppId>> = BTreeMap::new();
    for (id, app) in facts.apps() {
        let (Some(rto), Some(recovery)) = (facts.rto(kind, app), facts.recovery(kind, id)) else { continue };
        // What cannot even begin in time has a finding of its own.
        if recovery.start > rto {
            continue;
        }
        let (Some(target), Some(to)) = (recovery.from, recovery.to) else { continue };
        // What boots from the target serves before its data are moved.
        if recovery.transfer <= 0.0 && app.data_bytes > 0.0 {
            continue;
        }
        let failure = facts.failure(kind, app);
        let (from, to) = (target_site(facts.estate, target), site_of(facts.estate, to));
        // Data that wait for new hardware wait for the network through it too.
        let without = failure.and_then(Failure::lost_site).filter(|_| recovery.hardware == 0.0);
        let links = ways.entry((from, to, without)).or_insert_with(|| {
            facts.geography.route(from, to, without).map_or_else(Vec::new, |route| route.links)
        });
        all.entry((failure, Shared::Target(target))).or_default().push(id);
        for link in links.iter() {
            all.entry((failure, Shared::Link(*link))).or_default().push(id);
        }
    }
    all
}

/// Tiers in order of priority: each with its own data and with those of the
/// tiers served before it.
fn tiers(
    facts: &Facts,
    kind: Kind,
    (failure, shared): (Option<Failure>, Shared),
    apps: &[AppId],
    told: &mut Told,
    found: &mut Found,
) {
    let estate = facts.estate;
    let mut by_tier: BTreeMap<(u32, TierId), Vec<AppId>> = BTreeMap::new();
    for id in apps {
        let tier = estate.apps[id.index()].tier;
        by_tier.entry((estate.tiers[tier.index()].priority, tier)).or_default().push(*id);
    }
    let rate = match shared {
        Shared::Link(link) => estate.links[link.index()].bytes_per_second,
        Shared::Target(target) => facts.target_rate(target),
    };
    let mut ahead = 0.0;
    for ((_, tier), apps) in by_tier {
        let app = |id: &AppId| &estate.apps[id.index()];
        let own: f64 = apps.iter().map(|id| app(id).data_bytes).sum();
        let rto = apps.iter().filter_map(|id| facts.rto(kind, app(id))).fold(0.0, f64::max);
        let before = if own / rate > rto { 0.0 } else { ahead };
        ahead += own;
        if (own + before) / rate <= rto {
            continue;
        }
        told.slow.insert((kind, tier));
        // The same tier over the same bottleneck need not be told again for
        // a lesser failure.
        if told.bottlenecks.insert((tier, shared)) {
            let load = Load { tier, own, before, rate, rto, example: apps[0] };
            let subject = format!("tier {}", estate.tiers[tier.index()].name);
            found.add(CANNOT, subject, tier_detail(facts, kind, failure, shared, &load));
        }
    }
}

/// Data of a tier over something shared.
struct Load {
    tier: TierId,
    own: f64,
    before: f64,
    rate: f64,
    rto: f64,
    example: AppId,
}

fn tier_detail(facts: &Facts, kind: Kind, failure: Option<Failure>, shared: Shared, load: &Load) -> Detail {
    let estate = facts.estate;
    let tier = &estate.tiers[load.tier.index()].name;
    let app = &estate.apps[load.example.index()];
    let (over, widen) = match shared {
        Shared::Link(link) => {
            let name = &estate.links[link.index()].name;
            (format!("{} of link {name}", show_bandwidth(load.rate)), format!("widen link {name}"))
        }
        Shared::Target(target) => {
            let name = &estate.targets[target.index()].name;
            (format!("{}/s of target {name}", show_size(load.rate)), format!("make target {name} faster"))
        }
    };
    let seconds = (load.own + load.before) / load.rate;
    let to = facts.recovery(kind, load.example).and_then(|recovery| recovery.to);
    let to = to.map_or("", |place| estate.place_name(place));
    let ahead = if load.before > 0.0 {
        format!(", {} of tiers served before it included,", show_size(load.before))
    } else {
        String::new()
    };
    debug_assert_eq!(failure, facts.failure(kind, app));
    Detail {
        reason: format!(
            "{}{ahead} over {over} take {}: restoring tier {tier} to {to} {} cannot meet {}",
            show_size(load.own + load.before),
            beside::duration(seconds, load.rto),
            after(facts, kind, app),
            show_duration(load.rto)
        ),
        value: Some(beside::duration(seconds, load.rto)),
        limit: Some(show_duration(load.rto)),
        fix: format!("{widen}, replicate what is needed first, or keep a copy where it is restored to"),
    }
}

/// One app whose best recovery is longer than its RTO, for the kind that
/// misses by most. Apps without a copy or a place, or held, have findings of
/// their own.
fn single(facts: &Facts, id: AppId, app: &App, told: &Told, found: &mut Found) {
    let missed = DISASTERS.into_iter().filter_map(|kind| {
        let (rto, recovery) = (facts.rto(kind, app)?, facts.recovery(kind, id)?);
        let held = kind == Kind::Ransomware && recovery.start > rto;
        let known = held
            || recovery.method == "rebuild"
            || recovery.hardware > 0.0
            || told.slow.contains(&(kind, app.tier));
        (!known && recovery.own() > rto).then_some((kind, rto, recovery))
    });
    let worst = missed.reduce(|a, b| if b.2.own() / b.1 > a.2.own() / a.1 { b } else { a });
    let Some((kind, rto, recovery)) = worst else { return };
    let rule = if recovery.transfer > rto { CANNOT } else { OUT_OF_REACH };
    let shown = |seconds: f64| beside::duration(seconds, rto);
    found.app(rule, id, recovery.own() / rto, || Detail {
        reason: format!(
            "{} by {} {}: {} before it can begin, {} of transfer, {} of steps, at best {} in all",
            app.name,
            recovery.method,
            after(facts, kind, app),
            shown(recovery.start),
            shown(recovery.transfer),
            shown(recovery.work),
            shown(recovery.own())
        ),
        value: Some(shown(recovery.own())),
        limit: Some(show_duration(rto)),
        fix: shorten(kind, recovery).into(),
    });
}

/// What to do about the longest part.
fn shorten(kind: Kind, recovery: &Recovery) -> &'static str {
    let Recovery { start, transfer, work, .. } = *recovery;
    if transfer >= start && transfer >= work {
        // A replica copies damage: it is no way back from it.
        if kind.is_damage() {
            "keep a copy near the place it is restored to, or restore over a faster path"
        } else {
            "replicate it, or restore over a faster path"
        }
    } else if work >= start {
        "automate its steps, or work on more VMs at once"
    } else {
        "shorten what comes before: detection and decision"
    }
}

/// After an attack nothing may be restored for longer than the RTO.
fn hold(facts: &Facts, id: AppId, app: &App, found: &mut Found) {
    let (Some(rto), Some(recovery)) =
        (facts.rto(Kind::Ransomware, app), facts.recovery(Kind::Ransomware, id))
    else {
        return;
    };
    if recovery.start > rto {
        found.app(HOLD, id, recovery.start / rto, || Detail {
            reason: format!(
                "after ransomware nothing may be restored for {}, which is longer than the RTO of {}",
                beside::duration(recovery.start, rto),
                app.name
            ),
            value: Some(beside::duration(recovery.start, rto)),
            limit: Some(show_duration(rto)),
            fix: "give ransomware an objective of its own, or shorten the hold: forensics, a clean place to restore to"
                .into(),
        });
    }
}

#[cfg(test)]
mod tests;
