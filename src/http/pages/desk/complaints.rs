//! Complaints about blocked links and terminated accounts at the desk: answered by somebody who had no part in the decision; closed by a
//! senior where the decision was looked at again.

use serde::Deserialize;

use super::super::Samples;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::appeals::{first, heading, page_of};
use super::lists::{self, Row, target};
use super::{Desk, hands, happened, words};
use crate::accounts::Actor;
use crate::accounts::standing::Kind;
use crate::claims::decided::Decided;
use crate::http::pages::notices::made_up;
use crate::ids::{CaseId, ComplaintId, DecisionId, LinkId};
use crate::process::complaints::{self, Answer, Closing, Complaint, Opened, Outcome, Subject};
use crate::process::waiting;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/complaints", get(list))
        .route("/desk/complaints/{complaint}", get(show).post(decide))
        .route("/desk/complaints/{complaint}/assignment", post(hands::take::<ComplaintId>))
        .route("/desk/complaints/{complaint}/release", post(hands::release::<ComplaintId>))
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
    /// Those about accounts that were terminated.
    about_accounts: Vec<Complaint>,
    for_seniors: bool,
    /// How many wait for a senior, where one reads the list of what is unanswered.
    seniors_wait: i64,
}

/// One complaint.
#[derive(Template)]
#[template(path = "desk/complaint.html")]
struct ComplaintPage {
    layout: Layout,
    opened: Opened,
    /// Whether the reader may answer or close it.
    may: bool,
    /// Why only a senior answers it, if the reader is none.
    for_senior: Option<Text>,
    /// Who has it in hand, and whether that is the reader.
    holder: Option<(String, bool)>,
    verdicts: words::Choices,
    /// What happened in the case of the file, or of the account; none for who is a party to another claim on the file.
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
        let lines = match &opened.subject {
            Subject::Decision(decided) => {
                happened::in_file(service, actor, (decided.object, decided.object_case), layout.language).await?
            }
            Subject::Measure(measure) => Some(happened::in_case(service, measure.log_case, layout.language).await?),
        };
        let subject = waiting::Subject::Complaint(opened.complaint.id);
        let holder = hands::holder(service, actor, subject).await?;
        let for_senior = waiting::left_to_seniors(service, actor, subject).await?;
        Ok(Self { for_senior, holder, lines, ..Self::new(layout, (opened, may), form) })
    }

    fn new(layout: Layout, (opened, may): (Opened, bool), form: FormState) -> Self {
        let of_file = matches!(opened.subject, Subject::Decision(_));
        let verdicts = if opened.complaint.is_a_seniors() {
            let given_back =
                if of_file { "desk-complaint-overturned-hint" } else { "desk-complaint-account-overturned-hint" };
            [
                ("stands", "desk-complaint-stands", "desk-complaint-close-stands-hint"),
                ("overturned", "desk-complaint-overturned", given_back),
            ]
        } else {
            let listed = if of_file { "desk-complaint-again-hint" } else { "desk-complaint-account-again-hint" };
            [
                ("stands", "desk-complaint-stands", "desk-complaint-stands-hint"),
                ("again", "desk-complaint-again", listed),
            ]
        };
        let mut verdicts = words::options(layout.language, &verdicts);
        if is_over(&opened) {
            verdicts.retain(|(word, _, _)| *word != "stands");
        }
        Self { layout, opened, may, for_senior: None, holder: None, verdicts, lines: None, form }
    }

    /// The text of its title.
    fn title(&self) -> &'static str {
        match self.opened.subject {
            Subject::Decision(_) => "desk-complaint-title",
            Subject::Measure(_) => "desk-complaint-account-title",
        }
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

    /// Whether what it is about was reversed while a senior was to look at it again: that it stands is no answer any more.
    fn is_over(&self) -> bool {
        is_over(&self.opened)
    }

    fn is_open(&self) -> bool {
        self.opened.complaint.ended_at.is_none()
    }

    /// One about a decision is one reviewer's for a time, until it is answered.
    fn is_taken_in_hand(&self) -> bool {
        self.opened.complaint.outcome.is_none() && matches!(self.opened.subject, Subject::Decision(_))
    }

    /// Whether the reader may answer or close it, and leaves it to no senior.
    fn may_now(&self) -> bool {
        self.may && self.for_senior.is_none()
    }

    /// Nobody else has it in hand.
    fn is_free(&self) -> bool {
        self.holder.as_ref().is_none_or(|(_, mine)| *mine)
    }

    /// The text of when the reader opens the evidence of the target, where that depends on whose hands it is in.
    fn evidence_opens(&self) -> Option<&'static str> {
        let asks = self.is_taken_in_hand() && self.may_now() && self.is_free();
        asks.then(|| hands::evidence_opens(&self.layout, self.holder.as_ref())).flatten()
    }

    /// The text of where the answer goes.
    fn goes(&self) -> &'static str {
        if self.opened.reachable { "desk-complaint-mailed" } else { "desk-complaint-mailed-nowhere" }
    }

    /// The text of what is left out of the answer, since who reads it may be anybody; or who reads it if nobody is written to.
    fn readers(&self) -> &'static str {
        if self.opened.reachable { "desk-complaint-readers" } else { "desk-complaint-readers-none" }
    }
}

fn is_over(opened: &Opened) -> bool {
    opened.complaint.is_a_seniors() && !opened.subject.stands()
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
    let about_accounts = complaints::about_accounts(&service, &actor, for_seniors).await?;
    let seniors_wait = if for_seniors { 0 } else { complaints::count_for_seniors(&service, &actor).await? };
    Ok(ListPage { layout, waiting, further, about_accounts, for_seniors, seniors_wait })
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

/// What the samples are about.
const DECIDED: DecisionId = DecisionId(uuid::Uuid::from_u128(5));

fn sample(layout: &Layout, outcome: Option<Outcome>, closed_as: Option<Closing>) -> Complaint {
    let ended = closed_as.is_some() || outcome.is_some_and(|outcome| outcome != Outcome::LookedAtAgain);
    Complaint {
        id: ComplaintId(uuid::Uuid::from_u128(71)),
        link: LinkId::new(&crate::entropy::Entropy::seeded(1)),
        decision: Some(DECIDED),
        measure: None,
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

/// The same about an account that was terminated.
fn sample_of_account(layout: &Layout, outcome: Option<Outcome>) -> Complaint {
    let measure = Some(made_up::measure(layout, Kind::Termination).id);
    let id = ComplaintId(uuid::Uuid::from_u128(72));
    Complaint { id, decision: None, measure, ..sample(layout, outcome, None) }
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let rows = |outcome| vec![lists::sample(sample(&layout, outcome, None), None)];
        let page = |waiting, about_accounts, for_seniors| Self {
            layout: layout.clone(),
            waiting,
            further: None,
            about_accounts,
            for_seniors,
            seniors_wait: 0,
        };
        let again = Some(Outcome::LookedAtAgain);
        let full = page(rows(None), vec![sample_of_account(&layout, None)], false);
        vec![
            Self { further: Some("/desk/complaints?after=0".into()), ..full },
            page(rows(again), Vec::new(), true),
            page(Vec::new(), vec![sample_of_account(&layout, again)], true),
            page(Vec::new(), Vec::new(), false),
            Self { seniors_wait: 2, ..page(Vec::new(), Vec::new(), false) },
        ]
    }
}

impl Sample for ComplaintPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |outcome: Option<Outcome>, closed_as: Option<Closing>, may: bool, form| {
            let complaint = sample(&layout, outcome, closed_as);
            let opened = Opened {
                words: Some("It is the concert of our own choir.".into()),
                answer: outcome.map(|_| "The recording is of the film’s own score.".into()),
                closing: closed_as.map(|_| "A licence covers it.".into()),
                reachable: complaint.ended_at.is_none(),
                subject: Subject::Decision(made_up::decided(&layout, DECIDED)),
                complaint,
            };
            let lines = may.then(|| happened::sample(&layout));
            let holder = may.then(|| ("you".to_owned(), true)).filter(|_| outcome.is_none());
            Self { holder, lines, ..Self::new(layout.clone(), (opened, may), form) }
        };
        let wrong = FormState::new().refused("verdict", Text::of("desk-complaint-choose"));
        let again = Some(Outcome::LookedAtAgain);
        let erased = page(Some(Outcome::Stands), None, false, FormState::new());
        let nothing = |page: Self| Self { opened: Opened { words: None, answer: None, ..page.opened }, ..page };
        let of_account = |outcome| {
            let opened = Opened {
                words: Some("Their lectures were all that was left of the course.".into()),
                answer: None,
                closing: None,
                reachable: true,
                subject: Subject::Measure(made_up::measure(&layout, Kind::Termination)),
                complaint: sample_of_account(&layout, outcome),
            };
            Self::new(layout.clone(), (opened, true), FormState::new())
        };
        let over = || {
            let decided = made_up::decided(&layout, DECIDED);
            let opened = Opened {
                words: Some("It is the concert of our own choir.".into()),
                answer: Some("The recording is looked at again.".into()),
                closing: None,
                reachable: true,
                subject: Subject::Decision(Decided { restricts: false, ..decided }),
                complaint: sample(&layout, again, None),
            };
            Self::new(layout.clone(), (opened, true), FormState::new())
        };
        vec![
            over(),
            page(None, None, true, FormState::new()),
            Self { holder: None, ..page(None, None, true, FormState::new()) },
            Self { for_senior: Some(Text::of("decide-senior-withheld")), ..page(None, None, true, FormState::new()) },
            Self { for_senior: Some(Text::of("decide-senior-escalated")), ..page(None, None, false, FormState::new()) },
            Self { holder: Some(("Rita".to_owned(), false)), ..page(None, None, true, FormState::new()) },
            page(None, None, true, wrong),
            page(None, None, false, FormState::new()),
            page(again, None, true, FormState::new()),
            page(again, None, false, FormState::new()),
            page(again, Some(Closing::Overturned), false, FormState::new()),
            nothing(erased),
            of_account(None),
            of_account(again),
        ]
    }
}
