//! Whose rights are claimed, and who claimed them: whoever accepts to be served by the other side is to know who that is.
//!
//! A person is named as their notice names them, in the portal only, and goes out of what uploaders were told when they go out of what
//! they sent: a mail could not be taken back. Nothing says whether a principal is a person, so that one is named in the portal only, too.

use serde::{Deserialize, Serialize};

use super::Statement;

/// Whose rights are claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Holder {
    /// Its name; of several, one after the other.
    pub name: String,
    /// Who filed the claim.
    pub filed: Filed,
}

/// Who filed a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filed {
    /// The rights holder itself, an organisation that is verified.
    ByItself,
    /// An organisation that is verified and acts for it.
    ByAgent {
        /// Its name.
        name: String,
    },
    /// Whoever sent the notice, under a name that nobody has verified: the rights holder, or who acts for it.
    Unverified,
}

impl Holder {
    /// A verified organisation that claims rights of its own.
    pub fn verified(name: impl Into<String>) -> Self {
        Self { name: name.into(), filed: Filed::ByItself }
    }

    /// For these, the organisation that acts for them.
    pub fn by_agent(principals: &[String], agent: impl Into<String>) -> Self {
        Self { name: principals.join("; "), filed: Filed::ByAgent { name: agent.into() } }
    }

    /// Whoever sent a notice, as it names them.
    pub fn unverified(name: impl Into<String>) -> Self {
        Self { name: name.into(), filed: Filed::Unverified }
    }

    /// Whether the service knows who it is.
    pub fn is_verified(&self) -> bool {
        self.filed != Filed::Unverified
    }

    /// Who filed the claim, if that is not the rights holder itself.
    pub fn agent(&self) -> Option<&str> {
        match &self.filed {
            Filed::ByAgent { name } => Some(name),
            Filed::ByItself | Filed::Unverified => None,
        }
    }
}

/// As it is kept. Statements of reasons that were given first have a name alone, of the organisation that claimed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Name(String),
    Whole { name: String, filed: Filed },
}

impl From<Kept> for Holder {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Name(name) => Self::verified(name),
            Kept::Whole { name, filed } => Self { name, filed },
        }
    }
}

/// What a notice says, without whoever sent the claim under a name that nobody verified, and without the works in their own words, in which a
/// name can stand; `None`: there is nothing of them in it.
///
/// # Errors
/// It is no statement.
pub(crate) fn without_sender(json: &[u8]) -> Result<Option<Vec<u8>>, serde_json::Error> {
    let mut statement: Statement = serde_json::from_slice(json)?;
    let Statement::Restriction { rights_holder, claimed, .. } = &mut statement else { return Ok(None) };
    if rights_holder.as_ref().is_some_and(Holder::is_verified) {
        return Ok(None);
    }
    let described = std::mem::take(&mut claimed.described);
    if rights_holder.take().is_none() && described.is_empty() {
        return Ok(None);
    }
    serde_json::to_vec(&statement).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_kept_alone_is_read_still() {
        let read = |json: &str| serde_json::from_str::<Holder>(json).unwrap();
        assert_eq!(read("\"Example Pictures\""), Holder::verified("Example Pictures"));
        let principals = ["Lighthouse Films".to_owned(), "Quay Films".to_owned()];
        let agent = Holder::by_agent(&principals, "Example Pictures");
        for holder in [Holder::verified("Example Pictures"), agent.clone(), Holder::unverified("Ada Example")] {
            assert_eq!(read(&serde_json::to_string(&holder).unwrap()), holder);
        }
        assert_eq!((agent.name.as_str(), agent.agent()), ("Lighthouse Films; Quay Films", Some("Example Pictures")));
    }
}
