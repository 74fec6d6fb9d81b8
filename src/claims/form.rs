//! Reading what people typed: every field is checked, and every mistake is told at once.

use std::borrow::Cow;

use jiff::civil::Date;
use url::Host;

use super::{Error, FieldError};
use crate::clock::Time;
use crate::seal::link::{has_key, without_keys};
use crate::texts::Text;

/// The longest single line, in characters.
const LINE: usize = 300;
/// The longest text of several lines, in characters.
const TEXT: usize = 10_000;

/// Collects the mistakes of one form.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<FieldError>);

impl Form {
    /// One required line of text, without space around it. `missing` says what to enter.
    pub(crate) fn line(&mut self, field: &'static str, value: &str, missing: impl Into<Text>) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.mistake(field, missing);
        } else if is_longer(value, LINE) {
            self.mistake(field, at_most(LINE));
        } else if value.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            self.mistake(field, Text::of("field-single-line"));
        }
        value.to_owned()
    }

    /// A line that may be left out.
    pub(crate) fn optional_line(&mut self, field: &'static str, value: &str) -> Option<String> {
        if value.trim().is_empty() { None } else { Some(self.line(field, value, "")) }
    }

    /// A required text, of several lines or one.
    pub(crate) fn text(&mut self, field: &'static str, value: &str, missing: impl Into<Text>) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.mistake(field, missing);
        } else if is_longer(value, TEXT) {
            self.mistake(field, at_most(TEXT));
        } else if value.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.mistake(field, Text::of("field-control"));
        }
        value.to_owned()
    }

    /// A required text that others read, without the keys of links in it.
    pub(crate) fn words(&mut self, field: &'static str, value: &str, missing: impl Into<Text>) -> String {
        self.text(field, &cut(value), missing)
    }

    /// A required text that is signed and that others read. With the key of a link in it it is refused: what is left once a key is
    /// cut out is not what was signed.
    pub(crate) fn signed_words(&mut self, field: &'static str, value: &str, missing: impl Into<Text>) -> String {
        let text = self.text(field, value, missing);
        if !is_longer(&text, TEXT) && has_key(&text) {
            self.mistake(field, Text::of("field-key"));
        }
        text
    }

    /// As [`Form::words`], which may be left out.
    pub(crate) fn optional_words(&mut self, field: &'static str, value: &str) -> Option<String> {
        let words = cut(value);
        if words.trim().is_empty() { None } else { Some(self.text(field, &words, "")) }
    }

    /// An e-mail address: something before the last `@`, a domain with a dot after it, nothing that could break a header.
    pub(crate) fn email(&mut self, field: &'static str, value: &str, missing: impl Into<Text>) -> String {
        let value = self.line(field, value, missing);
        if !value.is_empty() && !is_email(&value) {
            self.mistake(field, Text::of("field-email"));
        }
        value
    }

    /// A box that must be ticked.
    pub(crate) fn affirmed(&mut self, field: &'static str, ticked: bool, missing: impl Into<Text>) {
        if !ticked {
            self.mistake(field, missing);
        }
    }

    /// A day as forms send it: its first instant, or its end.
    pub(crate) fn day(&mut self, field: &'static str, value: &str, end: bool) -> Option<Time> {
        let date: Option<Date> = value.trim().parse().ok();
        let date = if end { date.and_then(|date| date.tomorrow().ok()) } else { date };
        let time = date.and_then(|date| Time::parse_rfc3339(&format!("{date}T00:00:00Z")));
        if time.is_none() {
            self.mistake(field, Text::of("field-date"));
        }
        time
    }

    /// Notes a mistake.
    pub(crate) fn mistake(&mut self, field: &'static str, message: impl Into<Text>) {
        self.0.push(FieldError::new(field, message));
    }

    /// The mistakes so far.
    pub(crate) fn into_mistakes(self) -> Vec<FieldError> {
        self.0
    }

    /// All of them, if there are any.
    pub(crate) fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// A text without the keys of links in it. In one that is longer than it may be nobody looks for them: it is refused.
fn cut(value: &str) -> Cow<'_, str> {
    if is_longer(value.trim(), TEXT) { value.into() } else { without_keys(value).into() }
}

fn is_longer(value: &str, characters: usize) -> bool {
    value.chars().nth(characters).is_some()
}

/// A value that is longer than it may be, in characters.
pub(crate) fn at_most(characters: usize) -> Text {
    Text::of("field-at-most").with("count", characters)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && is_domain(domain)
}

/// A host name of at least two labels: letters, digits and hyphens. An address of IPv4, however it is spelt, is none.
pub(super) fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && matches!(Host::parse(text), Ok(Host::Domain(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_told_at_once() {
        let mut form = Form::default();
        form.line("name", "  ", "Enter a name");
        form.line("title", "a\nb", "");
        form.email("email", "nobody", "");
        form.affirmed("good_faith", false, "Tick this");
        let fields: Vec<_> = form.into_mistakes().into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(fields, ["name", "title", "email", "good_faith"]);
    }

    #[test]
    fn keys_are_cut_out_of_what_is_short_enough_to_be_kept() {
        const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let mut form = Form::default();
        assert_eq!(form.words("works", &format!("It is {KEY}, whole."), ""), "It is , whole.");
        assert_eq!(form.optional_words("redress", KEY), None);
        form.finish().unwrap();
        // The length is that of what was typed, whatever would be left of it.
        let mut form = Form::default();
        let long = format!("{KEY} ").repeat(TEXT / KEY.len());
        form.words("works", &long, "");
        form.optional_words("redress", &long);
        let mistakes = form.into_mistakes();
        assert_eq!(mistakes.iter().map(|mistake| mistake.field).collect::<Vec<_>>(), ["works", "redress"]);
        assert!(mistakes.iter().all(|mistake| mistake.message == at_most(TEXT)), "{mistakes:?}");
        // What is signed is not changed.
        let mut form = Form::default();
        assert_eq!(form.signed_words("works", " It is whole. ", ""), "It is whole.");
        form.signed_words("works", &format!("It is {KEY}, whole."), "");
        form.signed_words("works", &long, "");
        let told: Vec<_> = form.into_mistakes().into_iter().map(|mistake| mistake.message).collect();
        assert_eq!(told, [Text::of("field-key"), at_most(TEXT)]);
    }

    #[test]
    fn addresses_that_could_break_a_header_are_none() {
        for good in ["a@b.example", "first.last+tag@sub.b.example", "ü@bücher.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a",
            "@b.c",
            "a@b",
            "a@b.",
            "a b@c.d",
            "a@b.c\r\nBcc: x@y.z",
            "a@b.c,d@e.f",
            "<a@b.c>",
            "a@-b.c",
            "a@10.0.0.1",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
