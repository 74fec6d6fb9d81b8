//! This room's SQL: free functions on a transaction, by what they read and write.

mod applications;
mod cases;
mod correspondents;
mod direct;
mod flaggers;
mod invitations;
mod organisations;

pub(super) use applications::*;
pub(super) use cases::*;
pub(super) use correspondents::*;
pub(super) use direct::*;
pub(super) use flaggers::*;
pub(super) use invitations::*;
pub(super) use organisations::*;

use crate::tokens::Digest;

/// A column holds what no version of this program wrote.
pub(super) fn unreadable(column: &'static str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not a value this program knows".into() }
}

/// 32 bytes of a column.
pub(super) fn digest(column: &'static str, bytes: &[u8]) -> Result<Digest, sqlx::Error> {
    bytes.try_into().map(Digest).map_err(|_| unreadable(column))
}
