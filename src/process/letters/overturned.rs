//! What both sides are told when a senior overturned a decision unasked: one of staff, or what a rights holder had deleted directly.

use super::{about, day, where_to_read};
use crate::accounts::closing;
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::Action;
use crate::db::Tx;
use crate::ids::DecisionId;
use crate::mail::Message;
use crate::notices::{self, Answered};
use crate::process::Error;
use crate::service::Service;
use crate::takedown::Lifted;
use crate::texts::Language;

/// It restricts nothing any more: the uploader reads why, as far as they were told of it and anything is left of them, and whoever claimed
/// does, with how to appeal. `ruling`: what was decided in its place; `lifted`: what became of what it restricted.
pub(in crate::process) async fn given_back(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    (ruling, lifted): (DecisionId, Lifted),
    reasons: &str,
) -> Result<(), Error> {
    let gone = lifted == Lifted::Gone;
    let erased = closing::closure(tx, decided.owner).await?.is_some_and(|closure| closure.erased_at.is_some());
    if decided.told_at.is_some() && !erased {
        let answered = Answered::Overturned { reasons: reasons.to_owned(), gone };
        notices::notify_answered(tx, service, decided.owner, (decided.object, ruling), answered).await?;
    }
    let text = match (decided.direct, gone) {
        (false, false) => "letter-overturned-given-back",
        (false, true) => "letter-overturned-gone",
        (true, false) => "letter-overturned-deletion",
        (true, true) => "letter-overturned-deletion-gone",
    };
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let message = with_reasons(language, decided, text, reasons);
        where_to_read(with_redress(message, service), service, decided)
    })
    .await
}

/// A deletion that restricts nothing any more does not stand: nothing changes by that, and whoever made it reads why.
pub(in crate::process) async fn noted(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    reasons: &str,
) -> Result<(), Error> {
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let message = with_reasons(language, decided, "letter-overturned-deletion-noted", reasons);
        where_to_read(message, service, decided)
    })
    .await
}

/// More is restricted than before: the uploader has its statement of reasons, and whoever claimed reads the reasons, too.
pub(in crate::process) async fn restricted(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    action: Action,
    reasons: &str,
) -> Result<(), Error> {
    decided::tell_claimant(tx, service, decided.claim, |language| {
        let message = if action == Action::LockAndDelete {
            with_reasons(language, decided, "letter-overturned-file", reasons)
        } else {
            with_redress(with_reasons(language, decided, "letter-overturned-link", reasons), service)
        };
        where_to_read(message, service, decided)
    })
    .await
}

fn with_reasons(language: Language, decided: &Decided, text: &str, reasons: &str) -> Message {
    let title = if decided.direct { "letter-overturned-deletion-title" } else { "letter-overturned-title" };
    Message::new(language, language.say(title))
        .paragraph(language.say(text))
        .facts(about(language, decided))
        .quote(reasons)
}

/// How whoever was given less than they asked for can go on.
fn with_redress(message: Message, service: &Service) -> Message {
    let language = message.language();
    let until = day(language, service, notices::appeals_until(service, service.clock.now()));
    let message = message.paragraph(language.say("letter-overturned-redress").with("day", until));
    notices::with_ways_elsewhere(message, service.config.eu_tier)
}
