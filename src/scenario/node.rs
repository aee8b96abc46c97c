//! What a file says, as a tree that knows where everything stands. TOML text,
//! rows of an inventory and library values all become the same tree, so one
//! set of readers serves them all. No meaning yet: only shape.

use super::source::At;
use crate::model::Mark;
use std::fmt::Write as _;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub value: Value,
    pub at: At,
    /// How good the evidence for it is.
    pub mark: Mark,
}

/// The shapes a value can have.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    /// A whole number beyond 64 bits, as it is written: never in range.
    Huge(String),
    Float(f64),
    Boolean(bool),
    /// A TOML date or time: never wanted, kept for its message.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order of the file; no key twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub entries: Vec<Entry>,
}

/// One line of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_at: At,
    pub node: Node,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Node {
    /// The shape, for messages: "a table".
    pub const fn shape(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Integer(_) | Value::Huge(_) | Value::Float(_) => "a bare number",
            Value::Boolean(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Its items; a single value counts as a list of one.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The value as a TOML expression on one line.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        self.write_toml(&mut text);
        text
    }

    fn write_toml(&self, out: &mut String) {
        match &self.value {
            Value::Text(text) => out.push_str(&quoted(text)),
            Value::Integer(number) => _ = write!(out, "{number}"),
            Value::Float(number) => _ = write!(out, "{number:?}"),
            Value::Boolean(truth) => _ = write!(out, "{truth}"),
            Value::Date(text) | Value::Huge(text) => out.push_str(text),
            Value::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    out.push_str(if i > 0 { ", " } else { "" });
                    item.write_toml(out);
                }
                out.push(']');
            }
            Value::Table(table) if table.entries.is_empty() => out.push_str("{}"),
            Value::Table(table) => {
                out.push_str("{ ");
                for (i, entry) in table.entries.iter().enumerate() {
                    out.push_str(if i > 0 { ", " } else { "" });
                    out.push_str(&key(&entry.key));
                    out.push_str(" = ");
                    entry.node.write_toml(out);
                }
                out.push_str(" }");
            }
        }
    }
}

/// A TOML basic string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => _ = write!(out, "\\u{:04X}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A TOML key: bare where possible, else quoted.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_values_are_toml() {
        let node = |value: Value| Node { value, at: At::library(), mark: Mark::J };
        let list = vec![node(Value::Text("a\"b\\\u{7}".into())), node(Value::Float(1e-7))];
        let list = node(Value::List(list));
        assert_eq!(list.to_toml(), r#"["a\"b\\\u0007", 1e-7]"#);
        let written = format!("x = {}", list.to_toml());
        let table = toml::de::DeTable::parse(&written).unwrap();
        let array = table.get_ref()["x"].get_ref().as_array().unwrap();
        assert_eq!(array[0].get_ref().as_str(), Some("a\"b\\\u{7}"));
        assert_eq!(key("t1"), "t1");
        assert_eq!(key("a b"), "\"a b\"");
        assert_eq!(key(""), "\"\"");
    }
}
