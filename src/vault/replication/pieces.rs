//! The pieces of an object, its metadata and its parts: what every copy of it is verified against.

use crate::db::Tx;
use crate::ids::ObjectId;
use crate::merkle::{self, Hash, leaf_hash};
use crate::seal::parts::{part_count, part_range};
use crate::tokens::Digest;
use crate::vault::fleet::Piece;
use crate::vault::store::objects;
use crate::vault::store::uploads::{self, Part};
use crate::vault::uploads::{hash, leaf_of};
use crate::vault::{Error, METADATA};

/// What every copy of an object is verified against.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// The object.
    pub object: ObjectId,
    /// The root over all pieces.
    pub root: Hash,
    /// The size of the sealed content in bytes.
    pub sealed_size: u64,
    digests: Vec<Digest>,
    leaves: Vec<Hash>,
}

impl Pieces {
    /// From what was recorded when the pieces were first sent: the metadata, then the parts.
    ///
    /// # Errors
    /// [`Error::RootDiffers`] when they do not fold to `root`.
    pub(in crate::vault) fn new(object: ObjectId, root: Hash, sealed_size: u64, parts: &[Part]) -> Result<Self, Error> {
        let leaves = parts.iter().map(leaf_of).collect::<Result<Vec<_>, _>>()?;
        let digests = parts.iter().map(|part| hash(&part.sha256).map(Digest)).collect::<Result<Vec<_>, _>>()?;
        let in_order = parts.iter().map(|part| part.part).eq(METADATA..METADATA + signed_len(parts));
        let complete = u64::try_from(parts.len()).is_ok_and(|count| count == part_count(sealed_size) + 1);
        if !in_order || !complete || merkle::root(&leaves) != root {
            return Err(Error::RootDiffers);
        }
        Ok(Self { object, root, sealed_size, digests, leaves })
    }

    /// Of an object that was once complete.
    pub async fn of(tx: &mut Tx, object: ObjectId) -> Result<Self, Error> {
        let row = objects::find(tx, object).await?.ok_or(Error::NotFound)?;
        let parts = uploads::pieces_of(tx, object).await?;
        Self::new(object, row.root()?, row.sealed_size()?, &parts)
    }

    /// How many parts the content has.
    pub fn parts(&self) -> u32 {
        u32::try_from(self.leaves.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The metadata, then every part.
    pub fn iter(&self) -> impl Iterator<Item = Piece> + use<> {
        std::iter::once(Piece::Metadata).chain((0..self.parts()).map(Piece::Part))
    }

    /// The SHA-256 of a piece's bytes.
    pub fn digest(&self, piece: Piece) -> Option<Digest> {
        self.digests.get(index(piece)).copied()
    }

    /// Whether `bytes` are exactly that piece.
    pub fn verifies(&self, piece: Piece, bytes: &[u8]) -> bool {
        self.leaves.get(index(piece)).is_some_and(|leaf| leaf_hash(bytes) == *leaf)
    }

    /// Where the bytes of a part lie in the content.
    pub fn range(&self, part: u32) -> Result<std::ops::Range<u64>, Error> {
        part_range(part.into(), self.sealed_size).map_err(|_| Error::NotFound)
    }
}

fn signed_len(parts: &[Part]) -> i64 {
    i64::try_from(parts.len()).unwrap_or(i64::MAX)
}

fn index(piece: Piece) -> usize {
    match piece {
        Piece::Metadata => 0,
        Piece::Part(part) => usize::try_from(part).unwrap_or(usize::MAX).saturating_add(1),
    }
}
