//! Orders of courts and authorities: entering one, confirming its effect, and what waits for that.

use super::super::Samples;
use super::super::prelude::*;
use super::Desk;
use super::words::{Choice, Choices, options};
use crate::accounts::Actor;
use crate::claims::authorities::{self, Gag, Kind, Law, Means, OrderInput, Standing, Unconfirmed};
use crate::claims::cases::{self, CaseView};
use crate::claims::decisions::Action;
use crate::claims::filing::ClaimState;
use crate::claims::statement::Statement;
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/orders", get(list))
        .route("/desk/orders/new", get(form).post(enter))
        .route("/desk/claims/{claim}/confirmation", get(confirmation).post(confirm))
        .route("/desk/claims/{claim}/disclosure", post(disclose))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<OrderPage>();
    samples.add::<ConfirmationPage>();
}

/// What is decided and not confirmed, what is due first at the front.
#[derive(Template)]
#[template(path = "desk/orders.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Unconfirmed>,
}

/// Entering an order.
#[derive(Template)]
#[template(path = "desk/order.html")]
struct OrderPage {
    layout: Layout,
    kinds: Choices,
    laws: Choices,
    gags: Choices,
    /// By whose clock times are typed.
    zone: String,
    form: FormState,
}

/// Confirming the effect: what is told, to whom, by what means; or that it was.
#[derive(Template)]
#[template(path = "desk/order_confirmation.html")]
struct ConfirmationPage {
    layout: Layout,
    case: CaseView,
    standing: Standing,
    means: Choices,
    form: FormState,
}
page!(ListPage, OrderPage, ConfirmationPage);

/// What an order asks for.
pub(super) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Removal => "order-kind-removal",
        Kind::Preservation => "order-kind-preservation",
        Kind::Information => "order-kind-information",
    }
}

/// Under what law it comes.
pub(super) const fn law(law: Law) -> &'static str {
    match law {
        Law::DigitalServices => "order-law-digital-services",
        Law::TerroristContent => "order-law-terrorist-content",
        Law::Court => "order-law-court",
        Law::Other => "order-law-other",
    }
}

/// What it hides.
pub(super) const fn gag(gag: Gag) -> &'static str {
    match gag {
        Gag::None => "order-gag-none",
        Gag::Party => "order-gag-party",
        Gag::Notice => "order-gag-notice",
    }
}

impl OrderPage {
    fn new(service: &Service, layout: Layout, form: FormState) -> Self {
        Self::in_zone(service.config.calendar.zone().to_string(), layout, form)
    }

    fn in_zone(zone: String, layout: Layout, form: FormState) -> Self {
        let offered = |choices: &[Choice]| options(layout.language, choices);
        Self {
            kinds: offered(&[
                ("removal", kind(Kind::Removal), "order-kind-removal-hint"),
                ("preservation", kind(Kind::Preservation), "order-kind-preservation-hint"),
                ("information", kind(Kind::Information), "order-kind-information-hint"),
            ]),
            laws: offered(&[
                ("digital-services", law(Law::DigitalServices), "order-law-digital-services-hint"),
                ("terrorist-content", law(Law::TerroristContent), "order-law-terrorist-content-hint"),
                ("court", law(Law::Court), "order-law-court-hint"),
                ("other", law(Law::Other), "order-law-other-hint"),
            ]),
            gags: offered(&[
                ("none", gag(Gag::None), "order-gag-none-hint"),
                ("party", gag(Gag::Party), "order-gag-party-hint"),
                ("notice", gag(Gag::Notice), "order-gag-notice-hint"),
            ]),
            layout,
            zone,
            form,
        }
    }
}

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<ListPage, Error> {
    Ok(ListPage { layout, waiting: authorities::unconfirmed(&service, &actor).await? })
}

async fn form(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<OrderPage, Error> {
    reviewer(&actor)?;
    Ok(OrderPage::new(&service, layout, FormState::new().with("gag", "none")))
}

fn reviewer(actor: &Actor) -> Result<(), Error> {
    if actor.roles.reviewer() { Ok(()) } else { Err(Error::Forbidden(Text::of("for-reviewers-only"))) }
}

fn typed(form: &FormState) -> OrderInput {
    let value = |field: &str| form.value(field).to_owned();
    OrderInput {
        kind: form.value("kind").parse().ok(),
        law: form.value("law").parse().ok(),
        authority: value("authority"),
        country: value("country"),
        reference: value("reference"),
        provision: value("provision"),
        orders: value("orders"),
        redress: value("redress"),
        email: value("email"),
        address: value("address"),
        territory: value("territory"),
        received: value("received"),
        due: value("due"),
        preserve_until: value("preserve_until"),
        gag: form.value("gag").parse().ok(),
        gag_until: value("gag_until"),
        targets: form.value("targets").lines().map(str::to_owned).collect(),
    }
}

async fn enter(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    match authorities::enter(&service, &actor, &typed(&form)).await {
        Ok(filed) => {
            session::say(&session, layout.language.say("order-entered").to_string()).await?;
            Ok(see_other(&format!("/desk/claims/{}#evidence", filed.claim)))
        }
        Err(crate::claims::Error::Targets(errors)) => {
            for error in errors {
                form.refuse("targets", error.told());
            }
            Ok(again(OrderPage::new(&service, layout, form)))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(OrderPage::new(&service, layout, form)))
        }
    }
}

impl ConfirmationPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        claim: ClaimId,
        form: Option<FormState>,
    ) -> Result<Self, Error> {
        let found = cases::desk_case(service, actor, claim).await?;
        let standing = found.order.ok_or(Error::NotFound)?;
        let base = service.config.public_url.as_str().trim_end_matches('/');
        let words = || FormState::new().with("words", effect(&layout, base, &found.case));
        let form = form.unwrap_or_else(words);
        Ok(Self::of(layout, found.case, standing, form))
    }

    fn of(layout: Layout, case: CaseView, standing: Standing, form: FormState) -> Self {
        let means = [
            (Means::Mail.as_str(), "order-means-mail", "order-means-mail-hint"),
            (Means::Print.as_str(), "order-means-print", "order-means-print-hint"),
        ];
        let means = options(layout.language, &means);
        Self { layout, case, standing, means, form }
    }

    fn decided(&self) -> bool {
        self.case.state == ClaimState::Decided
    }

    /// What the page is called: the letter that was sent, or what is to be done; of an order that was taken back nothing is.
    fn heading(&self) -> String {
        let say = |key: &str| self.layout.language.say(key);
        if self.standing.confirmation.is_some() {
            let (_, reference, ..) = self.authority();
            say("order-confirmation-title").with("reference", reference).to_string()
        } else if self.standing.withdrawal.is_some() {
            say("order-confirmation-none").to_string()
        } else {
            say("order-confirmation-page").to_string()
        }
    }

    /// Who issued the order, what it is called there, and where letters go.
    fn authority(&self) -> (String, &str, Option<&str>, Option<&str>) {
        match &self.case.statement {
            Statement::Court { authority, country, reference, email, address, .. } => {
                (format!("{authority} ({country})"), reference, email.as_deref(), address.as_deref())
            }
            _ => (String::new(), "", None, None),
        }
    }
}

/// What was done and when, target by target: what the confirmation begins with. Links stand there without their keys.
fn effect(layout: &Layout, base: &str, case: &CaseView) -> String {
    let mut lines = Vec::new();
    for target in &case.targets {
        let Some(decision) = &target.decision else { continue };
        let done = match decision.action {
            Action::None => "order-effect-none",
            Action::DisableLink => "order-effect-link",
            Action::LockAndDelete => "order-effect-file",
        };
        let said = layout.language.say(done);
        let at = layout.language.minute(decision.decided_at);
        lines.push(format!("{base}/f/{}: {}", target.link, said.with("at", at)));
    }
    lines.join("\n")
}

async fn confirmation(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(claim): Path<ClaimId>,
) -> Result<ConfirmationPage, Error> {
    ConfirmationPage::load(&service, &actor, layout, claim, None).await
}

async fn confirm(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let means = form.value("means").parse().ok();
    let words = form.value("words").to_owned();
    match authorities::confirm_effect(&service, &actor, claim, means, &words).await {
        Ok(()) => {
            session::say(&session, layout.language.say("order-confirmed").to_string()).await?;
            Ok(see_other(&format!("/desk/claims/{claim}/confirmation")))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(ConfirmationPage::load(&service, &actor, layout, claim, Some(form)).await?))
        }
    }
}

async fn disclose(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
) -> Result<Response, Error> {
    authorities::lift_gag(&service, &actor, claim).await?;
    session::say(&session, layout.language.say("order-disclosed").to_string()).await?;
    Ok(see_other(&format!("/desk/claims/{claim}")))
}

/// An order, made up.
pub(super) fn sample(layout: &Layout, gag: Gag) -> (Statement, Standing) {
    let statement = Statement::Court {
        authority: "Landgericht Hamburg".into(),
        country: "DE".into(),
        reference: "310 O 99/26".into(),
        law: "§ 97 UrhG".into(),
        territory: "DE".into(),
        orders: "The file named below is to be removed.".into(),
        redress: Some("Widerspruch beim Landgericht Hamburg.".into()),
        email: Some("kammer10@lg.example".into()),
        address: Some("Sievekingplatz 1\n20355 Hamburg".into()),
    };
    let order = authorities::Order {
        claim: ClaimId(uuid::Uuid::from_u128(1)),
        kind: Kind::Removal,
        law: Law::Court,
        country: "DE".into(),
        preserve_until: None,
        gag,
        gag_until: (gag == Gag::Party).then_some(layout.now),
        gag_ended_at: None,
        entered_by: crate::ids::AccountId(uuid::Uuid::from_u128(3)),
        entered_at: layout.now,
    };
    (statement, Standing { order, told: false, confirmation: None, withdrawal: None })
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let hour = std::time::Duration::from_hours(1);
        // One is late, one is urgent, and one has time.
        let waiting = [(1, 25, Kind::Removal), (2, 20, Kind::Information), (3, 2, Kind::Preservation)];
        let mut waiting = waiting.map(|(id, ago, kind)| {
            let decided_at = layout.now.minus(hour * ago);
            Unconfirmed {
                claim: ClaimId(uuid::Uuid::from_u128(id)),
                kind,
                authority: "Landgericht Hamburg".into(),
                country: "DE".into(),
                reference: format!("310 O 9{id}/26").into(),
                decided_at,
                due_at: decided_at.plus(hour * 24),
            }
        });
        // What it says of who issued it was altered in the database.
        waiting[2].authority = Text::of("words-altered");
        waiting[2].reference = Text::of("words-altered");
        vec![Self { layout: layout.clone(), waiting: waiting.into() }, Self { layout, waiting: Vec::new() }]
    }
}

impl Sample for OrderPage {
    fn samples() -> Vec<Self> {
        let page = |form| Self::in_zone("Europe/Paris".into(), Layout::sample(), form);
        let wrong = FormState::new()
            .refused("country", "Give the two letters of its country, such as DE or US.")
            .refused("kind", "Say what the order asks for.")
            .refused("targets", "line 1: no file is found at this link");
        vec![page(FormState::new()), page(wrong)]
    }
}

impl Sample for ConfirmationPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (statement, standing) = sample(&layout, Gag::None);
        let (mut case, _) = super::claim::sample::case();
        case.statement = statement;
        let mut decided = case.clone();
        decided.state = ClaimState::Decided;
        let confirmed = Standing {
            confirmation: Some(authorities::Confirmation {
                means: Means::Print,
                words: "/f/AAAAAAAAAAAAAAAAAAAAAA: locked and deleted from every mirror.".into(),
                by: crate::ids::AccountId(uuid::Uuid::from_u128(3)),
                at: layout.now,
            }),
            ..standing.clone()
        };
        let wrong = FormState::new().refused("means", "Say how the authority is told.");
        vec![
            Self::of(layout.clone(), decided.clone(), standing.clone(), wrong),
            Self::of(layout.clone(), decided, confirmed, FormState::new()),
            Self::of(layout.clone(), case.clone(), standing.clone(), FormState::new()),
            Self::of(layout.clone(), case, super::order_withdrawal::withdrawn(&layout, standing), FormState::new()),
        ]
    }
}
