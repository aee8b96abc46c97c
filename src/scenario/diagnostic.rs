//! One problem of a scenario, said to people: where, what is wrong, what to
//! write instead; and how it looks in a terminal. Finding problems is the
//! readers' work.

use super::source::{At, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but probably does not say what was meant.
    Warning,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A short stable name of the sort of problem: `unknown-key`.
    pub id: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where. `None`: the whole file.
    pub at: Option<At>,
    /// A second place that belongs to it, with what is there.
    pub also: Option<(At, String)>,
    /// What to write instead.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub(super) fn error(id: &'static str, at: At, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, id, message: message.into(), at: Some(at), also: None, hint: None }
    }

    /// A warning at a place.
    pub(super) fn warning(id: &'static str, at: At, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(id, at, message) }
    }

    /// The same with what to write instead.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a second place.
    #[must_use]
    pub(super) fn also(mut self, at: At, label: impl Into<String>) -> Self {
        self.also = Some((at, label.into()));
        self
    }

    /// The problem with the line it stands in, the text underlined and what to
    /// write instead; with terminal colours if `colour`. Ends in a newline.
    #[must_use]
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = level.primary_title(self.message.as_str()).id(self.id).elements(Vec::<Origin>::new());
        if let Some(at) = self.at {
            group = excerpt(group, sources, at, "", AnnotationKind::Primary);
        }
        if let Some((at, label)) = &self.also {
            group = excerpt(group, sources, *at, label, AnnotationKind::Context);
        }
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.render(&[group]);
        text.lines().filter(|line| !is_bare_mark(line)).map(|line| format!("{line}\n")).collect()
    }
}

/// The mark of a second file with no file beside it: what the renderer puts
/// between a place and an excerpt that has none of its own.
fn is_bare_mark(line: &str) -> bool {
    line.contains(":::") && anstream::adapter::strip_str(line).to_string().trim() == ":::"
}

/// Shows the line of `at` with `at` underlined. Of a very long line only what
/// surrounds `at`.
fn excerpt<'a>(
    group: Group<'a>,
    sources: &'a Sources,
    at: At,
    label: &'a str,
    kind: AnnotationKind,
) -> Group<'a> {
    let (Some(position), Some((number, line))) = (sources.position(at), sources.line(at)) else {
        return group;
    };
    let (_, line_start) = sources.line_of(at);
    let start = (at.start as usize - line_start).min(line.len());
    let end = (at.end as usize).saturating_sub(line_start).clamp(start, line.len());
    let window = window(line, start, end);
    let (start, end) = (start - window.start, end.min(window.end) - window.start);
    let mut annotation = kind.span(start..end.max(start));
    if !label.is_empty() {
        annotation = annotation.label(label);
    }
    let whole = window.len() == line.len();
    let snippet = Snippet::source(&line[window]).line_start(number).fold(false).annotation(annotation);
    if whole {
        return group.element(snippet.path(position.file));
    }
    // The column of a cut line is not that of the excerpt.
    let origin = Origin::path(position.file).line(position.line).char_column(position.column);
    group.element(origin).element(snippet)
}

/// Most bytes of a line shown on either side of what is underlined.
const AROUND: usize = 160;

fn window(line: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let mut from = start.saturating_sub(AROUND);
    while !line.is_char_boundary(from) {
        from += 1;
    }
    let mut to = end.min(start + AROUND).saturating_add(AROUND).min(line.len());
    while !line.is_char_boundary(to) {
        to -= 1;
    }
    from.min(start)..to.max(start)
}

#[cfg(test)]
mod tests {
    use super::super::source::SourceText;
    use super::*;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add(SourceText { name: "estate.toml".into(), text: text.into() });
        sources
    }

    #[test]
    fn shows_place_line_underline_and_what_to_write() {
        let sources = sources("[sites.dc1]\noutage = 5\n");
        let text = Diagnostic::error("no-unit", At::new(0, 21, 22), "5 has no unit")
            .hint("write \"5/yr\"")
            .render(&sources, false);
        for part in
            ["error[no-unit]: 5 has no unit", "estate.toml:2:10", "2 | outage = 5", "^", "help: write"]
        {
            assert!(text.contains(part), "{part} missing in\n{text}");
        }
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut() {
        let line = format!("x = \"{}\"", "ä".repeat(500_000));
        let sources = sources(&line);
        let text = Diagnostic::error("a", At::new(0, 500_001, 500_009), "b").render(&sources, false);
        assert!(text.len() < 4_000, "{} bytes", text.len());
        let column = 5 + (500_001 - 5) / 2 + 1;
        assert!(text.contains(&format!("estate.toml:1:{column}")), "{text}");
        assert!(!text.contains(":::"), "{text}");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let sources = sources("x = \u{1b}[31m\u{0}\n");
        let text = Diagnostic::error("a", At::new(0, 4, 5), "bad \u{1b}[0m").render(&sources, false);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{0}'), "{text:?}");
    }
}
