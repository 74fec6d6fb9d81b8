//! The SQL of escalations.

use super::{Kind, Outcome};
use crate::accounts::parties::not_a_party;
use crate::claims::filing::ClaimState;
use crate::claims::queue::Lane;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, EscalationId, HoldId, ObjectId};

type Result<T> = std::result::Result<T, sqlx::Error>;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: EscalationId,
    pub claim: ClaimId,
    pub kind: Kind,
    pub words_sealed: Option<Vec<u8>>,
    pub raised_by: Option<AccountId>,
    pub raised_at: Time,
    pub outcome: Option<Outcome>,
    pub note_sealed: Option<Vec<u8>>,
    pub ended_by: Option<AccountId>,
    pub ended_at: Option<Time>,
    pub words_erased_at: Option<Time>,
}

macro_rules! escalations {
    ($($condition:expr),+) => {
        concat!(
            "SELECT x.id, x.claim, x.kind, x.words_sealed, x.raised_by, x.raised_at, x.outcome, x.note_sealed, x.ended_by, x.ended_at,
                    x.words_erased_at
             FROM escalations x ",
            $($condition),+
        )
    };
}

pub(super) async fn of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Row>> {
    db::all!(tx, Row, escalations!("WHERE x.claim = $1 ORDER BY x.raised_at, x.id"), claim)
}

pub(super) async fn escalation(tx: &mut Tx, id: EscalationId) -> Result<Option<Row>> {
    db::optional!(tx, Row, escalations!("WHERE x.id = $1"), id)
}

/// What is open, with what heads its claim.
#[derive(sqlx::FromRow)]
pub(super) struct OpenRow {
    #[sqlx(flatten)]
    pub escalation: Row,
    pub organisation: Option<String>,
    pub country: Option<String>,
    /// Of a notice that neither an organisation nor an authority sent.
    pub notice_sealed: Option<Vec<u8>>,
    pub state: ClaimState,
    pub queue: Lane,
    pub due_at: Time,
    pub information_asked_at: Option<Time>,
}

/// Danger waits for no answer of a notifier: where the clock stands still for one, it comes first of all; a judgement comes last then.
pub(super) async fn open(tx: &mut Tx, reader: AccountId, rows: i64) -> Result<Vec<OpenRow>> {
    db::all!(
        tx,
        OpenRow,
        concat!(
            "SELECT x.id, x.claim, x.kind, x.words_sealed, x.raised_by, x.raised_at, x.outcome, x.note_sealed, x.ended_by, x.ended_at,
                    x.words_erased_at,
                    (SELECT o.name FROM organisations o WHERE o.id = c.organisation) AS organisation,
                    (SELECT a.country FROM authority_orders a WHERE a.claim = c.id) AS country,
                    CASE WHEN c.organisation IS NULL AND c.basis <> 'court' THEN c.statement_sealed END AS notice_sealed,
                    c.state, c.queue, c.due_at, c.information_asked_at
             FROM escalations x JOIN claims c ON c.id = x.claim
             WHERE x.ended_at IS NULL AND ",
            not_a_party!(),
            " ORDER BY CASE WHEN c.information_asked_at IS NULL THEN 1 WHEN x.kind = 'judgement' THEN 2 ELSE 0 END, c.due_at, x.id
              LIMIT $2"
        ),
        reader,
        rows
    )
}

pub(super) async fn count_open(tx: &mut Tx, reader: AccountId) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        concat!(
            "SELECT COUNT(*) FROM escalations x JOIN claims c ON c.id = x.claim WHERE x.ended_at IS NULL AND ",
            not_a_party!()
        ),
        reader
    )?;
    Ok(count)
}

/// The one of a claim that has not ended.
#[derive(sqlx::FromRow)]
pub(super) struct Standing {
    pub id: EscalationId,
    pub kind: Kind,
    /// Nobody: its notice says so itself.
    pub raised_by: Option<AccountId>,
    pub raised_at: Time,
    hastened_by: i64,
    hastened_at: Option<Time>,
}

impl Standing {
    /// By how many microseconds what it names is due sooner since its notice says so, and when that was.
    pub(super) fn hastened(&self) -> Option<(i64, Time)> {
        self.hastened_at.map(|at| (self.hastened_by, at))
    }
}

pub(super) async fn open_of(tx: &mut Tx, claim: ClaimId) -> Result<Option<Standing>> {
    let sql = "SELECT id, kind, raised_by, raised_at, hastened_by, hastened_at FROM escalations
               WHERE claim = $1 AND ended_at IS NULL";
    db::optional!(tx, Standing, sql, claim)
}

/// Whether somebody ever saw a danger in a claim, or its notice said so.
pub(in crate::claims) async fn was_for_danger(tx: &mut Tx, claim: ClaimId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM escalations WHERE claim = $1 AND kind IN ('life', 'child')";
    Ok(db::one!(tx, (i64,), sql, claim)?.0 > 0)
}

/// Whether a notice has said by itself that somebody is in danger, whatever came of that.
pub(super) async fn was_said(tx: &mut Tx, claim: ClaimId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM escalations WHERE claim = $1 AND raised_by IS NULL";
    Ok(db::one!(tx, (i64,), sql, claim)?.0 > 0)
}

/// Whether a notice has said so since a time, but for one of them; whatever came of it.
pub(super) async fn was_said_since(tx: &mut Tx, since: Time, but: EscalationId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM escalations WHERE raised_by IS NULL AND raised_at >= $1 AND id <> $2";
    Ok(db::one!(tx, (i64,), sql, since, but)?.0 > 0)
}

/// Whether none was open. By how many microseconds it is due sooner, and since when, as [`Standing::hastened`] gives it.
pub(super) async fn insert(
    tx: &mut Tx,
    (id, claim): (EscalationId, ClaimId),
    kind: Kind,
    words_sealed: Option<&[u8]>,
    (by, now): (Option<AccountId>, Time),
    hastened: Option<(i64, Time)>,
) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO escalations (id, claim, kind, words_sealed, raised_by, raised_at, hastened_by, hastened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (claim) WHERE ended_at IS NULL DO NOTHING",
        id,
        claim,
        kind,
        words_sealed,
        by,
        now,
        hastened.map_or(0, |(by, _)| by),
        hastened.map(|(_, at)| at)
    )?;
    Ok(inserted == 1)
}

/// Moves by so many microseconds by when what waits of a claim is due that was there at a time; what is added has time of its own.
pub(super) async fn move_due(tx: &mut Tx, claim: ClaimId, by: i64, there_at: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE targets SET due_at = due_at + $2 WHERE claim = $1 AND state = 'pending' AND added_at <= $3",
        claim,
        by,
        there_at
    )?;
    Ok(())
}

/// Seniors are to be told of a claim, whoever was reminded of its day before.
pub(super) async fn to_be_told(tx: &mut Tx, claim: ClaimId) -> Result<()> {
    db::execute!(tx, "UPDATE claims SET reminded_of = NULL WHERE id = $1", claim)?;
    Ok(())
}

/// Seniors are to be reminded of one, whatever they were reminded of before.
pub(super) async fn to_be_reminded(tx: &mut Tx, id: EscalationId) -> Result<()> {
    db::execute!(tx, "UPDATE escalations SET reminded_at = NULL WHERE id = $1", id)?;
    Ok(())
}

/// Only a senior decides it from now on; whoever has it gives it up unless it `stays`.
pub(super) async fn hand_over(tx: &mut Tx, claim: ClaimId, now: Time, stays: bool) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE claims SET senior_since = COALESCE(senior_since, $2),
                state = CASE WHEN $3 = FALSE AND state = 'in-review' THEN 'submitted' ELSE state END,
                assigned_to = CASE WHEN $3 = TRUE THEN assigned_to END,
                assigned_until = CASE WHEN $3 = TRUE THEN assigned_until END
         WHERE id = $1",
        claim,
        now,
        stays
    )?;
    Ok(())
}

/// Any reviewer may decide it again; it lies in the queue, if it is open.
pub(super) async fn hand_back(tx: &mut Tx, claim: ClaimId) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE claims SET senior_since = NULL, assigned_to = NULL, assigned_until = NULL,
                state = CASE WHEN state = 'in-review' THEN 'submitted' ELSE state END
         WHERE id = $1",
        claim
    )?;
    Ok(())
}

/// Keeps a file from everybody but seniors while an escalation by somebody at the desk stands that stops the looking.
pub(super) async fn withhold(tx: &mut Tx, id: EscalationId, object: ObjectId) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO withheld_objects (escalation, object) VALUES ($1, $2) ON CONFLICT (object, escalation) DO NOTHING",
        id,
        object
    )?;
    Ok(())
}

/// What waits of a claim that its open escalation is to keep from everybody but seniors, and does not yet. What a notice says by itself keeps
/// nothing from anybody who works another claim.
pub(super) async fn not_withheld(tx: &mut Tx, claim: ClaimId) -> Result<Vec<(EscalationId, ObjectId)>> {
    db::all!(
        tx,
        (EscalationId, ObjectId),
        "SELECT DISTINCT x.id, t.object FROM escalations x JOIN targets t ON t.claim = x.claim
         WHERE x.claim = $1 AND x.ended_at IS NULL AND x.raised_by IS NOT NULL AND x.kind IN ('life', 'child')
           AND t.state = 'pending'
           AND NOT EXISTS (SELECT 1 FROM withheld_objects w WHERE w.object = t.object AND w.escalation = x.id)",
        claim
    )
}

/// It keeps nothing from anybody any more.
pub(super) async fn withhold_no_more(tx: &mut Tx, id: EscalationId) -> Result<()> {
    db::execute!(tx, "DELETE FROM withheld_objects WHERE escalation = $1", id)?;
    Ok(())
}

/// That a claim names a file that an escalation keeps from everybody but seniors, be it an escalation of another claim. A value and no
/// `EXISTS`, as of whatever else makes a claim of the queue a senior's.
macro_rules! withheld {
    ($claim:literal) => {
        concat!(
            "(SELECT n.object FROM targets n
              WHERE n.claim = ",
            $claim,
            " AND EXISTS (SELECT 1 FROM withheld_objects w WHERE w.object = n.object) LIMIT 1) IS NOT NULL"
        )
    };
}
pub(in crate::claims) use withheld;

/// Whether that is so.
pub(in crate::claims) async fn is_withheld(tx: &mut Tx, claim: ClaimId) -> Result<bool> {
    let sql = concat!("SELECT COUNT(*) FROM claims c WHERE c.id = $1 AND ", withheld!("c.id"));
    let (count,) = db::one!(tx, (i64,), sql, claim)?;
    Ok(count > 0)
}

/// 1 if it was open.
pub(super) async fn end(
    tx: &mut Tx,
    id: EscalationId,
    outcome: Outcome,
    note_sealed: Option<&[u8]>,
    (by, now): (Option<AccountId>, Time),
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE escalations SET outcome = $2, note_sealed = $3, ended_by = $4, ended_at = $5
         WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        note_sealed,
        by,
        now
    )
}

pub(super) async fn insert_hold(tx: &mut Tx, hold: HoldId, escalation: EscalationId, object: ObjectId) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO escalation_holds (hold, escalation, object) VALUES ($1, $2, $3)",
        hold,
        escalation,
        object
    )?;
    Ok(())
}

/// What an escalation holds still, in the order in which objects are locked.
pub(super) async fn holds(tx: &mut Tx, escalation: EscalationId) -> Result<Vec<(HoldId, ObjectId)>> {
    db::all!(
        tx,
        (HoldId, ObjectId),
        "SELECT e.hold, e.object FROM escalation_holds e JOIN holds h ON h.id = e.hold
         WHERE e.escalation = $1 AND h.lifted_at IS NULL ORDER BY e.object",
        escalation
    )
}

/// What escalations of a claim hold of an object about which nothing of it waits any more.
pub(super) async fn settled_holds(tx: &mut Tx, claim: ClaimId, object: ObjectId) -> Result<Vec<HoldId>> {
    let rows = db::all!(
        tx,
        (HoldId,),
        "SELECT e.hold FROM escalations x JOIN escalation_holds e ON e.escalation = x.id JOIN holds h ON h.id = e.hold
         WHERE x.claim = $1 AND e.object = $2 AND h.lifted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.claim = $1 AND t.object = $2 AND t.state = 'pending')",
        claim,
        object
    )?;
    Ok(rows.into_iter().map(|(hold,)| hold).collect())
}
