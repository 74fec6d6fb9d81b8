//! Who has no account: whoever sent a notice, and follows it by its private link; whoever an authority names to be told of its order.
//!
//! By the private link they are handed what is kept of them ([`super::export::of_notice`]) and have it erased ([`erase`]): refused while
//! something about the notice is open, which is named. Nobody has to ask. Who has an account is named in what they sent until they close it;
//! who has none has nothing to close, and may have lost the link, so that the daily round takes them out of a notice once its last window has
//! closed ([`let_go`]), as it does with what a sharee wrote. Until then the law has a notice say who sends it (17 U.S.C. § 512(c)(3)(A);
//! Regulation (EU) 2022/2065, Article 16(2)): it can be answered, also before a court, and a dispute keeps it open.
//!
//! What stays is that a notice was sent and how it was decided, for the other side, for staff and for whoever has the link. Of an order only
//! the persons go: where the confirmation of its effect went, and who told that it is taken back.

use std::collections::BTreeMap;

use serde_json::json;
use uuid::Uuid;

use super::erasure::{CONFIRMATION, erase_writing};
use super::store::Notice;
use super::{Error, said, store, to_each};
use crate::audit::{self, NewEntry};
use crate::claims::evidence::files;
use crate::claims::reports;
use crate::claims::withdrawal::PrivateLinkText;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, CorrespondentId};
use crate::process::{misuse, windows};
use crate::service::Service;
use crate::texts::Text;
use crate::{claims, mail, vault};

/// Why somebody is kept in a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It is not decided.
    Undecided,
    /// What was decided can still be answered.
    Answers,
    /// It was taken back: there is time to go elsewhere.
    TakenBack,
    /// An answer to it has ended: there is time to go elsewhere.
    Aftermath,
    /// An appeal, a counter-notice or a dispute is open.
    OpenAnswers,
    /// It was found to be misuse, and that counts.
    Misuse,
    /// Something of which who claims is not to learn.
    Other,
}

impl Kept {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Undecided => "report-data-undecided",
            Self::Answers => "report-data-answers",
            Self::TakenBack => "report-data-taken-back",
            Self::Aftermath => "report-data-aftermath",
            Self::OpenAnswers => "report-data-open",
            Self::Misuse => "report-data-misuse",
            Self::Other => "closing-other",
        }
    }

    const fn of(window: windows::Kind) -> Self {
        use windows::Kind;
        match window {
            Kind::Claim => Self::Undecided,
            Kind::Custody | Kind::Appeal => Self::Answers,
            Kind::TakenBack => Self::TakenBack,
            Kind::Aftermath => Self::Aftermath,
            Kind::AppealWaits | Kind::CounterNotice | Kind::Dispute => Self::OpenAnswers,
            Kind::Preserved | Kind::Complaint | Kind::Other => Self::Other,
        }
    }
}

/// One reason, and until when it stands; without a day, until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Which.
    pub kept: Kept,
    /// Until when.
    pub until: Option<Time>,
}

/// What became of who sent a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When they were taken out of it.
    pub erased_at: Option<Time>,
    /// Their address is kept, since they confirmed it.
    pub address_kept: bool,
    /// What keeps them in it for now; nothing: they can be erased.
    pub waits: Vec<Wait>,
}

/// The notice behind a private link. Every other secret finds nothing, and so does that of a notice which an account sent: its person has
/// what is theirs from there.
pub(super) async fn behind(tx: &mut Tx, link: &PrivateLinkText<'_>) -> Result<Notice, Error> {
    let claim = reports::behind(tx, link).await?;
    Ok(store::notice(tx, claim).await?.ok_or(claims::Error::NotFound)?)
}

/// What became of who sent the notice behind a private link.
pub async fn standing(service: &Service, link: &PrivateLinkText<'_>) -> Result<Standing, Error> {
    let mut tx = service.db.read().await?;
    let notice = behind(&mut tx, link).await?;
    let waits = waits(&mut tx, service, &notice).await?;
    Ok(Standing { erased_at: notice.erased_at, address_kept: notice.address_kept, waits })
}

/// Takes whoever sent a notice out of it, by its private link and [`CONFIRMATION`]; and forgets their address, unless another notice has
/// them in it or misuse counts. It cannot be taken back.
///
/// # Errors
/// [`Error::InTheWay`] while [`Standing::waits`] says something; and to who asks again for an address that is still kept.
pub async fn erase(service: &Service, link: &PrivateLinkText<'_>, word: &str) -> Result<(), Error> {
    // A secret that finds nothing keeps nobody else from writing.
    let claim = behind(&mut service.db.read().await?, link).await?.claim;
    if !word.trim().eq_ignore_ascii_case(CONFIRMATION) {
        return Err(Error::Confirmation(CONFIRMATION));
    }
    let mut tx = service.db.begin().await?;
    let notice = locked(&mut tx, claim).await?.ok_or(claims::Error::NotFound)?;
    if !waits(&mut tx, service, &notice).await?.is_empty() {
        return Err(Error::InTheWay(Text::of("report-data-refused")));
    }
    take_out(&mut tx, service, &notice, "notifier").await?;
    let mut address_kept = notice.address_kept;
    if let Some(correspondent) = notice.correspondent
        && misuse::forget_correspondent(&mut tx, service, correspondent).await?
    {
        forget(&mut tx, service, correspondent).await?;
        address_kept = false;
    }
    tx.commit().await?;
    // The first time, the page says that they were taken out and that the address is kept. Then there is nothing else to ask for.
    if notice.erased_at.is_some() && address_kept {
        return Err(Error::InTheWay(Text::of("report-data-address-kept")));
    }
    Ok(())
}

/// Takes whoever sent it out of every notice about which nothing is open any more, and writes over what staff wrote about them since, or
/// they did by its private link, in one of which they were taken out before: part of the daily round, each in a transaction of its own. An address that was confirmed has a
/// time of its own ([`misuse::forget_correspondents`]).
///
/// # Errors
/// Of a notice that failed, once all others were looked at: the job is tried again.
pub(super) async fn let_go(service: &Service) -> Result<(), Error> {
    let mut after = ClaimId(Uuid::nil());
    let mut outcome = Ok(());
    loop {
        let mut tx = service.db.read().await?;
        let batch = store::notices_to_look_at(&mut tx, after).await?;
        drop(tx);
        let Some(last) = batch.last() else { break };
        after = *last;
        outcome = outcome.and(let_go_of_all(service, batch).await);
    }
    let mut tx = service.db.read().await?;
    let again = store::notices_written_about_since(&mut tx).await?;
    drop(tx);
    outcome.and(let_go_of_all(service, again).await)
}

async fn let_go_of_all(service: &Service, notices: Vec<ClaimId>) -> Result<(), Error> {
    to_each(notices, "who sent a notice cannot be taken out of it", |claim| let_go_of(service, claim)).await
}

async fn let_go_of(service: &Service, claim: ClaimId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(notice) = locked(&mut tx, claim).await? else { return Ok(()) };
    if waits(&mut tx, service, &notice).await?.is_empty() {
        take_out(&mut tx, service, &notice, "service").await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Forgets the rest of somebody whose address went: what they wrote against what was decided about them, what staff wrote about them, what
/// they were mailed, and what in the log could be opened to their number.
pub(super) async fn forget(tx: &mut Tx, service: &Service, id: CorrespondentId) -> Result<(), Error> {
    for writing in &store::writings_of_correspondent(tx, id).await? {
        erase_writing(tx, service, writing).await?;
    }
    said::erase_of_correspondent(tx, service, id).await?;
    let number = id.to_string();
    for case in store::cases_of_correspondent(tx, id).await? {
        mail::erase_strangers(tx, service, case).await?;
        audit::erase_value(tx, service, case, &number).await?;
    }
    Ok(())
}

/// A notice, with its row and those of its files locked: nothing is decided, answered or preserved meanwhile.
async fn locked(tx: &mut Tx, claim: ClaimId) -> Result<Option<Notice>, Error> {
    let Some(notice) = store::lock_notice(tx, claim).await? else { return Ok(None) };
    for object in store::objects_of(tx, claim).await? {
        vault::lock_row(tx, object).await?.ok_or(vault::Error::NotFound)?;
    }
    Ok(Some(notice))
}

/// What keeps somebody in their notice.
async fn waits(tx: &mut Tx, service: &Service, notice: &Notice) -> Result<Vec<Wait>, Error> {
    let mut waits: BTreeMap<Kept, Option<Time>> = BTreeMap::new();
    for target in store::targets_of(tx, notice.claim).await? {
        for window in windows::of_claimant(tx, service, target).await? {
            // The last one that closes counts, and of all the one that has no day.
            let later = |known: &mut Option<Time>| {
                *known = known.zip(window.until).map(|(known, until)| known.max(until));
            };
            waits.entry(Kept::of(window.kind)).and_modify(later).or_insert(window.until);
        }
    }
    if let Some(until) = misuse::strangers_mark_counts_until(tx, service, notice.log_case).await? {
        waits.insert(Kept::Misuse, Some(until));
    }
    Ok(waits.into_iter().map(|(kept, until)| Wait { kept, until }).collect())
}

/// Writes over what is theirs in a notice and around it. The caller has locked it, and has looked at what keeps it.
async fn take_out(tx: &mut Tx, service: &Service, notice: &Notice, actor: &'static str) -> Result<(), Error> {
    for writing in &store::writings_of_notice(tx, notice).await? {
        erase_writing(tx, service, writing).await?;
    }
    for target in store::targets_of(tx, notice.claim).await? {
        files::erase_disclosed(tx, service, target).await?;
    }
    said::erase_of_notice(tx, service, notice.claim).await?;
    mail::erase_strangers(tx, service, notice.log_case).await?;
    if store::note_sender_erased(tx, notice.claim, service.clock.now()).await? == 1 {
        let entry = NewEntry {
            kind: "claim.sender-erased",
            case: notice.log_case,
            actor,
            fields: json!({}),
            commitments: &[],
            journal: None,
        };
        audit::append(tx, service, entry).await?;
    }
    Ok(())
}
