//! Matching what a claim opened with the holder's own references: asking for it, and how far it has come.

use super::super::Samples;
use super::super::prelude::*;
use crate::accounts::Actor;
use crate::claims::cases;
use crate::claims::filing::TargetState;
use crate::claims::matching::{self, MatchState, Matching};
use crate::claims::proof::Level;
use crate::ids::{ClaimId, WorkId};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/claims/{id}/matching", get(show).post(request))
        .route("/rights/claims/{id}/matching/progress", get(progress))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MatchingPage>();
    samples.add::<MatchingFragment>();
}

/// Every object that was matched or can be.
#[derive(Template)]
#[template(path = "rights/matching.html")]
struct MatchingPage {
    layout: Layout,
    shown: Shown,
    form: FormState,
}

/// What changes while content is read: fetched again by a script.
#[derive(Template)]
#[template(path = "rights/matching_progress.html")]
struct MatchingFragment {
    language: Language,
    shown: Shown,
}
page!(MatchingPage);
fragment!(MatchingFragment);

struct Shown {
    claim: ClaimId,
    matchings: Vec<(String, Matching)>,
    /// Files that were opened, wait for their decision and are not matched yet.
    left: usize,
    /// Whether there is anything to match them with.
    has_references: bool,
    /// The works that the claim names.
    works: Vec<(WorkId, String)>,
}

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl Shown {
    async fn load(service: &Service, language: Language, actor: &Actor, claim: ClaimId) -> Result<Self, Error> {
        let case = cases::claim(service, actor, claim).await?;
        let matchings = matching::progress(service, actor, claim).await?;
        let name = |matching: &Matching| {
            let target = case.targets.iter().find(|target| target.object == matching.object);
            let name = target.and_then(|target| target.metadata.as_ref()).map(|metadata| metadata.name.clone());
            let place = |target: &cases::TargetView| language.say("file-number").with("position", target.position);
            name.or(target.map(|target| place(target).to_string())).unwrap_or_default()
        };
        let known =
            |object| matchings.iter().any(|matching| matching.object == object && !matching.state.can_begin_anew());
        let unmatched = |target: &&cases::TargetView| {
            target.state == TargetState::Pending && target.level == Level::Opened && !known(target.object)
        };
        let left = case.targets.iter().filter(unmatched).count();
        let matchings = matchings.into_iter().map(|matching| (name(&matching), matching)).collect();
        let has_references = matching::has_references(service, actor, claim).await?;
        Ok(Self { claim, matchings, left, has_references, works: case.works })
    }

    /// The address of a work.
    fn work(&self, work: &WorkId) -> String {
        format!("/rights/works/{work}")
    }

    fn is_live(&self) -> bool {
        self.matchings.iter().any(|(_, matching)| matching.state == MatchState::Waiting)
    }

    fn badge(&self, matching: &Matching) -> (&'static str, &'static str) {
        match matching.state {
            MatchState::Waiting if matching.read == 0 => ("info", "match-waits"),
            MatchState::Waiting => ("info", "match-being-read"),
            MatchState::Matched => ("good", "match-matched"),
            MatchState::MatchedLater => ("warn", "match-later"),
            MatchState::Different => ("plain", "match-none"),
            MatchState::Unreadable => ("warn", "match-unreadable"),
            MatchState::Stopped => ("plain", "match-stopped"),
        }
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
) -> Result<MatchingPage, Error> {
    let shown = Shown::load(&service, layout.language, &actor, id).await?;
    Ok(MatchingPage { shown, layout, form: FormState::new() })
}

async fn progress(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    Path(id): Path<ClaimId>,
) -> Result<MatchingFragment, Error> {
    Ok(MatchingFragment { language, shown: Shown::load(&service, language, &actor, id).await? })
}

async fn request(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Path(id): Path<ClaimId>,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    match matching::request(&service, &actor, id).await {
        Ok(requested) => {
            let language = layout.language;
            let mut said = language.say("matching-begun").with("count", requested.begun).to_string();
            if requested.too_large > 0 {
                let left = language.say("matching-too-large").with("count", requested.too_large);
                let limit = language.size(service.config.limits.matching_object_bytes);
                said = format!("{said} {}", left.with("limit", limit));
            }
            session::say(&session, &said).await?;
            return Ok(see_other(&format!("/rights/claims/{id}/matching")));
        }
        Err(error) => form.refuse_with(error)?,
    }
    let shown = Shown::load(&service, layout.language, &actor, id).await?;
    Ok(again(MatchingPage { layout, shown, form }))
}

const ALL: [MatchState; 6] = [
    MatchState::Waiting,
    MatchState::Matched,
    MatchState::MatchedLater,
    MatchState::Different,
    MatchState::Unreadable,
    MatchState::Stopped,
];

/// Cases worth rendering.
fn samples_of(layout: &Layout) -> Vec<Shown> {
    let now = layout.now;
    let matching = |(position, state): (usize, &MatchState)| {
        let found = matches!(state, MatchState::Matched | MatchState::MatchedLater);
        let matching = Matching {
            object: crate::ids::ObjectId(uuid::Uuid::from_u128(80 + position as u128)),
            state: *state,
            read: if position == 0 { 300 << 20 } else { 0 },
            size: 1 << 30,
            work: found.then(|| (crate::ids::WorkId(uuid::Uuid::from_u128(31)), "The Long Way Home".into(), now)),
            problem: (*state == MatchState::Unreadable).then(|| "no copy of part 3 verifies".into()),
            requested_at: now,
            ended_at: (*state != MatchState::Waiting).then_some(now),
        };
        ("the-long-way-home.mkv".to_owned(), matching)
    };
    let shown = |states: &[MatchState], left| Shown {
        claim: ClaimId(uuid::Uuid::from_u128(41)),
        matchings: states.iter().enumerate().map(matching).collect(),
        left,
        has_references: true,
        works: vec![(WorkId(uuid::Uuid::from_u128(31)), "The Long Way Home".into())],
    };
    let without = |works: bool| {
        let mut without = Shown { has_references: false, ..shown(&[], 2) };
        without.works.retain(|_| works);
        without
    };
    vec![
        shown(&ALL, 1),
        without(true),
        without(false),
        shown(&[MatchState::Waiting, MatchState::Waiting], 0),
        shown(&[], 2),
        shown(&[], 0),
    ]
}

impl Sample for MatchingPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |shown| Self { layout: layout.clone(), shown, form: FormState::new() };
        let mut pages: Vec<_> = samples_of(&layout).into_iter().map(page).collect();
        let refused = FormState::new().refused("", "Nothing is left to match.");
        pages.extend(samples_of(&layout).pop().map(|shown| Self { layout: layout.clone(), shown, form: refused }));
        pages
    }
}

impl Sample for MatchingFragment {
    fn samples() -> Vec<Self> {
        samples_of(&Layout::sample()).into_iter().map(|shown| Self { language: Language::default(), shown }).collect()
    }
}
