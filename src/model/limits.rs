//! What a protection system takes at most, as far as it is known, and what is
//! known of the VMs that is held against it. A limit that is exceeded is a
//! finding and changes nothing in a trial, but for the log of a replica: full, it
//! asks for a resync.

use super::chance::Mark;
use crate::units::Span;

/// A value with the evidence for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// How good the evidence is.
    pub mark: Mark,
    /// The document with its date.
    pub source: &'static str,
}

/// Storage that a replica is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Standard disks.
    Standard,
    /// Premium disks.
    Premium,
}

/// The most change that is carried in one case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    /// On this storage; `None`: on any.
    pub storage: Option<Storage>,
    /// For writes of at least this size, in bytes.
    pub writes_bytes: f64,
    /// The most, in bytes per second.
    pub bytes_per_second: f64,
}

/// The most change that is carried, by case; at least one.
pub type Cases = Vec<Case>;

/// How far what waits to be sent may grow before the copy must be compared
/// anew, or protection ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LogLimit {
    /// A share of the data.
    Share(f64),
    /// The changes of this time.
    Time(Span),
}

impl LogLimit {
    /// Seconds of writing that fill it, for an app with these data that changes
    /// this fast; infinite if nothing changes.
    #[must_use]
    pub fn writing_seconds(self, data_bytes: f64, churn_bytes_per_second: f64) -> f64 {
        match self {
            _ if churn_bytes_per_second <= 0.0 => f64::INFINITY,
            Self::Share(share) => share * data_bytes / churn_bytes_per_second,
            Self::Time(time) => time.seconds(),
        }
    }
}

/// Which Linux VMs are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linux {
    /// None: Windows only.
    No,
    /// Those of the first generation.
    FirstGeneration,
    /// All.
    Any,
}

/// Whether VMs managed through Azure Arc are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArcVms {
    /// They are.
    Yes,
    /// They are not.
    No,
    /// Documents of different releases disagree.
    ByRelease,
}

/// What a protection takes at most. `None`: no limit is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// What it is called in a sentence.
    pub system: &'static str,
    /// Intervals between copies that it offers, each range from its shortest to
    /// its longest; empty if they are not known.
    pub intervals: Vec<[Span; 2]>,
    /// Storage its copies are written to, if that is known.
    pub storage: Option<Storage>,
    /// Appliances or servers that share the work, at least 1.
    pub appliances: u32,
    /// Change of one VM.
    pub churn_per_vm: Option<Sourced<Cases>>,
    /// Change of one disk.
    pub churn_per_disk: Option<Sourced<Cases>>,
    /// Size of a disk, in bytes.
    pub largest_disk_bytes: Option<Sourced<f64>>,
    /// Disks of one VM, the system disk included.
    pub disks_per_vm: Option<Sourced<u32>>,
    /// Data of one VM, in bytes.
    pub data_per_vm_bytes: Option<Sourced<f64>>,
    /// Change that one appliance carries.
    pub appliance_churn: Option<Sourced<Cases>>,
    /// VMs of one appliance.
    pub appliance_vms: Option<Sourced<u32>>,
    /// Data of one appliance, in bytes.
    pub appliance_data_bytes: Option<Sourced<f64>>,
    /// Disks that one appliance protects in the other direction at once.
    pub disks_at_once: Option<Sourced<u32>>,
    /// VMs for which protection is switched on at once.
    pub enable_at_once: Option<Sourced<u32>>,
    /// VMs of one recovery plan.
    pub plan_vms: Option<Sourced<u32>>,
    /// What may wait to be sent.
    pub log: Option<Sourced<LogLimit>>,
    /// Recovery points kept.
    pub most_points: Option<Sourced<u32>>,
    /// Shortest interval to premium storage.
    pub premium_every: Option<Sourced<Span>>,
    /// It takes only VMs that restart on another node.
    pub highly_available_only: Option<Sourced<bool>>,
    /// Linux VMs it takes.
    pub linux: Option<Sourced<Linux>>,
    /// Whether it takes VMs managed through Azure Arc.
    pub arc_vms: Option<Sourced<ArcVms>>,
    /// It copies VMs while they run.
    pub running_vms: Option<Sourced<bool>>,
    /// It is a preview, not meant for production.
    pub preview: Option<Sourced<bool>>,
}

impl Limits {
    /// No limit of this system is known.
    #[must_use]
    pub const fn none(system: &'static str) -> Self {
        Self {
            system,
            intervals: Vec::new(),
            storage: None,
            appliances: 1,
            churn_per_vm: None,
            churn_per_disk: None,
            largest_disk_bytes: None,
            disks_per_vm: None,
            data_per_vm_bytes: None,
            appliance_churn: None,
            appliance_vms: None,
            appliance_data_bytes: None,
            disks_at_once: None,
            enable_at_once: None,
            plan_vms: None,
            log: None,
            most_points: None,
            premium_every: None,
            highly_available_only: None,
            linux: None,
            arc_vms: None,
            running_vms: None,
            preview: None,
        }
    }

    /// The longest interval of at most `most` seconds that it offers.
    #[must_use]
    pub fn longest_interval_within(&self, most: f64) -> Option<f64> {
        let offered = self.intervals.iter().map(|range| range.map(Span::seconds));
        let fits = offered.filter(|[shortest, _]| *shortest <= most).map(|[_, longest]| longest.min(most));
        fits.reduce(f64::max)
    }
}

/// The operating system of VMs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestSystem {
    /// Windows.
    Windows,
    /// Linux.
    Linux,
}

/// What is known of an app's VMs besides their size. `None`: unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guests {
    /// Disks of each VM, the system disk included.
    pub disks_per_vm: Option<u32>,
    /// Size of the largest disk, in bytes.
    pub largest_disk_bytes: Option<f64>,
    /// Usual size of a write, in bytes.
    pub write_bytes: Option<f64>,
    /// Operating system.
    pub system: Option<GuestSystem>,
    /// Generation of the VMs, 1 or 2.
    pub generation: Option<u32>,
    /// They are managed through Azure Arc.
    pub arc: Option<bool>,
    /// They restart on another node of their cluster.
    pub highly_available: bool,
    /// They keep nothing: made anew from an image, as members of a scale set.
    pub ephemeral: bool,
}

impl Default for Guests {
    /// Nothing is known of them, and nothing is particular about them.
    fn default() -> Self {
        Self {
            disks_per_vm: None,
            largest_disk_bytes: None,
            write_bytes: None,
            system: None,
            generation: None,
            arc: None,
            highly_available: true,
            ephemeral: false,
        }
    }
}

/// The least and the most change that is carried, in bytes per second, as far
/// as it is known which case it is. Writes smaller than any that are listed
/// count as the smallest.
#[must_use]
pub fn range(cases: &[Case], storage: Option<Storage>, write_bytes: Option<f64>) -> [f64; 2] {
    let fits = |case: &&Case| storage.is_none() || case.storage.is_none() || case.storage == storage;
    let mut found: Option<[f64; 2]> = None;
    for case in cases.iter().filter(fits) {
        let same = |other: &&Case| fits(other) && other.storage == case.storage;
        // Of one storage, the case of the largest writes that are not larger.
        let is_due = write_bytes.is_none_or(|bytes| {
            let mine = |c: &Case| if c.writes_bytes <= bytes { c.writes_bytes } else { -c.writes_bytes };
            cases.iter().filter(same).all(|other| mine(other) <= mine(case))
        });
        if is_due {
            let rate = case.bytes_per_second;
            found = Some(found.map_or([rate; 2], |[least, most]| [least.min(rate), most.max(rate)]));
        }
    }
    // No case of this storage is known.
    found.unwrap_or([f64::INFINITY; 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_as_certain_as_what_is_known() {
        let case = |storage, writes_bytes, bytes_per_second| Case { storage, writes_bytes, bytes_per_second };
        let (standard, premium) = (Some(Storage::Standard), Some(Storage::Premium));
        let cases = [case(standard, 8e3, 2.0), case(premium, 8e3, 5.0), case(premium, 16e3, 20.0)];
        assert_eq!(range(&cases, None, None).map(|rate| rate as u32), [2, 20]);
        assert_eq!(range(&cases, premium, None).map(|rate| rate as u32), [5, 20]);
        assert_eq!(range(&cases, premium, Some(16e3)).map(|rate| rate as u32), [20, 20]);
        assert_eq!(range(&cases, premium, Some(12e3)).map(|rate| rate as u32), [5, 5]);
        assert_eq!(range(&cases, premium, Some(4e3)).map(|rate| rate as u32), [5, 5]);
        assert_eq!(range(&cases, None, Some(64e3)).map(|rate| rate as u32), [2, 20]);
        assert_eq!(range(&cases[..1], premium, None), [f64::INFINITY; 2]);
        assert_eq!(range(&[case(None, 0.0, 3.0)], premium, Some(1.0)).map(|rate| rate as u32), [3, 3]);
    }
}
