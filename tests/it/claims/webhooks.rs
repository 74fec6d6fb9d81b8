//! What rights holders' own servers are told, and when they are told nothing more.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use writ::accounts::Actor;
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::organisations::{self, MemberRole};
use writ::claims::programs::endpoints;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, filing, queue};
use writ::clock::Clock;
use writ::ids::EndpointId;
use writ::jobs::{self, Job, Takes};
use writ::outside::Outside;
use writ::service::Service;
use writ::vault::ObjectState;
use writ::{accounts, audit, db, webhooks, work};

use super::cast::{self, Cast, File, file, limited, rows, target};
use super::ruling;
use crate::app::{TestService, both_engines, mailed, polled};
use crate::outside::{DOMAIN, Internet};

const TAKEN: &str = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";
const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

fn url() -> String {
    format!("https://{DOMAIN}/hooks")
}

/// Head and body of what was posted.
fn posted(internet: &Internet) -> Vec<(String, Value)> {
    let parts = |request: String| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), serde_json::from_str(body).unwrap())
    };
    internet.requests().into_iter().filter(|request| request.starts_with("POST")).map(parts).collect()
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap()
}

both_engines!(an_owner_says_which_servers_are_told, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = &Cast::signed(service).await;
    let agent = cast::signed_up(service, "agent", 3).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let stranger = cast::signed_up(service, "stranger", 4).await;
    let add = |who: Actor, url: String| async move { endpoints::add(service, &who, cast.organisation, &url).await };
    assert!(matches!(add(agent, url()).await, Err(Error::Forbidden(_))));
    assert!(matches!(add(stranger, url()).await, Err(Error::NotFound)));
    for wrong in [
        "http://a.example/",
        "https://10.0.0.1/",
        "https://a.example:8443/",
        "https://u:p@a.example/",
        "https://localhost/",
    ] {
        assert!(matches!(add(cast.member, wrong.into()).await, Err(Error::Invalid(_))), "{wrong}");
    }
    let (id, secret) = add(cast.member, url()).await.unwrap();
    assert!(secret.expose().starts_with("whsec_") && !format!("{secret:?}").contains(&secret.expose()[6..]));
    assert!(matches!(endpoints::list(service, &agent, cast.organisation).await, Err(Error::Forbidden(_))));
    assert!(matches!(endpoints::rotate(service, &stranger, cast.organisation, id).await, Err(Error::NotFound)));
    endpoints::remove(service, &cast.member, cast.organisation, id).await.unwrap();
    assert!(matches!(endpoints::test(service, &cast.member, cast.organisation, id).await, Err(Error::NotFound)));
});

both_engines!(what_is_told_is_signed_and_an_independent_verifier_takes_it, |app: TestService| async move {
    let internet = Internet::start().await;
    // Whoever verifies looks at a clock of its own.
    let service = &Service { clock: Clock::System, ..internet.around(&app.service) };
    let cast = &Cast::signed(service).await;
    internet.page("/hooks", TAKEN);
    let (id, old) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    let secret = endpoints::rotate(service, &cast.member, cast.organisation, id).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    work::run_due(service).await.unwrap();

    let told = posted(&internet);
    assert_eq!(told.len(), 1);
    let (_, body) = &told[0];
    assert_eq!((&body["type"], &body["data"]["state"]), (&"claim.withdrawn".into(), &"withdrawn".into()));
    assert_eq!(body["data"]["claim"], claim.to_string());
    let whole = internet.requests().into_iter().find(|request| request.starts_with("POST")).unwrap();
    assert!(!whole.contains(film.key.encode().as_str()) && !whole.contains("film.mkv"));
    let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
        println!("skipped: webhooks before an independent verifier, because WRIT_TEST_PYTHON names no Python");
        return;
    };
    let (_, sent) = whole.split_once("\r\n\r\n").unwrap();
    let script = "import sys; from standardwebhooks import Webhook\n\
                  head = dict(line.split(': ', 1) for line in sys.argv[2].splitlines()[1:])\n\
                  Webhook(sys.argv[1]).verify(sys.argv[3], {name.lower(): value for name, value in head.items()})";
    let head = whole.split("\r\n\r\n").next().unwrap();
    let verify = |secret: &str, body: &str| {
        Command::new(&python).args(["-c", script, secret, head, body]).output().unwrap().status.success()
    };
    assert!(verify(secret.expose(), sent) && verify(old.expose(), sent), "both sign while they overlap");
    assert!(!verify(secret.expose(), &sent.replace("withdrawn", "decided")));
});

both_engines!(what_becomes_of_a_claim_is_told_step_by_step, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = &Cast::signed(service).await;
    internet.page("/hooks", TAKEN);
    endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let (claim, line) = (filed.claim, filed.targets[0].target);
    // What is new since it was asked last, and the target that it names.
    let seen = std::cell::Cell::new(0);
    let news = async || {
        work::run_due(service).await.unwrap();
        audit::settle(service).await.unwrap();
        work::run_due(service).await.unwrap();
        let told = posted(&internet).split_off(seen.get());
        seen.set(seen.get() + told.len());
        let mut told: Vec<_> = told
            .into_iter()
            .map(|(_, body)| {
                assert_eq!(body["data"]["claim"], claim.to_string());
                let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                (word(&body["type"]), word(&body["data"]["target"]), word(&body["data"]["state"]))
            })
            .collect();
        told.sort();
        told
    };
    let of_claim = |event: &str, state: &str| (event.to_owned(), String::new(), state.to_owned());
    let of_target = |event: &str, state: &str| (event.to_owned(), line.to_string(), state.to_owned());
    assert_eq!(news().await, [], "that it was filed is the answer to filing it");

    queue::take(service, &cast.reviewer, claim).await.unwrap();
    writ::claims::questions::ask(service, &cast.reviewer, claim, &["works"], "Which work?").await.unwrap();
    assert_eq!(news().await, [of_claim("claim.needs_information", "needs-information")]);
    let notice = cast::notice(Basis::UsDmca);
    filing::amend(service, Claimant::Person(&cast.member), claim, &notice).await.unwrap();
    assert_eq!(news().await, [], "nor is what one says oneself told");

    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let rulings = [ruling(line, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, claim, &rulings).await.unwrap();
    assert_eq!(
        news().await,
        [
            of_claim("claim.decided", "decided"),
            of_target("target.deleted", "decided"),
            // Locked while the decision is being made.
            of_target("target.locked", "in-review")
        ]
    );
    // Taken back after the decision: the file goes back to its links, and whoever claimed it is told.
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    let told = news().await;
    assert!(told.contains(&of_target("target.restored", "withdrawn")), "{told:?}");
    assert_eq!(cast::object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(a_server_that_fails_is_tried_again_and_then_told_nothing_more, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = &Cast::signed(service).await;
    let (id, _) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    internet.page("/hooks", BUSY);
    endpoints::test(service, &cast.member, cast.organisation, id).await.unwrap();
    work::run_due(service).await.unwrap();
    let shown = async || endpoints::list(service, &cast.member, cast.organisation).await.unwrap().remove(0);
    assert_eq!(shown().await.last_error.unwrap(), "it answered 503");
    assert_eq!((shown().await.waiting, shown().await.failing_since), (1, Some(service.clock.now())));
    internet.page("/hooks", TAKEN);
    service.clock.advance(Duration::from_secs(5));
    work::run_due(service).await.unwrap();
    let told = posted(&internet);
    assert_eq!(told.len(), 2);
    assert_eq!(header(&told[0].0, "webhook-id"), header(&told[1].0, "webhook-id"), "it is the same, told twice");
    assert_eq!((shown().await.waiting, shown().await.failing_since), (0, None));

    // What waits for three days is given up; a server that fails for five is told nothing, and the owners are written to.
    let film = File::upload(service, "film.mkv").await;
    let mut claims = Vec::new();
    for _ in 0..2 {
        claims.push(file(service, cast, vec![target(&film.url())]).await.unwrap().claim);
    }
    let withdraw = async |claim| {
        withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    };
    work::run_due(service).await.unwrap();
    internet.page("/hooks", BUSY);
    let mails = mailed(service, async || {
        withdraw(claims[0]).await;
        for hours in 0..100 {
            work::run_due(service).await.unwrap();
            assert!(hours < 80 || shown().await.waiting == 0, "it was given up");
            service.clock.advance(Duration::from_hours(1));
        }
        assert!(shown().await.disabled_at.is_none());
        withdraw(claims[1]).await;
        for _ in 0..50 {
            work::run_due(service).await.unwrap();
            service.clock.advance(Duration::from_hours(1));
        }
    })
    .await;
    assert!(shown().await.disabled_at.is_some());
    assert!(mails.iter().any(|mail| mail.contains("We have stopped telling one of your servers")), "the owner is told");
    // A test tells it again.
    internet.page("/hooks", TAKEN);
    endpoints::test(service, &cast.member, cast.organisation, id).await.unwrap();
    work::run_due(service).await.unwrap();
    assert!(shown().await.disabled_at.is_none() && shown().await.failing_since.is_none());
});

both_engines!(a_server_that_is_gone_or_not_the_publics_is_told_nothing, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = &Cast::signed(service).await;
    let (id, _) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    internet.page("/hooks", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n");
    let mails = mailed(service, async || {
        for _ in 0..2 {
            endpoints::test(service, &cast.member, cast.organisation, id).await.unwrap();
        }
        work::run_due(service).await.unwrap();
    })
    .await;
    assert!(mails.iter().any(|mail| mail.contains("We have stopped telling one of your servers")), "the owner is told");
    let shown = endpoints::list(service, &cast.member, cast.organisation).await.unwrap().remove(0);
    assert!(shown.disabled_at.is_some());
    assert_eq!((posted(&internet).len(), shown.waiting), (1, 0), "what waited is given up");

    let strict = &Service { outside: internet.strict(), ..service.clone() };
    let before = internet.connections();
    endpoints::test(strict, &cast.member, cast.organisation, id).await.unwrap();
    work::run_due(strict).await.unwrap();
    assert_eq!(internet.connections(), before, "nobody is connected to");
    let shown = endpoints::list(strict, &cast.member, cast.organisation).await.unwrap().remove(0);
    let told = shown.last_error.unwrap();
    assert!(told.contains("not one of the public internet") && !told.contains("127.0.0.1"), "{told}");
});

both_engines!(a_server_that_fails_rests_and_keeps_nobody_waiting, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = &Cast::signed(service).await;
    let (id, _) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    work::run_due(service).await.unwrap();
    internet.page("/hooks", BUSY);
    for _ in 0..3 {
        endpoints::test(service, &cast.member, cast.organisation, id).await.unwrap();
    }
    for others in [Takes::AllButMatchingAndWebhooks, Takes::AllButMatchingAndMail, Takes::Matching] {
        assert!(!jobs::any_due(service, others).await.unwrap(), "{others:?} do not wait for a stranger's server");
    }
    assert!(jobs::any_due(service, Takes::Webhooks).await.unwrap());
    let waiting = async || endpoints::list(service, &cast.member, cast.organisation).await.unwrap().remove(0).waiting;
    for (seconds, asked) in [(0, 1), (4, 1), (1, 2), (4, 2), (1, 3), (9, 3), (1, 4)] {
        service.clock.advance(Duration::from_secs(seconds));
        work::run_due(service).await.unwrap();
        assert_eq!((posted(&internet).len(), waiting().await), (asked, 3), "it is asked once, then rests");
    }
    internet.page("/hooks", TAKEN);
    service.clock.advance(Duration::from_mins(30));
    work::run_due(service).await.unwrap();
    assert_eq!((posted(&internet).len(), waiting().await), (4 + 3, 0));
});

/// Two endpoints of an organisation: one whose server does not answer, and one whose does.
async fn slow_and_quick(service: &Service, cast: &Cast, internet: &Internet) -> (EndpointId, EndpointId) {
    internet.page("/hooks", TAKEN);
    internet.page("/slow", "");
    let slow = endpoints::add(service, &cast.member, cast.organisation, &format!("https://{DOMAIN}/slow")).await;
    let quick = endpoints::add(service, &cast.member, cast.organisation, &url()).await;
    (slow.unwrap().0, quick.unwrap().0)
}

async fn test(service: &Service, cast: &Cast, endpoint: EndpointId) {
    endpoints::test(service, &cast.member, cast.organisation, endpoint).await.unwrap();
}

fn many_tests(service: &Service) -> Service {
    limited(service, |limits| limits.webhook_tests_per_hour = u32::MAX)
}

fn asked(internet: &Internet, path: &str) -> usize {
    internet.requests().iter().filter(|request| request.starts_with(&format!("POST {path} "))).count()
}

both_engines!(a_server_that_does_not_answer_keeps_no_other_waiting, |app: TestService| async move {
    let internet = Internet::start().await;
    let never = Outside { deadline: Duration::from_hours(1), ..internet.outside() };
    let service = &Service { outside: never, ..many_tests(&app.service) };
    let cast = &Cast::signed(service).await;
    let (slow, quick) = slow_and_quick(service, cast, &internet).await;
    for _ in 0..3 {
        test(service, cast, slow).await;
    }
    for _ in 0..3 {
        test(service, cast, quick).await;
    }
    let workers = tokio::spawn(work::run(service.clone(), std::future::pending()));
    let mut left = 600;
    while asked(&internet, "/hooks") < 3 || asked(&internet, "/slow") < 1 {
        assert!(left > 0, "it waits for another's server");
        left -= 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(asked(&internet, "/slow"), 1, "one thing at a time");
    workers.abort();
});

both_engines!(endpoints_take_turns_and_each_is_told_by_one_worker_at_a_time, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &many_tests(&internet.around(&app.service));
    let cast = &Cast::signed(service).await;
    work::run_due(service).await.unwrap();
    let (much, little) = slow_and_quick(service, cast, &internet).await;
    internet.page("/slow", TAKEN);
    for _ in 0..25 {
        test(service, cast, much).await;
    }
    let lease = || jobs::lease_one(service, Takes::Webhooks);
    let taken = tokio::join!(lease(), lease(), lease(), lease());
    let taken = [taken.0, taken.1, taken.2, taken.3].into_iter().filter_map(|leased| leased.unwrap());
    let [first]: [_; 1] = taken.collect::<Vec<_>>().try_into().expect("one worker gets it");
    assert!(!jobs::any_due(service, Takes::Webhooks).await.unwrap(), "nobody looks for what is being done");
    service.clock.advance(Duration::from_secs(1));
    test(service, cast, little).await;
    let second = lease().await.unwrap().expect("it waits for nobody");
    assert_eq!([&first.job, &second.job], [much, little].map(|endpoint| Job::SendWebhooks { endpoint }).each_ref());

    // What is queued meanwhile is told too, and what is left after a turn comes behind what others have queued.
    test(service, cast, little).await;
    let perform = async |leased: &jobs::Leased| {
        service.clock.advance(Duration::from_secs(1));
        work::perform(service, &leased.job).await.unwrap();
        jobs::finish(service, leased).await.unwrap();
        (asked(&internet, "/slow"), asked(&internet, "/hooks"))
    };
    assert_eq!(perform(&second).await, (0, 2));
    test(service, cast, little).await;
    assert_eq!(perform(&first).await, (20, 2));
    let next = lease().await.unwrap().unwrap();
    assert_eq!((&next.job, perform(&next).await), (&second.job, (20, 3)));
    let next = lease().await.unwrap().unwrap();
    assert_eq!((&next.job, perform(&next).await), (&first.job, (25, 3)));
    assert!(lease().await.unwrap().is_none(), "what was queued for each thing is struck with the turn that told it");
    let told = posted(&internet);
    let ids: BTreeSet<_> = told.iter().map(|(head, _)| header(head, "webhook-id").to_owned()).collect();
    assert_eq!(ids.len(), 28, "each once");
});

both_engines!(a_turn_that_breaks_off_anywhere_loses_nothing, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &many_tests(&internet.around(&app.service));
    let cast = &Cast::signed(service).await;
    internet.page("/hooks", TAKEN);
    let (id, _) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    work::run_due(service).await.unwrap();
    for turn in 1.. {
        test(service, cast, id).await;
        test(service, cast, id).await;
        let leased = jobs::lease_one(service, Takes::Webhooks).await.unwrap().unwrap();
        let came = polled(&mut Box::pin(work::perform(service, &leased.job)), turn * 3).await;
        service.clock.advance(Duration::from_secs(30));
        work::run_due(service).await.unwrap();
        let told = posted(&internet);
        let ids: BTreeSet<_> = told.iter().map(|(head, _)| header(head, "webhook-id").to_owned()).collect();
        assert_eq!(ids.len(), 2 * turn);
        let shown = endpoints::list(service, &cast.member, cast.organisation).await.unwrap().remove(0);
        assert_eq!((shown.waiting, jobs::due(service).await.unwrap()), (0, 0));
        if came.is_some() {
            return;
        }
    }
});

both_engines!(a_removal_during_a_try_stands, |app: TestService| async move {
    let internet = Internet::start().await;
    let hasty = Outside { deadline: Duration::from_secs(2), ..internet.outside() };
    let service = &Service { outside: hasty, ..app.service.clone() };
    let cast = &Cast::signed(service).await;
    let (slow, _) = slow_and_quick(service, cast, &internet).await;
    work::run_due(service).await.unwrap();
    test(service, cast, slow).await;
    let told = tokio::spawn({
        let service = service.clone();
        async move { webhooks::send(&service, slow).await }
    });
    while asked(&internet, "/slow") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // The first half of a removal; the try is then settled, and comes in between.
    let mut removal = service.db.begin().await.unwrap();
    db::execute!(removal, "UPDATE webhook_endpoints SET url = url WHERE id = $1", slow).unwrap();
    let waiting = async || {
        let mut tx = service.db.read().await.unwrap();
        let sql =
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        db::one!(tx, (i64,), sql).unwrap().0 > 0
    };
    while service.db.is_postgres() && !waiting().await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(webhooks::remove(&mut removal, service, slow).await.unwrap());
    removal.commit().await.unwrap();
    told.await.unwrap().expect("they lock in one order");
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM webhook_deliveries WHERE delivered_at IS NULL AND given_up_at IS NULL";
    assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 0, "what was given up stays so");
    drop(tx);
    service.clock.advance(Duration::from_hours(40 * 24));
    work::run_due(service).await.unwrap();
    assert_eq!(rows(service, "webhook_deliveries").await, 0);
});

both_engines!(our_servers_call_others_for_verified_organisations_and_so_often, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &limited(&internet.around(&app.service), |limits| limits.webhook_tests_per_hour = 2);
    let cast = &Cast::signed(service).await;
    let (id, _) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    let test = async || endpoints::test(service, &cast.member, cast.organisation, id).await;
    test().await.unwrap();
    test().await.unwrap();
    assert!(matches!(test().await, Err(Error::Accounts(accounts::Error::TooManyAttempts { limit: 2, .. }))));
    service.clock.advance(Duration::from_hours(2));
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded").await.unwrap();
    assert!(matches!(test().await, Err(Error::NotVerified { .. })));
    let added = endpoints::add(service, &cast.member, cast.organisation, &url()).await;
    assert!(matches!(added, Err(Error::NotVerified { .. })));
    let owner = cast::signed_up(service, "newcomer", 4).await;
    let new = organisations::apply(service, &owner, &cast::application("Newcomer")).await.unwrap();
    assert!(matches!(endpoints::add(service, &owner, new, &url()).await, Err(Error::NotVerified { .. })));
});

both_engines!(
    what_was_told_is_forgotten_after_a_month_and_secrets_with_their_endpoint,
    |app: TestService| async move {
        let internet = Internet::start().await;
        let service = &internet.around(&app.service);
        let cast = &Cast::signed(service).await;
        internet.page("/hooks", TAKEN);
        let (id, _) = endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
        let test = async || endpoints::test(service, &cast.member, cast.organisation, id).await.unwrap();
        let days = async |days: u64| {
            service.clock.advance(Duration::from_hours(24 * days));
            work::run_due(service).await.unwrap();
            rows(service, "webhook_deliveries").await
        };
        test().await;
        assert_eq!(days(1).await, 1);
        assert_eq!(days(28).await, 1);
        test().await;
        assert_eq!(days(3).await, 1, "the older one is gone");
        assert_eq!(days(31).await, 0);
        let shown = endpoints::list(service, &cast.member, cast.organisation).await.unwrap().remove(0);
        let days_ago = service.clock.now().since(shown.last_delivered_at.unwrap()).as_secs() / (24 * 3600);
        assert_eq!(days_ago, 31, "when something arrived last is known for longer");
        test().await;
        endpoints::remove(service, &cast.member, cast.organisation, id).await.unwrap();
        assert_eq!(rows(service, "webhook_secrets").await, 0);
        assert_eq!(days(40).await, 0);
        assert_eq!(posted(&internet).len(), 2, "what waited is not sent");
        assert_eq!(rows(service, "jobs").await, 0, "nothing is left to forget");
    }
);

both_engines!(whoever_claims_what_is_gone_is_told_that_it_is, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let cast = &Cast::direct(service).await;
    internet.page("/hooks", TAKEN);
    endpoints::add(service, &cast.member, cast.organisation, &url()).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    let told_of = |claim: writ::ids::ClaimId| {
        let told = posted(&internet).into_iter().filter(|(_, body)| body["data"]["claim"] == claim.to_string());
        told.map(|(_, body)| body["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let delete = async || {
        let mut target = target(&film.url());
        target.found_at = "https://forum.example/thread/1".into();
        let claim = file(service, cast, vec![target]).await.unwrap().claim;
        cast::delete(service, &cast.member, claim, "DELETE", &cast.auth).await.unwrap();
        claim
    };
    let first = delete().await;
    assert_eq!(rows(service, "webhook_deliveries").await, 2, "it is locked and decided, and no mirror has signed");
    work::run_due(service).await.unwrap();
    audit::settle(service).await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    work::run_due(service).await.unwrap();
    assert_eq!(told_of(first).iter().filter(|event| *event == "target.deleted").count(), 1);
    let second = delete().await;
    work::run_due(service).await.unwrap();
    let told = told_of(second);
    assert!(["target.locked", "target.deleted"].iter().all(|event| told.contains(&(*event).to_owned())), "{told:?}");
});
