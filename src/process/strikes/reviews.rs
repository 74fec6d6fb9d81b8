//! The review of an account whose strikes reach the limit, by a reviewer who is no party. What it came to is a measure, or nothing.
//!
//! [`look`] is a job of every decision that restricts something, of every one that ends, and of every letter to an uploader that staff found to have
//! come back, since what they were not told of begins no new strike: it opens a review, ends one that has too few strikes left, and lifts at once what was taken on
//! strikes that are void by now. Somebody then decides ([`decide`]). An account that its person closed is taken from there ([`end_of_closed`]) and
//! put there no more: nothing is left that a reviewer could close.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Standing, Strike, group, of};
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::{self, Kind, Scope};
use crate::accounts::{self, Actor, closing};
use crate::audit::{self, NewEntry};
use crate::claims::decisions::reviewer;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AccountReviewId, CaseId, TargetId};
use crate::jobs::{self, Job};
use crate::notices::Because;
use crate::process::store::standing::ReviewRow;
use crate::process::{Error, measures, reminders, store};
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

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
    /// Too few strikes were left before anybody had decided, or its person closed the account.
    Moot,
}

words! { Verdict {
    Nothing = "nothing", Warning = "warning", Suspension = "suspension", Termination = "termination", Moot = "moot",
} }

/// An account that was put before a reviewer, without why it was decided so: that lies sealed beside it, and is opened in its [`File`].
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
    /// By whom.
    pub decided_by: Option<AccountId>,
    /// When.
    pub ended_at: Option<Time>,
}

/// The job of every decision that restricts something, of every one that ends, and of every letter to an uploader that came back: puts an
/// account before a reviewer whose strikes reach the limit, takes it back from there if they do no more, and lifts what rests on too few. Safe
/// to run again.
pub async fn look(service: &Service, account: AccountId) -> Result<(), Error> {
    let now = service.clock.now();
    let limit = service.config.limits.strikes as usize;
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::CountStrikes { account }).await?;
    let case = standing::lock(&mut tx, account).await?.ok_or(Error::NotFound)?;
    lift_void(&mut tx, service, account, limit).await?;
    let so = of(&mut tx, service, account).await?;
    let open = store::standing::open_review(&mut tx, account).await?;
    let closed = closing::is_closed(&mut tx, account).await?;
    if let Some(open) = open {
        if closed || so.strikes.len() < limit {
            end_moot(&mut tx, service, case, open.id).await?;
        }
    } else if !closed && so.strikes.len() >= limit && !standing::is_terminated(&mut tx, account, now).await? {
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

/// Takes an account from its reviewer that its person closes, in the transaction that does and has locked its row.
pub(crate) async fn end_of_closed(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    case: CaseId,
) -> Result<(), Error> {
    match store::standing::open_review(tx, account).await? {
        Some(open) => end_moot(tx, service, case, open.id).await,
        None => Ok(()),
    }
}

async fn end_moot(tx: &mut Tx, service: &Service, case: CaseId, id: AccountReviewId) -> Result<(), Error> {
    store::standing::end_review(tx, id, Verdict::Moot, None, service.clock.now()).await?;
    log(tx, service, case, "service", Verdict::Moot, &[]).await
}

/// How many of what lay before a reviewer still count, however long ago: what a measure rests on does not age.
async fn left_of(tx: &mut Tx, account: AccountId, reviewed: &BTreeSet<TargetId>) -> Result<usize, Error> {
    let restricted = store::standing::restricted(tx, account).await?;
    Ok(group(restricted.into_iter().filter(|one| one.counts() && reviewed.contains(&one.target))).len())
}

async fn lift_void(tx: &mut Tx, service: &Service, account: AccountId, limit: usize) -> Result<(), Error> {
    let now = service.clock.now();
    for measure in measures::all_against(tx, service, account.into()).await? {
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

/// Where it lies sealed why a review was decided so.
fn place(id: AccountReviewId) -> String {
    format!("account_reviews.reasons/{id}")
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
    let role = judge(&mut tx, actor, account).await?;
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
    let sealed = service.keys.seal(&place(id), reasons.as_bytes());
    if store::standing::end_review(&mut tx, id, verdict, Some((actor.account, &sealed)), now).await? != 1 {
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
async fn judge(tx: &mut Tx, actor: &Actor, account: AccountId) -> Result<&'static str, Error> {
    let role = crate::process::reviewer(tx, actor).await?;
    parties::keep_out(tx, actor.account, Case::Strikes(account)).await?;
    Ok(role)
}

/// The accounts that wait for a reviewer, what is due first, without those to whose strikes the reader is a party.
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
    /// The reviews, the newest first, with why each was decided so.
    pub reviews: Vec<(Review, Option<Text>)>,
    /// The measures, the newest first.
    pub measures: Vec<measures::Measure>,
}

impl File {
    /// The review that waits.
    pub fn open(&self) -> Option<&Review> {
        self.reviews.iter().map(|(review, _)| review).find(|review| review.ended_at.is_none())
    }
}

/// An account's strikes and history, for reviewers who are no party.
pub async fn file(service: &Service, actor: &Actor, account: AccountId) -> Result<File, Error> {
    let mut tx = service.db.read().await?;
    let profile = accounts::profile(&mut tx, service, account).await?.ok_or(Error::NotFound)?;
    judge(&mut tx, actor, account).await?;
    let opened = |ReviewRow { review, reasons_sealed }| -> Result<_, Error> {
        let reasons =
            reasons_sealed.as_deref().map(|sealed| service.keys.said(&place(review.id), sealed)).transpose()?;
        Ok((review, reasons))
    };
    let reviews = store::standing::reviews_of(&mut tx, account).await?;
    Ok(File {
        account,
        since: profile.created_at,
        standing: of(&mut tx, service, account).await?,
        reviews: reviews.into_iter().map(opened).collect::<Result<_, _>>()?,
        measures: measures::all_against(&mut tx, service, account.into()).await?,
    })
}
