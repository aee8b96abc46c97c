//! Recovery of single items while their app serves.

use super::super::execution::{self, Plan};
use super::super::journal::Note;
use super::super::settle;
use super::super::world::World;
use super::{best_copy, usable_point};
use crate::model::{AppId, CopyId, Model};
use crate::units::Time;

/// Starts restoring an item while the app serves, from a backup or an older
/// point of a replica; without any clean copy it is made anew.
pub(super) fn start_item(model: &Model, world: &mut World, now: Time, app: AppId) -> bool {
    let current = world.apps[app.index()].current;
    let here = settle::site_of_deployment(model, current);
    let mut any_left = false;
    for p in 0..model.estate.apps[app.index()].protections.len() {
        #[allow(clippy::cast_possible_truncation)]
        let p8 = p as u8;
        if let Some((copy, point)) = best_copy(model, world, now, app, p8, here) {
            let plan = Plan::RestoreItem { protection: p8, copy };
            execution::start(model, world, now, app, plan, current, point.at);
            return true;
        }
        any_left |= model.copies.of_app(app).map(CopyId::new).any(|copy| {
            model.copies.streams[copy.index()].protection == p8
                && usable_point(model, world, now, copy).is_some()
        });
    }
    if any_left {
        return false;
    }
    let open = &mut world.apps[app.index()].open;
    open.total_loss = true;
    open.tainted = !model.copies.of_app(app).is_empty();
    world.note(now, Note::NothingLeft(app));
    execution::start(model, world, now, app, Plan::RemakeItem, current, Time::NEVER);
    true
}
