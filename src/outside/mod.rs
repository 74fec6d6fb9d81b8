//! The network beyond this service: what a stranger's domain says, in DNS and over HTTPS.
//!
//! Strangers choose the names, so that nothing here can be steered to where only we can reach: a name is resolved once,
//! every address it has must be the public's ([`addresses`]), and the connection goes to exactly the addresses that were
//! looked at, to port 443. Redirects are not followed, proxies of the environment not asked, cookies neither kept nor
//! sent; an answer has a few KiB and a deadline. Nothing is cached: whoever mends a record and asks again sees it.

mod addresses;

use std::error::Error as _;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode};
use url::{Host, Url};

use crate::texts::Text;

pub use self::addresses::is_public;

/// The longest file that is read, in bytes.
const LONGEST_FILE: usize = 4 * 1024;
/// HTTPS, and nothing else.
const PORT: u16 = 443;

/// The way to the network outside. The default is the strict one; everything else is for tests with servers of their own.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The name server that is asked; `None`: those that the system is set to.
    pub name_server: Option<SocketAddr>,
    /// The only authority, in PEM, that a server's certificate may stand under; `None`: those that the system trusts.
    pub authority: Option<Vec<u8>>,
    /// One address that may be connected to though it is not the public's, at its own port.
    pub admitted: Option<SocketAddr>,
    /// How long one question may take, from the first name to the last byte.
    pub deadline: Duration,
}

impl Default for Outside {
    fn default() -> Self {
        Self { name_server: None, authority: None, admitted: None, deadline: Duration::from_secs(10) }
    }
}

/// Why a domain did not say anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No name server gave an answer.
    #[error("{}", self.told())]
    NoAnswer,
    /// The name leads to no address, or is an address.
    #[error("{}", self.told())]
    NoAddress,
    /// It leads to this address, which is not the public's. The words leave it out: they are shown to strangers, and what a
    /// name server tells us of our own network is nobody's to learn.
    #[error("{}", self.told())]
    NotPublic(IpAddr),
    /// Nothing answered there.
    #[error("{}", self.told())]
    Unreachable,
    /// The server's certificate is not good for this name.
    #[error("{}", self.told())]
    Untrusted,
    /// It took too long.
    #[error("{}", self.told())]
    TooSlow,
    /// The file is longer than what is read.
    #[error("{}", self.told())]
    TooLong,
}

impl Trouble {
    /// The same for whoever named it.
    pub fn told(&self) -> Text {
        match self {
            Self::NoAnswer => Text::of("outside-no-answer"),
            Self::NoAddress => Text::of("outside-no-address"),
            Self::NotPublic(_) => Text::of("outside-not-public"),
            Self::Unreachable => Text::of("outside-unreachable"),
            Self::Untrusted => Text::of("outside-untrusted"),
            Self::TooSlow => Text::of("outside-too-slow"),
            Self::TooLong => Text::of("outside-too-long").with("most", LONGEST_FILE),
        }
    }
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The content, where the status is 200.
    pub content: Vec<u8>,
}

impl Outside {
    /// The TXT records at a name, each with its strings joined; empty where there are none.
    pub async fn text_records(&self, name: &str) -> Result<Vec<String>, Trouble> {
        self.in_time(async {
            let found = match self.resolver()?.txt_lookup(absolute(name)).await {
                Ok(found) => found,
                Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
                Err(error) => return Err(unanswered(&error)),
            };
            // What stands at another name, where an alias leads, is not the domain's to show: it may be of our own network.
            let own = found.answers().iter().filter(|record| {
                record.name.to_ascii().trim_end_matches('.').eq_ignore_ascii_case(name.trim_end_matches('.'))
            });
            let texts = own.filter_map(|record| match &record.data {
                RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
                _ => None,
            });
            Ok(texts.collect())
        })
        .await
    }

    /// What `https://DOMAIN/PATH` answers, asked once.
    pub async fn file(&self, domain: &str, path: &str) -> Result<Answer, Trouble> {
        self.in_time(async {
            // An address, in whatever spelling, would be connected to without being resolved.
            let Ok(Host::Domain(domain)) = Host::parse(domain) else { return Err(Trouble::NoAddress) };
            let client = self.client(self.addresses(&domain).await?)?;
            let mut response =
                client.get(format!("https://{domain}/{path}")).send().await.map_err(|error| refused(&error))?;
            let status = response.status();
            let mut content = Vec::new();
            if status == StatusCode::OK {
                while let Some(piece) = response.chunk().await.map_err(|error| refused(&error))? {
                    if content.len() + piece.len() > LONGEST_FILE {
                        return Err(Trouble::TooLong);
                    }
                    content.extend_from_slice(&piece);
                }
            }
            Ok(Answer { status: status.as_u16(), content })
        })
        .await
    }

    /// The status that a server answers to what is posted to it, once. The address is one of HTTPS, by name and at its own
    /// port.
    pub async fn post(&self, url: &Url, headers: &[(&'static str, String)], body: String) -> Result<u16, Trouble> {
        self.in_time(async {
            let domain = match url.host() {
                Some(Host::Domain(domain)) if url.scheme() == "https" && url.port().is_none() => domain,
                _ => return Err(Trouble::NoAddress),
            };
            let client = self.client(self.addresses(domain).await?)?;
            let mut request = client.post(url.clone()).header("content-type", "application/json");
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            // What it says beyond the status is not read.
            Ok(request.body(body).send().await.map_err(|error| refused(&error))?.status().as_u16())
        })
        .await
    }

    async fn in_time<T>(&self, question: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        tokio::time::timeout(self.deadline, question).await.unwrap_or(Err(Trouble::TooSlow))
    }

    /// Every address of a domain, each of which may be connected to. One that may not refuses them all: which of them a
    /// connection would take is the domain's choice.
    async fn addresses(&self, domain: &str) -> Result<Vec<SocketAddr>, Trouble> {
        let found = match self.resolver()?.lookup_ip(absolute(domain)).await {
            Ok(found) => found,
            Err(error) if error.is_no_records_found() => return Err(Trouble::NoAddress),
            Err(error) => return Err(unanswered(&error)),
        };
        let checked = |address: IpAddr| match self.admitted {
            Some(admitted) if admitted.ip() == address => Ok(admitted),
            _ if is_public(address) => Ok(SocketAddr::new(address, PORT)),
            _ => Err(Trouble::NotPublic(address)),
        };
        let addresses = found.iter().map(checked).collect::<Result<Vec<_>, _>>()?;
        if addresses.is_empty() { Err(Trouble::NoAddress) } else { Ok(addresses) }
    }

    fn resolver(&self) -> Result<TokioResolver, Trouble> {
        let mut builder = match self.name_server {
            None => TokioResolver::builder_tokio().map_err(|error| unanswered(&error))?,
            Some(server) => {
                let mut ways = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
                for way in &mut ways {
                    way.port = server.port();
                }
                let server = NameServerConfig::new(server.ip(), true, ways.into());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.cache_size = 0;
        // What this machine calls its neighbours is nobody's domain.
        options.use_hosts_file = ResolveHosts::Never;
        options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
        builder.build().map_err(|error| unanswered(&error))
    }

    /// A client that connects to these addresses, whatever name it is given.
    fn client(&self, addresses: Vec<SocketAddr>) -> Result<Client, Trouble> {
        let mut builder = Client::builder()
            .dns_resolver(Arc::new(Checked(addresses)))
            .no_proxy()
            .redirect(Policy::none())
            .https_only(true)
            .http1_only()
            .referer(false)
            .user_agent(concat!("writ/", env!("CARGO_PKG_VERSION")));
        if let Some(authority) = &self.authority {
            builder = builder.tls_certs_only([Certificate::from_pem(authority).map_err(|error| refused(&error))?]);
        }
        builder.build().map_err(|error| refused(&error))
    }
}

/// Resolves every name to the addresses that were looked at: there is no second resolution.
struct Checked(Vec<SocketAddr>);

impl Resolve for Checked {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

/// A name that no search list of this machine is tried on.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

fn unanswered(error: &NetError) -> Trouble {
    tracing::debug!(%error, "a name was not resolved");
    if matches!(error, NetError::Timeout) { Trouble::TooSlow } else { Trouble::NoAnswer }
}

fn refused(error: &reqwest::Error) -> Trouble {
    if error.is_timeout() {
        Trouble::TooSlow
    } else if is_untrusted(error) {
        Trouble::Untrusted
    } else {
        Trouble::Unreachable
    }
}

/// Whether TLS failed: that comes as unreadable input, wrapped once or twice.
fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let input = error.downcast_ref::<io::Error>();
        if input.is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        cause = match input.and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}
