//! Recovery plans in a history: which group people are at, what they do before
//! and after it, and whom that holds back.
//!
//! A plan is begun for a failure when the first of its apps which that failure
//! hit would be recovered by people. Only apps with an incident of that failure
//! belong to such a *run* of the plan: others are not waited for. A group
//! without anyone to be waited for is skipped with its scripts and pauses. What
//! comes back in place, and what begins by itself, waits for no plan. When no app
//! of a run has an open incident any more, the run is over, whatever it was at.
//!
//! An app for which nothing can be done holds its plan up for as long as people
//! have patience, then the next group goes on without it.

use super::draw::Purpose;
use super::event::Event;
use super::execution::{self, Plan};
use super::journal::{Missing, Note};
use super::record::Phase;
use super::world::{AppState, World};
use crate::model::{Action, AppId, Model, PlanGroup, PlanId, Protection, RecoveryPlan, SourceId};
use crate::units::{Span, Time};

/// What a run of a plan is doing between groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// A script runs.
    Script,
    /// A script failed, and people mend what it left.
    Fix,
    /// People do something by hand.
    Pause,
    /// Nobody is free for that yet.
    Crew,
}

impl Doing {
    /// The phase of the critical path of those that it holds back.
    pub(super) const fn phase(self) -> Phase {
        match self {
            Self::Script => Phase::Application,
            Self::Fix | Self::Pause => Phase::Manual,
            Self::Crew => Phase::Queue,
        }
    }
}

/// How far a run of a plan is with its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStage {
    /// Its apps, and those of the groups before, may be recovered.
    Open,
    /// Something is done before the group, or after it.
    Acting {
        /// After it.
        after: bool,
        /// Position of the action.
        action: u16,
        /// What is done.
        doing: Doing,
    },
    /// That is done.
    Acted {
        /// After the group.
        after: bool,
        /// Position of the action.
        action: u16,
    },
}

/// A plan that is carried out for one failure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Number of the run in this history.
    id: u32,
    /// The plan.
    plan: PlanId,
    /// The source of the failure.
    source: SourceId,
    /// Its candidate.
    index: u64,
    /// Position of the group that people are at.
    group: u16,
    /// How far they are with it.
    stage: RunStage,
    /// What is being done rests on judgement.
    judged: bool,
    /// Since when people have been waited for, or nothing could be done for those
    /// that the group waits for; `Time::NEVER` if that is not so.
    since: Time,
    /// Moves on with every stage.
    epoch: u32,
}

impl Run {
    /// The open incident of an app belongs to it, and the app does not serve.
    fn waits_for(&self, state: &AppState) -> bool {
        self.is_about(state) && !state.serving && !state.recovery.left_behind
    }

    fn is_about(&self, state: &AppState) -> bool {
        state.is_open && (state.open.source, state.open.cause_index) == (self.source, self.index)
    }

    fn enter(&mut self, stage: RunStage) {
        (self.stage, self.since) = (stage, Time::NEVER);
        self.epoch += 1;
    }

    fn plan<'m>(&self, model: &'m Model) -> &'m RecoveryPlan {
        &model.estate.plans[self.plan.index()]
    }

    fn actions<'m>(&self, model: &'m Model, after: bool) -> &'m [Action] {
        let group = &self.plan(model).groups[usize::from(self.group)];
        if after { &group.after } else { &group.before }
    }

    /// Whether some app of these groups is waited for.
    fn waits_in(&self, world: &World, groups: &[PlanGroup]) -> bool {
        let mut apps = groups.iter().flat_map(|group| &group.apps);
        apps.any(|app| self.waits_for(&world.apps[app.index()]))
    }
}

/// Whether people carry out `method` for an app under its plan: not what begins
/// by itself, nor the restore of single items.
pub(super) fn is_planned(model: &Model, world: &World, app: AppId, method: Plan) -> bool {
    model.plans.of_app[app.index()].is_some()
        && match method {
            Plan::Redirect { .. } | Plan::RestoreItem { .. } | Plan::RemakeItem => false,
            Plan::Failover { protection } => !begins_by_itself(model, world, app, usize::from(protection)),
            Plan::Restore { .. } | Plan::StaleHome | Plan::Rebuild => true,
        }
}

/// Whether a protection of an app needs nobody to begin.
pub(super) fn begins_by_itself(model: &Model, world: &World, app: AppId, protection: usize) -> bool {
    match &model.estate.apps[app.index()].protections[protection] {
        Protection::Replica(replica) => {
            replica.automatic.is_some() && world.apps[app.index()].open.hit != Time::NEVER
        }
        Protection::ActiveActive(_) => true,
        Protection::Backup(_) => false,
    }
}

/// What of its plan keeps people from recovering an app now. The first app of a
/// failure that asks begins the plan for it.
pub(super) fn held_back(model: &Model, world: &mut World, now: Time, app: AppId) -> Option<Missing> {
    let place = model.plans.of_app[app.index()]?;
    let state = &world.apps[app.index()];
    let known = world.runs.iter().position(|run| run.plan == place.plan && run.is_about(state));
    let run = match known {
        Some(run) => world.runs[run],
        None => begin(model, world, now, app, place.plan),
    };
    if place.group < run.group {
        return None;
    }
    let is_its_group = place.group == run.group;
    match run.stage {
        RunStage::Open if is_its_group => None,
        RunStage::Acting { after: true, .. } | RunStage::Acted { after: true, .. } if is_its_group => None,
        RunStage::Open => Some(Missing::Group(run.group)),
        RunStage::Acting { after, action, doing } => {
            Some(Missing::Action { group: run.group, after, action, doing, judged: run.judged })
        }
        RunStage::Acted { .. } => unreachable!("what is done is followed by something else at once"),
    }
}

/// Begins a plan for the failure that hit `app`.
fn begin(model: &Model, world: &mut World, now: Time, app: AppId, plan: PlanId) -> Run {
    let open = &world.apps[app.index()].open;
    let (source, index, id) = (open.source, open.cause_index, world.next_run);
    world.next_run += 1;
    let stage = RunStage::Open;
    let mut run =
        Run { id, plan, source, index, group: 0, stage, judged: false, since: Time::NEVER, epoch: 0 };
    world.note(now, Note::PlanBegins(plan));
    enter_group(model, world, now, &mut run, 0);
    go_on(model, world, now, &mut run);
    world.runs.push(run);
    assert!(world.runs.len() <= model.plans.members, "more runs of plans than apps in them");
    serve_crews(model, world, now);
    world.runs[world.runs.len() - 1]
}

/// The step of a run that is under way is done, or people's patience may be over.
pub(super) fn step(model: &Model, world: &mut World, now: Time, id: u32, epoch: u32) {
    let Some(at) = world.runs.iter().position(|run| run.id == id && run.epoch == epoch) else { return };
    world.stir = true;
    let mut run = world.runs[at];
    if let RunStage::Acting { after, action, doing } = run.stage {
        if doing == Doing::Script && world.drawn(model, &run, after, action).fails {
            run.enter(RunStage::Acting { after, action, doing: Doing::Crew });
            run.since = now;
        } else {
            run.enter(RunStage::Acted { after, action });
        }
        world.runs[at] = run;
    }
}

/// Lets every run of a plan go on as far as it can.
pub(super) fn advance(model: &Model, world: &mut World, now: Time) {
    if world.runs.is_empty() {
        return;
    }
    let World { runs, apps, .. } = world;
    runs.retain(|run| {
        let mut members = run.plan(model).groups.iter().flat_map(|group| &group.apps);
        members.any(|app| run.is_about(&apps[app.index()]))
    });
    for at in 0..world.runs.len() {
        let mut run = world.runs[at];
        go_on(model, world, now, &mut run);
        world.runs[at] = run;
    }
    serve_crews(model, world, now);
}

fn go_on(model: &Model, world: &mut World, now: Time, run: &mut Run) {
    let groups = &run.plan(model).groups;
    loop {
        let at = usize::from(run.group);
        match run.stage {
            RunStage::Acting { .. } => return,
            RunStage::Acted { after, action } => {
                let wanted = if after { &groups[at + 1..] } else { &groups[at..=at] };
                if !run.waits_in(world, wanted) {
                    enter_group(model, world, now, run, at + 1);
                } else if usize::from(action) + 1 < run.actions(model, after).len() {
                    act(model, world, now, run, after, action + 1);
                } else if after {
                    enter_group(model, world, now, run, at + 1);
                } else {
                    run.enter(RunStage::Open);
                }
            }
            RunStage::Open => {
                if !run.waits_in(world, &groups[at + 1..]) {
                    run.since = Time::NEVER;
                    return;
                }
                if is_waiting(model, world, now, run) {
                    return;
                }
                if run.actions(model, true).is_empty() {
                    enter_group(model, world, now, run, at + 1);
                } else {
                    act(model, world, now, run, true, 0);
                }
            }
        }
    }
}

/// Goes to the first group from `from` on that has apps to wait for; without one
/// it stays.
#[allow(clippy::cast_possible_truncation)]
fn enter_group(model: &Model, world: &mut World, now: Time, run: &mut Run, from: usize) {
    let groups = &run.plan(model).groups;
    let next = (from..groups.len()).find(|g| run.waits_in(world, &groups[*g..=*g]));
    run.enter(RunStage::Open);
    if let Some(group) = next {
        run.group = group as u16;
        if !run.actions(model, false).is_empty() {
            act(model, world, now, run, false, 0);
        }
    }
}

/// Begins to do something before or after the group of a run.
fn act(model: &Model, world: &mut World, now: Time, run: &mut Run, after: bool, action: u16) {
    match &run.actions(model, after)[usize::from(action)] {
        Action::Pause(_) => {
            run.enter(RunStage::Acting { after, action, doing: Doing::Crew });
            (run.since, run.judged) = (now, false);
        }
        Action::Script { takes, .. } => {
            run.enter(RunStage::Acting { after, action, doing: Doing::Script });
            run.judged = takes.mark.is_judgement();
            let span = world.drawn(model, run, after, action).script;
            world.schedule(now + span, Event::PlanStep(run.id, run.epoch));
        }
    }
}

/// Whether the next group waits for apps of this one or of those before: as long
/// as something can be done for them, and then until people's patience is over.
fn is_waiting(model: &Model, world: &mut World, now: Time, run: &mut Run) -> bool {
    let plan = run.plan(model);
    let groups = &plan.groups[..=usize::from(run.group)];
    if !run.waits_in(world, groups) {
        return false;
    }
    let mut members = groups.iter().flat_map(|group| &group.apps);
    let is_waited_for = |app: &&AppId| run.waits_for(&world.apps[app.index()]);
    if members.any(|app| is_waited_for(&app) && is_in_hand(model, world, now, *app)) {
        run.since = Time::NEVER;
        return true;
    }
    if run.since == Time::NEVER {
        run.since = now;
        world.schedule(now + plan.patience, Event::PlanStep(run.id, run.epoch));
    }
    if now < run.since + plan.patience {
        return true;
    }
    for app in groups.iter().flat_map(|group| &group.apps) {
        if run.waits_for(&world.apps[app.index()]) {
            world.apps[app.index()].recovery.left_behind = true;
            world.note(now, Note::LeftBehind(*app, run.plan));
        }
    }
    false
}

/// Whether something is done for an app, or will be at a known time: for itself,
/// or for one that it waits for.
fn is_in_hand(model: &Model, world: &World, now: Time, app: AppId) -> bool {
    let itself = |app: AppId| {
        let state = &world.apps[app.index()];
        let is_begun = || state.recovery.stage.is_executing() && !execution::is_stalled(model, world, app);
        let at_known_time = now < state.open.declared || now < state.recovery.hold_until;
        state.is_open && !state.serving && (at_known_time || is_begun())
    };
    itself(app) || model.plans.waits_on[app.index()].iter().any(|other| itself(*other))
}

/// Gives people to the pauses and failed scripts that wait for them: first come,
/// first served.
fn serve_crews(model: &Model, world: &mut World, now: Time) {
    let is_at = |run: &Run, what: &[Doing]| matches!(run.stage, RunStage::Acting { doing, .. } if what.contains(&doing));
    loop {
        let has_free = |plan: PlanId| {
            let by_hand = |run: &&Run| run.plan == plan && is_at(run, &[Doing::Fix, Doing::Pause]);
            let crew = model.estate.plans[plan.index()].crew;
            crew.is_none_or(|crew| world.runs.iter().filter(by_hand).count() < crew as usize)
        };
        let waiting = (0..world.runs.len()).filter(|at| {
            let run = &world.runs[*at];
            is_at(run, &[Doing::Crew]) && has_free(run.plan)
        });
        let first = waiting.min_by_key(|at| (world.runs[*at].since, world.runs[*at].id));
        let Some(at) = first else { return };
        let mut run = world.runs[at];
        let RunStage::Acting { after, action, .. } = run.stage else { unreachable!("it waits for people") };
        let span = world.drawn(model, &run, after, action).by_hand;
        let (doing, work) = match &run.actions(model, after)[usize::from(action)] {
            Action::Pause(work) => (Doing::Pause, work),
            Action::Script { fix, .. } => (Doing::Fix, fix),
        };
        run.enter(RunStage::Acting { after, action, doing });
        run.judged = work.mark.is_judgement();
        world.schedule(now + span, Event::PlanStep(run.id, run.epoch));
        world.runs[at] = run;
    }
}

/// VMs of an app's plan that may be worked on now beside those that are.
pub(super) fn free_hands(model: &Model, world: &World, app: AppId) -> u32 {
    let Some(place) = model.plans.of_app[app.index()] else { return u32::MAX };
    let plan = &model.estate.plans[place.plan.index()];
    let first = model.plans.first_group[place.plan.index()] as usize;
    let busy = &world.group_busy[first..first + plan.groups.len()];
    let free = |limit: Option<u32>, busy: u32| limit.map_or(u32::MAX, |limit| limit.saturating_sub(busy));
    let group = usize::from(place.group);
    free(plan.at_once, busy.iter().sum()).min(free(plan.groups[group].at_once, busy[group]))
}

/// The VMs of an app's group that are being worked on.
pub(super) fn busy_of<'w>(model: &Model, world: &'w mut World, app: AppId) -> Option<&'w mut u32> {
    let place = model.plans.of_app[app.index()]?;
    let first = model.plans.first_group[place.plan.index()] as usize;
    Some(&mut world.group_busy[first + usize::from(place.group)])
}

/// What an action of a plan turns out to take.
struct Drawn {
    /// The script.
    script: Span,
    /// It fails.
    fails: bool,
    /// The pause, or mending what a failed script left.
    by_hand: Span,
}

impl World {
    /// What an action of a plan takes for one failure: the same whenever it is asked.
    fn drawn(&self, model: &Model, run: &Run, after: bool, action: u16) -> Drawn {
        let cause = model.machinery.sources[run.source.index()].entity;
        let plan = model.plans.entities[run.plan.index()];
        let place = (u64::from(run.group) * 256 + u64::from(action)) * 2 + u64::from(after);
        let mut stream =
            self.stream(plan ^ cause.rotate_left(17), Purpose::PlanAction, run.index ^ place << 41);
        match &run.actions(model, after)[usize::from(action)] {
            Action::Pause(work) => {
                Drawn { script: Span::ZERO, fails: false, by_hand: work.sample(&mut stream) }
            }
            Action::Script { takes, fails, fix } => Drawn {
                script: takes.sample(&mut stream),
                fails: stream.chance(*fails),
                by_hand: fix.sample(&mut stream),
            },
        }
    }
}

/// Checks that runs of plans are of incidents that are open, that no more people
/// are at work than there are, and that the hands of plans are counted.
#[cfg(test)]
pub(super) fn check(model: &Model, world: &World) {
    for (p, plan) in model.estate.plans.iter().enumerate() {
        let of_plan = || world.runs.iter().filter(move |run| run.plan.index() == p);
        let by_hand =
            |run: &&Run| matches!(run.stage, RunStage::Acting { doing: Doing::Fix | Doing::Pause, .. });
        let crew = plan.crew.map_or(usize::MAX, |crew| crew as usize);
        assert!(of_plan().filter(by_hand).count() <= crew, "more people than {} has", plan.name);
        for run in of_plan() {
            assert!(!matches!(run.stage, RunStage::Acted { .. }), "{} stands still: {run:?}", plan.name);
            let same = |other: &&Run| (other.source, other.index) == (run.source, run.index);
            assert_eq!(of_plan().filter(same).count(), 1, "{} runs twice for one failure", plan.name);
            for (g, group) in plan.groups.iter().enumerate() {
                for app in &group.apps {
                    let state = &world.apps[app.index()];
                    let recovery = &state.recovery;
                    let early = run.is_about(state)
                        && g > usize::from(run.group)
                        && recovery.stage.is_executing()
                        && is_planned(model, world, *app, recovery.plan);
                    assert!(!early, "{} of {} is begun before its group", app.index(), plan.name);
                }
            }
        }
        let mut all = 0;
        for (g, group) in plan.groups.iter().enumerate() {
            let held = |app: &AppId| {
                let state = &world.apps[app.index()];
                let works = state.is_open && state.recovery.stage.holds_hands() && state.recovery.planned;
                if works { state.recovery.held } else { 0 }
            };
            let held: u32 = group.apps.iter().map(held).sum();
            assert_eq!(held, world.group_busy[model.plans.first_group[p] as usize + g]);
            assert!(held <= group.at_once.unwrap_or(u32::MAX), "more VMs at once than a group allows");
            all += held;
        }
        assert!(all <= plan.at_once.unwrap_or(u32::MAX), "more VMs at once than {} allows", plan.name);
    }
}
