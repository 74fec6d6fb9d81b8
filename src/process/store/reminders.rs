//! The SQL of reminders: what is urgent, and who was told of it.

use std::time::Duration;

use crate::claims::escalations;
use crate::clock::Time;
use crate::config::Limits;
use crate::db::{self, Tx};
use crate::ids::ObjectId;
use crate::process::reminders::{self, Kind, Urgent};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// How many are told of at once: the rest at the next look.
pub(in crate::process) const URGENT_AT_ONCE: usize = 500;

/// What is urgent at `now` and was not told of. A claim is urgent in the last quarter of its queue's time, and so is a sample; one of which its
/// notice says that somebody is in danger is at once; so is, in the last quarter of the time of the standard queue from when it was handed over,
/// what seniors have in hand of a claim that waits no more, and a danger for which no clock runs while an answer is waited for; what
/// has days is in its last two, what returns before `returning` from the business day before, and what should have returned an hour
/// later. What was told of an action before `told_before` is, or sooner if the material would return before `returning`; and what was told
/// of its end before that. That the effect of an order is confirmed is urgent in the last quarter of its time, and told of once more when
/// that is over.
pub(in crate::process) async fn urgent(
    tx: &mut Tx,
    now: Time,
    returning: Time,
    told_before: Time,
    limits: &Limits,
) -> Result<Vec<Urgent>> {
    let quarter = |time: Duration| now.plus(time / 4);
    let days = now.plus(reminders::DAYS);
    db::all!(
        tx,
        Urgent,
        "SELECT u.kind, u.id, u.claim, u.account, u.organisation, u.assigned_to, b.due_at, b.reminded_of FROM (
         SELECT CASE WHEN x.id IS NULL THEN 'claim' ELSE 'danger' END AS kind, c.id, c.id AS claim, c.account AS account, c.organisation AS organisation,
                CASE WHEN c.assigned_until > $1 THEN c.assigned_to END AS assigned_to
         FROM claims c LEFT JOIN escalations x ON x.claim = c.id AND x.ended_at IS NULL AND x.raised_by IS NULL
         WHERE c.state IN ('submitted', 'in-review')
           AND (x.id IS NOT NULL OR c.due_at <= CASE WHEN c.queue = 'authority' THEN $8 WHEN c.flagger IS NOT NULL THEN $4
                                                     WHEN c.organisation IS NOT NULL THEN $3 ELSE $2 END)
           AND (c.reminded_of IS NULL OR c.reminded_of <> c.due_at)
         UNION ALL
         SELECT CASE WHEN c.state = 'needs-information' THEN 'paused-danger' ELSE 'escalation' END, x.id, x.claim, NULL, NULL, NULL
         FROM escalations x JOIN claims c ON c.id = x.claim
         WHERE x.ended_at IS NULL AND x.reminded_at IS NULL AND x.raised_at <= $13
           AND (c.state IN ('decided', 'withdrawn') OR (c.state = 'needs-information' AND x.kind IN ('life', 'child')))
         UNION ALL
         SELECT 'sample', s.decision, t.claim, NULL, NULL, NULL
         FROM samples s JOIN decisions d ON d.id = s.decision JOIN targets t ON t.id = d.target
         WHERE s.outcome IS NULL AND s.reminded_at IS NULL AND s.due_at <= $5
         UNION ALL
         SELECT 'counter-notice', n.id, t.claim, NULL, NULL, CASE WHEN n.assigned_until > $1 THEN n.assigned_to END
         FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
         WHERE n.ended_at IS NULL AND n.checked_at IS NULL AND n.reminded_at IS NULL AND n.returns_at < $10
         UNION ALL
         SELECT 'return', n.id, t.claim, NULL, NULL, NULL
         FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
         WHERE n.ended_at IS NULL AND n.overdue_told_at IS NULL AND n.returns_at <= $9
           AND NOT EXISTS (SELECT 1 FROM disputes x JOIN decisions xd ON xd.id = x.decision JOIN targets xt ON xt.id = xd.target
                           WHERE xt.claim = t.claim AND xt.object = t.object AND x.ended_at IS NULL
                             AND x.kind IN ('action', 'copyright-claims-board'))
         UNION ALL
         SELECT 'action', x.id, t.claim, NULL, NULL, NULL
         FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
              LEFT JOIN counter_notices n ON n.id = x.counter_notice
         WHERE x.ended_at IS NULL AND x.checked_at IS NULL AND x.kind IN ('action', 'copyright-claims-board')
           AND x.reminded_at IS NULL AND (x.told_at < $11 OR n.returns_at < $10)
         UNION ALL
         SELECT 'action-end', r.id, t.claim, NULL, NULL, NULL
         FROM dispute_reports r JOIN disputes x ON x.id = r.dispute JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target
         WHERE r.checked_at IS NULL AND r.reminded_at IS NULL AND r.told_at < $11
         UNION ALL
         SELECT 'appeal', a.id, t.claim, m.account, m.organisation, CASE WHEN a.assigned_until > $1 THEN a.assigned_to END
         FROM appeals a LEFT JOIN decisions d ON d.id = a.decision LEFT JOIN targets t ON t.id = d.target
              LEFT JOIN measures m ON m.id = a.measure
         WHERE a.outcome IS NULL AND a.reminded_at IS NULL AND a.due_at <= $6
         UNION ALL
         SELECT 'complaint', k.id, t.claim, m.account, m.organisation, CASE WHEN k.assigned_until > $1 THEN k.assigned_to END
         FROM complaints k LEFT JOIN decisions d ON d.id = k.decision LEFT JOIN targets t ON t.id = d.target
              LEFT JOIN measures m ON m.id = k.measure
         WHERE k.ended_at IS NULL AND k.reminded_at IS NULL AND k.due_at <= $6
           AND (k.decision IS NOT NULL OR k.measure IS NOT NULL)
         UNION ALL
         SELECT 'account', r.id, NULL, r.account, NULL, NULL
         FROM account_reviews r WHERE r.ended_at IS NULL AND r.reminded_at IS NULL AND r.due_at <= $6
         UNION ALL
         SELECT 'effect', o.claim, o.claim, NULL, NULL, NULL
         FROM authority_orders o WHERE o.effect_due_at > $1 AND o.effect_due_at <= $12 AND o.effect_reminded_at IS NULL
         UNION ALL
         SELECT 'effect-late', o.claim, o.claim, NULL, NULL, NULL
         FROM authority_orders o WHERE o.effect_due_at <= $1 AND o.effect_late_told_at IS NULL
         LIMIT $7) u LEFT JOIN claims b ON b.id = u.id",
        now,
        quarter(limits.claim_due),
        quarter(limits.verified_claim_due),
        quarter(limits.trusted_flagger_claim_due),
        quarter(limits.sample_due),
        days,
        i64::try_from(URGENT_AT_ONCE).unwrap_or(i64::MAX),
        now.plus(limits.authority_order_urgent),
        now.minus(reminders::OVERDUE),
        returning,
        told_before,
        quarter(limits.order_effect_confirmed),
        now.minus(escalations::remind_after(limits))
    )
}

/// Somebody was told of it: of a claim, of the day that was read, unless it has another by now or is to be told of anew.
pub(in crate::process) async fn reminded(tx: &mut Tx, it: &Urgent, now: Time) -> Result<()> {
    match it.kind {
        Kind::Danger | Kind::Claim => db::execute!(
            tx,
            "UPDATE claims SET reminded_of = $2 WHERE id = $1 AND due_at = $2 AND reminded_of IS NOT DISTINCT FROM $3",
            it.id,
            it.due_at,
            it.reminded_of
        )?,
        Kind::PausedDanger | Kind::Escalation => {
            db::execute!(tx, "UPDATE escalations SET reminded_at = $2 WHERE id = $1", it.id, now)?
        }
        Kind::Sample => db::execute!(tx, "UPDATE samples SET reminded_at = $2 WHERE decision = $1", it.id, now)?,
        Kind::CounterNotice => {
            db::execute!(tx, "UPDATE counter_notices SET reminded_at = $2 WHERE id = $1", it.id, now)?
        }
        Kind::Return => db::execute!(tx, "UPDATE counter_notices SET overdue_told_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Action => db::execute!(tx, "UPDATE disputes SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::ActionEnd => db::execute!(tx, "UPDATE dispute_reports SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Account => db::execute!(tx, "UPDATE account_reviews SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Appeal => db::execute!(tx, "UPDATE appeals SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Complaint => db::execute!(tx, "UPDATE complaints SET reminded_at = $2 WHERE id = $1", it.id, now)?,
        Kind::Effect => {
            db::execute!(tx, "UPDATE authority_orders SET effect_reminded_at = $2 WHERE claim = $1", it.id, now)?
        }
        Kind::EffectLate => {
            db::execute!(tx, "UPDATE authority_orders SET effect_late_told_at = $2 WHERE claim = $1", it.id, now)?
        }
    };
    Ok(())
}

/// The decisions about what claims name that name a withheld file, too.
macro_rules! decided_beside_withheld {
    () => {
        "(SELECT d.id FROM withheld_objects w JOIN targets n ON n.object = w.object JOIN targets t ON t.claim = n.claim
                           JOIN decisions d ON d.target = t.id
          WHERE w.object = $1)"
    };
}

/// What names a file that is withheld is to be told of anew: claims that were not a senior's all along, and what is said of decisions of such
/// claims, until it is answered. Gives how much that is; nothing of a file that is not withheld.
pub(in crate::process) async fn to_be_told_anew(tx: &mut Tx, object: ObjectId) -> Result<u64> {
    let claims = db::execute!(
        tx,
        "UPDATE claims SET reminded_of = NULL
         WHERE id IN (SELECT t.claim FROM withheld_objects w JOIN targets t ON t.object = w.object WHERE w.object = $1)
           AND reminded_of = due_at AND senior_since IS NULL AND state IN ('submitted', 'in-review')",
        object
    )?;
    let appeals = db::execute!(
        tx,
        concat!(
            "UPDATE appeals SET reminded_at = NULL WHERE outcome IS NULL AND reminded_at IS NOT NULL AND decision IN ",
            decided_beside_withheld!()
        ),
        object
    )?;
    let complaints = db::execute!(
        tx,
        concat!(
            "UPDATE complaints SET reminded_at = NULL WHERE outcome IS NULL AND reminded_at IS NOT NULL AND decision IN ",
            decided_beside_withheld!()
        ),
        object
    )?;
    Ok(claims + appeals + complaints)
}
