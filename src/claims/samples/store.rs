//! The SQL of samples.

use super::{Outcome, Sample};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, DecisionId, ObjectId, OrganisationId, TargetId};
use crate::vault::ObjectState;

pub(super) async fn insert(tx: &mut Tx, decision: DecisionId, now: Time, due_at: Time) -> Result<(), sqlx::Error> {
    db::execute!(tx, "INSERT INTO samples (decision, drawn_at, due_at) VALUES ($1, $2, $3)", decision, now, due_at)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub decision: DecisionId,
    pub target: TargetId,
    pub position: i64,
    pub claim: ClaimId,
    pub organisation: String,
    pub object: ObjectId,
    pub drawn_at: Time,
    pub due_at: Time,
    pub opened: bool,
    pub outcome: Option<Outcome>,
    pub reasons: Option<String>,
    pub reviewed_at: Option<Time>,
}

impl From<Row> for Sample {
    fn from(row: Row) -> Self {
        let reviewed = row.outcome.zip(row.reasons).zip(row.reviewed_at);
        Self {
            decision: row.decision,
            target: row.target,
            position: row.position,
            claim: row.claim,
            organisation: row.organisation,
            object: row.object,
            drawn_at: row.drawn_at,
            due_at: row.due_at,
            opened: row.opened,
            reviewed: reviewed.map(|((outcome, reasons), at)| (outcome, reasons, at)),
        }
    }
}

macro_rules! columns {
    ($condition:literal) => {
        concat!(
            "SELECT s.decision, t.id AS target, t.position, t.claim, o.name AS organisation, t.object, s.drawn_at, s.due_at,
                    EXISTS (SELECT 1 FROM evidence_openings e WHERE e.target = t.id) AS opened,
                    s.outcome, s.reasons, s.reviewed_at
             FROM samples s JOIN decisions d ON d.id = s.decision JOIN targets t ON t.id = d.target
                  JOIN claims c ON c.id = t.claim JOIN organisations o ON o.id = c.organisation ",
            $condition
        )
    };
}

/// What waits, what is due first, behind one of them.
pub(super) async fn waiting(
    tx: &mut Tx,
    (due_at, decision): (Time, DecisionId),
    rows: usize,
) -> Result<Vec<Row>, sqlx::Error> {
    db::all!(
        tx,
        Row,
        columns!(
            "WHERE s.outcome IS NULL AND (s.due_at > $1 OR (s.due_at = $1 AND s.decision > $2))
             ORDER BY s.due_at, s.decision LIMIT $3"
        ),
        due_at,
        decision,
        i64::try_from(rows).unwrap_or(i64::MAX)
    )
}

pub(super) async fn sample(tx: &mut Tx, decision: DecisionId) -> Result<Option<Row>, sqlx::Error> {
    db::optional!(tx, Row, columns!("WHERE s.decision = $1"), decision)
}

/// 1 if nobody had reviewed it.
pub(super) async fn review(
    tx: &mut Tx,
    decision: DecisionId,
    outcome: Outcome,
    reasons: &str,
    by: AccountId,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE samples SET outcome = $2, reasons = $3, reviewed_by = $4, reviewed_at = $5
         WHERE decision = $1 AND outcome IS NULL",
        decision,
        outcome,
        reasons,
        by,
        now
    )
}

/// What decides what becomes of a file whose deletion is overturned.
#[derive(sqlx::FromRow)]
pub(super) struct Hold {
    pub state: ObjectState,
    pub deleted_at: Option<Time>,
    pub purges: i64,
    /// What else holds it.
    pub others: i64,
    /// The links that would lead to it again.
    pub links: i64,
}

/// The hold of a deletion, if it stands.
pub(super) async fn hold(tx: &mut Tx, decision: DecisionId, now: Time) -> Result<Option<Hold>, sqlx::Error> {
    db::optional!(
        tx,
        Hold,
        "SELECT o.state, o.deleted_at,
                (SELECT COUNT(*) FROM purges p WHERE p.object = o.id) AS purges,
                (SELECT COUNT(*) FROM holds x WHERE x.object = o.id AND x.lifted_at IS NULL AND x.id <> h.id) AS others,
                (SELECT COUNT(*) FROM links l WHERE l.object = o.id AND l.revoked_at IS NULL
                   AND (l.expires_at IS NULL OR l.expires_at > $2)) AS links
         FROM holds h JOIN objects o ON o.id = h.object
         WHERE h.decision = $1 AND h.lifted_at IS NULL",
        decision,
        now
    )
}

/// Upheld and overturned, of an organisation.
pub(super) async fn record(tx: &mut Tx, organisation: OrganisationId) -> Result<(i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN s.outcome = 'upheld' THEN 1 END), COUNT(CASE WHEN s.outcome = 'overturned' THEN 1 END)
         FROM samples s JOIN decisions d ON d.id = s.decision JOIN targets t ON t.id = d.target
              JOIN claims c ON c.id = t.claim
         WHERE c.organisation = $1",
        organisation
    )
}
