//! The lines of a case's timeline, as `ui::timeline` shows them.

use crate::audit::Listed;
use crate::audit::entry::Entry;
use crate::clock::Time;
use crate::texts::{Language, Text};

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

/// The lines of a case: `line` says an entry in words, if whoever reads them reads of it. What the log has numbered leads to its proof, at
/// `place` and its index; what was done just now is written, and waits for that.
pub(super) fn of_case(
    (listed, waiting): (&[Listed], &[Entry]),
    place: &str,
    language: Language,
    line: impl Fn(&Entry) -> Option<Line>,
) -> Vec<Line> {
    let proven =
        |listed: &Listed| Some(Line { proof: Some(format!("{place}{}", listed.index)), ..line(&listed.entry)? });
    let waits =
        |entry: &Entry| Some(Line { detail: Some(language.say("line-unnumbered").to_string()), ..line(entry)? });
    listed.iter().filter_map(proven).chain(waiting.iter().filter_map(waits)).collect()
}

/// A word of the log as a line says it; one that no text knows is said as it is.
pub(super) fn word(language: Language, word: &str) -> String {
    word_text(word).said_in(language)
}

/// The same, before it is said.
pub(super) fn word_text(word: &str) -> Text {
    let plain = word.replace('_', "-");
    let key = format!("word-{plain}");
    if Language::default().has(&key) { Text::under(key) } else { plain.replace('-', " ").into() }
}

/// What rights holders and staff read in the same words: how an organisation stands, and how a claim is made ready.
pub(super) fn of_rights_holder(entry: &Entry, language: Language) -> Option<(String, Tone)> {
    let say = |key: &str| language.say(key);
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let said = |field: &str| word(language, text(field));
    let (said, tone) = match entry.kind.as_str() {
        "organisation.applied" => (say("line-applied"), Tone::Plain),
        "organisation.verified" => (say("line-verified"), Tone::Good),
        "organisation.refused" => (say("line-refused"), Tone::Bad),
        "organisation.domain-proven" if text("method") == "dns" => (say("line-domain-dns"), Tone::Good),
        "organisation.domain-proven" => (say("line-domain-file"), Tone::Good),
        "organisation.asked" => (say("line-asked"), Tone::Plain),
        "organisation.answered" => (say("line-answered"), Tone::Plain),
        "organisation.reinstated" => (say("line-reinstated"), Tone::Good),
        "organisation.suspended" => (say("line-suspended"), Tone::Bad),
        "organisation.contact-changed" => (say("line-contact-changed"), Tone::Plain),
        "organisation.ended" => (say("line-ended"), Tone::Plain),
        "principal.named" => (say("line-principal-named"), Tone::Plain),
        "principal.confirmed" => (say("line-principal-confirmed"), Tone::Good),
        "principal.refused" => (say("line-principal-refused"), Tone::Bad),
        "principal.withdrawn" => (say("line-principal-withdrawn"), Tone::Plain),
        "trusted-flagger.removed" => (say("line-flagger-removed"), Tone::Bad),
        "member.joined" => (say("line-member-joined").with("role", said("role")), Tone::Plain),
        "member.removed" => (say("line-member-removed"), Tone::Plain),
        "webhook.added" => (say("line-webhook-added"), Tone::Plain),
        "webhook.rotated" => (say("line-webhook-rotated"), Tone::Plain),
        "message.settled" => (say("line-message-settled"), Tone::Plain),
        "webhook.removed" => (say("line-webhook-removed"), Tone::Plain),
        "key.revoked" => (say("line-key-revoked"), Tone::Plain),
        "direct-access.stripped" => (say("line-direct-stripped"), Tone::Bad),
        "claim.information-asked" => (say("line-information-asked"), Tone::Plain),
        "claim.question-ended" => (say("line-question-ended"), Tone::Plain),
        "matching.ended" => (say("line-matching-ended").with("outcome", said("outcome")), Tone::Plain),
        "evidence.added" => (say("line-evidence-added"), Tone::Plain),
        "evidence.removed" => (say("line-evidence-removed"), Tone::Plain),
        "signature.erased" => (say("line-signature-erased"), Tone::Plain),
        _ => return None,
    };
    Some((said.to_string(), tone))
}

/// What the parties do after a decision, as the lines of a case say it; `target` names what it is about.
pub(super) fn answered(entry: &Entry, target: &str, language: Language) -> Option<(String, Tone)> {
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let say = |key: &str| language.say(key).with("file", target);
    let with_word = |key: &str, name: &str| say(key).with(name, word(language, text(name)));
    let of_claimant = text("side") == "notifier";
    // What is decided against a person or an organisation is appealed, too, in their own case.
    let of_measure = entry.text("measure").is_some();
    let measure = |key: &str| with_word(key, "measure").with("of", word(language, text("of")));
    let (said, tone) = match entry.kind.as_str() {
        "counter-notice.received" => (say("line-counter-notice"), Tone::Plain),
        "counter-notice.checked" => (say("line-counter-notice-checked"), Tone::Plain),
        "counter-notice.ended" => {
            let tone = if text("outcome") == "returned" { Tone::Good } else { Tone::Plain };
            (with_word("line-counter-notice-ended", "outcome"), tone)
        }
        "dispute.told" => (with_word("line-dispute-told", "before"), Tone::Plain),
        "dispute.checked" if text("outcome") == "names-none" => (say("line-dispute-names-none"), Tone::Bad),
        "dispute.checked" => (say("line-dispute-names-action"), Tone::Plain),
        "dispute.end-told" => (with_word("line-dispute-end-told", "outcome"), Tone::Plain),
        "dispute.end-checked" => (with_word("line-dispute-end-checked", "outcome"), Tone::Plain),
        "dispute.ended" => (with_word("line-dispute-ended", "outcome"), Tone::Plain),
        "reason.changed" => (with_word("line-reason-changed", "what"), Tone::Plain),
        "claim.order-withdrawn" => (say("line-order-withdrawn"), Tone::Good),
        "claim.sender-confirmed" => (say("line-sender-confirmed"), Tone::Plain),
        "claim.sender-erased" => (say("line-sender-erased"), Tone::Plain),
        "misuse.marked" => (
            match entry.text("what") {
                Some("counter-notice") => say("line-misuse-counter-notice"),
                Some("appeal") if target.is_empty() => say("line-misuse-appeal"),
                Some("appeal") => say("line-misuse-appeal-about"),
                _ => say("line-misuse-notice"),
            },
            Tone::Bad,
        ),
        "misuse.retracted" if target.is_empty() => (say("line-misuse-retracted"), Tone::Plain),
        "misuse.retracted" => (say("line-misuse-retracted-about"), Tone::Plain),
        "account.created" => (say("line-account-created"), Tone::Plain),
        "account.closed" => (say("line-account-closed"), Tone::Plain),
        "account.erased" => (say("line-account-erased"), Tone::Plain),
        "role.granted" => (say("line-role-granted"), Tone::Plain),
        "role.withdrawn" => (say("line-role-withdrawn"), Tone::Plain),
        "passkey.added" => (say("line-passkey-added"), Tone::Plain),
        "passkey.removed" => (say("line-passkey-removed"), Tone::Plain),
        "account.review-opened" => (say("line-account-review"), Tone::Plain),
        "account.reviewed" => (with_word("line-account-reviewed", "outcome"), Tone::Plain),
        "measure.taken" => (measure("line-measure-taken"), Tone::Bad),
        "measure.lifted" => {
            (measure("line-measure-lifted").with("because", word(language, text("because"))), Tone::Good)
        }
        "decision.overturned" if text("outcome") == "given-back" => (say("line-overturned-back"), Tone::Good),
        "decision.overturned" => (say("line-overturned-more"), Tone::Bad),
        "appeal.lodged" if of_measure => (measure("line-measure-appeal"), Tone::Plain),
        "appeal.moot" if of_measure => (say("line-measure-appeal-moot"), Tone::Plain),
        "appeal.withdrawn" if of_measure => (say("line-measure-appeal-withdrawn"), Tone::Plain),
        "appeal.decided" if of_measure => {
            let tone = if text("outcome") == "granted" { Tone::Good } else { Tone::Plain };
            let said = measure("line-measure-appeal-decided").with("outcome", word(language, text("outcome")));
            (said, tone)
        }
        "appeal.lodged" if text("after") == "dispute" => (say("line-looked-at-again"), Tone::Plain),
        "appeal.moot" if text("after") == "dispute" => (say("line-looked-at-again-moot"), Tone::Plain),
        "appeal.decided" if text("after") == "dispute" => {
            (with_word("line-looked-at-again-decided", "outcome"), Tone::Plain)
        }
        "appeal.lodged" => (say("line-appeal-lodged"), Tone::Plain),
        "appeal.moot" if of_claimant => (say("line-appeal-moot-claimant"), Tone::Plain),
        "appeal.moot" => (say("line-appeal-moot-uploader"), Tone::Plain),
        "appeal.withdrawn" => (say("line-appeal-withdrawn"), Tone::Plain),
        "appeal.decided" => {
            let key = if of_claimant { "line-appeal-decided-claimant" } else { "line-appeal-decided-uploader" };
            let tone = if text("outcome") == "granted" { Tone::Good } else { Tone::Plain };
            (with_word(key, "outcome"), tone)
        }
        _ => (say(complained(entry)?), Tone::Plain),
    };
    Some((said.to_string(), tone))
}

/// That a restriction of a file or a link was lifted, and what that came to: the key of its text. Where another one stands, nothing works
/// again by it.
pub(super) fn lifted(entry: &Entry) -> Option<(&'static str, Tone)> {
    let (key, tone) = match (entry.kind.as_str(), entry.text("outcome")) {
        ("hold.lifted", Some("still-locked")) => ("line-lifted-still-locked", Tone::Plain),
        ("hold.lifted", Some("lost")) => ("line-lifted-lost", Tone::Good),
        ("hold.lifted", Some("deleted")) => ("line-lifted-deleted", Tone::Good),
        ("hold.lifted", Some("restoring")) => ("line-lifted-restoring", Tone::Good),
        ("hold.lifted", _) => ("line-lifted", Tone::Good),
        ("link.enabled", Some("still-locked")) => ("line-link-still-locked", Tone::Plain),
        ("link.enabled", Some("still-disabled")) => ("line-link-still-disabled", Tone::Plain),
        ("link.enabled", Some("restoring")) => ("line-link-restoring", Tone::Good),
        ("link.enabled", Some("gone")) => ("line-link-gone", Tone::Plain),
        ("link.enabled", _) => ("line-link-enabled", Tone::Good),
        _ => return None,
    };
    Some((key, tone))
}

/// What was done about a complaint of somebody with a link, in the case of its file: the key of its text.
pub(super) fn complained(entry: &Entry) -> Option<&'static str> {
    Some(match (entry.kind.as_str(), entry.text("outcome")) {
        ("complaint.received", _) => "line-complaint-received",
        ("complaint.answered" | "complaint.closed", Some("moot")) => "line-complaint-moot",
        ("complaint.answered", Some("looked-at-again")) => "line-complaint-again",
        ("complaint.answered", _) => "line-complaint-stands",
        ("complaint.closed", Some("overturned")) => "line-complaint-overturned",
        ("complaint.closed", _) => "line-complaint-stands-after-all",
        _ => return None,
    })
}
