//! What must not change a result.

use crate::room::Room;

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
