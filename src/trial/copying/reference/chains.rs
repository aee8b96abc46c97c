//! Chains of levels: the closed form against sending on point by point.

use super::super::chain::Chain;
use super::super::cycles::Jobs;
use super::super::points::{Wanted, unthinned};
use super::super::relay::Relay;
use super::super::{Progress, Regime, begin};
use super::{SECOND, draw_toggles, reference, stream, thinned, writes_in_halt};
use crate::kernel::stream::{Stream, TrialKey};
use crate::model::{CopyId, CopyStream, Schedule};
use crate::units::{Span, Time};

/// A point, with the number of the job that captured it.
#[derive(Clone, Copy, Debug)]
struct Plain {
    at: Time,
    usable: Time,
    job: i64,
}

/// What happens to a later level: it is halted and goes on, and at an instant
/// the level before loses all that it has.
struct Fate {
    toggles: Vec<Time>,
    cut_off: Option<Time>,
}

struct Estate {
    key: TrialKey,
    streams: Vec<CopyStream>,
    progress: Vec<Progress>,
    regimes: Vec<Vec<Regime>>,
}

impl Estate {
    fn chain(&self) -> Chain<'_> {
        Chain { key: self.key, streams: &self.streams, progress: &self.progress, regimes: &self.regimes }
    }

    fn add(&mut self, stream: CopyStream) {
        let (progress, past) = begin(self.key, &stream);
        self.streams.push(stream);
        self.progress.push(progress);
        self.regimes.push(past.collect());
    }

    fn push(&mut self, level: usize, regime: Regime) {
        if self.last(level).start == regime.start {
            self.regimes[level].pop();
        }
        self.regimes[level].push(regime);
    }

    fn last(&self, level: usize) -> Regime {
        *self.chain().regimes(level).last().unwrap()
    }
}

fn later_level(draw: &mut Stream, every: Span, level: u8, failing: f64) -> CopyStream {
    let own = Span((1 + draw.below(3 * every.0 as u64 / SECOND as u64)) as i64 * SECOND);
    let own = if draw.chance(0.3) { Span(every.0 * (1 + draw.below(5) as i64)) } else { own };
    let hold = Span(if draw.chance(0.3) { draw.below(every.0 as u64 * 3) as i64 } else { 0 });
    let load = [0.0, 0.01, 0.1, 0.5, 0.8, 1.0, 1.5][draw.below(7) as usize];
    let failing = if draw.chance(0.5) { failing } else { 0.0 };
    CopyStream {
        level,
        upstream: Some(CopyId(u32::from(level) - 1)),
        schedule: draw.chance(0.5).then_some(Schedule { every: own, start: None }),
        entity: 7 + u64::from(level),
        ..stream(every, load, hold, Span::ZERO, failing)
    }
}

/// Every point that a level sends on, found by going from one to the next.
fn send_on(
    estate: &Estate,
    level: usize,
    source: &[Plain],
    fate: &Fate,
    written: &impl Fn(Time) -> i64,
    end: Time,
) -> Vec<Plain> {
    let stream = &estate.streams[level];
    let load = stream.load();
    let sending = |at: Time| {
        let written = written(at);
        if load >= 1.0 && written < 0 { 0 } else { (written as f64 * load).floor() as i64 }
    };
    // What it takes from the level before, with the instants of capture.
    let mut taken: Vec<(Plain, Time)> = Vec::new();
    match stream.schedule {
        None => taken.extend(source.iter().map(|point| (*point, point.usable))),
        Some(Schedule { every, .. }) => {
            let phase = estate.progress[level].phase;
            let mut job = (source[0].usable.0 - phase.0).div_euclid(every.0) + 1;
            let mut there = 0;
            while phase.0 + job * every.0 < end.0 {
                let tick = Time(phase.0 + job * every.0);
                while there < source.len() && source[there].usable <= tick {
                    there += 1;
                }
                let point = Plain { job, ..source[there - 1] };
                let is_new = taken.last().is_none_or(|(last, _)| last.at < point.at);
                if is_new && !Jobs::new(estate.key, stream).fails(job) {
                    taken.push((point, tick));
                }
                job += 1;
            }
        }
    }
    if stream.schedule.is_none() {
        taken.retain(|(point, _)| !Jobs::new(estate.key, stream).fails(point.job));
    }
    // Sending, halted from each first toggle to the next.
    let mut points: Vec<Plain> = Vec::new();
    let mut free = Time(i64::MIN / 4);
    let mut sent = taken[0].0.at;
    for (point, captured) in taken {
        let gone_at = fate.cut_off.filter(|cut| source.iter().any(|p| p.at == point.at && p.usable <= *cut));
        let mut now = (captured + stream.hold).max(free);
        let mut left = sending(point.at) - sending(sent);
        for halt in fate.toggles.chunks(2) {
            let back = halt.get(1).copied().unwrap_or(Time::NEVER);
            if now > halt[0] || left > 0 && now == halt[0] {
                now = now.max(back);
            } else if now.0 + left > halt[0].0 {
                left -= halt[0].0 - now.0;
                now = back;
            }
        }
        let usable = if now == Time::NEVER { now } else { Time(now.0 + left) };
        match gone_at {
            Some(gone_at) if usable > gone_at => free = free.max(gone_at),
            _ if usable == Time::NEVER => break,
            _ => {
                points.push(Plain { usable, ..point });
                (free, sent) = (usable, point.at);
            }
        }
    }
    points
}

/// Compares the levels of a chain on one random history.
fn compare(case: u64, job_failure: f64) {
    let mut draw = TrialKey::new(12, case).stream(1, 1, 0);
    let every = Span((1 + draw.below(600) as i64) * SECOND);
    let load: f64 = [0.0, 0.01, 0.1, 0.5, 0.9, 1.2][draw.below(6) as usize];
    let load = if job_failure > 0.0 { load.min(0.5) } else { load };
    let first = stream(every, load, Span::ZERO, Span::ZERO, job_failure);
    let key = TrialKey::new(4, case);
    let mut estate = Estate { key, streams: vec![], progress: vec![], regimes: vec![] };
    estate.add(first);
    let end = every.0 * [60, 400][usize::from(draw.chance(0.3))];
    let count = draw.below(6);
    let toggles = draw_toggles(&mut draw, count, end);

    let phase = estate.progress[0].phase;
    for at in &toggles {
        let before = estate.last(0);
        let (running, cycles) = (!before.running, estate.chain().first_cycles());
        let next = cycles.next_regime(&before, *at, running, running || writes_in_halt(*at));
        estate.push(0, next);
    }
    let silent: Vec<(Time, Time)> = toggles
        .chunks(2)
        .filter(|halt| !writes_in_halt(halt[0]))
        .map(|halt| (halt[0], halt.get(1).copied().unwrap_or(Time::NEVER)))
        .collect();
    let written = |at: Time| {
        let overlap = |halt: &(Time, Time)| (halt.1.min(at).0 - halt.0.0).max(0);
        at.0 - silent.iter().map(overlap).sum::<i64>()
    };
    let since = Time(phase.0 - 700 * every.0);
    let until = Time(end * 2);
    let mut plain: Vec<Plain> = reference(&estate.chain().first_cycles(), since, &toggles, until)
        .into_iter()
        .map(|(at, usable)| Plain { at, usable, job: (at.0 - phase.0).div_euclid(every.0) })
        .collect();

    for level in 1..=1 + draw.below(2) as usize {
        let stream = later_level(&mut draw, every, level as u8, job_failure);
        estate.add(stream);
        let count = draw.below(6);
        let toggles = draw_toggles(&mut draw, count, end);
        let cut_off = draw.chance(0.2).then(|| Time((1 + draw.below(end as u64)) as i64));
        let fate = Fate { toggles, cut_off };
        let mut changes = fate.toggles.clone();
        changes.extend(cut_off);
        changes.sort();
        for now in changes {
            let before = estate.last(level);
            let chain = estate.chain();
            let next = if cut_off == Some(now) {
                chain.cut_off(level, now, now)
            } else {
                let running = !before.running;
                Relay::new(&chain, level, &before).next_regime(now, running, running)
            };
            estate.push(level, next);
        }
        plain = send_on(&estate, level, &plain, &fate, &written, until);
        let points: Vec<(Time, Time)> = plain.iter().map(|point| (point.at, point.usable)).collect();
        for _ in 0..8 {
            let by = Time(draw.below(end as u64) as i64);
            let before = if draw.chance(0.5) { Time::NEVER } else { Time(draw.below(end as u64) as i64) };
            let kept_at = Time(by.0 - draw.below(every.0 as u64 * 3) as i64 * i64::from(draw.chance(0.5)));
            let spacing = Span(if draw.chance(0.5) { 0 } else { (1 + draw.below(2500)) as i64 * SECOND });
            let wanted = Wanted { before, by, kept_at };
            let chain = estate.chain();
            let found = unthinned(spacing, wanted, |before, by| chain.arrived(level, before, by));
            let left = thinned(&points, spacing, kept_at, by, kept_at);
            let expected = left.iter().rev().find(|(at, _)| *at < before);
            let same = match (found, expected) {
                (Some(p), Some((at, usable))) => {
                    (p.at.0 - at.0).abs() <= 2 && (p.usable.0 - usable.0).abs() <= 4
                }
                (None, None) => true,
                _ => false,
            };
            let told = |level: usize| {
                let stream = &estate.streams[level];
                (
                    stream.schedule,
                    estate.progress[level].phase,
                    stream.hold,
                    stream.load(),
                    stream.job_failure,
                )
            };
            assert!(
                same,
                "case {case}, level {level}: {:?}, halts {:?}, cut off {:?}, {wanted:?} spacing {spacing:?}: \
                 found {found:?}, plain {expected:?}\nlast regimes {:#?}",
                (0..=level).map(told).collect::<Vec<_>>(),
                fate.toggles,
                fate.cut_off,
                chain.regimes(level),
            );
        }
    }
}

/// Chains to compare: a third of the worlds of a swarm.
fn cases() -> std::ops::Range<u64> {
    let worlds: u64 = std::env::var("DRSIM_SWARM").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    0..worlds / 3
}

#[test]
fn chains_equal_sending_on_point_by_point() {
    for case in cases() {
        compare(case, 0.0);
    }
}

#[test]
fn chains_equal_sending_on_point_by_point_with_failing_jobs() {
    for case in cases() {
        compare(case, 0.2);
    }
}

/// A level that sends in no time sends all that piled up in a halt at the same
/// instant: the next one takes many points at once.
#[test]
fn points_that_get_ready_together_are_found() {
    compare(404, 0.2);
}
