//! Max-min fair sharing: how flows share the capacities they cross.
//!
//! A vector of rates is max-min fair if no flow's rate can grow without taking
//! from a flow that has no more. It is unique, and is found by progressive
//! filling (Bertsekas and Gallager, *Data Networks*, on max-min flow control):
//! all rates rise together; a flow stops at its own cap, and all flows of a
//! resource stop when it is full. There are no weights, and no time: what a flow carries, and how
//! long, is the caller's.
//!
//! Rates only ever rise, so what is left of a resource is never small beside
//! what has been taken from it per flow, and plain floats are exact to at worst
//! about (flows of a resource)² · 10⁻¹⁶, relative. A resource sees the same
//! subtractions in the same order however the flows are numbered.

/// The most resources that one flow may cross.
pub const MAX_CROSSED: usize = 8;

/// A flow: its own cap and what it crosses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowSpec {
    /// The most it can take, in the unit of the capacities; may be infinite.
    pub cap: f64,
    resources: [u32; MAX_CROSSED],
    count: u8,
}

impl FlowSpec {
    /// A flow that crosses `resources` (indices into the capacities). One that
    /// is named twice is crossed twice, and gives up twice the rate.
    ///
    /// # Panics
    /// If there are more than [`MAX_CROSSED`].
    #[must_use]
    pub fn new(cap: f64, resources: &[u32]) -> Self {
        let mut flow = Self { cap, resources: [0; MAX_CROSSED], count: 0 };
        resources.iter().for_each(|&resource| flow.cross(resource));
        flow
    }

    /// Adds a resource that the flow crosses.
    ///
    /// # Panics
    /// If it crosses [`MAX_CROSSED`] already.
    pub fn cross(&mut self, resource: u32) {
        self.resources[usize::from(self.count)] = resource;
        self.count += 1;
    }

    /// What the flow crosses.
    #[must_use]
    pub fn resources(&self) -> &[u32] {
        &self.resources[..usize::from(self.count)]
    }
}

/// The solver: scratch storage, reused from call to call.
#[derive(Clone, Debug, Default)]
pub struct MaxMin {
    /// Of each resource, what stopped flows have left over.
    left: Vec<f64>,
    /// Of each resource, how often flows that still rise cross it.
    rising: Vec<u32>,
    /// The resources that flows cross, by index.
    crossed: Vec<u32>,
    /// The flows by cap, then by index.
    by_cap: Vec<u32>,
    /// Of each flow, whether its rate is final.
    stopped: Vec<bool>,
}

impl MaxMin {
    /// A solver without storage yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the max-min fair rate of each flow into `rates` (which is cleared
    /// first), in the unit of `capacities` and caps. Both are ≥ 0 and may be
    /// infinite. A flow that crosses nothing gets its cap; one that nothing
    /// bounds is infinite; one that crosses a capacity of zero gets zero.
    /// Allocates only when there are more flows or resources than ever before.
    ///
    /// # Panics
    /// If a flow crosses a resource that `capacities` does not have. In debug
    /// builds, if a capacity or cap is negative or NaN.
    pub fn solve(&mut self, capacities: &[f64], flows: &[FlowSpec], rates: &mut Vec<f64>) {
        self.start(capacities, flows);
        rates.clear();
        rates.resize(flows.len(), 0.0);
        let mut level = 0.0;
        let mut next = 0;
        while let Some(&flow) = self.by_cap.get(next) {
            let cap = flows[flow as usize].cap;
            if self.stopped[flow as usize] {
                next += 1;
                continue;
            }
            match self.tightest() {
                // Rounding must not let the level sink.
                Some((resource, share)) if share.max(level) < cap => {
                    level = share.max(level);
                    self.fill(resource, level, flows, rates);
                }
                _ => {
                    level = cap;
                    self.stop(flow, cap, flows, rates);
                }
            }
        }
    }

    /// No flow has stopped, and each is at zero.
    fn start(&mut self, capacities: &[f64], flows: &[FlowSpec]) {
        debug_assert!(capacities.iter().all(|&capacity| capacity >= 0.0), "capacities {capacities:?}");
        debug_assert!(flows.iter().all(|flow| flow.cap >= 0.0), "caps of {flows:?}");
        self.left.clear();
        self.left.extend_from_slice(capacities);
        self.rising.clear();
        self.rising.resize(capacities.len(), 0);
        for &resource in flows.iter().flat_map(FlowSpec::resources) {
            self.rising[resource as usize] += 1;
        }
        self.crossed.clear();
        self.crossed.extend((0..).zip(&self.rising).filter(|&(_, &n)| n > 0).map(|(resource, _)| resource));
        self.by_cap.clear();
        self.by_cap.extend((0..).zip(flows).map(|(flow, _)| flow));
        let cap = |&flow: &u32| flows[flow as usize].cap;
        self.by_cap.sort_unstable_by(|a, b| cap(a).total_cmp(&cap(b)).then(a.cmp(b)));
        self.stopped.clear();
        self.stopped.resize(flows.len(), false);
    }

    /// The resource that is full first as the rates rise (the lowest index, if
    /// there are several), with the level at which it is.
    fn tightest(&self) -> Option<(u32, f64)> {
        let mut tightest: Option<(u32, f64)> = None;
        for &resource in &self.crossed {
            let rising = self.rising[resource as usize];
            if rising > 0 {
                let share = self.left[resource as usize] / f64::from(rising);
                if tightest.is_none_or(|(_, least)| share < least) {
                    tightest = Some((resource, share));
                }
            }
        }
        tightest
    }

    /// Stops all flows that cross `resource`, which is full at `level`.
    fn fill(&mut self, resource: u32, level: f64, flows: &[FlowSpec], rates: &mut [f64]) {
        for (flow, spec) in (0..).zip(flows) {
            if !self.stopped[flow as usize] && spec.resources().contains(&resource) {
                self.stop(flow, level, flows, rates);
            }
        }
    }

    fn stop(&mut self, flow: u32, rate: f64, flows: &[FlowSpec], rates: &mut [f64]) {
        self.stopped[flow as usize] = true;
        rates[flow as usize] = rate;
        for &resource in flows[flow as usize].resources() {
            self.rising[resource as usize] -= 1;
            // An infinite rate crosses only what is infinite, and leaves that so.
            if rate.is_finite() {
                self.left[resource as usize] -= rate;
            }
        }
    }
}

#[cfg(test)]
mod tests;
