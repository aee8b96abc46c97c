//! `[stamps.NAME]` (or `[clusters.NAME]`): one Azure Stack Hub or Azure Local
//! instance, or a Hyper-V cluster.

use super::chance::{common_cause, delay, hazard};
use super::context::{Context, default_of};
use super::diagnostic::Diagnostic;
use super::provenance::Origin;
use super::quantity::{named, size, whole, word};
use super::reader::Entity;
use super::scope::Scope;
use crate::model::hub::FEWEST_NODES;
use crate::model::{Product, SiteId, SiteKind, Stamp};

/// What a stamp may run, as scenarios have it.
const PRODUCTS: &[(&str, Product)] = &[
    ("azure-stack-hub", Product::AzureStackHub),
    ("azure-local", Product::AzureLocal),
    ("hyper-v", Product::HyperV),
];

/// A product as scenarios have it.
pub(super) fn product_name(product: Product) -> &'static str {
    PRODUCTS.iter().find(|(_, known)| *known == product).map_or("", |(name, _)| name)
}

/// Reads one stamp; with whether it says its product.
pub(super) fn read(cx: &mut Context, mut e: Entity, scope: &Scope) -> (Stamp, bool) {
    let site = e.required(cx, "site", "\"dc1\"", |cx, node| {
        let named = named(cx, node)?;
        let site = scope.site(cx, &named)?;
        if matches!(scope.site_kinds[site.index()], SiteKind::Users | SiteKind::Cloud) {
            let message = format!("a stamp cannot stand at {}, a cloud or users' site", named.name);
            let problem = Diagnostic::error("wrong-value", named.at, message);
            cx.report(
                problem.hint("write an own or provider site; in a cloud region apps run without a stamp"),
            );
        }
        Some(site)
    });
    let nodes = e.required(cx, "nodes", "4", whole(1, 16)).unwrap_or(FEWEST_NODES);
    let tolerates = default_of("stamps.pool_tolerates");
    let tolerates = whole(0, 15)(cx, tolerates).unwrap_or(0);
    let fewest = tolerates.min(nodes - 1);
    let switch = e.or_library(cx, "switch", "stamps.switch", hazard);
    let keys = ("switch_common_cause", "stamps.switch_common_cause");
    let switch_common_cause = common_cause(cx, &mut e, keys, &switch);
    let product = product(cx, &mut e, nodes);
    let stamp = Stamp {
        name: e.name.to_owned(),
        site: site.unwrap_or(SiteId(0)),
        product,
        nodes,
        vm_memory_per_node_bytes: vm_memory(cx, &mut e, product, nodes),
        crash: e.or_library(cx, "crash", "stamps.crash", hazard),
        crash_repair: e.or_library(cx, "crash_repair", "stamps.crash_repair", delay),
        hardware: e.or_library(cx, "hardware", "stamps.hardware", hazard),
        hardware_repair: e.or_library(cx, "hardware_repair", "stamps.hardware_repair", delay),
        node_detection: e.or_library(cx, "node_detection", "stamps.node_detection", delay),
        vm_restart: e.or_library(cx, "vm_restart", "stamps.vm_restart", delay),
        switch,
        switch_common_cause,
        switch_repair: e.or_library(cx, "switch_repair", "stamps.switch_repair", delay),
        pool_tolerates: if fewest < tolerates {
            let why = Origin::Derived("a pool cannot lose its last node");
            e.or_derived(cx, "pool_tolerates", (fewest, fewest.to_string(), why), whole(0, nodes - 1))
        } else {
            e.or_library(cx, "pool_tolerates", "stamps.pool_tolerates", whole(0, nodes - 1))
        },
        pool_online_down_to: e.or_library(
            cx,
            "pool_online_down_to",
            "stamps.pool_online_down_to",
            whole(0, nodes),
        ),
        software: e.or_library(cx, "software", "stamps.software", hazard),
        software_lasts: e.or_library(cx, "software_lasts", "stamps.software_lasts", delay),
        infrastructure: e.or_library(cx, "infrastructure", "stamps.infrastructure", hazard),
        infrastructure_lasts: e.or_library(cx, "infrastructure_lasts", "stamps.infrastructure_lasts", delay),
        rack_power: e.or_library(cx, "rack_power", "stamps.rack_power", hazard),
        rack_power_lasts: e.or_library(cx, "rack_power_lasts", "stamps.rack_power_lasts", delay),
        lost: e.or_library(cx, "lost", "stamps.lost", hazard),
        redeploy: e.or_library(cx, "redeploy", "stamps.redeploy", delay),
    };
    let says = e.entry("product").is_some();
    e.finish(cx);
    (stamp, says)
}

/// What it runs: with few nodes not what the library has.
fn product(cx: &mut Context, e: &mut Entity, nodes: u32) -> Product {
    if nodes >= FEWEST_NODES {
        return e.or_library(cx, "product", "stamps.product", word(PRODUCTS));
    }
    let why = Origin::Derived("fewer nodes than an Azure Stack Hub has");
    let default = (Product::AzureLocal, "\"azure-local\"".to_owned(), why);
    let product = e.or_derived(cx, "product", default, word(PRODUCTS));
    if product == Product::AzureStackHub {
        let message =
            format!("{} has {nodes} nodes, and an Azure Stack Hub has at least {FEWEST_NODES}", e.title);
        let hint = "write product = \"azure-local\" or \"hyper-v\", or more nodes";
        cx.report(Diagnostic::error("absurd", e.at, message).hint(hint));
    }
    product
}

/// Memory per node that VMs can use: all of it, less the overhead of an Azure
/// Stack Hub; infinite if the scenario gives none.
fn vm_memory(cx: &mut Context, e: &mut Entity, product: Product, nodes: u32) -> f64 {
    let Some(memory) = e.optional(cx, "memory", size) else {
        return f64::INFINITY;
    };
    let overhead = match product {
        Product::AzureLocal | Product::HyperV => 0.0,
        Product::AzureStackHub => {
            let [stamp, node] = ["stamps.platform_memory", "stamps.platform_memory_per_node"].map(|key| {
                let value = default_of(key);
                size(cx, value).unwrap_or(0.0)
            });
            stamp / f64::from(nodes) + node
        }
    };
    if memory <= overhead {
        let message = format!("{}: the platform itself takes more memory than its nodes have", e.title);
        let at = e.entry("memory").map_or(e.at, |entry| entry.node.at);
        cx.report(
            Diagnostic::error("absurd", at, message)
                .hint("write the memory of one node, such as \"768 GiB\""),
        );
    }
    (memory - overhead).max(0.0)
}
