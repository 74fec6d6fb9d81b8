//! The SQL of misuse: what is marked, and how much was sent.

use std::collections::BTreeSet;

use crate::accounts::standing::Scope;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, AppealId, CaseId, ClaimId, CorrespondentId, CounterNoticeId, DecisionId, MarkId, MeasureId,
    OrganisationId, TargetId,
};
use crate::process::misuse::{Mark, Party, What};
use crate::process::{appeals, counter_notices};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// `sealed`: why it was manifestly unfounded.
pub(in crate::process) async fn insert_mark(
    tx: &mut Tx,
    mark: &Mark,
    sealed: &[u8],
    by: AccountId,
    case: CaseId,
) -> Result<()> {
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
        "INSERT INTO misuse_marks (id, scope, account, organisation, target, counter_notice, appeal, sent_at, reasons_sealed,
             log_case, marked_by, marked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        mark.id,
        mark.scope,
        account,
        organisation,
        target,
        counter_notice,
        appeal,
        mark.sent_at,
        sealed,
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
    pub reasons_sealed: Vec<u8>,
    pub marked_at: Time,
    pub log_case: CaseId,
    pub refuted: bool,
    pub retracted_at: Option<Time>,
    pub retracted_because_sealed: Option<Vec<u8>>,
}

/// Appeals after which a senior overturned the decision as they had asked, whatever was decided about them.
macro_rules! proved_right {
    () => {
        "appeals a JOIN overturnings x ON x.decision = a.decision JOIN decisions r ON r.id = x.ruling
         WHERE ((a.side = 'uploader' AND r.action = 'none') OR (a.side = 'notifier' AND r.action <> 'none'))"
    };
}

/// A line that restricts something now was well founded after all, whatever was found first; so was an appeal that asked for what a senior
/// decided since.
macro_rules! marks {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, k.scope, k.account, k.organisation, k.target, k.counter_notice, k.appeal, k.sent_at, k.reasons_sealed,
                    k.marked_at, k.log_case, r.retracted_at, r.reasons_sealed AS retracted_because_sealed,
                    CASE WHEN k.account IS NULL AND k.organisation IS NULL
                         THEN COALESCE((SELECT c.correspondent FROM claims c WHERE c.log_case = k.log_case),
                                       (SELECT x.id FROM correspondents x WHERE x.log_case = k.log_case))
                    END AS correspondent,
                    (SELECT c.id FROM claims c WHERE c.log_case = k.log_case) AS claim,
                    (EXISTS (SELECT 1 FROM decisions d WHERE d.target = k.target AND d.superseded_at IS NULL
                               AND (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                                    OR EXISTS (SELECT 1 FROM link_disablements x
                                               WHERE x.decision = d.id AND x.lifted_at IS NULL)))
                     OR EXISTS (SELECT 1 FROM ",
            proved_right!(),
            " AND a.id = k.appeal)) AS refuted
             FROM misuse_marks k LEFT JOIN misuse_retractions r ON r.mark = k.id ",
            $condition
        )
    };
}

pub(in crate::process) async fn mark(tx: &mut Tx, id: MarkId) -> Result<Option<MarkRow>> {
    db::optional!(tx, MarkRow, marks!("WHERE k.id = $1"), id)
}

/// When something in a case was marked last which nobody with an account had sent, but for what a senior took back.
pub(in crate::process) async fn stranger_marked_at(tx: &mut Tx, case: CaseId) -> Result<Option<Time>> {
    let (marked,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(k.marked_at) FROM misuse_marks k
         WHERE k.log_case = $1 AND k.account IS NULL AND k.organisation IS NULL
           AND NOT EXISTS (SELECT 1 FROM misuse_retractions r WHERE r.mark = k.id)",
        case
    )?;
    Ok(marked)
}

/// Whether a senior overturned the decision that an appeal was about as it had asked.
pub(in crate::process) async fn was_proved_right(tx: &mut Tx, appeal: AppealId) -> Result<bool> {
    let sql = concat!("SELECT COUNT(*) FROM ", proved_right!(), " AND a.id = $1");
    Ok(db::one!(tx, (i64,), sql, appeal)?.0 > 0)
}

/// 1 if nobody had taken it back.
pub(in crate::process) async fn retract_mark(
    tx: &mut Tx,
    id: MarkId,
    sealed: &[u8],
    by: AccountId,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO misuse_retractions (mark, reasons_sealed, retracted_by, retracted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (mark) DO NOTHING",
        id,
        sealed,
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

/// Who marked what a measure rests on.
pub(in crate::process) async fn markers_behind(tx: &mut Tx, measure: MeasureId) -> Result<BTreeSet<AccountId>> {
    let rows = db::all!(
        tx,
        (AccountId,),
        "SELECT DISTINCT k.marked_by FROM measure_marks b JOIN misuse_marks k ON k.id = b.mark WHERE b.measure = $1",
        measure
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// The marks of somebody since a time, the newest first.
pub(in crate::process) async fn marks_of(tx: &mut Tx, party: Party, since: Time) -> Result<Vec<MarkRow>> {
    match party {
        Party::Account(account) => db::all!(
            tx,
            MarkRow,
            marks!("WHERE k.account = $1 AND k.marked_at >= $2 ORDER BY k.marked_at DESC, k.id DESC"),
            account,
            since
        ),
        Party::Organisation(organisation) => db::all!(
            tx,
            MarkRow,
            marks!("WHERE k.organisation = $1 AND k.marked_at >= $2 ORDER BY k.marked_at DESC, k.id DESC"),
            organisation,
            since
        ),
        Party::Correspondent(id) => db::all!(
            tx,
            MarkRow,
            marks!(
                "WHERE k.account IS NULL AND k.organisation IS NULL AND k.marked_at >= $2
                   AND k.log_case IN (SELECT log_case FROM claims WHERE correspondent = $1
                                      UNION SELECT log_case FROM correspondents WHERE id = $1)
                 ORDER BY k.marked_at DESC, k.id DESC"
            ),
            id,
            since
        ),
    }
}

/// The marks in a case.
pub(in crate::process) async fn marks_in(tx: &mut Tx, case: CaseId) -> Result<Vec<MarkRow>> {
    db::all!(tx, MarkRow, marks!("WHERE k.log_case = $1"), case)
}

/// The newest marks since a time, whoever's they are.
pub(in crate::process) async fn marks_since(tx: &mut Tx, since: Time, rows: i64) -> Result<Vec<MarkRow>> {
    db::all!(tx, MarkRow, marks!("WHERE k.marked_at >= $1 ORDER BY k.marked_at DESC, k.id DESC LIMIT $2"), since, rows)
}

/// How many lines of notices, or complaints, somebody sent since a time.
pub(in crate::process) async fn sent_by(tx: &mut Tx, party: Party, scope: Scope, since: Time) -> Result<i64> {
    let (count,) = match (party, scope) {
        (Party::Account(account), Scope::Notices) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM targets t JOIN claims c ON c.id = t.claim
             WHERE c.account = $1 AND c.organisation IS NULL AND t.added_at >= $2",
            account,
            since
        )?,
        (Party::Organisation(organisation), Scope::Notices) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM targets t JOIN claims c ON c.id = t.claim WHERE c.organisation = $1 AND t.added_at >= $2",
            organisation,
            since
        )?,
        (Party::Correspondent(id), Scope::Notices) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM targets t JOIN claims c ON c.id = t.claim WHERE c.correspondent = $1 AND t.added_at >= $2",
            id,
            since
        )?,
        (Party::Correspondent(id), _) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM appeals a LEFT JOIN decisions d ON d.id = a.decision
                 LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
                 LEFT JOIN measures m ON m.id = a.measure
             WHERE a.side = 'notifier' AND a.dispute IS NULL AND a.lodged_at >= $2
               AND (c.correspondent = $1 OR m.correspondent = $1)",
            id,
            since
        )?,
        (Party::Account(account), _) => db::one!(
            tx,
            (i64,),
            // What came by the private link of a notice of theirs, too.
            "SELECT (SELECT COUNT(*) FROM counter_notices WHERE account = $1 AND received_at >= $2)
                  + (SELECT COUNT(*) FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id
                         JOIN appeals a ON a.decision = d.id
                     WHERE c.account = $1 AND c.organisation IS NULL AND a.side = 'notifier' AND a.account IS NULL
                       AND a.dispute IS NULL AND a.lodged_at >= $2)
                  + (SELECT COUNT(*) FROM appeals a LEFT JOIN decisions d ON d.id = a.decision
                         LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
                     WHERE a.account = $1 AND a.lodged_at >= $2 AND (a.side = 'uploader' OR c.organisation IS NULL))",
            account,
            since
        )?,
        (Party::Organisation(organisation), _) => db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM appeals a LEFT JOIN decisions d ON d.id = a.decision
                 LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
                 LEFT JOIN measures m ON m.id = a.measure
             WHERE a.side = 'notifier' AND a.dispute IS NULL AND a.lodged_at >= $2 AND (c.organisation = $1 OR m.organisation = $1)",
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
    /// Nothing illegal was found; or staff found of what was deleted directly that it does not stand, whatever they found instead.
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
                           OR EXISTS (SELECT 1 FROM samples s JOIN decisions f ON f.id = s.decision
                                      WHERE f.target = t.id AND s.outcome = 'overturned'
                                        AND (f.id = d.id OR d.action = 'none'))
                           OR EXISTS (SELECT 1 FROM appeals a WHERE a.decision = d.id AND a.side = 'uploader'
                                        AND a.outcome = 'granted')))) AS unfounded
         FROM targets t WHERE t.claim = $1 ORDER BY t.position",
        claim
    )
}

/// The counter-notices to what was decided about the lines of a claim, as what is marked: how each ended, and its mark.
pub(in crate::process) async fn counter_notices_by_line(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(TargetId, Option<counter_notices::Outcome>, Option<MarkId>)>> {
    db::all!(
        tx,
        (TargetId, Option<counter_notices::Outcome>, Option<MarkId>),
        "SELECT t.id, n.outcome, (SELECT k.id FROM misuse_marks k WHERE k.counter_notice = n.id)
         FROM targets t JOIN decisions d ON d.target = t.id JOIN counter_notices n ON n.decision = d.id WHERE t.claim = $1",
        claim
    )
}

/// The appeals of either side against the same, with whether a senior overturned the decision since as they had asked.
pub(in crate::process) async fn appeals_by_line(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(TargetId, Option<appeals::Outcome>, bool, Option<MarkId>)>> {
    db::all!(
        tx,
        (TargetId, Option<appeals::Outcome>, bool, Option<MarkId>),
        concat!(
            "SELECT t.id, p.outcome, EXISTS (SELECT 1 FROM ",
            proved_right!(),
            " AND a.id = p.id), (SELECT k.id FROM misuse_marks k WHERE k.appeal = p.id)
             FROM targets t JOIN decisions d ON d.target = t.id JOIN appeals p ON p.decision = d.id
             WHERE t.claim = $1 AND p.dispute IS NULL"
        ),
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

/// The decision an appeal is about, and its line in the claim.
pub(in crate::process) async fn decision_in(tx: &mut Tx, decision: DecisionId) -> Result<Option<(ClaimId, i64)>> {
    db::optional!(
        tx,
        (ClaimId, i64),
        "SELECT t.claim, t.position FROM decisions d JOIN targets t ON t.id = d.target WHERE d.id = $1",
        decision
    )
}
