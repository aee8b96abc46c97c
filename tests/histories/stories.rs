//! Stories told of histories whose every step is certain, against the lines
//! worked out by hand; and what stands behind the names of failures.

use crate::estate::*;
use crate::parts::*;
use drsim::model::*;
use drsim::report::story;
use drsim::study::named;
use drsim::trial::history::{Outcome, Setup, Stage};
use drsim::units::{Span, Time};

/// Tells trial 0 of five years with `failure` forced into it, without the
/// calendar.
fn told(estate: Estate, failure: &str) -> String {
    let mut model = Model::new(estate);
    let named = named::find(&model, failure).unwrap();
    let named = named::made_possible(&mut model, &named);
    let strata = named::forcing(&model, &named).strata;
    let horizon = Span::from_seconds(5.0 * 31_536_000.0);
    let setup = Setup { model: &model, seed: 1, horizon, probes: 0, natural: true, strata };
    let mut stage = Stage::new(&model);
    stage.run_told(&setup, 0, &mut Outcome::default(), true);
    assert!(stage.world().journal().is_empty(), "nothing fails by itself");
    let notes = stage.branch().journal();
    let story = story::tell(&model, notes, notes.first().map(|(at, _)| *at));
    let offsets = story.lines().map(|line| line[25..].trim_start().to_owned() + "\n");
    offsets.collect()
}

/// Points at 00:00, 00:30, …: the age of the last one is known from the
/// calendar.
fn every_half_hour(mut replica: Replica) -> Replica {
    replica.schedule = Schedule { every: hours(0.5), start: Some(Span::ZERO) };
    replica
}

#[test]
fn a_lost_site_is_failed_over_from() {
    let mut estate = two_sites();
    estate.people.detection = fixed(0.25);
    estate.apps[0].boot = fixed(0.05);
    let mut replica = every_half_hour(replica(DR, hours(0.5)));
    replica.redirect = fixed(0.1);
    estate.apps[0].protections = vec![Protection::Replica(replica)];
    let story = told(estate, "site-lost:dc1");
    // The instant is random, so the age of the point is; all else is certain.
    let lines: Vec<&str> = story.lines().collect();
    let expected = [
        "+00:00:00  dc1 is destroyed",
        "+00:00:00  a: stops; an incident opens (site lost)",
        "+00:15:00  a: people know",
        "+01:15:00  a: people have decided to recover it",
        "+01:15:00  a: failover to dr starts, recovery point year ",
        "+01:15:00  a: VMs are failed over",
        "+01:21:00  a: guests boot, the application starts",
        "+01:24:00  a: users are being redirected",
        "+01:30:00  a: fully serving after 01:30:00 (failed over); 00:",
    ];
    assert_eq!(lines.len(), expected.len(), "{story}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}\nis not\n{start}");
    }
    // What is lost is the age of the point.
    let age = lines[4].split_once('(').unwrap().1.split_once(" before").unwrap().0;
    assert!(lines[8].ends_with(&format!("{age} of data lost")), "{story}");
}

#[test]
fn a_backup_on_the_lost_stamp_leaves_nothing() {
    let mut estate = two_sites();
    estate.stamps[0].redeploy = fixed(48.0);
    estate.targets = vec![target("box", TargetAt::Stamp(StampId(0)))];
    estate.apps[0].protections = vec![Protection::Backup(backup(0, hours(12.0), vec![PROD]))];
    let story = told(estate, "stamp-lost:prod");
    assert_eq!(
        story.lines().collect::<Vec<_>>()[..7],
        [
            "+00:00:00  prod is lost with the data in it",
            "+00:00:00  a: stops; an incident opens (stamp lost)",
            "+00:00:00  a: people know",
            "+01:00:00  a: people have decided to recover it",
            "+01:00:00  a: waits for repair, or until another way is possible",
            "+01:00:00  a: no usable copy is left",
            "+2d 00:00:00  prod is deployed again, empty",
        ],
        "{story}"
    );
    assert!(
        story.contains("+7d 00:00:00  a: fully serving after 7d 00:00:00 (rebuilt empty); all data lost"),
        "{story}"
    );
}

#[test]
fn apps_that_fare_alike_share_a_line() {
    let mut estate = two_sites();
    estate.sites[0].outage_lasts = fixed(0.5);
    let mut other = estate.apps[0].clone();
    other.name = "b".into();
    estate.apps.push(other);
    assert_eq!(
        told(estate, "site-outage:dc1"),
        "+00:00:00  dc1 loses power or cooling\n\
         +00:00:00  a, b: stop; incidents open (site outage)\n\
         +00:30:00  dc1 works again\n\
         +00:30:00  a, b: fully serving after 00:30:00 (in place); no data lost\n"
    );
}

#[test]
fn failures_have_the_names_users_give_them() {
    let mut estate = two_sites();
    estate.targets = vec![target("vault", TargetAt::Site(SiteId(1)))];
    estate.links[0].paths = 2;
    estate.controls = vec![Control {
        name: "portal".into(),
        at: ControlAt::Anywhere,
        failure: Hazard::Never,
        repair: fixed(2.0),
    }];
    let model = Model::new(estate);
    let causes = |name: &str| -> Option<Vec<String>> {
        Some(named::find(&model, name)?.causes.into_iter().map(|(cause, _)| cause).collect())
    };
    assert_eq!(causes("site-lost:dc1"), Some(vec!["site-lost".into()]));
    assert_eq!(causes("ransomware"), Some(vec!["ransomware".into()]));
    assert_eq!(causes("corruption:a"), Some(vec!["corruption".into()]));
    assert_eq!(causes("node:dr"), Some(vec!["node-crash".into(), "node-hardware".into()]));
    assert_eq!(causes("node:dr:node-crash"), Some(vec!["node-crash".into()]));
    assert_eq!(causes("stamp-outage:prod").map(|causes| causes.len()), Some(3));
    // What only protections use has names of its own.
    assert_eq!(causes("target:vault"), Some(vec!["backup-target".into()]));
    assert_eq!(causes("control:portal"), Some(vec!["control-plane".into()]));
    assert_eq!(causes("infrastructure:dr"), Some(vec!["infrastructure-service".into()]));
    // One path of two is no lost link.
    assert_eq!(causes("link-lost:wan"), Some(vec!["link-common-cause".into()]));
    for unknown in [
        "",
        "site-lost",
        "site-lost:dc",
        "site-lost:dc12",
        "node:vault",
        "node:portal",
        "node:dr:rain",
        "node:dr:",
    ] {
        assert_eq!(causes(unknown), None, "{unknown}");
    }
    let all: Vec<String> = named::all(&model).into_iter().map(|named| named.name).collect();
    assert!(all.iter().all(|name| named::find(&model, name).is_some()));
    let last = ["ransomware", "target:vault", "control:portal", "infrastructure:dr", "infrastructure:prod"];
    assert_eq!((all[0].as_str(), &all[all.len() - 5..]), ("node:dr", &last.map(String::from)[..]));
}

#[test]
fn what_never_comes_by_itself_is_never_scheduled() {
    let model = Model::new(two_sites());
    assert!(!model.machinery.sources.is_empty());
    let horizon = Span::from_seconds(1000.0 * 31_536_000.0);
    let setup = Setup { model: &model, seed: 1, horizon, probes: 0, natural: true, strata: vec![] };
    let (mut stage, mut outcome) = (Stage::new(&model), Outcome::default());
    stage.run_told(&setup, 0, &mut outcome, true);
    assert!(stage.world().journal().is_empty() && outcome.strikes.is_empty());
    assert!(outcome.totals.iter().all(|totals| totals.down == Span::ZERO));
    // Nor is its twin that can be forced.
    let mut model = model;
    let named = named::find(&model, "site-lost:dc1").unwrap();
    let twin = named::made_possible(&mut model, &named);
    assert_ne!(named, twin);
    let setup = Setup { model: &model, seed: 1, horizon, probes: 0, natural: true, strata: vec![] };
    let mut stage = Stage::new(&model);
    stage.run_told(&setup, 0, &mut outcome, true);
    assert!(stage.world().journal().is_empty());
    let strata = named::forcing(&model, &twin).strata;
    let setup = Setup { strata, ..setup };
    stage.run_told(&setup, 0, &mut outcome, true);
    let notes = stage.branch().journal();
    assert!(
        notes[0].0 > Time::ZERO && outcome.strikes.len() == 1 && outcome.strikes[0].kind == Kind::SiteLost
    );
}

#[test]
fn items_are_looked_for_and_restored() {
    let mut estate = two_sites();
    estate.targets = vec![target("vault", TargetAt::Site(SiteId(1)))];
    estate.apps[0].protections = vec![Protection::Backup(backup(0, hours(24.0), vec![DR]))];
    estate.apps[0].item_work = fixed(0.5);
    let story = told(estate, "item-deletion:a");
    let expected = [
        "+00:00:00  a: items are deleted; nobody has noticed",
        "+08:00:00  a: the damage is noticed (item deletion)",
        "+08:00:00  a: items are missing; it goes on serving",
        "+08:00:00  a: people have decided to recover it",
        "+08:00:00  a: restore of the items from vault starts, recovery point year ",
        "+08:00:00  a: people look for the right copy, and restore and check the items",
        "+08:30:00  a: its data are being moved",
        "+08:30:10  a: fully serving after 00:30:10 (restored from backup); ",
    ];
    let lines: Vec<&str> = story.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{story}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}\nis not\n{start}");
    }
}

#[test]
fn an_old_point_is_told_with_the_jobs_that_failed_since() {
    let mut estate = two_sites();
    estate.targets = vec![target("vault", TargetAt::Site(SiteId(1)))];
    let mut backup = backup(0, hours(1.0), vec![DR]);
    backup.levels[0].schedule = Some(Schedule { every: hours(1.0), start: Some(Span::ZERO) });
    backup.levels[0].job_failure = 0.95;
    estate.apps[0].protections = vec![Protection::Backup(backup)];
    let story = told(estate, "stamp-lost:prod");
    let (_, after) = story.split_once("recovery point").unwrap();
    let (_, age) = after.split_once('(').unwrap();
    // Every job between the one of the point and the loss has failed.
    let hours: u32 = age.split_once(':').unwrap().0.parse().unwrap();
    assert!(hours > 1, "{story}");
    assert!(story.contains(&format!("a: {hours} copy jobs after that point had failed\n")), "{story}");
}

#[test]
fn bad_copies_are_found_out_one_by_one() {
    let mut estate = two_sites();
    estate.stamps[0].redeploy = fixed(500.0);
    estate.targets = vec![target("vault", TargetAt::Site(SiteId(1)))];
    let mut backup = backup(0, hours(24.0), vec![DR]);
    backup.provision = fixed(0.5);
    (backup.levels[0].unreadable, backup.levels[0].retention.age) = (1.0, hours(48.0));
    estate.apps[0].protections = vec![Protection::Backup(backup)];
    let story = told(estate, "stamp-lost:prod");
    // Two copies are kept; each takes 1000 s.
    let expected = [
        "+01:00:00  a: people have decided to recover it",
        "+01:00:00  a: restore from vault to dr starts, recovery point year ",
        "+01:00:00  a: VMs are prepared for the data",
        "+01:30:00  a: its data are being moved",
        "+01:46:40  a: the copy that was read is bad: another one is needed",
        "+01:46:40  a: restore from vault to dr starts, recovery point year ",
        "+01:46:40  a: its data are being moved",
        "+02:03:20  a: the copy that was read is bad: another one is needed",
        "+02:03:20  a: no usable copy is left",
        "+02:03:20  a: is rebuilt empty at dr",
        "+5d 02:03:20  a: fully serving after 5d 02:03:20 (rebuilt empty); all data lost",
    ];
    let lines: Vec<&str> = story.lines().skip(3).collect();
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}\nis not\n{start}");
    }
    assert_eq!(lines.iter().position(|line| line.contains("all data lost")), Some(10), "{story}");
}

#[test]
fn a_method_that_is_passed_over_is_told_with_what_keeps_it() {
    let mut estate = two_sites();
    let never = Hazard::Never;
    let at = ControlAt::Site(SiteId(0));
    estate.controls.push(Control { name: "broker".into(), at, failure: never, repair: fixed(1.0) });
    estate.targets =
        vec![target("near", TargetAt::Stamp(StampId(0))), target("vault", TargetAt::Site(SiteId(1)))];
    let mut replica = every_half_hour(replica(DR, hours(0.5)));
    replica.needs.start = vec![Need::Control(ControlId(0))];
    let mut backup = backup(0, hours(4.0), vec![PROD, DR]);
    let outward = Level { target: TargetId(1), ..backup.levels[0].clone() };
    backup.levels.push(outward);
    estate.apps[0].protections = vec![Protection::Replica(replica), Protection::Backup(backup)];
    let story = told(estate.clone(), "site-lost:dc1");
    let (_, after) = story.split_once("recover it\n").unwrap();
    assert!(
        after.starts_with(
            "+01:00:00  a: cannot be failed over to dr: broker, which that needs, is down or out of reach\n\
             +01:00:00  a: restore from vault to dr starts, recovery point year "
        ),
        "{story}"
    );
    // Where nothing else is there, it waits, and no method is passed over.
    estate.apps[0].protections.truncate(1);
    let story = told(estate, "site-lost:dc1");
    assert!(!story.contains("cannot be") && story.contains("waits for the control plane"), "{story}");
}

/// Apps at the first site with replicas at the second, in a plan of one group each.
fn in_a_plan(names: &[&str]) -> Estate {
    let mut estate = two_sites();
    let protections = vec![Protection::Replica(every_half_hour(replica(DR, hours(0.5))))];
    estate.apps =
        names.iter().map(|name| App { protections: protections.clone(), ..app(name, PROD) }).collect();
    let group = |app| PlanGroup { apps: vec![AppId::new(app)], before: vec![], after: vec![], at_once: None };
    estate.plans.push(RecoveryPlan {
        name: "main".into(),
        groups: (0..names.len()).map(group).collect(),
        shut_down: fixed(0.2),
        at_once: None,
        crew: None,
        patience: hours(2.0),
    });
    estate
}

/// The lines of a story without the recovery points, whose age is random.
fn without_points(story: &str) -> Vec<&str> {
    let cut = |line| str::split_once(line, ", recovery point").map_or(line, |(start, _)| start);
    let cut = |line| str::split_once(cut(line), " (failed over)").map_or(cut(line), |(start, _)| start);
    story.lines().map(cut).collect()
}

#[test]
fn a_recovery_plan_is_told_step_by_step() {
    let mut estate = in_a_plan(&["a", "b", "c"]);
    estate.plans[0].groups[1].before =
        vec![Action::Script { takes: fixed(0.1), fails: 1.0, fix: fixed(0.5) }, Action::Pause(fixed(0.25))];
    estate.plans[0].groups[0].after =
        vec![Action::Script { takes: fixed(0.05), fails: 0.0, fix: fixed(9.0) }];
    assert_eq!(
        without_points(&told(estate, "site-lost:dc1")),
        [
            "+00:00:00  dc1 is destroyed",
            "+00:00:00  a, b, c: stop; incidents open (site lost)",
            "+00:00:00  a, b, c: people know",
            "+01:00:00  a, b, c: people have decided to recover them",
            "+01:00:00  recovery plan main begins",
            "+01:00:00  a: failover to dr starts",
            "+01:00:00  b, c: wait for group 1 of plan main to serve",
            "+01:00:00  a: VMs are failed over",
            "+01:06:00  a: fully serving after 01:06:00",
            "+01:06:00  b, c: wait for the script in step 1 after group 1 of plan main to end",
            "+01:09:00  b, c: wait for the script in step 1 before group 2 of plan main to end",
            "+01:15:00  b, c: wait until the script that failed in step 1 before group 2 of plan main is mended by hand",
            "+01:45:00  b, c: wait for the pause in step 2 before group 2 of plan main to end",
            "+02:00:00  b: failover to dr starts",
            "+02:00:00  c: waits for group 2 of plan main to serve",
            "+02:00:00  b: VMs are failed over",
            "+02:06:00  b: fully serving after 02:06:00",
            "+02:06:00  c: failover to dr starts",
            "+02:06:00  c: VMs are failed over",
            "+02:12:00  c: fully serving after 02:12:00",
        ]
    );
}

#[test]
fn whom_a_recovery_plan_leaves_behind_is_told() {
    let mut estate = in_a_plan(&["a", "b"]);
    estate.apps[0].protections.clear();
    estate.stamps[0].redeploy = fixed(48.0);
    estate.apps[0].rebuild = fixed(1.0);
    let story = told(estate, "stamp-lost:prod");
    let lines = without_points(&story);
    let expected = [
        "+01:00:00  recovery plan main begins",
        "+01:00:00  b: waits for group 1 of plan main to serve",
        "+03:00:00  a: recovery plan main goes on without it",
        "+03:00:00  b: failover to dr starts",
    ];
    for line in expected {
        assert!(lines.contains(&line), "{line} missing in\n{story}");
    }
}

#[test]
fn shutting_down_what_still_runs_is_told() {
    let mut estate = in_a_plan(&["a"]);
    estate.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    estate.apps[0].protections = vec![Protection::Backup(backup(0, hours(1.0), vec![DR]))];
    let story = told(estate, "corruption:a");
    let at = story.lines().position(|line| line.ends_with("a: is shut down where it still runs"));
    let lines: Vec<&str> = story.lines().collect();
    let at = at.unwrap_or_else(|| panic!("{story}"));
    assert!(lines[at - 1].contains("restore from vault to dr starts"), "{story}");
    // The data are moved twelve minutes later.
    let minutes = |line: &str| line[4..6].parse::<i32>().unwrap() + 60 * line[1..3].parse::<i32>().unwrap();
    let moved = lines.iter().find(|line| line.contains("its data are being moved")).unwrap();
    assert_eq!(minutes(moved) - minutes(lines[at]), 12, "{story}");
}
