//! One history of the world: failure, detection, repair, failover, restore,
//! moving home.
//!
//! # The life of a trial
//!
//! A [`history::Stage`] holds the storage. `start` puts the world back to its
//! start; then instants follow one another. At each, everything bound to it
//! happens (`history`), and then it is *settled* once (`settle`): who serves
//! now, which incidents open or close, which copies run, who may start to
//! recover. What happens is a closed set of small [`event::Event`]s:
//!
//! - `failure`: a source has a candidate; components stop; apps are struck.
//! - `repair`: technicians mend what stopped.
//! - `instances`: which instances of an active-active app hold current data.
//! - `hosting`: VMs restart on surviving nodes, places lose and regain power.
//! - `reach`: what works, and what reaches what.
//! - `damage`: data are damaged, found, healed; attacks.
//! - `recovery`: people know, decide and choose a method that can work now.
//! - `plans`: the groups of recovery plans, their scripts and pauses.
//! - `execution`: the steps of that method, with their queues.
//! - `transfer`: restores share links and targets.
//! - `copying`: which recovery points exist; computed, never simulated.
//! - `loss`: which writes are absent when an incident closes.
//! - `downtime`: how long users do without apps and services.
//! - `management`: whether VMs are managed where they run.
//! - `failback`: the way home. `exposure`: what would be lost right now.
//!
//! The world is columns of plain data (`world`). It is copied to follow a
//! branch in which a rare failure is forced, so that a disaster that comes
//! once in 500 years has as many histories as a crash.
//!
//! # What is not here
//!
//! No text, no TOML, no statistics: a trial leaves records (`record`), and a
//! story (`journal`) if one is asked for. No clock, no global state, no
//! `dyn`, and no random draw that is not addressed by what it is for (`draw`).

mod copying;
mod damage;
mod downtime;
mod draw;
pub mod event;
mod execution;
mod exposure;
mod failback;
mod failure;
pub mod history;
mod hosting;
mod incident;
mod instances;
pub mod journal;
mod loss;
mod management;
pub mod plans;
mod reach;
pub mod record;
mod recovery;
mod repair;
mod settle;
mod start;
mod store;
#[cfg(test)]
mod swarm;
mod transfer;
pub mod world;
