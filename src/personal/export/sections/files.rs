//! What they store: the list of their files as only their browser reads it, the files, uploads and links.

use serde::Serialize;
use uuid::Uuid;

use super::{Blob, opened, section};
use crate::clock::Time;
use crate::db;
use crate::ids::{AccountId, CaseId};
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;

pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    file_list(service, account, archive).await?;
    files(service, account, archive).await?;
    uploads(service, account, archive).await?;
    links(service, account, archive).await
}

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
