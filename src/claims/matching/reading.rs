//! Reading an object's content for its digest, a slice at a time.
//!
//! Parts come verified from a mirror, or from custody once the mirrors are empty; they are opened in memory, hashed, and
//! wiped. Between two slices only the state of the digest is kept, sealed: it stands at the end of a chunk, where SHA-256
//! holds no byte of content back.

use sha2::digest::common::hazmat::SerializableState;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use super::super::{Error, evidence, store as claims_store};
use super::{End, hash_context, store};
use crate::db::Tx;
use crate::mirrors::Piece;
use crate::seal::format::{CHUNK, HEADER, SEALED_CHUNK};
use crate::seal::{self, Opener, Opening, PART_SIZE};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::vault;

/// An object that is about to be read on from where the last slice ended.
pub(super) struct Object {
    reader: Reader,
    /// Chunks of content hashed before.
    chunk: u64,
    sealed_size: u64,
}

struct Reader {
    opener: Opener,
    hash: Sha256,
    hashed: u64,
    plain: Zeroizing<Vec<u8>>,
}

/// What a slice came to.
pub(super) enum Slice {
    /// So many chunks are hashed, and there are more.
    Read { chunk: u64, state: Zeroizing<Vec<u8>> },
    /// It was the last.
    Hashed(Digest),
    /// No mirror gives a part, nor does custody; that may pass.
    NotGiven(Text),
    /// It is not to be read any further.
    Ended(End),
}

impl Object {
    /// Opens the object with the key that was disclosed. `None` if that opens nothing any more.
    pub(super) async fn open(tx: &mut Tx, service: &Service, row: &store::Row) -> Result<Option<Self>, Error> {
        let target = claims_store::target(tx, row.target).await?.ok_or(Error::NotFound)?;
        let Some(key) = evidence::file_key(tx, service, &target).await? else { return Ok(None) };
        let Some(found) = vault::link_for_claim(tx, service, &target.link).await? else { return Ok(None) };
        let Some(header) = found.content_header else { return Ok(None) };
        let Ok(opening) = Opening::header(&key, &seal::content_context(row.object), &header) else { return Ok(None) };
        let unreadable = || super::super::store::unreadable("matchings.hash_sealed");
        let hash = match &row.hash_sealed {
            Some(sealed) => {
                let state = service.keys.open_sealed(&hash_context(row.id), sealed)?;
                let state = state.as_slice().try_into().map_err(|_| unreadable())?;
                Sha256::deserialize(state).map_err(|_| unreadable())?
            }
            None => Sha256::new(),
        };
        let chunk = u64::try_from(row.chunk).map_err(|_| unreadable())?;
        let sealed_size = u64::try_from(row.sealed_size).map_err(|_| unreadable())?;
        let opener = Opener::resume(opening, chunk);
        let reader = Reader { opener, hash, hashed: 0, plain: Zeroizing::new(Vec::new()) };
        Ok(Some(Self { reader, chunk, sealed_size }))
    }

    /// Reads the next slice.
    pub(super) async fn slice(self, service: &Service, row: &store::Row) -> Result<Slice, Error> {
        let Self { mut reader, chunk, sealed_size } = self;
        let part_size = PART_SIZE;
        let start = HEADER as u64 + chunk * SEALED_CHUNK as u64;
        let (first, parts) = (start / part_size, sealed_size.div_ceil(part_size));
        // After these, seconds of work, others have their turn; a restart begins again at most this far back.
        let turn = service.config.limits.matching_turn_bytes.div_ceil(part_size);
        // The part in which the last slice ended is read again for its rest: one more, so that each slice gets on.
        let end = parts.min(first + turn + u64::from(chunk > 0));
        for part in first..end {
            let number = u32::try_from(part).map_err(|_| Error::NotFound)?;
            let sealed = match vault::service_read(service, row.object, Piece::Part(number)).await {
                Ok(sealed) => sealed,
                Err(vault::Error::NoGoodCopy { object, .. }) => {
                    let problem = Text::of("matching-no-copy").with("part", part).with("object", object.to_string());
                    return Ok(Slice::NotGiven(problem));
                }
                Err(error @ (vault::Error::Unavailable(_) | vault::Error::Custody { .. })) => {
                    return Ok(Slice::NotGiven(error.to_string().into()));
                }
                Err(error) => return Err(error.into()),
            };
            let skip =
                if part == first { usize::try_from(start % part_size).map_err(|_| Error::NotFound)? } else { 0 };
            // Off the executor: a part is some milliseconds of work.
            let read = tokio::task::spawn_blocking(move || {
                let result = reader.take(sealed.get(skip..).unwrap_or_default());
                (reader, result)
            });
            let (back, result) =
                read.await.map_err(|_| vault::Error::Unavailable("the service is shutting down".into()))?;
            reader = back;
            if let Err(error) = result {
                return Ok(Slice::Ended(End::unreadable(told(&error))));
            }
        }
        if end < parts {
            let state = Zeroizing::new(reader.hash.serialize().to_vec());
            return Ok(Slice::Read { chunk: chunk + reader.hashed, state });
        }
        Ok(match reader.finish() {
            Ok(sha256) => Slice::Hashed(sha256),
            Err(error) => Slice::Ended(End::unreadable(told(&error))),
        })
    }
}

/// What is wrong with the sealed bytes, for whoever asked to have them matched.
fn told(error: &seal::Error) -> Text {
    match error {
        seal::Error::Damaged { chunk } => Text::of("matching-damaged").with("byte", chunk.saturating_mul(CHUNK as u64)),
        seal::Error::Truncated => Text::of("matching-cut-short"),
        other => other.to_string().into(),
    }
}

impl Reader {
    fn take(&mut self, sealed: &[u8]) -> Result<(), seal::Error> {
        let result = self.opener.push(sealed, &mut self.plain);
        self.hash.update(&self.plain);
        // Only whole chunks come out before the end.
        self.hashed += (self.plain.len() / CHUNK) as u64;
        self.plain.zeroize();
        result
    }

    fn finish(mut self) -> Result<Digest, seal::Error> {
        self.opener.finish(&mut self.plain)?;
        self.hash.update(&self.plain);
        Ok(Digest(self.hash.finalize().into()))
    }
}
