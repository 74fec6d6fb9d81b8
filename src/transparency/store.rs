//! What the queries of [`super::counting`] give. None of them asks one engine for what the other lacks: a median is the value
//! in the middle of all in their order.

use std::time::Duration;

use super::counting::Cells;
use crate::clock::Time;
use crate::db::{self, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// When the service was set up: its first mirror was admitted.
pub(super) async fn begun(tx: &mut Tx) -> Result<Option<Time>> {
    Ok(db::one!(tx, (Option<Time>,), "SELECT MIN(admitted_at) FROM mirrors")?.0)
}

pub(super) async fn count(tx: &mut Tx, sql: &'static str, from: Time, until: Time) -> Result<Cells> {
    let rows = db::all!(tx, (String, String, i64), sql, from, until)?;
    Ok(rows.into_iter().map(|(row, column, count)| ((row, column), u64::try_from(count).unwrap_or_default())).collect())
}

/// How many times each row has.
pub(super) async fn measured(tx: &mut Tx, sql: &'static str, from: Time, until: Time) -> Result<Vec<(String, i64)>> {
    db::all!(tx, (String, i64), sql, from, until)
}

/// The median of the `of` times of a row.
pub(super) async fn median(
    tx: &mut Tx,
    sql: &'static str,
    from: Time,
    until: Time,
    row: &str,
    of: i64,
) -> Result<Duration> {
    let (limit, offset) = (2 - of % 2, (of - 1) / 2);
    let middle = db::all!(tx, (i64,), sql, from, until, row, limit, offset)?;
    let micros = middle.iter().map(|(micros,)| micros).sum::<i64>() / i64::try_from(middle.len().max(1)).unwrap_or(1);
    Ok(Duration::from_micros(u64::try_from(micros).unwrap_or_default()))
}
