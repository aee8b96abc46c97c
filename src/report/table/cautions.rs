//! What the answer's verdicts hide by counting the strikes of all places
//! together.

use crate::model::Kind;
use crate::report::{figures, text};
use crate::verdict::answer::Answer;
use crate::verdict::places::{self, Caution};
use crate::verdict::results::Results;

use super::sentences::{list, when};

/// Longest name quoted in a sentence, in columns.
const QUOTED: usize = 60;
/// Cautions told before the rest is counted.
const TOLD: usize = 3;

/// What has to be known of the topology that is the answer; one string a line.
pub fn sentences(results: &Results, answer: &Answer) -> Vec<String> {
    let of_answer = |caution: &Caution| Some(caution.topology) == answer.topology;
    let mut groups: Vec<Vec<Caution>> = Vec::new();
    for caution in places::cautions(results).into_iter().filter(of_answer) {
        let alike = |group: &&mut Vec<Caution>| {
            (&group[0].place, group[0].kind, group[0].measure)
                == (&caution.place, caution.kind, caution.measure)
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(caution),
            None => groups.push(vec![caution]),
        }
    }
    let mut lines: Vec<String> = groups.iter().map(|group| sentence(group)).collect();
    let more = lines.len().saturating_sub(TOLD);
    if more > 1 {
        lines.truncate(TOLD);
        lines.push(format!("{more} more objectives are met on average only; JSON names them."));
    }
    lines
}

/// `But when a site is lost, the RTO of web is met only on average over strikes
/// on dc1 and dc2: the loss of dc1 breaks it in 22 % of strikes.`
fn sentence(group: &[Caution]) -> String {
    let first = &group[0];
    let worst = group.iter().map(|caution| caution.broken_share).fold(0.0, f64::max);
    let upto = if group.len() > 1 { "up to " } else { "" };
    format!(
        "But {}, the {} of {} is met only on average over strikes on {}: \
         {} breaks it in {upto}{} of strikes.",
        when(first.kind),
        first.measure.objective(),
        list(group.iter().map(|caution| quoted(&caution.subject)).collect()),
        list(first.among.iter().map(|name| quoted(name)).collect()),
        event(first.kind, &quoted(&first.place)),
        figures::share(worst),
    )
}

fn event(kind: Kind, place: &str) -> String {
    let what = match kind {
        Kind::Node => "a node failure in",
        Kind::Switch => "a switch failure in",
        Kind::StampOutage | Kind::SiteOutage => "an outage of",
        Kind::StampLost | Kind::SiteLost | Kind::LinkLost => "the loss of",
        Kind::ItemDeletion => "a deletion of items of",
        Kind::Corruption => "corruption of",
        Kind::Ransomware => "an attack on",
    };
    format!("{what} {place}")
}

fn quoted(name: &str) -> String {
    text::fit(&text::safe(name), QUOTED, text::Charset::Unicode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::answer;
    use crate::verdict::sample;

    fn told(apps: &[(&str, f64)]) -> Vec<String> {
        let app = |(name, met): &(&str, f64)| {
            let mut app = sample::app(name, "t1");
            let mut kind = sample::kind(Kind::SiteLost, 8.0, 1.0);
            kind.places = vec![sample::place("dc1", *met, 0.99), sample::place("dc2", 0.99, 0.99)];
            app.kinds.push(kind);
            app
        };
        let apps = apps.iter().map(app).collect();
        let results = sample::results(vec![sample::topology("H", "H", None, apps, Vec::new())]);
        sentences(&results, &answer::of(&results))
    }

    #[test]
    fn what_one_place_breaks_is_told() {
        assert_eq!(
            told(&[("web", 0.78)]),
            ["But when a site is lost, the RTO of web is met only on average over strikes on dc1 and dc2: \
              the loss of dc1 breaks it in 22 % of strikes."]
        );
        assert_eq!(
            told(&[("web", 0.78), ("erp", 0.9)]),
            [
                "But when a site is lost, the RTO of web and erp is met only on average over strikes on dc1 and dc2: \
              the loss of dc1 breaks it in up to 22 % of strikes."
            ]
        );
        assert!(told(&[("web", 0.98)]).is_empty());
    }
}
