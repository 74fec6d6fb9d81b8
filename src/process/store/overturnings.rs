//! The SQL of overturnings. Who overturned a decision, when and why stand in the decision that was made in its place.

use super::complaints::has_decided;
use super::windows::purged;
use crate::claims::decided::kept;
use crate::claims::decisions::Action;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, DecisionId};
use crate::process::overturning::{Obstacle, Reversal};

/// A senior put a decision in the place of another.
pub(in crate::process) async fn insert(
    tx: &mut Tx,
    decision: DecisionId,
    ruling: DecisionId,
) -> Result<(), sqlx::Error> {
    db::execute!(tx, "INSERT INTO overturnings (decision, ruling) VALUES ($1, $2)", decision, ruling)?;
    Ok(())
}

/// What reversed the decisions of a claim: granted appeals of uploaders, each by the decision that it ended, and what a senior decided of
/// their own motion, each by that.
pub(in crate::process) async fn reversals(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Reversal>, sqlx::Error> {
    db::all!(
        tx,
        Reversal,
        "SELECT a.decision, a.ended_at AS reversed_at, a.decided_by AS reversed_by, a.reasons, a.id AS appeal
         FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND a.side = 'uploader' AND a.outcome = 'granted'
         UNION ALL
         SELECT r.id, r.decided_at, r.decided_by, r.reasons, NULL
         FROM overturnings x JOIN decisions r ON r.id = x.ruling JOIN targets t ON t.id = r.target
         WHERE t.claim = $1",
        claim
    )
}

/// A decision as a senior finds it, who might overturn it.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, as the database answers it")]
pub(in crate::process) struct Candidate {
    pub decision: DecisionId,
    pub action: Action,
    pub restricts: bool,
    /// Why nobody overturns it.
    pub obstacle: Option<Obstacle>,
    /// The senior decided about it before.
    pub theirs: bool,
    /// A court was asked to keep what the claim restricts of the file, or has kept it.
    pub kept: bool,
    /// Anything that the claim restricted of the file came back by a counter-notice, or a dispute about it ended for the uploader.
    pub came_back: bool,
    /// A counter-notice waits about what the claim restricts of the file.
    pub counter_waits: bool,
    /// Somebody at the desk handed the file on by this claim, since a life or a child is in danger, and no senior has ended that.
    pub handed_on: bool,
}

/// Why nobody overturns the decision `d` about the target `t` of the claim `c`, which is of the object `o`.
macro_rules! obstacle {
    () => {
        concat!(
            "(CASE WHEN d.superseded_at IS NOT NULL THEN 'decision-superseded'
                   WHEN t.state = 'withdrawn' THEN 'decision-withdrawn'
                   WHEN c.basis = 'court' THEN 'overturning-order'
                   WHEN d.direct THEN 'overturning-direct'
                   WHEN ",
            purged!(),
            " THEN 'overturning-gone'
                   WHEN EXISTS (SELECT 1 FROM appeals w WHERE w.decision = d.id AND w.outcome IS NULL) THEN 'overturning-appeal-waits'
              END)"
        )
    };
}

/// Decisions as the senior `$2` finds them.
macro_rules! candidates {
    ($($condition:expr),+) => {
        concat!(
            "SELECT d.id AS decision, d.action,
                    (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                     OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS restricts,
                    ",
            obstacle!(),
            " AS obstacle,
                    ",
            has_decided!("t.id", "$2"),
            " AS theirs,
                    ",
            kept!("t.claim", "t.object"),
            " AS kept,
                    EXISTS (SELECT 1 FROM decisions e JOIN targets u ON u.id = e.target
                            WHERE u.claim = t.claim AND u.object = t.object
                              AND (EXISTS (SELECT 1 FROM counter_notices n WHERE n.decision = e.id AND n.outcome = 'returned')
                                   OR EXISTS (SELECT 1 FROM holds h WHERE h.decision = e.id AND h.lifted_because = 'counter-notice')
                                   OR EXISTS (SELECT 1 FROM disputes x WHERE x.decision = e.id AND x.outcome = 'for-uploader')))
                        AS came_back,
                    EXISTS (SELECT 1 FROM decisions e JOIN targets u ON u.id = e.target
                            WHERE u.claim = t.claim AND u.object = t.object AND e.superseded_at IS NULL
                              AND EXISTS (SELECT 1 FROM counter_notices n WHERE n.decision = e.id AND n.ended_at IS NULL))
                        AS counter_waits,
                    EXISTS (SELECT 1 FROM escalations y JOIN withheld_objects w ON w.escalation = y.id
                            WHERE y.claim = t.claim AND w.object = t.object AND y.ended_at IS NULL) AS handed_on
             FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim JOIN objects o ON o.id = t.object
             WHERE ",
            $($condition),+
        )
    };
}

/// One of them.
pub(in crate::process) async fn candidate(
    tx: &mut Tx,
    decision: DecisionId,
    senior: AccountId,
) -> Result<Candidate, sqlx::Error> {
    db::one!(tx, Candidate, candidates!("d.id = $1"), decision, senior)
}

/// Those of a claim that somebody could overturn, or lock for a danger while an appeal waits.
pub(in crate::process) async fn candidates(
    tx: &mut Tx,
    claim: ClaimId,
    senior: AccountId,
) -> Result<Vec<Candidate>, sqlx::Error> {
    db::all!(
        tx,
        Candidate,
        candidates!(
            "t.claim = $1 AND COALESCE(",
            obstacle!(),
            ", 'overturning-appeal-waits') = 'overturning-appeal-waits'"
        ),
        claim,
        senior
    )
}
