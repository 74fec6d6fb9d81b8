//! The SQL of measures.

use crate::accounts::standing::{Kind, Scope};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, AccountReviewId, AppealId, CaseId, CorrespondentId, MeasureId, ObjectId, OrganisationId};
use crate::notices::Because;
use crate::process::measures::Touched;
use crate::process::misuse::Party;
use crate::process::store::complaints::has_decided_about;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A measure as it lies there, with what was said of it sealed.
#[derive(sqlx::FromRow)]
pub(in crate::process) struct MeasureRow {
    pub id: MeasureId,
    pub kind: Kind,
    pub scope: Scope,
    pub account: Option<AccountId>,
    pub organisation: Option<OrganisationId>,
    pub correspondent: Option<CorrespondentId>,
    pub review: Option<AccountReviewId>,
    pub reasons_sealed: Vec<u8>,
    pub unfounded: Option<i64>,
    pub sent: Option<i64>,
    pub gravity_sealed: Option<Vec<u8>>,
    pub intention_sealed: Option<Vec<u8>>,
    pub until: Option<Time>,
    pub log_case: CaseId,
    pub taken_by: AccountId,
    pub taken_at: Time,
    pub lifted_at: Option<Time>,
    pub lifted_because: Option<Because>,
}

pub(in crate::process) async fn insert_measure(tx: &mut Tx, measure: &MeasureRow) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO measures (id, kind, scope, account, organisation, correspondent, review, reasons_sealed, unfounded, sent,
             gravity_sealed, intention_sealed, until, log_case, taken_by, taken_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        measure.id,
        measure.kind,
        measure.scope,
        measure.account,
        measure.organisation,
        measure.correspondent,
        measure.review,
        measure.reasons_sealed.as_slice(),
        measure.unfounded,
        measure.sent,
        measure.gravity_sealed.as_deref(),
        measure.intention_sealed.as_deref(),
        measure.until,
        measure.log_case,
        measure.taken_by,
        measure.taken_at
    )?;
    Ok(())
}

macro_rules! measures {
    ($condition:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.scope, m.account, m.organisation, m.correspondent, m.review, m.reasons_sealed, m.unfounded, m.sent,
                    m.gravity_sealed, m.intention_sealed, m.until, m.log_case, m.taken_by, m.taken_at, m.lifted_at, m.lifted_because
             FROM measures m ",
            $condition
        )
    };
}

pub(in crate::process) async fn measure(tx: &mut Tx, id: MeasureId) -> Result<Option<MeasureRow>> {
    db::optional!(tx, MeasureRow, measures!("WHERE m.id = $1"), id)
}

/// The measures against somebody, the newest first.
pub(in crate::process) async fn measures_against(tx: &mut Tx, party: Party) -> Result<Vec<MeasureRow>> {
    match party {
        Party::Account(account) => {
            db::all!(tx, MeasureRow, measures!("WHERE m.account = $1 ORDER BY m.taken_at DESC, m.id DESC"), account)
        }
        Party::Organisation(organisation) => {
            db::all!(
                tx,
                MeasureRow,
                measures!("WHERE m.organisation = $1 ORDER BY m.taken_at DESC, m.id DESC"),
                organisation
            )
        }
        Party::Correspondent(id) => {
            db::all!(tx, MeasureRow, measures!("WHERE m.correspondent = $1 ORDER BY m.taken_at DESC, m.id DESC"), id)
        }
    }
}

/// 1 if it had not been lifted.
pub(in crate::process) async fn lift_measure(
    tx: &mut Tx,
    id: MeasureId,
    because: Because,
    by: Option<AccountId>,
    now: Time,
) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE measures SET lifted_at = $2, lifted_because = $3, lifted_by = $4 WHERE id = $1 AND lifted_at IS NULL",
        id,
        now,
        because,
        by
    )
}

/// What a terminated account has left that can be read and was not given back after `since`.
pub(in crate::process) async fn left_of(
    tx: &mut Tx,
    account: AccountId,
    since: Time,
    rows: i64,
) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT o.id FROM objects o
         WHERE o.owner = $1 AND o.state = 'available'
           AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at > $2)
         ORDER BY o.id LIMIT $3",
        account,
        since,
        rows
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Whether anything of an account can still be read, or come back.
pub(in crate::process) async fn has_files(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects WHERE owner = $1 AND state IN ('available', 'locked')",
        account
    )?;
    Ok(count > 0)
}

/// What an account has that a measure touches: its files by where they are, and the links that work.
pub(in crate::process) async fn touched(tx: &mut Tx, account: AccountId, now: Time) -> Result<Touched> {
    db::one!(
        tx,
        Touched,
        "SELECT (SELECT COUNT(*) FROM objects WHERE owner = $1 AND state = 'available') AS files,
                (SELECT COUNT(*) FROM objects WHERE owner = $1 AND state = 'locked') AS locked,
                (SELECT COUNT(*) FROM links l JOIN objects o ON o.id = l.object
                 WHERE o.owner = $1 AND o.state = 'available' AND l.revoked_at IS NULL
                   AND (l.expires_at IS NULL OR l.expires_at > $2)
                   AND (l.max_downloads IS NULL OR l.downloads < l.max_downloads)
                   AND NOT EXISTS (SELECT 1 FROM link_disablements d WHERE d.link = l.id AND d.lifted_at IS NULL)) AS links",
        account,
        now
    )
}

/// Whether somebody decided about a measure before: took it, or decided an appeal against it.
pub(in crate::process) async fn decided_about(tx: &mut Tx, measure: MeasureId, account: AccountId) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        concat!("SELECT COUNT(*) FROM measures m WHERE m.id = $1 AND ", has_decided_about!("m.id", "$2")),
        measure,
        account
    )?;
    Ok(count > 0)
}

/// Who sends notices without an account, where an appeal is against a measure against them.
pub(in crate::process) async fn correspondent_of_appeal(
    tx: &mut Tx,
    appeal: AppealId,
) -> Result<Option<CorrespondentId>> {
    let found = db::optional!(
        tx,
        (Option<CorrespondentId>,),
        "SELECT m.correspondent FROM appeals a JOIN measures m ON m.id = a.measure WHERE a.id = $1",
        appeal
    )?;
    Ok(found.and_then(|(id,)| id))
}

/// What a warning said of a kind stands, the newest first: when it was taken.
pub(in crate::process) async fn warned_at(
    tx: &mut Tx,
    party: Party,
    scope: Scope,
    since: Time,
) -> Result<Option<Time>> {
    let all = measures_against(tx, party).await?;
    let warning = all.into_iter().find(|measure| {
        measure.scope == scope
            && measure.kind == Kind::Warning
            && measure.lifted_at.is_none()
            && measure.taken_at >= since
    });
    Ok(warning.map(|warning| warning.taken_at))
}
