//! Standing at the desk: accounts that strikes put before a reviewer, what was manifestly unfounded, and what is decided
//! after either.

mod account;
mod acts;
mod confirm;
mod list;
mod marks;
mod misuse;
mod notifier;
mod retraction;
mod sample;

use super::super::Samples;
use super::super::prelude::*;
use super::words::{Choices, options};
use crate::accounts::standing::{Kind, Scope};
use crate::notices::words::{lifted, measure_to_staff};
use crate::notices::{Against, Because};
use crate::process::measures::Measure;
use crate::process::misuse::{Party, What};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .merge(list::routes())
        .merge(account::routes())
        .merge(notifier::routes())
        .merge(misuse::routes())
        .merge(acts::routes())
        .merge(marks::routes())
        .merge(retraction::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    list::samples(samples);
    account::samples(samples);
    confirm::samples(samples);
    notifier::samples(samples);
    marks::samples(samples);
    retraction::samples(samples);
}

/// The two forms of a page, of which one was sent, and the choices of the second.
struct Forms {
    review: FormState,
    misuse: FormState,
    scopes: Choices,
    measures: Choices,
}

impl Forms {
    fn new(layout: &Layout, review: FormState, misuse: FormState) -> Self {
        Self {
            review,
            misuse,
            scopes: options(
                layout.language,
                &[
                    (Scope::Notices.as_str(), "standing-scope-notices", "standing-scope-notices-hint"),
                    (Scope::Complaints.as_str(), "standing-scope-complaints", "standing-scope-complaints-hint"),
                ],
            ),
            measures: options(
                layout.language,
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

const URGENT: std::time::Duration = std::time::Duration::from_hours(2 * 24);

/// What was decided against somebody, as the key of a text.
fn heading(of: &Measure) -> &'static str {
    measure_to_staff(&Against { kind: of.kind, scope: of.scope, organisation: None })
}

/// Why it ended before its time.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands on references")]
fn because(because: &Because) -> &'static str {
    lifted(*because)
}

fn what(what: What) -> &'static str {
    match what {
        What::Target(_) => "standing-what-notice",
        What::CounterNotice(_) => "standing-what-counter-notice",
        What::Appeal(_) => "standing-what-appeal",
    }
}

/// Where somebody's record is.
pub(super) fn page_of(party: Party) -> String {
    match party {
        Party::Account(account) => format!("/desk/standing/accounts/{account}"),
        Party::Organisation(organisation) => format!("/desk/standing/organisations/{organisation}"),
        Party::Correspondent(correspondent) => format!("/desk/standing/correspondents/{correspondent}"),
    }
}

/// A number of days as typed; an empty one is none, which the verbs refuse at its field.
fn days(form: &FormState, field: &str) -> u32 {
    form.value(field).trim().parse().unwrap_or(0)
}
