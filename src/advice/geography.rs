//! Where things stand, what one failure takes, and the way data go from site
//! to site.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::route::LONGEST;
use crate::model::{App, Estate, LinkId, Place, Protection, SiteId, StampId, TargetAt, TargetId};

/// The loss of one failure domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Failure {
    /// The stamp's data are gone; its hardware is usable.
    Stamp(StampId),
    /// The site is destroyed with everything in it.
    Site(SiteId),
}

impl Failure {
    /// Whether nothing can run at `place` any more.
    pub fn hits(self, estate: &Estate, place: Place) -> bool {
        match self {
            Self::Site(site) => site_of(estate, place) == site,
            Self::Stamp(stamp) => place == Place::Stamp(stamp),
        }
    }

    /// Whether the copies on `target` are gone. An appliance in the rack of a
    /// lost stamp keeps its data: the stamp's hardware is usable.
    pub fn destroys(self, estate: &Estate, target: TargetId) -> bool {
        match self {
            Self::Site(site) => target_site(estate, target) == site,
            Self::Stamp(stamp) => estate.targets[target.index()].at == TargetAt::Stamp(stamp),
        }
    }

    /// The site that data can no longer cross.
    pub fn lost_site(self) -> Option<SiteId> {
        match self {
            Self::Site(site) => Some(site),
            Self::Stamp(_) => None,
        }
    }

    /// "dc1" or "stamp prod".
    pub fn describe(self, estate: &Estate) -> String {
        match self {
            Self::Site(site) => estate.sites[site.index()].name.clone(),
            Self::Stamp(stamp) => format!("stamp {}", estate.stamps[stamp.index()].name),
        }
    }
}

/// The site a place is at.
pub(super) fn site_of(estate: &Estate, place: Place) -> SiteId {
    match place {
        Place::Stamp(stamp) => estate.stamps[stamp.index()].site,
        Place::Region(site) => site,
    }
}

/// The site a target stands at.
pub(super) fn target_site(estate: &Estate, target: TargetId) -> SiteId {
    estate.target_site(target)
}

/// Where an app could go, in the order of its protections.
pub(super) fn destinations(app: &App) -> impl Iterator<Item = Place> {
    let places = app.protections.iter().flat_map(|protection| match protection {
        Protection::Backup(backup) => &backup.restore_to[..],
        Protection::Replica(replica) => std::slice::from_ref(&replica.to),
        Protection::ActiveActive(group) => &group.with[..],
    });
    places.copied()
}

/// The way between two sites: the fewest links (four at most), then the links'
/// order in the estate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Route {
    /// Bandwidth of its narrowest link; infinite within a site.
    pub bytes_per_second: f64,
    /// Links crossed, last first.
    pub links: Vec<LinkId>,
}

/// Best ways from one site to all others.
struct Tree {
    /// Narrowest link on the way; 0 where there is none.
    bytes_per_second: Vec<f64>,
    /// Last link of the way and the site before it.
    via: Vec<Option<(LinkId, SiteId)>>,
}

/// The best ways from a site when another is lost, by both.
type Trees = BTreeMap<(Option<SiteId>, SiteId), Rc<Tree>>;

/// Sites and links as a map. Ways are worked out when first asked for.
pub(super) struct Geography<'a> {
    estate: &'a Estate,
    neighbours: Vec<Vec<(LinkId, SiteId)>>,
    trees: RefCell<Trees>,
}

impl<'a> Geography<'a> {
    /// The map of an estate.
    pub fn new(estate: &'a Estate) -> Self {
        let mut neighbours = vec![Vec::new(); estate.sites.len()];
        for (l, link) in estate.links.iter().enumerate() {
            let [a, b] = link.ends;
            neighbours[a.index()].push((LinkId::new(l), b));
            neighbours[b.index()].push((LinkId::new(l), a));
        }
        Self { estate, neighbours, trees: RefCell::default() }
    }

    /// The way from `from` to `to`, not through `without`; `None` if no links
    /// lead there.
    pub fn route(&self, from: SiteId, to: SiteId, without: Option<SiteId>) -> Option<Route> {
        let bytes_per_second = self.bytes_per_second(from, to, without)?;
        let mut links = Vec::new();
        let tree = self.tree(from, without);
        let mut at = to;
        while let Some((link, before)) = tree.via[at.index()] {
            links.push(link);
            at = before;
        }
        Some(Route { bytes_per_second, links })
    }

    /// Bandwidth of that way alone.
    pub fn bytes_per_second(&self, from: SiteId, to: SiteId, without: Option<SiteId>) -> Option<f64> {
        if without == Some(from) || without == Some(to) {
            return None;
        }
        let width = self.tree(from, without).bytes_per_second[to.index()];
        (width > 0.0).then_some(width)
    }

    fn tree(&self, from: SiteId, without: Option<SiteId>) -> Rc<Tree> {
        let mut trees = self.trees.borrow_mut();
        Rc::clone(trees.entry((without, from)).or_insert_with(|| Rc::new(self.grow(from, without))))
    }

    /// Site by site outwards. Sites are reached in the order of their ways, and
    /// links are tried in the order of the estate, so the first way found is
    /// the one a simulation takes.
    fn grow(&self, from: SiteId, without: Option<SiteId>) -> Tree {
        let sites = self.neighbours.len();
        let mut tree = Tree { bytes_per_second: vec![0.0; sites], via: vec![None; sites] };
        tree.bytes_per_second[from.index()] = f64::INFINITY;
        let mut reached = vec![false; sites];
        reached[from.index()] = true;
        let mut level = vec![from];
        for _ in 0..LONGEST {
            let mut next = Vec::new();
            for site in level {
                for (link, there) in &self.neighbours[site.index()] {
                    if reached[there.index()] || Some(*there) == without {
                        continue;
                    }
                    reached[there.index()] = true;
                    let own = self.estate.links[link.index()].bytes_per_second;
                    tree.bytes_per_second[there.index()] = own.min(tree.bytes_per_second[site.index()]);
                    tree.via[there.index()] = Some((*link, site));
                    next.push(*there);
                }
            }
            level = next;
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;

    #[test]
    fn the_way_has_the_fewest_links_and_then_the_first() {
        let mut estate = sound();
        estate.links[0].bytes_per_second = 1e6;
        let mut twin = estate.links[0].clone();
        twin.bytes_per_second = 2e6;
        estate.links.push(twin);
        let direct = Geography::new(&estate).route(DC1, DC2, None).unwrap();
        assert_eq!((direct.bytes_per_second, direct.links), (1e6, vec![LinkId(0)]), "not round by azure");
    }

    /// The simulation works out its ways by another method: both must agree.
    #[test]
    fn ways_are_those_of_the_simulation() {
        let mut random: u64 = 1;
        let mut below = |n: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) % n
        };
        for _ in 0..200 {
            let mut estate = sound();
            let sites = 3 + below(5);
            estate.sites.resize(sites as usize, estate.sites[0].clone());
            let link = estate.links[0].clone();
            estate.links.clear();
            for _ in 0..below(12) {
                let ends = [below(sites), below(sites)].map(|site| SiteId::new(site as usize));
                if ends[0] != ends[1] {
                    estate.links.push(crate::model::Link { ends, ..link.clone() });
                }
            }
            let (geography, routes) = (Geography::new(&estate), crate::model::route::Routes::of(&estate));
            for (from, to) in (0..sites).flat_map(|a| (0..sites).map(move |b| (a, b))).filter(|(a, b)| a != b)
            {
                let (from, to) = (SiteId::new(from as usize), SiteId::new(to as usize));
                let ours = geography
                    .route(from, to, None)
                    .map(|route| route.links.into_iter().rev().collect::<Vec<_>>());
                let theirs = routes.between(from, to).first().map(|route| route.links().to_vec());
                assert_eq!(ours, theirs);
            }
        }
    }

    #[test]
    fn a_way_of_two_links_is_as_wide_as_the_narrower() {
        let mut estate = sound();
        estate.links.remove(0);
        estate.links[1].bytes_per_second = 3e7;
        let geography = Geography::new(&estate);
        let route = geography.route(DC1, DC2, None).unwrap();
        assert_eq!(route, Route { bytes_per_second: 3e7, links: vec![LinkId(1), LinkId(0)] });
        assert_eq!(geography.route(DC1, DC2, Some(AZURE)), None, "the only way crosses azure");
    }

    #[test]
    fn within_a_site_nothing_is_crossed() {
        let estate = sound();
        let route = Geography::new(&estate).route(DC1, DC1, None).unwrap();
        assert_eq!(route, Route { bytes_per_second: f64::INFINITY, links: Vec::new() });
    }

    #[test]
    fn a_lost_stamp_takes_its_own_target_and_a_lost_site_takes_all() {
        let estate = sound();
        let stamp = Failure::Stamp(StampId(0));
        let site = Failure::Site(DC1);
        let destroyed = |failure: Failure| {
            [NEAR, FAR, VAULT, ON_PROD, IN_RACK].map(|target| failure.destroys(&estate, target))
        };
        assert_eq!(destroyed(stamp), [false, false, false, true, false]);
        assert_eq!(destroyed(site), [true, false, false, true, true]);
        assert!(stamp.hits(&estate, PROD) && !stamp.hits(&estate, DR));
        assert!(site.hits(&estate, PROD) && site.hits(&estate, Place::Region(DC1)));
    }
}
