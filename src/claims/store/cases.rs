//! Claims: what was filed, about which works, and how it ends.

use super::senders::bytes;
use crate::claims::filing::ClaimState;
use crate::claims::queue::Lane;
use crate::claims::senders::Lookups;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, AgreementId, CaseId, ClaimId, CorrespondentId, FlaggerId, OrganisationId, WorkId};
use crate::texts::Language;

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
    /// By what it is found, if no organisation sent it.
    pub lookups: Lookups,
}

pub(in crate::claims) async fn insert_claim(tx: &mut Tx, row: &NewClaimRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO claims (id, basis, state, organisation, account, agreement, agreement_sha256, territory,
                             statement_sealed, private_link_hash, log_case, submitted_at, due_at, flagger, locale, queue,
                             senior_since, name_lookup, email_lookup)
         VALUES ($1, $2, 'submitted', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
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
        row.senior_since,
        bytes(row.lookups.name.as_ref()),
        bytes(row.lookups.email.as_ref())
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
    pub information_wanted_sealed: Option<Vec<u8>>,
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
                information_asked_at, information_until, information_lapsed_at, information_missing, information_wanted_sealed, queue, senior_since
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
                   information_asked_at, information_until, information_lapsed_at, information_missing, information_wanted_sealed, queue, senior_since",
        id
    )
}

pub(in crate::claims) async fn claim_of_private_link(tx: &mut Tx, hash: &[u8]) -> Result<Option<ClaimId>, sqlx::Error> {
    let sql = "SELECT id FROM claims WHERE private_link_hash = $1 OR mailed_link_hash = $1";
    Ok(db::optional!(tx, (ClaimId,), sql, hash)?.map(|(id,)| id))
}

/// Notices that somebody confirmed as theirs and is still in, each with the hash of the private link that was mailed for it: the newest first.
pub(in crate::claims) async fn notices_of_correspondent(
    tx: &mut Tx,
    correspondent: CorrespondentId,
    rows: i64,
) -> Result<Vec<(ClaimId, Option<Vec<u8>>)>, sqlx::Error> {
    db::all!(
        tx,
        (ClaimId, Option<Vec<u8>>),
        "SELECT id, mailed_link_hash FROM claims WHERE correspondent = $1 AND sender_erased_at IS NULL ORDER BY id DESC LIMIT $2",
        correspondent,
        rows
    )
}

/// 1 if they are in the notice still.
pub(in crate::claims) async fn set_mailed_link(
    tx: &mut Tx,
    id: ClaimId,
    correspondent: CorrespondentId,
    hash: &[u8],
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE claims SET mailed_link_hash = $3 WHERE id = $1 AND correspondent = $2 AND sender_erased_at IS NULL",
        id,
        correspondent,
        hash
    )
}

/// The private link that was mailed opens the notice no more.
pub(in crate::claims) async fn end_mailed_link(tx: &mut Tx, id: ClaimId) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE claims SET mailed_link_hash = NULL WHERE id = $1", id)
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
                information_asked_at, information_until, information_lapsed_at, information_missing, information_wanted_sealed, queue, senior_since
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
                information_missing = NULL, information_wanted_sealed = NULL,
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
