//! The SQL of evidence files: keys of cases, files, and who opened which.

use uuid::Uuid;

use super::kinds::Kind;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, EvidenceFileId, EvidenceKeyId, ObjectId, TargetId};

#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    pub id: EvidenceKeyId,
    pub subject_kind: String,
    pub subject: Uuid,
    pub log_case: CaseId,
    pub key_sealed: Option<Vec<u8>>,
    /// Of documents, once there is a verdict: when they go.
    pub erase_at: Option<Time>,
    pub erased_at: Option<Time>,
}

/// The key of a case that still seals what comes, if it has one.
pub(super) async fn open_key(tx: &mut Tx, subject: Uuid) -> Result<Option<KeyRow>, sqlx::Error> {
    db::optional!(
        tx,
        KeyRow,
        "SELECT id, subject_kind, subject, log_case, key_sealed, erase_at, erased_at FROM evidence_keys
         WHERE subject = $1 AND erase_at IS NULL AND erased_at IS NULL",
        subject
    )
}

/// All keys of a case that stand: the one that still seals what comes, and those whose time is set.
pub(super) async fn standing_keys(tx: &mut Tx, subject: Uuid) -> Result<Vec<EvidenceKeyId>, sqlx::Error> {
    let sql = "SELECT id FROM evidence_keys WHERE subject = $1 AND erased_at IS NULL ORDER BY made_at, id";
    Ok(db::all!(tx, (EvidenceKeyId,), sql, subject)?.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn key(tx: &mut Tx, id: EvidenceKeyId) -> Result<Option<KeyRow>, sqlx::Error> {
    db::optional!(
        tx,
        KeyRow,
        "SELECT id, subject_kind, subject, log_case, key_sealed, erase_at, erased_at FROM evidence_keys WHERE id = $1",
        id
    )
}

pub(super) async fn insert_key(tx: &mut Tx, row: &KeyRow, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO evidence_keys (id, subject_kind, subject, log_case, key_sealed, made_at, erase_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        &row.subject_kind,
        row.subject,
        row.log_case,
        row.key_sealed.as_deref(),
        now,
        row.erase_at
    )?;
    Ok(())
}

/// Says when what a key seals is to go: from then on it seals nothing more, and the time stays.
pub(super) async fn close_key(tx: &mut Tx, id: EvidenceKeyId, erase_at: Time) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE evidence_keys SET erase_at = $2 WHERE id = $1 AND erase_at IS NULL", id, erase_at)?;
    Ok(())
}

pub(super) async fn destroy_key(tx: &mut Tx, id: EvidenceKeyId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE evidence_keys SET key_sealed = NULL, erased_at = $2 WHERE id = $1 AND erased_at IS NULL",
        id,
        now
    )
}

/// Takes what was disclosed out of a target; without a time nothing was, and it is not looked at again either.
pub(super) async fn erase_disclosed(tx: &mut Tx, target: TargetId, at: Option<Time>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE targets SET key_sealed = NULL, unsealed_metadata_sealed = NULL, found_at_url_sealed = NULL, found_on = NULL,
                evidence_erased_at = $2, evidence_look_at = NULL
         WHERE id = $1 AND evidence_erased_at IS NULL",
        target,
        at
    )?;
    Ok(())
}

pub(super) async fn look_again(tx: &mut Tx, target: TargetId, at: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE targets SET evidence_look_at = $2 WHERE id = $1 AND evidence_look_at IS NOT NULL",
        target,
        at
    )?;
    Ok(())
}

pub(super) async fn to_look_at(tx: &mut Tx, now: Time) -> Result<Vec<(TargetId, ObjectId)>, sqlx::Error> {
    db::all!(
        tx,
        (TargetId, ObjectId),
        "SELECT id, object FROM targets WHERE evidence_look_at <= $1 ORDER BY evidence_look_at, id LIMIT 100",
        now
    )
}

/// Whether the evidence of a target of a claim is still to be looked at.
pub(super) async fn any_target_waits(tx: &mut Tx, claim: ClaimId) -> Result<bool, sqlx::Error> {
    let sql = "SELECT COUNT(*) FROM targets WHERE claim = $1 AND evidence_look_at IS NOT NULL";
    Ok(db::one!(tx, (i64,), sql, claim)?.0 > 0)
}

/// When the files of a subject were erased last, if they were.
pub(super) async fn erased_at(tx: &mut Tx, subject: Uuid) -> Result<Option<Time>, sqlx::Error> {
    let (at,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(k.erased_at) FROM evidence_keys k JOIN evidence_files f ON f.key_id = k.id
         WHERE k.subject = $1 AND f.state = 'erased'",
        subject
    )?;
    Ok(at)
}

#[derive(sqlx::FromRow)]
pub(super) struct FileRow {
    pub id: EvidenceFileId,
    pub key_id: EvidenceKeyId,
    pub state: String,
    pub name_sealed: Option<Vec<u8>>,
    pub declared: String,
    pub kind: Option<Kind>,
    /// Until it is there, as much as may come.
    pub bytes: Option<i64>,
    pub sha256: Option<Vec<u8>>,
    pub brought_by: Option<AccountId>,
    pub begun_at: Time,
    pub kept_at: Option<Time>,
}

pub(super) async fn file(tx: &mut Tx, id: EvidenceFileId) -> Result<Option<FileRow>, sqlx::Error> {
    db::optional!(
        tx,
        FileRow,
        "SELECT id, key_id, state, name_sealed, declared, kind, bytes, sha256, brought_by, begun_at, kept_at
         FROM evidence_files WHERE id = $1",
        id
    )
}

/// The files of a key that are there, in the order in which they came.
pub(super) async fn kept(tx: &mut Tx, key: EvidenceKeyId) -> Result<Vec<FileRow>, sqlx::Error> {
    db::all!(
        tx,
        FileRow,
        "SELECT id, key_id, state, name_sealed, declared, kind, bytes, sha256, brought_by, begun_at, kept_at
         FROM evidence_files WHERE key_id = $1 AND state = 'kept' ORDER BY kept_at, id",
        key
    )
}

/// The files of a case that are there, whichever key they lie under, in the order in which they came.
pub(super) async fn kept_of(tx: &mut Tx, subject: Uuid) -> Result<Vec<FileRow>, sqlx::Error> {
    db::all!(
        tx,
        FileRow,
        "SELECT f.id, f.key_id, f.state, f.name_sealed, f.declared, f.kind, f.bytes, f.sha256, f.brought_by, f.begun_at, f.kept_at
         FROM evidence_files f JOIN evidence_keys k ON k.id = f.key_id
         WHERE k.subject = $1 AND f.state = 'kept' ORDER BY f.kept_at, f.id",
        subject
    )
}

/// How many files of a case are there or on their way.
pub(super) async fn count(tx: &mut Tx, subject: Uuid) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM evidence_files f JOIN evidence_keys k ON k.id = f.key_id
         WHERE k.subject = $1 AND f.state IN ('arriving', 'kept')",
        subject
    )?;
    Ok(count)
}

/// What an account has brought since, in bytes, with what may still come of files on their way; for whoever has none, what
/// came to this case by its private link.
pub(super) async fn brought_since(
    tx: &mut Tx,
    by: Option<AccountId>,
    key: EvidenceKeyId,
    since: Time,
) -> Result<i64, sqlx::Error> {
    let (bytes,) = match by {
        Some(account) => db::one!(
            tx,
            (i64,),
            "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM evidence_files
             WHERE brought_by = $1 AND (kept_at > $2 OR state = 'arriving')",
            account,
            since
        )?,
        None => db::one!(
            tx,
            (i64,),
            "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM evidence_files
             WHERE key_id = $1 AND brought_by IS NULL AND (kept_at > $2 OR state = 'arriving')",
            key,
            since
        )?,
    };
    Ok(bytes)
}

/// Lets what one account brings be counted one after the other.
pub(super) async fn lock_account(tx: &mut Tx, account: AccountId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE accounts SET id = id WHERE id = $1", account)?;
    Ok(())
}

pub(super) async fn begin(tx: &mut Tx, row: &FileRow) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO evidence_files (id, key_id, state, name_sealed, declared, bytes, brought_by, begun_at)
         VALUES ($1, $2, 'arriving', $3, $4, $5, $6, $7)",
        row.id,
        row.key_id,
        row.name_sealed.as_deref(),
        &row.declared,
        row.bytes,
        row.brought_by,
        row.begun_at
    )?;
    Ok(())
}

pub(super) async fn keep(
    tx: &mut Tx,
    id: EvidenceFileId,
    kind: Kind,
    bytes: i64,
    sha256: &[u8; 32],
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE evidence_files SET state = 'kept', kind = $2, bytes = $3, sha256 = $4, kept_at = $5
         WHERE id = $1 AND state = 'arriving'",
        id,
        kind,
        bytes,
        &sha256[..],
        now
    )
}

/// Ends a file: its name goes with it.
pub(super) async fn end(
    tx: &mut Tx,
    id: EvidenceFileId,
    from: &'static str,
    to: &'static str,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE evidence_files SET state = $3, name_sealed = NULL, ended_at = $4 WHERE id = $1 AND state = $2",
        id,
        from,
        to,
        now
    )
}

/// Forgets a file that never came to be one.
pub(super) async fn forget(tx: &mut Tx, id: EvidenceFileId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM evidence_files WHERE id = $1 AND state = 'discarded'", id)?;
    Ok(())
}

/// Forgets a key that seals nothing more and has no file. One without a date stays: it seals what comes next.
pub(super) async fn forget_key(tx: &mut Tx, id: EvidenceKeyId) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "DELETE FROM evidence_keys WHERE id = $1 AND erase_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM evidence_files WHERE key_id = $1)",
        id
    )?;
    Ok(())
}

/// How many openings of a file are listed; the log has all of them.
const OPENINGS: i64 = 20;

pub(super) async fn insert_opening(
    tx: &mut Tx,
    id: Uuid,
    file: EvidenceFileId,
    account: Option<AccountId>,
    role: &str,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO evidence_file_openings (id, file, account, role, opened_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        file,
        account,
        role,
        now
    )?;
    Ok(())
}

/// Whether somebody who decides its case has opened a file.
pub(super) async fn seen_by_staff(tx: &mut Tx, file: EvidenceFileId) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (Uuid,),
        "SELECT id FROM evidence_file_openings WHERE file = $1 AND role IN ('reviewer', 'senior', 'administrator') LIMIT 1",
        file
    )?;
    Ok(found.is_some())
}

/// Who opened a file last, as what, and when: so many of them, the latest last.
pub(super) async fn openings(tx: &mut Tx, file: EvidenceFileId) -> Result<Vec<(String, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (String, Time),
        "SELECT role, opened_at FROM (
             SELECT role, opened_at, id FROM evidence_file_openings WHERE file = $1 ORDER BY opened_at DESC, id DESC LIMIT $2
         ) latest ORDER BY opened_at, id",
        file,
        OPENINGS
    )
}
