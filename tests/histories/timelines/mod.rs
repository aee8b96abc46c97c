//! Hand-computed stories: everything certain, failures at fixed instants. Each
//! test says what must happen and when, and compares it as text.
//!
//! A line is: app, kind, hours at which it failed, was declared, closed, the
//! method, and the loss in hours. Times are from the start of the world.

mod active_active;
mod controls;
mod copies;
mod damage;
mod disasters;
mod home;
mod instant;
mod interrupted;
mod local;
mod losses;
mod nodes;
mod plans;
mod points;
mod queues;
mod reclaim;
mod recovery;
mod resync;
mod stalls;
mod synchronous;
mod unmanaged;
mod unreadable;
mod ways;

use crate::estate::*;
use crate::parts::*;
use drsim::model::*;
use drsim::trial::history::{Outcome, Setup, Stage};
use drsim::trial::record::{Incident, Method, Phase, Strike};
use drsim::units::{Span, Time};

fn at(hours_: &[f64]) -> Hazard {
    Hazard::At(hours_.iter().map(|h| Time::ZERO + hours(*h)).collect())
}

fn outcome(estate: Estate, days: f64) -> (Model, Outcome) {
    let model = Model::new(estate);
    let mut outcome = Outcome::default();
    let setup = Setup {
        model: &model,
        seed: 1,
        horizon: hours(24.0 * days),
        probes: 0,
        natural: true,
        strata: vec![],
    };
    Stage::new(&model).run(&setup, 0, &mut outcome);
    (model, outcome)
}

fn number(hours: f64) -> String {
    if hours.is_infinite() { "all".into() } else { format!("{:.4}", hours) }
}

fn instant(at: Time) -> String {
    if at == Time::NEVER { "-".into() } else { format!("{:.4}", (at - Time::ZERO).hours()) }
}

fn line(model: &Model, strike: &Strike) -> String {
    let name = model.subject_name(strike.subject.0 as usize);
    let kind = strike.kind.name();
    let Some(i) = &strike.incident else { return format!("{name} {kind} {} masked", instant(strike.at)) };
    let Incident { failed, declared, closed, method, loss, .. } = i;
    let method = match method {
        Method::InPlace => "in place".into(),
        Method::Backup(p) => format!("backup {p}"),
        Method::Replica(p) => format!("replica {p}"),
        Method::Redirect(_) => "redirected".into(),
        Method::Rebuilt => "rebuilt".into(),
        Method::Remade => "remade".into(),
        Method::Never => "never".to_string(),
    };
    assert_eq!(
        i.phases.iter().map(|p| p.0).sum::<i64>(),
        if *closed == Time::NEVER { i.phases.iter().map(|p| p.0).sum() } else { (*closed - *failed).0 },
        "phases add up to the recovery time: {i:?}"
    );
    format!(
        "{name} {kind} {} {} {} {method} {}",
        instant(*failed),
        instant(*declared),
        instant(*closed),
        number(loss.hours())
    )
}

fn story(estate: Estate, days: f64) -> Vec<String> {
    let (model, outcome) = outcome(estate, days);
    lines(&model, &outcome)
}

fn lines(model: &Model, outcome: &Outcome) -> Vec<String> {
    outcome.strikes.iter().map(|s| line(model, s)).collect()
}

/// A backup at 22:00 every day.
fn nightly(target: u32, restore_to: Vec<Place>) -> Backup {
    let mut b = backup(target, hours(24.0), restore_to);
    b.levels[0].schedule = Some(Schedule { every: hours(24.0), start: Some(hours(22.0)) });
    b
}

/// A backup every full hour.
fn hourly(target: u32, restore_to: Vec<Place>) -> Backup {
    let mut b = backup(target, hours(1.0), restore_to);
    b.levels[0].schedule = Some(Schedule { every: hours(1.0), start: Some(Span::ZERO) });
    b
}

/// A replica every quarter of an hour.
fn quarter_hourly(to: Place) -> Replica {
    let schedule = Schedule { every: hours(0.25), start: Some(Span::ZERO) };
    Replica { schedule, ..replica(to, hours(0.25)) }
}

/// A replica every 15 minutes on a link of 100 MB/s at 1e5 B/s of churn: a
/// cycle of 900 s sends 9e7 B in 0.9 s.
fn with_replica(mut e: Estate) -> Estate {
    e.apps[0].protections = vec![Protection::Replica(quarter_hourly(DR))];
    e
}

/// A backup at 22:00 every day to a vault at the second site.
fn with_backup(mut e: Estate, restore_to: Vec<Place>) -> Estate {
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    e.apps[0].protections.push(Protection::Backup(nightly(0, restore_to)));
    e
}

/// An app whose site is lost at 100 h and that is given up at 300 h. Home is there
/// again at 400.1 h, with nothing on it.
fn given_up() -> Estate {
    let mut e = with_backup(two_sites(), vec![PROD]);
    e.people.max_incident = hours(200.0);
    e.sites[0].lost = at(&[100.0]);
    e.sites[0].replacement = fixed(300.0);
    e.stamps[0].redeploy = fixed(0.1);
    e
}
