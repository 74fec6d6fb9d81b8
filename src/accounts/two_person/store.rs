//! The SQL of two-person steps.

use uuid::Uuid;

use super::{Kind, Step};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, OrganisationId, TwoPersonStepId};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A step as it lies there, with why it was proposed sealed.
#[derive(sqlx::FromRow)]
pub(super) struct StepRow {
    pub id: TwoPersonStepId,
    pub kind: Kind,
    pub subject: Uuid,
    pub reason_sealed: Vec<u8>,
    pub proposed_by: AccountId,
    pub proposed_at: Time,
    pub confirmed_by: Option<AccountId>,
}

/// Whether it was inserted: a subject has one open step of a kind.
pub(super) async fn insert(tx: &mut Tx, step: &Step, sealed: &[u8]) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO two_person_steps (id, kind, subject, reason_sealed, proposed_by, proposed_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
        step.id,
        step.kind,
        step.subject,
        sealed,
        step.proposed_by,
        step.proposed_at
    )?;
    Ok(inserted == 1)
}

pub(super) async fn step(tx: &mut Tx, id: TwoPersonStepId) -> Result<Option<StepRow>> {
    db::optional!(
        tx,
        StepRow,
        "SELECT id, kind, subject, reason_sealed, proposed_by, proposed_at, confirmed_by FROM two_person_steps
         WHERE id = $1",
        id
    )
}

pub(super) async fn open(tx: &mut Tx) -> Result<Vec<StepRow>> {
    db::all!(
        tx,
        StepRow,
        "SELECT id, kind, subject, reason_sealed, proposed_by, proposed_at, confirmed_by FROM two_person_steps
         WHERE confirmed_at IS NULL AND cancelled_at IS NULL ORDER BY proposed_at, id"
    )
}

pub(super) async fn confirmed_since(tx: &mut Tx, kind: Kind, subject: Uuid, since: Time) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM two_person_steps
         WHERE kind = $1 AND subject = $2 AND confirmed_at IS NOT NULL AND proposed_at >= $3",
        kind,
        subject,
        since
    )?;
    Ok(count > 0)
}

pub(super) async fn confirm(tx: &mut Tx, id: TwoPersonStepId, by: AccountId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE two_person_steps SET confirmed_by = $2, confirmed_at = $3
         WHERE id = $1 AND confirmed_at IS NULL AND cancelled_at IS NULL AND proposed_by <> $2 AND subject <> $2",
        id,
        by,
        now
    )
}

pub(super) async fn cancel(tx: &mut Tx, id: TwoPersonStepId, by: AccountId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE two_person_steps SET cancelled_by = $2, cancelled_at = $3
         WHERE id = $1 AND confirmed_at IS NULL AND cancelled_at IS NULL",
        id,
        by,
        now
    )
}

/// By nobody: all that are open about somebody or their files.
pub(super) async fn cancel_about(tx: &mut Tx, account: AccountId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE two_person_steps SET cancelled_at = $2
         WHERE (subject = $1 OR subject IN (SELECT id FROM objects WHERE owner = $1))
           AND confirmed_at IS NULL AND cancelled_at IS NULL",
        account,
        now
    )
}

pub(super) async fn cancel_about_organisation(tx: &mut Tx, organisation: OrganisationId, now: Time) -> Result<u64> {
    db::execute!(
        tx,
        "UPDATE two_person_steps SET cancelled_at = $2
         WHERE subject = $1 AND confirmed_at IS NULL AND cancelled_at IS NULL",
        organisation,
        now
    )
}

pub(super) async fn people_who_could_confirm(tx: &mut Tx, step: &Step) -> Result<i64> {
    let other = if step.kind.seniors_too() { "senior" } else { "administrator" };
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(DISTINCT r.account) FROM account_roles r JOIN accounts a ON a.id = r.account
         WHERE r.role IN ('administrator', $1) AND r.account <> $2 AND r.account <> $3 AND a.disabled_at IS NULL",
        other,
        step.proposed_by,
        step.subject
    )?;
    Ok(count)
}
