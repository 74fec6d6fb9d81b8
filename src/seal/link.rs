//! Links: the addresses people share. The key stands in the fragment, which browsers do not send.
//!
//! ```text
//! https://HOST/f/LINK_ID#KEY
//! https://HOST/f/LINK_ID#pw1.SALT.MASKED      under a password
//! ```

mod cutting;

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use url::Url;
use zeroize::Zeroizing;

pub use cutting::{has_key, without_keys};

use super::LinkKey;
use super::keys::{hkdf_sha256, secret};
use crate::entropy::Entropy;
use crate::ids::LinkId;

/// PBKDF2 rounds of a password link. Part of the format: a link carries no number of its own.
pub const PASSWORD_ROUNDS: u32 = 600_000;

/// A link, with its secret. Prints without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where the service is, such as `https://writ.example` (scheme, host, and port if it is unusual).
    pub origin: String,
    /// The link's public id.
    pub id: LinkId,
    /// What stands after the `#`.
    pub secret: LinkSecret,
}

/// What a link's fragment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkSecret {
    /// The link key itself.
    Key(LinkKey),
    /// The link key under a password.
    Password(PasswordLock),
}

/// Why a text is not a link, in the words of the person who pasted it. Never repeats what was pasted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedLink {
    /// Nothing but white space.
    #[error("there is no link here: paste the whole link, from https:// to its last character")]
    Empty,
    /// White space within.
    #[error("this is more than one link, or a link broken over several lines: paste one link on one line")]
    Broken,
    /// Not an address at all.
    #[error("this is not a link: a link looks like https://HOST/f/…#…")]
    NotAnAddress,
    /// Neither https nor http.
    #[error("a link begins with https://")]
    Scheme,
    /// An address of something else.
    #[error("this address does not lead to a file: a link looks like https://HOST/f/…#…")]
    NotAFile,
    /// A wrong link id.
    #[error("the part of the link after /f/ is damaged: it should be 22 letters, digits, - or _")]
    Id,
    /// No fragment.
    #[error("the link's key is missing: everything from the # on was lost, copy the whole link again")]
    NoKey,
    /// A key of the wrong length.
    #[error("the link's key, after the #, has {found} characters instead of 43: copy the whole link again")]
    KeyLength {
        /// How many characters there are.
        found: usize,
    },
    /// A key with a foreign character.
    #[error("the link's key, after the #, contains a character that no key has: copy the whole link again")]
    KeyCharacters,
    /// A password link whose fragment is not `pw1.SALT.MASKED`.
    #[error("the part after the # says that this link has a password, but it is damaged: copy the whole link again")]
    PasswordPart,
    /// `pw` of another version.
    #[error("this password link was made by a newer version than this one understands")]
    PasswordVersion,
}

impl Link {
    /// Reads a link, with white space around it or not. A query, such as mail programs and networks add, is ignored.
    ///
    /// # Errors
    /// [`MalformedLink`], which never repeats the text.
    pub fn parse(text: &str) -> Result<Self, MalformedLink> {
        let text = text.trim();
        if text.is_empty() {
            return Err(MalformedLink::Empty);
        }
        if text.contains(char::is_whitespace) {
            return Err(MalformedLink::Broken);
        }
        // The fragment is taken before the address is parsed: it must not be percent-encoded or copied about.
        let (address, fragment) = text.split_once('#').map_or((text, None), |(a, f)| (a, Some(f)));
        let url = Url::parse(address).map_err(|_| MalformedLink::NotAnAddress)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(MalformedLink::Scheme);
        }
        let id = url.path().strip_prefix("/f/").ok_or(MalformedLink::NotAFile)?;
        let id = id.strip_suffix('/').unwrap_or(id).parse().map_err(|_| MalformedLink::Id)?;
        let secret = LinkSecret::parse(fragment.unwrap_or_default())?;
        Ok(Self { origin: url.origin().ascii_serialization(), id, secret })
    }

    /// The whole link, key included. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}{}", self.address(), *self.secret.expose()))
    }

    /// The link without its secret, up to and including the `#`: fit for logs and pages.
    pub fn address(&self) -> String {
        format!("{}/f/{}#", self.origin, self.id)
    }
}

impl LinkSecret {
    /// Reads what stands after the `#`.
    ///
    /// # Errors
    /// [`MalformedLink`], which never repeats the text.
    pub fn parse(fragment: &str) -> Result<Self, MalformedLink> {
        if fragment.is_empty() {
            return Err(MalformedLink::NoKey);
        }
        // No key contains a dot, so a dot after "pw" can only be a password link's.
        if let Some((version, rest)) = fragment.split_once('.')
            && let Some(version) = version.strip_prefix("pw")
        {
            return match version {
                "1" => PasswordLock::parse(rest).map(Self::Password).ok_or(MalformedLink::PasswordPart),
                _ => Err(MalformedLink::PasswordVersion),
            };
        }
        if fragment == "pw1" {
            return Err(MalformedLink::PasswordPart);
        }
        if !fragment.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Err(MalformedLink::KeyCharacters);
        }
        if fragment.len() != 43 {
            return Err(MalformedLink::KeyLength { found: fragment.len() });
        }
        LinkKey::decode(fragment).map(Self::Key).ok_or(MalformedLink::KeyCharacters)
    }

    /// The fragment. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> Zeroizing<String> {
        match self {
            Self::Key(key) => key.encode(),
            Self::Password(lock) => lock.fragment(),
        }
    }
}

secret! {
    /// What a password link's reader shows the service to be given the key share (`AUTH`). The service keeps its SHA-256.
    LinkAuth;
}

/// A link key under a password. Without the service, which counts guesses, nothing in it tells a right password from a
/// wrong one.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordLock {
    salt: [u8; 16],
    masked: [u8; 32],
}

impl PasswordLock {
    /// Puts a link key under a password. Takes about a tenth of a second.
    pub fn lock(link_key: &LinkKey, password: &str, entropy: &Entropy) -> (Self, LinkAuth) {
        Self::lock_with_salt(link_key, password, entropy.bytes())
    }

    /// As [`PasswordLock::lock`], with a salt that is given. The salt must be new for each link.
    pub fn lock_with_salt(link_key: &LinkKey, password: &str, salt: [u8; 16]) -> (Self, LinkAuth) {
        let (mask, auth) = stretch(password, salt);
        (Self { salt, masked: xor(link_key.expose(), &mask) }, auth)
    }

    /// The link key that this password gives, and the proof for the service. A wrong password gives a wrong key; it is the
    /// service that says so. Takes about a tenth of a second.
    pub fn unlock(&self, password: &str) -> (LinkKey, LinkAuth) {
        let (mask, auth) = stretch(password, self.salt);
        (LinkKey::from_bytes(xor(&self.masked, &mask)), auth)
    }

    fn parse(text: &str) -> Option<Self> {
        let (salt, masked) = text.split_once('.')?;
        let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        Some(Self { salt: decode(salt)?.try_into().ok()?, masked: decode(masked)?.try_into().ok()? })
    }

    fn fragment(&self) -> Zeroizing<String> {
        let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        Zeroizing::new(format!("pw1.{}.{}", encode(&self.salt), encode(&self.masked)))
    }
}

impl fmt::Debug for PasswordLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordLock(redacted)")
    }
}

fn stretch(password: &str, salt: [u8; 16]) -> (Zeroizing<[u8; 32]>, LinkAuth) {
    let stretched = pbkdf2_sha256(password, &salt, PASSWORD_ROUNDS);
    let derive = |info: &str| hkdf_sha256(stretched.as_ref(), &[], info.as_bytes());
    (derive("writ/v1/link-wrap"), LinkAuth(derive("writ/v1/link-auth")))
}

/// PBKDF2-HMAC-SHA-256 of the password's NFKC form, 32 bytes.
pub(super) fn pbkdf2_sha256(password: &str, salt: &[u8], rounds: u32) -> Zeroizing<[u8; 32]> {
    let normal = Zeroizing::new(password.nfkc().collect::<String>());
    let mut out = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(normal.as_bytes(), salt, rounds, out.as_mut());
    out
}

fn xor(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    std::array::from_fn(|i| left[i] ^ right[i])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AAECAwQFBgcICQoLDA0ODw";
    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    #[test]
    fn a_link_reads_back_and_prints_without_its_key() {
        let text = format!("https://writ.example/f/{ID}#{KEY}");
        let link = Link::parse(&format!("  \n{text}\t\n")).unwrap();
        assert_eq!(*link.expose(), text);
        assert_eq!(link.origin, "https://writ.example");
        assert!(!format!("{link:?}").contains(KEY));
        let local = Link::parse(&format!("http://127.0.0.1:8080/f/{ID}/?utm=1#{KEY}")).unwrap();
        assert_eq!(local.address(), format!("http://127.0.0.1:8080/f/{ID}#"));
    }

    #[test]
    fn each_way_of_being_malformed_has_its_own_words_and_never_repeats_the_key() {
        use MalformedLink as M;
        let base = format!("https://writ.example/f/{ID}");
        let cases = [
            (" \n".to_owned(), M::Empty),
            (format!("{base}#{KEY} {base}#{KEY}"), M::Broken),
            (KEY.to_owned(), M::NotAnAddress),
            (format!("/f/{ID}#{KEY}"), M::NotAnAddress),
            (format!("ftp://writ.example/f/{ID}#{KEY}"), M::Scheme),
            (format!("https://writ.example/drive#{KEY}"), M::NotAFile),
            (format!("https://writ.example/f/short#{KEY}"), M::Id),
            (format!("https://writ.example/f/{ID}/more#{KEY}"), M::Id),
            (base.clone(), M::NoKey),
            (format!("{base}#"), M::NoKey),
            (format!("{base}#{}", &KEY[..40]), M::KeyLength { found: 40 }),
            (format!("{base}#{KEY}{KEY}"), M::KeyLength { found: 86 }),
            (format!("{base}#{}%", &KEY[..42]), M::KeyCharacters),
            // The last character may not carry bits beyond the 32nd byte: one key has one spelling.
            (format!("{base}#{}9", &KEY[..42]), M::KeyCharacters),
            (format!("{base}#pw1"), M::PasswordPart),
            (format!("{base}#pw1.{ID}"), M::PasswordPart),
            (format!("{base}#pw1.{ID}.{}", &KEY[..20]), M::PasswordPart),
            (format!("{base}#pw1.{KEY}.{ID}"), M::PasswordPart),
            (format!("{base}#pw2.{ID}.{KEY}"), M::PasswordVersion),
        ];
        for (text, expected) in cases {
            let error = Link::parse(&text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.to_string().contains(&KEY[..20]));
        }
    }

    #[test]
    fn a_password_locks_and_unlocks_in_any_spelling_of_its_letters() {
        let key = LinkKey::from_bytes([9; 32]);
        let (lock, auth) = PasswordLock::lock(&key, "caf\u{e9} ①", &Entropy::seeded(1));
        let link =
            Link { origin: "https://a.example".into(), id: ID.parse().unwrap(), secret: LinkSecret::Password(lock) };
        let LinkSecret::Password(lock) = Link::parse(&link.expose()).unwrap().secret else { panic!("a password link") };
        // Decomposed accent and compatibility digit: the same password to the person who types it.
        assert_eq!(lock.unlock("cafe\u{301} 1"), (key.clone(), auth.clone()));
        let (wrong_key, wrong_auth) = lock.unlock("cafe");
        assert!(wrong_key != key && wrong_auth != auth);
    }
}
