//! What rights holders are granted: direct access.

use uuid::Uuid;

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, OrganisationId, TwoPersonStepId};

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct GrantRow {
    pub id: Uuid,
    pub daily_targets: i64,
    pub granted_at: Time,
}

pub(in crate::claims) async fn insert_grant(
    tx: &mut Tx,
    id: Uuid,
    organisation: OrganisationId,
    step: TwoPersonStepId,
    daily_targets: i64,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO direct_access (id, organisation, step, daily_targets, granted_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        organisation,
        step,
        daily_targets,
        now
    )?;
    Ok(())
}

/// The grant in force.
pub(in crate::claims) async fn grant(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<GrantRow>, sqlx::Error> {
    db::optional!(
        tx,
        GrantRow,
        "SELECT id, daily_targets, granted_at FROM direct_access WHERE organisation = $1 AND stripped_at IS NULL",
        organisation
    )
}

/// `by`: the administrator who takes it away; nobody where it ends with the organisation.
pub(in crate::claims) async fn strip_grant(
    tx: &mut Tx,
    id: Uuid,
    by: Option<AccountId>,
    now: Time,
    reason: &str,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE direct_access SET stripped_by = $2, stripped_at = $3, strip_reason = $4
         WHERE id = $1 AND stripped_at IS NULL",
        id,
        by,
        now,
        reason
    )
}
