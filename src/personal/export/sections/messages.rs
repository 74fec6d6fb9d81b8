//! What was mailed to this person, as long as it is kept: what somebody was sent is theirs to have again, though it says of another
//! person what the law had it say, as the copy of a counter-notice does.

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{altered, is_altered, opened};
use crate::accounts::Email;
use crate::claims::correspondents;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId};
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

/// To whom.
#[derive(Clone, Copy)]
pub(super) enum To {
    /// The account itself. What went to a bare address shows that somebody reads that mailbox, and is not an account's.
    Account(AccountId),
    /// Who sent a notice without an account, at the address in it.
    Notifier(ClaimId),
}

/// The messages to somebody.
pub(super) async fn write(service: &Service, to: To, archive: &mut Archive) -> Result<(), Error> {
    let mut list = archive.list("messages.json").await?;
    let mut after = Uuid::nil();
    loop {
        let mut tx = service.db.read().await?;
        let rows = next(&mut tx, to, after).await?;
        drop(tx);
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            let mut value = with_text(service, row)?;
            if let To::Notifier(claim) = to {
                value["text"] = without_code(service, claim, &value);
            }
            list.row(&value).await?;
        }
    }
    list.end().await
}

async fn next(tx: &mut Tx, to: To, after: Uuid) -> Result<Vec<Row>, sqlx::Error> {
    match to {
        To::Account(account) => db::all!(
            tx,
            Row,
            "SELECT id, log_case, state, created_at, sent_at, bounced_at, recipient_sealed, content_sealed FROM messages
             WHERE account = $1 AND id > $2 ORDER BY id LIMIT 200",
            account,
            after
        ),
        To::Notifier(claim) => db::all!(
            tx,
            Row,
            "SELECT id, log_case, state, created_at, sent_at, bounced_at, recipient_sealed, content_sealed FROM messages
             WHERE log_case = (SELECT log_case FROM claims WHERE id = $1) AND account IS NULL AND addressee = 'notifier' AND id > $2
             ORDER BY id LIMIT 200",
            claim,
            after
        ),
    }
}

/// A row with its address and text, while they are kept.
fn with_text(service: &Service, row: &Row) -> Result<Value, Error> {
    let place = |what: &str| format!("messages.{what}/{}", row.id);
    let content = opened(service, &place("content"), Some(row.content_sealed.as_slice()))?;
    let mut value = serde_json::to_value(row)?;
    value["recipient"] = opened(service, &place("recipient"), Some(row.recipient_sealed.as_slice()))?;
    if is_altered(&content) {
        value["subject"] = altered();
        value["text"] = altered();
    } else {
        let message: Option<Message> = serde_json::from_value(content)?;
        value["subject"] = json!(message.as_ref().map(Message::subject));
        value["text"] = json!(message.as_ref().map(Message::plain));
    }
    Ok(value)
}

/// The text of a message without what shows that its reader reads the mailbox: whoever has the private link need not be that. Without the
/// address nobody knows what that is, so that the text goes the way of the address.
fn without_code(service: &Service, claim: ClaimId, message: &Value) -> Value {
    let (recipient, text) = (&message["recipient"], &message["text"]);
    let address = recipient.as_str().and_then(|address| Email::parse(address).ok());
    match (address, text.as_str()) {
        (Some(address), Some(text)) => text.replace(&correspondents::code(service, claim, &address), "…").into(),
        (None, Some(_)) if is_altered(recipient) => altered(),
        (None, Some(_)) => Value::Null,
        (_, None) => text.clone(),
    }
}
