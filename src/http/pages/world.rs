//! The countries of the world: what they are called, and where they lie on a map (`world.txt`, whose head says where it is from).

use std::sync::LazyLock;

use crate::texts::{Language, Text};

/// A country on the map.
pub(super) struct Place {
    /// ISO 3166-1 alpha-2; `-` for what has no code.
    pub code: &'static str,
    /// Where it is marked.
    pub x: u16,
    pub y: u16,
    /// Its outline; empty for what is too small to have one.
    pub outline: &'static str,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let lines = include_str!("world.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(place).collect()
});

fn place(line: &'static str) -> Option<Place> {
    let mut words = line.splitn(4, ' ');
    let (code, x, y) = (words.next()?, words.next()?, words.next()?);
    Some(Place { code, x: x.parse().ok()?, y: y.parse().ok()?, outline: words.next().unwrap_or_default() })
}

/// All of them, by code.
pub(super) fn places() -> &'static [Place] {
    &PLACES
}

/// What a country is called in a language.
pub(super) fn name(language: Language, code: &str) -> String {
    Text::country(code).said_in(language)
}

/// Every country that has a code and a name, for a form: in the order of the names.
pub(super) fn countries(language: Language) -> Vec<(String, String)> {
    let coded = places().iter().filter(|place| place.code != "-");
    let mut all: Vec<_> = coded.map(|place| (place.code.to_owned(), name(language, place.code))).collect();
    all.sort_by_key(|(_, name)| folded(name));
    all
}

/// Letters without the marks that would sort them behind the others.
pub(super) fn folded(name: &str) -> String {
    let plain = |letter: char| match letter {
        'Å' | 'À' | 'Â' | 'à' | 'â' | 'ã' | 'á' | 'å' => 'a',
        'É' | 'È' | 'Ê' | 'Ë' | 'é' | 'è' | 'ê' | 'ë' => 'e',
        'Î' | 'Ï' | 'î' | 'ï' | 'í' => 'i',
        'Ô' | 'ô' | 'ó' | 'õ' => 'o',
        'ç' => 'c',
        letter => letter,
    };
    name.chars().map(plain).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Jurisdiction;

    /// How wide the map is, and how high: what its template says of it.
    const PLANE: (u16, u16) = (1000, 440);

    #[test]
    fn every_country_lies_on_the_map_and_has_a_name_in_every_language() {
        let places = places();
        assert!(places.len() > 240, "{} places", places.len());
        for place in places {
            assert!(place.x <= PLANE.0 && place.y <= PLANE.1, "{}", place.code);
            let letters = |letter: char| letter.is_ascii_digit() || "Mlz -".contains(letter);
            assert!(place.outline.chars().all(letters), "{}", place.code);
            if place.code == "-" {
                continue;
            }
            assert!(Jurisdiction::parse(place.code).is_ok(), "{}", place.code);
            for language in Language::all() {
                assert_ne!(name(language, place.code), place.code, "{language}");
            }
        }
        assert_eq!(name(Language::default(), "QZ"), "QZ", "a code that no country has");
        let french = countries(Language::named("fr").unwrap());
        let at = |code: &str| french.iter().position(|(found, _)| found == code).unwrap();
        assert!(at("EG") < at("ES") && at("ES") < at("SV"), "Égypte, Espagne, Salvador");
        assert!(at("ET") < at("FR"), "Éthiopie before France");
    }

    #[test]
    fn what_has_a_code_of_its_own_is_no_part_of_another_countrys_outline() {
        for code in ["FR", "GF", "NO", "SJ"] {
            let place = places().iter().find(|place| place.code == code).unwrap();
            assert!(!place.outline.is_empty(), "{code}");
            for part in place.outline.split('M').skip(1) {
                let (x, rest) = part.split_once(' ').unwrap();
                let (x, y): (u16, u16) = (x.parse().unwrap(), rest.split('l').next().unwrap().parse().unwrap());
                assert!(x.abs_diff(place.x) <= 40 && y.abs_diff(place.y) <= 20, "{code}: {x} {y}");
            }
        }
    }
}
