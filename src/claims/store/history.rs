//! What became of the other claims of a claimant, and against an uploader.

use crate::claims::known::Known;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, ObjectId};

/// What became of targets: decided with a restriction, decided without, withdrawn; and how many were looked at for that.
type Became = (i64, i64, i64, i64);

/// What became of the latest `$3` of some targets `t`: from where, and which of them in which order. A direct deletion of which a senior found
/// that it does not stand restricts nothing, also where no decision came in its place.
macro_rules! became {
    ($from:literal, $which:expr) => {
        concat!(
            "SELECT COUNT(CASE WHEN state = 'decided' AND action <> 'none' THEN 1 END),
                    COUNT(CASE WHEN state = 'decided' AND action = 'none' THEN 1 END),
                    COUNT(CASE WHEN state = 'withdrawn' THEN 1 END),
                    COUNT(*)
             FROM (SELECT t.state, CASE WHEN s.outcome = 'overturned' THEN 'none' ELSE d.action END AS action FROM ",
            $from,
            " LEFT JOIN decisions d ON d.target = t.id AND d.superseded_at IS NULL LEFT JOIN samples s ON s.decision = d.id WHERE ",
            $which,
            " LIMIT $3) latest"
        )
    };
}

/// The same of the targets of claims by whom `$claimant` says.
macro_rules! became_of_claimant {
    ($claimant:literal) => {
        became!("claims c JOIN targets t ON t.claim = c.id", concat!($claimant, " AND c.id <> $2 ORDER BY c.id DESC"))
    };
}

/// What became of the targets of a claimant's other claims, as far as they are counted.
pub(in crate::claims) async fn history_of_claimant(
    tx: &mut Tx,
    known: Known,
    other_than: ClaimId,
    most: i64,
) -> Result<Became, sqlx::Error> {
    match known {
        Known::Organisation(organisation) => {
            let sql = became_of_claimant!("c.organisation = $1");
            db::one!(tx, Became, sql, organisation, other_than, most)
        }
        Known::Account(account) => {
            let sql = became_of_claimant!("c.account = $1 AND c.organisation IS NULL");
            db::one!(tx, Became, sql, account, other_than, most)
        }
        Known::Correspondent(correspondent) => {
            let sql = became_of_claimant!("c.correspondent = $1");
            db::one!(tx, Became, sql, correspondent, other_than, most)
        }
    }
}

/// The files that a claim names, in its order, and whose they are.
pub(in crate::claims) async fn owners_of_files(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<(ObjectId, AccountId)>, sqlx::Error> {
    db::all!(
        tx,
        (ObjectId, AccountId),
        "SELECT o.id, o.owner FROM targets t JOIN objects o ON o.id = t.object WHERE t.claim = $1
         GROUP BY o.id, o.owner ORDER BY MIN(t.position)",
        claim
    )
}

/// What became of other claims against an uploader, as far as they are counted. An order of a court or an authority is no notice, and
/// counts against nobody.
pub(in crate::claims) async fn history_of_uploader(
    tx: &mut Tx,
    owner: AccountId,
    other_than: ClaimId,
    most: i64,
) -> Result<Became, sqlx::Error> {
    let sql = became!(
        "objects o JOIN targets t ON t.object = o.id JOIN claims c ON c.id = t.claim",
        "o.owner = $1 AND t.claim <> $2 AND c.basis <> 'court' ORDER BY o.created_at DESC"
    );
    db::one!(tx, Became, sql, owner, other_than, most)
}
