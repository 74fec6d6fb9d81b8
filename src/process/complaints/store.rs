//! The SQL of complaints.

use super::{Blocking, Closing, Complaint, Subject};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ComplaintId, DecisionId, LinkId, MeasureId, ObjectId, TargetId};
use crate::process::store::{head, may_answer, may_answer_of_account, somebody_can_answer};
use crate::process::waiting::{Headed, Place};
use crate::vault::{is_hidden, what_blocks};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The decision by which a link is blocked now, as its page tells of it: what hides nothing before what an order hides, what disables the
/// link before what locks the file, the newest first. None where nothing of the file is left to be given back, nor where all that is not
/// hidden is what nobody has decided about yet.
pub(super) async fn decision_that_blocks(tx: &mut Tx, link: &LinkId) -> Result<Option<DecisionId>> {
    let row = db::optional!(
        tx,
        (Option<DecisionId>,),
        concat!(
            "SELECT b.decision FROM ",
            what_blocks!("$1", "(SELECT l.object FROM links l WHERE l.id = $1)"),
            " WHERE b.ended = 0
               AND NOT EXISTS (SELECT 1 FROM links l JOIN objects o ON o.id = l.object
                               WHERE l.id = $1 AND (o.state = 'purged' OR EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id)))
             ORDER BY CASE WHEN ",
            is_hidden!("b"),
            " THEN 1 ELSE 0 END, CASE WHEN b.decision IS NULL THEN 1 ELSE 0 END, b.held, b.since DESC, b.id DESC LIMIT 1"
        ),
        link.clone()
    )?;
    Ok(row.and_then(|(decision,)| decision))
}

/// The file that a link leads to, where it is locked and nobody has decided about that yet.
pub(super) async fn undecided_behind(tx: &mut Tx, link: &LinkId) -> Result<Option<ObjectId>> {
    let row = db::optional!(
        tx,
        (ObjectId,),
        "SELECT o.id FROM links l JOIN objects o ON o.id = l.object
         WHERE l.id = $1 AND o.state <> 'purged' AND NOT EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id)
           AND EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at IS NULL AND h.decision IS NULL)",
        link.clone()
    )?;
    Ok(row.map(|(object,)| object))
}

/// The termination that stands of the account that shared a link: its page tells of it.
pub(super) async fn termination_that_blocks(tx: &mut Tx, link: &LinkId) -> Result<Option<MeasureId>> {
    let row = db::optional!(
        tx,
        (MeasureId,),
        "SELECT m.id FROM links l JOIN objects o ON o.id = l.object JOIN measures m ON m.account = o.owner
         WHERE l.id = $1 AND m.scope = 'uploads' AND m.kind = 'termination' AND m.lifted_at IS NULL
         ORDER BY m.taken_at DESC, m.id DESC LIMIT 1",
        link.clone()
    )?;
    Ok(row.map(|(measure,)| measure))
}

/// How many complaints about a link were sent since a moment.
pub(super) async fn sent_since(tx: &mut Tx, link: &LinkId, since: Time) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM complaints WHERE link = $1 AND sent_at > $2";
    Ok(db::one!(tx, (i64,), sql, link.clone(), since)?.0)
}

/// What was sent lately about a link, with what is kept of it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Recent {
    pub id: ComplaintId,
    pub sent_at: Time,
    pub due_at: Time,
    pub words_sealed: Option<Vec<u8>>,
    pub email_sealed: Option<Vec<u8>>,
}

/// The complaints about a link that were sent since a moment.
pub(super) async fn lately(tx: &mut Tx, link: &LinkId, since: Time) -> Result<Vec<Recent>> {
    let sql = "SELECT id, sent_at, due_at, words_sealed, email_sealed FROM complaints
               WHERE link = $1 AND sent_at > $2 ORDER BY sent_at, id";
    db::all!(tx, Recent, sql, link.clone(), since)
}

pub(super) async fn insert(tx: &mut Tx, new: &Complaint, words: &[u8], email: Option<&[u8]>) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO complaints (id, link, decision, measure, log_case, words_sealed, email_sealed, language, sent_at, due_at, look_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)",
        new.id,
        new.link.clone(),
        new.decision,
        new.measure,
        new.log_case,
        words,
        email,
        new.language,
        new.sent_at,
        new.due_at
    )?;
    Ok(())
}

macro_rules! complaints {
    ($($condition:expr),+) => {
        concat!(
            "SELECT k.id, k.link, k.decision, k.measure, k.log_case, k.language, k.sent_at, k.due_at, k.outcome, k.answered_by,
                    k.answered_at, k.closed_as, k.closed_by, k.ended_at
             FROM complaints k ",
            $($condition),+
        )
    };
}

pub(super) async fn complaint(tx: &mut Tx, id: ComplaintId) -> Result<Option<Complaint>> {
    db::optional!(tx, Complaint, complaints!("WHERE k.id = $1"), id)
}

/// Those about something that have not ended, the oldest first.
pub(super) async fn open_about(tx: &mut Tx, subject: &Subject) -> Result<Vec<Complaint>> {
    match subject {
        Subject::Decision(decided) => db::all!(
            tx,
            Complaint,
            complaints!("WHERE k.decision = $1 AND k.ended_at IS NULL ORDER BY k.sent_at, k.id"),
            decided.id
        ),
        Subject::Measure(measure) => db::all!(
            tx,
            Complaint,
            complaints!("WHERE k.measure = $1 AND k.ended_at IS NULL ORDER BY k.sent_at, k.id"),
            measure.id
        ),
    }
}

/// Those about terminations that wait, what is due first, without those that are not the reader's to answer: for an answer, or for a senior.
pub(super) async fn waiting_about_accounts(
    tx: &mut Tx,
    reader: AccountId,
    for_seniors: bool,
    rows: i64,
) -> Result<Vec<Complaint>> {
    db::all!(
        tx,
        Complaint,
        complaints!(
            "JOIN measures m ON m.id = k.measure
             WHERE k.ended_at IS NULL AND (CASE WHEN k.outcome IS NULL THEN 0 ELSE 1 END) = $2 AND ",
            may_answer_of_account!(),
            " ORDER BY k.due_at, k.id LIMIT $3"
        ),
        reader,
        i32::from(for_seniors),
        rows
    )
}

/// Those about a file that wait for somebody to decide, the oldest first.
pub(super) async fn undecided_about(tx: &mut Tx, object: ObjectId) -> Result<Vec<Complaint>> {
    db::all!(
        tx,
        Complaint,
        complaints!(
            "JOIN links l ON l.id = k.link
             WHERE l.object = $1 AND k.decision IS NULL AND k.measure IS NULL AND k.ended_at IS NULL
             ORDER BY k.sent_at, k.id"
        ),
        object
    )
}

/// The decisions about a file of which something that was complained of has not ended.
pub(super) async fn open_decisions(tx: &mut Tx, object: ObjectId) -> Result<Vec<DecisionId>> {
    let rows = db::all!(
        tx,
        (DecisionId,),
        "SELECT DISTINCT d.id FROM complaints k JOIN decisions d ON d.id = k.decision JOIN targets t ON t.id = d.target
         WHERE t.object = $1 AND k.ended_at IS NULL ORDER BY d.id",
        object
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// One that waited for that is about what was decided.
pub(super) async fn decided(tx: &mut Tx, id: ComplaintId, decision: DecisionId) -> Result<u64> {
    let sql = "UPDATE complaints SET decision = $2 WHERE id = $1 AND decision IS NULL AND measure IS NULL";
    db::execute!(tx, sql, id, decision)
}

/// What waits about decisions behind a place, what is due first, without those that are not the reader's to answer: for an answer, or for a
/// senior.
pub(super) async fn waiting(
    tx: &mut Tx,
    reader: AccountId,
    for_seniors: bool,
    behind: Place,
    rows: i64,
) -> Result<Vec<Headed<Complaint>>> {
    db::all!(
        tx,
        Headed<Complaint>,
        concat!(
            "SELECT k.id, k.link, k.decision, k.measure, k.log_case, k.language, k.sent_at, k.due_at, k.outcome, k.answered_by,
                    k.answered_at, k.closed_as, k.closed_by, k.ended_at, ",
            head!(),
            ", k.assigned_to, k.assigned_until, CAST(0 AS BIGINT) AS stopped
             FROM complaints k JOIN decisions d ON d.id = k.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
             WHERE k.ended_at IS NULL AND (CASE WHEN k.outcome IS NULL THEN 0 ELSE 1 END) = $5
               AND (k.due_at, k.id) > ($2, $3) AND ",
            may_answer!(),
            " ORDER BY k.due_at, k.id LIMIT $4"
        ),
        reader,
        behind.at,
        behind.id,
        rows,
        i32::from(for_seniors)
    )
}

/// How many complaints about decisions there are that have not ended and of which this is true.
macro_rules! about_decisions {
    ($($condition:expr),+) => {
        concat!(
            "SELECT COUNT(*) FROM complaints k JOIN decisions d ON d.id = k.decision JOIN targets t ON t.id = d.target
                                               JOIN claims c ON c.id = t.claim
             WHERE k.ended_at IS NULL AND ",
            $($condition),+
        )
    };
}

/// The same of those about terminations.
macro_rules! about_accounts {
    ($($condition:expr),+) => {
        concat!(
            "SELECT COUNT(*) FROM complaints k JOIN measures m ON m.id = k.measure WHERE k.ended_at IS NULL AND ",
            $($condition),+
        )
    };
}

/// How many wait for a senior, about decisions and about terminations, without those that are not the reader's to close.
pub(super) async fn count_for_seniors(tx: &mut Tx, reader: AccountId) -> Result<i64> {
    let of_decisions = about_decisions!("k.outcome IS NOT NULL AND ", may_answer!());
    let of_accounts = about_accounts!("k.outcome IS NOT NULL AND ", may_answer_of_account!());
    let (of_decisions,) = db::one!(tx, (i64,), of_decisions, reader)?;
    let (of_accounts,) = db::one!(tx, (i64,), of_accounts, reader)?;
    Ok(of_decisions + of_accounts)
}

/// Whether one has not ended and is the reader's to answer, or to close once it is a senior's; what waits for a decision is nobody's.
pub(super) async fn may_answer(tx: &mut Tx, complaint: &Complaint, reader: AccountId) -> Result<bool> {
    let sql = match complaint.blocking() {
        Blocking::Decision(_) => about_decisions!("k.id = $2 AND ", may_answer!()),
        Blocking::Measure(_) => about_accounts!("k.id = $2 AND ", may_answer_of_account!()),
        Blocking::Undecided => return Ok(false),
    };
    let (count,) = db::one!(tx, (i64,), sql, reader, complaint.id)?;
    Ok(count > 0)
}

/// Whether a senior has yet to close one about a decision, and none is there who decided nothing about it.
pub(super) async fn waits_for_deciders(tx: &mut Tx, decision: DecisionId) -> Result<bool> {
    let sql = about_decisions!("d.id = $1 AND k.outcome IS NOT NULL AND NOT ", somebody_can_answer!());
    let (count,) = db::one!(tx, (i64,), sql, decision)?;
    Ok(count > 0)
}

/// What is kept of what was written: by whoever complained, in answer, and of what came of looking again.
#[derive(Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "as the columns are called")]
pub(super) struct Written {
    pub words_sealed: Option<Vec<u8>>,
    pub answer_sealed: Option<Vec<u8>>,
    pub closing_sealed: Option<Vec<u8>>,
}

pub(super) async fn written(tx: &mut Tx, id: ComplaintId) -> Result<Written> {
    db::one!(tx, Written, "SELECT words_sealed, answer_sealed, closing_sealed FROM complaints WHERE id = $1", id)
}

pub(super) async fn email(tx: &mut Tx, id: ComplaintId) -> Result<Option<Vec<u8>>> {
    let (sealed,) = db::one!(tx, (Option<Vec<u8>>,), "SELECT email_sealed FROM complaints WHERE id = $1", id)?;
    Ok(sealed)
}

/// It is answered for good. 1 if it waited for that.
pub(super) async fn answer(tx: &mut Tx, id: ComplaintId, answer: &[u8], by: AccountId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE complaints SET outcome = 'stands', answer_sealed = $2, answered_by = $3, answered_at = $4, ended_at = $4,
                email_sealed = NULL
         WHERE id = $1 AND outcome IS NULL",
        id,
        answer,
        by,
        now
    )
}

/// It is answered, and any senior's from now on. 1 if it waited for that.
pub(super) async fn hand_to_seniors(
    tx: &mut Tx,
    id: ComplaintId,
    answer: &[u8],
    by: AccountId,
    now: Time,
    due_at: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE complaints SET outcome = 'looked-at-again', answer_sealed = $2, answered_by = $3, answered_at = $4, due_at = $5,
                reminded_at = NULL, assigned_to = NULL, assigned_until = NULL
         WHERE id = $1 AND outcome IS NULL",
        id,
        answer,
        by,
        now,
        due_at
    )
}

/// It has nothing to be about any more. 1 if it waited for an answer.
pub(super) async fn end_moot(tx: &mut Tx, id: ComplaintId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE complaints SET outcome = 'moot', answered_at = $2, ended_at = $2, email_sealed = NULL
         WHERE id = $1 AND outcome IS NULL",
        id,
        now
    )
}

/// Those about any decision of a target that have not ended are about this one from now on.
pub(super) async fn hand_on(tx: &mut Tx, target: TargetId, to: DecisionId) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE complaints SET decision = $2
         WHERE ended_at IS NULL AND decision <> $2 AND decision IN (SELECT id FROM decisions WHERE target = $1)",
        target,
        to
    )
}

/// Those about any measure against an account that have not ended are about this one from now on.
pub(super) async fn hand_on_to_measure(tx: &mut Tx, account: AccountId, to: MeasureId) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE complaints SET measure = $2
         WHERE ended_at IS NULL AND measure <> $2 AND measure IN (SELECT id FROM measures WHERE account = $1)",
        account,
        to
    )
}

/// What came of looking again; said by nobody where it was moot. 1 if it was a senior's.
pub(super) async fn close(
    tx: &mut Tx,
    id: ComplaintId,
    closing: Closing,
    said: Option<(AccountId, &[u8])>,
    now: Time,
) -> Result<u64> {
    let (by, words) = said.unzip();
    db::execute!(
        tx,
        "UPDATE complaints SET closed_as = $2, closing_sealed = $3, closed_by = $4, ended_at = $5, email_sealed = NULL
         WHERE id = $1 AND outcome = 'looked-at-again' AND ended_at IS NULL",
        id,
        closing,
        words,
        by,
        now
    )
}

// Until when it is kept ------------------------------------------------------------------------------

/// Those whose time has come to be looked at, a batch of them.
pub(super) async fn to_look_at(tx: &mut Tx, now: Time) -> Result<Vec<ComplaintId>> {
    let sql = "SELECT id FROM complaints WHERE look_at <= $1 ORDER BY look_at, id LIMIT 100";
    let rows = db::all!(tx, (ComplaintId,), sql, now)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn look_again(tx: &mut Tx, id: ComplaintId, at: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE complaints SET look_at = $2 WHERE id = $1", id, at)
}

/// 1 if it has ended.
pub(super) async fn erase(tx: &mut Tx, id: ComplaintId) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE complaints SET words_sealed = NULL, email_sealed = NULL, answer_sealed = NULL, closing_sealed = NULL, look_at = NULL
         WHERE id = $1 AND ended_at IS NOT NULL",
        id
    )
}
