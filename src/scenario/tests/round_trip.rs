//! `show` prints a scenario that means the same.

use super::resolve::{APPS, ESTATE};
use super::*;
use crate::model::{Hazard, Mark};

#[track_caller]
pub(super) fn assert_round_trip(text: &str, files: &[(&str, &str)]) -> String {
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

#[track_caller]
fn assert_has(shown: &str, lines: &[&str]) {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines_shown: Vec<String> = shown.lines().map(squeezed).collect();
    for line in lines {
        assert!(lines_shown.iter().any(|shown| shown.starts_with(line)), "{line} missing in\n{shown}");
    }
}

/// A plan says how likely it works, and `show` says how likely.
#[test]
fn what_a_plan_is_worth_is_shown_with_its_evidence() {
    let with = |replica: &str| {
        MINIMAL.replace(
            "[{ backup = { to = \"vault\" } }]",
            &format!(
                "[{{ replica = {{ to = \"dr\"{replica} }} }}]\nstamps.dr = {{ site = \"dc1\", nodes = 4 }}"
            ),
        )
    };
    // Comments stand in one column.
    let shown_with = |replica: &str| {
        let shown = assert_round_trip(&with(replica), &[]);
        shown
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("\n")
    };
    for (plan, share) in [("tested", "90%"), ("yearly", "75%"), ("never", "50%")] {
        let shown = shown_with(&format!(", plan = \"{plan}\""));
        let key = ["replica.plan.", plan].concat();
        let source = library::entry(&key).source;
        assert_has(&shown, &[&format!("plan_works = \"{share}\" # J: {source}")]);
    }
    let shown = shown_with("");
    assert_has(&shown, &["plan = \"yearly\" # J", "plan_works = \"75%\" # J"]);
    let shown = shown_with(", plan_works = \"80%\"");
    assert_has(&shown, &["plan_works = \"80%\" # given"]);
    assert!(!shown.contains("\nplan = "), "{shown}");
    let both = read_with(&with(", plan = \"tested\", plan_works = \"80%\""), &[]).render(false);
    assert!(both.contains("error[duplicate]: plan and plan_works say different things"), "{both}");
}

/// What a service asks follows from its apps where it does not say.
#[test]
fn what_services_inherit_is_shown() {
    let apps = "[tiers.t2]\nrto = \"2 d\"\nrpo = \"90 s\"\nrpo_rollback = \"1.5 h\"\n\
        objectives.ransomware = { rto = \"14 d\" }\nobjectives.site = { rpo = \"none\" }\n\
        [apps.web]\ntier = \"t2\"\nobjectives.ransomware = { rpo = \"48 h\" }\n\
        [services]\norder = [\"erp\", \"web\"]\nshop = { apps = [\"web\"], rto = \"6 h\", objectives.site = { rpo = \"3 h\" } }\n\
        free = { apps = \"web\", rto = \"none\", rpo = \"none\", rpo_rollback = \"none\" }\n[apps.erp]";
    let text = MINIMAL.replace("[apps.erp]", apps).replace("protect.t1", "protect.default");
    let shown = assert_round_trip(&text, &[]);
    let inherited = "# derived: its strictest app's";
    let section = |name: &str| {
        let from = shown.find(&format!("[services.{name}]")).unwrap_or_else(|| panic!("{shown}"));
        let rest = &shown[from..];
        let others = rest.match_indices("\n[").map(|(i, _)| i + 1);
        let end = others.clone().find(|i| !rest[*i..].starts_with(&format!("[services.{name}"))).unwrap();
        rest[..end].to_owned()
    };
    assert_has(
        &section("order"),
        &[
            "apps = [\"erp\", \"web\"] # given",
            &format!("rto = \"8 h\" {inherited}"),
            &format!("rpo = \"1.5 min\" {inherited}"),
            &format!("rpo_rollback = \"1.5 h\" {inherited}"),
            "[services.order.objectives.site-lost]",
            &format!("rpo = \"24 h\" {inherited}"),
        ],
    );
    // 8 h of erp is below the 14 d of web, also after ransomware.
    assert!(!section("order").contains("14 d"), "{shown}");
    let shop = section("shop");
    assert_has(
        &shop,
        &[
            "rto = \"6 h\" # given",
            &format!("rpo = \"1.5 min\" {inherited}"),
            "[services.shop.objectives.site]",
            "rpo = \"3 h\" # given",
            "[services.shop.objectives.ransomware]",
            &format!("rpo = \"48 h\" {inherited}"),
        ],
    );
    assert!(!shop.contains("14 d") && !shop.contains("site-lost"), "{shop}");
    assert!(!section("free").contains("derived"), "{shown}");
}

/// A topology may change what its apps are asked; a service has one line for all
/// topologies.
#[test]
fn what_services_inherit_differently_in_two_topologies_is_left_to_each() {
    let text = MINIMAL.replace("[tiers.t1]", "services.order = [\"erp\"]\n[tiers.t1]");
    let text = format!("{text}[topologies.B]\napps.erp.rto = \"3 h\"\nprotect = \"none\"\n");
    let shown = assert_round_trip(&text, &[]);
    let order = &shown[shown.find("[services.order]").unwrap()..shown.find("[sites").unwrap()];
    assert!(!order.contains("rto =") && order.contains("rpo = \"24 h\""), "{shown}");
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
