//! Names and what they stand for within one topology. A name that stands for
//! nothing is reported with the nearest one that does.

use super::context::Context;
use super::diagnostic::Diagnostic;
use super::nearest::{listed, nearest};
use super::quantity::Named;
use crate::model::{
    AppId, Control, ControlAt, ControlId, Need, Place, Product, Site, SiteId, SiteKind, Stamp, StampId,
    Target, TargetAt, TargetId, TierId,
};
use std::collections::BTreeMap;

/// The names of one sort of thing, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    index: BTreeMap<String, usize>,
}

impl Names {
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let index = names.iter().enumerate().map(|(i, name)| (name.clone(), i)).collect();
        Self { names, index }
    }

    pub fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The position of a name; reported if there is none. `section` is where
    /// such things are described.
    fn find(&self, cx: &mut Context, named: &Named, what: &str, section: &str) -> Option<usize> {
        let found = self.get(&named.name);
        if found.is_none() {
            let message = format!("no {what} is called {}", named.name);
            cx.report(Diagnostic::error("unknown-name", named.at, message).hint(self.advice(
                &named.name,
                what,
                section,
            )));
        }
        found
    }

    fn advice(&self, name: &str, what: &str, section: &str) -> String {
        match nearest(name, self.iter()) {
            Some(near) => format!("write \"{near}\""),
            None if self.names.is_empty() => format!("describe it: [{section}.{}]", super::node::key(name)),
            None => format!(
                "the {what}s are {}; or describe it: [{section}.{}]",
                listed(self.iter(), 20),
                super::node::key(name)
            ),
        }
    }
}

/// What a stamp runs, and whether the scenario says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct StampProduct {
    pub product: Product,
    pub written: bool,
}

/// All names of one topology.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// What no vendor offers is simulated all the same in this topology.
    pub unsupported: bool,
    pub sites: Names,
    pub site_kinds: Vec<SiteKind>,
    pub stamps: Names,
    pub stamp_sites: Vec<SiteId>,
    pub stamp_products: Vec<StampProduct>,
    pub targets: Names,
    pub target_places: Vec<TargetAt>,
    pub controls: Names,
    pub control_places: Vec<ControlAt>,
    pub tiers: Names,
    pub apps: Names,
}

impl Scope {
    pub fn know_sites(&mut self, sites: &[Site]) {
        self.sites = Names::new(sites.iter().map(|site| site.name.as_str()));
        self.site_kinds = sites.iter().map(|site| site.kind).collect();
    }

    /// The stamps, each with whether its product is written.
    pub fn know_stamps(&mut self, stamps: &[(Stamp, bool)]) {
        self.stamps = Names::new(stamps.iter().map(|(stamp, _)| stamp.name.as_str()));
        self.stamp_sites = stamps.iter().map(|(stamp, _)| stamp.site).collect();
        let product =
            |(stamp, written): &(Stamp, bool)| StampProduct { product: stamp.product, written: *written };
        self.stamp_products = stamps.iter().map(product).collect();
    }

    pub fn know_targets(&mut self, targets: &[Target]) {
        self.targets = Names::new(targets.iter().map(|target| target.name.as_str()));
        self.target_places = targets.iter().map(|target| target.at).collect();
    }

    pub fn know_controls(&mut self, controls: &[Control]) {
        self.controls = Names::new(controls.iter().map(|control| control.name.as_str()));
        self.control_places = controls.iter().map(|control| control.at).collect();
    }

    /// What a protection needs: a control plane or an app.
    pub fn need(&self, cx: &mut Context, named: &Named) -> Option<Need> {
        match (self.controls.get(&named.name), self.apps.get(&named.name)) {
            (Some(_), Some(_)) => {
                let message = format!("{} is both a control plane and an app", named.name);
                cx.report(
                    Diagnostic::error("ambiguous", named.at, message).hint("give one of them another name"),
                );
                None
            }
            (Some(control), None) => Some(Need::Control(ControlId::new(control))),
            (None, Some(app)) => Some(Need::App(AppId::new(app))),
            (None, None) if cx.apps_in_doubt => None,
            (None, None) => {
                let both = Names::new(self.controls.iter().chain(self.apps.iter()));
                both.find(cx, named, "control plane or app", "controls");
                None
            }
        }
    }

    pub fn site(&self, cx: &mut Context, named: &Named) -> Option<SiteId> {
        self.sites.find(cx, named, "site", "sites").map(SiteId::new)
    }

    pub fn stamp(&self, cx: &mut Context, named: &Named) -> Option<StampId> {
        self.stamps.find(cx, named, "stamp", "stamps").map(StampId::new)
    }

    pub fn target(&self, cx: &mut Context, named: &Named) -> Option<TargetId> {
        self.targets.find(cx, named, "backup target", "targets").map(TargetId::new)
    }

    pub fn tier(&self, cx: &mut Context, named: &Named) -> Option<TierId> {
        self.tiers.find(cx, named, "tier", "tiers").map(TierId::new)
    }

    pub fn app(&self, cx: &mut Context, named: &Named) -> Option<AppId> {
        let in_doubt = cx.apps_in_doubt && self.apps.get(&named.name).is_none();
        let found = if in_doubt { None } else { self.apps.find(cx, named, "app", "apps") };
        found.map(AppId::new)
    }

    /// A place where apps can run: a stamp, or a cloud or provider site.
    pub fn place(&self, cx: &mut Context, named: &Named) -> Option<Place> {
        let region = self.sites.get(&named.name).filter(|i| self.is_region(*i));
        match (self.stamps.get(&named.name), region) {
            (Some(_), Some(_)) => {
                let message = format!("{} is both a stamp and a cloud or provider site", named.name);
                cx.report(
                    Diagnostic::error("ambiguous", named.at, message).hint("give one of them another name"),
                );
                None
            }
            (Some(stamp), None) => Some(Place::Stamp(StampId::new(stamp))),
            (None, Some(site)) => Some(Place::Region(SiteId::new(site))),
            (None, None) => self.no_place(cx, named),
        }
    }

    fn no_place(&self, cx: &mut Context, named: &Named) -> Option<Place> {
        let regions = self.sites.iter().enumerate().filter(|(i, _)| self.is_region(*i)).map(|(_, name)| name);
        let places = Names::new(self.stamps.iter().chain(regions));
        let message = format!("apps cannot run at {}: no stamp or cloud region is called so", named.name);
        let problem = Diagnostic::error("unknown-name", named.at, message);
        let stamps_there = self.sites.get(&named.name).map(|site| {
            let here = self.stamp_sites.iter().enumerate().filter(|(_, at)| at.index() == site);
            here.map(|(i, _)| self.stamps.names[i].as_str()).collect::<Vec<_>>()
        });
        cx.report(match stamps_there.as_deref() {
            Some([stamp, ..]) => {
                problem.hint(format!("{} is a site; write the stamp there: \"{stamp}\"", named.name))
            }
            Some([]) => problem.hint(format!(
                "{} is a site without a stamp: put one there, or give the site kind = \"cloud\"",
                named.name
            )),
            None => problem.hint(places.advice(&named.name, "place", "stamps")),
        });
        None
    }

    /// Whether apps can run at this site without a stamp.
    pub fn is_region(&self, site: usize) -> bool {
        matches!(self.site_kinds.get(site), Some(SiteKind::Cloud | SiteKind::Provider))
    }

    /// The site at which a place is.
    pub fn site_of(&self, place: Place) -> SiteId {
        match place {
            Place::Stamp(stamp) => self.stamp_sites[stamp.index()],
            Place::Region(site) => site,
        }
    }

    /// The site at which a target is.
    pub fn site_of_target(&self, target: TargetId) -> SiteId {
        match self.target_places[target.index()] {
            TargetAt::Site(site) => site,
            TargetAt::Stamp(stamp) | TargetAt::Rack(stamp) => self.stamp_sites[stamp.index()],
        }
    }

    /// The site at which a control plane is, if at one.
    pub fn site_of_control(&self, control: ControlId) -> Option<SiteId> {
        match self.control_places[control.index()] {
            ControlAt::Anywhere => None,
            ControlAt::Site(site) => Some(site),
            ControlAt::Stamp(stamp) => Some(self.stamp_sites[stamp.index()]),
        }
    }

    /// The name of a place.
    pub fn place_name(&self, place: Place) -> &str {
        match place {
            Place::Stamp(stamp) => &self.stamps.names[stamp.index()],
            Place::Region(site) => &self.sites.names[site.index()],
        }
    }

    /// The name of a site.
    pub fn site_name(&self, site: SiteId) -> &str {
        self.sites.names.get(site.index()).map_or("?", String::as_str)
    }

    /// The name of a target.
    pub fn target_name(&self, target: TargetId) -> &str {
        &self.targets.names[target.index()]
    }
}
