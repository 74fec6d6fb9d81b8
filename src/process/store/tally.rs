//! The SQL of what waits at the desk, counted.

use super::complaints::{not_barred_from_answering, not_barred_from_answering_of_account};
use crate::accounts::parties::{
    self, not_a_party, not_a_party_to_case, not_a_party_to_file, not_a_party_to_standing, not_a_party_to_strikes,
};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::AccountId;
use crate::process::tally::Place;

/// One place: how much waits there, as far as it is said and one more, and what is due first of it.
macro_rules! waits {
    ($place:literal, $due:literal, $($of:expr),+) => {
        concat!(
            "SELECT '",
            $place,
            "' AS place, COUNT(*) AS waits, MIN(due) AS soonest FROM (SELECT ",
            $due,
            " AS due FROM ",
            $($of),+,
            " LIMIT 100) waiting"
        )
    };
}

/// The claim `c` that a decision goes back to.
macro_rules! claim_of {
    ($decision:literal) => {
        concat!(
            " JOIN decisions d ON d.id = ",
            $decision,
            " JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim "
        )
    };
}

/// That the mirror `m` is not the reader's own, about which they decide nothing.
macro_rules! not_of_reader {
    () => {
        "NOT EXISTS (SELECT 1 FROM host_applications h WHERE h.id = m.application AND h.account = $1)"
    };
}

/// What waits in all places, but for that to which the reader is a party.
macro_rules! all_that_waits {
    ($claim:ident, $standing:ident, $strikes:ident, $case:ident, $file:ident) => {
        concat!(
            waits!(
                "counter-notices",
                "n.returns_at",
                "counter_notices n",
                claim_of!("n.decision"),
                "WHERE n.ended_at IS NULL AND n.checked_at IS NULL AND ",
                $claim!(),
                " ORDER BY n.returns_at, n.id"
            ),
            " UNION ALL ",
            waits!(
                "appeals",
                "a.due_at",
                "appeals a",
                claim_of!("a.decision"),
                "WHERE a.outcome IS NULL AND ",
                $claim!(),
                " ORDER BY a.due_at, a.id"
            ),
            " UNION ALL ",
            waits!(
                "appeals",
                "a.due_at",
                "appeals a JOIN measures m ON m.id = a.measure WHERE a.outcome IS NULL AND ",
                $standing!("m.log_case"),
                " ORDER BY a.due_at, a.id"
            ),
            " UNION ALL ",
            waits!(
                "complaints",
                "k.due_at",
                "complaints k",
                claim_of!("k.decision"),
                "WHERE k.ended_at IS NULL AND ",
                $claim!(),
                " AND ",
                not_barred_from_answering!(),
                " ORDER BY k.due_at, k.id"
            ),
            " UNION ALL ",
            waits!(
                "complaints",
                "k.due_at",
                "complaints k JOIN measures m ON m.id = k.measure WHERE k.ended_at IS NULL AND ",
                $standing!("m.log_case"),
                " AND ",
                not_barred_from_answering_of_account!(),
                " ORDER BY k.due_at, k.id"
            ),
            " UNION ALL ",
            waits!(
                "disputes",
                "x.told_at",
                "disputes x",
                claim_of!("x.decision"),
                "WHERE x.ended_at IS NULL AND x.checked_at IS NULL AND x.kind IN ('action', 'copyright-claims-board') AND ",
                $claim!(),
                " ORDER BY x.told_at, x.id"
            ),
            " UNION ALL ",
            waits!(
                "reports",
                "r.told_at",
                "dispute_reports r JOIN disputes x ON x.id = r.dispute",
                claim_of!("x.decision"),
                "WHERE r.checked_at IS NULL
                   AND (x.ended_at IS NOT NULL OR x.kind NOT IN ('action', 'copyright-claims-board')
                        OR x.checked_at IS NOT NULL) AND ",
                $claim!(),
                " ORDER BY r.told_at, r.id"
            ),
            " UNION ALL ",
            waits!(
                "standing",
                "r.due_at",
                "account_reviews r JOIN accounts u ON u.id = r.account WHERE r.ended_at IS NULL AND ",
                $strikes!(),
                " ORDER BY r.due_at, r.id"
            ),
            " UNION ALL ",
            waits!(
                "escalations",
                "c.due_at",
                "escalations x JOIN claims c ON c.id = x.claim WHERE x.ended_at IS NULL AND ",
                $claim!(),
                " ORDER BY x.raised_at, x.id"
            ),
            " UNION ALL ",
            waits!(
                "orders",
                "x.effect_due_at",
                "authority_orders x JOIN claims c ON c.id = x.claim WHERE x.effect_due_at IS NOT NULL AND ",
                $claim!(),
                " ORDER BY x.effect_due_at, x.claim"
            ),
            " UNION ALL ",
            waits!(
                "samples",
                "s.due_at",
                "samples s",
                claim_of!("s.decision"),
                "WHERE s.outcome IS NULL AND ",
                $claim!(),
                " ORDER BY s.due_at, s.decision"
            ),
            " UNION ALL ",
            waits!(
                "mail",
                "x.created_at",
                "messages x
                 WHERE x.state IN ('failed', 'bounced') AND x.settled_at IS NULL AND x.log_case IS NOT NULL AND ",
                $case!(),
                " ORDER BY x.created_at, x.id"
            ),
            " UNION ALL ",
            waits!(
                "steps",
                "s.proposed_at",
                "two_person_steps s
                 WHERE s.confirmed_at IS NULL AND s.cancelled_at IS NULL
                   AND (s.kind NOT IN ('immediate-purge', 'order-without-custody')
                        OR NOT EXISTS (SELECT 1 FROM objects f WHERE f.id = s.subject AND NOT (",
                $file!(),
                ")))
                   AND (s.kind NOT IN ('mirror-removal', 'mirror-giving-up')
                        OR NOT EXISTS (SELECT 1 FROM mirrors m JOIN host_applications h ON h.id = m.application
                                       WHERE m.id = s.subject AND h.account = $1))
                 ORDER BY s.proposed_at, s.id"
            ),
            " UNION ALL ",
            waits!(
                "mirrors",
                "h.applied_at",
                "host_applications h WHERE h.state = 'waiting' AND h.account <> $1 ORDER BY h.applied_at, h.id"
            ),
            " UNION ALL ",
            waits!(
                "mirrors",
                "m.applied_at",
                "mirrors m WHERE m.state = 'applied' AND ",
                not_of_reader!(),
                " ORDER BY m.applied_at, m.id"
            ),
            " UNION ALL ",
            waits!(
                "mirrors",
                "x.asked_at",
                "mirror_changes x JOIN mirrors m ON m.id = x.mirror
                 WHERE x.admitted_at IS NULL AND m.state IN ('admitted', 'draining') AND ",
                not_of_reader!(),
                " ORDER BY x.asked_at, x.mirror"
            )
        )
    };
}

/// The condition of a reader who is a party to nothing.
macro_rules! nothing_to_ask {
    ($($of:tt)*) => {
        "TRUE"
    };
}

/// How much waits in each place, and what is due first or waits longest there; but for that to which the reader is a party, as the lists
/// of these places leave it out; and of complaints but for those that are not theirs to answer. Of who is a party to nothing the database
/// is not asked that in each place: to make such a statement ready takes longer than to answer it.
pub(in crate::process) async fn waits(
    tx: &mut Tx,
    reader: AccountId,
) -> Result<Vec<(Place, i64, Option<Time>)>, sqlx::Error> {
    let sql = if parties::is_party_to_anything(tx, reader).await? {
        all_that_waits!(
            not_a_party,
            not_a_party_to_standing,
            not_a_party_to_strikes,
            not_a_party_to_case,
            not_a_party_to_file
        )
    } else {
        all_that_waits!(nothing_to_ask, nothing_to_ask, nothing_to_ask, nothing_to_ask, nothing_to_ask)
    };
    db::all!(tx, (Place, i64, Option<Time>), sql, reader)
}
