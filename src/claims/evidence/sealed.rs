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
use tokio::sync::mpsc;

use super::kinds::{Kind, Look};
use crate::claims::{Error, FieldError};
use crate::disk;
use crate::ids::EvidenceFileId;
use crate::seal::format::Salt;
use crate::seal::{FileKey, Opener, Sealer};
use crate::tokens::Digest;

/// Pieces on their way between the network and the disk.
const UNDER_WAY: usize = 4;
/// Bytes that are written or read at a time.
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

    /// Seals what arrives beside its place, at most `limit` bytes of it. Whatever is refused is still read to its end, so
    /// that a browser that is still sending hears why.
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
        let (pieces, arriving) = mpsc::channel(UNDER_WAY);
        // Made here and at once: were it left to the pool, it could come to be after its discarding.
        let file = File::options().write(true).create_new(true).open(self.arriving()).map_err(Error::EvidenceFolder)?;
        let sealer = Sealer::new(key, &self.context(), salt);
        let said = (name.to_owned(), declared.to_owned());
        let sealing = tokio::task::spawn_blocking(move || seal(&file, sealer, &said, arriving));
        let mut taken = 0;
        let broken = loop {
            match body.next().await {
                None => break None,
                Some(Err(error)) => break Some(error),
                Some(Ok(piece)) => {
                    taken += piece.len() as u64;
                    if taken > limit {
                        break Some(too_large(limit));
                    }
                    // Whoever seals has given up: it says why below, when all has been read.
                    pieces.send(piece).await.ok();
                }
            }
        };
        // It ends before anybody removes what it wrote.
        drop(pieces);
        let sealed = sealing.await.map_err(|error| Error::EvidenceFolder(io::Error::other(error)))?;
        broken.map_or(sealed, Err)
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
        let (pieces, opened) = mpsc::channel(UNDER_WAY);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = open(file, opener, &pieces) {
                pieces.blocking_send(Err(error)).ok();
            }
        });
        stream::unfold(opened, |mut opened| async { opened.recv().await.map(|piece| (piece, opened)) }).boxed()
    }
}

fn seal(
    file: &File,
    mut sealer: Sealer,
    (name, declared): &(String, String),
    mut arriving: mpsc::Receiver<Bytes>,
) -> Result<Arrived, Error> {
    let (mut look, mut hash, mut bytes) = (Look::default(), Sha256::new(), 0);
    let mut sealed = Vec::with_capacity(AT_ONCE);
    while let Some(piece) = arriving.blocking_recv() {
        bytes += piece.len() as u64;
        look.push(&piece);
        if look.is_hopeless() {
            break;
        }
        hash.update(&piece);
        sealer.push(&piece, &mut sealed);
        if sealed.len() >= AT_ONCE {
            disk::write_all(file, &sealed).map_err(Error::EvidenceFolder)?;
            sealed.clear();
        }
    }
    let kind = look.finish(name, declared).map_err(|refused| field(refused.to_string()))?;
    sealer.finish(&mut sealed);
    disk::write_all(file, &sealed).and_then(|()| file.sync_all()).map_err(Error::EvidenceFolder)?;
    Ok(Arrived { kind, bytes, sha256: Digest(hash.finalize().into()) })
}

/// Gives out what is opened until it ends or nobody takes it any more.
fn open(mut file: File, mut opener: Opener, pieces: &mpsc::Sender<Result<Bytes, io::Error>>) -> io::Result<()> {
    let mut sealed = vec![0; AT_ONCE];
    loop {
        let read = file.read(&mut sealed)?;
        let mut opened = Vec::with_capacity(AT_ONCE);
        if read == 0 {
            opener.finish(&mut opened).map_err(io::Error::other)?;
            pieces.blocking_send(Ok(opened.into())).ok();
            return Ok(());
        }
        opener.push(&sealed[..read], &mut opened).map_err(io::Error::other)?;
        if pieces.blocking_send(Ok(opened.into())).is_err() {
            return Ok(());
        }
    }
}

fn too_large(limit: u64) -> Error {
    let most = if limit >= 1 << 20 { format!("{} MiB", limit >> 20) } else { format!("{limit} bytes") };
    field(format!("The file is too large: you can send {most} now (limits: evidence-bytes, evidence-bytes-per-day)"))
}

pub(super) fn field(message: impl Into<String>) -> Error {
    Error::Invalid(vec![FieldError::new("file", message)])
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await.map_err(io::Error::other).and_then(|done| done);
    done.map_err(Error::EvidenceFolder)
}
