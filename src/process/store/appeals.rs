//! The SQL of appeals.

use super::complaints::has_decided;
use super::waiting::head;
use crate::accounts::parties::{not_a_party, not_a_party_to_standing};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, AppealId, ClaimId, DecisionId, MeasureId, TargetId};
use crate::process::appeals::{self, Appeal, Side};
use crate::process::waiting::{Headed, Place};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(in crate::process) async fn insert_appeal(tx: &mut Tx, appeal: &Appeal, sealed: &[u8]) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO appeals (id, decision, measure, side, account, notice, grounds_sealed, lodged_at, due_at, dispute)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        appeal.id,
        appeal.decision,
        appeal.measure,
        appeal.side,
        appeal.account,
        appeal.notice,
        sealed,
        appeal.lodged_at,
        appeal.due_at,
        appeal.dispute
    )?;
    Ok(())
}

macro_rules! appeals {
    ($($condition:expr),+) => {
        concat!(
            "SELECT a.id, a.decision, a.measure, a.side, a.account, a.notice, a.lodged_at, a.due_at, a.outcome, a.reasons, a.ended_at, a.ruling,
                    a.dispute
             FROM appeals a ",
            $($condition),+
        )
    };
}

pub(in crate::process) async fn appeal(tx: &mut Tx, id: AppealId) -> Result<Option<Appeal>> {
    db::optional!(tx, Appeal, appeals!("WHERE a.id = $1"), id)
}

/// What somebody lodged.
pub(in crate::process) async fn appeal_of(tx: &mut Tx, decision: DecisionId, side: Side) -> Result<Option<Appeal>> {
    db::optional!(
        tx,
        Appeal,
        appeals!(
            "WHERE a.decision = $1 AND a.side = $2 AND a.dispute IS NULL AND (a.outcome IS NULL OR a.outcome <> 'withdrawn')"
        ),
        decision,
        side
    )
}

/// What waits about a decision after a dispute, and nobody lodged.
pub(in crate::process) async fn open_after_dispute(tx: &mut Tx, decision: DecisionId) -> Result<Option<Appeal>> {
    db::optional!(
        tx,
        Appeal,
        appeals!("WHERE a.decision = $1 AND a.dispute IS NOT NULL AND a.outcome IS NULL"),
        decision
    )
}

/// What waits about the decisions of a claim after disputes, and nobody lodged.
pub(in crate::process) async fn open_after_disputes(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Appeal>> {
    db::all!(
        tx,
        Appeal,
        appeals!(
            "JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 AND a.dispute IS NOT NULL AND a.outcome IS NULL ORDER BY a.lodged_at, a.id"
        ),
        claim
    )
}

/// How often a side answered a decision since a moment: by appeals; the uploader by counter-notices, whoever claimed by what they told of
/// actions and of their ends.
pub(in crate::process) async fn answers_since(
    tx: &mut Tx,
    decision: DecisionId,
    side: Side,
    since: Time,
) -> Result<i64> {
    let sql = match side {
        Side::Uploader => {
            "SELECT (SELECT COUNT(*) FROM appeals WHERE decision = $1 AND side = 'uploader' AND lodged_at > $2)
                  + (SELECT COUNT(*) FROM counter_notices WHERE decision = $1 AND received_at > $2)"
        }
        Side::Notifier => {
            "SELECT (SELECT COUNT(*) FROM appeals WHERE decision = $1 AND side = 'notifier' AND dispute IS NULL AND lodged_at > $2)
                  + (SELECT COUNT(*) FROM disputes WHERE decision = $1 AND told_as <> 'staff' AND told_at > $2)
                  + (SELECT COUNT(*) FROM dispute_reports r JOIN disputes x ON x.id = r.dispute
                     WHERE x.decision = $1 AND r.told_at > $2)"
        }
    };
    let (count,) = db::one!(tx, (i64,), sql, decision, since)?;
    Ok(count)
}

/// When what a decision restricted was given back by whoever reversed it, on an appeal of its uploader or as a senior; none if nobody did.
pub(in crate::process) async fn reversed_at(tx: &mut Tx, decision: DecisionId) -> Result<Option<Time>> {
    let (reversed,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(reversed_at) FROM (
             SELECT ended_at AS reversed_at FROM appeals
             WHERE decision = $1 AND side = 'uploader' AND outcome = 'granted'
             UNION ALL
             SELECT r.decided_at FROM overturnings x JOIN decisions r ON r.id = x.ruling
             WHERE x.decision = $1 AND r.action = 'none') AS reversed",
        decision
    )?;
    Ok(reversed)
}

/// The one against a measure that was not taken back, of which there is one at most; else the last of those that were.
pub(in crate::process) async fn appeal_of_measure(tx: &mut Tx, measure: MeasureId) -> Result<Option<Appeal>> {
    db::optional!(
        tx,
        Appeal,
        appeals!(
            "WHERE a.measure = $1
             ORDER BY CASE WHEN a.outcome = 'withdrawn' THEN 1 ELSE 0 END, a.lodged_at DESC, a.id DESC LIMIT 1"
        ),
        measure
    )
}

/// How often a measure was appealed since a time.
pub(in crate::process) async fn appeals_of_measure_since(tx: &mut Tx, measure: MeasureId, since: Time) -> Result<i64> {
    let (count,) =
        db::one!(tx, (i64,), "SELECT COUNT(*) FROM appeals WHERE measure = $1 AND lodged_at > $2", measure, since)?;
    Ok(count)
}

pub(in crate::process) async fn appeals_of_claim(tx: &mut Tx, claim: ClaimId, side: Side) -> Result<Vec<Appeal>> {
    db::all!(
        tx,
        Appeal,
        appeals!(
            "JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 AND a.side = $2 AND a.dispute IS NULL ORDER BY a.lodged_at, a.id"
        ),
        claim,
        side
    )
}

/// Those that wait against measures, what is due first, without those to which the reader is a party.
pub(in crate::process) async fn appeals_of_measures(tx: &mut Tx, reader: AccountId, rows: i64) -> Result<Vec<Appeal>> {
    db::all!(
        tx,
        Appeal,
        appeals!(
            "JOIN measures m ON m.id = a.measure WHERE a.outcome IS NULL AND ",
            not_a_party_to_standing!("m.log_case"),
            " ORDER BY a.due_at, a.id LIMIT $2"
        ),
        reader,
        rows
    )
}

/// What waits behind a place, what is due first.
pub(in crate::process) async fn appeals_waiting(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<Headed<Appeal>>> {
    db::all!(
        tx,
        Headed<Appeal>,
        concat!(
            "SELECT a.id, a.decision, a.measure, a.side, a.account, a.notice, a.lodged_at, a.due_at, a.outcome, a.reasons, a.ended_at, a.ruling,
                    a.dispute, a.assigned_to, a.assigned_until, ",
            head!(),
            ", CAST(0 AS BIGINT) AS stopped
             FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
             WHERE a.outcome IS NULL AND (a.due_at, a.id) > ($2, $3) AND ",
            not_a_party!(),
            " ORDER BY a.due_at, a.id LIMIT $4"
        ),
        reader,
        behind.at,
        behind.id,
        rows
    )
}

pub(in crate::process) async fn grounds_of_appeal(tx: &mut Tx, id: AppealId) -> Result<Vec<u8>> {
    let (sealed,) = db::one!(tx, (Vec<u8>,), "SELECT grounds_sealed FROM appeals WHERE id = $1", id)?;
    Ok(sealed)
}

/// Why an appeal against a measure was decided as it was, sealed.
pub(in crate::process) async fn reasons_of_appeal(tx: &mut Tx, id: AppealId) -> Result<Option<Vec<u8>>> {
    let (sealed,) = db::one!(tx, (Option<Vec<u8>>,), "SELECT reasons_sealed FROM appeals WHERE id = $1", id)?;
    Ok(sealed)
}

/// Why an appeal was decided as it was.
#[derive(Clone, Copy)]
pub(in crate::process) enum Reasons<'a> {
    /// Against a decision about material: the record of its case.
    Clear(&'a str),
    /// Against a measure, which is about one person.
    Sealed(&'a [u8]),
}

/// 1 if it had not ended.
pub(in crate::process) async fn end_appeal(
    tx: &mut Tx,
    id: AppealId,
    outcome: appeals::Outcome,
    decided: Option<(AccountId, Reasons<'_>)>,
    now: Time,
) -> Result<u64> {
    let (by, reasons) = decided.unzip();
    let (clear, sealed) = match reasons {
        Some(Reasons::Clear(reasons)) => (Some(reasons), None),
        Some(Reasons::Sealed(reasons)) => (None, Some(reasons)),
        None => (None, None),
    };
    db::execute!(
        tx,
        "UPDATE appeals SET outcome = $2, decided_by = $3, reasons = $4, reasons_sealed = $5, ended_at = $6
         WHERE id = $1 AND outcome IS NULL",
        id,
        outcome,
        by,
        clear,
        sealed,
        now
    )
}

pub(in crate::process) async fn set_ruling(tx: &mut Tx, id: AppealId, ruling: DecisionId) -> Result<()> {
    db::execute!(tx, "UPDATE appeals SET ruling = $2 WHERE id = $1", id, ruling)?;
    Ok(())
}

/// Whether somebody decided about a target before: first, after an appeal, or when its direct deletion was looked at.
pub(in crate::process) async fn decided_before(tx: &mut Tx, target: TargetId, account: AccountId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        concat!("SELECT COUNT(*) FROM targets t WHERE t.id = $1 AND ", has_decided!("t.id", "$2")),
        target,
        account
    )?;
    Ok(count > 0)
}
