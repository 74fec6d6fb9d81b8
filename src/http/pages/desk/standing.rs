//! Standing at the desk: accounts that strikes put before a reviewer, what was manifestly unfounded, and what is decided
//! after either.

use super::super::Samples;
use super::super::prelude::*;
use super::Desk;
use crate::accounts::Actor;
use crate::accounts::standing::{Kind, Scope};
use crate::claims::decisions::Action;
use crate::claims::samples as deletions;
use crate::http::pages::notices::made_up;
use crate::ids::{AccountId, AccountReviewId, ClaimId, DecisionId, MarkId, MeasureId, OrganisationId, TargetId};
use crate::notices::words::{lifted, measure};
use crate::notices::{Against, Because};
use crate::process::measures::{self, Measure};
use crate::process::misuse::{self, Mark, Markable, Numbers, Party, Record, What};
use crate::process::strikes::{self, File, Restricted, Review, Verdict};
use crate::texts::Text;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/standing", get(list))
        .route("/desk/standing/accounts/{account}", get(account))
        .route("/desk/standing/accounts/{account}/review", post(decide))
        .route("/desk/standing/accounts/{account}/misuse", post(decide_misuse_of_account))
        .route("/desk/standing/organisations/{organisation}", get(organisation))
        .route("/desk/standing/organisations/{organisation}/misuse", post(decide_misuse_of_organisation))
        .route("/desk/standing/measures/{measure}/lifting", post(lift))
        .route("/desk/standing/deletions/{decision}", post(call_in))
        .route("/desk/claims/{claim}/misuse", get(marks).post(mark))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<AccountPage>();
    samples.add::<OrganisationPage>();
    samples.add::<MarksPage>();
}

/// What waits, and whose notices or complaints were marked lately.
#[derive(Template)]
#[template(path = "desk/standing.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Review>,
    records: Vec<Record>,
    strikes: u32,
    months: u32,
}

/// The choices of a form: the word, its name and what it means.
pub(super) type Options = Vec<(String, String, String)>;

/// One account: its strikes, its complaints and notices, what was decided before, and what is decided now.
#[derive(Template)]
#[template(path = "desk/standing_account.html")]
struct AccountPage {
    layout: Layout,
    file: File,
    record: Record,
    strikes: u32,
    months: u32,
    verdicts: Options,
    forms: Forms,
}

/// One organisation and its notices.
#[derive(Template)]
#[template(path = "desk/standing_organisation.html")]
struct OrganisationPage {
    layout: Layout,
    record: Record,
    months: u32,
    forms: Forms,
}

/// What of a claim was manifestly unfounded.
#[derive(Template)]
#[template(path = "desk/misuse.html")]
struct MarksPage {
    layout: Layout,
    claim: ClaimId,
    markable: Vec<Markable>,
    options: Options,
    form: FormState,
}
page!(ListPage, AccountPage, OrganisationPage, MarksPage);

/// The two forms of a page, of which one was sent, and the choices of the second.
struct Forms {
    review: FormState,
    misuse: FormState,
    scopes: Options,
    measures: Options,
}

impl Forms {
    fn new(layout: &Layout, review: FormState, misuse: FormState) -> Self {
        Self {
            review,
            misuse,
            scopes: options(
                layout,
                &[
                    (Scope::Notices.as_str(), "standing-scope-notices", "standing-scope-notices-hint"),
                    (Scope::Complaints.as_str(), "standing-scope-complaints", "standing-scope-complaints-hint"),
                ],
            ),
            measures: options(
                layout,
                &[
                    (Kind::Warning.as_str(), "standing-misuse-warning", "standing-misuse-warning-hint"),
                    (Kind::Suspension.as_str(), "standing-misuse-suspension", "standing-misuse-suspension-hint"),
                ],
            ),
        }
    }

    fn fresh(layout: &Layout) -> Self {
        Self::new(layout, FormState::new(), FormState::new())
    }

    /// The one that has something wrong.
    fn wrong(&self) -> &FormState {
        if self.review.is_valid() { &self.misuse } else { &self.review }
    }
}

/// Choices: the word, and the keys of its name and of what it means.
pub(super) fn options(layout: &Layout, choices: &[(&str, &str, &str)]) -> Options {
    let say = |key: &str| layout.language.say(key).to_string();
    choices.iter().map(|(word, name, hint)| ((*word).to_owned(), say(name), say(hint))).collect()
}

const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

/// What was decided against somebody, as the key of a text.
fn heading(of: &Measure) -> &'static str {
    measure(&Against { kind: of.kind, scope: of.scope, organisation: None })
}

/// Why it ended before its time.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
fn because(because: &Because) -> &'static str {
    lifted(*because)
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Nothing => "standing-verdict-nothing",
        Verdict::Warning => "standing-verdict-warning",
        Verdict::Suspension => "standing-verdict-suspension",
        Verdict::Termination => "standing-verdict-termination",
        Verdict::Moot => "standing-verdict-moot",
    }
}

fn action(one: &Restricted) -> &'static str {
    if one.action == Action::DisableLink { "standing-link" } else { "standing-file" }
}

/// Whether it counts, and why not if it does not.
fn counting(one: &Restricted) -> &'static str {
    match (one.stands, one.reviewed, one.called_in) {
        (false, _, _) => "standing-void",
        (true, false, false) => "standing-unreviewed",
        (true, false, true) => "standing-called-in",
        (true, true, _) => "standing-counting",
    }
}

fn what(what: What) -> &'static str {
    match what {
        What::Target(_) => "standing-what-notice",
        What::CounterNotice(_) => "standing-what-counter-notice",
        What::Appeal(_) => "standing-what-appeal",
    }
}

/// Where somebody's record is.
fn page_of(party: Party) -> String {
    match party {
        Party::Account(account) => format!("/desk/standing/accounts/{account}"),
        Party::Organisation(organisation) => format!("/desk/standing/organisations/{organisation}"),
    }
}

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

impl AccountPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        account: AccountId,
        forms: Forms,
    ) -> Result<Self, Error> {
        let file = strikes::file(service, actor, account).await?;
        let record = misuse::record(service, actor, Party::Account(account)).await?;
        let limits = &service.config.limits;
        Ok(Self::new(layout, file, record, (limits.strikes, limits.strike_counts), forms))
    }

    fn new(layout: Layout, file: File, record: Record, (strikes, months): (u32, u32), forms: Forms) -> Self {
        let mut verdicts = options(
            &layout,
            &[
                (Verdict::Nothing.as_str(), "standing-decide-nothing", "standing-decide-nothing-hint"),
                (Verdict::Warning.as_str(), "standing-decide-warning", "standing-decide-warning-hint"),
                (Verdict::Suspension.as_str(), "standing-decide-suspension", "standing-decide-suspension-hint"),
            ],
        );
        if layout.roles().senior() {
            verdicts.extend(options(
                &layout,
                &[(Verdict::Termination.as_str(), "standing-decide-termination", "standing-decide-termination-hint")],
            ));
        }
        Self { layout, file, record, strikes, months, verdicts, forms }
    }

    /// Whether a senior has to be asked for a termination.
    fn needs_senior(&self) -> bool {
        !self.layout.roles().senior()
    }

    /// Where what is decided about misuse is sent.
    fn action(&self) -> String {
        format!("{}/misuse", page_of(self.record.party))
    }

    fn has_marks(&self) -> bool {
        !self.record.marks.is_empty()
    }

    fn in_force(&self, measure: &Measure) -> bool {
        measure.in_force(self.layout.now)
    }
}

impl OrganisationPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        organisation: OrganisationId,
        forms: Forms,
    ) -> Result<Self, Error> {
        let record = misuse::record(service, actor, Party::Organisation(organisation)).await?;
        Ok(Self { layout, record, months: service.config.limits.misuse_counts, forms })
    }

    fn name(&self) -> &str {
        self.record.organisation.as_deref().unwrap_or_default()
    }

    /// Where what is decided about misuse is sent.
    fn action(&self) -> String {
        format!("{}/misuse", page_of(self.record.party))
    }

    fn has_marks(&self) -> bool {
        !self.record.marks.is_empty()
    }

    fn in_force(&self, measure: &Measure) -> bool {
        measure.in_force(self.layout.now)
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
        let free = |one: &&Markable| !one.marked && one.obstacle.is_none();
        let options = markable.iter().filter(free).map(choice).collect();
        Self { layout, claim, markable, options, form }
    }
}

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<ListPage, Error> {
    let waiting = strikes::waiting(&service, &actor).await?;
    let records = misuse::records(&service, &actor).await?;
    let limits = &service.config.limits;
    Ok(ListPage { layout, waiting, records, strikes: limits.strikes, months: limits.misuse_counts })
}

async fn account(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(account): Path<AccountId>,
) -> Result<AccountPage, Error> {
    let forms = Forms::fresh(&layout);
    AccountPage::load(&service, &actor, layout, account, forms).await
}

/// A number of days as typed; an empty one is none, which the verbs refuse at its field.
fn days(form: &FormState, field: &str) -> u32 {
    form.value(field).trim().parse().unwrap_or(0)
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(account): Path<AccountId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let file = strikes::file(&service, &actor, account).await?;
    let decision = match form.value("verdict").parse::<Verdict>() {
        Ok(Verdict::Nothing) => Some(strikes::Decision::Nothing),
        Ok(Verdict::Warning) => Some(strikes::Decision::Warn),
        Ok(Verdict::Suspension) => Some(strikes::Decision::Suspend { days: days(&form, "days") }),
        Ok(Verdict::Termination) => Some(strikes::Decision::Terminate),
        Ok(Verdict::Moot) | Err(_) => None,
    };
    match (decision, file.open().map(|review| review.id)) {
        (None, _) => form.refuse("verdict", layout.language.say("standing-decide-missing").to_string()),
        (_, None) => form.refuse("", layout.language.say("standing-nothing-waits").to_string()),
        (Some(decision), Some(review)) => {
            let reasons = form.value("reasons").to_owned();
            match strikes::decide(&service, &actor, review, decision, &reasons).await {
                Ok(()) => {
                    session::say(&session, layout.language.say("standing-decided").to_string()).await?;
                    return Ok(see_other("/desk/standing"));
                }
                Err(error) => form.refuse_with(error)?,
            }
        }
    }
    let forms = Forms::new(&layout, form, FormState::new());
    Ok(again(AccountPage::load(&service, &actor, layout, account, forms).await?))
}

/// Decides about misuse as the form says; gives the form back with what is wrong.
async fn decided_misuse(
    service: &Service,
    actor: &Actor,
    language: Language,
    party: Party,
    mut form: FormState,
) -> Result<Option<FormState>, Error> {
    let missing = |key: &str| language.say(key).to_string();
    let scope = form.read("scope", |word| {
        word.parse::<Scope>().ok().filter(|scope| *scope != Scope::Uploads).ok_or(missing("standing-scope-missing"))
    });
    let kind = form.read("measure", |word| match word.parse::<Kind>() {
        Ok(Kind::Warning) => Ok(misuse::Decision::Warn),
        Ok(Kind::Suspension) => Ok(misuse::Decision::Suspend { days: 0 }),
        Ok(Kind::Termination) | Err(_) => Err(missing("standing-decide-missing")),
    });
    let (Some(scope), Some(kind)) = (scope, kind) else { return Ok(Some(form)) };
    let decision = match kind {
        misuse::Decision::Suspend { .. } => misuse::Decision::Suspend { days: days(&form, "length") },
        warning @ misuse::Decision::Warn => warning,
    };
    let words = misuse::Words {
        reasons: form.value("grounds").to_owned(),
        gravity: form.value("gravity").to_owned(),
        intention: form.value("intention").to_owned(),
    };
    match misuse::decide(service, actor, party, scope, decision, &words).await {
        Ok(_) => Ok(None),
        Err(error) => {
            form.refuse_with(error)?;
            Ok(Some(form))
        }
    }
}

async fn decide_misuse_of_account(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(account): Path<AccountId>,
    form: FormState,
) -> Result<Response, Error> {
    let party = Party::Account(account);
    misuse::record(&service, &actor, party).await?;
    let Some(form) = decided_misuse(&service, &actor, layout.language, party, form).await? else {
        session::say(&session, layout.language.say("standing-decided").to_string()).await?;
        return Ok(see_other("/desk/standing"));
    };
    let forms = Forms::new(&layout, FormState::new(), form);
    Ok(again(AccountPage::load(&service, &actor, layout, account, forms).await?))
}

async fn organisation(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(organisation): Path<OrganisationId>,
) -> Result<OrganisationPage, Error> {
    let forms = Forms::fresh(&layout);
    OrganisationPage::load(&service, &actor, layout, organisation, forms).await
}

async fn decide_misuse_of_organisation(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(organisation): Path<OrganisationId>,
    form: FormState,
) -> Result<Response, Error> {
    let party = Party::Organisation(organisation);
    misuse::record(&service, &actor, party).await?;
    let Some(form) = decided_misuse(&service, &actor, layout.language, party, form).await? else {
        session::say(&session, layout.language.say("standing-decided").to_string()).await?;
        return Ok(see_other("/desk/standing"));
    };
    let forms = Forms::new(&layout, FormState::new(), form);
    Ok(again(OrganisationPage::load(&service, &actor, layout, organisation, forms).await?))
}

async fn lift(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(measure): Path<MeasureId>,
) -> Result<Response, Error> {
    measures::lift(&service, &actor, measure).await?;
    session::say(&session, layout.language.say("standing-lifted").to_string()).await?;
    Ok(see_other("/desk/standing"))
}

async fn call_in(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(decision): Path<DecisionId>,
) -> Result<Response, Error> {
    deletions::call_in(&service, &actor, decision).await?;
    session::say(&session, layout.language.say("standing-called").to_string()).await?;
    Ok(see_other("/desk/standing"))
}

async fn marks(
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

fn sample_review(layout: &Layout, outcome: Option<Verdict>) -> Review {
    Review {
        id: AccountReviewId(uuid::Uuid::from_u128(72)),
        account: AccountId(uuid::Uuid::from_u128(35)),
        opened_at: layout.now.minus(URGENT),
        due_at: layout.now.plus(URGENT),
        outcome,
        reasons: outcome.map(|_| "The same film three times.".into()),
        decided_by: None,
        ended_at: outcome.map(|_| layout.now),
    }
}

fn sample_mark(layout: &Layout, what: What, refuted: bool) -> Mark {
    Mark {
        id: MarkId(uuid::Uuid::from_u128(75)),
        what,
        scope: if matches!(what, What::Target(_)) { Scope::Notices } else { Scope::Complaints },
        party: None,
        claim: Some(ClaimId(uuid::Uuid::from_u128(32))),
        sent_at: layout.now.minus(2 * URGENT),
        reasons: "The link leads to the claimant’s own trailer.".into(),
        marked_at: layout.now.minus(URGENT),
        refuted,
    }
}

fn sample_record(layout: &Layout, party: Party) -> Record {
    let target = |n: u128| What::Target(TargetId(uuid::Uuid::from_u128(n)));
    let appeal = What::Appeal(crate::ids::AppealId(uuid::Uuid::from_u128(43)));
    let (organisation, measures) = match party {
        Party::Account(_) => (None, Vec::new()),
        Party::Organisation(_) => (Some("Example Pictures".to_owned()), vec![made_up::misuse(layout, Kind::Warning)]),
    };
    Record {
        party,
        organisation,
        notices: Numbers { unfounded: 4, sent: 20 },
        complaints: Numbers { unfounded: 1, sent: 1 },
        marks: vec![
            sample_mark(layout, target(31), false),
            sample_mark(layout, target(32), true),
            sample_mark(layout, appeal, false),
        ],
        measures,
    }
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let records = [
            Party::Account(AccountId(uuid::Uuid::from_u128(35))),
            Party::Organisation(OrganisationId(uuid::Uuid::from_u128(74))),
        ]
        .map(|party| sample_record(&layout, party))
        .to_vec();
        let waiting = vec![sample_review(&layout, None)];
        vec![
            Self { layout: layout.clone(), waiting, records, strikes: 3, months: 12 },
            Self { layout, waiting: Vec::new(), records: Vec::new(), strikes: 3, months: 12 },
        ]
    }
}

impl Sample for AccountPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let account = AccountId(uuid::Uuid::from_u128(35));
        let lifted = Measure {
            lifted_at: Some(layout.now),
            lifted_because: Some(Because::StrikesVoid),
            ..made_up::measure(&layout, Kind::Warning)
        };
        let file = File {
            account,
            since: layout.now.minus(100 * URGENT),
            standing: made_up::standing(&layout),
            reviews: vec![sample_review(&layout, None), sample_review(&layout, Some(Verdict::Warning))],
            measures: vec![made_up::measure(&layout, Kind::Suspension), lifted],
        };
        let empty =
            File { standing: strikes::Standing::default(), reviews: Vec::new(), measures: Vec::new(), ..file.clone() };
        let nothing = Record {
            marks: Vec::new(),
            notices: Numbers::default(),
            complaints: Numbers::default(),
            ..sample_record(&layout, Party::Account(account))
        };
        let wrong = FormState::new().refused("verdict", "Choose what is decided.");
        let forms = Forms::new(&layout, wrong, FormState::new());
        let record = sample_record(&layout, Party::Account(account));
        vec![
            Self::new(layout.clone(), file.clone(), record.clone(), (3, 6), Forms::fresh(&layout)),
            Self::new(layout.clone(), file, record, (3, 6), forms),
            Self::new(layout.clone(), empty, nothing, (3, 6), Forms::fresh(&layout)),
        ]
    }
}

impl Sample for OrganisationPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let organisation = OrganisationId(uuid::Uuid::from_u128(74));
        let record = sample_record(&layout, Party::Organisation(organisation));
        let wrong = FormState::new().refused("gravity", "Say how grave it was, and what it led to.");
        let nothing = Record { marks: Vec::new(), measures: Vec::new(), ..record.clone() };
        let page = |record, forms| Self { layout: layout.clone(), record, months: 12, forms };
        vec![
            page(record.clone(), Forms::fresh(&layout)),
            page(record, Forms::new(&layout, FormState::new(), wrong)),
            page(nothing, Forms::fresh(&layout)),
        ]
    }
}

impl Sample for MarksPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let claim = ClaimId(uuid::Uuid::from_u128(32));
        let one = |n: u32, marked, obstacle| Markable {
            what: What::Target(TargetId(uuid::Uuid::from_u128(n.into()))),
            position: n.into(),
            sent_at: layout.now,
            marked,
            obstacle,
        };
        let waits = Some(Text::of("misuse-decided-only"));
        let markable = vec![one(1, false, None), one(2, true, None), one(3, false, waits.clone())];
        let wrong = FormState::new().refused("what", "Choose what is marked.");
        vec![
            Self::new(layout.clone(), claim, markable.clone(), FormState::new()),
            Self::new(layout.clone(), claim, markable, wrong),
            Self::new(layout.clone(), claim, vec![one(1, false, waits)], FormState::new()),
        ]
    }
}
