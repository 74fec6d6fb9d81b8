//! A rights holder's places: its organisation, the agreement, its works and its claims.
//!
//! Most people belong to one organisation; whoever belongs to several chooses with `?organisation=ID`, and the forms
//! carry the choice along. Nothing here decides who may do what: the verbs of [`crate::claims`] do.

mod agreement;
mod application;
pub(super) mod case;
mod claims;
mod drafts;
mod keys;
mod matching;
pub(super) mod notice;
pub(super) mod principals;
mod signed_copy;
mod team;
mod webhooks;
mod works;

use std::time::Duration;

use serde::Deserialize;

pub(super) use self::agreement::InLocale;
use super::Samples;
use super::evidence::Section;
use super::notices::made_up;
use super::prelude::*;
use super::timeline::{Line, Tone, answered, of_rights_holder, word};
use crate::accounts::Actor;
use crate::accounts::standing::Kind;
use crate::audit::entry::Entry;
use crate::audit::{self, Listed};
use crate::claims::direct::{self, Grant};
use crate::claims::flaggers::{self, Status};
use crate::claims::organisations::domain::{self, Check, Control};
use crate::claims::organisations::inquiries::{self, Inquiry};
use crate::claims::organisations::{self, Application, Contact, Member, MemberRole, Organisation, State as Standing};
use crate::claims::signatures;
use crate::claims::withdrawal::Claimant;
use crate::claims::works::catalogue;
use crate::config::EuTier;
use crate::ids::{AccountId, NoticeId, OrganisationId};
use crate::notices::{Against, words};
use crate::process::measures::{self, Measure};
use crate::texts::Said;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights", get(show).post(apply))
        .merge(application::routes())
        .merge(team::routes())
        .merge(keys::routes())
        .merge(webhooks::routes())
        .merge(agreement::routes())
        .merge(signed_copy::routes())
        .merge(works::routes())
        .merge(principals::routes())
        .merge(claims::routes())
        .merge(drafts::routes())
        .merge(case::routes())
        .merge(matching::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ApplyPage>();
    samples.add::<OrganisationPage>();
    team::samples(samples);
    keys::samples(samples);
    webhooks::samples(samples);
    agreement::samples(samples);
    signed_copy::samples(samples);
    works::samples(samples);
    principals::samples(samples);
    claims::samples(samples);
    drafts::samples(samples);
    case::samples(samples);
    matching::samples(samples);
}

/// Which organisation, for whoever belongs to several.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct Which {
    organisation: Option<OrganisationId>,
}

impl Which {
    /// One that is known.
    pub(super) fn one(organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation) }
    }

    /// As a form carries it along.
    fn of(form: &FormState) -> Self {
        Self { organisation: form.value("organisation").parse().ok() }
    }
}

/// The organisation that the person acts for, and the others they could.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) organisation: Organisation,
    pub(super) member: Member,
    pub(super) others: Vec<Organisation>,
}

impl Holder {
    /// The chosen organisation, else the first; `None` for whoever belongs to none. One that is not theirs is not found.
    pub(super) async fn of(service: &Service, actor: &Actor, which: Which) -> Result<Option<Self>, Error> {
        let mut all = organisations::of_person(service, actor).await?;
        let at = match which.organisation {
            Some(wanted) => {
                all.iter().position(|(organisation, _)| organisation.id == wanted).ok_or(Error::NotFound)?
            }
            None if all.is_empty() => return Ok(None),
            None => 0,
        };
        let (organisation, member) = all.remove(at);
        Ok(Some(Self { organisation, member, others: all.into_iter().map(|(other, _)| other).collect() }))
    }

    /// What an address needs behind it so that the choice stays.
    pub(super) fn query(&self) -> String {
        if self.others.is_empty() { String::new() } else { format!("?organisation={}", self.organisation.id) }
    }

    pub(super) fn is_owner(&self) -> bool {
        self.member.role == MemberRole::Owner
    }

    /// The text that names the role of a signer.
    pub(super) fn role(role: &str) -> String {
        format!("word-{role}")
    }

    /// The text of where the organisation stands, in the middle of a sentence.
    fn state(&self) -> String {
        format!("state-{}", self.organisation.state)
    }

    fn is_verified(&self) -> bool {
        self.organisation.state == Standing::Verified
    }

    fn sample(layout: &Layout, state: Standing) -> Self {
        let account = layout.viewer.as_ref().map_or(AccountId(uuid::Uuid::nil()), |viewer| viewer.actor.account);
        let id = OrganisationId(uuid::Uuid::from_u128(11));
        let organisation = Organisation {
            id,
            name: "Harbour Pictures".into(),
            country: "GB".into(),
            domain: "harbour-pictures.example".into(),
            state,
            log_case: crate::ids::CaseId(uuid::Uuid::from_u128(12)),
            applied_at: layout.now.minus(Duration::from_hours(50)),
            decided_at: (state != Standing::Applied).then(|| layout.now.minus(Duration::from_hours(20))),
            decision_reason: (state != Standing::Applied).then(|| "The register was seen.".into()),
        };
        let member = Member {
            id: crate::ids::MemberId(uuid::Uuid::from_u128(13)),
            organisation: id,
            account,
            role: MemberRole::Owner,
            joined_at: organisation.applied_at,
        };
        Self { organisation, member, others: Vec::new() }
    }
}

/// Whoever belongs to no organisation yet is led to the application.
pub(super) async fn to_application(session: &Session, language: Language) -> Result<Response, Error> {
    session::say(session, language.say("rights-apply-first").to_string()).await?;
    Ok(see_other("/rights"))
}

/// The application of a rights holder.
#[derive(Template)]
#[template(path = "rights/apply.html")]
struct ApplyPage {
    layout: Layout,
    form: FormState,
}

/// An organisation: where it stands, and what is missing next.
#[derive(Template)]
#[template(path = "rights/organisation.html")]
struct OrganisationPage {
    layout: Layout,
    holder: Holder,
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
    timeline: Vec<Line>,
    form: FormState,
}
page!(ApplyPage, OrganisationPage);

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
    async fn load(
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
        let documents = Section::of_application(service, Claimant::Person(actor), id).await?;
        let measures = measures::of_organisation(service, actor, id).await?;
        let listed = audit::of_case(service, holder.organisation.log_case).await.map_err(Error::internal)?;
        let steps = steps(&holder, &standing, grant.as_ref(), works);
        let timeline = lines(&listed, layout.language, |_| String::new());
        let tier = service.config.eu_tier;
        Ok(Self {
            layout,
            holder,
            steps,
            grant,
            control,
            inquiries,
            documents,
            flagger,
            tier,
            measures,
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

    /// Whether the domain matters no more: administrators verified the organisation without it.
    fn is_settled(&self) -> bool {
        matches!(self.holder.organisation.state, Standing::Verified | Standing::Suspended)
    }

    fn can_file(&self) -> bool {
        self.holder.organisation.state == Standing::Verified
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

/// The way to a claim and to direct access: what is done, what is next.
fn steps(holder: &Holder, standing: &signatures::Standing, grant: Option<&Grant>, works: bool) -> Vec<Step> {
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
    let direct = match (grant, &standing.member) {
        (None, _) => Text::of("step-direct-none"),
        (Some(_), Some(refusal)) => refusal.told().sentence(),
        (Some(_), None) => Text::of("step-direct"),
    };
    let sign = (grant.is_some() && standing.member.is_some()).then(|| (at("/rights/agreement"), "step-sign"));
    steps.push((grant.is_some() && standing.member.is_none(), "direct-title", direct, sign));
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

/// The entries of an organisation's or a claim's case, in words. `file` says what the file of a target is called, by its
/// line in the claim.
pub(super) fn lines(listed: &[Listed], language: Language, file: impl Fn(u64) -> String) -> Vec<Line> {
    listed.iter().map(|listed| line(listed, language, &file)).collect()
}

fn line(listed: &Listed, language: Language, file: &impl Fn(u64) -> String) -> Line {
    let entry = &listed.entry;
    let target = || file(entry.fields.get("target").and_then(serde_json::Value::as_u64).unwrap_or_default());
    let other = || language.say("line-other").with("kind", entry.kind.replace(['.', '-'], " ")).to_string();
    let (what, tone) = done(entry, language, file)
        .map(|(said, tone)| (said.to_string(), tone))
        .or_else(|| of_rights_holder(entry, language))
        .or_else(|| answered(entry, &target(), language))
        .unwrap_or_else(|| (other(), Tone::Plain));
    let who = match entry.actor.as_str() {
        "uploader" => "line-the-uploader",
        "member" => "line-the-rights-holder",
        "notifier" => "line-the-notifier",
        "reviewer" => "line-reviewer",
        "senior" => "line-senior",
        "administrator" => "line-administrator",
        "person" => "line-an-owner",
        _ => "line-service",
    };
    let mut line = Line::new(entry.at, language.say(who).to_string(), what);
    line.tone = tone;
    line.proof = Some(format!("/log?entry={}", listed.index));
    line
}

/// What was done in an organisation's case or a claim's, where rights holders read it in words of their own.
fn done(entry: &Entry, language: Language, file: &impl Fn(u64) -> String) -> Option<(Said, Tone)> {
    let say = |key: &str| language.say(key);
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let said = |field: &str| word(language, text(field));
    let number = |field: &str| entry.fields.get(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let files = |key: &str, field: &str| say(key).with("count", number(field));
    Some(match entry.kind.as_str() {
        "trusted-flagger.set" => (say("line-flagger-set").with("expertise", said("expertise")), Tone::Good),
        "member.role-changed" => (say("line-member-role").with("role", said("role")), Tone::Plain),
        "key.created" => (say("line-key-created"), Tone::Plain),
        "agreement.signed" => {
            (say("line-signed").with("version", number("version")).with("role", said("role")), Tone::Good)
        }
        "direct-access.granted" => (files("line-direct-granted", "daily_targets"), Tone::Good),
        "claim.filed" => (files("line-claimed", "targets").with("opened", number("opened")), Tone::Plain),
        "claim.extended" => (files("line-extended", "targets").with("opened", number("opened")), Tone::Plain),
        "claim.sources-named" => (files("line-sources", "targets"), Tone::Plain),
        "claim.amended" => (say("line-amended"), Tone::Plain),
        "claim.escalated" => (say("line-escalated"), Tone::Plain),
        "claim.escalation-ended" => (say("line-escalation-ended"), Tone::Plain),
        "claim.reassigned" => (say("line-reassigned"), Tone::Plain),
        "claim.withdrawn" => (files("line-claim-withdrawn", "targets"), Tone::Plain),
        "decision.reviewed" => (
            say("line-reviewed").with("file", file(number("target"))).with("outcome", said("outcome")),
            if text("outcome") == "upheld" { Tone::Good } else { Tone::Bad },
        ),
        "matching.requested" => (files("line-matching-requested", "files"), Tone::Plain),
        "evidence.opened" => (say("line-evidence-opened"), Tone::Plain),
        "evidence.erased" if entry.fields.get("target").is_some() => {
            (say("line-evidence-erased-of").with("file", file(number("target"))), Tone::Plain)
        }
        "evidence.erased" => (files("line-evidence-erased", "files"), Tone::Plain),
        "target.decided" if entry.fields.get("direct").and_then(serde_json::Value::as_bool) == Some(true) => {
            (say("line-deleted-directly").with("file", file(number("target"))), Tone::Bad)
        }
        "target.decided" => {
            let decided = say("line-decided").with("file", file(number("target"))).with("finding", said("finding"));
            let tone = if text("outcome") == "no-action" { Tone::Plain } else { Tone::Bad };
            (decided.with("outcome", said("outcome")), tone)
        }
        _ => return None,
    })
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
) -> Result<Response, Error> {
    if let Some(holder) = Holder::of(&service, &actor, which).await? {
        let page = OrganisationPage::load(&service, &actor, layout, holder, FormState::new()).await?;
        return Ok(page.into_response());
    }
    let email = layout.viewer.as_ref().map_or_else(String::new, |viewer| viewer.email.clone());
    Ok(ApplyPage { layout, form: FormState::new().with("contact_email", email) }.into_response())
}

async fn apply(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let value = |field: &str| form.value(field).to_owned();
    let application = Application {
        name: value("name"),
        country: value("country"),
        domain: value("domain"),
        contact: Contact {
            name: value("contact_name"),
            address: value("contact_address"),
            telephone: value("contact_telephone"),
            email: value("contact_email"),
        },
    };
    if let Err(error) = organisations::apply(&service, &actor, &application).await {
        form.refuse_with(error)?;
        return Ok(again(ApplyPage { layout, form }));
    }
    session::say(&session, layout.language.say("apply-sent").to_string()).await?;
    Ok(see_other("/rights"))
}

impl Sample for ApplyPage {
    fn samples() -> Vec<Self> {
        let form = FormState::new().with("name", "Harbour Pictures").refused("country", "Choose the country.");
        vec![Self { layout: Layout::sample(), form: FormState::new() }, Self { layout: Layout::sample(), form }]
    }
}

impl Sample for OrganisationPage {
    fn samples() -> Vec<Self> {
        let states = [Standing::Applied, Standing::Verified, Standing::Refused, Standing::Suspended];
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
                asked_at,
                answer: answer.map(str::to_owned),
                answered_at: answer.map(|_| asked_at),
            };
            let refusal =
                (!verified).then_some(signatures::Refusal::Unsigned { who: signatures::Who::Organisation, current: 1 });
            let standing = signatures::Standing { current: None, organisation: refusal.clone(), member: refusal };
            let grant =
                verified.then_some(Grant { daily_targets: 100, used: 7, granted_at: holder.organisation.applied_at });
            Self {
                steps: steps(&holder, &standing, grant.as_ref(), verified),
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
                inquiries: if verified { vec![] } else { vec![inquiry(None), inquiry(Some("Here it is."))] },
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
        pages
    }
}
