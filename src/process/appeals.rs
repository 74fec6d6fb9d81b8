//! Appeals (Regulation (EU) 2022/2065, Article 20): free, for six months from being told, for the uploader and for whoever
//! sent the notice alike; decided with reasons by somebody other than those who decided before, never by software.
//!
//! A granted appeal of an uploader ends what the decision restricts, at once. A granted appeal of a notifier is a decision of
//! its own in the place of the first, with its own statement of reasons to the uploader, who can appeal it in turn.
//!
//! Where a court or a body found for the claimant, and nothing is restricted, the decision is put before a reviewer in the same way
//! ([`again`]): nobody lodged that, and nobody takes it back.
//!
//! What was decided against a person or an organisation itself is appealed in the same way ([`measures`]); a granted appeal lifts it.
//! Who is suspended for appeals that were manifestly unfounded is told until when none of theirs is taken, but for the one against
//! that suspension.

pub(super) mod again;
pub(super) mod measures;

use serde_json::json;

use super::waiting;
use super::{Error, complaints, counter_notices, judge, letters, not_too_many, reminders, store};
use crate::accounts::{Actor, standing};
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::{Action, Finding, Ruling, check, reviewer};
use crate::claims::filing::TargetState;
use crate::claims::form::Form;
use crate::claims::withdrawal::{Claimant, PrivateLinkText};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, ClaimId, DecisionId, DisputeId, MeasureId, NoticeId};
use crate::jobs::{self, Job};
use crate::notices;
use crate::process::measures::Measure;
use crate::process::misuse::What;
use crate::service::Service;
use crate::takedown::Lifted;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// Whose appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The uploader's.
    Uploader,
    /// Of whoever sent the notice.
    Notifier,
}

words! { Side { Uploader = "uploader", Notifier = "notifier" } }

/// How an appeal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The decision was wrong.
    Granted,
    /// It stands.
    Refused,
    /// Whoever appealed took it back.
    Withdrawn,
    /// What it was about had ended otherwise.
    Moot,
}

words! { Outcome { Granted = "granted", Refused = "refused", Withdrawn = "withdrawn", Moot = "moot" } }

/// An appeal.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// Against which decision; none where it is against a measure.
    pub decision: Option<DecisionId>,
    /// Against which measure.
    pub measure: Option<MeasureId>,
    /// Whose.
    pub side: Side,
    /// Who lodged it; nobody for whoever holds a private link.
    pub account: Option<AccountId>,
    /// The notice by which the uploader was told.
    pub notice: Option<NoticeId>,
    /// When.
    pub lodged_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why.
    pub reasons: Option<String>,
    /// When.
    pub ended_at: Option<Time>,
    /// What was decided in the place of the first decision.
    pub ruling: Option<DecisionId>,
    /// The dispute after which the decision is looked at again; none for what somebody lodged.
    pub dispute: Option<DisputeId>,
}

/// What an appeal is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A decision about a file.
    Decision(Decided),
    /// A measure.
    Measure(Measure),
}

/// An appeal with what it says.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The row.
    pub appeal: Appeal,
    /// Why whoever appeals thinks that the decision is wrong.
    pub grounds: String,
    /// What it is against.
    pub subject: Subject,
}

fn place(id: AppealId) -> String {
    format!("appeals.grounds/{id}")
}

/// Who appeals, and how we know.
#[derive(Clone, Copy, Debug)]
pub enum Appellant<'a> {
    /// The uploader, by the notice that told of the decision; or whoever was told of a measure, by the notice of that.
    Uploader(&'a Actor, NoticeId),
    /// Whoever sent the notice, against the decision of one of its targets.
    Notifier(Claimant<'a>, ClaimId, DecisionId),
}

impl Appellant<'_> {
    const fn side(self) -> Side {
        match self {
            Self::Uploader(..) => Side::Uploader,
            Self::Notifier(..) => Side::Notifier,
        }
    }
}

/// Until when a side can appeal: six months from being told. Whoever claimed is told once all of the claim is decided, and of a
/// reversal when it is made, an uploader at once unless an order of an authority forbids it; until then there is no end.
pub(super) async fn until(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    side: Side,
) -> Result<Option<Time>, Error> {
    let told = match side {
        Side::Uploader => decided.told_at,
        Side::Notifier => match store::reversed_at(tx, decided.id).await? {
            Some(reversed) => Some(reversed),
            None => decided.claim_decided_at.map(|at| at.max(decided.decided_at)),
        },
    };
    Ok(told.map(|told| notices::appeals_until(service, told)))
}

/// Whether a notifier was refused something: what was done is less than all that can be, or was reversed since.
pub(super) async fn may_ask_for_more(tx: &mut Tx, decided: &Decided) -> Result<bool, Error> {
    Ok(decided.action != Action::LockAndDelete
        || (!decided.restricts && store::reversed_at(tx, decided.id).await?.is_some()))
}

/// Why no appeal is open to one side of a decision, if none is.
pub(super) async fn obstacle(
    tx: &mut Tx,
    service: &Service,
    decided: &Decided,
    side: Side,
) -> Result<Option<Text>, Error> {
    Ok(if let Some(appeal) = store::appeal_of(tx, decided.id, side).await? {
        Some(match appeal.outcome {
            None => Text::of("appeal-received-already"),
            Some(_) => Text::of("appeal-decided-already"),
        })
    } else if decided.superseded_at.is_some() {
        Some(Text::of("appeal-superseded"))
    } else if until(tx, service, decided, side).await?.is_some_and(|until| until < service.clock.now()) {
        Some(Text::of("appeal-too-late"))
    } else if side == Side::Uploader && !decided.restricts {
        Some(Text::of("decision-restricts-nothing"))
    } else if decided.target_state == TargetState::Withdrawn {
        Some(Text::of("decision-withdrawn"))
    } else if side == Side::Notifier && !may_ask_for_more(tx, decided).await? {
        Some(Text::of("appeal-done-as-asked"))
    } else {
        None
    })
}

/// Either side asks for another decision, with its grounds.
pub async fn lodge(service: &Service, appellant: Appellant<'_>, grounds: &str) -> Result<AppealId, Error> {
    let mut form = Form::default();
    let grounds = form.text("grounds", grounds, Text::of("appeal-grounds-missing"));
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    if let Appellant::Uploader(person, notice) = appellant
        && let Some(measure) = notices::measure_of(&mut tx, person.account, notice).await?
    {
        let whose = measures::Whose::Person(person, notice);
        let id = measures::lodge(&mut tx, service, whose, measure, &grounds).await?;
        tx.commit().await?;
        return Ok(id);
    }
    let (decision, account, notice) = match appellant {
        Appellant::Uploader(uploader, notice) => {
            let decision = notices::decision_of(&mut tx, uploader.account, notice).await?.ok_or(Error::NotFound)?;
            (decision, Some(uploader.account), Some(notice))
        }
        Appellant::Notifier(claimant, _, decision) => match claimant {
            Claimant::Person(person) => (decision, Some(person.account), None),
            Claimant::Holder(_) => (decision, None, None),
        },
    };
    let decided = decided::lock(&mut tx, decision).await?;
    let actor = match appellant {
        Appellant::Uploader(..) => "uploader",
        Appellant::Notifier(claimant, claim, _) => {
            if decided.claim != claim {
                return Err(Error::NotFound);
            }
            decided::entitled(&mut tx, claimant, claim).await?
        }
    };
    let side = appellant.side();
    if let Some(closed) = closed(&mut tx, service, side, account, &decided).await? {
        return Err(closed.into());
    }
    if let Some(why) = obstacle(&mut tx, service, &decided, side).await? {
        return Err(Error::Conflict(why));
    }
    not_too_many(&mut tx, service, &decided, side).await?;
    let id = AppealId::new(&service.clock, &service.entropy);
    let appeal = Appeal {
        id,
        decision: Some(decision),
        measure: None,
        side,
        account,
        notice,
        lodged_at: now,
        due_at: now.plus(service.config.limits.appeal_due),
        outcome: None,
        reasons: None,
        ended_at: None,
        ruling: None,
        dispute: None,
    };
    store::insert_appeal(&mut tx, &appeal, &service.keys.seal(&place(id), grounds.as_bytes())).await?;
    jobs::look_at_deadlines(&mut tx, service, appeal.due_at.minus(reminders::DAYS)).await?;
    let mut commitments = vec![("grounds", Digest::of(grounds.as_bytes()).to_string())];
    if let Some(account) = account {
        commitments.push(("by", account.to_string()));
    }
    let entry = NewEntry {
        kind: "appeal.lodged",
        case: decided.log_case,
        actor,
        fields: json!({"target": decided.position, "side": side.as_str(), "due": appeal.due_at.rfc3339()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    letters::appeal_received(&mut tx, service, &appeal, &decided).await?;
    tx.commit().await?;
    Ok(id)
}

/// What an entry about an appeal says of it.
fn fields_of(appeal: &Appeal, decided: &Decided) -> serde_json::Value {
    let mut fields = json!({"target": decided.position, "side": appeal.side.as_str()});
    if appeal.dispute.is_some() {
        fields["after"] = json!("dispute");
    }
    fields
}

/// Who has no account, and has the private link to a measure against them, appeals against it.
pub async fn lodge_by_link(
    service: &Service,
    measure: MeasureId,
    link: &PrivateLinkText<'_>,
    grounds: &str,
) -> Result<AppealId, Error> {
    let mut form = Form::default();
    let grounds = form.text("grounds", grounds, Text::of("appeal-grounds-missing"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let id = measures::lodge(&mut tx, service, measures::Whose::Holder(link), measure, &grounds).await?;
    tx.commit().await?;
    Ok(id)
}

/// They take it back.
pub async fn withdraw_by_link(service: &Service, measure: MeasureId, link: &PrivateLinkText<'_>) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    measures::withdraw(&mut tx, service, measures::Whose::Holder(link), measure).await?;
    tx.commit().await?;
    Ok(())
}

/// Why appeals are closed to whoever lodges this one, if they are. Who holds the private link of a notice is whoever sent it: its account,
/// or who confirmed it; of one that nobody confirmed, nobody who could be.
async fn closed(
    tx: &mut Tx,
    service: &Service,
    side: Side,
    account: Option<AccountId>,
    decided: &Decided,
) -> Result<Option<standing::Closed>, Error> {
    let now = service.clock.now();
    let sent = store::standing::sender_of(tx, decided.claim).await?.ok_or(Error::NotFound)?;
    let account = match side {
        Side::Uploader => account,
        Side::Notifier => account.or(sent.account),
    };
    Ok(match (side, decided.organisation, account) {
        (Side::Notifier, Some(organisation), _) => standing::complaints_of_organisation(tx, organisation, now).await?,
        (_, _, Some(account)) => standing::complaints_of_account(tx, account, now).await?,
        (_, _, None) => match sent.correspondent {
            Some(sender) => standing::complaints_of_correspondent(tx, sender, now).await?,
            None => None,
        },
    })
}

/// What a second decider decides.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The decision stands.
    Refuse,
    /// It was wrong: what it restricts ends (an uploader's appeal).
    Lift,
    /// It was wrong: this is decided in its place (a notifier's appeal).
    Replace {
        /// What is found.
        finding: Finding,
        /// What is done: more than the first decision did.
        action: Action,
        /// Under which law or rule.
        ground: String,
    },
}

/// Somebody who had no part in the decisions about this target before decides an appeal, with reasons that whoever appealed
/// reads; in the place of a first decision, they are also the statement that the uploader reads.
pub async fn decide(
    service: &Service,
    actor: &Actor,
    id: AppealId,
    verdict: &Verdict,
    reasons: &str,
) -> Result<(), Error> {
    let mut form = Form::default();
    let reasons = form.text("reasons", reasons, Text::of("appeal-reasons-missing"));
    if let Verdict::Replace { action: Action::None, .. } = verdict {
        form.mistake("action", Text::of("appeal-grants-something"));
    }
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = store::appeal(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if found.outcome.is_some() {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    if let Some(measure) = found.measure {
        measures::decide(&mut tx, service, actor, (&found, measure), verdict, &reasons).await?;
        tx.commit().await?;
        return Ok(());
    }
    let decided = decided::lock(&mut tx, found.decision.ok_or(Error::NotFound)?).await?;
    let role = judge(&mut tx, actor, &decided).await?;
    if store::decided_before(&mut tx, decided.target, actor.account).await? {
        return Err(Error::Forbidden(Text::of("appeal-you-decided")));
    }
    decided::check_senior(&mut tx, actor, &decided).await?;
    waiting::in_nobody_elses_hands(&mut tx, service, actor, waiting::Subject::Appeal(id)).await?;
    let outcome = match (found.side, verdict) {
        (_, Verdict::Refuse) => Outcome::Refused,
        // What it was about was withdrawn, or returned by another way.
        (Side::Uploader, Verdict::Lift) if !decided.restricts => Outcome::Moot,
        (Side::Uploader, Verdict::Lift) | (Side::Notifier, Verdict::Replace { .. }) => Outcome::Granted,
        (Side::Uploader, Verdict::Replace { .. }) => {
            return Err(Error::Conflict(Text::of("appeal-of-uploader-only")));
        }
        (Side::Notifier, Verdict::Lift) => {
            return Err(Error::Conflict(Text::of("appeal-of-notifier-only")));
        }
    };
    if store::end_appeal(&mut tx, id, outcome, Some((actor.account, &reasons)), now).await? != 1 {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    let commitments = [("by", actor.account.to_string()), ("reasons", Digest::of(reasons.as_bytes()).to_string())];
    let mut fields = fields_of(&found, &decided);
    fields["outcome"] = json!(outcome.as_str());
    let entry = NewEntry {
        kind: "appeal.decided",
        case: decided.log_case,
        actor: role,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    match verdict {
        // Staff have looked at what was deleted directly: it counts against its uploader from now on.
        Verdict::Refuse => {
            jobs::enqueue(&mut tx, service, &Job::CountStrikes { account: decided.owner }, now).await?;
        }
        Verdict::Lift => {
            let lifted = decided::undo(&mut tx, service, decided.id, "appeal-granted").await?;
            if lifted == Lifted::StillHeld {
                letters::still_held(&mut tx, service, decided.owner, &decided).await?;
            }
            if let Some(open) = store::open_counter_notice(&mut tx, decided.id).await? {
                // Both sides are told of the verdict.
                let moot = counter_notices::Outcome::Moot;
                counter_notices::end(&mut tx, service, &decided, &open, moot, "service", None).await?;
            }
        }
        Verdict::Replace { finding, action, ground } => {
            let stands = if decided.restricts { decided.action } else { Action::None };
            if !restricts_more(stands, *action) {
                return Err(Error::Conflict(Text::of("appeal-no-more")));
            }
            let ruling = Ruling {
                target: decided.target,
                finding: *finding,
                action: *action,
                ground: ground.clone(),
                reasons: reasons.clone(),
            };
            let mut form = Form::default();
            check(&mut form, &ruling);
            form.finish()?;
            let again = decided::rule_again(&mut tx, service, actor, &decided, &ruling).await?;
            store::set_ruling(&mut tx, id, again).await?;
            // What was marked as manifestly unfounded restricts something after all.
            if let Some(mark) = store::standing::mark_of(&mut tx, What::Target(decided.target)).await? {
                jobs::enqueue(&mut tx, service, &Job::LookAtMark { mark }, now).await?;
            }
        }
    }
    letters::appeal_decided(&mut tx, service, &found, &decided, outcome, &reasons).await?;
    tx.commit().await?;
    Ok(())
}

const fn restricts_more(first: Action, second: Action) -> bool {
    matches!(
        (first, second),
        (Action::None, Action::DisableLink | Action::LockAndDelete) | (Action::DisableLink, Action::LockAndDelete)
    )
}

/// Whoever lodged an appeal takes it back.
pub async fn withdraw(service: &Service, appellant: Appellant<'_>) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if let Appellant::Uploader(person, notice) = appellant
        && let Some(measure) = notices::measure_of(&mut tx, person.account, notice).await?
    {
        measures::withdraw(&mut tx, service, measures::Whose::Person(person, notice), measure).await?;
        tx.commit().await?;
        return Ok(());
    }
    let decision = match appellant {
        Appellant::Uploader(uploader, notice) => {
            notices::decision_of(&mut tx, uploader.account, notice).await?.ok_or(Error::NotFound)?
        }
        Appellant::Notifier(_, _, decision) => decision,
    };
    let decided = decided::lock(&mut tx, decision).await?;
    let actor = match appellant {
        Appellant::Uploader(..) => "uploader",
        Appellant::Notifier(claimant, claim, _) if decided.claim == claim => {
            decided::entitled(&mut tx, claimant, claim).await?
        }
        Appellant::Notifier(..) => return Err(Error::NotFound),
    };
    let found = store::appeal_of(&mut tx, decision, appellant.side())
        .await?
        .ok_or(Error::Conflict(Text::of("appeal-none-yours")))?;
    if store::end_appeal(&mut tx, found.id, Outcome::Withdrawn, None, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    let entry = NewEntry {
        kind: "appeal.withdrawn",
        case: decided.log_case,
        actor,
        fields: json!({"target": decided.position, "side": found.side.as_str()}),
        commitments: &[],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}

/// The job of a decision that ended: what is open about it and has lost its object ends, too. Safe to run again.
pub async fn end_moot(service: &Service, decision: DecisionId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let decided = decided::lock(&mut tx, decision).await?;
    if !decided.restricts
        && let Some(open) = store::open_counter_notice(&mut tx, decision).await?
    {
        counter_notices::end_moot(&mut tx, service, &decided, &open).await?;
    }
    let over = decided.superseded_at.is_some() || decided.target_state == TargetState::Withdrawn;
    let of_uploader = store::appeal_of(&mut tx, decision, Side::Uploader).await?.filter(|_| !decided.restricts);
    let of_notifier = store::appeal_of(&mut tx, decision, Side::Notifier).await?.filter(|_| over);
    let after_dispute = store::open_after_dispute(&mut tx, decision).await?.filter(|_| over);
    for appeal in [of_uploader, of_notifier, after_dispute].into_iter().flatten() {
        if appeal.outcome.is_some() {
            continue;
        }
        if store::end_appeal(&mut tx, appeal.id, Outcome::Moot, None, now).await? != 1 {
            continue;
        }
        let entry = NewEntry {
            kind: "appeal.moot",
            case: decided.log_case,
            actor: "service",
            fields: fields_of(&appeal, &decided),
            commitments: &[],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
        letters::appeal_moot(&mut tx, service, &appeal, &decided).await?;
    }
    complaints::end_moot(&mut tx, service, &decided).await?;
    // What restricts no more is no strike any more.
    jobs::enqueue(&mut tx, service, &Job::CountStrikes { account: decided.owner }, now).await?;
    tx.commit().await?;
    Ok(())
}

/// An appeal with what it says, for staff who are no party; and whether this reader may decide it.
pub async fn for_desk(service: &Service, actor: &Actor, id: AppealId) -> Result<(Opened, bool), Error> {
    let mut tx = service.db.read().await?;
    let appeal = store::appeal(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let (subject, may) = if let Some(measure) = appeal.measure {
        let (measure, may) = measures::for_desk(&mut tx, actor, measure).await?;
        (Subject::Measure(measure), may)
    } else {
        let decided = decided::read(&mut tx, appeal.decision.ok_or(Error::NotFound)?).await?;
        judge(&mut tx, actor, &decided).await?;
        let may = !store::decided_before(&mut tx, decided.target, actor.account).await?;
        (Subject::Decision(decided), may)
    };
    let may = may && appeal.outcome.is_none();
    let grounds = grounds(&mut tx, service, id).await?;
    Ok((Opened { appeal, grounds, subject }, may))
}

/// The appeals against decisions of a claim, of one side. The caller has asked who looks.
pub async fn of_claim(tx: &mut Tx, claim: ClaimId, side: Side) -> Result<Vec<Appeal>, Error> {
    Ok(store::appeals_of_claim(tx, claim, side).await?)
}

async fn grounds(tx: &mut Tx, service: &Service, id: AppealId) -> Result<String, Error> {
    let sealed = store::grounds_of_appeal(tx, id).await?;
    let grounds = service.keys.open_sealed(&place(id), &sealed)?;
    Ok(String::from_utf8_lossy(&grounds).into_owned())
}

/// What waits against measures, what is due first, for staff who are not whom it is about.
pub async fn against_measures(service: &Service, actor: &Actor) -> Result<Vec<Appeal>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    Ok(store::appeals_of_measures(&mut tx, actor.account, i64::from(service.config.limits.api_page_rows)).await?)
}
