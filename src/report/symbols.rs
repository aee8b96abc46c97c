//! How a verdict looks: a symbol, a word and, where there is colour, a colour
//! that says nothing the symbol does not say.

use anstyle::{AnsiColor, Style};

use crate::model::Kind;
use crate::verdict::results::{Cause, Verdict};

/// One character for a verdict ([`super::text::plain`] has its ASCII
/// stand-in).
#[must_use]
pub const fn symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "✓",
        Verdict::LosesAll | Verdict::Missed => "✗",
        Verdict::Inconclusive => "~",
        Verdict::TooFew => "?",
        Verdict::NoObjective | Verdict::NotApplicable => "–",
    }
}

/// The word for a verdict.
#[must_use]
pub const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LosesAll => "LOSES ALL",
        Verdict::Missed => "missed",
        Verdict::Inconclusive => "undecided",
        Verdict::TooFew => "too few",
        Verdict::Met => "met",
        Verdict::NoObjective => "no objective",
        Verdict::NotApplicable => "not applicable",
    }
}

/// The word for LOSES ALL where the disruption is of this kind: deleted items
/// are all that is lost when they cannot be restored.
#[must_use]
pub const fn loses(kind: Kind) -> &'static str {
    match kind {
        Kind::ItemDeletion => "LOSES ITEM",
        _ => word(Verdict::LosesAll),
    }
}

/// The name of a verdict in files, as in JSON.
#[must_use]
pub const fn file_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LosesAll => "loses-all",
        Verdict::Missed => "missed",
        Verdict::Inconclusive => "inconclusive",
        Verdict::TooFew => "too-few",
        Verdict::Met => "met",
        Verdict::NoObjective => "no-objective",
        Verdict::NotApplicable => "not-applicable",
    }
}

/// Its colour on a terminal.
#[must_use]
pub const fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::LosesAll => AnsiColor::Red.on_default().bold(),
        Verdict::Missed => AnsiColor::Red.on_default(),
        Verdict::Inconclusive | Verdict::TooFew => AnsiColor::Yellow.on_default(),
        Verdict::Met => AnsiColor::Green.on_default(),
        Verdict::NoObjective | Verdict::NotApplicable => Style::new().dimmed(),
    }
}

/// One word or two for a cause, in a cell.
#[must_use]
pub const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::People => "people",
        Cause::Technology => "technology",
        Cause::Capacity => "capacity",
        Cause::Bandwidth => "bandwidth",
        Cause::Dependency => "other apps",
        Cause::NoCopy => "no copy",
        Cause::Taint => "taint",
    }
}

/// The name of a cause in files, as in JSON.
#[must_use]
pub const fn cause_file_name(cause: Cause) -> &'static str {
    match cause {
        Cause::NoCopy => "no-copy",
        Cause::Dependency => "dependency",
        other => self::cause(other),
    }
}

/// A kind as people write it: `site lost`.
#[must_use]
pub fn kind(kind: Kind) -> String {
    kind.name().replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_those_of_the_json() {
        use Verdict::{Inconclusive, LosesAll, Met, Missed, NoObjective, NotApplicable, TooFew};
        for verdict in [LosesAll, Missed, Inconclusive, TooFew, Met, NoObjective, NotApplicable] {
            assert_eq!(serde_json::json!(verdict), file_name(verdict));
        }
        use Cause::{Bandwidth, Capacity, Dependency, NoCopy, People, Taint, Technology};
        for cause in [People, Technology, Capacity, Bandwidth, Dependency, NoCopy, Taint] {
            assert_eq!(serde_json::json!(cause), cause_file_name(cause));
        }
    }
}
