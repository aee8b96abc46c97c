//! Colours, dashes and markers. The lines' colours are those of Okabe and Ito
//! (2008) without the yellow, which is too light on white; the scale of the
//! heat map runs from blue through white to vermilion, which the colour-blind
//! can tell apart too.

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

pub const BLACK: Colour = (0x22, 0x22, 0x22);
pub const GREY: Colour = (0x66, 0x66, 0x66);
pub const LIGHT: Colour = (0xDD, 0xDD, 0xDD);
pub const PALE: Colour = (0xF2, 0xF2, 0xF2);
pub const WHITE: Colour = (0xFF, 0xFF, 0xFF);
/// LOSES ALL: beyond the end of the scale.
pub const LOST: Colour = (0x4A, 0x0B, 0x2B);

const LINES: [Colour; 7] = [
    (0x00, 0x72, 0xB2),
    (0xD5, 0x5E, 0x00),
    (0x00, 0x9E, 0x73),
    (0xCC, 0x79, 0xA7),
    (0x22, 0x22, 0x22),
    (0x56, 0xB4, 0xE9),
    (0xE6, 0x9F, 0x00),
];

/// Lengths of dash, gap, dash, gap; empty: a solid line.
const DASHES: [&[f64]; 4] = [&[], &[9.0, 4.0], &[2.5, 3.0], &[11.0, 3.5, 2.5, 3.5]];

/// The shape of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
    Cross,
}

const MARKERS: [Marker; 5] =
    [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Cross];

/// How the `i`-th line looks. Colours, dashes and markers take turns with
/// periods that have no common divisor: 140 lines differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub colour: Colour,
    pub dash: &'static [f64],
    pub marker: Marker,
}

impl Stroke {
    pub fn of(i: usize) -> Self {
        Self {
            colour: LINES[i % LINES.len()],
            dash: DASHES[i % DASHES.len()],
            marker: MARKERS[i % MARKERS.len()],
        }
    }
}

/// Ends of the scale of measured ÷ objective.
pub const SCALE: (f64, f64) = (0.01, 100.0);

/// The colour of measured ÷ objective: deep blue at 0.01 and below, pale on
/// both sides of 1, dark vermilion at 100 and above.
pub fn of_ratio(ratio: f64) -> Colour {
    const BLUES: [Colour; 3] = [(0xDC, 0xEB, 0xF5), (0x7F, 0xB8, 0xDA), (0x2A, 0x7A, 0xB5)];
    const REDS: [Colour; 3] = [(0xFD, 0xDF, 0xC8), (0xEE, 0x88, 0x4A), (0xA8, 0x3A, 0x00)];
    let depth = (libm::log10(ratio.clamp(SCALE.0, SCALE.1)) / libm::log10(SCALE.1)).abs();
    let shades = if ratio <= 1.0 { BLUES } else { REDS };
    if depth <= 0.5 {
        mix(shades[0], shades[1], depth * 2.0)
    } else {
        mix(shades[1], shades[2], depth * 2.0 - 1.0)
    }
}

/// Black or white, whichever reads better on `background`.
pub fn ink_on(background: Colour) -> Colour {
    let (r, g, b) = background;
    let luminance = 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
    if luminance < 140.0 { WHITE } else { BLACK }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn mix(a: Colour, b: Colour, share: f64) -> Colour {
    let channel = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    (channel(a.0, b.0), channel(a.1, b.1), channel(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_differ_in_more_than_colour() {
        let strokes: Vec<Stroke> = (0..28).map(Stroke::of).collect();
        for (i, a) in strokes.iter().enumerate() {
            for b in &strokes[..i] {
                assert!(a != b);
                assert!(a.colour != b.colour || a.dash != b.dash);
            }
        }
    }

    #[test]
    fn the_scale_steps_at_one_and_saturates() {
        assert_ne!(of_ratio(0.999), of_ratio(1.001));
        assert_eq!(of_ratio(0.0), of_ratio(0.01));
        assert_eq!(of_ratio(f64::INFINITY), of_ratio(100.0));
        assert_eq!(ink_on(of_ratio(100.0)), WHITE);
        assert_eq!(ink_on(of_ratio(1.0)), BLACK);
    }
}
