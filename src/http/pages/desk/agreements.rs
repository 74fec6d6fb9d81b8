//! The agreement at the desk: its versions, the draft that waits, and the proposal of the next one.

use super::super::Samples;
use super::super::prelude::*;
use super::Desk;
use super::steps::{self, Row};
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::claims::agreements::{self, Agreement, Proposal};
use crate::ids::AgreementId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/agreements", get(show).post(propose)).route("/desk/agreements/{agreement}", get(read))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<AgreementsPage>();
    samples.add::<VersionPage>();
}

/// Every version, and the form for the next.
#[derive(Template)]
#[template(path = "desk/agreements.html")]
struct AgreementsPage {
    layout: Layout,
    published: Vec<Agreement>,
    waiting: Vec<Row>,
    fields: Vec<Field>,
    form: FormState,
}

/// The field of a language, which its tag names.
struct Field {
    tag: String,
    /// What the language calls itself.
    name: String,
    /// It may not be left empty.
    needed: bool,
}

/// One version's texts.
#[derive(Template)]
#[template(path = "desk/agreement.html")]
struct VersionPage {
    layout: Layout,
    agreement: Agreement,
    waiting: Option<Row>,
}
page!(AgreementsPage, VersionPage);

async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Row>, Error> {
    let rows = steps::rows(service, actor).await?;
    Ok(rows.into_iter().filter(|row| row.step.kind == Kind::AgreementPublication).collect())
}

impl AgreementsPage {
    async fn load(service: &Service, actor: &Actor, layout: Layout, form: Option<FormState>) -> Result<Self, Error> {
        if !actor.roles.administrator() {
            return Err(Error::Forbidden(Text::of("error-for-administrators")));
        }
        let published = agreements::published(service).await?;
        let start = agreements::start(service).await?;
        let form = form.unwrap_or_else(|| filled(&start));
        Ok(Self { layout, waiting: waiting(service, actor).await?, published, fields: fields(&start), form })
    }
}

fn fields(start: &Proposal) -> Vec<Field> {
    let field = |language: Language| Field {
        tag: language.as_str().to_owned(),
        name: language.own_name(),
        needed: start.has(language),
    };
    Language::all().map(field).collect()
}

/// The form for the next version, with the texts to begin with.
fn filled(start: &Proposal) -> FormState {
    Language::all().fold(FormState::new(), |form, language| form.with(language.as_str(), start.text(language)))
}

fn sample(layout: &Layout, published: bool) -> Agreement {
    let published_at = published.then_some(layout.now);
    Agreement { published_at, ..super::super::agreement::sample(layout, 1) }
}

impl Sample for AgreementsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let start = Proposal::first();
        let form = filled(&start);
        let refused = form.clone().refused("en", "Enter the agreement's text in English.");
        let published = vec![sample(&layout, true)];
        vec![
            Self { layout: layout.clone(), published, waiting: vec![], fields: fields(&start), form: refused },
            Self { layout, published: vec![], waiting: vec![], fields: fields(&start), form },
        ]
    }
}

impl Sample for VersionPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        vec![
            Self { agreement: sample(&layout, true), layout: layout.clone(), waiting: None },
            Self { agreement: sample(&layout, false), layout, waiting: None },
        ]
    }
}

async fn show(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<AgreementsPage, Error> {
    AgreementsPage::load(&service, &actor, layout, None).await
}

async fn propose(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    // Browsers send line ends as CR LF; the text that is hashed and signed has plain ones.
    let text = |language: Language| form.value(language.as_str()).replace("\r\n", "\n");
    let proposal = Language::all().fold(Proposal::default(), |all, language| all.with(language, text(language)));
    if let Err(error) = agreements::propose(&service, &actor, &proposal, form.value("reason")).await {
        form.refuse_with(error)?;
        return Ok(again(AgreementsPage::load(&service, &actor, layout, Some(form)).await?));
    }
    session::say(&session, layout.language.say("desk-agreements-done").to_string()).await?;
    Ok(see_other("/desk/agreements"))
}

async fn read(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(agreement): Path<AgreementId>,
) -> Result<VersionPage, Error> {
    let agreement = agreements::proposed(&service, &actor, agreement).await?;
    let waiting = waiting(&service, &actor).await?.into_iter().find(|row| row.step.subject == agreement.id.0);
    Ok(VersionPage { layout, agreement, waiting })
}
