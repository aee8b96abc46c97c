//! Which apps a change at a link, target, place or site may concern: a superset,
//! so that settling an instant looks only at what it touched.

use super::copies::{Copies, Keeper};
use super::deployment::Layout;
use super::estate::Estate;
use super::ids::{AppId, SiteId};
use super::route::Routes;

/// Apps by what touches them, each list ascending and without repeats.
#[derive(Clone, Debug)]
pub struct Touched {
    /// By link.
    pub links: Vec<Vec<AppId>>,
    /// By target.
    pub targets: Vec<Vec<AppId>>,
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
            for copy in copies.of_app(id) {
                let stream = &copies.streams[copy];
                there.push(stream.site);
                match stream.keeper {
                    Keeper::Target(target) => touched.targets[target.index()].push(id),
                    Keeper::Place(place) => touched.places[place.index()].push(id),
                }
                touched.add_ways(routes, estate, id, stream.from, stream.site);
            }
            for from in &here {
                for to in &there {
                    touched.add_ways(routes, estate, id, *from, *to);
                }
            }
        }
        let lists = [&mut touched.links, &mut touched.targets, &mut touched.places, &mut touched.sites];
        for list in lists.into_iter().flatten() {
            list.sort();
            list.dedup();
        }
        touched
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
