//! Replicas that are always current, and failovers that begin by themselves.

use super::*;

/// A synchronous replica at the second site.
fn synchronous(mut e: Estate) -> Estate {
    let r = Replica { schedule: Schedule::SYNCHRONOUS, apply: Span::ZERO, ..replica(DR, hours(1.0)) };
    e.apps[0].protections = vec![Protection::Replica(r)];
    e
}

/// Its failover begins by itself 0.01 h after a failure.
fn automatic(mut e: Estate) -> Estate {
    e = synchronous(e);
    its_replica(&mut e).automatic = Some(fixed(0.01));
    e
}

fn its_replica(e: &mut Estate) -> &mut Replica {
    let Protection::Replica(replica) = &mut e.apps[0].protections[0] else { unreachable!() };
    replica
}

/// The first site is lost at this hour: the loss.
fn loss_at(e: &Estate, hour: f64) -> Span {
    let mut e = e.clone();
    e.sites[0].lost = at(&[hour]);
    let (_, o) = outcome(e, 20.0);
    o.strikes.last().unwrap().incident.unwrap().loss
}

const BY_ITSELF: &str = "a site-lost 100.1000 100.1100 100.2100 replica 0 0.0000";

#[test]
fn nothing_is_lost_at_a_lost_site() {
    let mut e = synchronous(two_sites());
    // Even where the link is nearly full.
    for churn in [1e5, 6e7, 9.99e7] {
        e.apps[0].churn_bytes_per_second = churn;
        assert_eq!(loss_at(&e, 100.1), Span::ZERO, "{churn}");
    }
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e, 20.0), ["a site-lost 100.1000 101.1000 101.2000 replica 0 0.0000"]);
}

#[test]
fn what_was_written_while_the_link_was_down_is_sent_first() {
    // Down from 99 h to 100 h: 3.6e8 B take 0.001 h.
    let mut e = synchronous(two_sites());
    (e.links[0].failure, e.links[0].repair) = (at(&[99.0]), fixed(1.0));
    assert_eq!(loss_at(&e, 98.99), Span::ZERO);
    assert_eq!(loss_at(&e, 99.5), hours(0.5));
    assert_eq!(loss_at(&e, 100.0005), hours(1.0005));
    assert_eq!(loss_at(&e, 100.0011), Span::ZERO);
}

#[test]
fn a_failover_begins_by_itself_before_people_know() {
    let mut e = automatic(two_sites());
    e.people.detection = fixed(0.5);
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e, 20.0), [BY_ITSELF]);
}

#[test]
fn a_failover_that_begins_by_itself_needs_its_witness() {
    let mut e = automatic(with_third_site(two_sites()));
    let (failure, repair) = (at(&[99.0]), fixed(1.5));
    e.controls.push(Control { name: "witness".into(), at: ControlAt::Site(SiteId(2)), failure, repair });
    its_replica(&mut e).needs.start = vec![Need::Control(ControlId(0))];
    e.sites[0].lost = at(&[100.1]);
    // The witness is back at 100.5 h.
    assert_eq!(story(e.clone(), 20.0), ["a site-lost 100.1000 100.1100 100.6000 replica 0 0.0000"]);
    e.controls[0].failure = Hazard::Never;
    assert_eq!(story(e, 20.0), [BY_ITSELF]);
}

#[test]
fn what_is_back_before_stays() {
    let mut e = automatic(two_sites());
    (e.stamps[0].rack_power, e.stamps[0].rack_power_lasts) = (at(&[100.1]), fixed(0.005));
    assert_eq!(story(e, 20.0), ["a stamp-outage 100.1000 - 100.1050 in place 0.0000"]);
}

#[test]
fn nothing_begins_by_itself_after_damage() {
    // Corruption of 100 h is noticed 8 h later, and people decide for an hour.
    let mut e = automatic(two_sites());
    let backed_up = with_backup(two_sites(), vec![PROD]);
    e.targets = backed_up.targets;
    e.apps[0].protections.extend(backed_up.apps[0].protections.clone());
    e.apps[0].corruption = at(&[100.0]);
    assert_eq!(story(e, 20.0), ["a corruption 108.0000 109.0000 109.2778 backup 1 6.0000"]);
}

#[test]
fn a_failover_that_broke_begins_again_as_soon_as_it_can() {
    // The second site is dark from 100.15 h to 100.17 h.
    let mut e = automatic(two_sites());
    e.sites[0].lost = at(&[100.1]);
    (e.stamps[1].rack_power, e.stamps[1].rack_power_lasts) = (at(&[100.15]), fixed(0.02));
    assert_eq!(story(e, 20.0), ["a site-lost 100.1000 100.1100 100.2700 replica 0 0.0000"]);
}
