//! Measures: what is decided against a person or an organisation itself, not against a file.
//!
//! After strikes a warning, a suspension of uploads and new links, or a termination ([`super::strikes`]); after misuse a warning
//! or a suspension of notices or of appeals ([`super::misuse`]). Each has its own statement of reasons, in the portal and by
//! mail; its own appeal for six months, before somebody else ([`super::appeals`]); and its own entries. What it closes follows
//! from its row, which the verbs that it closes read ([`crate::accounts::standing`]).
//!
//! Here a measure is taken, ends and is lifted. Before it is taken a reviewer sees what it would touch ([`mod@touched`]); whom it is told
//! ([`telling`]); what they can do about it ([`ahead`]), and before whom ([`parties`]); what a termination leaves its owner, and what it
//! deletes ([`termination`]).

mod ahead;
mod parties;
mod telling;
mod termination;
mod touched;

use std::time::Duration;

use serde_json::json;

pub use self::ahead::{Ahead, by_link, closing_notices, closing_uploads, of_notice, of_organisation};
use self::parties::left_to_lift;
pub(super) use self::parties::{keep_out, left_to_others};
pub(crate) use self::telling::pages_of;
pub(super) use self::telling::{Reached, of_link, private_page, reach, reached};
pub use self::telling::{tell_owner, tell_turned_away};
pub use self::termination::empty;
pub use self::touched::{Touched, saved_until, suspended_until, touched};
use super::store::standing::MeasureRow;
use super::{Error, store};
use crate::accounts::Actor;
use crate::accounts::standing::{Kind, Scope};
use crate::audit::{self, NewEntry};
use crate::claims::form::Form;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AccountReviewId, CaseId, CorrespondentId, MeasureId, OrganisationId};
use crate::jobs::{self, Job};
use crate::notices::{Against, Because, Statement, Weighed};
use crate::process::misuse::{self, Party};
use crate::process::{appeals, complaints};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::tokens::Digest;

const DAY: Duration = Duration::from_hours(24);

/// A measure, with what was said of it: words that were erased or altered say so in their place.
#[derive(Clone, Debug)]
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
    pub reasons: Text,
    /// Of misuse, how many were manifestly unfounded.
    pub unfounded: Option<i64>,
    /// Of how many.
    pub sent: Option<i64>,
    /// How grave it was.
    pub gravity: Option<Text>,
    /// What was meant by it.
    pub intention: Option<Text>,
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

    /// What it is, for whoever is reached: of an organisation by its name.
    fn against(&self, reached: &Reached) -> Against {
        Against { kind: self.kind, scope: self.scope, organisation: reached.organisation.clone() }
    }

    fn opened(service: &Service, row: &MeasureRow) -> Result<Self, Error> {
        let said = |column: &str, sealed: &[u8]| service.keys.said(&place(column, row.id), sealed);
        Ok(Self {
            reasons: said("reasons", &row.reasons_sealed)?,
            gravity: row.gravity_sealed.as_deref().map(|sealed| said("gravity", sealed)).transpose()?,
            intention: row.intention_sealed.as_deref().map(|sealed| said("intention", sealed)).transpose()?,
            id: row.id,
            kind: row.kind,
            scope: row.scope,
            account: row.account,
            organisation: row.organisation,
            correspondent: row.correspondent,
            review: row.review,
            unfounded: row.unfounded,
            sent: row.sent,
            until: row.until,
            log_case: row.log_case,
            taken_by: row.taken_by,
            taken_at: row.taken_at,
            lifted_at: row.lifted_at,
            lifted_because: row.lifted_because,
        })
    }
}

/// Where what is said of a measure lies sealed.
fn place(column: &str, id: MeasureId) -> String {
    format!("measures.{column}/{id}")
}

/// One measure.
pub(super) async fn find(tx: &mut Tx, service: &Service, id: MeasureId) -> Result<Measure, Error> {
    Measure::opened(service, &store::standing::measure(tx, id).await?.ok_or(Error::NotFound)?)
}

/// The measures against somebody, the newest first.
pub(super) async fn all_against(tx: &mut Tx, service: &Service, party: Party) -> Result<Vec<Measure>, Error> {
    let rows = store::standing::measures_against(tx, party).await?;
    rows.iter().map(|row| Measure::opened(service, row)).collect()
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
    let sealed = |column: &str, words: &str| service.keys.seal(&place(column, id), words.as_bytes());
    let row = MeasureRow {
        id,
        kind: new.kind,
        scope: new.scope,
        account: new.party.account(),
        organisation: new.party.organisation(),
        correspondent: new.party.correspondent(),
        review: new.review,
        reasons_sealed: sealed("reasons", new.reasons),
        unfounded: new.weighed.map(|weighed| count(weighed.unfounded)),
        sent: new.weighed.map(|weighed| count(weighed.sent)),
        gravity_sealed: new.weighed.map(|weighed| sealed("gravity", &weighed.gravity)),
        intention_sealed: new.weighed.map(|weighed| sealed("intention", &weighed.intention)),
        until: new.until,
        log_case,
        taken_by: actor.account,
        taken_at: now,
        lifted_at: None,
        lifted_because: None,
    };
    store::standing::insert_measure(tx, &row).await?;
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
    let measure = Measure::opened(service, &row)?;
    let appeal_until = appeals::measures::until(service, &measure);
    let statement = measure.statement(&reached, Language::default(), Some(appeal_until));
    reached.tell(tx, service, id, &statement).await?;
    if let (Kind::Termination, Some(account)) = (new.kind, new.party.account()) {
        complaints::hand_on(tx, account, id).await?;
    }
    if let (Kind::Termination, Some(end)) = (new.kind, new.until) {
        jobs::enqueue(tx, service, &Job::EmptyAccount { measure: id }, end).await?;
    }
    Ok(id)
}

/// Ends a measure before its time, in the caller's transaction: what it closed is open with the commit, and whomever it was
/// against is told. An appeal that waits has no object any more, nor have complaints.
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
    let against = measure.against(&reached);
    reached.tell(tx, service, measure.id, &Statement::MeasureLifted { against, because }).await?;
    // What was decided while the account was terminated came before nobody.
    if let (Kind::Termination, Some(account)) = (measure.kind, measure.account) {
        jobs::enqueue(tx, service, &Job::CountStrikes { account }, service.clock.now()).await?;
    }
    appeals::measures::end_moot(tx, service, measure).await?;
    complaints::end_with(tx, service, measure, because).await
}

/// A reviewer who is no party, and did not mark what it rests on, lifts a measure that should not stand any longer, without being asked
/// to. A termination takes a senior to lift, as it did to take.
pub async fn lift(service: &Service, actor: &Actor, id: MeasureId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let role = super::reviewer(&mut tx, actor).await?;
    let measure = find(&mut tx, service, id).await?;
    keep_out(&mut tx, actor, &measure).await?;
    if measure.kind == Kind::Termination && role != "senior" {
        return Err(Error::Forbidden(Text::of("measure-senior-lifts")));
    }
    if let Some(why) = left_to_lift(&mut tx, actor, &measure).await? {
        return Err(Error::Forbidden(why));
    }
    // Read again, now that the party's row is locked.
    reached(&mut tx, service, &measure).await?;
    let measure = find(&mut tx, service, id).await?;
    if !measure.in_force(service.clock.now()) {
        return Err(Error::Conflict(Text::of("measure-stands-no-more")));
    }
    end(&mut tx, service, &measure, Because::Reconsidered, role, Some(actor.account)).await?;
    misuse::measure_lifted(&mut tx, service, &measure).await?;
    tx.commit().await?;
    Ok(())
}
