//! What of a claim was manifestly unfounded.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::Desk;
use super::what;
use crate::accounts::Actor;
use crate::ids::{ClaimId, MarkId, TargetId};
use crate::process::misuse::{self, Markable, Marked, What};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/claims/{claim}/misuse", get(show).post(mark))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MarksPage>();
}

/// What of a claim was manifestly unfounded.
#[derive(Template)]
#[template(path = "desk/misuse.html")]
struct MarksPage {
    layout: Layout,
    claim: ClaimId,
    markable: Vec<Markable>,
    /// What can be marked: the word, its name, and when it was sent.
    options: Vec<(String, String, String)>,
    form: FormState,
}
page!(MarksPage);

/// A word for a thing that is marked, as the form of marks sends it.
fn word_of(what: What) -> String {
    match what {
        What::Target(id) => format!("target {id}"),
        What::CounterNotice(id) => format!("counter-notice {id}"),
        What::Appeal(id) => format!("appeal {id}"),
    }
}

fn read_word(word: &str) -> Option<What> {
    let (kind, id) = word.split_once(' ')?;
    match kind {
        "target" => id.parse().ok().map(What::Target),
        "counter-notice" => id.parse().ok().map(What::CounterNotice),
        "appeal" => id.parse().ok().map(What::Appeal),
        _ => None,
    }
}

impl MarksPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        claim: ClaimId,
        form: FormState,
    ) -> Result<Self, Error> {
        let markable = misuse::of_claim(service, actor, claim).await?;
        Ok(Self::new(layout, claim, markable, form))
    }

    fn new(layout: Layout, claim: ClaimId, markable: Vec<Markable>, form: FormState) -> Self {
        let choice = |one: &Markable| {
            let name = layout.language.say(what(one.what)).with("position", one.position).to_string();
            (word_of(one.what), name, layout.language.day(one.sent_at))
        };
        let options = markable.iter().filter(|one| one.is_left()).map(choice).collect();
        Self { layout, claim, markable, options, form }
    }

    /// Whether something is marked, or can be, that is nobody's who is known.
    fn nobodys(&self) -> bool {
        self.markable.iter().any(|one| !one.known && (one.mark.is_some() || one.obstacle.is_none()))
    }

    fn has_marks(&self) -> bool {
        self.markable.iter().any(|one| one.mark.is_some())
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(claim): Path<ClaimId>,
) -> Result<MarksPage, Error> {
    MarksPage::load(&service, &actor, layout, claim, FormState::new()).await
}

async fn mark(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let markable = misuse::of_claim(&service, &actor, claim).await?;
    // Only what stands on this page; whoever names something else has made the form themselves.
    let chosen: Vec<What> = form
        .all("what")
        .iter()
        .filter_map(|word| read_word(word))
        .filter(|what| markable.iter().any(|one| one.what == *what))
        .collect();
    if chosen.is_empty() {
        form.refuse("what", layout.language.say("misuse-nothing-chosen").to_string());
    }
    let reasons = form.value("reasons").to_owned();
    for what in chosen {
        if let Err(error) = misuse::mark(&service, &actor, what, &reasons).await {
            form.refuse_with(error)?;
            break;
        }
    }
    if form.is_valid() {
        session::say(&session, layout.language.say("misuse-marked").to_string()).await?;
        return Ok(see_other(&format!("/desk/claims/{claim}/misuse")));
    }
    Ok(again(MarksPage::load(&service, &actor, layout, claim, form).await?))
}

impl Sample for MarksPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let claim = ClaimId(uuid::Uuid::from_u128(32));
        let one = |n: u32, mark, obstacle| Markable {
            what: What::Target(TargetId(uuid::Uuid::from_u128(n.into()))),
            position: n.into(),
            sent_at: layout.now,
            known: n != 2,
            mark,
            obstacle,
        };
        let mark = Marked { id: MarkId(uuid::Uuid::from_u128(75)), refuted: false, retracted: false };
        let waits = Some(Text::of("misuse-decided-only"));
        let markable = vec![one(1, None, None), one(2, Some(mark), None), one(3, None, waits.clone())];
        let wrong = FormState::new().refused("what", "Choose what is marked.");
        vec![
            Self::new(layout.clone(), claim, markable.clone(), FormState::new()),
            Self::new(layout.clone(), claim, markable, wrong),
            Self::new(layout.clone(), claim, vec![one(1, None, waits)], FormState::new()),
            Self::new(layout.clone(), claim, vec![one(1, Some(mark), None)], FormState::new()),
            Self::new(
                layout.clone(),
                claim,
                vec![
                    one(1, Some(Marked { refuted: true, ..mark }), None),
                    one(3, Some(Marked { retracted: true, ..mark }), None),
                ],
                FormState::new(),
            ),
        ]
    }
}
