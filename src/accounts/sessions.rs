//! Sessions at rest: found by the SHA-256 of the id that the browser holds, so that a copy of the database lets nobody
//! in. When a session ends is decided by our clock, and counted from sign-in: 30 days, 12 hours for staff.

use std::fmt;
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::{Actor, Error, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::AccountId;
use crate::service::Service;

/// The SHA-256 of a session id: what the database knows it by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionHash([u8; 32]);

impl SessionHash {
    /// The hash of the id in a cookie.
    pub fn of(id: &[u8]) -> Self {
        Self(Sha256::digest(id).into())
    }

    /// The bytes in the database.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// How a page names the session when its owner ends it.
    pub fn to_hex(self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Reads what [`SessionHash::to_hex`] wrote.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| Error::NotFound)?;
        bytes.try_into().map(Self).map_err(|_| Error::NotFound)
    }
}

impl fmt::Debug for SessionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionHash({}…)", &self.to_hex()[..8])
    }
}

/// A session as it is stored.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is; none before anyone signed in.
    pub account: Option<AccountId>,
    /// What it carries, as JSON.
    pub data: String,
    /// When it was begun.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
}

/// How long a session of this person lasts.
pub fn lifetime(service: &Service, actor: Actor) -> Duration {
    let limits = &service.config.limits;
    if actor.roles.staff() { limits.staff_session_lifetime } else { limits.session_lifetime }
}

/// How many sessions an account has; beyond it, the one that began longest ago ends. Right passwords are not counted as
/// guesses, so without it one account could fill the table.
const MOST: i64 = 100;

/// Keeps a new session, and sweeps out the ones that ended, with the sign-ups that nobody confirmed in time.
pub async fn create(service: &Service, id: SessionHash, session: &Session) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::sweep_sessions(&mut tx, service.clock.now()).await?;
    store::sweep_sign_ups(&mut tx, service.clock.now()).await?;
    store::insert_session(&mut tx, id, session).await?;
    if let Some(account) = session.account {
        store::delete_older_sessions(&mut tx, account, MOST).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps what a session carries now. A session that was ended meanwhile stays ended.
pub async fn save(service: &Service, id: SessionHash, account: Option<AccountId>, data: &str) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::update_session(&mut tx, id, account, data).await?;
    tx.commit().await?;
    Ok(())
}

/// The session, unless it ended.
pub async fn find(service: &Service, id: SessionHash) -> Result<Option<Session>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::session(&mut tx, id).await?.filter(|session| session.expires_at > service.clock.now()))
}

/// Ends a session.
pub async fn end(service: &Service, id: SessionHash) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::delete_session(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// The open sessions of a person, the newest first.
pub async fn list(service: &Service, actor: Actor) -> Result<Vec<(SessionHash, Session)>, Error> {
    let mut tx = service.db.read().await?;
    let rows = store::sessions_of(&mut tx, actor.account, service.clock.now()).await?;
    rows.into_iter()
        .map(|(id, session)| {
            let id = id.try_into().map_err(|_| Error::Damaged("the id of a session".to_owned()))?;
            Ok((SessionHash(id), session))
        })
        .collect()
}

/// Ends one of a person's own sessions.
pub async fn revoke(service: &Service, actor: Actor, id: SessionHash) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if store::delete_session_of(&mut tx, actor.account, id).await? != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Ends every session of a person but one.
pub async fn revoke_others(service: &Service, actor: Actor, keep: SessionHash) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::delete_other_sessions(&mut tx, actor.account, keep).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets no session of the account outlive `latest`.
pub(super) async fn shorten(tx: &mut Tx, account: AccountId, latest: Time) -> Result<(), Error> {
    store::shorten_sessions(tx, account, latest).await?;
    Ok(())
}
