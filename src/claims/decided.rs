//! A decision as those need it who look at it again: the room of due process above this one.
//!
//! Whoever changes what became of a decision locks its claim's row first and its object's row second, as every verb does.

use std::collections::BTreeMap;

pub(crate) use super::store::kept;

use super::decisions::{self, Action, Finding, Ruling};
use super::filing::{self, Notifier, TargetState};
use super::withdrawal::{self, Claimant};
use super::{Actor, Error, organisations, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, DecisionId, LinkId, NoticeId, ObjectId, OrganisationId, TargetId};
use crate::mail::Message;
use crate::notices::{self, Answered, Restricted};
use crate::service::Service;
use crate::takedown::{self, Lifted};
use crate::texts::Language;
use crate::texts::Text;
use crate::vault;
use crate::words::words;

/// As what somebody who sent a notice for themselves reads on: without an account, with one, or with one that is closed, to which nobody
/// signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// By the private link alone.
    Stranger,
    /// In their account.
    Account,
    /// By the private link alone, and no other is mailed to them.
    Closed,
}

words! { Sender { Stranger = "stranger", Account = "account", Closed = "closed" } }

/// A decision, with what it is about.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Decided {
    /// The decision.
    pub id: DecisionId,
    /// Its target.
    pub target: TargetId,
    /// The target's line in the claim.
    pub position: i64,
    /// Where the target stands.
    pub target_state: TargetState,
    /// The claim.
    pub claim: ClaimId,
    /// The organisation that claims, if one does.
    pub organisation: Option<OrganisationId>,
    /// As what whoever sent it reads on, if they sent it for themselves.
    pub sender: Sender,
    /// Its case in the log.
    pub log_case: CaseId,
    /// The law it is made under.
    pub basis: String,
    /// The object.
    pub object: ObjectId,
    /// The object's own case in the log.
    pub object_case: CaseId,
    /// Whose it is.
    pub owner: AccountId,
    /// The link that was claimed.
    pub link: LinkId,
    /// What was found.
    pub finding: Finding,
    /// What was done.
    pub action: Action,
    /// Under which law or rule.
    pub ground: String,
    /// Why.
    pub reasons: String,
    /// By the rights holder under direct access.
    pub direct: bool,
    /// By whom.
    pub decided_by: AccountId,
    /// When.
    pub decided_at: Time,
    /// When another decision took its place.
    pub superseded_at: Option<Time>,
    /// When all of its claim was decided, which is when whoever claimed is told.
    pub claim_decided_at: Option<Time>,
    /// When the uploader was told of it; not yet while an order of an authority forbids that.
    pub told_at: Option<Time>,
    /// An order of an authority forbids for now to say whose it is and what it says.
    pub gagged: bool,
    /// Whether what it restricts is restricted by it now.
    pub restricts: bool,
}

/// A decision, read only.
pub async fn read(tx: &mut Tx, decision: DecisionId) -> Result<Decided, Error> {
    store::decided(tx, decision).await?.ok_or(Error::NotFound)
}

/// A decision, with the rows of its claim and its object locked until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, decision: DecisionId) -> Result<Decided, Error> {
    let found = read(tx, decision).await?;
    store::lock_claim(tx, found.claim).await?.ok_or(Error::NotFound)?;
    vault::lock_row(tx, found.object).await?.ok_or(Error::NotFound)?;
    read(tx, decision).await
}

/// Ends what a decision restricts: its hold lifts, its link works again.
pub(crate) async fn undo(
    tx: &mut Tx,
    service: &Service,
    decision: DecisionId,
    because: &'static str,
) -> Result<Lifted, Error> {
    Ok(takedown::lift(tx, service, decision, because).await?)
}

/// Whether a court was asked to keep what a claim restricts of a file where it is, or has kept it: then nobody at the desk gives that back of
/// their own motion. An uploader's granted appeal does at once, as it is told to whoever asked the court.
pub(crate) async fn is_kept(tx: &mut Tx, claim: ClaimId, object: ObjectId) -> Result<bool, Error> {
    Ok(store::is_kept(tx, claim, object).await?)
}

/// Whether the uploader may be told of what becomes of a decision: they know of it, and nothing holds the file or disables a link to it of
/// which they were not told, such as an order that may not be told of yet, or what a senior has in hand.
pub(crate) async fn may_tell_uploader(tx: &mut Tx, decided: &Decided) -> Result<bool, Error> {
    Ok(decided.told_at.is_some() && store::restrictions_untold(tx, decided.object).await? == 0)
}

/// What restricts the file of a decision, or its link, still, as far as the uploader was told of it, and by which notice.
pub async fn stands(
    tx: &mut Tx,
    decided: &Decided,
    uploader: AccountId,
) -> Result<Option<(Restricted, NoticeId)>, Error> {
    let stands = store::told_of_what_stands(tx, uploader, (decided.object, &decided.link)).await?;
    Ok(stands.map(|(held, notice)| (if held { Restricted::File } else { Restricted::Link }, notice)))
}

/// Tells an uploader that one restriction has ended and another stands: a file that is given back is told of when it is back.
pub(crate) async fn tell_if_still_held(
    tx: &mut Tx,
    service: &Service,
    decision: DecisionId,
    lifted: Lifted,
) -> Result<(), Error> {
    if lifted == Lifted::StillHeld {
        let decided = read(tx, decision).await?;
        tell_still_held(tx, service, decided.owner, &decided).await?;
    }
    Ok(())
}

/// Tells an uploader that a restriction has ended and another stands of which they were told, and gives what that one restricts; none, and
/// nothing is told, where nothing stands that they know of, or something of which they may not be told.
pub(crate) async fn tell_still_held(
    tx: &mut Tx,
    service: &Service,
    uploader: AccountId,
    decided: &Decided,
) -> Result<Option<Restricted>, Error> {
    if !may_tell_uploader(tx, decided).await? {
        return Ok(None);
    }
    let Some((restricted, stands)) = stands(tx, decided, uploader).await? else { return Ok(None) };
    let about = (decided.object, decided.id);
    let told = Answered::StillHeld { restricted, link: decided.link.clone(), stands };
    notices::notify_answered(tx, service, uploader, about, told).await?;
    Ok(Some(restricted))
}

/// What becomes of files of which all that one claim restricts is lifted, decision by decision. Until the last of them is, the file is held
/// still, if only by the next: so what the last one came to counts.
#[derive(Debug, Default)]
pub(crate) struct CameTo(BTreeMap<ObjectId, (DecisionId, Lifted)>);

impl CameTo {
    /// Notes what the lifting of one came to.
    pub(crate) fn note(&mut self, object: ObjectId, decision: DecisionId, lifted: Lifted) {
        if lifted != Lifted::Nothing {
            self.0.insert(object, (decision, lifted));
        }
    }

    /// What the lifting of one came to for its link after all of them.
    pub(crate) async fn after_all(
        &self,
        tx: &mut Tx,
        (object, link): (ObjectId, &LinkId),
        lifted: Lifted,
    ) -> Result<Lifted, Error> {
        match self.0.get(&object) {
            // The file may be back while something else disables this link.
            Some((_, last)) if lifted == Lifted::StillHeld && !takedown::is_disabled(tx, link).await? => Ok(*last),
            _ => Ok(lifted),
        }
    }

    /// Tells the uploader of each file once ([`tell_if_still_held`]).
    pub(crate) async fn tell_if_still_held(&self, tx: &mut Tx, service: &Service) -> Result<(), Error> {
        for (decision, lifted) in self.0.values() {
            tell_if_still_held(tx, service, *decision, *lifted).await?;
        }
        Ok(())
    }
}

/// Why only a senior decides about the file of a decision, if only a senior does.
pub(crate) async fn for_senior(tx: &mut Tx, decided: &Decided) -> Result<Option<Text>, Error> {
    let claim = store::claim(tx, decided.claim).await?.ok_or(Error::NotFound)?;
    decisions::for_senior_about(tx, &claim, decided.object).await
}

/// Why nobody but seniors opens the evidence of a decision's claim, if nobody else does: it is a senior's, or nobody else is to look at a file
/// of it.
pub(crate) async fn for_seniors_eyes(tx: &mut Tx, decided: &Decided) -> Result<Option<Text>, Error> {
    let claim = store::claim(tx, decided.claim).await?.ok_or(Error::NotFound)?;
    decisions::for_seniors_eyes(tx, &claim).await
}

/// Whether only a senior decides a claim.
pub(crate) async fn is_for_senior(tx: &mut Tx, claim: ClaimId) -> Result<bool, Error> {
    let found = store::claim(tx, claim).await?.ok_or(Error::NotFound)?;
    Ok(decisions::for_senior(tx, &found).await?.is_some())
}

/// Decides once more, in the place of a decision that restricted less: with the same effects, log entry and notice. What the
/// first one restricted ends.
pub(crate) async fn rule_again(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    first: &Decided,
    ruling: &Ruling,
) -> Result<DecisionId, Error> {
    if store::supersede(tx, first.id, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("decision-superseded")));
    }
    if !super::in_force(tx, actor).await?.roles.senior()
        && let Some(why) = for_senior(tx, first).await?
    {
        return Err(Error::Forbidden(why));
    }
    let claim = store::claim(tx, first.claim).await?.ok_or(Error::NotFound)?;
    let target = store::target(tx, first.target).await?.ok_or(Error::NotFound)?;
    let statement = decisions::statement(service, &claim)?;
    let organisation = decisions::name(tx, &claim).await?;
    let case = decisions::Case { service, actor, claim: &claim, statement: &statement, organisation };
    let again = case.rule(tx, &target, TargetState::Decided, ruling, false).await?;
    // A link that was disabled goes the way of its file, which is locked by now: nobody is told that it works again.
    takedown::lift(tx, service, first.id, "superseded").await?;
    Ok(again)
}

/// Who may act for the claimant of a claim, and the word for them in the log.
pub(crate) async fn entitled(tx: &mut Tx, claimant: Claimant<'_>, claim: ClaimId) -> Result<&'static str, Error> {
    let found = store::claim(tx, claim).await?.ok_or(Error::NotFound)?;
    withdrawal::entitled(tx, claimant, &found).await
}

/// Writes to whoever claimed, if they can be reached: for an organisation, to whoever filed while they are a member of it, else
/// to its owners.
pub(crate) async fn tell_claimant(
    tx: &mut Tx,
    service: &Service,
    claim: ClaimId,
    message: impl Fn(Language) -> Message,
) -> Result<(), Error> {
    let found = store::claim(tx, claim).await?.ok_or(Error::NotFound)?;
    let statement = decisions::statement(service, &found)?;
    let filed = Notifier::of(&found, &statement);
    let Some(organisation) = found.organisation else { return filing::answer(tx, service, filed, message).await };
    if let Some(account) = found.account
        && organisations::member(tx, account, organisation).await?.is_some()
    {
        return filing::answer(tx, service, filed, message).await;
    }
    for owner in store::owners(tx, organisation).await? {
        filing::answer(tx, service, Notifier { account: Some(owner), ..filed }, &message).await?;
    }
    Ok(())
}
