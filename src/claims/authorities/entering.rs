//! Entering an order: from what staff typed to a case in the queue, in one transaction or not at all. Whoever issued it is told at once that
//! it came, where it says how to reach them by mail (Regulation (EU) 2022/2065, Article 15(1)(a)).

use serde_json::json;
use zeroize::Zeroizing;

use super::super::decisions::{reviewer, role};
use super::super::filing::{self, Added, Filed, WORLDWIDE, statement_context};
use super::super::form::Form;
use super::super::proof::{self, Level, TargetInput};
use super::super::queue::{self, Lane};
use super::super::senders::Lookups;
use super::super::statement::{Basis, Statement};
use super::super::{Actor, Error, FieldError, in_force, store as claims_store};
use super::{Gag, Kind, Law, Order, store};
use crate::accounts;
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::config::Jurisdiction;
use crate::db::Tx;
use crate::ids::{CaseId, ClaimId, ObjectId, uuid_v4};
use crate::jobs::{self, Job};
use crate::mail::{self, About, Address, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::tokens::Digest;

/// An order as staff typed it. Times are the operator's, such as `2026-11-26T14:30`.
#[derive(Clone, Debug, Default)]
pub struct OrderInput {
    /// What it asks for; nothing if that was not chosen.
    pub kind: Option<Kind>,
    /// Under what law.
    pub law: Option<Law>,
    /// Who issued it.
    pub authority: String,
    /// Its country.
    pub country: String,
    /// What it is called there.
    pub reference: String,
    /// On what provision it rests.
    pub provision: String,
    /// What it orders, and why.
    pub orders: String,
    /// What it says of redress; empty if nothing.
    pub redress: String,
    /// Where its effect is confirmed to, by mail; empty if it names none.
    pub email: String,
    /// The same, by letter.
    pub address: String,
    /// Where it has effect; empty is worldwide.
    pub territory: String,
    /// When it was received; empty is now.
    pub received: String,
    /// By when it is to be carried out. Empty where the law says it.
    pub due: String,
    /// The day until which it has things preserved; empty if it says none.
    pub preserve_until: String,
    /// What it hides.
    pub gag: Option<Gag>,
    /// The day until which; empty is until it is lifted.
    pub gag_until: String,
    /// What it names, a link or the number of a file a line.
    pub targets: Vec<String>,
}

/// What was read of an order.
struct Read {
    kind: Kind,
    law: Law,
    statement: Statement,
    territory: String,
    country: String,
    received_at: Time,
    due_at: Time,
    preserve_until: Option<Time>,
    gag: Gag,
    gag_until: Option<Time>,
}

/// Staff enter an order of a court or an authority. A mistake in any field or line refuses all of it, with every mistake told.
pub async fn enter(service: &Service, actor: &Actor, input: &OrderInput) -> Result<Filed, Error> {
    reviewer(actor)?;
    let now = service.clock.now();
    let read = read(service, input, now)?;
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let targets = named(&mut tx, service, &input.targets).await?;
    let (lines, mut errors) = proof::read(&targets, now);
    let examination = proof::examine_ordered(&mut tx, service, lines).await?;
    errors.extend(examination.errors);
    if !errors.is_empty() {
        errors.sort_by_key(|error| error.line);
        return Err(Error::Targets(errors));
    }

    let claim = ClaimId::new(&service.clock, &service.entropy);
    let log_case = CaseId(uuid_v4(&service.entropy));
    let order = Order {
        claim,
        kind: read.kind,
        law: read.law,
        country: read.country,
        preserve_until: read.preserve_until,
        gag: read.gag,
        gag_until: read.gag_until,
        gag_ended_at: None,
        entered_by: actor.account,
        entered_at: now,
    };
    let statement = Zeroizing::new(serde_json::to_vec(&read.statement)?);
    let row = claims_store::NewClaimRow {
        id: claim,
        basis: Basis::Court.as_str(),
        organisation: None,
        account: None,
        agreement: None,
        agreement_sha256: None,
        territory: &read.territory,
        statement_sealed: &service.keys.seal(&statement_context(claim), &statement),
        private_link_hash: None,
        log_case,
        submitted_at: read.received_at,
        due_at: read.due_at,
        flagger: None,
        language: accounts::reader(&mut tx, service, actor.account)
            .await?
            .map(|(_, language)| language)
            .unwrap_or_default(),
        queue: Lane::Authority,
        senior_since: order.is_for_senior(&read.territory).then_some(now),
        lookups: Lookups::default(),
    };
    claims_store::insert_claim(&mut tx, &row).await?;
    queue::look_when_urgent(&mut tx, service, Lane::Authority, read.due_at).await?;
    let mut filed = Vec::with_capacity(examination.targets.len());
    let added = Added { extension: 0, at: now, due: read.due_at };
    for target in &examination.targets {
        filed.push(filing::insert_target(&mut tx, service, claim, target, 0, added).await?);
    }
    store::insert(&mut tx, &order).await?;
    // Nobody enters what is about themselves.
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;

    let opened = filed.iter().filter(|target| target.level != Level::Located).count();
    let mut fields = json!({
        "basis": Basis::Court.as_str(),
        "queue": Lane::Authority.as_str(),
        "targets": filed.len(),
        "opened": opened,
        "due": read.due_at.rfc3339(),
        "order": order.kind.as_str(),
    });
    // A gag hides the party, not the entry.
    if !order.is_gagged() {
        fields["country"] = json!(order.country);
    }
    let commitments = [
        ("by", actor.account.to_string()),
        ("statement", Digest::of(&statement).to_string()),
        ("targets", filing::digest_of_targets(&examination.targets)?.to_string()),
    ];
    let entry = NewEntry {
        kind: "claim.filed",
        case: log_case,
        actor: role(&person),
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if let Some(until) = order.gag_until {
        jobs::enqueue(&mut tx, service, &Job::EndGag { claim }, until).await?;
    }
    send_receipt(&mut tx, service, &read.statement, (log_case, row.language), (read.received_at, read.due_at)).await?;
    tx.commit().await?;
    Ok(Filed { claim, submitted_at: read.received_at, due_at: read.due_at, targets: filed, private_link: None })
}

/// Confirms to whoever issued an order that it came. On paper, that is told with what was done.
async fn send_receipt(
    tx: &mut Tx,
    service: &Service,
    statement: &Statement,
    (case, language): (CaseId, Language),
    (received_at, due_at): (Time, Time),
) -> Result<(), Error> {
    let Statement::Court { reference, email, .. } = statement else { return Ok(()) };
    let address: Option<Address> = email.as_deref().and_then(|email| email.parse().ok());
    let Some(address) = address else { return Ok(()) };
    let about = Some(About { case, to: Addressee::Authority });
    mail::queue(tx, service, Recipient::Address(&address, language), about, |language| {
        let facts = [
            (language.say("order-received"), language.minute(received_at)),
            (language.say("order-due"), language.minute(due_at)),
        ];
        Message::new(language, language.say("order-receipt-title").with("reference", reference))
            .paragraph(language.say("order-receipt-text").with("reference", reference))
            .facts(facts)
    })
    .await?;
    Ok(())
}

/// Reads everything but the lines.
fn read(service: &Service, input: &OrderInput, now: Time) -> Result<Read, Error> {
    let mut form = Form::default();
    let calendar = &service.config.calendar;
    let kind = input.kind;
    if kind.is_none() {
        form.mistake("kind", Text::of("order-say-what"));
    }
    if input.law.is_none() {
        form.mistake("law", Text::of("order-say-law"));
    }
    let authority = form.line("authority", &input.authority, Text::of("order-name-authority"));
    let country = input.country.trim().to_uppercase();
    if Jurisdiction::parse(&country).is_err() {
        form.mistake("country", Text::of("order-give-country"));
    }
    let reference = form.line("reference", &input.reference, Text::of("order-number"));
    let provision = form.line("provision", &input.provision, Text::of("order-name-provision"));
    let orders = form.words("orders", &input.orders, Text::of("order-words"));
    let email = if input.email.trim().is_empty() { None } else { Some(form.email("email", &input.email, "")) };
    let address = if input.address.trim().is_empty() { None } else { Some(form.text("address", &input.address, "")) };
    if email.is_none() && address.is_none() {
        form.mistake("email", Text::of("order-confirm-where"));
    }
    let redress = form.optional_words("redress", &input.redress);
    let territory = match input.territory.trim() {
        "" => WORLDWIDE.to_owned(),
        territory => form.line("territory", territory, ""),
    };
    let received_at = match input.received.trim() {
        "" => Some(now),
        text => calendar.instant(text).filter(|received| *received <= now),
    };
    if received_at.is_none() {
        form.mistake("received", Text::of("order-came"));
    }
    let received_at = received_at.unwrap_or(now);
    let due_at = match (kind, input.law, input.due.trim()) {
        (Some(Kind::Removal), Some(Law::TerroristContent), "") => {
            Some(received_at.plus(service.config.limits.terrorist_content_due))
        }
        (_, _, text) => calendar.instant(text).filter(|due| *due > received_at),
    };
    if due_at.is_none() {
        form.mistake("due", Text::of("order-deadline"));
    }
    let mut day = |field: &'static str, text: &str| -> Option<Time> {
        if text.trim().is_empty() {
            return None;
        }
        let end = text.trim().parse().ok().map(|day| calendar.end_of(day)).filter(|end| *end > now);
        if end.is_none() {
            form.mistake(field, Text::of("order-day-to-come"));
        }
        end
    };
    let preserve_until = day("preserve_until", &input.preserve_until);
    let gag_until = day("gag_until", &input.gag_until);
    let gag = input.gag.unwrap_or(Gag::None);
    if gag == Gag::None && gag_until.is_some() {
        form.mistake("gag_until", Text::of("order-day-ends-what"));
    }
    if kind != Some(Kind::Preservation) && preserve_until.is_some() {
        form.mistake("preserve_until", Text::of("order-preserve-only"));
    }
    if !input.targets.iter().any(|line| !line.trim().is_empty()) {
        form.mistake("targets", Text::of("order-enter-targets"));
    }
    if input.targets.len() > service.config.limits.claim_targets {
        let limit = service.config.limits.claim_targets;
        form.mistake(
            "targets",
            format!("At most {limit} lines fit (limit: claim-targets): enter the rest as another order"),
        );
    }
    form.finish()?;
    let (Some(kind), Some(law), Some(due_at)) = (kind, input.law, due_at) else { return Err(Error::NotFound) };
    let statement = Statement::Court {
        authority,
        country: country.clone(),
        reference,
        law: provision,
        territory: territory.clone(),
        orders,
        redress,
        email,
        address,
    };
    Ok(Read { kind, law, statement, territory, country, received_at, due_at, preserve_until, gag, gag_until })
}

/// What the lines name, as links: the number of a file stands for a link to it.
async fn named(tx: &mut Tx, service: &Service, lines: &[String]) -> Result<Vec<TargetInput>, Error> {
    let mut targets = Vec::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let link = match line.parse::<ObjectId>() {
            Ok(object) => {
                let Some(link) = store::link_to(tx, object).await? else {
                    let message = format!("Line {}: no link leads to a file of this number", targets.len() + 1);
                    return Err(Error::Invalid(vec![FieldError::new("targets", message)]));
                };
                filing::page(service, &format!("f/{link}"))
            }
            Err(_) => line.to_owned(),
        };
        targets.push(TargetInput { link: Zeroizing::new(link), ..TargetInput::default() });
    }
    Ok(targets)
}
