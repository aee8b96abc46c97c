//! `[targets.NAME]`: where backups land.

use super::chance::{delay, hazard};
use super::context::{Context, default_of};
use super::diagnostic::Diagnostic;
use super::node::{Node, Value, quoted};
use super::quantity::{boolean, interval, named, probability, some_bandwidth, whole, wrong};
use super::reader::Entity;
use super::scope::Scope;
use super::source::At;
use crate::model::{SiteId, SiteKind, Target, TargetAt};
use crate::units::Span;

/// Reads one backup target, and where it is said to be in a stamp's rack.
pub(super) fn read(cx: &mut Context, mut e: Entity, scope: &Scope) -> (Target, Option<At>) {
    let (at, rack) = standing(cx, &mut e, scope);
    let immutable_for = e.or_library(cx, "immutable", "targets.immutable", immutable);
    let immutable = immutable_for > Span::ZERO;
    let ends = immutable && immutable_for != Span::INFINITE;
    let compromised = if immutable { "targets.compromised.immutable" } else { "targets.compromised" };
    let dedicated = e.or_library(cx, "dedicated", "targets.dedicated", boolean);
    let background = default_of("targets.background");
    let background = if dedicated { 0.0 } else { probability(cx, background).unwrap_or(0.0) };
    let throughput = e.or_library(cx, "throughput", "targets.throughput", some_bandwidth);
    let target = Target {
        name: e.name.to_owned(),
        at,
        immutable,
        immutable_for,
        compromised: e.or_library(cx, "compromised", compromised, probability),
        compromised_later: if ends {
            e.or_library(cx, "compromised_later", "targets.compromised", probability)
        } else {
            e.optional(cx, "compromised_later", probability).unwrap_or(0.0)
        },
        bytes_per_second: throughput * (1.0 - background),
        streams: e.or_library(cx, "streams", "targets.streams", whole(1, 10_000)),
        stream_bytes_per_second: e.or_library(
            cx,
            "stream_throughput",
            "targets.stream_throughput",
            some_bandwidth,
        ),
        failure: e.or_library(cx, "failure", "targets.failure", hazard),
        repair: e.or_library(cx, "repair", "targets.repair", delay),
        data_lost: e.or_library(cx, "data_lost", "targets.data_lost", probability),
    };
    e.finish(cx);
    (target, rack)
}

/// Where it stands, which exactly one of three keys says.
fn standing(cx: &mut Context, e: &mut Entity, scope: &Scope) -> (TargetAt, Option<At>) {
    let said = e.alternatives(cx, &["site", "stamp", "cluster", "rack"]);
    let nowhere = TargetAt::Site(SiteId(0));
    let Some((key, node)) = said else {
        let message = format!("{} does not say where it stands", e.title);
        let hint = "write one of site = \"dc1\", stamp = \"prod\" or rack = \"prod\"";
        cx.report(Diagnostic::error("missing", e.at, message).hint(hint));
        return (nowhere, None);
    };
    let at = cx.about(|| format!("{key} of {}", e.title), |cx| standing_at(cx, key, node, scope));
    (at.unwrap_or(nowhere), (key == "rack").then_some(node.at))
}

/// Where it stands by one of these keys.
fn standing_at(cx: &mut Context, key: &str, node: &Node, scope: &Scope) -> Option<TargetAt> {
    let named = named(cx, node)?;
    match key {
        "site" => {
            let site = scope.site(cx, &named)?;
            if scope.site_kinds[site.index()] == SiteKind::Users {
                let message = format!("a backup target cannot stand at {}, a users' site", named.name);
                cx.report(Diagnostic::error("wrong-value", named.at, message).hint("write another site"));
            }
            Some(TargetAt::Site(site))
        }
        "rack" => scope.stamp(cx, &named).map(TargetAt::Rack),
        _ => scope.stamp(cx, &named).map(TargetAt::Stamp),
    }
}

/// For how long copies are immutable: a time, `true` (as long as they are kept)
/// or `false`.
fn immutable(cx: &mut Context, node: &Node) -> Option<Span> {
    match node.value {
        Value::Text(ref word) if ["true", "false"].contains(&word.as_str()) => {
            let message = format!("\"{word}\" is a text here");
            wrong(cx, node, &message, &format!("write {word} without quotes"))
        }
        // A number without its unit is told so.
        Value::Text(ref text) if !text.contains(|c: char| c.is_ascii_digit()) => {
            let message = format!("{} is neither true, false nor a duration", quoted(text));
            wrong(cx, node, &message, "write true, false or \"30 d\"")
        }
        Value::Text(_) => interval(cx, node),
        Value::Boolean(_) => boolean(cx, node).map(|yes| if yes { Span::INFINITE } else { Span::ZERO }),
        _ => {
            wrong(cx, node, "how long copies cannot be changed is due here", "write true, false or \"30 d\"")
        }
    }
}
