//! Exposure: were the site that serves an app lost now, would its loss exceed
//! the objective? Asked at random instants that nothing in the world knows of,
//! so that the share of answers equals the share of time.

use super::copying::{self, Wanted};
use super::event::Event;
use super::world::World;
use super::{recovery, settle};
use crate::model::{AppId, CopyId, CopyStream, DeploymentId, Kind, LinkId, Model, Protection, SiteId};
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
                && world.in_step(d)
        });
    if active_elsewhere {
        return false;
    }
    point_left(model, world, now, app, here).is_none_or(|point| now - point > rpo)
}

/// The point that an app would be brought back from if the site `here` were
/// lost now: that of the first of its methods that could work then, at the
/// first place it could work, for this is the one that recovery takes, whether
/// or not another has a newer point. Where none could work at once, the newest
/// point of any. Times to decide, and room at a place, are not looked at.
fn point_left(model: &Model, world: &World, now: Time, app: AppId, here: SiteId) -> Option<Time> {
    let spec = &model.estate.apps[app.index()];
    for (p, protection) in spec.protections.iter().enumerate() {
        let places = match protection {
            Protection::Replica(replica) => std::slice::from_ref(&replica.to),
            Protection::Backup(backup) => &backup.restore_to,
            Protection::ActiveActive(_) => &[],
        };
        for place in places {
            let destination = recovery::deployment_at(model, app, *place);
            let to = settle::site_of_deployment(model, destination);
            if to == here || !world.place_works(model, destination) {
                continue;
            }
            let point = newest(model, world, now, app, here, |stream| {
                usize::from(stream.protection) == p
                    && world.keeper_up(model, stream.keeper)
                    && reaches(model, world, stream.site, to, here)
            });
            if point.is_some() {
                return point;
            }
        }
    }
    newest(model, world, now, app, here, |_| true)
}

/// The newest point of an app's streams that are kept elsewhere than `here` and
/// that `counts` says.
fn newest(
    model: &Model,
    world: &World,
    now: Time,
    app: AppId,
    here: SiteId,
    counts: impl Fn(&CopyStream) -> bool,
) -> Option<Time> {
    // Damage nobody knows of yet becomes an incident of its own.
    let wanted = Wanted { before: Time::NEVER, by: now, kept_at: now };
    let copies = model.copies.of_app(app).map(CopyId::new);
    copies
        .filter(|copy| {
            let stream = &model.copies.streams[copy.index()];
            stream.site != here && counts(stream)
        })
        .filter_map(|copy| copying::newest(model, world, copy, wanted).map(|point| point.at))
        .max()
}

/// Whether one site reaches another without going through `lost`.
fn reaches(model: &Model, world: &World, from: SiteId, to: SiteId, lost: SiteId) -> bool {
    let avoids = |link: &LinkId| !model.estate.links[link.index()].ends.contains(&lost);
    from == to || world.open_routes(model, from, to).any(|route| route.links().iter().all(avoids))
}
