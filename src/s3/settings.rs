//! Which bucket, and by whose key it is reached.

use std::fmt;

use url::{Host, Url};
use zeroize::Zeroizing;

use super::Error;

/// How a bucket is reached. Whoever makes this reads the access key from a file or the environment: it stands in no address.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the object store answers: scheme, host and port, nothing else.
    pub endpoint: Url,
    /// The bucket's region; a store without regions has one that it names in its configuration.
    pub region: String,
    /// The bucket. It is there already.
    pub bucket: String,
    /// What every key begins with, whole names between slashes; empty where the bucket is all ours.
    pub prefix: String,
    /// Whether the bucket stands in the path of an address (most stores of one's own), not in its host.
    pub path_style: bool,
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub secret: Secret,
    /// Whether plain HTTP may be spoken with other machines, as within a network of one's own. What travels is sealed, but
    /// whoever listens learns which blobs are read and written.
    pub plain_http: bool,
}

/// The secret of an access key. It does not print, and is wiped when it goes.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// As the object store gave it out; whitespace around it, as files have it, is none of it.
    pub fn new(secret: &str) -> Self {
        Self(Zeroizing::new(secret.trim().to_owned()))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// Where a bucket's addresses begin.
#[derive(Debug)]
pub(super) struct Base {
    /// Scheme and authority.
    pub(super) url: Url,
    /// The same authority as the `Host` header has it.
    pub(super) host: String,
    /// The path of the bucket itself, without a slash at its end: empty where the host names it.
    pub(super) path: String,
}

impl Settings {
    /// Checks them, with the prefix as keys begin with it: empty, or with one slash at its end.
    pub(super) fn checked(mut self) -> Result<(Self, Base), Error> {
        let refused = |reason| Err(Error::Settings(reason));
        let is_name = |text: &str, further: &[u8]| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || further.contains(&byte))
        };
        if !(3..=63).contains(&self.bucket.len())
            || !is_name(&self.bucket, b"-.")
            || self.bucket.bytes().any(|byte| byte.is_ascii_uppercase())
        {
            return refused("a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens");
        }
        if !is_name(&self.region, b"-_") {
            return refused("a region's name has letters, digits and hyphens");
        }
        // Both stand in a header.
        if !is_name(&self.access_key_id, b"-_.+=@") || self.secret.expose().is_empty() {
            return refused("an access key has an id of letters and digits, and a secret");
        }
        let prefix = self.prefix.trim_end_matches('/').to_owned();
        if !prefix.is_empty() && prefix.split('/').any(|name| matches!(name, "" | "." | "..")) {
            return refused("a prefix consists of names with single slashes between them, and begins with none");
        }
        self.prefix = if prefix.is_empty() { prefix } else { prefix + "/" };
        let base = self.base()?;
        Ok((self, base))
    }

    fn base(&self) -> Result<Base, Error> {
        let refused = |reason| Err(Error::Settings(reason));
        let mut url = self.endpoint.clone();
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !is_bare || !url.username().is_empty() || url.password().is_some() {
            return refused("an endpoint has a scheme, a host and a port, and neither a path nor an access key");
        }
        let is_here = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return refused("an endpoint has a host"),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_here || self.plain_http => {}
            "http" => return refused("plain HTTP is spoken with this machine only, unless other machines are allowed"),
            _ => return refused("an endpoint begins with https://"),
        }
        if !self.path_style {
            let Some(Host::Domain(name)) = url.host() else {
                return refused("a bucket's name stands before the name of a host: use the path style");
            };
            let name = format!("{}.{name}", self.bucket);
            if url.set_host(Some(&name)).is_err() {
                return refused("the bucket's name cannot stand before the host's: use the path style");
            }
        }
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let path = if self.path_style { format!("/{}", self.bucket) } else { String::new() };
        Ok(Base { url, host, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            endpoint: "https://store.example:3900".parse().unwrap(),
            region: "garage".to_owned(),
            bucket: "replicas".to_owned(),
            prefix: String::new(),
            path_style: true,
            access_key_id: "GK0011".to_owned(),
            secret: Secret::new("hunter2\n"),
            plain_http: false,
        }
    }

    #[test]
    fn a_secret_does_not_print() {
        assert!(!format!("{:?}", settings()).contains("hunter2"));
        assert_eq!(settings().secret.expose(), "hunter2");
    }

    #[test]
    fn an_address_is_that_of_the_style() {
        let (_, base) = settings().checked().unwrap();
        assert_eq!((base.host.as_str(), base.path.as_str()), ("store.example:3900", "/replicas"));
        let (_, base) = Settings { path_style: false, ..settings() }.checked().unwrap();
        assert_eq!((base.host.as_str(), base.path.as_str()), ("replicas.store.example:3900", ""));
        assert_eq!(base.url.as_str(), "https://replicas.store.example:3900/");
        let endpoint = "https://store.example:443".parse().unwrap();
        assert_eq!(Settings { endpoint, ..settings() }.checked().unwrap().1.host, "store.example");
        for (given, kept) in [("", ""), ("/", ""), ("paris", "paris/"), ("a/b//", "a/b/")] {
            assert_eq!(Settings { prefix: given.to_owned(), ..settings() }.checked().unwrap().0.prefix, kept);
        }
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        for endpoint in ["http://127.0.0.1:3900", "http://[::1]:3900", "http://localhost"] {
            let endpoint = endpoint.parse().unwrap();
            Settings { endpoint, ..settings() }.checked().unwrap();
        }
        let endpoint: Url = "http://10.0.0.1:3900".parse().unwrap();
        assert!(Settings { endpoint: endpoint.clone(), ..settings() }.checked().is_err());
        Settings { endpoint: endpoint.clone(), plain_http: true, ..settings() }.checked().unwrap();
        assert!(Settings { endpoint, plain_http: true, path_style: false, ..settings() }.checked().is_err());
        for endpoint in
            ["https://key:secret@store.example", "https://store.example/s3", "ftp://store.example", "data:,x"]
        {
            let endpoint = endpoint.parse().unwrap();
            assert!(Settings { endpoint, ..settings() }.checked().is_err());
        }
        for bucket in ["", "ab", "UPPER", "a/b", "a b c", "ä-umlaut"] {
            assert!(Settings { bucket: bucket.to_owned(), ..settings() }.checked().is_err(), "{bucket}");
        }
        for prefix in ["/a", "a//b", "..", "a/./b"] {
            assert!(Settings { prefix: prefix.to_owned(), ..settings() }.checked().is_err(), "{prefix}");
        }
        assert!(Settings { access_key_id: "a\nb".to_owned(), ..settings() }.checked().is_err());
        assert!(Settings { secret: Secret::new(" "), ..settings() }.checked().is_err());
        assert!(Settings { region: String::new(), ..settings() }.checked().is_err());
    }
}
