//! Advice that needs no simulation: what is wrong with a topology by plain
//! arithmetic, how each topology stands in the vendor's table of recommended
//! ones, and the best recovery time and loss that each app can hope for.
//!
//! Nothing here draws a random number or uses a failure rate, except to leave
//! out what can never happen. A finding is a fact about the scenario; whether
//! an objective is met is for the simulation to say.
//!
//! Each theme is a file that reads `Facts` and adds to `Found`:
//!
//! | file | findings |
//! | --- | --- |
//! | `nearness` | `target-in-rack`, `target-on-source`, `copy-close`, `replica-on-source` |
//! | `survival` | `no-copy-survives-site`, `no-place-to-run`, `unprotected` |
//! | `damage` | `replication-only`, `no-immutable-copy`, `retention-below-detection`, `retention-below-dwell`, `stateful-active-active` |
//! | `loss` | `interval-exceeds-rpo`, `worst-loss-exceeds-rpo` |
//! | `bandwidth` | `no-route`, `churn-beyond-link`, `churn-beyond-target`, `churn-beyond-cap` |
//! | `capacity` | `place-over-capacity`, `vm-larger-than-node`, `vendor-reserve`, `too-many-vms` |
//! | `room` | `no-room-at-destination`, `stopped-for-room`, `memory-unknown` |
//! | `controls` | `control-on-source`, `control-unused`, `automatic-without-witness` |
//! | `sequence` | `no-foundation`, `foundation-late`, `server-late` |
//! | `dependency` | `dependency-late`, `dependency-low-priority` |
//! | `people` | `people-exceed-rto` |
//! | `placement` | `placement-rule` |
//! | `plan` | `plan-late` |
//! | `limits` | `churn-beyond-product`, `disk-churn-beyond-product`, `disk-beyond-product`, `disks-beyond-product`, `data-beyond-product`, `points-beyond-product`, `interval-not-for-premium`, `log-full-in-outage`, `not-highly-available`, `guest-not-supported`, `arc-vm-not-supported`, `running-vms-not-supported`, `ephemeral-backed-up` |
//! | `limits/shared` | `churn-beyond-appliance`, `vms-beyond-appliance`, `data-beyond-appliance`, `reprotect-in-rounds`, `enable-in-rounds`, `plan-in-parts`, `preview-product`, `limits-not-checked` |
//! | `restore` | `restore-cannot-meet-rto`, `rto-out-of-reach`, `hold-exceeds-rto` |

mod bandwidth;
mod beside;
mod best;
mod capacity;
mod controls;
mod damage;
mod dependency;
mod facts;
mod found;
mod geography;
mod lag;
mod limits;
mod loss;
mod nearness;
mod people;
mod placement;
mod plan;
mod recovery;
mod restore;
mod room;
mod sequence;
mod start;
mod status;
mod survival;

#[cfg(test)]
mod sample;

pub use best::{Best, best_possible};
pub use placement::rejection;
pub use status::{Grade, Status, status};

use crate::model::{Study, Topology};
use facts::Facts;
use found::Found;

/// How much a finding matters. Ordered from worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not supported, or cannot work as written.
    Error,
    /// Works, and will disappoint: an objective cannot be met or data are
    /// lost.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// How it is printed: `error`, `warning`, `note`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing to know before anything is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable identifier of the rule, such as `no-foundation`.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Name of the topology; several names joined by `, ` when they share the
    /// finding word for word; empty when all topologies of the study share it
    /// and there are several.
    pub topology: String,
    /// What it is about: an app, several apps of a tier (worst first), a
    /// target, a stamp, a link.
    pub subject: String,
    /// What is wrong and why. For several apps: of the worst.
    pub reason: String,
    /// The value found, with its unit.
    pub value: Option<String>,
    /// The limit it is held against, with its unit.
    pub limit: Option<String>,
    /// What to do about it.
    pub fix: String,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// All findings of a study: errors first, then by topology in the order of the
/// study (shared ones first), identifier and subject.
#[must_use]
pub fn findings(study: &Study) -> Vec<Finding> {
    let mut all: Vec<Shared> = Vec::new();
    for (t, topology) in study.topologies.iter().enumerate() {
        for finding in of_topology(study, topology) {
            all.push((finding, vec![t]));
        }
    }
    let mut merged = merge(all);
    let several = study.topologies.len() > 1;
    merged.sort_by(|(a, at), (b, bt)| {
        let spread = |t: &Vec<usize>| (several && t.len() < study.topologies.len(), t.clone());
        (a.severity, spread(at), a.id, &a.subject).cmp(&(b.severity, spread(bt), b.id, &b.subject))
    });
    let name = |t: &[usize]| {
        if several && t.len() == study.topologies.len() {
            return String::new();
        }
        t.iter().map(|i| study.topologies[*i].name.as_str()).collect::<Vec<_>>().join(", ")
    };
    merged.into_iter().map(|(finding, t)| Finding { topology: name(&t), ..finding }).collect()
}

/// A finding and the topologies that share it, in the order of the study.
type Shared = (Finding, Vec<usize>);

/// Findings that differ in nothing but the topology become one.
fn merge(mut all: Vec<Shared>) -> Vec<Shared> {
    fn words(f: &Finding) -> (&str, Severity, &str, &str, &Option<String>, &Option<String>, &str) {
        (f.id, f.severity, &f.subject, &f.reason, &f.value, &f.limit, &f.fix)
    }
    all.sort_by(|(a, at), (b, bt)| (words(a), at).cmp(&(words(b), bt)));
    let mut merged: Vec<Shared> = Vec::new();
    for (finding, t) in all {
        match merged.last_mut() {
            Some((last, shared)) if words(last) == words(&finding) => shared.extend(t),
            _ => merged.push((finding, t)),
        }
    }
    merged
}

/// The findings of one topology, in no particular order.
fn of_topology(study: &Study, topology: &Topology) -> Vec<Finding> {
    let facts = Facts::new(&topology.estate, study.settings.clock, study.settings.required);
    let mut found = Found::new(&topology.estate);
    nearness::find(&facts, &mut found);
    survival::find(&facts, &mut found);
    damage::find(&facts, &mut found);
    loss::find(&facts, &mut found);
    bandwidth::find(&facts, &mut found);
    capacity::find(&facts, &mut found);
    room::find(&facts, &mut found);
    controls::find(study, &facts, &mut found);
    sequence::find(&facts, &mut found);
    dependency::find(&facts, &mut found);
    plan::find(&facts, &mut found);
    people::find(&facts, &mut found);
    restore::find(&facts, &mut found);
    limits::find(&facts, &mut found);
    placement::find(topology, &mut found);
    let mut findings = found.into_findings();
    if !topology.unsupported.is_empty() {
        // The user wants it simulated although no vendor supports it.
        let known = findings.iter_mut().filter(|finding| finding.id == nearness::UNSUPPORTED);
        known.for_each(|finding| finding.severity = Severity::Warning);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::sample::*;
    use super::*;
    use crate::model::*;

    #[test]
    fn a_sound_topology_has_no_findings() {
        let all = findings(&study(vec![topology("a", sound())]));
        assert!(all.is_empty(), "{all:#?}");
    }

    #[test]
    fn an_empty_estate_has_no_findings() {
        let mut estate = sound();
        estate.apps.clear();
        assert_eq!(findings(&study(vec![topology("a", estate)])), Vec::new());
        assert_eq!(findings(&study(Vec::new())), Vec::new());
    }

    #[test]
    fn what_all_topologies_share_is_said_once() {
        let without_foundation = || {
            let mut estate = sound();
            estate.apps[0].foundation = false;
            estate
        };
        let mut spoilt = without_foundation();
        spoilt.apps[1].protections = vec![Protection::Backup(backup(NEAR))];
        let topologies = vec![
            topology("b", without_foundation()),
            topology("a", spoilt),
            topology("c", without_foundation()),
        ];
        let all = findings(&study(topologies));
        let shared: Vec<_> = all.iter().filter(|f| f.id == "no-foundation").collect();
        assert_eq!(shared.len(), 1);
        assert_eq!(shared[0].topology, "", "shared by all");
        assert!(all.iter().filter(|f| f.id != "no-foundation").all(|f| f.topology == "a"), "{all:#?}");
    }

    #[test]
    fn what_some_topologies_share_names_them_in_the_order_of_the_study() {
        let near = || erp_with(vec![Protection::Backup(backup(NEAR))]);
        let all =
            findings(&study(vec![topology("z", near()), topology("m", sound()), topology("a", near())]));
        assert!(!all.is_empty());
        assert!(all.iter().all(|f| f.topology == "z, a"), "{all:#?}");
    }

    #[test]
    fn findings_are_sorted_by_severity_first() {
        let mut estate = erp_with(vec![Protection::Backup(backup(IN_RACK))]);
        estate.apps[0].protections = vec![Protection::Backup(backup(NEAR))];
        let all = findings(&study(vec![topology("a", estate)]));
        assert_eq!(all[0].id, "target-in-rack");
        assert!(all.windows(2).all(|pair| pair[0].severity <= pair[1].severity));
    }

    #[test]
    fn what_is_simulated_although_unsupported_is_a_warning() {
        let rack = || topology("a", erp_with(vec![Protection::Backup(backup(IN_RACK))]));
        let marked = Topology { unsupported: vec!["its target is in the rack".into()], ..rack() };
        let severity = |topology| {
            let all = findings(&study(vec![topology]));
            all.iter().find(|finding| finding.id == "target-in-rack").unwrap().severity
        };
        assert_eq!(severity(rack()), Severity::Error);
        assert_eq!(severity(marked), Severity::Warning);
    }

    #[test]
    fn apps_of_a_tier_share_a_finding_that_names_the_worst_first() {
        let mut estate = sound();
        for i in 0..6 {
            let mut app = app(&format!("x{i}"));
            app.protections.clear();
            app.objectives[Kind::SiteLost.index()].rpo = Some(span(60.0 * (10.0 - f64::from(i))));
            estate.apps.push(app);
        }
        let finding = only(estate, "unprotected");
        assert_eq!(finding.subject, "x5, x4, x3, x2 and 2 more of tier t1");
        assert!(finding.reason.starts_with("x5 "), "{}", finding.reason);
        assert_eq!(finding.limit.as_deref(), Some("5 min"));
    }

    #[test]
    fn five_thousand_apps_in_four_topologies_take_less_than_two_seconds() {
        let mut estate = sound();
        for i in 0..5000_u32 {
            let mut app = app(&format!("app{i:04}"));
            app.tier = TierId(i % 2);
            app.needs = vec![if i == 0 { ERP } else { AppId::new(i as usize + 1) }];
            if i % 3 == 0 {
                app.protections = vec![Protection::Backup(backup(NEAR))];
            }
            estate.apps.push(app);
        }
        let study = study((0..4).map(|i| topology(&format!("t{i}"), estate.clone())).collect());
        let begin = std::time::Instant::now();
        assert!(!findings(&study).is_empty());
        for topology in &study.topologies {
            assert_eq!(best_possible(topology, Clock::Failed).len(), 4 * 5002);
        }
        assert!(begin.elapsed().as_secs_f64() < 2.0, "{:?}", begin.elapsed());
    }
}
