//! Browsers that are known again. Whoever signs in gets a token that their browser keeps, stored here as SHA-256. Guesses
//! that come with the token of the very account are counted on that token alone: no number of a stranger's guesses keeps
//! the owner's own browser out, and a stolen token is worth the guesses of one hour (OWASP calls this a device cookie).

use std::fmt;
use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Error, store};
use crate::clock::Time;
use crate::ids::AccountId;
use crate::service::Service;

/// How long a browser is known after it last signed in.
pub const LIFETIME: Duration = Duration::from_hours(365 * 24);
/// How many browsers an account knows; beyond it, the one that signed in longest ago is forgotten.
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
    store::insert_device(&mut tx, &token.hash(), account, now, now.plus(LIFETIME)).await?;
    store::forget_older_devices(&mut tx, account, MOST).await?;
    tx.commit().await?;
    Ok(token)
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
