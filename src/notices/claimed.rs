//! What is claimed, as a claim describes it: whoever answers on oath that material was misidentified is to know what it was taken for.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Error, Holder, Statement, place, store};
use crate::db::Tx;
use crate::ids::{AccountId, DecisionId};
use crate::keys::Legible;
use crate::seal::link::without_keys;
use crate::service::Service;

/// How many titles an uploader is told. What a claim says in its own words is bounded where it is filed.
const TITLES: usize = 50;

/// What is claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// Whether rights in works are.
    pub intellectual_property: bool,
    /// The titles of the registered works, the first of them.
    pub titles: Vec<String>,
    /// How many more there are.
    pub more: u64,
    /// The works in the claim's own words, without the keys of links: a claim can name files of several people, and neither is to open
    /// the other's.
    #[serde(deserialize_with = "read")]
    pub described: String,
}

/// What was kept before keys were cut out of it has none, either.
fn read<'de, D: Deserializer<'de>>(kept: D) -> Result<String, D::Error> {
    Ok(without_keys(&String::deserialize(kept)?))
}

impl Claimed {
    /// What a claim says of works, in so far as an uploader is told.
    pub fn new(intellectual_property: bool, mut titles: Vec<String>, described: &str) -> Self {
        let more = u64::try_from(titles.len().saturating_sub(TITLES)).unwrap_or(u64::MAX);
        titles.truncate(TITLES);
        Self { intellectual_property, titles, more, described: without_keys(described) }
    }

    /// Whether any work is named.
    pub fn names_works(&self) -> bool {
        !self.titles.is_empty() || !self.described.is_empty()
    }
}

/// What was claimed and whose rights those are, as the statement of reasons for a decision told this account; or that this was altered.
pub async fn claimed(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    decision: DecisionId,
) -> Result<Legible<(Claimed, Option<Holder>)>, Error> {
    let Some((notice, sealed)) = store::restriction_of(tx, account, decision).await? else { return Ok(Ok(None)) };
    Ok(match service.keys.legible(&place(notice), &sealed)? {
        Ok(Some(json)) => Ok(match serde_json::from_slice(&json)? {
            Statement::Restriction { claimed, rights_holder, .. } => Some((*claimed, rights_holder)),
            _ => None,
        }),
        Ok(None) => Ok(None),
        Err(altered) => Err(altered),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_of_many_works_is_told_by_the_first_of_them() {
        let titles = |count: usize| (0..count).map(|n| format!("Work {n}")).collect::<Vec<_>>();
        let few = Claimed::new(true, titles(2), "");
        assert_eq!((few.titles.len(), few.more, few.names_works()), (2, 0, true));
        let many = Claimed::new(true, titles(TITLES + 3), "");
        assert_eq!((many.titles.len(), many.more), (TITLES, 3));
        assert!(!Claimed::new(true, Vec::new(), "").names_works());
    }

    #[test]
    fn no_key_is_told_whenever_a_claim_and_its_notice_were_kept() {
        let typed =
            "The film at https://writ.example/f/AAECAwQFBgcICQoLDA0ODw#AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        let told = "The film at https://writ.example/f/AAECAwQFBgcICQoLDA0ODw";
        assert_eq!(Claimed::new(true, Vec::new(), typed).described, told);
        let before = Claimed { described: typed.to_owned(), ..Claimed::default() };
        let kept = serde_json::to_vec(&before).unwrap();
        assert_eq!(serde_json::from_slice::<Claimed>(&kept).unwrap().described, told);
    }
}
