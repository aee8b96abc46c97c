//! Whether the apps that would move after a loss find room where they would
//! go: memory on a stamp, virtual CPUs within the quota of a region. Apps move
//! in order of priority, each to the first of its places that has room, or where
//! apps of lower priority make room. That, and room that is there only without a
//! node in reserve, is worth a note.

use std::collections::BTreeMap;

use super::capacity::{Demand, memory_without_a_node, places};
use super::facts::Facts;
use super::found::{ARITHMETIC, Detail, Found, Rule};
use super::geography::{Failure, destinations, site_of};
use super::{Severity, beside};
use crate::model::{App, AppId, Estate, Place, SiteId, Stamp, StampId};

const NO_ROOM: Rule = Rule { id: "no-room-at-destination", severity: Severity::Warning, source: ARITHMETIC };
const NO_RESERVE: Rule = Rule { severity: Severity::Note, ..NO_ROOM };

const MAKES_ROOM: Rule = Rule { id: "stopped-for-room", ..NO_RESERVE };

const UNKNOWN: Rule = Rule { id: "memory-unknown", severity: Severity::Note, source: ARITHMETIC };

/// Adds findings of this theme.
pub(super) fn find(facts: &Facts, found: &mut Found) {
    unchecked(facts.estate, found);
    let order = facts.estate.in_turn();
    for failure in failures(facts.estate) {
        for (rule, memory) in
            [(NO_ROOM, all_memory as fn(&Stamp) -> f64), (NO_RESERVE, memory_without_a_node)]
        {
            let mut rooms = Rooms::after(facts.estate, failure, memory);
            for id in &order {
                rooms.place(*id, failure);
            }
            if rooms.into_findings(rule, failure, found) {
                break;
            }
        }
    }
}

/// Stamps that apps may move to and of which nobody said how much room there is.
fn unchecked(estate: &Estate, found: &mut Found) {
    let moved_to = |place| {
        let elsewhere = |app: &&App| app.home != place;
        estate.apps.iter().filter(elsewhere).any(|app| destinations(app).any(|to| to == place))
    };
    for (i, stamp) in estate.stamps.iter().enumerate() {
        if stamp.vm_memory_per_node_bytes.is_infinite() && moved_to(Place::Stamp(StampId::new(i))) {
            let name = &stamp.name;
            let reason = format!(
                "room at {name} is not checked: the memory of its nodes is not given, so every app finds room there"
            );
            let fix = "write the memory of each node, such as memory = \"768 GiB\"".to_owned();
            found.add(UNKNOWN, format!("stamp {name}"), Detail { reason, value: None, limit: None, fix });
        }
    }
}

fn all_memory(stamp: &Stamp) -> f64 {
    f64::from(stamp.nodes) * stamp.vm_memory_per_node_bytes
}

/// Losses to look at: of each site with apps, and of each stamp with apps that
/// is not alone at its site.
fn failures(estate: &Estate) -> Vec<Failure> {
    let mut homes: Vec<Place> = estate.apps.iter().map(|app| app.home).collect();
    homes.sort_unstable();
    homes.dedup();
    let mut failures: Vec<Failure> = homes.iter().map(|home| Failure::Site(site_of(estate, *home))).collect();
    let neighbours = |site: SiteId| estate.stamps.iter().filter(|stamp| stamp.site == site).count();
    failures.extend(homes.iter().filter_map(|home| match home {
        Place::Stamp(stamp) if neighbours(site_of(estate, *home)) > 1 => Some(Failure::Stamp(*stamp)),
        _ => None,
    }));
    failures.sort_unstable();
    failures.dedup();
    failures
}

/// One place with what is free and what is asked of it.
#[derive(Default)]
struct Room {
    free: f64,
    left: f64,
    asked: f64,
    /// Apps at home on this stamp that may be stopped for others, in turn.
    residents: Vec<AppId>,
    /// Those that are.
    stopped: Vec<AppId>,
    /// The first app for which any is.
    stopped_for: Option<AppId>,
    /// Apps that find no room anywhere and would have gone here first.
    turned_away: Vec<AppId>,
}

impl Room {
    /// Stops apps of lower priority than that of `by`, the lowest first, until there
    /// is room of this size; none if that is not enough, and nobody without whom it is.
    fn make(&mut self, estate: &Estate, turns: &[(bool, u32)], place: Place, size: f64, by: AppId) {
        let room_of = |id: &AppId| size_at(place, &estate.apps[id.index()]);
        let gives_way = |id: &AppId| turns[id.index()] > estate.apps[by.index()].turn();
        let mut stopped: Vec<AppId> = self.residents.iter().copied().filter(gives_way).collect();
        let mut left = self.left + stopped.iter().map(room_of).sum::<f64>();
        if size <= self.left || size > left {
            return;
        }
        stopped.retain(|id| {
            let spared = size <= left - room_of(id);
            left -= if spared { room_of(id) } else { 0.0 };
            !spared
        });
        self.left = left;
        self.stopped_for = self.stopped_for.or(Some(by));
        self.residents.retain(|id| !stopped.contains(id));
        self.stopped.extend(stopped.into_iter().rev());
    }
}

/// Places that still stand, in the unit that limits them: bytes of memory on a
/// stamp, virtual CPUs in a region.
struct Rooms<'a> {
    estate: &'a Estate,
    needed_turns: Vec<(bool, u32)>,
    rooms: BTreeMap<Place, Room>,
}

/// What an app takes of a place's limit.
fn size_at(place: Place, app: &App) -> f64 {
    let demand = Demand::of(app);
    match place {
        Place::Stamp(_) => demand.memory_bytes,
        Place::Region(_) => demand.vcpus,
    }
}

impl<'a> Rooms<'a> {
    /// What is free once the failure has struck, with the residents that it
    /// spares.
    fn after(estate: &'a Estate, failure: Failure, memory: fn(&Stamp) -> f64) -> Self {
        let stamps =
            estate.stamps.iter().enumerate().map(|(i, stamp)| (Place::Stamp(StampId::new(i)), memory(stamp)));
        let regions = estate.sites.iter().enumerate().map(|(i, site)| {
            (Place::Region(SiteId::new(i)), site.quota_vcpus.map_or(f64::INFINITY, f64::from))
        });
        let mut rooms: BTreeMap<Place, Room> = stamps
            .chain(regions)
            .filter(|(place, _)| !failure.hits(estate, *place))
            .map(|(place, free)| (place, Room { free, ..Room::default() }))
            .collect();
        for app in &estate.apps {
            for place in places(app) {
                if let Some(room) = rooms.get_mut(&place) {
                    room.free -= size_at(place, app);
                }
            }
        }
        let in_turn = estate.in_turn();
        for (place, room) in &mut rooms {
            room.left = room.free;
            if estate.people.reclaim && matches!(place, Place::Stamp(_)) {
                let at_home = |id: &AppId| {
                    let app = &estate.apps[id.index()];
                    app.home == *place && !app.pinned
                };
                room.residents = in_turn.iter().copied().filter(at_home).collect();
            }
        }
        Self { estate, needed_turns: estate.needed_turns(), rooms }
    }

    /// Finds room for an app that the failure hits. Apps that serve elsewhere
    /// already, or have nowhere to go, ask for none.
    fn place(&mut self, id: AppId, failure: Failure) {
        let app = &self.estate.apps[id.index()];
        if !failure.hits(self.estate, app.home) {
            return;
        }
        let mut first = None;
        for to in destinations(app) {
            let Some(room) = self.rooms.get_mut(&to) else { continue };
            if places(app).any(|place| place == to) {
                return;
            }
            let size = size_at(to, app);
            room.make(self.estate, &self.needed_turns, to, size, id);
            if size <= room.left {
                room.left -= size;
                room.asked += size;
                return;
            }
            first = first.or(Some(to));
        }
        if let Some(room) = first.and_then(|to| self.rooms.get_mut(&to)) {
            room.asked += first.map_or(0.0, |to| size_at(to, app));
            room.turned_away.push(id);
        }
    }

    /// Whether anything was found.
    fn into_findings(self, rule: Rule, failure: Failure, found: &mut Found) -> bool {
        let full = || self.rooms.iter().filter(|(_, room)| !room.turned_away.is_empty());
        for (place, room) in full() {
            let what = if matches!(place, Place::Stamp(_)) { "stamp" } else { "region" };
            let subject = format!("{what} {}", self.estate.place_name(*place));
            found.add(rule, subject, detail(self.estate, *place, room, rule, failure));
        }
        // With a node in reserve it is a matter of the reserve.
        if rule.severity == Severity::Warning {
            for (place, room) in self.rooms.iter().filter(|(_, room)| !room.stopped.is_empty()) {
                let subject = format!("stamp {}", self.estate.place_name(*place));
                found.add(MAKES_ROOM, subject, made(self.estate, *place, room, failure));
            }
        }
        full().next().is_some()
    }
}

fn detail(estate: &Estate, place: Place, room: &Room, rule: Rule, failure: Failure) -> Detail {
    let first = &estate.apps[room.turned_away[0].index()].name;
    let apps = match room.turned_away.len() {
        1 => format!("{first} finds"),
        n => format!("{n} apps ({first} first) find"),
    };
    let (asked, free) = match place {
        Place::Stamp(_) => (beside::memory(room.asked), beside::memory(room.free.max(0.0))),
        Place::Region(_) => (format!("{} vCPUs", room.asked), format!("{} vCPUs", room.free.max(0.0))),
    };
    let reserve = if rule.severity == Severity::Note { " with one node in reserve" } else { "" };
    Detail {
        reason: format!(
            "after the loss of {}, {apps} no room at {}{reserve}",
            failure.describe(estate),
            estate.place_name(place)
        ),
        value: Some(format!("{asked} needed")),
        limit: Some(format!("{free} free")),
        fix: "add nodes, memory or quota there, or a further place to restore to".into(),
    }
}

/// Who is stopped to make room.
fn made(estate: &Estate, place: Place, room: &Room, failure: Failure) -> Detail {
    let name = |id: &AppId| estate.apps[id.index()].name.as_str();
    let first = room.stopped.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
    let (more, are) = match room.stopped.len() {
        1 => (String::new(), "is"),
        n if n <= NAMED => (String::new(), "are"),
        n => (format!(" and {} more", n - NAMED), "are"),
    };
    let by = room.stopped_for.as_ref().map_or("others", name);
    Detail {
        reason: format!(
            "after the loss of {}, {first}{more} {are} stopped at {} to make room for {by} and what comes with it",
            failure.describe(estate),
            estate.place_name(place)
        ),
        value: Some(format!("{} stopped", room.stopped.len())),
        limit: Some("0 stopped".into()),
        fix: "add nodes or memory there, or write reclaim = false in [people] to stop none".into(),
    }
}

/// Apps named in a sentence before the rest is only counted.
const NAMED: usize = 4;

#[cfg(test)]
mod tests {
    use super::super::sample::*;
    use super::*;
    use crate::model::Protection;

    /// Ten apps of 10 VMs with 16 GiB on prod, replicated to dr with so many
    /// nodes of 160 GiB.
    fn ten(nodes: u32) -> Estate {
        let mut estate = sound();
        estate.apps.clear();
        for i in 0..10 {
            estate.apps.push(App { vms: 10, priority: 10 - i, foundation: i == 0, ..app(&format!("x{i}")) });
        }
        estate.stamps[1].nodes = nodes;
        estate.stamps[1].vm_memory_per_node_bytes = 160.0 * GIB;
        estate
    }

    #[test]
    fn apps_that_move_need_room_with_a_node_in_reserve() {
        assert!(found(ten(11), "no-room-at-destination").is_empty());
        let finding = only(ten(10), "no-room-at-destination");
        assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Note, "stamp dr"));
        let reason = &finding.reason;
        assert!(
            reason.contains("x1 finds no room at dr with one node in reserve"),
            "last in priority: {reason}"
        );
        assert_eq!(finding.value.as_deref(), Some("1.6 TiB needed"));
        assert_eq!(finding.limit.as_deref(), Some("1.4 TiB free"));
        let finding = only(ten(8), "no-room-at-destination");
        assert_eq!(finding.severity, Severity::Warning);
        assert!(finding.reason.contains("2 apps (x2 first) find no room at dr"), "{}", finding.reason);
    }

    #[test]
    fn room_that_nobody_described_is_not_checked_and_says_so() {
        let mut estate = ten(1);
        estate.stamps[1].vm_memory_per_node_bytes = f64::INFINITY;
        let finding = only(estate.clone(), "memory-unknown");
        assert_eq!((finding.severity, finding.subject.as_str()), (Severity::Note, "stamp dr"));
        assert!(finding.reason.contains("room at dr is not checked"), "{}", finding.reason);
        // Nothing moves to a stamp that is home to all.
        estate.stamps[1].vm_memory_per_node_bytes = 160.0 * GIB;
        estate.stamps[0].vm_memory_per_node_bytes = f64::INFINITY;
        assert!(found(estate, "memory-unknown").is_empty());
    }

    #[test]
    fn residents_take_room_too() {
        let mut estate = ten(11);
        estate.apps.push(App { home: DR, vms: 1, protections: Vec::new(), ..app("y") });
        estate.people.reclaim = false;
        assert_eq!(found(estate, "no-room-at-destination").len(), 1);
    }

    #[test]
    fn residents_of_lower_priority_make_room() {
        let with_resident = |foundation: bool, reclaim: bool| {
            let mut estate = ten(11);
            let protections = Vec::new();
            estate.apps.push(App { home: DR, vms: 15, priority: 20, foundation, protections, ..app("y") });
            estate.people.reclaim = reclaim;
            estate
        };
        let finding = only(with_resident(false, true), "stopped-for-room");
        assert!(finding.reason.contains("y is stopped at dr to make room for x"), "{}", finding.reason);
        assert!(found(with_resident(false, true), "no-room-at-destination").is_empty());
        for (foundation, reclaim) in [(false, false), (true, true)] {
            let estate = with_resident(foundation, reclaim);
            assert!(found(estate.clone(), "stopped-for-room").is_empty());
            assert_eq!(only(estate, "no-room-at-destination").severity, Severity::Warning);
        }
    }

    #[test]
    fn a_resident_that_is_needed_makes_no_room() {
        let mut estate = ten(11);
        let protections = Vec::new();
        estate.apps.push(App { home: DR, vms: 15, priority: 20, protections, ..app("y") });
        assert_eq!(found(estate.clone(), "stopped-for-room").len(), 1);
        let y = AppId::new(estate.apps.len() - 1);
        estate.apps[0].needs = vec![y];
        let finding = only(estate, "no-room-at-destination");
        assert_eq!(finding.severity, Severity::Warning);
    }

    #[test]
    fn a_further_place_takes_what_finds_no_room() {
        let mut estate = ten(10);
        for app in &mut estate.apps {
            let mut anywhere = backup(VAULT);
            anywhere.restore_to = vec![DR, Place::Region(AZURE)];
            app.protections = vec![Protection::Backup(anywhere)];
        }
        assert!(found(estate.clone(), "no-room-at-destination").is_empty());
        estate.sites[AZURE.index()].quota_vcpus = Some(39);
        assert_eq!(found(estate, "no-room-at-destination").len(), 1, "10 VMs of 4 vCPUs need 40");
    }

    #[test]
    fn an_app_that_serves_elsewhere_already_asks_for_no_more() {
        let mut estate = ten(11);
        for app in &mut estate.apps {
            app.protections.insert(
                0,
                Protection::ActiveActive(crate::model::ActiveActive {
                    with: vec![DR],
                    synchronous: true,
                    probe: fixed(40.0),
                    redirect: fixed(60.0),
                }),
            );
        }
        assert!(found(estate, "no-room-at-destination").is_empty());
    }

    #[test]
    fn the_loss_of_one_of_two_stamps_at_a_site_is_looked_at_too() {
        let mut estate = ten(10);
        estate.stamps[1].site = DC1;
        let finding = only(estate, "no-room-at-destination");
        assert!(finding.reason.contains("the loss of stamp prod"), "{}", finding.reason);
    }
}
