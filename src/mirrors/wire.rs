//! What travels between the service and a mirror as JSON, whoever of the two asks, and how the bytes of a range are asked for.

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::ids::{BlobId, MirrorId};
use crate::tokens::Digest;
use crate::words::words;

/// The body of `POST /api/v1/mirrors`: a mirror joins. It does not print: the invitation is a secret until it is used.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// The secret of the invitation.
    pub invitation: String,
    /// A `writ-application+jwt`, compact.
    pub application: String,
}

/// The answer to a mirror that joins. An administrator has still to admit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The mirror.
    pub mirror: MirrorId,
}

/// The body of `POST /api/v1/mirrors/changes`: a mirror asks to be reached elsewhere, or to have other room. An administrator has still to
/// admit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changing {
    /// A `writ-change+jwt`, compact.
    pub change: String,
}

/// The answer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The mirror.
    pub mirror: MirrorId,
}

/// The body of `PUT …/completion`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// The root over metadata and parts.
    pub root: Digest,
    /// The size of the sealed content in bytes.
    pub sealed_size: u64,
    /// How many parts it has.
    pub parts: u32,
}

/// The answer to a completion.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredAnswer {
    /// A `writ-stored+jwt`.
    pub stored: String,
}

/// An order as it travels: with the log entry that announces it and the proof that this stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenOrder {
    /// A `writ-order+jwt`, compact.
    pub order: String,
    /// The bytes of the log entry; in base64 (RFC 4648, padded) on the wire.
    #[serde(with = "base64_bytes")]
    pub entry: Vec<u8>,
    /// A C2SP tlog-proof of the entry.
    pub proof: String,
}

/// The most orders in one request: what more there are is handed over in another.
pub const MOST_ORDERS: usize = 100;

/// The body of `POST /v1/orders`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderBatch {
    /// The orders, at most [`MOST_ORDERS`]; they stand alone, and are obeyed one after the other.
    pub orders: Vec<ProvenOrder>,
}

/// The answer of `GET /api/v1/orders`, signed for the very call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedPage {
    /// An [`OrdersPage`] as JSON; a text, so that what was signed is what is read.
    pub page: String,
    /// A `writ-answer+jwt` to the call, over the bytes of that text.
    pub answer: String,
}

/// What a mirror has not heard of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersPage {
    /// The next change of the service's keys or witnesses. It is taken first: then there is nothing else in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ProvenChange>,
    /// The latest checkpoint, with the proof that it follows the one that the mirror cosigned last: a body of `add-checkpoint`.
    pub checkpoint: String,
    /// The orders, by their place in the log. Their proofs lead to that checkpoint, under which the mirror sets its own cosignature.
    pub orders: Vec<ProvenOrder>,
    /// The index of the log to ask from next.
    pub next: u64,
}

/// The body of `POST /api/v1/refusals`: the host of a mirror dropped a replica under the law where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalRefusal {
    /// Of which blob.
    pub blob: BlobId,
    /// Why, in the host's words.
    pub reason: String,
}

/// What a mirror has heard of, and cosigned: the query of `GET /api/v1/orders`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The index of the log up to which it heard of orders.
    pub from: u64,
    /// How many entries the checkpoint has that it cosigned last; 0 before the first.
    #[serde(default)]
    pub cosigned: u64,
    /// How many changes of the service's keys and witnesses it knows.
    #[serde(default)]
    pub changes: u64,
}

/// A change of what the service is known by, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenChange {
    /// The bytes of the log entry; in base64 (RFC 4648, padded) on the wire.
    #[serde(with = "base64_bytes")]
    pub entry: Vec<u8>,
    /// A C2SP tlog-proof of the entry, to a checkpoint that satisfies the witness policy of before.
    pub proof: String,
    /// The proof that this checkpoint and the state which the mirror cosigned last are of one log, whichever is larger.
    pub consistency: Vec<Digest>,
}

/// The answer to a batch of orders.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Receipts {
    /// A `writ-receipt+jwt` for each order obeyed; it names its order.
    pub receipts: Vec<String>,
    /// The orders that were not obeyed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedOrder>,
}

/// An order that a mirror did not obey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedOrder {
    /// The SHA-256 of the compact order.
    pub order: Digest,
    /// Why, for people.
    pub reason: String,
    /// Whether the mirror refuses it (`true`), or failed and may obey it later (`false`).
    pub is_final: bool,
}

/// The grid of a challenge's ranges, in bytes.
pub const CHALLENGE_UNIT: u64 = 1 << 20;
/// The most bytes one challenge may ask about.
pub const LARGEST_CHALLENGE: u64 = 64 << 20;

/// The body of `POST /v1/challenges`: prove possession of these bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// The blob.
    pub blob: BlobId,
    /// Random bytes, 16 to 64, in base64url on the wire, so that no answer can be kept ready.
    #[serde(with = "base64url_bytes")]
    pub nonce: Vec<u8>,
    /// Byte ranges of the sealed content, each from a multiple of [`CHALLENGE_UNIT`] to another or to its end.
    pub ranges: Vec<ChallengeRange>,
}

/// A range of a [`Challenge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRange {
    /// The first byte.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
}

/// The answer to a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeAnswer {
    /// SHA-256(nonce || the bytes of the ranges in their order).
    pub digest: Digest,
}

/// The answer of `GET /v1/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The mirror.
    pub mirror: MirrorId,
    /// The version of Writ that it runs.
    pub version: String,
    /// Free space in bytes: what its capacity leaves, and no more than its disk has where it keeps its bytes in a folder.
    pub free_bytes: u64,
    /// How many completed blobs it holds.
    pub replicas: u64,
    /// How many bytes it sent to readers since it was started; an older version does not say.
    #[serde(default)]
    pub sent_bytes: u64,
    /// The order it obeyed last.
    pub last_order: Option<LastOrder>,
    /// The size of the log that it cosigned last; `None` before the first.
    pub cosigned_size: Option<u64>,
    /// The orders that it refused, ever since it was made.
    #[serde(default)]
    pub refused: RefusedOrders,
    /// Since when every completed blob was hashed again, or came; `None` while it holds none.
    #[serde(default)]
    pub scrubbed_since: Option<Time>,
    /// Blobs of which it found bytes damaged that nobody has made whole yet, at most [`MOST_DAMAGED`].
    #[serde(default)]
    pub damaged: Vec<BlobId>,
}

/// The most damaged blobs that a status names.
pub const MOST_DAMAGED: u32 = 100;

/// Why an order was refused, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedAs {
    /// It came with the entry and the proof of another.
    Replayed,
    /// It is another service's, or to other mirrors, or of another blob than lies here under that name.
    Foreign,
    /// It is of another time.
    Expired,
    /// It is not proven to stand in the log.
    Unlogged,
    /// Nobody whom the mirror obeys signed it so.
    Forged,
}

words! { RefusedAs {
    Replayed = "replayed", Foreign = "foreign", Expired = "expired", Unlogged = "unlogged", Forged = "forged",
} }

/// How many orders a mirror refused. Nothing was deleted for any of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedOrders {
    /// [`RefusedAs::Replayed`].
    pub replayed: u64,
    /// [`RefusedAs::Foreign`].
    pub foreign: u64,
    /// [`RefusedAs::Expired`].
    pub expired: u64,
    /// [`RefusedAs::Unlogged`].
    pub unlogged: u64,
    /// [`RefusedAs::Forged`].
    pub forged: u64,
}

impl RefusedOrders {
    /// Counts so many more.
    pub fn count(&mut self, why: RefusedAs, more: u64) {
        let number = match why {
            RefusedAs::Replayed => &mut self.replayed,
            RefusedAs::Foreign => &mut self.foreign,
            RefusedAs::Expired => &mut self.expired,
            RefusedAs::Unlogged => &mut self.unlogged,
            RefusedAs::Forged => &mut self.forged,
        };
        *number = number.saturating_add(more);
    }

    /// Each number.
    pub fn each(&self) -> [(RefusedAs, u64); 5] {
        [
            (RefusedAs::Replayed, self.replayed),
            (RefusedAs::Foreign, self.foreign),
            (RefusedAs::Expired, self.expired),
            (RefusedAs::Unlogged, self.unlogged),
            (RefusedAs::Forged, self.forged),
        ]
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.each().iter().fold(0, |all, (_, number)| all.saturating_add(*number))
    }
}

/// The order that a mirror obeyed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastOrder {
    /// The SHA-256 of the compact order.
    pub order: Digest,
    /// When.
    pub at: Time,
}

/// One range of bytes, as a `Range` header asks for it (RFC 9110).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From this byte up to and including that one, or to the end.
    From(u64, Option<u64>),
    /// The last so many bytes.
    Last(u64),
}

impl ByteRange {
    /// The bytes from `start` up to but without `end`.
    pub fn between(start: u64, end: u64) -> Self {
        Self::From(start, Some(end.saturating_sub(1)))
    }

    /// Reads a `Range` header. `None` for whatever is not exactly one valid range of bytes: such a header
    /// is to be ignored.
    pub fn parse(header: &str) -> Option<Self> {
        let number = |text: &str| {
            (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
        };
        let range = header.strip_prefix("bytes=")?.trim();
        let (start, end) = range.split_once('-')?;
        match (start, end) {
            ("", last) => number(last).map(Self::Last),
            (start, "") => Some(Self::From(number(start)?, None)),
            (start, end) => {
                let (start, end) = (number(start)?, number(end)?);
                (start <= end).then_some(Self::From(start, Some(end)))
            }
        }
    }

    /// The header's value.
    pub fn header(self) -> String {
        match self {
            Self::From(start, None) => format!("bytes={start}-"),
            Self::From(start, Some(end)) => format!("bytes={start}-{end}"),
            Self::Last(count) => format!("bytes=-{count}"),
        }
    }

    /// The bytes meant in a content of `size` bytes, first and after-last; `None` if there are none.
    pub fn within(self, size: u64) -> Option<(u64, u64)> {
        let (start, end) = match self {
            Self::From(start, end) => (start, end.map_or(size, |end| end.saturating_add(1).min(size))),
            Self::Last(count) => (size.saturating_sub(count), size),
        };
        (start < end).then_some((start, end))
    }
}

mod base64_bytes {
    use data_encoding::BASE64;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64.decode(String::deserialize(deserializer)?.as_bytes()).map_err(serde::de::Error::custom)
    }
}

mod base64url_bytes {
    use data_encoding::BASE64URL_NOPAD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64URL_NOPAD.decode(String::deserialize(deserializer)?.as_bytes()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(ByteRange::parse("bytes=0-0"), Some(ByteRange::From(0, Some(0))));
        assert_eq!(ByteRange::parse("bytes=5-"), Some(ByteRange::From(5, None)));
        assert_eq!(ByteRange::parse("bytes=-5"), Some(ByteRange::Last(5)));
        for ignored in ["", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "bytes=+1-2", "lines=1-2"] {
            assert_eq!(ByteRange::parse(ignored), None, "{ignored}");
        }
        assert_eq!(ByteRange::parse("bytes=99999999999999999999-"), None);
        for range in [ByteRange::From(0, Some(0)), ByteRange::From(7, None), ByteRange::Last(3)] {
            assert_eq!(ByteRange::parse(&range.header()), Some(range));
        }
    }

    #[test]
    fn ranges_are_clipped_to_what_there_is() {
        assert_eq!(ByteRange::From(0, None).within(10), Some((0, 10)));
        assert_eq!(ByteRange::From(9, Some(u64::MAX)).within(10), Some((9, 10)));
        assert_eq!(ByteRange::From(10, None).within(10), None);
        assert_eq!(ByteRange::Last(3).within(10), Some((7, 10)));
        assert_eq!(ByteRange::Last(30).within(10), Some((0, 10)));
        assert_eq!(ByteRange::Last(0).within(10), None);
        assert_eq!(ByteRange::between(2, 4).within(10), Some((2, 4)));
    }
}
