//! What the desk calls things.

use crate::audit::Listed;
use crate::claims::cases::CaseView;
use crate::claims::decisions::{Action, Decision, Finding};
use crate::claims::filing::ClaimState;
use crate::claims::proof::Level;
use crate::claims::queue::Lane;
use crate::claims::statement::Basis;
use crate::http::pages::timeline::{Line, Tone, answered};
use crate::texts::Language;

/// The law a basis usually decides under: what the form starts with.
pub(super) const fn usual_ground(basis: Basis) -> &'static str {
    match basis {
        Basis::UsDmca => "17 U.S.C. 106 (copyright)",
        Basis::EuDsa => "Articles 2 and 3 of Directive 2001/29/EC (copyright)",
        Basis::OtherLaw | Basis::Court => "",
    }
}

pub(super) fn basis(basis: &str) -> &'static str {
    match Basis::of_claim(basis) {
        Some(Basis::UsDmca) => "US DMCA",
        Some(Basis::EuDsa) => "EU DSA",
        Some(Basis::OtherLaw) => "Other law",
        Some(Basis::Court) => "Order",
        None => "Unknown",
    }
}

pub(super) const fn claim_state(state: ClaimState) -> (&'static str, &'static str) {
    match state {
        ClaimState::Submitted => ("info", "waiting"),
        ClaimState::InReview => ("info", "in review"),
        ClaimState::NeedsInformation => ("warn", "needs information"),
        ClaimState::Decided => ("good", "decided"),
        ClaimState::Withdrawn => ("plain", "withdrawn"),
    }
}

pub(super) const fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Authority => "courts and authorities",
        Lane::Flagger => "trusted flaggers",
        Lane::Verified => "verified holders",
        Lane::Standard => "everyone else",
    }
}

pub(super) const fn level(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Located => ("plain", "located"),
        Level::Opened => ("good", "opened"),
        Level::Matched => ("good", "matched"),
    }
}

pub(super) const FINDINGS: [(&str, &str, &str); 4] = [
    (Finding::Infringing.as_str(), "Infringing", "It infringes the claimant's rights"),
    (Finding::NotInfringing.as_str(), "Not infringing", "It does not"),
    (Finding::OtherIllegal.as_str(), "Illegal otherwise", "For another reason than the claimed one"),
    (Finding::Incomplete.as_str(), "Incomplete notice", "It lacks what the law asks for"),
];

/// What can be found of an order: whether it is right is not ours to say.
pub(super) const ORDER_FINDINGS: [(&str, &str, &str); 2] = [
    (Finding::Ordered.as_str(), "Ordered", "A court or an authority orders it, and it is carried out"),
    (Finding::Incomplete.as_str(), "Incomplete order", "It lacks what the law asks for: the authority is told what"),
];

pub(super) const ACTIONS: [(&str, &str, &str); 3] = [
    (Action::None.as_str(), "Nothing", "File and links stay as they are"),
    (Action::DisableLink.as_str(), "Disable this link", "Where only its publication infringes"),
    (Action::LockAndDelete.as_str(), "Lock and delete", "Locked at once, deleted from every mirror"),
];

pub(super) const fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Infringing => "infringing",
        Finding::NotInfringing => "not infringing",
        Finding::OtherIllegal => "illegal for another reason",
        Finding::Incomplete => "the notice is incomplete",
        Finding::Ordered => "ordered",
    }
}

pub(super) const fn action(action: Action) -> &'static str {
    match action {
        Action::None => "nothing is restricted",
        Action::DisableLink => "the link is disabled",
        Action::LockAndDelete => "the file is locked and deleted from every mirror",
    }
}

/// Kept words as choices of a form.
pub(super) fn options(kept: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    kept.iter().map(|(value, label, hint)| ((*value).to_owned(), (*label).to_owned(), (*hint).to_owned())).collect()
}

/// Who makes a claim, as the desk calls them.
pub(super) fn party(case: &CaseView) -> String {
    match (&case.organisation, case.statement.name()) {
        (Some((_, name)), _) => name.clone(),
        (None, Some(name)) => name.to_owned(),
        (None, None) => "A notifier who gave no name".to_owned(),
    }
}

/// A decision in one line.
pub(super) fn decided(decision: &Decision) -> String {
    format!("{}; {}", finding(decision.finding), action(decision.action))
}

/// What is about to be decided, in one line.
pub(super) fn ruled(found: Finding, done: Action) -> String {
    format!("{}; {}", finding(found), action(done))
}

fn role(role: &str) -> &'static str {
    match role {
        "uploader" => "The uploader",
        "member" => "The rights holder",
        "notifier" => "The notifier",
        "reviewer" => "A reviewer",
        "senior" => "A senior",
        "administrator" => "An administrator",
        "mirror" => "A mirror",
        "person" => "Whoever it is against",
        _ => "The service",
    }
}

/// The lines of a case as staff read them.
pub(super) fn timeline(listed: &[Listed]) -> Vec<Line> {
    listed.iter().map(line).collect()
}

fn line(listed: &Listed) -> Line {
    let entry = &listed.entry;
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let target = || entry.fields.get("target").map(|target| format!("target {target}")).unwrap_or_default();
    let (what, tone) = match entry.kind.as_str() {
        "claim.filed" if text("basis") == "court" => ("entered the order".to_owned(), Tone::Plain),
        "claim.filed" => ("filed the claim".to_owned(), Tone::Plain),
        "claim.effect-confirmed" if text("means") == "mail" => {
            ("confirmed the effect to the authority, by mail".to_owned(), Tone::Good)
        }
        "claim.effect-confirmed" => ("confirmed the effect to the authority, by letter".to_owned(), Tone::Good),
        "claim.gag-ended" => ("ended the gag: the uploaders are told".to_owned(), Tone::Plain),
        "claim.escalated" if entry.fields.get("locked").and_then(serde_json::Value::as_bool) == Some(true) => {
            ("handed the case to a senior, and had the files locked and preserved at once".to_owned(), Tone::Bad)
        }
        "claim.escalated" => ("handed the case to a senior".to_owned(), Tone::Plain),
        "claim.escalation-ended" if text("outcome") == "sent-back" => {
            ("sent the case back to the queue".to_owned(), Tone::Plain)
        }
        "claim.escalation-ended" => ("ended the escalation with the decision".to_owned(), Tone::Plain),
        "claim.information-asked" => ("asked for what the law still wants".to_owned(), Tone::Plain),
        "claim.extended" => ("added links to the claim".to_owned(), Tone::Plain),
        "claim.sources-named" => ("named where links were found".to_owned(), Tone::Plain),
        "claim.amended" => ("amended the claim".to_owned(), Tone::Plain),
        "claim.withdrawn" => ("withdrew".to_owned(), Tone::Plain),
        "claim.question-ended" => ("waited for an answer no longer".to_owned(), Tone::Plain),
        "claim.reassigned" if text("to") == "queue" => ("gave the claim back to the queue".to_owned(), Tone::Plain),
        "claim.reassigned" => ("gave the claim to another reviewer".to_owned(), Tone::Plain),
        "evidence.opened" if entry.fields.get("file").is_some() => {
            ("opened a file of evidence".to_owned(), Tone::Plain)
        }
        "evidence.opened" => (format!("opened the evidence of {}", target()), Tone::Plain),
        "evidence.added" => ("brought a file of evidence".to_owned(), Tone::Plain),
        "evidence.removed" => ("took a file of evidence back".to_owned(), Tone::Plain),
        "evidence.erased" if entry.fields.get("target").is_some() => {
            (format!("erased what was disclosed of {}: its last window had closed", target()), Tone::Plain)
        }
        "signature.erased" => ("erased the record of a signature that had long ceased to bind".to_owned(), Tone::Plain),
        "evidence.erased" => ("erased the files of evidence".to_owned(), Tone::Plain),
        "decision.reviewed" => (format!("looked at the deletion of {}: {}", target(), text("outcome")), Tone::Good),
        "matching.requested" => ("asked to have files matched with its references".to_owned(), Tone::Plain),
        "matching.ended" => (format!("matched a file: {}", text("outcome").replace('-', " ")), Tone::Plain),
        "target.decided" => (format!("decided {}: {}, {}", target(), text("finding"), text("outcome")), Tone::Good),
        "object.stored" => ("stored the file".to_owned(), Tone::Plain),
        "object.deleted" => ("deleted the file".to_owned(), Tone::Plain),
        "object.undeleted" => ("took the deletion back, and the file comes from custody".to_owned(), Tone::Plain),
        "object.restored" => ("gave the file back".to_owned(), Tone::Good),
        "hold.opened" => ("locked the file".to_owned(), Tone::Bad),
        "hold.lifted" => ("lifted a lock".to_owned(), Tone::Good),
        "custody.secured" => ("secured a sealed copy in custody".to_owned(), Tone::Plain),
        "order.issued" => ("ordered the mirrors to delete the file".to_owned(), Tone::Bad),
        "order.receipted" => (format!("signed a receipt: {}", text("result")), Tone::Good),
        "order.probed" => (format!("looked for the file at a mirror: {}", text("outcome")), Tone::Plain),
        "link.disabled" => ("disabled a link".to_owned(), Tone::Bad),
        "link.enabled" => ("enabled a link again".to_owned(), Tone::Good),
        "notice.sent" => ("gave the uploader a notice".to_owned(), Tone::Plain),
        "message.settled" => ("saw to a message that had not arrived".to_owned(), Tone::Plain),
        "purge.ordered" if entry.fields.get("immediate").and_then(serde_json::Value::as_bool) == Some(false) => {
            ("ordered the purge, since every window had closed".to_owned(), Tone::Bad)
        }
        "purge.ordered" => ("ordered the purge, as the second of two people".to_owned(), Tone::Bad),
        "share.destroyed" => ("destroyed the key share: nothing of the file can come back".to_owned(), Tone::Bad),
        "organisation.applied" => ("applied".to_owned(), Tone::Plain),
        "organisation.verified" => ("verified the organisation".to_owned(), Tone::Good),
        "organisation.refused" => ("refused the application".to_owned(), Tone::Bad),
        "organisation.domain-proven" => (format!("proved control of its domain ({})", text("method")), Tone::Good),
        "organisation.asked" => ("asked for more".to_owned(), Tone::Plain),
        "organisation.answered" => ("answered".to_owned(), Tone::Plain),
        "organisation.reinstated" => ("ended the suspension".to_owned(), Tone::Good),
        "principal.named" => ("added a principal".to_owned(), Tone::Plain),
        "principal.confirmed" => ("confirmed a principal".to_owned(), Tone::Good),
        "principal.refused" => ("refused a principal".to_owned(), Tone::Bad),
        "principal.withdrawn" => ("withdrew a principal".to_owned(), Tone::Plain),
        "trusted-flagger.set" => ("noted the status of trusted flagger".to_owned(), Tone::Good),
        "trusted-flagger.removed" => ("removed the status of trusted flagger".to_owned(), Tone::Bad),
        "member.joined" => (format!("took in a member ({})", text("role")), Tone::Plain),
        "member.role-changed" => (format!("changed a member's role: {} now", text("role")), Tone::Plain),
        "member.removed" => ("removed a member".to_owned(), Tone::Plain),
        "key.created" => (format!("made a key for programs: {}", text("scopes")), Tone::Plain),
        "webhook.added" => ("added a webhook".to_owned(), Tone::Plain),
        "webhook.rotated" => ("took a new secret for a webhook".to_owned(), Tone::Plain),
        "webhook.removed" => ("removed a webhook".to_owned(), Tone::Plain),
        "key.revoked" => ("revoked a key for programs".to_owned(), Tone::Plain),
        "organisation.suspended" => ("suspended the organisation".to_owned(), Tone::Bad),
        "direct-access.granted" => ("granted direct access, as the second of two people".to_owned(), Tone::Good),
        "direct-access.stripped" => ("took direct access away".to_owned(), Tone::Bad),
        "agreement.signed" => ("signed the agreement".to_owned(), Tone::Good),
        "object.preserved" => ("had the file preserved".to_owned(), Tone::Plain),
        "object.released" => ("let the file go that was preserved".to_owned(), Tone::Plain),
        other => {
            answered(entry, &target(), Language::default()).unwrap_or_else(|| (format!("logged {other}"), Tone::Plain))
        }
    };
    let mut line = Line::new(entry.at, role(&entry.actor), what);
    line.tone = tone;
    line.proof = Some(format!("/log/entries/{}", listed.index));
    line
}
