//! Pieces that lie in the mirror's folder. What they are called there and when they are durable is told in `mirrors/folder.rs`.

use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::super::folder::{Folder, Staged, read_chunk};
use super::super::{Error, Hashes, Piece, blocking};
use super::{OTHER_BYTES, in_folder};
use crate::ids::BlobId;
use crate::tokens::Digest;

/// How many bytes are read at once from a file.
const CHUNK: u64 = 256 * 1024;

/// Pieces in a folder: what each verb promises is told at [`super::Pieces`].
pub(in crate::mirrors) struct InFolder {
    pub(super) folder: Arc<Folder>,
    /// How many bytes it is to hold, where that is said.
    pub(super) capacity: Option<u64>,
    /// How many bytes of its disk stay free for the state.
    pub(super) reserve: u64,
}

impl InFolder {
    /// Begins a worker off the executor, which hashes and writes what comes.
    pub(super) fn stage(&self, name: Uuid, announced: Digest, known: Option<Hashes>) -> Staging {
        let folder = Arc::clone(&self.folder);
        let (steps, mut receiver) = mpsc::channel(4);
        let worker = tokio::task::spawn_blocking(move || -> Result<Staged, Error> {
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
        Staging { steps, worker }
    }

    pub(super) async fn publish(&self, staged: Staged, blob: BlobId, piece: Piece) -> Result<(), Error> {
        in_folder(&self.folder, move |folder| folder.publish(staged, blob, piece)).await
    }

    pub(super) async fn remove(&self, blob: BlobId) -> Result<(), Error> {
        in_folder(&self.folder, move |folder| folder.remove(blob)).await
    }

    pub(super) async fn holds(&self, blob: BlobId) -> Result<bool, Error> {
        in_folder(&self.folder, move |folder| folder.holds(blob)).await
    }

    pub(super) async fn remove_piece(&self, blob: BlobId, name: String) -> Result<(), Error> {
        in_folder(&self.folder, move |folder| folder.remove_piece(blob, &name)).await
    }

    pub(super) async fn blob_names(&self) -> Result<Vec<String>, Error> {
        in_folder(&self.folder, Folder::blob_names).await
    }

    pub(super) async fn piece_names(&self, blob: BlobId) -> Result<Vec<String>, Error> {
        in_folder(&self.folder, move |folder| folder.piece_names(blob)).await
    }

    pub(super) async fn remove_stray(&self, name: String) -> Result<(), Error> {
        in_folder(&self.folder, move |folder| folder.remove_stray(&name)).await
    }

    pub(super) async fn open_piece(&self, blob: BlobId, piece: Piece, range: Range<u64>) -> Result<Opened, Error> {
        let file = in_folder(&self.folder, move |folder| folder.open_piece(blob, piece, range.start)).await?;
        Ok(Opened { file, left: range.end.saturating_sub(range.start) })
    }
}

/// Bytes that a worker writes to the folder as they come.
pub(in crate::mirrors) struct Staging {
    steps: mpsc::Sender<Step>,
    worker: JoinHandle<Result<Staged, Error>>,
}

/// What the worker is told.
enum Step {
    Bytes(Bytes),
    End,
}

impl Staging {
    /// Hands on the next bytes; whether the worker goes on.
    pub(super) async fn write(&mut self, next: Bytes) -> bool {
        self.steps.send(Step::Bytes(next)).await.is_ok()
    }

    pub(super) async fn finish(self) -> Result<Staged, Error> {
        // A worker that is gone has failed, and says why below.
        let _ = self.steps.send(Step::End).await;
        self.worker.await.map_err(|_| Error::ShuttingDown)?
    }
}

/// A piece that is being read, and how many bytes of it still are.
pub(in crate::mirrors) struct Opened {
    file: File,
    left: u64,
}

impl Opened {
    /// Reads on.
    pub(super) async fn read(self) -> Result<(Self, Bytes), Error> {
        let Self { file, left } = self;
        let length = usize::try_from(left.min(CHUNK)).unwrap_or(0);
        let (file, bytes) = blocking(move || Ok(read_chunk(file, length)?)).await?;
        Ok((Self { file, left: left - bytes.len() as u64 }, bytes.into()))
    }
}
