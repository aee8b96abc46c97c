//! The rules of a verdict: pure functions from figures to MET, MISSED,
//! INCONCLUSIVE, TOO FEW, NOT APPLICABLE, "no objective" and LOSES ALL.
//!
//! They are the rules of the domain's section 4, word for word. p is the share
//! of *strikes* that meet the objective, q the required share. With an
//! interval on p:
//!
//! - MET if it lies above q and, for recovery time, the upper end of MTTR's
//!   interval is within the RTO (which holds when there are no incidents) and
//!   no incident stayed unrecovered;
//! - MISSED if it lies below q, or MTTR's interval lies above the RTO;
//! - TOO FEW if not MISSED and the effective sample could not be MET even if
//!   every strike met the objective (at 95 % of 95 %: fewer than 72), or if
//!   MTTR, needed for MET, has no interval yet;
//! - INCONCLUSIVE otherwise.
//!
//! Nothing here knows where the figures come from, nor which verdict is worse
//! than which ([`super::headline`]).

use super::results::{Estimate, Open, Verdict};
use crate::stats::interval::{ProportionInterval, trials_to_settle};

impl From<ProportionInterval> for Estimate {
    fn from(interval: ProportionInterval) -> Self {
        let ProportionInterval { estimate, low, high, effective } = interval;
        Self { value: estimate, low, high, effective }
    }
}

/// What a study demands of every verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Requirement {
    /// Share of strikes that have to meet an objective, 0–1.
    pub required: f64,
    /// Confidence of the intervals, 0–1; must be that of the estimates judged.
    pub confidence: f64,
}

/// What was seen of one subject, for one kind and one objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Whether anything in the topology can cause the kind.
    pub possible: bool,
    /// The objective in hours, if there is one.
    pub objective_hours: Option<f64>,
    /// Share of strikes that meet it; `None` when no strike was seen.
    pub met_share: Option<Estimate>,
    /// Trials (or forced histories) that the share comes from.
    pub trials: u64,
}

/// What recovery time is judged by besides the share of strikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incidents {
    /// Incidents seen, unrecovered ones included.
    pub seen: u64,
    /// Of these, the ones never recovered.
    pub unrecovered: u64,
    /// Mean recovery time in hours over those recovered (MTTR), with its
    /// interval; `None` when there are too few for one.
    pub mttr_hours: Option<Estimate>,
}

/// What no usable copy is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copies {
    /// Whether anything in the topology can cause the kind.
    pub possible: bool,
    /// Whether the subject has an RPO for the kind.
    pub has_rpo: bool,
    /// Share of strikes with no usable copy; `None` when no strike was seen.
    pub none_left_share: Option<Estimate>,
    /// Largest share tolerated, 0–1. From 1 on everything is tolerated.
    pub tolerance: f64,
    /// Trials (or forced histories) that the share comes from.
    pub trials: u64,
}

/// A verdict, and how many further trials would settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// What keeps INCONCLUSIVE and TOO FEW open.
    pub open: Option<Open>,
    /// For INCONCLUSIVE the further trials that would settle it, for TOO FEW
    /// those that would make the sample large enough, if the figures stay as
    /// they are; rounded up to two digits. `None` when none would, or nothing
    /// can be said.
    pub further_trials: Option<u64>,
}

impl Judgement {
    const fn settled(verdict: Verdict) -> Self {
        Self { verdict, open: None, further_trials: None }
    }

    fn open(verdict: Verdict, open: Open, further: Option<u64>) -> Self {
        let further_trials = further.map(|trials| two_digits(trials.max(1)));
        Self { verdict, open: Some(open), further_trials }
    }
}

/// The verdict on recovery time.
#[must_use]
pub fn judge_rto(sample: &Sample, incidents: &Incidents, asked: Requirement) -> Judgement {
    let (share, rto) =
        match common(sample, asked, |rto| incidents.mttr_hours.is_some_and(|mttr| mttr.low > rto)) {
            Ok(open) => open,
            // A larger sample would not be MET either.
            Err(judgement) if incidents.unrecovered > 0 => {
                return Judgement { further_trials: None, ..judgement };
            }
            Err(judgement) => return judgement,
        };
    let share_above = share.low > asked.required;
    let mean_within = incidents.seen == 0 || incidents.mttr_hours.is_some_and(|mttr| mttr.high <= rto);
    if share_above && mean_within && incidents.unrecovered == 0 {
        return Judgement::settled(Verdict::Met);
    }
    if share_above && incidents.mttr_hours.is_none() && incidents.unrecovered == 0 {
        // All that is missing is an interval on MTTR, which takes incidents in
        // two trials: about as many trials again.
        return Judgement::open(Verdict::TooFew, Open::FewIncidents, Some(sample.trials));
    }
    let to_settle_share = (!share_above).then(|| settles_share(&share, sample.trials, asked));
    let to_settle_mean = incidents
        .mttr_hours
        .filter(|_| !mean_within)
        .map(|mttr| (mttr.value > rto, settles_mean(&mttr, rto, sample.trials)));
    let further = match (to_settle_share, to_settle_mean) {
        // What points to MISSED settles it alone; the sooner one counts.
        (Some(trials), Some((true, mean))) if share.value < asked.required => earlier(trials, mean),
        (Some(trials), _) if share.value < asked.required => trials,
        (_, Some((true, mean))) => mean,
        // MET takes both, and no number of trials undoes an unrecovered one.
        _ if incidents.unrecovered > 0 => None,
        (Some(trials), Some((false, mean))) => trials.zip(mean).map(|(a, b)| a.max(b)),
        (Some(trials), None) => trials,
        (None, Some((_, mean))) => mean,
        (None, None) => None,
    };
    let open = match (share_above, mean_within) {
        (false, false) if incidents.mttr_hours.is_some() => Open::ShareAndMean,
        (false, _) => Open::Share,
        (true, false) if incidents.mttr_hours.is_some() => Open::Mean,
        (true, _) => Open::Unrecovered,
    };
    Judgement::open(Verdict::Inconclusive, open, further)
}

/// The verdict on data loss, or on the rollback after damage.
#[must_use]
pub fn judge_rpo(sample: &Sample, asked: Requirement) -> Judgement {
    match common(sample, asked, |_| false) {
        Err(judgement) => judgement,
        Ok((share, _)) if share.low > asked.required => Judgement::settled(Verdict::Met),
        Ok((share, _)) => {
            let further = settles_share(&share, sample.trials, asked);
            Judgement::open(Verdict::Inconclusive, Open::Share, further)
        }
    }
}

/// The verdict on strikes that leave no usable copy: LOSES ALL, MET (cleared),
/// TOO FEW, "no objective" without an RPO, or NOT APPLICABLE.
#[must_use]
pub fn judge_loses_all(copies: &Copies, asked: Requirement) -> Judgement {
    if !copies.possible {
        return Judgement::settled(Verdict::NotApplicable);
    }
    if !copies.has_rpo {
        return Judgement::settled(Verdict::NoObjective);
    }
    if copies.tolerance >= 1.0 {
        return Judgement::settled(Verdict::Met);
    }
    let Some(share) = copies.none_left_share else {
        return Judgement::open(Verdict::TooFew, Open::NoStrikes, None);
    };
    if share.low > copies.tolerance {
        return Judgement::settled(Verdict::LosesAll);
    }
    if share.high < copies.tolerance {
        return Judgement::settled(Verdict::Met);
    }
    let further =
        trials_to_settle(share.value, share.effective, copies.trials, copies.tolerance, asked.confidence);
    Judgement::open(Verdict::TooFew, Open::Copies, further)
}

/// What both objectives have in common: `Err` with a verdict when there is
/// nothing to judge, when it is MISSED, or when the sample cannot carry a
/// verdict; else the share and the objective. `mean_misses`: whether MTTR's
/// interval lies above the objective.
fn common(
    sample: &Sample,
    asked: Requirement,
    mean_misses: impl Fn(f64) -> bool,
) -> Result<(Estimate, f64), Judgement> {
    if !sample.possible {
        return Err(Judgement::settled(Verdict::NotApplicable));
    }
    let Some(objective) = sample.objective_hours else {
        return Err(Judgement::settled(Verdict::NoObjective));
    };
    if sample.met_share.is_some_and(|share| share.high < asked.required) || mean_misses(objective) {
        return Err(Judgement::settled(Verdict::Missed));
    }
    match sample.met_share {
        None => Err(Judgement::open(Verdict::TooFew, Open::NoStrikes, None)),
        Some(share) if !carries_a_verdict(share.effective, asked) => {
            let further =
                trials_to_settle(1.0, share.effective, sample.trials, asked.required, asked.confidence);
            Err(Judgement::open(Verdict::TooFew, Open::FewStrikes, further))
        }
        Some(share) => Ok((share, objective)),
    }
}

/// Whether a sample of this size would be MET if every strike met the
/// objective. The lower end of Clopper and Pearson's interval for n out of n
/// is (α/2)^(1/n).
#[must_use]
fn carries_a_verdict(effective: f64, asked: Requirement) -> bool {
    let tail = (1.0 - asked.confidence) / 2.0;
    effective > 0.0 && libm::pow(tail, 1.0 / effective) > asked.required
}

/// Further trials that take the interval on the share off the required share.
fn settles_share(share: &Estimate, trials: u64, asked: Requirement) -> Option<u64> {
    trials_to_settle(share.value, share.effective, trials, asked.required, asked.confidence)
}

/// Further trials that take MTTR's interval off the RTO: the part of it on that
/// side shrinks with the root of the number of trials.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn settles_mean(mttr: &Estimate, rto_hours: f64, trials: u64) -> Option<u64> {
    let towards = if mttr.value > rto_hours { mttr.value - mttr.low } else { mttr.high - mttr.value };
    let relative = towards / (mttr.value - rto_hours).abs();
    let further = trials as f64 * (relative * relative - 1.0);
    (further < 1e9).then(|| further.max(1.0).ceil() as u64)
}

/// The smaller of two numbers that may be unknown.
fn earlier(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.into_iter().chain(b).min()
}

/// Rounded up to two significant digits: it is an estimate.
fn two_digits(number: u64) -> u64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    number.div_ceil(unit) * unit
}

#[cfg(test)]
mod tests;
