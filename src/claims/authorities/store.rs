//! The SQL of orders.

use super::withdrawal::Row;
use super::{Kind, Means, Order};
use crate::accounts::parties::not_a_party;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, LinkId, ObjectId};
use crate::vault::{is_hidden, what_blocks};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn insert(tx: &mut Tx, order: &Order) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO authority_orders (claim, kind, law, country, preserve_until, gag, gag_until, entered_by, entered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        order.claim,
        order.kind,
        order.law,
        order.country.as_str(),
        order.preserve_until,
        order.gag,
        order.gag_until,
        order.entered_by,
        order.entered_at
    )?;
    Ok(())
}

pub(super) async fn order(tx: &mut Tx, claim: ClaimId) -> Result<Option<Order>> {
    db::optional!(
        tx,
        Order,
        "SELECT claim, kind, law, country, preserve_until, gag, gag_until, gag_ended_at, entered_by, entered_at
         FROM authority_orders WHERE claim = $1",
        claim
    )
}

/// 1 if it hid anything.
pub(super) async fn end_gag(tx: &mut Tx, claim: ClaimId, by: Option<AccountId>, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE authority_orders SET gag_ended_at = $2, gag_ended_by = $3
         WHERE claim = $1 AND gag <> 'none' AND gag_ended_at IS NULL",
        claim,
        now,
        by
    )
}

/// Whether anybody was given the statement of reasons for what an order restricts, at this time or later.
pub(super) async fn is_told_since(tx: &mut Tx, claim: ClaimId, since: Time) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND n.kind = 'restriction' AND n.created_at >= $2",
        claim,
        since
    )?;
    Ok(count > 0)
}

/// Its authority waits from now on to be told what was done.
pub(super) async fn effect_due(tx: &mut Tx, claim: ClaimId, due_at: Time) -> Result<()> {
    db::execute!(tx, "UPDATE authority_orders SET effect_due_at = $2 WHERE claim = $1", claim, due_at)?;
    Ok(())
}

/// Its authority waits for nothing any more.
pub(super) async fn effect_told(tx: &mut Tx, claim: ClaimId) -> Result<()> {
    db::execute!(tx, "UPDATE authority_orders SET effect_due_at = NULL WHERE claim = $1", claim)?;
    Ok(())
}

/// An order of which its authority waits to be told what was done.
#[derive(sqlx::FromRow)]
pub(super) struct UnconfirmedRow {
    pub claim: ClaimId,
    pub kind: Kind,
    pub country: String,
    pub statement_sealed: Vec<u8>,
    pub decided_at: Time,
    pub due_at: Time,
}

pub(super) async fn unconfirmed(tx: &mut Tx, reader: AccountId, rows: i64) -> Result<Vec<UnconfirmedRow>> {
    db::all!(
        tx,
        UnconfirmedRow,
        concat!(
            "SELECT x.claim, x.kind, x.country, c.statement_sealed, c.decided_at, x.effect_due_at AS due_at
             FROM authority_orders x JOIN claims c ON c.id = x.claim
             WHERE x.effect_due_at IS NOT NULL AND ",
            not_a_party!(),
            " ORDER BY x.effect_due_at, x.claim LIMIT $2"
        ),
        reader,
        rows
    )
}

/// Whether there was none.
pub(super) async fn insert_confirmation(
    tx: &mut Tx,
    claim: ClaimId,
    means: Means,
    words_sealed: &[u8],
    by: AccountId,
    now: Time,
) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO order_confirmations (claim, means, words_sealed, confirmed_by, confirmed_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (claim) DO NOTHING",
        claim,
        means,
        words_sealed,
        by,
        now
    )?;
    Ok(inserted == 1)
}

pub(super) async fn confirmation(tx: &mut Tx, claim: ClaimId) -> Result<Option<(Means, Vec<u8>, AccountId, Time)>> {
    db::optional!(
        tx,
        (Means, Vec<u8>, AccountId, Time),
        "SELECT means, words_sealed, confirmed_by, confirmed_at FROM order_confirmations WHERE claim = $1",
        claim
    )
}

pub(super) async fn insert_withdrawal(tx: &mut Tx, claim: ClaimId, row: &Row) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO order_withdrawals (claim, withdrawn_on, told_by_sealed, words_sealed, means, effect_sealed, recorded_by,
             recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        claim,
        row.withdrawn_on.as_str(),
        row.told_by_sealed.as_slice(),
        row.words_sealed.as_slice(),
        row.means,
        row.effect_sealed.as_slice(),
        row.recorded_by,
        row.recorded_at
    )?;
    Ok(())
}

pub(super) async fn withdrawal(tx: &mut Tx, claim: ClaimId) -> Result<Option<Row>> {
    db::optional!(
        tx,
        Row,
        "SELECT withdrawn_on, told_by_sealed, words_sealed, means, effect_sealed, recorded_by, recorded_at
         FROM order_withdrawals WHERE claim = $1",
        claim
    )
}

/// The statement of an order that blocks a link: of those that hide nothing the one that disabled the link itself, or the newest that locked
/// its file. One that hides anything is passed over, so that nobody sees on the page of another when it comes and goes.
pub(super) async fn blocks(tx: &mut Tx, link: &LinkId) -> Result<Option<(ClaimId, Vec<u8>)>> {
    db::optional!(
        tx,
        (ClaimId, Vec<u8>),
        concat!(
            "SELECT c.id, c.statement_sealed FROM ",
            what_blocks!("$1", "(SELECT l.object FROM links l WHERE l.id = $1)"),
            " JOIN decisions d ON d.id = b.decision
              JOIN targets t ON t.id = d.target
              JOIN claims c ON c.id = t.claim
              JOIN authority_orders o ON o.claim = c.id
             WHERE b.ended = 0 AND NOT ",
            is_hidden!("b"),
            " ORDER BY b.held, b.since DESC, b.id DESC LIMIT 1"
        ),
        link.as_str()
    )
}

/// A link to an object, one that leads there still if there is one.
pub(super) async fn link_to(tx: &mut Tx, object: ObjectId) -> Result<Option<LinkId>> {
    let found = db::optional!(
        tx,
        (LinkId,),
        "SELECT id FROM links WHERE object = $1
         ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, created_at, id LIMIT 1",
        object
    )?;
    Ok(found.map(|(link,)| link))
}
