//! The scenarios that come with the program: each is read without a complaint,
//! can be shown and checked, and gives the verdicts that its opening comment
//! promises in lines of the form
//! `# expect: TOPOLOGY [TIER] [KIND] [rto|rpo] MET|MISSED|LOSES ALL` or
//! `# expect: TOPOLOGY REJECTED`.
//!
//! A short run cannot prove MET; there the verdict must not be worse than too
//! few strikes or undecided. MISSED and LOSES ALL must be shown. The scenarios
//! in [`PROVEN`] run at their own length, and MET must be shown too.

use drsim::model::{Kind, Study};
use drsim::scenario::{Outcome, SourceText, parse, starter};
use drsim::study::compare::{self, Nobody};
use drsim::verdict::headline::{Measure, of_measure, worst};
use drsim::verdict::results::{KindResult, SubjectResult, TopologyResult, Verdict};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Small scenarios that claim to meet everything.
const PROVEN: [&str; 4] =
    ["first.toml", "active-active.toml", "placement-rules.toml", "replica-and-immutable-backup.toml"];
/// Trials of a short run.
const SHORT: u64 = 800;
/// Trials of a short run of a scenario with many apps and topologies.
const SHORTEST: u64 = 64;
/// Longest title that heads a column without being torn into three lines.
const LONGEST_TITLE: usize = 34;

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("topologies"), root.join("systems")] {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ext| ext == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() >= 13, "only {} scenarios", files.len());
    files
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn read(path: &Path) -> (String, Outcome) {
    let text = fs::read_to_string(path).unwrap();
    let folder = path.parent().unwrap().to_path_buf();
    let mut load = |named: &str| fs::read_to_string(folder.join(named)).map_err(|error| error.to_string());
    let outcome = parse(SourceText { name: name(path), text: text.clone() }, &mut load);
    (text, outcome)
}

/// What a scenario promises.
#[derive(Debug)]
struct Promise {
    topology: String,
    tier: Option<String>,
    kind: Option<Kind>,
    measure: Option<Measure>,
    /// `None`: rejected by a placement rule.
    verdict: Option<Verdict>,
}

fn promises(text: &str, study: &Study) -> Vec<Promise> {
    text.lines().filter_map(|line| line.strip_prefix("# expect: ")).map(|line| promise(line, study)).collect()
}

fn promise(line: &str, study: &Study) -> Promise {
    let (rest, verdict) = [
        ("LOSES ALL", Some(Verdict::LosesAll)),
        ("MISSED", Some(Verdict::Missed)),
        ("MET", Some(Verdict::Met)),
        ("REJECTED", None),
    ]
    .into_iter()
    .find_map(|(word, verdict)| Some((line.strip_suffix(word)?, verdict)))
    .unwrap_or_else(|| panic!("no verdict in \"{line}\""));
    let mut words = rest.split_whitespace();
    let topology = words.next().unwrap().to_owned();
    let known = study.topologies.iter().find(|t| t.name == topology);
    let tiers = &known.unwrap_or_else(|| panic!("no topology is called {topology}")).estate.tiers;
    let mut promise = Promise { topology, tier: None, kind: None, measure: None, verdict };
    for word in words {
        match (word, Kind::from_name(word)) {
            (_, Some(kind)) => promise.kind = Some(kind),
            ("rto", _) => promise.measure = Some(Measure::RecoveryTime),
            ("rpo", _) => promise.measure = Some(Measure::DataLoss),
            _ if tiers.iter().any(|tier| tier.name == word) => promise.tier = Some(word.to_owned()),
            _ => panic!("{word} in \"{line}\" is no tier, kind, rto or rpo"),
        }
    }
    promise
}

/// The worst verdict on what a promise is about; services count with all tiers.
fn found(result: &TopologyResult, promise: &Promise) -> Verdict {
    let of_tier = |subject: &&SubjectResult| promise.tier.is_none() || subject.tier == promise.tier;
    let of_kind = |kind: &&KindResult| promise.kind.is_none_or(|wanted| wanted == kind.kind);
    let measures = promise.measure.map_or(Measure::ALL.to_vec(), |measure| vec![measure]);
    let subjects = result.apps.iter().chain(&result.services).filter(of_tier);
    let kinds = subjects.flat_map(|subject| subject.kinds.iter().filter(of_kind));
    worst(kinds.flat_map(|kind| measures.iter().map(|measure| of_measure(kind, *measure))))
}

fn keeps(promise: &Promise, verdict: Option<Verdict>, proven: bool) -> bool {
    match (promise.verdict, verdict) {
        (Some(Verdict::Met), Some(verdict)) if !proven => {
            matches!(verdict, Verdict::Met | Verdict::TooFew | Verdict::Inconclusive)
        }
        (wanted, verdict) => verdict == wanted,
    }
}

#[test]
fn every_scenario_is_read_without_a_complaint() {
    for path in files() {
        let (_, outcome) = read(&path);
        assert!(outcome.diagnostics.is_empty(), "{}", outcome.render(false));
        for topology in &outcome.study.unwrap().topologies {
            let length = topology.title.chars().count();
            assert!(length <= LONGEST_TITLE, "{}: {} is too long", name(&path), topology.title);
        }
    }
}

#[test]
fn every_small_scenario_is_short_and_says_what_to_expect() {
    for path in files() {
        let (text, outcome) = read(&path);
        assert!(text.starts_with("# "), "{} does not open with a question", name(&path));
        assert!(text.contains("?\n"), "{} asks nothing", name(&path));
        assert!(!promises(&text, &outcome.study.unwrap()).is_empty(), "{} promises nothing", name(&path));
        let small = path.parent().unwrap().ends_with("topologies");
        assert!(!small || text.lines().count() <= 40, "{} is too long to copy", name(&path));
    }
}

#[test]
fn every_scenario_keeps_its_promises() {
    let mut broken = Vec::new();
    for path in files() {
        let (text, outcome) = read(&path);
        let mut study = outcome.study.unwrap();
        let proven = PROVEN.contains(&name(&path).as_str());
        if !proven {
            study.settings.trials = if study.topologies.len() > 4 { SHORTEST } else { SHORT };
        }
        let promises = promises(&text, &study);
        let results = compare::run(&study, &outcome.hash, &mut Nobody);
        assert_eq!(results.topologies.len(), study.topologies.len());
        for promise in promises {
            let result = results.topologies.iter().find(|t| t.name == promise.topology).unwrap();
            let verdict = result.rejected.is_none().then(|| found(result, &promise));
            if !keeps(&promise, verdict, proven) {
                broken.push(format!("{}: {promise:?}, found {verdict:?}", name(&path)));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_starter_has_an_answer_and_few_complaints() {
    let main = SourceText { name: "estate.toml".into(), text: starter(None, None) };
    let mut study = parse(main, &mut |_| Err("it names no file".into())).study.unwrap();
    let found = drsim::advice::findings(&study);
    let warnings = found.iter().filter(|finding| finding.severity <= drsim::advice::Severity::Warning);
    let about: Vec<&str> = warnings.map(|finding| finding.topology.as_str()).collect();
    assert!(about.len() <= 4 && about.iter().all(|topology| *topology == "A"), "{found:#?}");
    study.topologies.retain(|topology| topology.name == "B");
    let results = compare::run(&study, "", &mut Nobody);
    assert_eq!(results.topologies[0].verdict, Verdict::Met, "at its own number of trials");
}

#[test]
fn every_scenario_can_be_shown_and_checked() {
    for path in files() {
        for command in ["show", "check"] {
            let output = Command::new(env!("CARGO_BIN_EXE_drsim")).arg(command).arg(&path).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{command} {}: {said}", path.display());
            assert!(!output.stdout.is_empty(), "{command} {} prints nothing", path.display());
        }
    }
}

/// What `show` prints gives the same results to the last figure, the share that
/// rests on judgement included.
#[test]
fn what_is_shown_gives_the_same_results() {
    for path in files() {
        let first = read(&path).1;
        let shown = SourceText { name: "shown.toml".into(), text: drsim::scenario::show(&first) };
        let folder = path.parent().unwrap();
        let mut load =
            |named: &str| fs::read_to_string(folder.join(named)).map_err(|error| error.to_string());
        let second = parse(shown, &mut load);
        let results = |outcome: Outcome| {
            let mut study = outcome.study.expect("a scenario without errors");
            study.settings.trials = 32;
            format!("{:#?}", compare::run(&study, "", &mut Nobody))
        };
        let (before, after) = (results(first), results(second));
        let different = before.lines().zip(after.lines()).find(|(a, b)| a != b);
        assert!(before == after, "{}: {different:?}", name(&path));
    }
}
