//! A passkey in software, as a browser and its authenticator would answer.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use writ::tokens::Digest;
use writ::webauthn::{Algorithm, Assertion, Base64, Credential, Registration, RelyingParty};

pub struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
}

impl Authenticator {
    pub fn new(id: u8) -> Self {
        Self { key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(), id: vec![id; 16] }
    }

    pub fn id(&self) -> Base64 {
        Base64(self.id.clone())
    }

    pub fn make(&self, party: &RelyingParty, challenge: &Digest) -> Registration {
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        Registration {
            credential: Credential {
                id: self.id(),
                algorithm: Algorithm::Es256,
                public_key: Base64(self.key.public_key().as_der().unwrap().as_ref().to_vec()),
            },
            authenticator_data: data(party, 0x45, &[&[0; 16][..], &length, &self.id].concat()),
            client_data: client_data("webauthn.create", party, challenge),
        }
    }

    pub fn answer(&self, party: &RelyingParty, challenge: &Digest) -> Assertion {
        let (authenticator_data, client_data) = (data(party, 5, &[]), client_data("webauthn.get", party, challenge));
        let signed = [authenticator_data.0.as_slice(), &Sha256::digest(&client_data.0)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        Assertion { authenticator_data, client_data, signature: Base64(signature.as_ref().to_vec()) }
    }
}

fn data(party: &RelyingParty, flags: u8, rest: &[u8]) -> Base64 {
    Base64([&Sha256::digest(party.id.as_bytes())[..], &[flags], &[0; 4], rest].concat())
}

fn client_data(kind: &str, party: &RelyingParty, challenge: &Digest) -> Base64 {
    let challenge = BASE64URL_NOPAD.encode(&challenge.0);
    Base64(serde_json::json!({"type": kind, "challenge": challenge, "origin": party.origin}).to_string().into_bytes())
}
