//! The SQL of due process: free functions on a transaction, by what they read and write.

pub(super) mod actions;
mod appeals;
mod complaints;
mod counter_notices;
mod decisions;
mod delivery;
pub(super) mod disclosed;
mod disputes;
pub(super) mod overturnings;
mod reminders;
pub(super) mod standing;
mod tally;
mod waiting;
mod windows;

pub(super) use appeals::*;
pub(super) use complaints::*;
pub(super) use counter_notices::*;
pub(super) use decisions::*;
pub(super) use delivery::*;
pub(super) use disputes::*;
pub(super) use reminders::*;
pub(super) use tally::*;
pub(super) use waiting::*;
pub(super) use windows::*;
