use super::*;
use crate::model::Protection;
use crate::scenario::provenance::Origin;
use crate::scenario::tests::read_with;
use crate::scenario::{Outcome, show};
use crate::units::Span;

/// A scenario in which erp, on a stamp of this product, has this protection.
/// There is a second stamp of it, and a cloud region.
fn protected_on(product: &str, protection: &str) -> Outcome {
    let text = format!(
        "apps.erp = {{ tier = \"t1\", vms = 2, data = \"1 TB\" }}\n\
         links.wan = {{ sites = [\"dc1\", \"dc2\"], bandwidth = \"1 Gbps\" }}\n\
         links.er = {{ sites = [\"dc1\", \"azure\"], bandwidth = \"1 Gbps\" }}\n\
         [tiers.t1]\nrto = \"4 h\"\n[sites.dc1]\n[sites.dc2]\n[sites.azure]\nkind = \"cloud\"\n\
         [stamps.prod]\nsite = \"dc1\"\nnodes = 4\n{product}\n[stamps.dr]\nsite = \"dc2\"\nnodes = 4\n{product}\n\
         [targets.near]\nsite = \"dc2\"\n[targets.vault]\nsite = \"azure\"\n\
         [topologies.A]\nprotect = [{{ {protection} }}]\n"
    );
    read_with(&text, &[])
}

/// The same with stamps that run Azure Local.
fn protected(protection: &str) -> Outcome {
    protected_on("product = \"azure-local\"", protection)
}

/// The preset with the least that must be said, where it works.
fn fitting(name: &str, preset: &Preset) -> Outcome {
    let ends = preset.ends.first();
    let local = ends.is_none_or(|ends| ends.from.contains(&ends::LOCAL));
    let to = if ends.is_some_and(|ends| ends.to == [ends::AZURE]) { "azure" } else { "dr" };
    let least = match preset.method {
        "backup" => "to = \"vault\", outward = [{ to = \"vault\" }]".to_owned(),
        "replica" => format!("to = \"{to}\""),
        _ => format!("with = \"{to}\""),
    };
    let product = if local { "azure-local" } else { "azure-stack-hub" };
    protected_on(&format!("product = \"{product}\""), &format!("{name} = {{ {least} }}"))
}

fn first(outcome: &Outcome) -> &Protection {
    &outcome.study.as_ref().expect("it reads").topologies[0].estate.apps[0].protections[0]
}

#[test]
fn every_preset_reads_by_each_of_its_names_and_all_its_values_are_keys() {
    let mut names = Vec::new();
    for preset in all() {
        for name in std::iter::once(&preset.name).chain(preset.aliases) {
            let outcome = fitting(name, preset);
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
        for ends in preset.ends {
            assert!(!ends.from.is_empty() && !ends.to.is_empty() && ends.mark != Mark::Given);
            assert_eq!(ends.source.contains("derived"), ends.mark == Mark::D, "{}", ends.source);
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
    let outcome = protected("asr = { to = \"azure\", keep = \"25 h\" }");
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
    let outcome = protected("asr = { to = \"azure\" }");
    let Protection::Replica(replica) = first(&outcome) else { panic!() };
    assert_eq!(replica.retention.age, Span::from_seconds(7_200.0));
    let outcome = protected("asr = { to = \"azure\", keep = \"12 h\" }");
    let Protection::Replica(replica) = first(&outcome) else { panic!() };
    assert_eq!(replica.retention.age, Span::from_seconds(43_200.0));
}

#[test]
fn what_is_shown_reads_back_to_the_same_study() {
    for preset in all() {
        let once = fitting(preset.name, preset);
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
        let flat: String = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for ends in preset.ends {
            assert!(flat.contains(&ends.words()) && flat.contains(ends.source), "{page}");
        }
        assert_eq!(flat.contains("any place is taken"), preset.ends.is_empty(), "{page}");
    }
}

/// What is underlined, by the only mistake of this scenario, its message and
/// its hint.
#[track_caller]
fn refused(outcome: &Outcome) -> Vec<(String, String, String)> {
    assert!(outcome.study.is_none(), "it was taken");
    let described = outcome.diagnostics.iter().map(|problem| {
        assert_eq!(problem.id, "not-offered", "{}", outcome.render(false));
        let (_, line) = outcome.sources.line(problem.at.expect("it is somewhere")).expect("it is written");
        let at = problem.at.expect("it is somewhere");
        let before = outcome.sources.position(at).expect("it is written").column - 1;
        let underlined = line[before..before + (at.end - at.start) as usize].to_owned();
        (underlined, problem.message.clone(), problem.hint.clone().unwrap_or_default())
    });
    described.collect()
}

#[test]
fn a_system_is_held_to_what_it_takes_at_both_ends() {
    let hub = "product = \"azure-stack-hub\"";
    let mistakes = refused(&protected_on(hub, "hyper-v-replica = { to = \"dr\" }"));
    let [(source, of_source, hint), (to, of_to, _)] = &mistakes[..] else { panic!("{mistakes:?}") };
    assert_eq!((source.as_str(), to.as_str()), ("hyper-v-replica", "\"dr\""));
    assert_eq!(of_source, "Hyper-V Replica does not protect VMs on stamp prod, which runs Azure Stack Hub");
    assert_eq!(of_to, "Hyper-V Replica does not copy to stamp dr, which runs Azure Stack Hub");
    assert_eq!(
        hint,
        "it works from Azure Local or Hyper-V to Azure Local or Hyper-V (Microsoft, Virtual machine resiliency \
         for Azure Local, 2025-09-25); write azure-site-recovery-stamps instead, or unsupported = true beside it \
         to simulate it all the same"
    );
    for product in ["azure-local", "hyper-v"] {
        let outcome = protected_on(&format!("product = \"{product}\""), "hyper-v-replica = { to = \"dr\" }");
        assert!(outcome.study.is_some(), "{}", outcome.render(false));
    }
    // Only what does not fit is told: the source here, the destination there.
    let mistakes = refused(&protected_on(hub, "asr = { to = \"azure\" }"));
    let [(source, _, hint)] = &mistakes[..] else { panic!("{mistakes:?}") };
    assert_eq!(source, "asr");
    assert!(hint.contains("to Azure (") && hint.contains("azure-site-recovery-agent instead"), "{hint}");
    let mistakes = refused(&protected_on(hub, "asr-stamps = { to = \"azure\" }"));
    let [(to, message, hint)] = &mistakes[..] else { panic!("{mistakes:?}") };
    assert_eq!(to, "\"azure\"");
    assert!(message.ends_with("does not copy to azure, which is a cloud region"), "{message}");
    assert!(hint.contains("azure-site-recovery-agent instead"), "{hint}");
    assert_eq!(refused(&protected("asr = { to = \"dr\" }")).len(), 1);
    assert_eq!(refused(&protected("asr-stamps = { to = \"azure\" }")).len(), 2);
    assert!(protected("asr-agent = { to = \"azure\" }").study.is_some(), "as physical servers");
}

#[test]
fn what_a_stamp_does_not_say_is_named_as_what_may_be_wrong() {
    let mistakes = refused(&protected_on("", "hvr = { to = \"dr\" }"));
    let [(_, message, hint), (_, _, of_dr)] = &mistakes[..] else { panic!("{mistakes:?}") };
    assert!(message.ends_with("stamp prod, which is taken to run Azure Stack Hub"), "{message}");
    assert!(
        hint.contains("product = \"azure-local\" or \"hyper-v\" for stamp prod if it runs that"),
        "{hint}"
    );
    assert!(of_dr.contains("for stamp dr if it runs that"), "{of_dr}");
    assert!(protected_on("", "asr-stamps = { to = \"dr\" }").study.is_some());
}

#[test]
fn a_provider_without_a_stamp_may_run_what_the_system_takes() {
    let at_provider = |preset: &str| {
        let text = format!(
            "apps.erp = {{ tier = \"t1\" }}\nlinks.wan = {{ sites = [\"dc1\", \"hoster\"], bandwidth = \"1 Gbps\" }}\n\
             [tiers.t1]\n[sites.dc1]\n[sites.hoster]\nkind = \"provider\"\n\
             [stamps.prod]\nsite = \"dc1\"\nnodes = 4\nproduct = \"hyper-v\"\n\
             [topologies.A]\nprotect = [{{ {preset} = {{ to = \"hoster\" }} }}]\n"
        );
        read_with(&text, &[])
    };
    assert!(at_provider("hyper-v-replica").study.is_some());
    let mistakes = refused(&at_provider("asr"));
    assert!(mistakes[0].1.contains("hoster, which is a provider's site"), "{mistakes:?}");
}

#[test]
fn backups_are_held_to_where_they_restore_and_where_their_copies_lie() {
    let elsewhere = |place: &str| format!("mabs = {{ to = \"near\", restore_to = [\"home\", \"{place}\"] }}");
    assert!(protected(&elsewhere("dr")).study.is_some());
    let mistakes = refused(&protected(&elsewhere("azure")));
    let [(place, message, _)] = &mistakes[..] else { panic!("{mistakes:?}") };
    assert_eq!(place, "\"azure\"");
    assert_eq!(
        message,
        "Microsoft Azure Backup Server, host level does not restore to azure, which is a cloud region"
    );
    let hub = "product = \"azure-stack-hub\"";
    let mistakes = refused(&protected_on(hub, "mabs = { to = \"near\" }"));
    assert!(mistakes[0].1.contains("does not protect VMs on stamp prod"), "{mistakes:?}");
    assert!(mistakes[0].2.contains("write vendor-snapshot instead"), "{mistakes:?}");
    assert!(protected_on(hub, "mabs-guest = { to = \"near\" }").study.is_some());
    // At home any backup restores, elsewhere this one to Azure Local or Azure.
    assert!(protected_on(hub, "cloudcasa = { to = \"near\" }").study.is_some());
    let mistakes = refused(&protected_on(hub, "cloudcasa = { to = \"near\", restore_to = [\"dr\"] }"));
    assert_eq!(mistakes[0].0, "\"dr\"");
    for anywhere in ["in-guest-agent", "veeam"] {
        let outcome =
            protected(&format!("{anywhere} = {{ to = \"near\", restore_to = [\"dr\", \"azure\"] }}"));
        assert!(outcome.study.is_some(), "{}", outcome.render(false));
    }
    let mistakes = refused(&protected("mars = { to = \"near\" }"));
    assert_eq!(mistakes[0].0, "\"near\"");
    assert!(
        mistakes[0].1.contains("copies in a vault in Azure, and target near stands at dc2"),
        "{mistakes:?}"
    );
    let mistakes = refused(&protected("mabs = { to = \"near\", outward = [{ to = \"near\" }] }"));
    assert!(mistakes.len() == 1 && mistakes[0].1.contains("further copies"), "{mistakes:?}");
}

#[test]
fn unsupported_ends_are_simulated_when_asked_for() {
    let hub = "product = \"azure-stack-hub\"";
    let outcome = protected_on(hub, "hvr = { to = \"dr\", unsupported = true }");
    let study = outcome.study.as_ref().expect("it reads");
    assert_eq!(study.topologies[0].unsupported.len(), 2, "{:?}", study.topologies[0].unsupported);
    assert_eq!(
        study.topologies[0].unsupported[0],
        "Hyper-V Replica does not protect VMs on stamp prod, which runs Azure Stack Hub"
    );
    let outcome = protected("mabs = { to = \"near\", outward = [{ to = \"near\" }], unsupported = true }");
    assert!(outcome.study.expect("it reads").topologies[0].unsupported[0].contains("vault in Azure"));
}
