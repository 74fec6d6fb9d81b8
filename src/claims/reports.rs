//! `/report`: anyone's notice of illegal content, with or without an account, in the same queue.
//!
//! Throttled by the sender's network address. The notifier follows the case by a private link, whose secret is told once
//! and kept as a hash. An address that was not confirmed is a label, not a gate ([`super::correspondents`]). Whoever types one that is
//! suspended for misuse is answered as everybody is, since they may be a stranger to it; the address is told by mail.

use super::cases::{self, CaseView};
use super::filing::{self, Filed, NewClaim, PrivateLink, WORLDWIDE};
use super::proof::TargetInput;
use super::statement::{Basis, Statement, StatementInput};
use super::withdrawal::PrivateLinkText;
use super::{Error, store};
use crate::accounts::{self, Email, attempts, standing};
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, MeasureId};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::texts::Language;

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

/// Takes a notice into the queue. `from` is the sender's network address, for throttling only: it is not kept. An
/// `account` is kept with the notice when the sender is signed in; it needs neither an organisation nor the agreement.
pub async fn send(service: &Service, from: &str, account: Option<AccountId>, report: &Report) -> Result<Filed, Error> {
    let statement = Statement::parse(report.basis, &report.statement, false).map_err(Error::Invalid)?;
    let limit = service.config.limits.reports_per_hour;
    attempts::count(service, "report.address", from, limit).await.map_err(too_many)?;
    let guesser = account.map_or_else(|| format!("address {from}"), |account| account.to_string());
    filing::prove(service, &guesser, &report.targets, 0).await?;
    let mut tx = service.db.begin().await?;
    // The law has a complete US notice decided whoever sends it (17 U.S.C. § 512(c)(1)(C)); the others can be closed to who
    // misuses them (Regulation (EU) 2022/2065, Article 23(2)).
    let turned_away = match report.basis {
        Basis::UsDmca => None,
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
        private_link: Some(PrivateLink::generate(service)),
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
    cases::view(&mut tx, service, row, cases::Eyes::Claimant).await
}

/// The notice behind a private link, in the caller's transaction.
pub(crate) async fn behind(tx: &mut Tx, link: &PrivateLinkText<'_>) -> Result<ClaimId, Error> {
    store::claim_of_private_link(tx, &PrivateLink::hash(link.0)).await?.ok_or(Error::NotFound)
}
