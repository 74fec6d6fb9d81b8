//! Misuse (17 U.S.C. § 512(f); Regulation (EU) 2022/2065, Article 23): notices and complaints that were manifestly unfounded.
//!
//! A reviewer **marks** a line of a notice, a counter-notice or an appeal, with reasons, once: only what was decided, and decided to
//! be unfounded. What was rejected is not misuse by that alone; what is incomplete or mistyped, and what was taken back, never is, so
//! that it cannot be marked. A line that restricts something after all, because an appeal was granted, counts no longer.
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

use serde_json::json;

use super::measures::{self, Measure};
use super::store::standing::MarkRow;
use super::{Error, letters, reviewer, store};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{self, Kind, Scope};
use crate::audit::{self, NewEntry};
use crate::claims::form::Form;
use crate::claims::{correspondents, organisations};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{
    AccountId, AppealId, CaseId, ClaimId, CorrespondentId, CounterNoticeId, MarkId, MeasureId, OrganisationId, TargetId,
};
use crate::jobs::{self, Job};
use crate::notices::{self, Because, Weighed};
use crate::process::appeals::{Outcome, Side};
use crate::process::counter_notices::Outcome as CounterOutcome;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

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

/// A mark.
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
    pub reasons: String,
    /// When it was marked.
    pub marked_at: Time,
    /// It restricts something after all, so that the mark counts no longer.
    pub refuted: bool,
    /// When a senior took it back, so that it counts no longer.
    pub retracted_at: Option<Time>,
    /// Why.
    pub retracted_because: Option<String>,
}

impl Mark {
    /// Whether it counts.
    pub const fn counts(&self) -> bool {
        !self.refuted && self.retracted_at.is_none()
    }

    fn of(row: MarkRow) -> Option<Self> {
        let what = row
            .target
            .map(What::Target)
            .or(row.counter_notice.map(What::CounterNotice))
            .or(row.appeal.map(What::Appeal))?;
        Some(Self {
            id: row.id,
            what,
            scope: row.scope,
            party: Party::of(row.account, row.organisation, row.correspondent),
            claim: row.claim,
            sent_at: row.sent_at,
            reasons: row.reasons,
            marked_at: row.marked_at,
            refuted: row.refuted,
            retracted_at: row.retracted_at,
            retracted_because: row.retracted_because,
        })
    }
}

/// Whose a claim is, and its case.
async fn sender(tx: &mut Tx, claim: ClaimId) -> Result<(Option<Party>, CaseId), Error> {
    let sent = store::standing::sender_of(tx, claim).await?.ok_or(Error::NotFound)?;
    Ok((Party::of(sent.account, sent.organisation, sent.correspondent), sent.log_case))
}

/// What a mark needs to know of what is marked.
struct Found {
    scope: Scope,
    party: Option<Party>,
    case: CaseId,
    /// The case in which whoever marks must be no party.
    keep_out: Case,
    sent_at: Time,
    claim: Option<ClaimId>,
    position: Option<i64>,
    /// Why it cannot be marked, if it cannot.
    obstacle: Option<Text>,
}

/// Why a line cannot be marked, if it cannot.
fn not_unfounded(line: &store::standing::Line) -> Option<Text> {
    (!line.unfounded).then_some(Text::of("misuse-notice-not-unfounded"))
}

async fn find(tx: &mut Tx, what: What) -> Result<Found, Error> {
    match what {
        What::Target(target) => {
            let claim = store::standing::claim_of_target(tx, target).await?.ok_or(Error::NotFound)?;
            let line = store::standing::lines_of(tx, claim).await?.into_iter().find(|line| line.target == target);
            let line = line.ok_or(Error::NotFound)?;
            let (party, case) = sender(tx, claim).await?;
            Ok(Found {
                scope: Scope::Notices,
                party,
                case,
                keep_out: Case::Claim(claim),
                sent_at: line.added_at,
                claim: Some(claim),
                position: Some(line.position),
                obstacle: not_unfounded(&line),
            })
        }
        What::CounterNotice(id) => {
            let sent = store::counter_notice(tx, id).await?.ok_or(Error::NotFound)?;
            let (claim, position) = store::standing::decision_in(tx, sent.decision).await?.ok_or(Error::NotFound)?;
            let (_, case) = sender(tx, claim).await?;
            Ok(Found {
                scope: Scope::Complaints,
                party: Some(Party::Account(sent.account)),
                case,
                keep_out: Case::Claim(claim),
                sent_at: sent.received_at,
                claim: Some(claim),
                position: Some(position),
                obstacle: (sent.outcome != Some(CounterOutcome::Restrained))
                    .then_some(Text::of("misuse-counter-not-restrained")),
            })
        }
        What::Appeal(id) => {
            // What is looked at again after a dispute is nobody's complaint.
            let appeal = store::appeal(tx, id).await?.filter(|it| it.dispute.is_none()).ok_or(Error::NotFound)?;
            let obstacle = (appeal.outcome != Some(Outcome::Refused)).then_some(Text::of("misuse-appeal-not-refused"));
            if let Some(measure) = appeal.measure {
                let measure = store::standing::measure(tx, measure).await?.ok_or(Error::NotFound)?;
                let party = measure.party().ok_or(Error::NotFound)?;
                return Ok(Found {
                    scope: Scope::Complaints,
                    party: Some(party),
                    case: measure.log_case,
                    keep_out: party.case(),
                    sent_at: appeal.lodged_at,
                    claim: None,
                    position: None,
                    obstacle,
                });
            }
            let decision = appeal.decision.ok_or(Error::NotFound)?;
            let (claim, position) = store::standing::decision_in(tx, decision).await?.ok_or(Error::NotFound)?;
            let (claimant, case) = sender(tx, claim).await?;
            let party = match appeal.side {
                Side::Uploader => appeal.account.map(Party::Account),
                Side::Notifier => claimant,
            };
            Ok(Found {
                scope: Scope::Complaints,
                party,
                case,
                keep_out: Case::Claim(claim),
                sent_at: appeal.lodged_at,
                claim: Some(claim),
                position: Some(position),
                obstacle,
            })
        }
    }
}

/// A reviewer who is no party marks something as manifestly unfounded, once.
pub async fn mark(service: &Service, actor: &Actor, what: What, reasons: &str) -> Result<MarkId, Error> {
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("misuse-say-why"));
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let role = reviewer(&mut tx, actor).await?;
    let found = find(&mut tx, what).await?;
    parties::keep_out(&mut tx, actor.account, found.keep_out).await?;
    if let Some(why) = found.obstacle {
        return Err(Error::Conflict(why));
    }
    if store::standing::mark_of(&mut tx, what).await?.is_some() {
        return Err(Error::Conflict(Text::of("misuse-marked-already")));
    }
    let id = MarkId::new(&service.clock, &service.entropy);
    let row = Mark {
        id,
        what,
        scope: found.scope,
        party: found.party,
        claim: found.claim,
        sent_at: found.sent_at,
        reasons: reasons.clone(),
        marked_at: now,
        refuted: false,
        retracted_at: None,
        retracted_because: None,
    };
    store::standing::insert_mark(&mut tx, &row, actor.account, found.case).await?;
    let mut fields = json!({"what": what.word()});
    if let Some(position) = found.position {
        fields["target"] = json!(position);
    }
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let entry = NewEntry {
        kind: "misuse.marked",
        case: found.case,
        actor: role,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// A mark, for a senior who is no party and may take it back.
pub async fn to_retract(service: &Service, actor: &Actor, id: MarkId) -> Result<Mark, Error> {
    let mut tx = service.db.read().await?;
    let (mark, ..) = retractable(&mut tx, actor, id).await?;
    Ok(mark)
}

/// A senior who is no party takes a mark back, with reasons: it counts no longer. What was decided on it, and would not have been without
/// it, is lifted at once; whose it was is told.
pub async fn retract(service: &Service, actor: &Actor, id: MarkId, reasons: &str) -> Result<(), Error> {
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("misuse-say-why-not"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let (mark, case, role) = retractable(&mut tx, actor, id).await?;
    // Their row first: whoever decides about them meanwhile comes second, and sees this.
    let reached = match mark.party {
        Some(party) => Some((party, measures::reach(&mut tx, service, party).await?)),
        None => None,
    };
    if store::standing::retract_mark(&mut tx, id, &reasons, actor.account, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("misuse-retracted-already")));
    }
    let mut fields = json!({"what": mark.what.word()});
    if let Some(position) = find(&mut tx, mark.what).await?.position {
        fields["target"] = json!(position);
    }
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let entry =
        NewEntry { kind: "misuse.retracted", case, actor: role, fields, commitments: &commitments, journal: None };
    audit::append(&mut tx, service, entry).await?;
    if let Some((party, reached)) = reached {
        lift_groundless(&mut tx, service, party).await?;
        letters::mark_retracted(&mut tx, service, &reached, &mark, &reasons).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A mark that this actor may take back, its case, and the word for them in the log.
async fn retractable(tx: &mut Tx, actor: &Actor, id: MarkId) -> Result<(Mark, CaseId, &'static str), Error> {
    let role = reviewer(tx, actor).await?;
    if role != "senior" {
        return Err(Error::Forbidden(Text::of("misuse-seniors-retract")));
    }
    let row = store::standing::mark(tx, id).await?.ok_or(Error::NotFound)?;
    let case = row.log_case;
    let mark = Mark::of(row).ok_or(Error::NotFound)?;
    for of in mark.claim.map(Case::Claim).into_iter().chain(mark.party.map(Party::case)) {
        parties::keep_out(tx, actor.account, of).await?;
    }
    Ok((mark, case, role))
}

/// Lifts what was decided about somebody's misuse and has lost its ground: a warning without anything marked, and a suspension without a
/// warning, or without anything marked that was sent after it.
async fn lift_groundless(tx: &mut Tx, service: &Service, party: Party) -> Result<(), Error> {
    let now = service.clock.now();
    let mut all = store::standing::measures_against(tx, party).await?;
    // A suspension stands on the warning before it.
    all.reverse();
    let mut warned: Vec<(Scope, Time)> = Vec::new();
    for measure in all.iter().filter(|measure| measure.review.is_none()) {
        let behind = store::standing::marks_behind(tx, measure.id).await?.into_iter().filter_map(Mark::of);
        let mut counting = behind.filter(Mark::counts);
        let stands = match measure.kind {
            Kind::Warning => counting.next().is_some(),
            Kind::Suspension | Kind::Termination => {
                let last = warned.iter().rev().find(|(scope, _)| *scope == measure.scope);
                last.is_some_and(|(_, warned)| counting.any(|mark| mark.sent_at > *warned))
            }
        };
        if measure.in_force(now) && !stands {
            measures::end(tx, service, measure, Because::MarksRetracted, "service", None).await?;
        } else if measure.kind == Kind::Warning && measure.lifted_at.is_none() && stands {
            warned.push((measure.scope, measure.taken_at));
        }
    }
    Ok(())
}

/// A measure was lifted: with a warning of misuse goes what rested on it. The caller has locked whom it was against.
pub(super) async fn measure_lifted(tx: &mut Tx, service: &Service, measure: &Measure) -> Result<(), Error> {
    match measure.party() {
        Some(party) if measure.kind == Kind::Warning && measure.review.is_none() => {
            lift_groundless(tx, service, party).await
        }
        _ => Ok(()),
    }
}

/// The job of a mark of what restricts something after all: what rested on it is lifted. A job of its own, since whoever decides about
/// somebody locks their row before any claim's. Safe to run again.
pub async fn look_at_mark(service: &Service, id: MarkId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::LookAtMark { mark: id }).await?;
    let mark = store::standing::mark(&mut tx, id).await?.and_then(Mark::of).ok_or(Error::NotFound)?;
    if let Some(party) = mark.party {
        measures::reach(&mut tx, service, party).await?;
        lift_groundless(&mut tx, service, party).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Something of a claim that can be marked, or was.
#[derive(Clone, Debug)]
pub struct Markable {
    /// What.
    pub what: What,
    /// Its line in the claim.
    pub position: i64,
    /// When it was sent.
    pub sent_at: Time,
    /// Its mark, if it is marked.
    pub mark: Option<MarkId>,
    /// Why it cannot be, if it cannot.
    pub obstacle: Option<Text>,
}

/// What of a claim can be marked: its lines, and what either side complained of about them. For reviewers who are no party.
pub async fn of_claim(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Vec<Markable>, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    sender(&mut tx, claim).await?;
    let line = |line: store::standing::Line| Markable {
        what: What::Target(line.target),
        position: line.position,
        sent_at: line.added_at,
        mark: line.mark,
        obstacle: not_unfounded(&line),
    };
    let mut markable: Vec<_> = store::standing::lines_of(&mut tx, claim).await?.into_iter().map(line).collect();
    let sent = store::counter_notices_of_claim(&mut tx, claim).await?;
    let mut complaints: Vec<_> = sent.iter().map(|sent| What::CounterNotice(sent.id)).collect();
    for side in [Side::Uploader, Side::Notifier] {
        let appeals = store::appeals_of_claim(&mut tx, claim, side).await?;
        complaints.extend(appeals.iter().map(|appeal| What::Appeal(appeal.id)));
    }
    for what in complaints {
        let found = find(&mut tx, what).await?;
        let mark = store::standing::mark_of(&mut tx, what).await?;
        let position = found.position.unwrap_or_default();
        markable.push(Markable { what, position, sent_at: found.sent_at, mark, obstacle: found.obstacle });
    }
    Ok(markable)
}

// What follows ---------------------------------------------------------------------------------------

/// What somebody sent, and how much of it was manifestly unfounded, in the time that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How many marks count.
    pub unfounded: i64,
    /// Of how many that were sent.
    pub sent: i64,
}

impl Numbers {
    /// How many in a hundred.
    pub fn share(self) -> i64 {
        if self.sent == 0 { 0 } else { self.unfounded.saturating_mul(100) / self.sent }
    }
}

/// What a reviewer sees of somebody's misuse.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose.
    pub party: Party,
    /// What they are called: the organisation's name, or the address of who has no account.
    pub name: Option<String>,
    /// Of notices.
    pub notices: Numbers,
    /// Of complaints.
    pub complaints: Numbers,
    /// The marks, the newest first.
    pub marks: Vec<Mark>,
    /// The measures, the newest first.
    pub measures: Vec<Measure>,
}

impl Record {
    /// The numbers of a scope.
    pub fn numbers(&self, scope: Scope) -> Numbers {
        if scope == Scope::Notices { self.notices } else { self.complaints }
    }
}

/// From when on misuse is looked at, and a warning of it stands.
fn since(service: &Service) -> Time {
    let months = i32::try_from(service.config.limits.misuse_counts).unwrap_or(i32::MAX);
    service.config.calendar.months_after(service.clock.now(), months.saturating_neg())
}

async fn record_in(tx: &mut Tx, service: &Service, party: Party) -> Result<Record, Error> {
    let since = since(service);
    let marks: Vec<_> = store::standing::marks_of(tx, party, since).await?.into_iter().filter_map(Mark::of).collect();
    let mut record = Record {
        party,
        name: None,
        notices: Numbers::default(),
        complaints: Numbers::default(),
        measures: store::standing::measures_against(tx, party).await?,
        marks,
    };
    for scope in [Scope::Notices, Scope::Complaints] {
        let counting = record.marks.iter().filter(|mark| mark.scope == scope && mark.counts()).count();
        let numbers = Numbers {
            unfounded: i64::try_from(counting).unwrap_or(i64::MAX),
            sent: store::standing::sent_by(tx, party, scope, since).await?,
        };
        if scope == Scope::Notices { record.notices = numbers } else { record.complaints = numbers }
    }
    Ok(record)
}

/// Somebody's record, for reviewers who are not them and do not belong to them.
pub async fn record(service: &Service, actor: &Actor, party: Party) -> Result<Record, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    parties::keep_out(&mut tx, actor.account, party.case()).await?;
    let mut record = record_in(&mut tx, service, party).await?;
    if let Party::Correspondent(id) = party {
        let address = correspondents::address(&mut tx, service, id).await?;
        record.name = address.map(|address| address.as_str().to_owned());
    }
    drop(tx);
    if let Party::Organisation(organisation) = party {
        record.name = Some(organisations::organisation(service, actor, organisation).await?.name);
    }
    Ok(record)
}

/// Those whose notices or complaints were marked lately, most marks first, but for the reader and what they belong to.
pub async fn records(service: &Service, actor: &Actor) -> Result<Vec<Record>, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    let rows = i64::from(service.config.limits.api_page_rows);
    let marks = store::standing::marks_since(&mut tx, since(service), rows).await?;
    let parties: std::collections::BTreeSet<_> =
        marks.into_iter().filter_map(Mark::of).filter_map(|mark| mark.party).collect();
    let mut shown = Vec::new();
    for party in parties {
        if !parties::is_party(&mut tx, actor.account, party.case()).await? {
            shown.push(party);
        }
    }
    drop(tx);
    let mut records = Vec::with_capacity(shown.len());
    for party in shown {
        records.push(record(service, actor, party).await?);
    }
    records.sort_by_key(|record| std::cmp::Reverse(record.notices.unfounded + record.complaints.unfounded));
    Ok(records)
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
    parties::keep_out(&mut tx, actor.account, party.case()).await?;
    let record = record_in(&mut tx, service, party).await?;
    for claim in record.marks.iter().filter(|mark| mark.scope == scope).filter_map(|mark| mark.claim) {
        parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
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

/// Forgets the addresses of those without an account of whom nothing counts any more: part of the daily round.
pub async fn forget_correspondents(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    // What was decided can be appealed as long, too.
    let appealable = service.config.calendar.months_after(now, -notices::APPEAL_MONTHS);
    correspondents::forget(tx, since(service).min(appealable), now).await?;
    Ok(())
}
