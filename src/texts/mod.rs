//! The words of pages and mail, by language.
//!
//! Every word that a person reads stands in `locales/LANGUAGE/*.ftl` (Project Fluent) under a key, and is carried inside the
//! binary. A folder `locales/de/` is a new language wherever languages are offered, and so is one that an operator hands over at the
//! start ([`offer`]): no line of code names one, but for English, which stands in where a language lacks a text. A text is plain: it has
//! arguments and the plural rules of its language, and no markup.
//!
//! [`Language::say`] gives a text. A [`Text`] is one that nobody has said yet: what a room refuses is told so. How dates, numbers and sizes are written is said by texts too (`dates.ftl`).
//!
//! A folder may hold whole documents, too, such as the agreement that rights holders sign ([`Language::document`]).

mod dates;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Pattern;
use rust_embed::RustEmbed;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unic_langid::LanguageIdentifier;

pub use text::{Text, Value};

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// The language that stands in for others.
const ENGLISH: &str = "en";

/// The texts of one language.
struct Texts {
    tag: String,
    bundle: FluentBundle<FluentResource>,
    /// What else its folder holds, by the name of the file.
    documents: BTreeMap<String, String>,
}

/// Every language, English first: set once, when the first is asked for or before that ([`offer`]).
static ALL: OnceLock<Vec<Texts>> = OnceLock::new();

fn all() -> &'static [Texts] {
    ALL.get_or_init(carried)
}

/// The languages that the binary carries, English first. What cannot be read of them is left out and logged: a test finds it before anybody
/// is served.
fn carried() -> Vec<Texts> {
    let mut folders: BTreeMap<String, Vec<(String, String)>> = BTreeMap::from([(ENGLISH.to_owned(), Vec::new())]);
    for name in Files::iter() {
        if let Some((tag, _)) = name.split_once('/') {
            let text = Files::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
            folders.entry(tag.to_owned()).or_default().push((name.to_string(), text.unwrap_or_default()));
        }
    }
    let mut all = Vec::new();
    for (tag, files) in folders {
        let Some((texts, mistakes)) = Texts::read(&tag, files) else {
            tracing::error!(tag, "a folder of texts is not named by a language");
            continue;
        };
        for mistake in mistakes {
            tracing::error!(mistake, "a file of texts has mistakes");
        }
        all.push(texts);
    }
    all.sort_by_key(|texts| texts.tag != ENGLISH);
    all
}

/// A folder of texts: the tag that names it, and its files, each with its name and what stands in it.
pub type Folder = (String, Vec<(String, String)>);

/// Why further languages are not offered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOffered {
    /// The name of a folder.
    #[error("`{0}` is not the tag of a language, such as de or pt-BR")]
    NoTag(String),
    /// The name of a folder.
    #[error("there are texts in `{0}` already: each language has one folder")]
    Twice(String),
    /// What is wrong with which files.
    #[error("{0}")]
    Mistakes(String),
    /// Something was said.
    #[error("further languages can be offered before anything is said, and no more")]
    TooLate,
}

/// Offers further languages beside those that the binary carries. To be called as a program begins, before it says anything.
pub fn offer(further: impl IntoIterator<Item = Folder>) -> Result<(), NotOffered> {
    ALL.set(with(carried(), further)?).map_err(|_| NotOffered::TooLate)
}

fn with(mut all: Vec<Texts>, further: impl IntoIterator<Item = Folder>) -> Result<Vec<Texts>, NotOffered> {
    for (tag, files) in further {
        if all.iter().any(|texts| texts.tag.eq_ignore_ascii_case(&tag)) {
            return Err(NotOffered::Twice(tag));
        }
        let Some((texts, mistakes)) = Texts::read(&tag, files) else { return Err(NotOffered::NoTag(tag)) };
        if !mistakes.is_empty() {
            return Err(NotOffered::Mistakes(mistakes.join("; ")));
        }
        all.push(texts);
    }
    Ok(all)
}

impl Texts {
    /// The texts of some files, and the mistakes in these, beside which the rest is read. `None`: that is no tag.
    fn read(tag: &str, files: Vec<(String, String)>) -> Option<(Self, Vec<String>)> {
        let mut documents = BTreeMap::new();
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse::<LanguageIdentifier>().ok()?]);
        // The marks that would keep a name of another direction apart are noise in mail and in window titles.
        bundle.set_use_isolating(false);
        let mut mistakes = Vec::new();
        for (name, text) in files {
            let file = Path::new(&name);
            if file.extension().is_none_or(|kind| kind != "ftl") {
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                documents.insert(name, text);
                continue;
            }
            let (resource, unread) = match FluentResource::try_new(text) {
                Ok(resource) => (resource, Vec::new()),
                Err((resource, errors)) => (resource, errors),
            };
            mistakes.extend(unread.iter().map(|error| format!("{name}, from byte {}: {error}", error.pos.start)));
            // A text that is there already.
            let twice = bundle.add_resource(resource).err().unwrap_or_default();
            mistakes.extend(twice.iter().map(|error| format!("{name}: {error}")));
        }
        Some((Self { tag: tag.to_owned(), bundle, documents }, mistakes))
    }
}

/// A language that texts exist in.
#[derive(Clone, Copy)]
pub struct Language(&'static Texts);

impl Language {
    /// All of them, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        all().iter().map(Self)
    }

    /// The language that a tag names, or the one its region or script belongs to: `fr` for `fr-CA`.
    pub fn named(tag: &str) -> Option<Self> {
        let whole = |tag: &str| all().iter().find(|texts| texts.tag.eq_ignore_ascii_case(tag)).map(Self);
        whole(tag).or_else(|| whole(tag.split(['-', '_']).next().unwrap_or_default()))
    }

    /// The language that suits an `Accept-Language` header best (RFC 9110, section 12.5.4); English where none does.
    pub fn preferred(header: &str) -> Self {
        let weighed = |range: &'_ str| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?.to_owned();
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse().ok());
            weight.filter(|weight: &f32| *weight > 0.0).map(|weight| (weight, tag))
        };
        let mut wanted: Vec<_> = header.split(',').filter_map(weighed).collect();
        wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        wanted.iter().find_map(|(_, tag)| Self::named(tag)).unwrap_or_default()
    }

    /// Its tag (BCP 47), as pages and columns hold it.
    pub fn as_str(self) -> &'static str {
        &self.0.tag
    }

    /// What it calls itself.
    pub fn own_name(self) -> String {
        self.say("language-name").to_string()
    }

    /// What the language of a tag calls itself; of one that is not offered any more, the tag.
    pub fn name_of(tag: &str) -> String {
        tag.parse::<Self>().map_or_else(|_| tag.to_owned(), Self::own_name)
    }

    /// A document that comes along in this language, by the name of its file, such as `agreement.md`.
    pub fn document(self, name: &str) -> Option<&'static str> {
        self.0.documents.get(name).map(String::as_str)
    }

    /// The text under a key.
    pub fn say(self, key: &str) -> Said {
        Said { language: self, key: key.to_owned(), arguments: Vec::new() }
    }

    /// The text under a key for a script to fill in: its arguments stand as `{$name}`, in whatever plural many things have.
    pub fn template(self, key: &str) -> String {
        let Some((bundle, pattern)) = self.find(key) else { return key.to_owned() };
        bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned()
    }

    /// The text under a key: its own, else the English one.
    fn find(self, key: &str) -> Option<(&'static FluentBundle<FluentResource>, &'static Pattern<&'static str>)> {
        [self, Self::default()].into_iter().find_map(|language| {
            let bundle = &language.0.bundle;
            Some((bundle, bundle.get_message(key)?.value()?))
        })
    }

    /// Whether it has the text itself.
    pub fn has(self, key: &str) -> bool {
        self.0.bundle.has_message(key)
    }
}

impl Default for Language {
    /// English.
    fn default() -> Self {
        Self(&all()[0])
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.0.tag == other.0.tag
    }
}

impl Eq for Language {}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There are no texts in this language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", Text::of("language-unknown"))]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        Self::all().find(|language| language.as_str() == tag).ok_or(UnknownLanguage)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    /// A language that is not offered any more is read as English.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Self::named(&tag).unwrap_or_default())
    }
}

impl<DB: sqlx::Database> sqlx::Type<DB> for Language
where
    str: sqlx::Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <str as sqlx::Type<DB>>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        <str as sqlx::Type<DB>>::compatible(ty)
    }
}

impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for Language
where
    &'static str: sqlx::Encode<'q, DB>,
{
    fn encode_by_ref(
        &self,
        buffer: &mut <DB as sqlx::Database>::ArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        <&'static str as sqlx::Encode<'q, DB>>::encode_by_ref(&self.as_str(), buffer)
    }
}

impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for Language
where
    &'r str: sqlx::Decode<'r, DB>,
{
    /// A language that is not offered any more is read as English: nobody is locked out by it.
    fn decode(value: <DB as sqlx::Database>::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(Self::named(<&'r str as sqlx::Decode<'r, DB>>::decode(value)?).unwrap_or_default())
    }
}

/// A text, said when it is written out: `language.say("notices-unread").with("count", 3)`.
#[derive(Clone)]
pub struct Said {
    language: Language,
    key: String,
    arguments: Vec<(String, FluentValue<'static>)>,
}

impl Said {
    /// The same text with an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Argument) -> Self {
        self.arguments.push((name.to_owned(), value.argument()));
        self
    }

    /// Texts are not empty: macros of templates ask this of what they are given.
    pub fn is_empty(&self) -> bool {
        false
    }
}

impl fmt::Display for Said {
    /// In its language; else in English; else the key, so that nothing breaks where a text is missing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((bundle, pattern)) = self.language.find(&self.key) else {
            tracing::error!(key = self.key, "there is no such text");
            return f.write_str(&self.key);
        };
        let arguments: FluentArgs<'_> =
            self.arguments.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key = self.key, language = %self.language, ?errors, "a text lacks an argument");
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Said {
    /// Arguments can be somebody's words: they do not print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Said({}: {})", self.language, self.key)
    }
}

/// What a text can be given: words and numbers, by however many references a template reaches them.
pub trait Argument {
    /// The value.
    fn argument(&self) -> FluentValue<'static>;
}

/// Around what is markup already, in an argument that only the pages' filters make. Nobody else's words keep these two.
pub const MARKUP: [char; 2] = ['\u{e000}', '\u{e001}'];

impl Argument for str {
    fn argument(&self) -> FluentValue<'static> {
        self.replace(MARKUP, "").into()
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'static> {
        self.as_str().argument()
    }
}

impl Argument for Said {
    fn argument(&self) -> FluentValue<'static> {
        self.to_string().into()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Argument for $number {
            fn argument(&self) -> FluentValue<'static> {
                FluentNumber::from(*self).into()
            }
        }
    )*};
}

numbers! { u32 u64 usize i32 i64 }

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'static> {
        (**self).argument()
    }
}
