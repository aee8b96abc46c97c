//! The commands beside `run`.

use std::fs;
use std::time::Duration;

use crate::room::{ESTATE, Room};

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

    room.code("init --topology second-stamp --from lists/apps.csv -o second.toml", 0);
    assert!(room.read("second.toml").contains("[stamps.dr]"));
    room.code("run second.toml --trials 5", 0);
    let ran = room.code("init --topology second-stmp -o third.toml", 2);
    for part in ["no topology is called second-stmp", "write second-stamp;", "there are active-active, "] {
        assert!(ran.err.contains(part), "{}", ran.err);
    }
    assert!(!room.path("third.toml").exists());
    let help = room.code("init --help", 0).out;
    assert!(help.contains("second-stamp") && help.contains("Replica on a second stamp"), "{help}");

    room.write("bad.csv", "name,tier,vms\nerp,t1,many\n");
    let ran = room.code("init --from bad.csv -o other.toml", 2);
    assert!(ran.err.contains("bad.csv:2"), "{}", ran.err);
    assert!(!room.path("other.toml").exists());
}
