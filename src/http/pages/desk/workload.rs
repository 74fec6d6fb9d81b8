//! Workload: for seniors, who has what and how much each decided today; and giving a claim to somebody else.

use super::super::Samples;
use super::super::prelude::*;
use super::{Desk, words};
use crate::claims::queue::workload::{self, Held, Load};
use crate::ids::{AccountId, ClaimId};
use crate::keys::Altered;
use crate::texts::Text;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/workload", get(show)).route("/desk/claims/{claim}/reassignment", post(reassign))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WorkloadPage>();
}

/// Everybody who works the queue.
#[derive(Template)]
#[template(path = "desk/workload.html")]
struct WorkloadPage {
    layout: Layout,
    me: AccountId,
    loads: Vec<Load>,
}
page!(WorkloadPage);

impl WorkloadPage {
    fn decided(&self) -> i64 {
        self.loads.iter().map(|load| load.decided_today).sum()
    }

    fn is_me(&self, account: &AccountId) -> bool {
        self.me == *account
    }

    fn held(&self) -> usize {
        self.loads.iter().map(|load| load.has).sum()
    }
}

/// Who makes a claim.
fn party(held: &Held) -> Text {
    words::sender(held.organisation.as_deref(), held.country.as_deref(), &held.sender)
}

impl Sample for WorkloadPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let hour = std::time::Duration::from_hours(1);
        let held = |number: u128, organisation: Option<&str>| Held {
            claim: ClaimId(uuid::Uuid::from_u128(number)),
            organisation: organisation.map(ToOwned::to_owned),
            country: None,
            sender: if number == 1 { Ok(None) } else { Err(Altered) },
            due_at: layout.now.plus(hour),
            paused_since: (number == 2).then_some(layout.now),
            urgent_within: hour,
            until: layout.now.plus(hour),
        };
        let load = |number: u128, email: &str, claims: Vec<Held>| Load {
            account: AccountId(uuid::Uuid::from_u128(number)),
            email: email.into(),
            has: claims.len(),
            claims,
            decided_today: 12,
        };
        let full = vec![
            load(1, "rita@files.example", vec![held(1, Some("Example Pictures")), held(2, None)]),
            load(2, "rui@files.example", vec![]),
        ];
        let me = AccountId(uuid::Uuid::from_u128(2));
        vec![Self { layout: layout.clone(), me, loads: full }, Self { layout, me, loads: vec![] }]
    }
}

async fn show(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<WorkloadPage, Error> {
    Ok(WorkloadPage { layout, me: actor.account, loads: workload::workload(&service, &actor).await? })
}

/// Gives a claim to somebody, or back to the queue.
async fn reassign(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(claim): Path<ClaimId>,
    form: FormState,
) -> Result<Response, Error> {
    let to = match form.value("to") {
        "" => None,
        account => {
            Some(account.parse::<AccountId>().map_err(|_| Error::invalid("to", Text::of("desk-choose-holder")))?)
        }
    };
    workload::reassign(&service, &actor, claim, to).await?;
    let said = match to {
        Some(_) => "workload-given",
        None => "workload-freed",
    };
    session::say(&session, language.say(said).to_string()).await?;
    let from_workload = form.value("from") == "workload";
    Ok(see_other(&if from_workload { "/desk/workload".to_owned() } else { format!("/desk/claims/{claim}") }))
}
