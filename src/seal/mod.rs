//! Sealed objects: how a file becomes bytes that only a link's holder can read, and back. Pure functions;
//! no input or output, no clock, and randomness only through [`Entropy`](crate::entropy::Entropy).
//!
//! In reading order:
//!
//! 1. [`keys`]: a file's key is derived from two halves, the link key (the sharers') and the key share (the
//!    service's). Neither opens anything alone.
//! 2. [`mod@format`]: C2SP chunked encryption v1, "Cobblestone-256". Seekable, and key-committing: at most one key opens
//!    an object, so a key that opens it is proof of what it is.
//! 3. [`parts`]: the sealed bytes are cut into parts and named by a Merkle root.
//! 4. [`metadata`]: name, media type and size, sealed like the content.
//! 5. [`link`]: how a key is shared, bare or under a password.
//! 6. [`account`]: how an account's own keys come from its password.
//!
//! Everything here also exists in the browser (`static/js/seal.js`); both pass the vectors in `tests/vectors`, which an
//! independent implementation made.

pub mod account;
pub mod format;
pub mod keys;
pub mod link;
pub mod metadata;
pub mod parts;

pub use account::{AccountKeys, MasterKey, RecoveryKey};
pub use format::{Opener, Opening, Sealer, Sealing};
pub use keys::{FileKey, KeyShare, LinkKey, commits, content_context, metadata_context};
pub use link::{Link, LinkSecret, PasswordLock};
pub use metadata::Metadata;
pub use parts::{PART_SIZE, SEALED_METADATA_MAX};

/// What can be wrong with sealed bytes, keys and links. The messages are for the person who holds them, and never
/// repeat a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The header's commitment is not this key's (or this object's: the context takes part).
    #[error("this key does not open this file")]
    WrongKey,
    /// A chunk does not verify: altered, moved, or followed by foreign bytes.
    #[error("the file is damaged: the 16 KiB from byte {} on are not what was sealed", chunk.saturating_mul(16_384))]
    Damaged {
        /// The number of the chunk, from 0.
        chunk: u64,
    },
    /// The sealed bytes end before the end marker.
    #[error("the file is cut short: its end is missing")]
    Truncated,
    /// A range that does not lie within the file.
    #[error("the range asked for does not lie within the file")]
    OutOfRange,
    /// A name of no characters.
    #[error("the file has no name")]
    NameEmpty,
    /// A name of more than 255 bytes.
    #[error("the file's name is {bytes} bytes long; at most 255 are possible")]
    NameTooLong {
        /// Its length in UTF-8.
        bytes: usize,
    },
    /// A name with a path separator or a control character.
    #[error("the file's name contains a character that no file name may have")]
    NameForbidden,
    /// Not `type/subtype`.
    #[error("the media type is not of the form type/subtype")]
    MediaType,
    /// Metadata that would not fit into 4,096 sealed bytes.
    #[error("name and media type together are too long to be kept with the file")]
    MetadataTooLong,
    /// Metadata that verifies but is not what this version understands.
    #[error("the file's description is not in a form this version understands")]
    MetadataMalformed,
    /// A link that cannot be read.
    #[error(transparent)]
    Link(#[from] link::MalformedLink),
    /// Account parameters outside the bounds that are built in.
    #[error(
        "the service asked for {rounds} rounds of password stretching; fewer than {} are refused",
        account::ROUNDS_FLOOR
    )]
    Rounds {
        /// What was asked for.
        rounds: u32,
    },
    /// A wrapped key that this password or recovery key does not open.
    #[error("this password or recovery key does not open the account's keys")]
    WrongWrappingKey,
    /// A recovery key that cannot be read.
    #[error("a recovery key is 52 letters and digits (A to Z, 2 to 7); this one is mistyped or incomplete")]
    RecoveryKeyMalformed,
}
