//! `[sites.NAME]`: a datacenter, cloud region, provider's place or users' site.

use super::chance::{delay, hazard};
use super::context::Context;
use super::diagnostic::Diagnostic;
use super::quantity::{vcpus, whole, word};
use super::reader::Entity;
use crate::model::{Site, SiteKind};

const KINDS: &[(&str, SiteKind)] = &[
    ("own", SiteKind::Own),
    ("cloud", SiteKind::Cloud),
    ("provider", SiteKind::Provider),
    ("users", SiteKind::Users),
];

/// Reads one site. Its defaults depend on its kind.
pub(super) fn read(cx: &mut Context, mut e: Entity) -> Site {
    let kind = e.or_library(cx, "kind", "sites.kind", word(KINDS));
    let (outage, outage_lasts, lost) = match kind {
        SiteKind::Own => ("sites.outage", "sites.outage_lasts", "sites.lost"),
        SiteKind::Cloud | SiteKind::Provider => {
            ("sites.outage.cloud", "sites.outage_lasts.cloud", "sites.lost.cloud")
        }
        SiteKind::Users => ("sites.outage.users", "sites.outage_lasts.cloud", "sites.lost.cloud"),
    };
    let site = Site {
        name: e.name.to_owned(),
        kind,
        outage: e.or_library(cx, "outage", outage, hazard),
        outage_lasts: e.or_library(cx, "outage_lasts", outage_lasts, delay),
        lost: e.or_library(cx, "lost", lost, hazard),
        replacement: e.or_library(cx, "replacement", "sites.replacement", delay),
        technicians: e.optional(cx, "technicians", whole(1, 1000)),
        quota_vcpus: e.optional(cx, "quota", vcpus),
    };
    if let (SiteKind::Own | SiteKind::Users, Some(entry)) = (kind, e.entry("quota")) {
        let message = format!("{} has no quota: what its stamps hold is its limit", e.title);
        let problem = Diagnostic::error("absurd", entry.key_at, message);
        cx.report(problem.hint("delete quota, or write kind = \"cloud\" or \"provider\""));
    }
    e.finish(cx);
    site
}
