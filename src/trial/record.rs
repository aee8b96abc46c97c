//! What a trial leaves behind: one record per strike, plus totals over the
//! horizon. Plain data; nothing here decides anything.

use crate::model::named::named;
use crate::model::{Kind, SourceId};
use crate::units::{Span, Time};

/// How an app came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// It came back where it was: restart, repair, power back.
    InPlace,
    /// From a backup; the protection's position in the app's list.
    Backup(u8),
    /// By failover to a replica; the protection's position.
    Replica(u8),
    /// Traffic moved to another active instance.
    Redirect(u8),
    /// Rebuilt empty after total loss.
    Rebuilt,
    /// It served all the while; its missing items were made anew.
    Remade,
    /// Never, or not within the longest incident.
    Never,
}

/// The app or service a record is about: apps first, then services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(pub u32);

named! {
    /// Part of the critical path of a recovery, in the order in which a recovery
    /// goes through them.
    pub enum Phase {
        /// From failure to knowing.
        Detection = "detection",
        /// From knowing to deciding.
        Decision = "decision",
        /// Waiting for the failed part to be repaired or replaced.
        Repair = "repair",
        /// Waiting for room, streams, slots or a place.
        Queue = "queue",
        /// Waiting for apps that this one needs, or that come before it in a recovery
        /// plan.
        Dependency = "dependency",
        /// Waiting until restoring is allowed after an attack.
        Hold = "hold",
        /// Moving data.
        Transfer = "transfer",
        /// Failing over, provisioning and booting VMs.
        Boot = "boot",
        /// Starting the application; scripts of a recovery plan.
        Application = "application",
        /// Redirecting users.
        Network = "network",
        /// Work by hand: installing, fixing up, errors, pauses of a recovery plan.
        Manual = "manual",
    }
}

/// The number of phases.
pub const PHASES: usize = Phase::ALL.len();

/// Why a usable copy that is newer than the one used was left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// People turned from its method, or another comes before it.
    ByChoice,
    /// There was no room where it could have run.
    NoRoom,
    /// It could not be read or started from, or what it needs to be used was down.
    OutOfReach,
}

/// Number of reasons to leave a newer copy aside.
pub const ASIDES: usize = 3;

/// An incident that has closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incident {
    /// Failure (for damage: its detection).
    pub failed: Time,
    /// People know; `Time::NEVER` if it closed before.
    pub detected: Time,
    /// People have decided, or a failover has begun by itself; `Time::NEVER` if it closed before.
    pub declared: Time,
    /// Execution of the method that succeeded began; `Time::NEVER` if none.
    pub started: Time,
    /// Fully serving again; `Time::NEVER` if never.
    pub closed: Time,
    /// How it came back.
    pub method: Method,
    /// Data loss: [`Span::INFINITE`] when nothing usable was left, or the data
    /// never came back. For damage the gap before it.
    pub loss: Span,
    /// Nothing usable was left.
    pub nothing_left: bool,
    /// For damage: from the clean point to the stop.
    pub rollback: Span,
    /// Onset of damage, or the failure.
    pub onset: Time,
    /// No usable point existed because the copies were tainted or compromised.
    pub tainted: bool,
    /// Why a newer usable copy was not used; `None`: none was left aside.
    pub aside: Option<Aside>,
    /// Time spent in each phase of the critical path; sums to the recovery
    /// time.
    pub phases: [Span; PHASES],
    /// Part of the recovery time governed by values that rest on judgement.
    pub judged: Span,
    /// Further failures that hit while it was open.
    pub merged: u32,
}

/// A strike on a subject and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strike {
    /// Whom it hit.
    pub subject: Subject,
    /// Kind of disruption.
    pub kind: Kind,
    /// The source of the failure.
    pub source: SourceId,
    /// When it hit.
    pub at: Time,
    /// Weight: 1 in ordinary histories.
    pub weight: f64,
    /// From a forced event.
    pub forced: bool,
    /// `None`: masked, the subject stayed fully serving.
    pub incident: Option<Incident>,
}

/// Totals of one ordinary history for one subject, clipped to the horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Unplanned time not serving.
    pub down: Span,
    /// Planned time not serving.
    pub planned: Span,
    /// Serving, but cut off from users.
    pub cut_off: Span,
    /// Serving, but not managed; of a service: while any of its apps is so.
    pub unmanaged: Span,
    /// Probes that found it serving.
    pub probes_serving: u32,
    /// Of these, probes that found it exposed.
    pub probes_exposed: u32,
}
