//! The sentence for each note.

use super::{Known, calendar, length};
use crate::model::{
    AppId, ComponentId, CopyId, DeploymentId, Keeper, Kind, Model, Need, Part, PlanId, Protection, SiteKind,
    SourceId,
};
use crate::report::text::safe;
use crate::trial::journal::{Missing, Note, Remedy, Why};
use crate::trial::plans::Doing;
use crate::trial::record::{Method, Phase};
use crate::units::{Span, Time};

/// What a note says of its app, or by itself; `None` where another note says
/// it.
pub(super) fn of(model: &Model, known: Known, now: Time, note: Note) -> Option<String> {
    Some(match note {
        Note::Failed(component, source) => failed(model, component, source),
        Note::Repaired(component) => repaired(model, component),
        Note::Attack(_) => "an attacker encrypts the data of all apps".into(),
        Note::Compromised(copy) => format!("the attacker reaches {}", copies(model, copy)),
        Note::NeedsResync(copy) => {
            let (copies, [_, verb]) = (copies(model, copy), number(model, copy));
            format!("{copies} {verb} a resync: nothing new until it is done")
        }
        Note::Seeded(copy) => {
            let (copies, [verb, _]) = (copies(model, copy), number(model, copy));
            format!("{copies} {verb} complete again")
        }
        Note::Masked(_, kind) => format!("struck ({}), stays in service", name(kind)),
        Note::Opened(_, kind) => opened(kind),
        // The incident that opens says so, or people who must notice again.
        Note::Stopped(_) => return None,
        Note::MadeRoom(_, other) => {
            format!("stopped, so that {} has room", safe(&model.estate.apps[other.index()].name))
        }
        Note::GaveWay(_, other) => {
            let other = safe(&model.estate.apps[other.index()].name);
            format!("the recovery is broken off, so that {other} has room")
        }
        Note::PlannedStop(_) => "stops for planned work".into(),
        Note::Serving(_) => "serves".into(),
        Note::Closed(app, method, recovery, loss) => closed(model, app, (method, recovery, loss)),
        Note::Detected(_) => "people know".into(),
        Note::Declared(_) => "people have decided to recover it".into(),
        Note::Automatic(_) => "the failover begins by itself".into(),
        Note::PlanBegins(plan) => format!("recovery plan {} begins", plan_name(model, plan)),
        Note::LeftBehind(_, plan) => {
            format!("recovery plan {} goes on without it", plan_name(model, plan))
        }
        Note::ShutsDown(_) => "is shut down where it still runs".into(),
        Note::Waits(app, missing) => waits(model, app, missing),
        Note::PassedOver(app, protection, why) => passed_over(model, app, protection, why)?,
        Note::Started(_, method, to, point, copy) => started(model, known, now, method, (to, point, copy)),
        Note::JobsFailed(_, 1) => "one copy job after that point had failed".into(),
        Note::JobsFailed(_, jobs) => format!("{jobs} copy jobs after that point had failed"),
        Note::Enters(_, phase) => return enters(known, phase).map(str::to_owned),
        Note::Processes(_) => "what had been sent is processed first".into(),
        Note::PlanFailed(_, false) => "the plan does not work as written: errors, then work by hand".into(),
        Note::PlanFailed(_, true) => "the plan does not work: people will turn to the next method".into(),
        Note::StartFailed(_, None) => "the application does not start: people repair it".into(),
        Note::StartFailed(_, Some(point)) => {
            format!(
                "the application does not start: the application-consistent point {} is taken",
                calendar(point)
            )
        }
        Note::Unreadable(_) => "the copy that was read is bad: another one is needed".into(),
        Note::CalledOff(_) => "the source is back: the recovery is called off".into(),
        Note::Broke(_) => "the recovery breaks off: what it stood on is gone".into(),
        Note::Recovered(_, method) => format!("{}, and waits for the apps it needs", done(method)),
        Note::NothingLeft(_) => "no usable copy is left".into(),
        Note::Damaged(_, kind) => match kind {
            Kind::ItemDeletion => "items are deleted; nobody has noticed".into(),
            _ => "its data are being corrupted; nobody has noticed".into(),
        },
        Note::DamageFound(_, kind, _) => format!("the damage is noticed ({})", name(kind)),
        Note::Healed(_, kind) => {
            format!("an earlier recovery point had already undone the damage ({})", name(kind))
        }
        Note::OutOfStep(_, at) => {
            format!("its instance at {} no longer holds current data", place(model, at))
        }
        Note::InStep(_, at) => format!("its instance at {} holds current data again", place(model, at)),
        Note::FromStore(_) => "runs from the backup store until its data have been moved".into(),
        Note::Migrated(_) => "its data have been moved from the backup store to where it runs".into(),
        Note::CopyingHome(_) => "its home works again: the way home is prepared".into(),
        Note::Home(_) => "runs at home again".into(),
        Note::Unmanaged(_, remedy) => unmanaged(remedy).into(),
        Note::Managed(_) => "managed again".into(),
        Note::CutOff(_) => "runs, but users cannot reach it".into(),
        Note::Reached(_) => "users reach it again".into(),
    })
}

/// The same of several apps. Only how it begins and ends is changed, and no name
/// that a user gave stands there.
pub(super) fn of_several(words: &str) -> String {
    const BEGINNINGS: [(&str, &str); 12] = [
        ("stops; an incident opens", "stop; incidents open"),
        ("an incident opens", "incidents open"),
        ("stops", "stop"),
        ("serves", "serve"),
        ("waits", "wait"),
        ("runs again where it was", "run again where they were"),
        ("runs", "run"),
        ("starts at", "start at"),
        ("is ", "are "),
        ("its data", "their data"),
        ("its home works", "their homes work"),
        ("its instance", "their instances"),
    ];
    const ENDS: [(&str, &str); 16] = [
        (", and waits for the apps it needs", ", and wait for the apps they need"),
        ("the apps it needs", "the apps they need"),
        ("decided to recover it", "decided to recover them"),
        ("stays in service", "stay in service"),
        ("it goes on serving", "they go on serving"),
        ("what its method needs to start", "what their methods need to start"),
        ("the decision on its method", "the decision on their methods"),
        ("its VMs are registered there", "their VMs are registered there"),
        ("its VMs are reconnected", "their VMs are reconnected"),
        ("it runs at home again", "they run at home again"),
        ("users cannot reach it", "users cannot reach them"),
        ("users reach it again", "users reach them again"),
        ("no longer holds current data", "no longer hold current data"),
        ("holds current data again", "hold current data again"),
        ("goes on without it", "goes on without them"),
        ("where it still runs", "where they still run"),
    ];
    let begun = BEGINNINGS.iter().find_map(|(one, several)| Some((words.strip_prefix(one)?, several)));
    let words = begun.map_or_else(|| words.to_owned(), |(rest, several)| format!("{several}{rest}"));
    let ended = ENDS.iter().find_map(|(one, several)| Some((words.strip_suffix(one)?, several)));
    ended.map_or_else(|| words.clone(), |(rest, several)| format!("{rest}{several}"))
}

fn place(model: &Model, deployment: DeploymentId) -> String {
    safe(model.place_name(model.layout.deployments[deployment.index()].place))
}

fn name(kind: Kind) -> String {
    kind.name().replace('-', " ")
}

fn failed(model: &Model, component: ComponentId, source: SourceId) -> String {
    let estate = &model.estate;
    let source = &model.machinery.sources[source.index()];
    let stamp = |id: crate::model::StampId| safe(&estate.stamps[id.index()].name);
    match model.machinery.components[component.index()].part {
        Part::Node(id, node) => {
            format!("node {} of {} fails ({})", node + 1, stamp(id), source.cause)
        }
        Part::Switch(id, side) => {
            format!("switch {} of {} fails{}", side + 1, stamp(id), with_the_other(&source.cause))
        }
        Part::Software(id) => format!("the platform software of {} fails", stamp(id)),
        Part::RackPower(id) => format!("the rack of {} loses power", stamp(id)),
        Part::Infrastructure(id) => {
            format!("an infrastructure service of {} fails: nothing can be started there anew", stamp(id))
        }
        Part::StampFabric(id) => format!("{} is lost with the data in it", stamp(id)),
        Part::SitePower(id) => {
            let site = &estate.sites[id.index()];
            match site.kind {
                SiteKind::Own | SiteKind::Users => format!("{} loses power or cooling", safe(&site.name)),
                SiteKind::Cloud | SiteKind::Provider => format!("{} is down", safe(&site.name)),
            }
        }
        Part::SiteFabric(id) => format!("{} is destroyed", safe(&estate.sites[id.index()].name)),
        Part::LinkPath(id, path) => {
            let link = &estate.links[id.index()];
            match link.paths {
                1 => format!("link {} is cut", safe(&link.name)),
                _ => {
                    let with = with_the_other(&source.cause);
                    format!("path {} of link {} is cut{with}", path + 1, safe(&link.name))
                }
            }
        }
        Part::Target(id) => format!("backup target {} fails", safe(&estate.targets[id.index()].name)),
        Part::Control(id) => format!("control plane {} fails", safe(&estate.controls[id.index()].name)),
    }
}

fn with_the_other(cause: &str) -> &'static str {
    if cause.ends_with("common cause") { " (common cause)" } else { "" }
}

fn repaired(model: &Model, component: ComponentId) -> String {
    let estate = &model.estate;
    let stamp = |id: crate::model::StampId| safe(&estate.stamps[id.index()].name);
    match model.machinery.components[component.index()].part {
        Part::Node(id, node) => format!("node {} of {} works again", node + 1, stamp(id)),
        Part::Switch(id, side) => format!("switch {} of {} works again", side + 1, stamp(id)),
        Part::Software(id) => format!("the platform software of {} works again", stamp(id)),
        Part::RackPower(id) => format!("the rack of {} has power again", stamp(id)),
        Part::Infrastructure(id) => format!("the infrastructure services of {} work again", stamp(id)),
        Part::StampFabric(id) => format!("{} is deployed again, empty", stamp(id)),
        Part::SitePower(id) => format!("{} works again", safe(&estate.sites[id.index()].name)),
        Part::SiteFabric(id) => {
            format!("replacement hardware stands at {}", safe(&estate.sites[id.index()].name))
        }
        Part::LinkPath(id, path) => {
            let link = &estate.links[id.index()];
            match link.paths {
                1 => format!("link {} works again", safe(&link.name)),
                _ => format!("path {} of link {} works again", path + 1, safe(&link.name)),
            }
        }
        Part::Target(id) => format!("backup target {} works again", safe(&estate.targets[id.index()].name)),
        Part::Control(id) => format!("control plane {} works again", safe(&estate.controls[id.index()].name)),
    }
}

/// `the copies of erp on vault`
fn copies(model: &Model, copy: CopyId) -> String {
    let stream = &model.copies.streams[copy.index()];
    let app = safe(&model.estate.apps[stream.app.index()].name);
    match stream.keeper {
        Keeper::Target(target) => {
            format!("the copies of {app} on {}", safe(&model.estate.targets[target.index()].name))
        }
        Keeper::Place(place) => format!("the replica of {app} at {}", safe(model.place_name(place))),
    }
}

/// The verbs that go with [`copies`].
fn number(model: &Model, copy: CopyId) -> [&'static str; 2] {
    match model.copies.streams[copy.index()].keeper {
        Keeper::Target(_) => ["are", "need"],
        Keeper::Place(_) => ["is", "needs"],
    }
}

fn opened(kind: Kind) -> String {
    match kind {
        Kind::ItemDeletion => "items are missing; it goes on serving".into(),
        Kind::LinkLost => "an incident opens (link lost)".into(),
        kind => format!("stops; an incident opens ({})", name(kind)),
    }
}

fn waits(model: &Model, app: AppId, missing: Missing) -> String {
    let of_plan = |group: u16| {
        let place = model.plans.of_app[app.index()];
        let plan = place.map_or_else(String::new, |place| plan_name(model, place.plan));
        format!("group {} of plan {plan}", group + 1)
    };
    match missing {
        Missing::Hold => "waits until restoring is allowed after the attack".into(),
        Missing::Foundation => "waits for the foundation apps".into(),
        Missing::Need => "waits for an app that its method needs to start".into(),
        Missing::Control => {
            "waits for the control plane or the services that its method needs to start".into()
        }
        Missing::Decision => "waits for the decision on its method".into(),
        Missing::Place => "waits for a place to run with room, or a copy within reach".into(),
        Missing::Group(group) => format!("waits for {} to serve", of_plan(group)),
        Missing::Action { group, after, action, doing, .. } => {
            let side = if after { "after" } else { "before" };
            let step = format!("step {} {side} {}", action + 1, of_plan(group));
            match doing {
                Doing::Script => format!("waits for the script in {step} to end"),
                Doing::Fix => format!("waits until the script that failed in {step} is mended by hand"),
                Doing::Pause => format!("waits for the pause in {step} to end"),
                Doing::Crew => format!("waits for people, for {step} to begin"),
            }
        }
    }
}

fn plan_name(model: &Model, plan: PlanId) -> String {
    safe(&model.estate.plans[plan.index()].name)
}

fn unmanaged(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Register => "not managed until its VMs are registered there",
        Remedy::Reconnect => "not managed until its VMs are reconnected",
        Remedy::ComeHome => "not managed until it runs at home again",
    }
}

fn started(
    model: &Model,
    known: Known,
    now: Time,
    method: Method,
    (to, point, copy): (DeploymentId, Time, Option<CopyId>),
) -> String {
    let place = place(model, to);
    let item = known.open.is_some_and(|(_, kind)| kind == Kind::ItemDeletion);
    let from = copy.map_or_else(|| "a copy".into(), |copy| kept_at(model, copy));
    let what = match method {
        Method::Backup(_) if item => format!("restore of the items from {from} starts"),
        Method::Backup(_) => format!("restore from {from} to {place} starts"),
        Method::Replica(_) => format!("failover to {place} starts"),
        Method::Redirect(_) => format!("traffic moves to {place}"),
        Method::InPlace => format!("starts at {place} from the data that were left there"),
        Method::Remade => "the items are made anew".into(),
        Method::Rebuilt => format!("is rebuilt empty at {place}"),
        Method::Never => "is given up".into(),
    };
    if point == Time::NEVER {
        return what;
    }
    let failed = known.open.map_or(now, |(failed, _)| failed);
    let age = if failed >= point {
        format!("{} before the incident", length(failed - point))
    } else {
        format!("{} after the incident opened", length(point - failed))
    };
    format!("{what}, recovery point {} ({age})", calendar(point))
}

/// Where a stream keeps its copies: a backup's target, or a replica's place.
fn kept_at(model: &Model, copy: CopyId) -> String {
    match model.copies.streams[copy.index()].keeper {
        Keeper::Target(target) => safe(&model.estate.targets[target.index()].name),
        Keeper::Place(place) => safe(model.estate.place_name(model.layout.places[place.index()])),
    }
}

/// Why a method is not used; `None` where another note says it.
fn passed_over(model: &Model, app: AppId, protection: u8, why: Why) -> Option<String> {
    let estate = &model.estate;
    let method = match &estate.apps[app.index()].protections[usize::from(protection)] {
        Protection::Backup(backup) => {
            let targets = backup.levels.iter().map(|level| safe(&estate.targets[level.target.index()].name));
            format!("restored from {}", targets.collect::<Vec<_>>().join(" or "))
        }
        Protection::Replica(replica) => format!("failed over to {}", safe(estate.place_name(replica.to))),
        Protection::ActiveActive(_) => "redirected".into(),
    };
    let why = match why {
        // The plan that failed said so.
        Why::GivenUp => return None,
        Why::Undecided => "people have not decided on that yet".into(),
        Why::NoPoint => "no usable recovery point".into(),
        Why::PlaceDown(at) => format!("{} is down or out of reach", place(model, at)),
        Why::NoServices(at) => format!("the infrastructure services of {} are down", place(model, at)),
        Why::Lacks(need) => {
            let name = match need {
                Need::Control(control) => &estate.controls[control.index()].name,
                Need::App(app) => &estate.apps[app.index()].name,
            };
            format!("{}, which that needs, is down or out of reach", safe(name))
        }
        Why::CopyOutOfReach => "its copies cannot be read now".into(),
        Why::NoRoom(at) => format!("no room at {}", place(model, at)),
        Why::NoInstance => "no other instance serves with current data".into(),
    };
    Some(format!("cannot be {method}: {why}"))
}

/// What begins with a phase, where the phase itself is news.
fn enters(known: Known, phase: Phase) -> Option<&'static str> {
    Some(match phase {
        Phase::Detection => "stops serving again: people must notice and decide anew",
        Phase::Decision | Phase::Hold => return None,
        Phase::Repair => "waits for repair, or until another way is possible",
        Phase::Queue => "waits for people or restore streams",
        Phase::Dependency => "waits for the apps it needs",
        Phase::Transfer => "its data are being moved",
        Phase::Boot if known.prepared => "guests boot, the application starts",
        Phase::Boot => match known.method {
            Some(Method::Replica(_)) => "VMs are failed over",
            Some(Method::Backup(_)) => "VMs are prepared for the data",
            _ => "guests boot, the application starts",
        },
        Phase::Application => "the application recovers from the state of a crash",
        Phase::Network => "users are being redirected",
        Phase::Manual if known.prepared => "fix-ups by hand",
        Phase::Manual if known.is_item_restore() => {
            "people look for the right copy, and restore and check the items"
        }
        Phase::Manual => match known.method {
            Some(Method::Rebuilt | Method::Remade) => return None,
            _ => "work by hand",
        },
    })
}

fn done(method: Method) -> &'static str {
    match method {
        Method::InPlace => "runs again where it was",
        Method::Backup(_) => "is restored",
        Method::Replica(_) => "is failed over",
        Method::Redirect(_) => "is redirected",
        Method::Rebuilt => "is rebuilt",
        Method::Remade => "has its items again",
        Method::Never => "is given up",
    }
}

fn closed(model: &Model, app: AppId, (method, recovery, loss): (Method, Span, Span)) -> String {
    if method == Method::Remade {
        return format!("the items are made anew after {}; what was in them is lost", length(recovery));
    }
    let how = safe(&crate::verdict::method::method_name(model, app.index(), method));
    let lost = match loss {
        Span::ZERO => "no data lost".into(),
        Span::INFINITE => "all data lost".into(),
        loss => format!("{} of data lost", length(loss)),
    };
    if recovery == Span::INFINITE {
        return format!("given up: never recovered; {lost}");
    }
    format!("fully serving after {} ({how}); {lost}", length(recovery))
}
