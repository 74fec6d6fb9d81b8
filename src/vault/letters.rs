//! What hosts and administrators are written about mirrors, in the transaction of what it tells of. Why is said on pages, and in no letter:
//! the words of a host or an administrator may name anything. Nor are administrators written the name of whoever was not admitted yet: it goes
//! with its account, and letters stay where they were sent.

use super::hosts::Host;
use super::standing::Standing;
use super::store::applications;
use crate::accounts::{self, Error, closing};
use crate::db::Tx;
use crate::ids::{AccountId, HostApplicationId};
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::texts::{Language, Text};

/// What they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A mirror became or ceased to be one that gets no more files.
    Standing(Standing),
    /// Its host dropped a copy under the law where it stands.
    Dropped,
    /// A mirror has joined, and waits to be admitted.
    Joined,
    /// Its host asks for another address or other room.
    ChangeAsked,
    /// That was admitted.
    ChangeAdmitted,
    /// That was turned down.
    ChangeRefused,
    /// An administrator admitted it.
    Admitted,
    /// An administrator refused it.
    Refused,
    /// Its room is weighed by 0: nothing more is placed on it for now.
    Paused,
    /// It is weighed by more again.
    Resumed,
    /// It is weighed by more than before.
    More,
    /// It is weighed by less than before, and not by 0.
    Fewer,
    /// Nothing more is placed on it, for good.
    Stopped,
    /// It is being emptied.
    Evacuated,
    /// It is empty, and can be removed.
    Emptied,
    /// This administrator proposed to give it up, which waits for another.
    GivingUpProposed(AccountId),
    /// Two administrators gave it up.
    GivenUp,
    /// This administrator proposed to remove it, which waits for another.
    RemovalProposed(AccountId),
    /// Two administrators removed it.
    Removed,
}

impl News {
    /// That its room is weighed by another factor than before.
    pub(super) const fn weighed(before: i64, now: i64) -> Self {
        match (before, now) {
            (_, 0) => Self::Paused,
            (0, _) => Self::Resumed,
            _ if now > before => Self::More,
            _ => Self::Fewer,
        }
    }

    /// Whether it is news to its host: not what they did themselves, nor what others are to do.
    const fn is_for_host(self) -> bool {
        !matches!(
            self,
            Self::Joined | Self::ChangeAsked | Self::Emptied | Self::GivingUpProposed(_) | Self::RemovalProposed(_)
        )
    }

    /// Whether it is news to administrators: not what was decided by as many of them as it takes.
    const fn is_for_administrators(self) -> bool {
        matches!(self, Self::Standing(_) | Self::Dropped) || !self.is_for_host()
    }

    /// Whether a page says why.
    const fn has_reason(self) -> bool {
        matches!(
            self,
            Self::Standing(_) | Self::Dropped | Self::Refused | Self::GivingUpProposed(_) | Self::RemovalProposed(_)
        )
    }

    /// Who proposed what waits for another administrator: to them it is no news.
    const fn proposer(self) -> Option<AccountId> {
        match self {
            Self::GivingUpProposed(by) | Self::RemovalProposed(by) => Some(by),
            _ => None,
        }
    }
}

/// Writes to the host of a mirror, if it has an account, and to every administrator, as far as it is news to them.
pub(super) async fn tell(tx: &mut Tx, service: &Service, host: &Host, news: News) -> Result<(), Error> {
    let account = applications::of_mirror(tx, host.id).await?.map(|application| application.account);
    if let Some(account) = account.filter(|_| news.is_for_host()) {
        // Who closed their account can open no page.
        let is_closed = closing::is_closed(tx, account).await?;
        let page = (!is_closed).then(|| format!("{}/host/mirrors/{}", base(service), host.id));
        let write = |language| letter(language, host, news, page.as_deref());
        mail::queue(tx, service, Recipient::Account(account), None, write).await?;
    }
    if news.is_for_administrators() {
        let page = format!("{}/desk/mirrors/{}", base(service), host.id);
        let but = [account, news.proposer()];
        tell_administrators(tx, service, but, |language| letter(language, host, news, Some(&page))).await?;
    }
    Ok(())
}

/// Writes to every administrator that somebody asks to run a mirror.
pub(super) async fn tell_of_application(
    tx: &mut Tx,
    service: &Service,
    application: HostApplicationId,
    applicant: AccountId,
) -> Result<(), Error> {
    let page = format!("{}/desk/hosts/{application}", base(service));
    tell_administrators(tx, service, [Some(applicant), None], |language| {
        Message::new(language, language.say("mail-host-applied"))
            .paragraph(language.say("mail-host-applied-text"))
            .link(language.say("mail-host-application"), page.as_str())
    })
    .await
}

/// Writes to every administrator but some: whose mirror it is decides nothing about it, and is written to as its host; and who proposed it knows.
async fn tell_administrators(
    tx: &mut Tx,
    service: &Service,
    but: [Option<AccountId>; 2],
    write: impl Fn(Language) -> Message,
) -> Result<(), Error> {
    for administrator in accounts::administrators(tx).await? {
        if !but.contains(&Some(administrator)) {
            mail::queue(tx, service, Recipient::Account(administrator), None, &write).await?;
        }
    }
    Ok(())
}

fn base(service: &Service) -> &str {
    service.config.public_url.as_str().trim_end_matches('/')
}

/// The subject and the text.
const fn words(news: News) -> [&'static str; 2] {
    match news {
        News::Standing(Standing::Good | Standing::Watched) => ["mail-mirror-better", "mail-mirror-better-text"],
        News::Standing(Standing::Failing) => ["mail-mirror-failing", "mail-mirror-failing-text"],
        News::Standing(Standing::Failed) => ["mail-mirror-failed", "mail-mirror-failed-text"],
        News::Dropped => ["mail-replica-refused", "mail-replica-refused-text"],
        News::Joined => ["mail-mirror-joined", "mail-mirror-joined-text"],
        News::ChangeAsked => ["mail-mirror-change", "mail-mirror-change-text"],
        News::ChangeAdmitted => ["mail-mirror-change-admitted", "mail-mirror-change-admitted-text"],
        News::ChangeRefused => ["mail-mirror-change-refused", "mail-mirror-change-refused-text"],
        News::Admitted => ["mail-mirror-admitted", "mail-mirror-admitted-text"],
        News::Refused => ["mail-mirror-refused", "mail-mirror-refused-text"],
        News::Paused => ["mail-mirror-paused", "mail-mirror-paused-text"],
        News::Resumed => ["mail-mirror-resumed", "mail-mirror-resumed-text"],
        News::More => ["mail-mirror-more", "mail-mirror-more-text"],
        News::Fewer => ["mail-mirror-fewer", "mail-mirror-fewer-text"],
        News::Stopped => ["mail-mirror-stopped", "mail-mirror-stopped-text"],
        News::Evacuated => ["mail-mirror-evacuated", "mail-mirror-evacuated-text"],
        News::Emptied => ["mail-mirror-emptied", "mail-mirror-emptied-text"],
        News::GivingUpProposed(_) => ["mail-mirror-giving-up", "mail-mirror-giving-up-text"],
        News::GivenUp => ["mail-mirror-given-up", "mail-mirror-given-up-text"],
        News::RemovalProposed(_) => ["mail-mirror-removal", "mail-mirror-removal-text"],
        News::Removed => ["mail-mirror-removed", "mail-mirror-removed-text"],
    }
}

/// A letter about a mirror, with its page if there is one for its reader.
fn letter(language: Language, host: &Host, news: News, page: Option<&str>) -> Message {
    let [title, text] = words(news);
    let mut message = Message::new(language, language.say(title)).paragraph(language.say(text));
    if news != News::Joined {
        let which = language.say("mail-mirror-which").with("host", host.host.as_str());
        message = message.paragraph(which.with("country", Text::country(&host.jurisdiction).said_in(language)));
    }
    match page {
        Some(page) if news.has_reason() => {
            message.paragraph(language.say("mail-mirror-why")).link(language.say("mail-mirror-page"), page)
        }
        Some(page) => message.link(language.say("mail-mirror-page"), page),
        None => message.paragraph(language.say("mail-mirror-closed").with("number", host.id.to_string())),
    }
}
