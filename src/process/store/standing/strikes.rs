//! The SQL of strikes, and of the reviews of accounts.

use std::collections::BTreeSet;

use crate::accounts::parties::not_a_party_to_strikes;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, AccountReviewId, TargetId};
use crate::process::strikes::{Restricted, Review, Verdict};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// What was decided against the files of an account and restricted something, the oldest first: the decision in force about each
/// target, since the first that restricted something of it and told its uploader so. A notice has reached its uploader when it was opened,
/// or when a server took its mail, unless staff found that it came back: a report of that alone proves nothing, since whoever got the mail can
/// write one.
pub(in crate::process) async fn restricted(tx: &mut Tx, account: AccountId) -> Result<Vec<Restricted>> {
    db::all!(
        tx,
        Restricted,
        "SELECT t.id AS target, d.id AS decision, t.claim, t.object, d.action, d.direct, e.decided_at, n.id AS notice,
                n.seen_at, CASE WHEN m.state = 'sent' OR (m.state = 'bounced' AND m.settled_at IS NULL) THEN m.sent_at END AS mailed_at,
                (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                 OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS stands,
                (NOT d.direct
                 OR EXISTS (SELECT 1 FROM samples s WHERE s.decision = d.id AND s.outcome = 'upheld')
                 OR EXISTS (SELECT 1 FROM appeals a WHERE a.decision = d.id AND a.side = 'uploader'
                              AND a.outcome = 'refused')) AS reviewed,
                EXISTS (SELECT 1 FROM samples s WHERE s.decision = d.id) AS called_in
         FROM objects o JOIN targets t ON t.object = o.id JOIN decisions d ON d.target = t.id
              JOIN decisions e ON e.id = (SELECT f.id FROM decisions f
                                          WHERE f.target = t.id AND f.action <> 'none' AND f.finding <> 'ordered'
                                          ORDER BY f.decided_at, f.id LIMIT 1)
              LEFT JOIN notices n ON n.decision = e.id AND n.kind = 'restriction'
              LEFT JOIN messages m ON m.id = n.message
         WHERE o.owner = $1 AND d.action <> 'none' AND d.finding <> 'ordered' AND d.superseded_at IS NULL
         ORDER BY e.decided_at, e.id",
        account
    )
}

pub(in crate::process) async fn insert_review(
    tx: &mut Tx,
    id: AccountReviewId,
    account: AccountId,
    now: Time,
    due_at: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO account_reviews (id, account, opened_at, due_at) VALUES ($1, $2, $3, $4)",
        id,
        account,
        now,
        due_at
    )?;
    Ok(())
}

/// A review as it lies there, with why it was decided so sealed.
#[derive(sqlx::FromRow)]
pub(in crate::process) struct ReviewRow {
    #[sqlx(flatten)]
    pub review: Review,
    pub reasons_sealed: Option<Vec<u8>>,
}

macro_rules! reviews {
    ($($condition:expr),+) => {
        concat!(
            "SELECT r.id, r.account, r.opened_at, r.due_at, r.outcome, r.reasons_sealed, r.decided_by, r.ended_at
             FROM account_reviews r ",
            $($condition),+
        )
    };
}

pub(in crate::process) async fn review(tx: &mut Tx, id: AccountReviewId) -> Result<Option<Review>> {
    db::optional!(tx, Review, reviews!("WHERE r.id = $1"), id)
}

pub(in crate::process) async fn open_review(tx: &mut Tx, account: AccountId) -> Result<Option<Review>> {
    db::optional!(tx, Review, reviews!("WHERE r.account = $1 AND r.ended_at IS NULL"), account)
}

/// The reviews of an account, the newest first.
pub(in crate::process) async fn reviews_of(tx: &mut Tx, account: AccountId) -> Result<Vec<ReviewRow>> {
    db::all!(tx, ReviewRow, reviews!("WHERE r.account = $1 ORDER BY r.opened_at DESC, r.id DESC"), account)
}

/// What waits, what is due first, without the accounts to whose strikes the reader is a party.
pub(in crate::process) async fn reviews_waiting(tx: &mut Tx, reader: AccountId, rows: i64) -> Result<Vec<Review>> {
    db::all!(
        tx,
        Review,
        reviews!(
            "JOIN accounts u ON u.id = r.account WHERE r.ended_at IS NULL AND ",
            not_a_party_to_strikes!(),
            " ORDER BY r.due_at, r.id LIMIT $2"
        ),
        reader,
        rows
    )
}

/// 1 if it had not ended.
pub(in crate::process) async fn end_review(
    tx: &mut Tx,
    id: AccountReviewId,
    outcome: Verdict,
    decided: Option<(AccountId, &[u8])>,
    now: Time,
) -> Result<u64> {
    let (by, reasons_sealed) = decided.unzip();
    db::execute!(
        tx,
        "UPDATE account_reviews SET outcome = $2, decided_by = $3, reasons_sealed = $4, ended_at = $5
         WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        by,
        reasons_sealed,
        now
    )
}

pub(in crate::process) async fn insert_reviewed(tx: &mut Tx, review: AccountReviewId, target: TargetId) -> Result<()> {
    db::execute!(tx, "INSERT INTO account_review_targets (review, target) VALUES ($1, $2)", review, target)?;
    Ok(())
}

/// What lay before a review that was decided.
pub(in crate::process) async fn reviewed(tx: &mut Tx, review: AccountReviewId) -> Result<Vec<TargetId>> {
    let rows = db::all!(
        tx,
        (TargetId,),
        "SELECT target FROM account_review_targets WHERE review = $1 ORDER BY target",
        review
    )?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}

/// Who decided what lay before a review: first, after an appeal, or looking at a direct deletion.
pub(in crate::process) async fn deciders_behind(tx: &mut Tx, review: AccountReviewId) -> Result<BTreeSet<AccountId>> {
    let rows = db::all!(
        tx,
        (AccountId,),
        "SELECT d.decided_by FROM account_review_targets x JOIN decisions d ON d.target = x.target WHERE x.review = $1
         UNION
         SELECT s.reviewed_by FROM account_review_targets x JOIN decisions d ON d.target = x.target
                JOIN samples s ON s.decision = d.id
         WHERE x.review = $1 AND s.reviewed_by IS NOT NULL
         UNION
         SELECT a.decided_by FROM account_review_targets x JOIN decisions d ON d.target = x.target
                JOIN appeals a ON a.decision = d.id
         WHERE x.review = $1 AND a.decided_by IS NOT NULL",
        review
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// What lay before any review of an account that was decided.
pub(in crate::process) async fn reviewed_of(tx: &mut Tx, account: AccountId) -> Result<Vec<TargetId>> {
    let rows = db::all!(
        tx,
        (TargetId,),
        "SELECT DISTINCT x.target FROM account_review_targets x JOIN account_reviews r ON r.id = x.review
         WHERE r.account = $1",
        account
    )?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}
