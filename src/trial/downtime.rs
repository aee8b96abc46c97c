//! Downtime, lost access and unmanaged time of apps, and of the services they
//! are part of, added up over the horizon.

use super::record::Totals;
use super::world::World;
use crate::model::{AppId, Model};
use crate::units::{Span, Time};

/// Why users do without an app or a service. What comes first counts where
/// several apply to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// Unplanned downtime.
    Down,
    /// Planned downtime.
    Planned,
    /// It serves, but some users cannot reach it.
    CutOff,
}

impl Without {
    const ALL: [Self; 3] = [Self::Down, Self::Planned, Self::CutOff];

    /// Its total.
    fn of(self, totals: &mut Totals) -> &mut Span {
        match self {
            Self::Down => &mut totals.down,
            Self::Planned => &mut totals.planned,
            Self::CutOff => &mut totals.cut_off,
        }
    }
}

/// Which members of a service users do without.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Members {
    /// How many, by reason.
    count: [u32; 3],
    /// Since when the first reason of these has been the first.
    since: Time,
    /// How many serve unmanaged.
    unmanaged: u32,
    /// Since when any has.
    unmanaged_since: Time,
}

impl Members {
    /// All members serve.
    pub(super) const SERVING: Self =
        Self { count: [0; 3], since: Time::NEVER, unmanaged: 0, unmanaged_since: Time::NEVER };

    /// Why users do without the service.
    fn reason(&self) -> Option<Without> {
        Without::ALL.into_iter().find(|without| self.count[*without as usize] > 0)
    }
}

impl World {
    /// Users do without an app from now on.
    pub(super) fn begin_without(&mut self, model: &Model, now: Time, app: AppId, without: Without) {
        *self.since(app, without) = now;
        self.count_members(model, now, app, |count| count[without as usize] += 1);
    }

    /// Users do without it no more, or for another reason: adds the time to its
    /// totals.
    pub(super) fn end_without(&mut self, model: &Model, now: Time, app: AppId) {
        for without in Without::ALL {
            let since = std::mem::replace(self.since(app, without), Time::NEVER);
            if since != Time::NEVER {
                self.add(app.index(), |totals| without.of(totals), since, now);
                self.count_members(model, now, app, |count| count[without as usize] -= 1);
            }
        }
    }

    fn since(&mut self, app: AppId, without: Without) -> &mut Time {
        let state = &mut self.apps[app.index()];
        match without {
            Without::Down => &mut state.down_since,
            Without::Planned => &mut state.planned_since,
            Without::CutOff => &mut state.cut_since,
        }
    }

    /// A member of services changes.
    fn count_members(&mut self, model: &Model, now: Time, app: AppId, change: impl Fn(&mut [u32; 3])) {
        for service in &model.services_of[app.index()] {
            let members = &mut self.services[service.index()].without;
            let (before, since) = (members.reason(), members.since);
            change(&mut members.count);
            let after = members.reason();
            if before != after {
                members.since = if after.is_some() { now } else { Time::NEVER };
                if let Some(without) = before {
                    self.add(self.apps.len() + service.index(), |totals| without.of(totals), since, now);
                }
            }
        }
    }

    /// Adds what lies within the horizon to the totals of an app or service.
    fn add(&mut self, subject: usize, of: impl Fn(&mut Totals) -> &mut Span, since: Time, now: Time) {
        if !self.totals_closed && since < self.horizon {
            *of(&mut self.totals[subject]) += now.min(self.horizon) - since;
        }
    }

    /// An app serves unmanaged from now on.
    pub(super) fn begin_unmanaged(&mut self, model: &Model, now: Time, app: AppId) {
        self.apps[app.index()].management.since = now;
        for service in &model.services_of[app.index()] {
            let members = &mut self.services[service.index()].without;
            if members.unmanaged == 0 {
                members.unmanaged_since = now;
            }
            members.unmanaged += 1;
        }
    }

    /// It no longer serves, or is managed again: adds the time to its totals.
    pub(super) fn end_unmanaged(&mut self, model: &Model, now: Time, app: AppId) {
        let since = std::mem::replace(&mut self.apps[app.index()].management.since, Time::NEVER);
        self.add(app.index(), |totals| &mut totals.unmanaged, since, now);
        for service in &model.services_of[app.index()] {
            let members = &mut self.services[service.index()].without;
            members.unmanaged -= 1;
            if members.unmanaged == 0 {
                let since = std::mem::replace(&mut members.unmanaged_since, Time::NEVER);
                let subject = self.apps.len() + service.index();
                self.add(subject, |totals| &mut totals.unmanaged, since, now);
            }
        }
    }
}

/// Ends the totals at the horizon. What is open then runs on, beyond what
/// counts.
pub(super) fn at_horizon(world: &mut World) {
    let horizon = world.horizon;
    for i in 0..world.apps.len() {
        for without in Without::ALL {
            let since = *world.since(AppId::new(i), without);
            if since != Time::NEVER {
                world.add(i, |totals| without.of(totals), since, horizon);
            }
        }
        let since = world.apps[i].management.since;
        world.add(i, |totals| &mut totals.unmanaged, since, horizon);
    }
    for i in 0..world.services.len() {
        let members = world.services[i].without;
        if let Some(without) = members.reason() {
            world.add(world.apps.len() + i, |totals| without.of(totals), members.since, horizon);
        }
        let subject = world.apps.len() + i;
        world.add(subject, |totals| &mut totals.unmanaged, members.unmanaged_since, horizon);
    }
    world.totals_closed = true;
}
