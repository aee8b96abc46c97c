//! A sheet to draw on, in points from the top left corner. A thin layer over
//! `plotters`, whose SVG has whole-number coordinates: it draws at twice the
//! size and shrinks the picture, so that positions are good to half a point.

use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, FontStyle, IntoDrawingArea, IntoTextStyle, PathElement, Polygon, RGBColor,
    Rectangle, SVGBackend, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, ShapeStyle};

use super::fonts::{self, Ruler};
use super::palette::{Colour, Marker, Stroke};
use crate::report::text;

/// Units of the drawing a point, and pixels of a PNG a point.
pub const SCALE: f32 = 2.0;
/// `plotters` divides font sizes by this on their way into SVG.
const PLOTTERS_FONT: f64 = 1.24;

/// Why drawing cannot fail.
const DRAWN: &str = "a string takes everything";

/// A position in points.
pub type Point = (f64, f64);

/// Which point of a text a position means, horizontally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// How text looks. Positions mean the middle of its height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    pub size: f64,
    pub bold: bool,
    pub colour: Colour,
    pub align: Align,
}

impl Type {
    pub const fn new(size: f64, colour: Colour) -> Self {
        Self { size, bold: false, colour, align: Align::Left }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }
}

/// The sheet.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    /// Measures text.
    pub ruler: Ruler,
}

/// The drawing of `paint` as SVG of the given size. `title` is for those who
/// cannot see it.
pub fn draw(width: f64, height: f64, title: &str, paint: impl FnOnce(&Canvas)) -> String {
    let size = (whole(width).unsigned_abs(), whole(height).unsigned_abs());
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let canvas = Canvas { area, ruler: Ruler::new() };
        canvas.rectangle((0.0, 0.0), (width, height), super::palette::WHITE);
        paint(&canvas);
        canvas.area.present().expect(DRAWN);
    }
    shrink(&svg, size, title)
}

/// The picture at half its size, with a title.
fn shrink(svg: &str, size: (u32, u32), title: &str) -> String {
    let drawn = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
    let shown = format!("width=\"{}\" height=\"{}\"", f64::from(size.0) / 2.0, f64::from(size.1) / 2.0);
    let svg = svg.replacen(&drawn, &shown, 1);
    let title = text::safe(title).replace('&', "&amp;").replace('<', "&lt;");
    svg.replacen(">\n", &format!(" role=\"img\">\n<title>{title}</title>\n"), 1)
}

#[allow(clippy::cast_possible_truncation)]
fn whole(points: f64) -> i32 {
    (points * f64::from(SCALE)).round() as i32
}

fn at(point: Point) -> (i32, i32) {
    (whole(point.0), whole(point.1))
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

impl Canvas<'_> {
    /// A filled rectangle between two corners.
    pub fn rectangle(&self, from: Point, to: Point, colour: Colour) {
        self.area.draw(&Rectangle::new([at(from), at(to)], rgb(colour).filled())).expect(DRAWN);
    }

    /// A line through points.
    pub fn line(&self, points: &[Point], colour: Colour, width: f64) {
        let style = ShapeStyle {
            color: rgb(colour).into(),
            filled: false,
            stroke_width: whole(width).unsigned_abs(),
        };
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.area.draw(&PathElement::new(points, style)).expect(DRAWN);
    }

    /// A line through points in the dashes of a stroke.
    pub fn stroke(&self, points: &[Point], stroke: Stroke, width: f64) {
        if stroke.dash.is_empty() {
            self.line(points, stroke.colour, width);
        }
        for dash in dashes(points, stroke.dash) {
            self.line(&dash, stroke.colour, width);
        }
    }

    /// A marker of a stroke.
    pub fn marker(&self, centre: Point, stroke: Stroke) {
        const R: f64 = 4.0;
        let (x, y) = centre;
        let fill = rgb(stroke.colour).filled();
        let polygon = |corners: &[Point]| {
            let corners: Vec<_> = corners.iter().map(|c| at((x + c.0 * R, y + c.1 * R))).collect();
            self.area.draw(&Polygon::new(corners, fill)).expect(DRAWN);
        };
        match stroke.marker {
            Marker::Circle => self.area.draw(&Circle::new(at(centre), whole(R), fill)).expect(DRAWN),
            Marker::Square => polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
            Marker::Triangle => polygon(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)]),
            Marker::Diamond => polygon(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
            Marker::Cross => {
                self.line(&[(x - R, y - R), (x + R, y + R)], stroke.colour, 2.0);
                self.line(&[(x - R, y + R), (x + R, y - R)], stroke.colour, 2.0);
            }
        }
    }

    /// A text, harmless whatever it says.
    pub fn text(&self, point: Point, text: &str, font: Type) {
        let style = if font.bold { FontStyle::Bold } else { FontStyle::Normal };
        let horizontal = match font.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let size = font.size * f64::from(SCALE) * PLOTTERS_FONT;
        let colour = rgb(font.colour);
        let style = (fonts::FAMILY, size, style, &colour)
            .into_text_style(&self.area)
            .pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text::safe(text), at(point), style)).expect(DRAWN);
    }
}

/// The dashes of a line: pieces of it, pattern lengths in turn drawn and left
/// out.
fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    if pattern.is_empty() {
        return pieces;
    }
    let (mut part, mut left) = (0, pattern[0]);
    let mut piece: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt();
            let drawn = part % 2 == 0;
            if length < left {
                left -= length;
                if drawn {
                    piece.push(to);
                }
                break;
            }
            from = (from.0 + dx * left / length, from.1 + dy * left / length);
            if drawn {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            part = (part + 1) % pattern.len();
            left = pattern[part];
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_what_the_pattern_says() {
        let pieces = dashes(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &[4.0, 2.0]);
        assert_eq!(
            pieces,
            [
                vec![(0.0, 0.0), (4.0, 0.0)],
                vec![(6.0, 0.0), (10.0, 0.0)],
                vec![(10.0, 2.0), (10.0, 6.0)],
                vec![(10.0, 8.0), (10.0, 10.0)],
            ]
        );
        assert!(dashes(&[(0.0, 0.0), (9.0, 0.0)], &[]).is_empty());
    }
}
