//! The team of an organisation: its members, who is invited, and what whoever is invited sees.

use http::StatusCode;

use super::super::Samples;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::{self, Actor, Email};
use crate::claims;
use crate::claims::organisations::invitations::{self, Invitation, Offer};
use crate::claims::organisations::{self, Member, MemberRole, State as Standing};
use crate::ids::{AccountId, MemberInvitationId};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/team", get(show))
        .route("/rights/team/invitations", post(invite))
        .route("/rights/team/invitations/withdrawal", post(take_back))
        .route("/rights/team/role", post(change_role))
        .route("/rights/team/removal", post(remove))
        .route("/rights/invitations/{id}", get(invitation).post(accept))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<TeamPage>();
    samples.add::<InvitationPage>();
}

/// Who acts for an organisation, and who is invited to.
#[derive(Template)]
#[template(path = "rights/team.html")]
struct TeamPage {
    layout: Layout,
    holder: Holder,
    /// Each member with the address they sign in with.
    members: Vec<(Member, String)>,
    /// For owners only.
    invitations: Vec<Invitation>,
    roles: Vec<(String, String, String)>,
    form: FormState,
}

/// What an invitation offers; nothing where it is not for the viewer, or no longer open.
#[derive(Template)]
#[template(path = "rights/invitation.html")]
struct InvitationPage {
    layout: Layout,
    offer: Option<Offer>,
    form: FormState,
}
page!(TeamPage, InvitationPage);

impl TeamPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let id = holder.organisation.id;
        let all = organisations::members(service, actor, id).await?;
        let invitations = if holder.is_owner() { invitations::open(service, actor, id).await? } else { Vec::new() };
        let mut members = Vec::with_capacity(all.len());
        let mut tx = service.db.read().await?;
        for member in all {
            let email = accounts::email_of(&mut tx, service, member.account).await?;
            let name = email.unwrap_or(Text::of("team-closed")).said_in(layout.language);
            members.push((member, name));
        }
        let roles = roles(layout.language);
        Ok(Self { layout, holder, members, invitations, roles, form })
    }

    /// The address that an invitation is for.
    fn address(&self, invitation: &Invitation) -> String {
        invitation.email.said_in(self.layout.language)
    }

    /// Whether this is the last owner, without whom there is nobody to say who the members are, as long as it has not ended.
    fn is_only_owner(&self, member: &Member) -> bool {
        let owners = self.members.iter().filter(|(member, _)| member.role == MemberRole::Owner).count();
        member.role == MemberRole::Owner && owners == 1 && !self.holder.has_ended()
    }

    /// The text that names a role.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates call by reference")]
    fn role(role: &MemberRole) -> &'static str {
        match role {
            MemberRole::Owner => "member-owner",
            MemberRole::Agent => "member-agent",
        }
    }

    /// What the button beside a member changes their role to.
    fn other(member: &Member) -> MemberRole {
        match member.role {
            MemberRole::Owner => MemberRole::Agent,
            MemberRole::Agent => MemberRole::Owner,
        }
    }
}

fn roles(language: Language) -> Vec<(String, String, String)> {
    let option = |value: &str, label: &str, hint: &str| {
        (value.to_owned(), language.say(label).to_string(), language.say(hint).to_string())
    };
    vec![option("agent", "team-agent", "team-agent-hint"), option("owner", "team-owner", "team-owner-hint")]
}

fn read_role(role: &str) -> Result<MemberRole, Text> {
    match role {
        "owner" => Ok(MemberRole::Owner),
        "agent" => Ok(MemberRole::Agent),
        _ => Err(Text::of("team-choose-role")),
    }
}

fn team(holder: &Holder) -> Response {
    see_other(&format!("/rights/team{}", holder.query()))
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    Ok(TeamPage::load(&service, &actor, layout, holder, FormState::new()).await?.into_response())
}

/// The answer is the same whether or not the address has an account.
async fn invite(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let email = match Email::parse(form.value("email")) {
        Ok(email) => Some(email),
        Err(error) => {
            form.refuse_with(error)?;
            None
        }
    };
    if let (Some(role), Some(email)) = (form.read("role", read_role), email) {
        match invitations::invite(&service, &actor, holder.organisation.id, &email, role).await {
            Ok(_) => {
                let said = layout.language.say("team-invited").with("email", email.as_str());
                session::say(&session, said.to_string()).await?;
                return Ok(team(&holder));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(TeamPage::load(&service, &actor, layout, holder, form).await?))
}

async fn take_back(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Reader(language): Reader,
    session: Session,
    form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, language).await;
    };
    let invitation = form.value("invitation").parse().map_err(|_| Error::NotFound)?;
    invitations::take_back(&service, &actor, holder.organisation.id, invitation).await?;
    session::say(&session, language.say("team-taken-back").to_string()).await?;
    Ok(team(&holder))
}

async fn change_role(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let account: AccountId = form.value("account").parse().map_err(|_| Error::NotFound)?;
    let role = read_role(form.value("role")).map_err(|_| Error::NotFound)?;
    if let Err(error) = organisations::change_role(&service, &actor, holder.organisation.id, account, role).await {
        form.refuse_with(error)?;
        return Ok(again(TeamPage::load(&service, &actor, layout, holder, form).await?));
    }
    let said = match role {
        MemberRole::Owner => "team-owner-now",
        MemberRole::Agent => "team-agent-now",
    };
    session::say(&session, layout.language.say(said).to_string()).await?;
    Ok(team(&holder))
}

async fn remove(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let account: AccountId = form.value("account").parse().map_err(|_| Error::NotFound)?;
    if let Err(error) = organisations::remove_member(&service, &actor, holder.organisation.id, account).await {
        form.refuse_with(error)?;
        return Ok(again(TeamPage::load(&service, &actor, layout, holder, form).await?));
    }
    session::say(&session, layout.language.say("team-ended").to_string()).await?;
    if account == actor.account { Ok(see_other("/rights")) } else { Ok(team(&holder)) }
}

/// An invitation that is for somebody else, lapsed, or was never there: one answer.
fn nothing(layout: Layout, form: FormState) -> Response {
    (StatusCode::NOT_FOUND, InvitationPage { layout, offer: None, form }).into_response()
}

async fn invitation(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(id): Path<MemberInvitationId>,
) -> Result<Response, Error> {
    match invitations::offer(&service, &actor, id).await {
        Ok(offer) => Ok(InvitationPage { layout, offer: Some(offer), form: FormState::new() }.into_response()),
        Err(claims::Error::NotFound) => Ok(nothing(layout, FormState::new())),
        Err(error) => Err(error.into()),
    }
}

async fn accept(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(id): Path<MemberInvitationId>,
    mut form: FormState,
) -> Result<Response, Error> {
    match invitations::accept(&service, &actor, id).await {
        Ok(organisation) => {
            session::say(&session, layout.language.say("team-joined").to_string()).await?;
            Ok(see_other(&format!("/rights?organisation={organisation}")))
        }
        Err(claims::Error::NotFound) => Ok(nothing(layout, form)),
        Err(error) => {
            form.refuse_with(error)?;
            let offer = invitations::offer(&service, &actor, id).await?;
            Ok(again(InvitationPage { layout, offer: Some(offer), form }))
        }
    }
}

impl Sample for TeamPage {
    fn samples() -> Vec<Self> {
        let page = |state: Standing, role: MemberRole, invitations: bool, form: FormState| {
            let layout = Layout::sample();
            let mut holder = Holder::sample(&layout, state);
            holder.member.role = role;
            let other = Member {
                id: crate::ids::MemberId(uuid::Uuid::from_u128(31)),
                account: AccountId(uuid::Uuid::from_u128(32)),
                role: MemberRole::Agent,
                ..holder.member.clone()
            };
            let invited = |email: Text| Invitation {
                id: MemberInvitationId(uuid::Uuid::from_u128(33)),
                email,
                role: MemberRole::Agent,
                expires_at: layout.now,
            };
            let addresses =
                ["a-rather-long-address-of-somebody@harbour-pictures.example".into(), Text::of("words-altered")];
            Self {
                members: vec![
                    (holder.member.clone(), "mira@harbour-pictures.example".into()),
                    (other, "somebody-with-a-long-name@harbour-pictures.example".into()),
                ],
                invitations: if invitations { addresses.map(invited).into() } else { Vec::new() },
                roles: roles(layout.language),
                layout,
                holder,
                form,
            }
        };
        let wrong = FormState::new().with("email", "nobody").refused("email", Text::of("account-enter-email"));
        vec![
            page(Standing::Verified, MemberRole::Owner, true, FormState::new()),
            page(Standing::Verified, MemberRole::Owner, false, wrong),
            page(Standing::Verified, MemberRole::Agent, false, FormState::new()),
            page(Standing::Ended, MemberRole::Owner, false, FormState::new()),
        ]
    }
}

impl Sample for InvitationPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let offer = Offer {
            id: MemberInvitationId(uuid::Uuid::from_u128(34)),
            organisation: Holder::sample(&layout, Standing::Verified).organisation,
            role: MemberRole::Agent,
            expires_at: layout.now,
            is_legible: true,
        };
        let altered = Offer { is_legible: false, ..offer.clone() };
        let refused = FormState::new().refused("", "You are a member of this organisation already.");
        vec![
            Self { layout: layout.clone(), offer: Some(offer.clone()), form: FormState::new() },
            Self { layout: layout.clone(), offer: Some(offer), form: refused },
            Self { layout: layout.clone(), offer: Some(altered), form: FormState::new() },
            Self { layout, offer: None, form: FormState::new() },
        ]
    }
}
