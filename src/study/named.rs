//! Failures that a user asks for by name: which sources of failure stand
//! behind `KIND:NAME`, and how one of them is forced.

use std::collections::BTreeMap;

use super::force::Forcing;
use crate::model::{Effect, Hazard, Kind, Mark, Model, Part, Source, SourceId};
use crate::trial::history::{Stratum, can_force};

/// A rate so low that nothing is ever scheduled; forcing asks only that it is
/// not zero.
const NEVER_BY_ITSELF_PER_YEAR: f64 = f64::MIN_POSITIVE;

/// What can be asked for: disruptions by their kinds, then what only protections
/// use, whose failure strikes no app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A disruption of apps.
    Kind(Kind),
    /// A backup target fails.
    Target,
    /// A control plane fails.
    Control,
    /// An infrastructure service of a stamp fails.
    Infrastructure,
}

impl What {
    /// The word before the colon.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::Target => "target",
            Self::Control => "control",
            Self::Infrastructure => "infrastructure",
        }
    }
}

/// A failure that can be asked for, with the sources behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// `site-lost:dc1`; for an attack `ransomware`.
    pub name: String,
    /// What it is.
    pub what: What,
    /// The name of what fails.
    pub subject: String,
    /// Its causes, such as `rack-power`, each with its sources. `NAME:CAUSE`
    /// asks for one of several.
    pub causes: Vec<(String, Vec<SourceId>)>,
}

/// Everything that can be asked for: by kind in report order, what only
/// protections use last, then by name.
#[must_use]
pub fn all(model: &Model) -> Vec<Named> {
    let mut found: BTreeMap<(What, &str), Named> = BTreeMap::new();
    for (i, source) in model.machinery.sources.iter().enumerate() {
        let Some(what) = what(model, source) else { continue };
        let name = match source.effect {
            Effect::Ransomware => what.word().to_owned(),
            _ => format!("{}:{}", what.word(), source.subject),
        };
        let subject = source.subject.clone();
        let named = found.entry((what, source.subject.as_str())).or_insert_with(|| Named {
            name,
            what,
            subject,
            causes: Vec::new(),
        });
        let cause = source.cause.replace(", ", "-").replace(' ', "-");
        match named.causes.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, sources)) => sources.push(SourceId::new(i)),
            None => named.causes.push((cause, vec![SourceId::new(i)])),
        }
    }
    found.into_values().collect()
}

/// The failure that goes by `name`, narrowed to one cause if `name` gives it.
#[must_use]
pub fn find(model: &Model, name: &str) -> Option<Named> {
    all(model).into_iter().find_map(|mut named| {
        let rest = name.strip_prefix(&named.name)?;
        if let Some(cause) = rest.strip_prefix(':') {
            named.causes.retain(|(known, _)| known == cause);
            named.name = name.to_owned();
        } else if !rest.is_empty() {
            return None;
        }
        (!named.causes.is_empty()).then_some(named)
    })
}

/// What a source brings about alone: one path of two is no lost link.
fn what(model: &Model, source: &Source) -> Option<What> {
    let Effect::StopOne { first, .. } = source.effect else { return Some(What::Kind(source.kind)) };
    match model.machinery.components[first.index()].part {
        Part::LinkPath(link, _) if model.estate.links[link.index()].paths > 1 => None,
        Part::Target(_) => Some(What::Target),
        Part::Control(_) => Some(What::Control),
        Part::Infrastructure(_) => Some(What::Infrastructure),
        _ => Some(What::Kind(source.kind)),
    }
}

/// Forces `named` once in every history: one of its sources, each with the
/// same probability, at an instant uniform over the horizon.
#[must_use]
pub fn forcing(model: &Model, named: &Named) -> Forcing {
    let sources: Vec<SourceId> = named.causes.iter().flat_map(|(_, sources)| sources).copied().collect();
    #[allow(clippy::cast_precision_loss)]
    let each = 1.0 / sources.len() as f64;
    let sources = sources.into_iter().map(|source| (source, each)).collect();
    Forcing { strata: vec![Stratum { sources }], forced: vec![false; model.machinery.sources.len()] }
}

/// Forces `named` as a study of the same model does where it forces any of its
/// sources (at the same instants, by their rates), else as [`forcing`] does.
#[must_use]
pub fn as_studied(model: &Model, named: &Named, studied: &Forcing) -> Forcing {
    let mut forcing = forcing(model, named);
    let asked = &forcing.strata[0].sources;
    let is_asked = |source: SourceId| asked.iter().any(|(known, _)| *known == source);
    for stratum in &studied.strata {
        let mut sources: Vec<(SourceId, f64)> =
            stratum.sources.iter().copied().filter(|(source, _)| is_asked(*source)).collect();
        // The instant is the first source's; a stratum known by another only
        // lends these a small share.
        if sources.first().is_some_and(|first| first.0 == stratum.sources[0].0) {
            let total: f64 = sources.iter().map(|(_, share)| share).sum();
            sources.iter_mut().for_each(|(_, share)| *share /= total);
            forcing.strata = vec![Stratum { sources }];
            break;
        }
    }
    forcing
}

/// Gives the sources of `named` that never strike by themselves, or only on
/// schedule, a twin that can be forced into an ordinary history: the same
/// draws, and a rate at which it never comes by itself. Returns the failure
/// with the twins in their place.
#[must_use]
pub fn made_possible(model: &mut Model, named: &Named) -> Named {
    let mut named = named.clone();
    for source in named.causes.iter_mut().flat_map(|(_, sources)| sources) {
        if !can_force(model, *source) {
            let mut twin = model.machinery.sources[source.index()].clone();
            twin.hazard = Hazard::Rate { per_year: NEVER_BY_ITSELF_PER_YEAR, mark: Mark::Given };
            *source = SourceId::new(model.machinery.sources.len());
            model.machinery.sources.push(twin);
        }
    }
    named
}
