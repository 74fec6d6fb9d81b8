//! How what mirrors and strangers know the service by changes: only by entries of the log, each proven under the keys and the witness
//! policy of before, and counted in a case of their own, so that none is passed over. Pure.
//!
//! A new key is announced by the key before it (`key.rotated`), a former one ends by an entry of its own (`key.retired`), and the policy
//! is whole in each entry that sets it (`witnesses.set`). Whoever stole keys alone can make nobody believe any of that: the cosignatures
//! that the policy asks for are missing.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::entry::Entry;
use super::note::{Algorithm, VerifierKey};
use crate::keys::{self, Purpose, SigningKey};

/// The type of the entry that announces a key.
pub const ROTATED: &str = "key.rotated";
/// The type of the entry with which a key ends.
pub const RETIRED: &str = "key.retired";
/// The type of the entry that sets the witness policy.
pub const WITNESSES_SET: &str = "witnesses.set";

/// What an entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A key signs besides the others, announced and signed by one of those.
    Rotated {
        /// What for.
        purpose: Purpose,
        /// The new key.
        key: [u8; 32],
        /// The one that announces it.
        by: [u8; 32],
    },
    /// A key signs no more: what it signed before stays signed.
    Retired {
        /// What for.
        purpose: Purpose,
        /// Which.
        key: [u8; 32],
    },
    /// These are the witnesses that count, and so many of them must have cosigned.
    Witnesses {
        /// Their keys.
        witnesses: Vec<VerifierKey>,
        /// How many.
        quorum: usize,
    },
}

/// A change, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Which change it is, from 1, without gaps.
    pub n: u64,
    /// What it changes.
    pub change: Change,
}

impl Counted {
    /// Reads an entry of the log of `origin`; `None` for one that is no change, or that the key it names did not sign.
    pub fn read(entry: &[u8], origin: &str) -> Option<Self> {
        let entry = Entry::parse(entry).ok()?;
        let purpose = || entry.text("purpose")?.parse::<Purpose>().ok();
        let key = |field: &str| bytes::<32>(entry.text(field)?);
        let change = match entry.kind.as_str() {
            ROTATED => {
                let (purpose, key, by) = (purpose()?, key("key")?, key("by")?);
                let signature = bytes::<64>(entry.text("signature")?)?;
                if !keys::verify(&by, &statement(origin, purpose, &key), &signature) {
                    return None;
                }
                Change::Rotated { purpose, key, by }
            }
            RETIRED => Change::Retired { purpose: purpose()?, key: key("key")? },
            WITNESSES_SET => {
                let quorum = usize::try_from(entry.fields.get("quorum")?.as_u64()?).ok()?;
                let named = entry.fields.get("witnesses")?.as_array()?;
                let witnesses: Vec<VerifierKey> =
                    named.iter().map(|key| key.as_str()?.parse().ok()).collect::<Option<_>>()?;
                if quorum > witnesses.len() || witnesses.iter().any(|key| key.algorithm() != Algorithm::Cosignature) {
                    return None;
                }
                Change::Witnesses { witnesses, quorum }
            }
            _ => return None,
        };
        Some(Self { n: entry.n, change })
    }
}

/// The fields of the entry with which `by` announces `key`.
pub fn rotation(origin: &str, purpose: Purpose, key: &[u8; 32], by: &SigningKey) -> Value {
    json!({
        "purpose": purpose.as_str(),
        "key": BASE64URL_NOPAD.encode(key),
        "by": BASE64URL_NOPAD.encode(&by.public()),
        "signature": BASE64URL_NOPAD.encode(&by.sign(&statement(origin, purpose, key))),
    })
}

/// The fields of the entry with which a key ends.
pub fn retirement(purpose: Purpose, key: &[u8; 32]) -> Value {
    json!({ "purpose": purpose.as_str(), "key": BASE64URL_NOPAD.encode(key) })
}

/// The fields of the entry that sets the policy.
pub fn witnesses(witnesses: &[VerifierKey], quorum: usize) -> Value {
    let keys: Vec<String> = witnesses.iter().map(ToString::to_string).collect();
    json!({ "witnesses": keys, "quorum": quorum })
}

/// What a key signs that announces another: nothing else that it signs begins so.
fn statement(origin: &str, purpose: Purpose, key: &[u8; 32]) -> Vec<u8> {
    format!("writ/v1/key-rotation\n{origin}\n{}\n{}\n", purpose.as_str(), BASE64URL_NOPAD.encode(key)).into_bytes()
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Map;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Time;
    use crate::ids::CaseId;

    fn entry(kind: &str, fields: Value) -> Vec<u8> {
        let fields: Map<String, Value> = serde_json::from_value(fields).unwrap();
        let case = CaseId(Uuid::from_u128(7));
        Entry::new(kind, Time::from_seconds(1_800_000_000), case, 3, "service", fields).encode().unwrap()
    }

    #[test]
    fn a_new_key_is_announced_by_the_one_before() {
        let (old, new) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let good = rotation("localhost", Purpose::Order, &new.public(), &old);
        let read = Counted::read(&entry(ROTATED, good.clone()), "localhost").unwrap();
        let change = Change::Rotated { purpose: Purpose::Order, key: new.public(), by: old.public() };
        assert_eq!(read, Counted { n: 3, change });
        assert_eq!(Counted::read(&entry(ROTATED, good.clone()), "elsewhere"), None);
        assert_eq!(Counted::read(&entry("order.issued", good.clone()), "localhost"), None);
        for (field, wrong) in [
            ("purpose", json!("log")),
            ("key", json!(BASE64URL_NOPAD.encode(&old.public()))),
            ("by", json!(BASE64URL_NOPAD.encode(&new.public()))),
            ("signature", json!("x")),
        ] {
            let mut bent = good.clone();
            bent[field] = wrong;
            assert_eq!(Counted::read(&entry(ROTATED, bent), "localhost"), None, "{field}");
        }
    }

    #[test]
    fn a_policy_that_nobody_could_satisfy_is_none() {
        let witness = VerifierKey::new("localhost/mirrors/1", Algorithm::Cosignature, [3; 32]).unwrap();
        let set = |quorum| entry(WITNESSES_SET, witnesses(std::slice::from_ref(&witness), quorum));
        let change = Change::Witnesses { witnesses: vec![witness.clone()], quorum: 1 };
        assert_eq!(Counted::read(&set(1), "localhost"), Some(Counted { n: 3, change }));
        assert_eq!(Counted::read(&set(2), "localhost"), None);
        let log = VerifierKey::new("localhost", Algorithm::Ed25519, [3; 32]).unwrap();
        assert_eq!(Counted::read(&entry(WITNESSES_SET, witnesses(&[log], 1)), "localhost"), None);
    }
}
