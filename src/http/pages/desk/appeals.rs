//! Appeals at the desk: decided by somebody who had no part in the decision before.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, words};
use crate::accounts::standing::Kind;
use crate::claims::decided::Decided;
use crate::http::pages::notices::made_up;
use crate::ids::{AppealId, DecisionId};
use crate::notices::Against;
use crate::notices::words::measure;
use crate::process::appeals::{self, Appeal, Opened, Outcome, Side, Subject, Verdict};
use crate::process::measures::Measure;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/appeals", get(list)).route("/desk/appeals/{appeal}", get(show).post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<AppealPage>();
}

/// What waits.
#[derive(Template)]
#[template(path = "desk/appeals.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Appeal>,
}

/// One appeal.
#[derive(Template)]
#[template(path = "desk/appeal.html")]
struct AppealPage {
    layout: Layout,
    opened: Opened,
    /// Whether the reader may decide it.
    may: bool,
    verdicts: Vec<(&'static str, &'static str, &'static str)>,
    findings: Vec<(&'static str, &'static str, &'static str)>,
    actions: Vec<(&'static str, &'static str, &'static str)>,
    form: FormState,
}
page!(ListPage, AppealPage);

const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

/// Whose, in a word.
fn side(appeal: &Appeal) -> &'static str {
    match (appeal.measure, appeal.side) {
        (Some(_), Side::Uploader) => "person of an account",
        (Some(_), Side::Notifier) => "sender of notices",
        (None, Side::Uploader) => "uploader",
        (None, Side::Notifier) => "claimant",
    }
}

/// A decision in one line.
fn first(decided: &Decided) -> String {
    format!("{}; {}", words::finding(decided.finding), words::action(decided.action))
}

/// What was decided against somebody, as the key of a text.
fn heading(measure: &Measure) -> &'static str {
    self::measure(&Against { kind: measure.kind, scope: measure.scope, organisation: None })
}

/// Where the desk looks at whom a measure is against.
fn page_of(measure: &Measure) -> String {
    match (measure.account, measure.organisation) {
        (Some(account), _) => format!("/desk/standing/accounts/{account}"),
        (None, Some(organisation)) => format!("/desk/standing/organisations/{organisation}"),
        (None, None) => "/desk/standing".to_owned(),
    }
}

impl AppealPage {
    fn new(layout: Layout, (opened, may): (Opened, bool), form: FormState) -> Self {
        let granted = match opened.appeal.side {
            _ if opened.appeal.measure.is_some() => ("grant", "It is granted", "What was decided is lifted at once."),
            Side::Uploader => ("grant", "It is granted", "What the decision restricts ends at once."),
            Side::Notifier => ("grant", "It is granted", "What you choose below is decided in its place."),
        };
        let verdicts = vec![("refuse", "It is refused", "The decision stands."), granted];
        let restricting = |word: &str| word != "none";
        Self {
            layout,
            opened,
            may,
            verdicts,
            findings: words::FINDINGS.into_iter().take(3).filter(|(word, _, _)| *word != "not-infringing").collect(),
            actions: words::ACTIONS.into_iter().filter(|(word, _, _)| restricting(word)).collect(),
            form,
        }
    }

    fn ended(&self) -> &'static str {
        match self.opened.appeal.outcome {
            Some(Outcome::Granted) => "Granted",
            Some(Outcome::Refused) => "Refused",
            Some(Outcome::Withdrawn) => "Taken back",
            Some(Outcome::Moot) => "What it was about had ended otherwise",
            None => "",
        }
    }

    fn side(&self) -> &'static str {
        side(&self.opened.appeal)
    }

    /// Who reads the reasons.
    fn readers(&self) -> &'static str {
        if self.of_notifier() {
            "The claimant reads them; if the appeal is granted, so does the uploader, as the statement of reasons."
        } else {
            "Whoever appealed reads them."
        }
    }

    /// Whether another decision takes the place of the first one if it is granted.
    fn of_notifier(&self) -> bool {
        self.opened.appeal.side == Side::Notifier && self.opened.appeal.measure.is_none()
    }
}

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<ListPage, Error> {
    Ok(ListPage { layout, waiting: appeals::waiting(&service, &actor).await? })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<AppealId>,
) -> Result<AppealPage, Error> {
    let opened = appeals::for_desk(&service, &actor, id).await?;
    Ok(AppealPage::new(layout, opened, FormState::new()))
}

/// What the form decides; what is missing stands at its field.
fn verdict(form: &mut FormState, appeal: &Appeal) -> Option<Verdict> {
    match (form.value("verdict"), appeal.side) {
        ("refuse", _) => Some(Verdict::Refuse),
        ("grant", _) if appeal.measure.is_some() => Some(Verdict::Lift),
        ("grant", Side::Uploader) => Some(Verdict::Lift),
        ("grant", Side::Notifier) => {
            let finding = form.read("finding", |word| word.parse().map_err(|_| "Say what is found."));
            let action = form.read("action", |word| word.parse().map_err(|_| "Say what is done."));
            Some(Verdict::Replace { finding: finding?, action: action?, ground: form.value("ground").to_owned() })
        }
        _ => {
            form.refuse("verdict", "Say whether it is granted.");
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
    let (opened, _) = appeals::for_desk(&service, &actor, id).await?;
    if let Some(verdict) = verdict(&mut form, &opened.appeal) {
        let reasons = form.value("reasons").to_owned();
        match appeals::decide(&service, &actor, id, &verdict, &reasons).await {
            Ok(()) => {
                session::say(&session, "The appeal is decided, and whoever appealed is told why.").await?;
                return Ok(see_other("/desk/appeals"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    let opened = appeals::for_desk(&service, &actor, id).await?;
    Ok(again(AppealPage::new(layout, opened, form)))
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let appeal = made_up::appeal(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let other = Appeal { side: Side::Uploader, ..appeal.clone() };
        vec![Self { layout: layout.clone(), waiting: vec![appeal, other] }, Self { layout, waiting: Vec::new() }]
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
                reasons: outcome.map(|_| "The licence covers it.".into()),
                ended_at: outcome.map(|_| layout.now),
                ..made_up::appeal(&layout, DecisionId(uuid::Uuid::from_u128(5)))
            },
            grounds: "I have a licence.".into(),
            subject: Subject::Decision(counter.decided.clone()),
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
        };
        let page = |side, outcome, may, form| Self::new(layout.clone(), (opened(side, outcome), may), form);
        let wrong = FormState::new().refused("verdict", "Say whether it is granted.");
        vec![
            page(Side::Notifier, None, true, FormState::new()),
            page(Side::Uploader, None, true, wrong),
            page(Side::Uploader, None, false, FormState::new()),
            page(Side::Uploader, Some(Outcome::Granted), false, FormState::new()),
            Self::new(layout.clone(), (against, true), FormState::new()),
        ]
    }
}
