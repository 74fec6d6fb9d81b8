//! What an entry of the log is, byte for byte: canonical JSON (RFC 8785), fixed when it is made and never
//! re-serialised; and the commitments in it. Pure.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::tile::LONGEST_ENTRY;
use crate::clock::Time;
use crate::ids::CaseId;

/// The version of this format.
const VERSION: u64 = 1;
/// What a commitment's message begins with.
const COMMITMENT_LABEL: &[u8] = b"writ/v1/commitment";

/// Why bytes are not an entry, or an entry cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not JSON of an entry's shape.
    #[error("not a log entry: {0}")]
    Malformed(String),
    /// JSON of the right shape, in another spelling than the canonical one.
    #[error("not in canonical form (RFC 8785)")]
    NotCanonical,
    /// Longer than a log entry can be.
    #[error("a log entry is at most 65,535 bytes, and this one has {0}")]
    TooLong(usize),
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    v: u64,
    /// What happened, such as `target.decided`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in whole seconds.
    pub at: Time,
    /// The case it belongs to.
    pub case: CaseId,
    /// Which entry of its case it is, from 1, without gaps.
    pub n: u64,
    /// Who did it, as a role.
    pub actor: String,
    /// What may stand in clear.
    pub fields: Map<String, Value>,
    /// What stands committed: the commitment of each field, in base64.
    pub commitments: BTreeMap<String, String>,
}

impl Entry {
    /// An entry without commitments.
    pub fn new(kind: &str, at: Time, case: CaseId, n: u64, actor: &str, fields: Map<String, Value>) -> Self {
        let (kind, actor) = (kind.to_owned(), actor.to_owned());
        let at = Time::from_seconds(at.seconds());
        Self { v: VERSION, kind, at, case, n, actor, fields, commitments: BTreeMap::new() }
    }

    /// Commits to the value of a field.
    pub fn commit(&mut self, field: &str, value: &str, opening: &[u8; 32]) {
        let commitment = commitment(opening, self.case, self.n, field, value);
        self.commitments.insert(field.to_owned(), BASE64.encode(&commitment));
    }

    /// Whether `opening` shows that the field is committed to `value`.
    pub fn opens(&self, field: &str, value: &str, opening: &[u8; 32]) -> bool {
        let committed = self.commitments.get(field).and_then(|text| BASE64.decode(text.as_bytes()).ok());
        let expected = commitment(opening, self.case, self.n, field, value);
        committed.is_some_and(|committed| bool::from(committed.ct_eq(&expected)))
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let bytes = serde_json_canonicalizer::to_vec(self).map_err(|error| Error::Malformed(error.to_string()))?;
        if bytes.len() > LONGEST_ENTRY {
            return Err(Error::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads an entry. Only its canonical bytes are accepted.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let entry: Self = serde_json::from_slice(bytes).map_err(|error| Error::Malformed(error.to_string()))?;
        if entry.v != VERSION {
            return Err(Error::Malformed(format!("it is of version {}", entry.v)));
        }
        if entry.n == 0 {
            return Err(Error::Malformed("the entries of a case are counted from 1".to_owned()));
        }
        if entry.commitments.values().any(|text| BASE64.decode(text.as_bytes()).is_ok_and(|bytes| bytes.len() != 32)) {
            return Err(Error::Malformed("a commitment is not 32 bytes".to_owned()));
        }
        if entry.encode()? != bytes {
            return Err(Error::NotCanonical);
        }
        Ok(entry)
    }

    /// A field in clear that is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }
}

/// `HMAC-SHA-256(key = opening, "writ/v1/commitment" 00 case 00 n 00 field 00 value)`
fn commitment(opening: &[u8; 32], case: CaseId, n: u64, field: &str, value: &str) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(opening).expect("HMAC takes any key");
    mac.update(COMMITMENT_LABEL);
    for part in [case.to_string().as_bytes(), n.to_string().as_bytes(), field.as_bytes(), value.as_bytes()] {
        mac.update(&[0]);
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn entry() -> Entry {
        let Value::Object(fields) = json!({"outcome": "removed", "organisation": "Example Pictures"}) else { panic!() };
        let at = Time::parse_rfc3339("2026-11-23T10:00:00.7Z").unwrap();
        Entry::new("target.decided", at, CaseId(Uuid::from_u128(7)), 4, "reviewer", fields)
    }

    #[test]
    fn an_entry_is_canonical_json() {
        let mut entry = entry();
        entry.commit("object", "42", &[1; 32]);
        let bytes = entry.encode().unwrap();
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            r#"{"actor":"reviewer","at":"2026-11-23T10:00:00Z","case":"00000000-0000-0000-0000-000000000007","commitments":{"object":"#
                .to_owned()
                + &format!("\"{}\"", entry.commitments["object"])
                + r#"},"fields":{"organisation":"Example Pictures","outcome":"removed"},"n":4,"type":"target.decided","v":1}"#
        );
        assert_eq!(Entry::parse(&bytes), Ok(entry));
    }

    #[test]
    fn another_spelling_is_not_an_entry() {
        let text = String::from_utf8(entry().encode().unwrap()).unwrap();
        for bad in [
            text.replace("\"n\":4", "\"n\": 4"),
            text.replace("\"n\":4", "\"n\":4,\"n\":4"),
            text.replace("\"n\":4", "\"n\":0"),
            text.replace("\"n\":4", "\"m\":1,\"n\":4"),
            text.replace("\"v\":1", "\"v\":2"),
            text.replace("10:00:00Z", "10:00:00.0Z"),
            text.replace("removed", "remove\\u0064"),
            format!("{text} "),
        ] {
            assert!(Entry::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_commitment_binds_case_count_field_and_value() {
        let mut entry = entry();
        entry.commit("object", "42", &[1; 32]);
        assert!(entry.opens("object", "42", &[1; 32]));
        assert!(!entry.opens("object", "43", &[1; 32]));
        assert!(!entry.opens("object", "42", &[2; 32]));
        assert!(!entry.opens("root", "42", &[1; 32]));
        let moved = Entry { n: 5, ..entry.clone() };
        assert!(!moved.opens("object", "42", &[1; 32]));
        let moved = Entry { case: CaseId(Uuid::from_u128(8)), ..entry };
        assert!(!moved.opens("object", "42", &[1; 32]));
    }

    #[test]
    fn a_commitment_is_the_documented_hmac() {
        // Made with Python: hmac.new(b"\1"*32, b"writ/v1/commitment\0…-000000000007\0" b"4\0object\0" b"42", "sha256")
        let mut entry = entry();
        entry.commit("object", "42", &[1; 32]);
        assert_eq!(entry.commitments["object"], "7LiUpNCAUlUxkeC3BwU0IFEF2mXdH3o7HinG13ppu80=");
    }

    #[test]
    fn an_entry_that_no_bundle_can_carry_is_refused() {
        let mut entry = entry();
        let room = LONGEST_ENTRY - entry.encode().unwrap().len() - r#","text":"""#.len();
        entry.fields.insert("text".to_owned(), Value::String("x".repeat(room)));
        assert_eq!(entry.encode().unwrap().len(), LONGEST_ENTRY);
        entry.fields.insert("text".to_owned(), Value::String("x".repeat(room + 1)));
        assert_eq!(entry.encode(), Err(Error::TooLong(LONGEST_ENTRY + 1)));
    }
}
