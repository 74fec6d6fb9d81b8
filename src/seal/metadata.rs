//! A file's name, media type and size, sealed like its content and kept with it.
//!
//! Sealing is strict, opening is forgiving: whoever crafts odd metadata must not thereby keep a claimant from opening the
//! file, and must not trick a reader's disk or eyes either. So [`Metadata::open`] makes names safe instead of refusing them.

use serde::{Deserialize, Serialize};

use super::format::{self, HEADER, Salt, TAG};
use super::parts::SEALED_METADATA_MAX;
use super::{Error, FileKey, metadata_context};
use crate::clock::Time;
use crate::ids::ObjectId;

/// The most bytes of UTF-8 a file's name may have.
pub const NAME_MAX: usize = 255;
/// Metadata is padded to multiples of this, so that its length says little of the name's.
const PADDING: usize = 256;
/// The media type of bytes nobody has described.
const OCTET_STREAM: &str = "application/octet-stream";

/// What a file is called and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// The file's name, without folders; at most 255 bytes, no control characters.
    pub name: String,
    /// Its IANA media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Its plaintext size in bytes.
    pub size: u64,
    /// When it was last changed, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Time>,
}

/// As it may have been sealed by anyone.
#[derive(Deserialize)]
struct Foreign {
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    size: u64,
    #[serde(default)]
    modified: Option<String>,
}

impl Metadata {
    /// Metadata that may be sealed.
    ///
    /// # Errors
    /// For a name that is empty, longer than 255 bytes, `.`, `..`, or contains a control character or path separator; and
    /// for a media type that is not `type/subtype`.
    pub fn new(name: String, media_type: String, size: u64, modified: Option<Time>) -> Result<Self, Error> {
        match name.len() {
            0 => return Err(Error::NameEmpty),
            1..=NAME_MAX => {}
            bytes => return Err(Error::NameTooLong { bytes }),
        }
        if name == "." || name == ".." || name.contains(is_forbidden) {
            return Err(Error::NameForbidden);
        }
        if !is_media_type(&media_type) {
            return Err(Error::MediaType);
        }
        Ok(Self { name, media_type, size, modified })
    }

    /// Seals it under the object's own key and a salt of its own. At most 4,096 bytes.
    ///
    /// # Errors
    /// [`Error::MetadataTooLong`] when it does not fit.
    pub fn seal(&self, key: &FileKey, object: ObjectId, salt: Salt) -> Result<Vec<u8>, Error> {
        let mut json = serde_json::to_vec(self).map_err(|_| Error::MetadataMalformed)?;
        json.resize(json.len().next_multiple_of(PADDING), b' ');
        if HEADER + json.len() + TAG > SEALED_METADATA_MAX {
            return Err(Error::MetadataTooLong);
        }
        Ok(format::seal(key, &metadata_context(object), salt, &json))
    }

    /// Opens sealed metadata. Names come out fit for a disk and a page: no separators, control or direction-changing
    /// characters, at most 255 bytes.
    ///
    /// # Errors
    /// [`Error::WrongKey`], [`Error::Damaged`], [`Error::Truncated`]; [`Error::MetadataMalformed`] when what was sealed is no
    /// such JSON.
    pub fn open(key: &FileKey, object: ObjectId, sealed: &[u8]) -> Result<Self, Error> {
        if sealed.len() > SEALED_METADATA_MAX {
            return Err(Error::MetadataTooLong);
        }
        let json = format::open(key, &metadata_context(object), sealed)?;
        let foreign: Foreign = serde_json::from_slice(&json).map_err(|_| Error::MetadataMalformed)?;
        let media_type = if is_media_type(&foreign.media_type) { foreign.media_type } else { OCTET_STREAM.to_owned() };
        let modified = foreign.modified.as_deref().and_then(Time::parse_rfc3339);
        Ok(Self { name: safe_name(&foreign.name), media_type, size: foreign.size, modified })
    }
}

/// Path separators and control characters: no name has them on any system.
fn is_forbidden(character: char) -> bool {
    character.is_control() || matches!(character, '/' | '\\')
}

/// Characters that change the direction of what follows, and so make `exe.pdf` out of `fdp.exe`.
fn changes_direction(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn safe_name(name: &str) -> String {
    let mut safe: String =
        name.chars().map(|c| if is_forbidden(c) || changes_direction(c) { '_' } else { c }).collect();
    while safe.len() > NAME_MAX {
        safe.pop();
    }
    if matches!(safe.as_str(), "" | "." | "..") { "unnamed".to_owned() } else { safe }
}

/// `type/subtype` of RFC 6838's characters, with parameters allowed after it.
fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim_end();
    let word = |word: &str| {
        (1..=127).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_alphanumeric())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.len() <= NAME_MAX
        && !text.contains(char::is_control)
        && essence.split_once('/').is_some_and(|(kind, subtype)| word(kind) && word(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::entropy::Entropy;

    fn metadata(name: &str) -> Result<Metadata, Error> {
        Metadata::new(name.to_owned(), "image/png".to_owned(), 5, None)
    }

    #[test]
    fn sealing_is_strict() {
        assert_eq!(metadata(""), Err(Error::NameEmpty));
        assert_eq!(metadata(&"é".repeat(128)), Err(Error::NameTooLong { bytes: 256 }));
        for name in ["..", ".", "a/b", "a\\b", "a\0", "a\nb"] {
            assert_eq!(metadata(name), Err(Error::NameForbidden), "{name:?}");
        }
        for media_type in ["", "png", "image/", "/png", "image png/x", "image/png\r\nX: y"] {
            assert_eq!(Metadata::new("a".into(), media_type.into(), 0, None), Err(Error::MediaType), "{media_type:?}");
        }
        assert!(Metadata::new("a".into(), "text/plain; charset=utf-8".into(), 0, None).is_ok());
    }

    #[test]
    fn opening_gives_back_what_was_sealed_and_hides_the_length_of_the_name() {
        let entropy = Entropy::seeded(3);
        let object = ObjectId::new(&Clock::System, &entropy);
        let key = FileKey::generate(&entropy);
        let modified = Time::parse_rfc3339("2026-11-23T10:00:00Z");
        for name in ["a", "holiday photo – Крым.png", &"x".repeat(255)] {
            let metadata = Metadata::new(name.to_owned(), "image/png".to_owned(), u64::MAX, modified).unwrap();
            let sealed = metadata.seal(&key, object, entropy.bytes()).unwrap();
            assert_eq!((sealed.len() - HEADER - TAG) % 256, 0);
            assert_eq!(Metadata::open(&key, object, &sealed), Ok(metadata));
        }
        let long =
            Metadata::new("a".into(), "a/b".into(), 0, None).unwrap().seal(&key, object, entropy.bytes()).unwrap();
        let other = ObjectId::new(&Clock::System, &entropy);
        assert_eq!(Metadata::open(&key, other, &long), Err(Error::WrongKey));
    }

    #[test]
    fn the_largest_metadata_fits() {
        // A name of 255 quotation marks doubles in JSON; this is the worst the limits allow.
        let (entropy, media_type) = (Entropy::seeded(4), format!("a/{}", "b".repeat(127)));
        let worst = Metadata::new("\"".repeat(255), media_type, u64::MAX, Some(Time::EPOCH)).unwrap();
        let object = ObjectId::new(&Clock::System, &entropy);
        let sealed = worst.seal(&FileKey::generate(&entropy), object, entropy.bytes()).unwrap();
        assert!(sealed.len() <= SEALED_METADATA_MAX);
    }

    #[test]
    fn odd_metadata_of_others_still_opens_and_is_made_safe() {
        let entropy = Entropy::seeded(5);
        let (object, key) = (ObjectId::new(&Clock::System, &entropy), FileKey::generate(&entropy));
        let open = |json: &str| {
            let sealed = format::seal(&key, &metadata_context(object), entropy.bytes(), json.as_bytes());
            Metadata::open(&key, object, &sealed)
        };
        let odd = open(r#"{"name":"../../etc/\u202efdp.exe","type":"nonsense","size":1,"modified":"soon","more":{}}"#);
        let odd = odd.unwrap();
        assert_eq!((odd.name.as_str(), odd.media_type.as_str()), (".._.._etc__fdp.exe", OCTET_STREAM));
        assert_eq!(odd.modified, None);
        assert_eq!(open(r#"{"name":"..","type":"a/b","size":1}"#).unwrap().name, "unnamed");
        assert_eq!(open("[]"), Err(Error::MetadataMalformed));
        assert_eq!(open(r#"{"name":"a","type":"a/b","size":-1}"#), Err(Error::MetadataMalformed));
    }
}
