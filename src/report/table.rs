//! What a terminal shows: the facts, the answer in one sentence, then a table
//! with topologies as columns and what is asked of them as rows, and under it
//! what its signs mean and where its figures come from.
//!
//! Adapts to a width it is given; never asks for one. With too many
//! topologies for the width the table is set in blocks of columns, after an
//! overview with a topology a line. No line is wider than the width (at least [`NARROWEST`]), whatever names the scenario
//! has.

mod by_app;
mod by_kind;
mod cautions;
pub(super) mod cells;
pub mod check;
pub mod drill;
mod facts;
mod grid;
mod notes;
mod overview;
mod phases;
mod ranking;
mod sentences;
mod site_lost;
#[cfg(test)]
mod tests;

use anstyle::Style;

use super::text::{self, Charset};
use crate::verdict::answer::{self, Outcome};
use crate::verdict::results::Results;

/// The narrowest table that is drawn, in columns of the terminal.
pub const NARROWEST: usize = 48;

/// What the rows of the table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum View {
    /// Tiers and services.
    #[default]
    Overview,
    /// Apps.
    Apps,
    /// Kinds of disruption, each with the app it is worst for.
    Kinds,
}

/// How the table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Width of the terminal in columns; taken as at least [`NARROWEST`].
    pub width: usize,
    /// Which characters may be used.
    pub charset: Charset,
    /// Whether to colour with ANSI escapes. Nothing is said by colour alone.
    pub colour: bool,
    /// What the rows are.
    pub view: View,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 100, charset: Charset::Unicode, colour: false, view: View::Overview }
    }
}

/// The whole first screen, ending in a line break. `reservations`: what has to
/// be known of the topology that the answer names, one string a line.
#[must_use]
pub fn render(results: &Results, reservations: &[String], options: &Options) -> String {
    let mut page = Page { options, out: String::new() };
    let answer = answer::of(results);
    page.paragraph(&facts::line(results), Style::new());
    for sentence in sentences::answer(results, &answer) {
        page.paragraph(&sentence, Style::new().bold());
    }
    for sentence in cautions::sentences(results, &answer) {
        page.paragraph(&sentence, Style::new().bold());
    }
    for reservation in reservations {
        page.indented(reservation, 2, Style::new());
    }
    if answer.outcome == Outcome::NothingSimulated {
        page.out.push('\n');
        page.list(&sentences::rejected(results));
        page.paragraph(&notes::made_by(results), Style::new().dimmed());
        return page.out;
    }
    let grid = match options.view {
        View::Overview => overview::grid(results, &answer),
        View::Apps => by_app::grid(results),
        View::Kinds => by_kind::grid(results),
    };
    page.out.push('\n');
    if !grid.heads.is_empty() {
        grid.draw(&mut page, |page, blocks| {
            if blocks > 1 && options.view == View::Overview {
                ranking::draw(results, &answer, page);
            }
        });
    }
    let legend = notes::legend(results, &answer, &grid, options.view);
    for paragraph in &legend {
        page.paragraph(paragraph, Style::new());
    }
    if !legend.is_empty() {
        page.out.push('\n');
    }
    page.list(&sentences::rejected(results));
    page.list(&sentences::unsupported(results));
    page.list(&sentences::cheaper(results, &answer));
    for paragraph in notes::origin(results) {
        page.paragraph(&paragraph, Style::new().dimmed());
    }
    page.out
}

/// The text drawn so far.
struct Page<'a> {
    options: &'a Options,
    out: String,
}

impl Page<'_> {
    fn width(&self) -> usize {
        self.options.width.max(NARROWEST)
    }

    fn plain(&self, text: &str) -> String {
        text::plain(text, self.options.charset)
    }

    fn fit(&self, text: &str, columns: usize) -> String {
        text::fit(text, columns, self.options.charset)
    }

    /// Adds `text`, in `style` if there is colour.
    fn push(&mut self, text: &str, style: Style) {
        if self.options.colour && style != Style::new() && !text.is_empty() {
            self.out.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.out.push_str(text);
        }
    }

    /// Ends a line, which keeps no spaces at its end.
    fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    /// A paragraph wrapped to the width; nothing if it is empty.
    fn paragraph(&mut self, text: &str, style: Style) {
        self.indented(text, 0, style);
    }

    fn indented(&mut self, text: &str, indent: usize, style: Style) {
        if text.is_empty() {
            return;
        }
        for (i, line) in text::wrap(&self.plain(text), self.width() - indent).into_iter().enumerate() {
            let margin = if i == 0 { 0 } else { indent };
            self.push(&" ".repeat(margin), Style::new());
            self.push(&line, style);
            self.end_line();
        }
    }

    /// A paragraph set in by `margin` columns on every line.
    fn block(&mut self, text: &str, margin: usize) {
        for line in text::wrap(&self.plain(text), self.width() - margin) {
            self.push(&" ".repeat(margin), Style::new());
            self.push(&line, Style::new());
            self.end_line();
        }
    }

    /// One entry a line, further lines of an entry indented; then an empty
    /// line, if there was an entry.
    fn list(&mut self, entries: &[String]) {
        for entry in entries {
            self.indented(entry, 2, Style::new());
        }
        if !entries.is_empty() {
            self.out.push('\n');
        }
    }
}
