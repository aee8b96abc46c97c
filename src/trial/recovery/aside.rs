//! What a recovery leaves aside: methods before the one that is begun, and copies
//! newer than the one it uses.

use super::super::copying::Point;
use super::super::execution::Plan;
use super::super::hosting;
use super::super::journal::{Note, Why};
use super::super::record::Aside;
use super::super::settle;
use super::super::world::World;
use super::choice::{best_copy, decided, deployment_at, usable_point};
use crate::model::{AppId, Backup, CopyId, Model, Needs, Place, Protection};
use crate::units::Time;

/// Why the newest usable copy of an app is not the one that the recovery just
/// chosen uses; `None`: it is.
pub(in crate::trial) fn newest(model: &Model, world: &World, now: Time, app: AppId) -> Option<Aside> {
    let recovery = world.apps[app.index()].recovery;
    let own = match recovery.plan {
        Plan::Failover { protection } | Plan::Restore { protection, .. } => Some(protection),
        Plan::RestoreItem { protection, .. } => Some(protection),
        Plan::StaleHome => None,
        Plan::Redirect { .. } | Plan::Rebuild | Plan::RemakeItem => return None,
    };
    let mut newest: Option<(Point, u8)> = None;
    for copy in model.copies.of_app(app).map(CopyId::new) {
        let protection = model.copies.streams[copy.index()].protection;
        if let Some(point) = usable_point(model, world, now, copy)
            && newest.is_none_or(|(known, _)| point.at > known.at)
        {
            newest = Some((point, protection));
        }
    }
    let (_, protection) = newest.filter(|(point, _)| point.at > recovery.point)?;
    if own.is_some_and(|own| own < protection) {
        return Some(Aside::ByChoice);
    }
    Some(match why(model, world, now, app, usize::from(protection)) {
        Some(Why::GivenUp | Why::Undecided) => Aside::ByChoice,
        // It fits, but not as its VMs are to be spread.
        None if own != Some(protection) => Aside::NoRoom,
        Some(Why::NoRoom(_)) => Aside::NoRoom,
        _ => Aside::OutOfReach,
    })
}

/// Tells why each method that comes before the one just chosen is not used.
pub(in crate::trial) fn tell(model: &Model, world: &mut World, now: Time, app: AppId) {
    let protections = model.estate.apps[app.index()].protections.len();
    let before = match world.apps[app.index()].recovery.plan {
        Plan::Rebuild | Plan::RemakeItem => 0,
        plan => plan.protection().map_or(protections, usize::from),
    };
    for p in 0..before {
        if let Some(why) = why(model, world, now, app, p) {
            #[allow(clippy::cast_possible_truncation)]
            world.note(now, Note::PassedOver(app, p as u8, why));
        }
    }
}

/// What keeps a method from being used now; `None`: nothing.
fn why(model: &Model, world: &World, now: Time, app: AppId, p: usize) -> Option<Why> {
    if world.apps[app.index()].recovery.has_given_up(p) {
        return Some(Why::GivenUp);
    }
    if !decided(model, world, now, app, p) {
        return Some(Why::Undecided);
    }
    let is_usable = |copy: usize| {
        usize::from(model.copies.streams[copy].protection) == p
            && usable_point(model, world, now, CopyId::new(copy)).is_some()
    };
    let has_point = model.copies.of_app(app).any(is_usable);
    match &model.estate.apps[app.index()].protections[p] {
        Protection::Backup(_) | Protection::Replica(_) if !has_point => Some(Why::NoPoint),
        Protection::Backup(backup) => of_backup(model, world, now, app, p, backup),
        Protection::Replica(replica) => at_place(model, world, app, replica.to, &replica.needs),
        Protection::ActiveActive(_) => Some(Why::NoInstance),
    }
}

/// Of several places the one that is closest to being used.
fn of_backup(model: &Model, world: &World, now: Time, app: AppId, p: usize, backup: &Backup) -> Option<Why> {
    let state = &world.apps[app.index()];
    let current = model.layout.deployments[state.current.index()].place;
    let here = [model.layout.places[current.index()]];
    // Items are restored where their app serves.
    let places = if state.open.item && state.serving { &here[..] } else { &backup.restore_to };
    let reads = |place: &Place| {
        let to = settle::site_of_deployment(model, deployment_at(model, app, *place));
        #[allow(clippy::cast_possible_truncation)]
        best_copy(model, world, now, app, p as u8, to).is_some()
    };
    let each = places.iter().map(|place| match at_place(model, world, app, *place, &backup.needs) {
        None | Some(Why::NoRoom(_)) if !reads(place) => Some(Why::CopyOutOfReach),
        why => why,
    });
    each.reduce(|a, b| if rank(b) > rank(a) { b } else { a }).flatten()
}

/// How close to being used what is kept from it by this is.
fn rank(why: Option<Why>) -> u8 {
    match why {
        None => 4,
        Some(Why::NoRoom(_)) => 3,
        Some(Why::CopyOutOfReach) => 2,
        Some(Why::Lacks(_) | Why::NoServices(_)) => 1,
        Some(_) => 0,
    }
}

fn at_place(model: &Model, world: &World, app: AppId, place: Place, needs: &Needs) -> Option<Why> {
    let at = deployment_at(model, app, place);
    if !world.place_works(model, at) {
        Some(Why::PlaceDown(at))
    } else if let Some(why) = world.lacks(model, &needs.start, at) {
        Some(why)
    } else if !hosting::may_fit(model, world, at) {
        Some(Why::NoRoom(at))
    } else {
        None
    }
}
