//! Small estates of several sites.

use drsim::model::*;

use crate::parts::*;

/// The stamp at the second site.
pub const DR: Place = Place::Stamp(StampId(1));
/// The stamp at the third.
pub const THIRD: Place = Place::Stamp(StampId(2));

/// Two sites joined by a link of 100 MB/s, a stamp of four nodes at each, one
/// app at home in the first.
pub fn two_sites() -> Estate {
    let mut estate = estate(4);
    estate.sites.push(site("dc2", SiteKind::Own));
    estate.stamps.push(stamp("dr", 1, 4));
    estate.links.push(link("wan", 0, 1, 1e8));
    estate.apps.push(app("a", PROD));
    estate
}

/// Adds to two sites a third with a stamp of four nodes, joined to each of them
/// by a link of 100 MB/s.
pub fn with_third_site(mut estate: Estate) -> Estate {
    estate.sites.push(site("dc3", SiteKind::Own));
    estate.stamps.push(stamp("third", 2, 4));
    estate.links.push(link("w2", 0, 2, 1e8));
    estate.links.push(link("w3", 1, 2, 1e8));
    estate
}

/// Sets the objectives of an app for one kind, in hours.
pub fn ask(app: &mut App, kind: Kind, rto: f64, rpo: Option<f64>) {
    app.objectives[kind.index()] =
        Objective { rto: Some(hours(rto)), rpo: rpo.map(hours), rpo_rollback: None };
}
