//! The SQL of passkeys.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, PasskeyId};
use crate::webauthn::{Algorithm, Base64, Credential};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// 0 when the credential is registered already, with this account or another.
pub(super) async fn insert(
    tx: &mut Tx,
    id: PasskeyId,
    account: AccountId,
    name_sealed: &[u8],
    credential: &Credential,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO passkeys (id, account, name_sealed, credential, algorithm, public_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential) DO NOTHING",
        id,
        account,
        name_sealed,
        credential.id.0.as_slice(),
        credential.algorithm,
        credential.public_key.0.as_slice(),
        now
    )
}

/// A passkey as it lies there, with what it is called sealed.
pub(super) struct PasskeyRow {
    pub id: PasskeyId,
    pub name_sealed: Vec<u8>,
    pub credential: Credential,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PasskeyId,
    name_sealed: Vec<u8>,
    credential: Vec<u8>,
    algorithm: Algorithm,
    public_key: Vec<u8>,
    created_at: Time,
    last_used_at: Option<Time>,
}

/// Those that were not removed.
pub(super) async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<PasskeyRow>> {
    let rows = db::all!(
        tx,
        Row,
        "SELECT id, name_sealed, credential, algorithm, public_key, created_at, last_used_at FROM passkeys
         WHERE account = $1 AND removed_at IS NULL ORDER BY created_at, id",
        account
    )?;
    let passkey = |row: Row| PasskeyRow {
        id: row.id,
        name_sealed: row.name_sealed,
        credential: Credential {
            id: Base64(row.credential),
            algorithm: row.algorithm,
            public_key: Base64(row.public_key),
        },
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    };
    Ok(rows.into_iter().map(passkey).collect())
}

/// Gives the public key of the one that was removed.
pub(super) async fn remove(tx: &mut Tx, account: AccountId, id: PasskeyId, now: Time) -> Result<Option<Vec<u8>>> {
    let removed = db::optional!(
        tx,
        (Vec<u8>,),
        "UPDATE passkeys SET removed_at = $3 WHERE id = $1 AND account = $2 AND removed_at IS NULL
         RETURNING public_key",
        id,
        account,
        now
    )?;
    Ok(removed.map(|(key,)| key))
}

pub(super) async fn touch(tx: &mut Tx, id: PasskeyId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE passkeys SET last_used_at = $2 WHERE id = $1 AND removed_at IS NULL", id, now)
}
