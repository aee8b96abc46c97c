//! Recovery of single items while their app serves.

use super::super::execution::{self, Plan};
use super::super::journal::Note;
use super::super::settle;
use super::super::world::World;
use super::{Choice, best_copy, usable_point};
use crate::model::{AppId, CopyId, Model};
use crate::units::Time;

/// Starts restoring an item while the app serves; without any clean copy it is
/// made anew.
pub(super) fn start_item(model: &Model, world: &mut World, now: Time, app: AppId) -> bool {
    if let Some(choice) = choose(model, world, now, app) {
        execution::start(model, world, now, app, choice);
        return true;
    }
    let mut copies = model.copies.of_app(app).map(CopyId::new);
    if copies.any(|copy| usable_point(model, world, now, copy).is_some()) {
        return false;
    }
    let current = world.apps[app.index()].current;
    let open = &mut world.apps[app.index()].open;
    open.total_loss = true;
    open.whole_before = open.whole_before.min(open.item_onset);
    open.tainted = !model.copies.of_app(app).is_empty();
    world.note(now, Note::NothingLeft(app));
    execution::start(model, world, now, app, (Plan::RemakeItem, current, Time::NEVER));
    true
}

/// Chooses a backup or an older point of a replica, the first in the app's order
/// that can be read now.
pub(super) fn choose(model: &Model, world: &World, now: Time, app: AppId) -> Option<Choice> {
    let current = world.apps[app.index()].current;
    let here = settle::site_of_deployment(model, current);
    let protections = &model.estate.apps[app.index()].protections;
    (0..protections.len()).find_map(|p| {
        let needs = protections[p].needs()?;
        if !world.has_all(model, &needs.start, here) {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)]
        let protection = p as u8;
        let (copy, point) = best_copy(model, world, now, app, protection, here)?;
        Some((Plan::RestoreItem { protection, copy }, current, point.at))
    })
}
