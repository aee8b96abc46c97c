//! One history: from the start of the world to the horizon, and on until
//! everything that opened before it has closed. On the way, branches are
//! split off in which one rare failure is forced.

use super::draw::{FORCED, Purpose};
use super::event::Event;
use super::failure::{self, Blow};
use super::record::{Strike, Totals};
use super::world::World;
use super::{
    copying, damage, downtime, execution, exposure, failback, hosting, management, plans, recovery, repair,
    settle, store, transfer,
};
use crate::kernel::stream::TrialKey;
use crate::model::{Effect, Hazard, Model, SourceId};
use crate::units::{SECONDS_PER_YEAR, Span, Time};

/// Sources one of which is forced in each history.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// The sources, each with its probability of being the one; these sum to
    /// one.
    pub sources: Vec<(SourceId, f64)>,
}

/// What every history of a study has in common.
#[derive(Clone, Debug)]
pub struct Setup<'m> {
    /// What exists.
    pub model: &'m Model,
    /// Seed of the study.
    pub seed: u64,
    /// Length of a history.
    pub horizon: Span,
    /// Exposure probes in each history.
    pub probes: u32,
    /// Failures happen by themselves. Without, only forced ones do (a drill).
    pub natural: bool,
    /// What is forced.
    pub strata: Vec<Stratum>,
}

/// What a history leaves behind.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Its number.
    pub trial: u64,
    /// Strikes of the ordinary history, then of the branches.
    pub strikes: Vec<Strike>,
    /// By subject.
    pub totals: Vec<Totals>,
    /// Branches followed.
    pub forced: u32,
    /// Events taken from the calendar, those of branches included.
    pub events: u64,
}

/// An event to be forced.
#[derive(Clone, Copy, Debug)]
struct Forced {
    at: Time,
    source: SourceId,
    probability: f64,
    index: u64,
}

/// The storage one thread runs its histories in.
#[derive(Clone, Debug)]
pub struct Stage {
    world: World,
    branch: World,
    plan: Vec<Forced>,
}

impl Stage {
    /// Storage for histories of `model`.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self { world: World::new(model), branch: World::new(model), plan: Vec::new() }
    }

    /// The world of the history run last: its story, if it was told.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// From now on streams forget nothing.
    #[cfg(test)]
    pub(super) fn remember_all(&mut self) {
        (self.world.remembers_all, self.branch.remembers_all) = (true, true);
    }

    /// The world of the branch followed last.
    #[must_use]
    pub fn branch(&self) -> &World {
        &self.branch
    }

    /// Runs history number `trial`, leaving what came of it in `outcome`.
    pub fn run(&mut self, setup: &Setup, trial: u64, outcome: &mut Outcome) {
        self.run_told(setup, trial, outcome, false);
    }

    /// As [`Stage::run`], keeping the story if `tell`.
    pub fn run_told(&mut self, setup: &Setup, trial: u64, outcome: &mut Outcome, tell: bool) {
        let model = setup.model;
        outcome.trial = trial;
        outcome.strikes.clear();
        outcome.forced = 0;
        outcome.events = 0;
        self.world.restart(model, setup, trial, tell);
        self.draw_plan(setup, trial);
        let mut next = 0;
        while let Some(now) = self.world.calendar.next_instant() {
            while next < self.plan.len() && self.plan[next].at <= now {
                let forced = self.plan[next];
                next += 1;
                outcome.events += self.follow(setup, forced);
                outcome.strikes.extend_from_slice(&self.branch.strikes);
                outcome.forced += 1;
            }
            if now > self.world.horizon && self.world.outstanding == 0 {
                break;
            }
            outcome.events += self.world.instant(model, now);
        }
        outcome.strikes.extend_from_slice(&self.world.strikes);
        outcome.totals.clone_from(&self.world.totals);
    }

    /// Draws which source is forced when, for each stratum.
    fn draw_plan(&mut self, setup: &Setup, trial: u64) {
        self.plan.clear();
        let key = TrialKey::new(setup.seed, trial);
        for stratum in &setup.strata {
            // A stratum is known by its first source, whatever else is forced.
            let first = &setup.model.machinery.sources[stratum.sources[0].0.index()];
            let mut draw = key.stream(first.entity, Purpose::Force as u32, 0);
            let at = Time(0) + Span::from_seconds(draw.unit() * setup.horizon.seconds());
            let mut left = draw.unit();
            let mut chosen = stratum.sources[stratum.sources.len() - 1];
            for candidate in &stratum.sources {
                if left < candidate.1 {
                    chosen = *candidate;
                    break;
                }
                left -= candidate.1;
            }
            self.plan.push(Forced { at, source: chosen.0, probability: chosen.1, index: FORCED });
        }
        self.plan.sort_by_key(|forced| (forced.at, forced.source));
    }

    /// Follows a branch in which a source is forced, until what it opened has
    /// closed. Nothing else in the branch is recorded. The number of events
    /// that took.
    fn follow(&mut self, setup: &Setup, forced: Forced) -> u64 {
        let model = setup.model;
        let branch = &mut self.branch;
        branch.branch_from(&self.world);
        branch.counting = false;
        branch.uncount();
        let weight = if setup.natural {
            weight(model, branch, forced, setup.horizon)
        } else {
            1.0 / forced.probability
        };
        if weight <= 0.0 {
            return 0;
        }
        let blow = Blow { source: forced.source, index: forced.index, weight, forced: true, counted: true };
        failure::strike(model, branch, forced.at, blow);
        // What takes no time happens before the instant is settled, as in the
        // ordinary history.
        let mut events = branch.instant(model, forced.at);
        while branch.outstanding > 0 {
            let now = branch.calendar.next_instant().expect("an open incident has an event to come");
            events += branch.instant(model, now);
        }
        events
    }
}

/// Weight of a forced event: horizon × the source's hazard just before it ÷
/// the probability of having been chosen. A source whose component is down has
/// no hazard; for a group of identical units the unit that is drawn decides.
fn weight(model: &Model, world: &World, forced: Forced, horizon: Span) -> f64 {
    let spec = &model.machinery.sources[forced.source.index()];
    let hazard_per_year = match &spec.hazard {
        Hazard::Rate { per_year, .. } => *per_year,
        Hazard::Lifetime(life) => match world.life(model, forced.source, forced.at) {
            Some(age) => life.dist.hazard(age.seconds()) * SECONDS_PER_YEAR,
            None => 0.0,
        },
        Hazard::Never | Hazard::At(_) => 0.0,
    };
    horizon.years() * hazard_per_year / forced.probability
}

impl World {
    /// Handles everything bound to an instant, then settles it. The number of
    /// events that were.
    fn instant(&mut self, model: &Model, now: Time) -> u64 {
        let mut events = 0;
        while let Some(event) = self.calendar.pop_at(now) {
            events += 1;
            match event {
                Event::Candidate(source, epoch) => failure::candidate(model, self, now, source, epoch),
                Event::Repaired(component, epoch) => repair::complete(model, self, now, component, epoch),
                Event::VmsUp(deployment) => hosting::vms_up(model, self, now, deployment),
                Event::Booted(deployment, epoch) => hosting::booted(model, self, deployment, epoch),
                Event::StepDone(app, step) => execution::step_done(model, self, now, app, step),
                Event::TransferDone(app, epoch) => {
                    if transfer::is_done(self, app, epoch) {
                        if store::is_moving(self, app) {
                            store::moved(model, self, now, app);
                        } else if self.apps[app.index()].recovery.stage == execution::Stage::Transferring {
                            execution::transferred(model, self, now, app);
                        } else {
                            failback::copied(model, self, now, app);
                        }
                    }
                }
                Event::Sent(copy, epoch) => copying::sent(model, self, now, copy, epoch),
                Event::InStep(instance, epoch) => {
                    super::instances::caught_up(model, self, now, instance, epoch);
                }
                Event::LogFull(copy, epoch) => copying::log_full(model, self, now, copy, epoch),
                Event::MayResync(copy) => copying::may_resync(model, self, copy),
                Event::DamageFound(slot, epoch) => damage::found(model, self, now, slot, epoch),
                Event::MayStart(app, epoch) => recovery::may_start(model, self, now, app, epoch),
                Event::MoveHome(app, epoch) => failback::next_step(model, self, now, app, epoch),
                Event::Registered(app, epoch) => management::registered(model, self, now, app, epoch),
                Event::PlanStep(run, epoch) => plans::step(model, self, now, run, epoch),
                Event::GiveUp(app, epoch) => recovery::give_up(model, self, now, app, epoch),
                Event::Probe => exposure::probe(model, self, now),
                Event::Horizon => downtime::at_horizon(self),
            }
        }
        settle::all(model, self, now);
        #[cfg(test)]
        super::swarm::check(model, self, now);
        events
    }

    /// Nothing that is already under way will be recorded.
    fn uncount(&mut self) {
        for app in &mut self.apps {
            app.open.counted = false;
        }
        for service in &mut self.services {
            if let Some((struck, _)) = &mut service.open {
                struck.counted = false;
            }
        }
        damage::uncount(self);
        self.outstanding = 0;
    }
}

/// Whether a source can be forced at all: what is scheduled or replayed never
/// is, nor a life that may end at instants of positive probability; nor damage
/// by lifetimes, which counts from ordinary histories alone, however rare it is.
#[must_use]
pub fn can_force(model: &Model, source: SourceId) -> bool {
    let spec = &model.machinery.sources[source.index()];
    match &spec.hazard {
        Hazard::Rate { per_year, .. } => *per_year > 0.0,
        Hazard::Lifetime(life) => !life.dist.has_atoms() && matches!(spec.effect, Effect::StopOne { .. }),
        Hazard::Never | Hazard::At(_) => false,
    }
}
