//! How the reader's own account stands: the strikes that count, and what was decided about it.

use super::super::Samples;
use super::super::prelude::*;
use super::{made_up, measure};
use crate::accounts::standing::Kind;
use crate::notices::{Against, Because, words};
use crate::process::measures;
use crate::process::strikes::{self, Own, Standing};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/account/standing", get(standing))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<StandingPage>();
}

/// How the reader stands: the strikes that count, and what was decided about the account.
#[derive(Template)]
#[template(path = "standing.html")]
struct StandingPage {
    layout: Layout,
    own: Own,
    limit: u32,
    months: u32,
}
page!(StandingPage);

impl StandingPage {
    fn in_force(&self, measure: &measures::Measure) -> bool {
        measure.in_force(self.layout.now)
    }

    /// What stands and counts not yet.
    fn unreviewed(&self) -> Vec<&strikes::Restricted> {
        self.own.standing.restricted.iter().filter(|one| one.stands && !one.reviewed).collect()
    }
}

/// What that does until when.
pub(in crate::http::pages) fn effect(language: Language, of: &measures::Measure) -> String {
    words::effect_until(language, &Against { kind: of.kind, scope: of.scope, organisation: None }, of.until)
}

async fn standing(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
) -> Result<StandingPage, Error> {
    let own = strikes::own(&service, &actor).await?;
    let limits = &service.config.limits;
    Ok(StandingPage { layout, own, limit: limits.strikes, months: limits.strike_counts.count() })
}

impl Sample for StandingPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |standing, measures, reviewed_by| {
            let own = Own { standing, measures, reviewed_by };
            Self { layout: layout.clone(), own, limit: 3, months: 6 }
        };
        let lifted = measures::Measure {
            lifted_at: Some(layout.now),
            lifted_because: Some(Because::AppealGranted),
            ..made_up::measure(&layout, Kind::Warning)
        };
        let both = vec![made_up::measure(&layout, Kind::Suspension), lifted];
        vec![
            page(made_up::standing(&layout), both, None),
            page(made_up::standing(&layout), Vec::new(), Some(layout.now)),
            page(Standing::default(), Vec::new(), None),
        ]
    }
}
