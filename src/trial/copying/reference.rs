//! The closed form of copies against a plain reference that goes through every
//! cycle: on random histories of halts, loads and thinnings both must offer
//! the same recovery points, usable at the same times.

mod chains;

use super::begin;
use super::consistent::Marks;
use super::cycles::Cycles;
use super::points::{Wanted, in_regime, newest_in, unthinned};
use crate::kernel::stream::{Stream, TrialKey};
use crate::model::{AppId, CopyStream, Keeper, Offer, Resync, Retention, Schedule, SiteId, TargetId};
use crate::units::{Span, Time};

const SECOND: i64 = 1_000_000;

fn stream(every: Span, load: f64, hold: Span, apply: Span, job_failure: f64) -> CopyStream {
    CopyStream {
        app: AppId(0),
        protection: 0,
        level: 0,
        keeper: Keeper::Target(TargetId(0)),
        site: SiteId(0),
        from: SiteId(0),
        upstream: None,
        schedule: Some(Schedule { every, start: None }),
        hold,
        apply,
        retention: Retention::LATEST,
        offer: Offer::Processed,
        consistent_every: None,
        demand_bytes_per_second: load,
        rate_bytes_per_second: 1.0,
        seed_bytes: 0.0,
        job_failure,
        job_failure_correlation: 0.5,
        unreadable: 0.0,
        compromised: 0.0,
        compromised_later: (0.0, Span::INFINITE),
        log_limit: Span::INFINITE,
        resync: Resync::default(),
        entity: 7,
    }
}

/// Every point of a history in which the stream runs where `running` says,
/// found by going from capture to capture, one second of sending at a time
/// only in the sense that halts interrupt it.
fn reference(cycles: &Cycles, begin: Time, toggles: &[Time], end: Time) -> Vec<(Time, Time)> {
    let stream = cycles.stream;
    let every = stream.schedule.unwrap().every;
    // Running intervals: from begin to the first toggle, then alternately.
    let mut intervals = Vec::new();
    let mut from = Some(begin);
    for toggle in toggles {
        match from.take() {
            Some(start) => intervals.push((start, *toggle)),
            None => from = Some(*toggle),
        }
    }
    if let Some(start) = from {
        intervals.push((start, end));
    }
    let mut points = Vec::new();
    // Written time not captured, last attempt, and the transfer under way.
    let mut unsent = Span::ZERO;
    let mut last = begin;
    let mut sending: Option<(Time, Span)> = None;
    let mut halted_at: Option<Time> = None;
    for (start, stop) in intervals {
        // The app writes on in every other halt.
        let halt =
            halted_at.map_or(Span::ZERO, |at| if writes_in_halt(at) { start - at } else { Span::ZERO });
        unsent += halt;
        halted_at = Some(stop);
        let mut now = start;
        while now < stop {
            if let Some((capture, left)) = sending {
                let done = now + left;
                if done > stop {
                    unsent += stop - now;
                    sending = Some((capture, left - (stop - now)));
                    now = stop;
                } else {
                    unsent += done - now;
                    let applied = if stream.offer == Offer::Latest { Span::ZERO } else { stream.apply };
                    points.push((capture, done + applied));
                    sending = None;
                    now = done;
                }
                continue;
            }
            let mut tick = cycles.phase;
            let behind = (last.0 - tick.0).div_euclid(every.0);
            tick = Time(tick.0 + behind * every.0);
            while tick <= last {
                tick = tick + every;
            }
            let capture = tick.max(now);
            if capture > stop {
                unsent += stop - now;
                now = stop;
                continue;
            }
            unsent += capture - now;
            last = capture;
            now = capture;
            if cycles.fails(capture) {
                if capture == stop {
                    break;
                }
                continue;
            }
            // At t = 0 nothing is behind.
            let kept_up = capture <= Time::ZERO && cycles.fall_behind();
            let load = if kept_up { 0.0 } else { cycles.load };
            sending = Some((capture, stream.hold + Span::from_seconds(unsent.seconds() * load)));
            unsent = Span::ZERO;
        }
    }
    points
}

/// Whether the app goes on writing in the halt that begins at `at`.
fn writes_in_halt(at: Time) -> bool {
    (at.0 / SECOND) % 2 == 0
}

fn draw_toggles(draw: &mut Stream, count: u64, end: i64) -> Vec<Time> {
    let mut toggles: Vec<Time> =
        (0..count).map(|_| Time((1 + draw.below(end as u64 / SECOND as u64)) as i64 * SECOND)).collect();
    toggles.sort();
    toggles.dedup();
    toggles
}

/// Of all points those before which a tick has come since the one before: ticks
/// are gone through one by one.
fn consistent(points: &[(Time, Time)], first: Time, every: Span, end: Time) -> Vec<(Time, Time)> {
    let begin = points.first().map_or(end, |point| point.0);
    let mut tick = first;
    while tick > begin {
        tick = tick - every;
    }
    let mut points = points.iter().peekable();
    let mut found = Vec::new();
    while tick < end {
        while points.next_if(|point| point.0 < tick).is_some() {}
        let Some(point) = points.peek() else { break };
        if found.last() != Some(*point) {
            found.push(**point);
        }
        tick = tick + every;
    }
    found
}

/// Compares both on one random history.
fn compare(case: u64, job_failure: f64) {
    let mut draw = TrialKey::new(11, case).stream(1, 1, 0);
    let every = Span((1 + draw.below(600) as i64) * SECOND);
    let load = [0.0, 0.1, 0.5, 0.9, 0.99, 1.0, 1.2, 3.0][draw.below(8) as usize];
    let load =
        if job_failure > 0.0 { [0.5, 0.1, 0.03, 0.005, 1.0, 1.5][draw.below(6) as usize] } else { load };
    let hold = Span(if draw.chance(0.3) { draw.below(every.0 as u64 / 2 + 1) as i64 } else { 0 });
    let apply = Span(if draw.chance(0.5) { draw.below(20) as i64 * SECOND } else { 0 });
    let mut stream = stream(every, load, hold, apply, job_failure);
    let mut points_draw = TrialKey::new(12, case).stream(1, 1, 0);
    stream.offer = [Offer::Processed, Offer::Latest][points_draw.below(2) as usize];
    stream.consistent_every = points_draw.chance(0.5).then(|| {
        let cycles = 1 + points_draw.below(30) as i64;
        Span(
            cycles * every.0
                + if points_draw.chance(0.5) { points_draw.below(every.0 as u64) as i64 } else { 0 },
        )
    });
    let key = TrialKey::new(3, case);
    let (progress, past) = begin(key, &stream);
    let phase = progress.phase;
    let cycles = Cycles::new(key, &stream, phase).unwrap();
    let end = every.0 * [60, 1000][usize::from(draw.chance(0.3))];
    let count = draw.below(9);
    let toggles = draw_toggles(&mut draw, count, end);
    let mut regimes = past.collect::<Vec<_>>();
    for toggle in &toggles {
        let before = *regimes.last().unwrap();
        if before.start == *toggle {
            continue;
        }
        let running = !before.running;
        regimes.push(cycles.next_regime(&before, *toggle, running, running || writes_in_halt(*toggle)));
    }
    // Far enough back for what failed jobs had piled up to have been sent.
    let since = Time(phase.0 - 200 * every.0);
    let mut points = reference(&cycles, since, &toggles, Time(end * 2));
    let marks = Marks::of(&cycles);
    if let (Some(marks), Some(every)) = (marks, stream.consistent_every) {
        points = consistent(&points, marks.by(Time::ZERO), every, Time(end * 2));
    }
    // While the source is down, only what had been applied when it failed.
    let failed: Vec<(Time, Time)> = toggles
        .chunks(2)
        .map(|h| (h[0], h.get(1).copied().unwrap_or(Time::NEVER)))
        .filter(|h| !writes_in_halt(h.0))
        .collect();
    let limit = |by: Time| failed.iter().find(|h| h.0 <= by && by < h.1).map_or(by, |h| h.0);
    for _ in 0..12 {
        let by = Time(draw.below(end as u64) as i64);
        let before = if draw.chance(0.5) { Time::NEVER } else { Time(draw.below(end as u64) as i64) };
        let kept_at = Time(by.0 - draw.below(every.0 as u64 * 3) as i64 * i64::from(draw.chance(0.5)));
        let spacing = Span(if draw.chance(0.5) { 0 } else { (1 + draw.below(2500)) as i64 * SECOND });
        let wanted = Wanted { before, by, kept_at };
        let found = unthinned(spacing, wanted, |before, by| {
            let newest = |before| newest_in(&regimes, by, |r, e, by| in_regime(&cycles, r, e, before, by));
            match marks {
                Some(marks) => marks.newest(&cycles, before, newest),
                None => newest(before),
            }
        });
        let left = thinned(&points, spacing, limit(kept_at), limit(by), kept_at);
        let expected = left.iter().rev().find(|(at, _)| *at < before);
        let same = match (found, expected) {
            (None, None) => true,
            (Some(p), Some((at, usable))) => (p.at.0 - at.0).abs() <= 2 && (p.usable.0 - usable.0).abs() <= 2,
            _ => false,
        };
        assert!(
            same,
            "case {case}: every {every:?} load {load} hold {hold:?} apply {apply:?} phase {phase:?} toggles {toggles:?} spacing {spacing:?} consistent {:?} {wanted:?}: {found:?}, plain {expected:?}",
            stream.consistent_every
        );
    }
}

/// What thinning up to `kept_at` leaves of the points usable by `usable_by`, of
/// which those usable by `thinned_by` have been through it.
fn thinned(
    points: &[(Time, Time)],
    spacing: Span,
    thinned_by: Time,
    usable_by: Time,
    kept_at: Time,
) -> Vec<(Time, Time)> {
    let mut left: Vec<(Time, Time)> = Vec::new();
    for point in points.iter().filter(|point| point.1 <= usable_by) {
        let spacing_of = |at: Time| at.0.div_euclid(spacing.0);
        let replaces = |before: &(Time, Time)| {
            point.1 <= thinned_by
                && spacing_of(before.0) == spacing_of(point.0)
                && (spacing_of(point.0) + 1) * spacing.0 <= kept_at.0
        };
        if spacing > Span::ZERO && left.last().is_some_and(replaces) {
            left.pop();
        }
        left.push(*point);
    }
    left
}

#[test]
fn closed_form_equals_cycle_by_cycle() {
    for case in 0..4000 {
        compare(case, 0.0);
    }
}

#[test]
fn closed_form_equals_cycle_by_cycle_with_failing_jobs() {
    for case in 0..6000 {
        compare(case, 0.2);
    }
}
