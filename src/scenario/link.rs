//! `[links.NAME]`: a network path between two sites.

use super::chance::{common_cause, delay, hazard};
use super::context::Context;
use super::diagnostic::Diagnostic;
use super::node::{Node, Value};
use super::quantity::{bandwidth, names, some_bandwidth, some_share, span, whole, wrong};
use super::reader::Entity;
use super::scope::Scope;
use crate::model::{Link, SiteId};

/// Reads one link.
pub(super) fn read(cx: &mut Context, mut e: Entity, scope: &Scope) -> Link {
    let ends = e.required(cx, "sites", "[\"dc1\", \"dc2\"]", |cx, node| {
        let named = names(cx, node)?;
        let sites: Vec<Option<SiteId>> = named.iter().map(|name| scope.site(cx, name)).collect();
        match sites[..] {
            [Some(a), Some(b)] if a != b => Some([a, b]),
            [_, _] if named[0].name != named[1].name => None,
            _ => wrong(cx, node, "a link joins two different sites", "write sites = [\"dc1\", \"dc2\"]"),
        }
    });
    let raw = e.required(cx, "bandwidth", "\"1 Gbps\"", some_bandwidth).unwrap_or(1e9);
    let efficiency = e.or_library(cx, "efficiency", "links.efficiency", some_share);
    let production = e.or_library(cx, "production", "links.production", production);
    let left = raw * efficiency - production;
    if left <= 0.0 {
        let at = e.entry("production").map_or(e.at, |entry| entry.node.at);
        let message = format!("{} has no bandwidth left for copies after its production traffic", e.title);
        cx.report(
            Diagnostic::error("absurd", at, message).hint("write less production traffic or more bandwidth"),
        );
    }
    let failure = e.or_library(cx, "failure", "links.failure", hazard);
    let common_cause = common_cause(cx, &mut e, ("common_cause", "links.common_cause"), &failure);
    let link = Link {
        name: e.name.to_owned(),
        ends: ends.unwrap_or([SiteId(0); 2]),
        bytes_per_second: left,
        paths: e.or_library(cx, "paths", "links.paths", whole(1, 2)),
        failure,
        repair: e.or_library(cx, "repair", "links.repair", delay),
        common_cause,
        round_trip: e.optional(cx, "round_trip", span),
    };
    e.finish(cx);
    link
}

fn production(cx: &mut Context, node: &Node) -> Option<f64> {
    if let Value::Table(_) = node.value {
        let hint = "write the traffic of business hours, such as \"500 Mbps\"";
        return wrong(cx, node, "calendars of traffic are not supported; one bandwidth is due here", hint);
    }
    bandwidth(cx, node)
}
