//! What a message says: a subject and a few kinds of blocks, written once, and rendered as plain text and as HTML. Both
//! say the same words.

use std::fmt::{self, Display};

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::seal::link::without_keys;
use crate::texts::Language;

/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;
/// The longest text, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;

/// A message. Whatever is put into it becomes plain text: control characters, which could end a header or a line, become
/// spaces. The keys of links are cut out of its words, since reasons and names are what somebody typed: as it is written,
/// while a key that is broken over two lines still is, and again before it is sent. Codes and the addresses of our pages
/// stay.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    language: Language,
    subject: String,
    blocks: Vec<Block>,
}

/// A piece of a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Block {
    Heading(String),
    Paragraph(String),
    /// In somebody's own words, and in their language.
    Quote(String),
    List(Vec<String>),
    /// Names with their values, a line each.
    Facts(Vec<String>),
    /// To be typed elsewhere: on a line of its own, set in.
    Code(String),
    Link {
        label: String,
        url: String,
    },
}

impl Message {
    /// A message in one language.
    pub fn new(language: Language, subject: impl Display) -> Self {
        Self { language, subject: words(&subject.to_string()), blocks: Vec::new() }
    }

    /// A sentence or several.
    #[must_use]
    pub fn paragraph(self, text: impl Display) -> Self {
        self.and(Block::Paragraph(prose(&text.to_string())))
    }

    /// A title over what comes next.
    #[must_use]
    pub fn heading(self, text: impl Display) -> Self {
        self.and(Block::Heading(words(&text.to_string())))
    }

    /// What somebody wrote, as they wrote it.
    #[must_use]
    pub fn quote(self, text: impl Display) -> Self {
        self.and(Block::Quote(prose(text.to_string().trim())))
    }

    /// Points, a line each.
    #[must_use]
    pub fn list(self, points: impl IntoIterator<Item = impl Display>) -> Self {
        self.and(Block::List(points.into_iter().map(|point| words(&point.to_string())).collect()))
    }

    /// Names and values, a line each.
    #[must_use]
    pub fn facts(self, facts: impl IntoIterator<Item = (impl Display, impl Display)>) -> Self {
        let language = self.language;
        let fact = |(name, value): (_, _)| said(language, "mail-fact", &[("name", &name), ("value", &value)]);
        self.and(Block::Facts(
            facts
                .into_iter()
                .map(|(name, value)| (words(&name.to_string()), words(&value.to_string())))
                .map(fact)
                .collect(),
        ))
    }

    /// Something to be typed elsewhere.
    #[must_use]
    pub fn code(self, code: impl Display) -> Self {
        self.and(Block::Code(line(&code.to_string())))
    }

    /// A page of ours, and what stands there.
    #[must_use]
    pub fn link(self, label: impl Display, url: impl Display) -> Self {
        let label = said(self.language, "mail-link", &[("label", &words(&label.to_string()))]);
        self.and(Block::Link { label, url: line(&url.to_string()) })
    }

    fn and(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The same, if it can be sent: a subject of at most 200 characters and a text of at most 64 KiB, cleaned again,
    /// since the database is not what makes it safe.
    pub(super) fn checked(mut self) -> Result<Self, MalformedMessage> {
        self.subject = words(&self.subject);
        for block in &mut self.blocks {
            block.clean();
        }
        if self.subject.is_empty() || self.subject.chars().count() > LONGEST_SUBJECT {
            return Err(MalformedMessage::Subject);
        }
        if self.plain().len() > LONGEST_TEXT {
            return Err(MalformedMessage::Text);
        }
        Ok(self)
    }

    /// Its language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Its text, lines ended by `\n`.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            let written = match block {
                // What it is over follows on the next line.
                Block::Heading(title) => {
                    text += title;
                    text.push('\n');
                    continue;
                }
                Block::Paragraph(words) | Block::Quote(words) => words.clone(),
                Block::List(points) => points.iter().map(|point| format!("- {point}")).collect::<Vec<_>>().join("\n"),
                Block::Facts(facts) => facts.join("\n"),
                Block::Code(code) => format!("    {code}"),
                Block::Link { label, url } => format!("{label}\n{url}"),
            };
            text += &written;
            text += "\n\n";
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    /// Its text as HTML: no picture, nothing from elsewhere, nothing that tells us it was read.
    pub fn html(&self) -> askama::Result<String> {
        Html { message: self }.render()
    }
}

impl Block {
    fn clean(&mut self) {
        match self {
            Self::Heading(text) => *text = words(text),
            Self::Paragraph(text) | Self::Quote(text) => *text = prose(text),
            Self::List(points) | Self::Facts(points) => points.iter_mut().for_each(|point| *point = words(point)),
            Self::Code(text) => *text = line(text),
            // A page of ours may be a private one of whoever reads this.
            Self::Link { label, url } => {
                *label = words(label);
                *url = line(url);
            }
        }
    }
}

impl fmt::Debug for Message {
    /// What is written to a person does not print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Message(…)")
    }
}

#[derive(Template)]
#[template(path = "mail/message.html")]
struct Html<'a> {
    message: &'a Message,
}

/// A line that a language puts together.
fn said(language: Language, key: &str, arguments: &[(&str, &String)]) -> String {
    let said = arguments.iter().fold(language.say(key), |said, (name, value)| said.with(name, value));
    line(&said.to_string())
}

/// Words on one line, without the keys of links.
fn words(text: &str) -> String {
    line(&without_keys(text))
}

/// Words on their lines, without the keys of links.
fn prose(text: &str) -> String {
    lines(&without_keys(text))
}

/// Words with nothing that ends a line.
fn line(text: &str) -> String {
    text.trim().chars().map(|c| if breaks_a_line(c) { ' ' } else { c }).collect()
}

/// Words whose lines end with `\n` and nothing else.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.trim_end().chars().map(|c| if breaks_a_line(c) && c != '\n' && c != '\t' { ' ' } else { c }).collect()
}

/// Control characters, and what some software takes for the end of a line.
fn breaks_a_line(c: char) -> bool {
    c.is_control() || c == '\u{2028}' || c == '\u{2029}'
}

/// The message cannot be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedMessage {
    /// The subject is empty or too long.
    #[error("a subject is one line of at most {LONGEST_SUBJECT} characters")]
    Subject,
    /// The text is too long.
    #[error("a message's text is plain text of at most 64 KiB")]
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::entropy::Entropy;
    use crate::seal::LinkKey;

    fn every_block() -> Message {
        Message::new(Language::default(), "A <subject>\r\nBcc: x")
            .paragraph("One & two\nlines")
            .heading("What was <b>found</b>")
            .quote("« Le film »\u{2028}entier")
            .facts([("Where", "worldwide")])
            .list(["first\nBcc: x", "second"])
            .code("ABCDE-FGHJK")
            .link("The notice", "https://files.example/notices/1?a=b&c=d")
    }

    /// The words of HTML, without its markup.
    fn words_of(html: &str) -> Vec<String> {
        let body = html.split_once("<body>").map_or(html, |(_, body)| body);
        let mut text = String::new();
        let mut inside = false;
        for c in body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                c if !inside => text.push(c),
                _ => {}
            }
        }
        let text = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
            .iter()
            .fold(text, |text, (entity, character)| text.replace(entity, character));
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn both_parts_say_the_same_words() {
        let message = every_block();
        let plain = message.plain();
        let plain: Vec<_> = plain.split_whitespace().filter(|word| *word != "-").map(str::to_owned).collect();
        assert_eq!(words_of(&message.html().unwrap()), plain);
    }

    #[test]
    fn nobodys_words_are_markup_or_end_a_line() {
        let message = every_block();
        assert_eq!(message.subject(), "A <subject>  Bcc: x");
        let html = message.html().unwrap();
        assert!(!html.contains("<b>") && html.contains("&#60;b&#62;"), "{html}");
        assert!(message.plain().contains("- first Bcc: x\n- second\n"), "{}", message.plain());
        assert!(!message.plain().contains('\u{2028}'));
        for remote in ["src=", "http-equiv", "url(", "style="] {
            assert!(!html.contains(remote), "{remote}: {html}");
        }
    }

    #[test]
    fn no_key_of_a_link_is_mailed_whoever_typed_it() {
        let key = LinkKey::generate(&Entropy::seeded(7)).encode();
        let link = "https://files.example/f/AAECAwQFBgcICQoLDA0ODw";
        let typed = format!("See {link}#{}, please.", key.as_str());
        let page = format!("https://files.example/report/measures/1/{}", key.as_str());
        let message = Message::new(Language::default(), &typed)
            .paragraph(&typed)
            .quote(&typed)
            .facts([("Where", &typed)])
            .list([&typed])
            .heading(&typed)
            .link(&typed, &page);
        let message = message.checked().unwrap();
        let (plain, left) = (message.plain(), format!("See {link}, please."));
        assert_eq!(message.subject(), left);
        assert_eq!(plain.matches(&left).count(), 6, "{plain}");
        assert_eq!(plain.matches(key.as_str()).count(), 1, "but for the reader's own page: {plain}");
        assert!(plain.contains(&page), "{plain}");
    }

    #[test]
    fn a_key_that_is_broken_over_two_lines_is_not_mailed_where_lines_become_one() {
        let key = LinkKey::generate(&Entropy::seeded(7)).encode();
        let typed = format!("It is {}\r\n> {}.", &key[..20], &key[20..]);
        let message = Message::new(Language::default(), &typed)
            .paragraph(&typed)
            .heading(&typed)
            .quote(&typed)
            .facts([("Where", &typed)])
            .list([&typed])
            .link(&typed, "https://files.example/");
        let (subject, plain) = (message.subject().to_owned(), message.plain());
        assert_eq!(subject, "It is .");
        assert_eq!(plain.matches("It is .").count(), 6, "{plain}");
        let message = message.checked().unwrap();
        assert_eq!((message.subject(), message.plain()), (subject.as_str(), plain));
    }

    #[test]
    fn reasons_without_a_key_are_mailed_as_they_stand_in_the_portal() {
        let key = LinkKey::generate(&Entropy::seeded(7)).encode();
        let reasons = format!(
            "The court (https://court.example/rulings/{}, 50%23 of it)\n\n> found:  a_b--c, *not* #7.\nDigest: {}",
            key.as_str(),
            "0a1b2c3d".repeat(8),
        );
        let message = Message::new(Language::default(), "s").quote(&reasons).checked().unwrap();
        assert_eq!(message.plain(), format!("{reasons}\n"));
    }

    #[test]
    fn what_is_too_long_is_no_message() {
        let long = Message::new(Language::default(), "s".repeat(201));
        assert_eq!(long.checked(), Err(MalformedMessage::Subject));
        assert_eq!(Message::new(Language::default(), " ").checked(), Err(MalformedMessage::Subject));
        let long = Message::new(Language::default(), "s").paragraph("x".repeat(LONGEST_TEXT));
        assert_eq!(long.checked(), Err(MalformedMessage::Text));
    }
}
