//! The SQL of matching.

use super::MatchState;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, MatchingId, ObjectId, OrganisationId, TargetId, WorkId};
use crate::texts::Text;

/// A target whose key opens its object, which still has content.
#[derive(sqlx::FromRow)]
pub(super) struct Opened {
    pub target: TargetId,
    pub object: ObjectId,
    pub sealed_size: i64,
}

/// The targets of a claim that were opened and wait for their decision.
pub(super) async fn opened(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Opened>, sqlx::Error> {
    db::all!(
        tx,
        Opened,
        "SELECT t.id AS target, t.object, o.sealed_size FROM targets t JOIN objects o ON o.id = t.object
         WHERE t.claim = $1 AND t.state = 'pending' AND t.level = 'opened'
           AND o.state IN ('available', 'locked', 'deleted') AND o.sealed_size IS NOT NULL ORDER BY t.position",
        claim
    )
}

/// When an object was completed.
pub(super) async fn stored_at(tx: &mut Tx, object: ObjectId) -> Result<Option<Time>, sqlx::Error> {
    let found = db::optional!(tx, (Option<Time>,), "SELECT stored_at FROM objects WHERE id = $1", object)?;
    Ok(found.and_then(|(at,)| at))
}

pub(super) struct NewMatching<'a> {
    pub id: MatchingId,
    pub claim: ClaimId,
    pub organisation: OrganisationId,
    pub target: &'a Opened,
    pub by: AccountId,
    pub now: Time,
}

/// One object of a claim, once; one that could not be read, or was stopped, begins anew beside what it came to.
pub(super) async fn insert(tx: &mut Tx, new: &NewMatching<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO matchings (id, claim, organisation, object, target, sealed_size, state, chunk, tries, requested_by,
                                requested_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, 0, $7, $8)",
        new.id,
        new.claim,
        new.organisation,
        new.target.object,
        new.target.target,
        new.target.sealed_size,
        new.by,
        new.now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: MatchingId,
    pub claim: ClaimId,
    pub organisation: OrganisationId,
    pub object: ObjectId,
    pub target: TargetId,
    pub sealed_size: i64,
    /// Chunks of content that are hashed.
    pub chunk: i64,
    pub hash_sealed: Option<Vec<u8>>,
    pub tries: i64,
    pub requested_at: Time,
}

/// The object of an organisation whose turn it is: those that could not be read yet come last.
pub(super) async fn next(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Row>, sqlx::Error> {
    db::optional!(
        tx,
        Row,
        "SELECT id, claim, organisation, object, target, sealed_size, chunk, hash_sealed, tries, requested_at
         FROM matchings WHERE organisation = $1 AND state = 'waiting' ORDER BY tries, requested_at, id LIMIT 1",
        organisation
    )
}

/// Keeps what a slice read, unless another worker read it first: 1 if it counts.
pub(super) async fn advance(tx: &mut Tx, row: &Row, chunk: i64, hash_sealed: &[u8]) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE matchings SET chunk = $3, hash_sealed = $4, tries = 0 WHERE id = $1 AND state = 'waiting' AND chunk = $2",
        row.id,
        row.chunk,
        chunk,
        hash_sealed
    )
}

pub(super) async fn put_aside(tx: &mut Tx, row: &Row) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE matchings SET tries = tries + 1 WHERE id = $1 AND state = 'waiting' AND tries = $2 AND chunk = $3",
        row.id,
        row.tries,
        row.chunk
    )
}

/// Ends a matching; what was kept of the digest goes.
pub(super) async fn end(
    tx: &mut Tx,
    row: &Row,
    state: MatchState,
    reference: Option<&Reference>,
    problem: Option<&Text>,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE matchings SET state = $2, work = $3, registered_at = $4, problem = $5, ended_at = $6, hash_sealed = NULL
         WHERE id = $1 AND state = 'waiting'",
        row.id,
        state,
        reference.map(|reference| reference.work),
        reference.map(|reference| reference.registered_at),
        problem,
        now
    )
}

#[derive(sqlx::FromRow)]
pub(super) struct Shown {
    pub object: ObjectId,
    pub sealed_size: i64,
    pub state: MatchState,
    pub chunk: i64,
    pub work: Option<WorkId>,
    pub title: Option<String>,
    pub registered_at: Option<Time>,
    pub problem: Option<Text>,
    pub requested_at: Time,
    pub ended_at: Option<Time>,
}

pub(super) async fn of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Shown>, sqlx::Error> {
    db::all!(
        tx,
        Shown,
        "SELECT m.object, m.sealed_size, m.state, m.chunk, m.work, w.title, m.registered_at, m.problem, m.requested_at,
                m.ended_at
         FROM matchings m JOIN targets t ON t.id = m.target LEFT JOIN works w ON w.id = m.work
         WHERE m.claim = $1 AND NOT EXISTS (SELECT 1 FROM matchings n WHERE n.claim = m.claim AND n.object = m.object
                                               AND (n.requested_at > m.requested_at OR (n.requested_at = m.requested_at AND n.id > m.id)))
         ORDER BY t.position",
        claim
    )
}

/// Sealed bytes that an organisation asked for since then.
pub(super) async fn bytes_since(tx: &mut Tx, organisation: OrganisationId, since: Time) -> Result<i64, sqlx::Error> {
    Ok(db::one!(
        tx,
        (i64,),
        "SELECT CAST(COALESCE(SUM(sealed_size), 0) AS BIGINT) FROM matchings WHERE organisation = $1 AND requested_at > $2",
        organisation,
        since
    )?
    .0)
}

pub(super) async fn any_reference(tx: &mut Tx, organisation: OrganisationId) -> Result<bool, sqlx::Error> {
    Ok(db::optional!(
        tx,
        (WorkId,),
        "SELECT w.id FROM works w JOIN work_references r ON r.work = w.id WHERE w.organisation = $1 LIMIT 1",
        organisation
    )?
    .is_some())
}

#[derive(sqlx::FromRow)]
pub(super) struct Reference {
    pub work: WorkId,
    pub registered_at: Time,
}

/// The reference of an organisation that has this digest; of several the one that was registered first.
pub(super) async fn reference(
    tx: &mut Tx,
    organisation: OrganisationId,
    sha256: &[u8],
) -> Result<Option<Reference>, sqlx::Error> {
    db::optional!(
        tx,
        Reference,
        "SELECT r.work, r.registered_at FROM work_references r JOIN works w ON w.id = r.work
         WHERE r.sha256 = $2 AND w.organisation = $1 ORDER BY r.registered_at, r.work LIMIT 1",
        organisation,
        sha256
    )
}
