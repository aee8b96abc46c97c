//! The directory of results, whatever stands in it and whoever stops the program.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::room::Room;

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
fn every_kind_is_among_the_incidents_and_nothing_else() {
    let room = Room::new();
    // More incidents than are written: 100,000 of two topologies.
    let busy = crate::room::ESTATE.replace("nodes = 4", "nodes = 4\ncrash = \"200/yr\"");
    room.write("busy.toml", busy);
    let ran = room.code("run busy.toml --trials 8 --out results", 0);
    assert!(ran.err.contains("incidents are written, the first of each kind"), "{}", ran.err);
    let text = room.read("results/incidents.csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let head = rows.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let mut found = std::collections::BTreeMap::new();
    for row in rows.records().map(Result::unwrap) {
        assert!(row[column("trial")].parse::<u64>().is_ok(), "{row:?}");
        let forced = row[column("forced")].parse::<bool>().unwrap();
        let key = (row[column("topology")].to_owned(), row[column("kind")].to_owned(), forced);
        *found.entry(key).or_insert(0) += 1;
    }
    for topology in ["backup", "replica"] {
        let lost = found[&(topology.to_owned(), "site-lost".to_owned(), true)];
        assert_eq!(lost, 8 * 4, "3 apps and a service in each of 8 histories: {found:?}");
    }
}

#[test]
fn every_column_is_explained_and_no_other() {
    let room = Room::new();
    room.code("run estate.toml --trials 2 --out results", 0);
    let readme = include_str!("../../README.md");
    let section = readme.split("### Columns\n").nth(1).unwrap().split("\n### ").next().unwrap();
    let tables: Vec<Vec<&str>> = section
        .split("| --- | --- | --- |\n")
        .skip(1)
        .map(|table| table.lines().map_while(|line| line.strip_prefix("| `")?.split('`').next()).collect())
        .collect();
    for (name, explained) in ["verdicts.csv", "incidents.csv"].into_iter().zip(tables) {
        let text = room.read(&format!("results/{name}"));
        let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        assert_eq!(head, explained, "{name}");
    }
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
