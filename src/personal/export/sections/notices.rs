//! What they were told of decisions, and how they answered as uploader or as claimant, signed in or by the private link of their notice: notices,
//! counter-notices, appeals, disputes, and how these ended.

use uuid::Uuid;

use super::section;
use crate::clock::Time;
use crate::ids::AccountId;
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;

pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    notices(service, account, archive).await?;
    counter_notices(service, account, archive).await?;
    appeals(service, account, archive).await?;
    disputes(service, account, archive).await?;
    disputes_ended(service, account, archive).await
}

section! {
    notices in "notices.json", NoticeRow { object: Option<Uuid>, measure: Option<Uuid>, kind: String, created_at: Time, seen_at: Option<Time> }
    opened { statement_sealed: "notices.statement" as "statement" },
    "SELECT id, object, measure, kind, created_at, seen_at, statement_sealed FROM notices
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    counter_notices in "counter-notices.json", CounterRow {
        notice: Uuid, decision: Uuid, received_at: Time, returns_at: Time, ended_at: Option<Time>, outcome: Option<String>,
    } opened {
        statement_sealed: "counter_notices.statement" as "statement",
        incomplete_because_sealed: "counter_notices.incomplete_because" as "incomplete_because",
    },
    "SELECT id, notice, decision, received_at, returns_at, ended_at, outcome, statement_sealed, incomplete_because_sealed
     FROM counter_notices WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    appeals in "appeals.json", AppealRow {
        decision: Option<Uuid>, measure: Option<Uuid>, side: String, lodged_at: Time, due_at: Time,
        outcome: Option<String>, reasons: Option<String>, ended_at: Option<Time>,
    } opened { grounds_sealed: "appeals.grounds" as "grounds", reasons_sealed: "appeals.reasons" as "reasons" },
    "SELECT id, decision, measure, side, lodged_at, due_at, outcome, reasons, ended_at, grounds_sealed, reasons_sealed
     FROM appeals
     WHERE id IN (
         SELECT a.id FROM appeals a WHERE a.account = $1
         UNION
         SELECT a.id FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id
              JOIN appeals a ON a.decision = d.id
         WHERE c.account = $1 AND c.organisation IS NULL
           AND a.account IS NULL AND a.side = 'notifier' AND a.dispute IS NULL)
       AND id > $2
     ORDER BY id LIMIT 200"
}

// What they told of, and what staff recorded of actions that either side is told of: as uploader by a notice, as claimant at once. Of any
// other dispute that staff recorded no row says which side told them, so that its court and number would tell one side of the other; and
// nothing is told of what an order hides.
section! {
    disputes in "disputes.json", DisputeRow {
        decision: Uuid, kind: String, begun_on: String, told_as: String, told_at: Time, found: Option<String>,
        ended_at: Option<Time>, outcome: Option<String>,
    } opened {
        forum_sealed: "disputes.forum" as "forum",
        reference_sealed: "disputes.reference" as "reference",
        statement_sealed: "disputes.statement" as "statement",
        lacks_sealed: "dispute_checks.because" as "lacks",
    },
    "SELECT x.id, x.decision, x.kind, x.begun_on, x.told_as, x.told_at, k.found, x.ended_at, x.outcome, x.forum_sealed,
            x.reference_sealed, x.statement_sealed, k.because_sealed AS lacks_sealed
     FROM disputes x LEFT JOIN dispute_checks k ON k.dispute = x.id
     WHERE x.id > $2
       AND ((x.told_by = $1 AND x.told_as <> 'staff')
            OR (x.told_by IS NULL AND x.told_as = 'notifier' AND x.decision IN (
                SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
                WHERE c.account = $1 AND c.organisation IS NULL))
            OR (x.told_as = 'staff' AND x.kind IN ('action', 'copyright-claims-board') AND x.decision IN (
                SELECT n.decision FROM notices n WHERE n.account = $1 AND n.decision IS NOT NULL
                UNION SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
                      WHERE c.account = $1 AND c.organisation IS NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM decisions d JOIN targets t ON t.id = d.target JOIN authority_orders o ON o.claim = t.claim
                    WHERE d.id = x.decision AND o.gag <> 'none' AND o.gag_ended_at IS NULL)))
     ORDER BY x.id LIMIT 200"
}

section! {
    disputes_ended in "disputes-ended.json", DisputeReportRow {
        dispute: Uuid, outcome: String, ended_on: String, told_at: Time, came_to: Option<String>,
        checked_at: Option<Time>,
    } opened { words_sealed: "dispute_reports.words" as "words" },
    "SELECT id, dispute, outcome, ended_on, told_at, came_to, checked_at, words_sealed FROM dispute_reports
     WHERE id IN (
         SELECT r.id FROM dispute_reports r WHERE r.told_by = $1
         UNION
         SELECT r.id FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id
              JOIN disputes x ON x.decision = d.id JOIN dispute_reports r ON r.dispute = x.id
         WHERE c.account = $1 AND c.organisation IS NULL AND r.told_by IS NULL AND r.told_as = 'notifier')
       AND id > $2
     ORDER BY id LIMIT 200"
}
