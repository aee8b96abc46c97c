//! What an open incident costs in data: the app time whose writes are absent in
//! the end, each instant once.
//!
//! The app's time is a row of *pieces*. A piece ends when the app stops; another
//! begins when it serves again, when its data become those of a recovery point,
//! and when a missing item is put back. The data of an instant descend from the
//! piece it lies in up to that instant, from the instant whose data that piece
//! began with, and so on back to the first piece, which was there before the
//! incident. What is written in a piece, or in that part of it, from which the
//! data at the end do not descend is lost: also when a later recovery uses a
//! point from before an earlier one, and when it uses one that is newer.

use crate::units::{Span, Time};

/// Before everything.
const AGO: Time = Time(i64::MIN / 4);

/// A stretch in which an app's data are not replaced, and its writes.
#[derive(Clone, Copy, Debug)]
struct Piece {
    begin: Time,
    /// The app stopped; `Time::NEVER` while it serves.
    end: Time,
    /// The instant whose data it began with.
    from: Time,
    /// Writes to one item between these instants are missing.
    hole: (Time, Time),
    /// What was written from here on is known to be damaged.
    good_until: Time,
    /// Damaged data were still written until then, if that is later than `end`.
    stopped: Time,
}

/// The pieces of an app's open incident.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    /// Some data were replaced.
    replaced: bool,
}

impl Clone for Pieces {
    fn clone(&self) -> Self {
        Self { pieces: self.pieces.clone(), replaced: self.replaced }
    }

    fn clone_from(&mut self, other: &Self) {
        self.pieces.clone_from(&other.pieces);
        self.replaced = other.replaced;
    }
}

impl Pieces {
    /// An incident opens. What was written before counts without gaps, until the
    /// app stopped; `Time::NEVER` if it serves.
    pub(super) fn open(&mut self, stopped: Time) {
        self.pieces.clear();
        self.replaced = false;
        self.begin(AGO, AGO);
        self.pieces[0].end = stopped;
    }

    fn begin(&mut self, at: Time, from: Time) {
        let (good_until, stopped) = (Time::NEVER, AGO);
        self.pieces.push(Piece { begin: at, end: Time::NEVER, from, hole: (AGO, AGO), good_until, stopped });
    }

    fn last(&mut self) -> &mut Piece {
        self.pieces.last_mut().expect("an open incident has a first piece")
    }

    /// The app stops serving.
    pub(super) fn stop(&mut self, now: Time) {
        let last = self.last();
        last.end = last.end.min(now);
    }

    /// The app serves again on the data it has.
    pub(super) fn serve(&mut self, now: Time) {
        if self.last().end != Time::NEVER {
            self.begin(now, now);
        }
    }

    /// Its data are now those of `point`.
    pub(super) fn replace(&mut self, now: Time, point: Time) {
        self.stop(now);
        self.begin(now, point);
        self.stop(now);
        self.replaced = true;
    }

    /// An item is put back, without what was written to it from `point` until
    /// it went missing.
    pub(super) fn mend(&mut self, now: Time, point: Time, missing_since: Time) {
        self.stop(now);
        self.begin(now, now);
        self.last().hole = (point, missing_since);
        self.replaced = true;
    }

    /// What was written since `onset` turns out to be damaged; if the app serves
    /// it goes on being damaged until `stopped`.
    pub(super) fn taint(&mut self, onset: Time, stopped: Time) {
        for piece in &mut self.pieces {
            piece.good_until = piece.good_until.min(onset);
        }
        if self.last().end == Time::NEVER {
            self.last().stopped = stopped;
        }
    }

    /// When the app wrote last, or got the data it has.
    pub(super) fn written_until(&self, now: Time) -> Time {
        self.pieces.last().map_or(now, |piece| piece.end.min(now))
    }

    /// The incident closes. Its loss and its rollback: without and with what was
    /// damaged when it was written.
    pub(super) fn close(&mut self, now: Time) -> (Span, Span) {
        let lost = if self.replaced {
            (self.absent(now, Piece::good), self.absent(now, Piece::all))
        } else {
            (Span::ZERO, Span::ZERO)
        };
        self.pieces.clear();
        lost
    }

    fn absent(&self, now: Time, end: fn(&Piece) -> Time) -> Span {
        let within = |piece: &Piece, after: Time, until: Time| {
            Span((end(piece).min(until).0 - piece.begin.max(after).0).max(0))
        };
        let mut absent = self.pieces.iter().fold(Span::ZERO, |sum, piece| sum + within(piece, AGO, now));
        self.descend(now, |piece, until| absent = absent - within(piece, AGO, until));
        let mut counted = AGO;
        while let Some((after, until)) = self.next_hole(now, counted) {
            self.descend(now, |piece, here| absent += within(piece, after, until.min(here)));
            counted = until;
        }
        absent
    }

    /// The part after `counted` of the first hole that reaches beyond it.
    fn next_hole(&self, now: Time, counted: Time) -> Option<(Time, Time)> {
        let mut next: Option<(Time, Time)> = None;
        self.descend(now, |piece, _| {
            let (after, until) = (piece.hole.0.max(counted), piece.hole.1);
            if until > after && next.is_none_or(|known| after < known.0) {
                next = Some((after, until));
            }
        });
        next
    }

    /// Goes through the pieces that the data at `now` descend from, each with
    /// the instant up to which they do.
    fn descend(&self, now: Time, mut visit: impl FnMut(&Piece, Time)) {
        let (mut before, mut until) = (self.pieces.len(), now);
        while let Some(i) = self.pieces[..before].iter().rposition(|piece| piece.begin <= until) {
            visit(&self.pieces[i], until);
            (before, until) = (i, self.pieces[i].from);
        }
    }
}

impl Piece {
    fn good(&self) -> Time {
        self.end.min(self.good_until)
    }

    fn all(&self) -> Time {
        self.end.max(self.stopped)
    }
}
