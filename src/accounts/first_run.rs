//! What an operator settles before others can rely on the service: two administrators, the first agreement, whom to
//! write to, and under which law. Pages that need one of these say so until it is there.

use serde::{Deserialize, Serialize};

use super::appointments::administrators;
use super::{Actor, Error, require_administrator, store};
use crate::config::Jurisdiction;
use crate::service::Service;
use crate::texts::Text;

/// Something that is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Nobody is an administrator.
    Administrator,
    /// One administrator cannot do what two must agree on.
    SecondAdministrator,
    /// No version of the agreement is published: nobody can sign it.
    Agreement,
    /// Nobody is named to receive notices.
    ContactAgent,
    /// The law the service stands under is not said.
    Law,
}

impl Missing {
    /// What is missing, as a page says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Administrator => "A first administrator",
            Self::SecondAdministrator => "A second administrator",
            Self::Agreement => "The agreement with rights holders, version 1",
            Self::ContactAgent => "A contact agent",
            Self::Law => "The law the service stands under",
        }
    }

    /// What does not work until then.
    pub const fn consequence(self) -> &'static str {
        match self {
            Self::Administrator => "setup-needs-administrator",
            Self::SecondAdministrator => "setup-needs-second",
            Self::Agreement => "setup-needs-agreement",
            Self::ContactAgent => "setup-needs-contact",
            Self::Law => "setup-needs-law",
        }
    }
}

/// What is still missing, in the order to settle it.
pub async fn missing(service: &Service) -> Result<Vec<Missing>, Error> {
    let mut tx = service.db.read().await?;
    let mut missing = Vec::new();
    match administrators(&mut tx).await? {
        0 => missing.extend([Missing::Administrator, Missing::SecondAdministrator]),
        1 => missing.push(Missing::SecondAdministrator),
        _ => {}
    }
    if !store::an_agreement_is_published(&mut tx).await? {
        missing.push(Missing::Agreement);
    }
    if store::setting(&mut tx, CONTACT_AGENT).await?.is_none() {
        missing.push(Missing::ContactAgent);
    }
    if store::setting(&mut tx, LAW).await?.is_none() {
        missing.push(Missing::Law);
    }
    Ok(missing)
}

const CONTACT_AGENT: &str = "contact-agent";
const LAW: &str = "law";

/// Who receives notices: published on a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactAgent {
    /// A person or an office.
    pub name: String,
    /// The operator they act for.
    pub organisation: String,
    /// A postal address, in lines.
    pub address: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub telephone: String,
}

impl ContactAgent {
    /// Takes what the law asks to be published: all of it.
    pub fn parse(name: &str, organisation: &str, address: &str, email: &str, telephone: &str) -> Result<Self, Error> {
        let email = super::Email::parse(email)?.as_str().to_owned();
        let telephone = text("telephone", "enter-a-telephone", telephone, 40)?;
        if !telephone.chars().any(|c| c.is_ascii_digit()) || telephone.chars().any(char::is_alphabetic) {
            return Err(Error::invalid("telephone", Text::of("account-enter-telephone")));
        }
        Ok(Self {
            name: text("name", "enter-the-office", name, 200)?,
            organisation: text("organisation", "enter-the-operator", organisation, 200)?,
            address: text("address", "enter-an-address", address, 1_000)?,
            email,
            telephone,
        })
    }
}

/// The law the service stands under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Law {
    /// The country the operator is established in.
    pub country: String,
    /// The courts that decide, as pages name them.
    pub courts: String,
}

impl Law {
    /// Takes a country by its two-letter code and the courts by name.
    pub fn parse(country: &str, courts: &str) -> Result<Self, Error> {
        let country = Jurisdiction::parse(&country.trim().to_ascii_uppercase())
            .map_err(|_| Error::invalid("country", Text::of("account-enter-country")))?;
        Ok(Self { country: country.as_str().to_owned(), courts: text("courts", "enter-the-courts", courts, 200)? })
    }
}

/// Settles who receives notices.
pub async fn settle_contact_agent(service: &Service, actor: Actor, agent: &ContactAgent) -> Result<(), Error> {
    settle(service, actor, CONTACT_AGENT, agent).await
}

/// Settles the law.
pub async fn settle_law(service: &Service, actor: Actor, law: &Law) -> Result<(), Error> {
    settle(service, actor, LAW, law).await
}

/// Who receives notices, once settled.
pub async fn contact_agent(service: &Service) -> Result<Option<ContactAgent>, Error> {
    settled(service, CONTACT_AGENT).await
}

/// The law, once settled.
pub async fn law(service: &Service) -> Result<Option<Law>, Error> {
    settled(service, LAW).await
}

async fn settle(service: &Service, actor: Actor, name: &str, value: &impl Serialize) -> Result<(), Error> {
    require_administrator(actor)?;
    let value = serde_json::to_string(value).map_err(|error| Error::Damaged(error.to_string()))?;
    let mut tx = service.db.begin().await?;
    store::set(&mut tx, name, &value, actor.account, service.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

async fn settled<T: for<'de> Deserialize<'de>>(service: &Service, name: &str) -> Result<Option<T>, Error> {
    let mut tx = service.db.read().await?;
    store::setting(&mut tx, name)
        .await?
        .map(|value| {
            serde_json::from_str(&value).map_err(|error| Error::Damaged(format!("the setting {name}: {error}")))
        })
        .transpose()
}

/// `missing`: the text that asks for it.
fn text(field: &'static str, missing: &'static str, text: &str, longest: usize) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err(Error::invalid(field, Text::of(missing)));
    }
    if text.chars().count() > longest {
        return Err(Error::invalid(field, Text::of("account-at-most").with("count", longest)));
    }
    Ok(text)
}
