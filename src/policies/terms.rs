//! The terms for hosts: what whoever runs a mirror accepts before they are invited. The text that comes along lies beside the other texts
//! of each language and is marked for counsel's review; what the operator publishes of its own takes its place, as a version.

use super::{Error, HostTerms, Item, Policy as _, read, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::texts::Language;
use crate::tokens::Digest;

/// The text that comes along in a language.
const FILE: &str = "host-terms.md";

/// The terms as they are read in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The version in force: 0 before the operator has published one.
    pub version: i64,
    /// Since when it is in force; never while it is that which came along.
    pub since: Option<Time>,
    /// In which language the text is.
    pub language: Language,
    /// The exact text.
    pub text: String,
    /// The SHA-256 of its UTF-8 bytes: by this it is accepted.
    pub sha256: Digest,
}

impl Terms {
    fn new(version: i64, since: Option<Time>, (language, text): (Language, &str)) -> Self {
        Self { version, since, language, text: text.to_owned(), sha256: Digest::of(text.as_bytes()) }
    }

    /// The terms that come along, before anything was published.
    pub fn first(language: Language) -> Self {
        Self::new(0, None, that_come_along(language))
    }
}

/// The text that comes along, and in which language: English where that of the reader has none.
pub(super) fn that_come_along(language: Language) -> (Language, &'static str) {
    let text = |language: Language| language.document(FILE).map(|text| (language, text));
    text(language).or_else(|| text(Language::default())).unwrap_or((language, ""))
}

/// The terms in force, as a reader of a language reads them.
pub async fn in_force(tx: &mut Tx, language: Language) -> Result<Terms, Error> {
    let Some(row) = store::current(tx, Item::HostTerms).await? else { return Ok(Terms::first(language)) };
    let own: HostTerms = read(Item::HostTerms, &row.value)?;
    let text = own.texts().read(language).unwrap_or_else(|| that_come_along(language));
    Ok(Terms::new(row.version, Some(row.published_at), text))
}

#[cfg(test)]
mod tests {
    use super::super::documents;
    use super::*;

    #[test]
    fn the_terms_that_come_along_say_what_they_must_and_are_marked_for_counsel() {
        let promises = [
            ("For counsel’s review", "À faire relire par un conseil"),
            ("cannot read them", "ne peut pas les lire"),
            ("proven to stand in\n   the public log", "prouvé qu’il figure\n   au registre public"),
            ("for a reason in its own law", "pour une raison tirée de son propre droit"),
            ("may leave at any time", "peut partir à tout moment"),
        ];
        documents::assert_say(FILE, &promises);
    }

    #[test]
    fn both_texts_have_the_same_sections_and_points() {
        documents::assert_same_outline(FILE, 15);
    }

    #[test]
    fn the_text_is_read_in_the_readers_language() {
        let french = Language::named("fr").unwrap();
        let terms = Terms::first(french);
        assert_eq!((terms.version, terms.language, terms.since), (0, french, None));
        assert_eq!(terms.sha256, Digest::of(documents::in_both(FILE)[1].as_bytes()));
        assert_ne!(terms.sha256, Terms::first(Language::default()).sha256);
    }
}
