//! The SQL of windows: what is open about a decision, a target or an object, and when the last of it ended.

use crate::claims::decided::Decided;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{ObjectId, TargetId};
use crate::takedown::Open;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// An open hold of an object.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(in crate::process) struct OpenHold {
    pub opened_at: Time,
    /// A decision opened it.
    pub is_decided: bool,
    /// When the uploader was told of that decision.
    pub told_at: Option<Time>,
}

/// The open holds of an object.
pub(in crate::process) async fn open_holds(tx: &mut Tx, object: ObjectId) -> Result<Vec<OpenHold>> {
    db::all!(
        tx,
        OpenHold,
        "SELECT h.opened_at, h.decision IS NOT NULL AS is_decided,
                (SELECT MAX(n.created_at) FROM notices n WHERE n.decision = h.decision AND n.kind = 'restriction') AS told_at
         FROM holds h WHERE h.object = $1 AND h.lifted_at IS NULL ORDER BY h.opened_at",
        object
    )
}

/// What of a target says how long it is kept.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(in crate::process) struct TargetFacts {
    pub object: ObjectId,
    pub withdrawn_at: Option<Time>,
    /// How many open holds its decisions have on the object.
    pub holds: i64,
}

pub(in crate::process) async fn target_facts(tx: &mut Tx, target: TargetId) -> Result<Option<TargetFacts>> {
    db::optional!(
        tx,
        TargetFacts,
        "SELECT t.object, t.withdrawn_at,
                (SELECT COUNT(*) FROM holds h JOIN decisions d ON d.id = h.decision
                 WHERE d.target = t.id AND h.lifted_at IS NULL) AS holds
         FROM targets t WHERE t.id = $1",
        target
    )
}

/// Every line of a claim that ever named an object.
pub(in crate::process) async fn targets_of_object(tx: &mut Tx, object: ObjectId) -> Result<Vec<TargetId>> {
    let rows = db::all!(tx, (TargetId,), "SELECT id FROM targets WHERE object = $1 ORDER BY id", object)?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}

/// When the last appeal, counter-notice or dispute about a target ended.
pub(in crate::process) async fn last_ended_of(tx: &mut Tx, target: TargetId) -> Result<Option<Time>> {
    let (ended,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(ended_at) FROM (
             SELECT a.ended_at FROM appeals a JOIN decisions d ON d.id = a.decision WHERE d.target = $1
             UNION ALL
             SELECT n.ended_at FROM counter_notices n JOIN decisions d ON d.id = n.decision WHERE d.target = $1
             UNION ALL
             SELECT x.ended_at FROM disputes x JOIN decisions d ON d.id = x.decision WHERE d.target = $1) AS ended",
        target
    )?;
    Ok(ended)
}

/// How much is open about one target; preservation is the object's.
pub(in crate::process) async fn open_of_target(tx: &mut Tx, target: TargetId, now: Time) -> Result<Open> {
    db::one!(
        tx,
        Open,
        "SELECT
             (SELECT COUNT(*) FROM appeals a JOIN decisions d ON d.id = a.decision
              WHERE d.target = $1 AND a.outcome IS NULL) AS appeals,
             (SELECT COUNT(*) FROM counter_notices n JOIN decisions d ON d.id = n.decision
              WHERE d.target = $1 AND n.ended_at IS NULL) AS counter_notices,
             (SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision
              WHERE d.target = $1 AND x.ended_at IS NULL) AS disputes,
             (SELECT COUNT(*) FROM targets t WHERE t.id = $1 AND t.state = 'pending') AS claims,
             (SELECT COUNT(*) FROM preservation_holds p JOIN targets t ON t.object = p.object
              WHERE t.id = $1 AND p.released_at IS NULL AND (p.until IS NULL OR p.until > $2)) AS preserved",
        target,
        now
    )
}

/// That the object `o` is purged, or is to be: then nothing gives it back.
macro_rules! purged {
    () => {
        "(o.state = 'purged' OR EXISTS (SELECT 1 FROM purges p WHERE p.object = o.id))"
    };
}
pub(in crate::process) use purged;

/// Whether that is so.
pub(in crate::process) async fn is_purged(tx: &mut Tx, object: ObjectId) -> Result<bool> {
    let sql = concat!("SELECT COUNT(*) FROM objects o WHERE o.id = $1 AND ", purged!());
    Ok(db::one!(tx, (i64,), sql, object)?.0 > 0)
}

/// How much is open about one decision: what its uploader answers, and disputes about any link of the file in its claim.
pub(in crate::process) async fn open_of_decision(tx: &mut Tx, decided: &Decided) -> Result<Open> {
    db::one!(
        tx,
        Open,
        "SELECT
             (SELECT COUNT(*) FROM appeals WHERE decision = $1 AND side = 'uploader' AND outcome IS NULL) AS appeals,
             (SELECT COUNT(*) FROM counter_notices WHERE decision = $1 AND ended_at IS NULL) AS counter_notices,
             (SELECT COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
              WHERE t.claim = $2 AND t.object = $3 AND x.ended_at IS NULL) AS disputes,
             CAST(0 AS BIGINT) AS claims, CAST(0 AS BIGINT) AS preserved",
        decided.id,
        decided.claim,
        decided.object
    )
}

/// The complaints about what restricts an object that have not ended: by when each is to be answered, or none where a senior looks at the
/// decision again.
pub(in crate::process) async fn complaints_open(tx: &mut Tx, object: ObjectId) -> Result<Vec<Option<Time>>> {
    let rows = db::all!(
        tx,
        (Option<Time>,),
        "SELECT CASE WHEN k.outcome IS NULL THEN k.due_at END AS until
         FROM complaints k JOIN decisions d ON d.id = k.decision JOIN targets t ON t.id = d.target
         WHERE t.object = $1 AND k.ended_at IS NULL ORDER BY k.due_at, k.id",
        object
    )?;
    Ok(rows.into_iter().map(|(until,)| until).collect())
}

/// The same of what is said of a link that the decisions of a target disable now.
pub(in crate::process) async fn complaints_open_of(tx: &mut Tx, target: TargetId) -> Result<Vec<Option<Time>>> {
    let rows = db::all!(
        tx,
        (Option<Time>,),
        "SELECT CASE WHEN k.outcome IS NULL THEN k.due_at END AS until
         FROM complaints k JOIN decisions d ON d.id = k.decision JOIN link_disablements x ON x.decision = d.id
         WHERE d.target = $1 AND k.ended_at IS NULL AND x.lifted_at IS NULL ORDER BY k.due_at, k.id",
        target
    )?;
    Ok(rows.into_iter().map(|(until,)| until).collect())
}

/// When the last appeal or dispute about an object ended that was decided against its uploader, or not at all.
pub(in crate::process) async fn last_ended(tx: &mut Tx, object: ObjectId) -> Result<Option<Time>> {
    let (ended,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(ended_at) FROM (
             SELECT a.ended_at FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
             WHERE t.object = $1
             UNION ALL
             SELECT x.ended_at FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
             WHERE t.object = $1) AS ended",
        object
    )?;
    Ok(ended)
}
