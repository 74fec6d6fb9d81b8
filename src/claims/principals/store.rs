//! The SQL of principals.

use std::time::Duration;

use super::{Principal, State};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, OrganisationId, PrincipalId};

pub(super) async fn insert(
    tx: &mut Tx,
    id: PrincipalId,
    organisation: OrganisationId,
    name: &str,
    (from, until): (Time, Time),
    by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO principals (id, organisation, name, state, valid_from, valid_until, named_by, named_at)
         VALUES ($1, $2, $3, 'named', $4, $5, $6, $7)",
        id,
        organisation,
        name,
        from,
        until,
        by,
        now
    )?;
    Ok(())
}

/// How many authorities an organisation has that are or may come to be in force, or that it named in the past day: naming
/// and withdrawing by turns has an end, too.
pub(super) async fn count(tx: &mut Tx, organisation: OrganisationId, now: Time) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM principals
         WHERE organisation = $1 AND ((state IN ('named', 'confirmed') AND valid_until > $2) OR named_at > $3)",
        organisation,
        now,
        now.minus(Duration::from_hours(24))
    )?;
    Ok(count)
}

pub(super) async fn principal(tx: &mut Tx, id: PrincipalId) -> Result<Option<Principal>, sqlx::Error> {
    db::optional!(
        tx,
        Principal,
        "SELECT id, organisation, name, state, valid_from, valid_until, named_at, withdrawn_at,
                decided_at, decision_reason
         FROM principals WHERE id = $1",
        id
    )
}

pub(super) async fn of_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Principal>, sqlx::Error> {
    db::all!(
        tx,
        Principal,
        "SELECT id, organisation, name, state, valid_from, valid_until, named_at, withdrawn_at,
                decided_at, decision_reason
         FROM principals WHERE organisation = $1 ORDER BY named_at DESC, id DESC",
        organisation
    )
}

pub(super) async fn decide(
    tx: &mut Tx,
    id: PrincipalId,
    state: State,
    by: AccountId,
    now: Time,
    reason: &str,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE principals SET state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
         WHERE id = $1 AND state = 'named'",
        id,
        state,
        by,
        now,
        reason
    )
}

pub(super) async fn withdraw(tx: &mut Tx, id: PrincipalId, by: AccountId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE principals SET state = 'withdrawn', withdrawn_by = $2, withdrawn_at = $3
         WHERE id = $1 AND state IN ('named', 'confirmed')",
        id,
        by,
        now
    )
}

pub(super) async fn insert_claim_principal(
    tx: &mut Tx,
    claim: ClaimId,
    name: &str,
    principal: PrincipalId,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO claim_principals (claim, name, principal) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        claim,
        name,
        principal
    )?;
    Ok(())
}

pub(super) async fn names_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<String>, sqlx::Error> {
    let names = db::all!(tx, (String,), "SELECT name FROM claim_principals WHERE claim = $1 ORDER BY name", claim)?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}
