//! Standing: what is thought of a mirror by what it showed in the last weeks. Pure: counts in, standing out.
//!
//! A mirror that is failing gets no more blobs; one that failed loses those it has. What a host refused under the law where the mirror
//! stands does not count, nor does damage that a mirror found and told by itself, unless there is much of it.

use std::time::Duration;

use crate::words::words;

/// How long what a mirror showed counts.
pub const WINDOW: Duration = Duration::from_hours(30 * 24);
/// Among fewer looks than this no share of them says anything.
pub const FEWEST_LOOKS: u64 = 20;
/// Of fewer replicas that a host refused their share says nothing.
pub const FEWEST_DROPPED: u64 = 10;

/// What is thought of a mirror, from the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing speaks against it.
    Good,
    /// Something does: an administrator looks at it.
    Watched,
    /// It gets no more blobs until it is better.
    Failing,
    /// It loses those it has, and is not believed again.
    Failed,
}

words! { Standing { Good = "good", Watched = "watched", Failing = "failing", Failed = "failed" } }

/// What a mirror showed within [`WINDOW`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// How often it was looked at, asked for a proof, or missed as it should have polled.
    pub looks: u64,
    /// How often of these it did not answer, answered too late, or had not polled.
    pub missed: u64,
    /// Proofs of possession that held.
    pub proved: u64,
    /// Answers to challenges that were not true, or that what it signed for is deleted.
    pub wrong: u64,
    /// Challenges about blobs that it signed for and has no more.
    pub lost: u64,
    /// Blobs whose damage it told by itself.
    pub damaged: u64,
    /// Receipts for deletions of what it served still.
    pub untrue: u64,
    /// Orders that it refuses now.
    pub refused: u64,
    /// Replicas that its host refused under the law where it stands.
    pub dropped: u64,
    /// Replicas that it signed for and has still; counted where there are [`FEWEST_DROPPED`] of the others.
    pub kept: u64,
    /// For how many whole hours it has not answered now, while the service looked.
    pub silent_hours: u64,
    /// For how many whole hours it has owed a receipt now, at the most, while the service looked.
    pub overdue_hours: u64,
}

/// What is measured of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// [`Record::wrong`].
    Wrong,
    /// [`Record::lost`].
    Lost,
    /// [`Record::untrue`].
    Untrue,
    /// [`Record::refused`].
    Refused,
    /// How many of a hundred looks were missed, where there were [`FEWEST_LOOKS`].
    MissedPercent,
    /// [`Record::silent_hours`].
    SilentHours,
    /// [`Record::overdue_hours`].
    OverdueHours,
    /// [`Record::damaged`].
    Damaged,
    /// How many of a hundred replicas its host refused, where there were [`FEWEST_DROPPED`].
    DroppedPercent,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Wrong,
        Self::Lost,
        Self::Untrue,
        Self::Refused,
        Self::MissedPercent,
        Self::SilentHours,
        Self::OverdueHours,
        Self::Damaged,
        Self::DroppedPercent,
    ];

    /// How much of it there is.
    pub fn of(self, record: &Record) -> u64 {
        match self {
            Self::Wrong => record.wrong,
            Self::Lost => record.lost,
            Self::Untrue => record.untrue,
            Self::Refused => record.refused,
            Self::MissedPercent if record.looks < FEWEST_LOOKS => 0,
            Self::MissedPercent => record.missed.saturating_mul(100) / record.looks.max(1),
            Self::SilentHours => record.silent_hours,
            Self::OverdueHours => record.overdue_hours,
            Self::Damaged => record.damaged,
            Self::DroppedPercent if record.dropped < FEWEST_DROPPED => 0,
            Self::DroppedPercent => record.dropped.saturating_mul(100) / record.dropped.saturating_add(record.kept),
        }
    }
}

/// From how much of a measure on a mirror has at best this standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is measured.
    pub measure: Measure,
    /// From how much on.
    pub from: u64,
    /// What it is at best then.
    pub standing: Standing,
}

const fn rule(measure: Measure, from: u64, standing: Standing) -> Rule {
    Rule { measure, from, standing }
}

/// The rules.
pub const RULES: [Rule; 22] = [
    rule(Measure::Wrong, 1, Standing::Watched),
    rule(Measure::Wrong, 2, Standing::Failing),
    rule(Measure::Wrong, 5, Standing::Failed),
    rule(Measure::Lost, 1, Standing::Watched),
    rule(Measure::Lost, 5, Standing::Failing),
    rule(Measure::Lost, 25, Standing::Failed),
    rule(Measure::Untrue, 1, Standing::Failing),
    rule(Measure::Untrue, 3, Standing::Failed),
    rule(Measure::Refused, 1, Standing::Watched),
    rule(Measure::Refused, 10, Standing::Failing),
    rule(Measure::MissedPercent, 10, Standing::Watched),
    rule(Measure::MissedPercent, 50, Standing::Failing),
    rule(Measure::SilentHours, 1, Standing::Watched),
    rule(Measure::SilentHours, 24, Standing::Failing),
    rule(Measure::SilentHours, 7 * 24, Standing::Failed),
    rule(Measure::OverdueHours, 24, Standing::Watched),
    rule(Measure::OverdueHours, 3 * 24, Standing::Failing),
    rule(Measure::OverdueHours, 14 * 24, Standing::Failed),
    rule(Measure::Damaged, 10, Standing::Watched),
    rule(Measure::Damaged, 1_000, Standing::Failing),
    rule(Measure::DroppedPercent, 5, Standing::Watched),
    rule(Measure::DroppedPercent, 25, Standing::Failing),
];

/// What is thought of a mirror with this record: the worst that a rule makes of it.
pub fn standing(record: &Record) -> Standing {
    reached(record).map(|rule| rule.standing).max().unwrap_or(Standing::Good)
}

/// What speaks against it: of each measure how much there is, and what that makes of it.
pub fn reasons(record: &Record) -> Vec<(Measure, u64, Standing)> {
    let gravest = |measure: Measure| {
        let standing = reached(record).filter(|rule| rule.measure == measure).map(|rule| rule.standing).max()?;
        Some((measure, measure.of(record), standing))
    };
    Measure::ALL.into_iter().filter_map(gravest).collect()
}

fn reached(record: &Record) -> impl Iterator<Item = &'static Rule> + '_ {
    RULES.iter().filter(|rule| rule.measure.of(record) >= rule.from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same said without a table.
    fn model(it: &Record) -> Standing {
        let often_missed = |percent: u64| it.looks >= 20 && it.missed * 100 >= percent * it.looks;
        let often_dropped = |percent: u64| it.dropped >= 10 && it.dropped * 100 >= percent * (it.dropped + it.kept);
        if it.wrong >= 5 || it.lost >= 25 || it.untrue >= 3 || it.silent_hours >= 168 || it.overdue_hours >= 336 {
            Standing::Failed
        } else if it.wrong >= 2
            || it.lost >= 5
            || it.untrue >= 1
            || it.refused >= 10
            || often_missed(50)
            || it.silent_hours >= 24
            || it.overdue_hours >= 72
            || it.damaged >= 1_000
            || often_dropped(25)
        {
            Standing::Failing
        } else if it.wrong == 1
            || it.lost >= 1
            || it.refused >= 1
            || often_missed(10)
            || it.silent_hours >= 1
            || it.overdue_hours >= 24
            || it.damaged >= 10
            || often_dropped(5)
        {
            Standing::Watched
        } else {
            Standing::Good
        }
    }

    fn record() -> impl Strategy<Value = Record> {
        let few = || prop_oneof![6 => Just(0_u64), 2 => 0..4_u64, 1 => 0..40_u64];
        let hours = || prop_oneof![4 => Just(0_u64), 1 => 0..400_u64];
        let shown = (0..3_000_u64, 0..=100_u64, few(), few(), few(), few());
        let owed = (hours(), hours(), prop_oneof![4 => Just(0_u64), 1 => 0..2_000_u64], 0..3_000_u64);
        let replicas = (few(), 0..600_u64);
        (shown, owed, replicas).prop_map(|((looks, percent, wrong, lost, untrue, refused), owed, (dropped, kept))| {
            let (silent_hours, overdue_hours, damaged, proved) = owed;
            // Most miss little.
            let missed = looks * (percent * percent / 100) / 100;
            Record {
                looks,
                missed,
                proved,
                wrong,
                lost,
                damaged,
                untrue,
                refused,
                dropped,
                kept,
                silent_hours,
                overdue_hours,
            }
        })
    }

    proptest! {
        #[test]
        fn the_table_says_what_the_model_says(record in record()) {
            prop_assert_eq!(standing(&record), model(&record), "{:?}", record);
            let worst = reasons(&record).into_iter().map(|(_, _, standing)| standing).max();
            prop_assert_eq!(worst.unwrap_or(Standing::Good), standing(&record));
        }

        #[test]
        fn worse_never_looks_better(record in record(), which in 0..9_usize, more in 1..500_u64) {
            let mut worse = record;
            match which {
                0 => worse.wrong += more,
                1 => worse.lost += more,
                2 => worse.untrue += more,
                3 => worse.refused += more,
                4 => (worse.looks, worse.missed) = (worse.looks + more, worse.missed + more),
                5 => worse.silent_hours += more,
                6 => worse.overdue_hours += more,
                7 => worse.damaged += more,
                _ => worse.dropped += more,
            }
            prop_assert!(standing(&worse) >= standing(&record), "{:?} {:?}", record, worse);
        }

        #[test]
        fn proofs_make_up_for_nothing_that_was_wrong(record in record(), more in 1..500_u64) {
            let proven = Record { proved: record.proved + more, ..record };
            prop_assert_eq!(standing(&proven), standing(&record));
        }
    }

    #[test]
    fn every_measure_has_a_rule_and_each_further_one_is_graver() {
        for measure in Measure::ALL {
            let rules: Vec<_> = RULES.iter().filter(|rule| rule.measure == measure).collect();
            assert!(!rules.is_empty(), "{measure:?}");
            for pair in rules.windows(2) {
                assert!(pair[0].from < pair[1].from && pair[0].standing < pair[1].standing, "{measure:?}");
            }
        }
        assert_eq!(standing(&Record::default()), Standing::Good);
    }
}
