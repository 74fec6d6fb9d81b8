//! The form by which an uploader answers on oath. It is sent twice: to see what the claimant will read, and to send that. Nothing is
//! stored before.

use super::super::Samples;
use super::super::prelude::*;
use super::{made_up, of_notice};
use crate::calendar::Calendar;
use crate::clock::Time;
use crate::ids::NoticeId;
use crate::notices::Holder;
use crate::process::ahead::Ahead;
use crate::process::counter_notices::{
    self, CounterInput, CounterStatement, JURISDICTION, MISTAKE, SERVICE_OF_PROCESS,
};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/notices/{notice}/counter-notice", get(form).post(send))
        .route("/notices/{notice}/counter-notice/withdrawal", post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<CounterNoticePage>();
    samples.add::<ConfirmPage>();
}

/// The form.
#[derive(Template)]
#[template(path = "notices/counter_notice.html")]
struct CounterNoticePage {
    layout: Layout,
    notice: NoticeId,
    ahead: Ahead,
    public_url: String,
    /// The sentences of the law, each with its field.
    oath: [(&'static str, &'static str); 3],
    calendar: Calendar,
    form: FormState,
}

/// What is about to be sent, as the claimant will read it.
#[derive(Template)]
#[template(path = "notices/counter_notice_confirm.html")]
struct ConfirmPage {
    layout: Layout,
    notice: NoticeId,
    ahead: Ahead,
    statement: CounterStatement,
    calendar: Calendar,
    /// Everything that was typed, carried along.
    typed: Vec<(&'static str, String)>,
}
page!(CounterNoticePage, ConfirmPage);

/// The fields of the form, in its order.
const FIELDS: [&str; 11] = [
    "material",
    "location",
    "name",
    "address",
    "place",
    "district",
    "telephone",
    "mistake",
    "jurisdiction",
    "service_of_process",
    "signature",
];

impl ConfirmPage {
    fn new(
        layout: Layout,
        notice: NoticeId,
        ahead: Ahead,
        statement: CounterStatement,
        calendar: Calendar,
        form: &FormState,
    ) -> Self {
        let typed = FIELDS.map(|field| (field, form.value(field).to_owned()));
        let typed = typed.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Self { layout, notice, ahead, statement, calendar, typed }
    }

    /// A day as the operator counts it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
    fn day(&self, time: &Time) -> String {
        self.layout.language.date(self.calendar.day_of(*time))
    }
}

impl CounterNoticePage {
    fn new(service: &Service, layout: Layout, notice: NoticeId, ahead: Ahead, form: FormState) -> Self {
        let public_url = service.config.public_url.as_str().trim_end_matches('/').to_owned();
        Self { calendar: service.config.calendar.clone(), ..Self::of(layout, notice, ahead, public_url, form) }
    }

    fn of(layout: Layout, notice: NoticeId, ahead: Ahead, public_url: String, form: FormState) -> Self {
        let oath = [("mistake", MISTAKE), ("jurisdiction", JURISDICTION), ("service_of_process", SERVICE_OF_PROCESS)];
        Self { layout, notice, ahead, public_url, oath, calendar: Calendar::default(), form }
    }

    /// A day as the operator counts it.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
    fn day(&self, time: &Time) -> String {
        self.layout.language.date(self.calendar.day_of(*time))
    }

    fn places(&self) -> [(&'static str, String, &'static str); 2] {
        let say = |key: &str| self.layout.language.say(key).to_string();
        [("us", say("counter-form-in-us"), ""), ("abroad", say("counter-form-abroad"), "")]
    }
}

/// The page while a counter-notice is open to the reader; else back to the notice, which says why not.
async fn form(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(notice): Path<NoticeId>,
) -> Result<Response, Error> {
    let ahead = of_notice(&service, &actor, notice).await?;
    if ahead.counter_notice_now.is_none() {
        return Ok(see_other(&format!("/notices/{notice}")));
    }
    let base = service.config.public_url.as_str().trim_end_matches('/');
    let form = FormState::new().with("location", format!("{base}/f/{}", ahead.decided.link));
    Ok(CounterNoticePage::new(&service, layout, notice, ahead, form).into_response())
}

/// What was typed, if it is complete; else what is wrong stands in the form.
fn read(form: &mut FormState, input: &CounterInput) -> Option<CounterStatement> {
    let placed = matches!(form.value("place"), "us" | "abroad");
    if !placed {
        form.refuse("place", Text::of("counter-wrong-place"));
    }
    match CounterStatement::parse(input) {
        Ok(statement) => placed.then_some(statement),
        Err(mistakes) => {
            // Whether there is a district depends on the place.
            for mistake in mistakes.into_iter().filter(|mistake| placed || mistake.field != "district") {
                form.refuse(mistake.field, mistake.message.sentence());
            }
            None
        }
    }
}

async fn send(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(notice): Path<NoticeId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let text = |field: &str| form.value(field).to_owned();
    let input = CounterInput {
        material: text("material"),
        location: text("location"),
        name: text("name"),
        address: text("address"),
        in_united_states: form.value("place") == "us",
        district: text("district"),
        telephone: text("telephone"),
        mistake: form.chosen("mistake", "yes"),
        jurisdiction: form.chosen("jurisdiction", "yes"),
        service_of_process: form.chosen("service_of_process", "yes"),
        signature: text("signature"),
    };
    let ahead = of_notice(&service, &actor, notice).await?;
    let step = form.value("step").to_owned();
    if step == "change" {
        return Ok(CounterNoticePage::new(&service, layout, notice, ahead, form).into_response());
    }
    if let Some(statement) = read(&mut form, &input) {
        if step != "confirm" {
            // Where none is open, the notice says why not.
            if ahead.counter_notice_now.is_none() {
                return Ok(see_other(&format!("/notices/{notice}#ahead")));
            }
            let calendar = service.config.calendar.clone();
            return Ok(ConfirmPage::new(layout, notice, ahead, statement, calendar, &form).into_response());
        }
        match counter_notices::send(&service, &actor, notice, &input).await {
            Ok(_) => {
                session::say(&session, layout.language.say("counter-form-sent").to_string()).await?;
                return Ok(see_other(&format!("/notices/{notice}#ahead")));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    form.reword_missing(|field| wrong(field).map(Text::of));
    form.in_order(&FIELDS);
    Ok(again(CounterNoticePage::new(&service, layout, notice, ahead, form)))
}

async fn withdraw(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(notice): Path<NoticeId>,
) -> Result<Response, Error> {
    let ahead = of_notice(&service, &actor, notice).await?;
    let sent = ahead.open_counter_notice().ok_or(Error::NotFound)?;
    counter_notices::withdraw(&service, &actor, sent.id).await?;
    session::say(&session, layout.language.say("ahead-counter-notice-taken-back").to_string()).await?;
    Ok(see_other(&format!("/notices/{notice}#ahead")))
}

/// What to say of a field that was left out.
fn wrong(field: &str) -> Option<&'static str> {
    Some(match field {
        "place" => "counter-wrong-place",
        "material" => "counter-wrong-material",
        "location" => "counter-wrong-location",
        "name" => "counter-wrong-name",
        "address" => "counter-wrong-address",
        "telephone" => "counter-wrong-telephone",
        "district" => "counter-wrong-district",
        "mistake" => "counter-wrong-oath",
        "jurisdiction" => "counter-wrong-consent-jurisdiction",
        "service_of_process" => "counter-wrong-consent-service",
        "signature" => "counter-wrong-signature",
        _ => return None,
    })
}

impl Sample for CounterNoticePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let wrong = FormState::new().with("place", "us").refused("district", "Name the federal judicial district.");
        let page = |form| {
            let ahead = made_up::ahead(&layout, false);
            let notice = NoticeId(uuid::Uuid::from_u128(61));
            Self::of(layout.clone(), notice, ahead, "https://files.example".into(), form)
        };
        vec![page(FormState::new()), page(wrong)]
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |ahead: Ahead| {
            let statement = made_up::counter_statement();
            let form = FormState::new().with("place", "us").with("name", statement.name.clone());
            let notice = NoticeId(uuid::Uuid::from_u128(61));
            Self::new(layout.clone(), notice, ahead, statement, Calendar::default(), &form)
        };
        let nobody = Ahead { claimant: None, rights_holder: None, ..made_up::ahead(&layout, true) };
        let somebody = Ahead { rights_holder: Some(Holder::unverified("Sam Example")), ..nobody.clone() };
        vec![page(made_up::ahead(&layout, false)), page(nobody), page(somebody)]
    }
}
