//! Who speaks for an organisation: a person, with where to reach them. Its owners say so, and can correct it. It goes with the account of
//! whoever wrote it last, with the organisation, and with what else a refused applicant showed of itself.

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use super::super::form::Form;
use super::super::{Actor, Error, store};
use super::{State, inquiries, lock, member, not_ended, owner};
use crate::accounts::attempts;
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, OrganisationId};
use crate::keys::{Altered, ERASED, or_instead};
use crate::service::Service;
use crate::texts::Text;

/// Whom to reach. Kept sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The person's name.
    pub name: String,
    /// A postal address.
    pub address: String,
    /// A telephone number.
    pub telephone: String,
    /// An e-mail address.
    pub email: String,
}

impl Contact {
    /// As it was typed, with what is wrong about it.
    pub(super) fn read(&self, form: &mut Form) -> Self {
        Self {
            name: form.line("contact_name", &self.name, Text::of("organisation-enter-person")),
            address: form.text("contact_address", &self.address, Text::of("organisation-enter-address")),
            telephone: form.line("contact_telephone", &self.telephone, Text::of("organisation-enter-telephone")),
            email: form.email("contact_email", &self.email, Text::of("organisation-enter-email")),
        }
    }

    pub(super) fn seal(&self, service: &Service, id: OrganisationId) -> Result<Vec<u8>, Error> {
        Ok(service.keys.seal(&context(id), &Zeroizing::new(serde_json::to_vec(self)?)))
    }
}

/// Where it lies sealed.
fn context(id: OrganisationId) -> String {
    format!("organisations.contact/{id}")
}

/// Whom to reach at an organisation, for its members and administrators; or what is read in its place, where it was erased or altered.
pub async fn contact(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Result<Contact, Text>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    }
    let (sealed, written_by, _) = store::organisation_contact(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let opened = if written_by.is_some() { service.keys.legible(&context(id), &sealed)? } else { Ok(None) };
    Ok(or_instead(opened).and_then(|json| read(&json)))
}

/// What was opened; or what is read in its place where that is no contact: it was written over, or put there by somebody else.
fn read(json: &[u8]) -> Result<Contact, Text> {
    serde_json::from_slice(json)
        .or_else(|_| or_instead(if json == ERASED.as_bytes() { Ok(None) } else { Err(Altered) }))
}

/// An owner says anew who speaks for it. The entry of the log says that, and not who.
pub async fn change_contact(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    typed: &Contact,
) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    owner(&mut tx, actor, organisation).await?;
    drop(tx);
    let mut form = Form::default();
    let contact = typed.read(&mut form);
    form.finish()?;
    let limit = service.config.limits.contact_changes_per_hour;
    attempts::count(service, "contact.organisation", &organisation.to_string(), limit).await?;
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    owner(&mut tx, actor, organisation).await?;
    not_ended(&found)?;
    let sealed = contact.seal(service, organisation)?;
    store::set_contact(&mut tx, organisation, &sealed, Some((actor.account, service.clock.now()))).await?;
    let entry = NewEntry {
        kind: "organisation.contact-changed",
        case: found.log_case,
        actor: "member",
        fields: json!({}),
        commitments: &[("by", actor.account.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes it over, under the organisation's lock. Nothing of it is read: what was altered goes as well.
pub(super) async fn forget(tx: &mut Tx, service: &Service, id: OrganisationId) -> Result<(), Error> {
    let erased = service.keys.seal(&context(id), ERASED.as_bytes());
    Ok(store::set_contact(tx, id, &erased, None).await?)
}

/// Writes over what somebody who closed their account wrote of who speaks for an organisation, unless an owner wrote it since: each in a
/// transaction of its own. Safe to run twice.
pub(crate) async fn forget_contacts_of(service: &Service, account: AccountId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let written = store::contacts_of(&mut tx, account).await?;
    drop(tx);
    for (id,) in written {
        let mut tx = service.db.begin().await?;
        lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
        if let Some((_, Some(by), _)) = store::organisation_contact(&mut tx, id).await?
            && by == account
        {
            forget(&mut tx, service, id).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// The same of whoever was refused, and of what they were asked and answered, as long after that, and after it was written, as their documents are kept. Part of the daily round.
pub(crate) async fn forget_contacts_of_refused(service: &Service) -> Result<(), Error> {
    let before = service.clock.now().minus(service.config.limits.identity_documents);
    let mut tx = service.db.read().await?;
    let refused = store::contacts_of_refused(&mut tx, before).await?;
    drop(tx);
    for (id,) in refused {
        let mut tx = service.db.begin().await?;
        let found = lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
        // It may have been verified meanwhile, or this written anew.
        if let Some((_, _, Some(written_at))) = store::organisation_contact(&mut tx, id).await?
            && found.state == State::Refused
            && written_at <= before
        {
            forget(&mut tx, service, id).await?;
            inquiries::forget(&mut tx, service, id).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
