//! Routes between sites over links: which links a flow crosses, and which it
//! takes when one of them is down.

use super::estate::Estate;
use super::ids::{LinkId, SiteId};

/// Alternatives considered for one pair of sites.
const ALTERNATIVES: usize = 4;
/// Longest route, in links.
pub const LONGEST: usize = 4;

/// One way from a site to another: the links it crosses, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    links: [LinkId; LONGEST],
    length: u8,
}

impl Route {
    /// The links it crosses.
    #[must_use]
    pub fn links(&self) -> &[LinkId] {
        &self.links[..self.length as usize]
    }
}

/// The routes between every two sites, fewest links first.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    sites: usize,
    between: Vec<Vec<Route>>,
}

impl Routes {
    /// Finds up to four routes of up to four links between every two sites.
    /// Order: fewest links, then the links' order in the estate.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let sites = estate.sites.len();
        let mut between = vec![Vec::new(); sites * sites];
        for from in 0..sites {
            let mut path = Vec::new();
            let mut seen = vec![false; sites];
            seen[from] = true;
            extend(estate, from, from, &mut path, &mut seen, &mut between);
        }
        for routes in &mut between {
            routes.sort_by_key(|route: &Route| (route.length, route.links().to_vec()));
            routes.truncate(ALTERNATIVES);
        }
        Self { sites, between }
    }

    /// The routes from one site to another. Empty within a site and where no
    /// link leads.
    #[must_use]
    pub fn between(&self, from: SiteId, to: SiteId) -> &[Route] {
        &self.between[from.index() * self.sites + to.index()]
    }
}

fn extend(
    estate: &Estate,
    from: usize,
    here: usize,
    path: &mut Vec<LinkId>,
    seen: &mut [bool],
    between: &mut [Vec<Route>],
) {
    if path.len() == LONGEST {
        return;
    }
    for (i, link) in estate.links.iter().enumerate() {
        let next = match link.ends.map(SiteId::index) {
            [a, b] if a == here => b,
            [a, b] if b == here => a,
            _ => continue,
        };
        if seen[next] {
            continue;
        }
        path.push(LinkId::new(i));
        seen[next] = true;
        let mut links = [LinkId(0); LONGEST];
        links[..path.len()].copy_from_slice(path);
        #[allow(clippy::cast_possible_truncation)]
        let length = path.len() as u8;
        between[from * estate.sites.len() + next].push(Route { links, length });
        extend(estate, from, next, path, seen, between);
        seen[next] = false;
        path.pop();
    }
}
