//! What lies in which custody store.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::ObjectId;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Copy {
    pub store: String,
    pub state: String,
}

impl Copy {
    pub fn is_secured(&self) -> bool {
        self.state == "secured"
    }

    pub fn is_being_destroyed(&self) -> bool {
        self.state == "destroying"
    }
}

pub async fn of_object(tx: &mut Tx, object: ObjectId) -> Result<Vec<Copy>, sqlx::Error> {
    db::all!(tx, Copy, "SELECT store, state FROM custody_copies WHERE object = $1 ORDER BY store", object)
}

/// Recorded before the first byte is written, so that destroying knows every copy. A copy that is secured stays so.
pub async fn begin(
    tx: &mut Tx,
    object: ObjectId,
    store: &str,
    root: &[u8; 32],
    bytes: i64,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO custody_copies (object, store, state, root, bytes, started_at)
         VALUES ($1, $2, 'securing', $3, $4, $5)
         ON CONFLICT (object, store) DO UPDATE
         SET state = 'securing', started_at = $5, secured_at = NULL, destroyed_at = NULL
         WHERE custody_copies.state <> 'secured'",
        object,
        store,
        root.to_vec(),
        bytes,
        now
    )?;
    Ok(())
}

pub async fn secured(tx: &mut Tx, object: ObjectId, store: &str, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'secured', secured_at = $3
         WHERE object = $1 AND store = $2 AND state = 'securing'",
        object,
        store,
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

/// 1 if it was not.
pub async fn destroyed(tx: &mut Tx, object: ObjectId, store: &str, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'destroyed', destroyed_at = $3
         WHERE object = $1 AND store = $2 AND state <> 'destroyed'",
        object,
        store,
        now
    )
}

/// The objects of which a copy is secured.
pub async fn secured_objects(tx: &mut Tx) -> Result<Vec<ObjectId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT DISTINCT object FROM custody_copies WHERE state = 'secured' ORDER BY object"
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// A copy that is not there: it does not count, and can be secured anew.
pub async fn lost(tx: &mut Tx, object: ObjectId, store: &str) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE custody_copies SET state = 'securing', secured_at = NULL
         WHERE object = $1 AND store = $2 AND state = 'secured'",
        object,
        store
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
