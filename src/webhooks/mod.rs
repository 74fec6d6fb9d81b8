//! What rights holders' own servers are told of their claims, signed as Standard Webhooks says
//! (<https://www.standardwebhooks.com>, version 1): `webhook-id`, `webhook-timestamp`, and `webhook-signature` with HMAC-SHA256
//! under each secret in force.
//!
//! What is told is a row written in the transaction of the change ([`tell_claim`], [`tell_target`]), with a job for its endpoint
//! ([`send`]). Endpoints take turns, and several are told at once: one waits for its own server's answers and for nobody else's,
//! and is told one thing at a time, in the order in which they came about. A thing is sent again with growing pauses until the
//! server says that it has it, for three days; under one id, so that
//! whoever gets it twice can tell. A server that fails rests before it is asked anything again (an hour at most); one that
//! fails for five days, or says that it is gone, is told nothing more, and the owners are written to. What was settled is
//! forgotten after a month. It says ids, references and states: no key, no file name, and nothing that gives a power.

mod store;

use std::time::Duration;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use url::Url;
use zeroize::Zeroizing;

use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DecisionId, DeliveryId, EndpointId, OrganisationId, TargetId, uuid_v7};
use crate::jobs::{self, Job};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::words::words;
use crate::{audit, keys};

pub use self::store::Endpoint;

/// The pauses before each further try: three days in all.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(20),
];
/// How much an endpoint is told in one turn, and after how long no more is begun in it: others may wait for theirs.
const TURN: usize = 20;
const TURN_TIME: Duration = Duration::from_secs(5);
/// A server that fails is asked nothing for as long again as it has failed, within these: however much waits for it, it is not
/// kept busy with failing.
const SHORTEST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_hours(1);
/// How long it can be looked up what was told.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// How much of that is struck in one transaction.
const SLICE: u32 = 1_000;
/// An endpoint that fails for so long is told nothing more.
const DISABLED_AFTER: Duration = Duration::from_hours(5 * 24);
/// How long the secret before the one in force still signs.
pub const OVERLAP: Duration = Duration::from_hours(24);
/// What a server says that wants nothing more.
const GONE: u16 = 410;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Every target of a claim is decided or withdrawn.
    ClaimDecided,
    /// A claim lacks something that the law asks for.
    ClaimNeedsInformation,
    /// All of a claim was taken back.
    ClaimWithdrawn,
    /// A target's file is locked.
    TargetLocked,
    /// Every mirror has signed that a target's file is gone.
    TargetDeleted,
    /// A target's file is back.
    TargetRestored,
    /// Nothing happened: an owner asked whether it arrives.
    Test,
}

words! { Event {
    ClaimDecided = "claim.decided", ClaimNeedsInformation = "claim.needs_information", ClaimWithdrawn = "claim.withdrawn",
    TargetLocked = "target.locked", TargetDeleted = "target.deleted", TargetRestored = "target.restored", Test = "test",
} }

/// Why something could not be told.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The queue.
    #[error(transparent)]
    Jobs(#[from] jobs::Error),
    /// Encryption at rest.
    #[error("a secret cannot be read: {0}")]
    Keys(#[from] keys::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
    /// A database behind its published log tells nobody of what it may have forgotten.
    #[error(transparent)]
    NotCurrent(#[from] audit::NotCurrent),
    /// A row of ours that is not what we write.
    #[error("a webhook is damaged: {0}")]
    Damaged(&'static str),
}

/// A secret, in the one moment it can be read: `whsec_` and the base64 of 32 bytes. It does not print.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Its characters, to be shown to an owner once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(whsec_…)")
    }
}

// Endpoints: who may do what with them is for the room above to say ----------------------------------------

/// An address that can be told: HTTPS, by name, at its own port, without credentials.
pub fn parse_url(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    let by_name = matches!(url.host(), Some(url::Host::Domain(domain)) if domain.contains('.'));
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (url.scheme() == "https" && by_name && url.port().is_none() && plain && text.len() <= 500).then_some(url)
}

/// Adds an endpoint, with its first secret.
pub async fn add(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    added_by: AccountId,
    url: &Url,
) -> Result<(EndpointId, Secret), Error> {
    let id = EndpointId::new(&service.clock, &service.entropy);
    let now = service.clock.now();
    store::insert_endpoint(tx, id, organisation, added_by, url.as_str(), now).await?;
    jobs::enqueue(tx, service, &Job::ForgetDeliveries { endpoint: id }, now.plus(KEPT)).await?;
    Ok((id, insert_secret(tx, service, id).await?))
}

/// Another secret; the one before signs beside it for a day.
pub async fn rotate(tx: &mut Tx, service: &Service, endpoint: EndpointId) -> Result<Secret, Error> {
    let now = service.clock.now();
    store::expire_secrets(tx, endpoint, now, now.plus(OVERLAP)).await?;
    insert_secret(tx, service, endpoint).await
}

async fn insert_secret(tx: &mut Tx, service: &Service, endpoint: EndpointId) -> Result<Secret, Error> {
    let key = Zeroizing::new(service.entropy.bytes::<32>());
    let id = uuid_v7(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&context(id), key.as_ref());
    store::insert_secret(tx, id, endpoint, &sealed, service.clock.now()).await?;
    Ok(Secret(Zeroizing::new(format!("whsec_{}", BASE64.encode(key.as_ref())))))
}

/// The endpoints of an organisation.
pub async fn endpoints(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Endpoint>, Error> {
    Ok(store::endpoints(tx, organisation).await?)
}

/// How many endpoints an organisation has.
pub async fn count(tx: &mut Tx, organisation: OrganisationId) -> Result<usize, Error> {
    Ok(usize::try_from(store::count(tx, organisation).await?).unwrap_or(usize::MAX))
}

/// The address of an endpoint, if it is this organisation's.
pub async fn url(tx: &mut Tx, organisation: OrganisationId, endpoint: EndpointId) -> Result<Option<String>, Error> {
    Ok(store::url(tx, organisation, endpoint).await?)
}

/// Removes an endpoint, with its secrets and what waits for it. Gives whether it was there.
pub async fn remove(tx: &mut Tx, service: &Service, endpoint: EndpointId) -> Result<bool, Error> {
    let now = service.clock.now();
    if store::remove(tx, endpoint, now).await? != 1 {
        return Ok(false);
    }
    store::give_up(tx, endpoint, now).await?;
    store::delete_secrets(tx, endpoint).await?;
    Ok(true)
}

/// Tells a disabled endpoint again, from now on.
pub async fn enable(tx: &mut Tx, endpoint: EndpointId) -> Result<(), Error> {
    Ok(store::enable(tx, endpoint).await?)
}

/// Tells one endpoint that nothing happened.
pub async fn test(tx: &mut Tx, service: &Service, endpoint: EndpointId) -> Result<(), Error> {
    queue(tx, service, endpoint, None, Event::Test, &json!({})).await
}

// What is told ---------------------------------------------------------------------------------------------

/// Tells the organisation of a claim, if it has one that wants to know.
pub async fn tell_claim(tx: &mut Tx, service: &Service, claim: ClaimId, event: Event) -> Result<(), Error> {
    let Some(row) = store::claim(tx, claim).await? else { return Ok(()) };
    let data = json!({"claim": claim, "reference": row.reference, "state": row.state});
    tell(tx, service, row.organisation, event, &data).await
}

/// Tells the organisation whose target was decided by this decision.
pub async fn tell_decided(tx: &mut Tx, service: &Service, decision: DecisionId, event: Event) -> Result<(), Error> {
    match store::decided(tx, decision).await? {
        Some(target) => tell_target(tx, service, target, event).await,
        None => Ok(()),
    }
}

/// Tells the organisation whose target it is.
pub async fn tell_target(tx: &mut Tx, service: &Service, target: TargetId, event: Event) -> Result<(), Error> {
    let Some((claim, line)) = store::target(tx, target).await? else { return Ok(()) };
    let Some(row) = store::claim(tx, claim).await? else { return Ok(()) };
    let data = json!({
        "claim": claim, "reference": row.reference, "state": row.state, "target": target, "line": line,
    });
    tell(tx, service, row.organisation, event, &data).await
}

async fn tell(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    event: Event,
    data: &Value,
) -> Result<(), Error> {
    for (endpoint, rests_until) in store::listening(tx, organisation).await? {
        queue(tx, service, endpoint, rests_until, event, data).await?;
    }
    Ok(())
}

/// Each thing comes with a job, and whichever is worked first does what the others are for: so no change waits for another that
/// tells the same endpoint.
async fn queue(
    tx: &mut Tx,
    service: &Service,
    endpoint: EndpointId,
    rests_until: Option<Time>,
    event: Event,
    data: &Value,
) -> Result<(), Error> {
    let (id, now) = (DeliveryId::new(&service.clock, &service.entropy), service.clock.now());
    let payload = json!({"type": event.as_str(), "timestamp": now.rfc3339(), "data": data}).to_string();
    store::insert_delivery(tx, id, endpoint, event.as_str(), &payload, now).await?;
    jobs::enqueue(tx, service, &Job::SendWebhooks { endpoint }, rests_until.map_or(now, |at| at.max(now))).await?;
    Ok(())
}

// Sending --------------------------------------------------------------------------------------------------

/// Tells an endpoint what is due, the oldest first: one turn. What is left then has another, behind what others have queued.
pub async fn send(service: &Service, endpoint: EndpointId) -> Result<(), Error> {
    service.log.require_current()?;
    let begun = service.clock.now();
    let job = Job::SendWebhooks { endpoint };
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &job).await?;
    if !store::lock(&mut tx, endpoint).await?.listens {
        // What was queued while it was being removed or disabled.
        store::give_up(&mut tx, endpoint, begun).await?;
    }
    tx.commit().await?;
    for _ in 0..TURN {
        if !send_next(service, endpoint).await? || service.clock.now().since(begun) >= TURN_TIME {
            break;
        }
    }
    let mut tx = service.db.begin().await?;
    if let Some(due) = store::next_due(&mut tx, endpoint).await? {
        jobs::enqueue(&mut tx, service, &job, due.max(service.clock.now())).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Sends the oldest thing that is due, and settles when it is tried again if it did not arrive. Gives whether there was one.
async fn send_next(service: &Service, endpoint: EndpointId) -> Result<bool, Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let Some(row) = store::next(&mut tx, endpoint, now).await? else { return Ok(false) };
    let mut secrets = Vec::new();
    for (secret, sealed) in store::secrets(&mut tx, endpoint, now).await? {
        secrets.push(service.keys.open_sealed(&context(secret), &sealed)?);
    }
    drop(tx);
    let url = Url::parse(&row.url).map_err(|_| Error::Damaged("its address"))?;
    let name = format!("msg_{}", row.id);
    let headers = [
        ("webhook-id", name.clone()),
        ("webhook-timestamp", now.seconds().to_string()),
        ("webhook-signature", signatures(&secrets, &name, now, &row.payload)?),
    ];
    let answer = service.outside.post(&url, &headers, row.payload).await;
    let error = match &answer {
        Ok(200..=299) => None,
        Ok(status) => Some(Text::of("webhooks-answered").with("status", u32::from(*status))),
        Err(trouble) => Some(trouble.told()),
    };

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    // The endpoint before what waits for it: the order in which a removal locks them.
    let failing_since = store::lock(&mut tx, endpoint).await?.failing_since;
    let tried = usize::try_from(row.attempts).unwrap_or(usize::MAX);
    let settled = match (&error, PAUSES.get(tried)) {
        (None, _) => store::delivered(&mut tx, row.id, row.attempts, now).await?,
        (Some(_), Some(pause)) => store::failed(&mut tx, row.id, row.attempts, now.plus(*pause), None).await?,
        (Some(_), None) => store::failed(&mut tx, row.id, row.attempts, now, Some(now)).await?,
    };
    if settled != 1 {
        // Another worker was here, or the endpoint was removed meanwhile.
        return Ok(true);
    }
    if let Some(error) = error {
        let since = failing_since.unwrap_or(now);
        let rests_until = now.plus(now.since(since).clamp(SHORTEST_REST, LONGEST_REST));
        store::fails(&mut tx, endpoint, &error, since, rests_until).await?;
        if answer == Ok(GONE) || now.since(since) >= DISABLED_AFTER {
            disable(&mut tx, service, &row.organisation, endpoint, &url).await?;
        }
    } else {
        store::works(&mut tx, endpoint, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Forgets what arrived at an endpoint or was given up, once it is old; goes on for as long as there is something to forget.
pub async fn forget_old(service: &Service, endpoint: EndpointId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let struck = store::strike_settled(&mut tx, endpoint, now.minus(KEPT), i64::from(SLICE)).await?;
    if !store::is_over(&mut tx, endpoint).await? {
        let next = if struck < u64::from(SLICE) { now.plus(Duration::from_hours(24)) } else { now };
        jobs::enqueue(&mut tx, service, &Job::ForgetDeliveries { endpoint }, next).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Tells an endpoint nothing more, gives up what waits for it, and tells its owners that this is so.
async fn disable(
    tx: &mut Tx,
    service: &Service,
    organisation: &OrganisationId,
    endpoint: EndpointId,
    url: &Url,
) -> Result<(), Error> {
    let now = service.clock.now();
    if store::disable(tx, endpoint, now).await? != 1 {
        return Ok(());
    }
    store::give_up(tx, endpoint, now).await?;
    let host = url.host_str().unwrap_or_default();
    let portal = service.config.public_url.as_str().trim_end_matches('/');
    let page = format!("{portal}/rights/webhooks?organisation={organisation}");
    let write = |language: Language| {
        Message::new(language, language.say("mail-endpoint"))
            .paragraph(language.say("mail-endpoint-text").with("host", host))
            .link(language.say("mail-endpoint-page"), &page)
    };
    let about = store::case_of(tx, *organisation).await?.map(|case| About { case, to: Addressee::Owner });
    for owner in store::owners(tx, *organisation).await? {
        mail::queue(tx, service, Recipient::Account(owner), about, write).await?;
    }
    Ok(())
}

/// The signatures under each secret, as the header has them: `v1,` and base64, with a space between.
fn signatures(secrets: &[Zeroizing<Vec<u8>>], id: &str, at: Time, payload: &str) -> Result<String, Error> {
    let signed = secrets.iter().map(|secret| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Error::Damaged("its secret"))?;
        mac.update(format!("{id}.{}.{payload}", at.seconds()).as_bytes());
        Ok(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
    });
    Ok(signed.collect::<Result<Vec<_>, Error>>()?.join(" "))
}

fn context(secret: uuid::Uuid) -> String {
    format!("webhook_secrets.secret/{secret}")
}
