//! What lies on a mirror that leaves, and when each replica is looked at next.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{BlobId, MirrorId, ObjectId};
use crate::vault::ReplicaState;
use crate::vault::hosts::MirrorState;
use crate::vault::moving::{Country, Held, Short, ShortFile};
use crate::vault::placement::RESERVE;
use crate::vault::store::hosts::emptied_at;
use crate::vault::store::mirrors::Candidate;

/// When a replica is looked at that lies on at least two others: not before its mirror is emptied.
pub const SETTLED: i64 = i64::MAX - 1;
/// When one is looked at that was written off.
const NEVER: i64 = i64::MAX;

/// Where a mirror stands, and since when it is being emptied and was given up.
pub async fn state(
    tx: &mut Tx,
    mirror: MirrorId,
) -> Result<Option<(MirrorState, Option<Time>, Option<Time>)>, sqlx::Error> {
    db::optional!(
        tx,
        (MirrorState, Option<Time>, Option<Time>),
        "SELECT state, evacuated_at, given_up_at FROM mirrors WHERE id = $1",
        mirror
    )
}

pub async fn emptied(tx: &mut Tx) -> Result<Vec<(MirrorId, String, String)>, sqlx::Error> {
    db::all!(
        tx,
        (MirrorId, String, String),
        "SELECT id, host, jurisdiction FROM mirrors WHERE state = 'draining' AND evacuated_at IS NOT NULL
         ORDER BY jurisdiction, host, id"
    )
}

/// The first `most` blobs on a mirror that are to be looked at between `from` and `until`, those that wait longest first.
pub async fn due(
    tx: &mut Tx,
    mirror: MirrorId,
    from: i64,
    until: i64,
    most: usize,
) -> Result<Vec<BlobId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (BlobId,),
        "SELECT blob FROM replicas
         WHERE mirror = $1 AND state IN ('placed', 'stored', 'lost') AND move_at >= $2 AND move_at <= $3
         ORDER BY move_at LIMIT $4",
        mirror,
        from,
        until,
        i64::try_from(most).unwrap_or(i64::MAX)
    )?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}

/// When the next replica on a mirror is to be looked at; `None` when all are settled, written off or gone.
pub async fn next(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Time>, sqlx::Error> {
    let (next,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MIN(move_at) FROM replicas
         WHERE mirror = $1 AND state IN ('placed', 'stored', 'lost') AND move_at < $2",
        mirror,
        SETTLED
    )?;
    Ok(next)
}

pub async fn object_of(tx: &mut Tx, blob: BlobId) -> Result<Option<ObjectId>, sqlx::Error> {
    Ok(db::optional!(tx, (ObjectId,), "SELECT object FROM blobs WHERE id = $1", blob)?.map(|(object,)| object))
}

pub async fn replica(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<Option<ReplicaState>, sqlx::Error> {
    let sql = "SELECT state FROM replicas WHERE blob = $1 AND mirror = $2";
    Ok(db::optional!(tx, (ReplicaState,), sql, blob, mirror)?.map(|(state,)| state))
}

/// Whether a blob is to go everywhere, with its object or by an order.
pub async fn is_ordered(tx: &mut Tx, blob: BlobId) -> Result<bool, sqlx::Error> {
    let (is_ordered,) = db::one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM orders WHERE blob = $1)
             OR EXISTS (SELECT 1 FROM purges p JOIN blobs b ON b.object = p.object WHERE b.id = $1)",
        blob
    )?;
    Ok(is_ordered)
}

/// Looks at a replica again then, and says why it stays until then.
pub async fn look_again(tx: &mut Tx, blob: BlobId, mirror: MirrorId, at: Time, why: &str) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET move_at = $3, move_error = $4
         WHERE blob = $1 AND mirror = $2 AND state IN ('placed', 'stored', 'lost')",
        blob,
        mirror,
        at,
        why
    )
}

pub async fn settle(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET move_at = $3, move_error = NULL
         WHERE blob = $1 AND mirror = $2 AND state IN ('placed', 'stored', 'lost')",
        blob,
        mirror,
        SETTLED
    )
}

pub async fn write_off(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = 'lost', move_at = $3, move_error = NULL
         WHERE blob = $1 AND mirror = $2 AND state IN ('placed', 'stored', 'lost')",
        blob,
        mirror,
        NEVER
    )
}

/// Writes off the first `most` replicas that a mirror was ordered to destroy and did not receipt.
pub async fn write_off_leaving(tx: &mut Tx, mirror: MirrorId, most: usize) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = 'lost', move_at = $2, move_error = NULL
         WHERE mirror = $1 AND blob IN (SELECT blob FROM replicas WHERE mirror = $1 AND state = 'leaving' LIMIT $3)",
        mirror,
        NEVER,
        i64::try_from(most).unwrap_or(i64::MAX)
    )
}

/// Marks that a mirror was ordered to destroy its replica: 1 if it had not been.
pub async fn leaves(tx: &mut Tx, blob: BlobId, mirror: MirrorId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE replicas SET state = 'leaving', move_error = NULL
         WHERE blob = $1 AND mirror = $2 AND state IN ('placed', 'stored', 'lost')",
        blob,
        mirror
    )
}

/// How many replicas of a mirror are in each state; those that are settled count as `settled`.
pub async fn count(tx: &mut Tx, mirror: MirrorId) -> Result<Vec<(String, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (String, i64),
        "SELECT CASE WHEN move_at = $2 AND state IN ('placed', 'stored', 'lost') THEN 'settled'
                     WHEN move_at > $2 AND state = 'lost' THEN 'written-off' ELSE state END, COUNT(*)
         FROM replicas WHERE mirror = $1 GROUP BY 1",
        mirror,
        SETTLED
    )
}

/// Why replicas stay on a mirror that were looked at, and how many for that reason: the ten most frequent.
pub async fn failing(tx: &mut Tx, mirror: MirrorId) -> Result<Vec<(String, i64)>, sqlx::Error> {
    db::all!(
        tx,
        (String, i64),
        "SELECT move_error, COUNT(*) FROM replicas
         WHERE mirror = $1 AND move_error IS NOT NULL AND state IN ('placed', 'stored', 'lost')
         GROUP BY move_error ORDER BY 2 DESC, 1 LIMIT 10",
        mirror
    )
}

/// What lies on each mirror that takes part.
pub async fn held(tx: &mut Tx) -> Result<Vec<Held>, sqlx::Error> {
    db::all!(
        tx,
        Held,
        concat!(
            "SELECT m.id AS mirror, m.host, m.jurisdiction, m.state, m.capacity, m.evacuated_at, ",
            emptied_at!("m"),
            ",
                p.asked_at, p.answered_at, p.error, p.free_bytes, p.version, p.last_order_at, p.cosigned_size,
                COALESCE(h.blobs, 0) AS blobs, COALESCE(h.bytes, 0) AS bytes, COALESCE(h.to_copy, 0) AS to_copy,
                COALESCE(h.arriving, 0) AS arriving, COALESCE(h.leaving, 0) AS leaving, COALESCE(h.lost, 0) AS lost
         FROM mirrors m LEFT JOIN mirror_reports p ON p.mirror = m.id
              LEFT JOIN (SELECT r.mirror, COUNT(CASE WHEN r.state = 'stored' THEN 1 END) AS blobs,
                                CAST(SUM(CASE WHEN r.state = 'stored' THEN COALESCE(o.sealed_size, 0) ELSE 0 END) AS BIGINT) AS bytes,
                                CAST(SUM(CASE WHEN r.state = 'stored' AND r.move_at < $1 THEN COALESCE(o.sealed_size, 0) ELSE 0 END) AS BIGINT) AS to_copy,
                                COUNT(CASE WHEN r.state = 'placed' THEN 1 END) AS arriving,
                                COUNT(CASE WHEN r.state = 'leaving' THEN 1 END) AS leaving,
                                COUNT(CASE WHEN r.state = 'lost' AND f.id IS NULL THEN 1 END) AS lost
                         FROM replicas r JOIN blobs b ON b.id = r.blob JOIN objects o ON o.id = b.object
                              LEFT JOIN replica_refusals f ON f.blob = r.blob AND f.mirror = r.mirror
                         WHERE r.state IN ('placed', 'stored', 'leaving', 'lost') GROUP BY r.mirror) h ON h.mirror = m.id
         WHERE m.state IN ('admitted', 'draining', 'failed') ORDER BY m.jurisdiction, m.host, m.id"
        ),
        SETTLED
    )
}

/// The same by country.
pub async fn held_in_countries(tx: &mut Tx) -> Result<Vec<Country>, sqlx::Error> {
    db::all!(
        tx,
        Country,
        "SELECT m.jurisdiction, COUNT(DISTINCT r.mirror) AS mirrors, COUNT(*) AS blobs,
                CAST(SUM(COALESCE(o.sealed_size, 0)) AS BIGINT) AS bytes
         FROM replicas r JOIN mirrors m ON m.id = r.mirror JOIN blobs b ON b.id = r.blob JOIN objects o ON o.id = b.object
         WHERE r.state = 'stored' AND m.state IN ('admitted', 'draining') GROUP BY m.jurisdiction ORDER BY m.jurisdiction"
    )
}

/// The mirrors that take files and would be left without those of `country` and without `mirror`, by their ids. One that is failing does not
/// answer: nothing more is placed on it, and what it holds counts.
pub async fn outside(tx: &mut Tx, country: &str, mirror: MirrorId) -> Result<Vec<Candidate>, sqlx::Error> {
    db::all!(
        tx,
        Candidate,
        "SELECT m.id AS mirror, m.host, m.jurisdiction, m.weight, m.capacity, p.free_bytes,
                (p.error IS NULL AND m.standing IN ('good', 'watched')) AS answers
         FROM mirrors m LEFT JOIN mirror_reports p ON p.mirror = m.id
         WHERE m.state = 'admitted' AND m.jurisdiction <> $1 AND m.id <> $2 ORDER BY m.id",
        country,
        mirror
    )
}

/// How files lie that can be read, have a copy on a mirror that would begin to be emptied so, or began at `begun` or later, and fewer than `wanted` on
/// those mirrors; and how many lie so. A layout has a mark for each of them
/// that has or had a copy, by its place among them from 1 on, `+` for those that have it and `-` for the others; and `!` with the country for each
/// law under which a host refused the file. Between marks stand spaces, one too many where there is none.
pub async fn layouts(
    tx: &mut Tx,
    country: &str,
    mirror: MirrorId,
    begun: Option<Time>,
    wanted: usize,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    // SQLite joins in the order of a CROSS JOIN: from the mirrors that leave to their files, and from these to their copies. Left to itself it reads
    // every replica there is.
    db::all!(
        tx,
        (String, i64),
        "WITH sites AS (
             SELECT id, CAST(ROW_NUMBER() OVER (ORDER BY id) AS TEXT) AS place FROM mirrors
             WHERE state = 'admitted' AND jurisdiction <> $1 AND id <> $2
         ), there AS (
             SELECT DISTINCT r.blob
             FROM mirrors m CROSS JOIN replicas r JOIN blobs b ON b.id = r.blob JOIN objects o ON o.id = b.object AND o.blob = b.id
             WHERE m.state IN ('admitted', 'draining') AND (m.jurisdiction = $1 OR m.id = $2)
               AND (m.evacuated_at IS NULL OR m.evacuated_at >= $3)
               AND r.mirror = m.id AND r.state IN ('placed', 'stored') AND o.state = 'available'
         ), marked AS (
             SELECT t.blob, CASE WHEN r.state IN ('placed', 'stored') THEN '+' ELSE '-' END || s.place AS mark
             FROM there t CROSS JOIN replicas r JOIN sites s ON s.id = r.mirror WHERE r.blob = t.blob
             UNION ALL
             SELECT t.blob, '!' || h.jurisdiction AS mark
             FROM there t JOIN replica_refusals f ON f.blob = t.blob JOIN mirrors h ON h.id = f.mirror
             UNION ALL
             SELECT blob, '' AS mark FROM there
         )
         SELECT marks, COUNT(*)
         FROM (SELECT string_agg(mark, ' ' ORDER BY mark) AS marks, COUNT(CASE WHEN mark LIKE '+%' THEN 1 END) AS copies
               FROM marked GROUP BY blob) laid
         WHERE copies < $4 GROUP BY marks",
        country,
        mirror,
        begun,
        i64::try_from(wanted).unwrap_or(i64::MAX)
    )
}

/// The last of the next `many` files behind `after`, by their ids; `None` where there are fewer.
pub async fn end_of_stretch(tx: &mut Tx, after: ObjectId, many: usize) -> Result<Option<ObjectId>, sqlx::Error> {
    let row = db::optional!(
        tx,
        (ObjectId,),
        "SELECT id FROM objects WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2",
        after,
        i64::try_from(many).unwrap_or(i64::MAX).saturating_sub(1)
    )?;
    Ok(row.map(|(object,)| object))
}

/// The first `most` files behind `after` and up to `until`, by their ids, that can be read, have fewer than `wanted` copies on mirrors that take
/// files, and could have one more now: on a mirror that answers, where it is placed already, or which has room and shares neither host nor law
/// with those that it is placed on.
pub async fn short_between(
    tx: &mut Tx,
    (after, until): (ObjectId, ObjectId),
    wanted: usize,
    most: usize,
) -> Result<Vec<ObjectId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT o.id FROM objects o
         WHERE o.state = 'available' AND o.id > $1 AND o.id <= $2
           AND (SELECT COUNT(*) FROM replicas r JOIN mirrors m ON m.id = r.mirror
                WHERE r.blob = o.blob AND r.state = 'stored' AND m.state = 'admitted') < $3
           AND EXISTS (
             SELECT 1 FROM mirrors c LEFT JOIN mirror_reports p ON p.mirror = c.id
             WHERE c.state = 'admitted' AND p.error IS NULL
               AND (EXISTS (SELECT 1 FROM replicas r WHERE r.blob = o.blob AND r.mirror = c.id AND r.state = 'placed')
                    OR (c.standing IN ('good', 'watched') AND c.weight > 0 AND COALESCE(p.free_bytes, $4) >= $4
                        AND (SELECT COUNT(*) FROM replicas r JOIN mirrors m ON m.id = r.mirror
                             WHERE r.blob = o.blob AND r.state IN ('placed', 'stored') AND m.state = 'admitted') < $3
                        AND NOT EXISTS (SELECT 1 FROM replicas r WHERE r.blob = o.blob AND r.mirror = c.id)
                        AND NOT EXISTS (SELECT 1 FROM replicas r JOIN mirrors m ON m.id = r.mirror
                                        WHERE r.blob = o.blob AND r.state IN ('placed', 'stored') AND m.state = 'admitted'
                                          AND (m.host = c.host OR m.jurisdiction = c.jurisdiction))
                        AND NOT EXISTS (SELECT 1 FROM replica_refusals f JOIN mirrors h ON h.id = f.mirror
                                        WHERE f.blob = o.blob AND h.jurisdiction = c.jurisdiction))))
         ORDER BY o.id LIMIT $5",
        after,
        until,
        i64::try_from(wanted).unwrap_or(i64::MAX),
        RESERVE,
        i64::try_from(most).unwrap_or(i64::MAX)
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// How many files that can be read have fewer than `wanted` copies on mirrors that take files, by how many they have.
pub async fn short(tx: &mut Tx, wanted: usize) -> Result<Vec<Short>, sqlx::Error> {
    db::all!(
        tx,
        Short,
        "SELECT copies, COUNT(*) AS files
         FROM (SELECT o.id, COUNT(m.id) AS copies
               FROM objects o LEFT JOIN replicas r ON r.blob = o.blob AND r.state = 'stored'
                    LEFT JOIN mirrors m ON m.id = r.mirror AND m.state = 'admitted'
               WHERE o.state = 'available' GROUP BY o.id) counted
         WHERE copies < $1 GROUP BY copies ORDER BY copies",
        i64::try_from(wanted).unwrap_or(i64::MAX)
    )
}

/// The first `most` of these files: those with the fewest copies first, and of those the oldest.
pub async fn short_files(tx: &mut Tx, wanted: usize, most: usize) -> Result<Vec<ShortFile>, sqlx::Error> {
    db::all!(
        tx,
        ShortFile,
        "SELECT object, copies
         FROM (SELECT o.id AS object, COUNT(m.id) AS copies
               FROM objects o LEFT JOIN replicas r ON r.blob = o.blob AND r.state = 'stored'
                    LEFT JOIN mirrors m ON m.id = r.mirror AND m.state = 'admitted'
               WHERE o.state = 'available' GROUP BY o.id) counted
         WHERE copies < $1 ORDER BY copies, object LIMIT $2",
        i64::try_from(wanted).unwrap_or(i64::MAX),
        i64::try_from(most).unwrap_or(i64::MAX)
    )
}
