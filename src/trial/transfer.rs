//! Transfers: restores and copies back home, sharing links and targets max-min
//! fairly. Rates change only when something starts, ends, fails or returns.

use super::event::Event;
use super::world::World;
use crate::kernel::maxmin::FlowSpec;
use crate::model::{AppId, Model, SiteId, TargetId};
use crate::units::{Span, Time};

/// Copies running over a link leave a transfer at least this share of it.
const SHARE_LEFT_BY_COPIES: f64 = 0.5;

/// An app's transfer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    active: bool,
    /// Interrupted: what is left is kept.
    paused: bool,
    /// Bytes left at `updated`.
    left: f64,
    /// Bytes per second since `updated`.
    rate: f64,
    updated: Time,
    epoch: u32,
    from: SiteId,
    to: SiteId,
    target: Option<TargetId>,
    /// Own limit, in bytes per second.
    cap: f64,
}

impl Flow {
    /// No transfer.
    pub(super) const IDLE: Self = Self {
        active: false,
        paused: false,
        left: 0.0,
        rate: 0.0,
        updated: Time::ZERO,
        epoch: 0,
        from: SiteId(0),
        to: SiteId(0),
        target: None,
        cap: 0.0,
    };

    /// Moves what has been moved since `updated`.
    fn advance(&mut self, now: Time) {
        let moved = self.rate * (now - self.updated).seconds();
        self.left = (self.left - moved).max(0.0);
        self.updated = now;
    }
}

/// What a transfer moves, from where to where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cargo {
    /// Bytes.
    pub bytes: f64,
    /// Where the data are.
    pub from: SiteId,
    /// Where they are wanted.
    pub to: SiteId,
    /// The target they are read from, if it is a restore.
    pub target: Option<TargetId>,
    /// Own limit, in bytes per second.
    pub cap: f64,
}

/// Starts an app's transfer.
pub(super) fn start(world: &mut World, now: Time, app: AppId, cargo: Cargo) {
    let flow = &mut world.flows[app.index()];
    assert!(!flow.active, "an app has one transfer at a time");
    let Cargo { bytes, from, to, target, cap } = cargo;
    *flow = Flow {
        active: true,
        paused: false,
        left: bytes,
        rate: 0.0,
        updated: now,
        epoch: flow.epoch + 1,
        from,
        to,
        target,
        cap,
    };
    world.flowing.push(app);
    world.flows_changed = true;
}

/// Gives an app's transfer another limit.
pub(super) fn widen(world: &mut World, app: AppId, cap: f64) {
    world.flows[app.index()].cap = cap;
    world.flows_changed = true;
}

/// Interrupts an app's transfer: what has been moved is kept.
pub(super) fn pause(world: &mut World, now: Time, app: AppId) {
    world.flows[app.index()].advance(now);
    stop(world, app);
    world.flows[app.index()].paused = true;
}

/// What is left of an interrupted transfer, in bytes.
pub(super) fn left(world: &World, app: AppId) -> Option<f64> {
    let flow = &world.flows[app.index()];
    flow.paused.then_some(flow.left)
}

/// Ends an app's transfer, done or not.
pub(super) fn stop(world: &mut World, app: AppId) {
    let flow = &mut world.flows[app.index()];
    flow.paused = false;
    if flow.active {
        flow.active = false;
        flow.epoch += 1;
        world.flowing.retain(|a| *a != app);
        world.flows_changed = true;
        // What it runs without may be moved on.
        world.stir |= world.apps[app.index()].mount.is_some();
    }
}

/// Whether the event that ends an app's transfer is still meant.
pub(super) fn is_done(world: &World, app: AppId, epoch: u32) -> bool {
    let flow = &world.flows[app.index()];
    flow.active && flow.epoch == epoch
}

/// Whether an app has a transfer.
pub(super) fn is_under_way(world: &World, app: AppId) -> bool {
    world.flows[app.index()].active
}

/// Bytes per second that an app's transfer gets.
pub(super) fn rate(world: &World, app: AppId) -> f64 {
    world.flows[app.index()].rate
}

/// Works out what every transfer gets now, and when it will be done.
pub(super) fn share(model: &Model, world: &mut World, now: Time) {
    world.flows_changed = false;
    if world.flowing.is_empty() {
        return;
    }
    capacities(model, world);
    world.flow_specs.clear();
    for i in 0..world.flowing.len() {
        let spec = crossed(model, world, world.flowing[i]);
        world.flow_specs.push(spec);
    }
    let mut solver = std::mem::take(&mut world.solver);
    solver.solve(&world.capacities, &world.flow_specs, &mut world.rates);
    world.solver = solver;
    for i in 0..world.flowing.len() {
        let app = world.flowing[i];
        let rate = world.rates[i];
        let flow = &mut world.flows[app.index()];
        if rate > 0.0 && rate == flow.rate {
            // It will be done when it would have been.
            continue;
        }
        flow.advance(now);
        flow.rate = rate;
        flow.epoch += 1;
        let (epoch, left) = (flow.epoch, flow.left);
        if rate > 0.0 || left <= 0.0 {
            let time = if left <= 0.0 { Span::ZERO } else { Span::from_seconds(left / rate) };
            world.schedule(now + time, Event::TransferDone(app, epoch));
        }
    }
}

/// What the copies that run over a link leave of it, in bytes per second.
#[allow(clippy::cast_precision_loss)]
pub(super) fn left_by_copies(model: &Model, world: &World, link: crate::model::LinkId) -> f64 {
    let whole = model.estate.links[link.index()].bytes_per_second;
    (whole - world.link_load[link.index()] as f64).max(whole * SHARE_LEFT_BY_COPIES)
}

fn capacities(model: &Model, world: &mut World) {
    world.capacities.clear();
    for i in 0..model.estate.links.len() {
        let up = world.link_up(model, crate::model::LinkId::new(i));
        let left = left_by_copies(model, world, crate::model::LinkId::new(i));
        world.capacities.push(if up { left } else { 0.0 });
    }
    for (i, target) in model.estate.targets.iter().enumerate() {
        let up = world.target_up(model, TargetId::new(i));
        world.capacities.push(if up { target.bytes_per_second } else { 0.0 });
    }
}

/// What an app's transfer crosses; a limit of zero if no route is open.
fn crossed(model: &Model, world: &World, app: AppId) -> FlowSpec {
    let flow = &world.flows[app.index()];
    let Some(route) = world.route(model, flow.from, flow.to) else { return FlowSpec::new(0.0, &[]) };
    let mut spec = FlowSpec::new(flow.cap, &[]);
    for link in route {
        spec.cross(link.0);
    }
    if let Some(target) = flow.target {
        #[allow(clippy::cast_possible_truncation)]
        let resource = (model.estate.links.len() + target.index()) as u32;
        spec.cross(resource);
    }
    spec
}

/// Rates of transfers stay within what they cross.
#[cfg(test)]
pub(super) fn check(model: &Model, world: &World) {
    let links = model.estate.links.len();
    let mut used = vec![0.0; links + model.estate.targets.len()];
    for app in &world.flowing {
        for resource in crossed(model, world, *app).resources() {
            used[*resource as usize] += world.flows[app.index()].rate;
        }
    }
    for (i, used) in used.iter().enumerate() {
        let limit = match model.estate.links.get(i) {
            Some(link) => link.bytes_per_second,
            None => model.estate.targets[i - links].bytes_per_second,
        };
        assert!(*used <= limit * (1.0 + 1e-9), "transfers take {used} of {limit}");
    }
}
