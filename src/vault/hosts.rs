//! Hosts: how a mirror that somebody else runs joins the fleet, and how it leaves.
//!
//! ```text
//! applied -> admitted -> draining -> removed
//!    +------------- refused ------------^
//! ```
//!
//! An administrator invites ([`invite`]), or approves somebody who then invites themselves ([`super::applications`]); by that
//! invitation, which works once, a mirror applies ([`apply`]), signed with the key that everything it ever says must verify with; an
//! administrator admits it ([`admit`]) once it answers at its address and shows that it
//! holds the key, or refuses it. From then on blobs are placed on it and it witnesses the log. One administrator stops that at once
//! ([`stop`]), as when a mirror is seized. Removing it takes two people and is for good: it must hold nothing any more and owe nothing,
//! so that no order is forgotten.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use url::Url;
use zeroize::Zeroizing;

use super::applications::{self, HostName};
use super::placement::JURISDICTIONS;
use super::store::{hosts as store, mirrors};
use super::{Error, fleet};
use crate::accounts::two_person::{self, Kind};
use crate::accounts::{self, Actor};
use crate::audit::checkpoint::witness_key;
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, HostApplicationId, MirrorId, TwoPersonStepId, uuid_v4};
use crate::mirrors::client::{self, MirrorClient};
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
    /// Nothing more is placed on it; what it holds is read and repaired from.
    Draining,
    /// It failed.
    Failed,
    /// It is none of ours any more, or never was.
    Removed,
}

words! { MirrorState {
    Applied = "applied", Admitted = "admitted", Draining = "draining", Failed = "failed", Removed = "removed",
} }

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
    /// Where it stands.
    pub state: MirrorState,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When it applied; never where it runs in the service's own process.
    pub applied_at: Option<Time>,
    /// When it was admitted.
    pub admitted_at: Option<Time>,
    /// When placement on it was stopped.
    pub stopped_at: Option<Time>,
    /// When it was removed, or refused.
    pub removed_at: Option<Time>,
}

impl Host {
    /// The public key as it is written, to be compared with what the host reads on its machine.
    pub fn key(&self) -> String {
        BASE64URL_NOPAD.encode(&self.public_key)
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

/// A mirror applies, by an invitation. Sent again by the same mirror it is answered as before.
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
    let joined = Joined { mirror, quorum: service.log.quorum() };
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
        applications::require_as_approved(&mut tx, service, &hash.0, &offer.host, offer.jurisdiction).await?;
    let new = store::Applied {
        id: mirror,
        application: approved,
        host: &offer.host,
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
    host: String,
    jurisdiction: Jurisdiction,
    capacity: i64,
}

impl Offer {
    fn read(service: &Service, application: &Application) -> Result<Self, Error> {
        let invalid = |field, problem: &'static str| Error::Invalid { field, problem: Text::of(problem) };
        let url = Url::parse(&application.url).ok().filter(is_origin);
        let url = url.filter(|url| url.scheme() == "https" || service.config.private_mirrors);
        let url = url.ok_or_else(|| invalid("url", "mirror-url"))?;
        let host = HostName::parse(&application.host).map_err(|problem| Error::Invalid { field: "host", problem })?;
        let jurisdiction = Jurisdiction::parse(&application.jurisdiction);
        let capacity = i64::try_from(application.capacity).ok().filter(|bytes| *bytes > 0);
        Ok(Self {
            url: url.as_str().trim_end_matches('/').to_owned(),
            host: host.as_str().to_owned(),
            jurisdiction: jurisdiction.map_err(|_| invalid("jurisdiction", "mirror-country"))?,
            capacity: capacity.ok_or_else(|| invalid("capacity", "mirror-capacity"))?,
        })
    }

    /// Whether it is what a mirror offered before, which was not refused since.
    fn is_that_of(&self, host: &Host) -> bool {
        host.state != MirrorState::Removed
            && (host.url.as_ref(), &host.host, host.capacity) == (Some(&self.url), &self.host, Some(self.capacity))
            && host.jurisdiction == self.jurisdiction.as_str()
    }
}

/// The mirror that signed a call; `None` unless it is one that takes part, or waits to.
pub async fn calling(service: &Service, compact: &str) -> Result<Option<MirrorId>, Error> {
    let Ok(claimed) = tokens::claimed::<MirrorCall>(compact) else { return Ok(None) };
    let mut tx = service.db.read().await?;
    let Some(row) = mirrors::find(&mut tx, claimed.iss).await? else { return Ok(None) };
    let Ok(public) = <[u8; 32]>::try_from(row.public_key.as_slice()) else { return Ok(None) };
    let (keys, issuer) = ([VerifyingKey::new(public)], row.id.to_string());
    let audience = Audience::Is(&service.keys.origin);
    let signed = tokens::verify::<MirrorCall>(compact, &keys, &issuer, audience, service.clock.now()).is_ok();
    Ok((signed && row.state != MirrorState::Removed).then_some(row.id))
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

/// Admits a mirror that applied: from this commit on blobs are placed on it, and it witnesses the log. It has to answer at its address
/// first, and to show that it follows this log and holds the key it applied with, by cosigning the latest checkpoint.
pub async fn admit(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    administrator(&mut tx, actor).await?;
    let host = store::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let row = mirrors::find(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    drop(tx);
    if host.state != MirrorState::Applied {
        return Err(meanwhile());
    }
    let silent = |why: String| Error::Conflict(Text::of("mirror-silent").with("why", why));
    let client = fleet::reached(service, &row).map_err(|error| silent(error.to_string()))?;
    let client = client.ok_or(Error::NotFound)?;
    cosigns(service, &client, &host).await.map_err(silent)?;

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    if store::admit(&mut tx, mirror, now).await? != 1 {
        return Err(meanwhile());
    }
    let by = [("by", actor.account.to_string())];
    let Host { log_case, public_key, host, jurisdiction, .. } = &host;
    let entry = fleet::admission(*log_case, "administrator", mirror, public_key, host, jurisdiction);
    audit::append(&mut tx, service, NewEntry { commitments: &by, ..entry }).await?;
    tx.commit().await?;
    look_around(service).await;
    Ok(())
}

/// Whether whoever answers is that mirror: why not, in words.
async fn cosigns(service: &Service, client: &MirrorClient, host: &Host) -> Result<(), String> {
    let words = |error: &dyn std::error::Error| error.to_string();
    let public: [u8; 32] = host.public_key.as_slice().try_into().map_err(|_| "its key is damaged".to_owned())?;
    let key = witness_key(&service.keys.origin, host.id, public).map_err(|error| words(&error))?;
    let mut old = 0;
    loop {
        let request = audit::checkpoint_since(service, old).await.map_err(|error| words(&error))?;
        match client.add_checkpoint(&request, &key).await {
            Ok(_) => return Ok(()),
            // It has cosigned before, as one that polls does.
            Err(client::Error::OtherSize(size)) if old == 0 && size > 0 => old = size,
            Err(error) => return Err(fleet::CallError::from(error).to_string()),
        }
    }
}

/// Refuses a mirror that applied. It can apply with another invitation only as another mirror.
pub async fn refuse(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    refuse_locked(&mut tx, service, &host, Some(actor.account)).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction, by an administrator or, where none is named, by its host.
pub(super) async fn refuse_locked(
    tx: &mut Tx,
    service: &Service,
    host: &Host,
    by: Option<AccountId>,
) -> Result<(), Error> {
    if store::refuse(tx, host.id, service.clock.now()).await? != 1 {
        return Err(meanwhile());
    }
    told_by(tx, service, host, "mirror.refused", by).await
}

/// Stops placement on a mirror, at once and for good. What it holds is still read, and ordered away where it is to go.
pub async fn stop(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    administrator(&mut tx, actor).await?;
    stop_placement(&mut tx, service, mirror, Some(actor.account)).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction, by an administrator or, where none is named, by its host.
pub(super) async fn stop_placement(
    tx: &mut Tx,
    service: &Service,
    mirror: MirrorId,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let host = store::lock(tx, mirror).await?.ok_or(Error::NotFound)?;
    if store::stop(tx, mirror, service.clock.now()).await? != 1 {
        return Err(meanwhile());
    }
    told_by(tx, service, &host, "mirror.placement-stopped", by).await
}

/// An administrator proposes that a mirror be removed on which nothing is placed any more. Nothing happens until another confirms.
pub async fn propose_removal(
    service: &Service,
    actor: &Actor,
    mirror: MirrorId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    Kind::MirrorRemoval.require(*actor)?;
    let mut tx = service.db.begin().await?;
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    require_empty(&mut tx, &host).await?;
    let step = two_person::propose(&mut tx, service, actor, Kind::MirrorRemoval, mirror.0, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: from this commit on the mirror is none of ours. It never comes back.
pub async fn confirm_removal(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let mirror = MirrorId(two_person::subject(&mut tx, Kind::MirrorRemoval, step).await?);
    // The mirror's row before the step's: the order in which everybody locks them.
    let host = store::lock(&mut tx, mirror).await?.ok_or(Error::NotFound)?;
    let step = two_person::confirm(&mut tx, service, actor, Kind::MirrorRemoval, step).await?;
    require_empty(&mut tx, &host).await?;
    if store::remove(&mut tx, mirror, service.clock.now()).await? != 1 {
        return Err(meanwhile());
    }
    let by = [("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())];
    told(&mut tx, service, &host, "administrator", "mirror.removed", &by).await?;
    tx.commit().await?;
    look_around(service).await;
    Ok(())
}

/// Refuses to remove a mirror that takes blobs, holds some or owes something, and one without which files would lie in one country.
async fn require_empty(tx: &mut Tx, host: &Host) -> Result<(), Error> {
    let in_the_way = if host.state != MirrorState::Draining {
        "mirror-not-stopped"
    } else if store::holds(tx, host.id).await? {
        "mirror-holds"
    } else if countries(tx).await? < JURISDICTIONS {
        "mirror-last-countries"
    } else {
        return Ok(());
    };
    Err(Error::Conflict(Text::of(in_the_way)))
}

/// In how many countries blobs are placed.
async fn countries(tx: &mut Tx) -> Result<usize, Error> {
    let sites = mirrors::admitted(tx).await?;
    Ok(sites.iter().map(|site| site.jurisdiction.as_str()).collect::<BTreeSet<_>>().len())
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

pub(super) fn meanwhile() -> Error {
    Error::Conflict(Text::of("changed-meanwhile"))
}

async fn told(
    tx: &mut Tx,
    service: &Service,
    host: &Host,
    actor: &'static str,
    kind: &'static str,
    by: &[(&'static str, String)],
) -> Result<(), Error> {
    let fields = serde_json::json!({ "mirror": host.id });
    let entry = NewEntry { kind, case: host.log_case, actor, fields, commitments: by, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// The same of what an administrator did or, where none is named, its host: whose mirror it is no log says.
async fn told_by(
    tx: &mut Tx,
    service: &Service,
    host: &Host,
    kind: &'static str,
    by: Option<AccountId>,
) -> Result<(), Error> {
    let actor = if by.is_some() { "administrator" } else { "host" };
    let by: Vec<_> = by.map(|by| ("by", by.to_string())).into_iter().collect();
    told(tx, service, host, actor, kind, &by).await
}

/// Reaches those that take part now. What fails here is done in the next seconds: it must not seem as if nothing had been committed.
async fn look_around(service: &Service) {
    if let Err(error) = fleet::refresh(service).await {
        tracing::error!(%error, "the mirrors could not be looked at");
    }
}
