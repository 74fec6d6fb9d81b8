//! One file as staff see it: how far its takedown has come, and the two steps about it that need two people.

use super::super::prelude::*;
use super::super::timeline::Line;
use super::super::{Samples, board, object_case};
use super::steps::Row;
use super::touched::Touched;
use super::{Desk, happened, mail, steps, words};
use crate::accounts::two_person::Kind;
use crate::claims::preserving::{self, Kept};
use crate::ids::{ClaimId, ObjectId, PreservationId};
use crate::mail::{Progress, State as Delivery};
use crate::process::delivery;
use crate::takedown::board::{CustodyCopy, Hold, MirrorRow, Order, Purge};
use crate::takedown::{self, BlastRadius, Board, CustodyFailure, Ground, Preservation, Why};
use crate::vault::ObjectState;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/objects/{object}", get(show))
        .route("/desk/objects/{object}/board", get(refresh))
        .route("/desk/objects/{object}/purge", post(propose_purge))
        .route("/desk/objects/{object}/order-without-custody", post(propose_order))
        .route("/desk/objects/{object}/preservation", post(preserve))
        .route("/desk/objects/{object}/preservation/{preservation}/release", post(release))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ObjectPage>();
    samples.add::<BoardFragment>();
}

/// A file under takedown.
#[derive(Template)]
#[template(path = "desk/object.html")]
struct ObjectPage {
    layout: Layout,
    board: Board,
    touched: Touched,
    failure: Option<CustodyFailure>,
    lines: Vec<Line>,
    /// Why nothing of it is purged or erased, the oldest first.
    preserved: Vec<Kept>,
    messages: Vec<Progress>,
    /// What was proposed about it and waits for a second person.
    steps: Vec<Row>,
    /// Whether the viewer may propose what two people do.
    may: bool,
    form: FormState,
}

/// What changes while mirrors delete: fetched again by a script, here and on the pages of claims.
#[derive(Template)]
#[template(path = "desk/board.html")]
struct BoardFragment {
    language: Language,
    board: Board,
}
page!(ObjectPage);
fragment!(BoardFragment);

impl ObjectPage {
    async fn load(
        service: &Service,
        actor: crate::accounts::Actor,
        layout: Layout,
        object: ObjectId,
        form: FormState,
    ) -> Result<Self, Error> {
        let (board, radius) = takedown::for_desk(service, &actor, object).await?;
        let failures = takedown::custody_failures(service).await?;
        Ok(Self {
            lines: happened::in_case(service, board.log_case, layout.language).await?,
            board,
            touched: Touched::of(service, &actor, (object, radius), None).await?,
            failure: failures.into_iter().find(|failure| failure.object == object),
            preserved: preserving::of_object(service, &actor, object).await?,
            messages: delivery::of_object(service, &actor, object).await?,
            steps: steps::rows(service, &actor).await?.into_iter().filter(|row| row.step.subject == object.0).collect(),
            may: actor.roles.senior() || actor.roles.administrator(),
            layout,
            form,
        })
    }

    /// Whether its day has come.
    fn is_over(&self, held: &Preservation) -> bool {
        held.until.is_some_and(|until| until <= self.layout.now)
    }

    /// Which text says who asks for it, where that is no senior.
    #[expect(clippy::unused_self, reason = "templates call methods of their page")]
    fn asked_by(&self, held: &Preservation) -> Option<&'static str> {
        match held.why {
            Why::Order(_) => Some("preserved-by-order"),
            Why::Escalation(_) => Some("preserved-by-escalation"),
            Why::Words(_) => None,
        }
    }

    /// The step of a kind that waits for a second person.
    fn waits(&self, kind: Kind) -> Option<&Row> {
        self.steps.iter().find(|row| row.step.kind == kind)
    }

    fn purgeable(&self) -> bool {
        self.may && self.board.purge.is_none() && matches!(self.board.state, ObjectState::Locked | ObjectState::Deleted)
    }
}

pub(super) fn sample_preservation(layout: &Layout) -> Preservation {
    Preservation {
        id: PreservationId(uuid::Uuid::from_u128(5)),
        object: ObjectId(uuid::Uuid::from_u128(1)),
        why: Why::Words("Reported to the authorities.".into()),
        placed_at: layout.now,
        until: Some(layout.now.plus(std::time::Duration::from_hours(24 * 365))),
        released_at: None,
    }
}

/// A senior's, an order's that a reader may see, and an escalation's that they may not.
fn sample_kept(layout: &Layout) -> Vec<Kept> {
    let preservation = sample_preservation(layout);
    let claim = ClaimId(uuid::Uuid::from_u128(6));
    let order = Preservation { until: None, why: Why::Order(claim), ..preservation.clone() };
    let escalation = Why::Escalation(crate::ids::EscalationId(uuid::Uuid::from_u128(7)));
    let released = Preservation { released_at: Some(layout.now), why: escalation, ..preservation.clone() };
    vec![
        Kept { preservation, claim: None, words: Some("Reported to the authorities.".into()) },
        Kept { preservation: order, claim: Some(claim), words: Some("Landgericht Hamburg (DE), 310 O 99/26".into()) },
        Kept { preservation: released, claim: None, words: None },
    ]
}

/// A board for samples.
pub(super) fn sample_board(layout: &Layout, object: ObjectId) -> Board {
    let id = uuid::Uuid::from_u128;
    let mirror = |number: u128, state: &str, done: bool| MirrorRow {
        mirror: crate::ids::MirrorId(id(number)),
        name: "paris".into(),
        host: "Example".into(),
        jurisdiction: "FR".into(),
        state: state.into(),
        attempts: 1,
        last_attempt_at: Some(layout.now),
        last_error: None,
        result: done.then(|| "deleted".into()),
        receipt_token: None,
        receipt_log_entry: None,
        receipt_log_index: done.then_some(13),
        receipted_at: done.then_some(layout.now),
        probe_outcome: done.then(|| "gone".into()),
        probe_log_entry: None,
        probed_at: done.then_some(layout.now),
    };
    let order = Order {
        id: crate::ids::OrderId(id(1)),
        blob: crate::ids::BlobId(id(2)),
        ground: "copyright".into(),
        digest: "ab".repeat(32),
        log_entry: crate::ids::LogEntryId(id(3)),
        log_index: Some(12),
        issued_at: layout.now,
        completed_at: None,
        mirrors: vec![mirror(4, "done", true), mirror(5, "pending", false), mirror(6, "unreachable", false)],
    };
    let hold = Hold {
        id: crate::ids::HoldId(id(7)),
        ground: Ground::Copyright,
        decision: None,
        escalation: Some(crate::ids::EscalationId(id(11))),
        blob: order.blob,
        opened_at: layout.now,
        lifted_at: None,
        lifted_because: None,
        restored_at: None,
    };
    let custody =
        CustodyCopy { store: "FR".into(), state: "secured".into(), secured_at: Some(layout.now), destroyed_at: None };
    Board {
        object,
        log_case: crate::ids::CaseId(id(9)),
        state: ObjectState::Locked,
        holds: vec![hold],
        custody: vec![custody],
        orders: vec![order],
        unordered: false,
        restorations: vec![],
        purge: None,
    }
}

impl Sample for ObjectPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let object = ObjectId(uuid::Uuid::from_u128(1));
        let touched = || {
            let (accounts, links, claims, mirrors) = (vec![], 1, 2, vec![]);
            Touched::sample(BlastRadius { state: ObjectState::Locked, accounts, links, claims, mirrors })
        };
        let failure = CustodyFailure {
            object,
            first_failed_at: layout.now,
            last_failed_at: layout.now,
            attempts: 4,
            last_error: "no mirror gave a good copy".into(),
        };
        let board = sample_board(&layout, object);
        let purge =
            Purge { id: crate::ids::PurgeId(uuid::Uuid::from_u128(8)), ordered_at: layout.now, destroyed_at: None };
        let purged = Board { purge: Some(purge), ..board.clone() };
        let form = FormState::new();
        vec![
            Self {
                layout: layout.clone(),
                board: board.clone(),
                touched: touched(),
                failure: Some(failure.clone()),
                lines: vec![Line::new(layout.now, "A reviewer", "locked the file")],
                preserved: sample_kept(&layout),
                messages: vec![mail::sample(&layout, Delivery::Sent), mail::sample(&layout, Delivery::Bounced)],
                steps: vec![],
                may: true,
                form: form.clone().refused("reason", "Say why."),
            },
            Self {
                layout: layout.clone(),
                board,
                touched: touched(),
                failure: Some(failure),
                lines: vec![],
                preserved: vec![],
                messages: vec![],
                steps: steps::sample(&layout),
                may: true,
                form: form.clone(),
            },
            Self {
                layout,
                board: purged,
                touched: touched(),
                failure: None,
                lines: vec![],
                preserved: vec![],
                messages: vec![],
                steps: vec![],
                may: false,
                form,
            },
        ]
    }
}

impl Sample for BoardFragment {
    fn samples() -> Vec<Self> {
        vec![Self {
            language: Language::default(),
            board: sample_board(&Layout::sample(), ObjectId(uuid::Uuid::from_u128(1))),
        }]
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(object): Path<ObjectId>,
) -> Result<ObjectPage, Error> {
    ObjectPage::load(&service, actor, layout, object, FormState::new()).await
}

async fn refresh(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    Path(object): Path<ObjectId>,
) -> Result<BoardFragment, Error> {
    let (board, _) = takedown::for_desk(&service, &actor, object).await?;
    Ok(BoardFragment { language, board })
}

async fn propose_purge(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(object): Path<ObjectId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let proposed = takedown::propose_purge(&service, &actor, object, form.value("reason")).await;
    if let Err(error) = proposed {
        form.refuse_with(error)?;
        return Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?));
    }
    session::say(&session, layout.language.say("desk-purge-proposed").to_string()).await?;
    Ok(see_other("/desk/steps"))
}

async fn propose_order(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(object): Path<ObjectId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let proposed = takedown::propose_order_without_custody(&service, &actor, object, form.value("reason")).await;
    if let Err(error) = proposed {
        form.refuse_with(error)?;
        return Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?));
    }
    session::say(&session, layout.language.say("desk-custody-order-proposed").to_string()).await?;
    Ok(see_other("/desk/steps"))
}

/// A senior has the file preserved, until a day or until it is released: also longer than it is.
async fn preserve(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(object): Path<ObjectId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let calendar = &service.config.calendar;
    let until = form.read_optional("until", |text| {
        text.trim().parse().map(|day| calendar.end_of(day)).map_err(|_| Text::of("keep-day"))
    });
    if let Some(until) = until {
        match takedown::preserve(&service, &actor, object, until, form.value("why")).await {
            Ok(_) => {
                session::say(&session, layout.language.say("keep-done").to_string()).await?;
                return Ok(see_other(&format!("/desk/objects/{object}#preserved")));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?))
}

/// A senior releases it.
async fn release(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path((object, preservation)): Path<(ObjectId, PreservationId)>,
    mut form: FormState,
) -> Result<Response, Error> {
    if let Err(error) = takedown::release(&service, &actor, preservation, form.value("released")).await {
        form.refuse_with(error)?;
        return Ok(again(ObjectPage::load(&service, actor, layout, object, form).await?));
    }
    session::say(&session, layout.language.say("keep-release-done").to_string()).await?;
    Ok(see_other(&format!("/desk/objects/{object}#preserved")))
}
