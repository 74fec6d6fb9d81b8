//! C2SP chunked encryption v1 in its "Cobblestone-256" form (<https://c2sp.org/chunked-encryption>), unchanged.
//!
//! ```text
//! sealed = salt[24] || commitment[32] || chunk 0 || chunk 1 || …
//! chunk  = AES-256-GCM(key, base XOR chunk number, 16,384 bytes of plaintext; the last always fewer, maybe none)
//! ```
//!
//! Two ways in each direction, which give the same bytes: [`Sealing`] and [`Opening`] work on chunks anywhere in the
//! file, in place and from any number of threads; [`Sealer`] and [`Opener`] take a stream in slices of any size and hold
//! at most one chunk. [`Window`] says which plaintext a range of sealed bytes needs, [`sealed_range`] the reverse.
//!
//! AES-GCM is aws-lc's: it is what TLS already brings along, and uses the wide vector units that the `aes-gcm` crate
//! reaches only with compiler flags.

use std::ops::Range;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{Error, FileKey};
use crate::entropy::Entropy;

/// Bytes of plaintext in every chunk but the last.
pub const CHUNK: usize = 16_384;
/// Bytes an authentication tag adds to each chunk.
pub const TAG: usize = 16;
/// Bytes of a sealed chunk that is not the last. The last is shorter, and at least [`TAG`] long.
pub const SEALED_CHUNK: usize = CHUNK + TAG;
/// Bytes of the salt.
pub const SALT: usize = 24;
/// Bytes before the first chunk: salt and commitment.
pub const HEADER: usize = 56;

/// A salt, random for each message. A salt and key must never seal two different plaintexts.
pub type Salt = [u8; SALT];

/// A new salt.
pub fn salt(entropy: &Entropy) -> Salt {
    entropy.bytes()
}

/// Bytes that a plaintext of `plain_len` bytes has when sealed.
pub const fn sealed_len(plain_len: u64) -> u64 {
    HEADER as u64 + plain_len + TAG as u64 * (plain_len / CHUNK as u64 + 1)
}

/// Bytes of plaintext in `sealed_len` sealed bytes.
///
/// # Errors
/// [`Error::Truncated`] when no message has that length: it ends within the header, within a tag, or with a chunk
/// that is not the last.
pub const fn plain_len(sealed_len: u64) -> Result<u64, Error> {
    let Some(chunks) = sealed_len.checked_sub(HEADER as u64) else { return Err(Error::Truncated) };
    let (full, last) = (chunks / SEALED_CHUNK as u64, chunks % SEALED_CHUNK as u64);
    if last < TAG as u64 {
        return Err(Error::Truncated);
    }
    Ok(full * CHUNK as u64 + last - TAG as u64)
}

/// What key, context and salt determine: the chunk cipher, and the commitment that the header shows.
struct Derived {
    cipher: Cipher,
    commitment: [u8; 32],
}

fn derive(key: &FileKey, context: &str, salt: &[u8]) -> Derived {
    // HKDF-Expand with SHA-512, written out: RustCrypto's refuses a 32-byte key for it.
    let expand = |previous: &[u8], counter: u8| -> Zeroizing<[u8; 64]> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha512>::new_from_slice(key.expose()).expect("HMAC takes any key");
        mac.update(previous);
        mac.update(b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
        mac.update(salt);
        mac.update(context.as_bytes());
        mac.update(&[counter]);
        let mut block = mac.finalize().into_bytes();
        let mut out = Zeroizing::new([0; 64]);
        out.copy_from_slice(&block);
        block.as_mut_slice().zeroize();
        out
    };
    let first = expand(&[], 1);
    let second = expand(first.as_ref(), 2);
    let mut base = [0; 12];
    base.copy_from_slice(&first[32..44]);
    let mut commitment = [0; 32];
    commitment[..20].copy_from_slice(&first[44..]);
    commitment[20..].copy_from_slice(&second[..12]);
    #[expect(clippy::expect_used, reason = "AES-256 refuses only keys that are not 32 bytes")]
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &first[..32]).expect("an AES-256 key is 32 bytes"));
    Derived { cipher: Cipher { key, base }, commitment }
}

/// AES-256-GCM under one message's key, chunk by chunk. aws-lc wipes the key schedule when it is dropped.
struct Cipher {
    key: LessSafeKey,
    base: [u8; 12],
}

impl Cipher {
    fn nonce(&self, chunk: u64) -> Nonce {
        let mut nonce = self.base;
        for (byte, counter) in nonce[4..].iter_mut().zip(chunk.to_be_bytes()) {
            *byte ^= counter;
        }
        Nonce::assume_unique_for_key(nonce)
    }

    /// Seals one slot: plaintext followed by [`TAG`] bytes of room.
    fn seal(&self, chunk: u64, slot: &mut [u8]) {
        let (plaintext, room) = slot.split_at_mut(slot.len() - TAG);
        #[expect(clippy::expect_used, reason = "AES-GCM refuses only plaintexts above 64 GiB")]
        let tag = self
            .key
            .seal_in_place_separate_tag(self.nonce(chunk), Aad::empty(), plaintext)
            .expect("a chunk is 16 KiB at most");
        room.copy_from_slice(tag.as_ref());
    }

    /// Opens one slot in place; its plaintext is then the slot without the last [`TAG`] bytes.
    fn open(&self, chunk: u64, slot: &mut [u8]) -> Result<(), Error> {
        let opened = self.key.open_in_place(self.nonce(chunk), Aad::empty(), slot).is_ok();
        if !opened {
            slot.zeroize();
            return Err(Error::Damaged { chunk });
        }
        Ok(())
    }
}

/// One message being sealed, chunk by chunk in any order and from any number of threads.
///
/// The same key and salt may seal the same plaintext again, in whole or in part, and give the same bytes: that is how an
/// upload resumes. They must never seal a different plaintext.
pub struct Sealing {
    cipher: Cipher,
    header: [u8; HEADER],
}

impl Sealing {
    /// Derives the message's key from `key`, `context` and `salt`.
    pub fn new(key: &FileKey, context: &str, salt: Salt) -> Self {
        let Derived { cipher, commitment } = derive(key, context, &salt);
        let mut header = [0; HEADER];
        header[..SALT].copy_from_slice(&salt);
        header[SALT..].copy_from_slice(&commitment);
        Self { cipher, header }
    }

    /// The first 56 sealed bytes.
    pub fn header(&self) -> &[u8; HEADER] {
        &self.header
    }

    /// Seals consecutive chunks in place, the first of them number `first_chunk`. `slots` is cut every
    /// [`SEALED_CHUNK`] bytes; each slot holds plaintext followed by [`TAG`] bytes that the tag replaces. Only the
    /// message's last chunk may be, and always is, a shorter slot.
    ///
    /// To use several cores, cut `slots` at multiples of [`SEALED_CHUNK`] and call from several threads.
    ///
    /// # Panics
    /// When the last slot is too short for a tag.
    pub fn seal_chunks_in_place(&self, first_chunk: u64, slots: &mut [u8]) {
        for (chunk, slot) in (first_chunk..).zip(slots.chunks_mut(SEALED_CHUNK)) {
            assert!(slot.len() >= TAG, "a slot has room for its tag");
            self.cipher.seal(chunk, slot);
        }
    }

    /// Seals the window that `buffer` was laid out for: writes the header if the window has it, and seals the slots that
    /// the caller has filled (see [`Window::slots`]), on up to `threads` threads. The window's bytes are then
    /// `buffer[window.kept()]`.
    pub fn seal_window(&self, window: &Window, buffer: &mut [u8], threads: usize) {
        let (header, slots) = buffer[..window.buffer_len()].split_at_mut(window.header_len());
        header.copy_from_slice(&self.header[..header.len()]);
        let each = slots.len().div_ceil(SEALED_CHUNK).div_ceil(threads.max(1)).max(1);
        if slots.len() <= each * SEALED_CHUNK {
            return self.seal_chunks_in_place(window.first_chunk, slots);
        }
        std::thread::scope(|scope| {
            for (index, share) in (0_u64..).zip(slots.chunks_mut(each * SEALED_CHUNK)) {
                let first = window.first_chunk + index * each as u64;
                scope.spawn(move || self.seal_chunks_in_place(first, share));
            }
        });
    }
}

/// Which plaintext is needed to make a range of sealed bytes, and where each piece goes in a buffer: the header, if the
/// range begins with it, then one slot a chunk. Parts do not end where chunks do, so a window seals the chunks that
/// its range touches and keeps only the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Whether the range begins within the header.
    pub header: bool,
    /// The number of the first chunk touched.
    pub first_chunk: u64,
    /// The plaintext needed, in bytes from the start of the file.
    pub plaintext: Range<u64>,
    slots_len: usize,
    kept: Range<usize>,
}

impl Window {
    /// The window of `sealed`, a range of the sealed bytes of a plaintext of `plain_len` bytes.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the range is empty, backwards, ends after the sealed bytes, or does not fit in memory.
    pub fn of(sealed: Range<u64>, plain_len: u64) -> Result<Self, Error> {
        if sealed.is_empty() || sealed.end > sealed_len(plain_len) {
            return Err(Error::OutOfRange);
        }
        let (header_len, chunk_len) = (HEADER as u64, SEALED_CHUNK as u64);
        let header = sealed.start < header_len;
        let first_chunk = sealed.start.saturating_sub(header_len) / chunk_len;
        let end_chunk = sealed.end.saturating_sub(header_len).div_ceil(chunk_len);
        let start = (first_chunk * CHUNK as u64).min(plain_len);
        let plaintext = start..(end_chunk * CHUNK as u64).min(plain_len).max(start);
        let slots_len = plaintext.end - plaintext.start + (end_chunk.saturating_sub(first_chunk)) * TAG as u64;
        let buffer_start = if header { 0 } else { header_len + first_chunk * chunk_len };
        let place = |offset: u64| usize::try_from(offset - buffer_start).map_err(|_| Error::OutOfRange);
        Ok(Self {
            header,
            first_chunk,
            plaintext,
            slots_len: usize::try_from(slots_len).map_err(|_| Error::OutOfRange)?,
            kept: place(sealed.start)?..place(sealed.end)?,
        })
    }

    fn header_len(&self) -> usize {
        if self.header { HEADER } else { 0 }
    }

    /// Bytes of the buffer that [`Sealing::seal_window`] works in.
    pub fn buffer_len(&self) -> usize {
        self.header_len() + self.slots_len
    }

    /// The places of the plaintext in `buffer`, in order: fill them with the bytes of [`Window::plaintext`].
    pub fn slots<'a>(&self, buffer: &'a mut [u8]) -> impl Iterator<Item = &'a mut [u8]> + use<'a> {
        buffer[self.header_len()..self.buffer_len()].chunks_mut(SEALED_CHUNK).map(|slot| {
            let len = slot.len();
            &mut slot[..len - TAG]
        })
    }

    /// Where in the buffer the range of sealed bytes stands once sealed.
    pub fn kept(&self) -> Range<usize> {
        self.kept.clone()
    }
}

/// Seals a stream of plaintext pushed in slices of any size. Holds at most one chunk.
pub struct Sealer {
    sealing: Sealing,
    pending: Zeroizing<Vec<u8>>,
    chunk: u64,
    begun: bool,
}

impl Sealer {
    /// A sealer at the beginning of a message.
    pub fn new(key: &FileKey, context: &str, salt: Salt) -> Self {
        let pending = Zeroizing::new(Vec::with_capacity(CHUNK));
        Self { sealing: Sealing::new(key, context, salt), pending, chunk: 0, begun: false }
    }

    /// Takes the next plaintext and appends what sealed bytes are complete to `out`.
    pub fn push(&mut self, mut plaintext: &[u8], out: &mut Vec<u8>) {
        self.begin(out);
        if !self.pending.is_empty() {
            let (head, rest) = plaintext.split_at(plaintext.len().min(CHUNK - self.pending.len()));
            self.pending.extend_from_slice(head);
            plaintext = rest;
            if self.pending.len() == CHUNK {
                let chunk = std::mem::take(&mut self.pending);
                self.emit(&chunk, out);
                self.pending = chunk;
                self.pending.zeroize();
            }
        }
        // Whole chunks go straight from the caller's slice to the caller's vector. A chunk is emitted as soon as it is
        // full: the last chunk of a message never is.
        let mut chunks = plaintext.chunks_exact(CHUNK);
        for chunk in &mut chunks {
            self.emit(chunk, out);
        }
        self.pending.extend_from_slice(chunks.remainder());
    }

    /// Ends the message and appends its last sealed bytes to `out`.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        self.begin(out);
        let last = std::mem::take(&mut self.pending);
        self.emit(&last, out);
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if !self.begun {
            out.extend_from_slice(self.sealing.header());
            self.begun = true;
        }
    }

    fn emit(&mut self, plaintext: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        out.reserve(plaintext.len() + TAG);
        out.extend_from_slice(plaintext);
        out.extend_from_slice(&[0; TAG]);
        self.sealing.cipher.seal(self.chunk, &mut out[start..]);
        self.chunk += 1;
    }
}

/// Seals a whole message at once.
pub fn seal(key: &FileKey, context: &str, salt: Salt, plaintext: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(plaintext.len() + HEADER + TAG * (plaintext.len() / CHUNK + 1));
    let mut sealer = Sealer::new(key, context, salt);
    sealer.push(plaintext, &mut out);
    sealer.finish(&mut out);
    out
}

/// Opens a whole message at once.
pub fn open(key: &FileKey, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut out = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut opener = Opener::new(key, context);
    opener.push(sealed, &mut out)?;
    opener.finish(&mut out)?;
    Ok(out)
}

/// One message whose header has shown that the key is the right one, opened chunk by chunk in any order and from any
/// number of threads.
pub struct Opening {
    cipher: Cipher,
}

impl Opening {
    /// Checks the commitment, in constant time, before anything is opened. `header` is the first 56 sealed bytes.
    ///
    /// # Errors
    /// [`Error::Truncated`] when the header is not complete, [`Error::WrongKey`] when it commits to another key or context.
    pub fn header(key: &FileKey, context: &str, header: &[u8]) -> Result<Self, Error> {
        let (salt, commitment) = header.get(..HEADER).ok_or(Error::Truncated)?.split_at(SALT);
        let derived = derive(key, context, salt);
        if !bool::from(derived.commitment.ct_eq(commitment)) {
            return Err(Error::WrongKey);
        }
        Ok(Self { cipher: derived.cipher })
    }

    /// Opens one sealed chunk in place and gives back its plaintext. `last` says whether the caller has reached the end of
    /// the message, which the length of the chunk must bear out.
    ///
    /// # Errors
    /// [`Error::Truncated`] when the length is not that of such a chunk, [`Error::Damaged`] when it does not verify (the
    /// buffer is then wiped).
    pub fn open_chunk<'a>(&self, chunk: u64, sealed: &'a mut [u8], last: bool) -> Result<&'a mut [u8], Error> {
        let len = sealed.len();
        let fits = if last { (TAG..SEALED_CHUNK).contains(&len) } else { len == SEALED_CHUNK };
        if !fits {
            return Err(Error::Truncated);
        }
        self.cipher.open(chunk, sealed)?;
        Ok(&mut sealed[..len - TAG])
    }

    /// Opens consecutive chunks, the first of them number `first_chunk`, moving their plaintexts together at the start of
    /// `sealed`, and gives those back. `last` says whether they include the last of the message.
    ///
    /// # Errors
    /// As [`Opening::open_chunk`].
    pub fn open_chunks<'a>(&self, first_chunk: u64, sealed: &'a mut [u8], last: bool) -> Result<&'a mut [u8], Error> {
        let count = sealed.len().div_ceil(SEALED_CHUNK);
        if last && sealed.len().is_multiple_of(SEALED_CHUNK) {
            return Err(Error::Truncated);
        }
        let mut plain_len = 0;
        for index in 0..count {
            let start = index * SEALED_CHUNK;
            let end = sealed.len().min(start + SEALED_CHUNK);
            let opened =
                self.open_chunk(first_chunk + index as u64, &mut sealed[start..end], last && index + 1 == count)?.len();
            sealed.copy_within(start..start + opened, plain_len);
            plain_len += opened;
        }
        Ok(&mut sealed[..plain_len])
    }
}

/// Which sealed bytes hold a range of plaintext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRange {
    /// The number of the first chunk.
    pub first_chunk: u64,
    /// The sealed bytes of whole chunks, from the start of the file.
    pub sealed: Range<u64>,
    /// Bytes of the first chunk's plaintext that come before the range.
    pub skip: usize,
    /// Whether the message's last chunk is among them.
    pub last: bool,
}

/// The sealed bytes needed to open the plaintext range `plain` of a message of `sealed_len` sealed bytes.
///
/// # Errors
/// [`Error::Truncated`] for an impossible length, [`Error::OutOfRange`] for a range that is empty or ends after the file.
pub fn sealed_range(plain: Range<u64>, sealed_len: u64) -> Result<SealedRange, Error> {
    let total = plain_len(sealed_len)?;
    if plain.is_empty() || plain.end > total {
        return Err(Error::OutOfRange);
    }
    let first_chunk = plain.start / CHUNK as u64;
    let end_chunk = plain.end.div_ceil(CHUNK as u64);
    let offset = |chunk: u64| (HEADER as u64 + chunk * SEALED_CHUNK as u64).min(sealed_len);
    Ok(SealedRange {
        first_chunk,
        sealed: offset(first_chunk)..offset(end_chunk),
        skip: usize::try_from(plain.start % CHUNK as u64).map_err(|_| Error::OutOfRange)?,
        last: end_chunk == total / CHUNK as u64 + 1,
    })
}

/// Opens a stream of sealed bytes pushed in slices of any size. Holds at most one chunk, and never gives out a byte that
/// has not been verified. After an error it only repeats the error.
pub struct Opener {
    state: Result<State, Error>,
    pending: Vec<u8>,
}

enum State {
    Header { key: FileKey, context: String },
    Chunks { opening: Opening, next: u64 },
}

impl Opener {
    /// An opener at the beginning of a message.
    pub fn new(key: &FileKey, context: &str) -> Self {
        let state = State::Header { key: key.clone(), context: context.to_owned() };
        Self { state: Ok(state), pending: Vec::with_capacity(SEALED_CHUNK) }
    }

    /// An opener for the sealed bytes from the start of chunk `first_chunk` on, to the end of the message.
    pub fn resume(opening: Opening, first_chunk: u64) -> Self {
        let state = State::Chunks { opening, next: first_chunk };
        Self { state: Ok(state), pending: Vec::with_capacity(SEALED_CHUNK) }
    }

    /// Takes the next sealed bytes and appends the plaintext they complete to `out`.
    ///
    /// # Errors
    /// [`Error::WrongKey`] from the header, [`Error::Damaged`] from a chunk. What was appended before is verified.
    pub fn push(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let result = self.advance(sealed, out);
        self.remember(result)
    }

    /// Ends the message and appends its last plaintext to `out`. Only when this succeeds is the message whole.
    ///
    /// # Errors
    /// [`Error::Truncated`] when the end marker is missing, and as [`Opener::push`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        match &mut self.state {
            Err(error) => Err(error.clone()),
            Ok(State::Header { .. }) => Err(Error::Truncated),
            Ok(State::Chunks { opening, next }) => {
                out.extend_from_slice(opening.open_chunk(*next, &mut self.pending, true)?);
                Ok(())
            }
        }
    }

    fn advance(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        loop {
            match &mut self.state {
                Err(error) => return Err(error.clone()),
                Ok(State::Header { key, context }) => {
                    if !fill(&mut self.pending, &mut sealed, HEADER) {
                        return Ok(());
                    }
                    let opening = Opening::header(key, context, &self.pending)?;
                    self.pending.clear();
                    self.state = Ok(State::Chunks { opening, next: 0 });
                }
                Ok(State::Chunks { opening, next }) => {
                    // A full chunk is never the last, so it can be opened without knowing what follows.
                    while self.pending.is_empty() && sealed.len() >= SEALED_CHUNK {
                        let (chunk, rest) = sealed.split_at(SEALED_CHUNK);
                        open_onto(opening, *next, chunk, out)?;
                        *next += 1;
                        sealed = rest;
                    }
                    if !fill(&mut self.pending, &mut sealed, SEALED_CHUNK) {
                        return Ok(());
                    }
                    open_onto(opening, *next, &self.pending, out)?;
                    self.pending.clear();
                    *next += 1;
                }
            }
        }
    }

    fn remember(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        if let Err(error) = &result {
            self.state = Err(error.clone());
        }
        result
    }
}

/// Moves bytes from `source` until `pending` holds `wanted`; says whether it does.
fn fill(pending: &mut Vec<u8>, source: &mut &[u8], wanted: usize) -> bool {
    let (head, rest) = source.split_at(source.len().min(wanted - pending.len()));
    pending.extend_from_slice(head);
    *source = rest;
    pending.len() == wanted
}

/// Opens one full chunk at the end of `out`, which stays as it was if the chunk does not verify.
fn open_onto(opening: &Opening, chunk: u64, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let start = out.len();
    out.extend_from_slice(sealed);
    let result = opening.open_chunk(chunk, &mut out[start..], false).map(|_| ());
    out.truncate(if result.is_ok() { start + CHUNK } else { start });
    result
}
