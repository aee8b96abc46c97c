//! Splits a CSV into cells that know where they stand, so that a mistake in a
//! spreadsheet can be underlined like one in the scenario. (The `csv` crate
//! knows the line of a record, not the place of a cell.) RFC 4180, with commas,
//! semicolons or tabs, whichever the header uses, and any line ends.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::{listed, nearest};
use super::source::At;

/// One cell, without quotes and the white space around it.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub text: String,
    pub at: At,
}

/// A header and the rows below it, each as long as the header.
#[derive(Debug)]
pub(super) struct Rows {
    pub header: Vec<Cell>,
    pub rows: Vec<Vec<Cell>>,
}

/// Reads the file `name`, which is named at `at`. Rows that do not fit are
/// reported, all of them, and left out.
pub(super) fn read(cx: &mut Context, name: &str, at: At) -> Option<Rows> {
    let source = cx.load(name, at)?;
    let (mut rows, open_quote) = split(cx.sources.text(source), source);
    if let Some(place) = open_quote {
        let problem = Diagnostic::error("csv", place, "this quote is never closed");
        cx.report(problem.hint("close it, or write a quote inside a quoted cell twice: \"\""));
    }
    rows.retain(|row| row.iter().any(|cell| !cell.text.is_empty()));
    if rows.is_empty() {
        let problem = Diagnostic::error("csv", At::new(source, 0, 0), format!("{name} is empty"));
        cx.report(
            problem.hint("write a header such as name,tier,vms,vcpus,memory,data and one row for each app"),
        );
        return None;
    }
    let header = rows.remove(0);
    rows.retain(|row| fits(cx, row, &header));
    Some(Rows { header, rows })
}

fn fits(cx: &mut Context, row: &[Cell], header: &[Cell]) -> bool {
    if row.len() == header.len() {
        return true;
    }
    let at = At { end: row[row.len() - 1].at.end, ..row[0].at };
    let message = format!("this row has {} cells, the header has {}", row.len(), header.len());
    cx.report(
        Diagnostic::error("csv", at, message).hint("put a cell that holds the separator in \"quotes\""),
    );
    false
}

/// The numbers of one column, times `unit`.
pub(super) fn times(cx: &mut Context, name: &str, at: At, column: &str, unit: f64) -> Option<Vec<f64>> {
    let table = read(cx, name, at)?;
    let titles = || table.header.iter().map(|cell| cell.text.as_str());
    let Some(index) = titles().position(|title| title == column) else {
        let problem = Diagnostic::error("missing", at, format!("{name} has no column {column}"));
        cx.report(match nearest(column, titles()) {
            Some(near) => problem.hint(format!("write column = \"{near}\"")),
            None => problem.hint(format!("its columns are {}", listed(titles(), 20))),
        });
        return None;
    };
    let mut values = Some(Vec::new());
    for row in &table.rows {
        match row[index].text.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => {
                if let Some(values) = &mut values {
                    values.push(value * unit);
                }
            }
            _ => {
                let message = format!("column {column}: \"{}\" is not a number from 0", row[index].text);
                cx.report(
                    Diagnostic::error("csv", row[index].at, message).hint("write a number such as 1.5"),
                );
                values = None;
            }
        }
    }
    values
}

/// The rows of a text, and the quote that is never closed, if there is one.
pub(super) fn split(text: &str, source: u32) -> (Vec<Vec<Cell>>, Option<At>) {
    let bytes = text.as_bytes();
    let separator = separator(bytes);
    let (mut rows, mut row, mut open_quote, mut i) = (Vec::new(), Vec::new(), None, 0);
    loop {
        let (cell, next, closed) = cell(text, source, i, separator);
        if !closed {
            open_quote = open_quote.or(Some(At::new(source, i, (i + 1).min(bytes.len()))));
        }
        row.push(cell);
        i = next + 1;
        if bytes.get(next) != Some(&separator) {
            rows.push(std::mem::take(&mut row));
            if i >= bytes.len() {
                return (rows, open_quote);
            }
        }
    }
}

/// What separates the cells of the header.
fn separator(bytes: &[u8]) -> u8 {
    let header = bytes.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or(b"");
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// The cell that starts at byte `start`, the byte after it (a separator, a
/// line end or the end of the text), and whether its quote is closed.
fn cell(text: &str, source: u32, start: usize, separator: u8) -> (Cell, usize, bool) {
    let bytes = text.as_bytes();
    let ends = |b: u8| b == separator || b == b'\n';
    let end_from = |i: usize| bytes[i..].iter().position(|b| ends(*b)).map_or(bytes.len(), |n| i + n);
    let blank = |b: u8| b != separator && (b == b' ' || b == b'\t');
    let first = bytes[start..].iter().position(|b| !blank(*b)).map_or(bytes.len(), |n| start + n);
    if bytes.get(first) != Some(&b'"') {
        let end = end_from(start);
        let trimmed = text[start..end].trim();
        let from = start + (text[start..end].len() - text[start..end].trim_start().len());
        return (Cell { text: trimmed.into(), at: At::new(source, from, from + trimmed.len()) }, end, true);
    }
    let mut i = first + 1;
    while i < bytes.len() {
        if bytes[i] != b'"' {
            i += 1;
        } else if bytes.get(i + 1) == Some(&b'"') {
            i += 2;
        } else {
            let inside = text[first + 1..i].replace("\"\"", "\"");
            let cell = Cell { text: inside.trim().into(), at: At::new(source, first + 1, i) };
            return (cell, end_from(i + 1), true);
        }
    }
    (Cell { text: String::new(), at: At::new(source, first, bytes.len()) }, bytes.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        split(text, 0).0.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn cells_as_spreadsheets_write_them() {
        assert_eq!(texts("a,b\r\n1,\"x, \"\"y\"\"\"\r\n"), [["a", "b"], ["1", "x, \"y\""]]);
        assert_eq!(texts("a;b\n1 , 2;\n"), [["a", "b"], ["1 , 2", ""]]);
        assert_eq!(texts("a\tb\n\"1\n2\"\t3"), [["a", "b"], ["1\n2", "3"]]);
        assert_eq!(texts(""), [[""]]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "name,vms\n erp , 12\n\"wms\",3\n";
        let (rows, _) = split(text, 0);
        for row in &rows {
            for cell in row {
                assert_eq!(&text[cell.at.start as usize..cell.at.end as usize], cell.text);
            }
        }
    }

    #[test]
    fn an_open_quote_is_found_where_it_opens() {
        let (_, open) = split("a,b\n1,\"2\n3,4\n", 0);
        assert_eq!(open, Some(At::new(0, 6, 7)));
    }
}
