//! Messages to people, and the outbox they wait in.
//!
//! A message is a row written in the transaction of the change it tells of ([`queue`]), with the job
//! that sends it ([`send`]): neither a change without its message nor a message without its change.
//! Address and content lie encrypted at rest. The same row always makes the same bytes under the same
//! `Message-ID`, so a message that was handed over twice, because the service died in between, is
//! recognisable as one.
//!
//! A message about a case stands in one conversation with the others that its recipient gets about it, and is kept until it
//! can no longer come back: what did not arrive is a task for staff ([`crate::process::delivery`]), who send it again or reach the person
//! another way. What comes back is read in [`bounces`].
//!
//! Without a mail server, messages are files that the operator hands on ([`letters`]), and go as they would from the outbox.
//!
//! What a message says is written once, in the recipient's language, and travels as plain text and as HTML ([`Message`]).
//!
//! No message carries a file name or a secret, but for what shows that somebody reads the mailbox: the code of a sign-up or of a
//! notice that its sender confirms, the link by which who has no account answers what was decided about them, and the private links of their
//! notices where they lost them and ask. What is confidential stays in the portal, and the message links there. The key of a link is cut out
//! of what somebody typed, such as reasons that are quoted.

mod address;
pub mod bounces;
pub mod letters;
mod message;
mod route;
mod store;

use std::io;
use std::time::Duration;

use zeroize::Zeroizing;

pub use address::{Address, MalformedAddress};
pub use message::{MalformedMessage, Message};
pub use route::is_certificate;
pub(crate) use store::{Listed, columns};

use crate::causes::with_causes;
use crate::clock::Time;
use crate::config::MailRoute;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, MessageId};
use crate::jobs::{self, Job};
use crate::keys::{self, Altered, Legible};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::words::words;

/// After this a message that no server took is given up: it is marked failed and shown to staff.
const GIVE_UP_AFTER: Duration = Duration::from_hours(5 * 24);
/// How long a message that was taken can come back: servers give up within days too.
const COMES_BACK_WITHIN: Duration = Duration::from_hours(14 * 24);

/// Whom a message goes to, which says in what language it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient<'a> {
    /// A person with an account: at the address and in the language the account has now.
    Account(AccountId),
    /// Anybody else: a notifier without an account, somebody invited.
    Address(&'a Address, Language),
}

/// The case that a message is about. A mailbox shows what it gets about one case as one conversation, and staff see how each
/// message of a case fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The case.
    pub case: CaseId,
    /// As what the recipient is written to.
    pub to: Addressee,
}

/// As what somebody is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// Who sent a notice.
    Notifier,
    /// Whose file or link it is.
    Uploader,
    /// An owner of an organisation.
    Owner,
    /// Somebody invited to act for an organisation.
    Invited,
    /// A court or an authority that issued an order.
    Authority,
    /// Staff.
    Staff,
    /// The person of an account.
    Person,
    /// Who complained about a blocked link or a terminated account, at the address they gave.
    Sharee,
}

words! {
    Addressee {
        Notifier = "notifier", Uploader = "uploader", Owner = "owner", Invited = "invited",
        Authority = "authority", Staff = "staff",
        Person = "person", Sharee = "sharee",
    }
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
    /// The folder of letters.
    #[error("the folder of letters: {0}")]
    Letters(#[from] io::Error),
    /// Not this time. It is tried again.
    #[error("the message was not taken: {0}")]
    NotTaken(String),
}

impl Error {
    /// Whether what was stored cannot be read, since it was altered in the database.
    pub const fn is_altered(&self) -> bool {
        matches!(self, Self::Keys(keys::Error::Altered(_)))
    }
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
    /// Taken, and sent back later.
    Bounced,
}

words! { State { Queued = "queued", Sent = "sent", Failed = "failed", Bounced = "bounced" } }

/// How a message fares, without its address or text: for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The message.
    pub id: MessageId,
    /// Where it is.
    pub state: State,
    /// The case it is about, and as what its recipient is written to.
    pub about: Option<About>,
    /// How often sending was tried.
    pub attempts: i64,
    /// When it was queued.
    pub created_at: Time,
    /// When it was taken.
    pub sent_at: Option<Time>,
    /// When it came back.
    pub bounced_at: Option<Time>,
    /// What went wrong last; never an address.
    pub last_error: Option<Text>,
    /// When staff said that they have seen to it.
    pub settled_at: Option<Time>,
    /// Whether address and text are still there, so that it can be sent again.
    pub kept: bool,
    /// Its subject, where the mail of a case is listed ([`of_cases`]) and while that is there; never a secret. None of one that is kept: it was
    /// altered.
    pub subject: Option<String>,
}

fn email_context(account: AccountId) -> String {
    format!("accounts.email/{account}")
}

/// The address of an account, closed or not, and the language its person reads: no address where it was erased, and [`Altered`] where nobody can
/// read it.
pub(crate) async fn address_of(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
) -> Result<(Legible<String>, Language), Error> {
    let (sealed, language) = store::account(tx, account).await?.ok_or(Error::NoAccount(account))?;
    if sealed.is_empty() {
        return Ok((Ok(None), language));
    }
    let opened = service.keys.legible(&email_context(account), &sealed)?.ok().flatten();
    let address = opened.and_then(|email| String::from_utf8(email.to_vec()).ok());
    Ok((address.map(Some).ok_or(Altered), language))
}

/// Queues a message, and the job that sends it, in the caller's transaction. `write` writes it in the language of whoever
/// gets it. `None`: it was for an account that was erased, and nobody can be told. Where the address of an account was altered in the
/// database, the message is one that did not arrive, for staff to see to, and whatever it tells of goes on.
pub async fn queue(
    tx: &mut Tx,
    service: &Service,
    recipient: Recipient<'_>,
    about: Option<About>,
    write: impl FnOnce(Language) -> Message,
) -> Result<Option<MessageId>, Error> {
    let id = MessageId::new(&service.clock, &service.entropy);
    let (address, language) = match recipient {
        Recipient::Address(address, language) => (Some(address.as_str().to_owned()), language),
        Recipient::Account(account) => match address_of(tx, service, account).await? {
            (Ok(None), _) => return Ok(None),
            (Ok(address), language) => (address, language),
            (Err(Altered), language) => (None, language),
        },
    };
    let content = serde_json::to_vec(&write(language).checked()?).map_err(|_| Error::Unreadable(id))?;
    let now = service.clock.now();
    // Of the address as it is compared, so that a conversation outlasts how somebody writes it.
    let thread = about.zip(address.as_deref()).map(|(about, address)| {
        let subject = Zeroizing::new(format!("{} {}", about.case, address.to_lowercase()));
        service.keys.lookup("messages.thread", &subject)
    });
    let new = store::NewMessage {
        id,
        recipient_sealed: &service
            .keys
            .seal(&format!("messages.recipient/{id}"), address.as_deref().unwrap_or_default().as_bytes()),
        content_sealed: &service.keys.seal(&format!("messages.content/{id}"), &content),
        about,
        account: match recipient {
            Recipient::Account(account) => Some(account),
            Recipient::Address(..) => None,
        },
        thread: thread.as_ref().map(<[u8; 32]>::as_slice),
        now,
    };
    store::insert(tx, new).await?;
    if address.is_some() {
        jobs::enqueue(tx, service, &Job::SendMessage { message: id }, now).await?;
    } else {
        store::give_up(tx, id, &Text::of("mail-cause-altered"), about.is_some()).await?;
    }
    Ok(Some(id))
}

/// Sends a queued message by the configured route. Safe to call again at any time: a message that was
/// taken or given up is left alone. A temporary failure is an error, so that the queue tries again; a
/// refusal for good is recorded and is no error, as is that it was altered in the database.
pub async fn send(service: &Service, id: MessageId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let row = store::message(&mut tx, id).await?.ok_or(Error::NoMessage(id))?;
    let before = match &row.thread {
        Some(thread) => store::first_of(&mut tx, thread).await?.filter(|first| *first != id),
        None => None,
    };
    drop(tx);
    if row.state != State::Queued {
        return Ok(());
    }
    let envelope = match unseal(service, id, &row) {
        Ok(opened) => Envelope { first: before, ..opened },
        Err(error) if error.is_altered() => {
            tracing::error!(message = %id, error = %with_causes(&error), "a message cannot be sent");
            return give_up(service, id, &row, &Text::of("mail-cause-altered")).await;
        }
        Err(error) => return Err(error),
    };
    // A server can send it back before its answer has arrived here.
    if row.handed_at.is_none() {
        let mut tx = service.db.begin().await?;
        if store::handing_over(&mut tx, id, service.clock.now()).await? != 1 {
            return Ok(());
        }
        tx.commit().await?;
    }
    match route::hand_over(service, &envelope).await {
        Ok(()) => {
            let now = service.clock.now();
            let mut tx = service.db.begin().await?;
            // A message of a case can come back, and staff then send it again: until it no longer can, it is kept.
            let kept = row.about().is_some();
            store::sent(&mut tx, id, now, kept).await?;
            if kept {
                jobs::enqueue(&mut tx, service, &Job::ForgetMessage { message: id }, now.plus(COMES_BACK_WITHIN))
                    .await?;
            }
            tx.commit().await?;
            Ok(())
        }
        Err(route::Refusal::ForGood(reason)) => give_up(service, id, &row, &reason).await,
        Err(route::Refusal::ForNow(reason)) if service.clock.now().since(row.created_at) >= GIVE_UP_AFTER => {
            give_up(service, id, &row, &Text::of("mail-cause-given-up").with("why", reason)).await
        }
        Err(route::Refusal::ForNow(reason)) => {
            let mut tx = service.db.begin().await?;
            store::not_taken(&mut tx, id, &reason).await?;
            tx.commit().await?;
            Err(Error::NotTaken(reason.to_string()))
        }
    }
}

/// How a message fares.
pub async fn progress(service: &Service, id: MessageId) -> Result<Progress, Error> {
    progress_in(&mut service.db.read().await?, id).await
}

/// The same, in the caller's transaction.
pub async fn progress_in(tx: &mut Tx, id: MessageId) -> Result<Progress, Error> {
    let row = store::message(tx, id).await?.ok_or(Error::NoMessage(id))?;
    Ok(row.progress(id))
}

/// Says which claim a message to an uploader is about, in the transaction that queues it: its case is that of the file, about which there
/// can be other claims.
pub(crate) async fn about_claim(tx: &mut Tx, message: MessageId, claim: ClaimId) -> Result<(), sqlx::Error> {
    store::about_claim(tx, message, claim).await
}

/// The messages about some cases with their subjects, the oldest first; but for those about another claim than this one, if it is given.
pub async fn of_cases(
    tx: &mut Tx,
    service: &Service,
    cases: &[CaseId],
    claim: Option<ClaimId>,
) -> Result<Vec<Progress>, Error> {
    let opened = |listed: Listed| {
        let subject = letter(service, &listed).map(|letter| letter.subject);
        Progress { subject, ..listed.progress() }
    };
    let mut messages = Vec::new();
    for case in cases {
        messages.extend(store::of_case(tx, *case, claim).await?.into_iter().map(opened));
    }
    messages.sort_by_key(|message| message.id);
    Ok(messages)
}

/// What a message of a case says it is about, and where it goes: for staff who reach the person another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// The address.
    pub to: Address,
}

/// A message at hand opened. None where address and text are kept no longer, or cannot be read: what is wrong with one hides no other.
pub(crate) fn letter(service: &Service, listed: &Listed) -> Option<Letter> {
    if listed.row.content_sealed.is_empty() {
        return None;
    }
    match unseal(service, listed.id, &listed.row) {
        Ok(Envelope { recipient, message, .. }) => {
            Some(Letter { subject: message.subject().to_owned(), to: recipient })
        }
        Err(error) => {
            tracing::warn!(message = %listed.id, error = %with_causes(&error), "a message cannot be read back");
            None
        }
    }
}

/// Puts a message that did not arrive back into the outbox, to the address that its account has now. `false`: it is on its
/// way, arrived, or nothing of it is left.
///
/// # Errors
/// [`Error::is_altered`] where nobody can read where it is to go, or what it says.
pub async fn send_again(tx: &mut Tx, service: &Service, id: MessageId) -> Result<bool, Error> {
    let row = store::message(tx, id).await?.ok_or(Error::NoMessage(id))?;
    let now = service.clock.now();
    if row.content_sealed.is_empty() {
        return Ok(false);
    }
    content(service, id, &row)?;
    let recipient = if let Some(account) = row.account {
        match address_of(tx, service, account).await?.0 {
            Ok(Some(address)) => service.keys.seal(&format!("messages.recipient/{id}"), address.as_bytes()),
            Ok(None) => return Ok(false),
            Err(Altered) => return Err(keys::Error::Altered(email_context(account)).into()),
        }
    } else {
        unseal(service, id, &row)?;
        row.recipient_sealed
    };
    if store::requeue(tx, id, &recipient, now).await? != 1 {
        return Ok(false);
    }
    jobs::enqueue(tx, service, &Job::SendMessage { message: id }, now).await?;
    Ok(true)
}

/// Notes that staff have seen to a message that did not arrive, and keeps nothing else of it: the note for as long as what was sent can come
/// back. `false`: it is not one, or somebody has.
pub async fn settle(tx: &mut Tx, service: &Service, id: MessageId, by: AccountId, note: &str) -> Result<bool, Error> {
    let sealed = service.keys.seal(&format!("messages.settled_note/{id}"), note.as_bytes());
    let now = service.clock.now();
    if store::settle(tx, id, by, &sealed, now).await? != 1 {
        return Ok(false);
    }
    jobs::enqueue(tx, service, &Job::ForgetMessage { message: id }, now.plus(COMES_BACK_WITHIN)).await?;
    Ok(true)
}

/// Forgets address and text of a message that can no longer come back, unless it did and nobody has seen to it; and what was noted once
/// somebody had, as long after that.
pub async fn forget(service: &Service, id: MessageId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::forget(&mut tx, id, service.clock.now().minus(COMES_BACK_WITHIN)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes address and text out of what was mailed in a case to who has no account, and is erased: it is not sent again, and goes where it lies
/// as a file. What waits still to be sent is, and forgotten when its time is over.
pub(crate) async fn erase_strangers(tx: &mut Tx, service: &Service, case: CaseId) -> Result<(), jobs::Error> {
    store::erase_strangers(tx, case).await?;
    letters::look(tx, service, None).await
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
    /// The first message of its conversation, if that is another.
    first: Option<MessageId>,
}

fn unseal(service: &Service, id: MessageId, row: &store::Row) -> Result<Envelope, Error> {
    let unreadable = || Error::Unreadable(id);
    let recipient = service.keys.open_sealed(&format!("messages.recipient/{id}"), &row.recipient_sealed)?;
    let recipient = std::str::from_utf8(&recipient).map_err(|_| unreadable())?.parse().map_err(|_| unreadable())?;
    let message = content(service, id, row)?;
    Ok(Envelope { id, recipient, message, created_at: row.created_at, first: None })
}

fn content(service: &Service, id: MessageId, row: &store::Row) -> Result<Message, Error> {
    let unreadable = || Error::Unreadable(id);
    let content = service.keys.open_sealed(&format!("messages.content/{id}"), &row.content_sealed)?;
    let message: Message = serde_json::from_slice(&content).map_err(|_| unreadable())?;
    // What was valid when queued is checked again: the database is not what makes it safe.
    message.checked().map_err(|_| unreadable())
}

async fn give_up(service: &Service, id: MessageId, row: &store::Row, reason: &Text) -> Result<(), Error> {
    tracing::warn!(message = %id, %reason, "a message was not delivered");
    let mut tx = service.db.begin().await?;
    store::give_up(&mut tx, id, reason, row.about().is_some()).await?;
    tx.commit().await?;
    Ok(())
}
