//! Random quantities of a history, each at its own address: what is drawn for
//! one entity never shifts what another draws.

use super::world::World;
use crate::kernel::stream::Stream;
use crate::model::{AppId, Delay, Model};
use crate::units::Span;

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Arrivals of a source's candidates.
    Arrivals = 1,
    /// Which unit of a group fails.
    Unit,
    /// Repair time.
    Repair,
    /// Whether a target's data are lost with it.
    DataLost,
    /// Detection by people.
    Detection,
    /// Decision by people.
    Decision,
    /// Restart of VMs on other nodes.
    Restart,
    /// Boot after a place returns or data are back.
    Boot,
    /// Start of the application.
    Start,
    /// Failing over or preparing VMs.
    Work,
    /// Whether the plan works, what an error costs, whether it is given up.
    Plan,
    /// Restores that fail and are repeated.
    Retry,
    /// Fix-ups and redirection.
    FixUp,
    /// Rebuilding after total loss.
    Rebuild,
    /// Phase of a schedule.
    Phase,
    /// Outcome of a backup job.
    Job,
    /// Whether a point can be read.
    Unreadable,
    /// Delay until damage is noticed.
    DamageDetection,
    /// Delay until damage is stopped.
    DamageStop,
    /// Dwell of an intruder.
    Dwell,
    /// Hold after an attack.
    Hold,
    /// Whether an attack reaches copies.
    Compromised,
    /// Moving home.
    MoveHome,
    /// Instants of probes.
    Probe,
    /// Instant and choice of a forced event.
    Force,
    /// Whether an attack reaches copies whose immutability has ended.
    CompromisedLater,
    /// Deploying an instance afresh.
    Deploy,
    /// Registering VMs where they run.
    Register,
    /// Ticks of application-consistent points.
    Consistent,
    /// Processing what had been sent.
    Processing,
    /// Choosing the points of several VMs.
    Choosing,
    /// Starting from the state of a crash.
    CrashStart,
    /// Whether that fails, and its repair.
    StartFails,
    /// Scripts and pauses of a recovery plan.
    PlanAction,
    /// Shutting down an app where it still runs.
    ShutDown,
}

/// Index of a forced event's draws: far above any ordinary candidate's.
pub const FORCED: u64 = 1 << 40;

impl World {
    /// A draw of `delay` at (`entity`, `purpose`, `index`).
    pub(super) fn draw(&self, delay: &Delay, entity: u64, purpose: Purpose, index: u64) -> Span {
        delay.sample(&mut self.stream(entity, purpose, index))
    }

    /// The stream at (`entity`, `purpose`, `index`) of this history.
    pub(super) fn stream(&self, entity: u64, purpose: Purpose, index: u64) -> Stream {
        self.key.stream(entity, purpose as u32, index)
    }

    /// A stream for something an app does because of the failure that opened
    /// its incident: the same failure gives the same draw, whatever happened
    /// before.
    pub(super) fn incident_stream(&self, model: &Model, app: AppId, purpose: Purpose) -> Stream {
        let open = &self.apps[app.index()].open;
        let cause = model.machinery.sources[open.source.index()].entity;
        let attempt = u64::from(self.apps[app.index()].recovery.attempts) << 48;
        let entity = model.app_entities[app.index()] ^ cause.rotate_left(17);
        self.stream(entity, purpose, open.cause_index ^ attempt)
    }
}
