//! A verdict in the space of a cell: its symbol, the figure it was made on,
//! and the kind of disruption it comes from.

use super::grid::Cell;
use crate::report::{figures, symbols};
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{KindResult, Open, SubjectResult, Verdict, Worst};

/// The cell of a worst verdict. `kind`: the figures it was taken from;
/// `asked_hours`: the objective its row is headed with.
pub fn of_worst(
    worst: &Worst,
    kind: Option<&KindResult>,
    measure: Measure,
    asked_hours: Option<f64>,
) -> Cell {
    let note = match worst.kind {
        Some(kind) if worst.verdict < Verdict::NoObjective => symbols::kind(kind),
        // Where nothing is asked, of what did harm.
        Some(kind) if worst.quantile_hours.is_some_and(|hours| hours > 0.0) => symbols::kind(kind),
        _ => String::new(),
    };
    Cell { lead: lead(worst, kind, measure, asked_hours), note, verdict: Some(worst.verdict) }
}

fn lead(worst: &Worst, kind: Option<&KindResult>, measure: Measure, asked_hours: Option<f64>) -> String {
    let symbol = symbols::symbol(worst.verdict);
    if worst.verdict == Verdict::LosesAll {
        return format!("{symbol} {}", worst.kind.map_or(symbols::word(Verdict::LosesAll), symbols::loses));
    }
    let Some(quantile) = worst.quantile_hours else { return symbol.into() };
    let figure = match kind.filter(|_| measure == Measure::RecoveryTime).and_then(decisive_mean) {
        Some(mean) => format!("mean {}", figures::duration_beside(mean, worst.objective_hours)),
        None => time(quantile, measure, worst.objective_hours),
    };
    match worst.objective_hours.filter(|_| worst.objective_hours != asked_hours) {
        Some(objective) => format!("{symbol} {figure} / {}", figures::duration(objective)),
        None => format!("{symbol} {figure}"),
    }
}

/// What is shown for a worst verdict. Where too few strikes of its kind were
/// seen to judge, its figure says little; the one that comes nearest to its
/// objective, of any kind of the `subjects`, says more.
pub fn shown<'a>(
    subjects: impl IntoIterator<Item = &'a SubjectResult>,
    worst: Worst,
    measure: Measure,
) -> Worst {
    if worst.verdict != Verdict::TooFew {
        return worst;
    }
    let kinds =
        subjects.into_iter().flat_map(|subject| subject.kinds.iter().map(move |kind| (subject, kind)));
    let measured = kinds.filter_map(|(subject, kind)| {
        let judged = headline::judged_of(kind, measure);
        let hours = judged.met_share.map(|_| judged.quantile_hours).filter(|hours| !hours.is_nan())?;
        Some((subject, kind, judged.objective_hours?, hours))
    });
    let ratio = |hours: f64, objective: f64| if hours == 0.0 { 0.0 } else { hours / objective };
    // The first of equals: that of the kinds in report order.
    let nearest = measured.min_by(|a, b| ratio(b.3, b.2).total_cmp(&ratio(a.3, a.2)));
    match nearest {
        Some((subject, kind, objective, hours)) => Worst {
            verdict: worst.verdict,
            subject: Some(subject.name.clone()),
            kind: Some(kind.kind),
            quantile_hours: Some(hours),
            objective_hours: Some(objective),
        },
        None => worst,
    }
}

/// The mean recovery time of a kind, if it is the figure that explains the
/// verdict on its RTO: the quantile keeps the RTO, but the mean does not, or may
/// not.
pub fn decisive_mean(kind: &KindResult) -> Option<f64> {
    let objective = kind.rto.objective_hours?;
    let mean = kind.recovery.mean?;
    let decides = match kind.rto.verdict {
        Verdict::Missed => mean.low > objective,
        Verdict::Inconclusive => kind.rto.open == Some(Open::Mean),
        _ => false,
    };
    (decides && kind.rto.quantile_hours <= objective).then_some(mean.value)
}

/// A recovery time or loss beside its objective; infinite ones in words.
pub fn time(hours: f64, measure: Measure, objective_hours: Option<f64>) -> String {
    match measure {
        Measure::DataLoss if hours.is_infinite() => "everything".into(),
        _ => figures::duration_beside(hours, objective_hours),
    }
}

/// The objective that most of `hours` state, the smallest of equally many:
/// what a row is headed with.
pub fn usual_objective(hours: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let mut sorted: Vec<f64> = hours.flatten().collect();
    sorted.sort_by(f64::total_cmp);
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.rev().max_by_key(|run| run.len()).map(|run| run[0])
}

/// The item of a row's label: `RTO 8 h`, `RPO –`.
pub fn objective_label(measure: Measure, objective_hours: Option<f64>) -> String {
    let hours = objective_hours.map_or_else(|| "–".into(), figures::duration);
    format!("{} {hours}", measure.objective())
}

/// The objective that a kind states for a measure, whatever was judged.
pub fn asked(kind: &KindResult, measure: Measure) -> Option<f64> {
    match measure {
        Measure::RecoveryTime => kind.rto.objective_hours,
        Measure::DataLoss => kind.rpo.objective_hours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::verdict::sample;

    fn cell_of(kind: KindResult, measure: Measure, asked: Option<f64>) -> (String, String) {
        let mut app = sample::app("erp", "t1");
        app.kinds.push(kind);
        let apps = [app];
        let worst = headline::worst_of(&apps, measure);
        let cell = of_worst(&worst, headline::figures(&apps, &worst), measure, asked);
        (cell.lead, cell.note)
    }

    #[test]
    fn a_cell_shows_what_the_verdict_was_made_on() {
        use Measure::{DataLoss, RecoveryTime};
        let kind = || sample::kind(Kind::SiteLost, 8.0, 0.25);
        let note = || "site lost".to_owned();
        assert_eq!(cell_of(kind(), RecoveryTime, Some(8.0)), ("✓ 4 h".into(), note()));
        assert_eq!(
            cell_of(sample::missing(kind(), 336.0), RecoveryTime, Some(8.0)),
            ("✗ 14 d".into(), note())
        );
        assert_eq!(
            cell_of(sample::missing(kind(), f64::INFINITY), RecoveryTime, Some(8.0)),
            ("✗ never".into(), note())
        );
        assert_eq!(cell_of(sample::losing_all(kind()), DataLoss, Some(0.25)), ("✗ LOSES ALL".into(), note()));
        let item = sample::losing_all(sample::kind(Kind::ItemDeletion, 8.0, 0.25));
        assert_eq!(cell_of(item, DataLoss, Some(0.25)), ("✗ LOSES ITEM".into(), "item deletion".into()));
        // The objective of this kind is not the one the row is headed with.
        assert_eq!(cell_of(kind(), RecoveryTime, Some(4.0)), ("✓ 4 h / 8 h".into(), note()));
    }

    #[test]
    fn a_mean_beyond_the_rto_is_shown_instead_of_a_quantile_within_it() {
        let mut kind = sample::missing(sample::kind(Kind::Node, 8.0, 1.0), 0.0);
        kind.recovery.mean = Some(sample::estimate(12.0));
        assert_eq!(cell_of(kind, Measure::RecoveryTime, Some(8.0)).0, "✗ mean 12 h");
    }

    #[test]
    fn a_mean_that_may_be_beyond_the_rto_is_shown_too() {
        let mut kind = sample::kind(Kind::LinkLost, 8.0, 1.0);
        (kind.rto.verdict, kind.rto.quantile_hours) = (Verdict::Inconclusive, 0.0);
        kind.recovery.mean = Some(sample::estimate(6.7));
        kind.rto.open = Some(Open::Share);
        assert_eq!(cell_of(kind.clone(), Measure::RecoveryTime, Some(8.0)).0, "~ 0");
        kind.rto.open = Some(Open::Mean);
        assert_eq!(cell_of(kind, Measure::RecoveryTime, Some(8.0)).0, "~ mean 6.7 h");
    }

    #[test]
    fn where_nothing_is_asked_stands_the_longest_time_and_its_kind() {
        let cell = |hours: [f64; 2]| {
            let mut app = sample::app("scratch", "t4");
            for (kind, hours) in [Kind::Node, Kind::SiteLost].into_iter().zip(hours) {
                let mut kind = sample::kind(kind, 8.0, 1.0);
                (kind.rto.verdict, kind.rto.objective_hours, kind.rto.ratio) =
                    (Verdict::NoObjective, None, None);
                kind.rto.quantile_hours = hours;
                app.kinds.push(kind);
            }
            let apps = [app];
            let worst = headline::worst_of(&apps, Measure::RecoveryTime);
            let cell = of_worst(&worst, headline::figures(&apps, &worst), Measure::RecoveryTime, None);
            (cell.lead, cell.note)
        };
        assert_eq!(cell([0.0, 1656.0]), ("– 69 d".into(), "site lost".into()));
        assert_eq!(cell([0.0, f64::INFINITY]), ("– never".into(), "site lost".into()));
        assert_eq!(cell([0.0, 0.0]), ("– 0".into(), String::new()), "nothing did harm");
    }

    #[test]
    fn nothing_seen_has_no_figure() {
        let mut kind = sample::kind(Kind::Node, 8.0, 1.0);
        kind.rto.verdict = Verdict::TooFew;
        kind.rto.met_share = None;
        assert_eq!(cell_of(kind, Measure::RecoveryTime, Some(8.0)).0, "?");
    }

    #[test]
    fn beside_too_few_stands_the_time_nearest_to_its_objective() {
        let mut trivial = sample::kind(Kind::LinkLost, 24.0, 24.0);
        (trivial.rto.verdict, trivial.rto.quantile_hours, trivial.rto.ratio) =
            (Verdict::TooFew, 0.0, Some(0.0));
        let mut app = sample::app("erp", "t1");
        app.kinds =
            vec![sample::kind(Kind::Node, 24.0, 24.0), trivial, sample::kind(Kind::Ransomware, 336.0, 24.0)];
        app.kinds[0].rto.quantile_hours = 7.0;
        app.kinds[2].rto.quantile_hours = 240.0;
        let apps = [app];
        let of = |measure| {
            let worst = shown(&apps, headline::worst_of(&apps, measure), measure);
            let cell = of_worst(&worst, headline::figures(&apps, &worst), measure, Some(24.0));
            (cell.lead, cell.note)
        };
        assert_eq!(of(Measure::RecoveryTime), ("? 10 d / 14 d".into(), "ransomware".into()));
        assert_eq!(of(Measure::DataLoss), ("✓ 12 h".into(), "node".into()), "what is judged stays");
    }

    #[test]
    fn the_usual_objective_is_the_one_stated_most() {
        let usual = |hours: &[f64]| usual_objective(hours.iter().map(|&h| Some(h)));
        assert_eq!(usual(&[8.0, 8.0, 336.0]), Some(8.0));
        assert_eq!(usual(&[336.0, 8.0]), Some(8.0));
        assert_eq!(usual(&[336.0, 336.0, 8.0]), Some(336.0));
        assert_eq!(usual(&[]), None);
        assert_eq!(usual_objective([None, None].into_iter()), None);
    }
}
