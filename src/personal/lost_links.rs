//! Private links that were lost: whoever confirmed notices without an account as theirs types their mail address, and is mailed another link
//! to each that gives just that address, and the pages of what was decided about them.
//!
//! Anybody can type an address. So whoever asks is answered the same whatever is found, after the same work, since a job looks for it; what
//! is mailed goes to the address and nowhere else, in one message; the link that its owner has goes on to work; and no entry says that it was
//! mailed: the log is public, and would tell whoever asked that something was found. And a sender can mistype their own address. A link
//! lets whoever has it read the whole notice, withdraw it and have its sender erased: so whoever reads an address is mailed none before they said
//! that the notice is theirs, which is an entry of its case.

use super::Error;
use crate::accounts::{self, Email, attempts};
use crate::claims::reports::{LINKS_AT_ONCE, MailedLinks};
use crate::claims::{self, correspondents, reports};
use crate::clock::Time;
use crate::jobs::{self, Job};
use crate::mail::{self, Message, Recipient};
use crate::process::measures;
use crate::service::Service;
use crate::texts::Language;
use crate::tokens::Digest;

/// Somebody asks for the private links of an address. `from` is the network address they ask from, for throttling only: it is not kept.
///
/// # Errors
/// Too many requests from there; never one that depends on the address, which is written to so often an hour and no more.
pub async fn ask(service: &Service, from: &str, email: &Email) -> Result<(), Error> {
    let limits = &service.config.limits;
    attempts::count(service, "lost-links.address", from, limits.lost_links_asked_per_hour).await?;
    let address = Digest(email.lookup(service));
    let subject = address.to_string();
    match attempts::count(service, "lost-links.message", &subject, limits.lost_links_mails_per_hour).await {
        Ok(_) => {}
        Err(accounts::Error::TooManyAttempts { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let mut tx = service.db.begin().await?;
    jobs::enqueue(&mut tx, service, &Job::MailLostLinks { address }, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The job of an address for which somebody asked: mails there what is found, in one message and in the language of what they confirmed last.
/// Safe to run again: the links are the same. The message is about no case, so that nothing is kept of it once it was sent.
pub async fn send(service: &Service, address: Digest) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::MailLostLinks { address }).await?;
    let Some((sender, known)) = correspondents::of_address(&mut tx, service, address).await? else { return Ok(()) };
    let notices = reports::mailed_links(&mut tx, service, sender, address).await?;
    let measures = measures::pages_of(&mut tx, service, sender).await?;
    if notices.links.is_empty() && !notices.has_older && measures.is_empty() {
        return Ok(());
    }
    // What stands in a notice is the same address.
    let in_notice = notices.links.first().map(|notice| notice.email.recipient().clone());
    let Some(to) = known.address.or(in_notice) else { return Ok(()) };

    let recipient = Recipient::Address(&to, known.language);
    mail::queue(&mut tx, service, recipient, None, |language| written(service, language, &notices, &measures))
        .await
        .map_err(claims::Error::from)?;
    tx.commit().await?;
    Ok(())
}

fn written(service: &Service, language: Language, notices: &MailedLinks, measures: &[(Time, String)]) -> Message {
    let say = |key: &str| language.say(key);
    let base = service.config.public_url.as_str().trim_end_matches('/');
    let mut message = Message::new(language, say("mail-lost"))
        .paragraph(say("mail-lost-asked").with("host", &service.keys.origin))
        .paragraph(say("mail-lost-whoever"));
    for notice in &notices.links {
        let label = say("mail-lost-notice").with("number", notice.claim.to_string());
        let label = label.with("day", language.minute(notice.submitted_at));
        message = message.link(label, format!("{base}/report/{}", notice.link.expose()));
    }
    if notices.has_older {
        message = message
            .paragraph(say("mail-lost-older").with("count", LINKS_AT_ONCE))
            .link(say("letter-contact"), format!("{base}/contact"));
    }
    for (taken_at, page) in measures {
        message = message.link(say("mail-lost-measure").with("day", language.minute(*taken_at)), page);
    }
    message.paragraph(say("mail-lost-not-you"))
}
