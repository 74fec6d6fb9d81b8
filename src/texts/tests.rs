//! Every language says everything that English says, with the same arguments; and what is said is what there is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

type Arguments = BTreeMap<String, BTreeSet<String>>;

/// What a text asks for and which others it says, and its words.
#[derive(Default)]
struct Read {
    arguments: BTreeSet<String>,
    says: BTreeSet<String>,
    words: String,
}

impl Read {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.words.push_str(value),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.words.push('\n');
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
                // Something stands there, whatever it is.
                self.words.push('\u{fffc}');
            }
            InlineExpression::MessageReference { id, .. } => {
                self.says.insert(id.name.to_owned());
                self.words.push('\u{fffc}');
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }
}

/// Every text of a language, and mistakes of its files.
fn read(language: Language) -> (BTreeMap<String, Read>, Vec<String>) {
    let (mut texts, mut mistakes) = (BTreeMap::new(), Vec::new());
    for name in Files::iter().filter(|name| name.starts_with(&format!("{language}/")) && name.ends_with(".ftl")) {
        let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            mistakes.push(format!("{name}: {errors:?}"));
            resource
        });
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { continue };
            let mut read = Read::default();
            read.pattern(message.value.as_ref().expect("a text has words"));
            if texts.insert(message.id.name.to_owned(), read).is_some() {
                mistakes.push(format!("{name}: {} is there twice", message.id.name));
            }
        }
    }
    (texts, mistakes)
}

/// The arguments of each text, with those of the texts it says.
fn arguments(texts: &BTreeMap<String, Read>) -> Arguments {
    fn of(texts: &BTreeMap<String, Read>, key: &str, found: &mut BTreeSet<String>) {
        if let Some(read) = texts.get(key) {
            found.extend(read.arguments.iter().cloned());
            read.says.iter().for_each(|said| of(texts, said, found));
        }
    }
    let of = |key: &String| {
        let mut found = BTreeSet::new();
        of(texts, key, &mut found);
        (key.clone(), found)
    };
    texts.keys().map(of).collect()
}

#[test]
fn every_language_says_what_english_says_with_the_same_arguments() {
    let (english, mut mistakes) = read(Language::default());
    let english = arguments(&english);
    assert!(english.len() > 300 && Language::all().count() > 1, "the texts are there");
    for language in Language::all().skip(1) {
        let (texts, found) = read(language);
        mistakes.extend(found);
        let theirs = arguments(&texts);
        for (key, asked) in &english {
            match theirs.get(key) {
                None => mistakes.push(format!("{language} lacks {key}")),
                Some(given) if given != asked => {
                    mistakes.push(format!("{language}: {key} has {given:?}, where English has {asked:?}"));
                }
                Some(_) => {}
            }
        }
        let more = theirs.keys().filter(|key| !english.contains_key(*key));
        mistakes.extend(more.map(|key| format!("{language} has {key}, which English lacks")));
    }
    assert_eq!(mistakes, Vec::<String>::new());
}

#[test]
fn every_text_comes_out_whole() {
    for language in Language::all() {
        let (texts, _) = read(language);
        for (key, asked) in arguments(&texts) {
            let (bundle, pattern) = language.find(&key).unwrap();
            let arguments: FluentArgs<'_> = asked.iter().map(|name| (name.as_str(), FluentValue::from(2))).collect();
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
            assert!(errors.is_empty() && !text.is_empty(), "{language}: {key}: {errors:?}");
        }
    }
}

#[test]
fn texts_are_words_and_not_markup() {
    for language in Language::all() {
        for (key, read) in read(language).0 {
            assert!(!read.words.contains(['<', '>', '&']), "{language}: {key}");
            assert!(!read.words.contains(MARKUP), "{language}: {key}");
            assert!(!read.words.contains(['\'', '"']), "{language}: {key} has a typewriter's quotation mark");
        }
    }
}

#[test]
fn every_folder_of_texts_is_a_language_that_is_offered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let folders: BTreeSet<String> = std::fs::read_dir(folder).unwrap().map(name).collect();
    let offered: BTreeSet<String> = Language::all().map(|language| language.to_string()).collect();
    assert_eq!(offered, folders);
    let names: BTreeSet<String> = Language::all().map(Language::own_name).collect();
    assert_eq!(names.len(), folders.len(), "each calls itself by a name of its own: {names:?}");
    for language in Language::all() {
        let tag = language.as_str();
        assert_eq!(tag.parse::<Language>(), Ok(language), "it can be chosen and kept");
        assert_eq!(Language::preferred(&format!("tlh, {tag};q=0.5")), language, "a browser that asks for it gets it");
    }
}

#[test]
fn a_further_language_is_offered_if_it_can_be_read() {
    let offered = |tag: &str, text: &str| {
        let files = vec![("one.ftl".to_owned(), text.to_owned())];
        with(carried(), [(tag.to_owned(), files)]).map(|all| all.into_iter().map(|texts| texts.tag).collect::<Vec<_>>())
    };
    let known: Vec<String> = carried().into_iter().map(|texts| texts.tag).collect();
    assert_eq!(offered("qaa", "language-name = Made up"), Ok([known.clone(), vec!["qaa".to_owned()]].concat()));
    assert_eq!(offered("no tag", ""), Err(NotOffered::NoTag("no tag".into())));
    assert_eq!(offered("FR", ""), Err(NotOffered::Twice("FR".into())), "it is there already");
    for wrong in ["language-name", "one = 1\none = 2"] {
        let refused = offered("qaa", wrong);
        assert!(matches!(&refused, Err(NotOffered::Mistakes(what)) if what.contains("one.ftl")), "{refused:?}");
    }
    assert_eq!(Language::all().count(), known.len());
    assert_eq!(offer([]), Err(NotOffered::TooLate), "something was said");
}

/// A line that ends before its colon, or a quotation mark that stands alone, is a mistake in French.
#[test]
fn french_keeps_its_punctuation_with_its_words() {
    let french = Language::named("fr").unwrap();
    for (key, read) in read(french).0 {
        for (at, c) in read.words.char_indices() {
            let (before, after) = (&read.words[..at], &read.words[at + c.len_utf8()..]);
            let wrong = (";:!?»".contains(c) && before.ends_with(' ')) || (c == '«' && after.starts_with(' '));
            assert!(!wrong, "{key}: {}", read.words);
        }
    }
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The words between quotation marks in a source, each with what stands before and behind it.
fn literals(source: &str) -> Vec<(&str, &str, &str)> {
    let quotes: Vec<usize> = source.match_indices('"').map(|(at, _)| at).collect();
    let pairs = quotes.windows(2);
    pairs.map(|pair| (&source[..pair[0]], &source[pair[0] + 1..pair[1]], &source[pair[1] + 1..])).collect()
}

fn is_key(text: &str) -> bool {
    text.contains('-') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[test]
fn what_is_said_is_there_and_what_is_there_is_said() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["src", "templates", "static/js"] {
        files(&root.join(folder), &mut paths);
    }
    let (texts, _) = read(Language::default());
    let (mut said, mut begun, mut missing) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for path in paths.iter().filter(|path| !path.ends_with("texts/tests.rs")) {
        let Ok(source) = std::fs::read_to_string(path) else { continue };
        for (before, literal, behind) in literals(&source) {
            // `format!("requirement-{field}")` says every text that begins so.
            if let Some((start, _)) = literal.split_once('{').filter(|(start, _)| start.ends_with('-') && is_key(start))
            {
                begun.insert(start.to_owned());
            }
            if !is_key(literal) && !texts.contains_key(literal) {
                continue;
            }
            said.insert(literal.to_owned());
            let is_said = behind.starts_with("|say") || before.ends_with("say(") || before.ends_with("Text::of(");
            if is_said && !texts.contains_key(literal) {
                missing.insert(format!("{literal} in {}", path.strip_prefix(root).unwrap().display()));
            }
        }
    }
    for read in texts.values() {
        said.extend(read.says.iter().cloned());
    }
    let unsaid: Vec<_> =
        texts.keys().filter(|key| !said.contains(*key) && !begun.iter().any(|start| key.starts_with(start))).collect();
    assert_eq!(missing, BTreeSet::new(), "texts that are said and not there");
    assert_eq!(unsaid, Vec::<&String>::new(), "texts that nothing says");
}

/// What stands between two marks is taken out, marks and all.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once(begin) {
        kept.push_str(before);
        kept.push(' ');
        rest = opened.split_once(end).map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The values of attributes that are words for people.
fn spoken(html: &str) -> Vec<&str> {
    let names = ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\"", "data-label=\"", "data-busy=\""];
    let of = |name: &'static str| html.split(name).skip(1).filter_map(|rest| rest.split('"').next());
    names.into_iter().flat_map(of).collect()
}

#[test]
fn pages_say_their_words_by_key_and_in_the_readers_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let (mut words, mut in_english, mut seen) = (Vec::new(), Vec::new(), 0);
    for path in paths {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        // The macros write attributes of their own.
        if name == "partials/ui.html" {
            continue;
        }
        seen += 1;
        let source = std::fs::read_to_string(&path).unwrap();
        if source.starts_with("{% extends \"base.html\" %}") && !source.contains("{% block lang %}{% endblock %}") {
            in_english.push(name.clone());
        }
        let mut text = without(&source, "{#", "#}");
        // Classes, and words for machines.
        for (begin, end) in [("{% block width %}", "{% endblock %}"), ("{{", "}}"), ("{%", "%}"), ("<code", "</code>")]
        {
            text = without(&text, begin, end);
        }
        for (begin, end) in [("<pre", "</pre>"), ("<svg", "</svg>"), ("<style", "</style>")] {
            text = without(&text, begin, end);
        }
        let outside = without(&text, "<", ">");
        let found = [outside.as_str()].into_iter().chain(spoken(&text)).flat_map(|text| {
            text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1 && !matches!(*word, "SHA" | "Writ"))
        });
        words.extend(found.map(|word| format!("{name}: {word}")));
    }
    assert!(seen > 80, "the templates are there: {seen}");
    assert_eq!(words, Vec::<String>::new(), "words that stand in a template");
    assert_eq!(in_english, Vec::<String>::new(), "pages that say they are English");
}

#[test]
fn a_reader_gets_the_language_they_ask_for() {
    // Nobody translates Writ for Klingons, nor for the region that is left to private use.
    let tag = |header: &str| Language::preferred(header).as_str();
    for (header, expected) in [
        ("", "en"),
        ("fr", "fr"),
        ("fr-XZ,fr;q=0.8,en;q=0.5", "fr"),
        ("FR-xz", "fr"),
        ("tlh-XZ,tlh;q=0.9,fr;q=0.3,en;q=0.2", "fr"),
        ("en;q=0.4, fr;q=0.6", "fr"),
        ("en, fr", "en"),
        ("fr;q=0, en", "en"),
        ("tlh", "en"),
        ("*", "en"),
        ("fr;q=much, ;;;=,\u{fffd}", "en"),
    ] {
        assert_eq!(tag(header), expected, "{header:?}");
    }
    assert_eq!(Language::all().next().unwrap().as_str(), "en");
    assert_eq!("fr".parse::<Language>().unwrap().own_name(), "Français");
    assert_eq!("fr-XZ".parse::<Language>().err(), Some(UnknownLanguage), "what is stored is one of those there are");
    let read: Language = serde_json::from_str("\"tlh\"").unwrap();
    assert_eq!(read.as_str(), "en", "a language that is not offered any more");
}

#[test]
fn a_text_that_is_missing_is_its_key_and_nothing_breaks() {
    let french = Language::named("fr").unwrap();
    assert_eq!(french.say("no-such-text").to_string(), "no-such-text");
    assert_eq!(french.template("open-too-large").matches("{$size}").count(), 1);
    assert_eq!(french.say("notices-unread").with("count", 1).to_string(), "Un avis n’est pas lu.");
    assert_eq!(french.say("notices-unread").with("count", 3_usize).to_string(), "3 avis ne sont pas lus.");
}
