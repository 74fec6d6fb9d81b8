//! What whoever complained is told, if they gave an address: what was found, and that uploader and notifier have ways of their own. Nobody
//! confirmed the address, so that mail to it repeats neither their words nor anything of the file or the account, and says why it comes.

use super::{Complaint, Subject, place, store};
use crate::claims::Error;
use crate::claims::statement::Basis;
use crate::db::Tx;
use crate::ids::ComplaintId;
use crate::mail::{self, About, Address, Addressee, Message, Recipient};
use crate::service::Service;

/// What is told.
#[derive(Clone, Copy)]
pub(super) enum Told<'a> {
    /// The decision stands.
    Stands { words: &'a str, by_other: bool },
    /// A senior looks at it again.
    LookedAtAgain { words: &'a str, by_other: bool },
    /// A senior did, and it stands.
    StandsAfterAll(&'a str),
    /// A senior did, and it was overturned.
    Overturned(&'a str),
    /// The restriction has ended otherwise.
    Moot,
    /// Nothing of the file is left to be given back.
    Gone,
}

impl<'a> Told<'a> {
    /// The text that says so, of a file or of an account.
    const fn text(self, of_account: bool) -> &'static str {
        match (self, of_account) {
            (Self::Stands { .. }, false) => "complaint-mail-stands",
            (Self::LookedAtAgain { .. }, false) => "complaint-mail-again",
            (Self::StandsAfterAll(_), false) => "complaint-mail-stands-after-all",
            (Self::Overturned(_), false) => "complaint-mail-overturned",
            (Self::Moot, false) => "complaint-mail-moot",
            (Self::Gone, _) => "complaint-mail-gone",
            (Self::Stands { .. }, true) => "complaint-mail-account-stands",
            (Self::LookedAtAgain { .. }, true) => "complaint-mail-account-again",
            (Self::StandsAfterAll(_), true) => "complaint-mail-account-stands-after-all",
            (Self::Overturned(_), true) => "complaint-mail-account-overturned",
            (Self::Moot, true) => "complaint-mail-account-moot",
        }
    }

    /// What somebody wrote to it.
    const fn words(self) -> Option<&'a str> {
        match self {
            Self::Stands { words, .. }
            | Self::LookedAtAgain { words, .. }
            | Self::StandsAfterAll(words)
            | Self::Overturned(words) => Some(words),
            Self::Moot | Self::Gone => None,
        }
    }

    /// Who looked, as the text of an answer says it.
    const fn by(self) -> &'static str {
        match self {
            Self::Stands { by_other: false, .. } | Self::LookedAtAgain { by_other: false, .. } => "whoever-decided",
            _ => "another",
        }
    }

    /// The text of the uploader's and the notifier's ways, where they lie open still and may be spoken of: an order has no notifier, and its
    /// uploader may know nothing of it. Whoever has the account was told how to appeal, as the page of the link says.
    fn ways(self, subject: &Subject) -> Option<&'static str> {
        if !matches!(self, Self::Stands { .. } | Self::StandsAfterAll(_)) {
            return None;
        }
        match subject {
            Subject::Decision(decided) => {
                let spoken_of = decided.told_at.is_some() && !decided.gagged && decided.basis != Basis::Court.as_str();
                spoken_of.then_some("complaint-mail-ways")
            }
            Subject::Measure(_) => Some("complaint-mail-account-ways"),
        }
    }
}

/// Where the answer goes, if anywhere: read before it is erased. Nobody is written to at an address that was altered.
pub(super) async fn address(tx: &mut Tx, service: &Service, id: ComplaintId) -> Result<Option<Address>, Error> {
    let Some(sealed) = store::email(tx, id).await? else { return Ok(None) };
    let email = service.keys.legible(&place("email", id), &sealed)?.ok().flatten();
    Ok(email.and_then(|email| String::from_utf8_lossy(&email).parse().ok()))
}

/// Writes to whoever complained, if they can be reached.
pub(super) async fn tell(
    tx: &mut Tx,
    service: &Service,
    (found, subject): (&Complaint, &Subject),
    to: Option<Address>,
    told: Told<'_>,
) -> Result<(), Error> {
    write(tx, service, found, to, (told, told.ways(subject))).await
}

/// The same, with the text of the ways that others have, where it says so.
pub(super) async fn write(
    tx: &mut Tx,
    service: &Service,
    found: &Complaint,
    to: Option<Address>,
    (told, ways): (Told<'_>, Option<&'static str>),
) -> Result<(), Error> {
    let Some(to) = to else { return Ok(()) };
    let about = Some(About { case: found.log_case, to: Addressee::Sharee });
    let of_account = found.measure.is_some();
    let title = if of_account { "complaint-mail-account-title" } else { "complaint-mail-title" };
    mail::queue(tx, service, Recipient::Address(&to, found.language), about, |language| {
        let say = |key: &str| language.say(key);
        let facts = [
            (say("complaint-mail-number").to_string(), found.id.to_string()),
            (say("complaint-mail-received").to_string(), language.minute(found.sent_at)),
        ];
        let said = say(told.text(of_account)).with("by", told.by());
        let mut message = Message::new(language, say(title)).paragraph(said).facts(facts);
        if let Some(words) = told.words() {
            message = message.heading(say("complaint-mail-found")).quote(words);
        }
        if let Some(ways) = ways {
            message = message.paragraph(say(ways));
        }
        let kept =
            if matches!(told, Told::LookedAtAgain { .. }) { "complaint-mail-once-more" } else { "complaint-mail-last" };
        message.paragraph(say(kept).with("host", service.keys.origin.as_str()))
    })
    .await?;
    Ok(())
}
