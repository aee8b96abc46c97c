//! `[plans.NAME]`: recovery plans, with their groups and what is done between
//! them.

use super::chance::delay;
use super::context::Context;
use super::deadlocks::{circle, waits_for};
use super::diagnostic::Diagnostic;
use super::nearest::listed;
use super::quantity::{interval, names, probability, whole};
use super::reader::Entity;
use super::scope::Scope;
use super::source::At;
use crate::model::{Action, App, AppId, PlanGroup, RecoveryPlan};

/// Most groups of a plan, and most that is done before or after one.
const MOST: usize = 200;

/// A plan and where its apps are named, by group.
pub(super) struct Draft {
    pub plan: RecoveryPlan,
    pub at: Vec<Vec<At>>,
}

/// Reads one plan.
pub(super) fn read(cx: &mut Context, mut e: Entity, scope: &Scope) -> Draft {
    const EXAMPLE: &str = "[{ apps = \"ad-dns\" }, { apps = [\"sql\", \"erp\"] }]";
    if e.entry("groups").is_none() {
        let message = format!("{} has no groups", e.title);
        cx.report(Diagnostic::error("missing", e.at, message).hint(format!("write groups = {EXAMPLE}")));
    }
    let title = format!("of {}", e.title);
    let numbered = |i: usize| format!("group {} {title}", i + 1);
    let found = e.parts(cx, "groups", "{ apps = \"erp\" }", numbered);
    if let Some(entry) = e.entry("groups")
        && let written = entry.node.items().len()
        && !(1..=MOST).contains(&written)
    {
        let message = format!("{} has {written} groups", e.title);
        let problem = Diagnostic::error("wrong-value", entry.node.at, message);
        cx.report(problem.hint(format!("write 1 to {MOST} groups, such as {EXAMPLE}")));
    }
    let (mut groups, mut at) = (Vec::new(), Vec::new());
    for e in found {
        let (group, places) = group(cx, e, scope);
        groups.push(group);
        at.push(places);
    }
    let plan = RecoveryPlan {
        name: e.name.to_owned(),
        groups,
        shut_down: e.or_library(cx, "shut_down", "plans.shut_down", delay),
        at_once: e.optional(cx, "at_once", whole(1, 10_000)),
        crew: e.optional(cx, "crew", whole(1, 1000)),
        patience: e.or_library(cx, "patience", "plans.patience", interval),
    };
    e.finish(cx);
    Draft { plan, at }
}

fn group(cx: &mut Context, mut e: Entity, scope: &Scope) -> (PlanGroup, Vec<At>) {
    let named = e.required(cx, "apps", "\"erp\", or a list", names).unwrap_or_default();
    if let (Some(entry), true) = (e.entry("apps"), named.is_empty())
        && entry.node.items().is_empty()
    {
        let problem = Diagnostic::error("missing", entry.node.at, format!("{} has no app", e.title));
        cx.report(problem.hint("write the names of its apps, or delete the group"));
    }
    let known = cx.about(
        || format!("apps of {}", e.title),
        |cx| {
            let apps = named.iter().map(|named| (scope.app(cx, named), named.at));
            apps.filter_map(|(app, at)| Some((app?, at))).collect::<Vec<(AppId, At)>>()
        },
    );
    let (apps, at) = known.into_iter().unzip();
    let group = PlanGroup {
        apps,
        before: actions(cx, &mut e, "before"),
        after: actions(cx, &mut e, "after"),
        at_once: e.optional(cx, "at_once", whole(1, 10_000)),
    };
    e.finish(cx);
    (group, at)
}

/// What is done before or after a group, in order.
fn actions(cx: &mut Context, e: &mut Entity, key: &'static str) -> Vec<Action> {
    let title = format!("{key} {}", e.title);
    let numbered = |i: usize| format!("step {} {title}", i + 1);
    let found = e.parts(cx, key, "{ script = \"5 min\" } or { pause = \"15 min\" }", numbered);
    if let (Some(entry), true) = (e.entry(key), found.len() > MOST) {
        let problem =
            Diagnostic::error("wrong-value", entry.node.at, format!("{} steps {title}", found.len()));
        cx.report(problem.hint(format!("write at most {MOST}, and put several in one")));
    }
    found.into_iter().filter_map(|e| action(cx, e)).collect()
}

fn action(cx: &mut Context, mut e: Entity) -> Option<Action> {
    let Some((key, node)) = e.alternatives(cx, &["pause", "script"]) else {
        let problem =
            Diagnostic::error("missing", e.at, format!("{} is neither a script nor a pause", e.title));
        cx.report(problem.hint("write { script = \"5 min\", fails = \"3%\" } or { pause = \"15 min\" }"));
        // What else it says means something only for one of them.
        return None;
    };
    let takes = cx.about(|| format!("{key} in {}", e.title), |cx| delay(cx, node));
    let action = if key == "pause" {
        takes.map(Action::Pause)
    } else {
        let fails = e.or_library(cx, "fails", "plans.fails", probability);
        let fix = e.or_library(cx, "fix", "plans.fix", delay);
        takes.map(|takes| Action::Script { takes, fails, fix })
    };
    e.finish(cx);
    action
}

/// Reports apps that are in several plans or groups: each comes back once.
pub(super) fn report_twice(cx: &mut Context, drafts: &[Draft]) {
    let mut seen: Vec<(AppId, At)> = Vec::new();
    for draft in drafts {
        for (group, places) in draft.plan.groups.iter().zip(&draft.at) {
            for (app, at) in group.apps.iter().zip(places) {
                let Some((_, first)) = seen.iter().find(|(known, _)| known == app) else {
                    seen.push((*app, *at));
                    continue;
                };
                let message = format!("plan {} names an app that is in a plan already", draft.plan.name);
                let problem = Diagnostic::error("duplicate", *at, message).also(*first, "the first time");
                cx.report(problem.hint("an app is in one group of one plan: delete one of the two"));
            }
        }
    }
}

/// Reports the first app that its plan brings back only after another which waits
/// for it: an error, since the plan would come to a stop after every disaster that
/// hits both.
pub(super) fn report_order(cx: &mut Context, apps: &[App], drafts: &[Draft]) {
    let mut waits: Vec<Vec<AppId>> = apps.iter().map(|app| waits_for(apps, app)).collect();
    let named = drafts.iter().flat_map(|draft| draft.plan.groups.iter().flat_map(|group| &group.apps));
    if drafts.is_empty() || waits.iter().flatten().chain(named).any(|app| app.index() >= apps.len()) {
        // Nothing is ordered, or an app has mistakes of its own.
        return;
    }
    for draft in drafts {
        for (g, group) in draft.plan.groups.iter().enumerate() {
            for app in &group.apps {
                waits[app.index()].extend(before(&draft.plan, g));
            }
        }
    }
    let stuck = stuck(&waits);
    for draft in drafts {
        for (g, group) in draft.plan.groups.iter().enumerate().skip(1) {
            let waiting = group.apps.iter().zip(&draft.at[g]);
            for (app, at) in waiting.filter(|(app, _)| stuck[app.index()]) {
                // A way back that begins with the plan: other circles are told of
                // elsewhere.
                let all = std::mem::replace(&mut waits[app.index()], before(&draft.plan, g).collect());
                let found = circle(&waits, *app);
                waits[app.index()] = all;
                if let Some(circle) = found {
                    report_circle(cx, apps, &draft.plan, &circle, *at);
                    return;
                }
            }
        }
    }
}

/// The apps of the groups before one.
fn before(plan: &RecoveryPlan, group: usize) -> impl Iterator<Item = AppId> {
    plan.groups[..group].iter().flat_map(|group| group.apps.iter().copied())
}

fn report_circle(cx: &mut Context, apps: &[App], plan: &RecoveryPlan, circle: &[AppId], at: At) {
    let name = |app: &AppId| apps[app.index()].name.as_str();
    let [late, early, between @ ..] = circle else { return };
    let by_way_of = match between {
        [] => String::new(),
        others => format!(" by way of {}", listed(others.iter().map(name), 20)),
    };
    let (late, early) = (name(late), name(early));
    let message = format!(
        "plan {} brings {late} back only after {early}, and {early} waits for {late}{by_way_of}",
        plan.name
    );
    let hint = format!("put {late} into the group of {early} or into one before it");
    cx.report(Diagnostic::error("deadlock", at, message).hint(hint));
}

/// By app: whether it waits for one that waits for itself.
fn stuck(waits: &[Vec<AppId>]) -> Vec<bool> {
    let mut missing: Vec<usize> = waits.iter().map(Vec::len).collect();
    let mut waited_by: Vec<Vec<usize>> = vec![Vec::new(); waits.len()];
    for (app, others) in waits.iter().enumerate() {
        for other in others {
            waited_by[other.index()].push(app);
        }
    }
    let mut free: Vec<usize> = (0..waits.len()).filter(|app| missing[*app] == 0).collect();
    while let Some(app) = free.pop() {
        for other in &waited_by[app] {
            missing[*other] -= 1;
            if missing[*other] == 0 {
                free.push(*other);
            }
        }
    }
    missing.into_iter().map(|missing| missing > 0).collect()
}
