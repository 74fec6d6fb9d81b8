//! The SQL of disputes, and the actions of claimants among them.

use super::waiting::head;
use crate::accounts::parties::not_a_party;
use crate::claims::decided::Decided;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, DecisionId, DisputeId};
use crate::process::disputes::{self, Dispute};
use crate::process::waiting::{Headed, Place};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A dispute as it lies there, with what names it, sealed.
#[derive(sqlx::FromRow)]
pub(in crate::process) struct DisputeRow {
    #[sqlx(flatten)]
    pub dispute: Dispute,
    pub forum_sealed: Vec<u8>,
    pub reference_sealed: Vec<u8>,
}

pub(in crate::process) async fn insert_dispute(
    tx: &mut Tx,
    row: &DisputeRow,
    statement_sealed: Option<&[u8]>,
    by: Option<AccountId>,
    told_as: &str,
) -> Result<()> {
    let dispute = &row.dispute;
    db::execute!(
        tx,
        "INSERT INTO disputes (id, decision, kind, counter_notice, forum_sealed, reference_sealed, begun_on, statement_sealed,
             told_by, told_as, told_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        dispute.id,
        dispute.decision,
        dispute.kind,
        dispute.counter_notice,
        row.forum_sealed.as_slice(),
        row.reference_sealed.as_slice(),
        dispute.begun_on.as_str(),
        statement_sealed,
        by,
        told_as,
        dispute.told_at
    )?;
    Ok(())
}

/// What staff found of what was told of the dispute `x`, and what they have not looked at.
macro_rules! looked_at {
    () => {
        "(SELECT k.found FROM dispute_checks k WHERE k.dispute = x.id) AS found,
         (SELECT r.outcome FROM dispute_reports r WHERE r.dispute = x.id AND r.checked_at IS NULL) AS reported"
    };
}

macro_rules! disputes {
    ($($condition:expr),+) => {
        concat!(
            "SELECT x.id, x.decision, x.kind, x.counter_notice, x.forum_sealed, x.reference_sealed, x.begun_on, x.told_at,
                    x.ended_at, x.outcome, ",
            looked_at!(),
            " FROM disputes x ",
            $($condition),+
        )
    };
}

pub(in crate::process) async fn dispute(tx: &mut Tx, id: DisputeId) -> Result<Option<DisputeRow>> {
    db::optional!(tx, DisputeRow, disputes!("WHERE x.id = $1"), id)
}

pub(in crate::process) async fn disputes_of(tx: &mut Tx, decision: DecisionId) -> Result<Vec<DisputeRow>> {
    db::all!(tx, DisputeRow, disputes!("WHERE x.decision = $1 ORDER BY x.told_at, x.id"), decision)
}

/// The disputes about what a claim restricts of a file, the oldest first: its other links and earlier decisions, too.
pub(in crate::process) async fn disputes_about(tx: &mut Tx, decided: &Decided) -> Result<Vec<DisputeRow>> {
    db::all!(
        tx,
        DisputeRow,
        disputes!(
            "JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 AND t.object = $2 ORDER BY x.told_at, x.id"
        ),
        decided.claim,
        decided.object
    )
}

/// The disputes about the decisions of a claim, the oldest first.
pub(in crate::process) async fn disputes_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<DisputeRow>> {
    db::all!(
        tx,
        DisputeRow,
        disputes!(
            "JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 ORDER BY x.told_at, x.id"
        ),
        claim
    )
}

/// What is open behind a place, or was said to have ended and not looked at: what is to be looked at first, the oldest at the front. Nobody
/// has one in hand.
pub(in crate::process) async fn disputes_open(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<Headed<DisputeRow>>> {
    db::all!(
        tx,
        Headed<DisputeRow>,
        concat!(
            "SELECT id, decision, kind, counter_notice, forum_sealed, reference_sealed, begun_on, told_at, ended_at, outcome, found,
                    reported, claim, target, position, basis, unsealed_metadata_sealed, notice_sealed, party, assigned_to,
                    assigned_until, stopped
             FROM (
                 SELECT x.id, x.decision, x.kind, x.counter_notice, x.forum_sealed, x.reference_sealed, x.begun_on, x.told_at,
                        x.ended_at, x.outcome, ",
            looked_at!(),
            ", ",
            head!(),
            ",
                        CAST(NULL AS UUID) AS assigned_to, CAST(NULL AS BIGINT) AS assigned_until, CAST(0 AS BIGINT) AS stopped,
                        CAST(CASE WHEN EXISTS (SELECT 1 FROM dispute_reports r WHERE r.dispute = x.id AND r.checked_at IS NULL)
                                    OR (x.kind IN ('action', 'copyright-claims-board') AND x.ended_at IS NULL AND x.checked_at IS NULL)
                             THEN 0 ELSE 1 END AS BIGINT) AS later
                 FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
                     JOIN claims c ON c.id = t.claim
                 WHERE (x.ended_at IS NULL
                        OR EXISTS (SELECT 1 FROM dispute_reports r WHERE r.dispute = x.id AND r.checked_at IS NULL)) AND ",
            not_a_party!(),
            ") waiting WHERE (later, told_at, id) > ($2, $3, $4) ORDER BY later, told_at, id LIMIT $5"
        ),
        reader,
        i64::from(behind.later),
        behind.at,
        behind.id,
        rows
    )
}

/// Whether an action of the claimant keeps what its claim removed of a file from returning: whichever of the claim's decisions
/// about the file it was told of, and whichever counter-notice it answered.
pub(in crate::process) async fn action_is_open(tx: &mut Tx, decided: &Decided) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND x.kind IN ('action', 'copyright-claims-board') AND x.ended_at IS NULL",
        decided.claim,
        decided.object
    )?;
    Ok(count > 0)
}

/// 1 if its end was not recorded yet. `by`: the reviewer, with what showed it, sealed.
pub(in crate::process) async fn end_dispute(
    tx: &mut Tx,
    id: DisputeId,
    outcome: disputes::Outcome,
    by: Option<(AccountId, &[u8])>,
    now: Time,
) -> Result<u64> {
    let (by, note_sealed) = by.unzip();
    db::execute!(
        tx,
        "UPDATE disputes SET outcome = $2, end_note_sealed = $3, ended_by = $4, ended_at = $5
         WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        note_sealed,
        by,
        now
    )
}
