//! Scenarios that no person wrote: damaged bytes and absurd values. Whatever
//! comes out is an answer, never a panic.

use super::resolve::{APPS, ESTATE};
use super::*;

/// Every key of a scenario with values of every wrong shape: an answer, and
/// never a number that is none.
#[test]
fn absurd_values_never_panic() {
    const VALUES: [&str; 20] = [
        "5",
        "-1",
        "0",
        "1e300",
        "nan",
        "-inf",
        "9223372036854775807",
        "true",
        "1979-05-27",
        "\"\"",
        "\"5 h\"",
        "\"1e308 GB\"",
        "\"-5%\"",
        "\"home\"",
        "[]",
        "[[]]",
        "{}",
        "{ at = [] }",
        "{ lognormal = { median = \"0 s\", sigma = 1e6 } }",
        "{ lifetime = { uniform = { min = \"0 s\", max = \"0 s\" } } }",
    ];
    let full = MINIMAL
        .replace("[topologies.A]", "[sites.az]\nkind = \"cloud\"\n[links.l]\nsites = [\"dc1\", \"az\"]\nbandwidth = \"1 Gbps\"\n[topologies.A]")
        .replace("to = \"vault\" } }]", "to = \"vault\", outward = { to = \"vault\" } } }, { replica = { to = \"az\", keep = \"1 d\" } }, { active-active = { with = \"az\" } }]");
    let outcome = read_with(&full, &[]);
    assert!(!outcome.has_errors(), "{}", outcome.render(false));
    let shown = show(&outcome);
    let keys: Vec<&str> =
        shown.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).collect();
    assert!(keys.len() > 120, "{}", keys.len());
    let (mut taken, mut read) = (0, 0);
    for line in keys {
        let key = line.split(" = ").next().unwrap();
        for value in VALUES {
            let outcome = read_with(&shown.replacen(line, &format!("{key} = {value}"), 1), &[]);
            let study = format!("{:?}", outcome.study);
            assert!(!study.contains("NaN"), "{key} = {value}");
            read += 1;
            taken += usize::from(!outcome.has_errors());
        }
    }
    assert!(taken * 4 < read, "{taken} of {read} absurd values were taken");
}

/// 5,000 damaged copies of the least scenario and of one that says all there is
/// to say: whatever comes out, it is an answer.
#[test]
fn damaged_scenarios_never_panic() {
    use crate::kernel::stream::{TrialKey, entity};
    const SCRAPS: [&str; 16] =
        ["[", "]", "{", "}", "\"", "'", "=", ".", ",", "\n", "[[", "]]", "\u{0}", "ü", "-1", "\"\"\""];
    let mut stream = TrialKey::new(1, 1).stream(entity("damage"), 0, 0);
    let mut below = |n: usize| usize::try_from(stream.below(n as u64)).unwrap();
    for round in 0..5_000 {
        let mut text = if round % 3 == 0 { ESTATE } else { MINIMAL }.to_owned();
        let mut csv = APPS.to_owned();
        let damaged = if round % 15 == 0 { &mut csv } else { &mut text };
        for _ in 0..1 + below(3) {
            let mut place = below(damaged.len());
            while !damaged.is_char_boundary(place) {
                place -= 1;
            }
            match below(3) {
                0 => damaged.insert_str(place, SCRAPS[below(SCRAPS.len())]),
                1 => _ = damaged.remove(place),
                _ => {
                    let mut end = (place + below(40)).min(damaged.len());
                    while !damaged.is_char_boundary(end) {
                        end += 1;
                    }
                    damaged.replace_range(place..end, "");
                }
            }
        }
        let outcome = read_with(&text, &[("apps.csv", &csv)]);
        assert_eq!(outcome.study.is_none(), outcome.has_errors());
        if round % 50 == 0 {
            assert_eq!(outcome.render(true).is_empty(), outcome.diagnostics.is_empty());
        }
    }
}
