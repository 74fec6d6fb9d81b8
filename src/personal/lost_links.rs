//! Private links that were lost: whoever sent notices without an account types their mail address, and is mailed another link to each
//! notice that gives just that address, and the pages of what was decided about them if they confirmed it.
//!
//! Anybody can type an address. So whoever asks is answered the same whatever is found, after the same work, since a job looks for it; what
//! is mailed goes to the address and nowhere else; the link that its owner has goes on to work; and no entry says that it was mailed: the log is
//! public, and would tell whoever asked that something was found. It gives the reader of that mailbox nothing new: by the receipt, which went
//! there, too, they can confirm the notice as theirs.

use super::Error;
use crate::accounts::{self, Email, attempts};
use crate::claims::{self, reports};
use crate::jobs::{self, Job};
use crate::mail::{self, Message, Recipient};
use crate::process::measures;
use crate::service::Service;
use crate::texts::Language;
use crate::tokens::Digest;

/// How many links one message carries; more go into further ones.
const LINKS_IN_A_MESSAGE: usize = 100;

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

/// The job of an address for which somebody asked: mails there what is found, in the language of its newest notice. Safe to run again: the
/// links are the same. The message is about no case, so that nothing is kept of it once it was sent.
pub async fn send(service: &Service, address: Digest) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::MailLostLinks { address }).await?;
    let notices = reports::mailed_links(&mut tx, service, address).await?;
    let decided = measures::pages_of_address(&mut tx, service, address).await?;
    let newest = notices.first().map(|notice| (notice.email.recipient().clone(), notice.language));
    let reader = newest.or_else(|| decided.as_ref().map(|found| (found.to.clone(), found.language)));
    let Some((to, language)) = reader else { return Ok(()) };

    let base = service.config.public_url.as_str().trim_end_matches('/');
    let mut links: Vec<(String, String)> = Vec::new();
    for notice in &notices {
        let label = language.say("mail-lost-notice").with("number", notice.claim.to_string());
        let label = label.with("day", language.minute(notice.submitted_at));
        links.push((label.to_string(), format!("{base}/report/{}", notice.link.expose())));
    }
    for (taken_at, page) in decided.into_iter().flat_map(|found| found.pages) {
        links.push((language.say("mail-lost-measure").with("day", language.minute(taken_at)).to_string(), page));
    }
    for some in links.chunks(LINKS_IN_A_MESSAGE) {
        let recipient = Recipient::Address(&to, language);
        mail::queue(&mut tx, service, recipient, None, |language| written(service, language, some))
            .await
            .map_err(claims::Error::from)?;
    }
    tx.commit().await?;
    Ok(())
}

fn written(service: &Service, language: Language, links: &[(String, String)]) -> Message {
    let say = |key: &str| language.say(key);
    let message = Message::new(language, say("mail-lost"))
        .paragraph(say("mail-lost-asked").with("host", &service.keys.origin))
        .paragraph(say("mail-lost-whoever"));
    let message = links.iter().fold(message, |message, (label, url)| message.link(label, url));
    message.paragraph(say("mail-lost-not-you"))
}
