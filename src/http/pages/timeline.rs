//! The lines of a case's timeline, as `ui::timeline` shows them.

use crate::clock::Time;

/// Who did what when, and where the log proves it.
#[derive(Clone, Debug)]
pub struct Line {
    /// When.
    pub at: Time,
    /// Who, as a role or an organisation: the sentence's first words, such as `A reviewer`.
    pub who: String,
    /// What they did: the rest of the sentence, such as `decided: infringing, lock and delete`.
    pub what: String,
    /// A sentence more.
    pub detail: Option<String>,
    /// The address of the log proof.
    pub proof: Option<String>,
    /// How it looks.
    pub tone: Tone,
}

/// What a line means for whoever reads it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// One step of many.
    #[default]
    Plain,
    /// Something was completed or granted.
    Good,
    /// Something was locked, refused or failed.
    Bad,
    /// Not yet happened.
    Waiting,
}

impl Line {
    /// A plain line.
    pub fn new(at: Time, who: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at, who: who.into(), what: what.into(), detail: None, proof: None, tone: Tone::Plain }
    }

    pub(super) fn class(&self) -> &'static str {
        match self.tone {
            Tone::Plain => "is-plain",
            Tone::Good => "is-good",
            Tone::Bad => "is-bad",
            Tone::Waiting => "is-waiting",
        }
    }
}
