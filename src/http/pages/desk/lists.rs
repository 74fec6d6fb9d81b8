//! What the lists of appeals, counter-notices, disputes and complaints have in common: what heads a row, who has it in hand, and pages.

use serde::Deserialize;

use super::super::prelude::*;
use super::{People, words};
use crate::accounts::Actor;
use crate::claims::decided::Decided;
use crate::claims::evidence::Sort;
use crate::claims::statement::Basis;
use crate::ids::ClaimId;
use crate::keys::Altered;
use crate::process::waiting::{Page, Place, Waiting};

/// Behind what a page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Behind {
    after: String,
}

impl Behind {
    pub(super) fn place(&self) -> Option<Place> {
        self.after.parse().ok()
    }
}

/// A row of a list.
#[derive(Clone, Debug)]
pub(super) struct Row<T> {
    pub(super) waiting: Waiting<T>,
    /// Who has it in hand.
    pub(super) holder: Option<String>,
    /// Why the reader leaves it to others, if they do.
    pub(super) left_to_others: Option<Text>,
}

impl<T> Row<T> {
    /// The party and the sort of file, and which of the two was altered.
    pub(super) fn heading(&self) -> Text {
        let party = match &self.waiting.party {
            Ok(Some(country)) if self.waiting.basis == Basis::Court.as_str() => {
                Text::of("desk-list-court").with("country", country.as_str())
            }
            Ok(Some(party)) => Text::from(party.as_str()),
            Ok(None) => Text::of("desk-list-notifier"),
            Err(Altered) => Text::of("desk-list-notifier-altered"),
        };
        Text::of("desk-list-heading").with("party", party).with("sort", Text::of(sort(self.waiting.sort)))
    }

    /// The text of the law.
    pub(super) fn basis(&self) -> &'static str {
        words::basis(&self.waiting.basis)
    }

    /// The page of its claim, at the target.
    pub(super) fn claim(&self) -> String {
        format!("/desk/claims/{}#target-{}", self.waiting.claim, self.waiting.position)
    }
}

/// The page of a decision's claim, at the target.
pub(super) fn target(decided: &Decided) -> String {
    format!("/desk/claims/{}#target-{}", decided.claim, decided.position)
}

/// The text of a sort of file.
const fn sort(sort: Result<Option<Sort>, Altered>) -> &'static str {
    match sort {
        Ok(Some(Sort::Picture)) => "desk-list-picture",
        Ok(Some(Sort::Video)) => "desk-list-video",
        Ok(Some(Sort::Sound)) => "desk-list-sound",
        Ok(Some(Sort::Text)) => "desk-list-text",
        Ok(Some(Sort::Archive)) => "desk-list-archive",
        Ok(Some(Sort::Other) | None) => "desk-list-file",
        Err(Altered) => "desk-list-file-altered",
    }
}

/// The rows of a page, and the address of the next one.
pub(super) async fn rows<T>(
    service: &Service,
    actor: &Actor,
    page: Page<T>,
    path: &str,
) -> Result<(Vec<Row<T>>, Option<String>), Error> {
    let holders = page.waiting.iter().filter_map(|waiting| waiting.assigned_to).collect();
    let people = People::of(service, actor, holders).await?;
    let row = |waiting: Waiting<T>| {
        let holder = waiting.assigned_to.map(|account| people.name(account));
        Row { holder, left_to_others: None, waiting }
    };
    let rows = page.waiting.into_iter().map(row).collect();
    Ok((rows, page.further.map(|place| format!("{path}?after={place}"))))
}

/// A row, made up.
pub(super) fn sample<T>(it: T, holder: Option<&str>) -> Row<T> {
    Row {
        waiting: Waiting {
            it,
            claim: ClaimId(uuid::Uuid::from_u128(1)),
            position: 1,
            basis: "us-dmca".into(),
            party: Ok(holder.map(|_| "Example Pictures".to_owned())),
            sort: Ok(holder.map(|_| Sort::Video)),
            assigned_to: None,
            is_stopped: false,
        },
        holder: holder.map(ToOwned::to_owned),
        left_to_others: holder.map(|_| Text::of("appeal-you-decided").sentence()),
    }
}
