//! Who makes claims, as lists name them.

use std::collections::HashMap;

use uuid::Uuid;

use super::decisions::reviewer;
use super::filing::{ClaimState, statement_context};
use super::statement::Statement;
use super::{Actor, Error, store};
use crate::ids::{ClaimId, ObjectId};
use crate::keys::{Altered, Legible};
use crate::service::Service;

/// The name that the statement of a notice gives, as it lies sealed, where it gives one that is kept.
pub(crate) fn name(service: &Service, claim: ClaimId, sealed: Option<&[u8]>) -> Result<Legible<String>, Error> {
    Ok(name_and_address(service, claim, sealed)?.0)
}

/// The same, and whether it gives a mail address, too.
pub(super) fn name_and_address(
    service: &Service,
    claim: ClaimId,
    sealed: Option<&[u8]>,
) -> Result<(Legible<String>, bool), Error> {
    let Some(sealed) = sealed else { return Ok((Ok(None), false)) };
    Ok(match service.keys.legible(&statement_context(claim), sealed)? {
        Ok(Some(json)) => {
            let statement: Statement = serde_json::from_slice(&json)?;
            (Ok(statement.name().map(str::to_owned)), statement.email().is_some())
        }
        Ok(None) => (Ok(None), false),
        Err(altered) => (Err(altered), false),
    })
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
    /// The name in a notice that neither of the two sent.
    pub sender: Result<Option<String>, Altered>,
}

/// The claims on a file besides one, the oldest first, so many at most; without those in which the reader is a party.
pub async fn of_file(
    service: &Service,
    actor: &Actor,
    object: ObjectId,
    besides: Option<ClaimId>,
    most: i64,
) -> Result<Vec<Head>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let besides = besides.unwrap_or(ClaimId(Uuid::nil()));
    let rows = store::heads_of_file(&mut tx, actor.account, object, besides, most).await?;
    rows.into_iter().map(|row| opened(service, row)).collect()
}

/// The same of each file that a claim waits to be decided about, besides itself: asked once, however many there are.
pub async fn of_files(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    most: i64,
) -> Result<HashMap<ObjectId, Vec<Head>>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let mut heads: HashMap<ObjectId, Vec<Head>> = HashMap::new();
    for row in store::heads_of_files(&mut tx, actor.account, claim, most).await? {
        heads.entry(row.object).or_default().push(opened(service, row)?);
    }
    Ok(heads)
}

fn opened(service: &Service, row: store::HeadRow) -> Result<Head, Error> {
    let store::HeadRow { claim, basis, state, organisation, country, notice_sealed, .. } = row;
    let sender = name(service, claim, notice_sealed.as_deref())?;
    Ok(Head { claim, basis, state, organisation, country, sender })
}
