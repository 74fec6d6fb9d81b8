//! What closes something now. A warning closes nothing; of several, the one that lasts longest is told.

use super::{Kind, Scope};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, CorrespondentId, MeasureId, OrganisationId};

/// What closes something, and until when.
type Found = (Kind, Option<Time>);

macro_rules! closing {
    ($whose:literal) => {
        concat!(
            "SELECT kind, until FROM measures
             WHERE scope = $2 AND lifted_at IS NULL
               AND (kind = 'termination' OR (kind = 'suspension' AND until > $3)) AND ",
            $whose,
            " ORDER BY kind DESC, until DESC LIMIT 1"
        )
    };
}

pub(super) async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    scope: Scope,
    now: Time,
) -> Result<Option<Found>, sqlx::Error> {
    db::optional!(tx, Found, closing!("account = $1"), account, scope, now)
}

pub(super) async fn of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
    scope: Scope,
    now: Time,
) -> Result<Option<Found>, sqlx::Error> {
    db::optional!(tx, Found, closing!("organisation = $1"), organisation, scope, now)
}

pub(super) async fn of_correspondent(
    tx: &mut Tx,
    correspondent: CorrespondentId,
    scope: Scope,
    now: Time,
) -> Result<Option<Found>, sqlx::Error> {
    db::optional!(tx, Found, closing!("correspondent = $1"), correspondent, scope, now)
}

/// Of whoever confirmed a notice from this address: the one that lasts longest.
pub(super) async fn suspension_of_address(
    tx: &mut Tx,
    lookup: &[u8; 32],
    scope: Scope,
    now: Time,
) -> Result<Option<MeasureId>, sqlx::Error> {
    let found = db::optional!(
        tx,
        (MeasureId,),
        "SELECT m.id FROM measures m JOIN correspondents x ON x.id = m.correspondent
         WHERE x.lookup = $1 AND m.scope = $2 AND m.kind = 'suspension' AND m.lifted_at IS NULL AND m.until > $3
         ORDER BY m.until DESC LIMIT 1",
        lookup.as_slice(),
        scope,
        now
    )?;
    Ok(found.map(|(id,)| id))
}

/// Of any organisation that this person belongs to.
pub(super) async fn of_organisations_of(
    tx: &mut Tx,
    account: AccountId,
    scope: Scope,
    now: Time,
) -> Result<Option<Found>, sqlx::Error> {
    db::optional!(
        tx,
        Found,
        closing!("organisation IN (SELECT organisation FROM members WHERE account = $1 AND removed_at IS NULL)"),
        account,
        scope,
        now
    )
}

pub(super) async fn lock(tx: &mut Tx, account: AccountId) -> Result<Option<CaseId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (CaseId,),
        "UPDATE accounts SET log_case = log_case WHERE id = $1 RETURNING log_case",
        account
    )?;
    Ok(row.map(|(case,)| case))
}
