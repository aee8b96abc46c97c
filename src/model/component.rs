//! Components that work or are down, and the sources of failure that stop
//! them or damage data.

use super::chance::{Delay, Hazard};
use super::estate::Estate;
use super::ids::{AppId, ComponentId, ControlId, CrewId, LinkId, SiteId, StampId, TargetId};
use super::kind::Kind;
use crate::kernel::stream::entity;

/// What a component is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A node of a stamp.
    Node(StampId, u32),
    /// A top-of-rack switch of a stamp, side 0 or 1.
    Switch(StampId, u32),
    /// The stamp's platform software.
    Software(StampId),
    /// The power of the stamp's rack.
    RackPower(StampId),
    /// The stamp as deployed, with the data in its pool: down = data gone.
    StampFabric(StampId),
    /// Power and cooling of a site; the service of a cloud region.
    SitePower(SiteId),
    /// The site itself: down = destroyed.
    SiteFabric(SiteId),
    /// One path of a link.
    LinkPath(LinkId, u32),
    /// A backup target.
    Target(TargetId),
    /// A control plane.
    Control(ControlId),
    /// The infrastructure services of a stamp, which place VMs there.
    Infrastructure(StampId),
}

impl Part {
    /// Whether apps use it while they serve. Others are needed to protect and to
    /// recover them: their failure strikes no app.
    #[must_use]
    pub const fn is_used_by_apps(self) -> bool {
        !matches!(self, Self::Target(_) | Self::Control(_) | Self::Infrastructure(_))
    }
}

/// A component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// What it is.
    pub part: Part,
    /// Who repairs it; `None`: repairs never queue.
    pub crew: Option<CrewId>,
    /// The site with which it is destroyed; `None` for paths of links and for
    /// the existence of the site itself.
    pub site: Option<SiteId>,
}

/// What a failure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Stops one of `count` identical components from `first` on, each equally
    /// likely.
    StopOne {
        /// First of the group.
        first: ComponentId,
        /// Size of the group.
        count: u32,
    },
    /// Common cause: stops every working one of the group.
    StopAll {
        /// First of the group.
        first: ComponentId,
        /// Size of the group.
        count: u32,
    },
    /// Damages an app's data: an item deletion or a corruption.
    Damage(AppId, Kind),
    /// Encrypts the data of all apps.
    Ransomware,
}

/// A source of failures.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Name in traces, such as `node crash (prod)`.
    pub name: String,
    /// What goes wrong, without the name of the thing: `node crash`.
    pub cause: String,
    /// The kind and name under which a user forces it: `site-lost:dc1`.
    pub kind: Kind,
    /// Name of the thing that fails: site, stamp, link, target or app.
    pub subject: String,
    /// What it does.
    pub effect: Effect,
    /// When: for a group, the hazard of the whole group. A source that never
    /// strikes by itself exists all the same, so that a drill can ask for it.
    pub hazard: Hazard,
    /// How long until a stopped component works again; `None` for damage.
    pub repair: Option<Delay>,
    /// Hardware is lost: counts against what the pool tolerates.
    pub hardware: bool,
    /// Part of the address of its random streams.
    pub entity: u64,
}

/// The components of one stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StampParts {
    /// First node; the others follow.
    pub first_node: ComponentId,
    /// First switch; the other follows.
    pub first_switch: ComponentId,
    /// Platform software.
    pub software: ComponentId,
    /// Rack power.
    pub rack_power: ComponentId,
    /// Deployment and data.
    pub fabric: ComponentId,
    /// Infrastructure services.
    pub infrastructure: ComponentId,
}

/// The components of one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteParts {
    /// Power and cooling.
    pub power: ComponentId,
    /// Existence.
    pub fabric: ComponentId,
}

/// Components and sources of an estate, with where to find them.
#[derive(Clone, Debug, Default)]
pub struct Machinery {
    /// All components.
    pub components: Vec<Component>,
    /// All sources of failure.
    pub sources: Vec<Source>,
    /// Technicians of each crew.
    pub crews: Vec<u32>,
    /// By site.
    pub site_parts: Vec<SiteParts>,
    /// By stamp.
    pub stamp_parts: Vec<StampParts>,
    /// First path of each link.
    pub link_paths: Vec<ComponentId>,
    /// By target.
    pub target_parts: Vec<ComponentId>,
    /// By control plane.
    pub control_parts: Vec<ComponentId>,
}

impl Machinery {
    /// Lays out the components and sources of `estate`.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut machinery = Self::default();
        let crews: Vec<Option<CrewId>> =
            estate.sites.iter().map(|site| site.technicians.map(|n| machinery.add_crew(n))).collect();
        machinery.add_sites(estate);
        machinery.add_stamps(estate, &crews);
        machinery.add_links(estate);
        machinery.add_targets(estate, &crews);
        machinery.add_controls(estate);
        machinery.add_damage(estate);
        machinery
    }

    fn add_crew(&mut self, technicians: u32) -> CrewId {
        self.crews.push(technicians);
        CrewId::new(self.crews.len() - 1)
    }

    fn add(&mut self, part: Part, crew: Option<CrewId>, site: Option<SiteId>) -> ComponentId {
        self.components.push(Component { part, crew, site });
        ComponentId::new(self.components.len() - 1)
    }

    /// Adds the source for `count` like components from `first` on, each with
    /// `hazard`. Memoryless ones (and those that never fail) become one stream;
    /// others one source a unit, since each has an age of its own.
    #[allow(clippy::too_many_arguments)]
    fn add_units(
        &mut self,
        (kind, what, subject): (Kind, &str, &str),
        first: ComponentId,
        count: u32,
        hazard: &Hazard,
        repair: &Delay,
        hardware: bool,
    ) {
        let mut push = |name: String, effect, hazard| {
            let entity = entity(&format!("{what}/{subject}/{name}"));
            self.sources.push(Source {
                name,
                cause: what.to_owned(),
                kind,
                subject: subject.to_owned(),
                effect,
                hazard,
                repair: Some(repair.clone()),
                hardware,
                entity,
            });
        };
        match hazard {
            Hazard::Never => {
                push(format!("{what} ({subject})"), Effect::StopOne { first, count }, Hazard::Never);
            }
            Hazard::Rate { per_year, mark } => {
                let group = Hazard::Rate { per_year: per_year * f64::from(count), mark: *mark };
                push(format!("{what} ({subject})"), Effect::StopOne { first, count }, group);
            }
            Hazard::Lifetime(_) | Hazard::At(_) => {
                for unit in 0..count {
                    let first = ComponentId(first.0 + unit);
                    let effect = Effect::StopOne { first, count: 1 };
                    push(format!("{what} {unit} ({subject})"), effect, hazard.clone());
                }
            }
        }
    }

    /// Adds a redundant pair (or single unit) with common cause: the rate of
    /// each is split into an independent part and a shared one.
    fn add_pair(
        &mut self,
        names: (Kind, &str, &str),
        first: ComponentId,
        count: u32,
        (hazard, beta): (&Hazard, f64),
        repair: &Delay,
    ) {
        let (own, shared) = match hazard {
            Hazard::Rate { per_year, mark } if count > 1 && beta > 0.0 => {
                let share = |part: f64| match part {
                    0.0 => Hazard::Never,
                    part => Hazard::Rate { per_year: per_year * part, mark: *mark },
                };
                (share(1.0 - beta), share(beta))
            }
            other => (other.clone(), Hazard::Never),
        };
        self.add_units(names, first, count, &own, repair, false);
        if count > 1 {
            let (kind, what, subject) = names;
            let cause = format!("{what}, common cause");
            let name = format!("{cause} ({subject})");
            self.sources.push(Source {
                entity: entity(&format!("{what}/{subject}/{name}")),
                name,
                cause,
                kind: if kind == Kind::Switch { Kind::StampOutage } else { kind },
                subject: subject.to_owned(),
                effect: Effect::StopAll { first, count },
                hazard: shared,
                repair: Some(repair.clone()),
                hardware: false,
            });
        }
    }

    fn add_sites(&mut self, estate: &Estate) {
        for (i, site) in estate.sites.iter().enumerate() {
            let id = SiteId::new(i);
            let power = self.add(Part::SitePower(id), None, Some(id));
            let fabric = self.add(Part::SiteFabric(id), None, None);
            self.site_parts.push(SiteParts { power, fabric });
            let outage = (Kind::SiteOutage, "site outage", site.name.as_str());
            self.add_units(outage, power, 1, &site.outage, &site.outage_lasts, false);
            let lost = (Kind::SiteLost, "site lost", site.name.as_str());
            self.add_units(lost, fabric, 1, &site.lost, &site.replacement, true);
        }
    }

    fn add_stamps(&mut self, estate: &Estate, crews: &[Option<CrewId>]) {
        for (i, stamp) in estate.stamps.iter().enumerate() {
            let id = StampId::new(i);
            let (crew, site) = (crews[stamp.site.index()], Some(stamp.site));
            let name = stamp.name.as_str();
            let first_node = ComponentId::new(self.components.len());
            for node in 0..stamp.nodes {
                self.add(Part::Node(id, node), crew, site);
            }
            let first_switch = self.add(Part::Switch(id, 0), crew, site);
            self.add(Part::Switch(id, 1), crew, site);
            let software = self.add(Part::Software(id), None, site);
            let rack_power = self.add(Part::RackPower(id), None, site);
            let fabric = self.add(Part::StampFabric(id), None, site);
            let infrastructure = self.add(Part::Infrastructure(id), None, site);
            self.stamp_parts.push(StampParts {
                first_node,
                first_switch,
                software,
                rack_power,
                fabric,
                infrastructure,
            });

            let nodes = stamp.nodes;
            let crash = (Kind::Node, "node crash", name);
            self.add_units(crash, first_node, nodes, &stamp.crash, &stamp.crash_repair, false);
            let hardware = (Kind::Node, "node hardware", name);
            self.add_units(hardware, first_node, nodes, &stamp.hardware, &stamp.hardware_repair, true);
            let hazard = (&stamp.switch, stamp.switch_common_cause);
            self.add_pair((Kind::Switch, "switch", name), first_switch, 2, hazard, &stamp.switch_repair);
            let outage = (Kind::StampOutage, "stamp software", name);
            self.add_units(outage, software, 1, &stamp.software, &stamp.software_lasts, false);
            let power = (Kind::StampOutage, "rack power", name);
            self.add_units(power, rack_power, 1, &stamp.rack_power, &stamp.rack_power_lasts, false);
            let lost = (Kind::StampLost, "stamp lost", name);
            self.add_units(lost, fabric, 1, &stamp.lost, &stamp.redeploy, false);
            // The kind never shows, as with targets.
            let service = (Kind::StampOutage, "infrastructure service", name);
            let (hazard, lasts) = (&stamp.infrastructure, &stamp.infrastructure_lasts);
            self.add_units(service, infrastructure, 1, hazard, lasts, false);
        }
    }

    fn add_links(&mut self, estate: &Estate) {
        for (i, link) in estate.links.iter().enumerate() {
            let first = ComponentId::new(self.components.len());
            for path in 0..link.paths {
                self.add(Part::LinkPath(LinkId::new(i), path), None, None);
            }
            self.link_paths.push(first);
            let names = (Kind::LinkLost, "link", link.name.as_str());
            self.add_pair(names, first, link.paths, (&link.failure, link.common_cause), &link.repair);
        }
    }

    fn add_targets(&mut self, estate: &Estate, crews: &[Option<CrewId>]) {
        for (i, target) in estate.targets.iter().enumerate() {
            let site = estate.target_site(TargetId::new(i));
            let component = self.add(Part::Target(TargetId::new(i)), crews[site.index()], Some(site));
            self.target_parts.push(component);
            // The kind shows only where an app runs from it: else a target's failure
            // is no strike on an app.
            let names = (Kind::Node, "backup target", target.name.as_str());
            self.add_units(names, component, 1, &target.failure, &target.repair, true);
        }
    }

    fn add_controls(&mut self, estate: &Estate) {
        for (i, control) in estate.controls.iter().enumerate() {
            let component = self.add(Part::Control(ControlId::new(i)), None, estate.control_site(control.at));
            self.control_parts.push(component);
            // The kind never shows: as with targets.
            let names = (Kind::Node, "control plane", control.name.as_str());
            self.add_units(names, component, 1, &control.failure, &control.repair, false);
        }
    }

    fn add_damage(&mut self, estate: &Estate) {
        let mut push = |what: &str, kind: Kind, subject: &str, effect: Effect, hazard: &Hazard| {
            self.sources.push(Source {
                name: format!("{what} ({subject})"),
                cause: what.to_owned(),
                kind,
                subject: subject.to_owned(),
                effect,
                hazard: hazard.clone(),
                repair: None,
                hardware: false,
                entity: entity(&format!("{what}/{subject}")),
            });
        };
        for (i, app) in estate.apps.iter().enumerate() {
            let id = AppId::new(i);
            let items = Effect::Damage(id, Kind::ItemDeletion);
            push("item deletion", Kind::ItemDeletion, &app.name, items, &app.item_deletion);
            let whole = Effect::Damage(id, Kind::Corruption);
            push("corruption", Kind::Corruption, &app.name, whole, &app.corruption);
        }
        let hazard = &estate.ransomware.hazard;
        push("ransomware", Kind::Ransomware, "organisation", Effect::Ransomware, hazard);
    }
}

impl Estate {
    /// The name of a place: its stamp's or its site's.
    #[must_use]
    pub fn place_name(&self, place: super::Place) -> &str {
        match place {
            super::Place::Stamp(stamp) => &self.stamps[stamp.index()].name,
            super::Place::Region(site) => &self.sites[site.index()].name,
        }
    }

    /// The site a control plane runs at; `None`: at none in particular.
    #[must_use]
    pub fn control_site(&self, at: super::ControlAt) -> Option<SiteId> {
        match at {
            super::ControlAt::Anywhere => None,
            super::ControlAt::Site(site) => Some(site),
            super::ControlAt::Stamp(stamp) => Some(self.stamps[stamp.index()].site),
        }
    }

    /// The site a target stands at.
    #[must_use]
    pub fn target_site(&self, target: TargetId) -> SiteId {
        match self.targets[target.index()].at {
            super::TargetAt::Site(site) => site,
            super::TargetAt::Stamp(stamp) | super::TargetAt::Rack(stamp) => self.stamps[stamp.index()].site,
        }
    }
}
