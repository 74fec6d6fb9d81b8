//! The application of a rights holder, and what an applicant does until it is verified: it has us look at its domain, and answers what it
//! is asked.

use super::super::Samples;
use super::super::prelude::*;
use super::organisation::OrganisationPage;
use super::{Holder, Which, to_application};
use crate::claims::organisations::domain::{self, Outcome};
use crate::claims::organisations::{self, Application, Contact, inquiries};
use crate::ids::InquiryId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/domain", post(check)).route("/rights/answer", post(answer))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ApplyPage>();
}

/// The application of a rights holder.
#[derive(Template)]
#[template(path = "rights/apply.html")]
pub(super) struct ApplyPage {
    layout: Layout,
    form: FormState,
}
page!(ApplyPage);

impl ApplyPage {
    /// Empty, but for the address of the account.
    pub(super) fn new(layout: Layout) -> Self {
        let email = layout.viewer.as_ref().map_or_else(String::new, |viewer| viewer.email.clone());
        Self { layout, form: FormState::new().with("contact_email", email) }
    }
}

pub(super) async fn apply(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let value = |field: &str| form.value(field).to_owned();
    let application = Application {
        name: value("name"),
        country: value("country"),
        domain: value("domain"),
        contact: Contact {
            name: value("contact_name"),
            address: value("contact_address"),
            telephone: value("contact_telephone"),
            email: value("contact_email"),
        },
    };
    if let Err(error) = organisations::apply(&service, &actor, &application).await {
        form.refuse_with(error)?;
        return Ok(again(ApplyPage { layout, form }));
    }
    session::say(&session, layout.language.say("apply-sent").to_string()).await?;
    Ok(see_other("/rights"))
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

impl Sample for ApplyPage {
    fn samples() -> Vec<Self> {
        let form = FormState::new()
            .with("name", "Harbour Pictures")
            .refused("country", "Enter the two letters of the organisation’s country, such as FR.");
        vec![Self { layout: Layout::sample(), form: FormState::new() }, Self { layout: Layout::sample(), form }]
    }
}
