//! Who works here: roles, invitations, and taking a role away.

use super::Samples;
use super::prelude::*;
use crate::accounts::{self, Actor, Profile, Role};
use crate::ids::AccountId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/accounts", get(show))
        .route("/desk/accounts/invitations", post(invite))
        .route("/desk/accounts/{account}/roles/{role}", post(grant))
        .route("/desk/accounts/{account}/roles/{role}/withdrawal", post(withdraw))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<StaffPage>();
}

/// Everybody with a role.
#[derive(Template)]
#[template(path = "desk/accounts.html")]
struct StaffPage {
    layout: Layout,
    staff: Vec<Profile>,
    roles: Vec<(String, String, String)>,
    form: FormState,
    link: Option<String>,
}
page!(StaffPage);

impl StaffPage {
    async fn load(service: &Service, actor: Actor, layout: Layout, form: FormState) -> Result<Self, Error> {
        let staff = accounts::staff(service, actor).await?;
        Ok(Self { layout, staff, roles: roles(), form, link: None })
    }
}

fn roles() -> Vec<(String, String, String)> {
    let words = |role: Role| match role {
        Role::Reviewer => ("Reviewer", "works the queue: judges evidence, decides, answers"),
        Role::Senior => ("Senior", "escalations, overturning; may do a reviewer's work, too"),
        Role::Administrator => ("Administrator", "verifies rights holders, runs mirrors, publishes the agreement"),
        Role::Host => ("Host", "runs a mirror; is not staff"),
    };
    Role::ALL.map(|role| (role.as_str().to_owned(), words(role).0.to_owned(), words(role).1.to_owned())).to_vec()
}

impl Sample for StaffPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let profile = |email: &str, roles: &[Role]| {
            Some(Profile {
                account: AccountId(uuid::Uuid::from_u128(u128::from(email.len() as u64))),
                email: accounts::Email::parse(email).ok()?,
                roles: roles.iter().copied().collect(),
                created_at: layout.now,
            })
        };
        let staff = [
            profile("anna.administrator@files.example", &[Role::Administrator]),
            profile("rui@files.example", &[Role::Reviewer, Role::Senior]),
        ];
        let full = Self {
            layout: layout.clone(),
            staff: staff.into_iter().flatten().collect(),
            roles: roles(),
            form: FormState::new(),
            link: Some(format!("https://files.example/invitation#{}", "x".repeat(43))),
        };
        let refused = FormState::new().refused("role", "Choose a role.");
        vec![full, Self { layout, staff: vec![], roles: roles(), form: refused, link: None }]
    }
}

async fn show(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
) -> Result<StaffPage, Error> {
    StaffPage::load(&service, actor, layout, FormState::new()).await
}

async fn invite(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(role) = form.read("role", |role| role.parse::<Role>().map_err(|_| "Choose a role.")) else {
        return Ok(again(StaffPage::load(&service, actor, layout, form).await?));
    };
    let link = accounts::invite(&service, actor, role).await?.link(&service);
    let page = StaffPage::load(&service, actor, layout, FormState::new()).await?;
    Ok(StaffPage { link: Some(link), ..page }.into_response())
}

async fn grant(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    session: Session,
    Path((account, role)): Path<(AccountId, String)>,
) -> Result<Response, Error> {
    let role: Role = role.parse().map_err(|_| Error::NotFound)?;
    accounts::grant_role(&service, actor, account, role).await?;
    session::say(&session, format!("The role {role} is granted.")).await?;
    Ok(see_other("/desk/accounts"))
}

async fn withdraw(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    session: Session,
    Path((account, role)): Path<(AccountId, String)>,
) -> Result<Response, Error> {
    let role: Role = role.parse().map_err(|_| Error::NotFound)?;
    accounts::withdraw_role(&service, actor, account, role).await?;
    session::say(&session, format!("The role {role} is withdrawn.")).await?;
    Ok(see_other("/desk/accounts"))
}
