//! The SQL of personal data: what other rooms keep of a person, as far as it is the same question for all of them.

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::wrapping::WrappingKey;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, CorrespondentId, NoticeId, ObjectId, TargetId, UploadId};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn is_queued(tx: &mut Tx, payload: &str) -> Result<bool> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM jobs WHERE payload = $1", payload)?.0 > 0)
}

// Wrapping keys --------------------------------------------------------------------------------------

/// Whether it was not there.
pub(super) async fn insert_wrapping_key(tx: &mut Tx, name: &str, case: CaseId, now: Time) -> Result<bool> {
    let inserted = db::execute!(
        tx,
        "INSERT INTO wrapping_keys (name, log_case, made_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        name,
        case,
        now
    )?;
    Ok(inserted == 1)
}

/// All of them, the oldest first, locked until the transaction ends.
pub(super) async fn wrapping_keys(tx: &mut Tx) -> Result<Vec<WrappingKey>> {
    let mut keys = db::all!(
        tx,
        WrappingKey,
        "UPDATE wrapping_keys SET name = name WHERE destroyed_at IS NULL
         RETURNING name, log_case, made_at, left_at, destroyed_at"
    )?;
    keys.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(keys)
}

pub(super) async fn left_wrapping_key(tx: &mut Tx, name: &str, left_at: Option<Time>) -> Result<u64> {
    db::execute!(tx, "UPDATE wrapping_keys SET left_at = $2 WHERE name = $1", name, left_at)
}

pub(super) async fn destroyed_wrapping_key(tx: &mut Tx, name: &str, now: Time) -> Result<u64> {
    db::execute!(tx, "UPDATE wrapping_keys SET destroyed_at = $2 WHERE name = $1 AND destroyed_at IS NULL", name, now)
}

/// Whether an answer of a program's request is kept under a key.
pub(super) async fn any_answer_under(tx: &mut Tx, prefix: &[u8]) -> Result<bool> {
    let length = i32::try_from(prefix.len()).unwrap_or(i32::MAX);
    let sql = "SELECT COUNT(*) FROM api_answers WHERE substr(answer_sealed, 1, $2) = $1";
    Ok(db::one!(tx, (i64,), sql, prefix, length)?.0 > 0)
}

// What an account holds ------------------------------------------------------------------------------

/// Files that their owner can still delete, or whose deletion can still be taken back: some of them.
pub(super) async fn files_to_delete(tx: &mut Tx, owner: AccountId, now: Time) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT id FROM objects
         WHERE owner = $1 AND (state = 'available' OR (state = 'deleted' AND delete_after > $2)) ORDER BY id LIMIT 100",
        owner,
        now
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

pub(super) async fn uploads_to_discard(tx: &mut Tx, account: AccountId) -> Result<Vec<UploadId>> {
    let rows = db::all!(
        tx,
        (UploadId,),
        "SELECT id FROM uploads WHERE account = $1 AND state = 'open' ORDER BY id LIMIT 100",
        account
    )?;
    Ok(rows.into_iter().map(|(upload,)| upload).collect())
}

pub(super) async fn locked_files(tx: &mut Tx, owner: AccountId) -> Result<Vec<ObjectId>> {
    let rows = db::all!(
        tx,
        (ObjectId,),
        "SELECT o.id FROM objects o
         WHERE o.owner = $1 AND o.state = 'locked' ORDER BY o.id",
        owner
    )?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// The last day of each preservation of an owner's files.
pub(super) async fn preserved_files(tx: &mut Tx, owner: AccountId, now: Time) -> Result<Vec<Option<Time>>> {
    let rows = db::all!(
        tx,
        (Option<Time>,),
        "SELECT p.until FROM preservation_holds p JOIN objects o ON o.id = p.object
         WHERE o.owner = $1 AND p.released_at IS NULL AND (p.until IS NULL OR p.until > $2)",
        owner,
        now
    )?;
    Ok(rows.into_iter().map(|(until,)| until).collect())
}

/// Claims that others made on an owner's files and that wait to be decided; and orders about them that some mirror has not
/// carried out.
pub(super) async fn claims_and_orders(tx: &mut Tx, owner: AccountId) -> Result<(i64, i64)> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM targets t JOIN objects o ON o.id = t.object
                 WHERE o.owner = $1 AND t.state = 'pending'),
                (SELECT COUNT(*) FROM objects o
                 WHERE o.owner = $1 AND o.state = 'deleted'
                   AND (o.purged_at IS NULL AND o.key_share_sealed IS NOT NULL)
                   AND NOT EXISTS (SELECT 1 FROM orders r WHERE r.object = o.id AND r.completed_at IS NOT NULL
                                     AND r.blob = o.blob))",
        owner
    )
}

/// How many of an owner's files that are gone have a copy in custody.
pub(super) async fn files_in_custody(tx: &mut Tx, owner: AccountId) -> Result<i64> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM objects o
         WHERE o.owner = $1 AND o.state IN ('deleted', 'purged')
           AND EXISTS (SELECT 1 FROM custody_copies c WHERE c.object = o.id AND c.state <> 'destroyed')",
        owner
    )?;
    Ok(count)
}

/// What is open about the claims somebody sent, or that were filled in with who they said speaks for their organisation, and about decisions on their files: targets that wait, when either side was told last of
/// what was decided, decisions that restrict something of theirs and of which they are still to be told, how much is open about all of them,
/// when the last of it ended.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Cases {
    pub pending: i64,
    pub told_at: Option<Time>,
    pub untold: i64,
    pub open: i64,
    pub ended_at: Option<Time>,
}

pub(super) async fn cases(tx: &mut Tx, account: AccountId) -> Result<Cases> {
    db::one!(
        tx,
        Cases,
        "WITH sent AS (
             SELECT c.id FROM claims c WHERE c.account = $1
             UNION
             SELECT k.claim FROM contact_copies k WHERE k.written_by = $1 AND k.claim IS NOT NULL),
         mine AS (
             SELECT d.id, d.decided_at FROM sent JOIN targets t ON t.claim = sent.id JOIN decisions d ON d.target = t.id
             UNION
             SELECT d.id, d.decided_at FROM objects o JOIN targets t ON t.object = o.id JOIN decisions d ON d.target = t.id
             WHERE o.owner = $1),
         told AS (
             SELECT decided_at AS moment FROM mine
             UNION ALL SELECT n.created_at FROM mine JOIN notices n ON n.decision = mine.id WHERE n.kind = 'restriction'
             UNION ALL SELECT c.decided_at FROM mine JOIN decisions d ON d.id = mine.id JOIN targets t ON t.id = d.target
                  JOIN claims c ON c.id = t.claim
             UNION ALL SELECT a.ended_at FROM mine JOIN appeals a ON a.decision = mine.id
                  WHERE a.side = 'uploader' AND a.outcome = 'granted'),
         answers AS (
             SELECT a.ended_at FROM mine JOIN appeals a ON a.decision = mine.id
             UNION ALL SELECT n.ended_at FROM mine JOIN counter_notices n ON n.decision = mine.id
             UNION ALL SELECT x.ended_at FROM mine JOIN disputes x ON x.decision = mine.id
             UNION ALL SELECT a.ended_at FROM appeals a WHERE a.account = $1 AND a.measure IS NOT NULL)
         SELECT (SELECT COUNT(*) FROM sent JOIN targets t ON t.claim = sent.id WHERE t.state = 'pending') AS pending,
                (SELECT MAX(moment) FROM told) AS told_at,
                (SELECT COUNT(*) FROM objects o JOIN targets t ON t.object = o.id JOIN decisions d ON d.target = t.id
                 WHERE o.owner = $1
                   AND (EXISTS (SELECT 1 FROM holds h WHERE h.decision = d.id AND h.lifted_at IS NULL)
                        OR EXISTS (SELECT 1 FROM link_disablements x WHERE x.decision = d.id AND x.lifted_at IS NULL))
                   AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.decision = d.id AND n.kind = 'restriction')) AS untold,
                (SELECT COUNT(*) FROM answers WHERE ended_at IS NULL) AS open,
                (SELECT MAX(ended_at) FROM answers) AS ended_at",
        account
    )
}

// What somebody wrote --------------------------------------------------------------------------------

/// What kind of writing, which says in which table it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Claim,
    /// What a claim that somebody else filed repeats of who speaks for its organisation.
    Contact,
    CounterNotice,
    Dispute,
    /// How somebody says that their action ended.
    End,
    /// Of an appeal.
    Grounds,
    /// Who told that an authority takes its order back.
    WithdrawnBy,
}

/// What it is about, which says how long it is kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// Everything that a claim names.
    Claim(ClaimId),
    Target(TargetId),
    /// What was decided about its writer or their organisation.
    Measure {
        /// The appeal has ended.
        ended: bool,
    },
}

/// Something that somebody wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writing {
    pub kind: Kind,
    pub id: Uuid,
    pub about: About,
    /// It was written for an organisation, or by an authority: it is theirs.
    pub for_organisation: bool,
}

impl Writing {
    /// Where it lies sealed.
    pub(super) fn place(&self) -> String {
        let context = match self.kind {
            Kind::Claim | Kind::Contact => "claims.statement",
            Kind::CounterNotice => "counter_notices.statement",
            Kind::Dispute => "disputes.statement",
            Kind::End => "dispute_reports.words",
            Kind::Grounds => "appeals.grounds",
            Kind::WithdrawnBy => "order_withdrawals.told_by",
        };
        format!("{context}/{}", self.id)
    }

    /// Where the court of a dispute and its number there lie sealed.
    pub(super) fn places_of_forum(&self) -> [String; 2] {
        [format!("disputes.forum/{}", self.id), format!("disputes.reference/{}", self.id)]
    }
}

/// Everything that somebody wrote, and that their account's erasure is to reach, also what they wrote by the private link of a notice that they
/// had sent with it. Grounds, and how an action ended, hold nothing but words: what was written of that for an organisation is all the
/// organisation's.
pub(super) async fn writings(tx: &mut Tx, account: AccountId) -> Result<Vec<Writing>> {
    let mut all = Vec::new();
    let claims = db::all!(
        tx,
        (ClaimId, bool, bool),
        "SELECT id, organisation IS NOT NULL, FALSE FROM claims WHERE account = $1
         UNION ALL SELECT claim, TRUE, TRUE FROM contact_copies WHERE written_by = $1 AND claim IS NOT NULL
         ORDER BY 1",
        account
    )?;
    all.extend(claims.into_iter().map(|(claim, for_organisation, is_contact)| Writing {
        kind: if is_contact { Kind::Contact } else { Kind::Claim },
        id: claim.0,
        about: About::Claim(claim),
        for_organisation,
    }));
    let answers = db::all!(
        tx,
        (String, Uuid, TargetId, bool),
        "SELECT 'counter-notice', n.id, d.target, FALSE FROM counter_notices n JOIN decisions d ON d.id = n.decision
         WHERE n.account = $1
         UNION ALL
         SELECT 'dispute', x.id, d.target, c.organisation IS NOT NULL
         FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
         WHERE x.told_by = $1 AND x.told_as <> 'staff' AND x.statement_sealed IS NOT NULL
         UNION ALL
         SELECT 'end', r.id, d.target, FALSE
         FROM dispute_reports r JOIN disputes x ON x.id = r.dispute JOIN decisions d ON d.id = x.decision
         WHERE r.told_by = $1 AND r.told_as = 'notifier'
         UNION ALL
         SELECT 'appeal', a.id, d.target, FALSE
         FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
         WHERE a.account = $1 AND (a.side = 'uploader' OR c.organisation IS NULL)
         UNION ALL
         SELECT 'dispute', x.id, t.id, FALSE
         FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id JOIN disputes x ON x.decision = d.id
         WHERE c.account = $1 AND c.organisation IS NULL
           AND x.told_by IS NULL AND x.told_as = 'notifier' AND x.statement_sealed IS NOT NULL
         UNION ALL
         SELECT 'end', r.id, t.id, FALSE
         FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id JOIN disputes x ON x.decision = d.id
              JOIN dispute_reports r ON r.dispute = x.id
         WHERE c.account = $1 AND c.organisation IS NULL AND r.told_by IS NULL AND r.told_as = 'notifier'
         UNION ALL
         SELECT 'appeal', a.id, t.id, FALSE
         FROM claims c JOIN targets t ON t.claim = c.id JOIN decisions d ON d.target = t.id JOIN appeals a ON a.decision = d.id
         WHERE c.account = $1 AND c.organisation IS NULL
           AND a.account IS NULL AND a.side = 'notifier' AND a.dispute IS NULL",
        account
    )?;
    all.extend(answers.into_iter().map(|(kind, id, target, for_organisation)| Writing {
        kind: match kind.as_str() {
            "counter-notice" => Kind::CounterNotice,
            "dispute" => Kind::Dispute,
            "end" => Kind::End,
            _ => Kind::Grounds,
        },
        id,
        about: About::Target(target),
        for_organisation,
    }));
    let against_measures = db::all!(
        tx,
        (Uuid, bool),
        "SELECT a.id, a.outcome IS NOT NULL FROM appeals a JOIN measures m ON m.id = a.measure
         WHERE a.account = $1 AND m.organisation IS NULL ORDER BY a.id",
        account
    )?;
    all.extend(against_measures.into_iter().map(|(id, ended)| Writing {
        kind: Kind::Grounds,
        id,
        about: About::Measure { ended },
        for_organisation: false,
    }));
    Ok(all)
}

pub(super) async fn targets_of(tx: &mut Tx, claim: ClaimId) -> Result<Vec<TargetId>> {
    let rows = db::all!(tx, (TargetId,), "SELECT id FROM targets WHERE claim = $1 ORDER BY position", claim)?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}

/// What is written there, its row locked: who wraps it again waits, and what was wrapped meanwhile is what is read.
pub(super) async fn lock_writing(tx: &mut Tx, writing: &Writing) -> Result<Option<Vec<u8>>> {
    let sql = match writing.kind {
        Kind::Claim | Kind::Contact => "UPDATE claims SET id = id WHERE id = $1 RETURNING statement_sealed",
        Kind::CounterNotice => "UPDATE counter_notices SET id = id WHERE id = $1 RETURNING statement_sealed",
        Kind::Dispute => "UPDATE disputes SET id = id WHERE id = $1 RETURNING statement_sealed",
        Kind::End => "UPDATE dispute_reports SET id = id WHERE id = $1 RETURNING words_sealed",
        Kind::Grounds => "UPDATE appeals SET id = id WHERE id = $1 RETURNING grounds_sealed",
        Kind::WithdrawnBy => "UPDATE order_withdrawals SET claim = claim WHERE claim = $1 RETURNING told_by_sealed",
    };
    Ok(db::optional!(tx, (Vec<u8>,), sql, writing.id)?.map(|(sealed,)| sealed))
}

/// Puts this in its place. The caller has locked it.
pub(super) async fn write_over(tx: &mut Tx, writing: &Writing, sealed: &[u8]) -> Result<()> {
    let sql = match writing.kind {
        Kind::Claim | Kind::Contact => "UPDATE claims SET statement_sealed = $2 WHERE id = $1",
        Kind::CounterNotice => "UPDATE counter_notices SET statement_sealed = $2 WHERE id = $1",
        Kind::Dispute => "UPDATE disputes SET statement_sealed = $2 WHERE id = $1",
        Kind::End => "UPDATE dispute_reports SET words_sealed = $2 WHERE id = $1",
        Kind::Grounds => "UPDATE appeals SET grounds_sealed = $2 WHERE id = $1",
        Kind::WithdrawnBy => "UPDATE order_withdrawals SET told_by_sealed = $2 WHERE claim = $1",
    };
    db::execute!(tx, sql, writing.id, sealed)?;
    Ok(())
}

/// What uploaders were told of the decisions about a notice, the rows locked as those of what is written.
pub(super) async fn lock_restrictions(tx: &mut Tx, claim: ClaimId) -> Result<Vec<(NoticeId, Vec<u8>)>> {
    db::all!(
        tx,
        (NoticeId, Vec<u8>),
        "UPDATE notices SET id = id
         WHERE kind = 'restriction' AND decision IN (
             SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1)
         RETURNING id, statement_sealed",
        claim
    )
}

/// Puts this in the place of what a notice says. The caller has locked it.
pub(super) async fn write_over_notice(tx: &mut Tx, notice: NoticeId, sealed: &[u8]) -> Result<()> {
    db::execute!(tx, "UPDATE notices SET statement_sealed = $2 WHERE id = $1", notice, sealed)?;
    Ok(())
}

/// Puts these in the place of the court of a dispute and of its number there, which lead to whoever told of it. The caller has locked it.
pub(super) async fn write_over_forum(tx: &mut Tx, writing: &Writing, [forum, reference]: [&[u8]; 2]) -> Result<()> {
    let sql = "UPDATE disputes SET forum_sealed = $2, reference_sealed = $3 WHERE id = $1";
    db::execute!(tx, sql, writing.id, forum, reference)?;
    Ok(())
}

// Who has no account ---------------------------------------------------------------------------------

/// A notice that nobody with an account sent; the order of an authority is one, too.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Notice {
    pub claim: ClaimId,
    pub log_case: CaseId,
    pub is_order: bool,
    /// Who confirmed that it is theirs.
    pub correspondent: Option<CorrespondentId>,
    /// Their address is there.
    pub address_kept: bool,
    pub erased_at: Option<Time>,
}

pub(super) async fn notice(tx: &mut Tx, claim: ClaimId) -> Result<Option<Notice>> {
    db::optional!(
        tx,
        Notice,
        "SELECT c.id AS claim, c.log_case, c.basis = 'court' AS is_order, c.correspondent, x.lookup IS NOT NULL AS address_kept,
                c.sender_erased_at AS erased_at
         FROM claims c LEFT JOIN correspondents x ON x.id = c.correspondent
         WHERE c.id = $1 AND c.account IS NULL AND c.organisation IS NULL",
        claim
    )
}

/// The same, its row locked until the transaction ends.
pub(super) async fn lock_notice(tx: &mut Tx, claim: ClaimId) -> Result<Option<Notice>> {
    lock_claim(tx, claim).await?;
    notice(tx, claim).await
}

/// Locks the row of a claim until the transaction ends.
pub(super) async fn lock_claim(tx: &mut Tx, claim: ClaimId) -> Result<()> {
    db::execute!(tx, "UPDATE claims SET id = id WHERE id = $1", claim)?;
    Ok(())
}

/// The files that a claim names, in the order in which objects are locked.
pub(super) async fn objects_of(tx: &mut Tx, claim: ClaimId) -> Result<Vec<ObjectId>> {
    let rows =
        db::all!(tx, (ObjectId,), "SELECT DISTINCT object FROM targets WHERE claim = $1 ORDER BY object", claim)?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// Notices that have their sender in them still though what was disclosed with them is gone, with the last window of the last target, and
/// orders of which their authority was told what came of them: some of them, behind one.
pub(super) async fn notices_to_look_at(tx: &mut Tx, after: ClaimId) -> Result<Vec<ClaimId>> {
    let rows = db::all!(
        tx,
        (ClaimId,),
        "SELECT c.id FROM claims c
         WHERE c.account IS NULL AND c.organisation IS NULL AND c.sender_erased_at IS NULL AND c.id > $1
           AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.claim = c.id AND t.evidence_look_at IS NOT NULL)
           AND (c.basis <> 'court' OR EXISTS (SELECT 1 FROM order_confirmations o WHERE o.claim = c.id)
                OR EXISTS (SELECT 1 FROM order_withdrawals w WHERE w.claim = c.id))
         ORDER BY c.id LIMIT 100",
        after
    )?;
    Ok(rows.into_iter().map(|(claim,)| claim).collect())
}

/// Everything that was written by who sent a notice, as far as nobody with an account did; of an order who told that it is taken back.
pub(super) async fn writings_of_notice(tx: &mut Tx, notice: &Notice) -> Result<Vec<Writing>> {
    let claim = notice.claim;
    let writing = |kind, id| Writing { kind, id, about: About::Claim(claim), for_organisation: notice.is_order };
    let mut all = vec![writing(Kind::Claim, claim.0)];
    let answers = db::all!(
        tx,
        (String, Uuid),
        "SELECT 'dispute', x.id FROM disputes x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND x.told_by IS NULL AND x.told_as = 'notifier' AND x.statement_sealed IS NOT NULL
         UNION ALL
         SELECT 'end', r.id FROM dispute_reports r JOIN disputes x ON x.id = r.dispute JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND r.told_by IS NULL AND r.told_as = 'notifier'
         UNION ALL
         SELECT 'appeal', a.id FROM appeals a JOIN decisions d ON d.id = a.decision JOIN targets t ON t.id = d.target
         WHERE t.claim = $1 AND a.account IS NULL AND a.side = 'notifier' AND a.dispute IS NULL
         UNION ALL
         SELECT 'withdrawal', w.claim FROM order_withdrawals w WHERE w.claim = $1",
        claim
    )?;
    all.extend(answers.into_iter().map(|(kind, id)| {
        let kind = match kind.as_str() {
            "dispute" => Kind::Dispute,
            "end" => Kind::End,
            "withdrawal" => Kind::WithdrawnBy,
            _ => Kind::Grounds,
        };
        writing(kind, id)
    }));
    Ok(all)
}

/// What they wrote against what was decided about them as who sends notices without an account: all of it has ended once their address
/// goes.
pub(super) async fn writings_of_correspondent(tx: &mut Tx, id: CorrespondentId) -> Result<Vec<Writing>> {
    let rows = db::all!(
        tx,
        (Uuid,),
        "SELECT a.id FROM appeals a JOIN measures m ON m.id = a.measure WHERE m.correspondent = $1 ORDER BY a.id",
        id
    )?;
    let about = About::Measure { ended: true };
    let writing = |(id,)| Writing { kind: Kind::Grounds, id, about, for_organisation: false };
    Ok(rows.into_iter().map(writing).collect())
}

/// The cases in which somebody without an account stands by their number: of what was decided about them, and of notices they confirmed.
pub(super) async fn cases_of_correspondent(tx: &mut Tx, id: CorrespondentId) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM correspondents WHERE id = $1 UNION SELECT log_case FROM claims WHERE correspondent = $1",
        id
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// 1 if it was not noted before.
pub(super) async fn note_sender_erased(tx: &mut Tx, claim: ClaimId, now: Time) -> Result<u64> {
    let sql = "UPDATE claims SET sender_erased_at = $2 WHERE id = $1 AND sender_erased_at IS NULL";
    db::execute!(tx, sql, claim, now)
}

// What was written since -----------------------------------------------------------------------------

/// What is written while words are being written over carries a moment before that: a day is longer than any transaction. So what was
/// written within the day before is written over once more, and then no more.
const MEANWHILE: i64 = 86_400_000_000;

/// That a moment is later than when words were last written over, as its row says: `$1` is [`MEANWHILE`].
macro_rules! since {
    ($moment:literal, $row:literal) => {
        concat!($moment, " > ", $row, ".words_erased_at - $1")
    };
}

/// What staff wrote of disputes: about which decision, and when.
macro_rules! of_disputes {
    () => {
        "SELECT x.decision, x.told_at AS moment FROM disputes x WHERE x.told_as = 'staff'
         UNION ALL SELECT x.decision, x.ended_at FROM disputes x WHERE x.ended_by IS NOT NULL
         UNION ALL SELECT x.decision, r.checked_at FROM dispute_reports r JOIN disputes x ON x.id = r.dispute
              WHERE r.checked_at IS NOT NULL"
    };
}

/// What was written by the private link of a notice, which opens it for good: about which decision, and when.
macro_rules! by_private_link {
    () => {
        "SELECT x.decision, x.told_at AS moment FROM disputes x WHERE x.told_by IS NULL AND x.told_as = 'notifier'
         UNION ALL SELECT x.decision, r.told_at FROM dispute_reports r JOIN disputes x ON x.id = r.dispute
              WHERE r.told_by IS NULL AND r.told_as = 'notifier'
         UNION ALL SELECT a.decision, a.lodged_at FROM appeals a
              WHERE a.account IS NULL AND a.side = 'notifier' AND a.dispute IS NULL"
    };
}

/// Accounts that were erased and about which staff wrote something since such words were last written over, or whose person did by the private
/// link of a notice.
pub(super) async fn accounts_written_about_since(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let rows = db::all!(
        tx,
        (AccountId,),
        concat!(
            "WITH disputed AS (",
            of_disputes!(),
            "), linked AS (",
            by_private_link!(),
            "), written AS (
                 SELECT o.owner AS account, x.moment FROM disputed x JOIN decisions d ON d.id = x.decision
                      JOIN targets t ON t.id = d.target JOIN objects o ON o.id = t.object
                 UNION ALL SELECT c.account, x.moment FROM disputed x JOIN decisions d ON d.id = x.decision
                      JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim WHERE c.organisation IS NULL
                 UNION ALL SELECT c.account, x.moment FROM linked x JOIN decisions d ON d.id = x.decision
                      JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim WHERE c.organisation IS NULL
                 UNION ALL SELECT m.account, m.taken_at FROM measures m
                 UNION ALL SELECT k.account, k.marked_at FROM misuse_marks k
                 UNION ALL SELECT k.account, r.retracted_at FROM misuse_retractions r JOIN misuse_marks k ON k.id = r.mark
                 UNION ALL SELECT s.subject, s.proposed_at FROM two_person_steps s
                 UNION ALL SELECT o.owner, s.proposed_at FROM two_person_steps s JOIN objects o ON o.id = s.subject)
             SELECT DISTINCT w.account FROM written w JOIN account_closures e ON e.account = w.account
             WHERE e.erased_at IS NOT NULL AND ",
            since!("w.moment", "e"),
            " ORDER BY w.account"
        ),
        MEANWHILE
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// The same of notices of who had no account and was taken out of them.
pub(super) async fn notices_written_about_since(tx: &mut Tx) -> Result<Vec<ClaimId>> {
    let rows = db::all!(
        tx,
        (ClaimId,),
        concat!(
            "WITH disputed AS (",
            of_disputes!(),
            " UNION ALL ",
            by_private_link!(),
            "), written AS (
                 SELECT t.claim, x.moment FROM disputed x JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target
                 UNION ALL SELECT c.id, k.marked_at FROM misuse_marks k JOIN claims c ON c.log_case = k.log_case
                      WHERE k.account IS NULL AND k.organisation IS NULL
                 UNION ALL SELECT c.id, r.retracted_at FROM misuse_retractions r JOIN misuse_marks k ON k.id = r.mark
                      JOIN claims c ON c.log_case = k.log_case WHERE k.account IS NULL AND k.organisation IS NULL)
             SELECT DISTINCT w.claim FROM written w JOIN claims e ON e.id = w.claim
             WHERE e.sender_erased_at IS NOT NULL AND ",
            since!("w.moment", "e"),
            " ORDER BY w.claim"
        ),
        MEANWHILE
    )?;
    Ok(rows.into_iter().map(|(claim,)| claim).collect())
}

/// The same of who confirmed an address that went since.
pub(super) async fn correspondents_written_about_since(tx: &mut Tx) -> Result<Vec<CorrespondentId>> {
    let rows = db::all!(
        tx,
        (CorrespondentId,),
        concat!(
            "SELECT x.id FROM correspondents x
             WHERE x.lookup IS NULL
               AND (EXISTS (SELECT 1 FROM measures m WHERE m.correspondent = x.id AND ",
            since!("m.taken_at", "x"),
            ")
                    OR EXISTS (SELECT 1 FROM misuse_marks k LEFT JOIN misuse_retractions r ON r.mark = k.id
                               WHERE k.log_case = x.log_case AND (",
            since!("k.marked_at", "x"),
            " OR ",
            since!("r.retracted_at", "x"),
            ")))
             ORDER BY x.id"
        ),
        MEANWHILE
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Notes that what staff wrote about an account was written over.
pub(super) async fn note_words_of_account_erased(tx: &mut Tx, account: AccountId, now: Time) -> Result<()> {
    db::execute!(tx, "UPDATE account_closures SET words_erased_at = $2 WHERE account = $1", account, now)?;
    Ok(())
}

/// The same of what stands with a notice.
pub(super) async fn note_words_of_notice_erased(tx: &mut Tx, claim: ClaimId, now: Time) -> Result<()> {
    db::execute!(tx, "UPDATE claims SET words_erased_at = $2 WHERE id = $1", claim, now)?;
    Ok(())
}

/// The same of the rest about who confirmed an address.
pub(super) async fn note_words_of_correspondent_erased(tx: &mut Tx, id: CorrespondentId, now: Time) -> Result<()> {
    db::execute!(tx, "UPDATE correspondents SET words_erased_at = $2 WHERE id = $1", id, now)?;
    Ok(())
}

// The end --------------------------------------------------------------------------------------------

/// What an account was told, in the words of others: nobody can sign in to read it.
pub(super) async fn forget_notices(tx: &mut Tx, account: AccountId) -> Result<()> {
    let nothing: &[u8] = &[];
    db::execute!(tx, "UPDATE notices SET statement_sealed = $2 WHERE account = $1", account, nothing)?;
    Ok(())
}

/// Files that their owner deleted for good: the share of their keys, their sealed names and what their links were called.
pub(super) async fn forget_files(tx: &mut Tx, owner: AccountId) -> Result<()> {
    db::execute!(
        tx,
        "UPDATE links SET name_sealed = NULL, auth_hash = NULL
         WHERE object IN (SELECT id FROM objects WHERE owner = $1 AND state IN ('deleted', 'purged', 'discarded'))",
        owner
    )?;
    db::execute!(
        tx,
        "UPDATE objects SET key_share_sealed = NULL, sealed_metadata = NULL, content_header = NULL
         WHERE owner = $1 AND state = 'deleted'",
        owner
    )?;
    Ok(())
}

/// What somebody had saved at the desk, and what anybody there had saved to find what they sent: the digest of their address stands in it.
/// It is read while the account has that address still.
pub(super) async fn forget_views(tx: &mut Tx, account: AccountId) -> Result<u64> {
    let (lookup,) = db::one!(tx, (Vec<u8>,), "SELECT email_lookup FROM accounts WHERE id = $1", account)?;
    let digest = format!("%{}%", HEXLOWER.encode(&lookup));
    db::execute!(tx, "DELETE FROM queue_views WHERE account = $1 OR query LIKE $2", account, digest)
}

/// The cases of the log that tell of somebody: their account's, their files', and those of claims that they sent or that are
/// about their files. What they did for an organisation stays provable, by a number that leads to nobody: the copy of an
/// agreement that they signed has to prove itself as long as it binds.
pub(super) async fn cases_of(tx: &mut Tx, account: AccountId, after: Uuid) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM (
             SELECT log_case FROM accounts WHERE id = $1
             UNION SELECT log_case FROM objects WHERE owner = $1
             UNION SELECT log_case FROM claims WHERE account = $1
             UNION SELECT c.log_case FROM claims c JOIN targets t ON t.claim = c.id JOIN objects o ON o.id = t.object
                   WHERE o.owner = $1
         ) AS cases WHERE log_case > $2 ORDER BY log_case LIMIT 100",
        account,
        after
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// The cases of the log that are somebody's own: their account's, their files', the claims' they sent.
pub(super) async fn own_cases(tx: &mut Tx, account: AccountId, after: Uuid) -> Result<Vec<CaseId>> {
    let rows = db::all!(
        tx,
        (CaseId,),
        "SELECT log_case FROM (
             SELECT log_case FROM accounts WHERE id = $1
             UNION SELECT log_case FROM objects WHERE owner = $1
             UNION SELECT log_case FROM claims WHERE account = $1
         ) AS cases WHERE log_case > $2 ORDER BY log_case LIMIT 100",
        account,
        after
    )?;
    Ok(rows.into_iter().map(|(case,)| case).collect())
}

/// The file whose case it is; none of any other case.
pub(super) async fn file_of_case(tx: &mut Tx, case: CaseId) -> Result<Option<ObjectId>> {
    let row = db::optional!(tx, (ObjectId,), "SELECT id FROM objects WHERE log_case = $1", case)?;
    Ok(row.map(|(object,)| object))
}

/// The positions of the links of a claim that were only named, by its case: what they lead to was not opened with it.
pub(super) async fn only_located(tx: &mut Tx, case: CaseId) -> Result<Vec<i64>> {
    let rows = db::all!(
        tx,
        (i64,),
        "SELECT t.position FROM targets t JOIN claims c ON c.id = t.claim WHERE c.log_case = $1 AND t.level = 'located'",
        case
    )?;
    Ok(rows.into_iter().map(|(position,)| position).collect())
}
