//! Charts of many shapes of results: that they can be drawn, as SVG and as
//! PNG, and that they say what they must. What they look like has to be looked
//! at: run the ignored test and open the files.

use super::*;
use crate::model::Kind;
use crate::verdict::results::{Results, TopologyResult};
use crate::verdict::sample;

/// An app whose recovery time in a kind is spread around `hours`.
fn app(name: &str, tier: &str, kind: Kind, rto: f64, hours: f64) -> crate::verdict::results::SubjectResult {
    let mut app = sample::app(name, tier);
    let calm = sample::kind(Kind::Node, rto, rto);
    let mut worst = sample::kind(kind, rto, rto);
    if hours * 2.1 > rto {
        worst = sample::missing(worst, hours * 2.1);
    } else {
        worst.rto.quantile_hours = hours * 2.1;
        worst.rto.ratio = Some(hours * 2.1 / rto);
    }
    worst.recovery = sample::summary(hours);
    worst.recovery.histogram = (0..400)
        .map(|i| (hours * libm::pow(10.0, f64::from(i - 200) / 200.0), f64::from(200 - (i - 200i32).abs())))
        .collect();
    app.kinds = if kind == Kind::Node { vec![worst] } else { vec![calm, worst] };
    app
}

fn one_app() -> Results {
    let apps = vec![app("erp", "t1", Kind::SiteLost, 8.0, 6.0)];
    sample::results(vec![sample::topology("only", "Backup to dc2", Some(1.0), apps, Vec::new())])
}

fn forty_apps() -> Results {
    let topology = |name: &str, factor: f64| {
        let tiers = ["t1", "t2", "t3", "a tier with quite a long name"];
        let apps = (0..40)
            .map(|i| {
                let rto = [4.0, 8.0, 24.0, 72.0][i % 4];
                #[allow(clippy::cast_precision_loss)]
                let hours = rto * factor * (1.0 + i as f64) / 8.0;
                let kind = [Kind::SiteLost, Kind::Ransomware, Kind::StampOutage][i % 3];
                let mut app = app(&format!("application-{i}"), tiers[i % 4], kind, rto, hours);
                if i % 7 == 3 && factor > 0.5 {
                    app.kinds[1] = sample::losing_all(app.kinds[1].clone());
                }
                app
            })
            .collect();
        sample::topology(
            name,
            &format!("A title of some length for {name}"),
            Some(factor),
            apps,
            vec![sample::service("order-to-cash")],
        )
    };
    sample::results(vec![topology("backup-dc1", 3.0), topology("replica", 0.4), topology("both", 0.02)])
}

fn ten_topologies(spread: f64) -> Results {
    let kinds = [Kind::SiteLost, Kind::SiteLost, Kind::Ransomware, Kind::StampLost];
    let topology = |i: u32| {
        let hours = 2.0 * libm::pow(spread, f64::from(i) / 9.0 - 0.5);
        let kind = kinds[i as usize % 4];
        let rto = if kind == Kind::Ransomware { 336.0 } else { 8.0 };
        let apps = vec![app("erp", "t1", kind, rto, hours), app("files", "t2", kind, rto * 3.0, hours)];
        let names = [
            "external",
            "dedicated",
            "azure-direct",
            "replica-dc2",
            "replica-azure",
            "on-stamp",
            "on-stamp-outward",
            "rack-appliance",
            "active-active",
            "replica-immutable",
        ];
        sample::topology(
            names[i as usize],
            &format!("Title of {}", names[i as usize]),
            Some(1.0),
            apps,
            Vec::new(),
        )
    };
    sample::results((0..10).map(topology).collect())
}

fn all_zero() -> Results {
    let mut results = ten_topologies(10.0);
    for kind in kinds(&mut results) {
        for summary in [&mut kind.recovery, &mut kind.loss] {
            summary.histogram = vec![(0.0, 1.0)];
        }
        (kind.rto.quantile_hours, kind.rpo.quantile_hours) = (0.0, 0.0);
        (kind.rto.ratio, kind.rpo.ratio) = (Some(0.0), Some(0.0));
        kind.rto.verdict = crate::verdict::results::Verdict::Met;
    }
    results
}

/// Five topologies, each worst in a kind with an objective of its own.
fn five_objectives(hours: [f64; 5]) -> Results {
    let kinds = [Kind::Node, Kind::StampOutage, Kind::StampLost, Kind::SiteLost, Kind::Corruption];
    let topologies = kinds.iter().zip(hours).map(|(kind, rto)| {
        let apps = vec![app("erp", "t1", *kind, rto, rto * 2.0 + 1.0)];
        sample::topology(kind.name(), "A title", None, apps, Vec::new())
    });
    sample::results(topologies.collect())
}

fn kinds(results: &mut Results) -> impl Iterator<Item = &mut crate::verdict::results::KindResult> {
    let topologies = results.topologies.iter_mut();
    topologies
        .flat_map(|topology| topology.apps.iter_mut().chain(&mut topology.services))
        .flat_map(|s| &mut s.kinds)
}

fn nothing_missed() -> Results {
    let mut results = sample::four_topologies();
    results.topologies.drain(..3);
    results
}

fn hostile() -> Results {
    let mut results = sample::four_topologies();
    for (i, topology) in results.topologies.iter_mut().enumerate() {
        topology.name =
            ["x".repeat(300), "<&\"'>\u{1b}\u{ffff}".into(), "数据中心 🏭".into(), "Zürich – Øst ξ".into()]
                [i]
                .clone();
        topology.title = topology.name.repeat(3);
        for app in &mut topology.apps {
            app.name = format!("{}{}", app.name, topology.name.chars().take(60).collect::<String>());
        }
    }
    results.topologies[1].rejected = Some("no".into());
    results
}

fn shapes() -> Vec<(&'static str, Results)> {
    vec![
        ("four", sample::four_topologies()),
        ("one", one_app()),
        ("forty", forty_apps()),
        ("ten", ten_topologies(20.0)),
        ("decades", ten_topologies(1e6)),
        ("zero", all_zero()),
        ("met", nothing_missed()),
        ("objectives", five_objectives([1.0, 8.0, 24.0, 72.0, 336.0])),
        ("hostile", hostile()),
        ("empty", sample::results(Vec::new())),
    ]
}

fn texts(svg: &str) -> String {
    let document = svg.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
    document.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_shape_of_results_can_be_drawn_as_svg_and_png() {
    for (shape, results) in shapes() {
        for chart in all(&results) {
            assert!(chart.svg.starts_with("<svg "), "{shape} {}", chart.name);
            assert!(chart.svg.len() < 1_000_000, "{shape} {}: {} bytes", chart.name, chart.svg.len());
            resvg::usvg::Tree::from_str(&chart.svg, &resvg::usvg::Options::default())
                .unwrap_or_else(|error| panic!("{shape} {}: {error}", chart.name));
        }
    }
    for chart in all(&one_app()) {
        assert!(png::render(&chart.svg).unwrap().starts_with(b"\x89PNG"), "{}", chart.name);
    }
}

#[test]
fn the_same_results_give_the_same_picture() {
    assert_eq!(all(&forty_apps()), all(&forty_apps()));
}

#[test]
fn names_are_unique_and_fit_for_files() {
    let mut results = sample::four_topologies();
    results.topologies[0].tiers[0].name = "T1!".into();
    results.topologies[0].tiers[1].name = "t1".into();
    for app in &mut results.topologies[0].apps {
        app.tier = Some(if app.name == "files" { "t1".into() } else { "T1!".into() });
    }
    results.topologies.truncate(1);
    let names: Vec<String> = all(&results).into_iter().map(|chart| chart.name).collect();
    assert_eq!(names, ["verdicts", "recovery-t1", "loss-t1", "recovery-t1-2", "loss-t1-2"]);
    assert_eq!(slug("../../etc/passwd"), "etc-passwd");
    assert_eq!(slug("数据"), "tier");
    assert!(slug(&"x".repeat(300)).len() <= 40);
}

#[test]
fn the_heat_map_shows_symbol_and_ratio_of_every_app() {
    let svg = all(&sample::four_topologies())[0].svg.clone();
    let text = texts(&svg);
    for part in
        ["erp", "files", "sql", "order-to-cash", "tier t1", "services", "✗ 42", "✗ ALL", "✓ 0.5", "~ 1.01"]
    {
        assert!(text.lines().any(|line| line == part), "{part}\n{text}");
    }
}

#[test]
fn of_too_many_rows_the_worst_are_drawn() {
    let mut apps: Vec<_> =
        (0..100).map(|i| app(&format!("calm{i:03}"), "t1", Kind::SiteLost, 8.0, 0.1)).collect();
    apps.push(app("zzz-bad", "t1", Kind::SiteLost, 8.0, 80.0));
    let results = sample::results(vec![sample::topology("A", "A", None, apps, Vec::new())]);
    let text = texts(&all(&results)[0].svg);
    assert!(text.contains("zzz-bad") && text.contains("the 80 worst of 101 rows"), "{text}");
}

#[test]
fn a_distribution_names_objective_lines_and_quantiles() {
    let charts = all(&sample::four_topologies());
    let text = |name: &str| texts(&charts.iter().find(|chart| chart.name == name).unwrap().svg);
    let recovery = text("recovery-t1");
    for part in ["RTO 8 h", "erp, site lost: p95 14 d", "erp, site lost: p95 9.6 h", "0", "never", "1 h"] {
        assert!(recovery.lines().any(|line| line == part), "{part}\n{recovery}");
    }
    assert!(text("loss-t2").contains("ransomware: 40 % lose all"), "{}", text("loss-t2"));
}

#[test]
fn a_narrower_objective_is_named_beside_the_tiers_own_and_who_loses_all_is_marked() {
    let mut app = sample::app("erp", "t1");
    app.kinds = vec![sample::kind(Kind::Node, 8.0, 1.0), sample::kind(Kind::SiteLost, 8.0, 1.0)];
    app.kinds.push(sample::losing_all(sample::kind(Kind::Ransomware, 336.0, 24.0)));
    let mut item = app.clone();
    item.kinds[2] = sample::losing_all(sample::kind(Kind::ItemDeletion, 8.0, 24.0));
    let topology = |name: &str, app| sample::topology(name, name, None, vec![app], Vec::new());
    let results = sample::results(vec![topology("A", app.clone()), topology("B", item)]);
    let loss = |results: &Results| {
        texts(&all(results).into_iter().find(|chart| chart.name == "loss-t1").unwrap().svg)
    };
    let text = loss(&results);
    for part in [
        "RPO 1 h",
        "RPO 24 h (item deletion, ransomware)",
        "A: LOSES ALL",
        "B: LOSES ITEM",
        "erp, ransomware: 40 % lose all",
        "erp, item deletion: 40 % lose the item",
    ] {
        assert!(text.lines().any(|line| line == part), "{part}\n{text}");
    }
    assert!(text.contains("a line below 95 % at the objective of its kind does not meet it"), "{text}");
    assert!(!text.contains("meets it"), "{text}");
    app.kinds.truncate(2);
    let calm = loss(&sample::results(vec![topology("A", app)]));
    assert!(calm.lines().any(|line| line == "A") && !calm.contains("LOSES"), "{calm}");
}

#[test]
fn every_objective_drawn_in_has_its_name() {
    for hours in
        [[8.0, 9.0, 10.0, 11.0, 12.0], [1.0, 8.0, 24.0, 72.0, 336.0], [0.1, 0.2, 336.0, 340.0, 8760.0]]
    {
        let text = texts(&all(&five_objectives(hours)).swap_remove(1).svg);
        let kinds = ["node", "stamp outage", "stamp lost", "site lost", "corruption"];
        for (kind, rto) in kinds.iter().zip(hours) {
            let name = format!("RTO {} ({kind})", crate::report::figures::duration(rto));
            assert!(text.lines().any(|line| line == name), "{name}\n{text}");
        }
    }
}

#[test]
fn lines_that_coincide_share_a_name() {
    let mut results = nothing_missed();
    let mut twin: TopologyResult = results.topologies[0].clone();
    twin.name = "E".into();
    results.topologies.push(twin);
    let chart = all(&results).into_iter().find(|chart| chart.name == "recovery-t1").unwrap();
    assert!(texts(&chart.svg).contains("D, E alike"));
}

#[test]
fn lines_that_nearly_coincide_are_one_and_what_differs_is_not() {
    let shifted = |by: f64| {
        let mut results = nothing_missed();
        let mut twin: TopologyResult = results.topologies[0].clone();
        twin.name = "E".into();
        for kind in twin.apps.iter_mut().flat_map(|app| &mut app.kinds) {
            kind.recovery.histogram.iter_mut().for_each(|bucket| bucket.0 *= by);
        }
        results.topologies.push(twin);
        let chart = all(&results).into_iter().find(|chart| chart.name == "recovery-t1").unwrap();
        texts(&chart.svg)
    };
    assert!(shifted(1.01).contains("D, E alike"));
    assert!(!shifted(1.1).contains("alike"));
}

#[test]
fn a_level_stretch_is_at_the_share_reached_before_it() {
    let mut results = one_app();
    for kind in kinds(&mut results) {
        // Half of the strikes are over at once; the first two times are closer than the eye can tell.
        kind.recovery.histogram = vec![(1.0, 50.0), (1.001, 45.0), (20.0, 5.0)];
    }
    let chart = all(&results).into_iter().find(|chart| chart.name == "recovery-t1").unwrap();
    let colour = palette::Stroke::of(0).colour;
    let colour = format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
    let line = chart.svg.lines().find(|line| line.contains("<polyline") && line.contains(&colour)).unwrap();
    let (_, points) = line.split_once("points=\"").unwrap();
    let points: Vec<(f64, f64)> = points
        .split([' ', '"'])
        .map_while(|point| point.split_once(','))
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect();
    let (bottom, top) = (points[0].1, points[points.len() - 1].1);
    let level = points.windows(2).filter(|pair| pair[1].0 - pair[0].0 > 300.0);
    let shares: Vec<f64> = level.map(|pair| (bottom - pair[0].1) / (bottom - top)).collect();
    assert!(shares.len() == 1 && (shares[0] - 0.975).abs() < 0.005, "{shares:?} of {points:?}");
}

#[test]
fn nothing_in_the_margin_is_cut() {
    let text = texts(&often_never_back(3_273.0));
    assert!(text.contains("recovered") && !text.contains('…'), "{text}");
    assert!(text.lines().any(|line| line == "never"), "{text}");
}

/// The chart of recovery times around `hours`, of which many never end.
fn often_never_back(hours: f64) -> String {
    let mut results = nothing_missed();
    for kind in results.topologies.iter_mut().flat_map(|t| &mut t.apps).flat_map(|app| &mut app.kinds) {
        kind.recovery = sample::summary(hours);
        kind.recovery.infinite = 100;
    }
    all(&results).into_iter().find(|chart| chart.name == "recovery-t1").unwrap().svg
}

#[test]
fn every_line_of_the_grid_has_its_time_and_no_time_meets_never() {
    // The end of the scale passes over many ticks.
    for hours in (0..60).map(|i| 4.0 * libm::pow(1.15, f64::from(i))) {
        let svg = often_never_back(hours);
        let placed = svg.split("<text x=\"").skip(1).map(|text| {
            let (x, rest) = text.split_once('"').unwrap();
            let (_, text) = rest.split_once('>').unwrap();
            (x.parse::<i32>().unwrap(), text.lines().find(|line| !line.trim().is_empty()).unwrap().trim())
        });
        let placed: Vec<(i32, &str)> = placed.collect();
        let from = placed.iter().position(|(_, text)| *text == "never").unwrap();
        let to = placed.iter().position(|(_, text)| *text == "recovery time").unwrap();
        let never = placed[from].0;
        let mut times: Vec<i32> = placed[from + 1..to].iter().map(|(x, _)| *x).collect();
        times.sort_unstable();
        assert!(times.iter().all(|x| never - x > 60), "{hours}: {placed:?}");
        let points = svg.lines().filter(|line| line.contains("#DDDDDD")).filter_map(|line| {
            let (_, points) = line.split_once("points=\"")?;
            let xs: Vec<i32> =
                points.split(' ').filter_map(|point| point.split_once(',')?.0.parse().ok()).collect();
            (xs[0] == xs[1]).then_some(xs[0])
        });
        let mut lines: Vec<i32> = points.collect();
        lines.sort_unstable();
        assert_eq!(lines, times, "{hours}");
    }
}

#[test]
fn a_tier_without_objective_has_no_distribution() {
    let mut results = one_app();
    for kind in kinds(&mut results) {
        kind.rto.objective_hours = None;
    }
    let names: Vec<String> = all(&results).into_iter().map(|chart| chart.name).collect();
    assert_eq!(names, ["verdicts", "loss-t1"]);
}

#[test]
#[ignore = "writes pictures into the target folder for a look at them"]
fn show() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/charts");
    std::fs::create_dir_all(&folder).unwrap();
    for (shape, results) in shapes() {
        for chart in all(&results) {
            let path = folder.join(format!("{shape}-{}", chart.name));
            std::fs::write(path.with_extension("svg"), &chart.svg).unwrap();
            std::fs::write(path.with_extension("png"), png::render(&chart.svg).unwrap()).unwrap();
        }
    }
}
