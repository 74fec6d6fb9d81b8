//! The languages that texts exist in.

use serde::{Deserialize, Serialize};

/// A language, by its ISO 639-1 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// English.
    #[serde(rename = "en")]
    English,
    /// French.
    #[serde(rename = "fr")]
    French,
}

crate::words::words!(Locale { English = "en", French = "fr" });

impl Locale {
    /// All of them, the one that is shown when none is asked for first.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// What it calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }
}
