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
//! room, and how that is weighed, is told in `hosts/changing.rs`, how it joins in `hosts/joining.rs`, and how it leaves in `hosts/leaving.rs`.

mod answering;
mod changing;
mod emptying;
mod joining;
mod leaving;

use data_encoding::BASE64URL_NOPAD;
use url::Url;

use self::answering::{cosigns, silent};
pub use self::changing::{Wanted, admit_change, ask_change, asking, refuse_change, wanted, weigh};
pub use self::emptying::{Emptying, Prospect, foresee, reckon, under_way};
pub(super) use self::joining::new_invitation;
pub use self::joining::{InvitationSecret, apply, forget_ended_invitations, invite};
pub(super) use self::leaving::stop_placement;
pub use self::leaving::{
    By, confirm_giving_up, confirm_removal, evacuate, evacuate_country, note_emptied, propose_giving_up,
    propose_removal, stop,
};

use super::letters::News;
use super::standing::Standing;
use super::store::{hosts as store, mirrors};
use super::{Error, applications, fleet, letters, moving, placement};
use crate::accounts::parties::{self, Case};
use crate::accounts::{self, Actor};
use crate::audit::{self, Journal, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, MirrorId};
use crate::mirrors::joining::is_origin;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{self, Audience, MirrorCall, VerifyingKey};
use crate::words::words;

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
    /// When it held and owed nothing any more, where it was being emptied: from then on it can be removed. None while it holds or owes
    /// something that nobody knew of then, as it may after a recovery.
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

/// Whether a mirror may be reached there.
fn is_address(service: &Service, url: &Url) -> bool {
    is_origin(url) && (url.scheme() == "https" || service.config.private_mirrors)
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
        tracing::error!(error = %with_causes(&error), "the mirrors could not be looked at");
    }
}
