//! The lines of a case's timeline, as `ui::timeline` shows them.

use crate::audit::entry::Entry;
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

/// What the parties do after a decision, as the lines of a case say it; `target` names what it is about.
pub(super) fn answered(entry: &Entry, target: &str) -> Option<(String, Tone)> {
    let text = |field: &str| entry.text(field).unwrap_or_default().replace('-', " ");
    let side = || if text("side") == "notifier" { "the claimant" } else { "the uploader" };
    // What is decided against a person or an organisation is appealed, too, in their own case.
    let of_measure = entry.text("measure").is_some();
    let marked = || match entry.text("what") {
        Some("counter-notice") => format!("the counter-notice to {target}"),
        Some("appeal") if target.is_empty() => "an appeal".to_owned(),
        Some("appeal") => format!("the appeal about {target}"),
        _ => format!("{target} of the notice"),
    };
    Some(match entry.kind.as_str() {
        "counter-notice.received" => (format!("sent a counter-notice to {target}"), Tone::Plain),
        "counter-notice.checked" => (format!("found the counter-notice to {target} complete"), Tone::Plain),
        "counter-notice.ended" => {
            let good = text("outcome") == "returned";
            let tone = if good { Tone::Good } else { Tone::Plain };
            (format!("ended the counter-notice to {target}: {}", text("outcome")), tone)
        }
        "dispute.told" => (format!("told of a dispute about {target}: {}", text("before")), Tone::Plain),
        "dispute.ended" => (format!("recorded how a dispute about {target} ended: {}", text("outcome")), Tone::Plain),
        "misuse.marked" => (format!("marked {} as manifestly unfounded", marked()), Tone::Bad),
        "account.review-opened" => ("put the account before a reviewer".to_owned(), Tone::Plain),
        "account.reviewed" => (format!("decided about the account: {}", text("outcome")), Tone::Plain),
        "measure.taken" => (format!("decided a {} of {}", text("measure"), text("of")), Tone::Bad),
        "measure.lifted" => {
            (format!("lifted a {} of {}: {}", text("measure"), text("of"), text("because")), Tone::Good)
        }
        "appeal.lodged" if of_measure => {
            (format!("appealed against a {} of {}", text("measure"), text("of")), Tone::Plain)
        }
        "appeal.moot" if of_measure => ("ended an appeal, which has no object any more".to_owned(), Tone::Plain),
        "appeal.withdrawn" if of_measure => ("took an appeal back".to_owned(), Tone::Plain),
        "appeal.decided" if of_measure => {
            let tone = if text("outcome") == "granted" { Tone::Good } else { Tone::Plain };
            (format!("decided an appeal against a {} of {}: {}", text("measure"), text("of"), text("outcome")), tone)
        }
        "appeal.lodged" => (format!("appealed against the decision about {target}"), Tone::Plain),
        "appeal.moot" => {
            (format!("ended the appeal of {} about {target}, which has no object any more", side()), Tone::Plain)
        }
        "appeal.withdrawn" => (format!("took the appeal about {target} back"), Tone::Plain),
        "appeal.decided" => {
            let tone = if text("outcome") == "granted" { Tone::Good } else { Tone::Plain };
            (format!("decided the appeal of {} about {target}: {}", side(), text("outcome")), tone)
        }
        _ => return None,
    })
}
