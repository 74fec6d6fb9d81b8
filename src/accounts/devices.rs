//! Browsers that are known again. Whoever signs in gets a token that their browser keeps, stored here as SHA-256. Guesses
//! that come with the token of the very account are counted on that token alone: no number of a stranger's guesses keeps
//! the owner's own browser out, and a stolen token is worth the guesses of one hour (OWASP calls this a device cookie).
//!
//! A browser is known for `--limit request-data=…` after its last use by whoever is signed in. A session lasts as long and runs from
//! sign-in on, so its use is noted from day to day ([`note_use`]): else nobody who stays signed in would be known when it ends.

use std::fmt;
use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Error, store};
use crate::clock::Time;
use crate::ids::AccountId;
use crate::service::Service;

/// How long after it was noted the use of a browser is noted again; half as long as one is known, where that is less.
const NOTED_EACH: Duration = Duration::from_hours(24);
/// How many browsers an account knows; beyond it, the one whose last use was noted longest ago is forgotten.
const MOST: i64 = 10;

/// The secret of a known browser. It does not print.
#[derive(Clone)]
pub struct DeviceToken(Zeroizing<String>);

impl DeviceToken {
    /// Reads what a browser brought; `None` for what no service gave out.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 32).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The token, for the browser it is given to.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// What its guesses are counted on.
    pub(super) fn subject(&self) -> String {
        HEXLOWER.encode(&self.hash())
    }
}

impl fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

/// Remembers the browser of somebody who just signed in, under a fresh token. The one that it came with ends.
pub async fn remember(
    service: &Service,
    account: AccountId,
    came_with: Option<&DeviceToken>,
) -> Result<DeviceToken, Error> {
    let token = DeviceToken(Zeroizing::new(BASE64URL_NOPAD.encode(&service.entropy.bytes::<32>())));
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    store::sweep_devices(&mut tx, now).await?;
    if let Some(old) = came_with {
        store::delete_device(&mut tx, account, &old.hash()).await?;
    }
    // Before it is there itself, which it stays however long others are known.
    store::forget_devices_beyond(&mut tx, account, MOST - 1).await?;
    store::insert_device(&mut tx, &token.hash(), account, now, now.plus(service.config.limits.request_data)).await?;
    tx.commit().await?;
    Ok(token)
}

/// Notes that somebody who is signed in uses this device. `false`: that was noted lately, or their account does not know it.
pub async fn note_use(service: &Service, account: AccountId, device: &DeviceToken) -> Result<bool, Error> {
    let now = service.clock.now();
    let known_for = service.config.limits.request_data;
    let until = now.plus(known_for);
    let mut tx = service.db.read().await?;
    let known_until = store::device_known_until(&mut tx, account, &device.hash()).await?;
    drop(tx);
    let noted_before = until.minus(NOTED_EACH.min(known_for / 2));
    let is_due = known_until.is_some_and(|known| now < known && known <= noted_before);
    if !is_due {
        return Ok(false);
    }
    let mut tx = service.db.begin().await?;
    let noted = store::extend_device(&mut tx, account, &device.hash(), now, until).await? == 1;
    tx.commit().await?;
    Ok(noted)
}

/// Whether the account of an address, if it has one, knows this device.
pub(super) async fn is_known(
    service: &Service,
    email_lookup: &[u8],
    device: &DeviceToken,
    now: Time,
) -> Result<bool, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::knows_device(&mut tx, email_lookup, &device.hash(), now).await?)
}
