//! A swarm of random worlds: whatever the estate, at every instant the books
//! must balance. A failure names the seed of the world.

use super::copying::{self, Wanted};
use super::history::{Outcome, Setup, Stage};
use super::journal::Note;
use super::record::Totals;
use super::settle;
use super::store;
use super::world::{DeploymentState, NOWHERE, World};
use crate::kernel::stream::{Stream, TrialKey};
use crate::model::limits::{LogLimit, Sourced};
use crate::model::*;
use crate::study::force;
use crate::units::{Span, Time};
use parts::*;
use std::sync::Arc;

mod losses;
mod orders;
#[path = "../../tests/histories/parts.rs"]
mod parts;
mod protections;

/// Checks the books of a world that has just been settled.
pub(super) fn check(model: &Model, world: &World, now: Time) {
    check_stamps(model, world);
    check_apps(model, world);
    check_limits(model, world);
    copying::check(world);
    super::plans::check(model, world);
    if now.0 % 32 == 0 {
        check_settled(model, world, now);
    }
    for copy in (0..model.copies.streams.len()).map(CopyId::new) {
        let wanted = Wanted { before: Time::NEVER, by: now, kept_at: now };
        if let Some(point) = copying::newest(model, world, copy, wanted) {
            assert!(point.at <= now && point.usable <= now, "a point from the future: {point:?} at {now:?}");
        }
    }
}

/// What was not looked at again when an instant was settled had not changed: to
/// settle everything anew changes nothing.
fn check_settled(model: &Model, world: &World, now: Time) {
    let mut again = world.clone();
    (0..model.estate.apps.len()).for_each(|app| again.touch(model, AppId::new(app)));
    (again.stir, again.flows_changed) = (true, true);
    settle::all(model, &mut again, now);
    let told = |world: &World| {
        let hosted = |d: &DeploymentState| (d.on, d.vms_up, d.booted, d.in_step_until, d.catching_up);
        let deployments: Vec<_> = world.deployments.iter().map(hosted).collect();
        let of_apps = (&world.apps, &world.services, deployments, &world.damages, &world.losses);
        let of_copies = (&world.progress, &world.regimes, &world.link_load);
        let waits = (&world.waiting, &world.queued, &world.flowing, &world.streams_busy);
        let of_plans = (&world.runs, &world.group_busy);
        format!("{of_apps:?}\n{of_copies:?}\n{waits:?}\n{of_plans:?}")
    };
    let (again, before) = (told(&again), told(world));
    if let Some(at) = again.bytes().zip(before.bytes()).position(|(a, b)| a != b) {
        let near = at.saturating_sub(200)..at + 60;
        panic!("not settled: {:?}\nbut {:?}", before.get(near.clone()), again.get(near));
    }
    assert_eq!(again.len(), before.len());
}

fn check_stamps(model: &Model, world: &World) {
    for (i, stamp) in model.estate.stamps.iter().enumerate() {
        let down = (0..stamp.nodes as u16).filter(|n| !world.is_up(World::node(model, i, *n))).count();
        assert_eq!(down as u32, world.stamps[i].nodes_down, "nodes down of {}", stamp.name);
        assert!(world.stamps[i].hardware_down <= world.stamps[i].nodes_down);
        for node in 0..stamp.nodes as u16 {
            let mut used = 0;
            for d in &model.layout.at_place[i] {
                let layout = model.layout.deployments[d.index()];
                let app = &model.estate.apps[layout.app.index()];
                let vms = layout.first_vm as usize..(layout.first_vm + app.vms) as usize;
                let here = vms.filter(|vm| world.deployments[d.index()].on && world.vm_node[*vm] == node);
                used += here.count() as i64 * app.memory_per_vm_bytes as i64;
            }
            assert_eq!(
                used,
                world.node_used[World::node(model, i, node).index()],
                "memory of {}",
                stamp.name
            );
        }
    }
    for (i, deployment) in world.deployments.iter().enumerate() {
        let layout = model.layout.deployments[i];
        let vms =
            layout.first_vm as usize..(layout.first_vm + model.estate.apps[layout.app.index()].vms) as usize;
        let up = vms.clone().filter(|vm| world.vm_up[*vm]).count() as u32;
        assert_eq!(up, deployment.vms_up, "running VMs");
        let place = model.layout.places[layout.place.index()];
        if deployment.on && matches!(place, Place::Stamp(_)) {
            let unplaced = vms.filter(|vm| world.vm_node[*vm] == NOWHERE).count() as u32;
            assert_eq!(unplaced, deployment.unplaced, "VMs without a node");
            let app = layout.app;
            assert!(
                !super::hosting::room_is_left(model, world, DeploymentId::new(i)),
                "{app:?} waits beside room"
            );
        }
        assert!(deployment.on || up == 0, "VMs run where nothing is deployed");
        let out_of_step = !world.in_step(DeploymentId::new(i));
        assert!(out_of_step || !deployment.catching_up, "sent what it does not lack");
        assert!(!out_of_step || model.is_active_active[layout.app.index()], "out of step with itself");
    }
}

fn check_apps(model: &Model, world: &World) {
    let mut outstanding = 0;
    for (i, app) in world.apps.iter().enumerate() {
        let spec = &model.estate.apps[i];
        if app.serving {
            assert!(app.intact && !app.halted && !app.planned, "{} serves without data", spec.name);
            assert!(store::is_there(model, world, AppId::new(i)), "{} serves without its store", spec.name);
            assert!(
                spec.needs.iter().all(|n| world.apps[n.index()].serving),
                "{} without what it needs",
                spec.name
            );
            assert!(!app.is_open || app.cut_off || app.open.item, "{} serves in an open incident", spec.name);
            assert!(app.down_since == Time::NEVER && app.planned_since == Time::NEVER);
        } else {
            let counted = app.down_since != Time::NEVER || app.planned_since != Time::NEVER;
            assert!(counted, "{} is down and nobody counts it", spec.name);
        }
        if app.planned_since != Time::NEVER {
            let falls = |n: &AppId| world.apps[n.index()].planned_since != Time::NEVER;
            assert!(app.planned || spec.needs.iter().any(falls), "{} is down for no work", spec.name);
        }
        super::management::check(world, AppId::new(i));
        let recovery = app.recovery;
        if app.is_open && recovery.stage.is_executing() {
            let onset = world.tainted[i].onset_at(recovery.point);
            assert_eq!(onset, None, "{} is brought back to data known to be damaged", spec.name);
        }
        outstanding += u32::from(app.is_open && app.open.counted);
        let on = world.deployments[app.current.index()].on;
        assert!(on, "{} lives where nothing is deployed", spec.name);
    }
    for (s, service) in world.services.iter().enumerate() {
        let open = |a: &AppId| world.apps[a.index()].is_open;
        let members = model.estate.services[s].apps.iter().filter(|a| open(a)).count() as u32;
        assert_eq!(members, service.members, "open members of a service");
        outstanding += u32::from(service.open.is_some_and(|(struck, _)| struck.counted));
    }
    outstanding += super::damage::outstanding(world);
    assert_eq!(outstanding, world.outstanding, "what keeps the history going");
}

fn check_limits(model: &Model, world: &World) {
    assert!(world.struck.is_empty(), "a strike without a record");
    let executing = |app: &super::world::AppState| app.is_open && app.recovery.stage.is_executing();
    let held: u32 = world.apps.iter().filter(|a| executing(a)).map(|a| a.recovery.held).sum();
    let busy: u32 = world.places.iter().map(|p| p.busy).sum::<u32>() + world.streams_busy.iter().sum::<u32>();
    let moving = (0..world.apps.len()).map(|app| store::streams_held(world, AppId::new(app)));
    let held = held + moving.sum::<u32>();
    assert_eq!(held, busy, "hands and streams held by nobody");
    for (d, deployment) in world.deployments.iter().enumerate() {
        let layout = model.layout.deployments[d];
        let app = &world.apps[layout.app.index()];
        let home = model.layout.of_app(layout.app).start == d;
        let meant = executing(app) && app.recovery.destination.index() == d;
        let lives = app.current.index() == d;
        assert!(!deployment.on || home || layout.initial || meant || lives, "room held by nobody");
    }
    for (crew, busy) in world.crew_busy.iter().enumerate() {
        assert!(*busy <= model.machinery.crews[crew], "more repairs than technicians");
    }
    for (target, busy) in world.streams_busy.iter().enumerate() {
        assert!(*busy <= model.estate.targets[target].streams, "more streams than the target has");
    }
    for (link, load) in world.link_load.iter().enumerate() {
        assert!(*load >= 0, "load of link {link}");
    }
    for app in &world.flowing {
        let state = &world.apps[app.index()];
        let moving = store::is_moving(world, *app);
        assert!(!moving || store::is_there(model, world, *app), "moves what is out of reach");
        let reads = !moving && state.is_open && state.recovery.stage == super::execution::Stage::Transferring;
        assert!(
            !reads || super::execution::source_in_reach(model, world, *app),
            "reads what is out of reach"
        );
    }
    super::transfer::check(model, world);
}

fn pick<T: Copy>(draw: &mut Stream, from: &[T]) -> T {
    from[draw.below(from.len() as u64) as usize]
}

/// A random hazard, often enough for things to coincide.
fn hazard(draw: &mut Stream) -> Hazard {
    match draw.below(5) {
        0 => Hazard::Never,
        1 => weibull(1.5, 5600.0 * (0.2 + draw.unit())),
        2 => Hazard::At(vec![Time(draw.below(3_000) as i64 * 3_600_000_000)]),
        _ => rate(0.5 + 4.0 * draw.unit()),
    }
}

fn delay(draw: &mut Stream, hours: f64) -> Delay {
    if draw.chance(0.4) {
        fixed((hours * draw.unit()).round())
    } else {
        exponential(hours * (0.1 + draw.unit()))
    }
}

fn random_estate(draw: &mut Stream) -> Estate {
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

#[test]
fn the_books_balance_in_random_worlds() {
    let (mut lossy, mut unmanaged, mut resyncs, mut reclaims) = (0, 0, 0, 0);
    let (mut processed, mut older, mut mended, mut moved) = (0, 0, 0, 0);
    let mut ordered = 0;
    let worlds: u64 = std::env::var("DRSIM_SWARM").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for seed in 0..worlds {
        let mut draw = TrialKey::new(99, seed).stream(1, 1, 0);
        let mut estate = random_estate(&mut draw);
        protections::draw_registrations(&mut TrialKey::new(99, seed).stream(2, 1, 0), &mut estate);
        protections::draw_points(&mut TrialKey::new(99, seed).stream(3, 1, 0), &mut estate);
        orders::draw(&mut TrialKey::new(99, seed).stream(4, 1, 0), &mut estate);
        let model = Model::new(estate);
        let horizon = Span::YEAR;
        let forcing = force::choose(&model, horizon.years());
        let setup = Setup { model: &model, seed, horizon, probes: 8, natural: true, strata: forcing.strata };
        let mut stage = Stage::new(&model);
        let mut outcome = Outcome::default();
        for trial in 0..2 {
            println!("world {seed}, trial {trial}");
            stage.run_told(&setup, trial, &mut outcome, true);
            check_outcome(&model, &outcome, horizon);
            unmanaged += u64::from(outcome.totals.iter().any(|totals| totals.unmanaged > Span::ZERO));
            let journal = stage.world().journal();
            lossy += losses::check(journal, model.estate.apps.len());
            ordered += orders::check(&model, journal);
            for (_, note) in journal {
                match note {
                    Note::NeedsResync(_) => resyncs += 1,
                    Note::MadeRoom(..) => reclaims += 1,
                    Note::Processes(_) => processed += 1,
                    Note::Migrated(_) => moved += 1,
                    Note::StartFailed(_, Some(_)) => older += 1,
                    Note::StartFailed(_, None) => mended += 1,
                    _ => {}
                }
            }
        }
        let again = outcome.strikes.clone();
        stage.run(&setup, 0, &mut outcome);
        Stage::new(&model).run(&setup, 1, &mut outcome);
        assert!(again == outcome.strikes, "world {seed}: a used stage tells another story");
    }
    println!(
        "losses checked: {lossy}; histories with unmanaged time: {unmanaged}; resyncs: {resyncs}; stopped for others: {reclaims}"
    );
    println!(
        "latest points processed: {processed}; starts failed: {older} of replicas, {mended} mended; moved: {moved}"
    );
    assert!(moved > worlds / 4, "hardly an app runs from its store");
    assert!(processed.min(older).min(mended) > worlds / 4, "hardly a point costs anything");
    assert!(lossy > worlds as u32, "hardly an incident loses anything");
    assert!(unmanaged > worlds / 4, "hardly an app is ever unmanaged");
    assert!(reclaims > worlds / 10, "hardly an app is stopped for another");
    assert!(resyncs > worlds, "hardly a replica needs a resync");
    println!("recoveries after an earlier group's: {ordered}");
    assert!(ordered > worlds as usize, "hardly a plan holds anyone back");
}

/// What streams forget is never asked for: heavily loaded chains of backups, in
/// which jobs fail and levels are halted apart, tell the same without.
#[test]
fn what_is_forgotten_does_not_matter() {
    let worlds: u64 = std::env::var("DRSIM_SWARM").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for seed in 0..worlds / 30 {
        let mut draw = TrialKey::new(98, seed).stream(1, 1, 0);
        let mut estate = random_estate(&mut draw);
        for app in &mut estate.apps {
            app.churn_bytes_per_second *= pick(&mut draw, &[1.0, 5.0, 20.0]);
            (app.corruption, app.damage_detection) = (rate(3.0), delay(&mut draw, 300.0));
            for protection in &mut app.protections {
                let Protection::Backup(backup) = protection else { continue };
                let last = backup.levels[backup.levels.len() - 1].clone();
                if draw.chance(0.5) {
                    backup.levels.push(Level { schedule: None, ..last });
                }
                for level in &mut backup.levels {
                    level.retention.age = hours(24.0 * pick(&mut draw, &[3.0, 20.0, 40.0]));
                    level.job_failure = pick(&mut draw, &[0.0, 0.05, 0.3]);
                    level.job_failure_correlation = pick(&mut draw, &[0.0, 0.5]);
                }
            }
        }
        estate.ransomware.taint_from = TaintFrom::Intrusion;
        let model = Model::new(estate);
        let horizon = Span(2 * Span::YEAR.0);
        let forcing = force::choose(&model, horizon.years());
        let setup = Setup { model: &model, seed, horizon, probes: 50, natural: true, strata: forcing.strata };
        let told = |remembers: bool| {
            let mut stage = Stage::new(&model);
            if remembers {
                stage.remember_all();
            }
            let mut outcome = Outcome::default();
            stage.run(&setup, 0, &mut outcome);
            (outcome.strikes, outcome.totals)
        };
        assert!(told(false) == told(true), "world {seed}");
    }
}

fn check_outcome(model: &Model, outcome: &Outcome, horizon: Span) {
    assert_eq!(outcome.totals.len(), model.subjects());
    for totals in &outcome.totals {
        let without = totals.down + totals.planned + totals.cut_off;
        assert!(without <= horizon, "more downtime than time: {totals:?}");
        assert!(totals.unmanaged <= horizon, "more unmanaged than time: {totals:?}");
        assert!(totals.probes_exposed <= totals.probes_serving);
    }
    for (s, service) in model.estate.services.iter().enumerate() {
        let (whole, apps) = (&outcome.totals[model.estate.apps.len() + s], &service.apps);
        let check = |what: &str, of: fn(&Totals) -> Span| {
            let members = || apps.iter().map(|a| of(&outcome.totals[a.index()]));
            let (most, sum) = (members().max(), members().fold(Span::ZERO, |a, b| a + b));
            assert!(most <= Some(of(whole)) && of(whole) <= sum, "a service is {what} while a member is");
        };
        check("down", |totals| totals.down);
        check("unmanaged", |totals| totals.unmanaged);
        check("down or cut off", |totals| totals.down + totals.planned + totals.cut_off);
        assert!(
            apps.len() > 1
                || *whole
                    == Totals {
                        probes_serving: whole.probes_serving,
                        probes_exposed: whole.probes_exposed,
                        ..outcome.totals[apps[0].index()]
                    }
        );
    }
    for totals in &outcome.totals[..model.estate.apps.len()] {
        let apart = totals.down + totals.planned + totals.unmanaged;
        assert!(apart <= horizon, "unmanaged while it does not serve: {totals:?}");
    }
    for strike in &outcome.strikes {
        assert!(strike.weight > 0.0 && strike.at <= Time::ZERO + horizon + Span::YEAR);
        let Some(i) = &strike.incident else { continue };
        let sum: Span = i.phases.iter().fold(Span::ZERO, |a, b| a + *b);
        if i.closed != Time::NEVER {
            assert_eq!(sum, i.closed - i.failed, "phases: {strike:?}");
        }
        assert!(i.judged <= sum && i.loss >= Span::ZERO && i.onset <= i.failed, "{strike:?}");
    }
}

#[test]
fn regimes_find_their_storage_in_place_in_every_history() {
    // Some 200 outages of the link within the time that backups are kept.
    let mut e = estate(4);
    e.sites.push(site("dc2", SiteKind::Own));
    e.links.push(link("wan", 0, 1, 1e8));
    e.apps.push(app("a", PROD));
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    let mut b = backup(0, hours(1.0), vec![PROD]);
    b.levels[0].retention.age = Span::YEAR;
    e.apps[0].protections = vec![Protection::Backup(b)];
    (e.links[0].failure, e.links[0].repair) = (rate(200.0), fixed(1.0));
    e.sites[0].lost = rate(0.01);
    let model = Model::new(e);
    let strata = force::choose(&model, 1.0).strata;
    let setup = Setup { model: &model, seed: 1, horizon: Span::YEAR, probes: 0, natural: true, strata };
    let mut stage = Stage::new(&model);
    let mut run = |trial| {
        stage.run(&setup, trial, &mut Outcome::default());
        let worlds = [stage.world(), stage.branch()];
        assert!(worlds[0].regimes[0].len() > 200);
        worlds.map(|world| world.regimes.iter().map(|r| (r.as_ptr(), r.capacity())).collect::<Vec<_>>())
    };
    (0..20).for_each(|trial| drop(run(trial)));
    let storage = run(0);
    assert!((0..20).all(|trial| run(trial) == storage));
}
