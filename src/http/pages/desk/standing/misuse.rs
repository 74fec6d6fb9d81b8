//! What is decided about misuse, on the page of whoever it is about.

use super::super::super::prelude::*;
use super::super::Desk;
use super::account::AccountPage;
use super::confirm::{self, Closing, ConfirmPage};
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

/// What the form decides; what is missing stands at its field.
fn read(language: Language, form: &mut FormState) -> Option<(Scope, misuse::Decision)> {
    let missing = |key: &str| language.say(key).to_string();
    let scope = form.read("scope", |word| {
        word.parse::<Scope>().ok().filter(|scope| *scope != Scope::Uploads).ok_or(missing("standing-scope-missing"))
    });
    let length = days(form, "length");
    let decision = form.read("measure", |word| match word.parse::<Kind>() {
        Ok(Kind::Warning) => Ok(misuse::Decision::Warn),
        Ok(Kind::Suspension) => Ok(misuse::Decision::Suspend { days: length }),
        Ok(Kind::Termination) | Err(_) => Err(missing("standing-decide-missing")),
    });
    scope.zip(decision)
}

/// The page that the form stands on.
async fn page(
    service: &Service,
    actor: &Actor,
    layout: Layout,
    party: Party,
    form: FormState,
) -> Result<Response, Error> {
    let forms = Forms::new(&layout, FormState::new(), form);
    Ok(match party {
        Party::Account(account) => AccountPage::load(service, actor, layout, account, forms).await?.into_response(),
        Party::Organisation(_) | Party::Correspondent(_) => {
            NotifierPage::load(service, actor, layout, party, forms).await?.into_response()
        }
    })
}

async fn decide<Id: Into<Party>>(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(id): Path<Id>,
    mut form: FormState,
) -> Result<Response, Error> {
    let party = id.into();
    misuse::record(&service, &actor, party).await?;
    if form.value("step") == "change" {
        return page(&service, &actor, layout, party, form).await;
    }
    if let Some((scope, decision)) = read(layout.language, &mut form) {
        let closing = Closing::after_misuse(&service, scope, decision).filter(|_| confirm::MISUSE.asks(&form));
        if let Some(closing) = closing {
            let about = (party, closing);
            let page = ConfirmPage::load(&service, &actor, layout, about, &form, &confirm::MISUSE).await?;
            return Ok(page.into_response());
        }
        let words = misuse::Words {
            reasons: form.value("grounds").to_owned(),
            gravity: form.value("gravity").to_owned(),
            intention: form.value("intention").to_owned(),
        };
        match misuse::decide(&service, &actor, party, scope, decision, &words).await {
            Ok(_) => {
                session::say(&session, layout.language.say("standing-decided").to_string()).await?;
                return Ok(see_other("/desk/standing"));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(page(&service, &actor, layout, party, form).await?))
}
