//! The model a trial runs on: an estate together with the indexes derived from
//! it once. Valid by construction; nothing in it changes during a trial.

use super::chance::Hazard;
use super::component::{Effect, Machinery};
use super::copies::Copies;
use super::deployment::Layout;
use super::estate::Estate;
use super::ids::{AppId, ServiceId, SourceId};
use super::plan::PlanIndex;
use super::route::Routes;
use super::touched::Touched;
use crate::kernel::stream::entity;

/// An estate with everything a trial looks up.
#[derive(Clone, Debug)]
pub struct Model {
    /// The plain description.
    pub estate: Estate,
    /// Components and sources of failure.
    pub machinery: Machinery,
    /// Places, deployments and VMs.
    pub layout: Layout,
    /// Routes between sites.
    pub routes: Routes,
    /// Streams of copies.
    pub copies: Copies,
    /// Recovery plans by app.
    pub plans: PlanIndex,
    /// By app: the apps that need it directly.
    pub dependents: Vec<Vec<AppId>>,
    /// By app: every app that cannot serve without it, itself excluded.
    pub all_dependents: Vec<Vec<AppId>>,
    /// By app: the services it is part of.
    pub services_of: Vec<Vec<ServiceId>>,
    /// The foundation apps.
    pub foundation: Vec<AppId>,
    /// By app: part of the address of its random streams.
    pub app_entities: Vec<u64>,
    /// By app: position in the order of priority, then name.
    pub rank: Vec<u32>,
    /// By app: the turn of the first in turn that needs it, itself included.
    pub needed_turns: Vec<(bool, u32)>,
    /// By app: whether it has active-active instances that take over from one
    /// another.
    pub is_active_active: Vec<bool>,
    /// By app: 0 if it needs no other, else one more than the deepest it needs.
    pub depth: Vec<u32>,
    /// By component: its renewal sources.
    pub lives_of: Vec<Vec<SourceId>>,
    /// By link: apps whose users, needed apps or copies may go over it.
    pub touched_by_link: Vec<Vec<AppId>>,
    /// By target: apps with copies on it.
    pub touched_by_target: Vec<Vec<AppId>>,
    /// By control plane: apps with protections that need it.
    pub touched_by_control: Vec<Vec<AppId>>,
    /// By app: apps with protections that need it.
    pub touched_by_app: Vec<Vec<AppId>>,
    /// By place: apps with replicas there.
    pub touched_by_place: Vec<Vec<AppId>>,
    /// By site: apps with copies, users or a way through it.
    pub touched_by_site: Vec<Vec<AppId>>,
}

impl Model {
    /// Derives the indexes of `estate`.
    ///
    /// # Panics
    /// If the estate refers to something it does not hold or its apps need one
    /// another in a circle; a resolved scenario does neither.
    #[must_use]
    pub fn new(estate: Estate) -> Self {
        let mut layout = Layout::of(&estate);
        let routes = Routes::of(&estate);
        let copies = Copies::of(&estate, &layout, &routes);
        let machinery = Machinery::of(&estate);
        let plans = PlanIndex::of(&estate);
        let apps = estate.apps.len();
        let dependents = estate.dependents();
        let all_dependents = (0..apps).map(|i| closure(AppId::new(i), &dependents)).collect();
        let mut services_of = vec![Vec::new(); apps];
        for (s, service) in estate.services.iter().enumerate() {
            for app in &service.apps {
                services_of[app.index()].push(ServiceId::new(s));
            }
        }
        let in_turn = estate.in_turn();
        let mut rank = vec![0; apps];
        for (position, app) in (0_u32..).zip(&in_turn) {
            rank[app.index()] = position;
        }
        for deployments in &mut layout.at_place {
            deployments.sort_by_key(|d| rank[layout.deployments[d.index()].app.index()]);
        }
        let touched = Touched::of(&estate, &layout, &routes, &copies);
        Self {
            foundation: (0..apps).filter(|i| estate.apps[*i].foundation).map(AppId::new).collect(),
            app_entities: estate.apps.iter().map(|app| entity(&format!("app/{}", app.name))).collect(),
            is_active_active: estate
                .apps
                .iter()
                .map(|app| {
                    let takes_over = |p: &super::Protection| match p {
                        super::Protection::ActiveActive(both) => both.takes_over(app),
                        _ => false,
                    };
                    app.protections.iter().any(takes_over)
                })
                .collect(),
            depth: estate.depths(),
            needed_turns: estate.needed_turns(),
            lives_of: lives(&machinery),
            touched_by_link: touched.links,
            touched_by_target: touched.targets,
            touched_by_control: touched.controls,
            touched_by_app: touched.apps,
            touched_by_place: touched.places,
            touched_by_site: touched.sites,
            machinery,
            layout,
            routes,
            copies,
            plans,
            dependents,
            all_dependents,
            services_of,
            rank,
            estate,
        }
    }

    /// The number of subjects: apps, then services.
    #[must_use]
    pub fn subjects(&self) -> usize {
        self.estate.apps.len() + self.estate.services.len()
    }

    /// Name of a subject.
    #[must_use]
    pub fn subject_name(&self, subject: usize) -> &str {
        let apps = &self.estate.apps;
        match apps.get(subject) {
            Some(app) => &app.name,
            None => &self.estate.services[subject - apps.len()].name,
        }
    }

    /// Name of a place: its stamp's or its site's.
    #[must_use]
    pub fn place_name(&self, place: super::PlaceId) -> &str {
        self.estate.place_name(self.layout.places[place.index()])
    }
}

fn lives(machinery: &Machinery) -> Vec<Vec<SourceId>> {
    let mut lives = vec![Vec::new(); machinery.components.len()];
    for (i, source) in machinery.sources.iter().enumerate() {
        if let (Hazard::Lifetime(_), Effect::StopOne { first, .. }) = (&source.hazard, source.effect) {
            lives[first.index()].push(SourceId::new(i));
        }
    }
    lives
}

fn closure(of: AppId, dependents: &[Vec<AppId>]) -> Vec<AppId> {
    let mut found = Vec::new();
    let mut open = vec![of];
    while let Some(app) = open.pop() {
        for dependent in &dependents[app.index()] {
            if !found.contains(dependent) {
                assert!(*dependent != of, "apps need one another in a circle");
                found.push(*dependent);
                open.push(*dependent);
            }
        }
    }
    found.sort();
    found
}
