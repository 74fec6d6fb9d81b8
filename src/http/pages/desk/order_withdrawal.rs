//! An order that its authority took back: staff record that, and see what it came to.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, orders};
use crate::accounts::Actor;
use crate::claims::authorities::{self, Gag, Means, Standing, Withdrawal, WithdrawalInput};
use crate::claims::cases::{self, CaseView};
use crate::claims::filing::ClaimState;
use crate::claims::statement::Statement;
use crate::ids::ClaimId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/claims/{claim}/order-withdrawal", get(show).post(record))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WithdrawalPage>();
}

/// What says that it was taken back, or what that came to.
#[derive(Template)]
#[template(path = "desk/order_withdrawal.html")]
struct WithdrawalPage {
    layout: Layout,
    case: CaseView,
    standing: Standing,
    /// Only a senior records it, and the reader is none.
    way: Option<Way>,
    form: FormState,
}
page!(WithdrawalPage);

/// How somebody who may not record it brings it before a senior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// They hand the order to one.
    Escalate,
    /// They note it on its page: it is in a senior's hands, or decided.
    Note,
}

impl WithdrawalPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        claim: ClaimId,
        form: FormState,
    ) -> Result<Self, Error> {
        let found = cases::desk_case(service, actor, claim).await?;
        let standing = found.order.ok_or(Error::NotFound)?;
        // What is hidden is told with this, and of what only a senior decides only a senior says that it has ended.
        let seniors = standing.order.is_gagged() || found.for_senior.is_some();
        let open = !matches!(found.case.state, ClaimState::Decided | ClaimState::Withdrawn);
        let raised = found.escalations.iter().any(|it| it.outcome.is_none());
        let way = (seniors && !actor.roles.senior()).then_some(if open && !raised { Way::Escalate } else { Way::Note });
        Ok(Self { layout, case: found.case, standing, way, form })
    }

    /// Who issued the order, and what it is called there.
    fn authority(&self) -> (String, &str) {
        match &self.case.statement {
            Statement::Court { authority, country, reference, .. } => (format!("{authority} ({country})"), reference),
            _ => (String::new(), ""),
        }
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(claim): Path<ClaimId>,
) -> Result<WithdrawalPage, Error> {
    WithdrawalPage::load(&service, &actor, layout, claim, FormState::new()).await
}

async fn record(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(claim): Path<ClaimId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let input = WithdrawalInput {
        on: form.value("on").to_owned(),
        told_by: form.value("told_by").to_owned(),
        words: form.value("words").to_owned(),
    };
    match authorities::withdraw(&service, &actor, claim, &input).await {
        Ok(()) => {
            session::say(&session, layout.language.say("order-withdrawn").to_string()).await?;
            Ok(see_other(&format!("/desk/claims/{claim}/order-withdrawal")))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(WithdrawalPage::load(&service, &actor, layout, claim, form).await?))
        }
    }
}

/// An order that was taken back, made up.
pub(super) fn withdrawn(layout: &Layout, standing: Standing) -> Standing {
    let withdrawal = Withdrawal {
        on: "2026-11-25".into(),
        told_by: "The registry of the tenth chamber".into(),
        words: "Order of 25 November 2026, 310 O 99/26: the order of 20 November is set aside.".into(),
        means: Means::Print,
        effect: "https://files.example/f/AAAAAAAAAAAAAAAAAAAAAA: given back by the same links".into(),
        by: crate::ids::AccountId(uuid::Uuid::from_u128(3)),
        at: layout.now,
    };
    Standing { withdrawal: Some(withdrawal), ..standing }
}

impl Sample for WithdrawalPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let (statement, standing) = orders::sample(&layout, Gag::Party);
        let (mut case, _) = super::claim::sample::case();
        case.statement = statement;
        let withdrawn = withdrawn(&layout, standing.clone());
        let wrong = FormState::new().refused("on", "Give the day, not later than today.");
        let page = |standing, form| Self { layout: layout.clone(), case: case.clone(), standing, way: None, form };
        let of_senior = |way| Self { way: Some(way), ..page(standing.clone(), FormState::new()) };
        vec![
            page(standing.clone(), FormState::new()),
            page(standing.clone(), wrong),
            page(withdrawn, FormState::new()),
            of_senior(Way::Escalate),
            of_senior(Way::Note),
        ]
    }
}
