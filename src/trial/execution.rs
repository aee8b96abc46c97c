//! Carrying out a recovery: queue for people and streams, prepare or fail
//! over, transfer, boot, fix up, serve.

mod broken;
mod points;
mod queues;
mod state;

pub(super) use broken::{abandon, copies_destroyed, exchange, give_way, is_on_its_way, place_destroyed};
#[cfg(test)]
pub(super) use queues::source_in_reach;
pub(super) use queues::{has_lost_store, interrupt, is_stalled, makespan, serve_queues, turn};

pub use state::{Recovery, Stage};

use self::queues::{let_go, protection_of};
use super::copying;
use super::draw::Purpose;
use super::event::Event;
use super::hosting;
use super::incident;
use super::journal::Note;
use super::management;
use super::plans;
use super::record::{Method, Phase};
use super::recovery::{self, Choice};
use super::transfer;
use super::world::{Away, World};
use crate::model::{AppId, CopyId, DeploymentId, Keeper, Model, OnReturn, Protection};
use crate::units::{Span, Time};

/// What is being carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Failover to a replica.
    Failover {
        /// Position of the protection.
        protection: u8,
    },
    /// Restore from a backup.
    Restore {
        /// Position of the protection.
        protection: u8,
        /// The stream whose point is used.
        copy: CopyId,
    },
    /// Restore of an item while the app serves.
    RestoreItem {
        /// Position of the protection.
        protection: u8,
        /// The stream whose point is used.
        copy: CopyId,
    },
    /// An item that is lost is made anew.
    RemakeItem,
    /// Traffic moves to another active instance.
    Redirect {
        /// Position of the protection.
        protection: u8,
    },
    /// Boot at home from the data left there.
    StaleHome,
    /// Rebuild empty.
    Rebuild,
}

impl Plan {
    fn method(self) -> Method {
        match self {
            Self::Failover { protection } => Method::Replica(protection),
            Self::Restore { protection, .. } | Self::RestoreItem { protection, .. } => {
                Method::Backup(protection)
            }
            Self::Redirect { protection } => Method::Redirect(protection),
            Self::StaleHome => Method::InPlace,
            Self::Rebuild => Method::Rebuilt,
            Self::RemakeItem => Method::Remade,
        }
    }

    /// The protection that it uses, by position.
    pub(super) fn protection(self) -> Option<u8> {
        match self {
            Self::Failover { protection }
            | Self::Restore { protection, .. }
            | Self::RestoreItem { protection, .. }
            | Self::Redirect { protection } => Some(protection),
            Self::StaleHome | Self::Rebuild | Self::RemakeItem => None,
        }
    }

    /// The copies that a restore is read from.
    pub(super) fn copy(self) -> Option<CopyId> {
        match self {
            Self::Restore { copy, .. } | Self::RestoreItem { copy, .. } => Some(copy),
            _ => None,
        }
    }

    /// Whether a returning source calls it off.
    fn yields(self, model: &Model, app: AppId) -> bool {
        match self {
            Self::Failover { protection } => {
                match &model.estate.apps[app.index()].protections[protection as usize] {
                    Protection::Replica(replica) => replica.on_return == OnReturn::Race,
                    _ => true,
                }
            }
            _ => true,
        }
    }
}

/// Starts a recovery; room at the destination has been claimed.
pub(super) fn start(model: &Model, world: &mut World, now: Time, app: AppId, choice: Choice) {
    let state = &mut world.apps[app.index()];
    let recovery = &mut state.recovery;
    (recovery.plan, recovery.destination, recovery.point) = choice;
    let plan = recovery.plan;
    recovery.attempts += 1;
    recovery.held = 0;
    state.open.started = now;
    world.apps[app.index()].recovery.planned = plans::is_planned(model, world, app, plan);
    chosen(model, world, now, app);
    match plan {
        Plan::Failover { .. } | Plan::Restore { .. } => prepare_source(model, world, now, app),
        Plan::RestoreItem { .. } => {
            let work = &model.estate.apps[app.index()].item_work;
            let span = work.sample(&mut world.incident_stream(model, app, Purpose::Work));
            step(world, now, app, Stage::Working, Phase::Manual, work.mark.is_judgement(), span);
        }
        Plan::Redirect { protection } => {
            let Protection::ActiveActive(both) =
                &model.estate.apps[app.index()].protections[protection as usize]
            else {
                unreachable!("only active-active apps are redirected")
            };
            let mut stream = world.incident_stream(model, app, Purpose::FixUp);
            let span = both.probe.sample(&mut stream) + both.redirect.sample(&mut stream);
            let judged = both.redirect.mark.is_judgement();
            step(world, now, app, Stage::Finishing, Phase::Network, judged, span);
        }
        Plan::StaleHome => boot(model, world, now, app),
        Plan::Rebuild | Plan::RemakeItem => {
            let spec = &model.estate.apps[app.index()];
            let rebuild = if plan == Plan::Rebuild { &spec.rebuild } else { &spec.item_remake };
            let span = rebuild.sample(&mut world.incident_stream(model, app, Purpose::Rebuild));
            let judged = rebuild.mark.is_judgement();
            step(world, now, app, Stage::Rebuilding, Phase::Manual, judged, span);
        }
    }
}

/// What is used has been chosen: says so, and what is left aside for it.
fn chosen(model: &Model, world: &mut World, now: Time, app: AppId) {
    let aside = recovery::newest_aside(model, world, now, app);
    let recovery = &mut world.apps[app.index()].recovery;
    recovery.aside = aside;
    let Recovery { plan, destination, point, .. } = *recovery;
    if world.is_told() {
        recovery::tell_passed_over(model, world, now, app);
        world.note(now, Note::Started(app, plan.method(), destination, point, plan.copy()));
        tell_failed_jobs(model, world, now, app);
    }
}

/// Tells how many jobs failed since the point that is used.
fn tell_failed_jobs(model: &Model, world: &mut World, now: Time, app: AppId) {
    let recovery = world.apps[app.index()].recovery;
    let copy = recovery.plan.copy().or_else(|| {
        let Plan::Failover { protection } = recovery.plan else { return None };
        let mut copies = model.copies.of_app(app).map(CopyId::new);
        copies.find(|copy| model.copies.streams[copy.index()].protection == protection)
    });
    let stopped = world.apps[app.index()].open.stopped;
    let failed = copy.map_or(0, |copy| copying::failed_jobs(model, world, copy, recovery.point, stopped));
    if failed > 0 {
        world.note(now, Note::JobsFailed(app, failed));
    }
}

/// Under a recovery plan an app that still runs is shut down before it is brought
/// back elsewhere.
fn prepare_source(model: &Model, world: &mut World, now: Time, app: AppId) {
    let state = &world.apps[app.index()];
    let current = state.current;
    let place = model.layout.deployments[current.index()].place;
    let runs = world.deployments[current.index()].vms_up > 0 && world.places[place.index()].powered;
    let elsewhere = state.recovery.destination != current;
    match model.plans.of_app[app.index()] {
        Some(of) if state.recovery.planned && runs && elsewhere => {
            let shut_down = &model.estate.plans[of.plan.index()].shut_down;
            let span = shut_down.sample(&mut world.incident_stream(model, app, Purpose::ShutDown));
            world.note(now, Note::ShutsDown(app));
            let judged = shut_down.mark.is_judgement();
            step(world, now, app, Stage::ShuttingDown, Phase::Manual, judged, span);
        }
        _ => begin_work(model, world, now, app),
    }
}

/// The work itself begins: to the latest point once what had been sent is processed.
fn begin_work(model: &Model, world: &mut World, now: Time, app: AppId) {
    match world.apps[app.index()].recovery.plan {
        Plan::Failover { protection } => points::fail_over(model, world, now, app, protection),
        _ => queue(world, now, app, Stage::QueueHands),
    }
}

fn queue(world: &mut World, now: Time, app: AppId, stage: Stage) {
    let recovery = &mut world.apps[app.index()].recovery;
    (recovery.stage, recovery.waits_since) = (stage, now);
    incident::enter(world, now, app, Phase::Queue, false);
    world.queued.push(app);
    world.stir = true;
}

fn step(world: &mut World, now: Time, app: AppId, stage: Stage, phase: Phase, judged: bool, span: Span) {
    let recovery = &mut world.apps[app.index()].recovery;
    recovery.stage = stage;
    recovery.step += 1;
    let step = recovery.step;
    incident::enter(world, now, app, phase, judged);
    world.schedule(now + span, Event::StepDone(app, step));
}

/// A step is done: the next one begins.
pub(super) fn step_done(model: &Model, world: &mut World, now: Time, app: AppId, step: u32) {
    let state = &world.apps[app.index()];
    if !state.is_open || state.recovery.step != step {
        return;
    }
    let recovery = state.recovery;
    match recovery.stage {
        Stage::ShuttingDown => {
            world.apps[app.index()].recovery.source_down = true;
            begin_work(model, world, now, app);
        }
        Stage::Working => {
            let_go(model, world, app);
            match recovery.plan {
                Plan::Restore { .. } | Plan::RestoreItem { .. } => {
                    queue(world, now, app, Stage::QueueStreams)
                }
                _ => boot(model, world, now, app),
            }
        }
        Stage::GivingUp => {
            abandon(model, world, app);
            world.apps[app.index()].recovery.give_up(protection_of(recovery.plan));
            recovery::wait(world, now, app);
        }
        Stage::Processing => queue(world, now, app, Stage::QueueHands),
        Stage::Booting => points::booted(model, world, now, app),
        Stage::CrashStart => points::crash_started(model, world, now, app),
        Stage::Mending => finish_up(model, world, now, app),
        Stage::Finishing | Stage::Rebuilding => complete(model, world, now, app),
        Stage::Idle | Stage::Waiting | Stage::QueueHands | Stage::QueueStreams | Stage::Transferring => {
            unreachable!("no step is under way")
        }
    }
}

/// A restore's data are there, and show whether their copy was good.
pub(super) fn transferred(model: &Model, world: &mut World, now: Time, app: AppId) {
    transfer::stop(world, app);
    let_go(model, world, app);
    let Recovery { plan, point, .. } = world.apps[app.index()].recovery;
    let (Plan::Restore { protection, copy } | Plan::RestoreItem { protection, copy }) = plan else {
        unreachable!("only restores move data")
    };
    if !copying::is_readable(model, world, copy, point) {
        world.note(now, Note::Unreadable(app));
        let wanted = recovery::wanted(world, now, app);
        copying::found_unreadable(model, world, copy, point, wanted);
        try_next_point(model, world, now, app, protection);
    } else if matches!(plan, Plan::RestoreItem { .. }) {
        complete(model, world, now, app);
    } else {
        boot(model, world, now, app);
    }
}

/// Goes on with the next older point of the same protection, for which
/// everything is prepared; without one another method is looked for.
fn try_next_point(model: &Model, world: &mut World, now: Time, app: AppId, protection: u8) {
    let destination = world.apps[app.index()].recovery.destination;
    let to = super::settle::site_of_deployment(model, destination);
    let Some((next, point)) = recovery::best_copy(model, world, now, app, protection, to) else {
        abandon(model, world, app);
        recovery::wait(world, now, app);
        return;
    };
    read_another(model, world, now, app, (next, point.at));
}

/// Goes on with another copy, for which everything is prepared.
fn read_another(model: &Model, world: &mut World, now: Time, app: AppId, (next, point): (CopyId, Time)) {
    let recovery = &mut world.apps[app.index()].recovery;
    if let Plan::Restore { copy, .. } | Plan::RestoreItem { copy, .. } = &mut recovery.plan {
        *copy = next;
    }
    recovery.point = point;
    recovery.attempts = recovery.attempts.wrapping_add(1);
    chosen(model, world, now, app);
    queue(world, now, app, Stage::QueueStreams);
}

fn boot(model: &Model, world: &mut World, now: Time, app: AppId) {
    let spec = &model.estate.apps[app.index()];
    let mut stream = world.incident_stream(model, app, Purpose::Boot);
    let span = spec.boot.sample(&mut stream) + spec.start.sample(&mut stream);
    step(world, now, app, Stage::Booting, Phase::Boot, spec.boot.mark.is_judgement(), span);
}

fn finish_up(model: &Model, world: &mut World, now: Time, app: AppId) {
    let plan = world.apps[app.index()].recovery.plan;
    if plan == Plan::StaleHome {
        complete(model, world, now, app);
        return;
    }
    let (delay, phase) = match &model.estate.apps[app.index()].protections[protection_of(plan)] {
        Protection::Replica(replica) => (&replica.redirect, Phase::Network),
        Protection::Backup(backup) => (&backup.fix_up, Phase::Manual),
        Protection::ActiveActive(both) => (&both.redirect, Phase::Network),
    };
    let span = delay.sample(&mut world.incident_stream(model, app, Purpose::FixUp));
    step(world, now, app, Stage::Finishing, phase, delay.mark.is_judgement(), span);
}

/// The recovery is done: the app runs at its destination on the data of the
/// recovery point.
fn complete(model: &Model, world: &mut World, now: Time, app: AppId) {
    let recovery = world.apps[app.index()].recovery;
    let state = &mut world.apps[app.index()];
    let method = recovery.plan.method();
    state.open.method = method;
    state.recovery.stage = Stage::Idle;
    state.recovery.step += 1;
    let missing_since = state.open.item_last;
    incident::enter(world, now, app, Phase::Dependency, false);
    world.note(now, Note::Recovered(app, method));
    world.touch(model, app);
    if matches!(recovery.plan, Plan::RestoreItem { .. } | Plan::RemakeItem) {
        let open = &mut world.apps[app.index()].open;
        (open.item, open.item_mended) = (false, now);
        world.losses[app.index()].mend(now, recovery.point.min(missing_since), missing_since);
        return;
    }
    arrive(model, world, now, app);
}

/// The app's live data are now at the destination.
fn arrive(model: &Model, world: &mut World, now: Time, app: AppId) {
    let recovery = world.apps[app.index()].recovery;
    let destination = recovery.destination;
    let home = DeploymentId::new(model.layout.of_app(app).start);
    let state = &mut world.apps[app.index()];
    let before = state.current;
    let was_intact = state.intact && !state.halted;
    state.current = destination;
    state.intact = true;
    state.halted = false;
    let gone = before != destination && before != home && !model.layout.deployments[before.index()].initial;
    if gone {
        hosting::release(model, world, before);
    }
    management::arrived(model, world, now, app, before, Some(recovery.plan));
    let redirected = matches!(recovery.plan, Plan::Redirect { .. });
    if redirected && recovery.point == Time::NEVER {
        return;
    }
    let left = world.losses[app.index()].written_until(now);
    super::instances::replaced(model, world, app, destination, left);
    // Data that begin empty are those of before everything.
    let point = if recovery.plan == Plan::Rebuild { Time::ZERO } else { recovery.point };
    super::damage::heal(world, app, point);
    super::store::unmount(model, world, now, app);
    if let (true, Some(copy)) = (super::store::boots_from_it(model, app, recovery.plan), recovery.plan.copy())
    {
        super::store::mount(model, world, now, app, copy);
    }
    let open = &mut world.apps[app.index()].open;
    if recovery.plan == Plan::Rebuild {
        open.whole_before = open.whole_before.min(now);
    } else {
        open.regain(point);
    }
    open.item = open.item_onset <= point && (open.item || point < open.item_mended);
    world.losses[app.index()].replace(now, point);
    if !redirected {
        // Instances boot with their place.
        hosting::start_vms(model, world, destination);
    }
    if model.is_active_active[app.index()] {
        // Wherever it lives, its instances take over from there.
    } else if destination == home {
        world.apps[app.index()].away = Away::AtHome;
    } else if before == home {
        let state = &mut world.apps[app.index()];
        (state.away, state.home_data, state.left_home) = (Away::Waiting, was_intact, left);
    }
    if before != destination {
        let left = model.layout.deployments[before.index()].place;
        for copy in model.copies.of_app(app).map(CopyId::new) {
            let stream = &model.copies.streams[copy.index()];
            if stream.keeper == Keeper::Place(left) && !was_intact {
                // What the app ran on was its replica.
                copying::destroy(model, world, now, copy);
            } else if stream.level == 0 {
                copying::break_off(model, world, now, copy);
            }
        }
    }
}
