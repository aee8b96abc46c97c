//! Limits of named systems, from the scenario to the findings: each is told
//! with the source that the preset has for it.

use drsim::advice::{Finding, Severity, findings};
use drsim::scenario::{SourceText, parse};

/// Apps with CSV columns for what systems limit, on two stamps of Azure Local
/// and Azure.
fn advised(apps: &str, protect: &str) -> Vec<Finding> {
    advised_on("azure-local", apps, protect)
}

/// The same on stamps of this product.
fn advised_on(product: &str, apps: &str, protect: &str) -> Vec<Finding> {
    let text = format!(
        "apps = {{ csv = \"apps.csv\" }}\nsites = {{ dc1 = {{}}, dc2 = {{}}, azure = {{ kind = \"cloud\" }} }}\n\
         tiers.t1 = {{ rto = \"8 h\" }}\n\
         [links]\nwan = {{ sites = [\"dc1\", \"dc2\"], bandwidth = \"100 Gbps\" }}\n\
         er = {{ sites = [\"dc1\", \"azure\"], bandwidth = \"100 Gbps\" }}\n\
         [stamps]\nprod = {{ site = \"dc1\", nodes = 16, product = \"{product}\" }}\n\
         dr = {{ site = \"dc2\", nodes = 16, product = \"{product}\" }}\n\
         [targets]\nnear = {{ site = \"dc1\" }}\nvault = {{ site = \"azure\", immutable = true }}\n\
         [topologies.A]\nprotect = [{protect}]\n"
    );
    let main = SourceText { name: "estate.toml".into(), text };
    let outcome = parse(main, &mut |name| match name {
        "apps.csv" => Ok(apps.to_owned()),
        _ => Err("there is no such file".into()),
    });
    assert!(!outcome.has_errors(), "{}", outcome.render(false));
    findings(&outcome.study.expect("it reads"))
}

#[track_caller]
fn of<'a>(all: &'a [Finding], id: &str) -> &'a Finding {
    let mut with: Vec<&Finding> = all.iter().filter(|finding| finding.id == id).collect();
    assert_eq!(with.len(), 1, "{id}: {all:#?}");
    with.remove(0)
}

#[track_caller]
fn is_beside(finding: &Finding, value: &str, limit: &str, source: &str) {
    assert_eq!(
        (finding.value.as_deref(), finding.limit.as_deref()),
        (Some(value), Some(limit)),
        "{finding:?}"
    );
    assert!(finding.source.contains(source), "{finding:?}");
}

#[test]
fn site_recovery_to_azure() {
    let apps = "name,tier,vms,data,churn,disks,largest_disk,os,generation,arc,highly_available\n\
                erp,t1,1,40 TB,25 MB/s,20,5 TB,linux,2,yes,no\n\
                web,t1,101,1 TB,1 GB/d,2,100 GB,windows,2,no,yes\n";
    let all = advised(apps, "{ asr = { to = \"azure\" } }");
    is_beside(of(&all, "churn-beyond-product"), "25 MB/s", "20 MB/s", "Deployment Planner");
    is_beside(of(&all, "disk-beyond-product"), "5 TB", "4.1 TB", "support matrix, copy of 2018");
    is_beside(of(&all, "disks-beyond-product"), "20 disks", "17 disks", "16 data disks");
    is_beside(
        of(&all, "not-highly-available"),
        "not highly available",
        "highly available only",
        "Azure Stack HCI (preview), 2023-05-12",
    );
    is_beside(
        of(&all, "guest-not-supported"),
        "Linux, generation 2",
        "Linux of generation 1",
        "Azure Stack HCI (preview), 2023-05-12",
    );
    let arc = of(&all, "arc-vm-not-supported");
    is_beside(arc, "Arc VMs", "Arc VMs: by release", "2025-09-25");
    assert_eq!((arc.severity, arc.subject.as_str()), (Severity::Note, "erp"));
    is_beside(of(&all, "plan-in-parts"), "102 VMs", "100 VMs in a plan", "recovery plans");
    assert!(all.iter().all(|finding| finding.id != "limits-not-checked" && finding.id != "preview-product"));
    // Every 30 s premium storage is out of question, and standard storage carries less.
    let slow = "name,tier,churn\nerp,t1,3 MB/s\n";
    let all = advised(slow, "{ asr = { to = \"azure\", every = \"30 s\" } }");
    is_beside(of(&all, "churn-beyond-product"), "3 MB/s", "2 MB/s", "Deployment Planner");
}

#[test]
fn site_recovery_between_stamps() {
    let apps = "name,tier,vms,data,churn,disks,largest_disk,write_size\n\
                erp,t1,16,10 TB,60 MB/s,2,1 TB,8 KiB\n\
                big,t1,1,4 TB,1 GB/d,1,,\n";
    let all = advised_on("azure-stack-hub", apps, "{ asr-stamps = { to = \"dr\" } }");
    is_beside(of(&all, "churn-beyond-appliance"), "60 MB/s", "28 MB/s", "capacity planning");
    let disk = of(&all, "disk-beyond-product");
    assert_eq!(disk.subject, "big");
    is_beside(disk, "4 TB", "1 TB", "known issues");
    is_beside(of(&all, "enable-in-rounds"), "17 VMs", "10 at once", "2023-03-06");
    is_beside(of(&all, "reprotect-in-rounds"), "33 disks", "31 at once", "capacity planning");
    is_beside(of(&all, "preview-product"), "preview", "general availability", "(preview), 2023-03-06");
    let available = advised_on(
        "azure-stack-hub",
        apps,
        "{ asr-stamps = { to = \"dr\", limits = { preview = false, appliances = 3 } } }",
    );
    for id in ["preview-product", "churn-beyond-appliance", "reprotect-in-rounds"] {
        assert!(available.iter().all(|finding| finding.id != id), "{id}");
    }
}

#[test]
fn backups_and_the_log_of_a_replica() {
    let apps = "name,tier,vms,data,churn,os,ephemeral\nweb,t1,900,90 TB,1%/d,linux,true\n";
    let all = advised(apps, "{ mabs = { to = \"near\" } }");
    is_beside(of(&all, "vms-beyond-appliance"), "900 VMs", "800 VMs", "with MABS");
    is_beside(of(&all, "data-beyond-appliance"), "90 TB", "80 TB", "with MABS");
    of(&all, "ephemeral-backed-up");
    let all = advised(apps, "{ mars = { to = \"vault\" } }");
    is_beside(of(&all, "guest-not-supported"), "Linux", "Windows only", "backup-architecture");
    let all = advised_on("azure-stack-hub", apps, "{ portal-snapshot = { to = \"near\" } }");
    is_beside(of(&all, "running-vms-not-supported"), "running VMs", "stopped VMs only", "2021-06-10");
    // Half of the data change in 6 h: a link may well be down for longer.
    let busy = "name,tier,data,churn\ndb,t1,1 TB,2 TB/d\n";
    let all = advised(busy, "{ hvr = { to = \"dr\" } }");
    let log = of(&all, "log-full-in-outage");
    assert_eq!(log.limit.as_deref(), Some("6 h"));
    assert!(log.source.contains("2013-05-10"), "{log:?}");
    let calm = "name,tier,data,churn\ndb,t1,1 TB,10 GB/d\n";
    let all = advised(calm, "{ hvr = { to = \"dr\" } }");
    assert!(all.iter().all(|finding| finding.id != "log-full-in-outage"), "{all:#?}");
}

/// 13 h are asked for: of what the system offers, the next shorter interval.
#[test]
fn an_interval_that_is_too_long_is_mended_by_one_that_is_offered() {
    let apps = "name,tier,data,churn,rpo\ndb,t1,1 TB,10 GB/d,13 h\n";
    let all = advised(apps, "{ mabs = { to = \"near\", every = \"24 h\" } }");
    let fix = &of(&all, "interval-exceeds-rpo").fix;
    assert_eq!(fix, "copy at least every 12 h, as Microsoft Azure Backup Server, host level offers (backup)");
    let all = advised(apps, "{ mars = { to = \"vault\", every = \"24 h\" } }");
    assert!(of(&all, "interval-exceeds-rpo").fix.starts_with("copy at least every 13 h, as"));
    let soon = "name,tier,data,churn,rpo\ndb,t1,1 TB,10 GB/d,1 h\n";
    let all = advised(soon, "{ mars = { to = \"vault\" } }");
    let fix = &of(&all, "interval-exceeds-rpo").fix;
    assert!(fix.starts_with("protect it with another system: Microsoft Azure Recovery"), "{fix}");
    assert!(fix.ends_with("offers no interval of 1 h or less"), "{fix}");
}
