//! `[controls.NAME]`: control planes and other services that protections need,
//! and the names of these in a protection.

use super::chance::{delay, hazard};
use super::context::Context;
use super::quantity::{named, names};
use super::reader::Entity;
use super::scope::Scope;
use crate::model::{Control, ControlAt, Need, Needs};

/// Reads one control plane.
pub(super) fn read(cx: &mut Context, mut e: Entity, scope: &Scope) -> Control {
    let said = e.alternatives(cx, &["site", "stamp", "cluster"]);
    let at = said.and_then(|(key, node)| {
        cx.about(
            || format!("{key} of {}", e.title),
            |cx| {
                let named = named(cx, node)?;
                if key == "site" {
                    scope.site(cx, &named).map(ControlAt::Site)
                } else {
                    scope.stamp(cx, &named).map(ControlAt::Stamp)
                }
            },
        )
    });
    let control = Control {
        name: e.name.to_owned(),
        at: at.unwrap_or(ControlAt::Anywhere),
        failure: e.or_library(cx, "failure", "controls.failure", hazard),
        repair: e.or_library(cx, "repair", "controls.repair", delay),
    };
    e.finish(cx);
    control
}

/// What a protection needs to make copies and to start a recovery.
pub(super) fn needs(cx: &mut Context, e: &mut Entity, scope: &Scope) -> Needs {
    let mut list = |key| {
        let read = |cx: &mut Context, node: &_| -> Option<Vec<Need>> {
            let named = names(cx, node)?;
            let needs: Vec<Option<Need>> = named.iter().map(|named| scope.need(cx, named)).collect();
            needs.into_iter().collect()
        };
        e.optional(cx, key, read).unwrap_or_default()
    };
    Needs { copy: list("copy_needs"), start: list("start_needs") }
}
