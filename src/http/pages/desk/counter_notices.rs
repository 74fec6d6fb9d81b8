//! Counter-notices at the desk: staff check that each is complete, and see what returns on which day.

use super::super::Samples;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::lists::{self, Behind, Row};
use super::words::{Choices, options};
use super::{Desk, disputes, hands, happened};
use crate::http::pages::notices::made_up;
use crate::ids::{CounterNoticeId, DecisionId};
use crate::keys::Altered;
use crate::process::counter_notices::{self, Check, CounterNotice, Opened, Outcome};
use crate::process::disputes::Named;
use crate::process::waiting::{self, Subject};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/counter-notices", get(list))
        .route("/desk/counter-notices/{counter}", get(show).post(check))
        .route("/desk/counter-notices/{counter}/assignment", post(hands::take::<CounterNoticeId>))
        .route("/desk/counter-notices/{counter}/release", post(hands::release::<CounterNoticeId>))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<CounterNoticePage>();
}

/// What waits for its day, or for a court.
#[derive(Template)]
#[template(path = "desk/counter_notices.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Row<CounterNotice>>,
    further: Option<String>,
}

/// One counter-notice.
#[derive(Template)]
#[template(path = "desk/counter_notice.html")]
struct CounterNoticePage {
    layout: Layout,
    opened: Opened,
    disputes: Vec<Named>,
    /// Who has it in hand, and whether that is the reader.
    holder: Option<(String, bool)>,
    verdicts: Choices,
    /// What happened in the case of the claim.
    lines: Vec<Line>,
    form: FormState,
}
page!(ListPage, CounterNoticePage);

/// What returns within so long is urgent.
const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

/// The text of how it ended.
fn ended(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Returned => "desk-counter-returned",
        Outcome::Incomplete => "desk-counter-incomplete",
        Outcome::Withdrawn => "desk-counter-withdrawn",
        Outcome::Moot => "desk-counter-moot",
        Outcome::Restrained => "desk-counter-restrained",
    }
}

impl CounterNoticePage {
    fn new(
        layout: Layout,
        opened: Opened,
        disputes: Vec<Named>,
        holder: Option<(String, bool)>,
        form: FormState,
    ) -> Self {
        let verdicts = [
            ("complete", "desk-counter-complete", "desk-counter-complete-hint"),
            ("incomplete", "desk-counter-lacks", "desk-counter-lacks-hint"),
        ];
        let verdicts = options(layout.language, &verdicts);
        Self { layout, opened, disputes, holder, verdicts, lines: Vec::new(), form }
    }

    /// Nobody else has it in hand.
    fn is_free(&self) -> bool {
        self.holder.as_ref().is_none_or(|(_, mine)| *mine)
    }

    fn stopped(&self) -> bool {
        self.disputes.iter().any(|it| it.dispute.ended_at.is_none())
    }
}

async fn list(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(behind): Query<Behind>,
) -> Result<ListPage, Error> {
    let page = waiting::counter_notices(&service, &actor, behind.place()).await?;
    let (waiting, further) = lists::rows(&service, &actor, page, "/desk/counter-notices").await?;
    Ok(ListPage { layout, waiting, further })
}

async fn load(
    service: &Service,
    actor: &crate::accounts::Actor,
    layout: Layout,
    id: CounterNoticeId,
    form: FormState,
) -> Result<CounterNoticePage, Error> {
    let opened = counter_notices::for_desk(service, actor, id).await?;
    let disputes = disputes::of(service, opened.decided.id).await?;
    let disputes = disputes.into_iter().filter(|it| it.dispute.kind.restrains()).collect();
    let holder = hands::holder(service, actor, Subject::CounterNotice(id)).await?;
    let lines = happened::in_case(service, opened.decided.log_case, layout.language).await?;
    Ok(CounterNoticePage { lines, ..CounterNoticePage::new(layout, opened, disputes, holder, form) })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<CounterNoticeId>,
) -> Result<CounterNoticePage, Error> {
    load(&service, &actor, layout, id, FormState::new()).await
}

async fn check(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<CounterNoticeId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let lacks = form.value("lacks").to_owned();
    let found = match form.value("verdict") {
        "complete" => Some(Check::Complete),
        "incomplete" => Some(Check::Incomplete(&lacks)),
        _ => None,
    };
    match found {
        None => form.refuse("verdict", Text::of("desk-say-complete")),
        Some(found) => match counter_notices::check(&service, &actor, id, found).await {
            Ok(()) => {
                let said = match found {
                    Check::Complete => "desk-counter-done-complete",
                    Check::Incomplete(_) => "desk-counter-done-incomplete",
                };
                session::say(&session, layout.language.say(said).to_string()).await?;
                return Ok(see_other("/desk/counter-notices"));
            }
            Err(error) => form.refuse_with(error)?,
        },
    }
    Ok(again(load(&service, &actor, layout, id, form).await?))
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (opened, _) = made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let checked = CounterNotice { checked_at: Some(layout.now), ..opened.counter_notice.clone() };
        let mut stopped = lists::sample(checked, None);
        stopped.waiting.is_stopped = true;
        stopped.waiting.party = Err(Altered);
        stopped.waiting.sort = Err(Altered);
        let waiting = vec![lists::sample(opened.counter_notice, Some("you")), stopped];
        let further = Some("/desk/counter-notices?after=0".into());
        vec![Self { layout: layout.clone(), waiting, further }, Self { layout, waiting: Vec::new(), further: None }]
    }
}

impl Sample for CounterNoticePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (opened, dispute) = made_up::counter_notice(&layout, DecisionId(uuid::Uuid::from_u128(5)));
        let mut ended = opened.clone();
        ended.counter_notice.outcome = Some(Outcome::Returned);
        ended.counter_notice.ended_at = Some(layout.now);
        let wrong = FormState::new().refused("verdict", "Say whether it is complete.");
        let full = Self::new(layout.clone(), opened.clone(), Vec::new(), Some(("you".into(), true)), FormState::new());
        let free = Self::new(layout.clone(), opened.clone(), Vec::new(), None, FormState::new());
        vec![
            Self { lines: happened::sample(&layout), ..full },
            free,
            Self::new(layout.clone(), opened, vec![dispute], Some(("rita@files.example".into(), false)), wrong),
            Self::new(layout, ended, Vec::new(), None, FormState::new()),
        ]
    }
}
