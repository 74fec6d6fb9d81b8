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
        tokio::spawn(axum::serve(listener, http::router(service.clone())).into_future());
        Self { app, service, url, token, desk: TempDir::new().unwrap() }
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
    let child = portal.writ(&arguments).spawn().unwrap();
    while portal.unfinished("uploads") == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let killed = kill_after(child, Duration::from_millis(150)).await;
    let bytes = noise(6, 40 * MIB);
    std::fs::write(&path, &bytes).unwrap();
    let output = portal.run(&arguments, b"").await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(!killed || said(&output).contains("has changed"), "{}", said(&output));
    let got = portal.run(&["get", "-o", "-"], &output.stdout).await;
    assert!(got.stdout == bytes);
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

/// The most memory a process had, in bytes, until it ended well.
async fn peak(mut child: Child) -> usize {
    let status = format!("/proc/{}/status", child.id().unwrap());
    let mut peak = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        peak = peak.max(kib.unwrap_or(0) * 1024);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            assert!(peak > 0);
            return peak;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
