//! Challenges: a mirror is asked to prove that it holds ranges of a blob for which it signed. Blob and ranges are drawn by chance, and what it
//! answers is compared with bytes of another copy.

use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::Outcome;
use crate::db::Tx;
use crate::ids::{BlobId, MirrorId};
use crate::mirrors::client::{self, MirrorClient};
use crate::mirrors::wire::{CHALLENGE_UNIT, Challenge, ChallengeRange};
use crate::service::Service;
use crate::tokens::Digest;
use crate::vault::fleet::Piece;
use crate::vault::placement::Site;
use crate::vault::replication::{Pieces, read_from};
use crate::vault::store::{self, mirrors, objects};
use crate::vault::{Error, ObjectState};

/// About how many ranges one challenge asks.
const RANGES: usize = 2;

/// What a mirror that was asked showed.
pub(super) struct Challenged {
    /// About which blob.
    pub(super) blob: BlobId,
    /// What it comes to.
    pub(super) outcome: Outcome,
    /// How long it took, in milliseconds.
    pub(super) millis: u64,
}

/// Asks a mirror to prove that it holds ranges of a blob, both drawn by chance. `None` when there is nothing to ask about that it has not told
/// to be `damaged`, or nothing to compare its answer with.
pub(super) async fn challenge(
    service: &Service,
    mirror: MirrorId,
    client: &MirrorClient,
    damaged: &[BlobId],
) -> Result<Option<Challenged>, Error> {
    let mut tx = service.db.read().await?;
    let drawn = draw(&mut tx, service, mirror).await?;
    let Some(blob) = drawn.filter(|blob| !damaged.contains(blob)) else { return Ok(None) };
    let object = store::proving::object_of(&mut tx, blob).await?.ok_or(Error::NotFound)?;
    let row = objects::find(&mut tx, object).await?.ok_or(Error::NotFound)?;
    if row.state != ObjectState::Available || row.blob != Some(blob) {
        return Ok(None);
    }
    let pieces = Pieces::of(&mut tx, object).await?;
    let replicas = mirrors::replicas(&mut tx, blob).await?;
    drop(tx);
    let others = replicas.iter().filter(|replica| replica.stored && replica.mirror != mirror);
    let others: Vec<Site> = others.map(mirrors::Replica::site).collect();

    let nonce = service.entropy.bytes::<32>();
    let mut hasher = Sha256::new_with_prefix(nonce);
    let mut ranges = Vec::with_capacity(RANGES);
    for _ in 0..RANGES {
        let part = u32::try_from(service.entropy.below(pieces.parts().into())).unwrap_or(0);
        let whole = pieces.range(part)?;
        let units = (whole.end - whole.start).div_ceil(CHALLENGE_UNIT);
        let start = whole.start + service.entropy.below(units) * CHALLENGE_UNIT;
        let end = whole.end.min(start + CHALLENGE_UNIT);
        let Ok(bytes) = read_from(service, blob, &pieces, Piece::Part(part), &others).await else { return Ok(None) };
        let within = |byte: u64| usize::try_from(byte - whole.start).unwrap_or(usize::MAX);
        hasher.update(bytes.get(within(start)..within(end)).ok_or(Error::NotFound)?);
        ranges.push(ChallengeRange { start, end });
    }
    let expected = Digest(hasher.finalize().into());
    let challenge = Challenge { blob, nonce: nonce.to_vec(), ranges };
    let patience = service.config.limits.challenge_answered_within;
    let began = Instant::now();
    let outcome = match tokio::time::timeout(patience, client.challenge(&challenge)).await {
        Err(_) => Outcome::Late,
        Ok(Ok(answer)) if answer.digest == expected => Outcome::Proved,
        Ok(Ok(_) | Err(client::Error::Untrustworthy(_))) => Outcome::Wrong,
        Ok(Err(client::Error::Gone)) => Outcome::Gone,
        // 500: it cannot read what it holds.
        Ok(Err(client::Error::Refused { status: 404 | 416 | 422 | 500, .. })) => Outcome::Lost,
        Ok(Err(_)) => Outcome::Unproved,
    };
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Some(Challenged { blob, outcome, millis }))
}

/// A blob that a mirror signed for, by chance; `None` when there is none.
async fn draw(tx: &mut Tx, service: &Service, mirror: MirrorId) -> Result<Option<BlobId>, Error> {
    let Some((first, last)) = store::proving::stored_span(tx, mirror).await? else { return Ok(None) };
    let (first, last) = (first.0.as_u128(), last.0.as_u128());
    let span = last.saturating_sub(first).saturating_add(1);
    let from = first + u128::from_le_bytes(service.entropy.bytes()) % span;
    let from = BlobId(uuid::Uuid::from_u128(from));
    // From there up or down: neither alone would come across the first or the last.
    let is_up = service.entropy.below(2) == 0;
    let drawn = if is_up {
        store::proving::stored_from(tx, mirror, from).await?
    } else {
        store::proving::stored_until(tx, mirror, from).await?
    };
    Ok(drawn)
}
