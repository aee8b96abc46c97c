//! Random estates.

use super::parts::*;
use crate::kernel::stream::Stream;
use crate::model::limits::{LogLimit, Sourced};
use crate::model::*;
use crate::units::{Span, Time};
use std::sync::Arc;

pub(super) fn pick<T: Copy>(draw: &mut Stream, from: &[T]) -> T {
    from[draw.below(from.len() as u64) as usize]
}

/// A random hazard, often enough for things to coincide.
pub(super) fn hazard(draw: &mut Stream) -> Hazard {
    match draw.below(5) {
        0 => Hazard::Never,
        1 => weibull(1.5, 5600.0 * (0.2 + draw.unit())),
        2 => Hazard::At(vec![Time(draw.below(3_000) as i64 * 3_600_000_000)]),
        _ => rate(0.5 + 4.0 * draw.unit()),
    }
}

pub(super) fn delay(draw: &mut Stream, hours: f64) -> Delay {
    if draw.chance(0.4) {
        fixed((hours * draw.unit()).round())
    } else {
        exponential(hours * (0.1 + draw.unit()))
    }
}

pub(super) fn random_estate(draw: &mut Stream) -> Estate {
    let mut e = estate(1);
    e.sites.clear();
    e.stamps.clear();
    for i in 0..1 + draw.below(3) {
        let mut s = site(&format!("dc{i}"), SiteKind::Own);
        (s.outage, s.outage_lasts) = (hazard(draw), delay(draw, 30.0));
        (s.lost, s.replacement) = (hazard(draw), delay(draw, 800.0));
        s.technicians = draw.chance(0.5).then(|| 1 + draw.below(2) as u32);
        e.sites.push(s);
    }
    if draw.chance(0.6) {
        let mut s = site("cloud", SiteKind::Cloud);
        (s.outage, s.outage_lasts) = (hazard(draw), delay(draw, 5.0));
        s.quota_vcpus = draw.chance(0.5).then(|| draw.below(20) as u32);
        e.sites.push(s);
    }
    for i in 0..1 + draw.below(3) {
        let own = e.sites.iter().filter(|s| s.kind == SiteKind::Own).count() as u64;
        let mut s = stamp(&format!("s{i}"), draw.below(own) as u32, 1 + draw.below(5) as u32);
        (s.crash, s.crash_repair) = (hazard(draw), delay(draw, 10.0));
        (s.hardware, s.hardware_repair) = (hazard(draw), delay(draw, 40.0));
        (s.switch, s.switch_repair) = (hazard(draw), delay(draw, 10.0));
        s.switch_common_cause = 0.3 * draw.unit();
        (s.software, s.software_lasts) = (hazard(draw), delay(draw, 6.0));
        (s.rack_power, s.rack_power_lasts) = (hazard(draw), delay(draw, 6.0));
        (s.infrastructure, s.infrastructure_lasts) = (hazard(draw), delay(draw, 30.0));
        (s.lost, s.redeploy) = (hazard(draw), delay(draw, 200.0));
        s.pool_online_down_to = draw.below(3) as u32;
        s.pool_tolerates = s.pool_online_down_to + draw.below(2) as u32;
        s.vm_memory_per_node_bytes = 4e9 + 8e9 * draw.unit();
        (s.node_detection, s.vm_restart) = (delay(draw, 0.1), delay(draw, 0.2));
        e.stamps.push(s);
    }
    for a in 0..e.sites.len() as u32 {
        for b in a + 1..e.sites.len() as u32 {
            let mut l = link(&format!("l{a}{b}"), a, b, 1e5 * (1.0 + 1e3 * draw.unit()));
            (l.failure, l.repair) = (hazard(draw), delay(draw, 20.0));
            l.paths = 1 + draw.below(2) as u32;
            l.common_cause = 0.2;
            e.links.push(l);
        }
    }
    for i in 0..draw.below(4) {
        let at = match draw.below(3) {
            0 => TargetAt::Stamp(StampId(draw.below(e.stamps.len() as u64) as u32)),
            1 => TargetAt::Rack(StampId(draw.below(e.stamps.len() as u64) as u32)),
            _ => TargetAt::Site(SiteId(draw.below(e.sites.len() as u64) as u32)),
        };
        let mut t = target(&format!("t{i}"), at);
        (t.failure, t.repair, t.data_lost) = (hazard(draw), delay(draw, 24.0), 0.5);
        (t.compromised, t.streams) = (draw.unit(), 1 + draw.below(6) as u32);
        (t.compromised_later, t.immutable_for) = (draw.unit(), Span::from_seconds(draw.unit() * 1e6));
        e.targets.push(t);
    }
    for i in 0..draw.below(3) {
        let at = match draw.below(3) {
            0 => ControlAt::Anywhere,
            1 => ControlAt::Stamp(StampId(draw.below(e.stamps.len() as u64) as u32)),
            _ => ControlAt::Site(SiteId(draw.below(e.sites.len() as u64) as u32)),
        };
        let (failure, repair) = (hazard(draw), delay(draw, 10.0));
        e.controls.push(Control { name: format!("c{i}"), at, failure, repair });
    }
    e.ransomware.hazard = hazard(draw);
    e.people.reclaim = draw.chance(0.7);
    e.people.max_incident = pick(draw, &[hours(500.0), Span::YEAR]);
    e.people.reprotect = delay(draw, 10.0);
    e.people.decision = delay(draw, 5.0);
    for i in 0..1 + draw.below(6) as usize {
        let app = random_app(draw, &e, i);
        e.apps.push(app);
    }
    for i in 0..e.apps.len() {
        // An app needs only those before it, so that none wait for each other.
        let controls = (0..e.controls.len()).map(|c| Need::Control(ControlId::new(c)));
        let all: Vec<Need> = controls.chain((0..i).map(|app| Need::App(AppId::new(app)))).collect();
        for protection in &mut e.apps[i].protections {
            let mut some = |p: f64| all.iter().copied().filter(|_| draw.chance(p)).collect();
            if let Some(needs) = protection.needs_mut() {
                *needs = Needs { copy: some(0.15), start: some(0.15) };
            }
        }
    }
    if e.apps.len() > 1 {
        let apps = (0..e.apps.len()).filter(|_| draw.chance(0.5)).map(AppId::new).collect();
        e.services.push(service("service", apps));
        e.services.retain(|s| !s.apps.is_empty());
    }
    e
}

/// Lets some resyncs compare both ends.
pub(super) fn compare(draw: &mut Stream, e: &mut Estate) {
    for protection in e.apps.iter_mut().flat_map(|app| &mut app.protections) {
        if let Protection::Replica(replica) = protection {
            let rate = pick(draw, &[1_000_000, 20_000_000]);
            replica.resync.compared_per_second = draw.chance(0.3).then_some(rate);
        }
    }
}

/// Lets recoveries take long in some worlds, and lead to the same place, among apps that
/// do not need each other.
pub(super) fn crowd(draw: &mut Stream, e: &mut Estate) {
    if draw.chance(0.5) {
        return;
    }
    let shared = Place::Stamp(StampId(0));
    e.stamps[0].nodes = 1;
    for app in &mut e.apps {
        app.needs.clear();
        for protection in &mut app.protections {
            if let Some(needs) = protection.needs_mut() {
                needs.start.retain(|need| matches!(need, Need::Control(_)));
            }
            match protection {
                Protection::Replica(replica) => {
                    replica.failover = delay(draw, 40.0);
                    replica.to = if app.home == shared { replica.to } else { shared };
                }
                Protection::Backup(backup) => {
                    backup.provision = delay(draw, 40.0);
                    backup.restore_to.insert(0, shared);
                }
                Protection::ActiveActive(_) => {}
            }
        }
    }
}

fn random_place(draw: &mut Stream, e: &Estate) -> Place {
    let cloud = e.sites.iter().position(|s| s.kind == SiteKind::Cloud);
    match cloud {
        Some(site) if draw.chance(0.25) => Place::Region(SiteId::new(site)),
        _ => Place::Stamp(StampId(draw.below(e.stamps.len() as u64) as u32)),
    }
}

fn random_app(draw: &mut Stream, e: &Estate, i: usize) -> App {
    let home = Place::Stamp(StampId(draw.below(e.stamps.len() as u64) as u32));
    let mut a = app(&format!("a{i}"), home);
    a.vms = 1 + draw.below(6) as u32;
    a.vms_needed = 1 + draw.below(u64::from(a.vms)) as u32;
    a.pinned = draw.chance(0.2);
    a.priority = 1 + draw.below(3) as u32;
    a.foundation = i == 0 && draw.chance(0.3);
    a.needs = (0..i).filter(|_| draw.chance(0.2)).map(AppId::new).collect();
    a.users = (0..e.sites.len()).filter(|_| draw.chance(0.2)).map(SiteId::new).collect();
    a.boot = delay(draw, 0.3);
    (a.item_deletion, a.corruption) = (hazard(draw), hazard(draw));
    (a.damage_detection, a.damage_stop) = (delay(draw, 50.0), delay(draw, 1.0));
    a.churn_bytes_per_second = 1e4 * (0.1 + 10.0 * draw.unit());
    a.rebuild = delay(draw, 100.0);
    if draw.chance(0.2) {
        let with: Vec<Place> = vec![random_place(draw, e)];
        let both = ActiveActive {
            with,
            synchronous: draw.chance(0.5),
            probe: delay(draw, 0.1),
            redirect: delay(draw, 0.1),
        };
        if draw.chance(0.3) {
            a.churn_bytes_per_second = 0.0;
        }
        a.protections.push(Protection::ActiveActive(both));
    }
    if draw.chance(0.5) {
        let every = hours(pick(draw, &[0.01, 0.25, 1.0]));
        let mut r = replica(random_place(draw, e), every);
        r.failover = delay(draw, 1.0);
        (r.parallel, r.plan_works) = (1 + draw.below(3) as u32, draw.unit());
        r.on_return = pick(draw, &[OnReturn::Race, OnReturn::Commit]);
        r.after_failback = pick(draw, &[AfterFailback::GoesOn, AfterFailback::StartsOver]);
        r.compromised = draw.unit();
        if draw.chance(0.2) {
            (r.schedule, r.apply) = (Schedule::SYNCHRONOUS, Span::ZERO);
        }
        r.automatic = draw.chance(0.3).then(|| delay(draw, 0.1));
        r.resync = Resync {
            window: draw.chance(0.5).then(|| Window { from: hours(18.5), until: hours(6.0) }),
            after_crash: draw.chance(0.5),
            drops_points: draw.chance(0.5),
            compared_per_second: None,
        };
        if draw.chance(0.5) {
            // Hours, or a few, of the changes that the app makes.
            let value = LogLimit::Time(hours(pick(draw, &[0.02, 0.5, 4.0])));
            let log = Some(Sourced { value, mark: Mark::Given, source: "" });
            r.limits = Some(Arc::new(Limits { log, ..Limits::none("the replica") }));
        }
        if draw.chance(0.5) {
            r.retention = Retention { age: hours(24.0), spacing: hours(1.0) };
        }
        if r.to != a.home {
            a.protections.push(Protection::Replica(r));
        }
    }
    if !e.targets.is_empty() && draw.chance(0.8) {
        let to = vec![random_place(draw, e), a.home];
        let mut b =
            backup(draw.below(e.targets.len() as u64) as u32, hours(pick(draw, &[1.0, 6.0, 24.0])), to);
        (b.provision, b.fix_up) = (delay(draw, 0.2), delay(draw, 0.2));
        (b.levels[0].job_failure, b.levels[0].unreadable) =
            (0.2 * draw.unit(), pick(draw, &[0.1, 1.0]) * draw.unit());
        b.decide = draw.chance(0.3).then(|| delay(draw, 20.0));
        if draw.chance(0.3) {
            let target = TargetId(draw.below(e.targets.len() as u64) as u32);
            let schedule = draw.chance(0.5).then(|| Schedule { every: hours(24.0), start: None });
            b.levels.push(Level { target, schedule, hold: hours(draw.unit()), ..b.levels[0].clone() });
        }
        a.protections.push(Protection::Backup(b));
    }
    a
}
