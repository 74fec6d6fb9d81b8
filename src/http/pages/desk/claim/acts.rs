//! What staff do on the page of a claim besides deciding: take it and give it back, ask the notifier, hand it to a senior and take it
//! back from one, note something, and bring the document of an order.

use axum::extract::DefaultBodyLimit;

use super::super::super::evidence::receive;
use super::super::super::prelude::*;
use super::super::Desk;
use super::{ClaimPage, done, refused};
use crate::claims::evidence::files::Subject;
use crate::claims::withdrawal::Claimant;
use crate::claims::{escalations, notes, questions, queue};
use crate::http::upload::Upload;
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    // Whoever takes the file limits it, as it arrives.
    let document = post(bring).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/desk/claims/{claim}/assignment", post(take))
        .route("/desk/claims/{claim}/release", post(release))
        .route("/desk/claims/{claim}/question", post(ask))
        .route("/desk/claims/{claim}/escalation", post(escalate))
        .route("/desk/claims/{claim}/escalation/end", post(send_back))
        .route("/desk/claims/{claim}/notes", post(note))
        .route("/desk/claims/{claim}/evidence", document)
}

/// For how long somebody has what they take, in minutes.
pub(super) fn minutes(service: &Service) -> u64 {
    service.config.limits.assignment.as_secs() / 60
}

/// Takes it, or keeps it longer.
async fn take(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    if let Err(error) = queue::take(&service, &actor, claim).await {
        return refused(&service, &actor, layout, claim, (form, error)).await;
    }
    let said = layout.language.say("case-taken").with("minutes", minutes(&service)).to_string();
    done(&service, &actor, layout, &session, (claim, ""), form, said).await
}

async fn release(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(claim): Path<ClaimId>,
) -> Result<Response, Error> {
    queue::release(&service, &actor, claim).await?;
    session::say(&session, language.say("case-released").to_string()).await?;
    Ok(see_other("/desk"))
}

/// Asks the notifier for what the law still wants; the clock stands still until they answer.
async fn ask(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    let missing: Vec<&str> = form.all("missing").iter().map(String::as_str).collect();
    if let Err(error) = questions::ask(&service, &actor, claim, &missing, form.value("explanation")).await {
        return refused(&service, &actor, layout, claim, (form, error)).await;
    }
    let said = layout.language.say("case-was-asked").to_string();
    done(&service, &actor, layout, &session, (claim, ""), form.without(&["missing", "explanation"]), said).await
}

async fn escalate(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    let kind = form.value("escalation").parse().ok();
    if let Err(error) = escalations::raise(&service, &actor, claim, kind, form.value("words")).await {
        return refused(&service, &actor, layout, claim, (form, error)).await;
    }
    let locked = kind.is_some_and(escalations::Kind::locks);
    let said = if locked { "case-escalated-locked" } else { "case-escalated" };
    let said = layout.language.say(said).to_string();
    done(&service, &actor, layout, &session, (claim, ""), form.without(&["escalation", "words"]), said).await
}

async fn send_back(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    let said = match escalations::send_back(&service, &actor, claim, form.value("back")).await {
        Ok((escalations::Outcome::Closed, _)) => "case-closed",
        Ok((_, true)) => "case-back",
        Ok((_, false)) => "case-back-unlocked",
        Err(error) => return refused(&service, &actor, layout, claim, (form, error)).await,
    };
    session::say(&session, layout.language.say(said).to_string()).await?;
    Ok(see_other(&format!("/desk/claims/{claim}")))
}

async fn note(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    if let Err(error) = notes::write(&service, &actor, claim, form.value("note")).await {
        return refused(&service, &actor, layout, claim, (form, error)).await;
    }
    let said = layout.language.say("case-noted").to_string();
    done(&service, &actor, layout, &session, (claim, "#notes"), form.without(&["note"]), said).await
}

/// Brings the document of an order: to any other claim only its claimant brings files.
async fn bring(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    upload: Result<Upload, Error>,
) -> Result<Response, Error> {
    if let Err(error) = receive(&service, Claimant::Person(&actor), Subject::Claim(claim), upload).await {
        let mut form = FormState::new();
        form.refuse_with(error)?;
        let mut page = ClaimPage::load(&service, &actor, layout, claim, None).await?;
        page.evidence.form = form;
        return Ok(again(page));
    }
    session::say(&session, layout.language.say("case-document-brought").to_string()).await?;
    Ok(see_other(&format!("/desk/claims/{claim}#evidence")))
}
