//! Who speaks for an organisation, which its owners correct.

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::claims::organisations::{self, Contact, State as Standing};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/contact", get(show).post(change))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ContactPage>();
}

/// Who speaks for it, to be corrected.
#[derive(Template)]
#[template(path = "rights/contact.html")]
struct ContactPage {
    layout: Layout,
    holder: Holder,
    /// What is read in the place of what was erased or altered.
    instead: Option<Text>,
    form: FormState,
}
page!(ContactPage);

/// A form with what is known.
fn filled(contact: Contact) -> FormState {
    FormState::new()
        .with("contact_name", contact.name)
        .with("contact_address", contact.address)
        .with("contact_telephone", contact.telephone)
        .with("contact_email", contact.email)
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::owned(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let (instead, form) = match organisations::contact(&service, &actor, holder.organisation.id).await? {
        Ok(contact) => (None, filled(contact)),
        Err(instead) => (Some(instead), FormState::new()),
    };
    Ok(ContactPage { layout, holder, instead, form }.into_response())
}

async fn change(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::owned(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let value = |field: &str| form.value(field).to_owned();
    let contact = Contact {
        name: value("contact_name"),
        address: value("contact_address"),
        telephone: value("contact_telephone"),
        email: value("contact_email"),
    };
    if let Err(error) = organisations::change_contact(&service, &actor, holder.organisation.id, &contact).await {
        form.refuse_with(error)?;
        return Ok(again(ContactPage { layout, holder, instead: None, form }));
    }
    session::say(&session, layout.language.say("contact-changed").to_string()).await?;
    Ok(see_other(&format!("/rights{}", holder.query())))
}

impl Sample for ContactPage {
    fn samples() -> Vec<Self> {
        let page = |state: Standing, instead: Option<Text>, form: FormState| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, state);
            Self { layout, holder, instead, form }
        };
        let known = Contact {
            name: "Mira Harbour".into(),
            address: "1 Quay Street\nHarbourton".into(),
            telephone: "+44 20 7946 0000".into(),
            email: "mira@harbour-pictures.example".into(),
        };
        let refused = filled(Contact::default()).refused("contact_name", Text::of("organisation-enter-person"));
        let verified = |instead, form| page(Standing::Verified, instead, form);
        vec![
            verified(None, filled(known)),
            verified(Some(Text::of("words-erased")), FormState::new()),
            verified(None, refused),
            page(Standing::Ended, None, FormState::new()),
        ]
    }
}
