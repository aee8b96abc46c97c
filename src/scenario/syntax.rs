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
    let table = Converter { source, mark: Mark::Given }.table(document.get_ref());
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
    let value = Converter { source: 0, mark }.value(document.get_ref()["value"].get_ref());
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
struct Converter {
    source: u32,
    mark: Mark,
}

impl Converter {
    fn table(&self, table: &DeTable<'_>) -> Table {
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

    fn node(&self, value: &toml::Spanned<DeValue<'_>>) -> Node {
        Node { value: self.value(value.get_ref()), at: self.at(value.span()), mark: self.mark }
    }

    fn value(&self, value: &DeValue<'_>) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => Value::Huge(shortened(number.as_str(), number.radix())),
            },
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

/// The digits of a number as far as anybody would read them.
fn shortened(digits: &str, radix: u32) -> String {
    let prefix = match radix {
        2 => "0b",
        8 => "0o",
        16 => "0x",
        _ => "",
    };
    let shown: String = digits.chars().take(40).collect();
    format!("{prefix}{shown}{}", if shown.len() < digits.len() { "…" } else { "" })
}

#[cfg(test)]
mod tests;
