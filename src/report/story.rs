//! The story of one history, one line an event, in words: from the notes that
//! a trial leaves ([`Note`]) to text. Nothing is worked out here but ages and
//! offsets; what happened is in the notes.
//!
//! What several apps do at the same instant shares a line. A phase that a
//! recovery leaves in the instant it enters it is not told.

mod words;

use std::fmt::Write as _;

use super::text::safe;
use crate::model::{AppId, Kind, Model};
use crate::trial::journal::Note;
use crate::trial::record::{Method, Phase};
use crate::units::{Span, Time};

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
/// Most apps named in one line.
const NAMED: usize = 8;

/// An instant as people say it: `year 3, day 127 04:05:12`. The first day is
/// day 1 of year 1, a Monday; a year has 365 days.
#[must_use]
pub fn calendar(instant: Time) -> String {
    let seconds = instant.0.div_euclid(SECOND);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    format!("year {}, day {} {}", days.div_euclid(365) + 1, days.rem_euclid(365) + 1, clock(second))
}

fn clock(second: i64) -> String {
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// A length of time to the second: `00:02:31`, `12d 04:05:06`.
fn length(span: Span) -> String {
    let seconds = span.0 / SECOND;
    let days = seconds / 86_400;
    let clock = clock(seconds % 86_400);
    if days > 0 { format!("{days}d {clock}") } else { clock }
}

/// Tells the story of `notes`. Offsets are counted from `since`; without it,
/// each app's from the start of its incident.
#[must_use]
pub fn tell(model: &Model, notes: &[(Time, Note)], since: Option<Time>) -> String {
    let mut notes = notes.to_vec();
    // Notes are kept in the order in which they were known.
    notes.sort_by_key(|(at, _)| *at);
    let mut teller = Teller::new(model, since);
    for instant in notes.chunk_by(|(a, _), (b, _)| a == b) {
        teller.instant(instant[0].0, instant);
    }
    teller.text
}

/// What is remembered of an app while its story is told.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// When its incident opened, and what kind it is.
    open: Option<(Time, Kind)>,
    /// The recovery under way.
    method: Option<Method>,
    /// VMs have been prepared or failed over in the recovery under way.
    prepared: bool,
}

impl Known {
    /// The items that are missing are being restored.
    fn is_item_restore(&self) -> bool {
        matches!((self.open, self.method), (Some((_, Kind::ItemDeletion)), Some(Method::Backup(_))))
    }
}

struct Teller<'m> {
    model: &'m Model,
    since: Option<Time>,
    known: Vec<Known>,
    text: String,
}

/// A line in the making: who, and what happens to them.
struct Line {
    apps: Vec<AppId>,
    words: String,
    offset: Option<Span>,
}

impl<'m> Teller<'m> {
    fn new(model: &'m Model, since: Option<Time>) -> Self {
        Self { model, since, known: vec![Known::default(); model.estate.apps.len()], text: String::new() }
    }

    fn instant(&mut self, now: Time, notes: &[(Time, Note)]) {
        let mut lines: Vec<Line> = Vec::new();
        for (i, (_, note)) in notes.iter().enumerate() {
            let app = about(*note);
            self.remember_before(now, *note);
            let (before, later) = (&notes[..i], &notes[i + 1..]);
            if !is_passing(*note, later)
                && !is_said(*note, before)
                && let Some(words) = words::of(self.model, self.known_of(app), now, *note)
            {
                let offset = match (self.since, app) {
                    (Some(since), _) => Some(now - since),
                    (None, Some(app)) => self.known[app.index()].open.map(|(failed, _)| now - failed),
                    (None, None) => None,
                };
                match (app, lines.iter_mut().find(|line| line.words == words && line.offset == offset)) {
                    (Some(app), Some(line)) => line.apps.push(app),
                    _ => lines.push(Line { apps: app.into_iter().collect(), words, offset }),
                }
            }
            self.remember_after(*note);
        }
        for line in lines {
            self.write(now, &line);
        }
    }

    fn known_of(&self, app: Option<AppId>) -> Known {
        app.map_or_else(Known::default, |app| self.known[app.index()])
    }

    fn remember_before(&mut self, now: Time, note: Note) {
        match note {
            Note::Opened(app, kind) => self.known[app.index()].open = Some((now, kind)),
            Note::Started(app, method, ..) => {
                let known = &mut self.known[app.index()];
                (known.method, known.prepared) = (Some(method), false);
            }
            _ => {}
        }
    }

    fn remember_after(&mut self, note: Note) {
        match note {
            Note::Closed(app, ..) => self.known[app.index()] = Known::default(),
            Note::Enters(app, Phase::Boot | Phase::Manual | Phase::Transfer) => {
                self.known[app.index()].prepared = true;
            }
            // Only then are VMs failed over.
            Note::Processes(app) => self.known[app.index()].prepared = false,
            _ => {}
        }
    }

    fn write(&mut self, now: Time, line: &Line) {
        let offset = line.offset.map_or_else(String::new, |span| format!("+{}", length(span)));
        let mut names: Vec<String> =
            line.apps.iter().take(NAMED).map(|app| safe(&self.model.estate.apps[app.index()].name)).collect();
        if line.apps.len() > NAMED {
            names.push(format!("{} more", line.apps.len() - NAMED));
        }
        let words = if names.len() > 1 { words::of_several(&line.words) } else { line.words.clone() };
        let colon = if names.is_empty() { "" } else { ": " };
        let _ =
            writeln!(self.text, "{:<25} {offset:>14}  {}{colon}{words}", calendar(now), names.join(", "),);
    }
}

/// The app a note is about; none for what happens to components and copies.
fn about(note: Note) -> Option<AppId> {
    match note {
        Note::Failed(..)
        | Note::Repaired(_)
        | Note::Attack(_)
        | Note::Compromised(_)
        | Note::NeedsResync(_)
        | Note::Seeded(_)
        | Note::PlanBegins(_) => None,
        Note::Masked(app, _)
        | Note::Opened(app, _)
        | Note::Stopped(app)
        | Note::PlannedStop(app)
        | Note::MadeRoom(app, _)
        | Note::GaveWay(app, _)
        | Note::Serving(app)
        | Note::Closed(app, ..)
        | Note::Detected(app)
        | Note::Declared(app)
        | Note::Automatic(app)
        | Note::LeftBehind(app, _)
        | Note::ShutsDown(app)
        | Note::Waits(app, _)
        | Note::PassedOver(app, ..)
        | Note::Started(app, ..)
        | Note::JobsFailed(app, _)
        | Note::Enters(app, _)
        | Note::Processes(app)
        | Note::PlanFailed(app, _)
        | Note::StartFailed(app, _)
        | Note::Unreadable(app)
        | Note::CalledOff(app)
        | Note::Broke(app)
        | Note::Recovered(app, _)
        | Note::NothingLeft(app)
        | Note::Damaged(app, _)
        | Note::DamageFound(app, ..)
        | Note::Healed(app, _)
        | Note::OutOfStep(app, _)
        | Note::InStep(app, _)
        | Note::FromStore(app)
        | Note::Migrated(app)
        | Note::CopyingHome(app)
        | Note::Home(app)
        | Note::Unmanaged(app, _)
        | Note::Managed(app)
        | Note::CutOff(app)
        | Note::Reached(app) => Some(app),
    }
}

/// Whether a note says nothing, given what follows at the same instant.
fn is_passing(note: Note, later: &[(Time, Note)]) -> bool {
    let follows = |test: &dyn Fn(Note) -> bool| later.iter().any(|(_, next)| test(*next));
    match note {
        Note::Enters(app, Phase::Dependency)
            if follows(&|next| matches!(next, Note::Recovered(a, _) if a == app)) =>
        {
            true
        }
        Note::Enters(app, _) => follows(&|next| {
            matches!(next, Note::Enters(a, _) | Note::Processes(a) | Note::Started(a, ..) | Note::PassedOver(a, ..) | Note::Closed(a, ..) | Note::Waits(a, _)
                if a == app)
        }),
        Note::Serving(app) | Note::Reached(app) | Note::Recovered(app, _) => {
            follows(&|next| matches!(next, Note::Closed(a, ..) if a == app))
        }
        _ => false,
    }
}

/// Whether what an app waits for, or what is done, has just been said.
fn is_said(note: Note, before: &[(Time, Note)]) -> bool {
    let Note::Enters(app, _) = note else { return false };
    let last = before.iter().rev().find(|(_, earlier)| about(*earlier) == Some(app));
    last.is_some_and(|(_, earlier)| match earlier {
        Note::Waits(..) => true,
        // What is back is not waited for.
        Note::CalledOff(_) => matches!(note, Note::Enters(_, Phase::Repair)),
        Note::StartFailed(..) => matches!(note, Note::Enters(_, Phase::Manual)),
        _ => false,
    })
}

#[cfg(test)]
mod tests;
