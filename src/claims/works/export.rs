//! Works out as CSV: all of an organisation's, piece by piece, so that neither memory nor a transaction holds them all.

use super::sheet;
use super::{catalogue, store};
use crate::claims::{Actor, Error, organisations, store as claims_store};
use crate::ids::{OrganisationId, WorkId};
use crate::service::Service;

/// Works of one piece. One can have ten thousand references.
const PIECE: usize = 100;

/// A piece of the file.
#[derive(Debug)]
pub struct Piece {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What to ask for next; `None` when this was the last one.
    pub next: Option<After>,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug)]
pub struct After(WorkId);

impl After {
    /// Before everything.
    pub const NOTHING: Self = Self(store::FIRST);
}

/// The next piece, for a member: the works in the order in which they were registered, the first behind the names of the
/// columns. Each piece is read for itself, and who is no member any more gets no further one.
pub async fn piece(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    after: After,
) -> Result<Piece, Error> {
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let rows = store::oldest(&mut tx, organisation, after.0, catalogue::count(PIECE)).await?;
    let next = rows.last().filter(|_| rows.len() == PIECE).map(|last| After(last.id));
    let mut works = Vec::with_capacity(rows.len());
    for row in rows {
        let mut references = Vec::new();
        if row.reference_count > 0 {
            for sha256 in store::digests(&mut tx, row.id).await? {
                references.push(claims_store::digest("work_references.sha256", &sha256)?);
            }
        }
        works.push((catalogue::work_of(row)?, references));
    }
    let mut bytes = if after.0 == store::FIRST { sheet::head()? } else { Vec::new() };
    bytes.extend(sheet::lines(&works)?);
    Ok(Piece { bytes, next })
}
