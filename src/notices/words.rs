//! A notice in words: the keys of its texts, alike for page and mail, and the mail.

use super::{Answered, Automation, Ordered, Redress, Restricted, Statement};
use crate::ids::NoticeId;
use crate::mail::Message;
use crate::texts::Language;

/// What a notice is called.
pub const fn heading(statement: &Statement) -> &'static str {
    match statement {
        Statement::Restriction { restricted: Restricted::Link, .. } => "notice-link-disabled",
        Statement::Restriction { restricted: Restricted::File, .. } => "notice-file-locked",
        Statement::Restoration => "notice-restored",
        Statement::Purge => "notice-purged",
        Statement::CounterNotice { answered } => answer(answered).0,
        Statement::Appeal { .. } => "notices-appeal",
    }
}

/// What became of a counter-notice: what that is called, and what it means.
pub const fn answer(answered: &Answered) -> (&'static str, &'static str) {
    match answered {
        Answered::Incomplete { .. } => ("notice-counter-notice-incomplete", "notice-counter-notice-incomplete-effect"),
        Answered::Action { .. } => ("notice-counter-notice-action", "notice-counter-notice-action-effect"),
        Answered::Restrained => ("notice-counter-notice-restrained", "notice-counter-notice-restrained-effect"),
        Answered::StillHeld => ("notice-still-held", "notice-still-held-effect"),
    }
}

/// The ways that are open, a line each.
fn ways(language: Language, redress: &[Redress]) -> Vec<String> {
    let say = |key: &str| language.say(key);
    let way = |way: &Redress| match way.deadline {
        Some(end) => {
            format!("{} {}", say(way.kind.text()), say("redress-until").with("day", language.day(end)))
        }
        None => say(way.kind.text()).to_string(),
    };
    redress.iter().map(way).collect()
}

/// What a restriction does.
pub const fn restriction(restricted: Restricted) -> &'static str {
    match restricted {
        Restricted::Link => "notice-link-disabled-effect",
        Restricted::File => "notice-file-locked-effect",
    }
}

/// How software had a part, as the law wants it said (Article 17(3)(c)).
pub const fn software(automation: Automation) -> &'static str {
    match (automation.detection, automation.decision) {
        (false, false) => "notice-software-none",
        (true, false) => "notice-software-compared",
        (false, true) => "notice-software-decided",
        (true, true) => "notice-software-both",
    }
}

/// Whether an order forbids to say who issued it and what it says.
pub fn hides_party(order: Option<&Ordered>) -> bool {
    order.is_some_and(|order| order.authority.is_none())
}

/// Where a restriction holds: a country or several are named as the decider named them.
pub fn territory(language: Language, territory: &str) -> String {
    match territory {
        "worldwide" => language.say("notice-worldwide").to_string(),
        named => named.to_owned(),
    }
}

/// The mail, which says all that the page says but for the file's name. `base` is the service's address.
pub(super) fn mail(language: Language, base: &str, id: NoticeId, statement: &Statement) -> Message {
    let say = |key: &str| language.say(key);
    let message = Message::new(language, say(heading(statement)));
    let here = format!("{base}/notices/{id}");
    match statement {
        Statement::Restriction {
            restricted,
            territory: place,
            until,
            link,
            facts,
            rights_holder,
            order,
            automation,
            legal,
            redress,
        } => {
            let until = match until {
                Some(end) => say("notice-until").with("day", language.day(*end)),
                None => say("notice-until-lifted"),
            };
            let mut about = vec![
                (say("notice-reported-link"), format!("{base}/f/{link}")),
                (say("notice-where"), territory(language, place)),
                (say("notice-how-long"), until.to_string()),
            ];
            about.extend(rights_holder.iter().map(|name| (say("notice-rights-holder"), name.clone())));
            if let Some(order) = order {
                about.extend(order.authority.iter().map(|name| (say("notice-ordered-by"), name.clone())));
                about.extend(order.reference.iter().map(|number| (say("notice-order-reference"), number.clone())));
                about.extend(order.redress.iter().map(|said| (say("notice-order-redress"), said.clone())));
            }
            let message = message.paragraph(say(restriction(*restricted))).facts(about);
            let message = if hides_party(order.as_deref()) {
                message.paragraph(say("notice-ordered-hidden"))
            } else {
                message
                    .heading(say("notice-found"))
                    .quote(facts)
                    .heading(say("notice-ground"))
                    .paragraph(&legal.ground)
                    .quote(&legal.explanation)
                    .paragraph(say("notice-own-words"))
            };
            message
                .heading(say("notice-software"))
                .paragraph(say(software(*automation)))
                .heading(say("notice-redress"))
                .list(ways(language, redress))
                .link(say("notice-mail-page"), here)
        }
        Statement::Restoration => message
            .paragraph(say("notice-restored-effect"))
            .heading(say("notice-key"))
            .paragraph(say("notice-key-kept"))
            .link(say("notice-mail-page"), here),
        Statement::Purge => message.paragraph(say("notice-purged-effect")).link(say("notice-mail-page"), here),
        Statement::CounterNotice { answered } => {
            let message = message.paragraph(say(answer(answered).1));
            let message = match answered {
                Answered::Incomplete { lacks } => message.heading(say("notice-counter-notice-lacks")).quote(lacks),
                Answered::Action { forum, reference } => message.facts([
                    (say("notice-counter-notice-forum"), forum.as_str()),
                    (say("notice-counter-notice-reference"), reference.as_str()),
                ]),
                Answered::Restrained | Answered::StillHeld => message,
            };
            message.link(say("notice-mail-page"), here)
        }
        Statement::Appeal { verdict, reasons, redress } => {
            let message = message.paragraph(say(verdict.text()));
            let message =
                if reasons.is_empty() { message } else { message.heading(say("notice-appeal-reasons")).quote(reasons) };
            let message = if redress.is_empty() {
                message
            } else {
                message.heading(say("notice-redress")).list(ways(language, redress))
            };
            message.link(say("notice-mail-page"), here)
        }
    }
}
