//! The record of a signature: what is hashed, sealed and kept.

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::ids::{AccountId, OrganisationId, SignatureId};
use crate::texts::Language;
use crate::tokens::Digest;
use crate::webauthn::{Assertion, Credential};

/// What [`Record::record`] says.
pub(super) const NAME: &str = "writ/v1/agreement-signature";

/// What was signed. Its canonical JSON is what is kept and hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// `writ/v1/agreement-signature`.
    pub record: String,
    /// The service's origin name.
    pub service: String,
    /// Its version, language and the SHA-256 of its exact bytes.
    pub agreement: SignedAgreement,
    /// The organisation, by id and name.
    pub organisation: SignedOrganisation,
    /// Who signed, as it was typed.
    pub signer: Signer,
    /// What was affirmed, word for word.
    pub affirmations: Vec<String>,
    /// How it was confirmed.
    pub method: Method,
    /// When.
    pub signed_at: Time,
    /// From which address.
    pub address: String,
    /// By which browser.
    pub browser: String,
}

/// The agreement in a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedAgreement {
    /// Its number.
    pub version: i64,
    /// The language that was signed, by its tag.
    pub locale: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: Digest,
}

impl SignedAgreement {
    /// What the language that was signed calls itself.
    pub fn language_name(&self) -> String {
        Language::name_of(&self.locale)
    }
}

/// The organisation in a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedOrganisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// The signer in a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// The account.
    pub account: AccountId,
    /// `owner`: signed for the organisation too. `agent`: for itself.
    pub role: String,
    /// The name as typed.
    pub name: String,
    /// The title as typed.
    pub title: String,
    /// The authority claimed.
    pub authority: String,
}

impl Record {
    /// Reads the bytes of a record. Only canonical ones are accepted.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let record: Self =
            serde_json::from_slice(bytes).map_err(|_| "the record is not a signature under the agreement")?;
        if record.record != NAME || serde_json_canonicalizer::to_vec(&record).ok().as_deref() != Some(bytes) {
            return Err("the record is not in canonical form");
        }
        Ok(record)
    }
}

/// How a signature was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// By the account's password: a simple electronic signature.
    #[serde(rename = "password")]
    Password,
    /// By a passkey, which signed the SHA-256 of the record.
    #[serde(rename = "passkey")]
    Passkey,
}

crate::words::words!(Method { Password = "password", Passkey = "passkey" });

impl Method {
    /// The text of how it was confirmed, and what that is worth.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Password => "method-password",
            Self::Passkey => "method-passkey",
        }
    }
}

/// What confirmed a signature by passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByPasskey {
    /// The passkey's public half.
    pub credential: Credential,
    /// What it signed.
    pub assertion: Assertion,
}

/// Where a sealed record stands.
pub(super) fn context(id: SignatureId) -> String {
    format!("signatures.record/{id}")
}

/// Where what a passkey signed stands.
pub(super) fn assertion_context(id: SignatureId) -> String {
    format!("signatures.assertion/{id}")
}

/// A record on its way through the page on which a passkey confirms it.
pub(super) fn prepared_context(account: AccountId) -> String {
    format!("signatures.prepared/{account}")
}
