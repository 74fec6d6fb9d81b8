//! What happens on which day after a decision, whether its parties act or not: everything their pages say, from facts.

use super::appeals::{self, Appeal, Side};
use super::counter_notices::{self, CounterNotice};
use super::disputes::{self, Dispute, Kind, Named};
use super::windows::{self, Window};
use super::{Error, store};
use crate::accounts::Actor;
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::Action;
use crate::claims::samples;
use crate::claims::withdrawal::Claimant;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, CounterNoticeId, DecisionId, NoticeId};
use crate::keys::Legible;
use crate::notices::{self, Claimed, Holder};
use crate::service::Service;
use crate::texts::Text;

/// What an uploader can do about a restriction, what was done, and what comes by itself.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// The decision.
    pub decided: Decided,
    /// The claimant, if it is an organisation.
    pub claimant: Option<String>,
    /// Whose rights are claimed, as the statement of reasons says, while that can be read.
    pub rights_holder: Option<Holder>,
    /// Why the file is kept, and until when; none where only a link is disabled.
    pub windows: Vec<Window>,
    /// Nothing of the file is left.
    pub purged: bool,
    /// What is claimed, as the statement of reasons says, while that can be read.
    pub claimed: Legible<Claimed>,
    /// The counter-notices with what they say, the oldest first.
    pub counter_notices: Vec<counter_notices::Opened>,
    /// The disputes, the oldest first.
    pub disputes: Vec<Named>,
    /// The uploader's appeal.
    pub appeal: Option<Appeal>,
    /// Why the uploader thinks that the decision is wrong, as sent with it.
    pub grounds: Option<Text>,
    /// When the material would return after a counter-notice that is sent now; none if none can be sent.
    pub counter_notice_now: Option<Time>,
    /// Until when an appeal can be lodged; none if none can be.
    pub appeal_until: Option<Time>,
}

impl Ahead {
    /// The counter-notice that has not ended.
    pub fn open_counter_notice(&self) -> Option<&CounterNotice> {
        self.counter_notices.iter().map(|sent| &sent.counter_notice).find(|sent| sent.ended_at.is_none())
    }

    /// The claimant's action that keeps the material from returning.
    pub fn stopped_by(&self) -> Option<&Named> {
        self.disputes.iter().find(|it| it.dispute.kind.restrains() && it.dispute.ended_at.is_none())
    }

    /// The windows that are told of: not that an appeal can be lodged which has been.
    pub fn listed(&self) -> Vec<&Window> {
        let shown = |window: &&Window| window.kind != windows::Kind::Appeal || self.appeal.is_none();
        self.windows.iter().filter(shown).collect()
    }

    /// When the file is purged if nobody does anything; none while something without a date keeps it.
    pub fn purged_at(&self) -> Option<Time> {
        windows::closes_at(&self.windows)
    }
}

/// What lies ahead of the uploader to whom a notice tells of a decision. None if it tells of none.
pub async fn of_notice(service: &Service, uploader: &Actor, notice: NoticeId) -> Result<Option<Ahead>, Error> {
    let mut tx = service.db.read().await?;
    let Some(decision) = notices::decision_of(&mut tx, uploader.account, notice).await? else { return Ok(None) };
    let decided = decided::read(&mut tx, decision).await?;
    Ok(Some(of(&mut tx, service, decided).await?))
}

async fn of(tx: &mut Tx, service: &Service, decided: Decided) -> Result<Ahead, Error> {
    let now = service.clock.now();
    let may_counter = counter_notices::obstacle(tx, &decided).await?.is_none();
    let may_appeal = appeals::obstacle(tx, service, &decided, Side::Uploader).await?.is_none();
    let windows = windows::of_uploader(tx, service, &decided).await?;
    let purged = store::is_purged(tx, decided.object).await?;
    let appeal = store::appeal_of(tx, decided.id, Side::Uploader).await?;
    let grounds = appeals::grounds_of(tx, service, appeal.as_ref()).await?;
    let (claimed, rights_holder) = match notices::claimed(tx, service, decided.owner, decided.id).await? {
        Ok(Some((claimed, holder))) => (Ok(Some(claimed)), holder),
        Ok(None) => (Ok(None), None),
        Err(altered) => (Err(altered), None),
    };
    Ok(Ahead {
        claimant: store::claimant(tx, decided.claim).await?,
        rights_holder,
        purged,
        windows: if decided.restricts && !purged { windows } else { Vec::new() },
        claimed,
        counter_notices: counter_notices::of_decision(tx, service, decided.id).await?,
        disputes: disputes::all_named(service, store::disputes_about(tx, &decided).await?)?,
        appeal,
        grounds,
        counter_notice_now: may_counter.then(|| counter_notices::would_return(service, now)),
        appeal_until: appeals::until(tx, service, &decided, Side::Uploader).await?.filter(|_| may_appeal),
        decided,
    })
}

/// Something that is open about a decision of a claim, and what comes of it. It is said at the head of the claimant's page.
#[derive(Clone, Debug)]
pub struct Open {
    /// The target's line in the claim.
    pub position: i64,
    /// What.
    pub what: What,
}

/// What is open.
#[derive(Clone, Debug)]
pub enum What {
    /// A counter-notice: the material returns then, unless the claimant first tells of an action.
    Returns {
        /// Which.
        counter_notice: CounterNoticeId,
        /// When.
        at: Time,
        /// No action can be told of yet ([`Countered::end_waits`]).
        end_waits: bool,
    },
    /// An action of the claimant's: the material stays removed until it has ended.
    Stopped(Named),
    /// An action of the claimant's about what its claim restricts no more: it keeps nothing removed.
    StopsNothing(Named),
    /// What is fought out elsewhere besides.
    Dispute,
    /// The uploader's appeal.
    AppealOfUploader {
        /// By when it is decided.
        due_at: Time,
    },
    /// The claimant's appeal.
    AppealOfClaimant {
        /// By when it is decided.
        due_at: Time,
    },
    /// A dispute ended in favour of the claimant: somebody decides anew.
    AfterDispute {
        /// By when.
        due_at: Time,
    },
}

/// A counter-notice as its claimant sees it.
#[derive(Clone, Debug)]
pub struct Countered {
    /// What it says.
    pub opened: counter_notices::Opened,
    /// The open action that stops it, whichever link of the file that was told of.
    pub stopped_by: Option<Dispute>,
    /// Staff have yet to look at how an action about the file ended: until then no other can be told of.
    pub end_waits: bool,
    /// The actions that were told of to answer it, the oldest first, with what those lack that were found to name none.
    pub told: Vec<(Named, Option<Text>)>,
}

/// A decision in force that took the place of an earlier one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Anew {
    /// The target's line in the claim.
    pub position: i64,
    /// When.
    pub decided_at: Time,
    /// What was done.
    pub action: Action,
    /// A senior put it there unasked; else the claimant's appeal was granted, or a dispute ended for the claimant.
    pub overturned: bool,
    /// It followed a dispute.
    pub after_dispute: bool,
}

/// A decision that an appeal of its uploader reversed, or else of which a senior noted that it does not stand, without another taking its
/// place.
#[derive(Clone, Debug)]
pub struct Reversed {
    /// Which.
    pub decision: DecisionId,
    /// The target's line in the claim.
    pub position: i64,
    /// When.
    pub at: Time,
    /// Why, in the words of whoever did that.
    pub reasons: String,
    /// A senior noted it of a direct deletion that had ended before; else an appeal of its uploader was granted.
    pub noted: bool,
}

/// Until when counter-notices can come that nobody has sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CanCome {
    /// As long as a sealed copy is kept: until then at least.
    WhileKept(Time),
    /// As long as a link stays disabled.
    WhileDisabled,
}

/// What a claimant can do about the decisions of its claim, and what their uploaders did.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// What is open, by the lines of the claim.
    pub open: Vec<Open>,
    /// What is in force in the place of what was decided first, by the lines of the claim.
    pub anew: Vec<Anew>,
    /// What appeals of uploaders reversed and nothing restricts since, and what seniors noted of what none did, by the lines of the claim.
    pub reversed: Vec<Reversed>,
    /// The counter-notices, the oldest first.
    pub counter_notices: Vec<Countered>,
    /// Until when another can come; none where none can.
    pub can_come: Option<CanCome>,
    /// The claimant's appeals, the oldest first.
    pub appeals: Vec<Appeal>,
    /// The decisions that can be appealed, and until when; while the claim is not decided whole there is no end.
    pub appealable: Vec<(DecisionId, Option<Time>)>,
}

impl Answers {
    /// Whether a decision can be appealed, and until when.
    pub fn appeal_until(&self, decision: &DecisionId) -> Option<Option<Time>> {
        self.appealable.iter().find(|(appealable, _)| appealable == decision).map(|(_, until)| *until)
    }

    /// What reversed a decision.
    pub fn reversal(&self, decision: &DecisionId) -> Option<&Reversed> {
        self.reversed.iter().find(|reversed| reversed.decision == *decision)
    }

    /// When something that was decided last gave way to what is in force.
    pub fn decided_again(&self) -> Option<Time> {
        let anew = self.anew.iter().map(|anew| anew.decided_at);
        anew.chain(self.reversed.iter().filter(|reversed| !reversed.noted).map(|reversed| reversed.at)).max()
    }

    /// The last appeal against a decision.
    pub fn appeal(&self, decision: &DecisionId) -> Option<&Appeal> {
        self.appeals.iter().rfind(|appeal| appeal.decision == Some(*decision) || appeal.ruling == Some(*decision))
    }
}

/// What lies ahead of the claimant of a claim.
pub async fn of_claim(service: &Service, claimant: Claimant<'_>, claim: ClaimId) -> Result<Answers, Error> {
    let mut tx = service.db.read().await?;
    decided::entitled(&mut tx, claimant, claim).await?;
    let mut answers = Answers {
        appeals: appeals::of_claim(&mut tx, claim, Side::Notifier).await?,
        open: open_of_claim(&mut tx, service, claim).await?,
        anew: store::decided_anew(&mut tx, claim).await?,
        ..Answers::default()
    };
    for opened in counter_notices::of_claim(&mut tx, service, claim).await? {
        answers.counter_notices.push(countered(&mut tx, service, opened).await?);
    }
    let standing = answers.appeals.iter().filter(|appeal| appeal.outcome != Some(appeals::Outcome::Withdrawn));
    let appealed: Vec<_> = standing.filter_map(|appeal| appeal.decision).collect();
    for decision in store::decisions_of_claim(&mut tx, claim).await? {
        let decided = decided::read(&mut tx, decision).await?;
        // What an appeal reversed has its reasons from that, and a note changed nothing of it.
        let reversal = match reversed(&mut tx, &decided).await? {
            Some(reversal) => Some(reversal),
            None => noted(&mut tx, &decided).await?,
        };
        answers.reversed.extend(reversal);
        if counter_notices::obstacle(&mut tx, &decided).await?.is_none() {
            answers.can_come = answers.can_come.max(Some(can_come(service, &decided)));
        }
        if appealed.contains(&decision) || !appeals::may_ask_for_more(&mut tx, &decided).await? {
            continue;
        }
        match appeals::until(&mut tx, service, &decided, Side::Notifier).await? {
            Some(until) if until < service.clock.now() => {}
            until => answers.appealable.push((decision, until)),
        }
    }
    Ok(answers)
}

async fn countered(tx: &mut Tx, service: &Service, opened: counter_notices::Opened) -> Result<Countered, Error> {
    let answered = opened.counter_notice.id;
    let disputes = store::disputes_about(tx, &opened.decided).await?;
    let actions: Vec<_> = disputes.into_iter().filter(|row| row.dispute.kind.restrains()).collect();
    let stopped_by = actions.iter().map(|row| &row.dispute).find(|it| it.ended_at.is_none()).cloned();
    let end_waits = store::actions::report_waits(tx, &opened.decided).await?;
    let mut told = Vec::new();
    for action in actions.into_iter().filter(|row| row.dispute.counter_notice == Some(answered)) {
        let lacks = disputes::checks::lack(tx, service, action.dispute.id).await?;
        told.push((disputes::named(service, action)?, lacks));
    }
    Ok(Countered { opened, stopped_by, end_waits, told })
}

/// What its uploader's appeal made of a decision, if that reversed it.
async fn reversed(tx: &mut Tx, decided: &Decided) -> Result<Option<Reversed>, Error> {
    if decided.restricts {
        return Ok(None);
    }
    let (decision, position) = (decided.id, decided.position);
    let appeal = store::appeal_of(tx, decision, Side::Uploader).await?;
    let granted = appeal.filter(|appeal| appeal.outcome == Some(appeals::Outcome::Granted));
    let ended = granted.and_then(|granted| granted.ended_at.zip(granted.reasons));
    Ok(ended.map(|(at, reasons)| Reversed { decision, position, at, reasons, noted: false }))
}

/// What a senior noted of a direct deletion that had ended before: it does not stand, though it is in force.
async fn noted(tx: &mut Tx, decided: &Decided) -> Result<Option<Reversed>, Error> {
    let (decision, position) = (decided.id, decided.position);
    let overturned = samples::overturned(tx, decision).await?;
    Ok(overturned.map(|(at, reasons)| Reversed { decision, position, at, reasons, noted: true }))
}

/// Until when a counter-notice to a decision can come. What others claim of the file may keep the copy for longer, which is not this
/// claimant's to know.
fn can_come(service: &Service, decided: &Decided) -> CanCome {
    if decided.action == Action::DisableLink {
        return CanCome::WhileDisabled;
    }
    CanCome::WhileKept(decided.decided_at.plus(service.config.limits.custody_kept))
}

/// What is open about the decisions of a claim, by its lines. An action that stops the counter-notices to several links of one file is
/// said once.
async fn open_of_claim(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Vec<Open>, Error> {
    let mut open = Vec::new();
    for sent in store::counter_notices_of_claim(tx, claim).await?.into_iter().filter(|sent| sent.ended_at.is_none()) {
        let decided = decided::read(tx, sent.decision).await?;
        if !store::action_is_open(tx, &decided).await? {
            let end_waits = store::actions::report_waits(tx, &decided).await?;
            let what = What::Returns { counter_notice: sent.id, at: sent.returns_at, end_waits };
            open.push(Open { position: decided.position, what });
        }
    }
    let disputes = store::disputes_of_claim(tx, claim).await?;
    for row in disputes.into_iter().filter(|row| row.dispute.ended_at.is_none()) {
        let decided = decided::read(tx, row.dispute.decision).await?;
        let position = decided.position;
        let restricts = !store::restricting(tx, &decided).await?.is_empty();
        let what = match row.dispute.kind {
            Kind::Action | Kind::CopyrightClaimsBoard if restricts => What::Stopped(disputes::named(service, row)?),
            Kind::Action | Kind::CopyrightClaimsBoard => What::StopsNothing(disputes::named(service, row)?),
            Kind::OutOfCourt | Kind::Lawsuit => What::Dispute,
        };
        open.push(Open { position, what });
    }
    for side in [Side::Uploader, Side::Notifier] {
        for appeal in appeals::of_claim(tx, claim, side).await?.into_iter().filter(|appeal| appeal.outcome.is_none()) {
            let Some(decision) = appeal.decision else { continue };
            let position = decided::read(tx, decision).await?.position;
            let due_at = appeal.due_at;
            let what = match side {
                Side::Uploader => What::AppealOfUploader { due_at },
                Side::Notifier => What::AppealOfClaimant { due_at },
            };
            open.push(Open { position, what });
        }
    }
    for appeal in appeals::again::of_claim(tx, claim).await? {
        let Some(decision) = appeal.decision else { continue };
        let position = decided::read(tx, decision).await?.position;
        open.push(Open { position, what: What::AfterDispute { due_at: appeal.due_at } });
    }
    open.sort_by_key(|open| open.position);
    Ok(open)
}
