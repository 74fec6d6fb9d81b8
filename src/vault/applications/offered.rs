//! What somebody applies with who wants to run a mirror: each value is read at the edge, and what is wrong with it said at its field.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::config::{Jurisdiction, read_bytes, written_bytes};
use crate::texts::Text;
use crate::vault::placement::LEAST_ROOM;

/// The longest name of a host, in characters.
const LONGEST_NAME: usize = 100;
/// The most marks that one letter of a name bears: more than any language writes, and they would cover the lines around it.
const MOST_MARKS: usize = 4;
/// The longest of how a host is reached, or why an application is declined, in characters.
const LONGEST: usize = 1_000;

/// What a host calls itself: one line of 1 to 100 characters that are all seen, so that no two names look the same by what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// Takes a name, without space around it.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let name = text.trim();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
        if fits && !name.contains(is_unseen) && !has_piled_marks(name) {
            Ok(Self(name.to_owned()))
        } else {
            Err(Text::of("mirror-host"))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether that is the same name, were it spelled in other capitals, with other spaces, or its accents by themselves.
    pub fn is_spelling_of(&self, other: &str) -> bool {
        folded(&self.0) == folded(other)
    }
}

/// Whether a character shows nothing itself: it parts lines, turns the direction of writing, or is passed over by whatever shows text.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}')
        || matches!(character, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(character, '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}')
        || matches!(character, '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether marks pile up on a letter, or begin the name, where they would stand on what is written before it.
fn has_piled_marks(name: &str) -> bool {
    let mut marks = MOST_MARKS;
    name.chars().any(|character| {
        marks = if is_combining_mark(character) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

fn folded(name: &str) -> String {
    let name: String = name.nfkc().collect();
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

/// Room for files, in bytes: at least [`Self::LEAST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room(pub(in crate::vault) i64);

impl Room {
    /// The least that is of use.
    pub const LEAST: Self = Self(LEAST_ROOM);

    /// Reads a whole number with its unit, such as `8TiB`.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let bytes = read_bytes(text.trim()).ok().filter(|bytes| i64::try_from(*bytes).is_ok());
        Self::of(bytes.ok_or(Text::of("host-room"))?)
    }

    /// So many bytes, if there is any use in that.
    pub(in crate::vault) fn of(bytes: u64) -> Result<Self, Text> {
        let bytes = i64::try_from(bytes).ok().filter(|bytes| *bytes >= LEAST_ROOM);
        bytes.map(Self).ok_or_else(|| Text::of("mirror-capacity").with("least", Self::LEAST.written()))
    }

    /// As it is typed: `1GiB`.
    pub fn written(self) -> String {
        written_bytes(self.0.unsigned_abs())
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
        for unseen in
            ['\u{ad}', '\u{200b}', '\u{200f}', '\u{2028}', '\u{202e}', '\u{2060}', '\u{2069}', '\u{3164}', '\u{feff}']
        {
            assert!(HostName::parse(&format!("Kiwi{unseen}Hosting")).is_err(), "{unseen:?}");
        }
        let marked = |count: usize| HostName::parse(&format!("Kiwi{} Hosting", "\u{301}".repeat(count)));
        assert!(marked(4).is_ok() && marked(5).is_err() && HostName::parse("\u{301}Kiwi").is_err());
        let name = HostName::parse("Škoda Hosting").unwrap();
        assert!(name.is_spelling_of("škoda  HOSTING") && name.is_spelling_of("S\u{30c}koda\u{a0}Hosting"));
        assert!(!name.is_spelling_of("Skoda Hosting"));
        assert_eq!(Room::parse(" 8TiB ").unwrap(), Room(8 << 40));
        for wrong in ["", "0", "much", "-1", "99999999999TiB", "8TB", "1.5TiB", "1B"] {
            assert!(Room::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!((Room::parse("1GiB").unwrap(), Room::LEAST.written()), (Room::LEAST, "1GiB".to_owned()));
        let little = Room::parse("1023MiB").unwrap_err();
        assert!(little.contains("at least 1GiB"), "{little:?}");
        assert!(country("NZ").is_ok() && country("nz").is_err() && country("").is_err());
        assert!(Contact::parse("mail@kiwi.example\nor +64 1").is_ok());
        assert!(!format!("{:?}", Contact::parse("mail@kiwi.example").unwrap()).contains("kiwi"));
        for wrong in ["", " \n", "\u{7}", &"x".repeat(1_001)] {
            assert!(Contact::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
