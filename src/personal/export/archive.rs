//! A ZIP that is written while it is read. The rows come from the database, which is asynchronous; the format is written by a
//! thread, which is not; bounded channels stand between them, so that neither runs ahead of whoever fetches.

use std::io::{self, Write};

use bytes::Bytes;
use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::personal::Error;

/// How many pieces wait on either side.
const AHEAD: usize = 4;
/// How large a piece becomes before it is handed on, in bytes.
const PIECE: usize = 64 << 10;

enum Piece {
    /// A file begins.
    File(&'static str),
    /// More of it.
    Bytes(Vec<u8>),
    /// All is there.
    End,
}

/// An archive being written.
pub(super) struct Archive {
    pieces: Sender<Piece>,
    waiting: Vec<u8>,
}

impl Archive {
    /// Begins an archive, and gives where its bytes come out.
    pub(super) fn begin() -> (Self, Receiver<Result<Bytes, io::Error>>) {
        let (pieces, incoming) = channel(AHEAD);
        let (out, bytes) = channel(AHEAD);
        tokio::task::spawn_blocking(move || pack(incoming, &out));
        (Self { pieces, waiting: Vec::new() }, bytes)
    }

    /// Writes a file of text.
    pub(super) async fn text(&mut self, name: &'static str, text: &str) -> Result<(), Error> {
        self.hand_on(Piece::File(name)).await?;
        self.hand_on(Piece::Bytes(text.as_bytes().to_vec())).await
    }

    /// Begins a file that is a list.
    pub(super) async fn list(&mut self, name: &'static str) -> Result<List<'_>, Error> {
        self.hand_on(Piece::File(name)).await?;
        Ok(List { archive: self, begun: false })
    }

    /// Ends it. One that is dropped before has broken off.
    pub(super) async fn end(self) -> Result<(), Error> {
        self.hand_on(Piece::End).await
    }

    async fn hand_on(&self, piece: Piece) -> Result<(), Error> {
        self.pieces.send(piece).await.map_err(|_| Error::Archive("nobody fetches it any more".to_owned()))
    }
}

/// A list being written, row by row.
pub(super) struct List<'a> {
    archive: &'a mut Archive,
    begun: bool,
}

impl List<'_> {
    /// Adds a row.
    pub(super) async fn row(&mut self, row: &impl Serialize) -> Result<(), Error> {
        let waiting = &mut self.archive.waiting;
        waiting.extend_from_slice(if self.begun { b",\n" } else { b"[\n" });
        self.begun = true;
        serde_json::to_writer(&mut *waiting, row)?;
        if waiting.len() >= PIECE {
            let piece = Piece::Bytes(std::mem::take(waiting));
            self.archive.hand_on(piece).await?;
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) async fn end(self) -> Result<(), Error> {
        let mut rest = std::mem::take(&mut self.archive.waiting);
        rest.extend_from_slice(if self.begun { b"\n]\n" } else { b"[]\n" });
        self.archive.hand_on(Piece::Bytes(rest)).await
    }
}

/// Packs what comes in until it ends. What went wrong goes the way of the bytes.
fn pack(incoming: Receiver<Piece>, out: &Sender<Result<Bytes, io::Error>>) {
    if let Err(error) = pack_all(incoming, out) {
        // Nobody listening is how most archives break off.
        drop(out.blocking_send(Err(error)));
    }
}

fn pack_all(mut incoming: Receiver<Piece>, out: &Sender<Result<Bytes, io::Error>>) -> Result<(), io::Error> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    let mut zip = ZipWriter::new_stream(Outlet { out, waiting: Vec::new() });
    loop {
        match incoming.blocking_recv() {
            Some(Piece::File(name)) => zip.start_file(name, options)?,
            Some(Piece::Bytes(bytes)) => zip.write_all(&bytes)?,
            Some(Piece::End) => break,
            None => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive broke off")),
        }
    }
    zip.finish()?.into_inner().flush()
}

/// Where the archive's bytes go.
struct Outlet<'a> {
    out: &'a Sender<Result<Bytes, io::Error>>,
    waiting: Vec<u8>,
}

impl Write for Outlet<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.waiting));
        self.out.blocking_send(Ok(piece)).map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody fetches it"))
    }
}
