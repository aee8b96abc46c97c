//! Text that keeps its place on a terminal: names made harmless, widths
//! counted in columns, lines wrapped and cut. Not a terminal: it neither
//! asks how wide one is nor writes to it.

use unicode_width::UnicodeWidthStr;

/// Which characters may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Charset {
    /// Everything.
    #[default]
    Unicode,
    /// ASCII alone; other characters of names are written as `\u{…}`.
    Ascii,
}

/// Text from outside, safe to print on one line: control characters, line and
/// paragraph separators and characters that reorder or hide text are escaped
/// as Rust writes them (`\n`, `\u{1b}`).
#[must_use]
pub fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || breaks_layout(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Separators, zero-width spaces, marks and overrides of writing direction, and
/// what is not a character (XML forbids it).
fn breaks_layout(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}')
}

/// Safe text in the given set of characters. In ASCII our own signs get their
/// usual stand-ins and all others are escaped.
#[must_use]
pub fn plain(text: &str, charset: Charset) -> String {
    let text = safe(text);
    if charset == Charset::Unicode {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '✓' => out.push('+'),
            '✗' | '×' => out.push('x'),
            '–' | '—' => out.push('-'),
            '·' => out.push('|'),
            '→' => out.push_str("->"),
            '…' => out.push_str("..."),
            '∞' => out.push_str("inf"),
            '≤' => out.push_str("<="),
            '÷' => out.push('/'),
            '’' => out.push('\''),
            '\u{a0}' => out.push(' '),
            c if c.is_ascii() => out.push(c),
            c => out.extend(c.escape_default()),
        }
    }
    out
}

/// Columns that `text` takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` cut to at most `columns`, with an ellipsis where something is
/// missing.
#[must_use]
pub fn fit(text: &str, columns: usize, charset: Charset) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let ellipsis = if charset == Charset::Unicode { "…" } else { "..." };
    if columns < width(ellipsis) {
        return head(text, columns).to_owned();
    }
    format!("{}{ellipsis}", head(text, columns - width(ellipsis)).trim_end())
}

/// The longest beginning of `text` that takes at most `columns`.
fn head(text: &str, columns: usize) -> &str {
    let mut end = 0;
    for (start, c) in text.char_indices() {
        let next = start + c.len_utf8();
        if width(&text[..next]) > columns {
            break;
        }
        end = next;
    }
    &text[..end]
}

/// `text` filled with spaces to `columns`, on the right.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `text` in lines of at most `columns`, broken at spaces; a longer word is
/// broken where the line ends. A no-break space holds words together. No line
/// is empty, unless `text` is.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        while width(word) > columns {
            let part = head(word, columns);
            // A single character wider than the line still has to go somewhere.
            let cut =
                if part.is_empty() { word.chars().next().map_or(0, char::len_utf8) } else { part.len() };
            lines.push(word[..cut].to_owned());
            word = &word[cut..];
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.into_iter().map(|line| line.replace('\u{a0}', " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_move_the_cursor_is_escaped() {
        assert_eq!(safe("a\x1b[31mb\nc\td"), "a\\u{1b}[31mb\\nc\\td");
        assert_eq!(safe("abc\u{202e}def\u{200b}"), "abc\\u{202e}def\\u{200b}");
        assert_eq!(safe("Zürich 数据 🏭"), "Zürich 数据 🏭");
        // A family is one picture held together by joiners.
        assert_eq!(safe("👨‍👩‍👧"), "👨‍👩‍👧");
    }

    #[test]
    fn ascii_is_ascii() {
        assert_eq!(plain("✓ 6 h · Zürich →", Charset::Ascii), "+ 6 h | Z\\u{fc}rich ->");
        assert!(plain("🏭\u{7f}é–…∞", Charset::Ascii).is_ascii());
        assert_eq!(plain("✓", Charset::Unicode), "✓");
    }

    #[test]
    fn widths_count_columns_not_characters() {
        assert_eq!(width("数据"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(pad("数据", 6), "数据  ");
        assert_eq!(fit("数据中心", 5, Charset::Unicode), "数据…");
        assert_eq!(fit("abcdefgh", 6, Charset::Ascii), "abc...");
        assert_eq!(fit("abc", 3, Charset::Unicode), "abc");
        assert_eq!(fit("abcdef", 0, Charset::Unicode), "");
    }

    #[test]
    fn wrapped_lines_never_exceed_the_width_and_lose_nothing() {
        let text = format!("Replica in {} with immutable 数据中心 backup", "x".repeat(300));
        for columns in 2..50 {
            let lines = wrap(&text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            let joined: String = lines.concat().replace(' ', "");
            assert_eq!(joined, text.replace(' ', ""));
        }
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("one two", 3), ["one", "two"]);
        assert_eq!(wrap("8\u{a0}h are", 4), ["8 h", "are"]);
    }
}
