//! Questions: what a notice still lacks is asked of its notifier, and the clock stands still until an answer comes or its day has.
//!
//! A question ends in one of two ways. The notice is amended ([`super::filing::amend`]); or nothing comes in time, and the claim
//! is decided on what its notice says. Either way the time that was waited is added to the deadline.

use serde_json::json;

use super::decisions::{reviewer, role, statement, taken};
use super::form::Form;
use super::statement::requirement;
use super::{Actor, Error, decided, escalations, filing, queue, store};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::ClaimId;
use crate::jobs::{self, Job};
use crate::mail::Message;
use crate::service::Service;
use crate::texts::Text;
use crate::webhooks::{self, Event};

/// Where it lies sealed what to add to a notice, and how.
pub(super) fn wanted_context(claim: ClaimId) -> String {
    format!("claims.information_wanted/{claim}")
}

/// A reviewer tells the notifier what the law still asks for. Only what the law asks for can be missing
/// ([`super::statement::Basis::requirements`]): never a key.
pub async fn ask(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    missing: &[&str],
    explanation: &str,
) -> Result<(), Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    let explanation = form.text("explanation", explanation, Text::of("ask-say"));
    if missing.is_empty() {
        form.mistake("missing", Text::of("ask-choose"));
    }
    form.finish()?;
    let now = service.clock.now();
    let until = now.plus(service.config.limits.information_due);
    let mut tx = service.db.begin().await?;
    let found = taken(&mut tx, service, actor, claim).await?;
    let statement = statement(service, &found)?;
    let required = statement.basis().requirements();
    if !missing.iter().all(|field| required.contains(field)) {
        let mut form = Form::default();
        form.mistake("missing", Text::of("ask-not-asked-for"));
        form.finish()?;
    }
    if found.information_lapsed_at.is_some() {
        return Err(Error::Conflict(Text::of("ask-not-answered")));
    }
    let wanted = service.keys.seal(&wanted_context(claim), explanation.as_bytes());
    if store::ask(&mut tx, claim, &missing.join(" "), &wanted, now, until).await? != 1 {
        return Err(Error::Conflict(Text::of("ask-asked")));
    }
    jobs::enqueue(&mut tx, service, &Job::EndQuestion { claim }, until).await?;
    escalations::pause(&mut tx, service, claim).await?;
    let entry = NewEntry {
        kind: "claim.information-asked",
        case: found.log_case,
        actor: role(actor),
        fields: json!({"missing": missing, "until": until.rfc3339()}),
        commitments: &[("by", actor.account.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    webhooks::tell_claim(&mut tx, service, claim, Event::ClaimNeedsInformation).await?;
    let sender = store::sender(&mut tx, claim).await?;
    decided::tell_claimant(&mut tx, service, claim, |language| {
        let say = |key: &str| language.say(key);
        let message = Message::new(language, say("mail-incomplete"))
            .paragraph(say("mail-incomplete-text").with("claim", claim.to_string()))
            .list(missing.iter().map(|field| say(&requirement(field))))
            .quote(&explanation)
            .paragraph(say("mail-incomplete-next").with("day", language.minute(until)));
        filing::with_page(message, service, (claim, found.organisation), sender, "mail-claim-page")
    })
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The clock of a claim goes on: the time that was waited for an answer, if one was asked for, is added to the deadline. Gives the
/// deadline.
pub(super) async fn go_on(tx: &mut Tx, service: &Service, claim: &store::ClaimRow) -> Result<Time, Error> {
    let Some(asked) = claim.information_asked_at else { return Ok(claim.due_at) };
    store::resume_clock(tx, claim.id, asked, service.clock.now()).await?;
    let due_at = store::settle_due(tx, claim.id).await?.unwrap_or(claim.due_at);
    queue::look_when_urgent(tx, service, claim.queue, due_at).await?;
    Ok(due_at)
}

/// The job of a question, on its day: if no answer came, the clock goes on. Safe to run again.
pub async fn end(service: &Service, claim: ClaimId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    if found.information_asked_at.is_none() {
        return Ok(());
    }
    // Another question may have taken the place of the one that this job was queued for.
    if store::end_question(&mut tx, claim, now).await? != 1 {
        return Ok(());
    }
    let due_at = go_on(&mut tx, service, &found).await?;
    let entry = NewEntry {
        kind: "claim.question-ended",
        case: found.log_case,
        actor: "service",
        fields: json!({"due": due_at.rfc3339()}),
        commitments: &[],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    let sender = store::sender(&mut tx, claim).await?;
    decided::tell_claimant(&mut tx, service, claim, |language| {
        let say = |key: &str| language.say(key);
        let message = Message::new(language, say("mail-unanswered"))
            .paragraph(say("mail-unanswered-text").with("claim", claim.to_string()))
            .paragraph(say("mail-unanswered-next"));
        filing::with_page(message, service, (claim, found.organisation), sender, "mail-claim-page")
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
