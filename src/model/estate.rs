//! An estate: everything that exists under one topology, every value filled in
//! and every reference resolved. What a scenario file resolves to, before the
//! indexes that a trial runs on are derived from it.

use super::app::{App, Service, Tier};
use super::chance::{Delay, Hazard};
use super::ids::AppId;
use super::infrastructure::{Control, Link, Site, Stamp, Target};
use super::plan::RecoveryPlan;
use super::protection::{Need, Protection};
use super::rule::PlacementRule;

/// Which instant damage is counted from in an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaintFrom {
    /// Copies made since the intrusion are suspect.
    Intrusion,
    /// Copies made before the encryption are clean.
    Encryption,
}

/// Attack on the whole organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Ransomware {
    /// Attacks that end in encryption, for the organisation.
    pub hazard: Hazard,
    /// From intrusion to encryption.
    pub dwell: Delay,
    /// What is tainted.
    pub taint_from: TaintFrom,
    /// Hold before anything may be restored: forensics, insurer, clean target.
    pub hold: Delay,
}

/// What people do in every recovery.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// From failure until people know.
    pub detection: Delay,
    /// From knowing until they decide to recover elsewhere.
    pub decision: Delay,
    /// Cost of one error in a plan that does not work as written.
    pub error: Delay,
    /// Planned downtime when an app moves home.
    pub failback: Delay,
    /// Until a protection is set up again after a move, before data flow.
    pub reprotect: Delay,
    /// An incident open for longer closes as unrecovered.
    pub max_incident: crate::units::Span,
    /// Apps of lower priority are stopped where an app that is recovered finds no
    /// room on a stamp.
    pub reclaim: bool,
}

/// One complete way to place and protect all the apps.
#[derive(Clone, Debug, PartialEq)]
pub struct Estate {
    /// Sites.
    pub sites: Vec<Site>,
    /// Stamps.
    pub stamps: Vec<Stamp>,
    /// Links.
    pub links: Vec<Link>,
    /// Backup targets.
    pub targets: Vec<Target>,
    /// Control planes.
    pub controls: Vec<Control>,
    /// Tiers, strictest first as the scenario lists them.
    pub tiers: Vec<Tier>,
    /// Apps, sorted by name.
    pub apps: Vec<App>,
    /// Services.
    pub services: Vec<Service>,
    /// Recovery plans.
    pub plans: Vec<RecoveryPlan>,
    /// What people do.
    pub people: People,
    /// Attacks.
    pub ransomware: Ransomware,
}

/// A named estate to be compared with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Topology {
    /// The key in the scenario.
    pub name: String,
    /// One line for people; the name if none is given.
    pub title: String,
    /// Cost per year in the file's currency.
    pub cost_per_year: Option<f64>,
    /// What in it no vendor supports; it is simulated all the same.
    pub unsupported: Vec<String>,
    /// What exists and how it is protected.
    pub estate: Estate,
    /// Placement rules that it has to keep.
    pub rules: Vec<PlacementRule>,
}

/// How recovery time is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// From the failure (for damage: from its detection).
    Failed,
    /// From detection.
    Detected,
    /// From the declaration.
    Declared,
}

impl Clock {
    /// The name in files and output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Detected => "detected",
            Self::Declared => "declared",
        }
    }
}

/// Settings of a study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudySettings {
    /// Ordinary histories per topology.
    pub trials: u64,
    /// Length of each, in years of 365 days.
    pub years: f64,
    /// Seed.
    pub seed: u64,
    /// Required share of strikes that meet an objective, 0–1.
    pub required: f64,
    /// Confidence of every interval, 0–1.
    pub confidence: f64,
    /// Where the clock of recovery time starts.
    pub clock: Clock,
}

/// A resolved scenario: what is compared and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Title of the scenario.
    pub title: String,
    /// Currency of all costs; empty when no cost is given.
    pub currency: String,
    /// Settings.
    pub settings: StudySettings,
    /// What is compared, in the order of the file.
    pub topologies: Vec<Topology>,
}

impl Estate {
    /// By app: the apps that need it.
    #[must_use]
    pub fn dependents(&self) -> Vec<Vec<AppId>> {
        let mut dependents = vec![Vec::new(); self.apps.len()];
        for (i, app) in self.apps.iter().enumerate() {
            for needed in &app.needs {
                dependents[needed.index()].push(AppId::new(i));
            }
        }
        dependents
    }

    /// By app: 0 if it needs no other, else one more than the deepest it needs.
    #[must_use]
    pub fn depths(&self) -> Vec<u32> {
        let dependents = self.dependents();
        let mut waiting: Vec<usize> = self.apps.iter().map(|app| app.needs.len()).collect();
        let mut depth = vec![0; self.apps.len()];
        let mut ready: Vec<usize> = (0..waiting.len()).filter(|i| waiting[*i] == 0).collect();
        while let Some(app) = ready.pop() {
            for dependent in &dependents[app] {
                let i = dependent.index();
                depth[i] = depth[i].max(depth[app] + 1);
                waiting[i] -= 1;
                if waiting[i] == 0 {
                    ready.push(i);
                }
            }
        }
        depth
    }

    /// By app: the turn of the first in turn among itself and those that cannot serve,
    /// or begin a recovery, without it.
    #[must_use]
    pub fn needed_turns(&self) -> Vec<(bool, u32)> {
        let mut turns: Vec<_> = self.apps.iter().map(App::turn).collect();
        loop {
            let mut is_settled = true;
            for (i, app) in self.apps.iter().enumerate() {
                let to_begin = app.protections.iter().filter_map(Protection::needs).flat_map(|n| &n.start);
                let to_begin = to_begin.filter_map(|need| match need {
                    Need::App(app) => Some(*app),
                    Need::Control(_) => None,
                });
                for needed in app.needs.iter().copied().chain(to_begin) {
                    if turns[i] < turns[needed.index()] {
                        turns[needed.index()] = turns[i];
                        is_settled = false;
                    }
                }
            }
            if is_settled {
                return turns;
            }
        }
    }

    /// All apps in the order in which they are served where they compete: foundation
    /// first, then by priority; of one priority what others need before those, then
    /// by name.
    #[must_use]
    pub fn in_turn(&self) -> Vec<AppId> {
        let depths = self.depths();
        let mut apps: Vec<AppId> = (0..self.apps.len()).map(AppId::new).collect();
        apps.sort_by_cached_key(|id| {
            let app = &self.apps[id.index()];
            (app.turn(), depths[id.index()], app.name.clone())
        });
        apps
    }
}
