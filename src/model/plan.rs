//! Recovery plans: the order in which people bring apps back, group by group,
//! with scripts and manual pauses between the groups.

use super::chance::Delay;
use super::estate::Estate;
use super::ids::{AppId, PlanId};
use crate::kernel::stream::entity;
use crate::units::Span;

/// Something done before or after a group is recovered.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// People do something by hand; the plan waits for them.
    Pause(Delay),
    /// A script runs; if it fails, people mend what it left, and the plan goes on.
    Script {
        /// How long it runs, whether or not it fails.
        takes: Delay,
        /// Probability that it fails.
        fails: f64,
        /// Mending by hand what a failed script left.
        fix: Delay,
    },
}

/// Apps that are recovered side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanGroup {
    /// Its apps, at least one.
    pub apps: Vec<AppId>,
    /// What is done before any of them is recovered, one thing after the other.
    pub before: Vec<Action>,
    /// What is done when all of them serve, before the next group.
    pub after: Vec<Action>,
    /// VMs of the group that are worked on at once; `None`: no limit.
    pub at_once: Option<u32>,
}

/// A recovery plan. An app is in at most one, and there in one group.
#[derive(Clone, Debug, PartialEq)]
pub struct RecoveryPlan {
    /// Name, unique among plans.
    pub name: String,
    /// Its groups in order, at least one.
    pub groups: Vec<PlanGroup>,
    /// Shutting down an app where it still runs before it is brought back
    /// elsewhere.
    pub shut_down: Delay,
    /// VMs of the plan that are worked on at once; `None`: no limit.
    pub at_once: Option<u32>,
    /// People who serve pauses and mend failed scripts; `None`: as many as needed.
    pub crew: Option<u32>,
    /// When nothing could be done for so long for those that a group waits for, the
    /// plan goes on without them.
    pub patience: Span,
}

/// Where an app stands in the plan that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanPlace {
    /// The plan.
    pub plan: PlanId,
    /// Position of its group.
    pub group: u16,
}

/// What a trial looks up about plans.
#[derive(Clone, Debug, Default)]
pub struct PlanIndex {
    /// By app: where it stands in a plan.
    pub of_app: Vec<Option<PlanPlace>>,
    /// By plan: position of its first group among all groups of all plans.
    pub first_group: Vec<u32>,
    /// Groups of all plans.
    pub groups: usize,
    /// By app that is in a plan: all apps that may keep it from serving, and are
    /// seen to before it or at the same time.
    pub waits_on: Vec<Vec<AppId>>,
    /// Apps that are in a plan: no more runs of plans than these go on at once.
    pub members: usize,
    /// By plan: part of the address of its random streams.
    pub entities: Vec<u64>,
}

impl PlanIndex {
    /// Indexes the plans of `estate`. Of an app that stands in several places the
    /// first counts.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn of(estate: &Estate) -> Self {
        let mut index = Self { of_app: vec![None; estate.apps.len()], ..Self::default() };
        for (p, plan) in estate.plans.iter().enumerate() {
            index.first_group.push(index.groups as u32);
            index.groups += plan.groups.len();
            index.entities.push(entity(&format!("plan/{}", plan.name)));
            for (g, group) in plan.groups.iter().enumerate() {
                for app in &group.apps {
                    let place = PlanPlace { plan: PlanId::new(p), group: g as u16 };
                    index.of_app[app.index()].get_or_insert(place);
                }
            }
        }
        index.members = index.of_app.iter().flatten().count();
        let waits = (0..estate.apps.len()).map(|app| match index.of_app[app] {
            Some(_) => index.waited_for(estate, AppId::new(app)),
            None => Vec::new(),
        });
        index.waits_on = waits.collect();
        index
    }

    /// All apps without which `app` cannot serve, or which come before it in its
    /// plan, and those that these wait for in turn.
    fn waited_for(&self, estate: &Estate, app: AppId) -> Vec<AppId> {
        let mut found = vec![app];
        let mut next = 0;
        while next < found.len() {
            let of = found[next];
            next += 1;
            for other in self.waits_directly(estate, of) {
                if !found.contains(&other) {
                    found.push(other);
                }
            }
        }
        found.remove(0);
        found
    }

    /// What an app needs to serve, the foundation if it is not of it, and the
    /// groups before its own.
    pub fn waits_directly<'e>(&self, estate: &'e Estate, app: AppId) -> impl Iterator<Item = AppId> + 'e {
        let spec = &estate.apps[app.index()];
        let foundation = (0..estate.apps.len())
            .filter(|other| !spec.foundation && estate.apps[*other].foundation)
            .map(AppId::new);
        let groups = self.of_app[app.index()]
            .map_or(&[][..], |place| &estate.plans[place.plan.index()].groups[..usize::from(place.group)]);
        let before = groups.iter().flat_map(|group| group.apps.iter().copied());
        spec.needs.iter().copied().chain(foundation).chain(before)
    }

    /// Whether there is any plan.
    #[must_use]
    pub fn any(&self) -> bool {
        self.members > 0
    }
}
