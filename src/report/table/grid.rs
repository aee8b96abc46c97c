//! Rows and columns of cells, laid out for a width: measures, wraps heads,
//! sets blocks of columns. Knows nothing of verdicts but their colour.

use std::ops::Range;

use anstyle::Style;

use super::Page;
use crate::report::text;
use crate::verdict::results::Verdict;

/// Spaces between columns.
const GAP: usize = 2;
/// Most columns a name takes in front of a row.
const LABEL_NAME: usize = 22;
/// Most columns a note takes in a cell.
const NOTE: usize = 18;
/// Columns a head may take even if its cells are narrower.
const HEAD: usize = 18;
/// Most lines of a title in a head.
const HEAD_LINES: usize = 4;

/// One value under one topology.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub lead: String,
    /// Where that comes from; aligned within the column.
    pub note: String,
    /// The verdict it shows, for its colour and the legend.
    pub verdict: Option<Verdict>,
}

impl Cell {
    /// A cell that shows no verdict.
    pub fn text(lead: impl Into<String>, note: impl Into<String>) -> Self {
        Self { lead: lead.into(), note: note.into(), verdict: None }
    }
}

/// A line of the table.
#[derive(Clone, Debug)]
pub enum Line {
    /// A row: what it is about (a name, and an item of it) and its cells.
    Row(Label, Vec<Cell>),
    /// A line that opens a group of rows.
    Heading(String),
    /// An empty line.
    Blank,
}

/// What stands before a row.
#[derive(Clone, Debug)]
pub struct Label {
    /// Name; empty when it is that of the row above.
    pub name: String,
    /// What of it; empty for rows that are about the whole topology.
    pub item: String,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Head {
    /// Name.
    pub name: String,
    /// Title; not shown when it is the name.
    pub title: String,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// One a column.
    pub heads: Vec<Head>,
    /// From top to bottom; each row has a cell a column.
    pub lines: Vec<Line>,
}

impl Grid {
    /// Adds a row.
    pub fn row(&mut self, name: impl Into<String>, item: impl Into<String>, cells: Vec<Cell>) {
        self.lines.push(Line::Row(Label { name: name.into(), item: item.into() }, cells));
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.lines.iter().flat_map(|line| match line {
            Line::Row(_, cells) => cells.as_slice(),
            Line::Heading(_) | Line::Blank => &[],
        })
    }

    /// Draws it in as many blocks of columns as the width asks for, each
    /// followed by an empty line. What `opening` adds stands before them; it is
    /// told how many there are.
    pub(super) fn draw(&self, page: &mut Page, opening: impl FnOnce(&mut Page, usize)) {
        let laid = self.in_charset(page);
        let label = LabelWidth::of(&laid, page.width());
        let room = page.width() - label.total;
        let columns: Vec<Column> = (0..laid.heads.len()).map(|i| Column::of(&laid, i, page, room)).collect();
        let blocks = blocks(&columns, room);
        opening(page, blocks.len());
        for block in blocks {
            draw_block(&laid, label, &columns[block.clone()], block.start, page);
            page.out.push('\n');
        }
    }

    /// Itself with every text harmless and in the set of characters.
    fn in_charset(&self, page: &Page) -> Self {
        let mut grid = self.clone();
        for head in &mut grid.heads {
            head.name = page.plain(&head.name);
            head.title = page.plain(&head.title);
        }
        for line in &mut grid.lines {
            match line {
                Line::Row(label, cells) => {
                    label.name = page.fit(&page.plain(&label.name), LABEL_NAME);
                    label.item = page.plain(&label.item);
                    for cell in cells {
                        cell.lead = page.plain(&cell.lead);
                        cell.note = page.fit(&page.plain(&cell.note), NOTE);
                    }
                }
                Line::Heading(text) => *text = page.fit(&page.plain(text), page.width()),
                Line::Blank => {}
            }
        }
        grid
    }
}

/// Widths of the two parts of a label.
#[derive(Clone, Copy)]
struct LabelWidth {
    name: usize,
    total: usize,
}

impl LabelWidth {
    /// `width`: of the page; labels take at most half of it.
    fn of(grid: &Grid, width: usize) -> Self {
        let (mut name, mut item, mut whole) = (0, 0, 0);
        for line in &grid.lines {
            if let Line::Row(label, _) = line {
                if label.item.is_empty() {
                    whole = whole.max(text::width(&label.name));
                } else {
                    name = name.max(text::width(&label.name));
                    item = item.max(text::width(&label.item));
                }
            }
        }
        Self { name, total: (name + 1 + item).max(whole).min(width / 2) }
    }
}

/// How a column is laid out.
struct Column {
    /// Width of the leads that a note follows.
    lead: usize,
    width: usize,
    head: Vec<String>,
    /// How many lines of the head are the name's.
    name_lines: usize,
}

impl Column {
    /// `room`: columns that labels leave.
    fn of(grid: &Grid, i: usize, page: &Page, room: usize) -> Self {
        let cells = || {
            grid.lines.iter().filter_map(move |line| match line {
                Line::Row(_, cells) => cells.get(i),
                Line::Heading(_) | Line::Blank => None,
            })
        };
        let noted = || cells().filter(|cell| !cell.note.is_empty());
        let lead = noted().map(|cell| text::width(&cell.lead)).max().unwrap_or(0);
        let note = noted().map(|cell| text::width(&cell.note) + 1).max().unwrap_or(0);
        let bare = cells()
            .filter(|cell| cell.note.is_empty())
            .map(|cell| text::width(&cell.lead))
            .max()
            .unwrap_or(0);
        let head = &grid.heads[i];
        let longest_head = text::width(&head.name).max(text::width(&head.title)).min(HEAD);
        let width = (lead + note).max(bare).max(longest_head).min(room.saturating_sub(GAP)).max(1);
        let mut lines = limit(text::wrap(&head.name, width), 2, width, page);
        let name_lines = lines.len();
        if head.title != head.name {
            lines.extend(limit(text::wrap(&head.title, width), HEAD_LINES, width, page));
        }
        Self { lead, width, head: lines, name_lines }
    }
}

/// At most `most` lines, the last marked if something is left out.
fn limit(mut lines: Vec<String>, most: usize, width: usize, page: &Page) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        lines[most - 1] = page.fit(&format!("{} {}", lines[most - 1], "x".repeat(width)), width);
    }
    lines
}

/// The columns that stand side by side in `room`, block after block.
fn blocks(columns: &[Column], room: usize) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut first = 0;
    while first < columns.len() {
        let mut last = first + 1;
        let mut used = GAP + columns[first].width;
        while last < columns.len() && used + GAP + columns[last].width <= room {
            used += GAP + columns[last].width;
            last += 1;
        }
        blocks.push(first..last);
        first = last;
    }
    blocks
}

fn draw_block(grid: &Grid, label: LabelWidth, columns: &[Column], first: usize, page: &mut Page) {
    let height = columns.iter().map(|column| column.head.len()).max().unwrap_or(0);
    for line in 0..height {
        page.push(&" ".repeat(label.total), Style::new());
        for column in columns {
            let text = column.head.get(line).map_or("", String::as_str);
            page.push(&" ".repeat(GAP), Style::new());
            let style = if line < column.name_lines { Style::new().bold() } else { Style::new() };
            page.push(text, style);
            page.push(&" ".repeat(column.width.saturating_sub(text::width(text))), Style::new());
        }
        page.end_line();
    }
    for line in &grid.lines {
        match line {
            Line::Blank => {}
            Line::Heading(text) => page.push(text, Style::new().bold()),
            Line::Row(name, cells) => {
                page.push(&label_text(name, label, page), Style::new());
                for (column, cell) in columns.iter().zip(&cells[first..]) {
                    page.push(&" ".repeat(GAP), Style::new());
                    draw_cell(cell, column, page);
                }
            }
        }
        page.end_line();
    }
}

fn label_text(label: &Label, width: LabelWidth, page: &Page) -> String {
    let text = if label.item.is_empty() {
        label.name.clone()
    } else {
        format!("{} {}", text::pad(&label.name, width.name), label.item)
    };
    text::pad(&page.fit(&text, width.total), width.total)
}

fn draw_cell(cell: &Cell, column: &Column, page: &mut Page) {
    let lead = page.fit(&cell.lead, column.width);
    let style = cell.verdict.map_or(Style::new(), crate::report::symbols::style);
    let mut used = text::width(&lead);
    page.push(&lead, style);
    if !cell.note.is_empty() && column.lead + 1 < column.width {
        let note = page.fit(&cell.note, column.width - column.lead.max(used) - 1);
        page.push(&" ".repeat(column.lead.max(used) + 1 - used), Style::new());
        used = column.lead.max(used) + 1 + text::width(&note);
        page.push(&note, Style::new());
    }
    page.push(&" ".repeat(column.width.saturating_sub(used)), Style::new());
}
