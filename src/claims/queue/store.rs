//! The SQL of the queue. Its pages are read in the order of an index from where the last one ended, and each row comes with
//! all that is shown of it, so that a page costs the same whatever waits.

use super::{FoundAs, Lane};
use crate::accounts::parties::not_a_party;
use crate::claims::escalations::{Kind, withheld};
use crate::claims::filing::ClaimState;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, ClaimId};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: ClaimId,
    pub basis: String,
    pub state: ClaimState,
    pub queue: Lane,
    pub submitted_at: Time,
    pub due_at: Time,
    pub information_asked_at: Option<Time>,
    pub assigned_to: Option<AccountId>,
    pub assigned_until: Option<Time>,
    pub organisation_name: Option<String>,
    /// Of a notice that no organisation sent: its sender's name lies in it.
    pub notice_sealed: Option<Vec<u8>>,
    /// 1 if an account sent it, or whoever reads the address in it confirmed that.
    pub sender_known: i64,
    /// Of whoever issued an order.
    pub country: Option<String>,
    pub reference: Option<String>,
    pub targets: i64,
    pub opened: i64,
    /// 1 if only a senior decides it.
    pub for_senior: i64,
    /// Why it is in seniors' hands, if it is.
    pub escalated: Option<Kind>,
    /// A search says it.
    #[sqlx(skip)]
    pub found_as: Vec<FoundAs>,
}

/// What a claim of the queue is asked for. What is `None` or false asks for nothing.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Who reads, if they may be a party to anything: then nothing is found to which they are.
    pub party: Option<AccountId>,
    pub now: Time,
    pub lane: Option<Lane>,
    pub basis: Option<&'static str>,
    pub state: Option<ClaimState>,
    /// Behind this one, in the order of the queue.
    pub behind: (Time, ClaimId),
    /// Due before this.
    pub due_before: Time,
    pub free: bool,
    pub holder: Option<AccountId>,
    pub for_senior: bool,
    pub rows: i64,
}

/// Where claims are read from: each has an index in the order of the queue, or is small. The clock of those that are
/// `paused` stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Everything that waits.
    All { paused: bool },
    /// One lane under one law in one state; [`Asked`] names all three.
    Stream,
    /// What somebody has; [`Asked`] names them.
    Held { paused: bool },
    /// What only a senior decides, whoever claims: an order with a territory, or what was escalated.
    Raised { paused: bool },
    /// What is limited to a territory, so that only a senior decides it.
    Limited { paused: bool },
    /// What names a file that was given back after an earlier claim of the same holder, so that only a senior decides it.
    Restored { paused: bool },
    /// What names a file that nobody but seniors is to look at, as an escalation of another claim says.
    Withheld { paused: bool },
}

/// That only a senior decides the claim `c`: what [`crate::claims::decisions::for_senior`] says of one from the facts, by what was
/// written down when they came about. A value and no `EXISTS`, which PostgreSQL would rather look up once for all claims there are.
macro_rules! for_senior {
    () => {
        concat!(
            "(c.senior_since IS NOT NULL OR c.organisation IS NOT NULL
              AND (c.territory <> 'worldwide'
                   OR (SELECT t.id FROM targets t WHERE t.claim = c.id AND t.state = 'pending' AND t.restored_before = TRUE LIMIT 1)
                      IS NOT NULL)
              OR ",
            withheld!("c.id"),
            ")"
        )
    };
}

/// A row as it is shown, of the claim `c`.
macro_rules! columns {
    () => {
        concat!(
            "c.id, c.basis, c.state, c.queue, c.submitted_at, c.due_at, c.information_asked_at, c.assigned_to, c.assigned_until,
             (SELECT o.name FROM organisations o WHERE o.id = c.organisation) AS organisation_name,
             CASE WHEN c.organisation IS NULL AND c.basis <> 'court' THEN c.statement_sealed END AS notice_sealed,
             CAST(CASE WHEN c.account IS NULL AND c.correspondent IS NULL THEN 0 ELSE 1 END AS BIGINT) AS sender_known,
             (SELECT a.country FROM authority_orders a WHERE a.claim = c.id) AS country,
             (SELECT r.reference FROM claim_references r WHERE r.claim = c.id) AS reference,
             (SELECT COUNT(*) FROM targets t WHERE t.claim = c.id) AS targets,
             (SELECT COUNT(*) FROM targets t WHERE t.claim = c.id AND t.level <> 'located') AS opened,
             CAST(CASE WHEN ",
            for_senior!(),
            " THEN 1 ELSE 0 END AS BIGINT) AS for_senior,
             (SELECT x.kind FROM escalations x WHERE x.claim = c.id AND x.ended_at IS NULL) AS escalated"
        )
    };
}

/// What every claim that is listed satisfies.
macro_rules! conditions {
    () => {
        concat!(
            "c.due_at < $3 AND ($4 IS NULL OR c.queue = $4) AND ($5 IS NULL OR c.basis = $5) AND ($6 IS NULL OR c.state = $6)
             AND ($7 = FALSE OR c.assigned_to IS NULL OR c.assigned_until <= $2)
             AND ($8 IS NULL OR (c.assigned_to = $8 AND c.assigned_until > $2))
             AND ($9 = FALSE OR ",
            for_senior!(),
            ") AND ($1 IS NULL OR (",
            not_a_party!(),
            "))"
        )
    };
}

/// Asks the database; the binds are in the order of [`conditions`].
macro_rules! ask {
    ($kind:ident, $tx:expr, $asked:expr, $row:ty, $sql:expr) => {
        db::$kind!(
            $tx,
            $row,
            $sql,
            $asked.party,
            $asked.now,
            $asked.due_before,
            $asked.lane,
            $asked.basis,
            $asked.state,
            $asked.free,
            $asked.holder,
            $asked.for_senior,
            $asked.behind.0,
            $asked.behind.1,
            $asked.rows
        )
    };
}

/// What is asked of a source, in the order of the queue, which is that of an index: what is selected, and what ends it.
macro_rules! listed {
    ($select:expr, $from:expr, $where:expr, $end:literal) => {
        concat!(
            $select,
            " FROM ",
            $from,
            " WHERE ",
            $where,
            " AND (c.due_at, c.id) > ($10, $11) AND ",
            conditions!(),
            " ORDER BY c.due_at, c.id LIMIT $12",
            $end
        )
    };
}

/// The same of a source that is small and has no such index: what is shown of a claim is looked up once it is known which come first, which
/// SQLite would do before it sorts. They come in any order.
macro_rules! gathered {
    ($select:expr, $from:expr, $where:expr, $end:literal) => {
        concat!(
            $select,
            " FROM (",
            listed!("SELECT c.id AS claim", $from, $where, ""),
            ") ahead CROSS JOIN claims c WHERE c.id = ahead.claim",
            $end
        )
    };
}

/// Claims of holders who had a deletion of the same file lifted before: few, and each by an index of its own. Everything else is
/// asked of these alone, which the limit sees to: else PostgreSQL may read all that waits, to see of each claim whether it is
/// among them.
macro_rules! restored {
    () => {
        "(SELECT c.* FROM (SELECT DISTINCT t.claim AS id FROM targets t WHERE t.state = 'pending' AND t.restored_before = TRUE) given
          CROSS JOIN claims c WHERE c.id = given.id LIMIT 9223372036854775807) c"
    };
}

/// Claims on files that nobody but seniors is to look at: these files are few, and their claims are found by them, in this order.
macro_rules! withheld_claims {
    () => {
        "(SELECT c.* FROM (SELECT DISTINCT n.claim AS id FROM withheld_objects w CROSS JOIN targets n WHERE n.object = w.object) named
          CROSS JOIN claims c WHERE c.id = named.id LIMIT 9223372036854775807) c"
    };
}

/// That no other source has the claim `c` that only a senior decides.
macro_rules! only_withheld {
    () => {
        "c.senior_since IS NULL AND (c.organisation IS NULL OR c.territory = 'worldwide')
         AND (SELECT t.id FROM targets t WHERE t.claim = c.id AND t.state = 'pending' AND t.restored_before = TRUE LIMIT 1) IS NULL"
    };
}

/// Each source with its words. The states stand there as in the indexes, so that both engines see that they fit.
macro_rules! from_source {
    ($source:expr, $select:expr, $end:literal) => {
        match $source {
            Source::All { paused: false } => listed!($select, "claims c", "c.state IN ('submitted', 'in-review')", $end),
            Source::All { paused: true } => listed!($select, "claims c", "c.state = 'needs-information'", $end),
            Source::Stream => listed!($select, "claims c", "c.queue = $4 AND c.basis = $5 AND c.state = $6", $end),
            // Nobody has what is decided or withdrawn.
            Source::Held { paused: false } => {
                listed!($select, "claims c", "c.assigned_to = $8 AND c.information_asked_at IS NULL", $end)
            }
            Source::Held { paused: true } => {
                listed!($select, "claims c", "c.assigned_to = $8 AND c.information_asked_at IS NOT NULL", $end)
            }
            Source::Raised { paused: false } => listed!(
                $select,
                "claims c",
                "c.senior_since IS NOT NULL
                 AND c.state IN ('submitted', 'in-review', 'needs-information') AND c.information_asked_at IS NULL",
                $end
            ),
            Source::Raised { paused: true } => listed!(
                $select,
                "claims c",
                "c.senior_since IS NOT NULL
                 AND c.state IN ('submitted', 'in-review', 'needs-information') AND c.information_asked_at IS NOT NULL",
                $end
            ),
            Source::Limited { paused: false } => listed!(
                $select,
                "claims c",
                "c.organisation IS NOT NULL AND c.territory <> 'worldwide' AND c.senior_since IS NULL
                 AND c.state IN ('submitted', 'in-review', 'needs-information') AND c.information_asked_at IS NULL",
                $end
            ),
            Source::Limited { paused: true } => listed!(
                $select,
                "claims c",
                "c.organisation IS NOT NULL AND c.territory <> 'worldwide' AND c.senior_since IS NULL
                 AND c.state IN ('submitted', 'in-review', 'needs-information') AND c.information_asked_at IS NOT NULL",
                $end
            ),
            Source::Restored { paused: false } => gathered!(
                $select,
                restored!(),
                "c.senior_since IS NULL AND c.territory = 'worldwide' AND c.state IN ('submitted', 'in-review')",
                $end
            ),
            Source::Restored { paused: true } => gathered!(
                $select,
                restored!(),
                "c.senior_since IS NULL AND c.territory = 'worldwide' AND c.state = 'needs-information'",
                $end
            ),
            Source::Withheld { paused: false } => gathered!(
                $select,
                withheld_claims!(),
                concat!("c.state IN ('submitted', 'in-review') AND ", only_withheld!()),
                $end
            ),
            Source::Withheld { paused: true } => gathered!(
                $select,
                withheld_claims!(),
                concat!("c.state = 'needs-information' AND ", only_withheld!()),
                $end
            ),
        }
    };
}

/// The first claims of a source that fit, in any order.
pub(super) async fn rows(tx: &mut Tx, source: Source, asked: &Asked) -> Result<Vec<Row>, sqlx::Error> {
    let sql = from_source!(source, concat!("SELECT ", columns!()), "");
    ask!(all, tx, asked, Row, sql)
}

/// Where those rows stand in the order of the queue: what is shown of them is not looked up.
pub(super) async fn keys(tx: &mut Tx, source: Source, asked: &Asked) -> Result<Vec<(Time, ClaimId)>, sqlx::Error> {
    let sql = from_source!(source, "SELECT c.due_at, c.id", "");
    ask!(all, tx, asked, (Time, ClaimId), sql)
}

/// How many claims of a source fit, as far as they were counted.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Count {
    pub claims: i64,
    /// How many of these are past their deadline.
    pub overdue: i64,
}

/// Counts up to `asked.rows` claims.
pub(super) async fn count(tx: &mut Tx, source: Source, asked: &Asked) -> Result<Count, sqlx::Error> {
    // In the order of the index, which is what is to be read.
    let sql = from_source!(
        source,
        "SELECT COUNT(*) AS claims, COUNT(CASE WHEN due_at < $2 THEN 1 END) AS overdue FROM (SELECT c.due_at",
        ") counted"
    );
    ask!(one, tx, asked, Count, sql)
}

// Behind the macros, which it uses.
mod searched;

pub(super) use self::searched::{
    Meant, found, is_addressed, is_named, is_reference, numbers, of_address, organisations_named,
};
