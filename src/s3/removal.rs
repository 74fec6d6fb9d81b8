//! How what is in a bucket is made to be gone, and how a bucket is tried before anything is kept in it.
//!
//! A store that keeps versions answers a deletion with success and hides what it keeps; one with a lock keeps what it is told to
//! delete. So every version, delete marker and unfinished upload is removed by name, and then nothing may be listed any more.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use reqwest::Method;
use sha2::{Digest as _, Sha256};

use super::listing::Kind;
use super::sending::Call;
use super::xml::{self, Entry};
use super::{Bucket, Error};

/// How many deletions are under way at once.
const AT_ONCE: usize = 8;
/// How many pages are removed at most: more than there are in any bucket.
const MOST_PAGES: usize = 1_000_000;
/// The pauses after which a listing is looked at again that has not become another one.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];
/// How many names are told of what is left.
const TOLD: usize = 5;
/// The key of what is put and removed when a bucket is tried.
const TRIAL: &str = "trial";

/// What is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under<'a> {
    /// What has exactly this key.
    Key(&'a str),
    /// All whose keys begin with this: of a folder, with the slash at its end; empty for all that is ours.
    Prefix(&'a str),
}

impl<'a> Under<'a> {
    fn prefix(self) -> &'a str {
        match self {
            Self::Key(text) | Self::Prefix(text) => text,
        }
    }

    fn has(self, key: &str) -> bool {
        match self {
            Self::Key(exactly) => key == exactly,
            Self::Prefix(prefix) => key.starts_with(prefix),
        }
    }
}

/// Whether a bucket keeps versions of what is put and deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versioning {
    /// It never did.
    Never,
    /// It does.
    Enabled,
    /// It did once, and has what it kept then.
    Suspended,
    /// The store does not say, since it has no versions.
    Unknown,
}

/// What trying a bucket has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probed {
    /// Whether it keeps versions.
    pub versioning: Versioning,
    /// How many unfinished uploads were aborted.
    pub aborted: usize,
}

/// Something that is still there.
#[derive(Clone, PartialEq, Eq)]
enum Remnant {
    Object(String),
    Version { key: String, id: String },
    Upload { key: String, id: String },
}

impl fmt::Display for Remnant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(key) => f.write_str(key),
            Self::Version { key, id } => write!(f, "{key} in version {id}"),
            Self::Upload { key, id } => write!(f, "the unfinished upload {id} of {key}"),
        }
    }
}

impl Bucket {
    /// Removes all versions and delete markers of objects, and their unfinished uploads. When this returns, none is listed.
    ///
    /// # Errors
    /// [`Error::Left`] with names of what is still there when the store was told to delete it and did not.
    pub async fn purge(&self, under: Under<'_>) -> Result<(), Error> {
        self.remove_all(|| self.all_left(under)).await.map(drop)
    }

    /// Whether anything is kept under these keys, were it one version, delete marker or unfinished upload.
    pub async fn holds(&self, under: Under<'_>) -> Result<bool, Error> {
        Ok(!self.all_left(under).await?.is_empty())
    }

    /// Tries whether what is deleted in this bucket is gone. Unfinished uploads are aborted: whoever has the bucket to themselves
    /// begins none.
    ///
    /// # Errors
    /// [`Error::ObjectLock`] when the bucket keeps what it is told to delete; [`Error::Left`] when it does so all the same; and
    /// whatever says that the settings are not right.
    pub async fn probe(&self) -> Result<Probed, Error> {
        self.probe_at(TRIAL).await
    }

    /// The same with an object of this key: one of its own, where others may try the bucket at the same time.
    ///
    /// # Errors
    /// As [`Bucket::probe`].
    pub async fn probe_at(&self, trial: &str) -> Result<Probed, Error> {
        if self.has_object_lock().await? {
            return Err(Error::ObjectLock(self.inner.settings.bucket.clone()));
        }
        let versioning = self.versioning().await?;
        let lists_versions = matches!(self.kept().await?, Kind::Versions);
        if matches!(versioning, Versioning::Enabled | Versioning::Suspended) && !lists_versions {
            return Err(Error::Unsupported("list the versions that it keeps"));
        }
        let aborted = self.remove_all(|| self.uploads_left(Under::Prefix(""))).await?;

        self.purge(Under::Key(trial)).await?;
        for content in ["one", "another"] {
            self.put(trial, Bytes::from_static(content.as_bytes()), Sha256::digest(content).into()).await?;
            if self.read(trial, 0..content.len() as u64).await? != content.as_bytes() {
                return Err(Error::Altered);
            }
        }
        self.delete(trial).await?;
        if self.head(trial).await?.is_some() {
            return Err(Error::Left { left: vec![trial.to_owned()], why: None });
        }
        self.purge(Under::Key(trial)).await?;
        Ok(Probed { versioning, aborted })
    }

    /// Whether the bucket keeps versions.
    pub async fn versioning(&self) -> Result<Versioning, Error> {
        let call = Call::new("say whether it keeps versions", Method::GET).with("versioning", "");
        let body = match self.ask(&call).await {
            Ok((_, body)) => body,
            Err(Error::Unsupported(_)) => return Ok(Versioning::Unknown),
            Err(error) => return Err(error),
        };
        match xml::versioning(&body)?.as_deref() {
            None => Ok(Versioning::Never),
            Some("Enabled") => Ok(Versioning::Enabled),
            Some("Suspended") => Ok(Versioning::Suspended),
            Some(_) => Err(Error::NotS3("it does not say whether it keeps versions")),
        }
    }

    /// Whether the bucket was made with object lock.
    pub async fn has_object_lock(&self) -> Result<bool, Error> {
        let call = Call::new("say whether it has object lock", Method::GET).with("object-lock", "");
        match self.ask(&call).await {
            Ok((_, body)) => xml::object_lock(&body),
            Err(Error::Unsupported(_)) => Ok(false),
            Err(Error::Refused { code, .. }) if code == "ObjectLockConfigurationNotFoundError" => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes what `look` finds, page by page, until it finds nothing; how many it was. What one page could not be rid of stands
    /// on the next one, so that no place in a listing has to be remembered while the listing changes.
    async fn remove_all<F>(&self, look: impl Fn() -> F) -> Result<usize, Error>
    where
        F: Future<Output = Result<Vec<Remnant>, Error>>,
    {
        let (mut removed, mut why, mut before) = (0, None, Vec::new());
        let mut pauses = PAUSES.iter();
        for _ in 0..MOST_PAGES {
            let left = look().await?;
            if left.is_empty() {
                return Ok(removed);
            }
            if left == before {
                let Some(pause) = pauses.next() else { break };
                tokio::time::sleep(*pause).await;
            } else {
                pauses = PAUSES.iter();
                removed += left.len();
            }
            why = self.remove_each(left.clone()).await.or(why);
            before = left;
        }
        let left = before.iter().take(TOLD).map(Remnant::to_string).collect();
        Err(Error::Left { left, why: why.map(Box::new) })
    }

    /// Removes each of these; the first thing that went wrong, if any did.
    async fn remove_each(&self, remnants: Vec<Remnant>) -> Option<Error> {
        let removals = remnants.into_iter().map(|remnant| {
            let bucket = self.clone();
            async move {
                match remnant {
                    Remnant::Object(key) => bucket.delete(&key).await,
                    Remnant::Version { key, id } => bucket.delete_version(&key, &id).await,
                    Remnant::Upload { key, id } => bucket.abort_upload(&key, &id).await,
                }
            }
        });
        let done: Vec<Result<(), Error>> = stream::iter(removals).buffer_unordered(AT_ONCE).collect().await;
        done.into_iter().find_map(Result::err)
    }

    /// Some of all that is there; nothing where there is nothing.
    async fn all_left(&self, under: Under<'_>) -> Result<Vec<Remnant>, Error> {
        let mut left = self.objects_left(under).await?;
        left.extend(self.uploads_left(under).await?);
        Ok(left)
    }

    /// The first page of what is kept there; of one key, what has it, since that is listed first.
    async fn objects_left(&self, under: Under<'_>) -> Result<Vec<Remnant>, Error> {
        let kind = self.kept().await?;
        let entries = self.first(kind, under.prefix()).await?.into_iter().filter(|entry| under.has(&entry.key));
        let remnants = entries.map(|Entry { key, id }| match id.as_str() {
            // In a listing of objects, none has an id.
            "" => Remnant::Object(key),
            _ => Remnant::Version { key, id },
        });
        Ok(remnants.collect())
    }

    /// The first page of the unfinished uploads there; none where the store knows no uploads in parts.
    async fn uploads_left(&self, under: Under<'_>) -> Result<Vec<Remnant>, Error> {
        let entries = match self.first(Kind::Uploads, under.prefix()).await {
            Ok(entries) => entries,
            Err(Error::Unsupported(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let entries = entries.into_iter().filter(|entry| under.has(&entry.key));
        Ok(entries.map(|Entry { key, id }| Remnant::Upload { key, id }).collect())
    }
}
