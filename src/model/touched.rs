//! Which apps a change at a link, target, place or site may concern: a superset,
//! so that settling an instant looks only at what it touched.

use super::copies::{Copies, Keeper};
use super::deployment::Layout;
use super::estate::Estate;
use super::ids::{AppId, SiteId};
use super::infrastructure::{ControlAt, Place};
use super::protection::{Need, Needs, Protection};
use super::route::Routes;

/// Apps by what touches them, each list ascending and without repeats.
#[derive(Clone, Debug)]
pub struct Touched {
    /// By link.
    pub links: Vec<Vec<AppId>>,
    /// By target.
    pub targets: Vec<Vec<AppId>>,
    /// By control plane.
    pub controls: Vec<Vec<AppId>>,
    /// By app: those whose protections need it.
    pub apps: Vec<Vec<AppId>>,
    /// By place: replicas kept there.
    pub places: Vec<Vec<AppId>>,
    /// By site.
    pub sites: Vec<Vec<AppId>>,
}

impl Touched {
    /// Works out who is touched by what.
    #[must_use]
    pub fn of(estate: &Estate, layout: &Layout, routes: &Routes, copies: &Copies) -> Self {
        let mut touched = Self {
            links: vec![Vec::new(); estate.links.len()],
            targets: vec![Vec::new(); estate.targets.len()],
            controls: vec![Vec::new(); estate.controls.len()],
            apps: vec![Vec::new(); estate.apps.len()],
            places: vec![Vec::new(); layout.places.len()],
            sites: vec![Vec::new(); estate.sites.len()],
        };
        for (i, app) in estate.apps.iter().enumerate() {
            let id = AppId::new(i);
            let mut here: Vec<SiteId> = sites_of(layout, id);
            here.dedup();
            let mut there: Vec<SiteId> = app.users.clone();
            // Over the ways between its places it is kept in step, and copied home.
            there.extend(&here);
            for needed in &app.needs {
                there.extend(sites_of(layout, *needed));
            }
            let needs = app.protections.iter().filter_map(Protection::needs).flat_map(Needs::all);
            let needs_at: Vec<SiteId> =
                needs.flat_map(|need| touched.add_need(estate, layout, id, need)).collect();
            there.extend(&needs_at);
            for copy in copies.of_app(id) {
                let stream = &copies.streams[copy];
                there.push(stream.site);
                match stream.keeper {
                    Keeper::Target(target) => touched.targets[target.index()].push(id),
                    Keeper::Place(place) => touched.places[place.index()].push(id),
                }
                touched.add_ways(routes, estate, id, stream.from, stream.site);
                for at in &needs_at {
                    touched.add_ways(routes, estate, id, stream.from, *at);
                }
            }
            for from in &here {
                for to in &there {
                    touched.add_ways(routes, estate, id, *from, *to);
                }
            }
        }
        let Self { links, targets, controls, apps, places, sites } = &mut touched;
        for list in [links, targets, controls, apps, places, sites].into_iter().flatten() {
            list.sort();
            list.dedup();
        }
        touched
    }

    /// What a protection of `app` needs, with the sites that it is reached at.
    fn add_need(&mut self, estate: &Estate, layout: &Layout, app: AppId, need: Need) -> Vec<SiteId> {
        match need {
            Need::Control(control) => {
                self.controls[control.index()].push(app);
                let at = estate.controls[control.index()].at;
                if let ControlAt::Stamp(stamp) = at {
                    self.places[layout.place(Place::Stamp(stamp)).index()].push(app);
                }
                estate.control_site(at).into_iter().collect()
            }
            Need::App(needed) => {
                self.apps[needed.index()].push(app);
                sites_of(layout, needed)
            }
        }
    }

    fn add_ways(&mut self, routes: &Routes, estate: &Estate, app: AppId, from: SiteId, to: SiteId) {
        self.sites[from.index()].push(app);
        self.sites[to.index()].push(app);
        for route in routes.between(from, to) {
            for link in route.links() {
                self.links[link.index()].push(app);
                for end in estate.links[link.index()].ends {
                    self.sites[end.index()].push(app);
                }
            }
        }
    }
}

fn sites_of(layout: &Layout, app: AppId) -> Vec<SiteId> {
    layout.of_app(app).map(|d| layout.site_of(d)).collect()
}
