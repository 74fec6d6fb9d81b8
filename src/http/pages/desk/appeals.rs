//! Appeals at the desk: decided by somebody who had no part in the decision before.

mod confirm;

use super::super::Samples;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::lists::{self, Behind, Row, target};
use super::words::{Choices, options};
use super::{Desk, hands, happened, words};
use crate::accounts::standing::Kind;
use crate::claims::decided::Decided;
use crate::http::pages::notices::made_up;
use crate::ids::{AppealId, DecisionId};
use crate::notices::Against;
use crate::notices::words::measure_to_staff;
use crate::process::appeals::{self, Appeal, Opened, Outcome, Side, Subject, Verdict};
use crate::process::measures::Measure;
use crate::process::misuse::Party;
use crate::process::waiting;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/appeals", get(list))
        .route("/desk/appeals/{appeal}", get(show).post(decide))
        .route("/desk/appeals/{appeal}/assignment", post(hands::take::<AppealId>))
        .route("/desk/appeals/{appeal}/release", post(hands::release::<AppealId>))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<AppealPage>();
    confirm::samples(samples);
}

/// What waits.
#[derive(Template)]
#[template(path = "desk/appeals.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Row<Appeal>>,
    further: Option<String>,
    against_measures: Vec<AgainstMeasure>,
}

/// An appeal against what was decided about an account, an organisation, or who sends notices without an account.
struct AgainstMeasure {
    appeal: Appeal,
    /// Whose it is, and what they are called.
    party: Party,
    name: Option<Text>,
    /// Why the reader leaves it to others, if they do.
    left: Option<Text>,
}

/// One appeal.
#[derive(Template)]
#[template(path = "desk/appeal.html")]
struct AppealPage {
    layout: Layout,
    opened: Opened,
    /// Whether the reader may decide it.
    may: bool,
    /// Why only a senior decides it, if the reader is none.
    for_senior: Option<Text>,
    /// Who has it in hand, and whether that is the reader.
    holder: Option<(String, bool)>,
    verdicts: Choices,
    findings: Choices,
    actions: Choices,
    /// What happened in the case of what it is against.
    lines: Vec<Line>,
    form: FormState,
}
page!(ListPage, AppealPage);

const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

/// Whose, in a word that texts choose by.
fn side(appeal: &Appeal) -> &'static str {
    match (appeal.measure, appeal.side) {
        (Some(_), Side::Uploader) => "account",
        (Some(_), Side::Notifier) => "sender",
        (None, Side::Uploader) => "uploader",
        (None, Side::Notifier) => "claimant",
    }
}

/// A decision in one line.
pub(super) fn first(decided: &Decided) -> Text {
    let key = if decided.ground.is_empty() { "desk-appeal-decided" } else { "desk-appeal-decided-under" };
    let said = Text::of(key).with("finding", Text::of(words::finding(decided.finding)));
    said.with("action", Text::of(words::action(decided.action))).with("ground", decided.ground.as_str())
}

/// The text of how it ended.
fn ended(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "desk-appeal-granted",
        Outcome::Refused => "desk-appeal-refused",
        Outcome::Withdrawn => "desk-appeal-withdrawn",
        Outcome::Moot => "desk-appeal-moot",
    }
}

/// What was decided against somebody, as the key of a text.
pub(super) fn heading(measure: &Measure) -> &'static str {
    measure_to_staff(&Against { kind: measure.kind, scope: measure.scope, organisation: None })
}

/// Where the desk looks at whom a measure is against.
pub(super) fn page_of(measure: &Measure) -> String {
    measure.party().map_or_else(|| "/desk/standing".to_owned(), super::standing::page_of)
}

impl AppealPage {
    fn new(layout: Layout, (opened, may): (Opened, bool), holder: Option<(String, bool)>, form: FormState) -> Self {
        let granted = match opened.appeal.side {
            _ if opened.appeal.measure.is_some() => "desk-appeal-grant-measure",
            Side::Uploader => "desk-appeal-grant-uploader",
            Side::Notifier => "desk-appeal-grant-claimant",
        };
        let verdicts =
            [("refuse", "desk-appeal-refuse", "desk-appeal-refuse-hint"), ("grant", "desk-appeal-grant", granted)];
        let findings: Vec<_> =
            words::FINDINGS.into_iter().take(3).filter(|(word, _, _)| *word != "not-infringing").collect();
        let actions: Vec<_> = words::ACTIONS.into_iter().filter(|(word, _, _)| *word != "none").collect();
        Self {
            verdicts: options(layout.language, &verdicts),
            findings: options(layout.language, &findings),
            actions: options(layout.language, &actions),
            layout,
            opened,
            may,
            for_senior: None,
            holder,
            lines: Vec::new(),
            form,
        }
    }

    /// One of a decision is one reviewer's for a time.
    fn is_taken_in_hand(&self) -> bool {
        self.opened.appeal.measure.is_none()
    }

    /// Whether the reader may decide it, and leaves it to no senior.
    fn may_now(&self) -> bool {
        self.may && self.for_senior.is_none()
    }

    /// Nobody else has it in hand.
    fn is_free(&self) -> bool {
        self.holder.as_ref().is_none_or(|(_, mine)| *mine)
    }

    /// The text of when the reader opens the evidence of the claim, where that depends on whose hands it is in.
    fn evidence_opens(&self) -> Option<&'static str> {
        let asks = self.is_taken_in_hand() && self.may_now() && self.is_free();
        asks.then(|| hands::evidence_opens(&self.layout, self.holder.as_ref())).flatten()
    }

    fn side(&self) -> &'static str {
        side(&self.opened.appeal)
    }

    /// The text of who reads the reasons.
    fn readers(&self) -> &'static str {
        match (self.opened.appeal.measure, self.opened.appeal.side) {
            (Some(_), _) => "desk-appeal-readers",
            (None, Side::Uploader) => "desk-appeal-readers-uploader",
            (None, Side::Notifier) => "desk-appeal-readers-claimant",
        }
    }

    /// Whether another decision takes the place of the first one if it is granted.
    fn of_notifier(&self) -> bool {
        self.opened.appeal.side == Side::Notifier && self.opened.appeal.measure.is_none()
    }
}

async fn list(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(behind): Query<Behind>,
) -> Result<ListPage, Error> {
    let page = waiting::appeals(&service, &actor, behind.place()).await?;
    let (mut waiting, further) = lists::rows(&service, &actor, page, "/desk/appeals").await?;
    let them: Vec<_> = waiting.iter().map(|row| &row.waiting.it).collect();
    let left = appeals::left_to_others(&service, &actor, &them).await?;
    for (row, left) in waiting.iter_mut().zip(left) {
        row.left_to_others = left.map(Text::sentence);
    }
    let against_measures = appeals::against_measures(&service, &actor).await?;
    let them: Vec<_> = against_measures.iter().collect();
    let left = appeals::left_to_others(&service, &actor, &them).await?;
    let parties = appeals::parties(&service, &actor, &them).await?;
    let rows = against_measures.into_iter().zip(parties).zip(left);
    let against_measures = rows
        .map(|((appeal, (party, name)), left)| AgainstMeasure { appeal, party, name, left: left.map(Text::sentence) })
        .collect();
    Ok(ListPage { layout, waiting, further, against_measures })
}

async fn load(
    service: &Service,
    actor: &crate::accounts::Actor,
    layout: Layout,
    id: AppealId,
    form: FormState,
) -> Result<AppealPage, Error> {
    let opened = appeals::for_desk(service, actor, id).await?;
    let subject = waiting::Subject::Appeal(id);
    let holder = hands::holder(service, actor, subject).await?;
    let for_senior = waiting::left_to_seniors(service, actor, subject).await?.filter(|_| opened.1);
    let case = match &opened.0.subject {
        Subject::Decision(decided) => decided.log_case,
        Subject::Measure(measure) => measure.log_case,
    };
    let lines = happened::in_case(service, case, layout.language).await?;
    Ok(AppealPage { for_senior, lines, ..AppealPage::new(layout, opened, holder, form) })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<AppealId>,
) -> Result<AppealPage, Error> {
    load(&service, &actor, layout, id, FormState::new()).await
}

/// What the form decides; what is missing stands at its field.
fn verdict(form: &mut FormState, appeal: &Appeal) -> Option<Verdict> {
    match (form.value("verdict"), appeal.side) {
        ("refuse", _) => Some(Verdict::Refuse),
        ("grant", _) if appeal.measure.is_some() => Some(Verdict::Lift),
        ("grant", Side::Uploader) => Some(Verdict::Lift),
        ("grant", Side::Notifier) => {
            let finding = form.read("finding", |word| word.parse().map_err(|_| Text::of("desk-appeal-say-found")));
            let action = form.read("action", |word| word.parse().map_err(|_| Text::of("desk-appeal-say-done")));
            Some(Verdict::Replace { finding: finding?, action: action?, ground: form.value("ground").to_owned() })
        }
        _ => {
            form.refuse("verdict", Text::of("desk-say-granted"));
            None
        }
    }
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<AppealId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let (opened, may) = appeals::for_desk(&service, &actor, id).await?;
    if form.value("step") == "change" {
        return Ok(load(&service, &actor, layout, id, form).await?.into_response());
    }
    if let Some(verdict) = verdict(&mut form, &opened.appeal) {
        if may && confirm::asks(&verdict, &form) {
            let about = (id, opened.subject);
            let page = confirm::ConfirmPage::load(&service, &actor, layout, about, verdict, &form).await?;
            return Ok(page.into_response());
        }
        let reasons = form.value("reasons").to_owned();
        match appeals::decide(&service, &actor, id, &verdict, &reasons).await {
            Ok(()) => {
                session::say(&session, layout.language.say("desk-appeal-done").to_string()).await?;
                return Ok(see_other("/desk/appeals"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(load(&service, &actor, layout, id, form).await?))
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let appeal = made_up::appeal(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let other = Appeal { side: Side::Uploader, ..appeal.clone() };
        let waiting = vec![lists::sample(appeal, Some("you")), lists::sample(other, None)];
        let further = Some("/desk/appeals?after=0".into());
        let measure = made_up::measure(&layout, Kind::Suspension);
        let against = Appeal {
            decision: None,
            measure: Some(measure.id),
            side: Side::Uploader,
            ..made_up::appeal(&layout, DecisionId(uuid::Uuid::from_u128(5)))
        };
        let row = |party, name: Option<Text>, left: Option<Text>| AgainstMeasure {
            appeal: against.clone(),
            party,
            name,
            left: left.map(Text::sentence),
        };
        let account = Party::Account(crate::ids::AccountId(uuid::Uuid::from_u128(35)));
        let organisation = Party::Organisation(crate::ids::OrganisationId(uuid::Uuid::from_u128(74)));
        let against_measures = vec![
            row(account, None, Some(Text::of("measure-you-decided"))),
            row(organisation, Some("Example Pictures".into()), None),
        ];
        vec![
            Self { layout: layout.clone(), waiting, further, against_measures },
            Self { layout, waiting: Vec::new(), further: None, against_measures: Vec::new() },
        ]
    }
}

impl Sample for AppealPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (counter, _) = made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let opened = |side, outcome| Opened {
            appeal: Appeal {
                side,
                outcome,
                ended_at: outcome.map(|_| layout.now),
                ..made_up::appeal(&layout, DecisionId(uuid::Uuid::from_u128(5)))
            },
            grounds: "I have a licence.".into(),
            subject: Subject::Decision(counter.decided.clone()),
            reasons: outcome.map(|_| "The licence covers it.".into()),
        };
        let measure = made_up::measure(&layout, Kind::Suspension);
        let against = Opened {
            appeal: Appeal {
                decision: None,
                measure: Some(measure.id),
                side: Side::Uploader,
                ..made_up::appeal(&layout, DecisionId(uuid::Uuid::from_u128(5)))
            },
            grounds: "The first of them was my own concert.".into(),
            subject: Subject::Measure(measure),
            reasons: None,
        };
        let page = |side, outcome, may: bool, form| {
            let holder = may.then(|| ("you".to_owned(), side == Side::Notifier));
            let lines = happened::sample(&layout);
            Self { lines, ..Self::new(layout.clone(), (opened(side, outcome), may), holder, form) }
        };
        let wrong = FormState::new().refused("verdict", "Say whether it is granted.");
        vec![
            page(Side::Notifier, None, true, FormState::new()),
            page(Side::Uploader, None, true, wrong),
            Self { holder: None, ..page(Side::Notifier, None, true, FormState::new()) },
            Self {
                for_senior: Some(Text::of("decide-senior-withheld")),
                ..page(Side::Notifier, None, true, FormState::new())
            },
            page(Side::Uploader, None, false, FormState::new()),
            page(Side::Uploader, Some(Outcome::Granted), false, FormState::new()),
            Self::new(layout.clone(), (against, true), None, FormState::new()),
        ]
    }
}
