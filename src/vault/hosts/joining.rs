//! How a mirror comes to wait for its admission: whoever is invited has one apply, once, with all that an administrator is to compare.

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use url::Url;
use zeroize::Zeroizing;

use super::{Error, Host, MirrorState, administrator, is_address};
use crate::accounts::{self, Actor};
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, HostApplicationId, uuid_v4};
use crate::mirrors::wire::{Joined, Joining};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{self, Application, Audience, Digest, VerifyingKey};
use crate::vault::applications::{self, HostName, Room};
use crate::vault::letters::{self, News};
use crate::vault::store::hosts as store;

/// How long an invitation stands.
const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// The secret of an invitation. It does not print.
#[derive(Clone)]
pub struct InvitationSecret(Zeroizing<String>);

impl InvitationSecret {
    /// What the host is handed: the address of the service with the secret behind its `#`.
    pub fn text(&self, service: &Service) -> String {
        format!("{}#{}", service.config.public_url, &*self.0)
    }
}

impl fmt::Debug for InvitationSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationSecret(…)")
    }
}

/// An administrator invites a host: whoever has the invitation can have one mirror apply, once, for seven days.
pub async fn invite(service: &Service, actor: &Actor) -> Result<InvitationSecret, Error> {
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    let secret = new_invitation(&mut tx, service, actor.account, None).await?;
    tx.commit().await?;
    Ok(secret)
}

/// An invitation that `by` answers for, in the caller's transaction: for anybody, or for the host of one application.
pub(in crate::vault) async fn new_invitation(
    tx: &mut Tx,
    service: &Service,
    by: AccountId,
    application: Option<HostApplicationId>,
) -> Result<InvitationSecret, Error> {
    let secret = InvitationSecret(Zeroizing::new(BASE64URL_NOPAD.encode(&service.entropy.bytes::<32>())));
    let (hash, now) = (Digest::of(secret.0.as_bytes()).0, service.clock.now());
    store::insert_invitation(tx, &hash, by, application, now, now.plus(LIFETIME)).await?;
    Ok(secret)
}

/// A mirror applies, by an invitation, and administrators are written that it waits. Sent again by the same mirror it is answered as before.
///
/// # Errors
/// One answer for every invitation that cannot be used: unknown, used by another mirror, or over. And another for a mirror that
/// offers something else than before, or than its host was approved with, or was refused: what an administrator compares does not change
/// meanwhile.
pub async fn apply(service: &Service, joining: &Joining) -> Result<Joined, Error> {
    service.log.require_current()?;
    let application = verified(service, &joining.application)?;
    let hash = Digest::of(joining.invitation.as_bytes());
    if hash != application.invitation {
        return Err(not_invited());
    }
    let offer = Offer::read(service, &application)?;
    let (mirror, now) = (application.iss, service.clock.now());
    let joined = Joined { mirror };
    // Whoever was not invited keeps nobody from writing.
    let mut tx = service.db.read().await?;
    if !store::is_invitation(&mut tx, &hash.0).await? {
        return Err(not_invited());
    }
    drop(tx);
    let mut tx = service.db.begin().await?;
    if let Some(came) = store::came_by(&mut tx, &hash.0).await? {
        let host =
            store::find(&mut tx, came).await?.filter(|host| host.id == mirror && host.public_key == application.key);
        let host = host.ok_or_else(not_invited)?;
        return if offer.is_that_of(&host) { Ok(joined) } else { Err(Error::Conflict(Text::of("mirror-known"))) };
    }
    let approved =
        applications::require_as_approved(&mut tx, service, &hash.0, offer.host.as_str(), offer.jurisdiction).await?;
    // Copies of a file lie with different hosts: one that is known is one, however it is spelled this time.
    let names = store::names(&mut tx).await?;
    let known = names.iter().find(|name| offer.host.is_spelling_of(name));
    let new = store::Applied {
        id: mirror,
        application: approved,
        host: known.map_or(offer.host.as_str(), String::as_str),
        jurisdiction: offer.jurisdiction.as_str(),
        public_key: &application.key,
        url: &offer.url,
        capacity: offer.capacity,
        log_case: CaseId(uuid_v4(&service.entropy)),
        now,
    };
    if !store::insert(&mut tx, &new).await? {
        return Err(Error::Conflict(Text::of("mirror-known")));
    }
    if store::use_invitation(&mut tx, &hash.0, mirror, now).await? != 1 {
        return Err(not_invited());
    }
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    letters::tell(&mut tx, service, &host, News::Joined).await?;
    tx.commit().await?;
    Ok(joined)
}

fn not_invited() -> Error {
    accounts::Error::Forbidden(Text::of("mirror-not-invited")).into()
}

/// The application, if the key that it brings signed it.
fn verified(service: &Service, compact: &str) -> Result<Application, Error> {
    let unsound = |_| Error::Invalid { field: "application", problem: Text::of("mirror-application") };
    let claimed: Application = tokens::claimed(compact).map_err(unsound)?;
    let keys = [VerifyingKey::new(claimed.key)];
    let (issuer, audience) = (claimed.iss.to_string(), Audience::Is(&service.keys.origin));
    tokens::verify(compact, &keys, &issuer, audience, service.clock.now()).map_err(unsound)
}

/// What a host offers, read.
struct Offer {
    url: String,
    host: HostName,
    jurisdiction: Jurisdiction,
    capacity: i64,
}

impl Offer {
    fn read(service: &Service, application: &Application) -> Result<Self, Error> {
        let invalid = |field, problem: &'static str| Error::Invalid { field, problem: Text::of(problem) };
        let url = Url::parse(&application.url).ok().filter(|url| is_address(service, url));
        let url = url.ok_or_else(|| invalid("url", "mirror-url"))?;
        let host = HostName::parse(&application.host).map_err(|problem| Error::Invalid { field: "host", problem })?;
        let jurisdiction = Jurisdiction::parse(&application.jurisdiction);
        let capacity = Room::of(application.capacity);
        Ok(Self {
            url: url.as_str().trim_end_matches('/').to_owned(),
            host,
            jurisdiction: jurisdiction.map_err(|_| invalid("jurisdiction", "mirror-country"))?,
            capacity: capacity.map_err(|problem| Error::Invalid { field: "capacity", problem })?.0,
        })
    }

    /// Whether it is what a mirror offered before, which was not refused since.
    fn is_that_of(&self, host: &Host) -> bool {
        host.state != MirrorState::Removed
            && (host.url.as_ref(), host.capacity) == (Some(&self.url), Some(self.capacity))
            && self.host.is_spelling_of(&host.host)
            && host.jurisdiction == self.jurisdiction.as_str()
    }
}

/// Forgets invitations that were over long ago, in the caller's transaction.
pub async fn forget_ended_invitations(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    let ended = service.clock.now().minus(service.config.limits.request_data);
    store::sweep_invitations(tx, ended).await?;
    Ok(())
}
