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
    e.apps[0].protections.push(Protection::Backup(hourly(0, vec![Place::Stamp(StampId(2))])));
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

#[test]
fn an_item_missed_during_an_outage_is_put_back_after_it() {
    // Deleted at 100 h, noticed at 108 h, in an outage from 104 h to 114 h that
    // nothing is restored for. Then the item is read from the backup of 94 h.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.stamps[0].software = at(&[104.0]);
    e.stamps[0].software_lasts = fixed(10.0);
    let (model, o) = outcome(e, 60.0);
    let lines = lines(&model, &o);
    assert_eq!(lines, ["a stamp-outage 104.0000 105.0000 114.0028 backup 0 6.0000"]);
    assert_eq!(o.strikes[0].incident.unwrap().merged, 1);
    assert_eq!(o.totals[0].down, hours(10.0));
}

#[test]
fn an_item_missed_before_people_decide_is_put_back_once_they_have() {
    // The outage is over at 104.5 h; people decide at 105 h.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.apps[0].damage_detection = fixed(4.25);
    e.stamps[0].software = at(&[104.0]);
    e.stamps[0].software_lasts = fixed(0.5);
    assert_eq!(story(e, 60.0), ["a stamp-outage 104.0000 105.0000 105.0028 backup 0 6.0000"]);
}

#[test]
fn an_item_is_missing_or_not_with_the_point_that_is_restored() {
    // Noticed at 108 h while the app is restored from 105 h on, for 10 h. The
    // backup of 94 h holds the item; one of 102 h does not, and the item is
    // fetched from the one of 98 h: 2 h to it, and 2 h of everything.
    let restored = |every: f64| {
        let mut e = with_backup(two_sites(), vec![DR]);
        let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
        b.levels[0].schedule = Some(Schedule { every: hours(every), start: Some(hours(22.0)) });
        e.apps[0].data_bytes = 3.6e12;
        e.apps[0].item_deletion = at(&[100.0]);
        e.stamps[0].lost = at(&[104.0]);
        story(e, 60.0)
    };
    assert_eq!(restored(24.0), ["a stamp-lost 104.0000 105.0000 115.0000 backup 0 10.0000"]);
    assert_eq!(restored(4.0), ["a stamp-lost 104.0000 105.0000 115.0028 backup 0 4.0000"]);
}

#[test]
fn an_item_that_is_never_put_back_is_lost() {
    // The only copies are beyond a link that stays down.
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.people.max_incident = hours(400.0);
    e.apps[0].item_deletion = at(&[100.0]);
    e.links[0].failure = at(&[107.0]);
    e.links[0].repair = fixed(5000.0);
    let lines = story(e, 60.0);
    assert_eq!(lines[0], "a item-deletion 108.0000 108.0000 - never all");
}

#[test]
fn an_item_thought_lost_for_good_is_not_if_what_is_used_in_the_end_has_it() {
    // Home is out from 100.1 h to 500.1 h and keeps its data; the app runs at the
    // second site. An item deleted there at 110 h is missed at 170 h, when no
    // backup is older than 30 h; it is being made anew when that site and its
    // backups are lost at 172 h. What home held is all that is left, and has it.
    let mut e = with_backup(with_replica(two_sites()), vec![DR]);
    let Protection::Backup(b) = &mut e.apps[0].protections[1] else { unreachable!() };
    b.levels[0].retention.age = hours(30.0);
    (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[100.1]), fixed(400.0));
    e.apps[0].item_deletion = at(&[110.0]);
    e.apps[0].damage_detection = fixed(60.0);
    let remade = "a item-deletion 170.0000 170.0000 178.0000 remade all";
    assert_eq!(story(e.clone(), 60.0)[1], remade);
    e.sites[1].lost = at(&[172.0]);
    assert_eq!(story(e, 60.0)[1], "a item-deletion 170.0000 170.0000 500.1000 in place 71.9000");
}
