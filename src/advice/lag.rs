//! How old copies are: from the interval of their captures and the time they
//! take to arrive, on paths that carry nothing else.

use super::geography::{Geography, site_of, target_site};
use crate::model::{App, Backup, Estate, Offer, Points, Replica, Schedule, Target};

/// Age of the newest copy at a random instant: uniform between `delay` and
/// `interval + delay`, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lag {
    /// Time between points, of all levels of the chain together.
    pub interval: f64,
    /// Holds and transfers between capture and arrival. Infinite if copies
    /// never arrive or fall behind without end.
    pub delay: f64,
}

impl Lag {
    /// Copies that are always current.
    pub const NONE: Self = Self { interval: 0.0, delay: 0.0 };

    /// Age of the newest copy just before the next arrives.
    pub fn worst(self) -> f64 {
        self.interval + self.delay
    }
}

/// Seconds that `bytes` take.
pub(super) fn seconds_for(bytes: f64, bytes_per_second: f64) -> f64 {
    if bytes <= 0.0 { 0.0 } else { bytes / bytes_per_second }
}

/// What a target gives to the VMs of one app, a stream for each, in bytes per
/// second.
pub(super) fn target_rate(target: &Target, vms: u32) -> f64 {
    let streams = f64::from(vms.min(target.streams)) * target.stream_bytes_per_second;
    streams.min(target.bytes_per_second)
}

/// Seconds a cycle takes that sends what `bytes_per_second_changed` leaves in
/// `interval` seconds; infinite if the path cannot keep up.
fn cycle(changed: f64, interval: f64, path: Option<f64>) -> f64 {
    match path {
        Some(path) if changed <= path => seconds_for(changed * interval, path),
        _ => f64::INFINITY,
    }
}

/// Lag of the points that a replica offers: what has been sent need not have been
/// applied, and an application-consistent point is the first captured at or after
/// a time of its own.
pub(super) fn of_replica(estate: &Estate, geography: &Geography, app: &App, replica: &Replica) -> Lag {
    let (from, to) = (site_of(estate, app.home), site_of(estate, replica.to));
    let path =
        geography.bytes_per_second(from, to, None).map(|width| width.min(replica.cap_bytes_per_second));
    // What is sent as it is written waits for nothing, unless it falls behind.
    let interval = if replica.schedule.is_synchronous() { 0.0 } else { replica.schedule.every.seconds() };
    let transfer = cycle(app.churn_bytes_per_second, interval, path);
    match replica.points {
        Points { offer: Offer::Latest, .. } => Lag { interval, delay: transfer },
        Points { offer: Offer::Application, consistent_every: Some(every), .. } => {
            let interval = (every.seconds() / interval).ceil() * interval;
            Lag { interval, delay: transfer + replica.apply.seconds() }
        }
        _ => Lag { interval, delay: transfer + replica.apply.seconds() },
    }
}

/// Lag of the copies on level `level` of a backup. A level that sends each
/// point on as soon as it has arrived adds its hold and transfer; one with a
/// schedule of its own adds its interval too.
pub(super) fn of_level(
    estate: &Estate,
    geography: &Geography,
    app: &App,
    backup: &Backup,
    level: usize,
) -> Lag {
    let changed = app.churn_bytes_per_second / backup.reduction;
    let mut from = site_of(estate, app.home);
    let mut lag = Lag::NONE;
    let mut capture = 0.0;
    for step in &backup.levels[..=level] {
        if let Some(Schedule { every, .. }) = step.schedule {
            capture = every.seconds();
            lag.interval += capture;
        }
        let to = target_site(estate, step.target);
        let width = target_rate(&estate.targets[step.target.index()], app.vms);
        let path = geography.bytes_per_second(from, to, None).map(|link| link.min(width));
        lag.delay += step.hold.seconds() + cycle(changed, capture, path);
        from = to;
    }
    lag
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::units::Span;

    fn level_lag(backup: &Backup, level: usize) -> Lag {
        let estate = sound();
        of_level(&estate, &Geography::new(&estate), &app("x"), backup, level)
    }

    /// 1 MB/s for a day, halved, over 100 MB/s: 432 s.
    #[test]
    fn a_backup_is_as_old_as_its_interval_and_its_transfer() {
        assert_eq!(level_lag(&backup(VAULT), 0), Lag { interval: DAY, delay: 432.0 });
        // The local target takes 100 MB/s from each of 4 VMs.
        assert_eq!(level_lag(&backup(NEAR), 0), Lag { interval: DAY, delay: 108.0 });
    }

    #[test]
    fn a_synchronous_replica_is_current_unless_it_falls_behind() {
        let estate = sound();
        let lag = |churn_bytes_per_second: f64| {
            let app = App { churn_bytes_per_second, ..app("x") };
            let schedule = Schedule::SYNCHRONOUS;
            let replica = Replica { schedule, apply: Span::ZERO, ..replica(DR) };
            of_replica(&estate, &Geography::new(&estate), &app, &replica)
        };
        assert_eq!(lag(1e6), Lag::NONE);
        assert_eq!(lag(1e12).delay, f64::INFINITY);
    }

    /// Worst case of a chain = sum of holds and transfers, plus the interval.
    #[test]
    fn a_chain_adds_holds_and_transfers() {
        let mut chain = backup(NEAR);
        let mut outward = level(VAULT, None);
        outward.hold = Span::from_seconds(600.0);
        chain.levels.push(outward);
        let lag = level_lag(&chain, 1);
        assert_eq!(lag, Lag { interval: DAY, delay: 108.0 + 600.0 + 432.0 });
        assert_eq!(lag.worst(), DAY + 1140.0);
    }

    #[test]
    fn a_level_with_its_own_schedule_adds_its_interval() {
        let mut chain = backup(NEAR);
        chain.levels.push(level(VAULT, Some(7.0 * DAY)));
        assert_eq!(level_lag(&chain, 1), Lag { interval: 8.0 * DAY, delay: 108.0 + 7.0 * 432.0 });
    }

    /// 300 s of 1 MB/s over 100 MB/s take 3 s; applying takes 30 s.
    #[test]
    fn a_replica_is_as_old_as_its_interval_transfer_and_apply() {
        let estate = sound();
        let geography = Geography::new(&estate);
        let mut replica = replica(DR);
        let lag = of_replica(&estate, &geography, &app("x"), &replica);
        assert_eq!(lag, Lag { interval: 300.0, delay: 33.0 });
        replica.cap_bytes_per_second = 0.9e6;
        let lag = of_replica(&estate, &geography, &app("x"), &replica);
        assert_eq!(lag.delay, f64::INFINITY, "it never catches up");
    }

    /// Without the 30 s of applying; every hour, or every 7 min by cycles of 5 min.
    #[test]
    fn a_replica_is_as_old_as_the_points_that_it_offers() {
        let estate = sound();
        let lag = |offer: Offer, minutes: f64| {
            let consistent_every = Some(Span::from_seconds(60.0 * minutes));
            let points = Points { offer, consistent_every, ..Points::processed() };
            let replica = Replica { points, ..replica(DR) };
            of_replica(&estate, &Geography::new(&estate), &app("x"), &replica)
        };
        assert_eq!(lag(Offer::Processed, 60.0), Lag { interval: 300.0, delay: 33.0 });
        assert_eq!(lag(Offer::Latest, 60.0), Lag { interval: 300.0, delay: 3.0 });
        assert_eq!(lag(Offer::Application, 60.0), Lag { interval: 3600.0, delay: 33.0 });
        assert_eq!(lag(Offer::Application, 7.0), Lag { interval: 600.0, delay: 33.0 });
    }

    #[test]
    fn without_a_way_no_copy_arrives() {
        let mut estate = sound();
        estate.links.clear();
        let lag = of_replica(&estate, &Geography::new(&estate), &app("x"), &replica(DR));
        assert_eq!(lag.worst(), f64::INFINITY);
    }
}
