//! Kinds of disruption and the classes that group them (the table of the
//! domain's section 3). Verdicts are given per kind.

use super::named::named;

named! {
    /// What kind of disruption hit an app, in the order in which reports list them.
    pub enum Kind {
        /// A node crashed or failed.
        Node = "node",
        /// One switch of a redundant pair failed.
        Switch = "switch",
        /// A whole stamp is offline and keeps its data: both switches, rack power,
        /// bad update, pool offline.
        StampOutage = "stamp-outage",
        /// A stamp's data are gone; its hardware may be usable.
        StampLost = "stamp-lost",
        /// A site is without power or cooling, or a cloud region is down.
        SiteOutage = "site-outage",
        /// A site is destroyed.
        SiteLost = "site-lost",
        /// Users are cut off from an app that runs (lost access).
        LinkLost = "link-lost",
        /// Single items were deleted or damaged.
        ItemDeletion = "item-deletion",
        /// Data of a whole app are damaged.
        Corruption = "corruption",
        /// An attacker encrypted the data of all apps.
        Ransomware = "ransomware",
    }
}

named! {
    /// A group of kinds that the same kind of measure helps against.
    pub enum Class {
        /// Node, switch.
        Hardware = "hardware",
        /// Stamp outage, stamp lost.
        Stamp = "stamp",
        /// Site outage, site lost.
        Site = "site",
        /// Link lost.
        Network = "network",
        /// Item deletion, corruption, ransomware.
        Data = "data",
    }
}

/// The number of kinds.
pub const KINDS: usize = Kind::ALL.len();

impl Kind {
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
