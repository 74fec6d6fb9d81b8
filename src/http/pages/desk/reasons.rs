//! The kept list of reasons, as seniors keep it and as forms offer it.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, People};
use crate::claims::reasons::{self, Reason, Words};
use crate::clock::Time;
use crate::ids::KeptReasonId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/reasons", get(list).post(add))
        .route("/desk/reasons/{reason}", get(edit).post(replace))
        .route("/desk/reasons/{reason}/retirement", post(retire))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ReasonsPage>();
    samples.add::<ReasonPage>();
}

/// A reason as a form offers it.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) words: String,
}

/// What can be started from, in a reader's language.
pub(super) async fn offered(service: &Service, language: Language) -> Result<Vec<Offered>, Error> {
    let reasons = reasons::offered(service).await?;
    let offer = |reason: &Reason| {
        let said = reason.said(language)?;
        Some(Offered { id: reason.id.to_string(), name: said.name.clone(), words: said.words.clone() })
    };
    Ok(reasons.iter().filter_map(offer).collect())
}

/// What was typed as reasons, or the kept words that were chosen where nothing was; empty where neither.
pub(super) fn typed_or_kept(form: &FormState, offered: &[Offered], reasons: &str, kept: &str) -> String {
    let typed = form.value(reasons).trim();
    if !typed.is_empty() {
        // With lines as the list has them, not as forms send them: words that were kept are found again in other languages.
        return typed.replace("\r\n", "\n");
    }
    let kept = form.value(kept);
    offered.iter().find(|reason| reason.id == kept).map_or(String::new(), |reason| reason.words.clone())
}

pub(super) fn sample() -> Vec<Offered> {
    vec![Offered {
        id: "00000000-0000-0000-0000-000000000001".into(),
        name: "A copy of the whole work".into(),
        words: "The file is a copy of the work that the notice names.".into(),
    }]
}

/// The fields of one language.
struct Fields {
    /// The language, as itself.
    name: String,
    name_field: String,
    words_field: String,
    needed: bool,
}

fn fields() -> Vec<Fields> {
    let of = |language: Language| Fields {
        name: language.own_name(),
        name_field: field("name", language),
        words_field: field("words", language),
        needed: language == Language::default(),
    };
    Language::all().map(of).collect()
}

/// A reason with who made it.
struct Kept {
    reason: Reason,
    maker: String,
    retired: Option<Time>,
}

/// The list, and the form for another.
#[derive(Template)]
#[template(path = "desk/reasons.html")]
struct ReasonsPage {
    layout: Layout,
    offered: Vec<Kept>,
    retired: Vec<Kept>,
    languages: Vec<Fields>,
    form: FormState,
}

/// One reason, to be put another way or taken off the list.
#[derive(Template)]
#[template(path = "desk/reason.html")]
struct ReasonPage {
    layout: Layout,
    reason: Reason,
    languages: Vec<Fields>,
    form: FormState,
}
page!(ReasonsPage, ReasonPage);

impl Kept {
    fn name(&self, language: Language) -> &str {
        self.reason.said(language).map_or("", |words| words.name.as_str())
    }
}

impl ReasonsPage {
    async fn load(
        service: &Service,
        actor: &crate::accounts::Actor,
        layout: Layout,
        form: FormState,
    ) -> Result<Self, Error> {
        let all = reasons::all(service, actor).await?;
        let people = People::of(service, actor, all.iter().filter_map(|reason| reason.made_by).collect()).await?;
        let came_with = layout.language.say("reasons-first-start").to_string();
        let kept = |reason: Reason| Kept {
            maker: reason.made_by.map_or_else(|| came_with.clone(), |by| people.name(by)),
            retired: reason.retired_at,
            reason,
        };
        let (offered, retired) = all.into_iter().map(kept).partition(|kept| kept.retired.is_none());
        Ok(Self { layout, offered, retired, languages: fields(), form })
    }
}

/// What was written in each language.
fn written(form: &FormState) -> Vec<Words> {
    let words = |language: Language| Words {
        language,
        name: form.value(&field("name", language)).to_owned(),
        words: form.value(&field("words", language)).to_owned(),
    };
    Language::all().map(words).collect()
}

/// The name of a field of one language; of English, the plain one.
fn field(name: &str, language: Language) -> String {
    if language == Language::default() { name.to_owned() } else { format!("{name}-{language}") }
}

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<ReasonsPage, Error> {
    ReasonsPage::load(&service, &actor, layout, FormState::new()).await
}

async fn add(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    match reasons::keep(&service, &actor, &written(&form), None).await {
        Ok(_) => {
            session::say(&session, layout.language.say("reasons-added").to_string()).await?;
            Ok(see_other("/desk/reasons"))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(ReasonsPage::load(&service, &actor, layout, form).await?))
        }
    }
}

async fn find(service: &Service, actor: &crate::accounts::Actor, id: KeptReasonId) -> Result<Reason, Error> {
    reasons::all(service, actor).await?.into_iter().find(|reason| reason.id == id).ok_or(Error::NotFound)
}

async fn edit(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<KeptReasonId>,
) -> Result<ReasonPage, Error> {
    let reason = find(&service, &actor, id).await?;
    let form = reason.words.iter().fold(FormState::new(), |form, words| {
        form.with(&field("name", words.language), words.name.as_str())
            .with(&field("words", words.language), words.words.as_str())
    });
    Ok(ReasonPage { layout, reason, languages: fields(), form })
}

async fn replace(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<KeptReasonId>,
    mut form: FormState,
) -> Result<Response, Error> {
    match reasons::keep(&service, &actor, &written(&form), Some(id)).await {
        Ok(_) => {
            session::say(&session, layout.language.say("reasons-replaced").to_string()).await?;
            Ok(see_other("/desk/reasons"))
        }
        Err(error) => {
            form.refuse_with(error)?;
            let reason = find(&service, &actor, id).await?;
            Ok(again(ReasonPage { layout, reason, languages: fields(), form }))
        }
    }
}

async fn retire(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<KeptReasonId>,
) -> Result<Response, Error> {
    reasons::retire(&service, &actor, id).await?;
    session::say(&session, layout.language.say("reasons-retired").to_string()).await?;
    Ok(see_other("/desk/reasons"))
}

fn made_up(layout: &Layout, number: u128, retired: bool) -> Reason {
    let words = |language: Language| Words {
        language,
        name: "A copy of the whole work".into(),
        words: "The file is a copy of the work that the notice names.".into(),
    };
    Reason {
        id: KeptReasonId(uuid::Uuid::from_u128(number)),
        words: Language::all().map(words).collect(),
        made_by: None,
        made_at: layout.now,
        retired_at: retired.then_some(layout.now),
        is_replaced: retired,
    }
}

impl Sample for ReasonsPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let kept = |number, retired| Kept {
            reason: made_up(&layout, number, retired),
            maker: "you".into(),
            retired: retired.then_some(layout.now),
        };
        let page = |retired: Vec<Kept>, form| Self {
            layout: layout.clone(),
            offered: vec![kept(1, false), kept(2, false)],
            retired,
            languages: fields(),
            form,
        };
        let wrong = FormState::new().refused("words", "Write what the statement says.");
        vec![page(vec![kept(3, true)], FormState::new()), page(vec![], wrong)]
    }
}

impl Sample for ReasonPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |retired| Self {
            reason: made_up(&layout, 1, retired),
            layout: layout.clone(),
            languages: fields(),
            form: FormState::new().with("name", "A copy of the whole work").with("words", "The file is a copy."),
        };
        vec![page(false), page(true)]
    }
}
