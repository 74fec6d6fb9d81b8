//! Erasing files, and removing what is left of those that are gone.

use serde_json::json;

use super::super::store;
use super::{Subject, place};
use crate::audit::{self, NewEntry};
use crate::claims::{Error, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{EvidenceFileId, EvidenceKeyId, ObjectId, TargetId};
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
        && let Some(key) = store::open_key(tx, Subject::Claim(found.claim).parts().1).await?
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
/// `false`: it has none. Then no entry says so either, since who only sends what is refused is to leave none.
pub(in crate::claims) async fn erase(tx: &mut Tx, service: &Service, key: EvidenceKeyId) -> Result<bool, Error> {
    let now = service.clock.now();
    let Some(row) = store::key(tx, key).await? else { return Ok(false) };
    if store::destroy_key(tx, key, now).await? != 1 {
        return Ok(false);
    }
    let files = store::kept(tx, key).await?;
    if files.is_empty() {
        return Ok(false);
    }
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

/// Erases documents of an application that has ended, or of a principal that it named: nobody has to look at them any more.
pub(in crate::claims) async fn erase_at_once(tx: &mut Tx, service: &Service, subject: Subject) -> Result<(), Error> {
    for key in store::standing_keys(tx, subject.parts().1).await? {
        erase(tx, service, key).await?;
    }
    Ok(())
}

/// Whether a case has any file.
pub(in crate::claims) async fn any(tx: &mut Tx, subject: Subject) -> Result<bool, Error> {
    Ok(!store::kept_of(tx, subject.parts().1).await?.is_empty())
}

/// When documents go about which there is a verdict now, or that come after one. Evidence of a claim has no date: it goes with
/// the last window of its targets ([`erase_disclosed`]).
pub(super) fn documents_go(service: &Service) -> Time {
    service.clock.now().plus(service.config.limits.identity_documents)
}

/// Sees to it that documents go when their time is over: called with every verdict on them. It runs from the first verdict
/// after they came, and nothing that comes or is decided later makes it any longer.
pub(in crate::claims) async fn retain_documents(tx: &mut Tx, service: &Service, subject: Subject) -> Result<(), Error> {
    if let Some(key) = store::open_key(tx, subject.parts().1).await? {
        let erase_at = documents_go(service);
        store::close_key(tx, key.id, erase_at).await?;
        jobs::enqueue(tx, service, &Job::EraseDocuments { key: key.id }, erase_at).await?;
    }
    Ok(())
}

/// Erases documents whose time is over. Safe to run again, and too early; nothing is to be done for a key that was forgotten.
pub async fn erase_documents(service: &Service, key: EvidenceKeyId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(row) = store::key(&mut tx, key).await?.filter(|row| row.erased_at.is_none()) else { return Ok(()) };
    match row.erase_at {
        Some(erase_at) if erase_at <= service.clock.now() => {
            erase(&mut tx, service, key).await?;
        }
        Some(erase_at) => {
            jobs::enqueue(&mut tx, service, &Job::EraseDocuments { key }, erase_at).await?;
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

/// Removes the bytes of a file. One that never came to be one is forgotten, with the key that was made for it alone.
async fn remove_bytes(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    place(service, file).remove().await?;
    let mut tx = service.db.begin().await?;
    let row = store::file(&mut tx, file).await?;
    store::forget(&mut tx, file).await?;
    if let Some(row) = row {
        store::forget_key(&mut tx, row.key_id).await?;
    }
    tx.commit().await?;
    Ok(())
}
