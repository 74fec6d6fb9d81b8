//! What was decided about the account itself: measures, the reviews after strikes, and what of theirs was marked as manifestly unfounded.

use uuid::Uuid;

use super::section;
use crate::clock::Time;
use crate::ids::{AccountId, CaseId};
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;

pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    measures(service, account, archive).await?;
    reviews(service, account, archive).await?;
    misuse(service, account, archive).await
}

section! {
    measures in "measures.json", MeasureRow {
        kind: String, scope: String, unfounded: Option<i64>, sent: Option<i64>, until: Option<Time>, log_case: CaseId,
        taken_at: Time, lifted_at: Option<Time>, lifted_because: Option<String>,
    } opened {
        reasons_sealed: "measures.reasons" as "reasons",
        gravity_sealed: "measures.gravity" as "gravity",
        intention_sealed: "measures.intention" as "intention",
    },
    "SELECT id, kind, scope, unfounded, sent, until, log_case, taken_at, lifted_at, lifted_because, reasons_sealed, gravity_sealed,
            intention_sealed
     FROM measures WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    reviews in "account-reviews.json", ReviewRow {
        opened_at: Time, due_at: Time, outcome: Option<String>, ended_at: Option<Time>,
    } opened { reasons_sealed: "account_reviews.reasons" as "reasons" },
    "SELECT id, opened_at, due_at, outcome, ended_at, reasons_sealed FROM account_reviews
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    misuse in "misuse.json", MisuseRow {
        scope: String, target: Option<Uuid>, counter_notice: Option<Uuid>, appeal: Option<Uuid>, sent_at: Time,
        log_case: CaseId, marked_at: Time, retracted_at: Option<Time>,
    } opened {
        reasons_sealed: "misuse_marks.reasons" as "reasons",
        retracted_because_sealed: "misuse_retractions.reasons" as "retracted_because",
    },
    "SELECT k.id, k.scope, k.target, k.counter_notice, k.appeal, k.sent_at, k.log_case, k.marked_at, k.reasons_sealed,
            r.retracted_at, r.reasons_sealed AS retracted_because_sealed
     FROM misuse_marks k LEFT JOIN misuse_retractions r ON r.mark = k.id
     WHERE k.account = $1 AND k.id > $2 ORDER BY k.id LIMIT 200"
}
