//! `[apps.NAME]` or a row of the inventory: one app.

use super::chance::{delay, hazard};
use super::context::{Context, default_of};
use super::node::{Node, Value};
use super::objective::{self, Asked};
use super::provenance::Origin;
use super::quantity::{Named, boolean, named, names, number, quantity, size, unit_problem, whole, word};
use super::reader::{Entity, from_library};
use super::scope::Scope;
use super::source::At;
use crate::model::limits::GuestSystem;
use crate::model::{App, Guests, Hazard, Objectives, Place, Tier, TierId};
use crate::units::{parse_churn, parse_probability};

/// An app whose home and protections the topology still has to say.
pub(super) struct Draft {
    pub app: App,
    pub home: Option<Named>,
    pub users: Vec<Named>,
    pub asked: Asked,
    /// Where its name stands.
    pub at: At,
    /// Where it says what it needs.
    pub needs_at: Option<At>,
}

const SECONDS_PER_DAY: f64 = 86_400.0;

/// Reads one app.
pub(super) fn read(cx: &mut Context, mut e: Entity, scope: &Scope, tiers: &[Tier]) -> Draft {
    let tier = e.required(cx, "tier", &a_tier(scope), |cx, node| {
        let named = named(cx, node)?;
        scope.tier(cx, &named)
    });
    let vms = e.or_library(cx, "vms", "apps.vms", whole(1, 100_000));
    let all = Origin::Derived("all VMs");
    let vms_needed = e.or_derived(cx, "needed", (vms, vms.to_string(), all), whole(1, vms));
    let priority = tier.and_then(|tier| tiers.get(tier.index())).map_or(1, |tier| tier.priority);
    let own = Origin::Derived("of its tier");
    let priority = e.or_derived(cx, "priority", (priority, priority.to_string(), own), whole(1, 1000));
    let data_bytes = data(cx, &mut e, vms);
    let churn = churn(cx, &mut e, data_bytes);
    let asked = objective::read(cx, &mut e);
    let home = e.optional(cx, "home", named);
    let needs = e.optional(cx, "needs", names).unwrap_or_default();
    let needs_at = e.entry("needs").map(|entry| entry.node.at);
    let needs = cx.about(
        || format!("needs of {}", e.title),
        |cx| distinct(needs.iter().filter_map(|need| scope.app(cx, need))),
    );
    let users = e.optional(cx, "users", names).unwrap_or_default();
    let user_sites = cx.about(
        || format!("users of {}", e.title),
        |cx| distinct(users.iter().filter_map(|site| scope.site(cx, site))),
    );
    let app = App {
        name: e.name.to_owned(),
        tier: tier.unwrap_or(TierId(0)),
        priority,
        vms,
        vms_needed,
        pinned: e.or_library(cx, "pinned", "apps.pinned", boolean),
        guests: guests(cx, &mut e),
        vcpus_per_vm: e.or_library(cx, "vcpus", "apps.vcpus", number(0.1, 1000.0)),
        memory_per_vm_bytes: e.or_library(cx, "memory", "apps.memory", size),
        data_bytes,
        churn_bytes_per_second: churn,
        needs,
        users: user_sites,
        foundation: false,
        objectives: Objectives::default(),
        loses_all_tolerance: [0.0; crate::model::KINDS],
        home: Place::Stamp(crate::model::StampId(0)),
        protections: Vec::new(),
        boot: e.or_library(cx, "boot", "apps.boot", delay),
        start: e.or_library(cx, "start", "apps.start", delay),
        item_deletion: per_vm(cx, &mut e, "item_deletion", "apps.item_deletion", vms),
        corruption: per_vm(cx, &mut e, "corruption", "apps.corruption", vms),
        damage_detection: e.or_library(cx, "damage_detection", "apps.damage_detection", delay),
        damage_stop: e.or_library(cx, "damage_stop", "apps.damage_stop", delay),
        item_bytes: e.or_library(cx, "item_size", "apps.item_size", size),
        item_work: e.or_library(cx, "item_work", "apps.item_work", delay),
        item_remake: e.or_library(cx, "item_remake", "apps.item_remake", delay),
        rebuild: e.or_library(cx, "rebuild", "apps.rebuild", delay),
    };
    let at = e.at;
    e.finish(cx);
    Draft { app, home, users, asked, at, needs_at }
}

/// In order, each once.
fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}

fn a_tier(scope: &Scope) -> String {
    format!("\"{}\"", scope.tiers.iter().next().unwrap_or("t1"))
}

/// What is known of its VMs besides their size.
fn guests(cx: &mut Context, e: &mut Entity) -> Guests {
    const SYSTEMS: &[(&str, GuestSystem)] =
        &[("windows", GuestSystem::Windows), ("linux", GuestSystem::Linux)];
    Guests {
        disks_per_vm: e.optional(cx, "disks", whole(1, 10_000)),
        largest_disk_bytes: e.optional(cx, "largest_disk", size),
        write_bytes: e.optional(cx, "write_size", size),
        system: e.optional(cx, "os", word(SYSTEMS)),
        generation: e.optional(cx, "generation", whole(1, 2)),
        arc: e.optional(cx, "arc", boolean),
        highly_available: e.or_library(cx, "highly_available", "apps.highly_available", boolean),
        ephemeral: e.or_library(cx, "ephemeral", "apps.ephemeral", boolean),
    }
}

/// Data of the whole app; the library knows them for one VM.
fn data(cx: &mut Context, e: &mut Entity, vms: u32) -> f64 {
    let one = default_of("apps.data_per_vm");
    let bytes = size(cx, one).unwrap_or(0.0) * f64::from(vms);
    let text = format!("\"{} GB\"", bytes / 1e9);
    e.or_derived(cx, "data", (bytes, text, from_library("apps.data_per_vm")), size)
}

/// Changed data in bytes per second: given, or a share of the data a day.
fn churn(cx: &mut Context, e: &mut Entity, data_bytes: f64) -> f64 {
    let library = default_of("apps.daily_change");
    let share = quantity(cx, library, parse_probability).unwrap_or(0.0);
    let default = data_bytes * share / SECONDS_PER_DAY;
    let text = format!("\"{}/d\"", library.to_toml().trim_matches('"'));
    let read = |cx: &mut Context, node: &Node| churn_value(cx, node, data_bytes);
    e.or_derived(cx, "churn", (default, text, from_library("apps.daily_change")), read)
}

/// A plain number of percent, at most 10,000.
fn plain_percent(share: &str) -> Option<f64> {
    let percent: f64 = share.trim().strip_suffix('%')?.trim().parse().ok()?;
    (0.0..=10_000.0).contains(&percent).then_some(percent)
}

/// `"12 GB/d"`, a bandwidth, or a share of the data such as `"3.5%/d"`.
fn churn_value(cx: &mut Context, node: &Node, data_bytes: f64) -> Option<f64> {
    let share = match &node.value {
        Value::Text(text) => {
            ["/d", "/day", " per day"].iter().find_map(|unit| text.trim().strip_suffix(unit))
        }
        _ => None,
    };
    match share.filter(|share| share.contains('%')) {
        None => quantity(cx, node, parse_churn),
        // More than all data may change in a day, over and over.
        Some(share) if plain_percent(share).is_some_and(|percent| percent > 100.0) => {
            plain_percent(share).map(|percent| data_bytes * percent / 100.0 / SECONDS_PER_DAY)
        }
        Some(share) => match parse_probability(share) {
            Ok(share) => Some(data_bytes * share / SECONDS_PER_DAY),
            Err(error) => {
                cx.report(unit_problem(node.at, &error));
                None
            }
        },
    }
}

/// A hazard of the whole app; the library knows it for one VM.
fn per_vm(
    cx: &mut Context,
    e: &mut Entity,
    key: &'static str,
    library_key: &'static str,
    vms: u32,
) -> Hazard {
    let one = default_of(library_key);
    let (default, text) = match hazard(cx, one) {
        Some(Hazard::Rate { per_year, mark }) => {
            let per_year = per_year * f64::from(vms);
            (Hazard::Rate { per_year, mark }, format!("\"{per_year}/yr\""))
        }
        _ => (Hazard::Never, "\"never\"".to_owned()),
    };
    e.or_derived(cx, key, (default, text, from_library(library_key)), hazard)
}
