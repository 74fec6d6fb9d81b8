//! Who may do what: roles, and the person who acts.
//!
//! Everybody with an account is an uploader; membership of a rights holder is the business of the claims room. The
//! roles here are given by administrators, and each gift and loss is an entry of the log ([`super::appointments`]).

use std::fmt;
use std::str::FromStr;

use super::two_person::Kind;
use crate::ids::AccountId;

/// A role an administrator grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Works the queue: judges evidence, decides, answers.
    Reviewer,
    /// Escalations, sampling, overturning, reasons, workload. A senior may also do a reviewer's work.
    Senior,
    /// Verifies rights holders, grants direct access, runs mirrors, publishes agreement versions, grants roles.
    Administrator,
    /// Runs a mirror in their country. Not staff.
    Host,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Reviewer, Self::Senior, Self::Administrator, Self::Host];

    /// Its word in the database, the log and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Senior => "senior",
            Self::Administrator => "administrator",
            Self::Host => "host",
        }
    }

    /// The key of its name, for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Reviewer => "role-reviewer",
            Self::Senior => "role-senior",
            Self::Administrator => "role-administrator",
            Self::Host => "role-host",
        }
    }

    /// The step by which two administrators give this role: it lets people take part in what needs two. `None`: one
    /// administrator gives it.
    pub const fn appointment(self) -> Option<Kind> {
        match self {
            Self::Senior => Some(Kind::SeniorAppointment),
            Self::Administrator => Some(Kind::AdministratorAppointment),
            Self::Reviewer | Self::Host => None,
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Reviewer => 1,
            Self::Senior => 2,
            Self::Administrator => 4,
            Self::Host => 8,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is not a role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a role: roles are reviewer, senior, administrator and host")]
pub struct NotARole(pub String);

impl FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| NotARole(text.to_owned()))
    }
}

/// The roles of one account.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// An account without any.
    pub const NONE: Self = Self(0);

    /// These and `role`.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// Whether `role` itself was granted.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// May do a reviewer's work: reviewers and seniors.
    pub const fn reviewer(self) -> bool {
        self.has(Role::Reviewer) || self.has(Role::Senior)
    }

    /// May do what is left to seniors.
    pub const fn senior(self) -> bool {
        self.has(Role::Senior)
    }

    /// Is an administrator.
    pub const fn administrator(self) -> bool {
        self.has(Role::Administrator)
    }

    /// Runs a mirror.
    pub const fn host(self) -> bool {
        self.has(Role::Host)
    }

    /// Is staff of any kind: sees the desk, and has the shorter session.
    pub const fn staff(self) -> bool {
        self.reviewer() || self.administrator()
    }

    /// The granted roles, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Role::as_str)).finish()
    }
}

/// The person who acts, as every verb takes them. Verbs check authority themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their account.
    pub account: AccountId,
    /// What they were granted.
    pub roles: Roles,
}

impl Actor {
    /// An uploader: an account without any role.
    pub const fn uploader(account: AccountId) -> Self {
        Self { account, roles: Roles::NONE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_what_was_granted() {
        let senior: Roles = [Role::Senior].into_iter().collect();
        assert!(senior.reviewer() && senior.senior() && senior.staff() && !senior.administrator());
        let host = Roles::NONE.with(Role::Host);
        assert!(host.host() && !host.staff());
        assert_eq!(format!("{:?}", host.with(Role::Reviewer)), r#"{"reviewer", "host"}"#);
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("owner".parse::<Role>().is_err());
    }
}
