//! How a dispute ends, who says so, and what follows.
//!
//! A reviewer records it, with what showed it. The claimant of an action can say it, too ([`tell_end`]), and then it depends on whom it
//! speaks for:
//!
//! - **For the uploader, or for nobody** (judgment for the uploader; withdrawn, dismissed or settled): that ends the action at once, as if staff
//!   had recorded it. Whoever may say it may withdraw the claim with the same effect, so that nobody is harmed by who is not theirs
//!   to bind; and notice of an action stops the material only while there is one (17 U.S.C. § 512(g)(2)(C)). What was merely dropped
//!   returns nothing before the day of the counter-notice.
//! - **For the claimant**: its word alone ends nothing against the uploader. It waits for staff, who confirm it, correct it, or find
//!   that the action has not ended; meanwhile the action goes on stopping what it stopped.
//!
//! Staff look at either, and what they then record counts.

use serde_json::json;

use super::{Dispute, Kind, Outcome, checks, lock, past_day, place};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::form::Form;
use crate::claims::withdrawal::Claimant;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DisputeId, DisputeReportId};
use crate::jobs;
use crate::process::appeals::{self, Side};
use crate::process::counter_notices::{self, Outcome as Ended};
use crate::process::store::actions;
use crate::process::{Error, judge, letters, not_too_many, reminders, store};
use crate::service::Service;
use crate::takedown::Lifted;
use crate::texts::Text;
use crate::tokens::Digest;

/// What a claimant says of the end of its action, as typed.
#[derive(Clone, Debug, Default)]
pub struct EndInput {
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// On which day, such as 2027-03-31.
    pub ended_on: String,
    /// The judgment or another document, or in its own words.
    pub words: String,
}

/// The claimant says how its action ended.
pub async fn tell_end(
    service: &Service,
    claimant: Claimant<'_>,
    claim: ClaimId,
    id: DisputeId,
    input: &EndInput,
) -> Result<(), Error> {
    let mut form = Form::default();
    let outcome = input.outcome.filter(|outcome| outcome.is_end());
    if outcome.is_none() {
        form.mistake("outcome", Text::of("dispute-choose-end"));
    }
    let ended_on = past_day(&mut form, "ended_on", &input.ended_on, service);
    let words = form.text("words", &input.words, Text::of("dispute-say-how"));
    form.finish()?;
    let (Some(outcome), Some(ended_on)) = (outcome, ended_on) else { return Err(Error::NotFound) };
    let mut tx = service.db.begin().await?;
    let (dispute, decided) = lock(&mut tx, id).await?;
    if decided.claim != claim || !dispute.kind.restrains() {
        return Err(Error::NotFound);
    }
    let told_as = decided::entitled(&mut tx, claimant, claim).await?;
    if dispute.ended_at.is_some() {
        return Err(Error::Conflict(Text::of("dispute-meanwhile")));
    }
    if dispute.reported.is_some() {
        return Err(Error::Conflict(Text::of("dispute-end-told")));
    }
    not_too_many(&mut tx, service, &decided, Side::Notifier).await?;
    let by = match claimant {
        Claimant::Person(person) => Some(person.account),
        Claimant::Holder(_) => None,
    };
    let report = DisputeReportId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&checks::place(report), words.as_bytes());
    let row = actions::NewReport {
        id: report,
        dispute: id,
        outcome,
        ended_on: &ended_on,
        words_sealed: &sealed,
        by,
        told_as,
    };
    let now = service.clock.now();
    actions::insert_report(&mut tx, &row, now).await?;
    jobs::look_at_deadlines(&mut tx, service, reminders::after_telling(service, now)).await?;
    let told = format!("{ended_on}\n{words}");
    let mut commitments = vec![("end", Digest::of(told.as_bytes()).to_string())];
    commitments.extend(by.map(|by| ("by", by.to_string())));
    let entry = NewEntry {
        kind: "dispute.end-told",
        case: decided.log_case,
        actor: told_as,
        fields: json!({"target": decided.position, "outcome": outcome.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    letters::actions::end_told(&mut tx, service, &decided, outcome).await?;
    if outcome != Outcome::ForClaimant {
        close(&mut tx, service, &decided, &dispute, outcome, None, told_as).await?;
        settle(&mut tx, service, &decided, &dispute, outcome, told_as, None).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A reviewer records how a dispute ended, with what showed it. If it had kept material from returning, that is settled with
/// it: given back, or not to be asked for again. What its claimant said of the end is looked at with that, and corrected if it was another.
pub async fn end(service: &Service, actor: &Actor, id: DisputeId, outcome: Outcome, note: &str) -> Result<(), Error> {
    let mut form = Form::default();
    let note = form.text("note", note, Text::of("dispute-say-how"));
    if !outcome.is_end() {
        form.mistake("outcome", Text::of("dispute-choose-end"));
    }
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let (dispute, decided, role) = locked(&mut tx, actor, id).await?;
    let by = Some((actor.account, note.as_str()));
    match (dispute.outcome, dispute.reported) {
        (Some(_), None) => return Err(Error::Conflict(Text::of("dispute-meanwhile"))),
        (None, _) => close(&mut tx, service, &decided, &dispute, outcome, by, role).await?,
        (Some(told), Some(_)) if told == outcome => {}
        (Some(_), Some(_)) => {
            let sealed = service.keys.seal(&place("end_note", id), note.as_bytes());
            actions::correct(&mut tx, id, outcome, &sealed, actor.account).await?;
        }
    }
    if dispute.reported.is_some() {
        look_at_report(&mut tx, service, actor, (&dispute, &decided, role), (outcome.as_str(), note.as_str())).await?;
        letters::actions::end_looked_at(&mut tx, service, &decided, outcome).await?;
    }
    if dispute.outcome != Some(outcome) {
        settle(&mut tx, service, &decided, &dispute, outcome, role, Some(&note)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A reviewer finds that an action has not ended, whatever its claimant said: it goes on stopping what it stopped.
pub async fn still_open(service: &Service, actor: &Actor, id: DisputeId, note: &str) -> Result<(), Error> {
    let mut form = Form::default();
    let note = form.text("note", note, Text::of("dispute-say-open"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let (dispute, decided, role) = locked(&mut tx, actor, id).await?;
    if dispute.reported.is_none() || dispute.ended_at.is_some() {
        return Err(Error::Conflict(Text::of("dispute-meanwhile")));
    }
    look_at_report(&mut tx, service, actor, (&dispute, &decided, role), ("open", note.as_str())).await?;
    letters::actions::end_not_found(&mut tx, service, &decided, &note).await?;
    tx.commit().await?;
    Ok(())
}

/// The same as [`lock`], for staff who are no party.
pub(super) async fn locked(
    tx: &mut Tx,
    actor: &Actor,
    id: DisputeId,
) -> Result<(Dispute, Decided, &'static str), Error> {
    let (dispute, decided) = lock(tx, id).await?;
    let role = judge(tx, actor, &decided).await?;
    Ok((dispute, decided, role))
}

/// Staff have looked at what a claimant said of an end.
async fn look_at_report(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    (dispute, decided, role): (&Dispute, &Decided, &'static str),
    (came_to, note): (&str, &str),
) -> Result<(), Error> {
    actions::look_at_report(tx, dispute.id, came_to, actor.account, service.clock.now()).await?;
    let entry = NewEntry {
        kind: "dispute.end-checked",
        case: decided.log_case,
        actor: role,
        fields: json!({"target": decided.position, "outcome": came_to}),
        commitments: &[("by", actor.account.to_string()), ("note", Digest::of(note.as_bytes()).to_string())],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// Ends a dispute, with its entry. `by`: the reviewer, with what showed it; none where its claimant says so.
pub(super) async fn close(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    dispute: &Dispute,
    outcome: Outcome,
    by: Option<(AccountId, &str)>,
    role: &'static str,
) -> Result<(), Error> {
    let note = by.map(|(account, note)| (account, service.keys.seal(&place("end_note", dispute.id), note.as_bytes())));
    let sealed = note.as_ref().map(|(account, sealed)| (*account, sealed.as_slice()));
    if store::end_dispute(tx, dispute.id, outcome, sealed, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("dispute-meanwhile")));
    }
    let commitments = by.map_or(Vec::new(), |(account, note)| {
        vec![("by", account.to_string()), ("note", Digest::of(note.as_bytes()).to_string())]
    });
    let entry = NewEntry {
        kind: "dispute.ended",
        case: decided.log_case,
        actor: role,
        fields: json!({"target": decided.position, "outcome": outcome.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// What a dispute that has ended does: with what is restricted, with the counter-notices that waited for it, whichever link of the
/// file they are about, and with a decision that restricts nothing where the claimant was right. `note`: what showed the end to staff.
pub(super) async fn settle(
    tx: &mut Tx,
    service: &Service,
    about: &Decided,
    dispute: &Dispute,
    outcome: Outcome,
    role: &'static str,
    note: Option<&str>,
) -> Result<(), Error> {
    // Another decision may have taken the place of the one it was about.
    let in_force = store::in_force(tx, about.target).await?.ok_or(Error::NotFound)?;
    let decided = decided::read(tx, in_force).await?;
    match outcome {
        // Whatever was found elsewhere, it gives back nothing that a court has been asked to keep where it is: what is open settles that,
        // and where it ends without a decision, this one counts after all.
        Outcome::ForUploader if store::action_is_open(tx, &decided).await? => Ok(()),
        Outcome::ForUploader => won(tx, service, &decided).await,
        Outcome::ForClaimant => {
            if dispute.kind.restrains() {
                for sent in actions::counter_notices_about(tx, &decided).await? {
                    let answered = decided::read(tx, sent.decision).await?;
                    counter_notices::end(tx, service, &answered, &sent, Ended::Restrained, role, None).await?;
                    letters::uploader_restrained(tx, service, &sent, &answered).await?;
                }
            }
            // What was found elsewhere is not carried out by itself: somebody decides anew about what nothing restricts.
            appeals::again::put_before(tx, service, &decided, dispute.id, note.unwrap_or_default()).await
        }
        Outcome::NoResult | Outcome::NamesNone => go_on(tx, service, dispute.kind, outcome, &decided).await,
    }
}

/// The uploader was right: every counter-notice about what the claim restricts of the file has come to what it asked for, whichever link
/// it answers, since nothing else would end what waits about the others.
async fn won(tx: &mut Tx, service: &Service, decided: &Decided) -> Result<(), Error> {
    let waiting = actions::counter_notices_about(tx, decided).await?;
    if !waiting.is_empty() {
        return counter_notices::give_back(tx, service, decided, &waiting).await;
    }
    match decided::undo(tx, service, decided.id, "dispute-won").await? {
        Lifted::Nothing => Ok(()),
        Lifted::StillHeld => letters::still_held(tx, service, decided.owner, decided).await,
        Lifted::Back | Lifted::Gone => letters::dispute_won(tx, service, decided).await,
    }
}

/// What an action had stopped goes on: what was won elsewhere meanwhile, and a counter-notice whose day may have passed.
async fn go_on(tx: &mut Tx, service: &Service, kind: Kind, outcome: Outcome, decided: &Decided) -> Result<(), Error> {
    if store::action_is_open(tx, decided).await? {
        return Ok(());
    }
    if actions::last_judgment(tx, decided).await? == Some(Outcome::ForUploader) {
        return won(tx, service, decided).await;
    }
    // The first gives back all that the claim restricts of the file.
    let waiting = actions::counter_notices_about(tx, decided).await?;
    let Some(first) = waiting.first() else { return Ok(()) };
    let answered = decided::read(tx, first.decision).await?;
    if first.returns_at <= service.clock.now() {
        return counter_notices::give_back(tx, service, &answered, &waiting).await;
    }
    if kind.restrains() && outcome == Outcome::NoResult {
        letters::actions::action_over(tx, service, first, &answered).await?;
    }
    Ok(())
}
