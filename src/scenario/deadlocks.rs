//! Apps that would wait for each other after a disaster: foundation apps that
//! need an app which is none, for which every other app waits; and apps all of
//! whose protections need an app that in turn waits for them.

use super::app::Draft;
use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::listed;
use super::source::At;
use crate::model::{App, AppId, Need};
use std::collections::BTreeSet;

/// Reports every foundation app that needs an app outside of the foundation
/// (sorted), which `at` lists. What such an app needs in turn is named with it.
pub(super) fn report(cx: &mut Context, apps: &[Draft], foundation: &[AppId], at: At) {
    for draft in foundation.iter().filter_map(|app| apps.get(app.index())) {
        let outside = |need: &&AppId| foundation.binary_search(need).is_err();
        let Some(need) = draft.app.needs.iter().find(outside) else {
            continue;
        };
        let name = |app: &AppId| apps.get(app.index()).map_or("?", |draft| draft.app.name.as_str());
        let (app, need) = (draft.app.name.as_str(), name(need));
        let message = format!(
            "{app} is a foundation app and needs {need}, which is not: {need} would wait for {app} and {app} for {need}"
        );
        let missing = missing(apps, foundation, &draft.app.needs);
        let names: Vec<String> = missing.iter().map(|app| super::node::quoted(name(app))).collect();
        let names = match &names[..] {
            [one, other] => format!("{one} and {other}"),
            names => listed(names.iter().map(String::as_str), 20),
        };
        let problem = Diagnostic::error("deadlock", draft.needs_at.unwrap_or(draft.at), message);
        let problem = problem.also(at, "the foundation");
        cx.report(problem.hint(format!("add {names} to foundation")));
    }
}

/// What `needs` lead to outside of the foundation, the nearest first.
fn missing(apps: &[Draft], foundation: &[AppId], needs: &[AppId]) -> Vec<AppId> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<AppId> = Vec::new();
    let mut next = 0;
    let mut needs = needs;
    loop {
        let outside = needs.iter().filter(|need| foundation.binary_search(need).is_err());
        found.extend(outside.filter(|need| seen.insert(**need)));
        let Some(app) = found.get(next) else {
            return found;
        };
        needs = apps.get(app.index()).map_or(&[], |draft| &draft.app.needs);
        next += 1;
    }
}

/// Reports the first circle of apps that can only be recovered one after the
/// other, where `at` says how they are protected.
pub(super) fn report_needs(cx: &mut Context, apps: &[App], at: At) {
    let waits: Vec<Vec<AppId>> = apps.iter().map(|app| waits_for(apps, app)).collect();
    let needs_one = |i: &usize| !needed_by_all(&apps[*i]).is_empty();
    let circle = (0..apps.len()).filter(needs_one).find_map(|i| circle(&waits, AppId::new(i)));
    let Some(circle) = circle else { return };
    let names: Vec<&str> = circle.iter().map(|app| apps[app.index()].name.as_str()).collect();
    let (first, second) = (names[0], names.get(1).copied().unwrap_or(names[0]));
    let all = match &names[..] {
        [one, other] => format!("{one} and {other}"),
        names => listed(names.iter().copied(), 20),
    };
    let message = format!(
        "after a disaster {all} would wait for each other for ever: all protections of {first} need {second} to start"
    );
    let hint = format!("give {first} a protection that does not need {second}, listed last");
    cx.report(Diagnostic::error("deadlock", at, message).hint(hint));
}

/// Apps without which none of an app's protections can start.
fn needed_by_all(app: &App) -> Vec<AppId> {
    let needs = |p: &crate::model::Protection| -> Vec<AppId> {
        let of = |need: &Need| match need {
            Need::App(app) => Some(*app),
            Need::Control(_) => None,
        };
        p.needs().map_or_else(Vec::new, |needs| needs.start.iter().filter_map(of).collect())
    };
    let mut lists = app.protections.iter().map(needs);
    let first = lists.next().unwrap_or_default();
    lists.fold(first, |all, list| all.into_iter().filter(|app| list.contains(app)).collect())
}

/// The apps that must serve before an app can be back.
pub(super) fn waits_for(apps: &[App], app: &App) -> Vec<AppId> {
    let mut first = needed_by_all(app);
    first.extend(&app.needs);
    if !app.foundation {
        first.extend((0..apps.len()).filter(|i| apps[*i].foundation).map(AppId::new));
    }
    first
}

/// The shortest way from an app back to itself.
pub(super) fn circle(waits: &[Vec<AppId>], start: AppId) -> Option<Vec<AppId>> {
    let mut ways: Vec<Vec<AppId>> = vec![vec![start]];
    let mut seen = BTreeSet::new();
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        for app in way.last().map_or(&[][..], |last| &waits[last.index()]) {
            if *app == start {
                return Some(way);
            }
            if seen.insert(*app) {
                ways.push(way.iter().copied().chain([*app]).collect());
            }
        }
        next += 1;
    }
    None
}
