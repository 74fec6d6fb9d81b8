//! Notices to uploaders: what was restricted, why, by whose claim, and everything that can be done about it.
//!
//! A notice is a row with its log entry and its mail, in the transaction of what it tells of. The statement lies
//! encrypted at rest, as facts: its words are said in the language of whoever reads it ([`mod@words`]), but for what the
//! decider wrote. The mail carries neither file name nor secret, nor the name of a person who claims: the portal unseals the
//! file's in the uploader's own browser. Who has closed their account reads no page any more: their mail names none that asks for
//! a sign-in, and says how to write to us.
//!
//! What is decided against a person or an organisation itself is told in the same way, with its own statement of reasons.

mod claimed;
mod holder;
mod store;
pub mod words;

use serde::{Deserialize, Serialize};
use serde_json::json;

pub use self::claimed::{Claimed, claimed};
pub(crate) use self::holder::without_sender;
pub use self::holder::{Filed, Holder};
use self::words::ReadOn;
use crate::accounts::closing;
use crate::accounts::standing::{Kind, Scope};
use crate::audit::{self, NewEntry};
use crate::causes::Misfit;
use crate::clock::Time;
use crate::config::EuTier;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, DecisionId, LinkId, MeasureId, NoticeId, ObjectId, TargetId};
use crate::keys;
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::seal::format::plain_len;
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

/// Why a notice could not be written or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such notice, or it is somebody else's.
    #[error("there is nothing here")]
    NotFound,
    /// The case has no row to be logged under.
    #[error("there is no object to tell {0} about")]
    NoObject(AccountId),
    /// What is stored is not a statement.
    #[error("a stored notice cannot be read back")]
    Unreadable(#[source] Misfit),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// A sealed statement does not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.into())
    }
}

/// What a notice tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// A link was disabled, or a file locked and deleted.
    Restriction,
    /// A restriction ended.
    Restoration,
    /// Nothing of the file can come back.
    Purge,
    /// What became of a counter-notice.
    CounterNotice,
    /// After a dispute somebody decides anew.
    LookedAtAgain,
    /// Somebody did, and restricts nothing.
    StaysSo,
    /// A restriction ended, and another one stands.
    StillHeld,
    /// What was decided about an appeal.
    Appeal,
    /// A senior overturned a decision unasked.
    Overturned,
    /// Something was decided against the person, or an organisation of theirs, itself.
    Measure,
    /// That ended before its time.
    MeasureLifted,
}

words! { NoticeKind {
    Restriction = "restriction", Restoration = "restoration", Purge = "purge", CounterNotice = "counter-notice",
    LookedAtAgain = "looked-at-again", StaysSo = "stays-so", StillHeld = "still-held", Appeal = "appeal",
    Overturned = "overturned", Measure = "measure", MeasureLifted = "measure-lifted",
} }

/// Why a measure ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// An appeal against it was granted.
    AppealGranted,
    /// Of the strikes that it rested on, too few are left.
    StrikesVoid,
    /// Marks that it rested on were taken back.
    MarksRetracted,
    /// Staff looked at it again.
    Reconsidered,
}

words! { Because {
    AppealGranted = "appeal-granted", StrikesVoid = "strikes-void", MarksRetracted = "marks-retracted",
    Reconsidered = "reconsidered",
} }

/// What was decided against somebody, and whom it is about: the reader, or an organisation that the reader owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// What was decided.
    pub kind: Kind,
    /// What it closes.
    pub scope: Scope,
    /// The organisation, if it is not the reader.
    pub organisation: Option<String>,
}

/// What was weighed before something was decided for misuse (Regulation (EU) 2022/2065, Article 23(3)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// How many were manifestly unfounded.
    pub unfounded: u64,
    /// Of how many.
    pub sent: u64,
    /// How grave it was, in the decider's words.
    pub gravity: String,
    /// What was meant by it, where that can be told.
    pub intention: String,
}

/// What became of a counter-notice, without the material having returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// It lacks what the law asks for: what, in a reviewer's words.
    Incomplete {
        /// What.
        lacks: String,
    },
    /// The claimant told of an action: the material stays removed until that has ended.
    Action {
        /// The court or body.
        forum: String,
        /// Its number there.
        reference: String,
    },
    /// What the claimant told of an action names none: the clock goes on.
    NoAction {
        /// What it lacks, in a reviewer's words.
        because: String,
        /// When the material returns, unless something else stops it.
        returns: Option<Time>,
    },
    /// The action ended without a decision: the clock goes on.
    ActionOver {
        /// When the material returns.
        returns: Time,
    },
    /// A dispute ended in favour of the claimant, so that somebody decides anew.
    LookedAtAgain {
        /// By when; none once they have, and nothing changes.
        by: Option<Time>,
    },
    /// The court decided for the claimant.
    Restrained,
    /// A senior overturned the decision unasked: it restricts nothing any more.
    Overturned {
        /// Why, in the senior's words.
        reasons: String,
        /// Nothing of the file is left, or its owner had deleted it: nothing comes back by it.
        #[serde(default)]
        gone: bool,
    },
    /// What it asked for was granted, and something else restricts the same still.
    StillHeld {
        /// What is restricted still: the file, or the link alone.
        restricted: Restricted,
        /// The link that was reported, without its key.
        link: LinkId,
        /// The notice of what stands.
        stands: NoticeId,
    },
    /// What it was about ended otherwise.
    Moot,
}

impl Answered {
    /// What a notice of it tells of: not everything that is told in this way is about a counter-notice.
    const fn kind(&self) -> NoticeKind {
        match self {
            Self::LookedAtAgain { by: Some(_) } => NoticeKind::LookedAtAgain,
            Self::LookedAtAgain { by: None } => NoticeKind::StaysSo,
            Self::Overturned { .. } => NoticeKind::Overturned,
            Self::StillHeld { .. } => NoticeKind::StillHeld,
            Self::Incomplete { .. }
            | Self::Action { .. }
            | Self::NoAction { .. }
            | Self::ActionOver { .. }
            | Self::Restrained
            | Self::Moot => NoticeKind::CounterNotice,
        }
    }
}

/// What was decided about an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The decision was wrong.
    Granted,
    /// It stands.
    Refused,
    /// What it was about had ended otherwise.
    Moot,
}

impl Verdict {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Granted => "appeal-granted",
            Self::Refused => "appeal-refused",
            Self::Moot => "appeal-moot",
        }
    }
}

/// What is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restricted {
    /// The reported link only; the file and its other links stay.
    Link,
    /// The file: locked for everybody, and deleted from every mirror.
    File,
}

/// Why what was found falls under the provision that a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Explanation {
    /// It infringes the rights that the notice names.
    Infringes,
    /// It is illegal for another reason.
    Illegal,
    /// A court or an authority orders it.
    Ordered,
}

impl Explanation {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Infringes => "explanation-infringes",
            Self::Illegal => "explanation-illegal",
            Self::Ordered => "explanation-ordered",
        }
    }
}

/// The law or contract a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legal {
    /// The provision, such as `17 U.S.C. § 512(c)` or the name of the other law or order.
    pub ground: String,
    /// Why what was found falls under it; none while an order forbids to say.
    pub explanation: Option<Explanation>,
    /// Whether a counter-notice under 17 U.S.C. § 512(g) is open to the uploader.
    pub counter_notice: bool,
}

/// The order of a court or an authority on which a restriction rests. Nothing of it is said while the order forbids that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// Who issued it, with its country.
    pub authority: Option<String>,
    /// What it is called there.
    pub reference: Option<String>,
    /// What the order itself says of redress.
    pub redress: Option<String>,
    /// Its authority took it back, which ended what it hid: as it is told, what it restricted is over.
    #[serde(default)]
    pub taken_back: bool,
    /// As it is told, nothing of the file is left.
    #[serde(default)]
    pub gone: bool,
}

/// Where software had a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Automation {
    /// Software found or compared the content.
    pub detection: bool,
    /// The decision followed by rule, without a reviewer: a rights holder deleted directly.
    pub decision: bool,
}

/// What the decider knows and the notice must say.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The uploader.
    pub account: AccountId,
    /// The file.
    pub object: ObjectId,
    /// The claim's target that was decided.
    pub target: Option<TargetId>,
    /// The decision.
    pub decision: Option<DecisionId>,
    /// What is restricted.
    pub restricted: Restricted,
    /// Where, such as `worldwide`.
    pub territory: &'a str,
    /// The link that was reported.
    pub link: &'a LinkId,
    /// What was found, in the decider's words.
    pub facts: &'a str,
    /// The rights holder, for claims of intellectual property: nobody who reports what is illegal otherwise.
    pub rights_holder: Option<Holder>,
    /// What is claimed, as the claim describes it.
    pub claimed: Claimed,
    /// The order of a court or an authority that it is.
    pub order: Option<Ordered>,
    /// Where software had a part.
    pub automation: Automation,
    /// On what it rests.
    pub legal: Legal,
    /// When it counts as a strike.
    pub strike: Strike,
}

/// When a restriction counts towards what puts its uploader's account before a reviewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strike {
    /// From the decision on.
    #[default]
    Counts,
    /// Once staff have looked at what a rights holder deleted by itself.
    AfterReview,
    /// It was ordered, which says nothing of what its uploader knew.
    Never,
}

impl Strike {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Counts => "strike-counts",
            Self::AfterReview => "strike-after-review",
            Self::Never => "strike-never",
        }
    }
}

/// A way to have a decision looked at again (Article 17(3)(f)). What it is and how to take it is said by texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A counter-notice under 17 U.S.C. § 512(g)(3).
    CounterNotice,
    /// An appeal to us (Article 20).
    Internal,
    /// A certified out-of-court dispute settlement body (Article 21).
    OutOfCourt,
    /// The court or authority whose order it is, or the court that reviews it.
    OrderingCourt,
    /// A court.
    Judicial,
}

impl Way {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::CounterNotice => "redress-counter-notice",
            Self::Internal => "redress-internal",
            Self::OutOfCourt => "redress-out-of-court",
            Self::OrderingCourt => "redress-ordering-court",
            Self::Judicial => "redress-judicial",
        }
    }
}

/// A way that is open, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redress {
    /// Which.
    pub kind: Way,
    /// Until when; `None` where the law of the uploader's country says.
    pub deadline: Option<Time>,
}

/// What a notice says: a statement of reasons, or what became of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Statement {
    /// The statement of reasons for a restriction.
    Restriction {
        /// What is restricted.
        restricted: Restricted,
        /// Where.
        territory: String,
        /// Until when; `None` is until it is lifted.
        until: Option<Time>,
        /// The link that was reported, without its key.
        link: LinkId,
        /// What was found.
        facts: String,
        /// The rights holder, and who claimed for it.
        rights_holder: Option<Holder>,
        /// What is claimed. In the portal only: what somebody wrote of their work may be what the file is called.
        #[serde(default)]
        claimed: Box<Claimed>,
        /// The order of a court or an authority that it is.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        order: Option<Box<Ordered>>,
        /// Where software had a part.
        automation: Automation,
        /// On what it rests.
        legal: Legal,
        /// What can be done about it.
        redress: Vec<Redress>,
        /// When it counts as a strike.
        #[serde(default)]
        strike: Strike,
    },
    /// The restriction ended, and the same links work.
    Restoration {
        /// The notice of what was restricted; none where none was given.
        ended: Option<NoticeId>,
        /// The file was closed for a danger, of which no notice was given while it was.
        #[serde(default)]
        danger: bool,
    },
    /// Custody copies and key share are destroyed.
    Purge,
    /// What became of a counter-notice.
    CounterNotice {
        /// What.
        answered: Answered,
    },
    /// What was decided about an appeal.
    Appeal {
        /// What.
        verdict: Verdict,
        /// Why, in the decider's words.
        reasons: String,
        /// What can still be done.
        redress: Vec<Redress>,
    },
    /// The statement of reasons for what was decided against the person or organisation itself.
    Measure {
        /// What.
        against: Against,
        /// Until when: of a termination, until when files can be saved; none where it has no end.
        until: Option<Time>,
        /// Why, in the decider's words.
        facts: String,
        /// What was weighed, if it was decided for misuse.
        weighed: Option<Weighed>,
        /// What can be done about it.
        redress: Vec<Redress>,
    },
    /// It ended before its time.
    MeasureLifted {
        /// What.
        against: Against,
        /// Why.
        because: Because,
    },
    /// What it says cannot be read any more: it is erased, or was altered in the database. It is shown, and never stored.
    #[serde(skip)]
    Unreadable {
        /// What it told of.
        told: NoticeKind,
        /// What is read in its place.
        instead: Text,
    },
}

impl Statement {
    /// What it tells of.
    pub const fn kind(&self) -> NoticeKind {
        match self {
            Self::Restriction { .. } => NoticeKind::Restriction,
            Self::Restoration { .. } => NoticeKind::Restoration,
            Self::Purge => NoticeKind::Purge,
            Self::CounterNotice { answered } => answered.kind(),
            Self::Appeal { .. } => NoticeKind::Appeal,
            Self::Measure { .. } => NoticeKind::Measure,
            Self::MeasureLifted { .. } => NoticeKind::MeasureLifted,
            Self::Unreadable { told, .. } => *told,
        }
    }
}

/// A notice in its uploader's list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Summary {
    /// The notice.
    pub id: NoticeId,
    /// The file, if it is about one.
    pub object: Option<ObjectId>,
    /// The size of its sealed content in bytes.
    pub sealed_size: Option<i64>,
    /// When its upload was completed.
    pub stored_at: Option<Time>,
    /// What it tells of.
    pub kind: NoticeKind,
    /// When it was given.
    pub created_at: Time,
    /// When the uploader opened it first.
    pub seen_at: Option<Time>,
    /// It was given while an order hid whose it is: the notice that tells it since.
    pub told_since: Option<NoticeId>,
    /// It tells what such a notice did not: that notice.
    pub told_before: Option<NoticeId>,
    /// Whether the decision it tells of restricts anything still: a link, also one that its owner revoked, or a file of which something is
    /// left.
    pub restricts: bool,
    /// Whether the decision it tells of holds the file still.
    pub holds: bool,
    /// Whether the decision it tells of disables a link still that its owner did not revoke.
    pub disables: bool,
}

impl Summary {
    /// By what its owner knows the file besides its number, which alone says little, and without its name, which the service does not know:
    /// its size in bytes, and when it was stored.
    pub fn file(&self) -> Option<(u64, Time)> {
        let sealed = u64::try_from(self.sealed_size?).ok()?;
        Some((plain_len(sealed).ok()?, self.stored_at?))
    }
}

/// A notice, opened.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its row.
    pub summary: Summary,
    /// The target it answers to.
    pub target: Option<TargetId>,
    /// The decision it tells of.
    pub decision: Option<DecisionId>,
    /// The measure it tells of.
    pub measure: Option<MeasureId>,
    /// What it says.
    pub statement: Statement,
}

/// What had restricted a file or a link, and does no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// The decisions, in the order in which what they restricted ended.
    pub decisions: Vec<DecisionId>,
    /// The last of what held the file was no decision, but that a senior looked whether somebody was in danger.
    pub danger: bool,
}

/// What a notice is about, besides its statement.
#[derive(Clone, Copy, Debug, Default)]
struct Of {
    object: Option<ObjectId>,
    target: Option<TargetId>,
    decision: Option<DecisionId>,
    measure: Option<MeasureId>,
}

/// Gives the uploader the statement of reasons for a restriction, in the decision's transaction.
pub async fn notify_restriction(tx: &mut Tx, service: &Service, facts: Facts<'_>) -> Result<NoticeId, Error> {
    let redress = redress_of(service, &facts);
    let statement = Statement::Restriction {
        restricted: facts.restricted,
        territory: facts.territory.to_owned(),
        until: None,
        link: facts.link.clone(),
        facts: facts.facts.to_owned(),
        rights_holder: facts.rights_holder,
        claimed: Box::new(facts.claimed),
        order: facts.order.map(Box::new),
        automation: facts.automation,
        legal: facts.legal,
        redress,
        strike: facts.strike,
    };
    let of = Of { object: Some(facts.object), target: facts.target, decision: facts.decision, ..Of::default() };
    give(tx, service, facts.account, of, &statement).await
}

/// Tells the uploader that a restriction ended, and by which notice they were told of it: of what ended, the last of which they were told. Of
/// what was closed for a danger this is the first notice, which says why.
pub async fn notify_restoration(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
    what: &Ended,
) -> Result<NoticeId, Error> {
    let mut ended = None;
    for decision in &what.decisions {
        ended = store::told_last(tx, account, *decision).await?.or(ended);
    }
    let statement = Statement::Restoration { ended, danger: what.danger };
    give(tx, service, account, Of { object: Some(object), ..Of::default() }, &statement).await
}

/// Tells the uploader that nothing of the file can come back.
pub async fn notify_purge(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
) -> Result<NoticeId, Error> {
    give(tx, service, account, Of { object: Some(object), ..Of::default() }, &Statement::Purge).await
}

/// Tells the uploader what became of a counter-notice to a decision.
pub async fn notify_answered(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    (object, decision): (ObjectId, DecisionId),
    answered: Answered,
) -> Result<NoticeId, Error> {
    let of = Of { object: Some(object), decision: Some(decision), ..Of::default() };
    give(tx, service, account, of, &Statement::CounterNotice { answered }).await
}

/// Tells the uploader what was decided about its appeal against a decision.
pub async fn notify_verdict(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    (object, decision): (ObjectId, DecisionId),
    verdict: Verdict,
    reasons: &str,
) -> Result<NoticeId, Error> {
    let statement = of_verdict(verdict, reasons);
    let of = Of { object: Some(object), decision: Some(decision), ..Of::default() };
    give(tx, service, account, of, &statement).await
}

/// Gives a person the statement of reasons for what was decided against them, or an organisation that they own.
pub async fn notify_measure(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    measure: MeasureId,
    statement: &Statement,
) -> Result<NoticeId, Error> {
    give(tx, service, account, Of { measure: Some(measure), ..Of::default() }, statement).await
}

/// Writes the same to somebody without an account, who has no notices: they read on at `page`, which only they are told.
pub async fn write_of_measure(
    tx: &mut Tx,
    service: &Service,
    recipient: Recipient<'_>,
    case: CaseId,
    page: &str,
    statement: &Statement,
) -> Result<(), Error> {
    let read_on = ReadOn::At("measure-mail-page", page);
    let write = |language| words::mail(language, &service.config, read_on, statement);
    mail::queue(tx, service, recipient, Some(About { case, to: Addressee::Notifier }), write).await?;
    Ok(())
}

/// Every way to have a measure looked at again: an appeal to us, until the day until which one is open, if any is.
pub(crate) fn redress_of_measure(appeal_until: Option<Time>) -> Vec<Redress> {
    let internal = appeal_until.map(|until| Redress { kind: Way::Internal, deadline: Some(until) });
    internal.into_iter().chain(elsewhere()).collect()
}

/// What is said of a verdict, with what can still be done.
pub(crate) fn of_verdict(verdict: Verdict, reasons: &str) -> Statement {
    let redress = if verdict == Verdict::Refused { elsewhere() } else { Vec::new() };
    Statement::Appeal { verdict, reasons: reasons.to_owned(), redress }
}

/// The measure that a notice to this account tells of.
pub async fn measure_of(tx: &mut Tx, account: AccountId, notice: NoticeId) -> Result<Option<MeasureId>, Error> {
    Ok(store::measure_of(tx, account, notice).await?)
}

/// The notice by which this account was told of a measure, if it was.
pub async fn told_of(tx: &mut Tx, account: AccountId, measure: MeasureId) -> Result<Option<NoticeId>, Error> {
    Ok(store::told_of(tx, account, measure).await?)
}

/// The decision that a notice to this account tells of.
pub async fn decision_of(tx: &mut Tx, account: AccountId, notice: NoticeId) -> Result<Option<DecisionId>, Error> {
    Ok(store::decision_of(tx, account, notice).await?)
}

async fn give(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    of: Of,
    statement: &Statement,
) -> Result<NoticeId, Error> {
    let id = NoticeId::new(&service.clock, &service.entropy);
    let (case, to): (Option<CaseId>, _) = match (of.object, of.measure) {
        (Some(object), _) => (store::case_of(tx, object).await?, Addressee::Uploader),
        (None, Some(measure)) => (store::case_of_measure(tx, measure).await?, Addressee::Person),
        (None, None) => (None, Addressee::Person),
    };
    let case = case.ok_or(Error::NoObject(account))?;
    let sealed = service.keys.seal(&place(id), &serde_json::to_vec(statement)?);
    let kind = statement.kind();
    let base = service.config.public_url.as_str().trim_end_matches('/');
    let page = format!("{base}/notices/{id}");
    let number = of.object.map_or_else(|| account.to_string(), |object| object.to_string());
    let label = if of.measure.is_some() { "measure-mail-page" } else { "notice-mail-page" };
    let closed = closing::is_closed(tx, account).await?;
    let read_on = if closed { ReadOn::Nowhere(&number) } else { ReadOn::At(label, &page) };
    let write = |language| words::mail(language, &service.config, read_on, statement);
    let message = mail::queue(tx, service, Recipient::Account(account), Some(About { case, to }), write).await?;
    if let (Some(message), Some(claim)) = (message, store::claim_of(tx, of).await?) {
        mail::about_claim(tx, message, claim).await?;
    }
    store::insert(tx, store::NewNotice { id, account, of, kind, sealed, message, now: service.clock.now() }).await?;
    let mut commitments = vec![("uploader", account.to_string()), ("notice", id.to_string())];
    commitments.extend(of.object.map(|object| ("object", object.to_string())));
    let entry = NewEntry {
        kind: "notice.sent",
        case,
        actor: "service",
        fields: json!({ "notice": kind.as_str() }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(id)
}

/// Where what a notice says lies sealed.
pub(crate) fn place(id: NoticeId) -> String {
    format!("notices.statement/{id}")
}

/// Every way to have a restriction looked at again, with its deadline.
fn redress_of(service: &Service, facts: &Facts<'_>) -> Vec<Redress> {
    let now = service.clock.now();
    // A file is kept so long; a link that was disabled can be answered as long as it is.
    let kept = (facts.restricted == Restricted::File).then(|| now.plus(service.config.limits.custody_kept));
    let counter_notice = Redress { kind: Way::CounterNotice, deadline: kept };
    let internal = Redress { kind: Way::Internal, deadline: Some(appeals_until(service, now)) };
    if let Some(order) = &facts.order {
        // What is over is not decided again.
        let ours = (!order.taken_back).then_some(internal);
        return ours.into_iter().chain([Redress { kind: Way::OrderingCourt, deadline: None }]).collect();
    }
    let ours = facts.legal.counter_notice.then_some(counter_notice).into_iter().chain([internal]);
    ours.chain(elsewhere()).collect()
}

/// The ways that lead to others, which no decision of ours closes.
fn elsewhere() -> Vec<Redress> {
    [Way::OutOfCourt, Way::Judicial].map(|kind| Redress { kind, deadline: None }).to_vec()
}

/// Ends a letter to whoever claimed with the ways that lead to others, as an uploader reads them in a notice: what the service is says
/// which of them are the law's.
pub(crate) fn with_ways_elsewhere(message: Message, tier: EuTier) -> Message {
    let language = message.language();
    let said = |way: Redress| language.say(way.kind.text()).with("tier", tier.as_str());
    elsewhere().into_iter().map(said).fold(message, Message::paragraph)
}

/// Until when an appeal against what was decided at `decided_at` can be made.
pub fn appeals_until(service: &Service, decided_at: Time) -> Time {
    service.config.calendar.months_after(decided_at, service.config.limits.appeal_months.into())
}

/// The notices of an account, newest first.
pub async fn notices_of(service: &Service, account: AccountId) -> Result<Vec<Summary>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::of_account(&mut tx, account).await?)
}

/// How many notices an account has not opened.
pub async fn unseen(tx: &mut Tx, account: AccountId) -> Result<i64, Error> {
    Ok(store::unseen(tx, account).await?)
}

/// Opens a notice for the account it was given to, and keeps when that was done first. What it says and cannot be read any more hides
/// nothing of what can be done about it.
pub async fn notice(service: &Service, account: AccountId, id: NoticeId) -> Result<Notice, Error> {
    let mut tx = service.db.read().await?;
    let store::Found { mut summary, target, decision, measure, statement_sealed: sealed } =
        store::find(&mut tx, account, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let statement = match keys::or_instead(service.keys.legible(&place(id), &sealed)?) {
        Ok(json) => serde_json::from_slice(&json)?,
        Err(instead) => Statement::Unreadable { told: summary.kind, instead },
    };
    if summary.seen_at.is_none() {
        let now = service.clock.now();
        let mut tx = service.db.begin().await?;
        store::seen(&mut tx, id, now).await?;
        tx.commit().await?;
        summary.seen_at = Some(now);
    }
    Ok(Notice { summary, target, decision, measure, statement })
}
