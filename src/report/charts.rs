//! Results as pictures: a heat map of verdicts, and for each tier how recovery
//! time and data loss are distributed beside their objectives.
//!
//! A picture is drawn as SVG with `plotters`; [`png::render`] turns it into
//! PNG with the fonts in this folder, so that no machine needs a font. In an
//! SVG the text stays text: a browser without DejaVu Sans takes its own
//! sans-serif. Colours are safe for the colour-blind and never alone: lines
//! differ in dashes and markers, cells carry symbol and number.
//!
//! In a PNG only characters of the embedded fonts (Latin, Greek, Cyrillic) are
//! readable; others appear as boxes. SVGs have no such limit.

mod axis;
mod canvas;
mod curve;
mod distribution;
mod fonts;
mod heatmap;
mod labels;
mod palette;
pub mod png;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::verdict::headline::Measure;
use crate::verdict::results::Results;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Name for a file, without extension: lower-case ASCII letters, digits
    /// and hyphens, unique among the charts of the results.
    pub name: String,
    /// The picture as SVG.
    pub svg: String,
}

/// All charts of the results: `verdicts`, then `recovery-…` and `loss-…` of
/// every tier that has the objective and saw a strike.
#[must_use]
pub fn all(results: &Results) -> Vec<Chart> {
    let mut charts = vec![Chart { name: "verdicts".into(), svg: heatmap::draw(results) }];
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for tier in results.topologies.iter().flat_map(|topology| &topology.tiers) {
        if !seen.insert(&tier.name) {
            continue;
        }
        let slug = unique(slug(&tier.name), &mut names);
        for (measure, what) in [(Measure::RecoveryTime, "recovery"), (Measure::DataLoss, "loss")] {
            if let Some(svg) = distribution::draw(results, &tier.name, measure) {
                charts.push(Chart { name: format!("{what}-{slug}"), svg });
            }
        }
    }
    charts
}

/// A name made of what every file system takes, at most 40 characters.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() == 40 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "tier".into() } else { slug.into() }
}

fn unique(slug: String, names: &mut BTreeSet<String>) -> String {
    let mut name = slug.clone();
    let mut number = 2;
    while !names.insert(name.clone()) {
        name = format!("{slug}-{number}");
        number += 1;
    }
    name
}
