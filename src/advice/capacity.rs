//! Whether what runs at a place has room there in normal operation, and with
//! one node away.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::found::{ARITHMETIC, CAPACITY, Detail, Found, Rule};
use super::{Severity, beside};
use crate::model::{App, Estate, Place, Product, Protection, Stamp, StampId, hub};

const OVER: Rule = Rule { id: "place-over-capacity", severity: Severity::Error, source: ARITHMETIC };
const OVER_WITHOUT_A_NODE: Rule = Rule { severity: Severity::Warning, ..OVER };
const LARGE_VM: Rule = Rule { id: "vm-larger-than-node", severity: Severity::Error, source: ARITHMETIC };
const RESERVE: Rule = Rule { id: "vendor-reserve", severity: Severity::Note, source: CAPACITY };
const MANY_VMS: Rule = Rule { id: "too-many-vms", severity: Severity::Note, source: CAPACITY };

/// VMs that Azure Stack Hub allows on a node and on a stamp.
const VMS_PER_NODE: u64 = 60;
const VMS_PER_STAMP: u64 = 700;

/// What apps take at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Demand {
    pub memory_bytes: f64,
    pub vcpus: f64,
    pub vms: u64,
    pub largest_vm_bytes: f64,
}

impl Demand {
    /// What one app takes.
    pub fn of(app: &App) -> Self {
        let vms = f64::from(app.vms);
        Self {
            memory_bytes: vms * app.memory_per_vm_bytes,
            vcpus: vms * app.vcpus_per_vm,
            vms: u64::from(app.vms),
            largest_vm_bytes: app.memory_per_vm_bytes,
        }
    }

    /// Takes more.
    pub fn add(&mut self, other: Self) {
        self.memory_bytes += other.memory_bytes;
        self.vcpus += other.vcpus;
        self.vms += other.vms;
        self.largest_vm_bytes = self.largest_vm_bytes.max(other.largest_vm_bytes);
    }
}

/// Places an app runs at in normal operation: home and the other places of an
/// active-active group.
pub(super) fn places(app: &App) -> impl Iterator<Item = Place> {
    let others = app.protections.iter().filter_map(|protection| match protection {
        Protection::ActiveActive(group) => Some(&group.with),
        _ => None,
    });
    std::iter::once(app.home).chain(others.flatten().copied())
}

/// Memory VMs can use on a stamp with one node away (with all, if it has only
/// one).
pub(super) fn memory_without_a_node(stamp: &Stamp) -> f64 {
    f64::from(stamp.nodes.saturating_sub(1).max(1)) * stamp.vm_memory_per_node_bytes
}

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    let mut demands: BTreeMap<Place, Demand> = BTreeMap::new();
    for (_, app) in facts.apps() {
        for place in places(app) {
            demands.entry(place).or_default().add(Demand::of(app));
        }
    }
    for (place, demand) in demands {
        match place {
            Place::Stamp(stamp) => on_stamp(facts.estate, stamp, &demand, found),
            Place::Region(site) => {
                let Some(quota) = facts.estate.sites[site.index()].quota_vcpus else { continue };
                if demand.vcpus > f64::from(quota) {
                    let name = facts.estate.place_name(place);
                    found.add(OVER, format!("region {name}"), over_quota(name, demand.vcpus, quota));
                }
            }
        }
    }
}

fn over_quota(name: &str, vcpus: f64, quota: u32) -> Detail {
    Detail {
        reason: format!("the apps at home in {name} need more virtual CPUs than its quota"),
        value: Some(format!("{vcpus} vCPUs")),
        limit: Some(format!("{quota} vCPUs")),
        fix: "raise the quota or place fewer apps there".into(),
    }
}

fn on_stamp(estate: &Estate, id: StampId, demand: &Demand, found: &mut Found) {
    let stamp = &estate.stamps[id.index()];
    let subject = || format!("stamp {}", stamp.name);
    let all = f64::from(stamp.nodes) * stamp.vm_memory_per_node_bytes;
    let without_a_node = memory_without_a_node(stamp);
    if demand.largest_vm_bytes > stamp.vm_memory_per_node_bytes {
        found.add(LARGE_VM, subject(), large_vm(stamp, demand));
    }
    if demand.memory_bytes > all {
        found.add(OVER, subject(), over(stamp, demand, all, "its nodes have"));
    } else if demand.memory_bytes > without_a_node {
        let detail = over(
            stamp,
            demand,
            without_a_node,
            "is left with one node away, so that VMs wait for its repair",
        );
        found.add(OVER_WITHOUT_A_NODE, subject(), detail);
    } else if let Some(free) = free_on_hub(stamp, demand)
        && demand.memory_bytes > free
    {
        found.add(RESERVE, subject(), reserve(stamp, demand, free));
    }
    let most = (VMS_PER_NODE * u64::from(stamp.nodes)).min(VMS_PER_STAMP);
    if stamp.product == Product::AzureStackHub && demand.vms > most {
        found.add(MANY_VMS, subject(), many_vms(stamp, demand, most));
    }
}

/// Memory for VMs of an Azure Stack Hub by the vendor's formula: its nodes'
/// memory is what VMs can use plus the platform's part.
fn free_on_hub(stamp: &Stamp, demand: &Demand) -> Option<f64> {
    let usable = stamp.vm_memory_per_node_bytes;
    if stamp.product != Product::AzureStackHub || !usable.is_finite() {
        return None;
    }
    let node = usable + hub::PLATFORM_PER_NODE_BYTES + hub::PLATFORM_BYTES / f64::from(stamp.nodes);
    let reserve = hub::reserve_bytes(node, stamp.nodes, demand.largest_vm_bytes);
    Some(f64::from(stamp.nodes) * usable - reserve)
}

fn large_vm(stamp: &Stamp, demand: &Demand) -> Detail {
    let node = beside::memory(stamp.vm_memory_per_node_bytes);
    let (value, limit) = beside::over(beside::memory(demand.largest_vm_bytes), node);
    Detail {
        reason: format!("a VM on {} is larger than what one node has for VMs: it cannot start", stamp.name),
        value,
        limit,
        fix: "use larger nodes or smaller VMs".into(),
    }
}

fn over(stamp: &Stamp, demand: &Demand, limit: f64, what: &str) -> Detail {
    let (value, most) = beside::over(beside::memory(demand.memory_bytes), beside::memory(limit));
    Detail {
        reason: format!("the apps on {} need more memory than {what}", stamp.name),
        value,
        limit: most,
        fix: "add nodes or memory, or place fewer apps there".into(),
    }
}

fn reserve(stamp: &Stamp, demand: &Demand, free: f64) -> Detail {
    let (value, limit) = beside::over(beside::memory(demand.memory_bytes), beside::memory(free.max(0.0)));
    Detail {
        reason: format!(
            "as an Azure Stack Hub {} has, beyond its resiliency reserve, H + 0.15 (N - 1) H + V (N - 2), less \
             memory than its apps need",
            stamp.name
        ),
        value,
        limit,
        fix: "add nodes or memory, or place fewer apps there".into(),
    }
}

fn many_vms(stamp: &Stamp, demand: &Demand, most: u64) -> Detail {
    Detail {
        reason: format!(
            "as an Azure Stack Hub {} allows {VMS_PER_NODE} VMs a node and {VMS_PER_STAMP} a stamp",
            stamp.name
        ),
        value: Some(format!("{} VMs", demand.vms)),
        limit: Some(format!("{most} VMs")),
        fix: "add nodes or a second stamp".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::super::sample::*;
    use super::*;

    /// Check values of the vendor's formula, in GiB: H, V, N, and what the
    /// platform and the reserve leave, here from memory for VMs per node.
    #[test]
    fn what_is_left_follows_the_vendors_formula() {
        let values = [
            (384.0, 56.0, 4, 609.2),
            (384.0, 112.0, 4, 497.2),
            (512.0, 112.0, 8, 2100.4),
            (768.0, 112.0, 16, 7918.0),
        ];
        for (node, largest, nodes, free) in values {
            let all = f64::from(nodes) * (node - 4.0) - 242.0;
            let mut stamp = sound().stamps[0].clone();
            (stamp.nodes, stamp.vm_memory_per_node_bytes) = (nodes, all / f64::from(nodes) * GIB);
            let demand = Demand { largest_vm_bytes: largest * GIB, ..Demand::default() };
            assert!((free_on_hub(&stamp, &demand).unwrap() / GIB - free).abs() < 1e-6);
        }
    }

    /// erp in so many VMs of 64 GiB; prod has 8 nodes of 512 GiB: 64 VMs fill
    /// it, 56 fill seven nodes.
    fn vms(vms: u32) -> Estate {
        let mut estate = sound();
        estate.apps.remove(0);
        estate.apps[0].vms = vms;
        estate.apps[0].memory_per_vm_bytes = 64.0 * GIB;
        estate
    }

    /// The same estate with stamps of this product.
    fn of(product: Product, mut estate: Estate) -> Estate {
        for stamp in &mut estate.stamps {
            stamp.product = product;
        }
        estate
    }

    #[test]
    fn a_stamp_needs_room_for_its_apps_and_for_a_node_away() {
        assert_eq!(only(vms(65), "place-over-capacity").severity, Severity::Error);
        let finding = only(vms(57), "place-over-capacity");
        assert_eq!(finding.severity, Severity::Warning);
        assert_eq!((finding.value.as_deref(), finding.limit.as_deref()), (Some("3.6 TiB"), Some("3.5 TiB")));
        assert!(found(vms(56), "place-over-capacity").is_empty());
    }

    /// H = 512 + 4 + 242/8 = 546.25; reserve = 2.05 H + 6 x 64 = 1503.8; free =
    /// 4096 - 1503.8 = 2592.2 GiB: 40 VMs of 64 GiB.
    #[test]
    fn the_vendors_reserve_is_a_note() {
        assert_eq!(only(vms(41), "vendor-reserve").severity, Severity::Note);
        assert!(found(vms(40), "vendor-reserve").is_empty());
        assert!(found(of(Product::AzureLocal, vms(41)), "vendor-reserve").is_empty());
    }

    #[test]
    fn memory_that_was_not_given_is_not_judged() {
        let mut estate = vms(1000);
        for stamp in &mut estate.stamps {
            stamp.vm_memory_per_node_bytes = f64::INFINITY;
        }
        assert!(found(estate.clone(), "place-over-capacity").is_empty());
        assert!(found(estate.clone(), "vendor-reserve").is_empty());
        assert!(found(estate, "no-room-at-destination").is_empty());
    }

    #[test]
    fn a_vm_must_fit_on_a_node() {
        let mut estate = sound();
        estate.apps[1].memory_per_vm_bytes = 513.0 * GIB;
        assert_eq!(only(estate.clone(), "vm-larger-than-node").severity, Severity::Error);
        estate.apps[1].memory_per_vm_bytes = 512.0 * GIB;
        assert!(found(estate, "vm-larger-than-node").is_empty());
    }

    #[test]
    fn a_stamp_carries_sixty_vms_a_node_and_seven_hundred_in_all() {
        let tiny = |vms: u32, nodes: u32| {
            let mut estate = sound();
            estate.apps.remove(0);
            estate.stamps[0].nodes = nodes;
            estate.apps[0].vms = vms;
            estate.apps[0].memory_per_vm_bytes = GIB;
            estate
        };
        assert_eq!(only(tiny(481, 8), "too-many-vms").limit.as_deref(), Some("480 VMs"));
        assert!(found(tiny(480, 8), "too-many-vms").is_empty());
        assert!(found(of(Product::HyperV, tiny(481, 8)), "too-many-vms").is_empty());
        assert_eq!(only(tiny(701, 16), "too-many-vms").limit.as_deref(), Some("700 VMs"));
        assert!(found(tiny(700, 16), "too-many-vms").is_empty());
    }

    #[test]
    fn apps_at_home_in_a_region_keep_within_its_quota() {
        let mut estate = sound();
        estate.apps[1].home = Place::Region(AZURE);
        estate.sites[AZURE.index()].quota_vcpus = Some(15);
        assert_eq!(only(estate.clone(), "place-over-capacity").subject, "region azure");
        estate.sites[AZURE.index()].quota_vcpus = Some(16);
        assert!(found(estate, "place-over-capacity").is_empty());
    }
}
