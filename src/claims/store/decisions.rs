//! Decisions, and what they say of earlier ones.

use crate::claims::decided::{Decided, Sender};
use crate::claims::decisions::{Action, Finding};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId, DecisionId, LinkId, NoticeId, ObjectId, OrganisationId, TargetId};
use crate::vault::what_blocks;

pub(in crate::claims) struct NewDecisionRow<'a> {
    pub id: DecisionId,
    pub target: TargetId,
    pub finding: Finding,
    pub ground: &'a str,
    pub action: Action,
    pub reasons: &'a str,
    pub direct: bool,
    pub decided_by: AccountId,
    pub decided_at: Time,
}

pub(in crate::claims) async fn insert_decision(tx: &mut Tx, row: &NewDecisionRow<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO decisions (id, target, finding, ground, action, reasons, direct, decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.target,
        row.finding,
        row.ground,
        row.action,
        row.reasons,
        row.direct,
        row.decided_by,
        row.decided_at
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct DecisionRow {
    pub id: DecisionId,
    pub finding: Finding,
    pub ground: String,
    pub action: Action,
    pub reasons: String,
    pub direct: bool,
    pub decided_at: Time,
    pub restricts: bool,
}

pub(in crate::claims) async fn decision(tx: &mut Tx, target: TargetId) -> Result<Option<DecisionRow>, sqlx::Error> {
    db::optional!(
        tx,
        DecisionRow,
        "SELECT id, finding, ground, action, reasons, direct, decided_at,
                (EXISTS (SELECT 1 FROM holds h WHERE h.decision = decisions.id AND h.lifted_at IS NULL)
                 OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = decisions.id AND x.lifted_at IS NULL)) AS restricts
         FROM decisions WHERE target = $1 AND superseded_at IS NULL",
        target
    )
}

macro_rules! decisions_of_claim {
    ($condition:literal) => {
        concat!(
            "SELECT d.target, d.id, d.finding, d.ground, d.action, d.reasons, d.direct, d.decided_at,
                    (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                     OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS restricts
             FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1 AND ",
            $condition
        )
    };
}

/// The decisions of a claim, with their targets.
pub(in crate::claims) async fn decisions_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<DecisionOfTarget>, sqlx::Error> {
    db::all!(tx, DecisionOfTarget, decisions_of_claim!("d.superseded_at IS NULL"), claim)
}

/// Those that others took the place of, the oldest first.
pub(in crate::claims) async fn superseded_of_claim(
    tx: &mut Tx,
    claim: ClaimId,
) -> Result<Vec<DecisionOfTarget>, sqlx::Error> {
    let sql = decisions_of_claim!("d.superseded_at IS NOT NULL ORDER BY d.decided_at, d.id");
    db::all!(tx, DecisionOfTarget, sql, claim)
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct DecisionOfTarget {
    pub target: TargetId,
    #[sqlx(flatten)]
    pub decision: DecisionRow,
}

/// As what whoever sent the claim `c` reads on.
macro_rules! sender {
    () => {
        "CASE WHEN c.account IS NULL THEN 'stranger'
              WHEN EXISTS (SELECT 1 FROM account_closures x WHERE x.account = c.account) THEN 'closed'
              ELSE 'account' END AS sender"
    };
}

pub(in crate::claims) async fn sender(tx: &mut Tx, claim: ClaimId) -> Result<Sender, sqlx::Error> {
    let sql = concat!("SELECT ", sender!(), " FROM claims c WHERE c.id = $1");
    Ok(db::one!(tx, (Sender,), sql, claim)?.0)
}

/// A decision with what it is about.
pub(in crate::claims) async fn decided(tx: &mut Tx, id: DecisionId) -> Result<Option<Decided>, sqlx::Error> {
    db::optional!(
        tx,
        Decided,
        concat!(
            "SELECT d.id, d.target, t.position, t.state AS target_state, t.claim, c.organisation, ",
            sender!(),
            ", c.log_case, c.basis, t.object, o.log_case AS object_case, o.owner, t.link, d.finding, d.action, d.ground, d.reasons,
                    d.direct, d.decided_by, d.decided_at, d.superseded_at, c.decided_at AS claim_decided_at,
                    (SELECT MAX(n.created_at) FROM notices n WHERE n.decision = d.id AND n.kind = 'restriction') AS told_at,
                    EXISTS (SELECT 1 FROM authority_orders a
                            WHERE a.claim = c.id AND a.gag <> 'none' AND a.gag_ended_at IS NULL) AS gagged,
                    (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                     OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL)) AS restricts
             FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim JOIN objects o ON o.id = t.object
             WHERE d.id = $1"
        ),
        id
    )
}

/// 1 if nothing had taken its place.
pub(in crate::claims) async fn supersede(tx: &mut Tx, id: DecisionId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(tx, "UPDATE decisions SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL", id, now)
}

/// How many targets an organisation decided itself since `since`.
pub(in crate::claims) async fn direct_targets_since(
    tx: &mut Tx,
    organisation: OrganisationId,
    since: Time,
) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM decisions d JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
         WHERE d.direct = TRUE AND c.organisation = $1 AND d.decided_at > $2",
        organisation,
        since
    )?;
    Ok(count)
}

/// Whether any target of a claim is decided.
pub(in crate::claims) async fn any_decision(tx: &mut Tx, claim: ClaimId) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (DecisionId,),
        "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1 LIMIT 1",
        claim
    )?;
    Ok(found.is_some())
}

/// That a lifted hold of an organisation, or of another of its domain, gives a file back or gave it back: who applies anew is the same holder.
macro_rules! given_back {
    ($object:literal, $organisation:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM holds h JOIN decisions d ON d.id = h.decision JOIN targets e ON e.id = d.target
                         JOIN claims b ON b.id = e.claim JOIN organisations p ON p.id = b.organisation
                     WHERE h.object = ",
            $object,
            " AND h.lifted_at IS NOT NULL AND p.domain = (SELECT o.domain FROM organisations o WHERE o.id = ",
            $organisation,
            "))"
        )
    };
}
pub(super) use given_back;

/// The pending targets of a claim, by position, of which that is so.
pub(in crate::claims) async fn restored_before(
    tx: &mut Tx,
    claim: ClaimId,
    organisation: OrganisationId,
) -> Result<Vec<i64>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (i64,),
        concat!(
            "SELECT t.position FROM targets t WHERE t.claim = $1 AND t.state = 'pending' AND ",
            given_back!("t.object", "$2"),
            " ORDER BY t.position"
        ),
        claim,
        organisation
    )?;
    Ok(rows.into_iter().map(|(position,)| position).collect())
}

/// Whether it is so of a file.
pub(in crate::claims) async fn was_restored(
    tx: &mut Tx,
    object: ObjectId,
    organisation: OrganisationId,
) -> Result<bool, sqlx::Error> {
    Ok(db::one!(tx, (bool,), concat!("SELECT ", given_back!("$1", "$2")), object, organisation)?.0)
}

/// That a court was asked to keep what a claim restricts of a file where it is, or has kept it.
macro_rules! kept {
    ($claim:literal, $object:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM disputes x JOIN decisions e ON e.id = x.decision JOIN targets u ON u.id = e.target
                     WHERE u.claim = ",
            $claim,
            " AND u.object = ",
            $object,
            " AND x.kind IN ('action', 'copyright-claims-board')
                       AND (x.ended_at IS NULL OR x.outcome = 'for-claimant'))"
        )
    };
}
pub(crate) use kept;

/// Whether that is so.
pub(in crate::claims) async fn is_kept(tx: &mut Tx, claim: ClaimId, object: ObjectId) -> Result<bool, sqlx::Error> {
    Ok(db::one!(tx, (bool,), concat!("SELECT ", kept!("$1", "$2")), claim, object)?.0)
}

/// How much restricts a file, or a link to it, without a statement of reasons.
pub(in crate::claims) async fn restrictions_untold(tx: &mut Tx, object: ObjectId) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM holds h
                 WHERE h.object = $1 AND h.lifted_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.decision = h.decision AND n.kind = 'restriction'))
              + (SELECT COUNT(*) FROM link_disablements x JOIN links l ON l.id = x.link
                 WHERE l.object = $1 AND x.lifted_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.decision = x.decision AND n.kind = 'restriction'))",
        object
    )?;
    Ok(count)
}

/// What restricts a file or a link to it and an account was told of: whether that is the file, before what is the link alone, and the newest
/// notice by which it was told.
pub(in crate::claims) async fn told_of_what_stands(
    tx: &mut Tx,
    account: AccountId,
    (object, link): (ObjectId, &LinkId),
) -> Result<Option<(bool, NoticeId)>, sqlx::Error> {
    db::optional!(
        tx,
        (bool, NoticeId),
        concat!(
            "SELECT b.held, n.id FROM ",
            what_blocks!("$2", "$1"),
            " JOIN notices n ON n.decision = b.decision AND n.account = $3 AND n.kind = 'restriction'
             WHERE b.ended = 0 ORDER BY b.held DESC, n.created_at DESC, n.id DESC LIMIT 1"
        ),
        object,
        link.as_str(),
        account
    )
}
