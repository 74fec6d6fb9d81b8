//! The SQL of strikes, of measures, and of misuse.

use std::collections::BTreeSet;

use crate::accounts::standing::{Kind, Scope};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, AccountReviewId, AppealId, CaseId, ClaimId, CorrespondentId, CounterNoticeId, DecisionId, MarkId,
    MeasureId, ObjectId, OrganisationId, TargetId,
};
use crate::notices::Because;
use crate::process::measures::Measure;
use crate::process::misuse::{Mark, Party, What};
use crate::process::strikes::{Restricted, Review, Verdict};

type Result<T> = std::result::Result<T, sqlx::Error>;

// Strikes --------------------------------------------------------------------------------------------

/// What was decided against the files of an account and restricted something, the oldest first: the decision in force about each
/// target. A notice has reached its uploader when it was opened, or when a server took its mail and did not send it back.
pub(in crate::process) async fn restricted(tx: &mut Tx, account: AccountId) -> Result<Vec<Restricted>> {
    db::all!(
        tx,
        Restricted,
        "SELECT t.id AS target, d.id AS decision, t.claim, t.object, d.action, d.direct, d.decided_at, n.id AS notice,
                n.seen_at, CASE WHEN m.state = 'sent' THEN m.sent_at END AS mailed_at,
                (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                 OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS stands,
                (NOT d.direct
                 OR EXISTS (SELECT 1 FROM samples s WHERE s.decision = d.id AND s.outcome = 'upheld')
                 OR EXISTS (SELECT 1 FROM appeals a WHERE a.decision = d.id AND a.side = 'uploader'
                              AND a.outcome = 'refused')) AS reviewed,
                EXISTS (SELECT 1 FROM samples s WHERE s.decision = d.id) AS called_in
         FROM objects o JOIN targets t ON t.object = o.id JOIN decisions d ON d.target = t.id
              LEFT JOIN notices n ON n.decision = d.id AND n.kind = 'restriction'
              LEFT JOIN messages m ON m.id = n.message
         WHERE o.owner = $1 AND d.action <> 'none' AND d.finding <> 'ordered' AND d.superseded_at IS NULL
         ORDER BY d.decided_at, d.id",
        account
    )
}

// Reviews --------------------------------------------------------------------------------------------

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

macro_rules! reviews {
    ($condition:literal) => {
        concat!(
            "SELECT r.id, r.account, r.opened_at, r.due_at, r.outcome, r.reasons, r.decided_by, r.ended_at
             FROM account_reviews r ",
            $condition
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
pub(in crate::process) async fn reviews_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Review>> {
    db::all!(tx, Review, reviews!("WHERE r.account = $1 ORDER BY r.opened_at DESC, r.id DESC"), account)
}

/// What waits, what is due first, but for the reader's own account.
pub(in crate::process) async fn reviews_waiting(tx: &mut Tx, reader: AccountId, rows: i64) -> Result<Vec<Review>> {
    db::all!(
        tx,
        Review,
        reviews!("WHERE r.ended_at IS NULL AND r.account <> $1 ORDER BY r.due_at, r.id LIMIT $2"),
        reader,
        rows
    )
}

/// 1 if it had not ended.
pub(in crate::process) async fn end_review(
    tx: &mut Tx,
    id: AccountReviewId,
    outcome: Verdict,
    decided: Option<(AccountId, &str)>,
    now: Time,
) -> Result<u64> {
    let (by, reasons) = (decided.map(|(by, _)| by), decided.map(|(_, reasons)| reasons));
    db::execute!(
        tx,
        "UPDATE account_reviews SET outcome = $2, decided_by = $3, reasons = $4, ended_at = $5
         WHERE id = $1 AND ended_at IS NULL",
        id,
        outcome,
        by,
        reasons,
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

/// The claims behind a review that was decided: of all that lay before it.
pub(in crate::process) async fn claims_behind(tx: &mut Tx, review: AccountReviewId) -> Result<Vec<ClaimId>> {
    let rows = db::all!(
        tx,
        (ClaimId,),
        "SELECT DISTINCT t.claim FROM account_review_targets x JOIN targets t ON t.id = x.target WHERE x.review = $1",
        review
    )?;
    Ok(rows.into_iter().map(|(claim,)| claim).collect())
}

/// The claims behind what an appeal is against, where that is a measure after strikes.
pub(in crate::process) async fn claims_behind_appeal(tx: &mut Tx, appeal: AppealId) -> Result<Vec<ClaimId>> {
    let rows = db::all!(
        tx,
        (ClaimId,),
        "SELECT DISTINCT t.claim
         FROM appeals a JOIN measures m ON m.id = a.measure JOIN account_review_targets x ON x.review = m.review
              JOIN targets t ON t.id = x.target
         WHERE a.id = $1",
        appeal
    )?;
    Ok(rows.into_iter().map(|(claim,)| claim).collect())
}

/// Who sends notices without an account, where an appeal is against a measure against them.
pub(in crate::process) async fn correspondent_of_appeal(
    tx: &mut Tx,
    appeal: AppealId,
) -> Result<Option<CorrespondentId>> {
    let found = db::optional!(
        tx,
        (Option<CorrespondentId>,),
        "SELECT m.correspondent FROM appeals a JOIN measures m ON m.id = a.measure WHERE a.id = $1",
        appeal
    )?;
    Ok(found.and_then(|(id,)| id))
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

// Measures -------------------------------------------------------------------------------------------

pub(in crate::process) async fn insert_measure(tx: &mut Tx, measure: &Measure) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO measures (id, kind, scope, account, organisation, correspondent, review, reasons, unfounded, sent, gravity,
             intention, until, log_case, taken_by, taken_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        measure.id,
        measure.kind,
        measure.scope,
        measure.account,
        measure.organisation,
        measure.correspondent,
        measure.review,
        measure.reasons.as_str(),
        measure.unfounded,
        measure.sent,
        measure.gravity.as_deref(),
        measure.intention.as_deref(),
        measure.until,
        measure.log_case,
        measure.taken_by,
        measure.taken_at
    )?;
    Ok(())
}

macro_rules! measures {
    ($condition:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.scope, m.account, m.organisation, m.correspondent, m.review, m.reasons, m.unfounded, m.sent, m.gravity,
                    m.intention, m.until, m.log_case, m.taken_by, m.taken_at, m.lifted_at, m.lifted_because
             FROM measures m ",
            $condition
        )
    };
}

pub(in crate::process) async fn measure(tx: &mut Tx, id: MeasureId) -> Result<Option<Measure>> {
    db::optional!(tx, Measure, measures!("WHERE m.id = $1"), id)
}

/// The measures against somebody, the newest first.
pub(in crate::process) async fn measures_against(tx: &mut Tx, party: Party) -> Result<Vec<Measure>> {
    match party {
        Party::Account(account) => {
            db::all!(tx, Measure, measures!("WHERE m.account = $1 ORDER BY m.taken_at DESC, m.id DESC"), account)
        }
        Party::Organisation(organisation) => {
            db::all!(
                tx,
                Measure,
                measures!("WHERE m.organisation = $1 ORDER BY m.taken_at DESC, m.id DESC"),
                organisation
            )
        }
        Party::Correspondent(id) => {
            db::all!(tx, Measure, measures!("WHERE m.correspondent = $1 ORDER BY m.taken_at DESC, m.id DESC"), id)
        }
    }
}

/// 1 if it had not been lifted.
pub(in crate::process) async fn lift_measure(
    tx: &mut Tx,
    id: MeasureId,
    because: Because,
    by: Option<AccountId>,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE measures SET lifted_at = $2, lifted_because = $3, lifted_by = $4 WHERE id = $1 AND lifted_at IS NULL",
        id,
        now,
        because,
        by
    )
}

/// What a terminated account has left that can be read and was not given back after `since`.
pub(in crate::process) async fn left_of(
    tx: &mut Tx,
    account: AccountId,
    since: Time,
    rows: i64,
) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT o.id FROM objects o
         WHERE o.owner = $1 AND o.state = 'available'
           AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at > $2)
         ORDER BY o.id LIMIT $3",
        account,
        since,
        rows
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Whether anything of an account can still be read, or come back.
pub(in crate::process) async fn has_files(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects WHERE owner = $1 AND state IN ('available', 'locked')",
        account
    )?;
    Ok(count > 0)
}

// Misuse ---------------------------------------------------------------------------------------------

pub(in crate::process) async fn insert_mark(tx: &mut Tx, mark: &Mark, by: AccountId, case: CaseId) -> Result<()> {
    let (account, organisation) = match mark.party {
        Some(Party::Account(account)) => (Some(account), None),
        Some(Party::Organisation(organisation)) => (None, Some(organisation)),
        // Whose it was follows from its case.
        Some(Party::Correspondent(_)) | None => (None, None),
    };
    let (target, counter_notice, appeal) = match mark.what {
        What::Target(target) => (Some(target), None, None),
        What::CounterNotice(id) => (None, Some(id), None),
        What::Appeal(id) => (None, None, Some(id)),
    };
    db::execute!(
        tx,
        "INSERT INTO misuse_marks (id, scope, account, organisation, target, counter_notice, appeal, sent_at, reasons, log_case,
             marked_by, marked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        mark.id,
        mark.scope,
        account,
        organisation,
        target,
        counter_notice,
        appeal,
        mark.sent_at,
        mark.reasons.as_str(),
        case,
        by,
        mark.marked_at
    )?;
    Ok(())
}

/// The mark of something, if it was marked.
pub(in crate::process) async fn mark_of(tx: &mut Tx, what: What) -> Result<Option<MarkId>> {
    let found = match what {
        What::Target(id) => db::optional!(tx, (MarkId,), "SELECT id FROM misuse_marks WHERE target = $1", id)?,
        What::CounterNotice(id) => {
            db::optional!(tx, (MarkId,), "SELECT id FROM misuse_marks WHERE counter_notice = $1", id)?
        }
        What::Appeal(id) => db::optional!(tx, (MarkId,), "SELECT id FROM misuse_marks WHERE appeal = $1", id)?,
    };
    Ok(found.map(|(mark,)| mark))
}

/// A mark with what became of what it is about.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::process) struct MarkRow {
    pub id: MarkId,
    pub scope: Scope,
    pub account: Option<AccountId>,
    pub organisation: Option<OrganisationId>,
    pub correspondent: Option<CorrespondentId>,
    pub target: Option<TargetId>,
    pub counter_notice: Option<CounterNoticeId>,
    pub appeal: Option<AppealId>,
    pub claim: Option<ClaimId>,
    pub sent_at: Time,
    pub reasons: String,
    pub marked_at: Time,
    pub log_case: CaseId,
    pub refuted: bool,
    pub retracted_at: Option<Time>,
    pub retracted_because: Option<String>,
}

/// A line that restricts something now was well founded after all, whatever was found first.
macro_rules! marks {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, k.scope, k.account, k.organisation, k.target, k.counter_notice, k.appeal, k.sent_at, k.reasons, k.marked_at,
                    k.log_case, r.retracted_at, r.reasons AS retracted_because,
                    CASE WHEN k.account IS NULL AND k.organisation IS NULL
                         THEN COALESCE((SELECT c.correspondent FROM claims c WHERE c.log_case = k.log_case),
                                       (SELECT x.id FROM correspondents x WHERE x.log_case = k.log_case))
                    END AS correspondent,
                    (SELECT c.id FROM claims c WHERE c.log_case = k.log_case) AS claim,
                    EXISTS (SELECT 1 FROM decisions d WHERE d.target = k.target AND d.superseded_at IS NULL
                              AND (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                                   OR EXISTS (SELECT 1 FROM link_disablements x
                                              WHERE x.decision = d.id AND x.lifted_at IS NULL))) AS refuted
             FROM misuse_marks k LEFT JOIN misuse_retractions r ON r.mark = k.id ",
            $condition
        )
    };
}

pub(in crate::process) async fn mark(tx: &mut Tx, id: MarkId) -> Result<Option<MarkRow>> {
    db::optional!(tx, MarkRow, marks!("WHERE k.id = $1"), id)
}

/// 1 if nobody had taken it back.
pub(in crate::process) async fn retract_mark(
    tx: &mut Tx,
    id: MarkId,
    reasons: &str,
    by: AccountId,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO misuse_retractions (mark, reasons, retracted_by, retracted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (mark) DO NOTHING",
        id,
        reasons,
        by,
        now
    )
}

pub(in crate::process) async fn insert_measure_mark(tx: &mut Tx, measure: MeasureId, mark: MarkId) -> Result<()> {
    db::execute!(tx, "INSERT INTO measure_marks (measure, mark) VALUES ($1, $2)", measure, mark)?;
    Ok(())
}

/// What a measure rests on.
pub(in crate::process) async fn marks_behind(tx: &mut Tx, measure: MeasureId) -> Result<Vec<MarkRow>> {
    db::all!(
        tx,
        MarkRow,
        marks!("JOIN measure_marks b ON b.mark = k.id WHERE b.measure = $1 ORDER BY k.marked_at, k.id"),
        measure
    )
}

/// The marks of somebody since a time, the newest first.
pub(in crate::process) async fn marks_of(tx: &mut Tx, party: Party, since: Time) -> Result<Vec<MarkRow>> {
    match party {
        Party::Account(account) => db::all!(
            tx,
            MarkRow,
            marks!("WHERE k.account = $1 AND k.marked_at > $2 ORDER BY k.marked_at DESC, k.id DESC"),
            account,
            since
        ),
        Party::Organisation(organisation) => db::all!(
            tx,
            MarkRow,
            marks!("WHERE k.organisation = $1 AND k.marked_at > $2 ORDER BY k.marked_at DESC, k.id DESC"),
            organisation,
            since
        ),
        Party::Correspondent(id) => db::all!(
            tx,
            MarkRow,
            marks!(
                "WHERE k.account IS NULL AND k.organisation IS NULL AND k.marked_at > $2
                   AND k.log_case IN (SELECT log_case FROM claims WHERE correspondent = $1
                                      UNION SELECT log_case FROM correspondents WHERE id = $1)
                 ORDER BY k.marked_at DESC, k.id DESC"
            ),
            id,
            since
        ),
    }
}

/// The newest marks since a time, whoever's they are.
pub(in crate::process) async fn marks_since(tx: &mut Tx, since: Time, rows: i64) -> Result<Vec<MarkRow>> {
    db::all!(tx, MarkRow, marks!("WHERE k.marked_at > $1 ORDER BY k.marked_at DESC, k.id DESC LIMIT $2"), since, rows)
}

/// How many lines of notices, or complaints, somebody sent since a time.
pub(in crate::process) async fn sent_by(tx: &mut Tx, party: Party, scope: Scope, since: Time) -> Result<i64> {
    let (count,) = match (party, scope) {
        (Party::Account(account), Scope::Notices) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM targets t JOIN claims c ON c.id = t.claim
             WHERE c.account = $1 AND c.organisation IS NULL AND t.added_at > $2",
            account,
            since
        )?,
        (Party::Organisation(organisation), Scope::Notices) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM targets t JOIN claims c ON c.id = t.claim WHERE c.organisation = $1 AND t.added_at > $2",
            organisation,
            since
        )?,
        (Party::Correspondent(id), Scope::Notices) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM targets t JOIN claims c ON c.id = t.claim WHERE c.correspondent = $1 AND t.added_at > $2",
            id,
            since
        )?,
        (Party::Correspondent(id), _) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM appeals a LEFT JOIN decisions d ON d.id = a.decision
                 LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
                 LEFT JOIN measures m ON m.id = a.measure
             WHERE a.side = 'notifier' AND a.dispute IS NULL AND a.lodged_at > $2
               AND (c.correspondent = $1 OR m.correspondent = $1)",
            id,
            since
        )?,
        (Party::Account(account), _) => db::one!(
            tx,
            (i64,),
            // What came by the private link of a notice of theirs, too.
            "SELECT (SELECT COUNT(*) FROM counter_notices WHERE account = $1 AND received_at > $2)
                  + (SELECT COUNT(*) FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id
                         JOIN appeals a ON a.decision = d.id
                     WHERE c.account = $1 AND c.organisation IS NULL AND a.side = 'notifier' AND a.account IS NULL
                       AND a.dispute IS NULL AND a.lodged_at > $2)
                  + (SELECT COUNT(*) FROM appeals a LEFT JOIN decisions d ON d.id = a.decision
                         LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
                     WHERE a.account = $1 AND a.lodged_at > $2 AND (a.side = 'uploader' OR c.organisation IS NULL))",
            account,
            since
        )?,
        (Party::Organisation(organisation), _) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM appeals a LEFT JOIN decisions d ON d.id = a.decision
                 LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
                 LEFT JOIN measures m ON m.id = a.measure
             WHERE a.side = 'notifier' AND a.dispute IS NULL AND a.lodged_at > $2 AND (c.organisation = $1 OR m.organisation = $1)",
            organisation,
            since
        )?,
    };
    Ok(count)
}

/// A line of a notice, as what is marked: its claim, where it stands and whether it was decided to be unfounded.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::process) struct Line {
    pub target: TargetId,
    pub position: i64,
    pub added_at: Time,
    pub mark: Option<MarkId>,
    /// Nothing illegal was found; or what was deleted directly was given back by staff.
    pub unfounded: bool,
}

/// The lines of a claim.
pub(in crate::process) async fn lines_of(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Line>> {
    db::all!(
        tx,
        Line,
        "SELECT t.id AS target, t.position, t.added_at,
                (SELECT k.id FROM misuse_marks k WHERE k.target = t.id) AS mark,
                (t.state = 'decided'
                 AND EXISTS (SELECT 1 FROM decisions d WHERE d.target = t.id AND d.superseded_at IS NULL
                      AND (d.finding = 'not-infringing'
                           OR EXISTS (SELECT 1 FROM samples s WHERE s.decision = d.id AND s.outcome = 'overturned')
                           OR EXISTS (SELECT 1 FROM appeals a WHERE a.decision = d.id AND a.side = 'uploader'
                                        AND a.outcome = 'granted')))) AS unfounded
         FROM targets t WHERE t.claim = $1 ORDER BY t.position",
        claim
    )
}

/// Whose a claim is, and its case.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(in crate::process) struct Sender {
    pub account: Option<AccountId>,
    pub organisation: Option<OrganisationId>,
    pub correspondent: Option<CorrespondentId>,
    pub log_case: CaseId,
}

pub(in crate::process) async fn sender_of(tx: &mut Tx, claim: ClaimId) -> Result<Option<Sender>> {
    db::optional!(tx, Sender, "SELECT account, organisation, correspondent, log_case FROM claims WHERE id = $1", claim)
}

/// The claim of a target.
pub(in crate::process) async fn claim_of_target(tx: &mut Tx, target: TargetId) -> Result<Option<ClaimId>> {
    Ok(db::optional!(tx, (ClaimId,), "SELECT claim FROM targets WHERE id = $1", target)?.map(|(claim,)| claim))
}

/// What a warning said of a kind stands, the newest first: when it was taken.
pub(in crate::process) async fn warned_at(
    tx: &mut Tx,
    party: Party,
    scope: Scope,
    since: Time,
) -> Result<Option<Time>> {
    let all = measures_against(tx, party).await?;
    let warning = all.into_iter().find(|measure| {
        measure.scope == scope
            && measure.kind == Kind::Warning
            && measure.lifted_at.is_none()
            && measure.taken_at > since
    });
    Ok(warning.map(|warning| warning.taken_at))
}

/// The decision an appeal is about, and its line in the claim.
pub(in crate::process) async fn decision_in(tx: &mut Tx, decision: DecisionId) -> Result<Option<(ClaimId, i64)>> {
    db::optional!(
        tx,
        (ClaimId, i64),
        "SELECT t.claim, t.position FROM decisions d JOIN targets t ON t.id = d.target WHERE d.id = $1",
        decision
    )
}
