//! The claims of an organisation, and those that a member is still writing.

use serde::Deserialize;

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, notice, to_application};
use crate::claims::cases::{self, Page, Sought, Summary};
use crate::claims::drafts::{self, Step};
use crate::claims::filing::ClaimState;
use crate::claims::statement::Basis;
use crate::ids::{ClaimId, OrganisationId};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/claims", get(list))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ClaimsPage>();
}

/// Which claims of which organisation.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    organisation: Option<OrganisationId>,
    #[serde(default)]
    q: String,
    /// A state's word; else all.
    #[serde(default)]
    state: String,
    before: Option<ClaimId>,
}

/// The claims of an organisation, newest first.
#[derive(Template)]
#[template(path = "rights/claims.html")]
struct ClaimsPage {
    layout: Layout,
    holder: Holder,
    asked: Asked,
    claims: Vec<Summary>,
    older: Option<ClaimId>,
    /// What the member who looks has begun.
    drafts: Vec<drafts::Summary>,
}
page!(ClaimsPage);

#[expect(clippy::unused_self, reason = "templates call methods")]
impl ClaimsPage {
    /// What a draft is called: its first work, else the law it is under.
    fn title(&self, draft: &drafts::Summary) -> String {
        let say = |key| self.layout.language.say(key).to_string();
        match &draft.work {
            _ if draft.is_legible && draft.claim.is_some() => say("claims-draft-links"),
            Some(work) => work.said_in(self.layout.language),
            None => say(notice::name(draft.basis)),
        }
    }

    fn law(&self, draft: &drafts::Summary) -> &'static str {
        notice::name(draft.basis)
    }

    /// The text of what is to be done next on a draft.
    fn next(&self, draft: &drafts::Summary) -> &'static str {
        match draft.step {
            Step::Law => "draft-next-law",
            Step::Links => "draft-next-links",
            Step::Statement => "draft-next-statement",
            Step::Check => "draft-next-check",
        }
    }

    /// What a claim is called: its first work, else the first file that was opened, else how many files it has.
    fn heading(&self, claim: &Summary) -> String {
        let language = self.layout.language;
        let file = || claim.file.as_ref().map(|file| file.said_in(language));
        let files = || language.say("claims-some-files").with("count", claim.targets).to_string();
        claim.work.clone().or_else(file).unwrap_or_else(files)
    }

    fn basis(&self, claim: &Summary) -> &'static str {
        Basis::parse(&claim.basis).map_or("basis-other-law", notice::name)
    }

    fn is_open(&self, claim: &Summary) -> bool {
        !matches!(claim.state, ClaimState::Decided | ClaimState::Withdrawn)
    }

    fn badge(&self, claim: &Summary) -> (&'static str, &'static str) {
        super::case::badge(claim.state)
    }

    /// The states to filter by: word, name, and whether it is the chosen one.
    fn states(&self) -> Vec<(&'static str, &'static str, bool)> {
        use ClaimState as S;
        [S::Submitted, S::InReview, S::NeedsInformation, S::Decided, S::Withdrawn]
            .map(|state| (state.as_str(), super::case::badge(state).1, self.asked.state == state.as_str()))
            .into()
    }

    fn is_search(&self) -> bool {
        !self.asked.q.trim().is_empty() || !self.asked.state.is_empty()
    }

    /// The same list from its beginning, once it was left.
    fn newest(&self) -> Option<String> {
        self.asked.before.is_some().then(|| self.at(None))
    }

    fn older(&self) -> Option<String> {
        self.older.map(|claim| self.at(Some(claim)))
    }

    fn at(&self, before: Option<ClaimId>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.holder.others.is_empty() {
            query.append_pair("organisation", &self.holder.organisation.id.to_string());
        }
        for (name, value) in [("q", self.asked.q.trim()), ("state", &self.asked.state)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        format!("/rights/claims?{}", query.finish())
    }
}

async fn list(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(asked): Query<Asked>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let which = Which { organisation: asked.organisation };
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let sought = Sought { search: asked.q.clone(), state: asked.state.parse().ok(), before: asked.before };
    let Page { claims, older } = cases::claims(&service, &actor, holder.organisation.id, &sought).await?;
    let drafts = drafts::of_member(&service, &actor, holder.organisation.id).await?;
    Ok(ClaimsPage { layout, holder, asked, claims, older, drafts }.into_response())
}

impl Sample for ClaimsPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State as Standing;
        use ClaimState as S;
        let page = |states: &[ClaimState], asked: Asked| {
            let layout = Layout::sample();
            let row = |(at, state): (usize, &ClaimState)| Summary {
                claim: ClaimId(uuid::Uuid::from_u128(41)),
                reference: (at == 0).then(|| "2026-000123".into()),
                work: (at != 1).then(|| "The Long Way Home".into()),
                file: (at < 2).then(|| "the-long-way-home-2160p-with-a-name-that-goes-on-and-on.mkv".into()),
                basis: Basis::UsDmca.as_str().into(),
                state: *state,
                submitted_at: layout.now,
                due_at: layout.now.plus(std::time::Duration::from_hours(4)),
                paused_since: (*state == S::NeedsInformation).then_some(layout.now),
                targets: 3,
                opened: 2,
            };
            let claims: Vec<_> = states.iter().enumerate().map(row).collect();
            let draft = |claim, work: Option<&str>| drafts::Summary {
                id: crate::ids::DraftId(uuid::Uuid::from_u128(44)),
                claim,
                work: work.map(Text::from),
                is_legible: true,
                basis: Basis::UsDmca,
                step: Step::Links,
                lines: 300,
                used_at: layout.now,
            };
            let drafts = match claims.first() {
                Some(first) => {
                    let work = Some(Text::of("words-altered"));
                    let altered = drafts::Summary { work, is_legible: false, ..draft(None, None) };
                    let links = draft(Some(first.claim), None);
                    vec![draft(None, Some("The Long Way Home")), draft(None, None), links, altered]
                }
                None => Vec::new(),
            };
            let older = claims.last().map(|last| last.claim);
            Self { holder: Holder::sample(&layout, Standing::Verified), asked, claims, older, drafts, layout }
        };
        let all = [S::Submitted, S::InReview, S::NeedsInformation, S::Decided, S::Withdrawn];
        let behind = Asked { before: Some(ClaimId(uuid::Uuid::from_u128(42))), ..Asked::default() };
        let search = Asked { q: "nothing".into(), state: "decided".into(), ..Asked::default() };
        vec![page(&all, behind), page(&[], Asked::default()), page(&[], search)]
    }
}
