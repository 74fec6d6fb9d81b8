//! Orders of courts and authorities: claims of their own kind, with their own clock, territory and gag.
//!
//! Staff enter an order as it came ([`enter`]), and bring its document as evidence. It stands in the queue by its own deadline and is
//! decided target by target like any claim; one whose effect here would be wider than its territory, by a senior. What was done and
//! when is then confirmed to whoever issued it ([`confirm_effect`]); what waits for that is listed, and staff are told before it is late
//! ([`unconfirmed`]).
//!
//! A gag hides who issued it and what it says from everybody but staff, or has the uploader told of nothing at all, until a day or
//! until it is lifted. Then whoever is restricted still is told everything ([`end_gag`]). It never hides that there is an order: its
//! entries stand in the log like any other's.
//!
//! When its authority takes an order back ([`withdraw`]), whatever rests on it ends.

mod confirming;
mod entering;
mod store;
mod withdrawal;

use serde_json::json;

pub(super) use self::confirming::to_be_confirmed;
pub use self::confirming::{Unconfirmed, named, unconfirmed};
pub use self::entering::{OrderInput, enter};
pub use self::withdrawal::{Withdrawal, WithdrawalInput, withdraw};
use super::decisions::{self, Action, Finding, Ruling, reviewer, role};
use super::filing::{ClaimState, WORLDWIDE};
use super::form::Form;
use super::statement::{Basis, Statement};
use super::telling::Teller;
use super::{Actor, Error, in_force, store as claims_store};
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, ObjectId};
use crate::mail::{self, About, Address, Addressee, Message, Recipient};
use crate::notices;
use crate::service::Service;
use crate::takedown::{self, Why};
use crate::texts::{Language, Text};
use crate::tokens::Digest;
use crate::vault::{self, ObjectState};
use crate::words::words;

/// What an order asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To remove something, or to make it inaccessible.
    Removal,
    /// To preserve something: nothing of it is purged or erased.
    Preservation,
    /// To be told something.
    Information,
}

words! { Kind { Removal = "removal", Preservation = "preservation", Information = "information" } }

/// Under what law it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Regulation (EU) 2022/2065, Articles 9 and 10.
    DigitalServices,
    /// Regulation (EU) 2021/784: to remove within the hour.
    TerroristContent,
    /// A court's own procedure, such as that of the United States.
    Court,
    /// Another law, which it names.
    Other,
}

words! { Law {
    DigitalServices = "digital-services", TerroristContent = "terrorist-content", Court = "court", Other = "other",
} }

/// What an order hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gag {
    /// Nothing.
    None,
    /// Who issued it and what it says: the uploader is told that there is an order.
    Party,
    /// All of it: the uploader is told once the gag has ended.
    Notice,
}

words! { Gag { None = "none", Party = "party", Notice = "notice" } }

/// How an authority was told of the effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// By mail of ours.
    Mail,
    /// On paper, printed from the portal.
    Print,
}

words! { Means { Mail = "mail", Print = "print" } }

/// An order, beside the claim that it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Order {
    /// The claim.
    pub claim: ClaimId,
    /// What it asks for.
    pub kind: Kind,
    /// Under what law.
    pub law: Law,
    /// The country of whoever issued it, ISO 3166-1 alpha-2.
    pub country: String,
    /// Until when what it names is preserved, if it says.
    pub preserve_until: Option<Time>,
    /// What it hides.
    pub gag: Gag,
    /// Until when, if it says.
    pub gag_until: Option<Time>,
    /// When that ended.
    pub gag_ended_at: Option<Time>,
    /// Who entered it.
    pub entered_by: AccountId,
    /// When.
    pub entered_at: Time,
}

impl Order {
    /// Whether it hides anything now.
    pub fn is_gagged(&self) -> bool {
        self.gag != Gag::None && self.gag_ended_at.is_none()
    }

    /// Whether only a senior decides it: what is removed here is removed everywhere.
    pub(super) fn is_for_senior(&self, territory: &str) -> bool {
        self.kind == Kind::Removal && territory != WORLDWIDE
    }

    pub(super) fn withholds_notice(&self) -> bool {
        self.is_gagged() && self.gag == Gag::Notice
    }

    pub(super) fn hides_party(&self) -> bool {
        self.is_gagged()
    }
}

/// That an authority was told of the effect.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// How.
    pub means: Means,
    /// In what words, or that these were altered.
    pub words: Text,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Time,
}

/// An order with what became of it, for staff on its page.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The order.
    pub order: Order,
    /// Since what it hid has ended, whoever it restricted was told of it; else it restricted nothing then.
    pub told: bool,
    /// That its effect was confirmed.
    pub confirmation: Option<Confirmation>,
    /// That its authority took it back.
    pub withdrawal: Option<Withdrawal>,
}

/// The order that a claim is, if it is one.
pub(super) async fn of(tx: &mut Tx, claim: &claims_store::ClaimRow) -> Result<Option<Order>, Error> {
    if claim.basis != Basis::Court.as_str() {
        return Ok(None);
    }
    Ok(store::order(tx, claim.id).await?)
}

/// The same with what became of it. The caller has asked who looks.
pub(super) async fn standing(
    tx: &mut Tx,
    service: &Service,
    claim: &claims_store::ClaimRow,
) -> Result<Option<Standing>, Error> {
    let Some(order) = of(tx, claim).await? else { return Ok(None) };
    let confirmation = match store::confirmation(tx, claim.id).await? {
        Some((means, sealed, by, at)) => {
            let words = service.keys.said(&words_context(claim.id), &sealed)?;
            Some(Confirmation { means, words, by, at })
        }
        None => None,
    };
    let told = match order.gag_ended_at {
        Some(ended) => store::is_told_since(tx, claim.id, ended).await?,
        None => false,
    };
    let withdrawal = withdrawal::read(tx, service, claim.id).await?;
    Ok(Some(Standing { order, told, confirmation, withdrawal }))
}

/// Whether something can be found of a claim and done about it: an order is carried out or lacks something, and does no more than it
/// asks for; anything else is no order.
pub(super) fn check(order: Option<&Order>, finding: Finding, action: Action) -> Result<(), Error> {
    match order {
        None if finding == Finding::Ordered => Err(Error::Conflict(Text::of("order-is-none"))),
        Some(_) if !matches!(finding, Finding::Ordered | Finding::Incomplete) => {
            Err(Error::Conflict(Text::of("order-carried-out")))
        }
        Some(order) if order.kind != Kind::Removal && action != Action::None => {
            Err(Error::Conflict(Text::of("order-removes-nothing")))
        }
        _ => Ok(()),
    }
}

/// What an order to preserve asks for: nothing of the object is purged or erased, until its day or until a senior releases it.
pub(super) async fn preserve(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    order: &Order,
    object: ObjectId,
) -> Result<(), Error> {
    if order.kind == Kind::Preservation {
        let (by, why) = ((actor, role(actor)), Why::Order(order.claim));
        takedown::place_preservation(tx, service, by, object, order.preserve_until, why).await?;
    }
    Ok(())
}

// The confirmation -----------------------------------------------------------------------------------

fn words_context(claim: ClaimId) -> String {
    format!("order_confirmations.words/{claim}")
}

/// Confirms to whoever issued an order what was done and when: by a mail of ours, or by a letter that staff print. Once, when all
/// of it is decided.
pub async fn confirm_effect(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    means: Option<Means>,
    words: &str,
) -> Result<(), Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    let words = form.text("words", words, Text::of("order-say-done"));
    if means.is_none() {
        form.mistake("means", Text::of("order-say-how-told"));
    }
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    of(&mut tx, &found).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    if found.state != ClaimState::Decided {
        return Err(Error::Conflict(Text::of("order-decide-first")));
    }
    let statement = decisions::statement(service, &found)?;
    let Statement::Court { reference, email, .. } = &statement else { return Err(Error::NotFound) };
    let address: Option<Address> = email.as_deref().and_then(|email| email.parse().ok());
    if means == Some(Means::Mail) && address.is_none() {
        form.mistake("means", Text::of("order-no-mail"));
    }
    form.finish()?;
    let Some(means) = means else { return Err(Error::NotFound) };
    let sealed = service.keys.seal(&words_context(claim), words.as_bytes());
    let now = service.clock.now();
    if !store::insert_confirmation(&mut tx, claim, means, &sealed, actor.account, now).await? {
        return Err(Error::Conflict(Text::of("order-confirmed-already")));
    }
    store::effect_told(&mut tx, claim).await?;
    let commitments = [("by", actor.account.to_string()), ("words", Digest::of(words.as_bytes()).to_string())];
    let entry = NewEntry {
        kind: "claim.effect-confirmed",
        case: found.log_case,
        actor: role(&person),
        fields: json!({"means": means.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if let (Means::Mail, Some(address)) = (means, &address) {
        let about = Some(About { case: found.log_case, to: Addressee::Authority });
        mail::queue(&mut tx, service, Recipient::Address(address, found.language), about, |language| {
            letter(language, reference, &words)
        })
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

fn letter(language: Language, reference: &str, words: &str) -> Message {
    Message::new(language, language.say("order-confirmation-title").with("reference", reference))
        .paragraph(language.say("order-confirmation-text").with("reference", reference))
        .quote(words)
}

// The gag --------------------------------------------------------------------------------------------

/// A senior records that an order no longer has to be hidden: whoever it still restricts is told everything.
pub async fn lift_gag(service: &Service, actor: &Actor, claim: ClaimId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    if !person.roles.senior() {
        return Err(Error::Forbidden(Text::of("gag-seniors")));
    }
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let order = of(&mut tx, &found).await?.ok_or(Error::NotFound)?;
    if !order.is_gagged() {
        return Err(Error::Conflict(Text::of("gag-none")));
    }
    disclose(&mut tx, service, &found, Some(actor), false).await?;
    tx.commit().await?;
    Ok(())
}

/// The job of the day on which a gag ends. Safe to run again, and too early.
pub async fn end_gag(service: &Service, claim: ClaimId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    let due = |order: &Order| order.is_gagged() && order.gag_until.is_some_and(|until| until <= service.clock.now());
    if of(&mut tx, &found).await?.as_ref().is_some_and(due) {
        disclose(&mut tx, service, &found, None, false).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Ends a gag: every uploader whom the order restricts still gets the whole statement of reasons. Where the gag ends because the order is
/// taken back, it says that the restriction is over: the caller lifts it in the same transaction.
async fn disclose(
    tx: &mut Tx,
    service: &Service,
    claim: &claims_store::ClaimRow,
    by: Option<&Actor>,
    taken_back: bool,
) -> Result<(), Error> {
    if store::end_gag(tx, claim.id, by.map(|actor| actor.account), service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("gag-ended-meanwhile")));
    }
    let commitments: Vec<_> = by.map(|actor| ("by", actor.account.to_string())).into_iter().collect();
    let entry = NewEntry {
        kind: "claim.gag-ended",
        case: claim.log_case,
        actor: if by.is_some() { "senior" } else { "service" },
        fields: json!({}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    let order = of(tx, claim).await?;
    let statement = decisions::statement(service, claim)?;
    let teller = Teller { service, statement: &statement, organisation: None, order: order.as_ref(), taken_back };
    let mut targets = claims_store::targets(tx, claim.id).await?;
    // Objects are locked in one order everywhere.
    targets.sort_by_key(|target| (target.object, target.id));
    for target in &targets {
        let Some(row) = claims_store::decision(tx, target.id).await?.filter(|row| row.restricts) else { continue };
        let ruling = Ruling {
            target: target.id,
            finding: row.finding,
            action: row.action,
            ground: row.ground,
            reasons: row.reasons,
        };
        teller.tell(tx, target, row.id, &ruling, false).await?;
        // Two people may have had it purged before anybody could be told.
        let file = vault::lock_row(tx, target.object).await?.ok_or(Error::NotFound)?;
        if file.state == ObjectState::Purged {
            notices::notify_purge(tx, service, file.owner, target.object).await?;
        }
    }
    Ok(())
}
