//! The program as a user meets it: exit codes, files, pipes, bad input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// Two sites, a foundation app, a service, one failure that never comes by
/// itself, three topologies of which one is dear.
const ESTATE: &str = r#"
foundation = ["dns"]
[tiers.t1]
rto = "8 h"
rpo = "24 h"
[services]
order = ["erp", "web"]
[sites.dc1]
[sites.dc2]
lost = "never"
[stamps.prod]
site = "dc1"
nodes = 4
memory = "512 GiB"
[stamps.dr]
site = "dc2"
nodes = 4
memory = "512 GiB"
[targets.vault]
site = "dc2"
[links.wan]
sites = ["dc1", "dc2"]
bandwidth = "1 Gbps"
[apps.dns]
tier = "t1"
data = "20 GB"
[apps.erp]
tier = "t1"
vms = 6
data = "1 TB"
home = "prod"
[apps.web]
tier = "t1"
vms = 2
data = "50 GB"
needs = ["erp"]
home = "prod"
[topologies.backup]
cost = "10 kEUR/yr"
home.t1 = "prod"
protect.t1 = [{ backup = { to = "vault", every = "12 h" } }]
[topologies.replica]
cost = "50 kEUR/yr"
home.t1 = "prod"
protect.t1 = [{ replica = { to = "dr", every = "5 min" } }]
"#;

struct Room {
    folder: TempDir,
}

impl Room {
    fn new() -> Self {
        let room = Self { folder: tempfile::tempdir().unwrap() };
        room.write("estate.toml", ESTATE);
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drsim"));
        command.current_dir(self.folder.path()).args(arguments.split_whitespace()).stdin(Stdio::null());
        command
    }

    /// Runs the program; what it prints is text and no panic.
    fn run(&self, arguments: &str) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let ran = Ran::of(output);
        assert!(!ran.err.contains("panicked"), "{arguments}: {}", ran.err);
        ran
    }

    /// Runs it and expects an exit code.
    fn code(&self, arguments: &str, code: i32) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// The names in a directory, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[test]
fn a_run_prints_the_answer_and_says_its_effort_without_progress_in_pipes() {
    let ran = Room::new().code("run estate.toml --trials 20", 0);
    assert!(ran.out.contains("No topology") || ran.out.contains("everything"), "{}", ran.out);
    assert!(ran.err.contains("2 topologies, each 20 histories of 10 years, and "), "{}", ran.err);
    assert!(!ran.err.contains('\r') && !ran.out.contains('\x1b'), "{:?}", ran.err);
}

#[test]
fn require_met_asks_the_selected_topologies_alone() {
    let room = Room::new();
    let ran = room.code("run estate.toml --trials 20 --require met", 1);
    assert!(ran.err.contains("no selected topology meets everything"), "{}", ran.err);
    // Little fails, nothing is asked of data, and 300 days are enough with a
    // replica.
    let calm = ESTATE
        .replace("rpo = \"24 h\"\n", "")
        .replace("nodes = 4", "nodes = 4\nswitch = \"never\"")
        .replace("[links.wan]", "[links.wan]\nfailure = \"never\"")
        .replace("tier = \"t1\"", "tier = \"t1\"\ncorruption = \"never\"");
    room.write("easy.toml", calm.replace("\"8 h\"", "\"300 d\""));
    room.code("run easy.toml --trials 200 --require met --topology replica", 0);
    room.write("hard.toml", calm.replace("\"8 h\"", "\"1 s\""));
    room.code("run hard.toml --trials 200 --require met --topology replica", 1);
}

#[test]
fn bad_usage_is_exit_code_2() {
    let room = Room::new();
    for (arguments, says) in [
        ("", "Usage"),
        ("run", "Usage"),
        ("run estate.toml --frobnicate", "--frobnicate"),
        ("run estate.toml --trials 0", "0 is not in"),
        ("run estate.toml --trials many", "many"),
        ("run estate.toml --years -1", "-1"),
        ("run estate.toml --years 0", "above 0"),
        ("run estate.toml --threads 0", "0 is not in"),
        ("run estate.toml --force", "--out"),
        ("run estate.toml --require something", "met"),
        ("run estate.toml --topology replic", "did you mean `replica`?"),
        ("run estate.toml --topology zzz", "there is: backup, replica"),
        ("drill estate.toml --topology replica --fail site-lst:dc1", "did you mean `site-lost:dc1`?"),
        ("drill estate.toml --topology replica --fail site-lost:dc9", "site-lost:dc1"),
        ("drill estate.toml --topology replica --fail rain", "ransomware"),
        ("trace estate.toml --topology replica", "--trial"),
    ] {
        let ran = room.code(arguments, 2);
        assert!(ran.err.contains(says), "{arguments}: {}", ran.err);
    }
}

#[test]
fn help_has_examples_and_exit_codes() {
    let room = Room::new();
    for command in ["run", "check", "show", "drill", "trace", "init"] {
        let ran = room.code(&format!("{command} --help"), 0);
        assert!(
            ran.out.contains("Examples:\n") && ran.out.contains(&format!("  drsim {command} ")),
            "{}",
            ran.out
        );
    }
    assert!(room.code("--help", 0).out.contains("Exit codes"));
    assert!(room.code("--version", 0).out.starts_with("drsim "));
}

#[test]
fn what_cannot_be_read_or_written_is_exit_code_3() {
    let room = Room::new();
    for command in ["run", "check", "show"] {
        let ran = room.code(&format!("{command} missing.toml"), 3);
        assert!(ran.err.contains("missing.toml"), "{}", ran.err);
    }
    room.code("init --from missing.csv -o new.toml", 3);
    room.code("init -o no/such/folder/new.toml", 3);
    if Path::new("/dev/full").exists() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = room.command("show estate.toml").stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
    }
}

#[test]
fn every_bad_scenario_is_a_clear_error_and_exit_code_2() {
    let room = Room::new();
    let with = |from: &str, to: &str| {
        assert!(ESTATE.contains(from), "{from}");
        ESTATE.replacen(from, to, 1).into_bytes()
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "empty"),
        ("blank", b"\n\n# nothing\n".to_vec(), "empty"),
        ("no toml", b"this is = = not toml".to_vec(), "bad.toml:1"),
        ("unknown key", with("nodes = 4", "nodes = 4\nnoodles = 4"), "noodles"),
        ("typo", with("nodes = 4", "nodse = 4"), "write nodes"),
        ("missing reference", with("site = \"dc1\"", "site = \"dc7\""), "dc7"),
        ("cycle", with("[apps.erp]", "[apps.erp]\nneeds = [\"web\"]"), "web"),
        ("negative", with("nodes = 4", "nodes = -4"), "-4"),
        ("absurd", with("nodes = 4", "nodes = 40000000"), "40000000"),
        ("wrong unit", with("rto = \"8 h\"", "rto = \"8 GB\""), "8 GB"),
        ("no unit", with("rto = \"8 h\"", "rto = 8"), "bad.toml:4"),
        ("duplicate", with("[sites.dc2]", "[sites.dc1]"), "dc1"),
        ("no csv", with("[apps.dns]", "[apps]\ncsv = \"none.csv\"\n[apps.dns]"), "none.csv"),
        ("brackets", [b"x = ".to_vec(), vec![b'['; 10_000]].concat(), "bad.toml:1"),
        ("braces", [b"x = ".to_vec(), b"{a=".repeat(10_000)].concat(), "bad.toml:1"),
        ("tables", [b"[".to_vec(), b"a.".repeat(10_000), b"b]".to_vec()].concat(), "bad.toml:1"),
        ("not utf-8", vec![b'#', 0xff, 0xfe, b'\n'], "UTF-8"),
        ("zeros", vec![0; 4096], "bad.toml"),
    ];
    for (what, content, says) in cases {
        room.write("bad.toml", content);
        for command in ["run", "check"] {
            let ran = room.code(&format!("{command} bad.toml"), 2);
            assert!(ran.err.contains("error"), "{what}: {}", ran.err);
            assert!(ran.err.contains(says), "{what}: `{says}` missing in\n{}", ran.err);
            assert!(ran.out.is_empty(), "{what}");
        }
    }
    assert_eq!(room.names("."), ["bad.toml", "estate.toml"], "nothing was written");
}

#[test]
fn all_problems_of_a_file_are_reported_at_once() {
    let room = Room::new();
    room.write("bad.toml", ESTATE.replace("nodes = 4", "noodles = 4").replace("\"8 h\"", "\"8 GB\""));
    let ran = room.code("check bad.toml", 2);
    assert!(ran.err.matches("error").count() >= 3, "{}", ran.err);
    let ran = room.code("check bad.toml --format json", 2);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let problems = json["problems"].as_array().unwrap();
    assert!(problems.len() >= 3, "{}", ran.out);
    assert!(problems[0]["place"].as_str().unwrap().starts_with("bad.toml:"), "{}", ran.out);
}

#[test]
fn a_row_of_an_inventory_is_named_by_file_and_line() {
    let room = Room::new();
    room.write("apps.csv", "name,tier,vms\nerp,t1,2\nweb,t1,many\n");
    let scenario = "apps = { csv = \"apps.csv\" }\n[tiers.t1]\nrto = \"8 h\"\n[sites.dc1]\n[stamps.prod]\nsite = \"dc1\"\nnodes = 4\n[topologies.A]\n";
    room.write("bad.toml", scenario);
    let ran = room.code("check bad.toml", 2);
    assert!(ran.err.contains("apps.csv:3:8"), "{}", ran.err);
}

#[test]
fn huge_files_directories_and_devices_are_refused_fast() {
    let room = Room::new();
    fs::File::create(room.path("huge.toml")).unwrap().set_len(100_000_000).unwrap();
    fs::create_dir(room.path("folder")).unwrap();
    let begin = std::time::Instant::now();
    assert!(room.code("check huge.toml", 2).err.contains("16 MiB"));
    assert!(room.code("run folder", 2).err.contains("directory"));
    if Path::new("/dev/zero").exists() {
        room.code("run /dev/zero", 2);
    }
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let room = Room::new();
    let of = |threads: u32| {
        let ran = room.code(&format!("run estate.toml --trials 100 --format json --threads {threads}"), 0);
        assert!(ran.out.starts_with('{'));
        ran.out
    };
    let one = of(1);
    assert_eq!(one, of(2));
    assert_eq!(one, of(8));
    let other = room.code("run estate.toml --trials 100 --format json --seed 7", 0);
    assert_ne!(one, other.out, "the seed matters");
}

#[test]
fn more_trials_keep_the_first_ones() {
    let room = Room::new();
    room.code("run estate.toml --trials 33 --topology replica --out few", 0);
    room.code("run estate.toml --trials 66 --topology replica --out many", 0);
    let rows = |folder: &str| -> Vec<String> {
        let text = room.read(&format!("{folder}/incidents.csv"));
        let early =
            |line: &&str| line.split(',').nth(1).is_some_and(|t| t.parse().is_ok_and(|t: u32| t < 33));
        text.lines().filter(early).map(str::to_owned).collect()
    };
    let few = rows("few");
    assert!(few.len() > 100, "{}", few.len());
    assert_eq!(few, rows("many"));
}

#[test]
fn results_are_written_whole_and_replaced_only_by_force() {
    let room = Room::new();
    let run = "run estate.toml --trials 10 --out results";
    room.code(run, 0);
    for name in ["results.json", "verdicts.csv", "incidents.csv"] {
        assert!(room.names("results").iter().any(|n| n == name), "{:?}", room.names("results"));
    }
    let json: serde_json::Value = serde_json::from_str(&room.read("results/results.json")).unwrap();
    assert_eq!(json["trials"], 10);
    let before = room.read("results/results.json");

    let ran = room.code("run estate.toml --trials 20 --out results", 2);
    assert!(ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(before, room.read("results/results.json"));

    room.code("run estate.toml --trials 20 --out results/ --force", 0);
    assert!(room.read("results/results.json").contains("\"trials\": 20"));
    room.code("run estate.toml --trials 10 --out deeper/than/before", 0);
    assert_eq!(room.names("."), ["deeper", "estate.toml", "results"], "nothing else is left");
}

#[test]
fn only_results_are_ever_replaced() {
    let room = Room::new();
    fs::create_dir(room.path("photos")).unwrap();
    room.write("photos/cat.jpg", "miaow");
    room.write("file", "text");
    fs::create_dir(room.path("empty")).unwrap();
    for (out, says) in
        [("photos", "cat.jpg"), ("file", "is a file"), ("file/x", "file"), (".", "current directory")]
    {
        for force in ["", "--force"] {
            let ran = room.code(&format!("run estate.toml --trials 1 --out {out} {force}"), 2);
            assert!(ran.err.contains(says), "{out}: {}", ran.err);
        }
    }
    assert_eq!(room.read("photos/cat.jpg"), "miaow");
    room.code("run estate.toml --trials 1 --out empty", 0);
    room.write("empty/notes.txt", "mine");
    room.code("run estate.toml --trials 1 --out empty --force", 2);
    assert_eq!(room.read("empty/notes.txt"), "mine");
}

#[test]
fn a_killed_run_leaves_earlier_results_alone_and_the_next_one_tidies_up() {
    let room = Room::new();
    room.code("run estate.toml --trials 10 --out results", 0);
    let before = room.read("results/results.json");
    // Killed while simulating.
    let mut long = room.command("run estate.toml --trials 1000000 --out results --force");
    let mut child = long.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(before, room.read("results/results.json"));
    assert_eq!(room.names("."), ["estate.toml", "results"]);
    // Killed at any moment, writing included: always one whole set of results.
    let whole = room.names("results");
    for delay in (0..12).map(|i| 40 + 15 * i) {
        let mut short = room.command("run estate.toml --trials 30 --out results --force");
        let mut child = short.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(whole, room.names("results"), "after {delay} ms");
        let json: serde_json::Value = serde_json::from_str(&room.read("results/results.json")).unwrap();
        assert!(json["trials"] == 10 || json["trials"] == 30);
    }
    // What a run that was killed while writing would have left.
    fs::create_dir(room.path(".results.partial-999999999")).unwrap();
    room.write(".results.partial-999999999/results.json", "{");
    room.code("run estate.toml --trials 10 --out results --force", 0);
    assert_eq!(room.names("."), ["estate.toml", "results"]);
    // Earlier results that had lost their name get it back.
    fs::rename(room.path("results"), room.path(".results.replaced-999999999")).unwrap();
    room.code("run estate.toml --trials 20 --out results", 2);
    assert!(room.read("results/results.json").contains("\"trials\": 10"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let room = Room::new();
    for arguments in ["show estate.toml", "run estate.toml --trials 5 --format json", "check estate.toml"] {
        let mut command = room.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{arguments}: {}", ran.err);
        assert!(!ran.err.contains("panicked") && !ran.err.contains("error"), "{arguments}: {}", ran.err);
        // Nobody listens to either.
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments}");
    }
}

#[test]
fn a_drill_needs_no_rate_and_finds_what_comes_back_when() {
    let room = Room::new();
    let ran = room.code("drill estate.toml --topology replica --fail site-lost:dc1 --trials 100", 0);
    assert!(ran.out.contains("no failure rate is used"), "{}", ran.out);
    assert!(ran.out.contains("100 random moments"), "{}", ran.out);
    // dc2 is never lost by itself, and runs nothing.
    let ran = room.code("drill estate.toml --topology replica --fail site-lost:dc2 --trials 10", 0);
    assert!(ran.out.contains("hits no app"), "{}", ran.out);
    // Rates change nothing.
    let json = |file: &str| {
        let ran = room.code(
            &format!("drill {file} --topology replica --fail stamp-outage:prod --trials 50 --format json"),
            0,
        );
        let mut json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(json["causes"].as_array().unwrap().len(), 3, "{}", ran.out);
        json.as_object_mut().unwrap().remove("scenario_hash");
        json.as_object_mut().unwrap().remove("title");
        json
    };
    room.write(
        "rates.toml",
        ESTATE.replace("[sites.dc1]\n", "[sites.dc1]\nlost = \"1 in 2 yr\"\noutage = \"never\"\n"),
    );
    assert_eq!(json("estate.toml"), json("rates.toml"));
    let ran = room.code(
        "drill estate.toml --topology replica --fail stamp-outage:prod:rack-power --trials 9 --format csv",
        0,
    );
    assert!(ran.out.lines().count() == 1 + 3 + 1, "{}", ran.out);
}

#[test]
fn a_trace_tells_the_history_that_the_incidents_come_from() {
    let room = Room::new();
    room.code("run estate.toml --trials 4 --topology replica --out results", 0);
    let told = room.code("trace estate.toml --topology replica --trial 3 --fail site-lost:dc1", 0).out;
    let text = room.read("results/incidents.csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let head = rows.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let forced = rows.records().map(Result::unwrap).find(|row| {
        let at = |name: &str| row.get(column(name)).unwrap();
        at("trial") == "3" && at("forced") == "true" && at("kind") == "site-lost" && at("subject") == "erp"
    });
    let forced = forced.expect("dc1 is forced to be lost in every history");
    let failed = forced.get(column("failed_at")).unwrap().replacen(" day", ", day", 1);
    assert!(told.contains("dc1 is destroyed"), "{told}");
    assert!(told.contains(&format!("site-lost:dc1 is forced at {failed}")), "{failed} not in\n{told}");
    assert!(told.contains("fully serving after"), "{told}");
    assert_eq!(told, room.code("trace estate.toml --topology replica --trial 3 --fail site-lost:dc1", 0).out);
    // What never comes by itself can be forced all the same.
    let told = room.code("trace estate.toml --topology replica --trial 0 --fail site-lost:dc2", 0).out;
    assert!(told.contains("dc2 is destroyed"), "{told}");
    let told = room.code("trace estate.toml --topology replica --trial 0", 0).out;
    assert!(told.contains("node") && told.contains("works again"), "{told}");
}

#[test]
fn what_show_prints_is_the_same_scenario() {
    let room = Room::new();
    let shown = room.code("show estate.toml", 0).out;
    room.write("shown.toml", &shown);
    let json = |file: &str| -> serde_json::Value {
        let ran = room.code(&format!("run {file} --trials 10 --format json"), 0);
        serde_json::from_str(&ran.out).unwrap()
    };
    let (given, again) = (json("estate.toml"), json("shown.toml"));
    let verdicts =
        |json: &serde_json::Value| json["topologies"][0]["apps"][0]["kinds"][0]["recovery"].clone();
    assert_eq!(verdicts(&given), verdicts(&again));
}

#[test]
fn a_check_gives_status_findings_and_the_best_possible() {
    let room = Room::new();
    let begin = std::time::Instant::now();
    let ran = room.code("check estate.toml", 0);
    assert!(begin.elapsed() < Duration::from_secs(2));
    for part in ["recommended", "warning[", "Fix: ", "Source: ", "Best possible"] {
        assert!(ran.out.contains(part), "{part} missing in\n{}", ran.out);
    }
    assert!(room.code("check estate.toml --ascii", 0).out.is_ascii());
    let ran = room.code("check estate.toml --format json", 0);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["topologies"][0]["status"], "recommended");
    assert!(json["topologies"][0]["best"][0]["recovery_hours"].is_number());
}

#[test]
fn a_starter_runs_and_is_never_written_over() {
    let room = Room::new();
    room.code("init -o new.toml", 0);
    room.code("check new.toml", 0);
    room.code("run new.toml --trials 5", 0);
    let before = room.read("new.toml");
    let ran = room.code("init -o new.toml", 2);
    assert!(ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(before, room.read("new.toml"));
    room.code("init -o new.toml --force", 0);
    room.code("init -o .", 2);

    fs::create_dir(room.path("lists")).unwrap();
    room.write("lists/apps.csv", "name,tier\nerp,t1\nweb,t2\n");
    room.code("init --from lists/apps.csv -o mine.toml", 0);
    assert!(room.read("mine.toml").contains("lists/apps.csv"));
    room.code("check mine.toml", 0);
    fs::create_dir(room.path("scenarios")).unwrap();
    room.code("init --from lists/apps.csv -o scenarios/mine.toml", 0);
    assert!(room.read("scenarios/mine.toml").contains("../lists/apps.csv"));
    room.code("check scenarios/mine.toml", 0);

    room.write("bad.csv", "name,tier,vms\nerp,t1,many\n");
    let ran = room.code("init --from bad.csv -o other.toml", 2);
    assert!(ran.err.contains("bad.csv:2"), "{}", ran.err);
    assert!(!room.path("other.toml").exists());
}

#[test]
fn what_no_vendor_supports_is_said_where_it_is_simulated() {
    let room = Room::new();
    let rack = "[topologies.rack]\nunsupported = true\ntargets.box = { rack = \"prod\" }\nhome.t1 = \"prod\"\nprotect.t1 = [{ backup = { to = \"box\" } }]\n";
    room.write("rack.toml", format!("{ESTATE}{rack}"));
    let ran = room.code("run rack.toml --trials 5 --topology rack", 0);
    assert!(ran.err.contains("rack is simulated although no vendor supports it"), "{}", ran.err);
    assert!(ran.out.contains("rack is simulated although no vendor supports it"), "{}", ran.out);
    let json = room.code("run rack.toml --trials 5 --format json", 0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let marked = json["topologies"].as_array().unwrap().iter().map(|topology| {
        (topology["name"].as_str().unwrap(), topology["unsupported"].as_array().unwrap().len())
    });
    assert!(marked.clone().any(|(name, found)| name == "rack" && found == 1));
    assert!(marked.clone().any(|(name, found)| name == "replica" && found == 0));
    assert!(!room.code("run rack.toml --trials 5 --topology replica", 0).err.contains("no vendor"));
    assert!(room.code("check rack.toml", 0).out.contains("not supported"));
    room.write("rack.toml", format!("{ESTATE}{rack}").replace("unsupported = true\n", ""));
    room.code("run rack.toml --trials 5", 2);
}
