//! Evidence on a page that is shown again, such as after a mistake in its form. Whoever opened it has the key, which comes back with
//! their form: the service hands none out a second time without an entry of the log.

use super::super::decisions::reviewer;
use super::super::filing::target_context;
use super::super::proof::read_metadata;
use super::super::{Actor, Error, in_force, store as claims_store};
use super::{opened_lately, opens};
use crate::accounts::parties::{self, Case};
use crate::ids::{ObjectId, TargetId};
use crate::seal::Metadata;
use crate::service::Service;
use crate::vault;

/// What is told again of evidence that is open: no key, and no password.
#[derive(Debug)]
pub struct Seen {
    /// The target.
    pub target: TargetId,
    /// Its object.
    pub object: ObjectId,
    /// The size of its sealed content in bytes.
    pub sealed_size: u64,
    /// Name, type and size.
    pub metadata: Option<Metadata>,
}

/// What somebody opened before, as long as its sealed parts are theirs ([`super::part`]): while they are on the case, and no longer after
/// the opening than an assignment lasts. None otherwise.
pub async fn seen_before(service: &Service, actor: &Actor, target: TargetId) -> Result<Option<Seen>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let actor = &in_force(&mut tx, actor).await?;
    reviewer(actor)?;
    let found = claims_store::target(&mut tx, target).await?.ok_or(Error::NotFound)?;
    let claim = claims_store::claim(&mut tx, found.claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim.id)).await?;
    let theirs = opens(&mut tx, service, actor, &claim).await?.includes(target);
    if !theirs || found.evidence_erased_at.is_some() || !opened_lately(&mut tx, service, actor, target).await? {
        return Ok(None);
    }
    let metadata = match &found.unsealed_metadata_sealed {
        Some(sealed) => {
            Some(read_metadata(&service.keys.open_sealed(&target_context("unsealed_metadata", target), sealed)?)?)
        }
        None => None,
    };
    let sealed_size = vault::sealed_size(&mut tx, found.object).await?;
    Ok(Some(Seen { target, object: found.object, sealed_size, metadata }))
}
