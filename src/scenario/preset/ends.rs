//! Where systems work: what their vendors support at both ends, held against
//! the places of a topology.
//!
//! A stamp says its product. Of a cloud region a scenario does not say whose it
//! is: it is taken for Azure. What a provider runs at a site without a stamp is
//! not known: such a site fits whatever takes a stamp of any product.

use super::{Preset, all};
use crate::model::{Mark, Place, Product, SiteKind, TargetId};
use crate::scenario::context::Context;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::reader::System;
use crate::scenario::scope::Scope;
use crate::scenario::source::At;
use crate::scenario::stamp::product_name;

/// A sort of place where VMs run, as vendors tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A stamp of this product.
    Stamp(Product),
    /// Azure itself.
    Azure,
}

/// Both ends of a way that a system works: VMs that run at one of these places,
/// brought to one of those. A backup also brings them back to where they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Where the VMs run.
    pub from: &'static [End],
    /// Where else they may run then.
    pub to: &'static [End],
    /// How good the evidence is.
    pub mark: Mark,
    /// The document with its date.
    pub source: &'static str,
}

/// Which copies of a backup lie in a vault in Azure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vault {
    /// What stands before the keys of their level: nothing for the first,
    /// `outward.` for further ones.
    pub level: &'static str,
    /// How good the evidence is.
    pub mark: Mark,
    /// The document with its date.
    pub source: &'static str,
}

pub(super) const HUB: End = End::Stamp(Product::AzureStackHub);
pub(super) const LOCAL: End = End::Stamp(Product::AzureLocal);
pub(super) const HYPER_V: End = End::Stamp(Product::HyperV);
pub(super) const AZURE: End = End::Azure;
/// Why what runs in the guest works anywhere.
pub(super) const IN_GUEST: &str = "derived: what runs in the guest does not depend on the platform under it (Microsoft, \
                                   Protect VMs deployed on Azure Stack Hub, 2021-06-10)";
pub(super) const ANY: &[End] = &[HUB, LOCAL, HYPER_V, AZURE];

/// VMs of these places, brought to those.
pub(super) const fn ends(mark: Mark, from: &'static [End], to: &'static [End], source: &'static str) -> Ends {
    Ends { from, to, mark, source }
}

impl End {
    fn words(self) -> &'static str {
        match self {
            Self::Stamp(Product::AzureStackHub) => "Azure Stack Hub",
            Self::Stamp(Product::AzureLocal) => "Azure Local",
            Self::Stamp(Product::HyperV) => "Hyper-V",
            Self::Azure => "Azure",
        }
    }
}

/// In words: `Azure Local or Hyper-V`.
fn words(ends: &[End]) -> String {
    match ends {
        _ if ends.len() == ANY.len() => "any place".into(),
        [] => "nowhere".into(),
        [only] => only.words().into(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|end| end.words()).collect();
            format!("{} or {}", first.join(", "), last.words())
        }
    }
}

impl Ends {
    /// In words: `from Azure Local or Hyper-V to Azure`.
    #[must_use]
    pub fn words(&self) -> String {
        if self.is_anywhere() {
            return "anywhere".into();
        }
        format!("from {} to {}", words(self.from), words(self.to))
    }

    /// Whether no place is left out.
    pub(super) fn is_anywhere(&self) -> bool {
        self.from.len() == ANY.len() && self.to.len() == ANY.len()
    }
}

impl Vault {
    /// In words: `further copies in a vault in Azure`.
    #[must_use]
    pub fn words(&self) -> String {
        let which = if self.level.is_empty() { "copies" } else { "further copies" };
        format!("{which} in a vault in Azure")
    }
}

impl Preset {
    /// Where it works, in words; empty if that is not known.
    #[must_use]
    pub fn where_it_works(&self) -> String {
        let ends = self.ends.iter().map(Ends::words);
        ends.chain(self.vault.iter().map(Vault::words)).collect::<Vec<_>>().join("; ")
    }

    /// Another system of the same method that is made for these two places.
    fn instead(&self, scope: &Scope, from: Place, to: Place) -> Option<&'static Preset> {
        let does = |ends: &Ends| {
            let arrives = from == to || takes(ends.to, scope, to);
            let is_made_for = [ends.from, ends.to].iter().all(|list| list.len() < ANY.len());
            is_made_for && takes(ends.from, scope, from) && arrives
        };
        all().find(|other| {
            other.name != self.name && other.method == self.method && other.ends.iter().any(does)
        })
    }
}

/// Whether this place is of one of these sorts, as far as can be told.
fn takes(ends: &[End], scope: &Scope, place: Place) -> bool {
    match place {
        Place::Stamp(stamp) => ends.contains(&End::Stamp(scope.stamp_products[stamp.index()].product)),
        Place::Region(site) if scope.site_kinds[site.index()] == SiteKind::Provider => {
            ends.iter().any(|end| matches!(end, End::Stamp(_)))
        }
        Place::Region(_) => ends.contains(&End::Azure),
    }
}

/// Holds an app that runs at `home`, and the places that `system` brings it to,
/// against what the system's vendor supports.
pub(in crate::scenario) fn hold(
    cx: &mut Context,
    scope: &Scope,
    system: System,
    home: Place,
    places: &[(Place, At)],
) {
    let preset = system.preset;
    let from_here: Vec<&Ends> = preset.ends.iter().filter(|ends| takes(ends.from, scope, home)).collect();
    let ways = if from_here.is_empty() { preset.ends.iter().collect() } else { from_here.clone() };
    if ways.is_empty() {
        return;
    }
    let mut report = |at, does, place, wanted: Vec<&'static [End]>, to| {
        let offers: Vec<String> =
            ways.iter().map(|ends| format!("{} ({})", ends.words(), ends.source)).collect();
        let message = format!("{} does not {does} {}", preset.short_title(), called(scope, place));
        let mut instead = Vec::new();
        instead.extend(other_product(scope, place, &wanted));
        instead.extend(preset.instead(scope, home, to).map(|other| format!("{} instead", other.name)));
        if instead.is_empty() {
            instead.push(if at == system.at { "another system".into() } else { "another place".into() });
        }
        let hint = format!("it works {}; write {}", offers.join(", or "), instead.join(", "));
        refuse(cx, system, at, message, &hint);
    };
    if from_here.is_empty() {
        let to = places.first().map_or(home, |(place, _)| *place);
        report(system.at, "protect VMs on", home, ways.iter().map(|ends| ends.from).collect(), to);
    }
    let does = match preset.method {
        "backup" => "restore to",
        "replica" => "copy to",
        _ => "run at",
    };
    for (place, at) in places.iter().filter(|(place, _)| *place != home) {
        if !ways.iter().any(|ends| takes(ends.to, scope, *place)) {
            report(*at, does, *place, ways.iter().map(|ends| ends.to).collect(), *place);
        }
    }
}

/// Holds a target to which copies of a level go against where they can lie.
pub(in crate::scenario) fn hold_target(
    cx: &mut Context,
    scope: &Scope,
    system: System,
    target: TargetId,
    at: At,
) {
    let site = scope.site_of_target(target);
    let Some(vault) = system.preset.vault.filter(|vault| vault.level == system.prefix) else {
        return;
    };
    if scope.site_kinds[site.index()] == SiteKind::Cloud {
        return;
    }
    let message = format!(
        "{} keeps {}, and target {} stands at {}",
        system.preset.short_title(),
        vault.words(),
        scope.target_name(target),
        scope.site_name(site)
    );
    let hint = format!("write a target at a site of kind = \"cloud\" ({})", vault.source);
    refuse(cx, system, at, message, &hint);
}

/// Reports what the vendor does not support; if that is meant, it is listed
/// among what is unsupported.
fn refuse(cx: &mut Context, system: System, at: At, message: String, hint: &str) {
    if system.unsupported {
        cx.note_unsupported(message);
    } else {
        let hint = format!("{hint}, or unsupported = true beside it to simulate it all the same");
        cx.report(Diagnostic::error("not-offered", at, message).hint(hint));
    }
}

/// A place with what it is: `stamp prod, which runs Azure Stack Hub`.
fn called(scope: &Scope, place: Place) -> String {
    let name = scope.place_name(place);
    match place {
        Place::Stamp(stamp) => {
            let known = scope.stamp_products[stamp.index()];
            let runs = if known.written { "runs" } else { "is taken to run" };
            format!("stamp {name}, which {runs} {}", End::Stamp(known.product).words())
        }
        Place::Region(site) if scope.site_kinds[site.index()] == SiteKind::Provider => {
            format!("{name}, which is a provider's site")
        }
        Place::Region(_) => format!("{name}, which is a cloud region"),
    }
}

/// What to write for a stamp that does not say its product and may be one of
/// those that are taken.
fn other_product(scope: &Scope, place: Place, wanted: &[&[End]]) -> Option<String> {
    let Place::Stamp(stamp) = place else { return None };
    let mut products: Vec<String> = Vec::new();
    for end in wanted.iter().copied().flatten() {
        if let End::Stamp(product) = end {
            let word = format!("\"{}\"", product_name(*product));
            if !products.contains(&word) {
                products.push(word);
            }
        }
    }
    let assumed = !scope.stamp_products[stamp.index()].written && !products.is_empty();
    let name = scope.place_name(place);
    assumed.then(|| format!("product = {} for stamp {name} if it runs that", products.join(" or ")))
}
