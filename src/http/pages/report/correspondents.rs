//! What somebody without an account does by a link that came by mail: confirm that a notice is theirs, and answer what was decided
//! about them.

use super::super::Samples;
use super::super::notices::{appeal_days, appeal_ended, made_up, marked};
use super::super::prelude::*;
use crate::accounts::standing::Kind;
use crate::claims::correspondents::{self, Asked};
use crate::claims::withdrawal::PrivateLinkText;
use crate::clock::Time;
use crate::config::EuTier;
use crate::ids::{ClaimId, MeasureId};
use crate::notices::{Against, Weighed, words};
use crate::process::appeals::{self, Appeal, Outcome};
use crate::process::measures::{self, Ahead};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/report/confirmation/{claim}/{code}", get(asked).post(confirm))
        .route("/report/measures/{measure}/{code}", get(show).post(lodge))
        .route("/report/measures/{measure}/{code}/withdrawal", post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ConfirmationPage>();
    samples.add::<MeasurePage>();
}

/// Whether a notice is the reader's.
#[derive(Template)]
#[template(path = "report/confirmation.html")]
struct ConfirmationPage {
    layout: Layout,
    claim: ClaimId,
    code: String,
    asked: Asked,
}

/// What was decided about the reader, why, and what can be done about it.
#[derive(Template)]
#[template(path = "report/measure.html")]
struct MeasurePage {
    layout: Layout,
    code: String,
    ahead: Ahead,
    days: u64,
    /// What the service is in law, which says what follows from it.
    tier: EuTier,
    form: FormState,
}
page!(ConfirmationPage, MeasurePage);

impl MeasurePage {
    async fn load(
        service: &Service,
        layout: Layout,
        (measure, code): (MeasureId, String),
        form: FormState,
    ) -> Result<Self, Error> {
        let ahead = measures::by_link(service, measure, &PrivateLinkText(&code)).await?;
        Ok(Self { layout, code, ahead, days: appeal_days(service), tier: service.config.eu_tier, form })
    }

    fn appeal_at(&self) -> String {
        page_of(self.ahead.measure.id, &self.code)
    }

    fn appeal_reasons(&self) -> Option<String> {
        self.ahead.reasons.as_ref().map(|reasons| reasons.said_in(self.layout.language))
    }

    fn against(&self) -> Against {
        Against { kind: self.ahead.measure.kind, scope: self.ahead.measure.scope, organisation: None }
    }

    fn heading(&self) -> &'static str {
        words::measure(&self.against())
    }

    fn effect(&self) -> String {
        let said = if self.ahead.in_force { words::effect_until } else { words::effect_over };
        said(self.layout.language, &self.against(), self.ahead.measure.until)
    }

    fn ground(&self) -> &'static str {
        words::measure_ground(self.ahead.measure.scope)
    }

    fn explanation(&self) -> &'static str {
        words::measure_explanation(self.ahead.measure.kind, self.ahead.measure.scope)
    }

    fn software(&self) -> &'static str {
        words::measure_software(self.ahead.measure.scope)
    }

    /// What was weighed; every measure for misuse has it.
    fn weighed(&self) -> Option<Weighed> {
        let measure = &self.ahead.measure;
        Some(Weighed {
            unfounded: measure.unfounded?.unsigned_abs(),
            sent: measure.sent?.unsigned_abs(),
            gravity: measure.gravity.as_ref()?.said_in(self.layout.language),
            intention: measure.intention.as_ref()?.said_in(self.layout.language),
        })
    }

    fn numbers(&self, weighed: &Weighed) -> String {
        words::numbers(self.layout.language, weighed)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
    fn day(&self, time: &Time) -> String {
        self.layout.language.day(*time)
    }
}

fn page_of(measure: MeasureId, code: &str) -> String {
    format!("/report/measures/{measure}/{code}")
}

async fn asked(
    State(service): State<Service>,
    Path((claim, code)): Path<(ClaimId, String)>,
    layout: Layout,
) -> Result<ConfirmationPage, Error> {
    let asked = correspondents::asked(&service, claim, &code).await?;
    Ok(ConfirmationPage { layout, claim, code, asked })
}

async fn confirm(
    State(service): State<Service>,
    Path((claim, code)): Path<(ClaimId, String)>,
) -> Result<Response, Error> {
    correspondents::confirm(&service, claim, &code).await?;
    Ok(see_other(&format!("/report/confirmation/{claim}/{code}")))
}

async fn show(
    State(service): State<Service>,
    Path(of): Path<(MeasureId, String)>,
    layout: Layout,
) -> Result<MeasurePage, Error> {
    MeasurePage::load(&service, layout, of, FormState::new()).await
}

async fn lodge(
    State(service): State<Service>,
    Path((measure, code)): Path<(MeasureId, String)>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let grounds = form.value("grounds").to_owned();
    match appeals::lodge_by_link(&service, measure, &PrivateLinkText(&code), &grounds).await {
        Ok(_) => return Ok(see_other(&format!("{}#ahead", page_of(measure, &code)))),
        Err(error) => form.refuse_with(error)?,
    }
    form.reword_missing(|field| (field == "grounds").then(|| Text::of("appeal-wrong-grounds")));
    Ok(again(MeasurePage::load(&service, layout, (measure, code), form).await?))
}

async fn withdraw(
    State(service): State<Service>,
    Path((measure, code)): Path<(MeasureId, String)>,
) -> Result<Response, Error> {
    appeals::withdraw_by_link(&service, measure, &PrivateLinkText(&code)).await?;
    Ok(see_other(&format!("{}#ahead", page_of(measure, &code))))
}

impl Sample for ConfirmationPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let page = |confirmed| Self {
            claim: ClaimId(uuid::Uuid::from_u128(51)),
            code: "x".repeat(43),
            asked: Asked { submitted_at: layout.now, confirmed },
            layout: layout.clone(),
        };
        vec![page(false), page(true)]
    }
}

impl Sample for MeasurePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let ahead =
            |kind, appealed| Ahead { measure: made_up::misuse(&layout, kind), ..made_up::against(&layout, appealed) };
        let page = |ahead, form| Self {
            layout: layout.clone(),
            code: "x".repeat(43),
            ahead,
            days: 7,
            tier: EuTier::Platform,
            form,
        };
        let refused = Ahead {
            appeal: ahead(Kind::Suspension, true).appeal.map(|appeal| Appeal {
                outcome: Some(Outcome::Refused),
                ended_at: Some(layout.now),
                ..appeal
            }),
            reasons: Some("Both were sent after the answer to the first.".into()),
            ..ahead(Kind::Suspension, true)
        };
        let wrong = FormState::new().refused("grounds", "Say why you think that the decision is wrong.");
        vec![
            page(ahead(Kind::Warning, false), FormState::new()),
            page(ahead(Kind::Suspension, false), wrong),
            page(ahead(Kind::Suspension, true), FormState::new()),
            page(refused, FormState::new()),
        ]
    }
}
