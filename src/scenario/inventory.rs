//! Apps from a spreadsheet: each row of a CSV becomes the same table that
//! `[apps.NAME]` would be, with its places in the CSV. What the values mean is
//! read in `app.rs`.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::{listed, nearest};
use super::node::{Entry, Node, Table, Value};
use super::rows::{self, Cell};
use super::source::At;
use crate::model::Mark;

/// How the cells of a column are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cells {
    /// Text, also if it looks like a number.
    Words,
    /// Names, separated by spaces or semicolons (or commas, where these do not
    /// separate cells).
    Names,
    /// Numbers, truths and quantities, told apart by their look.
    Values,
}

/// Every column that is read, besides `name`.
const COLUMNS: [(&str, Cells); 35] = [
    ("tier", Cells::Words),
    ("vms", Cells::Values),
    ("vcpus", Cells::Values),
    ("memory", Cells::Values),
    ("data", Cells::Values),
    ("churn", Cells::Values),
    ("needs", Cells::Names),
    ("users", Cells::Names),
    ("home", Cells::Words),
    ("needed", Cells::Values),
    ("pinned", Cells::Values),
    ("priority", Cells::Values),
    ("disks", Cells::Values),
    ("largest_disk", Cells::Values),
    ("write_size", Cells::Values),
    ("os", Cells::Words),
    ("generation", Cells::Values),
    ("arc", Cells::Values),
    ("highly_available", Cells::Values),
    ("ephemeral", Cells::Values),
    ("rto", Cells::Values),
    ("rpo", Cells::Values),
    ("rpo_rollback", Cells::Values),
    ("loses_all", Cells::Values),
    ("boot", Cells::Values),
    ("start", Cells::Values),
    ("item_deletion", Cells::Values),
    ("corruption", Cells::Values),
    ("damage_detection", Cells::Values),
    ("damage_stop", Cells::Values),
    ("item_size", Cells::Values),
    ("item_work", Cells::Values),
    ("item_remake", Cells::Values),
    ("rebuild", Cells::Values),
    ("name", Cells::Words),
];

/// The apps of the CSV `file`, which is named at `at`. Which there are is in
/// doubt if rows cannot be read.
pub(super) fn read(cx: &mut Context, file: &str, at: At) -> Vec<Entry> {
    let before = cx.problem_count();
    let table = rows::read(cx, file, at);
    cx.apps_in_doubt |= cx.problem_count() > before;
    let Some(table) = table else {
        return Vec::new();
    };
    let columns: Vec<Option<(&'static str, Cells)>> =
        table.header.iter().map(|cell| column(cx, cell)).collect();
    duplicates(cx, &table.header);
    let Some(name) = columns.iter().position(|c| c.is_some_and(|(name, _)| name == "name")) else {
        cx.apps_in_doubt = true;
        let meant = |cell: &Cell| nearest(&cell.text, known()) == Some("name");
        if !table.header.iter().any(meant) {
            let header = At { end: table.header[table.header.len() - 1].at.end, ..table.header[0].at };
            let problem = Diagnostic::error("missing", header, format!("{file} has no column name"));
            cx.report(problem.hint("give the column with the names of the apps the header name"));
        }
        return Vec::new();
    };
    let mut apps = Vec::new();
    for row in &table.rows {
        if row[name].text.is_empty() {
            cx.apps_in_doubt = true;
            let at = At { end: row[row.len() - 1].at.end, ..row[0].at };
            let problem = Diagnostic::error("csv", at, "this row has no name");
            cx.report(problem.hint("write the app's name, or delete the row"));
        } else {
            apps.push(app(row, name, &columns));
        }
    }
    apps
}

fn app(row: &[Cell], name: usize, columns: &[Option<(&'static str, Cells)>]) -> Entry {
    let cells =
        row.iter().zip(columns).enumerate().filter(|(i, (cell, _))| *i != name && !cell.text.is_empty());
    let entries = cells
        .filter_map(|(_, (cell, column))| {
            let (key, cells) = (*column)?;
            Some(Entry { key: key.into(), key_at: cell.at, node: node(cell, cells) })
        })
        .collect();
    let end = row[row.len() - 1].at.end;
    let table =
        Node { value: Value::Table(Table { entries }), at: At { end, ..row[0].at }, mark: Mark::Given };
    Entry { key: row[name].text.clone(), key_at: row[name].at, node: table }
}

fn node(cell: &Cell, cells: Cells) -> Node {
    let text = |text: &str| Node { value: Value::Text(text.into()), at: cell.at, mark: Mark::Given };
    let value = match cells {
        Cells::Words => return text(&cell.text),
        Cells::Names => {
            let names = cell.text.split([' ', ';', ',', '\n']).filter(|name| !name.is_empty());
            Value::List(names.map(text).collect())
        }
        Cells::Values => match cell.text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Value::Boolean(true),
            "false" | "no" => Value::Boolean(false),
            plain => match (plain.parse::<i64>(), plain.parse::<f64>()) {
                (Ok(number), _) => Value::Integer(number),
                (_, Ok(_)) if plain.bytes().all(|b| b.is_ascii_digit()) => Value::Huge(cell.text.clone()),
                (_, Ok(number)) => Value::Float(number),
                _ => return text(&cell.text),
            },
        },
    };
    Node { value, at: cell.at, mark: Mark::Given }
}

/// The known column with this header.
fn column(cx: &mut Context, cell: &Cell) -> Option<(&'static str, Cells)> {
    let title = cell.text.to_lowercase();
    if let Some(known) = COLUMNS.iter().find(|(name, _)| *name == title) {
        return Some(*known);
    }
    let problem = Diagnostic::error("unknown-key", cell.at, format!("no column is called \"{}\"", cell.text));
    cx.report(match nearest(&cell.text, known()) {
        Some(near) => problem.hint(format!("write {near}")),
        None => problem.hint(format!("delete the column; the columns are name, {}", listed(known(), 24))),
    });
    None
}

fn known() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

fn duplicates(cx: &mut Context, header: &[Cell]) {
    for (i, cell) in header.iter().enumerate() {
        if let Some(first) = header[..i].iter().find(|other| other.text.eq_ignore_ascii_case(&cell.text)) {
            let message = format!("column {} is there twice", cell.text);
            cx.report(
                Diagnostic::error("duplicate", cell.at, message)
                    .also(first.at, "the first")
                    .hint("delete one"),
            );
        }
    }
}
