//! The choice of a method: the first in an app's order that can work now.

use super::super::copying::{self, Point, Wanted};
use super::super::draw::Purpose;
use super::super::event::Event;
use super::super::execution::Plan;
use super::super::journal::{Missing, Note, Why};
use super::super::world::{Away, World};
use super::super::{hosting, instances, plans, settle};
use crate::model::{
    AppId, Backup, CopyId, DeploymentId, Keeper, Model, Need, Place, Protection, Replica, SiteId,
};
use crate::units::Time;

/// What to do, where, from which recovery point.
pub(in crate::trial) type Choice = (Plan, DeploymentId, Time);

/// Chooses a method and claims room for it, or says what is missing.
pub(super) fn choose(model: &Model, world: &mut World, now: Time, app: AppId) -> Result<Choice, Missing> {
    let spec = &model.estate.apps[app.index()];
    if now < world.apps[app.index()].recovery.hold_until {
        return Err(Missing::Hold);
    }
    let foundation_up = |world: &World| model.foundation.iter().all(|f| world.apps[f.index()].serving);
    if !spec.foundation && !foundation_up(world) {
        return Err(Missing::Foundation);
    }
    let mut missing = Missing::Place;
    let mut home = stale_home(model, world, app);
    if home.is_some() && now < world.apps[app.index()].open.decided {
        (missing, home) = (Missing::Decision, None);
    }
    let mut held_back = None;
    if home.is_some() {
        held_back = plans::held_back(model, world, now, app);
    }
    if held_back.is_some() {
        home = None;
    }
    if let Some(choice) = home
        && is_home_newest(model, world, now, app)
    {
        return Ok(choice);
    }
    for p in 0..spec.protections.len() {
        if world.apps[app.index()].recovery.has_given_up(p) {
            continue;
        }
        if !decided(model, world, now, app, p) {
            missing = Missing::Decision;
            continue;
        }
        if !plans::begins_by_itself(model, world, app, p) {
            held_back = held_back.or_else(|| plans::held_back(model, world, now, app));
            if held_back.is_some() {
                continue;
            }
        }
        let claim = |world: &mut World, d| hosting::claim_or_reclaim(model, world, now, d);
        let found = first_way(model, world, now, app, p, claim);
        match found {
            Ok(choice) => return Ok(choice),
            Err(Missing::Place) => {}
            Err(needed) => missing = needed,
        }
    }
    if let Some(held_back) = held_back {
        return Err(held_back);
    }
    if let Some(choice) = home {
        return Ok(choice);
    }
    let recovery = &mut world.apps[app.index()].recovery;
    if recovery.given_up != 0 {
        // No other method can work now: the plan given up is repaired.
        recovery.given_up = 0;
        return choose(model, world, now, app);
    }
    if nothing_left(model, world, now, app) {
        if let Some(held_back) = plans::held_back(model, world, now, app) {
            return Err(held_back);
        }
        if let Some(destination) = somewhere(model, world, app) {
            return Ok((Plan::Rebuild, destination, Time::NEVER));
        }
    }
    Err(missing)
}

/// Whether a method other than `under_way` could begin now.
pub(in crate::trial) fn has_another(
    model: &Model,
    world: &mut World,
    now: Time,
    app: AppId,
    under_way: usize,
) -> bool {
    (0..model.estate.apps[app.index()].protections.len()).any(|p| {
        let fits = |world: &mut World, d| hosting::may_fit(model, world, d);
        p != under_way
            && !world.apps[app.index()].recovery.has_given_up(p)
            && decided(model, world, now, app, p)
            && first_way(model, world, now, app, p, fits).is_ok()
    })
}

/// Whether people have decided on a method by now, or it begins by itself.
pub(super) fn decided(model: &Model, world: &World, now: Time, app: AppId, p: usize) -> bool {
    let open = &world.apps[app.index()].open;
    now >= own_decision(model, world, app, p).unwrap_or(open.decided)
}

/// When a method may begin, if that is not the organisation's decision: after
/// detection by a decision of its own, or by itself.
fn own_decision(model: &Model, world: &World, app: AppId, p: usize) -> Option<Time> {
    let open = &world.apps[app.index()].open;
    let (from, delay) = match &model.estate.apps[app.index()].protections[p] {
        Protection::Replica(Replica { automatic: Some(delay), .. }) if open.hit != Time::NEVER => {
            (open.hit, delay)
        }
        Protection::Replica(replica) => (open.detected, replica.decide.as_ref()?),
        Protection::Backup(backup) => (open.detected, backup.decide.as_ref()?),
        Protection::ActiveActive(_) => return None,
    };
    let cause = model.machinery.sources[open.source.index()].entity;
    let entity = cause ^ (p as u64 + 1);
    Some((from + world.draw(delay, entity, Purpose::Decision, open.cause_index)).max(open.stopped))
}

/// Whether a recovery that may start now does so before people have decided.
pub(super) fn begins_by_itself(model: &Model, world: &World, now: Time, app: AppId) -> bool {
    let is_automatic = |p: &Protection| matches!(p, Protection::Replica(r) if r.automatic.is_some());
    let protections = model.estate.apps[app.index()].protections.iter().enumerate();
    let mut automatic = protections.filter(|(_, protection)| is_automatic(protection));
    let is_due = |p| own_decision(model, world, app, p).is_some_and(|own| own <= now);
    now < world.apps[app.index()].open.decided && automatic.any(|(p, _)| is_due(p))
}

/// When something may first be started for an app's open incident: the
/// organisation's decision, or the own decision of a method if that comes
/// sooner. Asks again when a later one comes.
pub(in crate::trial) fn first_decision(model: &Model, world: &mut World, app: AppId) -> Time {
    let decided = world.apps[app.index()].open.decided;
    let epoch = world.apps[app.index()].recovery.epoch;
    let mut first = decided;
    for p in 0..model.estate.apps[app.index()].protections.len() {
        if let Some(own) = own_decision(model, world, app, p) {
            world.schedule(own, Event::MayStart(app, epoch));
            first = first.min(own);
        }
    }
    first
}

/// The points that an app's open incident asks for.
pub(in crate::trial) fn wanted(world: &World, now: Time, app: AppId) -> Wanted {
    let state = &world.apps[app.index()];
    let open = &state.open;
    // A missing item only asks for an older point where it is restored alone.
    let before = if open.item && state.serving { open.item_onset } else { Time::NEVER };
    Wanted { before, by: now, kept_at: open.failed }
}

/// The newest usable point of a stream for an app's open incident.
pub(in crate::trial) fn usable_point(model: &Model, world: &World, now: Time, copy: CopyId) -> Option<Point> {
    let stream = &model.copies.streams[copy.index()];
    let state = &world.apps[stream.app.index()];
    // Where the app ran, its replica is the data that were lost.
    if let Keeper::Place(place) = stream.keeper
        && model.layout.deployments[state.current.index()].place == place
    {
        return None;
    }
    copying::newest_known(model, world, copy, wanted(world, now, stream.app))
}

/// What a method waits for that lacks something.
fn waited_for(why: Why) -> Missing {
    match why {
        Why::Lacks(Need::App(_)) => Missing::Need,
        Why::Lacks(Need::Control(_)) | Why::NoServices(_) => Missing::Control,
        _ => Missing::Place,
    }
}

/// What failing over to a replica would be, if it can be done now but for room.
fn failover(
    model: &Model,
    world: &World,
    now: Time,
    app: AppId,
    protection: u8,
    replica: &Replica,
) -> Result<Choice, Missing> {
    let destination = deployment_at(model, app, replica.to);
    if destination == world.apps[app.index()].current || !world.place_works(model, destination) {
        return Err(Missing::Place);
    }
    let of_this = |c: &CopyId| model.copies.streams[c.index()].protection == protection;
    let copy = model.copies.of_app(app).map(CopyId::new).find(of_this).ok_or(Missing::Place)?;
    let point = usable_point(model, world, now, copy).ok_or(Missing::Place)?;
    if let Some(why) = world.lacks(model, &replica.needs.start, destination) {
        return Err(waited_for(why));
    }
    Ok((Plan::Failover { protection }, destination, point.at))
}

/// What restoring a backup to a place would be, if it can be done now but for
/// room.
fn restore(
    model: &Model,
    world: &World,
    now: Time,
    app: AppId,
    protection: u8,
    (backup, place): (&Backup, Place),
) -> Result<Choice, Missing> {
    let destination = deployment_at(model, app, place);
    let state = &world.apps[app.index()];
    // Where its data are well it lacks only room.
    let lacks_room = destination == state.current
        && state.intact
        && !state.halted
        && super::holds_live_data(model, world, app);
    if lacks_room || !world.place_works(model, destination) {
        return Err(Missing::Place);
    }
    let to = settle::site_of_deployment(model, destination);
    let (copy, point) = best_copy(model, world, now, app, protection, to).ok_or(Missing::Place)?;
    if let Some(why) = world.lacks(model, &backup.needs.start, destination) {
        return Err(waited_for(why));
    }
    Ok((Plan::Restore { protection, copy }, destination, point.at))
}

/// The first way that a method can work now, with room for which `has_room`.
#[allow(clippy::cast_possible_truncation)]
fn first_way(
    model: &Model,
    world: &mut World,
    now: Time,
    app: AppId,
    p: usize,
    has_room: impl Fn(&mut World, DeploymentId) -> bool,
) -> Result<Choice, Missing> {
    let p8 = p as u8;
    let with_room = |world: &mut World, choice: Choice| {
        if has_room(world, choice.1) { Ok(choice) } else { Err(Missing::Place) }
    };
    match &model.estate.apps[app.index()].protections[p] {
        Protection::Replica(replica) => {
            let choice = failover(model, world, now, app, p8, replica)?;
            with_room(world, choice)
        }
        Protection::Backup(backup) => {
            let mut missing = Missing::Place;
            for place in &backup.restore_to {
                let way = restore(model, world, now, app, p8, (backup, *place));
                match way.and_then(|choice| with_room(world, choice)) {
                    Err(Missing::Place) => {}
                    Err(needed) => missing = needed,
                    found => return found,
                }
            }
            Err(missing)
        }
        Protection::ActiveActive(_) => instances::choose(model, world, app, p8).ok_or(Missing::Place),
    }
}

/// The stream of a protection with the newest usable point that can be read
/// from a site; the earlier level if two are equal.
pub(in crate::trial) fn best_copy(
    model: &Model,
    world: &World,
    now: Time,
    app: AppId,
    protection: u8,
    to: SiteId,
) -> Option<(CopyId, Point)> {
    let mut best: Option<(CopyId, Point)> = None;
    for copy in model.copies.of_app(app).map(CopyId::new) {
        let stream = &model.copies.streams[copy.index()];
        let keeper_up = world.keeper_up(model, stream.keeper);
        if stream.protection != protection || !keeper_up || world.route(model, stream.site, to).is_none() {
            continue;
        }
        if let Some(point) = usable_point(model, world, now, copy)
            && best.is_none_or(|(_, known)| point.at > known.at)
        {
            best = Some((copy, point));
        }
    }
    best
}

/// Home holds data that the app can be brought back with.
fn stale_home(model: &Model, world: &World, app: AppId) -> Option<Choice> {
    let state = &world.apps[app.index()];
    let home = DeploymentId::new(model.layout.of_app(app).start);
    // Where it has written nothing since it was copied home, nothing is lost.
    let holds_all = !state.serving && state.left_home >= state.stopped;
    let stands_still = holds_all && !world.place_works(model, state.current);
    let usable = state.away == Away::Waiting
        && (!state.intact || state.halted || stands_still)
        && has_clean_home(world, app)
        && world.place_works(model, home);
    usable.then_some((Plan::StaleHome, home, state.left_home))
}

/// Whether the app could run at home, and no copy holds newer data, whether or
/// not it can be read now: then home comes before all methods.
fn is_home_newest(model: &Model, world: &World, now: Time, app: AppId) -> bool {
    let left_home = world.apps[app.index()].left_home;
    let older = |copy| usable_point(model, world, now, copy).is_none_or(|point| point.at <= left_home);
    hosting::has_nodes(model, world, DeploymentId::new(model.layout.of_app(app).start))
        && model.copies.of_app(app).map(CopyId::new).all(older)
}

/// Home holds data that no known damage is in.
pub(in crate::trial) fn has_clean_home(world: &World, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    state.home_data && world.tainted[app.index()].onset_at(state.left_home).is_none()
}

/// No copy of an app's data can ever be used again.
fn nothing_left(model: &Model, world: &mut World, now: Time, app: AppId) -> bool {
    let state = &world.apps[app.index()];
    if state.intact && !state.halted {
        return false;
    }
    if state.away == Away::Waiting && has_clean_home(world, app) {
        return false;
    }
    if instances::is_one_left(model, world, app) {
        return false;
    }
    let copies = model.copies.of_app(app).map(CopyId::new);
    for copy in copies.clone() {
        if usable_point(model, world, now, copy).is_some() {
            return false;
        }
    }
    let open = &mut world.apps[app.index()].open;
    if !open.total_loss {
        open.total_loss = true;
        open.tainted = open.damaged && copies.len() > 0;
        world.note(now, Note::NothingLeft(app));
    }
    true
}

/// A place to rebuild an app: home first.
fn somewhere(model: &Model, world: &mut World, app: AppId) -> Option<DeploymentId> {
    model.layout.of_app(app).map(DeploymentId::new).find(|d| {
        world.place_works(model, *d) && world.places_vms(model, *d) && hosting::claim(model, world, *d)
    })
}

/// Where an app runs at a place.
pub(in crate::trial) fn deployment_at(model: &Model, app: AppId, place: Place) -> DeploymentId {
    let place = model.layout.place(place);
    let at = |d: &usize| model.layout.deployments[*d].place == place;
    DeploymentId::new(model.layout.of_app(app).find(at).expect("an app is laid out wherever it may run"))
}
