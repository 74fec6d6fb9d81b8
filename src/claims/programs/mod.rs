//! What programs of a rights holder ask, by key: for holders with thousands of claims a day.
//!
//! 1. [`keys`]: a member makes a key, which never has more power than the member has at that instant.
//! 2. [`usage`]: how much one key, and all keys of one organisation, may ask; counted in the database, so that portals share it.
//! 3. [`once`]: a request under an idempotency key takes effect once, and its answer is kept with its effect.
//! 4. [`filing`], [`deletion`], [`retraction`]: the verbs of the pages, called by key. [`reading`]: what became of it.
//! 5. [`endpoints`]: where the organisation's own servers are told of it, by webhook.
//!
//! A key is looked at twice: when a request comes in, and in the transaction of what it asks. A revocation, a removal of
//! the member and the end of a key's life therefore hold from their commit, as they do for a person.

pub mod deletion;
pub mod endpoints;
pub mod filing;
pub mod keys;
pub mod once;
pub mod reading;
pub mod retraction;
mod store;
pub mod usage;

use std::time::Duration;

use self::keys::Scope;
use super::Error;
use crate::db::Tx;
use crate::ids::ClaimId;
use crate::texts::Text;

/// What a program calls a claim.
pub(super) async fn reference_of(tx: &mut Tx, claim: ClaimId) -> Result<Option<String>, Error> {
    Ok(store::reference_of(tx, claim).await?)
}

/// An answer as it is sent, and kept for whoever asks the same again.
#[derive(Clone)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// A JSON document.
    pub body: Vec<u8>,
}

/// What it says can hold a proof of possession: it does not print.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

/// Why a program was refused where a person would not be. It is told in English, as everything in the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The key is none, was revoked, has lapsed, or its member is none any more.
    #[error("this key does not work: it was revoked, has lapsed, or was never one")]
    Ended,
    /// The key was made without this scope.
    #[error("this key was made without the scope {0}")]
    Scope(Scope),
    /// The organisation has a claim of this reference.
    #[error("your organisation has a claim with this reference already: {claim}")]
    ReferenceTaken {
        /// That claim.
        claim: ClaimId,
    },
    /// An earlier request under this idempotency key is being worked.
    #[error("a request under this idempotency key is being worked: ask again")]
    UnderWay {
        /// When to ask again.
        retry_after: Duration,
    },
    /// An idempotency key came with another request than before.
    #[error("this idempotency key came with another request before: use a new one")]
    AnotherRequest,
    /// More than a limit lets through.
    #[error("too many {what}: at most {limit} (limit: {name})")]
    TooMany {
        /// Of what, in how long.
        what: &'static str,
        /// The name of the limit.
        name: &'static str,
        /// The limit.
        limit: u32,
        /// When to ask again.
        retry_after: Duration,
    },
    /// As many bodies are under way as a limit lets through.
    #[error("too many requests with a body at once: at most {limit} (limit: {name})")]
    Busy {
        /// The name of the limit.
        name: &'static str,
        /// The limit.
        limit: usize,
    },
}

impl Refusal {
    /// What it is told.
    pub fn told(&self) -> Text {
        self.to_string().into()
    }
}
