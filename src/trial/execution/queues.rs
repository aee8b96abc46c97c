//! Queues of a recovery: for people's hands and for restore streams, and the work
//! that waits behind them.

use super::super::draw::Purpose;
use super::super::incident;
use super::super::journal::Note;
use super::super::plans;
use super::super::record::Phase;
use super::super::recovery;
use super::super::store;
use super::super::transfer::{self, Cargo};
use super::super::world::World;
use super::{Plan, Stage, points, step};
use crate::model::{AppId, BackupMethod, Keeper, Model, Protection, Replica};
use crate::units::{Span, Time};

/// Largest number of VMs worked on at once that is told apart.
const HANDS: usize = 64;

/// Whose turn it is: highest priority first, then first come, first served;
/// who came at the same instant, by name.
pub(in crate::trial) fn turn(model: &Model, world: &World, app: AppId) -> ((bool, u32), Time, u32) {
    let since = world.apps[app.index()].recovery.waits_since;
    (model.estate.apps[app.index()].turn(), since, model.rank[app.index()])
}

/// Gives hands and streams to those that wait for them, each in its turn;
/// streams left over go to restores that can use more.
pub(in crate::trial) fn serve_queues(model: &Model, world: &mut World, now: Time) {
    let mut queued = std::mem::take(&mut world.queued);
    queued.sort_unstable_by_key(|app| turn(model, world, *app));
    queued.retain(|app| match world.apps[app.index()].recovery.stage {
        Stage::QueueHands => !take_hands(model, world, now, *app),
        Stage::QueueStreams => !take_streams(model, world, now, *app),
        _ => false,
    });
    queued.append(&mut world.queued);
    world.queued = queued;
    store::move_on(model, world, now);
    widen_restores(model, world);
}

fn take_hands(model: &Model, world: &mut World, now: Time, app: AppId) -> bool {
    let recovery = world.apps[app.index()].recovery;
    let spec = &model.estate.apps[app.index()];
    let parallel = match &spec.protections[protection_of(recovery.plan)] {
        Protection::Replica(replica) => replica.parallel,
        Protection::Backup(backup) => backup.parallel,
        Protection::ActiveActive(_) => unreachable!("a redirection needs no hands"),
    };
    let place = model.layout.deployments[recovery.destination.index()].place;
    let mut free = parallel.saturating_sub(world.places[place.index()].busy);
    if recovery.planned {
        free = free.min(plans::free_hands(model, world, app));
    }
    if free == 0 {
        return false;
    }
    let held = free.min(spec.vms);
    world.places[place.index()].busy += held;
    if recovery.planned
        && let Some(busy) = plans::busy_of(model, world, app)
    {
        *busy += held;
    }
    world.apps[app.index()].recovery.held = held;
    match &spec.protections[protection_of(recovery.plan)] {
        Protection::Replica(replica) => fail_over(model, world, now, app, held, replica),
        _ => prepare(model, world, now, app, held),
    }
    true
}

pub(super) fn protection_of(plan: Plan) -> usize {
    plan.protection().expect("building anew and starting at home use no protection") as usize
}

/// The time until `vms` jobs are done by `held` hands, each taking the next
/// job when it has finished one.
pub(in crate::trial) fn makespan(vms: u32, held: u32, mut job: impl FnMut() -> Span) -> Span {
    let hands = (held as usize).min(HANDS);
    let mut free = [Span::ZERO; HANDS];
    for _ in 0..vms {
        let next = (0..hands).min_by_key(|h| free[*h]).expect("at least one hand is held");
        free[next] += job();
    }
    free[..hands].iter().copied().max().unwrap_or(Span::ZERO)
}

fn fail_over(model: &Model, world: &mut World, now: Time, app: AppId, held: u32, replica: &Replica) {
    let vms = model.estate.apps[app.index()].vms;
    let mut stream = world.incident_stream(model, app, Purpose::Work);
    let mut choosing = points::choosing(model, world, app, replica);
    let work = makespan(vms, held, || choosing() + replica.failover.sample(&mut stream));
    let judged = replica.failover.mark.is_judgement();
    let mut stream = world.incident_stream(model, app, Purpose::Plan);
    if stream.chance(replica.plan_works) {
        step(world, now, app, Stage::Working, Phase::Boot, judged, work);
        return;
    }
    let people = &model.estate.people;
    let error = people.error.sample(&mut stream);
    let under_way = protection_of(world.apps[app.index()].recovery.plan);
    let gives_up =
        stream.chance(replica.gives_up) && recovery::has_another(model, world, now, app, under_way);
    world.note(now, Note::PlanFailed(app, gives_up));
    let error_judged = people.error.mark.is_judgement();
    if gives_up {
        step(world, now, app, Stage::GivingUp, Phase::Manual, error_judged, error);
    } else {
        let work = error + Span::from_seconds(work.seconds() * replica.without_plan);
        step(world, now, app, Stage::Working, Phase::Manual, judged || error_judged, work);
    }
}

fn prepare(model: &Model, world: &mut World, now: Time, app: AppId, held: u32) {
    let spec = &model.estate.apps[app.index()];
    let plan = world.apps[app.index()].recovery.plan;
    let Protection::Backup(backup) = &spec.protections[protection_of(plan)] else {
        unreachable!("only restores are prepared")
    };
    let mut stream = world.incident_stream(model, app, Purpose::Work);
    let in_guest = backup.method == BackupMethod::InGuest;
    let from_store = store::boots_from_it(model, app, plan);
    let first = if from_store { &backup.instant_boot } else { &backup.provision };
    let work = makespan(spec.vms, held, || {
        let mut job = first.sample(&mut stream);
        if in_guest {
            job += backup.install_os.sample(&mut stream) + backup.install_agent.sample(&mut stream);
        }
        job
    });
    let phase = if in_guest { Phase::Manual } else { Phase::Boot };
    let judged = first.mark.is_judgement() || in_guest && backup.install_os.mark.is_judgement();
    step(world, now, app, Stage::Working, phase, judged, work);
}

/// Begins to read the data of a restore, or goes on with it: with streams of
/// the target they are on; an older point of a replica needs none.
fn take_streams(model: &Model, world: &mut World, now: Time, app: AppId) -> bool {
    let recovery = world.apps[app.index()].recovery;
    let (copy, item) = match recovery.plan {
        Plan::Restore { copy, .. } => (copy, false),
        Plan::RestoreItem { copy, .. } => (copy, true),
        _ => unreachable!("only restores use streams"),
    };
    if !source_in_reach(model, world, app) {
        return false;
    }
    // What is moved in the background waits.
    store::halt(model, world, now, app);
    if store::boots_from_it(model, app, recovery.plan) {
        super::transferred(model, world, now, app);
        return true;
    }
    let stream = &model.copies.streams[copy.index()];
    let spec = &model.estate.apps[app.index()];
    let (held, target, cap) = match stream.keeper {
        Keeper::Target(target) => {
            let spec_of_target = &model.estate.targets[target.index()];
            let free = spec_of_target.streams.saturating_sub(world.streams_busy[target.index()]);
            if free == 0 {
                if world.apps[app.index()].open.phase != Phase::Queue {
                    incident::enter(world, now, app, Phase::Queue, false);
                }
                return false;
            }
            let held = if item { 1 } else { free.min(spec.vms) };
            world.streams_busy[target.index()] += held;
            (held, Some(target), f64::from(held) * spec_of_target.stream_bytes_per_second)
        }
        Keeper::Place(_) => (0, None, f64::INFINITY),
    };
    let bytes = match transfer::left(world, app) {
        Some(left) => left,
        None if item => spec.item_bytes,
        None => spec.data_bytes * repeated(model, world, app),
    };
    let to = super::super::settle::site_of_deployment(model, recovery.destination);
    let cargo = Cargo { bytes, from: stream.site, to, target, cap };
    let recovery = &mut world.apps[app.index()].recovery;
    (recovery.held, recovery.stage) = (held, Stage::Transferring);
    incident::enter(world, now, app, Phase::Transfer, false);
    transfer::start(world, now, app, cargo);
    true
}

/// What a restore reads works, and can be reached from where it is restored to.
pub(in crate::trial) fn source_in_reach(model: &Model, world: &World, app: AppId) -> bool {
    let recovery = &world.apps[app.index()].recovery;
    let (Plan::Restore { copy, .. } | Plan::RestoreItem { copy, .. }) = recovery.plan else { return true };
    let stream = &model.copies.streams[copy.index()];
    let to = super::super::settle::site_of_deployment(model, recovery.destination);
    world.keeper_up(model, stream.keeper) && world.route(model, stream.site, to).is_some()
}

/// Whether an app boots, or has booted, from a store that is down or out of reach.
pub(in crate::trial) fn has_lost_store(model: &Model, world: &World, app: AppId) -> bool {
    let recovery = &world.apps[app.index()].recovery;
    let booted = [Stage::Booting, Stage::CrashStart, Stage::Mending, Stage::Finishing];
    booted.contains(&recovery.stage)
        && store::boots_from_it(model, app, recovery.plan)
        && !source_in_reach(model, world, app)
}

/// Whether the data of a restore are wanted now, but cannot be reached.
pub(in crate::trial) fn is_stalled(model: &Model, world: &World, app: AppId) -> bool {
    world.apps[app.index()].recovery.stage == Stage::QueueStreams && !source_in_reach(model, world, app)
}

/// Restores whose source has gone out of reach give back their streams and
/// queue again. They keep their turn, and what they have moved.
pub(in crate::trial) fn interrupt(model: &Model, world: &mut World, now: Time) {
    store::interrupt(model, world, now);
    let mut next = 0;
    while next < world.flowing.len() {
        let app = world.flowing[next];
        let state = &world.apps[app.index()];
        let reads = state.is_open && state.recovery.stage == Stage::Transferring;
        if !reads || source_in_reach(model, world, app) {
            next += 1;
            continue;
        }
        transfer::pause(world, now, app);
        let_go(model, world, app);
        world.apps[app.index()].recovery.stage = Stage::QueueStreams;
        world.queued.push(app);
    }
}

/// Restores that fail once are repeated: the factor on what is moved.
fn repeated(model: &Model, world: &World, app: AppId) -> f64 {
    let spec = &model.estate.apps[app.index()];
    let plan = world.apps[app.index()].recovery.plan;
    let Protection::Backup(backup) = &spec.protections[protection_of(plan)] else { return 1.0 };
    if backup.vm_restore_failure <= 0.0 {
        return 1.0;
    }
    let mut stream = world.incident_stream(model, app, Purpose::Retry);
    let failed: u32 = (0..spec.vms).map(|_| u32::from(stream.chance(backup.vm_restore_failure))).sum();
    1.0 + f64::from(failed) / f64::from(spec.vms)
}

fn widen_restores(model: &Model, world: &mut World) {
    for i in 0..world.flowing.len() {
        let app = world.flowing[i];
        let recovery = world.apps[app.index()].recovery;
        let (Stage::Transferring, Plan::Restore { copy, .. }) = (recovery.stage, recovery.plan) else {
            continue;
        };
        let Keeper::Target(target) = model.copies.streams[copy.index()].keeper else { continue };
        let spec = &model.estate.targets[target.index()];
        let free = spec.streams.saturating_sub(world.streams_busy[target.index()]);
        let wanted = model.estate.apps[app.index()].vms - recovery.held;
        let more = free.min(wanted);
        if more > 0 {
            world.streams_busy[target.index()] += more;
            world.apps[app.index()].recovery.held += more;
            let cap = f64::from(recovery.held + more) * spec.stream_bytes_per_second;
            transfer::widen(world, app, cap);
        }
    }
}

/// Gives back the hands or streams a recovery holds.
pub(super) fn let_go(model: &Model, world: &mut World, app: AppId) {
    let recovery = world.apps[app.index()].recovery;
    if recovery.held == 0 {
        return;
    }
    match (recovery.stage, recovery.plan) {
        (stage, _) if stage.holds_hands() => {
            let place = model.layout.deployments[recovery.destination.index()].place;
            world.places[place.index()].busy -= recovery.held;
            if recovery.planned
                && let Some(busy) = plans::busy_of(model, world, app)
            {
                *busy -= recovery.held;
            }
        }
        (Stage::Transferring, Plan::Restore { copy, .. } | Plan::RestoreItem { copy, .. }) => {
            if let Keeper::Target(target) = model.copies.streams[copy.index()].keeper {
                world.streams_busy[target.index()] -= recovery.held;
            }
        }
        _ => {}
    }
    world.apps[app.index()].recovery.held = 0;
    world.stir = true;
}
