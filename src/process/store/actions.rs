//! The SQL of actions: what staff found of what was told, and what claimants say of their end.

use crate::claims::decided::Decided;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CounterNoticeId, DisputeId, DisputeReportId};
use crate::process::counter_notices::CounterNotice;
use crate::process::disputes::Outcome;
use crate::process::disputes::checks::Found;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(in crate::process) async fn insert_check(
    tx: &mut Tx,
    dispute: DisputeId,
    found: Found,
    sealed: Option<&[u8]>,
    by: AccountId,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO dispute_checks (dispute, found, because_sealed, checked_by, checked_at) VALUES ($1, $2, $3, $4, $5)",
        dispute,
        found,
        sealed,
        by,
        now
    )?;
    db::execute!(tx, "UPDATE disputes SET checked_at = $2 WHERE id = $1", dispute, now)?;
    Ok(())
}

/// What a reviewer found that it lacks, sealed.
pub(in crate::process) async fn found_because(tx: &mut Tx, dispute: DisputeId) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT because_sealed FROM dispute_checks WHERE dispute = $1";
    Ok(db::optional!(tx, (Option<Vec<u8>>,), sql, dispute)?.and_then(|(sealed,)| sealed))
}

/// What a claimant says of an end.
pub(in crate::process) struct NewReport<'a> {
    pub id: DisputeReportId,
    pub dispute: DisputeId,
    pub outcome: Outcome,
    pub ended_on: &'a str,
    pub words_sealed: &'a [u8],
    pub by: Option<AccountId>,
    pub told_as: &'a str,
}

pub(in crate::process) async fn insert_report(tx: &mut Tx, report: &NewReport<'_>, now: Time) -> Result<()> {
    db::execute!(
        tx,
        "INSERT INTO dispute_reports (id, dispute, outcome, ended_on, words_sealed, told_by, told_as, told_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        report.id,
        report.dispute,
        report.outcome,
        report.ended_on,
        report.words_sealed,
        report.by,
        report.told_as,
        now
    )?;
    Ok(())
}

/// What a claimant says of an end, its words sealed still.
#[derive(sqlx::FromRow)]
pub(in crate::process) struct ReportRow {
    pub id: DisputeReportId,
    pub outcome: Outcome,
    pub ended_on: String,
    pub words_sealed: Vec<u8>,
    pub told_at: Time,
}

/// Whether staff have yet to look at how an action ended that was about what a claim restricted of a file.
pub(in crate::process) async fn report_waits(tx: &mut Tx, decided: &Decided) -> Result<bool> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM dispute_reports r JOIN disputes x ON x.id = r.dispute JOIN decisions d ON d.id = x.decision
             JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND r.checked_at IS NULL",
        decided.claim,
        decided.object
    )?;
    Ok(count > 0)
}

/// How what was fought out last about what a claim restricts of a file ended, since it was decided so. It can have given nothing back, while
/// an action was open.
pub(in crate::process) async fn last_judgment(tx: &mut Tx, decided: &Decided) -> Result<Option<Outcome>> {
    let row = db::optional!(
        tx,
        (Outcome,),
        "SELECT x.outcome FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND x.ended_at >= $3 AND x.outcome IN ('for-uploader', 'for-claimant')
         ORDER BY x.ended_at DESC, x.id DESC LIMIT 1",
        decided.claim,
        decided.object,
        decided.decided_at
    )?;
    Ok(row.map(|(outcome,)| outcome))
}

/// What a claimant says of an end, while staff have not looked at it.
pub(in crate::process) async fn report(tx: &mut Tx, dispute: DisputeId) -> Result<Option<ReportRow>> {
    db::optional!(
        tx,
        ReportRow,
        "SELECT id, outcome, ended_on, words_sealed, told_at FROM dispute_reports WHERE dispute = $1 AND checked_at IS NULL",
        dispute
    )
}

pub(in crate::process) async fn look_at_report(
    tx: &mut Tx,
    dispute: DisputeId,
    came_to: &str,
    by: AccountId,
    now: Time,
) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE dispute_reports SET came_to = $2, checked_by = $3, checked_at = $4 WHERE dispute = $1 AND checked_at IS NULL",
        dispute,
        came_to,
        by,
        now
    )?;
    Ok(())
}

/// How it ended was another than its claimant had said. `sealed`: what showed that.
pub(in crate::process) async fn correct(
    tx: &mut Tx,
    dispute: DisputeId,
    outcome: Outcome,
    sealed: &[u8],
    by: AccountId,
) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE disputes SET outcome = $2, end_note_sealed = $3, ended_by = $4 WHERE id = $1 AND ended_at IS NOT NULL",
        dispute,
        outcome,
        sealed,
        by
    )?;
    Ok(())
}

/// The counter-notices that wait about what a claim restricts of a file now, whichever of its links they are about, what returns first
/// at the front.
pub(in crate::process) async fn counter_notices_about(tx: &mut Tx, decided: &Decided) -> Result<Vec<CounterNotice>> {
    let ids = db::all!(
        tx,
        (CounterNoticeId,),
        "SELECT n.id FROM counter_notices n JOIN decisions d ON d.id = n.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND t.object = $2 AND d.superseded_at IS NULL AND n.ended_at IS NULL ORDER BY n.returns_at, n.id",
        decided.claim,
        decided.object
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for (id,) in ids {
        found.extend(super::counter_notice(tx, id).await?);
    }
    Ok(found)
}
