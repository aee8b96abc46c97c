//! Replication with manual failover, and active-active, as a topology's
//! `protect` lists them.

use super::chance::delay;
use super::context::{Context, default_of};
use super::control;
use super::diagnostic::Diagnostic;
use super::limits;
use super::offer;
use super::protection::Spec;
use super::quantity::{
    boolean, interval, named, names, number, probability, some_bandwidth, span, time_of_day, whole, window,
    word, wrong,
};
use super::reader::{Entity, System, from_library};
use super::registration;
use super::scope::Scope;
use crate::model::{
    ActiveActive, AfterFailback, Delay, OnReturn, Place, Protection, Replica, Resync, Retention, Schedule,
};
use crate::units::Span;

/// How often the plan is tested, by the library key of how likely it works.
const PLANS: &[(&str, &str)] =
    &[("tested", "replica.plan.tested"), ("yearly", "replica.plan.yearly"), ("never", "replica.plan.never")];

/// Reads a replica.
pub(super) fn replica(cx: &mut Context, mut e: Entity, scope: &Scope) -> Option<Spec> {
    const RETURNS: &[(&str, OnReturn)] = &[("race", OnReturn::Race), ("commit", OnReturn::Commit)];
    const AFTER_FAILBACK: &[(&str, AfterFailback)] =
        &[("goes-on", AfterFailback::GoesOn), ("starts-over", AfterFailback::StartsOver)];
    let at = e.entry("to").map_or(e.at, |entry| entry.node.at);
    let to: Option<Place> = e.required(cx, "to", "\"dr\"", |cx, node| {
        let named = named(cx, node)?;
        scope.place(cx, &named)
    });
    let is_synchronous = synchronous(cx, &mut e);
    let automatic = automatic(cx, &mut e);
    let schedule = if is_synchronous { Schedule::SYNCHRONOUS } else { schedule(cx, &mut e) };
    let retention = if is_synchronous { Retention::LATEST } else { retention(cx, &mut e) };
    let replica = Replica {
        to: to.unwrap_or(Place::Stamp(crate::model::StampId(0))),
        needs: control::needs(cx, &mut e, scope),
        schedule,
        apply: if is_synchronous { Span::ZERO } else { e.or_library(cx, "apply", "replica.apply", span) },
        cap_bytes_per_second: e.optional(cx, "limit", some_bandwidth).unwrap_or(f64::INFINITY),
        retention,
        points: offer::points(cx, &mut e, schedule, retention),
        crash: offer::crash(
            cx,
            &mut e,
            ["replica.crash_start", "replica.crash_fails", "replica.crash_repair"],
        ),
        decide: e.optional(cx, "decide", delay),
        failover: e.or_library(cx, "failover", "replica.failover", delay),
        parallel: e.or_library(cx, "parallel", "replica.parallel", whole(1, 10_000)),
        redirect: e.or_library(cx, "redirect", "replica.redirect", delay),
        plan_works: plan_works(cx, &mut e, automatic.is_some()),
        automatic,
        gives_up: e.or_library(cx, "gives_up", "replica.gives_up", probability),
        without_plan: e.or_library(cx, "without_plan", "replica.without_plan", number(1.0, 100.0)),
        on_return: e.or_library(cx, "on_return", "replica.on_return", word(RETURNS)),
        after_failback: e.or_library(cx, "after_failback", "replica.after_failback", word(AFTER_FAILBACK)),
        compromised: e.or_library(cx, "compromised", "replica.compromised", probability),
        registration: registration::of_replica(cx, &mut e),
        resync: resync(cx, &mut e),
        limits: limits::read(cx, &mut e, "the replica"),
    };
    let has_log = replica.limits.as_ref().is_some_and(|limits| limits.log.is_some());
    if !has_log && !replica.resync.after_crash {
        never_resynced(cx, &mut e);
    }
    let system = e.system();
    e.finish(cx);
    to?;
    Some(Spec { protection: Protection::Replica(replica), restore_to: Vec::new(), at, system })
}

/// Only the latest point, or a history of points that are thinned out.
fn retention(cx: &mut Context, e: &mut Entity) -> Retention {
    let age = e.or_library(cx, "keep", "replica.keep", span);
    if age > Span::ZERO {
        return Retention { age, spacing: e.or_library(cx, "spacing", "replica.spacing", span) };
    }
    if let Some(entry) = e.entry("spacing") {
        let problem =
            Diagnostic::error("missing", entry.key_at, "spacing thins out older points, and none are kept");
        cx.report(problem.hint("write keep = \"24 h\" beside it, or delete spacing"));
    }
    Retention::LATEST
}

fn schedule(cx: &mut Context, e: &mut Entity) -> Schedule {
    let every = e.or_library(cx, "every", "replica.every", interval);
    Schedule { every, start: e.optional(cx, "start", time_of_day) }
}

/// Whether every write is at both places before the app goes on. Then there is no
/// interval, and nothing but the latest state.
fn synchronous(cx: &mut Context, e: &mut Entity) -> bool {
    let is_synchronous = e.or_library(cx, "synchronous", "replica.synchronous", boolean);
    let elsewhere = e.entry("synchronous").map(|entry| entry.key_at);
    let offers = |system: System| system.says("synchronous");
    if let (true, Some(system), Some(at)) = (is_synchronous, e.system(), elsewhere)
        && !offers(system)
        && !system.unsupported
    {
        let message = format!("{} does not offer synchronous = true", system.preset.short_title());
        let hint = "write replica, stretched-storage or sql-availability-group instead, or unsupported = true beside it";
        cx.report(Diagnostic::error("not-offered", at, message).hint(hint));
    }
    if is_synchronous {
        for key in ["every", "start", "apply", "keep", "spacing"] {
            if let Some(entry) = e.entry(key) {
                let message = format!("a synchronous replica is always current, but {key} is written");
                let problem = Diagnostic::error("duplicate", entry.key_at, message);
                cx.report(problem.hint(format!("delete {key}, or synchronous")));
            }
        }
    }
    is_synchronous
}

/// When a failover begins by itself.
fn automatic(cx: &mut Context, e: &mut Entity) -> Option<Delay> {
    let automatic = e.or_preset(cx, "automatic", delay);
    if let (Some(entry), true) = (e.entry("decide"), automatic.is_some()) {
        let message = "the failover begins by itself, and nobody decides on it";
        cx.report(Diagnostic::error("duplicate", entry.key_at, message).hint("keep automatic or decide"));
    }
    automatic
}

/// When a resync may start, and what else leads to one and follows from it.
fn resync(cx: &mut Context, e: &mut Entity) -> Resync {
    Resync {
        window: e.optional(cx, "resync_window", window),
        after_crash: e.optional(cx, "resync_after_crash", boolean).unwrap_or(false),
        drops_points: e.optional(cx, "resync_drops_points", boolean).unwrap_or(false),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        compared_per_second: e
            .optional(cx, "resync_compares", some_bandwidth)
            .map(|rate| rate.max(1.0) as u64),
    }
}

/// Nothing leads to a resync: reports what is said of it all the same.
fn never_resynced(cx: &mut Context, e: &mut Entity) {
    for key in ["resync_window", "resync_drops_points", "resync_compares"] {
        if let Some(entry) = e.entry(key) {
            let problem = Diagnostic::error(
                "missing",
                entry.key_at,
                format!("nothing leads to a resync, but {key} is written"),
            );
            cx.report(problem.hint(format!(
                "write limits = {{ log_limit = \"50%\" }} or resync_after_crash = true beside it, or delete {key}"
            )));
        }
    }
}

/// How likely the plan works: given, or by how often it is tested. Both may be
/// written if they agree, as `show` does.
fn plan_works(cx: &mut Context, e: &mut Entity, is_automatic: bool) -> f64 {
    let plan = e.entry("plan").map(|entry| entry.key_at);
    if plan.is_none() && e.entry("plan_works").is_some() {
        return e.optional(cx, "plan_works", probability).unwrap_or(0.0);
    }
    if plan.is_none() && is_automatic {
        return e.or_library(cx, "plan_works", "replica.plan.automatic", probability);
    }
    let key = e.or_library(cx, "plan", "replica.plan", word(PLANS));
    let node = default_of(key);
    let by_plan = probability(cx, node).unwrap_or(0.0);
    let share = e.or_derived(cx, "plan_works", (by_plan, node.to_toml(), from_library(key)), probability);
    if let (Some(at), true) = (plan, share.to_bits() != by_plan.to_bits()) {
        let problem = Diagnostic::error("duplicate", at, "plan and plan_works say different things");
        cx.report(problem.hint("keep plan_works, or plan = \"tested\", \"yearly\" or \"never\""));
    }
    share
}

/// Reads an active-active protection.
pub(super) fn active_active(cx: &mut Context, mut e: Entity, scope: &Scope) -> Option<Spec> {
    let at = e.entry("with").map_or(e.at, |entry| entry.node.at);
    let with = e.required(cx, "with", "[\"dr\"]", |cx, node| {
        let named = names(cx, node)?;
        if named.is_empty() {
            return wrong(cx, node, "no other place is named", "write with = [\"dr\"]");
        }
        let places: Vec<Option<Place>> = named.iter().map(|name| scope.place(cx, name)).collect();
        places.into_iter().collect::<Option<Vec<Place>>>().map(without_repeats)
    });
    let active = ActiveActive {
        with: with.clone().unwrap_or_default(),
        synchronous: e.or_library(cx, "synchronous", "active-active.synchronous", boolean),
        probe: e.or_library(cx, "probe", "active-active.probe", delay),
        redirect: e.or_library(cx, "redirect", "active-active.redirect", delay),
    };
    let system = e.system();
    e.finish(cx);
    with?;
    Some(Spec { protection: Protection::ActiveActive(active), restore_to: Vec::new(), at, system })
}

fn without_repeats(places: Vec<Place>) -> Vec<Place> {
    let mut kept = Vec::new();
    for place in places {
        if !kept.contains(&place) {
            kept.push(place);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use crate::model::{Mark, Protection, Replica, Retention, Schedule};
    use crate::scenario::Outcome;
    use crate::scenario::tests::read_with;
    use crate::units::Span;

    /// A scenario in which erp has this protection.
    fn read(protection: &str) -> Outcome {
        let text = format!(
            "apps.erp = {{ tier = \"t1\" }}\n[tiers.t1]\nrto = \"4 h\"\n[sites.dc1]\n[sites.dc2]\n\
             [links.wan]\nsites = [\"dc1\", \"dc2\"]\nbandwidth = \"1 Gbps\"\n\
             [stamps.prod]\nsite = \"dc1\"\nnodes = 3\n[stamps.dr]\nsite = \"dc2\"\nnodes = 3\n\
             [topologies.A]\nprotect = [{{ {protection} }}]\n"
        );
        read_with(&text, &[])
    }

    fn replica(protection: &str) -> Replica {
        let outcome = read(protection);
        let study = outcome.study.as_ref().unwrap_or_else(|| panic!("{}", outcome.render(false)));
        let Protection::Replica(replica) = &study.topologies[0].estate.apps[0].protections[0] else {
            panic!()
        };
        replica.clone()
    }

    #[test]
    fn a_synchronous_replica_has_no_interval_and_nothing_older() {
        for written in
            ["replica = { to = \"dr\", synchronous = true }", "stretched-storage = { to = \"dr\" }"]
        {
            let read = replica(written);
            assert_eq!(
                (read.schedule, read.apply, read.retention),
                (Schedule::SYNCHRONOUS, Span::ZERO, Retention::LATEST)
            );
        }
        assert!(!replica("replica = { to = \"dr\" }").schedule.is_synchronous());
    }

    #[test]
    fn what_begins_by_itself_works_as_set_up_unless_it_is_said_otherwise() {
        let by_itself = replica("replica = { to = \"dr\", automatic = \"1 min\" }");
        let automatic = by_itself.automatic.expect("it begins by itself");
        assert_eq!(
            (automatic.mean_seconds(), automatic.mark, by_itself.plan_works),
            (60.0, Mark::Given, 0.99)
        );
        let own = replica("replica = { to = \"dr\", automatic = \"1 min\", plan = \"never\" }");
        assert_eq!(own.plan_works, 0.5);
        let preset = replica("stretched-storage = { to = \"dr\" }").automatic.expect("it does");
        assert_eq!((preset.mean_seconds(), preset.mark), (20.0, Mark::V2));
        assert!(replica("replica = { to = \"dr\" }").automatic.is_none());
    }

    #[test]
    fn what_contradicts_itself_is_a_mistake() {
        for (written, id, part) in [
            (
                "replica = { to = \"dr\", synchronous = true, every = \"5 min\" }",
                "duplicate",
                "every is written",
            ),
            ("replica = { to = \"dr\", synchronous = true, keep = \"1 d\" }", "duplicate", "keep is written"),
            ("stretched-storage = { to = \"dr\", apply = \"1 s\" }", "duplicate", "apply is written"),
            (
                "replica = { to = \"dr\", automatic = \"1 min\", decide = \"1 h\" }",
                "duplicate",
                "nobody decides",
            ),
            (
                "hyper-v-replica = { to = \"dr\", synchronous = true }",
                "not-offered",
                "Hyper-V Replica does not offer",
            ),
            ("stretched-storage = { to = \"dr\", synchronous = false }", "not-offered", "synchronous"),
        ] {
            let outcome = read(written);
            let shown = outcome.render(false);
            assert_eq!(outcome.diagnostics.len(), 1, "{shown}");
            assert_eq!(outcome.diagnostics[0].id, id, "{shown}");
            assert!(outcome.diagnostics[0].message.contains(part), "{shown}");
        }
    }
}
