//! Who makes claims, as lists name them.

use super::decisions::{self, reviewer};
use super::filing::{ClaimState, statement_context};
use super::statement::Statement;
use super::{Actor, Error, store};
use crate::accounts::parties::{self, Case};
use crate::ids::ClaimId;
use crate::service::Service;

/// The name that the statement of a notice gives, as it lies sealed.
pub(crate) fn name(service: &Service, claim: ClaimId, sealed: &[u8]) -> Result<Option<String>, Error> {
    let statement: Statement = serde_json::from_slice(&service.keys.open_sealed(&statement_context(claim), sealed)?)?;
    Ok(statement.name().map(str::to_owned))
}

/// A claim in a list of few.
#[derive(Clone, Debug)]
pub struct Head {
    /// The claim.
    pub claim: ClaimId,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// The organisation that makes it.
    pub organisation: Option<String>,
    /// The country of the court or authority whose order it is.
    pub country: Option<String>,
    /// The name in the notice.
    pub sender: Option<String>,
}

/// What heads these claims, in their order; without those in which the reader is a party.
pub async fn heads(service: &Service, actor: &Actor, claims: &[ClaimId]) -> Result<Vec<Head>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let mut heads = Vec::with_capacity(claims.len());
    for claim in claims {
        if parties::is_party(&mut tx, actor.account, Case::Claim(*claim)).await? {
            continue;
        }
        let row = store::claim(&mut tx, *claim).await?.ok_or(Error::NotFound)?;
        let organisation = decisions::name(&mut tx, &row).await?;
        let (country, sender) = match decisions::statement(service, &row)? {
            Statement::Court { country, .. } => (Some(country), None),
            statement => (None, statement.name().map(str::to_owned)),
        };
        heads.push(Head { claim: row.id, basis: row.basis, state: row.state, organisation, country, sender });
    }
    Ok(heads)
}
