//! Data loss that the schedule alone decides: the interval between copies, and
//! the time until they have arrived, against the RPO.
//!
//! At a random instant the newest copy's age is uniform on (d, T + d), so the
//! share of instants within the RPO follows; between interval and worst case
//! lies what the required share decides.

use super::facts::{DISASTERS, Facts, after};
use super::found::{ARITHMETIC, Detail, Found, PROTECT_VMS, Rule};
use super::recovery::Recovery;
use super::{Severity, beside};
use crate::model::{App, AppId, Kind, Offer, Protection};
use crate::units::{show_duration, show_percent};

const INTERVAL: Rule = Rule { id: "interval-exceeds-rpo", severity: Severity::Warning, source: PROTECT_VMS };
const WORST: Rule = Rule { id: "worst-loss-exceeds-rpo", severity: Severity::Warning, source: ARITHMETIC };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    for (id, app) in facts.apps() {
        if let Some((kind, rpo)) = worst_kind(facts, app, id)
            && let Some(recovery) = facts.recovery(kind, id)
        {
            let share = share_within(recovery, rpo);
            let rule = if recovery.lag.interval >= rpo { INTERVAL } else { WORST };
            let severity = if share < facts.required { rule.severity } else { Severity::Note };
            found.app(Rule { severity, ..rule }, id, 1.0 - share, || {
                detail(facts, app, kind, recovery, rpo, share)
            });
        }
    }
}

/// The kind whose schedule misses its RPO most often, if any does. Apps that
/// lose everything, and copies that never keep up, have findings of their own.
fn worst_kind(facts: &Facts, app: &App, id: AppId) -> Option<(Kind, f64)> {
    let missed = DISASTERS.into_iter().filter_map(|kind| {
        let (rpo, recovery) = (facts.rpo(kind, app)?, facts.recovery(kind, id)?);
        let misses = recovery.most_loss > rpo && recovery.most_loss.is_finite();
        misses.then(|| (kind, rpo, share_within(recovery, rpo)))
    });
    missed.reduce(|a, b| if b.2 < a.2 { b } else { a }).map(|(kind, rpo, _)| (kind, rpo))
}

/// Share of instants at which the loss stays within the RPO.
fn share_within(recovery: &Recovery, rpo: f64) -> f64 {
    let interval = recovery.most_loss - recovery.least_loss;
    if interval <= 0.0 {
        return if recovery.most_loss <= rpo { 1.0 } else { 0.0 };
    }
    ((rpo - recovery.least_loss) / interval).clamp(0.0, 1.0)
}

fn detail(facts: &Facts, app: &App, kind: Kind, recovery: &Recovery, rpo: f64, share: f64) -> Detail {
    let lag = recovery.lag;
    let arrival = if recovery.least_loss > 0.0 {
        format!(" plus {} until they have arrived", show_duration(lag.delay))
    } else {
        String::new()
    };
    Detail {
        reason: format!(
            "{} {}: copies every {}{arrival} lose up to {}; {} of instants lose no more than the RPO, {} are \
             required",
            app.name,
            after(facts, kind, app),
            show_duration(lag.interval),
            beside::duration(recovery.most_loss, rpo),
            show_percent(share),
            show_percent(facts.required)
        ),
        value: Some(beside::duration(recovery.most_loss, rpo)),
        limit: Some(show_duration(rpo)),
        fix: fix(app, recovery, rpo, share, facts.required),
    }
}

/// The longest interval that meets the RPO as often as required, with arrival
/// as it is (it gets shorter with the interval): one that the system offers, if
/// that is known, else rounded down to whole hours or minutes.
fn fix(app: &App, recovery: &Recovery, rpo: f64, share: f64, required: f64) -> String {
    let (every, method) = (recovery.lag.interval, recovery.method);
    if share >= required {
        return format!(
            "often enough as required; to hold at every instant, shorten the {method}'s interval"
        );
    }
    let interval = ((rpo - recovery.least_loss) / required).min(rpo).min(every);
    let round = if interval >= 2.0 * 3600.0 { 3600.0 } else { 60.0 };
    let rounded = (interval / round).floor() * round;
    let protection = recovery.protection.map(|i| &app.protections[i]);
    let captures = protection.and_then(captures_every);
    if captures == Some(every)
        && let Some(limits) =
            protection.and_then(Protection::limits).filter(|limits| !limits.intervals.is_empty())
    {
        let offered = [rounded, interval].into_iter().find_map(|most| limits.longest_interval_within(most));
        return match offered {
            Some(offered) => {
                format!(
                    "copy at least every {}, as {} offers ({method})",
                    show_duration(offered),
                    limits.system
                )
            }
            None => format!(
                "protect it with another system: {} offers no interval of {} or less",
                limits.system,
                show_duration(interval)
            ),
        };
    }
    if let Some(Protection::Replica(replica)) = protection
        && replica.points.offer == Offer::Application
        && captures.is_some_and(|captures| captures < every)
    {
        return "take application-consistent points more often, or fail over to the processed point (replica)"
            .to_owned();
    }
    if rounded <= 0.0 {
        format!("shorten transfer and interval: copies of this {method} arrive too late for the RPO")
    } else if captures.is_some_and(|captures| captures < every) && method == "backup" {
        format!("let the intervals of its levels add up to {} at most ({method})", show_duration(rounded))
    } else {
        format!("copy at least every {} ({method})", show_duration(rounded))
    }
}

/// The interval at which a protection captures, in seconds: its first level's.
fn captures_every(protection: &Protection) -> Option<f64> {
    let schedule = match protection {
        Protection::Backup(backup) => backup.levels.first()?.schedule,
        Protection::Replica(replica) => Some(replica.schedule),
        Protection::ActiveActive(_) => None,
    };
    schedule.map(|schedule| schedule.every.seconds())
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::model::Estate;

    fn daily(rpo: f64) -> Estate {
        let mut estate = erp_with(vec![Protection::Backup(backup(VAULT))]);
        for kind in [Kind::SiteLost, Kind::StampLost] {
            estate.apps[1].objectives[kind.index()].rpo = Some(span(rpo));
        }
        estate
    }

    #[test]
    fn an_interval_longer_than_the_rpo_misses_it() {
        let finding = only(daily(12.0 * HOUR), "interval-exceeds-rpo");
        assert_eq!(finding.severity, Severity::Warning);
        // (12 h - 432 s) / 24 h = 49.5 %, of 24 h + 432 s at worst.
        assert!(finding.reason.contains("50 % of instants"), "{}", finding.reason);
        assert_eq!(finding.value.as_deref(), Some("24 h"));
        assert_eq!(finding.limit.as_deref(), Some("12 h"));
        assert_eq!(finding.fix, "copy at least every 12 h (backup)");
        assert!(found(daily(25.0 * HOUR), "interval-exceeds-rpo").is_empty());
    }

    /// Daily copies that are sent on daily: it is their sum that counts.
    #[test]
    fn the_intervals_of_a_chain_add_up() {
        let mut estate = daily(30.0 * HOUR);
        let Protection::Backup(backup) = &mut estate.apps[1].protections[0] else { unreachable!() };
        backup.levels[0].target = NEAR;
        backup.levels.push(level(VAULT, Some(DAY)));
        let fix = only(estate, "interval-exceeds-rpo").fix;
        assert_eq!(fix, "let the intervals of its levels add up to 30 h at most (backup)");
    }

    /// Daily copies against 24 h: (24 h - 432 s) / 24 h = 99.5 % of instants
    /// are within, more than the 95 % required.
    #[test]
    fn an_interval_equal_to_the_rpo_is_only_worth_a_note() {
        let finding = only(daily(DAY), "interval-exceeds-rpo");
        assert_eq!(finding.severity, Severity::Note);
        assert!(finding.reason.contains("99.5 % of instants"), "{}", finding.reason);
    }

    #[test]
    fn transfer_time_counts_on_top_of_the_interval() {
        // 432 s of transfer: 24 h 5 min is longer than the interval, shorter
        // than the worst loss.
        let finding = only(daily(DAY + 300.0), "worst-loss-exceeds-rpo");
        assert_eq!(finding.severity, Severity::Note);
        assert!(found(daily(DAY + 432.0), "worst-loss-exceeds-rpo").is_empty());
        // A quarter of a day on the way: 75 % of instants.
        let mut slow = daily(DAY + 300.0);
        let Protection::Backup(backup) = &mut slow.apps[1].protections[0] else { unreachable!() };
        backup.levels[0].hold = span(6.0 * HOUR);
        let finding = only(slow, "worst-loss-exceeds-rpo");
        assert_eq!(finding.severity, Severity::Warning);
    }

    #[test]
    fn the_replica_that_is_used_first_is_what_counts() {
        assert!(found(sound(), "interval-exceeds-rpo").is_empty(), "5 min against 30 min");
    }

    #[test]
    fn corruption_is_judged_by_the_interval_alone() {
        let mut estate = daily(2.0 * DAY);
        estate.apps[1].objectives[Kind::Corruption.index()].rpo = Some(span(DAY));
        assert!(found(estate.clone(), "interval-exceeds-rpo").is_empty(), "copies have arrived by detection");
        estate.apps[1].objectives[Kind::Corruption.index()].rpo = Some(span(DAY / 2.0));
        assert!(only(estate, "interval-exceeds-rpo").reason.contains("after corruption"));
    }
}
