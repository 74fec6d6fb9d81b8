//! What was mailed to this person, as long as it is kept: what somebody was sent is theirs to have again, though it says of another
//! person what the law had it say, as the copy of a counter-notice does.

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::opened;
use crate::clock::Time;
use crate::db;
use crate::ids::{AccountId, CaseId};
use crate::mail::Message;
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;

#[derive(sqlx::FromRow, Serialize)]
struct Row {
    id: Uuid,
    log_case: Option<CaseId>,
    state: String,
    created_at: Time,
    sent_at: Option<Time>,
    bounced_at: Option<Time>,
    #[serde(skip)]
    recipient_sealed: Vec<u8>,
    #[serde(skip)]
    content_sealed: Vec<u8>,
}

/// The messages to the account itself. What went to a bare address shows that somebody reads that mailbox, and is not here.
pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    let mut list = archive.list("messages.json").await?;
    let mut after = Uuid::nil();
    loop {
        let mut tx = service.db.read().await?;
        let rows = db::all!(
            tx,
            Row,
            "SELECT id, log_case, state, created_at, sent_at, bounced_at, recipient_sealed, content_sealed FROM messages
             WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200",
            account,
            after
        )?;
        drop(tx);
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            let place = |what: &str| format!("messages.{what}/{}", row.id);
            let content = opened(service, &place("content"), Some(row.content_sealed.as_slice()))?;
            let message: Option<Message> = serde_json::from_value(content)?;
            let mut value = serde_json::to_value(row)?;
            value["recipient"] = opened(service, &place("recipient"), Some(row.recipient_sealed.as_slice()))?;
            value["subject"] = json!(message.as_ref().map(Message::subject));
            value["text"] = json!(message.as_ref().map(Message::plain));
            list.row(&value).await?;
        }
    }
    list.end().await
}
