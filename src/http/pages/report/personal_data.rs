//! What is kept of who sent a notice without an account, by its private link: to be downloaded, and to be erased.

use super::super::Samples;
use super::super::personal::downloaded;
use super::super::prelude::*;
use crate::claims::withdrawal::PrivateLinkText;
use crate::personal::erasure::CONFIRMATION;
use crate::personal::export;
use crate::personal::strangers::{self, Kept, Standing, Wait};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/report/{secret}/personal-data", get(show))
        .route("/report/{secret}/export", post(hand_over))
        .route("/report/{secret}/erasure", post(erase))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<PersonalDataPage>();
}

/// What is kept, why it is for now, and what can be asked for.
#[derive(Template)]
#[template(path = "report/personal_data.html")]
struct PersonalDataPage {
    layout: Layout,
    /// The address of the notice's page.
    base: String,
    standing: Standing,
    form: FormState,
}
page!(PersonalDataPage);

impl PersonalDataPage {
    async fn load(service: &Service, layout: Layout, secret: &str, form: FormState) -> Result<Self, Error> {
        let standing = strangers::standing(service, &PrivateLinkText(secret)).await?;
        Ok(Self { layout, base: page_of(secret), standing, form })
    }

    /// Whether anything is left that can be erased now.
    fn can_erase(&self) -> bool {
        let Standing { erased_at, address_kept, waits } = &self.standing;
        waits.is_empty() && (erased_at.is_none() || *address_kept)
    }

    #[expect(clippy::unused_self, reason = "templates call what they show as methods")]
    fn word(&self) -> &'static str {
        CONFIRMATION
    }
}

fn page_of(secret: &str) -> String {
    format!("/report/{secret}")
}

async fn show(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
) -> Result<PersonalDataPage, Error> {
    PersonalDataPage::load(&service, layout, &secret, FormState::new()).await
}

async fn hand_over(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    match export::of_notice(&service, &PrivateLinkText(&secret), layout.language).await {
        Ok(archive) => return Ok(downloaded(&service, archive)),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(PersonalDataPage::load(&service, layout, &secret, form).await?))
}

async fn erase(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    match strangers::erase(&service, &PrivateLinkText(&secret), form.value("confirmation")).await {
        Ok(()) => return Ok(see_other(&format!("{}/personal-data", page_of(&secret)))),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(PersonalDataPage::load(&service, layout, &secret, form).await?))
}

impl Sample for PersonalDataPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let later = layout.now.plus(std::time::Duration::from_hours(90 * 24));
        let page = |standing, form| Self { layout: layout.clone(), base: page_of(&"x".repeat(43)), standing, form };
        let waits = [
            (Kept::Undecided, None),
            (Kept::Answers, Some(later)),
            (Kept::TakenBack, Some(later)),
            (Kept::Aftermath, Some(later)),
            (Kept::OpenAnswers, None),
            (Kept::Misuse, Some(later)),
            (Kept::Other, None),
        ];
        let waits = waits.map(|(kept, until)| Wait { kept, until }).to_vec();
        let refused = FormState::new().refused("", Text::of("report-data-refused"));
        let wrong = FormState::new().with("confirmation", "me").refused("confirmation", "Type ERASE to confirm.");
        let standing = |erased_at, address_kept| Standing { erased_at, address_kept, waits: Vec::new() };
        vec![
            page(Standing { erased_at: None, address_kept: true, waits }, refused),
            page(standing(None, false), wrong),
            page(standing(Some(layout.now), true), FormState::new()),
            page(standing(Some(layout.now), true), FormState::new().refused("", Text::of("report-data-address-kept"))),
            page(standing(Some(layout.now), false), FormState::new()),
        ]
    }
}
