//! What became of the other claims of a claimant, and against an uploader.

use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, ObjectId, OrganisationId};

/// What became of the targets of a claimant's other claims: decided with a restriction, decided without, withdrawn.
pub(in crate::claims) async fn history_of_claimant(
    tx: &mut Tx,
    organisation: Option<OrganisationId>,
    account: Option<AccountId>,
    other_than: ClaimId,
) -> Result<(i64, i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN t.state = 'decided' AND d.action <> 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'decided' AND d.action = 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'withdrawn' THEN 1 END)
         FROM claims c JOIN targets t ON t.claim = c.id LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
         WHERE c.id <> $3 AND (c.organisation = $1 OR (c.organisation IS NULL AND c.account = $2))",
        organisation,
        account,
        other_than
    )
}

/// What became of the claims against an object's owner: decided with a restriction that stands, decided without,
/// withdrawn or lifted.
pub(in crate::claims) async fn history_of_uploader(
    tx: &mut Tx,
    object: ObjectId,
    other_than: ClaimId,
) -> Result<(i64, i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN t.state = 'decided' AND d.action <> 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'decided' AND d.action = 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'withdrawn' THEN 1 END)
         FROM targets t JOIN objects o ON o.id = t.object LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
         WHERE t.claim <> $2 AND o.owner = (SELECT owner FROM objects WHERE id = $1)",
        object,
        other_than
    )
}
