//! The story of a history: what happened, as small values; names are put in
//! when it is told.

use super::plans::Doing;
use super::record::{Method, Phase};
use crate::model::{AppId, ComponentId, CopyId, DeploymentId, Kind, Need, PlanId, SourceId};
use crate::units::{Span, Time};

/// One line of the story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Note {
    /// A component stopped.
    Failed(ComponentId, SourceId),
    /// A component works again.
    Repaired(ComponentId),
    /// An app was struck and stayed fully serving.
    Masked(AppId, Kind),
    /// An incident opened.
    Opened(AppId, Kind),
    /// An app has stopped serving, and not, or no longer, for planned work.
    Stopped(AppId),
    /// An app is stopped where another, which is recovered, needs its room.
    MadeRoom(AppId, AppId),
    /// A recovery is broken off where another one, which comes first, needs its room.
    GaveWay(AppId, AppId),
    /// An app stopped for planned work.
    PlannedStop(AppId),
    /// An app serves again.
    Serving(AppId),
    /// An incident closed: method, recovery time, loss.
    Closed(AppId, Method, Span, Span),
    /// People know.
    Detected(AppId),
    /// People have decided to recover elsewhere or from a copy.
    Declared(AppId),
    /// A failover may begin by itself.
    Automatic(AppId),
    /// A recovery plan begins.
    PlanBegins(PlanId),
    /// Nothing can be done for an app: its plan goes on without it.
    LeftBehind(AppId, PlanId),
    /// What is brought back elsewhere is shut down first where it still runs.
    ShutsDown(AppId),
    /// Nothing can be started yet: what is missing.
    Waits(AppId, Missing),
    /// A recovery starts: method, where, the recovery point used, and for a restore
    /// the copies it is read from.
    Started(AppId, Method, DeploymentId, Time, Option<CopyId>),
    /// A protection that comes before the one that is used cannot be used.
    PassedOver(AppId, u8, Why),
    /// So many of the jobs after the one that made the point used had failed.
    JobsFailed(AppId, u32),
    /// A recovery enters a phase.
    Enters(AppId, Phase),
    /// What had been sent is processed before a failover.
    Processes(AppId),
    /// The plan did not work as written.
    PlanFailed(AppId, bool),
    /// The application does not start from the state of a crash: the older point that
    /// is taken next, or people repair it.
    StartFailed(AppId, Option<Time>),
    /// The recovery point that was used cannot be read.
    Unreadable(AppId),
    /// A recovery under way was called off because its source came back.
    CalledOff(AppId),
    /// A recovery under way broke: what it stood on is gone.
    Broke(AppId),
    /// The recovery itself is done.
    Recovered(AppId, Method),
    /// No usable copy is left anywhere.
    NothingLeft(AppId),
    /// Data were damaged, not yet noticed.
    Damaged(AppId, Kind),
    /// The damage was noticed: its onset.
    DamageFound(AppId, Kind, Time),
    /// Restoring to an earlier point had already healed it.
    Healed(AppId, Kind),
    /// An attack encrypted all apps: the onset of the damage.
    Attack(Time),
    /// The copies of a stream were compromised by the attack.
    Compromised(CopyId),
    /// What changed is no longer known to a stream of copies: it needs a resync.
    NeedsResync(CopyId),
    /// A stream of copies has been seeded again, or its resync is done.
    Seeded(CopyId),
    /// An active-active instance no longer holds current data.
    OutOfStep(AppId, DeploymentId),
    /// An active-active instance holds current data again.
    InStep(AppId, DeploymentId),
    /// An app runs from the backup store.
    FromStore(AppId),
    /// All data of an app that ran from a backup store are where it runs.
    Migrated(AppId),
    /// Data are being copied home.
    CopyingHome(AppId),
    /// An app runs at home again.
    Home(AppId),
    /// The VMs of an app are not managed where they are now.
    Unmanaged(AppId, Remedy),
    /// They are managed again.
    Managed(AppId),
    /// Users cannot reach an app that runs.
    CutOff(AppId),
    /// Users reach it again.
    Reached(AppId),
}

/// What makes the VMs of an app managed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// People register them.
    Register,
    /// People reconnect them.
    Reconnect,
    /// The app moves home.
    ComeHome,
}

/// Why a method is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// People have turned from it in this incident.
    GivenUp,
    /// People have not decided on it yet.
    Undecided,
    /// It has no usable recovery point.
    NoPoint,
    /// Where it would run does not work.
    PlaceDown(DeploymentId),
    /// Nothing can be placed where it would run.
    NoServices(DeploymentId),
    /// Something that it needs is down or out of reach.
    Lacks(Need),
    /// What it would read is down or out of reach.
    CopyOutOfReach,
    /// There is no room where it would run.
    NoRoom(DeploymentId),
    /// No other instance serves with current data.
    NoInstance,
}

/// What a recovery that cannot start yet is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Not yet allowed after an attack.
    Hold,
    /// The apps everything else needs.
    Foundation,
    /// A decision on the next method.
    Decision,
    /// An app that its method needs to start.
    Need,
    /// A control plane that its method needs to start, or the services of the stamp
    /// where it is to run.
    Control,
    /// A place to run, or room there, or a reachable copy.
    Place,
    /// The group of its recovery plan at this position, or one before.
    Group(u16),
    /// What is done before its group of the plan, or one before it.
    Action {
        /// Position of the group.
        group: u16,
        /// It is done after that group.
        after: bool,
        /// Position among what is done there.
        action: u16,
        /// What it is.
        doing: Doing,
        /// How long it takes rests on judgement.
        judged: bool,
    },
}
