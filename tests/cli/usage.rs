//! Options, exit codes, and what is printed where.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::room::{ESTATE, Ran, Room};

#[test]
fn a_run_prints_the_answer_and_says_its_effort_without_progress_in_pipes() {
    let ran = Room::new().code("run estate.toml --trials 20", 0);
    assert!(ran.out.contains("No topology") || ran.out.contains("everything"), "{}", ran.out);
    assert!(ran.err.contains("2 topologies, each 20 histories of 10 years, and "), "{}", ran.err);
    assert!(!ran.err.contains('\r') && !ran.out.contains('\x1b'), "{:?}", ran.err);
}

#[test]
fn under_the_answer_stands_what_a_check_says_against_it() {
    let room = Room::new();
    room.write("estate.toml", ESTATE.replace("foundation = [\"dns\"]\n", ""));
    let ran = room.code("run estate.toml --trials 20 --topology backup", 0);
    let table = ran.out.find("all in all").unwrap();
    let against: Vec<usize> = ran.out.match_indices("warning[").map(|(at, _)| at).collect();
    assert!((1..=3).contains(&against.len()), "{}", ran.out);
    assert!(against.iter().all(|at| *at < table), "{}", ran.out);
    let found = room.code("check estate.toml", 0).out.matches("warning[").count();
    assert!(found > 3 && ran.out.contains(" more: drsim check estate.toml\n"), "{}", ran.out);
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
fn a_run_of_which_the_rules_leave_nothing_says_so() {
    let room = Room::new();
    room.write("none.toml", format!("{ESTATE}[rules.away]\nnever = [\"dc1\"]\nreason = \"it floods\"\n"));
    let ran = room.code("run none.toml", 0);
    assert!(ran.out.contains("Nothing was simulated: every topology breaks a rule"), "{}", ran.out);
    assert!(ran.out.contains("replica was rejected: rule away (it floods): "), "{}", ran.out);
    assert!(!ran.err.contains("histories"), "{}", ran.err);
    // Of those that are left alone is said how much was simulated.
    room.write("one.toml", format!("{ESTATE}[rules.away]\nnever = [\"dc2\"]\napplies = \"running\"\n"));
    let ran = room.code("run one.toml --trials 20", 0);
    assert!(ran.err.contains("1 topology, each 20 histories"), "{}", ran.err);
}

#[test]
fn bad_usage_is_exit_code_2() {
    let room = Room::new();
    for (arguments, says) in [
        ("", "Usage"),
        ("run", "Usage"),
        ("run estate.toml --frobnicate", "--frobnicate"),
        ("run estate.toml --trials 0", "write a whole number from 1 to 1000000000"),
        ("run estate.toml --trials many", "many"),
        ("run estate.toml --years -1", "-1"),
        ("run estate.toml --years 0", "above 0"),
        ("run estate.toml --threads 0", "write a whole number from 1 to 1024"),
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
        assert!(ran.err.lines().all(|line| line.chars().count() <= 110), "{arguments}: {}", ran.err);
    }
    assert!(!room.code("run estate.toml --topology q", 2).err.contains("did you mean"));
}

/// A minus sign is a wrong number, not an unknown option.
#[test]
fn negative_numbers_are_told_what_is_allowed() {
    let room = Room::new();
    for (arguments, says) in [
        ("run estate.toml --trials -5", "write a whole number from 1 to 1000000000"),
        ("run estate.toml --trials five", "write a whole number from 1"),
        ("run estate.toml --years -2", "write a number above 0"),
        ("run estate.toml --seed -1", "write a whole number from 0"),
        ("run estate.toml --threads -1", "write a whole number from 1 to 1024"),
        (
            "drill estate.toml --topology replica --fail site-lost:dc1 --trials -5",
            "write a whole number from 1 to 1000000000",
        ),
        (
            "drill estate.toml --topology replica --fail site-lost:dc1 --seed -1",
            "write a whole number from 0",
        ),
        ("trace estate.toml --topology replica --trial -3", "write a whole number from 0"),
        ("trace estate.toml --topology replica --trial 0 --seed 1.5", "write a whole number from 0"),
    ] {
        let ran = room.code(arguments, 2);
        assert!(ran.err.contains(says) && !ran.err.contains("'-- -"), "{arguments}: {}", ran.err);
    }
    room.code(&format!("trace estate.toml --topology replica --trial 0 --seed {}", u64::MAX), 0);
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
    room.write("list.toml", ESTATE.replace("[apps.dns]", "[apps]\ncsv = \"none.csv\"\n[apps.dns]"));
    for command in ["run", "check", "show"] {
        let ran = room.code(&format!("{command} list.toml"), 3);
        assert!(ran.err.starts_with("error[no-file]: cannot read none.csv"), "{}", ran.err);
    }
    room.code("init -o no/such/folder/new.toml", 3);
    if Path::new("/dev/full").exists() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = room.command("show estate.toml").stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
    }
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
fn what_only_protections_use_can_be_made_to_fail() {
    let room = Room::new();
    let brokered = ESTATE.replace("[topologies.replica]", "[controls.broker]\n[topologies.replica]");
    assert_ne!(brokered, ESTATE);
    room.write("estate.toml", brokered);
    let told = room.code("drill estate.toml --topology replica --fail control:broker --trials 9", 0).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let answer = "Control plane broker fails: no app goes down by that. No protection misses it.";
    assert!(told.contains(answer), "{told}");
    let told = room.code("drill estate.toml --topology replica --fail infrastructure:dr --trials 9", 0).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let answer = "An infrastructure service of dr fails: no app goes down by that. Until it works again no \
                  recovery can be started there of ";
    assert!(told.contains(answer), "{told}");
    let told = room.code("trace estate.toml --topology replica --trial 0 --fail control:broker", 0).out;
    assert!(told.contains("control plane broker fails\n"), "{told}");
    assert!(told.ends_with("No app goes down by that: what needs it waits.\n"), "{told}");
    let ran = room.code("drill estate.toml --topology replica --fail control:brokr", 2);
    assert!(ran.err.contains("did you mean `control:broker`?"), "{}", ran.err);
}
