//! Who sends notices without an account.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{CaseId, ClaimId, CorrespondentId};
use crate::texts::Language;

pub(in crate::claims) struct NewCorrespondent<'a> {
    pub id: CorrespondentId,
    pub lookup: &'a [u8; 32],
    pub email_sealed: &'a [u8],
    pub language: Language,
    pub log_case: CaseId,
    pub now: Time,
}

/// Gives the id of whoever has this address: a new one, or that from before.
pub(in crate::claims) async fn keep_correspondent(
    tx: &mut Tx,
    new: NewCorrespondent<'_>,
) -> Result<CorrespondentId, sqlx::Error> {
    let (id,) = db::one!(
        tx,
        (CorrespondentId,),
        "INSERT INTO correspondents (id, lookup, email_sealed, locale, log_case, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (lookup) DO UPDATE SET locale = excluded.locale, confirmed_at = excluded.confirmed_at
         RETURNING id",
        new.id,
        new.lookup.as_slice(),
        new.email_sealed,
        new.language,
        new.log_case,
        new.now
    )?;
    Ok(id)
}

pub(in crate::claims) async fn set_correspondent(
    tx: &mut Tx,
    claim: ClaimId,
    correspondent: CorrespondentId,
) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE claims SET correspondent = $2 WHERE id = $1", claim, correspondent)
}

pub(in crate::claims) async fn correspondent_of(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Option<CorrespondentId>, sqlx::Error> {
    let found = db::optional!(tx, (Option<CorrespondentId>,), "SELECT correspondent FROM claims WHERE id = $1", claim)?;
    Ok(found.and_then(|(id,)| id))
}

/// The sealed address, what is read, and the case.
pub(in crate::claims) async fn lock_correspondent(
    tx: &mut Tx,
    id: CorrespondentId,
) -> Result<Option<(Vec<u8>, Language, CaseId)>, sqlx::Error> {
    db::optional!(
        tx,
        (Vec<u8>, Language, CaseId),
        "UPDATE correspondents SET log_case = log_case WHERE id = $1 RETURNING email_sealed, locale, log_case",
        id
    )
}

pub(in crate::claims) async fn address_of_correspondent(
    tx: &mut Tx,
    id: CorrespondentId,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let found = db::optional!(tx, (Vec<u8>,), "SELECT email_sealed FROM correspondents WHERE id = $1", id)?;
    Ok(found.map(|(sealed,)| sealed))
}

/// Whoever confirmed an address, by its keyed digest: the sealed address, what is read, and the case.
pub(in crate::claims) async fn correspondent_of_address(
    tx: &mut Tx,
    lookup: &[u8],
) -> Result<Option<(CorrespondentId, Vec<u8>, Language, CaseId)>, sqlx::Error> {
    db::optional!(
        tx,
        (CorrespondentId, Vec<u8>, Language, CaseId),
        "SELECT id, email_sealed, locale, log_case FROM correspondents WHERE lookup = $1",
        lookup
    )
}

/// 1 if they were not told since `since`.
pub(in crate::claims) async fn tell_turned_away(
    tx: &mut Tx,
    id: CorrespondentId,
    since: Time,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE correspondents SET turned_away_at = $3 WHERE id = $1 AND (turned_away_at IS NULL OR turned_away_at <= $2)",
        id,
        since,
        now
    )
}

/// Nothing of what somebody sent was found to be misuse since `$1`, and nothing that was decided of it stands at `$2` or was since `$1`.
macro_rules! nothing_counts {
    () => {
        "NOT EXISTS (SELECT 1 FROM claims c JOIN misuse_marks k ON k.log_case = c.log_case
                     WHERE c.correspondent = correspondents.id AND k.marked_at >= $1)
           AND NOT EXISTS (SELECT 1 FROM misuse_marks k WHERE k.log_case = correspondents.log_case AND k.marked_at >= $1)
           AND NOT EXISTS (SELECT 1 FROM measures m
                           WHERE m.correspondent = correspondents.id
                             AND (m.taken_at >= $1 OR (m.kind = 'suspension' AND m.lifted_at IS NULL AND m.until > $2)
                                  OR EXISTS (SELECT 1 FROM appeals a WHERE a.measure = m.id AND a.outcome IS NULL)))"
    };
}

/// Those whose address went, each with its keyed digest.
pub(in crate::claims) async fn forget_correspondents(
    tx: &mut Tx,
    since: Time,
    now: Time,
) -> Result<Vec<(CorrespondentId, Vec<u8>)>, sqlx::Error> {
    let found = db::all!(
        tx,
        (CorrespondentId, Vec<u8>),
        concat!(
            "UPDATE correspondents SET log_case = log_case
             WHERE lookup IS NOT NULL AND confirmed_at < $1
               AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.correspondent = correspondents.id AND c.submitted_at >= $1) AND ",
            nothing_counts!(),
            " RETURNING id, lookup"
        ),
        since,
        now
    )?;
    for (id, _) in &found {
        forget_address(tx, *id).await?;
    }
    Ok(found)
}

/// The address. What staff had saved to find what came from it goes with the next daily round, unless something else has that address.
async fn forget_address(tx: &mut Tx, id: CorrespondentId) -> Result<(), sqlx::Error> {
    let nothing: &[u8] = &[];
    db::execute!(tx, "UPDATE correspondents SET lookup = NULL, email_sealed = $2 WHERE id = $1", id, nothing)?;
    Ok(())
}

/// The keyed digest of the address of this one, if it went: nothing counts, and no notice has them in it any more.
pub(in crate::claims) async fn forget_correspondent(
    tx: &mut Tx,
    id: CorrespondentId,
    since: Time,
    now: Time,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let found = db::optional!(
        tx,
        (Vec<u8>,),
        concat!(
            "UPDATE correspondents SET log_case = log_case
             WHERE id = $3 AND lookup IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.correspondent = correspondents.id AND c.sender_erased_at IS NULL) AND ",
            nothing_counts!(),
            " RETURNING lookup"
        ),
        since,
        now,
        id
    )?;
    let Some((lookup,)) = found else { return Ok(None) };
    forget_address(tx, id).await?;
    Ok(Some(lookup))
}
