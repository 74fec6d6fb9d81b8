//! The SQL of overturnings. Who overturned a decision, when and why stand in the decision that was made in its place.

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
