//! The overview of more topologies than one table can hold.

use super::*;

/// Eleven topologies, the last but one of which meets everything.
fn eleven() -> Results {
    let mut results = sample::four_topologies();
    let [a, b, c, d] = <[TopologyResult; 4]>::try_from(results.topologies).unwrap();
    results.topologies = [&a, &b, &c, &a, &b, &c, &a, &b, &c, &d, &a].map(Clone::clone).to_vec();
    for (name, topology) in "ABCDEFGHIJK".chars().zip(&mut results.topologies) {
        topology.name = name.into();
    }
    results
}

#[test]
fn of_many_topologies_the_answer_is_understood_in_the_first_25_lines() {
    let mut results = eleven();
    results.topologies[6].unsupported = vec!["its target is in the rack of stamp prod".into()];
    let text = screen(&results, 100, View::Overview);
    let first: Vec<&str> = text.lines().take(25).collect();
    let is_row = |line: &str| {
        let mut words = line.trim_start_matches("→").split_whitespace();
        line.contains("EUR") && words.next().is_some_and(|name| name.trim_end_matches('!').len() == 1)
    };
    let rows: Vec<&str> = first.iter().copied().filter(|line| is_row(line)).collect();
    assert_eq!(rows.len(), 11, "{text}");
    assert_eq!(
        rows[..3].iter().map(|row| flat(row)).collect::<Vec<_>>(),
        [
            "→ J Replica in dc2 with immutab… 310 kEUR ✓ meets all ✓ ✓ ✓ cheapest",
            "C Replica in Azure 140 kEUR ✗ misses 3 of 6 ✗ ✗ ✗ LOSES ALL: ransomware",
            "F Replica in Azure 140 kEUR ✗ misses 3 of 6 ✗ ✗ ✗ LOSES ALL: ransomware",
        ],
        "{text}"
    );
    let names: Vec<char> =
        rows.iter().filter_map(|row| row.trim_start_matches("→").trim().chars().next()).collect();
    assert_eq!(names.iter().collect::<String>(), "JCFIBEHADGK", "nearest first");
    assert!(flat(rows[9]).starts_with("G! Backup beside"), "{text}");
    let signs = "✓ met · ✗ missed · → the answer · ! not supported by any vendor";
    assert!(first.contains(&signs), "{text}");
    // The table follows all the same, and needs no overview where it fits.
    assert!(text.matches("cost per year").count() > 1);
    assert_eq!(screen(&results, 400, View::Overview).matches("all in all").count(), 1);
}

#[test]
fn an_overview_compares_all_topologies_at_the_loss_of_the_site() {
    let results = eleven();
    let text = screen(&results, 100, View::Overview);
    let after = text.split("If the site that an app runs at is lost: p95 of").nth(1).unwrap();
    let rows: Vec<String> = after.lines().skip(1).take(12).map(flat).collect();
    assert_eq!(rows[0], "t1 recovery loss t2 recovery loss");
    assert_eq!(rows[1], "→ J ✓ 4 h ✓ 7.5 min ✓ 12 h ✓ 12 h");
    assert_eq!(rows[2], "C ~ 8.1 h ✓ 7.5 min ✓ 12 h ✓ 12 h", "its worst kind is another");
    assert_eq!(rows[8], "A ✗ 14 d ✗ LOSES ALL ✗ 14 d ✗ LOSES ALL");
    assert!(
        flat(&text).contains("misses n of m: of m objectives, the RTO and RPO of each tier and service.")
    );
}

#[test]
fn an_overview_marks_the_nearest_and_shows_what_there_is_room_for() {
    let mut results = eleven();
    results.topologies.remove(9);
    for width in [48, 60, 80, 100, 120] {
        let text = screen(&results, width, View::Overview);
        let line = text.lines().find(|line| line.starts_with("→ C")).unwrap_or_else(|| panic!("{text}"));
        assert!(line.contains("✗ misses 3 of 6"), "{line}");
        assert!(line.contains("LOSES ALL: ransomware"), "{line}");
        assert_eq!(line.contains("Replica in Azure"), width >= 90, "{line}");
        assert!(text.contains("→ nearest"), "{text}");
    }
}
