//! Of what the service is known by: changes, keys that sign, and the witness policy.

use super::Result;
use crate::audit::SigningKeyRow;
use crate::audit::note::VerifierKey;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{CaseId, LogEntryId};
use crate::keys::Purpose;

/// The case of all changes; `new` if there was none.
pub(in crate::audit) async fn trust_case(tx: &mut Tx, new: CaseId) -> Result<CaseId> {
    db::execute!(tx, "INSERT INTO trust (id, log_case) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", new)?;
    let (case,) = db::one!(tx, (CaseId,), "SELECT log_case FROM trust WHERE id = 1")?;
    Ok(case)
}

pub(in crate::audit) async fn insert_change(tx: &mut Tx, entry: LogEntryId) -> Result<()> {
    db::execute!(tx, "INSERT INTO trust_changes (entry, n) SELECT id, n FROM log_entries WHERE id = $1", entry)?;
    Ok(())
}

/// The change that waits to be proven, and its bytes as logged.
pub(in crate::audit) async fn open_change(tx: &mut Tx) -> Result<Option<(LogEntryId, Vec<u8>)>> {
    db::optional!(
        tx,
        (LogEntryId, Vec<u8>),
        "SELECT e.id, e.bytes FROM trust_changes c JOIN log_entries e ON e.id = c.entry
         WHERE c.proven_at IS NULL ORDER BY c.n LIMIT 1"
    )
}

pub(in crate::audit) async fn prove_change(
    tx: &mut Tx,
    entry: LogEntryId,
    size: i64,
    note: &str,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE trust_changes SET size = $2, note = $3, proven_at = $4 WHERE entry = $1 AND proven_at IS NULL",
        entry,
        size,
        note,
        now
    )?;
    Ok(())
}

/// A change that was proven.
#[derive(sqlx::FromRow)]
pub(in crate::audit) struct ProvenRow {
    pub(in crate::audit) bytes: Vec<u8>,
    pub(in crate::audit) log_index: i64,
    pub(in crate::audit) size: i64,
    pub(in crate::audit) note: String,
}

/// The change after the first `known`, if it was proven.
pub(in crate::audit) async fn change_after(tx: &mut Tx, known: i64) -> Result<Option<ProvenRow>> {
    db::optional!(
        tx,
        ProvenRow,
        "SELECT e.bytes, i.log_index, c.size, c.note FROM trust_changes c
         JOIN log_entries e ON e.id = c.entry JOIN log_indexes i ON i.entry = c.entry
         WHERE c.n > $1 AND c.proven_at IS NOT NULL ORDER BY c.n LIMIT 1",
        known
    )
}

pub(in crate::audit) async fn proven_changes(tx: &mut Tx) -> Result<i64> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM trust_changes WHERE proven_at IS NOT NULL")?.0)
}

/// How many cosignatures that count the policy in force asks for.
pub(in crate::audit) async fn quorum(tx: &mut Tx) -> Result<i64> {
    let row = db::optional!(
        tx,
        (i64,),
        "SELECT p.quorum FROM witness_policies p JOIN log_indexes i ON i.entry = p.entry
         WHERE p.in_force_at IS NOT NULL ORDER BY i.log_index DESC LIMIT 1"
    )?;
    Ok(row.map_or(0, |(quorum,)| quorum))
}

/// The verifier keys of the witnesses that count.
pub(in crate::audit) async fn policy_witnesses(tx: &mut Tx) -> Result<Vec<String>> {
    let rows = db::all!(tx, (String,), "SELECT vkey FROM policy_witnesses ORDER BY witness")?;
    Ok(rows.into_iter().map(|(vkey,)| vkey).collect())
}

/// Puts a policy into force, with the witnesses that count by it.
pub(in crate::audit) async fn put_policy(
    tx: &mut Tx,
    entry: LogEntryId,
    witnesses: &[VerifierKey],
    now: Time,
) -> Result<()> {
    db::execute!(tx, "UPDATE witness_policies SET in_force_at = $2 WHERE entry = $1", entry, now)?;
    db::execute!(tx, "DELETE FROM policy_witnesses")?;
    for key in witnesses {
        let vkey = key.to_string();
        db::execute!(
            tx,
            "INSERT INTO policy_witnesses (witness, vkey) VALUES ($1, $2) ON CONFLICT (witness) DO NOTHING",
            key.name(),
            vkey.as_str()
        )?;
    }
    Ok(())
}

/// The keys of a purpose, the first made first.
pub(in crate::audit) async fn signing_keys(tx: &mut Tx, purpose: Purpose) -> Result<Vec<SigningKeyRow>> {
    db::all!(
        tx,
        SigningKeyRow,
        "SELECT k.public_key, k.purpose, k.number, k.made_at, k.rotated_entry, k.signs_from, k.retired_entry, k.retired_at,
                b.log_index AS began, i.log_index AS ended
         FROM signing_keys k LEFT JOIN log_indexes b ON b.entry = k.rotated_entry
         LEFT JOIN log_indexes i ON i.entry = k.retired_entry
         WHERE k.purpose = $1 ORDER BY k.number",
        purpose
    )
}

/// A key that was announced signs from then on.
pub(in crate::audit) async fn key_signs(tx: &mut Tx, key: &[u8; 32], from: Time) -> Result<()> {
    db::execute!(tx, "UPDATE signing_keys SET signs_from = $2 WHERE public_key = $1", key.as_slice(), from)?;
    Ok(())
}

pub(in crate::audit) async fn key_retired(tx: &mut Tx, key: &[u8; 32], now: Time) -> Result<()> {
    db::execute!(tx, "UPDATE signing_keys SET retired_at = $2 WHERE public_key = $1", key.as_slice(), now)?;
    Ok(())
}
