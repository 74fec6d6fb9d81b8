//! What rooms refuse, as the portal's one error: told to people in their language, logged where it is not for them.

use std::time::Duration;

use super::Error;
use super::form::FormState;
use crate::claims::programs::Refusal;
use crate::{claims, takedown};

impl From<claims::Error> for Error {
    fn from(error: claims::Error) -> Self {
        use claims::Error as E;
        match error {
            E::NotFound => Self::NotFound,
            E::Forbidden(why) => Self::Forbidden(why.sentence()),
            E::Invalid(fields) => {
                let mut form = FormState::new();
                for field in fields {
                    form.refuse(field.field, field.message.sentence());
                }
                Self::Invalid(form)
            }
            E::Targets(lines) => {
                let mut form = FormState::new();
                for line in lines {
                    form.refuse("targets", line.told().sentence());
                }
                Self::Invalid(form)
            }
            E::Lines(_) => {
                let mut form = FormState::new();
                form.refuse("file", error.told().sentence());
                Self::Invalid(form)
            }
            E::TooManyReports { .. } => {
                Self::TooManyRequests { message: error.told().sentence(), retry_after: Duration::from_hours(1) }
            }
            E::Program(refusal) => refusal.into(),
            E::Accounts(error) => error.into(),
            E::Takedown(error) => error.into(),
            E::Vault(error) => error.into(),
            E::Agreement(_)
            | E::Principal(_)
            | E::Closed(_)
            | E::NotVerified { .. }
            | E::Conflict(_)
            | E::Quota { .. }
            | E::NotDirect(_) => Self::Conflict(error.told().sentence()),
            other => Self::internal(other),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.told().sentence();
        match refusal {
            Refusal::Ended => Self::Key(message.to_string()),
            Refusal::Scope(_) => Self::Forbidden(message),
            Refusal::ReferenceTaken { claim } => Self::Taken { message, claim },
            Refusal::UnderWay { retry_after } => Self::UnderWay { message, retry_after },
            Refusal::AnotherRequest => Self::invalid("Idempotency-Key", message),
            Refusal::TooMany { retry_after, .. } => Self::TooManyRequests { message, retry_after },
            Refusal::Busy { .. } => Self::Unavailable { message, retry_after: Duration::from_secs(2) },
        }
    }
}

impl From<takedown::Error> for Error {
    fn from(error: takedown::Error) -> Self {
        use takedown::Error as E;
        match error {
            E::NotFound => Self::NotFound,
            E::Accounts(error) => error.into(),
            E::Vault(error) => error.into(),
            E::NotLockable(_) | E::AlreadyLifted | E::Conflict(_) | E::NotYet(_) => {
                Self::Conflict(error.told().sentence())
            }
            other => Self::internal(other),
        }
    }
}
