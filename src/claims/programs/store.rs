//! The SQL of what programs ask.

use uuid::Uuid;

use super::once::Attempt;
use crate::claims::filing::ClaimState;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ApiKeyId, ClaimId, MemberId, OrganisationId};

type Result<T> = std::result::Result<T, sqlx::Error>;

// Keys -----------------------------------------------------------------------------------------------

pub(super) struct NewKeyRow<'a> {
    pub id: ApiKeyId,
    pub member: MemberId,
    pub name: &'a str,
    pub scopes: &'a str,
    pub now: Time,
    pub expires_at: Time,
}

#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    pub id: ApiKeyId,
    pub name: String,
    pub scopes: String,
    pub account: AccountId,
    pub organisation: OrganisationId,
    pub created_at: Time,
    pub expires_at: Time,
    pub last_used_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

macro_rules! columns {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, k.name, k.scopes, m.account, m.organisation, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
             FROM api_keys k JOIN members m ON m.id = k.member ",
            $condition
        )
    };
}

pub(super) async fn insert_key(tx: &mut Tx, row: &NewKeyRow<'_>, hash: &[u8; 32]) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO api_keys (id, member, name, scopes, key_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        row.member,
        row.name,
        row.scopes,
        hash.as_slice(),
        row.now,
        row.expires_at
    )?;
    Ok(())
}

pub(super) async fn key(tx: &mut Tx, id: ApiKeyId) -> Result<Option<KeyRow>> {
    db::optional!(tx, KeyRow, columns!("WHERE k.id = $1"), id)
}

pub(super) async fn key_of_hash(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<KeyRow>> {
    db::optional!(tx, KeyRow, columns!("WHERE k.key_hash = $1"), hash.as_slice())
}

pub(super) async fn keys_of_member(tx: &mut Tx, member: MemberId, now: Time) -> Result<Vec<KeyRow>> {
    db::all!(
        tx,
        KeyRow,
        columns!("WHERE k.member = $1 AND k.revoked_at IS NULL AND k.expires_at > $2 ORDER BY k.id DESC"),
        member,
        now
    )
}

pub(super) async fn keys_of_organisation(tx: &mut Tx, organisation: OrganisationId, now: Time) -> Result<Vec<KeyRow>> {
    db::all!(
        tx,
        KeyRow,
        columns!("WHERE m.organisation = $1 AND k.revoked_at IS NULL AND k.expires_at > $2 ORDER BY k.id DESC"),
        organisation,
        now
    )
}

/// Whose a key is: the membership and its organisation.
pub(super) async fn owner_of_key(tx: &mut Tx, id: ApiKeyId) -> Result<Option<(MemberId, OrganisationId)>> {
    db::optional!(
        tx,
        (MemberId, OrganisationId),
        "SELECT m.id, m.organisation FROM api_keys k JOIN members m ON m.id = k.member WHERE k.id = $1",
        id
    )
}

pub(super) async fn revoke_key(tx: &mut Tx, id: ApiKeyId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, now)
}

pub(super) async fn revoke_keys_of_member(tx: &mut Tx, member: MemberId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE api_keys SET revoked_at = $2 WHERE member = $1 AND revoked_at IS NULL", member, now)
}

pub(super) async fn touch_key(tx: &mut Tx, id: ApiKeyId, now: Time, before: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
        id,
        now,
        before
    )?;
    Ok(())
}

// Usage ----------------------------------------------------------------------------------------------

/// Counts, and gives what the window has come to. Windows that are over go when the next one begins.
pub(super) async fn count_usage(tx: &mut Tx, subject: Uuid, kind: &str, window: Time, more: i64) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "INSERT INTO api_usage (subject, kind, window_start, count) VALUES ($1, $2, $3, $4)
         ON CONFLICT (subject, kind, window_start) DO UPDATE SET count = api_usage.count + excluded.count
         RETURNING count",
        subject,
        kind,
        window,
        more
    )?;
    if count == more {
        db::execute!(
            tx,
            "DELETE FROM api_usage WHERE subject = $1 AND kind = $2 AND window_start < $3",
            subject,
            kind,
            window
        )?;
    }
    Ok(count)
}

/// What a window has come to.
pub(super) async fn usage(tx: &mut Tx, subject: Uuid, kind: &str, window: Time) -> Result<i64> {
    let found = db::optional!(
        tx,
        (i64,),
        "SELECT count FROM api_usage WHERE subject = $1 AND kind = $2 AND window_start = $3",
        subject,
        kind,
        window
    )?;
    Ok(found.map_or(0, |(count,)| count))
}

// Requests under an idempotency key ------------------------------------------------------------------

#[derive(sqlx::FromRow)]
pub(super) struct AnswerRow {
    pub request: Vec<u8>,
    pub attempt: Uuid,
    pub attempt_until: Time,
    pub status: Option<i64>,
    pub answer_sealed: Option<Vec<u8>>,
}

/// Whether this is the first attempt at it, or what stands there is over: then it takes its place.
pub(super) async fn insert_attempt(
    tx: &mut Tx,
    attempt: &Attempt,
    request: &[u8; 32],
    until: Time,
    expires_at: Time,
    now: Time,
) -> Result<bool> {
    let (key, idempotency_key, attempt) = attempt.parts();
    let inserted = db::execute!(
        tx,
        "INSERT INTO api_answers (api_key, idempotency_key, request, attempt, attempt_until, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (api_key, idempotency_key) DO UPDATE
             SET request = excluded.request, attempt = excluded.attempt, attempt_until = excluded.attempt_until,
                 status = NULL, answer_sealed = NULL, expires_at = excluded.expires_at
             WHERE api_answers.expires_at <= $7",
        key,
        idempotency_key,
        request.as_slice(),
        attempt,
        until,
        expires_at,
        now
    )?;
    Ok(inserted == 1)
}

pub(super) async fn answer(tx: &mut Tx, attempt: &Attempt) -> Result<Option<AnswerRow>> {
    let (key, idempotency_key, _) = attempt.parts();
    db::optional!(
        tx,
        AnswerRow,
        "SELECT request, attempt, attempt_until, status, answer_sealed FROM api_answers
         WHERE api_key = $1 AND idempotency_key = $2",
        key,
        idempotency_key
    )
}

pub(super) async fn take_over_attempt(tx: &mut Tx, attempt: &Attempt, from: Uuid, until: Time) -> Result<u64> {
    let (key, idempotency_key, attempt) = attempt.parts();
    db::execute!(
        tx,
        "UPDATE api_answers SET attempt = $3, attempt_until = $4
         WHERE api_key = $1 AND idempotency_key = $2 AND attempt = $5 AND status IS NULL",
        key,
        idempotency_key,
        attempt,
        until,
        from
    )
}

pub(super) async fn keep_answer(tx: &mut Tx, attempt: &Attempt, status: u16, sealed: &[u8]) -> Result<u64> {
    let (key, idempotency_key, attempt) = attempt.parts();
    db::execute!(
        tx,
        "UPDATE api_answers SET status = $4, answer_sealed = $5
         WHERE api_key = $1 AND idempotency_key = $2 AND attempt = $3 AND status IS NULL",
        key,
        idempotency_key,
        attempt,
        i64::from(status),
        sealed
    )
}

pub(super) async fn forget_attempt(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    let (key, idempotency_key, attempt) = attempt.parts();
    db::execute!(
        tx,
        "DELETE FROM api_answers WHERE api_key = $1 AND idempotency_key = $2 AND attempt = $3 AND status IS NULL",
        key,
        idempotency_key,
        attempt
    )?;
    Ok(())
}

/// Strikes some of what is over of a key; what was taken over meanwhile is not. Gives how many.
pub(super) async fn strike_answers(tx: &mut Tx, key: ApiKeyId, now: Time, most: i64) -> Result<u64> {
    db::execute!(
        tx,
        "DELETE FROM api_answers WHERE api_key = $1 AND idempotency_key IN (
             SELECT idempotency_key FROM api_answers WHERE api_key = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3)
           AND expires_at <= $2",
        key,
        now,
        most
    )
}

/// When the first of what is kept of a key is over, if anything is.
pub(super) async fn first_over(tx: &mut Tx, key: ApiKeyId) -> Result<Option<Time>> {
    let (first,) = db::one!(tx, (Option<Time>,), "SELECT MIN(expires_at) FROM api_answers WHERE api_key = $1", key)?;
    Ok(first)
}

// Claims ---------------------------------------------------------------------------------------------

/// The claim that an organisation calls so.
pub(super) async fn claim_of_reference(
    tx: &mut Tx,
    organisation: OrganisationId,
    reference: &str,
) -> Result<Option<ClaimId>> {
    let found = db::optional!(
        tx,
        (ClaimId,),
        "SELECT claim FROM claim_references WHERE organisation = $1 AND reference = $2",
        organisation,
        reference
    )?;
    Ok(found.map(|(claim,)| claim))
}

pub(super) async fn insert_reference(
    tx: &mut Tx,
    organisation: OrganisationId,
    reference: &str,
    claim: ClaimId,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO claim_references (organisation, reference, claim) VALUES ($1, $2, $3)",
        organisation,
        reference,
        claim
    )?;
    Ok(())
}

pub(super) async fn reference_of(tx: &mut Tx, claim: ClaimId) -> Result<Option<String>> {
    let found = db::optional!(tx, (String,), "SELECT reference FROM claim_references WHERE claim = $1", claim)?;
    Ok(found.map(|(reference,)| reference))
}

#[derive(sqlx::FromRow)]
pub(super) struct ListedRow {
    pub id: ClaimId,
    pub reference: Option<String>,
    pub basis: String,
    pub state: ClaimState,
    pub submitted_at: Time,
    pub due_at: Time,
    pub targets: i64,
    pub opened: i64,
}

/// Claims of an organisation from behind one of them on, the oldest first.
pub(super) async fn claims(
    tx: &mut Tx,
    organisation: OrganisationId,
    behind: ClaimId,
    state: Option<ClaimState>,
    since: Option<Time>,
    rows: i64,
) -> Result<Vec<ListedRow>> {
    db::all!(
        tx,
        ListedRow,
        "SELECT c.id, r.reference, c.basis, c.state, c.submitted_at, c.due_at,
                (SELECT COUNT(*) FROM targets t WHERE t.claim = c.id) AS targets,
                (SELECT COUNT(*) FROM targets t WHERE t.claim = c.id AND t.level <> 'located') AS opened
         FROM claims c LEFT JOIN claim_references r ON r.claim = c.id
         WHERE c.organisation = $1 AND c.id > $2 AND ($3 IS NULL OR c.state = $3) AND c.submitted_at >= $4
         ORDER BY c.id LIMIT $5",
        organisation,
        behind,
        state.map(ClaimState::as_str),
        since.unwrap_or(Time::EPOCH),
        rows
    )
}

/// Whose claim it is.
pub(super) async fn organisation_of(tx: &mut Tx, claim: ClaimId) -> Result<Option<OrganisationId>> {
    let found = db::optional!(tx, (Option<OrganisationId>,), "SELECT organisation FROM claims WHERE id = $1", claim)?;
    Ok(found.and_then(|(organisation,)| organisation))
}

pub(super) async fn sweep_usage(tx: &mut Tx, before: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM api_usage WHERE window_start < $1", before)
}

/// What a job of its key has not come to.
pub(super) async fn sweep_answers(tx: &mut Tx, now: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM api_answers WHERE expires_at <= $1", now)
}
