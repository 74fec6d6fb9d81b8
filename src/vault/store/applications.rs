//! Who asked to run a mirror, and which mirrors came of it.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, HostApplicationId, MirrorId, RefusalId};
use crate::policies::terms::Terms;
use crate::vault::applications::ApplicationState;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub struct New<'a> {
    pub id: HostApplicationId,
    pub account: AccountId,
    pub host_sealed: &'a [u8],
    pub contact_sealed: &'a [u8],
    pub jurisdiction: &'a str,
    pub capacity: i64,
    pub terms: &'a Terms,
    pub log_case: CaseId,
    pub now: Time,
}

/// Whether it was inserted: one of an account waits at a time.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO host_applications (id, account, state, host_sealed, contact_sealed, jurisdiction, capacity, terms_version,
                                        terms_locale, terms_text, terms_sha256, log_case, applied_at)
         VALUES ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
        new.id,
        new.account,
        new.host_sealed,
        new.contact_sealed,
        new.jurisdiction,
        new.capacity,
        new.terms.version,
        new.terms.language,
        new.terms.text.as_str(),
        new.terms.sha256.0.as_slice(),
        new.log_case,
        new.now
    )?;
    Ok(inserted == 1)
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    pub id: HostApplicationId,
    pub account: AccountId,
    pub state: ApplicationState,
    pub host_sealed: Vec<u8>,
    pub contact_sealed: Vec<u8>,
    pub jurisdiction: String,
    pub capacity: i64,
    pub terms_version: i64,
    pub terms_sha256: Vec<u8>,
    pub log_case: CaseId,
    pub applied_at: Time,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Time>,
    pub reason_sealed: Option<Vec<u8>>,
    pub erased_at: Option<Time>,
    pub mirror: Option<MirrorId>,
    pub token_until: Option<Time>,
}

/// What of an application is read, with the mirror that came of it and until when a token for one works.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT a.id, a.account, a.state, a.host_sealed, a.contact_sealed, a.jurisdiction, a.capacity, a.terms_version,
                    a.terms_sha256, a.log_case, a.applied_at, a.decided_by, a.decided_at, a.reason_sealed, a.erased_at,
                    (SELECT m.id FROM mirrors m WHERE m.application = a.id) AS mirror,
                    (SELECT MAX(i.expires_at) FROM mirror_invitations i WHERE i.application = a.id AND i.used_at IS NULL)
                        AS token_until
             FROM host_applications a ",
            $condition
        )
    };
}

/// Those of an account, the newest first.
pub async fn of_account(tx: &mut Tx, account: AccountId) -> Result<Vec<Row>> {
    db::all!(tx, Row, select!("WHERE a.account = $1 ORDER BY a.id DESC"), account)
}

/// Whether there is one of an account.
pub async fn is_any_of(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM host_applications WHERE account = $1)";
    Ok(db::one!(tx, (bool,), sql, account)?.0)
}

/// Those that wait, the oldest first.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Row>> {
    db::all!(tx, Row, select!("WHERE a.state = 'waiting' ORDER BY a.id LIMIT 200"))
}

/// Those that were approved and of which no mirror came yet, the oldest first.
pub async fn to_join(tx: &mut Tx) -> Result<Vec<Row>> {
    db::all!(
        tx,
        Row,
        select!(
            "WHERE a.state = 'approved' AND a.erased_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM mirrors m WHERE m.application = a.id)
             ORDER BY a.id LIMIT 200"
        )
    )
}

/// Those that were declined since, or approved where a mirror has come of them, the newest first.
pub async fn decided(tx: &mut Tx, since: Time) -> Result<Vec<Row>> {
    db::all!(
        tx,
        Row,
        select!(
            "WHERE a.decided_at > $1 AND a.erased_at IS NULL
               AND (a.state = 'declined' OR EXISTS (SELECT 1 FROM mirrors m WHERE m.application = a.id))
             ORDER BY a.decided_at DESC, a.id DESC LIMIT 200"
        ),
        since
    )
}

pub async fn find(tx: &mut Tx, id: HostApplicationId) -> Result<Option<Row>> {
    db::optional!(tx, Row, select!("WHERE a.id = $1"), id)
}

/// Locks one until the transaction ends. `false`: there is none.
pub async fn lock(tx: &mut Tx, id: HostApplicationId) -> Result<bool> {
    Ok(db::execute!(tx, "UPDATE host_applications SET state = state WHERE id = $1", id)? == 1)
}

pub async fn of_mirror(tx: &mut Tx, mirror: MirrorId) -> Result<Option<Row>> {
    db::optional!(tx, Row, select!("WHERE a.id = (SELECT application FROM mirrors WHERE id = $1)"), mirror)
}

pub async fn decide(
    tx: &mut Tx,
    id: HostApplicationId,
    state: ApplicationState,
    by: AccountId,
    now: Time,
    reason_sealed: Option<&[u8]>,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE host_applications SET state = $2, decided_by = $3, decided_at = $4, reason_sealed = $5
         WHERE id = $1 AND state = 'waiting'",
        id,
        state,
        by,
        now,
        reason_sealed
    )
}

/// Notes why the mirror was refused that came of one.
pub async fn refused(tx: &mut Tx, id: HostApplicationId, reason_sealed: &[u8]) -> Result<()> {
    db::execute!(tx, "UPDATE host_applications SET reason_sealed = $2 WHERE id = $1", id, reason_sealed)?;
    Ok(())
}

pub async fn withdraw(tx: &mut Tx, id: HostApplicationId) -> Result<u64> {
    db::execute!(tx, "UPDATE host_applications SET state = 'withdrawn' WHERE id = $1 AND state = 'waiting'", id)
}

/// Puts something else in the place of what was sealed.
pub async fn write_over(
    tx: &mut Tx,
    id: HostApplicationId,
    [host, contact, reason]: [&[u8]; 3],
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE host_applications
         SET host_sealed = $2, contact_sealed = $3, reason_sealed = CASE WHEN reason_sealed IS NULL THEN NULL ELSE $4 END,
             erased_at = $5
         WHERE id = $1",
        id,
        host,
        contact,
        reason,
        now
    )?;
    Ok(())
}

/// Those that were declined by then, or whose mirror was refused, and that say something of somebody still.
pub async fn declined(tx: &mut Tx, ended: Time) -> Result<Vec<HostApplicationId>> {
    let rows = db::all!(
        tx,
        (HostApplicationId,),
        "SELECT a.id FROM host_applications a
         WHERE a.erased_at IS NULL
           AND ((a.state = 'declined' AND a.decided_at <= $1)
                OR EXISTS (SELECT 1 FROM mirrors m
                           WHERE m.application = a.id AND m.state = 'removed' AND m.admitted_at IS NULL AND m.removed_at <= $1))
         ORDER BY a.id",
        ended
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The names that mirrors which were admitted go by, and are not this account's.
pub async fn names_of_others(tx: &mut Tx, account: AccountId) -> Result<Vec<String>> {
    let rows = db::all!(
        tx,
        (String,),
        "SELECT DISTINCT m.host FROM mirrors m LEFT JOIN host_applications a ON a.id = m.application
         WHERE m.admitted_at IS NOT NULL AND (a.account IS NULL OR a.account <> $1)",
        account
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Forgets the tokens of an application that brought no mirror.
pub async fn forget_tokens(tx: &mut Tx, id: HostApplicationId) -> Result<u64> {
    db::execute!(tx, "DELETE FROM mirror_invitations WHERE application = $1 AND used_at IS NULL", id)
}

/// The application whose host made an invitation.
pub async fn behind_invitation(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<HostApplicationId>> {
    let row = db::optional!(
        tx,
        (Option<HostApplicationId>,),
        "SELECT application FROM mirror_invitations WHERE token_hash = $1",
        hash.to_vec()
    )?;
    Ok(row.and_then(|(application,)| application))
}

/// The mirrors that came of an account's applications.
pub async fn mirrors_of(tx: &mut Tx, account: AccountId) -> Result<Vec<MirrorId>> {
    let rows = db::all!(
        tx,
        (MirrorId,),
        "SELECT m.id FROM mirrors m JOIN host_applications a ON a.id = m.application WHERE a.account = $1 ORDER BY m.id",
        account
    )?;
    Ok(rows.into_iter().map(|(mirror,)| mirror).collect())
}

/// How many of them take part.
pub async fn take_part(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM mirrors m JOIN host_applications a ON a.id = m.application
         WHERE a.account = $1 AND m.state IN ('admitted', 'draining', 'failed')",
        account
    )?;
    Ok(count)
}

/// Puts something else in the place of the name of mirrors that were never admitted: that of the others stands in the log.
pub async fn rename_never_admitted(tx: &mut Tx, account: AccountId, name: &str) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE mirrors SET host = $2, name = $2
         WHERE admitted_at IS NULL AND application IN (SELECT id FROM host_applications WHERE account = $1)",
        account,
        name
    )
}

/// Puts something else in the place of the name, and of where they were reached, of mirrors that were refused by then, whoever had them join.
pub async fn forget_refused(tx: &mut Tx, ended: Time, [name, url]: [&str; 2]) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE mirrors SET host = $2, name = $2, url = $3
         WHERE state = 'removed' AND admitted_at IS NULL AND removed_at <= $1 AND (host <> $2 OR url <> $3)",
        ended,
        name,
        url
    )
}

/// Puts something else in the place of where an account's mirrors were reached that were removed.
pub async fn forget_addresses(tx: &mut Tx, account: AccountId, instead: &str) -> Result<()> {
    const THEIRS: [&str; 2] = [
        "UPDATE mirrors SET url = $2
         WHERE url IS NOT NULL AND state = 'removed' AND application IN (SELECT id FROM host_applications WHERE account = $1)",
        "UPDATE mirror_changes SET url = $2
         WHERE mirror IN (SELECT m.id FROM mirrors m JOIN host_applications a ON a.id = m.application WHERE a.account = $1)",
    ];
    for sql in THEIRS {
        db::execute!(tx, sql, account, instead)?;
    }
    Ok(())
}

/// What an account refused on its mirrors.
pub async fn refusals_of(tx: &mut Tx, account: AccountId) -> Result<Vec<RefusalId>> {
    let rows = db::all!(
        tx,
        (RefusalId,),
        "SELECT f.id FROM replica_refusals f JOIN mirrors m ON m.id = f.mirror JOIN host_applications a ON a.id = m.application
         WHERE a.account = $1 ORDER BY f.id",
        account
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Puts something else in the place of why it was refused.
pub async fn write_over_refusal(tx: &mut Tx, id: RefusalId, reason_sealed: &[u8]) -> Result<()> {
    db::execute!(tx, "UPDATE replica_refusals SET reason_sealed = $2 WHERE id = $1", id, reason_sealed)?;
    Ok(())
}

/// The cases of the log of an account's mirrors.
pub async fn cases_of_mirrors(tx: &mut Tx, account: AccountId) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT m.log_case FROM mirrors m JOIN host_applications a ON a.id = m.application WHERE a.account = $1 ORDER BY m.id",
        account
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}
