//! The agreement: a document with versions. One administrator proposes a text, another publishes it, and from then on
//! it is the version in force. A text that was published never changes.

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::form::Form;
use super::organisations::administrator;
use super::{Actor, Error, store};
use crate::accounts::two_person::{self, Kind};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AgreementId, CaseId, TwoPersonStepId, uuid_v4};
use crate::service::Service;
use crate::tokens::Digest;

/// The text that comes with the software: the first version's starting point. It is marked for counsel's review.
pub const DEFAULT_TEXT: &str = include_str!("agreement-1.en.md");
/// The only locale so far.
pub const LOCALE: &str = "en";
/// The longest text, in bytes.
const LONGEST: usize = 200_000;

/// One version of the agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Its number, from 1.
    pub version: i64,
    /// Its language.
    pub locale: String,
    /// Its exact text.
    pub text: String,
    /// The SHA-256 of the text's UTF-8 bytes.
    pub sha256: Digest,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When it was published; `None` while it waits for the second person.
    pub published_at: Option<Time>,
}

/// An administrator proposes the text of the next version. Gives the version and the step that waits for a second
/// administrator. A draft whose step was cancelled is replaced.
pub async fn propose(
    service: &Service,
    actor: &Actor,
    text: &str,
    reason: &str,
) -> Result<(AgreementId, TwoPersonStepId), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    if text.trim().is_empty() {
        form.mistake("text", "Enter the agreement's text");
    } else if text.len() > LONGEST {
        form.mistake("text", format!("At most {LONGEST} bytes fit here"));
    }
    form.finish()?;
    let (now, sha256) = (service.clock.now(), Sha256::digest(text.as_bytes()));
    let mut tx = service.db.begin().await?;
    let (id, found) = match store::lock_draft(&mut tx, LOCALE).await? {
        Some(draft) => (draft, true),
        None => (AgreementId::new(&service.clock, &service.entropy), false),
    };
    let step = two_person::propose(&mut tx, service, actor, Kind::AgreementPublication, id.0, reason).await?;
    if found {
        store::replace_draft(&mut tx, id, text, &sha256, actor.account, now).await?;
    } else {
        let log_case = CaseId(uuid_v4(&service.entropy));
        store::insert_agreement(&mut tx, id, LOCALE, text, &sha256, log_case, actor.account, now).await?;
    }
    tx.commit().await?;
    Ok((id, step))
}

/// A second administrator publishes what the first proposed. From this commit on it is the version that must be signed.
pub async fn publish(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<AgreementId, Error> {
    let mut tx = service.db.begin().await?;
    let step = two_person::confirm(&mut tx, service, actor, Kind::AgreementPublication, step).await?;
    let id = AgreementId(step.subject);
    if store::publish_agreement(&mut tx, id, service.clock.now()).await? != 1 {
        return Err(Error::Conflict("this version is published already"));
    }
    let agreement = by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let entry = NewEntry {
        kind: "agreement.published",
        case: agreement.log_case,
        actor: "administrator",
        fields: json!({
            "version": agreement.version, "locale": agreement.locale, "sha256": agreement.sha256.to_string(),
        }),
        commitments: &[("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// The version in force, if one was published.
pub async fn current(tx: &mut Tx) -> Result<Option<Agreement>, Error> {
    store::current_agreement(tx, LOCALE).await?.map(store::AgreementRow::into_agreement).transpose()
}

/// Every published version, newest first: they are public, the text in force and what was signed before.
pub async fn published(service: &Service) -> Result<Vec<Agreement>, Error> {
    let mut tx = service.db.read().await?;
    store::published_agreements(&mut tx, LOCALE).await?.into_iter().map(store::AgreementRow::into_agreement).collect()
}

/// A version, published or proposed, for the administrator who is to confirm it.
pub async fn proposed(service: &Service, actor: &Actor, id: AgreementId) -> Result<Agreement, Error> {
    administrator(actor)?;
    let mut tx = service.db.read().await?;
    by_id(&mut tx, id).await?.ok_or(Error::NotFound)
}

pub(super) async fn by_id(tx: &mut Tx, id: AgreementId) -> Result<Option<Agreement>, Error> {
    store::agreement(tx, id).await?.map(store::AgreementRow::into_agreement).transpose()
}

impl store::AgreementRow {
    fn into_agreement(self) -> Result<Agreement, Error> {
        Ok(Agreement {
            id: self.id,
            version: self.version,
            locale: self.locale,
            text: self.text,
            sha256: store::digest("agreements.sha256", &self.sha256)?,
            log_case: self.log_case,
            published_at: self.published_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_that_comes_along_says_what_it_must_and_is_marked_for_counsel() {
        for promise in [
            "For counsel's review",
            "holds no means to read them",
            "does not hold the operator or",
            "answers for the deletions it makes",
            "in\n   it by name",
            "`/report` without signing anything",
        ] {
            assert!(DEFAULT_TEXT.contains(promise), "{promise}");
        }
    }
}
