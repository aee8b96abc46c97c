//! Failures at random instants where some method can always work: no recovery
//! may wait for a repair.

use super::*;
use drsim::kernel::stream::TrialKey;

const WORLDS: u64 = 4_000;

/// App `a` needs `k`. Backups are made every hour at a third site, and can be
/// restored there: in 0.2778 h for `a`, in 10 h for `k`. Repairs take weeks.
fn third_site_works() -> Estate {
    let mut e = with_third_site(two_sites());
    e.targets.push(target("vault", TargetAt::Site(SiteId(2))));
    e.apps[0].protections =
        vec![Protection::Replica(quarter_hourly(DR)), Protection::Backup(hourly(0, vec![THIRD]))];
    let protections = e.apps[0].protections.iter().rev().cloned().collect();
    e.apps.push(App { protections, data_bytes: 3.6e12, ..app("k", PROD) });
    e.apps[0].needs = vec![AppId(1)];
    for site in &mut e.sites {
        (site.outage_lasts, site.replacement) = (fixed(300.0), fixed(300.0));
    }
    for stamp in &mut e.stamps {
        (stamp.redeploy, stamp.software_lasts) = (fixed(200.0), fixed(300.0));
        stamp.rack_power_lasts = fixed(7.0);
    }
    e
}

#[test]
fn no_recovery_stalls_where_some_method_can_work() {
    let mut incidents = 0;
    for seed in 0..WORLDS {
        let mut draw = TrialKey::new(77, seed).stream(1, 1, 0);
        let mut e = third_site_works();
        let mut hour = 100.0 + 10.0 * draw.unit();
        let mut struck = Vec::new();
        for _ in 0..2 + draw.below(3) {
            let which = draw.below(10);
            struck.push((which, hour));
            let (site, stamp) = ((which % 2) as usize, (which % 2) as usize);
            let hazard = match which / 2 {
                0 => &mut e.sites[site].outage,
                1 => &mut e.sites[site].lost,
                2 => &mut e.stamps[stamp].lost,
                3 => &mut e.stamps[stamp].software,
                _ => &mut e.stamps[stamp].rack_power,
            };
            let next = Time::ZERO + hours(hour);
            match hazard {
                Hazard::At(known) => known.push(next),
                _ => *hazard = Hazard::At(vec![next]),
            }
            hour += draw.unit() * [1.5, 15.0, 200.0, 600.0][draw.below(4) as usize];
        }
        let (model, o) = outcome(e, 200.0);
        for strike in &o.strikes {
            let Some(i) = strike.incident else { continue };
            incidents += 1;
            // A decision, a restore of `k`, and as much again to wait for `k` if
            // that begins later; with every further failure again.
            let longest = 23.0 * (1.0 + f64::from(i.merged));
            let took = (i.closed - i.failed).hours();
            assert!(took <= longest, "world {seed}: {took} h: {} in {struck:?}", line(&model, strike));
        }
    }
    println!("incidents: {incidents}");
    assert!(incidents > WORLDS, "hardly anything happens");
}
