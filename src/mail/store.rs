//! The outbox's SQL.

use super::{Progress, State};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, MessageId};
use crate::texts::Language;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub recipient_sealed: Vec<u8>,
    pub content_sealed: Vec<u8>,
    pub state: String,
    pub attempts: i64,
    pub created_at: Time,
    pub sent_at: Option<Time>,
    pub last_error: Option<String>,
}

impl Row {
    pub(super) fn progress(self, id: MessageId) -> Progress {
        let state = match self.state.as_str() {
            "queued" => State::Queued,
            "sent" => State::Sent,
            _ => State::Failed,
        };
        let Self { attempts, created_at, sent_at, last_error, .. } = self;
        Progress { id, state, attempts, created_at, sent_at, last_error }
    }
}

/// The sealed address of an account, and its language.
pub(super) async fn account(tx: &mut Tx, account: AccountId) -> Result<Option<(Vec<u8>, Language)>, sqlx::Error> {
    db::optional!(tx, (Vec<u8>, Language), "SELECT email_sealed, locale FROM accounts WHERE id = $1", account)
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: MessageId,
    recipient_sealed: &[u8],
    content_sealed: &[u8],
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO messages (id, recipient_sealed, content_sealed, state, attempts, created_at)
         VALUES ($1, $2, $3, 'queued', 0, $4)",
        id,
        recipient_sealed,
        content_sealed,
        now
    )?;
    Ok(())
}

pub(super) async fn message(tx: &mut Tx, id: MessageId) -> Result<Option<Row>, sqlx::Error> {
    db::optional!(
        tx,
        Row,
        "SELECT recipient_sealed, content_sealed, state, attempts, created_at, sent_at, last_error
         FROM messages WHERE id = $1",
        id
    )
}

// The three ends of a try. Each leaves a message alone that another worker already settled. One that will not be tried again
// keeps neither address nor text: it may be a stranger's, and hold a code.

const NOTHING: &[u8] = &[];

pub(super) async fn sent(tx: &mut Tx, id: MessageId, now: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET state = 'sent', attempts = attempts + 1, sent_at = $2, last_error = NULL,
                recipient_sealed = $3, content_sealed = $3
         WHERE id = $1 AND state = 'queued'",
        id,
        now,
        NOTHING
    )?;
    Ok(())
}

pub(super) async fn not_taken(tx: &mut Tx, id: MessageId, reason: &str) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET attempts = attempts + 1, last_error = $2 WHERE id = $1 AND state = 'queued'",
        id,
        reason
    )?;
    Ok(())
}

pub(super) async fn give_up(tx: &mut Tx, id: MessageId, reason: &str) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET state = 'failed', attempts = attempts + 1, last_error = $2,
                recipient_sealed = $3, content_sealed = $3
         WHERE id = $1 AND state = 'queued'",
        id,
        reason,
        NOTHING
    )?;
    Ok(())
}

pub(super) async fn failed(tx: &mut Tx, rows: u32) -> Result<Vec<Progress>, sqlx::Error> {
    #[derive(sqlx::FromRow)]
    struct Failed {
        id: MessageId,
        #[sqlx(flatten)]
        row: Row,
    }
    let rows = db::all!(
        tx,
        Failed,
        "SELECT id, recipient_sealed, content_sealed, state, attempts, created_at, sent_at, last_error
         FROM messages WHERE state = 'failed' ORDER BY created_at DESC, id DESC LIMIT $1",
        i64::from(rows)
    )?;
    Ok(rows.into_iter().map(|Failed { id, row }| row.progress(id)).collect())
}
