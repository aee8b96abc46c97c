//! The loss of every incident told in a journal, reconstructed instant by
//! instant from what the journal says: which writes were made while the app
//! served, and are they in the data at the end?

use crate::model::{AppId, Kind};
use crate::trial::journal::Note;
use crate::trial::record::Method;
use crate::units::{Span, Time};

/// Before everything that is told.
const AGO: Time = Time(i64::MIN / 4);

/// What happened to the data of an app in an incident.
#[derive(Default)]
struct Told {
    /// When it served.
    served: Vec<(Time, Time)>,
    /// From onset to discovery.
    damaged: Vec<(Time, Time)>,
    /// When its data became those of which instant.
    replaced: Vec<(Time, Time)>,
    /// When an item was put back, of which instant, missing since when; and how
    /// often its data had been replaced until then, maybe in the same instant.
    mended: Vec<(Time, Time, Time, usize)>,
}

impl Told {
    /// Whether the data at `end` descend from those at `at`.
    fn descends(&self, end: Time, at: Time) -> bool {
        self.descends_past((end, self.replaced.len()), at, 0)
    }

    /// The same for the data at `end` after the first `of` replacements, if the
    /// first `before` of them came before the data at `at`.
    fn descends_past(&self, (end, of): (Time, usize), at: Time, before: usize) -> bool {
        match self.replaced[..of].iter().enumerate().rev().find(|(_, (when, _))| *when <= end) {
            Some((i, (when, _))) if at > *when || i < before => at <= end,
            Some((i, (when, point))) => {
                // A synchronous replica may be of the very instant.
                assert!(point <= when, "data of {when:?} that are those of {point:?}");
                at <= *point && self.descends_past((*point, i), at, before)
            }
            None => at <= end,
        }
    }

    fn is_lost(&self, end: Time, at: Time) -> bool {
        let within = |(from, until): &(Time, Time)| *from < at && at <= *until;
        self.served.iter().any(within)
            && !self.damaged.iter().any(within)
            && (!self.descends(end, at)
                || self.mended.iter().any(|(when, point, since, before)| {
                    let of = self.replaced.len();
                    within(&(*point, *since)) && self.descends_past((end, of), *when, *before)
                }))
    }

    fn loss(&self, end: Time) -> Span {
        let pairs = self.served.iter().chain(&self.damaged).chain(&self.replaced);
        let mut edges: Vec<Time> = pairs.flat_map(|(a, b)| [*a, *b]).collect();
        edges.extend(self.mended.iter().flat_map(|(a, b, c, _)| [*a, *b, *c]));
        edges.retain(|at| *at < end);
        edges.push(end);
        edges.sort_unstable();
        edges.dedup();
        // What is true of the end of a stretch without events is true of all of it.
        let stretches = edges.windows(2).filter(|edge| self.is_lost(end, edge[1]));
        stretches.fold(Span::ZERO, |sum, edge| sum + (edge[1] - edge[0]))
    }
}

/// Checks the losses of all incidents in the journal of an ordinary history, at
/// whose start every app serves; how many there were.
pub(super) fn check(journal: &[(Time, Note)], apps: usize) -> u32 {
    (0..apps).map(|app| check_app(journal, AppId::new(app))).sum()
}

fn check_app(journal: &[(Time, Note)], of: AppId) -> u32 {
    let (mut told, mut is_open) = (Told::default(), false);
    let (mut stopped, mut point) = (Time::NEVER, Time::NEVER);
    // Since when items are missing, or were until when.
    let (mut missing, mut put_back) = (Vec::new(), (Vec::new(), AGO));
    let (mut attacked, mut found) = ((AGO, AGO), (AGO, AGO));
    let mut checked = 0;
    for (now, note) in journal {
        let now = *now;
        match *note {
            Note::Attack(onset) => {
                attacked = (onset, now);
                told.damaged.push(attacked);
            }
            Note::DamageFound(app, Kind::ItemDeletion, onset) if app == of => missing.push(onset),
            Note::DamageFound(app, _, onset) if app == of => {
                found = (onset, now);
                told.damaged.push(found);
            }
            Note::Opened(app, _) if app == of => {
                told = Told::default();
                told.served.push((AGO, stopped));
                told.damaged.extend([attacked, found].into_iter().filter(|damage| damage.1 == now));
                is_open = true;
            }
            Note::Serving(app) if app == of => {
                stopped = Time::NEVER;
                told.served.push((now, Time::NEVER));
            }
            Note::Stopped(app) | Note::PlannedStop(app) if app == of => {
                stopped = stopped.min(now);
                if let Some(last) = told.served.last_mut() {
                    last.1 = last.1.min(now);
                }
            }
            Note::Started(app, _, _, from, _) if app == of => point = from,
            Note::StartFailed(app, Some(from)) if app == of => point = from,
            Note::Recovered(app, method) if app == of => match method {
                Method::Rebuilt | Method::Remade | Method::Never => {}
                // An instance in step holds the same data.
                Method::Redirect(_) if point == Time::NEVER => {}
                _ if stopped == Time::NEVER => {
                    let last = missing.iter().copied().max().expect("an item was missing");
                    told.mended.push((now, point, last, told.replaced.len()));
                    put_back = (std::mem::take(&mut missing), now);
                }
                _ => {
                    told.replaced.push((now, point));
                    if point < put_back.1 {
                        missing.append(&mut put_back.0);
                    }
                    missing.retain(|onset| *onset <= point);
                }
            },
            Note::Closed(app, _, _, loss) if app == of => {
                if is_open && loss != Span::INFINITE {
                    assert_eq!(loss, told.loss(now), "loss of the incident of {of:?} that closed at {now:?}");
                    checked += u32::from(loss > Span::ZERO);
                }
                is_open = false;
                missing.clear();
                put_back.0.clear();
            }
            _ => {}
        }
    }
    checked
}
