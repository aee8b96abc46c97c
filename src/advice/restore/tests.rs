use super::super::sample::*;
use super::*;
use crate::model::{Estate, Protection};

/// 200 VMs of 225 GB in tier t2 on prod, restored to dr from Azure.
fn forty_five_terabytes(rto: f64) -> Estate {
    let mut estate = sound();
    for i in 0..20 {
        let mut app = app(&format!("x{i:02}"));
        app.tier = TierId(1);
        app.vms = 10;
        app.memory_per_vm_bytes = GIB;
        app.data_bytes = 2250.0 * GB;
        app.protections = vec![Protection::Backup(backup(VAULT))];
        for kind in Kind::ALL {
            app.objectives[kind.index()].rto = Some(span(rto));
        }
        estate.apps.push(app);
    }
    estate
}

/// "45 TB over 800 Mbps take 125 h: restoring tier t2 to prod from Azure
/// cannot meet 24 h."
#[test]
fn forty_five_terabytes_over_800_mbps_take_125_hours() {
    let all = found(forty_five_terabytes(DAY), "restore-cannot-meet-rto");
    let site = all.iter().find(|f| f.reason.contains("loss of dc1")).expect("site lost");
    assert_eq!(site.subject, "tier t2");
    assert!(
        site.reason.starts_with("45 TB over 800 Mbps of link er2 take 125 h: restoring tier t2 to dr"),
        "{}",
        site.reason
    );
    assert_eq!((site.value.as_deref(), site.limit.as_deref()), (Some("125 h"), Some("24 h")));
    assert!((45e12 / 1e8 / 3600.0 - 125.0_f64).abs() < 1e-9);
    // After ransomware the 440 GB of t1 go first: 126.2 h.
    assert!(found(forty_five_terabytes(127.0 * HOUR), "restore-cannot-meet-rto").is_empty());
}

#[test]
fn a_tier_waits_for_the_tiers_before_it() {
    // t1: 20 TB, t2: 20 TB, each 55.6 h, against 60 h.
    let mut estate = sound();
    for (i, tier) in [TierId(0), TierId(1)].into_iter().enumerate() {
        let mut app = app(&format!("x{i}"));
        (app.tier, app.data_bytes) = (tier, 20e12);
        app.protections = vec![Protection::Backup(backup(VAULT))];
        for kind in Kind::ALL {
            app.objectives[kind.index()].rto = Some(span(60.0 * HOUR));
        }
        estate.apps.push(app);
    }
    let all = found(estate, "restore-cannot-meet-rto");
    assert!(all.iter().all(|f| f.subject == "tier t2"), "{all:#?}");
    assert!(
        all[0].reason.starts_with("40 TB, 20 TB of tiers served before it included,"),
        "{}",
        all[0].reason
    );
}

#[test]
fn a_target_can_be_the_bottleneck() {
    let mut estate = erp_with(vec![Protection::Backup(backup(FAR))]);
    estate.targets[FAR.index()].streams = 1;
    estate.targets[FAR.index()].stream_bytes_per_second = 1e7;
    // 400 GB at 10 MB/s: 11.1 h, restored within dc2.
    let finding = only(estate.clone(), "restore-cannot-meet-rto");
    assert!(finding.reason.contains("10 MB/s of target far take 11 h"), "{}", finding.reason);
    estate.targets[FAR.index()].stream_bytes_per_second = 2e7;
    assert!(found(estate, "restore-cannot-meet-rto").is_empty());
}

#[test]
fn what_boots_from_the_target_waits_for_no_transfer() {
    let mut estate = forty_five_terabytes(DAY);
    for app in &mut estate.apps {
        for protection in &mut app.protections {
            if let Protection::Backup(backup) = protection {
                backup.method = crate::model::BackupMethod::Instant;
            }
        }
    }
    assert!(found(estate, "restore-cannot-meet-rto").is_empty());
}

#[test]
fn a_hold_longer_than_the_rto_needs_an_objective_of_its_own() {
    let mut estate = sound();
    estate.apps[1].objectives[Kind::Ransomware.index()].rto = Some(span(2.0 * DAY));
    let finding = only(estate.clone(), "hold-exceeds-rto");
    assert_eq!((finding.value.as_deref(), finding.limit.as_deref()), (Some("72 h"), Some("48 h")));
    assert!(found(estate, "rto-out-of-reach").is_empty(), "said once");
    assert!(found(sound(), "hold-exceeds-rto").is_empty());
}

#[test]
fn an_app_whose_steps_alone_take_longer_is_out_of_reach() {
    let in_guest = |parallel: u32| {
        let mut agent = backup(VAULT);
        agent.method = crate::model::BackupMethod::InGuest;
        agent.parallel = parallel;
        let mut estate = erp_with(vec![Protection::Backup(agent)]);
        (estate.apps[1].vms, estate.apps[1].memory_per_vm_bytes) = (40, GIB);
        estate
    };
    // 40 VMs, 4 at once: ten waves of 55 min, 9.2 h, against 8 h.
    let finding = only(in_guest(4), "rto-out-of-reach");
    assert_eq!((finding.subject.as_str(), finding.limit.as_deref()), ("erp", Some("8 h")));
    assert_eq!(finding.fix, "automate its steps, or work on more VMs at once");
    assert!(found(in_guest(40), "rto-out-of-reach").is_empty());
}

#[test]
fn a_single_restore_is_told_in_one_figure() {
    // 5 TB at 10 MB/s: 139 h of transfer and more besides, against 8 h.
    let mut estate = erp_with(vec![Protection::Backup(backup(FAR))]);
    estate.apps[1].data_bytes = 5e12;
    estate.targets[FAR.index()].streams = 1;
    estate.targets[FAR.index()].stream_bytes_per_second = 1e7;
    // Whole tiers are told of after these; what is left is told of the app.
    for kind in [Kind::SiteLost, Kind::StampLost, Kind::Ransomware] {
        estate.apps[1].objectives[kind.index()].rto = None;
    }
    let finding = only(estate, "restore-cannot-meet-rto");
    let value = finding.value.expect("a value");
    assert!(finding.reason.contains("139 h of transfer"), "{}", finding.reason);
    assert!(finding.reason.ends_with(&format!("at best {value} in all")), "{value}: {}", finding.reason);
    assert!(value != "139 h", "{value}");
}
