//! The SQL of overturnings. Who overturned a decision, when and why stand in the decision that was made in its place.

use super::complaints::has_decided;
use crate::claims::decided::Decided;
use crate::claims::decisions::Action;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, DecisionId};
use crate::process::overturning::Reversal;

/// A senior put a decision in the place of another.
pub(in crate::process) async fn insert(
    tx: &mut Tx,
    decision: DecisionId,
    ruling: DecisionId,
) -> Result<(), sqlx::Error> {
    db::execute!(tx, "INSERT INTO overturnings (decision, ruling) VALUES ($1, $2)", decision, ruling)?;
    Ok(())
}

/// Whether anything that a claim restricted of a file came back by a counter-notice, or a dispute about it ended for the uploader.
pub(in crate::process) async fn came_back(tx: &mut Tx, decided: &Decided) -> Result<bool, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM decisions d JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2
           AND (EXISTS (SELECT 1 FROM counter_notices n WHERE n.decision = d.id AND n.outcome = 'returned')
                OR EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_because = 'counter-notice')
                OR EXISTS (SELECT 1 FROM disputes x WHERE x.decision = d.id AND x.outcome = 'for-uploader'))",
        decided.claim,
        decided.object
    )?;
    Ok(count > 0)
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

/// A decision in force that staff made and nobody looks at again, with what keeps a senior from deciding otherwise.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, as the database answers it")]
pub(in crate::process) struct Candidate {
    pub decision: DecisionId,
    pub action: Action,
    pub restricts: bool,
    /// The senior decided about it before.
    pub theirs: bool,
    /// A court was asked to keep what the claim restricts of the file, or has kept it.
    pub kept: bool,
    /// No more is restricted of the file by this claim.
    pub no_more: bool,
}

/// Those of a claim, as [`crate::process::overturning::for_desk`] would find them one by one.
pub(in crate::process) async fn candidates(
    tx: &mut Tx,
    claim: ClaimId,
    senior: AccountId,
) -> Result<Vec<Candidate>, sqlx::Error> {
    db::all!(
        tx,
        Candidate,
        concat!(
            "SELECT d.id AS decision, d.action,
                    (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                     OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS restricts,
                    ",
            has_decided!("t.id", "$2"),
            " AS theirs,
                    EXISTS (SELECT 1 FROM disputes x JOIN decisions e ON e.id = x.decision JOIN targets u ON u.id = e.target
                            WHERE u.claim = t.claim AND u.object = t.object AND x.kind IN ('action', 'copyright-claims-board')
                              AND (x.ended_at IS NULL OR x.outcome = 'for-claimant')) AS kept,
                    EXISTS (SELECT 1 FROM decisions e JOIN targets u ON u.id = e.target
                            WHERE u.claim = t.claim AND u.object = t.object
                              AND (EXISTS (SELECT 1 FROM counter_notices n WHERE n.decision = e.id
                                             AND (n.outcome = 'returned' OR (n.ended_at IS NULL AND e.superseded_at IS NULL)))
                                   OR EXISTS (SELECT 1 FROM holds h WHERE h.decision = e.id AND h.lifted_because = 'counter-notice')
                                   OR EXISTS (SELECT 1 FROM disputes x WHERE x.decision = e.id AND x.outcome = 'for-uploader')))
                        AS no_more
             FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim JOIN objects o ON o.id = t.object
             WHERE t.claim = $1 AND t.state = 'decided' AND d.superseded_at IS NULL AND NOT d.direct AND c.basis <> 'court'
               AND o.state <> 'purged' AND NOT EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id)
               AND NOT EXISTS (SELECT 1 FROM appeals w WHERE w.decision = d.id AND w.outcome IS NULL)"
        ),
        claim,
        senior
    )
}
