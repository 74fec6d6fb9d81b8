//! A board of mirrors in texts: how far an order has come on each, alike for its claimant and for staff.

use crate::takedown::Board;
use crate::takedown::board::{MirrorRow, Order};
use crate::texts::Text;
use crate::vault::ObjectState;

/// What tells an order's rows from another's.
pub(super) fn label(order: &Order) -> &str {
    order.digest.get(..8).unwrap_or(&order.digest)
}

/// A mirror's answer to the order: class and text.
pub(super) fn done(row: &MirrorRow) -> (&'static str, Text) {
    match (row.result.as_deref(), row.state.as_str()) {
        (Some("deleted"), _) => ("is-done", Text::of("board-deleted")),
        (Some(_), _) => ("is-done", Text::of("board-held-no-copy")),
        (None, "refused") => ("is-failed", Text::of("board-refused")),
        (None, "unreachable") if row.attempts == 1 => ("is-failed", Text::of("board-not-reached-once")),
        (None, "unreachable") => ("is-failed", Text::of("board-not-reached").with("count", row.attempts)),
        (None, _) => ("is-waiting", Text::of("board-waiting")),
    }
}

/// What the service saw afterwards: class and the key of its text.
pub(super) fn probe(row: &MirrorRow) -> (&'static str, &'static str) {
    match row.probe_outcome.as_deref() {
        Some("gone") => ("is-done", "board-gone"),
        Some("absent") => ("is-done", "board-not-there"),
        Some(_) => ("is-failed", "board-still-there"),
        None => ("is-waiting", "board-waiting"),
    }
}

/// An object's state: tone and the key of its text.
pub(super) fn state(state: ObjectState) -> (&'static str, &'static str) {
    match state {
        ObjectState::Uploading => ("info", "object-uploading"),
        ObjectState::Available => ("good", "object-available"),
        ObjectState::Locked => ("bad", "object-locked"),
        ObjectState::Deleted => ("plain", "object-deleted"),
        ObjectState::Purged => ("bad", "object-purged"),
        ObjectState::Discarded => ("plain", "object-never-completed"),
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
