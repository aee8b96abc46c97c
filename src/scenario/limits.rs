//! `limits = { … }` of a backup or a replica: what its system takes at most.
//! Presets know them; what the user writes wins.

use super::context::Context;
use super::node::{Node, Table, Value};
use super::quantity::{boolean, interval, probability, quantity, size, span, whole, word, wrong};
use super::reader::{Entity, Layer, System, table};
use crate::model::Limits;
use crate::model::limits::{ArcVms, Case, Cases, Linux, LogLimit, Storage};
use crate::units::parse_churn;
use std::sync::Arc;

/// The key of the table.
const KEY: &str = "limits";
/// What stands before these keys in a preset.
pub(super) const PREFIX: &str = "limits.";
const STORAGE: &[(&str, Storage)] = &[("standard", Storage::Standard), ("premium", Storage::Premium)];
const EXAMPLE: &str = "limits = { churn_per_vm = \"5 MB/s\" }";
static NOTHING: Table = Table { entries: Vec::new() };

/// Reads the limits of the protection `e`, which is called `called`; `None` if
/// none are known.
pub(super) fn read(cx: &mut Context, e: &mut Entity, called: &'static str) -> Option<Arc<Limits>> {
    let path = e.path().key(KEY);
    let written = e.entry(KEY);
    let fields = match written {
        Some(entry) => table(cx, &entry.node, "a table of limits", EXAMPLE)?,
        None => &NOTHING,
    };
    let system = e.system().map(|system| System { prefix: PREFIX, ..system });
    if written.is_none() && !system.is_some_and(System::says_anything) {
        return None;
    }
    let at = written.map_or(e.at, |entry| entry.node.at);
    let title = format!("the limits of {}", e.title);
    let mut e = Entity::new(title, "", at, Layer { table: fields, path }).of_system(system);
    let limits = keys(cx, &mut e, system.map_or(called, |system| system.preset.short_title()));
    e.finish(cx);
    let intervals = system.map_or_else(Vec::new, |system| system.preset.intervals());
    Some(Arc::new(Limits { intervals, ..limits }))
}

fn keys(cx: &mut Context, e: &mut Entity, system: &'static str) -> Limits {
    const LINUX: &[(&str, Linux)] =
        &[("none", Linux::No), ("generation-1", Linux::FirstGeneration), ("any", Linux::Any)];
    const ARC_VMS: &[(&str, ArcVms)] =
        &[("yes", ArcVms::Yes), ("no", ArcVms::No), ("by-release", ArcVms::ByRelease)];
    let count = || whole(1, 1_000_000);
    Limits {
        system,
        intervals: Vec::new(),
        storage: e.optional(cx, "storage", word(STORAGE)),
        appliances: e.optional(cx, "appliances", whole(1, 10_000)).unwrap_or(1),
        churn_per_vm: e.sourced(cx, "churn_per_vm", cases),
        churn_per_disk: e.sourced(cx, "churn_per_disk", cases),
        largest_disk_bytes: e.sourced(cx, "largest_disk", size),
        disks_per_vm: e.sourced(cx, "disks_per_vm", count()),
        data_per_vm_bytes: e.sourced(cx, "data_per_vm", size),
        appliance_churn: e.sourced(cx, "appliance_churn", cases),
        appliance_vms: e.sourced(cx, "appliance_vms", count()),
        appliance_data_bytes: e.sourced(cx, "appliance_data", size),
        disks_at_once: e.sourced(cx, "disks_at_once", count()),
        enable_at_once: e.sourced(cx, "enable_at_once", count()),
        plan_vms: e.sourced(cx, "plan_vms", count()),
        log: e.sourced(cx, "log_limit", log_limit),
        most_points: e.sourced(cx, "most_points", count()),
        premium_every: e.sourced(cx, "premium_every", interval),
        highly_available_only: e.sourced(cx, "highly_available_only", boolean),
        linux: e.sourced(cx, "linux", word(LINUX)),
        arc_vms: e.sourced(cx, "arc_vms", word(ARC_VMS)),
        running_vms: e.sourced(cx, "running_vms", boolean),
        preview: e.sourced(cx, "preview", boolean),
    }
}

/// One rate for all, or one for each case.
fn cases(cx: &mut Context, node: &Node) -> Option<Cases> {
    match &node.value {
        Value::List(items) if items.is_empty() => {
            wrong(cx, node, "no limit is given", "write one, such as \"5 MB/s\", or leave the key out")
        }
        Value::List(_) | Value::Table(_) => {
            let cases: Vec<Option<Case>> = node.items().iter().map(|item| case(cx, item)).collect();
            cases.into_iter().collect()
        }
        _ => Some(vec![Case { storage: None, writes_bytes: 0.0, bytes_per_second: most(cx, node)? }]),
    }
}

fn case(cx: &mut Context, node: &Node) -> Option<Case> {
    const EXAMPLE: &str = "{ storage = \"premium\", writes = \"16 KiB\", most = \"20 MB/s\" }";
    let fields = table(cx, node, "a limit", EXAMPLE)?;
    let mut e = Entity::part("the limit".into(), node.at, fields);
    let case = Case {
        storage: e.optional(cx, "storage", word(STORAGE)),
        writes_bytes: e.optional(cx, "writes", size).unwrap_or(0.0),
        bytes_per_second: 0.0,
    };
    let most = e.required(cx, "most", "\"20 MB/s\"", most);
    e.finish(cx);
    Some(Case { bytes_per_second: most?, ..case })
}

fn most(cx: &mut Context, node: &Node) -> Option<f64> {
    let rate = quantity(cx, node, parse_churn)?;
    if rate > 0.0 {
        return Some(rate);
    }
    wrong(cx, node, "nothing at all would be taken", "write a limit such as \"5 MB/s\"")
}

/// A share of the data, or the changes of a time.
fn log_limit(cx: &mut Context, node: &Node) -> Option<LogLimit> {
    match &node.value {
        Value::Text(text) if !text.contains('%') && text.chars().any(char::is_alphabetic) => {
            span(cx, node).map(LogLimit::Time)
        }
        _ => probability(cx, node).map(LogLimit::Share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::limits::Sourced;
    use crate::model::{Mark, Protection};
    use crate::scenario::Outcome;
    use crate::scenario::tests::read_with;
    use crate::units::Span;

    fn read(protection: &str) -> Outcome {
        let text = format!(
            "apps.erp = {{ tier = \"t1\" }}\nlinks.er = {{ sites = [\"dc1\", \"azure\"], bandwidth = \"1 Gbps\" }}\n\
             [tiers.t1]\n[sites.dc1]\n[sites.azure]\nkind = \"cloud\"\n[stamps.prod]\nsite = \"dc1\"\nnodes = 4\nproduct = \"azure-local\"\n\
             [topologies.A]\nprotect = [{{ {protection} }}]\n"
        );
        read_with(&text, &[])
    }

    fn limits(protection: &str) -> Option<Limits> {
        let study = read(protection).study.expect("it reads");
        let first: &Protection = &study.topologies[0].estate.apps[0].protections[0];
        first.limits().cloned()
    }

    #[test]
    fn a_plain_method_has_the_limits_that_are_written() {
        assert_eq!(limits("replica = { to = \"azure\" }"), None);
        let own =
            limits("replica = { to = \"azure\", limits = { largest_disk = \"4 TB\", log_limit = \"2 h\" } }");
        let own = own.expect("two are written");
        let given = |value| Some(Sourced { value, mark: Mark::Given, source: "given in the scenario" });
        assert_eq!((own.system, own.appliances), ("the replica", 1));
        assert_eq!(own.largest_disk_bytes, given(4e12));
        assert_eq!(own.log.map(|log| log.value), Some(LogLimit::Time(Span::from_seconds(7200.0))));
        assert_eq!(own.churn_per_vm, None);
    }

    #[test]
    fn a_preset_knows_its_limits_and_the_user_knows_better() {
        let asr = limits("asr = { to = \"azure\" }").expect("it has limits");
        let churn = asr.churn_per_vm.expect("of a VM");
        assert_eq!((churn.value.len(), churn.mark), (3, Mark::V));
        assert!(churn.source.contains("Deployment Planner"), "{}", churn.source);
        assert_eq!(asr.log.map(|log| log.value), Some(LogLimit::Share(0.5)));
        let asr = limits(
            "asr = { to = \"azure\", limits = { churn_per_vm = \"50 MB/s\", storage = \"premium\" } }",
        );
        let asr = asr.expect("it has limits");
        let churn = asr.churn_per_vm.expect("of a VM");
        assert_eq!((churn.value[0].bytes_per_second, churn.mark), (5e7, Mark::Given));
        assert_eq!(asr.storage, Some(Storage::Premium));
        assert!(asr.largest_disk_bytes.is_some(), "what is not written holds");
    }

    #[test]
    fn mistakes_in_limits_are_reported() {
        for (written, id) in [
            ("largest_disc = \"4 TB\"", "unknown-key"),
            ("churn_per_vm = []", "wrong-value"),
            ("churn_per_vm = \"0 MB/s\"", "wrong-value"),
            ("churn_per_vm = { writes = \"8 KiB\" }", "missing"),
            ("churn_per_vm = [{ writes = \"8 KiB\", mots = \"2 MB/s\", most = \"2 MB/s\" }]", "unknown-key"),
            ("churn_per_vm = [5]", "wrong-type"),
            ("log_limit = \"half\"", "unit"),
            ("linux = \"generation-2\"", "wrong-value"),
        ] {
            let outcome = read(&format!("replica = {{ to = \"azure\", limits = {{ {written} }} }}"));
            let ids: Vec<&str> = outcome.diagnostics.iter().map(|problem| problem.id).collect();
            assert_eq!(ids, [id], "{written}");
        }
        assert_eq!(read("replica = { to = \"azure\", limits = 5 }").diagnostics[0].id, "wrong-type");
    }
}
