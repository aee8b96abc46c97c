//! Apps that serve where their VMs are not managed, until these have been
//! registered, reconnected, or are home again.

use super::*;
use drsim::report::story;

/// The replica of an app, or a backup, with what its VMs need.
fn registered(mut e: Estate, register: f64) -> Estate {
    for protection in &mut e.apps[0].protections {
        registration(protection).register = Some(fixed(register));
    }
    e
}

fn registration(protection: &mut Protection) -> &mut Registration {
    match protection {
        Protection::Backup(backup) => &mut backup.registration,
        Protection::Replica(replica) => &mut replica.registration,
        Protection::ActiveActive(_) => panic!("nothing is registered"),
    }
}

/// The site of the app is lost at 100.1 h; it serves at the second from 101.2 h.
fn failed_over(register: f64) -> Estate {
    let mut e = registered(with_replica(two_sites()), register);
    e.people.failback = fixed(8.0);
    e.sites[0].lost = at(&[100.1]);
    e
}

const LEFT: &str = "a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000";

/// Hours of unmanaged time of each subject in 60 days.
fn unmanaged(e: Estate) -> Vec<String> {
    unmanaged_within(e, 60.0)
}

fn unmanaged_within(e: Estate, days: f64) -> Vec<String> {
    outcome(e, days).1.totals.iter().map(|totals| number(totals.unmanaged.hours())).collect()
}

/// What is said about who manages it, and of the way home.
fn told(e: Estate) -> Vec<String> {
    let model = Model::new(e);
    let horizon = hours(24.0 * 60.0);
    let setup = Setup { model: &model, seed: 1, horizon, probes: 0, natural: true, strata: vec![] };
    let mut stage = Stage::new(&model);
    stage.run_told(&setup, 0, &mut Outcome::default(), true);
    let story = story::tell(&model, stage.world().journal(), Some(Time::ZERO));
    let lines = story.lines().filter(|line| line.contains("managed") || line.contains("home again"));
    lines.map(|line| line[25..].trim_start().to_owned()).collect()
}

#[test]
fn a_failed_over_app_serves_unmanaged_until_it_is_registered() {
    let e = failed_over(2.0);
    let (model, o) = outcome(e.clone(), 60.0);
    assert_eq!(lines(&model, &o), [LEFT]);
    assert_eq!((o.totals[0].down, o.totals[0].unmanaged), (hours(1.1), hours(2.0)));
    assert_eq!(
        told(e),
        [
            "+4d 05:12:00  a: not managed until its VMs are registered there",
            "+4d 07:12:00  a: managed again",
            "+50d 08:22:41  a: runs at home again",
        ]
    );
    assert_eq!(unmanaged(failed_over(0.0)), ["0.0000"]);
}

#[test]
fn nothing_is_registered_where_nothing_says_so() {
    let mut e = failed_over(2.0);
    registration(&mut e.apps[0].protections[0]).register = None;
    assert_eq!(unmanaged(e), ["0.0000"]);
    let mut e = failed_over(2.0);
    e.apps[0].guests.arc = Some(false);
    assert_eq!(unmanaged(e), ["0.0000"]);
}

#[test]
fn vms_are_registered_as_many_at_once_as_people_work_on() {
    // Three VMs in two rounds; that they are failed over in two does not count.
    let mut e = failed_over(2.0);
    e.apps[0].vms = 3;
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { panic!() };
    replica.parallel = 2;
    assert_eq!(unmanaged(e), ["4.0000"]);
}

#[test]
fn a_region_needs_no_registering() {
    let mut e = two_sites();
    e.sites.push(site("azure", SiteKind::Cloud));
    e.links.push(link("up", 0, 2, 1e8));
    e.links.push(link("up2", 1, 2, 1e8));
    e.apps[0].protections = vec![Protection::Replica(quarter_hourly(Place::Region(SiteId(2))))];
    let mut e = registered(e, 2.0);
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e.clone(), 60.0), [LEFT]);
    assert_eq!(unmanaged(e), ["0.0000"]);
}

#[test]
fn an_app_that_is_home_before_it_is_registered_is_managed_there() {
    // Home stands again at 700.1 h; the app stops for the move at 700.3781 h, when
    // 1e11 B have been sent at 1e8 B/s with what is written meanwhile.
    let mut e = failed_over(1e4);
    e.sites[0].replacement = fixed(500.0);
    assert_eq!(unmanaged(e.clone()), ["599.1781"]);
    assert_eq!(
        told(e.clone()),
        [
            "+4d 05:12:00  a: not managed until its VMs are registered there",
            "+29d 12:22:41  a: runs at home again",
            "+29d 12:22:41  a: managed again",
        ]
    );
    // A failover meant to be temporary: nobody registers anything.
    let of = registration(&mut e.apps[0].protections[0]);
    (of.register, of.temporary) = (Some(fixed(2.0)), true);
    assert_eq!(unmanaged(e.clone()), ["599.1781"]);
    assert_eq!(told(e)[0], "+4d 05:12:00  a: not managed until it runs at home again");
}

#[test]
fn an_app_that_was_away_for_long_is_reconnected_at_home() {
    // It has not run at home from 100.1 h on; home is lost for 100 h more than its
    // replacement takes, the copy takes 0.2781 h and the move 8 h.
    let away = |replacement: f64| {
        let mut e = failed_over(2.0);
        let of = registration(&mut e.apps[0].protections[0]);
        (of.reconnect, of.reconnect_after) = (Some(fixed(3.0)), hours(45.0 * 24.0));
        e.sites[0].replacement = fixed(replacement);
        e
    };
    assert_eq!(unmanaged(away(971.7)), ["2.0000"]);
    assert_eq!(unmanaged(away(971.8)), ["5.0000"]);
    let story = told(away(971.8));
    assert_eq!(story[2], "+49d 04:10:41  a: runs at home again");
    assert_eq!(story[3], "+49d 04:10:41  a: not managed until its VMs are reconnected");
    assert_eq!(story[4], "+49d 07:10:41  a: managed again");
    assert_eq!(story.len(), 5);
    // Its place is down for an hour meanwhile: people begin anew.
    let mut e = away(971.8);
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[1181.0]), fixed(1.0));
    // Home at 1180.1781 h.
    assert_eq!(unmanaged(e), ["5.8219"]);
}

#[test]
fn data_that_were_left_at_home_for_long_are_reconnected_too() {
    // Home has no power from 100.1 to 1200.1 h. The second site is lost at 1150 h:
    // the app starts at home from what it left there.
    let mut e = failed_over(2.0);
    let of = registration(&mut e.apps[0].protections[0]);
    (of.reconnect, of.reconnect_after) = (Some(fixed(3.0)), hours(45.0 * 24.0));
    e.sites[0].lost = Hazard::Never;
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.1]), fixed(1100.0));
    e.sites[1].lost = at(&[1150.0]);
    let (model, o) = outcome(e, 60.0);
    let left = "a site-outage 100.1000 101.1000 101.2000 replica 0 0.1000";
    let back = "a site-lost 1150.0000 1151.0000 1200.1000 in place 1049.9000";
    assert_eq!(lines(&model, &o), [left, back]);
    assert_eq!(number(o.totals[0].unmanaged.hours()), "5.0000");
}

#[test]
fn what_is_restored_where_it_was_stays_as_it_was() {
    // Corruption, found after 8 h, is undone in place: at home, then at the second
    // site, where the app has been registered by then.
    let mut e = registered(with_backup(two_sites(), vec![PROD, DR]), 2.0);
    e.apps[0].corruption = at(&[50.0]);
    assert_eq!(unmanaged(e.clone()), ["0.0000"]);
    e.sites[0].lost = at(&[100.1]);
    e.apps[0].corruption = at(&[50.0, 200.0]);
    assert_eq!(unmanaged(e.clone()), ["2.0000"]);
    // Corruption is found before anything is registered: 1 h of decision and 1000 s
    // of transfer for each restore, which begins the work anew.
    e.apps[0].corruption = at(&[101.4]);
    let mut e = registered(e, 20.0);
    e.apps[0].damage_stop = fixed(0.0);
    let story = story(e.clone(), 60.0);
    assert_eq!(story[0], "a site-lost 100.1000 101.1000 101.3778 backup 0 6.1000");
    assert!(story[1].starts_with("a corruption 109.4000 110.4000 110.6778 backup 0"), "{story:?}");
    // From 101.3778 to 109.4 h, then 20 h.
    assert_eq!(unmanaged(e), ["28.0222"]);
}

#[test]
fn a_failure_calls_off_what_people_had_begun() {
    // The place is down from 105 to 109 h: 3.8 h of work were for nothing.
    let mut e = failed_over(10.0);
    (e.stamps[1].software, e.stamps[1].software_lasts) = (at(&[105.0]), fixed(4.0));
    let second = "a stamp-outage 105.0000 106.0000 109.0000 in place 0.0000";
    assert_eq!(story(e.clone(), 60.0), [LEFT, second]);
    assert_eq!(unmanaged(e), ["13.8000"]);
    // The second site is lost at 104 h: 2.8 h there, then 5 h at the third.
    let mut e = with_third_site(failed_over(10.0));
    e.apps[0].protections.push(Protection::Replica(quarter_hourly(THIRD)));
    registration(&mut e.apps[0].protections[1]).register = Some(fixed(5.0));
    e.sites[1].lost = at(&[104.0]);
    let (model, o) = outcome(e, 60.0);
    assert!(lines(&model, &o)[1].starts_with("a site-lost 104.0000 105.0000 105.1000 replica 1"));
    assert_eq!(number(o.totals[0].unmanaged.hours()), "7.8000");
}

#[test]
fn vms_are_registered_while_their_app_waits_for_another() {
    // It needs an app that is back at 111.1 h: until then it does not serve, and
    // its VMs, there since 101.2 h, are registered all the same.
    let waiting = |register: f64| {
        let mut e = failed_over(register);
        e.apps.push(app("b", PROD));
        e.apps[0].needs = vec![AppId(1)];
        let replica = Replica { failover: fixed(10.0), ..quarter_hourly(DR) };
        e.apps[1].protections = vec![Protection::Replica(replica)];
        unmanaged(e)
    };
    assert_eq!(waiting(2.0), ["0.0000", "0.0000"]);
    assert_eq!(waiting(20.0), ["10.1000", "0.0000"]);
}

#[test]
fn only_what_lies_within_the_horizon_counts() {
    assert_eq!(unmanaged_within(failed_over(1e5), 10.0), ["138.8000"]);
    assert_eq!(unmanaged_within(failed_over(2.0), 102.0 / 24.0), ["0.8000"]);
    assert_eq!(unmanaged_within(failed_over(2.0), 101.0 / 24.0), ["0.0000"]);
}

#[test]
fn a_service_is_unmanaged_while_any_of_its_apps_is() {
    let both = |days: f64| {
        let mut e = failed_over(2.0);
        let mut b = e.apps[0].clone();
        b.name = "b".into();
        let Protection::Replica(replica) = &mut b.protections[0] else { panic!() };
        (replica.failover, replica.registration.register) = (fixed(0.6), Some(fixed(5.0)));
        e.apps.push(b);
        e.services.push(service("s", vec![AppId(0), AppId(1)]));
        unmanaged_within(e, days)
    };
    // From 101.2 and 101.7 h on, to 103.2 and 106.7 h.
    assert_eq!(both(60.0), ["2.0000", "5.0000", "5.5000"]);
    assert_eq!(both(104.0 / 24.0), ["2.0000", "2.3000", "2.8000"]);
    // A service of one app is what its app is.
    let mut e = failed_over(2.0);
    e.services.push(service("s", vec![AppId(0)]));
    assert_eq!(unmanaged(e), ["2.0000", "2.0000"]);
}
