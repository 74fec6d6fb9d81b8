//! Proofs that an entry stands in the log, for verification offline (c2sp.org/tlog-proof@v1): its index, the
//! Merkle path, and the checkpoint it leads to. Pure.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64;

use super::checkpoint::{self, Policy, Witnessed, decimal};
use crate::merkle::{self, Hash};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// Why a proof is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not a proof.
    #[error("not a log proof: {0}")]
    Malformed(&'static str),
    /// The checkpoint in it does not satisfy the policy.
    #[error(transparent)]
    Checkpoint(#[from] checkpoint::Error),
    /// The path does not lead from this entry to that checkpoint.
    #[error("the proof does not lead from this entry to the checkpoint in it")]
    DoesNotLead,
}

/// A proof as it travels. Nothing in it is to be trusted before [`TlogProof::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Opaque bytes that the proof does not authenticate. Ours have none.
    pub extra: Option<Vec<u8>>,
    /// The entry's index.
    pub index: u64,
    /// The hashes from the leaf's sibling to the root's child.
    pub path: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

/// An entry whose proof holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Its index in the log.
    pub index: u64,
    /// The checkpoint it stands under.
    pub witnessed: Witnessed,
}

impl TlogProof {
    /// Checks that `entry` (its bytes as logged) stands in the log under a checkpoint that satisfies `policy`.
    pub fn verify(&self, entry: &[u8], policy: &Policy) -> Result<Proven, Error> {
        let witnessed = policy.check(&self.checkpoint)?;
        let at = &witnessed.checkpoint;
        if !merkle::verify_inclusion(&merkle::leaf_hash(entry), self.index, at.size, &self.path, &at.root) {
            return Err(Error::DoesNotLead);
        }
        Ok(Proven { index: self.index, witnessed })
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", BASE64.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", BASE64.encode(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(Error::Malformed("it has no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(Error::Malformed("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(
                BASE64
                    .decode(&line.as_bytes()["extra ".len()..])
                    .map_err(|_| Error::Malformed("its extra line is not base64"))?,
            ),
            None => None,
        };
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(decimal)
            .ok_or(Error::Malformed("it has no index line"))?;
        let path =
            hash_lines(lines).ok_or(Error::Malformed("its path is not at most 63 lines of 32 bytes of base64"))?;
        Ok(Self { extra, index, path, checkpoint: checkpoint.to_owned() })
    }
}

/// Reads at most 63 hashes, one a line, as in proofs and in requests to witnesses.
pub(crate) fn hash_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Vec<Hash>> {
    let hashes: Vec<Hash> =
        lines.take(64).map(|line| Hash::try_from(BASE64.decode(line.as_bytes()).ok()?).ok()).collect::<Option<_>>()?;
    (hashes.len() < 64).then_some(hashes)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

    use super::super::checkpoint::{Checkpoint, log_key};
    use super::*;

    #[test]
    fn no_byte_of_a_proof_can_change_unnoticed() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap();
        let key = log_key("localhost", pair.public_key().as_ref().try_into().unwrap()).unwrap();
        let policy = Policy::none(key.clone());
        let leaves: Vec<Hash> = (0_u8..7).map(|n| merkle::leaf_hash(&[n])).collect();
        let checkpoint = Checkpoint { origin: "localhost".to_owned(), size: 7, root: merkle::root(&leaves) };
        let note = checkpoint.sign(&key, |m| pair.sign(m).as_ref().try_into().unwrap());
        for index in 0_u8..7 {
            let path = merkle::inclusion_ranges(u64::from(index), 7)
                .unwrap()
                .iter()
                .map(|range| {
                    merkle::root(&leaves[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()])
                })
                .collect();
            let proof = TlogProof { extra: None, index: index.into(), path, checkpoint: note.to_string() };
            let text = proof.to_string();
            assert_eq!(text.parse::<TlogProof>().unwrap(), proof);
            assert_eq!(proof.verify(&[index], &policy).unwrap().witnessed.checkpoint, checkpoint);
            assert_eq!(proof.verify(&[index + 1], &policy), Err(Error::DoesNotLead));
            for at in 0..text.len() {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1;
                let held = String::from_utf8(bytes)
                    .ok()
                    .and_then(|text| text.parse::<TlogProof>().ok())
                    .is_some_and(|proof| proof.verify(&[index], &policy).is_ok());
                assert!(!held, "byte {at}");
            }
        }
    }

    #[test]
    fn extra_data_is_carried() {
        let proof = TlogProof { extra: Some(b"x".to_vec()), index: 0, path: vec![], checkpoint: "c\n".to_owned() };
        assert_eq!(proof.to_string().parse::<TlogProof>().unwrap(), proof);
        assert!("c2sp.org/tlog-proof@v1\nindex 00\n\nc\n".parse::<TlogProof>().is_err());
        assert!("c2sp.org/tlog-proof@v1\n\nc\n".parse::<TlogProof>().is_err());
        assert!("c2sp.org/tlog-proof@v2\nindex 0\n\nc\n".parse::<TlogProof>().is_err());
    }
}
