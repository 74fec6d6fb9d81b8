//! The SQL of the accounts room.

use super::closing::Closure;
use super::entries::Entry;
use super::sessions::{Session, SessionHash};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ApiTokenId, CaseId, EntryId, SignUpId};
use crate::texts::Language;

type Result<T> = std::result::Result<T, sqlx::Error>;

// accounts ------------------------------------------------------------------------------------------

pub(super) struct NewAccountRow {
    pub(super) id: AccountId,
    pub(super) email_lookup: Vec<u8>,
    pub(super) email_sealed: Vec<u8>,
    pub(super) kdf_version: i64,
    pub(super) kdf_salt: Vec<u8>,
    pub(super) kdf_rounds: i64,
    pub(super) auth_hash: String,
    pub(super) wrapped_master: Vec<u8>,
    pub(super) recovery_wrapped_master: Vec<u8>,
    pub(super) log_case: CaseId,
    pub(super) language: Language,
    pub(super) created_at: Time,
}

/// Whether it was inserted: an address has one account.
pub(super) async fn insert_account(tx: &mut Tx, row: NewAccountRow) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO accounts (id, email_lookup, email_sealed, locale, kdf_version, kdf_salt, kdf_rounds, auth_hash,
             wrapped_master, recovery_wrapped_master, log_case, created_at, email_confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
         ON CONFLICT (email_lookup) DO NOTHING",
        row.id,
        row.email_lookup,
        row.email_sealed,
        row.language,
        row.kdf_version,
        row.kdf_salt,
        row.kdf_rounds,
        row.auth_hash,
        row.wrapped_master,
        row.recovery_wrapped_master,
        row.log_case,
        row.created_at
    )?;
    Ok(inserted == 1)
}

/// The language of the account of this address, if it has one.
pub(super) async fn language_of(tx: &mut Tx, email_lookup: &[u8]) -> Result<Option<Language>> {
    let row = db::optional!(tx, (Language,), "SELECT locale FROM accounts WHERE email_lookup = $1", email_lookup)?;
    Ok(row.map(|(language,)| language))
}

pub(super) async fn update_password(
    tx: &mut Tx,
    account: AccountId,
    checked: &str,
    auth_hash: String,
    wrapped_master: &[u8],
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE accounts SET auth_hash = $3, wrapped_master = $4
         WHERE id = $1 AND auth_hash = $2 AND disabled_at IS NULL",
        account,
        checked,
        &auth_hash,
        wrapped_master
    )
}

pub(super) async fn salt_of(tx: &mut Tx, account: AccountId) -> Result<Option<Vec<u8>>> {
    let row = db::optional!(tx, (Vec<u8>,), "SELECT kdf_salt FROM accounts WHERE id = $1", account)?;
    Ok(row.map(|(salt,)| salt))
}

pub(super) async fn wrapped_master(tx: &mut Tx, account: AccountId) -> Result<Option<Vec<u8>>> {
    let row = db::optional!(
        tx,
        (Vec<u8>,),
        "SELECT wrapped_master FROM accounts WHERE id = $1 AND disabled_at IS NULL",
        account
    )?;
    Ok(row.map(|(wrapped,)| wrapped))
}

pub(super) async fn update_recovery(tx: &mut Tx, account: AccountId, checked: &str, wrapped: &[u8]) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE accounts SET recovery_wrapped_master = $3 WHERE id = $1 AND auth_hash = $2 AND disabled_at IS NULL",
        account,
        checked,
        wrapped
    )
}

pub(super) async fn parameters(tx: &mut Tx, email_lookup: &[u8]) -> Result<Option<(i64, Vec<u8>, i64)>> {
    db::optional!(
        tx,
        (i64, Vec<u8>, i64),
        "SELECT kdf_version, kdf_salt, kdf_rounds FROM accounts WHERE email_lookup = $1",
        email_lookup
    )
}

#[derive(sqlx::FromRow)]
pub(super) struct Credentials {
    pub(super) id: AccountId,
    pub(super) auth_hash: String,
    pub(super) wrapped_master: Vec<u8>,
    pub(super) disabled_at: Option<Time>,
}

pub(super) async fn credentials(tx: &mut Tx, email_lookup: &[u8]) -> Result<Option<Credentials>> {
    db::optional!(
        tx,
        Credentials,
        "SELECT id, auth_hash, wrapped_master, disabled_at FROM accounts WHERE email_lookup = $1",
        email_lookup
    )
}

pub(super) async fn auth_of(tx: &mut Tx, account: AccountId) -> Result<Option<String>> {
    let row =
        db::optional!(tx, (String,), "SELECT auth_hash FROM accounts WHERE id = $1 AND disabled_at IS NULL", account)?;
    Ok(row.map(|(auth_hash,)| auth_hash))
}

pub(super) async fn profile(tx: &mut Tx, account: AccountId) -> Result<Option<(Vec<u8>, Language, Time)>> {
    db::optional!(
        tx,
        (Vec<u8>, Language, Time),
        "SELECT email_sealed, locale, created_at FROM accounts WHERE id = $1 AND disabled_at IS NULL",
        account
    )
}

pub(super) async fn set_language(tx: &mut Tx, account: AccountId, language: Language) -> Result<u64> {
    db::execute!(tx, "UPDATE accounts SET locale = $2 WHERE id = $1 AND disabled_at IS NULL", account, language)
}

/// Everybody who works the queue, with their sealed addresses.
pub(super) async fn reviewers(tx: &mut Tx) -> Result<Vec<(AccountId, Vec<u8>)>> {
    db::all!(
        tx,
        (AccountId, Vec<u8>),
        "SELECT a.id, a.email_sealed FROM accounts a
         WHERE a.disabled_at IS NULL
           AND a.id IN (SELECT r.account FROM account_roles r WHERE r.role IN ('reviewer', 'senior'))"
    )
}

/// The active accounts that have a role.
pub(super) async fn with_role(tx: &mut Tx, role: &str) -> Result<Vec<AccountId>> {
    let rows = db::all!(
        tx,
        (AccountId,),
        "SELECT a.id FROM accounts a JOIN account_roles r ON r.account = a.id
         WHERE r.role = $1 AND a.disabled_at IS NULL ORDER BY a.id",
        role
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

pub(super) async fn is_active(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let row =
        db::optional!(tx, (AccountId,), "SELECT id FROM accounts WHERE id = $1 AND disabled_at IS NULL", account)?;
    Ok(row.is_some())
}

/// Locks the account's row and gives its case in the log.
pub(super) async fn lock_case(tx: &mut Tx, account: AccountId) -> Result<Option<CaseId>> {
    let row = db::optional!(
        tx,
        (CaseId,),
        "UPDATE accounts SET log_case = log_case WHERE id = $1 AND disabled_at IS NULL RETURNING log_case",
        account
    )?;
    Ok(row.map(|(case,)| case))
}

// closing -------------------------------------------------------------------------------------------

const NOTHING: &[u8] = &[];

/// Takes everything by which somebody signs in or acts. The address stays sealed, and nobody finds the account by it.
pub(super) async fn close(tx: &mut Tx, account: AccountId, nobody: &[u8], now: Time) -> Result<()> {
    db::execute!(
        tx,
        "DELETE FROM sign_ups WHERE email_lookup = (SELECT email_lookup FROM accounts WHERE id = $1)",
        account
    )?;
    db::execute!(tx, "DELETE FROM sessions WHERE account = $1", account)?;
    db::execute!(tx, "DELETE FROM devices WHERE account = $1", account)?;
    db::execute!(tx, "DELETE FROM api_tokens WHERE account = $1", account)?;
    db::execute!(tx, "DELETE FROM account_entries WHERE account = $1", account)?;
    db::execute!(
        tx,
        "UPDATE passkeys SET name_sealed = $3, removed_at = COALESCE(removed_at, $2) WHERE account = $1",
        account,
        now,
        NOTHING
    )?;
    db::execute!(
        tx,
        "UPDATE accounts SET email_lookup = $2, kdf_salt = $3, auth_hash = '', wrapped_master = $3,
                recovery_wrapped_master = $3, disabled_at = COALESCE(disabled_at, $4)
         WHERE id = $1",
        account,
        nobody,
        NOTHING,
        now
    )?;
    Ok(())
}

pub(super) async fn insert_closure(tx: &mut Tx, account: AccountId, now: Time) -> Result<()> {
    let sql = "INSERT INTO account_closures (account, closed_at, look_at) VALUES ($1, $2, $2)";
    db::execute!(tx, sql, account, now)?;
    Ok(())
}

pub(super) async fn closure(tx: &mut Tx, account: AccountId) -> Result<Option<Closure>> {
    let sql = "SELECT account, closed_at, look_at, erased_at FROM account_closures WHERE account = $1";
    db::optional!(tx, Closure, sql, account)
}

pub(super) async fn look_at_closure(tx: &mut Tx, account: AccountId, at: Time) -> Result<u64> {
    let sql = "UPDATE account_closures SET look_at = $2 WHERE account = $1 AND erased_at IS NULL";
    db::execute!(tx, sql, account, at)
}

pub(super) async fn erase_closure(tx: &mut Tx, account: AccountId, now: Time) -> Result<u64> {
    let sql = "UPDATE account_closures SET look_at = NULL, erased_at = $2 WHERE account = $1 AND erased_at IS NULL";
    db::execute!(tx, sql, account, now)
}

/// The address goes, with what was written to it.
pub(super) async fn erase_account(tx: &mut Tx, account: AccountId, now: Time) -> Result<CaseId> {
    db::execute!(tx, "DELETE FROM passkeys WHERE account = $1", account)?;
    db::execute!(
        tx,
        "UPDATE messages SET recipient_sealed = $2, content_sealed = $2, thread = NULL,
                state = CASE WHEN state = 'queued' THEN 'failed' ELSE state END
         WHERE account = $1",
        account,
        NOTHING
    )?;
    let sql = "UPDATE accounts SET email_sealed = $2, erased_at = $3 WHERE id = $1 RETURNING log_case";
    Ok(db::one!(tx, (CaseId,), sql, account, NOTHING, now)?.0)
}

pub(super) async fn sweep_invitations(tx: &mut Tx, ended: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM invitations WHERE expires_at <= $1 OR used_at <= $1", ended)
}

// sign-ups ------------------------------------------------------------------------------------------

#[derive(sqlx::FromRow)]
pub(super) struct SignUpRow {
    pub(super) kdf_version: i64,
    pub(super) kdf_salt: Vec<u8>,
    pub(super) kdf_rounds: i64,
    pub(super) auth_hash: String,
    pub(super) wrapped_master: Vec<u8>,
    pub(super) recovery_wrapped_master: Vec<u8>,
    #[sqlx(rename = "locale")]
    pub(super) language: Language,
}

pub(super) async fn insert_sign_up(
    tx: &mut Tx,
    id: SignUpId,
    email_lookup: &[u8],
    row: SignUpRow,
    code_hash: Option<Vec<u8>>,
    created_at: Time,
    expires_at: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO sign_ups (id, email_lookup, kdf_version, kdf_salt, kdf_rounds, auth_hash, wrapped_master,
             recovery_wrapped_master, locale, code_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id,
        email_lookup,
        row.kdf_version,
        row.kdf_salt,
        row.kdf_rounds,
        row.auth_hash,
        row.wrapped_master,
        row.recovery_wrapped_master,
        row.language,
        code_hash,
        created_at,
        expires_at
    )
}

/// Whether this code was mailed to the address and still works.
pub(super) async fn code_works(tx: &mut Tx, email_lookup: &[u8], code_hash: &[u8], now: Time) -> Result<bool> {
    let (codes,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM sign_ups WHERE email_lookup = $1 AND code_hash = $2 AND expires_at > $3",
        email_lookup,
        code_hash,
        now
    )?;
    Ok(codes > 0)
}

/// The sign-up for the address under this password: the one the code was mailed for, else the latest.
pub(super) async fn sign_up_under(
    tx: &mut Tx,
    email_lookup: &[u8],
    auth_hash: &str,
    code_hash: &[u8],
    now: Time,
) -> Result<Option<SignUpRow>> {
    db::optional!(
        tx,
        SignUpRow,
        "SELECT kdf_version, kdf_salt, kdf_rounds, auth_hash, wrapped_master, recovery_wrapped_master, locale
         FROM sign_ups
         WHERE email_lookup = $1 AND auth_hash = $2 AND expires_at > $4
         ORDER BY CASE WHEN code_hash = $3 THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT 1",
        email_lookup,
        auth_hash,
        code_hash,
        now
    )
}

pub(super) async fn delete_sign_ups(tx: &mut Tx, email_lookup: &[u8]) -> Result<u64> {
    db::execute!(tx, "DELETE FROM sign_ups WHERE email_lookup = $1", email_lookup)
}

pub(super) async fn sweep_sign_ups(tx: &mut Tx, now: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM sign_ups WHERE expires_at <= $1", now)
}

// devices -------------------------------------------------------------------------------------------

pub(super) async fn insert_device(
    tx: &mut Tx,
    token_hash: &[u8],
    account: AccountId,
    created_at: Time,
    expires_at: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO devices (token_hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        token_hash,
        account,
        created_at,
        expires_at
    )
}

/// Whether the account of this address, if it has one, knows the device.
pub(super) async fn knows_device(tx: &mut Tx, email_lookup: &[u8], token_hash: &[u8], now: Time) -> Result<bool> {
    let (devices,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM devices d JOIN accounts a ON a.id = d.account
         WHERE d.token_hash = $2 AND a.email_lookup = $1 AND d.expires_at > $3",
        email_lookup,
        token_hash,
        now
    )?;
    Ok(devices > 0)
}

/// Until when an account knows a device that nobody has used since.
pub(super) async fn device_known_until(tx: &mut Tx, account: AccountId, token_hash: &[u8]) -> Result<Option<Time>> {
    let found = db::optional!(
        tx,
        (Time,),
        "SELECT expires_at FROM devices WHERE account = $1 AND token_hash = $2",
        account,
        token_hash
    )?;
    Ok(found.map(|(until,)| until))
}

/// Has an account know a device for longer, if it still does.
pub(super) async fn extend_device(
    tx: &mut Tx,
    account: AccountId,
    token_hash: &[u8],
    now: Time,
    until: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE devices SET expires_at = $4 WHERE account = $1 AND token_hash = $2 AND expires_at > $3",
        account,
        token_hash,
        now,
        until
    )
}

pub(super) async fn delete_device(tx: &mut Tx, account: AccountId, token_hash: &[u8]) -> Result<u64> {
    db::execute!(tx, "DELETE FROM devices WHERE account = $1 AND token_hash = $2", account, token_hash)
}

/// Forgets all devices of the account but the `keep` that are known the longest: their last use was noted last.
pub(super) async fn forget_devices_beyond(tx: &mut Tx, account: AccountId, keep: i64) -> Result<u64> {
    db::execute!(
        tx,
        "DELETE FROM devices WHERE account = $1 AND token_hash NOT IN (
             SELECT token_hash FROM devices WHERE account = $1 ORDER BY expires_at DESC, created_at DESC, token_hash LIMIT $2)",
        account,
        keep
    )
}

pub(super) async fn forget_devices(tx: &mut Tx, account: AccountId) -> Result<u64> {
    db::execute!(tx, "DELETE FROM devices WHERE account = $1", account)
}

pub(super) async fn sweep_devices(tx: &mut Tx, now: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM devices WHERE expires_at <= $1", now)
}

// roles and invitations -----------------------------------------------------------------------------

pub(super) async fn roles(tx: &mut Tx, account: AccountId) -> Result<Vec<String>> {
    let rows = db::all!(tx, (String,), "SELECT role FROM account_roles WHERE account = $1", account)?;
    Ok(rows.into_iter().map(|(role,)| role).collect())
}

pub(super) async fn accounts_with_roles(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let rows = db::all!(tx, (AccountId,), "SELECT DISTINCT account FROM account_roles ORDER BY account")?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// Lets changes of roles pass one at a time: each reads what the one before it left. The first lock of whoever takes it.
pub(super) async fn lock_roles(tx: &mut Tx) -> Result<()> {
    db::one!(tx, (i64,), "UPDATE role_turnstile SET id = id RETURNING id")?;
    Ok(())
}

pub(super) async fn count_role(tx: &mut Tx, role: &str) -> Result<i64> {
    Ok(db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM account_roles r JOIN accounts a ON a.id = r.account
         WHERE r.role = $1 AND a.disabled_at IS NULL",
        role
    )?
    .0)
}

pub(super) async fn insert_role(
    tx: &mut Tx,
    account: AccountId,
    role: &str,
    granted_by: Option<AccountId>,
    granted_at: Time,
) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO account_roles (account, role, granted_by, granted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, role) DO NOTHING",
        account,
        role,
        granted_by,
        granted_at
    )?;
    Ok(inserted == 1)
}

pub(super) async fn delete_role(tx: &mut Tx, account: AccountId, role: &str) -> Result<u64> {
    db::execute!(tx, "DELETE FROM account_roles WHERE account = $1 AND role = $2", account, role)
}

pub(super) async fn insert_invitation(
    tx: &mut Tx,
    token_hash: &[u8],
    role: &str,
    reason_sealed: Option<&[u8]>,
    invited_by: Option<AccountId>,
    created_at: Time,
    expires_at: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO invitations (token_hash, role, reason_sealed, invited_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        token_hash,
        role,
        reason_sealed,
        invited_by,
        created_at,
        expires_at
    )
}

pub(super) async fn drop_first_invitations(tx: &mut Tx) -> Result<u64> {
    db::execute!(tx, "DELETE FROM invitations WHERE invited_by IS NULL AND used_at IS NULL")
}

#[derive(sqlx::FromRow)]
pub(super) struct Invitation {
    pub(super) role: String,
    pub(super) reason_sealed: Option<Vec<u8>>,
    pub(super) invited_by: Option<AccountId>,
}

/// Marks it used, if it still can be.
pub(super) async fn use_invitation(
    tx: &mut Tx,
    token_hash: &[u8],
    account: AccountId,
    now: Time,
) -> Result<Option<Invitation>> {
    db::optional!(
        tx,
        Invitation,
        "UPDATE invitations SET used_by = $2, used_at = $3
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $3
         RETURNING role, reason_sealed, invited_by",
        token_hash,
        account,
        now
    )
}

// sessions ------------------------------------------------------------------------------------------

#[derive(sqlx::FromRow)]
struct SessionRow {
    id_hash: Vec<u8>,
    account: Option<AccountId>,
    data: String,
    created_at: Time,
    expires_at: Time,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self { account: row.account, data: row.data, created_at: row.created_at, expires_at: row.expires_at }
    }
}

pub(super) async fn insert_session(tx: &mut Tx, id: SessionHash, session: &Session) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO sessions (id_hash, account, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        id.as_bytes(),
        session.account,
        &session.data,
        session.created_at,
        session.expires_at
    )
}

/// Ends all sessions of the account but the `keep` that began last.
pub(super) async fn delete_older_sessions(tx: &mut Tx, account: AccountId, keep: i64) -> Result<u64> {
    db::execute!(
        tx,
        "DELETE FROM sessions WHERE account = $1 AND id_hash NOT IN (
             SELECT id_hash FROM sessions WHERE account = $1 ORDER BY created_at DESC, id_hash LIMIT $2)",
        account,
        keep
    )
}

pub(super) async fn update_session(
    tx: &mut Tx,
    id: SessionHash,
    account: Option<AccountId>,
    data: &str,
) -> Result<u64> {
    db::execute!(tx, "UPDATE sessions SET account = $2, data = $3 WHERE id_hash = $1", id.as_bytes(), account, data)
}

pub(super) async fn session(tx: &mut Tx, id: SessionHash) -> Result<Option<Session>> {
    let row = db::optional!(
        tx,
        SessionRow,
        "SELECT id_hash, account, data, created_at, expires_at FROM sessions WHERE id_hash = $1",
        id.as_bytes()
    )?;
    Ok(row.map(Session::from))
}

pub(super) async fn sessions_of(tx: &mut Tx, account: AccountId, now: Time) -> Result<Vec<(Vec<u8>, Session)>> {
    let rows = db::all!(
        tx,
        SessionRow,
        "SELECT id_hash, account, data, created_at, expires_at FROM sessions
         WHERE account = $1 AND expires_at > $2 ORDER BY created_at DESC",
        account,
        now
    )?;
    Ok(rows.into_iter().map(|row| (row.id_hash.clone(), Session::from(row))).collect())
}

pub(super) async fn delete_session(tx: &mut Tx, id: SessionHash) -> Result<u64> {
    db::execute!(tx, "DELETE FROM sessions WHERE id_hash = $1", id.as_bytes())
}

pub(super) async fn delete_session_of(tx: &mut Tx, account: AccountId, id: SessionHash) -> Result<u64> {
    db::execute!(tx, "DELETE FROM sessions WHERE id_hash = $1 AND account = $2", id.as_bytes(), account)
}

pub(super) async fn delete_other_sessions(tx: &mut Tx, account: AccountId, keep: SessionHash) -> Result<u64> {
    db::execute!(tx, "DELETE FROM sessions WHERE account = $1 AND id_hash <> $2", account, keep.as_bytes())
}

pub(super) async fn shorten_sessions(tx: &mut Tx, account: AccountId, latest: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE sessions SET expires_at = $2 WHERE account = $1 AND expires_at > $2", account, latest)
}

pub(super) async fn sweep_sessions(tx: &mut Tx, now: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM sessions WHERE expires_at <= $1", now)
}

// API tokens ----------------------------------------------------------------------------------------

pub(super) async fn insert_api_token(
    tx: &mut Tx,
    id: ApiTokenId,
    account: AccountId,
    name_sealed: &[u8],
    token_hash: &[u8],
    created_at: Time,
    expires_at: Option<Time>,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO api_tokens (id, account, name_sealed, token_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        account,
        name_sealed,
        token_hash,
        created_at,
        expires_at
    )
}

/// A token as it lies there, with what it is called sealed.
#[derive(sqlx::FromRow)]
pub(super) struct ApiTokenRow {
    pub id: ApiTokenId,
    pub name_sealed: Vec<u8>,
    pub created_at: Time,
    pub expires_at: Option<Time>,
    pub last_used_at: Option<Time>,
}

pub(super) async fn api_tokens(tx: &mut Tx, account: AccountId, now: Time) -> Result<Vec<ApiTokenRow>> {
    db::all!(
        tx,
        ApiTokenRow,
        "SELECT id, name_sealed, created_at, expires_at, last_used_at FROM api_tokens
         WHERE account = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) ORDER BY id DESC",
        account,
        now
    )
}

pub(super) async fn revoke_api_token(tx: &mut Tx, account: AccountId, id: ApiTokenId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE api_tokens SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL",
        id,
        account,
        now
    )
}

pub(super) async fn api_token_owner(
    tx: &mut Tx,
    token_hash: &[u8],
    now: Time,
) -> Result<Option<(ApiTokenId, AccountId, Option<Time>)>> {
    db::optional!(
        tx,
        (ApiTokenId, AccountId, Option<Time>),
        "SELECT t.id, t.account, t.last_used_at FROM api_tokens t JOIN accounts a ON a.id = t.account
         WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
             AND a.disabled_at IS NULL",
        token_hash,
        now
    )
}

pub(super) async fn touch_api_token(tx: &mut Tx, id: ApiTokenId, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE api_tokens SET last_used_at = $2 WHERE id = $1", id, now)
}

// drive entries -------------------------------------------------------------------------------------

/// Rows changed: none when the id is somebody else's.
pub(super) async fn upsert_entry(
    tx: &mut Tx,
    id: EntryId,
    account: AccountId,
    sealed: &[u8],
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO account_entries (id, account, sealed, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at
         WHERE account_entries.account = excluded.account",
        id,
        account,
        sealed,
        now
    )
}

pub(super) async fn entry(tx: &mut Tx, account: AccountId, id: EntryId) -> Result<Option<Entry>> {
    db::optional!(
        tx,
        Entry,
        "SELECT id, sealed, updated_at FROM account_entries WHERE id = $1 AND account = $2",
        id,
        account
    )
}

pub(super) async fn entries(tx: &mut Tx, account: AccountId, after: EntryId, limit: i64) -> Result<Vec<Entry>> {
    db::all!(
        tx,
        Entry,
        "SELECT id, sealed, updated_at FROM account_entries WHERE account = $1 AND id > $2 ORDER BY id LIMIT $3",
        account,
        after,
        limit
    )
}

pub(super) async fn delete_entry(tx: &mut Tx, account: AccountId, id: EntryId) -> Result<u64> {
    db::execute!(tx, "DELETE FROM account_entries WHERE id = $1 AND account = $2", id, account)
}

// attempts ------------------------------------------------------------------------------------------

pub(super) async fn count_attempt(tx: &mut Tx, subject: &[u8], step: Time) -> Result<u64> {
    db::execute!(
        tx,
        "INSERT INTO attempts (subject, window_start, count) VALUES ($1, $2, 1)
         ON CONFLICT (subject, window_start) DO UPDATE SET count = attempts.count + 1",
        subject,
        step
    )
}

/// How many were counted after `since`, and in which step the oldest of them.
pub(super) async fn attempts_since(tx: &mut Tx, subject: &[u8], since: Time) -> Result<(i64, Option<Time>)> {
    db::one!(
        tx,
        (i64, Option<Time>),
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT), MIN(window_start) FROM attempts
         WHERE subject = $1 AND window_start > $2 AND count > 0",
        subject,
        since
    )
}

/// Takes one attempt back out of its step.
pub(super) async fn take_back_attempt(tx: &mut Tx, subject: &[u8], step: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE attempts SET count = count - 1 WHERE subject = $1 AND window_start = $2 AND count > 0",
        subject,
        step
    )
}

pub(super) async fn forget_attempts(tx: &mut Tx, subject: &[u8]) -> Result<u64> {
    db::execute!(tx, "DELETE FROM attempts WHERE subject = $1", subject)
}

pub(super) async fn forget_attempts_before(tx: &mut Tx, before: Time) -> Result<u64> {
    db::execute!(tx, "DELETE FROM attempts WHERE window_start < $1", before)
}

// first run -----------------------------------------------------------------------------------------

/// What the operator has published of itself. The table is the room of policies', which stands above this one; first run only asks.
pub(super) async fn published_items(tx: &mut Tx) -> Result<Vec<String>> {
    let rows = db::all!(tx, (String,), "SELECT DISTINCT item FROM publications")?;
    Ok(rows.into_iter().map(|(item,)| item).collect())
}

/// Whether an agreement was published. The table is the claims room's, which stands above this one; first run only asks.
pub(super) async fn an_agreement_is_published(tx: &mut Tx) -> Result<bool> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM agreements WHERE published_at IS NOT NULL")?.0 > 0)
}
