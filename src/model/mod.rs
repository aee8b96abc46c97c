//! What exists: sites, stamps, links, backup targets, apps, protections,
//! objectives, hazards. An [`Estate`] is the plain description of one
//! topology; a [`Model`] adds the indexes that a trial runs on.

pub mod app;
pub mod chance;
pub mod component;
pub mod copies;
pub mod deployment;
pub mod estate;
pub mod hub;
pub mod ids;
pub mod infrastructure;
pub mod kind;
pub mod limits;
#[allow(clippy::module_inception)]
pub mod model;
pub(crate) mod named;
pub mod offer;
pub mod plan;
pub mod protection;
pub mod resync;
pub mod route;
pub mod rule;
pub mod touched;

pub use app::{App, Objective, Objectives, Service, Tier};
pub use chance::{Delay, Hazard, Mark};
pub use component::{Effect, Part, Source};
pub use copies::{CopyStream, Keeper};
pub use estate::{Clock, Estate, People, Ransomware, Study, StudySettings, TaintFrom, Topology};
pub use ids::*;
pub use infrastructure::{Control, ControlAt, Link, Place, Product, Site, SiteKind, Stamp, Target, TargetAt};
pub use kind::{Class, KINDS, Kind};
pub use limits::{Guests, Limits};
pub use model::Model;
pub use offer::{CrashStart, Offer, Points};
pub use plan::{Action, PlanGroup, PlanIndex, PlanPlace, RecoveryPlan};
pub use protection::{
    ActiveActive, AfterFailback, Backup, BackupMethod, Level, Need, Needs, OnReturn, Protection,
    Registration, Replica, Retention, Schedule,
};
pub use resync::{Resync, Window};
