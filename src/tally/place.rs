//! The strikes of one kind on one subject, apart by what failed: which site,
//! stamp, link, or whose data.

use crate::model::{Effect, Model, Part, SourceId};
use crate::stats::RatioMoments;

/// By source of failures: the first source that belongs to the same thing, which
/// stands for it.
#[must_use]
pub fn of_sources(model: &Model) -> Vec<SourceId> {
    let sources = &model.machinery.sources;
    let same = |a: usize, b: usize| {
        sources[a].subject == sources[b].subject
            && thing(model, sources[a].effect) == thing(model, sources[b].effect)
    };
    (0..sources.len()).map(|i| SourceId::new((0..i).find(|first| same(*first, i)).unwrap_or(i))).collect()
}

/// What a thing is: a stamp may be named as its site.
#[derive(PartialEq, Eq)]
enum Thing {
    Site,
    Stamp,
    Link,
    Target,
    Data,
}

fn thing(model: &Model, effect: Effect) -> Thing {
    let (Effect::StopOne { first, .. } | Effect::StopAll { first, .. }) = effect else {
        return Thing::Data;
    };
    match model.machinery.components[first.index()].part {
        Part::SitePower(_) | Part::SiteFabric(_) => Thing::Site,
        Part::LinkPath(..) => Thing::Link,
        Part::Target(_) | Part::Control(_) => Thing::Target,
        Part::Node(..)
        | Part::Switch(..)
        | Part::Software(_)
        | Part::RackPower(_)
        | Part::StampFabric(_)
        | Part::Infrastructure(_) => Thing::Stamp,
    }
}

/// Strikes of one kind on one subject that came from one thing.
#[derive(Clone, Debug)]
pub struct AtPlace {
    /// The source that stands for the thing, see [`of_sources`].
    pub place: SourceId,
    /// Strikes seen, forced ones included.
    pub strikes: u64,
    /// Share of strikes that meet the RTO.
    pub rto_met: RatioMoments,
    /// Share of strikes that meet the RPO.
    pub rpo_met: RatioMoments,
    /// Weights in the present trial: of all strikes, and of those that met.
    pending: [f64; 3],
}

impl AtPlace {
    fn new(place: SourceId) -> Self {
        let none = RatioMoments::new();
        Self { place, strikes: 0, rto_met: none, rpo_met: none, pending: [0.0; 3] }
    }

    /// Adds a strike of the present trial, which met the RTO and the RPO or not.
    pub(super) fn add(&mut self, weight: f64, rto_met: bool, rpo_met: bool) {
        self.strikes += 1;
        for (sum, counts) in self.pending.iter_mut().zip([true, rto_met, rpo_met]) {
            *sum += if counts { weight } else { 0.0 };
        }
    }

    /// Ends a trial, whether it added something here or not.
    pub(super) fn end_trial(&mut self) {
        let [weight, rto_met, rpo_met] = std::mem::take(&mut self.pending);
        self.rto_met.push(weight, rto_met);
        self.rpo_met.push(weight, rpo_met);
    }

    fn merge_in_order(&mut self, next: &Self) {
        self.strikes += next.strikes;
        self.rto_met.merge_in_order(&next.rto_met);
        self.rpo_met.merge_in_order(&next.rpo_met);
    }
}

/// The entry of `place`, made if there is none.
pub(super) fn entry(places: &mut Vec<AtPlace>, place: SourceId) -> &mut AtPlace {
    let at = places.iter().position(|known| known.place == place).unwrap_or_else(|| {
        places.push(AtPlace::new(place));
        places.len() - 1
    });
    &mut places[at]
}

/// Adds the trials of `next`, which come after.
pub(super) fn merge_in_order(places: &mut Vec<AtPlace>, next: &[AtPlace]) {
    for more in next {
        entry(places, more.place).merge_in_order(more);
    }
}
