//! A board of mirrors in words: how far an order has come on each, alike for its claimant and for staff.

use crate::takedown::Board;
use crate::takedown::board::{MirrorRow, Order};
use crate::vault::ObjectState;

/// What an order's rows are called, one order apart from another.
pub(super) fn label(order: &Order) -> String {
    let digest = order.digest.get(..8).unwrap_or(&order.digest);
    format!("Mirrors under order {digest}")
}

/// A mirror's answer to the order: class and words.
pub(super) fn done(row: &MirrorRow) -> (&'static str, String) {
    match (row.result.as_deref(), row.state.as_str()) {
        (Some("deleted"), _) => ("is-done", "Deleted".to_owned()),
        (Some(_), _) => ("is-done", "Held no copy".to_owned()),
        (None, "refused") => ("is-failed", "Refused".to_owned()),
        (None, "unreachable") if row.attempts == 1 => ("is-failed", "Not reached, tried once".to_owned()),
        (None, "unreachable") => ("is-failed", format!("Not reached, tried {} times", row.attempts)),
        (None, _) => ("is-waiting", "Waiting".to_owned()),
    }
}

/// What the service saw afterwards: class and words.
pub(super) fn probe(row: &MirrorRow) -> (&'static str, &'static str) {
    match row.probe_outcome.as_deref() {
        Some("gone") => ("is-done", "Gone"),
        Some("absent") => ("is-done", "Not there"),
        Some(_) => ("is-failed", "Still there"),
        None => ("is-waiting", "Waiting"),
    }
}

/// An object's state: tone and words.
pub(super) fn state(state: ObjectState) -> (&'static str, &'static str) {
    match state {
        ObjectState::Uploading => ("info", "being uploaded"),
        ObjectState::Available => ("good", "available"),
        ObjectState::Locked => ("bad", "locked"),
        ObjectState::Deleted => ("plain", "deleted by its owner"),
        ObjectState::Purged => ("bad", "purged"),
        ObjectState::Discarded => ("plain", "never completed"),
    }
}

/// Whether anything about the object will change by itself within moments.
pub(super) fn is_live(board: &Board) -> bool {
    let held = board.state == ObjectState::Locked && board.holds.iter().any(|hold| hold.lifted_at.is_none());
    let mut mirrors = board.orders.iter().flat_map(|order| &order.mirrors);
    let awaits_order = held && board.unordered;
    let awaits_receipts = board.orders.iter().any(|order| order.completed_at.is_none());
    let awaits_looks = mirrors.any(|mirror| mirror.probed_at.is_none());
    let awaits_restoration =
        board.restorations.iter().any(|begun| begun.completed_at.is_none() && begun.cancelled_at.is_none());
    let awaits_purge = board.purge.as_ref().is_some_and(|purge| purge.destroyed_at.is_none());
    awaits_order || awaits_receipts || awaits_looks || awaits_restoration || awaits_purge
}
