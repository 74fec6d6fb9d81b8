//! The targets of a claim.

use std::time::Duration;

use super::decisions::given_back;
use crate::claims::filing::{Added, TargetState};
use crate::claims::proof::Level;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{ClaimId, LinkId, ObjectId, TargetId};
use crate::vault::ObjectState;

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
        concat!(
            "INSERT INTO targets (id, claim, position, link, object, level, found_at_url_sealed, found_on, key_sealed,
                                  unsealed_metadata_sealed, possession_token, state, extension, added_at, due_at, evidence_look_at,
                                  restored_before)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', $12, $13, $14, $15, ",
            given_back!("$5", "(SELECT n.organisation FROM claims n WHERE n.id = $2)"),
            ")"
        ),
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
