//! The texts a scenario is made of (the file itself and every CSV it names)
//! and places in them. Nothing here reads files: the text arrives as text.

/// A text with the name people know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Path as the user wrote it; only shown, never opened.
    pub name: String,
    /// Its whole content.
    pub text: String,
}

/// A range of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    pub(super) source: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl At {
    /// The source of all values that no user wrote.
    const LIBRARY: u32 = u32::MAX;

    /// The place of values that no user wrote.
    pub(super) const fn library() -> Self {
        Self { source: Self::LIBRARY, start: 0, end: 0 }
    }

    /// Bytes `start..end` of the given source.
    #[allow(clippy::cast_possible_truncation)] // sources are at most 16 MB
    pub(super) const fn new(source: u32, start: usize, end: usize) -> Self {
        Self { source, start: start as u32, end: end as u32 }
    }
}

/// A place as people name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All texts of a scenario, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<SourceText>,
    line_starts: Vec<Vec<u32>>,
}

impl Sources {
    /// Adds a text (without its byte order mark) and gives its number.
    #[allow(clippy::cast_possible_truncation)] // sources are at most 16 MB, and few
    pub(super) fn add(&mut self, mut source: SourceText) -> u32 {
        if source.text.starts_with('\u{feff}') {
            source.text.drain(..'\u{feff}'.len_utf8());
        }
        let mut starts = vec![0];
        starts
            .extend(source.text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        self.texts.push(source);
        self.line_starts.push(starts);
        self.texts.len() as u32 - 1
    }

    /// The text with this number.
    pub(super) fn text(&self, source: u32) -> &str {
        &self.texts[source as usize].text
    }

    /// The texts, the scenario itself first.
    #[must_use]
    pub fn all(&self) -> &[SourceText] {
        &self.texts
    }

    /// File, line and column of the start of `at`; `None` for a value that no
    /// user wrote.
    #[must_use]
    pub fn position(&self, at: At) -> Option<Position> {
        let source = self.texts.get(at.source as usize)?;
        let (line, start) = self.line_of(at);
        let before = source.text.get(start..at.start as usize).unwrap_or("");
        Some(Position { file: source.name.clone(), line: line + 1, column: before.chars().count() + 1 })
    }

    /// The whole line in which `at` starts, without its end, and its number
    /// from 1.
    pub(super) fn line(&self, at: At) -> Option<(usize, &str)> {
        let source = self.texts.get(at.source as usize)?;
        let (line, start) = self.line_of(at);
        let rest = source.text.get(start..)?;
        let text = rest.split('\n').next().unwrap_or("");
        Some((line + 1, text.strip_suffix('\r').unwrap_or(text)))
    }

    /// Number from 0 and first byte of the line in which `at` starts.
    pub(super) fn line_of(&self, at: At) -> (usize, usize) {
        let starts = &self.line_starts[at.source as usize];
        let line = starts.partition_point(|start| *start <= at.start) - 1;
        (line, starts[line] as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_forget_the_byte_order_mark() {
        let mut sources = Sources::default();
        let id = sources.add(SourceText { name: "a.toml".into(), text: "\u{feff}ä = 1\r\nbü = 2".into() });
        let text = sources.text(id);
        let at = At::new(id, text.find('2').unwrap(), text.len());
        let position = sources.position(at).unwrap();
        assert_eq!((position.file.as_str(), position.line, position.column), ("a.toml", 2, 6));
        assert_eq!(sources.line(At::new(id, 0, 1)), Some((1, "ä = 1")));
        assert_eq!(sources.position(At::library()), None);
    }
}
