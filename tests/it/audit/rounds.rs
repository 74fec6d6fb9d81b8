//! Entries, rounds, witnesses, and databases that are behind.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use writ::audit::checkpoint::{Checkpoint, Policy};
use writ::audit::entry::Entry;
use writ::audit::proof::TlogProof;
use writ::audit::verify::Trust;
use writ::audit::{self, Answer, Journal, Log, NewEntry, Standing, Step, Witness};
use writ::db::{self, Address, Db};
use writ::ids::{HoldId, ObjectId};
use writ::keys::SigningKey;
use writ::merkle;
use writ::service::Service;

use super::verification::verified;
use super::{MemoryWitness, append, append_many, case, key, published};
use crate::app::{Engine, TestService, both_engines, polled};

both_engines!(an_entry_is_proven_under_a_checkpoint, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    assert_eq!(published(service).await.size, 0, "an empty log is published at the start");
    let id = append(service, case(1)).await;
    assert!(audit::proof(service, id).await.unwrap().is_none(), "not before a round");
    append(service, case(2)).await;
    append(service, case(1)).await;
    assert_eq!(audit::settle(service).await.unwrap(), 3);

    let proven = audit::proof(service, id).await.unwrap().unwrap();
    let proof: TlogProof = proven.proof.parse().unwrap();
    let checked = proof.verify(&proven.entry, &Policy::none(key(service))).unwrap();
    assert_eq!((checked.index, checked.witnessed.checkpoint.size), (proven.index, 3));
    let entry = Entry::parse(&proven.entry).unwrap();
    assert_eq!((entry.kind.as_str(), entry.n, entry.at), ("test.happened", 1, service.clock.now()));
    let numbers: Vec<u64> =
        audit::of_case(service, case(1)).await.unwrap().iter().map(|listed| listed.entry.n).collect();
    assert_eq!(numbers, [1, 2]);

    let mut tx = service.db.begin().await.unwrap();
    for opening in audit::openings(&mut tx, service, id).await.unwrap() {
        assert!(entry.opens(&opening.field, &opening.value, &opening.opening));
    }
    assert_eq!(audit::erase(&mut tx, service, id).await.unwrap(), 2);
    assert!(audit::openings(&mut tx, service, id).await.unwrap().is_empty());
});

both_engines!(an_entry_of_a_transaction_rolled_back_leaves_no_gap, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    append(service, case(1)).await;
    let mut tx = service.db.begin().await.unwrap();
    let entry = NewEntry {
        kind: "test.undone",
        case: case(1),
        actor: "service",
        fields: json!({}),
        commitments: &[],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await.unwrap();
    drop(tx);
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    let listed = audit::of_case(service, case(1)).await.unwrap();
    assert_eq!(listed.iter().map(|listed| listed.entry.n).collect::<Vec<_>>(), [1, 2]);
});

#[tokio::test]
async fn an_entry_too_long_for_a_bundle_is_refused() {
    let app = TestService::new().await.blank().await;
    let mut tx = app.service.db.begin().await.unwrap();
    let entry = NewEntry {
        kind: "test.long",
        case: case(1),
        actor: "service",
        fields: json!({"text": "x".repeat(65_535)}),
        commitments: &[],
        journal: None,
    };
    let error = audit::append(&mut tx, &app.service, entry).await.unwrap_err();
    assert!(error.to_string().contains("65,535"), "{error}");
}

both_engines!(the_log_grows_over_the_edges_of_tiles, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let mut seen = vec![published(service).await];
    for size in [1_usize, 255, 256, 257, 600] {
        append_many(service, size - usize::try_from(seen.last().unwrap().size).unwrap()).await;
        assert_eq!(audit::settle(service).await.unwrap(), size as u64);
        seen.push(published(service).await);
    }
    // Every checkpoint ever seen is a prefix of the last.
    let last = seen.last().unwrap();
    for old in &seen {
        let step = audit::checkpoint_since(service, old.size).await.unwrap();
        assert!(merkle::verify_consistency(old.size, &old.root, last.size, &last.root, &step.proof), "{}", old.size);
    }
});

both_engines!(witnesses_cosign_and_orders_wait_for_their_own_mirror, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let witnesses: Vec<MemoryWitness> = (1..=3).map(|n| MemoryWitness::new(service, n)).collect();
    let away = Witness::new(
        witnesses[2].vkey(),
        |_| async { Err("it is away".to_owned()) },
        || async { Err("it is away".to_owned()) },
    );
    service.log.set_witnesses(vec![witnesses[0].witness(), witnesses[1].witness(), away]);
    let order = append(service, case(1)).await;
    assert!(audit::proof_for_mirror(service, order, witnesses[2].id).await.unwrap().is_none(), "it did not cosign");
    let proven = audit::proof_for_mirror(service, order, witnesses[1].id).await.unwrap().unwrap();
    let own = Policy::none(key(service)).requiring(witnesses[1].vkey());
    let proof: TlogProof = proven.proof.parse().unwrap();
    proof.verify(&proven.entry, &own).unwrap();
    assert!(proof.verify(&proven.entry, &Policy::none(key(service)).requiring(witnesses[2].vkey())).is_err());

    append(service, case(1)).await;
    let (size, note) = audit::cosigned_checkpoint(service).await.unwrap();
    assert_eq!(size, 2);
    let known = witnesses.iter().map(MemoryWitness::vkey).collect();
    let policy = Policy { witnesses: known, quorum: 2, ..Policy::none(key(service)) };
    assert_eq!(policy.check(&note).unwrap().cosigned.len(), 2);
    assert_eq!(service.log.second_store().checkpoint().unwrap().as_deref(), Some(note.as_str()));
    // The witness that comes back late is brought up from where it stands.
    service.log.set_witnesses(witnesses.iter().map(MemoryWitness::witness).collect());
    service.clock.advance(Duration::from_mins(1));
    assert_eq!(audit::cosign(service).await.unwrap(), (2, 3));
});

both_engines!(a_witness_that_does_not_answer_is_left_alone_and_keeps_nobody_waiting, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let present = MemoryWitness::new(service, 1);
    let dead = MemoryWitness::new(service, 2);
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let gone = Witness::new(
        dead.vkey(),
        move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            async { Err("its machine is gone".to_owned()) }
        },
        || async { Ok(None) },
    );
    service.log.set_witnesses(vec![present.witness(), gone]);
    let order = append(service, case(1)).await;
    for _ in 0..20 {
        assert!(audit::proof_for_mirror(service, order, present.id).await.unwrap().is_some());
        assert!(audit::proof_for_mirror(service, order, dead.id).await.unwrap().is_none());
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1, "once, and then it is left alone");
    // Who waits for another does not ask it again, though it may be asked by now.
    service.clock.advance(Duration::from_mins(1));
    let later = append(service, case(1)).await;
    assert!(audit::proof_for_mirror(service, later, present.id).await.unwrap().is_some());
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    for _ in 0..3 {
        assert!(audit::proof_for_mirror(service, later, dead.id).await.unwrap().is_none());
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    // It takes for ever: whoever waits for the other has its proof meanwhile.
    service.clock.advance(Duration::from_mins(1));
    let stuck = Witness::new(dead.vkey(), |_| std::future::pending(), || async { Ok(None) });
    service.log.set_witnesses(vec![present.witness(), stuck]);
    let last = append(service, case(1)).await;
    let asking = tokio::spawn({
        let service = service.clone();
        async move { audit::cosign(&service).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let proven = tokio::time::timeout(Duration::from_secs(2), audit::proof_for_mirror(service, last, present.id)).await;
    assert!(proven.expect("it does not wait for the dead one").unwrap().is_some());
    asking.abort();
    assert!(asking.await.is_err(), "it was broken off");
    // Back, it is asked as before.
    service.clock.advance(Duration::from_mins(1));
    service.log.set_witnesses(vec![present.witness(), dead.witness()]);
    assert!(audit::proof_for_mirror(service, last, dead.id).await.unwrap().is_some());
});

both_engines!(two_sequencers_tell_one_story, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    // Another process on the same database and second store has a log of its own in memory.
    let other = Service { log: Log::open(service.log.second_store().folder()).unwrap(), ..service.clone() };
    audit::start(&other).await.unwrap();
    let writer = async {
        for n in 0..40 {
            append(if n % 2 == 0 { service } else { &other }, case(n % 3)).await;
        }
    };
    let sequencer = async |service: &Service| {
        for _ in 0..40 {
            audit::sequence(service).await.unwrap();
        }
    };
    tokio::join!(writer, sequencer(service), sequencer(&other));
    assert_eq!(audit::settle(service).await.unwrap(), 40);
    assert_eq!(audit::settle(&other).await.unwrap(), 40);
    assert_eq!(published(service).await, published(&other).await);
    for n in 0..3 {
        let listed = audit::of_case(service, case(n)).await.unwrap();
        assert!(listed.iter().zip(1..).all(|(listed, n)| listed.entry.n == n));
        assert!(listed.is_sorted_by_key(|listed| listed.index), "a case's entries stand in their order");
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_hangs_in_a_round_keeps_the_others_from_it_for_seconds_only() {
    let Some(app) = TestService::on(Engine::Postgres).await else { return };
    let app = app.blank().await;
    let service = &app.service;
    let other = Service { log: Log::open(service.log.second_store().folder()).unwrap(), ..service.clone() };
    audit::start(&other).await.unwrap();
    append(service, case(1)).await;
    let a_turn_is_taken = async || {
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                   WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = 2003986805 AND l.granted";
        db::one!(tx, (i64,), sql).unwrap().0 > 0
    };
    // It gets its turn, and then nothing is heard of it any more: as of a process that was stopped, or of a machine that is gone.
    let mut hanging = Box::pin(audit::sequence(&other));
    while !a_turn_is_taken().await {
        assert!(polled(&mut hanging, 1).await.is_none(), "it has not come to its end");
    }
    let early = tokio::time::timeout(Duration::from_secs(1), audit::sequence(service)).await;
    assert!(early.is_err(), "one at a time");
    assert_eq!(published(service).await.size, 0);
    let settled = tokio::time::timeout(Duration::from_mins(1), audit::settle(service)).await;
    assert_eq!(settled.expect("another goes on").unwrap(), 1);
    // Should it wake up after all, it comes to the same story.
    drop(hanging);
    append(&other, case(1)).await;
    assert_eq!(audit::settle(&other).await.unwrap(), 2);
    assert_eq!(published(service).await, published(&other).await);
}

both_engines!(a_round_that_dies_anywhere_is_taken_up_again, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let mut size = 0;
    for step in [Step::Numbered, Step::Exported, Step::Signed, Step::Published, Step::Recorded] {
        let before = published(service).await;
        append(service, case(1)).await;
        append_many(service, 120).await;
        size += 121;
        service.log.fail_after(step);
        let died = audit::sequence(service).await.unwrap_err();
        assert!(matches!(died, audit::Error::Stopped(at) if at == step), "{died}");
        // Whatever checkpoint strangers can see by now, all that it covers is there to be seen.
        let folder = service.log.second_store().folder().to_owned();
        if service.log.second_store().checkpoint().unwrap().is_some() {
            assert_eq!(verified(&folder, &Trust::default(), None).await.faults, [], "after {step:?}");
        }
        // What dies loses its memory.
        let again = Service { log: Log::open(service.log.second_store().folder()).unwrap(), ..service.clone() };
        assert_eq!(audit::start(&again).await.unwrap(), Standing::Current, "after {step:?}");
        assert_eq!(audit::settle(&again).await.unwrap(), size, "after {step:?}");
        let after = published(&again).await;
        assert_eq!(after.size, size, "after {step:?}");
        let proof = audit::checkpoint_since(&again, before.size).await.unwrap().proof;
        assert!(
            merkle::verify_consistency(before.size, &before.root, after.size, &after.root, &proof),
            "after {step:?}"
        );
        let stored = again.log.second_store().checkpoint().unwrap().unwrap();
        assert_eq!(Policy::none(key(service)).check(&stored).unwrap().checkpoint, after, "after {step:?}");
        assert_eq!(verified(&folder, &Trust::default(), Some(&again)).await.faults, [], "after {step:?}");
    }
});

/// A backup of the service's SQLite database, taken while nothing writes.
fn backup(service: &Service, name: &str) -> Address {
    let Address::File(path) = &service.config.database else { panic!("only a file is copied") };
    let copy = path.with_file_name(name);
    std::fs::copy(path, &copy).unwrap();
    std::fs::copy(path.with_extension("db-wal"), copy.with_extension("db-wal")).unwrap();
    Address::File(copy)
}

/// The same service on another database, its memory of the log lost.
async fn on(service: &Service, database: &Address, log_store: &Path) -> Service {
    let log = Log::open(log_store).unwrap();
    let db = Db::open(database).await.unwrap().written_while(log.condition());
    Service { db, log, ..service.clone() }
}

#[tokio::test]
async fn a_restored_backup_refuses_to_go_on() {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    let old = backup(service, "old.db");
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    let store = service.log.second_store().folder();

    let restored = on(service, &old, store).await;
    assert!(restored.log.require_current().is_err(), "not before it was compared");
    let Standing::Behind(what) = audit::start(&restored).await.unwrap() else { panic!("it is behind") };
    assert_eq!(what, "it has 1 entries, and 2 were published to the second store");
    let refusal = restored.log.require_current().unwrap_err().to_string();
    assert!(refusal.contains("restore a copy that holds all that was published"), "{refusal}");
    let refused = restored.db.begin().await.unwrap_err().to_string();
    assert!(refused.contains("restore a copy that holds all that was published"), "nobody writes: {refused}");
    let mut tx = service.db.begin().await.unwrap();
    let entry = NewEntry {
        kind: "test.forgot",
        case: case(1),
        actor: "service",
        fields: json!({}),
        commitments: &[],
        journal: None,
    };
    let refused = audit::append(&mut tx, &restored, entry).await.unwrap_err();
    assert!(matches!(refused, audit::Error::NotCurrent(_)), "{refused}");
    drop(tx);
    let before = restored.log.second_store().checkpoint().unwrap();
    assert!(audit::sequence(&restored).await.is_err());
    assert_eq!(restored.log.second_store().checkpoint().unwrap(), before, "it signs nothing");
    // The database that was never restored goes on.
    append(service, case(1)).await;
    assert_eq!(audit::settle(service).await.unwrap(), 3);
}

#[tokio::test]
async fn a_backup_that_went_its_own_way_is_a_fork() {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    let old = backup(service, "old.db");
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    // Restored where the second store cannot be seen, it writes as many entries, and more, of its own.
    let elsewhere = app.service.log.second_store().folder().with_file_name("elsewhere");
    let fork = on(service, &old, &elsewhere).await;
    assert_eq!(audit::start(&fork).await.unwrap(), Standing::Current);
    service.clock.advance(Duration::from_mins(1));
    for size in 2..4 {
        append(&fork, case(1)).await;
        assert_eq!(audit::settle(&fork).await.unwrap(), size);
        let seen = on(service, &old, service.log.second_store().folder()).await;
        let Standing::Behind(what) = audit::start(&seen).await.unwrap() else { panic!("it is a fork") };
        assert!(what.contains("not those that were published"), "{what}");
    }
    // And witnesses, which remember the first story, do not cosign the second.
    let witness = MemoryWitness::new(service, 1);
    service.log.set_witnesses(vec![witness.witness()]);
    assert_eq!(audit::cosign(service).await.unwrap(), (2, 1));
    fork.log.set_witnesses(vec![witness.witness()]);
    let refused = audit::cosign(&fork).await.unwrap_err().to_string();
    assert!(refused.contains("cosigned 2 entries that are not the first of this database"), "{refused}");
}

#[tokio::test]
async fn a_database_behind_a_witness_refuses_to_go_on() {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    let witness = MemoryWitness::new(service, 1);
    service.log.set_witnesses(vec![witness.witness()]);
    append(service, case(1)).await;
    audit::cosigned_checkpoint(service).await.unwrap();
    let old = backup(service, "old.db");
    append(service, case(1)).await;
    audit::cosigned_checkpoint(service).await.unwrap();
    // Database and second store are both as old as the backup; the witness is not.
    let elsewhere = app.service.log.second_store().folder().with_file_name("elsewhere");
    let restored = on(service, &old, &elsewhere).await;
    assert_eq!(audit::start(&restored).await.unwrap(), Standing::Current);
    restored.log.set_witnesses(vec![witness.witness()]);
    let refused = audit::cosign(&restored).await.unwrap_err().to_string();
    assert!(refused.contains("cosigned 2 entries, and this database has 1"), "{refused}");
    assert!(restored.log.require_current().is_err());
    assert!(audit::sequence(&restored).await.is_err(), "also in the next rounds");
}

#[tokio::test]
async fn a_site_that_was_replaced_hears_of_it_though_it_has_nothing_to_say() {
    let app = TestService::new().await.blank().await;
    let first = &app.service;
    let witness = MemoryWitness::new(first, 1);
    first.log.set_witnesses(vec![witness.witness()]);
    append(first, case(1)).await;
    audit::cosigned_checkpoint(first).await.unwrap();
    audit::look_at_witnesses(first).await.unwrap();
    // A copy of all of it goes on elsewhere.
    let elsewhere = app.service.log.second_store().folder().with_file_name("elsewhere");
    let second = on(first, &backup(first, "standby.db"), &elsewhere).await;
    assert_eq!(audit::start(&second).await.unwrap(), Standing::Current);
    second.log.set_witnesses(vec![witness.witness()]);
    append(&second, case(1)).await;
    audit::cosigned_checkpoint(&second).await.unwrap();

    // The first one has had everything cosigned, so that nobody is asked for anything.
    assert_eq!(audit::cosign(first).await.unwrap(), (1, 1));
    let refused = audit::look_at_witnesses(first).await.unwrap_err().to_string();
    assert!(refused.contains("cosigned 2 entries, and this database has 1"), "{refused}");
    assert!(audit::look_at_witnesses(&second).await.is_ok());
}

#[tokio::test]
async fn what_is_missing_is_taken_back_and_no_other_story() {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    // One entry is numbered in the backup, and one waits for it.
    append(service, case(9)).await;
    audit::settle(service).await.unwrap();
    let waiting = append(service, case(9)).await;
    let old = backup(service, "old.db");
    let forked = backup(service, "forked.db");
    append_many(service, 300).await;
    append(service, case(9)).await;
    audit::settle(service).await.unwrap();
    let store = service.log.second_store().folder();
    let root = published(service).await.root;

    let restored = on(service, &old, store).await;
    let recovery = audit::recovery::catch_up(&restored, &[]).await.unwrap().unwrap();
    assert_eq!((recovery.from, recovery.to), (1, 303));
    assert_eq!(audit::start(&restored).await.unwrap(), Standing::Current);
    assert_eq!(published(&restored).await.root, root);
    let mut tx = restored.db.read().await.unwrap();
    assert!(audit::index(&mut tx, waiting).await.unwrap().is_some(), "it is the one that was there");
    drop(tx);
    let mut taken = 0;
    loop {
        let batch = audit::recovery::taken_back(&restored, &recovery).await.unwrap();
        if batch.is_empty() {
            break;
        }
        let mut tx = restored.db.begin().await.unwrap();
        for entry in &batch {
            assert!(audit::recovery::applied(&mut tx, &restored, entry.entry, None, None).await.unwrap());
        }
        tx.commit().await.unwrap();
        taken += batch.len();
    }
    assert_eq!(taken, 301);
    // Until that is finished nobody else goes on with it.
    let other = on(service, &old, store).await;
    let Standing::Behind(why) = audit::start(&other).await.unwrap() else { panic!("it is not finished") };
    assert!(why.contains("not finished"), "{why}");
    let mut tx = restored.db.begin().await.unwrap();
    audit::recovery::finish(&mut tx, &restored, &recovery, 0).await.unwrap();
    tx.commit().await.unwrap();
    audit::settle(&restored).await.unwrap();
    let other = on(service, &old, store).await;
    assert_eq!(audit::start(&other).await.unwrap(), Standing::Current);
    // The case goes on where it was.
    append(&other, case(9)).await;
    let (listed, waiting) = audit::of_case_so_far(&other, case(9)).await.unwrap();
    assert_eq!((listed.len(), waiting.iter().map(|entry| entry.n).collect::<Vec<_>>()), (3, vec![4]));

    // One that was written where its log was not to be seen is another story.
    let elsewhere = app.service.log.second_store().folder().with_file_name("elsewhere");
    let fork = on(service, &forked, &elsewhere).await;
    assert_eq!(audit::start(&fork).await.unwrap(), Standing::Current);
    append(&fork, case(9)).await;
    audit::settle(&fork).await.unwrap();
    let fork = on(service, &forked, store).await;
    let refused = audit::recovery::catch_up(&fork, &[]).await.unwrap_err();
    assert!(matches!(refused, audit::Error::Forked(_)), "{refused}");
}

#[tokio::test]
async fn a_witness_that_only_claims_stops_nobody() {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    let key = MemoryWitness::new(service, 1).vkey();
    let forged = Checkpoint { origin: service.keys.origin.clone(), size: 9, root: [7; 32] };
    let forged = forged.sign(&self::key(service), |message| SigningKey::from_seed(&[9; 32]).sign(message)).to_string();
    for (status, body, shows) in [
        (409, "9\n", None),
        (409, "9\n", Some(forged)),
        (409, "nine", None),
        (409, "0\n", None),
        (422, "", None),
        (422, "", service.log.second_store().checkpoint().unwrap()),
        (200, "\n", None),
        (403, "", None),
        (500, "", None),
    ] {
        let witness = Witness::new(
            key.clone(),
            move |_| std::future::ready(Ok(Answer { status, body: body.to_owned() })),
            move || std::future::ready(Ok(shows.clone())),
        );
        service.log.set_witnesses(vec![witness]);
        assert_eq!(audit::cosign(service).await.unwrap(), (1, 0), "{status}");
        assert_eq!(service.log.standing(), Standing::Current);
    }
}

both_engines!(what_a_recovery_needs_lies_sealed_in_the_second_store, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    let object = ObjectId::new(&service.clock, &service.entropy);
    let hold = HoldId::new(&service.clock, &service.entropy);
    let acts = [
        Journal::HoldOpened { object, hold, ground: "copyright".to_owned() },
        Journal::HoldLifted { object, hold },
        Journal::KeyShareDestroyed { object },
    ];
    append_many(service, 254).await;
    for act in &acts {
        audit::settle(service).await.unwrap();
        let mut tx = service.db.begin().await.unwrap();
        let entry = NewEntry {
            kind: "test.happened",
            case: case(1),
            actor: "service",
            fields: json!({}),
            commitments: &[],
            journal: Some(act.clone()),
        };
        audit::append(&mut tx, service, entry).await.unwrap();
        tx.commit().await.unwrap();
    }
    audit::settle(service).await.unwrap();
    let store = service.log.second_store();
    let found = audit::journal(store, &service.keys, 0).await.unwrap();
    assert_eq!(found, (254..).zip(acts.clone()).collect::<Vec<_>>());
    assert_eq!(audit::journal(store, &service.keys, 256).await.unwrap(), [(256, acts[2].clone())]);
    // Nothing of it can be read without the keys.
    for n in ["000", "001.p/1"] {
        let bytes = store.read(&format!("private/journal/{n}")).unwrap().unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains(&object.to_string()) && !text.contains("copyright"), "{n}");
    }
    assert!(store.read("private/journal/000.p/255").unwrap().is_none(), "the full one has replaced it");
});
