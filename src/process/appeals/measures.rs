//! Appeals against measures: by whoever was told of one, once unless that was taken back, for six months; decided by somebody other than who took it, who is no
//! party to a claim behind it and, where there is somebody else, neither decided one of its strikes nor marked what it rests on.

use std::time::Duration;

use serde_json::json;

use super::{Appeal, Outcome, Side, Verdict, require_legible};
use crate::accounts::Actor;
use crate::accounts::standing::{Kind, Scope};
use crate::audit::{self, NewEntry};
use crate::claims::withdrawal::PrivateLinkText;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AppealId, MeasureId, NoticeId};
use crate::mail::Recipient;
use crate::notices::{self, Because, Verdict as Told};
use crate::process::measures::{self, Measure, Reached};
use crate::process::{Error, letters, misuse, reviewer, store};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// Where it lies sealed why one was decided as it was.
fn place_of_reasons(id: AppealId) -> String {
    format!("appeals.reasons/{id}")
}

/// On whose side an appeal against a measure stands: notices are a notifier's.
const fn side(measure: &Measure) -> Side {
    match (measure.scope, measure.correspondent) {
        // Who has no account has no files.
        (Scope::Notices, _) | (_, Some(_)) => Side::Notifier,
        (Scope::Uploads | Scope::Complaints, None) => Side::Uploader,
    }
}

/// Until when a measure can be appealed.
pub(in crate::process) fn until(service: &Service, measure: &Measure) -> Time {
    notices::appeals_until(service, measure.taken_at)
}

/// The last appeal against a measure.
pub(in crate::process) async fn of(tx: &mut Tx, measure: MeasureId) -> Result<Option<Appeal>, Error> {
    Ok(store::appeal_of_measure(tx, measure).await?)
}

/// Whether one waits.
pub(in crate::process) async fn is_open(tx: &mut Tx, measure: MeasureId) -> Result<bool, Error> {
    Ok(of(tx, measure).await?.is_some_and(|appeal| appeal.outcome.is_none()))
}

/// Why no appeal is open, if none is. A suspension that is over can be appealed still: that it was wrong is worth knowing.
pub(in crate::process) async fn obstacle(
    tx: &mut Tx,
    service: &Service,
    measure: &Measure,
) -> Result<Option<Text>, Error> {
    Ok(match of(tx, measure.id).await?.filter(|appeal| appeal.outcome != Some(Outcome::Withdrawn)) {
        Some(appeal) if appeal.outcome.is_none() => Some(Text::of("appeal-received-already")),
        Some(_) => Some(Text::of("measure-appealed")),
        None if measure.lifted_at.is_some() => Some(Text::of("measure-lifted-already")),
        None if until(service, measure) < service.clock.now() => {
            Some(Text::of("measure-appeal-late").with("months", service.config.limits.appeal_months.count()))
        }
        None => None,
    })
}

/// Until when whoever is told of a measure now can appeal against it, where one waits once that was taken back; none if nobody can any more.
pub(in crate::process) async fn open_until(
    tx: &mut Tx,
    service: &Service,
    measure: &Measure,
) -> Result<Option<Time>, Error> {
    let last = until(service, measure);
    let open = obstacle(tx, service, measure).await?.is_none() || is_open(tx, measure.id).await?;
    Ok(Some(last).filter(|last| open && service.clock.now() <= *last))
}

/// Who appeals against a measure.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    /// Somebody who was told of it by a notice.
    Person(&'a Actor, NoticeId),
    /// Who has no account, and was told of it by mail.
    Holder(&'a PrivateLinkText<'a>),
}

impl Whose<'_> {
    /// The word for them in the log.
    const fn word(self) -> &'static str {
        match self {
            Self::Person(..) => "person",
            Self::Holder(_) => "notifier",
        }
    }
}

/// Whoever was told of a measure appeals against it. What the measure closes does not close this.
pub(super) async fn lodge(
    tx: &mut Tx,
    service: &Service,
    whose: Whose<'_>,
    measure: MeasureId,
    grounds: &str,
) -> Result<AppealId, Error> {
    let (measure, reached) = theirs(tx, service, whose, measure).await?;
    if let Some(why) = obstacle(tx, service, &measure).await? {
        return Err(Error::Conflict(why));
    }
    let now = service.clock.now();
    // Each is mailed, and stands in the log for good.
    let today = store::appeals_of_measure_since(tx, measure.id, now.minus(Duration::from_hours(24))).await?;
    if today >= i64::from(service.config.limits.answers_per_day) {
        return Err(Error::Conflict(Text::of("answers-too-many")));
    }
    let (account, notice) = match whose {
        Whose::Person(person, notice) => (Some(person.account), Some(notice)),
        Whose::Holder(_) => (None, None),
    };
    let appeal = Appeal { measure: Some(measure.id), account, notice, ..Appeal::begun(service, side(&measure), now) };
    appeal.insert(tx, service, grounds).await?;
    let mut commitments = vec![("grounds", Digest::of(grounds.as_bytes()).to_string())];
    commitments.extend(account.map(|account| ("by", account.to_string())));
    let mut fields = of_measure(&measure, appeal.side);
    fields["due"] = json!(appeal.due_at.rfc3339());
    log(tx, service, &measure, "appeal.lodged", whose.word(), fields, &commitments).await?;
    let told = match whose {
        Whose::Person(person, notice) => {
            Some((Recipient::Account(person.account), format!("{}/notices/{notice}", letters::base(service))))
        }
        Whose::Holder(_) => reached.recipient().map(|to| (to, measures::private_page(service, measure.id))),
    };
    if let Some(told) = told {
        letters::measure_appeal_received(tx, service, told, &measure, appeal.due_at).await?;
    }
    Ok(appeal.id)
}

/// The measure, if it is still theirs to appeal: an owner who has left their organisation appeals for it no longer.
async fn theirs(
    tx: &mut Tx,
    service: &Service,
    whose: Whose<'_>,
    measure: MeasureId,
) -> Result<(Measure, Reached), Error> {
    let measure = match whose {
        Whose::Person(..) => measures::find(tx, service, measure).await?,
        Whose::Holder(link) => measures::of_link(tx, service, measure, link).await?,
    };
    let reached = measures::reached(tx, service, &measure).await?;
    match whose {
        Whose::Person(person, _) if !reached.people.contains(&person.account) => Err(Error::NotFound),
        // Read again, now that the party's row is locked.
        _ => Ok((measures::find(tx, service, measure.id).await?, reached)),
    }
}

fn of_measure(measure: &Measure, side: Side) -> serde_json::Value {
    json!({"measure": measure.kind.as_str(), "of": measure.scope.as_str(), "side": side.as_str()})
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    measure: &Measure,
    kind: &'static str,
    actor: &'static str,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    let entry = NewEntry { kind, case: measure.log_case, actor, fields, commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// Somebody other than who took the measure decides. Granted, it is lifted with this commit.
pub(super) async fn decide(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    (found, measure): (&Appeal, MeasureId),
    verdict: &Verdict,
    reasons: &str,
) -> Result<(), Error> {
    let role = reviewer(tx, actor).await?;
    let measure = measures::find(tx, service, measure).await?;
    measures::keep_out(tx, actor, &measure).await?;
    if let Some(why) = measures::left_to_others(tx, actor, &measure).await? {
        return Err(Error::Forbidden(why));
    }
    if measure.kind == Kind::Termination && role != "senior" {
        return Err(Error::Forbidden(Text::of("measure-senior-ends")));
    }
    if matches!(verdict, Verdict::Refuse) {
        require_legible(tx, service, found.id, role == "senior").await?;
    }
    // The party's row, as everything that changes the measure locks it.
    let reached = measures::reached(tx, service, &measure).await?;
    let measure = measures::find(tx, service, measure.id).await?;
    let outcome = match verdict {
        Verdict::Refuse => Outcome::Refused,
        Verdict::Lift if measure.lifted_at.is_some() => Outcome::Moot,
        Verdict::Lift => Outcome::Granted,
        Verdict::Replace { .. } => {
            return Err(Error::Conflict(Text::of("measure-ends-or-leaves")));
        }
    };
    let sealed = service.keys.seal(&place_of_reasons(found.id), reasons.as_bytes());
    let by = Some((actor.account, store::Reasons::Sealed(&sealed)));
    if store::end_appeal(tx, found.id, outcome, by, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let mut fields = of_measure(&measure, found.side);
    fields["outcome"] = json!(outcome.as_str());
    log(tx, service, &measure, "appeal.decided", role, fields, &commitments).await?;
    if outcome == Outcome::Granted {
        measures::end(tx, service, &measure, Because::AppealGranted, role, Some(actor.account)).await?;
        misuse::measure_lifted(tx, service, &measure).await?;
    }
    let told = match outcome {
        Outcome::Granted => Told::Granted,
        Outcome::Refused => Told::Refused,
        Outcome::Moot | Outcome::Withdrawn => Told::Moot,
    };
    reached.tell(tx, service, measure.id, &notices::of_verdict(told, reasons)).await
}

/// Whoever appealed takes it back.
pub(super) async fn withdraw(
    tx: &mut Tx,
    service: &Service,
    whose: Whose<'_>,
    measure: MeasureId,
) -> Result<(), Error> {
    let (measure, _) = theirs(tx, service, whose, measure).await?;
    let appeal = of(tx, measure.id).await?.ok_or(Error::NotFound)?;
    if store::end_appeal(tx, appeal.id, Outcome::Withdrawn, None, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    log(tx, service, &measure, "appeal.withdrawn", whose.word(), of_measure(&measure, appeal.side), &[]).await
}

/// A measure was lifted otherwise: an appeal that waits has no object, and whoever lodged it is told by the notice of that.
pub(in crate::process) async fn end_moot(tx: &mut Tx, service: &Service, measure: &Measure) -> Result<(), Error> {
    let Some(appeal) = of(tx, measure.id).await?.filter(|appeal| appeal.outcome.is_none()) else { return Ok(()) };
    if store::end_appeal(tx, appeal.id, Outcome::Moot, None, service.clock.now()).await? != 1 {
        return Ok(());
    }
    log(tx, service, measure, "appeal.moot", "service", of_measure(measure, appeal.side), &[]).await
}

/// Why this reviewer, who is no party, leaves an appeal against a measure to others, if they do.
pub(super) async fn left_of_measure(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    measure: MeasureId,
) -> Result<Option<Text>, Error> {
    let measure = measures::find(tx, service, measure).await?;
    if measure.kind == Kind::Termination && !actor.roles.senior() {
        return Ok(Some(Text::of("measure-senior-ends")));
    }
    measures::left_to_others(tx, actor, &measure).await
}

/// Why one was decided as it was, for a page.
pub(in crate::process) async fn reasons(tx: &mut Tx, service: &Service, id: AppealId) -> Result<Option<Text>, Error> {
    let sealed = store::reasons_of_appeal(tx, id).await?;
    Ok(sealed.map(|sealed| service.keys.said(&place_of_reasons(id), &sealed)).transpose()?)
}

/// Whether this reviewer may decide an appeal against a measure; refuses who may not even see it.
pub(super) async fn for_desk(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    measure: MeasureId,
) -> Result<(Measure, bool), Error> {
    reviewer(tx, actor).await?;
    let measure = measures::find(tx, service, measure).await?;
    measures::keep_out(tx, actor, &measure).await?;
    let may = measures::left_to_others(tx, actor, &measure).await?.is_none();
    Ok((measure, may))
}
