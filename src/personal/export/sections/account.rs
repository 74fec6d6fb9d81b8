//! The account itself: its keys as they lie here, its sessions, browsers, tokens and passkeys, the views of the desk it saved, and how it
//! asked to run mirrors, which those are and what they refused to keep.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Blob, opened, section, short_section};
use crate::clock::Time;
use crate::ids::{AccountId, BlobId, MirrorId};
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;
use crate::texts::Language;
use crate::{accounts, db};

pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    account_itself(service, account, archive).await?;
    sessions(service, account, archive).await?;
    devices(service, account, archive).await?;
    tokens(service, account, archive).await?;
    passkeys(service, account, archive).await?;
    views(service, account, archive).await?;
    host_applications(service, account, archive).await?;
    mirrors(service, account, archive).await?;
    mirror_refusals(service, account, archive).await
}

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
    let profile = db::optional!(
        tx,
        (Vec<u8>, Language, Time),
        "SELECT email_sealed, locale, created_at FROM accounts WHERE id = $1 AND disabled_at IS NULL",
        account
    )?;
    let (email_sealed, language, created_at) = profile.ok_or(accounts::Error::NotFound)?;
    let email = opened(service, &format!("accounts.email/{account}"), Some(&email_sealed))?;
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
        "email": email,
        "email_confirmed_at": keys.email_confirmed_at,
        "language": language.as_str(),
        "created_at": created_at,
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
        created_at: Time, expires_at: Option<Time>, last_used_at: Option<Time>, revoked_at: Option<Time>,
    } opened { name_sealed: "api_tokens.name" as "name" },
    "SELECT id, created_at, expires_at, last_used_at, revoked_at, name_sealed FROM api_tokens
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    passkeys in "passkeys.json", PasskeyRow {
        credential: Blob, algorithm: String, public_key: Blob, created_at: Time, last_used_at: Option<Time>,
        removed_at: Option<Time>,
    } opened { name_sealed: "passkeys.name" as "name" },
    "SELECT id, credential, algorithm, public_key, created_at, last_used_at, removed_at, name_sealed FROM passkeys
     WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    views in "views.json", ViewRow { name: String, query: String, saved_at: Time },
    "SELECT id, name, query, saved_at FROM queue_views WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    host_applications in "host-applications.json", HostApplicationRow {
        state: String, jurisdiction: String, capacity: i64, terms_version: i64, terms_locale: String, terms_text: String,
        terms_sha256: Blob, applied_at: Time, decided_at: Option<Time>,
    } opened {
        host_sealed: "host_applications.host" as "host",
        contact_sealed: "host_applications.contact" as "contact",
        reason_sealed: "host_applications.reason" as "reason",
    },
    "SELECT id, state, jurisdiction, capacity, terms_version, terms_locale, terms_text, terms_sha256, applied_at, decided_at,
            host_sealed, contact_sealed, reason_sealed
     FROM host_applications WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200"
}

section! {
    mirrors in "mirrors.json", MirrorRow {
        host: String, jurisdiction: String, url: Option<String>, public_key: Blob, capacity: Option<i64>, state: String,
        applied_at: Option<Time>, admitted_at: Option<Time>, stopped_at: Option<Time>, removed_at: Option<Time>,
    },
    "SELECT m.id, m.host, m.jurisdiction, m.url, m.public_key, m.capacity, m.state, m.applied_at, m.admitted_at, m.stopped_at,
            m.removed_at
     FROM mirrors m JOIN host_applications a ON a.id = m.application
     WHERE a.account = $1 AND m.id > $2 ORDER BY m.id LIMIT 200"
}

section! {
    mirror_refusals in "mirror-refusals.json", MirrorRefusalRow { mirror: MirrorId, blob: BlobId, refused_at: Time }
    opened { reason_sealed: "replica_refusals.reason" as "reason" },
    "SELECT f.id, f.mirror, f.blob, f.refused_at, f.reason_sealed
     FROM replica_refusals f JOIN mirrors m ON m.id = f.mirror JOIN host_applications a ON a.id = m.application
     WHERE a.account = $1 AND f.id > $2 ORDER BY f.id LIMIT 200"
}
