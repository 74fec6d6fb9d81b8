//! What they claimed: claims with their targets and files of evidence, and the drafts of claims. What somebody filed for an organisation is the
//! organisation's, and shown to whoever belongs to it.

use serde_json::json;
use uuid::Uuid;

use super::{Blob, opened, section};
use crate::clock::Time;
use crate::db;
use crate::ids::{AccountId, CaseId};
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;

pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    claims(service, account, archive).await?;
    targets(service, account, archive).await?;
    evidence(service, account, archive).await?;
    drafts(service, account, archive).await?;
    draft_links(service, account, archive).await
}

section! {
    claims in "claims.json", ClaimRow {
        basis: String, state: String, organisation: Option<Uuid>, locale: String, territory: String, log_case: CaseId,
        submitted_at: Time, due_at: Time, decided_at: Option<Time>, withdrawn_at: Option<Time>,
    } opened {
        information_wanted_sealed: "claims.information_wanted" as "information_wanted",
        statement_sealed: "claims.statement" as "statement",
    },
    "SELECT id, basis, state, organisation, locale, territory, log_case, submitted_at, due_at, decided_at, withdrawn_at,
            information_wanted_sealed, statement_sealed
     FROM claims c
     WHERE account = $1 AND id > $2
       AND (organisation IS NULL OR EXISTS (SELECT 1 FROM members m WHERE m.organisation = c.organisation
                                              AND m.account = $1 AND m.removed_at IS NULL))
     ORDER BY id LIMIT 200"
}

section! {
    targets in "claims-links.json", TargetRow {
        claim: Uuid, position: i64, link: String, object: Option<Uuid>, level: String, state: String, added_at: Time,
        found_on: Option<Time>, possession_token: Option<String>, evidence_erased_at: Option<Time>,
        finding: Option<String>, ground: Option<String>, action: Option<String>, reasons: Option<String>,
        decided_at: Option<Time>,
    } opened {
        key_sealed: "targets.key" as "disclosed",
        unsealed_metadata_sealed: "targets.unsealed_metadata" as "metadata",
        found_at_url_sealed: "targets.found_at_url" as "found_at",
    },
    "SELECT t.id, t.claim, t.position, t.link,
            CASE WHEN t.level <> 'located' THEN t.object END AS object, t.level, t.state, t.added_at, t.found_on,
            t.possession_token, t.evidence_erased_at, d.finding, d.ground, d.action, d.reasons, d.decided_at, t.key_sealed,
            t.unsealed_metadata_sealed, t.found_at_url_sealed
     FROM targets t JOIN claims c ON c.id = t.claim
          LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL
     WHERE c.account = $1 AND t.id > $2
       AND (c.organisation IS NULL OR EXISTS (SELECT 1 FROM members m WHERE m.organisation = c.organisation
                                                AND m.account = $1 AND m.removed_at IS NULL))
     ORDER BY t.id LIMIT 200"
}

section! {
    evidence in "evidence.json", EvidenceRow {
        subject_kind: String, subject: Uuid, state: String, declared: String, kind: Option<String>, bytes: Option<i64>,
        sha256: Option<Blob>, begun_at: Time, kept_at: Option<Time>, ended_at: Option<Time>,
    } opened { name_sealed: "evidence_files.name" as "name" },
    "SELECT f.id, k.subject_kind, k.subject, f.state, f.declared, f.kind, f.bytes, f.sha256, f.begun_at, f.kept_at, f.ended_at,
            f.name_sealed
     FROM evidence_files f JOIN evidence_keys k ON k.id = f.key_id
     WHERE f.brought_by = $1 AND f.id > $2 ORDER BY f.id LIMIT 200"
}

section! {
    drafts in "drafts.json", DraftRow {
        organisation: Uuid, claim: Option<Uuid>, basis: String, step: String, begun_at: Time, used_at: Time,
    } opened { words_sealed: "claim_drafts.words" as "words" },
    "SELECT id, organisation, claim, basis, step, begun_at, used_at, words_sealed FROM claim_drafts
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

async fn draft_links(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let drafts = db::all!(tx, (Uuid,), "SELECT id FROM claim_drafts WHERE account = $1 ORDER BY id", account)?;
    drop(tx);
    let mut list = archive.list("drafts-links.json").await?;
    for (draft,) in drafts {
        let mut tx = service.db.read().await?;
        let rows = db::all!(
            tx,
            (i64, Vec<u8>),
            "SELECT line, typed_sealed FROM claim_draft_lines WHERE draft = $1 ORDER BY line",
            draft
        )?;
        drop(tx);
        for (line, sealed) in rows {
            let mut typed = opened(service, &format!("claim_draft_lines.typed/{draft}/{line}"), Some(&sealed))?;
            if let Some(fields) = typed.as_object_mut() {
                // What a link's password gives in somebody's browser: of no use to its reader, and not theirs alone.
                fields.remove("lock");
            }
            list.row(&json!({"draft": draft, "line": line, "typed": typed})).await?;
        }
    }
    list.end().await
}
