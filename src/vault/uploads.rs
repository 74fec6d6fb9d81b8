//! Uploads: how an object comes to be.
//!
//! [`begin`] makes object, key share and placement in one transaction, before any byte exists. [`put`] takes a part
//! or the sealed metadata: its digest is recorded first, then the bytes go to every chosen mirror at once, and it is
//! acknowledged when they are durable on two hosts in two jurisdictions. [`complete`] checks that nothing is missing,
//! brings every chosen mirror to the same bytes, and makes the object available once two have signed for it. Whatever
//! is not completed in time is discarded: [`discard`].

mod admission;
mod buffers;
mod checks;
mod discarding;

use std::time::Duration;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use tokio::task::JoinSet;

pub use self::admission::PartsUnderWay;
pub use self::buffers::Buffer;
use self::checks::{check_complete, check_piece, check_size, too_short};
pub use self::discarding::{discard, discard_expired};
use super::fleet::{self, CallError, Hashes, Piece};
use super::placement::{self, Site};
use super::replication::{self, Pieces};
use super::store::uploads::{Part, Upload};
use super::store::{mirrors, objects, uploads};
use super::{Error, METADATA, lock_row, may_share, share_context};
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::ids::{AccountId, BlobId, CaseId, ObjectId, UploadId};
use crate::jobs::{self, Job};
use crate::merkle::Hash;
use crate::seal::KeyShare;
use crate::seal::format::HEADER;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// How long a mirror that is slower than two others is waited for once these are enough.
const GRACE: Duration = Duration::from_secs(2);
/// How long a straggler may still write in the background; what it misses is copied at completion, or repaired.
const STRAGGLER: Duration = Duration::from_secs(30);

/// What an uploader is told of an upload.
#[derive(Debug)]
pub struct Status {
    /// The upload.
    pub upload: UploadId,
    /// The object it becomes.
    pub object: ObjectId,
    /// The service's half of the file key.
    pub key_share: KeyShare,
    /// When the upload is discarded unless it was completed.
    pub expires_at: Time,
    /// The SHA-256 of the sealed metadata, once acknowledged.
    pub metadata: Option<Digest>,
    /// The acknowledged parts and their SHA-256, in order.
    pub parts: Vec<(i64, Digest)>,
}

/// Opens an upload. `sealed_size` is the size of the sealed content in bytes, if it is known yet.
///
/// # Errors
/// [`Error::Closed`] to an account that is suspended or terminated, as of every verb of an upload; [`Error::TooLarge`];
/// [`Error::Unavailable`] when there are no two mirrors in two jurisdictions to place it on.
pub async fn begin(service: &Service, owner: AccountId, sealed_size: Option<u64>) -> Result<Status, Error> {
    service.log.require_current()?;
    if let Some(size) = sealed_size {
        check_size(service, size)?;
    }
    let (clock, entropy) = (&service.clock, &service.entropy);
    let now = clock.now();
    let (upload, object, blob) =
        (UploadId::new(clock, entropy), ObjectId::new(clock, entropy), BlobId::new(clock, entropy));
    let key_share = KeyShare::generate(entropy);
    let sealed_share = service.keys.seal(&share_context(object), key_share.expose());
    let expires_at = now.plus(service.config.limits.upload_abandoned_after);

    let mut tx = service.db.begin().await?;
    may_share(&mut tx, service, owner).await?;
    let new = objects::New {
        id: object,
        owner,
        key_share_sealed: &sealed_share,
        blob,
        log_case: CaseId(crate::ids::uuid_v4(entropy)),
        now,
    };
    objects::insert(&mut tx, &new).await?;
    objects::insert_blob(&mut tx, blob, object, now).await?;
    replication::place(&mut tx, blob, &[], service.config.limits.copies.count(), now).await?;
    let sealed_size = sealed_size.map(signed).transpose()?;
    uploads::insert(&mut tx, &uploads::New { id: upload, object, blob, account: owner, sealed_size, now, expires_at })
        .await?;
    jobs::enqueue(&mut tx, service, &Job::DiscardUpload { upload }, expires_at).await?;
    tx.commit().await?;
    Ok(Status { upload, object, key_share, expires_at, metadata: None, parts: Vec::new() })
}

/// How far an upload is: what a client resumes from.
pub async fn status(service: &Service, owner: AccountId, upload: UploadId) -> Result<Status, Error> {
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let row = open_upload(&mut tx, service, owner, upload).await?;
    let key_share = super::key_share(&mut tx, service, row.object).await?.ok_or(Error::NotFound)?;
    let pieces = uploads::parts(&mut tx, upload).await?;
    let acknowledged = pieces.iter().filter(|piece| piece.acknowledged_at.is_some());
    let mut metadata = None;
    let mut parts = Vec::new();
    for piece in acknowledged {
        let digest = Digest(hash(&piece.sha256)?);
        if piece.part == METADATA { metadata = Some(digest) } else { parts.push((piece.part, digest)) }
    }
    Ok(Status { upload, object: row.object, key_share, expires_at: row.expires_at, metadata, parts })
}

/// The right to send one piece of an open upload: asked for before its bytes are taken into memory, and held until they
/// are stored.
pub struct Admitted {
    row: Upload,
    permit: admission::Permit,
}

impl Admitted {
    /// Memory to take the piece into.
    pub fn buffer(&self) -> Buffer {
        self.permit.buffer()
    }
}

/// Lets the owner of an open upload send one more piece of it.
///
/// # Errors
/// [`Error::Busy`] when too many are under way in this portal, of this account or of this upload.
pub async fn admit(service: &Service, owner: AccountId, upload: UploadId) -> Result<Admitted, Error> {
    service.log.require_current()?;
    let mut tx = service.db.read().await?;
    let row = open_upload(&mut tx, service, owner, upload).await?;
    may_share(&mut tx, service, owner).await?;
    let permit = service.parts.admit(owner, upload, &service.config.limits)?;
    Ok(Admitted { row, permit })
}

/// Takes the bytes of a part, or the sealed metadata. When this returns they are durable in two jurisdictions.
/// Repeating it with the same bytes is free of effect.
///
/// # Errors
/// [`Error::PartDiffers`] when other bytes were announced for it before; [`Error::Unavailable`] when fewer than two
/// mirrors took it: send it again.
pub async fn put(
    service: &Service,
    admitted: Admitted,
    piece: Piece,
    announced: Digest,
    bytes: Bytes,
) -> Result<(), Error> {
    let row = &admitted.row;
    let part = piece_number(piece);
    check_piece(service, row, piece, bytes.len() as u64)?;
    let hashes = fleet::hashes(&bytes).await?;
    if hashes.digest() != announced {
        return Err(Error::Invalid {
            field: "Content-Digest",
            problem: "the bytes that arrived have another SHA-256; send them again".into(),
        });
    }

    let known = record(service, row, part, hashes, &bytes).await?;
    if known.acknowledged_at.is_some() {
        return Ok(());
    }
    spread(service, row.blob, piece, hashes, bytes).await?;

    let mut tx = service.db.begin().await?;
    uploads::acknowledge(&mut tx, row.id, part, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The digest stands in the database before any byte goes to a mirror, and the first one stands for ever.
async fn record(service: &Service, upload: &Upload, part: i64, hashes: Hashes, bytes: &Bytes) -> Result<Part, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let size = signed(bytes.len() as u64)?;
    let is_new =
        uploads::record_part(&mut tx, upload.id, part, &hashes.digest().0, &hashes.leaf(), size, now).await? == 1;
    let known = uploads::part(&mut tx, upload.id, part).await?.ok_or(Error::UploadEnded("completed or discarded"))?;
    if known.sha256 != hashes.digest().0 {
        return Err(Error::PartDiffers { part });
    }
    if is_new && part == METADATA {
        guarded(objects::keep_metadata(&mut tx, upload.object, bytes).await?)?;
    } else if is_new && part == 0 {
        let header = bytes.get(..HEADER).ok_or_else(|| too_short("part 0"))?;
        guarded(objects::keep_header(&mut tx, upload.object, header).await?)?;
    }
    tx.commit().await?;
    Ok(known)
}

/// Sends a piece to every mirror the blob is placed on and that takes files still, at once; returns when enough have it.
async fn spread(service: &Service, blob: BlobId, piece: Piece, hashes: Hashes, bytes: Bytes) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let placed = mirrors::staying(&mut tx, blob).await?;
    drop(tx);
    let mut sending = JoinSet::new();
    for replica in placed {
        let (service, bytes, site) = (service.clone(), bytes.clone(), replica.site());
        sending.spawn(async move {
            let sent = fleet::put(&service, site.mirror, blob, piece, hashes, bytes).await;
            (site, sent)
        });
    }
    let mut durable: Vec<Site> = Vec::new();
    let mut discarded = false;
    while let Some(done) = sending.join_next().await {
        match done {
            Ok((site, Ok(()))) => durable.push(site),
            // By a mirror that is being emptied perhaps: then the others have it still.
            Ok((_, Err(CallError::Gone))) => discarded = true,
            Ok((site, Err(error))) => {
                tracing::warn!(mirror = %site.mirror, error = %with_causes(&error), "a mirror did not take a piece");
            }
            Err(error) => tracing::error!(error = %with_causes(&error), "sending to a mirror broke off"),
        }
        if placement::suffices(&durable) {
            // The rest is tried still: a third copy now spares a repair later. But nobody waits for it.
            if !sending.is_empty() {
                tokio::spawn(tokio::time::timeout(
                    STRAGGLER,
                    async move { while sending.join_next().await.is_some() {} },
                ));
            }
            return Ok(());
        }
    }
    if discarded { Err(Error::UploadEnded("discarded")) } else { Err(too_few(durable.len())) }
}

/// Completes the upload: from the return on the object is available.
///
/// # Errors
/// [`Error::Incomplete`] and [`Error::RootDiffers`] name what does not fit; [`Error::Unavailable`] when two jurisdictions
/// have not signed for it: ask again.
pub async fn complete(
    service: &Service,
    owner: AccountId,
    upload: UploadId,
    root: Hash,
    sealed_size: u64,
) -> Result<ObjectId, Error> {
    service.log.require_current()?;
    check_size(service, sealed_size)?;
    let mut tx = service.db.read().await?;
    let row = own_upload(&mut tx, owner, upload).await?;
    if row.state == "completed" {
        // The answer to the first completion was lost on its way.
        let object = objects::find(&mut tx, row.object).await?.ok_or(Error::NotFound)?;
        let same = object.root()? == root && object.sealed_size()? == sealed_size;
        return if same { Ok(row.object) } else { Err(Error::UploadEnded("completed with another root or size")) };
    }
    require_open(service, &row)?;
    let parts = uploads::parts(&mut tx, upload).await?;
    check_complete(&row, &parts, sealed_size)?;
    let pieces = Pieces::new(row.object, root, sealed_size, &parts)?;
    let placed = mirrors::replicas(&mut tx, row.blob).await?;
    drop(tx);

    // What a mirror took before its placement was stopped is read, to bring it to the others.
    let sources: Vec<Site> = placed.iter().map(mirrors::Replica::site).collect();
    let sites: Vec<Site> = placed.iter().filter(|replica| replica.stays).map(mirrors::Replica::site).collect();
    let stored = replication::freeze(service, row.blob, &pieces, &sites, &sources, Some(GRACE)).await;
    let signing: Vec<Site> = stored.iter().map(|(site, _)| site.clone()).collect();
    if !placement::suffices(&signing) {
        return Err(too_few(signing.len()));
    }

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let object = lock_row(&mut tx, row.object).await?.ok_or(Error::NotFound)?;
    may_share(&mut tx, service, owner).await?;
    if uploads::end(&mut tx, upload, "completed", now).await? != 1 {
        return Err(Error::UploadEnded("completed or discarded"));
    }
    guarded(objects::available(&mut tx, object.id, &root, signed(sealed_size)?, now).await?)?;
    guarded(objects::blob_stored(&mut tx, row.blob, now).await?)?;
    // A host may have refused it since its mirror signed, or the mirror may have failed.
    let mut holding: Vec<Site> = Vec::new();
    for (site, token) in stored {
        if mirrors::replica_stored(&mut tx, row.blob, site.mirror, &token, now).await? == 1 {
            holding.push(site);
        }
    }
    if !placement::suffices(&holding) {
        return Err(too_few(holding.len()));
    }
    let mut jurisdictions: Vec<&str> = holding.iter().map(|site| site.jurisdiction.as_str()).collect();
    jurisdictions.sort_unstable();
    let commitments = [
        ("object", object.id.to_string()),
        ("blob", row.blob.to_string()),
        ("root", HEXLOWER.encode(&root)),
        ("uploader", owner.to_string()),
    ];
    let entry = NewEntry {
        kind: "object.stored",
        case: object.log_case,
        actor: "uploader",
        fields: serde_json::json!({ "replicas": holding.len(), "jurisdictions": jurisdictions }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if holding.len() < service.config.limits.copies.count() {
        jobs::enqueue(&mut tx, service, &Job::Repair { object: object.id }, now).await?;
    }
    tx.commit().await?;
    Ok(object.id)
}

async fn own_upload(tx: &mut crate::db::Tx, owner: AccountId, upload: UploadId) -> Result<Upload, Error> {
    uploads::find(tx, upload).await?.filter(|row| row.account == owner).ok_or(Error::NotFound)
}

async fn open_upload(
    tx: &mut crate::db::Tx,
    service: &Service,
    owner: AccountId,
    upload: UploadId,
) -> Result<Upload, Error> {
    let row = own_upload(tx, owner, upload).await?;
    require_open(service, &row)?;
    Ok(row)
}

fn require_open(service: &Service, row: &Upload) -> Result<(), Error> {
    match row.state.as_str() {
        "open" if service.clock.now() < row.expires_at => Ok(()),
        "open" => Err(Error::UploadEnded("left for too long (limit: upload abandoned); begin a new one")),
        "completed" => Err(Error::UploadEnded("completed")),
        _ => Err(Error::UploadEnded("discarded")),
    }
}

pub(super) fn leaf_of(part: &Part) -> Result<Hash, Error> {
    hash(part.leaf_hash.as_deref().unwrap_or_default())
}

pub(super) fn hash(bytes: &[u8]) -> Result<Hash, Error> {
    bytes.try_into().map_err(|_| Error::Conflict("the database holds a hash of the wrong length".into()))
}

fn piece_number(piece: Piece) -> i64 {
    match piece {
        Piece::Metadata => METADATA,
        Piece::Part(part) => part.into(),
    }
}

fn too_few(count: usize) -> Error {
    Error::Unavailable(format!(
        "only {count} mirrors could keep it, and it takes {} in as many jurisdictions",
        placement::JURISDICTIONS
    ))
}

/// A change that a guard allowed must have changed its row.
pub(super) fn guarded(rows: u64) -> Result<(), Error> {
    if rows == 1 { Ok(()) } else { Err(Error::Conflict(Text::of("changed-meanwhile"))) }
}

pub(super) fn signed(size: u64) -> Result<i64, Error> {
    i64::try_from(size).map_err(|_| Error::TooLarge { what: "an object", limit: i64::MAX.unsigned_abs() })
}
