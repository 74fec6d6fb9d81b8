//! Where a mirror's pieces lie: in its folder, or in a bucket of an object store, under the same names.
//!
//! ```text
//! mirror                    the id of the one mirror whose bucket it is
//! blobs/{blob}/metadata     the sealed metadata
//! blobs/{blob}/00000000     part 0, and so on
//! ```
//!
//! A piece on its way to a bucket waits in memory, where no more than one part of it fits, until it is whole and has its digest;
//! then it is put in its place, and looked at there. No more than [`MOST_WAITING`] wait so at once: the bytes of others are not taken
//! before one has its place. What is removed is gone in every version. State, key and lock are in the
//! folder either way, so that a bucket has one writer as long as its folder has; two folders that share a bucket are told apart by
//! the mirror's id in it, which is put there where there is none. Not every store heeds that condition: where one does not, the last of
//! those that put theirs at once has it, and each waits for [`OTHERS`] before it looks whose it is. There, one that takes longer than
//! that between its look and its putting takes the name from another, which finds out at its next sweep or start. So one that never opened
//! there before gives the name up where anything lies in the bucket by then.
//!
//! Tombstones lie on the disk of the folder, and without one nothing is deleted. So no new piece is taken while there is no more left of it than
//! a reserve: a mirror that is full obeys all the same.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::folder::{self, Folder, read_chunk};
use super::{Error, Hashes, Piece, Storage, blocking};
use crate::ids::{BlobId, MirrorId};
use crate::s3::{self, Bucket, Under};
use crate::tokens::Digest;

/// How many bytes are read at once from a file.
const CHUNK: u64 = 256 * 1024;
/// The same from a bucket, where each reading is a call.
const BUCKET_CHUNK: u64 = 1024 * 1024;
/// How many pieces wait in memory at once for their place in a bucket: 256 MiB where all are whole parts.
const MOST_WAITING: usize = 32;
/// How long a mirror that named itself in a bucket waits until whoever saw none there, too, has put its own.
const OTHERS: Duration = Duration::from_secs(2);
/// Where the blobs are.
const BLOBS: &str = "blobs/";
/// What names the mirror of a bucket.
const OWNER: &str = "mirror";

/// The pieces, wherever they lie.
pub(super) enum Pieces {
    InFolder {
        folder: Arc<Folder>,
        /// How many bytes it is to hold, where that is said.
        capacity: Option<u64>,
        /// How many bytes of its disk stay free for the state.
        reserve: u64,
    },
    InBucket {
        bucket: Bucket,
        capacity: u64,
        /// Who may wait in memory.
        waiting: Arc<Semaphore>,
        /// Where the state lies; keeps its lock.
        folder: Arc<Folder>,
        reserve: u64,
    },
}

impl Pieces {
    /// Opens the storage. A bucket is tried first: see [`Bucket::probe`].
    pub(super) async fn open(storage: Storage, folder: Arc<Folder>, reserve: u64, path: &Path) -> Result<Self, Error> {
        let (bucket, capacity) = match storage {
            Storage::Folder { capacity } => return Ok(Self::InFolder { folder, capacity, reserve }),
            Storage::Bucket { bucket, capacity } => (bucket, capacity),
        };
        if !in_folder(&folder, Folder::blob_names).await?.is_empty() {
            let reason = "it holds bytes, and is to keep them in a bucket; join anew with an empty folder";
            return Err(Error::Unusable { folder: path.to_owned(), reason });
        }
        let probed = bucket.probe().await?;
        tracing::info!(?bucket, ?probed, "a mirror keeps its bytes in a bucket");
        Ok(Self::InBucket { bucket, capacity, waiting: Arc::new(Semaphore::new(MOST_WAITING)), folder, reserve })
    }

    /// Where they lie, as the mirror's database notes it at first start.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::InFolder { .. } => "folder",
            Self::InBucket { .. } => "bucket",
        }
    }

    /// Makes sure that nobody else's bytes are here. A bucket is its first mirror's: one that `is_new` to it takes none in which anything lies.
    pub(super) async fn claim(&self, id: MirrorId, path: &Path, is_new: bool) -> Result<(), Error> {
        let unusable = |reason| Error::Unusable { folder: path.to_owned(), reason };
        if !self.are_of(id).await? {
            return Err(unusable("its bucket is another mirror's"));
        }
        let Self::InBucket { bucket, .. } = self else { return Ok(()) };
        if is_new && !bucket.names(BLOBS).await?.is_empty() {
            // Whose bytes these are names itself again where nobody is named.
            bucket.purge(Under::Key(OWNER)).await?;
            return Err(unusable("its bucket is in use: what lies in it is another mirror's"));
        }
        Ok(())
    }

    /// Whether the place is this mirror's: a folder is, and a bucket that names no other one. It names this one from then on.
    pub(super) async fn are_of(&self, id: MirrorId) -> Result<bool, Error> {
        let Self::InBucket { bucket, .. } = self else { return Ok(true) };
        let own = Bytes::from(id.to_string());
        if bucket.head(OWNER).await?.is_none() && bucket.put_first(OWNER, own.clone(), Digest::of(&own).0).await? {
            tokio::time::sleep(OTHERS).await;
        }
        // Read though it was just written: another mirror may have written, too.
        let size = bucket.head(OWNER).await?.map_or(0, |head| head.size);
        Ok(size == own.len() as u64 && bucket.read(OWNER, 0..size).await? == own)
    }

    /// Begins to take bytes that are announced to have this digest; in a folder, under a name that nobody else uses. `known` are
    /// their hashes, if they are known. Where as many wait in memory as may, it waits for one of them.
    pub(super) async fn stage(&self, name: Uuid, announced: Digest, known: Option<Hashes>) -> Result<Staging, Error> {
        match self {
            Self::InFolder { folder, .. } => Ok(Staging::in_folder(Arc::clone(folder), name, announced, known)),
            Self::InBucket { waiting, .. } => {
                let place = Arc::clone(waiting).acquire_owned().await.map_err(|_| Error::ShuttingDown)?;
                Ok(Staging::InMemory { bytes: BytesMut::new(), announced, known, place })
            }
        }
    }

    /// Gives staged bytes their place. When this returns they are there after any crash.
    pub(super) async fn publish(&self, staged: Staged, blob: BlobId, piece: Piece) -> Result<(), Error> {
        match (self, staged) {
            (Self::InFolder { folder, .. }, Staged::File(staged)) => {
                in_folder(folder, move |folder| folder.publish(staged, blob, piece)).await
            }
            // Its place in memory is kept until it lies in the bucket.
            (Self::InBucket { bucket, .. }, Staged::Memory(bytes, hashes, _place)) => {
                Ok(bucket.put(&key(blob, piece), bytes, hashes.digest.0).await?)
            }
            _ => Err(Error::Damaged("bytes were staged for another storage")),
        }
    }

    /// Destroys whatever is held of a blob, and looks whether it is gone. When this returns it is, after any crash.
    pub(super) async fn remove(&self, blob: BlobId) -> Result<(), Error> {
        match self {
            Self::InFolder { folder, .. } => in_folder(folder, move |folder| folder.remove(blob)).await,
            Self::InBucket { bucket, .. } => {
                bucket.purge(Under::Prefix(&prefix(blob))).await?;
                // A list may be one of before the pieces came: nothing was removed then. They are asked for by name, too.
                let names = [key(blob, Piece::Metadata), key(blob, Piece::Part(0))];
                let (metadata, part) = tokio::try_join!(bucket.head(&names[0]), bucket.head(&names[1]))?;
                let left: Vec<String> =
                    names.into_iter().zip([metadata, part]).filter_map(|(name, head)| head.map(|_| name)).collect();
                if left.is_empty() { Ok(()) } else { Err(s3::Error::Left { left, why: None }.into()) }
            }
        }
    }

    /// Whether anything is held of a blob.
    pub(super) async fn holds(&self, blob: BlobId) -> Result<bool, Error> {
        match self {
            Self::InFolder { folder, .. } => in_folder(folder, move |folder| folder.holds(blob)).await,
            Self::InBucket { bucket, .. } => Ok(bucket.holds(Under::Prefix(&prefix(blob))).await?),
        }
    }

    /// Destroys one piece that was never acknowledged.
    pub(super) async fn remove_piece(&self, blob: BlobId, name: String) -> Result<(), Error> {
        match self {
            Self::InFolder { folder, .. } => in_folder(folder, move |folder| folder.remove_piece(blob, &name)).await,
            Self::InBucket { bucket, .. } => remove_below(bucket, &prefix(blob), &name).await,
        }
    }

    /// The names under which there is anything, were it what is left of a blob that was removed.
    pub(super) async fn blob_names(&self) -> Result<Vec<String>, Error> {
        match self {
            Self::InFolder { folder, .. } => in_folder(folder, Folder::blob_names).await,
            Self::InBucket { bucket, .. } => Ok(bucket.names(BLOBS).await?.into_iter().collect()),
        }
    }

    /// The names of a blob's pieces.
    pub(super) async fn piece_names(&self, blob: BlobId) -> Result<Vec<String>, Error> {
        match self {
            Self::InFolder { folder, .. } => in_folder(folder, move |folder| folder.piece_names(blob)).await,
            Self::InBucket { bucket, .. } => Ok(bucket.names(&prefix(blob)).await?.into_iter().collect()),
        }
    }

    /// Destroys something beside the blobs that is no blob of this mirror.
    pub(super) async fn remove_stray(&self, name: String) -> Result<(), Error> {
        match self {
            Self::InFolder { folder, .. } => in_folder(folder, move |folder| folder.remove_stray(&name)).await,
            Self::InBucket { bucket, .. } => remove_below(bucket, BLOBS, &name).await,
        }
    }

    /// Opens a piece for reading from byte `offset` of it.
    pub(super) async fn open_piece(&self, blob: BlobId, piece: Piece, offset: u64) -> Result<Reading, Error> {
        match self {
            Self::InFolder { folder, .. } => {
                Ok(Reading::File(in_folder(folder, move |folder| folder.open_piece(blob, piece, offset)).await?))
            }
            Self::InBucket { bucket, .. } => {
                Ok(Reading::Object { bucket: bucket.clone(), key: key(blob, piece), at: offset })
            }
        }
    }

    /// How many bytes its host gave it, where that is said.
    fn capacity(&self) -> Option<u64> {
        match self {
            Self::InFolder { capacity, .. } => *capacity,
            Self::InBucket { capacity, .. } => Some(*capacity),
        }
    }

    /// How many bytes the disk of the folder has beyond the reserve.
    async fn beyond_reserve(&self) -> Result<u64, Error> {
        let (Self::InFolder { folder, reserve, .. } | Self::InBucket { folder, reserve, .. }) = self;
        Ok(in_folder(folder, Folder::free_space).await?.saturating_sub(*reserve))
    }

    /// Refuses `more` bytes where `held` bytes are held and there were not to be so many, and any while the disk of the folder has no more
    /// than the reserve. That is asked again once they are staged: then they lie on the disk of a folder already.
    pub(super) async fn require_room(&self, held: u64, more: u64) -> Result<(), Error> {
        let is_over = self.capacity().is_some_and(|capacity| held.saturating_add(more) > capacity);
        if is_over || self.beyond_reserve().await? == 0 { Err(Error::Full) } else { Ok(()) }
    }

    /// Free space in bytes, where `held` bytes are held: what the capacity leaves, and no more than the disk of a folder has beyond the
    /// reserve. No store says how much a bucket has.
    pub(super) async fn free_space(&self, held: u64) -> Result<u64, Error> {
        let left = self.capacity().map_or(u64::MAX, |capacity| capacity.saturating_sub(held));
        let beyond = self.beyond_reserve().await?;
        match self {
            Self::InFolder { .. } => Ok(left.min(beyond)),
            Self::InBucket { .. } => Ok(if beyond == 0 { 0 } else { left }),
        }
    }
}

/// What is kept in a bucket under this name in a folder of it, whether it is an object or a folder.
async fn remove_below(bucket: &Bucket, folder: &str, name: &str) -> Result<(), Error> {
    bucket.purge(Under::Key(&format!("{folder}{name}"))).await?;
    Ok(bucket.purge(Under::Prefix(&format!("{folder}{name}/"))).await?)
}

fn prefix(blob: BlobId) -> String {
    format!("{BLOBS}{blob}/")
}

fn key(blob: BlobId, piece: Piece) -> String {
    format!("{BLOBS}{blob}/{piece}")
}

/// Works on the folder off the executor.
async fn in_folder<T: Send + 'static>(
    folder: &Arc<Folder>,
    work: impl FnOnce(&Folder) -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let folder = Arc::clone(folder);
    blocking(move || Ok(work(&folder)?)).await
}

/// Bytes being taken. Dropped, they vanish.
pub(super) enum Staging {
    InFolder { steps: mpsc::Sender<Step>, worker: JoinHandle<Result<folder::Staged, Error>> },
    InMemory { bytes: BytesMut, announced: Digest, known: Option<Hashes>, place: OwnedSemaphorePermit },
}

/// What a worker is told that writes to a folder.
pub(super) enum Step {
    Bytes(Bytes),
    End,
}

impl Staging {
    /// A worker off the executor, which hashes and writes what comes.
    fn in_folder(folder: Arc<Folder>, name: Uuid, announced: Digest, known: Option<Hashes>) -> Self {
        let (steps, mut receiver) = mpsc::channel(4);
        let worker = tokio::task::spawn_blocking(move || -> Result<folder::Staged, Error> {
            let mut staging = folder.stage(name, known)?;
            loop {
                match receiver.blocking_recv() {
                    Some(Step::Bytes(bytes)) => staging.write(&bytes)?,
                    Some(Step::End) => break,
                    // The sender hung up: the bytes are not all here, and what is goes.
                    None => return Err(Error::Interrupted),
                }
            }
            staging.finish(announced)?.ok_or(OTHER_BYTES)
        });
        Self::InFolder { steps, worker }
    }

    /// Takes the next bytes; whether it goes on. Where it does not, [`Staging::finish`] says why.
    pub(super) async fn write(&mut self, next: Bytes) -> bool {
        match self {
            Self::InFolder { steps, .. } => steps.send(Step::Bytes(next)).await.is_ok(),
            Self::InMemory { bytes, .. } => {
                bytes.extend_from_slice(&next);
                true
            }
        }
    }

    /// Ends the taking of bytes, which must be those that were announced; in a folder they are durable.
    pub(super) async fn finish(self) -> Result<Staged, Error> {
        match self {
            Self::InFolder { steps, worker } => {
                // A worker that is gone has failed, and says why below.
                let _ = steps.send(Step::End).await;
                Ok(Staged::File(worker.await.map_err(|_| Error::ShuttingDown)??))
            }
            Self::InMemory { bytes, announced, known, place } => {
                let bytes = bytes.freeze();
                let hashes = if let Some(hashes) = known {
                    hashes
                } else {
                    let taken = bytes.clone();
                    blocking(move || Ok(Hashes::of(&taken))).await?
                };
                let is_announced = hashes.digest == announced && hashes.bytes == bytes.len() as u64;
                if is_announced { Ok(Staged::Memory(bytes, hashes, place)) } else { Err(OTHER_BYTES) }
            }
        }
    }
}

const OTHER_BYTES: Error = Error::Mismatch("the bytes do not have the digest announced");

/// Whole bytes that have no place yet. Dropped, they vanish.
pub(super) enum Staged {
    File(folder::Staged),
    Memory(Bytes, Hashes, OwnedSemaphorePermit),
}

impl Staged {
    /// Their hashes.
    pub(super) fn hashes(&self) -> Hashes {
        match self {
            Self::File(staged) => staged.hashes,
            Self::Memory(_, hashes, _) => *hashes,
        }
    }
}

/// A part that is being read.
pub(super) enum Reading {
    File(File),
    Object { bucket: Bucket, key: String, at: u64 },
}

impl Reading {
    /// Reads on: at most `most` bytes, and at least one, which must exist.
    pub(super) async fn read(self, most: u64) -> Result<(Self, Bytes), Error> {
        match self {
            Self::File(file) => {
                let length = usize::try_from(most.min(CHUNK)).unwrap_or(0);
                let (file, bytes) = blocking(move || Ok(read_chunk(file, length)?)).await?;
                Ok((Self::File(file), bytes.into()))
            }
            Self::Object { bucket, key, at } => {
                let end = at + most.min(BUCKET_CHUNK);
                let bytes = bucket.read(&key, at..end).await?;
                Ok((Self::Object { bucket, key, at: end }, bytes))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::clock::Clock;
    use crate::s3::{Secret, Settings};

    /// Pieces in a bucket of what answers at this port.
    fn in_bucket(port: u16, root: &Path) -> Pieces {
        let settings = Settings {
            endpoint: format!("http://127.0.0.1:{port}").parse().unwrap(),
            region: "eu".into(),
            bucket: "replicas".into(),
            prefix: String::new(),
            path_style: true,
            access_key_id: "id".into(),
            secret: Secret::new("secret"),
            plain_http: false,
        };
        Pieces::InBucket {
            bucket: Bucket::new(settings, Clock::System).unwrap(),
            capacity: u64::MAX,
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
            folder: Arc::new(Folder::open(root).unwrap().unwrap()),
            reserve: 0,
        }
    }

    #[tokio::test]
    async fn no_more_pieces_wait_in_memory_than_may() {
        let root = tempfile::tempdir().unwrap();
        let pieces = in_bucket(1, root.path());
        let stage = || pieces.stage(Uuid::nil(), Digest::of(b"x"), None);
        let mut begun = Vec::new();
        for _ in 0..MOST_WAITING {
            begun.push(stage().await.unwrap());
        }
        assert!(tokio::time::timeout(Duration::from_millis(20), stage()).await.is_err(), "it waits");
        // One that breaks off gives its place up; one that is whole keeps it until it lies in the bucket.
        drop(begun.pop());
        let mut next = stage().await.unwrap();
        assert!(next.write(Bytes::from_static(b"x")).await);
        let staged = next.finish().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), stage()).await.is_err(), "it waits");
        drop(staged);
        stage().await.unwrap();
    }

    /// A store whose lists are of a time when nothing was there; where one of its objects `is_there`, it shows that to who asks for it.
    async fn with_old_lists(is_there: bool) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (mut request, mut piece) = (String::new(), [0; 1024]);
                while !request.ends_with("\r\n\r\n") {
                    match stream.read(&mut piece).await {
                        Ok(length) if length > 0 => request.push_str(std::str::from_utf8(&piece[..length]).unwrap()),
                        _ => break,
                    }
                }
                let (status, length, body) = if request.starts_with("HEAD ") {
                    (if is_there { "200 OK" } else { "404 Not Found" }, 1, String::new())
                } else {
                    let kind = if request.contains("uploads=") { "ListMultipartUploads" } else { "ListVersions" };
                    let body = format!("<{kind}Result><IsTruncated>false</IsTruncated></{kind}Result>");
                    ("200 OK", body.len(), body)
                };
                let answer =
                    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        port
    }

    #[tokio::test]
    async fn what_an_old_list_leaves_out_is_not_gone() {
        let blob = BlobId(Uuid::from_u128(7));
        for is_there in [false, true] {
            let root = tempfile::tempdir().unwrap();
            let removed = in_bucket(with_old_lists(is_there).await, root.path()).remove(blob).await;
            match removed {
                Ok(()) => assert!(!is_there),
                Err(Error::Bucket(s3::Error::Left { left, .. })) => assert!(is_there && left.len() == 2, "{left:?}"),
                Err(error) => panic!("{error:?}"),
            }
        }
    }

    /// What a store is asked, with its head in lower case.
    async fn asked(stream: &mut TcpStream) -> (String, String) {
        let (mut request, mut piece) = (String::new(), [0; 1024]);
        loop {
            if let Some((head, body)) = request.split_once("\r\n\r\n") {
                let head = head.to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                    return (head, body.to_owned());
                }
            }
            let length = stream.read(&mut piece).await.unwrap();
            assert!(length > 0, "it broke off: {request}");
            request.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        }
    }

    /// A store in which `another` mirror names itself between another's look and its putting. One that `heeds` conditions has it first; one
    /// that does not has it last, a moment after the other's.
    async fn shared_with(another: MirrorId, heeds: bool) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut named, mut put_at) = (None, None::<Instant>);
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (head, body) = asked(&mut stream).await;
                if !heeds && put_at.is_some_and(|at| at.elapsed() > Duration::from_millis(300)) {
                    named = Some(another.to_string());
                }
                let (mut status, mut said) = ("200 OK", String::new());
                if head.starts_with("put ") {
                    if heeds && head.contains("if-none-match: *") {
                        named = Some(another.to_string());
                        status = "412 Precondition Failed";
                        said = "<Error><Code>PreconditionFailed</Code></Error>".to_owned();
                    } else {
                        (named, put_at) = (Some(body), Some(Instant::now()));
                    }
                } else {
                    status = if named.is_some() { "206 Partial Content" } else { "404 Not Found" };
                    said = named.clone().unwrap_or_default();
                }
                let (length, last) = (said.len(), said.len().saturating_sub(1));
                if head.starts_with("head ") {
                    said.clear();
                }
                let answer = format!(
                    "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\
                     Content-Range: bytes 0-{last}/{length}\r\n\r\n{said}"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        port
    }

    #[tokio::test]
    async fn of_mirrors_that_start_at_once_on_an_empty_bucket_one_has_it() {
        let [own, another] = [1, 2].map(|n| MirrorId(Uuid::from_u128(n)));
        for heeds in [true, false] {
            let root = tempfile::tempdir().unwrap();
            let pieces = in_bucket(shared_with(another, heeds).await, root.path());
            assert!(!pieces.are_of(own).await.unwrap(), "it is the other's");
            assert!(pieces.are_of(another).await.unwrap());
        }
    }

    /// A store that heeds no condition, with bytes of a mirror whose name was written over or has not come yet.
    async fn in_use() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let mut named = None;
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (head, body) = asked(&mut stream).await;
                let (mut status, mut said) = ("200 OK", String::new());
                if head.starts_with("put ") {
                    named = Some(body);
                } else if head.starts_with("delete ") {
                    named = None;
                } else if head.contains("uploads=") {
                    said = "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>"
                        .to_owned();
                } else if head.contains("versions=") {
                    let listed = if head.contains("prefix=blobs") {
                        "<CommonPrefixes><Prefix>blobs/theirs/</Prefix></CommonPrefixes>"
                    } else if head.contains("prefix=mirror") && named.is_some() {
                        "<Version><Key>mirror</Key><VersionId>null</VersionId></Version>"
                    } else {
                        ""
                    };
                    said = format!("<ListVersionsResult>{listed}<IsTruncated>false</IsTruncated></ListVersionsResult>");
                } else {
                    status = if named.is_some() { "206 Partial Content" } else { "404 Not Found" };
                    said = named.clone().unwrap_or_default();
                }
                let (length, last) = (said.len(), said.len().saturating_sub(1));
                if head.starts_with("head ") {
                    said.clear();
                }
                let answer = format!(
                    "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\
                     Content-Range: bytes 0-{last}/{length}\r\n\r\n{said}"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        port
    }

    #[tokio::test]
    async fn a_mirror_that_is_new_to_a_bucket_takes_none_that_is_in_use() {
        let id = MirrorId(Uuid::from_u128(1));
        let root = tempfile::tempdir().unwrap();
        let pieces = in_bucket(in_use().await, root.path());
        let refused = pieces.claim(id, root.path(), true).await;
        assert!(matches!(&refused, Err(Error::Unusable { reason, .. }) if reason.contains("in use")), "{refused:?}");
        let Pieces::InBucket { bucket, .. } = &pieces else { panic!("it is in a bucket") };
        assert!(bucket.head(OWNER).await.unwrap().is_none(), "it gave its name up");
        pieces.claim(id, root.path(), false).await.unwrap();
    }
}
