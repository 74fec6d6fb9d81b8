//! What the desk calls things: the keys of its texts, and what is said of a log's entries.

use crate::audit::Listed;
use crate::audit::entry::Entry;
use crate::claims::cases::{CaseView, History};
use crate::claims::decisions::{Action, Decision, Finding};
use crate::claims::filing::ClaimState;
use crate::claims::proof::Level;
use crate::claims::queue::Lane;
use crate::claims::statement::{Basis, Statement};
use crate::http::pages::timeline::{self, Line, Tone, answered, of_rights_holder};
use crate::keys::Altered;
use crate::texts::{Language, Said, Text};
use crate::vault::ObjectState;

/// The law under which a claim like this is usually decided, as the key of a text: what the form starts with. A notice under
/// European law is of any illegal content, and about copyright only where it names works.
pub(super) fn usual_ground(case: &CaseView) -> Option<&'static str> {
    match case.statement.basis() {
        Basis::UsDmca => Some("desk-usual-ground-us-dmca"),
        Basis::EuDsa if !case.works.is_empty() => Some("desk-usual-ground-eu-dsa"),
        Basis::EuDsa | Basis::OtherLaw | Basis::Court => None,
    }
}

pub(super) fn basis(basis: &str) -> &'static str {
    match Basis::of_claim(basis) {
        Some(Basis::UsDmca) => "desk-law-us-dmca",
        Some(Basis::EuDsa) => "desk-law-eu-dsa",
        Some(Basis::OtherLaw) => "desk-law-other",
        Some(Basis::Court) => "desk-law-court",
        None => "desk-law-unknown",
    }
}

/// How it looks, and the key of the word.
pub(super) const fn claim_state(state: ClaimState) -> (&'static str, &'static str) {
    match state {
        ClaimState::Submitted => ("info", "desk-state-submitted"),
        ClaimState::InReview => ("info", "desk-state-in-review"),
        ClaimState::NeedsInformation => ("warn", "desk-state-needs-information"),
        ClaimState::Decided => ("good", "desk-state-decided"),
        ClaimState::Withdrawn => ("plain", "desk-state-withdrawn"),
    }
}

pub(super) const fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Authority => "desk-lane-authority",
        Lane::Flagger => "desk-lane-flagger",
        Lane::Verified => "desk-lane-verified",
        Lane::Standard => "desk-lane-standard",
    }
}

/// How it looks, and the key of the word.
pub(super) const fn level(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Located => ("plain", "desk-level-located"),
        Level::Opened => ("good", "desk-level-opened"),
        Level::Matched => ("good", "desk-level-matched"),
    }
}

/// Where a file is in its life, in a word.
pub(super) const fn object(state: ObjectState) -> &'static str {
    match state {
        ObjectState::Uploading => "desk-object-uploading",
        ObjectState::Available => "desk-object-available",
        ObjectState::Locked => "desk-object-locked",
        ObjectState::Purged => "desk-object-purged",
        ObjectState::Deleted => "desk-object-deleted",
        ObjectState::Discarded => "desk-object-discarded",
    }
}

/// Why a lock was lifted. A reason that no text knows is told as it is.
pub(super) fn because(why: &str) -> Text {
    let key = format!("desk-because-{why}");
    if Language::default().has(&key) { Text::under(key) } else { why.into() }
}

/// A choice of a form: its word, and the keys of what it is called and what it means.
pub(super) type Choice = (&'static str, &'static str, &'static str);

/// Choices of a form, in a language.
pub(super) type Choices = Vec<(&'static str, Said, Said)>;

pub(super) const FINDINGS: [Choice; 4] = [
    (Finding::Infringing.as_str(), "desk-finding-infringing", "desk-finding-infringing-hint"),
    (Finding::NotInfringing.as_str(), "desk-finding-not-infringing", "desk-finding-not-infringing-hint"),
    (Finding::OtherIllegal.as_str(), "desk-finding-other-illegal", "desk-finding-other-illegal-hint"),
    (Finding::Incomplete.as_str(), "desk-finding-incomplete", "desk-finding-incomplete-hint"),
];

/// What can be found of an order: whether it is right is not ours to say.
pub(super) const ORDER_FINDINGS: [Choice; 2] = [
    (Finding::Ordered.as_str(), "desk-finding-ordered", "desk-finding-ordered-hint"),
    (Finding::Incomplete.as_str(), "desk-finding-incomplete-order", "desk-finding-incomplete-order-hint"),
];

pub(super) const ACTIONS: [Choice; 3] = [
    (Action::None.as_str(), "desk-action-none", "desk-action-none-hint"),
    (Action::DisableLink.as_str(), "desk-action-disable-link", "desk-action-disable-link-hint"),
    (Action::LockAndDelete.as_str(), "desk-action-lock-and-delete", "desk-action-lock-and-delete-hint"),
];

/// What can be done about an order: where it asks for a link, no more than that.
pub(super) const ORDER_ACTIONS: [Choice; 3] = [
    ACTIONS[0],
    (Action::DisableLink.as_str(), "desk-action-disable-link", "desk-action-disable-link-order-hint"),
    ACTIONS[2],
];

pub(super) const fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Infringing => "desk-found-infringing",
        Finding::NotInfringing => "desk-found-not-infringing",
        Finding::OtherIllegal => "desk-found-other-illegal",
        Finding::Incomplete => "desk-found-incomplete",
        Finding::Ordered => "desk-found-ordered",
    }
}

pub(super) const fn action(action: Action) -> &'static str {
    match action {
        Action::None => "desk-done-none",
        Action::DisableLink => "desk-done-disable-link",
        Action::LockAndDelete => "desk-done-lock-and-delete",
    }
}

/// What a form offers, said in a language.
pub(super) fn options(language: Language, offered: &[Choice]) -> Choices {
    let said = |&(word, label, hint): &Choice| (word, language.say(label), language.say(hint));
    offered.iter().map(said).collect()
}

/// Who makes a claim, as the desk calls them.
pub(super) fn party(case: &CaseView) -> Text {
    match (&case.organisation, case.statement.name()) {
        (Some((_, name)), _) => name.clone().into(),
        (None, Some(name)) => name.into(),
        (None, None) => Text::of("case-nameless"),
    }
}

/// What was claimed: the works, and what is said of them; of an order, what it orders.
pub(super) fn claimed(case: &CaseView) -> String {
    let typed = case.statement.input();
    let orders = match &case.statement {
        Statement::Court { orders, .. } => orders.clone(),
        _ => String::new(),
    };
    let titles = case.works.iter().map(|(_, title)| title.clone());
    let said = titles.chain([typed.works, typed.reasons, orders]);
    said.filter(|said| !said.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The same in a list: an organisation, the authority of a country, or whoever sent a notice.
pub(super) fn sender(
    organisation: Option<&str>,
    country: Option<&str>,
    sender: &Result<Option<String>, Altered>,
) -> Text {
    match (organisation, country, sender) {
        (Some(organisation), _, _) => organisation.into(),
        (None, Some(country), _) => Text::of("queue-authority").with("country", country),
        (None, None, Ok(Some(sender))) => sender.as_str().into(),
        (None, None, Ok(None)) => Text::of("case-nameless"),
        (None, None, Err(Altered)) => Text::of("desk-list-notifier-altered"),
    }
}

/// What became of a claimant's other claims, as the key of a text.
pub(super) const fn claimed_before(history: &History) -> &'static str {
    if history.is_cut { "case-record-latest" } else { "case-record" }
}

/// The same of other claims against an uploader.
pub(super) const fn claimed_of(history: &History) -> &'static str {
    if history.is_cut { "case-uploader-record-latest" } else { "case-uploader-record" }
}

/// A decision in one line.
pub(super) fn decided(decision: &Decision) -> Text {
    ruled(decision.finding, decision.action)
}

/// What is about to be decided, in one line.
pub(super) fn ruled(found: Finding, done: Action) -> Text {
    Text::of("desk-ruling").with("found", Text::of(finding(found))).with("done", Text::of(action(done)))
}

/// Whether what is about to be decided leaves as it is what it finds to be illegal. It can be meant; more often it is not.
pub(super) const fn leaves_illegal(found: Finding, done: Action) -> bool {
    matches!((found, done), (Finding::Infringing | Finding::OtherIllegal, Action::None))
}

fn role(role: &str) -> &'static str {
    match role {
        "uploader" => "line-the-uploader",
        "member" => "line-the-rights-holder",
        "notifier" => "line-the-notifier",
        "reviewer" => "line-reviewer",
        "senior" => "line-senior",
        "administrator" => "line-administrator",
        "mirror" => "line-mirror",
        "person" => "line-whoever",
        "sharee" => "line-sharee",
        _ => "line-service",
    }
}

/// The lines of a case as staff read them.
pub(super) fn timeline(listed: &[Listed], language: Language) -> Vec<Line> {
    whole_timeline(listed, &[], language)
}

/// The same, with what was done just now and waits for its number in the log.
pub(super) fn whole_timeline(listed: &[Listed], waiting: &[Entry], language: Language) -> Vec<Line> {
    timeline::of_case((listed, waiting), "/log/entries/", language, |entry| line(entry, language))
}

fn line(entry: &Entry, language: Language) -> Option<Line> {
    let position = entry.fields.get("target").map(ToString::to_string);
    let target = position.map(|it| language.say("line-target").with("position", it).to_string()).unwrap_or_default();
    let (what, tone) = done(entry, &target, language)
        .map(|(said, tone)| (said.to_string(), tone))
        .or_else(|| of_rights_holder(entry, language))
        .or_else(|| answered(entry, &target, language))?;
    let mut line = Line::new(entry.at, language.say(role(&entry.actor)).to_string(), what);
    line.tone = tone;
    Some(line)
}

/// What staff read in words of their own.
fn done(entry: &Entry, target: &str, language: Language) -> Option<(Said, Tone)> {
    let say = |key: &str| language.say(key);
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let said = |field: &str| timeline::word(language, text(field));
    let flag = |field: &str| entry.fields.get(field).and_then(serde_json::Value::as_bool);
    let of_target = entry.fields.contains_key("target");
    Some(match entry.kind.as_str() {
        "claim.filed" if text("basis") == "court" => (say("desk-line-entered"), Tone::Plain),
        "claim.filed" => (say("desk-line-filed"), Tone::Plain),
        "claim.effect-confirmed" if text("means") == "mail" => (say("desk-line-effect-by-mail"), Tone::Good),
        "claim.effect-confirmed" => (say("desk-line-effect-by-letter"), Tone::Good),
        "claim.gag-ended" => (say("desk-line-gag-ended"), Tone::Plain),
        "claim.escalated" if flag("by_notice") == Some(true) => (say("desk-line-danger"), Tone::Bad),
        "claim.escalated" if flag("locked") == Some(true) => (say("desk-line-escalated-locked"), Tone::Bad),
        "claim.escalated" => (say("desk-line-escalated"), Tone::Plain),
        "claim.escalation-ended" if text("outcome") == "sent-back" => (say("desk-line-sent-back"), Tone::Plain),
        "claim.escalation-ended" if text("outcome") == "confirmed" => (say("desk-line-danger-confirmed"), Tone::Bad),
        "claim.escalation-ended" if text("outcome") == "overtaken" => (say("desk-line-danger-overtakes"), Tone::Bad),
        "claim.escalation-ended" if text("outcome") == "withdrawn" => (say("desk-line-danger-withdrawn"), Tone::Plain),
        "claim.escalation-ended" if text("outcome") == "closed" => (say("desk-line-escalation-closed"), Tone::Plain),
        "claim.escalation-ended" => (say("desk-line-escalation-ended"), Tone::Plain),
        "claim.extended" => (say("desk-line-extended"), Tone::Plain),
        "claim.sources-named" => (say("desk-line-sources"), Tone::Plain),
        "claim.amended" => (say("desk-line-amended"), Tone::Plain),
        "claim.withdrawn" => (say("desk-line-withdrew"), Tone::Plain),
        "claim.reassigned" if text("to") == "queue" => (say("desk-line-to-queue"), Tone::Plain),
        "claim.reassigned" => (say("desk-line-reassigned"), Tone::Plain),
        "evidence.opened" if entry.fields.contains_key("file") => (say("desk-line-opened-file"), Tone::Plain),
        "evidence.opened" => (say("desk-line-opened").with("target", target), Tone::Plain),
        "evidence.erased" if of_target => (say("desk-line-erased").with("target", target), Tone::Plain),
        "evidence.erased" => (say("desk-line-erased-files"), Tone::Plain),
        "decision.reviewed" => (say("line-reviewed").with("file", target).with("outcome", said("outcome")), Tone::Good),
        "matching.requested" => (say("desk-line-matching-requested"), Tone::Plain),
        "target.decided" => {
            let decided = say("line-decided").with("file", target).with("finding", said("finding"));
            (decided.with("outcome", said("outcome")), Tone::Good)
        }
        "object.stored" => (say("desk-line-stored"), Tone::Plain),
        "object.deleted" => (say("line-deleted"), Tone::Plain),
        "object.undeleted" => (say("desk-line-undeleted"), Tone::Plain),
        "object.restored" => (say("desk-line-restored"), Tone::Good),
        "object.preserved" => (say("desk-line-preserved"), Tone::Plain),
        "object.released" => (say("desk-line-released"), Tone::Plain),
        "hold.opened" => (say("desk-line-locked"), Tone::Bad),
        "custody.secured" => (say("desk-line-custody"), Tone::Plain),
        "custody.destroyed" => (say("desk-line-custody-destroyed"), Tone::Plain),
        "order.issued" => (say("desk-line-ordered"), Tone::Bad),
        "order.receipted" => (say("desk-line-receipt").with("result", said("result")), Tone::Good),
        "order.probed" => (say("desk-line-probed").with("outcome", said("outcome")), Tone::Plain),
        "link.disabled" => (say("desk-line-link-disabled"), Tone::Bad),
        "notice.sent" => (say("desk-line-notice"), Tone::Plain),
        "purge.ordered" if flag("immediate") == Some(false) => (say("desk-line-purge-windows"), Tone::Bad),
        "purge.ordered" => (say("desk-line-purge"), Tone::Bad),
        "share.destroyed" => (say("desk-line-share-destroyed"), Tone::Bad),
        "trusted-flagger.set" => (say("desk-line-flagger"), Tone::Good),
        "member.role-changed" => (say("desk-line-member-role").with("role", said("role")), Tone::Plain),
        "key.created" => (say("desk-line-key").with("scopes", text("scopes")), Tone::Plain),
        "direct-access.granted" => (say("desk-line-direct"), Tone::Good),
        "agreement.signed" => (say("desk-line-signed"), Tone::Good),
        _ => {
            let (key, tone) = timeline::lifted(entry)?;
            (say(key), tone)
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::audit;
    use crate::clock::Time;
    use crate::ids::CaseId;

    /// Kinds of entries of cases that no page of the desk tells of.
    const ELSEWHERE: [&str; 5] =
        ["mirror.admitted", "wrapping-key.made", "wrapping-key.destroyed", "agreement.published", "policy.published"];

    #[test]
    fn whatever_staff_read_of_a_case_has_words() {
        let at = Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap();
        for kind in audit::kinds() {
            let entry = Entry::new(kind, at, CaseId(uuid::Uuid::from_u128(7)), 1, "service", Map::new());
            for language in ["en", "fr"] {
                let said = line(&entry, Language::named(language).unwrap()).map(|line| line.what);
                assert_eq!(said.is_none(), ELSEWHERE.contains(&kind), "{kind}: {said:?}");
                assert!(said.is_none_or(|said| !said.is_empty() && !said.contains(kind)), "{kind}");
            }
        }
    }
}
