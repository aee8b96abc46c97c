//! What incidents lose that were struck more than once.

use super::*;

/// Users at a third site that the second site cannot reach: an app that fails
/// over there serves, and writes, in an incident that stays open. It has hourly
/// backups kept at the second site and restored to another stamp there.
fn cut_off_where_it_fails_over() -> Estate {
    let mut e = with_replica(two_sites());
    e.sites.push(site("users", SiteKind::Own));
    e.stamps.push(stamp("dr2", 1, 4));
    e.links.push(link("w2", 0, 2, 1e8));
    e.links.push(link("w3", 1, 2, 1e8));
    e.apps[0].users = vec![SiteId(2)];
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    let mut b = backup(0, hours(1.0), vec![Place::Stamp(StampId(2))]);
    b.levels[0].schedule = Some(Schedule { every: hours(1.0), start: Some(Span::ZERO) });
    e.apps[0].protections.push(Protection::Backup(b));
    e.sites[0].lost = at(&[100.2]);
    e.links[2].failure = at(&[50.0]);
    e.links[2].repair = fixed(350.0);
    e
}

#[test]
fn what_is_lost_twice_in_an_incident_adds_up() {
    // Lost at 100.2 h with the point of 100 h; runs from 101.3 h on; lost again
    // at 110.5 h with the point of 110 h.
    let mut e = cut_off_where_it_fails_over();
    e.stamps[1].lost = at(&[110.5]);
    assert_eq!(story(e, 60.0)[0], "a site-lost 100.2000 101.2000 400.0000 backup 1 0.7000");
}

#[test]
fn an_older_point_than_before_loses_each_instant_once() {
    // The same, but no backup is made after the one of 99 h: those of the hours
    // from then on are lost, and 9.2 h at the second site.
    let mut e = cut_off_where_it_fails_over();
    let Protection::Backup(b) = &mut e.apps[0].protections[1] else { unreachable!() };
    b.levels[0].schedule = Some(Schedule { every: hours(99.0), start: Some(Span::ZERO) });
    e.stamps[1].lost = at(&[110.5]);
    e.apps[0].data_bytes = 1e14;
    let lines = story(e, 60.0);
    assert!(lines[0].ends_with(" backup 1 10.4000"), "{lines:?}");
}

#[test]
fn an_item_incident_extended_by_an_outage_loses_only_the_item() {
    // Deleted at 100 h, noticed at 108 h; the item takes 10 h to bring back from
    // the backup of 94 h. An outage from 110 h to 111 h interrupts that.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.apps[0].item_bytes = 3.6e12;
    e.stamps[0].software = at(&[110.0]);
    e.stamps[0].software_lasts = fixed(1.0);
    let lines = story(e, 60.0);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("a item-deletion 108.0000 108.0000 121."), "{lines:?}");
    assert!(lines[0].ends_with(" backup 0 6.0000"), "{lines:?}");
}

#[test]
fn an_outage_does_not_turn_a_gap_into_a_rollback() {
    // Corrupted at 100 h, noticed at 108 h, restored from the backup of 94 h in
    // 10 h from 109 h on; an outage from 110 h to 111 h breaks that off.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].data_bytes = 3.6e12;
    e.apps[0].corruption = at(&[100.0]);
    e.stamps[0].software = at(&[110.0]);
    e.stamps[0].software_lasts = fixed(1.0);
    let (model, o) = outcome(e, 60.0);
    assert!(line(&model, &o.strikes[0]).ends_with(" backup 0 6.0000"));
    assert_eq!(o.strikes[0].incident.unwrap().rollback, hours(14.25));
}
