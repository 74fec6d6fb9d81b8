//! What heads the claims on files, and by what notices are found that no organisation sent.

use crate::accounts::parties::not_a_party;
use crate::claims::filing::ClaimState;
use crate::claims::senders::Lookups;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, ObjectId};

/// What heads a claim on a file.
#[derive(sqlx::FromRow)]
pub(in crate::claims) struct HeadRow {
    pub object: ObjectId,
    pub claim: ClaimId,
    pub basis: String,
    pub state: ClaimState,
    pub organisation: Option<String>,
    pub country: Option<String>,
    /// Of a notice that neither an organisation nor an authority sent.
    pub notice_sealed: Option<Vec<u8>>,
    /// How many there are on its file, with those that are left out.
    pub of_file: i64,
}

/// The first `$4` of each file among the files and claims that `$on` names, the oldest first; without those to which `$1` is a party.
macro_rules! heads {
    ($on:literal) => {
        concat!(
            "SELECT object, claim, basis, state, organisation, country, notice_sealed, of_file
             FROM (
                 SELECT x.object, c.id AS claim, c.basis, c.state,
                        (SELECT o.name FROM organisations o WHERE o.id = c.organisation) AS organisation,
                        (SELECT a.country FROM authority_orders a WHERE a.claim = c.id) AS country,
                        CASE WHEN c.organisation IS NULL AND c.basis <> 'court' THEN c.statement_sealed END AS notice_sealed,
                        ROW_NUMBER() OVER (PARTITION BY x.object ORDER BY c.submitted_at, c.id) AS place,
                        COUNT(*) OVER (PARTITION BY x.object) AS of_file
                 FROM (",
            $on,
            ") x JOIN claims c ON c.id = x.claim WHERE ",
            not_a_party!(),
            ") heads WHERE place <= $4 ORDER BY object, place"
        )
    };
}

/// Of the claims on a file besides one.
pub(in crate::claims) async fn heads_of_file(
    tx: &mut Tx,
    reader: AccountId,
    object: ObjectId,
    besides: ClaimId,
    most: i64,
) -> Result<Vec<HeadRow>, sqlx::Error> {
    db::all!(
        tx,
        HeadRow,
        heads!("SELECT DISTINCT b.object, b.claim FROM targets b WHERE b.object = $2 AND b.claim <> $3"),
        reader,
        object,
        besides,
        most
    )
}

/// Of the claims on each file that a claim names, besides itself.
pub(in crate::claims) async fn heads_of_files(
    tx: &mut Tx,
    reader: AccountId,
    claim: ClaimId,
    most: i64,
) -> Result<Vec<HeadRow>, sqlx::Error> {
    db::all!(
        tx,
        HeadRow,
        heads!(
            "SELECT DISTINCT b.object, b.claim FROM targets a JOIN targets b ON b.object = a.object
             WHERE a.claim = $2 AND b.claim <> $3"
        ),
        reader,
        claim,
        claim,
        most
    )
}

/// By what a notice is found from now on. The caller has locked its row.
pub(in crate::claims) async fn set_lookups(tx: &mut Tx, claim: ClaimId, lookups: Lookups) -> Result<(), sqlx::Error> {
    let sql = "UPDATE claims SET name_lookup = $2, email_lookup = $3 WHERE id = $1";
    db::execute!(tx, sql, claim, bytes(lookups.name.as_ref()), bytes(lookups.email.as_ref())).map(drop)
}

/// A digest as a column has it.
pub(in crate::claims) fn bytes(lookup: Option<&[u8; 32]>) -> Option<&[u8]> {
    lookup.map(<[u8; 32]>::as_slice)
}
