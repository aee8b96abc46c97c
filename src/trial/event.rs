//! The events of a history: a closed set of small values, and the order of
//! those that fall on the same instant.

use crate::model::{AppId, ComponentId, CopyId, DeploymentId, SourceId};

/// What can happen at an instant. Events that can be overtaken carry an epoch
/// and are dropped when it no longer matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A source of failures has a candidate (with the source's epoch).
    Candidate(SourceId, u32),
    /// A component works again.
    Repaired(ComponentId, u32),
    /// Some restarted VMs of a deployment are up.
    VmsUp(DeploymentId),
    /// A deployment's guests have booted after its place came back.
    Booted(DeploymentId, u32),
    /// The step of a recovery under way is done.
    StepDone(AppId, u32),
    /// A transfer is done.
    TransferDone(AppId, u32),
    /// Seeding or a resync of a stream of copies is done.
    Sent(CopyId, u32),
    /// An active-active instance has been sent the data it lacked.
    InStep(DeploymentId, u32),
    /// Damage is noticed: the slot of the damage.
    DamageFound(u32, u32),
    /// What waits to be sent fills the log of a stream of copies.
    LogFull(CopyId, u32),
    /// The window for the resync of a stream of copies opens.
    MayResync(CopyId),
    /// A time at which a method may become possible has come: a decision, the
    /// end of a hold.
    MayStart(AppId, u32),
    /// The next step of moving home is due.
    MoveHome(AppId, u32),
    /// The VMs of an app are managed again.
    Registered(AppId, u32),
    /// A step of a run of a recovery plan is done, or patience with it may be over.
    PlanStep(u32, u32),
    /// An incident has been open for as long as is counted.
    GiveUp(AppId, u32),
    /// Look at every app's exposure.
    Probe,
    /// The horizon is reached.
    Horizon,
}

impl Event {
    /// Order within an instant: completions and repairs, then failures, then
    /// starts, then observation; within these by kind of event and by what it
    /// is about. Never by chance.
    #[must_use]
    pub fn key(self) -> u64 {
        let (rank, about) = match self {
            Self::Repaired(component, _) => (0, component.0),
            Self::VmsUp(deployment) => (1, deployment.0),
            Self::Booted(deployment, _) => (2, deployment.0),
            Self::Sent(copy, _) => (3, copy.0),
            Self::InStep(deployment, _) => (4, deployment.0),
            Self::TransferDone(app, _) => (5, app.0),
            Self::StepDone(app, _) => (6, app.0),
            Self::Registered(app, _) => (7, app.0),
            Self::PlanStep(run, _) => (8, run),
            Self::Candidate(source, _) => (9, source.0),
            Self::DamageFound(slot, _) => (10, slot),
            Self::LogFull(copy, _) => (11, copy.0),
            Self::MayResync(copy) => (12, copy.0),
            Self::MayStart(app, _) => (13, app.0),
            Self::MoveHome(app, _) => (14, app.0),
            Self::GiveUp(app, _) => (15, app.0),
            Self::Probe => (16, 0),
            Self::Horizon => (17, 0),
        };
        (rank << 32) | u64::from(about)
    }
}
