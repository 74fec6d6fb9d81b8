//! Facts and entries: that every business fact of the database has its entry in the log, and every entry its fact.
//!
//! The one place of the log that reads other rooms' tables, because only here do they meet. Counted per case and kind, so
//! that nothing has to be opened; orders, which mirrors obey, one by one.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;

use super::entry::Entry;
use super::sequencer::signed;
use crate::db::{self, Db, Tx};
use crate::ids::{CaseId, LogEntryId};

/// A kind of entry, and the facts it tells of: their number by case.
struct Told {
    kind: &'static str,
    facts: &'static str,
    sql: &'static str,
}

/// Kinds that tell of exactly one row each.
const TOLD: [Told; 68] = [
    Told {
        kind: "mirror.admitted",
        facts: "admitted mirrors",
        sql: "SELECT log_case, COUNT(*) FROM mirrors GROUP BY log_case",
    },
    Told {
        kind: "organisation.applied",
        facts: "organisations",
        sql: "SELECT log_case, COUNT(*) FROM organisations GROUP BY log_case",
    },
    Told {
        kind: "organisation.ended",
        facts: "organisations that ended",
        sql: "SELECT log_case, COUNT(*) FROM organisations WHERE state = 'ended' GROUP BY log_case",
    },
    Told {
        kind: "agreement.signed",
        facts: "signatures",
        sql: "SELECT e.case_id, COUNT(*) FROM signatures s JOIN log_entries e ON e.id = s.log_entry GROUP BY e.case_id",
    },
    Told {
        kind: "signature.erased",
        facts: "erased records of signatures",
        sql: "SELECT e.case_id, COUNT(*) FROM signatures s JOIN log_entries e ON e.id = s.log_entry
              WHERE s.details_erased_at IS NOT NULL GROUP BY e.case_id",
    },
    Told {
        kind: "account.closed",
        facts: "closed accounts",
        sql: "SELECT a.log_case, COUNT(*) FROM account_closures c JOIN accounts a ON a.id = c.account GROUP BY a.log_case",
    },
    Told {
        kind: "account.erased",
        facts: "erased accounts",
        sql: "SELECT a.log_case, COUNT(*) FROM account_closures c JOIN accounts a ON a.id = c.account
              WHERE c.erased_at IS NOT NULL GROUP BY a.log_case",
    },
    Told {
        kind: "wrapping-key.made",
        facts: "wrapping keys",
        sql: "SELECT log_case, COUNT(*) FROM wrapping_keys GROUP BY log_case",
    },
    Told {
        kind: "wrapping-key.destroyed",
        facts: "destroyed wrapping keys",
        sql: "SELECT log_case, COUNT(*) FROM wrapping_keys WHERE destroyed_at IS NOT NULL GROUP BY log_case",
    },
    Told { kind: "claim.filed", facts: "claims", sql: "SELECT log_case, COUNT(*) FROM claims GROUP BY log_case" },
    Told {
        kind: "claim.extended",
        facts: "extensions of claims",
        sql: "SELECT c.log_case, COUNT(DISTINCT t.extension) FROM targets t JOIN claims c ON c.id = t.claim
              WHERE t.extension > 0 GROUP BY c.log_case",
    },
    Told {
        kind: "agreement.published",
        facts: "published agreements",
        sql: "SELECT log_case, COUNT(*) FROM agreements WHERE published_at IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "policy.published",
        facts: "publications of the operator",
        sql: "SELECT log_case, COUNT(*) FROM publications GROUP BY log_case",
    },
    Told {
        kind: "evidence.opened",
        facts: "openings of evidence",
        sql: "SELECT log_case, COUNT(*) FROM (
                  SELECT c.log_case FROM evidence_openings e JOIN targets t ON t.id = e.target
                  JOIN claims c ON c.id = t.claim
                  UNION ALL
                  SELECT k.log_case FROM evidence_file_openings o JOIN evidence_files f ON f.id = o.file
                  JOIN evidence_keys k ON k.id = f.key_id) AS opened
              GROUP BY log_case",
    },
    Told {
        kind: "evidence.added",
        facts: "files of evidence",
        sql: "SELECT k.log_case, COUNT(*) FROM evidence_files f JOIN evidence_keys k ON k.id = f.key_id
              WHERE f.kept_at IS NOT NULL GROUP BY k.log_case",
    },
    Told {
        kind: "evidence.erased",
        facts: "erased evidence",
        sql: "SELECT log_case, COUNT(*) FROM (
                  SELECT k.log_case FROM evidence_keys k WHERE k.erased_at IS NOT NULL
                  AND EXISTS (SELECT 1 FROM evidence_files f WHERE f.key_id = k.id AND f.state = 'erased')
                  UNION ALL
                  SELECT c.log_case FROM targets t JOIN claims c ON c.id = t.claim
                  WHERE t.evidence_erased_at IS NOT NULL) AS erased
              GROUP BY log_case",
    },
    Told {
        kind: "target.decided",
        facts: "decisions",
        sql: "SELECT c.log_case, COUNT(*) FROM decisions d JOIN targets t ON t.id = d.target
              JOIN claims c ON c.id = t.claim GROUP BY c.log_case",
    },
    Told {
        kind: "counter-notice.received",
        facts: "counter-notices",
        sql: "SELECT c.log_case, COUNT(*) FROM counter_notices x JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              GROUP BY c.log_case",
    },
    Told {
        kind: "counter-notice.checked",
        facts: "counter-notices found complete",
        sql: "SELECT c.log_case, COUNT(*) FROM counter_notices x JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              WHERE x.checked_at IS NOT NULL AND COALESCE(x.outcome, '') <> 'incomplete' GROUP BY c.log_case",
    },
    Told {
        kind: "counter-notice.ended",
        facts: "ended counter-notices",
        sql: "SELECT c.log_case, COUNT(*) FROM counter_notices x JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              WHERE x.ended_at IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "dispute.told",
        facts: "disputes",
        sql: "SELECT c.log_case, COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              GROUP BY c.log_case",
    },
    Told {
        kind: "dispute.ended",
        facts: "ended disputes",
        sql: "SELECT c.log_case, COUNT(*) FROM disputes x JOIN decisions d ON d.id = x.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              WHERE x.ended_at IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "dispute.checked",
        facts: "actions that a reviewer looked at",
        sql: "SELECT c.log_case, COUNT(*) FROM dispute_checks k JOIN disputes x ON x.id = k.dispute
              JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              GROUP BY c.log_case",
    },
    Told {
        kind: "dispute.end-told",
        facts: "ends of actions that a claimant told of",
        sql: "SELECT c.log_case, COUNT(*) FROM dispute_reports r JOIN disputes x ON x.id = r.dispute
              JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              GROUP BY c.log_case",
    },
    Told {
        kind: "dispute.end-checked",
        facts: "ends of actions that staff looked at",
        sql: "SELECT c.log_case, COUNT(*) FROM dispute_reports r JOIN disputes x ON x.id = r.dispute
              JOIN decisions d ON d.id = x.decision JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              WHERE r.checked_at IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "appeal.lodged",
        facts: "appeals",
        sql:
            "SELECT COALESCE(c.log_case, m.log_case), COUNT(*) FROM appeals x LEFT JOIN decisions d ON d.id = x.decision
              LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
              LEFT JOIN measures m ON m.id = x.measure
              GROUP BY COALESCE(c.log_case, m.log_case)",
    },
    Told {
        kind: "appeal.decided",
        facts: "decided appeals",
        sql:
            "SELECT COALESCE(c.log_case, m.log_case), COUNT(*) FROM appeals x LEFT JOIN decisions d ON d.id = x.decision
              LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
              LEFT JOIN measures m ON m.id = x.measure
              WHERE x.decided_by IS NOT NULL
              GROUP BY COALESCE(c.log_case, m.log_case)",
    },
    Told {
        kind: "appeal.moot",
        facts: "appeals without an object",
        sql:
            "SELECT COALESCE(c.log_case, m.log_case), COUNT(*) FROM appeals x LEFT JOIN decisions d ON d.id = x.decision
              LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
              LEFT JOIN measures m ON m.id = x.measure
              WHERE x.outcome = 'moot' AND x.decided_by IS NULL
              GROUP BY COALESCE(c.log_case, m.log_case)",
    },
    Told {
        kind: "appeal.withdrawn",
        facts: "withdrawn appeals",
        sql:
            "SELECT COALESCE(c.log_case, m.log_case), COUNT(*) FROM appeals x LEFT JOIN decisions d ON d.id = x.decision
              LEFT JOIN targets t ON t.id = d.target LEFT JOIN claims c ON c.id = t.claim
              LEFT JOIN measures m ON m.id = x.measure
              WHERE x.outcome = 'withdrawn'
              GROUP BY COALESCE(c.log_case, m.log_case)",
    },
    Told {
        kind: "complaint.received",
        facts: "complaints of people with a link",
        sql: "SELECT log_case, COUNT(*) FROM complaints GROUP BY log_case",
    },
    Told {
        kind: "complaint.answered",
        facts: "answered complaints",
        sql: "SELECT log_case, COUNT(*) FROM complaints WHERE outcome IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "complaint.closed",
        facts: "complaints of which it is known what came of looking again",
        sql: "SELECT log_case, COUNT(*) FROM complaints WHERE closed_as IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "account.review-opened",
        facts: "accounts put before a reviewer",
        sql: "SELECT a.log_case, COUNT(*) FROM account_reviews r JOIN accounts a ON a.id = r.account GROUP BY a.log_case",
    },
    Told {
        kind: "account.reviewed",
        facts: "ended reviews of accounts",
        sql: "SELECT a.log_case, COUNT(*) FROM account_reviews r JOIN accounts a ON a.id = r.account
              WHERE r.ended_at IS NOT NULL GROUP BY a.log_case",
    },
    Told { kind: "measure.taken", facts: "measures", sql: "SELECT log_case, COUNT(*) FROM measures GROUP BY log_case" },
    Told {
        kind: "measure.lifted",
        facts: "lifted measures",
        sql: "SELECT log_case, COUNT(*) FROM measures WHERE lifted_at IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "reason.changed",
        facts: "changes of kept reasons",
        sql: "SELECT log_case, COUNT(*) FROM (
                  SELECT log_case FROM kept_reasons WHERE made_by IS NOT NULL
                  UNION ALL SELECT log_case FROM kept_reasons WHERE retired_at IS NOT NULL AND replaced_by IS NULL
              ) AS changes GROUP BY log_case",
    },
    Told {
        kind: "claim.order-withdrawn",
        facts: "orders that were taken back",
        sql: "SELECT c.log_case, COUNT(*) FROM order_withdrawals x JOIN claims c ON c.id = x.claim GROUP BY c.log_case",
    },
    Told {
        kind: "claim.sender-confirmed",
        facts: "confirmed senders of notices",
        sql: "SELECT log_case, COUNT(*) FROM claims WHERE correspondent IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "claim.sender-erased",
        facts: "senders taken out of their notices",
        sql: "SELECT log_case, COUNT(*) FROM claims WHERE sender_erased_at IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "misuse.marked",
        facts: "marks of misuse",
        sql: "SELECT log_case, COUNT(*) FROM misuse_marks GROUP BY log_case",
    },
    Told {
        kind: "misuse.retracted",
        facts: "marks of misuse that were taken back",
        sql: "SELECT k.log_case, COUNT(*) FROM misuse_retractions r JOIN misuse_marks k ON k.id = r.mark GROUP BY k.log_case",
    },
    Told {
        kind: "object.preserved",
        facts: "preserved objects",
        sql: "SELECT o.log_case, COUNT(*) FROM preservation_holds p JOIN objects o ON o.id = p.object GROUP BY o.log_case",
    },
    Told {
        kind: "object.released",
        facts: "released objects",
        sql: "SELECT o.log_case, COUNT(*) FROM preservation_holds p JOIN objects o ON o.id = p.object
              WHERE p.released_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "claim.effect-confirmed",
        facts: "orders whose effect was confirmed",
        sql: "SELECT c.log_case, COUNT(*) FROM order_confirmations x JOIN claims c ON c.id = x.claim GROUP BY c.log_case",
    },
    Told {
        kind: "claim.gag-ended",
        facts: "orders that are hidden no more",
        sql: "SELECT c.log_case, COUNT(*) FROM authority_orders x JOIN claims c ON c.id = x.claim
              WHERE x.gag_ended_at IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "claim.escalated",
        facts: "escalations",
        sql: "SELECT c.log_case, COUNT(*) FROM escalations x JOIN claims c ON c.id = x.claim GROUP BY c.log_case",
    },
    Told {
        kind: "claim.escalation-ended",
        facts: "ended escalations",
        sql: "SELECT c.log_case, COUNT(*) FROM escalations x JOIN claims c ON c.id = x.claim
              WHERE x.ended_at IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "decision.reviewed",
        facts: "reviewed samples",
        sql: "SELECT c.log_case, COUNT(*) FROM samples s JOIN decisions d ON d.id = s.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim
              WHERE s.outcome IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "decision.overturned",
        facts: "overturned decisions",
        sql: "SELECT c.log_case, COUNT(*) FROM overturnings o JOIN decisions d ON d.id = o.decision
              JOIN targets t ON t.id = d.target JOIN claims c ON c.id = t.claim GROUP BY c.log_case",
    },
    Told {
        kind: "matching.ended",
        facts: "ended matchings",
        sql: "SELECT c.log_case, COUNT(*) FROM matchings m JOIN claims c ON c.id = m.claim
              WHERE m.ended_at IS NOT NULL GROUP BY c.log_case",
    },
    Told {
        kind: "notice.sent",
        facts: "notices",
        sql: "SELECT COALESCE(o.log_case, m.log_case), COUNT(*) FROM notices n LEFT JOIN objects o ON o.id = n.object
              LEFT JOIN measures m ON m.id = n.measure GROUP BY COALESCE(o.log_case, m.log_case)",
    },
    Told {
        kind: "message.settled",
        facts: "settled messages",
        sql: "SELECT log_case, COUNT(*) FROM messages WHERE settled_at IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "link.disabled",
        facts: "disabled links",
        sql: "SELECT o.log_case, COUNT(*) FROM link_disablements d JOIN links l ON l.id = d.link
              JOIN objects o ON o.id = l.object GROUP BY o.log_case",
    },
    Told {
        kind: "link.enabled",
        facts: "links enabled again",
        sql: "SELECT o.log_case, COUNT(*) FROM link_disablements d JOIN links l ON l.id = d.link
              JOIN objects o ON o.id = l.object WHERE d.lifted_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "object.stored",
        facts: "stored objects",
        sql: "SELECT log_case, COUNT(*) FROM objects WHERE stored_at IS NOT NULL GROUP BY log_case",
    },
    Told {
        kind: "hold.opened",
        facts: "holds",
        sql: "SELECT o.log_case, COUNT(*) FROM holds h JOIN objects o ON o.id = h.object GROUP BY o.log_case",
    },
    Told {
        kind: "hold.lifted",
        facts: "lifted holds",
        sql: "SELECT o.log_case, COUNT(*) FROM holds h JOIN objects o ON o.id = h.object
              WHERE h.lifted_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "direct-access.granted",
        facts: "grants of direct access",
        sql: "SELECT o.log_case, COUNT(*) FROM direct_access d JOIN organisations o ON o.id = d.organisation
              GROUP BY o.log_case",
    },
    Told {
        kind: "direct-access.stripped",
        facts: "grants taken away",
        sql: "SELECT o.log_case, COUNT(*) FROM direct_access d JOIN organisations o ON o.id = d.organisation
              WHERE d.stripped_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "trusted-flagger.set",
        facts: "trusted flaggers",
        sql: "SELECT o.log_case, COUNT(*) FROM trusted_flaggers f JOIN organisations o ON o.id = f.organisation
              GROUP BY o.log_case",
    },
    Told {
        kind: "trusted-flagger.removed",
        facts: "removed trusted flaggers",
        sql: "SELECT o.log_case, COUNT(*) FROM trusted_flaggers f JOIN organisations o ON o.id = f.organisation
              WHERE f.removed_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "principal.named",
        facts: "principals",
        sql: "SELECT o.log_case, COUNT(*) FROM principals p JOIN organisations o ON o.id = p.organisation
              GROUP BY o.log_case",
    },
    Told {
        kind: "order.issued",
        facts: "orders",
        sql: "SELECT o.log_case, COUNT(*) FROM orders r JOIN objects o ON o.id = r.object GROUP BY o.log_case",
    },
    Told {
        kind: "order.receipted",
        facts: "receipts",
        sql: "SELECT o.log_case, COUNT(*) FROM order_deliveries d JOIN orders r ON r.id = d.order_id
              JOIN objects o ON o.id = r.object WHERE d.receipted_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "order.probed",
        facts: "probes",
        sql: "SELECT o.log_case, COUNT(*) FROM order_deliveries d JOIN orders r ON r.id = d.order_id
              JOIN objects o ON o.id = r.object WHERE d.probed_at IS NOT NULL GROUP BY o.log_case",
    },
    Told {
        kind: "purge.ordered",
        facts: "purges",
        sql: "SELECT o.log_case, COUNT(*) FROM purges p JOIN objects o ON o.id = p.object GROUP BY o.log_case",
    },
    Told {
        kind: "share.destroyed",
        facts: "destroyed key shares",
        sql: "SELECT o.log_case, COUNT(*) FROM purges p JOIN objects o ON o.id = p.object
              WHERE p.destroyed_at IS NOT NULL GROUP BY o.log_case",
    },
];

/// The kinds of entries that tell of a fact.
#[cfg(test)]
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    TOLD.iter().map(|told| told.kind)
}

/// Compares facts and entries, telling `fault` of each difference (place, what). `size` is what is published: the database
/// must hold at least as much.
pub(super) async fn check(db: &Db, size: u64, fault: &mut impl FnMut(String, String)) -> Result<(), sqlx::Error> {
    let mut tx = db.read().await?;
    let (numbered,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM log_indexes")?;
    if numbered < signed(size) {
        fault("database".to_owned(), format!("it has {numbered} numbered entries, and {size} are published"));
    }
    for told in &TOLD {
        let facts: BTreeMap<CaseId, i64> = db::all!(tx, (CaseId, i64), told.sql)?.into_iter().collect();
        let entries: BTreeMap<CaseId, i64> = db::all!(
            tx,
            (CaseId, i64),
            "SELECT case_id, COUNT(*) FROM log_entries WHERE kind = $1 GROUP BY case_id",
            told.kind
        )?
        .into_iter()
        .collect();
        for case in facts.keys().chain(entries.keys().filter(|case| !facts.contains_key(case))) {
            let (facts, entries) = (facts.get(case).unwrap_or(&0), entries.get(case).unwrap_or(&0));
            if facts != entries {
                let what =
                    format!("the database has {facts} {}, and the log {entries} entries {}", told.facts, told.kind);
                fault(format!("case {case}"), what);
            }
        }
    }
    orders(&mut tx, fault).await
}

/// Every order is the one its entry names.
async fn orders(tx: &mut Tx, fault: &mut impl FnMut(String, String)) -> Result<(), sqlx::Error> {
    let rows = db::all!(
        tx,
        (LogEntryId, Vec<u8>, Option<Vec<u8>>),
        "SELECT r.log_entry, r.sha256, e.bytes FROM orders r LEFT JOIN log_entries e ON e.id = r.log_entry"
    )?;
    for (id, digest, bytes) in rows {
        let entry = bytes.and_then(|bytes| Entry::parse(&bytes).ok());
        let named = entry.as_ref().filter(|entry| entry.kind == "order.issued").and_then(|entry| entry.text("order"));
        if named != Some(HEXLOWER.encode(&digest).as_str()) {
            fault(format!("order {}", HEXLOWER.encode(&digest)), format!("its entry {id} does not name it"));
        }
    }
    Ok(())
}
