//! Why nothing came back from a mirror, as far as that is known: whoever is to mend it reads it in plain words, and not in those of programs.

use std::io;

use tokio_rustls::rustls;

use super::{Error, Fault, connector};

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// There is no address under its name.
    Nowhere,
    /// Its name leads to an address that is not the public's.
    NotPublic,
    /// Plain HTTP leads to another machine.
    Plain,
    /// Nothing listens there.
    Refused,
    /// No network leads there.
    Unreachable,
    /// Nothing came in time.
    Slow,
    /// The connection broke off.
    BrokenOff,
    /// Its certificate is not trusted for its name.
    Certificate,
    /// No TLS is spoken there.
    NoTls,
}

impl Silence {
    /// What is known of why a call came to nothing.
    pub fn of(error: &Error) -> Option<Self> {
        let Error::Unreachable(fault) = error else { return None };
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(fault);
        while let Some(error) = next {
            if let Some(known) = Self::shown_by(error) {
                return Some(known);
            }
            next = match error.downcast_ref::<Fault>() {
                Some(fault) => Some(fault.cause()),
                None => error.source(),
            };
        }
        None
    }

    /// What this error shows, whatever it came of.
    fn shown_by(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        if error.is::<tokio::time::error::Elapsed>() {
            return Some(Self::Slow);
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return Self::of_network(error);
        }
        match error.downcast_ref::<connector::Error>()? {
            connector::Error::NoAddress(_) => None,
            connector::Error::NotFound(_) => Some(Self::Nowhere),
            connector::Error::NotPublic { .. } => Some(Self::NotPublic),
            connector::Error::Plain { .. } => Some(Self::Plain),
            connector::Error::TooSlow(_) => Some(Self::Slow),
            connector::Error::Io(error) => Self::of_network(error),
        }
    }

    fn of_network(error: &io::Error) -> Option<Self> {
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            let is_trust = matches!(error, rustls::Error::InvalidCertificate(_));
            return Some(if is_trust { Self::Certificate } else { Self::NoTls });
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Some(Self::Refused),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Some(Self::Unreachable),
            io::ErrorKind::TimedOut => Some(Self::Slow),
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
                Some(Self::BrokenOff)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::TcpListener;
    use tower::ServiceExt as _;

    use super::super::transport::full;
    use super::super::{Connector, Reach, http_connections};
    use super::*;

    /// Why nothing comes back from there.
    async fn silence(reach: Reach, uri: &str) -> Option<Silence> {
        let connections = http_connections(Connector::new(None, reach).unwrap());
        let request = Request::get(uri).body(full(Bytes::new())).unwrap();
        Silence::of(&Error::Unreachable(connections.oneshot(request).await.unwrap_err()))
    }

    #[tokio::test]
    async fn why_nothing_came_back_is_known_through_all_that_wraps_it() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let greeting = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"220 mail.example is ready\r\n").await.unwrap();
            // Held open until the other side has had enough.
            drop(listener);
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        });
        assert_eq!(silence(Reach::Private, &format!("https://{address}/")).await, Some(Silence::NoTls));
        greeting.await.unwrap();
        assert_eq!(silence(Reach::Private, &format!("http://{address}/")).await, Some(Silence::Refused));
        assert_eq!(silence(Reach::Public, "https://127.0.0.1/").await, Some(Silence::NotPublic));
        assert_eq!(silence(Reach::Private, "http://192.0.2.1/").await, Some(Silence::Plain));
        assert_eq!(Silence::of(&Error::Gone), None);
        assert_eq!(Silence::of(&Error::Unreachable(Fault::new("its machine is gone"))), None);
    }
}
