//! From TOML text to the tree of [`Node`]s, with every mistake of spelling the
//! parser can find at once. Text that could exhaust the parser (too large, too
//! deeply nested) is refused before it is parsed.

use super::diagnostic::Diagnostic;
use super::node::{Entry, Node, Table, Value};
use super::source::At;
use crate::model::Mark;
use toml::de::{DeTable, DeValue};

/// Largest text that is read, in bytes.
pub(super) const LARGEST: usize = 16 << 20;
/// Deepest nesting of brackets, braces and dotted keys.
const DEEPEST: usize = 64;
/// Most mistakes of spelling that are reported.
const MOST_MISTAKES: usize = 20;

/// Parses `text`, the text of source number `source`. The tree is `None` if
/// mistakes make it meaningless.
pub(super) fn parse(text: &str, source: u32) -> (Option<Table>, Vec<Diagnostic>) {
    if let Some(problem) = refuse(text, source) {
        return (None, vec![problem]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let usable = errors.iter().all(|error| error.message() == DUPLICATE);
    let mut problems: Vec<Diagnostic> =
        errors.iter().take(MOST_MISTAKES).map(|error| mistake(error, text, source)).collect();
    if !usable {
        return (None, problems);
    }
    let mut converter = Converter { source, problems: &mut problems, mark: Mark::Given };
    let table = converter.table(document.get_ref());
    for problem in problems.iter_mut().filter(|problem| problem.id == "duplicate") {
        if let Some(second) = problem.at {
            let written = &text[second.start as usize..second.end as usize];
            let first = first_place(&table, written.trim_matches(['"', '\'']), second)
                .or_else(|| first_header(text, second));
            problem.also = first.map(|at| (at, "the first".to_owned()));
        }
    }
    (Some(table), problems)
}

/// Parses a TOML value expression that no user wrote.
///
/// # Panics
/// If it is not one: it is part of this program.
pub(super) fn library_value(text: &str, mark: Mark) -> Node {
    let line = format!("value = {text}");
    let document = DeTable::parse(&line).unwrap_or_else(|e| panic!("library value `{text}`: {e}"));
    let mut problems = Vec::new();
    let mut converter = Converter { source: 0, problems: &mut problems, mark };
    let value = converter.value(document.get_ref()["value"].get_ref());
    assert!(problems.is_empty(), "library value `{text}`");
    without_place(Node { value, at: At::library(), mark })
}

fn without_place(mut node: Node) -> Node {
    node.at = At::library();
    match &mut node.value {
        Value::List(items) => {
            for item in items {
                *item = without_place(item.clone());
            }
        }
        Value::Table(table) => {
            for entry in &mut table.entries {
                entry.key_at = At::library();
                entry.node = without_place(entry.node.clone());
            }
        }
        _ => {}
    }
    node
}

/// Where a key that is defined again at `second` was defined, if it can be told:
/// the parser does not say.
fn first_place(table: &Table, key: &str, second: At) -> Option<At> {
    let own = table.get(key).map(|entry| entry.key_at).filter(|at| at.start < second.start);
    own.or_else(|| {
        table.entries.iter().rev().find_map(|entry| match &entry.node.value {
            Value::Table(inner) => first_place(inner, key, second),
            _ => None,
        })
    })
}

/// The earlier line with the same `[header]` as the one at `second`.
fn first_header(text: &str, second: At) -> Option<At> {
    let start = text[..second.start as usize].rfind('\n').map_or(0, |end| end + 1);
    let header = text[start..].lines().next()?.split_inclusive(']').next()?.trim_start();
    let place = text[..start].find(&format!("\n{header}")).map(|end| end + 1);
    let place = place.or_else(|| text[..start].starts_with(header).then_some(0))?;
    header.starts_with('[').then(|| At::new(second.source, place, place + header.len()))
}

const DUPLICATE: &str = "duplicate key";

fn mistake(error: &toml::de::Error, text: &str, source: u32) -> Diagnostic {
    let span = error.span().unwrap_or(text.len()..text.len());
    let at = At::new(source, span.start.min(text.len()), span.end.min(text.len()));
    let written = text.get(span).unwrap_or("");
    if error.message() == DUPLICATE {
        return Diagnostic::error("duplicate", at, format!("{written} is defined twice"))
            .hint("keep one of the two; a table is opened once, and a key is set once");
    }
    let said = error.message();
    let problem = |message: &str| Diagnostic::error("syntax", at, message);
    if said.starts_with("cannot extend value of type inline table") {
        return problem("a table written in braces is complete and cannot be added to").hint(
            "write it as a [table] of its own, for example\n[apps]\ncsv = \"apps.csv\"\n[apps.erp]\ntier = \"t1\"",
        );
    }
    if said.starts_with("string values must be quoted") {
        return match written.trim() {
            "" => problem("nothing is written after the =").hint("write a value, or delete the line"),
            word => {
                problem("a text and a number with a unit must be in quotes").hint(format!("write \"{word}\""))
            }
        };
    }
    if said.starts_with("invalid unquoted key") {
        return problem("a key holds a character that must be in quotes")
            .hint("write the key in \"quotes\", and = before its value");
    }
    problem(&format!("not TOML: {said}"))
}

fn refuse(text: &str, source: u32) -> Option<Diagnostic> {
    if text.len() > LARGEST {
        let message =
            format!("the file has {} MB; a scenario has at most {} MB", text.len() >> 20, LARGEST >> 20);
        return Some(
            Diagnostic::error("too-large", At::new(source, 0, 0), message)
                .hint("is this the right file? Large inventories go into a CSV of at most 16 MB"),
        );
    }
    if let Some(place) = text.bytes().position(|b| b == 0) {
        let at = At::new(source, place, place + 1);
        return Some(
            Diagnostic::error("syntax", at, "the file holds a NUL byte; it is not a text file")
                .hint("save it as UTF-8 text"),
        );
    }
    let place = too_deep(text)?;
    let message = format!("nested more than {DEEPEST} levels deep");
    Some(
        Diagnostic::error("too-deep", At::new(source, place, place + 1), message)
            .hint("no scenario nests this deep: is a bracket left open?"),
    )
}

/// The byte where brackets, or the parts of a dotted key, first nest deeper
/// than [`DEEPEST`]. Strings and comments are skipped as TOML does.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut dots, mut i) = (0_usize, 0_usize, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'#' => i = skip_to(bytes, i, b'\n'),
            quote @ (b'"' | b'\'') => {
                i = string_end(bytes, i, quote);
                continue;
            }
            b'[' | b'{' => (depth, dots) = (depth + 1, 0),
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'=' | b',' | b'\n' => dots = 0,
            b'.' => dots += 1,
            _ => {}
        }
        if depth > DEEPEST || dots > DEEPEST {
            return Some(i);
        }
        i += 1;
    }
    None
}

fn skip_to(bytes: &[u8], from: usize, end: u8) -> usize {
    bytes[from..].iter().position(|b| *b == end).map_or(bytes.len(), |n| from + n)
}

/// The byte after the string that opens at `start`; a string on one line ends
/// at the latest with its line.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let long = bytes[start..].starts_with(&[quote; 3]);
    let mut i = start + if long { 3 } else { 1 };
    while i < bytes.len() {
        if bytes[i] == b'\\' && quote == b'"' {
            i += 2;
        } else if !long && bytes[i] == b'\n' {
            return i;
        } else if bytes[i] == quote && (!long || bytes[i..].starts_with(&[quote; 3])) {
            return i + if long { 3 } else { 1 };
        } else {
            i += 1;
        }
    }
    bytes.len()
}

/// Turns the parser's tree into ours.
struct Converter<'p> {
    source: u32,
    problems: &'p mut Vec<Diagnostic>,
    mark: Mark,
}

impl Converter<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_at: self.at(key.span()),
                node: self.node(value),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_at.start);
        Table { entries }
    }

    fn node(&mut self, value: &toml::Spanned<DeValue<'_>>) -> Node {
        let at = self.at(value.span());
        let before = self.problems.len();
        let value = self.value(value.get_ref());
        for problem in &mut self.problems[before..] {
            problem.at.get_or_insert(at);
        }
        Node { value, at, mark: self.mark }
    }

    fn value(&mut self, value: &DeValue<'_>) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix());
                Value::Integer(parsed.unwrap_or_else(|_| {
                    self.problems.push(unplaced("the number is too large"));
                    0
                }))
            }
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(truth) => Value::Boolean(*truth),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        }
    }

    fn at(&self, span: std::ops::Range<usize>) -> At {
        At::new(self.source, span.start, span.end)
    }
}

/// An error whose place the caller knows.
fn unplaced(message: &str) -> Diagnostic {
    Diagnostic { at: None, ..Diagnostic::error("absurd", At::library(), message) }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(ids("a = 99999999999999999999"), [("absurd", 4)]);
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
}
