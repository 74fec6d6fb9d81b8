//! The parts of one upload on their way: read, sealed and hashed by a thread of their own, journalled, sent a few at a time.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::super::client::Client;
use super::super::progress::Progress;
use super::super::state::Journal;
use crate::ids::UploadId;
use crate::merkle::{self, Hash};
use crate::seal::{PART_SIZE, Sealer};

/// Buffers that go round: one being filled, the others on their way.
const BUFFERS: usize = 3;
/// Bytes read at a time.
const READ: usize = 256 * 1024;

/// The digests of parts that the service has, hex, by number.
pub type Stored = HashMap<u64, String>;

/// The bytes are not those that the upload began with.
#[derive(Debug, thiserror::Error)]
#[error("the file is not the one that the upload began with")]
pub struct Changed;

/// What was sent.
pub struct Sent {
    /// The leaf hash of each part.
    pub leaves: Vec<Hash>,
    /// Bytes of all parts together.
    pub sealed_len: u64,
}

/// Where parts go.
pub struct Pipeline {
    /// The service.
    pub client: Client,
    /// The upload they belong to.
    pub upload: UploadId,
    /// What need not be sent again.
    pub stored: Arc<Stored>,
    /// Who is told.
    pub progress: Progress,
}

/// A sealed part.
struct Part {
    number: u64,
    digest: Hash,
    bytes: Bytes,
}

impl Pipeline {
    /// Reads `input` to its end (of which `size` is what is expected), seals it and sends its parts. Keeps this thread.
    ///
    /// # Errors
    /// [`Changed`] when a part is not what an earlier run recorded of it, or the size is another one.
    pub fn send(
        &self,
        input: Box<dyn Read + Send>,
        sealer: Sealer,
        size: Option<u64>,
        journal: Option<&mut Journal>,
    ) -> anyhow::Result<Sent> {
        let (parts_in, mut parts) = mpsc::channel(1);
        let (buffers_in, buffers) = mpsc::unbounded_channel();
        for _ in 0..BUFFERS {
            // The buffers are made once, and come back here when the last reference to their bytes is gone.
            buffers_in.send(Vec::new()).context("the transfer has ended")?;
        }
        let maker = Maker { sealer: Some(sealer), buffers, returned: buffers_in, parts: parts_in, carried: Vec::new() };
        // The thread borrows the journal, so it is scoped; this task meanwhile sends.
        std::thread::scope(|scope| {
            let made = scope.spawn(move || maker.run(input, size, journal));
            let sent = tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(async {
                    let sent = self.send_all(&mut parts).await;
                    // A maker that waits to hand over a part must not wait for ever.
                    parts.close();
                    while parts.recv().await.is_some() {}
                    sent
                })
            });
            let made = made.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            // When sending failed, making failed because of it.
            sent.and(made)
        })
    }

    async fn send_all(&self, parts: &mut mpsc::Receiver<Part>) -> anyhow::Result<()> {
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                Some(done) = under_way.join_next(), if !under_way.is_empty() => {
                    let bytes: u64 = done.context("a transfer broke off")??;
                    self.progress.advance(bytes);
                }
                part = parts.recv(), if under_way.len() < BUFFERS => {
                    let Some(part) = part else { break };
                    under_way.spawn(self.send_one(part));
                }
            }
        }
        while let Some(done) = under_way.join_next().await {
            let bytes: u64 = done.context("a transfer broke off")??;
            self.progress.advance(bytes);
        }
        Ok(())
    }

    fn send_one(&self, part: Part) -> impl Future<Output = anyhow::Result<u64>> + use<> {
        let (client, upload, stored) = (self.client.clone(), self.upload, Arc::clone(&self.stored));
        async move {
            let bytes = part.bytes.len() as u64;
            if stored.get(&part.number).is_none_or(|digest| *digest != HEXLOWER.encode(&part.digest)) {
                client.put_part(upload, part.number, &part.digest, part.bytes).await?;
            }
            Ok(bytes)
        }
    }
}

/// Makes parts of plaintext.
struct Maker {
    sealer: Option<Sealer>,
    buffers: mpsc::UnboundedReceiver<Vec<u8>>,
    returned: mpsc::UnboundedSender<Vec<u8>>,
    parts: mpsc::Sender<Part>,
    /// Sealed bytes that belong to the next part.
    carried: Vec<u8>,
}

impl Maker {
    fn run(
        mut self,
        mut input: Box<dyn Read + Send>,
        size: Option<u64>,
        mut journal: Option<&mut Journal>,
    ) -> anyhow::Result<Sent> {
        let mut piece = zeroize::Zeroizing::new(vec![0; READ]);
        let mut sent = Sent { leaves: Vec::new(), sealed_len: 0 };
        let mut left = size.unwrap_or(u64::MAX);
        while self.sealer.is_some() || !self.carried.is_empty() {
            let mut buffer = self.buffers.blocking_recv().context("the transfer has ended")?;
            buffer.clear();
            buffer.reserve_exact(part_len() + READ + READ / 512);
            buffer.append(&mut self.carried);
            while buffer.len() < part_len()
                && let Some(sealer) = &mut self.sealer
            {
                let wanted = READ.min(usize::try_from(left).unwrap_or(READ));
                let read = match input.read(&mut piece[..wanted]) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    other => other.context("the file cannot be read")?,
                };
                left -= read as u64;
                if read > 0 {
                    sealer.push(&piece[..read], &mut buffer);
                } else if size.is_some() && left > 0 {
                    return Err(Changed.into());
                } else if let Some(sealer) = self.sealer.take() {
                    sealer.finish(&mut buffer);
                }
            }
            if buffer.len() > part_len() {
                self.carried.extend_from_slice(&buffer[part_len()..]);
                buffer.truncate(part_len());
            }
            sent.sealed_len += buffer.len() as u64;
            let part = self.finish_part(buffer, &mut sent.leaves, journal.as_deref_mut())?;
            self.parts.blocking_send(part).ok().context("the transfer has ended")?;
        }
        Ok(sent)
    }

    /// Hashes a part and sees to it that its digest is in the journal: the same as before, or new and durable.
    fn finish_part(
        &self,
        buffer: Vec<u8>,
        leaves: &mut Vec<Hash>,
        journal: Option<&mut Journal>,
    ) -> anyhow::Result<Part> {
        let number = leaves.len() as u64;
        let (digest, leaf) = merkle::digest_and_leaf(&buffer);
        if let Some(journal) = journal {
            match journal.parts.get(&number) {
                Some(recorded) if *recorded == HEXLOWER.encode(&digest) => {}
                Some(_) => return Err(Changed.into()),
                None => journal.record_part(number, &digest)?,
            }
        }
        leaves.push(leaf);
        let bytes = Bytes::from_owner(Borrowed { buffer, home: self.returned.clone() });
        Ok(Part { number, digest, bytes })
    }
}

const fn part_len() -> usize {
    // 8 MiB fit everywhere.
    #[expect(clippy::cast_possible_truncation, reason = "8,388,608")]
    {
        PART_SIZE as usize
    }
}

/// A buffer on its way, which goes home when nobody needs its bytes any more.
struct Borrowed {
    buffer: Vec<u8>,
    home: mpsc::UnboundedSender<Vec<u8>>,
}

impl AsRef<[u8]> for Borrowed {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        // When the transfer has ended there is no home any more, and the buffer may go.
        let _ = self.home.send(std::mem::take(&mut self.buffer));
    }
}
