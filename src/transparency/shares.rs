//! Shares: how much of what somebody looked at was wrong. Each is worked out from what the tables show and from nothing else, so that it
//! tells nothing that they do not.

use super::Table;
use super::counting::REFUTED;
use super::rule::Shown;

/// Some cells of a table; no names are all of them.
#[derive(Debug)]
struct Cells {
    table: &'static str,
    rows: &'static [&'static str],
    columns: &'static [&'static str],
}

impl Cells {
    const fn of_columns(table: &'static str, columns: &'static [&'static str]) -> Self {
        Self { table, rows: &[], columns }
    }

    const fn of_rows(table: &'static str, rows: &'static [&'static str]) -> Self {
        Self { table, rows, columns: &[] }
    }

    /// What they add up to.
    fn shown(&self, tables: &[Table]) -> Shown {
        let Some(table) = tables.iter().find(|table| table.name == self.table) else { return Shown::NONE };
        let rows = table.rows.iter().filter(|(row, _)| is_among(self.rows, row));
        let cells = rows.flat_map(|(_, cells)| table.columns.iter().zip(cells));
        cells.filter(|(column, _)| is_among(self.columns, column)).map(|(_, shown)| *shown).sum()
    }
}

fn is_among(names: &[&str], name: &str) -> bool {
    names.is_empty() || names.contains(&name)
}

/// Which share: of what, and what of it.
#[derive(Debug)]
struct Form {
    name: &'static str,
    beside: &'static str,
    unit: &'static str,
    part: &'static [Cells],
    rest: &'static [Cells],
}

/// Every share.
const SHARES: [Form; 3] = [
    // Of what verified holders deleted themselves and a senior looked at: what was wrong.
    Form {
        name: "direct",
        beside: "direct",
        unit: "links",
        part: &[Cells::of_columns("direct", &["overturned"])],
        rest: &[Cells::of_columns("direct", &["upheld"])],
    },
    Form {
        name: "appeals",
        beside: "appeals",
        unit: "appeals",
        part: &[Cells::of_columns("appeals", &["granted"])],
        rest: &[Cells::of_columns("appeals", &["refused"])],
    },
    // Of what software found to be the same as a reference, and a person on the staff decided or looked at: what infringed nothing. What a
    // holder deleted itself and nobody looked at says nothing of whether software was right.
    Form {
        name: "matched",
        beside: "matching",
        unit: "links",
        part: &[Cells::of_rows("decisions", &[REFUTED]), Cells::of_rows("direct", &[REFUTED])],
        rest: &[
            Cells::of_rows("decisions", &["matched"]),
            Cells { table: "direct", rows: &["matched"], columns: &["upheld"] },
        ],
    },
];

/// A share as it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its name, by which its words stand in the locales.
    pub name: &'static str,
    /// The table beside which it is told.
    pub beside: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// How many were wrong.
    pub part: Shown,
    /// Of how many.
    pub of: Shown,
    /// The one of the other in whole percent, between which bounds, as far as what is shown says it; none where it would stand for too few.
    pub percent: Option<(u64, u64)>,
}

/// The shares of what these tables show.
pub fn of(tables: &[Table]) -> Vec<Share> {
    let share = |form: &Form| {
        let add = |cells: &[Cells]| -> Shown { cells.iter().map(|cells| cells.shown(tables)).sum() };
        let (part, rest) = (add(form.part), add(form.rest));
        let of = part + rest;
        // Down and up, so that one of many is not none.
        let percent = || (100 * part.low / (part.low + rest.high), (100 * part.high).div_ceil(part.high + rest.low));
        Share { name: form.name, beside: form.beside, unit: form.unit, part, of, percent: of.is_plenty().then(percent) }
    };
    SHARES.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::super::rule::Rule;
    use super::*;

    /// A table of appeals: so many of uploaders were granted, and so many refused.
    fn appeals(step: u32, granted: u64, refused: u64) -> Share {
        let rule = Rule::of(step);
        let columns = ["granted", "refused", "open"].map(str::to_owned).to_vec();
        let cells = [granted, refused, 100].map(|count| rule.show(count)).to_vec();
        let table = Table { name: "appeals", unit: "appeals", columns, rows: vec![("uploader".to_owned(), cells)] };
        of(&[table]).into_iter().find(|share| share.name == "appeals").unwrap()
    }

    #[test]
    fn a_share_lies_between_what_is_shown_and_one_of_many_is_not_none() {
        for (granted, refused, percent) in
            [(1, 1, (50, 50)), (1, 2, (33, 34)), (1, 299, (0, 1)), (0, 7, (0, 0)), (7, 0, (100, 100))]
        {
            assert_eq!(appeals(1, granted, refused).percent, Some(percent), "{granted} and {refused}");
        }
        // 5 to 9 of 10 to 14 more: from 5 of 19 to 9 of 19.
        let share = appeals(5, 6, 12);
        assert_eq!((share.part.low, share.of.low, share.of.high, share.percent), (5, 15, 23, Some((26, 48))));
    }

    #[test]
    fn a_share_that_would_stand_for_too_few_is_not_given() {
        assert_eq!((appeals(1, 0, 0).of, appeals(1, 0, 0).percent), (Shown::NONE, None));
        assert_eq!(appeals(5, 2, 2).percent, None, "both are fewer than 5, together 2 to 8");
        assert_eq!(appeals(5, 0, 4).percent, None);
        assert_eq!(appeals(5, 0, 5).percent, Some((0, 0)));
    }
}
