//! What apps stand on: sites, stamps, links and backup targets, with how each
//! fails and is mended.

use super::chance::{Delay, Hazard};
use super::ids::{SiteId, StampId};
use crate::units::Span;

/// Whose place a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteKind {
    /// One of our own datacenters.
    Own,
    /// A public cloud region: never ours to repair; apps can run in it without
    /// a stamp.
    Cloud,
    /// A service provider's place running the same platform as ours: like a
    /// cloud region, with human errors and human time scaled down.
    Provider,
    /// A place of users only (a branch office): nothing runs there.
    Users,
}

/// A failure domain for power, cooling, fire and flood.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Name, unique among sites.
    pub name: String,
    /// Whose it is.
    pub kind: SiteKind,
    /// Power, cooling or region outage: everything stops and comes back.
    pub outage: Hazard,
    /// How long an outage lasts.
    pub outage_lasts: Delay,
    /// The site is destroyed with everything in it.
    pub lost: Hazard,
    /// From destruction until replacement hardware is installed.
    pub replacement: Delay,
    /// Technicians who repair nodes, switches and targets here, at most this
    /// many repairs at once; `None` = no limit.
    pub technicians: Option<u32>,
    /// Virtual CPUs that may run here at once (cloud and provider); `None` =
    /// no limit.
    pub quota_vcpus: Option<u32>,
}

/// What a stamp runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Azure Stack Hub.
    AzureStackHub,
    /// Azure Local, formerly Azure Stack HCI.
    AzureLocal,
    /// A Hyper-V cluster that is neither.
    HyperV,
}

/// One rack: nodes, a pair of top-of-rack switches, one storage pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// Name, unique among stamps.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// What it runs.
    pub product: Product,
    /// Number of nodes, 1–16.
    pub nodes: u32,
    /// Memory per node that VMs can use, after the platform's overhead, in
    /// bytes; infinite when the scenario gives no memory.
    pub vm_memory_per_node_bytes: f64,
    /// Transient crash or hang of one node (per node).
    pub crash: Hazard,
    /// How long a crashed node is away.
    pub crash_repair: Delay,
    /// Hardware failure of one node (per node).
    pub hardware: Hazard,
    /// Repair of node hardware, resynchronisation included.
    pub hardware_repair: Delay,
    /// From a node's failure until the cluster knows.
    pub node_detection: Delay,
    /// Restart of VMs on surviving nodes, boot included.
    pub vm_restart: Delay,
    /// Failure of one switch (per switch), common cause included.
    pub switch: Hazard,
    /// Share of switch failures that take both (beta, 0–1), by splitting the
    /// rate.
    pub switch_common_cause: f64,
    /// Repair of one switch.
    pub switch_repair: Delay,
    /// Nodes whose hardware may be lost at once before data are destroyed.
    pub pool_tolerates: u32,
    /// Nodes that may be down at once before the pool goes offline for safety.
    pub pool_online_down_to: u32,
    /// Bad update or software fault: stamp offline, data kept.
    pub software: Hazard,
    /// How long that lasts.
    pub software_lasts: Delay,
    /// Failure of an infrastructure service alone: VMs run, but nothing can be
    /// provisioned, restored or failed over here.
    pub infrastructure: Hazard,
    /// How long that lasts.
    pub infrastructure_lasts: Delay,
    /// Power loss of the rack alone.
    pub rack_power: Hazard,
    /// How long that lasts.
    pub rack_power_lasts: Delay,
    /// Unrecoverable product fault: hardware usable, data gone.
    pub lost: Hazard,
    /// Redeployment of the stamp, with its control plane, on usable hardware.
    pub redeploy: Delay,
}

/// A network path between two sites.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Name, unique among links.
    pub name: String,
    /// Its two ends.
    pub ends: [SiteId; 2],
    /// What copies and restores may use, in bytes per second: after protocol
    /// overhead and production traffic.
    pub bytes_per_second: f64,
    /// Redundant paths, 1 or 2; either carries the full bandwidth.
    pub paths: u32,
    /// Failure of one path (per path), common cause included.
    pub failure: Hazard,
    /// Repair of one path.
    pub repair: Delay,
    /// Share of path failures that take both (beta, 0–1).
    pub common_cause: f64,
    /// Time of a round trip over it; only placement rules ask.
    pub round_trip: Option<Span>,
}

/// Where a backup target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetAt {
    /// An appliance, server or vault at a site, in its own rack.
    Site(SiteId),
    /// A VM on a stamp: it lives and dies with that stamp.
    Stamp(StampId),
    /// An appliance in a stamp's rack: same power and switches. Not supported
    /// by the vendor.
    Rack(StampId),
}

/// Where backups land.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Name, unique among targets.
    pub name: String,
    /// Where it stands.
    pub at: TargetAt,
    /// Copies cannot be changed or deleted by an attacker before they expire.
    pub immutable: bool,
    /// For how long after it was written a copy stays immutable;
    /// [`Span::INFINITE`]: until it expires. Asked only if `immutable`.
    pub immutable_for: Span,
    /// Probability that an attacker compromises all copies on it (one draw an
    /// attack).
    pub compromised: f64,
    /// Probability that an attacker compromises the copies whose immutability
    /// has ended (one draw an attack).
    pub compromised_later: f64,
    /// Total throughput for reading and writing, in bytes per second, other
    /// load already taken off.
    pub bytes_per_second: f64,
    /// Restore streams served at once.
    pub streams: u32,
    /// Throughput of one stream, in bytes per second.
    pub stream_bytes_per_second: f64,
    /// Failure of the target.
    pub failure: Hazard,
    /// Its repair.
    pub repair: Delay,
    /// Probability that a failure destroys the copies on it.
    pub data_lost: f64,
}

/// Where a control plane runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlAt {
    /// Nowhere in particular: reached from everywhere.
    Anywhere,
    /// At a site: it is down with the site, and needs a way there.
    Site(SiteId),
    /// On a stamp: it is down with that stamp, too.
    Stamp(StampId),
}

/// A control plane or service without which copies are not made or no recovery
/// can be started: Azure's control plane, a vault's service, an appliance, a
/// replica broker. Its failure strikes no app by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// Name, unique among control planes and apps.
    pub name: String,
    /// Where it runs.
    pub at: ControlAt,
    /// Its failure.
    pub failure: Hazard,
    /// Its repair.
    pub repair: Delay,
}

/// A place where an app can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// On a stamp.
    Stamp(StampId),
    /// In a cloud region or at a provider, within its quota.
    Region(SiteId),
}
