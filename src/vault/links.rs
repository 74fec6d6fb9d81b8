//! Links: addresses of an object that its owner hands out, limits, and takes back.
//!
//! The link key is never here: it stands in the fragment of the address. What is here is a random id, and for a
//! password link the hash of what a reader proves the password with.

use sha2::{Digest as _, Sha256};

use super::store::{self, objects};
use super::uploads::guarded;
use super::{Error, ObjectState, lock_row, may_share};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, LinkId, ObjectId};
use crate::keys::Legible;
use crate::seal::link::LinkAuth;
use crate::service::Service;
use crate::texts::Text;

/// The most characters a link's name may have.
const NAME_MAX: usize = 200;
/// The most links one object may have, revoked ones included.
const LINKS_MAX: usize = 1_000;

/// What an owner settles for a link.
#[derive(Clone, Default)]
pub struct LinkTerms {
    /// What the owner calls it; nobody else sees that.
    pub name: Option<String>,
    /// From then on it leads nowhere.
    pub expires_at: Option<Time>,
    /// How often it can be downloaded from.
    pub max_downloads: Option<u32>,
}

/// What may be changed later: `None` leaves it, `Some(None)` removes it.
#[derive(Clone, Default)]
pub struct LinkChange {
    /// See [`LinkTerms::name`].
    pub name: Option<Option<String>>,
    /// See [`LinkTerms::expires_at`].
    pub expires_at: Option<Option<Time>>,
    /// See [`LinkTerms::max_downloads`].
    pub max_downloads: Option<Option<u32>>,
}

/// A link as its owner sees it.
#[derive(Clone, Debug)]
pub struct OwnLink {
    /// Its id.
    pub link: LinkId,
    /// What the owner calls it, or that this was altered.
    pub name: Legible<String>,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// From then on it leads nowhere.
    pub expires_at: Option<Time>,
    /// How often it can be downloaded from.
    pub max_downloads: Option<i64>,
    /// How often it was.
    pub downloads: i64,
    /// When it was made.
    pub created_at: Time,
    /// When its owner took it back.
    pub revoked_at: Option<Time>,
    /// Whether a decision disabled it; then its owner cannot bring it back.
    pub disabled: bool,
}

/// Makes a link to an available object. `auth` is what a reader will prove the password with, for a password link.
pub async fn create(
    service: &Service,
    owner: AccountId,
    object: ObjectId,
    terms: LinkTerms,
    auth: Option<LinkAuth>,
) -> Result<LinkId, Error> {
    service.log.require_current()?;
    let now = service.clock.now();
    check(&terms, now)?;
    let link = LinkId::new(&service.entropy);
    let mut tx = service.db.begin().await?;
    require_available(&mut tx, owner, object).await?;
    may_share(&mut tx, service, owner).await?;
    if store::links::of_object(&mut tx, object).await?.len() >= LINKS_MAX {
        return Err(Error::TooMany { what: "links of one file", limit: LINKS_MAX });
    }
    let new = store::links::New {
        id: &link,
        object,
        name_sealed: seal_name(service, &link, terms.name.as_deref()),
        auth_hash: auth.map(|auth| Sha256::digest(auth.expose()).to_vec()),
        expires_at: terms.expires_at,
        max_downloads: terms.max_downloads.map(i64::from),
        now,
    };
    store::links::insert(&mut tx, new).await?;
    tx.commit().await?;
    Ok(link)
}

/// The links of an object, the oldest first.
pub async fn list(service: &Service, owner: AccountId, object: ObjectId) -> Result<Vec<OwnLink>, Error> {
    let mut tx = service.db.read().await?;
    own(&mut tx, owner, object).await?;
    let rows = store::links::of_object(&mut tx, object).await?;
    rows.into_iter().map(|row| shown(service, row)).collect()
}

/// Changes a link that was not revoked. Neither its password nor its key can change: make another link.
pub async fn change(
    service: &Service,
    owner: AccountId,
    object: ObjectId,
    link: &LinkId,
    change: LinkChange,
) -> Result<OwnLink, Error> {
    service.log.require_current()?;
    let mut tx = service.db.begin().await?;
    own(&mut tx, owner, object).await?;
    let found = find(&mut tx, object, link).await?;
    if found.revoked_at.is_some() {
        return Err(Error::Conflict(Text::of("vault-link-revoked")));
    }
    // An end that has passed may stay; a new one must lie ahead.
    let new = LinkTerms {
        name: change.name.clone().flatten(),
        expires_at: change.expires_at.flatten(),
        max_downloads: change.max_downloads.flatten(),
    };
    check(&new, service.clock.now())?;
    // What is not changed stays as it lies, also a name that nobody can read any more.
    let name_sealed = match change.name {
        Some(name) => seal_name(service, link, name.as_deref()),
        None => found.name_sealed,
    };
    let expires_at = change.expires_at.unwrap_or(found.expires_at);
    let most = change.max_downloads.map_or(found.max_downloads, |most| most.map(i64::from));
    guarded(store::links::change(&mut tx, object, link, name_sealed, expires_at, most).await?)?;
    let changed = shown(service, find(&mut tx, object, link).await?)?;
    tx.commit().await?;
    Ok(changed)
}

/// Takes a link back: from the commit on it is to everyone as if it had never been. Repeating it changes nothing.
pub async fn revoke(service: &Service, owner: AccountId, object: ObjectId, link: &LinkId) -> Result<(), Error> {
    service.log.require_current()?;
    let mut tx = service.db.begin().await?;
    own(&mut tx, owner, object).await?;
    find(&mut tx, object, link).await?;
    store::links::revoke(&mut tx, object, link, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(tx: &mut Tx, object: ObjectId, link: &LinkId) -> Result<store::links::Listed, Error> {
    let rows = store::links::of_object(tx, object).await?;
    rows.into_iter().find(|row| row.id == *link).ok_or(Error::NotFound)
}

fn shown(service: &Service, row: store::links::Listed) -> Result<OwnLink, Error> {
    let name = match row.name_sealed {
        Some(sealed) => service.keys.legible(&name_context(&row.id), &sealed)?,
        None => Ok(None),
    };
    let name = name.map(|name| name.map(|name| String::from_utf8_lossy(&name).into_owned()));
    Ok(OwnLink {
        link: row.id,
        name,
        has_password: row.has_password,
        expires_at: row.expires_at,
        max_downloads: row.max_downloads,
        downloads: row.downloads,
        created_at: row.created_at,
        revoked_at: row.revoked_at,
        disabled: row.disabled,
    })
}

/// The object, if it is the owner's and was ever complete.
pub(super) async fn own(tx: &mut Tx, owner: AccountId, object: ObjectId) -> Result<super::ObjectRow, Error> {
    objects::find(tx, object)
        .await?
        .filter(|row| row.owner == owner && !matches!(row.state, ObjectState::Uploading | ObjectState::Discarded))
        .ok_or(Error::NotFound)
}

async fn require_available(tx: &mut Tx, owner: AccountId, object: ObjectId) -> Result<(), Error> {
    own(tx, owner, object).await?;
    let row = lock_row(tx, object).await?.ok_or(Error::NotFound)?;
    if row.state == ObjectState::Available { Ok(()) } else { Err(Error::Conflict(Text::of("vault-not-available"))) }
}

fn check(terms: &LinkTerms, now: Time) -> Result<(), Error> {
    if terms.name.as_deref().is_some_and(|name| name.chars().count() > NAME_MAX) {
        return Err(Error::Invalid { field: "name", problem: Text::of("vault-link-name").with("count", NAME_MAX) });
    }
    if terms.name.as_deref().is_some_and(|name| name.chars().any(char::is_control)) {
        return Err(Error::Invalid { field: "name", problem: Text::of("vault-link-control") });
    }
    if terms.expires_at.is_some_and(|end| end <= now) {
        return Err(Error::Invalid { field: "expires_at", problem: Text::of("vault-link-past") });
    }
    if terms.max_downloads == Some(0) {
        return Err(Error::Invalid { field: "max_downloads", problem: Text::of("vault-link-one") });
    }
    Ok(())
}

fn seal_name(service: &Service, link: &LinkId, name: Option<&str>) -> Option<Vec<u8>> {
    name.filter(|name| !name.is_empty()).map(|name| service.keys.seal(&name_context(link), name.as_bytes()))
}

fn name_context(link: &LinkId) -> String {
    format!("links.name_sealed/{link}")
}
