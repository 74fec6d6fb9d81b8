//! The queue: what waits for a decision, what is in breach first, through filters, a search and saved views.
//!
//! A search comes by a form that is posted, since a link that is pasted whole carries its key: here the key is cut off,
//! and a mail address becomes its digest, as does a name that a notice gives, and only then does what is searched for go into an address.

mod shown;

use self::shown::Shown;
use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, People, steps, words};
use crate::accounts::Actor;
use crate::claims::escalations;
use crate::claims::filing::ClaimState;
use crate::claims::queue::views::{self, View};
use crate::claims::queue::{self, Counted, FoundAs, Lane, Overview, Page, Waiting};
use crate::ids::{ClaimId, QueueViewId};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk", get(show))
        .route("/desk/search", post(search))
        .route("/desk/next", post(take_next))
        .route("/desk/views", post(save_view))
        .route("/desk/views/{view}/removal", post(remove_view))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<QueuePage>();
}

/// A row of the queue.
#[derive(Clone, Debug)]
struct Row {
    waiting: Waiting,
    /// Who has it.
    holder: Option<String>,
    /// The viewer could decide it with others.
    choosable: bool,
}

impl Row {
    fn of(waiting: Waiting, actor: &Actor, people: &People) -> Self {
        let free = waiting.assigned_to.is_none_or(|holder| holder == actor.account);
        let decides = !waiting.for_senior || actor.roles.senior();
        Self {
            holder: waiting.assigned_to.map(|account| people.name(account)),
            // An order is decided by itself.
            choosable: free && decides && waiting.is_open() && waiting.queue != Lane::Authority,
            waiting,
        }
    }

    fn party(&self) -> Text {
        let Waiting { organisation, country, sender, .. } = &self.waiting;
        words::sender(organisation.as_deref(), country.as_deref(), sender)
    }

    fn basis(&self) -> &'static str {
        words::basis(&self.waiting.basis)
    }

    /// As whose the mail address or the name is found that was searched for, as keys of texts.
    fn found_as(&self) -> Vec<&'static str> {
        let key = |found: &FoundAs| match found {
            FoundAs::Sender => "queue-found-sender",
            FoundAs::Given => "queue-found-given",
            FoundAs::Named => "queue-found-named",
            FoundAs::Uploader => "queue-found-uploader",
        };
        self.waiting.found_as.iter().map(key).collect()
    }

    fn state(&self) -> (&'static str, &'static str) {
        words::claim_state(self.waiting.state)
    }

    /// Why it is in seniors' hands, if it is: how that looks, and the key of its text.
    fn escalated(&self) -> Option<(&'static str, &'static str)> {
        self.waiting.escalated.map(super::escalations::kind)
    }
}

/// A saved view, as a tab.
#[derive(Clone, Debug)]
struct Tab {
    view: View,
    counted: Counted,
    /// It is what is shown.
    current: bool,
    /// The viewer may delete it.
    removable: bool,
}

/// The queue.
#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    layout: Layout,
    rows: Vec<Row>,
    all: Counted,
    overdue: Counted,
    /// What waits for a second person.
    steps: Vec<steps::Row>,
    /// For seniors: how many cases are in their hands.
    escalated: i64,
    shown: Shown,
    /// The query of what is shown, for a view of it.
    query: String,
    tabs: Vec<Tab>,
    /// For seniors: whose claims can be shown.
    colleagues: Vec<(String, String)>,
    /// The address of the next page.
    further: Option<String>,
    form: FormState,
}
page!(QueuePage);

impl QueuePage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        shown: Shown,
        form: FormState,
    ) -> Result<Self, Error> {
        // What looks like a key is neither looked for nor shown again.
        let (shown, form) = match shown.clone().clean(service) {
            Ok(shown) => (shown, form),
            Err(refused) => (Shown { q: String::new(), ..shown }, form.refused("q", refused)),
        };
        let sought = |shown: &Shown| shown.sought(actor).map_err(|refused| Error::invalid("q", refused));
        let saved = views::list(service, actor).await?;
        let looked_for =
            saved.iter().map(|view| sought(&Shown::of_query(&view.query))).collect::<Result<Vec<_>, _>>()?;
        let Overview { page: Page { claims, further }, all, overdue, views: counted } =
            queue::overview(service, actor, &sought(&shown)?, shown.behind(), &looked_for).await?;
        let people = People::of_the_queue(service, actor).await?;
        let query = shown.query();
        let tab = |(view, counted): (View, Counted)| Tab {
            current: view.query == query,
            removable: view.account == actor.account || (view.shared && actor.roles.senior()),
            view,
            counted,
        };
        let address = |place: queue::Place| {
            let and = if query.is_empty() { "" } else { "&" };
            format!("/desk?{query}{and}after={place}")
        };
        Ok(Self {
            layout,
            rows: claims.into_iter().map(|waiting| Row::of(waiting, actor, &people)).collect(),
            all,
            overdue,
            steps: steps::rows(service, actor).await?,
            escalated: if actor.roles.senior() { escalations::count_open(service, actor).await? } else { 0 },
            tabs: saved.into_iter().zip(counted).map(tab).collect(),
            colleagues: if actor.roles.senior() { people.others(actor) } else { Vec::new() },
            further: further.map(address),
            query,
            shown,
            form,
        })
    }

    /// What waits for the viewer to be its second person.
    fn steps_for_viewer(&self) -> Vec<&steps::Row> {
        self.steps.iter().filter(|step| step.may_confirm).collect()
    }

    /// How much waits for somebody else.
    fn steps_of_others(&self) -> usize {
        self.steps.iter().filter(|step| !step.may_confirm).count()
    }

    /// For how much of that nobody could be the second person.
    fn steps_without_anybody(&self) -> usize {
        self.steps.iter().filter(|step| !step.may_confirm && step.could_confirm.unwrap_or(0) == 0).count()
    }

    fn current(&self) -> Option<&Tab> {
        self.tabs.iter().find(|tab| tab.current)
    }

    /// Whether what is shown is not all there is: it can be saved, unless it is.
    fn is_part(&self) -> bool {
        !self.query.is_empty()
    }
}

impl Sample for QueuePage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let hour = std::time::Duration::from_hours(1);
        let waiting = |number: u128, organisation: Option<&str>, due| Waiting {
            claim: ClaimId(uuid::Uuid::from_u128(number)),
            basis: "us-dmca".into(),
            state: ClaimState::Submitted,
            organisation: organisation.map(ToOwned::to_owned),
            sender: Ok((number == 2).then(|| "Nora Notifier".into())),
            is_unconfirmed: number == 2,
            country: (number == 5).then(|| "DE".into()),
            queue: match number {
                1 => Lane::Flagger,
                5 => Lane::Authority,
                _ => Lane::Standard,
            },
            submitted_at: layout.now.minus(hour),
            reference: (number == 1).then(|| "2026-000123".into()),
            due_at: due,
            paused_since: (number == 3).then_some(layout.now),
            urgent_within: hour,
            targets: 3,
            opened: 2,
            for_senior: number == 1,
            escalated: (number == 1).then_some(escalations::Kind::Child),
            assigned_to: None,
            found_as: match number {
                2 => vec![FoundAs::Sender, FoundAs::Uploader],
                3 => vec![FoundAs::Given, FoundAs::Named],
                _ => Vec::new(),
            },
        };
        let late = waiting(1, Some("Example Pictures"), layout.now.minus(hour));
        let soon = waiting(2, None, layout.now.plus(hour));
        let paused = Waiting {
            state: ClaimState::NeedsInformation,
            ..waiting(3, Some("Example Pictures"), layout.now.plus(hour))
        };
        let decided = Waiting { state: ClaimState::Decided, ..waiting(4, Some("Example Pictures"), layout.now) };
        let row = |waiting: Waiting, holder: Option<&str>| Row {
            choosable: waiting.is_open(),
            holder: holder.map(ToOwned::to_owned),
            waiting,
        };
        let tab = |number: u128, name: &str, current, shared| Tab {
            view: View {
                id: QueueViewId(uuid::Uuid::from_u128(number)),
                account: crate::ids::AccountId(uuid::Uuid::from_u128(1)),
                name: name.into(),
                query: "due=overdue&law=eu-dsa".into(),
                shared,
            },
            counted: Counted { count: 99, more: shared },
            current,
            removable: true,
        };
        let shown = Shown { queue: "verified".into(), q: "example".into(), ..Shown::default() };
        let full = Self {
            layout: layout.clone(),
            rows: vec![
                row(waiting(5, None, layout.now.plus(hour)), None),
                row(late, None),
                row(soon, Some("you")),
                row(paused, None),
                row(decided, None),
            ],
            all: Counted { count: 1_000, more: true },
            overdue: Counted { count: 1, more: false },
            steps: steps::sample(&layout),
            escalated: 1,
            query: shown.query(),
            shown,
            tabs: vec![tab(1, "Overdue, EU", true, true), tab(2, "Mine", false, false)],
            colleagues: vec![("a".into(), "rita@files.example".into())],
            further: Some("/desk?after=0".into()),
            form: FormState::new(),
        };
        let empty = Self {
            layout: layout.clone(),
            rows: vec![],
            all: Counted::default(),
            overdue: Counted::default(),
            steps: vec![],
            escalated: 0,
            shown: Shown::default(),
            query: String::new(),
            tabs: vec![],
            colleagues: vec![],
            further: None,
            form: FormState::new(),
        };
        let shown = Shown { due: "urgent".into(), ..Shown::default() };
        let waits = steps::sample(&layout).into_iter().skip(1).collect();
        let refused = Self {
            layout,
            rows: vec![],
            all: Counted { count: 1, more: false },
            overdue: Counted::default(),
            steps: waits,
            escalated: 2,
            query: shown.query(),
            shown,
            tabs: vec![],
            colleagues: vec![],
            further: None,
            form: FormState::new()
                .refused("q", queue::search::Unsearchable::Key)
                .refused("name", Text::of("view-name").sentence()),
        };
        vec![full, empty, refused]
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    if !actor.roles.reviewer() {
        return Ok(see_other("/desk/rights-holders"));
    }
    // An address somebody wrote by hand: it is left at once for one without the key, without a mail address and without a name.
    if let Ok(clean) = shown.clone().clean(&service) {
        let clean = clean.without_name(&service, &actor).await?;
        if clean.q != shown.q {
            return Ok(see_other(&clean.address()));
        }
    }
    let page = QueuePage::load(&service, &actor, layout, shown, FormState::new()).await?;
    Ok(if page.form.is_valid() { page.into_response() } else { again(page) })
}

/// Reads what was typed or pasted, and leads to the address of it without any key, mail address or name of who sent a notice.
async fn search(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    form: FormState,
) -> Result<Response, Error> {
    let shown = Shown::of_form(&form);
    match shown.clone().clean(&service) {
        Ok(shown) => Ok(see_other(&shown.without_name(&service, &actor).await?.address())),
        Err(_) => Ok(again(QueuePage::load(&service, &actor, layout, shown, FormState::new()).await?)),
    }
}

/// Takes the free claim that is due first.
async fn take_next(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
) -> Result<Response, Error> {
    if let Some(claim) = queue::take_next(&service, &actor).await? {
        return Ok(see_other(&format!("/desk/claims/{claim}")));
    }
    session::say(&session, language.say("queue-nothing-free").to_string()).await?;
    Ok(see_other("/desk"))
}

async fn save_view(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = Shown::of_query(form.value("query"));
    let Ok(shown) = shown.clone().clean(&service) else {
        return Ok(again(QueuePage::load(&service, &actor, layout, shown, FormState::new()).await?));
    };
    let shown = shown.without_name(&service, &actor).await?;
    let (name, shared) = (form.value("name").to_owned(), form.value("shared") == "yes");
    match views::save(&service, &actor, &name, &shown.query(), shared).await {
        Ok(_) => {
            session::say(&session, layout.language.say("queue-view-saved").to_string()).await?;
            Ok(see_other(&shown.address()))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(QueuePage::load(&service, &actor, layout, shown, form).await?))
        }
    }
}

async fn remove_view(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(view): Path<QueueViewId>,
) -> Result<Response, Error> {
    views::remove(&service, &actor, view).await?;
    session::say(&session, language.say("queue-view-deleted").to_string()).await?;
    Ok(see_other("/desk"))
}
