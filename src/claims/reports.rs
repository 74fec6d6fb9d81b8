//! `/report`: anyone's notice of illegal content, with or without an account, in the same queue.
//!
//! Throttled by the sender's network address. The notifier follows the case by a private link, whose secret is told to who sends it
//! and kept as a hash; who lost it has another one mailed to the address in the notice, if its reader confirmed the notice as theirs
//! ([`mailed_links`]). An address that was not confirmed is a label, not a gate ([`super::correspondents`]). Whoever types one that is
//! suspended for misuse is answered as everybody is, since they may be a stranger to it; the address is told by mail. What says that
//! somebody is in danger is turned away from nobody.

use super::cases::{self, CaseView};
use super::filing::{self, Filed, NewClaim, PrivateLink, WORLDWIDE};
use super::proof::TargetInput;
use super::statement::{Basis, Statement, StatementInput};
use super::withdrawal::PrivateLinkText;
use super::{Error, decisions, store};
use crate::accounts::{self, Email, attempts, standing};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, CorrespondentId, MeasureId};
use crate::jobs::{self, Job};
use crate::keys;
use crate::service::Service;
use crate::texts::Language;
use crate::tokens::Digest;

/// To how many notices links are mailed at once.
pub(crate) const LINKS_AT_ONCE: u32 = 100;

/// A notice as typed.
#[derive(Clone, Debug)]
pub struct Report {
    /// The law it is made under.
    pub basis: Basis,
    /// What that law asks for.
    pub statement: StatementInput,
    /// Where the content is, a line each. A key is welcome, not needed.
    pub targets: Vec<TargetInput>,
    /// What its sender reads, where no account says it.
    pub language: Language,
}

impl Report {
    /// Whether it says all that its law asks for, wherever it says that the content is.
    pub fn is_complete(&self) -> bool {
        self.parse().is_ok()
    }

    fn parse(&self) -> Result<Statement, Error> {
        Statement::parse(self.basis, &self.statement, false).map_err(Error::Invalid)
    }
}

/// Takes a notice into the queue. `from` is the sender's network address, for throttling only: it is not kept. An
/// `account` is kept with the notice when the sender is signed in; it needs neither an organisation nor the agreement.
pub async fn send(service: &Service, from: &str, account: Option<AccountId>, report: &Report) -> Result<Filed, Error> {
    take(service, from, account, report, PrivateLink::generate(service)).await
}

/// The same by a form that a browser can send again, by reloading what it was answered: what was taken is not taken once more, and is answered
/// with the same private link. `form` is a digest of all that was sent, with something that nobody else can know; it is not kept.
pub async fn send_once(
    service: &Service,
    from: &str,
    account: Option<AccountId>,
    report: &Report,
    form: Digest,
) -> Result<Filed, Error> {
    let link = PrivateLink::of_form(service, form);
    if let Some(filed) = taken_before(service, &link).await? {
        return Ok(filed);
    }
    match take(service, from, account, report, link.clone()).await {
        Ok(filed) => Ok(filed),
        // The other of two at once was taken meanwhile.
        Err(error) => taken_before(service, &link).await?.ok_or(error),
    }
}

/// What was taken under this private link.
async fn taken_before(service: &Service, link: &PrivateLink) -> Result<Option<Filed>, Error> {
    let mut tx = service.db.read().await?;
    let Some(claim) = store::claim_of_private_link(&mut tx, &PrivateLink::hash(link.expose())).await? else {
        return Ok(None);
    };
    let row = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    let (submitted_at, due_at) = (row.submitted_at, row.due_at);
    Ok(Some(Filed { claim, submitted_at, due_at, targets: Vec::new(), private_link: Some(link.clone()) }))
}

async fn take(
    service: &Service,
    from: &str,
    account: Option<AccountId>,
    report: &Report,
    link: PrivateLink,
) -> Result<Filed, Error> {
    let statement = report.parse()?;
    let limit = service.config.limits.reports_per_hour;
    attempts::count(service, "report.address", from, limit).await.map_err(too_many)?;
    filing::prove(service, &guesser(from, account), &report.targets, 0).await?;
    let mut tx = service.db.begin().await?;
    // The law has a complete US notice decided whoever sends it (17 U.S.C. § 512(c)(1)(C)); the others can be closed to who
    // misuses them (Regulation (EU) 2022/2065, Article 23(2)). But whoever says that a life or a child is in danger is not to read
    // that somebody looks at once where nobody does, because of an address that anybody can type.
    let turned_away = match report.basis {
        Basis::UsDmca => None,
        _ if statement.danger().is_some() => None,
        _ => closed(&mut tx, service, account, &statement).await?,
    };
    let claim = NewClaim {
        statement: &statement,
        territory: statement.territory().unwrap_or(WORLDWIDE),
        organisation: None,
        account,
        agreement: None,
        works: &[],
        targets: &report.targets,
        private_link: Some(link),
        reference: None,
        language: report.language,
    };
    let filed = filing::enter(&mut tx, service, claim).await?;
    if let Some(measure) = turned_away {
        // Entered and not kept, so that what is answered is the same, mistakes included.
        tx.rollback().await?;
        tx = service.db.begin().await?;
        jobs::enqueue(&mut tx, service, &Job::TellTurnedAway { measure }, service.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(filed)
}

/// All that is wrong with a notice that cannot be sent as it is, in its links and in what it says, so that it is told at once. Nothing is entered.
/// Who has links looked for by mistakes is throttled as who sends notices is, and apart from that, so that they can send what is right; beyond
/// it, they are told of what it says alone.
pub async fn mistakes(
    service: &Service,
    from: &str,
    account: Option<AccountId>,
    report: &Report,
) -> Result<Vec<Error>, Error> {
    let mut mistakes = Vec::new();
    if !report.targets.is_empty() {
        match attempts::count(service, "report.mistakes", from, service.config.limits.reports_per_hour).await {
            Ok(_) => mistakes.extend(filing::prove(service, &guesser(from, account), &report.targets, 0).await.err()),
            Err(accounts::Error::TooManyAttempts { .. }) => {}
            Err(error) => return Err(Error::Accounts(error)),
        }
    }
    mistakes.extend(report.parse().err());
    Ok(mistakes)
}

/// Whose guesses at keys are counted.
fn guesser(from: &str, account: Option<AccountId>) -> String {
    account.map_or_else(|| format!("address {from}"), |account| account.to_string())
}

/// What was counted too often, in words for who sends notices.
pub(super) fn too_many(error: accounts::Error) -> Error {
    match error {
        accounts::Error::TooManyAttempts { limit, .. } => Error::TooManyReports { limit },
        error => Error::Accounts(error),
    }
}

/// The suspension of the address that is to be answered, if notices are closed to it. Refuses a sender to whose account they are.
async fn closed(
    tx: &mut Tx,
    service: &Service,
    account: Option<AccountId>,
    statement: &Statement,
) -> Result<Option<MeasureId>, Error> {
    let now = service.clock.now();
    if let Some(sender) = account
        && let Some(closed) = standing::notices_of_person(tx, sender, now).await?
    {
        return Err(closed.into());
    }
    let Some(email) = statement.email().and_then(|email| Email::parse(email).ok()) else { return Ok(None) };
    Ok(standing::suspension_of_address(tx, &email.lookup(service), now).await?)
}

/// The case behind a private link. Every other secret finds nothing.
pub async fn follow(service: &Service, secret: &str) -> Result<CaseView, Error> {
    let mut tx = service.db.read().await?;
    let claim = behind(&mut tx, &PrivateLinkText(secret)).await?;
    let row = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    cases::view(&mut tx, service, row, &cases::Eyes::Claimant).await
}

/// The notice behind a private link, in the caller's transaction.
pub(crate) async fn behind(tx: &mut Tx, link: &PrivateLinkText<'_>) -> Result<ClaimId, Error> {
    store::claim_of_private_link(tx, &PrivateLink::hash(link.0)).await?.ok_or(Error::NotFound)
}

/// A private link that is to be mailed to the address in its notice.
pub(crate) struct MailedLink {
    /// The notice.
    pub claim: ClaimId,
    /// When it was sent.
    pub submitted_at: Time,
    /// The address.
    pub email: Email,
    /// The link: it opens the notice from the end of this transaction on.
    pub link: PrivateLink,
}

/// The private links that are mailed at once.
pub(crate) struct MailedLinks {
    /// The newest first.
    pub links: Vec<MailedLink>,
    /// There are notices that are older than those looked at.
    pub has_older: bool,
}

/// Another private link to each of the newest notices without an account that somebody confirmed as theirs, and that give the address by which
/// they did still, by its keyed digest; none to one whose sender was taken out of it, or which cannot be read. What nobody confirmed gets none:
/// its sender can have mistyped the address, and the link is all that they have. The first link goes on to work: anybody can type an address,
/// and would else shut its owner out.
pub(crate) async fn mailed_links(
    tx: &mut Tx,
    service: &Service,
    sender: CorrespondentId,
    address: Digest,
) -> Result<MailedLinks, Error> {
    let mut found = store::notices_of_correspondent(tx, sender, i64::from(LINKS_AT_ONCE) + 1).await?;
    let has_older = found.len() > LINKS_AT_ONCE as usize;
    found.truncate(LINKS_AT_ONCE as usize);
    let mut links = Vec::new();
    for (claim, mailed) in found {
        let link = PrivateLink::mailed(service, claim, address);
        let hash = PrivateLink::hash(link.expose());
        // It ends when the notice gets another address, so that what is set is right. What is not is set with the notice locked.
        let is_set = mailed.is_some_and(|mailed| mailed == hash);
        let row = if is_set { store::claim(tx, claim).await? } else { store::lock_claim(tx, claim).await? };
        let row = row.ok_or(Error::NotFound)?;
        let statement = match decisions::statement(service, &row) {
            Ok(statement) => statement,
            Err(Error::Keys(keys::Error::Erased(_))) => continue,
            // What is wrong with one notice keeps nobody from their others.
            Err(error) => {
                tracing::error!(%claim, error = %with_causes(&error), "a notice cannot be read");
                continue;
            }
        };
        let email = statement.email().and_then(|email| Email::parse(email).ok());
        let Some(email) = email.filter(|email| email.lookup(service) == address.0) else { continue };
        // They were taken out of it meanwhile.
        if !is_set && store::set_mailed_link(tx, claim, sender, &hash).await? != 1 {
            continue;
        }
        links.push(MailedLink { claim, submitted_at: row.submitted_at, email, link });
    }
    Ok(MailedLinks { links, has_older })
}
