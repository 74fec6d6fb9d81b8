//! The bytes of evidence on the disk: one file each in the folder of evidence, named by its id and sealed as it arrives, so
//! that nothing of it ever lies there in clear and no more than a few pieces of it are in memory.
//!
//! ```text
//! evidence/{file}.new    while it arrives
//! evidence/{file}        whole, synced and renamed
//! ```
//! The form is that of all sealed files ([`crate::seal`]), under the key of the case and with the file's id in its context.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use sha2::{Digest as _, Sha256};

use super::kinds::{Kind, Look, Refused};
use crate::claims::{Error, FieldError};
use crate::disk;
use crate::ids::EvidenceFileId;
use crate::seal::format::Salt;
use crate::seal::{FileKey, Opener, Sealer};
use crate::texts::Text;
use crate::tokens::Digest;

/// Bytes that are sealed, written or read at a time, each time on a thread for just that.
const AT_ONCE: usize = 256 << 10;

/// What came.
#[derive(Debug)]
pub(super) struct Arrived {
    pub kind: Kind,
    pub bytes: u64,
    pub sha256: Digest,
}

/// Where one file lies.
#[derive(Clone, Debug)]
pub(super) struct Place {
    folder: PathBuf,
    file: EvidenceFileId,
}

impl Place {
    pub(super) fn new(folder: &Path, file: EvidenceFileId) -> Self {
        Self { folder: folder.to_owned(), file }
    }

    fn whole(&self) -> PathBuf {
        self.folder.join(self.file.to_string())
    }

    fn arriving(&self) -> PathBuf {
        self.folder.join(format!("{}.new", self.file))
    }

    fn context(&self) -> String {
        format!("writ/v1/evidence {}", self.file)
    }

    /// Seals what arrives beside its place. What is refused for what it is is still read to its end, so that a browser that
    /// is still sending hears why; what is longer than `limit` is not.
    pub(super) async fn take<S>(
        &self,
        key: &FileKey,
        salt: Salt,
        limit: u64,
        (name, declared): (&str, &str),
        mut body: S,
    ) -> Result<Arrived, Error>
    where
        S: Stream<Item = Result<Bytes, Error>> + Unpin,
    {
        // Made here and at once: were it left to the pool, it could come to be after its discarding.
        let file = File::options().write(true).create_new(true).open(self.arriving()).map_err(Error::EvidenceFolder)?;
        let mut sealing = Some(Sealing::new(file, Sealer::new(key, &self.context(), salt)));
        let (mut taken, mut gathered, mut size) = (0, Vec::new(), 0);
        while let Some(piece) = body.next().await {
            let piece = piece?;
            taken += piece.len() as u64;
            if taken > limit {
                return Err(too_large(limit));
            }
            size += piece.len();
            gathered.push(piece);
            if size >= AT_ONCE {
                (sealing, size) = (push(sealing, std::mem::take(&mut gathered)).await?, 0);
            }
        }
        let Some(sealing) = push(sealing, gathered).await? else { return Err(field(Refused::Unknown.to_string())) };
        let said = (name.to_owned(), declared.to_owned());
        let finished = tokio::task::spawn_blocking(move || sealing.finish(&said.0, &said.1)).await;
        finished.map_err(|error| Error::EvidenceFolder(io::Error::other(error)))?
    }

    /// Puts what arrived in its place. When this returns it is durable.
    pub(super) async fn keep(&self) -> Result<(), Error> {
        let place = self.clone();
        blocking(move || {
            fs::rename(place.arriving(), place.whole())?;
            disk::sync_folder(&place.folder)
        })
        .await
    }

    /// Removes every byte of it, in this order: what is renamed meanwhile is found in its place. Safe to run again.
    pub(super) async fn remove(&self) -> Result<(), Error> {
        let place = self.clone();
        blocking(move || {
            for path in [place.arriving(), place.whole()] {
                match fs::remove_file(path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            disk::sync_folder(&place.folder)
        })
        .await
    }

    /// The sealed file, found before anybody is told that it is handed out.
    pub(super) async fn find(&self) -> Result<File, Error> {
        let path = self.whole();
        blocking(move || File::open(path)).await
    }

    /// What it holds, opened piece by piece. A file that was altered breaks off before the first wrong byte.
    pub(super) fn open(&self, file: File, key: &FileKey) -> BoxStream<'static, Result<Bytes, io::Error>> {
        let opener = Opener::new(key, &self.context());
        // Between two pieces nothing waits but this stream: however slowly it is read, no thread is held for it.
        stream::try_unfold(Some((file, opener)), |opening| async {
            let Some((file, opener)) = opening else { return Ok(None) };
            let opened = tokio::task::spawn_blocking(move || open_piece(file, opener)).await;
            opened.map_err(io::Error::other)?.map(Some)
        })
        .boxed()
    }
}

/// A file while it is sealed.
struct Sealing {
    file: File,
    sealer: Sealer,
    look: Look,
    hash: Sha256,
    bytes: u64,
    sealed: Vec<u8>,
}

impl Sealing {
    fn new(file: File, sealer: Sealer) -> Self {
        let sealed = Vec::with_capacity(AT_ONCE);
        Self { file, sealer, look: Look::default(), hash: Sha256::new(), bytes: 0, sealed }
    }

    /// Takes what came. `false`: it will be refused, whatever follows.
    fn push(&mut self, piece: &[u8]) -> io::Result<bool> {
        self.bytes += piece.len() as u64;
        self.look.push(piece);
        if self.look.is_hopeless() {
            return Ok(false);
        }
        self.hash.update(piece);
        self.sealer.push(piece, &mut self.sealed);
        if self.sealed.len() >= AT_ONCE {
            disk::write_all(&self.file, &self.sealed)?;
            self.sealed.clear();
        }
        Ok(true)
    }

    fn finish(mut self, name: &str, declared: &str) -> Result<Arrived, Error> {
        let kind = self.look.finish(name, declared).map_err(|refused| field(refused.to_string()))?;
        self.sealer.finish(&mut self.sealed);
        disk::write_all(&self.file, &self.sealed).and_then(|()| self.file.sync_all()).map_err(Error::EvidenceFolder)?;
        Ok(Arrived { kind, bytes: self.bytes, sha256: Digest(self.hash.finalize().into()) })
    }
}

/// Seals what was gathered. `None` once it is known that the file will be refused: the rest is read and passed over, so
/// that a browser that is still sending hears why.
async fn push(sealing: Option<Sealing>, pieces: Vec<Bytes>) -> Result<Option<Sealing>, Error> {
    let Some(mut sealing) = sealing else { return Ok(None) };
    blocking(move || {
        for piece in &pieces {
            if !sealing.push(piece)? {
                return Ok(None);
            }
        }
        Ok(Some(sealing))
    })
    .await
}

/// The next piece, and how it goes on unless it was the last.
fn open_piece(mut file: File, mut opener: Opener) -> io::Result<(Bytes, Option<(File, Opener)>)> {
    let mut sealed = vec![0; AT_ONCE];
    let read = file.read(&mut sealed)?;
    let mut opened = Vec::with_capacity(AT_ONCE);
    if read == 0 {
        opener.finish(&mut opened).map_err(io::Error::other)?;
        return Ok((opened.into(), None));
    }
    opener.push(&sealed[..read], &mut opened).map_err(io::Error::other)?;
    Ok((opened.into(), Some((file, opener))))
}

fn too_large(limit: u64) -> Error {
    field(match limit >> 20 {
        0 => Text::of("evidence-too-large").with("limit", limit),
        mebibytes => Text::of("evidence-too-large-mib").with("limit", mebibytes),
    })
}

pub(super) fn field(message: impl Into<Text>) -> Error {
    Error::Invalid(vec![FieldError::new("file", message)])
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await.map_err(io::Error::other).and_then(|done| done);
    done.map_err(Error::EvidenceFolder)
}
