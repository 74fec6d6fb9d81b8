//! Words that arise where nobody knows yet who reads them.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Language;
use crate::clock::Time;

/// What is to be told, in no language yet: a room refuses with it, a page says it in its reader's language, and the API,
/// the command line and the log in English, as it displays itself. It can be kept, as JSON.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(Kind);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Key { key: Cow<'static, str>, arguments: Vec<(Cow<'static, str>, Value)> },
    Words(String),
    Sentence(Box<Text>),
    Row(Vec<Text>),
}

/// What a text is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Words as they stand.
    Words(String),
    /// A number.
    Number(i64),
    /// Another text.
    Text(Text),
    /// A day, which each language writes in its way.
    Day(Time),
    /// A minute of a day, likewise.
    Minute(Time),
}

impl Text {
    /// The text under a key.
    pub const fn of(key: &'static str) -> Self {
        Self(Kind::Key { key: Cow::Borrowed(key), arguments: Vec::new() })
    }

    /// The same, where the key is put together.
    pub fn under(key: String) -> Self {
        Self(Kind::Key { key: Cow::Owned(key), arguments: Vec::new() })
    }

    /// What a country is called, by its code (ISO 3166-1 alpha-2); one that has no name here is called by its code.
    pub fn country(code: &str) -> Self {
        let key = format!("country-{}", code.to_ascii_lowercase());
        if Language::default().has(&key) { Self::under(key) } else { code.into() }
    }

    /// The same text with an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        if let Kind::Key { arguments, .. } = &mut self.0 {
            arguments.push((Cow::Borrowed(name), value.into()));
        }
        self
    }

    /// A message of a room, which begins small and ends open, as a sentence of a page.
    #[must_use]
    pub fn sentence(self) -> Self {
        Self(Kind::Sentence(Box::new(self)))
    }

    /// Several, one after the other.
    pub fn row(texts: impl IntoIterator<Item = Self>) -> Self {
        Self(Kind::Row(texts.into_iter().collect()))
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Kind::Key { .. } => false,
            Kind::Words(words) => words.is_empty(),
            Kind::Sentence(text) => text.is_empty(),
            Kind::Row(texts) => texts.iter().all(Self::is_empty),
        }
    }

    /// Whether it says these words, in English.
    pub fn contains(&self, words: &str) -> bool {
        self.to_string().contains(words)
    }

    /// What it says in a language.
    pub fn said_in(&self, language: Language) -> String {
        match &self.0 {
            Kind::Key { key, arguments } => {
                let say = |said: super::Said, (name, value): &(Cow<'static, str>, Value)| match value {
                    Value::Words(words) => said.with(name, words),
                    Value::Number(number) => said.with(name, number),
                    Value::Text(text) => said.with(name, text.said_in(language)),
                    Value::Day(day) => said.with(name, language.day(*day)),
                    Value::Minute(time) => said.with(name, language.minute(*time)),
                };
                arguments.iter().fold(language.say(key), say).to_string()
            }
            Kind::Words(words) => words.clone(),
            Kind::Sentence(text) => sentence(text.said_in(language)),
            Kind::Row(texts) => texts.iter().map(|text| text.said_in(language)).collect::<Vec<_>>().join(" "),
        }
    }
}

fn sentence(message: String) -> String {
    let mut letters = message.chars();
    let Some(first) = letters.next() else { return message };
    let end = if message.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}

impl fmt::Display for Text {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said_in(Language::default()))
    }
}

impl fmt::Debug for Text {
    /// In English, as errors are read in tests and logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl<DB: sqlx::Database> sqlx::Type<DB> for Text
where
    String: sqlx::Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as sqlx::Type<DB>>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as sqlx::Type<DB>>::compatible(ty)
    }
}

impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for Text
where
    String: sqlx::Encode<'q, DB>,
{
    /// As JSON, so that whoever reads it later reads it in their language.
    fn encode_by_ref(
        &self,
        buffer: &mut <DB as sqlx::Database>::ArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        <String as sqlx::Encode<'q, DB>>::encode(serde_json::to_string(self)?, buffer)
    }
}

impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for Text
where
    String: sqlx::Decode<'r, DB>,
{
    fn decode(value: <DB as sqlx::Database>::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(serde_json::from_str(&<String as sqlx::Decode<'r, DB>>::decode(value)?)?)
    }
}

impl PartialEq<str> for Text {
    /// By what it says in English.
    fn eq(&self, words: &str) -> bool {
        self.said_in(Language::default()) == words
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, words: &&str) -> bool {
        self.said_in(Language::default()) == **words
    }
}

/// Words that are somebody's own, or said in a language already.
impl From<String> for Text {
    fn from(words: String) -> Self {
        Self(Kind::Words(words))
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<super::Said> for Text {
    fn from(said: super::Said) -> Self {
        said.to_string().into()
    }
}

impl From<super::UnknownLanguage> for Text {
    fn from(_: super::UnknownLanguage) -> Self {
        Self::of("language-unknown")
    }
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Value {
            /// A number too large to be written down is the largest there is.
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers! { u32 u64 usize i64 }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_kept_says_the_same() {
        let time = Time::parse_rfc3339("2026-11-23T10:04:00Z").unwrap();
        let text = Text::of("standing-closed-uploads").with("time", Value::Minute(time));
        let kept: Text = serde_json::from_str(&serde_json::to_string(&text).unwrap()).unwrap();
        assert_eq!(kept, text);
        assert!(kept.contains("until 23 November 2026, 10:04 UTC:"), "{kept}");
        assert!(kept.said_in(Language::named("fr").unwrap()).contains("jusqu’au 23 novembre 2026, 10:04 UTC"));
    }

    #[test]
    fn a_text_is_said_in_whatever_language_its_reader_has() {
        let french = Language::named("fr").unwrap();
        let text = Text::of("notices-unread").with("count", 3_usize);
        assert_eq!(text, "3 are unread.");
        assert_eq!(text.said_in(french), "3 avis ne sont pas lus.");
        let nested = Text::of("error-notice-from").with("organisation", Text::of("line-reviewer"));
        assert_eq!(nested.said_in(french), "La notification émane de Un réviseur.");
        assert_eq!(Text::from("this is so").sentence(), "This is so.");
        assert_eq!(Text::row([Text::from("One."), Text::from("Two.")]).said_in(french), "One. Two.");
    }
}
