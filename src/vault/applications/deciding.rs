//! What administrators read of applications, and how one of them decides about each.

use std::time::Duration;

use serde_json::json;

use super::super::Error;
use super::super::hosts::{self, MirrorState};
use super::super::store::applications as store;
use super::offered::words_of;
use super::{Application, ApplicationState, locked, reason_place};
use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, HostApplicationId, MirrorId};
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::texts::Text;

/// For how many days those that were decided are listed.
pub const DECIDED_DAYS: u64 = 30;

/// Those that wait, the oldest first, at most 200; for administrators.
pub async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Application>, Error> {
    let mut tx = service.db.read().await?;
    hosts::administrator(&mut tx, actor).await?;
    let rows = store::waiting(&mut tx).await?;
    rows.into_iter().map(|row| Application::opened(service, row)).collect()
}

/// Those that were approved and of which no mirror came yet, the oldest first, at most 200; for administrators.
pub async fn to_join(service: &Service, actor: &Actor) -> Result<Vec<Application>, Error> {
    let mut tx = service.db.read().await?;
    hosts::administrator(&mut tx, actor).await?;
    let rows = store::to_join(&mut tx).await?;
    rows.into_iter().map(|row| Application::opened(service, row)).collect()
}

/// The others that were decided in the last [`DECIDED_DAYS`], the newest first, at most 200; for administrators.
pub async fn decided(service: &Service, actor: &Actor) -> Result<Vec<Application>, Error> {
    let mut tx = service.db.read().await?;
    hosts::administrator(&mut tx, actor).await?;
    let since = service.clock.now().minus(Duration::from_hours(24 * DECIDED_DAYS));
    let rows = store::decided(&mut tx, since).await?;
    rows.into_iter().map(|row| Application::opened(service, row)).collect()
}

/// One of them, decided or not; for administrators.
pub async fn application(service: &Service, actor: &Actor, id: HostApplicationId) -> Result<Application, Error> {
    let mut tx = service.db.read().await?;
    hosts::administrator(&mut tx, actor).await?;
    Application::opened(service, store::find(&mut tx, id).await?.ok_or(Error::NotFound)?)
}

/// The one that a mirror came of, if its host has an account; for administrators.
pub async fn of_mirror(service: &Service, actor: &Actor, mirror: MirrorId) -> Result<Option<Application>, Error> {
    let mut tx = service.db.read().await?;
    hosts::administrator(&mut tx, actor).await?;
    let row = store::of_mirror(&mut tx, mirror).await?;
    row.map(|row| Application::opened(service, row)).transpose()
}

/// An administrator lets somebody have one mirror join. It is admitted by an act of its own, once it has.
pub async fn approve(service: &Service, actor: &Actor, id: HostApplicationId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let row = to_decide(&mut tx, actor, id).await?;
    decide(&mut tx, service, actor, &row, ApplicationState::Approved, None).await?;
    tell(&mut tx, service, row.account, ApplicationState::Approved).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator says no, and why: the host reads it.
pub async fn decline(service: &Service, actor: &Actor, id: HostApplicationId, reason: &str) -> Result<(), Error> {
    let reason = reason_of(reason)?;
    let mut tx = service.db.begin().await?;
    let row = to_decide(&mut tx, actor, id).await?;
    let sealed = service.keys.seal(&reason_place(id), reason.as_bytes());
    decide(&mut tx, service, actor, &row, ApplicationState::Declined, Some(sealed.as_slice())).await?;
    tell(&mut tx, service, row.account, ApplicationState::Declined).await?;
    tx.commit().await?;
    Ok(())
}

fn reason_of(text: &str) -> Result<String, Error> {
    words_of(text).ok_or(Error::Invalid { field: "reason", problem: Text::of("host-decline-reason") })
}

/// Keeps why a mirror is refused with the application that it came of, in the caller's transaction, which locks the mirror afterwards: its host
/// reads it. A host that was invited without an account would not, and nothing is kept of it.
pub(in crate::vault) async fn keep_refusal(
    tx: &mut Tx,
    service: &Service,
    mirror: MirrorId,
    reason: &str,
) -> Result<(), Error> {
    let Some(row) = store::of_mirror(tx, mirror).await? else { return Ok(()) };
    let sealed = service.keys.seal(&reason_place(row.id), reason_of(reason)?.as_bytes());
    store::refused(tx, row.id, sealed.as_slice()).await?;
    Ok(())
}

/// Why a mirror was refused, if it was and its host has an account.
pub(in crate::vault) async fn why_refused(
    tx: &mut Tx,
    service: &Service,
    host: &hosts::Host,
) -> Result<Option<Text>, Error> {
    if host.state != MirrorState::Removed || host.admitted_at.is_some() {
        return Ok(None);
    }
    let Some(row) = store::of_mirror(tx, host.id).await? else { return Ok(None) };
    let said = |sealed: &[u8]| service.keys.said(&reason_place(row.id), sealed);
    Ok(row.reason_sealed.as_deref().map(said).transpose()?)
}

/// The application, locked, if `actor` may decide it.
async fn to_decide(tx: &mut Tx, actor: &Actor, id: HostApplicationId) -> Result<store::Row, Error> {
    hosts::administrator(tx, actor).await?;
    let row = locked(tx, id).await?;
    if row.account == actor.account {
        return Err(accounts::Error::Forbidden(Text::of("host-own-application")).into());
    }
    Ok(row)
}

async fn decide(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    row: &store::Row,
    state: ApplicationState,
    reason: Option<&[u8]>,
) -> Result<(), Error> {
    if store::decide(tx, row.id, state, actor.account, service.clock.now(), reason).await? != 1 {
        return Err(hosts::meanwhile());
    }
    let kind = if state == ApplicationState::Approved { "host.approved" } else { "host.declined" };
    let entry = NewEntry {
        kind,
        case: row.log_case,
        actor: "administrator",
        fields: json!({ "terms_version": row.terms_version }),
        commitments: &[("by", actor.account.to_string())],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// Writes that it was decided, and where it says more.
async fn tell(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    decided: ApplicationState,
) -> Result<(), accounts::Error> {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    mail::queue(tx, service, Recipient::Account(account), None, |language| {
        let message = if decided == ApplicationState::Approved {
            Message::new(language, language.say("mail-host-approved"))
                .paragraph(language.say("mail-host-approved-text"))
        } else {
            Message::new(language, language.say("mail-host-declined"))
                .paragraph(language.say("mail-host-declined-text"))
        };
        message.link(language.say("mail-host-page"), format!("{base}/host"))
    })
    .await?;
    Ok(())
}
