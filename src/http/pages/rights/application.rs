//! What an applicant does until it is verified: it has us look at its domain, and answers what it is asked.

use super::super::prelude::*;
use super::{Holder, OrganisationPage, Which, to_application};
use crate::claims::organisations::domain::{self, Outcome};
use crate::claims::organisations::inquiries;
use crate::ids::InquiryId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/domain", post(check)).route("/rights/answer", post(answer))
}

async fn check(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    match domain::check(&service, &actor, holder.organisation.id).await {
        Ok(checks) => {
            let proven = checks.iter().any(|check| check.outcome == Outcome::Proven);
            let said = if proven { "domain-now-proven" } else { "domain-not-yet" };
            session::say(&session, layout.language.say(said).to_string()).await?;
            Ok(see_other(&format!("/rights{}#domain", holder.query())))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(OrganisationPage::load(&service, &actor, layout, holder, form).await?))
        }
    }
}

async fn answer(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let inquiry: InquiryId = form.value("inquiry").parse().map_err(|_| Error::NotFound)?;
    let answer = form.value("answer").to_owned();
    if let Err(error) = inquiries::answer(&service, &actor, holder.organisation.id, inquiry, &answer).await {
        form.refuse_with(error)?;
        return Ok(again(OrganisationPage::load(&service, &actor, layout, holder, form).await?));
    }
    session::say(&session, layout.language.say("inquiries-sent").to_string()).await?;
    Ok(see_other(&format!("/rights{}#inquiries", holder.query())))
}
