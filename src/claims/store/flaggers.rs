//! Trusted flaggers.

use crate::claims::flaggers::Status;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, OrganisationId};

/// The status that was not removed, whether it holds now or not.
pub(in crate::claims) async fn flagger(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<Status>, sqlx::Error> {
    db::optional!(
        tx,
        Status,
        "SELECT id, coordinator, expertise, register_url, valid_from, valid_until, set_at FROM trusted_flaggers
         WHERE organisation = $1 AND removed_at IS NULL",
        organisation
    )
}

pub(in crate::claims) async fn insert_flagger(
    tx: &mut Tx,
    organisation: OrganisationId,
    status: &Status,
    by: AccountId,
    reason: &str,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO trusted_flaggers (id, organisation, coordinator, expertise, register_url, valid_from, valid_until,
                                       set_by, set_at, set_reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        status.id,
        organisation,
        &status.coordinator,
        status.expertise,
        &status.register_url,
        status.valid_from,
        status.valid_until,
        by,
        status.set_at,
        reason
    )?;
    Ok(())
}

/// `by`: the administrator who removes it; nobody where it ends with the organisation.
pub(in crate::claims) async fn remove_flagger(
    tx: &mut Tx,
    organisation: OrganisationId,
    by: Option<AccountId>,
    now: Time,
    reason: &str,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE trusted_flaggers SET removed_by = $2, removed_at = $3, remove_reason = $4
         WHERE organisation = $1 AND removed_at IS NULL",
        organisation,
        by,
        now,
        reason
    )
}
