//! Pieces that lie in a bucket of an object store, under the names that they have in a folder:
//!
//! ```text
//! mirror                    the id of the one mirror whose bucket it is
//! blobs/{blob}/metadata     the sealed metadata
//! blobs/{blob}/00000000     part 0, and so on
//! ```
//!
//! A piece on its way waits in memory, where no more than one part of it fits, until it is whole and has its digest;
//! then it is put in its place, and looked at there. No more than [`MOST_WAITING`] wait so at once: the bytes of others are not taken
//! before one has its place. What is removed is gone in every version. State, key and lock are in the mirror's folder, so that a bucket has
//! one writer as long as its folder has; two folders that share a bucket are told apart by the mirror's id in it, which is put there where
//! there is none. Not every store heeds that condition: where one does not, the last of
//! those that put theirs at once has it, and each waits for [`OTHERS`] before it looks whose it is. There, one that takes longer than
//! that between its look and its putting takes the name from another, which finds out at its next sweep or start. So one that never opened
//! there before gives the name up where anything lies in the bucket by then.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use futures_util::stream::BoxStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::folder::Folder;
use super::super::{Error, Hashes, Piece, blocking};
use super::{OTHER_BYTES, in_folder};
use crate::ids::{BlobId, MirrorId};
use crate::s3::{self, Bucket, Under};
use crate::tokens::Digest;

/// How many pieces wait in memory at once for their place in a bucket: 256 MiB where all are whole parts.
const MOST_WAITING: usize = 32;
/// How long a mirror that named itself in a bucket waits until whoever saw none there, too, has put its own.
const OTHERS: Duration = Duration::from_secs(2);
/// Where the blobs are.
const BLOBS: &str = "blobs/";
/// What names the mirror of a bucket.
const OWNER: &str = "mirror";

/// Pieces in a bucket: what each verb promises is told at [`super::Pieces`].
pub(in crate::mirrors) struct InBucket {
    bucket: Bucket,
    pub(super) capacity: u64,
    /// Who may wait in memory.
    waiting: Arc<Semaphore>,
    /// Where the state lies; keeps its lock.
    pub(super) folder: Arc<Folder>,
    pub(super) reserve: u64,
}

impl InBucket {
    /// Tries the bucket: see [`Bucket::probe`]. The folder is to hold no bytes itself.
    pub(super) async fn open(
        bucket: Bucket,
        capacity: u64,
        folder: Arc<Folder>,
        reserve: u64,
        path: &Path,
    ) -> Result<Self, Error> {
        if !in_folder(&folder, Folder::blob_names).await?.is_empty() {
            let reason = "it holds bytes, and is to keep them in a bucket; join anew with an empty folder";
            return Err(Error::Unusable { folder: path.to_owned(), reason });
        }
        let probed = bucket.probe().await?;
        tracing::info!(?bucket, ?probed, "a mirror keeps its bytes in a bucket");
        Ok(Self { bucket, capacity, waiting: Arc::new(Semaphore::new(MOST_WAITING)), folder, reserve })
    }

    pub(super) async fn claim(&self, id: MirrorId, path: &Path, is_new: bool) -> Result<(), Error> {
        let unusable = |reason| Error::Unusable { folder: path.to_owned(), reason };
        if !self.are_of(id).await? {
            return Err(unusable("its bucket is another mirror's"));
        }
        if is_new && !self.bucket.names(BLOBS).await?.is_empty() {
            // Whose bytes these are names itself again where nobody is named.
            self.bucket.purge(Under::Key(OWNER)).await?;
            return Err(unusable("its bucket is in use: what lies in it is another mirror's"));
        }
        Ok(())
    }

    pub(super) async fn are_of(&self, id: MirrorId) -> Result<bool, Error> {
        let bucket = &self.bucket;
        let own = Bytes::from(id.to_string());
        if bucket.head(OWNER).await?.is_none() && bucket.put_first(OWNER, own.clone(), Digest::of(&own).0).await? {
            tokio::time::sleep(OTHERS).await;
        }
        // Read though it was just written: another mirror may have written, too.
        let size = bucket.head(OWNER).await?.map_or(0, |head| head.size);
        Ok(size == own.len() as u64 && bucket.read(OWNER, 0..size).await? == own)
    }

    /// Where as many wait as may, it waits for one of them.
    pub(super) async fn stage(&self, announced: Digest, known: Option<Hashes>) -> Result<Staging, Error> {
        let place = Arc::clone(&self.waiting).acquire_owned().await.map_err(|_| Error::ShuttingDown)?;
        Ok(Staging { bytes: BytesMut::new(), announced, known, place })
    }

    pub(super) async fn publish(&self, staged: Staged, blob: BlobId, piece: Piece) -> Result<(), Error> {
        // Its place in memory is kept until it lies in the bucket.
        let Staged { bytes, hashes, _place } = staged;
        Ok(self.bucket.put(&key(blob, piece), bytes, hashes.digest.0).await?)
    }

    pub(super) async fn remove(&self, blob: BlobId) -> Result<(), Error> {
        let bucket = &self.bucket;
        bucket.purge(Under::Prefix(&prefix(blob))).await?;
        // A list may be one of before the pieces came: nothing was removed then. They are asked for by name, too.
        let names = [key(blob, Piece::Metadata), key(blob, Piece::Part(0))];
        let (metadata, part) = tokio::try_join!(bucket.head(&names[0]), bucket.head(&names[1]))?;
        let left: Vec<String> =
            names.into_iter().zip([metadata, part]).filter_map(|(name, head)| head.map(|_| name)).collect();
        if left.is_empty() { Ok(()) } else { Err(s3::Error::Left { left, why: None }.into()) }
    }

    pub(super) async fn holds(&self, blob: BlobId) -> Result<bool, Error> {
        Ok(self.bucket.holds(Under::Prefix(&prefix(blob))).await?)
    }

    pub(super) async fn remove_piece(&self, blob: BlobId, name: &str) -> Result<(), Error> {
        self.remove_below(&prefix(blob), name).await
    }

    pub(super) async fn blob_names(&self) -> Result<Vec<String>, Error> {
        Ok(self.bucket.names(BLOBS).await?.into_iter().collect())
    }

    pub(super) async fn piece_names(&self, blob: BlobId) -> Result<Vec<String>, Error> {
        Ok(self.bucket.names(&prefix(blob)).await?.into_iter().collect())
    }

    pub(super) async fn remove_stray(&self, name: &str) -> Result<(), Error> {
        self.remove_below(BLOBS, name).await
    }

    /// Destroys what is kept under this name in a folder of the bucket, whether it is an object or a folder.
    async fn remove_below(&self, folder: &str, name: &str) -> Result<(), Error> {
        self.bucket.purge(Under::Key(&format!("{folder}{name}"))).await?;
        Ok(self.bucket.purge(Under::Prefix(&format!("{folder}{name}/"))).await?)
    }

    /// Nothing is asked for before it is read.
    pub(super) fn open_piece(&self, blob: BlobId, piece: Piece, range: Range<u64>) -> Object {
        Object(self.bucket.stream(&key(blob, piece), range))
    }
}

fn prefix(blob: BlobId) -> String {
    format!("{BLOBS}{blob}/")
}

fn key(blob: BlobId, piece: Piece) -> String {
    format!("{BLOBS}{blob}/{piece}")
}

/// Bytes that wait in memory until they are whole.
pub(in crate::mirrors) struct Staging {
    bytes: BytesMut,
    announced: Digest,
    known: Option<Hashes>,
    place: OwnedSemaphorePermit,
}

impl Staging {
    pub(super) fn write(&mut self, next: &[u8]) {
        self.bytes.extend_from_slice(next);
    }

    pub(super) async fn finish(self) -> Result<Staged, Error> {
        let bytes = self.bytes.freeze();
        let hashes = if let Some(hashes) = self.known {
            hashes
        } else {
            let taken = bytes.clone();
            blocking(move || Ok(Hashes::of(&taken))).await?
        };
        let is_announced = hashes.digest == self.announced && hashes.bytes == bytes.len() as u64;
        if is_announced { Ok(Staged { bytes, hashes, _place: self.place }) } else { Err(OTHER_BYTES) }
    }
}

/// Whole bytes in memory.
pub(in crate::mirrors) struct Staged {
    bytes: Bytes,
    pub(super) hashes: Hashes,
    /// Keeps its place among those that may wait.
    _place: OwnedSemaphorePermit,
}

/// A piece that is being read: one call brings the whole range.
pub(in crate::mirrors) struct Object(BoxStream<'static, Result<Bytes, s3::Error>>);

impl Object {
    /// Reads on.
    pub(super) async fn read(mut self) -> Result<(Self, Bytes), Error> {
        let bytes = self.0.try_next().await?.ok_or(s3::Error::OutOfRange)?;
        Ok((self, bytes))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use uuid::Uuid;

    use super::*;
    use crate::clock::Clock;
    use crate::s3::{Secret, Settings};

    /// Pieces in a bucket of what answers at this port.
    fn in_bucket(port: u16, root: &Path) -> InBucket {
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
        InBucket {
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
        let stage = || pieces.stage(Digest::of(b"x"), None);
        let mut begun = Vec::new();
        for _ in 0..MOST_WAITING {
            begun.push(stage().await.unwrap());
        }
        assert!(tokio::time::timeout(Duration::from_millis(20), stage()).await.is_err(), "it waits");
        // One that breaks off gives its place up; one that is whole keeps it until it lies in the bucket.
        drop(begun.pop());
        let mut next = stage().await.unwrap();
        next.write(b"x");
        let staged = next.finish().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), stage()).await.is_err(), "it waits");
        drop(staged);
        stage().await.unwrap();
    }

    /// What a store is asked, with its head in lower case; `None` where that broke off.
    async fn asked(stream: &mut TcpStream) -> Option<(String, String)> {
        let (mut request, mut piece) = (String::new(), [0; 1024]);
        loop {
            if let Some((head, body)) = request.split_once("\r\n\r\n") {
                let head = head.to_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                    return Some((head, body.to_owned()));
                }
            }
            let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
            request.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        }
    }

    /// A store that answers as it is told to, by head and body of what it is asked: with a status, and with what it says. To a `HEAD` it says
    /// only how long that is.
    async fn answering(mut answer: impl FnMut(&str, String) -> (&'static str, String) + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let Some((head, body)) = asked(&mut stream).await else { continue };
                let (status, mut said) = answer(&head, body);
                let (length, last) = (said.len(), said.len().saturating_sub(1));
                if head.starts_with("head ") {
                    said.clear();
                }
                let sent = format!(
                    "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\
                     Content-Range: bytes 0-{last}/{length}\r\n\r\n{said}"
                );
                let _ = stream.write_all(sent.as_bytes()).await;
            }
        });
        port
    }

    /// The answer to who asks for all of an object, were it that there is none.
    fn shown(object: Option<&str>) -> (&'static str, String) {
        object.map_or(("404 Not Found", String::new()), |said| ("206 Partial Content", said.to_owned()))
    }

    /// The whole of a list.
    fn list(kind: &str, listed: &str) -> String {
        format!("<List{kind}Result>{listed}<IsTruncated>false</IsTruncated></List{kind}Result>")
    }

    /// A store whose lists are of a time when nothing was there; where one of its objects `is_there`, it shows that to who asks for it.
    async fn with_old_lists(is_there: bool) -> u16 {
        answering(move |head, _| {
            if head.starts_with("head ") {
                return shown(is_there.then_some("x"));
            }
            ("200 OK", list(if head.contains("uploads=") { "MultipartUploads" } else { "Versions" }, ""))
        })
        .await
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

    /// A store in which `another` mirror names itself between another's look and its putting. One that `heeds` conditions has it first; one
    /// that does not has it last, a moment after the other's.
    async fn shared_with(another: MirrorId, heeds: bool) -> u16 {
        let (mut named, mut put_at) = (None::<String>, None::<Instant>);
        answering(move |head, body| {
            if !heeds && put_at.is_some_and(|at| at.elapsed() > Duration::from_millis(300)) {
                named = Some(another.to_string());
            }
            if !head.starts_with("put ") {
                return shown(named.as_deref());
            }
            if heeds && head.contains("if-none-match: *") {
                named = Some(another.to_string());
                return ("412 Precondition Failed", "<Error><Code>PreconditionFailed</Code></Error>".to_owned());
            }
            (named, put_at) = (Some(body), Some(Instant::now()));
            ("200 OK", String::new())
        })
        .await
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
        let mut named = None::<String>;
        answering(move |head, body| {
            let mut said = String::new();
            if head.starts_with("put ") {
                named = Some(body);
            } else if head.starts_with("delete ") {
                named = None;
            } else if head.contains("uploads=") {
                said = list("MultipartUploads", "");
            } else if head.contains("versions=") {
                let listed = if head.contains("prefix=blobs") {
                    "<CommonPrefixes><Prefix>blobs/theirs/</Prefix></CommonPrefixes>"
                } else if head.contains("prefix=mirror") && named.is_some() {
                    "<Version><Key>mirror</Key><VersionId>null</VersionId></Version>"
                } else {
                    ""
                };
                said = list("Versions", listed);
            } else {
                return shown(named.as_deref());
            }
            ("200 OK", said)
        })
        .await
    }

    #[tokio::test]
    async fn a_mirror_that_is_new_to_a_bucket_takes_none_that_is_in_use() {
        let id = MirrorId(Uuid::from_u128(1));
        let root = tempfile::tempdir().unwrap();
        let pieces = in_bucket(in_use().await, root.path());
        let refused = pieces.claim(id, root.path(), true).await;
        assert!(matches!(&refused, Err(Error::Unusable { reason, .. }) if reason.contains("in use")), "{refused:?}");
        assert!(pieces.bucket.head(OWNER).await.unwrap().is_none(), "it gave its name up");
        pieces.claim(id, root.path(), false).await.unwrap();
    }
}
