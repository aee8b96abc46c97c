//! A drill: "this is gone, now what?" One named failure at random instants of
//! the schedules, nothing else failing. The same engine as a study's, without
//! any failure rate.

use serde::Serialize;

use super::compare;
use super::held::{self, Held};
use super::named::{self, Named, What};
use super::run::{self, Job};
use crate::model::{Clock, Estate, Hazard, Kind, Model, Study, Topology};
use crate::tally::Yardstick;
use crate::units::Span;
use crate::verdict::assemble::{self, Asked};
use crate::verdict::results::{
    Estimate, FORMAT, Judged, KindResult, PHASES, SubjectResult, Summary, Verdict,
};

/// Instants are uniform over this time: a whole number of every schedule that
/// people set up.
const WINDOW: Span = Span::YEAR;

/// What a drill found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drill {
    /// Version of this layout; changes when a reader would break.
    pub format: u32,
    /// Version of the program.
    pub program: String,
    /// Title of the scenario.
    pub title: String,
    /// SHA-256 of the scenario with everything it loads.
    pub scenario_hash: String,
    /// Key of the topology.
    pub topology: String,
    /// Its title.
    pub topology_title: String,
    /// What failed: `site-lost:dc1`.
    pub failure: String,
    /// What that is, and the name of what failed.
    #[serde(skip)]
    pub subject: (What, String),
    /// What a failure that strikes no app holds up.
    #[serde(skip)]
    pub held: Held,
    /// Its causes; each history has one of them, equally likely.
    pub causes: Vec<String>,
    /// Seed.
    pub seed: u64,
    /// Histories, each with the failure at another instant.
    pub trials: u64,
    /// Required share.
    pub required: f64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Clock of recovery time.
    #[serde(serialize_with = "clock_name")]
    pub clock: Clock,
    /// Apps that the failure hit, in order of recovery (median).
    pub apps: Vec<Hit>,
    /// Services that it hit, likewise.
    pub services: Vec<Hit>,
    /// Apps that it never hit, by name.
    pub not_hit: Vec<String>,
}

fn clock_name<S: serde::Serializer>(clock: &Clock, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(clock.name())
}

/// What the failure did to one app or service. Times are in hours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Name.
    pub name: String,
    /// Its tier; `None` for a service.
    pub tier: Option<String>,
    /// The apps of a service; empty for an app.
    #[serde(skip)]
    pub members: Vec<String>,
    /// The kind of disruption it was to this one.
    #[serde(serialize_with = "kind_name")]
    pub kind: Kind,
    /// Share of the instants at which it was struck.
    pub hit_share: f64,
    /// Of these, the share that it served through.
    pub masked_share: f64,
    /// Incidents never recovered.
    pub unrecovered: u64,
    /// Recovery time over incidents.
    pub recovery: Summary,
    /// Data loss over incidents; for damage the gap before it.
    pub loss: Summary,
    /// Rollback, for damage.
    pub rollback: Option<Summary>,
    /// Verdict on recovery time.
    pub rto: Judged,
    /// Verdict on data loss.
    pub rpo: Judged,
    /// Share of strikes with no usable copy.
    pub loses_all: Option<Estimate>,
    /// `loses-all`, `met` (cleared), `too-few` or `no-objective`.
    pub loses_all_verdict: Verdict,
    /// Mean hours per incident in each phase.
    pub phase_hours: [f64; PHASES],
    /// Recovery methods and their share of incidents, most used first.
    pub methods: Vec<(String, f64)>,
}

fn kind_name<S: serde::Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// The model of a drill: nothing fails by itself.
#[must_use]
pub fn model(topology: &Topology) -> Model {
    Model::new(without_failures(topology.estate.clone()))
}

/// Runs the drill on the current rayon pool: `trials` histories in each of
/// which `failure`, a failure of the drill's `model`, comes at another instant.
/// `hash` identifies the scenario.
#[must_use]
pub fn run(
    study: &Study,
    topology: &Topology,
    hash: &str,
    model: &Model,
    failure: &Named,
    trials: u64,
) -> Drill {
    let settings = &study.settings;
    let forcing = named::forcing(model, failure);
    let yardstick = Yardstick::of(model, settings.clock, WINDOW.hours());
    let job = Job {
        model,
        seed: settings.seed,
        trials,
        horizon: WINDOW,
        natural: false,
        forcing: &forcing,
        yardstick: &yardstick,
    };
    let tally = run::run(&job, None, &mut |_| {});
    let asked = Asked { years: WINDOW.years(), ..compare::asked(study) };
    let result = assemble::topology(topology, model, &tally, asked);
    let apps = hits(&result.apps, trials);
    let mut services = hits(&result.services, trials);
    for hit in &mut services {
        let of = topology.estate.services.iter().filter(|service| service.name == hit.name);
        let members = of.flat_map(|service| &service.apps);
        hit.members = members.map(|app| topology.estate.apps[app.index()].name.clone()).collect();
    }
    let struck = |name: &String| apps.iter().any(|hit| hit.name == *name);
    Drill {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        title: study.title.clone(),
        scenario_hash: hash.to_owned(),
        topology: topology.name.clone(),
        topology_title: topology.title.clone(),
        failure: failure.name.clone(),
        subject: (failure.what, failure.subject.clone()),
        held: held::by(&topology.estate, failure),
        causes: failure.causes.iter().map(|(cause, _)| cause.clone()).collect(),
        seed: settings.seed,
        trials,
        required: settings.required,
        confidence: settings.confidence,
        clock: settings.clock,
        not_hit: result.apps.iter().map(|app| app.name.clone()).filter(|name| !struck(name)).collect(),
        apps,
        services,
    }
}

/// Who was hit, by what: first back first.
fn hits(subjects: &[SubjectResult], trials: u64) -> Vec<Hit> {
    let struck = |subject: &SubjectResult| -> Vec<Hit> {
        let kinds = subject.kinds.iter().filter(|kind| kind.strikes > 0);
        kinds.map(|kind| hit(subject, kind, trials)).collect()
    };
    let mut hits: Vec<Hit> = subjects.iter().flat_map(struck).collect();
    let order = |hit: &Hit| (hit.recovery.p50, hit.recovery.p95);
    hits.sort_by(|a, b| {
        let ((a50, a95), (b50, b95)) = (order(a), order(b));
        a50.total_cmp(&b50).then(a95.total_cmp(&b95)).then_with(|| a.name.cmp(&b.name))
    });
    hits
}

#[allow(clippy::cast_precision_loss)]
fn hit(subject: &SubjectResult, kind: &KindResult, trials: u64) -> Hit {
    let strikes = kind.strikes as f64;
    Hit {
        name: subject.name.clone(),
        tier: subject.tier.clone(),
        members: Vec::new(),
        kind: kind.kind,
        hit_share: strikes / trials as f64,
        masked_share: 1.0 - kind.incidents as f64 / strikes,
        unrecovered: kind.unrecovered,
        recovery: kind.recovery.clone(),
        loss: kind.loss.clone(),
        rollback: kind.rollback.clone(),
        rto: kind.rto.clone(),
        rpo: kind.rpo.clone(),
        loses_all: kind.loses_all,
        loses_all_verdict: kind.loses_all_verdict,
        phase_hours: kind.phase_hours,
        methods: kind.methods.clone(),
    }
}

/// The estate in which nothing fails by itself. Sources of one cause are then
/// one group, whatever their lifetimes were.
fn without_failures(mut estate: Estate) -> Estate {
    for site in &mut estate.sites {
        (site.outage, site.lost) = (Hazard::Never, Hazard::Never);
    }
    for stamp in &mut estate.stamps {
        for hazard in [
            &mut stamp.crash,
            &mut stamp.hardware,
            &mut stamp.switch,
            &mut stamp.software,
            &mut stamp.infrastructure,
            &mut stamp.rack_power,
            &mut stamp.lost,
        ] {
            *hazard = Hazard::Never;
        }
    }
    estate.links.iter_mut().for_each(|link| link.failure = Hazard::Never);
    estate.targets.iter_mut().for_each(|target| target.failure = Hazard::Never);
    estate.controls.iter_mut().for_each(|control| control.failure = Hazard::Never);
    for app in &mut estate.apps {
        (app.item_deletion, app.corruption) = (Hazard::Never, Hazard::Never);
    }
    estate.ransomware.hazard = Hazard::Never;
    estate
}
