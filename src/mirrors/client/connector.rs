//! Connections to machines elsewhere: to mirrors for the service, and to the service for a mirror.
//!
//! TLS, under the authorities of the web and whichever else its operator named; in plain only within this machine. Where
//! strangers choose the name, as hosts choose those of their mirrors, it leads nowhere that only we can reach: it is resolved once for
//! a connection, every address it has must be the public's, and the connection goes to exactly the addresses that were looked at.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::transport::Fault;
use crate::outside;

/// How long one address may take to answer, and then its TLS to begin.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where connections may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To the public's addresses.
    Public,
    /// To any address: those of a network of one's own, and in plain those of this machine.
    Private,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not an address of HTTP.
    #[error("`{0}` is no address of https:// or http://")]
    NoAddress(String),
    /// The name leads nowhere.
    #[error("{0} has no address")]
    NotFound(String),
    /// It leads to an address that is not the public's.
    #[error("{host} leads to {address}, which is not the public's")]
    NotPublic {
        /// The name.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// Plain HTTP leads to another machine.
    #[error("{host} leads to another machine, and only within one is http:// spoken: give an address of https://")]
    Plain {
        /// The name.
        host: String,
    },
    /// Nothing answers in time.
    #[error("{0} does not answer in time")]
    TooSlow(String),
    /// The network, or TLS.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The authorities cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("no certificate of an authority can be read: {0}")]
pub struct NoAuthority(String);

/// Makes connections, for [`http_connections`](super::http_connections). Clones are the same.
#[derive(Clone)]
pub struct Connector {
    tls: TlsConnector,
    reach: Reach,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl Connector {
    /// A connector that leads as far as `reach`. `authority`, in PEM, may have signed a certificate besides the authorities of
    /// the web.
    ///
    /// # Errors
    /// When `authority` holds no certificate that can be read.
    pub fn new(authority: Option<&[u8]>, reach: Reach) -> Result<Self, NoAuthority> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(pem) = authority {
            let known = roots.len();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| NoAuthority(error.to_string()))?;
                roots.add(certificate).map_err(|error| NoAuthority(error.to_string()))?;
            }
            if roots.len() == known {
                return Err(NoAuthority("there is none in PEM".to_owned()));
            }
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| NoAuthority(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), reach })
    }

    async fn connect(&self, uri: &Uri) -> Result<Wire, Error> {
        let no_address = || Error::NoAddress(uri.to_string());
        let is_plain = match uri.scheme_str() {
            Some("https") => false,
            Some("http") => true,
            _ => return Err(no_address()),
        };
        let host = uri.host().ok_or_else(no_address)?;
        // An address of IPv6 stands between brackets there.
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let port = uri.port_u16().unwrap_or(if is_plain { 80 } else { 443 });
        let stream = self.stream(host, port, is_plain).await?;
        let line: Box<dyn Line> = if is_plain {
            Box::new(stream)
        } else {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| no_address())?;
            let secured = tokio::time::timeout(PATIENCE, self.tls.connect(name, stream)).await;
            Box::new(secured.map_err(|_| Error::TooSlow(host.to_owned()))??)
        };
        Ok(TokioIo::new(line))
    }

    /// A connection to the first address that answers, of those that were looked at.
    async fn stream(&self, host: &str, port: u16, is_plain: bool) -> Result<TcpStream, Error> {
        let resolved = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host, port))).await;
        let resolved = resolved.map_err(|_| Error::TooSlow(host.to_owned()))?;
        let addresses: Vec<SocketAddr> = resolved.map_err(|_| Error::NotFound(host.to_owned()))?.collect();
        for address in &addresses {
            self.admit(host, address.ip(), is_plain)?;
        }
        let mut last = Error::NotFound(host.to_owned());
        for address in addresses {
            match tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    stream.set_nodelay(true)?;
                    return Ok(stream);
                }
                Ok(Err(error)) => last = error.into(),
                Err(_) => last = Error::TooSlow(host.to_owned()),
            }
        }
        Err(last)
    }

    /// Refuses an address that may not be connected to. One of a name refuses them all: which of them answers first is not ours to
    /// choose.
    fn admit(&self, host: &str, address: IpAddr, is_plain: bool) -> Result<(), Error> {
        if self.reach == Reach::Public && !outside::is_public(address) {
            return Err(Error::NotPublic { host: host.to_owned(), address });
        }
        if is_plain && !address.to_canonical().is_loopback() {
            return Err(Error::Plain { host: host.to_owned() });
        }
        Ok(())
    }
}

impl tower::Service<Uri> for Connector {
    type Response = Wire;
    type Error = Fault;
    type Future = BoxFuture<'static, Result<Wire, Fault>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.clone();
        async move { connector.connect(&uri).await.map_err(Fault::new) }.boxed()
    }
}

/// A connection, as the client of HTTP takes it.
pub type Wire = TokioIo<Box<dyn Line>>;

/// What bytes go over, in plain or under TLS.
pub trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Connection for Box<dyn Line> {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_connection_leads_where_it_may_not() {
        let public = Connector::new(None, Reach::Public).unwrap();
        let private = Connector::new(None, Reach::Private).unwrap();
        let refused = async |connector: &Connector, uri: &str| match connector.connect(&uri.parse().unwrap()).await {
            Ok(_) => panic!("{uri} was connected to"),
            Err(error) => error,
        };
        for uri in
            ["https://127.0.0.1", "https://10.0.0.1:8443", "https://[::1]", "https://[fd00::1]", "http://127.0.0.1"]
        {
            assert!(matches!(refused(&public, uri).await, Error::NotPublic { .. }), "{uri}");
        }
        for uri in ["http://1.1.1.1", "http://10.0.0.1", "http://[2606:4700:4700::1111]"] {
            assert!(matches!(refused(&private, uri).await, Error::Plain { .. }), "{uri}");
        }
        assert!(matches!(refused(&public, "http://1.1.1.1").await, Error::Plain { .. }), "in plain to nobody else");
        for uri in ["ftp://127.0.0.1", "/v1/status"] {
            assert!(matches!(refused(&private, uri).await, Error::NoAddress(_)), "{uri}");
        }
    }

    #[test]
    fn an_authority_is_a_certificate() {
        for pem in ["", "not one", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Connector::new(Some(pem.as_bytes()), Reach::Public).is_err(), "{pem:?}");
        }
    }
}
