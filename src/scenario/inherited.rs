//! What services are asked because their apps are: entered into the provenance,
//! so that `show` prints it. A service stands once in the file, for all
//! topologies; what is not the same in all of them has no line there.

use super::context::Context;
use super::node::quoted;
use super::objective::{Asked, Wish};
use super::provenance::{Origin, Path};
use crate::model::{Kind, Objective, Service, Topology};
use crate::units::{Span, write_duration};

/// An objective: its key, what a table says of it, and what holds in the end.
type Field = (&'static str, fn(&Wish) -> Option<Option<Span>>, fn(&Objective) -> Option<Span>);

const FIELDS: [Field; 3] = [
    ("rto", |wish| wish.rto, |objective| objective.rto),
    ("rpo", |wish| wish.rpo, |objective| objective.rpo),
    ("rpo_rollback", |wish| wish.rpo_rollback, |objective| objective.rpo_rollback),
];

/// Records what each service inherits: what most kinds share, then the kinds
/// that differ. `services` are in the order of every topology's.
pub(super) fn record(cx: &mut Context, services: &[(Service, Asked)], topologies: &[Topology]) {
    for (i, (service, asked)) in services.iter().enumerate() {
        let path = Path::top("services").key(&service.name);
        for (key, said, holds) in FIELDS {
            if said(&asked.base).is_some() {
                continue;
            }
            let inherits = |kind: &Kind| asked.narrow(*kind).iter().all(|wish| said(wish).is_none());
            let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(inherits).collect();
            let mut each = topologies.iter().map(|topology| {
                let objectives = &topology.estate.services[i].objectives;
                kinds.iter().map(|kind| holds(&objectives[kind.index()])).collect::<Vec<_>>()
            });
            let Some(values) = each.next() else { continue };
            if each.any(|others| others != values) {
                continue;
            }
            let usual = most_frequent(&values);
            let mut enter = |path: Path, value: Option<Span>| {
                let text = value.map_or_else(|| "none".to_owned(), write_duration);
                cx.provenance.record(path, quoted(&text), Origin::Derived("its strictest app's"));
            };
            if usual.is_some() {
                enter(path.key(key), usual);
            }
            for (kind, value) in kinds.iter().zip(&values).filter(|(_, value)| **value != usual) {
                enter(path.key("objectives").key(kind.name()).key(key), *value);
            }
        }
    }
}

/// The first of the values that no other is more frequent than.
fn most_frequent(values: &[Option<Span>]) -> Option<Span> {
    let count = |value: &Option<Span>| values.iter().filter(|other| *other == value).count();
    // Of equals `max_by_key` takes the last.
    values.iter().rev().max_by_key(|value| count(value)).copied().flatten()
}
