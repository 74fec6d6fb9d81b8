//! TLS on whatever listens: the certificate that connections are served under, and its key, as two files in PEM.
//!
//! A certificate is renewed by replacing the files. They are looked at again each minute, and new connections get what stands
//! there then. While the two do not belong together, as between the writing of the one and of the other, or cannot be read, what
//! was good before goes on.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::{Accept, TlsAcceptor};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::tokens::Digest;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_mins(1);

/// Why a certificate cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file is not there, or may not be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{path} does not hold {what} in PEM: {reason}")]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// What was found instead.
        reason: String,
    },
    /// The two do not belong together, or are of a kind that TLS does not know.
    #[error("the certificate in {cert} cannot be served with its key: {reason}")]
    Unusable {
        /// The file of the certificate.
        cert: PathBuf,
        /// Why.
        reason: String,
    },
}

/// A certificate with its key. Clones are the same.
#[derive(Clone)]
pub struct Tls(Arc<Inner>);

struct Inner {
    cert: PathBuf,
    key: PathBuf,
    served: RwLock<Served>,
}

/// What new connections get.
struct Served {
    /// What the files were when it was read.
    read: Digest,
    acceptor: TlsAcceptor,
}

impl Tls {
    /// Reads both files; blocking. `cert` holds the certificate and those it stands under, in this order.
    ///
    /// # Errors
    /// When either cannot be read, or they do not belong together.
    pub fn open(cert: &Path, key: &Path) -> Result<Self, Error> {
        let files = Files::read(cert, key)?;
        let served = RwLock::new(Served { read: files.digest(), acceptor: files.acceptor(cert, key)? });
        Ok(Self(Arc::new(Inner { cert: cert.to_owned(), key: key.to_owned(), served })))
    }

    /// Looks at the files again; blocking. Gives whether they had changed: new connections then get what stands there.
    ///
    /// # Errors
    /// As [`Tls::open`]; what was served before goes on.
    pub fn reload(&self) -> Result<bool, Error> {
        let Inner { cert, key, served } = &*self.0;
        let files = Files::read(cert, key)?;
        let read = files.digest();
        if read == served.read().unwrap_or_else(PoisonError::into_inner).read {
            return Ok(false);
        }
        let acceptor = files.acceptor(cert, key)?;
        *served.write().unwrap_or_else(PoisonError::into_inner) = Served { read, acceptor };
        Ok(true)
    }

    /// Looks at the files each minute, until `stop`.
    pub(super) async fn watch(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = stop.cancelled() => return,
            }
            let tls = self.clone();
            match tokio::task::spawn_blocking(move || tls.reload()).await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!("new connections are served under the new certificate"),
                Ok(Err(error)) => tracing::error!(
                    error = &error as &dyn StdError,
                    "the certificate is not as it was and cannot be served; the one before goes on"
                ),
                Err(error) => tracing::error!(%error, "looking at the certificate broke off"),
            }
        }
    }

    /// Begins TLS with whoever came.
    pub(super) fn accept(&self, stream: TcpStream) -> Accept<TcpStream> {
        self.0.served.read().unwrap_or_else(PoisonError::into_inner).acceptor.accept(stream)
    }
}

/// Both files as they were read.
struct Files {
    cert: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

impl Files {
    fn read(cert: &Path, key: &Path) -> Result<Self, Error> {
        let read =
            |path: &Path| std::fs::read(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source });
        Ok(Self { cert: read(cert)?, key: Zeroizing::new(read(key)?) })
    }

    /// By which they are known again.
    fn digest(&self) -> Digest {
        Digest::of(&[Digest::of(&self.cert).0, Digest::of(&self.key).0].concat())
    }

    fn acceptor(&self, cert: &Path, key: &Path) -> Result<TlsAcceptor, Error> {
        let not_pem = |path: &Path, what, reason: String| Error::NotPem { path: path.to_owned(), what, reason };
        let chain = CertificateDer::pem_slice_iter(&self.cert)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| not_pem(cert, "a certificate", error.to_string()))?;
        if chain.is_empty() {
            return Err(not_pem(cert, "a certificate", "there is none".to_owned()));
        }
        let private = PrivateKeyDer::from_pem_slice(&self.key)
            .map_err(|error| not_pem(key, "the key of a certificate", error.to_string()))?;
        let unusable = |error: rustls::Error| Error::Unusable { cert: cert.to_owned(), reason: error.to_string() };
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(unusable)?;
        // The one protocol that is spoken here; whoever does not ask speaks it too.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
