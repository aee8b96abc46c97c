//! Collecting findings: those about apps are gathered per tier, so that fifty
//! apps with one fault make one finding that names the worst.

use std::collections::BTreeMap;

use super::{Finding, Severity};
use crate::model::{AppId, Estate};

/// "Protect VMs deployed on Azure Stack Hub": the table of topologies.
pub(super) const PROTECT_VMS: &str = "Microsoft, Protect VMs deployed on Azure Stack Hub, 2021";
/// Advice on backup and replication of Azure Local.
pub(super) const AZURE_LOCAL: &str = "Microsoft, Virtual machine resiliency for Azure Local, 2025";
/// What is lost with a stamp, and how long its replacement takes.
pub(super) const CATASTROPHIC: &str =
    "Microsoft, Recover from catastrophic data loss in Azure Stack Hub, 2020";
/// Limits and reserve of a scale unit.
pub(super) const CAPACITY: &str = "Microsoft, Azure Stack Hub capacity planning: compute, 2019";
/// Nothing but the scenario's own values.
pub(super) const ARITHMETIC: &str = "arithmetic on the scenario's own values";

/// What stays the same in all findings of one rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Stable identifier.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// What is particular to one finding.
#[derive(Clone, Debug)]
pub(super) struct Detail {
    /// What is wrong and why.
    pub reason: String,
    /// The value found.
    pub value: Option<String>,
    /// The limit.
    pub limit: Option<String>,
    /// What to do.
    pub fix: String,
}

/// Apps of one tier that break the same rule.
struct Group {
    rule: Rule,
    /// Apps with how bad each is.
    apps: Vec<(AppId, f64)>,
    worst: f64,
    detail: Detail,
}

/// Findings of one topology while they are gathered.
pub(super) struct Found<'a> {
    estate: &'a Estate,
    /// By rule, the source of its limit, and tier.
    groups: BTreeMap<(&'static str, Severity, &'static str, u32), Group>,
    findings: Vec<Finding>,
}

/// Apps named in a subject before the rest is only counted.
const NAMED: usize = 4;

impl<'a> Found<'a> {
    /// Nothing found so far.
    pub fn new(estate: &'a Estate) -> Self {
        Self { estate, groups: BTreeMap::new(), findings: Vec::new() }
    }

    /// A finding about something other than an app.
    pub fn add(&mut self, rule: Rule, subject: String, detail: Detail) {
        self.findings.push(finding(rule, subject, detail));
    }

    /// A finding about an app, which may break a rule in several ways and is
    /// named once. `badness` ranks it among the apps of its tier; `detail` is
    /// asked for only if it is the worst so far (the first of
    /// equals stays).
    pub fn app(&mut self, rule: Rule, app: AppId, badness: f64, detail: impl FnOnce() -> Detail) {
        let tier = self.estate.apps[app.index()].tier.0;
        let key = (rule.id, rule.severity, rule.source, tier);
        match self.groups.get_mut(&key) {
            None => {
                let group = Group { rule, apps: vec![(app, badness)], worst: badness, detail: detail() };
                self.groups.insert(key, group);
            }
            Some(group) => {
                // Rules go app by app: if it is known, it is the last.
                match group.apps.last_mut() {
                    Some((known, worst)) if *known == app => *worst = worst.max(badness),
                    _ => group.apps.push((app, badness)),
                }
                if badness > group.worst {
                    group.worst = badness;
                    group.detail = detail();
                }
            }
        }
    }

    /// Everything found, in no particular order.
    pub fn into_findings(mut self) -> Vec<Finding> {
        for group in std::mem::take(&mut self.groups).into_values() {
            let subject = self.subject(&group);
            self.findings.push(finding(group.rule, subject, group.detail));
        }
        self.findings
    }

    /// "erp, crm and 7 more of tier t1", worst first.
    fn subject(&self, group: &Group) -> String {
        let mut apps = group.apps.clone();
        apps.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let tier = &self.estate.tiers[self.estate.apps[apps[0].0.index()].tier.index()].name;
        let names: Vec<&str> =
            apps.iter().take(NAMED).map(|(app, _)| self.estate.apps[app.index()].name.as_str()).collect();
        match (apps.len(), apps.len().saturating_sub(NAMED)) {
            (1, _) => names[0].to_owned(),
            (_, 0) => format!("{} of tier {tier}", names.join(", ")),
            (_, more) => format!("{} and {more} more of tier {tier}", names.join(", ")),
        }
    }
}

fn finding(rule: Rule, subject: String, detail: Detail) -> Finding {
    Finding {
        id: rule.id,
        severity: rule.severity,
        topology: String::new(),
        subject,
        reason: detail.reason,
        value: detail.value,
        limit: detail.limit,
        fix: detail.fix,
        source: rule.source,
    }
}
