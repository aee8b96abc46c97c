//! What all findings of one topology share: the map, the best recovery of each
//! app from each kind, objectives that can come into play.

use std::cell::RefCell;

use super::geography::{Failure, Geography, site_of};
use super::lag;
use super::recovery::{self, Recovery};
use crate::dist::Dist;
use crate::model::{App, AppId, Clock, Delay, Estate, KINDS, Kind, Objective, Place, TargetId};

/// The kinds that a way back is worked out for: those that take an app's place
/// or its data.
pub(super) const DISASTERS: [Kind; 4] = [Kind::StampLost, Kind::SiteLost, Kind::Corruption, Kind::Ransomware];

/// Facts about one topology.
pub(super) struct Facts<'a> {
    /// What exists.
    pub estate: &'a Estate,
    /// Where the clock of recovery time starts.
    pub clock: Clock,
    /// Required share of strikes that meet an objective.
    pub required: f64,
    /// Sites and links as a map.
    pub geography: Geography<'a>,
    recoveries: [Vec<Option<Recovery>>; KINDS],
    quantiles: RefCell<Vec<(Dist, f64, f64)>>,
}

/// Quantiles that are remembered: estates use few distributions.
const REMEMBERED: usize = 64;

impl<'a> Facts<'a> {
    /// Works out the facts of an estate.
    pub fn new(estate: &'a Estate, clock: Clock, required: f64) -> Self {
        let mut facts = Self {
            estate,
            clock,
            required,
            geography: Geography::new(estate),
            recoveries: std::array::from_fn(|_| Vec::new()),
            quantiles: RefCell::default(),
        };
        for kind in DISASTERS {
            facts.recoveries[kind.index()] =
                estate.apps.iter().map(|app| recovery::of(&facts, app, kind)).collect();
        }
        facts
    }

    /// Apps with their ids.
    pub fn apps(&self) -> impl Iterator<Item = (AppId, &'a App)> + use<'a> {
        self.estate.apps.iter().enumerate().map(|(i, app)| (AppId::new(i), app))
    }

    /// The best way back of an app; `None` if the kind is not one of
    /// [`DISASTERS`] or cannot concern the app.
    pub fn recovery(&self, kind: Kind, app: AppId) -> Option<&Recovery> {
        self.recoveries[kind.index()].get(app.index())?.as_ref()
    }

    /// Median of a delay, in seconds.
    pub fn median(&self, delay: &Delay) -> f64 {
        self.quantile(delay, 0.5)
    }

    /// Quantile of a delay, in seconds.
    pub fn quantile(&self, delay: &Delay, p: f64) -> f64 {
        let mut quantiles = self.quantiles.borrow_mut();
        if let Some((.., known)) = quantiles.iter().find(|(dist, at, _)| *at == p && *dist == delay.dist) {
            return *known;
        }
        let quantile = delay.dist.quantile(p);
        if quantiles.len() < REMEMBERED {
            quantiles.push((delay.dist.clone(), p, quantile));
        }
        quantile
    }

    /// Whether a kind can strike an app at all.
    pub fn is_possible(&self, kind: Kind, app: &App) -> bool {
        match (kind, app.home) {
            (Kind::SiteLost, home) => {
                self.estate.sites[site_of(self.estate, home).index()].lost.is_possible()
            }
            (Kind::StampLost, Place::Stamp(stamp)) => self.estate.stamps[stamp.index()].lost.is_possible(),
            (Kind::ItemDeletion, _) => app.item_deletion.is_possible(),
            (Kind::Corruption, _) => app.corruption.is_possible(),
            (Kind::Ransomware, _) => self.estate.ransomware.hazard.is_possible(),
            _ => false,
        }
    }

    /// The objective of an app for a kind that can strike it; empty otherwise.
    pub fn objective(&self, kind: Kind, app: &App) -> Objective {
        if self.is_possible(kind, app) { app.objectives[kind.index()] } else { Objective::default() }
    }

    /// Longest acceptable recovery time in seconds, if any is set.
    pub fn rto(&self, kind: Kind, app: &App) -> Option<f64> {
        self.objective(kind, app).rto.map(|rto| rto.seconds())
    }

    /// Longest acceptable loss in seconds, if any is set.
    pub fn rpo(&self, kind: Kind, app: &App) -> Option<f64> {
        self.objective(kind, app).rpo.map(|rpo| rpo.seconds())
    }

    /// What takes the app's place in a disaster; `None` for damage.
    pub fn failure(&self, kind: Kind, app: &App) -> Option<Failure> {
        match (kind, app.home) {
            (Kind::SiteLost, home) => Some(Failure::Site(site_of(self.estate, home))),
            (Kind::StampLost, Place::Stamp(stamp)) => Some(Failure::Stamp(stamp)),
            _ => None,
        }
    }

    /// What a target can give to all its restores together, in bytes per
    /// second.
    pub fn target_rate(&self, target: TargetId) -> f64 {
        lag::target_rate(&self.estate.targets[target.index()], u32::MAX)
    }
}

/// What an app's recovery is called in a sentence: "after the loss of dc1".
pub(super) fn after(facts: &Facts, kind: Kind, app: &App) -> String {
    match (kind, facts.failure(kind, app)) {
        (_, Some(failure)) => format!("after the loss of {}", failure.describe(facts.estate)),
        (Kind::Ransomware, None) => "after ransomware".to_owned(),
        _ => "after corruption".to_owned(),
    }
}
