//! Who works here: roles, invitations, taking a role away, and laying one's own down.

use super::Samples;
use super::prelude::*;
use crate::accounts::{self, Actor, Profile, Role};
use crate::ids::AccountId;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/accounts", get(show))
        .route("/desk/accounts/invitations", post(invite))
        .route("/desk/accounts/{account}/roles/{role}/withdrawal", post(withdraw))
        .route("/desk/accounts/{account}/removal", get(removal).post(propose_removal))
        .route("/account/roles/{role}/withdrawal", get(own_withdrawal).post(lay_down))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<StaffPage>();
    samples.add::<WithdrawalPage>();
}

/// Everybody with a role.
#[derive(Template)]
#[template(path = "desk/accounts.html")]
struct StaffPage {
    layout: Layout,
    me: AccountId,
    staff: Vec<Profile>,
    roles: Vec<(String, String, String)>,
    form: FormState,
    link: Option<String>,
}

/// What it means that somebody loses a role: the viewer by themselves, or an administrator by two others.
#[derive(Template)]
#[template(path = "role_withdrawal.html")]
struct WithdrawalPage {
    layout: Layout,
    role: Role,
    /// Whom two others are to take it from; nobody: the viewer lays it down.
    person: Option<Profile>,
    form: FormState,
}
page!(StaffPage, WithdrawalPage);

impl WithdrawalPage {
    /// The text that names the role.
    fn role(&self) -> String {
        named(self.role)
    }
}

impl StaffPage {
    async fn load(service: &Service, actor: Actor, layout: Layout, form: FormState) -> Result<Self, Error> {
        let staff = accounts::staff(service, actor).await?;
        Ok(Self { me: actor.account, staff, roles: roles(layout.language), form, link: None, layout })
    }
}

/// The text that names a role.
fn named(role: Role) -> String {
    format!("role-{role}")
}

fn roles(language: Language) -> Vec<(String, String, String)> {
    let words = |role: Role| match role {
        Role::Reviewer => ("desk-people-reviewer", "desk-people-reviewer-hint"),
        Role::Senior => ("desk-people-senior", "desk-people-senior-hint"),
        Role::Administrator => ("desk-people-administrator", "desk-people-administrator-hint"),
        Role::Host => ("desk-people-host", "desk-people-host-hint"),
    };
    let option = |role: Role| {
        let (name, hint) = words(role);
        (role.as_str().to_owned(), language.say(name).to_string(), language.say(hint).to_string())
    };
    Role::ALL.map(option).to_vec()
}

impl Sample for StaffPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let profile = |number: u128, email: Text, roles: &[Role]| Profile {
            account: AccountId(uuid::Uuid::from_u128(number)),
            email,
            roles: roles.iter().copied().collect(),
            language: Language::default(),
            created_at: layout.now,
        };
        let staff = vec![
            profile(32, "anna.administrator@files.example".into(), &[Role::Administrator]),
            profile(17, "rui@files.example".into(), &[Role::Reviewer, Role::Senior]),
            profile(18, Text::of("words-altered"), &[Role::Reviewer]),
        ];
        let full = Self {
            layout: layout.clone(),
            me: AccountId(uuid::Uuid::from_u128(27)),
            staff,
            roles: roles(layout.language),
            form: FormState::new(),
            link: Some(format!("https://files.example/invitation#{}", "x".repeat(43))),
        };
        let refused = FormState::new().refused("role", "Choose a role.");
        let me = AccountId(uuid::Uuid::nil());
        let roles = roles(layout.language);
        vec![full, Self { layout, me, staff: vec![], roles, form: refused, link: None }]
    }
}

impl Sample for WithdrawalPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let person = Some(Profile {
            account: AccountId(uuid::Uuid::from_u128(5)),
            email: "rui@files.example".into(),
            roles: [Role::Administrator].into_iter().collect(),
            language: Language::default(),
            created_at: layout.now,
        });
        let form = FormState::new();
        let own = |role| Self { layout: layout.clone(), role, person: None, form: form.clone() };
        let refused = form.clone().refused("reason", "Say why.");
        vec![
            own(Role::Administrator),
            own(Role::Reviewer),
            Self { layout: layout.clone(), role: Role::Administrator, person, form: refused },
        ]
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
    let Some(role) = form.read("role", |role| role.parse::<Role>().map_err(|_| Text::of("desk-people-choose"))) else {
        return Ok(again(StaffPage::load(&service, actor, layout, form).await?));
    };
    let invited = accounts::invite(&service, actor, role, form.value("reason")).await;
    let link = match invited {
        Ok(token) => token.link(&service),
        Err(error) => {
            form.refuse_with(error)?;
            return Ok(again(StaffPage::load(&service, actor, layout, form).await?));
        }
    };
    let page = StaffPage::load(&service, actor, layout, FormState::new()).await?;
    Ok(StaffPage { link: Some(link), ..page }.into_response())
}

async fn withdraw(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    Reader(language): Reader,
    session: Session,
    Path((account, role)): Path<(AccountId, String)>,
) -> Result<Response, Error> {
    let role: Role = role.parse().map_err(|_| Error::NotFound)?;
    accounts::withdraw_role(&service, actor, account, role).await?;
    let role = language.say(&named(role));
    session::say(&session, language.say("role-withdrawn").with("role", role).to_string()).await?;
    Ok(see_other("/desk/accounts"))
}

async fn person(service: &Service, account: AccountId) -> Result<Profile, Error> {
    let mut tx = service.db.read().await?;
    let found = accounts::profile(&mut tx, service, account).await?;
    found.filter(|found| found.roles.administrator()).ok_or(Error::NotFound)
}

async fn removal(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    Path(account): Path<AccountId>,
) -> Result<Response, Error> {
    if account == actor.account {
        return Ok(see_other("/account/roles/administrator/withdrawal"));
    }
    let person = Some(person(&service, account).await?);
    Ok(WithdrawalPage { layout, role: Role::Administrator, person, form: FormState::new() }.into_response())
}

async fn propose_removal(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    Path(account): Path<AccountId>,
    mut form: FormState,
) -> Result<Response, Error> {
    if let Err(error) = accounts::propose_removal(&service, actor, account, form.value("reason")).await {
        form.refuse_with(error)?;
        let person = Some(person(&service, account).await?);
        return Ok(again(WithdrawalPage { layout, role: Role::Administrator, person, form }));
    }
    session::say(&session, layout.language.say("role-proposed").to_string()).await?;
    Ok(see_other("/desk/steps"))
}

async fn own_withdrawal(
    SignedIn(actor): SignedIn,
    layout: Layout,
    Path(role): Path<String>,
) -> Result<WithdrawalPage, Error> {
    let role: Role = role.parse().map_err(|_| Error::NotFound)?;
    if !actor.roles.has(role) {
        return Err(Error::NotFound);
    }
    Ok(WithdrawalPage { layout, role, person: None, form: FormState::new() })
}

async fn lay_down(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    Path(role): Path<String>,
    mut form: FormState,
) -> Result<Response, Error> {
    let role: Role = role.parse().map_err(|_| Error::NotFound)?;
    if let Err(error) = accounts::withdraw_role(&service, actor, actor.account, role).await {
        form.refuse_with(error)?;
        return Ok(again(WithdrawalPage { layout, role, person: None, form }));
    }
    let language = layout.language;
    let role = language.say(&named(role));
    session::say(&session, language.say("role-laid-down").with("role", role).to_string()).await?;
    Ok(see_other("/account"))
}
