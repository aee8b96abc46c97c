//! `show` prints a scenario that means the same.

use super::resolve::{APPS, ESTATE};
use super::*;
use crate::model::{Hazard, Mark};

#[track_caller]
fn assert_round_trip(text: &str, files: &[(&str, &str)]) -> String {
    let first = read_with(text, files);
    assert!(!first.has_errors(), "{}", first.render(false));
    let shown = show(&first);
    let second = read_with(&shown, files);
    assert!(!second.has_errors(), "{}\n{shown}", second.render(false));
    let text = |outcome: &Outcome| format!("{:#?}", outcome.study.as_ref().unwrap());
    let (before, after) = (text(&first), text(&second));
    if before != after {
        let different = before.lines().zip(after.lines()).find(|(a, b)| a != b);
        panic!("{different:?}\n{shown}");
    }
    assert_eq!(show(&second).lines().count(), shown.lines().count());
    shown
}

/// What the library says is no evidence of one's own for being written down.
#[test]
fn judgement_written_down_stays_judgement() {
    let show_line = |provenance: &Provenance| {
        let value = provenance.get(&Path::top("stamps").key("prod").key("crash_repair")).unwrap();
        (value.text.clone(), matches!(value.origin, Origin::Library { .. }))
    };
    let marks = |text: &str| {
        let outcome = read_with(text, &[]);
        let study = outcome.study.unwrap();
        let estate = &study.topologies[0].estate;
        let rate = |hazard: &Hazard| match hazard {
            Hazard::Rate { mark, .. } => *mark,
            other => panic!("{other:?}"),
        };
        (estate.stamps[0].crash_repair.mark, rate(&estate.apps[0].corruption), show_line(&outcome.provenance))
    };
    let own = library::entry("stamps.crash_repair");
    let (repair, corruption, (text, _)) = marks(MINIMAL);
    assert!(repair.is_judgement() && corruption.is_judgement(), "{repair:?} {corruption:?}");
    let same = MINIMAL.replace("nodes = 4", &format!("nodes = 4\ncrash_repair = {}", own.value));
    assert_eq!(marks(&same), (repair, corruption, (text, true)));
    let other = MINIMAL.replace("nodes = 4", "nodes = 4\ncrash_repair = \"99 min\"");
    assert_eq!(marks(&other), (Mark::Given, corruption, ("\"99 min\"".to_owned(), false)));
}

#[test]
fn the_whole_estate_survives() {
    let shown = assert_round_trip(ESTATE, &[("apps.csv", APPS)]);
    for line in [
        "seed = 7            # given",
        "vms = 6  ",
        "# given, apps.csv:3",
        "# derived: all VMs",
        "[[topologies.B.protect.t1]]",
        "[topologies.B.protect.t1.replica]",
        "[[topologies.B.protect.t1.backup.outward]]",
        "[topologies.B.targets.nas]",
        "# J: judgement",
    ] {
        assert!(shown.contains(line), "{line} missing in\n{shown}");
    }
}

#[test]
fn every_way_to_write_a_duration_survives() {
    let csv = "host;hours\na;1.5\nb;3\nc;0.25\n";
    let delays = [
        "\"1h 30m 0.1s\"",
        "{ lognormal = { mean = \"3 h\", sigma = 0.7 } }",
        "{ lognormal = { median = \"3 h\", p90 = \"9 h\" } }",
        "{ exponential = { mean = \"3 h\" } }",
        "{ weibull = { shape = 1.5, scale = \"3 h\" } }",
        "{ gamma = { shape = 2, mean = \"3 h\" } }",
        "{ pert = { min = \"1 h\", mode = \"2 h\", max = \"9 h\" } }",
        "{ empirical = { values = [\"1 h\", \"2 h\", \"9 h\"] } }",
        "{ empirical = { csv = \"f.csv\", column = \"hours\", unit = \"h\" } }",
    ];
    for delay in delays {
        let text = MINIMAL.replace("nodes = 4", &format!("nodes = 4\ncrash_repair = {delay}"));
        assert_round_trip(&text, &[("f.csv", csv)]);
    }
}

#[test]
fn odd_but_legal_scenarios_survive() {
    let odd = MINIMAL
        .replace("erp", "\"E R.P \\\" ü\"")
        .replace("protect.t1", "protect.default")
        .replace("[topologies.A]", "[topologies.\"A b\"]\ntargets.vault = { dedicated = false }");
    assert_round_trip(&odd, &[]);
    assert_round_trip(
        &MINIMAL.replace("protect.t1 = [{ backup = { to = \"vault\" } }]", "protect = \"none\""),
        &[],
    );
    assert_round_trip(
        &MINIMAL.replace("protect.t1 = [{ backup = { to = \"vault\" } }]", "protect.t1 = []"),
        &[],
    );
    let unprotected = MINIMAL.replace("protect.t1 = [{ backup = { to = \"vault\" } }]", "");
    assert_round_trip(&unprotected, &[]);
    // A change in a topology that changes defaults of other values.
    let changed = MINIMAL.replace(
        "[topologies.A]",
        "[topologies.A]\nsites.dc1.kind = \"provider\"\napps.erp.vms = 7\nstamps.prod.nodes = 2\n",
    );
    assert_round_trip(&changed, &[]);
    let homes = format!("{MINIMAL}\nstamps.dr = {{ site = \"dc1\", nodes = 4 }}\nhome = {{ t1 = \"dr\" }}");
    assert_round_trip(&homes, &[]);
}
