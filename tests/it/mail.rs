//! The outbox: messages commit with their change, leave whole or not at all, and are never forgotten.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use writ::config::{Config, MailRoute};
use writ::ids::MessageId;
use writ::jobs::{self, Job};
use writ::mail::{self, Address, Message, Recipient, State};
use writ::service::Service;

use crate::app::{TestService, both_engines};

async fn queue(service: &Service, address: &str, message: &Message) -> MessageId {
    let address: Address = address.parse().unwrap();
    let mut tx = service.db.begin().await.unwrap();
    let id = mail::queue(&mut tx, service, Recipient::Address(&address), message).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn message() -> Message {
    Message::new("Ihre Datei — a notice", "First line.\n.\nÜber alles: see https://localhost/notices/1\n").unwrap()
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
    let lost = mail::queue(&mut tx, service, Recipient::Address(&address), &message()).await.unwrap();
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
    let failed = mail::failed(&service, 10).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!((failed[0].id, failed[0].state, failed[0].attempts), (id, State::Failed, 2));
});

fn on_smtp(service: &Service, url: &str) -> Service {
    let mail = MailRoute::Smtp { url: url.to_owned(), from: "portal@writ.example".to_owned() };
    Service { config: Arc::new(Config { mail, ..(*service.config).clone() }), ..service.clone() }
}

/// A real SMTP server: aiosmtpd, in a process of its own. It refuses `refused@` for good and `later@` once,
/// and prints each message it takes as one line of JSON.
const SERVER: &str = r"
import asyncio, json, sys
from aiosmtpd.smtp import SMTP
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
        print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'data': envelope.content.decode()}), flush=True)
        return '250 OK'
async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
asyncio.run(main())
";

struct SmtpServer {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    port: u16,
}

impl SmtpServer {
    /// Started, where `WRIT_TEST_PYTHON` names a Python that has aiosmtpd.
    fn start() -> Option<Self> {
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
    assert_eq!(progress.last_error.as_deref(), Some("the mail server answered 550"));

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
    mail::send(&service, id).await.unwrap();
    // As after a crash between the server's answer and our commit.
    let mut tx = service.db.begin().await.unwrap();
    writ::db::execute!(tx, "UPDATE messages SET state = 'queued', sent_at = NULL WHERE id = $1", id).unwrap();
    tx.commit().await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    mail::send(&service, id).await.unwrap();
    assert_eq!(server.next()["data"], server.next()["data"]);
}
