//! Standing before a link: looking, and tickets to read.
//!
//! Looking ([`look`]) is free and gives the key share; a download ([`download`]) is counted and gives a ticket and where to
//! show it; [`renew`] gives another ticket for the same download. State and share are read in one statement, and a
//! ticket is issued under the object's row lock: from the commit that opens a hold on, there is no new reader.
//!
//! Strangers are answered in this order. Unknown, revoked, expired, used up, deleted: the same "there is nothing here".
//! That the account that shared it was closed, which says nothing of the file. Then the password. Then what the law blocks, with
//! its ground and who asked for it: that of an order of an authority which hides anything only where nothing else blocks it.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use super::store::links::Door;
use super::store::{self, mirrors};
use super::{Error, ObjectState, lock_row, open_share};
use crate::accounts::attempts;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, BlobId, DownloadId, LinkId, MirrorId, ObjectId};
use crate::merkle::Hash;
use crate::seal::KeyShare;
use crate::seal::link::LinkAuth;
use crate::service::Service;
use crate::tokens::{self, Ticket};

/// Why access is blocked, as whoever asks may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// `copyright`, `other-law` or `court`; to the owner of a file `undisclosed`, where they were not told of what locks it.
    pub ground: String,
    /// The verified organisation that asked for it; nobody's name where a person did.
    pub organisation: Option<String>,
}

/// What is seen by looking.
#[derive(Debug)]
pub struct Look {
    /// The object.
    pub object: ObjectId,
    /// The size of its sealed content in bytes.
    pub sealed_size: u64,
    /// Its root.
    pub root: Hash,
    /// Its sealed name and type.
    pub metadata: Vec<u8>,
    /// The service's half of its key.
    pub key_share: KeyShare,
}

/// Permission to read now.
#[derive(Debug)]
pub struct Permission {
    /// The download it belongs to.
    pub download: DownloadId,
    /// What mirrors are shown.
    pub ticket: String,
    /// When that ends.
    pub ticket_expires_at: Time,
    /// Where the bytes lie.
    pub sources: Vec<Source>,
}

/// A replica that a reader may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The mirror.
    pub mirror: MirrorId,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// Its address, without a slash at its end.
    pub url: String,
    /// The blob to ask for.
    pub blob: BlobId,
}

/// Looks at a link. Free, and counted nowhere.
pub async fn look(service: &Service, link: &LinkId, auth: Option<&LinkAuth>) -> Result<Look, Error> {
    service.log.require_current()?;
    check_password(service, link, auth).await?;
    let mut tx = service.db.read().await?;
    let door = standing(&mut tx, service, link).await?;
    if door.used_up() {
        return Err(Error::NotFound);
    }
    require_open(&mut tx, link, &door).await?;
    shown(service, door)
}

/// The addresses of the mirrors that a link's readers are sent to, those of this process left out: what the policy of
/// the page that opens the link has to name. Says nothing of whether the link may be read now.
pub async fn addresses(service: &Service, link: &LinkId) -> Result<Vec<String>, Error> {
    let mut tx = service.db.read().await?;
    let Some(blob) = standing(&mut tx, service, link).await?.blob else { return Ok(Vec::new()) };
    Ok(mirrors::sources(&mut tx, blob).await?.into_iter().filter_map(|row| row.url).collect())
}

/// Counts a download against its link and permits it.
pub async fn download(service: &Service, link: &LinkId, auth: Option<&LinkAuth>) -> Result<Permission, Error> {
    service.log.require_current()?;
    check_password(service, link, auth).await?;
    let mut tx = service.db.begin().await?;
    let door = locked(&mut tx, service, link).await?;
    if door.used_up() {
        return Err(Error::NotFound);
    }
    require_open(&mut tx, link, &door).await?;
    if store::links::count_download(&mut tx, link).await? != 1 {
        return Err(Error::NotFound);
    }
    let download = DownloadId::new(&service.clock, &service.entropy);
    store::links::insert_download(&mut tx, download, door.object, Some(link), service.clock.now()).await?;
    let permission = permit(&mut tx, service, download, door.blob).await?;
    tx.commit().await?;
    Ok(permission)
}

/// Another ticket for a download under way. Not counted; refused once the link is revoked, expired or disabled, or the
/// object is not available. The download's id is the secret of whoever began it: the password is not asked for again.
pub async fn renew(service: &Service, link: &LinkId, download: DownloadId) -> Result<Permission, Error> {
    service.log.require_current()?;
    let mut tx = service.db.begin().await?;
    let (object, of_link, _) = store::links::download(&mut tx, download).await?.ok_or(Error::NotFound)?;
    if of_link.as_ref() != Some(link) {
        return Err(Error::NotFound);
    }
    let door = locked(&mut tx, service, link).await?;
    require_open(&mut tx, link, &door).await?;
    debug_assert_eq!(door.object, object, "a link never changes its object");
    let permission = permit(&mut tx, service, download, door.blob).await?;
    tx.commit().await?;
    Ok(permission)
}

/// An owner looks at its own object: no link, no password, the same lock. Why it is locked is said as far as they were told.
pub async fn look_as_owner(service: &Service, owner: AccountId, object: ObjectId) -> Result<Look, Error> {
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let door = own_door(&mut tx, owner, object).await?;
    shown(service, door)
}

/// An owner downloads its own object.
pub async fn download_as_owner(service: &Service, owner: AccountId, object: ObjectId) -> Result<Permission, Error> {
    service.log.require_current()?;
    let mut tx = service.db.begin().await?;
    lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let door = own_door(&mut tx, owner, object).await?;
    let download = DownloadId::new(&service.clock, &service.entropy);
    store::links::insert_download(&mut tx, download, object, None, service.clock.now()).await?;
    let permission = permit(&mut tx, service, download, door.blob).await?;
    tx.commit().await?;
    Ok(permission)
}

/// Another ticket for an owner's download.
pub async fn renew_as_owner(
    service: &Service,
    owner: AccountId,
    object: ObjectId,
    download: DownloadId,
) -> Result<Permission, Error> {
    service.log.require_current()?;
    let mut tx = service.db.begin().await?;
    let (of_object, of_link, _) = store::links::download(&mut tx, download).await?.ok_or(Error::NotFound)?;
    if of_object != object || of_link.is_some() {
        return Err(Error::NotFound);
    }
    lock_row(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let door = own_door(&mut tx, owner, object).await?;
    let permission = permit(&mut tx, service, download, door.blob).await?;
    tx.commit().await?;
    Ok(permission)
}

/// Judges what a reader proves the password with, before anything else of the link is told. Every proof is counted
/// first, so that many at once get no further than one after another.
async fn check_password(service: &Service, link: &LinkId, auth: Option<&LinkAuth>) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let door = standing(&mut tx, service, link).await?;
    drop(tx);
    // A used-up link is nothing, before any password is asked for.
    if door.used_up() {
        return Err(Error::NotFound);
    }
    require_account(&door)?;
    let Some(expected) = door.auth_hash else { return Ok(()) };
    let Some(auth) = auth else { return Err(Error::PasswordMissing) };
    let right = bool::from(Sha256::digest(auth.expose()).as_slice().ct_eq(&expected));
    let per_hour = service.config.limits.guesses_per_hour;
    if let Some(retry_after) = attempts::guess(service, "link-password", link.as_str(), per_hour, right).await? {
        return Err(Error::TooManyGuesses { per_hour, retry_after });
    }
    if right { Ok(()) } else { Err(Error::PasswordWrong) }
}

/// The link's door, unless it leads nowhere.
async fn standing(tx: &mut Tx, service: &Service, link: &LinkId) -> Result<Door, Error> {
    let now = service.clock.now();
    store::links::door(tx, link).await?.filter(|door| door.stands(now)).ok_or(Error::NotFound)
}

/// The same under the object's row lock.
async fn locked(tx: &mut Tx, service: &Service, link: &LinkId) -> Result<Door, Error> {
    let object = standing(tx, service, link).await?.object;
    lock_row(tx, object).await?.ok_or(Error::NotFound)?;
    standing(tx, service, link).await
}

/// Refuses a link of an account that was terminated. What the law blocks besides is told as that, unless an order hides it; and whoever has
/// closed the account themselves since has left nothing here, as without a termination.
fn require_account(door: &Door) -> Result<(), Error> {
    match (door.closed && !door.told, door.left_by_owner) {
        (false, _) => Ok(()),
        (true, false) => Err(Error::AccountClosed),
        (true, true) => Err(Error::NotFound),
    }
}

async fn require_open(tx: &mut Tx, link: &LinkId, door: &Door) -> Result<(), Error> {
    require_account(door)?;
    if door.disabled || door.key_share_sealed.is_none() {
        return Err(restricted(store::links::restriction(tx, door.object, link).await?));
    }
    Ok(())
}

fn restricted(found: Option<(String, Option<String>)>) -> Error {
    // A purge by two people may stand without a hold; then no ground was recorded beyond the law itself.
    let (ground, organisation) = found.unwrap_or_else(|| ("other-law".to_owned(), None));
    Error::Restricted(Restriction { ground, organisation })
}

async fn own_door(tx: &mut Tx, owner: AccountId, object: ObjectId) -> Result<Door, Error> {
    let door = store::links::own_door(tx, object, owner)
        .await?
        .filter(|door| matches!(door.state, ObjectState::Available | ObjectState::Locked | ObjectState::Purged))
        .ok_or(Error::NotFound)?;
    if door.key_share_sealed.is_none() {
        return Err(restricted(store::links::restriction_of_own(tx, object).await?));
    }
    Ok(door.into())
}

fn shown(service: &Service, door: Door) -> Result<Look, Error> {
    let sealed = door.key_share_sealed.ok_or(Error::NotFound)?;
    Ok(Look {
        object: door.object,
        sealed_size: door.sealed_size.and_then(|size| u64::try_from(size).ok()).ok_or(Error::NotFound)?,
        root: door.root.as_deref().and_then(|root| root.try_into().ok()).ok_or(Error::NotFound)?,
        metadata: door.sealed_metadata.ok_or(Error::NotFound)?,
        key_share: open_share(service, door.object, &sealed)?,
    })
}

/// Signs a ticket. The caller holds the object's row and has seen that it is open.
async fn permit(
    tx: &mut Tx,
    service: &Service,
    download: DownloadId,
    blob: Option<BlobId>,
) -> Result<Permission, Error> {
    let blob = blob.ok_or(Error::NotFound)?;
    let mut rows = mirrors::sources(tx, blob).await?;
    // Clients try them in this order: begin anywhere, so that no mirror carries all.
    let first = service.entropy.below(rows.len() as u64);
    rows.rotate_left(usize::try_from(first).unwrap_or(0));
    let audience: Vec<MirrorId> = rows.iter().map(|row| row.mirror).collect();
    let mut ticket = Ticket::new(&service.keys.origin, audience, blob, service.clock.now());
    ticket.exp = ticket.exp.min(ticket.iat.plus(service.config.limits.ticket_lifetime));
    let base = service.config.public_url.as_str().trim_end_matches('/');
    let sources = rows
        .into_iter()
        .map(|row| Source {
            mirror: row.mirror,
            jurisdiction: row.jurisdiction,
            // A mirror without an address of its own runs in this process, below our own address.
            url: row.url.unwrap_or_else(|| format!("{base}/m/{}", row.mirror)),
            blob,
        })
        .collect();
    Ok(Permission {
        download,
        ticket: tokens::sign(&service.keys.order, &ticket)?,
        ticket_expires_at: ticket.exp,
        sources,
    })
}
