//! Who speaks for an organisation: a person, with where to reach them. Its owners say so, and can correct it. It goes with the account of
//! whoever wrote it last, with the organisation, and with what else a refused applicant showed of itself.
//!
//! Drafts of its members are filled in with it, and claims filed from them. A copy beside such a draft or claim says whose that is where it is
//! not its member's own, so that it is handed to whoever wrote it, and goes with their account.

use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::super::form::Form;
use super::super::statement::{StatementInput, is_name};
use super::super::{Actor, Error, store};
use super::{State, inquiries, lock, member, not_ended, owner};
use crate::accounts::attempts;
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DraftId, OrganisationId, uuid_v4};
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

    /// As far as a notice repeats it.
    pub(in crate::claims) fn repeated_in(&self, notice: &StatementInput) -> Self {
        let repeated = |own: &str, typed: &str| if is_name(own, typed) { own.to_owned() } else { String::new() };
        Self {
            name: repeated(&self.name, &notice.name),
            address: repeated(&self.address, &notice.address),
            telephone: repeated(&self.telephone, &notice.telephone),
            email: repeated(&self.email, &notice.email),
        }
    }

    /// Whether this is what a field of a notice says of it, its signature among them.
    pub(crate) fn is_in(&self, field: &str, text: &str) -> bool {
        let own = match field {
            "name" | "signature" => &self.name,
            "address" => &self.address,
            "telephone" => &self.telephone,
            "email" => &self.email,
            _ => return false,
        };
        is_name(own, text)
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
    Ok(written(&mut tx, service, id).await?.map(|(_, contact)| contact))
}

/// The same, with whose account it goes, for who may read it.
pub(in crate::claims) async fn written(
    tx: &mut Tx,
    service: &Service,
    id: OrganisationId,
) -> Result<Result<(AccountId, Contact), Text>, Error> {
    let (sealed, written_by, _) = store::organisation_contact(tx, id).await?.ok_or(Error::NotFound)?;
    let Some(by) = written_by else { return Ok(or_instead(Ok(None))) };
    let opened = service.keys.legible(&context(id), &sealed)?;
    Ok(or_instead(opened).and_then(|json| read(&json)).map(|contact| (by, contact)))
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

// Copies -----------------------------------------------------------------------------------------------

fn context_of_copy(id: Uuid) -> String {
    format!("contact_copies.contact/{id}")
}

/// Keeps beside a draft or a claim what it repeats, and whose that is.
pub(in crate::claims) async fn keep_copy(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    of: (Option<DraftId>, Option<ClaimId>),
    written_by: AccountId,
    contact: &Contact,
) -> Result<(), Error> {
    let id = uuid_v4(&service.entropy);
    let sealed = service.keys.seal(&context_of_copy(id), &Zeroizing::new(serde_json::to_vec(contact)?));
    Ok(store::insert_contact_copy(tx, id, organisation, of, written_by, &sealed).await?)
}

/// What a draft or a claim repeats of somebody else, by its number, and whose that is; without what it was, where that was altered.
pub(crate) async fn copy(
    tx: &mut Tx,
    service: &Service,
    of: Uuid,
) -> Result<Option<(AccountId, Option<Contact>)>, Error> {
    let Some((id, written_by, sealed)) = store::contact_copy(tx, of).await? else { return Ok(None) };
    let opened = or_instead(service.keys.legible(&context_of_copy(id), &sealed)?);
    Ok(Some((written_by, opened.and_then(|json| read(&json)).ok())))
}

/// Once nothing of it stands in the draft or the claim any more.
pub(crate) async fn forget_copy(tx: &mut Tx, of: Uuid) -> Result<(), Error> {
    Ok(store::forget_contact_copy(tx, of).await?)
}
