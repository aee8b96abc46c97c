//! Foundation apps that need an app which is none. Every other app waits for
//! the foundation, so after a disaster the two would wait for each other.

use super::app::Draft;
use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::listed;
use super::source::At;
use crate::model::AppId;
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
