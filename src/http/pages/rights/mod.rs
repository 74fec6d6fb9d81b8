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

pub(super) use self::agreement::Language;
use super::Samples;
use super::evidence::Section;
use super::prelude::*;
use super::timeline::{Line, Tone, answered};
use crate::accounts::Actor;
use crate::audit::{self, Listed};
use crate::claims::direct::{self, Grant};
use crate::claims::flaggers::{self, Status};
use crate::claims::organisations::domain::{self, Check, Control};
use crate::claims::organisations::inquiries::{self, Inquiry};
use crate::claims::organisations::{self, Application, Contact, Member, MemberRole, Organisation, State as Standing};
use crate::claims::signatures;
use crate::claims::withdrawal::Claimant;
use crate::claims::works::catalogue;
pub(super) use crate::http::refusals::sentence;
use crate::ids::{AccountId, OrganisationId};

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
pub(super) async fn to_application(session: &Session) -> Result<Response, Error> {
    session::say(session, "This place is for rights holders: say first who you are.").await?;
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
    timeline: Vec<Line>,
    form: FormState,
}
page!(ApplyPage, OrganisationPage);

/// One of the things that lead to a claim.
struct Step {
    class: &'static str,
    title: String,
    text: String,
    /// Where it is done, and what the button says.
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
        let listed = audit::of_case(service, holder.organisation.log_case).await.map_err(Error::internal)?;
        let steps = steps(&holder, &standing, grant.as_ref(), works);
        Ok(Self {
            layout,
            holder,
            steps,
            grant,
            control,
            inquiries,
            documents,
            flagger,
            timeline: lines(&listed, |_| String::new()),
            form,
        })
    }

    /// Whether the domain matters no more: administrators verified the organisation without it.
    fn is_settled(&self) -> bool {
        matches!(self.holder.organisation.state, Standing::Verified | Standing::Suspended)
    }

    fn can_file(&self) -> bool {
        self.holder.organisation.state == Standing::Verified
    }
}

/// The way to a claim and to direct access: what is done, what is next.
fn steps(holder: &Holder, standing: &signatures::Standing, grant: Option<&Grant>, works: bool) -> Vec<Step> {
    let query = holder.query();
    let at = |path: &str| format!("{path}{query}");
    let state = holder.organisation.state;
    let mut steps = vec![
        (
            state == Standing::Verified,
            "Verification".to_owned(),
            match state {
                Standing::Applied => {
                    "Prove that you control the domain you named, as shown below; an administrator then checks who you are. Until then you can \
                                      register works and sign the agreement."
                        .to_owned()
                }
                Standing::Verified => "An administrator is satisfied who you are.".to_owned(),
                Standing::Refused => "An administrator was not satisfied. The reason stands above.".to_owned(),
                Standing::Suspended => "Your powers rest. The reason stands above.".to_owned(),
            },
            None,
        ),
        (
            standing.organisation.is_none(),
            "The agreement".to_owned(),
            match &standing.organisation {
                None => "Signed in the version in force.".to_owned(),
                Some(refusal) => sentence(refusal),
            },
            Some((
                at("/rights/agreement"),
                if standing.organisation.is_some() && holder.is_owner() { "Read and sign" } else { "Read it" },
            )),
        ),
        (
            works,
            "Works".to_owned(),
            "What you hold rights in. A claim can also describe a work that is not registered.".to_owned(),
            Some((at("/rights/works"), "Register works")),
        ),
    ];
    let direct = match (grant, &standing.member) {
        (None, _) => {
            "Two administrators can let you delete files from every mirror yourselves. Ask them when you are verified \
                      and have signed; until then a person decides each of your claims."
                .to_owned()
        }
        (Some(_), Some(refusal)) => sentence(refusal),
        (Some(_), None) => "You can delete from every mirror, with no staff in between.".to_owned(),
    };
    let sign = (grant.is_some() && standing.member.is_some()).then(|| (at("/rights/agreement"), "Read and sign"));
    steps.push((grant.is_some() && standing.member.is_none(), "Direct access".to_owned(), direct, sign));
    let next = steps.iter().position(|(done, ..)| !done);
    let class = |position: usize, done: bool| match (done, next == Some(position)) {
        (true, _) => "is-done",
        (false, true) => "is-next",
        (false, false) => "is-later",
    };
    let step = |(position, (done, title, text, action)): (usize, (bool, String, String, _))| Step {
        class: class(position, done),
        title,
        text,
        action,
    };
    steps.into_iter().enumerate().map(step).collect()
}

/// The entries of an organisation's or a claim's case, in words. `file` says what the file of a target is called, by its
/// line in the claim.
pub(super) fn lines(listed: &[Listed], file: impl Fn(u64) -> String) -> Vec<Line> {
    listed.iter().map(|listed| line(listed, &file)).collect()
}

fn line(listed: &Listed, file: &impl Fn(u64) -> String) -> Line {
    let entry = &listed.entry;
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let number = |field: &str| entry.fields.get(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let files = |count: u64| format!("{count} {}", if count == 1 { "file" } else { "files" });
    let (what, tone) = match entry.kind.as_str() {
        "organisation.applied" => ("applied".to_owned(), Tone::Plain),
        "organisation.verified" => ("verified the organisation".to_owned(), Tone::Good),
        "organisation.refused" => ("refused the application".to_owned(), Tone::Bad),
        "organisation.domain-proven" => {
            let place = if text("method") == "dns" { "in DNS" } else { "in a file" };
            (format!("proved control of its domain, {place}"), Tone::Good)
        }
        "organisation.asked" => ("asked for more".to_owned(), Tone::Plain),
        "organisation.answered" => ("answered".to_owned(), Tone::Plain),
        "organisation.reinstated" => ("ended the suspension".to_owned(), Tone::Good),
        "organisation.suspended" => ("suspended the organisation".to_owned(), Tone::Bad),
        "principal.named" => ("added a principal".to_owned(), Tone::Plain),
        "principal.confirmed" => ("confirmed a principal".to_owned(), Tone::Good),
        "principal.refused" => ("refused a principal".to_owned(), Tone::Bad),
        "principal.withdrawn" => ("withdrew a principal".to_owned(), Tone::Plain),
        "trusted-flagger.set" => {
            (format!("noted the status of trusted flagger ({})", text("expertise").replace('-', " ")), Tone::Good)
        }
        "trusted-flagger.removed" => ("removed the status of trusted flagger".to_owned(), Tone::Bad),
        "member.joined" => (format!("took in a member ({})", text("role")), Tone::Plain),
        "member.role-changed" => (format!("changed what a member may do: {} now", text("role")), Tone::Plain),
        "member.removed" => ("removed a member".to_owned(), Tone::Plain),
        "key.created" => ("made a key for programs".to_owned(), Tone::Plain),
        "webhook.added" => ("added a webhook".to_owned(), Tone::Plain),
        "webhook.rotated" => ("took a new secret for a webhook".to_owned(), Tone::Plain),
        "message.settled" => ("saw to a message that had not arrived".to_owned(), Tone::Plain),
        "webhook.removed" => ("removed a webhook".to_owned(), Tone::Plain),
        "key.revoked" => ("revoked a key for programs".to_owned(), Tone::Plain),
        "agreement.signed" => {
            (format!("signed version {} of the agreement as {}", number("version"), text("role")), Tone::Good)
        }
        "direct-access.granted" => {
            (format!("granted direct access: {} a day", files(number("daily_targets"))), Tone::Good)
        }
        "direct-access.stripped" => ("took direct access away".to_owned(), Tone::Bad),
        "claim.filed" => {
            (format!("claimed {}, and opened {}", files(number("targets")), number("opened")), Tone::Plain)
        }
        "claim.extended" => {
            (format!("added {}, and opened {}", files(number("targets")), number("opened")), Tone::Plain)
        }
        "claim.sources-named" => (format!("named where {} stood", files(number("targets"))), Tone::Plain),
        "claim.amended" => ("completed the notice".to_owned(), Tone::Plain),
        "claim.information-asked" => ("asked for what the law still wants".to_owned(), Tone::Plain),
        "claim.question-ended" => ("waited for an answer no longer".to_owned(), Tone::Plain),
        "claim.escalated" => ("handed the claim to a senior".to_owned(), Tone::Plain),
        "claim.escalation-ended" => ("ended what a senior had in hand".to_owned(), Tone::Plain),
        "claim.reassigned" => ("saw to it that somebody else decides".to_owned(), Tone::Plain),
        "claim.withdrawn" => (format!("withdrew the claim for {}", files(number("targets"))), Tone::Plain),
        "decision.reviewed" => (
            format!("looked at the deletion of {}: {}", file(number("target")), text("outcome")),
            if text("outcome") == "upheld" { Tone::Good } else { Tone::Bad },
        ),
        "matching.requested" => (format!("asked to have {} matched", files(number("files"))), Tone::Plain),
        "matching.ended" => (format!("matched a file: {}", text("outcome").replace('-', " ")), Tone::Plain),
        "evidence.opened" => ("opened the evidence".to_owned(), Tone::Plain),
        "evidence.added" => ("brought a file of evidence".to_owned(), Tone::Plain),
        "evidence.removed" => ("took a file of evidence back".to_owned(), Tone::Plain),
        "evidence.erased" if entry.fields.get("target").is_some() => {
            (format!("erased what was disclosed of {}", file(number("target"))), Tone::Plain)
        }
        "signature.erased" => ("erased the record of a signature that had long ceased to bind".to_owned(), Tone::Plain),
        "evidence.erased" => (format!("erased {} of evidence", files(number("files"))), Tone::Plain),
        "target.decided" if entry.fields.get("direct").and_then(serde_json::Value::as_bool) == Some(true) => {
            (format!("deleted {} under direct access", file(number("target"))), Tone::Bad)
        }
        "target.decided" => (
            format!(
                "decided {}: {}, {}",
                file(number("target")),
                text("finding").replace('-', " "),
                text("outcome").replace('-', " ")
            ),
            if text("outcome") == "no-action" { Tone::Plain } else { Tone::Bad },
        ),
        other => answered(entry, &file(number("target")))
            .unwrap_or_else(|| (format!("logged {}", other.replace(['.', '-'], " ")), Tone::Plain)),
    };
    let who = match entry.actor.as_str() {
        "uploader" => "The uploader",
        "member" => "The rights holder",
        "notifier" => "The notifier",
        "reviewer" => "A reviewer",
        "senior" => "A senior",
        "administrator" => "An administrator",
        "person" => "An owner",
        _ => "The service",
    };
    let mut line = Line::new(entry.at, who, what);
    line.tone = tone;
    line.proof = Some(format!("/log?entry={}", listed.index));
    line
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
    session::say(&session, "Your application is with the administrators.").await?;
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
                flagger: verified.then(|| Status {
                    id: crate::ids::FlaggerId(uuid::Uuid::from_u128(8)),
                    coordinator: "Coordinator of Exampleland".into(),
                    expertise: flaggers::Expertise::IntellectualProperty,
                    register_url: "https://register.example/7".into(),
                    valid_from: asked_at,
                    valid_until: Some(asked_at),
                    set_at: asked_at,
                }),
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
