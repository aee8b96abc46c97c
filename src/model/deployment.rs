//! Where apps run or may run: one deployment per app and place, its VMs laid
//! out round-robin over the nodes.

use super::estate::Estate;
use super::ids::{AppId, DeploymentId, PlaceId, SiteId};
use super::infrastructure::{Place, SiteKind};
use super::protection::Protection;

/// An app as laid out at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The app.
    pub app: AppId,
    /// The place.
    pub place: PlaceId,
    /// First of its VMs; `vms` of the app follow.
    pub first_vm: u32,
    /// It runs (or stands ready to serve) from the start: home and the other
    /// places of an active-active app.
    pub initial: bool,
}

/// Places and deployments of an estate.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Where apps can run: every stamp, then every cloud and provider site.
    pub places: Vec<Place>,
    /// The site of each place.
    pub place_sites: Vec<SiteId>,
    /// All deployments, an app's together, its home first.
    pub deployments: Vec<Deployment>,
    /// By app: index of its first deployment; one entry more than apps.
    pub first_deployment: Vec<u32>,
    /// By place: the deployments there.
    pub at_place: Vec<Vec<DeploymentId>>,
    /// The node each VM normally runs on.
    pub home_nodes: Vec<u16>,
}

impl Layout {
    /// Lays out every place at which some app runs or may run.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut layout = Self::default();
        for (i, stamp) in estate.stamps.iter().enumerate() {
            layout.places.push(Place::Stamp(super::StampId::new(i)));
            layout.place_sites.push(stamp.site);
        }
        for (i, site) in estate.sites.iter().enumerate() {
            if matches!(site.kind, SiteKind::Cloud | SiteKind::Provider) {
                layout.places.push(Place::Region(SiteId::new(i)));
                layout.place_sites.push(SiteId::new(i));
            }
        }
        layout.at_place = vec![Vec::new(); layout.places.len()];
        let mut next_node = vec![0_u32; layout.places.len()];
        for (i, app) in estate.apps.iter().enumerate() {
            #[allow(clippy::cast_possible_truncation)]
            layout.first_deployment.push(layout.deployments.len() as u32);
            for (place, initial) in places_of(app) {
                layout.add(estate, AppId::new(i), place, initial, &mut next_node);
            }
        }
        #[allow(clippy::cast_possible_truncation)]
        layout.first_deployment.push(layout.deployments.len() as u32);
        layout
    }

    fn add(&mut self, estate: &Estate, app: AppId, place: Place, initial: bool, next_node: &mut [u32]) {
        let place_id = self.place(place);
        let id = DeploymentId::new(self.deployments.len());
        #[allow(clippy::cast_possible_truncation)]
        let first_vm = self.home_nodes.len() as u32;
        self.deployments.push(Deployment { app, place: place_id, first_vm, initial });
        self.at_place[place_id.index()].push(id);
        for _ in 0..estate.apps[app.index()].vms {
            let node = match place {
                Place::Stamp(stamp) => {
                    let next = &mut next_node[place_id.index()];
                    let node = *next % estate.stamps[stamp.index()].nodes;
                    *next += 1;
                    node
                }
                Place::Region(_) => 0,
            };
            #[allow(clippy::cast_possible_truncation)]
            self.home_nodes.push(node as u16);
        }
    }

    /// The id of a place.
    ///
    /// # Panics
    /// If nothing can run there: a scenario that resolved never asks.
    #[must_use]
    pub fn place(&self, place: Place) -> PlaceId {
        let found = self.places.iter().position(|p| *p == place);
        PlaceId::new(found.expect("apps are only placed where something can run"))
    }

    /// The site of a deployment.
    pub(super) fn site_of(&self, deployment: usize) -> SiteId {
        self.place_sites[self.deployments[deployment].place.index()]
    }

    /// The deployments of an app, home first.
    #[must_use]
    pub fn of_app(&self, app: AppId) -> std::ops::Range<usize> {
        self.first_deployment[app.index()] as usize..self.first_deployment[app.index() + 1] as usize
    }
}

/// The places of an app, home first, each once, with whether it runs there
/// from the start.
fn places_of(app: &super::App) -> Vec<(Place, bool)> {
    let mut places = vec![(app.home, true)];
    let mut add = |place: Place, initial: bool| match places.iter_mut().find(|(p, _)| *p == place) {
        Some(known) => known.1 |= initial,
        None => places.push((place, initial)),
    };
    for protection in &app.protections {
        match protection {
            Protection::Backup(backup) => backup.restore_to.iter().for_each(|p| add(*p, false)),
            Protection::Replica(replica) => add(replica.to, false),
            Protection::ActiveActive(both) => both.with.iter().for_each(|p| add(*p, true)),
        }
    }
    places
}
