//! What an operator's monitoring reads: how this portal answers, and how much waits in the service, for how long.
//!
//! 1. [`Requests`]: what this portal answered, counted as it does.
//! 2. What stands in the database, the same for every portal on it: read when somebody asks, in one transaction, by few
//!    statements over indexes of what waits only.
//! 3. [`exposition`]: both as text, in the format of `OpenMetrics` 1.0.
//!
//! A label is a word of this program: a route as it is declared, a state, a kind of job. None says whom or what something is
//! about, since whoever may read how the service fares need not learn that. Nothing here reads a sealed value or writes anything;
//! like the transparency report, this room stands above those whose tables it counts.

mod requests;
mod store;

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

pub use self::requests::Requests;

use self::store::{Aged, Counted};
use crate::causes::with_causes;
use crate::clock::Time;
use crate::service::Service;
use crate::vault::health::CLOCKS_DIFFER;

/// How long the database may take to answer. Whoever scrapes waits 10 seconds, unless told otherwise; what this portal knows by
/// itself is told then, and that the database does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The states of a mirror, all of which are told, also when no mirror is in them: what is not there raises no alarm.
const STANDINGS: [&str; 5] = ["applied", "admitted", "draining", "failed", "removed"];
/// The states of an order at a mirror that has not receipted it.
const OWED: [&str; 3] = ["pending", "refused", "unreachable"];
/// How many orders are counted of each mirror and state, and how many messages that wait or did not arrive.
const MOST: i64 = 100_000;
/// The states of a message that did not arrive.
const UNDELIVERED: [&str; 3] = ["queued", "failed", "bounced"];
/// By whose clock a claim is due.
const QUEUES: [&str; 4] = ["authority", "trusted-flagger", "verified", "standard"];

/// How this portal and its service fare, as text in the format of `OpenMetrics` 1.0.
///
/// # Errors
/// When the text cannot be written, which takes a fault of ours.
pub async fn exposition(service: &Service) -> Result<String, fmt::Error> {
    let now = service.clock.now();
    let waiting = match tokio::time::timeout(PATIENCE, Waiting::read(service, now)).await {
        Ok(Ok(waiting)) => Some(waiting),
        Ok(Err(error)) => {
            tracing::error!(error = %with_causes(&error), "what waits could not be counted");
            None
        }
        Err(_) => {
            tracing::error!("what waits could not be counted: the database did not answer in time");
            None
        }
    };
    let mut registry = Registry::with_prefix("writ");
    tell_portal(&mut registry, service, now);
    number(&mut registry, "database_answers", "Whether the database answered", i64::from(waiting.is_some()));
    if let Some(waiting) = waiting {
        waiting.tell(&mut registry, now);
    }
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfPool {
    pool: &'static str,
    state: &'static str,
}

/// What this portal knows by itself.
fn tell_portal(registry: &mut Registry, service: &Service, now: Time) {
    let database = if service.db.is_postgres() { "postgres" } else { "sqlite" };
    let build = Info::new([("version", env!("CARGO_PKG_VERSION")), ("database", database)]);
    registry.register("build", "The program that runs, and the engine of its database", build);
    service.requests.tell(registry);

    let (parts, limit) = (service.parts.count(), service.config.limits.parts_in_flight);
    number(registry, "parts_in_flight", "Parts of uploads that this portal takes in at the moment", whole(parts));
    number(registry, "parts_in_flight_limit", "How many parts this portal takes in at once", whole(limit));

    let connections = Family::<OfPool, Gauge>::default();
    let limits = Family::<[(&'static str, &'static str); 1], Gauge>::default();
    for of in service.db.connections() {
        let used = whole(of.open).saturating_sub(whole(of.idle));
        connections.get_or_create(&OfPool { pool: of.pool, state: "used" }).set(used);
        connections.get_or_create(&OfPool { pool: of.pool, state: "idle" }).set(whole(of.idle));
        limits.get_or_create(&[("pool", of.pool)]).set(whole(of.most));
    }
    registry.register("database_connections", "Connections of this portal to the database", connections);
    registry.register(
        "database_connections_limit",
        "How many connections to the database this portal may open",
        limits,
    );

    let behind = i64::from(service.log.require_current().is_err());
    number(
        registry,
        "log_behind",
        "Whether this portal refuses to go on, its database being behind the published log",
        behind,
    );
    if let Some(made) = Time::parse_rfc3339(&format!("{}T00:00:00Z", service.keys.newest_wrapping_key())) {
        seconds(
            registry,
            "wrapping_key_age",
            "How long ago the day began on which the newest wrapping key was made",
            now.since(made),
        );
    }
}

/// What stands in the database, at one instant.
struct Waiting {
    due: Vec<Aged>,
    leased: Vec<Counted>,
    failed: Vec<Counted>,
    log: store::Log,
    checkpoint: Option<(i64, Time)>,
    cosigned: Option<(i64, Time, i64)>,
    mirrors: Vec<Counted>,
    clocks_wrong: i64,
    orders: Vec<Aged>,
    mail: Vec<Aged>,
    overdue: Vec<Counted>,
}

impl Waiting {
    async fn read(service: &Service, now: Time) -> Result<Self, sqlx::Error> {
        let mut tx = service.db.read().await?;
        Ok(Self {
            due: store::jobs_due(&mut tx, now).await?,
            leased: store::jobs_leased(&mut tx, now).await?,
            failed: store::jobs_failed(&mut tx).await?,
            log: store::log(&mut tx).await?,
            checkpoint: store::checkpoint(&mut tx).await?,
            cosigned: store::cosigned(&mut tx).await?,
            mirrors: store::mirrors(&mut tx).await?,
            clocks_wrong: store::clocks_wrong(&mut tx, CLOCKS_DIFFER).await?,
            orders: store::orders_owed(&mut tx, MOST).await?,
            mail: store::mail_undelivered(&mut tx, MOST).await?,
            overdue: store::claims_overdue(&mut tx, now).await?,
        })
    }

    fn tell(self, registry: &mut Registry, now: Time) {
        let age = |rows: &[Aged]| -> Vec<(String, Duration)> {
            rows.iter().map(|(word, _, oldest)| (word.clone(), now.since(*oldest))).collect()
        };
        let count = |rows: Vec<Aged>| rows.into_iter().map(|(word, count, _)| (word, count));

        ages(registry, "jobs_oldest_due", "For how long the job that is due longest has been", "kind", age(&self.due));
        counts(
            registry,
            "jobs_due",
            "Jobs that are due and wait for a worker, counted to 100000",
            "kind",
            count(self.due),
        );
        counts(registry, "jobs_leased", "Jobs that a worker has in hand", "kind", self.leased);
        counts(registry, "jobs_failed", "Jobs that failed and are tried again, now or later", "kind", self.failed);

        let store::Log { entries, unnumbered, oldest } = self.log;
        let waited = oldest.map_or(Duration::ZERO, |oldest| now.since(oldest));
        number(registry, "log_entries", "Entries of the log that have their number", entries);
        number(registry, "log_unnumbered_entries", "Entries that wait for their number", unnumbered);
        seconds(registry, "log_oldest_unnumbered", "For how long the oldest of these has waited", waited);
        if let Some((size, signed_at)) = self.checkpoint {
            number(registry, "log_published_entries", "Entries under the latest published checkpoint", size);
            seconds(
                registry,
                "log_checkpoint_age",
                "How long ago that was signed; none follows it while nothing happens",
                now.since(signed_at),
            );
        }
        if let Some((size, signed_at, lines)) = self.cosigned {
            number(
                registry,
                "log_cosigned_entries",
                "Entries under the latest checkpoint that any witness cosigned",
                size,
            );
            seconds(registry, "log_cosigned_checkpoint_age", "How long ago that was signed", now.since(signed_at));
            number(registry, "log_cosignatures", "Witnesses that cosigned it", lines);
        }

        counts(registry, "mirrors", "Mirrors by how they stand", "standing", all(STANDINGS, self.mirrors));
        let help = "Mirrors whose clock differs from ours by more than a minute";
        number(registry, "mirrors_clock_wrong", help, self.clocks_wrong);
        let help = "How long ago the oldest order was issued that a mirror has not receipted";
        ages(registry, "orders_oldest_owed", help, "state", all(OWED, age(&self.orders)));
        let help = "Orders that a mirror has not receipted, once for each mirror, by how far it has come, counted to 100000 for each mirror";
        counts(registry, "orders_owed", help, "state", all(OWED, count(self.orders)));
        let help = "How long ago the oldest of these messages was written";
        ages(registry, "mail_oldest_undelivered", help, "state", all(UNDELIVERED, age(&self.mail)));
        let help = "Messages that wait to be sent, and messages about cases that were not taken or came back and that nobody has seen to, counted to 100000";
        counts(registry, "mail_undelivered", help, "state", all(UNDELIVERED, count(self.mail)));
        let help = "Claims whose deadline is over and whose clock does not stand still, by whose clock they are due, counted to 100000";
        counts(registry, "claims_overdue", help, "queue", all(QUEUES, self.overdue));
    }
}

/// These rows, and one with nothing for each word that none has.
fn all<Value: Default, const N: usize>(
    words: [&str; N],
    rows: impl IntoIterator<Item = (String, Value)>,
) -> impl Iterator<Item = (String, Value)> {
    let nothing: Vec<_> = words.into_iter().map(|word| (word.to_owned(), Value::default())).collect();
    nothing.into_iter().chain(rows)
}

/// What a row is called: a word, as this program or a newer one writes it, and never what somebody put in its place.
fn word(said: String) -> String {
    let is_word =
        !said.is_empty() && said.len() <= 40 && said.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if is_word { said } else { "unknown".to_owned() }
}

fn number(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

fn seconds(registry: &mut Registry, name: &str, help: &str, value: Duration) {
    let gauge = Gauge::<f64, AtomicU64>::default();
    gauge.set(value.as_secs_f64());
    registry.register_with_unit(name, help, Unit::Seconds, gauge);
}

/// Rows of one word add up.
fn counts(
    registry: &mut Registry,
    name: &str,
    help: &str,
    label: &'static str,
    rows: impl IntoIterator<Item = Counted>,
) {
    let family = Family::<[(&'static str, String); 1], Gauge>::default();
    for (said, count) in rows {
        family.get_or_create(&[(label, word(said))]).inc_by(count);
    }
    registry.register(name, help, family);
}

/// Of rows of one word the oldest counts.
fn ages(
    registry: &mut Registry,
    name: &str,
    help: &str,
    label: &'static str,
    rows: impl IntoIterator<Item = (String, Duration)>,
) {
    let family = Family::<[(&'static str, String); 1], Gauge<f64, AtomicU64>>::default();
    for (said, age) in rows {
        let gauge = family.get_or_create_owned(&[(label, word(said))]);
        gauge.set(gauge.get().max(age.as_secs_f64()));
    }
    registry.register_with_unit(name, help, Unit::Seconds, family);
}

fn whole(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
