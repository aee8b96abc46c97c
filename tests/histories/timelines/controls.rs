//! Control planes and apps that protections need.

use super::*;
use drsim::trial::record::Phase;

/// A replica to the second site every quarter of an hour that needs a control
/// plane at the third to be fed and to be started; it is down from `from` for
/// `hours_down`.
fn controlled(needs: Needs, from: f64, hours_down: f64) -> Estate {
    let mut e = with_replica(two_sites());
    e.sites.push(site("cloud", SiteKind::Cloud));
    e.links.push(link("l1", 0, 2, 1e8));
    e.links.push(link("l2", 1, 2, 1e8));
    e.controls.push(Control {
        name: "portal".into(),
        at: ControlAt::Site(SiteId(2)),
        failure: at(&[from]),
        repair: fixed(hours_down),
    });
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica.needs = needs;
    e
}

fn portal() -> Vec<Need> {
    vec![Need::Control(ControlId(0))]
}

#[test]
fn a_failover_waits_for_the_control_plane() {
    // Lost at 100.1 h, decided at 101.1 h; the control plane is back at 105 h.
    let needs = Needs { copy: vec![], start: portal() };
    let mut e = controlled(needs, 99.9, 5.1);
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e.clone(), 10.0), ["a site-lost 100.1000 101.1000 105.1000 replica 0 0.1000"]);
    // It is waited for like a repair, not like an app.
    let (_, o) = outcome(e, 10.0);
    let phases = o.strikes[0].incident.unwrap().phases;
    let hours = |phase: Phase| number(phases[phase.index()].hours());
    assert_eq!((hours(Phase::Repair), hours(Phase::Dependency)), ("3.9000".into(), "0.0000".into()));
}

#[test]
fn what_has_been_started_goes_on_without_the_control_plane() {
    // Started at 101.1 h, six minutes of failing over; down from 101.15 h.
    let needs = Needs { copy: vec![], start: portal() };
    let mut e = controlled(needs, 101.15, 5.0);
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e, 10.0), ["a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000"]);
}

#[test]
fn nothing_is_copied_without_the_control_plane() {
    // The last point before 99.9 h is that of 99.75 h; the failover needs nothing.
    let needs = Needs { copy: portal(), start: vec![] };
    let mut e = controlled(needs, 99.9, 5.0);
    e.sites[0].lost = at(&[104.1]);
    assert_eq!(story(e, 10.0), ["a site-lost 104.1000 105.1000 105.2000 replica 0 4.3500"]);
    // Back at 104 h, what was missed is made up for at once.
    let needs = Needs { copy: portal(), start: vec![] };
    let mut e = controlled(needs, 99.9, 4.1);
    e.sites[0].lost = at(&[104.1]);
    assert_eq!(story(e, 10.0), ["a site-lost 104.1000 105.1000 105.2000 replica 0 0.1000"]);
}

#[test]
fn a_stamp_without_infrastructure_services_runs_vms_but_starts_none() {
    let broken = |stamp: usize, from: f64, hours_down: f64| {
        let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
        let stamp = &mut e.stamps[stamp];
        (stamp.infrastructure, stamp.infrastructure_lasts) = (at(&[from]), fixed(hours_down));
        e
    };
    // The failover waits until 110 h; one begun at 101.1 h goes on.
    let lost = |from: f64, hours_down: f64| {
        let mut e = broken(1, from, hours_down);
        e.sites[0].lost = at(&[100.1]);
        story(e, 10.0)
    };
    assert_eq!(lost(99.0, 11.0), ["a site-lost 100.1000 101.1000 110.1000 replica 0 0.1000"]);
    assert_eq!(lost(101.15, 11.0), ["a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000"]);
    // At home it strikes nobody, but a restore there waits: damage of 100 h, noticed
    // at 108 h.
    let mut e = broken(0, 99.0, 21.0);
    assert_eq!(story(e.clone(), 10.0), [""; 0]);
    e.apps[0].corruption = at(&[100.0]);
    assert_eq!(story(e, 30.0), ["a corruption 108.0000 109.0000 120.2778 backup 1 6.0000"]);
}

#[test]
fn a_control_plane_is_needed_within_reach() {
    // It works, but the second site does not reach it until 107 h.
    let needs = Needs { copy: vec![], start: portal() };
    let mut e = controlled(needs, 500.0, 1.0);
    e.sites[0].lost = at(&[100.1]);
    (e.links[2].failure, e.links[2].repair) = (at(&[99.0]), fixed(8.0));
    assert_eq!(story(e.clone(), 10.0), ["a site-lost 100.1000 101.1000 107.1000 replica 0 0.1000"]);
    // One that is nowhere in particular is reached from everywhere.
    e.controls[0].at = ControlAt::Anywhere;
    assert_eq!(story(e, 10.0), ["a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000"]);
}

#[test]
fn a_control_plane_goes_down_with_its_site_and_its_stamp() {
    let needs = Needs { copy: vec![], start: portal() };
    let mut e = controlled(needs, 500.0, 1.0);
    e.sites[0].lost = at(&[100.1]);
    (e.sites[2].outage, e.sites[2].outage_lasts) = (at(&[98.0]), fixed(10.0));
    assert_eq!(story(e.clone(), 10.0), ["a site-lost 100.1000 101.1000 108.1000 replica 0 0.1000"]);
    // An appliance on the protected stamp is lost with it.
    e.controls[0].at = ControlAt::Stamp(StampId(0));
    e.stamps[0].lost = at(&[100.1]);
    e.sites[0].lost = Hazard::Never;
    assert_eq!(story(e, 20.0), ["a stamp-lost 100.1000 101.1000 200.2000 replica 0 0.1000"]);
}

#[test]
fn the_next_method_is_taken_while_the_control_plane_is_down() {
    // A backup every 24 h at 22:00 is restored in 1000 s: from 94 h.
    let needs = Needs { copy: vec![], start: portal() };
    let mut e = controlled(needs, 99.9, 5.1);
    let backed_up = with_backup(two_sites(), vec![DR]);
    e.targets = backed_up.targets;
    e.apps[0].protections.extend(backed_up.apps[0].protections.clone());
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e, 10.0), ["a site-lost 100.1000 101.1000 101.3778 backup 1 6.1000"]);
}

#[test]
fn a_backup_server_is_recovered_before_its_backups_are_used() {
    // The server runs on the protected stamp without protection of its own: it
    // is rebuilt in 8 h where the stamp is deployed again at 200 h.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps.push(App { rebuild: fixed(8.0), ..app("server", PROD) });
    let server = Need::App(AppId(1));
    backup_needs(&mut e, Needs { copy: vec![server], start: vec![server] });
    e.stamps[0].lost = at(&[100.0]);
    let mut lines = story(e.clone(), 20.0);
    lines.sort();
    assert_eq!(
        lines,
        [
            "a stamp-lost 100.0000 101.0000 208.2778 backup 0 6.0000",
            "server stamp-lost 100.0000 101.0000 208.0000 rebuilt all",
        ]
    );
    // A server at the second site is there when it is needed.
    e.apps[1].home = DR;
    assert_eq!(story(e, 20.0), ["a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000"]);
}

#[test]
fn nothing_is_backed_up_while_the_server_is_down() {
    // Down from 90 h to 99 h: the copy of 94 h is made up for at 99 h.
    for (lost, loss) in [(98.9, "28.9000"), (99.5, "0.5000")] {
        let mut e = with_backup(with_third_site(two_sites()), vec![DR]);
        (e.stamps[2].software, e.stamps[2].software_lasts) = (at(&[90.0]), fixed(9.0));
        e.apps.push(app("server", THIRD));
        backup_needs(&mut e, Needs { copy: vec![Need::App(AppId(1))], start: vec![] });
        e.stamps[0].lost = at(&[lost]);
        let lines = story(e, 20.0);
        let of_a = lines.iter().find(|line| line.starts_with("a ")).unwrap();
        assert!(of_a.ends_with(loss), "{lines:?}");
    }
}

fn backup_needs(e: &mut Estate, needs: Needs) {
    let Protection::Backup(backup) = &mut e.apps[0].protections[0] else { unreachable!() };
    backup.needs = needs;
}
