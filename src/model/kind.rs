//! Kinds of disruption and the classes that group them (the table of the
//! domain's section 3). Verdicts are given per kind.

/// What kind of disruption hit an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A node crashed or failed.
    Node,
    /// One switch of a redundant pair failed.
    Switch,
    /// A whole stamp is offline and keeps its data: both switches, rack power,
    /// bad update, pool offline.
    StampOutage,
    /// A stamp's data are gone; its hardware may be usable.
    StampLost,
    /// A site is without power or cooling, or a cloud region is down.
    SiteOutage,
    /// A site is destroyed.
    SiteLost,
    /// Users are cut off from an app that runs (lost access).
    LinkLost,
    /// Single items were deleted or damaged.
    ItemDeletion,
    /// Data of a whole app are damaged.
    Corruption,
    /// An attacker encrypted the data of all apps.
    Ransomware,
}

/// A group of kinds that the same kind of measure helps against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Node, switch.
    Hardware,
    /// Stamp outage, stamp lost.
    Stamp,
    /// Site outage, site lost.
    Site,
    /// Link lost.
    Network,
    /// Item deletion, corruption, ransomware.
    Data,
}

/// The number of kinds.
pub const KINDS: usize = 10;

impl Kind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [Self; KINDS] = [
        Self::Node,
        Self::Switch,
        Self::StampOutage,
        Self::StampLost,
        Self::SiteOutage,
        Self::SiteLost,
        Self::LinkLost,
        Self::ItemDeletion,
        Self::Corruption,
        Self::Ransomware,
    ];

    /// Position in [`Kind::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name in files, options and output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Switch => "switch",
            Self::StampOutage => "stamp-outage",
            Self::StampLost => "stamp-lost",
            Self::SiteOutage => "site-outage",
            Self::SiteLost => "site-lost",
            Self::LinkLost => "link-lost",
            Self::ItemDeletion => "item-deletion",
            Self::Corruption => "corruption",
            Self::Ransomware => "ransomware",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The class it belongs to.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Node | Self::Switch => Class::Hardware,
            Self::StampOutage | Self::StampLost => Class::Stamp,
            Self::SiteOutage | Self::SiteLost => Class::Site,
            Self::LinkLost => Class::Network,
            Self::ItemDeletion | Self::Corruption | Self::Ransomware => Class::Data,
        }
    }

    /// Whether data are damaged rather than a component stopped.
    #[must_use]
    pub const fn is_damage(self) -> bool {
        matches!(self, Self::ItemDeletion | Self::Corruption | Self::Ransomware)
    }
}

impl Class {
    /// All classes, in report order.
    pub const ALL: [Self; 5] = [Self::Hardware, Self::Stamp, Self::Site, Self::Network, Self::Data];

    /// The name in files and output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hardware => "hardware",
            Self::Stamp => "stamp",
            Self::Site => "site",
            Self::Network => "network",
            Self::Data => "data",
        }
    }

    /// The class with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}
