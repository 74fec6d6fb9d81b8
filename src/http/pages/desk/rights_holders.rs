//! Rights holders at the desk: who applied, who is verified, and the powers given to them and taken away.

use serde::Deserialize;

use super::super::Samples;
use super::super::evidence::Section;
use super::super::prelude::*;
use super::super::rights::principals::{badge as principal_badge, sample as principal};
use super::super::timeline::Line;
use super::steps::{self, Row};
use super::{Desk, People, mail, words};
use crate::accounts::Actor;
use crate::accounts::two_person::Kind;
use crate::audit;
use crate::claims::direct::{self, Grant};
use crate::claims::evidence::files::Subject;
use crate::claims::flaggers::{self, Expertise, NewStatus, Status};
use crate::claims::organisations::domain::{self, Check, Control};
use crate::claims::organisations::inquiries::{self, Inquiry};
use crate::claims::organisations::{self, Contact, MemberRole, Organisation, State as Standing, Verdict};
use crate::claims::principals::{self, Principal};
use crate::claims::withdrawal::Claimant;
use crate::config::EuTier;
use crate::ids::OrganisationId;
use crate::mail::{Progress, State as Delivery};
use crate::process::delivery;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/rights-holders", get(list))
        .route("/desk/rights-holders/{organisation}", get(show))
        .route("/desk/rights-holders/{organisation}/{act}", post(act))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
    samples.add::<HolderPage>();
}

const STATES: [Standing; 5] =
    [Standing::Applied, Standing::Verified, Standing::Suspended, Standing::Refused, Standing::Ended];

fn badge(organisation: &Organisation) -> &'static str {
    match organisation.state {
        Standing::Applied => "info",
        Standing::Verified => "good",
        Standing::Suspended => "bad",
        Standing::Refused | Standing::Ended => "plain",
    }
}

/// The text of where an organisation stands.
fn state(state: Standing) -> String {
    format!("state-{state}")
}

/// The text of what a member may do.
const fn role(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "member-owner",
        MemberRole::Agent => "member-agent",
    }
}

/// Organisations, all or in one state.
#[derive(Template)]
#[template(path = "desk/rights_holders.html")]
struct ListPage {
    layout: Layout,
    state: Option<Standing>,
    organisations: Vec<Organisation>,
}

/// One organisation.
#[derive(Template)]
#[template(path = "desk/rights_holder.html")]
struct HolderPage {
    layout: Layout,
    organisation: Organisation,
    /// The others of its domain: what it was before, if it applied anew.
    others: Vec<Organisation>,
    /// What the administrator said who last decided about it.
    decision_reason: Option<Text>,
    /// Who speaks for it, or what is read in the place of that.
    contact: Result<Contact, Text>,
    control: Control,
    inquiries: Vec<Inquiry>,
    /// Its members: who, and the text of what they may do.
    members: Vec<(String, &'static str)>,
    grant: Option<Grant>,
    /// Its direct deletions that seniors upheld, and overturned.
    samples: (i64, i64),
    waiting: Option<Row>,
    lines: Vec<Line>,
    documents: Section,
    /// Its mail; none for whoever belongs to it.
    messages: Option<Vec<Progress>>,
    principals: Vec<Principal>,
    flagger: Option<Status>,
    /// By which the service has trusted flaggers, or none.
    tier: EuTier,
    form: FormState,
}
page!(ListPage, HolderPage);

impl HolderPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        id: OrganisationId,
        form: FormState,
    ) -> Result<Self, Error> {
        administrators(actor)?;
        let organisation = organisations::organisation(service, actor, id).await?;
        let members = organisations::members(service, actor, id).await?;
        let people = People::of(service, actor, members.iter().map(|member| member.account).collect()).await?;
        let waiting = steps::rows(service, actor).await?.into_iter();
        let listed = audit::of_case(service, organisation.log_case).await.map_err(Error::internal)?;
        let lines = words::timeline(&listed, layout.language);
        Ok(Self {
            layout,
            contact: organisations::contact(service, actor, id).await?,
            control: domain::control(service, actor, id).await?,
            inquiries: inquiries::inquiries(service, actor, id).await?,
            members: members.iter().map(|member| (people.name(member.account), role(member.role))).collect(),
            grant: direct::grant(service, actor, id).await?,
            samples: crate::claims::samples::record(service, actor, id).await?,
            waiting: waiting.into_iter().find(|row| {
                matches!(row.step.kind, Kind::DirectAccess | Kind::VerificationOverride) && row.step.subject == id.0
            }),
            lines,
            flagger: flaggers::status(service, actor, id).await?,
            tier: service.config.eu_tier,
            principals: principals::list(service, actor, id).await?,
            documents: Section::of(service, Claimant::Person(actor), Subject::Application(id)).await?,
            messages: delivery::of_party(service, actor, id.into()).await?,
            decision_reason: organisation.decision_reason(service)?,
            others: organisations::others_of_domain(service, actor, &organisation).await?,
            organisation,
            form,
        })
    }

    /// What its mail is called.
    fn mail_of(&self) -> mail::Panel {
        mail::of(self.organisation.id.into())
    }

    /// Whether one administrator can verify it alone; without proof of the domain it takes two.
    fn can_verify(&self) -> bool {
        self.is(Standing::Suspended) || self.control.proven.is_some()
    }

    fn principal_badge(&self, principal: &Principal) -> (&'static str, &'static str) {
        principal_badge(principal, self.layout.now)
    }

    fn expertises(&self) -> Vec<(String, String)> {
        let language = self.layout.language;
        Expertise::ALL.map(|one| (one.as_str().to_owned(), language.say(one.name()).to_string())).to_vec()
    }

    fn flagger_holds(&self) -> bool {
        self.tier.is_platform() && self.flagger.as_ref().is_some_and(|status| status.holds(self.layout.now))
    }

    /// Whether a question waits that can be answered.
    fn is_asked(&self) -> bool {
        self.inquiries.iter().any(|inquiry| inquiry.answer.is_none() && inquiry.is_legible)
    }

    fn is(&self, state: Standing) -> bool {
        self.organisation.state == state
    }
}

pub(super) fn administrators(actor: &Actor) -> Result<(), Error> {
    if actor.roles.administrator() { Ok(()) } else { Err(Error::Forbidden(Text::of("error-for-administrators"))) }
}

pub(super) fn sample(layout: &Layout, state: Standing) -> Organisation {
    Organisation {
        id: OrganisationId(uuid::Uuid::from_u128(1)),
        name: "Example Pictures".into(),
        country: "FR".into(),
        domain: "pictures.example".into(),
        state,
        log_case: crate::ids::CaseId(uuid::Uuid::from_u128(2)),
        applied_at: layout.now,
        decided_at: None,
        decision_reason_sealed: None,
        ended_at: (state == Standing::Ended).then_some(layout.now),
    }
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let organisations = STATES.map(|state| sample(&layout, state)).to_vec();
        vec![
            Self { layout: layout.clone(), state: None, organisations },
            Self { layout, state: Some(Standing::Applied), organisations: vec![] },
        ]
    }
}

impl Sample for HolderPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let look = |outcome| Check {
            method: domain::Method::Dns,
            outcome,
            found: "v=spf1 -all".into(),
            checked_at: layout.now,
        };
        let inquiry = Inquiry {
            id: crate::ids::InquiryId(uuid::Uuid::from_u128(7)),
            question: "Under which officer do you act?".into(),
            is_legible: true,
            asked_at: layout.now,
            answer: None,
            answered_at: None,
        };
        let one = |state: Standing, grant: bool, tier: EuTier| Self {
            organisation: sample(&layout, state),
            others: if state == Standing::Applied {
                [Standing::Suspended, Standing::Ended].map(|other| sample(&layout, other)).to_vec()
            } else {
                vec![]
            },
            decision_reason: Some("Register seen.".into()),
            contact: if state == Standing::Ended {
                Err(Text::of("words-erased"))
            } else {
                Ok(Contact { name: "Ada Example".into(), ..Contact::default() })
            },
            control: Control {
                challenge: domain::Challenge::new("pictures.example".into(), "5f".repeat(20)),
                proven: grant.then(|| look(domain::Outcome::Proven)),
                last: vec![look(domain::Outcome::Other)],
            },
            inquiries: if grant { vec![] } else { vec![inquiry.clone()] },
            members: vec![("ada@pictures.example".into(), role(MemberRole::Owner))],
            grant: grant.then_some(Grant { daily_targets: 100, used: 3, granted_at: layout.now }),
            samples: if grant { (12, 1) } else { (0, 0) },
            waiting: None,
            lines: vec![Line::new(layout.now, "The rights holder", "applied")],
            documents: Section::sample(&layout, false),
            messages: grant.then(|| vec![mail::sample(&layout, Delivery::Bounced)]),
            flagger: grant.then(|| Status {
                id: crate::ids::FlaggerId(uuid::Uuid::from_u128(8)),
                coordinator: "Coordinator of Exampleland".into(),
                expertise: Expertise::IntellectualProperty,
                register_url: "https://register.example/7".into(),
                valid_from: layout.now,
                valid_until: None,
                set_at: layout.now,
            }),
            tier,
            principals: vec![principal(&layout, principals::State::Named)],
            form: FormState::new().refused("reason", "Say why."),
            layout: layout.clone(),
        };
        vec![
            one(Standing::Applied, false, EuTier::Platform),
            one(Standing::Verified, true, EuTier::Platform),
            one(Standing::Verified, true, EuTier::Host),
            one(Standing::Verified, false, EuTier::Micro),
            one(Standing::Ended, false, EuTier::Micro),
        ]
    }
}

/// Which of them.
#[derive(Clone, Debug, Default, Deserialize)]
struct Shown {
    #[serde(default)]
    state: String,
}

async fn list(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(shown): Query<Shown>,
) -> Result<ListPage, Error> {
    let state = STATES.into_iter().find(|state| state.as_str() == shown.state);
    let organisations = organisations::list(&service, &actor, state).await?;
    Ok(ListPage { layout, state, organisations })
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(organisation): Path<OrganisationId>,
) -> Result<HolderPage, Error> {
    HolderPage::load(&service, &actor, layout, organisation, FormState::new()).await
}

/// What an administrator does about an organisation: each with a reason, each an entry of the log.
async fn act(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path((organisation, act)): Path<(OrganisationId, String)>,
    mut form: FormState,
) -> Result<Response, Error> {
    let reason = form.value("reason").to_owned();
    let (done, said) = match act.as_str() {
        "verification" => (
            organisations::decide(&service, &actor, organisation, Verdict::Verified, &reason).await,
            "desk-holder-verified",
        ),
        "override" => (
            organisations::propose_override(&service, &actor, organisation, &reason).await.map(|_| ()),
            "desk-holder-override",
        ),
        "question" => {
            (inquiries::ask(&service, &actor, organisation, form.value("question")).await, "desk-holder-is-asked")
        }
        "refusal" => (
            organisations::decide(&service, &actor, organisation, Verdict::Refused, &reason).await,
            "desk-holder-refused",
        ),
        "suspension" => {
            (organisations::suspend(&service, &actor, organisation, &reason).await, "desk-holder-suspended")
        }
        "direct-access" => (
            direct::propose_grant(&service, &actor, organisation, &reason).await.map(|_| ()),
            "desk-holder-access-proposed",
        ),
        "direct-access-end" => (direct::strip(&service, &actor, organisation, &reason).await, "desk-holder-stripped"),
        "trusted-flagger" => {
            let value = |field: &str| form.value(field).to_owned();
            let new = NewStatus {
                coordinator: value("coordinator"),
                expertise: value("expertise"),
                register: value("register"),
                from: value("from"),
                until: value("until"),
            };
            let reason = value("flagger_reason");
            (flaggers::set(&service, &actor, organisation, &new, &reason).await, "desk-flagger-noted")
        }
        "trusted-flagger-end" => {
            let reason = form.value("flagger_reason");
            (flaggers::remove(&service, &actor, organisation, reason).await, "desk-flagger-removed")
        }
        _ => return Err(Error::NotFound),
    };
    if let Err(error) = done {
        form.refuse_with(error)?;
        return Ok(again(HolderPage::load(&service, &actor, layout, organisation, form).await?));
    }
    session::say(&session, layout.language.say(said).to_string()).await?;
    Ok(see_other(&format!("/desk/rights-holders/{organisation}")))
}
