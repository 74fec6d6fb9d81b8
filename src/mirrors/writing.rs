//! How bytes come in: pieces are staged, hashed and published; a whole blob is folded and frozen; an upload
//! that came to nothing is discarded.

use bytes::Bytes;
use futures_util::{Stream, StreamExt};

use super::storage::Staged;
use super::store::{self, PieceRow};
use super::wire::Completion;
use super::{Error, Hashes, Mirror, PART_SIZE, Piece, finish, hash};
use crate::ids::{BlobId, uuid_v4};
use crate::merkle::{self, Hash};
use crate::tokens::{Digest, Method, Stored};

impl Mirror {
    /// Takes one piece of a blob. When this returns the piece is durable. Idempotent; the same piece
    /// with another digest is refused. The token names the digest, and the bytes must have it. `hashes` are
    /// there when this process computed them over these bytes already.
    pub async fn put<S, E>(
        &self,
        token: &str,
        blob: BlobId,
        piece: Piece,
        hashes: Option<Hashes>,
        mut body: S,
    ) -> Result<(), Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let digest = match piece {
            Piece::Metadata => self.authorise(token, Method::PutMetadata, Some(blob), None)?,
            Piece::Part(part) => self.authorise(token, Method::PutPart, Some(blob), Some(part))?,
        };
        let digest = digest.ok_or(Error::Forbidden)?;
        // Looked at early only to spare the disk: what counts is the look in the publishing step. The bytes are
        // taken all the same, so that a caller who is still sending them hears why they are refused.
        if let Err(refusal) = self.may_publish(blob, piece, digest, 1).await {
            let mut taken = 0;
            while taken <= piece.limit()
                && let Some(Ok(bytes)) = body.next().await
            {
                taken += bytes.len() as u64;
            }
            return Err(refusal);
        }
        let staged = self.stage(piece, digest, hashes, body).await?;
        let mirror = self.clone();
        // A task of its own: a caller that hangs up cannot cut the publishing step in two.
        finish(async move {
            let _lock = mirror.lock(blob).await;
            let hashes = staged.hashes();
            mirror.may_publish(blob, piece, digest, hashes.bytes).await?;
            let row = PieceRow {
                piece: piece.number(),
                digest: hashes.digest.0.to_vec(),
                leaf_hash: hashes.leaf.to_vec(),
                bytes: i64::try_from(hashes.bytes).unwrap_or(i64::MAX),
                damaged_at: None,
            };
            mirror.inner.pieces.publish(staged, blob, piece).await?;
            let mut tx = mirror.inner.store.write().await?;
            store::open_blob(&mut tx, blob, mirror.inner.clock.now()).await?;
            store::insert_piece(&mut tx, blob, &row).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Completes a blob: folds the leaf hashes that were kept to its root, freezes it, and answers a
    /// signed [`Stored`]. Idempotent; of a complete blob it says which pieces were found damaged and are to be brought again.
    pub async fn complete(&self, token: &str, blob: BlobId, completion: Completion) -> Result<String, Error> {
        let named = self.authorise(token, Method::Complete, Some(blob), None)?;
        if named != Some(completion.root) {
            return Err(Error::Forbidden);
        }
        let Completion { root, sealed_size, parts } = completion;
        if sealed_size == 0 || sealed_size.div_ceil(PART_SIZE) != u64::from(parts) {
            return Err(Error::Mismatch("the size and the number of parts do not go together"));
        }
        let bytes = i64::try_from(sealed_size).map_err(|_| Error::Malformed("the size is too large"))?;
        let mirror = self.clone();
        finish(async move {
            let _lock = mirror.lock(blob).await;
            let mut tx = mirror.inner.store.write().await?;
            if store::is_tombstoned(&mut tx, blob).await? {
                return Err(Error::Gone);
            }
            let row = store::blob(&mut tx, blob).await?.ok_or(Error::NotFound)?;
            if let Some(stored) = row.stored {
                let same = row.root.as_deref() == Some(&root.0) && row.bytes == Some(bytes);
                if same && let Some(incomplete) = damaged(&store::pieces(&mut tx, blob, -1).await?) {
                    return Err(incomplete);
                }
                return if same { Ok(stored) } else { Err(Error::Conflict("the blob is complete with another root")) };
            }
            let pieces = store::pieces(&mut tx, blob, Piece::Metadata.number()).await?;
            if fold(&pieces, sealed_size, parts)? != root.0 {
                return Err(Error::Mismatch("the pieces do not fold to this root"));
            }
            let now = mirror.inner.clock.now();
            let stored = mirror.sign(&Stored {
                iss: mirror.inner.id,
                aud: mirror.inner.origin.clone(),
                iat: now,
                blob,
                root,
                bytes: sealed_size,
            })?;
            if !store::freeze(&mut tx, blob, &root.0, bytes, &stored, now).await? {
                return Err(Error::Conflict("the blob is complete already"));
            }
            tx.commit().await?;
            Ok(stored)
        })
        .await
    }

    /// Discards an upload that was never completed, for ever: late parts of it are refused. Idempotent.
    pub async fn discard(&self, token: &str, blob: BlobId) -> Result<(), Error> {
        self.authorise(token, Method::Discard, Some(blob), None)?;
        let mirror = self.clone();
        finish(async move {
            let _lock = mirror.lock(blob).await;
            let mut tx = mirror.inner.store.write().await?;
            if store::blob(&mut tx, blob).await?.is_some_and(|row| row.stored.is_some()) {
                return Err(Error::Conflict("the blob is complete: only an order deletes it"));
            }
            store::bury(&mut tx, blob, "discarded", mirror.inner.clock.now()).await?;
            tx.commit().await?;
            mirror.inner.pieces.remove(blob).await
        })
        .await
    }

    /// Whether so many bytes may take their place: no tombstone, no other digest, not a new piece of a
    /// frozen blob, and room. The same piece again may: it makes a damaged one whole.
    async fn may_publish(&self, blob: BlobId, piece: Piece, digest: Digest, bytes: u64) -> Result<(), Error> {
        let mut db = self.inner.store.read().await?;
        if store::is_tombstoned(&mut db, blob).await? {
            return Err(Error::Gone);
        }
        match store::piece(&mut db, blob, piece.number()).await? {
            Some(row) if row.digest == digest.0 => Ok(()),
            Some(_) => Err(Error::Conflict("this piece was stored with another digest")),
            None if store::blob(&mut db, blob).await?.is_some_and(|row| row.stored.is_some()) => {
                Err(Error::Conflict("the blob is complete"))
            }
            None => self.inner.pieces.require_room(store::held_bytes(&mut db).await?, bytes).await,
        }
    }

    /// Takes a body to where it waits for its place, and hashes it unless it is hashed already.
    async fn stage<S, E>(
        &self,
        piece: Piece,
        announced: Digest,
        hashes: Option<Hashes>,
        mut body: S,
    ) -> Result<Staged, Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let mut staging = self.inner.pieces.stage(uuid_v4(&self.inner.entropy), announced, hashes).await?;
        let (mut taken, limit) = (0, piece.limit());
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|_| Error::Interrupted)?;
            taken += bytes.len() as u64;
            if taken > limit {
                return Err(Error::TooLarge { limit });
            }
            if !staging.write(bytes).await {
                break;
            }
        }
        if taken == 0 {
            return Err(Error::Malformed("a piece has at least one byte"));
        }
        staging.finish().await
    }
}

/// What is missing of a complete blob: the pieces that were found damaged.
fn damaged(pieces: &[PieceRow]) -> Option<Error> {
    let mut damaged = pieces.iter().filter(|row| row.damaged_at.is_some());
    let first = Piece::numbered(damaged.next()?.piece);
    Some(Error::Incomplete { missing: damaged.count() + 1, first })
}

/// The root over the pieces kept, if they are all there and of the right sizes.
fn fold(pieces: &[PieceRow], sealed_size: u64, parts: u32) -> Result<Hash, Error> {
    let wanted = std::iter::once(Piece::Metadata).chain((0..parts).map(Piece::Part));
    let mut held = pieces.iter().peekable();
    let (mut leaves, mut missing, mut first) = (Vec::with_capacity(pieces.len()), 0, Piece::Metadata);
    for piece in wanted {
        let Some(row) = held.next_if(|row| row.piece == piece.number()) else {
            if missing == 0 {
                first = piece;
            }
            missing += 1;
            continue;
        };
        if let Piece::Part(part) = piece {
            let start = u64::from(part) * PART_SIZE;
            if u64::try_from(row.bytes) != Ok(PART_SIZE.min(sealed_size - start)) {
                return Err(Error::Mismatch("a part has another size than the whole needs"));
            }
        }
        leaves.push(hash(&row.leaf_hash)?);
    }
    if missing > 0 {
        return Err(Error::Incomplete { missing, first });
    }
    if held.next().is_some() {
        return Err(Error::Mismatch("there are parts beyond the size stated"));
    }
    Ok(merkle::root(&leaves))
}
