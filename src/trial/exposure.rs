//! Exposure: were the site that serves an app lost now, would its loss exceed
//! the objective? Asked at random instants that nothing in the world knows of,
//! so that the share of answers equals the share of time.

use super::copying::{self, Wanted};
use super::event::Event;
use super::world::{Away, World};
use super::{hosting, instances, recovery, settle};
use crate::model::{AppId, CopyId, CopyStream, DeploymentId, Kind, LinkId, Model, Need, Protection, SiteId};
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
    let takes_over = |d| is_elsewhere(model, d, here) && world.place_works(model, d);
    if instances::another_in_step(model, world, app, takes_over).is_some() {
        return false;
    }
    let point = Wait::ALL.into_iter().find_map(|wait| point_left(model, world, now, app, here, wait));
    point.is_none_or(|point| now - point > rpo)
}

fn is_elsewhere(model: &Model, deployment: DeploymentId, here: SiteId) -> bool {
    settle::site_of_deployment(model, deployment) != here
}

/// What a recovery waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Nothing: it can begin at once.
    Nothing,
    /// The repair of what is down at other sites.
    Repair,
    /// The replacement of the site that was lost.
    Replacement,
}

impl Wait {
    /// What is over first, first.
    const ALL: [Self; 3] = [Self::Nothing, Self::Repair, Self::Replacement];
}

/// The point that an app would be brought back from if the site `here` were
/// lost now and it waited for no more than `wait`: the data left at home if no
/// copy is newer, else that of the first of its methods that could work then, for
/// this is the one that recovery takes, whether or not another has a newer point.
/// Times to decide, and apps that would be lost with it and take the room that is
/// left, are not looked at.
fn point_left(model: &Model, world: &World, now: Time, app: AppId, here: SiteId, wait: Wait) -> Option<Time> {
    let at_once = wait == Wait::Nothing;
    let may_run = |d: DeploymentId| {
        (wait == Wait::Replacement || is_elsewhere(model, d, here))
            && (!at_once || world.place_works(model, d))
            && hosting::fits(model, world, d, !at_once)
    };
    let instance = |d: DeploymentId| is_elsewhere(model, d, here) && may_run(d);
    if !at_once && instances::another_in_step(model, world, app, instance).is_some() {
        return Some(now);
    }
    let state = &world.apps[app.index()];
    let home = DeploymentId::new(model.layout.of_app(app).start);
    let may_boot = state.away != Away::AtHome
        && recovery::has_clean_home(world, app)
        && is_elsewhere(model, home, here)
        && may_run(home);
    let left_behind = may_boot.then_some(state.left_home);
    let runs_at_home = !at_once || hosting::has_nodes(model, world, home);
    if left_behind.is_some() && runs_at_home && left_behind >= newest(model, world, now, app, here, |_| true)
    {
        return left_behind;
    }
    for (p, protection) in model.estate.apps[app.index()].protections.iter().enumerate() {
        let places = match protection {
            Protection::Replica(replica) => std::slice::from_ref(&replica.to),
            Protection::Backup(backup) => &backup.restore_to,
            Protection::ActiveActive(_) => match instances::newest_out_of_step(model, world, app, instance) {
                Some((_, point)) => return Some(point),
                None => continue,
            },
        };
        for place in places {
            let destination = recovery::deployment_at(model, app, *place);
            let to = settle::site_of_deployment(model, destination);
            let needs = protection.needs().map_or(&[][..], |needs| &needs.start);
            let may_start = |need: &Need| is_met(model, world, *need, (here, to), wait);
            let places_vms = !at_once || world.places_vms(model, destination);
            if !may_run(destination) || !places_vms || !needs.iter().all(may_start) {
                continue;
            }
            let point = newest(model, world, now, app, here, |stream| {
                let can_be_read =
                    || world.keeper_up(model, stream.keeper) && reaches(model, world, stream.site, to, here);
                usize::from(stream.protection) == p && (!at_once || can_be_read())
            });
            if point.is_some() {
                return point;
            }
        }
    }
    left_behind
}

/// Whether what a method needs to start at `to` would be there after `wait`, if
/// the site `here` were lost now. An app that runs there is recovered elsewhere.
fn is_met(model: &Model, world: &World, need: Need, (here, to): (SiteId, SiteId), wait: Wait) -> bool {
    let at_once = wait == Wait::Nothing;
    let (works, at) = match need {
        Need::Control(control) => {
            let at = model.estate.control_site(model.estate.controls[control.index()].at);
            if at == Some(here) && wait != Wait::Replacement {
                return false;
            }
            (world.control_up(model, control), at)
        }
        Need::App(app) => {
            let at = settle::site_of(model, world, app);
            (world.apps[app.index()].serving && at != here, Some(at))
        }
    };
    !at_once || works && at.is_none_or(|at| reaches(model, world, at, to, here))
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
