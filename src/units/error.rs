//! What can be wrong with a written quantity, said to people: what is wrong and
//! what to write instead. Where it stands in a file is known to the caller.

use std::fmt;

/// What a written quantity measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A length of time: "4h".
    Duration,
    /// An amount of data: "2 TB".
    Size,
    /// Data per second: "100 Mbps".
    Bandwidth,
    /// Data changed per time: "12 GB/d".
    Churn,
    /// Events per year: "0.08/yr".
    Rate,
    /// A share of one: "5%".
    Probability,
    /// Money per year: "310 kEUR/yr".
    Money,
}

impl Kind {
    /// The kind with its article: "a duration".
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Duration => "a duration",
            Self::Size => "a size",
            Self::Bandwidth => "a bandwidth",
            Self::Churn => "a churn",
            Self::Rate => "a rate",
            Self::Probability => "a probability",
            Self::Money => "a yearly cost",
        }
    }

    /// One well-written value: "2 TB".
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Duration => "30 min",
            Self::Size => "2 TB",
            Self::Bandwidth => "100 Mbps",
            Self::Churn => "12 GB/d",
            Self::Rate => "0.08/yr",
            Self::Probability => "5%",
            Self::Money => "310 kEUR/yr",
        }
    }

    /// The units that may be written.
    const fn units(self) -> &'static str {
        match self {
            Self::Duration => "ms, s, min, h, d, wk or yr",
            Self::Size => "kB, MB, GB, TB, PB, or KiB, MiB, GiB, TiB, PiB",
            Self::Bandwidth => "kbps, Mbps, Gbps, MB/s, GB/s or MiB/s",
            Self::Churn => "MB/h, GB/h, GB/d, TB/d or Mbps",
            Self::Rate => "/yr, /wk, /d, /h or \"1 in 9 yr\"",
            Self::Probability => "% or none",
            Self::Money => "EUR/yr, kEUR/yr, MEUR/yr (any currency of three letters), k/yr or M/yr",
        }
    }

    /// The largest value that is not absurd, in the unit that parsing gives.
    pub(super) const fn limit(self) -> f64 {
        match self {
            Self::Duration => 1000.0 * super::SECONDS_PER_YEAR,
            Self::Size => 1e19,
            Self::Bandwidth | Self::Churn => 1.25e14,
            Self::Rate => 1e6,
            Self::Probability => 1.0,
            Self::Money => 1e15,
        }
    }

    /// [`Kind::limit`] as a user would write it.
    pub(super) const fn limit_text(self) -> &'static str {
        match self {
            Self::Duration => "1000 yr",
            Self::Size => "10000 PB",
            Self::Bandwidth | Self::Churn => "1000 Tbps",
            Self::Rate => "1000000/yr",
            Self::Probability => "100%",
            Self::Money => "1000000000 M/yr",
        }
    }
}

/// Why a text is not the quantity that is due. `text` is an excerpt of what was
/// written, short and without control characters; `write` is a whole correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitError {
    /// Nothing but white space.
    Empty {
        /// What should stand here.
        due: Kind,
    },
    /// Far more text than any quantity needs.
    TooLong {
        /// The beginning of it.
        text: String,
        /// What should stand here.
        due: Kind,
    },
    /// A comma between digits: a decimal comma or a thousands separator.
    Comma {
        /// What was written.
        text: String,
        /// The same with a point, or without separators, or both.
        write: String,
    },
    /// White space between the digits of one number: "30 000 s".
    SpacedNumber {
        /// What was written.
        text: String,
        /// The same without it.
        write: String,
    },
    /// A minus sign.
    Negative {
        /// What was written.
        text: String,
        /// What should stand here.
        due: Kind,
    },
    /// NaN or infinity.
    NotFinite {
        /// What was written.
        text: String,
        /// What should stand here.
        due: Kind,
    },
    /// No number where one must be, or one that cannot be read ("1.2.3").
    NoNumber {
        /// What was written.
        text: String,
        /// What should stand here.
        due: Kind,
    },
    /// A number without a unit.
    MissingUnit {
        /// The number.
        text: String,
        /// What should stand here.
        due: Kind,
    },
    /// A unit that is unknown, or known only in another spelling.
    UnknownUnit {
        /// What was written.
        text: String,
        /// The unit in it.
        unit: String,
        /// What should stand here.
        due: Kind,
        /// The same value with a known unit that looks alike.
        write: Option<String>,
    },
    /// A good quantity, but of another kind.
    WrongKind {
        /// What was written.
        text: String,
        /// What it is.
        found: Kind,
        /// What should stand here.
        due: Kind,
    },
    /// A month, whose length varies.
    Month {
        /// What was written.
        text: String,
        /// The same in days or years.
        write: String,
    },
    /// Bits where bytes, or bits per second, are due.
    Bits {
        /// The unit: "Gb".
        unit: String,
        /// Its name: "gigabits".
        name: String,
        /// What should stand here.
        due: Kind,
        /// What was probably meant.
        write: String,
    },
    /// A cost that is not per year.
    NotPerYear {
        /// What was written.
        text: String,
        /// The same per year.
        write: String,
    },
    /// A probability above one.
    AboveOne {
        /// What was written.
        text: String,
        /// The same as percent, where that is one.
        write: Option<String>,
    },
    /// A value so large that the unit must be wrong.
    Absurd {
        /// What was written.
        text: String,
        /// What should stand here.
        due: Kind,
    },
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { due } => {
                write!(f, "nothing is written here; write {}, such as {}", due.noun(), due.example())
            }
            Self::TooLong { text, due } => {
                write!(
                    f,
                    "{text} is too long for {}; write a number and a unit, such as {}",
                    due.noun(),
                    due.example()
                )
            }
            Self::Comma { text, write } => {
                write!(
                    f,
                    "{text} has a comma in a number; numbers take a decimal point and no separators: write {write}"
                )
            }
            Self::SpacedNumber { text, write } => {
                write!(f, "{text} has a space inside a number; write {write}")
            }
            Self::Negative { text, due } => {
                write!(
                    f,
                    "{text} is negative; {} is zero or more: write it without the minus sign, such as {}",
                    due.noun(),
                    due.example()
                )
            }
            Self::NotFinite { text, due } => {
                write!(f, "{text} is not a finite number; write {}, such as {}", due.noun(), due.example())
            }
            Self::NoNumber { text, due } => {
                write!(
                    f,
                    "{text} cannot be read as {}; write a number and a unit, such as {}",
                    due.noun(),
                    due.example()
                )
            }
            Self::MissingUnit { text, due } => missing_unit(f, text, *due),
            Self::UnknownUnit { text, unit, due, write } => {
                unknown_unit(f, text, unit, *due, write.as_deref())
            }
            Self::WrongKind { text, found, due } => {
                write!(f, "{text} is {}; {} is due here, such as {}", found.noun(), due.noun(), due.example())
            }
            Self::Month { text, write } => {
                write!(f, "{text}: a month is not a unit, as months differ in length; write {write}")
            }
            Self::Bits { unit, name, due, write } => bits(f, unit, name, *due, write),
            Self::NotPerYear { text, write } => write!(f, "{text}: a cost here is per year; write {write}"),
            Self::AboveOne { text, write: Some(write) } => {
                write!(f, "{text} is above 1; a probability is from 0 to 1 or in percent: write {write}")
            }
            Self::AboveOne { text, write: None } => {
                write!(f, "{text} is above 1; write a probability from 0% to 100%, such as 5% or 0.05")
            }
            Self::Absurd { text, due } => {
                write!(
                    f,
                    "{text} is more than {}, which cannot be meant; check the unit and write {}, such as {}",
                    due.limit_text(),
                    due.noun(),
                    due.example()
                )
            }
        }
    }
}

impl std::error::Error for UnitError {}

fn missing_unit(f: &mut fmt::Formatter<'_>, n: &str, due: Kind) -> fmt::Result {
    write!(f, "{n} has no unit; write a unit: ")?;
    match due {
        Kind::Duration => write!(f, "{n}s, {n} min, {n} h"),
        Kind::Size => write!(f, "{n} GB, {n} GiB, {n} TB"),
        Kind::Bandwidth => write!(f, "{n} Mbps, {n} Gbps, {n} MB/s"),
        Kind::Churn => write!(f, "{n} GB/d, {n} GB/h, {n} Mbps"),
        Kind::Rate if n.contains("in") => write!(f, "{n} yr, {n} d"),
        Kind::Rate => write!(f, "{n}/yr, {n}/wk, {n}/d"),
        Kind::Probability => write!(f, "{n}%"),
        Kind::Money => write!(f, "{n} EUR/yr, {n} kEUR/yr, {n} k/yr"),
    }
}

fn unknown_unit(
    f: &mut fmt::Formatter<'_>,
    text: &str,
    unit: &str,
    due: Kind,
    write: Option<&str>,
) -> fmt::Result {
    write!(f, "{text}: \"{unit}\" is not a unit of {}; ", due.noun())?;
    match write {
        Some(write) => write!(f, "write {write}"),
        None => write!(f, "the units are {}: write for example {}", due.units(), due.example()),
    }
}

fn bits(f: &mut fmt::Formatter<'_>, unit: &str, name: &str, due: Kind, write: &str) -> fmt::Result {
    write!(f, "{unit} is {name}; ")?;
    match due {
        Kind::Bandwidth => write!(f, "a bandwidth is per second: write {write}"),
        _ => write!(f, "{} is in bytes: write {write}", due.noun()),
    }
}
