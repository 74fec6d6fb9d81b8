//! C2SP signed notes: a text, and lines of signatures under it (c2sp.org/signed-note), with the two kinds
//! of Ed25519 signature this log uses: the log's own (0x01) and witnesses' timestamped cosignatures (0x04,
//! c2sp.org/tlog-cosignature). Pure: keys are passed in, nothing is stored.
//!
//! Written here rather than taken from `signed_note` 0.2: that crate brings a second Ed25519, a second
//! SHA-2 and a second base64, and knows no cosignatures, for what are two hundred lines. Other people's
//! implementations check these in tests.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

/// What begins a signature line: an em dash and a space.
const DASH: &str = "\u{2014} ";
/// More signature lines than this make a note unreadable (the specification asks for at least 16).
const MOST_SIGNATURES: usize = 64;
/// What a cosignature's message begins with, so that it is never mistaken for anything else.
const COSIGNATURE_HEADER: &str = "cosignature/v1\n";

/// Why a note, a key or a signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not a signed note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// The text is not a verifier key.
    #[error("not a verifier key: {0}")]
    MalformedKey(&'static str),
    /// A line claims a known key, and its signature does not hold.
    #[error("the signature of {0} does not hold")]
    BadSignature(String),
}

/// What a key signs, by C2SP's type byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// 0x01: Ed25519 over the note's text.
    Ed25519,
    /// 0x04: Ed25519 over a time and the text of a checkpoint, by a witness.
    Cosignature,
}

impl Algorithm {
    /// C2SP's byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }
}

/// A public key that verifies signature lines (a `vkey`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    public: [u8; 32],
}

impl VerifierKey {
    /// The key `public` under the name `name`. Errors when the name is empty or has spaces or `+`.
    pub fn new(name: &str, algorithm: Algorithm, public: [u8; 32]) -> Result<Self, Error> {
        if !name_is_valid(name) {
            return Err(Error::MalformedKey("its name is empty, or has spaces, `+` or control characters"));
        }
        Ok(Self { name: name.to_owned(), algorithm, public })
    }

    /// The key's name, as it stands in signature lines.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The Ed25519 public key.
    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// SHA-256(name || 0x0A || type || public key), first four bytes.
    pub fn id(&self) -> u32 {
        let mut hasher = Sha256::new();
        hasher.update(self.name.as_bytes());
        hasher.update([b'\n', self.algorithm.byte()]);
        hasher.update(self.public);
        let digest: [u8; 32] = hasher.finalize().into();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    /// Whether `line` claims to be made by this key.
    fn claims(&self, line: &Signature) -> bool {
        line.name == self.name && line.key_id == self.id()
    }
}

impl fmt::Display for VerifierKey {
    /// `<name>+<key id in hex>+<base64 of type and key>`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut material = vec![self.algorithm.byte()];
        material.extend_from_slice(&self.public);
        write!(f, "{}+{:08x}+{}", self.name, self.id(), BASE64.encode(&material))
    }
}

impl FromStr for VerifierKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // The base64 part may itself contain `+`, so the text is cut from the left.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(material)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::MalformedKey("it has not three parts"));
        };
        let material =
            BASE64.decode(material.as_bytes()).map_err(|_| Error::MalformedKey("its last part is not base64"))?;
        let (algorithm, public) = match material.split_first() {
            Some((0x01, public)) => (Algorithm::Ed25519, public),
            Some((0x04, public)) => (Algorithm::Cosignature, public),
            _ => return Err(Error::MalformedKey("its type is not Ed25519 (1) or cosignature (4)")),
        };
        let public = public.try_into().map_err(|_| Error::MalformedKey("its key is not 32 bytes"))?;
        let key = Self::new(name, algorithm, public)?;
        if HEXLOWER.encode(&key.id().to_be_bytes()) != id {
            return Err(Error::MalformedKey("its id is not that of its name and key"));
        }
        Ok(key)
    }
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key that signed.
    pub name: String,
    /// The id of the key that signed.
    pub key_id: u32,
    /// The signature: 64 bytes of Ed25519, or 8 bytes of time and then 64.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// The log's own signature over `text` (which ends in a newline). `sign` is the key's Ed25519.
    pub fn over_text(text: &str, key: &VerifierKey, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        Self { name: key.name.clone(), key_id: key.id(), bytes: sign(text.as_bytes()).to_vec() }
    }

    /// A witness's cosignature over the checkpoint `text`, made at `seconds` since the epoch.
    pub fn cosignature(text: &str, key: &VerifierKey, seconds: u64, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let mut bytes = seconds.to_be_bytes().to_vec();
        bytes.extend_from_slice(&sign(&cosigned_message(text, seconds)));
        Self { name: key.name.clone(), key_id: key.id(), bytes }
    }

    /// One line without its newline.
    pub fn parse(line: &str) -> Result<Self, Error> {
        let rest = line.strip_prefix(DASH).ok_or(Error::Malformed("a signature line does not begin with a dash"))?;
        let (name, encoded) = rest.split_once(' ').ok_or(Error::Malformed("a signature line has no signature"))?;
        if !name_is_valid(name) {
            return Err(Error::Malformed("a signature line has no valid key name"));
        }
        let decoded =
            BASE64.decode(encoded.as_bytes()).map_err(|_| Error::Malformed("a signature line is not base64"))?;
        let Some((id, bytes)) = decoded.split_first_chunk::<4>() else {
            return Err(Error::Malformed("a signature is too short"));
        };
        if bytes.is_empty() {
            return Err(Error::Malformed("a signature is too short"));
        }
        Ok(Self { name: name.to_owned(), key_id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
    }

    /// Checks this line, which [claims](VerifierKey) to be `key`'s, over `text`; the time of a cosignature.
    fn check(&self, text: &str, key: &VerifierKey) -> Result<Verified, Error> {
        let bad = || Error::BadSignature(self.name.clone());
        match key.algorithm {
            Algorithm::Ed25519 => {
                holds(&key.public, text.as_bytes(), &self.bytes).then_some(Verified { seconds: None }).ok_or_else(bad)
            }
            Algorithm::Cosignature => {
                let (time, signature) = self.bytes.split_first_chunk::<8>().ok_or_else(bad)?;
                let seconds = u64::from_be_bytes(*time);
                let valid =
                    i64::try_from(seconds).is_ok() && holds(&key.public, &cosigned_message(text, seconds), signature);
                valid.then_some(Verified { seconds: Some(seconds) }).ok_or_else(bad)
            }
        }
    }
}

impl fmt::Display for Signature {
    /// The line, with its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.key_id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        writeln!(f, "{DASH}{} {}", self.name, BASE64.encode(&bytes))
    }
}

/// A signature that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// When a cosignature was made, in seconds since the epoch; nothing for other signatures.
    pub seconds: Option<u64>,
}

/// A text and the signature lines under it. Nothing in it is to be trusted before [`Note::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, ending in a newline.
    pub text: String,
    /// The lines, in their order.
    pub signatures: Vec<Signature>,
}

impl Note {
    /// Reads a note. Only the one spelling of it is accepted, so that no byte can change unnoticed.
    pub fn parse(note: &str) -> Result<Self, Error> {
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(Error::Malformed("it has control characters"));
        }
        let split = note.rfind("\n\n").ok_or(Error::Malformed("no empty line stands before the signatures"))?;
        let (text, lines) = (&note[..=split], &note[split + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(Error::Malformed("the last signature line is not ended"))?;
        if lines.split('\n').count() > MOST_SIGNATURES {
            return Err(Error::Malformed("it has more than 64 signatures"));
        }
        let signatures = lines.split('\n').map(Signature::parse).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Checks every line that claims to be `key`'s. `None` when there is none; an error when one does not hold.
    pub fn verify(&self, key: &VerifierKey) -> Result<Option<Verified>, Error> {
        let mut verified = None;
        for line in self.signatures.iter().filter(|line| key.claims(line)) {
            verified = Some(line.check(&self.text, key)?);
        }
        Ok(verified)
    }

    /// The lines that none of `keys` claims: to be ignored by the protocol, and worth telling a person.
    pub fn unknown<'a>(&'a self, keys: &[&VerifierKey]) -> Vec<&'a Signature> {
        self.signatures.iter().filter(|line| !keys.iter().any(|key| key.claims(line))).collect()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| line.fmt(f))
    }
}

/// What a witness signs: a header, the time, and the whole text of the checkpoint.
fn cosigned_message(text: &str, seconds: u64) -> Vec<u8> {
    format!("{COSIGNATURE_HEADER}time {seconds}\n{text}").into_bytes()
}

fn holds(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(message, signature).is_ok()
}

fn name_is_valid(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ')
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    fn key(seed: u8, name: &str, algorithm: Algorithm) -> (VerifierKey, impl Fn(&[u8]) -> [u8; 64]) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let public = pair.public_key().as_ref().try_into().unwrap();
        (VerifierKey::new(name, algorithm, public).unwrap(), move |m: &[u8]| pair.sign(m).as_ref().try_into().unwrap())
    }

    // The example of c2sp.org/signed-note.
    const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const EXAMPLE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    #[test]
    fn the_specifications_own_example_holds() {
        let key: VerifierKey = EXAMPLE_KEY.parse().unwrap();
        assert_eq!(key.to_string(), EXAMPLE_KEY);
        let note = Note::parse(EXAMPLE).unwrap();
        assert_eq!(note.to_string(), EXAMPLE);
        assert_eq!(note.verify(&key).unwrap(), Some(Verified { seconds: None }));
        assert!(note.unknown(&[&key]).is_empty());
    }

    #[test]
    fn no_byte_of_a_note_can_change_unnoticed() {
        let (log, sign) = key(1, "example.org", Algorithm::Ed25519);
        let (witness, cosign) = key(2, "example.org/mirrors/1", Algorithm::Cosignature);
        let text = "example.org\n7\nabc\n\nmore\n";
        let signatures =
            vec![Signature::over_text(text, &log, sign), Signature::cosignature(text, &witness, 1_700_000_000, cosign)];
        let note = Note { text: text.to_owned(), signatures }.to_string();
        let both = |note: &str| -> Result<bool, Error> {
            let note = Note::parse(note)?;
            let seconds = note.verify(&witness)?.and_then(|v| v.seconds);
            Ok(note.verify(&log)?.is_some()
                && seconds == Some(1_700_000_000)
                && note.unknown(&[&log, &witness]).is_empty())
        };
        assert_eq!(both(&note), Ok(true));
        for at in 0..note.len() {
            for flip in [1_u8, 0x20, 0x80] {
                let mut bytes = note.clone().into_bytes();
                bytes[at] ^= flip;
                if let Ok(changed) = String::from_utf8(bytes) {
                    assert_ne!(both(&changed), Ok(true), "byte {at} of {changed}");
                }
            }
            if note.is_char_boundary(at) {
                assert_ne!(both(&note[..at]), Ok(true), "cut at {at}");
            }
        }
    }

    #[test]
    fn malformed_notes_and_keys_say_what_is_wrong() {
        for note in [
            "",
            "a\n",
            "a\n\n",
            "a\n\nb\n",
            "a\n\n\u{2014} k\n",
            "a\n\n\u{2014} k AAAA\n",
            "a\n\n\u{2014} k+k AAAAAAA=\n",
            "a\r\n\n\u{2014} k AAAAAAA=\n",
            "a\n\n\u{2014} k AAAAAAA=",
            "a\n\n\u{2014} k AAAAAAB=\n",
        ] {
            assert!(matches!(Note::parse(note), Err(Error::Malformed(_))), "{note:?}");
        }
        let many = format!("a\n\n{}", "\u{2014} k AAAAAAA=\n".repeat(65));
        assert!(Note::parse(&many).is_err());
        assert!(Note::parse(&format!("a\n\n{}", "\u{2014} k AAAAAAA=\n".repeat(16))).is_ok());
        for key in [
            "",
            "a+b",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ] {
            assert!(key.parse::<VerifierKey>().is_err(), "{key}");
        }
    }

    #[test]
    fn a_known_name_with_a_foreign_id_is_ignored_and_told() {
        let (log, sign) = key(1, "example.org", Algorithm::Ed25519);
        let (other, _) = key(3, "example.org", Algorithm::Ed25519);
        let note = Note { text: "t\n".to_owned(), signatures: vec![Signature::over_text("t\n", &log, sign)] };
        assert_eq!(note.verify(&other), Ok(None));
        assert_eq!(note.unknown(&[&other]).len(), 1);
    }
}
