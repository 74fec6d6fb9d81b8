//! One mirror of somebody's: how it stands, what there is to do about it now, and how they leave with it.

use super::super::prelude::*;
use super::super::{Samples, world};
use super::made_up::{sample_asking, sample_full, sample_report};
use super::{against, standing, state};
use crate::ids::MirrorId;
use crate::vault::applications;
use crate::vault::health::{self, Report};
use crate::vault::hosts::MirrorState;
use crate::vault::standing::Standing;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/host/mirrors/{mirror}", get(show_mirror)).route("/host/mirrors/{mirror}/leaving", post(leave))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MirrorPage>();
}

/// One mirror of theirs.
#[derive(Template)]
#[template(path = "host/mirror.html")]
struct MirrorPage {
    layout: Layout,
    report: Report,
}
page!(MirrorPage);

impl MirrorPage {
    fn country(&self) -> String {
        world::name(self.layout.language, &self.report.host.jurisdiction)
    }

    /// What its host does about it now, if there is anything.
    fn next_step(&self) -> Option<&'static str> {
        let host = &self.report.host;
        match host.state {
            MirrorState::Applied => Some("host-next-applied"),
            MirrorState::Draining if host.emptied_at.is_some() => Some("host-next-empty"),
            MirrorState::Draining => Some("host-left"),
            MirrorState::Failed if host.given_up_at.is_none() => Some("host-next-failed"),
            MirrorState::Removed if host.admitted_at.is_none() => Some("host-next-refused"),
            MirrorState::Removed => Some("host-next-removed"),
            MirrorState::Failed | MirrorState::Admitted => None,
        }
    }

    /// Whether it can be left.
    fn takes(&self) -> bool {
        self.report.host.state == MirrorState::Admitted
    }
}

impl Sample for MirrorPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |state, standing| Self { report: sample_report(&layout, state, standing), layout: layout.clone() };
        let mut refused = page(MirrorState::Removed, Standing::Good);
        refused.report.host.admitted_at = None;
        refused.report.why_refused = Some("Its machine stands elsewhere.".into());
        let asking = Self { report: sample_asking(&layout), ..page(MirrorState::Admitted, Standing::Good) };
        let full = Self { report: sample_full(&layout), ..page(MirrorState::Admitted, Standing::Good) };
        vec![
            refused,
            asking,
            full,
            page(MirrorState::Admitted, Standing::Failing),
            page(MirrorState::Admitted, Standing::Good),
            page(MirrorState::Draining, Standing::Watched),
            page(MirrorState::Applied, Standing::Good),
            page(MirrorState::Failed, Standing::Failed),
            page(MirrorState::Removed, Standing::Good),
        ]
    }
}

async fn show_mirror(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(mirror): Path<MirrorId>,
) -> Result<MirrorPage, Error> {
    Ok(MirrorPage { layout, report: health::of_own(&service, &actor, mirror).await? })
}

async fn leave(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(mirror): Path<MirrorId>,
) -> Result<Response, Error> {
    applications::leave(&service, &actor, mirror).await?;
    session::say(&session, layout.language.say("host-left").to_string()).await?;
    Ok(see_other(&format!("/host/mirrors/{mirror}")))
}
