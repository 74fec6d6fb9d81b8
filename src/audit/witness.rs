//! The conversation between the log and a witness (c2sp.org/tlog-witness, `add-checkpoint`): its request, and
//! the judgement a witness must come to before it cosigns. Pure; the witness keeps what it saw.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64;

use super::checkpoint::{self, Checkpoint, Policy, decimal};
use super::note::{self, Note, Signature, VerifierKey};
use super::proof::hash_lines;
use crate::merkle::{self, Hash};

/// The content type of a [`Refusal::Conflict`].
pub const SIZE_CONTENT_TYPE: &str = "text/x.tlog.size";

/// The body of `POST …/add-checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the log believes the witness cosigned last; 0 when none.
    pub old: u64,
    /// The consistency proof from there to the checkpoint.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", BASE64.encode(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for AddCheckpoint {
    type Err = Refusal;

    fn from_str(body: &str) -> Result<Self, Refusal> {
        let parse = || {
            let (head, checkpoint) = body.split_once("\n\n")?;
            let mut lines = head.split('\n');
            let old = decimal(lines.next()?.strip_prefix("old ")?)?;
            Some(Self { old, proof: hash_lines(lines)?, checkpoint: checkpoint.to_owned() })
        };
        parse().ok_or(Refusal::Malformed)
    }
}

/// Why a witness does not cosign. Each has its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 400: not such a request, or its old size is larger than its checkpoint.
    #[error("malformed request")]
    Malformed,
    /// 404: a log that this witness does not know.
    #[error("unknown log")]
    UnknownOrigin,
    /// 403: not signed by the log.
    #[error("not signed by the log")]
    Forbidden,
    /// 409: the witness's latest is another; the body is its size and a newline.
    #[error("the latest cosigned size is {0}")]
    Conflict(u64),
    /// 422: the checkpoint is not consistent with the latest that was cosigned.
    #[error("not consistent with what was cosigned before")]
    Inconsistent,
}

impl Refusal {
    /// The HTTP status the specification gives it.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::UnknownOrigin => 404,
            Self::Forbidden => 403,
            Self::Conflict(_) => 409,
            Self::Inconsistent => 422,
        }
    }
}

/// A witness's judgement: whether the checkpoint in `request` follows `latest`, the last one it cosigned for this
/// log (`None` when none yet). `policy` names the log and its keys; its witnesses are not asked. On success the
/// caller stores the checkpoint durably, in the same transaction in which it read `latest`, and then cosigns.
pub fn consider(request: &AddCheckpoint, latest: Option<&Checkpoint>, policy: &Policy) -> Result<Checkpoint, Refusal> {
    let log_only = Policy { required: Vec::new(), witnesses: Vec::new(), quorum: 0, ..policy.clone() };
    let new = log_only.check(&request.checkpoint).map_err(|error| match error {
        checkpoint::Error::ForeignOrigin(_) => Refusal::UnknownOrigin,
        checkpoint::Error::Unsigned | checkpoint::Error::Note(note::Error::BadSignature(_)) => Refusal::Forbidden,
        // Well signed, and yet an empty tree whose root is not the empty tree's.
        checkpoint::Error::Malformed(_) if claims_empty(&request.checkpoint) => Refusal::Inconsistent,
        _ => Refusal::Malformed,
    })?;
    let new = new.checkpoint;
    if request.old > new.size {
        return Err(Refusal::Malformed);
    }
    let known = latest.map_or(0, |latest| latest.size);
    if request.old != known {
        return Err(Refusal::Conflict(known));
    }
    let old_root = latest.map_or_else(|| merkle::root(&[]), |latest| latest.root);
    if !merkle::verify_consistency(known, &old_root, new.size, &new.root, &request.proof) {
        return Err(Refusal::Inconsistent);
    }
    Ok(new)
}

fn claims_empty(note: &str) -> bool {
    note.split('\n').nth(1) == Some("0")
}

/// Reads a witness's answer: the cosignature over `checkpoint` by `witness`, checked; lines of unknown keys are
/// ignored. `None` when there is none of this witness.
pub fn read_answer(
    answer: &str,
    checkpoint: &Checkpoint,
    witness: &VerifierKey,
) -> Result<Option<Signature>, note::Error> {
    let lines = answer.strip_suffix('\n').ok_or(note::Error::Malformed("the last signature line is not ended"))?;
    let text = checkpoint.text();
    for line in lines.split('\n').take(MOST_LINES) {
        let alone = Note { text: text.clone(), signatures: vec![Signature::parse(line)?] };
        if alone.verify(witness)?.is_some_and(|verified| verified.seconds.is_some_and(|seconds| seconds > 0)) {
            return Ok(alone.signatures.into_iter().next());
        }
    }
    Ok(None)
}

const MOST_LINES: usize = 16;

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use uuid::Uuid;

    use super::super::checkpoint::{log_key, witness_key};
    use super::*;
    use crate::ids::MirrorId;

    #[test]
    fn a_witness_cosigns_only_what_follows() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap();
        let sign = |m: &[u8]| -> [u8; 64] { pair.sign(m).as_ref().try_into().unwrap() };
        let public = pair.public_key().as_ref().try_into().unwrap();
        let key = log_key("localhost", public).unwrap();
        let policy = Policy::none(key.clone());
        let leaves: Vec<Hash> = (0_u8..7).map(|n| merkle::leaf_hash(&[n])).collect();
        let at = |size: usize| Checkpoint {
            origin: "localhost".to_owned(),
            size: size.try_into().unwrap(),
            root: merkle::root(&leaves[..size]),
        };
        let path = |old: u64, new: u64| -> Vec<Hash> {
            let ranges = merkle::consistency_ranges(old, new).unwrap();
            ranges
                .iter()
                .map(|r| merkle::root(&leaves[usize::try_from(r.start).unwrap()..usize::try_from(r.end).unwrap()]))
                .collect()
        };
        let request = |old: u64, new: usize| AddCheckpoint {
            old,
            proof: path(old, new.try_into().unwrap()),
            checkpoint: at(new).sign(&key, sign).to_string(),
        };

        let text = request(3, 7).to_string();
        assert_eq!(text.parse::<AddCheckpoint>(), Ok(request(3, 7)));
        assert_eq!(consider(&request(0, 3), None, &policy), Ok(at(3)));
        assert_eq!(consider(&request(0, 0), None, &policy), Ok(at(0)));
        assert_eq!(consider(&request(3, 7), Some(&at(3)), &policy), Ok(at(7)));
        assert_eq!(consider(&request(7, 7), Some(&at(7)), &policy), Ok(at(7)));
        assert_eq!(consider(&request(3, 5), Some(&at(4)), &policy), Err(Refusal::Conflict(4)));
        assert_eq!(consider(&request(0, 7), Some(&at(4)), &policy), Err(Refusal::Conflict(4)));
        assert_eq!(
            consider(&AddCheckpoint { old: 8, ..request(3, 7) }, Some(&at(3)), &policy),
            Err(Refusal::Malformed)
        );
        let fork = Checkpoint { root: [9; 32], ..at(3) };
        assert_eq!(consider(&request(3, 7), Some(&fork), &policy), Err(Refusal::Inconsistent));
        assert_eq!(consider(&request(3, 3), Some(&fork), &policy), Err(Refusal::Inconsistent));
        let padded = AddCheckpoint { proof: vec![[0; 32]], ..request(0, 3) };
        assert_eq!(consider(&padded, None, &policy), Err(Refusal::Inconsistent));
        let hollow = Checkpoint { size: 0, ..at(3) };
        let hollow = AddCheckpoint { old: 0, proof: vec![], checkpoint: hollow.sign(&key, sign).to_string() };
        assert_eq!(consider(&hollow, None, &policy), Err(Refusal::Inconsistent));
        let elsewhere = Policy { origin: "elsewhere".to_owned(), ..policy.clone() };
        assert_eq!(consider(&request(0, 3), None, &elsewhere), Err(Refusal::UnknownOrigin));
        let stranger = AddCheckpoint { checkpoint: at(3).sign(&key, |_| [0; 64]).to_string(), ..request(0, 3) };
        assert_eq!(consider(&stranger, None, &policy), Err(Refusal::Forbidden));
        assert_eq!("old 03\n\nx".parse::<AddCheckpoint>(), Err(Refusal::Malformed));
    }

    #[test]
    fn an_answer_is_taken_only_from_the_witness_asked() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[2; 32]).unwrap();
        let key =
            witness_key("localhost", MirrorId(Uuid::from_u128(1)), pair.public_key().as_ref().try_into().unwrap())
                .unwrap();
        let other = witness_key("localhost", MirrorId(Uuid::from_u128(2)), [0; 32]).unwrap();
        let checkpoint = Checkpoint { origin: "localhost".to_owned(), size: 3, root: [1; 32] };
        let line = checkpoint.cosign(&key, 9, |m| pair.sign(m).as_ref().try_into().unwrap());
        assert_eq!(read_answer(&line.to_string(), &checkpoint, &key), Ok(Some(line.clone())));
        assert_eq!(read_answer(&line.to_string(), &checkpoint, &other), Ok(None));
        let moved = Checkpoint { size: 4, ..checkpoint };
        assert!(read_answer(&line.to_string(), &moved, &key).is_err());
    }
}
