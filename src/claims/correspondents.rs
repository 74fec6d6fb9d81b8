//! Correspondents: who sends notices without an account, known by a mail address that they showed to read.
//!
//! The address in a notice could be anybody's, so nothing follows from it. The receipt asks its reader to confirm that the notice is
//! theirs; from then on what was unfounded of it counts as theirs, so that they can be warned, and suspended after a warning
//! ([`crate::process::misuse`]), and a private link that they lost is mailed to them anew ([`super::reports::mailed_links`]). A notice that
//! nobody confirmed is decided like any other.
//!
//! The code of a confirmation follows from notice and address under a key of the service: whoever has it read that mailbox, or has the keys.
//! Nothing is kept of it.

use std::time::Duration;

use serde_json::json;

use super::{Error, decisions, store};
use crate::accounts::Email;
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, ClaimId, CorrespondentId, uuid_v4};
use crate::keys::Legible;
use crate::mail::{self, Address};
use crate::service::Service;
use crate::texts::Language;
use crate::tokens::Digest;

/// How often somebody is told that notices with their address are not taken: anybody can type it.
const TOLD_EVERY: Duration = Duration::from_hours(24);

/// Where somebody without an account is written to.
#[derive(Clone, Debug)]
pub struct Correspondent {
    /// The address; none once it is forgotten.
    pub address: Option<Address>,
    /// What they read.
    pub language: Language,
    /// Their case in the log.
    pub log_case: CaseId,
}

/// What a confirmation is about.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// When the notice was sent.
    pub submitted_at: Time,
    /// It is confirmed.
    pub confirmed: bool,
}

/// What shows that the reader of an address has read the receipt of a notice.
pub(crate) fn code(service: &Service, claim: ClaimId, email: &Email) -> String {
    let subject = format!("{claim} {}", email.recipient().as_str());
    data_encoding::BASE64URL_NOPAD.encode(&service.keys.lookup("claims.correspondent", &subject))
}

/// The address in a notice without an account, if the code is the one that was sent there.
fn shown_by(service: &Service, found: &store::ClaimRow, shown: &str) -> Result<Email, Error> {
    if found.account.is_some() || found.organisation.is_some() {
        return Err(Error::NotFound);
    }
    let statement = decisions::statement(service, found)?;
    let email = statement.email().and_then(|email| Email::parse(email).ok()).ok_or(Error::NotFound)?;
    // By their digests: how long it takes says nothing of how much fits.
    let fits = Digest::of(shown.as_bytes()) == Digest::of(code(service, found.id, &email).as_bytes());
    if fits { Ok(email) } else { Err(Error::NotFound) }
}

/// What a code is asked for.
pub async fn asked(service: &Service, claim: ClaimId, shown: &str) -> Result<Asked, Error> {
    let mut tx = service.db.read().await?;
    let found = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    shown_by(service, &found, shown)?;
    let confirmed = store::correspondent_of(&mut tx, claim).await?.is_some();
    Ok(Asked { submitted_at: found.submitted_at, confirmed })
}

/// Whether the address in a notice without an account was confirmed by its reader, for staff; none where there is no such address. The
/// caller has asked who looks.
pub async fn is_confirmed(service: &Service, claim: ClaimId) -> Result<Option<bool>, Error> {
    let mut tx = service.db.read().await?;
    let found = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    let has_account = found.account.is_some() || found.organisation.is_some();
    let statement = decisions::statement(service, &found)?;
    // Where an address was erased, something else stands.
    if has_account || statement.email().and_then(|email| Email::parse(email).ok()).is_none() {
        return Ok(None);
    }
    Ok(Some(store::correspondent_of(&mut tx, claim).await?.is_some()))
}

/// Whoever reads the address in a notice confirms that it is theirs. Once; again it changes nothing.
pub async fn confirm(service: &Service, claim: ClaimId, shown: &str) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    let email = shown_by(service, &found, shown)?;
    if store::correspondent_of(&mut tx, claim).await?.is_some() {
        return Ok(());
    }
    let id = CorrespondentId::new(&service.clock, &service.entropy);
    let new = store::NewCorrespondent {
        id,
        lookup: &email.lookup(service),
        email_sealed: &service.keys.seal(&place(id), email.recipient().as_str().as_bytes()),
        language: found.language,
        log_case: CaseId(uuid_v4(&service.entropy)),
        now,
    };
    let id = store::keep_correspondent(&mut tx, new).await?;
    store::set_correspondent(&mut tx, claim, id).await?;
    let entry = NewEntry {
        kind: "claim.sender-confirmed",
        case: found.log_case,
        actor: "notifier",
        fields: json!({}),
        commitments: &[("correspondent", id.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Locks somebody's row until the transaction ends, and reads it: whatever decides about them does this first.
pub(crate) async fn lock(tx: &mut Tx, service: &Service, id: CorrespondentId) -> Result<Correspondent, Error> {
    let (sealed, language, log_case) = store::lock_correspondent(tx, id).await?.ok_or(Error::NotFound)?;
    Ok(Correspondent { address: opened(service, id, &sealed)?, language, log_case })
}

/// Who confirmed a mail address, by its keyed digest. None once it is forgotten. Where the address that is kept of them cannot be read,
/// since it is erased or was altered in the database, they have none.
pub(crate) async fn of_address(
    tx: &mut Tx,
    service: &Service,
    address: Digest,
) -> Result<Option<(CorrespondentId, Correspondent)>, Error> {
    let found = store::correspondent_of_address(tx, &address.0).await?;
    let Some((id, sealed, language, log_case)) = found else { return Ok(None) };
    let address = legible(service, id, &sealed)?.unwrap_or_default();
    Ok(Some((id, Correspondent { address, language, log_case })))
}

/// Whether somebody is to be told now that a notice with their address was not taken: not more often than once a day. The caller, who
/// has locked their row, tells them.
pub(crate) async fn is_to_be_told(tx: &mut Tx, id: CorrespondentId, now: Time) -> Result<bool, Error> {
    Ok(store::tell_turned_away(tx, id, now.minus(TOLD_EVERY), now).await? == 1)
}

/// The address of somebody, for staff to know whom they decide about. The caller has asked who looks.
pub(crate) async fn address(tx: &mut Tx, service: &Service, id: CorrespondentId) -> Result<Legible<Address>, Error> {
    let sealed = store::address_of_correspondent(tx, id).await?.ok_or(Error::NotFound)?;
    legible(service, id, &sealed)
}

/// Forgets the addresses of those of whom nothing counts any more: no notice, mark or measure since `since`, no suspension that lasts, and no
/// appeal that waits. Gives who they were.
pub(crate) async fn forget(tx: &mut Tx, service: &Service, since: Time) -> Result<Vec<CorrespondentId>, Error> {
    let mut forgotten = Vec::new();
    for (id, lookup) in store::forget_correspondents(tx, since, service.clock.now()).await? {
        look_at_letters(tx, service, &lookup).await?;
        forgotten.push(id);
    }
    Ok(forgotten)
}

/// The same of one of them, who was taken out of their notices. `false`: it is kept, since another notice has them in it still, or a mark
/// or a measure counts.
pub(crate) async fn forget_one(
    tx: &mut Tx,
    service: &Service,
    id: CorrespondentId,
    since: Time,
) -> Result<bool, Error> {
    let went = store::forget_correspondent(tx, id, since, service.clock.now()).await?;
    if let Some(lookup) = &went {
        look_at_letters(tx, service, lookup).await?;
    }
    Ok(went.is_some())
}

/// What lies as a file and is to an address that went, about no case, goes along.
async fn look_at_letters(tx: &mut Tx, service: &Service, lookup: &[u8]) -> Result<(), Error> {
    let reader = <[u8; 32]>::try_from(lookup).ok().map(Digest);
    Ok(mail::letters::look(tx, service, reader).await?)
}

fn opened(service: &Service, id: CorrespondentId, sealed: &[u8]) -> Result<Option<Address>, Error> {
    if sealed.is_empty() {
        return Ok(None);
    }
    Ok(parsed(&service.keys.open_sealed(&place(id), sealed)?))
}

/// The same for whoever goes on without one that cannot be read.
fn legible(service: &Service, id: CorrespondentId, sealed: &[u8]) -> Result<Legible<Address>, Error> {
    if sealed.is_empty() {
        return Ok(Ok(None));
    }
    let opened = service.keys.legible(&place(id), sealed)?;
    Ok(opened.map(|address| address.and_then(|address| parsed(&address))))
}

fn parsed(address: &[u8]) -> Option<Address> {
    std::str::from_utf8(address).ok().and_then(|address| address.parse().ok())
}

fn place(id: CorrespondentId) -> String {
    format!("correspondents.email/{id}")
}
