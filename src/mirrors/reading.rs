//! Reading a blob: ranges of its content for whoever holds a ticket, and proofs of possession for the
//! service.
//!
//! A stream asks again at every part whether its ticket still lives, whether the mirror still hears from the service, whether a
//! tombstone stands by now and whether the part was found damaged; if not so, it ends with an error, which breaks off the answer it feeds.

use std::fmt;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use sha2::{Digest as _, Sha256};

use super::storage::Reading;
use super::wire::{ByteRange, CHALLENGE_UNIT, Challenge, ChallengeAnswer, LARGEST_CHALLENGE};
use super::{Error, Mirror, PART_SIZE, Piece, store};
use crate::clock::Time;
use crate::ids::BlobId;
use crate::tokens::{self, Audience, Digest, LEEWAY, Method, ServiceCall, Ticket};

/// Bytes of a blob on their way.
pub struct Content {
    /// The first byte.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
    /// The size of the whole sealed content; unknown while the blob is not complete.
    pub size: Option<u64>,
    /// The blob's root, once complete.
    pub root: Option<Digest>,
    /// The bytes from `start` to `end`.
    pub bytes: BoxStream<'static, Result<Bytes, Error>>,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({}..{} of {:?})", self.start, self.end, self.size)
    }
}

/// By what right a blob is read.
#[derive(Clone, Copy)]
enum Permission {
    /// A reader's ticket, to its end. Only complete blobs are shown to readers.
    Ticket { ends: Time },
    /// The service's call, for as long as it listens: it may read before a blob is complete, to copy parts
    /// between mirrors.
    Service,
}

impl Mirror {
    /// Reads a blob's content, or a range of it. The token is a ticket, or the service's call.
    pub async fn read(&self, token: &str, blob: BlobId, range: Option<ByteRange>) -> Result<Content, Error> {
        let permission = self.permission(token, blob)?;
        let mut db = self.inner.store.read().await?;
        if store::is_tombstoned(&mut db, blob).await? {
            return Err(Error::Gone);
        }
        self.require_in_touch()?;
        let row = store::blob(&mut db, blob).await?.ok_or(Error::NotFound)?;
        let size = row.bytes.map(|bytes| u64::try_from(bytes).unwrap_or(0));
        let root = row.root.as_deref().map(super::hash).transpose()?.map(Digest);
        let (start, end) = match (size, permission) {
            (Some(size), _) => {
                let none = Error::OutOfRange { size: Some(size) };
                let (start, end) = range.unwrap_or(ByteRange::From(0, None)).within(size).ok_or(none)?;
                match permission {
                    Permission::Ticket { .. } => (start, end),
                    // What is damaged it learns to be missing, as before a blob is complete: so it brings it again.
                    Permission::Service => (start, whole_until(&mut db, blob, start, end).await?),
                }
            }
            (None, Permission::Ticket { .. }) => return Err(Error::NotFound),
            (None, Permission::Service) => {
                let ByteRange::From(start, _) = range.unwrap_or(ByteRange::From(0, None)) else {
                    return Err(Error::OutOfRange { size: None });
                };
                let held = held_until(&mut db, blob, start).await?;
                range.unwrap_or(ByteRange::From(start, None)).within(held).ok_or(Error::OutOfRange { size: None })?
            }
        };
        drop(db);
        Ok(Content { start, end, size, root, bytes: self.stream(blob, permission, start, end) })
    }

    /// Answers a challenge: SHA-256(nonce || bytes of the ranges). `body` is the request as it came; the
    /// token names its digest.
    pub async fn answer_challenge(&self, token: &str, body: &[u8]) -> Result<ChallengeAnswer, Error> {
        let challenge: Challenge =
            serde_json::from_slice(body).map_err(|_| Error::Malformed("this is not a challenge"))?;
        let named = self.authorise(token, Method::Challenge, Some(challenge.blob), None)?;
        if named != Some(Digest::of(body)) {
            return Err(Error::Forbidden);
        }
        let mut db = self.inner.store.read().await?;
        if store::is_tombstoned(&mut db, challenge.blob).await? {
            return Err(Error::Gone);
        }
        let size = store::blob(&mut db, challenge.blob).await?.and_then(|row| row.bytes).ok_or(Error::NotFound)?;
        drop(db);
        check_challenge(&challenge, u64::try_from(size).unwrap_or(0))?;
        let mut hasher = Sha256::new_with_prefix(&challenge.nonce);
        for range in &challenge.ranges {
            let mut bytes = self.stream(challenge.blob, Permission::Service, range.start, range.end);
            while let Some(chunk) = bytes.try_next().await? {
                hasher.update(&chunk);
            }
        }
        Ok(ChallengeAnswer { digest: Digest(hasher.finalize().into()) })
    }

    fn permission(&self, token: &str, blob: BlobId) -> Result<Permission, Error> {
        let inner = &self.inner;
        let believed = self.believed();
        let (keys, origin) = (&believed.trust.order_keys, &inner.origin);
        let now = inner.clock.now();
        match tokens::verify::<Ticket>(token, keys, origin, Audience::Is(&inner.name), now) {
            Ok(ticket) if ticket.blob == blob => Ok(Permission::Ticket { ends: ticket.exp.plus(LEEWAY) }),
            Ok(_) => Err(Error::Forbidden),
            Err(tokens::Error::Type) => {
                let call: ServiceCall = tokens::verify(token, keys, origin, Audience::Is(&inner.name), now)?;
                let permits = call.method == Method::Read && call.blob == Some(blob);
                if permits { Ok(Permission::Service) } else { Err(Error::Forbidden) }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a stream may go on into its next part.
    async fn still_permitted(&self, blob: BlobId, part: u32, permission: Permission) -> Result<(), Error> {
        if let Permission::Ticket { ends } = permission
            && self.inner.clock.now() > ends
        {
            return Err(tokens::Error::Expired.into());
        }
        self.require_in_touch()?;
        let mut db = self.inner.store.read().await?;
        if store::is_tombstoned(&mut db, blob).await? {
            return Err(Error::Gone);
        }
        if store::first_damaged(&mut db, blob, part.into()).await? == Some(part.into()) {
            return Err(Error::Damaged("a part was found to have other bytes than were stored"));
        }
        Ok(())
    }

    /// The bytes from `start` to `end`, which exist.
    fn stream(
        &self,
        blob: BlobId,
        permission: Permission,
        start: u64,
        end: u64,
    ) -> BoxStream<'static, Result<Bytes, Error>> {
        let mirror = self.clone();
        let state = (mirror, start, None::<Reading>);
        stream::try_unfold(state, move |(mirror, at, open)| async move {
            if at >= end {
                return Ok(None);
            }
            let part_start = at - at % PART_SIZE;
            let part_end = end.min(part_start + PART_SIZE);
            let part = if let Some(part) = open {
                part
            } else {
                let part = u32::try_from(at / PART_SIZE).map_err(|_| Error::Damaged("a part has too high a number"))?;
                mirror.still_permitted(blob, part, permission).await?;
                let range = at - part_start..part_end - part_start;
                mirror.inner.pieces.open_piece(blob, Piece::Part(part), range).await?
            };
            let (part, bytes) = part.read().await?;
            if let Permission::Ticket { .. } = permission {
                mirror.inner.sent.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            }
            let next = at + bytes.len() as u64;
            let open = (next < part_end).then_some(part);
            Ok::<_, Error>(Some((bytes, (mirror, next, open))))
        })
        .boxed()
    }
}

/// How far the parts of a complete blob are not known to be damaged, from byte `start` up to `end`.
async fn whole_until(db: &mut sqlx::SqliteConnection, blob: BlobId, start: u64, end: u64) -> Result<u64, Error> {
    let first = i64::try_from(start / PART_SIZE).map_err(|_| Error::OutOfRange { size: None })?;
    let Some(damaged) = store::first_damaged(db, blob, first).await? else { return Ok(end) };
    let whole = u64::try_from(damaged).unwrap_or(0).saturating_mul(PART_SIZE).min(end);
    if whole > start { Ok(whole) } else { Err(Error::OutOfRange { size: None }) }
}

/// How far the parts of an incomplete blob reach without a gap from the part that byte `start` lies in.
async fn held_until(db: &mut sqlx::SqliteConnection, blob: BlobId, start: u64) -> Result<u64, Error> {
    let first = i64::try_from(start / PART_SIZE).map_err(|_| Error::OutOfRange { size: None })?;
    let mut end = 0;
    for (number, row) in (first..).zip(store::pieces(db, blob, first).await?) {
        if row.piece != number || row.damaged_at.is_some() {
            break;
        }
        let bytes = u64::try_from(row.bytes).unwrap_or(0);
        end = u64::try_from(number).unwrap_or(0) * PART_SIZE + bytes;
        if bytes < PART_SIZE {
            break;
        }
    }
    Ok(end)
}

fn check_challenge(challenge: &Challenge, size: u64) -> Result<(), Error> {
    if !(16..=64).contains(&challenge.nonce.len()) {
        return Err(Error::Malformed("a nonce has 16 to 64 bytes"));
    }
    let mut asked: u64 = 0;
    for range in &challenge.ranges {
        let on_grid = |at: u64| at.is_multiple_of(CHALLENGE_UNIT);
        if range.start >= range.end
            || range.end > size
            || !on_grid(range.start)
            || !(on_grid(range.end) || range.end == size)
        {
            return Err(Error::Mismatch("a range of the challenge is not on the grid of the content"));
        }
        asked += range.end - range.start;
        if asked > LARGEST_CHALLENGE {
            return Err(Error::TooLarge { limit: LARGEST_CHALLENGE });
        }
    }
    if asked == 0 {
        return Err(Error::Malformed("a challenge asks about at least one range"));
    }
    Ok(())
}
