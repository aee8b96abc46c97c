//! Bad input: every mistake is told with its place, and nothing is written.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::room::{ESTATE, Room};

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

/// The starter is no file of the user's: what is wrong is wrong in the CSV.
#[test]
fn a_starter_is_refused_for_the_mistakes_of_its_inventory_alone() {
    let room = Room::new();
    for (csv, says) in [
        ("foo,bar\n1,2\n", "no column is called \"foo\""),
        ("", "z.csv is empty"),
        ("name,vms\nerp,2\n", "app erp has no tier"),
        ("name,tier,needs\nerp,t1,crm\n", "no app is called crm"),
    ] {
        room.write("z.csv", csv);
        let ran = room.code("init --from z.csv -o x.toml", 2);
        assert!(
            ran.err.contains(says) && ran.err.contains("--> z.csv:1:") | ran.err.contains("--> z.csv:2:"),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("x.toml"), "{}", ran.err);
    }
    // A name that the starter cannot use is said to come from there.
    room.write("z.csv", "name,tier\nerp,default\n");
    let ran = room.code("init --from z.csv -o x.toml", 2);
    assert!(ran.err.contains("the starter for z.csv") && !ran.err.contains("x.toml"), "{}", ran.err);
    assert!(!room.path("x.toml").exists());
}

#[test]
fn an_inventory_that_is_not_utf8_says_how_to_save_it() {
    let room = Room::new();
    room.write("apps.csv", b"name,tier\nM\xfcnchen,t1\n");
    room.write("bad.toml", ESTATE.replace("[apps.dns]", "[apps]\ncsv = \"apps.csv\"\n[apps.dns]"));
    for command in ["check", "run", "show"] {
        let ran = room.code(&format!("{command} bad.toml"), 2);
        assert!(
            ran.err.starts_with("error[unfit-file]: cannot read apps.csv: the text is not UTF-8"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("help: save it as UTF-8") && ran.err.contains("CSV UTF-8"), "{}", ran.err);
        assert!(!ran.err.contains("write the path"), "{}", ran.err);
    }
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
    let checked = room.code("check rack.toml", 0).out;
    assert!(checked.contains("not supported") && checked.contains("warning[target-in-rack]"), "{checked}");
    assert!(!checked.contains("error"), "{checked}");
    room.write("rack.toml", format!("{ESTATE}{rack}").replace("unsupported = true\n", ""));
    room.code("run rack.toml --trials 5", 2);
}

/// Hyper-V Replica between stamps that are no Hyper-V clusters: a mistake with
/// its place, and simulated when asked for, which is said.
#[test]
fn a_system_beyond_its_ends_is_simulated_only_when_asked_for() {
    let room = Room::new();
    let beyond = ESTATE.replace("{ replica = {", "{ hyper-v-replica = {");
    room.write("beyond.toml", &beyond);
    for command in ["check", "run", "show"] {
        let ran = room.code(&format!("{command} beyond.toml"), 2);
        let told = "error[not-offered]: Hyper-V Replica does not copy to stamp dr, which is taken to run Azure Stack Hub";
        assert!(ran.err.contains(told), "{}", ran.err);
        assert!(ran.err.contains("or unsupported = true beside it"), "{}", ran.err);
    }
    room.write(
        "beyond.toml",
        beyond.replace("[topologies.replica]", "[topologies.replica]\nunsupported = true"),
    );
    let ran = room.code("run beyond.toml --trials 5 --topology replica", 0);
    for stream in [&ran.out, &ran.err] {
        assert!(stream.contains("replica is simulated although no vendor supports it"), "{stream}");
    }
    let json = room.code("run beyond.toml --trials 5 --format json", 0).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let replica = json["topologies"].as_array().unwrap().iter().find(|one| one["name"] == "replica").unwrap();
    assert_eq!(replica["unsupported"].as_array().unwrap().len(), 2, "{replica}");
    // Where the stamps run what the system takes, nothing is beyond it.
    room.write("beyond.toml", beyond.replace("nodes = 4", "nodes = 4\nproduct = \"azure-local\""));
    assert!(!room.code("check beyond.toml", 0).out.contains("not-offered"));
    let shown = room.code("show beyond.toml", 0).out;
    assert!(shown.contains("product = \"azure-local\""), "{shown}");
}

#[test]
fn what_cannot_be_read_or_written_is_told_with_a_remedy() {
    let room = Room::new();
    let missing = room.code("check nope.toml", 3);
    assert!(missing.err.starts_with("error: nope.toml: "), "{}", missing.err);
    assert!(missing.err.contains("; give the path of a file that exists"), "{}", missing.err);
    room.write("apps.csv", "name,tier\nerp,t1\n");
    for arguments in ["init -o nowhere/x.toml", "init --from apps.csv -o nowhere/x.toml"] {
        let unwritten = room.code(arguments, 3);
        assert!(unwritten.err.starts_with("error: nowhere/x.toml: "), "{}", unwritten.err);
        let remedy = "; name a file in a directory that exists and can be written";
        assert!(unwritten.err.contains(remedy), "{}", unwritten.err);
    }
    if cfg!(target_os = "linux") {
        let device = room.code("run estate.toml --trials 2 --out /dev/full", 2);
        assert!(device.err.contains("--out names a directory, such as results"), "{}", device.err);
    }
}
