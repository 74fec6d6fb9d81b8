//! What closes uploads and new links to whoever looks, said where they would be offered: what was decided, what stays open until when, and
//! the notice that says why and how to appeal. The verbs that it closes refuse them for the same reason (`accounts/standing`).

use super::notices::{effect, made_up, measure};
use super::prelude::*;
use crate::accounts::Actor;
use crate::accounts::standing::Kind;
use crate::ids::NoticeId;
use crate::process::measures::{self, Measure};

/// What closes them.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    /// What was decided, as the key of a text.
    pub(super) what: &'static str,
    /// What that does until when, and what it leaves open.
    pub(super) effect: String,
    /// The notice of it.
    pub(super) notice: Option<NoticeId>,
    /// The account is terminated: its links lead nowhere, and no deletion is taken back.
    pub(super) for_good: bool,
}

impl Closed {
    /// What closes them to somebody now, if anything does.
    pub(super) async fn of(service: &Service, person: &Actor, language: Language) -> Result<Option<Self>, Error> {
        let found = measures::closing_uploads(service, person).await?;
        Ok(found.map(|(closing, notice)| Self::by(&closing, notice, language)))
    }

    fn by(closing: &Measure, notice: Option<NoticeId>, language: Language) -> Self {
        Self {
            what: measure(closing),
            effect: effect(language, closing),
            notice,
            for_good: closing.kind == Kind::Termination,
        }
    }

    /// One, made up.
    pub(super) fn sample(layout: &Layout, kind: Kind) -> Self {
        Self::by(&made_up::measure(layout, kind), Some(NoticeId(uuid::Uuid::from_u128(61))), layout.language)
    }
}
