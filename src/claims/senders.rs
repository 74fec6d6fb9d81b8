//! Who makes claims, as lists name them; and by what the notices of who has no organisation are found: keyed digests of the name and of the
//! mail address in them. Anybody can type either, so that nothing but a search of the desk goes by these, and they go with who sent it.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::decisions::reviewer;
use super::filing::{ClaimState, statement_context};
use super::queue::search;
use super::statement::Statement;
use super::{Actor, Error, store};
use crate::accounts::Email;
use crate::db::Tx;
use crate::ids::{ClaimId, ObjectId};
use crate::keys::{Altered, Legible};
use crate::service::Service;

/// The name that the statement of a notice gives, as it lies sealed, where it gives one that is kept.
pub(crate) fn name(service: &Service, claim: ClaimId, sealed: Option<&[u8]>) -> Result<Legible<String>, Error> {
    Ok(name_and_address(service, claim, sealed)?.0)
}

/// The same, and whether it gives a mail address, too.
pub(super) fn name_and_address(
    service: &Service,
    claim: ClaimId,
    sealed: Option<&[u8]>,
) -> Result<(Legible<String>, bool), Error> {
    let Some(sealed) = sealed else { return Ok((Ok(None), false)) };
    Ok(match service.keys.legible(&statement_context(claim), sealed)? {
        Ok(Some(json)) => {
            let statement: Statement = serde_json::from_slice(&json)?;
            (Ok(statement.name().map(str::to_owned)), statement.email().is_some())
        }
        Ok(None) => (Ok(None), false),
        Err(altered) => (Err(altered), false),
    })
}

/// By what a notice is found that no organisation sent.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lookups {
    /// By the whole name in it, where a search for that finds names.
    pub name: Option<[u8; 32]>,
    /// By the mail address in it ([`given_lookup`]).
    pub email: Option<[u8; 32]>,
}

impl Lookups {
    pub(super) fn of(service: &Service, statement: &Statement) -> Self {
        let email = statement.email().and_then(|email| Email::parse(email).ok());
        Self {
            name: statement.name().and_then(|name| search::name_lookup(service, name)),
            email: email.map(|email| given_lookup(service, &email.lookup(service))),
        }
    }
}

/// The keyed digest of a name, as a search has it: compatibility forms, capitals and how it is spaced make no difference. None of what is empty.
pub fn name_lookup(service: &Service, name: &str) -> Option<[u8; 32]> {
    let folded = Zeroizing::new(name.nfkc().flat_map(char::to_lowercase).collect::<String>());
    let spaced = Zeroizing::new(folded.split_whitespace().collect::<Vec<_>>().join(" "));
    (!spaced.is_empty()).then(|| service.keys.lookup("claims.name", &spaced))
}

/// The keyed digest of a mail address that a notice gives, from the one by which accounts and correspondents are found. It is another one: without
/// the key nobody sees in the database which of those an address is of that anybody can have typed.
pub fn given_lookup(service: &Service, of_account: &[u8]) -> [u8; 32] {
    service.keys.lookup("claims.email", &HEXLOWER.encode(of_account))
}

/// Whoever sent a notice is taken out of it: nothing finds it by them any more. What staff had saved to find them goes with the next daily round
/// ([`super::queue::views::let_go`]), unless another notice says the same. The caller has locked its row.
pub(crate) async fn forget(tx: &mut Tx, claim: ClaimId) -> Result<(), Error> {
    Ok(store::set_lookups(tx, claim, Lookups::default()).await?)
}

/// A claim in a list of few.
#[derive(Clone, Debug)]
pub struct Head {
    /// The claim.
    pub claim: ClaimId,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// The organisation that makes it.
    pub organisation: Option<String>,
    /// The country of the court or authority whose order it is.
    pub country: Option<String>,
    /// The name in a notice that neither of the two sent.
    pub sender: Result<Option<String>, Altered>,
}

/// The claims on a file besides one, the oldest first, so many at most; without those in which the reader is a party.
pub async fn of_file(
    service: &Service,
    actor: &Actor,
    object: ObjectId,
    besides: Option<ClaimId>,
    most: i64,
) -> Result<Vec<Head>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let besides = besides.unwrap_or(ClaimId(Uuid::nil()));
    let rows = store::heads_of_file(&mut tx, actor.account, object, besides, most).await?;
    rows.into_iter().map(|row| opened(service, row)).collect()
}

/// The claims on a file besides one.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// How many there are in which the reader is no party.
    pub count: i64,
    /// The first of them, the oldest first.
    pub heads: Vec<Head>,
}

/// The same of each file that a claim names, waiting or decided: asked once, however many there are. A file that no other claim names is missing.
pub async fn of_files(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    most: i64,
) -> Result<HashMap<ObjectId, Others>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let mut files: HashMap<ObjectId, Others> = HashMap::new();
    for row in store::heads_of_files(&mut tx, actor.account, claim, most).await? {
        let others = files.entry(row.object).or_default();
        others.count = row.of_file;
        others.heads.push(opened(service, row)?);
    }
    Ok(files)
}

fn opened(service: &Service, row: store::HeadRow) -> Result<Head, Error> {
    let store::HeadRow { claim, basis, state, organisation, country, notice_sealed, .. } = row;
    let sender = name(service, claim, notice_sealed.as_deref())?;
    Ok(Head { claim, basis, state, organisation, country, sender })
}
