//! The SQL of counter-notices.

use super::waiting::head;
use crate::accounts::parties::not_a_party;
use crate::claims::decided::Decided;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, CounterNoticeId, DecisionId};
use crate::process::counter_notices::{self, CounterNotice};
use crate::process::waiting::{Headed, Place};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(in crate::process) async fn insert_counter_notice(tx: &mut Tx, row: &CounterNotice, sealed: &[u8]) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO counter_notices (id, notice, decision, account, statement_sealed, received_at, returns_at, breach_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.id,
        row.notice,
        row.decision,
        row.account,
        sealed,
        row.received_at,
        row.returns_at,
        row.breach_at
    )?;
    Ok(())
}

macro_rules! counter_notices {
    ($($condition:expr),+) => {
        concat!(
            "SELECT n.id, n.notice, n.decision, n.account, n.received_at, n.returns_at, n.breach_at, n.checked_by, n.checked_at,
                    n.ended_at, n.outcome
             FROM counter_notices n ",
            $($condition),+
        )
    };
}

pub(in crate::process) async fn counter_notice(tx: &mut Tx, id: CounterNoticeId) -> Result<Option<CounterNotice>> {
    db::optional!(tx, CounterNotice, counter_notices!("WHERE n.id = $1"), id)
}

pub(in crate::process) async fn open_counter_notice(
    tx: &mut Tx,
    decision: DecisionId,
) -> Result<Option<CounterNotice>> {
    db::optional!(tx, CounterNotice, counter_notices!("WHERE n.decision = $1 AND n.ended_at IS NULL"), decision)
}

/// The counter-notices to a decision, the oldest first.
pub(in crate::process) async fn counter_notices_of(tx: &mut Tx, decision: DecisionId) -> Result<Vec<CounterNotice>> {
    db::all!(tx, CounterNotice, counter_notices!("WHERE n.decision = $1 ORDER BY n.received_at, n.id"), decision)
}

pub(in crate::process) async fn counter_notices_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<CounterNotice>> {
    db::all!(
        tx,
        CounterNotice,
        counter_notices!(
            "JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 ORDER BY n.received_at, n.id"
        ),
        claim
    )
}

/// What waits behind a place, what returns first, without the cases in which the reader is a party. One is stopped by an action about any of
/// the decisions of its claim about its file, as [`super::action_is_open`] says of one.
pub(in crate::process) async fn counter_notices_waiting(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<Headed<CounterNotice>>> {
    db::all!(
        tx,
        Headed<CounterNotice>,
        concat!(
            "SELECT id, notice, decision, account, received_at, returns_at, breach_at, checked_by, checked_at, ended_at, outcome,
                    assigned_to, assigned_until, claim, target, position, basis, unsealed_metadata_sealed, notice_sealed, party,
                    stopped
             FROM (
                 SELECT n.id, n.notice, n.decision, n.account, n.received_at, n.returns_at, n.breach_at, n.checked_by, n.checked_at,
                        n.ended_at, n.outcome, n.assigned_to, n.assigned_until, ",
            head!(),
            ",
                        CAST(CASE WHEN EXISTS (SELECT 1 FROM disputes x JOIN decisions xd ON xd.id = x.decision
                                                      JOIN targets xt ON xt.id = xd.target
                                               WHERE xt.claim = t.claim AND xt.object = t.object AND x.ended_at IS NULL
                                                 AND x.kind IN ('action', 'copyright-claims-board')) THEN 1 ELSE 0 END AS BIGINT) AS stopped
                 FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
                     JOIN claims c ON c.id = t.claim
                 WHERE n.ended_at IS NULL AND ",
            not_a_party!(),
            ") waiting WHERE (stopped, returns_at, id) > ($2, $3, $4) ORDER BY stopped, returns_at, id LIMIT $5"
        ),
        reader,
        i64::from(behind.later),
        behind.at,
        behind.id,
        rows
    )
}

/// What one says, and what it was found to lack, sealed.
pub(in crate::process) async fn words_of_counter_notice(
    tx: &mut Tx,
    id: CounterNoticeId,
) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let sql = "SELECT statement_sealed, incomplete_because_sealed FROM counter_notices WHERE id = $1";
    db::one!(tx, (Vec<u8>, Option<Vec<u8>>), sql, id)
}

/// 1 if nobody had checked it and it had not ended.
pub(in crate::process) async fn check_counter_notice(
    tx: &mut Tx,
    id: CounterNoticeId,
    by: AccountId,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE counter_notices SET checked_by = $2, checked_at = $3
         WHERE id = $1 AND checked_at IS NULL AND ended_at IS NULL",
        id,
        by,
        now
    )
}

/// 1 if it had not ended. `sealed`: what it lacked.
pub(in crate::process) async fn end_counter_notice(
    tx: &mut Tx,
    id: CounterNoticeId,
    outcome: counter_notices::Outcome,
    sealed: Option<&[u8]>,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE counter_notices SET outcome = $2, incomplete_because_sealed = $3, ended_at = $4
         WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        sealed,
        now
    )
}

/// Whether a court has kept what a claim removed of a file from returning.
pub(in crate::process) async fn restrained(tx: &mut Tx, decided: &Decided) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND x.kind IN ('action', 'copyright-claims-board')
           AND x.outcome = 'for-claimant'",
        decided.claim,
        decided.object
    )?;
    Ok(count > 0)
}
