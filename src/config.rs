//! What an operator can set, with its defaults; and the limits, each of which a refusal names.

mod limits;

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use url::Url;
use zeroize::Zeroizing;

pub use self::limits::{Copies, LimitSetting, Limits, Months, SixMonthsOrMore, read_bytes, written_bytes};

use crate::calendar::Calendar;
use crate::db;
use crate::s3::Bucket;
use crate::words::words;

/// Everything an operator settles before the service starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where users reach the service; links begin with it.
    pub public_url: Url,
    /// The folder that everything defaults into.
    pub data: PathBuf,
    /// The database.
    pub database: db::Address,
    /// The folder of keys.
    pub keys: PathBuf,
    /// The second store of the log, outside the database.
    pub log_store: PathBuf,
    /// The embedded mirrors, admitted at first start, each a host of its own.
    pub mirrors: Vec<MirrorFolder>,
    /// An authority in PEM, besides those of the web, that the certificates of mirrors elsewhere may stand under.
    pub mirror_authority: Option<Vec<u8>>,
    /// Whether mirrors elsewhere may have addresses that are not the public's, and be spoken to in plain on this machine.
    pub private_mirrors: bool,
    /// The custody stores: two, in two jurisdictions.
    pub custody: Vec<CustodyStore>,
    /// Where files of evidence lie, sealed.
    pub evidence: PathBuf,
    /// How mail leaves.
    pub mail: MailRoute,
    /// A Maildir that mail which came back is delivered to.
    pub bounces: Option<PathBuf>,
    /// What others show who tell us of mail that came back.
    pub bounce_secret: Option<BounceSecret>,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The operator's business days.
    pub calendar: Calendar,
    /// Which rules of the Digital Services Act the operator is under.
    pub eu_tier: EuTier,
    /// What it takes to check what somebody signs in with.
    pub sign_in_cost: SignInCost,
    /// The limits in force.
    pub limits: Limits,
}

/// What it takes to check what somebody signs in with, and to guess it from a stolen database: argon2id in one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInCost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for SignInCost {
    /// 19 MiB in two passes, as OWASP's password storage cheat sheet has it.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2 }
    }
}

/// What the operator is under Regulation (EU) 2022/2065. Every host has Articles 9 to 14 and 16 to 18.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EuTier {
    /// A micro or small enterprise: these only.
    Micro,
    /// A host that is none: Article 15 besides.
    #[default]
    Host,
    /// An online platform that is none: Articles 20 to 24 besides.
    Platform,
}

impl EuTier {
    /// Whether Article 15 binds it: figures at least once a year.
    pub const fn reports(self) -> bool {
        matches!(self, Self::Host | Self::Platform)
    }

    /// Whether the rules for online platforms bind it, Articles 20 to 24: with trusted flaggers, certified bodies and suspensions.
    pub const fn is_platform(self) -> bool {
        matches!(self, Self::Platform)
    }
}

words! { EuTier { Micro = "micro", Host = "host", Platform = "platform" } }

/// An embedded mirror: `NAME=COUNTRY=FOLDER`.
#[derive(Clone, Debug)]
pub struct MirrorFolder {
    /// The host's name for it.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: Jurisdiction,
    /// Where its key and its state lie; its replicas, too, unless there is a bucket for them.
    pub folder: PathBuf,
    /// The bucket of its replicas.
    pub bucket: Option<MirrorBucket>,
}

/// A bucket that an embedded mirror has its replicas in, and no other writer.
#[derive(Clone, Debug)]
pub struct MirrorBucket {
    /// The bucket, below whose prefix nothing else lies.
    pub bucket: Bucket,
    /// How many bytes it is to hold at most.
    pub capacity: u64,
}

/// A custody store: `COUNTRY=FOLDER`, or a bucket in a country.
#[derive(Clone, Debug)]
pub struct CustodyStore {
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: Jurisdiction,
    /// Where its copies lie.
    pub place: CustodyPlace,
}

/// Where the copies of a custody store lie.
#[derive(Clone, Debug)]
pub enum CustodyPlace {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket, below whose prefix nothing else lies.
    Bucket(Bucket),
}

impl CustodyStore {
    /// Its folder, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            CustodyPlace::Folder(folder) => Some(folder),
            CustodyPlace::Bucket(_) => None,
        }
    }
}

impl std::fmt::Display for CustodyPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket(bucket) => f.write_str(&bucket.place()),
        }
    }
}

/// A country by its ISO 3166-1 alpha-2 code, such as `FR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jurisdiction([u8; 2]);

impl Jurisdiction {
    /// Reads two upper-case letters.
    pub fn parse(text: &str) -> Result<Self, NotACountry> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([*a, *b])),
            _ => Err(NotACountry(text.to_owned())),
        }
    }

    /// Its two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for Jurisdiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not a country code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country: give its two-letter ISO 3166 code in capitals, such as FR")]
pub struct NotACountry(pub String);

impl std::str::FromStr for MirrorFolder {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || format!("`{text}`: a mirror is NAME=COUNTRY=FOLDER, such as paris=FR=/srv/writ/paris");
        let (name, rest) = text.split_once('=').ok_or_else(form)?;
        let (country, folder) = rest.split_once('=').ok_or_else(form)?;
        if name.is_empty() || folder.is_empty() {
            return Err(form());
        }
        let jurisdiction = Jurisdiction::parse(country).map_err(|error| error.to_string())?;
        Ok(Self { name: name.to_owned(), jurisdiction, folder: folder.into(), bucket: None })
    }
}

impl std::str::FromStr for CustodyStore {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (country, folder) = text
            .split_once('=')
            .filter(|(_, folder)| !folder.is_empty())
            .ok_or_else(|| format!("`{text}`: a custody store is COUNTRY=FOLDER, such as FR=/srv/writ/custody"))?;
        let jurisdiction = Jurisdiction::parse(country).map_err(|error| error.to_string())?;
        Ok(Self { jurisdiction, place: CustodyPlace::Folder(folder.into()) })
    }
}

/// What whoever reports mail that came back shows. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct BounceSecret(Zeroizing<String>);

impl BounceSecret {
    /// Takes a word of at least 20 characters. Space around it is taken away.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.len() < 20 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the secret for bounces is one word of at least 20 letters, digits and signs".to_owned());
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The secret, to compare with.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BounceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BounceSecret(redacted)")
    }
}

/// The folder of messages as files, in the data folder.
pub const LETTERS: &str = "mail";

/// How mail leaves the service.
#[derive(Clone)]
pub enum MailRoute {
    /// As `.eml` files in this folder: nothing is sent.
    Files(PathBuf),
    /// By an SMTP server.
    Smtp {
        /// `smtp://user:password@host:port` (STARTTLS, which must be offered unless the
        /// host is this machine) or `smtps://…`. It can carry a password: never print it.
        url: String,
        /// The address mail comes from.
        from: String,
        /// A certificate in PEM, besides the web's authorities, that the server's certificate may stand under.
        authority: Option<Vec<u8>>,
    },
}

impl std::fmt::Debug for MailRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Files(folder) => f.debug_tuple("Files").field(folder).finish(),
            Self::Smtp { from, .. } => f.debug_struct("Smtp").field("from", from).finish_non_exhaustive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_and_mistakes_named() {
        let mirror: MirrorFolder = "paris=FR=/srv/a=b".parse().unwrap();
        assert_eq!((mirror.name.as_str(), mirror.jurisdiction.as_str()), ("paris", "FR"));
        assert_eq!(mirror.folder, PathBuf::from("/srv/a=b"));
        assert!("paris=FR".parse::<MirrorFolder>().unwrap_err().contains("NAME=COUNTRY=FOLDER"));
        assert!("paris=France=/x".parse::<MirrorFolder>().unwrap_err().contains("two-letter"));
        assert!("FR=".parse::<CustodyStore>().unwrap_err().contains("COUNTRY=FOLDER"));
    }

    #[test]
    fn a_mail_route_does_not_print_its_password() {
        let route = MailRoute::Smtp { url: "smtp://u:hunter2@h".into(), from: "a@b".into(), authority: None };
        assert!(!format!("{route:?}").contains("hunter2"));
    }
}
