//! The service's own keys, and encryption at rest.
//!
//! Everything lies in one folder outside the database and its backups, each file readable by its owner
//! only: the origin name, the numbered keys that sign orders and the log (Ed25519), the dated wrapping keys that seal
//! secrets in the database, and the key of blind indexes. Whoever has a backup of the database without
//! this folder can read no secret in it; when a wrapping key is destroyed, what it sealed is erased
//! from old backups too.

mod signing;
mod wrapping;

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use aws_lc_rs::signature::{self, Ed25519KeyPair, KeyPair as _};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

pub use self::signing::{Purpose, Standing};

use self::signing::Signing;
use self::wrapping::Wrapping;
use crate::causes::with_causes;
use crate::clock::{Clock, Time};
use crate::entropy::Entropy;
use crate::texts::Text;

/// What is read in the place of what somebody wrote, once it is erased, and sealed there as that was.
pub const ERASED: &str = "Erased";
/// What is read in the place of a name.
pub const ERASED_PERSON: &str = "Erased person";

/// Why keys could not be read, or a sealed value not opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder or a file in it.
    #[error("the key folder {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that is not what it should be.
    #[error("the key file {0} is damaged")]
    Damaged(PathBuf),
    /// The wrapping key that sealed a value has been destroyed: the value is erased.
    #[error("the value was sealed under the wrapping key {0}, which has been destroyed: it is erased")]
    Erased(String),
    /// A sealed value that was altered, or moved from another row, or that names a wrapping key which never was.
    #[error("a sealed value does not open in its place ({0}): the database was altered")]
    Altered(String),
}

/// It was altered in the database, so that nobody can read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Altered;

impl From<Altered> for Text {
    fn from(_: Altered) -> Self {
        Self::of("words-altered")
    }
}

/// What was opened for a list or a page, nothing where it is erased; or that it was altered.
pub type Legible<T> = Result<Option<T>, Altered>;

/// What was opened, or what is read in the place of what was not.
pub fn or_instead<T>(opened: Legible<T>) -> Result<T, Text> {
    opened?.ok_or(Text::of("words-erased"))
}

/// Words that were opened; or what is read in their place, if they were written over.
pub fn words(opened: &[u8]) -> Result<Text, Text> {
    if opened == ERASED.as_bytes() {
        return Err(Text::of("words-erased"));
    }
    Ok(String::from_utf8_lossy(opened).into_owned().into())
}

/// An Ed25519 key that signs. It does not print.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<Ed25519KeyPair>,
    seed: Arc<Zeroizing<[u8; 32]>>,
}

impl SigningKey {
    /// A new key.
    pub fn generate(entropy: &Entropy) -> Self {
        let mut seed = entropy.bytes::<32>();
        let key = Self::from_seed(&seed);
        seed.zeroize();
        key
    }

    /// The key of an RFC 8032 seed.
    ///
    /// # Panics
    /// Never: every 32 bytes are a valid seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "every 32 bytes are an Ed25519 seed")]
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes are a seed");
        Self { pair: Arc::new(pair), seed: Arc::new(Zeroizing::new(*seed)) }
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        let mut public = [0; 32];
        public.copy_from_slice(self.pair.public_key().as_ref());
        public
    }

    /// The key's name in token headers: the RFC 7638 thumbprint of its JWK.
    pub fn kid(&self) -> String {
        kid(&self.public())
    }

    /// An Ed25519 signature.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.pair.sign(message).as_ref());
        bytes
    }

    /// The seed, for the file it is kept in.
    pub fn expose_seed(&self) -> &[u8; 32] {
        &self.seed
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.kid())
    }
}

/// The RFC 7638 thumbprint (SHA-256, base64url) of an Ed25519 public key.
pub fn kid(public: &[u8; 32]) -> String {
    let x = BASE64URL_NOPAD.encode(public);
    BASE64URL_NOPAD.encode(&Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

/// Whether `signature` is `public`'s over `message`.
pub fn verify(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    signature::UnparsedPublicKey::new(&signature::ED25519, public).verify(message, signature).is_ok()
}

/// Every key of the service, opened.
#[derive(Clone)]
pub struct Keys {
    /// The service's name: a bare host name, chosen at first start and never changed. It names the log
    /// and stands as `iss` in every token.
    pub origin: String,
    signing: Arc<Signing>,
    wrapping: Arc<Wrapping>,
    index: Arc<Zeroizing<[u8; 32]>>,
    entropy: Entropy,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.origin)
    }
}

impl Keys {
    /// Opens the key folder, making it and its keys on first start. `origin` names the service at first
    /// start (`None`: `localhost`); later the stored name stands, whatever is asked for.
    pub fn open(folder: &Path, origin: Option<&str>, clock: &Clock, entropy: &Entropy) -> Result<Self, Error> {
        make_private_folder(folder)?;
        let named = folder.join("origin");
        if read(&named)?.is_none() {
            write_private(&named, origin.unwrap_or("localhost").as_bytes(), entropy)?;
        }
        // Of portals that start at once one has named the service.
        let stored = read(&named)?.ok_or_else(|| Error::Damaged(named.clone()))?;
        let origin = String::from_utf8(stored).map_err(|_| Error::Damaged(named))?.trim().to_owned();
        let signing = Arc::new(Signing::open(folder, clock, entropy)?);
        let index = open_key(&folder.join("index.key"), entropy)?;
        let wrapping = Wrapping::open(folder.join("wrapping"), clock, entropy)?;
        Ok(Self { origin, signing, wrapping: Arc::new(wrapping), index: Arc::new(index), entropy: entropy.clone() })
    }

    /// The key that signs tickets, calls, answers, orders and proofs of possession now.
    pub fn order(&self) -> SigningKey {
        self.signing.current(Purpose::Order)
    }

    /// The newest key that signs checkpoints.
    pub fn log(&self) -> SigningKey {
        self.signing.current(Purpose::Log)
    }

    /// The keys that sign checkpoints, the newest first: while one follows another, both do.
    pub fn log_signers(&self) -> Vec<SigningKey> {
        self.signing.log()
    }

    /// Every key by which this log may have signed a checkpoint, the newest first.
    pub fn log_keys(&self) -> Vec<[u8; 32]> {
        self.signing.known()
    }

    /// Goes by what the database says of the keys from now on.
    pub fn take_up(&self, told: Vec<Standing>) -> Result<(), Error> {
        self.signing.take_up(told)
    }

    /// The public half of a key that signs, if its file is there.
    pub fn signing_key(&self, purpose: Purpose, number: i64) -> Result<Option<[u8; 32]>, Error> {
        self.signing.public(purpose, number)
    }

    /// The numbers of the keys of a purpose whose files are there, in order.
    pub fn signing_keys(&self, purpose: Purpose) -> Result<Vec<i64>, Error> {
        self.signing.numbers(purpose)
    }

    /// Makes a key that is to sign; it is in its file for good when this returns. Gives its public half.
    pub fn make_signing_key(&self, purpose: Purpose, number: i64) -> Result<[u8; 32], Error> {
        self.signing.make(purpose, number)
    }

    /// Destroys a key that signs no more. Twice is once.
    pub fn destroy_signing_key(&self, purpose: Purpose, number: i64) -> Result<(), Error> {
        self.signing.destroy(purpose, number)
    }

    /// Seals a secret for the database under the newest wrapping key. `context` names table, column and
    /// row (`objects.key_share/ID`), so that a value moved to another place does not open.
    ///
    /// Form: length of the wrapping key's date (1 byte) || date || nonce (12) || ciphertext || tag (16).
    ///
    /// # Panics
    /// Never for the sizes a database holds: AES-GCM takes up to 64 GiB.
    pub fn seal(&self, context: &str, plaintext: &[u8]) -> Vec<u8> {
        let (date, key) = self.wrapping.newest();
        let nonce: [u8; 12] = self.entropy.bytes();
        let mut sealed = vec![u8::try_from(date.len()).unwrap_or(u8::MAX)];
        sealed.extend_from_slice(date.as_bytes());
        sealed.extend_from_slice(&nonce);
        #[expect(clippy::expect_used, reason = "values of the database are far below AES-GCM's 64 GiB")]
        let ciphertext = cipher(&key)
            .encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad: context.as_bytes() })
            .expect("the value is below 64 GiB");
        sealed.extend_from_slice(&ciphertext);
        sealed
    }

    /// Opens what [`Keys::seal`] made for the same `context`.
    ///
    /// # Errors
    /// [`Error::Erased`] only where the key that is named can have been destroyed: one that is younger than the newest, or named as no key is,
    /// never was.
    pub fn open_sealed(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let altered = || Error::Altered(context.to_owned());
        let (date, rest) = split(sealed).ok_or_else(altered)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<12>().ok_or_else(altered)?;
        let key = match self.wrapping.named(date)? {
            Some(key) => key,
            None if self.wrapping.may_have_been(date) => return Err(Error::Erased(date.to_owned())),
            None => return Err(altered()),
        };
        cipher(&key)
            .decrypt(&Nonce::from(*nonce), Payload { msg: ciphertext, aad: context.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| altered())
    }

    /// The same, but nothing of what is erased, as is what a backup brings back under a wrapping key that was destroyed since.
    pub fn open_kept(&self, context: &str, sealed: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        match self.open_sealed(context, sealed) {
            Err(Error::Erased(_)) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// The same for lists and pages: what was altered is said to be, in its row or place, and hides neither that nor another.
    pub fn legible(&self, context: &str, sealed: &[u8]) -> Result<Legible<Zeroizing<Vec<u8>>>, Error> {
        match self.open_kept(context, sealed) {
            Err(error @ Error::Altered(_)) => {
                tracing::error!(error = %with_causes(&error), "it is said in its place");
                Ok(Err(Altered))
            }
            opened => opened.map(Ok),
        }
    }

    /// What words say that were sealed, for a page. Of what was erased or altered it says so in its place, and hides nothing else.
    pub fn said(&self, context: &str, sealed: &[u8]) -> Result<Text, Error> {
        let (Ok(said) | Err(said)) = or_instead(self.legible(context, sealed)?).and_then(|said| words(&said));
        Ok(said)
    }

    /// The same of words that are emptied when they are erased, beside which a time says so: what is empty without it was altered.
    pub fn said_until(&self, erased_at: Option<Time>, context: &str, sealed: &[u8]) -> Result<Text, Error> {
        match erased_at {
            Some(_) if sealed.is_empty() => Ok(Text::of("words-erased")),
            _ => self.said(context, sealed),
        }
    }

    /// The names of the wrapping keys there are, the oldest first. A name is the day on which its key was made.
    pub fn wrapping_keys(&self) -> Result<Vec<String>, Error> {
        self.wrapping.names()
    }

    /// The name of the wrapping key that seals.
    pub fn newest_wrapping_key(&self) -> String {
        self.wrapping.newest().0
    }

    /// Makes the wrapping key of today, which seals from now on. It is in its file for good when this returns.
    pub fn make_wrapping_key(&self) -> Result<(), Error> {
        self.wrapping.make()
    }

    /// Destroys a wrapping key: what it sealed is erased, wherever copies of that lie. Twice is once.
    pub fn destroy_wrapping_key(&self, name: &str) -> Result<(), Error> {
        self.wrapping.destroy(name)
    }

    /// The blind index of a value: what a lookup by e-mail address compares, saying nothing to whoever
    /// reads the database without this key.
    pub fn lookup(&self, domain: &str, value: &str) -> [u8; 32] {
        let mut mac = hmac(&self.index);
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&(*key).into())
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes any key")
}

/// The name of the wrapping key under which a value was sealed, and what follows it.
fn split(sealed: &[u8]) -> Option<(&str, &[u8])> {
    let (&length, rest) = sealed.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(length))?;
    Some((std::str::from_utf8(name).ok()?, rest))
}

/// The name of the wrapping key under which a value was sealed; `None` if [`Keys::seal`] did not make it.
pub fn sealed_under(sealed: &[u8]) -> Option<&str> {
    split(sealed).map(|(name, _)| name)
}

/// What every value begins with that was sealed under a wrapping key of this name.
pub fn sealed_prefix(name: &str) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
    [&[length], name.as_bytes()].concat()
}

/// Reads a 32-byte key written in hexadecimal, or makes it. Of two processes that make one at once both get the same.
fn open_key(path: &Path, entropy: &Entropy) -> Result<Zeroizing<[u8; 32]>, Error> {
    if let Some(key) = read_key(path)? {
        return Ok(key);
    }
    let key = Zeroizing::new(entropy.bytes::<32>());
    write_private(path, Zeroizing::new(HEXLOWER.encode(&*key)).as_bytes(), entropy)?;
    read_key(path)?.ok_or_else(|| Error::Damaged(path.to_owned()))
}

fn read_key(path: &Path) -> Result<Option<Zeroizing<[u8; 32]>>, Error> {
    let Some(text) = read(path)?.map(Zeroizing::new) else { return Ok(None) };
    let bytes = HEXLOWER.decode(text.trim_ascii()).map(Zeroizing::new).ok();
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    key.map(|key| Some(Zeroizing::new(key))).ok_or_else(|| Error::Damaged(path.to_owned()))
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { path: path.to_owned(), source }),
    }
}

/// Destroys a file: taken out of use, overwritten, removed, and its folder synced. Twice is once.
fn destroy(path: &Path) -> Result<(), Error> {
    // Under another name first, so that nobody reads half of it. A crash on the way is made good by the next call.
    let going = path.with_extension("destroyed");
    let io = |source| Error::Io { path: path.to_owned(), source };
    let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    match fs::rename(path, &going) {
        Err(error) if !missing(&error) => return Err(io(error)),
        _ => {}
    }
    match fs::OpenOptions::new().write(true).open(&going) {
        Ok(mut file) => {
            let length = file.metadata().map_err(io)?.len();
            let nothing = vec![0; usize::try_from(length).unwrap_or(64)];
            file.write_all(&nothing).and_then(|()| file.sync_all()).map_err(io)?;
            drop(file);
            fs::remove_file(&going).map_err(io)?;
        }
        Err(error) if missing(&error) => {}
        Err(source) => return Err(io(source)),
    }
    path.parent().map_or(Ok(()), sync_folder)
}

fn make_private_folder(folder: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(io)?;
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(io)?;
    Ok(())
}

/// Writes a file only its owner can read, unless there is one. It exists whole or not at all, also after a crash, and what
/// is there is never written over: another process may have sealed under it.
fn write_private(path: &Path, bytes: &[u8], entropy: &Entropy) -> Result<(), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let staged = path.with_extension(format!("{}.new", HEXLOWER.encode(&entropy.bytes::<8>())));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&staged).map_err(io)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io)?;
    let linked = match fs::hard_link(&staged, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(io(error)),
        _ => Ok(()),
    };
    fs::remove_file(&staged).map_err(io)?;
    linked?;
    path.parent().map_or(Ok(()), sync_folder)
}

fn sync_folder(folder: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { path: folder.to_owned(), source };
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(folder: &Path) -> Keys {
        Keys::open(folder, None, &Clock::System, &Entropy::System).unwrap()
    }

    #[test]
    fn portals_that_start_at_once_are_one_service() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let opened: Vec<Keys> = std::thread::scope(|scope| {
            let portals: Vec<_> = (0..8)
                .map(|n| {
                    let origin = format!("portal-{n}.example");
                    scope.spawn(move || Keys::open(path, Some(&origin), &Clock::System, &Entropy::System).unwrap())
                })
                .collect();
            portals.into_iter().map(|portal| portal.join().unwrap()).collect()
        });
        let first = &opened[0];
        for keys in &opened {
            assert_eq!(keys.origin, first.origin);
            assert_eq!((keys.order().kid(), keys.log().kid()), (first.order().kid(), first.log().kid()));
            assert_eq!(*keys.open_sealed("t.c/1", &first.seal("t.c/1", b"share")).unwrap(), b"share");
            assert_eq!(keys.lookup("e", "a@b.example"), first.lookup("e", "a@b.example"));
        }
    }

    #[test]
    fn a_sealed_value_opens_only_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let keys = keys(folder.path());
        let sealed = keys.seal("objects.key_share/1", b"half a key");
        assert_eq!(&*keys.open_sealed("objects.key_share/1", &sealed).unwrap(), b"half a key");
        assert!(matches!(keys.open_sealed("objects.key_share/2", &sealed), Err(Error::Altered(_))));
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(keys.open_sealed("objects.key_share/1", &bent).is_err(), "byte {at}");
        }
    }

    #[test]
    fn keys_survive_a_restart_and_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = keys(folder.path());
        let sealed = first.seal("t.c/1", b"x");
        let second = keys(folder.path());
        assert_eq!(first.order().public(), second.order().public());
        assert_eq!(first.lookup("email", "a@b"), second.lookup("email", "a@b"));
        assert_eq!(&*second.open_sealed("t.c/1", &sealed).unwrap(), b"x");
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &fs::metadata(folder.path().join("order").join("1.key")).unwrap().permissions(),
        );
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_destroyed_wrapping_key_erases_what_it_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let sealed = keys(folder.path()).seal("t.c/1", b"x");
        fs::remove_dir_all(folder.path().join("wrapping")).unwrap();
        let clock = Clock::manual(crate::clock::Time::from_seconds(4_000_000_000));
        let later = Keys::open(folder.path(), None, &clock, &Entropy::System).unwrap();
        assert!(matches!(later.open_sealed("t.c/1", &sealed), Err(Error::Erased(_))));
        assert!(later.open_kept("t.c/1", &sealed).unwrap().is_none());
        let kept = later.seal("t.c/2", b"y");
        assert_eq!(&**later.open_kept("t.c/2", &kept).unwrap().unwrap(), b"y");
        let said = |context: &str, sealed: &[u8]| later.said(context, sealed).unwrap();
        assert_eq!(said("t.c/1", &sealed), Text::of("words-erased"));
        assert_eq!(said("t.c/1", &kept), Text::of("words-altered"));
        assert_eq!(said("t.c/2", &kept), Text::from("y"));
        assert!(matches!(later.open_kept("t.c/1", &kept), Err(Error::Altered(_))), "it is not erased");
        let at = Some(clock.now());
        assert_eq!(later.said_until(at, "t.c/2", b"").unwrap(), Text::of("words-erased"));
        assert_eq!(later.said_until(None, "t.c/2", b"").unwrap(), Text::of("words-altered"));
        assert_eq!(later.said_until(at, "t.c/2", &kept).unwrap(), Text::from("y"));
        let legible = |context: &str, sealed: &[u8]| later.legible(context, sealed).unwrap();
        assert_eq!(legible("t.c/1", &sealed), Ok(None));
        assert_eq!(legible("t.c/1", &kept), Err(Altered));
        assert_eq!(legible("t.c/2", &kept).unwrap().unwrap().as_slice(), b"y");
    }

    #[test]
    fn a_value_that_names_a_key_which_never_was_is_altered_and_not_erased() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(crate::clock::Time::from_seconds(1_800_000_000));
        let keys = Keys::open(folder.path(), None, &clock, &Entropy::System).unwrap();
        assert_eq!(keys.newest_wrapping_key(), "2027-01-15");
        let sealed = keys.seal("t.c/1", b"x");
        let (_, rest) = split(&sealed).unwrap();
        let under = |name: &str| [sealed_prefix(name).as_slice(), rest].concat();
        for name in ["2027-01-14", "2026-12-31", "2026-02-28"] {
            assert!(matches!(keys.open_sealed("t.c/1", &under(name)), Err(Error::Erased(_))), "{name}");
            assert!(keys.open_kept("t.c/1", &under(name)).unwrap().is_none(), "{name}");
        }
        let never =
            ["2027-01-16", "3027-01-15", "2026-02-30", "2026-13-01", "2026-1-014", "20261231", "0000000000", "log", ""];
        for name in never {
            assert!(matches!(keys.open_sealed("t.c/1", &under(name)), Err(Error::Altered(_))), "{name}");
            assert!(matches!(keys.open_kept("t.c/1", &under(name)), Err(Error::Altered(_))), "{name}");
        }
    }

    #[test]
    fn a_new_wrapping_key_is_taken_up_by_every_portal_and_a_destroyed_one_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(crate::clock::Time::from_seconds(1_800_000_000));
        let open = || Keys::open(folder.path(), None, &clock, &Entropy::System).unwrap();
        let (one, other) = (open(), open());
        let old = one.newest_wrapping_key();
        let sealed = one.seal("t.c/1", b"old");
        clock.advance(std::time::Duration::from_hours(24));
        one.make_wrapping_key().unwrap();
        other.make_wrapping_key().unwrap();
        let new = one.newest_wrapping_key();
        assert_ne!(old, new);
        assert_eq!(sealed_under(&one.seal("t.c/2", b"new")), Some(new.as_str()));
        // Each opens what the other sealed: there is one key of a day, whoever made it first.
        assert_eq!(&*other.open_sealed("t.c/2", &one.seal("t.c/2", b"new")).unwrap(), b"new");
        assert_eq!(&*one.open_sealed("t.c/2", &other.seal("t.c/2", b"new")).unwrap(), b"new");
        assert_eq!(&*other.open_sealed("t.c/1", &sealed).unwrap(), b"old");

        one.destroy_wrapping_key(&old).unwrap();
        one.destroy_wrapping_key(&old).unwrap();
        assert!(matches!(one.open_sealed("t.c/1", &sealed), Err(Error::Erased(_))));
        clock.advance(std::time::Duration::from_mins(1));
        assert!(matches!(other.open_sealed("t.c/1", &sealed), Err(Error::Erased(_))), "within a minute");
        assert_eq!(one.wrapping_keys().unwrap(), [new]);
        let left = fs::read_dir(folder.path().join("wrapping")).unwrap().count();
        assert_eq!(left, 1, "nothing else lies there");
    }

    #[test]
    fn a_key_that_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        write_private(&path, b"first", &Entropy::System).unwrap();
        write_private(&path, b"second", &Entropy::System).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first");
    }

    #[test]
    fn the_name_of_a_service_never_changes() {
        let folder = tempfile::tempdir().unwrap();
        let open = |origin| Keys::open(folder.path(), Some(origin), &Clock::System, &Entropy::System).unwrap().origin;
        assert_eq!(open("writ.example"), "writ.example");
        assert_eq!(open("other.example"), "writ.example");
    }

    #[test]
    fn signatures_verify_and_bent_ones_do_not() {
        let key = SigningKey::from_seed(&[7; 32]);
        let mut signature = key.sign(b"message");
        assert!(verify(&key.public(), b"message", &signature));
        signature[0] ^= 1;
        assert!(!verify(&key.public(), b"message", &signature));
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.kid()));
    }
}
