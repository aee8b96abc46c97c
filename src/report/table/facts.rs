//! The first line: what was studied and what was asked of it.

use crate::model::Clock;
use crate::report::figures;
use crate::verdict::results::Results;

/// `14 apps, 206 VMs, 45 TB · 4 topologies · 95 % required · …`
pub fn line(results: &Results) -> String {
    let header = &results.header;
    let mut facts = vec![
        format!(
            "{}, {}, {}",
            figures::counted(header.apps as u64, "app"),
            figures::counted(header.vms, "VM"),
            figures::data(header.data_bytes)
        ),
        match results.topologies.len() {
            1 => "1 topology".to_owned(),
            n => format!("{n} topologies"),
        },
        format!("{} required", figures::share(header.required)),
        format!("clock {} → fully serving", clock(header.clock)),
    ];
    facts.extend(judgement(results));
    // A fact is not broken over two lines if it can be helped.
    facts.iter().map(|fact| fact.replace(' ', "\u{a0}")).collect::<Vec<_>>().join(" · ")
}

fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Failed => "failed",
        Clock::Detected => "detected",
        Clock::Declared => "declared",
    }
}

/// The share of recovery time that rests on judgement, over topologies.
fn judgement(results: &Results) -> Option<String> {
    let simulated = results.topologies.iter().filter(|topology| topology.rejected.is_none());
    let shares: Vec<f64> = simulated.map(|t| t.judgement_share).filter(|share| share.is_finite()).collect();
    let least = figures::rough_share(shares.iter().copied().min_by(f64::total_cmp)?);
    let most = figures::rough_share(shares.iter().copied().max_by(f64::total_cmp)?);
    let to = if most.starts_with(|c: char| c.is_ascii_digit()) { "–" } else { " to " };
    let range = if least == most { most } else { format!("{}{to}{most}", least.trim_end_matches(" %")) };
    Some(format!("{range} of recovery time rests on judgement"))
}
