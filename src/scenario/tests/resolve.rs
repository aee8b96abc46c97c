//! What a good scenario resolves to.

use super::*;
use crate::model::limits::LogLimit;
use crate::model::{
    App, Estate, Hazard, Kind, Mark, Place, Product, Protection, Resync, TaintFrom, TargetAt, Window,
};
use crate::units::Span;

pub(super) const ESTATE: &str = include_str!("estate.toml");
pub(super) const APPS: &str = include_str!("apps.csv");
const GIB: f64 = 1_073_741_824.0;

fn estate() -> Study {
    let outcome = read_with(ESTATE, &[("apps.csv", APPS)]);
    let problems = outcome.render(false);
    assert!(outcome.diagnostics.is_empty(), "{problems}");
    outcome.study.unwrap()
}

fn hours(hours: f64) -> Option<Span> {
    Some(Span::from_seconds(hours * 3600.0))
}

fn topology<'a>(study: &'a Study, name: &str) -> &'a Estate {
    &study.topologies.iter().find(|topology| topology.name == name).unwrap().estate
}

fn app<'a>(estate: &'a Estate, name: &str) -> &'a App {
    estate.apps.iter().find(|app| app.name == name).unwrap()
}

fn stamp(estate: &Estate, name: &str) -> Place {
    Place::Stamp(crate::model::StampId::new(estate.stamps.iter().position(|s| s.name == name).unwrap()))
}

fn region(estate: &Estate, name: &str) -> Place {
    Place::Region(crate::model::SiteId::new(estate.sites.iter().position(|s| s.name == name).unwrap()))
}

#[test]
fn settings_and_order_are_those_of_the_file() {
    let study = estate();
    assert_eq!((study.currency.as_str(), study.settings.trials, study.settings.seed), ("EUR", 2000, 7));
    assert_eq!((study.settings.years, study.settings.required, study.settings.confidence), (5.0, 0.9, 0.95));
    let names: Vec<&str> = study.topologies.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "C", "R"]);
    assert_eq!(study.topologies[0].title, "A");
    assert_eq!(study.topologies[0].cost_per_year, Some(38_000.0));
    assert_eq!(study.topologies[3].cost_per_year, None);
    let a = topology(&study, "A");
    let apps: Vec<&str> = a.apps.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(apps, ["ad-dns", "erp", "files", "sql", "web"]);
    assert!(a.apps[0].foundation && !a.apps[1].foundation);
    assert_eq!(a.people.detection.dist.mean(), 600.0);
    assert_eq!(a.ransomware.taint_from, TaintFrom::Intrusion);
    assert_eq!(a.ransomware.hazard, Hazard::Rate { per_year: 1.0 / 20.0, mark: Mark::Given });
}

#[test]
fn defaults_scale_with_the_vms_and_keep_their_marks() {
    let study = estate();
    let a = topology(&study, "A");
    let web = app(a, "web");
    assert_eq!((web.vms, web.vms_needed, web.data_bytes), (12, 12, 12.0 * 225e9));
    assert_eq!(web.churn_bytes_per_second, web.data_bytes * 0.035 / 86_400.0);
    let Hazard::Rate { per_year, mark } = &web.item_deletion else { panic!() };
    assert!((per_year - 12.0 * 0.016).abs() < 1e-12 && mark.is_judgement());
    let files = app(a, "files");
    assert_eq!(files.item_deletion, Hazard::Rate { per_year: 3.0, mark: Mark::Given });
    assert_eq!(files.churn_bytes_per_second, 20e12 * 0.02 / 86_400.0);
    assert!((files.corruption.per_year() - 1.0 / 9.0).abs() < 1e-9);
    assert_eq!((files.vms_needed, files.pinned), (3, true));
}

#[test]
fn the_platform_takes_its_share_of_memory() {
    let study = estate();
    let a = topology(&study, "A");
    let hub = 768.0 * GIB - (242.0 + 4.0 * 8.0) / 8.0 * GIB;
    assert!((a.stamps[0].vm_memory_per_node_bytes - hub).abs() < 1.0);
    assert_eq!(a.stamps[1].vm_memory_per_node_bytes, 128.0 * GIB);
    assert_eq!((a.stamps[0].pool_tolerates, a.stamps[1].pool_tolerates), (2, 1));
    let c = topology(&study, "C");
    assert_eq!((c.stamps[0].nodes, c.stamps[2].nodes), (10, 6));
}

/// Only an Azure Stack Hub takes memory for itself; a small stamp that does not
/// say what it runs is none.
#[test]
fn a_stamp_is_of_the_product_that_is_written() {
    let read = |keys: &str| {
        let text = MINIMAL.replace("nodes = 4", &format!("memory = \"10 GiB\"\n{keys}"));
        read_with(&text, &[]).study.map(|study| study.topologies[0].estate.stamps[0].clone())
    };
    for (keys, product) in [
        ("nodes = 4\nproduct = \"hyper-v\"", Product::HyperV),
        ("nodes = 4\nproduct = \"azure-local\"", Product::AzureLocal),
        ("nodes = 3", Product::AzureLocal),
        ("nodes = 2\nproduct = \"hyper-v\"", Product::HyperV),
    ] {
        let stamp = read(keys).expect("it reads");
        assert_eq!((stamp.product, stamp.vm_memory_per_node_bytes), (product, 10.0 * GIB), "{keys}");
    }
    assert!(read("nodes = 4").is_none(), "an Azure Stack Hub takes more than it has");
    assert!(read("nodes = 3\nproduct = \"azure-stack-hub\"").is_none());
    let plain = read_with(MINIMAL, &[]).study.expect("it reads").topologies;
    assert_eq!(plain[0].estate.stamps[0].product, Product::AzureStackHub);
}

#[test]
fn links_and_targets_are_what_is_left_for_copies() {
    let study = estate();
    let a = topology(&study, "A");
    assert_eq!(a.links[0].bytes_per_second, 0.8 * 125e6 - 12.5e6);
    assert_eq!(a.links[1].bytes_per_second, 0.9 * 125e6);
    assert_eq!(a.targets[0].bytes_per_second, 1e9 * (1.0 - 0.3));
    let b = topology(&study, "B");
    assert!(b.targets[0].immutable && b.targets[0].compromised < 0.05);
    assert!(!a.targets[0].immutable && a.targets[0].compromised > 0.5);
    let r = topology(&study, "R");
    assert_eq!(r.targets[1].at, TargetAt::Rack(crate::model::StampId(0)));
    assert_eq!(r.targets[2].at, TargetAt::Stamp(crate::model::StampId(0)));
}

#[test]
fn cloud_and_users_sites_have_defaults_of_their_own() {
    let study = estate();
    let sites = &topology(&study, "A").sites;
    assert_eq!(sites[0].outage, Hazard::Rate { per_year: 1.0 / 9.0, mark: Mark::Given });
    assert!((sites[1].outage.per_year() - 0.27).abs() < 1e-12);
    assert!((sites[2].outage.per_year() - 0.3).abs() < 1e-12);
    assert_eq!((&sites[2].lost, sites[2].quota_vcpus), (&Hazard::Never, Some(600)));
    assert_eq!((&sites[3].outage, sites[0].technicians), (&Hazard::Never, Some(2)));
}

#[test]
fn protections_are_those_of_the_app_else_its_tier_else_the_default() {
    let study = estate();
    let b = topology(&study, "B");
    let (azure, prod) = (region(b, "azure"), stamp(b, "prod"));
    let methods = |name: &str| app(b, name).protections.iter().map(Protection::method).collect::<Vec<_>>();
    assert_eq!(methods("erp"), ["replica", "backup"]);
    assert_eq!(methods("web"), ["active-active"]);
    assert_eq!(methods("files"), ["backup"]);
    let Protection::ActiveActive(both) = &app(b, "web").protections[0] else { panic!() };
    assert_eq!((&both.with, both.synchronous), (&vec![azure], true));
    let Protection::Replica(replica) = &app(b, "erp").protections[0] else { panic!() };
    assert_eq!((replica.to, replica.plan_works, replica.cap_bytes_per_second), (azure, 0.9, 12.5e6));
    assert_eq!((Some(replica.retention.age), Some(replica.retention.spacing)), (hours(24.0), hours(1.0)));
    let Protection::Backup(backup) = &app(b, "erp").protections[1] else { panic!() };
    assert_eq!(backup.restore_to, [azure, prod]);
    assert_eq!(backup.levels.len(), 2);
    assert_eq!(backup.levels[0].schedule.unwrap().start, hours(22.0));
    assert_eq!((backup.levels[1].schedule, Some(backup.levels[1].retention.age)), (None, hours(90.0 * 24.0)));
    assert!(app(topology(&study, "A"), "web").protections.is_empty());
    assert_eq!((app(b, "web").vms_needed, app(topology(&study, "A"), "web").vms_needed), (6, 12));
    assert_eq!(b.people.decision.dist.mean(), 1200.0);
    assert_eq!(b.people.detection.dist.mean(), 600.0);
}

#[test]
fn homes_are_the_topologys_else_the_apps_else_the_first_stamp() {
    let study = estate();
    let c = topology(&study, "C");
    assert_eq!(app(c, "web").home, stamp(c, "dr"));
    assert_eq!(app(c, "files").home, stamp(c, "dr"));
    assert_eq!(app(c, "erp").home, stamp(c, "prod"));
    assert_eq!(app(topology(&study, "A"), "files").home, stamp(c, "prod"));
}

#[test]
fn a_default_home_is_for_apps_that_name_none() {
    let text = MINIMAL.replace(
        "[apps.erp]",
        "[stamps.dr]\nsite = \"dc1\"\nnodes = 4\n[apps.crm]\ntier = \"t1\"\nhome = \"prod\"\n[apps.erp]",
    );
    let outcome = read_with(&format!("{text}home.default = \"dr\"\n"), &[]);
    let shown = outcome.render(false);
    let study = outcome.study.expect(&shown);
    let a = topology(&study, "A");
    assert_eq!((app(a, "crm").home, app(a, "erp").home), (stamp(a, "prod"), stamp(a, "dr")));
}

#[test]
fn objectives_resolve_by_kind() {
    let study = estate();
    let a = topology(&study, "A");
    let rto = |name: &str, kind: Kind| app(a, name).objectives[kind.index()].rto;
    assert_eq!(rto("erp", Kind::SiteLost), hours(10.0));
    assert_eq!(rto("erp", Kind::SiteOutage), hours(12.0));
    assert_eq!(rto("erp", Kind::Node), hours(8.0));
    assert_eq!(rto("erp", Kind::Ransomware), hours(14.0 * 24.0));
    assert_eq!(rto("files", Kind::Corruption), hours(72.0));
    assert_eq!(app(a, "files").objectives[Kind::Ransomware.index()].rpo, hours(12.0));
    let tolerance = |name: &str, kind: Kind| app(a, name).loses_all_tolerance[kind.index()];
    assert_eq!((tolerance("erp", Kind::Node), tolerance("erp", Kind::Ransomware)), (0.001, 0.05));
    assert_eq!((tolerance("web", Kind::Node), tolerance("web", Kind::Ransomware)), (0.01, 0.05));
    let [both, own] = &a.services[..] else { panic!() };
    assert_eq!(both.objectives[Kind::Node.index()].rto, hours(8.0));
    assert_eq!(own.objectives[Kind::Node.index()].rto, hours(6.0));
    assert_eq!(own.objectives[Kind::Node.index()].rpo, hours(24.0));
}

#[test]
fn the_hash_is_that_of_all_texts() {
    let hash = |text: &str, apps: &str| read_with(text, &[("apps.csv", apps)]).hash;
    let first = hash(ESTATE, APPS);
    assert_eq!(first, hash(ESTATE, APPS));
    assert_eq!(first.len(), 64);
    assert_ne!(first, hash(&ESTATE.replace("seed = 7", "seed = 8"), APPS));
    assert_ne!(first, hash(ESTATE, &APPS.replace("4 TB", "5 TB")));
    let study = read_with(ESTATE, &[("apps.csv", APPS)]).study.unwrap();
    assert_eq!(study.topologies.iter().map(|topology| topology.unsupported.len()).sum::<usize>(), 1);
}

#[test]
fn every_library_value_that_is_read_can_be_read() {
    // Every entry is read when nothing is given, and one scenario reads nearly
    // nothing: what is read is found by its key.
    let text = "
        [tiers.t1]
        [sites]
        dc1 = {}
        azure = { kind = \"cloud\" }
        branch = { kind = \"users\" }
        [stamps.prod]
        site = \"dc1\"
        nodes = 4
        memory = \"256 GiB\"
        [links.er]
        sites = [\"dc1\", \"azure\"]
        bandwidth = \"1 Gbps\"
        [targets]
        vault = { site = \"dc1\", immutable = true }
        nas = { site = \"dc1\", dedicated = false }
        [controls.portal]
        [plans.main]
        groups = { apps = \"erp\", before = { script = \"5 min\" } }
        [apps.erp]
        tier = \"t1\"
        [topologies.A]
        protect.t1 = [
            { backup = { to = \"nas\", reconnect = \"15 min\" } },
            { backup = { to = \"nas\", consistency = \"crash\", crash_fails = \"1%\" } },
            { backup = { to = \"nas\", consistency = \"crash\", method = \"instant\" } },
            { replica = { to = \"azure\", reconnect = \"15 min\" } },
            { replica = { to = \"azure\", plan = \"tested\", keep = \"1 d\" } },
            { replica = { to = \"azure\", point = \"latest\", crash_fails = \"1%\" } },
            { replica = { to = \"azure\", point = \"application\" } },
            { replica = { to = \"azure\", plan = \"never\" } },
            { active-active = { with = [\"azure\"] } },
        ]";
    let outcome = read_with(text, &[]);
    assert!(outcome.study.is_some(), "{}", outcome.render(false));
    let recorded: Vec<&str> = outcome
        .provenance
        .all()
        .iter()
        .filter_map(|value| match value.origin {
            Origin::Library { key, .. } => Some(key),
            _ => None,
        })
        .collect();
    // Read on the way to another value, never shown as one.
    let inner = |key: &str| {
        key.starts_with("replica.plan.")
            || key.starts_with("stamps.platform_memory")
            || key == "targets.background"
    };
    for entry in library::all() {
        assert!(recorded.contains(&entry.key) || inner(entry.key), "nobody reads {}", entry.key);
    }
}

/// What a written distribution is must be what it says: its mean or quantile.
#[test]
fn distributions_have_the_parameters_that_are_written() {
    let csv = "host;hours\na;1.5\nb;3\nc;0.75\n";
    let dist = |written: &str| {
        let text = MINIMAL.replace("nodes = 4", &format!("nodes = 4\nredeploy = {written}"));
        let outcome = read_with(&text, &[("f.csv", csv)]);
        let problems = outcome.render(false);
        let study = outcome.study.unwrap_or_else(|| panic!("{problems}"));
        study.topologies[0].estate.stamps[0].redeploy.dist.clone()
    };
    let close = |found: f64, hours: f64| {
        assert!((found / 3600.0 - hours).abs() < 1e-6 * hours, "{} instead of {hours} h", found / 3600.0);
    };
    let by_p90 = dist("{ lognormal = { median = \"3 h\", p90 = \"9 h\" } }");
    close(by_p90.quantile(0.5), 3.0);
    close(by_p90.quantile(0.9), 9.0);
    close(dist("{ lognormal = { mean = \"3 h\", sigma = 0.7 } }").mean(), 3.0);
    close(dist("{ weibull = { shape = 1.7, mean = \"3 h\" } }").mean(), 3.0);
    // A Weibull distribution has P(T ≤ scale) = 1 − 1/e, whatever its shape.
    close(
        dist("{ weibull = { shape = 1.7, scale = \"3 h\" } }").quantile(1.0 - 1.0 / std::f64::consts::E),
        3.0,
    );
    close(dist("{ gamma = { shape = 2, mean = \"3 h\" } }").mean(), 3.0);
    close(dist("{ exponential = { mean = \"3 h\" } }").mean(), 3.0);
    close(dist("{ triangular = { min = \"1 h\", mode = \"2 h\", max = \"9 h\" } }").mean(), 4.0);
    close(dist("{ pert = { min = \"1 h\", mode = \"2 h\", max = \"9 h\" } }").mean(), 3.0);
    close(dist("{ mixture = [{ weight = 1, of = \"2 h\" }, { weight = 3, of = \"6 h\" }] }").mean(), 5.0);
    close(dist("{ empirical = { values = [\"1 h\", \"2 h\", \"9 h\"] } }").mean(), 4.0);
    close(dist("{ empirical = { csv = \"f.csv\", column = \"hours\", unit = \"h\" } }").mean(), 1.75);
    close(dist("\"90 min\"").mean(), 1.5);
}

/// How the only replica comes to a resync and what may wait to be sent; or what
/// is wrong.
fn resyncs(replica: &str) -> Result<(Resync, Option<LogLimit>), Vec<String>> {
    let text = MINIMAL.replace("backup = { to = \"vault\" }", replica).replace(
        "[targets.vault]",
        "[sites.dc2]\n[links.wan]\nsites = [\"dc1\", \"dc2\"]\nbandwidth = \"1 Gbps\"\n[stamps.dr]\nsite = \"dc2\"\n\
         nodes = 4\n[targets.vault]",
    );
    // Of the ends that vendors support this says nothing.
    let text = text.replace("protect.t1 =", "unsupported = true\nprotect.t1 =");
    let outcome = read_with(&text, &[]);
    let Some(study) = &outcome.study else {
        return Err(outcome.diagnostics.iter().map(|problem| problem.message.clone()).collect());
    };
    let Protection::Replica(replica) = &study.topologies[0].estate.apps[0].protections[0] else { panic!() };
    let log = replica.limits.as_ref().and_then(|limits| limits.log);
    Ok((replica.resync, log.map(|log| log.value)))
}

#[test]
fn presets_know_their_resyncs() {
    let half = Some(LogLimit::Share(0.5));
    let evenings = Window { from: hours(18.5).unwrap(), until: hours(6.0).unwrap() };
    let window = Some(evenings);
    let none = Resync::default();
    assert_eq!(resyncs("replica = { to = \"dr\" }"), Ok((none, None)));
    let compared_per_second = Some(15_000_000);
    let all = Resync { window, after_crash: true, drops_points: true, compared_per_second };
    assert_eq!(resyncs("hyper-v-replica = { to = \"dr\" }"), Ok((all, half)));
    assert_eq!(resyncs("asr = { to = \"dr\" }"), Ok((Resync { window, ..none }, half)));
    let day = Some(LogLimit::Time(hours(24.0).unwrap()));
    assert_eq!(resyncs("asr-stamps = { to = \"dr\" }"), Ok((none, day)));
    let own = "hyper-v-replica = { to = \"dr\", resync_window = [\"6:00\", \"18:30\"], resync_after_crash = false }";
    let daytime = Some(Window { from: evenings.until, until: evenings.from });
    assert_eq!(resyncs(own), Ok((Resync { window: daytime, after_crash: false, ..all }, half)));
}

#[test]
fn mistakes_in_resyncs_are_reported() {
    for (written, message) in [
        ("resync_drops_points = true", "nothing leads to a resync, but resync_drops_points is written"),
        ("resync_window = [\"18:30\", \"06:00\"]", "nothing leads to a resync, but resync_window is written"),
        (
            "resync_after_crash = true, resync_window = \"18:30\"",
            "resync_window of the replica: two times of day are due here, not a text",
        ),
        (
            "resync_after_crash = true, resync_window = [\"18:30\", \"18:30\"]",
            "resync_window of the replica: nothing lies between a time of day and itself",
        ),
    ] {
        assert_eq!(resyncs(&format!("replica = {{ to = \"dr\", {written} }}")), Err(vec![message.into()]));
    }
}
