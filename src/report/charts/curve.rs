//! What a line of a distribution chart shows: the share of strikes of a kind
//! that are over within a time; where the mean of incidents decides a verdict, the
//! share of these.

use crate::model::Kind;
use crate::report::figures;
use crate::report::table::cells;
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{KindResult, Summary, TopologyResult, Verdict};

/// An empirical distribution function over strikes, or over incidents.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Names of the topologies it is the same for.
    pub topologies: Vec<String>,
    /// The app it comes from; `None`: one of several, under topologies that are alike.
    pub subject: Option<String>,
    /// The kind it comes from.
    pub kind: Kind,
    /// Whether so many strikes leave no usable copy that this is the verdict.
    pub loses_all: bool,
    /// (hours, share of strikes up to it), both ascending; begins with zero
    /// hours, masked strikes being over at once. Infinite values are left out:
    /// the last share is below 1 by theirs.
    pub points: Vec<(f64, f64)>,
    /// The quantile that the verdict looks at, in hours.
    pub quantile_hours: f64,
    /// The objective there, in hours.
    pub objective_hours: f64,
    /// The mean that decides the verdict, if one does: the line is over incidents.
    pub mean: Option<Mean>,
}

/// A mean recovery time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// In hours.
    pub hours: f64,
    /// Incidents it was taken over.
    pub incidents: u64,
}

impl Curve {
    /// The worst app and kind of a tier under a topology, the ones that the
    /// table shows; `None` without an objective or without a strike.
    pub fn of(topology: &TopologyResult, tier: &str, measure: Measure) -> Option<Self> {
        let members = || topology.apps.iter().filter(|app| app.tier.as_deref() == Some(tier));
        let worst = cells::shown(members(), headline::worst_of(members(), measure), measure);
        let kind = headline::figures(&topology.apps, &worst)?;
        let (judged, summary) = match measure {
            Measure::RecoveryTime => (&kind.rto, &kind.recovery),
            Measure::DataLoss => (&kind.rpo, &kind.loss),
        };
        if kind.strikes == 0 {
            return None;
        }
        let mean = Some(kind).filter(|_| measure == Measure::RecoveryTime).and_then(cells::decisive_mean);
        Some(Self {
            topologies: vec![topology.name.clone()],
            subject: Some(worst.subject?),
            kind: kind.kind,
            loses_all: worst.verdict == Verdict::LosesAll,
            points: points(kind, summary, if mean.is_some() { 1.0 } else { incidents_of_strikes(kind) }),
            quantile_hours: judged.quantile_hours,
            objective_hours: judged.objective_hours?,
            mean: mean.map(|hours| Mean { hours, incidents: kind.incidents }),
        })
    }

    /// Whether another line would lie on this one as far as the eye can tell,
    /// and says the same of the quantile.
    pub fn coincides_with(&self, other: &Self) -> bool {
        /// Of a time, about what a line is wide; and of a share.
        const TIME: f64 = 0.02;
        const SHARE: f64 = 0.005;
        let near = |a: f64, b: f64| a == b || (a - b).abs() <= TIME * a.max(b);
        let same_time = |percent: u32| {
            let share = f64::from(percent) / 100.0;
            match (self.hours_at(share), other.hours_at(share)) {
                (Some(a), Some(b)) => near(a, b),
                (a, b) => a.is_none() == b.is_none(),
            }
        };
        let same_share = |of: fn(&Self) -> f64| (of(self) - of(other)).abs() <= SHARE;
        self.kind == other.kind
            && self.loses_all == other.loses_all
            && self.objective_hours == other.objective_hours
            && figures::duration(self.quantile_hours) == figures::duration(other.quantile_hours)
            && self.mean == other.mean
            && same_share(|curve| curve.points[0].1)
            && same_share(Self::infinite_share)
            && (1..100).all(same_time)
    }

    /// The share of strikes that are never over.
    pub fn infinite_share(&self) -> f64 {
        1.0 - self.points.last().map_or(1.0, |last| last.1)
    }

    /// The figure that is held against the objective, in hours.
    pub fn measured_hours(&self) -> f64 {
        self.mean.map_or(self.quantile_hours, |mean| mean.hours)
    }

    /// Makes the line stand for another one too, with which it coincides.
    pub fn absorb(&mut self, other: Self) {
        self.topologies.extend(other.topologies);
        if self.subject != other.subject {
            self.subject = None;
        }
    }

    /// The share that is over by `hours`.
    pub fn share_at(&self, hours: f64) -> f64 {
        self.points.iter().take_while(|point| point.0 <= hours).last().map_or(0.0, |point| point.1)
    }

    /// The time at which the share reaches `share`.
    pub fn hours_at(&self, share: f64) -> Option<f64> {
        self.points.iter().find(|point| point.1 >= share).map(|point| point.0)
    }
}

/// The share of strikes that open an incident.
fn incidents_of_strikes(kind: &KindResult) -> f64 {
    let share = kind.incidents_per_year / kind.strikes_per_year;
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 1.0 }
}

/// The steps of a line of which a share of `incidents` is not over at once.
fn points(kind: &KindResult, summary: &Summary, incidents: f64) -> Vec<(f64, f64)> {
    let finite: f64 = buckets(summary).map(|(_, weight)| weight).sum();
    let all = finite + infinite_weight(kind, summary, finite);
    let mut points = vec![(0.0, 1.0 - incidents)];
    if all <= 0.0 {
        return points;
    }
    let mut weight_so_far = 0.0;
    for (hours, weight) in buckets(summary) {
        weight_so_far += weight;
        let mut share = (1.0 - incidents + incidents * weight_so_far / all).min(1.0);
        if weight_so_far == all {
            share = 1.0;
        }
        match points.last_mut() {
            Some(last) if last.0 == hours => last.1 = share,
            _ => points.push((hours, share)),
        }
    }
    points
}

fn buckets(summary: &Summary) -> impl Iterator<Item = (f64, f64)> {
    summary.histogram.iter().copied().filter(|bucket| bucket.0.is_finite())
}

/// Weight of infinite values: what the histogram says, else by their count.
#[allow(clippy::cast_precision_loss)]
fn infinite_weight(kind: &KindResult, summary: &Summary, finite: f64) -> f64 {
    let stated: f64 =
        summary.histogram.iter().filter(|bucket| bucket.0.is_infinite()).map(|bucket| bucket.1).sum();
    if stated > 0.0 || summary.infinite == 0 {
        return stated;
    }
    let share = (summary.infinite as f64 / kind.incidents as f64).clamp(0.0, 1.0);
    if share < 1.0 { finite * share / (1.0 - share) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::results::Open;
    use crate::verdict::sample;

    fn curve(change: impl Fn(&mut KindResult)) -> Option<Curve> {
        let mut app = sample::app("erp", "t1");
        let mut kind = sample::kind(Kind::SiteLost, 8.0, 1.0);
        change(&mut kind);
        app.kinds.push(kind);
        Curve::of(&sample::topology("A", "A", None, vec![app], Vec::new()), "t1", Measure::RecoveryTime)
    }

    #[test]
    fn masked_strikes_are_over_at_once() {
        let curve = curve(|_| {}).unwrap();
        // Half of the strikes open incidents; their median is 2 h.
        assert_eq!(curve.points[0], (0.0, 0.5));
        assert_eq!(curve.points.last().unwrap().1, 1.0);
        assert_eq!(curve.hours_at(0.75), Some(2.0));
        assert_eq!(curve.hours_at(0.5), Some(0.0));
        assert!(curve.points.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
    }

    #[test]
    fn infinite_values_keep_the_line_below_one() {
        let by_count = curve(|kind| kind.recovery.infinite = 500).unwrap();
        assert!((by_count.infinite_share() - 0.5 * 0.2).abs() < 1e-12);
        let by_weight = curve(|kind| kind.recovery.histogram.push((f64::INFINITY, 1.0))).unwrap();
        assert!((by_weight.infinite_share() - 0.5 * 0.5).abs() < 1e-12);
        let all = curve(|kind| {
            kind.recovery.histogram = vec![(f64::INFINITY, 3.0)];
            kind.recovery.infinite = 3;
        });
        assert_eq!(all.unwrap().points, [(0.0, 0.5)]);
    }

    #[test]
    fn the_kind_drawn_is_the_one_the_table_shows() {
        let mut trivial = sample::kind(Kind::LinkLost, 8.0, 1.0);
        (trivial.rto.verdict, trivial.rto.quantile_hours, trivial.rto.ratio) =
            (Verdict::TooFew, 0.0, Some(0.0));
        let mut app = sample::app("erp", "t1");
        app.kinds = vec![trivial, sample::kind(Kind::Ransomware, 336.0, 1.0)];
        let topology = sample::topology("A", "A", None, vec![app], Vec::new());
        let curve = Curve::of(&topology, "t1", Measure::RecoveryTime).unwrap();
        assert_eq!(
            (curve.kind, curve.objective_hours, curve.quantile_hours),
            (Kind::Ransomware, 336.0, 168.0)
        );
    }

    #[test]
    fn where_the_mean_decides_incidents_are_drawn() {
        let curve = curve(|kind| {
            (kind.rto.verdict, kind.rto.open) = (Verdict::Inconclusive, Some(Open::Mean));
            kind.rto.quantile_hours = 0.0;
            kind.recovery.mean = Some(sample::estimate(6.7));
        });
        let curve = curve.unwrap();
        let incidents = sample::kind(Kind::SiteLost, 8.0, 1.0).incidents;
        assert_eq!(curve.mean, Some(Mean { hours: 6.7, incidents }));
        assert_eq!(curve.points[0], (0.0, 0.0), "masked strikes are left out");
        assert_eq!((curve.hours_at(0.5), curve.share_at(6.7)), (Some(2.0), 1.0));
    }

    #[test]
    fn the_app_is_named_unless_there_are_several() {
        let mut curve = curve(|_| {}).unwrap();
        let other = curve.clone();
        curve.absorb(other.clone());
        assert_eq!(curve.subject.as_deref(), Some("erp"));
        curve.absorb(Curve { subject: Some("crm".into()), ..other });
        assert_eq!((curve.subject.as_deref(), curve.topologies.len()), (None, 3));
    }

    #[test]
    fn nothing_to_draw() {
        assert_eq!(curve(|kind| kind.strikes = 0), None);
        assert_eq!(curve(|kind| kind.rto.objective_hours = None), None);
        let masked = curve(|kind| {
            kind.incidents_per_year = 0.0;
            kind.recovery.histogram.clear();
        });
        assert_eq!(masked.unwrap().points, [(0.0, 1.0)]);
    }
}
