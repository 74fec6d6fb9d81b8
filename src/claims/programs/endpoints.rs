//! Where an organisation's own servers are told by webhook: for its owners to say.

use serde_json::json;

use super::super::form::Form;
use super::super::organisations::{self, Organisation, owner, verified};
use super::super::{Actor, Error};
use crate::accounts::attempts;
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, EndpointId, OrganisationId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::webhooks::{self, Endpoint, Secret};

/// The endpoints of an organisation, for its owners.
pub async fn list(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Endpoint>, Error> {
    let mut tx = service.db.read().await?;
    owner(&mut tx, actor, organisation).await?;
    Ok(webhooks::endpoints(&mut tx, organisation).await?)
}

/// An owner of a verified organisation, for whom our servers may call others, adds an endpoint. This is the only time its secret is known.
pub async fn add(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    url: &str,
) -> Result<(EndpointId, Secret), Error> {
    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    verified(&found)?;
    let Some(url) = webhooks::parse_url(url) else {
        let mut form = Form::default();
        form.mistake("url", Text::of("webhooks-enter-address"));
        return form.finish().and(Err(Error::NotFound));
    };
    if webhooks::count(&mut tx, organisation).await? >= service.config.limits.webhook_endpoints {
        return Err(Error::Conflict(Text::of("webhooks-too-many")));
    }
    let added = webhooks::add(&mut tx, service, organisation, actor.account, &url).await?;
    log(&mut tx, service, &found, "webhook.added", actor.account, added.0, url.as_str()).await?;
    tx.commit().await?;
    Ok(added)
}

/// Another secret; the one before signs beside it for a day.
pub async fn rotate(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    endpoint: EndpointId,
) -> Result<Secret, Error> {
    let mut tx = service.db.begin().await?;
    let (found, url) = own(&mut tx, actor, organisation, endpoint).await?;
    let secret = webhooks::rotate(&mut tx, service, endpoint).await?;
    log(&mut tx, service, &found, "webhook.rotated", actor.account, endpoint, &url).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Removes an endpoint: it is told nothing more.
pub async fn remove(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    endpoint: EndpointId,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let (found, url) = own(&mut tx, actor, organisation, endpoint).await?;
    if !webhooks::remove(&mut tx, service, endpoint).await? {
        return Err(Error::NotFound);
    }
    log(&mut tx, service, &found, "webhook.removed", actor.account, endpoint, &url).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes every endpoint of an organisation that ends, in the transaction of that and under its lock.
pub(in crate::claims) async fn remove_all(
    tx: &mut Tx,
    service: &Service,
    found: &Organisation,
    by: AccountId,
) -> Result<(), Error> {
    for endpoint in webhooks::endpoints(tx, found.id).await? {
        if webhooks::remove(tx, service, endpoint.id).await? {
            log(tx, service, found, "webhook.removed", by, endpoint.id, &endpoint.url).await?;
        }
    }
    Ok(())
}

/// Sends an endpoint of a verified organisation a test, and tells it again if it was disabled.
pub async fn test(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    endpoint: EndpointId,
) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    owner(&mut tx, actor, organisation).await?;
    drop(tx);
    let limit = service.config.limits.webhook_tests_per_hour;
    attempts::count(service, "webhook-test.organisation", &organisation.to_string(), limit).await?;
    let mut tx = service.db.begin().await?;
    let (found, _) = own(&mut tx, actor, organisation, endpoint).await?;
    verified(&found)?;
    webhooks::enable(&mut tx, endpoint).await?;
    webhooks::test(&mut tx, service, endpoint).await?;
    tx.commit().await?;
    Ok(())
}

/// The organisation, locked, and the address of an endpoint that is its own.
async fn own(
    tx: &mut Tx,
    actor: &Actor,
    organisation: OrganisationId,
    endpoint: EndpointId,
) -> Result<(Organisation, String), Error> {
    let found = organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(tx, actor, organisation).await?;
    let url = webhooks::url(tx, organisation, endpoint).await?.ok_or(Error::NotFound)?;
    Ok((found, url))
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    by: AccountId,
    endpoint: EndpointId,
    url: &str,
) -> Result<(), Error> {
    let commitments = [("by", by.to_string()), ("url", Digest::of(url.as_bytes()).to_string())];
    let (case, fields) = (organisation.log_case, json!({"endpoint": endpoint}));
    let entry = NewEntry { kind, case, actor: "member", fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}
