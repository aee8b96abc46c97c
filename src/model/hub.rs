//! What is particular to an Azure Stack Hub (Microsoft, Azure Stack Hub
//! capacity planning: compute). Memory is in bytes.

const GIB: f64 = 1_073_741_824.0;

/// Fewest nodes of a scale unit.
pub const FEWEST_NODES: u32 = 4;
/// What the platform takes of a stamp.
pub const PLATFORM_BYTES: f64 = 242.0 * GIB;
/// What it takes of each node besides.
pub const PLATFORM_PER_NODE_BYTES: f64 = 4.0 * GIB;

/// Memory held in reserve on a stamp so that its VMs can restart and be
/// updated: H + 0.15 (N − 1) H + V (N − 2), for N nodes of memory H and a
/// largest VM of memory V.
#[must_use]
pub fn reserve_bytes(node_memory_bytes: f64, nodes: u32, largest_vm_bytes: f64) -> f64 {
    let n = f64::from(nodes);
    node_memory_bytes + 0.15 * (n - 1.0) * node_memory_bytes + largest_vm_bytes * (n - 2.0).max(0.0)
}

/// Memory left for VMs, after the platform and the reserve.
#[must_use]
pub fn left_for_vms_bytes(node_memory_bytes: f64, nodes: u32, largest_vm_bytes: f64) -> f64 {
    let n = f64::from(nodes);
    let platform = PLATFORM_BYTES + PLATFORM_PER_NODE_BYTES * n;
    n * node_memory_bytes - platform - reserve_bytes(node_memory_bytes, nodes, largest_vm_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Check values, worked out by hand, in GiB: node, largest VM, nodes,
    /// reserve, and what the platform and the reserve leave.
    #[test]
    fn the_reserve_is_the_vendors() {
        let values = [
            (384.0, 56.0, 4, 668.8, 609.2),
            (384.0, 112.0, 4, 780.8, 497.2),
            (512.0, 112.0, 8, 1721.6, 2100.4),
            (768.0, 112.0, 16, 4064.0, 7918.0),
        ];
        for (node, largest, nodes, reserve, left) in values {
            let got = reserve_bytes(node * GIB, nodes, largest * GIB) / GIB;
            assert!((got - reserve).abs() < 1e-9, "{got} {reserve}");
            let got = left_for_vms_bytes(node * GIB, nodes, largest * GIB) / GIB;
            assert!((got - left).abs() < 1e-9, "{got} {left}");
        }
    }
}
