//! One estate simulated twice, plainly and with every rare source forced, by
//! independent seeds: what the two say must agree within their own errors.

use drsim::model::{Estate, KINDS, Kind};
use drsim::stats::RatioMoments;
use drsim::study::force;
use drsim::tally::cell::Cell;

use crate::figures::{Figure, Run, depth, run};

/// Trials that must carry a figure for its error to be known.
const ENOUGH: u64 = 250;

/// The same estate, simulated twice.
pub struct Pair {
    pub plain: Run,
    pub forced: Run,
}

/// Runs `make()` plainly and forced, and compares every subject's figures for
/// each of `kinds`. Strikes of these must occur, and objectives that are set
/// for them be met by some and missed by others: a comparison of nothing with
/// nothing fails.
pub fn assert_alike(
    what: &str,
    make: impl Fn() -> Estate,
    years: f64,
    trials: (u64, u64),
    kinds: &[Kind],
) -> Pair {
    let seed = drsim::kernel::stream::entity(what);
    let plain = run(make(), depth(trials.0), years, seed, false);
    let forced = run(make(), depth(trials.1), years, seed + 1, true);
    let pair = Pair { plain, forced };
    let chosen = force::choose(&pair.forced.model, years).forced;
    let sources = pair.forced.model.machinery.sources.iter();
    let all_forced = sources.zip(chosen).all(|(s, forced)| forced || !s.hazard.is_possible());
    let mut divided = [[false; 2]; KINDS];
    for subject in 0..pair.plain.model.subjects() {
        for kind in Kind::ALL {
            let (p, f) = pair.cells(subject, kind);
            if p.strikes == 0 && f.strikes == 0 {
                continue;
            }
            let what = format!("{what}, {} {}", pair.plain.model.subject_name(subject), kind.name());
            let as_chosen = if all_forced { f.forced == f.strikes } else { f.forced <= f.strikes };
            assert!(p.forced == 0 && as_chosen, "{what}: {} of {} forced", f.forced, f.strikes);
            assert_cells_alike(&what, &pair, p, f);
            let share = |moments: &RatioMoments| moments.ratio().unwrap_or(0.0);
            if p.rto_met.carrying_trials().min(f.rto_met.carrying_trials()) >= ENOUGH {
                let divides = |p: f64| p > 0.02 && p < 0.98;
                divided[kind.index()][0] |= divides(share(&p.rto_met));
                divided[kind.index()][1] |= divides(share(&p.rpo_met));
            }
        }
    }
    for kind in kinds {
        let objectives = pair.plain.model.estate.apps.iter().map(|app| app.objectives[kind.index()]);
        let asked =
            objectives.fold([false; 2], |[rto, rpo], o| [rto || o.rto.is_some(), rpo || o.rpo.is_some()]);
        for (asked, divided) in asked.into_iter().zip(divided[kind.index()]) {
            assert!(!asked || divided, "{what}: all or none meet the objectives of {}", kind.name());
        }
        assert!(asked != [false; 2], "{what}: nothing is asked of {}", kind.name());
    }
    pair
}

fn assert_cells_alike(what: &str, pair: &Pair, p: &Cell, f: &Cell) {
    let yearly = |figure: &str, a: &RatioMoments, b: &RatioMoments| {
        let (a, b) = (Figure::yearly(a, &pair.plain), Figure::yearly(b, &pair.forced));
        a.assert_near(&format!("{what}, {figure} a year"), b);
    };
    yearly("strikes", &p.rto_met, &f.rto_met);
    yearly("incidents", &p.rto_met_of_incidents, &f.rto_met_of_incidents);
    for (figure, a, b) in [
        ("P(within RTO)", &p.rto_met, &f.rto_met),
        ("P(within RPO)", &p.rpo_met, &f.rpo_met),
        ("P(all lost)", &p.all_lost, &f.all_lost),
        ("P(within RTO) of incidents", &p.rto_met_of_incidents, &f.rto_met_of_incidents),
        ("MTTR", &p.recovery_hours, &f.recovery_hours),
        ("mean loss", &p.loss_hours, &f.loss_hours),
    ] {
        // What is this rare has no error to speak of; its rate is compared.
        if a.carrying_trials().min(b.carrying_trials()) >= ENOUGH {
            Figure::ratio(a).assert_near(&format!("{what}, {figure}"), Figure::ratio(b));
        }
    }
}

impl Pair {
    /// The two cells of a subject and kind.
    pub fn cells(&self, subject: usize, kind: Kind) -> (&Cell, &Cell) {
        (self.plain.tally.cell(subject, kind), self.forced.tally.cell(subject, kind))
    }

    /// Shares of strikes with nothing left, plain and forced, must lie between
    /// the two.
    pub fn assert_share_lost(&self, subject: usize, kind: Kind, low: f64, high: f64) {
        let (p, f) = self.cells(subject, kind);
        for share in [Figure::ratio(&p.all_lost), Figure::ratio(&f.all_lost)] {
            assert!(low <= share.value && share.value <= high, "{kind:?}: {share:?} of strikes lose all");
        }
    }
}
