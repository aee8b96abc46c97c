//! What exists: sites, stamps, links, backup targets, apps, protections,
//! objectives, hazards. An [`Estate`] is the plain description of one
//! topology.

pub mod app;
pub mod chance;
pub mod estate;
pub mod ids;
pub mod infrastructure;
pub mod kind;
pub mod protection;

pub use app::{App, Objective, Objectives, Service, Tier};
pub use chance::{Delay, Hazard, Mark};
pub use estate::{Clock, Estate, People, Ransomware, Study, StudySettings, TaintFrom, Topology};
pub use ids::*;
pub use infrastructure::{Link, Place, Site, SiteKind, Stamp, Target, TargetAt};
pub use kind::{Class, KINDS, Kind};
pub use protection::{
    ActiveActive, Backup, BackupMethod, Level, OnReturn, Protection, Replica, Retention, Schedule,
};
