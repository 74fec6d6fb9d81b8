//! The timeline of one file: the lines of its case in the public log, in words; and what of a claim's case its uploader did.

use std::collections::HashMap;

use super::timeline::{Line, Tone, answered, complained, lifted};
use crate::audit::entry::Entry;
use crate::audit::{self, Listed};
use crate::clock::Time;
use crate::http::Error;
use crate::ids::{CaseId, ObjectId};
use crate::service::Service;
use crate::takedown;
use crate::texts::{Language, Said};
use crate::vault;

/// The entries of an object's case as its uploader reads them, in their order; without what they were not told of.
pub(super) async fn lines(
    service: &Service,
    (object, case): (ObjectId, CaseId),
    language: Language,
) -> Result<Vec<Line>, Error> {
    let listed = audit::of_case(service, case).await.map_err(Error::internal)?;
    let untold = takedown::untold(service, object, case).await?;
    // The public log says both of every mirror.
    let mirrors = vault::mirror_names(service).await?;
    let told = listed.iter().filter(|listed| !untold.hides(&listed.entry));
    Ok(told.filter_map(|listed| line(listed, &mirrors, language)).collect())
}

/// Kinds of entries of a claim's case that tell of an uploader's answers to one of its decisions, of what became of these, and that it was
/// overturned.
const ANSWERS: [&str; 13] = [
    "counter-notice.received",
    "counter-notice.checked",
    "counter-notice.ended",
    "dispute.told",
    "dispute.checked",
    "dispute.end-told",
    "dispute.end-checked",
    "dispute.ended",
    "appeal.lodged",
    "appeal.withdrawn",
    "appeal.decided",
    "appeal.moot",
    "decision.overturned",
];

/// What an uploader answered to a decision, and what became of it: the entries of the claim's case that are about its line. What the
/// claimant asks for is none of it.
pub(super) fn answers(listed: &[Listed], position: i64, language: Language) -> Vec<Line> {
    let of_line = |listed: &&Listed| {
        let entry = &listed.entry;
        let target = entry.fields.get("target").and_then(serde_json::Value::as_i64);
        ANSWERS.contains(&entry.kind.as_str()) && target == Some(position) && entry.text("side") != Some("notifier")
    };
    let file = language.say("line-this-file").to_string();
    let said = |listed: &Listed| {
        let (what, tone) = answered(&listed.entry, &file, language)?;
        let mut line = Line::new(listed.entry.at, language.say(actor(&listed.entry.actor)).to_string(), what);
        line.tone = tone;
        line.proof = Some(format!("/log?entry={}", listed.index));
        Some(line)
    };
    listed.iter().filter(of_line).filter_map(said).collect()
}

fn line(listed: &Listed, mirrors: &HashMap<String, String>, language: Language) -> Option<Line> {
    let entry = &listed.entry;
    let mirror = entry.text("mirror").map(|id| mirrors.get(id).map_or(id, String::as_str));
    let (what, tone) = done(entry, mirror.unwrap_or_default(), language)?;
    let who = match mirror {
        Some(mirror) if entry.actor == "mirror" => language.say("line-mirror-named").with("mirror", mirror),
        _ => language.say(actor(&entry.actor)),
    };
    let mut line = Line::new(entry.at, who.to_string(), what.to_string());
    line.tone = tone;
    line.proof = Some(format!("/log?entry={}", listed.index));
    Some(line)
}

/// What was done, at the mirror of that name if at one, in an uploader's words; none of what is not theirs to read.
fn done(entry: &Entry, mirror: &str, language: Language) -> Option<(Said, Tone)> {
    let say = |key: &str| language.say(key);
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let number = |field: &str| entry.fields.get(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
    Some(match entry.kind.as_str() {
        "object.stored" => (say("line-stored").with("count", number("replicas")), Tone::Good),
        "object.deleted" => (say("line-deleted"), Tone::Plain),
        "object.restored" if text("because") == "owner" => (say("line-taken-back"), Tone::Good),
        "object.undeleted" => (say("line-undeleted"), Tone::Good),
        "object.restored" => (say("line-restored"), Tone::Good),
        "hold.opened" => (say("line-locked").with("ground", say(ground_text(text("ground")))), Tone::Bad),
        "custody.secured" => (say("line-custody"), Tone::Plain),
        "custody.destroyed" => (say("line-custody-destroyed"), Tone::Plain),
        "order.issued" => (say("line-ordered").with("count", number("mirrors")), Tone::Bad),
        "order.receipted" => {
            let said = match text("result") {
                "deleted" => say("line-receipt-deleted"),
                "absent" | "not_held" => say("line-receipt-absent"),
                other => say("line-receipt-other").with("result", other),
            };
            (said, Tone::Plain)
        }
        "order.probed" if text("outcome") == "gone" => (say("line-probe-gone").with("mirror", mirror), Tone::Plain),
        "order.probed" => (say("line-probe-other").with("mirror", mirror).with("outcome", text("outcome")), Tone::Bad),
        "link.disabled" => (say("line-link-disabled"), Tone::Bad),
        "notice.sent" => (say("line-notice"), Tone::Plain),
        "message.settled" => (say("line-message-settled"), Tone::Plain),
        "purge.ordered" => (say("line-purge-ordered"), Tone::Bad),
        "share.destroyed" => (say("line-share-destroyed"), Tone::Bad),
        _ => match lifted(entry) {
            Some((key, tone)) => (say(key), tone),
            None => (say(complained(entry)?), Tone::Plain),
        },
    })
}

/// A line for samples of pages.
pub(super) fn sample(at: Time) -> Line {
    let language = Language::default();
    let what = language.say("line-locked").with("ground", language.say(ground_text("copyright")));
    Line::new(at, language.say("line-service").to_string(), what.to_string())
}

fn actor(role: &str) -> &'static str {
    match role {
        "uploader" => "line-you",
        "member" => "line-rights-holder",
        "notifier" => "line-notifier",
        "reviewer" => "line-reviewer",
        "senior" => "line-senior",
        "administrator" => "line-administrator",
        "mirror" => "line-mirror",
        "sharee" => "line-sharee",
        _ => "line-service",
    }
}

/// The key of a hold's ground.
pub(super) fn ground_text(ground: &str) -> &'static str {
    match ground {
        "copyright" => "ground-copyright",
        "court" => "ground-court",
        _ => "ground-other-law",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    /// Kinds of entries of a file's case: what they begin with.
    const OF_FILES: [&str; 9] =
        ["object.", "hold.", "custody.", "order.", "link.", "notice.", "message.", "purge.", "share."];
    /// Of these, what no uploader reads.
    const KEPT: [&str; 2] = ["object.preserved", "object.released"];

    #[test]
    fn whatever_an_uploader_reads_of_their_file_has_words() {
        let at = Time::parse_rfc3339("2026-11-23T10:00:00Z").unwrap();
        for kind in audit::kinds() {
            let entry = Entry::new(kind, at, CaseId(uuid::Uuid::from_u128(7)), 1, "service", Map::new());
            let is_read = kind.starts_with("complaint.")
                || (OF_FILES.iter().any(|of| kind.starts_with(of)) && !KEPT.contains(&kind));
            for language in ["en", "fr"] {
                let language = Language::named(language).unwrap();
                let said = done(&entry, "paris (FR)", language).map(|(said, _)| said.to_string());
                assert_eq!(said.is_some(), is_read, "{kind}: {said:?}");
                assert!(said.is_none_or(|said| !said.is_empty() && !said.contains(kind)), "{kind}");
            }
        }
    }
}
