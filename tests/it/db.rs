//! The schema is one, on both engines; the queue behaves alike on both.

use std::collections::BTreeSet;
use std::time::Duration;

use writ::db::{self, Address, Db};
use writ::entropy::Entropy;
use writ::ids::{JobId, ObjectId, OrderId};
use writ::jobs::{self, Job};

use crate::app::{Engine, TestService, both_engines, empty_postgres_database, polled, postgres_server};

async fn columns(db: &Db, sql: &'static str) -> BTreeSet<(String, String)> {
    let mut tx = db.read().await.unwrap();
    db::all!(tx, (String, String), sql).unwrap().into_iter().filter(|(table, _)| table != "_sqlx_migrations").collect()
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let sqlite = TestService::new().await;
    let sqlite = columns(
        &sqlite.service.db,
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    )
    .await;
    assert!(sqlite.contains(&("objects".into(), "key_share_sealed".into())));
    let Some(server) = postgres_server() else { return };
    // Every other test starts from a copy of what was migrated once.
    let copy = TestService::on(Engine::Postgres).await.expect("its server was named");
    let empty = Address::Postgres(empty_postgres_database(&server, &Entropy::System).await);
    for db in [&copy.service.db, &Db::open(&empty).await.unwrap()] {
        let postgres = columns(
            db,
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'",
        )
        .await;
        assert_eq!(sqlite, postgres);
    }
}

#[tokio::test]
async fn what_nobody_has_migrated_yet_is_checked_and_stays_empty() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("writ.db");
    std::fs::write(&file, "").unwrap();
    let mut empty = vec![Address::File(file)];
    if let Some(server) = postgres_server() {
        empty.push(Address::Postgres(empty_postgres_database(&server, &Entropy::System).await));
    }
    for address in &empty {
        for _ in 0..2 {
            let said = db::check(address).await.unwrap();
            assert!(said.ends_with("(empty)"), "{said}");
            assert!(!db::is_begun(address).await.unwrap());
        }
        Db::open(address).await.unwrap().close().await;
        let said = db::check(address).await.unwrap();
        assert!(said.contains("schema version"), "{said}");
        assert!(db::is_begun(address).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn portals_that_start_at_once_on_an_empty_database_all_open_it() {
    let Some(server) = postgres_server() else { return };
    let address = Address::Postgres(empty_postgres_database(&server, &Entropy::System).await);
    let opening = (0..6).map(|_| {
        tokio::spawn({
            let address = address.clone();
            async move { Db::open(&address).await }
        })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap().close().await;
    }
}

both_engines!(a_job_is_leased_once_and_retried_later, |app: TestService| async move {
    let service = &app.service;
    let job = Job::DeleteForOwner { object: ObjectId::new(&service.clock, &service.entropy) };
    let mut tx = service.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, service, &job, service.clock.now()).await.unwrap();
    tx.commit().await.unwrap();

    let leased = jobs::lease(service).await.unwrap().unwrap();
    assert_eq!(leased.job, job);
    assert!(jobs::lease(service).await.unwrap().is_none(), "a leased job is nobody else's");

    let run_at = jobs::retry(service, &leased, "the mirror is away").await.unwrap();
    assert!(jobs::lease(service).await.unwrap().is_none(), "it waits first");
    service.clock.advance(run_at.since(service.clock.now()));
    let again = jobs::lease(service).await.unwrap().unwrap();
    assert_eq!(again.attempts, 1);

    service.clock.advance(Duration::from_hours(1));
    let taken_over = jobs::lease(service).await.unwrap().unwrap();
    let late = jobs::renew(service, std::slice::from_ref(&again)).await;
    assert!(matches!(late, Err(jobs::Error::LeaseLost)), "it hears that it is to stop: {late:?}");
    jobs::renew(service, std::slice::from_ref(&taken_over)).await.unwrap();
    jobs::finish(service, &again).await.unwrap();
    assert_eq!(jobs::due(service).await.unwrap(), 1, "a worker whose lease ended cannot strike the job off");
    jobs::finish(service, &taken_over).await.unwrap();
    assert_eq!(jobs::due(service).await.unwrap(), 0);
});

both_engines!(a_worker_whose_lease_ended_does_nothing_to_anothers_job, |app: TestService| async move {
    let service = &app.service;
    let job = || Job::DeleteForOwner { object: ObjectId::new(&service.clock, &service.entropy) };
    let mut tx = service.db.begin().await.unwrap();
    for job in [job(), job()] {
        jobs::enqueue(&mut tx, service, &job, service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut late = Vec::new();
    while let Some(leased) = jobs::lease(service).await.unwrap() {
        late.push(leased);
    }
    service.clock.advance(Duration::from_hours(1));
    // One of them is taken by another; of the other nobody knows yet that its lease has ended.
    let taken = jobs::lease(service).await.unwrap().unwrap();
    late.sort_by_key(|leased| leased.id != taken.id);
    let [lost, own] = &late[..] else { panic!("both were taken: {late:?}") };
    let now = service.clock.now();

    // It failed, it waits, or it is done: that is for who has it to say.
    jobs::retry(service, lost, "too late").await.unwrap();
    jobs::put_off(service, lost, now.plus(Duration::from_hours(2))).await.unwrap();
    jobs::finish_all(service, &[lost, own]).await.unwrap();
    assert_eq!(jobs::due(service).await.unwrap(), 1, "what it has still is done");
    assert!(jobs::lease(service).await.unwrap().is_none(), "and the other is held by who took it");
    let mut tx = service.db.read().await.unwrap();
    let found = db::one!(tx, (i64, Option<String>), "SELECT attempts, last_error FROM jobs WHERE id = $1", taken.id);
    drop(tx);
    assert_eq!(found.unwrap(), (0, None), "no failure of its is counted");

    // Nor once that one has put it back.
    let run_at = jobs::retry(service, &taken, "the mirror is away").await.unwrap();
    jobs::put_off(service, lost, now).await.unwrap();
    jobs::finish(service, lost).await.unwrap();
    assert_eq!(jobs::due(service).await.unwrap(), 0, "it waits");
    service.clock.advance(run_at.since(now));
    let again = jobs::lease(service).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (taken.id, 1));
    for late in [lost, &taken] {
        let renewed = jobs::renew(service, std::slice::from_ref(late)).await;
        assert!(matches!(renewed, Err(jobs::Error::LeaseLost)), "{renewed:?}");
    }
});

both_engines!(jobs_of_a_kind_that_failed_as_often_are_taken_together, |app: TestService| async move {
    let service = &app.service;
    let now = service.clock.now();
    let earlier = now.minus(Duration::from_secs(1));
    let order = || Job::DeliverOrder { order: OrderId::new(&service.clock, &service.entropy) };
    let mut tx = service.db.begin().await.unwrap();
    for _ in 0..4 {
        jobs::enqueue(&mut tx, service, &order(), earlier).await.unwrap();
    }
    jobs::enqueue(&mut tx, service, &order(), now.plus(Duration::from_hours(1))).await.unwrap();
    jobs::enqueue(&mut tx, service, &Job::LookAtDeadlines, now).await.unwrap();
    tx.commit().await.unwrap();

    let first = jobs::lease(service).await.unwrap().unwrap();
    let more = jobs::lease_more(service, &first, 2).await.unwrap();
    let taken: BTreeSet<_> = more.iter().chain([&first]).map(|leased| leased.id).collect();
    assert_eq!((more.len(), taken.len()), (2, 3), "so many, and each once");
    let run_at = jobs::retry(service, &first, "the mirror is away").await.unwrap();
    service.clock.advance(run_at.since(now));
    jobs::renew(service, &more).await.unwrap();
    let fresh = jobs::lease(service).await.unwrap().unwrap();
    assert!(matches!(fresh.job, Job::DeliverOrder { .. }) && !taken.contains(&fresh.id), "{fresh:?}");
    let none = jobs::lease_more(service, &fresh, 10).await.unwrap();
    assert!(none.is_empty(), "one failed, one is not due, one is of another kind, and two are held: {none:?}");
    jobs::finish_all(service, &[&fresh, &more[0], &more[1]]).await.unwrap();
    assert_eq!(jobs::due(service).await.unwrap(), 2);
});

both_engines!(a_job_that_another_worker_has_just_taken_is_not_done_beside_it, |app: TestService| async move {
    let service = &app.service;
    let (job, now) =
        (Job::DeleteForOwner { object: ObjectId::new(&service.clock, &service.entropy) }, service.clock.now());
    let mut tx = service.db.begin().await.unwrap();
    let first = jobs::enqueue(&mut tx, service, &job, now).await.unwrap();
    tx.commit().await.unwrap();
    let mut other = service.db.begin().await.unwrap();
    let until = now.plus(Duration::from_secs(30));
    db::execute!(other, "UPDATE jobs SET lease = id, leased_until = $2 WHERE id = $1", first, until).unwrap();
    // The same is queued once more, and is due longer, so that who looks now does not wait for the row of the first.
    let earlier = now.minus(Duration::from_secs(1));
    let waits_for_a_lock = async || {
        let mut tx = service.db.read().await.unwrap();
        let sql =
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        db::one!(tx, (i64,), sql).unwrap().0 > 0
    };
    if service.db.is_postgres() {
        let mut tx = service.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, service, &job, earlier).await.unwrap();
        tx.commit().await.unwrap();
    } else {
        jobs::enqueue(&mut other, service, &job, earlier).await.unwrap();
    }
    let lease = tokio::spawn({
        let service = service.clone();
        async move { jobs::lease(&service).await.unwrap() }
    });
    while service.db.is_postgres() && !lease.is_finished() && !waits_for_a_lock().await {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    other.commit().await.unwrap();
    assert!(lease.await.unwrap().is_none());
});

both_engines!(a_job_that_this_program_does_not_know_stops_nobody_and_is_kept, |app: TestService| async move {
    let service = &app.service;
    let now = service.clock.now();
    let earlier = now.minus(Duration::from_secs(1));
    let known = Job::DeleteForOwner { object: ObjectId::new(&service.clock, &service.entropy) };
    let mut tx = service.db.begin().await.unwrap();
    // What a newer program on the same database queued, and what nobody ever could read; both due before the other.
    for payload in [r#"{"job":"of-a-newer-program","object":1}"#, "nonsense"] {
        let id = JobId::new(&service.clock, &service.entropy);
        db::execute!(
            tx,
            "INSERT INTO jobs (id, lane, payload, run_at, attempts, created_at) VALUES ($1, 'general', $2, $3, 0, $3)",
            id,
            payload,
            earlier
        )
        .unwrap();
    }
    jobs::enqueue(&mut tx, service, &known, now).await.unwrap();
    tx.commit().await.unwrap();

    for failures in 1..10 {
        let leased = jobs::lease(service).await.unwrap().unwrap();
        assert_eq!(leased.job, known);
        let mut tx = service.db.read().await.unwrap();
        let kept = db::all!(tx, (i64, String), "SELECT attempts, last_error FROM jobs WHERE id <> $1", leased.id);
        let kept = kept.unwrap();
        drop(tx);
        assert_eq!(kept.iter().map(|(attempts, _)| *attempts).collect::<Vec<_>>(), [failures; 2]);
        assert!(kept.iter().any(|(_, error)| error.contains("of-a-newer-program")), "{kept:?}");
        service.clock.advance(Duration::from_mins(10));
        jobs::put_off(service, &leased, service.clock.now()).await.unwrap();
    }
});

both_engines!(a_transaction_given_up_while_it_begins_is_no_ones, |app: TestService| async move {
    let service = &app.service;
    let job = Job::DeleteForOwner { object: ObjectId::new(&service.clock, &service.entropy) };
    // As by readers who hang up, at each step of beginning; and whoever gets their connection next writes.
    for polls in 1..8 {
        drop(polled(&mut Box::pin(service.db.read()), polls).await);
        let mut tx = service.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, service, &job, service.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(jobs::due(service).await.unwrap(), 7);
});

#[tokio::test]
async fn connections_that_the_server_has_closed_are_replaced_and_nobody_notices() {
    let Some(app) = TestService::on(Engine::Postgres).await else { return };
    let db = &app.service.db;
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(db.read().await.unwrap());
    }
    drop(open);
    // As a server does that restarts.
    let mut tx = db.begin().await.unwrap();
    let close = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let (closed,) = db::one!(tx, (i64,), close).unwrap();
    assert!(closed >= 5, "{closed}");
    drop(tx);
    // One that was used just now is not asked whether it is still there.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(db.begin().await.unwrap());
    }
    for tx in &mut open {
        assert_eq!(db::one!(tx, (i64,), "SELECT CAST(1 AS BIGINT)").unwrap(), (1,));
    }
}

both_engines!(the_log_cannot_be_rewritten, |app: TestService| async move {
    let service = &app.service;
    let id = writ::ids::LogEntryId::new(&service.clock, &service.entropy);
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "INSERT INTO log_entries (id, case_id, n, kind, bytes, at) VALUES ($1, $1, 1, 'test', $2, $3)",
        id,
        b"{}".to_vec(),
        service.clock.now()
    )
    .unwrap();
    tx.commit().await.unwrap();
    let mut tx = service.db.begin().await.unwrap();
    assert!(db::execute!(tx, "UPDATE log_entries SET kind = 'other' WHERE id = $1", id).is_err());
    drop(tx);
    let mut tx = service.db.begin().await.unwrap();
    assert!(db::execute!(tx, "DELETE FROM log_entries WHERE id = $1", id).is_err());
});
