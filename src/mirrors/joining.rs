//! How a mirror joins a service: it is invited, learns whom it is to obey, and says who it is.
//!
//! What the service is known by is pinned in the mirror's own database once the service has its application. From then on nothing is
//! done but on the word of those keys, whoever answers under the service's address.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::client::Handle;
use super::folder::Folder;
use super::opening::{identify, is_new};
use super::portal::{self, Introduction, Portal};
use super::storage::Pieces;
use super::store::{self, Store};
use super::wire::{Changing, Joining};
use super::{Error, RESERVE, RetiredKey, Storage, Trust, blocking};
use crate::audit::checkpoint::Policy;
use crate::audit::note::VerifierKey;
use crate::clock::Clock;
use crate::config::Jurisdiction;
use crate::entropy::Entropy;
use crate::ids::MirrorId;
use crate::s3;
use crate::tokens::{self, Application, CALL_LIFE, Change, Digest, VerifyingKey};

/// What a host is handed by an administrator: the address of the service, with a secret behind its `#` that works once.
#[derive(Clone)]
pub struct Invitation {
    service: Url,
    secret: Zeroizing<String>,
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invitation({})", self.service)
    }
}

/// The text is no invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an invitation is the address of a service with a # and 43 characters behind it: copy the whole of it")]
pub struct MalformedInvitation;

impl FromStr for Invitation {
    type Err = MalformedInvitation;

    fn from_str(text: &str) -> Result<Self, MalformedInvitation> {
        let mut service: Url = text.trim().parse().map_err(|_| MalformedInvitation)?;
        let secret = Zeroizing::new(service.fragment().unwrap_or_default().to_owned());
        service.set_fragment(None);
        let is_secret = BASE64URL_NOPAD.decode(secret.as_bytes()).is_ok_and(|bytes| bytes.len() == 32);
        if is_secret && is_origin(&service) { Ok(Self { service, secret }) } else { Err(MalformedInvitation) }
    }
}

/// Whether an address is that of a server alone, over HTTP.
pub fn is_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
}

/// What a host offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Where the mirror is reached, an origin alone.
    pub url: Url,
    /// Who runs it.
    pub host: String,
    /// Under which law.
    pub jurisdiction: Jurisdiction,
    /// How many bytes it has room for.
    pub capacity: u64,
    /// The bucket in which its bytes are to lie; without one, they lie in its folder.
    pub bucket: Option<s3::Bucket>,
}

/// By what a mirror knows its service, and what it told it of itself: said when it joined. Its room may change, and where it reaches the
/// service ([`change`]); the keys and witnesses that it knows the service by, by the log alone ([`super::trust`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pins {
    /// Where the service is reached.
    pub service: String,
    /// Its origin.
    pub origin: String,
    /// The keys that sign orders, tickets and calls.
    pub order_keys: Vec<VerifyingKey>,
    /// Those that did since it joined.
    pub retired_order_keys: Vec<RetiredKey>,
    /// The verifier keys of its log.
    pub log_keys: Vec<String>,
    /// How many changes of all this there were.
    pub changes: u64,
    /// The verifier keys of the log's witnesses that count.
    pub witnesses: Vec<String>,
    /// How many of them must have cosigned a checkpoint.
    pub quorum: usize,
    /// How many bytes the mirror said that it has room for.
    pub capacity: u64,
}

impl Pins {
    fn new(service: &Url, told: &Introduction, capacity: u64) -> Self {
        let texts = |keys: &[VerifierKey]| keys.iter().map(ToString::to_string).collect();
        Self {
            service: service.to_string(),
            origin: told.origin.clone(),
            order_keys: told.order_keys.clone(),
            retired_order_keys: Vec::new(),
            log_keys: texts(&told.log_keys),
            changes: told.policy.changes,
            witnesses: texts(&told.policy.witnesses),
            quorum: told.policy.quorum,
            capacity,
        }
    }

    /// Whom a mirror with these pins obeys.
    pub fn trust(&self) -> Result<Trust, Error> {
        let keys = |texts: &[String]| {
            let keys: Result<Vec<VerifierKey>, _> = texts.iter().map(|text| text.parse()).collect();
            keys.map_err(|_| Error::Damaged("a pinned key is none"))
        };
        let policy = Policy {
            origin: self.origin.clone(),
            log: keys(&self.log_keys)?,
            required: Vec::new(),
            witnesses: keys(&self.witnesses)?,
            quorum: self.quorum,
        };
        Ok(Trust {
            origin: self.origin.clone(),
            order_keys: self.order_keys.clone(),
            retired_order_keys: self.retired_order_keys.clone(),
            policy,
        })
    }

    /// Whether the service shows these keys, though some may have ended since: what came after them the log tells.
    fn are_keys_of(&self, told: &Introduction) -> bool {
        let (retired_order_keys, retired_log_keys) = &told.retired;
        let log_key =
            |key: &String| told.log_keys.iter().chain(retired_log_keys).any(|shown| shown.to_string() == *key);
        let order_key = |key: &VerifyingKey| told.order_keys.iter().chain(retired_order_keys).any(|shown| shown == key);
        self.log_keys.iter().all(log_key) && self.order_keys.iter().all(order_key)
    }
}

/// A mirror as it introduces itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: MirrorId,
    /// Its public key, base64url.
    pub key: String,
}

/// Why a mirror has not joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The service.
    #[error(transparent)]
    Service(#[from] portal::Error),
    /// The mirror's folder.
    #[error(transparent)]
    Mirror(#[from] Error),
    /// It belongs to another service.
    #[error("this mirror has joined {known} and obeys nobody else: give it a folder of its own for another service")]
    Elsewhere {
        /// The origin of the one it belongs to.
        known: String,
    },
    /// It belongs to this service, which had other keys then.
    #[error(
        "{origin} shows other keys than when this mirror joined it: ask its operator in another way which are right"
    )]
    OtherKeys {
        /// The service's origin.
        origin: String,
    },
}

/// Joins the service that invited, with the mirror in `folder`, which is made if it is not there; and pins whom it obeys from now
/// on. A bucket is tried first, and is this mirror's then. An administrator has still to admit it. Safe to repeat.
///
/// # Errors
/// Also when the service says no, as to an invitation that was used by another mirror or is over; then nothing is pinned.
pub async fn join(
    folder: &Path,
    invitation: &Invitation,
    offer: &Offer,
    connections: Handle,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<(Identity, Pins), JoinError> {
    let portal = Portal::new(&invitation.service, connections);
    let told = portal.introduction().await?;
    let root = folder.to_owned();
    let locked = blocking(move || Ok(Folder::open(&root)?)).await?;
    let locked = Arc::new(locked.ok_or_else(|| Error::InUse(folder.to_owned()))?);
    let storage = Storage::new(offer.bucket.clone(), offer.capacity);
    let pieces = Pieces::open(storage, locked, RESERVE, folder).await?;
    let store = Store::open(&folder.join("state.db"), clock).await?;
    if let Some(pinned) = pins(&store).await? {
        if pinned.origin != told.origin {
            return Err(JoinError::Elsewhere { known: pinned.origin });
        }
        if !pinned.are_keys_of(&told) {
            return Err(JoinError::OtherKeys { origin: pinned.origin });
        }
    }
    let (id, key) = identify(folder, &pieces, &store, clock, entropy).await?;
    pieces.claim(id, folder, is_new(&store).await?).await?;
    let iat = clock.now();
    let application = Application {
        iss: id,
        aud: told.origin.clone(),
        iat,
        exp: iat.plus(CALL_LIFE),
        invitation: Digest::of(invitation.secret.as_bytes()),
        key: key.public(),
        url: offer.url.to_string(),
        host: offer.host.clone(),
        jurisdiction: offer.jurisdiction.to_string(),
        capacity: offer.capacity,
    };
    let application = tokens::sign(&key, &application).map_err(Error::from)?;
    portal.join(&Joining { invitation: invitation.secret.to_string(), application }).await?;
    pin(&store, &Pins::new(&invitation.service, &told, offer.capacity), clock).await?;
    let pinned = pins(&store).await?.ok_or(Error::Damaged("what it was told is not kept"))?;
    store.close().await;
    Ok((Identity { id, key: BASE64URL_NOPAD.encode(&key.public()) }, pinned))
}

/// What a host wants to be otherwise.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where the mirror is to be reached, an origin alone.
    pub url: Url,
    /// How many bytes it is to have room for.
    pub capacity: u64,
    /// The bucket in which its bytes lie; without one, they lie in its folder.
    pub bucket: Option<s3::Bucket>,
    /// Where the service is reached from now on, an origin alone; without one, where it was.
    pub service: Option<Url>,
}

/// Why a mirror's change was not asked for.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The service.
    #[error(transparent)]
    Service(#[from] portal::Error),
    /// The mirror's folder.
    #[error(transparent)]
    Mirror(#[from] Error),
    /// Another service answers there, or one that lost its keys.
    #[error("at this address the keys of {origin}, which this mirror joined, are not shown")]
    OtherKeys {
        /// The origin of the service that it joined.
        origin: String,
    },
    /// It has joined no service.
    #[error("{} has joined no service: `writ mirror join` first", .0.display())]
    Nobody(std::path::PathBuf),
}

/// Asks the service that the mirror in `folder` joined, while that does not run, to reach the mirror elsewhere, or to know it to have other
/// room. An administrator has still to admit it; how much the mirror itself takes changes at once, and so does where it reaches the service,
/// which has to show there the keys that are pinned.
pub async fn change(
    folder: &Path,
    wanted: &Wanted,
    connections: Handle,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<MirrorId, ChangeError> {
    let root = folder.to_owned();
    let locked = blocking(move || Ok(Folder::open(&root)?)).await?;
    let locked = Arc::new(locked.ok_or_else(|| Error::InUse(folder.to_owned()))?);
    let capacity = wanted.capacity;
    let pieces = Pieces::open(Storage::new(wanted.bucket.clone(), capacity), locked, RESERVE, folder).await?;
    let store = Store::open(&folder.join("state.db"), clock).await?;
    let pinned = pins(&store).await?.ok_or_else(|| ChangeError::Nobody(folder.to_owned()))?;
    let known: Url = pinned.service.parse().map_err(|_| Error::Damaged("the address of its service is none"))?;
    let service = wanted.service.as_ref().unwrap_or(&known);
    let portal = Portal::new(service, connections);
    if wanted.service.is_some() {
        let told = portal.introduction().await?;
        if told.origin != pinned.origin || !pinned.are_keys_of(&told) {
            return Err(ChangeError::OtherKeys { origin: pinned.origin });
        }
    }
    let (id, key) = identify(folder, &pieces, &store, clock, entropy).await?;
    let iat = clock.now();
    let exp = iat.plus(CALL_LIFE);
    let change = Change { iss: id, aud: pinned.origin.clone(), iat, exp, url: wanted.url.to_string(), capacity };
    let change = tokens::sign(&key, &change).map_err(Error::from)?;
    portal.change(&Changing { change }).await?;
    pin_changed(&store, &Pins { capacity, service: service.to_string(), ..pinned }).await?;
    store.close().await;
    Ok(id)
}

/// By what the mirror in a folder knows its service; `None` when it has joined none.
pub async fn joined(folder: &Path) -> Result<Option<Pins>, Error> {
    let database = folder.join("state.db");
    let looked = database.clone();
    if !blocking(move || Ok(std::fs::exists(looked)?)).await? {
        return Ok(None);
    }
    let store = Store::open(&database, &Clock::System).await?;
    let pinned = pins(&store).await;
    store.close().await;
    pinned
}

async fn pins(store: &Store) -> Result<Option<Pins>, Error> {
    let mut db = store.read().await?;
    let Some(text) = store::pins(&mut db).await? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|_| Error::Damaged("what it was told when it joined cannot be read"))
}

/// Pins what the mirror was told when it joined; what was pinned before stays.
async fn pin(store: &Store, pins: &Pins, clock: &Clock) -> Result<(), Error> {
    let text = written(pins)?;
    let mut tx = store.write().await?;
    store::set_pins(&mut tx, &text, clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Pins these in the place of those before.
async fn pin_changed(store: &Store, pins: &Pins) -> Result<(), Error> {
    let text = written(pins)?;
    let mut tx = store.write().await?;
    store::change_pins(&mut tx, &text).await?;
    tx.commit().await?;
    Ok(())
}

fn written(pins: &Pins) -> Result<String, Error> {
    serde_json::to_string(pins).map_err(|_| Error::Damaged("what it was told cannot be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_an_address_with_a_secret_and_does_not_print_it() {
        let secret = "A".repeat(43);
        let invitation: Invitation = format!(" https://files.example/#{secret}\n").parse().unwrap();
        assert_eq!((invitation.service.as_str(), invitation.secret.as_str()), ("https://files.example/", &*secret));
        assert!(!format!("{invitation:?}").contains(&secret));
        for wrong in [
            String::new(),
            secret.clone(),
            "https://files.example/".to_owned(),
            format!("https://files.example/#{}", &secret[1..]),
            format!("https://files.example/below#{secret}"),
            format!("https://files.example/?a#{secret}"),
            format!("https://u@files.example/#{secret}"),
            format!("ftp://files.example/#{secret}"),
        ] {
            assert_eq!(wrong.parse::<Invitation>().err(), Some(MalformedInvitation), "{wrong}");
        }
    }
}
