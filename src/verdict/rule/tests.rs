//! The rules at their boundaries. Intervals come from `stats`, whose own tests
//! hold it against theory; the sample sizes named by the domain (72 strikes,
//! 3,688 clean strikes) are checked here from both sides.

use super::*;
use crate::stats::interval::clopper_pearson;

const ASKED: Requirement = Requirement { required: 0.95, confidence: 0.95 };
const NO_INCIDENTS: Incidents = Incidents { seen: 0, unrecovered: 0, mttr_hours: None };

fn share(met: u32, strikes: u32) -> Estimate {
    let (met, n) = (f64::from(met), f64::from(strikes));
    let interval = clopper_pearson(met, n, ASKED.confidence);
    Estimate { value: met / n, low: interval.low, high: interval.high, effective: n }
}

/// One strike a trial.
fn sample(met: u32, strikes: u32) -> Sample {
    Sample {
        possible: true,
        objective_hours: Some(8.0),
        met_share: Some(share(met, strikes)),
        trials: u64::from(strikes),
    }
}

fn hours(low: f64, value: f64, high: f64) -> Option<Estimate> {
    Some(Estimate { value, low, high, effective: 100.0 })
}

fn rto(met: u32, strikes: u32, incidents: Incidents) -> Judgement {
    judge_rto(&sample(met, strikes), &incidents, ASKED)
}

fn with_mttr(mttr_hours: Option<Estimate>) -> Incidents {
    Incidents { seen: 50, unrecovered: 0, mttr_hours }
}

fn undecided(verdict: Verdict, open: Open, further_trials: Option<u64>) -> Judgement {
    Judgement { verdict, open: Some(open), further_trials }
}

#[test]
fn seventy_two_clean_strikes_are_met_and_seventy_one_too_few() {
    for judge in [|n| judge_rpo(&sample(n, n), ASKED), |n| rto(n, n, NO_INCIDENTS)] {
        assert_eq!(judge(72), Judgement::settled(Verdict::Met));
        assert_eq!(judge(71), undecided(Verdict::TooFew, Open::FewStrikes, Some(1)));
        assert_eq!(judge(36), undecided(Verdict::TooFew, Open::FewStrikes, Some(36)));
    }
    assert!(carries_a_verdict(72.0, ASKED) && !carries_a_verdict(71.0, ASKED));
    assert!(!carries_a_verdict(0.0, ASKED));
    // At 99 % required it takes ln 0.025 ÷ ln 0.99 = 367.05 strikes.
    let strict = Requirement { required: 0.99, ..ASKED };
    assert!(carries_a_verdict(368.0, strict) && !carries_a_verdict(367.0, strict));
}

#[test]
fn too_few_never_replaces_missed() {
    // Of 10 strikes 5 met: the upper end is 0.81.
    assert_eq!(judge_rpo(&sample(5, 10), ASKED).verdict, Verdict::Missed);
    assert_eq!(rto(5, 10, NO_INCIDENTS).verdict, Verdict::Missed);
    // Of 10 strikes 9 met: anything from 0.55 to 0.997.
    assert_eq!(judge_rpo(&sample(9, 10), ASKED).verdict, Verdict::TooFew);
    // All 10 met, but the mean lies beyond the RTO.
    assert_eq!(rto(10, 10, with_mttr(hours(8.1, 9.0, 9.9))).verdict, Verdict::Missed);
}

#[test]
fn the_share_decides_by_its_interval_not_by_its_estimate() {
    // 960 of 1,000: from 0.9459 to 0.9713.
    let open = judge_rpo(&sample(960, 1_000), ASKED);
    assert_eq!(open.verdict, Verdict::Inconclusive);
    assert_eq!(judge_rpo(&sample(970, 1_000), ASKED).verdict, Verdict::Met);
    assert_eq!(judge_rpo(&sample(930, 1_000), ASKED).verdict, Verdict::Missed);
    // With as many more trials of the same kind it is settled.
    let further = u32::try_from(open.further_trials.unwrap()).unwrap();
    let of_96_per_cent = |strikes: u32| {
        let groups = strikes.div_ceil(25);
        judge_rpo(&sample(groups * 24, groups * 25), ASKED).verdict
    };
    assert_eq!(of_96_per_cent(1_000 + further), Verdict::Met);
    assert_eq!(of_96_per_cent(1_000 + further * 9 / 10), Verdict::Inconclusive);
    // Exactly on the required share no number of trials settles it.
    let never = undecided(Verdict::Inconclusive, Open::Share, None);
    assert_eq!(judge_rpo(&sample(950, 1_000), ASKED), never);
}

#[test]
fn an_interval_that_touches_the_requirement_is_neither_above_nor_below() {
    let touching = |low, high| Sample {
        met_share: Some(Estimate { value: (low + high) / 2.0, low, high, effective: 1_000.0 }),
        ..sample(1, 1)
    };
    assert_eq!(judge_rpo(&touching(0.95, 0.99), ASKED).verdict, Verdict::Inconclusive);
    assert_eq!(judge_rpo(&touching(0.90, 0.95), ASKED).verdict, Verdict::Inconclusive);
}

#[test]
fn the_mean_must_be_within_the_rto_too() {
    // The upper end may reach the RTO, not pass it.
    assert_eq!(rto(1_000, 1_000, with_mttr(hours(6.0, 7.0, 8.0))).verdict, Verdict::Met);
    let open = rto(1_000, 1_000, with_mttr(hours(5.8, 7.0, 8.2)));
    // Its half width of 1.2 has to shrink to 1: 1.44 times the trials.
    assert_eq!(open, undecided(Verdict::Inconclusive, Open::Mean, Some(440)));
    // The lower end has to pass the RTO to miss it.
    assert_eq!(rto(1_000, 1_000, with_mttr(hours(8.0, 9.0, 10.0))).verdict, Verdict::Inconclusive);
    assert_eq!(rto(1_000, 1_000, with_mttr(hours(8.01, 9.0, 10.0))).verdict, Verdict::Missed);
    // A mean on the RTO stays open.
    let never = rto(1_000, 1_000, with_mttr(hours(7.0, 8.0, 9.0)));
    assert_eq!(never, undecided(Verdict::Inconclusive, Open::Mean, None));
}

#[test]
fn one_unrecovered_incident_forbids_met() {
    let one = |mttr_hours| Incidents { seen: 51, unrecovered: 1, mttr_hours };
    let judged = rto(10_000, 10_000, one(hours(1.0, 1.5, 2.0)));
    assert_eq!(judged, undecided(Verdict::Inconclusive, Open::Unrecovered, None));
    let all = Incidents { seen: 3, unrecovered: 3, mttr_hours: None };
    assert_eq!(rto(9_997, 10_000, all).verdict, Verdict::Inconclusive);
    // Nor does a sample too small to judge become MET when it grows.
    let few = rto(50, 50, one(hours(1.0, 1.5, 2.0)));
    assert_eq!(few, undecided(Verdict::TooFew, Open::FewStrikes, None));
    // It does not hide a miss.
    assert_eq!(rto(900, 1_000, one(hours(1.0, 1.5, 2.0))).verdict, Verdict::Missed);
    assert_eq!(rto(10_000, 10_000, one(hours(8.5, 9.0, 9.5))).verdict, Verdict::Missed);
}

#[test]
fn incidents_without_an_interval_on_their_mean_are_too_few() {
    let single = Incidents { seen: 1, unrecovered: 0, mttr_hours: None };
    let few = undecided(Verdict::TooFew, Open::FewIncidents, Some(10_000));
    assert_eq!(rto(10_000, 10_000, single), few);
}

#[test]
fn the_longer_of_two_ways_to_met_counts_and_the_shorter_to_missed() {
    let to_met = rto(960, 1_000, with_mttr(hours(5.8, 7.0, 8.2)));
    let by_share = judge_rpo(&sample(960, 1_000), ASKED).further_trials;
    assert_eq!(to_met.further_trials, by_share.max(Some(440)));
    // The mean lies above: what counts is how far its interval reaches down.
    let to_missed = rto(940, 1_000, with_mttr(hours(7.75, 9.0, 12.0)));
    let by_share = judge_rpo(&sample(940, 1_000), ASKED).further_trials;
    assert_eq!(to_missed.further_trials, by_share.min(Some(570)));
    // A share that points to MISSED settles it whatever the mean.
    let mixed = rto(940, 1_000, with_mttr(hours(5.8, 7.0, 8.2)));
    assert_eq!(mixed.further_trials, by_share);
}

#[test]
fn what_is_open_is_named() {
    let open = |met, mttr| rto(met, 1_000, with_mttr(mttr)).open;
    let (within, astride) = (hours(6.0, 7.0, 8.0), hours(5.8, 7.0, 8.2));
    assert_eq!(open(1_000, within), None);
    assert_eq!(open(1_000, astride), Some(Open::Mean));
    assert_eq!(open(960, within), Some(Open::Share));
    assert_eq!(open(960, astride), Some(Open::ShareAndMean));
    assert_eq!(open(900, astride), None, "missed");
    // All incidents unrecovered: there is no mean, and more trials bring none.
    let none = Incidents { seen: 3, unrecovered: 3, mttr_hours: None };
    assert_eq!(rto(9_997, 10_000, none).open, Some(Open::Unrecovered));
    assert_eq!(judge_rpo(&sample(960, 1_000), ASKED).open, Some(Open::Share));
    assert_eq!(judge_rpo(&sample(9, 10), ASKED).open, Some(Open::FewStrikes));
}

#[test]
fn nothing_to_judge() {
    let impossible = Sample { possible: false, ..sample(100, 100) };
    assert_eq!(judge_rpo(&impossible, ASKED).verdict, Verdict::NotApplicable);
    assert_eq!(judge_rto(&impossible, &NO_INCIDENTS, ASKED).verdict, Verdict::NotApplicable);
    let free = Sample { objective_hours: None, ..sample(0, 100) };
    assert_eq!(judge_rpo(&free, ASKED).verdict, Verdict::NoObjective);
    let unseen = Sample { met_share: None, trials: 100, ..sample(1, 1) };
    let few = undecided(Verdict::TooFew, Open::NoStrikes, None);
    assert_eq!(judge_rpo(&unseen, ASKED), few);
    assert_eq!(judge_rto(&unseen, &NO_INCIDENTS, ASKED), few);
}

fn copies(gone: u32, strikes: u32) -> Copies {
    Copies {
        possible: true,
        has_rpo: true,
        none_left_share: Some(share(gone, strikes)),
        tolerance: 0.001,
        trials: u64::from(strikes),
    }
}

#[test]
fn loses_all_is_cleared_by_3688_clean_strikes() {
    assert_eq!(judge_loses_all(&copies(0, 3_688), ASKED).verdict, Verdict::Met);
    let short = judge_loses_all(&copies(0, 3_687), ASKED);
    assert_eq!(short, undecided(Verdict::TooFew, Open::Copies, Some(1)));
}

#[test]
fn loses_all_is_shown_only_when_its_interval_lies_above_the_tolerance() {
    // 1 of 10: from 0.0025 on. 1 of 30: from 0.00084 on.
    assert_eq!(judge_loses_all(&copies(1, 10), ASKED).verdict, Verdict::LosesAll);
    assert_eq!(judge_loses_all(&copies(1, 30), ASKED).verdict, Verdict::TooFew);
    // Ransomware tolerates 5 %: 35 of 1,000 is cleared, 60 open, 70 shown.
    let ransomware =
        |gone| judge_loses_all(&Copies { tolerance: 0.05, ..copies(gone, 1_000) }, ASKED).verdict;
    assert_eq!(ransomware(35), Verdict::Met);
    assert_eq!(ransomware(60), Verdict::TooFew);
    assert_eq!(ransomware(70), Verdict::LosesAll);
}

#[test]
fn loses_all_is_not_judged_without_an_rpo_or_a_way_to_happen() {
    let judge = |copies: Copies| judge_loses_all(&copies, ASKED).verdict;
    assert_eq!(judge(Copies { has_rpo: false, ..copies(10, 10) }), Verdict::NoObjective);
    assert_eq!(judge(Copies { possible: false, ..copies(10, 10) }), Verdict::NotApplicable);
    assert_eq!(judge(Copies { none_left_share: None, ..copies(1, 1) }), Verdict::TooFew);
    assert_eq!(judge(Copies { tolerance: 1.0, ..copies(10, 10) }), Verdict::Met);
}

#[test]
fn further_trials_are_rounded_up_to_two_digits() {
    for (exact, rounded) in [(1, 1), (99, 99), (100, 100), (101, 110), (1_999, 2_000), (2_000, 2_000)] {
        assert_eq!(two_digits(exact), rounded);
    }
}
