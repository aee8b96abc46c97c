//! What people depend on: apps, the tiers whose objectives they inherit, and
//! the services that several apps make up together.

use super::chance::{Delay, Hazard};
use super::ids::{AppId, SiteId, TierId};
use super::infrastructure::Place;
use super::kind::KINDS;
use super::limits::Guests;
use super::protection::Protection;
use crate::units::Span;

/// What is asked of a recovery. `None`: nothing is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Objective {
    /// Longest acceptable recovery time.
    pub rto: Option<Span>,
    /// Longest acceptable data loss (the gap before damage, for damage).
    pub rpo: Option<Span>,
    /// Longest acceptable rollback after damage; judged only if set.
    pub rpo_rollback: Option<Span>,
}

/// Objectives by kind ([`super::Kind::index`]), already resolved: the narrower
/// wins.
pub type Objectives = [Objective; KINDS];

/// A named set of objectives that apps inherit.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Name, unique among tiers.
    pub name: String,
    /// Its base objective, shown in the head of its rows.
    pub objective: Objective,
    /// 1 is served first.
    pub priority: u32,
}

/// A group of VMs that is useful as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct App {
    /// Name, unique among apps and services.
    pub name: String,
    /// The tier it belongs to.
    pub tier: TierId,
    /// 1 is served first.
    pub priority: u32,
    /// Number of VMs, at least 1.
    pub vms: u32,
    /// VMs that must run for the app to serve fully, 1..=`vms`.
    pub vms_needed: u32,
    /// VMs stay on their node instead of restarting elsewhere (one instance a
    /// node, each with its own local state).
    pub pinned: bool,
    /// What is known of its VMs besides their size.
    pub guests: Guests,
    /// Virtual CPUs of each VM.
    pub vcpus_per_vm: f64,
    /// Memory of each VM, in bytes.
    pub memory_per_vm_bytes: f64,
    /// Data of the whole app, in bytes: what a full restore brings back.
    pub data_bytes: f64,
    /// Changed data of the whole app, in bytes per second.
    pub churn_bytes_per_second: f64,
    /// Apps it cannot serve without.
    pub needs: Vec<AppId>,
    /// Sites its users sit at; empty = lost access is not judged.
    pub users: Vec<SiteId>,
    /// Nothing else is restored or failed over before this app serves.
    pub foundation: bool,
    /// Objectives by kind.
    pub objectives: Objectives,
    /// Tolerance of P(no usable copy), by kind.
    pub loses_all_tolerance: [f64; KINDS],
    /// Where it runs normally.
    pub home: Place,
    /// Ways back into service, first choice first. Empty: no protection.
    pub protections: Vec<Protection>,
    /// Guest boot and services after a place returns or data are back.
    pub boot: Delay,
    /// Start and checks of the application itself, after boot.
    pub start: Delay,
    /// Deletion of single items.
    pub item_deletion: Hazard,
    /// Corruption of the app's data.
    pub corruption: Hazard,
    /// From the onset of damage until it is noticed.
    pub damage_detection: Delay,
    /// From noticing corruption until the bad writes are stopped.
    pub damage_stop: Delay,
    /// Size of what an item restore brings back, in bytes.
    pub item_bytes: f64,
    /// Finding the right copy of an item, restoring it and checking it, by hand.
    pub item_work: Delay,
    /// Making an item anew by hand when no copy of it is left.
    pub item_remake: Delay,
    /// Rebuilding the app empty after total loss.
    pub rebuild: Delay,
}

impl App {
    /// Its turn where apps are served: the foundation first, then by priority.
    #[must_use]
    pub const fn turn(&self) -> (bool, u32) {
        (!self.foundation, self.priority)
    }
}

/// Several apps that are useful only together.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Name, unique among apps and services.
    pub name: String,
    /// Its apps, at least one.
    pub apps: Vec<AppId>,
    /// Objectives by kind: its own, else the strictest of its apps'.
    pub objectives: Objectives,
}
