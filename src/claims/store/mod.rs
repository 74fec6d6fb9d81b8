//! This room's SQL: free functions on a transaction, by what they read and write.

mod applications;
mod attempts;
mod cases;
mod correspondents;
mod decisions;
mod direct;
mod evidence;
mod flaggers;
mod hands;
mod history;
mod invitations;
mod organisations;
mod questions;
mod senders;
mod targets;

pub(super) use applications::*;
pub(super) use attempts::*;
pub(super) use cases::*;
pub(super) use correspondents::*;
pub(crate) use decisions::kept;
pub(super) use decisions::*;
pub(super) use direct::*;
pub(super) use evidence::*;
pub(super) use flaggers::*;
pub(super) use hands::*;
pub(super) use history::*;
pub(super) use invitations::*;
pub(super) use organisations::*;
pub(super) use questions::*;
pub(super) use senders::*;
pub(super) use targets::*;

use crate::tokens::Digest;

/// A column holds what no version of this program wrote.
pub(super) fn unreadable(column: &'static str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not a value this program knows".into() }
}

/// 32 bytes of a column.
pub(super) fn digest(column: &'static str, bytes: &[u8]) -> Result<Digest, sqlx::Error> {
    bytes.try_into().map(Digest).map_err(|_| unreadable(column))
}
