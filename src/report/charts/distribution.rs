//! How recovery time, or data loss, of a tier is distributed under each
//! topology, beside the objective. One line a topology: the worst app and kind
//! there, the ones the table shows; over strikes, masked ones being over at
//! once, or over incidents alone where their mean decides. A line that is below the required share where it crosses the objective
//! of its kind does not meet it; one above may still fail by its mean, by losing
//! all too often or for want of strikes.

use super::axis::TimeAxis;
use super::canvas::{self, Align, Canvas, Point, Type};
use super::curve::Curve;
use super::fonts::Ruler;
use super::labels::{self, Area};
use super::palette::{self, Stroke};
use crate::model::Kind;
use crate::report::table::cells;
use crate::report::{figures, symbols};
use crate::verdict::headline::Measure;
use crate::verdict::results::Results;

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 690.0;
/// Top of the plot with up to two rows of names of objectives above it.
const TOP: f64 = 92.0;
const HEIGHT: f64 = 340.0;
const OBJECTIVE: Type = Type::new(12.0, palette::BLACK).bold();
/// Height of a row of names of objectives.
const FLAG_ROW: f64 = 15.0;
/// Most width of a name of an objective.
const FLAG: f64 = 420.0;
/// Height of a line in the margin.
const ENTRY_LINE: f64 = 14.0;
/// Most lines that the names of an entry in the margin take.
const NAME_LINES: usize = 3;
/// Size of what is read from a line, and most lines that it takes.
const DETAIL: f64 = 11.0;
const DETAIL_LINES: usize = 2;
/// Points of a line that are drawn.
const POINTS: usize = 600;

/// The chart; `None` if no topology has both an objective and a strike.
pub fn draw(results: &Results, tier: &str, measure: Measure) -> Option<String> {
    let mut curves: Vec<Curve> = Vec::new();
    for topology in results.topologies.iter().filter(|topology| topology.rejected.is_none()) {
        let Some(curve) = Curve::of(topology, tier, measure) else { continue };
        match curves.iter_mut().find(|other| other.coincides_with(&curve)) {
            Some(other) => other.absorb(curve),
            None => curves.push(curve),
        }
    }
    if curves.is_empty() {
        return None;
    }
    let own_hours = own_objective(results, tier, measure);
    let margin = margin(&curves, measure, results.header.required);
    let times = curves.iter().flat_map(|curve| curve.points.iter().map(|point| point.0));
    let others = curves.iter().flat_map(|curve| [curve.measured_hours(), curve.objective_hours]);
    let axis = TimeAxis::new(LEFT, RIGHT, times.chain(others).chain(own_hours));
    let flags = flags(&curves, measure, own_hours, &axis);
    let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    #[allow(clippy::cast_precision_loss)]
    let top = TOP + FLAG_ROW * rows.saturating_sub(2) as f64;
    let area = Area { left: LEFT, top, right: RIGHT, bottom: top + HEIGHT };
    #[allow(clippy::cast_precision_loss)]
    let lines = margin.iter().map(|entry| (entry.names.len() + entry.detail.len()) as f64 + 0.5).sum::<f64>();
    let height = (area.bottom + 64.0).max(area.top + lines * ENTRY_LINE + 20.0);
    let title = title(tier, measure);
    Some(canvas::draw(WIDTH, height, &title, |canvas| {
        let plot = Plot { canvas, area, axis, measure, required: results.header.required };
        plot.frame(&title);
        plot.objectives(&flags);
        plot.lines(&curves, &flags);
        plot.margin(&margin);
    }))
}

/// The objective of the tier itself: that of most of its kinds.
fn own_objective(results: &Results, tier: &str, measure: Measure) -> Option<f64> {
    let apps = results.topologies.iter().flat_map(|topology| &topology.apps);
    let members = apps.filter(|app| app.tier.as_deref() == Some(tier));
    cells::usual_objective(members.flat_map(|app| &app.kinds).map(|kind| cells::asked(kind, measure)))
}

fn title(tier: &str, measure: Measure) -> String {
    match measure {
        Measure::RecoveryTime => format!("Tier {tier}: recovery time in the worst kind of disruption"),
        Measure::DataLoss => format!("Tier {tier}: data loss in the worst kind of disruption"),
    }
}

/// What stands in the margin for a line.
struct Entry {
    curve: usize,
    /// Names of the topologies, in lines.
    names: Vec<String>,
    /// What is read from it, in lines.
    detail: Vec<String>,
}

const MARGIN: f64 = RIGHT + 24.0;
const MARGIN_TEXT: f64 = MARGIN + 40.0;

/// One entry a line, in the order of their quantiles.
fn margin(curves: &[Curve], measure: Measure, required: f64) -> Vec<Entry> {
    let ruler = Ruler::new();
    let mut order: Vec<usize> = (0..curves.len()).collect();
    order.sort_by(|&a, &b| curves[a].measured_hours().total_cmp(&curves[b].measured_hours()));
    // Bold text is wider than what is measured here by up to a sixth.
    let most = (WIDTH - 10.0 - MARGIN_TEXT) / 1.16;
    let names = |i: usize| {
        let all = &curves[i].topologies;
        let alike = if all.len() > 1 { " alike" } else { "" };
        let loses = if curves[i].loses_all { symbols::loses(curves[i].kind) } else { "" };
        let alike = format!("{alike}{}{loses}", if loses.is_empty() { "" } else { ": " });
        let listed = |shown: usize| match all.len() - shown {
            0 => format!("{}{alike}", all.join(", ")),
            more => format!("{}, {more} more{alike}", all[..shown].join(", ")),
        };
        let fits = |shown: &usize| ruler.wrap(&listed(*shown), most, 12.0, usize::MAX).len() <= NAME_LINES;
        let shown = (1..=all.len()).rev().find(fits).unwrap_or(1);
        ruler.wrap(&listed(shown), most, 12.0, NAME_LINES)
    };
    let detail = |i: usize| {
        let detail = detail(&curves[i], measure, required);
        ruler.wrap(&detail, WIDTH - 10.0 - MARGIN_TEXT, DETAIL, DETAIL_LINES)
    };
    order.into_iter().map(|curve| Entry { curve, names: names(curve), detail: detail(curve) }).collect()
}

/// The name of an objective, which starts at its line and goes to the right.
#[derive(Debug, PartialEq)]
struct Flag {
    x: f64,
    name: String,
    /// Rows above the lowest.
    row: usize,
}

/// A flag for every objective of a line and for the tier's own, from left to
/// right, each high enough to pass over those to its right that it reaches: no
/// two meet, and no line is hidden.
fn flags(curves: &[Curve], measure: Measure, own_hours: Option<f64>, axis: &TimeAxis) -> Vec<Flag> {
    let ruler = Ruler::new();
    let of_curves = curves.iter().map(|curve| curve.objective_hours);
    let mut objectives: Vec<f64> = of_curves.chain(own_hours).collect();
    objectives.sort_by(f64::total_cmp);
    objectives.dedup();
    let several = objectives.len() > 1;
    let mut flags: Vec<Flag> = Vec::new();
    for &objective in objectives.iter().rev() {
        let x = axis.x(objective);
        let name = objective_name(objective, curves, measure, several);
        let name = ruler.fit(&name, FLAG.min(WIDTH - 10.0 - x), OBJECTIVE.size, OBJECTIVE.bold);
        let end = x + ruler.width(&name, OBJECTIVE.size, OBJECTIVE.bold) + 8.0;
        let reached = flags.iter().filter(|flag| flag.x < end);
        let row = reached.map(|flag| flag.row + 1).max().unwrap_or(0);
        flags.push(Flag { x, name, row });
    }
    flags.reverse();
    flags
}

/// `RTO 8 h`; among several with the kinds drawn that it is for, if any.
fn objective_name(objective: f64, curves: &[Curve], measure: Measure, several: bool) -> String {
    let name = format!("{} {}", measure.objective(), figures::duration(objective));
    if !several {
        return name;
    }
    let of = curves.iter().filter(|curve| curve.objective_hours == objective);
    let mut kinds: Vec<String> = of.map(|curve| symbols::kind(curve.kind)).collect();
    kinds.sort();
    kinds.dedup();
    if kinds.is_empty() {
        return name;
    }
    format!("{name} ({})", kinds.join(", "))
}

struct Plot<'a, 'svg> {
    canvas: &'a Canvas<'svg>,
    area: Area,
    axis: TimeAxis,
    measure: Measure,
    required: f64,
}

impl Plot<'_, '_> {
    fn y(&self, share: f64) -> f64 {
        self.area.bottom - share * HEIGHT
    }

    /// Title, axes and grid.
    fn frame(&self, title: &str) {
        let canvas = self.canvas;
        let title = canvas.ruler.fit(title, WIDTH - 40.0, 17.0, true);
        canvas.text((20.0, 24.0), &title, Type::new(17.0, palette::BLACK).bold());
        let what = match self.measure {
            Measure::RecoveryTime => "Share of strikes recovered from within a time",
            Measure::DataLoss => "Share of strikes that lose no more than a time’s worth of data",
        };
        let how = format!(
            "{what}; a line below {} at the objective of its kind does not meet it.",
            figures::share(self.required)
        );
        canvas.text((20.0, 46.0), &how, Type::new(12.0, palette::GREY));
        let small = Type::new(11.0, palette::GREY);
        for percent in [0, 25, 50, 75, 100] {
            let height = self.y(f64::from(percent) / 100.0);
            canvas.line(&[(LEFT, height), (RIGHT, height)], palette::LIGHT, 1.0);
            canvas.text((LEFT - 8.0, height), &format!("{percent} %"), small.align(Align::Right));
        }
        let (left, right) = self.axis.ends();
        let below = self.area.bottom + 14.0;
        let never = match self.measure {
            Measure::RecoveryTime => "never",
            Measure::DataLoss => "all",
        };
        let beside = [(self.axis.zero(), "0"), (self.axis.infinity(), never)];
        for (x, text) in beside {
            canvas.text((x, below), text, small.align(Align::Centre));
        }
        let half = |text: &str| canvas.ruler.width(text, small.size, small.bold) / 2.0;
        for (x, text) in self.axis.ticks(54.0) {
            let clear = |(place, other): (f64, &str)| (x - place).abs() > half(&text) + half(other) + 6.0;
            // No line without its time beside it.
            if beside.into_iter().all(clear) {
                canvas.line(&[(x, self.area.top), (x, self.area.bottom)], palette::LIGHT, 1.0);
                canvas.text((x, below), &text, small.align(Align::Centre));
            }
        }
        // Beyond the scale the axis is broken.
        for (from, to) in [(LEFT, left - 6.0), (left, right), (right + 6.0, RIGHT)] {
            canvas.line(&[(from, self.area.bottom), (to, self.area.bottom)], palette::GREY, 1.0);
        }
        let axis = match self.measure {
            Measure::RecoveryTime => "recovery time",
            Measure::DataLoss => "data lost, as time before the failure or damage",
        };
        let middle = (left + right) / 2.0;
        canvas.text((middle, below + 20.0), axis, Type::new(12.0, palette::BLACK).align(Align::Centre));
    }

    /// The objectives drawn in and named, and the required share.
    fn objectives(&self, flags: &[Flag]) {
        let canvas = self.canvas;
        let required = self.y(self.required);
        let line = Stroke { colour: palette::GREY, dash: &[4.0, 4.0], ..Stroke::of(0) };
        canvas.stroke(&[(LEFT, required), (RIGHT, required)], line, 1.0);
        for flag in flags {
            #[allow(clippy::cast_precision_loss)]
            let bottom = self.area.top - 4.0 - FLAG_ROW * flag.row as f64;
            canvas.line(&[(flag.x, bottom), (flag.x, self.area.bottom)], palette::BLACK, 2.0);
            canvas.text((flag.x - 1.0, bottom - 7.0), &flag.name, OBJECTIVE);
        }
    }

    /// The lines with their names beside them.
    fn lines(&self, curves: &[Curve], flags: &[Flag]) {
        let paths: Vec<Vec<Point>> = curves.iter().map(|curve| self.path(curve)).collect();
        let mut taken: Vec<Area> = paths.iter().flat_map(|path| labels::along(path, 2.0)).collect();
        for flag in flags {
            taken.extend(labels::along(&[(flag.x, self.area.top), (flag.x, self.area.bottom)], 2.0));
        }
        for (i, path) in paths.iter().enumerate() {
            self.canvas.stroke(path, Stroke::of(i), 2.0);
        }
        for (i, curve) in curves.iter().enumerate() {
            let mark = self.quantile(curve);
            self.canvas.marker(mark, Stroke::of(i));
            taken.extend(labels::along(&[mark], 6.0));
        }
        for (i, curve) in curves.iter().enumerate() {
            self.name(i, curve, &mut taken);
        }
    }

    /// Where the line reaches the required share, or its end; or the mean that
    /// decides.
    fn quantile(&self, curve: &Curve) -> Point {
        if let Some(mean) = curve.mean {
            return (self.axis.x(mean.hours), self.y(curve.share_at(mean.hours)));
        }
        match curve.hours_at(self.required) {
            Some(hours) => (self.axis.x(hours), self.y(self.required.max(curve.points[0].1))),
            None => (self.axis.infinity(), self.y(1.0 - curve.infinite_share())),
        }
    }

    /// The steps of a line, thinned to what can be seen.
    fn path(&self, curve: &Curve) -> Vec<Point> {
        let first = curve.points[0];
        let mut path = vec![(self.axis.zero(), self.area.bottom), (self.axis.zero(), self.y(first.1))];
        #[allow(clippy::cast_precision_loss)]
        let step = (RIGHT - LEFT) / POINTS as f64;
        let steps = &curve.points[1..];
        let mut last_drawn = f64::NEG_INFINITY;
        for (i, &(hours, share)) in steps.iter().enumerate() {
            // The last step before the eye can tell the next one apart is drawn, so
            // that a level stretch is at the share reached before it.
            let next = steps.get(i + 1).map_or(f64::INFINITY, |next| self.axis.x(next.0));
            if next - last_drawn >= step {
                let x = self.axis.x(hours);
                path.extend([(x, path[path.len() - 1].1), (x, self.y(share))]);
                last_drawn = x;
            }
        }
        path.push((self.axis.infinity(), path[path.len() - 1].1));
        path
    }

    /// A name beside the line, if there is room for it.
    fn name(&self, i: usize, curve: &Curve, taken: &mut Vec<Area>) {
        let canvas = self.canvas;
        let stroke = Stroke::of(i);
        let font = Type::new(11.0, stroke.colour).bold();
        let name = canvas.ruler.fit(&curve.topologies.join(", "), 110.0, font.size, true);
        let width = canvas.ruler.width(&name, font.size, true) + 4.0;
        let beside = |point: Point| {
            // Close by on either side, then further off, a little up or down.
            let offsets = [4.0, 10.0].into_iter().flat_map(|dx| [0.0, 6.0, 12.0].map(|dy| (dx, dy)));
            let places = offsets.flat_map(move |(dx, dy)| {
                [(point.0 + dx, point.1 + dy), (point.0 - dx - width, point.1 - dy)]
            });
            places.map(move |(left, middle)| Area {
                left,
                top: middle - 7.0,
                right: left + width,
                bottom: middle + 7.0,
            })
        };
        let start = curve.points[0].1;
        let heights = (1..20).map(|i| start + (0.93 - start) * f64::from(i * 7 % 20) / 20.0);
        let on_line = heights.filter(|&share| share > start);
        let mut points: Vec<Point> =
            on_line.filter_map(|share| Some((self.axis.x(curve.hours_at(share)?), self.y(share)))).collect();
        if points.is_empty() {
            // A level line: anywhere along it.
            let places = (0..10).map(|i| self.axis.zero() + f64::from(i) * 60.0);
            points.extend(places.map(|x| (x, self.y(start))));
        }
        let candidates = points.into_iter().flat_map(beside);
        if let Some(area) = labels::free(candidates, self.area, taken) {
            canvas.rectangle((area.left, area.top), (area.right, area.bottom), palette::WHITE);
            canvas.text((area.left + 2.0, (area.top + area.bottom) / 2.0), &name, font);
            taken.push(area);
        }
    }

    fn margin(&self, entries: &[Entry]) {
        let canvas = self.canvas;
        let mut middle = self.area.top + 8.0;
        for entry in entries {
            let stroke = Stroke::of(entry.curve);
            canvas.stroke(&[(MARGIN, middle), (MARGIN + 32.0, middle)], stroke, 2.0);
            canvas.marker((MARGIN + 16.0, middle), stroke);
            for name in &entry.names {
                canvas.text((MARGIN_TEXT, middle), name, Type::new(12.0, palette::BLACK).bold());
                middle += ENTRY_LINE;
            }
            for line in &entry.detail {
                canvas.text((MARGIN_TEXT, middle), line, Type::new(DETAIL, palette::GREY));
                middle += ENTRY_LINE;
            }
            middle += ENTRY_LINE * 0.5;
        }
    }
}

/// `erp, site lost: p95 9.6 h`, and how many are never over.
fn detail(curve: &Curve, measure: Measure, required: f64) -> String {
    let whose = curve.subject.as_ref().map_or_else(String::new, |subject| format!("{subject}, "));
    let kind = format!("{whose}{}", symbols::kind(curve.kind));
    if let Some(mean) = curve.mean {
        let hours = figures::duration_beside(mean.hours, Some(curve.objective_hours));
        let incidents = figures::counted(mean.incidents, "incident");
        return format!("{kind}: mean {hours}; drawn: its {incidents}, no masked strikes");
    }
    let quantile = figures::duration_beside(curve.quantile_hours, Some(curve.objective_hours));
    let mut detail = if curve.quantile_hours.is_finite() {
        format!("{kind}: {} {quantile}", figures::quantile(required))
    } else {
        format!("{kind}:")
    };
    let infinite = curve.infinite_share();
    if infinite > 1e-9 {
        let comma = if detail.ends_with(':') { "" } else { "," };
        let what = match measure {
            Measure::RecoveryTime => "never recovered",
            Measure::DataLoss if curve.kind == Kind::ItemDeletion => "lose the item",
            Measure::DataLoss => "lose all",
        };
        detail += &format!("{comma} {} {what}", figures::share(infinite));
    }
    detail
}
