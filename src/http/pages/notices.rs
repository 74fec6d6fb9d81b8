//! Notices: what was done to a person's files, why, and everything that can be done about it.

mod appeal;
mod counter_notice;
mod list;
pub(super) mod made_up;
mod notice;
mod sample;
mod standing;

pub(super) use self::standing::effect;
use super::Samples;
use super::prelude::*;
use crate::accounts::Actor;
use crate::ids::NoticeId;
use crate::notices::{self, Against, words};
use crate::process::ahead::{self, Ahead};
use crate::process::appeals::Outcome;
use crate::process::measures::Measure;
use crate::process::misuse::{Mark, What};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .merge(list::routes())
        .merge(notice::routes())
        .merge(counter_notice::routes())
        .merge(appeal::routes())
        .merge(standing::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    list::samples(samples);
    notice::samples(samples);
    standing::samples(samples);
    counter_notice::samples(samples);
    appeal::samples(samples);
}

impl From<notices::Error> for Error {
    fn from(error: notices::Error) -> Self {
        match error {
            notices::Error::NotFound => Self::NotFound,
            error => Self::internal(error),
        }
    }
}

/// What lies ahead of the reader of a notice that tells of a decision.
async fn of_notice(service: &Service, reader: &Actor, notice: NoticeId) -> Result<Ahead, Error> {
    ahead::of_notice(service, reader, notice).await?.ok_or(Error::NotFound)
}

/// Within how many days an appeal is decided.
pub(super) fn appeal_days(service: &Service) -> u64 {
    service.config.limits.appeal_due.as_secs().div_ceil(24 * 3600)
}

/// What was marked as manifestly unfounded, as the key of a text with the day it was sent.
pub(super) const fn marked(mark: &Mark) -> &'static str {
    match mark.what {
        What::Target(_) => "measure-mark-notice",
        What::CounterNotice(_) => "measure-mark-counter-notice",
        What::Appeal(_) => "measure-mark-appeal",
    }
}

/// How an appeal ended.
pub(super) const fn appeal_ended(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "ahead-appeal-granted",
        Outcome::Refused => "ahead-appeal-refused",
        Outcome::Withdrawn => "ahead-appeal-withdrawn",
        Outcome::Moot => "ahead-appeal-moot",
    }
}

/// What was decided, as the key of a text.
pub(super) fn measure(of: &Measure) -> &'static str {
    words::measure(&Against { kind: of.kind, scope: of.scope, organisation: None })
}
