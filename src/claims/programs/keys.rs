//! Keys: `writkey_` and 43 characters of base64url, shown once, stored as SHA-256.
//!
//! A key acts for one member in one organisation and for nobody else, within its scopes. It gives no power: what it may do
//! at an instant is what its member may do then, and only what it was made for. Deleting without staff in between was
//! accepted by password and a typed word when the key was made.

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use zeroize::Zeroizing;

use super::super::direct::CONFIRMATION;
use super::super::form::Form;
use super::super::organisations::{self, Organisation};
use super::super::{Actor, Error};
use super::{Refusal, once, store};
use crate::accounts::{self, Auth};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ApiKeyId, MemberId, OrganisationId};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// What every key begins with, so that scanners find leaked ones.
const PREFIX: &str = "writkey_";
/// The longest a key works, in days.
pub const LONGEST_DAYS: u64 = 365;
/// How exact "last used" is.
const LAST_USED_STEP: Duration = Duration::from_mins(10);

/// One thing that a key may be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Claims are read.
    ClaimsRead,
    /// Claims are filed, completed and retracted.
    ClaimsWrite,
    /// Claims are deleted from all mirrors under direct access.
    ClaimsDelete,
    /// The works are read.
    WorksRead,
}

words! { Scope {
    ClaimsRead = "claims:read", ClaimsWrite = "claims:write", ClaimsDelete = "claims:delete", WorksRead = "works:read",
} }

impl Scope {
    /// Every scope, in the order in which the form offers them.
    pub const ALL: [Self; 4] = [Self::ClaimsRead, Self::ClaimsWrite, Self::ClaimsDelete, Self::WorksRead];
}

/// A new key, in the one moment it can be read. It does not print.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The key, to be shown to its member once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(writkey_…)")
    }
}

/// A key as typed into the form.
#[derive(Clone, Debug, Default)]
pub struct NewKey {
    /// Its name.
    pub name: String,
    /// The words of its scopes.
    pub scopes: Vec<String>,
    /// How long it works, in days.
    pub days: String,
    /// The word [`CONFIRMATION`], where it is to delete.
    pub confirmation: String,
}

/// A key as its member sees it later.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// The row.
    pub id: ApiKeyId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<Scope>,
    /// Whose it is.
    pub account: AccountId,
    /// Since when.
    pub created_at: Time,
    /// Until when.
    pub expires_at: Time,
    /// When it was last used, to ten minutes.
    pub last_used_at: Option<Time>,
}

/// A key that came with a request, and whom it acts for.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The key.
    pub key: ApiKeyId,
    /// The person.
    pub actor: Actor,
    /// The organisation.
    pub organisation: OrganisationId,
    scopes: Vec<Scope>,
}

impl Bearer {
    /// Refuses what the key was not made for.
    pub fn needs(&self, scope: Scope) -> Result<(), Refusal> {
        if self.scopes.contains(&scope) { Ok(()) } else { Err(Refusal::Scope(scope)) }
    }
}

/// A member of a verified organisation makes a key, with their password: what programs may take of a portal is not for whoever
/// has only applied. This is the only time its secret is known.
pub async fn create(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    new: &NewKey,
    auth: &Auth,
) -> Result<(ApiKeyId, Secret), Error> {
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let mut form = Form::default();
    let name = form.line("name", &new.name, Text::of("keys-enter-name"));
    let mut scopes: Vec<Scope> = new.scopes.iter().filter_map(|word| word.parse().ok()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() || scopes.len() != new.scopes.len() {
        form.mistake("scopes", Text::of("keys-choose-scope"));
    }
    let days = new.days.parse().ok().filter(|days| (1..=LONGEST_DAYS).contains(days));
    if days.is_none() {
        form.mistake("days", Text::of("keys-choose-days"));
    }
    if scopes.contains(&Scope::ClaimsDelete) && new.confirmation.trim() != CONFIRMATION {
        form.mistake("confirmation", Text::of("keys-type").with("word", CONFIRMATION));
    }
    form.finish()?;
    accounts::verify_auth(service, actor.account, auth).await?;

    let secret = Zeroizing::new(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&service.entropy.bytes::<32>())));
    let (id, now) = (ApiKeyId::new(&service.clock, &service.entropy), service.clock.now());
    let expires_at = now.plus(Duration::from_hours(24 * days.unwrap_or(1)));
    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    let member = organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    organisations::verified(&found)?;
    let limit = service.config.limits.api_keys_per_member;
    if store::keys_of_member(&mut tx, member.id, now).await?.len() >= limit {
        return Err(Error::Conflict(Text::of("keys-too-many")));
    }
    let row = store::NewKeyRow { id, member: member.id, name: &name, scopes: &written(&scopes), now, expires_at };
    store::insert_key(&mut tx, &row, &hash(&secret)).await?;
    once::forget_later(&mut tx, service, id).await?;
    let fields = json!({"key": id, "scopes": written(&scopes), "expires": expires_at.rfc3339()});
    log(&mut tx, service, &found, "key.created", fields, member.id, actor.account).await?;
    tx.commit().await?;
    Ok((id, Secret(secret)))
}

/// The keys that work: a member's own, and for an owner everybody's.
pub async fn list(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<ApiKey>, Error> {
    let mut tx = service.db.read().await?;
    let member = organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let now = service.clock.now();
    let rows = match member.role {
        organisations::MemberRole::Owner => store::keys_of_organisation(&mut tx, organisation, now).await?,
        organisations::MemberRole::Agent => store::keys_of_member(&mut tx, member.id, now).await?,
    };
    rows.into_iter().map(ApiKey::of).collect()
}

/// A key's member or an owner revokes it: it works no more from this commit.
pub async fn revoke(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    key: ApiKeyId,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    let member = organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let (whose, of) = store::owner_of_key(&mut tx, key).await?.ok_or(Error::NotFound)?;
    let owner = member.role == organisations::MemberRole::Owner;
    if of != organisation || (whose != member.id && !owner) {
        return Err(Error::NotFound);
    }
    if store::revoke_key(&mut tx, key, service.clock.now()).await? != 1 {
        return Err(Error::NotFound);
    }
    log(&mut tx, service, &found, "key.revoked", json!({"key": key}), whose, actor.account).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every key of a member who is removed, in the transaction of the removal: one who is taken in again makes new ones.
pub(in crate::claims) async fn end_with_membership(
    tx: &mut Tx,
    service: &Service,
    member: MemberId,
) -> Result<(), Error> {
    store::revoke_keys_of_member(tx, member, service.clock.now()).await?;
    Ok(())
}

/// Whom a key that came with a request acts for, if it works.
pub async fn authenticate(service: &Service, secret: &str) -> Result<Bearer, Error> {
    if !secret.starts_with(PREFIX) || secret.len() != PREFIX.len() + 43 {
        return Err(Refusal::Ended.into());
    }
    let mut tx = service.db.read().await?;
    let row = store::key_of_hash(&mut tx, &hash(secret)).await?.ok_or(Refusal::Ended)?;
    bearer(&mut tx, service, row).await.map(|(bearer, _)| bearer)
}

/// The key as it is in this transaction, if it works and was made for this. Whoever writes holds the organisation's lock, as
/// a revocation does.
pub(super) async fn in_force(tx: &mut Tx, service: &Service, came: &Bearer, scope: Scope) -> Result<(), Error> {
    let row = store::key(tx, came.key).await?.ok_or(Refusal::Ended)?;
    let (now, _) = bearer(tx, service, row).await?;
    Ok(now.needs(scope)?)
}

async fn bearer(tx: &mut Tx, service: &Service, row: store::KeyRow) -> Result<(Bearer, Option<Time>), Error> {
    let now = service.clock.now();
    if row.revoked_at.is_some() || row.expires_at <= now {
        return Err(Refusal::Ended.into());
    }
    let actor = accounts::actor(tx, row.account).await?.ok_or(Refusal::Ended)?;
    organisations::member(tx, row.account, row.organisation).await?.ok_or(Refusal::Ended)?;
    let scopes = read(&row.scopes)?;
    Ok((Bearer { key: row.id, actor, organisation: row.organisation, scopes }, row.last_used_at))
}

/// Whether a key works no more since before then.
pub(super) async fn ended_before(tx: &mut Tx, key: ApiKeyId, then: Time) -> Result<bool, Error> {
    let row = store::key(tx, key).await?.ok_or(Error::NotFound)?;
    Ok(row.revoked_at.is_some_and(|at| at <= then) || row.expires_at <= then)
}

/// Notes that a key was used, at most once in ten minutes.
pub(super) async fn touch(tx: &mut Tx, key: ApiKeyId, now: Time) -> Result<(), sqlx::Error> {
    store::touch_key(tx, key, now, now.minus(LAST_USED_STEP)).await
}

impl ApiKey {
    fn of(row: store::KeyRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            name: row.name,
            scopes: read(&row.scopes)?,
            account: row.account,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        })
    }
}

fn written(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

fn read(scopes: &str) -> Result<Vec<Scope>, sqlx::Error> {
    let scopes = scopes.split(' ').map(str::parse).collect::<Result<_, _>>();
    scopes.map_err(|_| super::super::store::unreadable("api_keys.scopes"))
}

fn hash(secret: &str) -> [u8; 32] {
    Digest::of(secret.as_bytes()).0
}

/// The key and its membership stand in clear, whose they are and what it is called do not.
async fn log(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    mut fields: serde_json::Value,
    member: MemberId,
    by: AccountId,
) -> Result<(), Error> {
    fields["member"] = json!(member);
    let commitments = [("by", by.to_string())];
    let case = organisation.log_case;
    let entry = NewEntry { kind, case, actor: "member", fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}
