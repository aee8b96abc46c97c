//! Recovery points: which one a stream can offer at an instant.

use super::super::draw::Purpose;
use super::super::world::World;
use super::chain::Chain;
use super::consistent::Marks;
use super::cycles::Cycles;
use super::{NONE, Regime};
use crate::model::{CopyId, Model, Offer};
use crate::units::{Span, Time};

/// A recovery point found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::trial) struct Point {
    /// State of the data it holds.
    pub at: Time,
    /// When it became usable.
    pub usable: Time,
}

/// What is asked of a recovery point.
#[derive(Clone, Copy, Debug)]
pub(in crate::trial) struct Wanted {
    /// Its data are from before this instant.
    pub before: Time,
    /// It is usable by then.
    pub by: Time,
    /// Points that had expired by then are gone: people stop expiry once they
    /// know of an incident.
    pub kept_at: Time,
}

/// Points of a stream that people have found to be unreadable: those kept from
/// `oldest` to `newest`, for they are tried from the newest back.
#[derive(Clone, Copy, Debug)]
pub(in crate::trial) struct Unreadable {
    copy: CopyId,
    oldest: Time,
    newest: Time,
}

/// The newest usable point of a stream that is as wanted and can be read: the
/// truth, which nobody knows. Points known to hold damage are none.
pub(in crate::trial) fn newest(model: &Model, world: &World, copy: CopyId, wanted: Wanted) -> Option<Point> {
    newest_past(model, world, copy, wanted, |at| (!is_readable(model, world, copy, at)).then_some(at))
}

/// The newest usable point of a stream that is as wanted, as far as people
/// know: whether it can be read shows only when it is used.
pub(in crate::trial) fn newest_known(
    model: &Model,
    world: &World,
    copy: CopyId,
    wanted: Wanted,
) -> Option<Point> {
    newest_past(model, world, copy, wanted, |at| {
        let mut found = world.unreadable.iter();
        found.find(|bad| bad.copy == copy && bad.oldest <= at && at <= bad.newest).map(|bad| bad.oldest)
    })
}

/// The newest application-consistent point of a stream that is as wanted and older
/// than `point`.
pub(in crate::trial) fn consistent_before(
    model: &Model,
    world: &World,
    copy: CopyId,
    point: Time,
    wanted: Wanted,
) -> Option<Point> {
    let before = wanted.before.min(point);
    newest_among(model, world, (copy, Among::Consistent), Wanted { before, ..wanted }, |_| None)
}

/// Whether the point of a stream from `at` is application-consistent.
pub(in crate::trial) fn is_consistent(
    model: &Model,
    world: &World,
    copy: CopyId,
    at: Time,
    now: Time,
) -> bool {
    let newest = arrived(model, world, (copy, Among::Consistent), at + Span(1), now);
    newest.is_some_and(|point| point.at == at)
}

/// The points of a stream that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Among {
    /// All.
    All,
    /// Those that are application-consistent.
    Consistent,
}

/// The newest usable point that is as wanted, past those for which `bad` names
/// the oldest of the bad ones they are among. Where application-consistent points
/// are preferred, others count only if there is none of these.
fn newest_past(
    model: &Model,
    world: &World,
    copy: CopyId,
    wanted: Wanted,
    bad: impl Fn(Time) -> Option<Time>,
) -> Option<Point> {
    let preferred = (model.copies.streams[copy.index()].offer == Offer::Application)
        .then(|| newest_among(model, world, (copy, Among::Consistent), wanted, &bad));
    preferred.flatten().or_else(|| newest_among(model, world, (copy, Among::All), wanted, &bad))
}

fn newest_among(
    model: &Model,
    world: &World,
    (copy, among): (CopyId, Among),
    wanted: Wanted,
    bad: impl Fn(Time) -> Option<Time>,
) -> Option<Point> {
    let latest = arrived(model, world, (copy, among), Time::NEVER, wanted.by)?;
    let app = model.copies.streams[copy.index()].app.index();
    let mut before = wanted.before;
    loop {
        let point = kept(model, world, (copy, among), latest, Wanted { before, ..wanted })?;
        if point.usable <= world.progress[copy.index()].gone_before {
            return None;
        }
        if let Some(onset) = world.tainted[app].onset_at(point.at) {
            before = onset;
            continue;
        }
        match bad(point.at) {
            Some(oldest) => before = oldest,
            None => return Some(point),
        }
    }
}

/// Whether the point of a stream from `at` can be read.
pub(in crate::trial) fn is_readable(model: &Model, world: &World, copy: CopyId, at: Time) -> bool {
    let stream = &model.copies.streams[copy.index()];
    let draw = || world.stream(stream.entity, Purpose::Unreadable, at.0.unsigned_abs());
    stream.unreadable <= 0.0 || !draw().chance(stream.unreadable)
}

/// The point of a stream from `at`, the newest that was `wanted`, has turned
/// out to be unreadable.
pub(in crate::trial) fn found_unreadable(
    model: &Model,
    world: &mut World,
    copy: CopyId,
    at: Time,
    wanted: Wanted,
) {
    let is_next = |bad: &Unreadable| {
        let before = bad.oldest;
        bad.copy == copy
            && at < before
            && newest_past(model, world, copy, Wanted { before, ..wanted }, |_| None)
                .is_some_and(|point| point.at == at)
    };
    match world.unreadable.iter().position(is_next) {
        Some(i) => world.unreadable[i].oldest = at,
        None => world.unreadable.push(Unreadable { copy, oldest: at, newest: at }),
    }
}

/// The newest point before `wanted.before` among those that retention keeps.
fn kept(
    model: &Model,
    world: &World,
    (copy, among): (CopyId, Among),
    latest: Point,
    wanted: Wanted,
) -> Option<Point> {
    if latest.at < wanted.before {
        return Some(latest);
    }
    let retention = model.copies.streams[copy.index()].retention;
    if retention.age == Span::ZERO {
        return None;
    }
    let point =
        unthinned(retention.spacing, wanted, |before, by| arrived(model, world, (copy, among), before, by))?;
    (point.at.0 >= wanted.kept_at.0 - retention.age.0).then_some(point)
}

/// The newest point before `wanted.before` that thinning leaves. Thinning goes
/// by whole spacings of the calendar: while one lasts, all its points are kept;
/// when it is over, each that arrives takes the place of the one before.
pub(super) fn unthinned(
    spacing: Span,
    wanted: Wanted,
    arrived: impl Fn(Time, Time) -> Option<Point>,
) -> Option<Point> {
    let point = arrived(wanted.before, wanted.by)?;
    if spacing == Span::ZERO {
        return Some(point);
    }
    let begin = Time(point.at.0.div_euclid(spacing.0) * spacing.0);
    let over = begin + spacing;
    let replaced =
        over <= wanted.kept_at && arrived(over, wanted.kept_at).is_some_and(|newest| newest.at > point.at);
    if replaced { arrived(begin, wanted.by) } else { Some(point) }
}

/// The newest point of a stream before `before` that has arrived and is usable
/// by `by`, whatever retention says.
fn arrived(
    model: &Model,
    world: &World,
    (copy, among): (CopyId, Among),
    before: Time,
    by: Time,
) -> Option<Point> {
    let (chain, level) = Chain::up_to(model, world, copy);
    if among == Among::All {
        return chain.arrived(level, before, by);
    }
    let cycles = chain.first_cycles();
    Marks::of(&cycles)?.newest(&cycles, before, |before| chain.arrived(level, before, by))
}

/// Looks for a point usable by `by` from the newest regime back; each ends
/// where the next begins. While the source is down, what counts is what was
/// usable when it failed.
pub(super) fn newest_in(
    regimes: &[Regime],
    by: Time,
    look: impl Fn(&Regime, Time, Time) -> Option<Point>,
) -> Option<Point> {
    let begun = || regimes.iter().rev().filter(|regime| regime.start <= by);
    let by_then = begun().take_while(|regime| !regime.writing).last().map_or(by, |regime| regime.start);
    let mut end = by;
    for regime in begun() {
        if let Some(point) = look(regime, end, by_then) {
            return Some(point);
        }
        end = regime.start;
    }
    None
}

/// The newest point before `before` of a first-level stream that was sent
/// within, or had been sent before, a regime ending at `end`. A point counts
/// once it can be chosen.
pub(super) fn in_regime(
    cycles: &Cycles,
    regime: &Regime,
    end: Time,
    before: Time,
    by: Time,
) -> Option<Point> {
    let apply = cycles.stream.chosen_after();
    let by = Time(by.0.saturating_sub(apply.0));
    let until = end.min(by);
    let found = |at: Time, sent: Time| (at != NONE).then_some(Point { at, usable: sent + apply });
    let before_regime = || {
        let usable = regime.done < before && regime.done_at <= by;
        if usable { found(regime.done, regime.done_at) } else { None }
    };
    if !regime.running || until < regime.start {
        return before_regime();
    }
    if before <= regime.start {
        let carried_at = regime.start + regime.flight_left;
        let carried = regime.flight != NONE && regime.flight < before && carried_at <= until;
        return if carried { found(regime.flight, carried_at) } else { before_regime() };
    }
    // Once captured, the last before `before` is sent whatever follows it.
    let standing = cycles.run(regime, Time(before.0 - 1).min(until));
    if standing.flight != NONE && standing.flight_done <= until {
        return found(standing.flight, standing.flight_done);
    }
    if standing.done < before && standing.done_at <= by {
        return found(standing.done, standing.done_at);
    }
    before_regime()
}
