//! What rights holders are granted and register: direct access, works.

use uuid::Uuid;

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, OrganisationId, TwoPersonStepId, WorkId};

// Direct access --------------------------------------------------------------------------------------

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

pub(in crate::claims) async fn strip_grant(
    tx: &mut Tx,
    id: Uuid,
    by: AccountId,
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

// Works ----------------------------------------------------------------------------------------------

pub(in crate::claims) struct NewWorkRow<'a> {
    pub id: WorkId,
    pub organisation: OrganisationId,
    pub title: &'a str,
    pub kind: &'a str,
    pub identifier: Option<&'a str>,
    pub basis: &'a str,
    pub territory: &'a str,
    pub registered_by: AccountId,
    pub registered_at: Time,
}

pub(in crate::claims) async fn insert_work(tx: &mut Tx, row: &NewWorkRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO works (id, organisation, title, kind, identifier, basis, territory, registered_by, registered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.organisation,
        row.title,
        row.kind,
        row.identifier,
        row.basis,
        row.territory,
        row.registered_by,
        row.registered_at
    )?;
    Ok(())
}

/// Registers a digest; one that is registered keeps its date.
pub(in crate::claims) async fn insert_reference(
    tx: &mut Tx,
    work: WorkId,
    sha256: &[u8],
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO work_references (work, sha256, registered_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        work,
        sha256,
        now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct WorkRow {
    pub id: WorkId,
    pub title: String,
    pub kind: String,
    pub identifier: Option<String>,
    pub basis: String,
    pub territory: String,
    pub registered_at: Time,
}

pub(in crate::claims) async fn works(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<WorkRow>, sqlx::Error> {
    db::all!(
        tx,
        WorkRow,
        "SELECT id, title, kind, identifier, basis, territory, registered_at FROM works
         WHERE organisation = $1 ORDER BY registered_at DESC, id DESC",
        organisation
    )
}

pub(in crate::claims) async fn count_works(
    tx: &mut Tx,
    organisation: OrganisationId,
    work: WorkId,
) -> Result<i64, sqlx::Error> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM works WHERE organisation = $1 AND id = $2", organisation, work)?;
    Ok(count)
}

pub(in crate::claims) async fn references(tx: &mut Tx, work: WorkId) -> Result<Vec<(Vec<u8>, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (Vec<u8>, Time),
        "SELECT sha256, registered_at FROM work_references WHERE work = $1 ORDER BY registered_at, sha256",
        work
    )
}
