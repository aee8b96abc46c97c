//! The state of one history: columns of plain data, indexed by typed ids.
//! Storage is kept from one history to the next; copying a world into another
//! that was made for the same model allocates nothing.

use super::copying::{Progress, Regime, Unreadable};
use super::damage::{Damage, Tainted};
use super::event::Event;
use super::execution::Recovery;
use super::incident::{Open, ServiceOpen};
use super::journal::Note;
use super::loss::Pieces;
use super::management::Management;
use super::plans::Run;
use super::record::{Strike, Totals};
use super::store::Mount;
use super::transfer::Flow;
use crate::kernel::calendar::Calendar;
use crate::kernel::maxmin::{FlowSpec, MaxMin};
use crate::kernel::stream::{Stream, TrialKey};
use crate::model::{AppId, ComponentId, DeploymentId, Kind, Model, SourceId, StampId};
use crate::units::{Span, Time};

/// A component's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComponentState {
    /// It works.
    pub up: bool,
    /// The source that stopped it last.
    pub by: SourceId,
    /// The candidate of that source.
    pub by_index: u64,
    /// Moves on with every change of state.
    pub epoch: u32,
}

/// A source's state.
#[derive(Clone, Debug)]
pub struct SourceState {
    /// Its next candidate's index.
    pub index: u64,
    /// Moves on when a pending candidate is called off.
    pub epoch: u32,
    /// When its pending candidate is due (renewal sources).
    pub due: Time,
    /// Start of the present life, moved forward by time spent frozen (renewal
    /// sources).
    pub born: Time,
    /// Arrivals.
    pub arrivals: Stream,
}

/// What a stamp's parts add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StampState {
    /// Nodes down.
    pub nodes_down: u32,
    /// Of these, nodes whose hardware is lost.
    pub hardware_down: u32,
    /// Switches down.
    pub switches_down: u32,
}

/// What apps at a place can count on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceState {
    /// VMs run.
    pub powered: bool,
    /// VMs can be reached.
    pub connected: bool,
    /// Failovers and preparations under way, in VMs.
    pub busy: u32,
    /// Virtual CPUs in use (regions), in hundredths.
    pub used_centicpus: u64,
}

/// A deployment's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeploymentState {
    /// Its VMs are defined and hold memory.
    pub on: bool,
    /// Running VMs.
    pub vms_up: u32,
    /// VMs without a node to run on.
    pub unplaced: u32,
    /// Guests have booted since the place last came back.
    pub booted: bool,
    /// Moves on when a boot is called off.
    pub epoch: u32,
    /// The instant whose data it holds, if these are not the app's current
    /// ones; `Time::NEVER` if they are. Meaningful where the app lives and at
    /// its active-active instances.
    pub in_step_until: Time,
    /// What it lacks is on its way.
    pub catching_up: bool,
    /// Moves on when that is done or called off.
    pub step_epoch: u32,
}

/// What keeps an app from its home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// It is at home.
    AtHome,
    /// It runs elsewhere, and home is not ready.
    Waiting,
    /// Its data are being copied home.
    CopyingBack,
    /// It is down for the planned move.
    Moving,
}

/// An app's state.
#[derive(Clone, Copy, Debug)]
pub struct AppState {
    /// Where it serves and where its live data are.
    pub current: DeploymentId,
    /// Its live data exist and can be used.
    pub intact: bool,
    /// Stopped by damage until recovered.
    pub halted: bool,
    /// Stopped by planned work.
    pub planned: bool,
    /// Serving users, as far as it and what it needs are concerned.
    pub serving: bool,
    /// Serving, but some of its users cannot reach it.
    pub cut_off: bool,
    /// Since when it has been able to serve by itself; `Time::NEVER` if it is
    /// not.
    pub ready_since: Time,
    /// The backup store that it runs from; `None`: it has its data where it is.
    pub(super) mount: Option<Mount>,
    /// Where it stands in moving home.
    pub away: Away,
    /// Home holds the data of before it left, or those copied back since.
    pub home_data: bool,
    /// The instant whose data home holds: when it left, or when they were copied
    /// back.
    pub left_home: Time,
    /// When the copy home under way began; `Time::NEVER` if there is none.
    pub copying_since: Time,
    /// Moves on when a step home is called off.
    pub move_epoch: u32,
    /// When it last stopped serving: since then it has written nothing, unless it
    /// serves.
    pub stopped: Time,
    /// Since when unplanned downtime runs; `Time::NEVER` if it does not.
    pub down_since: Time,
    /// Since when planned downtime runs.
    pub planned_since: Time,
    /// Since when users have been cut off.
    pub cut_since: Time,
    /// Whether its VMs are managed.
    pub management: Management,
    /// Its open incident; meaningful while `is_open`.
    pub open: Open,
    /// An unplanned incident is open.
    pub is_open: bool,
    /// Recovery under way.
    pub recovery: Recovery,
}

impl AppState {
    /// Down, and nobody works on it any more: its incident was closed as never
    /// recovered. It uses nothing, so nothing strikes it.
    pub(super) fn is_given_up(&self) -> bool {
        !self.serving && !self.is_open && self.planned_since == Time::NEVER
    }
}

/// A strike of the present instant, before it is known what comes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Struck {
    /// Whom it hit.
    pub app: AppId,
    /// Kind.
    pub kind: Kind,
    /// Source and candidate.
    pub source: SourceId,
    /// Candidate.
    pub index: u64,
    /// Weight of the record.
    pub weight: f64,
    /// Forced event.
    pub forced: bool,
    /// Whether it is recorded at all.
    pub counted: bool,
    /// Source and candidate of what took a way from it in the same instant, if
    /// that is not what is said above.
    pub way: Option<(SourceId, u64)>,
}

impl Struck {
    /// Names it for the way that was lost.
    pub(super) fn blame_way(&mut self) {
        if let Some((source, index)) = self.way.take() {
            (self.kind, self.source, self.index) = (Kind::LinkLost, source, index);
        }
    }
}

/// What has changed about an app in an instant, the lesser first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// Nothing.
    Nothing,
    /// How many of its VMs run: its copies and moves depend on that only as far
    /// as whether it serves does.
    Vms,
    /// Anything else.
    Surroundings,
}

macro_rules! world {
    ($( $(#[$doc:meta])* $field:ident : $type:ty ),* $(,)?) => {
        /// Everything that changes during a history.
        #[derive(Clone, Debug)]
        pub struct World {
            $( $(#[$doc])* pub(super) $field: $type, )*
            /// Strikes recorded.
            pub(super) strikes: Vec<Strike>,
            /// Story of this history, if it is told.
            pub(super) journal: Vec<(Time, Note)>,
            /// Probes of this history, in ascending order.
            pub(super) probes: Vec<Time>,
            /// Streams of copies forget nothing.
            #[cfg(test)]
            pub(super) remembers_all: bool,
        }

        impl World {
            /// Makes this world stand where `other`, of the same model, stands,
            /// reusing its storage. What has been recorded and told so far is
            /// left behind, and so are the probes: a branch has its own story.
            pub fn branch_from(&mut self, other: &Self) {
                $( self.$field.clone_from(&other.$field); )*
                self.strikes.clear();
                self.journal.clear();
                self.probes.clear();
            }
        }
    };
}

world! {
    /// Seed and trial of this history.
    key: TrialKey,
    /// Number of this history.
    trial: u64,
    /// End of counting.
    horizon: Time,
    /// Natural strikes are recorded (ordinary histories, up to the horizon).
    counting: bool,
    /// Incidents and damages that keep the history going.
    outstanding: u32,
    /// What is bound to happen.
    calendar: Calendar<Event>,
    /// By component.
    components: Vec<ComponentState>,
    /// By source.
    sources: Vec<SourceState>,
    /// By crew: technicians at work.
    crew_busy: Vec<u32>,
    /// Components waiting for a technician, in order of arrival.
    repair_queue: Vec<ComponentId>,
    /// By stamp.
    stamps: Vec<StampState>,
    /// By place.
    places: Vec<PlaceState>,
    /// By link: copies running over it, in bytes per second.
    link_load: Vec<i64>,
    /// By target: restore streams in use.
    streams_busy: Vec<u32>,
    /// By component (nodes): memory in use, in bytes.
    node_used: Vec<i64>,
    /// By deployment.
    deployments: Vec<DeploymentState>,
    /// By VM: node it runs on; `NOWHERE` if none has room.
    vm_node: Vec<u16>,
    /// By VM: when its restart is done; `Time::NEVER` if none is under way.
    vm_due: Vec<Time>,
    /// By VM: it runs.
    vm_up: Vec<bool>,
    /// By app.
    apps: Vec<AppState>,
    /// By service.
    services: Vec<ServiceOpen>,
    /// By app: its transfer.
    flows: Vec<Flow>,
    /// Apps whose transfer is under way.
    flowing: Vec<AppId>,
    /// Rates of transfers must be worked out again.
    flows_changed: bool,
    /// By copy stream.
    progress: Vec<Progress>,
    /// By copy stream: its regimes, newest last, as far back as points are kept.
    regimes: Vec<Vec<Regime>>,
    /// Recovery points that are known to be unreadable.
    unreadable: Vec<Unreadable>,
    /// Damage that is not yet dealt with.
    damages: Vec<Damage>,
    /// By app: its time in the open incident.
    losses: Vec<Pieces>,
    /// By app: when its data were damaged.
    tainted: Vec<Tainted>,
    /// Apps that wait for a method to become possible.
    waiting: Vec<AppId>,
    /// Apps that wait for slots or restore streams.
    queued: Vec<AppId>,
    /// Apps that run from a backup store.
    mounted: Vec<AppId>,
    /// Something that waiting apps wait for may have changed.
    stir: bool,
    /// Stamps on which memory has become free since it was last given to VMs that
    /// wait for a node.
    freed: Vec<StampId>,
    /// Recovery plans that are carried out, in the order in which they were begun.
    runs: Vec<Run>,
    /// Number of the next of them.
    next_run: u32,
    /// By group of all plans: VMs that are worked on.
    group_busy: Vec<u32>,
    /// Detection and decision times drawn for a failure: its source, its
    /// candidate, both times. The same for every app it hits.
    people: (SourceId, u64, Span, Span),
    /// Strikes of this instant.
    struck: Vec<Struck>,
    /// Services struck in this instant.
    struck_services: Vec<(u32, u32)>,
    /// Apps touched in this instant, by depth of dependency.
    dirty: Vec<Vec<AppId>>,
    /// By app: whether, and for what, it is in `dirty`.
    touched_by: Vec<Touch>,
    /// Some app is in `dirty`.
    any_dirty: bool,
    /// Scratch: the apps of one round of settling.
    touched: Vec<AppId>,
    /// By app, then by service.
    totals: Vec<Totals>,
    /// The horizon is past: totals no longer grow.
    totals_closed: bool,
    /// Position of the next probe.
    next_probe: u32,
    /// Whether the story is kept.
    telling: bool,
    /// Scratch of the rate solver.
    solver: MaxMin,
    /// Scratch: capacities of links, then targets.
    capacities: Vec<f64>,
    /// Scratch: one per transfer.
    flow_specs: Vec<FlowSpec>,
    /// Scratch: one per transfer.
    rates: Vec<f64>,
}

/// A VM that no node has room for.
pub const NOWHERE: u16 = u16::MAX;

impl World {
    /// A node's component id.
    pub(super) fn node(model: &Model, stamp: usize, node: u16) -> ComponentId {
        ComponentId(model.machinery.stamp_parts[stamp].first_node.0 + u32::from(node))
    }

    /// Whether a component works.
    pub(super) fn is_up(&self, component: ComponentId) -> bool {
        self.components[component.index()].up
    }

    /// Puts an event on the calendar.
    pub(super) fn schedule(&mut self, at: Time, event: Event) {
        self.calendar.schedule(at, event.key(), event);
    }

    /// Marks an app for settling in this instant.
    pub(super) fn touch(&mut self, model: &Model, app: AppId) {
        self.touch_by(model, app, Touch::Surroundings);
    }

    /// Marks an app for settling in this instant, when only its VMs have stopped
    /// or started.
    pub(super) fn touch_vms(&mut self, model: &Model, app: AppId) {
        self.touch_by(model, app, Touch::Vms);
    }

    fn touch_by(&mut self, model: &Model, app: AppId, touch: Touch) {
        let known = &mut self.touched_by[app.index()];
        if *known == Touch::Nothing {
            self.any_dirty = true;
            self.dirty[model.depth[app.index()] as usize].push(app);
        }
        *known = touch.max(*known);
    }

    /// Adds a line to the story, if it is told.
    pub(super) fn note(&mut self, now: Time, note: Note) {
        if self.telling {
            self.journal.push((now, note));
        }
    }

    /// Whether the story is told.
    pub(super) fn is_told(&self) -> bool {
        self.telling
    }

    /// The story, if it was told.
    #[must_use]
    pub fn journal(&self) -> &[(Time, Note)] {
        &self.journal
    }
}
