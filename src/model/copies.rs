//! Streams of copies: for every app, protection and level, what is sent where,
//! how often and how fast.

use super::app::App;
use super::deployment::Layout;
use super::estate::Estate;
use super::ids::{AppId, CopyId, SiteId, TargetId};
use super::offer::Offer;
use super::protection::{Backup, Protection, Replica, Retention, Schedule};
use super::resync::Resync;
use super::route::Routes;
use crate::kernel::maxmin::{FlowSpec, MaxMin};
use crate::kernel::stream::entity;
use crate::units::Span;

/// Where the copies of a stream are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// On a backup target.
    Target(TargetId),
    /// At a place, ready to be started.
    Place(super::PlaceId),
}

/// One stream of copies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyStream {
    /// The app.
    pub app: AppId,
    /// Position of the protection in the app's list.
    pub protection: u8,
    /// Level in the chain, from 0.
    pub level: u8,
    /// Where copies are kept.
    pub keeper: Keeper,
    /// The site they are at.
    pub site: SiteId,
    /// The site they come from in normal operation.
    pub from: SiteId,
    /// The level it copies; `None`: the app itself.
    pub upstream: Option<CopyId>,
    /// Captures; `None`: continuous, each point of the level before.
    pub schedule: Option<Schedule>,
    /// Time between capture and transfer.
    pub hold: Span,
    /// Time between the end of transfer and usability.
    pub apply: Span,
    /// Retention.
    pub retention: Retention,
    /// The point that a failover uses.
    pub offer: Offer,
    /// Time between application-consistent points; `None`: they are not told
    /// apart. A first level's.
    pub consistent_every: Option<Span>,
    /// What is sent per second of the app's serving time, in bytes.
    pub demand_bytes_per_second: f64,
    /// What a transfer really gets, in bytes per second, when everything
    /// works and every other stream keeps up.
    pub rate_bytes_per_second: f64,
    /// What seeding sends, in bytes.
    pub seed_bytes: f64,
    /// P(one job fails).
    pub job_failure: f64,
    /// P(a job repeats the outcome of the one before).
    pub job_failure_correlation: f64,
    /// P(a point cannot be read).
    pub unreadable: f64,
    /// P(an attack compromises what it keeps).
    pub compromised: f64,
    /// P(an attack compromises what was written longer ago than this).
    pub compromised_later: (f64, Span),
    /// Writing that, waiting to be sent, fills the log and asks for a resync;
    /// `Span::INFINITE`: none does. A first level's.
    pub log_limit: Span,
    /// Resyncs.
    pub resync: Resync,
    /// Part of the address of its random streams.
    pub entity: u64,
}

impl CopyStream {
    /// Time that sending takes per time of writing.
    #[must_use]
    pub fn load(&self) -> f64 {
        self.demand_bytes_per_second / self.rate_bytes_per_second
    }

    /// Time between the end of transfer and the instant from which a point can be
    /// chosen: what had been sent is processed once it is.
    #[must_use]
    pub fn chosen_after(&self) -> Span {
        if self.offer == Offer::Latest { Span::ZERO } else { self.apply }
    }
}

/// All streams of an estate.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// The streams, an app's together, in order of protection and level.
    pub streams: Vec<CopyStream>,
    /// By app: index of its first stream; one entry more than apps.
    pub first: Vec<u32>,
}

impl Copies {
    /// The streams of `estate`.
    #[must_use]
    pub fn of(estate: &Estate, layout: &Layout, routes: &Routes) -> Self {
        let mut copies = Self::default();
        for i in 0..estate.apps.len() {
            #[allow(clippy::cast_possible_truncation)]
            copies.first.push(copies.streams.len() as u32);
            copies.add_app(estate, layout, AppId::new(i));
        }
        #[allow(clippy::cast_possible_truncation)]
        copies.first.push(copies.streams.len() as u32);
        copies.share_bandwidth(estate, routes);
        copies
    }

    /// The streams of an app.
    #[must_use]
    pub fn of_app(&self, app: AppId) -> std::ops::Range<usize> {
        self.first[app.index()] as usize..self.first[app.index() + 1] as usize
    }

    fn add_app(&mut self, estate: &Estate, layout: &Layout, id: AppId) {
        for (position, protection) in estate.apps[id.index()].protections.iter().enumerate() {
            match protection {
                Protection::Replica(replica) => {
                    self.streams.push(replica_stream(estate, layout, (id, position), replica));
                }
                Protection::Backup(backup) => self.add_backup(estate, layout, (id, position), backup),
                Protection::ActiveActive(_) => {}
            }
        }
    }

    /// The streams of a backup of an app, one a level: each level reads from
    /// the one before.
    fn add_backup(
        &mut self,
        estate: &Estate,
        layout: &Layout,
        (id, position): (AppId, usize),
        backup: &Backup,
    ) {
        let app = &estate.apps[id.index()];
        let mut upstream = None;
        let mut from = home(layout, app);
        for (l, level) in backup.levels.iter().enumerate() {
            let target = &estate.targets[level.target.index()];
            let site = estate.target_site(level.target);
            self.streams.push(CopyStream {
                app: id,
                protection: small(position),
                level: small(l),
                keeper: Keeper::Target(level.target),
                site,
                from,
                upstream,
                schedule: level.schedule,
                hold: level.hold,
                apply: Span::ZERO,
                retention: level.retention,
                offer: Offer::Processed,
                consistent_every: None,
                demand_bytes_per_second: app.churn_bytes_per_second / backup.reduction,
                rate_bytes_per_second: f64::from(app.vms.min(target.streams))
                    * target.stream_bytes_per_second,
                seed_bytes: app.data_bytes / backup.reduction,
                job_failure: level.job_failure,
                job_failure_correlation: level.job_failure_correlation,
                unreadable: level.unreadable,
                compromised: target.compromised,
                compromised_later: (target.compromised_later, target.immutable_for),
                log_limit: Span::INFINITE,
                resync: Resync::default(),
                entity: entity(&format!("copy/{}/{position}/{l}", app.name)),
            });
            upstream = Some(CopyId::new(self.streams.len() - 1));
            from = site;
        }
    }

    /// Sets the rate each stream gets: a stream that keeps up demands its
    /// churn, so a transfer has what the others' demands leave; where the
    /// demands together exceed a bottleneck, those behind share it max-min
    /// fairly.
    fn share_bandwidth(&mut self, estate: &Estate, routes: &Routes) {
        let links = estate.links.len();
        let mut capacities: Vec<f64> = estate.links.iter().map(|l| l.bytes_per_second).collect();
        capacities.extend(estate.targets.iter().map(|t| t.bytes_per_second));
        let crossed: Vec<Vec<usize>> = self
            .streams
            .iter()
            .map(|stream| {
                let route = routes.between(stream.from, stream.site).first();
                let mut all: Vec<usize> =
                    route.iter().flat_map(|r| r.links()).map(|link| link.index()).collect();
                if let Keeper::Target(target) = stream.keeper {
                    all.push(links + target.index());
                }
                all
            })
            .collect();
        let mut load = vec![0.0; capacities.len()];
        for (stream, crossed) in self.streams.iter().zip(&crossed) {
            crossed.iter().for_each(|r| load[*r] += stream.demand_bytes_per_second);
        }
        let fair = self.fair_shares(&capacities, &crossed);
        for (i, crossed) in crossed.iter().enumerate() {
            let stream = &mut self.streams[i];
            let demand = stream.demand_bytes_per_second;
            let left = crossed.iter().map(|r| capacities[*r] - load[*r] + demand);
            let alone = left.fold(stream.rate_bytes_per_second, f64::min);
            stream.rate_bytes_per_second = if alone >= demand { alone } else { fair[i].min(demand) };
        }
    }

    /// Max-min fair rates when every stream asks for its demand.
    fn fair_shares(&self, capacities: &[f64], crossed: &[Vec<usize>]) -> Vec<f64> {
        let flows: Vec<FlowSpec> = self
            .streams
            .iter()
            .zip(crossed)
            .map(|(stream, crossed)| {
                #[allow(clippy::cast_possible_truncation)]
                let resources: Vec<u32> = crossed.iter().map(|r| *r as u32).collect();
                let cap = stream.demand_bytes_per_second.min(stream.rate_bytes_per_second);
                FlowSpec::new(cap, &resources)
            })
            .collect();
        let mut rates = Vec::new();
        MaxMin::default().solve(capacities, &flows, &mut rates);
        rates
    }
}

fn replica_stream(
    estate: &Estate,
    layout: &Layout,
    (id, position): (AppId, usize),
    replica: &Replica,
) -> CopyStream {
    let app = &estate.apps[id.index()];
    let place = layout.place(replica.to);
    CopyStream {
        app: id,
        protection: small(position),
        level: 0,
        keeper: Keeper::Place(place),
        site: layout.place_sites[place.index()],
        from: home(layout, app),
        upstream: None,
        schedule: Some(replica.schedule),
        hold: Span::ZERO,
        apply: replica.apply,
        retention: replica.retention,
        offer: replica.points.offer,
        consistent_every: replica.points.consistent_every,
        demand_bytes_per_second: app.churn_bytes_per_second,
        rate_bytes_per_second: replica.cap_bytes_per_second,
        seed_bytes: app.data_bytes,
        job_failure: 0.0,
        job_failure_correlation: 0.0,
        unreadable: 0.0,
        compromised: replica.compromised,
        compromised_later: (0.0, Span::INFINITE),
        log_limit: log_limit(app, replica),
        resync: replica.resync,
        entity: entity(&format!("copy/{}/{position}/0", app.name)),
    }
}

/// Writing that fills the log of a replica. What one cycle sends always fits.
fn log_limit(app: &App, replica: &Replica) -> Span {
    let Some(limit) = replica.limits.as_ref().and_then(|limits| limits.log) else { return Span::INFINITE };
    let seconds = limit.value.writing_seconds(app.data_bytes, app.churn_bytes_per_second);
    Span::from_seconds(seconds).max(replica.schedule.every)
}

/// The site of an app's home.
fn home(layout: &Layout, app: &App) -> SiteId {
    layout.place_sites[layout.place(app.home).index()]
}

/// A position in a list of protections or levels, which are few.
#[allow(clippy::cast_possible_truncation)]
fn small(position: usize) -> u8 {
    position as u8
}
