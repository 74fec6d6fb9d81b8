//! Writing a claim: a page a step, each a form of its own that works without a script. What was typed is kept, so that
//! whoever leaves goes on later where it stood.

mod law;
mod links;
mod send;
mod statement;

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which};
use crate::accounts::Actor;
use crate::claims::drafts::lines::Outcome;
use crate::claims::drafts::{self, Draft, Step};
use crate::ids::DraftId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/drafts/{draft}", get(resume))
        .route("/rights/claims/drafts/{draft}/discard", post(discard))
        .merge(law::routes())
        .merge(links::routes())
        .merge(statement::routes())
        .merge(send::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    law::samples(samples);
    links::samples(samples);
    statement::samples(samples);
    send::samples(samples);
}

/// A draft and where its steps are: what every page of it shows on top.
struct Frame {
    holder: Holder,
    draft: Draft,
    here: Step,
    /// How many links cannot be sent as they are.
    attention: usize,
}

impl Frame {
    async fn load(service: &Service, actor: &Actor, id: DraftId, here: Step) -> Result<Self, Error> {
        let draft = drafts::draft(service, actor, id).await?;
        // Links that are added to a claim have no law to choose and nothing to state: the claim has both.
        if draft.claim.is_some() && matches!(here, Step::Law | Step::Statement) {
            return Err(Error::NotFound);
        }
        let which = Which { organisation: Some(draft.organisation) };
        let holder = Holder::of(service, actor, which).await?.ok_or(Error::NotFound)?;
        Ok(Self { holder, attention: attention(&draft), draft, here })
    }

    fn base(&self) -> String {
        format!("/rights/claims/drafts/{}", self.draft.id)
    }

    fn at(&self, step: Step) -> String {
        place(self.draft.id, step)
    }

    fn title(&self) -> &'static str {
        if self.draft.claim.is_some() { "draft-title-links" } else { "draft-new" }
    }

    fn basis(&self) -> &'static str {
        super::notice::name(self.draft.law.basis)
    }

    /// The steps with their addresses, whether each is this page, and how much in it needs attention.
    fn steps(&self) -> Vec<(&'static str, String, bool, usize)> {
        let all: &[(&str, Step)] = if self.draft.claim.is_some() {
            &[("notice-form-links", Step::Links), ("draft-check-add", Step::Check)]
        } else {
            &[
                ("draft-law-and-works", Step::Law),
                ("notice-form-links", Step::Links),
                ("draft-statement", Step::Statement),
                ("draft-check-send", Step::Check),
            ]
        };
        let attention = |step: Step| if step == Step::Links { self.attention } else { 0 };
        all.iter().map(|(name, step)| (*name, self.at(*step), *step == self.here, attention(*step))).collect()
    }
}

fn attention(draft: &Draft) -> usize {
    draft.lines.iter().filter(|line| matches!(line.outcome, Outcome::Wrong(_))).count()
}

fn place(draft: DraftId, step: Step) -> String {
    format!("/rights/claims/drafts/{draft}/{step}")
}

/// Leads to where the draft stands.
async fn resume(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(draft): Path<DraftId>,
) -> Result<Response, Error> {
    let found = drafts::draft(&service, &actor, draft).await?;
    Ok(see_other(&place(draft, found.step)))
}

async fn discard(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Path(draft): Path<DraftId>,
    session: Session,
) -> Result<Response, Error> {
    let (organisation, claim) = drafts::discard(&service, &actor, draft).await?;
    session::say(&session, language.say("draft-discarded").to_string()).await?;
    Ok(see_other(&match claim {
        Some(claim) => format!("/rights/claims/{claim}"),
        None => format!("/rights/claims?organisation={organisation}"),
    }))
}

/// Drafts worth rendering.
#[allow(clippy::wildcard_imports, reason = "samples name what the pages name")]
mod sample {
    use std::time::Duration;

    use zeroize::Zeroizing;

    use super::*;
    use crate::claims::drafts::Law;
    use crate::claims::drafts::lines::Line;
    use crate::claims::organisations::State as Standing;
    use crate::claims::proof::{Level, TargetInput};
    use crate::claims::statement::{Basis, StatementInput};
    use crate::seal::Metadata;

    const ID: &str = "AAECAwQFBgcICQoLDA0ODw";

    fn line(number: i64, secret: &str, outcome: Outcome) -> Line {
        let typed = TargetInput {
            link: Zeroizing::new(format!("https://files.example/f/{ID}{secret}")),
            found_at: "https://forum.example/thread/1".into(),
            ..TargetInput::default()
        };
        Line { number, typed, lock: None, outcome }
    }

    pub(super) fn frame(layout: &Layout, here: Step, basis: Basis, lines: bool) -> Frame {
        let metadata = Metadata::new("the-long-way-home.mkv".into(), "video/x-matroska".into(), 1 << 30, None).ok();
        let found = |level, wrong_key, metadata| Outcome::Found { level, wrong_key, metadata };
        let lines = if lines {
            vec![
                line(1, "#key", found(Level::Opened, false, metadata)),
                line(2, "", found(Level::Located, false, None)),
                line(3, "#key", found(Level::Located, true, None)),
                line(4, "#key", Outcome::Wrong(Text::of("target-no-link"))),
                line(5, "#key", Outcome::Waiting),
            ]
        } else {
            Vec::new()
        };
        let statement = StatementInput {
            works: "The Long Way Home".into(),
            reasons: "It is our film.".into(),
            name: "Ada Example".into(),
            address: "1 Quay Street".into(),
            telephone: "+33 1".into(),
            email: "ada@pictures.example".into(),
            good_faith: true,
            accurate: true,
            authorised_under_penalty_of_perjury: true,
            ..StatementInput::default()
        };
        let holder = Holder::sample(layout, Standing::Verified);
        let draft = Draft {
            id: DraftId(uuid::Uuid::from_u128(44)),
            organisation: holder.organisation.id,
            claim: None,
            step: here,
            law: Law { basis, works: Vec::new(), territory: String::new() },
            statement,
            revision: 3,
            used_at: layout.now,
            discarded_at: layout.now.plus(Duration::from_hours(720)),
            present: 0,
            lines,
        };
        Frame { holder, attention: attention(&draft), draft, here }
    }

    /// The same, for links that are added to a claim.
    pub(super) fn extension(layout: &Layout, here: Step) -> Frame {
        let mut frame = frame(layout, here, Basis::UsDmca, true);
        frame.draft.claim = Some(crate::ids::ClaimId(uuid::Uuid::from_u128(41)));
        frame.draft.present = 3;
        frame
    }
}
