//! Settling: once everything bound to an instant has happened, what follows
//! from it. Who serves, which incidents open and close, which copies run, who
//! may start to recover. Only what the instant touched is looked at.

use super::downtime::Without;
use super::incident;
use super::journal::Note;
use super::reach::Lost;
use super::record::Subject;
use super::world::{Away, Struck, Touch, World};
use super::{copying, execution, failback, hosting, instances, management, recovery, store, transfer};
use crate::model::{AppId, CopyId, DeploymentId, Kind, Model, SiteId};
use crate::units::Time;

/// Far more rounds than any instant takes.
const ROUNDS: u32 = 10_000;

/// Settles an instant.
pub(super) fn all(model: &Model, world: &mut World, now: Time) {
    let mut rounds = 0;
    while world.any_dirty || world.stir || !world.struck.is_empty() || !world.freed.is_empty() {
        rounds += 1;
        assert!(rounds < ROUNDS, "trial {} does not settle at {now:?}", world.trial);
        serve_touched(model, world, now);
        if finish_strikes(model, world, now) {
            // What was stopped for planned work may serve.
            continue;
        }
        follow_touched(model, world, now);
        hosting::give_freed(model, world, now);
        if world.stir {
            world.stir = false;
            recovery::start_waiting(model, world, now);
            execution::serve_queues(model, world, now);
        }
    }
    if world.flows_changed {
        transfer::share(model, world, now);
    }
}

/// Works out who serves, apps before those that need them.
fn serve_touched(model: &Model, world: &mut World, now: Time) {
    for depth in 0..world.dirty.len() {
        let mut next = 0;
        while next < world.dirty[depth].len() {
            let app = world.dirty[depth][next];
            next += 1;
            serve(model, world, now, app);
        }
    }
}

/// Works out what follows for the copies, recoveries and moves of the apps
/// touched. What this touches anew is settled in another round.
fn follow_touched(model: &Model, world: &mut World, now: Time) {
    let mut touched = std::mem::take(&mut world.touched);
    for depth in 0..world.dirty.len() {
        touched.append(&mut world.dirty[depth]);
    }
    world.any_dirty = false;
    touched.retain(|app| {
        let touch = std::mem::replace(&mut world.touched_by[app.index()], Touch::Nothing);
        touch == Touch::Surroundings
    });
    for app in touched.drain(..) {
        instances::settle(model, world, now, app);
        for copy in model.copies.of_app(app) {
            copying::settle(model, world, now, CopyId::new(copy));
        }
        recovery::settle(model, world, now, app);
        failback::settle(model, world, now, app);
    }
    world.touched = touched;
}

/// The site an app serves from.
pub(super) fn site_of(model: &Model, world: &World, app: AppId) -> SiteId {
    site_of_deployment(model, world.apps[app.index()].current)
}

/// The site of a deployment.
pub(super) fn site_of_deployment(model: &Model, deployment: DeploymentId) -> SiteId {
    model.layout.place_sites[model.layout.deployments[deployment.index()].place.index()]
}

/// Whether an app went through what has just gone down: its users, or its way to an
/// app it needs or to the store that it runs from, used it.
pub(super) fn went_through(model: &Model, world: &World, app: AppId, lost: Lost) -> bool {
    let here = site_of(model, world, app);
    let spec = &model.estate.apps[app.index()];
    let first_choice = |to: SiteId| {
        // The route in use just before: the first whose other parts work.
        let route = model.routes.between(here, to).iter().find(|r| world.is_open(model, r, here, Some(lost)));
        route.is_some_and(|route| match lost {
            Lost::Link(link) => route.links().contains(&link),
            Lost::Site(site) => {
                route.links().iter().any(|l| model.estate.links[l.index()].ends.contains(&site))
            }
        })
    };
    let state = &world.apps[app.index()];
    (state.serving || state.planned_since != Time::NEVER)
        && (spec.users.iter().any(|site| first_choice(*site))
            || store::site(model, world, app).is_some_and(first_choice)
            || spec.needs.iter().any(|needed| first_choice(site_of(model, world, *needed))))
}

/// Works out whether an app serves, and what follows for it.
fn serve(model: &Model, world: &mut World, now: Time, app: AppId) {
    store::watch(model, world, now, app);
    let state = world.apps[app.index()];
    let spec = &model.estate.apps[app.index()];
    let ready = state.intact
        && !state.halted
        && !state.planned
        && !recovery::is_leaving(model, &state, app)
        && store::is_there(model, world, app)
        && world.is_ready(model, state.current);
    let known_ready = state.ready_since != Time::NEVER;
    if ready != known_ready {
        world.apps[app.index()].ready_since = if ready { now } else { Time::NEVER };
        if !ready {
            management::stopped(model, world, now, app);
        }
    }
    let here = site_of_deployment(model, state.current);
    let serving = ready
        && spec.needs.iter().all(|needed| {
            world.apps[needed.index()].serving
                && world.route(model, here, site_of(model, world, *needed)).is_some()
        });
    let cut_off = serving && !is_reached(model, world, app);
    world.apps[app.index()].serving = serving;
    if serving != state.serving {
        for dependent in &model.dependents[app.index()] {
            world.touch(model, *dependent);
        }
        for protected in &model.touched_by_app[app.index()] {
            world.touch(model, *protected);
            world.stir = true;
        }
        incident::stir_plans(world);
        // Every app that waits may wait for the foundation.
        world.stir |= spec.foundation;
        if serving {
            start_serving(model, world, now, app);
        } else {
            stop_serving(model, world, now, app);
        }
    }
    management::settle(model, world, now, app);
    if cut_off != state.cut_off {
        access_changed(model, world, now, app, cut_off);
    }
    let after = &world.apps[app.index()];
    let unsettled = after.is_open || after.away != Away::AtHome;
    if unsettled || (ready, serving, cut_off) != (known_ready, state.serving, state.cut_off) {
        world.touched_by[app.index()] = Touch::Surroundings;
    }
    if after.is_open && after.serving && !after.cut_off && !after.open.item {
        incident::close(model, world, now, app, true);
    }
}

fn start_serving(model: &Model, world: &mut World, now: Time, app: AppId) {
    world.note(now, Note::Serving(app));
    if world.apps[app.index()].is_open {
        world.losses[app.index()].serve(now);
    }
    world.end_without(model, now, app);
}

fn stop_serving(model: &Model, world: &mut World, now: Time, app: AppId) {
    world.end_without(model, now, app);
    world.apps[app.index()].stopped = now;
    if world.apps[app.index()].is_open {
        world.losses[app.index()].stop(now);
    }
    let planned = world.apps[app.index()].planned || falls_with_planned(model, world, app);
    let struck = world.struck.iter().any(|s| s.app == app);
    if planned && !struck {
        world.begin_without(model, now, app, Without::Planned);
        world.note(now, Note::PlannedStop(app));
        return;
    }
    world.note(now, Note::Stopped(app));
    world.begin_without(model, now, app, Without::Down);
    if world.apps[app.index()].is_open {
        // What opened in this instant brings its own detection and decision, but a
        // missing item needs neither.
        let open = &world.apps[app.index()].open;
        if open.failed < now || open.item {
            recovery::extend(model, world, now, app);
        }
        return;
    }
    if let Some(struck) = cause_of(model, world, now, app) {
        incident::open(model, world, now, struck, None);
    }
}

fn falls_with_planned(model: &Model, world: &World, app: AppId) -> bool {
    model.estate.apps[app.index()].needs.iter().any(|needed| {
        let needed = &world.apps[needed.index()];
        !needed.serving && needed.planned_since != Time::NEVER
    })
}

/// The strike behind an app's fall: its own of this instant, else that of the
/// app it falls with.
fn cause_of(model: &Model, world: &mut World, now: Time, app: AppId) -> Option<Struck> {
    if let Some(struck) = own_strike(model, world, app) {
        return Some(struck);
    }
    let needed = model.estate.apps[app.index()].needs.iter().find(|n| world.apps[n.index()].is_open)?;
    let open = &world.apps[needed.index()].open;
    let counted = open.counted && (open.forced || now <= world.horizon);
    let struck = Struck { counted, ..open.struck(app) };
    world.struck.push(struck);
    Some(struck)
}

/// The strike of this instant on an app that it has brought down: the loss of a
/// way, if the app could serve but for that.
fn own_strike(model: &Model, world: &mut World, app: AppId) -> Option<Struck> {
    let position = world.struck.iter().position(|s| s.app == app)?;
    let needs = &model.estate.apps[app.index()].needs;
    if runs(model, world, app) && needs.iter().all(|needed| would_serve(model, world, *needed)) {
        world.struck[position].blame_way();
    }
    Some(world.struck[position])
}

fn access_changed(model: &Model, world: &mut World, now: Time, app: AppId, cut_off: bool) {
    world.apps[app.index()].cut_off = cut_off;
    if cut_off {
        world.begin_without(model, now, app, Without::CutOff);
        world.note(now, Note::CutOff(app));
        if world.apps[app.index()].is_open {
            return;
        }
        let struck = own_strike(model, world, app).filter(|struck| struck.kind == Kind::LinkLost);
        if let Some(struck) = struck {
            incident::open(model, world, now, struck, None);
        }
    } else {
        world.note(now, Note::Reached(app));
        if world.apps[app.index()].serving {
            world.end_without(model, now, app);
        }
    }
}

/// Records what came of this instant's strikes: masked ones at once, incidents
/// when they close. Whether any ended planned work.
fn finish_strikes(model: &Model, world: &mut World, now: Time) -> bool {
    let apps = model.estate.apps.len();
    let mut ended = false;
    for i in 0..world.struck.len() {
        let struck = world.struck[i];
        let app = struck.app.index();
        let mut opened = world.apps[app].is_open && world.apps[app].open.struck_at == now;
        if !opened && !world.apps[app].serving {
            if world.apps[app].is_open || world.apps[app].is_given_up() {
                continue;
            }
            if !is_able(model, world, struck.app) || !is_reached(model, world, struck.app) {
                let struck = own_strike(model, world, struck.app).unwrap_or(struck);
                end_planned(model, world, now, struck.app);
                incident::open(model, world, now, struck, None);
                world.touch(model, struck.app);
                (opened, ended) = (true, true);
            }
        }
        if !opened {
            world.note(now, Note::Masked(struck.app, struck.kind));
            if struck.counted {
                incident::record(world, Subject(struck.app.0), struck, now, None);
            }
        }
        for service in &model.services_of[app] {
            strike_service(model, world, now, service.index(), i);
        }
    }
    for i in 0..world.struck_services.len() {
        let (service, position) = world.struck_services[i];
        let first = world.struck[position as usize];
        let state = &mut world.services[service as usize];
        if state.members > 0 {
            if state.open.is_none() {
                state.open = Some((first, now));
                world.outstanding += u32::from(first.counted);
            }
        } else if first.counted {
            #[allow(clippy::cast_possible_truncation)]
            incident::record(world, Subject(apps as u32 + service), first, now, None);
        }
    }
    world.struck.clear();
    world.struck_services.clear();
    ended
}

/// Whether an app serves, or would but for planned work, its own or that of an
/// app it needs.
pub(super) fn would_serve(model: &Model, world: &World, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    state.serving || state.planned_since != Time::NEVER && is_able(model, world, app)
}

/// Whether an app that is down for planned work would serve but for that work.
fn is_able(model: &Model, world: &World, app: AppId) -> bool {
    let here = site_of(model, world, app);
    let reached = |needed: &AppId| {
        would_serve(model, world, *needed)
            && world.route(model, here, site_of(model, world, *needed)).is_some()
    };
    runs(model, world, app) && model.estate.apps[app.index()].needs.iter().all(reached)
}

/// Whether an app would serve but for planned work, if it needed nothing else.
fn runs(model: &Model, world: &World, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    state.intact
        && !state.halted
        && store::is_there(model, world, app)
        && world.is_ready(model, state.current)
}

/// Whether all users of an app reach where it lives.
fn is_reached(model: &Model, world: &World, app: AppId) -> bool {
    let here = site_of(model, world, app);
    model.estate.apps[app.index()].users.iter().all(|site| world.route(model, here, *site).is_some())
}

/// An unplanned failure ends planned work: from now on the downtime is
/// unplanned.
pub(super) fn end_planned(model: &Model, world: &mut World, now: Time, app: AppId) {
    if world.apps[app.index()].planned_since == Time::NEVER {
        return;
    }
    world.end_without(model, now, app);
    world.note(now, Note::Stopped(app));
    world.begin_without(model, now, app, Without::Down);
    let state = &mut world.apps[app.index()];
    if state.planned {
        failback::call_off(world, app);
    }
}

/// Ends the move home of an app, but no stop that others brought about.
pub(super) fn end_move(model: &Model, world: &mut World, now: Time, app: AppId) {
    if !world.apps[app.index()].planned {
        return;
    }
    if falls_with_planned(model, world, app) {
        failback::call_off(world, app);
    } else {
        end_planned(model, world, now, app);
    }
}

/// Notes the first strike of this instant on a service that has no open
/// incident. As an app that was given up uses nothing any more, a service with
/// such a member is down for good, and what hits its other members does not hit
/// it: it is struck if all its members were there until now.
#[allow(clippy::cast_possible_truncation)]
fn strike_service(model: &Model, world: &mut World, now: Time, service: usize, position: usize) {
    let known = world.struck_services.iter().any(|(s, _)| *s as usize == service);
    let was_there = |app: &AppId| {
        let state = &world.apps[app.index()];
        let fell_now = state.is_open && state.open.struck_at == now;
        fell_now || !state.is_open && !state.is_given_up()
    };
    let members = &model.estate.services[service].apps;
    if world.services[service].open.is_none() && !known && members.iter().all(was_there) {
        world.struck_services.push((service as u32, position as u32));
    }
}
