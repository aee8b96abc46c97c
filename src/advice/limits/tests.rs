use super::super::sample::*;
use crate::advice::{Finding, Severity};
use crate::model::limits::{ArcVms, Case, Cases, GuestSystem, Linux, LogLimit, Sourced, Storage};
use crate::model::*;
use crate::units::Span;
use std::sync::Arc;

const MB: f64 = 1e6;
const SOURCE: &str = "a vendor's page, 2026";

fn known<T>(value: T) -> Option<Sourced<T>> {
    Some(Sourced { value, mark: Mark::V, source: SOURCE })
}

fn none() -> Limits {
    Limits::none("Copier")
}

fn case(storage: Option<Storage>, writes_bytes: f64, rate: f64) -> Case {
    Case { storage, writes_bytes, bytes_per_second: rate * MB }
}

fn any(rate: f64) -> Option<Sourced<Cases>> {
    known(vec![case(None, 0.0, rate)])
}

/// The sound estate with these limits on erp's replica. erp: 4 VMs, 400 GB,
/// 1 MB/s.
fn limited(limits: Limits) -> Estate {
    let mut estate = sound();
    let Protection::Replica(replica) = &mut estate.apps[1].protections[0] else { panic!() };
    replica.limits = Some(Arc::new(limits));
    estate
}

/// The same, with what is known of erp's VMs.
fn knowing(limits: Limits, guests: Guests) -> Estate {
    let mut estate = limited(limits);
    estate.apps[1].guests = guests;
    estate
}

fn texts(finding: &Finding) -> (Option<&str>, Option<&str>) {
    (finding.value.as_deref(), finding.limit.as_deref())
}

#[track_caller]
fn holds(estate: Estate, id: &str, severity: Severity, value: &str, limit: &str) -> Finding {
    let finding = only(estate, id);
    assert_eq!(texts(&finding), (Some(value), Some(limit)), "{finding:?}");
    assert_eq!((finding.severity, finding.source), (severity, SOURCE));
    finding
}

#[track_caller]
fn silent(estate: Estate) {
    let all = crate::advice::findings(&study(vec![topology("a", estate)]));
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn a_vm_may_change_as_much_as_its_system_carries() {
    let limits = |rate| Limits { churn_per_vm: any(rate), ..none() };
    let finding =
        holds(limited(limits(0.2)), "churn-beyond-product", Severity::Warning, "250 kB/s", "200 kB/s");
    assert_eq!(finding.subject, "erp");
    assert!(finding.reason.contains("each VM of erp changes by more than Copier carries"), "{finding:?}");
    silent(limited(limits(0.25)));
}

#[test]
fn what_is_carried_depends_on_storage_and_writes() {
    let cases = vec![
        case(Some(Storage::Standard), 8192.0, 0.1),
        case(Some(Storage::Premium), 8192.0, 0.2),
        case(Some(Storage::Premium), 16384.0, 0.3),
    ];
    let limits = |storage| Limits { churn_per_vm: known(cases.clone()), storage, ..none() };
    let writes = |bytes| Guests { write_bytes: Some(bytes), ..Guests::default() };
    // 250 kB/s are within what the fastest carries: it is not known which it is.
    let id = "churn-beyond-product";
    let finding = holds(limited(limits(None)), id, Severity::Note, "250 kB/s", "100 kB/s to 300 kB/s");
    assert!(finding.fix.contains("limits.storage") && finding.fix.contains("write_size"));
    let premium = limits(Some(Storage::Premium));
    holds(limited(premium.clone()), id, Severity::Note, "250 kB/s", "200 kB/s to 300 kB/s");
    holds(knowing(premium.clone(), writes(8192.0)), id, Severity::Warning, "250 kB/s", "200 kB/s");
    silent(knowing(premium, writes(65536.0)));
    // An interval that premium storage does not take means standard storage.
    let often = Limits { premium_every: known(Span::from_seconds(HOUR)), ..limits(None) };
    holds(limited(often), id, Severity::Warning, "250 kB/s", "100 kB/s");
}

#[test]
fn a_disk_may_change_so_much_if_it_is_known_how_many_there_are() {
    let limits = Limits { churn_per_disk: any(0.1), ..none() };
    let disks = |disks| Guests { disks_per_vm: Some(disks), ..Guests::default() };
    let id = "disk-churn-beyond-product";
    holds(knowing(limits.clone(), disks(2)), id, Severity::Warning, "125 kB/s", "100 kB/s");
    silent(knowing(limits.clone(), disks(3)));
    assert!(found(limited(limits), id).is_empty());
}

#[test]
fn disks_have_a_size_and_a_number() {
    let limits = Limits { largest_disk_bytes: known(80.0 * GB), disks_per_vm: known(2), ..none() };
    let guests = |disks, largest| Guests {
        disks_per_vm: Some(disks),
        largest_disk_bytes: largest,
        ..Guests::default()
    };
    let size = "disk-beyond-product";
    holds(knowing(limits.clone(), guests(2, Some(90.0 * GB))), size, Severity::Warning, "90 GB", "80 GB");
    // 100 GB on one disk.
    holds(knowing(limits.clone(), guests(1, None)), size, Severity::Warning, "100 GB", "80 GB");
    let number = "disks-beyond-product";
    holds(
        knowing(limits.clone(), guests(3, Some(80.0 * GB))),
        number,
        Severity::Warning,
        "3 disks",
        "2 disks",
    );
    silent(knowing(limits, guests(2, Some(80.0 * GB))));
}

#[test]
fn a_vm_may_have_so_many_data() {
    let limits = |gb| Limits { data_per_vm_bytes: known(gb * GB), ..none() };
    holds(limited(limits(99.0)), "data-beyond-product", Severity::Warning, "100 GB", "99 GB");
    silent(limited(limits(100.0)));
}

#[test]
fn points_are_counted() {
    let limits = Limits { most_points: known(24), ..none() };
    let kept = |hours: f64| {
        let mut estate = limited(limits.clone());
        let Protection::Replica(replica) = &mut estate.apps[1].protections[0] else { panic!() };
        replica.retention = Retention { age: span(hours * HOUR), spacing: span(HOUR) };
        estate
    };
    holds(kept(30.0), "points-beyond-product", Severity::Warning, "30 points", "24 points");
    silent(kept(24.0));
    silent(limited(limits));
}

#[test]
fn premium_storage_takes_its_time() {
    let limits = |every, storage| Limits {
        premium_every: known(Span::from_seconds(every)),
        storage: Some(storage),
        ..none()
    };
    let id = "interval-not-for-premium";
    holds(limited(limits(600.0, Storage::Premium)), id, Severity::Warning, "5 min", "10 min");
    silent(limited(limits(300.0, Storage::Premium)));
    silent(limited(limits(600.0, Storage::Standard)));
}

#[test]
fn a_long_outage_of_a_link_fills_the_log() {
    let id = "log-full-in-outage";
    let hours = |hours: f64| Limits { log: known(LogLimit::Time(span(hours * HOUR))), ..none() };
    let finding = holds(limited(hours(3.0)), id, Severity::Warning, "4 h", "3 h");
    assert!(
        finding.reason.contains("one outage of link wan in 20 fills the log of Copier"),
        "{}",
        finding.reason
    );
    silent(limited(hours(4.0)));
    // 400 GB at 1 MB/s: 1 % of the data are written in 66.7 min.
    let share = |share| Limits { log: known(LogLimit::Share(share)), ..none() };
    holds(limited(share(0.01)), id, Severity::Warning, "4 h", "1.1 h");
    silent(limited(share(0.5)));
    let mut still = limited(share(0.01));
    still.apps[1].churn_bytes_per_second = 0.0;
    assert!(found(still, id).is_empty());
    let mut sure = limited(hours(3.0));
    sure.links[0].failure = Hazard::Never;
    silent(sure);
}

#[test]
fn vms_must_be_what_a_system_takes() {
    let guests = |system, generation| Guests { system: Some(system), generation, ..Guests::default() };
    let linux = |linux| Limits { linux: known(linux), ..none() };
    let id = "guest-not-supported";
    let first = linux(Linux::FirstGeneration);
    holds(
        knowing(first.clone(), guests(GuestSystem::Linux, Some(2))),
        id,
        Severity::Warning,
        "Linux, generation 2",
        "Linux of generation 1",
    );
    silent(knowing(first.clone(), guests(GuestSystem::Linux, Some(1))));
    silent(knowing(first, guests(GuestSystem::Windows, Some(2))));
    let linux_2 = guests(GuestSystem::Linux, Some(2));
    holds(knowing(linux(Linux::No), linux_2), id, Severity::Warning, "Linux", "Windows only");
    silent(knowing(linux(Linux::Any), linux_2));

    let lonely = Guests { highly_available: false, ..Guests::default() };
    let only_available = |truth| Limits { highly_available_only: known(truth), ..none() };
    holds(
        knowing(only_available(true), lonely),
        "not-highly-available",
        Severity::Warning,
        "not highly available",
        "highly available only",
    );
    silent(knowing(only_available(false), lonely));
    silent(limited(only_available(true)));
}

#[test]
fn documents_may_disagree_on_arc_vms() {
    let arc = |arc| Guests { arc: Some(arc), ..Guests::default() };
    let limits = |arc_vms| Limits { arc_vms: known(arc_vms), ..none() };
    let id = "arc-vm-not-supported";
    let by_release = limits(ArcVms::ByRelease);
    let finding =
        holds(knowing(by_release.clone(), arc(true)), id, Severity::Note, "Arc VMs", "Arc VMs: by release");
    assert!(finding.reason.contains("disagree"), "{}", finding.reason);
    holds(knowing(limits(ArcVms::No), arc(true)), id, Severity::Warning, "Arc VMs", "Arc VMs: no");
    silent(knowing(limits(ArcVms::Yes), arc(true)));
    silent(knowing(by_release, arc(false)));
}

#[test]
fn some_snapshots_are_of_stopped_vms_only() {
    let limits = |truth| Limits { running_vms: known(truth), ..none() };
    let id = "running-vms-not-supported";
    holds(limited(limits(false)), id, Severity::Warning, "running VMs", "stopped VMs only");
    silent(limited(limits(true)));
}

#[test]
fn vms_that_keep_nothing_are_not_backed_up_as_vms() {
    let mut estate = sound();
    estate.apps[1].guests.ephemeral = true;
    let finding = only(estate.clone(), "ephemeral-backed-up");
    assert_eq!((finding.subject.as_str(), finding.source), ("erp", super::PROTECT_VMS));
    let Protection::Backup(backup) = &mut estate.apps[1].protections[1] else { panic!() };
    backup.method = BackupMethod::InGuest;
    assert!(found(estate, "ephemeral-backed-up").is_empty());
}

/// dns and erp, both with these limits: 5 VMs, 440 GB, 1.01 MB/s.
fn both(limits: Limits) -> Estate {
    let mut estate = sound();
    let limits = Arc::new(limits);
    for app in &mut estate.apps {
        let Protection::Replica(replica) = &mut app.protections[0] else { panic!() };
        replica.limits = Some(limits.clone());
    }
    estate
}

#[test]
fn an_appliance_carries_the_changes_of_all() {
    let id = "churn-beyond-appliance";
    let limits = |rate, appliances| Limits { appliance_churn: any(rate), appliances, ..none() };
    let finding = holds(both(limits(0.4, 1)), id, Severity::Warning, "1 MB/s", "400 kB/s");
    assert_eq!(finding.subject, "Copier from prod to dr");
    assert!(
        finding.reason.contains("dns, erp") && finding.fix.contains("limits.appliances = 3"),
        "{finding:?}"
    );
    silent(both(limits(0.4, 3)));
    // 1 MB/s of erp fill a fourth of what large writes may take, and twice what small ones may.
    let by_writes =
        Limits { appliance_churn: known(vec![case(None, 8192.0, 0.5), case(None, 65536.0, 4.0)]), ..none() };
    let finding = holds(both(by_writes.clone()), id, Severity::Note, "1 MB/s", "500 kB/s to 4 MB/s");
    assert!(finding.fix.contains("write_size") && finding.fix.contains(": 3 carry"), "{}", finding.fix);
    let mut large = both(by_writes);
    large.apps.iter_mut().for_each(|app| app.guests.write_bytes = Some(65536.0));
    silent(large);
}

#[test]
fn a_server_takes_so_many_vms_and_data() {
    let vms = |vms, appliances| Limits { appliance_vms: known(vms), appliances, ..none() };
    holds(both(vms(2, 2)), "vms-beyond-appliance", Severity::Warning, "5 VMs", "4 VMs");
    silent(both(vms(2, 3)));
    let data = |gb, appliances| Limits { appliance_data_bytes: known(gb * GB), appliances, ..none() };
    holds(both(data(200.0, 2)), "data-beyond-appliance", Severity::Warning, "440 GB", "400 GB");
    silent(both(data(220.0, 2)));
    // Targets are apart from each other.
    let mut estate = sound();
    for (app, target) in [(0, VAULT), (1, FAR)] {
        let mut own = backup(target);
        own.limits = Some(Arc::new(vms(4, 1)));
        estate.apps[app].protections[1] = Protection::Backup(own);
    }
    assert!(found(estate.clone(), "vms-beyond-appliance").is_empty());
    estate.apps[1].vms = 5;
    assert_eq!(only(estate, "vms-beyond-appliance").subject, "Copier to far");
}

#[test]
fn some_work_takes_rounds() {
    let limits = Limits { disks_at_once: known(8), enable_at_once: known(4), plan_vms: known(3), ..none() };
    let mut estate = both(limits);
    let note = Severity::Note;
    estate.apps[1].guests.disks_per_vm = Some(2);
    // 8 disks of erp, and at least one of dns.
    let finding = holds(estate.clone(), "reprotect-in-rounds", note, "at least 9 disks", "8 at once");
    assert!(finding.reason.contains("2 rounds"), "{}", finding.reason);
    holds(estate.clone(), "enable-in-rounds", note, "5 VMs", "4 at once");
    let finding = holds(estate, "plan-in-parts", note, "5 VMs", "3 VMs in a plan");
    assert!(finding.reason.contains("need 2 recovery plans"), "{}", finding.reason);
    let enough = Limits { disks_at_once: known(9), enable_at_once: known(5), plan_vms: known(5), ..none() };
    let mut estate = both(enough);
    estate.apps[0].guests.disks_per_vm = Some(1);
    estate.apps[1].guests.disks_per_vm = Some(2);
    silent(estate);
}

#[test]
fn a_preview_is_called_one() {
    let limits = |truth| Limits { preview: known(truth), ..none() };
    let finding =
        holds(both(limits(true)), "preview-product", Severity::Warning, "preview", "general availability");
    assert_eq!(finding.subject, "Copier");
    assert!(finding.reason.contains("dns, erp"), "{}", finding.reason);
    silent(both(limits(false)));
}

#[test]
fn what_is_not_known_is_said_once() {
    let limits = Limits {
        largest_disk_bytes: known(1e12),
        disks_per_vm: known(16),
        linux: known(Linux::FirstGeneration),
        arc_vms: known(ArcVms::ByRelease),
        ..none()
    };
    let mut estate = both(limits);
    let finding = only(estate.clone(), "limits-not-checked");
    assert!(finding.reason.ends_with("of dns, erp: arc, disks, generation, largest_disk, os"), "{finding:?}");
    assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Note, "Copier"));
    let guests = Guests {
        disks_per_vm: Some(2),
        largest_disk_bytes: Some(1e11),
        system: Some(GuestSystem::Windows),
        arc: Some(false),
        ..Guests::default()
    };
    estate.apps.iter_mut().for_each(|app| app.guests = guests);
    silent(estate);
}

#[test]
fn the_source_is_that_of_the_limit_and_weak_evidence_is_called_so() {
    let with = |mark, source| {
        let limit = Some(Sourced { value: vec![case(None, 0.0, 0.1)], mark, source });
        Limits { churn_per_vm: limit, ..none() }
    };
    let mut estate = limited(with(Mark::M, "somebody's memory"));
    let finding = only(estate.clone(), "churn-beyond-product");
    assert_eq!(finding.source, "somebody's memory");
    assert!(finding.fix.ends_with("(the limit is from memory: check it)"), "{}", finding.fix);
    // Another app of the tier with a limit from elsewhere is a finding of its own.
    estate.apps[0].churn_bytes_per_second = 1e6;
    let Protection::Replica(replica) = &mut estate.apps[0].protections[0] else { panic!() };
    replica.limits = Some(Arc::new(with(Mark::Given, "given in the scenario")));
    let sources: Vec<&str> =
        found(estate, "churn-beyond-product").iter().map(|finding| finding.source).collect();
    assert_eq!(sources, ["given in the scenario", "somebody's memory"]);
}

#[test]
fn a_plan_has_so_many_vms() {
    use crate::model::{AppId, PlanGroup, RecoveryPlan};
    let mut estate = both(Limits { plan_vms: known(3), ..none() });
    let group = |app| PlanGroup { apps: vec![AppId(app)], before: vec![], after: vec![], at_once: None };
    let plan = |name: &str, groups| RecoveryPlan {
        name: name.into(),
        groups,
        shut_down: fixed(0.0),
        at_once: None,
        crew: None,
        patience: span(HOUR),
    };
    // dns has one VM, erp four: in one plan too many, and still in two.
    estate.plans = vec![plan("main", vec![group(0), group(1)])];
    let finding = holds(estate.clone(), "plan-in-parts", Severity::Note, "5 VMs", "3 VMs in a plan");
    assert!(finding.reason.contains("recovery plan main has more VMs"), "{}", finding.reason);
    estate.plans = vec![plan("main", vec![group(0)]), plan("other", vec![group(1)])];
    let finding = holds(estate.clone(), "plan-in-parts", Severity::Note, "4 VMs", "3 VMs in a plan");
    assert!(finding.fix.contains("split other into 2 plans"), "{}", finding.fix);
    estate.apps[1].vms = 3;
    assert!(found(estate, "plan-in-parts").is_empty());
}
