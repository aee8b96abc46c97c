//! Which of its points a replica offers, and what a start from one that is not
//! application-consistent costs: keys of `replica` and of `backup`.

use super::chance::delay;
use super::context::Context;
use super::diagnostic::Diagnostic;
use super::quantity::{interval, probability, word};
use super::reader::Entity;
use crate::model::{BackupMethod, CrashStart, Delay, Offer, Points, Retention, Schedule};
use crate::units::{Span, show_duration};

/// The points of a replica.
pub(super) fn points(cx: &mut Context, e: &mut Entity, schedule: Schedule, retention: Retention) -> Points {
    const OFFERS: &[(&str, Offer)] =
        &[("processed", Offer::Processed), ("latest", Offer::Latest), ("application", Offer::Application)];
    let offer = e.or_library(cx, "point", "replica.point", word(OFFERS));
    if schedule.is_synchronous() {
        only_its_latest_state(cx, e, offer);
        return Points::processed();
    }
    Points {
        offer,
        processing: processing(cx, e, offer),
        consistent_every: consistent_every(cx, e, offer, schedule.every),
        choosing: choosing(cx, e, retention),
    }
}

/// What is written of the points of a synchronous replica is a mistake.
fn only_its_latest_state(cx: &mut Context, e: &mut Entity, offer: Offer) {
    for key in ["point", "processing", "consistent_every", "custom_work"] {
        let Some(entry) = e.entry(key).filter(|_| key != "point" || offer != Offer::Processed) else {
            continue;
        };
        let message = format!("a synchronous replica has only its latest state, but {key} is written");
        let problem = Diagnostic::error("duplicate", entry.key_at, message);
        cx.report(problem.hint(format!("delete {key}, or synchronous")));
    }
}

fn processing(cx: &mut Context, e: &mut Entity, offer: Offer) -> Delay {
    if offer == Offer::Latest {
        return e.or_library(cx, "processing", "replica.processing", delay);
    }
    without_use(cx, e, "processing", "nothing is processed before a failover", "point = \"latest\"");
    Delay::fixed(Span::ZERO)
}

fn consistent_every(cx: &mut Context, e: &mut Entity, offer: Offer, every: Span) -> Option<Span> {
    let at = e.entry("consistent_every").map_or(e.at, |entry| entry.key_at);
    let consistent = if offer == Offer::Application {
        Some(e.or_library(cx, "consistent_every", "replica.consistent_every", interval))
    } else {
        e.optional(cx, "consistent_every", interval)
    };
    if let Some(short) = consistent.filter(|consistent| *consistent < every) {
        let (short, every) = (show_duration(short.seconds()), show_duration(every.seconds()));
        let message =
            format!("an application-consistent point every {short} is more often than any, every {every}");
        let problem = Diagnostic::error("wrong-value", at, message);
        cx.report(problem.hint(format!("write consistent_every = \"{every}\" or more, or a shorter every")));
    }
    consistent
}

fn choosing(cx: &mut Context, e: &mut Entity, retention: Retention) -> Delay {
    if retention.age > Span::ZERO {
        return e.or_library(cx, "custom_work", "replica.custom_work", delay);
    }
    without_use(cx, e, "custom_work", "no older points are kept to choose from", "keep = \"24 h\"");
    Delay::fixed(Span::ZERO)
}

/// The library's keys for a start from the state of a crash: what it takes, how
/// likely it fails, the repair.
pub(super) type CrashKeys = [&'static str; 3];

/// A start from a point that is not application-consistent.
pub(super) fn crash(cx: &mut Context, e: &mut Entity, [takes, fails, repair]: CrashKeys) -> CrashStart {
    let takes = e.or_library(cx, "crash_start", takes, delay);
    let fails = e.or_library(cx, "crash_fails", fails, probability);
    let repair = if fails > 0.0 {
        e.or_library(cx, "crash_repair", repair, delay)
    } else {
        without_use(cx, e, "crash_repair", "no start fails", "crash_fails = \"5%\"");
        Delay::fixed(Span::ZERO)
    };
    CrashStart { takes, fails, repair }
}

/// A start from a backup; `None`: its copies are application-consistent.
pub(super) fn consistency(cx: &mut Context, e: &mut Entity) -> Option<CrashStart> {
    const KINDS: &[(&str, bool)] = &[("application", false), ("crash", true)];
    if e.or_library(cx, "consistency", "backup.consistency", word(KINDS)) {
        return Some(crash(cx, e, ["backup.crash_start", "backup.crash_fails", "backup.crash_repair"]));
    }
    for key in ["crash_start", "crash_fails", "crash_repair"] {
        without_use(cx, e, key, "its copies are application-consistent", "consistency = \"crash\"");
    }
    None
}

/// Starting one VM from the target.
pub(super) fn instant_boot(cx: &mut Context, e: &mut Entity, method: BackupMethod) -> Delay {
    if method == BackupMethod::Instant {
        return e.or_library(cx, "instant_boot", "backup.instant_boot", delay);
    }
    without_use(cx, e, "instant_boot", "nothing boots from the target", "method = \"instant\"");
    Delay::fixed(Span::ZERO)
}

/// Reports a key that means nothing unless another is written.
fn without_use(cx: &mut Context, e: &mut Entity, key: &'static str, why: &str, other: &str) {
    if let Some(entry) = e.entry(key) {
        let problem = Diagnostic::error("missing", entry.key_at, format!("{why}, but {key} is written"));
        cx.report(problem.hint(format!("write {other} beside it, or delete {key}")));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_with;
    use super::*;
    use crate::model::{Backup, Mark, Protection, Replica};
    use crate::scenario::Outcome;

    fn read(protection: &str) -> Outcome {
        let text = format!(
            "[tiers.t1]\n[sites]\ndc1 = {{}}\ndc2 = {{}}\n[links.wan]\nsites = [\"dc1\", \"dc2\"]\n\
             bandwidth = \"1 Gbps\"\n[targets.vault]\nsite = \"dc2\"\n[stamps.prod]\nsite = \"dc1\"\nnodes = 3\n\
             [stamps.dr]\nsite = \"dc2\"\nnodes = 3\n[apps.erp]\ntier = \"t1\"\nhome = \"prod\"\n\
             [topologies.A]\nprotect = [{{ {protection} }}]\n"
        );
        read_with(&text, &[])
    }

    fn protection(written: &str) -> Protection {
        let outcome = read(written);
        assert!(outcome.diagnostics.is_empty(), "{}", outcome.render(false));
        outcome.study.expect("it has been read").topologies[0].estate.apps[0].protections[0].clone()
    }

    fn replica(written: &str) -> Replica {
        match protection(&format!("replica = {{ to = \"dr\"{written} }}")) {
            Protection::Replica(replica) => replica,
            other => panic!("{other:?}"),
        }
    }

    fn backup(written: &str) -> Backup {
        match protection(&format!("backup = {{ to = \"vault\"{written} }}")) {
            Protection::Backup(backup) => backup,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn without_a_word_the_processed_point_is_used_and_starts_cleanly() {
        let replica = replica("");
        assert_eq!((replica.points.offer, replica.points.consistent_every), (Offer::Processed, None));
        assert!(replica.crash.is_as_clean());
        assert_eq!(backup("").crash, None);
    }

    #[test]
    fn what_is_processed_first_takes_its_time() {
        let points = replica(", point = \"latest\"").points;
        assert_eq!((points.offer, points.processing.mark), (Offer::Latest, Mark::J));
        let points = replica(", point = \"latest\", processing = \"4 min\"").points;
        assert_eq!((points.processing.mean_seconds(), points.processing.mark), (240.0, Mark::Given));
    }

    #[test]
    fn application_consistent_points_are_hourly_unless_it_is_said_otherwise() {
        let every = |written: &str| replica(written).points.consistent_every.map(Span::seconds);
        assert_eq!(every(", point = \"application\""), Some(3600.0));
        assert_eq!(every(", point = \"application\", consistent_every = \"4 h\""), Some(14_400.0));
        assert_eq!(every(", consistent_every = \"7 min\""), Some(420.0));
        assert_eq!(every(", point = \"latest\""), None);
    }

    #[test]
    fn a_start_from_the_state_of_a_crash_costs_what_is_written() {
        let crash = replica(", crash_start = \"5 min\", crash_fails = \"10%\"").crash;
        assert_eq!((crash.takes.mean_seconds(), crash.fails), (300.0, 0.1));
        assert!(crash.repair.mark == Mark::J && !crash.is_as_clean());
        let of_backup = backup(", consistency = \"crash\"").crash.expect("its copies are so");
        assert!(of_backup.is_as_clean() && of_backup.takes.mark == Mark::J);
    }

    #[test]
    fn vms_may_boot_from_the_target() {
        let instant = backup(", method = \"instant\"");
        assert_eq!((instant.method, instant.instant_boot.mark), (BackupMethod::Instant, Mark::J));
        let own = backup(", method = \"instant\", instant_boot = \"2 min\"").instant_boot;
        assert_eq!((own.mean_seconds(), own.mark), (120.0, Mark::Given));
    }

    #[test]
    fn what_contradicts_itself_is_a_mistake() {
        for (written, id, part) in [
            (
                "backup = { to = \"vault\", instant_boot = \"1 min\" }",
                "missing",
                "nothing boots from the target",
            ),
            ("replica = { to = \"dr\", processing = \"1 min\" }", "missing", "nothing is processed"),
            ("replica = { to = \"dr\", custom_work = \"1 min\" }", "missing", "no older points are kept"),
            ("replica = { to = \"dr\", crash_repair = \"1 min\" }", "missing", "no start fails"),
            (
                "replica = { to = \"dr\", consistent_every = \"4 min\" }",
                "wrong-value",
                "every 4 min is more often than any, every 5 min",
            ),
            (
                "replica = { to = \"dr\", synchronous = true, point = \"latest\" }",
                "duplicate",
                "has only its latest state, but point",
            ),
            (
                "stretched-storage = { to = \"dr\", consistent_every = \"1 h\" }",
                "duplicate",
                "has only its latest state, but consistent_every",
            ),
            (
                "backup = { to = \"vault\", crash_start = \"1 min\" }",
                "missing",
                "application-consistent, but",
            ),
            (
                "backup = { to = \"vault\", consistency = \"crash\", crash_repair = \"1 min\" }",
                "missing",
                "no start fails",
            ),
        ] {
            let outcome = read(written);
            let shown = outcome.render(false);
            assert_eq!(outcome.diagnostics.len(), 1, "{written}\n{shown}");
            assert_eq!(outcome.diagnostics[0].id, id, "{shown}");
            assert!(outcome.diagnostics[0].message.contains(part), "{shown}");
        }
    }
}
