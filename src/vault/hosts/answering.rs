//! Whether whoever answers at a mirror's address is that mirror, and why not, in words for who is to admit it.

use super::{Error, Host};
use crate::audit;
use crate::audit::checkpoint::witness_key;
use crate::mirrors::client::{self, MirrorClient, Silence};
use crate::service::Service;
use crate::texts::Text;
use crate::vault::fleet::CallError;

/// It does not answer at `url` as that mirror would.
pub(super) fn silent(url: &str, why: Text) -> Error {
    Error::Conflict(Text::of("mirror-silent").with("url", url).with("why", why))
}

/// Whether whoever answers holds the key of that mirror and follows this log: why not, in words.
pub(super) async fn cosigns(service: &Service, client: &MirrorClient, host: &Host) -> Result<(), Text> {
    let words = |error: &dyn std::error::Error| Text::from(error.to_string());
    let public: [u8; 32] = host.public_key.as_slice().try_into().map_err(|_| Text::from("its key is damaged"))?;
    let key = witness_key(&service.keys.origin, host.id, public).map_err(|error| words(&error))?;
    let mut old = 0;
    loop {
        let request = audit::checkpoint_since(service, old).await.map_err(|error| words(&error))?;
        match client.add_checkpoint(&request, &key).await {
            Ok(_) => return Ok(()),
            // It has cosigned before, as one that polls does.
            Err(client::Error::OtherSize(size)) if old == 0 && size > 0 => old = size,
            Err(error) => return Err(plainly(error)),
        }
    }
}

/// Why a call came to nothing, in plain words where there are any.
fn plainly(error: client::Error) -> Text {
    match Silence::of(&error) {
        Some(silence) => Text::of(told(silence)),
        None => CallError::from(error).to_string().into(),
    }
}

fn told(silence: Silence) -> &'static str {
    match silence {
        Silence::Nowhere => "mirror-silent-nowhere",
        Silence::NotPublic => "mirror-silent-private",
        Silence::Plain => "mirror-silent-plain",
        Silence::Refused => "mirror-silent-refused",
        Silence::Unreachable => "mirror-silent-unreachable",
        Silence::Slow => "mirror-silent-slow",
        Silence::BrokenOff => "mirror-silent-broken",
        Silence::Certificate => "mirror-silent-certificate",
        Silence::NoTls => "mirror-silent-tls",
    }
}
