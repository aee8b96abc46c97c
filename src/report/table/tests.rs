//! The first screen as a reader sees it. Its texts are asserted where they
//! carry meaning, its layout as properties that hold for any names and widths.

use super::*;
use crate::model::Kind;
use crate::verdict::results::*;
use crate::verdict::sample;

mod many;

fn screen(results: &Results, width: usize, view: View) -> String {
    render(results, &[], &Options { width, view, ..Options::default() })
}

/// The text without line breaks and runs of spaces.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ten topologies with names and apps as hostile as a file may hold.
fn hostile() -> Results {
    let mut results = sample::four_topologies();
    let names = [
        "x".repeat(300),
        "🏭🔥👨‍👩‍👧 数据中心".repeat(20),
        "tab\there\nand \x1b[31mred\x1b[0m\u{202e}".into(),
        "Zürich–Øst".into(),
    ];
    for (topology, name) in results.topologies.iter_mut().zip(&names) {
        topology.name.clone_from(name);
        topology.title = format!("{name} {name}");
        for (app, name) in topology.apps.iter_mut().zip(&names) {
            app.name.clone_from(name);
        }
        for tier in &mut topology.tiers {
            tier.name = format!("{} {}", tier.name, names[0]);
            tier.rto.subject = Some(names[1].clone());
        }
    }
    let more = results.topologies.clone();
    results.topologies.extend(more);
    results.topologies[7].rejected = Some(format!("{} must not leave\nthe country", names[2]));
    results
}

#[test]
fn the_answer_comes_second_after_the_facts() {
    let text = screen(&sample::four_topologies(), 300, View::Overview);
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "3 apps, 206 VMs, 45 TB · 4 topologies · 95 % required · clock failed → fully serving · \
         31 % of recovery time rests on judgement"
    );
    assert_eq!(
        lines.next().unwrap(),
        "Cheapest that meets everything: D, Replica in dc2 with immutable backup (310 kEUR a year)."
    );
}

#[test]
fn reservations_follow_the_answer() {
    let reservations = ["warning[copy-close] target vault: it is near".to_owned()];
    let options = Options { width: 300, ..Options::default() };
    let text = render(&sample::four_topologies(), &reservations, &options);
    assert_eq!(text.lines().nth(2).unwrap(), reservations[0]);
}

#[test]
fn when_none_meets_everything_the_nearest_is_named_with_its_reasons() {
    let mut results = sample::four_topologies();
    results.topologies.pop();
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(text.contains("No topology meets everything. Nearest: C, Replica in Azure (140 kEUR a year): it LOSES ALL under ransomware (t1, t2 and order-to-cash: no usable copy is left in 40 % of strikes)"), "{text}");
    assert!(text.contains("2,000 more trials would settle it"));
    assert!(!text.contains("is cheaper"));
}

#[test]
fn every_row_tells_verdict_figure_and_kind() {
    let text = flat(&screen(&sample::four_topologies(), 300, View::Overview));
    assert!(
        text.contains("t1 RTO 8 h ✗ 14 d site lost ✗ 9.6 h site lost ~ 8.1 h site lost ✓ 4 h node"),
        "{text}"
    );
    assert!(text.contains("t2 RTO 24 h ✗ 14 d site lost ✗ 31 h site lost ✓ 12 h node ✓ 12 h node"));
    assert!(text.contains("RPO 24 h ✗ LOSES ALL site lost ✓ 12 h node ✗ LOSES ALL ransomware ✓ 12 h node"));
    assert!(text.contains("worst kind site lost site lost ransomware node"));
    assert!(text.contains("cost per year 38 kEUR 61 kEUR 140 kEUR 310 kEUR"));
    assert!(text.contains("exposed 0.4 % erp"));
    assert!(text.contains("down per year 7.9 h erp"));
    assert!(text.contains("240 verdicts at 95 % confidence from 2,000 trials of 10 years per topology and 48,000 forced incidents; seed 1"));
    assert!(text.contains("Forced to happen, and weighted: stamp outage, site lost, corruption, ransomware. From ordinary trials: node, downtime, exposure."), "{text}");
}

#[test]
fn unmanaged_time_is_a_row_where_there_is_any() {
    let mut results = sample::four_topologies();
    let before = screen(&results, 300, View::Overview);
    assert!(!before.to_lowercase().contains("unmanaged"));
    results.topologies[3].apps[0].overall.unmanaged_hours_per_year = 0.25;
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(text.contains("unmanaged 0 0 0 15 min erp"), "{text}");
    assert!(text.contains("Unmanaged: time a year, of the worst app"), "{text}");
}

#[test]
fn the_worst_kind_is_one_that_a_cell_names() {
    let mut results = sample::four_topologies();
    results.topologies.truncate(1);
    let mut app = sample::app("erp", "t1");
    for (kind, hours) in [(Kind::SiteLost, 4.0), (Kind::Ransomware, 7.0), (Kind::LinkLost, 0.0)] {
        let mut kind = sample::kind(kind, 8.0, 1.0);
        (kind.rto.quantile_hours, kind.rto.ratio) = (hours, Some(hours / 8.0));
        app.kinds.push(kind);
    }
    // Too few strikes of a kind that did no harm so far.
    (app.kinds[2].rto.verdict, app.kinds[2].rto.met_share) = (Verdict::TooFew, None);
    results.topologies = vec![sample::topology("A", "A", None, vec![app], Vec::new())];
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(text.contains("? 7 h ransomware") && text.contains("worst kind ransomware"), "{text}");
}

#[test]
fn by_kind_the_place_is_named_where_the_fewest_strikes_stay_within() {
    let mut results = sample::four_topologies();
    results.topologies.truncate(1);
    let mut app = sample::app("erp", "t1");
    let mut kind = sample::kind(Kind::SiteLost, 8.0, 1.0);
    let third = PlaceResult { strike_share: 0.04, ..sample::place("dc3", 0.2, 0.2) };
    kind.places = vec![sample::place("dc1", 0.97, 1.0), sample::place("dc2", 1.0, 1.0), third];
    app.kinds.push(kind);
    results.topologies = vec![sample::topology("A", "A", None, vec![app], Vec::new())];
    let text = flat(&screen(&results, 100, View::Kinds));
    assert_eq!(text.matches("worst place 97 % dc1").count(), 1, "{text}");
    assert_eq!(text.matches("worst place").count(), 1, "no data are lost anywhere: {text}");
}

#[test]
fn cheaper_topologies_are_told_why_they_are_not_it() {
    let text = flat(&screen(&sample::four_topologies(), 100, View::Overview));
    assert!(text.contains("B is cheaper (61 kEUR a year) but misses the RTO of t1, t2 and order-to-cash when a site is lost (erp: 9.6 h against 8 h, on average longest noticing it, deciding and waiting for new hardware or room elsewhere); and 1 more."), "{text}");
    let told = ["C is cheaper", "B is cheaper", "A is cheaper"].map(|part| text.find(part));
    assert!(told[0].is_some() && told.is_sorted(), "the nearest miss first: {text}");
}

#[test]
fn the_legend_explains_the_signs_in_use_and_no_others() {
    let mut results = sample::four_topologies();
    let all = screen(&results, 100, View::Overview);
    assert!(all.contains("✓ met · ✗ missed · ~ undecided (about 2,000 more trials would settle it)\n"));
    assert!(flat(&all).contains("LOSES ALL: too many strikes leave no usable copy."));
    results.topologies.drain(..3);
    let met = screen(&results, 100, View::Overview);
    assert!(met.contains("\n✓ met\n"), "{met}");
    assert!(!met.contains("LOSES ALL"));
}

#[test]
fn an_item_that_cannot_be_restored_is_not_all() {
    let mut results = sample::four_topologies();
    results.topologies.drain(..3);
    let (mut apps, services) = (results.topologies[0].apps.clone(), Vec::new());
    for app in &mut apps {
        app.kinds.push(sample::losing_all(sample::kind(Kind::ItemDeletion, 8.0, 24.0)));
    }
    results.topologies[0] = sample::topology("D", "D", Some(5.0), apps, services);
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(text.contains("it LOSES ITEM when items are deleted (t1 and t2: no usable copy of the item is left in 40 % of strikes)"), "{text}");
    assert!(
        text.contains("✗ LOSES ITEM item deletion") && text.contains(" LOSES ITEM: too many deletions"),
        "{text}"
    );
    assert!(!text.contains("LOSES ALL"), "{text}");
}

#[test]
fn kinds_tell_shares_means_causes_and_frequencies() {
    let text = flat(&screen(&sample::four_topologies(), 300, View::Kinds));
    for part in [
        "site lost RTO ✗ 14 d / 8 h erp ✗ 31 h / 24 h files ~ 8.1 h / 8 h erp",
        "cause people people",
        "met in 20 % (18–22 %)",
        "mean (MTTR)",
        "no copy left ✗ 40 % (38–42 %)",
        "cause no copy",
        "strikes 0.5/yr",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let rare = {
        let mut results = sample::four_topologies();
        for topology in &mut results.topologies {
            for subject in topology.apps.iter_mut().chain(&mut topology.services) {
                subject.kinds.retain(|kind| kind.kind == Kind::SiteLost);
                subject.kinds[0].strikes_per_year = 1.0 / 480.0;
            }
        }
        flat(&screen(&results, 300, View::Kinds))
    };
    assert!(rare.contains("strikes 1 in 480 yr") && !rare.contains("ransomware RTO"));
}

#[test]
fn apps_stand_under_their_tiers() {
    let text = flat(&screen(&sample::four_topologies(), 300, View::Apps));
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}\n{text}"));
    assert!(at("tier t1") < at("erp RTO 8 h") && at("erp RTO 8 h") < at("sql RTO 8 h"));
    assert!(at("sql RTO 8 h") < at("tier t2") && at("tier t2") < at("files RTO 24 h"));
    assert!(at("files RTO 24 h") < at("services order-to-cash RTO 8 h"));
}

#[test]
fn no_line_exceeds_the_width_and_no_control_character_gets_through() {
    let results = [sample::four_topologies(), hostile(), sample::results(Vec::new())];
    for results in &results {
        for view in [View::Overview, View::Apps, View::Kinds] {
            for charset in [Charset::Unicode, Charset::Ascii] {
                for width in [1, 48, 60, 80, 100, 133, 400] {
                    let text = render(results, &[], &Options { width, charset, view, colour: false });
                    assert!(text.ends_with('\n'));
                    for line in text.lines() {
                        let columns = text::width(line);
                        assert!(columns <= width.max(NARROWEST), "{columns} > {width}: {line}");
                        assert!(!line.ends_with(' '), "{line:?}");
                        assert!(!line.chars().any(char::is_control), "{line:?}");
                        assert!(charset == Charset::Unicode || line.is_ascii(), "{line}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_topology_is_drawn_in_one_of_the_blocks() {
    let mut results = sample::four_topologies();
    for (i, topology) in results.topologies.iter_mut().enumerate() {
        topology.name = format!("topology{i}");
    }
    for width in [48, 70, 100, 200] {
        let text = screen(&results, width, View::Overview);
        let heads: Vec<&str> = text.split_whitespace().filter(|word| word.starts_with("topology")).collect();
        for i in 0..4 {
            assert!(heads.contains(&format!("topology{i}").as_str()), "{width}: {heads:?}");
        }
        // The overview has one more if there are several blocks.
        let blocks = text.matches("cost per year").count();
        assert_eq!(text.matches("all in all").count(), blocks + usize::from(blocks > 1));
    }
}

#[test]
fn colour_adds_escapes_and_nothing_else() {
    let results = sample::four_topologies();
    for view in [View::Overview, View::Apps, View::Kinds] {
        let plain = screen(&results, 100, view);
        let coloured = render(&results, &[], &Options { view, colour: true, ..Options::default() });
        assert!(coloured.contains("\x1b["));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }
}

#[test]
fn a_rejected_topology_says_why_and_is_not_judged() {
    let mut results = sample::four_topologies();
    results.topologies[1].rejected = Some("erp must stay in Germany".into());
    results.topologies[1].apps.clear();
    results.topologies[1].tiers.clear();
    results.topologies[1].services.clear();
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(
        text.contains("all in all ✗ misses 6 of 6 – rejected ✗ misses 3 of 6 ✓ meets all cheapest"),
        "{text}"
    );
    assert!(text.contains("B was rejected: erp must stay in Germany"));
    assert!(!text.contains("B is cheaper"));
}

#[test]
fn where_every_topology_is_rejected_nothing_is_said_to_be_simulated() {
    let mut results = sample::four_topologies();
    for topology in &mut results.topologies {
        topology.rejected = Some("rule near: erp would run at dc1".into());
    }
    for view in [View::Overview, View::Apps, View::Kinds] {
        let text = flat(&screen(&results, 300, view));
        assert!(text.contains("Nothing was simulated: every topology breaks a rule (see below)."), "{text}");
        assert!(text.contains("A was rejected: rule near: erp would run at dc1"), "{text}");
        assert!(
            ["verdicts", "trials", "p95", "all in all"].iter().all(|word| !text.contains(word)),
            "{text}"
        );
        assert!(text.contains("seed 1; drsim"), "{text}");
    }
    results.topologies.truncate(1);
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(text.contains("Nothing was simulated: the topology breaks a rule (see below)."), "{text}");
}

#[test]
fn what_no_vendor_supports_is_marked_wherever_it_is_named() {
    let mut results = sample::four_topologies();
    results.topologies[3].unsupported = vec!["backup target box is in the rack of stamp prod".into()];
    for view in [View::Overview, View::Apps, View::Kinds] {
        let text = flat(&screen(&results, 300, view));
        assert!(text.contains(" D (not supported)"), "{text}");
        assert!(text.contains("(310 kEUR a year). No vendor supports it (see below)."), "{text}");
        assert!(text.contains("D is simulated although no vendor supports it: backup target box is in the rack of stamp prod."), "{text}");
        assert!(!text.contains("C (not supported)"));
    }
}

#[test]
fn a_tier_that_asks_nothing_is_named_once() {
    let mut results = sample::four_topologies();
    for topology in &mut results.topologies {
        for kind in topology.apps.iter_mut().filter(|app| app.name == "files").flat_map(|app| &mut app.kinds)
        {
            (kind.rto.objective_hours, kind.rpo.objective_hours) = (None, None);
            (kind.rto.verdict, kind.rpo.verdict) = (Verdict::NoObjective, Verdict::NoObjective);
            kind.loses_all_verdict = Verdict::NoObjective;
        }
        topology.tiers = vec![
            crate::verdict::headline::of_tier("t1", &topology.apps),
            crate::verdict::headline::of_tier("t2", &topology.apps),
        ];
    }
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(text.contains(" t2 – – – – services "), "{text}");
}

#[test]
fn too_few_strikes_are_told_in_one_clause() {
    let mut results = sample::four_topologies();
    results.topologies.drain(..3);
    let topology = &mut results.topologies[0];
    for kind in topology.apps.iter_mut().flat_map(|app| &mut app.kinds) {
        for judged in [&mut kind.rto, &mut kind.rpo] {
            (judged.verdict, judged.further_trials) = (Verdict::TooFew, Some(160));
        }
    }
    let (apps, services) = (topology.apps.clone(), topology.services.clone());
    results.topologies[0] = sample::topology("D", "D", Some(5.0), apps, services);
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(text.contains("No topology is shown yet to meet everything. Nearest: D (5 EUR a year): it has seen too few strikes to judge 4 objectives of t1 and t2 (about 160 more trials would be enough)."), "{text}");
}

#[test]
fn where_an_incident_without_end_forbids_met_no_number_of_trials_is_offered() {
    let mut results = sample::four_topologies();
    results.topologies.drain(..3);
    let topology = &mut results.topologies[0];
    for app in topology.apps.iter_mut().filter(|app| app.name == "erp") {
        let kind = &mut app.kinds[2];
        (kind.rto.verdict, kind.rto.further_trials) = (Verdict::Inconclusive, None);
        kind.unrecovered = 2;
    }
    for app in topology.apps.iter_mut().filter(|app| app.name == "files") {
        let judged = &mut app.kinds[4].rto;
        (judged.verdict, judged.further_trials) = (Verdict::Inconclusive, Some(700));
    }
    let (apps, services) = (topology.apps.clone(), topology.services.clone());
    results.topologies[0] = sample::topology("D", "D", Some(5.0), apps.clone(), services.clone());
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(text.contains("leaves the RTO of t1 undecided when a site is lost (2 incidents were never recovered, and a single one keeps an RTO from being met); leaves the RTO of t2 undecided under ransomware (about 700 more trials would settle it)."), "{text}");
    for view in [View::Overview, View::Apps, View::Kinds] {
        let text = flat(&screen(&results, 100, view));
        let what = if view == View::Overview { "it" } else { "every one here" };
        let told = format!(
            "~ undecided (about 700 more trials would settle {what}, but not where an incident was never recovered)"
        );
        assert!(text.contains(&told), "{text}");
    }
    let only = apps.into_iter().filter(|app| app.name == "erp").collect();
    results.topologies[0] = sample::topology("D", "D", Some(5.0), only, Vec::new());
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(
        text.contains("~ undecided (an incident was never recovered: more trials cannot make the RTO met)"),
        "{text}"
    );
    assert!(!text.contains("would settle it"), "{text}");
}

#[test]
fn shares_on_judgement_are_no_more_exact_than_they_can_be() {
    let mut results = sample::four_topologies();
    results.topologies[0].judgement_share = 0.9931;
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(text.contains("31 to over 99 % of recovery time rests on judgement"), "{text}");
    assert!(text.contains("on judgement over 99 % 31 % 31 % 31 %"), "{text}");
}

#[test]
fn what_is_undecided_alike_is_told_once() {
    let mut results = sample::four_topologies();
    results.topologies.drain(..3);
    let topology = &mut results.topologies[0];
    for app in &mut topology.apps {
        let kind = &mut app.kinds[4];
        for judged in [&mut kind.rto, &mut kind.rpo] {
            (judged.verdict, judged.further_trials) = (Verdict::Inconclusive, Some(700));
        }
    }
    let (apps, mut services) = (topology.apps.clone(), topology.services.clone());
    services[0].kinds[4].rto = apps[0].kinds[4].rto.clone();
    let told = |services: Vec<SubjectResult>| {
        let topology = sample::topology("D", "D", Some(5.0), apps.clone(), services);
        flat(&screen(&sample::results(vec![topology]), 100, View::Overview))
    };
    let text = told(Vec::new());
    assert!(text.contains("it leaves the RTO and RPO of t1 and t2 undecided under ransomware (about 700 more trials would settle it)."), "{text}");
    let text = told(services);
    assert!(text.contains("it leaves the RTO of t1, t2 and order-to-cash and the RPO of t1 and t2 undecided under ransomware"), "{text}");
}

#[test]
fn what_hangs_on_the_mean_of_few_incidents_says_so() {
    let mut results = sample::four_topologies();
    results.topologies.drain(..3);
    let topology = &mut results.topologies[0];
    let kind = &mut topology.apps[0].kinds[4];
    (kind.rto.verdict, kind.rto.open, kind.rto.further_trials) =
        (Verdict::Inconclusive, Some(Open::Mean), Some(700));
    (kind.incidents, kind.recovery.mean) =
        (7, Some(Estimate { value: 5.1, low: 0.35, high: 31.6, effective: 7.0 }));
    let (apps, services) = (topology.apps.clone(), topology.services.clone());
    let results = sample::results(vec![sample::topology("D", "D", Some(5.0), apps, services)]);
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(text.contains("undecided under ransomware: 7 incidents, on average 21 min to 32 h (about 700 more trials would settle it)"), "{text}");
    let text = flat(&screen(&results, 300, View::Kinds));
    assert!(text.contains("mean (MTTR) 5.1 h (21 min–32 h) 7 incidents"), "{text}");
}

#[test]
fn copies_that_carry_the_damage_are_told_where_all_is_lost() {
    let mut results = sample::four_topologies();
    results.topologies.pop();
    let topology = &mut results.topologies[2];
    for kind in topology.apps.iter_mut().chain(&mut topology.services).flat_map(|subject| &mut subject.kinds)
    {
        kind.loses_all_cause = kind.loses_all_cause.and(Some(Cause::Taint));
    }
    let text = flat(&screen(&results, 100, View::Overview));
    assert!(
        text.contains("no usable copy is left in 40 % of strikes, the copies carry the damage)"),
        "{text}"
    );
}

#[test]
fn without_costs_nothing_is_called_cheap() {
    let mut results = sample::four_topologies();
    for topology in &mut results.topologies {
        topology.cost_per_year = None;
    }
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(text.contains("Meets everything: D, Replica in dc2 with immutable backup. "), "{text}");
    assert!(!text.contains("cheap") && !text.contains("cost per year"));
}

#[test]
fn objectives_that_differ_by_kind_are_shown_beside_the_figure() {
    let mut app = sample::app("erp", "t1");
    app.kinds.push(sample::kind(Kind::Node, 8.0, 1.0));
    app.kinds.push(sample::kind(Kind::SiteLost, 8.0, 1.0));
    app.kinds.push(sample::missing(sample::kind(Kind::Ransomware, 336.0, 24.0), 480.0));
    let results = sample::results(vec![sample::topology("A", "A", None, vec![app], Vec::new())]);
    let text = flat(&screen(&results, 300, View::Overview));
    assert!(text.contains("t1 RTO 8 h ✗ 20 d / 14 d ransomware"), "{text}");
    assert!(text.contains("a / b: a measured, b allowed for that kind"), "{text}");
}

#[test]
#[ignore = "prints the screens for a look at them"]
fn show() {
    for view in [View::Overview, View::Apps, View::Kinds] {
        println!(
            "{}",
            render(&sample::four_topologies(), &[], &Options { view, colour: true, ..Options::default() })
        );
    }
    println!("{}", screen(&hostile(), 80, View::Overview));
}
