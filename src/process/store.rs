//! The SQL of due process.

pub(super) mod actions;
pub(super) mod standing;

use std::time::Duration;

use super::appeals::{self, Appeal, Side};
use super::counter_notices::{self, CounterNotice};
use super::disputes::{self, Dispute};
use super::reminders::{self, Kind, Urgent};
use super::waiting::{Head, Place, Subject};
use crate::accounts::parties::not_a_party;
use crate::claims::decided::Decided;
use crate::clock::Time;
use crate::config::Limits;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, AppealId, CaseId, ClaimId, CounterNoticeId, DecisionId, DisputeId, MeasureId, ObjectId, OrganisationId,
    TargetId,
};
use crate::takedown::Open;

type Result<T> = std::result::Result<T, sqlx::Error>;

// Counter-notices ------------------------------------------------------------------------------------

pub(super) async fn insert_counter_notice(tx: &mut Tx, row: &CounterNotice, sealed: &[u8]) -> Result<()> {
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
                    n.ended_at, n.outcome, n.incomplete_because
             FROM counter_notices n ",
            $($condition),+
        )
    };
}

pub(super) async fn counter_notice(tx: &mut Tx, id: CounterNoticeId) -> Result<Option<CounterNotice>> {
    db::optional!(tx, CounterNotice, counter_notices!("WHERE n.id = $1"), id)
}

pub(super) async fn open_counter_notice(tx: &mut Tx, decision: DecisionId) -> Result<Option<CounterNotice>> {
    db::optional!(tx, CounterNotice, counter_notices!("WHERE n.decision = $1 AND n.ended_at IS NULL"), decision)
}

/// The counter-notices to a decision, the oldest first.
pub(super) async fn counter_notices_of(tx: &mut Tx, decision: DecisionId) -> Result<Vec<CounterNotice>> {
    db::all!(tx, CounterNotice, counter_notices!("WHERE n.decision = $1 ORDER BY n.received_at, n.id"), decision)
}

pub(super) async fn counter_notices_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<CounterNotice>> {
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

/// What heads a row of a list: of the target `t` of the claim `c`.
macro_rules! head {
    () => {
        "c.id AS claim, t.id AS target, t.position, c.basis, t.unsealed_metadata_sealed,
         COALESCE((SELECT o.name FROM organisations o WHERE o.id = c.organisation),
                  (SELECT a.country FROM authority_orders a WHERE a.claim = c.id)) AS party"
    };
}

/// What waits behind a place, what returns first, without the cases in which the reader is a party.
pub(super) async fn counter_notices_waiting(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<(CounterNotice, Head)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        it: CounterNotice,
        #[sqlx(flatten)]
        head: Head,
    }
    let found = db::all!(
        tx,
        Row,
        concat!(
            "SELECT id, notice, decision, account, received_at, returns_at, breach_at, checked_by, checked_at, ended_at, outcome,
                    incomplete_because, assigned_to, assigned_until, claim, target, position, basis, unsealed_metadata_sealed, party, stopped
             FROM (
                 SELECT n.id, n.notice, n.decision, n.account, n.received_at, n.returns_at, n.breach_at, n.checked_by, n.checked_at,
                        n.ended_at, n.outcome, n.incomplete_because, n.assigned_to, n.assigned_until, ",
            head!(),
            ",
                        CAST(CASE WHEN EXISTS (SELECT 1 FROM disputes x WHERE x.decision = n.decision AND x.ended_at IS NULL
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
    )?;
    Ok(found.into_iter().map(|row| (row.it, row.head)).collect())
}

pub(super) async fn statement_of_counter_notice(tx: &mut Tx, id: CounterNoticeId) -> Result<Vec<u8>> {
    let (sealed,) = db::one!(tx, (Vec<u8>,), "SELECT statement_sealed FROM counter_notices WHERE id = $1", id)?;
    Ok(sealed)
}

/// 1 if nobody had checked it and it had not ended.
pub(super) async fn check_counter_notice(tx: &mut Tx, id: CounterNoticeId, by: AccountId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE counter_notices SET checked_by = $2, checked_at = $3
         WHERE id = $1 AND checked_at IS NULL AND ended_at IS NULL",
        id,
        by,
        now
    )
}

/// 1 if it had not ended.
pub(super) async fn end_counter_notice(
    tx: &mut Tx,
    id: CounterNoticeId,
    outcome: counter_notices::Outcome,
    because: Option<&str>,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE counter_notices SET outcome = $2, incomplete_because = $3, ended_at = $4 WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        because,
        now
    )
}

/// Whether a court has kept what a claim removed of a file from returning.
pub(super) async fn restrained(tx: &mut Tx, decided: &Decided) -> Result<bool> {
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

// Disputes -------------------------------------------------------------------------------------------

pub(super) async fn insert_dispute(
    tx: &mut Tx,
    dispute: &Dispute,
    sealed: Option<&[u8]>,
    by: Option<AccountId>,
    told_as: &str,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO disputes (id, decision, kind, counter_notice, forum, reference, begun_on, statement_sealed, told_by, told_as,
             told_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        dispute.id,
        dispute.decision,
        dispute.kind,
        dispute.counter_notice,
        dispute.forum.as_str(),
        dispute.reference.as_str(),
        dispute.begun_on.as_str(),
        sealed,
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
            "SELECT x.id, x.decision, x.kind, x.counter_notice, x.forum, x.reference, x.begun_on, x.told_at, x.ended_at, x.outcome, ",
            looked_at!(),
            " FROM disputes x ",
            $($condition),+
        )
    };
}

pub(super) async fn dispute(tx: &mut Tx, id: DisputeId) -> Result<Option<Dispute>> {
    db::optional!(tx, Dispute, disputes!("WHERE x.id = $1"), id)
}

pub(super) async fn disputes_of(tx: &mut Tx, decision: DecisionId) -> Result<Vec<Dispute>> {
    db::all!(tx, Dispute, disputes!("WHERE x.decision = $1 ORDER BY x.told_at, x.id"), decision)
}

/// The disputes about what a claim restricts of a file, the oldest first: its other links and earlier decisions, too.
pub(super) async fn disputes_about(tx: &mut Tx, decided: &Decided) -> Result<Vec<Dispute>> {
    db::all!(
        tx,
        Dispute,
        disputes!(
            "JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 AND t.object = $2 ORDER BY x.told_at, x.id"
        ),
        decided.claim,
        decided.object
    )
}

/// The disputes about the decisions of a claim, the oldest first.
pub(super) async fn disputes_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Dispute>> {
    db::all!(
        tx,
        Dispute,
        disputes!(
            "JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
             WHERE t.claim = $1 ORDER BY x.told_at, x.id"
        ),
        claim
    )
}

/// What is open behind a place, or was said to have ended and not looked at: what is to be looked at first, the oldest at the front. Nobody
/// has one in hand.
pub(super) async fn disputes_open(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<(Dispute, Head)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        it: Dispute,
        #[sqlx(flatten)]
        head: Head,
    }
    let found = db::all!(
        tx,
        Row,
        concat!(
            "SELECT id, decision, kind, counter_notice, forum, reference, begun_on, told_at, ended_at, outcome, found, reported, claim,
                    target, position, basis, unsealed_metadata_sealed, party, assigned_to, assigned_until, stopped
             FROM (
                 SELECT x.id, x.decision, x.kind, x.counter_notice, x.forum, x.reference, x.begun_on, x.told_at, x.ended_at, x.outcome, ",
            looked_at!(),
            ", ",
            head!(),
            ",
                        CAST(NULL AS UUID) AS assigned_to, CAST(NULL AS BIGINT) AS assigned_until, CAST(0 AS BIGINT) AS stopped,
                        CAST(CASE WHEN EXISTS (SELECT 1 FROM dispute_reports r WHERE r.dispute = x.id AND r.checked_at IS NULL)
                                    OR (x.kind IN ('action', 'copyright-claims-board') AND x.ended_at IS NULL
                                        AND NOT EXISTS (SELECT 1 FROM dispute_checks k WHERE k.dispute = x.id))
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
    )?;
    Ok(found.into_iter().map(|row| (row.it, row.head)).collect())
}

/// Whether an action of the claimant keeps what its claim removed of a file from returning: whichever of the claim's decisions
/// about the file it was told of, and whichever counter-notice it answered.
pub(super) async fn action_is_open(tx: &mut Tx, decided: &Decided) -> Result<bool> {
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

/// 1 if its end was not recorded yet.
pub(super) async fn end_dispute(
    tx: &mut Tx,
    id: DisputeId,
    outcome: disputes::Outcome,
    by: Option<(AccountId, &str)>,
    now: Time,
) -> Result<u64> {
    let (by, note) = by.unzip();
    db::execute!(
        tx,
        "UPDATE disputes SET outcome = $2, end_note = $3, ended_by = $4, ended_at = $5 WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        note,
        by,
        now
    )
}

// Appeals --------------------------------------------------------------------------------------------

pub(super) async fn insert_appeal(tx: &mut Tx, appeal: &Appeal, sealed: &[u8]) -> Result<()> {
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

pub(super) async fn appeal(tx: &mut Tx, id: AppealId) -> Result<Option<Appeal>> {
    db::optional!(tx, Appeal, appeals!("WHERE a.id = $1"), id)
}

/// What somebody lodged.
pub(super) async fn appeal_of(tx: &mut Tx, decision: DecisionId, side: Side) -> Result<Option<Appeal>> {
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
pub(super) async fn open_after_dispute(tx: &mut Tx, decision: DecisionId) -> Result<Option<Appeal>> {
    db::optional!(
        tx,
        Appeal,
        appeals!("WHERE a.decision = $1 AND a.dispute IS NOT NULL AND a.outcome IS NULL"),
        decision
    )
}

/// What waits about the decisions of a claim after disputes, and nobody lodged.
pub(super) async fn open_after_disputes(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Appeal>> {
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
pub(super) async fn answers_since(tx: &mut Tx, decision: DecisionId, side: Side, since: Time) -> Result<i64> {
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

/// When a decision was reversed, by an appeal of the other side or by a senior; none if it was not.
pub(super) async fn reversed_at(tx: &mut Tx, decision: DecisionId) -> Result<Option<Time>> {
    let (reversed,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(lifted_at) FROM holds WHERE decision = $1 AND lifted_because IN ('appeal-granted', 'overturned')",
        decision
    )?;
    Ok(reversed)
}

pub(super) async fn appeal_of_measure(tx: &mut Tx, measure: MeasureId) -> Result<Option<Appeal>> {
    db::optional!(tx, Appeal, appeals!("WHERE a.measure = $1"), measure)
}

pub(super) async fn appeals_of_claim(tx: &mut Tx, claim: ClaimId, side: Side) -> Result<Vec<Appeal>> {
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

/// Those that wait against measures, what is due first, without those against the reader, their address or an organisation of theirs, and
/// without those behind which stands a claim to which the reader is a party.
pub(super) async fn appeals_of_measures(tx: &mut Tx, reader: AccountId, rows: i64) -> Result<Vec<Appeal>> {
    db::all!(
        tx,
        Appeal,
        appeals!(
            "JOIN measures m ON m.id = a.measure
             WHERE a.outcome IS NULL
               AND (m.account IS NULL OR m.account <> $1)
               AND (m.organisation IS NULL
                    OR m.organisation NOT IN (SELECT x.organisation FROM members x WHERE x.account = $1))
               AND (m.correspondent IS NULL
                    OR m.correspondent NOT IN (SELECT w.id FROM correspondents w JOIN accounts own ON own.email_lookup = w.lookup
                                               WHERE own.id = $1))
               AND NOT EXISTS (SELECT 1 FROM account_review_targets b JOIN targets bt ON bt.id = b.target
                                      JOIN claims c ON c.id = bt.claim
                               WHERE b.review = m.review AND NOT (",
            not_a_party!(),
            "))
             ORDER BY a.due_at, a.id LIMIT $2"
        ),
        reader,
        rows
    )
}

/// What waits behind a place, what is due first.
pub(super) async fn appeals_waiting(
    tx: &mut Tx,
    reader: AccountId,
    behind: Place,
    rows: i64,
) -> Result<Vec<(Appeal, Head)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        it: Appeal,
        #[sqlx(flatten)]
        head: Head,
    }
    let found = db::all!(
        tx,
        Row,
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
    )?;
    Ok(found.into_iter().map(|row| (row.it, row.head)).collect())
}

/// 1 if it is open and in nobody else's hands.
pub(super) async fn assign(tx: &mut Tx, subject: Subject, by: AccountId, now: Time, until: Time) -> Result<u64> {
    match subject {
        Subject::Appeal(id) => db::execute!(
            tx,
            "UPDATE appeals SET assigned_to = $2, assigned_until = $4
             WHERE id = $1 AND outcome IS NULL AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
            id,
            by,
            now,
            until
        ),
        Subject::CounterNotice(id) => db::execute!(
            tx,
            "UPDATE counter_notices SET assigned_to = $2, assigned_until = $4
             WHERE id = $1 AND ended_at IS NULL AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
            id,
            by,
            now,
            until
        ),
    }
}

/// 1 if it was in their hands.
pub(super) async fn release(tx: &mut Tx, subject: Subject, by: AccountId) -> Result<u64> {
    match subject {
        Subject::Appeal(id) => db::execute!(
            tx,
            "UPDATE appeals SET assigned_to = NULL, assigned_until = NULL WHERE id = $1 AND assigned_to = $2",
            id,
            by
        ),
        Subject::CounterNotice(id) => db::execute!(
            tx,
            "UPDATE counter_notices SET assigned_to = NULL, assigned_until = NULL WHERE id = $1 AND assigned_to = $2",
            id,
            by
        ),
    }
}

/// In whose hands it was last, and until when.
pub(super) async fn assigned(tx: &mut Tx, subject: Subject) -> Result<Option<(AccountId, Time)>> {
    let found = match subject {
        Subject::Appeal(id) => db::optional!(
            tx,
            (Option<AccountId>, Option<Time>),
            "SELECT assigned_to, assigned_until FROM appeals WHERE id = $1",
            id
        )?,
        Subject::CounterNotice(id) => db::optional!(
            tx,
            (Option<AccountId>, Option<Time>),
            "SELECT assigned_to, assigned_until FROM counter_notices WHERE id = $1",
            id
        )?,
    };
    Ok(found.and_then(|(account, until)| account.zip(until)))
}

pub(super) async fn grounds_of_appeal(tx: &mut Tx, id: AppealId) -> Result<Vec<u8>> {
    let (sealed,) = db::one!(tx, (Vec<u8>,), "SELECT grounds_sealed FROM appeals WHERE id = $1", id)?;
    Ok(sealed)
}

/// 1 if it had not ended.
pub(super) async fn end_appeal(
    tx: &mut Tx,
    id: AppealId,
    outcome: appeals::Outcome,
    decided: Option<(AccountId, &str)>,
    now: Time,
) -> Result<u64> {
    let (by, reasons) = (decided.map(|(by, _)| by), decided.map(|(_, reasons)| reasons));
    db::execute!(
        tx,
        "UPDATE appeals SET outcome = $2, decided_by = $3, reasons = $4, ended_at = $5 WHERE id = $1 AND outcome IS NULL",
        id,
        outcome,
        by,
        reasons,
        now
    )
}

pub(super) async fn set_ruling(tx: &mut Tx, id: AppealId, ruling: DecisionId) -> Result<()> {
    db::execute!(tx, "UPDATE appeals SET ruling = $2 WHERE id = $1", id, ruling)?;
    Ok(())
}

/// Whether somebody decided about a target before: first, after an appeal, or when its direct deletion was looked at.
pub(super) async fn decided_before(tx: &mut Tx, target: TargetId, account: AccountId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM decisions d
             LEFT JOIN samples s ON s.decision = d.id LEFT JOIN appeals a ON a.decision = d.id
         WHERE d.target = $1 AND (d.decided_by = $2 OR s.reviewed_by = $2 OR a.decided_by = $2)",
        target,
        account
    )?;
    Ok(count > 0)
}

// Claims ---------------------------------------------------------------------------------------------

/// The name of the organisation that claims, if one does.
pub(super) async fn claimant(tx: &mut Tx, claim: ClaimId) -> Result<Option<String>> {
    let row = db::optional!(
        tx,
        (String,),
        "SELECT o.name FROM claims c JOIN organisations o ON o.id = c.organisation WHERE c.id = $1",
        claim
    )?;
    Ok(row.map(|(name,)| name))
}

/// The decisions in force of the targets of a claim that are not withdrawn.
pub(super) async fn decisions_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<DecisionId>> {
    let rows = db::all!(
        tx,
        (DecisionId,),
        "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.state = 'decided' AND d.superseded_at IS NULL ORDER BY t.position",
        claim
    )?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

// Windows --------------------------------------------------------------------------------------------

/// An open hold of an object.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct OpenHold {
    pub opened_at: Time,
    /// A decision opened it.
    pub is_decided: bool,
    /// When the uploader was told of that decision.
    pub told_at: Option<Time>,
}

/// The open holds of an object.
pub(super) async fn open_holds(tx: &mut Tx, object: ObjectId) -> Result<Vec<OpenHold>> {
    db::all!(
        tx,
        OpenHold,
        "SELECT h.opened_at, h.decision IS NOT NULL AS is_decided,
                (SELECT MAX(n.created_at) FROM notices n WHERE n.decision = h.decision AND n.kind = 'restriction') AS told_at
         FROM holds h WHERE h.object = $1 AND h.lifted_at IS NULL ORDER BY h.opened_at",
        object
    )
}

/// What of a target says how long it is kept.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct TargetFacts {
    pub object: ObjectId,
    pub withdrawn_at: Option<Time>,
    /// How many open holds its decisions have on the object.
    pub holds: i64,
}

pub(super) async fn target_facts(tx: &mut Tx, target: TargetId) -> Result<Option<TargetFacts>> {
    db::optional!(
        tx,
        TargetFacts,
        "SELECT t.object, t.withdrawn_at,
                (SELECT COUNT(*) FROM holds h JOIN decisions d ON d.id = h.decision
                 WHERE d.target = t.id AND h.lifted_at IS NULL) AS holds
         FROM targets t WHERE t.id = $1",
        target
    )
}

/// The decisions about a target, the oldest first: those that others took the place of, too.
pub(super) async fn decisions_of(tx: &mut Tx, target: TargetId) -> Result<Vec<DecisionId>> {
    let sql = "SELECT id FROM decisions WHERE target = $1 ORDER BY decided_at, id";
    let rows = db::all!(tx, (DecisionId,), sql, target)?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

/// When the last appeal, counter-notice or dispute about a target ended.
pub(super) async fn last_ended_of(tx: &mut Tx, target: TargetId) -> Result<Option<Time>> {
    let (ended,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(ended_at) FROM (
             SELECT a.ended_at FROM appeals a JOIN decisions d ON d.id = a.decision WHERE d.target = $1
             UNION ALL
             SELECT n.ended_at FROM counter_notices n JOIN decisions d ON d.id = n.decision WHERE d.target = $1
             UNION ALL
             SELECT x.ended_at FROM disputes x JOIN decisions d ON d.id = x.decision WHERE d.target = $1) AS ended",
        target
    )?;
    Ok(ended)
}

/// How much is open about one target; preservation is the object's.
pub(super) async fn open_of_target(tx: &mut Tx, target: TargetId, now: Time) -> Result<Open> {
    db::one!(
        tx,
        Open,
        "SELECT
             (SELECT COUNT(*) FROM appeals a JOIN decisions d ON d.id = a.decision
              WHERE d.target = $1 AND a.outcome IS NULL) AS appeals,
             (SELECT COUNT(*) FROM counter_notices n JOIN decisions d ON d.id = n.decision
              WHERE d.target = $1 AND n.ended_at IS NULL) AS counter_notices,
             (SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision
              WHERE d.target = $1 AND x.ended_at IS NULL) AS disputes,
             (SELECT COUNT(*) FROM targets t WHERE t.id = $1 AND t.state = 'pending') AS claims,
             (SELECT COUNT(*) FROM preservation_holds p JOIN targets t ON t.object = p.object
              WHERE t.id = $1 AND p.released_at IS NULL AND (p.until IS NULL OR p.until > $2)) AS preserved",
        target,
        now
    )
}

/// Whether an object is purged, or is to be: then nothing gives it back.
pub(super) async fn is_purged(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects o
         WHERE o.id = $1 AND (o.state = 'purged' OR EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id))",
        object
    )?;
    Ok(count > 0)
}

/// How much is open about one decision: what its uploader answers, and disputes about any link of the file in its claim.
pub(super) async fn open_of_decision(tx: &mut Tx, decided: &Decided) -> Result<Open> {
    db::one!(
        tx,
        Open,
        "SELECT
             (SELECT COUNT(*) FROM appeals WHERE decision = $1 AND side = 'uploader' AND outcome IS NULL) AS appeals,
             (SELECT COUNT(*) FROM counter_notices WHERE decision = $1 AND ended_at IS NULL) AS counter_notices,
             (SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
              WHERE t.claim = $2 AND t.object = $3 AND x.ended_at IS NULL) AS disputes,
             CAST(0 AS BIGINT) AS claims, CAST(0 AS BIGINT) AS preserved",
        decided.id,
        decided.claim,
        decided.object
    )
}

/// When the last appeal or dispute about an object ended that was decided against its uploader, or not at all.
pub(super) async fn last_ended(tx: &mut Tx, object: ObjectId) -> Result<Option<Time>> {
    let (ended,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(ended_at) FROM (
             SELECT a.ended_at FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
             WHERE t.object = $1
             UNION ALL
             SELECT x.ended_at FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
             WHERE t.object = $1) AS ended",
        object
    )?;
    Ok(ended)
}

/// The decisions in force by which a claim restricts an object as infringing, links first: what the last of them comes to is what
/// becomes of the file. What was found illegal otherwise, no counter-notice reaches (17 U.S.C. § 512(c)(1)(C), (g)(1)): only the decision
/// itself that is asked about is among them whatever it found.
pub(super) async fn restricting(tx: &mut Tx, decided: &Decided) -> Result<Vec<DecisionId>> {
    let rows = db::all!(
        tx,
        (DecisionId,),
        "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND d.superseded_at IS NULL AND (d.finding = 'infringing' OR d.id = $3)
           AND (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL))
         ORDER BY CASE WHEN d.action = 'disable-link' THEN 0 ELSE 1 END, t.position",
        decided.claim,
        decided.object,
        decided.id
    )?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

/// The decision in force about a target.
pub(super) async fn in_force(tx: &mut Tx, target: TargetId) -> Result<Option<DecisionId>> {
    let row = db::optional!(
        tx,
        (DecisionId,),
        "SELECT id FROM decisions WHERE target = $1 AND superseded_at IS NULL",
        target
    )?;
    Ok(row.map(|(decision,)| decision))
}

// Reminders ------------------------------------------------------------------------------------------

/// How many are told of at once: the rest at the next look.
pub(super) const URGENT_AT_ONCE: usize = 500;

/// What is urgent at `now` and was not told of. A claim is urgent in the last quarter of its queue's time, and so is a sample; what
/// has days is in its last two, what returns before `returning` from the business day before, and what should have returned an hour
/// later. What was told of an action before `told_before` is, or sooner if the material would return before `returning`; and what was told
/// of its end before that.
pub(super) async fn urgent(
    tx: &mut Tx,
    now: Time,
    returning: Time,
    told_before: Time,
    limits: &Limits,
) -> Result<Vec<Urgent>> {
    let quarter = |time: Duration| now.plus(time / 4);
    let days = now.plus(reminders::DAYS);
    db::all!(
        tx,
        Urgent,
        "SELECT 'claim' AS kind, c.id, c.id AS claim, c.account AS account, c.organisation AS organisation,
                CASE WHEN c.assigned_until > $1 THEN c.assigned_to END AS assigned_to
         FROM claims c
         WHERE c.state IN ('submitted', 'in-review')
           AND c.due_at <= CASE WHEN c.queue = 'authority' THEN $8 WHEN c.flagger IS NOT NULL THEN $4
                                WHEN c.organisation IS NOT NULL THEN $3 ELSE $2 END
           AND (c.reminded_of IS NULL OR c.reminded_of <> c.due_at)
         UNION ALL
         SELECT 'sample', s.decision, t.claim, NULL, NULL, NULL
         FROM samples s JOIN decisions d ON d.id = s.decision JOIN targets t ON t.id = d.target
         WHERE s.outcome IS NULL AND s.reminded_at IS NULL AND s.due_at <= $5
         UNION ALL
         SELECT 'counter-notice', n.id, t.claim, NULL, NULL, CASE WHEN n.assigned_until > $1 THEN n.assigned_to END
         FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
         WHERE n.ended_at IS NULL AND n.checked_at IS NULL AND n.reminded_at IS NULL AND n.returns_at < $10
         UNION ALL
         SELECT 'return', n.id, t.claim, NULL, NULL, NULL
         FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
         WHERE n.ended_at IS NULL AND n.overdue_told_at IS NULL AND n.returns_at <= $9
           AND NOT EXISTS (SELECT 1 FROM disputes x JOIN decisions xd ON xd.id = x.decision JOIN targets xt ON xt.id = xd.target
                           WHERE xt.claim = t.claim AND xt.object = t.object AND x.ended_at IS NULL
                             AND x.kind IN ('action', 'copyright-claims-board'))
         UNION ALL
         SELECT 'action', x.id, t.claim, NULL, NULL, NULL
         FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
              LEFT JOIN counter_notices n ON n.id = x.counter_notice
         WHERE x.ended_at IS NULL AND x.kind IN ('action', 'copyright-claims-board') AND x.reminded_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM dispute_checks k WHERE k.dispute = x.id)
           AND (x.told_at < $11 OR n.returns_at < $10)
         UNION ALL
         SELECT 'action-end', r.id, t.claim, NULL, NULL, NULL
         FROM dispute_reports r JOIN disputes x ON x.id = r.dispute JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target
         WHERE r.checked_at IS NULL AND r.reminded_at IS NULL AND r.told_at < $11
         UNION ALL
         SELECT 'appeal', a.id, t.claim, m.account, m.organisation, CASE WHEN a.assigned_until > $1 THEN a.assigned_to END
         FROM appeals a LEFT JOIN decisions d ON d.id = a.decision LEFT JOIN targets t ON t.id = d.target
              LEFT JOIN measures m ON m.id = a.measure
         WHERE a.outcome IS NULL AND a.reminded_at IS NULL AND a.due_at <= $6
         UNION ALL
         SELECT 'complaint', k.id, t.claim, NULL, NULL, NULL
         FROM complaints k JOIN decisions d ON d.id = k.decision JOIN targets t ON t.id = d.target
         WHERE k.ended_at IS NULL AND k.reminded_at IS NULL AND k.due_at <= $6
         UNION ALL
         SELECT 'account', r.id, NULL, r.account, NULL, NULL
         FROM account_reviews r WHERE r.ended_at IS NULL AND r.reminded_at IS NULL AND r.due_at <= $6
         LIMIT $7",
        now,
        quarter(limits.claim_due),
        quarter(limits.verified_claim_due),
        quarter(limits.trusted_flagger_claim_due),
        quarter(limits.sample_due),
        days,
        i64::try_from(URGENT_AT_ONCE).unwrap_or(i64::MAX),
        now.plus(limits.authority_order_urgent),
        now.minus(reminders::OVERDUE),
        returning,
        told_before
    )
}

/// Somebody was told of it.
pub(super) async fn reminded(tx: &mut Tx, it: &Urgent, now: Time) -> Result<()> {
    match it.kind {
        Kind::Claim => db::execute!(tx, "UPDATE claims SET reminded_of = due_at WHERE id = $1", it.id)?,
        Kind::Sample => db::execute!(tx, "UPDATE samples SET reminded_at = $2 WHERE decision = $1", it.id, now)?,
        Kind::CounterNotice => {
            db::execute!(tx, "UPDATE counter_notices SET reminded_at = $2 WHERE id = $1", it.id, now)?
        }
        Kind::Return => db::execute!(tx, "UPDATE counter_notices SET overdue_told_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Action => db::execute!(tx, "UPDATE disputes SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::ActionEnd => db::execute!(tx, "UPDATE dispute_reports SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Account => db::execute!(tx, "UPDATE account_reviews SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Appeal => db::execute!(tx, "UPDATE appeals SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Complaint => db::execute!(tx, "UPDATE complaints SET reminded_at = $2 WHERE id = $1", it.id, now)?,
    };
    Ok(())
}

// Mail that did not arrive -----------------------------------------------------------------------------

/// The cases of a claim and of every file it names.
pub(super) async fn cases_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM claims WHERE id = $1
         UNION SELECT o.log_case FROM targets t JOIN objects o ON o.id = t.object WHERE t.claim = $1",
        claim
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

pub(super) async fn claim_of(tx: &mut Tx, case: CaseId) -> Result<Option<ClaimId>> {
    Ok(db::optional!(tx, (ClaimId,), "SELECT id FROM claims WHERE log_case = $1", case)?.map(|(id,)| id))
}

pub(super) async fn object_of(tx: &mut Tx, case: CaseId) -> Result<Option<ObjectId>> {
    Ok(db::optional!(tx, (ObjectId,), "SELECT id FROM objects WHERE log_case = $1", case)?.map(|(id,)| id))
}

pub(super) async fn organisation_of(tx: &mut Tx, case: CaseId) -> Result<Option<OrganisationId>> {
    let sql = "SELECT id FROM organisations WHERE log_case = $1";
    Ok(db::optional!(tx, (OrganisationId,), sql, case)?.map(|(id,)| id))
}

/// Whether a case is somebody's own: their account's, or that of their address.
pub(super) async fn is_own_case(tx: &mut Tx, account: AccountId, case: CaseId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM accounts a
         WHERE a.id = $1
           AND (a.log_case = $2
                OR EXISTS (SELECT 1 FROM correspondents x WHERE x.lookup = a.email_lookup AND x.log_case = $2))",
        account,
        case
    )?;
    Ok(count > 0)
}

/// Whether somebody is a member of an organisation now.
pub(super) async fn belongs(tx: &mut Tx, account: AccountId, organisation: OrganisationId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM members WHERE organisation = $1 AND account = $2 AND removed_at IS NULL",
        organisation,
        account
    )?;
    Ok(count > 0)
}
