//! A day's work of a team: reviewers who take, open and decide what waits, one claim after another, through the pages of the desk:
//! `cargo bench --bench desk [-- REVIEWERS [CLAIMS [SECONDS]]] [sqlite|postgres]` (8, 5,000 and at most 900, both); with `WRIT_TEST_POSTGRES`
//! set also on PostgreSQL.
//!
//! Each claim is on a file of its own, of one of 250 uploaders, and each key opened it; three of four are a verified holder's, the others
//! strangers' notices. Reviewers ask over loopback, each in a session of their own, and never pause to think: they take the next claim,
//! open its page, are shown what their decision would touch, confirm it, and see what became of it. One decision in two locks the file and has it
//! deleted from its mirrors, the other restricts nothing. The service runs whole in this process, with its workers and its sequencer, over
//! three mirrors and two custody stores in folders on the disk that `TMPDIR` names; notices, deadlines and mail are written as on any day. The
//! clients run on the same cores.
//!
//! What is promised is thousands of decisions a day: 5,000 in eight hours. Nothing is decided twice or after its deadline.
#![expect(clippy::expect_used, reason = "a bench that cannot go on should stop loudly")]

use std::time::{Duration, Instant};

use data_encoding::BASE64URL_NOPAD;
use futures_util::{StreamExt as _, future, stream};
use http::StatusCode;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::form_urlencoded;
use writ::accounts::Role;
use writ::claims::reports;
use writ::claims::statement::Basis;
use writ::clock::Clock;
use writ::config::Config;
use writ::db;
use writ::entropy::Entropy;
use writ::http::{connections, mirror};
use writ::ids::AccountId;
use writ::seal::{Link, LinkSecret};
use writ::service::Service;
use writ::{audit, work};

use crate::app::Engine;
use crate::cast::{Cast, target};
use crate::support::{app, authenticator, cast, rig};

mod support;

/// What is promised, a second.
const PROMISED: f64 = 5_000.0 / DAY;
/// A day's work, in seconds.
const DAY: f64 = 8.0 * 3_600.0;
const OWNERS: usize = 250;
const BYTES: usize = 4 << 10;
/// How many files are stored and claims filed at once, before anything is measured.
const AT_ONCE: usize = 8;
/// How long deletions may take after the last decision.
const PATIENCE: Duration = Duration::from_mins(10);
/// What the password of everybody on the staff gives.
const AUTH: [u8; 32] = [7; 32];

/// How much is to be done, by how many, and until when.
struct Day {
    reviewers: usize,
    claims: usize,
    limit: Duration,
}

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u32>().ok());
    let mut number = |otherwise: u32| numbers.next().unwrap_or(otherwise);
    let day = Day {
        reviewers: usize::try_from(number(8)).expect("a number"),
        claims: usize::try_from(number(5_000)).expect("a number"),
        limit: Duration::from_secs(u64::from(number(900))),
    };
    println!("{} reviewers decide {} claims in at most {} s", day.reviewers, day.claims, day.limit.as_secs());
    let mut kept = true;
    for engine in support::engines() {
        if let Some((mut config, _folder)) = app::settings(engine).await {
            // All of them come from one place here.
            config.limits.guesses_per_hour = u32::MAX;
            kept &= measure(engine, config, &day).await;
        }
    }
    if !kept {
        eprintln!("what is promised is not kept");
        std::process::exit(1);
    }
}

/// Gives whether what is promised is kept.
async fn measure(engine: Engine, config: Config, day: &Day) -> bool {
    let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await.expect("a service");
    // People first: their codes are fetched from messages that no worker sends meanwhile.
    let cast = Cast::signed(&service).await;
    let mut owners = Vec::with_capacity(OWNERS);
    for _ in 0..OWNERS {
        owners.push(cast::person(&service, "uploader").await.account);
    }
    let emails: Vec<String> = (0..day.reviewers).map(|n| format!("reviewer-{n}@example.org")).collect();
    for email in &emails {
        cast::with_role(&service, app::signed_up(&service, email, AUTH).await, Role::Reviewer).await;
    }
    let stop = CancellationToken::new();
    let sequencer = tokio::spawn(audit::run(service.clone(), stop.clone().cancelled_owned()));
    let workers = tokio::spawn(work::run(service.clone(), stop.clone().cancelled_owned()));
    let begun = Instant::now();
    fill(&service, &cast, &owners, day.claims).await;
    quiet(&service).await;
    eprintln!("{engine}: filed in {:.0} s", begun.elapsed().as_secs_f64());

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let (router, limits, stopped) = (writ::http::router(service.clone()), service.config.limits.clone(), stop.clone());
    let served = tokio::spawn(async move { connections::serve(listener, router, &limits, stopped).await });
    let mut team = Vec::with_capacity(emails.len());
    for email in &emails {
        team.push(Reviewer::sign_in(&origin, email).await);
    }
    let begun = Instant::now();
    let until = begun + day.limit;
    let worked = future::join_all(team.iter().map(|reviewer| reviewer.work(until))).await;
    let took = begun.elapsed().as_secs_f64();
    until_deleted(&service).await;
    let followed = begun.elapsed().as_secs_f64() - took;

    let mut steps: [Vec<f64>; 3] = Default::default();
    for times in worked {
        for (all, times) in steps.iter_mut().zip(times) {
            all.extend(times);
        }
    }
    let decided = steps[2].len();
    let mut tx = service.db.read().await.expect("a transaction");
    let now = service.clock.now();
    let (ended,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM claims WHERE decided_at IS NOT NULL").expect("a count");
    let twice = "SELECT COUNT(*) FROM (SELECT target FROM decisions GROUP BY target HAVING COUNT(*) > 1) AS twice";
    let (twice,) = db::one!(tx, (i64,), twice).expect("a count");
    let late = "SELECT COUNT(*) FROM claims WHERE COALESCE(decided_at, $1) > due_at";
    let (late,) = db::one!(tx, (i64,), late, now).expect("a count");
    drop(tx);
    assert_eq!(usize::try_from(ended).expect("a count"), decided, "what was confirmed is decided, and nothing else");

    println!(
        "{:10} {:>8} {:>9} {:>9} {:>12} {:>12} {:>6} {:>6} {:>16}",
        "database", "decided", "in", "a second", "in 8 hours", "to promise", "twice", "late", "deleted after"
    );
    let rate = f64::from(u32::try_from(decided).expect("a number")) / took;
    println!(
        "{:10} {decided:>8} {took:>7.1} s {rate:>9.2} {:>12.0} {:>11.1}x {twice:>6} {late:>6} {followed:>14.1} s",
        engine.to_string(),
        rate * DAY,
        rate / PROMISED,
    );
    for (name, times) in ["take the next", "open its page", "see, confirm, see"].into_iter().zip(steps) {
        report(engine, name, times);
    }
    stop.cancel();
    served.await.expect("a server that stops");
    workers.await.expect("workers that stop");
    sequencer.await.expect("a sequencer that stops");
    service.db.close().await;
    rate >= PROMISED && twice == 0 && late == 0
}

fn report(engine: Engine, what: &str, mut times: Vec<f64>) {
    assert!(!times.is_empty(), "nothing was decided");
    times.sort_by(f64::total_cmp);
    let [median, worst] = [times[times.len() / 2], times[(times.len() * 99).div_ceil(100) - 1]];
    println!("{:10} {what:24} median {:>7.1} ms, 99th {:>7.1} ms", engine.to_string(), median * 1e3, worst * 1e3);
}

/// Stores a file for each claim, and files it.
async fn fill(service: &Service, cast: &Cast, owners: &[AccountId], claims: usize) {
    stream::iter(0..claims)
        .map(async |n| {
            let (file, link) = rig::stored(service, owners[n % owners.len()], BYTES).await;
            let secret = LinkSecret::Key(file.link_key);
            let link = Link { origin: "http://localhost:8080".into(), id: link, secret }.expose().to_string();
            if n % 4 == 3 {
                // Each from somewhere else.
                let from = format!("2001:db8::{n:x}");
                let sent = reports::send(service, &from, None, &cast::report(Basis::EuDsa, &link)).await;
                sent.expect("a notice");
            } else {
                cast::file(service, cast, vec![target(&link)]).await.expect("a claim");
            }
        })
        .buffer_unordered(AT_ONCE)
        .for_each(future::ready)
        .await;
}

/// Until no job is due.
async fn quiet(service: &Service) {
    while writ::jobs::due(service).await.expect("a queue") > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Until every mirror has receipted the deletion of all that was locked.
async fn until_deleted(service: &Service) {
    let begun = Instant::now();
    loop {
        let mut tx = service.db.read().await.expect("a transaction");
        let left = "SELECT COUNT(*) FROM objects o WHERE o.state = 'locked' AND NOT EXISTS
                        (SELECT 1 FROM orders WHERE orders.object = o.id AND orders.completed_at IS NOT NULL)";
        let (left,) = db::one!(tx, (i64,), left).expect("a count");
        drop(tx);
        if left == 0 {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{left} files are locked and not deleted");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Somebody at the desk, signed in.
struct Reviewer {
    client: reqwest::Client,
    origin: String,
    cookie: String,
}

impl Reviewer {
    async fn sign_in(origin: &str, email: &str) -> Self {
        // Where an answer leads is a step of its own here.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let sign_in = json!({"email": email, "auth": BASE64URL_NOPAD.encode(&AUTH)});
        let answer = client.post(format!("{origin}/api/v1/sign-in")).json(&sign_in).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let cookie = cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with("writ="));
        let cookie = cookie.expect("a session").to_owned();
        Self { client, origin: origin.to_owned(), cookie }
    }

    /// Works until nothing is free or it is late. Gives the seconds of each step: the next claim is taken, its page is read, and it is
    /// decided, which is shown first and confirmed.
    async fn work(&self, until: Instant) -> [Vec<f64>; 3] {
        let mut times: [Vec<f64>; 3] = Default::default();
        while Instant::now() < until {
            let begun = Instant::now();
            let claim = self.send("/desk/next", &[]).await.expect("a claim, or the queue");
            if claim == "/desk" {
                break;
            }
            times[0].push(begun.elapsed().as_secs_f64());

            let begun = Instant::now();
            let page = self.page(&claim).await;
            times[1].push(begun.elapsed().as_secs_f64());
            assert!(page.contains("name=\"finding-1\""), "whoever took it decides it: {page}");

            let locks = times[0].len().is_multiple_of(2);
            let (finding, action) = if locks { ("infringing", "lock-and-delete") } else { ("not-infringing", "none") };
            let typed = [
                ("finding-1", finding),
                ("action-1", action),
                ("ground-1", if locks { "17 U.S.C. 106" } else { "" }),
                ("reasons-1", "We opened the file, and held it against the notice."),
            ];
            let begun = Instant::now();
            let decision = format!("{claim}/decision");
            assert_eq!(self.send(&decision, &typed).await, None, "nothing is decided yet");
            let confirmed = [&typed[..], &[("step", "confirm")]].concat();
            let place = self.send(&decision, &confirmed).await.expect("it is decided");
            self.page(&place).await;
            times[2].push(begun.elapsed().as_secs_f64());
        }
        times
    }

    async fn page(&self, path: &str) -> String {
        let (status, _, text) = self.asked(self.client.get(format!("{}{path}", self.origin))).await;
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        text
    }

    /// Sends a form. Gives where it leads, if it leads away from what it shows.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Option<String> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.origin));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let (status, place, text) = self.asked(request).await;
        let led = status == StatusCode::SEE_OTHER;
        assert!(led || status == StatusCode::OK, "{status} at {path}: {text}");
        place
    }

    async fn asked(&self, request: reqwest::RequestBuilder) -> (StatusCode, Option<String>, String) {
        let request = request.header("cookie", &self.cookie).header("accept", "text/html");
        let answer = request.send().await.expect("an answer");
        let place = answer.headers().get("location").and_then(|place| place.to_str().ok()).map(str::to_owned);
        let status = answer.status();
        (status, place, answer.text().await.expect("a page"))
    }
}
