//! The way back of one app from one disruption: the method that would be used
//! and the best it can do. Medians for what people and machines do, transfers
//! alone on an idle path at full rate.
//!
//! The method is the first in the app's order of preference that can work; if
//! copies survive but no place to run does, or no control plane to start it, the
//! one for which these are replaced or redeployed first; if no copy survives, the
//! app is rebuilt empty.

use super::controls;
use super::facts::Facts;
use super::geography::{Failure, destinations, site_of, target_site};
use super::lag::{self, Lag, seconds_for};
use super::start::{Start, of_damage as start_of_damage, of_failover, of_loss as start};
use crate::model::{
    App, Backup, BackupMethod, Delay, Kind, Needs, Offer, Place, Protection, Replica, SiteId, TaintFrom,
    TargetId,
};

/// The best an app can do after one disruption, in seconds.
#[derive(Clone, Debug)]
pub(super) struct Recovery {
    /// [`crate::model::Protection::method`], or `rebuild`.
    pub method: &'static str,
    /// Which of the app's protections; `None` for a rebuild.
    pub protection: Option<usize>,
    /// Where the app runs afterwards; `None` for a rebuild.
    pub to: Option<Place>,
    /// The target it is restored from, in the best case.
    pub from: Option<TargetId>,
    /// Until the method can begin, on the study's clock: detection, decision,
    /// hold, new hardware.
    pub start: f64,
    /// Part of `start` that is spent waiting for hardware to be replaced or
    /// redeployed, beyond what people take.
    pub hardware: f64,
    /// Restoring the data.
    pub transfer: f64,
    /// Everything else: provisioning, failover, boot, application, network.
    pub work: f64,
    /// Age of what is recovered.
    pub lag: Lag,
    /// Least loss: the lag's delay, or 0 where the newest clean copy had
    /// arrived long before.
    pub least_loss: f64,
    /// Loss in the worst instant of the schedule.
    pub most_loss: f64,
}

impl Recovery {
    /// A recovery that takes nothing but its start.
    fn bare(method: &'static str, start: Start, lag: Lag) -> Self {
        Self {
            method,
            protection: None,
            to: None,
            from: None,
            start: start.at,
            hardware: start.hardware,
            transfer: 0.0,
            work: 0.0,
            lag,
            least_loss: lag.delay,
            most_loss: lag.worst(),
        }
    }

    /// Recovery time of the app alone, when nothing it needs is missing.
    pub fn own(&self) -> f64 {
        self.start + self.execution()
    }

    /// From the beginning of the method to serving.
    pub fn execution(&self) -> f64 {
        self.transfer + self.work
    }

    /// Whether people have to begin it.
    pub fn is_manual(&self) -> bool {
        self.method != "active-active"
    }
}

/// How an app can come back from `kind`; `None` if that kind cannot concern it.
pub(super) fn of(facts: &Facts, app: &App, kind: Kind) -> Option<Recovery> {
    match kind {
        Kind::SiteLost => Some(after_loss(facts, app, Failure::Site(site_of(facts.estate, app.home)))),
        Kind::StampLost => match app.home {
            Place::Stamp(stamp) => Some(after_loss(facts, app, Failure::Stamp(stamp))),
            Place::Region(_) => None,
        },
        Kind::Corruption | Kind::Ransomware => Some(after_damage(facts, app, kind)),
        _ => None,
    }
}

/// The first of an app's protections, in its order, for which `way` finds one.
fn first_that_works<'a>(app: &'a App, way: impl Fn(&'a Protection) -> Option<Recovery>) -> Option<Recovery> {
    let mut ways = app.protections.iter().enumerate();
    ways.find_map(|(i, protection)| Some(Recovery { protection: Some(i), ..way(protection)? }))
}

/// After the loss of the app's stamp or site.
fn after_loss(facts: &Facts, app: &App, failure: Failure) -> Recovery {
    let startable = |needs: &Needs, at: Place| controls::missing(facts, failure, needs, at).is_none();
    let automatic = first_that_works(app, |protection| match protection {
        Protection::ActiveActive(group) if group.takes_over(app) => {
            let to = *group.with.iter().find(|place| !failure.hits(facts.estate, **place))?;
            let work = facts.median(&group.probe) + facts.median(&group.redirect);
            Some(Recovery {
                to: Some(to),
                work,
                ..Recovery::bare(protection.method(), Start::AT_ONCE, Lag::NONE)
            })
        }
        Protection::Replica(replica) if replica.automatic.is_some() => {
            as_decided(facts, app, failure, protection, startable)
        }
        _ => None,
    });
    automatic
        .or_else(|| {
            first_that_works(app, |protection| as_decided(facts, app, failure, protection, startable))
        })
        .or_else(|| after_new_hardware(facts, app, failure))
        .unwrap_or_else(|| rebuild(facts, app, failure))
}

/// What can be done with a protection as soon as people have decided, or by itself,
/// at places where what it needs to start is `startable`.
pub(super) fn as_decided(
    facts: &Facts,
    app: &App,
    failure: Failure,
    protection: &Protection,
    startable: impl Fn(&Needs, Place) -> bool,
) -> Option<Recovery> {
    let possible = |needs: &Needs, at: Place| !failure.hits(facts.estate, at) && startable(needs, at);
    match protection {
        Protection::Replica(replica) if possible(&replica.needs, replica.to) => {
            Some(failover(facts, app, replica, of_failover(facts, replica, 0.0)))
        }
        Protection::Backup(backup) => {
            let survives = |target| !failure.destroys(facts.estate, target);
            let possible = |place: &Place| possible(&backup.needs, *place);
            let begin = start(facts, backup.decide.as_ref(), 0.0);
            restore(facts, app, backup, survives, possible, failure.lost_site(), begin)
        }
        _ => None,
    }
}

/// Copies survive, and a place to run, the network through the lost site, or a
/// control plane has to come back first: whatever becomes possible first.
fn after_new_hardware(facts: &Facts, app: &App, failure: Failure) -> Option<Recovery> {
    let mut first: Option<Recovery> = None;
    for (i, protection) in app.protections.iter().enumerate() {
        let hardware = |to: Place, needs: &Needs| {
            new_hardware(facts, failure, to).max(controls::back(facts, failure, needs))
        };
        let ways: Vec<Recovery> = match protection {
            Protection::Replica(replica) if !failure.hits(facts.estate, replica.to) => {
                let begin = of_failover(facts, replica, hardware(replica.to, &replica.needs));
                vec![failover(facts, app, replica, begin)]
            }
            Protection::Backup(backup) => {
                let survives = |target| !failure.destroys(facts.estate, target);
                let to = |to: &Place| {
                    let begin = start(facts, backup.decide.as_ref(), hardware(*to, &backup.needs));
                    restore(facts, app, backup, survives, |place| place == to, None, begin)
                };
                backup.restore_to.iter().filter_map(to).collect()
            }
            _ => Vec::new(),
        };
        for way in ways {
            if first.as_ref().is_none_or(|known| way.start < known.start) {
                first = Some(Recovery { protection: Some(i), ..way });
            }
        }
    }
    first
}

/// Seconds until what the failure took is there again, as far as `to` needs
/// it: the site's hardware (and the network through it), then the stamp.
pub(super) fn new_hardware(facts: &Facts, failure: Failure, to: Place) -> f64 {
    let replaced = match failure {
        Failure::Site(site) => facts.median(&facts.estate.sites[site.index()].replacement),
        Failure::Stamp(_) => 0.0,
    };
    let redeployed = match to {
        Place::Stamp(stamp) if failure.hits(facts.estate, to) => {
            facts.median(&facts.estate.stamps[stamp.index()].redeploy)
        }
        _ => 0.0,
    };
    replaced + redeployed
}

/// After damage to the data: the places stand, copies from before it are
/// needed. A replica helps only if it keeps older points.
fn after_damage(facts: &Facts, app: &App, kind: Kind) -> Recovery {
    let ransomware = &facts.estate.ransomware;
    let wait = match kind {
        Kind::Ransomware => facts.median(&ransomware.hold),
        _ => facts.median(&app.damage_stop),
    };
    let begin = |decide: &Option<Delay>| start_of_damage(facts, decide.as_ref(), wait);
    let recovery = first_that_works(app, |protection| match protection {
        Protection::Replica(replica) if replica.retention.age.seconds() > 0.0 => {
            let mut recovery = failover(facts, app, replica, begin(&replica.decide));
            recovery.work += chosen_by_hand(facts, app, replica);
            recovery.lag.interval = recovery.lag.interval.max(replica.retention.spacing.seconds());
            Some(recovery)
        }
        Protection::Backup(backup) => {
            restore(facts, app, backup, |_| true, |_| true, None, begin(&backup.decide))
        }
        _ => None,
    });
    let Some(mut recovery) = recovery else { return rebuild_after_damage(facts, app, wait) };
    // A point from just before the onset has usually arrived when the damage
    // is noticed; under an attack that shows at once it may not have.
    let arrived = kind == Kind::Corruption || ransomware.taint_from == TaintFrom::Intrusion;
    recovery.least_loss = if arrived { 0.0 } else { recovery.lag.delay };
    recovery.most_loss = recovery.least_loss + recovery.lag.interval;
    if recovery.lag.delay == f64::INFINITY {
        (recovery.least_loss, recovery.most_loss) = (f64::INFINITY, f64::INFINITY);
    }
    recovery
}

/// Groups of VMs that one after the other have people's attention.
fn waves(app: &App, parallel: u32) -> f64 {
    f64::from(app.vms.div_ceil(parallel.max(1)))
}

fn failover(facts: &Facts, app: &App, replica: &Replica, start: Start) -> Recovery {
    let lag = lag::of_replica(facts.estate, &facts.geography, app, replica);
    let crash = match replica.points.offer {
        Offer::Application => 0.0,
        Offer::Processed | Offer::Latest => facts.median(&replica.crash.takes),
    };
    let work = facts.median(&replica.points.processing)
        + waves(app, replica.parallel) * facts.median(&replica.failover)
        + facts.median(&app.boot)
        + facts.median(&app.start)
        + crash
        + facts.median(&replica.redirect);
    Recovery { to: Some(replica.to), work, ..Recovery::bare("replica", start, lag) }
}

/// What failing over to points that are chosen by hand takes longer, in seconds:
/// they have been processed.
fn chosen_by_hand(facts: &Facts, app: &App, replica: &Replica) -> f64 {
    let choosing = if app.vms > 1 { facts.median(&replica.points.choosing) } else { 0.0 };
    waves(app, replica.parallel) * choosing - facts.median(&replica.points.processing)
}

/// Restore to the first possible place that can read a surviving level, from
/// the freshest of these, over links that do not cross `without`.
fn restore(
    facts: &Facts,
    app: &App,
    backup: &Backup,
    survives: impl Fn(TargetId) -> bool,
    possible: impl Fn(&Place) -> bool,
    without: Option<SiteId>,
    start: Start,
) -> Option<Recovery> {
    let freshest = |to: &Place| {
        let readable = |level: usize| {
            let target = backup.levels[level].target;
            let rate = restore_rate(facts, app, target, *to, without).filter(|_| survives(target))?;
            Some((target, rate, lag::of_level(facts.estate, &facts.geography, app, backup, level)))
        };
        let levels = (0..backup.levels.len()).filter_map(readable);
        let (from, rate, lag) = levels.reduce(|a, b| if b.2.worst() < a.2.worst() { b } else { a })?;
        Some((*to, from, rate, lag))
    };
    let mut places = backup.restore_to.iter().filter(|place| possible(place));
    let (to, from, rate, lag) = places.find_map(freshest)?;
    // Its data are moved while it serves.
    let is_instant = backup.method == BackupMethod::Instant && !is_active_active(app);
    let mut per_vm = facts.median(if is_instant { &backup.instant_boot } else { &backup.provision });
    if backup.method == BackupMethod::InGuest {
        per_vm += facts.median(&backup.install_os) + facts.median(&backup.install_agent);
    }
    let work = waves(app, backup.parallel) * per_vm
        + facts.median(&app.boot)
        + facts.median(&app.start)
        + backup.crash.as_ref().map_or(0.0, |crash| facts.median(&crash.takes))
        + facts.median(&backup.fix_up);
    let transfer = if is_instant { 0.0 } else { seconds_for(app.data_bytes, rate) };
    Some(Recovery { to: Some(to), from: Some(from), transfer, work, ..Recovery::bare("backup", start, lag) })
}

fn is_active_active(app: &App) -> bool {
    app.protections.iter().any(|protection| matches!(protection, Protection::ActiveActive(_)))
}

/// Bytes per second of a restore from `target` to a place, alone.
fn restore_rate(
    facts: &Facts,
    app: &App,
    target: TargetId,
    to: Place,
    without: Option<SiteId>,
) -> Option<f64> {
    let (from, to) = (target_site(facts.estate, target), site_of(facts.estate, to));
    let route = facts.geography.bytes_per_second(from, to, without)?;
    Some(route.min(lag::target_rate(&facts.estate.targets[target.index()], app.vms)))
}

/// Nothing is left to recover from: the app is rebuilt empty at any of its
/// places, at once if one stands.
fn rebuild(facts: &Facts, app: &App, failure: Failure) -> Recovery {
    let stands = destinations(app).chain([app.home]).any(|place| !failure.hits(facts.estate, place));
    let hardware = if stands { 0.0 } else { new_hardware(facts, failure, app.home) };
    rebuilt(app, start(facts, None, hardware), facts.median(&app.rebuild))
}

fn rebuild_after_damage(facts: &Facts, app: &App, wait: f64) -> Recovery {
    rebuilt(app, start_of_damage(facts, None, wait), facts.median(&app.rebuild))
}

fn rebuilt(app: &App, start: Start, work: f64) -> Recovery {
    let loss = if app.data_bytes > 0.0 { f64::INFINITY } else { 0.0 };
    Recovery { work, ..Recovery::bare("rebuild", start, Lag { interval: 0.0, delay: loss }) }
}
