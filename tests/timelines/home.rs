//! The way home, and what comes between.

use super::*;

/// An app that was failed over at 100.1 h, its site lost. Home is redeployed at
/// 700.1 h; 1e11 B at 1e8 B/s take 1000 s, so it stops for the move at
/// 700.3778 h, for 8 h.
fn moving_home() -> Estate {
    let mut e = with_replica(two_sites());
    e.people.failback = fixed(8.0);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    e
}

const LEFT: &str = "a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000";

/// The whole story, then hours of unplanned and of planned downtime.
fn told(e: Estate) -> (Vec<String>, String, String) {
    let (model, o) = outcome(e, 60.0);
    let lines = o.strikes.iter().map(|s| line(&model, s)).collect();
    (lines, number(o.totals[0].down.hours()), number(o.totals[0].planned.hours()))
}

fn only_planned(planned: &str) -> (Vec<String>, String, String) {
    (vec![LEFT.into()], "1.1000".into(), planned.into())
}

#[test]
fn a_home_that_fails_during_the_move_lets_the_app_serve_where_it_is() {
    // Home fails at 702 h, 1.6222 h into the move: the app serves again at the
    // second site, and moves in 8 h when home is back.
    let failing = |fail: fn(&mut Estate)| {
        let mut e = moving_home();
        fail(&mut e);
        told(e)
    };
    let outage =
        failing(|e| (e.stamps[0].software, e.stamps[0].software_lasts) = (at(&[702.0]), fixed(30.0)));
    assert_eq!(outage, only_planned("9.6222"));
    let lost = failing(|e| e.stamps[0].lost = at(&[702.0]));
    assert_eq!(lost, only_planned("9.6222"));
    let power = failing(|e| (e.sites[0].outage, e.sites[0].outage_lasts) = (at(&[702.0]), fixed(30.0)));
    assert_eq!(power, only_planned("9.6222"));
    let switches = failing(|e| {
        (e.stamps[0].switch, e.stamps[0].switch_common_cause) = (at(&[702.0]), 1.0);
        e.stamps[0].switch_repair = fixed(30.0);
    });
    assert_eq!(switches, only_planned("9.6222"));
}
