//! What waits at the desk besides claims: appeals, counter-notices and disputes, in pages, what is due first at the front, each headed
//! by its party and the sort of its file; without the cases in which the reader is a party. What of that was altered in the database is
//! said to be in its row, and hides neither that row nor another.
//!
//! An appeal, a counter-notice and a complaint that waits for its answer are one reviewer's for the time of an assignment, as a claim is
//! ([`take`]): while somebody has one, nobody else decides it. Whoever judges what was decided needs to see what it was about: with an appeal or
//! a complaint in hand they open the evidence of its target ([`crate::claims::evidence`]). That a counter-notice is complete shows without. What
//! becomes a senior's meanwhile, whoever has it gives up to a senior who takes or decides it.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::appeals::Appeal;
use super::complaints;
use super::counter_notices::CounterNotice;
use super::disputes::{self, Named};
use super::{Error, judge, store};
use crate::accounts::{self, Actor};
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::reviewer;
use crate::claims::evidence::{self, Sort};
use crate::claims::senders;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, ClaimId, ComplaintId, CounterNoticeId, DecisionId, TargetId};
use crate::keys::Altered;
use crate::service::Service;
use crate::texts::Text;

/// What waits, with what heads it.
#[derive(Clone, Debug)]
pub struct Waiting<T> {
    /// The appeal, counter-notice or dispute.
    pub it: T,
    /// The claim that it goes back to.
    pub claim: ClaimId,
    /// The target's line in it.
    pub position: i64,
    /// The law of the claim.
    pub basis: String,
    /// Who claims: the organisation, the country of an authority, or the name that a notice gives, where it gives one that is kept.
    pub party: Result<Option<String>, Altered>,
    /// What sort of file it is about, where the claimant opened it and that is kept.
    pub sort: Result<Option<Sort>, Altered>,
    /// Who has it in hand now.
    pub assigned_to: Option<AccountId>,
    /// An action of the claimant's keeps it from coming to its day.
    pub is_stopped: bool,
}

/// Where a page ends, and the next one begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Nothing is to be done about it now.
    pub(super) later: bool,
    pub(super) at: Time,
    pub(super) id: Uuid,
}

impl Place {
    pub(super) const BEGINNING: Self = Self { later: false, at: Time::from_micros(i64::MIN), id: Uuid::nil() };
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", u8::from(self.later), self.at.micros(), self.id)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let later = match part()? {
            "0" => false,
            "1" => true,
            _ => return Err(()),
        };
        let at = Time::from_micros(part()?.parse().map_err(|_| ())?);
        Ok(Self { later, at, id: part()?.parse().map_err(|_| ())? })
    }
}

/// A page, and where the next one begins if there is one.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What waits.
    pub waiting: Vec<Waiting<T>>,
    /// Behind what the next page begins.
    pub further: Option<Place>,
}

/// A row of a list as the database gives it.
#[derive(sqlx::FromRow)]
pub(super) struct Headed<T> {
    #[sqlx(flatten)]
    pub it: T,
    #[sqlx(flatten)]
    pub head: Head,
}

/// What heads it.
#[derive(sqlx::FromRow)]
pub(super) struct Head {
    pub claim: ClaimId,
    pub target: TargetId,
    pub position: i64,
    pub basis: String,
    pub party: Option<String>,
    pub unsealed_metadata_sealed: Option<Vec<u8>>,
    /// Of a notice that no organisation sent.
    pub notice_sealed: Option<Vec<u8>>,
    pub assigned_to: Option<AccountId>,
    pub assigned_until: Option<Time>,
    /// 1 if an action stops it.
    pub stopped: i64,
}

pub(super) fn page<T>(
    service: &Service,
    rows: Vec<Headed<T>>,
    place: impl Fn(&Waiting<T>) -> Place,
) -> Result<Page<T>, Error> {
    let limit = service.config.limits.page_rows as usize;
    let now = service.clock.now();
    let more = rows.len() > limit;
    let mut waiting = Vec::with_capacity(rows.len().min(limit));
    for Headed { it, head } in rows.into_iter().take(limit) {
        let sort = match &head.unsealed_metadata_sealed {
            Some(sealed) => evidence::sort(service, head.target, sealed)?,
            None => Ok(None),
        };
        let party = match head.party {
            None => senders::name(service, head.claim, head.notice_sealed.as_deref())?,
            party => Ok(party),
        };
        waiting.push(Waiting {
            it,
            claim: head.claim,
            position: head.position,
            basis: head.basis,
            party,
            sort,
            assigned_to: head.assigned_to.filter(|_| head.assigned_until.is_some_and(|until| now < until)),
            is_stopped: head.stopped == 1,
        });
    }
    let further = waiting.last().filter(|_| more).map(place);
    Ok(Page { waiting, further })
}

pub(super) fn rows(service: &Service) -> i64 {
    i64::from(service.config.limits.page_rows) + 1
}

/// Appeals that wait, what is due first at the front. What the reader decided before is in it, since somebody must see that it waits.
pub async fn appeals(service: &Service, actor: &Actor, behind: Option<Place>) -> Result<Page<Appeal>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let behind = behind.unwrap_or(Place::BEGINNING);
    let found = store::appeals_waiting(&mut tx, actor.account, behind, rows(service)).await?;
    page(service, found, |last| Place { later: false, at: last.it.due_at, id: last.it.id.0 })
}

/// Counter-notices that wait for their completeness to be checked or for their day, what returns first at the front; what an action
/// stops comes last.
pub async fn counter_notices(
    service: &Service,
    actor: &Actor,
    behind: Option<Place>,
) -> Result<Page<CounterNotice>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let behind = behind.unwrap_or(Place::BEGINNING);
    let found = store::counter_notices_waiting(&mut tx, actor.account, behind, rows(service)).await?;
    page(service, found, |last| Place { later: last.is_stopped, at: last.it.returns_at, id: last.it.id.0 })
}

/// Disputes that are open: what a reviewer is to look at first, the oldest at the front.
pub async fn disputes(service: &Service, actor: &Actor, behind: Option<Place>) -> Result<Page<Named>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let behind = behind.unwrap_or(Place::BEGINNING);
    let found = store::disputes_open(&mut tx, actor.account, behind, rows(service)).await?;
    let found = found.into_iter().map(|row| Ok(Headed { it: disputes::named(service, row.it)?, head: row.head }));
    let found = found.collect::<Result<Vec<_>, Error>>()?;
    page(service, found, |last| {
        let dispute = &last.it.dispute;
        Place { later: !dispute.waits_for_staff(), at: dispute.told_at, id: dispute.id.0 }
    })
}

// In whose hands -------------------------------------------------------------------------------------

/// What one reviewer has in hand at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An appeal.
    Appeal(AppealId),
    /// A counter-notice.
    CounterNotice(CounterNoticeId),
    /// A complaint about a decision, until it is answered.
    Complaint(ComplaintId),
}

impl Subject {
    /// Its id, whatever it is.
    pub fn id(self) -> Uuid {
        match self {
            Self::Appeal(AppealId(id))
            | Self::CounterNotice(CounterNoticeId(id))
            | Self::Complaint(ComplaintId(id)) => id,
        }
    }
}

impl From<AppealId> for Subject {
    fn from(id: AppealId) -> Self {
        Self::Appeal(id)
    }
}

impl From<CounterNoticeId> for Subject {
    fn from(id: CounterNoticeId) -> Self {
        Self::CounterNotice(id)
    }
}

impl From<ComplaintId> for Subject {
    fn from(id: ComplaintId) -> Self {
        Self::Complaint(id)
    }
}

/// What it is about; none if it has ended.
async fn about(tx: &mut Tx, subject: Subject) -> Result<DecisionId, Error> {
    let (decision, ended) = match subject {
        Subject::Appeal(id) => {
            let appeal = store::appeal(tx, id).await?.ok_or(Error::NotFound)?;
            // What was decided about an account is looked at by whoever is free.
            (appeal.decision.ok_or(Error::NotFound)?, appeal.outcome.is_some())
        }
        Subject::CounterNotice(id) => {
            let sent = store::counter_notice(tx, id).await?.ok_or(Error::NotFound)?;
            (sent.decision, sent.ended_at.is_some())
        }
        Subject::Complaint(id) => {
            let complaint = complaints::find(tx, id).await?;
            // One about an account rests on no file that anybody looks at; and what waits for a decision is nobody's yet.
            (complaint.decision.ok_or(Error::NotFound)?, complaint.outcome.is_some())
        }
    };
    if ended { Err(Error::Conflict(Text::of("waiting-ended"))) } else { Ok(decision) }
}

/// A reviewer takes it: nobody else decides it until they release it or the time of an assignment has passed.
pub async fn take(service: &Service, actor: &Actor, subject: Subject) -> Result<Time, Error> {
    reviewer(actor)?;
    let now = service.clock.now();
    let until = now.plus(service.config.limits.assignment);
    let mut tx = service.db.begin().await?;
    let decision = about(&mut tx, subject).await?;
    let decided = decided::lock(&mut tx, decision).await?;
    judge(&mut tx, actor, &decided).await?;
    left_to_others(&mut tx, actor, subject, &decided).await?;
    if let Some(holder) = assigned(&mut tx, service, subject).await?
        && makes_way(&mut tx, holder, actor, subject).await?
    {
        store::release(&mut tx, subject, holder).await?;
    }
    if store::assign(&mut tx, subject, actor.account, now, until).await? != 1 {
        return Err(TAKEN);
    }
    tx.commit().await?;
    Ok(until)
}

/// Refuses whoever decides no appeal since they decided before, or leaves an appeal or a complaint to somebody else.
async fn left_to_others(tx: &mut Tx, actor: &Actor, subject: Subject, decided: &Decided) -> Result<(), Error> {
    match subject {
        Subject::Appeal(_) => {
            if store::decided_before(tx, decided.target, actor.account).await? {
                return Err(Error::Forbidden(Text::of("appeal-you-decided")));
            }
            if !accounts::in_force(tx, actor).await?.roles.senior()
                && let Some(why) = decided::for_senior(tx, decided).await?
            {
                return Err(Error::Forbidden(why));
            }
            Ok(())
        }
        Subject::Complaint(id) => complaints::is_theirs(tx, actor, id).await,
        Subject::CounterNotice(_) => Ok(()),
    }
}

/// Why only a senior decides it, if the reader is none and only a senior does: what its page says, also to whoever has it in hand. Of what has
/// ended nothing. The caller has asked who looks.
pub async fn left_to_seniors(service: &Service, actor: &Actor, subject: Subject) -> Result<Option<Text>, Error> {
    let mut tx = service.db.read().await?;
    if accounts::in_force(&mut tx, actor).await?.roles.senior() {
        Ok(None)
    } else {
        for_seniors(&mut tx, subject).await
    }
}

/// Why only a senior decides it, if only a senior does; of what has ended nothing.
async fn for_seniors(tx: &mut Tx, subject: Subject) -> Result<Option<Text>, Error> {
    let decision = match about(tx, subject).await {
        Ok(decision) => decision,
        Err(Error::NotFound | Error::Conflict(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let decided = decided::read(tx, decision).await?;
    match subject {
        Subject::Appeal(_) => decided::for_senior(tx, &decided).await,
        Subject::Complaint(_) => decided::for_seniors_eyes(tx, &decided).await,
        Subject::CounterNotice(_) => Ok(None),
    }
}

/// Whether only a senior decides it now.
pub(super) async fn is_for_senior(tx: &mut Tx, subject: Subject) -> Result<bool, Error> {
    Ok(for_seniors(tx, subject).await?.is_some())
}

/// The reviewer gives it back.
pub async fn release(service: &Service, actor: &Actor, subject: Subject) -> Result<(), Error> {
    reviewer(actor)?;
    let mut tx = service.db.begin().await?;
    let decision = about(&mut tx, subject).await?;
    decided::lock(&mut tx, decision).await?;
    if store::release(&mut tx, subject, actor.account).await? != 1 {
        return Err(Error::Conflict(Text::of("waiting-not-yours")));
    }
    tx.commit().await?;
    Ok(())
}

const TAKEN: Error = Error::Conflict(Text::of("waiting-taken"));

/// Refuses whoever decides what somebody else has in hand. The caller has locked the decision.
pub(super) async fn in_nobody_elses_hands(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    subject: Subject,
) -> Result<(), Error> {
    match holder(tx, service, actor, subject).await? {
        Some(holder) if holder != actor.account => Err(TAKEN),
        _ => Ok(()),
    }
}

/// Who has it in hand now, as far as that keeps the reader from it. The caller has asked who looks.
pub async fn holder(
    tx: &mut Tx,
    service: &Service,
    reader: &Actor,
    subject: Subject,
) -> Result<Option<AccountId>, Error> {
    let Some(holder) = assigned(tx, service, subject).await? else { return Ok(None) };
    let is_kept = !makes_way(tx, holder, reader, subject).await?;
    Ok(is_kept.then_some(holder))
}

/// Who has it in hand now.
async fn assigned(tx: &mut Tx, service: &Service, subject: Subject) -> Result<Option<AccountId>, Error> {
    let now = service.clock.now();
    let assigned = store::assigned(tx, subject).await?;
    Ok(assigned.filter(|(_, until)| now < *until).map(|(account, _)| account))
}

/// Whether whoever has it in hand makes way for somebody: for a senior, where they are none and it has become a senior's to decide.
async fn makes_way(tx: &mut Tx, holder: AccountId, actor: &Actor, subject: Subject) -> Result<bool, Error> {
    if holder == actor.account || !accounts::in_force(tx, actor).await?.roles.senior() {
        return Ok(false);
    }
    let holder = accounts::actor(tx, holder).await?;
    let is_senior = holder.is_some_and(|holder| holder.roles.senior());
    Ok(!is_senior && is_for_senior(tx, subject).await?)
}
