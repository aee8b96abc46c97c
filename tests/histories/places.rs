//! A verdict counts the strikes of all places together; what one place does by
//! itself is told beside it.

use crate::estate::*;
use crate::parts::*;
use drsim::model::*;
use drsim::study::compare::{self, Nobody};
use drsim::verdict::headline::Measure;
use drsim::verdict::places;
use drsim::verdict::results::Verdict;

/// An app active at two sites, which needs one that runs at the first alone:
/// an outage of the first takes it down for an exponential hour, one of the
/// second does no harm.
fn study(rto_hours: f64) -> Study {
    let mut e = two_sites();
    for site in &mut e.sites {
        (site.outage, site.outage_lasts) = (rate(0.05), exponential(1.0));
    }
    let both = ActiveActive { with: vec![DR], probe: fixed(0.0), redirect: fixed(0.0), synchronous: true };
    e.apps.push(App { needs: vec![AppId(0)], ..app("web", PROD) });
    e.apps[1].protections = vec![Protection::ActiveActive(both)];
    ask(&mut e.apps[1], Kind::SiteOutage, rto_hours, None);
    let topology = Topology {
        name: "H".into(),
        title: "H".into(),
        cost_per_year: None,
        unsupported: Vec::new(),
        estate: e,
        rules: Vec::new(),
    };
    let settings = StudySettings {
        trials: 4_000,
        years: 1.0,
        seed: 3,
        required: 0.95,
        confidence: 0.95,
        clock: Clock::Failed,
    };
    Study { title: String::new(), currency: String::new(), settings, topologies: vec![topology] }
}

#[test]
fn a_harmless_place_does_not_hide_a_deadly_one() {
    // 93 % of outages of the first site stay within, so 96.5 % of all do.
    let results = compare::run(&study(-0.07_f64.ln()), "", &mut Nobody);
    let kind = results.topologies[0].apps[1].kinds.iter().find(|k| k.kind == Kind::SiteOutage).unwrap();
    assert_eq!(kind.rto.verdict, Verdict::Met, "{:?}", kind.rto);
    let [first, second] = &kind.places[..] else { panic!("{:?}", kind.places) };
    assert_eq!((first.name.as_str(), second.name.as_str()), ("dc1", "dc2"));
    assert!(first.rto_met.low <= 0.93 && 0.93 <= first.rto_met.high, "{first:?}");
    assert_eq!((second.rto_met.value, first.strikes + second.strikes), (1.0, kind.strikes));
    let cautions = places::cautions(&results);
    assert_eq!(cautions.len(), 1, "{cautions:?}");
    assert_eq!((cautions[0].place.as_str(), cautions[0].measure), ("dc1", Measure::RecoveryTime));
    assert_eq!(cautions[0].broken_share, 1.0 - first.rto_met.value);

    // The other app runs at one site only: nothing to tell apart.
    let ad = results.topologies[0].apps[0].kinds.iter().find(|k| k.kind == Kind::SiteOutage).unwrap();
    assert!(ad.places.is_empty());
}

#[test]
fn what_meets_the_objective_at_every_place_needs_no_caution() {
    let results = compare::run(&study(-0.02_f64.ln()), "", &mut Nobody);
    assert_eq!(places::cautions(&results), []);
}
