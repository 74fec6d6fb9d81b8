//! How a message leaves: by an SMTP server, or as a file in a folder.

use std::io;
use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncTransport, Tokio1Executor};
use url::{Host, Url};

use super::{Envelope, letters};
use crate::config::MailRoute;
use crate::service::Service;
use crate::texts::Text;

/// How long an SMTP server may take over one command.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a message was not taken, for whoever reads it in whatever language. Neither says an address: servers quote them, so their words are
/// not kept.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Trying again may help.
    ForNow(Text),
    /// It will not.
    ForGood(Text),
}

/// Hands a message over by the configured route. When it returns, a server has taken it, or its file is durable.
pub(super) async fn hand_over(service: &Service, envelope: &Envelope) -> Result<(), Refusal> {
    let origin = &service.keys.origin;
    match &service.config.mail {
        MailRoute::Files(folder) => {
            let message = compose(envelope, origin, &format!("no-reply@{origin}"))?;
            let (folder, name) = (folder.clone(), letters::name(&service.keys, envelope.id, &envelope.recipient));
            tokio::task::spawn_blocking(move || letters::write(&folder, &name, &message.formatted()))
                .await
                .map_err(|error| Refusal::ForNow(error.to_string().into()))?
                .map_err(|error| Refusal::ForNow(Text::of("mail-cause-folder").with("error", error.to_string())))?;
            // No mail is sent: the operator hands on what people wait for, such as the code of a sign-up, in the file whose name begins with
            // this. The rest of that name is whose it is, which stays out of the log: it would be the same in every line about one reader.
            tracing::info!(id = %envelope.id, "a message was written");
            Ok(())
        }
        MailRoute::Smtp { url, from, authority } => {
            let message = compose(envelope, origin, from)?;
            transport(url, authority.as_deref(), origin)?.send(message).await.map(|_| ()).map_err(|error| judge(&error))
        }
    }
}

/// Whether sender and server of a route are such. A password that the URL carries is not repeated.
pub(super) fn check(route: &MailRoute) -> Result<(), String> {
    let MailRoute::Smtp { url, from, authority } = route else { return Ok(()) };
    if from.parse::<lettre::Address>().is_err() {
        return Err(Text::of("mail-cause-sender").to_string());
    }
    match transport(url, authority.as_deref(), "localhost") {
        Ok(_) => Ok(()),
        Err(Refusal::ForNow(reason) | Refusal::ForGood(reason)) => Err(reason.to_string()),
    }
}

/// The message as it travels. The same envelope gives the same bytes, whenever it is sent.
fn compose(envelope: &Envelope, origin: &str, from: &str) -> Result<lettre::Message, Refusal> {
    let from = from.parse::<lettre::Address>().map_err(|_| Refusal::ForNow(Text::of("mail-cause-sender")))?;
    let to = envelope
        .recipient
        .as_str()
        .parse::<lettre::Address>()
        .map_err(|_| Refusal::ForGood(Text::of("mail-cause-address")))?;
    let since_epoch = Duration::from_secs(u64::try_from(envelope.created_at.seconds()).unwrap_or(0));
    // Automatic answers (holidays, bounces) are not wanted: RFC 3834.
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let html = envelope.message.html().map_err(|_| Refusal::ForGood(Text::of("mail-cause-html")))?;
    // The same text twice; the boundary is of this message, and not drawn, so that the bytes stay the same.
    let parts = MultiPart::builder().kind(MultiPartKind::Alternative).boundary(format!("writ-{}", envelope.id));
    let parts = parts.singlepart(SinglePart::plain(envelope.message.plain())).singlepart(SinglePart::html(html));
    let builder = lettre::Message::builder()
        .from(Mailbox::new(Some("Writ".to_owned()), from))
        .to(Mailbox::new(None, to))
        .subject(envelope.message.subject())
        .date(SystemTime::UNIX_EPOCH + since_epoch)
        .message_id(Some(format!("<{}@{origin}>", envelope.id)))
        .raw_header(automatic);
    // What a mailbox gets about one case is one conversation (RFC 5322, section 3.6.4).
    let first = envelope.first.map(|first| format!("<{first}@{origin}>"));
    let builder = match first {
        Some(first) => builder.in_reply_to(first.clone()).references(first),
        None => builder,
    };
    builder.multipart(parts).map_err(|_| Refusal::ForGood(Text::of("mail-cause-unwritable")))
}

/// Opens no connection yet. To this machine plain SMTP is allowed; to any other the connection is
/// encrypted from the start (`smtps`) or by STARTTLS, which is then required: a server or a man in the
/// middle that does not offer it gets neither password nor message. Its certificate must be one of the web's authorities
/// or of `authority`, a PEM file's content.
fn transport(url: &str, authority: Option<&[u8]>, origin: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, Refusal> {
    let wrong = || Refusal::ForNow(Text::of("mail-cause-url"));
    let mut url = Url::parse(url).map_err(|_| wrong())?;
    let plain = match (url.scheme(), url.host()) {
        ("smtp", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("smtp", Some(Host::Ipv6(address))) => address.is_loopback(),
        // The schemes are not ones the URL standard knows, so even an address can stand as a name.
        ("smtp", Some(Host::Domain(name))) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        ("smtps", Some(_)) => false,
        _ => return Err(wrong()),
    };
    url.set_query((url.scheme() == "smtp" && !plain).then_some("tls=required"));
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| wrong())?;
    if let (Some(authority), Some(host), false) = (authority, url.host_str(), plain) {
        let untrusted = |_| Refusal::ForNow(Text::of("mail-cause-authority"));
        let certificate = Certificate::from_pem(authority).map_err(untrusted)?;
        let parameters = TlsParameters::builder(host.to_owned()).add_root_certificate(certificate);
        let parameters = parameters.build_rustls().map_err(untrusted)?;
        let implicit = url.scheme() == "smtps";
        builder = builder.tls(if implicit { Tls::Wrapper(parameters) } else { Tls::Required(parameters) });
    }
    Ok(builder.hello_name(ClientId::Domain(origin.to_owned())).timeout(Some(PATIENCE)).build())
}

/// Whether a file's content holds a certificate in PEM that a mail server's own can be judged by.
pub fn is_certificate(pem: &[u8]) -> bool {
    let begins = b"-----BEGIN CERTIFICATE-----";
    pem.windows(begins.len()).any(|window| window == begins)
        && Certificate::from_pem(pem).is_ok_and(|certificate| {
            TlsParameters::builder("localhost".to_owned()).add_root_certificate(certificate).build_rustls().is_ok()
        })
}

/// A refusal is for good when the server says 5xx of the message. 5xx of our own sign-in (530 to 538) is
/// the operator's to mend, and no reason to lose what was to be said.
fn judge(error: &lettre::transport::smtp::Error) -> Refusal {
    match error.status() {
        Some(code) => {
            let (severity, number) = (code.severity, code.to_string());
            let ours = number.starts_with("53");
            let text = Text::of("mail-cause-answered").with("code", number.as_str());
            if severity == lettre::transport::smtp::response::Severity::PermanentNegativeCompletion && !ours {
                Refusal::ForGood(text)
            } else {
                Refusal::ForNow(text)
            }
        }
        None if error.is_timeout() => Refusal::ForNow(Text::of("mail-cause-late")),
        None if is_untrusted(error) => Refusal::ForNow(Text::of("mail-cause-untrusted")),
        None if lacks_extension(error) => Refusal::ForGood(Text::of("mail-cause-extension")),
        // It offers no encryption, or no way to sign in that we know: the operator's to mend.
        None if error.is_client() => Refusal::ForNow(Text::of("mail-cause-unsafe")),
        None => Refusal::ForNow(Text::of("mail-cause-unreachable")),
    }
}

/// Whether the encrypted connection failed as such. A certificate that is refused comes as unreadable input.
fn is_untrusted(error: &lettre::transport::smtp::Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let unreadable = |cause: &io::Error| cause.kind() == io::ErrorKind::InvalidData;
    error.is_tls() || causes.any(|cause| cause.downcast_ref::<io::Error>().is_some_and(unreadable))
}

/// Whether the message itself needs an extension that the server lacks, such as for an address beyond ASCII.
fn lacks_extension(error: &lettre::transport::smtp::Error) -> bool {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    error.is_client() && ["SMTPUTF8", "8BITMIME"].iter().any(|extension| cause.contains(extension))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Address, Message};
    use super::*;
    use crate::clock::{Clock, Time};
    use crate::entropy::Entropy;
    use crate::ids::MessageId;
    use crate::texts::Language;

    fn envelope(recipient: &str, subject: &str, text: &str) -> Option<Envelope> {
        let recipient: Address = recipient.parse().ok()?;
        let message = Message::new(Language::default(), subject).paragraph(text).checked().ok()?;
        let created_at = Time::from_seconds(1_795_000_000);
        let id = MessageId::new(&Clock::manual(created_at), &Entropy::seeded(1));
        Some(Envelope { id, recipient, message, created_at, first: None })
    }

    fn bytes(envelope: &Envelope) -> Vec<u8> {
        compose(envelope, "writ.example", "no-reply@writ.example").unwrap().formatted()
    }

    fn headers(bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines.map(|line| line.split(':').next().unwrap().to_lowercase()).collect()
    }

    const HEADERS: [&str; 8] =
        ["from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"];

    #[test]
    fn a_message_is_the_same_bytes_each_time() {
        let envelope = envelope("anna@example.org", "Grüße", "Zeile eins\n.\nZeile drei\n").unwrap();
        assert_eq!(bytes(&envelope), bytes(&envelope));
        let text = String::from_utf8(bytes(&envelope)).unwrap();
        assert!(text.contains(&format!("Message-ID: <{}@writ.example>\r\n", envelope.id)), "{text}");
        assert!(text.contains("To: anna@example.org\r\n"), "{text}");
        assert_eq!(headers(text.as_bytes()), HEADERS);
    }

    proptest! {
        /// Header injection: whatever a subject, a text or an address holds, if it is taken at all the
        /// message has exactly our headers, and its lines end as lines of mail do.
        #[test]
        fn nothing_said_becomes_a_header(
            subject in "(?s)[a-zäß \r\n\u{0}\u{b}\u{2028}:=?<>.,@B]{0,80}",
            text in "(?s)[a-zäß \r\n:.=]{0,200}",
            user in "(?s)[a-z\r\n:,<> ]{1,20}",
        ) {
            if let Some(envelope) = envelope(&format!("{user}@example.org"), &subject, &text) {
                let bytes = bytes(&envelope);
                prop_assert_eq!(headers(&bytes), HEADERS);
                let written = String::from_utf8(bytes).unwrap();
                prop_assert!(!written.replace("\r\n", "").contains(['\r', '\n']));
            }
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        for url in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
            "smtps://u:p@mail.example",
            "smtp://mail.example:587",
        ] {
            assert!(transport(url, None, "writ.example").is_ok(), "{url}");
        }
        for url in ["mail.example", "http://mail.example", "smtp:", ""] {
            assert!(transport(url, None, "writ.example").is_err(), "{url}");
        }
        let text =
            format!("{:?}", transport("smtp://mail.example:587?tls=opportunistic", None, "writ.example").unwrap());
        assert!(text.contains("Required"), "{text}");
        let text = format!("{:?}", transport("smtp://127.0.0.1", None, "writ.example").unwrap());
        assert!(text.contains("tls: None"), "{text}");
    }
}
