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
//! makes it no newer. Three that count together put the account before a reviewer
//! ([`look`], a job of every decision): a row that waits at the desk until somebody decides: nothing, a warning, a suspension or
//! a termination ([`super::measures`]). What was looked at once does so again only together with something new. A strike that
//! is void later ends the question, if too few are left; and whatever was taken on it is lifted at once, without
//! waiting for anybody: a restriction whose ground has fallen away is not to last until a reviewer has time.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Error, measures, reminders, store};
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{self, Kind, Scope};
use crate::accounts::{self, Actor};
use crate::audit::{self, NewEntry};
use crate::claims::decisions::{Action, reviewer};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AccountReviewId, CaseId, ClaimId, DecisionId, NoticeId, ObjectId, TargetId};
use crate::jobs::{self, Job};
use crate::notices::Because;
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

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
pub(super) async fn of(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Standing, Error> {
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
    let months = i32::try_from(service.config.limits.strike_counts).unwrap_or(i32::MAX);
    service.config.calendar.months_after(from, months)
}

/// How many of what lay before a reviewer still count, however long ago: what a measure rests on does not age.
pub(super) async fn left_of(tx: &mut Tx, account: AccountId, reviewed: &BTreeSet<TargetId>) -> Result<usize, Error> {
    let restricted = store::standing::restricted(tx, account).await?;
    Ok(group(restricted.into_iter().filter(|one| one.counts() && reviewed.contains(&one.target))).len())
}

// The review -----------------------------------------------------------------------------------------

/// What a reviewer decided about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Nothing.
    Nothing,
    /// A warning.
    Warning,
    /// A suspension.
    Suspension,
    /// A termination.
    Termination,
    /// Too few strikes were left before anybody had decided.
    Moot,
}

words! { Verdict {
    Nothing = "nothing", Warning = "warning", Suspension = "suspension", Termination = "termination", Moot = "moot",
} }

/// An account that was put before a reviewer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Review {
    /// Its id.
    pub id: AccountReviewId,
    /// The account.
    pub account: AccountId,
    /// When.
    pub opened_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// What was decided.
    pub outcome: Option<Verdict>,
    /// Why.
    pub reasons: Option<String>,
    /// By whom.
    pub decided_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Time>,
}

/// The job of every decision that restricts something, and of every one that ends: puts an account before a reviewer whose strikes
/// reach the limit, takes it back from there if they do no more, and lifts what rests on too few. Safe to run again.
pub async fn look(service: &Service, account: AccountId) -> Result<(), Error> {
    let now = service.clock.now();
    let limit = service.config.limits.strikes as usize;
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::CountStrikes { account }).await?;
    let case = standing::lock(&mut tx, account).await?.ok_or(Error::NotFound)?;
    lift_void(&mut tx, service, account, limit).await?;
    let so = of(&mut tx, service, account).await?;
    let open = store::standing::open_review(&mut tx, account).await?;
    if let Some(open) = open {
        if so.strikes.len() < limit {
            store::standing::end_review(&mut tx, open.id, Verdict::Moot, None, now).await?;
            log(&mut tx, service, case, "service", Verdict::Moot, &[]).await?;
        }
    } else if so.strikes.len() >= limit && !standing::is_terminated(&mut tx, account, now).await? {
        let before: BTreeSet<_> = store::standing::reviewed_of(&mut tx, account).await?.into_iter().collect();
        let is_new = |strike: &Strike| strike.decided.iter().any(|one| !before.contains(&one.target));
        if so.strikes.iter().any(is_new) {
            let id = AccountReviewId::new(&service.clock, &service.entropy);
            let due_at = now.plus(service.config.limits.account_review_due);
            store::standing::insert_review(&mut tx, id, account, now, due_at).await?;
            jobs::look_at_deadlines(&mut tx, service, due_at.minus(reminders::DAYS)).await?;
            let entry = NewEntry {
                kind: "account.review-opened",
                case,
                actor: "service",
                fields: json!({"strikes": so.strikes.len(), "due": due_at.rfc3339()}),
                commitments: &[("account", account.to_string())],
                journal: None,
            };
            audit::append(&mut tx, service, entry).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn lift_void(tx: &mut Tx, service: &Service, account: AccountId, limit: usize) -> Result<(), Error> {
    let now = service.clock.now();
    for measure in store::standing::measures_against(tx, account.into()).await? {
        let Some(review) = measure.review.filter(|_| measure.in_force(now)) else { continue };
        let before = store::standing::reviewed(tx, review).await?.into_iter().collect();
        if left_of(tx, account, &before).await? < limit {
            measures::end(tx, service, &measure, Because::StrikesVoid, "service", None).await?;
        }
    }
    Ok(())
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    actor: &'static str,
    outcome: Verdict,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    let fields = json!({"outcome": outcome.as_str()});
    let entry = NewEntry { kind: "account.reviewed", case, actor, fields, commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// What a reviewer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing.
    Nothing,
    /// The account is warned.
    Warn,
    /// Uploads and new links are closed for so many days.
    Suspend {
        /// How many.
        days: u32,
    },
    /// They are closed for good. A senior's, since what is deleted after it does not come back.
    Terminate,
}

/// A reviewer who is no party decides about an account that was put before them, with reasons. What is taken is told with its own
/// statement of reasons, and can be appealed.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    id: AccountReviewId,
    decision: Decision,
    reasons: &str,
) -> Result<(), Error> {
    let mut form = crate::claims::form::Form::default();
    let reasons = form.text("reasons", reasons, Text::of("strikes-reasons"));
    if let Decision::Suspend { days } = decision {
        measures::check_days(&mut form, service, "days", days);
    }
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let review = store::standing::review(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let account = review.account;
    let case = standing::lock(&mut tx, account).await?.ok_or(Error::NotFound)?;
    let so = of(&mut tx, service, account).await?;
    // What runs out while it waits for a reviewer counts still; what turned out void does not.
    let counted = so.counted_at(service, review.opened_at);
    let claims = counted.iter().flatten().map(|one| one.claim).collect();
    let role = judge(&mut tx, actor, account, claims).await?;
    if decision == Decision::Terminate && role != "senior" {
        return Err(Error::Forbidden(Text::of("strikes-senior")));
    }
    if counted.len() < service.config.limits.strikes as usize {
        return Err(Error::Conflict(Text::of("strikes-too-few")));
    }
    let verdict = match decision {
        Decision::Nothing => Verdict::Nothing,
        Decision::Warn => Verdict::Warning,
        Decision::Suspend { .. } => Verdict::Suspension,
        Decision::Terminate => Verdict::Termination,
    };
    if store::standing::end_review(&mut tx, id, verdict, Some((actor.account, &reasons)), now).await? != 1 {
        return Err(Error::Conflict(Text::of("strikes-meanwhile")));
    }
    for one in counted.iter().flatten() {
        store::standing::insert_reviewed(&mut tx, id, one.target).await?;
    }
    log(&mut tx, service, case, role, verdict, &[("by", actor.account.to_string())]).await?;
    let (kind, until) = match decision {
        Decision::Nothing => {
            tx.commit().await?;
            return Ok(());
        }
        Decision::Warn => (Kind::Warning, None),
        Decision::Suspend { days } => (Kind::Suspension, Some(measures::after_days(now, days))),
        Decision::Terminate => (Kind::Termination, Some(now.plus(service.config.limits.termination_export))),
    };
    let new = measures::New {
        party: account.into(),
        kind,
        scope: Scope::Uploads,
        review: Some(id),
        reasons: &reasons,
        weighed: None,
        until,
    };
    measures::take(&mut tx, service, actor, role, new).await?;
    tx.commit().await?;
    Ok(())
}

/// A reviewer by the roles in force, and neither the account's own person nor a party to anything it was restricted for.
async fn judge(
    tx: &mut Tx,
    actor: &Actor,
    account: AccountId,
    claims: BTreeSet<ClaimId>,
) -> Result<&'static str, Error> {
    let role = super::reviewer(tx, actor).await?;
    parties::keep_out(tx, actor.account, Case::Account(account)).await?;
    for claim in claims {
        parties::keep_out(tx, actor.account, Case::Claim(claim)).await?;
    }
    Ok(role)
}

// For pages ------------------------------------------------------------------------------------------

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
        measures: store::standing::measures_against(&mut tx, person.account.into()).await?,
        reviewed_by: store::standing::open_review(&mut tx, person.account).await?.map(|review| review.due_at),
    })
}

/// The accounts that wait for a reviewer, what is due first, but for the reader's own.
pub async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Review>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    Ok(store::standing::reviews_waiting(&mut tx, actor.account, i64::from(service.config.limits.api_page_rows)).await?)
}

/// What a reviewer sees of an account.
#[derive(Clone, Debug)]
pub struct File {
    /// The account.
    pub account: AccountId,
    /// Since when there is one.
    pub since: Time,
    /// How it stands.
    pub standing: Standing,
    /// The reviews, the newest first.
    pub reviews: Vec<Review>,
    /// The measures, the newest first.
    pub measures: Vec<measures::Measure>,
}

impl File {
    /// The review that waits.
    pub fn open(&self) -> Option<&Review> {
        self.reviews.iter().find(|review| review.ended_at.is_none())
    }
}

/// An account's strikes and history, for reviewers who are no party.
pub async fn file(service: &Service, actor: &Actor, account: AccountId) -> Result<File, Error> {
    let mut tx = service.db.read().await?;
    let profile = accounts::profile(&mut tx, service, account).await?.ok_or(Error::NotFound)?;
    let standing = of(&mut tx, service, account).await?;
    let claims = standing.strikes.iter().flat_map(|strike| &strike.decided).map(|one| one.claim).collect();
    judge(&mut tx, actor, account, claims).await?;
    Ok(File {
        account,
        since: profile.created_at,
        standing,
        reviews: store::standing::reviews_of(&mut tx, account).await?,
        measures: store::standing::measures_against(&mut tx, account.into()).await?,
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
