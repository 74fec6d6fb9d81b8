//! Messages that come back: what a mailbox or a mail provider tells of them, read, and noted at the message.
//!
//! A message is known by its `Message-ID`, which nobody can guess; a report that names none of ours is left alone. Whoever
//! sends us a false report of one that they got can do nothing but have it marked as come back, for staff to look at, and that only while it
//! could come back: what follows from it, staff say who have seen to it.

use std::future::Future;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::{COMES_BACK_WITHIN, Error, store};
use crate::causes::with_causes;
use crate::ids::MessageId;
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

/// The largest report that is read, in bytes. It quotes a message of ours, which is far smaller.
pub const LARGEST_REPORT: usize = 1024 * 1024;
/// How often the folder of bounces is looked into.
const EVERY: Duration = Duration::from_mins(1);
/// How many reports a folder gives at once.
const AT_ONCE: usize = 1_000;

/// Whether trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It will not: there is no such mailbox.
    Hard,
    /// It may: the mailbox was full, or its server did not answer for days.
    Soft,
}

words! { Kind { Hard = "hard", Soft = "soft" } }

/// A message that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The message.
    pub message: MessageId,
    /// Whether trying again may help.
    pub kind: Kind,
    /// What the recipient's server said, as an enhanced status code (RFC 3463), such as `5.1.1`.
    pub status: Option<Status>,
}

/// An enhanced status code (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status([u16; 3]);

impl Status {
    /// Reads three numbers with dots between them; what stands behind them is no part of it.
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.split_whitespace().next()?;
        let numbers: Vec<u16> = code
            .split('.')
            .map(|number| number.parse().ok().filter(|number| *number < 1_000))
            .collect::<Option<_>>()?;
        let numbers: [u16; 3] = numbers.try_into().ok()?;
        matches!(numbers[0], 2 | 4 | 5).then_some(Self(numbers))
    }

    /// What it says of trying again.
    pub fn kind(self) -> Option<Kind> {
        match self.0[0] {
            4 => Some(Kind::Soft),
            5 => Some(Kind::Hard),
            _ => None,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [class, subject, detail] = self.0;
        write!(f, "{class}.{subject}.{detail}")
    }
}

/// The message that a `Message-ID` of ours names; `origin` is this service's name.
pub fn message_of(message_id: &str, origin: &str) -> Option<MessageId> {
    let (id, domain) = message_id.trim().trim_start_matches('<').trim_end_matches('>').split_once('@')?;
    if domain.eq_ignore_ascii_case(origin) { id.parse().ok() } else { None }
}

/// Reads a delivery status report (RFC 3464): a whole message of type `multipart/report`. `None`: it is something else, tells
/// of a message that is not ours, or says that it is only late.
pub fn read_report(report: &[u8], origin: &str) -> Option<Bounce> {
    if report.len() > LARGEST_REPORT {
        return None;
    }
    let report = MessageParser::default().parse(report)?;
    let (mut status, mut failed, mut message) = (None, false, None);
    for part in &report.parts {
        let kind = part.content_type().map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default()));
        let is = |ctype: &str, subtype: &str| {
            kind.is_some_and(|(c, s)| c.eq_ignore_ascii_case(ctype) && s.eq_ignore_ascii_case(subtype))
        };
        if is("message", "delivery-status") || is("message", "global-delivery-status") {
            let text = String::from_utf8_lossy(part.contents());
            failed |= field(&text, "action").is_some_and(|action| action.eq_ignore_ascii_case("failed"));
            status = status.or(field(&text, "status").and_then(Status::parse));
        } else if let PartType::Message(original) = &part.body {
            message = message.or(original.message_id().and_then(|id| message_of(id, origin)));
        } else if is("text", "rfc822-headers") || is("message", "global-headers") || is("message", "rfc822") {
            // Headers may end with the part.
            let headers = [part.contents(), b"\r\n\r\n"].concat();
            let original = MessageParser::default().parse_headers(&headers);
            let id = original.as_ref().and_then(|original| original.message_id());
            message = message.or(id.and_then(|id| message_of(id, origin)));
        }
    }
    let kind = status.and_then(Status::kind).unwrap_or(Kind::Hard);
    failed.then_some(Bounce { message: message?, kind, status })
}

/// The value of a field in a block of them. The last one counts: fields of a recipient stand behind those of the report.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = text.lines().rev().filter_map(|line| line.split_once(':'));
    fields.find(|(field, _)| field.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Notes what came back. Gives how many messages that concerned: others are not ours, or were not on their way.
pub async fn record(service: &Service, bounces: &[Bounce]) -> Result<usize, Error> {
    let mut marked = 0;
    for bounce in bounces {
        let reason = match bounce.status {
            Some(status) => Text::of("mail-cause-back-saying").with("status", status.to_string()),
            None => Text::of("mail-cause-back"),
        };
        let mut tx = service.db.begin().await?;
        let now = service.clock.now();
        let since = now.minus(COMES_BACK_WITHIN);
        let rows = store::bounced(&mut tx, bounce.message, bounce.kind, &reason, now, since).await?;
        tx.commit().await?;
        if rows > 0 {
            tracing::warn!(message = %bounce.message, kind = %bounce.kind, "a message came back");
            marked += 1;
        }
    }
    Ok(marked)
}

/// Reads what is new in a Maildir that bounces are delivered to, and moves each file to those that were read, whatever it
/// was. Gives how many messages had come back.
pub async fn read_folder(service: &Service, folder: &Path) -> Result<usize, Error> {
    let (folder, origin) = (folder.to_owned(), service.keys.origin.clone());
    let read = tokio::task::spawn_blocking(move || reports(&folder, &origin)).await;
    let unreadable = |why: String| Error::NotTaken(format!("the folder of bounces cannot be read: {why}"));
    let reports =
        read.map_err(|error| unreadable(error.to_string()))?.map_err(|error| unreadable(error.to_string()))?;
    let bounces: Vec<_> = reports.iter().filter_map(|(_, bounce)| bounce.clone()).collect();
    let marked = record(service, &bounces).await?;
    // Only now: what is read again after a crash is marked already.
    let moved = move || reports.iter().try_for_each(|((from, to), _)| if_there(fs::rename(from, to)).map(drop));
    tokio::task::spawn_blocking(moved)
        .await
        .map_err(|error| unreadable(error.to_string()))?
        .map_err(|error| unreadable(error.to_string()))?;
    Ok(marked)
}

/// Reads the folder of bounces each minute, if there is one, until told to stop.
pub async fn run(service: Service, shutdown: impl Future<Output = ()>) {
    let Some(folder) = service.config.bounces.clone() else { return shutdown.await };
    tokio::pin!(shutdown);
    loop {
        if let Err(error) = read_folder(&service, &folder).await {
            tracing::error!(error = %with_causes(&error), "bounces could not be read; trying again");
        }
        tokio::select! {
            () = &mut shutdown => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

type Moved = (std::path::PathBuf, std::path::PathBuf);

fn reports(folder: &Path, origin: &str) -> io::Result<Vec<(Moved, Option<Bounce>)>> {
    let (new, read) = (folder.join("new"), folder.join("cur"));
    fs::create_dir_all(&read)?;
    let mut found = Vec::new();
    for file in fs::read_dir(&new)?.take(AT_ONCE) {
        let file = file?;
        let Some(about) = if_there(file.metadata())? else { continue };
        // A folder or a link to elsewhere is nobody's mail.
        if !about.is_file() {
            continue;
        }
        let bounce = if about.len() <= LARGEST_REPORT as u64 {
            let Some(report) = if_there(fs::read(file.path()))? else { continue };
            read_report(&report, origin)
        } else {
            None
        };
        // Seen, as Maildir writes it.
        let name = format!("{}:2,S", file.file_name().to_string_lossy());
        found.push(((file.path(), read.join(name)), bounce));
    }
    Ok(found)
}

/// What came of a file, unless another portal that reads the same folder has moved it meanwhile.
fn if_there<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        done => done.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "01935b7e-0000-7000-8000-000000000001";

    fn report(action: &str, status: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: portal@writ.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
             Content-Type: text/plain\r\n\r\nIt could not be delivered.\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; anna@example.org\r\nAction: {action}\r\nStatus: {status}\r\n--b\r\n{original}\r\n--b--\r\n"
        )
    }

    fn headers(id: &str) -> String {
        format!("Content-Type: text/rfc822-headers\r\n\r\nSubject: A notice\r\nMessage-ID: <{id}@writ.example>")
    }

    fn whole(id: &str) -> String {
        format!(
            "Content-Type: message/rfc822\r\n\r\nSubject: A notice\r\nMessage-ID: <{id}@writ.example>\r\n\
             Content-Type: text/plain\r\n\r\nWords"
        )
    }

    #[test]
    fn a_report_names_its_message_whole_or_by_its_headers() {
        for original in [headers(ID), whole(ID)] {
            let read = read_report(report("failed", "5.1.1", &original).as_bytes(), "writ.example").unwrap();
            assert_eq!((read.message.to_string().as_str(), read.kind), (ID, Kind::Hard));
            assert_eq!(read.status.unwrap().to_string(), "5.1.1");
        }
        let full = read_report(report("failed", "4.2.2 (mailbox full)", &headers(ID)).as_bytes(), "writ.example");
        assert_eq!(full.unwrap().kind, Kind::Soft);
    }

    #[test]
    fn what_is_late_or_not_ours_is_no_bounce() {
        let read = |report: &str| read_report(report.as_bytes(), "writ.example");
        assert_eq!(read(&report("delayed", "4.4.1", &headers(ID))), None);
        assert_eq!(read(&report("delivered", "2.0.0", &headers(ID))), None);
        assert_eq!(read(&report("failed", "5.1.1", &headers("nobody"))), None);
        assert_eq!(read_report(report("failed", "5.1.1", &headers(ID)).as_bytes(), "other.example"), None);
        assert_eq!(read("Subject: I am on holiday\r\n\r\nBack on Monday."), None);
        let large = report("failed", "5.1.1", &headers(ID)) + &"x".repeat(LARGEST_REPORT);
        assert_eq!(read(&large), None);
    }

    proptest! {
        #[test]
        fn no_report_brings_its_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            prop_assert_eq!(read_report(&bytes, "writ.example"), None);
        }

        #[test]
        fn a_status_is_three_numbers(text in "[0-9. a-z]{0,12}") {
            if let Some(status) = Status::parse(&text) {
                prop_assert_eq!(Status::parse(&status.to_string()), Some(status));
            }
        }
    }
}
