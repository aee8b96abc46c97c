//! The start of a world: all components work, age zero, and every protection
//! has been running forever.

use super::copying;
use super::damage::Tainted;
use super::downtime::Members;
use super::draw::Purpose;
use super::event::Event;
use super::execution::Recovery;
use super::exposure;
use super::failure;
use super::history::Setup;
use super::incident::{Open, ServiceOpen};
use super::loss::Pieces;
use super::management::Management;
use super::record::Totals;
use super::transfer::Flow;
use super::world::{
    AppState, Away, ComponentState, DeploymentState, NOWHERE, PlaceState, SourceState, StampState, Touch,
    World,
};
use crate::kernel::calendar::Calendar;
use crate::kernel::maxmin::MaxMin;
use crate::kernel::stream::{TrialKey, entity};
use crate::model::{DeploymentId, Model, Place, SourceId};
use crate::units::{Span, Time};

const WORKING: ComponentState = ComponentState { up: true, by: SourceId(0), by_index: 0, epoch: 0 };
const OPEN_PLACE: PlaceState = PlaceState { powered: true, connected: true, busy: 0, used_centicpus: 0 };
const IDLE: DeploymentState = DeploymentState {
    on: false,
    vms_up: 0,
    unplaced: 0,
    booted: false,
    epoch: 0,
    in_step_until: Time::NEVER,
    catching_up: false,
    step_epoch: 0,
};
const SERVICE: ServiceOpen = ServiceOpen {
    members: 0,
    without: Members::SERVING,
    open: None,
    detected: Time::NEVER,
    declared: Time::NEVER,
    loss: Span::ZERO,
    rollback: Span::ZERO,
    nothing_left: false,
    tainted: false,
    aside: None,
    unrecovered: false,
};

impl World {
    /// Storage for histories of `model`; restarted before each of them.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let key = TrialKey::new(0, 0);
        let apps = model.estate.apps.len();
        let arrivals = key.stream(0, 0, 0);
        let source = SourceState { index: 0, epoch: 0, due: Time::NEVER, born: Time::ZERO, arrivals };
        let vms = model.layout.home_nodes.len();
        Self {
            key,
            trial: 0,
            horizon: Time::ZERO,
            counting: false,
            outstanding: 0,
            calendar: Calendar::new(),
            components: vec![WORKING; model.machinery.components.len()],
            sources: vec![source; model.machinery.sources.len()],
            crew_busy: vec![0; model.machinery.crews.len()],
            repair_queue: Vec::new(),
            stamps: vec![StampState::default(); model.estate.stamps.len()],
            places: vec![OPEN_PLACE; model.layout.places.len()],
            link_load: vec![0; model.estate.links.len()],
            streams_busy: vec![0; model.estate.targets.len()],
            node_used: vec![0; model.machinery.components.len()],
            deployments: vec![IDLE; model.layout.deployments.len()],
            vm_node: vec![NOWHERE; vms],
            vm_due: vec![Time::NEVER; vms],
            vm_up: vec![false; vms],
            apps: model.layout.first_deployment[..apps].iter().map(|d| at_home(DeploymentId(*d))).collect(),
            services: vec![SERVICE; model.estate.services.len()],
            flows: vec![Flow::IDLE; apps],
            flowing: Vec::new(),
            flows_changed: false,
            progress: model.copies.streams.iter().map(|s| copying::begin(key, s).0).collect(),
            regimes: vec![Vec::new(); model.copies.streams.len()],
            unreadable: Vec::new(),
            damages: Vec::new(),
            losses: vec![Pieces::default(); apps],
            tainted: vec![Tainted::NEVER; apps],
            waiting: Vec::new(),
            queued: Vec::new(),
            mounted: Vec::new(),
            stir: false,
            freed: Vec::new(),
            runs: Vec::with_capacity(model.plans.members),
            next_run: 0,
            group_busy: vec![0; model.plans.groups],
            people: (SourceId(0), u64::MAX, Span::ZERO, Span::ZERO),
            struck: Vec::new(),
            struck_services: Vec::new(),
            dirty: vec![Vec::new(); model.depth.iter().max().map_or(0, |d| *d as usize + 1)],
            touched_by: vec![Touch::Nothing; apps],
            any_dirty: false,
            touched: Vec::new(),
            strikes: Vec::new(),
            totals: vec![Totals::default(); model.subjects()],
            totals_closed: false,
            probes: Vec::new(),
            next_probe: 0,
            journal: Vec::new(),
            telling: false,
            #[cfg(test)]
            remembers_all: false,
            solver: MaxMin::new(),
            capacities: Vec::new(),
            flow_specs: Vec::new(),
            rates: Vec::new(),
        }
    }

    /// Goes back to the start for history number `trial`.
    pub(super) fn restart(&mut self, model: &Model, setup: &Setup, trial: u64, tell: bool) {
        self.key = TrialKey::new(setup.seed, trial);
        self.trial = trial;
        self.horizon = Time::ZERO + setup.horizon;
        self.counting = true;
        self.outstanding = 0;
        self.telling = tell;
        self.journal.clear();
        self.calendar.clear();
        self.strikes.clear();
        self.reset_infrastructure(model);
        self.reset_apps(model);
        self.reset_copies(model);
        self.draw_probes(setup);
        self.schedule(Time::ZERO + setup.horizon, Event::Horizon);
        if setup.natural {
            failure::schedule_all(model, self);
        }
    }

    fn reset_infrastructure(&mut self, model: &Model) {
        self.components.fill(WORKING);
        for (i, source) in model.machinery.sources.iter().enumerate() {
            let arrivals = self.stream(source.entity, Purpose::Arrivals, 0);
            self.sources[i] =
                SourceState { index: 0, epoch: 0, due: Time::NEVER, born: Time::ZERO, arrivals };
        }
        self.crew_busy.fill(0);
        self.repair_queue.clear();
        self.stamps.fill(StampState::default());
        self.places.fill(OPEN_PLACE);
        self.link_load.fill(0);
        self.streams_busy.fill(0);
        self.node_used.fill(0);
    }

    /// Every app runs at home, each VM on its own node; active-active apps run
    /// at their other places too.
    fn reset_apps(&mut self, model: &Model) {
        self.deployments.fill(IDLE);
        self.vm_node.fill(NOWHERE);
        self.vm_due.fill(Time::NEVER);
        self.vm_up.fill(false);
        for (i, deployment) in model.layout.deployments.iter().enumerate() {
            if !deployment.initial {
                continue;
            }
            let app = &model.estate.apps[deployment.app.index()];
            self.deployments[i] = DeploymentState { on: true, vms_up: app.vms, booted: true, ..IDLE };
            if let Place::Region(_) = model.layout.places[deployment.place.index()] {
                self.places[deployment.place.index()].used_centicpus += super::hosting::centicpus(app);
            }
            #[allow(clippy::cast_possible_truncation)]
            let memory = app.memory_per_vm_bytes as i64;
            for vm in deployment.first_vm as usize..(deployment.first_vm + app.vms) as usize {
                self.vm_up[vm] = true;
                self.vm_node[vm] = model.layout.home_nodes[vm];
                if let Place::Stamp(stamp) = model.layout.places[deployment.place.index()] {
                    let node = World::node(model, stamp.index(), self.vm_node[vm]);
                    self.node_used[node.index()] += memory;
                }
            }
        }
        for (i, app) in self.apps.iter_mut().enumerate() {
            *app = at_home(DeploymentId(model.layout.first_deployment[i]));
        }
        self.services.fill(SERVICE);
        self.flows.fill(Flow::IDLE);
        self.flowing.clear();
        self.damages.clear();
        self.tainted.fill(Tainted::NEVER);
        self.waiting.clear();
        self.queued.clear();
        self.mounted.clear();
        self.stir = false;
        self.freed.clear();
        self.runs.clear();
        self.next_run = 0;
        self.group_busy.fill(0);
        self.people = (SourceId(0), u64::MAX, Span::ZERO, Span::ZERO);
        self.struck.clear();
        self.struck_services.clear();
        self.dirty.iter_mut().for_each(Vec::clear);
        self.touched_by.fill(Touch::Nothing);
        self.any_dirty = false;
        self.totals_closed = false;
        self.totals.fill(Totals::default());
    }

    fn reset_copies(&mut self, model: &Model) {
        for (i, stream) in model.copies.streams.iter().enumerate() {
            let (progress, regimes) = copying::begin(self.key, stream);
            self.progress[i] = progress;
            self.regimes[i].clear();
            self.regimes[i].extend(regimes);
        }
        copying::begin_later_levels(model, self);
        self.unreadable.clear();
        copying::watch_logs(model, self);
        copying::full_load(model, self);
        self.flows_changed = false;
    }

    /// Draws the instants of probes: one in each of as many equal parts of the
    /// horizon.
    fn draw_probes(&mut self, setup: &Setup) {
        self.probes.clear();
        self.next_probe = 0;
        let mut draw = self.stream(entity("probes"), Purpose::Probe, 0);
        let part = setup.horizon.seconds() / f64::from(setup.probes.max(1));
        for probe in 0..setup.probes {
            let at = part * (f64::from(probe) + draw.unit());
            self.probes.push(Time::ZERO + Span::from_seconds(at));
        }
        exposure::schedule_next(self);
    }
}

fn at_home(current: DeploymentId) -> AppState {
    AppState {
        current,
        intact: true,
        halted: false,
        planned: false,
        serving: true,
        cut_off: false,
        ready_since: Time::ZERO,
        mount: None,
        away: Away::AtHome,
        home_data: false,
        left_home: Time::NEVER,
        copying_since: Time::NEVER,
        move_epoch: 0,
        stopped: Time::NEVER,
        down_since: Time::NEVER,
        planned_since: Time::NEVER,
        cut_since: Time::NEVER,
        management: Management::MANAGED,
        open: Open::none(),
        is_open: false,
        recovery: Recovery::NONE,
    }
}
