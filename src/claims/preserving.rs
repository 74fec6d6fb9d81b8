//! Why a file is preserved, in words: a senior's own; or those of the order or the escalation that asks for it, read where they stand
//! and shown to whoever may read them there.

use super::filing::statement_context;
use super::statement::Statement;
use super::{Actor, Error, escalations, in_force, store};
use crate::accounts::parties::{self, Case};
use crate::db::Tx;
use crate::ids::{ClaimId, ObjectId};
use crate::service::Service;
use crate::takedown::{self, Preservation, Why};
use crate::texts::Text;

/// What keeps a file, or kept it, and what a reader may know of why.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What keeps it.
    pub preservation: Preservation,
    /// The case that asks for it, if the reader may see that.
    pub claim: Option<ClaimId>,
    /// In words, if the reader may see them.
    pub words: Option<Text>,
}

/// Everything that keeps a file, or kept it, the oldest first. The caller has asked whether the reader may see the file.
pub async fn of_object(service: &Service, reader: &Actor, object: ObjectId) -> Result<Vec<Kept>, Error> {
    let mut tx = service.db.read().await?;
    let reviewer = in_force(&mut tx, reader).await?.roles.reviewer();
    let mut kept = Vec::new();
    for preservation in takedown::preserved(&mut tx, service, object).await? {
        let (claim, words) = match &preservation.why {
            Why::Words(words) => (None, Some(words.clone())),
            Why::Order(claim) if reviewer => (Some(*claim), named(&mut tx, service, *claim).await?),
            Why::Escalation(id) if reviewer => {
                let found = escalations::escalation(&mut tx, service, *id).await?.ok_or(Error::NotFound)?;
                (Some(found.claim), found.words)
            }
            Why::Order(_) | Why::Escalation(_) => (None, None),
        };
        // Of a case in which they are a party, nobody reads more than that there is one.
        let hidden = match claim {
            Some(claim) => parties::is_party(&mut tx, reader.account, Case::Claim(claim)).await?,
            None => false,
        };
        kept.push(if hidden {
            Kept { preservation, claim: None, words: None }
        } else {
            Kept { preservation, claim, words }
        });
    }
    Ok(kept)
}

/// Whose order it is, and what it is called there.
async fn named(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Option<Text>, Error> {
    let found = store::claim(tx, claim).await?.ok_or(Error::NotFound)?;
    Ok(match service.keys.legible(&statement_context(claim), &found.statement_sealed)? {
        Ok(Some(json)) => match serde_json::from_slice::<Statement>(&json)? {
            Statement::Court { authority, country, reference, .. } => {
                Some(format!("{authority} ({country}), {reference}").into())
            }
            Statement::UsDmca { .. } | Statement::EuDsa { .. } | Statement::OtherLaw { .. } => None,
        },
        Ok(None) => None,
        Err(altered) => Some(altered.into()),
    })
}
