//! Hosts: how a mirror that somebody else runs joins the fleet, and how it leaves.
//!
//! ```text
//! applied -> admitted -> draining -> removed
//!    |           +--------> failed ----^
//!    +------------- refused -----------^
//! ```
//!
//! An administrator invites ([`invite`]), or approves somebody who then invites themselves ([`super::applications`]); by that
//! invitation, which works once, a mirror applies ([`apply`]), signed with the key that everything it ever says must verify with; an
//! administrator admits it ([`admit`]) once it answers at its address and shows that it
//! holds the key, or refuses it. From then on blobs are placed on it and it witnesses the log. How it changes its address or its
//! room, and how that is weighed, is told in `hosts/changing.rs`, and how it leaves in `hosts/leaving.rs`.

mod answering;
mod changing;
mod emptying;
mod leaving;

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use url::Url;
use zeroize::Zeroizing;

use self::answering::{cosigns, silent};
pub use self::changing::{Wanted, admit_change, ask_change, asking, refuse_change, wanted, weigh};
pub use self::emptying::{Emptying, Prospect, foresee, reckon, under_way};
pub(super) use self::leaving::stop_placement;
pub use self::leaving::{
    By, confirm_giving_up, confirm_removal, evacuate, evacuate_country, note_emptied, propose_giving_up,
    propose_removal, stop,
};

use super::applications::{self, HostName, Room};
use super::letters::News;
use super::placement;
use super::standing::Standing;
use super::store::{hosts as store, mirrors};
use super::{Error, fleet, letters, moving};
use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Actor};
use crate::audit::{self, Journal, NewEntry};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, HostApplicationId, MirrorId, uuid_v4};
use crate::mirrors::joining::is_origin;
use crate::mirrors::wire::{Joined, Joining};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{self, Application, Audience, Digest, MirrorCall, VerifyingKey};
use crate::words::words;

/// How long an invitation stands.
const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// Where a mirror stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MirrorState {
    /// It waits to be admitted.
    Applied,
    /// Blobs are placed on it.
    Admitted,
    /// Nothing more is placed on it; what it holds is read until it lies on others.
    Draining,
    /// It failed ([`super::proving`]), or two people gave it up, as one that is dead or in other hands: nothing is placed on it, no reader is
    /// sent to it, and what it held is made elsewhere. Orders go to it still, and are waited for until it is given up.
    Failed,
    /// It is none of ours any more, or never was.
    Removed,
}

words! { MirrorState {
    Applied = "applied", Admitted = "admitted", Draining = "draining", Failed = "failed", Removed = "removed",
} }

impl MirrorState {
    /// Whether its host may ask for a change, and an administrator decide about that.
    pub(super) const fn may_change(self) -> bool {
        matches!(self, Self::Admitted | Self::Draining)
    }
}

/// A mirror, and who runs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Host {
    /// The mirror.
    pub id: MirrorId,
    /// Who runs it.
    pub host: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// What it signs with.
    pub public_key: Vec<u8>,
    /// Its address; none where it runs in the service's own process.
    pub url: Option<String>,
    /// How many bytes it said that it has room for.
    pub capacity: Option<i64>,
    /// By which factor its room is weighed as files are placed: 1 is usual, at 0 nothing is placed on it.
    pub weight: i64,
    /// Where it stands.
    pub state: MirrorState,
    /// Whether the operator runs it itself: it keeps files, and counts as no witness.
    pub own: bool,
    /// Its case in the log.
    pub log_case: CaseId,
    /// What is thought of it.
    pub standing: Standing,
    /// When it applied; never where it runs in the service's own process.
    pub applied_at: Option<Time>,
    /// When it was admitted.
    pub admitted_at: Option<Time>,
    /// When placement on it was stopped.
    pub stopped_at: Option<Time>,
    /// When its evacuation began.
    pub evacuated_at: Option<Time>,
    /// When it held and owed nothing any more, where it was being emptied: from then on it can be removed. None again where a recovery
    /// recorded on it what nobody knew to be there, until that is gone as well.
    pub emptied_at: Option<Time>,
    /// When it failed.
    pub failed_at: Option<Time>,
    /// When it was given up: from then on nobody waits for its receipts.
    pub given_up_at: Option<Time>,
    /// When it was removed, or refused.
    pub removed_at: Option<Time>,
    /// When it was last looked at: before that nothing is known of how it stands.
    pub looked_at: Option<Time>,
    /// How many bytes were free on it then, as it said.
    pub free_bytes: Option<i64>,
}

impl Host {
    /// The public key as it is written, to be compared with what the host reads on its machine.
    pub fn key(&self) -> String {
        BASE64URL_NOPAD.encode(&self.public_key)
    }

    /// Whether it would take files, and has no room for any.
    pub fn is_full(&self) -> bool {
        self.state == MirrorState::Admitted && placement::is_full(self.free_bytes)
    }
}

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
pub(super) async fn new_invitation(
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

/// Whether a mirror may be reached there.
fn is_address(service: &Service, url: &Url) -> bool {
    is_origin(url) && (url.scheme() == "https" || service.config.private_mirrors)
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

/// The call of a mirror, which signed it; `None` unless it is one that takes part, or waits to.
///
/// # Errors
/// Also where one signed it that was removed, or refused: it hears that it takes no part any more.
pub async fn calling(service: &Service, compact: &str) -> Result<Option<MirrorCall>, Error> {
    let Ok(claimed) = tokens::claimed::<MirrorCall>(compact) else { return Ok(None) };
    let mut tx = service.db.read().await?;
    let Some(row) = mirrors::find(&mut tx, claimed.iss).await? else { return Ok(None) };
    let Ok(public) = <[u8; 32]>::try_from(row.public_key.as_slice()) else { return Ok(None) };
    let (keys, issuer) = ([VerifyingKey::new(public)], row.id.to_string());
    let audience = Audience::Is(&service.keys.origin);
    let signed = tokens::verify::<MirrorCall>(compact, &keys, &issuer, audience, service.clock.now());
    if signed.is_ok() && row.state == MirrorState::Removed {
        return Err(accounts::Error::Forbidden(Text::of("mirror-takes-no-part")).into());
    }
    Ok(signed.ok())
}

/// Every mirror there is and was, those that wait to be admitted first; for administrators.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<Host>, Error> {
    let mut tx = service.db.read().await?;
    administrator(&mut tx, actor).await?;
    Ok(store::list(&mut tx).await?)
}

/// One mirror, and whether it holds or owes anything; for administrators.
pub async fn mirror(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(Host, bool), Error> {
    let mut tx = service.db.read().await?;
    administrator(&mut tx, actor).await?;
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let holds = store::holds(&mut tx, mirror).await?;
    Ok((host, holds))
}

/// The host of a mirror, and the code of its country; for staff, who see what is proposed about it.
pub async fn whose(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(String, String), Error> {
    if !actor.roles.staff() {
        return Err(Error::NotFound);
    }
    let mut tx = service.db.read().await?;
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    Ok((host.host, host.jurisdiction))
}

/// Admits a mirror that applied: from this commit on blobs are placed on it, and it witnesses the log. It has to answer at its address
/// first, and to show that it follows this log and holds the key it applied with, by cosigning the latest checkpoint.
pub async fn admit(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    admit_as(service, actor, mirror, false).await
}

/// The same of one that the operator runs itself, whoever invited it: it keeps files, and its cosignature counts for nothing.
pub async fn admit_own(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    admit_as(service, actor, mirror, true).await
}

async fn admit_as(service: &Service, actor: &Actor, mirror: MirrorId, own: bool) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    another_administrator(&mut tx, actor, mirror).await?;
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let row = mirrors::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    drop(tx);
    if host.state != MirrorState::Applied {
        return Err(meanwhile());
    }
    let url = row.url.as_deref().unwrap_or_default();
    let client = fleet::reached(service, &row).map_err(|error| silent(url, error.to_string().into()))?;
    let client = client.ok_or(Error::NotFound)?;
    cosigns(service, &client, &host).await.map_err(|why| silent(url, why))?;

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    another_administrator(&mut tx, actor, mirror).await?;
    applications::require_own_name(&mut tx, mirror, &host.host).await?;
    if store::admit(&mut tx, mirror, own, now).await? != 1 {
        return Err(meanwhile());
    }
    letters::tell(&mut tx, service, &host, News::Admitted).await?;
    let by = [("by", actor.account.to_string())];
    let Host { log_case, public_key, host, jurisdiction, url, capacity, .. } = &host;
    let entry = fleet::admission(*log_case, "administrator", mirror, public_key, (host, jurisdiction), own);
    let journal = url.clone().map(|url| Journal::MirrorAdmitted { mirror, url, capacity: *capacity });
    audit::append(&mut tx, service, NewEntry { commitments: &by, journal, ..entry }).await?;
    // What lies on too few mirrors may have waited for this one.
    moving::fill_up_at(&mut tx, service, now).await?;
    tx.commit().await?;
    look_around(service).await;
    Ok(())
}

/// Refuses a mirror that applied, and writes so to its host, who reads why if they have an account. It can apply with another invitation only
/// as another mirror.
///
/// # Errors
/// [`Error::Invalid`] without a reason, where somebody reads it.
pub async fn refuse(service: &Service, actor: &Actor, mirror: MirrorId, reason: &str) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    applications::keep_refusal(&mut tx, service, mirror, reason).await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    refuse_locked(&mut tx, service, By::Administrator(actor), &host).await?;
    letters::tell(&mut tx, service, &host, News::Refused).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction, by an administrator or its host.
pub(super) async fn refuse_locked(tx: &mut Tx, service: &Service, by: By<'_>, host: &Host) -> Result<(), Error> {
    if store::refuse(tx, host.id, service.clock.now()).await? != 1 {
        return Err(meanwhile());
    }
    let (actor, people) = by.in_log();
    leaving::told(tx, service, host, actor, "mirror.refused", serde_json::json!({}), &people).await
}
/// Forgets invitations that were over long ago, in the caller's transaction.
pub async fn forget_ended_invitations(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    let ended = service.clock.now().minus(service.config.limits.request_data);
    store::sweep_invitations(tx, ended).await?;
    Ok(())
}

/// An administrator, by the roles in force in this transaction.
pub(super) async fn administrator(tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
    accounts::require_administrator(accounts::in_force(tx, actor).await?)?;
    Ok(())
}

/// An administrator who does not run the mirror: nobody decides what is placed on their own, or where it is reached.
async fn another_administrator(tx: &mut Tx, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    administrator(tx, actor).await?;
    parties::keep_out(tx, actor.account, Case::Mirror(mirror)).await?;
    Ok(())
}

pub(super) fn meanwhile() -> Error {
    Error::Conflict(Text::of("changed-meanwhile"))
}

/// Reaches those that take part now. What fails here is done in the next seconds: it must not seem as if nothing had been committed.
async fn look_around(service: &Service) {
    if let Err(error) = fleet::refresh(service).await {
        tracing::error!(%error, "the mirrors could not be looked at");
    }
}
