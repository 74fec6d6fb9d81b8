//! A review, a mark and a record, made up.

use super::super::super::prelude::*;
use super::URGENT;
use crate::accounts::standing::Kind;
use crate::http::pages::notices::made_up::{self, mark};
use crate::ids::{AccountId, AccountReviewId, TargetId};
use crate::process::misuse::{Mark, Numbers, Party, Record, What};
use crate::process::strikes::{Review, Verdict};

pub(super) fn review(layout: &Layout, outcome: Option<Verdict>) -> Review {
    Review {
        id: AccountReviewId(uuid::Uuid::from_u128(72)),
        account: AccountId(uuid::Uuid::from_u128(35)),
        opened_at: layout.now.minus(URGENT),
        due_at: layout.now.plus(URGENT),
        outcome,
        decided_by: None,
        ended_at: outcome.map(|_| layout.now),
    }
}

pub(super) fn record(layout: &Layout, party: Party) -> Record {
    let target = |n: u128| What::Target(TargetId(uuid::Uuid::from_u128(n)));
    let appeal = What::Appeal(crate::ids::AppealId(uuid::Uuid::from_u128(43)));
    let (name, measures) = match party {
        Party::Account(_) => (None, Vec::new()),
        Party::Organisation(_) => (Some("Example Pictures".to_owned()), vec![made_up::misuse(layout, Kind::Warning)]),
        Party::Correspondent(_) => (Some("ada@mail.example".to_owned()), Vec::new()),
    };
    Record {
        party,
        name: name.map(Into::into),
        notices: Numbers { unfounded: 4, sent: 20 },
        complaints: Numbers { unfounded: 1, sent: 1 },
        marks: vec![
            mark(layout, target(31), false),
            mark(layout, target(32), true),
            mark(layout, appeal, false),
            Mark { retracted_at: Some(layout.now), ..mark(layout, target(33), false) },
        ],
        measures,
    }
}
