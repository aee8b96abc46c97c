//! Instant recovery: VMs boot from the backup store, and their data are moved while
//! they run.

use super::*;
use drsim::trial::journal::Note;

/// A stamp that is lost at 100 h and comes back long after, an app of
/// 1e11 B backed up nightly to the second site and restored to the third: VMs are
/// started in 0.1 h, moving takes 1000 s or 0.2778 h, one stream of 100 MB/s on a
/// link of as much.
fn from_the_store() -> Estate {
    let mut e = with_backup(with_third_site(two_sites()), vec![THIRD]);
    its_backup(&mut e).method = BackupMethod::Instant;
    its_backup(&mut e).instant_boot = fixed(0.1);
    e.stamps[0].lost = at(&[100.0]);
    e.stamps[0].redeploy = fixed(50.0);
    e.apps[0].churn_bytes_per_second = 0.0;
    e
}

fn its_backup(e: &mut Estate) -> &mut Backup {
    let backup = e.apps[0].protections.iter_mut().find_map(|protection| match protection {
        Protection::Backup(backup) => Some(backup),
        _ => None,
    });
    backup.unwrap()
}

/// When the data of apps have been moved, in hours.
fn moved(e: Estate) -> Vec<f64> {
    told(e, |note| matches!(note, Note::Migrated(_)))
}

/// When something is noted, in hours.
fn told(e: Estate, of: impl Fn(&Note) -> bool) -> Vec<f64> {
    let model = Model::new(e);
    let setup =
        Setup { model: &model, seed: 1, horizon: hours(480.0), probes: 0, natural: true, strata: vec![] };
    let mut stage = Stage::new(&model);
    stage.run_told(&setup, 0, &mut Outcome::default(), true);
    let journal = stage.world().journal().iter().filter(|(_, note)| of(note));
    journal.map(|(at, _)| ((*at - Time::ZERO).hours() * 1e4).round() / 1e4).collect()
}

const AT_ONCE: &str = "a stamp-lost 100.0000 101.0000 101.1000 backup 0 6.0000";

#[test]
fn it_serves_before_its_data_are_there() {
    assert_eq!(story(from_the_store(), 20.0), [AT_ONCE]);
    // 101.1 h + 0.2778 h.
    assert_eq!(moved(from_the_store()), [101.3778]);
    let mut whole = from_the_store();
    its_backup(&mut whole).method = BackupMethod::WholeVm;
    assert_eq!(story(whole, 20.0), ["a stamp-lost 100.0000 101.0000 101.2778 backup 0 6.0000"]);
}

#[test]
fn until_then_it_stops_with_the_store() {
    // The target is down from 101.2 h to 101.7 h; guests boot for 0.05 h.
    let mut e = from_the_store();
    e.apps[0].boot = fixed(0.05);
    (e.targets[0].failure, e.targets[0].repair) = (at(&[101.2]), fixed(0.5));
    assert_eq!(
        story(e.clone(), 20.0),
        [
            "a stamp-lost 100.0000 101.0000 101.1500 backup 0 6.0000",
            "a node 101.2000 - 101.7500 in place 0.0000",
        ]
    );
    // 0.05 h are moved before, 0.2278 h once it is back.
    assert_eq!(moved(e.clone()), [101.9278]);
    // Once they are moved, the target is not needed.
    (e.targets[0].failure, e.targets[0].repair) = (at(&[101.5]), fixed(0.5));
    assert_eq!(story(e, 20.0).len(), 1);
}

#[test]
fn until_then_it_stops_with_the_way_to_the_store() {
    let mut e = from_the_store();
    // The store and the third site are joined directly, and over the first.
    (e.links[2].failure, e.links[2].repair) = (at(&[101.2]), fixed(0.5));
    assert_eq!(story(e.clone(), 20.0), [AT_ONCE, "a link-lost 101.2000 masked"]);
    e.links[1].failure = at(&[101.0]);
    e.links[1].repair = fixed(10.0);
    assert_eq!(story(e, 20.0), [AT_ONCE, "a link-lost 101.2000 - 101.7000 in place 0.0000"]);
}

#[test]
fn until_then_it_stops_with_the_site_of_the_store() {
    let mut e = from_the_store();
    (e.sites[1].outage, e.sites[1].outage_lasts) = (at(&[101.2]), fixed(0.5));
    assert_eq!(story(e, 20.0), [AT_ONCE, "a site-outage 101.2000 - 101.7000 in place 0.0000"]);
}

#[test]
fn with_the_stores_data_its_own_are_lost() {
    // Nothing is left: it is rebuilt empty in 120 h, an hour after the failure.
    let mut e = from_the_store();
    e.sites[1].lost = at(&[101.2]);
    assert_eq!(story(e.clone(), 20.0), [AT_ONCE, "a site-lost 101.2000 102.2000 222.2000 rebuilt all"]);
    e.sites[1].lost = at(&[101.4]);
    assert_eq!(story(e, 20.0), [AT_ONCE]);
}

#[test]
fn a_store_lost_while_it_boots_breaks_the_recovery() {
    // Guests boot from 101.1 h; the target is down from 101.12 h to 101.62 h.
    let mut e = from_the_store();
    e.apps[0].boot = fixed(0.05);
    (e.targets[0].failure, e.targets[0].repair) = (at(&[101.12]), fixed(0.5));
    assert_eq!(story(e, 20.0), ["a stamp-lost 100.0000 101.0000 101.7700 backup 0 6.0000"]);
}

#[test]
fn data_are_moved_with_what_restores_leave() {
    // The target has one stream. It is free while b, restored whole, is prepared
    // until 101.15 h, and is held until the data of a are moved at 101.3778 h. Then
    // those of b are, for 0.2778 h.
    let mut e = from_the_store();
    e.targets[0].streams = 1;
    e.apps.push(App { name: "b".into(), ..e.apps[0].clone() });
    let Protection::Backup(b) = &mut e.apps[1].protections[0] else { unreachable!() };
    (b.method, b.provision) = (BackupMethod::WholeVm, fixed(0.15));
    let b_at = |line: &str| format!("b stamp-lost 100.0000 101.0000 {line} backup 0 6.0000");
    assert_eq!(story(e.clone(), 20.0), [AT_ONCE.to_owned(), b_at("101.6556")]);
    // With two streams a has the link for 0.05 h and then shares it, until what was left,
    // 0.2278 h of it, is moved in twice that.
    e.targets[0].streams = 2;
    assert_eq!(moved(e.clone()), [101.6056]);
    // By then b has as much, and has the link for the rest, 0.05 h.
    assert_eq!(story(e, 20.0), [AT_ONCE.to_owned(), b_at("101.6556")]);
}

#[test]
fn it_moves_home_and_is_replicated_only_with_its_data() {
    // The stamp is back at 100.5 h, before the app runs at the third site. Its data
    // are there at 101.3778 h, and home again 0.2778 h later, in a move of 0.5 h.
    let mut e = from_the_store();
    e.stamps[0].redeploy = fixed(0.5);
    assert_eq!(told(e.clone(), |note| matches!(note, Note::CopyingHome(_))), [101.3778]);
    assert_eq!(told(e, |note| matches!(note, Note::Home(_))), [102.1556]);
}

#[test]
fn nothing_is_replicated_from_the_store() {
    // Corruption of 100 h, noticed at 108 h; restored at home from 22:00 the day before
    // by 109.1 h, and moved by 109.3778 h. What the replica had is damaged, and nothing
    // is captured until then: in 1,100 h the site and its stamp are replaced.
    let mut e = with_backup(with_replica(two_sites()), vec![PROD]);
    e.apps[0].corruption = at(&[100.0]);
    (its_backup(&mut e).method, its_backup(&mut e).instant_boot) = (BackupMethod::Instant, fixed(0.1));
    let lost_at = |lost: f64| {
        let mut e = e.clone();
        e.sites[0].lost = at(&[lost]);
        story(e, 20.0).last().unwrap().clone()
    };
    assert_eq!(lost_at(109.37), "a site-lost 109.3700 110.3700 1209.4700 backup 1 15.3700");
    assert_eq!(lost_at(109.6), "a site-lost 109.6000 110.6000 110.7000 replica 0 0.1000");
}

#[test]
fn a_bad_copy_shows_when_it_is_booted() {
    let mut e = from_the_store();
    its_backup(&mut e).levels[0].unreadable = 1.0;
    e.people.max_incident = hours(10.0);
    let lines = story(e, 20.0);
    assert!(lines[0].contains("rebuilt") || lines[0].contains("never"), "{}", lines[0]);
}

#[test]
fn a_store_lost_while_an_incident_is_open_extends_it() {
    // The app needs b, whose VMs are made by 101.5 h. Ready from 101.1 h, it stops with
    // the target from 101.2 h to 101.3 h: it is not struck anew.
    let mut e = from_the_store();
    e.apps.push(App { name: "b".into(), data_bytes: 0.0, ..e.apps[0].clone() });
    let Protection::Backup(b) = &mut e.apps[1].protections[0] else { unreachable!() };
    (b.method, b.provision) = (BackupMethod::WholeVm, fixed(0.5));
    e.apps[0].needs = vec![AppId(1)];
    (e.targets[0].failure, e.targets[0].repair) = (at(&[101.2]), fixed(0.1));
    let (model, o) = outcome(e, 20.0);
    let of_b = "b stamp-lost 100.0000 101.0000 101.5000 backup 0 6.0000";
    let mut told = lines(&model, &o);
    told.sort();
    assert_eq!(told, ["a stamp-lost 100.0000 101.0000 101.5000 backup 0 6.0000", of_b]);
    let of_a = o.strikes.iter().find(|strike| strike.subject.0 == 0).unwrap();
    assert_eq!(of_a.incident.unwrap().merged, 1);
}
