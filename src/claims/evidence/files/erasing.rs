//! Erasing files, and removing what is left of those that are gone.

use serde_json::json;

use super::super::store;
use super::{Subject, place};
use crate::audit::{self, NewEntry};
use crate::claims::organisations::{self, State};
use crate::claims::{Error, principals, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{EvidenceFileId, EvidenceKeyId, ObjectId, OrganisationId, TargetId};
use crate::jobs::{self, Job};
use crate::service::Service;

/// What was disclosed of a target is erased, its last window having closed: the key, what it unsealed, and where both were
/// found; and with the last target of a claim the files that were brought to it. The caller holds the object's lock and has
/// looked at its windows. `false`: nothing was there to erase.
pub(crate) async fn erase_disclosed(tx: &mut Tx, service: &Service, target: TargetId) -> Result<bool, Error> {
    let found = claims_store::target(tx, target).await?.ok_or(Error::NotFound)?;
    let claim = claims_store::lock_claim(tx, found.claim).await?.ok_or(Error::NotFound)?;
    let disclosed = found.key_sealed.is_some()
        || found.unsealed_metadata_sealed.is_some()
        || found.found_at_url_sealed.is_some()
        || found.found_on.is_some();
    store::erase_disclosed(tx, target, disclosed.then(|| service.clock.now())).await?;
    if disclosed {
        let fields = json!({"target": found.position});
        let case = claim.log_case;
        let entry =
            NewEntry { kind: "evidence.erased", case, actor: "service", fields, commitments: &[], journal: None };
        audit::append(tx, service, entry).await?;
    }
    let mut files = false;
    if !store::any_target_waits(tx, found.claim).await?
        && let Some(key) = store::key_of(tx, Subject::Claim(found.claim).parts().1).await?
    {
        files = erase(tx, service, key.id).await?;
    }
    Ok(disclosed || files)
}

/// Looks again at a target whose windows are still open.
pub(crate) async fn look_at_evidence_again(tx: &mut Tx, target: TargetId, at: Time) -> Result<(), Error> {
    Ok(store::look_again(tx, target, at).await?)
}

/// The targets that are to be looked at by now, a batch of them.
pub(crate) async fn evidence_to_look_at(tx: &mut Tx, now: Time) -> Result<Vec<(TargetId, ObjectId)>, Error> {
    Ok(store::to_look_at(tx, now).await?)
}

/// Erases the files of a case: from this commit its key is gone, and its files are noise wherever they lie. They go too.
/// `false`: it has none.
pub(in crate::claims) async fn erase(tx: &mut Tx, service: &Service, key: EvidenceKeyId) -> Result<bool, Error> {
    let now = service.clock.now();
    let Some(row) = store::key(tx, key).await? else { return Ok(false) };
    if store::destroy_key(tx, key, now).await? != 1 {
        return Ok(false);
    }
    let files = store::kept(tx, key).await?;
    for file in &files {
        store::end(tx, file.id, "kept", "erased", now).await?;
        jobs::enqueue(tx, service, &Job::DiscardEvidence { file: file.id }, now).await?;
    }
    let entry = NewEntry {
        kind: "evidence.erased",
        case: row.log_case,
        actor: "service",
        fields: json!({"files": files.len()}),
        commitments: &[],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(true)
}

/// Erases the documents of an organisation's application, which has ended: nobody has to look at them any more.
pub(in crate::claims) async fn erase_application(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
) -> Result<(), Error> {
    if let Some(key) = store::key_of(tx, Subject::Application(organisation).parts().1).await? {
        erase(tx, service, key.id).await?;
    }
    Ok(())
}

/// Whether a case has any file.
pub(in crate::claims) async fn any(tx: &mut Tx, subject: Subject) -> Result<bool, Error> {
    match store::key_of(tx, subject.parts().1).await? {
        Some(key) => Ok(!store::kept(tx, key.id).await?.is_empty()),
        None => Ok(false),
    }
}

/// Sees to it that documents go when their time is over: called with every verdict on them, and with every file that
/// comes after one.
pub(in crate::claims) async fn retain_documents(tx: &mut Tx, service: &Service, subject: Subject) -> Result<(), Error> {
    match store::key_of(tx, subject.parts().1).await? {
        Some(key) => retain(tx, service, key.id, subject).await,
        None => Ok(()),
    }
}

pub(super) async fn retain(tx: &mut Tx, service: &Service, key: EvidenceKeyId, subject: Subject) -> Result<(), Error> {
    if let Some(due) = due(tx, service, key, subject).await? {
        jobs::enqueue(tx, service, &Job::EraseDocuments { key }, due).await?;
    }
    Ok(())
}

/// When a key's files are to be erased: documents that show who somebody is, so long after the verdict on them and after
/// the last of them. Evidence of a claim has no date here: it goes with the last window of its targets ([`erase_disclosed`]).
async fn due(tx: &mut Tx, service: &Service, key: EvidenceKeyId, subject: Subject) -> Result<Option<Time>, Error> {
    let decided = match subject {
        Subject::Claim(_) => None,
        Subject::Application(id) => {
            let found = organisations::lock(tx, id).await?.ok_or(Error::NotFound)?;
            found.decided_at.filter(|_| found.state != State::Applied)
        }
        Subject::Principal(id) => {
            let found = principals::row(tx, id).await?.ok_or(Error::NotFound)?;
            found.decided_at.or(found.withdrawn_at)
        }
    };
    let Some(decided) = decided else { return Ok(None) };
    let last = store::kept(tx, key).await?.into_iter().filter_map(|file| file.kept_at).max();
    let since = last.map_or(decided, |last| last.max(decided));
    Ok(Some(since.plus(service.config.limits.identity_documents)))
}

/// Erases documents whose time is over. Safe to run again, and too early: what came meanwhile has its time too.
pub async fn erase_documents(service: &Service, key: EvidenceKeyId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(row) = store::key(&mut tx, key).await?.filter(|row| row.erased_at.is_none()) else { return Ok(()) };
    match due(&mut tx, service, key, row.subject()?).await? {
        Some(due) if due <= service.clock.now() => {
            erase(&mut tx, service, key).await?;
        }
        Some(due) => {
            jobs::enqueue(&mut tx, service, &Job::EraseDocuments { key }, due).await?;
        }
        None => {}
    }
    tx.commit().await?;
    Ok(())
}

/// Removes the bytes of a file that is not there any more, or that did not arrive in its time. Safe to run again.
pub async fn discard(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let Some(row) = store::file(&mut tx, file).await? else { return Ok(()) };
    drop(tx);
    match row.state.as_str() {
        "kept" => Ok(()),
        "arriving" => discard_arriving(service, file).await,
        _ => remove_bytes(service, file).await,
    }
}

pub(super) async fn discard_arriving(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    // From here on it cannot be kept any more, unless it was.
    store::end(&mut tx, file, "arriving", "discarded", service.clock.now()).await?;
    let kept = store::file(&mut tx, file).await?.is_some_and(|row| row.state == "kept");
    tx.commit().await?;
    if kept { Ok(()) } else { remove_bytes(service, file).await }
}

async fn remove_bytes(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    place(service, file).remove().await?;
    let mut tx = service.db.begin().await?;
    store::forget(&mut tx, file).await?;
    tx.commit().await?;
    Ok(())
}
