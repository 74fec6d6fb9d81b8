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
        kind: String, scope: String, reasons: String, unfounded: Option<i64>, sent: Option<i64>, gravity: Option<String>,
        intention: Option<String>, until: Option<Time>, log_case: CaseId, taken_at: Time, lifted_at: Option<Time>,
        lifted_because: Option<String>,
    },
    "SELECT id, kind, scope, reasons, unfounded, sent, gravity, intention, until, log_case, taken_at, lifted_at, lifted_because
     FROM measures WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    reviews in "account-reviews.json", ReviewRow {
        opened_at: Time, due_at: Time, outcome: Option<String>, reasons: Option<String>, ended_at: Option<Time>,
    },
    "SELECT id, opened_at, due_at, outcome, reasons, ended_at FROM account_reviews
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    misuse in "misuse.json", MisuseRow {
        scope: String, target: Option<Uuid>, counter_notice: Option<Uuid>, appeal: Option<Uuid>, sent_at: Time, reasons: String,
        log_case: CaseId, marked_at: Time, retracted_at: Option<Time>,
    },
    "SELECT id, scope, target, counter_notice, appeal, sent_at, reasons, log_case, marked_at,
            (SELECT r.retracted_at FROM misuse_retractions r WHERE r.mark = misuse_marks.id) AS retracted_at
     FROM misuse_marks
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}
