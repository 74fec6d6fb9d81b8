//! Reading from mirrors: a few stretches of the file at once, each from whichever mirror serves it, checked before it
//! is given out, in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::StreamExt;
use tokio::sync::Mutex;
use tokio_util::task::AbortOnDropHandle;

use super::super::client::{Client, Error, ReadError, Source, Ticket};
use crate::clock::Clock;
use crate::ids::{DownloadId, LinkId};
use crate::seal::format::{CHUNK, HEADER, SEALED_CHUNK, Salt};
use crate::seal::{self, FileKey, Opening};

/// Stretches on their way at once; so many buffers go round.
const AT_ONCE: usize = 3;
/// Chunks of a stretch: 8 MiB of plaintext.
const STRETCH: u64 = 512;
/// How often every mirror is tried before the reading is given up.
const ROUNDS: usize = 5;
/// A ticket is renewed when it has less than this left.
const TICKET_MARGIN: Duration = Duration::from_secs(30);

/// The mirrors of one blob, and the permission to read it.
pub struct Sources {
    client: Client,
    link: LinkId,
    download: DownloadId,
    mirrors: Vec<Source>,
    /// The mirror that served last; the others stand by.
    current: AtomicUsize,
    ticket: Mutex<Ticket>,
}

impl Sources {
    /// # Errors
    /// When there is no mirror.
    pub fn new(
        client: Client,
        link: LinkId,
        download: DownloadId,
        ticket: Ticket,
        mirrors: Vec<Source>,
    ) -> anyhow::Result<Self> {
        if mirrors.is_empty() {
            return Err(Error::Mirrors("the service named none".into()).into());
        }
        Ok(Self { client, link, download, mirrors, current: AtomicUsize::new(0), ticket: Mutex::new(ticket) })
    }

    /// Reads the header, and checks that `key` is the one it commits to. The caller knows that the key is the
    /// object's: a header that says otherwise is a mirror's fault.
    pub async fn header(&self, key: &FileKey, context: &str) -> anyhow::Result<(Opening, Salt)> {
        let check = |header: &mut Vec<u8>| {
            let opening = Opening::header(key, context, header).map_err(|_| seal::Error::Damaged { chunk: 0 })?;
            let salt = header.first_chunk().copied().ok_or(seal::Error::Truncated)?;
            Ok((opening, salt))
        };
        self.read(0, HEADER as u64, &mut Vec::new(), check).await
    }

    /// Reads sealed bytes `start..end` into `buffer` and has them checked; goes through the mirrors until one
    /// gives bytes that pass.
    async fn read<T>(
        &self,
        start: u64,
        end: u64,
        buffer: &mut Vec<u8>,
        mut check: impl FnMut(&mut Vec<u8>) -> Result<T, Error>,
    ) -> anyhow::Result<T> {
        let mut trouble = Error::Mirrors("none answered".into());
        for attempt in 0..ROUNDS * self.mirrors.len() {
            if attempt > 0 && attempt % self.mirrors.len() == 0 {
                // All of them failed. The service knows whether the file is still there to be read, and says so.
                self.renew().await?;
                tokio::time::sleep(Duration::from_millis(250 << (attempt / self.mirrors.len()))).await;
            }
            let at = self.current.load(Ordering::Relaxed);
            let mirror = &self.mirrors[at % self.mirrors.len()];
            let (trouble_here, words) = match self.read_from(mirror, start, end, buffer).await? {
                None => match check(buffer) {
                    Ok(checked) => return Ok(checked),
                    Err(error) => {
                        let words = error.to_string();
                        (error, words)
                    }
                },
                Some(words) => (Error::Mirrors(format!("{}: {words}", mirror.jurisdiction)), words),
            };
            trouble = trouble_here;
            // Another stretch may have moved on already, and told it; then this one follows.
            if self.current.compare_exchange(at, at + 1, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
                eprintln!("writ: the mirror in {} failed: {words}; trying another", mirror.jurisdiction);
            }
        }
        Err(trouble.into())
    }

    /// One attempt at one mirror: nothing when `buffer` is filled, else why it is not.
    async fn read_from(
        &self,
        mirror: &Source,
        start: u64,
        end: u64,
        buffer: &mut Vec<u8>,
    ) -> anyhow::Result<Option<String>> {
        let ticket = self.ticket().await?;
        let response = match self.client.read(mirror, &ticket, start, end).await {
            Err(ReadError::Ticket) => {
                let ticket = self.renew().await?;
                self.client.read(mirror, &ticket, start, end).await
            }
            other => other,
        };
        let mut response = match response {
            Ok(response) => response,
            Err(ReadError::Ticket) => return Ok(Some("it does not accept the ticket".into())),
            Err(ReadError::Failed(words)) => return Ok(Some(words)),
        };
        let wanted = usize::try_from(end - start)?;
        buffer.clear();
        buffer.reserve_exact(wanted);
        loop {
            match response.chunk().await {
                Ok(Some(bytes)) if buffer.len() + bytes.len() <= wanted => buffer.extend_from_slice(&bytes),
                Ok(Some(_)) => return Ok(Some("it sent more than was asked for".into())),
                Ok(None) if buffer.len() == wanted => return Ok(None),
                Ok(None) => return Ok(Some("it sent less than was asked for".into())),
                Err(_) => return Ok(Some("the connection broke".into())),
            }
        }
    }

    async fn ticket(&self) -> Result<String, Error> {
        let ticket = self.ticket.lock().await;
        if ticket.ticket_expires_at > Clock::System.now().plus(TICKET_MARGIN) {
            return Ok(ticket.ticket.clone());
        }
        drop(ticket);
        self.renew().await
    }

    /// Another ticket for the same download. Refused, with the reason, once the file may not be read any more.
    async fn renew(&self) -> Result<String, Error> {
        let mut ticket = self.ticket.lock().await;
        *ticket = self.client.renew_ticket(&self.link, self.download, None).await?;
        Ok(ticket.ticket.clone())
    }
}

/// A file's plaintext, stretch by stretch.
pub struct Stretches {
    shared: Arc<Shared>,
    /// The number of chunks of the file; the last is always short.
    chunks: u64,
}

struct Shared {
    sources: Sources,
    opening: Opening,
    sealed_size: u64,
    buffers: std::sync::Mutex<Vec<Vec<u8>>>,
}

impl Stretches {
    /// The stretches of a file of so many sealed bytes.
    pub fn new(sources: Sources, opening: Opening, sealed_size: u64) -> Self {
        let chunks = (sealed_size - HEADER as u64).div_ceil(SEALED_CHUNK as u64);
        let shared = Shared { sources, opening, sealed_size, buffers: std::sync::Mutex::default() };
        Self { shared: Arc::new(shared), chunks }
    }

    /// Gives the plaintext from byte `from` on, which is the start of a chunk, to `take`, in order. Nothing that did
    /// not verify is given, and when this returns the end of the file was reached and verified.
    pub async fn each(&self, from: u64, mut take: impl FnMut(&[u8]) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let first = from / CHUNK as u64;
        if !from.is_multiple_of(CHUNK as u64) || first >= self.chunks {
            bail!("a file can be gone on with only at the start of a chunk");
        }
        let starts = (first..self.chunks).step_by(usize::try_from(STRETCH)?);
        let fetched = futures_util::stream::iter(starts).map(|start| {
            let (shared, end) = (Arc::clone(&self.shared), self.chunks.min(start + STRETCH));
            let last = end == self.chunks;
            // A task of its own: it goes on while an earlier stretch is written.
            AbortOnDropHandle::new(tokio::spawn(async move { shared.fetch(start, end, last).await }))
        });
        let mut fetched = fetched.buffered(AT_ONCE);
        while let Some(stretch) = fetched.next().await {
            let (buffer, plain_len) = stretch.context("a transfer broke off")??;
            tokio::task::block_in_place(|| take(&buffer[..plain_len]))?;
            self.shared.give_back(buffer);
        }
        Ok(())
    }
}

impl Shared {
    /// Reads and opens chunks `start..end`: the buffer with their plaintext at its beginning, and its length.
    async fn fetch(&self, start: u64, end: u64, last: bool) -> anyhow::Result<(Vec<u8>, usize)> {
        let offset = |chunk: u64| (HEADER as u64 + chunk * SEALED_CHUNK as u64).min(self.sealed_size);
        let mut buffer =
            self.buffers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop().unwrap_or_default();
        let plain_len = self
            .sources
            .read(offset(start), offset(end), &mut buffer, |sealed| {
                tokio::task::block_in_place(|| Ok(self.opening.open_chunks(start, sealed, last)?.len()))
            })
            .await?;
        Ok((buffer, plain_len))
    }

    fn give_back(&self, buffer: Vec<u8>) {
        self.buffers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(buffer);
    }
}
