//! The desk's queue at one million claims that wait: `cargo bench --bench queue [-- CLAIMS [SECONDS]] [sqlite|postgres]`
//! (1,000,000 and 30, both); with `WRIT_TEST_POSTGRES` set also on PostgreSQL.
//!
//! The service runs in this process and is asked over loopback, by a reviewer who signed in and keeps three views: 50
//! requests a second, each at its appointed time whether or not those before it are answered. A request is late from the
//! moment it should have been sent, and those of the first ten seconds are not counted. They are mixed as a desk mixes
//! them: the first page, pages behind it, filters and searches. The client runs on the same cores. The claims lie between
//! two hours past their deadline and a day before it, from 500 organisations and from nobody, on 200,000 files; some are
//! taken, some wait for their notifier, some are a senior's, also by files that were given back or that nobody else looks at. With
//! `WRIT_BENCH_KEEP=FOLDER` they are kept,
//! and the next run measures them again without filling (`support/place.rs`).
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use writ::accounts::{Actor, Role};
use writ::claims::queue::views;
use writ::claims::senders;
use writ::db;
use writ::http::connections;
use writ::ids::{AccountId, ClaimId};
use writ::service::Service;

use crate::app::Engine;
use crate::support::place::Place;
use crate::support::{app, authenticator, cast};

mod support;

/// What is promised: 99 of 100 pages in this time.
const LIMIT: Duration = Duration::from_millis(50);
const A_SECOND: u32 = 50;
/// What is asked for as long as this is not counted: until then connections are made, and each plans its statements once.
const SECONDS_BEFORE: u64 = 10;
const OBJECTS: u64 = 200_000;
const ORGANISATIONS: u64 = 500;
const OWNERS: u64 = 5_000;
/// Files that were locked once and given back.
const RESTORED: u64 = 500;
/// Claims that wait and were escalated, so that nobody but seniors looks at what they name.
const ESCALATED: u64 = 100;
/// The address of who asks, and what their password gives.
const REVIEWER: &str = "rita@example.org";
const AUTH: [u8; 32] = [7; 32];

#[tokio::main(worker_threads = 2)]
async fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let (claims, seconds) = (numbers.next().unwrap_or(1_000_000), numbers.next().unwrap_or(30));
    println!(
        "{claims} claims wait; {A_SECOND} requests a second for {seconds} s; the limit is {} ms",
        LIMIT.as_millis()
    );
    println!("{:10} {:24} {:>9} {:>10} {:>10} {:>9}", "database", "pages", "requests", "median", "99th", "to limit");
    let mut kept = true;
    for engine in support::engines() {
        if let Some(place) = Place::on(engine, claims).await {
            kept &= measure(engine, &place, claims, seconds).await <= LIMIT.as_secs_f64();
        }
    }
    if !kept {
        eprintln!("the limit is not kept");
        std::process::exit(1);
    }
}

/// Gives the 99th percentile of all requests, in seconds.
async fn measure(engine: Engine, place: &Place, claims: u64, seconds: u64) -> f64 {
    let service = place.open().await;
    if !place.is_filled() {
        let begun = Instant::now();
        fill(&service, claims).await;
        eprintln!("{engine}: filled in {:.0} s", begun.elapsed().as_secs_f64());
        place.filled();
    }

    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let (router, limits, stopped) = (writ::http::router(service.clone()), service.config.limits.clone(), stop.clone());
    let served = tokio::spawn(async move { connections::serve(listener, router, &limits, stopped).await });
    let client = Arc::new(reqwest::Client::new());
    let sign_in = json!({"email": REVIEWER, "auth": BASE64URL_NOPAD.encode(&AUTH)});
    let answer = client.post(format!("{origin}/api/v1/sign-in")).json(&sign_in).send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
    let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let cookie = cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("writ="));
    let cookie = cookie.expect("a session").to_owned();

    let ask = {
        let (client, origin) = (Arc::clone(&client), origin.clone());
        move |path: String| {
            let request = client.get(format!("{origin}{path}")).header("cookie", cookie.clone());
            async move {
                let answer = request.header("accept", "text/html").send().await.expect("an answer");
                let status = answer.status();
                let text = answer.text().await.expect("a page");
                assert!(status.is_success(), "{status} at {path}: {text}");
                text
            }
        }
    };
    // Places that pages lead to, some of them far behind the first.
    let mut places = Vec::new();
    let mut path = "/desk".to_owned();
    for _ in 0..40 {
        let page = ask(path.clone()).await;
        let further = page.split("href=\"/desk?after=").nth(1).and_then(|rest| rest.split('"').next());
        let Some(further) = further else { panic!("so many claims have further pages: {page}") };
        path = format!("/desk?after={further}");
        places.push(path.clone());
    }
    let pages = ["the first", "behind it", "filtered", "searched"];
    let mut asked: Vec<(usize, String)> = Vec::new();
    for n in 0..requests_in(SECONDS_BEFORE + seconds) {
        let filters = [
            "who=free",
            "who=mine",
            "queue=verified",
            "queue=standard",
            "queue=trusted-flagger",
            "law=us-dmca",
            "law=eu-dsa",
            "law=other-law",
            "state=in-review",
            "state=needs-information",
            "due=overdue",
            "due=urgent",
            "senior=yes",
            "queue=trusted-flagger&law=us-dmca",
            "queue=verified&due=urgent&who=free",
            "queue=standard&law=other-law&state=submitted",
            "senior=yes&due=overdue",
        ];
        asked.push(match n % 10 {
            0..4 => (0, "/desk".to_owned()),
            4..6 => (1, places[n / 10 % places.len()].clone()),
            6..9 => (2, format!("/desk?{}", filters[n % filters.len()])),
            _ => (
                3,
                format!(
                    "/desk?q={}",
                    match n / 10 % 6 {
                        0 => format!("REF-{}", n * 7 % 300_000),
                        1 => format!("company+{}", n % 500),
                        2 => LINK_OF.replace('N', &format!("{:06}", n * 131 % 200_000)),
                        // An uploader, and who sent notices, by the digest of an address.
                        3 => format!("%40{:064x}", n * 37 % 5_000),
                        // Who sent notices, by the digest of their name.
                        4 => {
                            let name = name_of(u64::try_from(n * 37).expect("a number"));
                            let digest = senders::name_lookup(&service, &name).expect("a name");
                            format!("%7E{}", HEXLOWER.encode(&digest))
                        }
                        _ => format!("01930001-0000-7000-8000-{:012x}", n * 977),
                    }
                ),
            ),
        });
    }
    let begun = tokio::time::Instant::now() + Duration::from_millis(100);
    let mut answers = Vec::with_capacity(asked.len());
    for (n, (kind, path)) in asked.into_iter().enumerate() {
        let due = begun + Duration::from_secs(1) / A_SECOND * u32::try_from(n).expect("a number");
        let answer = ask(path);
        answers.push((
            kind,
            tokio::spawn(async move {
                tokio::time::sleep_until(due).await;
                answer.await;
                due.elapsed().as_secs_f64()
            }),
        ));
    }
    let mut took = Vec::with_capacity(answers.len());
    for (kind, answer) in answers {
        took.push((kind, answer.await.expect("an answer")));
    }
    let slowest = took.chunks(requests_in(1)).map(|second| second.iter().map(|(_, took)| *took).fold(0.0, f64::max));
    let slowest: Vec<_> = slowest.map(|took| format!("{:.0}", took * 1e3)).collect();
    println!("{engine}: the slowest of each second, in ms: {}", slowest.join(" "));
    let mut times: [Vec<f64>; 4] = Default::default();
    for (kind, took) in took.into_iter().skip(requests_in(SECONDS_BEFORE)) {
        times[kind].push(took);
    }
    for (name, times) in pages.iter().zip(&times) {
        report(engine, name, times.clone());
    }
    let worst = report(engine, "all of them", times.concat());
    stop.cancel();
    served.await.expect("a server that stops");
    service.db.close().await;
    worst
}

/// How many are sent in so many seconds.
fn requests_in(seconds: u64) -> usize {
    usize::try_from(u64::from(A_SECOND) * seconds).expect("a number")
}

/// Gives the 99th percentile.
fn report(engine: Engine, what: &str, mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let [median, worst] = [times[times.len() / 2], times[(times.len() * 99).div_ceil(100) - 1]];
    println!(
        "{:10} {what:24} {:>9} {:>7.1} ms {:>7.1} ms {:>8.2}x",
        engine.to_string(),
        times.len(),
        median * 1e3,
        worst * 1e3,
        worst / LIMIT.as_secs_f64()
    );
    worst
}

/// The name in a notice: some have the same.
fn name_of(n: u64) -> String {
    format!("Nora Notifier {}", n % OWNERS)
}

/// A link's id, of 22 characters, the last of which hold no bits that are not its own.
const LINK_OF: &str = "linknumberxxxxxNA";

/// Fills in the claims, and who asks for them, with their views.
async fn fill(service: &Service, claims: u64) {
    let reviewer = app::signed_up(service, REVIEWER, AUTH).await;
    let reviewer = cast::with_role(service, reviewer, Role::Reviewer).await;
    let colleague = cast::staff(service, "colleague", Role::Reviewer).await;
    let owner = cast::person(service, "uploader").await;
    fill_in(service, claims, owner, [reviewer.account, colleague.account]).await;
    for (name, query) in
        [("Overdue, EU", "law=eu-dsa&due=overdue"), ("Mine", "who=mine"), ("Flaggers", "queue=trusted-flagger")]
    {
        views::save(service, &reviewer, name, query, false).await.expect("a view");
    }
}

/// One statement a table: the same claims each time.
async fn fill_in(service: &Service, claims: u64, owner: Actor, reviewers: [AccountId; 2]) {
    let postgres = service.db.is_postgres();
    let id = |space: &str, n: &str| {
        if postgres {
            format!("('0193{space}-0000-7000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid")
        } else {
            format!("unhex('0193{space}000070008000' || printf('%012x', {n}))")
        }
    };
    let bytes = |n: u32| if postgres { format!("decode(repeat('ab', {n}), 'hex')") } else { format!("zeroblob({n})") };
    let account = |account: AccountId| {
        let simple = account.0.as_simple().to_string();
        if postgres { format!("'{simple}'::uuid") } else { format!("x'{simple}'") }
    };
    let padded = |n: &str| if postgres { format!("lpad(({n})::text, 6, '0')") } else { format!("printf('%06d', {n})") };
    let series = |count: u64| {
        format!(
            "WITH RECURSIVE s (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < {count} - 1)"
        )
    };
    let now = service.clock.now().micros();
    let (first, second) = (account(reviewers[0]), account(reviewers[1]));
    let owner = account(owner.account);
    let no = "FALSE";
    let mut statements = vec![
        format!(
            "INSERT INTO organisations (id, name, country, domain, challenge, contact_sealed, state, log_case, applied_by, applied_at)
             {} SELECT {}, 'Company ' || n, 'FR', 'company' || n || '.example', 'x', {}, 'verified', {}, {owner}, 0 FROM s",
            series(ORGANISATIONS), id("0004", "n"), bytes(200), id("0005", "n"),
        ),
        format!("INSERT INTO organisation_words (word, organisation) {} SELECT 'company', {} FROM s", series(ORGANISATIONS), id("0004", "n")),
        format!("INSERT INTO organisation_words (word, organisation) {} SELECT '' || n, {} FROM s", series(ORGANISATIONS), id("0004", "n")),
        format!(
            "INSERT INTO accounts (id, email_lookup, email_sealed, locale, kdf_version, kdf_salt, kdf_rounds, auth_hash, wrapped_master,
                                   recovery_wrapped_master, log_case, created_at)
             {} SELECT {}, {}, {two}, 'en', 1, {two}, 1, 'x', {two}, {two}, {}, 0 FROM s",
            series(OWNERS), id("000b", "n"), if postgres { "decode(lpad(to_hex(n), 64, '0'), 'hex')" } else { "unhex(printf('%064x', n))" },
            id("000c", "n"), two = bytes(2),
        ),
        format!(
            "INSERT INTO objects (id, owner, state, root, sealed_size, log_case, created_at, stored_at)
             {} SELECT {}, {}, 'available', {}, 1000, {}, 0, 0 FROM s",
            series(OBJECTS), id("0002", "n"), id("000b", &format!("n % {OWNERS}")), bytes(32), id("0006", "n"),
        ),
        format!(
            "INSERT INTO links (id, object, downloads, created_at) {} SELECT 'linknumberxxxxx' || {} || 'A', {}, 0, 0 FROM s",
            series(OBJECTS), padded("n"), id("0002", "n"),
        ),
        // Beyond those that wait, as many decided ones as files were given back, for these.
        format!(
            "INSERT INTO claims (id, basis, state, organisation, territory, statement_sealed, log_case, submitted_at, due_at,
                                 assigned_to, assigned_until, information_asked_at, decided_at, queue, locale)
             {} SELECT {},
                CASE WHEN n % 50 = 7 THEN 'eu-dsa' WHEN n % 10 < 5 THEN 'us-dmca' WHEN n % 10 < 9 THEN 'eu-dsa' ELSE 'other-law' END,
                CASE WHEN n >= {claims} THEN 'decided' WHEN n % 25 = 3 THEN 'needs-information' WHEN n % 500 = 4 THEN 'in-review' ELSE 'submitted' END,
                CASE WHEN n % 2 = 1 OR n >= {claims} THEN {} END,
                CASE WHEN n % 401 = 1 THEN 'FR' ELSE 'worldwide' END,
                {}, {}, {now} - 7200000000, {now} - 7200000000 + (n * 7919 % {claims}) * (93600000000 / {claims}),
                CASE WHEN n % 500 = 4 THEN CASE WHEN n % 1000 = 4 THEN {first} ELSE {second} END END,
                CASE WHEN n % 500 = 4 THEN {now} + CASE WHEN n % 3000 < 300 THEN 3600000000 ELSE -1 END END,
                CASE WHEN n % 25 = 3 AND n < {claims} THEN {now} END,
                CASE WHEN n >= {claims} THEN {now} - 90000000000 END,
                CASE WHEN n % 50 = 7 THEN 'trusted-flagger' WHEN n % 2 = 1 OR n >= {claims} THEN 'verified' ELSE 'standard' END, 'en'
             FROM s",
            series(claims + RESTORED), id("0001", "n"), id("0004", &format!("n * 31 % {ORGANISATIONS}")), bytes(900), id("0007", "n"),
        ),
        format!(
            "INSERT INTO claim_references (organisation, reference, claim)
             {} SELECT {}, 'REF-' || n, {} FROM s WHERE n % 2 = 1",
            series(claims.min(300_000)), id("0004", &format!("n * 31 % {ORGANISATIONS}")), id("0001", "n"),
        ),
    ];
    for position in 1..=3_u64 {
        let every = [1, 2, 5][usize::try_from(position - 1).expect("a number")];
        let object = format!("(n * 13 + {position} * 7) % {OBJECTS}");
        statements.push(format!(
            "INSERT INTO targets (id, claim, position, link, object, level, state, extension, added_at, due_at, found_at_url_sealed, key_sealed)
             {} SELECT {}, {}, {position}, 'linknumberxxxxx' || {} || 'A', {}, CASE WHEN n % 3 = 0 THEN 'located' ELSE 'opened' END,
                CASE WHEN n >= {claims} THEN 'decided' ELSE 'pending' END, 0, {now}, {now}, {}, {}
             FROM s WHERE n % {every} = 0",
            series(claims + RESTORED), id("0003", &format!("n * 4 + {position}")), id("0001", "n"), padded(&object), id("0002", &object),
            bytes(120), bytes(120),
        ));
    }
    statements.extend([
        format!(
            "INSERT INTO blobs (id, object, state, created_at) {} SELECT {}, {}, 'stored', 0 FROM s",
            series(RESTORED),
            id("0008", "n"),
            id("0002", &format!("((n + {claims}) * 13 + 7) % {OBJECTS}")),
        ),
        format!(
            "INSERT INTO decisions (id, target, finding, ground, action, reasons, direct, decided_by, decided_at)
             {} SELECT {}, {}, 'infringing', 'x', 'lock-and-delete', 'x', {no}, {second}, 0 FROM s",
            series(RESTORED),
            id("0009", "n"),
            id("0003", &format!("(n + {claims}) * 4 + 1")),
        ),
        format!(
            "INSERT INTO holds (id, object, decision, ground, blob, opened_at, lifted_at)
             {} SELECT {}, {}, {}, 'copyright', {}, 0, 1 FROM s",
            series(RESTORED),
            id("000a", "n"),
            id("0002", &format!("((n + {claims}) * 13 + 7) % {OBJECTS}")),
            id("0009", "n"),
            id("0008", "n"),
        ),
    ]);
    statements.push(
        "UPDATE targets SET restored_before = TRUE
         WHERE state = 'pending' AND object IN (SELECT object FROM holds)
           AND EXISTS (SELECT 1 FROM holds h JOIN decisions d ON d.id = h.decision JOIN targets e ON e.id = d.target
                           JOIN claims b ON b.id = e.claim JOIN claims n ON n.organisation = b.organisation
                       WHERE h.object = targets.object AND n.id = targets.claim)"
            .to_owned(),
    );
    let escalated = claims.min(ESCALATED);
    statements.extend([
        format!(
            "INSERT INTO escalations (id, claim, kind, words_sealed, raised_by, raised_at)
             {} SELECT {}, {}, 'life', {}, {second}, {now} FROM s",
            series(escalated),
            id("000d", "n"),
            id("0001", &format!("n * {claims} / {escalated}")),
            bytes(2),
        ),
        format!("UPDATE claims SET senior_since = {now} WHERE id IN (SELECT claim FROM escalations)"),
        "INSERT INTO withheld_objects (object, escalation)
         SELECT DISTINCT t.object, x.id FROM escalations x JOIN targets t ON t.claim = x.claim"
            .to_owned(),
    ]);
    for statement in statements {
        let mut tx = service.db.begin().await.expect("a transaction");
        db::execute!(tx, AssertSqlSafe(statement)).expect("rows");
        tx.commit().await.expect("a commit");
    }
    // The names of those who sent notices lie sealed, each under its claim, beside the digests by which they are found: that of an address
    // comes from its account's.
    let mut tx = service.db.begin().await.expect("a transaction");
    for n in (0..claims).step_by(2) {
        let claim = format!("01930001-0000-7000-8000-{n:012x}").parse::<ClaimId>().expect("an id");
        let name = name_of(n / 2);
        let statement = json!({
            "basis": "eu-dsa", "reasons": "It is a copy of our film.", "name": name, "email": "nora@example.net",
            "child_abuse": false, "affirmations": [],
        });
        let sealed = service.keys.seal(&format!("claims.statement/{claim}"), statement.to_string().as_bytes());
        let name = senders::name_lookup(service, &name).expect("a name");
        let address = HEXLOWER.decode(format!("{:064x}", n / 2 % OWNERS).as_bytes()).expect("a digest");
        let email = senders::given_lookup(service, &address);
        let named = "UPDATE claims SET statement_sealed = $2, name_lookup = $3, email_lookup = $4 WHERE id = $1";
        db::execute!(tx, named, claim, sealed.as_slice(), name.as_slice(), email.as_slice()).expect("a row");
    }
    tx.commit().await.expect("a commit");
    // What its server does by itself within minutes, and not within a transaction.
    if let db::Address::Postgres(url) = &service.config.database {
        let mut server = sqlx::PgConnection::connect(url).await.expect("the server");
        for statement in ["VACUUM ANALYZE", "CHECKPOINT"] {
            sqlx::raw_sql(statement).execute(&mut server).await.expect("a database that is swept and on its disk");
        }
    }
}
