//! A fleet of 1,000 mirrors and 10^6 objects in a real PostgreSQL, which `WRIT_TEST_POSTGRES` names:
//! `cargo bench --bench fleet [-- OBJECTS [TAKEN_DOWN]]` (1,000,000 and 10,000).
//!
//! The database is filled to a hundredth of the objects, to a tenth, and to all of them, placed as the service places them. Each time:
//!
//! - placement: uploads are begun by the verb of the vault, eight at once; each reads every mirror, chooses three and records them;
//! - repair: a country is lost, with a fiftieth of the mirrors. Two administrators give up each of them, and the workers of the service make
//!   again what lay there (`takedown/evacuation.rs`, `vault/moving.rs`). The time is from the first confirmation to the last replica, for each
//!   replica. No bytes are copied: the mirrors stand in for real ones and sign for what they are asked to complete. So it is the planning that is
//!   measured, with its transactions. Afterwards every object lies in three countries on three hosts, or this stops.
//!
//! Then, in the same database, files of some bytes are uploaded to the three real mirrors of the service's own process, and taken down: so many, and
//! then ten times as many. A hold is opened on each, a hundred in a transaction; the service's workers and its sequencer do the rest: two
//! custody copies, an order that is proven in the log, a receipt of each mirror. The time is from the first hold to the last receipt, for each receipt.
//! Every one of them says that the mirror held the file and destroyed it, and a look found it gone.
//!
//! The floor, in the same run just before: a transaction that writes a row and commits, of many on the same database by eight tasks at once. How a time
//! grows is said beside it: what it is of the time before, at a tenth of the objects. With fsync off, as `tests/run` starts its PostgreSQL, floor and
//! times are those of no service.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{StreamExt as _, future, stream};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use sqlx::{Connection as _, PgConnection};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use writ::accounts::Actor;
use writ::clock::Clock;
use writ::config::Config;
use writ::db::{self, Address};
use writ::entropy::Entropy;
use writ::http::mirror;
use writ::ids::{AccountId, BlobId, CaseId, MirrorId, ObjectId, uuid_v4};
use writ::keys::SigningKey;
use writ::merkle::leaf_hash;
use writ::mirrors::client::{Body, Caller, Fault, Handle, MirrorClient, Transport};
use writ::mirrors::wire::{Completion, StoredAnswer};
use writ::seal::parts::root;
use writ::service::Service;
use writ::takedown::{self, Ground};
use writ::tokens::{self, Digest, Stored, VerifyingKey};
use writ::vault::hosts;
use writ::vault::placement::{REPLICAS, Site};
use writ::vault::uploads;
use writ::{audit, work};

use crate::app::Engine;
use crate::support::{app, authenticator, cast, fleet, floor, rig};

mod support;

const MIRRORS: usize = 1_000;
/// How many uploads are begun at once, holds opened, and rows written for the floor.
const AT_ONCE: usize = 8;
/// How many uploads are begun each time.
const BEGUN: u64 = 2_000;
/// How many holds are opened in a transaction.
const TOGETHER: usize = 100;
/// How many files are stored at once, before anything is measured.
const STORED_AT_ONCE: usize = 16;
/// The size of each before it is sealed.
const BYTES: usize = 64;
/// The pieces of the objects that are filled in.
const METADATA: &[u8] = &[7; 120];
const CONTENT: &[u8] = &[9; 1_000];
/// How many objects' replicas go into one statement.
const FILLED_TOGETHER: u64 = 100_000;
/// How often it is looked how far something is, at most.
const LOOK: Duration = Duration::from_millis(20);
/// How long nothing may move.
const PATIENCE: Duration = Duration::from_mins(7);

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let (objects, taken) = (numbers.next().unwrap_or(1_000_000), numbers.next().unwrap_or(10_000));
    assert!(objects >= 10_000, "so few objects do not lie on {MIRRORS} mirrors: ask for at least 10,000");
    if let Some((config, _folder)) = app::settings(Engine::Postgres).await {
        measure(config, objects, taken).await;
    }
}

async fn measure(config: Config, objects: u64, taken: u64) {
    let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
    // People first: their codes are fetched from messages that no worker sends meanwhile.
    let people = cast::administrators(&service).await;
    let owner = cast::person(&service, "uploader").await.account;
    let mut sites = fleet::even(MIRRORS);
    admit(&service, &sites).await;
    let stop = CancellationToken::new();
    let sequencer = tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned()));
    let workers = tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned()));

    println!("{MIRRORS} mirrors in {} countries, {REPLICAS} copies of each object", fleet::COUNTRIES);
    println!(
        "{:36} {:>9} {:>9} {:>12} {:>10} {:>10} {:>9}",
        "", "of", "times", "each", "to floor", "time grows", "a second"
    );
    place_on(&service, Fleet::StandIns).await;
    let [mut placed, mut repaired, mut locked, mut receipted] = [None; 4];
    let mut filled = 0;
    for (stage, objects) in [objects / 100, objects / 10, objects].into_iter().enumerate() {
        let begun = Instant::now();
        fill(&service, owner, &sites, filled..objects).await;
        filled = objects;
        eprintln!("filled to {filled} in {:.0} s", begun.elapsed().as_secs_f64());

        let commit = floor::commit(&service, AT_ONCE).await;
        let took = begin(&service, owner).await;
        report("an upload is placed", filled, BEGUN, took, commit, &mut placed);
        let before = fullest(&service, &sites).await;

        let commit = floor::commit(&service, AT_ONCE).await;
        let country = fleet::country(stage);
        let (replicas, took) = lose(&service, &people, &country).await;
        sites.retain(|site| site.jurisdiction != country);
        report("a replica of a lost country is made", filled, replicas, took, commit, &mut repaired);
        let after = fullest(&service, &sites).await;
        let share = 100.0 * whole(replicas) / whole(filled * REPLICAS as u64);
        println!("    {share:.1} % of all replicas were lost; max over mean was {before:.3} and is {after:.3}");
        assert_apart(&service, filled).await;
    }

    place_on(&service, Fleet::OwnMirrors).await;
    for count in [taken, 10 * taken] {
        let begun = Instant::now();
        let stored = store(&service, owner, count).await;
        eprintln!("{count} files stored in {:.0} s", begun.elapsed().as_secs_f64());
        let commit = floor::commit(&service, AT_ONCE).await;
        let (holding, receipting) = take_down(&service, &stored).await;
        report("takedown: an object is locked", count, count, holding, commit, &mut locked);
        report(
            "takedown: a mirror's receipt is in",
            count,
            count * REPLICAS as u64,
            receipting,
            commit,
            &mut receipted,
        );
    }
    stop.cancel();
    workers.await.expect("workers that stop");
    sequencer.await.expect("a sequencer that stops");
    service.db.close().await;
}

/// Says what `times` of something took, in seconds, and keeps what each did.
fn report(what: &str, of: u64, times: u64, took: f64, floor: f64, before: &mut Option<f64>) {
    let each = took / whole(times);
    let grows = before.map_or_else(String::new, |before| format!("{:.2} x", each / before));
    println!(
        "{what:36} {of:>9} {times:>9} {:>9.2} ms {:>8.1} x {grows:>10} {:>9.0}",
        each * 1e3,
        each / floor,
        1.0 / each
    );
    *before = Some(each);
}

/// Admits the fleet. Each of its mirrors stands in for a real one: it keeps nothing, and signs for whatever it is asked to complete.
async fn admit(service: &Service, sites: &[Site]) {
    let now = service.clock.now();
    let mut tx = service.db.begin().await.expect("a transaction");
    for site in sites {
        let key = SigningKey::generate(&service.entropy);
        db::execute!(
            tx,
            "INSERT INTO mirrors (id, name, host, jurisdiction, public_key, weight, state, log_case, admitted_at)
             VALUES ($1, $2, $3, $4, $5, 1, 'admitted', $6, $7)",
            site.mirror,
            format!("stand-in {}", fleet::number(site)),
            site.host.as_str(),
            site.jurisdiction.as_str(),
            key.public().to_vec(),
            CaseId(uuid_v4(&service.entropy)),
            now
        )
        .expect("a mirror");
        let caller = Caller {
            origin: service.keys.origin.clone(),
            key: service.keys.order(),
            clock: service.clock.clone(),
            entropy: service.entropy.clone(),
        };
        let public = VerifyingKey::new(key.public());
        let transport = Transport::InProcess(stand_in(service, site.mirror, key));
        service.mirrors.connect(MirrorClient::new(site.mirror, public, caller, transport));
    }
    tx.commit().await.expect("a commit");
}

fn stand_in(service: &Service, mirror: MirrorId, key: SigningKey) -> Handle {
    let (origin, clock) = (service.keys.origin.clone(), service.clock.clone());
    Handle::new(tower::service_fn(move |request: Request<Body>| {
        answered(request, mirror, key.clone(), origin.clone(), clock.clone())
    }))
}

async fn answered(
    request: Request<Body>,
    mirror: MirrorId,
    key: SigningKey,
    origin: String,
    clock: Clock,
) -> Result<Response<Body>, Fault> {
    let completed = request.uri().path().strip_prefix("/v1/blobs/").and_then(|path| path.strip_suffix("/completion"));
    let Some(blob) = completed.and_then(|blob| blob.parse::<BlobId>().ok()) else {
        let mut nothing = Response::new(body(Bytes::new()));
        *nothing.status_mut() = StatusCode::NOT_FOUND;
        return Ok(nothing);
    };
    let asked = request.into_body().collect().await?.to_bytes();
    let Completion { root, sealed_size, .. } = serde_json::from_slice(&asked).map_err(Fault::new)?;
    let stored = Stored { iss: mirror, aud: origin, iat: clock.now(), blob, root, bytes: sealed_size };
    let stored = tokens::sign(&key, &stored).map_err(Fault::new)?;
    let answer = serde_json::to_vec(&StoredAnswer { stored }).map_err(Fault::new)?;
    Ok(Response::new(body(answer.into())))
}

fn body(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// Which mirrors take files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fleet {
    StandIns,
    OwnMirrors,
}

/// Has the others take none. They stay, and are looked at with every placement.
async fn place_on(service: &Service, fleet: Fleet) {
    let (stand_ins, own) = (i64::from(fleet == Fleet::StandIns), i64::from(fleet == Fleet::OwnMirrors));
    let mut tx = service.db.begin().await.expect("a transaction");
    db::execute!(tx, "UPDATE mirrors SET weight = $1 WHERE name LIKE 'stand-in %'", stand_ins).expect("weights");
    db::execute!(tx, "UPDATE mirrors SET weight = $1 WHERE name NOT LIKE 'stand-in %'", own).expect("weights");
    tx.commit().await.expect("a commit");
}

/// The id of a row that is filled in, by its number `n`; those of blobs are [`fleet::blob`]'s.
macro_rules! id {
    ($space:literal) => {
        concat!("('0193", $space, "-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid")
    };
}

/// Fills in objects that were uploaded to these mirrors.
async fn fill(service: &Service, owner: AccountId, sites: &[Site], numbers: Range<u64>) {
    let Address::Postgres(url) = &service.config.database else { panic!("it is on PostgreSQL") };
    let mut server = PgConnection::connect(url).await.expect("the server");
    let now = service.clock.now().micros();
    let size = signed(CONTENT.len() as u64);
    let (first, last) = (signed(numbers.start), signed(numbers.end) - 1);
    let [metadata, content] = [METADATA, CONTENT].map(leaf_hash);
    sqlx::query(concat!(
        "INSERT INTO objects (id, owner, state, sealed_metadata, root, sealed_size, blob, log_case, created_at, stored_at)
         SELECT ",
        id!("0002"),
        ", $3, 'available', $4, $5, $6, ",
        id!("0008"),
        ", ",
        id!("0006"),
        ", $7, $7 FROM generate_series($1::bigint, $2::bigint) AS n"
    ))
    .bind(first)
    .bind(last)
    .bind(owner.0)
    .bind(METADATA.to_vec())
    .bind(root(metadata, &[content]).to_vec())
    .bind(size)
    .bind(now)
    .execute(&mut server)
    .await
    .expect("objects");
    sqlx::query(concat!(
        "INSERT INTO blobs (id, object, state, created_at, stored_at) SELECT ",
        id!("0008"),
        ", ",
        id!("0002"),
        ", 'stored', $3, $3 FROM generate_series($1::bigint, $2::bigint) AS n"
    ))
    .bind(first)
    .bind(last)
    .bind(now)
    .execute(&mut server)
    .await
    .expect("blobs");
    sqlx::query(concat!(
        "INSERT INTO uploads (id, object, blob, account, state, sealed_size, created_at, expires_at, ended_at) SELECT ",
        id!("0009"),
        ", ",
        id!("0002"),
        ", ",
        id!("0008"),
        ", $3, 'completed', $4, $5, $5, $5 FROM generate_series($1::bigint, $2::bigint) AS n"
    ))
    .bind(first)
    .bind(last)
    .bind(owner.0)
    .bind(size)
    .bind(now)
    .execute(&mut server)
    .await
    .expect("uploads");
    for (part, bytes, leaf) in [(-1_i64, METADATA, metadata), (0, CONTENT, content)] {
        sqlx::query(concat!(
            "INSERT INTO upload_parts (upload, part, sha256, leaf_hash, bytes, recorded_at, acknowledged_at) SELECT ",
            id!("0009"),
            ", $3, $4, $5, $6, $7, $7 FROM generate_series($1::bigint, $2::bigint) AS n"
        ))
        .bind(first)
        .bind(last)
        .bind(part)
        .bind(Digest::of(bytes).0.to_vec())
        .bind(leaf.to_vec())
        .bind(signed(bytes.len() as u64))
        .bind(now)
        .execute(&mut server)
        .await
        .expect("parts");
    }
    let mut next = numbers.start;
    while next < numbers.end {
        let end = numbers.end.min(next + FILLED_TOGETHER);
        let places = fleet::placed(sites, next..end);
        let blobs: Vec<Uuid> = (next..end).flat_map(|number| [fleet::blob(number).0; REPLICAS]).collect();
        let mirrors: Vec<Uuid> = places.iter().flatten().map(|number| fleet::mirror(usize::from(*number)).0).collect();
        sqlx::query(
            "INSERT INTO replicas (blob, mirror, state, placed_at, stored_at, move_at)
             SELECT p.blob, p.mirror, 'stored', $3, $3, $3 FROM unnest($1::uuid[], $2::uuid[]) AS p (blob, mirror)",
        )
        .bind(blobs)
        .bind(mirrors)
        .bind(now)
        .execute(&mut server)
        .await
        .expect("replicas");
        next = end;
    }
    // What its server does by itself within minutes, and not within a transaction.
    for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
        sqlx::raw_sql(statement).execute(&mut server).await.expect("a database that is swept and on its disk");
    }
    server.close().await.expect("a server that lets go");
}

/// Begins uploads: seconds until the last is placed.
async fn begin(service: &Service, owner: AccountId) -> f64 {
    let begun = Instant::now();
    stream::iter(0..BEGUN)
        .map(|_| {
            let service = service.clone();
            tokio::spawn(async move { uploads::begin(&service, owner, None).await.map(drop) })
        })
        .buffer_unordered(AT_ONCE)
        .for_each(|placed| {
            placed.expect("a task that ends").expect("a placement");
            future::ready(())
        })
        .await;
    begun.elapsed().as_secs_f64()
}

/// Gives up every mirror of a country: how many replicas lay there, and the seconds until the last of them lies elsewhere.
async fn lose(service: &Service, (first, second): &(Actor, Actor), country: &str) -> (u64, f64) {
    let mut tx = service.db.read().await.expect("a transaction");
    let mirrors = "SELECT id FROM mirrors WHERE jurisdiction = $1 ORDER BY id";
    let mirrors = db::all!(tx, (MirrorId,), mirrors, country).expect("mirrors");
    let replicas = "SELECT COUNT(*) FROM replicas r JOIN mirrors m ON m.id = r.mirror WHERE m.jurisdiction = $1";
    let (replicas,) = db::one!(tx, (i64,), replicas, country).expect("a count");
    drop(tx);
    let mut steps = Vec::with_capacity(mirrors.len());
    for (mirror,) in mirrors {
        let step = hosts::propose_giving_up(service, first, mirror, "Nothing of the country is reached any more").await;
        steps.push(step.expect("a proposal"));
    }
    let begun = Instant::now();
    for step in steps {
        hosts::confirm_giving_up(service, second, step).await.expect("it is given up");
    }
    // Those that were written off are looked at no more.
    until(
        service,
        "SELECT COUNT(*) FROM replicas r JOIN mirrors m ON m.id = r.mirror
         WHERE m.given_up_at IS NOT NULL AND r.state IN ('placed', 'stored', 'lost') AND r.move_at < 9223372036854775807",
        0,
    )
    .await;
    (u64::try_from(replicas).expect("a count"), begun.elapsed().as_secs_f64())
}

/// How much fuller the fullest of these mirrors is than they are on average.
async fn fullest(service: &Service, sites: &[Site]) -> f64 {
    let mut tx = service.db.read().await.expect("a transaction");
    let counts = "SELECT mirror, COUNT(*) FROM replicas WHERE state IN ('placed', 'stored') GROUP BY mirror";
    let counts = db::all!(tx, (MirrorId, i64), counts).expect("counts");
    drop(tx);
    let counts: BTreeMap<MirrorId, i64> = counts.into_iter().collect();
    let mut held = vec![0; MIRRORS];
    for site in sites {
        let count = counts.get(&site.mirror).copied().unwrap_or_default();
        held[usize::from(fleet::number(site))] = u32::try_from(count).expect("a count");
    }
    fleet::max_over_mean(sites, &held)
}

/// Every object that was filled in lies in three countries, on three hosts.
async fn assert_apart(service: &Service, objects: u64) {
    let mut tx = service.db.read().await.expect("a transaction");
    let apart = "SELECT COUNT(*) FROM
                     (SELECT r.blob FROM replicas r JOIN mirrors m ON m.id = r.mirror
                      WHERE r.state = 'stored' AND m.state = 'admitted' GROUP BY r.blob
                      HAVING COUNT(*) = 3 AND COUNT(DISTINCT m.jurisdiction) = 3 AND COUNT(DISTINCT m.host) = 3) AS apart";
    let (apart,) = db::one!(tx, (i64,), apart).expect("a count");
    assert_eq!(apart, signed(objects), "objects whose copies share neither a host nor a country");
}

/// Stores files on the service's own mirrors.
async fn store(service: &Service, owner: AccountId, count: u64) -> Vec<ObjectId> {
    stream::iter(0..count)
        .map(async |_| {
            let file = rig::Uploading::begin(service, owner, BYTES).await;
            file.put_all(service).await;
            file.complete(service).await.expect("a file")
        })
        .buffer_unordered(STORED_AT_ONCE)
        .collect()
        .await
}

/// Takes objects down: seconds until the last is locked, and until the last mirror has receipted its order.
async fn take_down(service: &Service, objects: &[ObjectId]) -> (f64, f64) {
    const RECEIPTED: &str = "SELECT COUNT(*) FROM order_deliveries WHERE receipted_at IS NOT NULL";
    let there = count(service, RECEIPTED).await;
    let begun = Instant::now();
    stream::iter(objects.chunks(TOGETHER).map(<[ObjectId]>::to_vec))
        .map(|objects| {
            let service = service.clone();
            tokio::spawn(async move {
                let mut tx = service.db.begin().await.expect("a transaction");
                for object in objects {
                    let hold = takedown::open_hold(&mut tx, &service, object, None, Ground::Copyright).await;
                    hold.expect("a hold");
                }
                tx.commit().await.expect("a commit");
            })
        })
        .buffer_unordered(AT_ONCE)
        .for_each(|locked| {
            locked.expect("they are locked");
            future::ready(())
        })
        .await;
    let locked = begun.elapsed().as_secs_f64();
    until(service, RECEIPTED, there + signed((objects.len() * REPLICAS) as u64)).await;
    let receipted = begun.elapsed().as_secs_f64();
    let untrue = "SELECT COUNT(*) FROM order_deliveries
                  WHERE result IS NULL OR result <> 'deleted' OR probe_outcome IS NULL OR probe_outcome <> 'gone'";
    until(service, untrue, 0).await;
    (locked, receipted)
}

async fn count(service: &Service, sql: &'static str) -> i64 {
    let mut tx = service.db.read().await.expect("a transaction");
    let (count,) = db::one!(tx, (i64,), sql).expect("a count");
    count
}

/// Until a count is what it is to be; stops where it stands still. No more than a tenth of the time goes into counting.
async fn until(service: &Service, sql: &'static str, wanted: i64) {
    let mut last = (-1, Instant::now());
    loop {
        let asked = Instant::now();
        let now = count(service, sql).await;
        if now == wanted {
            return;
        }
        if now != last.0 {
            last = (now, asked);
        }
        assert!(last.1.elapsed() < PATIENCE, "{now} where {wanted} are to be, and nothing moves: {sql}");
        tokio::time::sleep(LOOK.max(asked.elapsed() * 10)).await;
    }
}

fn whole(number: u64) -> f64 {
    f64::from(u32::try_from(number).expect("a number"))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("a number")
}
