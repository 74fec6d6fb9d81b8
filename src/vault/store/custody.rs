//! What lies in which custody store.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::ObjectId;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Copy {
    pub store: String,
    pub state: String,
    /// When it was begun. One that is begun after the last was destroyed has another time, however soon it comes: by it whoever writes or
    /// destroys knows that it is still the same.
    pub started_at: Time,
}

impl Copy {
    pub fn is_secured(&self) -> bool {
        self.state == "secured"
    }

    /// Begun, and not counted: it is being written, or was lost.
    pub fn is_begun(&self) -> bool {
        self.state == "securing"
    }

    pub fn is_being_destroyed(&self) -> bool {
        self.state == "destroying"
    }

    pub fn is_destroyed(&self) -> bool {
        self.state == "destroyed"
    }
}

pub async fn of_object(tx: &mut Tx, object: ObjectId) -> Result<Vec<Copy>, sqlx::Error> {
    db::all!(tx, Copy, "SELECT store, state, started_at FROM custody_copies WHERE object = $1 ORDER BY store", object)
}

/// Recorded before the first byte is written, so that destroying knows every copy. A copy that is secured, or that another writes, stays
/// what it is. Gives when it was begun.
pub async fn begin(
    tx: &mut Tx,
    object: ObjectId,
    store: &str,
    root: &[u8; 32],
    bytes: i64,
    now: Time,
) -> Result<Time, sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO custody_copies (object, store, state, root, bytes, started_at)
         VALUES ($1, $2, 'securing', $3, $4, $5)
         ON CONFLICT (object, store) DO UPDATE
         SET state = 'securing', secured_at = NULL, destroyed_at = NULL,
             started_at = CASE WHEN $5 > custody_copies.started_at THEN $5 ELSE custody_copies.started_at + 1 END
         WHERE custody_copies.state = 'destroyed'",
        object,
        store,
        root.to_vec(),
        bytes,
        now
    )?;
    let sql = "SELECT started_at FROM custody_copies WHERE object = $1 AND store = $2";
    Ok(db::one!(tx, (Time,), sql, object, store)?.0)
}

/// 1 if it counts from now on: not where it was counted already, or was destroyed since it was `begun`.
pub async fn secured(tx: &mut Tx, object: ObjectId, store: &str, begun: Time, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'secured', secured_at = $4
         WHERE object = $1 AND store = $2 AND state = 'securing' AND started_at = $3",
        object,
        store,
        begun,
        now
    )
}

/// How many copies there were: from now on they count no more.
pub async fn begin_destroying(tx: &mut Tx, object: ObjectId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'destroying' WHERE object = $1 AND state IN ('securing', 'secured')",
        object
    )
}

/// 1 if it was not, and is the one that was `begun` then.
pub async fn destroyed(tx: &mut Tx, object: ObjectId, store: &str, begun: Time, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'destroyed', destroyed_at = $4
         WHERE object = $1 AND store = $2 AND state <> 'destroyed' AND started_at = $3",
        object,
        store,
        begun,
        now
    )
}

/// 1 if what was destroyed, or is to be, is to be destroyed once more: bytes came after. Whoever destroys it at the moment may have looked
/// before, and does not end it.
pub async fn destroy_again(tx: &mut Tx, object: ObjectId, store: &str) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'destroying', destroyed_at = NULL, started_at = started_at + 1
         WHERE object = $1 AND store = $2 AND state IN ('destroying', 'destroyed')",
        object,
        store
    )
}

/// 1 if a copy that was to be destroyed, the one that was `begun` then, is kept after all: it counts where it `is_whole`, and is to be written
/// anew where not. Whoever destroys it at the moment does not end it.
pub async fn keep(
    tx: &mut Tx,
    object: ObjectId,
    store: &str,
    begun: Time,
    is_whole: bool,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = $4, started_at = started_at + 1, destroyed_at = NULL,
             secured_at = CASE WHEN $4 = 'secured' THEN $5 ELSE NULL END
         WHERE object = $1 AND store = $2 AND state = 'destroying' AND started_at = $3",
        object,
        store,
        begun,
        if is_whole { "secured" } else { "securing" },
        now
    )
}

/// The objects of which a copy is secured.
/// Also those of which one was only begun: it is being written, or was lost.
pub async fn begun_objects(tx: &mut Tx) -> Result<Vec<ObjectId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT DISTINCT object FROM custody_copies WHERE state IN ('securing', 'secured') ORDER BY object"
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Whether any copy was secured in a store that is not known to be gone from it: one that is being destroyed may lie there still, and be kept.
pub async fn is_any_known_in(tx: &mut Tx, store: &str) -> Result<bool, sqlx::Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM custody_copies
                              WHERE store = $1 AND state IN ('secured', 'destroying') AND secured_at IS NOT NULL)";
    Ok(db::one!(tx, (bool,), sql, store)?.0)
}

/// A copy that was `begun` then and is not there: it does not count, and can be secured anew.
pub async fn lost(tx: &mut Tx, object: ObjectId, store: &str, begun: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'securing', secured_at = NULL
         WHERE object = $1 AND store = $2 AND state = 'secured' AND started_at = $3",
        object,
        store,
        begun
    )
}

/// Forgets a copy, unless it was destroyed.
pub async fn forget(tx: &mut Tx, object: ObjectId, store: &str) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "DELETE FROM custody_copies WHERE object = $1 AND store = $2 AND state <> 'destroyed'",
        object,
        store
    )
}
