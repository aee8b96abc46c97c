//! Apps that need each other in a circle, which none of them could leave after
//! a disaster.

use super::app::Draft;
use super::context::Context;
use super::diagnostic::Diagnostic;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    OnTheWay,
    Done,
}

/// Reports every circle of needs that a depth-first walk closes: `a -> b -> a`.
pub(super) fn report(cx: &mut Context, apps: &[Draft]) {
    let mut seen = vec![Seen::No; apps.len()];
    for start in 0..apps.len() {
        if seen[start] != Seen::No {
            continue;
        }
        // A stack of our own: a chain of 100,000 apps must not exhaust the thread's.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        seen[start] = Seen::OnTheWay;
        while let Some((app, next)) = way.last_mut() {
            let app = *app;
            let Some(need) = apps[app].app.needs.get(*next).map(|need| need.index()) else {
                seen[app] = Seen::Done;
                way.pop();
                continue;
            };
            *next += 1;
            match seen.get(need) {
                Some(Seen::No) => {
                    seen[need] = Seen::OnTheWay;
                    way.push((need, 0));
                }
                Some(Seen::OnTheWay) => circle(cx, apps, &way, need),
                _ => {}
            }
        }
    }
}

/// Most names of a circle that are shown.
const MOST: usize = 12;

fn circle(cx: &mut Context, apps: &[Draft], way: &[(usize, usize)], need: usize) {
    let from = way.iter().position(|(app, _)| *app == need).unwrap_or(0);
    let mut names: Vec<&str> = way[from..].iter().map(|(app, _)| apps[*app].app.name.as_str()).collect();
    names.push(&apps[need].app.name);
    if names.len() > MOST {
        names.splice(MOST / 2..names.len() - MOST / 2, ["…"]);
    }
    let message = format!("apps need each other in a circle: {}", names.join(" -> "));
    cx.report(Diagnostic::error("cycle", apps[need].at, message).hint("delete one of these needs"));
}
