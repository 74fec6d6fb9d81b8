//! Misuse (17 U.S.C. § 512(f); Regulation (EU) 2022/2065, Article 23): notices and complaints that were manifestly unfounded.
//!
//! A reviewer **marks** a line of a notice, a counter-notice or an appeal, with reasons, once: only what was decided, and decided to
//! be unfounded. What was rejected is not misuse by that alone; what is incomplete or mistyped, and what was taken back, never is, so
//! that it cannot be marked. A line that restricts something after all, because an appeal was granted, counts no longer.
//!
//! What is marked often can lead to a **warning**, and only after that to a **suspension** for a stated time, which takes something
//! that was sent after the warning. Before each the reviewer sees how many were marked, out of how many, and says in words how grave it
//! was and what was meant by it. Of an organisation or an account: an address that a stranger gave could be anybody's, so that
//! nobody is ever suspended by it.
//!
//! A suspension never gates the law. Of notices it closes those under Article 16 and other laws, an organisation's own queue and direct
//! access; a complete notice under US copyright law is taken at `/report` from anyone and decided on its merits
//! ([`crate::claims::reports`]), since not to act on what it makes known would cost the service its safe harbour. Of complaints it
//! closes appeals; a counter-notice, courts and the appeal against the suspension itself stay open.

use serde_json::json;

use super::measures::{self, Measure};
use super::store::standing::MarkRow;
use super::{Error, reviewer, store};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{self, Kind, Scope};
use crate::audit::{self, NewEntry};
use crate::claims::form::Form;
use crate::claims::organisations;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, CaseId, ClaimId, CounterNoticeId, MarkId, MeasureId, OrganisationId, TargetId};
use crate::notices::Weighed;
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
}

impl Party {
    /// The account, if it is one.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Organisation(_) => None,
        }
    }

    /// The organisation, if it is one.
    pub const fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Account(_) => None,
            Self::Organisation(organisation) => Some(organisation),
        }
    }

    const fn case(self) -> Case {
        match self {
            Self::Account(account) => Case::Account(account),
            Self::Organisation(organisation) => Case::Organisation(organisation),
        }
    }
}

impl From<AccountId> for Party {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
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
}

impl Mark {
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
            party: row.account.map(Party::Account).or(row.organisation.map(Party::Organisation)),
            claim: row.claim,
            sent_at: row.sent_at,
            reasons: row.reasons,
            marked_at: row.marked_at,
            refuted: row.refuted,
        })
    }
}

/// Whose a claim is, and its case.
async fn sender(tx: &mut Tx, claim: ClaimId) -> Result<(Option<Party>, CaseId), Error> {
    let (account, organisation, case) = store::standing::sender_of(tx, claim).await?.ok_or(Error::NotFound)?;
    Ok((organisation.map(Party::Organisation).or(account.map(Party::Account)), case))
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
    if store::standing::is_marked(&mut tx, what).await? {
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

/// Something of a claim that can be marked, or was.
#[derive(Clone, Debug)]
pub struct Markable {
    /// What.
    pub what: What,
    /// Its line in the claim.
    pub position: i64,
    /// When it was sent.
    pub sent_at: Time,
    /// It is marked.
    pub marked: bool,
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
        marked: line.marked,
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
        let marked = store::standing::is_marked(&mut tx, what).await?;
        let position = found.position.unwrap_or_default();
        markable.push(Markable { what, position, sent_at: found.sent_at, marked, obstacle: found.obstacle });
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
    /// The organisation's name.
    pub organisation: Option<String>,
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
        organisation: None,
        notices: Numbers::default(),
        complaints: Numbers::default(),
        measures: store::standing::measures_against(tx, party).await?,
        marks,
    };
    for scope in [Scope::Notices, Scope::Complaints] {
        let counting = record.marks.iter().filter(|mark| mark.scope == scope && !mark.refuted).count();
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
    drop(tx);
    if let Party::Organisation(organisation) = party {
        record.organisation = Some(organisations::organisation(service, actor, organisation).await?.name);
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
        let after = |mark: &&Mark| mark.scope == scope && !mark.refuted && mark.sent_at > warned;
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
    tx.commit().await?;
    Ok(id)
}
