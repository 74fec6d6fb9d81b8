//! Strikes: how often an uploader went on after being told, read from the facts whenever it is asked.
//!
//! Nothing is counted up in a column. What counts are the decisions that restrict something of an account now: infringing or
//! otherwise illegal, a file locked or only a link disabled, since it is the uploader who shared it. So a strike is void by itself
//! when its hold lifts or its link works again, whatever the reason. What a rights holder deleted directly counts once staff have
//! looked at it: a senior upheld it, or an appeal against it was refused.
//!
//! **Everything decided before one notice reaches the uploader counts once.** A notice has reached somebody when they opened
//! it, or when a mail server took the message and did not send it back: from then on they could know better. So the number
//! of strikes is the greatest number of decisions of which each was made after the notice of the one before had reached
//! its uploader. Voiding one can therefore never make more of the others ([`group`]).
//!
//! A strike counts for six months from its first decision; what an appeal or a senior put in its place, because it restricted too little,
//! makes it no newer. Three that count together put the account before a reviewer ([`reviews`]): a row that waits at the desk until
//! somebody decides: nothing, a warning, a suspension or a termination ([`super::measures`]). What was looked at once does so again only
//! together with something new. A strike that is void later ends the question, if too few are left; and whatever was taken on it is lifted
//! at once, without waiting for anybody: a restriction whose ground has fallen away is not to last until a reviewer has time.

mod reviews;

pub(crate) use self::reviews::end_of_closed;
pub use self::reviews::{Decision, File, Review, Verdict, decide, file, look, waiting};
use super::{Error, measures, store};
use crate::accounts::Actor;
use crate::claims::decisions::Action;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DecisionId, NoticeId, ObjectId, TargetId};
use crate::service::Service;

/// Something of an account that was restricted.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "facts, each of which can be so without the others")]
pub struct Restricted {
    /// The target of the claim.
    pub target: TargetId,
    /// The decision in force about it.
    pub decision: DecisionId,
    /// The claim.
    pub claim: ClaimId,
    /// The file.
    pub object: ObjectId,
    /// What was done.
    pub action: Action,
    /// By the rights holder under direct access.
    pub direct: bool,
    /// When something of the target was first restricted.
    pub decided_at: Time,
    /// The notice by which the uploader was told of that.
    pub notice: Option<NoticeId>,
    /// When they opened it.
    pub seen_at: Option<Time>,
    /// When a mail server took its message, which has not come back.
    pub mailed_at: Option<Time>,
    /// It restricts something now.
    pub stands: bool,
    /// Staff have decided about it, at first or since.
    pub reviewed: bool,
    /// A senior was asked to look at it, or has.
    pub called_in: bool,
}

impl Restricted {
    /// Whether it counts.
    pub const fn counts(&self) -> bool {
        self.stands && self.reviewed
    }

    /// When its notice reached the uploader.
    pub fn reached_at(&self) -> Option<Time> {
        self.seen_at.into_iter().chain(self.mailed_at).min()
    }
}

/// What counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// The decisions, the oldest first: at least one.
    pub decided: Vec<Restricted>,
    /// When the first of them was made.
    pub from: Time,
    /// Until when it counts.
    pub until: Time,
}

/// The strikes among what counts, given the oldest first: each decision that was made before any notice of the group had reached
/// the uploader belongs to it.
pub fn group(counting: impl IntoIterator<Item = Restricted>) -> Vec<Vec<Restricted>> {
    let mut groups: Vec<(Vec<Restricted>, Option<Time>)> = Vec::new();
    for one in counting {
        let reached = one.reached_at();
        match groups.last_mut() {
            Some((group, told)) if told.is_none_or(|told| one.decided_at <= told) => {
                *told = told.iter().copied().chain(reached).min();
                group.push(one);
            }
            _ => groups.push((vec![one], reached)),
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

/// How an account stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Everything that was restricted, the oldest first.
    pub restricted: Vec<Restricted>,
    /// The strikes that count now, the oldest first.
    pub strikes: Vec<Strike>,
}

impl Standing {
    /// What counted at a moment, of what is not void by now, a strike each.
    fn counted_at(&self, service: &Service, time: Time) -> Vec<Vec<Restricted>> {
        let mut groups = group(self.restricted.iter().filter(|one| one.counts()).cloned());
        groups.retain(|decided| decided.first().is_some_and(|first| time < counts_until(service, first.decided_at)));
        groups
    }
}

/// How an account stands now.
async fn of(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Standing, Error> {
    let restricted = store::standing::restricted(tx, account).await?;
    let now = service.clock.now();
    let strikes = group(restricted.iter().filter(|one| one.counts()).cloned())
        .into_iter()
        .filter_map(|decided| {
            let from = decided.first()?.decided_at;
            let until = counts_until(service, from);
            Some(Strike { decided, from, until })
        })
        .filter(|strike| now < strike.until)
        .collect();
    Ok(Standing { restricted, strikes })
}

fn counts_until(service: &Service, from: Time) -> Time {
    service.config.calendar.months_after(from, service.config.limits.strike_counts.into())
}

/// How the reader's own account stands.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// What counts, and what does not yet.
    pub standing: Standing,
    /// What was decided about the account, the newest first.
    pub measures: Vec<measures::Measure>,
    /// By when a reviewer decides, while the account is before one.
    pub reviewed_by: Option<Time>,
}

/// How the reader's own account stands, with what was decided about it.
pub async fn own(service: &Service, person: &Actor) -> Result<Own, Error> {
    let mut tx = service.db.read().await?;
    Ok(Own {
        standing: of(&mut tx, service, person.account).await?,
        measures: measures::all_against(&mut tx, service, person.account.into()).await?,
        reviewed_by: store::standing::open_review(&mut tx, person.account).await?.map(|review| review.due_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Decided and reached, in seconds.
    fn decided(at: i64, reached: Option<i64>) -> Restricted {
        let id = Uuid::from_u128(at.unsigned_abs().into());
        Restricted {
            target: TargetId(id),
            decision: DecisionId(id),
            claim: ClaimId(id),
            object: ObjectId(id),
            action: Action::LockAndDelete,
            direct: false,
            decided_at: Time::from_seconds(at),
            notice: None,
            seen_at: reached.map(Time::from_seconds),
            mailed_at: None,
            stands: true,
            reviewed: true,
            called_in: false,
        }
    }

    fn sizes(all: &[(i64, Option<i64>)]) -> Vec<usize> {
        group(all.iter().map(|(at, reached)| decided(*at, *reached))).iter().map(Vec::len).collect()
    }

    #[test]
    fn what_is_decided_before_one_notice_arrives_counts_once() {
        assert_eq!(sizes(&[]), [0_usize; 0]);
        assert_eq!(sizes(&[(1, None), (2, None), (900, None)]), [3], "nobody was told of anything");
        assert_eq!(sizes(&[(1, Some(2)), (3, Some(4)), (5, Some(6))]), [1, 1, 1]);
        assert_eq!(sizes(&[(1, Some(10)), (3, Some(4)), (5, Some(6))]), [2, 1], "the first that arrives ends it");
        assert_eq!(sizes(&[(1, Some(5)), (5, Some(9))]), [2], "to the instant");
    }

    #[test]
    fn voiding_one_never_makes_more_of_the_others() {
        // Every way in which five notices can arrive by one of these times, and each decision voided in turn.
        let times = [Some(1), Some(3), Some(5), Some(8), None];
        for code in 0..5_usize.pow(5) {
            let all: Vec<_> = (0..5_i64)
                .map(|n| (2 * n, times[code / 5_usize.pow(u32::try_from(n).unwrap()) % 5]))
                .map(|(at, reached)| (at, reached.map(|reached: i64| reached.max(at))))
                .collect();
            let before = sizes(&all).len();
            for void in 0..all.len() {
                let mut left = all.clone();
                left.remove(void);
                let after = sizes(&left).len();
                assert!(after <= before && after + 1 >= before, "{all:?} without {void}: {before}, then {after}");
            }
        }
    }
}
