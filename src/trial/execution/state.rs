//! How far a recovery has come, and what it holds.

use super::super::journal::Missing;
use super::super::record::Aside;
use super::Plan;
use crate::model::{AppId, DeploymentId, Model};
use crate::units::Time;

/// How far a recovery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nobody works on it yet.
    Idle,
    /// Decided; nothing can be started yet.
    Waiting,
    /// It is shut down where it still runs.
    ShuttingDown,
    /// What had been sent is processed.
    Processing,
    /// Waiting for people.
    QueueHands,
    /// VMs are failed over or prepared; the right copy of an item is looked for.
    Working,
    /// The plan failed; finding out costs time, then the method is given up.
    GivingUp,
    /// Waiting for restore streams.
    QueueStreams,
    /// Data are moved.
    Transferring,
    /// Guests boot and the application starts.
    Booting,
    /// The application starts from the state of a crash.
    CrashStart,
    /// People repair the application, whose start has failed.
    Mending,
    /// Fix-ups, redirection.
    Finishing,
    /// Rebuilding.
    Rebuilding,
}

impl Stage {
    /// Something has been started that can break.
    pub(in crate::trial) fn is_executing(self) -> bool {
        !matches!(self, Self::Idle | Self::Waiting)
    }

    /// VMs are worked on.
    pub(in crate::trial) fn holds_hands(self) -> bool {
        matches!(self, Self::Working | Self::GivingUp)
    }
}

/// A recovery under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recovery {
    /// How far it is.
    pub stage: Stage,
    /// What is carried out.
    pub plan: Plan,
    /// Where to.
    pub destination: DeploymentId,
    /// Recovery point used; `Time::NEVER`: no data are replaced.
    pub point: Time,
    /// VMs worked on at once, or restore streams held.
    pub held: u32,
    /// Since when it has waited for what it waits for now.
    pub waits_since: Time,
    /// What that was when it was last told.
    pub waits_for: Missing,
    /// Moves on with every incident.
    pub epoch: u32,
    /// Moves on with every step.
    pub step: u32,
    /// Why a newer usable copy is left aside.
    pub aside: Option<Aside>,
    /// Methods given up in this incident (bits).
    pub given_up: u32,
    /// The end of the longest incident is on the calendar.
    pub clocked: bool,
    /// Recoveries begun in this incident.
    pub attempts: u16,
    /// Nothing may be restored before.
    pub hold_until: Time,
    /// People carry it out under the app's recovery plan.
    pub planned: bool,
    /// The app has been shut down where it ran: what comes back there is not used.
    pub source_down: bool,
    /// The recovery plan went on without the app.
    pub left_behind: bool,
}

impl Recovery {
    /// No recovery.
    pub(in crate::trial) const NONE: Self = Self {
        stage: Stage::Idle,
        plan: Plan::Rebuild,
        destination: DeploymentId(0),
        point: Time::NEVER,
        held: 0,
        waits_since: Time::NEVER,
        waits_for: Missing::Place,
        epoch: 0,
        step: 0,
        aside: None,
        given_up: 0,
        clocked: false,
        attempts: 0,
        hold_until: Time::ZERO,
        planned: false,
        source_down: false,
        left_behind: false,
    };

    /// People turn from a method to the next.
    pub(super) fn give_up(&mut self, protection: usize) {
        self.given_up |= 1 << protection.min(31);
    }

    /// Whether people have turned from a method in this incident.
    pub(in crate::trial) fn has_given_up(&self, protection: usize) -> bool {
        self.given_up & (1 << protection.min(31)) != 0
    }

    /// Whether a returning source calls it off.
    pub(in crate::trial) fn yields(&self, model: &Model, app: AppId) -> bool {
        !self.source_down && self.plan.yields(model, app)
    }

    /// An incident opens.
    pub(in crate::trial) fn begin(&mut self, now: Time) {
        *self = Self { epoch: self.epoch + 1, step: self.step + 1, hold_until: now, ..Self::NONE };
    }

    /// The incident is over.
    pub(in crate::trial) fn finish(&mut self) {
        self.stage = Stage::Idle;
        self.epoch += 1;
        self.step += 1;
    }
}
