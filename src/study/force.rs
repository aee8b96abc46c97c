//! What is forced: which sources get histories of their own because they
//! strike too rarely in ordinary ones. Fixed before the run, by rates alone.

use crate::model::{Effect, Kind, Model, Part, SourceId};
use crate::trial::history::{Stratum, can_force};

/// A source with fewer expected candidates in one history than this is forced.
/// With n histories of μ strikes each, the effective sample of a share that is
/// 0 or 1 is n·μ/(1 + μ): from 12 on, nearly one per history.
const COMMON: f64 = 12.0;
/// Probability with which a stratum forces a source that hits no app at its
/// home.
const AWAY: f64 = 0.05;

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
/// One stratum for each thing that some app runs on (or whose data it is), so
/// that each such app gets one forced strike per history. Sources that touch
/// no app at its home matter only while an app is away; they share a small
/// part of the first stratum.
#[must_use]
pub fn choose(model: &Model, years: f64) -> Forcing {
    let sources = model.machinery.sources.len();
    let mut forcing = Forcing { strata: Vec::new(), forced: vec![false; sources] };
    let mut near: Vec<(Group, Vec<SourceId>)> = Vec::new();
    let mut far: Vec<SourceId> = Vec::new();
    for i in 0..sources {
        let source = SourceId::new(i);
        let expected = model.machinery.sources[i].hazard.per_year() * years;
        if !can_force(model, source) || expected >= COMMON {
            continue;
        }
        match strikes(model, source) {
            Strikes::Nothing => continue,
            Strikes::Away => far.push(source),
            Strikes::Home(group) => match near.iter_mut().find(|(known, _)| *known == group) {
                Some((_, members)) => members.push(source),
                None => near.push((group, vec![source])),
            },
        }
        forcing.forced[i] = true;
    }
    let members = near.into_iter().map(|(_, members)| members);
    for members in members {
        let extra = std::mem::take(&mut far);
        forcing.strata.push(stratum(model, &members, &extra));
    }
    if !far.is_empty() {
        forcing.strata.push(stratum(model, &far, &[]));
    }
    forcing
}

/// What shares a stratum: the kind of failure and the thing that fails.
type Group = (Kind, String);

enum Strikes {
    /// Never an app (a backup target).
    Nothing,
    /// Only apps that are away from home.
    Away,
    /// Apps at their home.
    Home(Group),
}

fn strikes(model: &Model, source: SourceId) -> Strikes {
    let spec = &model.machinery.sources[source.index()];
    let group = (spec.kind, spec.subject.clone());
    let first = match spec.effect {
        Effect::Damage(..) | Effect::Ransomware => return Strikes::Home(group),
        Effect::StopOne { first, .. } | Effect::StopAll { first, .. } => first,
    };
    let hosts = |test: &dyn Fn(usize) -> bool| {
        model.layout.deployments.iter().any(|d| d.initial && test(d.place.index()))
    };
    let at_home = match model.machinery.components[first.index()].part {
        Part::Target(_) => return Strikes::Nothing,
        Part::Node(stamp, _)
        | Part::Switch(stamp, _)
        | Part::Software(stamp)
        | Part::RackPower(stamp)
        | Part::StampFabric(stamp) => hosts(&|place| place == stamp.index()),
        Part::SitePower(site) | Part::SiteFabric(site) => {
            hosts(&|place| model.layout.place_sites[place] == site)
        }
        Part::LinkPath(link, _) => !model.touched_by_link[link.index()].is_empty(),
    };
    if at_home { Strikes::Home(group) } else { Strikes::Away }
}

/// A stratum over `members`, by rate, and over `extra` with a small
/// probability.
fn stratum(model: &Model, members: &[SourceId], extra: &[SourceId]) -> Stratum {
    let rate = |source: &SourceId| model.machinery.sources[source.index()].hazard.per_year();
    let sum = |sources: &[SourceId]| sources.iter().map(rate).sum::<f64>();
    let for_extra = if extra.is_empty() { 0.0 } else { AWAY };
    let share = |sources: &[SourceId], part: f64| -> Vec<(SourceId, f64)> {
        let total = sum(sources);
        sources.iter().map(|source| (*source, part * rate(source) / total)).collect()
    };
    let mut sources = share(members, 1.0 - for_extra);
    sources.extend(share(extra, for_extra));
    Stratum { sources }
}
