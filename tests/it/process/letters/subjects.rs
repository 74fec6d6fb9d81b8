//! Which kinds of letters there are: what the source makes the subject of a message, so that a kind without a story is found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A file of the program: its place in `src`, and its text without its tests.
struct Source {
    place: String,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    let read = |path: PathBuf| {
        let whole = std::fs::read_to_string(&path).unwrap();
        let text = whole.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        Source { place: path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), text }
    };
    found.into_iter().map(read).collect()
}

/// What stands between the parenthesis with which a text begins and the one that closes it.
fn arguments(text: &str) -> &str {
    let mut open = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => open += 1,
            ')' if open == 1 => return &text[1..at],
            ')' => open -= 1,
            _ => {}
        }
    }
    panic!("what is opened is closed: {text}")
}

/// What a function is given, each time it is called in a text.
fn calls<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let call = format!("{name}(");
    let called = text.match_indices(call.as_str()).filter(|(at, _)| !text[..*at].ends_with("fn "));
    called.map(|(at, found)| arguments(&text[at + found.len() - 1..])).collect()
}

/// What stands between quotation marks.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

/// What a function gives first, in each arm of its match.
fn arms<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (_, begun) = text.split_once(format!("fn {name}(").as_str()).unwrap();
    let (body, _) = begun.split_once("\n}\n").unwrap();
    body.split("=>").skip(1).filter_map(|arm| literals(arm).next()).collect()
}

/// The key of the subject of every message that there is.
pub(super) fn of_source() -> BTreeSet<String> {
    let sources = sources();
    let mut subjects = BTreeSet::new();
    for source in &sources {
        for given in calls(&source.text, "Message::new") {
            let (_, subject) = given.split_once(',').unwrap();
            match literals(subject).next() {
                Some(key) => subjects.extend([key.to_owned()]),
                None => subjects.extend(handed_on(&sources, source, subject.trim()).into_iter().map(str::to_owned)),
            }
        }
    }
    assert!(subjects.len() > 60, "they are found: {subjects:?}");
    subjects
}

/// What a subject can be that is not said where the message is written.
fn handed_on<'a>(all: &'a [Source], source: &'a Source, subject: &str) -> Vec<&'a str> {
    match (source.place.as_str(), subject) {
        ("process/letters.rs", "language.say(title)") => {
            let room = all.iter().filter(|other| other.place.starts_with("process/letters"));
            let told = room.flat_map(|other| calls(&other.text, "to_claimant"));
            told.map(|given| literals(given).next().expect("a title is said where it is handed on")).collect()
        }
        ("process/letters/overturned.rs", "language.say(title)") | ("process/complaints/telling.rs", "say(title)") => {
            let chosen = source.text.split("let title =").skip(1);
            chosen.flat_map(|rest| literals(rest.split(';').next().unwrap())).collect()
        }
        // Owners are told in pairs: a subject, and its text.
        ("claims/organisations/mod.rs", "language.say(subject)") => {
            let mut found = Vec::new();
            for other in all.iter().filter(|other| !calls(&other.text, "tell_owners").is_empty()) {
                let begun = other.text.match_indices("(\"mail-").map(|(at, _)| &other.text[at..]);
                let pairs = begun.filter_map(|rest| {
                    let key = literals(rest).next()?;
                    rest.starts_with(&format!("(\"{key}\", \"{key}-text\")")).then_some(key)
                });
                let before = found.len();
                found.extend(pairs);
                assert!(found.len() > before, "{} says what it tells owners", other.place);
            }
            found
        }
        ("vault/letters.rs", "language.say(title)") => arms(&source.text, "words"),
        ("notices/words.rs", "say(heading(statement))") => {
            let functions = ["heading", "answer", "measure", "measure_lifted"];
            functions.iter().flat_map(|name| arms(&source.text, name)).collect()
        }
        (place, subject) => panic!("{place}: where is {subject} from?"),
    }
}
