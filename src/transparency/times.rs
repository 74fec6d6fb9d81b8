//! Which times are measured, and on which cells of the tables each stands.
//!
//! A median is published where two numbers are shown to be a step at least, in every half year that has any: the events that could have
//! such a time, as their table shows them, and those that have it. So that it stands for enough, and says of no count more than its step.

use super::Table;
use super::counting::{issuer, proven};
use super::rule::Shown;

/// A time that is measured: how often in each row, and the values of one row (`$3`) in their order, of which those in the middle are read.
#[derive(Debug)]
pub struct Measure {
    /// Its name, by which its words stand in the locales.
    pub name: &'static str,
    /// The table whose rows it has, and the columns it is about.
    stands_on: (&'static str, &'static [&'static str]),
    /// The query that counts the values of each row.
    pub(super) counts: &'static str,
    /// The query that gives them in their order.
    pub(super) values: &'static str,
}

impl Measure {
    /// The table whose events are measured.
    pub const fn table(&self) -> &'static str {
        self.stands_on.0
    }

    /// The columns of it that count what can have such a time.
    pub const fn columns(&self) -> &'static [&'static str] {
        self.stands_on.1
    }

    /// What is shown of the events behind the times of a row: a median is given only where they are shown to be enough.
    pub(super) fn stands_on(&self, tables: &[Table], row: &str) -> Shown {
        let (table, columns) = self.stands_on;
        let table = tables.iter().find(|found| found.name == table);
        columns.iter().filter_map(|column| table.map(|table| table.cell(row, column))).sum()
    }
}

/// Both queries of a measure from the one that gives row and microseconds of each value.
macro_rules! measure {
    ($name:literal, $table:literal, $columns:expr, $taken:expr) => {
        Measure {
            name: $name,
            stands_on: ($table, $columns),
            counts: concat!("SELECT measured, COUNT(*) FROM (", $taken, ") AS taken GROUP BY measured"),
            values: concat!(
                "SELECT took FROM (",
                $taken,
                ") AS taken WHERE measured = $3 ORDER BY took LIMIT $4 OFFSET $5"
            ),
        }
    };
}

/// Every time that is measured.
pub const MEASURES: [Measure; 7] = [
    // Whoever issued an order is told that it came by a mail of its own; on paper, with what was done.
    measure!(
        "order-receipt",
        "authority-orders",
        &["removal", "preservation", "information"],
        concat!(
            "SELECT measured, told_at - came_at AS took FROM (
             SELECT ",
            issuer!(),
            " AS measured, c.submitted_at AS came_at,
                    COALESCE((SELECT MIN(m.sent_at) FROM messages m
                              WHERE m.log_case = c.log_case AND m.addressee = 'authority' AND m.state = 'sent'),
                             (SELECT x.confirmed_at FROM order_confirmations x WHERE x.claim = o.claim AND x.means = 'print'))
                        AS told_at
             FROM authority_orders o JOIN claims c ON c.id = o.claim
             WHERE c.submitted_at >= $1 AND c.submitted_at < $2) AS told WHERE told_at IS NOT NULL"
        )
    ),
    // What lacks something has no effect, and what was taken back before anybody decided had none.
    measure!(
        "order-effect",
        "authority-orders",
        &["removal", "preservation", "information"],
        concat!(
            "SELECT ",
            issuer!(),
            " AS measured, c.decided_at - c.submitted_at AS took
         FROM authority_orders o JOIN claims c ON c.id = o.claim
         WHERE c.submitted_at >= $1 AND c.submitted_at < $2 AND c.decided_at IS NOT NULL
           AND EXISTS (SELECT 1 FROM decisions d JOIN targets t ON t.id = d.target
                       WHERE t.claim = o.claim AND d.finding = 'ordered')"
        )
    ),
    measure!(
        "decision",
        "decisions",
        &["none", "disable-link", "lock-and-delete"],
        concat!(
            "SELECT ",
            proven!(),
            " AS measured, d.decided_at - t.added_at AS took FROM decisions d JOIN targets t ON t.id = d.target
             JOIN claims c ON c.id = t.claim
             WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.direct = FALSE AND c.basis <> 'court'
               AND d.id NOT IN (SELECT a.ruling FROM appeals a WHERE a.ruling IS NOT NULL)
               AND d.id NOT IN (SELECT o.ruling FROM overturnings o)"
        )
    ),
    measure!(
        "deletion",
        "decisions",
        &["lock-and-delete"],
        concat!(
            "SELECT ",
            proven!(),
            " AS measured, o.completed_at - t.added_at AS took FROM decisions d JOIN targets t ON t.id = d.target
             JOIN claims c ON c.id = t.claim JOIN holds h ON h.decision = d.id JOIN orders o ON o.blob = h.blob
             WHERE d.decided_at >= $1 AND d.decided_at < $2 AND d.direct = FALSE AND c.basis <> 'court'
               AND o.completed_at >= h.opened_at
               AND d.id NOT IN (SELECT a.ruling FROM appeals a WHERE a.ruling IS NOT NULL)
               AND d.id NOT IN (SELECT o.ruling FROM overturnings o)"
        )
    ),
    measure!(
        "appeal",
        "appeals",
        &["granted", "refused"],
        "SELECT side AS measured, ended_at - lodged_at AS took FROM appeals
         WHERE dispute IS NULL AND lodged_at >= $1 AND lodged_at < $2 AND outcome IN ('granted', 'refused')"
    ),
    // From when we were told to when its end was recorded: the day on which it began elsewhere is one party's word.
    measure!(
        "dispute",
        "disputes",
        &["for-uploader", "for-claimant", "no-result"],
        "SELECT kind AS measured, ended_at - told_at AS took FROM disputes
         WHERE told_at >= $1 AND told_at < $2 AND outcome IN ('for-uploader', 'for-claimant', 'no-result')"
    ),
    measure!(
        "receipt",
        "mirror-orders",
        &["receipted"],
        "SELECT m.jurisdiction AS measured, d.receipted_at - o.issued_at AS took
         FROM orders o JOIN order_deliveries d ON d.order_id = o.id JOIN mirrors m ON m.id = d.mirror
         WHERE o.issued_at >= $1 AND o.issued_at < $2 AND o.ground IN ('copyright', 'other-law', 'court')
           AND d.receipted_at IS NOT NULL"
    ),
];
