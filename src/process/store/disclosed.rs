//! The SQL of disclosed keys.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ObjectId, TargetId};

/// The targets whose keys are kept of a file, of those that an account had a notice about, and when each is looked at next.
pub(in crate::process) async fn keys_told_of(
    tx: &mut Tx,
    account: AccountId,
    object: ObjectId,
) -> Result<Vec<(TargetId, Option<Time>)>, sqlx::Error> {
    db::all!(
        tx,
        (TargetId, Option<Time>),
        "SELECT id, evidence_look_at FROM targets
         WHERE object = $2 AND key_sealed IS NOT NULL AND id IN (SELECT target FROM notices WHERE account = $1)
         ORDER BY id",
        account,
        object
    )
}
