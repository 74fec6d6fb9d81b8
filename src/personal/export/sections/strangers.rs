//! What is kept with a notice of who sent it without an account: the notice, what it names and what came with it, what they wrote about it
//! since and what staff recorded of an action about it, whether their address is known, what was found of it, and what was mailed to them.
//!
//! What was decided about them as who sends notices is not in it: it is told to whoever reads the address, with a link of its own, and who has
//! the link of the notice need not be that.

use uuid::Uuid;

use super::{Blob, log, messages, section};
use crate::clock::Time;
use crate::ids::CaseId;
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::personal::store::Notice;
use crate::service::Service;

pub(super) async fn write(service: &Service, notice: &Notice, archive: &mut Archive) -> Result<(), Error> {
    let claim = notice.claim;
    claims(service, claim, archive).await?;
    targets(service, claim, archive).await?;
    evidence(service, claim, archive).await?;
    address(service, claim, archive).await?;
    appeals(service, claim, archive).await?;
    disputes(service, claim, archive).await?;
    disputes_ended(service, claim, archive).await?;
    misuse(service, claim, archive).await?;
    messages::write(service, messages::To::Notifier(claim), archive).await?;
    log::of_notice(service, notice, archive).await
}

section! {
    claims of ClaimId in "claims.json", ClaimRow {
        basis: String, state: String, locale: String, territory: String, log_case: CaseId, submitted_at: Time, due_at: Time,
        decided_at: Option<Time>, withdrawn_at: Option<Time>, sender_erased_at: Option<Time>,
    } opened {
        information_wanted_sealed: "claims.information_wanted" as "information_wanted",
        statement_sealed: "claims.statement" as "statement",
    },
    "SELECT id, basis, state, locale, territory, log_case, submitted_at, due_at, decided_at, withdrawn_at, sender_erased_at,
            information_wanted_sealed, statement_sealed
     FROM claims WHERE id = $1 AND id > $2"
}

section! {
    targets of ClaimId in "claims-links.json", TargetRow {
        position: i64, link: String, object: Option<Uuid>, level: String, state: String, added_at: Time,
        found_on: Option<Time>, possession_token: Option<String>, evidence_erased_at: Option<Time>, finding: Option<String>,
        ground: Option<String>, action: Option<String>, reasons: Option<String>, decided_at: Option<Time>,
    } opened {
        key_sealed: "targets.key" as "disclosed",
        unsealed_metadata_sealed: "targets.unsealed_metadata" as "metadata",
        found_at_url_sealed: "targets.found_at_url" as "found_at",
    },
    "SELECT t.id, t.position, t.link,
            CASE WHEN t.level <> 'located' THEN t.object END AS object, t.level, t.state, t.added_at, t.found_on,
            t.possession_token, t.evidence_erased_at, d.finding, d.ground, d.action, d.reasons, d.decided_at, t.key_sealed,
            t.unsealed_metadata_sealed, t.found_at_url_sealed
     FROM targets t LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
     WHERE t.claim = $1 AND t.id > $2 ORDER BY t.id LIMIT 200"
}

section! {
    evidence of ClaimId in "evidence.json", EvidenceRow {
        state: String, declared: String, kind: Option<String>, bytes: Option<i64>, sha256: Option<Blob>, begun_at: Time,
        kept_at: Option<Time>, ended_at: Option<Time>,
    } opened { name_sealed: "evidence_files.name" as "name" },
    "SELECT f.id, f.state, f.declared, f.kind, f.bytes, f.sha256, f.begun_at, f.kept_at, f.ended_at, f.name_sealed
     FROM evidence_files f JOIN evidence_keys k ON k.id = f.key_id
     WHERE k.subject = $1 AND f.brought_by IS NULL AND f.id > $2 ORDER BY f.id LIMIT 200"
}

section! {
    address of ClaimId in "address.json", AddressRow { locale: String, confirmed_at: Time }
    opened { email_sealed: "correspondents.email" as "address" },
    "SELECT x.id, x.locale, x.confirmed_at, x.email_sealed FROM correspondents x JOIN claims c ON c.correspondent = x.id
     WHERE c.id = $1 AND x.id > $2"
}

section! {
    appeals of ClaimId in "appeals.json", AppealRow {
        decision: Uuid, side: String, lodged_at: Time, due_at: Time, outcome: Option<String>, reasons: Option<String>,
        ended_at: Option<Time>,
    } opened { grounds_sealed: "appeals.grounds" as "grounds" },
    "SELECT a.id, a.decision, a.side, a.lodged_at, a.due_at, a.outcome, a.reasons, a.ended_at, a.grounds_sealed
     FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
     WHERE t.claim = $1 AND a.account IS NULL AND a.side = 'notifier' AND a.dispute IS NULL AND a.id > $2
     ORDER BY a.id LIMIT 200"
}

// Of what staff recorded only what both sides are told: no row says which side told staff of the rest. An order has no such link.
section! {
    disputes of ClaimId in "disputes.json", DisputeRow {
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
     FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
          LEFT JOIN dispute_checks k ON k.dispute = x.id
     WHERE t.claim = $1 AND x.id > $2
       AND ((x.told_by IS NULL AND x.told_as = 'notifier')
            OR (x.told_as = 'staff' AND x.kind IN ('action', 'copyright-claims-board')))
     ORDER BY x.id LIMIT 200"
}

section! {
    disputes_ended of ClaimId in "disputes-ended.json", DisputeReportRow {
        dispute: Uuid, outcome: String, ended_on: String, told_at: Time, came_to: Option<String>, checked_at: Option<Time>,
    } opened { words_sealed: "dispute_reports.words" as "words" },
    "SELECT r.id, r.dispute, r.outcome, r.ended_on, r.told_at, r.came_to, r.checked_at, r.words_sealed
     FROM dispute_reports r JOIN disputes x ON x.id = r.dispute JOIN decisions d ON d.id = x.decision
          JOIN targets t ON t.id = d.target
     WHERE t.claim = $1 AND r.told_by IS NULL AND r.told_as = 'notifier' AND r.id > $2 ORDER BY r.id LIMIT 200"
}

section! {
    misuse of ClaimId in "misuse.json", MisuseRow {
        scope: String, target: Option<Uuid>, appeal: Option<Uuid>, sent_at: Time, marked_at: Time, retracted_at: Option<Time>,
    } opened {
        reasons_sealed: "misuse_marks.reasons" as "reasons",
        retracted_because_sealed: "misuse_retractions.reasons" as "retracted_because",
    },
    "SELECT k.id, k.scope, k.target, k.appeal, k.sent_at, k.marked_at, k.reasons_sealed, r.retracted_at,
            r.reasons_sealed AS retracted_because_sealed
     FROM misuse_marks k JOIN claims c ON c.log_case = k.log_case LEFT JOIN misuse_retractions r ON r.mark = k.id
     WHERE c.id = $1 AND k.account IS NULL AND k.organisation IS NULL AND k.id > $2 ORDER BY k.id LIMIT 200"
}
