//! A notice in words: the keys of its texts, alike for page and mail, and the mail.

use super::{
    Against, Answered, Automation, Because, Filed, Holder, NoticeKind, Ordered, Redress, Restricted, Statement, Way,
    Weighed,
};
use crate::accounts::standing::{Kind, Scope};
use crate::calendar::Calendar;
use crate::clock::Time;
use crate::config::{Config, EuTier, Limits};
use crate::ids::NoticeId;
use crate::mail::Message;
use crate::texts::Language;

/// What a notice is called.
pub const fn heading(statement: &Statement) -> &'static str {
    match statement {
        Statement::Restriction { restricted: Restricted::Link, .. } => "notice-link-disabled",
        Statement::Restriction { restricted: Restricted::File, .. } => "notice-file-locked",
        Statement::Restoration { ended: None, danger: true } => "notice-reopened",
        Statement::Restoration { .. } => "notice-restored",
        Statement::Purge => "notice-purged",
        Statement::CounterNotice { answered } => answer(answered).0,
        Statement::Appeal { .. } => "notices-appeal",
        Statement::Measure { against, .. } => measure(against),
        Statement::MeasureLifted { against, .. } => measure_lifted(against),
        Statement::Unreadable { told, .. } => called(*told),
    }
}

/// What a notice is called by what it tells of alone.
pub const fn called(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Restriction => "notices-restriction",
        NoticeKind::Restoration => "notices-restoration",
        NoticeKind::Purge => "notices-purge",
        NoticeKind::CounterNotice => "notices-counter-notice",
        NoticeKind::LookedAtAgain => "notice-looked-at-again",
        NoticeKind::StaysSo => "notice-stays-so",
        NoticeKind::StillHeld => "notice-still-held",
        NoticeKind::Appeal => "notices-appeal",
        NoticeKind::Overturned => "notice-overturned",
        NoticeKind::Measure => "notices-measure",
        NoticeKind::MeasureLifted => "notices-measure-lifted",
    }
}

/// What was decided against somebody, in a few words.
pub const fn measure(against: &Against) -> &'static str {
    match (against.kind, against.scope) {
        (Kind::Warning, Scope::Uploads) => "measure-warning-uploads",
        (Kind::Suspension, Scope::Uploads) => "measure-suspension-uploads",
        (Kind::Termination, _) => "measure-termination",
        (Kind::Warning, Scope::Notices) => "measure-warning-notices",
        (Kind::Suspension, Scope::Notices) => "measure-suspension-notices",
        (Kind::Warning, Scope::Complaints) => "measure-warning-complaints",
        (Kind::Suspension, Scope::Complaints) => "measure-suspension-complaints",
    }
}

/// The same to staff: it is the account of somebody else.
pub const fn measure_to_staff(against: &Against) -> &'static str {
    match (against.kind, against.scope) {
        (Kind::Warning, Scope::Uploads) => "measure-warning-account",
        (Kind::Termination, _) => "measure-termination-account",
        _ => measure(against),
    }
}

/// That it ended before its time, in a few words.
pub const fn measure_lifted(against: &Against) -> &'static str {
    match (against.kind, against.scope) {
        (Kind::Warning, Scope::Uploads) => "measure-lifted-warning-uploads",
        (Kind::Suspension, Scope::Uploads) => "measure-lifted-suspension-uploads",
        (Kind::Termination, _) => "measure-lifted-termination",
        (Kind::Warning, Scope::Notices) => "measure-lifted-warning-notices",
        (Kind::Suspension, Scope::Notices) => "measure-lifted-suspension-notices",
        (Kind::Warning, Scope::Complaints) => "measure-lifted-warning-complaints",
        (Kind::Suspension, Scope::Complaints) => "measure-lifted-suspension-complaints",
    }
}

/// What it does, and what it leaves open. The text is given the day on which it ends as `day`.
pub const fn effect(against: &Against) -> &'static str {
    match (against.kind, against.scope) {
        (Kind::Warning, Scope::Uploads) => "measure-warning-uploads-effect",
        (Kind::Suspension, Scope::Uploads) => "measure-suspension-uploads-effect",
        (Kind::Termination, _) => "measure-termination-effect",
        (Kind::Warning, Scope::Notices) => "measure-warning-notices-effect",
        (Kind::Suspension, Scope::Notices) if against.organisation.is_none() => "measure-suspension-notices-own-effect",
        (Kind::Suspension, Scope::Notices) => "measure-suspension-notices-effect",
        (Kind::Warning, Scope::Complaints) => "measure-warning-complaints-effect",
        (Kind::Suspension, Scope::Complaints) => "measure-suspension-complaints-effect",
    }
}

/// On what it rests. The text is given what the service is as `tier`: a law, or what the service asks of itself.
pub const fn measure_ground(scope: Scope) -> &'static str {
    match scope {
        Scope::Uploads => "measure-ground-uploads",
        Scope::Notices => "measure-ground-notices",
        Scope::Complaints => "measure-ground-complaints",
    }
}

/// Why what was found falls under that.
pub const fn measure_explanation(kind: Kind, scope: Scope) -> &'static str {
    match (kind, scope) {
        (_, Scope::Uploads) => "measure-explained-uploads",
        (Kind::Warning, Scope::Notices | Scope::Complaints) => "measure-explained-warning",
        (Kind::Suspension | Kind::Termination, Scope::Notices | Scope::Complaints) => "measure-explained-suspension",
    }
}

/// How software had a part in it: it counts, and people decide.
pub const fn measure_software(scope: Scope) -> &'static str {
    match scope {
        Scope::Uploads => "measure-software-strikes",
        Scope::Notices | Scope::Complaints => "measure-software-marks",
    }
}

/// Why it ended before its time.
pub const fn lifted(because: Because) -> &'static str {
    match because {
        Because::AppealGranted => "measure-lifted-appeal",
        Because::StrikesVoid => "measure-lifted-strikes",
        Because::MarksRetracted => "measure-lifted-marks",
        Because::Reconsidered => "measure-lifted-reconsidered",
    }
}

/// What it does until when, said whole.
pub fn effect_until(language: Language, against: &Against, until: Option<Time>) -> String {
    let day = until.map(|until| language.minute(until)).unwrap_or_default();
    language.say(effect(against)).with("day", day).to_string()
}

/// The same of what stands no more: what was told, said to be over.
pub fn effect_over(language: Language, against: &Against, until: Option<Time>) -> String {
    language.say("measure-effect-over").with("effect", effect_until(language, against, until)).to_string()
}

/// The numbers that were weighed, in a sentence.
pub fn numbers(language: Language, weighed: &Weighed) -> String {
    language.say("measure-numbers").with("unfounded", weighed.unfounded).with("sent", weighed.sent).to_string()
}

/// When a restriction counts as a strike, and what strikes lead to.
pub fn strike(language: Language, limits: &Limits, strike: super::Strike) -> String {
    let said = language.say(strike.text());
    said.with("strikes", u64::from(limits.strikes)).with("months", u64::from(limits.strike_counts.count())).to_string()
}

/// What became of a counter-notice: what that is called, and what it means.
pub const fn answer(answered: &Answered) -> (&'static str, &'static str) {
    match answered {
        Answered::Incomplete { .. } => ("notice-counter-notice-incomplete", "notice-counter-notice-incomplete-effect"),
        Answered::Action { .. } => ("notice-counter-notice-action", "notice-counter-notice-action-effect"),
        Answered::NoAction { .. } => ("notice-no-action", "notice-no-action-effect"),
        Answered::ActionOver { .. } => ("notice-action-over", "notice-action-over-effect"),
        Answered::LookedAtAgain { by: Some(_) } => ("notice-looked-at-again", "notice-looked-at-again-effect"),
        Answered::LookedAtAgain { by: None } => ("notice-stays-so", "notice-stays-so-effect"),
        Answered::Restrained => ("notice-counter-notice-restrained", "notice-counter-notice-restrained-effect"),
        Answered::Overturned { gone: false, .. } => ("notice-overturned", "notice-overturned-effect"),
        Answered::Overturned { gone: true, .. } => ("notice-overturned", "notice-overturned-gone-effect"),
        Answered::StillHeld { restricted, .. } => ("notice-still-held", still_held(*restricted)),
        Answered::Moot => ("notice-counter-notice-moot", "notice-counter-notice-moot-effect"),
    }
}

/// What a restriction does that stands while another has ended.
const fn still_held(restricted: Restricted) -> &'static str {
    match restricted {
        Restricted::Link => "notice-still-held-link-effect",
        Restricted::File => "notice-still-held-effect",
    }
}

/// The ways that are open, a line each; days are the operator's, and what the service is says which are the law's. From a closed account
/// an appeal comes in writing; a counter-notice asks for a file back that would be deleted.
fn ways(language: Language, calendar: &Calendar, tier: EuTier, redress: &[Redress], closed: bool) -> Vec<String> {
    let say = |key: &str| language.say(key).with("tier", tier.as_str());
    let text = |kind: Way| if closed && kind == Way::Internal { "redress-internal-written" } else { kind.text() };
    let way = |way: &Redress| match way.deadline {
        Some(end) => {
            format!("{} {}", say(text(way.kind)), say("redress-until").with("day", language.date(calendar.day_of(end))))
        }
        None => say(text(way.kind)).to_string(),
    };
    redress.iter().filter(|way| !closed || way.kind != Way::CounterNotice).map(way).collect()
}

/// What a restriction does.
pub const fn restriction(restricted: Restricted) -> &'static str {
    match restricted {
        Restricted::Link => "notice-link-disabled-effect",
        Restricted::File => "notice-file-locked-effect",
    }
}

/// What a restriction did that is over.
pub const fn restriction_over(restricted: Restricted) -> &'static str {
    match restricted {
        Restricted::Link => "notice-link-disabled-over",
        Restricted::File => "notice-file-locked-over",
    }
}

/// What it means that a file or a link is back. Of what was closed for a danger alone nobody was told before.
pub const fn restored(ended: Option<NoticeId>, danger: bool) -> &'static str {
    match (ended, danger) {
        (None, true) => "notice-restored-danger-effect",
        (Some(_), _) | (None, false) => "notice-restored-effect",
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

/// Why a restriction was over as it was told, if it was: its order hid it until it was taken back, or until nothing of the file was left.
fn over(order: Option<&Ordered>) -> Option<&'static str> {
    match order? {
        Ordered { taken_back: true, .. } => Some("notice-order-taken-back"),
        Ordered { gone: true, .. } => Some("ahead-destroyed"),
        Ordered { .. } => None,
    }
}

/// Where a restriction holds: a country or several are named as the decider named them.
pub fn territory(language: Language, territory: &str) -> String {
    match territory {
        "worldwide" => language.say("notice-worldwide").to_string(),
        named => named.to_owned(),
    }
}

/// Where whoever gets a mail reads on.
#[derive(Clone, Copy, Debug)]
pub(super) enum ReadOn<'a> {
    /// At a page of theirs: the key of what stands there, and its address.
    At(&'static str, &'a str),
    /// Nowhere: they have closed their account, and nobody signs in to it. They write to us, and give the number of what it is about.
    Nowhere(&'a str),
}

/// The mail, which says all that the page says but for the file's name, the works that are claimed and whose they are, if that can be a
/// person. Of a closed
/// account it names no page that asks for a sign-in, and nothing that can be done on one.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of notice, each in the order of its page")]
pub(super) fn mail(language: Language, config: &Config, read_on: ReadOn<'_>, statement: &Statement) -> Message {
    let (base, calendar, tier) = (config.public_url.as_str().trim_end_matches('/'), &config.calendar, config.eu_tier);
    let closed = matches!(read_on, ReadOn::Nowhere(_));
    let say = |key: &str| language.say(key);
    let message = Message::new(language, say(heading(statement)));
    let message = match statement {
        Statement::Restriction {
            restricted,
            territory: place,
            until,
            link,
            facts,
            rights_holder,
            claimed: _,
            order,
            automation,
            legal,
            redress,
            strike: counts,
        } => {
            let over = over(order.as_deref());
            let until = match until {
                _ if over.is_some() => say("notice-over"),
                Some(end) => say("notice-until").with("day", language.date(calendar.day_of(*end))),
                None => say("notice-until-lifted"),
            };
            let mut about = vec![
                (say("notice-reported-link"), format!("{base}/f/{link}")),
                (say("notice-where"), territory(language, place)),
                (say("notice-how-long"), until.to_string()),
            ];
            // Who can be a person is named in the portal only: whoever is not verified, and for whom an agent claims.
            match rights_holder {
                Some(Holder { name, filed: Filed::ByItself }) => {
                    about.push((say("notice-rights-holder"), name.clone()));
                }
                Some(Holder { filed: Filed::ByAgent { name: agent }, .. }) => {
                    about.push((say("notice-rights-holder"), say("notice-holder-in-portal").to_string()));
                    about.push((say("notice-filed-by"), agent.clone()));
                }
                Some(Holder { filed: Filed::Unverified, .. }) | None => {}
            }
            if let Some(order) = order {
                about.extend(order.authority.iter().map(|name| (say("notice-ordered-by"), name.clone())));
                about.extend(order.reference.iter().map(|number| (say("notice-order-reference"), number.clone())));
                about.extend(order.redress.iter().map(|said| (say("notice-order-redress"), said.clone())));
            }
            let message = if let Some(why) = over {
                message.paragraph(say(why)).paragraph(say(restriction_over(*restricted)))
            } else {
                message.paragraph(say(restriction(*restricted)))
            };
            let message = message.facts(about);
            let message = if hides_party(order.as_deref()) {
                message.paragraph(say("notice-ordered-hidden"))
            } else {
                let message = message
                    .heading(say("notice-found"))
                    .quote(facts)
                    .paragraph(say("notice-own-words"))
                    .heading(say("notice-ground"))
                    .paragraph(&legal.ground);
                match legal.explanation {
                    Some(explanation) => message.paragraph(say(explanation.text())),
                    None => message,
                }
            };
            let message = message
                .heading(say("notice-software"))
                .paragraph(say(software(*automation)))
                .heading(say("notice-redress"))
                .list(ways(language, calendar, tier, redress, closed));
            if closed {
                message
            } else {
                message
                    .heading(say("strike-title"))
                    .paragraph(strike(language, &config.limits, *counts))
                    .link(say("strike-page"), format!("{base}/account/standing"))
            }
        }
        Statement::Restoration { ended, danger } => back(message, base, closed, (*ended, *danger)),
        Statement::Purge => message.paragraph(say("notice-purged-effect")),
        Statement::CounterNotice { answered } => {
            let effect = match answered {
                Answered::Incomplete { .. } if closed => "notice-counter-notice-incomplete-closed-effect",
                _ => answer(answered).1,
            };
            let message = message.paragraph(say(effect));
            match answered {
                Answered::Incomplete { lacks } => message.heading(say("notice-counter-notice-lacks")).quote(lacks),
                Answered::Action { forum, reference } => message.facts([
                    (say("notice-counter-notice-forum"), forum.as_str()),
                    (say("notice-counter-notice-reference"), reference.as_str()),
                ]),
                Answered::NoAction { because, returns } => {
                    let message = message.heading(say("notice-counter-notice-lacks")).quote(because);
                    match returns {
                        Some(at) => message.facts([(say("notice-returns-on"), language.date(calendar.day_of(*at)))]),
                        None => message,
                    }
                }
                Answered::ActionOver { returns } => {
                    message.facts([(say("notice-returns-on"), language.date(calendar.day_of(*returns)))])
                }
                Answered::LookedAtAgain { by: Some(day) } => {
                    message.facts([(say("notice-decided-by"), language.date(calendar.day_of(*day)))])
                }
                Answered::Overturned { reasons, .. } => message.heading(say("notice-appeal-reasons")).quote(reasons),
                Answered::StillHeld { link, stands, .. } => {
                    let message = message.facts([(say("notice-reported-link"), format!("{base}/f/{link}"))]);
                    if closed {
                        message
                    } else {
                        message.link(say("notice-of-what-stands"), format!("{base}/notices/{stands}"))
                    }
                }
                Answered::LookedAtAgain { by: None } | Answered::Restrained | Answered::Moot => message,
            }
        }
        Statement::Appeal { verdict, reasons, redress } => {
            let message = message.paragraph(say(verdict.text()));
            let message =
                if reasons.is_empty() { message } else { message.heading(say("notice-appeal-reasons")).quote(reasons) };
            if redress.is_empty() {
                message
            } else {
                message.heading(say("notice-redress")).list(ways(language, calendar, tier, redress, closed))
            }
        }
        Statement::Measure { against, until, facts, weighed, redress } => {
            let message = match &against.organisation {
                Some(name) => message.facts([(say("measure-organisation"), name.as_str())]),
                None => message,
            };
            let effect =
                if closed { say("measure-closed-effect").to_string() } else { effect_until(language, against, *until) };
            let message = message
                .paragraph(effect)
                .facts([(say("notice-where"), say("notice-worldwide"))])
                .heading(say("notice-found"))
                .quote(facts)
                .paragraph(say("notice-own-words"));
            let message = match weighed {
                Some(weighed) => message
                    .paragraph(numbers(language, weighed))
                    .heading(say("measure-gravity"))
                    .quote(&weighed.gravity)
                    .heading(say("measure-intention"))
                    .quote(&weighed.intention),
                None => message,
            };
            message
                .heading(say("notice-ground"))
                .paragraph(say(measure_ground(against.scope)).with("tier", tier.as_str()))
                .paragraph(say(measure_explanation(against.kind, against.scope)))
                .heading(say("notice-software"))
                .paragraph(say(measure_software(against.scope)))
                .heading(say("notice-redress"))
                .list(ways(language, calendar, tier, redress, closed))
        }
        Statement::MeasureLifted { because, .. } => message.paragraph(say(lifted(*because))),
        Statement::Unreadable { instead, .. } => message.paragraph(instead.said_in(language)),
    };
    match read_on {
        ReadOn::At(label, page) => message.link(say(label), page),
        ReadOn::Nowhere(number) => message
            .heading(say("notice-closed"))
            .paragraph(say("notice-closed-text").with("number", number))
            .link(say("letter-contact"), format!("{base}/contact")),
    }
}

/// That what was restricted is back, and what had ended: by which notice it was told, and whether it had been closed for a danger.
fn back(message: Message, base: &str, closed: bool, (ended, danger): (Option<NoticeId>, bool)) -> Message {
    let language = message.language();
    let say = |key: &str| language.say(key);
    let message = if danger { message.paragraph(say("notice-restored-danger")) } else { message };
    let effect = if closed { "notice-restored-closed-effect" } else { restored(ended, danger) };
    let message = message.paragraph(say(effect));
    let message = match ended {
        Some(notice) if !closed => message.link(say("notice-of-what-ended"), format!("{base}/notices/{notice}")),
        _ => message,
    };
    let message = if danger {
        let message = message.heading(say("notice-redress")).paragraph(say("notice-restored-danger-redress"));
        message.paragraph(say(Way::Judicial.text()))
    } else {
        message
    };
    let message = message.heading(say("notice-key")).paragraph(say("notice-key-kept"));
    if closed { message } else { message.paragraph(say("notice-key-page")).paragraph(say("notice-key-rid")) }
}
