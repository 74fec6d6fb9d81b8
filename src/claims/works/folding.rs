//! The words a work is found by: without case, accents, punctuation or the writing of a letter.
//!
//! What is searched for is folded by the same function as what was stored, so that either finds the other.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest word that is told apart, in characters.
const LONGEST: usize = 48;
/// They stand within words in some languages, and between them in others.
const APOSTROPHES: [char; 3] = ['\'', '’', 'ʼ'];

/// The words that are searched for, each once, in the order in which they come. A text without letters and digits is one
/// word.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    add(&mut words, &folded(text).replace(APOSTROPHES, ""));
    words
}

/// The words that a text is found by: also those that an apostrophe parts, so that both `damelie` and `amelie` find
/// d’Amélie.
pub(in crate::claims) fn finding_words(text: &str) -> Vec<String> {
    let mut words = words(text);
    if text.contains(APOSTROPHES) {
        add(&mut words, &folded(text));
    }
    words
}

fn add(words: &mut Vec<String>, folded: &str) {
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word: String = word.chars().take(LONGEST).collect();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() && !folded.trim().is_empty() {
        words.push(folded.split_whitespace().flat_map(str::chars).take(LONGEST).collect());
    }
}

/// By what two titles are one: all their words, in order.
pub(super) fn title(text: &str) -> String {
    let folded = folded(text).replace(APOSTROPHES, "");
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { folded.split_whitespace().collect() } else { words.join(" ") }
}

fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            // Letters that Unicode does not take apart, as people write them who lack them.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            // Some small letters are an accent away from another, such as that of İ.
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_writing_finds_the_other() {
        for (one, other) in [
            ("Amélie", "AMELIE"),
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("ﬁlm", "film"),
            ("Don’t", "dont"),
            ("Ａｋｉｒａ", "akira"),
            ("Ame\u{301}lie", "amélie"),
            ("もののけ姫", "もののけ姫"),
        ] {
            assert_eq!(words(one), words(other));
            assert_eq!(words(one).len(), 1, "{one}");
        }
        assert_eq!(finding_words("d’Amélie"), ["damelie", "d", "amelie"]);
        assert_eq!(words("The Long, long way-home (2024)"), ["the", "long", "way", "home", "2024"]);
        assert_eq!(words(" ?! "), ["?!"]);
        assert!(words("  ").is_empty() && words("\u{301}").is_empty());
        assert_eq!(words(&"x".repeat(300)), ["x".repeat(LONGEST)]);
    }

    #[test]
    fn a_title_is_the_same_in_any_dress_and_another_in_another_order() {
        assert_eq!(title("The Long Way: Home"), title("the  LONG way home"));
        assert_ne!(title("Way Home"), title("Home Way"));
        assert_ne!(title("The The"), title("The"));
        assert_ne!(title("?!"), title("!?"));
        // However alike they begin: nothing is cut off.
        assert_ne!(title(&"x".repeat(60)), title(&"x".repeat(61)));
    }
}
