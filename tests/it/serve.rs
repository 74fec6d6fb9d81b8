//! What `writ serve` begins by itself, and that it starts on what there is, on the real process: nobody asks for it, and no test below the service
//! would miss it.

use std::time::{Duration, Instant};

use tokio::process::Child;
use writ::accounts::Role;
use writ::clock::{Clock, Time};
use writ::db::{self, Db};
use writ::ids::{CaseId, uuid_v4};
use writ::jobs::Job;
use writ::mail;
use writ::vault::hosts;

use crate::accounts::{administrator, with_role};
use crate::app::Engine;
use crate::delivery::{mailed_report, queue_about};
use crate::kills::{PATIENCE, Victim};
use crate::survival::close;

/// Before the first life a message was handed over and came back, and no round was ever queued; in that life the Maildir is read, and each
/// round is done and queues the next.
async fn what_nobody_asks_for_is_begun(engine: Engine) {
    let Some((mut victim, folder)) = Victim::settle(engine).await else { return };
    let bounces = folder.path().join("bounces");
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(bounces.join(part)).unwrap();
    }
    let service = victim.open().await;
    let message = queue_about(&service, "anna@example.org", CaseId(uuid_v4(&service.entropy)), "One").await;
    mail::send(&service, message).await.unwrap();
    std::fs::write(bounces.join("new/1.mx"), mailed_report(&service, message, "5.1.1")).unwrap();
    assert_eq!(mail::progress(&service, message).await.unwrap().state, mail::State::Sent);
    service.db.close().await;
    drop(service);

    let watch = Db::open(&victim.config.database).await.unwrap();
    let rounds = [Job::LetGo, Job::TurnWrappingKeys, Job::WatchCustody, Job::MoveToAdmitted { after: None }];
    let rounds = rounds.map(|job| serde_json::to_string(&job).unwrap());
    // How many of each round wait: for now or later, and for later.
    let waiting = async |after: Time| {
        let mut tx = watch.read().await.unwrap();
        let mut counts = Vec::new();
        for round in &rounds {
            let sql = "SELECT COUNT(*) FROM jobs WHERE payload = $1 AND run_at > $2";
            counts.push(db::one!(tx, (i64,), sql, round, after).unwrap().0);
        }
        counts
    };
    let state = async || {
        let mut tx = watch.read().await.unwrap();
        db::one!(tx, (String,), "SELECT state FROM messages WHERE id = $1", message).unwrap().0
    };
    assert_eq!(waiting(Time::EPOCH).await, [0; 4], "no round was queued before");

    victim.arguments = vec!["--bounces".into(), bounces.display().to_string()];
    let mut life = victim.start();
    victim.ready().await;
    let begun = Instant::now();
    loop {
        let (state, waiting) = (state().await, waiting(Clock::System.now()).await);
        if state == "bounced" && waiting == [1; 4] {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "the message is {state}, rounds wait {waiting:?}: {}", victim.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    watch.close().await;
    life.start_kill().unwrap();
    life.wait().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_asks_for_is_begun_on_sqlite() {
    what_nobody_asks_for_is_begun(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_asks_for_is_begun_on_postgres() {
    what_nobody_asks_for_is_begun(Engine::Postgres).await;
}

/// A life that answers.
async fn started(victim: &Victim) -> Child {
    let mut life = victim.start();
    tokio::select! {
        () = victim.ready() => {}
        ended = life.wait() => panic!("it does not start: {ended:?}: {}", victim.log()),
    }
    life
}

/// How many mirrors witness the log.
async fn witnesses(victim: &Victim) -> usize {
    let answer = reqwest::get(format!("{}/log/witnesses", victim.url)).await.unwrap();
    answer.error_for_status().unwrap().text().await.unwrap().lines().count()
}

/// A mirror of the service's own is given up, and removed: each time the service starts again as it was told before, and after that as its warning
/// says.
async fn a_mirror_of_its_own_that_was_removed_keeps_it_from_no_start(engine: Engine) {
    let Some((mut victim, _folder)) = Victim::settle(engine).await else { return };
    let service = victim.open().await;
    let anna = administrator(&service, "anna@example.org").await;
    let bert = with_role(&service, anna, "bert@example.org", Role::Administrator).await;
    let own = service.mirrors.embedded().iter().find(|embedded| embedded.config.name == "otago").unwrap();
    let otago = own.mirror.id();
    let step = hosts::propose_giving_up(&service, &anna, otago, "Its disk is dead").await.unwrap();
    hosts::confirm_giving_up(&service, &bert, step).await.unwrap();
    close(service).await;
    let life = started(&victim).await;
    victim.stop(life).await;

    let service = victim.open().await;
    let step = hosts::propose_removal(&service, &anna, otago, "Its disk is dead").await.unwrap();
    hosts::confirm_removal(&service, &bert, step).await.unwrap();
    close(service).await;
    let warned = || victim.log().matches("a mirror of this process was removed: it takes no part").count();
    assert_eq!(warned(), 0, "{}", victim.log());
    let life = started(&victim).await;
    assert_eq!((witnesses(&victim).await, warned()), (2, 1), "{}", victim.log());
    let others: Vec<_> = victim.config.mirrors.iter().filter(|mirror| mirror.name != "otago").cloned().collect();
    for other in &others {
        let spelt = format!("--mirror {}={}={}", other.name, other.jurisdiction, other.folder.display());
        assert!(victim.log().contains(&spelt), "{spelt}: {}", victim.log());
    }
    victim.stop(life).await;

    let before = victim.log().len();
    victim.config.mirrors = others;
    let life = started(&victim).await;
    assert_eq!(witnesses(&victim).await, 2, "{}", victim.log());
    assert!(!victim.log()[before..].contains("takes no part"), "it is named no more: {}", victim.log());
    victim.stop(life).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_of_its_own_that_was_removed_keeps_it_from_no_start_on_sqlite() {
    a_mirror_of_its_own_that_was_removed_keeps_it_from_no_start(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_of_its_own_that_was_removed_keeps_it_from_no_start_on_postgres() {
    a_mirror_of_its_own_that_was_removed_keeps_it_from_no_start(Engine::Postgres).await;
}
