//! Polling: a mirror asks its service every minute what it is to obey, so that it obeys although nobody reached it.
//!
//! It considers and cosigns the latest checkpoint itself, and the orders that it is told are proven under that. A mirror that has not
//! heard all there was for as long as tickets live may hold what is ordered away: it serves nothing until it has. Every answer is signed
//! for the very call, so that nobody keeps a mirror serving by showing it again what it was told before. Calls and answers hold only while its
//! clock agrees with the service's, and how long it has not heard is measured by a second clock that nobody sets: so one whose clock is
//! wrong, set back or stuck serves nothing either, whatever its clock makes of old tickets.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::Instant;

use super::joining::Pins;
use super::portal::{self, Portal};
use super::wire::{Heard, OrdersPage, ProvenOrder, SignedPage};
use super::{Error, Mirror, store};
use crate::audit::witness::Refusal;
use crate::clock::Time;
use crate::ids::uuid_v4;
use crate::tokens::{self, Answer, Audience, CALL_LIFE, Digest, MirrorCall, TICKET_LIFE, order_digest};

/// How often a mirror asks.
pub const EVERY: Duration = Duration::from_mins(1);
/// How soon it asks again where it was not answered well.
const AGAIN: Duration = Duration::from_secs(10);
/// How often in one poll it may have cosigned a later checkpoint meanwhile.
const OVERTAKEN: u32 = 3;

/// When a mirror has last heard all that it was to obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    /// It need not ask: it is of the service's own process.
    Always,
    /// Not since it was opened.
    Never,
    /// What there was at that time, or later: by its clock, and by the one that is never set.
    At(Time, Instant),
}

impl Touch {
    /// Whether it may serve, when these clocks say so: neither of them makes it longer ago than tickets live. A machine that slept is
    /// betrayed by the first, a clock that was set back or stands still by the second.
    fn is_close(self, now: Time, instant: Instant) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::At(time, heard) => now <= time.plus(TICKET_LIFE) && instant.duration_since(heard) <= TICKET_LIFE,
        }
    }
}

/// Why a poll was no good.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// The service.
    #[error(transparent)]
    Service(#[from] portal::Error),
    /// The mirror, which does not cosign what it was told, or cannot obey now.
    #[error(transparent)]
    Mirror(#[from] Error),
}

impl PollError {
    /// Whether the service says that this mirror is none of its own any more.
    const fn turns_away(&self) -> bool {
        matches!(self, Self::Service(portal::Error::Refused { status: 403, .. }))
    }
}

impl Mirror {
    /// Asks the service what this mirror is to obey, and obeys, until nothing is left: from then on it serves. An order that does not hold
    /// is not obeyed, and passed over.
    pub async fn poll(&self, portal: &Portal) -> Result<(), PollError> {
        let mut overtaken = 0;
        loop {
            let (now, instant) = (self.inner.clock.now(), Instant::now());
            match self.hear(portal).await {
                Ok(0) => {
                    // What its host has to say keeps it from nothing.
                    if let Err(error) = self.tell_refusals(portal).await {
                        tracing::warn!(error = &error as &dyn std::error::Error, "a refusal could not be told");
                    }
                    *self.inner.heard.write().unwrap_or_else(PoisonError::into_inner) = Touch::At(now, instant);
                    return Ok(());
                }
                Ok(_) => {}
                // The service had it cosign a later checkpoint meanwhile.
                Err(PollError::Mirror(Error::Witness(Refusal::Conflict(_)))) if overtaken < OVERTAKEN => overtaken += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// One answer of the service, obeyed: how many orders or changes it had.
    async fn hear(&self, portal: &Portal) -> Result<usize, PollError> {
        let heard = self.heard_before().await?;
        let Heard { from, .. } = heard;
        let call = self.call();
        let told = portal.orders(&self.sign(&call)?, heard).await?;
        let page: OrdersPage = serde_json::from_str(&told.page)
            .map_err(|_| portal::Error::Untrustworthy("it is not the JSON of this call"))?;
        // Before who signed the answer is looked at: it proves itself, and may bring the key that did.
        if let Some(change) = &page.change {
            self.take(change).await?;
            return Ok(1);
        }
        self.check_answer(&call, &told)?;
        if page.next < from || (page.next == from && !page.orders.is_empty()) {
            return Err(portal::Error::Untrustworthy("it leads back in the log").into());
        }
        let cosignature = self.add_checkpoint(&page.checkpoint).await?;
        // What comes before that it would never ask for again.
        if page.next > self.heard_before().await?.cosigned {
            return Err(portal::Error::Untrustworthy("it leads beyond the log").into());
        }
        for ProvenOrder { order, entry, proof } in &page.orders {
            let proof = format!("{proof}{cosignature}");
            let proven = ProvenOrder { order: order.clone(), entry: entry.clone(), proof };
            match self.obey(&proven).await {
                Ok(_) => {}
                // The service hears of it as it delivers the order, which it does until there is a receipt.
                Err(Error::Refused(refusal)) => {
                    tracing::error!(order = %order_digest(order), %refusal, "an order was not obeyed");
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.heard_up_to(page.next).await?;
        Ok(page.orders.len())
    }

    /// What it has heard of, and cosigned.
    async fn heard_before(&self) -> Result<Heard, Error> {
        let mut db = self.inner.store.read().await?;
        let from = u64::try_from(store::heard_index(&mut db).await?).unwrap_or(0);
        let cosigned = self.latest(&mut db).await?.map_or(0, |checkpoint| checkpoint.size);
        let pins: Option<Pins> = store::pins(&mut db).await?.and_then(|text| serde_json::from_str(&text).ok());
        Ok(Heard { from, cosigned, changes: pins.map_or(0, |pins| pins.changes) })
    }

    async fn heard_up_to(&self, index: u64) -> Result<(), Error> {
        let mut tx = self.inner.store.write().await?;
        store::set_heard_index(&mut tx, i64::try_from(index).unwrap_or(i64::MAX)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// One call of the service. Its name is random: nobody has an answer to it before it is made.
    pub(super) fn call(&self) -> MirrorCall {
        let inner = &self.inner;
        let iat = inner.clock.now();
        let (exp, jti) = (iat.plus(CALL_LIFE), uuid_v4(&inner.entropy));
        MirrorCall { iss: inner.id, aud: inner.origin.clone(), iat, exp, jti }
    }

    /// Whether the service itself has just answered this very call: whoever only holds its name and certificate could show what it
    /// answered before, and hush up what was ordered since.
    fn check_answer(&self, call: &MirrorCall, told: &SignedPage) -> Result<(), portal::Error> {
        let (inner, believed) = (&self.inner, self.believed());
        let (keys, origin) = (&believed.trust.order_keys, &inner.origin);
        let answer: Answer = tokens::verify(&told.answer, keys, origin, Audience::Is(&inner.name), inner.clock.now())
            .map_err(|error| match error {
            tokens::Error::Early | tokens::Error::Expired => portal::Error::OtherTime,
            _ => portal::Error::Untrustworthy("it is not signed by the service"),
        })?;
        if answer.jti != call.jti || answer.digest != Digest::of(told.page.as_bytes()) {
            return Err(portal::Error::Untrustworthy("it answers another call, or was changed on its way"));
        }
        Ok(())
    }

    /// Refuses to serve what may be ordered away without this mirror's having heard of it.
    pub(super) fn require_in_touch(&self) -> Result<(), Error> {
        let heard = *self.inner.heard.read().unwrap_or_else(PoisonError::into_inner);
        if heard.is_close(self.inner.clock.now(), Instant::now()) { Ok(()) } else { Err(Error::OutOfTouch) }
    }
}

/// Polls at once and every minute, sooner after a poll that was no good, until `shutdown` is done.
pub async fn run(mirror: Mirror, portal: Portal, shutdown: impl Future<Output = ()>) {
    tokio::select! {
        () = go_on(&mirror, &portal) => {}
        () = shutdown => {}
    }
}

async fn go_on(mirror: &Mirror, portal: &Portal) {
    // Whether it was turned away, while it is not answered well.
    let mut failing = None;
    loop {
        let pause = match mirror.poll(portal).await {
            Ok(()) => {
                if failing.take().is_some() {
                    tracing::info!("the service is heard again");
                }
                EVERY
            }
            Err(error) => {
                let away = error.turns_away();
                if failing.replace(away) != Some(away) {
                    let what = if away {
                        "the service turns this mirror away, which soon serves nothing"
                    } else {
                        "the service is not heard: this mirror asks again, and soon serves nothing"
                    };
                    tracing::error!(error = &error as &dyn std::error::Error, "{what}");
                }
                if away { EVERY } else { AGAIN }
            }
        };
        tokio::time::sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_turned_away_is_not_told_that_the_service_is_not_heard() {
        let refused = |status| PollError::from(portal::Error::Refused { status, problem: String::new() });
        assert!(refused(403).turns_away());
        assert!(!refused(401).turns_away() && !refused(503).turns_away());
        assert!(!PollError::from(portal::Error::OtherTime).turns_away());
    }

    #[test]
    fn neither_clock_alone_keeps_a_mirror_serving() {
        let (time, instant) = (Time::from_seconds(1_800_000_000), Instant::now());
        let (later, much_later) = (TICKET_LIFE, TICKET_LIFE + Duration::from_secs(1));
        let heard = Touch::At(time, instant);
        assert!(heard.is_close(time, instant) && heard.is_close(time.plus(later), instant + later));
        assert!(!heard.is_close(time.plus(much_later), instant + later), "the machine slept");
        assert!(!heard.is_close(time, instant + much_later), "its clock stands still");
        assert!(!heard.is_close(time.minus(Duration::from_hours(1)), instant + much_later), "its clock was set back");
        assert!(!Touch::Never.is_close(time, instant));
        assert!(Touch::Always.is_close(time.plus(much_later), instant + much_later));
    }
}
