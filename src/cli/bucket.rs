//! The bucket in which a mirror keeps its bytes, and those of a service's own mirrors and custody stores, as options name them. Access keys come from
//! files or the environment: everybody on the machine can read an argument.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, ensure};
use clap::Args;
use url::Url;
use zeroize::Zeroizing;

use super::put::read_secret;
use crate::clock::Clock;
use crate::config::{CustodyPlace, CustodyStore, Jurisdiction, MirrorBucket, MirrorFolder, read_bytes};
use crate::s3::{Bucket, Secret, Settings};

/// What of the environment holds the access key where no file does.
const KEY: &str = "WRIT_MIRROR_BUCKET_KEY";
/// The same for those of the buckets of a service for which no file is named.
const SERVICE_KEY: &str = "WRIT_BUCKET_KEY";
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
pub(super) struct Place {
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
        let Some(place) = self.bucket.clone() else { return Ok(None) };
        let way = Way {
            region: self.bucket_region.as_deref(),
            in_host: self.bucket_in_host,
            plain_http: self.bucket_plain_http,
        };
        let key = access_key_in(self.bucket_key_file.as_deref(), KEY, "--bucket-key-file")?;
        place.open(&way, &key, clock).map(Some).context("--bucket")
    }
}

/// A custody store, as `--custody` names it.
#[derive(Clone, Debug)]
pub(super) enum CustodyAt {
    Folder(CustodyStore),
    Bucket(Jurisdiction, Place),
}

impl FromStr for CustodyAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((country, place)) if place.contains("://") => {
                let country = Jurisdiction::parse(country).map_err(|error| error.to_string())?;
                Ok(Self::Bucket(country, place.parse()?))
            }
            _ => text.parse().map(Self::Folder),
        }
    }
}

/// How many bytes a bucket is to hold at most.
#[derive(Clone, Copy, Debug)]
struct Capacity(u64);

impl FromStr for Capacity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        read_bytes(text).map(Self)
    }
}

/// What is said of one bucket, `NAME=…`: the name is the country of a custody store, or that of a mirror.
#[derive(Clone, Debug)]
struct Of<T> {
    whose: String,
    what: T,
}

impl<T: FromStr<Err: Display>> FromStr for Of<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (whose, what) = text
            .split_once('=')
            .filter(|(whose, what)| !whose.is_empty() && !what.is_empty())
            .ok_or_else(|| format!("`{text}`: it is said of one bucket, NAME=…"))?;
        let what = what.parse::<T>().map_err(|error| error.to_string())?;
        Ok(Self { whose: whose.to_owned(), what })
    }
}

// Where custody lies, and how the buckets of custody and mirrors are reached. No comment of documentation, for the same reason.
#[derive(Debug, Default, Args)]
pub(super) struct ServiceBuckets {
    /// A custody store, COUNTRY=FOLDER, or a bucket of an S3-compatible store in which nothing else lies: `COUNTRY=https://STORE/BUCKET`, or
    /// `COUNTRY=https://STORE/BUCKET/PREFIX`; give two, in two countries [default: folders for FR and NL in the data folder]
    #[arg(long, value_name = "STORE", env = "WRIT_CUSTODY", value_delimiter = ',')]
    custody: Vec<CustodyAt>,
    /// Keep the bytes of an embedded mirror in a bucket, of which it is the only writer: `NAME=https://STORE/BUCKET`, or
    /// `NAME=https://STORE/BUCKET/PREFIX` (repeat, or separate by commas). Its key and its state stay in its folder
    #[arg(long, value_name = "BUCKET", env = "WRIT_MIRROR_BUCKETS", value_delimiter = ',')]
    mirror_bucket: Vec<Of<Place>>,
    /// How many bytes the bucket of an embedded mirror has room for, NAME=8TiB (repeat, or separate by commas)
    #[arg(long, value_name = "CAPACITY", env = "WRIT_MIRROR_CAPACITIES", value_delimiter = ',')]
    mirror_capacity: Vec<Of<Capacity>>,
    /// The region of a bucket, NAME=REGION, where the name is the country of a custody store or that of a mirror (repeat, or separate by
    /// commas) [default: us-east-1]
    #[arg(long, value_name = "REGION", env = "WRIT_BUCKET_REGION", value_delimiter = ',')]
    bucket_region: Vec<Of<String>>,
    /// Ask for the bucket of this name at `BUCKET.STORE` instead of at `STORE/BUCKET`, as Amazon wants it
    #[arg(long, value_name = "NAME", env = "WRIT_BUCKET_IN_HOST", value_delimiter = ',')]
    bucket_in_host: Vec<String>,
    /// Speak plain HTTP for the bucket of this name with a store on another machine, within a network of one's own
    #[arg(long, value_name = "NAME", env = "WRIT_BUCKET_PLAIN_HTTP", value_delimiter = ',')]
    bucket_plain_http: Vec<String>,
    /// A file with the access key of a bucket, `ID:SECRET`: NAME=FILE (repeat, or separate by commas)
    /// [default: what `WRIT_BUCKET_KEY` says in the environment, for every bucket for which no file is named]
    #[arg(long, value_name = "FILE", env = "WRIT_BUCKET_KEY_FILE", value_delimiter = ',')]
    bucket_key_file: Vec<Of<PathBuf>>,
}

impl ServiceBuckets {
    /// The custody stores that are named; none where none is. Nothing is asked of a bucket yet.
    pub(super) fn custody(&self, clock: &Clock) -> anyhow::Result<Vec<CustodyStore>> {
        self.require_known()?;
        let opened = self.custody.iter().map(|store| match store {
            CustodyAt::Folder(store) => Ok(store.clone()),
            CustodyAt::Bucket(country, place) => {
                let bucket = self.open(country.as_str(), place, clock).with_context(|| format!("--custody {country}"));
                bucket.map(|bucket| CustodyStore { jurisdiction: *country, place: CustodyPlace::Bucket(bucket) })
            }
        });
        opened.collect()
    }

    /// The mirrors, with the buckets that are named for them. Nothing is asked of a bucket yet.
    pub(super) fn mirrors(&self, mut mirrors: Vec<MirrorFolder>, clock: &Clock) -> anyhow::Result<Vec<MirrorFolder>> {
        for Of { whose, what: place } in &self.mirror_bucket {
            let mirror = mirrors.iter_mut().find(|mirror| mirror.name == *whose);
            let mirror = mirror.with_context(|| format!("--mirror-bucket {whose}: no mirror is called so"))?;
            let Capacity(capacity) = *of(&self.mirror_capacity, whose).with_context(|| {
                format!("no store says how much room it has: give --mirror-capacity {whose}=8TiB, or whatever it is")
            })?;
            let bucket = self.open(whose, place, clock).with_context(|| format!("--mirror-bucket {whose}"))?;
            mirror.bucket = Some(MirrorBucket { bucket, capacity });
        }
        Ok(mirrors)
    }

    /// Nothing is said of a bucket that is not named: it would not be heeded.
    fn require_known(&self) -> anyhow::Result<()> {
        let mut named: BTreeSet<&str> = self.mirror_bucket.iter().map(|of| of.whose.as_str()).collect();
        for store in &self.custody {
            if let CustodyAt::Bucket(country, _) = store {
                let is_new = named.insert(country.as_str());
                ensure!(is_new, "a mirror and a custody store that lie in buckets are both called {country}");
            }
        }
        let capacities = self.mirror_capacity.iter().map(|of| &of.whose);
        let said = self.bucket_region.iter().map(|of| &of.whose).chain(self.bucket_key_file.iter().map(|of| &of.whose));
        for whose in said.chain(capacities).chain(&self.bucket_in_host).chain(&self.bucket_plain_http) {
            ensure!(
                named.contains(whose.as_str()),
                "an option says how the bucket of {whose} is reached, and there is none of that name"
            );
        }
        Ok(())
    }

    fn open(&self, whose: &str, place: &Place, clock: &Clock) -> anyhow::Result<Bucket> {
        let way = Way {
            region: of(&self.bucket_region, whose).map(String::as_str),
            in_host: self.bucket_in_host.iter().any(|name| name == whose),
            plain_http: self.bucket_plain_http.iter().any(|name| name == whose),
        };
        let file = of(&self.bucket_key_file, whose).map(PathBuf::as_path);
        let key = access_key_in(file, SERVICE_KEY, "--bucket-key-file")?;
        place.clone().open(&way, &key, clock)
    }
}

/// What is said of the bucket of that name.
fn of<'a, T>(said: &'a [Of<T>], whose: &str) -> Option<&'a T> {
    said.iter().find(|of| of.whose == whose).map(|of| &of.what)
}

/// How a bucket is reached.
struct Way<'a> {
    region: Option<&'a str>,
    in_host: bool,
    plain_http: bool,
}

impl Place {
    /// The way to the bucket. Nothing is asked of it yet.
    fn open(self, way: &Way<'_>, key: &str, clock: &Clock) -> anyhow::Result<Bucket> {
        let (access_key_id, secret) = access_key(key)?;
        let settings = Settings {
            endpoint: self.endpoint,
            region: way.region.unwrap_or(REGION).to_owned(),
            bucket: self.bucket,
            prefix: self.prefix,
            path_style: !way.in_host,
            access_key_id,
            secret,
            plain_http: way.plain_http,
        };
        Ok(Bucket::new(settings, clock.clone())?)
    }
}

/// The access key that a file has, or this variable of the environment where no file is named.
fn access_key_in(file: Option<&Path>, variable: &str, option: &'static str) -> anyhow::Result<Zeroizing<String>> {
    match file {
        Some(file) => read_secret(file).context(option),
        None => std::env::var(variable)
            .ok()
            .filter(|key| !key.is_empty())
            .map(Zeroizing::new)
            .with_context(|| format!("no access key of the bucket: set {variable}, or name a file with {option}")),
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

    #[derive(Debug, Parser)]
    struct Custody {
        #[command(flatten)]
        options: ServiceBuckets,
    }

    fn custody(line: &[&str]) -> Result<Vec<CustodyStore>, String> {
        let parsed = Custody::try_parse_from([&["serve"], line].concat()).map_err(|error| error.to_string())?;
        parsed.options.custody(&Clock::System).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn custody_lies_in_folders_and_in_buckets_with_a_key_each() {
        let folder = tempfile::tempdir().unwrap();
        let [french, dutch] = ["FR", "NL"].map(|country| {
            let file = folder.path().join(country);
            std::fs::write(&file, format!("{country}0011:hunter2\n")).unwrap();
            format!("{country}={}", file.display())
        });
        let places =
            ["--custody", "FR=https://s3.fr.example/custody/writ", "--custody", "NL=http://s3.nl.example/kept"];
        let key = ["--bucket-key-file", &french, "--bucket-key-file", &dutch];
        let plain = ["--bucket-plain-http", "NL", "--bucket-region", "NL=garage"];
        let stores = custody(&[&places[..], &key, &plain].concat()).unwrap();
        let said: Vec<_> = stores.iter().map(|store| format!("{} {}", store.jurisdiction, store.place)).collect();
        assert_eq!(said, ["FR https://s3.fr.example/custody/writ", "NL http://s3.nl.example/kept"]);
        assert!(!format!("{stores:?}").contains("hunter2"));
        let refused = custody(&[&places[..], &key].concat()).unwrap_err();
        assert!(refused.contains("--custody NL") && refused.contains("plain HTTP"), "{refused}");
        let refused = custody(&[&places[..], &key[..2], &plain].concat()).unwrap_err();
        assert!(refused.contains("WRIT_BUCKET_KEY") && refused.contains("--custody NL"), "{refused}");

        let mixed = ["--custody", "FR=/srv/custody", "--custody", "NL=http://s3.nl.example/kept"];
        let stores = custody(&[&mixed[..], &key[2..], &plain].concat()).unwrap();
        assert_eq!(stores.iter().map(|store| store.folder().is_some()).collect::<Vec<_>>(), [true, false]);
        let refused = custody(&[&mixed[..], &key, &plain].concat()).unwrap_err();
        assert!(refused.contains("the bucket of FR"), "{refused}");
        for wrong in ["NL=https://s3.nl.example", "Holland=https://s3.nl.example/kept", "FR="] {
            assert!(custody(&["--custody", wrong]).is_err(), "{wrong}");
        }
        assert!(custody(&[]).unwrap().is_empty());
    }

    #[test]
    fn a_mirror_of_the_process_has_a_bucket_with_its_room() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "GK0011:hunter2").unwrap();
        let key = format!("paris={}", file.display());
        let open = |line: &[&str]| {
            let mirrors: Vec<MirrorFolder> =
                ["paris=FR=/a", "delft=NL=/b"].map(|mirror| mirror.parse().unwrap()).to_vec();
            let options = Custody::try_parse_from([&["serve"], line].concat()).unwrap().options;
            options.custody(&Clock::System).map_err(|error| error.to_string())?;
            options.mirrors(mirrors, &Clock::System).map_err(|error| error.to_string())
        };
        let place = ["--mirror-bucket", "paris=https://s3.example/replicas/paris", "--bucket-key-file", &key];
        let mirrors = open(&[&place[..], &["--mirror-capacity", "paris=8TiB"]].concat()).unwrap();
        let MirrorBucket { bucket, capacity } = mirrors[0].bucket.as_ref().unwrap();
        assert_eq!((bucket.place().as_str(), *capacity), ("https://s3.example/replicas/paris", 8 << 40));
        assert!(mirrors[1].bucket.is_none());
        assert!(open(&place).unwrap_err().contains("--mirror-capacity paris="));
        let nobody = ["--mirror-bucket", "otago=https://s3.example/replicas"];
        assert!(open(&nobody).unwrap_err().contains("no mirror is called so"));
        assert!(open(&["--mirror-capacity", "paris=8TiB"]).unwrap_err().contains("the bucket of paris"));
    }
}
