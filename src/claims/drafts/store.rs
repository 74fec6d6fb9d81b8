//! The rows of drafts.

use super::Step;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, DraftId, ObjectId, OrganisationId};
use crate::vault::ObjectState;

#[derive(sqlx::FromRow)]
pub(super) struct DraftRow {
    pub id: DraftId,
    pub organisation: OrganisationId,
    pub account: AccountId,
    pub claim: Option<ClaimId>,
    pub basis: String,
    pub step: Step,
    pub words_sealed: Vec<u8>,
    pub revision: i64,
    pub begun_at: Time,
    pub used_at: Time,
}

pub(super) async fn insert(tx: &mut Tx, row: &DraftRow) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO claim_drafts (id, organisation, account, claim, basis, step, words_sealed, revision, begun_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id,
        row.organisation,
        row.account,
        row.claim,
        row.basis.as_str(),
        row.step,
        row.words_sealed.as_slice(),
        row.revision,
        row.begun_at,
        row.used_at
    )?;
    Ok(())
}

pub(super) async fn draft(tx: &mut Tx, id: DraftId) -> Result<Option<DraftRow>, sqlx::Error> {
    db::optional!(
        tx,
        DraftRow,
        "SELECT id, organisation, account, claim, basis, step, words_sealed, revision, begun_at, used_at
         FROM claim_drafts WHERE id = $1",
        id
    )
}

/// The draft, its row locked until the transaction ends, used now and `changes` times changed.
pub(super) async fn lock(tx: &mut Tx, id: DraftId, changes: i64, now: Time) -> Result<Option<DraftRow>, sqlx::Error> {
    db::optional!(
        tx,
        DraftRow,
        "UPDATE claim_drafts SET revision = revision + $2, used_at = $3 WHERE id = $1
         RETURNING id, organisation, account, claim, basis, step, words_sealed, revision, begun_at, used_at",
        id,
        changes,
        now
    )
}

/// The drafts of a member with how many lines each has, the last used first.
pub(super) async fn of_member(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<Vec<DraftRow>, sqlx::Error> {
    db::all!(
        tx,
        DraftRow,
        "SELECT id, organisation, account, claim, basis, step, words_sealed, revision, begun_at, used_at
         FROM claim_drafts WHERE organisation = $1 AND account = $2 ORDER BY used_at DESC, id DESC",
        organisation,
        account
    )
}

/// How many lines each draft of a member has.
pub(super) async fn count_lines(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<Vec<(DraftId, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (DraftId, i64),
        "SELECT l.draft, COUNT(*) FROM claim_draft_lines l JOIN claim_drafts d ON d.id = l.draft
         WHERE d.organisation = $1 AND d.account = $2 GROUP BY l.draft",
        organisation,
        account
    )
}

/// Those that were filled in with what somebody wrote of who speaks for the organisation of another member.
pub(super) async fn filled_in_by(tx: &mut Tx, account: AccountId) -> Result<Vec<(DraftId,)>, sqlx::Error> {
    db::all!(
        tx,
        (DraftId,),
        "SELECT draft FROM contact_copies WHERE written_by = $1 AND draft IS NOT NULL ORDER BY draft",
        account
    )
}

pub(super) async fn set_words(
    tx: &mut Tx,
    id: DraftId,
    basis: &str,
    step: Step,
    words_sealed: &[u8],
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claim_drafts SET basis = $2, step = $3, words_sealed = $4 WHERE id = $1",
        id,
        basis,
        step,
        words_sealed
    )
}

pub(super) async fn set_step(tx: &mut Tx, id: DraftId, step: Step) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE claim_drafts SET step = $2 WHERE id = $1", id, step)
}

/// Strikes a draft off with its lines, if it is still as it was at `revision`.
pub(super) async fn strike(tx: &mut Tx, id: DraftId, revision: i64) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM claim_drafts WHERE id = $1 AND revision = $2", id, revision)
}

pub(super) async fn discard(tx: &mut Tx, id: DraftId) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM claim_drafts WHERE id = $1", id)
}

pub(super) async fn discard_of_member(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM claim_drafts WHERE organisation = $1 AND account = $2", organisation, account)
}

// Lines ------------------------------------------------------------------------------------------------

#[derive(sqlx::FromRow)]
pub(super) struct LineRow {
    pub line: i64,
    pub typed_sealed: Vec<u8>,
    pub proof_sealed: Option<Vec<u8>>,
}

pub(super) async fn lines(tx: &mut Tx, draft: DraftId) -> Result<Vec<LineRow>, sqlx::Error> {
    db::all!(
        tx,
        LineRow,
        "SELECT line, typed_sealed, proof_sealed FROM claim_draft_lines WHERE draft = $1 ORDER BY line",
        draft
    )
}

/// Lines that were not looked at since they were typed.
pub(super) async fn unproven(tx: &mut Tx, draft: DraftId, most: i64) -> Result<Vec<LineRow>, sqlx::Error> {
    db::all!(
        tx,
        LineRow,
        "SELECT line, typed_sealed, proof_sealed FROM claim_draft_lines
         WHERE draft = $1 AND proof_sealed IS NULL ORDER BY line LIMIT $2",
        draft,
        most
    )
}

/// How many lines there are, how many of them were not looked at, and the number of the last.
pub(super) async fn count(tx: &mut Tx, draft: DraftId) -> Result<(i64, i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(*), COUNT(CASE WHEN proof_sealed IS NULL THEN 1 END), COALESCE(MAX(line), 0)
         FROM claim_draft_lines WHERE draft = $1",
        draft
    )
}

pub(super) async fn insert_line(tx: &mut Tx, draft: DraftId, line: i64, typed: &[u8]) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO claim_draft_lines (draft, line, typed_sealed) VALUES ($1, $2, $3)",
        draft,
        line,
        typed
    )?;
    Ok(())
}

/// Another text takes the place of a line: what was proven of the first is forgotten.
pub(super) async fn retype(tx: &mut Tx, draft: DraftId, line: i64, typed: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claim_draft_lines SET typed_sealed = $3, proof_sealed = NULL, object = NULL WHERE draft = $1 AND line = $2",
        draft,
        line,
        typed
    )
}

/// Another text, of which the same is proven.
pub(super) async fn annotate(tx: &mut Tx, draft: DraftId, line: i64, typed: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claim_draft_lines SET typed_sealed = $3 WHERE draft = $1 AND line = $2",
        draft,
        line,
        typed
    )
}

pub(super) async fn set_proof(
    tx: &mut Tx,
    draft: DraftId,
    line: i64,
    proof: Option<&[u8]>,
    object: Option<ObjectId>,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claim_draft_lines SET proof_sealed = $3, object = $4 WHERE draft = $1 AND line = $2",
        draft,
        line,
        proof,
        object
    )
}

pub(super) async fn remove_line(tx: &mut Tx, draft: DraftId, line: i64) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "DELETE FROM claim_draft_lines WHERE draft = $1 AND line = $2", draft, line)
}

/// For each line whose object is known: where that is in its life, and whether the organisation has claimed it.
pub(super) async fn touched(
    tx: &mut Tx,
    draft: DraftId,
    organisation: OrganisationId,
) -> Result<Vec<(i64, ObjectState, bool)>, sqlx::Error> {
    db::all!(
        tx,
        (i64, ObjectState, bool),
        "SELECT l.line, o.state,
                EXISTS (SELECT 1 FROM targets t JOIN claims c ON c.id = t.claim
                        WHERE t.object = l.object AND c.organisation = $2 AND t.state <> 'withdrawn')
         FROM claim_draft_lines l JOIN objects o ON o.id = l.object WHERE l.draft = $1 ORDER BY l.line",
        draft,
        organisation
    )
}
