//! How whoever has an account asks to run a mirror, and what they may do about their mirrors then.
//!
//! ```text
//! waiting -> approved        declined
//!    |          |                ^
//!    |          +- join token -> a mirror applies ([`super::hosts`])
//!    +- withdrawn
//! ```
//!
//! Somebody applies with a name, a country, room and how they are reached, and accepts the terms in force, whose exact text is kept with
//! the application ([`apply`]). An administrator approves, which is no admission, or declines ([`approve`], [`decline`]); nobody decides
//! about themselves. Whoever was approved makes the invitation of one mirror themselves ([`join_token`]), and that mirror is taken as what
//! was approved and nothing else. From then on they see how it stands ([`super::health`]), and can leave with it ([`leave`]).
//!
//! Each sees their own, and whatever is another's is not there to them. The name is sealed until a mirror is admitted under it: then it
//! stands in the log for good, which the terms say.

mod deciding;
mod ending;
mod offered;

pub use self::deciding::{DECIDED_DAYS, application, approve, decided, decline, of_mirror, to_join, waiting};
pub(super) use self::deciding::{keep_refusal, why_refused};
pub use self::ending::{end_of_closed, erase, forget_declined, take_back};
pub use self::offered::{Contact, HostName, Offered, Room, country};

use self::ending::erase_one;
use super::Error;
use super::hosts::{self, By, InvitationSecret};
use super::letters;
use super::store::applications as store;
use crate::accounts::{Actor, attempts, closing, standing};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, HostApplicationId, MirrorId, uuid_v4};
use crate::keys;
use crate::policies::terms;
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::tokens::Digest;
use crate::words::words;

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationState {
    /// It waits for an administrator.
    Waiting,
    /// Its host may have a mirror join.
    Approved,
    /// An administrator said no.
    Declined,
    /// Its host took it back.
    Withdrawn,
}

words! { ApplicationState {
    Waiting = "waiting", Approved = "approved", Declined = "declined", Withdrawn = "withdrawn",
} }

/// An application, as its host and administrators see it.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its id.
    pub id: HostApplicationId,
    /// Whose it is.
    pub account: AccountId,
    /// Where it stands.
    pub state: ApplicationState,
    /// What they call themselves.
    pub host: Text,
    /// How they are reached.
    pub contact: Text,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// Room, in bytes.
    pub capacity: i64,
    /// Which version of the terms was accepted.
    pub terms_version: i64,
    /// The SHA-256 of the exact text.
    pub terms_sha256: Digest,
    /// When it was sent.
    pub applied_at: Time,
    /// When it was decided.
    pub decided_at: Option<Time>,
    /// Why it was declined, or why the mirror was refused that came of it.
    pub reason: Option<Text>,
    /// The mirror that came of it.
    pub mirror: Option<MirrorId>,
    /// Until when a token for one works that was made and not used.
    pub token_until: Option<Time>,
}

impl Application {
    fn opened(service: &Service, row: store::Row) -> Result<Self, Error> {
        let said = |place: String, sealed: &[u8]| service.keys.said(&place, sealed);
        let reason = row.reason_sealed.as_deref().map(|sealed| said(reason_place(row.id), sealed)).transpose()?;
        let sha256 = <[u8; 32]>::try_from(row.terms_sha256.as_slice());
        Ok(Self {
            host: said(host_place(row.id), &row.host_sealed)?,
            contact: said(contact_place(row.id), &row.contact_sealed)?,
            terms_sha256: Digest(sha256.map_err(|_| keys::Error::Altered("host_applications.terms_sha256".into()))?),
            reason,
            id: row.id,
            account: row.account,
            state: row.state,
            jurisdiction: row.jurisdiction,
            capacity: row.capacity,
            terms_version: row.terms_version,
            applied_at: row.applied_at,
            decided_at: row.decided_at,
            mirror: row.mirror,
            token_until: row.token_until,
        })
    }

    /// Whether it waits for an administrator.
    pub fn is_waiting(&self) -> bool {
        self.state == ApplicationState::Waiting
    }

    /// Whether its host may make a token now: it was approved, and no mirror came of it yet.
    pub fn may_join(&self) -> bool {
        self.state == ApplicationState::Approved && self.mirror.is_none()
    }
}

fn host_place(id: HostApplicationId) -> String {
    format!("host_applications.host/{id}")
}

fn contact_place(id: HostApplicationId) -> String {
    format!("host_applications.contact/{id}")
}

fn reason_place(id: HostApplicationId) -> String {
    format!("host_applications.reason/{id}")
}

/// Somebody applies, having accepted the terms whose SHA-256 is `accepted`, as they were read in `language`. Administrators are written that an
/// application waits.
///
/// # Errors
/// Also where those are not the terms in force any more, where another application of theirs waits, and where the name is not the one under
/// which they were approved before: the copies of a file lie with different hosts.
pub async fn apply(
    service: &Service,
    actor: &Actor,
    offered: &Offered,
    language: Language,
    accepted: &Digest,
) -> Result<HostApplicationId, Error> {
    let limit = service.config.limits.applications_per_hour;
    attempts::count(service, "hosts.application", &actor.account.to_string(), limit).await?;
    let id = HostApplicationId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await?;
    standing::lock(&mut tx, actor.account).await?.ok_or(Error::NotFound)?;
    require_open(&mut tx, actor).await?;
    let terms = terms::in_force(&mut tx, language).await?;
    if terms.sha256 != *accepted {
        return Err(Error::Conflict(Text::of("host-terms-changed")));
    }
    for before in store::of_account(&mut tx, actor.account).await? {
        // What is erased says no name any more, and nothing was admitted under that.
        let is_known = before.state == ApplicationState::Approved && before.erased_at.is_none();
        if is_known && name_of(service, &before)? != offered.host.as_str() {
            return Err(Error::Invalid { field: "host", problem: Text::of("host-other-name") });
        }
    }
    let others = store::names_of_others(&mut tx, actor.account).await?;
    if others.iter().any(|name| offered.host.is_spelling_of(name)) {
        return Err(Error::Invalid { field: "host", problem: Text::of("host-name-taken") });
    }
    let new = store::New {
        id,
        account: actor.account,
        host_sealed: &service.keys.seal(&host_place(id), offered.host.as_str().as_bytes()),
        contact_sealed: &service.keys.seal(&contact_place(id), offered.contact.0.as_bytes()),
        jurisdiction: offered.jurisdiction.as_str(),
        capacity: offered.room.0,
        terms: &terms,
        log_case: CaseId(uuid_v4(&service.entropy)),
        now: service.clock.now(),
    };
    if !store::insert(&mut tx, &new).await? {
        return Err(Error::Conflict(Text::of("host-waits")));
    }
    letters::tell_of_application(&mut tx, service, id, actor.account).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the host of an application calls itself.
fn name_of(service: &Service, row: &store::Row) -> Result<String, Error> {
    let name = service.keys.open_sealed(&host_place(row.id), &row.host_sealed)?;
    Ok(String::from_utf8_lossy(&name).into_owned())
}

/// Somebody's own applications, the newest first.
pub async fn own(service: &Service, actor: &Actor) -> Result<Vec<Application>, Error> {
    let mut tx = service.db.read().await?;
    let rows = store::of_account(&mut tx, actor.account).await?;
    rows.into_iter().map(|row| Application::opened(service, row)).collect()
}

/// Whether somebody ever applied, as everybody did who sees a mirror of theirs.
pub async fn has_applied(tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
    Ok(store::is_any_of(tx, account).await?)
}

async fn locked(tx: &mut Tx, id: HostApplicationId) -> Result<store::Row, Error> {
    if !store::lock(tx, id).await? {
        return Err(Error::NotFound);
    }
    store::find(tx, id).await?.ok_or(Error::NotFound)
}

/// Somebody takes back what waits. What it said of them goes at once.
pub async fn withdraw(service: &Service, actor: &Actor, id: HostApplicationId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    own_locked(&mut tx, actor, id).await?;
    if store::withdraw(&mut tx, id).await? != 1 {
        return Err(hosts::meanwhile());
    }
    erase_one(&mut tx, service, id).await?;
    tx.commit().await?;
    Ok(())
}

async fn own_locked(tx: &mut Tx, actor: &Actor, id: HostApplicationId) -> Result<store::Row, Error> {
    let row = locked(tx, id).await?;
    if row.account == actor.account { Ok(row) } else { Err(Error::NotFound) }
}

/// Refuses who closed their account: what they ask for while that is under way would not go with it. The caller holds a row that whoever closes it
/// locks as well.
async fn require_open(tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
    if closing::is_closed(tx, actor.account).await? { Err(Error::NotFound) } else { Ok(()) }
}

/// Whoever was approved makes the invitation of their mirror. One that they made before and did not use works no more.
pub async fn join_token(service: &Service, actor: &Actor, id: HostApplicationId) -> Result<InvitationSecret, Error> {
    let mut tx = service.db.begin().await?;
    let row = own_locked(&mut tx, actor, id).await?;
    require_open(&mut tx, actor).await?;
    let (ApplicationState::Approved, None, Some(by)) = (row.state, row.mirror, row.decided_by) else {
        return Err(Error::Conflict(Text::of("host-no-token")));
    };
    store::forget_tokens(&mut tx, id).await?;
    let secret = hosts::new_invitation(&mut tx, service, by, Some(id)).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Refuses a mirror that offers something else than what was approved, by the invitation of an application: its host and its country.
/// Gives the application.
pub(super) async fn require_as_approved(
    tx: &mut Tx,
    service: &Service,
    hash: &[u8; 32],
    host: &str,
    jurisdiction: Jurisdiction,
) -> Result<Option<HostApplicationId>, Error> {
    let Some(id) = store::behind_invitation(tx, hash).await? else { return Ok(None) };
    let row = locked(tx, id).await?;
    let (approved, country) = (name_of(service, &row)?, row.jurisdiction);
    if approved != host || country != jurisdiction.as_str() {
        let problem = Text::of("mirror-not-as-approved").with("host", approved).with("country", country);
        return Err(Error::Conflict(problem));
    }
    Ok(Some(id))
}

/// Refuses to admit a mirror by an application whose host goes by the name of another, under which that one's was admitted since it was approved.
pub(super) async fn require_own_name(tx: &mut Tx, mirror: MirrorId, host: &str) -> Result<(), Error> {
    let Some(row) = store::of_mirror(tx, mirror).await? else { return Ok(()) };
    let name = HostName::parse(host).map_err(|problem| Error::Invalid { field: "host", problem })?;
    let others = store::names_of_others(tx, row.account).await?;
    if others.iter().any(|other| name.is_spelling_of(other)) {
        return Err(Error::Conflict(Text::of("host-name-taken")));
    }
    Ok(())
}

/// A host leaves with a mirror of theirs: from this commit on nothing more is placed on it, for good. It is removed, by two administrators,
/// once it holds and owes nothing.
pub async fn leave(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    require_own(&mut tx, actor, mirror).await?;
    hosts::stop_placement(&mut tx, service, By::Host, mirror).await?;
    tx.commit().await?;
    Ok(())
}

/// Whatever is not theirs is not there to them.
pub(super) async fn require_own(tx: &mut Tx, actor: &Actor, mirror: MirrorId) -> Result<(), Error> {
    let row = store::of_mirror(tx, mirror).await?.filter(|row| row.account == actor.account);
    row.map(drop).ok_or(Error::NotFound)
}

/// Their mirrors, in the order of their ids.
pub(super) async fn mirrors_of(tx: &mut Tx, actor: &Actor) -> Result<Vec<MirrorId>, Error> {
    Ok(store::mirrors_of(tx, actor.account).await?)
}

/// How many mirrors of an account take part: for so long it is known how their host is reached.
pub async fn take_part(tx: &mut Tx, account: AccountId) -> Result<i64, Error> {
    Ok(store::take_part(tx, account).await?)
}
