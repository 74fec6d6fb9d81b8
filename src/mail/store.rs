//! The outbox's SQL.

use std::collections::HashSet;

use super::bounces::Kind;
use super::{About, Addressee, Progress, State};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, MessageId};
use crate::texts::{Language, Text};

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    pub recipient_sealed: Vec<u8>,
    pub content_sealed: Vec<u8>,
    pub state: State,
    pub attempts: i64,
    pub created_at: Time,
    pub handed_at: Option<Time>,
    pub sent_at: Option<Time>,
    pub last_error: Option<Text>,
    log_case: Option<CaseId>,
    addressee: Option<Addressee>,
    pub account: Option<AccountId>,
    pub thread: Option<Vec<u8>>,
    bounced_at: Option<Time>,
    settled_at: Option<Time>,
}

impl Row {
    pub(super) fn about(&self) -> Option<About> {
        self.log_case.zip(self.addressee).map(|(case, to)| About { case, to })
    }

    pub(super) fn progress(self, id: MessageId) -> Progress {
        let (about, kept) = (self.about(), !self.content_sealed.is_empty());
        let Self { state, attempts, created_at, sent_at, bounced_at, settled_at, last_error, .. } = self;
        let subject = None;
        Progress { id, state, about, attempts, created_at, sent_at, bounced_at, last_error, settled_at, kept, subject }
    }
}

/// The sealed address of an account, and its language.
pub(super) async fn account(tx: &mut Tx, account: AccountId) -> Result<Option<(Vec<u8>, Language)>, sqlx::Error> {
    db::optional!(tx, (Vec<u8>, Language), "SELECT email_sealed, locale FROM accounts WHERE id = $1", account)
}

pub(super) struct NewMessage<'a> {
    pub id: MessageId,
    pub recipient_sealed: &'a [u8],
    pub content_sealed: &'a [u8],
    pub about: Option<About>,
    pub account: Option<AccountId>,
    pub thread: Option<&'a [u8]>,
    pub now: Time,
}

pub(super) async fn insert(tx: &mut Tx, new: NewMessage<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO messages (id, recipient_sealed, content_sealed, state, attempts, created_at, log_case, addressee,
                               account, thread)
         VALUES ($1, $2, $3, 'queued', 0, $4, $5, $6, $7, $8)",
        new.id,
        new.recipient_sealed,
        new.content_sealed,
        new.now,
        new.about.map(|about| about.case),
        new.about.map(|about| about.to.as_str()),
        new.account,
        new.thread
    )?;
    Ok(())
}

pub(super) async fn message(tx: &mut Tx, id: MessageId) -> Result<Option<Row>, sqlx::Error> {
    db::optional!(
        tx,
        Row,
        "SELECT recipient_sealed, content_sealed, state, attempts, created_at, handed_at, sent_at, last_error, log_case, addressee,
                account, thread, bounced_at, settled_at
         FROM messages WHERE id = $1",
        id
    )
}

/// The first message of a conversation.
pub(super) async fn first_of(tx: &mut Tx, thread: &[u8]) -> Result<Option<MessageId>, sqlx::Error> {
    let sql = "SELECT id FROM messages WHERE thread = $1 ORDER BY id LIMIT 1";
    Ok(db::optional!(tx, (MessageId,), sql, thread)?.map(|(id,)| id))
}

/// Notes that it is about to be handed over, before any server can send it back. 1 if it waits still.
pub(super) async fn handing_over(tx: &mut Tx, id: MessageId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE messages SET handed_at = $2 WHERE id = $1 AND state = 'queued'", id, now)
}

// The three ends of a try. Each leaves a message alone that another worker already settled. One that will not be tried again
// keeps neither address nor text: it may be a stranger's, and hold a code. A message of a case is kept while it can come back.

const NOTHING: &[u8] = &[];

pub(super) async fn sent(tx: &mut Tx, id: MessageId, now: Time, kept: bool) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET state = 'sent', attempts = attempts + 1, sent_at = $2, last_error = NULL
         WHERE id = $1 AND state = 'queued'",
        id,
        now
    )?;
    if kept { Ok(()) } else { wipe(tx, id).await }
}

pub(super) async fn not_taken(tx: &mut Tx, id: MessageId, reason: &Text) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET attempts = attempts + 1, last_error = $2 WHERE id = $1 AND state = 'queued'",
        id,
        reason
    )?;
    Ok(())
}

pub(super) async fn give_up(tx: &mut Tx, id: MessageId, reason: &Text, kept: bool) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET state = 'failed', attempts = attempts + 1, last_error = $2
         WHERE id = $1 AND state = 'queued'",
        id,
        reason
    )?;
    if kept { Ok(()) } else { wipe(tx, id).await }
}

/// Takes address and text out of a message that waits for nothing any more.
async fn wipe(tx: &mut Tx, id: MessageId) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET recipient_sealed = $2, content_sealed = $2 WHERE id = $1 AND state <> 'queued'",
        id,
        NOTHING
    )?;
    Ok(())
}

/// Forgets a message that was taken by then, or that staff have settled; what they noted, if they did by then. One that was sent again meanwhile is
/// kept on.
pub(super) async fn forget(tx: &mut Tx, id: MessageId, taken_by: Time) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET recipient_sealed = $2, content_sealed = $2,
                settled_note_sealed = CASE WHEN settled_at <= $3 THEN NULL ELSE settled_note_sealed END
         WHERE id = $1 AND ((state = 'sent' AND sent_at <= $3) OR settled_at IS NOT NULL)",
        id,
        NOTHING,
        taken_by
    )?;
    Ok(())
}

/// The messages from this one on, as ids sort, of which something is kept or which wait to be sent; and what is about no case, of which nothing
/// is, and was taken after a time.
pub(super) async fn letters_kept(
    tx: &mut Tx,
    oldest: MessageId,
    since: Time,
) -> Result<HashSet<MessageId>, sqlx::Error> {
    let kept = db::all!(
        tx,
        (MessageId,),
        "SELECT id FROM messages
         WHERE id >= $1 AND (state = 'queued' OR LENGTH(content_sealed) > 0 OR (log_case IS NULL AND sent_at > $2))",
        oldest,
        since
    )?;
    Ok(kept.into_iter().map(|(id,)| id).collect())
}

/// Takes address and text out of what was mailed in a case to who has no account, and does not wait to be sent.
pub(super) async fn erase_strangers(tx: &mut Tx, case: CaseId) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET recipient_sealed = $2, content_sealed = $2
         WHERE log_case = $1 AND account IS NULL AND state <> 'queued'",
        case,
        NOTHING
    )?;
    Ok(())
}

// What did not arrive ---------------------------------------------------------------------------------

/// Marks a message that was handed over after a time as come back: its report can be here before whoever handed it over has noted that it was
/// taken.
/// Another state is left as it is. What is about no case keeps nothing.
pub(super) async fn bounced(
    tx: &mut Tx,
    id: MessageId,
    kind: Kind,
    reason: &Text,
    now: Time,
    since: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET state = 'bounced', bounce = $2, bounced_at = $3, last_error = $4, sent_at = COALESCE(sent_at, handed_at),
                recipient_sealed = CASE WHEN log_case IS NULL THEN $5 ELSE recipient_sealed END,
                content_sealed = CASE WHEN log_case IS NULL THEN $5 ELSE content_sealed END
         WHERE id = $1 AND (state = 'sent' OR (state = 'queued' AND handed_at IS NOT NULL)) AND COALESCE(sent_at, handed_at) > $6",
        id,
        kind,
        now,
        reason,
        NOTHING,
        since
    )
}

pub(super) async fn requeue(tx: &mut Tx, id: MessageId, recipient: &[u8], now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET state = 'queued', created_at = $3, handed_at = NULL, sent_at = NULL, bounce = NULL, bounced_at = NULL,
                recipient_sealed = $2
         WHERE id = $1 AND state IN ('failed', 'bounced') AND settled_at IS NULL AND LENGTH(content_sealed) > 0",
        id,
        recipient,
        now
    )
}

pub(super) async fn settle(
    tx: &mut Tx,
    id: MessageId,
    by: AccountId,
    note: &[u8],
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE messages SET settled_at = $2, settled_by = $3, settled_note_sealed = $4, recipient_sealed = $5,
                content_sealed = $5
         WHERE id = $1 AND state IN ('failed', 'bounced') AND settled_at IS NULL AND log_case IS NOT NULL",
        id,
        now,
        by,
        note,
        NOTHING
    )
}

/// A message in a list, as it lies.
#[derive(sqlx::FromRow)]
pub(crate) struct Listed {
    pub(super) id: MessageId,
    #[sqlx(flatten)]
    pub(super) row: Row,
}

impl Listed {
    /// How it fares.
    pub(crate) fn progress(self) -> Progress {
        self.row.progress(self.id)
    }
}

/// What [`Listed`] is read from: the columns of the message `x`.
macro_rules! columns {
    () => {
        "x.id, x.recipient_sealed, x.content_sealed, x.state, x.attempts, x.created_at, x.handed_at, x.sent_at, x.last_error, x.log_case,
                x.addressee, x.account, x.thread, x.bounced_at, x.settled_at"
    };
}
pub(crate) use columns;

/// What is about a case; but for what is about another claim than this one, if it is given.
pub(super) async fn of_case(tx: &mut Tx, case: CaseId, claim: Option<ClaimId>) -> Result<Vec<Listed>, sqlx::Error> {
    db::all!(
        tx,
        Listed,
        concat!(
            "SELECT ",
            columns!(),
            " FROM messages x WHERE x.log_case = $1 AND ($2 IS NULL OR x.claim IS NULL OR x.claim = $2) ORDER BY x.id"
        ),
        case,
        claim
    )
}

pub(super) async fn about_claim(tx: &mut Tx, id: MessageId, claim: ClaimId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "UPDATE messages SET claim = $2 WHERE id = $1", id, claim)?;
    Ok(())
}
