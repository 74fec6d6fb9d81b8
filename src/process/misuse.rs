//! Misuse (17 U.S.C. § 512(f); Regulation (EU) 2022/2065, Article 23): notices and complaints that were manifestly unfounded.
//!
//! A reviewer **marks** a line of a notice, a counter-notice or an appeal, with reasons, once: only what was decided, and decided to
//! be unfounded. What was rejected is not misuse by that alone; what is incomplete or mistyped, and what was taken back, never is, so
//! that it cannot be marked, but for what was deleted directly and a senior found wrong, whatever they found instead: nobody had looked at
//! that before. A line that restricts something after all, because an appeal was granted, counts no longer.
//! Nor does a mark that a senior takes back ([`retract`]). What rested on a mark that counts no longer is lifted with it, and a
//! suspension with the warning before it.
//!
//! What is marked often can lead to a **warning**, and only after that to a **suspension** for a stated time, which takes something
//! that was sent after the warning. Before each the reviewer sees how many were marked, out of how many, and says in words how grave it
//! was and what was meant by it. Of an organisation, an account, or who confirmed by mail that notices without an account are theirs
//! ([`correspondents`]): an address that nobody confirmed could be anybody's, so that nobody is ever suspended by it.
//!
//! A suspension never gates the law. Of notices it closes those under Article 16 and other laws, an organisation's own queue and direct
//! access; a complete notice under US copyright law is taken at `/report` from anyone and decided on its merits
//! ([`crate::claims::reports`]), since not to act on what it makes known would cost the service its safe harbour. Of complaints it
//! closes appeals; a counter-notice, courts and the appeal against the suspension itself stay open.

mod marks;
mod records;
mod retraction;

pub use self::marks::{Markable, Marked, Marks, by_line, mark, of_claim};
use self::records::record_in;
pub use self::records::{Numbers, Record, record, records};
pub(super) use self::records::{marks_behind, name_of};
pub(super) use self::retraction::measure_lifted;
pub use self::retraction::{look_at_mark, retract, to_retract};
use super::measures::{self, Measure};
use super::store::standing::MarkRow;
use super::{Error, reviewer, store};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{self, Kind, Scope};
use crate::claims::form::Form;
use crate::claims::{correspondents, organisations};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{
    AccountId, AppealId, CaseId, ClaimId, CorrespondentId, CounterNoticeId, MarkId, MeasureId, OrganisationId, TargetId,
};
use crate::notices::Weighed;
use crate::service::Service;
use crate::texts::Text;

/// Whom something is decided against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A person.
    Account(AccountId),
    /// An organisation.
    Organisation(OrganisationId),
    /// Who sends notices without an account.
    Correspondent(CorrespondentId),
}

impl Party {
    /// The account, if it is one.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Organisation(_) | Self::Correspondent(_) => None,
        }
    }

    /// The organisation, if it is one.
    pub const fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Account(_) | Self::Correspondent(_) => None,
            Self::Organisation(organisation) => Some(organisation),
        }
    }

    /// Who sends notices without an account, if it is they.
    pub const fn correspondent(self) -> Option<CorrespondentId> {
        match self {
            Self::Account(_) | Self::Organisation(_) => None,
            Self::Correspondent(correspondent) => Some(correspondent),
        }
    }

    /// One of the three, as rows have them.
    pub(super) fn of(
        account: Option<AccountId>,
        organisation: Option<OrganisationId>,
        correspondent: Option<CorrespondentId>,
    ) -> Option<Self> {
        organisation.map(Self::Organisation).or(account.map(Self::Account)).or(correspondent.map(Self::Correspondent))
    }

    /// The case in which whoever decides about them must be no party.
    pub(super) const fn case(self) -> Case {
        match self {
            Self::Account(account) => Case::Account(account),
            Self::Organisation(organisation) => Case::Organisation(organisation),
            Self::Correspondent(correspondent) => Case::Correspondent(correspondent),
        }
    }
}

impl From<AccountId> for Party {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl From<OrganisationId> for Party {
    fn from(organisation: OrganisationId) -> Self {
        Self::Organisation(organisation)
    }
}

impl From<CorrespondentId> for Party {
    fn from(correspondent: CorrespondentId) -> Self {
        Self::Correspondent(correspondent)
    }
}

/// What is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// A line of a notice.
    Target(TargetId),
    /// A counter-notice.
    CounterNotice(CounterNoticeId),
    /// An appeal.
    Appeal(AppealId),
}

impl What {
    const fn word(self) -> &'static str {
        match self {
            Self::Target(_) => "notice",
            Self::CounterNotice(_) => "counter-notice",
            Self::Appeal(_) => "appeal",
        }
    }
}

/// A mark, with what was said of it: words that were erased or altered say so in their place.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its id.
    pub id: MarkId,
    /// What is marked.
    pub what: What,
    /// Whether it was a notice or a complaint.
    pub scope: Scope,
    /// Whose it was; nobody's who can be known.
    pub party: Option<Party>,
    /// The claim it belongs to; none for an appeal against a measure.
    pub claim: Option<ClaimId>,
    /// When what is marked was sent.
    pub sent_at: Time,
    /// Why it was manifestly unfounded.
    pub reasons: Text,
    /// When it was marked.
    pub marked_at: Time,
    /// It restricts something after all, so that the mark counts no longer.
    pub refuted: bool,
    /// When a senior took it back, so that it counts no longer.
    pub retracted_at: Option<Time>,
    /// Why.
    pub retracted_because: Option<Text>,
}

impl Mark {
    /// Whether it counts.
    pub const fn counts(&self) -> bool {
        !self.refuted && self.retracted_at.is_none()
    }

    /// None where it is of nothing that can be marked, as no row is.
    fn opened(service: &Service, row: &MarkRow) -> Result<Option<Self>, Error> {
        let what = row
            .target
            .map(What::Target)
            .or(row.counter_notice.map(What::CounterNotice))
            .or(row.appeal.map(What::Appeal));
        let Some(what) = what else { return Ok(None) };
        let taken_back = row.retracted_because_sealed.as_deref();
        let retracted_because = taken_back.map(|sealed| service.keys.said(&place_of_retraction(row.id), sealed));
        Ok(Some(Self {
            id: row.id,
            what,
            scope: row.scope,
            party: Party::of(row.account, row.organisation, row.correspondent),
            claim: row.claim,
            sent_at: row.sent_at,
            reasons: service.keys.said(&place(row.id), &row.reasons_sealed)?,
            marked_at: row.marked_at,
            refuted: row.refuted,
            retracted_at: row.retracted_at,
            retracted_because: retracted_because.transpose()?,
        }))
    }

    fn all_opened(service: &Service, rows: &[MarkRow]) -> Result<Vec<Self>, Error> {
        rows.iter().filter_map(|row| Self::opened(service, row).transpose()).collect()
    }
}

/// Where it lies sealed why something was marked.
fn place(mark: MarkId) -> String {
    format!("misuse_marks.reasons/{mark}")
}

/// Where it lies sealed why a mark was taken back.
fn place_of_retraction(mark: MarkId) -> String {
    format!("misuse_retractions.reasons/{mark}")
}

/// Until when it counts what was marked, or said in a warning, at a time.
fn counts_until(service: &Service, time: Time) -> Time {
    service.config.calendar.months_after(time, service.config.limits.misuse_counts.into())
}

/// From when on that counts still: [`counts_until`], asked of rows.
fn since(service: &Service) -> Time {
    service.config.calendar.months_before(service.clock.now(), service.config.limits.misuse_counts.into())
}

/// What a reviewer decides about somebody's misuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They are warned.
    Warn,
    /// What is closed is closed for so many days.
    Suspend {
        /// How many.
        days: u32,
    },
}

/// What is said of it, as typed.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What was misused, and how.
    pub reasons: String,
    /// How grave it was, and what it led to.
    pub gravity: String,
    /// What was meant by it, where that can be told.
    pub intention: String,
}

/// A reviewer warns somebody of, or suspends somebody for, what was marked. A suspension takes a warning that stands, and something
/// marked that was sent after it.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    party: Party,
    scope: Scope,
    decision: Decision,
    words: &Words,
) -> Result<MeasureId, Error> {
    let mut form = Form::default();
    let reasons = form.text("grounds", &words.reasons, Text::of("misuse-reasons"));
    let gravity = form.text("gravity", &words.gravity, Text::of("misuse-gravity"));
    let intention = form.text("intention", &words.intention, Text::of("misuse-intent"));
    if let Decision::Suspend { days } = decision {
        measures::check_days(&mut form, service, "length", days);
    }
    if scope == Scope::Uploads {
        form.mistake("scope", Text::of("misuse-scope"));
    }
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let role = reviewer(&mut tx, actor).await?;
    // Their row first: of two reviewers one comes second, and sees what the first did.
    match party {
        Party::Account(account) => standing::lock(&mut tx, account).await?.map(drop).ok_or(Error::NotFound)?,
        Party::Organisation(id) => organisations::lock_with_owners(&mut tx, id).await.map(drop)?,
        Party::Correspondent(id) => correspondents::lock(&mut tx, service, id).await.map(drop)?,
    }
    let record = record_in(&mut tx, service, party).await?;
    for case in record.cases() {
        parties::keep_out(&mut tx, actor.account, case).await?;
    }
    let numbers = record.numbers(scope);
    if numbers.unfounded == 0 {
        return Err(Error::Conflict(Text::of("misuse-mark-first")));
    }
    let stands = |measure: &&Measure| measure.scope == scope && measure.in_force(now);
    if record.measures.iter().filter(stands).any(|measure| measure.kind == Kind::Suspension) {
        return Err(Error::Conflict(Text::of("misuse-suspended")));
    }
    if let Decision::Suspend { .. } = decision {
        let Some(warned) = store::standing::warned_at(&mut tx, party, scope, since(service)).await? else {
            return Err(Error::Conflict(Text::of("misuse-warn-first")));
        };
        let after = |mark: &&Mark| mark.scope == scope && mark.counts() && mark.sent_at > warned;
        if !record.marks.iter().any(|mark| after(&mark)) {
            return Err(Error::Conflict(Text::of("misuse-heeded")));
        }
    }
    let (kind, until) = match decision {
        Decision::Warn => (Kind::Warning, None),
        Decision::Suspend { days } => (Kind::Suspension, Some(measures::after_days(now, days))),
    };
    let weighed =
        Weighed { unfounded: numbers.unfounded.unsigned_abs(), sent: numbers.sent.unsigned_abs(), gravity, intention };
    let new = measures::New { party, kind, scope, review: None, reasons: &reasons, weighed: Some(&weighed), until };
    let id = measures::take(&mut tx, service, actor, role, new).await?;
    for mark in record.marks.iter().filter(|mark| mark.scope == scope && mark.counts()) {
        store::standing::insert_measure_mark(&mut tx, id, mark.id).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// From when on something counts of who has no account: what was decided can be appealed as long, too.
fn counts_since(service: &Service) -> Time {
    let months = service.config.limits.appeal_months;
    let appealable = service.config.calendar.months_before(service.clock.now(), months.into());
    since(service).min(appealable)
}

/// Forgets the addresses of those without an account of whom nothing counts any more: part of the daily round. Gives who they were.
pub async fn forget_correspondents(tx: &mut Tx, service: &Service) -> Result<Vec<CorrespondentId>, Error> {
    correspondents::forget(tx, service, counts_since(service)).await
}

/// The same for one of them who asks for it, and was taken out of a notice. `false`: their address is kept, because of another notice, or
/// since something counts.
pub(crate) async fn forget_correspondent(tx: &mut Tx, service: &Service, id: CorrespondentId) -> Result<bool, Error> {
    correspondents::forget_one(tx, service, id, counts_since(service)).await
}

/// Until when it counts that something in a case was marked which nobody with an account had sent, if it does: what a warning or a
/// suspension rests on can be weighed as long.
pub(crate) async fn strangers_mark_counts_until(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
) -> Result<Option<Time>, Error> {
    let marked = store::standing::stranger_marked_at(tx, case).await?;
    let until = marked.map(|at| counts_until(service, at));
    Ok(until.filter(|until| *until > service.clock.now()))
}
