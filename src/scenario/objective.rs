//! What is asked of a recovery, by kind and class of disruption, and which of
//! several wishes holds: the narrower wins, for each objective apart.

use super::context::{Context, default_of};
use super::diagnostic::Diagnostic;
use super::nearest::{listed, nearest};
use super::node::{Entry, Node, Value};
use super::provenance::Path;
use super::quantity::{probability, span, wrong};
use super::reader::{Entity, table};
use crate::model::{Class, KINDS, Kind, Objective, Objectives};
use crate::units::Span;

/// What one table asks. Outer `None`: it does not say; inner `None`: nothing is
/// asked (`"none"`).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish {
    pub rto: Option<Option<Span>>,
    pub rpo: Option<Option<Span>>,
    pub rpo_rollback: Option<Option<Span>>,
    pub loses_all: Option<f64>,
}

/// What a tier, an app, a service or the whole scenario asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub base: Wish,
    pub by_class: [Wish; Class::ALL.len()],
    pub by_kind: [Wish; KINDS],
}

impl Asked {
    /// The wishes for a kind, the narrowest first, without the base.
    pub(super) fn narrow(&self, kind: Kind) -> [&Wish; 2] {
        [&self.by_kind[kind.index()], &self.by_class[kind.class().index()]]
    }
}

/// Reads `rto`, `rpo`, `rpo_rollback`, `loses_all` and `objectives` of an
/// entity.
pub(super) fn read(cx: &mut Context, e: &mut Entity) -> Asked {
    let base = wish(cx, e);
    let mut asked = e.optional(cx, "objectives", by_kind).unwrap_or_default();
    asked.base = base;
    asked
}

/// As [`read`], with each of the `objectives` recorded apart, so that others can
/// be recorded beside them.
pub(super) fn read_apart(cx: &mut Context, e: &mut Entity) -> Asked {
    let base = wish(cx, e);
    let path = e.path().key("objectives");
    let before = cx.problem_count();
    let mut asked = by_kind_apart(cx, &path, e.entry("objectives").map(|entry| &entry.node));
    cx.blame(before, || format!("objectives of {}", e.title));
    asked.base = base;
    asked
}

/// Reads the `[objectives]` of the whole scenario, where ransomware has a
/// tolerance of its own unless the user gives one.
pub(super) fn read_global(cx: &mut Context, node: Option<&Node>) -> Asked {
    let path = Path::top("objectives");
    let mut asked = by_kind_apart(cx, &path, node);
    if asked.narrow(Kind::Ransomware).iter().all(|wish| wish.loses_all.is_none()) {
        let value = default_of("tiers.loses_all.ransomware");
        asked.by_kind[Kind::Ransomware.index()].loses_all = probability(cx, value);
        let path = path.key(Kind::Ransomware.name()).key("loses_all");
        let origin = super::reader::from_library("tiers.loses_all.ransomware");
        cx.provenance.record(path, value.to_toml(), origin);
    }
    asked
}

/// Reads objectives by kind and class and records each at its own path.
fn by_kind_apart(cx: &mut Context, path: &Path, node: Option<&Node>) -> Asked {
    let Some(node) = node else {
        return Asked::default();
    };
    for entry in node_entries(node) {
        for leaf in node_entries(&entry.node) {
            super::reader::record_given(cx, path.key(&entry.key).key(&leaf.key), &leaf.node);
        }
    }
    by_kind(cx, node).unwrap_or_default()
}

fn node_entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Table(table) => &table.entries,
        _ => &[],
    }
}

fn by_kind(cx: &mut Context, node: &Node) -> Option<Asked> {
    let fields = table(cx, node, "a table of kinds and classes", "{ site = { rto = \"8 h\" } }")?;
    let mut asked = Asked::default();
    for entry in &fields.entries {
        let kind = Kind::from_name(&entry.key);
        let class = Class::ALL.into_iter().find(|class| class.name() == entry.key);
        let Some(inner) =
            table(cx, &entry.node, "a table of objectives", "{ rto = \"8 h\", rpo = \"24 h\" }")
        else {
            continue;
        };
        let mut e = Entity::part(format!("the objective for {}", entry.key), entry.key_at, inner);
        let wish = wish(cx, &mut e);
        e.finish(cx);
        match (kind, class) {
            (Some(kind), _) => asked.by_kind[kind.index()] = wish,
            (None, Some(class)) => asked.by_class[class.index()] = wish,
            (None, None) => cx.report(unknown(entry)),
        }
    }
    Some(asked)
}

fn unknown(entry: &Entry) -> Diagnostic {
    let known =
        || Kind::ALL.iter().map(|kind| kind.name()).chain(Class::ALL.iter().map(|class| class.name()));
    let message = format!("{} is no kind or class of disruption", entry.key);
    Diagnostic::error("unknown-key", entry.key_at, message).hint(match nearest(&entry.key, known()) {
        Some(near) => format!("write {near}"),
        None => format!("write one of {}", listed(known(), 20)),
    })
}

fn wish(cx: &mut Context, e: &mut Entity) -> Wish {
    Wish {
        rto: e.optional(cx, "rto", some_limit),
        rpo: e.optional(cx, "rpo", limit),
        rpo_rollback: e.optional(cx, "rpo_rollback", limit),
        loses_all: e.optional(cx, "loses_all", probability),
    }
}

#[allow(clippy::option_option)] // see `Wish`
fn limit(cx: &mut Context, node: &Node) -> Option<Option<Span>> {
    if matches!(&node.value, Value::Text(text) if text == "none") {
        return Some(None);
    }
    span(cx, node).map(Some)
}

/// As [`limit`], but above 0: no recovery takes no time.
#[allow(clippy::option_option)] // see `Wish`
fn some_limit(cx: &mut Context, node: &Node) -> Option<Option<Span>> {
    let limit = limit(cx, node)?;
    if limit == Some(Span::ZERO) {
        return wrong(cx, node, "no recovery takes no time", "write for example \"1 min\", or \"none\"");
    }
    Some(limit)
}

/// The objective of a wish on its own.
pub(super) fn plain(wish: &Wish) -> Objective {
    Objective { rto: wish.rto.flatten(), rpo: wish.rpo.flatten(), rpo_rollback: wish.rpo_rollback.flatten() }
}

/// The objectives and tolerances of an app: app by kind, by class, at all;
/// tier by kind, by class; scenario by kind, by class; tier at all.
pub(super) fn of_app(app: &Asked, tier: &Asked, global: &Asked) -> (Objectives, [f64; KINDS]) {
    let mut objectives = Objectives::default();
    let mut tolerances = [0.0; KINDS];
    for kind in Kind::ALL {
        let chain = [
            app.narrow(kind)[0],
            app.narrow(kind)[1],
            &app.base,
            tier.narrow(kind)[0],
            tier.narrow(kind)[1],
            global.narrow(kind)[0],
            global.narrow(kind)[1],
            &tier.base,
        ];
        objectives[kind.index()] = first(&chain);
        tolerances[kind.index()] = chain.iter().find_map(|wish| wish.loses_all).unwrap_or(0.0);
    }
    (objectives, tolerances)
}

/// The objectives of a service: its own, else the strictest of its apps'.
pub(super) fn of_service<'a>(
    service: &Asked,
    apps: impl Iterator<Item = &'a Objectives> + Clone,
) -> Objectives {
    let strictest = |pick: fn(&Objective) -> Option<Span>, kind: Kind| {
        Some(apps.clone().filter_map(|objectives| pick(&objectives[kind.index()])).min())
    };
    let mut objectives = Objectives::default();
    for kind in Kind::ALL {
        let inherited = Wish {
            rto: strictest(|o| o.rto, kind),
            rpo: strictest(|o| o.rpo, kind),
            rpo_rollback: strictest(|o| o.rpo_rollback, kind),
            loses_all: None,
        };
        let [by_kind, by_class] = service.narrow(kind);
        objectives[kind.index()] = first(&[by_kind, by_class, &service.base, &inherited]);
    }
    objectives
}

fn first(chain: &[&Wish]) -> Objective {
    Objective {
        rto: chain.iter().find_map(|wish| wish.rto).flatten(),
        rpo: chain.iter().find_map(|wish| wish.rpo).flatten(),
        rpo_rollback: chain.iter().find_map(|wish| wish.rpo_rollback).flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rto(hours: f64) -> Wish {
        Wish { rto: Some(Some(Span::from_seconds(hours * 3600.0))), ..Wish::default() }
    }

    fn asked(base: Option<f64>, class: Option<(Class, f64)>, kind: Option<(Kind, f64)>) -> Asked {
        let mut asked = Asked { base: base.map(rto).unwrap_or_default(), ..Asked::default() };
        if let Some((class, hours)) = class {
            asked.by_class[class.index()] = rto(hours);
        }
        if let Some((kind, hours)) = kind {
            asked.by_kind[kind.index()] = rto(hours);
        }
        asked
    }

    /// Adds one wish after the other, from the widest to the narrowest: each
    /// must take over for site-lost.
    #[test]
    fn the_narrower_wins() {
        let (site, lost) = (Class::Site, Kind::SiteLost);
        let tier =
            |n: usize| asked(Some(1.0), (n > 2).then_some((site, 4.0)), (n > 3).then_some((lost, 5.0)));
        let global = |n: usize| asked(None, (n > 0).then_some((site, 2.0)), (n > 1).then_some((lost, 3.0)));
        let app = |n: usize| {
            asked((n > 4).then_some(6.0), (n > 5).then_some((site, 7.0)), (n > 6).then_some((lost, 8.0)))
        };
        for n in 0..8_u32 {
            let i = n as usize;
            let (objectives, _) = of_app(&app(i), &tier(i), &global(i));
            assert_eq!(objectives[lost.index()].rto.map(Span::hours), Some(f64::from(n + 1)), "step {n}");
        }
    }

    #[test]
    fn each_objective_is_resolved_apart_and_none_lifts_one() {
        let mut tier = asked(Some(8.0), None, None);
        tier.base.rpo = Some(Some(Span::from_seconds(900.0)));
        let mut app = Asked::default();
        app.by_kind[Kind::Node.index()].rto = Some(None);
        let (objectives, _) = of_app(&app, &tier, &Asked::default());
        assert_eq!(objectives[Kind::Node.index()].rto, None);
        assert_eq!(objectives[Kind::Node.index()].rpo.map(Span::seconds), Some(900.0));
        assert_eq!(objectives[Kind::Switch.index()].rto.map(Span::hours), Some(8.0));
    }

    #[test]
    fn a_service_takes_the_strictest_of_its_apps() {
        let strict = of_app(&asked(Some(2.0), None, None), &Asked::default(), &Asked::default()).0;
        let lax = of_app(&asked(Some(9.0), None, None), &Asked::default(), &Asked::default()).0;
        let own = asked(None, None, Some((Kind::SiteLost, 5.0)));
        let service = of_service(&own, [&lax, &strict].into_iter());
        assert_eq!(service[Kind::Node.index()].rto.map(Span::hours), Some(2.0));
        assert_eq!(service[Kind::SiteLost.index()].rto.map(Span::hours), Some(5.0));
        assert_eq!(service[Kind::Node.index()].rpo, None);
    }
}
