//! The bucket in which a mirror keeps its bytes, as options name it. Its access key comes from a file or the environment: everybody on the
//! machine can read an argument.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context;
use clap::Args;
use url::Url;
use zeroize::Zeroizing;

use super::put::read_secret;
use crate::clock::Clock;
use crate::s3::{Bucket, Secret, Settings};

/// What of the environment holds the access key where no file does.
const KEY: &str = "WRIT_MIRROR_BUCKET_KEY";
/// The region of stores that have but one, and of Amazon's first.
const REGION: &str = "us-east-1";

// Which bucket. No comment of documentation: it would stand as that of the command.
#[derive(Debug, Default, Args)]
pub(super) struct BucketOptions {
    /// Keep its bytes in a bucket of an S3-compatible store, of which this mirror is the only writer: `https://STORE/BUCKET`, or
    /// `https://STORE/BUCKET/PREFIX`; else they lie in its folder. To be given whenever the mirror joins or is served
    #[arg(long, value_name = "PLACE", env = "WRIT_MIRROR_BUCKET")]
    bucket: Option<Place>,
    /// The region of the bucket [default: us-east-1]
    #[arg(long, value_name = "REGION", env = "WRIT_MIRROR_BUCKET_REGION", requires = "bucket")]
    bucket_region: Option<String>,
    /// Ask at `BUCKET.STORE` instead of at `STORE/BUCKET`, as Amazon wants it
    #[arg(long, env = "WRIT_MIRROR_BUCKET_IN_HOST", requires = "bucket")]
    bucket_in_host: bool,
    /// Speak plain HTTP with a store on another machine, within a network of one's own
    #[arg(long, env = "WRIT_MIRROR_BUCKET_PLAIN_HTTP", requires = "bucket")]
    bucket_plain_http: bool,
    /// A file with the access key of the bucket, `ID:SECRET` [default: what `WRIT_MIRROR_BUCKET_KEY` says in the environment]
    #[arg(long, value_name = "FILE", env = "WRIT_MIRROR_BUCKET_KEY_FILE", requires = "bucket")]
    bucket_key_file: Option<PathBuf>,
}

/// Where a bucket is, `https://STORE/BUCKET[/PREFIX]`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    endpoint: Url,
    bucket: String,
    prefix: String,
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const FORM: &str =
            "a bucket is https://STORE/BUCKET, or with what its keys begin with, https://STORE/BUCKET/PREFIX";
        let (scheme, rest) = text.split_once("://").ok_or(FORM)?;
        let (store, path) = rest.split_once('/').ok_or(FORM)?;
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() {
            return Err(FORM);
        }
        let endpoint = Url::parse(&format!("{scheme}://{store}")).map_err(|_| FORM)?;
        Ok(Self { endpoint, bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

impl BucketOptions {
    /// The way to the bucket, if one is named. Nothing is asked of it yet.
    pub(super) fn open(&self, clock: &Clock) -> anyhow::Result<Option<Bucket>> {
        let Some(Place { endpoint, bucket, prefix }) = self.bucket.clone() else { return Ok(None) };
        let (access_key_id, secret) = access_key(&self.key()?)?;
        let settings = Settings {
            endpoint,
            region: self.bucket_region.clone().unwrap_or_else(|| REGION.to_owned()),
            bucket,
            prefix,
            path_style: !self.bucket_in_host,
            access_key_id,
            secret,
            plain_http: self.bucket_plain_http,
        };
        Bucket::new(settings, clock.clone()).map(Some).context("--bucket")
    }

    fn key(&self) -> anyhow::Result<Zeroizing<String>> {
        match &self.bucket_key_file {
            Some(file) => read_secret(file).context("--bucket-key-file"),
            None => std::env::var(KEY).ok().filter(|key| !key.is_empty()).map(Zeroizing::new).with_context(|| {
                format!("no access key of the bucket: set {KEY}, or name a file with --bucket-key-file")
            }),
        }
    }
}

/// An access key, taken apart.
fn access_key(key: &str) -> anyhow::Result<(String, Secret)> {
    let (id, secret) = key.split_once(':').context("an access key of a bucket is its id and its secret, ID:SECRET")?;
    Ok((id.trim().to_owned(), Secret::new(secret)))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        options: BucketOptions,
    }

    fn options(line: &[&str]) -> Result<BucketOptions, String> {
        let parsed = Line::try_parse_from([&["mirror"], line].concat());
        parsed.map(|line| line.options).map_err(|error| error.to_string())
    }

    #[test]
    fn a_bucket_is_named_by_its_place() {
        for (text, endpoint, bucket, prefix) in [
            ("https://store.example/replicas", "https://store.example/", "replicas", ""),
            ("https://store.example:3900/replicas/", "https://store.example:3900/", "replicas", ""),
            ("http://[::1]:3900/replicas/a b/é", "http://[::1]:3900/", "replicas", "a b/é"),
        ] {
            let place: Place = text.parse().unwrap();
            let expected =
                Place { endpoint: endpoint.parse().unwrap(), bucket: bucket.to_owned(), prefix: prefix.to_owned() };
            assert_eq!(place, expected, "{text}");
        }
        for wrong in
            ["replicas", "store.example/replicas", "https://store.example", "https://store.example//x", "https:///x"]
        {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
        assert!(options(&["--bucket", "https://store.example"]).unwrap_err().contains("https://STORE/BUCKET"));
        assert!(options(&["--bucket-region", "garage"]).is_err(), "the region of which bucket?");
    }

    #[test]
    fn the_access_key_comes_from_a_file_and_prints_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let line = |place: &str| options(&["--bucket", place, "--bucket-key-file", file.to_str().unwrap()]).unwrap();
        let open = |place: &str| line(place).open(&Clock::System);
        assert!(open("https://store.example/replicas").is_err(), "there is no such file");
        for (text, is_key) in
            [("GK0011:hunter2:x\n", true), ("hunter2\n", false), (":hunter2\n", false), ("GK0011:\n", false)]
        {
            std::fs::write(&file, text).unwrap();
            let opened = open("https://store.example/replicas/paris");
            assert!(!format!("{opened:?}").contains("hunter2"), "{opened:?}");
            assert_eq!(opened.is_ok_and(|bucket| bucket.is_some()), is_key, "{text}");
        }
        std::fs::write(&file, "GK0011:hunter2").unwrap();
        assert!(open("http://store.example/replicas").is_err(), "plain HTTP leads to nobody else");
        assert!(open("https://key:secret@store.example/replicas").is_err());
        assert!(options(&[]).unwrap().open(&Clock::System).unwrap().is_none());
    }
}
