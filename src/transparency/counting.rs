//! Which tables there are, and what is counted in which cell of them.
//!
//! Two laws hold for all of them. Each event is counted in one cell of one table: what could stand in two is parted by both (basis and kind of
//! notifier; law, proof and action), and appeals, samples and the like have one cell each for how they came out. And an event is counted in the
//! period in which it began; how it came out is told as of now. So no cell follows from others.
//!
//! What is told by two things besides its column is counted by both at once, and either table adds up the steps of those cells ([`By`]).
//!
//! A row of a query is row, column and number of one cell. What it gives that the form does not foresee is shown behind the rest.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::Time;
use crate::config::EuTier;

/// What of Regulation (EU) 2022/2065 asks for a table: whatever it is, all of them are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing does.
    Nowhere,
    /// A point of Article 15(1), which binds every host that is neither micro nor small.
    Host(&'static str),
    /// A point of Article 24(1), which binds every online platform that is neither.
    Platform(&'static str),
}

impl Asked {
    /// The article, and the point of its first paragraph.
    pub const fn article(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Nowhere => None,
            Self::Host(point) => Some(("15", point)),
            Self::Platform(point) => Some(("24", point)),
        }
    }

    /// Whether it binds a service of this kind.
    pub const fn binds(self, tier: EuTier) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Host(_) => tier.reports(),
            Self::Platform(_) => tier.is_platform(),
        }
    }
}

/// A table: its rows and columns in their order, and the query that counts its cells between `$1` and `$2`.
#[derive(Debug)]
pub struct Form {
    /// Its name, by which its words stand in the locales.
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Which law asks for it.
    pub asked: Asked,
    /// The names of the rows that are always there.
    pub rows: &'static [&'static str],
    /// What else its events are told by, in a table of its own.
    pub by: Option<By>,
    /// The names of the columns that are always there.
    pub columns: &'static [&'static str],
    /// The query.
    pub sql: &'static str,
}

/// What the events of a table are told by besides its rows. They are counted by both: a row of the query is a row here, [`BETWEEN`] and a row
/// of the form. So the two tables say no more together than the steps of what was counted.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// The name of its table.
    pub name: &'static str,
    /// The names of the rows that are always there.
    pub rows: &'static [&'static str],
}

/// What stands between the two rows of what is counted by both.
const BETWEEN: char = '/';

impl Form {
    /// The names of the tables that tell of its events.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.by.map(|by| by.name))
    }

    /// The names of the rows that are always counted.
    pub fn counted(&self) -> Vec<String> {
        let Some(by) = self.by else { return self.rows.iter().map(|row| (*row).to_owned()).collect() };
        by.rows.iter().flat_map(|other| self.rows.iter().map(move |row| format!("{other}{BETWEEN}{row}"))).collect()
    }
}

/// The row of a form's own table that tells of what was counted in this one.
pub fn row_of(counted: &str) -> &str {
    counted.split_once(BETWEEN).map_or(counted, |(_, row)| row)
}

/// The row of the table that tells of it by something else.
pub(super) fn other_row_of(counted: &str) -> &str {
    counted.split_once(BETWEEN).map_or(counted, |(other, _)| other)
}

/// The one row of a table that has but one.
pub const ALL: &str = "all";

/// The row of what software found to be the same as a reference, and a person found not to infringe.
pub(super) const REFUTED: &str = "matched-refuted";

/// What was proven of the target `t` of a decision; of what software matched also whether that was wrong, as far as is known now: the
/// decision in force about it finds no infringement, or somebody who looked again reversed it.
macro_rules! proven {
    () => {
        "CASE WHEN t.level = 'matched' AND EXISTS (
                  SELECT 1 FROM decisions f WHERE f.target = t.id AND f.superseded_at IS NULL
                    AND (f.finding = 'not-infringing'
                         OR EXISTS (SELECT 1 FROM appeals a
                                    WHERE a.decision = f.id AND a.side = 'uploader' AND a.outcome = 'granted')
                         OR EXISTS (SELECT 1 FROM samples l WHERE l.decision = f.id AND l.outcome = 'overturned')
                         OR EXISTS (SELECT 1 FROM overturnings o WHERE o.ruling = f.id AND f.action = 'none')
                         OR EXISTS (SELECT 1 FROM disputes x WHERE x.decision = f.id AND x.outcome = 'for-uploader')))
              THEN 'matched-refuted' ELSE t.level END"
    };
}
pub(super) use proven;

/// The country of whoever issued the order `o`; none while the order hides that: the log leaves it out, too, so a row of its own would tell
/// whoever reads both.
macro_rules! issuer {
    () => {
        "CASE WHEN o.gag <> 'none' AND o.gag_ended_at IS NULL THEN 'undisclosed' ELSE o.country END"
    };
}
pub(super) use issuer;

/// Every table.
pub const TABLES: [Form; 14] = [
    Form {
        name: "notices",
        unit: "notices",
        asked: Asked::Host("b"),
        rows: &["us-dmca", "eu-dsa", "other-law"],
        by: None,
        columns: &["organisation", "anyone", "trusted-flagger"],
        sql: "SELECT basis,
                     CASE WHEN flagger IS NOT NULL THEN 'trusted-flagger' WHEN organisation IS NOT NULL THEN 'organisation'
                          ELSE 'anyone' END AS notifier, COUNT(*)
              FROM claims WHERE submitted_at >= $1 AND submitted_at < $2 AND basis <> 'court' GROUP BY basis, notifier",
    },
    // Orders of courts and authorities, by the country of whoever issued them where no order hides that.
    Form {
        name: "authority-orders",
        unit: "orders",
        asked: Asked::Host("a"),
        rows: &[],
        by: None,
        columns: &["removal", "preservation", "information"],
        sql: concat!(
            "SELECT ",
            issuer!(),
            " AS issuer, o.kind, COUNT(*) FROM authority_orders o JOIN claims c ON c.id = o.claim
              WHERE c.submitted_at >= $1 AND c.submitted_at < $2 GROUP BY issuer, o.kind"
        ),
    },
    // What was decided against accounts and organisations themselves, by what it closes: the three kinds of Article 24(1)(b).
    Form {
        name: "measures",
        unit: "measures",
        asked: Asked::Platform("b"),
        rows: &["uploads", "notices", "complaints"],
        by: None,
        columns: &["warning", "suspension", "termination"],
        sql: "SELECT scope, kind, COUNT(*) FROM measures WHERE taken_at >= $1 AND taken_at < $2 GROUP BY scope, kind",
    },
    // What staff decided first: a decision in the place of another is told with the appeal or the overturning that led to it.
    Form {
        name: "decisions",
        unit: "links",
        asked: Asked::Host("b"),
        rows: &["located", "opened", "matched", REFUTED],
        by: Some(By { name: "decisions-by-law", rows: &["us-dmca", "eu-dsa", "other-law"] }),
        columns: &["none", "disable-link", "lock-and-delete"],
        sql: concat!(
            "SELECT c.basis || '/' || (",
            proven!(),
            ") AS law_and_proof, d.action, COUNT(*) FROM decisions d JOIN targets t ON t.id = d.target
              JOIN claims c ON c.id = t.claim
              WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.direct = FALSE AND c.basis <> 'court'
                AND d.id NOT IN (SELECT a.ruling FROM appeals a WHERE a.ruling IS NOT NULL)
                AND d.id NOT IN (SELECT o.ruling FROM overturnings o)
              GROUP BY law_and_proof, d.action"
        ),
    },
    // What verified holders deleted under direct access, and what a senior's look at it came to.
    Form {
        name: "direct",
        unit: "links",
        asked: Asked::Host("b"),
        rows: &["opened", "matched", REFUTED],
        by: None,
        columns: &["not-drawn", "waiting", "upheld", "overturned"],
        sql: concat!(
            "SELECT ",
            proven!(),
            " AS proven,
                     CASE WHEN s.decision IS NULL THEN 'not-drawn' ELSE COALESCE(s.outcome, 'waiting') END AS look, COUNT(*)
              FROM decisions d JOIN targets t ON t.id = d.target LEFT JOIN samples s ON s.decision = d.id
              WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.direct = TRUE GROUP BY proven, look"
        ),
    },
    // Restrictions behind which there is neither a notice nor an order. What an escalation locks is decided about with its notice, and told
    // with the decisions.
    Form {
        name: "own-initiative",
        unit: "restrictions",
        asked: Asked::Host("c"),
        rows: &[ALL],
        by: None,
        columns: &["restrictions"],
        sql: "SELECT 'all', 'restrictions', COUNT(*) FROM holds
              WHERE opened_at >= $1 AND opened_at < $2 AND decision IS NULL AND id NOT IN (SELECT hold FROM escalation_holds)
              HAVING COUNT(*) > 0",
    },
    Form {
        name: "counter-notices",
        unit: "counter-notices",
        asked: Asked::Nowhere,
        rows: &[ALL],
        by: None,
        columns: &["open", "returned", "restrained", "incomplete", "withdrawn", "moot"],
        sql: "SELECT 'all', COALESCE(outcome, 'open') AS came_to, COUNT(*) FROM counter_notices
              WHERE received_at >= $1 AND received_at < $2 GROUP BY came_to",
    },
    Form {
        name: "appeals",
        unit: "appeals",
        asked: Asked::Host("d"),
        rows: &["uploader", "notifier"],
        by: None,
        columns: &["open", "granted", "refused", "withdrawn", "moot"],
        sql: "SELECT side, COALESCE(outcome, 'open') AS came_to, COUNT(*) FROM appeals
              WHERE dispute IS NULL AND lodged_at >= $1 AND lodged_at < $2 GROUP BY side, came_to",
    },
    // What seniors decided anew of their own motion. What they found of a direct deletion that was drawn is told with those.
    Form {
        name: "overturnings",
        unit: "decisions",
        asked: Asked::Nowhere,
        rows: &[ALL],
        by: None,
        columns: &["given-back", "restricted-more"],
        sql: "SELECT 'all', CASE WHEN d.action = 'none' THEN 'given-back' ELSE 'restricted-more' END AS came_to, COUNT(*)
              FROM overturnings o JOIN decisions d ON d.id = o.ruling JOIN decisions f ON f.id = o.decision
              WHERE d.decided_at >= $1 AND d.decided_at < $2 AND f.direct = FALSE GROUP BY came_to",
    },
    // What people with a blocked link, or one of a terminated account, said of it: no party's, and no appeal.
    Form {
        name: "complaints",
        unit: "complaints",
        asked: Asked::Nowhere,
        rows: &[ALL],
        by: None,
        columns: &["open", "stands", "overturned", "moot"],
        sql: "SELECT 'all', CASE WHEN ended_at IS NULL THEN 'open' ELSE COALESCE(closed_as, outcome) END AS came_to, COUNT(*)
              FROM complaints WHERE sent_at >= $1 AND sent_at < $2 GROUP BY came_to",
    },
    Form {
        name: "disputes",
        unit: "disputes",
        asked: Asked::Platform("a"),
        rows: &["action", "copyright-claims-board", "out-of-court", "lawsuit"],
        by: None,
        columns: &["open", "for-uploader", "for-claimant", "no-result", "names-none"],
        sql: "SELECT kind, COALESCE(outcome, 'open') AS came_to, COUNT(*) FROM disputes
              WHERE told_at >= $1 AND told_at < $2 GROUP BY kind, came_to",
    },
    // Files that software held against references of their rights holder, on request.
    Form {
        name: "matching",
        unit: "files",
        asked: Asked::Host("e"),
        rows: &[ALL],
        by: None,
        columns: &["matched", "matched-later", "different", "unreadable", "stopped", "waiting"],
        sql: "SELECT 'all', state, COUNT(*) FROM matchings WHERE requested_at >= $1 AND requested_at < $2 GROUP BY state",
    },
    // What mirrors were ordered to delete after a decision, by their country.
    Form {
        name: "mirror-orders",
        unit: "orders",
        asked: Asked::Nowhere,
        rows: &[],
        by: None,
        columns: &["receipted", "waiting"],
        sql: "SELECT m.jurisdiction, CASE WHEN d.receipted_at IS NULL THEN 'waiting' ELSE 'receipted' END AS stage, COUNT(*)
              FROM orders o JOIN order_deliveries d ON d.order_id = o.id JOIN mirrors m ON m.id = d.mirror
              WHERE o.issued_at >= $1 AND o.issued_at < $2 AND o.ground IN ('copyright', 'other-law', 'court')
              GROUP BY m.jurisdiction, stage",
    },
    // How locked files ended: given back, or destroyed for good.
    Form {
        name: "ends",
        unit: "files",
        asked: Asked::Nowhere,
        rows: &["restored", "purged"],
        by: None,
        columns: &["done", "under-way", "cancelled"],
        sql: "SELECT 'restored', CASE WHEN completed_at IS NOT NULL THEN 'done' WHEN cancelled_at IS NOT NULL THEN 'cancelled'
                                      ELSE 'under-way' END AS stage, COUNT(*)
              FROM restorations WHERE requested_at >= $1 AND requested_at < $2 GROUP BY stage
              UNION ALL
              SELECT 'purged', CASE WHEN destroyed_at IS NOT NULL THEN 'done' ELSE 'under-way' END AS stage, COUNT(*)
              FROM purges WHERE ordered_at >= $1 AND ordered_at < $2 GROUP BY stage",
    },
];

/// The number of each cell of a table, by row and column.
pub type Cells = BTreeMap<(String, String), u64>;

/// What was counted between two instants.
#[derive(Clone, Debug)]
pub struct Counted {
    /// When it was counted.
    pub at: Time,
    /// By table.
    pub counts: BTreeMap<&'static str, Cells>,
    /// By measure, then by row.
    pub times: BTreeMap<&'static str, BTreeMap<String, Measured>>,
}

/// The times of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// How many there are.
    pub of: u64,
    /// The one in the middle, or half way between the two there.
    pub median: Duration,
}
