//! What is served under TLS: to whoever knows its authority, under the certificate that its files hold, and nothing in plain.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use writ::config::Limits;
use writ::http::connections::{self, Listener};
use writ::http::tls::{Error, Tls};
use writ::tokens::Digest;

use crate::app::TestService;

/// An authority of a test's own, and what it signs.
pub struct Authority {
    /// Its certificate in PEM.
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Each has a name of its own: by these alone OpenSSL finds who signed what.
        let name = Digest::of(&key.serialize_der()).to_string();
        params.distinguished_name.push(DnType::CommonName, &name[..16]);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A certificate for this name or address and its key, in files in a folder.
    pub fn certify(&self, name: &str, folder: &Path) -> (PathBuf, PathBuf) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let files = (folder.join("cert.pem"), folder.join("key.pem"));
        std::fs::write(&files.0, certificate.pem()).unwrap();
        std::fs::write(&files.1, key.serialize_pem()).unwrap();
        files
    }

    /// A client that trusts this authority and no other.
    pub fn client(&self) -> reqwest::Client {
        let own = reqwest::Certificate::from_pem(self.pem.as_bytes()).unwrap();
        reqwest::Client::builder().no_proxy().tls_certs_only([own]).build().unwrap()
    }
}

/// Serves a router under a certificate until the token is cancelled, on an address of its own.
pub async fn served(router: axum::Router, tls: Tls, limits: Limits, stop: CancellationToken) -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let listener = Listener::new(socket, Some(tls));
    tokio::spawn(async move { connections::serve(listener, router, &limits, stop).await });
    address
}

#[tokio::test]
async fn a_replaced_certificate_is_taken_up_and_half_of_one_is_not() {
    let app = TestService::new().await;
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (old, new) = (Authority::new(), Authority::new());
    let (cert, key) = old.certify("127.0.0.1", folder.path());
    let tls = Tls::open(&cert, &key).unwrap();
    let stop = CancellationToken::new();
    let address = served(writ::http::router(app.service.clone()), tls.clone(), Limits::default(), stop.clone()).await;
    // A client of its own each time, so that no connection of before is used.
    let lives = async |authority: &Authority| {
        let answer = authority.client().get(format!("https://{address}/healthz")).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    };
    assert!(lives(&old).await && !lives(&new).await);
    assert!(!tls.reload().unwrap(), "nothing has changed");

    let (next_cert, next_key) = new.certify("127.0.0.1", elsewhere.path());
    std::fs::copy(next_cert, &cert).unwrap();
    assert!(matches!(tls.reload(), Err(Error::Unusable { .. })), "its key is not there yet");
    assert!(lives(&old).await && !lives(&new).await);
    std::fs::copy(next_key, &key).unwrap();
    assert!(tls.reload().unwrap());
    assert!(lives(&new).await && !lives(&old).await);

    std::fs::remove_file(&cert).unwrap();
    assert!(matches!(tls.reload(), Err(Error::Unreadable { .. })));
    std::fs::write(&cert, "no certificate").unwrap();
    assert!(matches!(tls.reload(), Err(Error::NotPem { .. })));
    assert!(lives(&new).await, "what was good before goes on");
    stop.cancel();
}

#[tokio::test]
async fn where_tls_is_spoken_nothing_else_is_and_who_says_nothing_gives_the_place_back() {
    let app = TestService::new().await;
    let folder = TempDir::new().unwrap();
    let authority = Authority::new();
    let (cert, key) = authority.certify("127.0.0.1", folder.path());
    let limits = Limits { connections: 1, head_arrival: Duration::from_millis(200), ..Limits::default() };
    let stop = CancellationToken::new();
    let router = writ::http::router(app.service.clone());
    let address = served(router, Tls::open(&cert, &key).unwrap(), limits, stop.clone()).await;

    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // It may be told what is wrong in TLS, or cut off.
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");

    let _silent = TcpStream::connect(address).await.unwrap();
    let asked = authority.client().get(format!("https://{address}/healthz")).send();
    let answer = tokio::time::timeout(Duration::from_secs(10), asked).await.expect("its turn comes").unwrap();
    assert!(answer.status().is_success());
    stop.cancel();
}
