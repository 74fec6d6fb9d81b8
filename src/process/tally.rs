//! How much waits at the desk besides the queue, and whether it presses: what stands beside each page's name in the desk's navigation.
//!
//! Asked with every page of the desk, so that it is one query over indexes of what waits only, and nothing is counted further than it is
//! said. What its reader is a party to is not counted, as it is not listed: a number over a list that shows fewer would tell them.
//! Nor is a complaint that is not theirs to answer.

use std::time::Duration;

use super::{Error, store};
use crate::accounts::Actor;
use crate::clock::Time;
use crate::db::Tx;
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

const DAY: Duration = Duration::from_hours(24);
/// How many are said at most.
const MOST: i64 = 99;

/// What waits, by the page on which it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    CounterNotices,
    Appeals,
    Complaints,
    Disputes,
    Reports,
    Standing,
    Escalations,
    Orders,
    Samples,
    Mail,
    Steps,
    Mirrors,
}

words! { Place {
    CounterNotices = "counter-notices", Appeals = "appeals", Complaints = "complaints", Disputes = "disputes", Reports = "reports", Standing = "standing",
    Escalations = "escalations", Orders = "orders", Samples = "samples", Mail = "mail", Steps = "steps",
    Mirrors = "mirrors",
} }

/// How much waits on one page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// How much, up to one more than is said.
    pub count: i64,
    /// What is due first is late, or will be soon.
    pub urgent: bool,
}

impl Waits {
    /// The number, as far as it is said.
    pub fn said(&self) -> String {
        if self.count > MOST { format!("{MOST}+") } else { self.count.to_string() }
    }

    fn add(&mut self, count: i64, urgent: bool) {
        self.count += count;
        self.urgent |= urgent;
    }
}

/// How much waits at the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Counter-notices whose completeness nobody has checked.
    pub counter_notices: Waits,
    /// Appeals.
    pub appeals: Waits,
    /// Complaints about blocked links, and about accounts that were terminated.
    pub complaints: Waits,
    /// Actions that nobody has looked at, and what is said of how one ended.
    pub disputes: Waits,
    /// Accounts that strikes put before a reviewer.
    pub standing: Waits,
    /// Cases in seniors' hands.
    pub escalations: Waits,
    /// Orders that are decided, and of which nobody has told their authority what was done.
    pub orders: Waits,
    /// Direct deletions for a senior to look at.
    pub samples: Waits,
    /// Mail that did not arrive.
    pub mail: Waits,
    /// Steps that wait for a second person.
    pub steps: Waits,
    /// Who asks to run a mirror, mirrors that wait to be admitted, and what hosts ask to change.
    pub mirrors: Waits,
}

/// How much waits, for staff.
pub async fn tally(tx: &mut Tx, service: &Service, actor: &Actor) -> Result<Tally, Error> {
    if !actor.roles.staff() {
        return Err(Error::Forbidden(Text::of("only-staff")));
    }
    let now = service.clock.now();
    tx.plan_once().await?;
    let mut tally = Tally::default();
    for (place, count, soonest) in store::waits(tx, actor.account).await? {
        let due_within = |time: Duration| soonest.is_some_and(|due: Time| due <= now.plus(time));
        // These have no day of their own: what came in a day ago presses.
        let is_old = soonest.is_some_and(|since: Time| since <= now.minus(DAY));
        match place {
            Place::CounterNotices => tally.counter_notices.add(count, due_within(2 * DAY)),
            Place::Appeals => tally.appeals.add(count, due_within(2 * DAY)),
            Place::Complaints => tally.complaints.add(count, due_within(2 * DAY)),
            Place::Disputes | Place::Reports => tally.disputes.add(count, is_old),
            Place::Standing => tally.standing.add(count, due_within(2 * DAY)),
            Place::Escalations => tally.escalations.add(count, due_within(DAY)),
            Place::Orders => tally.orders.add(count, due_within(service.config.limits.order_effect_confirmed / 4)),
            Place::Samples => tally.samples.add(count, due_within(service.config.limits.sample_due / 4)),
            Place::Mail => tally.mail.add(count, is_old),
            Place::Steps => tally.steps.add(count, false),
            Place::Mirrors => tally.mirrors.add(count, is_old),
        }
    }
    Ok(tally)
}
