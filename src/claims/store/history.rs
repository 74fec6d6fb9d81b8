//! What became of the other claims of a claimant, and against an uploader.

use crate::claims::known::Known;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, ObjectId};

/// What became of the targets of a claimant's other claims: decided with a restriction, decided without, withdrawn.
pub(in crate::claims) async fn history_of_claimant(
    tx: &mut Tx,
    known: Known,
    other_than: ClaimId,
) -> Result<(i64, i64, i64), sqlx::Error> {
    let (organisation, account, correspondent) = match known {
        Known::Organisation(id) => (Some(id), None, None),
        Known::Account(id) => (None, Some(id), None),
        Known::Correspondent(id) => (None, None, Some(id)),
    };
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN t.state = 'decided' AND d.action <> 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'decided' AND d.action = 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'withdrawn' THEN 1 END)
         FROM claims c JOIN targets t ON t.claim = c.id LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
         WHERE c.id <> $4
           AND (c.organisation = $1 OR (c.organisation IS NULL AND c.account = $2) OR c.correspondent = $3)",
        organisation,
        account,
        correspondent,
        other_than
    )
}

/// The files that a claim names, in its order, and whose they are.
pub(in crate::claims) async fn owners_of_files(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(ObjectId, AccountId)>, sqlx::Error> {
    db::all!(
        tx,
        (ObjectId, AccountId),
        "SELECT o.id, o.owner FROM targets t JOIN objects o ON o.id = t.object WHERE t.claim = $1
         GROUP BY o.id, o.owner ORDER BY MIN(t.position)",
        claim
    )
}

/// What became of the claims against an uploader: decided with a restriction that stands, decided without, withdrawn or lifted.
pub(in crate::claims) async fn history_of_uploader(
    tx: &mut Tx,
    owner: AccountId,
    other_than: ClaimId,
) -> Result<(i64, i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN t.state = 'decided' AND d.action <> 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'decided' AND d.action = 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'withdrawn' THEN 1 END)
         FROM targets t JOIN objects o ON o.id = t.object LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
         WHERE t.claim <> $2 AND o.owner = $1",
        owner,
        other_than
    )
}
