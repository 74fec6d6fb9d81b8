//! The identifiers of works: read from what people type, checked by the rule of their scheme, kept in one writing.
//!
//! | scheme | is | checked by | kept as |
//! |---|---|---|---|
//! | `isbn` | a book, ISO 2108 | modulus 11 (ten digits), modulus 10 (thirteen) | thirteen digits |
//! | `isrc` | a recording, ISO 3901 | its form; it has no check digit | `AAXXX2400001` |
//! | `eidr` | a film or a broadcast, a DOI below `10.5240` | ISO 7064, mod 37,36 | `10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C` |
//! | `doi` | anything published, ISO 26324 | its form | in small letters: a DOI has no case |
//! | `isan` | a film or a broadcast, ISO 15706 | ISO 7064, mod 37,36, for the work and for its version | `XXXX-XXXX-XXXX-XXXX-C[-XXXX-XXXX-C]` |
//! | `iswc` | a composition, ISO 15707 | its own sum, modulus 10 | `T-DDD.DDD.DDD-C` |
//! | `other` | any other line, such as a catalogue number | nothing | as typed |
//!
//! The scheme is told by the form of what was typed, or said before it: `isbn: …`, `ISRC …`, `other: …`.

use crate::texts::Text;
use crate::words::words;

/// The longest identifier, in characters.
const LONGEST: usize = 200;
/// What everybody writes between the digits of an identifier: spaces, dots and the hyphens of every keyboard.
const BETWEEN: [char; 6] = [' ', '-', '.', '\u{2010}', '\u{2011}', '\u{2013}'];
const CHARACTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Whose numbers they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Books.
    Isbn,
    /// Recordings.
    Isrc,
    /// Films and broadcasts, of the Entertainment Identifier Registry.
    Eidr,
    /// Anything published.
    Doi,
    /// Films and broadcasts.
    Isan,
    /// Compositions.
    Iswc,
    /// None of these.
    Other,
}

words! { Scheme {
    Isbn = "isbn", Isrc = "isrc", Eidr = "eidr", Doi = "doi", Isan = "isan", Iswc = "iswc", Other = "other",
} }

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Isbn, Self::Isrc, Self::Eidr, Self::Doi, Self::Isan, Self::Iswc, Self::Other];

    /// As people write it; nothing for other identifiers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Isbn => "ISBN",
            Self::Isrc => "ISRC",
            Self::Eidr => "EIDR",
            Self::Doi => "DOI",
            Self::Isan => "ISAN",
            Self::Iswc => "ISWC",
            Self::Other => "",
        }
    }
}

/// An identifier that keeps the rule of its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Its scheme.
    pub scheme: Scheme,
    /// In the one writing by which it is compared.
    pub value: String,
    /// As it was typed, without the name of its scheme.
    pub typed: String,
}

/// What is wrong with an identifier, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum Mistake {
    /// Nothing stands there.
    Empty,
    /// No identifier is so long.
    TooLong,
    /// Not a line of text.
    Control,
    /// Two of them in one line.
    Several(String),
    /// It has not the form of its scheme.
    Form {
        /// The scheme.
        scheme: Scheme,
        /// Nobody named the scheme.
        guessed: bool,
        /// What was typed.
        typed: String,
        /// What it must be.
        must: Text,
    },
    /// A digit is wrong, or two are exchanged.
    CheckDigit {
        /// The scheme.
        scheme: Scheme,
        /// Nobody named the scheme.
        guessed: bool,
        /// What was typed.
        typed: String,
        /// What follows from the other digits.
        expected: char,
    },
}

impl Mistake {
    /// What whoever typed it is told.
    pub fn told(&self) -> Text {
        match self {
            Self::Empty => Text::of("identifier-empty"),
            Self::TooLong => Text::of("identifier-too-long").with("limit", LONGEST),
            Self::Control => Text::of("identifier-control"),
            Self::Several(typed) => Text::of("identifier-several").with("typed", typed.as_str()),
            Self::Form { scheme, guessed, typed, must } => {
                let key = if *guessed { "identifier-form-guessed" } else { "identifier-form" };
                let told = Text::of(key).with("typed", typed.as_str()).with("must", must.clone());
                if *guessed { told.with("scheme", scheme.name()) } else { told }
            }
            Self::CheckDigit { scheme, guessed, typed, expected } => {
                let key = if *guessed { "identifier-digit-guessed" } else { "identifier-digit" };
                let told = Text::of(key).with("scheme", scheme.name()).with("typed", typed.as_str());
                told.with("expected", expected.to_string())
            }
        }
    }
}

/// What is wrong, before anybody says of what: the text of what it must be, or what a digit should be.
enum Wrong {
    Form(&'static str),
    CheckDigit(char),
}

impl Identifier {
    /// Reads one identifier, in any writing that people use.
    pub fn read(text: &str) -> Result<Self, Mistake> {
        let text = text.trim_matches(is_end);
        if text.contains(char::is_control) {
            return Err(Mistake::Control);
        }
        // A list of them is parted here when it is read back: see `split`.
        if split(text).len() > 1 {
            return Err(Mistake::Several(text.to_owned()));
        }
        let (scheme, typed, guessed) = match named(text) {
            Some((scheme, rest)) => (scheme, rest, false),
            None => (guess(text), text, true),
        };
        if typed.is_empty() {
            return Err(Mistake::Empty);
        }
        if typed.chars().count() > LONGEST {
            return Err(Mistake::TooLong);
        }
        let value = match scheme {
            Scheme::Isbn => isbn(typed),
            Scheme::Isrc => isrc(typed),
            Scheme::Eidr => eidr(typed),
            Scheme::Doi => doi(typed),
            Scheme::Isan => isan(typed),
            Scheme::Iswc => iswc(typed),
            Scheme::Other => Ok(typed.to_owned()),
        };
        // Every EIDR is a DOI: one thing has one identifier, whichever it was called.
        let scheme = match &value {
            Ok(value) if scheme == Scheme::Doi && value.starts_with(EIDR_PREFIX) => {
                return Self::read_eidr(value, typed);
            }
            _ => scheme,
        };
        match value {
            Ok(value) => Ok(Self { scheme, value, typed: typed.to_owned() }),
            Err(wrong) => Err(mistake(scheme, guessed, typed, &wrong)),
        }
    }

    fn read_eidr(value: &str, typed: &str) -> Result<Self, Mistake> {
        match eidr(value) {
            Ok(value) => Ok(Self { scheme: Scheme::Eidr, value, typed: typed.to_owned() }),
            Err(wrong) => Err(mistake(Scheme::Eidr, false, typed, &wrong)),
        }
    }

    /// As it is shown: only the publisher's hyphens in an ISBN are worth keeping, all else has its own writing.
    pub fn shown(&self) -> &str {
        if self.scheme == Scheme::Isbn { &self.typed } else { &self.value }
    }
}

/// With its scheme, as it stands in lists of them: `isbn:9780306406157`.
impl std::fmt::Display for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

fn mistake(scheme: Scheme, guessed: bool, typed: &str, wrong: &Wrong) -> Mistake {
    let typed = typed.to_owned();
    match *wrong {
        Wrong::Form(must) => Mistake::Form { scheme, guessed, typed, must: Text::of(must) },
        Wrong::CheckDigit(expected) => Mistake::CheckDigit { scheme, guessed, typed, expected },
    }
}

/// All of them in one line, which [`split`] parts again.
pub fn list(identifiers: &[Identifier]) -> String {
    identifiers.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The longest name of a scheme with the blanks that people put before a colon, in bytes.
const LONGEST_NAME: usize = 12;

/// Parts a list such as `isbn:9780306406157; doi:10.1000/182`. Semicolons stand in DOIs too, so that only one with the
/// name of a scheme and a colon after it ends an identifier.
pub fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut begin = 0;
    for (at, _) in text.match_indices(';') {
        let rest = text[at + 1..].trim_start();
        // A scheme's name is short: looking further would cost the square of what a stranger sends.
        let word = rest.bytes().take(LONGEST_NAME).position(|byte| byte == b':').map_or("", |end| &rest[..end]);
        if word.trim().to_ascii_lowercase().parse::<Scheme>().is_ok() {
            parts.push(text[begin..at].trim());
            begin = at + 1;
        }
    }
    parts.push(text[begin..].trim_matches(is_end));
    parts.retain(|part| !part.is_empty());
    parts
}

/// What a list begins, parts and ends with is part of no identifier.
fn is_end(c: char) -> bool {
    c == ';' || c.is_whitespace()
}

/// The scheme that was said, and what stands behind it.
fn named(text: &str) -> Option<(Scheme, &str)> {
    let small = text.to_ascii_lowercase();
    for address in ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"] {
        if small.starts_with(address) {
            return Some((Scheme::Doi, text[address.len()..].trim()));
        }
    }
    Scheme::ALL.into_iter().find_map(|scheme| {
        let mut rest = &text[small.strip_prefix(scheme.as_str()).map(|after| text.len() - after.len())?..];
        if scheme == Scheme::Isbn {
            rest = rest.strip_prefix("-13").or_else(|| rest.strip_prefix("-10")).unwrap_or(rest);
        }
        let after_colon = rest.trim_start().strip_prefix(':');
        let after_space = rest.strip_prefix(' ').filter(|_| scheme != Scheme::Other);
        let rest = after_colon.or(after_space).or_else(|| rest.is_empty().then_some(""))?;
        (scheme != Scheme::Other || after_colon.is_some()).then(|| (scheme, rest.trim()))
    })
}

/// The scheme by the form alone.
fn guess(text: &str) -> Scheme {
    let bare = bare(text);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let groups: Vec<&str> = text.split(BETWEEN).collect();
    match bare.len() {
        _ if !bare.is_ascii() => Scheme::Other,
        _ if text.starts_with("10.") && text.contains('/') => Scheme::Doi,
        13 if digits(&bare) && (bare.starts_with("978") || bare.starts_with("979")) => Scheme::Isbn,
        10 if digits(&bare[..9]) && (digits(&bare[9..]) || bare.ends_with('X')) => Scheme::Isbn,
        11 if bare.starts_with('T') && digits(&bare[1..]) => Scheme::Iswc,
        12 if isrc(text).is_ok() => Scheme::Isrc,
        16 | 17 | 24..=26 if groups.len() > 3 && groups[..4].iter().all(|group| group.len() == 4) => Scheme::Isan,
        _ => Scheme::Other,
    }
}

/// Its letters and digits, in capitals.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !BETWEEN.contains(c)).map(|c| c.to_ascii_uppercase()).collect()
}

fn checked(value: String, given: char, expected: char) -> Result<String, Wrong> {
    if given == expected { Ok(value) } else { Err(Wrong::CheckDigit(expected)) }
}

fn character(number: u32) -> char {
    CHARACTERS.get(number as usize).map_or('?', |byte| char::from(*byte))
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// ISO 2108: ten digits weigh 10 to 1 and sum to a multiple of 11, where `X` is ten; thirteen weigh 1 and 3 by turns and
/// sum to a multiple of 10. Ten digits become thirteen behind 978.
fn isbn(text: &str) -> Result<String, Wrong> {
    const MUST: &str = "identifier-isbn";
    let bare = bare(text);
    let thirteen = |twelve: &[u32]| {
        let sum: u32 = twelve.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        character((10 - sum % 10) % 10)
    };
    let read = |text: &str| digits(text).ok_or(Wrong::Form(MUST));
    match (bare.len(), bare.char_indices().next_back()) {
        (10, Some((at, given))) if given == 'X' || given.is_ascii_digit() => {
            let nine = read(&bare[..at])?;
            let sum: u32 = nine.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            let expected = match (11 - sum % 11) % 11 {
                10 => 'X',
                digit => character(digit),
            };
            checked(String::new(), given, expected)?;
            let twelve = format!("978{}", &bare[..at]);
            let last = thirteen(&read(&twelve)?);
            Ok(format!("{twelve}{last}"))
        }
        (13, Some((at, given))) if bare.starts_with("978") || bare.starts_with("979") => {
            read(&bare)?;
            let expected = thirteen(&read(&bare[..at])?);
            checked(bare.clone(), given, expected)
        }
        _ => Err(Wrong::Form(MUST)),
    }
}

/// ISO 3901: two letters, three letters or digits, two digits of the year, five of the recording.
fn isrc(text: &str) -> Result<String, Wrong> {
    let bare = bare(text);
    let fits = bare.len() == 12
        && bare.bytes().enumerate().all(|(at, byte)| match at {
            0..2 => byte.is_ascii_uppercase(),
            2..5 => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            _ => byte.is_ascii_digit(),
        });
    let must = "identifier-isrc";
    if fits { Ok(bare) } else { Err(Wrong::Form(must)) }
}

const EIDR_PREFIX: &str = "10.5240/";

/// The EIDR identifier format: five groups of four hexadecimal digits below 10.5240, and their check character.
fn eidr(text: &str) -> Result<String, Wrong> {
    let must = "identifier-eidr";
    let bare = bare(text.trim_start_matches(EIDR_PREFIX));
    let Some((body, given)) = hexadecimal(&bare, 20) else { return Err(Wrong::Form(must)) };
    let value = format!("{EIDR_PREFIX}{}-{given}", groups(body));
    checked(value, given, mod_37_36(body))
}

/// ISO 26324: `10.`, a prefix of digits, which may have parts, and a suffix of whatever can be printed. Without case.
fn doi(text: &str) -> Result<String, Wrong> {
    let must = "identifier-doi";
    let (prefix, suffix) = text.split_once('/').ok_or(Wrong::Form(must))?;
    let mut parts = prefix.split('.');
    let registrant = parts.next() == Some("10") && parts.next().is_some_and(|part| part.len() >= 4 && is_number(part));
    if !registrant || !parts.all(is_number) || suffix.is_empty() || suffix.contains(char::is_whitespace) {
        return Err(Wrong::Form(must));
    }
    if suffix.contains('%') {
        return Err(Wrong::Form("identifier-doi-percent"));
    }
    Ok(text.to_ascii_lowercase())
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// ISO 15706: sixteen hexadecimal digits for the work and its episode, eight more for a version. A check character follows
/// the sixteen, and another, over all twenty-four, the eight.
fn isan(text: &str) -> Result<String, Wrong> {
    let must = "identifier-isan";
    let bare = bare(text);
    let work = bare.get(..17).and_then(|work| hexadecimal(work, 16));
    let Some((work, given)) = work else { return Err(Wrong::Form(must)) };
    let value = checked(format!("{}-{given}", groups(work)), given, mod_37_36(work))?;
    match &bare[17..] {
        "" => Ok(value),
        version => {
            let Some((version, given)) = hexadecimal(version, 8) else { return Err(Wrong::Form(must)) };
            let expected = mod_37_36(&format!("{work}{version}"));
            checked(format!("{value}-{}-{given}", groups(version)), given, expected)
        }
    }
}

/// ISO 15707: `T`, nine digits and a check digit. One, and each digit by its place, sum to a multiple of 10 with it.
fn iswc(text: &str) -> Result<String, Wrong> {
    let must = "identifier-iswc";
    let bare = bare(text);
    let digits = bare.strip_prefix('T').filter(|digits| digits.len() == 10).and_then(digits);
    let Some([nine @ .., given]) = digits.as_deref() else { return Err(Wrong::Form(must)) };
    let sum: u32 = 1 + nine.iter().zip(1..).map(|(digit, place)| digit * place).sum::<u32>();
    let expected = character((10 - sum % 10) % 10);
    let value = format!("T-{}.{}.{}-{expected}", &bare[1..4], &bare[4..7], &bare[7..10]);
    checked(value, character(*given), expected)
}

/// So many hexadecimal digits and one check character, apart.
fn hexadecimal(bare: &str, count: usize) -> Option<(&str, char)> {
    let (body, check) = bare.split_at_checked(count)?;
    let [check] = check.as_bytes() else { return None };
    let fits = body.bytes().all(|byte| byte.is_ascii_hexdigit()) && check.is_ascii_alphanumeric();
    fits.then_some((body, char::from(*check)))
}

/// By fours, with hyphens between.
fn groups(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 5 / 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push('-');
        }
        grouped.push(digit);
    }
    grouped
}

/// The check character of ISO 7064's hybrid system mod 37,36, which finds every single wrong character.
fn mod_37_36(text: &str) -> char {
    let mut product = 36;
    for value in text.chars().filter_map(|c| c.to_digit(36)) {
        let sum = match (product + value) % 36 {
            0 => 36,
            sum => sum,
        };
        product = sum * 2 % 37;
    }
    character((37 - product) % 36)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Scheme, String) {
        let read = Identifier::read(text).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
        (read.scheme, read.value)
    }

    fn refused(text: &str) -> String {
        Identifier::read(text).unwrap_err().to_string()
    }

    /// Each number here was published, or follows from the rule that its standard states.
    #[test]
    fn a_list_is_parted_in_time_that_grows_with_its_length() {
        // With a look to the end behind each semicolon this would take hours.
        let hostile = format!("{}:", ";a".repeat(5_000_000));
        assert_eq!(split(&hostile).len(), 1);
        assert_eq!(split("isbn:9780306406157;  DOI :10.1000/182;x"), ["isbn:9780306406157", "DOI :10.1000/182;x"]);
    }

    #[test]
    fn every_writing_of_an_identifier_is_one_value() {
        let isbn = (Scheme::Isbn, "9780306406157".to_owned());
        for text in
            ["0-306-40615-2", "0306406152", "978-0-306-40615-7", "ISBN 978 0 306 40615 7", "isbn-13: 9780306406157"]
        {
            assert_eq!(read(text), isbn, "{text}");
        }
        assert_eq!(read("0-8044-2957-x").1, "9780804429573");
        for text in ["US-S1Z-99-00001", "ISRC uss1z9900001", "isrc:USS1Z9900001"] {
            assert_eq!(read(text), (Scheme::Isrc, "USS1Z9900001".to_owned()), "{text}");
        }
        let eidr = (Scheme::Eidr, "10.5240/7791-8534-2C23-9030-8610-5".to_owned());
        for text in [
            "10.5240/7791-8534-2c23-9030-8610-5",
            "https://doi.org/10.5240/7791-8534-2C23-9030-8610-5",
            "EIDR: 7791-8534-2C23-9030-8610-5",
            "doi:10.5240/7791-8534-2C23-9030-8610-5",
        ] {
            assert_eq!(read(text), eidr, "{text}");
        }
        for text in ["10.1000/ABC", "doi:10.1000/abc", "DOI 10.1000/Abc", "HTTPS://DOI.ORG/10.1000/abc"] {
            assert_eq!(read(text), (Scheme::Doi, "10.1000/abc".to_owned()), "{text}");
        }
        let old = "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1";
        assert_eq!(read(old), (Scheme::Doi, old.to_ascii_lowercase()));
        assert_eq!(read("0000-0001-8cfa-0000-i"), (Scheme::Isan, "0000-0001-8CFA-0000-I".to_owned()));
        assert_eq!(read("ISAN 000000018CFA0000I00000000K").1, "0000-0001-8CFA-0000-I-0000-0000-K");
        for text in ["T-034.524.680-1", "T0345246801", "iswc T 034 524 680 1"] {
            assert_eq!(read(text), (Scheme::Iswc, "T-034.524.680-1".to_owned()), "{text}");
        }
        for text in ["Catalogue 12/7", "Otherwise", "Isbnarium 4", "ISRCs", "8711253001202"] {
            assert_eq!(read(text), (Scheme::Other, text.to_owned()));
        }
        assert_eq!(read("other: 0306406153"), (Scheme::Other, "0306406153".to_owned()));
        assert_eq!(Identifier::read(" ISBN 0-306-40615-2 ").unwrap().typed, "0-306-40615-2");
    }

    #[test]
    fn each_mistake_is_told_by_what_to_do() {
        let wrong = refused("ISBN 0-306-40615-3");
        assert_eq!(wrong, "ISBN 0-306-40615-3: the check digit should be 2: look for a typing error");
        assert!(refused("0-306-40615-3").ends_with("If it is no ISBN, write other: before it"));
        assert!(refused("978-0-306-40615-8").contains("should be 7"));
        assert!(refused("0-8044-2957-1").contains("should be X"));
        assert!(
            refused("10.5240/7791-8534-2C23-9030-8610-6").contains("EIDR")
                && refused("T-034.524.680-2").contains("be 1")
        );
        assert!(refused("0000-0001-8CFA-0000-J").contains("should be I"));
        assert!(refused("0000-0001-8CFA-0000-I-0000-0000-L").contains("should be K"));
        assert!(refused("0000-0001-8CFA-0000").contains("a check character"));
        for (text, words) in [
            ("isbn: 12345", "ten digits, or thirteen"),
            ("ISBN 9770306406157", "begin with 978 or 979"),
            ("isbn: ６306406152", "ten digits"),
            ("isrc: 1A-XXX-24-00001", "two letters"),
            ("10.12/x", "at least four digits"),
            ("doi: 10.1000/", "a suffix"),
            ("doi:10.1000/a%3Cb", "without % signs"),
            ("https://doi.org/", "the identifier itself"),
            ("eidr: 10.5240/7791", "five groups"),
            ("isan: ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", "sixteen digits"),
            ("iswc: T-1", "nine digits"),
            ("isbn:", "the identifier itself"),
            ("isbn:9780306406157; doi:10.1000/182", "one identifier a line"),
            ("a\u{0}b", "control characters"),
        ] {
            let told = refused(text);
            assert!(told.contains(words), "{text:?}: {told}");
        }
        assert_eq!(Identifier::read(&"x".repeat(201)), Err(Mistake::TooLong));
    }

    #[test]
    fn a_list_is_parted_where_the_next_scheme_begins() {
        let old = "doi:10.1002/(sici)1096-8644(199601)99:1<1::aid-ajpa1>3.0.co;2-1";
        let list = format!("isbn:9780306406157; {old};other:a; b;");
        assert_eq!(split(&list), ["isbn:9780306406157", old, "other:a; b"]);
        assert!(split(" ; ").is_empty() && split("").is_empty());
        assert_eq!(split("ISBN: 1 ; OTHER : 2"), ["ISBN: 1", "OTHER : 2"]);
    }

    /// Computes the check of `body` by asking for it: every value is refused but one.
    fn complete(body: &str) -> String {
        let all = CHARACTERS.iter().map(|check| format!("{body}{}", char::from(*check)));
        let mut fitting: Vec<String> = all.filter(|text| Identifier::read(text).is_ok()).collect();
        assert_eq!(fitting.len(), 1, "{body} has one check character");
        fitting.remove(0)
    }

    /// The same text with one digit, counted without what stands between them, changed into another.
    fn changed(text: &str, from: usize, alphabet: &str, at: usize, by: usize) -> String {
        let (head, body) = text.split_at(from);
        let places: Vec<usize> = body.char_indices().filter(|(_, c)| alphabet.contains(*c)).map(|(at, _)| at).collect();
        let at = places[at % places.len()];
        let was = alphabet.find(&body[at..=at]).unwrap();
        let is = (was + 1 + by % (alphabet.len() - 1)) % alphabet.len();
        format!("{head}{}{}{}", &body[..at], &alphabet[is..=is], &body[at + 1..])
    }

    proptest! {
        #[test]
        fn one_changed_digit_of_an_isbn_is_found(number in 0_u32..1_000_000_000, at in 0_usize..9, by in 0_usize..9) {
            let ten = complete(&format!("isbn:{number:09}"));
            prop_assert!(Identifier::read(&changed(&ten, 5, "0123456789", at, by)).is_err());
            let thirteen = complete(&format!("isbn:979{number:09}"));
            prop_assert!(Identifier::read(&changed(&thirteen, 8, "0123456789", at, by)).is_err());
        }

        #[test]
        fn one_changed_character_of_an_eidr_or_isan_is_found(number: u128, at in 0_usize..64, by in 0_usize..64) {
            let hex = format!("{number:032X}");
            let eidr = complete(&format!("eidr:{}", &hex[..20]));
            prop_assert!(Identifier::read(&changed(&eidr, 5, "0123456789ABCDEF", at, by)).is_err());
            let isan = complete(&format!("isan:{}", &hex[..16]));
            prop_assert!(Identifier::read(&changed(&isan, 5, "0123456789ABCDEF", at, by)).is_err());
            let version = complete(&format!("{isan}{}", &hex[16..24]));
            prop_assert!(Identifier::read(&changed(&version, 5, "0123456789ABCDEF", at, by)).is_err());
        }

        /// The rule of an ISWC finds a change where the place and 10 have no common divisor, and does not promise others.
        #[test]
        fn one_changed_digit_of_an_iswc_is_found_where_its_rule_can(
            number in 0_u32..1_000_000_000,
            place in prop::sample::select(vec![1_usize, 3, 7, 9]),
            by in 0_usize..9,
        ) {
            let iswc = complete(&format!("iswc:T{number:09}"));
            prop_assert!(Identifier::read(&changed(&iswc, 6, "0123456789", place - 1, by)).is_err());
        }

        #[test]
        fn whatever_is_typed_is_read_or_refused_and_what_was_read_reads_again(text in "\\PC{0,40}") {
            if let Ok(identifier) = Identifier::read(&text) {
                let again = Identifier::read(&identifier.to_string()).unwrap();
                prop_assert_eq!((again.scheme, again.value), (identifier.scheme, identifier.value));
            }
        }
    }
}
