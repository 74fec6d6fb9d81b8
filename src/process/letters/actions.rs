//! What both sides are told of actions: what was found of them, how they ended, and what is decided anew afterwards.

use super::{about, base, day, last_day, to_claimant, where_to_read};
use crate::claims::decided::{self, Decided};
use crate::clock::Time;
use crate::db::Tx;
use crate::mail::Message;
use crate::notices::{self, Answered, Verdict};
use crate::process::appeals::Appeal;
use crate::process::counter_notices::CounterNotice;
use crate::process::{Error, disputes, store};
use crate::service::Service;

/// When what waits about a file returns by itself; none while an action stops it, or where nothing waits.
async fn returns(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<Option<Time>, Error> {
    if store::action_is_open(tx, decided).await? {
        return Ok(None);
    }
    if store::actions::last_judgment(tx, decided).await? == Some(disputes::Outcome::ForUploader) {
        return Ok(Some(service.clock.now()));
    }
    let waits = store::actions::counter_notices_about(tx, decided).await?.into_iter().next();
    Ok(waits.map(|sent| sent.returns_at.max(service.clock.now())))
}

/// Where to tell of what no page takes for now.
fn contact(message: Message, service: &Service) -> Message {
    let label = message.language().say("letter-contact");
    message.link(label, format!("{}/contact", base(service)))
}

/// What was told of an action names none: both read what it lacks, and when the material returns.
pub(in crate::process) async fn action_names_none(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    because: &str,
) -> Result<(), Error> {
    let returns = returns(tx, service, decided).await?;
    let answered = Answered::NoAction { because: because.to_owned(), returns };
    notices::notify_answered(tx, service, decided.owner, (decided.object, decided.id), answered).await?;
    let later = returns.filter(|at| *at > service.clock.now());
    let waits = store::actions::report_waits(tx, decided).await?;
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let say = |key: &str| language.say(key);
        let message = Message::new(language, say("letter-names-none-title"))
            .paragraph(say("letter-names-none"))
            .facts(about(language, decided))
            .heading(say("notice-counter-notice-lacks"))
            .quote(because);
        let message = match later {
            Some(at) => {
                let key = if waits { "letter-names-none-waits" } else { "letter-names-none-until" };
                let said = say(key).with("day", day(language, service, at));
                message.paragraph(said.with("last", last_day(language, service, at)))
            }
            None => message,
        };
        let message = if waits { contact(message, service) } else { message };
        where_to_read(message, service, decided)
    })
    .await
}

/// The claimant said how its action ended: a receipt that says what follows.
pub(in crate::process) async fn end_told(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    outcome: disputes::Outcome,
) -> Result<(), Error> {
    let text = if outcome == disputes::Outcome::ForClaimant { "letter-end-told-waits" } else { "letter-end-told-over" };
    to_claimant(tx, service, decided, ["letter-end-told-title", text]).await
}

/// Staff looked at what the claimant said of the end of its action, and recorded this.
pub(in crate::process) async fn end_looked_at(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    outcome: disputes::Outcome,
) -> Result<(), Error> {
    let text = match outcome {
        disputes::Outcome::ForClaimant => "letter-end-for-claimant",
        disputes::Outcome::ForUploader if store::action_is_open(tx, decided).await? => "letter-end-for-uploader-waits",
        disputes::Outcome::ForUploader => "letter-end-for-uploader",
        disputes::Outcome::NoResult | disputes::Outcome::NamesNone => "letter-end-no-result",
    };
    to_claimant(tx, service, decided, ["letter-end-looked-at-title", text]).await
}

/// Staff found that it has not ended.
pub(in crate::process) async fn end_not_found(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    note: &str,
) -> Result<(), Error> {
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let message = Message::new(language, language.say("letter-end-not-found-title"))
            .paragraph(language.say("letter-end-not-found"))
            .facts(about(language, decided))
            .quote(note);
        where_to_read(message, service, decided)
    })
    .await
}

/// An action ended without a decision, before the day of the counter-notice that it stopped: both are told that day.
pub(in crate::process) async fn action_over(
    tx: &mut Tx,
    service: &Service,
    found: &CounterNotice,
    decided: &Decided,
) -> Result<(), Error> {
    let answered = Answered::ActionOver { returns: found.returns_at };
    notices::notify_answered(tx, service, found.account, (decided.object, decided.id), answered).await?;
    // Until staff have looked at the end that the claimant told of, no other action is taken on its page.
    let waits = store::actions::report_waits(tx, decided).await?;
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let key = if waits { "letter-action-over-waits" } else { "letter-action-over" };
        let said = language.say(key).with("day", day(language, service, found.returns_at));
        let message = Message::new(language, language.say("letter-action-over-title"))
            .paragraph(said.with("last", last_day(language, service, found.returns_at)))
            .facts(about(language, decided));
        let message = if waits { contact(message, service) } else { message };
        where_to_read(message, service, decided)
    })
    .await
}

/// A dispute ended in favour of the claimant, and nothing is restricted: both are told that somebody decides anew, each if
/// they may be.
pub(in crate::process) async fn put_before(
    tx: &mut Tx,
    service: &Service,
    appeal: &Appeal,
    decided: &Decided,
) -> Result<(), Error> {
    if decided::may_tell_uploader(tx, decided).await? {
        let answered = Answered::LookedAtAgain { by: Some(appeal.due_at) };
        notices::notify_answered(tx, service, decided.owner, (decided.object, decided.id), answered).await?;
    }
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let said = language.say("letter-looked-at-again").with("day", day(language, service, appeal.due_at));
        let message = Message::new(language, language.say("letter-looked-at-again-title"))
            .paragraph(said)
            .facts(about(language, decided));
        where_to_read(message, service, decided)
    })
    .await
}

/// What was decided anew after a dispute that nobody appealed about. An uploader is told of a new restriction by its own statement of
/// reasons; else that nothing changes.
pub(in crate::process) async fn decided_again(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    verdict: Verdict,
    reasons: &str,
) -> Result<(), Error> {
    if verdict != Verdict::Granted && decided::may_tell_uploader(tx, decided).await? {
        let answered = Answered::LookedAtAgain { by: None };
        notices::notify_answered(tx, service, decided.owner, (decided.object, decided.id), answered).await?;
    }
    let text = match verdict {
        Verdict::Granted => "letter-decided-again-granted",
        Verdict::Refused => "letter-decided-again-refused",
        Verdict::Moot => "letter-decided-again-moot",
    };
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let message = Message::new(language, language.say("letter-decided-again-title"))
            .paragraph(language.say(text))
            .facts(about(language, decided));
        let message = if reasons.is_empty() { message } else { message.quote(reasons) };
        let message = match verdict {
            Verdict::Refused => notices::with_ways_elsewhere(message, service.config.eu_tier),
            Verdict::Granted | Verdict::Moot => message,
        };
        where_to_read(message, service, decided)
    })
    .await
}
