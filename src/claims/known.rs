//! By what whoever claims is known from one claim to the next, and what became of their other claims.

use super::cases::History;
use super::{Error, store};
use crate::db::Tx;
use crate::ids::{AccountId, CorrespondentId, OrganisationId};

/// By what they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The organisation that claims.
    Organisation(OrganisationId),
    /// Their account.
    Account(AccountId),
    /// An address that they showed to read, without an account.
    Correspondent(CorrespondentId),
}

/// By what whoever made a claim is known. Whoever sent a notice without an account is known by nothing until they confirm the address:
/// anybody can type one.
pub(super) async fn claimant(tx: &mut Tx, claim: &store::ClaimRow) -> Result<Option<Known>, Error> {
    Ok(match (claim.organisation, claim.account) {
        (Some(organisation), _) => Some(Known::Organisation(organisation)),
        (None, Some(account)) => Some(Known::Account(account)),
        (None, None) => store::correspondent_of(tx, claim.id).await?.map(Known::Correspondent),
    })
}

/// What became of the targets of their other claims.
pub(super) async fn history(tx: &mut Tx, known: Known, claim: &store::ClaimRow) -> Result<History, Error> {
    Ok(store::history_of_claimant(tx, known, claim.id, History::COUNTED).await?.into())
}
