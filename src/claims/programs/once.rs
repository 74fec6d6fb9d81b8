//! Requests that take effect once, though they come twice: under an idempotency key of the sender's choice.
//!
//! The key is noted before anything is done, in a transaction of its own, as the attempt of one request; the answer is kept
//! in the transaction of the effect. So a crash leaves either both or neither, and what it leaves is an attempt whose time
//! runs out; the next one takes its place, and an attempt that lost its place commits nothing. A request that was refused
//! did nothing and is forgotten: it may come again, mended, under the same key.
//!
//! Keys, requests and answers are kept for a day: the first two as keyed hashes, the last sealed. How much one key leaves here
//! in a day has a bound. What is over gives its place to whoever comes under its key again, and the rest goes by a job
//! ([`forget_over`]): a request that struck what is another's would wait for it, and that one for this.

use std::time::Duration;

use uuid::Uuid;

use super::super::{Error, FieldError};
use super::keys::{self, Bearer};
use super::{Answer, Refusal, store, usage};
use crate::db::Tx;
use crate::ids::{ApiKeyId, uuid_v4};
use crate::jobs::{self, Job};
use crate::service::Service;
use crate::tokens::Digest;

/// How long one attempt may take before another may begin.
const ATTEMPT: Duration = Duration::from_mins(2);
/// How long an answer is kept.
const KEPT: Duration = Duration::from_hours(24);
/// How many that are over are struck in one transaction, and how long after that the next of them are looked for.
const SLICE: u32 = 1_000;
const BETWEEN: Duration = Duration::from_hours(1);
/// The longest key, in characters.
const LONGEST: usize = 255;

/// The one attempt at a request.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    api_key: ApiKeyId,
    idempotency_key: [u8; 32],
    id: Uuid,
}

/// How a request under an idempotency key begins.
#[derive(Clone, Debug)]
pub enum Begun {
    /// It is new, or was refused before: it is to be done.
    New(Attempt),
    /// It was done: this was the answer.
    Done(Answer),
}

/// Begins a request: `request` is everything that makes it this one and no other.
pub async fn begin(service: &Service, bearer: &Bearer, idempotency_key: &str, request: &[u8]) -> Result<Begun, Error> {
    let length = idempotency_key.chars().count();
    if !(1..=LONGEST).contains(&length) || idempotency_key.chars().any(char::is_control) {
        let message = format!("An idempotency key has 1 to {LONGEST} characters");
        return Err(Error::Invalid(vec![FieldError::new("Idempotency-Key", message)]));
    }
    let now = service.clock.now();
    let attempt = Attempt {
        api_key: bearer.key,
        idempotency_key: service.keys.lookup("api-answers.key", idempotency_key),
        id: uuid_v4(&service.entropy),
    };
    let request = service.keys.lookup("api-answers.request", &Digest::of(request).to_string());
    let mut tx = service.db.begin().await?;
    let until = now.plus(ATTEMPT);
    if !store::insert_attempt(&mut tx, &attempt, &request, until, now.plus(KEPT), now).await? {
        let row = store::answer(&mut tx, &attempt).await?.ok_or(Refusal::UnderWay { retry_after: ATTEMPT })?;
        if row.request != request {
            return Err(Refusal::AnotherRequest.into());
        }
        if let (Some(status), Some(sealed)) = (row.status, row.answer_sealed) {
            let body = service.keys.open_sealed(&context(&attempt), &sealed)?.to_vec();
            let status = u16::try_from(status).map_err(|_| super::super::store::unreadable("api_answers.status"))?;
            return Ok(Begun::Done(Answer { status, body }));
        }
        if row.attempt_until > now {
            return Err(Refusal::UnderWay { retry_after: row.attempt_until.since(now) }.into());
        }
        if store::take_over_attempt(&mut tx, &attempt, row.attempt, until).await? != 1 {
            return Err(Refusal::UnderWay { retry_after: ATTEMPT }.into());
        }
    }
    usage::may_keep(&mut tx, service, bearer.key).await?;
    tx.commit().await?;
    Ok(Begun::New(attempt))
}

/// Keeps the answer in the transaction of what it tells of.
pub(super) async fn keep(
    tx: &mut Tx,
    service: &Service,
    attempt: Option<&Attempt>,
    answer: &Answer,
) -> Result<(), Error> {
    let Some(attempt) = attempt else { return Ok(()) };
    let sealed = service.keys.seal(&context(attempt), &answer.body);
    usage::count_kept(tx, service, attempt.api_key, sealed.len()).await?;
    match store::keep_answer(tx, attempt, answer.status, &sealed).await? {
        1 => Ok(()),
        _ => Err(Refusal::UnderWay { retry_after: ATTEMPT }.into()),
    }
}

/// Forgets a request that was refused.
pub async fn forget(service: &Service, attempt: &Attempt) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::forget_attempt(&mut tx, attempt).await?;
    tx.commit().await?;
    Ok(())
}

/// Queues that what is over of a new key is forgotten, for as long as there may be something.
pub(super) async fn forget_later(tx: &mut Tx, service: &Service, key: ApiKeyId) -> Result<(), Error> {
    jobs::enqueue(tx, service, &Job::ForgetAnswers { key }, service.clock.now().plus(KEPT)).await?;
    Ok(())
}

/// Forgets what is over of a key; goes on until the key has ended and nothing of it is left.
pub async fn forget_over(service: &Service, key: ApiKeyId) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let struck = store::strike_answers(&mut tx, key, now, i64::from(SLICE)).await?;
    let next = match store::first_over(&mut tx, key).await? {
        Some(_) if struck == u64::from(SLICE) => Some(now),
        Some(over) => Some(over.max(now.plus(BETWEEN))),
        // A request that came in with the key before it ended may still be under way.
        None if keys::ended_before(&mut tx, key, now.minus(KEPT)).await? => None,
        None => Some(now.plus(KEPT)),
    };
    if let Some(next) = next {
        jobs::enqueue(&mut tx, service, &Job::ForgetAnswers { key }, next).await?;
    }
    tx.commit().await?;
    Ok(())
}

impl Attempt {
    pub(super) fn parts(&self) -> (ApiKeyId, &[u8], Uuid) {
        (self.api_key, &self.idempotency_key, self.id)
    }
}

fn context(attempt: &Attempt) -> String {
    let key = data_encoding::HEXLOWER.encode(&attempt.idempotency_key);
    format!("api_answers.answer/{}/{key}", attempt.api_key)
}
