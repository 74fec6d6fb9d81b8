//! The outbox: messages commit with their change, leave whole or not at all, and are never forgotten.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use writ::config::{Config, MailRoute};
use writ::ids::{CaseId, MessageId, ObjectId, uuid_v4};
use writ::jobs::{self, Job};
use writ::mail::{self, Address, Message, Recipient, State, bounces};
use writ::service::Service;
use writ::texts::Language;
use writ::{personal, work};

use crate::app::{TestService, both_engines, letter, signed_up};
use crate::delivery::queue_about;

/// A message about no case.
pub async fn queue(service: &Service, address: &str, message: &Message) -> MessageId {
    let address: Address = address.parse().unwrap();
    let mut tx = service.db.begin().await.unwrap();
    let recipient = Recipient::Address(&address, Language::default());
    let id = mail::queue(&mut tx, service, recipient, None, |_| message.clone()).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    id
}

pub fn message() -> Message {
    let message = Message::new(Language::default(), "Ihre Datei — a notice");
    message.paragraph("First line.\n.\nÜber alles: see https://localhost/notices/1\n")
}

fn files(service: &Service) -> Vec<String> {
    let MailRoute::Files(folder) = &service.config.mail else { panic!("the test writes files") };
    let Ok(folder) = std::fs::read_dir(folder) else { return Vec::new() };
    folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

both_engines!(a_message_commits_with_its_change_or_not_at_all, |app: TestService| async move {
    let service = &app.service;
    let address: Address = "anna@example.org".parse().unwrap();
    let mut tx = service.db.begin().await.unwrap();
    let recipient = Recipient::Address(&address, Language::default());
    let lost = mail::queue(&mut tx, service, recipient, None, |_| message()).await.unwrap().unwrap();
    drop(tx);
    assert!(matches!(mail::send(service, lost).await, Err(mail::Error::NoMessage(_))));
    assert_eq!(jobs::due(service).await.unwrap(), 0);

    let id = queue(service, "anna@example.org", &message()).await;
    assert_eq!(jobs::lease(service).await.unwrap().unwrap().job, Job::SendMessage { message: id });
});

both_engines!(a_file_is_written_once_however_often_it_is_sent, |app: TestService| async move {
    let service = &app.service;
    let id = queue(service, "anna@example.org", &message()).await;
    mail::send(service, id).await.unwrap();
    service.clock.advance(Duration::from_mins(1));
    mail::send(service, id).await.unwrap();
    let files = files(service);
    assert_eq!(files.len(), 1);
    assert!(files[0].contains("To: anna@example.org\r\n"), "{}", files[0]);
    assert!(files[0].contains(&format!("Message-ID: <{id}@localhost>")), "{}", files[0]);
    assert_eq!(mail::progress(service, id).await.unwrap().state, State::Sent);
});

both_engines!(what_was_sent_or_given_up_keeps_neither_address_nor_text, |app: TestService| async move {
    let service = &app.service;
    let kept = async |id: MessageId| {
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT recipient_sealed, content_sealed FROM messages WHERE id = $1";
        let (recipient, content) = writ::db::one!(tx, (Vec<u8>, Vec<u8>), sql, id).unwrap();
        recipient.len() + content.len()
    };
    let sent = queue(service, "anna@example.org", &message()).await;
    assert!(kept(sent).await > 0);
    mail::send(service, sent).await.unwrap();
    assert_eq!((kept(sent).await, mail::progress(service, sent).await.unwrap().state), (0, State::Sent));

    let nobody = on_smtp(service, "smtp://127.0.0.1:1");
    let given_up = queue(&nobody, "anna@example.org", &message()).await;
    assert!(matches!(mail::send(&nobody, given_up).await, Err(mail::Error::NotTaken(_))));
    assert!(kept(given_up).await > 0, "it is tried again");
    service.clock.advance(Duration::from_hours(5 * 24));
    mail::send(&nobody, given_up).await.unwrap();
    assert_eq!((kept(given_up).await, mail::progress(service, given_up).await.unwrap().state), (0, State::Failed));
});

both_engines!(a_letter_lies_in_the_folder_as_long_as_something_of_its_message_is_kept, |app: TestService| async move {
    let service = &app.service;
    let by = signed_up(service, "staff@example.org", [1; 32]).await.account;
    let of_none = queue(service, "anna@example.org", &message()).await;
    let case = CaseId(uuid_v4(&service.entropy));
    let arrived = queue_about(service, "anna@example.org", case, "One").await;
    let back = queue_about(service, "bert@example.org", case, "Two").await;
    personal::begin_rounds(service).await.unwrap();
    work::run_due(service).await.unwrap();
    let bounce = bounces::Bounce { message: back, kind: bounces::Kind::Soft, status: None };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    // What was being written when the service died, and what the operator laid there.
    let written = letter(service, of_none).unwrap();
    let (folder, name) = (written.parent().unwrap(), written.file_name().unwrap().to_str().unwrap());
    let [unfinished, theirs] = [format!(".{name}.new"), "handed-on.txt".into()].map(|name| folder.join(name));
    std::fs::copy(&written, &unfinished).unwrap();
    std::fs::write(&theirs, "all of them").unwrap();

    let there = || [of_none, arrived, back].map(|message| letter(service, message).is_some());
    let days = async |days: u64| {
        service.clock.advance(Duration::from_hours(days * 24));
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
    };
    days(13).await;
    assert_eq!((there(), unfinished.exists()), ([true; 3], true));
    days(2).await;
    assert_eq!((there(), unfinished.exists()), ([false, false, true], false), "staff have not seen to the last");
    let mut tx = service.db.begin().await.unwrap();
    assert!(mail::settle(&mut tx, service, back, by, "Bert was called").await.unwrap());
    tx.commit().await.unwrap();
    days(1).await;
    assert_eq!((there(), theirs.exists()), ([false; 3], true));

    // Nor does one lie on for ever because a mail server is named meanwhile.
    let last = queue(service, "anna@example.org", &message()).await;
    mail::send(service, last).await.unwrap();
    service.clock.advance(Duration::from_hours(14 * 24));
    assert!(letter(service, last).is_some());
    mail::letters::let_go(&on_smtp(service, "smtp://127.0.0.1:1"), None).await.unwrap();
    assert!(letter(service, last).is_none());
});

both_engines!(a_mail_server_that_says_nothing_keeps_no_other_job_waiting, |app: TestService| async move {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let service = on_smtp(&app.service, &format!("smtp://{}", silent.local_addr().unwrap()));
    for n in 0..8 {
        queue(&service, &format!("stranger-{n}@example.org"), &message()).await;
    }
    service.clock.advance(Duration::from_secs(1));
    let mut tx = service.db.begin().await.unwrap();
    let object = ObjectId::new(&service.clock, &service.entropy);
    jobs::enqueue(&mut tx, &service, &Job::DeleteForOwner { object }, service.clock.now()).await.unwrap();
    tx.commit().await.unwrap();

    let workers = tokio::spawn(work::run(service.clone(), std::future::pending()));
    let tried = async || {
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT attempts FROM jobs WHERE payload LIKE '%delete-for-owner%'";
        writ::db::one!(tx, (i64,), sql).unwrap().0 > 0
    };
    // Less than what the silent server is waited for.
    let waited = tokio::time::timeout(Duration::from_secs(15), async {
        while !tried().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    waited.await.expect("there is no such object, which one worker has found out");
    workers.abort();
});

both_engines!(address_and_text_lie_sealed_and_print_nowhere, |app: TestService| async move {
    let service = &app.service;
    let id = queue(service, "anna@example.org", &message()).await;
    let mut tx = service.db.read().await.unwrap();
    let (recipient, content) = writ::db::one!(
        tx,
        (Vec<u8>, Vec<u8>),
        "SELECT recipient_sealed, content_sealed FROM messages WHERE id = $1",
        id
    )
    .unwrap();
    for secret in ["anna", "example.org", "notice", "First line"] {
        assert!(!String::from_utf8_lossy(&recipient).contains(secret));
        assert!(!String::from_utf8_lossy(&content).contains(secret));
    }
    assert!(!format!("{:?}", message()).contains("notice"));
});

both_engines!(what_no_server_takes_waits_and_is_given_up_after_days, |app: TestService| async move {
    let service = on_smtp(&app.service, "smtp://127.0.0.1:1");
    let id = queue(&service, "anna@example.org", &message()).await;
    let error = mail::send(&service, id).await.unwrap_err();
    assert!(!error.to_string().contains("anna"), "{error}");
    let progress = mail::progress(&service, id).await.unwrap();
    assert_eq!((progress.state, progress.attempts), (State::Queued, 1));
    service.clock.advance(Duration::from_hours(5 * 24));
    mail::send(&service, id).await.unwrap();
    let failed = mail::progress(&service, id).await.unwrap();
    assert_eq!((failed.state, failed.attempts), (State::Failed, 2));
});

fn on_smtp(service: &Service, url: &str) -> Service {
    trusting(service, url, None)
}

fn trusting(service: &Service, url: &str, authority: Option<Vec<u8>>) -> Service {
    let mail = MailRoute::Smtp { url: url.to_owned(), from: "portal@writ.example".to_owned(), authority };
    Service { config: Arc::new(Config { mail, ..(*service.config).clone() }), ..service.clone() }
}

/// A real SMTP server: aiosmtpd, in a process of its own. It refuses `refused@` for good and `later@` once,
/// and prints each message it takes as one line of JSON. Its arguments: `plain`, `starttls` or `tls`, and for those two a
/// folder with its certificate and key.
const SERVER: &str = r"
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP
mode = sys.argv[1]
context = None
if mode != 'plain':
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[2] + '/server.pem', sys.argv[2] + '/server.key')
waited = set()
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('refused@'):
            return '550 5.1.1 nobody here by the name of ' + address
        if address.startswith('later@') and address not in waited:
            waited.add(address)
            return '451 4.7.1 greylisted, ' + address
        envelope.rcpt_tos.append(address)
        return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        encrypted = server.transport.get_extra_info('ssl_object') is not None
        print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'data': envelope.content.decode(),
                          'encrypted': encrypted}), flush=True)
        return '250 OK'
async def main():
    asked = context if mode == 'starttls' else None
    smtp = lambda: SMTP(Handler(), enable_SMTPUTF8=True, tls_context=asked, require_starttls=asked is not None)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(smtp, '127.0.0.1', 0, ssl=context if mode == 'tls' else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
asyncio.run(main())
";

/// Makes an authority and a server's certificate under it, in the folder of its first argument.
const AUTHORITY: &str = r"
import datetime, ipaddress, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
folder = sys.argv[1]
now = datetime.datetime.now(datetime.timezone.utc)
def certificate(name, issuer, key, signer, extensions):
    named = lambda name: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
constraints = x509.BasicConstraints(ca=True, path_length=None)
names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ip)) for ip in ('127.0.0.1', '0.0.0.0')])
files = {
    'authority.pem': certificate('Test authority', 'Test authority', authority, authority, [constraints]),
    'server.pem': certificate('Test server', 'Test authority', server, authority, [names]),
    'server.key': server.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
}
for name, content in files.items():
    open(folder + '/' + name, 'wb').write(content)
";

struct SmtpServer {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    port: u16,
}

impl SmtpServer {
    /// Started, where `WRIT_TEST_PYTHON` names a Python that has aiosmtpd.
    fn start() -> Option<Self> {
        Self::run(&["plain"])
    }

    /// The same under a certificate of a new authority, which is given in PEM.
    fn start_encrypted(mode: &str, folder: &std::path::Path) -> Option<(Self, Vec<u8>)> {
        let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
            println!("skipped: against a real SMTP server under TLS, because WRIT_TEST_PYTHON names no Python");
            return None;
        };
        let made = Command::new(python).args(["-c", AUTHORITY]).arg(folder).status().unwrap();
        assert!(made.success(), "no certificates");
        let server = Self::run(&[mode, folder.to_str().unwrap()])?;
        Some((server, std::fs::read(folder.join("authority.pem")).unwrap()))
    }

    fn run(arguments: &[&str]) -> Option<Self> {
        let Ok(python) = std::env::var("WRIT_TEST_PYTHON") else {
            println!("skipped: against a real SMTP server, because WRIT_TEST_PYTHON names no Python");
            return None;
        };
        let has = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status().unwrap();
        if !has.success() {
            println!("skipped: against a real SMTP server, because {python} has no aiosmtpd");
            return None;
        }
        let mut process = Command::new(&python)
            .args(["-c", SERVER])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        Some(Self { process, lines, port })
    }

    fn next(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // Its standard input closes with it; a server that does not heed that is ended.
        drop(self.process.stdin.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_real_smtp_server_takes_refuses_and_postpones() {
    let Some(mut server) = SmtpServer::start() else { return };
    let app = TestService::new().await;
    let service = on_smtp(&app.service, &format!("smtp://127.0.0.1:{}", server.port));

    let id = queue(&service, "jürgen@example.org", &message()).await;
    mail::send(&service, id).await.unwrap();
    let taken = server.next();
    assert_eq!(taken["from"], "portal@writ.example");
    assert_eq!(taken["to"], serde_json::json!(["jürgen@example.org"]));
    let data = taken["data"].as_str().unwrap();
    assert!(data.contains(&format!("Message-ID: <{id}@localhost>")), "{data}");
    assert!(data.contains("\r\n.\r\n"), "a line of one dot arrives: {data}");

    let refused = queue(&service, "refused@example.org", &message()).await;
    mail::send(&service, refused).await.unwrap();
    let progress = mail::progress(&service, refused).await.unwrap();
    assert_eq!(progress.state, State::Failed);
    assert_eq!(progress.last_error.unwrap(), "the mail server answered 550");

    let later = queue(&service, "later@example.org", &message()).await;
    let error = mail::send(&service, later).await.unwrap_err();
    assert_eq!(error.to_string(), "the message was not taken: the mail server answered 451");
    mail::send(&service, later).await.unwrap();
    assert_eq!(server.next()["to"], serde_json::json!(["later@example.org"]));
    let progress = mail::progress(&service, later).await.unwrap();
    assert_eq!((progress.state, progress.attempts, progress.last_error), (State::Sent, 2, None));
}

#[tokio::test]
async fn a_message_handed_over_twice_is_recognisable() {
    let Some(mut server) = SmtpServer::start() else { return };
    let app = TestService::new().await;
    let service = on_smtp(&app.service, &format!("smtp://127.0.0.1:{}", server.port));
    let id = queue(&service, "anna@example.org", &message()).await;
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT recipient_sealed, content_sealed FROM messages WHERE id = $1";
    let (recipient, content) = writ::db::one!(tx, (Vec<u8>, Vec<u8>), sql, id).unwrap();
    drop(tx);
    mail::send(&service, id).await.unwrap();
    // As after a crash between the server's answer and our commit.
    let mut tx = service.db.begin().await.unwrap();
    let sql = "UPDATE messages SET state = 'queued', sent_at = NULL, recipient_sealed = $2, content_sealed = $3 WHERE id = $1";
    writ::db::execute!(tx, sql, id, &recipient, &content).unwrap();
    tx.commit().await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    mail::send(&service, id).await.unwrap();
    assert_eq!(server.next()["data"], server.next()["data"]);
}

/// Sent under `authority` and taken, encrypted; without it refused for now, and nothing is handed over.
async fn only_to_who_is_trusted(mode: &str, url: impl Fn(u16) -> String) {
    let folder = tempfile::tempdir().unwrap();
    let Some((mut server, authority)) = SmtpServer::start_encrypted(mode, folder.path()) else { return };
    let app = TestService::new().await;
    let trusted = trusting(&app.service, &url(server.port), Some(authority));
    let first = queue(&trusted, "anna@example.org", &message()).await;

    let unknown = on_smtp(&app.service, &url(server.port));
    let error = mail::send(&unknown, first).await.unwrap_err();
    assert_eq!(error.to_string(), "the message was not taken: the mail server could not be trusted (TLS)");
    let elsewhere = tempfile::tempdir().unwrap();
    let (_, another) = SmtpServer::start_encrypted(mode, elsewhere.path()).unwrap();
    let error = mail::send(&trusting(&app.service, &url(server.port), Some(another)), first).await.unwrap_err();
    assert_eq!(error.to_string(), "the message was not taken: the mail server could not be trusted (TLS)");

    let second = queue(&trusted, "bert@example.org", &message()).await;
    mail::send(&trusted, second).await.unwrap();
    mail::send(&trusted, first).await.unwrap();
    for to in ["bert@example.org", "anna@example.org"] {
        let taken = server.next();
        assert_eq!((&taken["to"], &taken["encrypted"]), (&serde_json::json!([to]), &serde_json::json!(true)));
    }
    assert_eq!(mail::progress(&app.service, first).await.unwrap().state, State::Sent, "nothing was lost");
}

// Connections to 0.0.0.0 arrive at this machine, but the address is not one of loopback: it stands for any server.

#[tokio::test]
async fn starttls_reaches_only_a_server_that_is_trusted() {
    only_to_who_is_trusted("starttls", |port| format!("smtp://0.0.0.0:{port}")).await;
}

#[tokio::test]
async fn implicit_tls_reaches_only_a_server_that_is_trusted() {
    only_to_who_is_trusted("tls", |port| format!("smtps://127.0.0.1:{port}")).await;
}

#[tokio::test]
async fn a_server_elsewhere_that_offers_no_tls_gets_nothing_and_nothing_is_lost() {
    let Some(mut server) = SmtpServer::start() else { return };
    let app = TestService::new().await;
    let elsewhere = on_smtp(&app.service, &format!("smtp://0.0.0.0:{}", server.port));
    let id = queue(&elsewhere, "anna@example.org", &message()).await;
    let error = mail::send(&elsewhere, id).await.unwrap_err();
    let said = "the message was not taken: the mail server does not offer what is needed to speak to it safely";
    assert_eq!(error.to_string(), said);
    assert_eq!(mail::progress(&elsewhere, id).await.unwrap().state, State::Queued, "it is tried again");
    // The next message this server hears of is another one.
    let here = on_smtp(&app.service, &format!("smtp://127.0.0.1:{}", server.port));
    let other = queue(&here, "bert@example.org", &message()).await;
    mail::send(&here, other).await.unwrap();
    let taken = server.next();
    assert_eq!(
        (&taken["to"], &taken["encrypted"]),
        (&serde_json::json!(["bert@example.org"]), &serde_json::json!(false))
    );
}
