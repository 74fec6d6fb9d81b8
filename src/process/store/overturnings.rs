//! The SQL of overturnings. Who overturned a decision, when and why stand in the decision that was made in its place.

use crate::claims::decided::Decided;
use crate::db::{self, Tx};
use crate::ids::DecisionId;

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
