//! What works and what it can reach: places, sites, links, targets, and the
//! ways between them.

use super::journal::Why;
use super::settle;
use super::world::World;
use crate::model::route::Route;
use crate::model::{
    ControlAt, ControlId, DeploymentId, Keeper, LinkId, Model, Need, Place, SiteId, StampId, TargetAt,
    TargetId,
};

/// Part of a way between sites that has just gone down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// A link.
    Link(LinkId),
    /// A site.
    Site(SiteId),
}

impl World {
    /// A deployment's place runs VMs that users can reach.
    pub(super) fn place_works(&self, model: &Model, deployment: DeploymentId) -> bool {
        let place = self.places[model.layout.deployments[deployment.index()].place.index()];
        place.powered && place.connected
    }

    /// A site has power and exists.
    pub(super) fn site_up(&self, model: &Model, site: SiteId) -> bool {
        let parts = &model.machinery.site_parts[site.index()];
        self.is_up(parts.power) && self.is_up(parts.fabric)
    }

    /// VMs can be placed at a place that works: its stamp's infrastructure services
    /// do. A region's are part of it.
    pub(super) fn places_vms(&self, model: &Model, deployment: DeploymentId) -> bool {
        match model.layout.places[model.layout.deployments[deployment.index()].place.index()] {
            Place::Stamp(stamp) => self.is_up(model.machinery.stamp_parts[stamp.index()].infrastructure),
            Place::Region(_) => true,
        }
    }

    /// At least one path of a link works.
    pub(super) fn link_up(&self, model: &Model, link: LinkId) -> bool {
        let first = model.machinery.link_paths[link.index()].index();
        let paths = model.estate.links[link.index()].paths as usize;
        self.components[first..first + paths].iter().any(|path| path.up)
    }

    /// A target can be read and written.
    pub(super) fn target_up(&self, model: &Model, target: TargetId) -> bool {
        let component = model.machinery.target_parts[target.index()];
        self.is_up(component)
            && match model.estate.targets[target.index()].at {
                TargetAt::Site(site) => self.site_up(model, site),
                TargetAt::Stamp(stamp) => self.stamp_up(stamp),
                TargetAt::Rack(stamp) => {
                    let parts = &model.machinery.stamp_parts[stamp.index()];
                    self.site_up(model, model.estate.stamps[stamp.index()].site)
                        && self.is_up(parts.rack_power)
                        && self.places[stamp.index()].connected
                }
            }
    }

    /// A stamp runs VMs that can be reached.
    fn stamp_up(&self, stamp: StampId) -> bool {
        let place = self.places[stamp.index()];
        place.powered && place.connected
    }

    /// A control plane works.
    pub(super) fn control_up(&self, model: &Model, control: ControlId) -> bool {
        self.is_up(model.machinery.control_parts[control.index()])
            && match model.estate.controls[control.index()].at {
                ControlAt::Anywhere => true,
                ControlAt::Site(site) => self.site_up(model, site),
                ControlAt::Stamp(stamp) => self.stamp_up(stamp),
            }
    }

    /// All that a protection needs works, and a site reaches it.
    pub(super) fn has_all(&self, model: &Model, needs: &[Need], from: SiteId) -> bool {
        needs.iter().all(|need| self.has(model, *need, from))
    }

    /// What of its needs keeps a method from starting at a place.
    pub(super) fn lacks(&self, model: &Model, needs: &[Need], at: DeploymentId) -> Option<Why> {
        if !self.places_vms(model, at) {
            return Some(Why::NoServices(at));
        }
        let site = settle::site_of_deployment(model, at);
        needs.iter().find(|need| !self.has(model, **need, site)).map(|need| Why::Lacks(*need))
    }

    fn has(&self, model: &Model, need: Need, from: SiteId) -> bool {
        let (works, at) = match need {
            Need::Control(control) => {
                let at = model.estate.controls[control.index()].at;
                (self.control_up(model, control), model.estate.control_site(at))
            }
            Need::App(app) => (self.apps[app.index()].serving, Some(settle::site_of(model, self, app))),
        };
        works && at.is_none_or(|at| self.route(model, from, at).is_some())
    }

    /// What is kept somewhere can be read.
    pub(super) fn keeper_up(&self, model: &Model, keeper: Keeper) -> bool {
        match keeper {
            Keeper::Target(target) => self.target_up(model, target),
            Keeper::Place(place) => {
                let place = self.places[place.index()];
                place.powered && place.connected
            }
        }
    }

    /// Whether one site can reach another: at once within a site, else over
    /// some route whose links and way points work. Returns the links in use.
    pub(super) fn route<'m>(&self, model: &'m Model, from: SiteId, to: SiteId) -> Option<&'m [LinkId]> {
        if from == to {
            return Some(&[]);
        }
        self.open_routes(model, from, to).next().map(Route::links)
    }

    /// The routes between two sites whose links and way points work, the one
    /// in use first.
    pub(super) fn open_routes<'m>(
        &self,
        model: &'m Model,
        from: SiteId,
        to: SiteId,
    ) -> impl Iterator<Item = &'m Route> {
        model.routes.between(from, to).iter().filter(move |route| self.is_open(model, route, from, None))
    }

    /// Whether the links and way points of a route that begins at `from` work;
    /// what was lost in this instant counts as working.
    pub(super) fn is_open(&self, model: &Model, route: &Route, from: SiteId, lost: Option<Lost>) -> bool {
        let mut at = from;
        route.links().iter().all(|link| {
            let ends = model.estate.links[link.index()].ends;
            let way_point = at == from || self.site_up(model, at) || lost == Some(Lost::Site(at));
            at = if ends[0] == at { ends[1] } else { ends[0] };
            way_point && (self.link_up(model, *link) || lost == Some(Lost::Link(*link)))
        })
    }

    /// The deployment runs enough VMs, its guests have booted, its data are
    /// current and users can reach it.
    pub(super) fn is_ready(&self, model: &Model, deployment: DeploymentId) -> bool {
        let layout = &model.layout.deployments[deployment.index()];
        let state = &self.deployments[deployment.index()];
        let place = &self.places[layout.place.index()];
        state.on
            && state.booted
            && self.in_step(deployment)
            && place.powered
            && place.connected
            && state.vms_up >= model.estate.apps[layout.app.index()].vms_needed
    }
}
