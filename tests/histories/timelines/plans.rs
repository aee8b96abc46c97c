//! Recovery plans: groups in order, with scripts and pauses between them.

use super::*;
use drsim::trial::record::Phase;

/// Apps at the first site, each with a replica at the second that is failed over
/// in six minutes. An hour after a failure people decide.
fn apps(names: &[&str]) -> Estate {
    let mut e = with_replica(two_sites());
    let base = e.apps[0].clone();
    e.apps = names.iter().map(|name| App { name: (*name).into(), ..base.clone() }).collect();
    e
}

/// Adds a plan with these groups, each of apps by position.
fn with_plan(mut e: Estate, groups: &[&[u32]]) -> Estate {
    let group = |apps: &&[u32]| PlanGroup {
        apps: apps.iter().map(|app| AppId(*app)).collect(),
        before: vec![],
        after: vec![],
        at_once: None,
    };
    e.plans.push(RecoveryPlan {
        name: format!("p{}", e.plans.len()),
        groups: groups.iter().map(group).collect(),
        shut_down: fixed(0.0),
        at_once: None,
        crew: None,
        patience: hours(2.0),
    });
    e
}

/// Three apps in a plan of three groups; their site is lost at 100.1 h.
fn three_in_order() -> Estate {
    let mut e = with_plan(apps(&["a", "b", "c"]), &[&[1], &[0], &[2]]);
    e.sites[0].lost = at(&[100.1]);
    e
}

fn script(hours: f64, fails: f64, fix: f64) -> Action {
    Action::Script { takes: fixed(hours), fails, fix: fixed(fix) }
}

fn pause(hours: f64) -> Action {
    Action::Pause(fixed(hours))
}

/// When the incidents of each app closed, apps in order.
fn closed(e: Estate, days: f64) -> Vec<String> {
    let (model, outcome) = outcome(e, days);
    let mut lines = lines(&model, &outcome);
    lines.sort();
    lines.iter().map(|line| format!("{} {}", &line[..1], line.split(' ').nth(4).unwrap())).collect()
}

/// Hours that an app's only incident spent in a phase.
fn spent(e: &Estate, app: u32, phase: Phase) -> String {
    let (_, outcome) = outcome(e.clone(), 20.0);
    let strike = outcome.strikes.iter().find(|strike| strike.subject.0 == app).unwrap();
    number(strike.incident.unwrap().phases[phase.index()].hours())
}

#[test]
fn groups_come_back_one_after_the_other() {
    let e = three_in_order();
    assert_eq!(
        story(e.clone(), 20.0),
        [
            "b site-lost 100.1000 101.1000 101.2000 replica 0 0.1000",
            "a site-lost 100.1000 101.1000 101.3000 replica 0 0.1000",
            "c site-lost 100.1000 101.1000 101.4000 replica 0 0.1000",
        ]
    );
    assert_eq!(spent(&e, 2, Phase::Dependency), "0.2000");
    // The apps of one group come back side by side.
    let mut e = with_plan(apps(&["a", "b", "c"]), &[&[1], &[0, 2]]);
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(closed(e, 20.0), ["a 101.3000", "b 101.2000", "c 101.3000"]);
}

#[test]
fn the_foundation_comes_before_any_group() {
    let mut e = with_plan(apps(&["a", "b", "c"]), &[&[1], &[2]]);
    e.sites[0].lost = at(&[100.1]);
    e.apps[0].foundation = true;
    assert_eq!(closed(e, 20.0), ["a 101.2000", "b 101.3000", "c 101.4000"]);
}

#[test]
fn scripts_and_pauses_come_before_and_after_their_group() {
    let mut e = three_in_order();
    let groups = &mut e.plans[0].groups;
    groups[0].before = vec![pause(0.5)];
    groups[0].after = vec![script(0.2, 0.0, 9.0), pause(0.3)];
    groups[1].before = vec![script(0.1, 0.0, 9.0)];
    // Nobody waits for what comes after the last group.
    groups[2].after = vec![pause(100.0)];
    assert_eq!(closed(e.clone(), 20.0), ["a 102.4000", "b 101.7000", "c 102.5000"]);
    // c waits 0.8 h for pauses, 0.3 h for scripts, 0.2 h for other groups.
    assert_eq!(spent(&e, 2, Phase::Manual), "0.8000");
    assert_eq!(spent(&e, 2, Phase::Application), "0.3000");
    assert_eq!(spent(&e, 2, Phase::Dependency), "0.2000");
    // b waits for its own pause only.
    assert_eq!(spent(&e, 1, Phase::Manual), "0.5000");
    assert_eq!(spent(&e, 1, Phase::Application), "0.0000");
}

#[test]
fn a_failed_script_is_mended_by_hand() {
    let mut e = three_in_order();
    e.plans[0].groups[1].before = vec![script(0.1, 1.0, 0.4)];
    assert_eq!(closed(e.clone(), 20.0), ["a 101.8000", "b 101.2000", "c 101.9000"]);
    assert_eq!([spent(&e, 0, Phase::Manual), spent(&e, 0, Phase::Application)], ["0.4000", "0.1000"]);
}

/// Two sites, a stamp more at the first; a and b, in a plan of two groups, at home
/// on one of its stamps, c and d, in the same groups, on the other.
fn two_stamps() -> Estate {
    let mut e = with_plan(apps(&["a", "b", "c", "d"]), &[&[0, 2], &[1, 3]]);
    e.stamps.push(stamp("other", 0, 4));
    for app in [2, 3] {
        e.apps[app].home = Place::Stamp(StampId(2));
    }
    e
}

#[test]
fn each_failure_has_its_own_run_of_the_plan() {
    // a is back at 101.1 h, c at 101.15 h; neither group waits for the other.
    let mut e = two_stamps();
    (e.stamps[0].lost, e.stamps[2].lost) = (at(&[100.0]), at(&[100.05]));
    assert_eq!(closed(e, 20.0), ["a 101.1000", "b 101.2000", "c 101.1500", "d 101.2500"]);
}

#[test]
fn a_limited_crew_serves_one_pause_after_the_other() {
    // The pauses are due at 101.1 h and 101.15 h.
    let mut e = two_stamps();
    (e.stamps[0].lost, e.stamps[2].lost) = (at(&[100.0]), at(&[100.05]));
    e.plans[0].groups[1].before = vec![pause(1.0)];
    assert_eq!(closed(e.clone(), 20.0), ["a 101.1000", "b 102.2000", "c 101.1500", "d 102.2500"]);
    e.plans[0].crew = Some(1);
    assert_eq!(closed(e.clone(), 20.0), ["a 101.1000", "b 102.2000", "c 101.1500", "d 103.2000"]);
    assert_eq!(spent(&e, 3, Phase::Queue), "0.9500");
    // Scripts need nobody, unless they fail.
    e.plans[0].groups[1].before = vec![script(1.0, 0.0, 1.0)];
    assert_eq!(closed(e.clone(), 20.0), ["a 101.1000", "b 102.2000", "c 101.1500", "d 102.2500"]);
    e.plans[0].groups[1].before = vec![script(0.02, 1.0, 1.0)];
    assert_eq!(closed(e, 20.0), ["a 101.1000", "b 102.2200", "c 101.1500", "d 103.2200"]);
}

#[test]
fn a_plan_works_on_so_many_vms_at_once() {
    // Three VMs of each app, six minutes a VM, ten hands at the place.
    let mut e = with_plan(apps(&["a", "b"]), &[&[0, 1]]);
    e.sites[0].lost = at(&[100.1]);
    e.apps.iter_mut().for_each(|app| app.vms = 3);
    assert_eq!(closed(e.clone(), 20.0), ["a 101.2000", "b 101.2000"]);
    // a takes three of four, b the one that is left for three rounds.
    e.plans[0].at_once = Some(4);
    assert_eq!(closed(e.clone(), 20.0), ["a 101.2000", "b 101.4000"]);
    // Two for a for two rounds, then two for b.
    e.plans[0].groups[0].at_once = Some(2);
    assert_eq!(closed(e, 20.0), ["a 101.3000", "b 101.5000"]);
}

#[test]
fn who_was_not_hit_is_not_waited_for() {
    // b is at home on another stamp, and its group's pause is not made.
    let mut e = three_in_order();
    e.plans[0].groups[0].before = vec![pause(5.0)];
    e.plans[0].groups[0].after = vec![pause(5.0)];
    e.sites[0].lost = Hazard::Never;
    e.stamps[0].lost = at(&[100.1]);
    e.stamps.push(stamp("other", 0, 4));
    e.apps[1].home = Place::Stamp(StampId(2));
    assert_eq!(closed(e.clone(), 20.0), ["a 101.2000", "c 101.3000"]);
    // Neither is it when it is down for another reason.
    e.stamps[2].lost = at(&[100.0]);
    assert_eq!(closed(e, 20.0), ["a 101.2000", "b 106.1000", "c 101.3000"]);
}

#[test]
fn what_comes_back_in_place_waits_for_no_plan() {
    // Power is back at 101.35 h: a would be failed over from 101.3 h, c from 101.4 h.
    let mut e = three_in_order();
    e.sites[0].lost = Hazard::Never;
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.1]), fixed(1.25));
    e.plans[0].groups[1].before = vec![script(0.1, 0.0, 0.0)];
    assert_eq!(
        story(e.clone(), 20.0),
        [
            "b site-outage 100.1000 101.1000 101.2000 replica 0 0.1000",
            "a site-outage 100.1000 101.1000 101.3500 in place 0.0000",
            "c site-outage 100.1000 101.1000 101.3500 in place 0.0000",
        ]
    );
    // Back before people decide, no plan is begun at all.
    e.sites[0].outage_lasts = fixed(0.5);
    assert_eq!(closed(e, 20.0), ["a 100.6000", "b 100.6000", "c 100.6000"]);
}

#[test]
fn what_begins_by_itself_waits_for_no_plan_and_is_waited_for() {
    // c fails over by itself at 100.2 h, long before people begin the plan, and so
    // does b, in 36 min.
    let mut e = three_in_order();
    for (app, takes) in [(1, 0.6), (2, 0.1)] {
        let Protection::Replica(replica) = &mut e.apps[app].protections[0] else { unreachable!() };
        (replica.automatic, replica.failover) = (Some(fixed(0.1)), fixed(takes));
    }
    assert_eq!(closed(e.clone(), 20.0), ["a 101.2000", "b 100.8000", "c 100.3000"]);
    let Protection::Replica(replica) = &mut e.apps[1].protections[0] else { unreachable!() };
    replica.failover = fixed(1.5);
    assert_eq!(closed(e, 20.0), ["a 101.8000", "b 101.7000", "c 100.3000"]);
}

#[test]
fn a_second_disaster_holds_back_the_groups_that_have_not_begun() {
    // The second stamp is down from 101.25 h to 105 h, while a is failed over; b
    // serves there since 101.2 h and comes back there.
    let mut e = three_in_order();
    (e.stamps[1].software, e.stamps[1].software_lasts) = (at(&[101.25]), fixed(3.75));
    e.plans[0].patience = hours(20.0);
    assert_eq!(
        story(e.clone(), 20.0),
        [
            "b site-lost 100.1000 101.1000 101.2000 replica 0 0.1000",
            "b stamp-outage 101.2500 102.2500 105.0000 in place 0.0000",
            "a site-lost 100.1000 101.1000 105.1000 replica 0 0.1000",
            "c site-lost 100.1000 101.1000 105.2000 replica 0 0.1000",
        ]
    );
    // Out of patience at 103.25 h, c no longer waits for a.
    e.plans[0].patience = hours(2.0);
    assert_eq!(closed(e, 20.0), ["a 105.1000", "b 101.2000", "b 105.0000", "c 105.1000"]);
}

#[test]
fn a_plan_goes_on_without_who_cannot_be_recovered() {
    // b has no copy and no other place: rebuilt when its stamp is deployed again, at
    // 200.1 h. Nothing can be done for it from 101.1 h on.
    let mut e = three_in_order();
    e.sites[0].lost = Hazard::Never;
    e.stamps[0].lost = at(&[100.1]);
    e.apps[1].protections.clear();
    assert_eq!(closed(e.clone(), 60.0), ["a 103.2000", "b 320.1000", "c 103.3000"]);
    // It is asked for again by no later group.
    e.plans[0].patience = hours(10.0);
    assert_eq!(closed(e.clone(), 60.0), ["a 111.2000", "b 320.1000", "c 111.3000"]);
    // All are given up as old as each other: patience must end before.
    e.people.max_incident = hours(5.0);
    assert_eq!(closed(e.clone(), 60.0), ["a -", "b -", "c -"]);
    e.plans[0].patience = hours(3.0);
    assert_eq!(closed(e, 60.0), ["a 104.2000", "b -", "c 104.3000"]);
}

#[test]
fn who_is_being_recovered_is_waited_for_however_long_it_takes() {
    // b is restored in 10 h.
    let mut e = three_in_order();
    e = with_backup(e, vec![]);
    let Some(Protection::Backup(mut backup)) = e.apps[0].protections.pop() else { unreachable!() };
    backup.restore_to = vec![DR];
    e.apps[1].protections = vec![Protection::Backup(backup)];
    e.apps[1].data_bytes = 3.6e12;
    e.targets[0].streams = 1;
    assert_eq!(closed(e.clone(), 20.0), ["a 111.2000", "b 111.1000", "c 111.3000"]);
    // So is who waits for an app outside of the plan that is: a needs b.
    e.plans[0].groups = with_plan(apps(&[]), &[&[0], &[2]]).plans.remove(0).groups;
    e.apps[0].needs = vec![AppId(1)];
    assert_eq!(closed(e, 20.0), ["a 111.1000", "b 111.1000", "c 111.2000"]);
}

#[test]
fn what_still_runs_is_shut_down_before_it_is_brought_back_elsewhere() {
    // Both switches are down from 100.1 h: the VMs run, and nobody reaches them.
    let mut e = three_in_order();
    e.sites[0].lost = Hazard::Never;
    e.plans[0].shut_down = fixed(0.3);
    e.stamps[0].switch_common_cause = 1.0;
    (e.stamps[0].switch, e.stamps[0].switch_repair) = (at(&[100.1]), fixed(48.0));
    let cut_off = isolated(&e, 48.0);
    assert_eq!(closed(cut_off, 20.0), ["a 101.9000", "b 101.5000", "c 102.3000"]);
    // Back at 101.3 h, b has not been shut down yet; at 101.45 h it has, and goes on.
    assert_eq!(closed(isolated(&e, 1.2), 20.0), ["a 101.3000", "b 101.3000", "c 101.3000"]);
    assert_eq!(closed(isolated(&e, 1.35), 20.0), ["a 101.4500", "b 101.5000", "c 101.4500"]);
    // Nothing runs at a lost site.
    let mut e = three_in_order();
    e.plans[0].shut_down = fixed(0.3);
    assert_eq!(closed(e, 20.0), ["a 101.3000", "b 101.2000", "c 101.4000"]);
}

/// Both switches of the first stamp are down for `hours_down` from 100.1 h.
fn isolated(e: &Estate, hours_down: f64) -> Estate {
    let mut e = e.clone();
    e.stamps[0].switch_repair = fixed(hours_down);
    e
}
