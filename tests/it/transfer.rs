//! `writ put` and `writ get` as processes of their own, against a portal on a socket.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use writ::accounts::api_tokens::{self, TokenName};
use writ::accounts::{Actor, Roles};
use writ::config::Config;
use writ::entropy::Entropy;
use writ::seal::{Link, LinkSecret};
use writ::service::Service;
use writ::{db, http};

use crate::app::TestService;
use crate::vault::rig::uploader;

const MIB: usize = 1024 * 1024;

/// A portal that listens, and a person beside it with a token and a folder.
struct Portal {
    app: TestService,
    service: Service,
    url: String,
    token: String,
    desk: TempDir,
    heard: Heard,
}

/// Whatever clients have sent: request lines, headers and bodies.
type Heard = Arc<std::sync::Mutex<Vec<u8>>>;

/// Writes a request down before it is answered.
async fn hear(
    axum::extract::State(heard): axum::extract::State<Heard>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let head = format!("{} {} {:?}\n", parts.method, parts.uri, parts.headers);
    heard.lock().unwrap().extend_from_slice(&[head.as_bytes(), &body].concat());
    next.run(axum::extract::Request::from_parts(parts, body.into())).await
}

impl Portal {
    async fn new() -> Self {
        let app = TestService::new().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut service = app.service.clone();
        service.config = Arc::new(Config { public_url: url.parse().unwrap(), ..Config::clone(&service.config) });
        let actor = Actor { account: uploader(&service).await, roles: Roles::NONE };
        let (_, token) = api_tokens::issue(&service, actor, TokenName::parse("desk").unwrap(), None).await.unwrap();
        let token = token.expose().to_owned();
        let heard = Heard::default();
        let router =
            http::router(service.clone()).layer(axum::middleware::from_fn_with_state(Arc::clone(&heard), hear));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { app, service, url, token, desk: TempDir::new().unwrap(), heard }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.desk.path().join(name)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn writ(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_writ"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.desk.path())
            .env("XDG_STATE_HOME", self.path("state"))
            .env("WRIT_SERVER", &self.url)
            .env("WRIT_TOKEN", &self.token)
            .current_dir(self.desk.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs to the end with `input` on standard input.
    async fn run(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self.writ(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let feed = tokio::spawn(async move {
            // One that refuses its arguments does not read.
            stdin.write_all(&input).await.ok();
        });
        let output = child.wait_with_output().await.unwrap();
        feed.await.unwrap();
        output
    }

    /// Puts files and gives their links.
    async fn put(&self, arguments: &[&str], input: &[u8]) -> Vec<String> {
        let output = self.run(&[&["put"], arguments].concat(), input).await;
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    fn unfinished(&self, kind: &str) -> usize {
        std::fs::read_dir(self.path("state/writ").join(kind)).map_or(0, Iterator::count)
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    Entropy::seeded(seed).fill(&mut bytes);
    bytes
}

/// Ends a process as a power cut would, after a moment; false if it was done by then.
async fn kill_after(mut child: Child, moment: Duration) -> bool {
    tokio::select! {
        _ = child.wait() => false,
        () = tokio::time::sleep(moment) => {
            child.start_kill().unwrap();
            child.wait().await.unwrap();
            true
        }
    }
}

/// Whether any file below `folder` contains `needle`.
fn holds(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        std::fs::read(&path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_and_come_back_and_the_key_stays_here() {
    let portal = Portal::new().await;
    let files =
        [("empty", vec![]), ("a word.txt", b"hello".to_vec()), ("größer als ein Teil.bin", noise(1, 9 * MIB + 3))];
    let paths: Vec<_> = files.iter().map(|(name, bytes)| portal.file(name, bytes)).collect();
    let arguments: Vec<_> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let links = portal.put(&arguments, b"").await;
    assert_eq!(links.len(), 3);
    assert_eq!(portal.unfinished("uploads"), 0);

    let here = portal.path("here");
    std::fs::create_dir(&here).unwrap();
    let output = portal.run(&["get", "--output", here.to_str().unwrap()], links.join("\n").as_bytes()).await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(output.stdout.is_empty());
    for (name, bytes) in &files {
        assert!(std::fs::read(here.join(name)).unwrap() == *bytes, "{name}");
    }
    assert_eq!((std::fs::read_dir(&here).unwrap().count(), portal.unfinished("downloads")), (3, 0));

    // Nothing of the secrets is anywhere at the service: neither key nor name.
    for link in &links {
        let LinkSecret::Key(key) = Link::parse(link).unwrap().secret else { panic!("no password was set") };
        assert!(!holds(portal.app.folder(), key.encode().as_bytes()));
        assert!(!holds(portal.app.folder(), key.expose()));
    }
    assert!(!holds(portal.app.folder(), "größer".as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_sent_tells_key_name_type_or_password() {
    let portal = Portal::new().await;
    let path = portal.file("Mondscheinfahrt.mkv", b"a film that is none of the service's business");
    let password = portal.file("password", b"open sesame\n");
    let path = path.to_str().unwrap();
    let plain = portal.put(&[path], b"").await.remove(0);
    let locked = portal.put(&[path, "--password-file", password.to_str().unwrap()], b"").await.remove(0);
    for link in [&plain, &locked] {
        let arguments = ["get", "-o", "-", "--password-file", password.to_str().unwrap()];
        assert!(portal.run(&arguments, link.as_bytes()).await.status.success());
    }
    let mut secrets = vec![
        ("the file's name", b"Mondscheinfahrt".to_vec()),
        ("its media type", b"matroska".to_vec()),
        ("its content", b"none of the service's business".to_vec()),
        ("the link's password", b"sesame".to_vec()),
    ];
    for link in [&plain, &locked] {
        let key = match Link::parse(link).unwrap().secret {
            LinkSecret::Key(key) => key,
            LinkSecret::Password(lock) => lock.unlock("open sesame").0,
        };
        secrets.push(("a link key", key.encode().as_bytes().to_vec()));
        secrets.push(("a link key", key.expose().to_vec()));
        secrets.push(("a fragment", link.split_once('#').unwrap().1.as_bytes().to_vec()));
    }
    let heard = portal.heard.lock().unwrap().clone();
    let said = |needle: &[u8]| heard.windows(needle.len()).any(|window| window == needle);
    assert!(said(b"POST /api/v1/uploads ") && said(b"/downloads "), "what is sent is heard");
    for (what, secret) in secrets {
        assert!(!said(&secret), "{what} was sent to the service");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_is_stored_and_given_back() {
    let portal = Portal::new().await;
    let bytes = noise(2, 17 * MIB);
    let links = portal.put(&["-", "--name", "dump.tar"], &bytes).await;
    let output = portal.run(&["get", "-o", "-"], links[0].as_bytes()).await;
    assert!(output.status.success() && output.stdout == bytes, "{}", said(&output));
    let output = portal.run(&["get"], links[0].as_bytes()).await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(std::fs::read(portal.path("dump.tar")).unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_killed_anywhere_goes_on_where_it_stopped() {
    let portal = Portal::new().await;
    let bytes = noise(3, 42 * MIB);
    let path = portal.file("film.mkv", &bytes);
    let arguments = ["put", path.to_str().unwrap()];
    let chance = Entropy::seeded(4);
    let printed = portal.path("printed");
    let mut done = false;
    for _ in 0..12 {
        let output = std::fs::File::create(&printed).unwrap();
        let child = portal.writ(&arguments).stdout(output).stderr(Stdio::null()).spawn().unwrap();
        kill_after(child, Duration::from_millis(20 + chance.below(400))).await;
        // It may have been killed when all was done but the leaving.
        done = std::fs::metadata(&printed).unwrap().len() > 0 && portal.unfinished("uploads") == 0;
        if done {
            break;
        }
    }
    let links = portal.put(&[path.to_str().unwrap()], b"").await;
    let output = portal.run(&["get", "-o", "-"], links[0].as_bytes()).await;
    assert!(output.status.success() && output.stdout == bytes, "{}", said(&output));
    // Whatever was killed when: one object stands, and another only if the file was put once more after it was done.
    let mut tx = portal.service.db.read().await.unwrap();
    let (stored,) = db::one!(&mut tx, (i64,), "SELECT COUNT(*) FROM objects WHERE state = 'available'").unwrap();
    assert_eq!(stored, 1 + i64::from(done));
    assert_eq!(portal.unfinished("uploads"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_changed_in_between_becomes_another_object() {
    let portal = Portal::new().await;
    let path = portal.file("draft.bin", &noise(5, 40 * MIB));
    let arguments = ["put", path.to_str().unwrap()];
    let mut child = portal.writ(&arguments).spawn().unwrap();
    let began = || holds(&portal.path("state"), b"sha256");
    while child.try_wait().unwrap().is_none() && !(portal.path("state").exists() && began()) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let killed = kill_after(child, Duration::from_millis(50)).await;
    let bytes = noise(6, 40 * MIB);
    std::fs::write(&path, &bytes).unwrap();
    let output = portal.run(&arguments, b"").await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(!killed || said(&output).contains("has changed"), "{}", said(&output));
    let got = portal.run(&["get", "-o", "-"], &output.stdout).await;
    assert!(got.stdout == bytes);
}

/// A service that takes note of every part and answers none: how a line behaves that dies at the wrong moment. Gives its
/// address, and each part as it was announced: upload, part and digest.
async fn deaf_service() -> (String, Arc<std::sync::Mutex<Vec<(String, String, String)>>>) {
    use axum::extract::Path;
    use axum::routing::{get, post, put};
    let announced = Arc::<std::sync::Mutex<Vec<_>>>::default();
    let parts = Arc::clone(&announced);
    let begin = async || {
        let id = || uuid::Builder::from_random_bytes(Entropy::System.bytes()).into_uuid();
        let share = data_encoding::BASE64URL_NOPAD.encode(&[7; 32]);
        axum::Json(serde_json::json!({"upload": id(), "object": id(), "key_share": share, "part_size": 8 << 20}))
    };
    let take = move |Path((upload, part)): Path<(String, String)>, headers: axum::http::HeaderMap| {
        let digest = headers["content-digest"].to_str().unwrap().to_owned();
        parts.lock().unwrap().push((upload, part, digest));
        std::future::pending::<()>()
    };
    let router = axum::Router::new()
        .route("/api/v1/uploads", post(begin))
        .route("/api/v1/uploads/{upload}", get(async || r#"{"parts": []}"#).delete(async || ()))
        .route("/api/v1/uploads/{upload}/parts/{part}", put(take));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    (url, announced)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_never_seals_two_contents_though_the_file_looks_the_same() {
    let portal = Portal::new().await;
    let (url, announced) = deaf_service().await;
    let path = portal.file("ledger.bin", &noise(10, 3 * MIB));
    let arguments = ["put", path.to_str().unwrap(), "--server", &url];
    let sent_and_killed = async |before: usize| {
        let mut child = portal.writ(&arguments).spawn().unwrap();
        while announced.lock().unwrap().len() == before {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it sent anything");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        kill_after(child, Duration::ZERO).await;
    };
    sent_and_killed(0).await;
    // Neither size nor date tells the new bytes from the old ones, and the service knows of neither.
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    std::fs::write(&path, noise(11, 3 * MIB)).unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    let before = announced.lock().unwrap().len();
    sent_and_killed(before).await;
    let announced = announced.lock().unwrap().clone();
    let mut digests = std::collections::HashMap::new();
    for (upload, part, digest) in &announced {
        let first = digests.entry((upload, part)).or_insert(digest);
        assert_eq!(*first, digest, "part {part} of one upload was sealed twice, of two contents");
    }
    assert_eq!(digests.len(), 2, "another object began");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_killed_goes_on_without_counting_again() {
    let portal = Portal::new().await;
    let bytes = noise(7, 60 * MIB);
    let path = portal.file("series.bin", &bytes);
    let links = portal.put(&[path.to_str().unwrap(), "--max-downloads", "1"], b"").await;
    let (link_file, to) = (portal.file("link", links[0].as_bytes()), portal.path("copy.bin"));
    let arguments = ["get", "--link-file", link_file.to_str().unwrap(), "--output", to.to_str().unwrap()];
    let mut kills = 0;
    let part = || {
        std::fs::read_dir(portal.desk.path())
            .unwrap()
            .map(|entry| entry.unwrap())
            .find(|entry| entry.file_name().to_string_lossy().ends_with(".part"))
            .map_or(0, |entry| entry.metadata().map_or(0, |it| it.len()))
    };
    for _ in 0..3 {
        let before = part();
        let mut child = portal.writ(&arguments).stderr(Stdio::null()).spawn().unwrap();
        while part() <= before && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        kills += usize::from(kill_after(child, Duration::ZERO).await);
    }
    assert!(kills > 0 && part() > 0);
    let output = portal.run(&arguments, b"").await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("going on"), "{}", said(&output));
    assert!(std::fs::read(&to).unwrap() == bytes);
    // Used up now, for whoever comes anew.
    let output = portal.run(&["get", "-o", "-"], links[0].as_bytes()).await;
    assert_eq!((output.status.code(), output.stdout.len()), (Some(3), 0), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_damaged_is_found_and_fetched_again() {
    let portal = Portal::new().await;
    let bytes = noise(8, 20 * MIB);
    let path = portal.file("book.pdf", &bytes);
    let links = portal.put(&[path.to_str().unwrap()], b"").await;
    let to = portal.path("got");
    std::fs::create_dir(&to).unwrap();
    let object = {
        let mut tx = portal.service.db.read().await.unwrap();
        db::one!(&mut tx, (writ::ids::ObjectId,), "SELECT id FROM objects").unwrap().0
    };
    let mut torn = bytes[..9 * MIB].to_vec();
    torn[5 * MIB..6 * MIB].fill(0);
    std::fs::write(to.join(format!(".writ-{object}.part")), torn).unwrap();
    let output = portal.run(&["get", "-o", to.to_str().unwrap()], links[0].as_bytes()).await;
    assert!(output.status.success() && said(&output).contains("damaged"), "{}", said(&output));
    assert!(std::fs::read(to.join("book.pdf")).unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_lies_or_lacks_is_left_in_the_middle_of_the_file() {
    let portal = Portal::new().await;
    let bytes = noise(9, 26 * MIB);
    let path = portal.file("album.zip", &bytes);
    let links = portal.put(&[path.to_str().unwrap()], b"").await;
    let part = |mirror: &str, number: usize| {
        let blobs = portal.app.folder().join("mirrors").join(mirror).join("blobs");
        let blob = std::fs::read_dir(blobs).unwrap().next().unwrap().unwrap().path();
        blob.join(format!("{number:08}"))
    };
    // Every mirror has something wrong, at another place each.
    for (mirror, number) in [("paris", 0), ("delft", 2), ("otago", 3)] {
        let path = part(mirror, number);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[1000] ^= 1;
        std::fs::write(&path, bytes).unwrap();
    }
    std::fs::remove_file(part("delft", 1)).unwrap();
    let output = portal.run(&["get", "-o", "-"], links[0].as_bytes()).await;
    assert!(output.status.success() && output.stdout == bytes, "{}", said(&output));
    assert!(said(&output).contains("trying another"), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn when_no_mirror_is_right_nothing_is_saved_and_the_exit_code_says_why() {
    let portal = Portal::new().await;
    let path = portal.file("score.pdf", &noise(11, MIB));
    let links = portal.put(&[path.to_str().unwrap()], b"").await;
    let parts = ["paris", "delft", "otago"].map(|mirror| {
        let blobs = portal.app.folder().join("mirrors").join(mirror).join("blobs");
        std::fs::read_dir(blobs).unwrap().next().unwrap().unwrap().path().join("00000000")
    });
    // The same byte is wrong everywhere: the bytes are damaged, and trying again would not help.
    for part in &parts {
        let mut bytes = std::fs::read(part).unwrap();
        bytes[100_000] ^= 1;
        std::fs::write(part, bytes).unwrap();
    }
    let output = portal.run(&["get", "-o", "new"], links[0].as_bytes()).await;
    assert_eq!(output.status.code(), Some(7), "{}", said(&output));
    assert!(said(&output).contains("damaged"), "{}", said(&output));
    // Nobody has them: they may come back.
    for part in &parts {
        std::fs::remove_file(part).unwrap();
    }
    let output = portal.run(&["get", "-o", "new"], links[0].as_bytes()).await;
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert!(said(&output).contains("run the same command again"), "{}", said(&output));
    assert!(!portal.path("new").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_and_another_does_not() {
    let portal = Portal::new().await;
    let path = portal.file("diary.txt", b"dear diary");
    let (right, wrong) = (portal.file("right", b"open sesame\n"), portal.file("wrong", b"open barley\n"));
    let links = portal.put(&[path.to_str().unwrap(), "--password-file", right.to_str().unwrap()], b"").await;
    assert!(links[0].contains("#pw1."));
    let get = async |password: &Path| {
        portal.run(&["get", "-o", "-", "--password-file", password.to_str().unwrap()], links[0].as_bytes()).await
    };
    let output = get(&wrong).await;
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(said(&output).contains("password"));
    assert_eq!(get(&right).await.stdout, b"dear diary");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_has_its_words_and_its_exit_code_and_repeats_no_key() {
    let portal = Portal::new().await;
    let path = portal.file("note.txt", b"note");
    let link = portal.put(&[path.to_str().unwrap()], b"").await.remove(0);
    let (address, key) = link.split_once('#').unwrap();
    let other_key = format!("{address}#{}", *writ::seal::LinkKey::generate(&Entropy::System).encode());
    let unknown = link.replace(&address[address.len() - 22..], "AAAAAAAAAAAAAAAAAAAAAA");
    let cases: [(&[&str], &str, i32, &str); 6] = [
        (&["get", "-o", "new"], &other_key, 5, "does not open"),
        (&["get", "-o", "new"], &unknown, 3, "there is nothing"),
        (&["get"], &link, 1, "is there already"),
        (&["get"], address, 1, "key is missing"),
        (&["get"], "", 1, "no link here"),
        (&["get", &link], "", 2, "command line"),
    ];
    for (arguments, input, code, words) in cases {
        let output = portal.run(arguments, input.as_bytes()).await;
        assert_eq!(output.status.code(), Some(code), "{words}: {}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
        assert!(!said(&output).contains(key));
    }
    assert!(!portal.path("new").exists());
    let output = portal.writ(&["put", path.to_str().unwrap()]).env("WRIT_TOKEN", "wrong").output().await.unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    let output = portal.writ(&["put", path.to_str().unwrap()]).env_remove("WRIT_TOKEN").output().await.unwrap();
    assert!(said(&output).contains("WRIT_TOKEN"));
    let output = portal.run(&["put", portal.desk.path().to_str().unwrap()], b"").await;
    assert!(said(&output).contains("folder"), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_work_is_refused_before_anything_is_sent() {
    let portal = Portal::new().await;
    let path = portal.file("note.txt", b"note");
    let path = path.to_str().unwrap();
    let cases: [(&[&str], i32, &str); 5] = [
        (&["put", path, "--expires", "2020-01-01T00:00:00Z"], 2, "has passed"),
        (&["put", path, "--max-downloads", "0"], 2, "--max-downloads"),
        (&["put", path, "--server", "localhost:8080"], 2, "web address"),
        (&["put", path, "--server", "file:///etc"], 2, "web address"),
        (&["put", path, "--type", "nonsense"], 1, "media type"),
    ];
    for (arguments, code, words) in cases {
        let output = portal.run(arguments, b"").await;
        assert_eq!(output.status.code(), Some(code), "{words}: {}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    for token in ["two\nlines", " ", "größe"] {
        let refused = portal.writ(&["put", path]).env("WRIT_TOKEN", token).output();
        let output =
            tokio::time::timeout(Duration::from_secs(20), refused).await.expect("nothing to wait for").unwrap();
        assert_eq!(output.status.code(), Some(5), "{token:?}: {}", said(&output));
    }
    assert!(portal.heard.lock().unwrap().is_empty(), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_does_not_answer_is_named_at_once_and_tried_again() {
    let portal = Portal::new().await;
    let path = portal.file("note.txt", b"note");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child =
        portal.writ(&["put", path.to_str().unwrap(), "--server", &format!("http://{closed}")]).spawn().unwrap();
    let mut stderr = tokio::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    let told = tokio::io::AsyncBufReadExt::read_line(&mut stderr, &mut line);
    tokio::time::timeout(Duration::from_secs(20), told).await.expect("it says so before it gives up").unwrap();
    assert!(line.contains(&closed.to_string()) && line.contains("trying again"), "{line}");
    assert!(child.try_wait().unwrap().is_none(), "and goes on trying");
    child.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_the_same_whatever_the_size() {
    let portal = Portal::new().await;
    let path = portal.file("large.bin", &noise(10, 120 * MIB));
    let link_file = portal.path("links");
    let put = portal
        .writ(&["put", path.to_str().unwrap()])
        .stdout(std::fs::File::create(&link_file).unwrap())
        .spawn()
        .unwrap();
    let put = peak(put).await;
    let to = portal.path("copy");
    let get =
        portal.writ(&["get", "--link-file", link_file.to_str().unwrap(), "-o", to.to_str().unwrap()]).spawn().unwrap();
    let get = peak(get).await;
    assert!(to.exists());
    println!("peak: put {} MiB, get {} MiB", put / MIB, get / MIB);
    assert!(put < 64 * MIB && get < 64 * MIB, "put {put}, get {get}");
}

/// The most memory a process had of its own, in bytes, until it ended well: all but pages of its program, which are the kernel's to
/// take back. A build that is not optimised has tens of mebibytes of those.
async fn peak(mut child: Child) -> usize {
    let status = format!("/proc/{}/status", child.id().unwrap());
    let mut peak = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let kib = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().trim_end_matches(" kB").parse::<usize>().ok()
        };
        let own: usize = ["RssAnon:", "RssShmem:"].into_iter().filter_map(kib).sum();
        peak = peak.max(own * 1024);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            assert!(peak > 0);
            return peak;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
