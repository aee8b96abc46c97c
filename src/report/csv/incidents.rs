//! `incidents.csv`: a row an incident, for those who want to see the histories
//! behind a figure. Written as incidents come, to whatever takes bytes; which to
//! write is the caller's decision. Every row but the first is an incident.
//!
//! | column | meaning |
//! | --- | --- |
//! | `topology`, `trial` | where it happened |
//! | `forced`, `weight` | from a forced incident, and what it counts; 1 in ordinary trials |
//! | `subject`, `kind` | app or service; kind of disruption |
//! | `failed_hours` … `closed_hours` | instants in hours from the start of the history: failed, detected, declared, started (execution of the method that succeeded), closed (fully serving again); empty if never reached |
//! | `failed_at` … `closed_at` | the same as `year 3 day 127 04:05`, counted from 1; a year has 365 days |
//! | `recovery_hours` | by the clock of the study; `inf` if never recovered |
//! | `loss_hours` | data loss, for damage the gap before it; `inf` if nothing was left |
//! | `rollback_hours` | for damage: from the clean point to the stop |
//! | `total_loss`, `tainted` | nothing usable was left; because the copies carried the damage |
//! | `method` | how it came back |
//! | `merged` | further failures that hit while it was open |
//! | `judged_hours` | part of the recovery time that rests on judgement |
//! | `detection_hours` … `manual_hours` | time in each phase of the critical path |

use std::io::{self, Write};

use super::{number, optional, text, truth};
use crate::model::Kind;
use crate::report::figures;
use crate::trial::record::{Incident, PHASES, Phase, Strike};
use crate::units::{Span, Time};

/// An incident as a row; the sources of its fields are those of [`Incident`].
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentRow<'a> {
    /// Name of the topology.
    pub topology: &'a str,
    /// Number of the trial.
    pub trial: u64,
    /// From a forced event.
    pub forced: bool,
    /// What it counts.
    pub weight: f64,
    /// Name of the app or service.
    pub subject: &'a str,
    /// Kind of disruption.
    pub kind: Kind,
    /// Failed, detected, declared, started, closed, as hours from the start of
    /// the history; `None` if never reached.
    pub instants_hours: [Option<f64>; INSTANTS],
    /// Recovery time by the clock of the study; infinite if never recovered.
    pub recovery_hours: f64,
    /// Data loss; infinite if nothing was left.
    pub loss_hours: f64,
    /// Rollback; `None` if the kind is not damage.
    pub rollback_hours: Option<f64>,
    /// Copies there were carried the damage or were compromised.
    pub tainted: bool,
    /// How it came back, in words.
    pub method: &'a str,
    /// Further failures that hit while it was open.
    pub merged: u32,
    /// Part of the recovery time that rests on judgement.
    pub judged_hours: f64,
    /// Hours in each phase.
    pub phase_hours: [f64; PHASES],
}

/// The number of instants of an incident.
pub const INSTANTS: usize = 5;

const INSTANT_NAMES: [&str; INSTANTS] = ["failed", "detected", "declared", "started", "closed"];

impl<'a> IncidentRow<'a> {
    /// The row of a strike that was not masked; `None` for one that was.
    /// `recovery`: by the clock of the study; `method`: the words for
    /// [`Incident::method`].
    #[must_use]
    pub fn of(
        topology: &'a str,
        trial: u64,
        subject: &'a str,
        strike: &Strike,
        recovery: Span,
        method: &'a str,
    ) -> Option<Self> {
        let incident: &Incident = strike.incident.as_ref()?;
        let instants =
            [incident.failed, incident.detected, incident.declared, incident.started, incident.closed];
        Some(Self {
            topology,
            trial,
            forced: strike.forced,
            weight: strike.weight,
            subject,
            kind: strike.kind,
            instants_hours: instants.map(hours_of),
            recovery_hours: recovery.hours(),
            loss_hours: incident.loss.hours(),
            rollback_hours: strike.kind.is_damage().then(|| incident.rollback.hours()),
            tainted: incident.tainted,
            method,
            merged: incident.merged,
            judged_hours: incident.judged.hours(),
            phase_hours: incident.phases.map(Span::hours),
        })
    }
}

fn hours_of(instant: Time) -> Option<f64> {
    (instant != Time::NEVER).then(|| (instant - Time::ZERO).hours())
}

/// Writes the file row by row.
pub struct Writer<W: Write> {
    csv: ::csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// Starts the file with its header row.
    ///
    /// # Errors
    ///
    /// What `to` fails with.
    pub fn new(to: W) -> io::Result<Self> {
        let mut head: Vec<String> =
            ["topology", "trial", "forced", "weight", "subject", "kind"].map(String::from).into();
        head.extend(INSTANT_NAMES.map(|name| format!("{name}_hours")));
        head.extend(INSTANT_NAMES.map(|name| format!("{name}_at")));
        let figures = ["recovery_hours", "loss_hours", "rollback_hours", "total_loss", "tainted", "method"];
        head.extend(figures.map(String::from));
        head.extend(["merged", "judged_hours"].map(String::from));
        head.extend(Phase::ALL.map(|phase| format!("{}_hours", phase.name())));
        let mut csv = ::csv::Writer::from_writer(to);
        csv.write_record(&head)?;
        Ok(Self { csv })
    }

    /// Adds an incident.
    ///
    /// # Errors
    ///
    /// What the underlying writer fails with.
    pub fn write(&mut self, row: &IncidentRow) -> io::Result<()> {
        let mut cells: Vec<String> = vec![
            text(row.topology).into(),
            row.trial.to_string(),
            truth(row.forced).into(),
            number(row.weight),
            text(row.subject).into(),
            row.kind.name().into(),
        ];
        cells.extend(row.instants_hours.map(optional));
        cells.extend(row.instants_hours.map(|hours| hours.map_or_else(String::new, stamp)));
        cells.extend([
            number(row.recovery_hours),
            number(row.loss_hours),
            optional(row.rollback_hours),
            truth(row.loss_hours.is_infinite()).into(),
            truth(row.tainted).into(),
            text(row.method).into(),
            row.merged.to_string(),
            number(row.judged_hours),
        ]);
        cells.extend(row.phase_hours.map(number));
        Ok(self.csv.write_record(&cells)?)
    }

    /// Writes out what is still held back and gives the writer back.
    ///
    /// # Errors
    ///
    /// What the underlying writer fails with.
    pub fn finish(mut self) -> io::Result<W> {
        self.csv.flush()?;
        self.csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

/// What is said of a file that does not hold all incidents. Not in the file: a
/// reader of typed columns would take it for an incident.
#[must_use]
pub fn cap_text(written: u64, total: u64) -> String {
    format!(
        "{} of {} are written, the first of each kind",
        figures::count(written),
        figures::counted(total, "incident")
    )
}

/// An instant given in hours from the start of the history, to the minute
/// begun: `year 3 day 127 04:05`. The first day is day 1 of year 1.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn stamp(hours: f64) -> String {
    // A minute that binary fractions put a hair below its number is that minute.
    let minutes = (hours * 60.0 + 1e-6).max(0.0) as u64;
    let (days, minute) = (minutes / 1440, minutes % 1440);
    format!("year {} day {} {:02}:{:02}", days / 365 + 1, days % 365 + 1, minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;
    use crate::trial::record::{Method, Subject};

    fn at(hours: i64) -> Time {
        Time(hours * 3_600_000_000)
    }

    fn span(hours: i64) -> Span {
        Span(hours * 3_600_000_000)
    }

    fn strike() -> Strike {
        let mut phases = [Span::ZERO; PHASES];
        phases[Phase::Transfer.index()] = span(5);
        let incident = Incident {
            failed: at(100),
            detected: at(101),
            declared: at(102),
            started: Time::NEVER,
            closed: at(107),
            method: Method::Backup(1),
            loss: Span::INFINITE,
            nothing_left: true,
            rollback: span(3),
            onset: at(100),
            tainted: false,
            aside: None,
            phases,
            judged: span(2),
            merged: 1,
        };
        Strike {
            subject: Subject(0),
            kind: Kind::SiteLost,
            source: SourceId::new(0),
            at: at(100),
            weight: 0.25,
            forced: true,
            incident: Some(incident),
        }
    }

    fn written(rows: &[IncidentRow]) -> Vec<::csv::StringRecord> {
        let mut writer = Writer::new(Vec::new()).unwrap();
        rows.iter().for_each(|row| writer.write(row).unwrap());
        let bytes = writer.finish().unwrap();
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        reader.records().map(Result::unwrap).collect()
    }

    #[test]
    fn a_strike_becomes_a_row() {
        let strike = strike();
        let row = IncidentRow::of("=A", 7, "erp", &strike, span(7), "restored from backup").unwrap();
        let records = written(&[row]);
        let get = |column: &str| {
            let i = records[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("{column}"));
            &records[1][i]
        };
        let expected = [
            ("topology", "'=A"),
            ("trial", "7"),
            ("forced", "true"),
            ("weight", "0.25"),
            ("subject", "erp"),
            ("kind", "site-lost"),
            ("failed_hours", "100"),
            ("failed_at", "year 1 day 5 04:00"),
            ("started_hours", ""),
            ("started_at", ""),
            ("closed_hours", "107"),
            ("recovery_hours", "7"),
            ("loss_hours", "inf"),
            ("rollback_hours", ""),
            ("total_loss", "true"),
            ("tainted", "false"),
            ("method", "restored from backup"),
            ("merged", "1"),
            ("judged_hours", "2"),
            ("detection_hours", "0"),
            ("transfer_hours", "5"),
        ];
        for (column, value) in expected {
            assert_eq!(get(column), value, "{column}");
        }
    }

    #[test]
    fn a_masked_strike_is_no_incident() {
        let masked = Strike { incident: None, ..strike() };
        assert_eq!(IncidentRow::of("A", 1, "erp", &masked, Span::ZERO, ""), None);
    }

    #[test]
    fn stamps_count_from_one() {
        let cases = [
            (0.0, "year 1 day 1 00:00"),
            (24.0 - 1.0 / 60.0, "year 1 day 1 23:59"),
            (24.0, "year 1 day 2 00:00"),
            (8760.0, "year 2 day 1 00:00"),
            (2.0 * 8760.0 + 126.0 * 24.0 + 4.0 + 5.0 / 60.0, "year 3 day 127 04:05"),
            (-1.0, "year 1 day 1 00:00"),
        ];
        for (hours, text) in cases {
            assert_eq!(stamp(hours), text);
        }
    }

    #[test]
    fn what_the_writer_fails_with_comes_back() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let error = Writer::new(Full).and_then(Writer::finish).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
