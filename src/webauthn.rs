//! Passkeys: what one registers and what one signs, checked as W3C Web Authentication Level 3 (section 7) says. Pure.
//!
//! Only what is used here: no attestation (a passkey vouches for nothing but itself), user verification always, and a challenge
//! of the caller's. Whoever signs a record by passkey signs its SHA-256, so that anyone can check years later that this
//! key signed that record; that is why the challenge is not one that a library makes up. Signature counters are not looked
//! at: passkeys that are synced between devices have none.

use std::fmt;

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::texts::Text;
use crate::tokens::Digest;

/// The longest credential id, in bytes, as the standard has it.
const LONGEST_ID: usize = 1_023;
/// The longest public key, in bytes: RSA of 8,192 bits fits.
const LONGEST_KEY: usize = 2_048;
/// Flags of authenticator data.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const CREDENTIAL_INCLUDED: u8 = 1 << 6;

/// Why what a passkey gave is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum Error {
    /// It cannot be read: which part of it, as the text `passkey-malformed` knows it.
    Malformed(&'static str),
    /// It answers something else: another `place`, `question` or `ceremony`.
    Other(&'static str),
    /// The person was not asked to unlock the passkey.
    Unverified,
    /// The algorithm is none that is supported.
    Algorithm,
    /// The signature does not hold.
    Signature,
}

impl Error {
    /// The same for whoever holds the passkey.
    pub fn told(&self) -> Text {
        match self {
            Self::Malformed(what) => Text::of("passkey-malformed").with("what", *what),
            Self::Other(what) => Text::of("passkey-other").with("what", *what),
            Self::Unverified => Text::of("passkey-unverified"),
            Self::Algorithm => Text::of("passkey-algorithm"),
            Self::Signature => Text::of("passkey-signature"),
        }
    }
}

/// How a passkey signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
}

crate::words::words!(Algorithm { Es256 = "ES256", EdDsa = "EdDSA", Rs256 = "RS256" });

impl Algorithm {
    /// All of them, the preferred first, by their numbers in COSE (RFC 9053).
    pub const COSE: [(i64, Self); 3] = [(-7, Self::Es256), (-8, Self::EdDsa), (-257, Self::Rs256)];

    /// By its number in COSE.
    ///
    /// # Errors
    /// [`Error::Algorithm`] for every other number.
    pub fn from_cose(number: i64) -> Result<Self, Error> {
        let found = Self::COSE.into_iter().find(|(known, _)| *known == number);
        found.map(|(_, algorithm)| algorithm).ok_or(Error::Algorithm)
    }

    fn verification(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Es256 => &signature::ECDSA_P256_SHA256_ASN1,
            Self::EdDsa => &signature::ED25519,
            Self::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        }
    }
}

/// Bytes that travel in base64url.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Base64(pub Vec<u8>);

impl Base64 {
    /// Reads them.
    ///
    /// # Errors
    /// [`Error::Malformed`] names `what`.
    pub fn parse(what: &'static str, text: &str) -> Result<Self, Error> {
        BASE64URL_NOPAD.decode(text.as_bytes()).map(Self).map_err(|_| Error::Malformed(what))
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse("base64url", &text).map_err(serde::de::Error::custom)
    }
}

/// For whom passkeys are made and used: a host and the origin of its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The host: passkeys are bound to it.
    pub id: String,
    /// The origin of the pages.
    pub origin: String,
}

impl RelyingParty {
    /// The one that a web address belongs to; `None` for an address that is no name: passkeys need one.
    pub fn of(url: &Url) -> Option<Self> {
        let id = url.domain()?.to_owned();
        Some(Self { id, origin: url.origin().ascii_serialization() })
    }
}

/// A passkey's public half.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// Its id, which the authenticator chose.
    pub id: Base64,
    /// How it signs.
    pub algorithm: Algorithm,
    /// Its public key, `SubjectPublicKeyInfo` in DER.
    pub public_key: Base64,
}

/// What a browser gives when a passkey is made.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The new passkey.
    pub credential: Credential,
    /// The authenticator data.
    pub authenticator_data: Base64,
    /// The client data, JSON.
    pub client_data: Base64,
}

/// What a passkey signed, and over what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The authenticator data, which is signed.
    pub authenticator_data: Base64,
    /// The client data, JSON, whose SHA-256 is signed.
    pub client_data: Base64,
    /// The signature.
    pub signature: Base64,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
}

impl Registration {
    /// Checks that this passkey was made now, for this place, in answer to `challenge`.
    pub fn check(&self, party: &RelyingParty, challenge: &Digest) -> Result<(), Error> {
        check_client_data(&self.client_data, "webauthn.create", &party.origin, challenge)?;
        let rest = check_authenticator_data(&self.authenticator_data, &party.id, CREDENTIAL_INCLUDED)?;
        // 16 bytes of AAGUID, the id's length, the id; then the key, which is given apart.
        let (length, rest) = rest.get(16..).and_then(|rest| rest.split_first_chunk::<2>()).ok_or(SHORT)?;
        let id = rest.get(..usize::from(u16::from_be_bytes(*length))).ok_or(SHORT)?;
        if id.is_empty() || id.len() > LONGEST_ID || id != self.credential.id.0 {
            return Err(Error::Malformed("id"));
        }
        if self.credential.public_key.0.len() > LONGEST_KEY {
            return Err(Error::Malformed("public-key"));
        }
        Ok(())
    }
}

impl Assertion {
    /// Checks that `credential` answered `challenge` for this place, its holder unlocking it.
    pub fn check(&self, party: &RelyingParty, credential: &Credential, challenge: &Digest) -> Result<(), Error> {
        check_client_data(&self.client_data, "webauthn.get", &party.origin, challenge)?;
        check_authenticator_data(&self.authenticator_data, &party.id, 0)?;
        let signed = [self.authenticator_data.0.as_slice(), &Sha256::digest(&self.client_data.0)].concat();
        UnparsedPublicKey::new(credential.algorithm.verification(), &credential.public_key.0)
            .verify(&signed, &self.signature.0)
            .map_err(|_| Error::Signature)
    }

    /// The place that the signed client data names; it is worth something once [`Assertion::check`] holds for it.
    pub fn party(&self) -> Option<RelyingParty> {
        let client: ClientData = serde_json::from_slice(&self.client_data.0).ok()?;
        RelyingParty::of(&client.origin.parse().ok()?)
    }
}

const SHORT: Error = Error::Malformed("too-short");

fn check_client_data(bytes: &Base64, kind: &str, origin: &str, challenge: &Digest) -> Result<(), Error> {
    let client: ClientData = serde_json::from_slice(&bytes.0).map_err(|_| Error::Malformed("client-data"))?;
    if client.kind != kind {
        return Err(Error::Other("ceremony"));
    }
    if client.origin != origin || client.cross_origin {
        return Err(Error::Other("place"));
    }
    if client.challenge != BASE64URL_NOPAD.encode(&challenge.0) {
        return Err(Error::Other("question"));
    }
    Ok(())
}

/// Gives what follows the head: host, flags, counter.
fn check_authenticator_data<'a>(bytes: &'a Base64, id: &str, flags: u8) -> Result<&'a [u8], Error> {
    let (host, rest) = bytes.0.split_first_chunk::<32>().ok_or(SHORT)?;
    let (set, rest) = rest.split_first().ok_or(SHORT)?;
    let (_counter, rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
    if host[..] != Sha256::digest(id.as_bytes())[..] {
        return Err(Error::Other("place"));
    }
    let wanted = USER_PRESENT | USER_VERIFIED;
    if set & wanted != wanted {
        return Err(Error::Unverified);
    }
    if set & flags != flags {
        return Err(Error::Malformed("authenticator-data"));
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    };

    use super::*;

    type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

    /// A key of each kind: its algorithm, its `SubjectPublicKeyInfo`, and how it signs.
    fn keys() -> Vec<(Algorithm, Vec<u8>, Sign)> {
        use aws_lc_rs::encoding::AsDer as _;
        let p256 = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let ed25519 = Ed25519KeyPair::generate().unwrap();
        let rsa = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let spki = [
            p256.public_key().as_der().unwrap().as_ref().to_vec(),
            ed25519.public_key().as_der().unwrap().as_ref().to_vec(),
            rsa.public_key().as_der().unwrap().as_ref().to_vec(),
        ];
        let [one, two, three] = spki;
        vec![
            (
                Algorithm::Es256,
                one,
                Box::new(move |bytes| p256.sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec()),
            ),
            (Algorithm::EdDsa, two, Box::new(move |bytes| ed25519.sign(bytes).as_ref().to_vec())),
            (
                Algorithm::Rs256,
                three,
                Box::new(move |bytes| {
                    let mut signature = vec![0; rsa.public_modulus_len()];
                    rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), bytes, &mut signature).unwrap();
                    signature
                }),
            ),
        ]
    }

    fn party() -> RelyingParty {
        RelyingParty::of(&"https://files.example/".parse().unwrap()).unwrap()
    }

    fn client_data(kind: &str, challenge: &Digest, origin: &str) -> Base64 {
        let challenge = BASE64URL_NOPAD.encode(&challenge.0);
        let json = serde_json::json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false});
        Base64(json.to_string().into_bytes())
    }

    fn authenticator_data(host: &str, flags: u8, rest: &[u8]) -> Base64 {
        Base64([&Sha256::digest(host.as_bytes())[..], &[flags], &[0; 4], rest].concat())
    }

    fn assertion(sign: &Sign, client_data: Base64, authenticator_data: Base64) -> Assertion {
        let signed = [authenticator_data.0.as_slice(), &Sha256::digest(&client_data.0)].concat();
        Assertion { signature: Base64(sign(&signed)), client_data, authenticator_data }
    }

    #[test]
    fn every_kind_of_passkey_signs_a_challenge_and_nothing_else() {
        let (party, challenge) = (party(), Digest::of(b"a record"));
        for (algorithm, public_key, sign) in keys() {
            let credential = Credential { id: Base64(vec![7; 16]), algorithm, public_key: Base64(public_key) };
            let told = |kind: &str, host: &str, origin: &str, flags: u8| {
                let given =
                    assertion(&sign, client_data(kind, &challenge, origin), authenticator_data(host, flags, &[]));
                given.check(&party, &credential, &challenge)
            };
            let (get, host, origin) = ("webauthn.get", "files.example", "https://files.example");
            assert_eq!(told(get, host, origin, 5), Ok(()), "{algorithm}");
            assert_eq!(told("webauthn.create", host, origin, 5), Err(Error::Other("ceremony")));
            assert_eq!(told(get, "elsewhere.example", origin, 5), Err(Error::Other("place")));
            assert_eq!(told(get, host, "https://elsewhere.example", 5), Err(Error::Other("place")));
            assert_eq!(told(get, host, origin, 1), Err(Error::Unverified));
            let given = assertion(&sign, client_data(get, &challenge, origin), authenticator_data(host, 5, &[]));
            let another = Digest::of(b"another record");
            assert_eq!(given.check(&party, &credential, &another), Err(Error::Other("question")));
            for at in 0..given.authenticator_data.0.len() {
                let mut bent = given.clone();
                bent.authenticator_data.0[at] ^= 1;
                assert!(bent.check(&party, &credential, &challenge).is_err(), "byte {at} of {algorithm}");
            }
            let mut bent = given.clone();
            bent.signature.0[9] ^= 1;
            assert_eq!(bent.check(&party, &credential, &challenge), Err(Error::Signature));
            for (other, key, _) in keys() {
                let other = Credential { algorithm: other, public_key: Base64(key), ..credential.clone() };
                assert_eq!(given.check(&party, &other, &challenge), Err(Error::Signature));
            }
        }
    }

    #[test]
    fn a_passkey_is_registered_for_this_place_with_the_id_its_authenticator_names() {
        let (party, challenge) = (party(), Digest::of(b"a ceremony"));
        let named = |id: &[u8]| [&[0; 16][..], &u16::try_from(id.len()).unwrap().to_be_bytes(), id, &[0xa5]].concat();
        let made = |kind: &str, flags: u8, rest: &[u8]| {
            let registration = Registration {
                credential: Credential {
                    id: Base64(vec![7; 16]),
                    algorithm: Algorithm::EdDsa,
                    public_key: Base64(vec![1; 44]),
                },
                authenticator_data: authenticator_data("files.example", flags, rest),
                client_data: client_data(kind, &challenge, "https://files.example"),
            };
            registration.check(&party, &challenge)
        };
        assert_eq!(made("webauthn.create", 0x45, &named(&[7; 16])), Ok(()));
        assert_eq!(made("webauthn.get", 0x45, &named(&[7; 16])), Err(Error::Other("ceremony")));
        assert_eq!(made("webauthn.create", 0x45, &named(&[8; 16])), Err(Error::Malformed("id")));
        assert!(made("webauthn.create", 0x05, &named(&[7; 16])).is_err());
        assert_eq!(made("webauthn.create", 0x41, &named(&[7; 16])), Err(Error::Unverified));
        for length in 0..named(&[7; 16]).len() - 1 {
            assert!(made("webauthn.create", 0x45, &named(&[7; 16])[..length]).is_err(), "{length} bytes");
        }
        assert_eq!(RelyingParty::of(&"http://127.0.0.1:8080".parse().unwrap()), None, "passkeys need a name");
    }
}
