//! Hand-computed stories: everything certain, failures at fixed instants. Each
//! test says what must happen and when, and compares it as text.
//!
//! A line is: app, kind, hours at which it failed, was declared, closed, the
//! method, and the loss in hours. Times are from the start of the world.

mod estate;

use drsim::model::*;
use drsim::trial::history::{Outcome, Setup, Stage};
use drsim::trial::record::{Incident, Method, Strike};
use drsim::units::{Span, Time};
use estate::*;

fn at(hours_: &[f64]) -> Hazard {
    Hazard::At(hours_.iter().map(|h| Time::ZERO + hours(*h)).collect())
}

fn outcome(estate: Estate, days: f64) -> (Model, Outcome) {
    let model = Model::new(estate);
    let mut outcome = Outcome::default();
    let setup = Setup {
        model: &model,
        seed: 1,
        horizon: hours(24.0 * days),
        probes: 0,
        natural: true,
        strata: vec![],
    };
    Stage::new(&model).run(&setup, 0, &mut outcome);
    (model, outcome)
}

fn number(hours: f64) -> String {
    if hours.is_infinite() { "all".into() } else { format!("{:.4}", hours) }
}

fn instant(at: Time) -> String {
    if at == Time::NEVER { "-".into() } else { format!("{:.4}", (at - Time::ZERO).hours()) }
}

fn line(model: &Model, strike: &Strike) -> String {
    let name = model.subject_name(strike.subject.0 as usize);
    let kind = strike.kind.name();
    let Some(i) = &strike.incident else { return format!("{name} {kind} {} masked", instant(strike.at)) };
    let Incident { failed, declared, closed, method, loss, .. } = i;
    let method = match method {
        Method::InPlace => "in place".into(),
        Method::Backup(p) => format!("backup {p}"),
        Method::Replica(p) => format!("replica {p}"),
        Method::Redirect(_) => "redirected".into(),
        Method::Rebuilt => "rebuilt".into(),
        Method::Never => "never".to_string(),
    };
    assert_eq!(
        i.phases.iter().map(|p| p.0).sum::<i64>(),
        if *closed == Time::NEVER { i.phases.iter().map(|p| p.0).sum() } else { (*closed - *failed).0 },
        "phases add up to the recovery time: {i:?}"
    );
    format!(
        "{name} {kind} {} {} {} {method} {}",
        instant(*failed),
        instant(*declared),
        instant(*closed),
        number(loss.hours())
    )
}

fn story(estate: Estate, days: f64) -> Vec<String> {
    let (model, outcome) = outcome(estate, days);
    outcome.strikes.iter().map(|s| line(&model, s)).collect()
}

/// A replica every 15 minutes on a link of 100 MB/s at 1e5 B/s of churn: a
/// cycle of 900 s sends 9e7 B in 0.9 s.
fn with_replica(mut e: Estate) -> Estate {
    let schedule = Schedule { every: hours(0.25), start: Some(Span::ZERO) };
    e.apps[0].protections = vec![Protection::Replica(Replica { schedule, ..replica(DR, hours(0.25)) })];
    e
}

/// A backup at 22:00 every day to a vault at the second site.
fn with_backup(mut e: Estate, restore_to: Vec<Place>) -> Estate {
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    let mut b = backup(0, hours(24.0), restore_to);
    b.levels[0].schedule = Some(Schedule { every: hours(24.0), start: Some(hours(22.0)) });
    e.apps[0].protections.push(Protection::Backup(b));
    e
}

#[test]
fn a_node_fails_and_its_vm_restarts_elsewhere() {
    let mut e = estate(4);
    e.stamps[0].node_detection = fixed(0.01);
    e.stamps[0].vm_restart = fixed(0.05);
    e.stamps[0].crash = at(&[100.0]);
    e.apps.push(App { vms: 2, ..app("a", PROD) });
    // `at` strikes each of the four nodes at 100 h; the VMs are on nodes 0 and
    // 1, so nothing is left to restart on until the nodes are back at 101 h.
    assert_eq!(story(e, 10.0), ["a node 100.0000 101.0000 101.0500 in place 0.0000"]);
}

#[test]
fn an_outage_shorter_than_the_decision_is_waited_for() {
    let mut e = with_replica(two_sites());
    e.sites[0].outage = at(&[100.0]);
    e.sites[0].outage_lasts = fixed(0.75);
    e.apps[0].boot = fixed(0.1);
    assert_eq!(story(e, 10.0), ["a site-outage 100.0000 - 100.8500 in place 0.0000"]);
}

#[test]
fn a_returning_primary_cancels_the_failover() {
    // Declared at 101 h, failover done at 101.6 h; power is back at 101.3 h.
    let mut e = with_replica(two_sites());
    if let Protection::Replica(r) = &mut e.apps[0].protections[0] {
        r.failover = fixed(0.6);
    }
    e.sites[0].outage = at(&[100.0]);
    e.sites[0].outage_lasts = fixed(1.3);
    let mut commit = e.clone();
    assert_eq!(story(e, 10.0), ["a site-outage 100.0000 101.0000 101.3000 in place 0.0000"]);
    // With `commit` the failover goes on and its point's loss stands: the last
    // capture that had arrived by 100 h is that of 99.75 h.
    if let Protection::Replica(r) = &mut commit.apps[0].protections[0] {
        r.on_return = OnReturn::Commit;
    }
    assert_eq!(story(commit, 10.0), ["a site-outage 100.0000 101.0000 101.6000 replica 0 0.2500"]);
}

#[test]
fn a_lost_site_fails_over_and_the_app_moves_home() {
    let mut e = with_replica(two_sites());
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    // Failover: decision 1 h, 0.1 h a VM; capture of 100 h had arrived.
    let (model, o) = outcome(e, 60.0);
    let lines: Vec<String> = o.strikes.iter().map(|s| line(&model, s)).collect();
    assert_eq!(lines, ["a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000"]);
    // Home is redeployed at 100.1 + 500 + 100 h; 1e11 B at 1e8 B/s take 1000 s;
    // the planned move takes half an hour.
    assert_eq!(o.totals[0].planned, hours(0.5));
    assert_eq!(o.totals[0].down, hours(1.1));
}

#[test]
fn a_backup_is_restored_through_the_link() {
    // Only the stamp is lost: redeployed after 100 h at home, or restored to
    // the other site at once.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.stamps[0].lost = at(&[100.0]);
    // Home works again at 200 h; 1e11 B over the link's 1e8 B/s: 1000 s =
    // 0.2778 h. Loss: the capture at 94 h (22:00 of day 4). To the second site
    // one restore stream of 1e8 B/s takes as long.
    assert_eq!(story(e, 30.0), ["a stamp-lost 100.0000 101.0000 200.2778 backup 0 6.0000"]);
    let mut e = with_backup(two_sites(), vec![PROD, DR]);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(story(e, 30.0), ["a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000"]);
}

#[test]
fn two_restores_share_the_link_fairly() {
    // b has half of a's data. Both come back home over the link from 200 h on
    // and get 5e7 B/s each: b is done after 1000 s, a has 5e10 B left at 1e8
    // B/s, less the 1e5 B/s of b's copies, which run again: 500.5 s more.
    let mut e = with_backup(two_sites(), vec![PROD]);
    let mut b = App { data_bytes: 5e10, ..e.apps[0].clone() };
    b.name = "b".into();
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "b stamp-lost 100.0000 101.0000 200.2778 backup 0 6.0000",
            "a stamp-lost 100.0000 101.0000 200.4168 backup 0 6.0000",
        ]
    );
}

#[test]
fn restores_queue_for_streams_by_priority() {
    let mut e = with_backup(two_sites(), vec![DR]);
    e.targets[0].streams = 1;
    let mut b = App { priority: 2, ..e.apps[0].clone() };
    b.name = "b".into();
    e.apps[0].priority = 3;
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "b stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "a stamp-lost 100.0000 101.0000 101.5556 backup 0 6.0000",
        ]
    );
}

#[test]
fn nothing_left_is_rebuilt_empty() {
    // The vault stands at the site that is lost.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.targets[0].at = TargetAt::Site(SiteId(0));
    e.sites[0].lost = at(&[100.0]);
    assert_eq!(story(e, 20.0), ["a site-lost 100.0000 101.0000 221.0000 rebuilt all"]);
}

#[test]
fn corruption_goes_back_to_a_point_before_its_onset() {
    // Onset 100 h, noticed 108 h, stopped 108.25 h, decided 109 h. The replica
    // carries the damage; the backup of 94 h is clean. Restored in place.
    let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
    e.apps[0].corruption = at(&[100.0]);
    let (model, o) = outcome(e, 30.0);
    assert_eq!(line(&model, &o.strikes[0]), "a corruption 108.0000 109.0000 109.2778 backup 1 6.0000");
    // Rollback: from the clean point to the stop.
    assert_eq!(o.strikes[0].incident.unwrap().rollback, hours(14.25));
    assert_eq!(o.strikes.len(), 1);
}

#[test]
fn an_item_is_restored_while_the_app_serves() {
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    // 1e9 B at 1e8 B/s: 10 s.
    let (model, o) = outcome(e, 30.0);
    assert_eq!(line(&model, &o.strikes[0]), "a item-deletion 108.0000 108.0000 108.0028 backup 0 6.0000");
    assert_eq!(o.totals[0].down, Span::ZERO);
}

#[test]
fn a_crash_restored_from_before_the_damage_heals_it() {
    // Deleted at 100 h, to be noticed at 108 h; the stamp is lost at 104 h and
    // the app restored from 94 h.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.stamps[0].lost = at(&[104.0]);
    assert_eq!(
        story(e, 30.0),
        ["a stamp-lost 104.0000 105.0000 105.2778 backup 0 10.0000", "a item-deletion 108.0000 masked"]
    );
}

#[test]
fn an_attack_holds_the_restore_and_spares_the_immutable() {
    let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
    e.ransomware.hazard = at(&[100.0]);
    // Hold of 72 h, then 0.2778 h.
    assert_eq!(story(e.clone(), 30.0), ["a ransomware 100.0000 101.0000 172.2778 backup 1 6.0000"]);
    e.targets[0].compromised = 1.0;
    assert_eq!(story(e.clone(), 30.0), ["a ransomware 100.0000 101.0000 292.0000 rebuilt all"]);
    // Counted from the intrusion 100 h before, the points since 0 h are
    // suspect; the backup of the evening before the start is clean.
    e.targets[0].compromised = 0.0;
    e.ransomware.taint_from = TaintFrom::Intrusion;
    assert_eq!(story(e, 30.0), ["a ransomware 100.0000 101.0000 172.2778 backup 1 2.0000"]);
}

#[test]
fn an_app_waits_for_what_it_needs() {
    // b needs a; a is restored at 101.2778 h, b's failover is done before.
    let mut e = with_backup(two_sites(), vec![DR]);
    let mut b = with_replica(two_sites()).apps.remove(0);
    b.name = "b".into();
    b.needs = vec![AppId(0)];
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    let (model, o) = outcome(e, 20.0);
    let lines: Vec<String> = o.strikes.iter().map(|s| line(&model, s)).collect();
    assert_eq!(
        lines,
        [
            "a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "b stamp-lost 100.0000 101.0000 101.2778 replica 0 0.2500",
        ]
    );
    let waited = o.strikes[1].incident.unwrap().phases[drsim::trial::record::Phase::Dependency.index()];
    assert_eq!(waited, Span::from_seconds(1000.0) - hours(0.1));
}

#[test]
fn foundation_comes_first() {
    // Same estate, but a is foundation and b does not need it to run: b's
    // failover may start only when a serves.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].foundation = true;
    let mut b = with_replica(two_sites()).apps.remove(0);
    b.name = "b".into();
    e.apps.push(b);
    e.stamps[0].lost = at(&[100.0]);
    assert_eq!(
        story(e, 20.0),
        [
            "a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "b stamp-lost 100.0000 101.0000 101.3778 replica 0 0.2500",
        ]
    );
}

#[test]
fn active_active_moves_by_itself() {
    let mut e = two_sites();
    let both = ActiveActive { with: vec![DR], probe: fixed(0.01), redirect: fixed(0.09) };
    e.apps[0].protections = vec![Protection::ActiveActive(both)];
    e.sites[0].outage = at(&[100.0]);
    e.sites[0].outage_lasts = fixed(10.0);
    e.sites[1].outage = at(&[200.0]);
    e.sites[1].outage_lasts = fixed(10.0);
    // Traffic stays at the second site until that one fails.
    assert_eq!(
        story(e, 20.0),
        [
            "a site-outage 100.0000 - 100.1000 redirected 0.0000",
            "a site-outage 200.0000 - 200.1000 redirected 0.0000",
        ]
    );
}

#[test]
fn one_switch_is_masked_both_are_an_outage() {
    let mut e = estate(2);
    e.apps.push(app("a", PROD));
    // Scheduled failures strike each switch; the second is the outage.
    e.stamps[0].switch = at(&[50.0]);
    e.stamps[0].switch_repair = fixed(2.0);
    assert_eq!(story(e, 10.0), ["a stamp-outage 50.0000 51.0000 52.0000 in place 0.0000"]);
}

#[test]
fn users_cut_off_are_not_downtime() {
    let mut e = two_sites();
    e.apps[0].users = vec![SiteId(1)];
    e.links[0].failure = at(&[100.0]);
    e.links[0].repair = fixed(3.0);
    let (model, o) = outcome(e, 10.0);
    assert_eq!(line(&model, &o.strikes[0]), "a link-lost 100.0000 101.0000 103.0000 in place 0.0000");
    assert_eq!((o.totals[0].down, o.totals[0].cut_off), (Span::ZERO, hours(3.0)));
}

#[test]
fn a_link_outage_lets_the_replica_fall_behind() {
    // The link is down from 99 h to 102 h; the site is lost at 100.5 h. The
    // newest point that had arrived by 99 h is that of 98.75 h.
    let mut e = with_replica(two_sites());
    e.links[0].failure = at(&[99.0]);
    e.links[0].repair = fixed(3.0);
    e.sites[0].lost = at(&[100.5]);
    assert_eq!(story(e, 10.0), ["a site-lost 100.5000 101.5000 101.6000 replica 0 1.7500"]);
}

#[test]
fn the_backlog_of_a_link_outage_is_sent_when_it_is_back() {
    // 99.2 h to 102 h without the link, churn 5e7 B/s on 1e8 B/s. The capture
    // of 99 h had arrived; at 102 h the 3 h since then are sent in 1.5 h, then
    // 1.5 h in 0.75 h, then 0.75 h in 0.375 h.
    for (lost, loss) in [(103.4, 4.4), (103.6, 1.6), (104.2, 2.2), (104.3, 0.8)] {
        let mut e = with_replica(two_sites());
        e.apps[0].churn_bytes_per_second = 5e7;
        e.links[0].failure = at(&[99.2]);
        e.links[0].repair = fixed(2.8);
        e.sites[0].lost = at(&[lost]);
        let lines = story(e, 10.0);
        assert!(lines[0].ends_with(&format!(" {loss:.4}")), "{lines:?} {loss}");
    }
}

#[test]
fn a_chain_is_as_old_as_its_worst_case() {
    // Backup every 24 h at 22:00 to a target on the stamp, passed on
    // continuously to the vault: 8.64e9 B a day take 86.4 s each way.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.targets.insert(0, target("near", TargetAt::Stamp(StampId(0))));
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    let outward = Level { target: TargetId(1), schedule: None, ..b.levels[0].clone() };
    b.levels.push(outward);
    // Just before the second copy of the day has arrived: the one of the day
    // before. 22:00 of day 4 is 94 h; 172.8 s = 0.048 h.
    for (lost, loss) in [(94.047, "24.0470"), (94.049, "0.0490")] {
        let mut e = e.clone();
        e.stamps[0].lost = at(&[lost]);
        let lines = story(e, 20.0);
        assert!(lines[0].ends_with(loss), "{lines:?} {loss}");
    }
}

#[test]
fn a_second_disaster_during_recovery_merges() {
    // The primary is lost at 100 h; the replica's site fails at 101.05 h while
    // the failover is under way, and is back at 105.05 h.
    let mut e = with_replica(two_sites());
    e.sites[0].lost = at(&[100.0]);
    e.sites[1].outage = at(&[101.05]);
    e.sites[1].outage_lasts = fixed(4.0);
    assert_eq!(story(e, 20.0), ["a site-lost 100.0000 101.0000 105.1500 replica 0 0.2500"]);
}

#[test]
fn a_service_is_back_with_its_last_app() {
    let mut e = with_backup(two_sites(), vec![DR]);
    let mut b = with_replica(two_sites()).apps.remove(0);
    b.name = "b".into();
    e.apps.push(b);
    e.services.push(Service {
        name: "s".into(),
        apps: vec![AppId(0), AppId(1)],
        objectives: [Objective::default(); KINDS],
    });
    e.stamps[0].lost = at(&[100.0]);
    let (model, o) = outcome(e, 20.0);
    let lines: Vec<String> = o.strikes.iter().map(|s| line(&model, s)).collect();
    assert_eq!(
        lines,
        [
            "b stamp-lost 100.0000 101.0000 101.1000 replica 0 0.2500",
            "a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
            "s stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000",
        ]
    );
    assert_eq!(o.totals[2].down, o.totals[0].down);
}

#[test]
fn the_clocks_of_a_service_start_with_the_first_member_they_start_for() {
    // The first member is down from 100 h to 104 h, the second from 102 h to
    // 106 h; people know after half an hour and decide after an hour more.
    let mut e = two_sites();
    e.apps.push(app("b", DR));
    e.services.push(Service {
        name: "s".into(),
        apps: vec![AppId(0), AppId(1)],
        objectives: [Objective::default(); KINDS],
    });
    e.people.detection = fixed(0.5);
    (e.sites[0].outage, e.sites[1].outage) = (at(&[100.0]), at(&[102.0, 300.0]));
    let (_, o) = outcome(e, 20.0);
    let instants = |subject: u32| -> Vec<String> {
        let incidents = o.strikes.iter().filter(|s| s.subject.0 == subject).filter_map(|s| s.incident);
        let text = |i: Incident| [i.failed, i.detected, i.declared, i.closed].map(instant).join(" ");
        incidents.map(text).collect()
    };
    assert_eq!(instants(0), ["100.0000 100.5000 101.5000 104.0000"]);
    assert_eq!(instants(1), ["102.0000 102.5000 103.5000 106.0000", "300.0000 300.5000 301.5000 304.0000"]);
    assert_eq!(
        instants(2),
        ["100.0000 100.5000 101.5000 106.0000", "300.0000 300.5000 301.5000 304.0000"],
        "an incident of a service leaves nothing to the next"
    );
}

#[test]
fn a_service_knows_that_the_copies_of_a_member_were_tainted() {
    // The first member's data are corrupted at 100 h; people notice at 1060 h,
    // when every copy from before is gone, and rebuild it by 1181 h. The second
    // member is down from 1070 h to 1270 h with its data unharmed.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].corruption = at(&[100.0]);
    e.apps[0].damage_detection = fixed(960.0);
    e.apps.push(app("b", DR));
    e.services.push(Service {
        name: "s".into(),
        apps: vec![AppId(0), AppId(1)],
        objectives: [Objective::default(); KINDS],
    });
    e.sites[1].outage = at(&[1070.0]);
    e.sites[1].outage_lasts = fixed(200.0);
    let (_, o) = outcome(e, 60.0);
    let found: Vec<_> = o
        .strikes
        .iter()
        .filter_map(|s| Some((s.subject.0, s.incident?.nothing_left, s.incident?.tainted)))
        .collect();
    assert_eq!(found, [(0, true, true), (1, false, false), (2, true, true)]);
}

#[test]
fn a_disaster_during_the_move_home_opens_an_incident() {
    // Moving home takes 8 h from 702.2 h on; the replica's site, where the app
    // still lives, is lost at 704 h. Home holds the data copied back.
    let mut e = with_replica(two_sites());
    e.people.failback = fixed(8.0);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    e.sites[1].lost = at(&[704.0]);
    e.people.max_incident = hours(400.0);
    let (model, o) = outcome(e, 100.0);
    let lines: Vec<String> = o.strikes.iter().map(|s| line(&model, s)).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[1].starts_with("a site-lost 704.0000 705.0000"), "{lines:?}");
}

#[test]
fn what_never_comes_back_is_lost_and_hit_no_more() {
    // Nothing is restored within 200 h; later strikes find nothing in use.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.people.max_incident = hours(200.0);
    e.sites[0].lost = at(&[100.0]);
    e.sites[0].replacement = fixed(300.0);
    e.stamps[0].redeploy = fixed(0.1);
    e.stamps[0].software = at(&[900.0, 1000.0]);
    assert_eq!(story(e, 60.0), ["a site-lost 100.0000 101.0000 - never all"]);
}

#[test]
fn writes_during_an_open_incident_count_as_lost() {
    // Users at the second site are cut off from 99.9 h on; the app writes on
    // until its site is lost at 110 h. The replica holds the state of 99.75 h.
    let mut e = with_replica(two_sites());
    e.apps[0].users = vec![SiteId(1)];
    e.links[0].failure = at(&[99.9]);
    e.links[0].repair = fixed(24.0);
    e.sites[0].lost = at(&[110.0]);
    let lines = story(e, 30.0);
    assert!(lines[0].starts_with("a link-lost 99.9000") && lines[0].ends_with(" 10.2500"), "{lines:?}");
}

#[test]
fn a_missing_item_strikes_nobody_else() {
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.apps.push(App { needs: vec![AppId(0)], name: "b".into(), ..app("b", PROD) });
    assert_eq!(story(e, 30.0), ["a item-deletion 108.0000 108.0000 108.0028 backup 0 6.0000"]);
}
