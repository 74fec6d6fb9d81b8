//! What tests ask of a document that comes along: that it says the same in English and in French.

use crate::texts::Language;

/// The document of that file, in English and in French.
pub(crate) fn in_both(file: &str) -> [&'static str; 2] {
    ["en", "fr"].map(|tag| Language::named(tag).unwrap().document(file).unwrap())
}

/// Each says its part of every pair.
pub(crate) fn assert_say(file: &str, promises: &[(&str, &str)]) {
    let [english, french] = in_both(file);
    for (promise, promesse) in promises {
        assert!(english.contains(promise), "{promise}");
        assert!(french.contains(promesse), "{promesse}");
    }
}

/// Both have the same sections and points, and more than so many.
pub(crate) fn assert_same_outline(file: &str, more_than: usize) {
    let [english, french] = in_both(file).map(outline);
    assert_eq!(english, french);
    assert!(english.len() > more_than);
}

/// The numbers of its sections and points, in their order.
fn outline(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("## ").unwrap_or(line).split_once(". "))
        .map(|(number, _)| number)
        .filter(|number| number.parse::<u8>().is_ok())
        .collect()
}
