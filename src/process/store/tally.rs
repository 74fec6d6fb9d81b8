//! The SQL of what waits at the desk, counted.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::AccountId;
use crate::process::tally::Place;

/// One place: how much waits there, as far as it is said and one more, and what is due first of it.
macro_rules! waits {
    ($place:literal, $due:literal, $of:literal) => {
        concat!(
            "SELECT '",
            $place,
            "' AS place, COUNT(*) AS waits, MIN(due) AS soonest FROM (SELECT ",
            $due,
            " AS due FROM ",
            $of,
            " LIMIT 100) waiting"
        )
    };
}

/// How much waits in each place, and what is due first or waits longest there; but for what is about the reader's own account.
pub(in crate::process) async fn waits(
    tx: &mut Tx,
    reader: AccountId,
) -> Result<Vec<(Place, i64, Option<Time>)>, sqlx::Error> {
    db::all!(
        tx,
        (Place, i64, Option<Time>),
        concat!(
            waits!(
                "counter-notices",
                "returns_at",
                "counter_notices WHERE ended_at IS NULL AND checked_at IS NULL ORDER BY returns_at, id"
            ),
            " UNION ALL ",
            waits!("appeals", "due_at", "appeals WHERE outcome IS NULL ORDER BY due_at, id"),
            " UNION ALL ",
            waits!("complaints", "due_at", "complaints WHERE ended_at IS NULL ORDER BY due_at, id"),
            " UNION ALL ",
            waits!(
                "disputes",
                "x.told_at",
                "disputes x
                 WHERE x.ended_at IS NULL AND x.kind IN ('action', 'copyright-claims-board')
                   AND NOT EXISTS (SELECT 1 FROM dispute_checks k WHERE k.dispute = x.id)
                 ORDER BY x.told_at, x.id"
            ),
            " UNION ALL ",
            waits!(
                "reports",
                "r.told_at",
                "dispute_reports r
                 WHERE r.checked_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM disputes x
                                   WHERE x.id = r.dispute AND x.ended_at IS NULL AND x.kind IN ('action', 'copyright-claims-board')
                                     AND NOT EXISTS (SELECT 1 FROM dispute_checks k WHERE k.dispute = x.id))"
            ),
            " UNION ALL ",
            waits!(
                "standing",
                "due_at",
                "account_reviews WHERE ended_at IS NULL AND account <> $1 ORDER BY due_at, id"
            ),
            " UNION ALL ",
            waits!("escalations", "c.due_at", "escalations x JOIN claims c ON c.id = x.claim WHERE x.ended_at IS NULL"),
            " UNION ALL ",
            waits!("samples", "due_at", "samples WHERE outcome IS NULL ORDER BY due_at, decision"),
            " UNION ALL ",
            waits!(
                "mail",
                "created_at",
                "messages WHERE state IN ('failed', 'bounced') AND settled_at IS NULL AND log_case IS NOT NULL ORDER BY created_at, id"
            ),
            " UNION ALL ",
            waits!("steps", "proposed_at", "two_person_steps WHERE confirmed_at IS NULL AND cancelled_at IS NULL")
        ),
        reader
    )
}
