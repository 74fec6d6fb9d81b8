//! The notices' SQL.

use super::notices::{NoticeKind, Summary};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, NoticeId, ObjectId, OrganisationId, TargetId};

pub(super) struct NewNotice {
    pub id: NoticeId,
    pub account: AccountId,
    pub object: ObjectId,
    pub target: Option<TargetId>,
    pub kind: NoticeKind,
    pub sealed: Vec<u8>,
    pub now: Time,
}

pub(super) async fn case_of(tx: &mut Tx, object: ObjectId) -> Result<Option<CaseId>, sqlx::Error> {
    Ok(db::optional!(tx, (CaseId,), "SELECT log_case FROM objects WHERE id = $1", object)?.map(|(case,)| case))
}

pub(super) async fn insert(tx: &mut Tx, new: NewNotice) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO notices (id, account, object, target, kind, statement_sealed, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.id,
        new.account,
        new.object,
        new.target,
        new.kind,
        new.sealed.as_slice(),
        new.now
    )?;
    Ok(())
}

pub(super) async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<Summary>, sqlx::Error> {
    db::all!(
        tx,
        Summary,
        "SELECT id, object, kind, created_at, seen_at FROM notices WHERE account = $1 ORDER BY created_at DESC, id DESC",
        account
    )
}

pub(super) async fn unseen(tx: &mut Tx, account: AccountId) -> Result<i64, sqlx::Error> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM notices WHERE account = $1 AND seen_at IS NULL", account)?;
    Ok(count)
}

pub(super) async fn find(
    tx: &mut Tx,
    account: AccountId,
    id: NoticeId,
) -> Result<Option<(Summary, Option<TargetId>, Vec<u8>)>, sqlx::Error> {
    #[derive(sqlx::FromRow)]
    struct Found {
        #[sqlx(flatten)]
        summary: Summary,
        target: Option<TargetId>,
        statement_sealed: Vec<u8>,
    }
    let row = db::optional!(
        tx,
        Found,
        "SELECT id, object, kind, created_at, seen_at, target, statement_sealed FROM notices
         WHERE id = $1 AND account = $2",
        id,
        account
    )?;
    Ok(row.map(|Found { summary, target, statement_sealed }| (summary, target, statement_sealed)))
}

pub(super) async fn seen(tx: &mut Tx, id: NoticeId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE notices SET seen_at = $2 WHERE id = $1 AND seen_at IS NULL", id, now)?;
    Ok(())
}

// What a message is about -----------------------------------------------------------------------------

/// The cases of a claim and of every file it names.
pub(super) async fn cases_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<CaseId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM claims WHERE id = $1
         UNION SELECT o.log_case FROM targets t JOIN objects o ON o.id = t.object WHERE t.claim = $1",
        claim
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

pub(super) async fn claim_of(tx: &mut Tx, case: CaseId) -> Result<Option<ClaimId>, sqlx::Error> {
    Ok(db::optional!(tx, (ClaimId,), "SELECT id FROM claims WHERE log_case = $1", case)?.map(|(id,)| id))
}

pub(super) async fn object_of(tx: &mut Tx, case: CaseId) -> Result<Option<ObjectId>, sqlx::Error> {
    Ok(db::optional!(tx, (ObjectId,), "SELECT id FROM objects WHERE log_case = $1", case)?.map(|(id,)| id))
}

pub(super) async fn organisation_of(tx: &mut Tx, case: CaseId) -> Result<Option<OrganisationId>, sqlx::Error> {
    let sql = "SELECT id FROM organisations WHERE log_case = $1";
    Ok(db::optional!(tx, (OrganisationId,), sql, case)?.map(|(id,)| id))
}
