//! What an operator settles before others can rely on the service: two administrators, the first agreement, whom to
//! write to, and under which law ([`crate::policies`]). Pages that need one of these say so until it is there.

use super::appointments::administrators;
use super::{Error, store};
use crate::service::Service;

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
    /// Where authorities and users write, or who stands for the operator in the European Union, is not said.
    ContactPoints,
}

impl Missing {
    /// All of them, in the order in which they are settled.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::SecondAdministrator,
        Self::Agreement,
        Self::ContactAgent,
        Self::Law,
        Self::ContactPoints,
    ];

    /// What does not work until then.
    pub const fn consequence(self) -> &'static str {
        match self {
            Self::Administrator => "setup-needs-administrator",
            Self::SecondAdministrator => "setup-needs-second",
            Self::Agreement => "setup-needs-agreement",
            Self::ContactAgent => "setup-needs-contact",
            Self::ContactPoints => "setup-needs-points",
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
    let published = store::published_items(&mut tx).await?;
    let lacks = |item: &str| !published.iter().any(|published| published == item);
    if lacks("contact-agent") {
        missing.push(Missing::ContactAgent);
    }
    if lacks("law") {
        missing.push(Missing::Law);
    }
    if ["authorities", "users", "representative"].into_iter().any(lacks) {
        missing.push(Missing::ContactPoints);
    }
    Ok(missing)
}
