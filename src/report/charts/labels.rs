//! Finding room: for names beside lines, and for entries in a margin.

use super::canvas::Point;

/// A box: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    /// Whether two boxes share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether `other` lies wholly inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }
}

/// The first of `candidates` that lies in `within` and meets no box of
/// `taken`.
pub fn free(candidates: impl Iterator<Item = Area>, within: Area, taken: &[Area]) -> Option<Area> {
    let is_free =
        |candidate: &Area| within.holds(candidate) && taken.iter().all(|other| !other.meets(candidate));
    candidates.into_iter().find(is_free)
}

/// Boxes that cover a line, `around` it on every side.
pub fn along(points: &[Point], around: f64) -> impl Iterator<Item = Area> {
    let pairs = points.iter().zip(points.iter().skip(1).chain(points.last()));
    pairs.map(move |(a, b)| Area {
        left: a.0.min(b.0) - around,
        top: a.1.min(b.1) - around,
        right: a.0.max(b.0) + around,
        bottom: a.1.max(b.1) + around,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: f64, top: f64) -> Area {
        Area { left, top, right: left + 10.0, bottom: top + 5.0 }
    }

    #[test]
    fn the_first_free_place_is_taken() {
        let within = Area { left: 0.0, top: 0.0, right: 100.0, bottom: 50.0 };
        let candidates = [area(-1.0, 0.0), area(0.0, 0.0), area(9.0, 4.0), area(12.0, 0.0)];
        assert_eq!(free(candidates.into_iter(), within, &[]), Some(area(0.0, 0.0)));
        assert_eq!(free(candidates.into_iter(), within, &[area(1.0, 1.0)]), Some(area(12.0, 0.0)));
        assert_eq!(free(candidates.into_iter(), within, &[within]), None);
    }

    #[test]
    fn a_line_is_covered_by_boxes() {
        let boxes: Vec<Area> = along(&[(0.0, 0.0), (10.0, 0.0), (10.0, 5.0)], 1.0).collect();
        assert_eq!(boxes.len(), 3);
        assert_eq!(boxes[1], Area { left: 9.0, top: -1.0, right: 11.0, bottom: 6.0 });
        assert!(boxes.iter().any(|area| area.meets(&Area { left: 4.0, top: -0.5, right: 5.0, bottom: 0.5 })));
    }

    #[test]
    fn boxes_that_only_touch_do_not_meet() {
        assert!(!area(0.0, 0.0).meets(&area(10.0, 0.0)));
        assert!(area(0.0, 0.0).meets(&area(9.9, 4.9)));
    }
}
