//! How an app is protected: copies made ahead of time and the steps that bring
//! it back from them.

use super::app::App;
use super::chance::Delay;
use super::ids::{AppId, ControlId, TargetId};
use super::infrastructure::Place;
use super::limits::Limits;
use super::offer::{CrashStart, Points};
use super::resync::Resync;
use crate::units::Span;
use std::sync::Arc;

/// One way of protecting an app.
#[derive(Clone, Debug, PartialEq)]
pub enum Protection {
    /// Copies on backup targets; a restore brings them back.
    Backup(Backup),
    /// A replica kept up to date at another place; people fail over to it.
    Replica(Replica),
    /// Instances at several places serve at once; traffic moves by itself.
    ActiveActive(ActiveActive),
}

impl Protection {
    /// The word for it in output: `backup`, `replica`, `active-active`.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Backup(_) => "backup",
            Self::Replica(_) => "replica",
            Self::ActiveActive(_) => "active-active",
        }
    }

    /// What its system takes at most; `None`: nothing is known.
    #[must_use]
    pub fn limits(&self) -> Option<&Limits> {
        match self {
            Self::Backup(backup) => backup.limits.as_deref(),
            Self::Replica(replica) => replica.limits.as_deref(),
            Self::ActiveActive(_) => None,
        }
    }

    /// What it needs; active-active nothing.
    #[must_use]
    pub const fn needs(&self) -> Option<&Needs> {
        match self {
            Self::Backup(backup) => Some(&backup.needs),
            Self::Replica(replica) => Some(&replica.needs),
            Self::ActiveActive(_) => None,
        }
    }

    /// What VMs that it brought back need to be managed again; after
    /// active-active nothing, and the VMs worked on at once.
    #[must_use]
    pub const fn registration(&self) -> Option<(&Registration, u32)> {
        match self {
            Self::Backup(backup) => Some((&backup.registration, backup.parallel)),
            Self::Replica(replica) => Some((&replica.registration, replica.parallel)),
            Self::ActiveActive(_) => None,
        }
    }

    /// What it needs, to be changed.
    pub const fn needs_mut(&mut self) -> Option<&mut Needs> {
        match self {
            Self::Backup(backup) => Some(&mut backup.needs),
            Self::Replica(replica) => Some(&mut replica.needs),
            Self::ActiveActive(_) => None,
        }
    }
}

/// What must work for a protection to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A control plane.
    Control(ControlId),
    /// An app that serves: the backup server.
    App(AppId),
}

/// What a protection needs besides what it reads from and writes to, all of it
/// up and within reach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// To make copies and send them, from where the app runs.
    pub copy: Vec<Need>,
    /// To start a recovery, from where the app is to run. What has been started
    /// goes on without.
    pub start: Vec<Need>,
}

impl Needs {
    /// Leaves out an app, which does not need itself.
    pub fn retain_others(&mut self, app: AppId) {
        self.copy.retain(|need| *need != Need::App(app));
        self.start.retain(|need| *need != Need::App(app));
    }

    /// All of it.
    pub fn all(&self) -> impl Iterator<Item = Need> {
        self.copy.iter().chain(&self.start).copied()
    }
}

/// When copies are captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Time between captures. Above zero.
    pub every: Span,
    /// Instant of the first capture after 00:00 of day one; `None`: one random
    /// phase per trial and protection.
    pub start: Option<Span>,
}

impl Schedule {
    /// At every instant: an app's write is there before the app goes on.
    pub const SYNCHRONOUS: Self = Self { every: Span(1), start: Some(Span::ZERO) };

    /// Whether it is [`Self::SYNCHRONOUS`].
    #[must_use]
    pub fn is_synchronous(self) -> bool {
        self == Self::SYNCHRONOUS
    }
}

/// How long recovery points are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Age at which a point expires. `Span::ZERO`: only the latest is kept.
    pub age: Span,
    /// Older points are thinned to one per this spacing (`Span::ZERO`: every
    /// point is kept until it expires).
    pub spacing: Span,
}

impl Retention {
    /// Only the latest point is kept.
    pub const LATEST: Self = Self { age: Span::ZERO, spacing: Span::ZERO };
}

/// One level of a chain of backup copies.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Where its copies land.
    pub target: TargetId,
    /// When it captures; for a level after the first, `None` = each point is
    /// sent on as soon as it has arrived.
    pub schedule: Option<Schedule>,
    /// Time between capture and the start of the transfer.
    pub hold: Span,
    /// How long points are kept.
    pub retention: Retention,
    /// Probability that one job fails.
    pub job_failure: f64,
    /// Probability that a job repeats the outcome of the one before (lag-1).
    pub job_failure_correlation: f64,
    /// Probability that a point cannot be read when it is used.
    pub unreadable: f64,
}

/// What people do until the VMs of an app are managed again where a recovery has
/// brought them. Until then they run, but their control plane does not know them
/// there. In a cloud region nothing is needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Registration {
    /// Registering one VM at a stamp where the app did not run from the start;
    /// `None`: nothing is needed.
    pub register: Option<Delay>,
    /// Nobody registers them: they are managed again at home.
    pub temporary: bool,
    /// Reconnecting one VM that is back at the app's home; `None`: nothing is
    /// needed.
    pub reconnect: Option<Delay>,
    /// That is needed if it did not run there for longer than this.
    pub reconnect_after: Span,
}

impl Registration {
    /// VMs are managed wherever they run.
    pub const NOTHING: Self =
        Self { register: None, temporary: false, reconnect: None, reconnect_after: Span::ZERO };
}

/// How a backup sees the VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupMethod {
    /// Whole VMs: restored with their disks.
    WholeVm,
    /// An agent in the guest: VM, operating system and agent are rebuilt
    /// first, partly by hand.
    InGuest,
    /// Whole VMs that boot from the target; their data are moved while they run.
    Instant,
}

/// Backup and restore.
#[derive(Clone, Debug, PartialEq)]
pub struct Backup {
    /// Its levels; the first captures the app, each later one copies the one
    /// before.
    pub levels: Vec<Level>,
    /// What it needs besides its targets.
    pub needs: Needs,
    /// What it captures.
    pub method: BackupMethod,
    /// Size of data ÷ size sent (compression and deduplication), ≥ 1.
    pub reduction: f64,
    /// Places to restore to, first choice first. The app's home is restored to
    /// when it is listed here.
    pub restore_to: Vec<Place>,
    /// Time people take to decide on this method, from detection; `None` = the
    /// organisation's.
    pub decide: Option<Delay>,
    /// Provisioning of one VM.
    pub provision: Delay,
    /// Starting one VM from the target (instant).
    pub instant_boot: Delay,
    /// Installing operating system and configuration by hand (in-guest), per
    /// VM.
    pub install_os: Delay,
    /// Installing and registering the agent (in-guest), per VM.
    pub install_agent: Delay,
    /// VMs people work on at once.
    pub parallel: u32,
    /// Probability that the restore of one VM fails once and is repeated.
    pub vm_restore_failure: f64,
    /// A start from its copies, if they are in the state of a crash; `None`: they
    /// are application-consistent.
    pub crash: Option<CrashStart>,
    /// Fix-ups after a restore: addresses, platform clean-up.
    pub fix_up: Delay,
    /// What restored VMs need to be managed again.
    pub registration: Registration,
    /// What its system takes at most; one for all apps that share it.
    pub limits: Option<Arc<Limits>>,
}

/// What the replication of an app does once the app has moved home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailback {
    /// It goes on from the data of the move, which both ends hold.
    GoesOn,
    /// It is set up again and starts over by seeding: until then there is nothing
    /// to fail over to.
    StartsOver,
}

/// What happens when the primary returns during a failover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnReturn {
    /// The failover is cancelled and the app restarts at home.
    Race,
    /// The failover goes on.
    Commit,
}

/// Replication, and failover by people or by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Replica {
    /// Where the replica is kept and started.
    pub to: Place,
    /// What it needs besides.
    pub needs: Needs,
    /// When it captures.
    pub schedule: Schedule,
    /// Latency and apply: pipelined, added to each point's arrival.
    pub apply: Span,
    /// Own limit of the transfer, in bytes per second; may be infinite.
    pub cap_bytes_per_second: f64,
    /// Recovery points kept.
    pub retention: Retention,
    /// The one that a failover uses.
    pub points: Points,
    /// A start from one that is not application-consistent.
    pub crash: CrashStart,
    /// Time people take to decide on failover, from detection; `None` = the
    /// organisation's.
    pub decide: Option<Delay>,
    /// From a failure until the failover begins by itself, whether or not people
    /// know; `None`: people begin it.
    pub automatic: Option<Delay>,
    /// Failing over one VM.
    pub failover: Delay,
    /// VMs failed over at once at this place.
    pub parallel: u32,
    /// Network changes after failover: DNS, user redirection.
    pub redirect: Delay,
    /// Probability that the plan works as written.
    pub plan_works: f64,
    /// Of plans that do not work, the share that people give up for the next
    /// method that can work.
    pub gives_up: f64,
    /// Failing over takes this many times as long when the plan does not work,
    /// ≥ 1.
    pub without_plan: f64,
    /// What a returning primary does to a failover under way.
    pub on_return: OnReturn,
    /// What replication does once the app has moved home.
    pub after_failback: AfterFailback,
    /// Probability that an attacker compromises the older points it keeps.
    pub compromised: f64,
    /// What VMs that were failed over need to be managed again.
    pub registration: Registration,
    /// How it comes to a resync, beside a full log, and what that does.
    pub resync: Resync,
    /// What its system takes at most; one for all apps that share it. The log
    /// of a replica that is full asks for a resync.
    pub limits: Option<Arc<Limits>>,
}

/// High availability with automatic failover between places that all serve.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveActive {
    /// The other places it runs at, besides home.
    pub with: Vec<Place>,
    /// What is written is written at all places at once.
    pub synchronous: bool,
    /// Until the probes give a place up.
    pub probe: Delay,
    /// Until clients have moved (time to live of the address).
    pub redirect: Delay,
}

impl ActiveActive {
    /// Whether traffic can move from one instance of `app` to another: all hold
    /// the same data, or the app keeps none that change.
    #[must_use]
    pub fn takes_over(&self, app: &App) -> bool {
        self.synchronous || app.churn_bytes_per_second <= 0.0
    }
}
