//! The fonts of charts: subsets of DejaVu Sans, embedded, and how wide text is
//! in them.

use resvg::usvg::fontdb::Database;
use ttf_parser::Face;

use crate::report::text;

/// What an SVG asks for; the fallback is any sans-serif.
pub const FAMILY: &str = "DejaVu Sans, sans-serif";

const REGULAR: &[u8] = include_bytes!("DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("DejaVuSans-Bold.ttf");

/// The embedded fonts and no others.
pub fn database() -> Database {
    let mut database = Database::new();
    database.load_font_data(REGULAR.to_vec());
    database.load_font_data(BOLD.to_vec());
    database.set_sans_serif_family("DejaVu Sans");
    database
}

/// Measures text.
pub struct Ruler {
    regular: Face<'static>,
    bold: Face<'static>,
}

impl Ruler {
    /// A ruler for the embedded fonts.
    pub fn new() -> Self {
        let face = |data| Face::parse(data, 0).expect("the embedded font is sound");
        Self { regular: face(REGULAR), bold: face(BOLD) }
    }

    /// Width of `text` at a font size, in the same unit, kerning left out. A
    /// character that the font lacks counts as one em.
    pub fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let face = if bold { &self.bold } else { &self.regular };
        let em = f64::from(face.units_per_em());
        let advance = |c: char| {
            let glyph = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
            glyph.map_or(1.0, |advance| f64::from(advance) / em)
        };
        text.chars().map(advance).sum::<f64>() * size
    }

    /// `text`, made harmless, cut to `most`, with an ellipsis where something
    /// is missing.
    pub fn fit(&self, text: &str, most: f64, size: f64, bold: bool) -> String {
        let text = text::safe(text);
        if self.width(&text, size, bold) <= most {
            return text;
        }
        let mut cut = String::new();
        let room = most - self.width("…", size, bold);
        for c in text.chars() {
            cut.push(c);
            if self.width(&cut, size, bold) > room {
                cut.pop();
                break;
            }
        }
        format!("{}…", cut.trim_end())
    }

    /// `text`, made harmless, in at most `lines` lines of at most `most`, broken
    /// at spaces.
    pub fn wrap(&self, text: &str, most: f64, size: f64, lines: usize) -> Vec<String> {
        let text = text::safe(text);
        let mut wrapped: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match wrapped.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size, false) <= most => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => wrapped.push(word.to_owned()),
            }
        }
        if wrapped.len() > lines && lines > 0 {
            let rest = wrapped.split_off(lines - 1).join(" ");
            wrapped.push(rest);
        }
        wrapped.iter().map(|line| self.fit(line, most, size, false)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_the_width_it_is_given() {
        let ruler = Ruler::new();
        let long = "Replica in dc2 with immutable backup".repeat(8);
        for most in [30.0, 80.0, 200.0] {
            assert!(ruler.width(&ruler.fit(&long, most, 12.0, false), 12.0, false) <= most);
            for line in ruler.wrap(&long, most, 12.0, 3) {
                assert!(ruler.width(&line, 12.0, false) <= most, "{line}");
            }
            assert!(ruler.wrap(&long, most, 12.0, 3).len() <= 3);
        }
        assert_eq!(ruler.fit("erp", 100.0, 12.0, true), "erp");
        assert!(ruler.width("W", 10.0, true) > ruler.width("i", 10.0, true));
    }

    #[test]
    fn the_signs_we_use_are_in_both_fonts() {
        let ruler = Ruler::new();
        for c in "✓✗~?–…·×÷∞≤≥→%<>".chars() {
            assert!(ruler.regular.glyph_index(c).is_some() && ruler.bold.glyph_index(c).is_some(), "{c}");
        }
    }

    #[test]
    fn each_font_stays_small() {
        assert!(REGULAR.len() <= 70_000 && BOLD.len() <= 70_000);
    }
}
