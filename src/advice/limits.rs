//! Apps beyond what their protection's system takes, each limit with its own
//! source. What is not known of an app is held against nothing, and said once.

mod shared;
#[cfg(test)]
mod tests;

use super::facts::Facts;
use super::found::{Detail, Found, PROTECT_VMS, Rule};
use super::geography::site_of;
use super::{Severity, beside};
use crate::model::limits::{ArcVms, Cases, GuestSystem, Linux, Sourced, Storage, range};
use crate::model::{App, AppId, BackupMethod, Limits, Mark, Place, Protection};
use crate::units::{Span, show_duration, show_size};

const EPHEMERAL: Rule = Rule { id: "ephemeral-backed-up", severity: Severity::Warning, source: PROTECT_VMS };

/// The share of outages of a link that may last longer than its log holds.
const OUTAGES_BEYOND: f64 = 0.05;

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    for (id, app) in facts.apps() {
        for protection in &app.protections {
            ephemeral(app, id, protection, found);
            if let Some(limits) = protection.limits() {
                Held { facts, id, app, protection, limits }.find(found);
            }
        }
    }
    shared::find(facts, found);
}

/// An app and the limits it is held against.
struct Held<'a> {
    facts: &'a Facts<'a>,
    id: AppId,
    app: &'a App,
    protection: &'a Protection,
    limits: &'a Limits,
}

/// What a rate or a size is beyond.
struct Beyond {
    id: &'static str,
    key: &'static str,
    what: &'static str,
}

impl Held<'_> {
    fn find(&self, found: &mut Found) {
        let (app, limits) = (self.app, self.limits);
        let vms = f64::from(app.vms);
        let churn = app.churn_bytes_per_second / vms;
        if let Some(limit) = &limits.churn_per_vm {
            let beyond = Beyond { id: "churn-beyond-product", key: "churn_per_vm", what: "each VM" };
            self.rate(found, limit, churn, &beyond);
        }
        if let (Some(limit), Some(disks)) = (&limits.churn_per_disk, app.guests.disks_per_vm) {
            let beyond = Beyond {
                id: "disk-churn-beyond-product",
                key: "churn_per_disk",
                what: "each disk, on average,",
            };
            self.rate(found, limit, churn / f64::from(disks), &beyond);
        }
        self.sizes(found, app.data_bytes / vms);
        self.points(found);
        self.schedule(found);
        self.log(found);
        self.guests(found);
    }

    /// A finding whose source is that of the limit.
    fn add<T>(
        &self,
        found: &mut Found,
        (id, severity): (&'static str, Severity),
        limit: &Sourced<T>,
        badness: f64,
        detail: impl FnOnce() -> Detail,
    ) {
        let rule = Rule { id, severity, source: limit.source };
        found.app(rule, self.id, badness, || {
            let detail = detail();
            Detail { fix: format!("{}{}", detail.fix, caveat(limit.mark)), ..detail }
        });
    }

    /// What changes against the most that is carried.
    fn rate(&self, found: &mut Found, limit: &Sourced<Cases>, churn: f64, beyond: &Beyond) {
        let Beyond { id, key, what } = beyond;
        let [least, most] = range(&limit.value, self.storage(), self.app.guests.write_bytes);
        let (name, system) = (&self.app.name, self.limits.system);
        if churn > most {
            let (value, limit_text) = beside::over(per_second(churn), per_second(most));
            self.add(found, (id, Severity::Warning), limit, churn / most, || Detail {
                reason: format!("{what} of {name} changes by more than {system} carries: it falls behind"),
                value,
                limit: limit_text,
                fix: format!(
                    "spread it over more VMs and disks, leave disks out, or protect it in another way; write \
                     limits.{key} where yours carries more"
                ),
            });
        } else if churn > least {
            self.add(found, (id, Severity::Note), limit, churn / least, || Detail {
                reason: format!(
                    "{what} of {name} changes by more than {system} carries on the slowest storage or with the \
                     smallest writes; which it has is not written"
                ),
                value: Some(per_second(churn)),
                limit: Some(format!("{} to {}", per_second(least), per_second(most))),
                fix: "write limits.storage of the protection and write_size of the app".into(),
            });
        }
    }

    /// The storage that copies are written to: written, or the only one for
    /// which the interval is offered.
    fn storage(&self) -> Option<Storage> {
        self.limits.storage.or_else(|| self.is_below_premium().then_some(Storage::Standard))
    }

    fn every(&self) -> Option<Span> {
        match self.protection {
            Protection::Replica(replica) => Some(replica.schedule.every),
            Protection::Backup(backup) => backup.levels[0].schedule.map(|schedule| schedule.every),
            Protection::ActiveActive(_) => None,
        }
    }

    /// Whether it captures more often than premium storage allows.
    fn is_below_premium(&self) -> bool {
        let premium = self.limits.premium_every.map(|limit| limit.value);
        premium.zip(self.every()).is_some_and(|(least, every)| every < least)
    }

    fn schedule(&self, found: &mut Found) {
        let (Some(limit), Some(every)) = (&self.limits.premium_every, self.every()) else { return };
        if self.limits.storage != Some(Storage::Premium) || every >= limit.value {
            return;
        }
        let rule = ("interval-not-for-premium", Severity::Warning);
        self.add(found, rule, limit, -every.seconds(), || Detail {
            reason: format!(
                "{} does not copy {} to premium storage so often",
                self.limits.system, self.app.name
            ),
            value: Some(show_duration(every.seconds())),
            limit: Some(show_duration(limit.value.seconds())),
            fix: "copy to standard storage, or less often".into(),
        });
    }

    /// Disks and data of one VM.
    fn sizes(&self, found: &mut Found, data: f64) {
        let (guests, limits) = (&self.app.guests, self.limits);
        let disks = guests.disks_per_vm.map(f64::from);
        if let Some(limit) = &limits.largest_disk_bytes {
            // Data that are spread evenly make the smallest largest disk.
            let least = disks.map(|disks| data / disks);
            let largest = guests.largest_disk_bytes.or(least).unwrap_or(0.0);
            let beyond = Beyond { id: "disk-beyond-product", key: "largest_disk", what: "a larger disk" };
            self.size(found, limit, [largest, limit.value], &beyond, show_size);
        }
        if let (Some(limit), Some(disks)) = (&limits.disks_per_vm, disks) {
            let beyond = Beyond { id: "disks-beyond-product", key: "disks_per_vm", what: "more disks" };
            self.size(found, limit, [disks, limit.value.into()], &beyond, |disks| {
                count(disks as u64, "disk")
            });
        }
        if let Some(limit) = &limits.data_per_vm_bytes {
            let beyond = Beyond { id: "data-beyond-product", key: "data_per_vm", what: "more data" };
            self.size(found, limit, [data, limit.value], &beyond, show_size);
        }
    }

    /// What a VM has against the most that is taken.
    fn size<T>(
        &self,
        found: &mut Found,
        limit: &Sourced<T>,
        [has, most]: [f64; 2],
        beyond: &Beyond,
        show: impl Fn(f64) -> String,
    ) {
        let Beyond { id, key, what } = beyond;
        if has <= most {
            return;
        }
        let (value, limit_text) = beside::over(show(has), show(most));
        self.add(found, (id, Severity::Warning), limit, has / most, || Detail {
            reason: format!("a VM of {} has {what} than {} takes", self.app.name, self.limits.system),
            value,
            limit: limit_text,
            fix: format!(
                "split it, leave it out, or protect it in another way; write limits.{key} where yours takes more"
            ),
        });
    }

    /// Recovery points kept.
    fn points(&self, found: &mut Found) {
        let retention = match self.protection {
            Protection::Replica(replica) => replica.retention,
            Protection::Backup(backup) => backup.levels[0].retention,
            Protection::ActiveActive(_) => return,
        };
        let (Some(limit), Some(every)) = (&self.limits.most_points, self.every()) else { return };
        let points = (retention.age.seconds() / every.max(retention.spacing).seconds()).ceil();
        if points <= f64::from(limit.value) {
            return;
        }
        self.add(found, ("points-beyond-product", Severity::Warning), limit, points, || Detail {
            reason: format!(
                "more points of {} are to be kept than {} keeps",
                self.app.name, self.limits.system
            ),
            value: Some(format!("{points:.0} points")),
            limit: Some(count(limit.value.into(), "point")),
            fix: "keep them for a shorter time, or with more spacing".into(),
        });
    }

    /// Whether a long outage of a link fills the log.
    fn log(&self, found: &mut Found) {
        let (Some(limit), Protection::Replica(replica)) = (&self.limits.log, self.protection) else { return };
        let (app, facts) = (self.app, self.facts);
        let full = limit.value.writing_seconds(app.data_bytes, app.churn_bytes_per_second);
        let site = |place: Place| site_of(facts.estate, place);
        let route = facts.geography.route(site(app.home), site(replica.to), None);
        let links = route.iter().flat_map(|route| &route.links).map(|link| &facts.estate.links[link.index()]);
        let outages = links.filter(|link| link.failure.is_possible());
        let outages = outages.map(|link| (link, facts.quantile(&link.repair, 1.0 - OUTAGES_BEYOND)));
        let Some((link, long)) = outages.max_by(|a, b| a.1.total_cmp(&b.1)) else { return };
        if long <= full {
            return;
        }
        self.add(found, ("log-full-in-outage", Severity::Warning), limit, long / full, || Detail {
            reason: format!(
                "one outage of link {} in 20 fills the log of {} with the changes of {}: the copy must then be \
                     compared anew, and until that is done there is no new point",
                link.name, self.limits.system, app.name
            ),
            value: Some(beside::duration(long, full)),
            limit: Some(show_duration(full)),
            fix: "add a second link, have it repaired sooner, or keep a backup beside the replica".into(),
        });
    }

    /// What runs in the VMs, and how they run.
    fn guests(&self, found: &mut Found) {
        let (app, limits) = (self.app, self.limits);
        let guests = &app.guests;
        let system = limits.system;
        let vms = f64::from(app.vms);
        let mut add = |id, severity, evidence: (Mark, &'static str), words: [String; 4]| {
            let limit = Sourced { value: (), mark: evidence.0, source: evidence.1 };
            let [reason, value, limit_text, fix] = words;
            self.add(found, (id, severity), &limit, vms, || Detail {
                reason,
                value: Some(value),
                limit: Some(limit_text),
                fix,
            });
        };
        if let Some(limit) = limits.highly_available_only.filter(|limit| limit.value)
            && !guests.highly_available
        {
            let words = [
                format!("{system} takes only highly available VMs, and those of {} are not", app.name),
                "not highly available".into(),
                "highly available only".into(),
                "make them roles of the cluster, or protect them in another way".into(),
            ];
            add("not-highly-available", Severity::Warning, (limit.mark, limit.source), words);
        }
        if let Some(limit) = limits.linux
            && guests.system == Some(GuestSystem::Linux)
            && let Some((value, taken)) = match limit.value {
                Linux::No => Some(("Linux", "Windows only")),
                Linux::FirstGeneration if guests.generation == Some(2) => {
                    Some(("Linux, generation 2", "Linux of generation 1"))
                }
                _ => None,
            }
        {
            let words = [
                format!("{system} is not said to take the VMs of {}", app.name),
                value.into(),
                taken.into(),
                "ask the vendor, or protect them in another way; write limits.linux where yours takes them"
                    .into(),
            ];
            add("guest-not-supported", Severity::Warning, (limit.mark, limit.source), words);
        }
        if let Some(limit) = limits.arc_vms
            && guests.arc == Some(true)
            && limit.value != ArcVms::Yes
        {
            let fix = "find out what holds for your release and write limits.arc_vms = \"yes\" or \"no\"";
            let (severity, reason, taken) = if limit.value == ArcVms::No {
                (
                    Severity::Warning,
                    format!("{system} does not take Arc VMs such as those of {}", app.name),
                    "no",
                )
            } else {
                let said = "documents of different releases disagree on whether it takes them";
                (Severity::Note, format!("{system} and the Arc VMs of {}: {said}", app.name), "by release")
            };
            let words = [reason, "Arc VMs".into(), format!("Arc VMs: {taken}"), fix.into()];
            add("arc-vm-not-supported", severity, (limit.mark, limit.source), words);
        }
        if let Some(limit) = limits.running_vms.filter(|limit| !limit.value) {
            let words = [
                format!("{system} is not supported for VMs that run, as those of {} do", app.name),
                "running VMs".into(),
                "stopped VMs only".into(),
                "use an agent in the guest, or a vendor whose product uses incremental snapshots".into(),
            ];
            add("running-vms-not-supported", Severity::Warning, (limit.mark, limit.source), words);
        }
    }
}

/// VMs that keep nothing need no backup of themselves.
fn ephemeral(app: &App, id: AppId, protection: &Protection, found: &mut Found) {
    let Protection::Backup(backup) = protection else { return };
    if !app.guests.ephemeral || backup.method == BackupMethod::InGuest {
        return;
    }
    found.app(EPHEMERAL, id, f64::from(app.vms), || Detail {
        reason: format!("{} is made anew from an image, and its VMs are backed up as VMs", app.name),
        value: Some("whole VMs".into()),
        limit: Some("the application's data, if it has any".into()),
        fix: "back up what its data are kept in, and deploy the VMs anew".into(),
    });
}

/// Weak evidence is called so.
fn caveat(mark: Mark) -> &'static str {
    match mark {
        Mark::M => " (the limit is from memory: check it)",
        Mark::J => " (the limit is a judgement: check it)",
        Mark::V2 => " (the limit is from a secondary source: check it)",
        Mark::V | Mark::D | Mark::Given => "",
    }
}

/// Change as products state it: in bytes.
fn per_second(bytes_per_second: f64) -> String {
    format!("{}/s", show_size(bytes_per_second))
}

fn count(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
