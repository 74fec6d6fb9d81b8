//! Sessions over HTTP: the store behind `tower-sessions`, and what handlers do with one.
//!
//! A session exists from sign-in to sign-out and no longer; nobody else gets a cookie. Its id changes at sign-in and
//! whenever its person gains a role, so that an id somebody planted beforehand is worth nothing.

use std::collections::HashMap;
use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, session_store};

use super::Error;
use crate::accounts::sessions::{self, SessionHash};
use crate::accounts::{self, Actor};
use crate::clock::Time;
use crate::ids::AccountId;
use crate::service::Service;

const ACCOUNT: &str = "account";
const EXPIRES_AT: &str = "expires_at";
const FLASH: &str = "flash";

/// The layer that finds a request's session.
pub(super) fn layer(service: &Service) -> SessionManagerLayer<Store> {
    let secure = service.config.public_url.scheme() == "https";
    SessionManagerLayer::new(Store(service.clone()))
        // A browser accepts the prefix only with Secure, Path=/ and no Domain: no neighbour host can plant one.
        .with_name(if secure { "__Host-writ" } else { "writ" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
}

/// The store: rows of the accounts room.
#[derive(Clone)]
pub(super) struct Store(Service);

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

fn hash(id: Id) -> SessionHash {
    SessionHash::of(&id.0.to_le_bytes())
}

fn failed(error: accounts::Error) -> session_store::Error {
    session_store::Error::Backend(format!("{:#}", anyhow::Error::from(error)))
}

/// Whose the session is and when it ends, by our clock.
fn read(record: &Record) -> (Option<AccountId>, Option<Time>) {
    let text = |key: &str| record.data.get(key).and_then(|value| value.as_str());
    (text(ACCOUNT).and_then(|id| id.parse().ok()), text(EXPIRES_AT).and_then(Time::parse_rfc3339))
}

fn encode(record: &Record) -> session_store::Result<String> {
    serde_json::to_string(&record.data).map_err(|error| session_store::Error::Encode(error.to_string()))
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let (account, expires_at) = read(record);
        let now = self.0.clock.now();
        let session = sessions::Session {
            account,
            data: encode(record)?,
            created_at: now,
            expires_at: expires_at.unwrap_or_else(|| now.plus(self.0.config.limits.staff_session_lifetime)),
        };
        sessions::create(&self.0, hash(record.id), &session).await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let (account, _) = read(record);
        sessions::save(&self.0, hash(record.id), account, &encode(record)?).await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let Some(session) = sessions::find(&self.0, hash(*id)).await.map_err(failed)? else { return Ok(None) };
        let data: HashMap<String, serde_json::Value> =
            serde_json::from_str(&session.data).map_err(|error| session_store::Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(session.expires_at.seconds())
            .map_err(|error| session_store::Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sessions::end(&self.0, hash(*id)).await.map_err(failed)
    }
}

/// Binds the session to a person, under a new id, for as long as their roles allow.
pub async fn begin(service: &Service, session: &Session, actor: Actor) -> Result<(), Error> {
    let lifetime = sessions::lifetime(service, actor);
    session.clear().await;
    session.cycle_id().await.map_err(Error::internal)?;
    let expires_at = service.clock.now().plus(lifetime);
    session.insert(ACCOUNT, actor.account).await.map_err(Error::internal)?;
    session.insert(EXPIRES_AT, expires_at).await.map_err(Error::internal)?;
    let lifetime = time::Duration::try_from(lifetime).map_err(Error::internal)?;
    session.set_expiry(Some(Expiry::OnInactivity(lifetime)));
    Ok(())
}

/// Ends the session.
pub async fn end(session: &Session) -> Result<(), Error> {
    session.flush().await.map_err(Error::internal)
}

/// Who the session belongs to.
pub(super) async fn account(session: &Session) -> Result<Option<AccountId>, Error> {
    session.get::<AccountId>(ACCOUNT).await.map_err(Error::internal)
}

/// What the current session is called in the list of sessions.
pub(super) fn current(session: &Session) -> Option<SessionHash> {
    session.id().map(hash)
}

/// A sentence to show on the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Shown as is.
    pub text: String,
}

/// Leaves a sentence for the next page this person sees. Without a session it is not kept.
pub async fn say(session: &Session, text: impl Into<String>) -> Result<(), Error> {
    if account(session).await?.is_none() {
        return Ok(());
    }
    session.insert(FLASH, Flash { text: text.into() }).await.map_err(Error::internal)
}

/// Takes the sentence that was left.
pub(super) async fn said(session: &Session) -> Result<Option<Flash>, Error> {
    if session.get::<Flash>(FLASH).await.map_err(Error::internal)?.is_none() {
        return Ok(None);
    }
    session.remove(FLASH).await.map_err(Error::internal)
}
