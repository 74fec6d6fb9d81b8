//! What closes something now. A warning closes nothing; of several, the one that lasts longest is told.

use super::{Kind, Scope};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, CorrespondentId, OrganisationId};

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

/// Of whoever confirmed a notice from this address.
pub(super) async fn of_address(
    tx: &mut Tx,
    lookup: &[u8; 32],
    scope: Scope,
    now: Time,
) -> Result<Option<Found>, sqlx::Error> {
    db::optional!(
        tx,
        Found,
        closing!("correspondent = (SELECT id FROM correspondents WHERE lookup = $1)"),
        lookup.as_slice(),
        scope,
        now
    )
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
