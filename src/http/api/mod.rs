//! The JSON API under `/api/v1`, by the wire format of the sealed-objects design: the same verbs as the pages.
//! Binary values are base64url without padding, digests and roots hex; errors are problem documents.

mod accounts;
pub mod claims;
mod downloads;
mod evidence;
mod links;
mod mirrors;
mod objects;
mod uploads;

use std::time::Duration;

use axum::Router;

use super::{Error, standing};
use crate::service::Service;
use crate::vault;

pub(super) fn routes(service: &Service) -> Router<Service> {
    let limits = &service.config.limits;
    let routes = Router::new()
        .merge(accounts::routes())
        .merge(uploads::routes(limits))
        .merge(objects::routes())
        .merge(links::routes())
        .merge(downloads::routes())
        .merge(evidence::routes())
        .merge(mirrors::routes())
        .merge(claims::routes(service));
    Router::new().nest("/api/v1", routes)
}

/// When to ask again where mirrors are short or parts too many.
const SHORTLY: Duration = Duration::from_secs(2);

impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Self {
        use vault::Error as E;
        let message = error.told().sentence();
        match error {
            E::NotFound => Self::NotFound,
            E::PasswordMissing | E::PasswordWrong => Self::LinkPassword(message),
            E::TooManyGuesses { retry_after, .. } => Self::TooManyRequests { message, retry_after },
            E::Restricted(vault::Restriction { ground, organisation }) => Self::Blocked { ground, organisation },
            E::Closed(_) => Self::Forbidden(message),
            E::Accounts(error) => error.into(),
            E::AccountClosed => Self::Gone(message),
            E::TooLarge { .. } => Self::TooLarge(message),
            E::Invalid { field, problem } => Self::invalid(field, problem.sentence()),
            E::PartDiffers { .. }
            | E::UploadEnded(_)
            | E::Incomplete(_)
            | E::RootDiffers
            | E::Conflict(_)
            | E::TooMany { .. } => Self::Conflict(message),
            E::Busy { .. } | E::Unavailable(_) => Self::Unavailable { message, retry_after: SHORTLY },
            E::NotCurrent(_) => standing::behind(),
            E::NoGoodCopy { .. }
            | E::Custody { .. }
            | E::Database(_)
            | E::Keys(_)
            | E::Audit(_)
            | E::Jobs(_)
            | E::Token(_) => Self::internal(error),
        }
    }
}
