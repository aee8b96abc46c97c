//! A swarm of random worlds: whatever the estate, at every instant the books
//! must balance. A failure names the seed of the world.

use super::history::{Outcome, Setup, Stage};
use super::journal::Note;
use super::record::Totals;
use crate::kernel::stream::{Stream, TrialKey};
use crate::model::*;
use crate::study::force;
use crate::units::{Span, Time};
use parts::*;
use worlds::*;

mod books;
mod losses;
mod orders;
#[path = "../../tests/histories/parts.rs"]
mod parts;
mod protections;
mod worlds;

pub(super) use books::check;

#[test]
fn the_books_balance_in_random_worlds() {
    let (mut lossy, mut unmanaged, mut resyncs, mut reclaims) = (0, 0, 0, 0);
    let (mut processed, mut older, mut mended, mut moved) = (0, 0, 0, 0);
    let (mut ordered, mut gave_way) = (0, 0);
    let worlds: u64 = std::env::var("DRSIM_SWARM").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for seed in 0..worlds {
        let mut draw = TrialKey::new(99, seed).stream(1, 1, 0);
        let mut estate = random_estate(&mut draw);
        protections::draw_registrations(&mut TrialKey::new(99, seed).stream(2, 1, 0), &mut estate);
        protections::draw_points(&mut TrialKey::new(99, seed).stream(3, 1, 0), &mut estate);
        orders::draw(&mut TrialKey::new(99, seed).stream(4, 1, 0), &mut estate);
        worlds::crowd(&mut TrialKey::new(99, seed).stream(5, 1, 0), &mut estate);
        worlds::compare(&mut TrialKey::new(99, seed).stream(6, 1, 0), &mut estate);
        let model = Model::new(estate);
        let horizon = Span::YEAR;
        let forcing = force::choose(&model, horizon.years());
        let setup = Setup { model: &model, seed, horizon, probes: 8, natural: true, strata: forcing.strata };
        let mut stage = Stage::new(&model);
        let mut outcome = Outcome::default();
        for trial in 0..2 {
            println!("world {seed}, trial {trial}");
            stage.run_told(&setup, trial, &mut outcome, true);
            check_outcome(&model, &outcome, horizon);
            unmanaged += u64::from(outcome.totals.iter().any(|totals| totals.unmanaged > Span::ZERO));
            let journal = stage.world().journal();
            lossy += losses::check(journal, model.estate.apps.len());
            ordered += orders::check(&model, journal);
            for (_, note) in journal {
                match note {
                    Note::NeedsResync(_) => resyncs += 1,
                    Note::MadeRoom(..) => reclaims += 1,
                    Note::GaveWay(..) => gave_way += 1,
                    Note::Processes(_) => processed += 1,
                    Note::Migrated(_) => moved += 1,
                    Note::StartFailed(_, Some(_)) => older += 1,
                    Note::StartFailed(_, None) => mended += 1,
                    _ => {}
                }
            }
        }
        let again = outcome.strikes.clone();
        stage.run(&setup, 0, &mut outcome);
        Stage::new(&model).run(&setup, 1, &mut outcome);
        assert!(again == outcome.strikes, "world {seed}: a used stage tells another story");
    }
    println!(
        "losses checked: {lossy}; histories with unmanaged time: {unmanaged}; resyncs: {resyncs}; stopped for others: {reclaims}, on their way {gave_way}"
    );
    println!(
        "latest points processed: {processed}; starts failed: {older} of replicas, {mended} mended; moved: {moved}"
    );
    assert!(moved > worlds / 4, "hardly an app runs from its store");
    assert!(processed.min(older).min(mended) > worlds / 4, "hardly a point costs anything");
    assert!(lossy > worlds as u32, "hardly an incident loses anything");
    assert!(unmanaged > worlds / 4, "hardly an app is ever unmanaged");
    assert!(reclaims > worlds / 10, "hardly an app is stopped for another");
    assert!(gave_way > worlds / 50, "hardly a recovery gives way to another");
    assert!(resyncs > worlds, "hardly a replica needs a resync");
    println!("recoveries after an earlier group's: {ordered}");
    assert!(ordered > worlds as usize, "hardly a plan holds anyone back");
}

/// What streams forget is never asked for: heavily loaded chains of backups, in
/// which jobs fail and levels are halted apart, tell the same without.
#[test]
fn what_is_forgotten_does_not_matter() {
    let worlds: u64 = std::env::var("DRSIM_SWARM").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for seed in 0..worlds / 30 {
        let mut draw = TrialKey::new(98, seed).stream(1, 1, 0);
        let mut estate = random_estate(&mut draw);
        for app in &mut estate.apps {
            app.churn_bytes_per_second *= pick(&mut draw, &[1.0, 5.0, 20.0]);
            (app.corruption, app.damage_detection) = (rate(3.0), delay(&mut draw, 300.0));
            for protection in &mut app.protections {
                let Protection::Backup(backup) = protection else { continue };
                let last = backup.levels[backup.levels.len() - 1].clone();
                if draw.chance(0.5) {
                    backup.levels.push(Level { schedule: None, ..last });
                }
                for level in &mut backup.levels {
                    level.retention.age = hours(24.0 * pick(&mut draw, &[3.0, 20.0, 40.0]));
                    level.job_failure = pick(&mut draw, &[0.0, 0.05, 0.3]);
                    level.job_failure_correlation = pick(&mut draw, &[0.0, 0.5]);
                }
            }
        }
        estate.ransomware.taint_from = TaintFrom::Intrusion;
        let model = Model::new(estate);
        let horizon = Span(2 * Span::YEAR.0);
        let forcing = force::choose(&model, horizon.years());
        let setup = Setup { model: &model, seed, horizon, probes: 50, natural: true, strata: forcing.strata };
        let told = |remembers: bool| {
            let mut stage = Stage::new(&model);
            if remembers {
                stage.remember_all();
            }
            let mut outcome = Outcome::default();
            stage.run(&setup, 0, &mut outcome);
            (outcome.strikes, outcome.totals)
        };
        assert!(told(false) == told(true), "world {seed}");
    }
}

fn check_outcome(model: &Model, outcome: &Outcome, horizon: Span) {
    assert_eq!(outcome.totals.len(), model.subjects());
    for totals in &outcome.totals {
        let without = totals.down + totals.planned + totals.cut_off;
        assert!(without <= horizon, "more downtime than time: {totals:?}");
        assert!(totals.unmanaged <= horizon, "more unmanaged than time: {totals:?}");
        assert!(totals.probes_exposed <= totals.probes_serving);
    }
    for (s, service) in model.estate.services.iter().enumerate() {
        let (whole, apps) = (&outcome.totals[model.estate.apps.len() + s], &service.apps);
        let check = |what: &str, of: fn(&Totals) -> Span| {
            let members = || apps.iter().map(|a| of(&outcome.totals[a.index()]));
            let (most, sum) = (members().max(), members().fold(Span::ZERO, |a, b| a + b));
            assert!(most <= Some(of(whole)) && of(whole) <= sum, "a service is {what} while a member is");
        };
        check("down", |totals| totals.down);
        check("unmanaged", |totals| totals.unmanaged);
        check("down or cut off", |totals| totals.down + totals.planned + totals.cut_off);
        assert!(
            apps.len() > 1
                || *whole
                    == Totals {
                        probes_serving: whole.probes_serving,
                        probes_exposed: whole.probes_exposed,
                        ..outcome.totals[apps[0].index()]
                    }
        );
    }
    for totals in &outcome.totals[..model.estate.apps.len()] {
        let apart = totals.down + totals.planned + totals.unmanaged;
        assert!(apart <= horizon, "unmanaged while it does not serve: {totals:?}");
    }
    for strike in &outcome.strikes {
        assert!(strike.weight > 0.0 && strike.at <= Time::ZERO + horizon + Span::YEAR);
        let Some(i) = &strike.incident else { continue };
        let sum: Span = i.phases.iter().fold(Span::ZERO, |a, b| a + *b);
        if i.closed != Time::NEVER {
            assert_eq!(sum, i.closed - i.failed, "phases: {strike:?}");
        }
        assert!(i.judged <= sum && i.loss >= Span::ZERO && i.onset <= i.failed, "{strike:?}");
    }
}

#[test]
fn regimes_find_their_storage_in_place_in_every_history() {
    // Some 200 outages of the link within the time that backups are kept.
    let mut e = estate(4);
    e.sites.push(site("dc2", SiteKind::Own));
    e.links.push(link("wan", 0, 1, 1e8));
    e.apps.push(app("a", PROD));
    e.targets.push(target("vault", TargetAt::Site(SiteId(1))));
    let mut b = backup(0, hours(1.0), vec![PROD]);
    b.levels[0].retention.age = Span::YEAR;
    e.apps[0].protections = vec![Protection::Backup(b)];
    (e.links[0].failure, e.links[0].repair) = (rate(200.0), fixed(1.0));
    e.sites[0].lost = rate(0.01);
    let model = Model::new(e);
    let strata = force::choose(&model, 1.0).strata;
    let setup = Setup { model: &model, seed: 1, horizon: Span::YEAR, probes: 0, natural: true, strata };
    let mut stage = Stage::new(&model);
    let mut run = |trial| {
        stage.run(&setup, trial, &mut Outcome::default());
        let worlds = [stage.world(), stage.branch()];
        assert!(worlds[0].regimes[0].len() > 200);
        worlds.map(|world| world.regimes.iter().map(|r| (r.as_ptr(), r.capacity())).collect::<Vec<_>>())
    };
    (0..20).for_each(|trial| drop(run(trial)));
    let storage = run(0);
    assert!((0..20).all(|trial| run(trial) == storage));
}
