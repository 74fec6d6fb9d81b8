//! People: accounts, sign-in, sessions, roles, and what an operator settles at first start.
//!
//! An account is an e-mail address (sealed, found by a blind index), the parameters by which its owner's password
//! becomes keys, argon2id over what they send to sign in, and their wrapped master key, which the service cannot open.
//! Nothing here says whether an address has an account: to strangers, known and unknown addresses look alike in
//! answer, shape and time, and stay alike while accounts come to be and passwords change. No number of a stranger's
//! guesses keeps an owner out of a session or of a browser that signed in before.
//!
//! In reading order: [`sign_in_parameters`], [`sign_up()`], [`confirm`], [`sign_in()`], [`verify_auth`]; then devices,
//! sessions, API tokens, passkeys, drive entries, roles and invitations, and first run. [`two_person`] holds the steps that need two
//! people, for every room; [`parties`] says who keeps out of a case, and [`standing`] what was decided against somebody.

pub mod api_tokens;
mod appointments;
pub mod attempts;
pub mod closing;
pub mod devices;
pub mod entries;
pub mod first_run;
mod invitations;
pub mod parties;
pub mod passkeys;
mod roles;
pub mod sessions;
mod sign_in;
mod sign_up;
pub mod standing;
mod store;
pub mod two_person;

use std::fmt;
use std::time::Duration;

use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId};
use crate::service::Service;
use crate::texts::Language;
use crate::texts::Text;
use crate::{audit, keys, mail, seal};

pub use appointments::{confirm_appointment, confirm_removal, propose_removal, withdraw_role};
pub use invitations::{Accepted, InvitationToken, accept_invitation, first_administrator_link, invite};
pub use roles::{Actor, NotARole, Role, Roles};
pub use sign_in::{Auth, Parameters, SignedIn, require_unchanged, sign_in, sign_in_parameters, verify_auth};
pub use sign_up::{Code, confirm, sign_up};

/// Why an account's verb was refused, in the user's words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Wrong password or unknown address: which of them is never said.
    #[error("{}", self.told())]
    WrongCredentials,
    /// Which of the three does not fit is never said, nor whether anything waits for a code.
    #[error("{}", self.told())]
    WrongCode,
    /// The hourly number of guesses is used up.
    #[error("{}", self.told())]
    TooManyAttempts {
        /// Attempts an hour.
        limit: u32,
        /// When the next one is allowed.
        retry_after: Duration,
    },
    /// A value that cannot be taken.
    #[error("{message}")]
    Invalid {
        /// The field of the form or document.
        field: &'static str,
        /// What is wrong, and what would be right.
        message: Text,
    },
    /// There is no such thing, or it is not yours.
    #[error("{}", self.told())]
    NotFound,
    /// The actor may not do this.
    #[error("{0}")]
    Forbidden(Text),
    /// The state of things forbids it.
    #[error("{0}")]
    Conflict(Text),
    /// The second person is the first.
    #[error("{}", self.told())]
    SamePerson,
    /// The database.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A value at rest that does not open.
    #[error("a sealed value does not open")]
    Keys(#[from] keys::Error),
    /// The log.
    #[error("the log could not be written")]
    Audit(#[from] audit::Error),
    /// The outbox.
    #[error("the message could not be queued")]
    Mail(#[from] mail::Error),
    /// The password hash.
    #[error("the password hash failed: {0}")]
    Hash(String),
    /// A row that this program did not write.
    #[error("a row of the accounts room is damaged: {0}")]
    Damaged(String),
}

impl Error {
    pub(crate) fn invalid(field: &'static str, message: impl Into<Text>) -> Self {
        Self::Invalid { field, message: message.into() }
    }

    /// What the person is told. What failed, and was not refused, is for the log: of that they are told nothing.
    pub fn told(&self) -> Text {
        match self {
            Self::WrongCredentials => Text::of("account-wrong"),
            Self::WrongCode => Text::of("account-wrong-code"),
            Self::TooManyAttempts { limit, retry_after } => {
                let minutes = retry_after.as_secs().div_ceil(60).max(1);
                Text::of("account-attempts").with("limit", *limit).with("minutes", minutes)
            }
            Self::Invalid { message, .. } => message.clone(),
            Self::NotFound => Text::of("error-not-found-text"),
            Self::Forbidden(why) | Self::Conflict(why) => why.clone(),
            Self::SamePerson => Text::of("two-same-person"),
            other => other.to_string().into(),
        }
    }
}

/// What a person calls something of theirs, in the field `name`: 1 to 80 characters. `none` and `long` say what is wrong.
fn short_name(text: &str, none: Text, long: Text) -> Result<String, Error> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Error::invalid("name", none)),
        1..=80 if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        _ => Err(Error::invalid("name", long)),
    }
}

impl From<Error> for Text {
    fn from(error: Error) -> Self {
        error.told()
    }
}

/// An e-mail address, as its owner wrote it. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    written: mail::Address,
    /// The form by which it is found, and that codes are mailed to: capitals and compatibility forms make no
    /// difference, so a mailbox of another spelling proves nothing about this one.
    normalised: mail::Address,
}

impl Email {
    /// Reads an address that mail can be sent to. Whether it exists is for mail to find out.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Err(Error::invalid("email", Text::of("account-enter-email")));
        }
        let unlike = |_| Error::invalid("email", Text::of("account-enter-email-like"));
        let written = text.parse::<mail::Address>().map_err(unlike)?;
        let normalised = written.normalised().map_err(unlike)?;
        Ok(Self { written, normalised })
    }

    /// Where mail to it goes: as it is compared, so that only who confirmed it reads it.
    pub(crate) fn recipient(&self) -> &mail::Address {
        &self.normalised
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        self.written.as_str()
    }

    /// By what the account of this address is found.
    pub(crate) fn lookup(&self, service: &Service) -> [u8; 32] {
        self.normalised.lookup(&service.keys)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

/// What a new account is made of. The client derived all of it; the password itself never arrives.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The address.
    pub email: Email,
    /// Salt and rounds.
    pub parameters: Parameters,
    /// What will be shown to sign in.
    pub auth: Auth,
    /// The master key, wrapped under the password.
    pub wrapped_master: Wrapped,
    /// The master key, wrapped under the recovery key.
    pub recovery_wrapped_master: Wrapped,
    /// What its person reads, until they choose otherwise.
    pub language: Language,
}

/// A wrapped master key: nonce, ciphertext and tag, 60 bytes. The service cannot open it.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrapped(Vec<u8>);

impl Wrapped {
    /// Takes exactly 60 bytes.
    pub fn parse(field: &'static str, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() == seal::account::WRAPPED {
            return Ok(Self(bytes.to_vec()));
        }
        Err(Error::invalid(field, format!("A wrapped key has {} bytes.", seal::account::WRAPPED)))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wrapped(…)")
    }
}

/// Changes the password: the current one is checked, the master key stays and comes wrapped anew. Every browser that
/// was known is forgotten. The caller ends the other sessions ([`sessions::revoke_others`]).
///
/// The salt stays too: a stranger who asks for the parameters of an address sees the same ones for ever, whether or not
/// it has an account.
pub async fn change_password(
    service: &Service,
    actor: Actor,
    current: &Auth,
    parameters: Parameters,
    auth: &Auth,
    wrapped_master: &Wrapped,
) -> Result<(), Error> {
    let checked = sign_in::verified(service, actor.account, current).await?;
    let auth_hash = sign_in::hash(service, auth).await?;
    let mut tx = service.db.begin().await?;
    if store::salt_of(&mut tx, actor.account).await?.ok_or(Error::NotFound)? != parameters.salt {
        return Err(sign_in::another_salt());
    }
    if store::update_password(&mut tx, actor.account, &checked.0, auth_hash, wrapped_master.as_bytes()).await? != 1 {
        return Err(CHANGED_MEANWHILE);
    }
    store::forget_devices(&mut tx, actor.account).await?;
    tx.commit().await?;
    Ok(())
}

/// The master key as the password wraps it. Ask for the password first ([`verify_auth`]).
pub async fn wrapped_master(service: &Service, actor: Actor) -> Result<Wrapped, Error> {
    let mut tx = service.db.read().await?;
    store::wrapped_master(&mut tx, actor.account).await?.map(Wrapped).ok_or(Error::NotFound)
}

/// Replaces the recovery key: the old one opens nothing any more.
pub async fn replace_recovery_key(
    service: &Service,
    actor: Actor,
    current: &Auth,
    recovery_wrapped_master: &Wrapped,
) -> Result<(), Error> {
    let checked = sign_in::verified(service, actor.account, current).await?;
    let mut tx = service.db.begin().await?;
    if store::update_recovery(&mut tx, actor.account, &checked.0, recovery_wrapped_master.as_bytes()).await? != 1 {
        return Err(CHANGED_MEANWHILE);
    }
    tx.commit().await?;
    Ok(())
}

/// Of two changes by the right of one password, the second comes too late.
const CHANGED_MEANWHILE: Error = Error::Conflict(Text::of("account-password-changed"));

fn email_context(account: AccountId) -> String {
    format!("accounts.email/{account}")
}

/// What a person sees of their own account.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The account.
    pub account: AccountId,
    /// Its address, or that this was altered.
    pub email: Text,
    /// What was granted.
    pub roles: Roles,
    /// What they read.
    pub language: Language,
    /// Since when.
    pub created_at: Time,
}

/// The account as its owner sees it; `None` when it is gone or disabled.
pub async fn profile(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Option<Profile>, Error> {
    let Some((sealed, language, created_at)) = store::profile(tx, account).await? else { return Ok(None) };
    let email = said_email(service, account, &sealed)?;
    Ok(Some(Profile { account, email, roles: roles_of(tx, account).await?, language, created_at }))
}

/// The address of an account as pages name it, or that this was altered in the database.
pub async fn email_of(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Option<Text>, Error> {
    Ok(reader(tx, service, account).await?.map(|(email, _)| email))
}

/// The address of an account as it stands; nothing where it was erased, or where it was altered in the database.
pub async fn address_of(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Option<String>, Error> {
    Ok(mail::address_of(tx, service, account).await?.0.ok().flatten())
}

/// Everybody who is a senior now: who is told of what waits for one.
pub async fn seniors(tx: &mut Tx) -> Result<Vec<AccountId>, Error> {
    Ok(store::with_role(tx, Role::Senior.as_str()).await?)
}

/// Everybody who is an administrator now: who is told of what the operator has to do.
pub async fn administrators(tx: &mut Tx) -> Result<Vec<AccountId>, Error> {
    Ok(store::with_role(tx, Role::Administrator.as_str()).await?)
}

/// The same, and the language its person reads.
pub async fn reader(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Option<(Text, Language)>, Error> {
    let Some((sealed, language, _)) = store::profile(tx, account).await? else { return Ok(None) };
    Ok(Some((said_email(service, account, &sealed)?, language)))
}

/// A person chooses the language of their pages and of the mail they get from now on.
pub async fn choose_language(service: &Service, actor: Actor, language: Language) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if store::set_language(&mut tx, actor.account, language).await? != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Everybody who may do a reviewer's work now.
pub async fn reviewer_accounts(tx: &mut Tx) -> Result<Vec<AccountId>, Error> {
    Ok(store::reviewers(tx).await?.into_iter().map(|(account, _)| account).collect())
}

/// Everybody who works the queue, with the addresses they sign in with, in their order: for others who work it.
pub(crate) async fn reviewers(tx: &mut Tx, service: &Service) -> Result<Vec<(AccountId, Text)>, Error> {
    let sealed = store::reviewers(tx).await?;
    let open = |(account, sealed): (AccountId, Vec<u8>)| Ok((account, said_email(service, account, &sealed)?));
    let mut reviewers = sealed.into_iter().map(open).collect::<Result<Vec<_>, Error>>()?;
    reviewers.sort_by_cached_key(|(_, email)| email.to_string());
    Ok(reviewers)
}

fn said_email(service: &Service, account: AccountId, sealed: &[u8]) -> Result<Text, Error> {
    Ok(service.keys.said(&email_context(account), sealed)?)
}

/// The person behind an account, with the roles they have now; `None` when it is gone or disabled.
pub async fn actor(tx: &mut Tx, account: AccountId) -> Result<Option<Actor>, Error> {
    if !store::is_active(tx, account).await? {
        return Ok(None);
    }
    Ok(Some(Actor { account, roles: roles_of(tx, account).await? }))
}

/// The person with the roles in force in this transaction: a role that was taken away since the session began is gone.
pub async fn in_force(tx: &mut Tx, person: &Actor) -> Result<Actor, Error> {
    actor(tx, person.account).await?.ok_or(Error::Forbidden(Text::of("account-closed")))
}

async fn roles_of(tx: &mut Tx, account: AccountId) -> Result<Roles, Error> {
    let words = store::roles(tx, account).await?;
    words.iter().map(|word| word.parse::<Role>().map_err(|error| Error::Damaged(error.to_string()))).collect()
}

/// Every account that holds a role, for administrators.
pub async fn staff(service: &Service, actor: Actor) -> Result<Vec<Profile>, Error> {
    require_administrator(actor)?;
    let mut tx = service.db.read().await?;
    let mut staff = Vec::new();
    for account in store::accounts_with_roles(&mut tx).await? {
        staff.extend(profile(&mut tx, service, account).await?);
    }
    Ok(staff)
}

/// Writes an entry of an account's case, in the transaction of the change it tells of.
async fn record(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    kind: &'static str,
    actor: &'static str,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    let entry = audit::NewEntry { kind, case, actor, fields, commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

pub(crate) fn require_administrator(actor: Actor) -> Result<(), Error> {
    if actor.roles.administrator() { Ok(()) } else { Err(Error::Forbidden(Text::of("account-administrator-only"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_checked_and_never_printed() {
        for good in ["a@b.c", " name+tag@example.org ", "jürgen@bücher.example"] {
            let email = Email::parse(good).unwrap();
            assert_eq!(email.as_str(), good.trim());
            assert!(!format!("{email:?}").contains('@'));
        }
        for bad in ["", "a", "@b", "a@", "a b@c", "a@b@c", "a@.b", "a@b\r\nBcc: x@y", "<a@b>", "a，b@c.d", "a＠b@c.d"]
        {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Email::parse("Ｎame@Example.ORG").unwrap().normalised.as_str(), "name@example.org");
    }

    #[test]
    fn waiting_times_are_said_in_minutes() {
        let wait = |seconds| {
            let retry_after = Duration::from_secs(seconds);
            Error::TooManyAttempts { limit: 20, retry_after }.to_string()
        };
        assert_eq!(wait(61), "Too many attempts: at most 20 an hour are allowed. Try again in 2 minutes.");
        assert_eq!(wait(3), "Too many attempts: at most 20 an hour are allowed. Try again in a minute.");
    }
}
