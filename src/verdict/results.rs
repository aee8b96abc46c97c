//! The results of a study as plain data: what every output format is made
//! from. Times are in hours, infinite ones are `null` in JSON beside a count.

use serde::Serialize;

use crate::model::{Clock, Kind};
pub use crate::trial::record::{PHASES, Phase};

/// The version of the layout in which results are written; every [`Header`]
/// bears it.
pub const FORMAT: u32 = 1;

/// An estimate with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Effective sample size behind it.
    pub effective: f64,
}

/// The verdict on one objective for one kind of disruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The share of strikes with no usable copy lies above the tolerance.
    LosesAll,
    /// The objective is missed.
    Missed,
    /// The interval spans the requirement.
    Inconclusive,
    /// The sample is too small to carry a verdict.
    TooFew,
    /// The objective is met.
    Met,
    /// There is no objective.
    NoObjective,
    /// Nothing in the topology can cause this kind.
    NotApplicable,
}

/// Why an objective is missed: what most of the time of the incidents that miss
/// it is due to; for data loss why no newer copy was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Detection and decision. An older copy was used by choice.
    People,
    /// Repair, failover steps, boot, application. A newer copy could not be read, or
    /// what its method needs was down.
    Technology,
    /// Waiting for room, streams or a place to run. There was no room where a newer
    /// copy could have run.
    Capacity,
    /// Moving data.
    Bandwidth,
    /// Waiting for the apps it needs.
    Dependency,
    /// No copy survives, or none that is recent enough.
    NoCopy,
    /// The copies carry the damage.
    Taint,
}

/// What keeps a verdict from being settled: inconclusive, or too few to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Open {
    /// No strike was seen.
    NoStrikes,
    /// Too few strikes for any verdict.
    FewStrikes,
    /// All that is missing is an interval on the mean recovery time, which takes
    /// incidents in two histories.
    FewIncidents,
    /// The interval on the share of strikes that meet the objective spans the
    /// required share.
    Share,
    /// Enough strikes meet the objective, but the interval on the mean recovery
    /// time spans it.
    Mean,
    /// Both.
    ShareAndMean,
    /// All else would meet the objective, but incidents were never recovered.
    Unrecovered,
    /// Whether a usable copy is always left: too few strikes to tell.
    Copies,
}

/// Distribution of a recovery time or a loss over incidents, in hours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Mean over incidents with a finite value, with its interval; `None`
    /// when there are none, or too few for an interval.
    pub mean: Option<Estimate>,
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
    /// Largest seen.
    pub max: f64,
    /// Incidents with an infinite value (never recovered; nothing left).
    pub infinite: u64,
    /// For charts: (hours, weight) of each bucket in ascending order.
    #[serde(skip)]
    pub histogram: Vec<(f64, f64)>,
}

/// One objective of one subject for one kind, judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// The objective in hours.
    pub objective_hours: Option<f64>,
    /// Verdict.
    pub verdict: Verdict,
    /// Share of strikes that meet the objective.
    pub met_share: Option<Estimate>,
    /// Share of incidents that meet it.
    pub met_share_of_incidents: Option<Estimate>,
    /// Quantile over strikes at the required share, in hours (infinite when
    /// that strike is never recovered or loses everything).
    pub quantile_hours: f64,
    /// That quantile ÷ objective.
    pub ratio: Option<f64>,
    /// Why it is missed.
    pub cause: Option<Cause>,
    /// What keeps an undecided verdict open; `None` for any other. Never
    /// [`Open::Copies`], which has a verdict of its own.
    pub open: Option<Open>,
    /// Further trials that would settle an inconclusive verdict, or make the
    /// sample large enough.
    pub further_trials: Option<u64>,
}

/// How the figures of a kind were obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// From ordinary histories only.
    Ordinary,
    /// From forced incidents only.
    Forced,
    /// Some sources forced, the others ordinary; none in both.
    Mixed,
}

/// The strikes of one kind that came from one of the things that can cause it:
/// a site, a stamp, a link, the data of an app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceResult {
    /// Its name.
    pub name: String,
    /// Strikes observed (forced ones included).
    pub strikes: u64,
    /// Its share of the kind's strikes, by weight.
    pub strike_share: f64,
    /// Share of its strikes that meet the RTO.
    pub rto_met: Estimate,
    /// Share of its strikes that meet the RPO.
    pub rpo_met: Estimate,
}

/// Everything measured for one subject and one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindResult {
    /// The kind.
    #[serde(serialize_with = "kind_name")]
    pub kind: Kind,
    /// Ordinary or forced.
    pub basis: Basis,
    /// Strikes per year.
    pub strikes_per_year: f64,
    /// Incidents per year.
    pub incidents_per_year: f64,
    /// Strikes observed (forced ones included).
    pub strikes: u64,
    /// Incidents observed.
    pub incidents: u64,
    /// Incidents never recovered.
    pub unrecovered: u64,
    /// Recovery time.
    pub recovery: Summary,
    /// Data loss; for damage the gap before it.
    pub loss: Summary,
    /// Rollback, for damage.
    pub rollback: Option<Summary>,
    /// Mean data loss in bytes over incidents with a finite loss.
    pub loss_bytes: Option<f64>,
    /// Verdict on recovery time.
    pub rto: Judged,
    /// Verdict on data loss. Its verdict is never `loses-all`: that is
    /// [`KindResult::loses_all_verdict`].
    pub rpo: Judged,
    /// Verdict on the rollback, where an objective for it is set.
    pub rpo_rollback: Option<Judged>,
    /// Share of strikes with no usable copy.
    pub loses_all: Option<Estimate>,
    /// Tolerance it is judged against.
    pub loses_all_tolerance: f64,
    /// `loses-all`, `met` (cleared), `too-few`, `no-objective` (no RPO) or
    /// `not-applicable`.
    pub loses_all_verdict: Verdict,
    /// Why nothing usable is left, if that is `loses-all`.
    pub loses_all_cause: Option<Cause>,
    /// Worst of the verdicts above.
    pub verdict: Verdict,
    /// Share of recovery time that rests on judgement.
    pub judgement_share: f64,
    /// Mean hours per incident in each phase ([`Phase::ALL`]).
    pub phase_hours: [f64; PHASES],
    /// Most used recovery method and its share of incidents.
    pub methods: Vec<(String, f64)>,
    /// The strikes apart by what failed, by name, where more than one thing did.
    pub places: Vec<PlaceResult>,
}

pub(super) fn kind_name<S: serde::Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// Share of time that a subject is up, from ordinary histories.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Availability {
    /// 1 − unplanned downtime ÷ horizon.
    pub value: f64,
    /// Lower end of the interval; without one, a bound that holds all the same.
    pub low: f64,
    /// Upper end of the interval; `None` where the histories saw too few outages
    /// for one.
    pub high: Option<f64>,
    /// Histories it comes from.
    pub effective: f64,
    /// Of these, the ones with any unplanned downtime.
    pub histories_down: u64,
}

/// Figures over whole ordinary histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overall {
    /// 1 − unplanned downtime ÷ horizon, with its interval if there is one.
    pub availability: Availability,
    /// Unplanned downtime, hours per year.
    pub downtime_hours_per_year: f64,
    /// Planned downtime, hours per year.
    pub planned_hours_per_year: f64,
    /// Lost access while serving, hours per year.
    pub lost_access_hours_per_year: f64,
    /// Serving, but not managed by its control plane, hours per year; of a
    /// service: while any of its apps is so.
    pub unmanaged_hours_per_year: f64,
    /// Share of serving time exposed: the loss of the serving site would
    /// exceed the RPO or leave no usable copy. `None` without an RPO.
    pub exposure: Option<Estimate>,
    /// Unplanned incidents per year, all kinds.
    pub incidents_per_year: f64,
}

/// An app or a service under one topology.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SubjectResult {
    /// Name.
    pub name: String,
    /// Its tier; `None` for a service.
    pub tier: Option<String>,
    /// Per kind, in [`Kind::ALL`] order, only kinds the topology can cause.
    pub kinds: Vec<KindResult>,
    /// Whole-history figures.
    pub overall: Overall,
    /// Worst verdict over kinds.
    pub verdict: Verdict,
    /// The kind it comes from.
    #[serde(serialize_with = "optional_kind_name")]
    pub worst_kind: Option<Kind>,
}

fn optional_kind_name<S: serde::Serializer>(kind: &Option<Kind>, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        Some(kind) => serializer.serialize_some(kind.name()),
        None => serializer.serialize_none(),
    }
}

/// A tier under one topology: its worst app, per objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TierResult {
    /// Name.
    pub name: String,
    /// Worst verdict on recovery time: subject (index into `apps`), kind.
    pub rto: Worst,
    /// Worst verdict on data loss, LOSES ALL included.
    pub rpo: Worst,
    /// Worst of both.
    pub verdict: Verdict,
}

/// The worst of several verdicts and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worst {
    /// Verdict.
    pub verdict: Verdict,
    /// App or service it comes from.
    pub subject: Option<String>,
    /// Kind it comes from.
    #[serde(serialize_with = "optional_kind_name")]
    pub kind: Option<Kind>,
    /// Quantile over strikes at the required share there, in hours.
    pub quantile_hours: Option<f64>,
    /// The objective there, in hours.
    pub objective_hours: Option<f64>,
}

/// One topology, measured and judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopologyResult {
    /// Key in the scenario.
    pub name: String,
    /// Title.
    pub title: String,
    /// Cost per year.
    pub cost_per_year: Option<f64>,
    /// Apps, by name.
    pub apps: Vec<SubjectResult>,
    /// Services, by name.
    pub services: Vec<SubjectResult>,
    /// Tiers, in scenario order.
    pub tiers: Vec<TierResult>,
    /// Worst of all tiers and services.
    pub verdict: Verdict,
    /// Number of verdicts made.
    pub verdicts: u64,
    /// Share of all recovery time that rests on judgement.
    pub judgement_share: f64,
    /// What in it no vendor supports; it was simulated all the same.
    pub unsupported: Vec<String>,
    /// Why it was not simulated, if it was not (a broken placement rule, an
    /// unsupported design without `unsupported = true`).
    pub rejected: Option<String>,
}

/// How the figures came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Header {
    /// Version of this layout; changes when a reader would break.
    pub format: u32,
    /// Version of the program.
    pub program: String,
    /// Title of the scenario.
    pub title: String,
    /// SHA-256 of the scenario with everything it loads.
    pub scenario_hash: String,
    /// Currency of costs.
    pub currency: String,
    /// Seed.
    pub seed: u64,
    /// Ordinary histories per topology.
    pub trials: u64,
    /// Their length in years.
    pub years: f64,
    /// Forced incidents followed, all topologies together.
    pub forced: u64,
    /// Required share.
    pub required: f64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Clock of recovery time.
    #[serde(serialize_with = "clock_name")]
    pub clock: Clock,
    /// Apps, VMs and bytes of data.
    pub apps: usize,
    /// VMs.
    pub vms: u64,
    /// Data of all apps, in bytes.
    pub data_bytes: f64,
}

fn clock_name<S: serde::Serializer>(clock: &Clock, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match clock {
        Clock::Failed => "failed",
        Clock::Detected => "detected",
        Clock::Declared => "declared",
    })
}

/// The results of a study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Results {
    /// How they came about.
    pub header: Header,
    /// Per topology, in scenario order.
    pub topologies: Vec<TopologyResult>,
}
