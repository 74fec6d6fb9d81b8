//! The SQL of the decisions that are answered, and who claims.

use crate::claims::decided::Decided;
use crate::db::{self, Tx};
use crate::ids::{ClaimId, DecisionId, TargetId};
use crate::process::ahead::Anew;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The name of the organisation that claims, if one does.
pub(in crate::process) async fn claimant(tx: &mut Tx, claim: ClaimId) -> Result<Option<String>> {
    let row = db::optional!(
        tx,
        (String,),
        "SELECT o.name FROM claims c JOIN organisations o ON o.id = c.organisation WHERE c.id = $1",
        claim
    )?;
    Ok(row.map(|(name,)| name))
}

/// The decisions in force of the targets of a claim that are not withdrawn.
pub(in crate::process) async fn decisions_of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<DecisionId>> {
    let rows = db::all!(
        tx,
        (DecisionId,),
        "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.state = 'decided' AND d.superseded_at IS NULL ORDER BY t.position",
        claim
    )?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

/// Those of them that took the place of an earlier one.
pub(in crate::process) async fn decided_anew(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Anew>> {
    db::all!(
        tx,
        Anew,
        "SELECT t.position, d.decided_at, d.action,
                EXISTS (SELECT 1 FROM overturnings x WHERE x.ruling = d.id) AS overturned,
                EXISTS (SELECT 1 FROM decisions f JOIN appeals a ON a.decision = f.id
                        WHERE f.target = d.target AND a.ruling = d.id AND a.dispute IS NOT NULL) AS after_dispute
         FROM decisions d JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.state = 'decided' AND d.superseded_at IS NULL
           AND EXISTS (SELECT 1 FROM decisions f WHERE f.target = d.target AND f.superseded_at IS NOT NULL)
         ORDER BY t.position",
        claim
    )
}

/// The decisions about a target, the oldest first: those that others took the place of, too.
pub(in crate::process) async fn decisions_of(tx: &mut Tx, target: TargetId) -> Result<Vec<DecisionId>> {
    let sql = "SELECT id FROM decisions WHERE target = $1 ORDER BY decided_at, id";
    let rows = db::all!(tx, (DecisionId,), sql, target)?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

/// The decisions in force by which a claim restricts an object as infringing, links first: what the last of them comes to is what
/// becomes of the file. What was found illegal otherwise, no counter-notice reaches (17 U.S.C. § 512(c)(1)(C), (g)(1)): only the decision
/// itself that is asked about is among them whatever it found.
pub(in crate::process) async fn restricting(tx: &mut Tx, decided: &Decided) -> Result<Vec<DecisionId>> {
    let rows = db::all!(
        tx,
        (DecisionId,),
        "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND d.superseded_at IS NULL AND (d.finding = 'infringing' OR d.id = $3)
           AND (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL))
         ORDER BY CASE WHEN d.action = 'disable-link' THEN 0 ELSE 1 END, t.position",
        decided.claim,
        decided.object,
        decided.id
    )?;
    Ok(rows.into_iter().map(|(decision,)| decision).collect())
}

/// The decision in force about a target.
pub(in crate::process) async fn in_force(tx: &mut Tx, target: TargetId) -> Result<Option<DecisionId>> {
    let row = db::optional!(
        tx,
        (DecisionId,),
        "SELECT id FROM decisions WHERE target = $1 AND superseded_at IS NULL",
        target
    )?;
    Ok(row.map(|(decision,)| decision))
}
