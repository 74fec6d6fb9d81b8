//! Checkpoints (c2sp.org/tlog-checkpoint): the log's origin, size and root as the text of a signed note;
//! and what a verifier asks of one ([`Policy`]). Pure.

use data_encoding::BASE64;

use super::note::{self, Algorithm, Note, Signature, VerifierKey};
use crate::ids::MirrorId;
use crate::merkle::{self, Hash};

/// At most this many cosignatures are served with a checkpoint.
pub const MOST_COSIGNATURES: usize = 16;

/// Why a checkpoint is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not a checkpoint's.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// The note around it is malformed, or a known key's signature does not hold.
    #[error(transparent)]
    Note(#[from] note::Error),
    /// It is another log's.
    #[error("the checkpoint is of the log {0}")]
    ForeignOrigin(String),
    /// No key of the log signed it.
    #[error("the checkpoint is not signed by the log")]
    Unsigned,
    /// A witness whose cosignature is required did not cosign.
    #[error("the checkpoint is not cosigned by {0}")]
    NotCosigned(String),
    /// Too few witnesses cosigned.
    #[error("{found} of the {needed} cosignatures needed are there")]
    TooFewCosignatures {
        /// Valid cosignatures by the policy's witnesses.
        found: usize,
        /// What the policy asks.
        needed: usize,
    },
}

/// The state of a log at one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over their leaf hashes.
    pub root: Hash,
}

impl Checkpoint {
    /// The note's text: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(&self.root))
    }

    /// Reads the text of a note. Extension lines are refused: this log has none, and nobody audits them.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut lines = text.strip_suffix('\n').ok_or(Error::Malformed("its last line is not ended"))?.split('\n');
        let (Some(origin), Some(size), Some(root), None) = (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(Error::Malformed("it has not exactly three lines"));
        };
        if origin.is_empty() {
            return Err(Error::Malformed("its origin is empty"));
        }
        let root = BASE64
            .decode(root.as_bytes())
            .ok()
            .and_then(|bytes| Hash::try_from(bytes).ok())
            .ok_or(Error::Malformed("its root is not 32 bytes of base64"))?;
        let size = decimal(size).ok_or(Error::Malformed("its size is not a number"))?;
        if size == 0 && root != merkle::root(&[]) {
            return Err(Error::Malformed("it is empty, and its root is not that of an empty tree"));
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// This checkpoint as a note signed by the log's key; `key` must be the log's [`log_key`].
    pub fn sign(&self, key: &VerifierKey, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Note {
        let text = self.text();
        let signature = Signature::over_text(&text, key, sign);
        Note { text, signatures: vec![signature] }
    }

    /// A witness's cosignature; `key` must be its [`witness_key`], `seconds` the time since the epoch.
    pub fn cosign(&self, key: &VerifierKey, seconds: u64, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Signature {
        Signature::cosignature(&self.text(), key, seconds, sign)
    }
}

/// The verifier key of a log: its name is the origin.
pub fn log_key(origin: &str, public: [u8; 32]) -> Result<VerifierKey, note::Error> {
    VerifierKey::new(origin, Algorithm::Ed25519, public)
}

/// The verifier key under which a mirror cosigns: its name is `<origin>/mirrors/<id>`.
pub fn witness_key(origin: &str, mirror: MirrorId, public: [u8; 32]) -> Result<VerifierKey, note::Error> {
    VerifierKey::new(&format!("{origin}/mirrors/{mirror}"), Algorithm::Cosignature, public)
}

/// What a verifier asks of a checkpoint.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The log's name.
    pub origin: String,
    /// The log's keys, current and retired; one of them must have signed.
    pub log: Vec<VerifierKey>,
    /// Witnesses that must each have cosigned: a mirror asks for its own.
    pub required: Vec<VerifierKey>,
    /// Witnesses that count towards the quorum.
    pub witnesses: Vec<VerifierKey>,
    /// How many of `witnesses` must have cosigned. 0 is the policy "none".
    pub quorum: usize,
}

impl Policy {
    /// The policy "none": the log's signature alone.
    pub fn none(log: VerifierKey) -> Self {
        Self { origin: log.name().to_owned(), log: vec![log], required: Vec::new(), witnesses: Vec::new(), quorum: 0 }
    }

    /// This policy, and the cosignature of `witness` as well.
    #[must_use]
    pub fn requiring(mut self, witness: VerifierKey) -> Self {
        self.required.push(witness);
        self
    }

    /// Reads a signed checkpoint and checks it: the log's signature, every cosignature of a known witness,
    /// and that there are as many as asked.
    pub fn check(&self, note: &str) -> Result<Witnessed, Error> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(&note.text)?;
        if checkpoint.origin != self.origin {
            return Err(Error::ForeignOrigin(checkpoint.origin));
        }
        let mut signed = false;
        for key in &self.log {
            signed |= key.algorithm() == Algorithm::Ed25519 && note.verify(key)?.is_some();
        }
        if !signed {
            return Err(Error::Unsigned);
        }
        let mut cosigned: Vec<Cosigned> = Vec::new();
        for key in self.required.iter().chain(&self.witnesses) {
            if cosigned.iter().any(|known| known.name == key.name()) {
                continue;
            }
            if let Some(seconds) = note.verify(key)?.and_then(|verified| verified.seconds) {
                cosigned.push(Cosigned { name: key.name().to_owned(), seconds });
            }
        }
        let has = |key: &VerifierKey| cosigned.iter().any(|known| known.name == key.name());
        if let Some(missing) = self.required.iter().find(|key| !has(key)) {
            return Err(Error::NotCosigned(missing.name().to_owned()));
        }
        let found = self.witnesses.iter().filter(|key| has(key)).count();
        if found < self.quorum {
            return Err(Error::TooFewCosignatures { found, needed: self.quorum });
        }
        Ok(Witnessed { checkpoint, cosigned })
    }
}

/// A checkpoint that satisfied a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// By which known witnesses.
    pub cosigned: Vec<Cosigned>,
}

/// One valid cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's key name.
    pub name: String,
    /// When, in seconds since the epoch by the witness's clock.
    pub seconds: u64,
}

/// A decimal number in its one spelling: no sign, no leading zeroes.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use uuid::Uuid;

    use super::*;

    fn pair(seed: u8) -> (Ed25519KeyPair, [u8; 32]) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let public = pair.public_key().as_ref().try_into().unwrap();
        (pair, public)
    }

    fn by(pair: &Ed25519KeyPair) -> impl Fn(&[u8]) -> [u8; 64] {
        |message| pair.sign(message).as_ref().try_into().unwrap()
    }

    #[test]
    fn a_text_has_one_spelling() {
        let checkpoint = Checkpoint { origin: "localhost".to_owned(), size: 12, root: [7; 32] };
        assert_eq!(Checkpoint::parse(&checkpoint.text()), Ok(checkpoint.clone()));
        let text = checkpoint.text();
        for bad in [
            text.replace("12", "012"),
            text.replace("12", "+12"),
            text.replace("12", "-1"),
            text.replace("12", "0"),
            text.replace("localhost", ""),
            format!("{text}extension\n"),
            format!("{text}\n"),
            text.trim_end().to_owned(),
            text.replace('=', ""),
        ] {
            assert!(Checkpoint::parse(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_policy_asks_for_the_log_for_the_required_and_for_the_quorum() {
        let ((log, log_public), (one, one_public), (two, two_public)) = (pair(1), pair(2), pair(3));
        let log_vkey = log_key("localhost", log_public).unwrap();
        let one_vkey = witness_key("localhost", MirrorId(Uuid::from_u128(1)), one_public).unwrap();
        let two_vkey = witness_key("localhost", MirrorId(Uuid::from_u128(2)), two_public).unwrap();
        let checkpoint = Checkpoint { origin: "localhost".to_owned(), size: 12, root: [7; 32] };
        let mut note = checkpoint.sign(&log_vkey, by(&log));

        let none = Policy::none(log_vkey.clone());
        assert_eq!(none.check(&note.to_string()).unwrap().checkpoint, checkpoint);
        let needs_one = none.clone().requiring(one_vkey.clone());
        assert_eq!(needs_one.check(&note.to_string()), Err(Error::NotCosigned(one_vkey.name().to_owned())));
        let quorum = Policy { witnesses: vec![one_vkey.clone(), two_vkey.clone()], quorum: 2, ..needs_one.clone() };

        note.signatures.push(checkpoint.cosign(&one_vkey, 5, by(&one)));
        assert_eq!(
            needs_one.check(&note.to_string()).unwrap().cosigned,
            [Cosigned { name: one_vkey.name().to_owned(), seconds: 5 }]
        );
        assert_eq!(quorum.check(&note.to_string()), Err(Error::TooFewCosignatures { found: 1, needed: 2 }));
        // The same witness twice is one witness.
        note.signatures.push(checkpoint.cosign(&one_vkey, 6, by(&one)));
        assert_eq!(quorum.check(&note.to_string()), Err(Error::TooFewCosignatures { found: 1, needed: 2 }));
        note.signatures.push(checkpoint.cosign(&two_vkey, 6, by(&two)));
        assert!(quorum.check(&note.to_string()).is_ok());

        // A cosignature is no signature of the log, and a stranger's is neither.
        note.signatures.remove(0);
        assert_eq!(quorum.check(&note.to_string()), Err(Error::Unsigned));
        let other = Policy { origin: "elsewhere".to_owned(), ..none };
        assert_eq!(other.check(&note.to_string()), Err(Error::ForeignOrigin("localhost".to_owned())));
        // A forged cosignature under a known name and id spoils the note.
        let mut forged = checkpoint.sign(&log_vkey, by(&log));
        forged.signatures.push(checkpoint.cosign(&one_vkey, 5, by(&two)));
        assert!(matches!(needs_one.check(&forged.to_string()), Err(Error::Note(note::Error::BadSignature(_)))));
    }
}
