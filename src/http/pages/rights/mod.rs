//! A rights holder's places: its organisation, the agreement, its works and its claims.
//!
//! Most people belong to one organisation; whoever belongs to several chooses with `?organisation=ID`, and the forms
//! carry the choice along. Nothing here decides who may do what: the verbs of [`crate::claims`] do.

mod agreement;
mod application;
pub(super) mod case;
mod claims;
mod contact;
mod drafts;
mod ending;
mod holder;
mod keys;
mod matching;
pub(super) mod notice;
mod organisation;
pub(super) mod principals;
mod signed_copy;
mod team;
mod timeline;
mod webhooks;
mod works;

pub(super) use self::agreement::InLocale;
use self::application::ApplyPage;
pub(super) use self::holder::{Holder, Which, to_application};
use self::organisation::OrganisationPage;
use super::Samples;
use super::prelude::*;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights", get(show).post(application::apply))
        .merge(application::routes())
        .merge(contact::routes())
        .merge(ending::routes())
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
    application::samples(samples);
    organisation::samples(samples);
    contact::samples(samples);
    ending::samples(samples);
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

/// The organisation, or the application of whoever belongs to none.
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
    Ok(ApplyPage::new(layout).into_response())
}
