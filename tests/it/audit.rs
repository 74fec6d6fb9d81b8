//! The log: from a transaction to a checkpoint that strangers verify; killed, restored, forked and tampered with.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::json;
use uuid::Uuid;
use writ::audit::checkpoint::{Checkpoint, Policy, log_key, witness_key};
use writ::audit::entry::Entry;
use writ::audit::note::VerifierKey;
use writ::audit::proof::TlogProof;
use writ::audit::verify::{self, Report, Source, Trust};
use writ::audit::witness::{AddCheckpoint, Refusal, consider};
use writ::audit::{self, Answer, Log, NewEntry, Standing, Step, Witness};
use writ::db::{Address, Db};
use writ::ids::{CaseId, LogEntryId, MirrorId};
use writ::keys::SigningKey;
use writ::merkle;
use writ::service::Service;

use crate::app::{TestService, both_engines};

/// A case of its own.
fn case(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

/// Appends an entry as a verb does: in a transaction that it commits.
async fn append(service: &Service, case: CaseId) -> LogEntryId {
    let mut tx = service.db.begin().await.unwrap();
    let entry = NewEntry {
        kind: "test.happened",
        case,
        actor: "service",
        fields: json!({"outcome": "removed"}),
        commitments: &[("object", "42".to_owned()), ("person", "Ada".to_owned())],
        journal: None,
    };
    let id = audit::append(&mut tx, service, entry).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Appends many entries in one transaction.
async fn append_many(service: &Service, count: usize) {
    let mut tx = service.db.begin().await.unwrap();
    for n in 0..count {
        let entry = NewEntry {
            kind: "test.happened",
            case: case(n as u128 % 7),
            actor: "service",
            fields: json!({}),
            commitments: &[],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn key(service: &Service) -> VerifierKey {
    log_key(&service.keys.origin, service.keys.log.public()).unwrap()
}

async fn published(service: &Service) -> Checkpoint {
    let note = audit::served_checkpoint(service).await.unwrap().unwrap();
    Policy::none(key(service)).check(&note).unwrap().checkpoint
}

/// A witness in memory, as a mirror is one: it remembers what it cosigned.
#[derive(Clone)]
struct MemoryWitness {
    id: MirrorId,
    key: SigningKey,
    origin: String,
    log: VerifierKey,
    latest: Arc<Mutex<Option<(Checkpoint, String)>>>,
}

impl MemoryWitness {
    fn new(service: &Service, n: u8) -> Self {
        let (id, key) = (MirrorId(Uuid::from_u128(n.into())), SigningKey::from_seed(&[n; 32]));
        Self { id, key, origin: service.keys.origin.clone(), log: self::key(service), latest: Arc::default() }
    }

    fn vkey(&self) -> VerifierKey {
        witness_key(&self.origin, self.id, self.key.public()).unwrap()
    }

    fn add_checkpoint(&self, body: &str) -> Answer {
        let mut latest = self.latest.lock().unwrap();
        let judged = body.parse::<AddCheckpoint>().and_then(|request| {
            let known = latest.as_ref().map(|(known, _)| known);
            Ok((consider(&request, known, &Policy::none(self.log.clone()))?, request.checkpoint))
        });
        match judged {
            Ok((checkpoint, note)) => {
                *latest = Some((checkpoint.clone(), note));
                let line = checkpoint.cosign(&self.vkey(), 1_700_000_000, |message| self.key.sign(message));
                Answer { status: 200, body: line.to_string() }
            }
            Err(Refusal::Conflict(size)) => Answer { status: 409, body: format!("{size}\n") },
            Err(refusal) => Answer { status: refusal.status(), body: String::new() },
        }
    }

    fn witness(&self) -> Witness {
        let (asked, shown) = (self.clone(), self.clone());
        Witness::new(
            self.vkey(),
            move |body| std::future::ready(Ok(asked.add_checkpoint(&body))),
            move || std::future::ready(Ok(shown.latest.lock().unwrap().clone().map(|(_, note)| note))),
        )
    }
}

both_engines!(an_entry_is_proven_under_a_checkpoint, |app: TestService| async move {
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
    let app = TestService::new().await;
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
    assert_eq!(audit::cosign(service).await.unwrap(), (2, 3));
});

both_engines!(two_sequencers_tell_one_story, |app: TestService| async move {
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

both_engines!(a_round_that_dies_anywhere_is_taken_up_again, |app: TestService| async move {
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
    let db = Db::open(database).await.unwrap();
    Service { db, log: Log::open(log_store).unwrap(), ..service.clone() }
}

#[tokio::test]
async fn a_restored_backup_refuses_to_go_on() {
    let app = TestService::new().await;
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
    assert!(refusal.contains("writ admin recover"), "{refusal}");
    let mut tx = restored.db.begin().await.unwrap();
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
    let app = TestService::new().await;
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
    service.clock.advance(std::time::Duration::from_mins(1));
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
    let app = TestService::new().await;
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
async fn a_witness_that_only_claims_stops_nobody() {
    let app = TestService::new().await;
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

async fn verified(folder: &Path, trust: &Trust, service: Option<&Service>) -> Report {
    let source = Source::Folder(folder.to_owned());
    verify::verify(&source, trust, service.map(|service| &service.db), |_, _| ()).await.unwrap()
}

both_engines!(a_stranger_recomputes_the_whole_log, |app: TestService| async move {
    let service = &app.service;
    service.log.set_witnesses(vec![MemoryWitness::new(service, 1).witness()]);
    let folder = service.log.second_store().folder().to_owned();
    let mut remembered = None;
    for size in [0_usize, 1, 3, 255, 256, 257, 600] {
        append_many(service, size - usize::try_from(published(service).await.size).unwrap()).await;
        let (_, note) = audit::cosigned_checkpoint(service).await.unwrap();
        let trust = Trust { keys: vec![key(service)], remembered: remembered.replace(note), ..Trust::default() };
        let report = verified(&folder, &trust, Some(service)).await;
        assert_eq!(report.faults, [], "{size}");
        assert_eq!((report.size, report.root), (size as u64, published(service).await.root));
        assert_eq!((report.cosigned.len(), report.rows, report.pinned), (1, Some(size as u64), true));
        assert_eq!(report.remembered.is_some(), size > 0);
    }
});

#[tokio::test]
async fn a_log_is_verified_over_http_as_in_a_folder() {
    let app = TestService::new().await;
    let service = &app.service;
    append_many(service, 258).await;
    audit::settle(service).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = writ::http::log::routes().with_state(service.clone());
    let server = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    let report = verify::verify(&Source::parse(&address).unwrap(), &Trust::default(), None, |_, _| ()).await.unwrap();
    assert_eq!((report.faults.as_slice(), report.size, report.pinned), ([].as_slice(), 258, false));
    let head = async |path: &str| {
        let answer = reqwest::get(format!("{address}{path}")).await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        (answer.status().as_u16(), header("content-type"), header("cache-control"))
    };
    let text = "text/plain; charset=utf-8".to_owned();
    let bytes = "application/octet-stream".to_owned();
    let for_ever = "public, max-age=31536000, immutable".to_owned();
    assert_eq!(head("/log/checkpoint").await, (200, text.clone(), "public, max-age=1".to_owned()));
    assert_eq!(head("/log/vkey").await, (200, text, "public, max-age=3600".to_owned()));
    // Partial tiles of every size that was ever published are still there, and none that was not.
    for path in ["tile/0/000", "tile/0/000.p/7", "tile/0/001.p/2", "tile/1/000.p/1", "tile/entries/001.p/2"] {
        assert_eq!(head(&format!("/log/{path}")).await, (200, bytes.clone(), for_ever.clone()), "{path}");
    }
    for path in ["tile/0/001", "tile/0/001.p/3", "tile/0/002.p/1", "tile/1/000", "tile/entries/001", "tile/0/../../x"] {
        assert_eq!(reqwest::get(format!("{address}/log/{path}")).await.unwrap().status(), 404, "{path}");
    }
    server.abort();
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Bends bytes of every public file of a log, one at a time, and expects each to be found.
async fn bend(service: &Service, every: usize) {
    let folder = service.log.second_store().folder().to_owned();
    let trust =
        Trust { keys: vec![key(service)], witnesses: vec![MemoryWitness::new(service, 1).vkey()], remembered: None };
    assert_eq!(verified(&folder, &trust, None).await.faults, []);
    let current = |path: &std::path::PathBuf| !path.to_str().unwrap().contains(".p/");
    let size = published(service).await.size;
    let last = format!("{}.p/{}", size / 256, size % 256);
    let mut bent = 0;
    let files = [files(&folder.join("tile")), vec![folder.join("checkpoint")]].concat();
    for path in files.into_iter().filter(|path| current(path) || path.to_str().unwrap().contains(&last)) {
        let whole = std::fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(every) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            std::fs::write(&path, &bytes).unwrap();
            assert!(!verified(&folder, &trust, None).await.holds(), "byte {at} of {}", path.display());
            bent += 1;
        }
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(!verified(&folder, &trust, None).await.holds(), "{} cut short", path.display());
        std::fs::write(&path, [whole.as_slice(), b"x"].concat()).unwrap();
        assert!(!verified(&folder, &trust, None).await.holds(), "{} made longer", path.display());
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(verified(&folder, &trust, None).await.faults, []);
    assert!(bent > 1_000 / every, "{bent}");
}

#[tokio::test]
async fn no_byte_of_the_log_can_change_unnoticed() {
    let app = TestService::new().await;
    app.service.log.set_witnesses(vec![MemoryWitness::new(&app.service, 1).witness()]);
    append_many(&app.service, 5).await;
    audit::cosigned_checkpoint(&app.service).await.unwrap();
    bend(&app.service, 1).await;
}

#[tokio::test]
async fn no_tile_of_a_larger_log_can_change_unnoticed() {
    let app = TestService::new().await;
    app.service.log.set_witnesses(vec![MemoryWitness::new(&app.service, 1).witness()]);
    append_many(&app.service, 300).await;
    audit::cosigned_checkpoint(&app.service).await.unwrap();
    bend(&app.service, 509).await;
}

#[tokio::test]
async fn what_is_wrong_is_located() {
    let app = TestService::new().await;
    let service = &app.service;
    append_many(service, 259).await;
    audit::settle(service).await.unwrap();
    let folder = service.log.second_store().folder().to_owned();
    let trust = Trust { keys: vec![key(service)], ..Trust::default() };
    // One entry says something else, in form.
    let path = folder.join("tile/entries/001.p/3");
    let whole = std::fs::read(&path).unwrap();
    let mut other = whole.clone();
    let at = other.windows(13).position(|bytes| bytes == b"test.happened").unwrap();
    other[at + 12] = b'f';
    std::fs::write(&path, other).unwrap();
    let faults = verified(&folder, &trust, Some(service)).await.faults;
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "entry 256: the database has another entry in its place",
            "entry 256: it does not have the hash that stands in tile/0/001.p/3",
            "checkpoint: its root is not that of the entries",
        ]
    );
    std::fs::write(&path, &whole).unwrap();
    // A remembered checkpoint that the log does not contain, and one beyond its end.
    for (size, what) in [(7, "the log was rewritten"), (300, "entries were taken away")] {
        let other = Checkpoint { origin: service.keys.origin.clone(), size, root: [7; 32] };
        let note = other.sign(&key(service), |message| service.keys.log.sign(message)).to_string();
        let report = verified(&folder, &Trust { remembered: Some(note), ..trust.clone() }, None).await;
        assert_eq!(report.faults.len(), 1);
        assert!(report.faults[0].what.contains(what), "{}", report.faults[0]);
    }
    // Keys of another log.
    let other = log_key(&service.keys.origin, [9; 32]).unwrap();
    let report = verified(&folder, &Trust { keys: vec![other], ..Trust::default() }, None).await;
    assert!(report.faults.iter().any(|fault| fault.what == "the checkpoint is not signed by the log"));
}
