//! What can be published, and what each must say.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Error;
use crate::accounts::Email;
use crate::config::Jurisdiction;
use crate::texts::{Language, Text};
use crate::words::words;

/// One thing that the operator publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Who receives notices.
    ContactAgent,
    /// The law the service stands under.
    Law,
    /// Where authorities write.
    Authorities,
    /// Where users write.
    Users,
    /// Who stands for an operator from outside the Union.
    Representative,
    /// How content is moderated.
    Moderation,
    /// How repeat infringers are dealt with.
    RepeatInfringers,
    /// How misuse is dealt with.
    Misuse,
    /// What whoever runs a mirror accepts.
    HostTerms,
}

words! { Item {
    ContactAgent = "contact-agent", Law = "law", Authorities = "authorities", Users = "users",
    Representative = "representative", Moderation = "moderation", RepeatInfringers = "repeat-infringers",
    Misuse = "misuse", HostTerms = "host-terms",
} }

impl Item {
    /// All of them, in the order in which pages have them.
    pub const ALL: [Self; 9] = [
        Self::ContactAgent,
        Self::Law,
        Self::Authorities,
        Self::Users,
        Self::Representative,
        Self::Moderation,
        Self::RepeatInfringers,
        Self::Misuse,
        Self::HostTerms,
    ];

    /// Whether it has a text to begin with, so that nothing is missing before it is set.
    pub const fn is_policy(self) -> bool {
        matches!(self, Self::Moderation | Self::RepeatInfringers | Self::Misuse | Self::HostTerms)
    }
}

/// A value that is the content of an item.
pub trait Publishable: Serialize + DeserializeOwned + Sync {
    /// Which.
    const ITEM: Item;

    /// The day on which it has to be renewed, if it has.
    fn lapses(&self) -> Option<Date> {
        None
    }
}

/// Who receives notices: published on a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactAgent {
    /// A person or an office.
    pub name: String,
    /// The operator they act for.
    pub organisation: String,
    /// A postal address, in lines.
    pub address: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub telephone: String,
    /// Under which the agent stands in the directory of the US Copyright Office.
    pub registration: Option<Registration>,
}

/// A designation in the directory of the US Copyright Office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Its number, such as `DMCA-1234567`.
    pub number: String,
    /// The day on which it was made, or renewed or amended last.
    pub registered_on: Date,
}

impl Registration {
    /// Takes what was typed: both or neither.
    pub fn parse(number: &str, registered_on: &str) -> Result<Option<Self>, Error> {
        let (number, day) = (number.trim(), registered_on.trim());
        if number.is_empty() && day.is_empty() {
            return Ok(None);
        }
        let number = text("registration", "enter-registration", number, 100)?;
        let registered_on: Date = day.parse().map_err(|_| Error::invalid("registered_on", Text::of("policy-day")))?;
        Ok(Some(Self { number, registered_on }))
    }
}

impl Publishable for ContactAgent {
    const ITEM: Item = Item::ContactAgent;

    /// Three years after the registration, or its last renewal or amendment (37 CFR 201.38(c)(4)).
    fn lapses(&self) -> Option<Date> {
        self.registration.as_ref().and_then(|registration| registration.registered_on.checked_add(3.years()).ok())
    }
}

impl ContactAgent {
    /// Takes what the law asks to be published: all of it.
    pub fn parse(name: &str, organisation: &str, address: &str, email: &str, telephone: &str) -> Result<Self, Error> {
        Ok(Self {
            email: address_of(email)?,
            telephone: number("telephone", telephone)?,
            name: text("name", "enter-the-office", name, 200)?,
            organisation: text("organisation", "enter-the-operator", organisation, 200)?,
            address: text("address", "enter-an-address", address, 1_000)?,
            registration: None,
        })
    }

    /// The same agent under this registration.
    #[must_use]
    pub fn registered(self, registration: Option<Registration>) -> Self {
        Self { registration, ..self }
    }
}

/// The law the service stands under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// The country the operator is established in.
    pub country: String,
    /// The courts that decide, as pages name them.
    pub courts: String,
}

impl Publishable for Law {
    const ITEM: Item = Item::Law;
}

impl Law {
    /// Takes a country by its two-letter code and the courts by name.
    pub fn parse(country: &str, courts: &str) -> Result<Self, Error> {
        let country = Jurisdiction::parse(&country.trim().to_ascii_uppercase())
            .map_err(|_| Error::invalid("country", Text::of("account-enter-country")))?;
        Ok(Self { country: country.as_str().to_owned(), courts: text("courts", "enter-the-courts", courts, 200)? })
    }
}

/// Where Member States' authorities, the Commission and the Board write (Article 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPoint {
    /// The address.
    pub email: String,
    /// The number, if one is named.
    pub telephone: Option<String>,
    /// The languages in which it is written to, as pages name them.
    pub languages: String,
}

impl Publishable for ContactPoint {
    const ITEM: Item = Item::Authorities;
}

impl ContactPoint {
    /// Takes an address and the languages.
    pub fn parse(email: &str, telephone: &str, languages: &str) -> Result<Self, Error> {
        Ok(Self {
            email: address_of(email)?,
            telephone: if telephone.trim().is_empty() { None } else { Some(number("telephone", telephone)?) },
            languages: text("languages", "enter-languages", languages, 200)?,
        })
    }
}

/// Where recipients of the service write (Article 12): the same, for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Users(pub ContactPoint);

impl Publishable for Users {
    const ITEM: Item = Item::Users;
}

/// Who can be addressed in the Union in the place of an operator from outside it (Article 13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Representative {
    /// The operator is established in the Union, or offers nothing there: none is needed.
    NotNeeded,
    /// This one.
    Named {
        /// A person or a firm.
        name: String,
        /// A postal address, in lines.
        address: String,
        /// Where to write.
        email: String,
        /// Where to call.
        telephone: String,
    },
}

impl Publishable for Representative {
    const ITEM: Item = Item::Representative;
}

impl Representative {
    /// Takes what the law asks to be published: all of it.
    pub fn parse(name: &str, address: &str, email: &str, telephone: &str) -> Result<Self, Error> {
        Ok(Self::Named {
            email: address_of(email)?,
            telephone: number("telephone", telephone)?,
            name: text("name", "enter-representative", name, 200)?,
            address: text("address", "enter-an-address", address, 1_000)?,
        })
    }
}

/// A policy in the operator's own words, by language; without any, the text that comes along is in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts(BTreeMap<String, String>);

impl Texts {
    /// The longest text of a language, in characters.
    const LONGEST: usize = 20_000;

    /// Takes a text in every language that texts exist in. The fields are called `text_en`, `text_fr` and so on.
    pub fn parse(texts: &[(Language, String)]) -> Result<Self, Error> {
        let mut taken = BTreeMap::new();
        for (language, words) in texts {
            let words = words.trim().replace("\r\n", "\n");
            let name = language.own_name();
            if words.is_empty() {
                return Err(Error::invalid("texts", Text::of("policy-text-missing").with("language", name)));
            }
            if words.chars().count() > Self::LONGEST {
                let message = Text::of("policy-text-long").with("count", Self::LONGEST).with("language", name);
                return Err(Error::invalid("texts", message));
            }
            taken.insert(language.as_str().to_owned(), words);
        }
        Ok(Self(taken))
    }

    /// What a reader of a language reads, and in which language it is: English where theirs is missing.
    pub fn read(&self, language: Language) -> Option<(Language, &str)> {
        [language, Language::default()]
            .into_iter()
            .find_map(|language| self.0.get(language.as_str()).map(|text| (language, text.as_str())))
    }
}

/// One of the policies.
pub trait Policy: Publishable {
    /// From its texts.
    fn new(texts: Texts) -> Self;
    /// Its texts.
    fn texts(&self) -> &Texts;
}

macro_rules! policies {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name(Texts);

        impl Publishable for $name {
            const ITEM: Item = Item::$name;
        }

        impl Policy for $name {
            fn new(texts: Texts) -> Self {
                Self(texts)
            }
            fn texts(&self) -> &Texts {
                &self.0
            }
        }
    )*};
}

policies! {
    /// How content is moderated (Article 14).
    Moderation;
    /// What becomes of accounts of repeat infringers (17 U.S.C. § 512(i)(1)(A)).
    RepeatInfringers;
    /// What becomes of manifestly unfounded notices and complaints, and of those who send them (Article 23).
    Misuse;
    /// What whoever runs a mirror accepts, before they are invited.
    HostTerms;
}

fn address_of(email: &str) -> Result<String, Error> {
    Ok(Email::parse(email)?.as_str().to_owned())
}

fn number(field: &'static str, number: &str) -> Result<String, Error> {
    let number = text(field, "enter-a-telephone", number, 40)?;
    if !number.chars().any(|c| c.is_ascii_digit()) || number.chars().any(char::is_alphabetic) {
        return Err(Error::invalid(field, Text::of("account-enter-telephone")));
    }
    Ok(number)
}

/// `missing`: the text that asks for it.
fn text(field: &'static str, missing: &'static str, text: &str, longest: usize) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err(Error::invalid(field, Text::of(missing)));
    }
    if text.chars().count() > longest {
        return Err(Error::invalid(field, Text::of("account-at-most").with("count", longest)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_lapses_after_three_years() {
        let agent = ContactAgent::parse("Desk", "Example", "1 Street", "a@b.example", "+33 1").unwrap();
        assert_eq!(agent.lapses(), None);
        let registered = |day| agent.clone().registered(Registration::parse("DMCA-1", day).unwrap()).lapses();
        assert_eq!(registered("2026-11-23"), Some("2029-11-23".parse().unwrap()));
        assert_eq!(registered("2028-02-29"), Some("2031-02-28".parse().unwrap()));
        for (number, day) in [("DMCA-1", ""), ("", "2026-11-23"), ("DMCA-1", "23 November")] {
            assert!(Registration::parse(number, day).is_err(), "{number} {day}");
        }
    }

    #[test]
    fn a_policy_is_read_in_the_readers_language_else_in_english() {
        let [english, french] = [Language::default(), Language::named("fr").unwrap()];
        let both = Texts::parse(&[(english, "Be kind.".into()), (french, "Soyez aimable.".into())]).unwrap();
        assert_eq!(both.read(french), Some((french, "Soyez aimable.")));
        let one = Texts::parse(&[(english, "Be kind.\r\n\r\nAlways.".into())]).unwrap();
        assert_eq!(one.read(french), Some((english, "Be kind.\n\nAlways.")));
        assert_eq!(Texts::default().read(french), None, "the text that comes along is in force");
        assert!(Texts::parse(&[(english, " ".into()), (french, "Oui".into())]).is_err());
    }
}
