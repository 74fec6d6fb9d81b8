//! The keys of a file, as types that do not print, and how the file key comes from its two halves.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::format::{HEADER, Opening};
use crate::ids::ObjectId;

macro_rules! secret {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// 32 bytes, wiped from memory when dropped, compared in constant time, and never printed.
        #[derive(Clone)]
        pub struct $name(::zeroize::Zeroizing<[u8; 32]>);

        impl $name {
            /// A new random one.
            pub fn generate(entropy: &$crate::entropy::Entropy) -> Self {
                let mut bytes = ::zeroize::Zeroizing::new([0; 32]);
                entropy.fill(bytes.as_mut());
                Self(bytes)
            }

            /// From its bytes.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(::zeroize::Zeroizing::new(bytes))
            }

            /// From a slice, if that is 32 bytes long.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self::from_bytes)
            }

            /// From 43 characters of base64url without padding, its form on the wire and in links.
            pub fn decode(text: &str) -> Option<Self> {
                let bytes = ::zeroize::Zeroizing::new(::data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
                Self::from_slice(&bytes)
            }

            /// Its bytes. Whoever calls this answers for where they go.
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }

            /// Its 43 characters of base64url. Whoever calls this answers for where they go.
            pub fn encode(&self) -> ::zeroize::Zeroizing<String> {
                ::zeroize::Zeroizing::new(::data_encoding::BASE64URL_NOPAD.encode(self.0.as_ref()))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                ::subtle::ConstantTimeEq::ct_eq(self.0.as_ref(), other.0.as_ref()).into()
            }
        }

        impl Eq for $name {}
    )*};
}
pub(super) use secret;

secret! {
    /// The sharers' half of a file's key (`L`): made by the client, shared only in a link's fragment.
    LinkKey;
    /// The service's half of a file's key (`S`): withheld while the object is locked, destroyed when it is purged.
    KeyShare;
    /// The key that seals and opens (`K`): of a file, or of one drive entry.
    FileKey;
}

impl FileKey {
    /// The file's key from its two halves: `HKDF-SHA-256(ikm = L, salt = S, info = "writ/v1/file-key " || object id)`.
    pub fn derive(link_key: &LinkKey, share: &KeyShare, object: ObjectId) -> Self {
        Self(hkdf_sha256(link_key.expose(), share.expose(), format!("writ/v1/file-key {object}").as_bytes()))
    }
}

/// The context under which an object's content is sealed.
pub fn content_context(object: ObjectId) -> String {
    format!("writ/v1/content {object}")
}

/// The context under which an object's metadata is sealed.
pub fn metadata_context(object: ObjectId) -> String {
    format!("writ/v1/metadata {object}")
}

/// Whether `key` is the one key that can open what this `header` (the first 56 sealed bytes) begins. This is the proof
/// of a claim: it needs no content, so it works while the object is locked. Takes constant time in the key.
pub fn commits(key: &FileKey, context: &str, header: &[u8]) -> bool {
    header.len() == HEADER && Opening::header(key, context, header).is_ok()
}

/// HKDF with SHA-256, 32 bytes out. An empty salt is RFC 5869's default.
pub(super) fn hkdf_sha256(ikm: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    #[expect(clippy::expect_used, reason = "HKDF-SHA-256 refuses only outputs above 8,160 bytes")]
    Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, out.as_mut()).expect("32 bytes are within HKDF's bound");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::entropy::Entropy;

    #[test]
    fn secrets_do_not_print_and_encode_to_43_characters() {
        let key = LinkKey::from_bytes([7; 32]);
        assert_eq!(format!("{key:?}"), "LinkKey(redacted)");
        assert_eq!(key.encode().len(), 43);
        assert_eq!(LinkKey::decode(&key.encode()), Some(key));
        assert_eq!(LinkKey::decode("short"), None);
    }

    #[test]
    fn both_halves_and_the_object_take_part() {
        let entropy = Entropy::seeded(1);
        let object = ObjectId::new(&Clock::System, &entropy);
        let (link, share) = (LinkKey::generate(&entropy), KeyShare::generate(&entropy));
        let key = FileKey::derive(&link, &share, object);
        assert_eq!(key, FileKey::derive(&link, &share, object));
        assert_ne!(key, FileKey::derive(&LinkKey::generate(&entropy), &share, object));
        assert_ne!(key, FileKey::derive(&link, &KeyShare::generate(&entropy), object));
        assert_ne!(key, FileKey::derive(&link, &share, ObjectId::new(&Clock::System, &entropy)));
    }
}
