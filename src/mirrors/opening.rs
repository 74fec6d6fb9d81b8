//! How a mirror starts: its folder is locked, its bucket tried where it has one, its id and key are made or found, and
//! what a crash left behind is settled.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock};

use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::folder::Folder;
use super::polling::Touch;
use super::storage::Pieces;
use super::store::{self, Store};
use super::trust::Believed;
use super::{Error, Inner, Mirror, Piece, Settings, blocking};
use crate::audit::checkpoint::witness_key;
use crate::clock::Clock;
use crate::disk;
use crate::entropy::Entropy;
use crate::ids::{BlobId, MirrorId};
use crate::keys::SigningKey;

impl Mirror {
    /// Opens the mirror in its folder; on first start makes its id, key and database. Whatever a crash
    /// left behind is settled first: staged bytes and unacknowledged files go, and so does everything that
    /// still lies under a tombstone or has come back there, as what a bucket took long after it was told.
    ///
    /// # Errors
    /// When another process has the folder, when it belongs to a newer version, and when the key
    /// or the state database is gone though bytes are there: such a mirror must join anew, empty. When its bytes lie
    /// elsewhere than is said now. When what is deleted in its bucket is not gone, or the bucket is another mirror's, or is in use though this
    /// one has never opened on it.
    pub async fn open(settings: Settings) -> Result<Self, Error> {
        let Settings { folder: path, storage, reserve, trust, polls, clock, entropy } = settings;
        let root = path.clone();
        let folder = blocking(move || Ok(Folder::open(&root)?)).await?.ok_or_else(|| Error::InUse(path.clone()))?;
        let pieces = Pieces::open(storage, Arc::new(folder), reserve, &path).await?;
        let store = Store::open(&path.join("state.db"), &clock).await?;
        let (id, key) = identify(&path, &pieces, &store, &clock, &entropy).await?;
        let is_new = is_new(&store).await?;
        pieces.claim(id, &path, is_new).await?;
        if is_new {
            let mut tx = store.write().await?;
            store::claimed(&mut tx, clock.now()).await?;
            tx.commit().await?;
        }
        let witness_key = witness_key(&trust.origin, id, key.public())
            .map_err(|_| Error::Unusable { folder: path.clone(), reason: "the service's origin is not a host name" })?;
        let inner = Inner {
            id,
            name: id.to_string(),
            origin: trust.origin.clone(),
            believed: RwLock::new(Believed::new(trust, &witness_key)),
            witness_key,
            key,
            clock,
            entropy,
            pieces,
            store,
            heard: RwLock::new(if polls { Touch::Never } else { Touch::Always }),
            refused: std::sync::Mutex::default(),
            sent: AtomicU64::new(0),
            locks: std::array::from_fn(|_| Mutex::new(())),
        };
        let mirror = Self { inner: Arc::new(inner) };
        // What came to lie here since it looked is none that it knows, and none of its to destroy.
        if !is_new {
            mirror.settle().await?;
        }
        Ok(mirror)
    }

    /// Brings bytes and database together after whatever happened: nothing lies under a tombstone, and no
    /// file that was not acknowledged.
    async fn settle(&self) -> Result<(), Error> {
        let pieces = &self.inner.pieces;
        let mut db = self.inner.store.read().await?;
        for name in pieces.blob_names().await? {
            let Ok(blob) = name.parse::<BlobId>() else {
                pieces.remove_stray(name).await?;
                continue;
            };
            let row = store::blob(&mut db, blob).await?;
            // A row with a tombstone cannot be: both change in one transaction.
            let Some(row) = row else {
                pieces.remove(blob).await?;
                continue;
            };
            if row.stored.is_none() {
                let known: Vec<String> = store::pieces(&mut db, blob, Piece::Metadata.number())
                    .await?
                    .iter()
                    .map(|row| Piece::numbered(row.piece).to_string())
                    .collect();
                for piece in pieces.piece_names(blob).await? {
                    if !known.contains(&piece) {
                        pieces.remove_piece(blob, piece).await?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether the mirror has not opened yet where its bytes lie.
pub(super) async fn is_new(store: &Store) -> Result<bool, Error> {
    let mut db = store.read().await?;
    Ok(store::is_new(&mut db).await?)
}

/// The mirror's id and key: from its folder, or made now if it never started before.
pub(super) async fn identify(
    path: &Path,
    pieces: &Pieces,
    store: &Store,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<(MirrorId, SigningKey), Error> {
    let unusable = |reason| Error::Unusable { folder: path.to_owned(), reason };
    let key_file = path.join("key");
    let mut tx = store.write().await?;
    if let Some((id, public, storage)) = store::identity(&mut tx).await? {
        if storage != pieces.word() {
            return Err(unusable(match pieces {
                Pieces::InFolder { .. } => "its bytes lie in a bucket, and none is named",
                Pieces::InBucket { .. } => {
                    "its bytes lie in it, and do not move to a bucket; join anew with an empty folder"
                }
            }));
        }
        let key = blocking(move || read_key(&key_file)).await?.ok_or_else(|| unusable("its key is gone"))?;
        if key.public() != *public {
            return Err(unusable("its key is another mirror's"));
        }
        return Ok((id, key));
    }
    // Without its state a mirror has forgotten its tombstones: it may not serve what it finds.
    if !pieces.blob_names().await?.is_empty() {
        return Err(unusable("it holds bytes, and its state database is gone; join anew, empty"));
    }
    let (id, key) = (MirrorId::new(clock, entropy), SigningKey::generate(entropy));
    let (made, root) = (key.clone(), path.to_owned());
    // The key first: an id whose key is not durable could never sign again.
    blocking(move || write_key(&root, &key_file, &made)).await?;
    store::insert_identity(&mut tx, id, &key.public(), pieces.word(), clock.now()).await?;
    tx.commit().await?;
    Ok((id, key))
}

fn read_key(path: &Path) -> Result<Option<SigningKey>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let seed: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| Error::Damaged("its key file has not 32 bytes"))?;
    Ok(Some(SigningKey::from_seed(seed)))
}

fn write_key(folder: &Path, path: &Path, key: &SigningKey) -> Result<(), Error> {
    let unfinished = path.with_extension("new");
    if unfinished.exists() {
        fs::remove_file(&unfinished)?;
    }
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(key.expose_seed())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    disk::sync_folder(folder)?;
    Ok(())
}
