//! What somebody applies with who wants to run a mirror: each value is read at the edge, and what is wrong with it said at its field.

use crate::config::{Jurisdiction, read_bytes};
use crate::texts::Text;

/// The longest name of a host, in characters.
const LONGEST_NAME: usize = 100;
/// The longest of how a host is reached, or why an application is declined, in characters.
const LONGEST: usize = 1_000;

/// What a host calls itself: one line of 1 to 100 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// Takes a name, without space around it.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let name = text.trim();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if fits { Ok(Self(name.to_owned())) } else { Err(Text::of("mirror-host")) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether that is the same name, were it spelled in other capitals or with other spaces.
    pub fn is_spelling_of(&self, other: &str) -> bool {
        folded(&self.0) == folded(other)
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// How a host is reached, in its own words: 1 to 1,000 characters. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact(pub(super) String);

impl Contact {
    /// Takes an address, a number, or whatever else reaches somebody.
    pub fn parse(text: &str) -> Result<Self, Text> {
        words_of(text).map(Self).ok_or(Text::of("host-contact"))
    }
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(…)")
    }
}

/// 1 to 1,000 characters of several lines, or nothing.
pub(super) fn words_of(text: &str) -> Option<String> {
    let text = text.trim().replace("\r\n", "\n");
    let fits = (1..=LONGEST).contains(&text.chars().count());
    (fits && !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'))).then_some(text)
}

/// Room for files, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room(pub(super) i64);

impl Room {
    /// Reads a whole number with its unit, such as `8TiB`.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let bytes = read_bytes(text.trim()).ok().and_then(|bytes| i64::try_from(bytes).ok());
        bytes.filter(|bytes| *bytes > 0).map(Self).ok_or(Text::of("host-room"))
    }
}

/// Reads a country by its two letters.
pub fn country(text: &str) -> Result<Jurisdiction, Text> {
    Jurisdiction::parse(text.trim()).map_err(|_| Text::of("host-country"))
}

/// What somebody applies with.
#[derive(Clone, Debug)]
pub struct Offered {
    /// What they call themselves, as everybody may read in the log once a mirror of theirs is admitted.
    pub host: HostName,
    /// In which country the bytes are to lie.
    pub jurisdiction: Jurisdiction,
    /// For how many there is room.
    pub room: Room,
    /// How they are reached.
    pub contact: Contact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_applies_with_is_read_or_said_to_be_wrong() {
        assert_eq!(HostName::parse(" Kiwi Hosting ").unwrap().as_str(), "Kiwi Hosting");
        for wrong in ["", " ", "Kiwi\nHosting", &"x".repeat(101)] {
            assert!(HostName::parse(wrong).is_err(), "{wrong}");
        }
        let name = HostName::parse("Škoda Hosting").unwrap();
        assert!(name.is_spelling_of("škoda  HOSTING") && !name.is_spelling_of("Skoda Hosting"));
        assert_eq!(Room::parse(" 8TiB ").unwrap(), Room(8 << 40));
        for wrong in ["", "0", "much", "-1", "99999999999TiB", "8TB", "1.5TiB", "1B"] {
            assert!(Room::parse(wrong).is_err(), "{wrong}");
        }
        assert!(country("NZ").is_ok() && country("nz").is_err() && country("").is_err());
        assert!(Contact::parse("mail@kiwi.example\nor +64 1").is_ok());
        assert!(!format!("{:?}", Contact::parse("mail@kiwi.example").unwrap()).contains("kiwi"));
        for wrong in ["", " \n", "\u{7}", &"x".repeat(1_001)] {
            assert!(Contact::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
