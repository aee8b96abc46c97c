use super::*;
use crate::model::Protection;
use crate::scenario::provenance::Origin;
use crate::scenario::tests::read_with;
use crate::scenario::{Outcome, show};
use crate::units::Span;

/// A scenario in which erp has this protection.
fn protected(protection: &str) -> Outcome {
    let text = format!(
        "apps.erp = {{ tier = \"t1\", vms = 2, data = \"1 TB\" }}\n\
         links.wan = {{ sites = [\"dc1\", \"dc2\"], bandwidth = \"1 Gbps\" }}\n\
         [tiers.t1]\nrto = \"4 h\"\n[sites.dc1]\n[sites.dc2]\n\
         [stamps.prod]\nsite = \"dc1\"\nnodes = 4\n[stamps.dr]\nsite = \"dc2\"\nnodes = 4\n\
         [targets.vault]\nsite = \"dc2\"\n[topologies.A]\nprotect = [{{ {protection} }}]\n"
    );
    read_with(&text, &[])
}

fn first(outcome: &Outcome) -> &Protection {
    &outcome.study.as_ref().expect("it reads").topologies[0].estate.apps[0].protections[0]
}

/// What a protection of this method must say.
fn least(preset: &Preset) -> &'static str {
    match preset.method {
        "backup" => "to = \"vault\", outward = [{ to = \"vault\" }]",
        "replica" => "to = \"dr\"",
        _ => "with = \"dr\"",
    }
}

#[test]
fn every_preset_reads_by_each_of_its_names_and_all_its_values_are_keys() {
    let mut names = Vec::new();
    for preset in all() {
        for name in std::iter::once(&preset.name).chain(preset.aliases) {
            let outcome = protected(&format!("{name} = {{ {} }}", least(preset)));
            assert!(outcome.study.is_some(), "{name}: {:?}", outcome.diagnostics);
            assert_eq!(first(&outcome).method(), preset.method, "{name}");
            for value in preset.values.iter().filter(|value| !value.value.is_empty()) {
                let path = match value.key.strip_prefix("outward.") {
                    Some(key) => format!("topologies.A.protect[0].{}.outward[0].{key}", preset.name),
                    None => format!("topologies.A.protect[0].{}.{}", preset.name, value.key),
                };
                let recorded = outcome.provenance.all().iter().find(|v| v.path.to_string() == path);
                let origin = &recorded.unwrap_or_else(|| panic!("{path} is no key")).origin;
                assert!(matches!(origin, Origin::Preset { preset: of, .. } if *of == preset.name), "{path}");
            }
            names.push(name.to_lowercase());
        }
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "two presets share a name");
    let mut titles: Vec<&str> = all().map(Preset::short_title).collect();
    titles.sort_unstable();
    assert!(titles.windows(2).all(|pair| pair[0] != pair[1]), "{titles:?}");
}

#[test]
fn every_value_of_a_preset_is_offered_by_it_and_has_a_source() {
    for preset in all() {
        assert!(!preset.about.is_empty() && !preset.title.is_empty());
        for value in preset.values {
            let what = format!("{} of {}", value.key, preset.name);
            assert!(value.source.len() > 8 && value.mark != Mark::Given, "{what}");
            assert_eq!(value.source.contains("judgement"), value.mark == Mark::J, "{what}");
            if let Some((node, _)) = preset.node(value.key) {
                assert_eq!(preset.beyond(value.key, node), None, "{what}");
            } else {
                assert_ne!(value.offered, Offered::Any, "{what} says nothing");
            }
        }
        for fact in preset.facts {
            assert!(fact.source.len() > 8 && fact.what.ends_with('.'), "{}", fact.what);
        }
    }
}

#[test]
fn what_a_product_does_not_offer_is_a_mistake_that_names_what_it_offers() {
    let outcome = protected("hyper-v-replica = { to = \"dr\", every = \"45 s\" }");
    assert!(outcome.study.is_none());
    let problem = &outcome.diagnostics[0];
    assert_eq!((problem.id, outcome.diagnostics.len()), ("not-offered", 1));
    assert!(
        problem.message.contains("Hyper-V Replica does not offer every = \"45 s\""),
        "{}",
        problem.message
    );
    let hint = problem.hint.as_deref().unwrap_or("");
    assert!(hint.contains("30 s, 5 min or 15 min") && hint.contains("unsupported = true"), "{hint}");
    for offered in ["30 s", "300 s", "0.25 h"] {
        let outcome = protected(&format!("hvr = {{ to = \"dr\", every = \"{offered}\" }}"));
        assert!(outcome.study.is_some(), "{offered}");
    }
}

#[test]
fn limits_of_further_levels_and_ranges_hold_too() {
    let outcome = protected("mabs = { to = \"vault\", outward = [{ to = \"vault\", every = \"6 h\" }] }");
    assert!(outcome.diagnostics[0].message.contains("does not offer every = \"6 h\""));
    assert!(outcome.diagnostics[0].hint.as_deref().unwrap_or("").contains("12 h or more"));
    let outcome = protected("asr = { to = \"dr\", keep = \"25 h\" }");
    assert!(outcome.diagnostics[0].hint.as_deref().unwrap_or("").contains("0 s to 24 h"));
    let outcome = protected("mabs-guest = { to = \"vault\", method = \"whole-vm\" }");
    assert!(outcome.diagnostics[0].hint.as_deref().unwrap_or("").contains("write in-guest"));
}

#[test]
fn unsupported_simulates_it_and_says_so() {
    let beside = protected("hyper-v-replica = { to = \"dr\", every = \"45 s\", unsupported = true }");
    let study = beside.study.as_ref().expect("it reads");
    assert_eq!(study.topologies[0].unsupported, ["Hyper-V Replica does not offer every = \"45 s\""]);
    let Protection::Replica(replica) = first(&beside) else { panic!() };
    assert_eq!(replica.schedule.every, Span::from_seconds(45.0));
    let fine = protected("hyper-v-replica = { to = \"dr\", every = \"30 s\", unsupported = true }");
    assert!(fine.study.expect("it reads").topologies[0].unsupported.is_empty());
}

#[test]
fn values_of_the_preset_stand_in_for_the_librarys_and_the_users_win() {
    let outcome = protected("asr = { to = \"dr\" }");
    let Protection::Replica(replica) = first(&outcome) else { panic!() };
    assert_eq!(replica.retention.age, Span::from_seconds(7_200.0));
    let outcome = protected("asr = { to = \"dr\", keep = \"12 h\" }");
    let Protection::Replica(replica) = first(&outcome) else { panic!() };
    assert_eq!(replica.retention.age, Span::from_seconds(43_200.0));
}

#[test]
fn what_is_shown_reads_back_to_the_same_study() {
    for preset in all() {
        let once = protected(&format!("{} = {{ {} }}", preset.name, least(preset)));
        let shown = show(&once);
        let again = read_with(&shown, &[]);
        assert!(again.study.is_some(), "{}: {:?}\n{shown}", preset.name, again.diagnostics);
        let (once, again) = (once.study.unwrap(), again.study.unwrap());
        assert_eq!(once.topologies, again.topologies, "{}", preset.name);
    }
}

#[test]
fn the_pages_name_every_preset_value_and_fact() {
    let list = list();
    for preset in all() {
        assert!(list.contains(&format!("{} ", preset.name)), "{}", preset.name);
        let page = page(preset);
        assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
        for value in preset.values {
            assert!(page.contains(&format!("{} = ", value.key)));
        }
    }
}
