//! What is forced: which sources get histories of their own because they
//! strike too rarely in ordinary ones. Fixed before the run, by rates alone.

use crate::model::{Effect, Kind, Model, Part, SourceId};
use crate::trial::history::{Stratum, can_force};

/// A source with fewer expected candidates in one history than this is forced.
/// With n histories of μ strikes each, the effective sample of a share that is
/// 0 or 1 is n·μ/(1 + μ): from 12 on, nearly one per history.
const COMMON: f64 = 12.0;
/// How each source's strikes are counted.
#[derive(Clone, Debug)]
pub struct Forcing {
    /// What is forced in each history.
    pub strata: Vec<Stratum>,
    /// By source: its strikes count from branches only.
    pub forced: Vec<bool>,
}

/// Chooses what is forced in histories of `years`.
///
/// One stratum for each thing that can fail and each kind of its failures, so
/// that each gets one branch per history. That holds too for things no app runs
/// on at home: where an app is when it is away decides what a second disaster
/// does to it, and such strikes must not be seen so rarely, and then weigh so
/// much, that most studies miss them.
#[must_use]
pub fn choose(model: &Model, years: f64) -> Forcing {
    let sources = model.machinery.sources.len();
    let mut forced = vec![false; sources];
    let mut groups: Vec<((Kind, &str), Vec<SourceId>)> = Vec::new();
    for (i, spec) in model.machinery.sources.iter().enumerate() {
        let source = SourceId::new(i);
        let common = spec.hazard.per_year() * years >= COMMON;
        if common || !can_force(model, source) || !can_strike(model, source) {
            continue;
        }
        forced[i] = true;
        let group = (spec.kind, spec.subject.as_str());
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push(source),
            None => groups.push((group, vec![source])),
        }
    }
    Forcing { strata: groups.iter().map(|(_, members)| stratum(model, members)).collect(), forced }
}

/// Whether a source ever strikes an app: that of what only protections use does
/// not.
fn can_strike(model: &Model, source: SourceId) -> bool {
    match model.machinery.sources[source.index()].effect {
        Effect::Damage(..) | Effect::Ransomware => true,
        Effect::StopOne { first, .. } | Effect::StopAll { first, .. } => {
            match model.machinery.components[first.index()].part {
                Part::LinkPath(link, _) => !model.touched_by_link[link.index()].is_empty(),
                part => part.is_used_by_apps(),
            }
        }
    }
}

/// A stratum over `members`, each by its rate.
fn stratum(model: &Model, members: &[SourceId]) -> Stratum {
    let rate = |source: &SourceId| model.machinery.sources[source.index()].hazard.per_year();
    let total: f64 = members.iter().map(rate).sum();
    Stratum { sources: members.iter().map(|source| (*source, rate(source) / total)).collect() }
}
