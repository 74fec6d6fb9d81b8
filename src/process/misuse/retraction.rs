//! Marks that count no longer, because a senior took them back or what they are of restricts something after all; and what goes with them.

use serde_json::json;

use super::marks::find;
use super::{Mark, Party, marks_behind, place_of_retraction};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{Kind, Scope};
use crate::audit::{self, NewEntry};
use crate::claims::form::Form;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, MarkId};
use crate::jobs::{self, Job};
use crate::notices::Because;
use crate::process::measures::{self, Measure};
use crate::process::{Error, letters, reviewer, store};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// A mark, for a senior who is no party and may take it back.
pub async fn to_retract(service: &Service, actor: &Actor, id: MarkId) -> Result<Mark, Error> {
    let mut tx = service.db.read().await?;
    let (mark, ..) = retractable(&mut tx, service, actor, id).await?;
    Ok(mark)
}

/// A senior who is no party takes a mark back, with reasons: it counts no longer. What was decided on it, and would not have been without
/// it, is lifted at once; whose it was is told.
pub async fn retract(service: &Service, actor: &Actor, id: MarkId, reasons: &str) -> Result<(), Error> {
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("misuse-say-why-not"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let (mark, case, role) = retractable(&mut tx, service, actor, id).await?;
    // Their row first: whoever decides about them meanwhile comes second, and sees this.
    let reached = match mark.party {
        Some(party) => Some((party, measures::reach(&mut tx, service, party).await?)),
        None => None,
    };
    let sealed = service.keys.seal(&place_of_retraction(id), reasons.as_bytes());
    if store::standing::retract_mark(&mut tx, id, &sealed, actor.account, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("misuse-retracted-already")));
    }
    let mut fields = json!({"what": mark.what.word()});
    if let Some(position) = find(&mut tx, service, mark.what).await?.position {
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
async fn retractable(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    id: MarkId,
) -> Result<(Mark, CaseId, &'static str), Error> {
    let role = reviewer(tx, actor).await?;
    if role != "senior" {
        return Err(Error::Forbidden(Text::of("misuse-seniors-retract")));
    }
    let row = store::standing::mark(tx, id).await?.ok_or(Error::NotFound)?;
    let case = row.log_case;
    let mark = Mark::opened(service, &row)?.ok_or(Error::NotFound)?;
    for of in mark.claim.map(Case::Claim).into_iter().chain(mark.party.map(Party::case)) {
        parties::keep_out(tx, actor.account, of).await?;
    }
    Ok((mark, case, role))
}

/// Lifts what was decided about somebody's misuse and has lost its ground: a warning without anything marked, and a suspension without a
/// warning, or without anything marked that was sent after it.
async fn lift_groundless(tx: &mut Tx, service: &Service, party: Party) -> Result<(), Error> {
    let now = service.clock.now();
    let mut all = measures::all_against(tx, service, party).await?;
    // A suspension stands on the warning before it.
    all.reverse();
    let mut warned: Vec<(Scope, Time)> = Vec::new();
    for measure in all.iter().filter(|measure| measure.review.is_none()) {
        let behind = marks_behind(tx, service, measure.id).await?;
        let mut counting = behind.iter().filter(|mark| mark.counts());
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
pub(in crate::process) async fn measure_lifted(tx: &mut Tx, service: &Service, measure: &Measure) -> Result<(), Error> {
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
    let row = store::standing::mark(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let mark = Mark::opened(service, &row)?.ok_or(Error::NotFound)?;
    if let Some(party) = mark.party {
        measures::reach(&mut tx, service, party).await?;
        lift_groundless(&mut tx, service, party).await?;
    }
    tx.commit().await?;
    Ok(())
}
