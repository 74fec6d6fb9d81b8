//! The page of an organisation: where it stands, what leads to a claim and to direct access, what was decided against it, and what
//! happened.

use super::super::Samples;
use super::super::evidence::Section;
use super::super::notices::made_up;
use super::super::prelude::*;
use super::super::timeline::Line;
use super::Holder;
use super::timeline::lines;
use crate::accounts::Actor;
use crate::accounts::standing::{Closed, Kind};
use crate::audit;
use crate::claims::direct::{self, Grant};
use crate::claims::evidence::files::Subject;
use crate::claims::flaggers::{self, Status};
use crate::claims::organisations::State as Standing;
use crate::claims::organisations::domain::{self, Check, Control};
use crate::claims::organisations::inquiries::{self, Inquiry};
use crate::claims::signatures;
use crate::claims::withdrawal::Claimant;
use crate::claims::works::catalogue;
use crate::clock::Time;
use crate::config::EuTier;
use crate::ids::NoticeId;
use crate::notices::{Against, words};
use crate::process::measures::{self, Measure};

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<OrganisationPage>();
}

/// An organisation: where it stands, and what is missing next.
#[derive(Template)]
#[template(path = "rights/organisation.html")]
pub(super) struct OrganisationPage {
    layout: Layout,
    holder: Holder,
    /// What the administrator said who last decided about it.
    decision_reason: Option<Text>,
    steps: Vec<Step>,
    grant: Option<Grant>,
    control: Control,
    inquiries: Vec<Inquiry>,
    documents: Section,
    flagger: Option<Status>,
    /// By which that status gives something, or nothing.
    tier: EuTier,
    /// What was decided about it and stands, with the reader's notice of it.
    measures: Vec<(measures::Ahead, Option<NoticeId>)>,
    /// Why it files and deletes nothing now, if a measure closes that.
    closed: Option<Closed>,
    timeline: Vec<Line>,
    form: FormState,
}
page!(OrganisationPage);

/// One of the things that lead to a claim.
struct Step {
    class: &'static str,
    /// The text that names it.
    title: &'static str,
    text: Text,
    /// Where it is done, and the text of the button.
    action: Option<(String, &'static str)>,
}

impl OrganisationPage {
    pub(super) async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let id = holder.organisation.id;
        let standing = signatures::standing(service, actor, id).await?;
        let grant = direct::grant(service, actor, id).await?;
        let works = catalogue::any(service, actor, id).await?;
        let control = domain::control(service, actor, id).await?;
        let inquiries = inquiries::inquiries(service, actor, id).await?;
        let flagger = flaggers::status(service, actor, id).await?;
        let documents = Section::of(service, Claimant::Person(actor), Subject::Application(id)).await?;
        let measures = measures::of_organisation(service, actor, id).await?;
        let closed = measures::closing_notices(service, actor, id).await?;
        let logged = audit::of_case_so_far(service, holder.organisation.log_case).await.map_err(Error::internal)?;
        let steps = steps(&holder, &standing, (grant.as_ref(), closed), works);
        let timeline = lines(&logged, layout.language, |_| String::new());
        let tier = service.config.eu_tier;
        let decision_reason = holder.organisation.decision_reason(service)?;
        Ok(Self {
            layout,
            holder,
            decision_reason,
            steps,
            grant,
            control,
            inquiries,
            documents,
            flagger,
            tier,
            measures,
            closed,
            timeline,
            form,
        })
    }

    /// The banner of a measure: what it is called, and that in its days.
    fn banner(&self, of: &Measure) -> (&'static str, String) {
        let heading = words::measure(&Against { kind: of.kind, scope: of.scope, organisation: None });
        let since = self.layout.language.day(of.taken_at);
        let said = match of.until {
            Some(until) => self
                .layout
                .language
                .say("organisation-measure-until")
                .with("since", since)
                .with("until", self.layout.language.minute(until)),
            None => self.layout.language.say("organisation-measure-since").with("since", since),
        };
        (heading, said.to_string())
    }

    /// What a measure was taken for, cut to what fits on a line.
    fn reasons(&self, of: &Measure) -> String {
        first_line(&of.reasons.said_in(self.layout.language))
    }

    /// Whether the domain matters no more: administrators verified the organisation without it.
    fn is_settled(&self) -> bool {
        matches!(self.holder.organisation.state, Standing::Verified | Standing::Suspended)
    }

    /// Since when it stands as it does.
    fn since(&self) -> Time {
        let found = &self.holder.organisation;
        found.ended_at.or(found.decided_at).unwrap_or(found.applied_at)
    }

    fn can_file(&self) -> bool {
        self.holder.organisation.state == Standing::Verified && self.closed.is_none()
    }
}

/// The first line of what somebody wrote, cut to what fits on one.
fn first_line(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default().trim_end()),
        None => line.to_owned(),
    }
}

/// The way to a claim and to direct access: what is done, what is next. Of direct access, its grant, and why it is closed if it is.
fn steps(
    holder: &Holder,
    standing: &signatures::Standing,
    (grant, closed): (Option<&Grant>, Option<Closed>),
    works: bool,
) -> Vec<Step> {
    let query = holder.query();
    let at = |path: &str| format!("{path}{query}");
    let state = holder.organisation.state;
    let read = if standing.organisation.is_some() && holder.is_owner() { "step-sign" } else { "step-read" };
    let mut steps = vec![
        (
            state == Standing::Verified,
            "step-verification",
            match state {
                Standing::Applied => Text::of("step-verification-applied"),
                Standing::Verified => Text::of("step-verification-verified"),
                Standing::Refused => Text::of("step-verification-refused"),
                Standing::Suspended => Text::of("step-verification-suspended"),
                Standing::Ended => Text::of("organisation-ended-text"),
            },
            None,
        ),
        (
            standing.organisation.is_none(),
            "step-agreement",
            standing
                .organisation
                .as_ref()
                .map_or(Text::of("step-agreement-signed"), |refusal| refusal.told().sentence()),
            Some((at("/rights/agreement"), read)),
        ),
        (works, "organisation-works", Text::of("step-works-text"), Some((at("/rights/works"), "step-register"))),
    ];
    let direct = match (grant, closed, &standing.member) {
        (None, _, _) => Text::of("step-direct-none"),
        (Some(_), Some(closed), _) => closed.told().sentence(),
        (Some(_), None, Some(refusal)) => refusal.told().sentence(),
        (Some(_), None, None) => Text::of("step-direct"),
    };
    let sign = (grant.is_some() && standing.member.is_some()).then(|| (at("/rights/agreement"), "step-sign"));
    let done = grant.is_some() && closed.is_none() && standing.member.is_none();
    steps.push((done, "direct-title", direct, sign));
    let next = steps.iter().position(|(done, ..)| !done);
    let class = |position: usize, done: bool| match (done, next == Some(position)) {
        (true, _) => "is-done",
        (false, true) => "is-next",
        (false, false) => "is-later",
    };
    let step = |(position, (done, title, text, action)): (usize, (bool, _, _, _))| Step {
        class: class(position, done),
        title,
        text,
        action,
    };
    steps.into_iter().enumerate().map(step).collect()
}

impl Sample for OrganisationPage {
    fn samples() -> Vec<Self> {
        let states = [Standing::Applied, Standing::Verified, Standing::Refused, Standing::Suspended, Standing::Ended];
        let page = |state| {
            let layout = Layout::sample();
            let holder = Holder::sample(&layout, state);
            let verified = state == Standing::Verified;
            let asked_at = holder.organisation.applied_at;
            let look = |outcome| Check {
                method: domain::Method::Dns,
                outcome,
                found: "v=spf1 -all".into(),
                checked_at: asked_at,
            };
            let inquiry = |answer: Option<&str>| Inquiry {
                id: crate::ids::InquiryId(uuid::Uuid::from_u128(41)),
                question: "Which officer of the company do you act under?".into(),
                is_legible: true,
                asked_at,
                answer: answer.map(Text::from),
                answered_at: answer.map(|_| asked_at),
            };
            let refusal =
                (!verified).then_some(signatures::Refusal::Unsigned { who: signatures::Who::Organisation, current: 1 });
            let standing = signatures::Standing { current: None, organisation: refusal.clone(), member: refusal };
            let grant =
                verified.then_some(Grant { daily_targets: 100, used: 7, granted_at: holder.organisation.applied_at });
            Self {
                decision_reason: (state != Standing::Applied).then(|| "The register was seen.".into()),
                steps: steps(&holder, &standing, (grant.as_ref(), None), verified),
                timeline: vec![Line::new(holder.organisation.applied_at, "The rights holder", "applied")],
                control: Control {
                    challenge: domain::Challenge::new("harbour-pictures.example".into(), "5f".repeat(20)),
                    proven: verified.then(|| look(domain::Outcome::Proven)),
                    last: if verified {
                        vec![]
                    } else {
                        vec![look(domain::Outcome::NoRecord), look(domain::Outcome::Other)]
                    },
                },
                inquiries: if verified {
                    vec![]
                } else {
                    let altered = Inquiry { question: Text::of("words-altered"), is_legible: false, ..inquiry(None) };
                    vec![inquiry(None), inquiry(Some("Here it is.")), altered]
                },
                documents: Section::sample(&layout, true),
                tier: EuTier::Platform,
                flagger: verified.then(|| Status {
                    id: crate::ids::FlaggerId(uuid::Uuid::from_u128(8)),
                    coordinator: "Coordinator of Exampleland".into(),
                    expertise: flaggers::Expertise::IntellectualProperty,
                    register_url: "https://register.example/7".into(),
                    valid_from: asked_at,
                    valid_until: Some(asked_at),
                    set_at: asked_at,
                }),
                measures: if verified {
                    [Kind::Suspension, Kind::Warning]
                        .map(|kind| {
                            let measure = made_up::misuse(&layout, kind);
                            let notice = (kind == Kind::Suspension).then(|| NoticeId(uuid::Uuid::from_u128(61)));
                            (measures::Ahead { measure, ..made_up::against(&layout, false) }, notice)
                        })
                        .into()
                } else {
                    vec![]
                },
                closed: None,
                form: FormState::new(),
                layout,
                holder,
                grant,
            }
        };
        let mut pages: Vec<Self> = states.map(page).into();
        // Verified by two administrators, without the domain.
        let mut unproven = page(Standing::Verified);
        unproven.control.proven = None;
        pages.push(unproven);
        // Suspended for misuse: nothing is filed, and nothing deleted.
        let mut closed = page(Standing::Verified);
        closed.closed = Some(Closed::NoticesUntil(closed.layout.now));
        pages.push(closed);
        pages
    }
}
