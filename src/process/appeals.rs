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
mod deciding;
mod lodging;
pub(super) mod measures;

use serde_json::json;

pub use self::deciding::{Verdict, decide, end_moot};
pub use self::lodging::{lodge, lodge_by_link, withdraw, withdraw_by_link};
use super::misuse::{self, Party};
use super::{Error, judge, reminders, store};
use crate::accounts::Actor;
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::{Action, reviewer};
use crate::claims::filing::TargetState;
use crate::claims::withdrawal::Claimant;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, ClaimId, DecisionId, DisputeId, MeasureId, NoticeId};
use crate::jobs;
use crate::keys::Altered;
use crate::notices;
use crate::process::measures::Measure;
use crate::service::Service;
use crate::texts::Text;
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
    /// Why. Of one against a measure that lies sealed ([`Opened::reasons`]).
    pub reasons: Option<String>,
    /// When.
    pub ended_at: Option<Time>,
    /// What was decided in the place of the first decision.
    pub ruling: Option<DecisionId>,
    /// The dispute after which the decision is looked at again; none for what somebody lodged.
    pub dispute: Option<DisputeId>,
}

impl Appeal {
    /// One that begins now, against nothing and by nobody yet.
    fn begun(service: &Service, side: Side, now: Time) -> Self {
        Self {
            id: AppealId::new(&service.clock, &service.entropy),
            decision: None,
            measure: None,
            side,
            account: None,
            notice: None,
            lodged_at: now,
            due_at: now.plus(service.config.limits.appeal_due),
            outcome: None,
            reasons: None,
            ended_at: None,
            ruling: None,
            dispute: None,
        }
    }

    /// Writes it down with its grounds, to be looked at before it is due.
    async fn insert(&self, tx: &mut Tx, service: &Service, grounds: &str) -> Result<(), Error> {
        let sealed = service.keys.seal(&place(self.id), grounds.as_bytes());
        store::insert_appeal(tx, self, &sealed).await?;
        jobs::look_at_deadlines(tx, service, self.due_at.minus(reminders::DAYS)).await?;
        Ok(())
    }
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
    /// Why whoever appeals thinks that the decision is wrong, or that this was altered.
    pub grounds: Text,
    /// What it is against.
    pub subject: Subject,
    /// Why it was decided as it was, once it is.
    pub reasons: Option<Text>,
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

/// Until when a side can appeal: six months from being told, or as many as the operator gives. Whoever claimed is told once all of the claim
/// is decided, and of a reversal when it is made, an uploader at once unless an order of an authority forbids it; until then there is no end.
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
        Some(Text::of("appeal-too-late").with("months", service.config.limits.appeal_months.count()))
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

/// What an entry about an appeal says of it.
fn fields_of(appeal: &Appeal, decided: &Decided) -> serde_json::Value {
    let mut fields = json!({"target": decided.position, "side": appeal.side.as_str()});
    if appeal.dispute.is_some() {
        fields["after"] = json!("dispute");
    }
    fields
}

/// An appeal with what it says, for staff who are no party; and whether this reader may decide it.
pub async fn for_desk(service: &Service, actor: &Actor, id: AppealId) -> Result<(Opened, bool), Error> {
    let mut tx = service.db.read().await?;
    let appeal = store::appeal(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let (subject, may, reasons) = if let Some(measure) = appeal.measure {
        let (measure, may) = measures::for_desk(&mut tx, service, actor, measure).await?;
        (Subject::Measure(measure), may, measures::reasons(&mut tx, service, id).await?)
    } else {
        let decided = decided::read(&mut tx, appeal.decision.ok_or(Error::NotFound)?).await?;
        judge(&mut tx, actor, &decided).await?;
        let may = !store::decided_before(&mut tx, decided.target, actor.account).await?;
        (Subject::Decision(decided), may, appeal.reasons.clone().map(Text::from))
    };
    let may = may && appeal.outcome.is_none();
    let grounds = grounds(&mut tx, service, id).await?;
    Ok((Opened { appeal, grounds, subject, reasons }, may))
}

/// The appeals against decisions of a claim, of one side. The caller has asked who looks.
pub async fn of_claim(tx: &mut Tx, claim: ClaimId, side: Side) -> Result<Vec<Appeal>, Error> {
    Ok(store::appeals_of_claim(tx, claim, side).await?)
}

/// Why this reviewer, who is no party, leaves each of these appeals to others, where they do: what a list says beside it.
pub async fn left_to_others(service: &Service, actor: &Actor, appeals: &[&Appeal]) -> Result<Vec<Option<Text>>, Error> {
    let mut tx = service.db.read().await?;
    let mut left = Vec::new();
    for appeal in appeals {
        left.push(match (appeal.measure, appeal.decision) {
            (Some(measure), _) => measures::left_of_measure(&mut tx, service, actor, measure).await?,
            (None, Some(decision)) => {
                let target = decided::read(&mut tx, decision).await?.target;
                let before = store::decided_before(&mut tx, target, actor.account).await?;
                before.then(|| Text::of("appeal-you-decided"))
            }
            (None, None) => None,
        });
    }
    Ok(left)
}

/// Whom each of these measures is against that are appealed, and what they are called, as the list of records names them.
pub async fn parties(
    service: &Service,
    actor: &Actor,
    appeals: &[&Appeal],
) -> Result<Vec<(Party, Option<Text>)>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let mut parties = Vec::new();
    for appeal in appeals {
        let measure = appeal.measure.ok_or(Error::NotFound)?;
        parties.push(super::measures::find(&mut tx, service, measure).await?.party().ok_or(Error::NotFound)?);
    }
    drop(tx);
    let mut named = Vec::new();
    for party in parties {
        named.push((party, misuse::name_of(service, actor, party).await?));
    }
    Ok(named)
}

async fn grounds(tx: &mut Tx, service: &Service, id: AppealId) -> Result<Text, Error> {
    let sealed = store::grounds_of_appeal(tx, id).await?;
    Ok(service.keys.said(&place(id), &sealed)?)
}

/// Refuses to turn down what nobody can read any more: it can be granted, which nothing that it says stands against. Only a senior turns it
/// down, who looks at the decision itself: whoever altered it is not to win by that, and nothing waits for ever.
async fn require_legible(tx: &mut Tx, service: &Service, id: AppealId, senior: bool) -> Result<(), Error> {
    if senior {
        return Ok(());
    }
    let sealed = store::grounds_of_appeal(tx, id).await?;
    match service.keys.legible(&place(id), &sealed)? {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(Altered) => Err(Error::Conflict(Text::of("appeal-unreadable"))),
    }
}

/// What an appeal says, for whoever sent it.
pub(super) async fn grounds_of(tx: &mut Tx, service: &Service, appeal: Option<&Appeal>) -> Result<Option<Text>, Error> {
    let Some(appeal) = appeal else { return Ok(None) };
    Ok(Some(grounds(tx, service, appeal.id).await?))
}

/// What waits against measures, what is due first, for staff who are not whom it is about.
pub async fn against_measures(service: &Service, actor: &Actor) -> Result<Vec<Appeal>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    Ok(store::appeals_of_measures(&mut tx, actor.account, i64::from(service.config.limits.api_page_rows)).await?)
}
