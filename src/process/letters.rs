//! What either side is told: the uploader by notices that stay in the portal, the claimant by mail.
//!
//! No mail carries a file name. What an uploader wrote about the material may name the file; so the claimant reads that part of
//! a counter-notice on the page of the claim, and the rest of the copy in the mail too.

pub(super) mod actions;
pub(super) mod overturned;

use super::appeals::{self, Appeal, Side};
use super::counter_notices::{CounterNotice, CounterStatement};
use super::measures::{Measure, Reached};
use super::misuse::{Mark, What};
use super::{Error, store};
use crate::claims::decided::{self, Decided};
use crate::claims::filing;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::notices::{self, Answered, Restricted, Verdict};
use crate::service::Service;
use crate::texts::Language;

/// The claim and the line that a letter to a claimant is about.
fn about(language: Language, decided: &Decided) -> [(String, String); 2] {
    [
        (language.say("letter-claim").to_string(), decided.claim.to_string()),
        (language.say("letter-target").to_string(), decided.position.to_string()),
    ]
}

pub(super) fn base(service: &Service) -> &str {
    service.config.public_url.as_str().trim_end_matches('/')
}

/// Ends a letter to the claimant with where they read on.
fn where_to_read(message: Message, service: &Service, decided: &Decided) -> Message {
    let Decided { claim, organisation, sender, .. } = *decided;
    filing::with_page(message, service, (claim, organisation), sender, "letter-claim-page")
}

/// A letter to an uploader about a decision. It belongs to the case of the file, and says which claim it is about.
async fn to_uploader(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    decided: &Decided,
    write: impl FnOnce(Language) -> Message,
) -> Result<(), Error> {
    let about = About { case: decided.object_case, to: Addressee::Uploader };
    if let Some(message) = mail::queue(tx, service, Recipient::Account(account), Some(about), write).await? {
        mail::about_claim(tx, message, decided.claim).await?;
    }
    Ok(())
}

/// A letter to the claimant of one sentence, under a title.
async fn to_claimant(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    [title, text]: [&'static str; 2],
) -> Result<(), Error> {
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let message =
            Message::new(language, language.say(title)).paragraph(language.say(text)).facts(about(language, decided));
        where_to_read(message, service, decided)
    })
    .await
}

/// A receipt to the uploader, and the copy to the claimant, at once (17 U.S.C. § 512(g)(2)(B)).
pub(super) async fn counter_notice_received(
    tx: &mut Tx,
    service: &Service,
    row: &CounterNotice,
    decided: &Decided,
    statement: &CounterStatement,
) -> Result<(), Error> {
    let page = format!("{}/notices/{}", base(service), row.notice);
    let stopped = store::action_is_open(tx, decided).await?;
    let (receipt, copy) = if stopped {
        ("counter-notice-receipt-stopped", "counter-notice-copy-stopped")
    } else {
        ("counter-notice-receipt", "counter-notice-copy")
    };
    to_uploader(tx, service, row.account, decided, |language| {
        Message::new(language, language.say("counter-notice-receipt-title"))
            .paragraph(language.say(receipt).with("day", day(language, service, row.returns_at)))
            .link(language.say("notice-mail-page"), page)
    })
    .await?;
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let say = |key: &str| language.say(key).to_string();
        let district = statement.district.clone().unwrap_or_else(|| say("counter-notice-abroad"));
        let message = Message::new(language, language.say("counter-notice-copy-title"))
            .paragraph(
                language
                    .say(copy)
                    .with("day", day(language, service, row.returns_at))
                    .with("last", last_day(language, service, row.returns_at)),
            )
            .facts(about(language, decided))
            .heading(language.say("counter-notice-says"))
            .facts([
                (say("counter-notice-name"), statement.name.clone()),
                (
                    say("counter-notice-address"),
                    statement.address.lines().map(str::trim).collect::<Vec<_>>().join(", "),
                ),
                (say("counter-notice-telephone"), statement.telephone.clone()),
                (say("counter-notice-district"), district),
                (say("counter-notice-signature"), statement.signature.clone()),
            ])
            .list(&statement.affirmations);
        let message = if stopped {
            message
        } else {
            message.heading(language.say("counter-notice-action")).paragraph(language.say("counter-notice-action-text"))
        };
        where_to_read(message, service, decided)
    })
    .await
}

/// The uploader took it back.
pub(super) async fn counter_notice_withdrawn(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<(), Error> {
    to_claimant(tx, service, decided, ["letter-counter-notice-withdrawn-title", "letter-counter-notice-withdrawn"])
        .await
}

/// It lacks something.
pub(super) async fn counter_notice_incomplete(
    tx: &mut Tx,
    service: &Service,
    found: &CounterNotice,
    decided: &Decided,
    lacks: &str,
) -> Result<(), Error> {
    let answered = Answered::Incomplete { lacks: lacks.to_owned() };
    notices::notify_answered(tx, service, found.account, (decided.object, decided.id), answered).await?;
    to_claimant(tx, service, decided, ["letter-counter-notice-incomplete-title", "letter-counter-notice-incomplete"])
        .await
}

/// What it was about ended otherwise, so nothing returns by it.
pub(super) async fn counter_notice_moot(
    tx: &mut Tx,
    service: &Service,
    found: &CounterNotice,
    decided: &Decided,
) -> Result<(), Error> {
    notices::notify_answered(tx, service, found.account, (decided.object, decided.id), Answered::Moot).await?;
    to_claimant(tx, service, decided, ["letter-counter-notice-moot-title", "letter-counter-notice-moot"]).await
}

/// The material returned: the uploader is told by the notice of that.
pub(super) async fn material_returned(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<(), Error> {
    let acted = store::disputes_about(tx, decided).await?.iter().any(|row| row.dispute.kind.restrains());
    let text = if acted { "letter-material-returned-after-action" } else { "letter-material-returned" };
    to_claimant(tx, service, decided, ["letter-material-returned-title", text]).await
}

/// What a claim restricted ended, and something else holds the file or disables the link still: both are told.
pub(super) async fn still_held(
    tx: &mut Tx,
    service: &Service,
    uploader: AccountId,
    decided: &Decided,
) -> Result<(), Error> {
    let text = match decided::tell_still_held(tx, service, uploader, decided).await? {
        Some(Restricted::File) => "letter-still-held",
        Some(Restricted::Link) => "letter-still-held-link",
        None => "letter-restricts-no-more",
    };
    to_claimant(tx, service, decided, ["letter-still-held-title", text]).await
}

/// What an appeal was about ended before it was decided.
pub(super) async fn appeal_moot(
    tx: &mut Tx,
    service: &Service,
    appeal: &Appeal,
    decided: &Decided,
) -> Result<(), Error> {
    match appeal.side {
        Side::Uploader => {
            let about = (decided.object, decided.id);
            notices::notify_verdict(tx, service, decided.owner, about, Verdict::Moot, "").await?;
            Ok(())
        }
        Side::Notifier if appeal.dispute.is_some() => {
            actions::decided_again(tx, service, decided, Verdict::Moot, "").await
        }
        Side::Notifier => to_claimant(tx, service, decided, ["letter-appeal-moot-title", "letter-appeal-moot"]).await,
    }
}

/// The claimant told of an action.
pub(super) async fn action_told(
    tx: &mut Tx,
    service: &Service,
    found: &CounterNotice,
    decided: &Decided,
    forum: &str,
    reference: &str,
) -> Result<(), Error> {
    let answered = Answered::Action { forum: forum.to_owned(), reference: reference.to_owned() };
    notices::notify_answered(tx, service, found.account, (decided.object, decided.id), answered).await?;
    to_claimant(tx, service, decided, ["letter-action-received-title", "letter-action-received"]).await
}

/// The court decided for the claimant.
pub(super) async fn uploader_restrained(
    tx: &mut Tx,
    service: &Service,
    found: &CounterNotice,
    decided: &Decided,
) -> Result<(), Error> {
    let about = (decided.object, decided.id);
    notices::notify_answered(tx, service, found.account, about, Answered::Restrained).await?;
    to_claimant(tx, service, decided, ["letter-restrained-title", "letter-restrained"]).await
}

/// A court or body decided for the uploader, who is told by the notice of the restoration.
pub(super) async fn dispute_won(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<(), Error> {
    to_claimant(tx, service, decided, ["letter-dispute-won-title", "letter-dispute-won"]).await
}

/// A receipt for an appeal.
pub(super) async fn appeal_received(
    tx: &mut Tx,
    service: &Service,
    appeal: &Appeal,
    decided: &Decided,
) -> Result<(), Error> {
    let receipt = |language: Language| {
        Message::new(language, language.say("appeal-receipt-title"))
            .paragraph(language.say("appeal-receipt").with("day", day(language, service, appeal.due_at)))
    };
    match (appeal.side, appeal.account, appeal.notice) {
        (Side::Uploader, Some(account), Some(notice)) => {
            let page = format!("{}/notices/{notice}", base(service));
            to_uploader(tx, service, account, decided, |language| {
                receipt(language).link(language.say("notice-mail-page"), page)
            })
            .await
        }
        _ => {
            decided::tell_claimant(tx, service, decided.claim, |language| {
                where_to_read(receipt(language).facts(about(language, decided)), service, decided)
            })
            .await
        }
    }
}

/// A receipt for an appeal against a measure.
pub(super) async fn measure_appeal_received(
    tx: &mut Tx,
    service: &Service,
    (recipient, page): (Recipient<'_>, String),
    measure: &Measure,
    due_at: Time,
) -> Result<(), Error> {
    let to = if measure.correspondent.is_some() { Addressee::Notifier } else { Addressee::Person };
    let about = About { case: measure.log_case, to };
    mail::queue(tx, service, recipient, Some(about), |language| {
        Message::new(language, language.say("appeal-receipt-title"))
            .paragraph(language.say("appeal-receipt").with("day", day(language, service, due_at)))
            .link(language.say("measure-mail-page"), page)
    })
    .await?;
    Ok(())
}

/// A notice was not taken, since the address that it gives is suspended.
pub(super) async fn turned_away(
    tx: &mut Tx,
    service: &Service,
    (recipient, page): (Recipient<'_>, String),
    case: CaseId,
    until: Time,
) -> Result<(), Error> {
    mail::queue(tx, service, recipient, Some(About { case, to: Addressee::Notifier }), |language| {
        Message::new(language, language.say("letter-turned-away-title"))
            .paragraph(language.say("letter-turned-away").with("until", language.minute(until)))
            .paragraph(language.say("letter-turned-away-not-yours"))
            .link(language.say("measure-mail-page"), page)
    })
    .await?;
    Ok(())
}

/// A mark of misuse was taken back.
pub(super) async fn mark_retracted(
    tx: &mut Tx,
    service: &Service,
    to: &Reached,
    mark: &Mark,
    reasons: &str,
) -> Result<(), Error> {
    let write = |language: Language| {
        let what = match mark.what {
            What::Target(_) => "letter-mark-notice",
            What::CounterNotice(_) => "letter-mark-counter-notice",
            What::Appeal(_) => "letter-mark-appeal",
        };
        Message::new(language, language.say("letter-mark-retracted-title"))
            .paragraph(language.say(what).with("day", day(language, service, mark.sent_at)))
            .paragraph(language.say("letter-mark-retracted"))
            .quote(reasons)
    };
    let people = to.people.iter().map(|person| (Recipient::Account(*person), Addressee::Person));
    for (recipient, as_what) in people.chain(to.recipient().map(|to| (to, Addressee::Notifier))) {
        mail::queue(tx, service, recipient, Some(About { case: to.case, to: as_what }), write).await?;
    }
    Ok(())
}

/// The verdict, with its reasons and what can still be done, to whoever appealed; and to the claimant, that something is given
/// back and why.
pub(super) async fn appeal_decided(
    tx: &mut Tx,
    service: &Service,
    appeal: &Appeal,
    decided: &Decided,
    outcome: appeals::Outcome,
    reasons: &str,
) -> Result<(), Error> {
    let verdict = match outcome {
        appeals::Outcome::Granted => Verdict::Granted,
        appeals::Outcome::Refused => Verdict::Refused,
        appeals::Outcome::Moot | appeals::Outcome::Withdrawn => Verdict::Moot,
    };
    match appeal.side {
        Side::Uploader => {
            let of = (decided.object, decided.id);
            notices::notify_verdict(tx, service, decided.owner, of, verdict, reasons).await?;
            if verdict != Verdict::Granted {
                return Ok(());
            }
            decided::tell_claimant(tx, service, decided.claim, |language| {
                let message = Message::new(language, language.say("letter-appeal-of-uploader-title"))
                    .paragraph(language.say("letter-appeal-of-uploader"))
                    .facts(about(language, decided))
                    .quote(reasons);
                where_to_read(notices::with_ways_elsewhere(message, service.config.eu_tier), service, decided)
            })
            .await
        }
        Side::Notifier if appeal.dispute.is_some() => {
            actions::decided_again(tx, service, decided, verdict, reasons).await
        }
        Side::Notifier => {
            decided::tell_claimant(tx, service, decided.claim, |language| {
                let message = Message::new(language, language.say("appeal-decided-title"))
                    .paragraph(language.say(verdict.text()))
                    .facts(about(language, decided))
                    .quote(reasons);
                where_to_read(notices::with_ways_elsewhere(message, service.config.eu_tier), service, decided)
            })
            .await
        }
    }
}

/// A day as the operator counts it, in words.
fn day(language: Language, service: &Service, time: Time) -> String {
    let calendar = &service.config.calendar;
    language.date(calendar.day_of(time))
}

/// The day with which a time ends that runs until then.
fn last_day(language: Language, service: &Service, end: Time) -> String {
    language.date(service.config.calendar.last_day(end))
}
