//! What hosts and administrators are written about mirrors. Why is said on pages, and in no letter: a host's own words may name anything.

use super::hosts::Host;
use super::standing::Standing;
use super::store::applications;
use crate::accounts::{self, Error};
use crate::db::Tx;
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;

/// What they are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum News {
    /// A mirror became or ceased to be one that gets no more files.
    Standing(Standing),
    /// Its host dropped a copy under the law where it stands.
    Refused,
}

/// Writes to the host of a mirror, if it has an account, and to every administrator, in the caller's transaction.
pub(super) async fn tell(tx: &mut Tx, service: &Service, host: &Host, news: News) -> Result<(), Error> {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    if let Some(application) = applications::of_mirror(tx, host.id).await? {
        let page = format!("{base}/host/mirrors/{}", host.id);
        let write = |language| letter(language, host, news, &page);
        mail::queue(tx, service, Recipient::Account(application.account), None, write).await?;
    }
    let page = format!("{base}/desk/mirrors/{}", host.id);
    for administrator in accounts::administrators(tx).await? {
        let write = |language| letter(language, host, news, &page);
        mail::queue(tx, service, Recipient::Account(administrator), None, write).await?;
    }
    Ok(())
}

fn letter(language: Language, host: &Host, news: News, page: &str) -> Message {
    let message = match news {
        News::Standing(Standing::Good | Standing::Watched) => {
            Message::new(language, language.say("mail-mirror-better"))
                .paragraph(language.say("mail-mirror-better-text"))
        }
        News::Standing(Standing::Failing) => Message::new(language, language.say("mail-mirror-failing"))
            .paragraph(language.say("mail-mirror-failing-text")),
        News::Standing(Standing::Failed) => Message::new(language, language.say("mail-mirror-failed"))
            .paragraph(language.say("mail-mirror-failed-text")),
        News::Refused => Message::new(language, language.say("mail-replica-refused"))
            .paragraph(language.say("mail-replica-refused-text")),
    };
    let which = language.say("mail-mirror-which").with("host", host.host.as_str());
    message.paragraph(which.with("country", host.jurisdiction.as_str())).link(language.say("mail-mirror-page"), page)
}
