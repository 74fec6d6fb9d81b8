//! The files of the archive: each a query by account, read in pages, and what of a row is opened.

use data_encoding::{BASE64, HEXLOWER};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::archive::Archive;
use super::messages::messages;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId};
use crate::personal::{Error, store};
use crate::service::Service;
use crate::texts::Language;
use crate::{accounts, audit, keys};

/// Bytes, written in base64.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct Blob(Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

/// Writes all of it, and ends the archive.
pub(super) async fn write(
    service: &Service,
    account: AccountId,
    language: Language,
    mut archive: Archive,
) -> Result<(), Error> {
    let to = &mut archive;
    let day = language.day(service.clock.now());
    let readme = language.say("export-readme").with("host", &service.keys.origin).with("day", day).to_string();
    to.text("README.txt", &readme).await?;
    account_itself(service, account, to).await?;
    sessions(service, account, to).await?;
    devices(service, account, to).await?;
    tokens(service, account, to).await?;
    passkeys(service, account, to).await?;
    views(service, account, to).await?;
    file_list(service, account, to).await?;
    files(service, account, to).await?;
    uploads(service, account, to).await?;
    links(service, account, to).await?;
    notices(service, account, to).await?;
    counter_notices(service, account, to).await?;
    appeals(service, account, to).await?;
    disputes(service, account, to).await?;
    disputes_ended(service, account, to).await?;
    measures(service, account, to).await?;
    reviews(service, account, to).await?;
    misuse(service, account, to).await?;
    claims(service, account, to).await?;
    targets(service, account, to).await?;
    evidence(service, account, to).await?;
    drafts(service, account, to).await?;
    draft_links(service, account, to).await?;
    memberships(service, account, to).await?;
    invitations(service, account, to).await?;
    signatures(service, account, to).await?;
    program_keys(service, account, to).await?;
    inquiries(service, account, to).await?;
    messages(service, account, to).await?;
    log(service, account, to).await?;
    archive.end().await
}

/// A section whose rows have ids and are read in pages: `$1` is the account, `$2` the id after which to go on. `opened` names
/// what of a row lies sealed: the column, where it stands, and what it is called once it is open.
macro_rules! section {
    ($name:ident in $file:literal, $row:ident { $($field:ident: $type:ty),* $(,)? }
     $(opened { $($sealed:ident: $place:literal as $called:literal),+ $(,)? })?, $sql:expr) => {
        #[derive(sqlx::FromRow, Serialize)]
        struct $row {
            id: Uuid,
            $($field: $type,)*
            $($(#[serde(skip)] $sealed: Option<Vec<u8>>,)+)?
        }

        async fn $name(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
            let mut list = archive.list($file).await?;
            let mut after = Uuid::nil();
            loop {
                let mut tx = service.db.read().await?;
                let rows = db::all!(tx, $row, $sql, account, after)?;
                drop(tx);
                let Some(last) = rows.last() else { break };
                after = last.id;
                for row in &rows {
                    #[allow(unused_mut, reason = "some sections open nothing")]
                    let mut value = serde_json::to_value(row)?;
                    $($(value[$called] = opened(service, &format!(concat!($place, "/{}"), row.id), row.$sealed.as_deref())?;)+)?
                    list.row(&value).await?;
                }
            }
            list.end().await
        }
    };
}

/// A short list that is read at once.
macro_rules! short_section {
    ($name:ident in $file:literal, $row:ident { $($field:ident: $type:ty),* $(,)? }, $sql:expr) => {
        #[derive(sqlx::FromRow, Serialize)]
        struct $row {
            $($field: $type,)*
        }

        async fn $name(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
            let mut tx = service.db.read().await?;
            let rows = db::all!(tx, $row, $sql, account)?;
            drop(tx);
            let mut list = archive.list($file).await?;
            for row in &rows {
                list.row(row).await?;
            }
            list.end().await
        }
    };
}

/// What is sealed at a place: the JSON that it is, or its text; nothing where it is not there any more.
pub(super) fn opened(service: &Service, place: &str, sealed: Option<&[u8]>) -> Result<Value, Error> {
    let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else { return Ok(Value::Null) };
    let bytes = match service.keys.open_sealed(place, sealed) {
        Err(keys::Error::Erased(_)) => return Ok(Value::Null),
        bytes => bytes?,
    };
    Ok(match serde_json::from_slice(&bytes) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
        _ => String::from_utf8_lossy(&bytes).into_owned().into(),
    })
}

// The account ----------------------------------------------------------------------------------------

#[derive(sqlx::FromRow, Serialize)]
struct KeyRow {
    kdf_version: i64,
    kdf_salt: Blob,
    kdf_rounds: i64,
    wrapped_master: Blob,
    recovery_wrapped_master: Blob,
    email_confirmed_at: Option<Time>,
}

async fn account_itself(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let profile = accounts::profile(&mut tx, service, account).await?.ok_or(accounts::Error::NotFound)?;
    let keys = db::one!(
        tx,
        KeyRow,
        "SELECT kdf_version, kdf_salt, kdf_rounds, wrapped_master, recovery_wrapped_master, email_confirmed_at
         FROM accounts WHERE id = $1",
        account
    )?;
    let roles = db::all!(
        tx,
        (String, Time),
        "SELECT role, granted_at FROM account_roles WHERE account = $1 ORDER BY role",
        account
    )?;
    drop(tx);
    let roles: Vec<Value> = roles.iter().map(|(role, at)| json!({"role": role, "granted_at": at})).collect();
    let mut list = archive.list("account.json").await?;
    let row = json!({
        "number": account,
        "email": profile.email.as_str(),
        "email_confirmed_at": keys.email_confirmed_at,
        "language": profile.language.as_str(),
        "created_at": profile.created_at,
        "roles": roles,
        "keys_sealed_by_you": keys,
    });
    list.row(&row).await?;
    list.end().await
}

short_section! {
    sessions in "sessions.json", SessionRow { created_at: Time, expires_at: Time },
    "SELECT created_at, expires_at FROM sessions WHERE account = $1 ORDER BY created_at"
}

short_section! {
    devices in "devices.json", DeviceRow { created_at: Time, expires_at: Time },
    "SELECT created_at, expires_at FROM devices WHERE account = $1 ORDER BY created_at"
}

section! {
    tokens in "tokens.json", TokenRow {
        name: String, created_at: Time, expires_at: Option<Time>, last_used_at: Option<Time>, revoked_at: Option<Time>,
    },
    "SELECT id, name, created_at, expires_at, last_used_at, revoked_at FROM api_tokens
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    passkeys in "passkeys.json", PasskeyRow {
        name: String, credential: Blob, algorithm: String, public_key: Blob, created_at: Time, last_used_at: Option<Time>,
        removed_at: Option<Time>,
    },
    "SELECT id, name, credential, algorithm, public_key, created_at, last_used_at, removed_at FROM passkeys
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    views in "views.json", ViewRow { name: String, query: String, saved_at: Time },
    "SELECT id, name, query, saved_at FROM queue_views WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

// Files ----------------------------------------------------------------------------------------------

section! {
    file_list in "file-list.json", EntryRow { sealed: Blob, updated_at: Time },
    "SELECT id, sealed, updated_at FROM account_entries WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    files in "files.json", FileRow {
        state: String, sealed_metadata: Option<Blob>, root: Option<Blob>, sealed_size: Option<i64>, log_case: CaseId,
        created_at: Time, stored_at: Option<Time>, deleted_at: Option<Time>, delete_after: Option<Time>,
        purged_at: Option<Time>,
    },
    "SELECT id, state, sealed_metadata, root, sealed_size, log_case, created_at, stored_at, deleted_at, delete_after, purged_at
     FROM objects WHERE owner = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    uploads in "uploads.json", UploadRow {
        object: Uuid, state: String, sealed_size: Option<i64>, created_at: Time, expires_at: Time, ended_at: Option<Time>,
    },
    "SELECT id, object, state, sealed_size, created_at, expires_at, ended_at FROM uploads
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

#[derive(sqlx::FromRow, Serialize)]
struct LinkRow {
    id: String,
    object: Uuid,
    #[serde(skip)]
    name_sealed: Option<Vec<u8>>,
    has_password: bool,
    expires_at: Option<Time>,
    max_downloads: Option<i64>,
    downloads: i64,
    created_at: Time,
    revoked_at: Option<Time>,
}

async fn links(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    let mut list = archive.list("links.json").await?;
    let mut after = String::new();
    loop {
        let mut tx = service.db.read().await?;
        let rows = db::all!(
            tx,
            LinkRow,
            "SELECT l.id, l.object, l.name_sealed, l.auth_hash IS NOT NULL AS has_password, l.expires_at, l.max_downloads,
                    l.downloads, l.created_at, l.revoked_at
             FROM links l JOIN objects o ON o.id = l.object
             WHERE o.owner = $1 AND l.id > $2 ORDER BY l.id LIMIT 200",
            account,
            &after
        )?;
        drop(tx);
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in &rows {
            let mut value = serde_json::to_value(row)?;
            value["name"] = opened(service, &format!("links.name_sealed/{}", row.id), row.name_sealed.as_deref())?;
            list.row(&value).await?;
        }
    }
    list.end().await
}

// Cases ----------------------------------------------------------------------------------------------

section! {
    notices in "notices.json", NoticeRow { object: Option<Uuid>, measure: Option<Uuid>, kind: String, created_at: Time, seen_at: Option<Time> }
    opened { statement_sealed: "notices.statement" as "statement" },
    "SELECT id, object, measure, kind, created_at, seen_at, statement_sealed FROM notices
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    counter_notices in "counter-notices.json", CounterRow {
        notice: Uuid, decision: Uuid, received_at: Time, returns_at: Time, ended_at: Option<Time>, outcome: Option<String>,
        incomplete_because: Option<String>,
    } opened { statement_sealed: "counter_notices.statement" as "statement" },
    "SELECT id, notice, decision, received_at, returns_at, ended_at, outcome, incomplete_because, statement_sealed
     FROM counter_notices WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    appeals in "appeals.json", AppealRow {
        decision: Option<Uuid>, measure: Option<Uuid>, side: String, lodged_at: Time, due_at: Time,
        outcome: Option<String>, reasons: Option<String>, ended_at: Option<Time>,
    } opened { grounds_sealed: "appeals.grounds" as "grounds" },
    "SELECT id, decision, measure, side, lodged_at, due_at, outcome, reasons, ended_at, grounds_sealed FROM appeals
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
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

section! {
    disputes in "disputes.json", DisputeRow {
        decision: Uuid, kind: String, forum: String, reference: String, begun_on: String, told_at: Time,
        ended_at: Option<Time>, outcome: Option<String>,
    } opened { statement_sealed: "disputes.statement" as "statement" },
    "SELECT id, decision, kind, forum, reference, begun_on, told_at, ended_at, outcome, statement_sealed FROM disputes
     WHERE told_by = $1 AND told_as <> 'staff' AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    disputes_ended in "disputes-ended.json", DisputeReportRow {
        dispute: Uuid, outcome: String, ended_on: String, told_at: Time, came_to: Option<String>,
        checked_at: Option<Time>,
    } opened { words_sealed: "dispute_reports.words" as "words" },
    "SELECT id, dispute, outcome, ended_on, told_at, came_to, checked_at, words_sealed FROM dispute_reports
     WHERE told_by = $1 AND id > $2 ORDER BY id LIMIT 200"
}

// What somebody filed for an organisation is the organisation's, and shown to whoever belongs to it.
section! {
    claims in "claims.json", ClaimRow {
        basis: String, state: String, organisation: Option<Uuid>, locale: String, territory: String, log_case: CaseId,
        submitted_at: Time, due_at: Time, decided_at: Option<Time>, withdrawn_at: Option<Time>,
        information_wanted: Option<String>,
    } opened { statement_sealed: "claims.statement" as "statement" },
    "SELECT id, basis, state, organisation, locale, territory, log_case, submitted_at, due_at, decided_at, withdrawn_at,
            information_wanted, statement_sealed
     FROM claims c
     WHERE account = $1 AND id > $2
       AND (organisation IS NULL OR EXISTS (SELECT 1 FROM members m WHERE m.organisation = c.organisation
                                              AND m.account = $1 AND m.removed_at IS NULL))
     ORDER BY id LIMIT 200"
}

section! {
    targets in "claims-links.json", TargetRow {
        claim: Uuid, position: i64, link: String, object: Uuid, level: String, state: String, added_at: Time,
        found_on: Option<Time>, possession_token: Option<String>, evidence_erased_at: Option<Time>,
        finding: Option<String>, ground: Option<String>, action: Option<String>, reasons: Option<String>,
        decided_at: Option<Time>,
    } opened {
        key_sealed: "targets.key" as "disclosed",
        unsealed_metadata_sealed: "targets.unsealed_metadata" as "metadata",
        found_at_url_sealed: "targets.found_at_url" as "found_at",
    },
    "SELECT t.id, t.claim, t.position, t.link, t.object, t.level, t.state, t.added_at, t.found_on, t.possession_token,
            t.evidence_erased_at, d.finding, d.ground, d.action, d.reasons, d.decided_at, t.key_sealed,
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

// Organisations --------------------------------------------------------------------------------------

section! {
    memberships in "memberships.json", MembershipRow {
        organisation: Uuid, name: String, role: String, joined_at: Time, removed_at: Option<Time>,
    },
    "SELECT m.id, m.organisation, o.name, m.role, m.joined_at, m.removed_at
     FROM members m JOIN organisations o ON o.id = m.organisation
     WHERE m.account = $1 AND m.id > $2 ORDER BY m.id LIMIT 200"
}

section! {
    invitations in "invitations.json", InvitationRow {
        organisation: String, role: String, invited_at: Time, expires_at: Time, accepted_at: Option<Time>,
        withdrawn_at: Option<Time>,
    },
    "SELECT i.id, o.name AS organisation, i.role, i.invited_at, i.expires_at, i.accepted_at, i.withdrawn_at
     FROM member_invitations i JOIN organisations o ON o.id = i.organisation
          JOIN accounts a ON a.email_lookup = i.email_lookup
     WHERE a.id = $1 AND i.id > $2 ORDER BY i.id LIMIT 200"
}

section! {
    signatures in "signatures.json", SignatureRow {
        organisation: Uuid, version: i64, locale: String, role: String, method: String, record_sha256: Blob,
        signed_at: Time, details_erased_at: Option<Time>,
    } opened {
        record_sealed: "signatures.record" as "record",
        assertion_sealed: "signatures.assertion" as "passkey",
    },
    "SELECT s.id, s.organisation, a.version, s.locale, s.role, s.method, s.record_sha256, s.signed_at, s.details_erased_at,
            s.record_sealed, s.assertion_sealed
     FROM signatures s JOIN members m ON m.id = s.member JOIN agreements a ON a.id = s.agreement
     WHERE m.account = $1 AND s.id > $2 ORDER BY s.id LIMIT 200"
}

section! {
    program_keys in "program-keys.json", ProgramKeyRow {
        name: String, scopes: String, created_at: Time, expires_at: Time, last_used_at: Option<Time>,
        revoked_at: Option<Time>,
    },
    "SELECT k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
     FROM api_keys k JOIN members m ON m.id = k.member
     WHERE m.account = $1 AND k.id > $2 ORDER BY k.id LIMIT 200"
}

section! {
    inquiries in "inquiries.json", InquiryRow { organisation: Uuid, asked_at: Time, answered_at: Option<Time> }
    opened { question_sealed: "inquiries.question" as "question", answer_sealed: "inquiries.answer" as "answer" },
    "SELECT id, organisation, asked_at, answered_at, question_sealed, answer_sealed FROM inquiries
     WHERE answered_by = $1 AND id > $2 ORDER BY id LIMIT 200"
}

// The log --------------------------------------------------------------------------------------------

/// What of an entry tells of a file or of what somebody wrote, not of another person.
const NOBODYS: [&str; 10] =
    ["object", "root", "blob", "link", "notice", "hold", "statement", "grounds", "record", "public_key"];

/// The entries of the log about this person's account, files and claims, with what can be opened of them to their number or to
/// what is theirs. Who else stands in them stays shut.
async fn log(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    let number = account.to_string();
    let mut list = archive.list("log.json").await?;
    let mut next = Uuid::nil();
    loop {
        let mut tx = service.db.read().await?;
        let cases = store::own_cases(&mut tx, account, next).await?;
        drop(tx);
        let Some(last) = cases.last() else { break };
        next = last.0;
        for case in cases {
            let mut after = 0;
            loop {
                let mut tx: Tx = service.db.read().await?;
                let entries = audit::opened_of_case(&mut tx, service, case, after).await?;
                drop(tx);
                let Some((last, ..)) = entries.last() else { break };
                after = *last;
                for (_, bytes, openings) in &entries {
                    let own = |opening: &&audit::Opening| {
                        opening.value == number || NOBODYS.contains(&opening.field.as_str())
                    };
                    let openings: Vec<Value> = openings
                        .iter()
                        .filter(own)
                        .map(|opening| {
                            let key = HEXLOWER.encode(&opening.opening);
                            json!({"field": opening.field, "value": opening.value, "opening": key})
                        })
                        .collect();
                    let entry: Value = serde_json::from_slice(bytes)?;
                    list.row(&json!({"entry": entry, "openings": openings})).await?;
                }
            }
        }
    }
    list.end().await
}
