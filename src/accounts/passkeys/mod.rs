//! Passkeys of a person: made with the password in this browser, used to sign what must be provable to others.
//!
//! A ceremony has no row: what is to be answered is the SHA-256 of a sealed token that the page carries, which names account and
//! time. A passkey that was removed confirms nothing any more; what it signed stays provable, because its public half goes along
//! with each signature.

mod store;

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use self::store::PasskeyRow;
use super::{Actor, Auth, Error, record, short_name, sign_in};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, PasskeyId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::webauthn::{Assertion, Base64, Credential, Registration, RelyingParty};

/// How long a ceremony may take.
pub const CEREMONY: Duration = Duration::from_mins(10);
/// The most passkeys one account has.
const MOST: usize = 20;

/// What a passkey is called: 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (none, long) = (Text::of("account-passkey-name"), Text::of("account-passkey-name-long"));
        short_name(text, none, long).map(Self)
    }
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// The row.
    pub id: PasskeyId,
    /// Its name.
    pub name: Text,
    /// Its public half.
    pub credential: Credential,
    /// Since when.
    pub created_at: Time,
    /// When it last confirmed something.
    pub last_used_at: Option<Time>,
}

/// What a browser is to have answered by a new passkey.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// Carried by the page, and given back.
    pub token: String,
    /// What the passkey answers.
    pub challenge: Digest,
    /// For whom.
    pub party: RelyingParty,
}

/// For whom this service's passkeys are.
///
/// # Errors
/// [`Error::Conflict`] where the service has no name.
pub fn party(service: &Service) -> Result<RelyingParty, Error> {
    RelyingParty::of(&service.config.public_url).ok_or(Error::Conflict(Text::of("account-passkey-number")))
}

/// Begins to make a passkey.
pub fn begin(service: &Service, actor: Actor) -> Result<Ceremony, Error> {
    let party = party(service)?;
    let now = service.clock.now().seconds().to_string();
    let sealed = service.keys.seal(&ceremony_context(actor.account), now.as_bytes());
    Ok(Ceremony { challenge: Digest::of(&sealed), token: BASE64URL_NOPAD.encode(&sealed), party })
}

/// Adds the passkey that was made in a ceremony. `auth` is derived again from the password for this.
pub async fn add(
    service: &Service,
    actor: Actor,
    auth: &Auth,
    name: PasskeyName,
    token: &str,
    registration: &Registration,
) -> Result<PasskeyId, Error> {
    let sealed = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| STALE)?;
    let began = service.keys.open_sealed(&ceremony_context(actor.account), &sealed).map_err(|_| STALE)?;
    let began = std::str::from_utf8(&began).ok().and_then(|text| text.parse().ok()).map(Time::from_seconds);
    let now = service.clock.now();
    if began.is_none_or(|began| now >= began.plus(CEREMONY)) {
        return Err(STALE);
    }
    registration
        .check(&party(service)?, &Digest::of(&sealed))
        .map_err(|error| Error::invalid("passkey", Text::of("passkeys-not-added").with("why", error.told())))?;
    sign_in::verify_auth(service, actor.account, auth).await?;

    let id = PasskeyId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await?;
    let case = super::store::lock_case(&mut tx, actor.account).await?.ok_or(Error::NotFound)?;
    if store::of_account(&mut tx, actor.account).await?.len() >= MOST {
        return Err(Error::Conflict(Text::of("account-passkeys-full")));
    }
    let credential = &registration.credential;
    let name_sealed = service.keys.seal(&place(id), name.0.as_bytes());
    if store::insert(&mut tx, id, actor.account, &name_sealed, credential, now).await? != 1 {
        return Err(Error::Conflict(Text::of("account-passkey-known")));
    }
    let commitments = [("public_key", credential.public_key.to_string())];
    record(&mut tx, service, case, "passkey.added", "uploader", serde_json::json!({}), &commitments).await?;
    tx.commit().await?;
    Ok(id)
}

/// The passkeys of a person, oldest first.
pub async fn list(service: &Service, actor: Actor) -> Result<Vec<Passkey>, Error> {
    let mut tx = service.db.read().await?;
    let opened = |row: PasskeyRow| -> Result<_, Error> {
        Ok(Passkey {
            name: service.keys.said(&place(row.id), &row.name_sealed)?,
            id: row.id,
            credential: row.credential,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        })
    };
    store::of_account(&mut tx, actor.account).await?.into_iter().map(opened).collect()
}

/// Removes a passkey: from this commit it confirms nothing.
pub async fn remove(service: &Service, actor: Actor, id: PasskeyId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let case = super::store::lock_case(&mut tx, actor.account).await?.ok_or(Error::NotFound)?;
    let removed = store::remove(&mut tx, actor.account, id, service.clock.now()).await?.ok_or(Error::NotFound)?;
    let commitments = [("public_key", Base64(removed).to_string())];
    record(&mut tx, service, case, "passkey.removed", "uploader", serde_json::json!({}), &commitments).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks that a passkey of the account answered `challenge`, in the caller's transaction. Gives its public half.
///
/// # Errors
/// [`Error::Invalid`] of the field `passkey`.
pub(crate) async fn confirm(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    credential: &Base64,
    assertion: &Assertion,
    challenge: &Digest,
) -> Result<Credential, Error> {
    let refused = |why: Text| Error::invalid("passkey", Text::of("agreement-not-confirmed").with("why", why));
    let known = store::of_account(tx, account).await?;
    let found = known.into_iter().find(|passkey| passkey.credential.id == *credential);
    let passkey = found.ok_or_else(|| refused(Text::of("passkey-not-yours")))?;
    assertion.check(&party(service)?, &passkey.credential, challenge).map_err(|error| refused(error.told()))?;
    // Behind the row's lock: it may have been removed since it was read.
    if store::touch(tx, passkey.id, service.clock.now()).await? != 1 {
        return Err(refused(Text::of("passkey-removed")));
    }
    Ok(passkey.credential)
}

const STALE: Error = Error::Conflict(Text::of("account-passkey-stale"));

/// Where what a passkey is called lies sealed.
fn place(id: PasskeyId) -> String {
    format!("passkeys.name/{id}")
}

fn ceremony_context(account: AccountId) -> String {
    format!("passkeys.ceremony/{account}")
}
