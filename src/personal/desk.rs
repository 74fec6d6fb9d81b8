//! What staff wrote to each other at the desk: what they noted on a case, why it was handed to a senior and what came of that, why a file was
//! preserved and released. It lies sealed, and no party ever reads it. It tells of them all the same, and goes by itself once nothing is open any
//! more: of a case, with the last window of all it names; of a file that is preserved no longer, with that of all that was claimed of it. Nothing is
//! left where it stood, a time beside it says so on pages, and no row goes: what is empty without that time was altered. What is written later goes
//! with the next daily round.

use super::retention::{Closes, closes};
use super::{Error, store, to_each};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{ClaimId, ObjectId, TargetId};
use crate::process::windows;
use crate::service::Service;
use crate::{takedown, vault};

/// What is left of words.
const NOTHING: &[u8] = &[];

/// Looks at every case and every file about which such words are there still: part of the daily round, each in a transaction of its own.
///
/// # Errors
/// Of one that failed, once all others were looked at: the job is tried again.
pub(super) async fn let_go(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let cases = cases_to_look_at(&mut tx).await?;
    let files = files_to_look_at(&mut tx, service.clock.now()).await?;
    drop(tx);
    let outcome =
        to_each(cases, "what staff noted on a case cannot be erased", |claim| look_at_case(service, claim)).await;
    let of_files = to_each(files, "why a file was preserved cannot be erased", |object| look_at_file(service, object));
    outcome.and(of_files.await)
}

async fn look_at_case(service: &Service, claim: ClaimId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    // Whoever notes something on it, hands it to a senior, decides or preserves locks what this does first.
    store::lock_claim(&mut tx, claim).await?;
    for object in store::objects_of(&mut tx, claim).await? {
        vault::lock_row(&mut tx, object).await?.ok_or(vault::Error::NotFound)?;
    }
    let targets = store::targets_of(&mut tx, claim).await?;
    if are_closed(&mut tx, service, &targets).await? {
        erase_of_case(&mut tx, claim, service.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn look_at_file(service: &Service, object: ObjectId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    vault::lock_row(&mut tx, object).await?.ok_or(vault::Error::NotFound)?;
    let now = service.clock.now();
    // What else preserves it may be of the same matter.
    if takedown::open_about(&mut tx, object, now).await?.preserved > 0 {
        return Ok(());
    }
    let targets = targets_of_object(&mut tx, object).await?;
    if are_closed(&mut tx, service, &targets).await? {
        erase_of_file(&mut tx, object, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether every window of these has closed.
async fn are_closed(tx: &mut Tx, service: &Service, targets: &[TargetId]) -> Result<bool, Error> {
    let mut windows = Vec::new();
    for target in targets {
        windows.extend(windows::of_target(tx, service, *target).await?);
    }
    Ok(closes(&windows, service.clock.now()) == Closes::Closed)
}

/// Cases of which such words are there still, though what was disclosed with them is gone and they are in no senior's hands.
async fn cases_to_look_at(tx: &mut Tx) -> Result<Vec<ClaimId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (ClaimId,),
        "SELECT DISTINCT w.claim FROM (
             SELECT claim FROM case_notes WHERE words_erased_at IS NULL
             UNION ALL SELECT claim FROM escalations
             WHERE words_erased_at IS NULL AND (words_sealed IS NOT NULL OR note_sealed IS NOT NULL)) AS w
         WHERE NOT EXISTS (SELECT 1 FROM targets t WHERE t.claim = w.claim AND t.evidence_look_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.claim = w.claim AND e.ended_at IS NULL)
         ORDER BY w.claim"
    )?;
    Ok(rows.into_iter().map(|(claim,)| claim).collect())
}

/// Files of which it is there still why something preserved them that no longer does. One whose time was over can be released after that was
/// erased, with words that go, too.
async fn files_to_look_at(tx: &mut Tx, now: Time) -> Result<Vec<ObjectId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT DISTINCT object FROM preservation_holds
         WHERE (words_erased_at IS NULL OR words_erased_at <= released_at)
           AND (reason_sealed IS NOT NULL OR release_reason_sealed IS NOT NULL)
           AND (released_at IS NOT NULL OR until <= $1)
         ORDER BY object",
        now
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

async fn targets_of_object(tx: &mut Tx, object: ObjectId) -> Result<Vec<TargetId>, sqlx::Error> {
    let rows = db::all!(tx, (TargetId,), "SELECT id FROM targets WHERE object = $1 ORDER BY id", object)?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}

/// Where nothing was said, there is nothing still: the page says nothing of it either.
async fn erase_of_case(tx: &mut Tx, claim: ClaimId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE case_notes SET words_sealed = $2, words_erased_at = $3 WHERE claim = $1 AND words_erased_at IS NULL",
        claim,
        NOTHING,
        now
    )?;
    db::execute!(
        tx,
        "UPDATE escalations SET words_sealed = CASE WHEN words_sealed IS NOT NULL THEN $2 ELSE words_sealed END,
                note_sealed = CASE WHEN note_sealed IS NOT NULL THEN $2 ELSE note_sealed END,
                words_erased_at = $3
         WHERE claim = $1 AND ended_at IS NOT NULL AND words_erased_at IS NULL
           AND (words_sealed IS NOT NULL OR note_sealed IS NOT NULL)",
        claim,
        NOTHING,
        now
    )?;
    Ok(())
}

async fn erase_of_file(tx: &mut Tx, object: ObjectId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE preservation_holds SET reason_sealed = CASE WHEN reason_sealed IS NOT NULL THEN $2 ELSE reason_sealed END,
                release_reason_sealed =
                    CASE WHEN release_reason_sealed IS NOT NULL THEN $2 ELSE release_reason_sealed END,
                words_erased_at = $3
         WHERE object = $1 AND (words_erased_at IS NULL OR words_erased_at <= released_at)
           AND (reason_sealed IS NOT NULL OR release_reason_sealed IS NOT NULL)
           AND (released_at IS NOT NULL OR until <= $3)",
        object,
        NOTHING,
        now
    )?;
    Ok(())
}
