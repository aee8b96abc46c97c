//! Exposure: were the site that serves an app lost now, would its loss exceed
//! the objective? Asked at random instants that nothing in the world knows of,
//! so that the share of answers equals the share of time.

use super::copying::{self, Wanted};
use super::event::Event;
use super::settle;
use super::world::World;
use crate::model::{AppId, CopyId, DeploymentId, Kind, Model};
use crate::units::Time;

/// Asks for every app, and schedules the next probe.
pub(super) fn probe(model: &Model, world: &mut World, now: Time) {
    for i in 0..model.estate.apps.len() {
        if world.apps[i].serving {
            world.totals[i].probes_serving += 1;
            if is_exposed(model, world, now, AppId::new(i)) {
                world.totals[i].probes_exposed += 1;
            }
        }
    }
    world.next_probe += 1;
    schedule_next(world);
}

/// Puts the next probe on the calendar.
pub(super) fn schedule_next(world: &mut World) {
    if let Some(at) = world.probes.get(world.next_probe as usize) {
        let at = *at;
        world.schedule(at, Event::Probe);
    }
}

fn is_exposed(model: &Model, world: &World, now: Time, app: AppId) -> bool {
    let Some(rpo) = model.estate.apps[app.index()].objectives[Kind::SiteLost.index()].rpo else {
        return false;
    };
    let here = settle::site_of(model, world, app);
    let active_elsewhere = model.is_active_active[app.index()]
        && model.layout.of_app(app).map(DeploymentId::new).any(|d| {
            model.layout.deployments[d.index()].initial
                && settle::site_of_deployment(model, d) != here
                && world.place_works(model, d)
        });
    if active_elsewhere {
        return false;
    }
    // Damage nobody knows of yet becomes an incident of its own.
    let wanted = Wanted { before: Time::NEVER, by: now, kept_at: now };
    !model.copies.of_app(app).map(CopyId::new).any(|copy| {
        model.copies.streams[copy.index()].site != here
            && copying::newest(model, world, copy, wanted).is_some_and(|point| now - point.at <= rpo)
    })
}
