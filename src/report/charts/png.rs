//! From SVG to PNG, with the embedded fonts alone: the same picture on every
//! machine.

use std::fmt;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::{canvas, fonts};

/// Why a picture cannot be turned into PNG. Charts of this crate can.
#[derive(Debug)]
pub struct PngError(String);

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot draw the chart as PNG: {}", self.0)
    }
}

impl std::error::Error for PngError {}

/// Larger pictures would take more than 400 MB of memory.
const MOST_PIXELS: u64 = 100_000_000;

/// The picture as PNG, twice as many pixels a side as the SVG is large.
///
/// # Errors
///
/// If `svg` is not a picture, or is too large (more than 100 million pixels).
pub fn render(svg: &str) -> Result<Vec<u8>, PngError> {
    let options = Options {
        fontdb: std::sync::Arc::new(fonts::database()),
        font_family: "DejaVu Sans".into(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| PngError(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(canvas::SCALE).ok_or_else(too_large)?;
    if u64::from(size.width()) * u64::from(size.height()) > MOST_PIXELS {
        return Err(too_large());
    }
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(canvas::SCALE, canvas::SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError(error.to_string()))
}

fn too_large() -> PngError {
    PngError("it is too large".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_an_error() {
        let error = render("not svg").unwrap_err();
        assert!(error.to_string().starts_with("cannot draw the chart as PNG: "));
        assert!(render(r#"<svg xmlns="http://www.w3.org/2000/svg" width="1e6" height="1e6"/>"#).is_err());
    }

    #[test]
    fn twice_as_many_pixels() {
        let png = render(r#"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>"#).unwrap();
        assert_eq!(&png[1..4], b"PNG");
        assert_eq!(png[16..24], [0, 0, 0, 60, 0, 0, 0, 40]);
    }
}
