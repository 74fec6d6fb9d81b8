//! Measures: what is decided against a person or an organisation itself, not against a file.
//!
//! After strikes a warning, a suspension of uploads and new links, or a termination ([`super::strikes`]); after misuse a warning
//! or a suspension of notices or of appeals ([`super::misuse`]). Each has its own statement of reasons, in the portal and by
//! mail; its own appeal for six months, before somebody else ([`super::appeals`]); and its own entries. What it closes follows
//! from its row, which the verbs that it closes read ([`crate::accounts::standing`]).
//!
//! A termination leaves its owner thirty days in which everything that is not locked can be saved; its links show at once
//! that they are shared no more. Then [`empty`] deletes what is left as its owner would have: with the days of undo, in which
//! a granted appeal brings it back. While an appeal waits nothing is deleted. What is locked stays until its windows close;
//! what is given back later can be saved for thirty days from then.

mod touched;

use std::time::Duration;

use serde_json::json;

pub use self::touched::{Touched, saved_until, suspended_until, touched};
use super::{Error, letters, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{self, Kind, Scope};
use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::claims::form::Form;
use crate::claims::withdrawal::PrivateLinkText;
use crate::claims::{correspondents, organisations};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AccountReviewId, CaseId, CorrespondentId, MeasureId, NoticeId, OrganisationId};
use crate::jobs::{self, Job};
use crate::mail::{Address, Recipient};
use crate::notices::{self, Against, Because, Statement, Weighed};
use crate::process::appeals::{self, Appeal};
use crate::process::misuse::{self, Mark, Party};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::tokens::Digest;
use crate::vault::objects::{self, Finality};

const DAY: Duration = Duration::from_hours(24);
/// How soon a terminated account is looked at again that has something left.
const AGAIN: Duration = Duration::from_hours(7 * 24);
/// How much of it is deleted in one go.
const AT_ONCE: i64 = 500;

/// A measure.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// What was decided.
    pub kind: Kind,
    /// What it closes.
    pub scope: Scope,
    /// The account, if it is against one.
    pub account: Option<AccountId>,
    /// The organisation, if it is against one.
    pub organisation: Option<OrganisationId>,
    /// Who sends notices without an account, if it is against them.
    pub correspondent: Option<CorrespondentId>,
    /// The review after strikes.
    pub review: Option<AccountReviewId>,
    /// Why.
    pub reasons: String,
    /// Of misuse, how many were manifestly unfounded.
    pub unfounded: Option<i64>,
    /// Of how many.
    pub sent: Option<i64>,
    /// How grave it was.
    pub gravity: Option<String>,
    /// What was meant by it.
    pub intention: Option<String>,
    /// Its end, or of a termination the end of the days in which files can be saved.
    pub until: Option<Time>,
    /// The case in the log: of the account or of the organisation.
    pub log_case: CaseId,
    /// By whom.
    pub taken_by: AccountId,
    /// When.
    pub taken_at: Time,
    /// When it ended before its time.
    pub lifted_at: Option<Time>,
    /// Why.
    pub lifted_because: Option<Because>,
}

impl Measure {
    /// Whether it stands: a suspension until its end, the others until they are lifted.
    pub fn in_force(&self, now: Time) -> bool {
        self.lifted_at.is_none() && (self.kind != Kind::Suspension || self.until.is_some_and(|until| now < until))
    }

    /// Whom it is against; no row is without.
    pub fn party(&self) -> Option<Party> {
        Party::of(self.account, self.organisation, self.correspondent)
    }
}

pub(super) struct New<'a> {
    pub party: Party,
    pub kind: Kind,
    pub scope: Scope,
    pub review: Option<AccountReviewId>,
    pub reasons: &'a str,
    pub weighed: Option<&'a Weighed>,
    pub until: Option<Time>,
}

/// How many days a suspension may have.
fn most_days(service: &Service) -> u64 {
    service.config.limits.longest_suspension.as_secs() / DAY.as_secs()
}

/// Refuses a suspension of no days or too many.
pub(super) fn check_days(form: &mut Form, service: &Service, field: &'static str, days: u32) {
    let most = most_days(service);
    if days == 0 || u64::from(days) > most {
        form.mistake(field, Text::of("measure-days").with("most", most));
    }
}

pub(super) fn after_days(now: Time, days: u32) -> Time {
    now.plus(DAY * days)
}

/// Whom a measure is told, and how.
pub(super) struct Reached {
    /// The people who have notices of it.
    pub people: Vec<AccountId>,
    /// Where somebody without an account is written to.
    correspondent: Option<(Address, Language)>,
    /// The organisation that it is against.
    organisation: Option<String>,
    /// The case it belongs to.
    pub case: CaseId,
}

/// Finds whom a measure against somebody is told; the party's row is locked.
pub(super) async fn reach(tx: &mut Tx, service: &Service, party: Party) -> Result<Reached, Error> {
    Ok(match party {
        Party::Account(account) => {
            let case = standing::lock(tx, account).await?.ok_or(Error::NotFound)?;
            Reached { people: vec![account], correspondent: None, organisation: None, case }
        }
        Party::Organisation(id) => {
            let (found, people) = organisations::lock_with_owners(tx, id).await?;
            Reached { people, correspondent: None, organisation: Some(found.name), case: found.log_case }
        }
        Party::Correspondent(id) => {
            let found = correspondents::lock(tx, service, id).await?;
            let correspondent = found.address.map(|address| (address, found.language));
            Reached { people: Vec::new(), correspondent, organisation: None, case: found.log_case }
        }
    })
}

/// The same for a measure.
pub(super) async fn reached(tx: &mut Tx, service: &Service, measure: &Measure) -> Result<Reached, Error> {
    reach(tx, service, measure.party().ok_or(Error::NotFound)?).await
}

impl Reached {
    /// Tells all of them: people by notices, who has no account by letters to the address.
    pub async fn tell(
        &self,
        tx: &mut Tx,
        service: &Service,
        measure: MeasureId,
        statement: &Statement,
    ) -> Result<(), Error> {
        for person in &self.people {
            notices::notify_measure(tx, service, *person, measure, statement.clone()).await?;
        }
        if let Some(to) = self.recipient() {
            let page = private_page(service, measure);
            notices::write_of_measure(tx, service, to, self.case, &page, statement.clone()).await?;
        }
        Ok(())
    }

    /// Where somebody without an account is written to.
    pub fn recipient(&self) -> Option<Recipient<'_>> {
        self.correspondent.as_ref().map(|(address, language)| Recipient::Address(address, *language))
    }
}

/// What opens the private page of a measure. It follows from the measure under a key of the service, so that every letter can say it
/// and nothing is kept of it.
fn private_code(service: &Service, measure: MeasureId) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&service.keys.lookup("measures.page", &measure.to_string()))
}

/// The private page of a measure against somebody without an account.
pub(super) fn private_page(service: &Service, measure: MeasureId) -> String {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    format!("{base}/report/measures/{measure}/{}", private_code(service, measure))
}

/// The measure against somebody without an account behind a private link. Every other secret finds nothing.
pub(super) async fn of_link(
    tx: &mut Tx,
    service: &Service,
    id: MeasureId,
    link: &PrivateLinkText<'_>,
) -> Result<Measure, Error> {
    let found = store::standing::measure(tx, id).await?.filter(|found| found.correspondent.is_some());
    // By their digests: how long it takes says nothing of how much fits.
    let fits = Digest::of(link.0.as_bytes()) == Digest::of(private_code(service, id).as_bytes());
    found.filter(|_| fits).ok_or(Error::NotFound)
}

/// Takes a measure in the caller's transaction, which has seen that its actor may: the row, its entry, and its statement of
/// reasons to whomever it is against.
pub(super) async fn take(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    role: &'static str,
    new: New<'_>,
) -> Result<MeasureId, Error> {
    let now = service.clock.now();
    let reached = reach(tx, service, new.party).await?;
    let log_case = reached.case;
    let id = MeasureId::new(&service.clock, &service.entropy);
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let measure = Measure {
        id,
        kind: new.kind,
        scope: new.scope,
        account: new.party.account(),
        organisation: new.party.organisation(),
        correspondent: new.party.correspondent(),
        review: new.review,
        reasons: new.reasons.to_owned(),
        unfounded: new.weighed.map(|weighed| count(weighed.unfounded)),
        sent: new.weighed.map(|weighed| count(weighed.sent)),
        gravity: new.weighed.map(|weighed| weighed.gravity.clone()),
        intention: new.weighed.map(|weighed| weighed.intention.clone()),
        until: new.until,
        log_case,
        taken_by: actor.account,
        taken_at: now,
        lifted_at: None,
        lifted_because: None,
    };
    store::standing::insert_measure(tx, &measure).await?;
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(new.reasons.as_bytes()).to_string())];
    let mut fields = json!({"measure": new.kind.as_str(), "of": new.scope.as_str()});
    if let Some(until) = new.until {
        fields["until"] = json!(until.rfc3339());
    }
    let entry = NewEntry {
        kind: "measure.taken",
        case: log_case,
        actor: role,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    let statement = Statement::Measure {
        against: Against { kind: new.kind, scope: new.scope, organisation: reached.organisation.clone() },
        until: new.until,
        facts: new.reasons.to_owned(),
        weighed: new.weighed.cloned(),
        redress: Vec::new(),
    };
    reached.tell(tx, service, id, &statement).await?;
    if let (Kind::Termination, Some(end)) = (new.kind, new.until) {
        jobs::enqueue(tx, service, &Job::EmptyAccount { measure: id }, end).await?;
    }
    Ok(id)
}

/// Ends a measure before its time, in the caller's transaction: what it closed is open with the commit, and whomever it was
/// against is told. An appeal that waits has no object any more.
pub(super) async fn end(
    tx: &mut Tx,
    service: &Service,
    measure: &Measure,
    because: Because,
    actor: &'static str,
    by: Option<AccountId>,
) -> Result<(), Error> {
    // Their row first, as everything that decides about them does.
    let reached = reached(tx, service, measure).await?;
    if store::standing::lift_measure(tx, measure.id, because, by, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("measure-lifted-meanwhile")));
    }
    let commitments: Vec<_> = by.map(|by| ("by", by.to_string())).into_iter().collect();
    let fields = json!({
        "measure": measure.kind.as_str(), "of": measure.scope.as_str(), "because": because.as_str(),
    });
    let entry = NewEntry {
        kind: "measure.lifted",
        case: reached.case,
        actor,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    let against = Against { kind: measure.kind, scope: measure.scope, organisation: reached.organisation.clone() };
    reached.tell(tx, service, measure.id, &Statement::MeasureLifted { against, because }).await?;
    // What was decided while the account was terminated came before nobody.
    if let (Kind::Termination, Some(account)) = (measure.kind, measure.account) {
        jobs::enqueue(tx, service, &Job::CountStrikes { account }, service.clock.now()).await?;
    }
    appeals::measures::end_moot(tx, service, measure).await
}

/// A reviewer who is no party lifts a measure that should not stand any longer, without being asked to. A termination takes
/// a senior to lift, as it did to take.
pub async fn lift(service: &Service, actor: &Actor, id: MeasureId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let role = super::reviewer(&mut tx, actor).await?;
    let measure = store::standing::measure(&mut tx, id).await?.ok_or(Error::NotFound)?;
    keep_out(&mut tx, actor, &measure).await?;
    if measure.kind == Kind::Termination && role != "senior" {
        return Err(Error::Forbidden(Text::of("measure-senior-lifts")));
    }
    // Read again, now that the party's row is locked.
    reached(&mut tx, service, &measure).await?;
    let measure = store::standing::measure(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if !measure.in_force(service.clock.now()) {
        return Err(Error::Conflict(Text::of("measure-stands-no-more")));
    }
    end(&mut tx, service, &measure, Because::Reconsidered, role, Some(actor.account)).await?;
    misuse::measure_lifted(&mut tx, service, &measure).await?;
    tx.commit().await?;
    Ok(())
}

/// Nobody decides about themselves, nor about an organisation that they belong to, nor about what rests on strikes behind which
/// stands a claim to which they are a party.
pub(super) async fn keep_out(tx: &mut Tx, actor: &Actor, measure: &Measure) -> Result<(), Error> {
    parties::keep_out(tx, actor.account, measure.party().ok_or(Error::NotFound)?.case()).await?;
    if is_behind(tx, actor.account, measure).await? {
        return Err(Error::Forbidden(Text::of("measure-party-behind")));
    }
    Ok(())
}

/// Whether somebody is a party to a claim behind a measure.
async fn is_behind(tx: &mut Tx, account: AccountId, measure: &Measure) -> Result<bool, Error> {
    let Some(review) = measure.review else { return Ok(false) };
    for claim in store::standing::claims_behind(tx, review).await? {
        if parties::is_party(tx, account, Case::Claim(claim)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Why this reviewer, who is no party, leaves an appeal against a measure to others: they took it; or they decided what its strikes are
/// about, and somebody is there who did neither. Where nobody is, it stays decidable.
pub(super) async fn left_to_others(tx: &mut Tx, actor: &Actor, measure: &Measure) -> Result<Option<Text>, Error> {
    if measure.taken_by == actor.account {
        return Ok(Some(Text::of("measure-you-decided")));
    }
    let Some(review) = measure.review else { return Ok(None) };
    let deciders = store::standing::deciders_behind(tx, review).await?;
    if !deciders.contains(&actor.account) {
        return Ok(None);
    }
    let staff = match measure.kind {
        Kind::Termination => accounts::seniors(tx).await?,
        Kind::Warning | Kind::Suspension => accounts::reviewer_accounts(tx).await?,
    };
    let case = measure.party().ok_or(Error::NotFound)?.case();
    for other in staff {
        let had_no_hand = other != measure.taken_by && !deciders.contains(&other);
        if had_no_hand && !parties::is_party(tx, other, case).await? && !is_behind(tx, other, measure).await? {
            return Ok(Some(Text::of("measure-you-decided-behind")));
        }
    }
    Ok(None)
}

/// The job of a notice that was not taken, since the address that it gives is suspended: that address is told, at most once a day, and
/// nobody else, as anybody could have typed it. Safe to run again.
pub async fn tell_turned_away(service: &Service, id: MeasureId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::TellTurnedAway { measure: id }).await?;
    let measure = store::standing::measure(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let reached = reached(&mut tx, service, &measure).await?;
    if let (Some(who), Some(to), Some(until)) = (measure.correspondent, reached.recipient(), measure.until)
        && correspondents::is_to_be_told(&mut tx, who, service.clock.now()).await?
    {
        letters::turned_away(&mut tx, service, (to, private_page(service, id)), reached.case, until).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The job of a termination, when its owner's days to save files are over: what is left and not locked is deleted as its owner would
/// have. It comes again while something is left, or an appeal waits. Safe to run again.
pub async fn empty(service: &Service, id: MeasureId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::EmptyAccount { measure: id }).await?;
    let Some(account) = due(&mut tx, id, now).await? else {
        tx.commit().await?;
        return Ok(());
    };
    let appealed = appeals::measures::is_open(&mut tx, id).await?;
    let since = now.minus(service.config.limits.termination_export);
    let left = if appealed { Vec::new() } else { store::standing::left_of(&mut tx, account, since, AT_ONCE).await? };
    if store::standing::has_files(&mut tx, account).await? {
        let again = if i64::try_from(left.len()).unwrap_or(i64::MAX) >= AT_ONCE { now } else { now.plus(AGAIN) };
        jobs::enqueue(&mut tx, service, &Job::EmptyAccount { measure: id }, again).await?;
    }
    tx.commit().await?;
    for object in left {
        let mut tx = service.db.begin().await?;
        // Locked with the account's row: it may have been lifted, or appealed, since.
        if due(&mut tx, id, now).await?.is_some() && !appeals::measures::is_open(&mut tx, id).await? {
            match objects::delete_in(&mut tx, service, account, object, Finality::Undoable, "service").await {
                Ok(_) => tx.commit().await?,
                // It was locked meanwhile: then its windows say how long it is kept.
                Err(crate::vault::Error::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// The account that a termination empties now, its row locked; none while it does not.
async fn due(tx: &mut Tx, id: MeasureId, now: Time) -> Result<Option<AccountId>, Error> {
    let found = store::standing::measure(tx, id).await?.ok_or(Error::NotFound)?;
    let Some(account) = found.account.filter(|_| found.kind == Kind::Termination) else { return Ok(None) };
    standing::lock(tx, account).await?.ok_or(Error::NotFound)?;
    let found = store::standing::measure(tx, id).await?.ok_or(Error::NotFound)?;
    let over = found.until.is_some_and(|until| until <= now);
    Ok((over && found.lifted_at.is_none()).then_some(account))
}

// For pages ------------------------------------------------------------------------------------------

/// What lies ahead of whoever a notice tells of a measure.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// The measure.
    pub measure: Measure,
    /// The appeal against it.
    pub appeal: Option<Appeal>,
    /// What it says.
    pub grounds: Option<String>,
    /// Until when one can be lodged; none if none can be.
    pub appeal_until: Option<Time>,
    /// It stands now.
    pub in_force: bool,
    /// What was marked as manifestly unfounded, on which it rests; nothing where it rests on strikes.
    pub marks: Vec<Mark>,
}

/// What lies ahead of the reader of a notice. None if it tells of no measure.
pub async fn of_notice(service: &Service, reader: &Actor, notice: NoticeId) -> Result<Option<Ahead>, Error> {
    let mut tx = service.db.read().await?;
    let Some(id) = notices::measure_of(&mut tx, reader.account, notice).await? else { return Ok(None) };
    let measure = store::standing::measure(&mut tx, id).await?.ok_or(Error::NotFound)?;
    Ok(Some(ahead(&mut tx, service, measure).await?))
}

/// What closes uploads and new links to a person now, and the notice by which they were told of it: of several, the one of which the verbs
/// that it closes tell, too ([`standing::uploads`]).
pub async fn closing_uploads(service: &Service, person: &Actor) -> Result<Option<(Measure, Option<NoticeId>)>, Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let all = store::standing::measures_against(&mut tx, person.account.into()).await?;
    let closes =
        |measure: &Measure| measure.scope == Scope::Uploads && measure.kind != Kind::Warning && measure.in_force(now);
    let lasts = |measure: &Measure| (measure.kind == Kind::Termination, measure.until);
    let Some(found) = all.into_iter().filter(closes).max_by_key(lasts) else { return Ok(None) };
    let notice = notices::told_of(&mut tx, person.account, found.id).await?;
    Ok(Some((found, notice)))
}

/// What stands against an organisation, the newest first, for its members; and the notice by which the reader was told, as its owners are.
pub async fn of_organisation(
    service: &Service,
    member: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<(Ahead, Option<NoticeId>)>, Error> {
    if !organisations::of_person(service, member).await?.iter().any(|(found, _)| found.id == organisation) {
        return Err(Error::NotFound);
    }
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let mut standing = Vec::new();
    for measure in store::standing::measures_against(&mut tx, organisation.into()).await? {
        if measure.in_force(now) {
            let notice = notices::told_of(&mut tx, member.account, measure.id).await?;
            standing.push((ahead(&mut tx, service, measure).await?, notice));
        }
    }
    Ok(standing)
}

/// What lies ahead of whoever has the private link to a measure.
pub async fn by_link(service: &Service, id: MeasureId, link: &PrivateLinkText<'_>) -> Result<Ahead, Error> {
    let mut tx = service.db.read().await?;
    let measure = of_link(&mut tx, service, id, link).await?;
    ahead(&mut tx, service, measure).await
}

async fn ahead(tx: &mut Tx, service: &Service, measure: Measure) -> Result<Ahead, Error> {
    let until = appeals::measures::until(service, &measure);
    let may = appeals::measures::obstacle(tx, service, &measure).await?.is_none();
    let appeal = appeals::measures::of(tx, measure.id).await?;
    Ok(Ahead {
        grounds: appeals::grounds_of(tx, service, appeal.as_ref()).await?,
        appeal,
        appeal_until: may.then_some(until),
        in_force: measure.in_force(service.clock.now()),
        marks: misuse::marks_behind(tx, measure.id).await?,
        measure,
    })
}
