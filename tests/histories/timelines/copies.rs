//! Copies that fall behind, and chains of them.

use super::*;

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

/// A day's 2.16e12 B take 6 h to the target on the stamp, from 22:00 to 4:00,
/// and 6 h from there to the vault.
fn passed_on() -> Estate {
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].churn_bytes_per_second = 2.5e7;
    e.targets.insert(0, target("near", TargetAt::Stamp(StampId(0))));
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    let outward = Level { target: TargetId(1), schedule: None, ..b.levels[0].clone() };
    b.levels.push(outward);
    e
}

#[test]
fn what_waits_for_the_way_outward_is_sent_point_by_point() {
    // Without the link from 95 h to 170 h the points of 94 h, 118 h and 142 h
    // wait at the stamp; that of 166 h is there at 172 h. Each is sent for 6 h.
    for (lost, newest) in [
        (175.9, 70.0),
        (176.1, 94.0),
        (181.9, 94.0),
        (182.1, 118.0),
        (187.9, 118.0),
        (188.1, 142.0),
        (193.9, 142.0),
        (194.1, 166.0),
        (201.9, 166.0),
        (202.1, 190.0),
    ] {
        let mut e = passed_on();
        (e.links[0].failure, e.links[0].repair) = (at(&[95.0]), fixed(75.0));
        e.stamps[0].lost = at(&[lost]);
        assert_eq!(loss(e, 20.0), format!("{:.4}", lost - newest), "lost at {lost}");
    }
}

#[test]
fn a_transfer_outward_goes_on_after_a_halt() {
    // Without the link from 79 h to 170 h, half of what is new in the point of
    // 70 h has been sent; the rest takes 3 h, then the next point 6 h.
    for (lost, newest) in [(172.9, 46.0), (173.1, 70.0), (178.9, 70.0), (179.1, 94.0)] {
        let mut e = passed_on();
        (e.links[0].failure, e.links[0].repair) = (at(&[79.0]), fixed(91.0));
        e.stamps[0].lost = at(&[lost]);
        assert_eq!(loss(e, 20.0), format!("{:.4}", lost - newest), "lost at {lost}");
    }
}

#[test]
fn an_outward_copy_that_lost_its_data_starts_over_from_the_level_before() {
    // Down from 110 h to 120 h, and empty: 1e11 B from the stamp take 0.2778 h
    // and hold the point of 94 h; that of 118 h is there at 124 h, sent by 130 h.
    for (lost, loss_hours) in [(120.2, "all"), (120.3, "26.3000"), (129.9, "35.9000"), (130.1, "12.1000")] {
        let mut e = passed_on();
        (e.targets[1].failure, e.targets[1].repair) = (at(&[110.0]), fixed(10.0));
        e.targets[1].data_lost = 1.0;
        e.stamps[0].lost = at(&[lost]);
        assert_eq!(loss(e, 20.0), loss_hours, "lost at {lost}");
    }
}

#[test]
fn what_the_level_before_lost_is_sent_outward_with_its_next_point() {
    // The point of 94 h is on its way outward from 100 h to 106 h; at 105 h the
    // stamp's copies are gone. From 115 h they start over in 0.2778 h, and all
    // written since 70 h takes 11.25 h outward; then the 3 h until 118 h do 0.75.
    for (lost, newest) in [(126.5, 70.0), (126.6, 115.0), (127.2, 115.0), (127.3, 118.0)] {
        let mut e = passed_on();
        (e.targets[0].failure, e.targets[0].repair) = (at(&[105.0]), fixed(10.0));
        e.targets[0].data_lost = 1.0;
        e.stamps[0].lost = at(&[lost]);
        assert_eq!(loss(e, 20.0), format!("{:.4}", lost - newest), "lost at {lost}");
    }
}

#[test]
fn a_level_that_cannot_keep_up_falls_behind_for_good() {
    // A point an hour is at the stamp after 0.625 h and takes 1.25 h outward, the
    // first from 0.625 h on without anything to send: the n-th is sent by
    // 1.625 h + n 1.25 h, also where a short outage lies behind.
    for outage in [None, Some(300.0)] {
        for lost in [100.5_f64, 500.5, 1000.5, 2000.5, 8000.5] {
            let mut e = passed_on();
            e.apps[0].churn_bytes_per_second = 1.25e8;
            e.apps[0].vms = 2;
            let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
            for level in &mut b.levels {
                level.retention.age = Span::INFINITE;
            }
            b.levels[0].schedule = Some(Schedule { every: hours(1.0), start: Some(Span::ZERO) });
            let mut sending = lost - 1.625;
            if let Some(outage) = outage.filter(|outage| *outage < lost) {
                (e.links[0].failure, e.links[0].repair) = (at(&[outage]), fixed(2.0));
                sending -= 2.0;
            }
            e.stamps[0].lost = at(&[lost]);
            let newest = (sending / 1.25).floor();
            assert_eq!(loss(e, 500.0), format!("{:.4}", lost - newest), "lost at {lost}, outage {outage:?}");
        }
    }
}

/// The loss of the only incident of a story.
fn loss(estate: Estate, days: f64) -> String {
    let lines = story(estate, days);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].rsplit(' ').next().unwrap().into()
}

#[test]
fn thinning_keeps_the_newest_point_of_a_spacing() {
    // Every 15 minutes, one an hour kept for a day. Found late, the hour of the
    // damage is down to its newest point, that of 100.75 h. Found within that
    // hour, all its points are still there.
    for (onset, found_after, gap) in [
        (100.7, 8.0, "0.9500"),
        (100.95, 8.0, "0.2000"),
        (100.7, 0.25, "0.2000"),
        (100.7, 0.35, "0.9500"),
        (100.1, 0.5, "0.1000"),
    ] {
        let mut e = with_replica(two_sites());
        let Protection::Replica(r) = &mut e.apps[0].protections[0] else { unreachable!() };
        r.retention = Retention { age: hours(24.0), spacing: hours(1.0) };
        e.apps[0].corruption = at(&[onset]);
        e.apps[0].damage_detection = fixed(found_after);
        assert_eq!(loss(e, 20.0), gap, "damage at {onset} found after {found_after}");
    }
}

#[test]
fn jobs_that_can_fail_leave_the_backlog_to_be_sent() {
    // Hourly from 0 h, the link down from 100 h: the capture of 100 h is on its
    // way. Churn 2e6 B/s on 1e8 B/s takes 0.02 of the time written: back at
    // 820 h, it arrives at 820.02 h and the 720.02 h since then 14.4 h later. At
    // 5e7 B/s it takes half: 340.5 h, and 240.5 h of writes by 460.75 h.
    for (churn, down, lost, expected) in [
        (2e6, 720.0, 830.03, "730.0300"),
        (2e6, 720.0, 834.5, "14.4800"),
        (5e7, 240.0, 440.03, "340.0300"),
        (5e7, 240.0, 461.0, "120.5000"),
    ] {
        for job_failure in [0.0, 1e-12] {
            let mut e = with_backup(two_sites(), vec![DR]);
            let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
            b.levels[0].schedule = Some(Schedule { every: hours(1.0), start: Some(Span::ZERO) });
            b.levels[0].job_failure = job_failure;
            e.apps[0].churn_bytes_per_second = churn;
            e.links[0].failure = at(&[100.0]);
            e.links[0].repair = fixed(down);
            e.stamps[0].lost = at(&[lost]);
            assert_eq!(loss(e, 100.0), expected, "{churn} B/s, lost at {lost}, P {job_failure}");
        }
    }
}

#[test]
fn more_churn_than_bandwidth_falls_behind_from_the_start_on() {
    // Churn of 1.25 times the bandwidth: each capture takes 1.25 times as long
    // as the one before. With nothing behind at 0 h, capture n is at 1.25^n - 1
    // hours and arrives with the next: at 100.1 h, n = 19 has (85.74 h), that of
    // 85.74 h has not (107.42 h).
    let mut e = with_replica(two_sites());
    e.apps[0].churn_bytes_per_second = 1.25e8;
    e.sites[0].lost = at(&[100.1]);
    let expected = 100.1 - (1.25_f64.powi(19) - 1.0);
    assert_eq!(loss(e.clone(), 30.0), format!("{expected:.4}"));
    // What was kept from before is still there.
    e.sites[0].lost = Hazard::Never;
    let Protection::Replica(r) = &mut e.apps[0].protections[0] else { unreachable!() };
    r.retention = Retention { age: hours(24.0), spacing: Span::ZERO };
    e.apps[0].corruption = at(&[0.1]);
    e.apps[0].damage_detection = fixed(8.0);
    assert_eq!(loss(e.clone(), 30.0), "0.1000");
    let Protection::Replica(r) = &mut e.apps[0].protections[0] else { unreachable!() };
    r.schedule.start = Some(hours(0.2));
    assert_eq!(loss(e, 30.0), "0.1500");
}

#[test]
fn every_outage_since_a_point_that_is_kept_is_remembered() {
    // Backups at 22:00 are kept for a year. Damaged at 200 h, noticed 1800 h
    // later: that of 190 h is clean, however often the link was down since.
    for outages in [11, 12, 30, 400] {
        let mut e = with_backup(two_sites(), vec![PROD]);
        let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
        b.levels[0].retention.age = hours(365.0 * 24.0);
        e.links[0].failure = at(&(0..outages).map(|i| 250.0 + 4.0 * f64::from(i)).collect::<Vec<_>>());
        e.links[0].repair = fixed(0.5);
        e.apps[0].corruption = at(&[200.0]);
        e.apps[0].damage_detection = fixed(1800.0);
        assert_eq!(loss(e, 120.0), "10.0000", "{outages} outages");
    }
}

#[test]
fn what_an_incident_asks_for_is_remembered_until_it_closes() {
    // An item deleted at 1900 h is missed at 2000 h; the vault, which keeps points
    // for 200 h, is down from 1990 h to 4990 h, and its point of 1894 h waits there
    // for all that time, though the link was down at 1930 h and the app at 4300 h.
    let mut e = with_backup(two_sites(), vec![PROD]);
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.levels[0].retention.age = hours(200.0);
    e.apps[0].item_deletion = at(&[1900.0]);
    e.apps[0].damage_detection = fixed(100.0);
    (e.targets[0].failure, e.targets[0].repair) = (at(&[1990.0]), fixed(3000.0));
    (e.links[0].failure, e.links[0].repair) = (at(&[1930.0]), fixed(0.5));
    (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[4300.0]), fixed(1.0));
    assert_eq!(loss(e, 100.0), "6.0000");
}

#[test]
fn what_was_sent_outward_before_is_known_as_long_as_it_is_kept() {
    // Damage at 480 h halts the first level alone, so that the outward one has
    // been sending since before then when at 4128 h an attack, with an intrusion
    // 72 h earlier, destroys the copies on the stamp. The vault has the point of
    // 4054 h.
    let mut e = passed_on();
    let Protection::Backup(b) = &mut e.apps[0].protections[0] else { unreachable!() };
    b.restore_to = vec![PROD];
    for (level, days) in b.levels.iter_mut().zip([20.0, 40.0]) {
        level.retention.age = hours(24.0 * days);
        level.job_failure = 1e-12;
    }
    e.apps[0].corruption = at(&[480.0]);
    e.apps[0].damage_detection = fixed(1.0);
    e.ransomware.hazard = at(&[4128.0]);
    (e.ransomware.dwell, e.ransomware.taint_from) = (fixed(72.0), TaintFrom::Intrusion);
    (e.targets[0].compromised, e.targets[1].compromised) = (1.0, 0.0);
    let lines = story(e, 200.0);
    assert!(
        lines[1].starts_with("a ransomware 4128.0000 ") && lines[1].ends_with(" backup 0 2.0000"),
        "{lines:?}"
    );
}
