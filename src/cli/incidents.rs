//! The incidents that go into `incidents.csv`. There may be millions: of every
//! topology the first are kept, each kind of disruption having its share, so
//! that the frequent ones do not crowd out the rare.

use std::collections::BTreeMap;

use crate::model::{KINDS, Model, StudySettings, Topology};
use crate::report::csv::incidents::{IncidentRow, Writer};
use crate::tally::cell::recovery_time;
use crate::trial::history::Outcome;
use crate::trial::record::Strike;
use crate::units::Span;
use crate::verdict::method;

/// Kinds, and of each the ordinary incidents apart from the forced ones.
const STRATA: usize = 2 * KINDS;

/// Incidents as they come.
pub struct Incidents {
    writer: Writer<Vec<u8>>,
    most: usize,
    written: u64,
    topology: String,
    /// Names of the subjects and of the methods of this topology.
    subjects: BTreeMap<usize, String>,
    methods: Vec<String>,
    /// How many of this topology have come.
    come: u64,
    strata: [Vec<Kept>; STRATA],
}

/// An incident with what it takes to write it down.
#[derive(Clone, Copy)]
struct Kept {
    /// How many came before it.
    number: u64,
    trial: u64,
    strike: Strike,
    recovery: Span,
    method: usize,
}

impl Incidents {
    /// At most `most` incidents of each topology.
    pub fn new(most: usize) -> Self {
        Self {
            writer: Writer::new(Vec::new()).expect("memory takes every record"),
            most,
            written: 0,
            topology: String::new(),
            subjects: BTreeMap::new(),
            methods: Vec::new(),
            come: 0,
            strata: std::array::from_fn(|_| Vec::new()),
        }
    }

    /// Adds the incidents of a history. Those of a topology come together.
    pub fn add(&mut self, topology: &Topology, model: &Model, outcome: &Outcome, settings: &StudySettings) {
        if topology.name != self.topology {
            self.write_topology();
            self.topology.clone_from(&topology.name);
        }
        for strike in &outcome.strikes {
            let Some(incident) = &strike.incident else { continue };
            let number = self.come;
            self.come += 1;
            let stratum = &mut self.strata[2 * strike.kind.index() + usize::from(strike.forced)];
            if stratum.len() == self.most {
                continue;
            }
            let subject = strike.subject.0 as usize;
            self.subjects.entry(subject).or_insert_with(|| model.subject_name(subject).to_owned());
            let method = method::method_name(model, subject, incident.method);
            let method = self.methods.iter().position(|known| *known == method).unwrap_or_else(|| {
                self.methods.push(method);
                self.methods.len() - 1
            });
            let recovery = recovery_time(incident, settings.clock);
            stratum.push(Kept { number, trial: outcome.trial, strike: *strike, recovery, method });
        }
    }

    /// Writes what is kept of a topology, in the order in which it came.
    fn write_topology(&mut self) {
        let shares = shares(self.most, &self.strata.each_ref().map(Vec::len));
        let mut kept: Vec<Kept> = Vec::new();
        for (stratum, share) in self.strata.iter_mut().zip(shares) {
            kept.extend(stratum.drain(..).take(share));
        }
        kept.sort_by_key(|incident| incident.number);
        for Kept { trial, strike, recovery, method, .. } in &kept {
            let subject = &self.subjects[&(strike.subject.0 as usize)];
            let row =
                IncidentRow::of(&self.topology, *trial, subject, strike, *recovery, &self.methods[*method]);
            self.writer.write(&row.expect("it was not masked")).expect("memory takes every record");
        }
        self.written += kept.len() as u64;
        self.subjects.clear();
        self.methods.clear();
        self.come = 0;
    }

    /// The file, and how many incidents are in it.
    pub fn finish(mut self) -> (Vec<u8>, u64) {
        self.write_topology();
        (self.writer.finish().expect("memory takes every record"), self.written)
    }
}

/// What each stratum may keep of `most`: equal shares, and what one does not
/// fill is shared by the others.
fn shares(most: usize, sizes: &[usize; STRATA]) -> [usize; STRATA] {
    let mut order: Vec<usize> = (0..STRATA).collect();
    order.sort_by_key(|&i| sizes[i]);
    let (mut left, mut shares) = (most, [0; STRATA]);
    for (done, &i) in order.iter().enumerate() {
        // The larger ones come later and get what the smaller ones leave.
        shares[i] = sizes[i].min(left / (STRATA - done));
        left -= shares[i];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_strata_are_kept_whole_and_frequent_ones_share_the_rest() {
        let mut sizes = [0; STRATA];
        (sizes[1], sizes[4], sizes[7]) = (10_000, 30, 10_000);
        let of = |most: usize| {
            let shares = shares(most, &sizes);
            (shares[1], shares[4], shares[7])
        };
        assert_eq!(of(1_000), (485, 30, 485));
        assert_eq!(of(60), (20, 20, 20));
        assert_eq!(of(100_000), (10_000, 30, 10_000), "there is room for all");
        for most in [0, 1, 2, 7, 19, 1_001] {
            assert!(shares(most, &sizes).iter().sum::<usize>() <= most);
        }
    }
}
