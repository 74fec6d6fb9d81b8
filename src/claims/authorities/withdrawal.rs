//! An order that its authority takes back: staff record who told us, on what day, and what says so. Whatever rests on the order ends in that
//! transaction: what it hides is told, what it restricts is given back by the same links unless something else holds it, what it preserves is
//! preserved no longer. The authority is told what that came to.

use jiff::civil::Date;
use serde_json::json;

use super::{Means, of, store};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::claims::decided::CameTo;
use crate::claims::decisions::{self, Finding, reviewer, role};
use crate::claims::filing::{self, ClaimState, TargetState};
use crate::claims::form::Form;
use crate::claims::statement::Statement;
use crate::claims::{Error, escalations, in_force, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId};
use crate::mail::{self, About, Address, Addressee, Message, Recipient};
use crate::service::Service;
use crate::takedown::{self, Lifted};
use crate::texts::{Language, Text};
use crate::tokens::Digest;
use crate::vault;

/// What the log says of whatever the order restricted.
const BECAUSE: &str = "order-withdrawn";

/// That an authority took its order back, as staff typed it.
#[derive(Clone, Debug, Default)]
pub struct WithdrawalInput {
    /// On which day, such as `2026-11-26`.
    pub on: String,
    /// Who told us.
    pub told_by: String,
    /// What says so: the document and its number, or the words.
    pub words: String,
}

/// That an order was taken back, for staff on its page.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// On which day, as what says so says.
    pub on: String,
    /// Who told us, or that this was altered; as what follows.
    pub told_by: Text,
    /// What says so.
    pub words: Text,
    /// How the authority is told what that came to.
    pub means: Means,
    /// In what words.
    pub effect: Text,
    /// Who recorded it.
    pub by: AccountId,
    /// When.
    pub at: Time,
}

/// The row of one.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub withdrawn_on: String,
    pub told_by_sealed: Vec<u8>,
    pub words_sealed: Vec<u8>,
    pub means: Means,
    pub effect_sealed: Vec<u8>,
    pub recorded_by: AccountId,
    pub recorded_at: Time,
}

fn place(column: &str, claim: ClaimId) -> String {
    format!("order_withdrawals.{column}/{claim}")
}

/// What became of an order in this way, if it did. The caller has asked who looks.
pub(super) async fn read(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Option<Withdrawal>, Error> {
    let Some(row) = store::withdrawal(tx, claim).await? else { return Ok(None) };
    let open = |column: &str, sealed: &[u8]| service.keys.said(&place(column, claim), sealed);
    Ok(Some(Withdrawal {
        told_by: open("told_by", &row.told_by_sealed)?,
        words: open("words", &row.words_sealed)?,
        effect: open("effect", &row.effect_sealed)?,
        on: row.withdrawn_on,
        means: row.means,
        by: row.recorded_by,
        at: row.recorded_at,
    }))
}

/// Staff record that an authority took its order back. A senior's where only a senior decides, or something of it is hidden, since that is
/// told by this. Not for an order that was found incomplete: nothing rests on it.
pub async fn withdraw(service: &Service, actor: &Actor, claim: ClaimId, input: &WithdrawalInput) -> Result<(), Error> {
    reviewer(actor)?;
    let now = service.clock.now();
    let mut form = Form::default();
    let on = Date::strptime("%Y-%m-%d", input.on.trim()).ok().filter(|day| *day <= service.config.calendar.day_of(now));
    if on.is_none() {
        form.mistake("on", Text::of("order-withdrawn-day"));
    }
    let told_by = form.line("told_by", &input.told_by, Text::of("order-withdrawn-by"));
    let words = form.text("words", &input.words, Text::of("order-withdrawn-words"));
    form.finish()?;
    let Some(on) = on else { return Err(Error::NotFound) };

    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    let order = of(&mut tx, &found).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let seniors = order.is_gagged() || decisions::for_senior(&mut tx, &found).await?.is_some();
    if seniors && !person.roles.senior() {
        return Err(Error::Forbidden(Text::of("order-seniors-withdraw")));
    }
    if found.state == ClaimState::Withdrawn {
        return Err(Error::Conflict(Text::of("order-withdrawn-already")));
    }
    let mut targets = claims_store::targets(&mut tx, claim).await?;
    targets.retain(|target| target.state != TargetState::Withdrawn);
    // Objects are locked in one order everywhere.
    targets.sort_by_key(|target| (target.object, target.id));
    let mut decisions = Vec::with_capacity(targets.len());
    for target in &targets {
        decisions.push(claims_store::decision(&mut tx, target.id).await?);
    }
    if decisions.iter().all(|row| row.as_ref().is_some_and(|row| row.finding == Finding::Incomplete)) {
        return Err(Error::Conflict(Text::of("order-incomplete-already")));
    }
    let statement = decisions::statement(service, &found)?;
    let Statement::Court { reference, email, .. } = &statement else { return Err(Error::NotFound) };
    // First, so that whoever was told nothing learns what it was that ends.
    if order.is_gagged() {
        super::disclose(&mut tx, service, &found, Some(actor), true).await?;
    }
    let (mut lifted_each, mut came_to) = (Vec::with_capacity(targets.len()), CameTo::default());
    for (target, row) in targets.iter().zip(decisions) {
        vault::lock_row(&mut tx, target.object).await?.ok_or(Error::NotFound)?;
        if claims_store::set_target_state(&mut tx, target.id, target.state, TargetState::Withdrawn, now).await? != 1 {
            return Err(Error::Conflict(Text::of("claim-target-changed")));
        }
        let lifted = match row {
            Some(row) => {
                let lifted = takedown::lift(&mut tx, service, row.id, BECAUSE).await?;
                came_to.note(target.object, row.id, lifted);
                lifted
            }
            None => Lifted::Nothing,
        };
        takedown::release_placed(&mut tx, service, (actor, role(&person)), target.object, claim).await?;
        lifted_each.push(lifted);
    }
    came_to.tell_if_still_held(&mut tx, service).await?;
    if claims_store::end_claim(&mut tx, claim, found.state, ClaimState::Withdrawn, now).await? != 1 {
        return Err(Error::Conflict(Text::of("claim-changed")));
    }
    let by = escalations::staff(&person);
    escalations::end_withdrawn(&mut tx, service, by, &found, escalations::Outcome::Withdrawn).await?;

    let address: Option<Address> = email.as_deref().and_then(|email| email.parse().ok());
    let mut effect = Vec::with_capacity(targets.len());
    for (target, lifted) in targets.iter().zip(lifted_each) {
        let page = filing::page(service, &format!("f/{}", target.link));
        let about = (target.object, &target.link);
        effect.push((page, came_to.after_all(&mut tx, about, lifted).await?));
    }
    let effect = in_words(found.language, &effect);
    let seal = |column: &str, text: &str| service.keys.seal(&place(column, claim), text.as_bytes());
    let row = Row {
        withdrawn_on: on.to_string(),
        told_by_sealed: seal("told_by", &told_by),
        words_sealed: seal("words", &words),
        means: if address.is_some() { Means::Mail } else { Means::Print },
        effect_sealed: seal("effect", &effect),
        recorded_by: actor.account,
        recorded_at: now,
    };
    store::insert_withdrawal(&mut tx, claim, &row).await?;
    // They are told with this.
    store::effect_told(&mut tx, claim).await?;
    let commitments = [
        ("by", actor.account.to_string()),
        ("told_by", Digest::of(told_by.as_bytes()).to_string()),
        ("words", Digest::of(words.as_bytes()).to_string()),
        ("effect", Digest::of(effect.as_bytes()).to_string()),
    ];
    let entry = NewEntry {
        kind: "claim.order-withdrawn",
        case: found.log_case,
        actor: role(&person),
        fields: json!({"targets": targets.len(), "on": row.withdrawn_on, "means": row.means.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if let Some(address) = &address {
        let about = Some(About { case: found.log_case, to: Addressee::Authority });
        mail::queue(&mut tx, service, Recipient::Address(address, found.language), about, |language| {
            Message::new(language, language.say("order-withdrawal-title").with("reference", reference))
                .paragraph(language.say("order-withdrawal-text").with("reference", reference))
                .quote(&effect)
        })
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the end of the order came to, target by target. Links stand there without their keys.
fn in_words(language: Language, effect: &[(String, Lifted)]) -> String {
    let line = |(link, lifted): &(String, Lifted)| {
        let said = match lifted {
            Lifted::Nothing => "order-ended-nothing",
            Lifted::Back => "order-ended-back",
            Lifted::StillHeld => "order-ended-held",
            Lifted::Gone => "order-ended-gone",
        };
        format!("{link}: {}", language.say(said))
    };
    effect.iter().map(line).collect::<Vec<_>>().join("\n")
}
