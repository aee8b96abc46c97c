//! What the apps of one system need together: an appliance or server carries
//! so much, protection is switched on and turned around in batches.

use super::super::Severity;
use super::super::beside;
use super::super::facts::Facts;
use super::super::found::{Detail, Found, Rule};
use super::{caveat, count, per_second};
use crate::model::limits::{ArcVms, GuestSystem, Linux, Sourced, range};
use crate::model::{App, Estate, Limits, Mark, Place, Protection, TargetId};
use crate::units::show_size;
use std::collections::BTreeSet;

/// Apps named in a sentence before the rest is only counted.
const NAMED: usize = 4;
const LISTED: &str = "`drsim presets NAME` lists the limits of a system with their sources";

/// From where to where a system works.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// A replica's: its apps' home and where they are copied to.
    Places(Place, Place),
    /// The first target of a backup.
    Target(TargetId),
}

/// Apps that share a system and its appliances.
struct Group<'a> {
    ends: Ends,
    system: &'static str,
    limits: Vec<&'a Limits>,
    apps: Vec<&'a App>,
}

pub(super) fn find(facts: &Facts, found: &mut Found) {
    let groups = groups(facts.estate);
    for group in &groups {
        group.churn(facts.estate, found);
        group.counts(facts.estate, found);
    }
    let mut told = BTreeSet::new();
    for system in groups.iter().map(|group| group.system) {
        if told.insert(system) {
            let same: Vec<&Group> = groups.iter().filter(|group| group.system == system).collect();
            preview(system, &same, found);
            unknown(system, &same, found);
        }
    }
}

fn groups(estate: &Estate) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for app in &estate.apps {
        for protection in &app.protections {
            let Some(limits) = protection.limits() else { continue };
            let ends = match protection {
                Protection::Replica(replica) => Ends::Places(app.home, replica.to),
                Protection::Backup(backup) => Ends::Target(backup.levels[0].target),
                Protection::ActiveActive(_) => continue,
            };
            let known = groups.iter().position(|group| group.ends == ends && group.system == limits.system);
            let at = known.unwrap_or_else(|| {
                groups.push(Group { ends, system: limits.system, limits: Vec::new(), apps: Vec::new() });
                groups.len() - 1
            });
            let group = &mut groups[at];
            if !group.limits.iter().any(|known| std::ptr::eq(*known, limits)) {
                group.limits.push(limits);
            }
            if !group.apps.last().is_some_and(|last| std::ptr::eq(*last, app)) {
                group.apps.push(app);
            }
        }
    }
    groups
}

impl<'a> Group<'a> {
    /// The limit that holds for all: one that the user wrote, else the first.
    fn limit<T>(&self, of: impl Fn(&'a Limits) -> Option<&'a Sourced<T>>) -> Option<&'a Sourced<T>> {
        self.limits.iter().filter_map(|limits| of(limits)).min_by_key(|limit| limit.mark != Mark::Given)
    }

    fn appliances(&self) -> u32 {
        self.limits.iter().map(|limits| limits.appliances).max().unwrap_or(1)
    }

    fn subject(&self, estate: &Estate) -> String {
        let place = |place: Place| match place {
            Place::Stamp(stamp) => estate.stamps[stamp.index()].name.as_str(),
            Place::Region(site) => estate.sites[site.index()].name.as_str(),
        };
        match self.ends {
            Ends::Places(from, to) => format!("{} from {} to {}", self.system, place(from), place(to)),
            Ends::Target(target) => {
                format!("{} to {}", self.system, estate.targets[target.index()].name)
            }
        }
    }

    fn total(&self, of: impl Fn(&App) -> f64) -> f64 {
        self.apps.iter().map(|app| of(app)).sum()
    }

    fn add<T>(
        &self,
        (found, estate): (&mut Found, &Estate),
        (id, severity): (&'static str, Severity),
        limit: &Sourced<T>,
        detail: Detail,
    ) {
        let rule = Rule { id, severity, source: limit.source };
        let detail = Detail { fix: format!("{}{}", detail.fix, caveat(limit.mark)), ..detail };
        found.add(rule, self.subject(estate), detail);
    }

    /// What all change together against what the appliances carry.
    fn churn(&self, estate: &Estate, found: &mut Found) {
        let Some(limit) = self.limit(|limits| limits.appliance_churn.as_ref()) else { return };
        let storage = self.limits.iter().find_map(|limits| limits.storage);
        let appliances = f64::from(self.appliances());
        // Appliances filled in the worst and in the best case.
        let filled = [0, 1].map(|case| {
            self.total(|app| {
                app.churn_bytes_per_second / range(&limit.value, storage, app.guests.write_bytes)[case]
            })
        });
        let churn = self.total(|app| app.churn_bytes_per_second);
        let carried = filled.map(|filled| churn * appliances / filled);
        let names = names(&self.apps);
        if filled[1] > appliances {
            let (value, most) = beside::over(per_second(churn), per_second(carried[1]));
            let detail = Detail {
                reason: format!("the changes of {names} are more than {} carries", self.carrier()),
                value,
                limit: most,
                fix: format!(
                    "add appliances (limits.appliances = {:.0}), or protect some in another way",
                    filled[1].ceil()
                ),
            };
            self.add((found, estate), ("churn-beyond-appliance", Severity::Warning), limit, detail);
        } else if filled[0] > appliances {
            let detail = Detail {
                reason: format!(
                    "the changes of {names} are more than {} carries if their writes are small; the size of their writes \
                     is not known",
                    self.carrier()
                ),
                value: Some(per_second(churn)),
                limit: Some(format!("{} to {}", per_second(carried[0]), per_second(carried[1]))),
                fix: format!(
                    "write write_size of the apps, or add appliances: {:.0} carry it in any case",
                    filled[0].ceil()
                ),
            };
            self.add((found, estate), ("churn-beyond-appliance", Severity::Note), limit, detail);
        }
    }

    fn carrier(&self) -> String {
        match self.appliances() {
            1 => "one appliance or server".into(),
            several => format!("{several} appliances or servers"),
        }
    }

    /// VMs, data and disks.
    fn counts(&self, estate: &Estate, found: &mut Found) {
        let appliances = u64::from(self.appliances());
        let vms: u64 = self.apps.iter().map(|app| u64::from(app.vms)).sum();
        let names = names(&self.apps);
        let more = "add servers and write limits.appliances, or protect some in another way";
        if let Some(limit) = self.limit(|limits| limits.appliance_vms.as_ref())
            && vms > appliances * u64::from(limit.value)
        {
            let detail = Detail {
                reason: format!("the VMs of {names} are more than {} takes", self.carrier()),
                value: Some(count(vms, "VM")),
                limit: Some(count(appliances * u64::from(limit.value), "VM")),
                fix: more.into(),
            };
            self.add((found, estate), ("vms-beyond-appliance", Severity::Warning), limit, detail);
        }
        let data = self.total(|app| app.data_bytes);
        if let Some(limit) = self.limit(|limits| limits.appliance_data_bytes.as_ref())
            && data > f64::from(self.appliances()) * limit.value
        {
            let most = f64::from(self.appliances()) * limit.value;
            let (value, most) = beside::over(show_size(data), show_size(most));
            let detail = Detail {
                reason: format!("the data of {names} are more than {} takes", self.carrier()),
                value,
                limit: most,
                fix: more.into(),
            };
            self.add((found, estate), ("data-beyond-appliance", Severity::Warning), limit, detail);
        }
        let mut rounds =
            |id, limit: Option<&Sourced<u32>>, number: u64, value: String, what: &str, fix: &str| {
                let Some(limit) = limit else { return };
                let at_once = u64::from(limit.value);
                if number > at_once {
                    let rounds = number.div_ceil(at_once);
                    let detail = Detail {
                        reason: format!("{names}: {what} takes {rounds} rounds (not simulated)"),
                        value: Some(value),
                        limit: Some(format!("{at_once} at once")),
                        fix: fix.into(),
                    };
                    self.add((found, estate), (id, Severity::Note), limit, detail);
                }
            };
        let disks =
            self.apps.iter().map(|app| u64::from(app.vms) * u64::from(app.guests.disks_per_vm.unwrap_or(1)));
        let at_least =
            if self.apps.iter().all(|app| app.guests.disks_per_vm.is_some()) { "" } else { "at least " };
        let disks = disks.sum::<u64>().div_ceil(appliances);
        let value = format!("{at_least}{}", count(disks, "disk"));
        let limit = self.limit(|limits| limits.disks_at_once.as_ref());
        let fix =
            "plan for the time without protection after a failover, or add appliances (limits.appliances)";
        rounds("reprotect-in-rounds", limit, disks, value, "protecting them again after a failover", fix);
        let limit = self.limit(|limits| limits.enable_at_once.as_ref());
        let fix = "plan for it, also after a failback where protection is switched on anew; or use a script";
        rounds("enable-in-rounds", limit, vms, count(vms, "VM"), "switching protection on", fix);
        self.plans(estate, vms, found);
    }

    /// What a recovery plan takes: the plans there are, else all apps in one.
    fn plans(&self, estate: &Estate, vms: u64, found: &mut Found) {
        let Some(limit) = self.limit(|limits| limits.plan_vms.as_ref()) else { return };
        let most = u64::from(limit.value);
        let (mut is_planned, rule) = (false, ("plan-in-parts", Severity::Note));
        for plan in &estate.plans {
            let in_plan =
                plan.groups.iter().flat_map(|group| &group.apps).map(|app| &estate.apps[app.index()]);
            let in_plan = in_plan.filter(|app| self.apps.iter().any(|own| std::ptr::eq(*own, *app)));
            let vms: u64 = in_plan.map(|app| u64::from(app.vms)).sum();
            is_planned |= vms > 0;
            if vms > most {
                let detail = Detail {
                    reason: format!(
                        "recovery plan {} has more VMs than {} takes in one",
                        plan.name, self.system
                    ),
                    value: Some(count(vms, "VM")),
                    limit: Some(format!("{} in a plan", count(most, "VM"))),
                    fix: format!(
                        "split {} into {} plans, what others need first",
                        plan.name,
                        vms.div_ceil(most)
                    ),
                };
                self.add((found, estate), rule, limit, detail);
            }
        }
        if !is_planned && vms > most {
            let detail = Detail {
                reason: format!(
                    "the VMs of {} need {} recovery plans, to be started in the right order",
                    names(&self.apps),
                    vms.div_ceil(most)
                ),
                value: Some(count(vms, "VM")),
                limit: Some(format!("{} in a plan", count(most, "VM"))),
                fix: "split the plan by service, what others need first".into(),
            };
            self.add((found, estate), rule, limit, detail);
        }
    }
}

/// A preview on which apps count.
fn preview(system: &'static str, groups: &[&Group], found: &mut Found) {
    let limits = groups.iter().filter_map(|group| group.limit(|limits| limits.preview.as_ref()));
    let Some(limit) = limits.min_by_key(|limit| limit.mark != Mark::Given).filter(|limit| limit.value) else {
        return;
    };
    let rule = Rule { id: "preview-product", severity: Severity::Warning, source: limit.source };
    found.add(
        rule,
        system.into(),
        Detail {
            reason: format!(
                "a preview protects {}: it comes without support for production",
                names(&all(groups))
            ),
            value: Some("preview".into()),
            limit: Some("general availability".into()),
            fix: format!(
                "ask the vendor, and write limits.preview = false once it is generally available{}",
                caveat(limit.mark)
            ),
        },
    );
}

/// What the limits of a system ask and the scenario does not say.
fn unknown(system: &'static str, groups: &[&Group], found: &mut Found) {
    let mut keys = BTreeSet::new();
    let mut apps: Vec<&App> = Vec::new();
    for group in groups {
        let limits = |of: &dyn Fn(&Limits) -> bool| group.limits.iter().any(|limits| of(limits));
        let disks =
            limits(&|l| l.disks_per_vm.is_some() || l.churn_per_disk.is_some() || l.disks_at_once.is_some());
        let largest = limits(&|l| l.largest_disk_bytes.is_some());
        let any_linux = limits(&|l| l.linux.is_some_and(|linux| linux.value != Linux::Any));
        let by_generation = limits(&|l| l.linux.is_some_and(|linux| linux.value == Linux::FirstGeneration));
        let arc = limits(&|l| l.arc_vms.is_some_and(|arc| arc.value != ArcVms::Yes));
        for app in &group.apps {
            let guests = &app.guests;
            let is_windows = guests.system == Some(GuestSystem::Windows);
            let asked = [
                ("disks", disks && guests.disks_per_vm.is_none()),
                ("largest_disk", largest && guests.largest_disk_bytes.is_none()),
                ("os", any_linux && guests.system.is_none()),
                ("generation", by_generation && !is_windows && guests.generation.is_none()),
                ("arc", arc && guests.arc.is_none()),
            ];
            let missing: Vec<&str> =
                asked.iter().filter(|(_, is_asked)| *is_asked).map(|(key, _)| *key).collect();
            if !missing.is_empty() {
                keys.extend(missing);
                apps.push(app);
            }
        }
    }
    if apps.is_empty() {
        return;
    }
    let keys = keys.into_iter().collect::<Vec<&str>>().join(", ");
    let rule = Rule { id: "limits-not-checked", severity: Severity::Note, source: LISTED };
    found.add(
        rule,
        system.into(),
        Detail {
            reason: format!("it has limits on what is not known of {}: {keys}", names(&apps)),
            value: None,
            limit: None,
            fix: "add these as columns of the inventory or keys of the apps, and they are checked".into(),
        },
    );
}

fn all<'a>(groups: &[&Group<'a>]) -> Vec<&'a App> {
    let mut apps: Vec<&App> = Vec::new();
    for app in groups.iter().flat_map(|group| &group.apps) {
        if !apps.iter().any(|known| std::ptr::eq(*known, *app)) {
            apps.push(app);
        }
    }
    apps
}

/// "erp, crm and 7 more apps".
fn names(apps: &[&App]) -> String {
    let named: Vec<&str> = apps.iter().take(NAMED).map(|app| app.name.as_str()).collect();
    match apps.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        1 => format!("{} and 1 more app", named.join(", ")),
        more => format!("{} and {more} more apps", named.join(", ")),
    }
}
