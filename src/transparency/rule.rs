//! What of a count is published: the step it lies in. A step is as wide as the limit `transparency-threshold` says, 5 if it is not set: none,
//! 1 to 4 ("fewer than 5"), 5 to 9, 10 to 14, and so on.
//!
//! Why steps, and not exact counts of which the small ones are left out: what is left out comes back as soon as a total, a neighbour, a year with
//! one of its halves, or the page of yesterday stands beside it. A step says the same whatever happened inside it. Totals are
//! sums of steps, shares are worked out from steps, and each event is counted in one cell ([`super::counting`]), so everything that is
//! published of counts is a function of the steps of single cells: two courses of events that differ within a step are published alike. A
//! median is given or not by steps, too, and its row is not there where it is not ([`super::times`]).

use std::iter::Sum;
use std::ops::Add;

/// How wide a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule(u64);

impl Rule {
    /// By the limit. 1 publishes exact counts; 2 would, too, since "fewer than 2" is 1, so it is taken for 3.
    pub fn of(threshold: u32) -> Self {
        Self(if threshold <= 1 { 1 } else { u64::from(threshold).max(3) })
    }

    /// How wide a step is.
    pub const fn step(self) -> u64 {
        self.0
    }

    /// What is published of a count.
    pub const fn show(self, count: u64) -> Shown {
        if count == 0 {
            return Shown::NONE;
        }
        let low = count / self.0 * self.0;
        let high = low.saturating_add(self.0 - 1);
        Shown { low: if low == 0 { 1 } else { low }, high, step: self.0 }
    }
}

/// What is published of a count, or of several added up: the least and the most it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// At least so many.
    pub low: u64,
    /// At most so many.
    pub high: u64,
    /// The step behind it; 0 where nothing was counted.
    step: u64,
}

impl Shown {
    /// Nothing was counted.
    pub const NONE: Self = Self { low: 0, high: 0, step: 0 };

    /// Whether it is one count below the first whole step: "fewer than 5".
    pub const fn is_few(self) -> bool {
        self.low == 1 && self.high > 1 && self.high < self.step
    }

    /// Whether it is a whole step at least, and so says something of the many.
    pub const fn is_plenty(self) -> bool {
        self.low > 0 && self.low >= self.step
    }
}

impl Add for Shown {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            high: self.high.saturating_add(other.high),
            step: self.step.max(other.step),
        }
    }
}

impl Sum for Shown {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::NONE, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_shown_by_its_step() {
        let rule = Rule::of(5);
        for (count, low, high) in
            [(0, 0, 0), (1, 1, 4), (4, 1, 4), (5, 5, 9), (9, 5, 9), (10, 10, 14), (1_233, 1_230, 1_234)]
        {
            let shown = rule.show(count);
            assert_eq!((shown.low, shown.high), (low, high), "{count}");
            assert_eq!((shown.is_few(), shown.is_plenty()), ((1..5).contains(&count), count >= 5), "{count}");
        }
        for count in 0..20 {
            let shown = Rule::of(1).show(count);
            assert_eq!((shown.low, shown.high, shown.is_few()), (count, count, false), "1 shows all");
        }
        let shown = Rule::of(2).show(1);
        assert!(shown.low < shown.high, "no step holds one count only");
    }

    #[test]
    fn sums_are_of_what_is_shown() {
        let rule = Rule::of(5);
        let sum: Shown = [0, 3, 7, 12].into_iter().map(|count| rule.show(count)).sum();
        assert_eq!((sum.low, sum.high), (16, 27));
        let two_few = rule.show(2) + rule.show(3);
        assert!(!two_few.is_few() && !two_few.is_plenty(), "two that are few can be 5 and more together");
        assert!((rule.show(2) + Shown::NONE).is_few());
    }
}
