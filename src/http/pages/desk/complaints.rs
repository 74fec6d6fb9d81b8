//! Complaints about blocked links at the desk: answered by somebody who had no part in the decision; closed by a senior where the
//! decision was looked at again.

use serde::Deserialize;

use super::super::Samples;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::appeals::first;
use super::lists::{self, Row};
use super::{Desk, happened, words};
use crate::accounts::Actor;
use crate::http::pages::notices::made_up;
use crate::ids::{CaseId, ComplaintId, DecisionId, LinkId};
use crate::process::complaints::{self, Answer, Closing, Complaint, Opened, Outcome};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/complaints", get(list)).route("/desk/complaints/{complaint}", get(show).post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<ComplaintPage>();
}

/// What waits for an answer, or for a senior.
#[derive(Template)]
#[template(path = "desk/complaints.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Row<Complaint>>,
    further: Option<String>,
    for_seniors: bool,
}

/// One complaint.
#[derive(Template)]
#[template(path = "desk/complaint.html")]
struct ComplaintPage {
    layout: Layout,
    opened: Opened,
    /// Whether the reader may answer or close it.
    may: bool,
    verdicts: words::Choices,
    /// What happened in the case of the file; none for who is a party to another claim on it.
    lines: Option<Vec<Line>>,
    form: FormState,
}
page!(ListPage, ComplaintPage);

const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

impl ComplaintPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        (opened, may): (Opened, bool),
        form: FormState,
    ) -> Result<Self, Error> {
        let file = (opened.decided.object, opened.complaint.log_case);
        let lines = happened::in_file(service, actor, file, layout.language).await?;
        Ok(Self { lines, ..Self::new(layout, (opened, may), form) })
    }

    fn new(layout: Layout, (opened, may): (Opened, bool), form: FormState) -> Self {
        let verdicts = if opened.complaint.is_a_seniors() {
            [
                ("stands", "desk-complaint-stands", "desk-complaint-close-stands-hint"),
                ("overturned", "desk-complaint-overturned", "desk-complaint-overturned-hint"),
            ]
        } else {
            [
                ("stands", "desk-complaint-stands", "desk-complaint-stands-hint"),
                ("again", "desk-complaint-again", "desk-complaint-again-hint"),
            ]
        };
        let verdicts = words::options(layout.language, &verdicts);
        Self { layout, opened, may, verdicts, lines: None, form }
    }

    /// The text of how it stands.
    fn state(&self) -> &'static str {
        let complaint = &self.opened.complaint;
        match (complaint.outcome, complaint.closed_as) {
            (None, _) => "desk-complaint-waits",
            (Some(Outcome::Moot), _) | (_, Some(Closing::Moot)) => "desk-complaint-moot",
            (_, Some(Closing::Overturned)) => "desk-complaint-overturned",
            (Some(Outcome::LookedAtAgain), None) => "desk-complaint-again",
            (Some(Outcome::Stands), _) | (_, Some(Closing::Stands)) => "desk-complaint-stands",
        }
    }

    fn is_open(&self) -> bool {
        self.opened.complaint.ended_at.is_none()
    }

    /// The decision in one line.
    fn decision(&self) -> Text {
        first(&self.opened.decided)
    }

    /// The target on the page of its claim.
    fn target(&self) -> String {
        lists::target(&self.opened.decided)
    }

    /// The text of who reads the answer.
    fn readers(&self) -> &'static str {
        if self.opened.reachable { "desk-complaint-readers" } else { "desk-complaint-readers-none" }
    }
}

/// Which list, and behind what its page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    #[serde(rename = "for")]
    whom: String,
    after: String,
}

async fn list(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(which): Query<Which>,
) -> Result<ListPage, Error> {
    let (for_seniors, behind) = (which.whom == "seniors", which.after.parse().ok());
    let page = if for_seniors {
        complaints::for_seniors(&service, &actor, behind).await?
    } else {
        complaints::waiting(&service, &actor, behind).await?
    };
    let (waiting, further) = lists::rows(&service, &actor, page, "/desk/complaints").await?;
    let further = further.map(|next| if for_seniors { format!("{next}&for=seniors") } else { next });
    Ok(ListPage { layout, waiting, further, for_seniors })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<ComplaintId>,
) -> Result<ComplaintPage, Error> {
    let opened = complaints::for_desk(&service, &actor, id).await?;
    ComplaintPage::load(&service, &actor, layout, opened, FormState::new()).await
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<ComplaintId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let (opened, may) = complaints::for_desk(&service, &actor, id).await?;
    let said = form.value("words").to_owned();
    let missing = || Text::of("desk-complaint-choose");
    let done = if opened.complaint.is_a_seniors() {
        let overturned = form.read("verdict", |word| match word {
            "stands" => Ok(false),
            "overturned" => Ok(true),
            _ => Err(missing()),
        });
        match overturned {
            Some(overturned) => Some(complaints::close(&service, &actor, id, overturned, &said).await),
            None => None,
        }
    } else {
        let answer = form.read("verdict", |word| match word {
            "stands" => Ok(Answer::Stands),
            "again" => Ok(Answer::LookAgain),
            _ => Err(missing()),
        });
        match answer {
            Some(answer) => Some(complaints::answer(&service, &actor, id, answer, &said).await),
            None => None,
        }
    };
    match done {
        Some(Ok(())) => {
            session::say(&session, layout.language.say("desk-complaint-done").to_string()).await?;
            return Ok(see_other("/desk/complaints"));
        }
        Some(Err(error)) => form.refuse_with(error)?,
        None => {}
    }
    Ok(again(ComplaintPage::load(&service, &actor, layout, (opened, may), form).await?))
}

fn sample(layout: &Layout, outcome: Option<Outcome>, closed_as: Option<Closing>) -> Complaint {
    let ended = closed_as.is_some() || outcome.is_some_and(|outcome| outcome != Outcome::LookedAtAgain);
    Complaint {
        id: ComplaintId(uuid::Uuid::from_u128(71)),
        link: LinkId::new(&crate::entropy::Entropy::seeded(1)),
        decision: DecisionId(uuid::Uuid::from_u128(5)),
        log_case: CaseId(uuid::Uuid::from_u128(37)),
        language: Language::default(),
        sent_at: layout.now.minus(URGENT),
        due_at: layout.now.plus(URGENT),
        outcome,
        answered_by: None,
        answered_at: outcome.map(|_| layout.now),
        closed_as,
        closed_by: None,
        ended_at: ended.then_some(layout.now),
    }
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let rows = |outcome| vec![lists::sample(sample(&layout, outcome, None), None)];
        let further = Some("/desk/complaints?after=0".into());
        vec![
            Self { layout: layout.clone(), waiting: rows(None), further, for_seniors: false },
            Self {
                waiting: rows(Some(Outcome::LookedAtAgain)),
                layout: layout.clone(),
                further: None,
                for_seniors: true,
            },
            Self { layout, waiting: Vec::new(), further: None, for_seniors: false },
        ]
    }
}

impl Sample for ComplaintPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |outcome: Option<Outcome>, closed_as: Option<Closing>, may, form| {
            let complaint = sample(&layout, outcome, closed_as);
            let opened = Opened {
                words: Some("It is the concert of our own choir.".into()),
                answer: outcome.map(|_| "The recording is of the film’s own score.".into()),
                closing: closed_as.map(|_| "A licence covers it.".into()),
                reachable: complaint.ended_at.is_none(),
                decided: made_up::decided(&layout, complaint.decision),
                complaint,
            };
            let lines = may.then(|| happened::sample(&layout));
            Self { lines, ..Self::new(layout.clone(), (opened, may), form) }
        };
        let wrong = FormState::new().refused("verdict", Text::of("desk-complaint-choose"));
        let again = Some(Outcome::LookedAtAgain);
        let erased = page(Some(Outcome::Stands), None, false, FormState::new());
        let nothing = |page: Self| Self { opened: Opened { words: None, answer: None, ..page.opened }, ..page };
        vec![
            page(None, None, true, FormState::new()),
            page(None, None, true, wrong),
            page(None, None, false, FormState::new()),
            page(again, None, true, FormState::new()),
            page(again, Some(Closing::Overturned), false, FormState::new()),
            nothing(erased),
        ]
    }
}
