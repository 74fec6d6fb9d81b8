//! The SQL of webhooks.

use uuid::Uuid;

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, DecisionId, DeliveryId, EndpointId, OrganisationId, TargetId};
use crate::texts::Text;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// An endpoint as its owners see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Endpoint {
    /// Its id.
    pub id: EndpointId,
    /// Its address.
    pub url: String,
    /// Who added it.
    pub added_by: AccountId,
    /// Since when.
    pub created_at: Time,
    /// Since when nothing arrives there.
    pub failing_since: Option<Time>,
    /// Since when it is told nothing more.
    pub disabled_at: Option<Time>,
    /// What it answered last, if it did not take that.
    pub last_error: Option<Text>,
    /// When something arrived there last.
    pub last_delivered_at: Option<Time>,
    /// How many things wait to arrive.
    pub waiting: i64,
}

pub(super) async fn insert_endpoint(
    tx: &mut Tx,
    id: EndpointId,
    organisation: OrganisationId,
    added_by: AccountId,
    url: &str,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO webhook_endpoints (id, organisation, added_by, url, created_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        organisation,
        added_by,
        url,
        now
    )?;
    Ok(())
}

pub(super) async fn endpoints(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Endpoint>> {
    db::all!(
        tx,
        Endpoint,
        "SELECT e.id, e.url, e.added_by, e.created_at, e.failing_since, e.disabled_at, e.last_error, e.last_delivered_at,
                (SELECT COUNT(*) FROM webhook_deliveries d WHERE d.endpoint = e.id AND d.delivered_at IS NULL
                     AND d.given_up_at IS NULL) AS waiting
         FROM webhook_endpoints e WHERE e.organisation = $1 AND e.removed_at IS NULL ORDER BY e.id",
        organisation
    )
}

/// The address of an endpoint of an organisation.
pub(super) async fn url(tx: &mut Tx, organisation: OrganisationId, id: EndpointId) -> Result<Option<String>> {
    let row = db::optional!(
        tx,
        (String,),
        "SELECT url FROM webhook_endpoints WHERE id = $2 AND organisation = $1 AND removed_at IS NULL",
        organisation,
        id
    )?;
    Ok(row.map(|(url,)| url))
}

pub(super) async fn count(tx: &mut Tx, organisation: OrganisationId) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM webhook_endpoints WHERE organisation = $1 AND removed_at IS NULL",
        organisation
    )?;
    Ok(count)
}

/// Those that are told, each with until when it rests.
pub(super) async fn listening(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(EndpointId, Option<Time>)>> {
    db::all!(
        tx,
        (EndpointId, Option<Time>),
        "SELECT id, next_try_at FROM webhook_endpoints
         WHERE organisation = $1 AND removed_at IS NULL AND disabled_at IS NULL",
        organisation
    )
}

pub(super) async fn remove(tx: &mut Tx, id: EndpointId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE webhook_endpoints SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL", id, now)
}

pub(super) async fn enable(tx: &mut Tx, id: EndpointId) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE webhook_endpoints SET disabled_at = NULL, failing_since = NULL, next_try_at = NULL WHERE id = $1",
        id
    )?;
    Ok(())
}

pub(super) async fn disable(tx: &mut Tx, id: EndpointId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE webhook_endpoints SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL", id, now)
}

#[derive(sqlx::FromRow)]
pub(super) struct Locked {
    pub failing_since: Option<Time>,
    pub listens: bool,
}

/// Locks an endpoint's row: whatever settles what waits for it comes after this.
pub(super) async fn lock(tx: &mut Tx, id: EndpointId) -> Result<Locked> {
    db::one!(
        tx,
        Locked,
        "UPDATE webhook_endpoints SET url = url WHERE id = $1
         RETURNING failing_since, removed_at IS NULL AND disabled_at IS NULL AS listens",
        id
    )
}

/// Something arrived there.
pub(super) async fn works(tx: &mut Tx, id: EndpointId, now: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE webhook_endpoints SET last_delivered_at = $2, last_error = NULL, failing_since = NULL, next_try_at = NULL
         WHERE id = $1",
        id,
        now
    )?;
    Ok(())
}

/// Something did not, and it is asked nothing before then.
pub(super) async fn fails(tx: &mut Tx, id: EndpointId, error: &Text, since: Time, rests_until: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE webhook_endpoints SET last_error = $2, failing_since = $3, next_try_at = $4 WHERE id = $1",
        id,
        error,
        since,
        rests_until
    )?;
    Ok(())
}

pub(super) async fn insert_secret(tx: &mut Tx, id: Uuid, endpoint: EndpointId, sealed: &[u8], now: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO webhook_secrets (id, endpoint, secret_sealed, created_at) VALUES ($1, $2, $3, $4)",
        id,
        endpoint,
        sealed,
        now
    )?;
    Ok(())
}

/// The secret in force lapses then; those before it go at once.
pub(super) async fn expire_secrets(tx: &mut Tx, endpoint: EndpointId, now: Time, until: Time) -> Result<()> {
    db::execute!(
        tx,
        "DELETE FROM webhook_secrets WHERE endpoint = $1 AND expires_at IS NOT NULL AND expires_at > $2",
        endpoint,
        Time::EPOCH
    )?;
    db::execute!(
        tx,
        "UPDATE webhook_secrets SET expires_at = $3 WHERE endpoint = $1 AND expires_at IS NULL AND created_at <= $2",
        endpoint,
        now,
        until
    )?;
    Ok(())
}

pub(super) async fn delete_secrets(tx: &mut Tx, endpoint: EndpointId) -> Result<()> {
    db::execute!(tx, "DELETE FROM webhook_secrets WHERE endpoint = $1", endpoint)?;
    Ok(())
}

/// The secrets that sign, the newest first.
pub(super) async fn secrets(tx: &mut Tx, endpoint: EndpointId, now: Time) -> Result<Vec<(Uuid, Vec<u8>)>> {
    db::all!(
        tx,
        (Uuid, Vec<u8>),
        "SELECT id, secret_sealed FROM webhook_secrets
         WHERE endpoint = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY id DESC",
        endpoint,
        now
    )
}

pub(super) async fn insert_delivery(
    tx: &mut Tx,
    id: DeliveryId,
    endpoint: EndpointId,
    event: &str,
    payload: &str,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO webhook_deliveries (id, endpoint, event, payload, created_at, attempts, next_try_at)
         VALUES ($1, $2, $3, $4, $5, 0, $5)",
        id,
        endpoint,
        event,
        payload,
        now
    )?;
    Ok(())
}

/// What waits to arrive at an endpoint that listens.
macro_rules! waiting {
    () => {
        "FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint
         WHERE d.endpoint = $1 AND d.delivered_at IS NULL AND d.given_up_at IS NULL
             AND e.removed_at IS NULL AND e.disabled_at IS NULL"
    };
}

#[derive(sqlx::FromRow)]
pub(super) struct Waiting {
    pub id: DeliveryId,
    pub organisation: OrganisationId,
    pub url: String,
    pub payload: String,
    pub attempts: i64,
}

/// The oldest thing that is due at an endpoint, unless it rests.
pub(super) async fn next(tx: &mut Tx, endpoint: EndpointId, now: Time) -> Result<Option<Waiting>> {
    db::optional!(
        tx,
        Waiting,
        concat!(
            "SELECT d.id, e.organisation, e.url, d.payload, d.attempts ",
            waiting!(),
            " AND d.next_try_at <= $2 AND COALESCE(e.next_try_at, $2) <= $2 ORDER BY d.created_at, d.id LIMIT 1"
        ),
        endpoint,
        now
    )
}

/// When an endpoint is to be told something next, if anything waits.
pub(super) async fn next_due(tx: &mut Tx, endpoint: EndpointId) -> Result<Option<Time>> {
    let row = db::optional!(
        tx,
        (Time, Option<Time>),
        concat!("SELECT MIN(d.next_try_at), e.next_try_at ", waiting!(), " GROUP BY e.id, e.next_try_at"),
        endpoint
    )?;
    Ok(row.map(|(due, rests_until)| rests_until.map_or(due, |rested| rested.max(due))))
}

pub(super) async fn delivered(tx: &mut Tx, id: DeliveryId, attempts: i64, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE webhook_deliveries SET delivered_at = $3, attempts = attempts + 1
         WHERE id = $1 AND attempts = $2 AND delivered_at IS NULL AND given_up_at IS NULL",
        id,
        attempts,
        now
    )
}

pub(super) async fn failed(
    tx: &mut Tx,
    id: DeliveryId,
    attempts: i64,
    next_try_at: Time,
    given_up_at: Option<Time>,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE webhook_deliveries SET attempts = attempts + 1, next_try_at = $3, given_up_at = $4
         WHERE id = $1 AND attempts = $2 AND delivered_at IS NULL AND given_up_at IS NULL",
        id,
        attempts,
        next_try_at,
        given_up_at
    )
}

/// Gives up all that waits to arrive.
pub(super) async fn give_up(tx: &mut Tx, endpoint: EndpointId, now: Time) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE webhook_deliveries SET given_up_at = $2
         WHERE endpoint = $1 AND delivered_at IS NULL AND given_up_at IS NULL",
        endpoint,
        now
    )?;
    Ok(())
}

/// Strikes some of what was settled of an endpoint, if it is older than that. Gives how many.
pub(super) async fn strike_settled(tx: &mut Tx, endpoint: EndpointId, before: Time, most: i64) -> Result<u64> {
    db::execute!(
        tx,
        "DELETE FROM webhook_deliveries WHERE id IN (
             SELECT id FROM webhook_deliveries
             WHERE endpoint = $1 AND created_at <= $2 AND (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)
             ORDER BY created_at LIMIT $3)",
        endpoint,
        before,
        most
    )
}

/// Whether an endpoint was removed and nothing is left of what it was told.
pub(super) async fn is_over(tx: &mut Tx, endpoint: EndpointId) -> Result<bool> {
    let (open,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM webhook_endpoints e WHERE e.id = $1
             AND (e.removed_at IS NULL OR EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint = e.id))",
        endpoint
    )?;
    Ok(open == 0)
}

/// The case of an organisation.
pub(super) async fn case_of(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<CaseId>> {
    let row = db::optional!(tx, (CaseId,), "SELECT log_case FROM organisations WHERE id = $1", organisation)?;
    Ok(row.map(|(case,)| case))
}

/// The owners who can act.
pub(super) async fn owners(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<AccountId>> {
    let rows = db::all!(
        tx,
        (AccountId,),
        "SELECT m.account FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organisation = $1 AND m.role = 'owner' AND m.removed_at IS NULL AND a.disabled_at IS NULL
         ORDER BY m.id",
        organisation
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

#[derive(sqlx::FromRow)]
pub(super) struct ClaimRow {
    pub organisation: OrganisationId,
    pub reference: Option<String>,
    pub state: String,
}

/// A claim of an organisation.
pub(super) async fn claim(tx: &mut Tx, id: ClaimId) -> Result<Option<ClaimRow>> {
    db::optional!(
        tx,
        ClaimRow,
        "SELECT c.organisation, r.reference, c.state FROM claims c LEFT JOIN claim_references r ON r.claim = c.id
         WHERE c.id = $1 AND c.organisation IS NOT NULL",
        id
    )
}

/// The claim and line of a target.
pub(super) async fn target(tx: &mut Tx, id: TargetId) -> Result<Option<(ClaimId, i64)>> {
    db::optional!(tx, (ClaimId, i64), "SELECT claim, position FROM targets WHERE id = $1", id)
}

/// The target of a decision.
pub(super) async fn decided(tx: &mut Tx, decision: DecisionId) -> Result<Option<TargetId>> {
    let found = db::optional!(tx, (TargetId,), "SELECT target FROM decisions WHERE id = $1", decision)?;
    Ok(found.map(|(target,)| target))
}
