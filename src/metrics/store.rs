//! The metrics' SQL. Each statement goes over an index of what waits only, or over a table as small as the fleet.

use crate::clock::Time;
use crate::db::{self, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A word, and how many rows have it.
pub type Counted = (String, i64);
/// The same, with when the oldest of them began to wait.
pub type Aged = (String, i64, Time);

/// Jobs by their kind, on PostgreSQL and on SQLite: each has another function for what a payload says first. What no Writ
/// wrote has none.
macro_rules! by_kind {
    ($columns:literal, $from:literal) => {
        [
            concat!(
                r#"SELECT CASE WHEN payload LIKE '{"job":"%' THEN split_part(payload, '"', 4) ELSE '' END, "#,
                $columns,
                " FROM ",
                $from,
                " GROUP BY 1"
            ),
            concat!(
                r#"SELECT CASE WHEN payload LIKE '{"job":"%' THEN substr(payload, 9, instr(substr(payload, 9), '"') - 1) ELSE '' END, "#,
                $columns,
                " FROM ",
                $from,
                " GROUP BY 1"
            ),
        ]
    };
}

fn on(tx: &Tx, [postgres, sqlite]: [&'static str; 2]) -> &'static str {
    match tx {
        Tx::Postgres(_) => postgres,
        Tx::Sqlite(_) => sqlite,
    }
}

/// Of what is due, the 100,000 that have been due longest: a queue that nobody works must not be read to its end every few seconds.
pub async fn jobs_due(tx: &mut Tx, now: Time) -> Result<Vec<Aged>> {
    let sql = on(
        tx,
        by_kind!(
            "COUNT(*), MIN(run_at)",
            "(SELECT payload, run_at FROM jobs WHERE run_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
              ORDER BY run_at LIMIT 100000) due"
        ),
    );
    db::all!(tx, Aged, sql, now)
}

pub async fn jobs_leased(tx: &mut Tx, now: Time) -> Result<Vec<Counted>> {
    let sql = on(tx, by_kind!("COUNT(*)", "jobs WHERE lease IS NOT NULL AND leased_until > $1"));
    db::all!(tx, Counted, sql, now)
}

pub async fn jobs_failed(tx: &mut Tx) -> Result<Vec<Counted>> {
    let sql = on(tx, by_kind!("COUNT(*)", "jobs WHERE attempts > 0"));
    db::all!(tx, Counted, sql)
}

/// How long the log is, and what waits for its number.
#[derive(sqlx::FromRow)]
pub struct Log {
    pub entries: i64,
    pub unnumbered: i64,
    pub oldest: Option<Time>,
}

pub async fn log(tx: &mut Tx) -> Result<Log> {
    db::one!(
        tx,
        Log,
        "SELECT COALESCE((SELECT size FROM log_state WHERE id = 1), 0) AS entries,
                (SELECT COUNT(*) FROM log_unnumbered) AS unnumbered,
                (SELECT MIN((SELECT e.at FROM log_entries e WHERE e.id = u.entry)) FROM log_unnumbered u) AS oldest"
    )
}

/// The latest checkpoint: its size, and when it was signed.
pub async fn checkpoint(tx: &mut Tx) -> Result<Option<(i64, Time)>> {
    db::optional!(tx, (i64, Time), "SELECT size, signed_at FROM log_checkpoints ORDER BY size DESC LIMIT 1")
}

/// The latest that anybody cosigned: its size, when it was signed, and how many cosigned it.
pub async fn cosigned(tx: &mut Tx) -> Result<Option<(i64, Time, i64)>> {
    db::optional!(
        tx,
        (i64, Time, i64),
        "SELECT c.size, c.signed_at, COUNT(*) FROM log_cosignatures s JOIN log_checkpoints c ON c.size = s.size
         WHERE s.size = (SELECT MAX(size) FROM log_cosignatures) GROUP BY c.size, c.signed_at"
    )
}

pub async fn mirrors(tx: &mut Tx) -> Result<Vec<Counted>> {
    db::all!(tx, Counted, "SELECT state, COUNT(*) FROM mirrors GROUP BY state")
}

/// How many mirrors had a clock that differs from ours by more than this, in seconds, when they were asked last.
pub async fn clocks_wrong(tx: &mut Tx, by: i64) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM mirror_reports p JOIN mirrors m ON m.id = p.mirror
         WHERE m.state IN ('admitted', 'draining') AND (p.clock_ahead > $1 OR p.clock_ahead < -$1)",
        by
    )?;
    Ok(count)
}

/// Of what each mirror that is waited for owes, in each state `most`, and when the first of all was issued: one that is away for days may owe
/// millions, and what one that was given up or removed owes stays in the index for ever. The ids of orders go by when they were issued.
pub async fn orders_owed(tx: &mut Tx, most: i64) -> Result<Vec<Aged>> {
    db::all!(
        tx,
        Aged,
        "SELECT state, CAST(SUM(owed) AS BIGINT), MIN(oldest)
         FROM (SELECT s.state,
                      (SELECT COUNT(*)
                       FROM (SELECT 1 AS one FROM order_deliveries d
                             WHERE d.mirror = m.id AND d.state = s.state AND d.state <> 'done' LIMIT $1) counted) AS owed,
                      (SELECT o.issued_at FROM order_deliveries d JOIN orders o ON o.id = d.order_id
                       WHERE d.mirror = m.id AND d.state = s.state AND d.state <> 'done'
                       ORDER BY d.order_id LIMIT 1) AS oldest
               FROM mirrors m
               CROSS JOIN (SELECT 'pending' AS state UNION ALL SELECT 'refused' UNION ALL SELECT 'unreachable') s
               WHERE m.given_up_at IS NULL AND m.state <> 'removed') each_mirror
         WHERE oldest IS NOT NULL GROUP BY state",
        most
    )
}

/// Of what waits to be sent the `most` that have waited longest, and as many of what did not arrive: one that nobody sees to stays for ever.
pub async fn mail_undelivered(tx: &mut Tx, most: i64) -> Result<Vec<Aged>> {
    db::all!(
        tx,
        Aged,
        "SELECT state, COUNT(*), MIN(created_at)
         FROM (SELECT state, created_at FROM messages WHERE state = 'queued' ORDER BY created_at LIMIT $1) waiting
         GROUP BY state
         UNION ALL
         SELECT state, COUNT(*), MIN(created_at)
         FROM (SELECT state, created_at FROM messages
               WHERE state IN ('failed', 'bounced') AND settled_at IS NULL AND log_case IS NOT NULL
               ORDER BY created_at, id LIMIT $1) returned
         GROUP BY state",
        most
    )
}

/// Of what is late, the 100,000 that have been for longest: in the order of the queue, whose index holds what waits only.
pub async fn claims_overdue(tx: &mut Tx, now: Time) -> Result<Vec<Counted>> {
    db::all!(
        tx,
        Counted,
        "SELECT queue, COUNT(*)
         FROM (SELECT queue FROM claims WHERE state IN ('submitted', 'in-review') AND due_at < $1
               ORDER BY due_at LIMIT 100000) late
         GROUP BY queue",
        now
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tempfile::TempDir;

    use super::*;
    use crate::clock::Clock;
    use crate::db::{Address, Db};
    use crate::entropy::Entropy;
    use crate::ids::{MessageId, MirrorId, OrderId};

    /// A transaction on an empty database, which lies in that folder; and what its rows' times and ids come from.
    async fn empty_database() -> (TempDir, Tx, Clock, Entropy) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Address::File(folder.path().join("writ.db"))).await.unwrap();
        let tx = db.begin().await.unwrap();
        (folder, tx, Clock::manual(Time::from_seconds(1_800_000_000)), Entropy::seeded(1))
    }

    #[tokio::test]
    async fn however_many_orders_are_owed_so_many_are_counted_of_each_mirror_that_is_waited_for() {
        let (_folder, mut tx, clock, entropy) = empty_database().await;
        let begun = clock.now();
        // What these rows are about is not there, and they are never committed.
        db::execute!(tx, "PRAGMA defer_foreign_keys = ON").unwrap();
        let mut mirrors = Vec::new();
        for given_up_at in [None, None, Some(begun)] {
            let mirror = MirrorId::new(&clock, &entropy);
            let sql =
                "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, weight, state, log_case, given_up_at)
                       VALUES ($1, 'a', 'a', 'IS', $2, 1, 'failed', $2, $3)";
            db::execute!(tx, sql, mirror, vec![0_u8; 16], given_up_at).unwrap();
            mirrors.push(mirror);
        }
        for n in 0..4_u8 {
            clock.advance(Duration::from_secs(1));
            let order = OrderId::new(&clock, &entropy);
            let sql = "INSERT INTO orders (id, blob, object, ground, token, sha256, log_entry, issued_at)
                       VALUES ($1, $1, $1, 'owner', '', $2, $1, $3)";
            db::execute!(tx, sql, order, vec![n; 32], clock.now()).unwrap();
            for mirror in mirrors.iter().copied() {
                let sql =
                    "INSERT INTO order_deliveries (order_id, mirror, state, attempts) VALUES ($1, $2, 'pending', 0)";
                db::execute!(tx, sql, order, mirror).unwrap();
            }
        }
        for (most, counted) in [(100, 8), (3, 6)] {
            let owed = orders_owed(&mut tx, most).await.unwrap();
            assert_eq!(owed, [("pending".to_owned(), counted, begun.plus(Duration::from_secs(1)))]);
        }
    }

    #[tokio::test]
    async fn however_many_messages_do_not_arrive_so_many_are_counted() {
        let (_folder, mut tx, clock, entropy) = empty_database().await;
        let begun = clock.now();
        for state in ["queued", "failed", "bounced"].repeat(2) {
            let sql =
                "INSERT INTO messages (id, recipient_sealed, content_sealed, state, attempts, created_at, log_case)
                       VALUES ($1, $2, $2, $3, 0, $4, $1)";
            let message = MessageId::new(&clock, &entropy);
            db::execute!(tx, sql, message, vec![0_u8; 16], state, clock.now()).unwrap();
            clock.advance(Duration::from_secs(1));
        }
        for (most, counted) in [(100, [2, 2, 2]), (3, [1, 2, 2]), (1, [0, 1, 1])] {
            let mut undelivered = mail_undelivered(&mut tx, most).await.unwrap();
            undelivered.sort();
            let expected = ["bounced", "failed", "queued"].into_iter().zip(counted).zip([2, 1, 0]);
            let expected = expected.filter(|((_, count), _)| *count > 0);
            let expected = expected
                .map(|((state, count), second)| (state.to_owned(), count, begun.plus(Duration::from_secs(second))));
            assert_eq!(undelivered, expected.collect::<Vec<Aged>>(), "{most}");
        }
    }
}
