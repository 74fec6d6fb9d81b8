//! Strangers verify the log: ours, and Go's.

use std::path::Path;

use writ::audit;
use writ::audit::checkpoint::{Checkpoint, log_key};
use writ::audit::verify::{self, Report, Source, Trust};
use writ::db::Address;
use writ::service::Service;

use super::{MemoryWitness, append, append_many, case, key, published};
use crate::app::{TestService, both_engines};

pub async fn verified(folder: &Path, trust: &Trust, service: Option<&Service>) -> Report {
    let source = Source::Folder(folder.to_owned());
    verify::verify(&source, trust, service.map(|service| &service.db), |_, _| ()).await.unwrap()
}

both_engines!(a_stranger_recomputes_the_whole_log, |app: TestService| async move {
    let app = app.blank().await;
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
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    append_many(service, 258).await;
    audit::settle(service).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = writ::http::router(service.clone());
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
    assert_eq!(head("/log/vkey").await, (200, text, "public, max-age=1".to_owned()));
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
    let app = TestService::new().await.blank().await;
    app.service.log.set_witnesses(vec![MemoryWitness::new(&app.service, 1).witness()]);
    append_many(&app.service, 5).await;
    audit::cosigned_checkpoint(&app.service).await.unwrap();
    bend(&app.service, 1).await;
}

#[tokio::test]
async fn no_tile_of_a_larger_log_can_change_unnoticed() {
    let app = TestService::new().await.blank().await;
    app.service.log.set_witnesses(vec![MemoryWitness::new(&app.service, 1).witness()]);
    append_many(&app.service, 300).await;
    audit::cosigned_checkpoint(&app.service).await.unwrap();
    bend(&app.service, 509).await;
}

#[tokio::test]
async fn what_is_wrong_is_located() {
    let app = TestService::new().await.blank().await;
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
        let note = other.sign(&key(service), |message| service.keys.log().sign(message)).to_string();
        let report = verified(&folder, &Trust { remembered: Some(note), ..trust.clone() }, None).await;
        assert_eq!(report.faults.len(), 1);
        assert!(report.faults[0].what.contains(what), "{}", report.faults[0]);
    }
    // Keys of another log.
    let other = log_key(&service.keys.origin, [9; 32]).unwrap();
    let report = verified(&folder, &Trust { keys: vec![other], ..Trust::default() }, None).await;
    assert!(report.faults.iter().any(|fault| fault.what == "the checkpoint is not signed by the log"));
}

both_engines!(an_entry_left_out_of_a_case_shows, |app: TestService| async move {
    let app = app.blank().await;
    let service = &app.service;
    append(service, case(1)).await;
    // As whoever writes into the database would leave one out: every signature and hash of the log holds all the same.
    let mut tx = service.db.begin().await.unwrap();
    writ::db::execute!(tx, "UPDATE case_counters SET entries = 2 WHERE case_id = $1", case(1)).unwrap();
    tx.commit().await.unwrap();
    append(service, case(1)).await;
    audit::settle(service).await.unwrap();
    let folder = service.log.second_store().folder().to_owned();
    let faults = verified(&folder, &Trust::default(), None).await.faults;
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let case = case(1);
    let expected = [
        format!("entry 1: it is entry 3 of case {case}, where 2 was next"),
        format!("case {case}: its 2 entries are numbered up to 3"),
    ];
    assert_eq!(said, expected);
});

/// Other people's verifier: Go's x/mod/sumdb, on a log with tiles of two levels, proofs and a witness.
#[tokio::test]
async fn another_implementation_accepts_the_log() {
    let (Ok(go), Ok(path)) = (std::env::var("WRIT_TEST_GO"), std::env::var("WRIT_TEST_GOPATH")) else {
        println!("skipped: Go's verifier, because WRIT_TEST_GO and WRIT_TEST_GOPATH do not name it");
        return;
    };
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    let witness = MemoryWitness::new(service, 1);
    service.log.set_witnesses(vec![witness.witness()]);
    let folder = service.log.second_store().folder().to_owned();
    let proofs = folder.join("proofs");
    std::fs::create_dir(&proofs).unwrap();
    let mut ids = vec![append(service, case(1)).await];
    append_many(service, 254).await;
    let (old, note) = audit::cosigned_checkpoint(service).await.unwrap();
    std::fs::write(proofs.join("old-checkpoint"), note).unwrap();
    ids.push(append(service, case(1)).await);
    ids.push(append(service, case(1)).await);
    append_many(service, 300).await;
    audit::cosigned_checkpoint(service).await.unwrap();
    std::fs::write(proofs.join("consistency"), audit::checkpoint_since(service, old).await.unwrap().to_string())
        .unwrap();
    for (n, id) in ids.into_iter().enumerate() {
        let proven = audit::proof(service, id).await.unwrap().unwrap();
        std::fs::write(proofs.join(format!("{n}.entry")), proven.entry).unwrap();
        std::fs::write(proofs.join(format!("{n}.tlog-proof")), proven.proof).unwrap();
    }
    let run = || {
        let output = std::process::Command::new(&go)
            .args(["run", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/go/verify.go")])
            .arg(&folder)
            .args([key(service).to_string(), witness.vkey().to_string()])
            .env("GO111MODULE", "off")
            .env("GOFLAGS", "-mod=mod")
            .env("GOPATH", &path)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    assert_eq!(run(), (true, "verified 557 entries, 3 proofs, 2 signatures\n".to_owned()));
    // And what it does not accept, it does not accept for the reason that we think of.
    let tile = folder.join("tile/0/001");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    let (accepted, said) = run();
    assert!(!accepted && said.contains("invalid transparency proof"), "{said}");
}

/// `writ audit …` with its exit code, standard output and standard error.
pub(super) fn writ(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_writ"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WRIT_")) {
        command.env_remove(name);
    }
    let output = command.arg("audit").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn the_command_line_says_what_it_found_and_fails_when_it_is_wrong() {
    let app = TestService::new().await.blank().await;
    let service = &app.service;
    append_many(service, 3).await;
    audit::settle(service).await.unwrap();
    let folder = service.log.second_store().folder().to_str().unwrap().to_owned();
    let seen = app.folder().join("seen").to_str().unwrap().to_owned();
    let vkey = key(service).to_string();
    let (code, said, _) = writ(&["verify", &folder, "--key", &vkey, "--remember", &seen]);
    assert_eq!(code, Some(0));
    assert!(said.contains("entries      3 in 3 cases") && said.contains("The log holds"), "{said}");
    append_many(service, 1).await;
    audit::settle(service).await.unwrap();
    let Address::File(database) = &service.config.database else { panic!("it is a file") };
    let database = database.to_str().unwrap();
    let (code, said, _) = writ(&["verify", &folder, "--against", &seen, "--database", database, "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!((&said["holds"], &said["remembered"], &said["rows"]), (&true.into(), &3.into(), &4.into()));
    std::fs::write(Path::new(&folder).join("tile/0/000.p/4"), [0; 128]).unwrap();
    let (code, said, error) = writ(&["verify", &folder]);
    assert_eq!(code, Some(1));
    assert!(said.contains("WRONG        entry 0: it does not have the hash that stands in tile/0/000.p/4"), "{said}");
    assert!(error.contains("the log does not hold: 4 things were found wrong"), "{error}");
    let (code, _, error) = writ(&["verify", app.folder().join("nowhere").to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(error.contains("there is no log at"), "{error}");
}

/// A reader that has seen enough hangs up; that is no reason to fall over.
#[tokio::test]
async fn a_reader_that_hangs_up_is_no_panic() {
    let app = TestService::new().await.blank().await;
    append_many(&app.service, 3).await;
    audit::settle(&app.service).await.unwrap();
    let log = app.service.log.second_store().folder().to_str().unwrap().to_owned();
    let data = app.folder().join("data").to_str().unwrap().to_owned();
    for arguments in [vec!["audit", "verify", &log], vec!["serve", "--check-config", "--data", &data]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_writ"))
            .args(&arguments)
            .env_clear()
            .stdout(writer)
            .stderr(std::process::Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("Broken pipe") && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}

#[tokio::test]
async fn a_check_of_the_settings_tells_what_would_fail_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let check = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_writ"))
            .args(["serve", "--check-config", "--data", data.to_str().unwrap()])
            .args(arguments)
            .env_clear()
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code(), said)
    };
    let (code, said) = check(&[]);
    assert!(code == Some(0) && said.contains("The settings are sound."), "{said}");
    let nowhere = folder.path().join("nowhere/writ.db");
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below = file.join("log");
    for (arguments, words) in [
        (["--database", nowhere.to_str().unwrap()], "is not there"),
        (["--database", "postgres://writ:hunter2@127.0.0.1:1/writ"], "cannot be reached"),
        (["--log-store", below.to_str().unwrap()], "is not a folder"),
        (["--custody", "FR=/a"], "two stores in two countries"),
    ] {
        let (code, said) = check(&arguments);
        assert!(code == Some(1) && said.contains(words) && !said.contains("hunter2"), "{arguments:?}: {said}");
    }
    assert!(!data.exists());
}
