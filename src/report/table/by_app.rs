//! Apps as rows, grouped by tier; services after them.

use super::grid::{Cell, Grid, Line};
use super::{cells, overview};
use crate::verdict::headline::{self, Measure};
use crate::verdict::results::{Results, SubjectResult, TopologyResult};

/// The table.
pub fn grid(results: &Results) -> Grid {
    let mut grid = Grid { heads: overview::heads(results), lines: Vec::new() };
    let tiers = overview::names(results, |topology| topology.tiers.iter().map(|tier| tier.name.as_str()));
    for tier in tiers {
        let members = |topology: &'_ TopologyResult| -> Vec<usize> {
            let apps = topology.apps.iter().enumerate();
            apps.filter(|(_, app)| app.tier.as_deref() == Some(tier)).map(|(i, _)| i).collect()
        };
        let names = overview::names(results, |topology| {
            members(topology).into_iter().map(|i| topology.apps[i].name.as_str())
        });
        heading(&mut grid, format!("tier {tier}"));
        for name in names {
            rows(&mut grid, results, name, &|topology| &topology.apps);
        }
    }
    let services = overview::names(results, |topology| topology.services.iter().map(|s| s.name.as_str()));
    if !services.is_empty() {
        heading(&mut grid, "services".into());
    }
    for name in services {
        rows(&mut grid, results, name, &|topology| &topology.services);
    }
    grid
}

fn heading(grid: &mut Grid, text: String) {
    if !grid.lines.is_empty() {
        grid.lines.push(Line::Blank);
    }
    grid.lines.push(Line::Heading(text));
}

type Subjects<'a> = &'a dyn Fn(&TopologyResult) -> &[SubjectResult];

fn rows(grid: &mut Grid, results: &Results, name: &str, subjects: Subjects) {
    let found = |topology| subjects(topology).iter().find(|subject: &&SubjectResult| subject.name == name);
    for measure in Measure::ALL {
        let stated = results.topologies.iter().filter_map(found).flat_map(|subject| &subject.kinds);
        let asked = cells::usual_objective(stated.map(|kind| cells::asked(kind, measure)));
        let cell = |topology| {
            let Some(subject) = found(topology) else { return Cell::default() };
            let worst = cells::shown([subject], headline::worst_of([subject], measure), measure);
            cells::of_worst(&worst, headline::figures(std::slice::from_ref(subject), &worst), measure, asked)
        };
        let row = results.topologies.iter().map(cell).collect();
        let label = if measure == Measure::RecoveryTime { name } else { "" };
        grid.row(label, cells::objective_label(measure, asked), row);
    }
}
