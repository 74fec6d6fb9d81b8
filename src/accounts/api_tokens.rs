//! API tokens for the command line: `writ_` and 43 characters of base64url, shown once, stored as SHA-256.
//!
//! A token alone stores, shares, lists and fetches its owner's files, and deletes them so that it can be undone. It does
//! not open the drive: entries need a session, and the password's keys; nor does it delete for good, or act in any role.

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Actor, Error, roles_of, short_name, store};
use crate::clock::Time;
use crate::ids::ApiTokenId;
use crate::service::Service;
use crate::texts::Text;

/// What every token begins with, so that scanners find leaked ones.
const PREFIX: &str = "writ_";
/// How exact "last used" is: a write for each request would be too many.
const LAST_USED_STEP: Duration = Duration::from_mins(10);

/// A new token, in the one moment it can be read. It does not print.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The token, to be shown to its owner once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(writ_…)")
    }
}

/// What a token is called: 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (none, long) = (Text::of("account-token-name"), Text::of("account-token-name-long"));
        short_name(text, none, long).map(Self)
    }
}

/// A token as its owner sees it later.
#[derive(Clone, Debug)]
pub struct ApiToken {
    /// The row.
    pub id: ApiTokenId,
    /// Its name.
    pub name: Text,
    /// Since when.
    pub created_at: Time,
    /// Until when; none for until it is revoked.
    pub expires_at: Option<Time>,
    /// When it last signed a request in, to ten minutes.
    pub last_used_at: Option<Time>,
}

/// Where what a token is called lies sealed.
fn place(id: ApiTokenId) -> String {
    format!("api_tokens.name/{id}")
}

/// Makes a token. This is the only time its secret is known.
pub async fn issue(
    service: &Service,
    actor: Actor,
    name: TokenName,
    lifetime: Option<Duration>,
) -> Result<(ApiTokenId, Secret), Error> {
    let secret = Zeroizing::new(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&service.entropy.bytes::<32>())));
    let id = ApiTokenId::new(&service.clock, &service.entropy);
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let expires_at = lifetime.map(|lifetime| now.plus(lifetime));
    let name_sealed = service.keys.seal(&place(id), name.0.as_bytes());
    store::insert_api_token(&mut tx, id, actor.account, &name_sealed, &hash(&secret), now, expires_at).await?;
    tx.commit().await?;
    Ok((id, Secret(secret)))
}

/// The tokens of a person that still work.
pub async fn list(service: &Service, actor: Actor) -> Result<Vec<ApiToken>, Error> {
    let mut tx = service.db.read().await?;
    let rows = store::api_tokens(&mut tx, actor.account, service.clock.now()).await?;
    let opened = |row: store::ApiTokenRow| -> Result<_, Error> {
        Ok(ApiToken {
            name: service.keys.said(&place(row.id), &row.name_sealed)?,
            id: row.id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        })
    };
    rows.into_iter().map(opened).collect()
}

/// Revokes a token: it works no more from this commit.
pub async fn revoke(service: &Service, actor: Actor, id: ApiTokenId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if store::revoke_api_token(&mut tx, actor.account, id, service.clock.now()).await? != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Whose token this is, if it works.
pub async fn authenticate(service: &Service, secret: &str) -> Result<Option<Actor>, Error> {
    if !secret.starts_with(PREFIX) || secret.len() != PREFIX.len() + 43 {
        return Ok(None);
    }
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let Some((id, account, last_used_at)) = store::api_token_owner(&mut tx, &hash(secret), now).await? else {
        return Ok(None);
    };
    let actor = Actor { account, roles: roles_of(&mut tx, account).await? };
    drop(tx);
    if last_used_at.is_none_or(|last| now.since(last) >= LAST_USED_STEP) {
        let mut tx = service.db.begin().await?;
        store::touch_api_token(&mut tx, id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(actor))
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
