//! The notices' SQL.

use super::{NoticeKind, Of, Summary};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, DecisionId, MeasureId, MessageId, NoticeId, ObjectId, TargetId};

pub(super) struct NewNotice {
    pub id: NoticeId,
    pub account: AccountId,
    pub of: Of,
    pub kind: NoticeKind,
    pub sealed: Vec<u8>,
    /// The mail that tells of it; none to somebody who has no address any more.
    pub message: Option<MessageId>,
    pub now: Time,
}

pub(super) async fn case_of(tx: &mut Tx, object: ObjectId) -> Result<Option<CaseId>, sqlx::Error> {
    Ok(db::optional!(tx, (CaseId,), "SELECT log_case FROM objects WHERE id = $1", object)?.map(|(case,)| case))
}

/// The claim that a notice is about, by its line or its decision.
pub(super) async fn claim_of(tx: &mut Tx, of: Of) -> Result<Option<ClaimId>, sqlx::Error> {
    let sql =
        "SELECT t.claim FROM targets t WHERE t.id = $1 OR t.id = (SELECT d.target FROM decisions d WHERE d.id = $2)";
    Ok(db::optional!(tx, (ClaimId,), sql, of.target, of.decision)?.map(|(claim,)| claim))
}

pub(super) async fn case_of_measure(tx: &mut Tx, measure: MeasureId) -> Result<Option<CaseId>, sqlx::Error> {
    Ok(db::optional!(tx, (CaseId,), "SELECT log_case FROM measures WHERE id = $1", measure)?.map(|(case,)| case))
}

pub(super) async fn insert(tx: &mut Tx, new: NewNotice) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO notices (id, account, object, target, decision, measure, kind, statement_sealed, created_at, message)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id,
        new.account,
        new.of.object,
        new.of.target,
        new.of.decision,
        new.of.measure,
        new.kind,
        new.sealed.as_slice(),
        new.now,
        new.message
    )?;
    Ok(())
}

/// A notice `n` in a list. Of one decision a second notice is given where an order hid what the first one would have told.
macro_rules! summary {
    () => {
        "n.id, n.object, n.kind, n.created_at, n.seen_at,
             (SELECT o.sealed_size FROM objects o WHERE o.id = n.object) AS sealed_size,
             (SELECT o.stored_at FROM objects o WHERE o.id = n.object) AS stored_at,
             (SELECT m.id FROM notices m WHERE m.account = n.account AND m.decision = n.decision AND m.kind = 'restriction'
                 AND n.kind = 'restriction' AND m.id > n.id ORDER BY m.id LIMIT 1) AS told_since,
             (SELECT m.id FROM notices m WHERE m.account = n.account AND m.decision = n.decision AND m.kind = 'restriction'
                 AND n.kind = 'restriction' AND m.id < n.id ORDER BY m.id LIMIT 1) AS told_before,
             ((EXISTS (SELECT 1 FROM holds h WHERE h.decision = n.decision AND h.lifted_at IS NULL)
               OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = n.decision AND x.lifted_at IS NULL))
              AND NOT EXISTS (SELECT 1 FROM objects o WHERE o.id = n.object AND (o.state = 'purged'
                 OR EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id)))) AS restricts,
             EXISTS (SELECT 1 FROM holds h WHERE h.decision = n.decision AND h.lifted_at IS NULL) AS holds,
             EXISTS (SELECT 1 FROM link_disablements x JOIN links l ON l.id = x.link
                 WHERE x.decision = n.decision AND x.lifted_at IS NULL AND l.revoked_at IS NULL) AS disables"
    };
}

pub(super) async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<Summary>, sqlx::Error> {
    db::all!(
        tx,
        Summary,
        concat!("SELECT ", summary!(), " FROM notices n WHERE n.account = $1 ORDER BY n.created_at DESC, n.id DESC"),
        account
    )
}

pub(super) async fn unseen(tx: &mut Tx, account: AccountId) -> Result<i64, sqlx::Error> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM notices WHERE account = $1 AND seen_at IS NULL", account)?;
    Ok(count)
}

#[derive(sqlx::FromRow)]
pub(super) struct Found {
    #[sqlx(flatten)]
    pub summary: Summary,
    pub target: Option<TargetId>,
    pub decision: Option<DecisionId>,
    pub measure: Option<MeasureId>,
    pub statement_sealed: Vec<u8>,
}

pub(super) async fn find(tx: &mut Tx, account: AccountId, id: NoticeId) -> Result<Option<Found>, sqlx::Error> {
    db::optional!(
        tx,
        Found,
        concat!(
            "SELECT ",
            summary!(),
            ", n.target, n.decision, n.measure, n.statement_sealed FROM notices n WHERE n.id = $1 AND n.account = $2"
        ),
        id,
        account
    )
}

pub(super) async fn seen(tx: &mut Tx, id: NoticeId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE notices SET seen_at = $2 WHERE id = $1 AND seen_at IS NULL", id, now)?;
    Ok(())
}

pub(super) async fn decision_of(
    tx: &mut Tx,
    account: AccountId,
    id: NoticeId,
) -> Result<Option<DecisionId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (Option<DecisionId>,),
        "SELECT decision FROM notices WHERE id = $1 AND account = $2",
        id,
        account
    )?;
    Ok(row.and_then(|(decision,)| decision))
}

/// The notice by which an account was told that a decision restricts something, with its statement.
pub(super) async fn restriction_of(
    tx: &mut Tx,
    account: AccountId,
    decision: DecisionId,
) -> Result<Option<(NoticeId, Vec<u8>)>, sqlx::Error> {
    db::optional!(
        tx,
        (NoticeId, Vec<u8>),
        "SELECT id, statement_sealed FROM notices WHERE account = $1 AND decision = $2 AND kind = 'restriction'
         ORDER BY id LIMIT 1",
        account,
        decision
    )
}

/// The newest notice by which an account was told that a decision restricts something: of what an order hid, the one that says it.
pub(super) async fn told_last(
    tx: &mut Tx,
    account: AccountId,
    decision: DecisionId,
) -> Result<Option<NoticeId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (NoticeId,),
        "SELECT id FROM notices WHERE account = $1 AND decision = $2 AND kind = 'restriction' ORDER BY id DESC LIMIT 1",
        account,
        decision
    )?;
    Ok(row.map(|(id,)| id))
}

/// The notice by which an account was told of a measure.
pub(super) async fn told_of(
    tx: &mut Tx,
    account: AccountId,
    measure: MeasureId,
) -> Result<Option<NoticeId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (NoticeId,),
        "SELECT id FROM notices WHERE account = $1 AND measure = $2 AND kind = 'measure' ORDER BY id LIMIT 1",
        account,
        measure
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) async fn measure_of(
    tx: &mut Tx,
    account: AccountId,
    id: NoticeId,
) -> Result<Option<MeasureId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (Option<MeasureId>,),
        "SELECT measure FROM notices WHERE id = $1 AND account = $2",
        id,
        account
    )?;
    Ok(row.and_then(|(measure,)| measure))
}
