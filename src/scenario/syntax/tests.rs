use super::*;

fn ids(text: &str) -> Vec<(&'static str, u32)> {
    parse(text, 0).1.iter().map(|d| (d.id, d.at.unwrap().start)).collect()
}

#[test]
fn keeps_the_order_of_the_file_and_the_places() {
    let (table, problems) = parse("[b.y]\nq = 1\n[b.x]\n[a]\nz = [1, 'two']\n", 0);
    assert!(problems.is_empty());
    let table = table.unwrap();
    let keys: Vec<&str> = table.entries.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(keys, ["b", "a"]);
    let Value::Table(b) = &table.entries[0].node.value else { panic!() };
    assert_eq!(b.entries[0].key, "y");
    let Value::Table(a) = &table.entries[1].node.value else { panic!() };
    assert_eq!(a.entries[0].node.at, At::new(0, 26, 36));
}

#[test]
fn depth_is_refused_before_parsing() {
    assert_eq!(ids(&format!("x = {}", "[".repeat(10_000)))[0].0, "too-deep");
    assert_eq!(ids(&format!("x = {}", "{a=".repeat(10_000)))[0].0, "too-deep");
    assert_eq!(ids(&format!("{}z = 1", "a.".repeat(100_000)))[0].0, "too-deep");
    assert_eq!(ids(&format!("[{}z]", "a . ".repeat(100_000)))[0].0, "too-deep");
    // Brackets in strings and comments do not nest.
    let flat = format!("x = \"{0}\" # {0}\ny = '''{0}\n{0}'''\nz = '{0}'", "[".repeat(500));
    assert_eq!(ids(&flat), []);
    let floats = format!("x = [{}]", "1.5, ".repeat(500));
    assert_eq!(ids(&floats), []);
}

#[test]
fn several_mistakes_are_reported_at_once() {
    let found = ids("a = \nb = 1\nc = yes\nb = 2\n");
    assert!(found.len() >= 3, "{found:?}");
    assert!(found.contains(&("duplicate", 19)), "{found:?}");
    assert!(ids(&"x".repeat(LARGEST + 1))[0].0 == "too-large");
    assert_eq!(ids("a = 1\0"), [("syntax", 5)]);
    assert_eq!(ids("a = 99999999999999999999"), [], "left to the readers, who know the range");
}

#[test]
fn a_double_shows_both_places() {
    let first = |text: &str| parse(text, 0).1[0].also.clone().map(|(at, _)| (at.start, at.end));
    assert_eq!(first("x = 1\ny = 2\nx = 3\n"), Some((0, 1)));
    assert_eq!(first("z = 0\n[a.b]\nx = 1\n[a.b]\ny = 1\n"), Some((6, 11)));
    assert_eq!(first("[a]\nx = 1\n[a]  # again\n"), Some((0, 3)));
}

#[test]
fn usual_slips_are_said_in_plain_words() {
    let said = |text: &str| {
        let problem = parse(text, 0).1.remove(0);
        format!("{} / {}", problem.message, problem.hint.unwrap_or_default())
    };
    assert_eq!(said("a = 5 h\n"), "a text and a number with a unit must be in quotes / write \"5 h\"");
    assert!(said("a = \n").starts_with("nothing is written after the ="));
    assert!(said("[s.Ä]\n").contains("in \"quotes\""));
    assert!(said("apps = { csv = 'x' }\n[apps.erp]\n").contains("[apps]\ncsv"));
}
