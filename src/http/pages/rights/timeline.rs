//! What happened to an organisation or to a claim, as its members read it: the entries of a case in the public log, in words.

use super::super::timeline::{Line, Tone, answered, of_case, of_rights_holder, word};
use crate::audit::Listed;
use crate::audit::entry::Entry;
use crate::texts::{Language, Said};

/// The entries of an organisation's or a claim's case so far, in words. `file` says what the file of a target is called, by its
/// line in the claim.
pub(super) fn lines(
    (listed, waiting): &(Vec<Listed>, Vec<Entry>),
    language: Language,
    file: impl Fn(u64) -> String,
) -> Vec<Line> {
    of_case((listed, waiting), "/log?entry=", language, |entry| line(entry, language, &file))
}

fn line(entry: &Entry, language: Language, file: &impl Fn(u64) -> String) -> Option<Line> {
    let target = || file(entry.fields.get("target").and_then(serde_json::Value::as_u64).unwrap_or_default());
    let (what, tone) = done(entry, language, file)
        .map(|(said, tone)| (said.to_string(), tone))
        .or_else(|| of_rights_holder(entry, language))
        .or_else(|| answered(entry, &target(), language))?;
    let who = match entry.actor.as_str() {
        "uploader" => "line-the-uploader",
        "member" => "line-the-rights-holder",
        "notifier" => "line-the-notifier",
        "reviewer" => "line-reviewer",
        "senior" => "line-senior",
        "administrator" => "line-administrator",
        "person" => "line-an-owner",
        _ => "line-service",
    };
    let mut line = Line::new(entry.at, language.say(who).to_string(), what);
    line.tone = tone;
    Some(line)
}

/// What was done in an organisation's case or a claim's, where rights holders read it in words of their own.
fn done(entry: &Entry, language: Language, file: &impl Fn(u64) -> String) -> Option<(Said, Tone)> {
    let say = |key: &str| language.say(key);
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let said = |field: &str| word(language, text(field));
    let number = |field: &str| entry.fields.get(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let files = |key: &str, field: &str| say(key).with("count", number(field));
    Some(match entry.kind.as_str() {
        "trusted-flagger.set" => (say("line-flagger-set").with("expertise", said("expertise")), Tone::Good),
        "member.role-changed" => (say("line-member-role").with("role", said("role")), Tone::Plain),
        "key.created" => (say("line-key-created"), Tone::Plain),
        "agreement.signed" => {
            (say("line-signed").with("version", number("version")).with("role", said("role")), Tone::Good)
        }
        "direct-access.granted" => (files("line-direct-granted", "daily_targets"), Tone::Good),
        "claim.filed" => (files("line-claimed", "targets").with("opened", number("opened")), Tone::Plain),
        "claim.extended" => (files("line-extended", "targets").with("opened", number("opened")), Tone::Plain),
        "claim.sources-named" => (files("line-sources", "targets"), Tone::Plain),
        "claim.amended" => (say("line-amended"), Tone::Plain),
        "claim.escalated" if entry.fields.contains_key("by_notice") => (say("line-danger"), Tone::Plain),
        "claim.escalated" => (say("line-escalated"), Tone::Plain),
        "claim.escalation-ended" => (say("line-escalation-ended"), Tone::Plain),
        "claim.reassigned" => (say("line-reassigned"), Tone::Plain),
        "claim.withdrawn" => (files("line-claim-withdrawn", "targets"), Tone::Plain),
        "decision.reviewed" => (
            say("line-reviewed").with("file", file(number("target"))).with("outcome", said("outcome")),
            if text("outcome") == "upheld" { Tone::Good } else { Tone::Bad },
        ),
        "notice.sent" => (say("line-notice-owners"), Tone::Plain),
        "matching.requested" => (files("line-matching-requested", "files"), Tone::Plain),
        "evidence.opened" => (say("line-evidence-opened"), Tone::Plain),
        "evidence.erased" if entry.fields.get("target").is_some() => {
            (say("line-evidence-erased-of").with("file", file(number("target"))), Tone::Plain)
        }
        "evidence.erased" => (files("line-evidence-erased", "files"), Tone::Plain),
        "target.decided" if entry.fields.get("direct").and_then(serde_json::Value::as_bool) == Some(true) => {
            (say("line-deleted-directly").with("file", file(number("target"))), Tone::Bad)
        }
        "target.decided" => {
            let decided = say("line-decided").with("file", file(number("target"))).with("finding", said("finding"));
            let tone = if text("outcome") == "no-action" { Tone::Plain } else { Tone::Bad };
            (decided.with("outcome", said("outcome")), tone)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::audit;
    use crate::clock::Time;
    use crate::ids::CaseId;

    /// Kinds of entries of cases that are neither an organisation’s nor of its claims, or of an order.
    const ELSEWHERE: [&str; 19] = [
        "mirror.admitted",
        "wrapping-key.made",
        "wrapping-key.destroyed",
        "agreement.published",
        "policy.published",
        "object.preserved",
        "object.released",
        "claim.effect-confirmed",
        "claim.gag-ended",
        "link.disabled",
        "link.enabled",
        "hold.lifted",
        "object.stored",
        "hold.opened",
        "order.issued",
        "order.receipted",
        "order.probed",
        "purge.ordered",
        "share.destroyed",
    ];

    #[test]
    fn whatever_a_rights_holder_reads_of_its_cases_has_words() {
        let at = Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap();
        for kind in audit::kinds() {
            let entry = Entry::new(kind, at, CaseId(uuid::Uuid::from_u128(7)), 1, "service", Map::new());
            for language in ["en", "fr"] {
                let said = line(&entry, Language::named(language).unwrap(), &|_: u64| "File 1".to_owned())
                    .map(|line| line.what);
                assert_eq!(said.is_none(), ELSEWHERE.contains(&kind), "{kind}: {said:?}");
                assert!(said.is_none_or(|said| !said.is_empty() && !said.contains(kind)), "{kind}");
            }
        }
    }
}
