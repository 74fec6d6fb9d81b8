//! E-mail addresses, read once at the edge.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::keys::Keys;

/// The longest address a mail server must take (RFC 5321), in bytes.
const LONGEST: usize = 254;

/// An e-mail address that can stand in a header as it is. It does not print.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(String);

impl Address {
    /// The address, as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which it is compared: capitals and compatibility forms make no difference.
    ///
    /// # Errors
    /// That form is no address.
    pub(crate) fn normalised(&self) -> Result<Self, MalformedAddress> {
        Zeroizing::new(self.0.as_str().nfkc().flat_map(char::to_lowercase).collect::<String>()).parse()
    }

    /// The keyed digest of one that is normalised, by which its reader is found where it does not stand.
    pub(crate) fn lookup(&self, keys: &Keys) -> [u8; 32] {
        keys.lookup("accounts.email", &self.0)
    }

    /// What stands behind the last `@`, in lower case.
    pub fn domain(&self) -> String {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// The text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an e-mail address: it has the form name@example.org")]
pub struct MalformedAddress;

impl FromStr for Address {
    type Err = MalformedAddress;

    /// Reads `name@domain`. Spaces around it are taken away. Refused besides what is no address:
    /// quoted names, comments, angle brackets and anything that could end a header or add a recipient.
    fn from_str(text: &str) -> Result<Self, MalformedAddress> {
        let text = text.trim();
        let plain = |c: char| !c.is_control() && !c.is_whitespace() && !r#"<>()[]\,;:""#.contains(c);
        if text.len() > LONGEST || !text.chars().all(plain) || text.matches('@').count() != 1 {
            return Err(MalformedAddress);
        }
        let address: lettre::Address = text.parse().map_err(|_| MalformedAddress)?;
        Ok(Self(address.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_of_people_are_read() {
        for text in ["a@b.example", " anna.o'neil+writ@mail.example.org ", "jürgen@bücher.example", "x@localhost"] {
            assert_eq!(text.parse::<Address>().unwrap().as_str(), text.trim());
        }
        assert_eq!("A@Example.ORG".parse::<Address>().unwrap().domain(), "example.org");
    }

    #[test]
    fn what_could_reach_a_header_or_a_second_person_is_refused() {
        for text in [
            "",
            "a",
            "@b.example",
            "a@",
            "a@b@c",
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example\nX: y",
            "a@b.example,c@d.example",
            "a@b.example c@d.example",
            "<a@b.example>",
            "Anna <a@b.example>",
            "\"a b\"@c.example",
            "a@[127.0.0.1]",
            "a\u{0}@b.example",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_one_word_with_one_at(text in any::<String>()) {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert!(!address.as_str().chars().any(|c| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
            }
        }
    }
}
