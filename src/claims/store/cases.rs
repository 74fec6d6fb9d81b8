//! Cases: claims, targets, decisions, evidence, the queue, counted guesses.

use std::time::Duration;

use crate::claims::decided::Decided;
use crate::claims::decisions::{Action, Finding};
use crate::claims::filing::{Added, ClaimState, TargetState};
use crate::claims::proof::Level;
use crate::claims::queue::Lane;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{
    AccountId, AgreementId, CaseId, ClaimId, DecisionId, FlaggerId, LinkId, ObjectId, OrganisationId, TargetId, WorkId,
};
use crate::texts::Language;
use crate::vault::ObjectState;

// Claims ---------------------------------------------------------------------------------------------

pub(in crate::claims) struct NewClaimRow<'a> {
    pub id: ClaimId,
    pub basis: &'a str,
    pub organisation: Option<OrganisationId>,
    pub account: Option<AccountId>,
    pub agreement: Option<AgreementId>,
    pub agreement_sha256: Option<Vec<u8>>,
    pub territory: &'a str,
    pub statement_sealed: &'a [u8],
    pub private_link_hash: Option<Vec<u8>>,
    pub log_case: CaseId,
    pub submitted_at: Time,
    pub due_at: Time,
    pub flagger: Option<FlaggerId>,
    pub language: Language,
    pub queue: Lane,
    /// Only a senior decides it, from when on.
    pub senior_since: Option<Time>,
}

pub(in crate::claims) async fn insert_claim(tx: &mut Tx, row: &NewClaimRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO claims (id, basis, state, organisation, account, agreement, agreement_sha256, territory,
                             statement_sealed, private_link_hash, log_case, submitted_at, due_at, flagger, locale, queue,
                             senior_since)
         VALUES ($1, $2, 'submitted', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        row.id,
        row.basis,
        row.organisation,
        row.account,
        row.agreement,
        row.agreement_sha256.as_deref(),
        row.territory,
        row.statement_sealed,
        row.private_link_hash.as_deref(),
        row.log_case,
        row.submitted_at,
        row.due_at,
        row.flagger,
        row.language,
        row.queue,
        row.senior_since
    )?;
    Ok(())
}

/// Names a work in a claim, by the title it has now: what the claim said stays when the work is corrected.
pub(in crate::claims) async fn insert_claim_work(tx: &mut Tx, claim: ClaimId, work: WorkId) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO claim_works (claim, work, title) SELECT $1, id, title FROM works WHERE id = $2
         ON CONFLICT DO NOTHING",
        claim,
        work
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct ClaimRow {
    pub id: ClaimId,
    pub basis: String,
    pub state: ClaimState,
    pub organisation: Option<OrganisationId>,
    pub account: Option<AccountId>,
    pub agreement_sha256: Option<Vec<u8>>,
    pub territory: String,
    /// What the notifier reads, where no account says it.
    #[sqlx(rename = "locale")]
    pub language: Language,
    pub statement_sealed: Vec<u8>,
    pub log_case: CaseId,
    pub submitted_at: Time,
    pub due_at: Time,
    pub assigned_to: Option<AccountId>,
    pub assigned_until: Option<Time>,
    pub decided_at: Option<Time>,
    pub withdrawn_at: Option<Time>,
    pub information_asked_at: Option<Time>,
    /// Until when an answer is waited for.
    pub information_until: Option<Time>,
    /// When none had come by then.
    pub information_lapsed_at: Option<Time>,
    /// The fields of the notice that are missing, with spaces between them.
    pub information_missing: Option<String>,
    pub information_wanted: Option<String>,
    pub queue: Lane,
    /// Since when only a senior decides it, whoever claims.
    pub senior_since: Option<Time>,
}

pub(in crate::claims) async fn claim(tx: &mut Tx, id: ClaimId) -> Result<Option<ClaimRow>, sqlx::Error> {
    db::optional!(
        tx,
        ClaimRow,
        "SELECT id, basis, state, organisation, account, agreement_sha256, territory, locale, statement_sealed, log_case,
                submitted_at, due_at, assigned_to, assigned_until, decided_at, withdrawn_at,
                information_asked_at, information_until, information_lapsed_at, information_missing, information_wanted, queue, senior_since
         FROM claims WHERE id = $1",
        id
    )
}

/// The claim, its row locked until the transaction ends.
pub(in crate::claims) async fn lock_claim(tx: &mut Tx, id: ClaimId) -> Result<Option<ClaimRow>, sqlx::Error> {
    db::optional!(
        tx,
        ClaimRow,
        "UPDATE claims SET state = state WHERE id = $1
         RETURNING id, basis, state, organisation, account, agreement_sha256, territory, locale, statement_sealed, log_case,
                   submitted_at, due_at, assigned_to, assigned_until, decided_at, withdrawn_at,
                   information_asked_at, information_until, information_lapsed_at, information_missing, information_wanted, queue, senior_since",
        id
    )
}

pub(in crate::claims) async fn claim_of_private_link(tx: &mut Tx, hash: &[u8]) -> Result<Option<ClaimId>, sqlx::Error> {
    Ok(db::optional!(tx, (ClaimId,), "SELECT id FROM claims WHERE private_link_hash = $1", hash)?.map(|(id,)| id))
}

/// Claims of an organisation. What is empty asks for nothing; a search asks for any of what it can mean.
pub(in crate::claims) struct SoughtClaims<'a> {
    pub organisation: OrganisationId,
    pub before: ClaimId,
    pub state: Option<ClaimState>,
    pub search: &'a str,
    pub id: ClaimId,
    /// A work of the claim has a word beginning with each of these.
    pub words: [&'a str; 3],
}

/// Those that fit, the newest first.
pub(in crate::claims) async fn sought_claims(
    tx: &mut Tx,
    sought: &SoughtClaims<'_>,
    rows: i64,
) -> Result<Vec<ClaimRow>, sqlx::Error> {
    // Behind everything that begins with a word, in the order of bytes.
    let [one, two, three] = sought.words;
    let end = |word: &str| format!("{word}\u{10ffff}");
    db::all!(
        tx,
        ClaimRow,
        "SELECT id, basis, state, organisation, account, agreement_sha256, territory, locale, statement_sealed, log_case,
                submitted_at, due_at, assigned_to, assigned_until, decided_at, withdrawn_at,
                information_asked_at, information_until, information_lapsed_at, information_missing, information_wanted, queue, senior_since
         FROM claims c
         WHERE organisation = $1 AND id < $2 AND ($3 IS NULL OR state = $3)
           AND ($4 = '' OR id = $5
                OR EXISTS (SELECT 1 FROM claim_references r
                           WHERE r.claim = c.id AND SUBSTR(r.reference, 1, LENGTH($4)) = $4)
                OR EXISTS (SELECT 1 FROM claim_works w WHERE w.claim = c.id AND $6 <> ''
                     AND EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.work AND x.word >= $6 AND x.word < $7)
                     AND ($8 = '' OR EXISTS (SELECT 1 FROM work_words x
                                             WHERE x.work = w.work AND x.word >= $8 AND x.word < $9))
                     AND ($10 = '' OR EXISTS (SELECT 1 FROM work_words x
                                              WHERE x.work = w.work AND x.word >= $10 AND x.word < $11))))
         ORDER BY id DESC LIMIT $12",
        sought.organisation,
        sought.before,
        sought.state.map(ClaimState::as_str),
        sought.search,
        sought.id,
        one,
        end(one),
        two,
        end(two),
        three,
        end(three),
        rows
    )
}

pub(in crate::claims) async fn assign(
    tx: &mut Tx,
    id: ClaimId,
    reviewer: AccountId,
    now: Time,
    until: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET assigned_to = $2, assigned_until = $4,
                state = CASE WHEN state = 'submitted' THEN 'in-review' ELSE state END
         WHERE id = $1 AND state IN ('submitted', 'in-review', 'needs-information')
           AND (assigned_to IS NULL OR assigned_to = $2 OR assigned_until <= $3)",
        id,
        reviewer,
        now,
        until
    )
}

pub(in crate::claims) async fn release(tx: &mut Tx, id: ClaimId, reviewer: AccountId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET assigned_to = NULL, assigned_until = NULL,
                state = CASE WHEN state = 'in-review' THEN 'submitted' ELSE state END
         WHERE id = $1 AND assigned_to = $2 AND state IN ('in-review', 'needs-information')",
        id,
        reviewer
    )
}

/// A senior gives an open claim to somebody, or back to the queue.
pub(in crate::claims) async fn reassign(
    tx: &mut Tx,
    id: ClaimId,
    to: Option<(AccountId, Time)>,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET assigned_to = $2, assigned_until = $3,
                state = CASE WHEN state = 'needs-information' THEN state
                             WHEN $3 IS NULL THEN 'submitted' ELSE 'in-review' END
         WHERE id = $1 AND state IN ('submitted', 'in-review', 'needs-information')",
        id,
        to.map(|(account, _)| account),
        to.map(|(_, until)| until)
    )
}

/// The notifier is asked for what is missing; the clock stands still.
pub(in crate::claims) async fn ask(
    tx: &mut Tx,
    id: ClaimId,
    missing: &str,
    wanted: &str,
    now: Time,
    until: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET state = 'needs-information', information_asked_at = $2, information_missing = $3,
                information_wanted = $4, information_until = $5
         WHERE id = $1 AND state = 'in-review'",
        id,
        now,
        missing,
        wanted,
        until
    )
}

/// 1 if an answer was waited for, and its day has come.
pub(in crate::claims) async fn end_question(tx: &mut Tx, id: ClaimId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET information_asked_at = NULL, information_lapsed_at = $2,
                state = CASE WHEN assigned_to IS NULL THEN 'submitted' ELSE 'in-review' END
         WHERE id = $1 AND state = 'needs-information' AND information_until <= $2",
        id,
        now
    )
}

/// Another statement takes the place of the first.
pub(in crate::claims) async fn amend(tx: &mut Tx, id: ClaimId, statement_sealed: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET statement_sealed = $2, information_asked_at = NULL, information_until = NULL, information_lapsed_at = NULL,
                information_missing = NULL, information_wanted = NULL,
                state = CASE WHEN state = 'needs-information' AND assigned_to IS NULL THEN 'submitted'
                             WHEN state = 'needs-information' THEN 'in-review' ELSE state END
         WHERE id = $1 AND state IN ('submitted', 'in-review', 'needs-information')",
        id,
        statement_sealed
    )
}

/// The clock goes on at `now`: what was waited since `asked`, or since a target was added if that was later, is added to
/// its deadline.
pub(in crate::claims) async fn resume_clock(
    tx: &mut Tx,
    claim: ClaimId,
    asked: Time,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE targets SET due_at = due_at + $3 - CASE WHEN added_at > $2 THEN added_at ELSE $2 END
         WHERE claim = $1 AND state = 'pending'",
        claim,
        asked,
        now
    )
}

/// A claim is due when the first of its pending targets is. Gives when; `None` if nothing is pending.
pub(in crate::claims) async fn settle_due(tx: &mut Tx, claim: ClaimId) -> Result<Option<Time>, sqlx::Error> {
    let due = db::optional!(
        tx,
        (Time,),
        "UPDATE claims SET due_at = (SELECT MIN(due_at) FROM targets WHERE claim = $1 AND state = 'pending')
         WHERE id = $1 AND EXISTS (SELECT 1 FROM targets WHERE claim = $1 AND state = 'pending')
         RETURNING due_at",
        claim
    )?;
    Ok(due.map(|(due,)| due))
}

/// The links of a claim with their positions, and the number of its last extension.
pub(in crate::claims) async fn links_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(LinkId, i64, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (LinkId, i64, i64),
        "SELECT link, position, extension FROM targets WHERE claim = $1 ORDER BY position",
        claim
    )
}

/// Ends a claim: `decided` or `withdrawn`.
pub(in crate::claims) async fn end_claim(
    tx: &mut Tx,
    id: ClaimId,
    from: ClaimState,
    to: ClaimState,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET state = $3, assigned_to = NULL, assigned_until = NULL, information_asked_at = NULL,
                information_missing = NULL, information_wanted = NULL,
                decided_at = CASE WHEN $3 = 'decided' THEN $4 ELSE decided_at END,
                withdrawn_at = CASE WHEN $3 = 'withdrawn' THEN $4 ELSE withdrawn_at END
         WHERE id = $1 AND state = $2",
        id,
        from,
        to,
        now
    )
}

/// The works of a claim, by the titles it was filed with.
pub(in crate::claims) async fn works_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(WorkId, String)>, sqlx::Error> {
    db::all!(tx, (WorkId, String), "SELECT work, title FROM claim_works WHERE claim = $1 ORDER BY title, work", claim)
}

/// The first of them.
pub(in crate::claims) async fn first_work(tx: &mut Tx, claim: ClaimId) -> Result<Option<String>, sqlx::Error> {
    let found = db::optional!(
        tx,
        (String,),
        "SELECT title FROM claim_works WHERE claim = $1 ORDER BY title, work LIMIT 1",
        claim
    )?;
    Ok(found.map(|(title,)| title))
}

// Targets --------------------------------------------------------------------------------------------

pub(in crate::claims) struct NewTargetRow<'a> {
    pub id: TargetId,
    pub claim: ClaimId,
    pub position: i64,
    pub link: &'a LinkId,
    pub object: ObjectId,
    pub level: Level,
    pub found_at_url_sealed: Option<Vec<u8>>,
    pub found_on: Option<Time>,
    pub key_sealed: Option<Vec<u8>>,
    pub unsealed_metadata_sealed: Option<Vec<u8>>,
    pub possession_token: Option<&'a str>,
    pub added: Added,
}

/// How soon it is looked at for the first time whether evidence of a target may go; no window is shorter.
const EVIDENCE_KEPT: Duration = Duration::from_hours(30 * 24);

pub(in crate::claims) async fn insert_target(tx: &mut Tx, row: &NewTargetRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO targets (id, claim, position, link, object, level, found_at_url_sealed, found_on, key_sealed,
                              unsealed_metadata_sealed, possession_token, state, extension, added_at, due_at, evidence_look_at,
                              restored_before)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', $12, $13, $14, $15,
                 (SELECT COUNT(*) FROM holds h JOIN decisions d ON d.id = h.decision JOIN targets e ON e.id = d.target
                      JOIN claims b ON b.id = e.claim JOIN claims n ON n.organisation = b.organisation
                  WHERE h.object = $5 AND h.lifted_at IS NOT NULL AND n.id = $2) > 0)",
        row.id,
        row.claim,
        row.position,
        row.link,
        row.object,
        row.level,
        row.found_at_url_sealed.as_deref(),
        row.found_on,
        row.key_sealed.as_deref(),
        row.unsealed_metadata_sealed.as_deref(),
        row.possession_token,
        row.added.extension,
        row.added.at,
        row.added.due,
        row.added.at.plus(EVIDENCE_KEPT)
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct TargetRow {
    pub id: TargetId,
    pub claim: ClaimId,
    pub position: i64,
    pub link: LinkId,
    pub object: ObjectId,
    pub object_state: ObjectState,
    pub root: Option<Vec<u8>>,
    pub level: Level,
    pub found_at_url_sealed: Option<Vec<u8>>,
    pub found_on: Option<Time>,
    pub key_sealed: Option<Vec<u8>>,
    pub unsealed_metadata_sealed: Option<Vec<u8>>,
    pub possession_token: Option<String>,
    pub state: TargetState,
    pub extension: i64,
    pub added_at: Time,
    pub due_at: Time,
    pub evidence_erased_at: Option<Time>,
}

pub(in crate::claims) async fn target(tx: &mut Tx, id: TargetId) -> Result<Option<TargetRow>, sqlx::Error> {
    db::optional!(
        tx,
        TargetRow,
        "SELECT t.id, t.claim, t.position, t.link, t.object, o.state AS object_state, o.root, t.level,
                t.found_at_url_sealed, t.found_on, t.key_sealed, t.unsealed_metadata_sealed, t.possession_token, t.state,
                t.extension, t.added_at, t.due_at, t.evidence_erased_at
         FROM targets t JOIN objects o ON o.id = t.object WHERE t.id = $1",
        id
    )
}

pub(in crate::claims) async fn targets(tx: &mut Tx, claim: ClaimId) -> Result<Vec<TargetRow>, sqlx::Error> {
    db::all!(
        tx,
        TargetRow,
        "SELECT t.id, t.claim, t.position, t.link, t.object, o.state AS object_state, o.root, t.level,
                t.found_at_url_sealed, t.found_on, t.key_sealed, t.unsealed_metadata_sealed, t.possession_token, t.state,
                t.extension, t.added_at, t.due_at, t.evidence_erased_at
         FROM targets t JOIN objects o ON o.id = t.object WHERE t.claim = $1 ORDER BY t.position",
        claim
    )
}

/// The first target of a claim that was opened and has a name, with what was unsealed of it.
pub(in crate::claims) async fn first_opened(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Option<(TargetId, Vec<u8>)>, sqlx::Error> {
    db::optional!(
        tx,
        (TargetId, Vec<u8>),
        "SELECT id, unsealed_metadata_sealed FROM targets
         WHERE claim = $1 AND unsealed_metadata_sealed IS NOT NULL ORDER BY position LIMIT 1",
        claim
    )
}

/// Raises the level of a target, with the proof of possession that says so.
pub(in crate::claims) async fn set_level(
    tx: &mut Tx,
    id: TargetId,
    level: Level,
    possession: Option<&str>,
) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE targets SET level = $2, possession_token = $3 WHERE id = $1", id, level, possession)?;
    Ok(())
}

/// Where a target was found, which nobody had said.
pub(in crate::claims) async fn name_source(
    tx: &mut Tx,
    id: TargetId,
    found_at_url_sealed: &[u8],
) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE targets SET found_at_url_sealed = $2 WHERE id = $1", id, found_at_url_sealed)?;
    Ok(())
}

/// How many targets a claim has, and how many of them were opened.
pub(in crate::claims) async fn count_targets(tx: &mut Tx, claim: ClaimId) -> Result<(i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT COUNT(*), COUNT(CASE WHEN level <> 'located' THEN 1 END) FROM targets WHERE claim = $1",
        claim
    )
}

pub(in crate::claims) async fn set_target_state(
    tx: &mut Tx,
    id: TargetId,
    from: TargetState,
    to: TargetState,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE targets SET state = $3, withdrawn_at = CASE WHEN $3 = 'withdrawn' THEN $4 ELSE withdrawn_at END
         WHERE id = $1 AND state = $2",
        id,
        from,
        to,
        now
    )
}

// Decisions ------------------------------------------------------------------------------------------

pub(in crate::claims) struct NewDecisionRow<'a> {
    pub id: DecisionId,
    pub target: TargetId,
    pub finding: Finding,
    pub ground: &'a str,
    pub action: Action,
    pub reasons: &'a str,
    pub direct: bool,
    pub decided_by: AccountId,
    pub decided_at: Time,
}

pub(in crate::claims) async fn insert_decision(tx: &mut Tx, row: &NewDecisionRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO decisions (id, target, finding, ground, action, reasons, direct, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.target,
        row.finding,
        row.ground,
        row.action,
        row.reasons,
        row.direct,
        row.decided_by,
        row.decided_at
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct DecisionRow {
    pub id: DecisionId,
    pub finding: Finding,
    pub ground: String,
    pub action: Action,
    pub reasons: String,
    pub direct: bool,
    pub decided_at: Time,
    pub restricts: bool,
}

pub(in crate::claims) async fn decision(tx: &mut Tx, target: TargetId) -> Result<Option<DecisionRow>, sqlx::Error> {
    db::optional!(
        tx,
        DecisionRow,
        "SELECT id, finding, ground, action, reasons, direct, decided_at,
                (EXISTS (SELECT 1 FROM holds h WHERE h.decision = decisions.id AND h.lifted_at IS NULL)
                 OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = decisions.id AND x.lifted_at IS NULL)) AS restricts
         FROM decisions WHERE target = $1 AND superseded_at IS NULL",
        target
    )
}

/// The decisions of a claim, with their targets.
pub(in crate::claims) async fn decisions_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<DecisionOfTarget>, sqlx::Error> {
    db::all!(
        tx,
        DecisionOfTarget,
        "SELECT d.target, d.id, d.finding, d.ground, d.action, d.reasons, d.direct, d.decided_at,
                (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                 OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS restricts
         FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1 AND d.superseded_at IS NULL",
        claim
    )
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct DecisionOfTarget {
    pub target: TargetId,
    #[sqlx(flatten)]
    pub decision: DecisionRow,
}

/// A decision with what it is about.
pub(in crate::claims) async fn decided(tx: &mut Tx, id: DecisionId) -> Result<Option<Decided>, sqlx::Error> {
    db::optional!(
        tx,
        Decided,
        "SELECT d.id, d.target, t.position, t.state AS target_state, t.claim, c.organisation, c.log_case, c.basis, t.object,
                o.log_case AS object_case, o.owner, t.link, d.finding, d.action, d.ground, d.reasons, d.direct, d.decided_by, d.decided_at, d.superseded_at,
                c.decided_at AS claim_decided_at,
                (SELECT MAX(n.created_at) FROM notices n WHERE n.decision = d.id AND n.kind = 'restriction') AS told_at,
                EXISTS (SELECT 1 FROM authority_orders a
                        WHERE a.claim = c.id AND a.gag <> 'none' AND a.gag_ended_at IS NULL) AS gagged,
                (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                 OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS restricts
         FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim JOIN objects o ON o.id = t.object
         WHERE d.id = $1",
        id
    )
}

/// 1 if nothing had taken its place.
pub(in crate::claims) async fn supersede(tx: &mut Tx, id: DecisionId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE decisions SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL", id, now)
}

/// How many targets an organisation decided itself since `since`.
pub(in crate::claims) async fn direct_targets_since(
    tx: &mut Tx,
    organisation: OrganisationId,
    since: Time,
) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
         WHERE d.direct = TRUE AND c.organisation = $1 AND d.decided_at > $2",
        organisation,
        since
    )?;
    Ok(count)
}

/// Whether any target of a claim is decided.
pub(in crate::claims) async fn any_decision(tx: &mut Tx, claim: ClaimId) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (DecisionId,),
        "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1 LIMIT 1",
        claim
    )?;
    Ok(found.is_some())
}

/// The pending targets of a claim, by position, whose files a lifted hold of the same organisation gives back or gave back.
pub(in crate::claims) async fn restored_before(
    tx: &mut Tx,
    claim: ClaimId,
    organisation: OrganisationId,
) -> Result<Vec<i64>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (i64,),
        "SELECT t.position FROM targets t WHERE t.claim = $1 AND t.state = 'pending' AND EXISTS (
             SELECT 1 FROM holds h JOIN decisions d ON d.id = h.decision JOIN targets e ON e.id = d.target
                 JOIN claims c ON c.id = e.claim
             WHERE h.object = t.object AND h.lifted_at IS NOT NULL AND c.organisation = $2)
         ORDER BY t.position",
        claim,
        organisation
    )?;
    Ok(rows.into_iter().map(|(position,)| position).collect())
}

/// Whether a lifted hold of an organisation gives a file back or gave it back.
pub(in crate::claims) async fn was_restored(
    tx: &mut Tx,
    object: ObjectId,
    organisation: OrganisationId,
) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM holds h JOIN decisions d ON d.id = h.decision JOIN targets e ON e.id = d.target
             JOIN claims c ON c.id = e.claim
         WHERE h.object = $1 AND h.lifted_at IS NOT NULL AND c.organisation = $2",
        object,
        organisation
    )?;
    Ok(count > 0)
}

// Evidence -------------------------------------------------------------------------------------------

pub(in crate::claims) async fn insert_evidence_opening(
    tx: &mut Tx,
    id: uuid::Uuid,
    target: TargetId,
    account: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO evidence_openings (id, target, account, opened_at) VALUES ($1, $2, $3, $4)",
        id,
        target,
        account,
        now
    )?;
    Ok(())
}

pub(in crate::claims) async fn evidence_openings(
    tx: &mut Tx,
    target: TargetId,
) -> Result<Vec<(AccountId, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (AccountId, Time),
        "SELECT account, opened_at FROM evidence_openings WHERE target = $1 ORDER BY opened_at, id",
        target
    )
}

/// Who opened which evidence of a claim, and when.
pub(in crate::claims) async fn evidence_openings_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(TargetId, AccountId, Time)>, sqlx::Error> {
    db::all!(
        tx,
        (TargetId, AccountId, Time),
        "SELECT e.target, e.account, e.opened_at FROM evidence_openings e JOIN targets t ON t.id = e.target
         WHERE t.claim = $1 ORDER BY e.opened_at, e.id",
        claim
    )
}

// History --------------------------------------------------------------------------------------------

/// What became of the targets of a claimant's other claims: decided with a restriction, decided without, withdrawn.
pub(in crate::claims) async fn history_of_claimant(
    tx: &mut Tx,
    organisation: Option<OrganisationId>,
    account: Option<AccountId>,
    other_than: ClaimId,
) -> Result<(i64, i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN t.state = 'decided' AND d.action <> 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'decided' AND d.action = 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'withdrawn' THEN 1 END)
         FROM claims c JOIN targets t ON t.claim = c.id LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
         WHERE c.id <> $3 AND (c.organisation = $1 OR (c.organisation IS NULL AND c.account = $2))",
        organisation,
        account,
        other_than
    )
}

/// What became of the claims against an object's owner: decided with a restriction that stands, decided without,
/// withdrawn or lifted.
pub(in crate::claims) async fn history_of_uploader(
    tx: &mut Tx,
    object: ObjectId,
    other_than: ClaimId,
) -> Result<(i64, i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN t.state = 'decided' AND d.action <> 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'decided' AND d.action = 'none' THEN 1 END),
                COUNT(CASE WHEN t.state = 'withdrawn' THEN 1 END)
         FROM targets t JOIN objects o ON o.id = t.object LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
         WHERE t.claim <> $2 AND o.owner = (SELECT owner FROM objects WHERE id = $1)",
        object,
        other_than
    )
}

// Counted guesses ------------------------------------------------------------------------------------

/// Adds to what is counted for `subject` now. The row stays locked until the transaction ends.
pub(in crate::claims) async fn count_attempts(
    tx: &mut Tx,
    subject: &[u8; 32],
    now: Time,
    more: i64,
) -> Result<(), sqlx::Error> {
    const STEP: i64 = 600_000_000;
    let step = Time::from_micros(now.micros() - now.micros().rem_euclid(STEP));
    db::execute!(
        tx,
        "INSERT INTO attempts (subject, window_start, count) VALUES ($1, $2, $3)
         ON CONFLICT (subject, window_start) DO UPDATE SET count = attempts.count + excluded.count",
        subject.as_slice(),
        step,
        more
    )?;
    Ok(())
}

/// What was counted for `subject` since `since`, to the ten minutes in which that lies.
pub(in crate::claims) async fn attempts_since(
    tx: &mut Tx,
    subject: &[u8; 32],
    since: Time,
) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (Option<i64>,),
        "SELECT CAST(SUM(count) AS BIGINT) FROM attempts WHERE subject = $1 AND window_start > $2",
        subject.as_slice(),
        since
    )?;
    Ok(count.unwrap_or(0))
}

/// How many open holds of a file have no statement of reasons.
pub(in crate::claims) async fn holds_untold(tx: &mut Tx, object: ObjectId) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM holds h
         WHERE h.object = $1 AND h.lifted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.decision = h.decision AND n.kind = 'restriction')",
        object
    )?;
    Ok(count)
}
