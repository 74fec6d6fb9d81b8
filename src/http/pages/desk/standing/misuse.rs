//! What is decided about misuse, on the page of whoever it is about.

use super::super::super::prelude::*;
use super::super::Desk;
use super::account::AccountPage;
use super::notifier::NotifierPage;
use super::{Forms, days};
use crate::accounts::Actor;
use crate::accounts::standing::{Kind, Scope};
use crate::ids::{AccountId, CorrespondentId, OrganisationId};
use crate::process::misuse::{self, Party};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/standing/accounts/{account}/misuse", post(decide::<AccountId>))
        .route("/desk/standing/organisations/{organisation}/misuse", post(decide::<OrganisationId>))
        .route("/desk/standing/correspondents/{correspondent}/misuse", post(decide::<CorrespondentId>))
}

/// Decides about misuse as the form says; gives the form back with what is wrong.
async fn decided(
    service: &Service,
    actor: &Actor,
    language: Language,
    party: Party,
    mut form: FormState,
) -> Result<Option<FormState>, Error> {
    let missing = |key: &str| language.say(key).to_string();
    let scope = form.read("scope", |word| {
        word.parse::<Scope>().ok().filter(|scope| *scope != Scope::Uploads).ok_or(missing("standing-scope-missing"))
    });
    let kind = form.read("measure", |word| match word.parse::<Kind>() {
        Ok(Kind::Warning) => Ok(misuse::Decision::Warn),
        Ok(Kind::Suspension) => Ok(misuse::Decision::Suspend { days: 0 }),
        Ok(Kind::Termination) | Err(_) => Err(missing("standing-decide-missing")),
    });
    let (Some(scope), Some(kind)) = (scope, kind) else { return Ok(Some(form)) };
    let decision = match kind {
        misuse::Decision::Suspend { .. } => misuse::Decision::Suspend { days: days(&form, "length") },
        warning @ misuse::Decision::Warn => warning,
    };
    let words = misuse::Words {
        reasons: form.value("grounds").to_owned(),
        gravity: form.value("gravity").to_owned(),
        intention: form.value("intention").to_owned(),
    };
    match misuse::decide(service, actor, party, scope, decision, &words).await {
        Ok(_) => Ok(None),
        Err(error) => {
            form.refuse_with(error)?;
            Ok(Some(form))
        }
    }
}

async fn decide<Id: Into<Party>>(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<Id>,
    form: FormState,
) -> Result<Response, Error> {
    let party = id.into();
    misuse::record(&service, &actor, party).await?;
    let Some(form) = decided(&service, &actor, layout.language, party, form).await? else {
        session::say(&session, layout.language.say("standing-decided").to_string()).await?;
        return Ok(see_other("/desk/standing"));
    };
    let forms = Forms::new(&layout, FormState::new(), form);
    Ok(match party {
        Party::Account(account) => again(AccountPage::load(&service, &actor, layout, account, forms).await?),
        Party::Organisation(_) | Party::Correspondent(_) => {
            again(NotifierPage::load(&service, &actor, layout, party, forms).await?)
        }
    })
}
