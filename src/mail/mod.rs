//! Messages to people, and the outbox they wait in.
//!
//! A message is a row written in the transaction of the change it tells of ([`queue`]), with the job
//! that sends it ([`send`]): neither a change without its message nor a message without its change.
//! Address and content lie encrypted at rest. The same row always makes the same bytes under the same
//! `Message-ID`, so a message that was handed over twice, because the service died in between, is
//! recognisable as one.
//!
//! What a message says is written once, in the recipient's language, and travels as plain text and as HTML ([`Message`]).
//!
//! No message carries a file name or a secret, but for the code by which somebody who signed up shows
//! that they read the mailbox; what is confidential stays in the portal, and the message links there.

mod address;
mod message;
mod route;
mod store;

use std::time::Duration;

pub use address::{Address, MalformedAddress};
pub use message::{MalformedMessage, Message};
pub use route::is_certificate;

use crate::clock::Time;
use crate::config::MailRoute;
use crate::db::Tx;
use crate::ids::{AccountId, MessageId};
use crate::jobs::{self, Job};
use crate::keys;
use crate::service::Service;
use crate::texts::Language;

/// After this a message that no server took is given up: it is marked failed and shown to staff.
const GIVE_UP_AFTER: Duration = Duration::from_hours(5 * 24);

/// Whom a message goes to, which says in what language it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient<'a> {
    /// A person with an account: at the address and in the language the account has now.
    Account(AccountId),
    /// Anybody else: a notifier without an account, somebody invited.
    Address(&'a Address, Language),
}

/// Why a message could not be queued or sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] jobs::Error),
    /// A sealed address or text does not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The account has none, or it is not there.
    #[error("there is no account {0} to write to")]
    NoAccount(AccountId),
    /// There is no such message.
    #[error("there is no message {0}")]
    NoMessage(MessageId),
    /// What was stored is not a message.
    #[error("message {0} cannot be read back")]
    Unreadable(MessageId),
    /// It says too much to be a message.
    #[error(transparent)]
    Malformed(#[from] MalformedMessage),
    /// Not this time. It is tried again.
    #[error("the message was not taken: {0}")]
    NotTaken(String),
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits, or is being tried.
    Queued,
    /// A server took it, or its file is written.
    Sent,
    /// Refused for good, or given up.
    Failed,
}

/// How a message fares, without its address or content: for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The message.
    pub id: MessageId,
    /// Where it is.
    pub state: State,
    /// How often sending was tried.
    pub attempts: i64,
    /// When it was queued.
    pub created_at: Time,
    /// When it was taken.
    pub sent_at: Option<Time>,
    /// What went wrong last; never an address.
    pub last_error: Option<String>,
}

/// Queues a message, and the job that sends it, in the caller's transaction. `write` writes it in the language of whoever
/// gets it.
pub async fn queue(
    tx: &mut Tx,
    service: &Service,
    recipient: Recipient<'_>,
    write: impl FnOnce(Language) -> Message,
) -> Result<MessageId, Error> {
    let id = MessageId::new(&service.clock, &service.entropy);
    let (address, language) = match recipient {
        Recipient::Address(address, language) => (address.as_str().to_owned(), language),
        Recipient::Account(account) => {
            let (sealed, language) = store::account(tx, account).await?.ok_or(Error::NoAccount(account))?;
            let email = service.keys.open_sealed(&format!("accounts.email/{account}"), &sealed)?;
            (String::from_utf8(email.to_vec()).map_err(|_| Error::NoAccount(account))?, language)
        }
    };
    let content = serde_json::to_vec(&write(language).checked()?).map_err(|_| Error::Unreadable(id))?;
    let now = service.clock.now();
    store::insert(
        tx,
        id,
        &service.keys.seal(&format!("messages.recipient/{id}"), address.as_bytes()),
        &service.keys.seal(&format!("messages.content/{id}"), &content),
        now,
    )
    .await?;
    jobs::enqueue(tx, service, &Job::SendMessage { message: id }, now).await?;
    Ok(id)
}

/// Sends a queued message by the configured route. Safe to call again at any time: a message that was
/// taken or given up is left alone. A temporary failure is an error, so that the queue tries again; a
/// refusal for good is recorded and is no error.
pub async fn send(service: &Service, id: MessageId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let row = store::message(&mut tx, id).await?.ok_or(Error::NoMessage(id))?;
    drop(tx);
    if row.state != "queued" {
        return Ok(());
    }
    let envelope = unseal(service, id, &row)?;
    match route::hand_over(service, &envelope).await {
        Ok(()) => {
            let now = service.clock.now();
            let mut tx = service.db.begin().await?;
            store::sent(&mut tx, id, now).await?;
            tx.commit().await?;
            Ok(())
        }
        Err(route::Refusal::ForGood(reason)) => give_up(service, id, &reason).await,
        Err(route::Refusal::ForNow(reason)) if service.clock.now().since(row.created_at) >= GIVE_UP_AFTER => {
            give_up(service, id, &format!("{reason}; given up after five days")).await
        }
        Err(route::Refusal::ForNow(reason)) => {
            let mut tx = service.db.begin().await?;
            store::not_taken(&mut tx, id, &reason).await?;
            tx.commit().await?;
            Err(Error::NotTaken(reason))
        }
    }
}

/// How a message fares.
pub async fn progress(service: &Service, id: MessageId) -> Result<Progress, Error> {
    let mut tx = service.db.read().await?;
    let row = store::message(&mut tx, id).await?.ok_or(Error::NoMessage(id))?;
    Ok(row.progress(id))
}

/// The messages that were refused for good or given up, newest first: staff must reach these people
/// another way.
pub async fn failed(service: &Service, rows: u32) -> Result<Vec<Progress>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::failed(&mut tx, rows).await?)
}

/// Whether the configured route can carry mail at all: nothing is connected to.
///
/// # Errors
/// What is wrong with it, in words that say no password.
pub fn check(route: &MailRoute) -> Result<(), String> {
    route::check(route)
}

/// A message with its address, opened for sending.
struct Envelope {
    id: MessageId,
    recipient: Address,
    message: Message,
    created_at: Time,
}

fn unseal(service: &Service, id: MessageId, row: &store::Row) -> Result<Envelope, Error> {
    let unreadable = || Error::Unreadable(id);
    let recipient = service.keys.open_sealed(&format!("messages.recipient/{id}"), &row.recipient_sealed)?;
    let recipient = std::str::from_utf8(&recipient).map_err(|_| unreadable())?.parse().map_err(|_| unreadable())?;
    let content = service.keys.open_sealed(&format!("messages.content/{id}"), &row.content_sealed)?;
    let message: Message = serde_json::from_slice(&content).map_err(|_| unreadable())?;
    // What was valid when queued is checked again: the database is not what makes it safe.
    let message = message.checked().map_err(|_| unreadable())?;
    Ok(Envelope { id, recipient, message, created_at: row.created_at })
}

async fn give_up(service: &Service, id: MessageId, reason: &str) -> Result<(), Error> {
    tracing::warn!(message = %id, reason, "a message was not delivered");
    let mut tx = service.db.begin().await?;
    store::give_up(&mut tx, id, reason).await?;
    tx.commit().await?;
    Ok(())
}
