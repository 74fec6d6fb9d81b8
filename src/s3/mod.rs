//! A bucket of an S3-compatible object store: objects are put, read and listed, and what is removed is gone.
//!
//! Every call is signed and is one of our own: what a library hides, such as versions, delete markers, object lock and unfinished
//! uploads, is just what keeps bytes that were to be deleted. So nothing counts as removed because a store said so: [`Bucket::purge`]
//! ends with a listing that has to be empty, and [`Bucket::probe`] tries that on an object of its own before anything is kept.
//!
//! Objects are put whole from memory and verified by their SHA-256 on the way. A call that may succeed later is repeated, a few
//! times and after growing pauses; all of them can be. Each has an end in time, and each answer one in size. Keys are relative to
//! the prefix of the settings; nothing beside it is touched.
//!
//! Source of the calls: the Amazon S3 API reference, of which this is the part that all stores share.

mod error;
mod listing;
mod removal;
mod sending;
mod settings;
mod signing;
mod xml;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use data_encoding::BASE64;
use futures_util::TryStreamExt;
use futures_util::stream::{self, BoxStream, StreamExt};
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, RANGE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use tokio::sync::OnceCell;
use tokio::time::Instant;

pub use self::error::Error;
pub use self::listing::{Upload, Version};
pub use self::removal::{Probed, Under, Versioning};
pub use self::settings::{Secret, Settings};

use self::sending::{Call, LONG_PATIENCE, PATIENCE, PAUSES};
use self::settings::Base;
use crate::clock::Clock;

/// How many bytes of an object come at least in a second of waiting, once a pause is over.
const LEAST_PACE: u64 = 16 * 1024;

/// After so many bytes of an object a store that breaks off is asked again as if for the first time.
const WELL_READ: u64 = 1024 * 1024;

/// A bucket, and the way to it. Clones share its connections.
#[derive(Clone)]
pub struct Bucket {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    base: Base,
    client: Client,
    clock: Clock,
    /// Whether the store lists versions at all: asked once.
    lists_versions: OnceCell<bool>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { settings, base, .. } = &*self.inner;
        write!(f, "Bucket({}/{} at {})", settings.bucket, settings.prefix, base.host)
    }
}

/// What is known of an object without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256, where the store keeps it.
    pub sha256: Option<[u8; 32]>,
}

impl Bucket {
    /// The way to a bucket. Nothing is asked yet. `clock` must be right: a store takes no call that is signed at another time.
    ///
    /// # Errors
    /// [`Error::Settings`] when the settings cannot be right.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self, Error> {
        let (settings, base) = settings.checked()?;
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .https_only(base.url.scheme() == "https")
            .http1_only()
            .referer(false)
            .connect_timeout(PATIENCE)
            .user_agent(concat!("writ/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Error::unreachable)?;
        Ok(Self { inner: Arc::new(Inner { settings, base, client, clock, lists_versions: OnceCell::new() }) })
    }

    /// Where it is, as an operator names it: `https://STORE/BUCKET`, or `https://STORE/BUCKET/PREFIX`.
    pub fn place(&self) -> String {
        let Settings { endpoint, bucket, prefix, .. } = &self.inner.settings;
        format!("{endpoint}{bucket}/{prefix}").trim_end_matches('/').to_owned()
    }

    /// Puts an object, whose SHA-256 is `sha256`, in the place of whatever is there, and looks whether it is there.
    pub async fn put(&self, key: &str, bytes: Bytes, sha256: [u8; 32]) -> Result<(), Error> {
        let size = bytes.len() as u64;
        let call = Call::new("write an object", Method::PUT)
            .key(key)
            .header("x-amz-checksum-sha256", BASE64.encode(&sha256))
            .body(bytes, sha256)
            .patience(LONG_PATIENCE);
        self.ask(&call).await?;
        match self.head(key).await? {
            Some(head) if head.size == size && head.sha256.is_none_or(|kept| kept == sha256) => Ok(()),
            _ => Err(Error::Altered),
        }
    }

    /// Puts an object, whose SHA-256 is `sha256`, only where there is none. Gives whether it was put. A store that knows no such condition puts
    /// it in the place of whatever is there, so that who must know reads what is there then.
    pub async fn put_first(&self, key: &str, bytes: Bytes, sha256: [u8; 32]) -> Result<bool, Error> {
        let call = Call::new("write an object where there is none", Method::PUT)
            .key(key)
            .header("if-none-match", "*".to_owned())
            .header("x-amz-checksum-sha256", BASE64.encode(&sha256))
            .body(bytes.clone(), sha256)
            .patience(LONG_PATIENCE);
        match self.ask(&call).await {
            Ok(_) => Ok(true),
            // There is one; or another is being put at this moment.
            Err(Error::Refused { status: 412, .. }) => Ok(false),
            Err(Error::Refused { status: 409, code, .. }) if code == "ConditionalRequestConflict" => Ok(false),
            Err(Error::Unsupported(_)) => self.put(key, bytes, sha256).await.map(|()| true),
            Err(error) => Err(error),
        }
    }

    /// What is known of an object; `None` where there is none.
    pub async fn head(&self, key: &str) -> Result<Option<Head>, Error> {
        let call =
            Call::new("look at an object", Method::HEAD).key(key).header("x-amz-checksum-mode", "ENABLED".to_owned());
        let headers = match self.ask(&call).await {
            Ok((headers, _)) => headers,
            Err(Error::NoSuchKey) => return Ok(None),
            Err(error) => return Err(error),
        };
        let size = number(&headers).ok_or(Error::NotS3("it does not say how large an object is"))?;
        let kept = headers.get("x-amz-checksum-sha256").and_then(|kept| BASE64.decode(kept.as_bytes()).ok());
        // A checksum of another form is one of an object that was put in parts, and none of ours.
        Ok(Some(Head { size, sha256: kept.and_then(|kept| kept.try_into().ok()) }))
    }

    /// The bytes of a range as they come. Where the store breaks off or lets go of a reader that waited, it is asked again for the rest: as
    /// often as any call is repeated, and again so often after each [`WELL_READ`].
    ///
    /// # Errors
    /// [`Error::NoSuchKey`], and [`Error::OutOfRange`] when the object ends within the range, besides what every call may end with.
    pub fn stream(&self, key: &str, range: Range<u64>) -> BoxStream<'static, Result<Bytes, Error>> {
        let well_read = range.start.saturating_add(WELL_READ);
        let on_its_way = OnItsWay { bucket: self.clone(), key: key.to_owned(), left: range, answer: None };
        stream::try_unfold(
            (on_its_way, PAUSES.into_iter(), well_read),
            |(mut way, mut pauses, mut well_read)| async move {
                while !way.left.is_empty() {
                    match way.next().await {
                        Ok(bytes) => {
                            if way.left.start >= well_read {
                                (pauses, well_read) = (PAUSES.into_iter(), way.left.start.saturating_add(WELL_READ));
                            }
                            return Ok(Some((bytes, (way, pauses, well_read))));
                        }
                        Err(error) if error.is_passing() => tokio::time::sleep(pauses.next().ok_or(error)?).await,
                        Err(error) => return Err(error),
                    }
                }
                Ok(None)
            },
        )
        .boxed()
    }

    /// Reads all of a range into memory, as [`Self::stream`] does.
    pub async fn read(&self, key: &str, range: Range<u64>) -> Result<Bytes, Error> {
        let mut bytes = BytesMut::new();
        let mut coming = self.stream(key, range);
        while let Some(next) = coming.try_next().await? {
            bytes.extend_from_slice(&next);
        }
        Ok(bytes.freeze())
    }

    /// Asks for a range once, all of which is to come.
    async fn get(&self, key: &str, range: &Range<u64>) -> Result<BoxStream<'static, Result<Bytes, Error>>, Error> {
        let (length, last) = (range.end.saturating_sub(range.start), range.end.saturating_sub(1));
        let call = Call::new("read an object", Method::GET)
            .key(key)
            .plain_header(RANGE, format!("bytes={}-{last}", range.start));
        let response = match tokio::time::timeout(PATIENCE, self.begin(&call)).await {
            Ok(response) => response?,
            Err(_) => return Err(Error::TooSlow),
        };
        let comes = number(response.headers()).ok_or(Error::NotS3("it does not say how many bytes come"))?;
        if !is_range(&response, range.start, comes) {
            return Err(Error::NotS3("it sends something else than the range that was asked for"));
        }
        if comes == length { Ok(unbroken(response, length)) } else { Err(Error::OutOfRange) }
    }

    /// Deletes an object, as far as the store deletes without being told a version: where it keeps versions, they stay. No error
    /// where there is none.
    pub async fn delete(&self, key: &str) -> Result<(), Error> {
        self.delete_called(&Call::new("delete an object", Method::DELETE).key(key)).await
    }

    /// Deletes one version of an object, or one of its delete markers. No error where there is none.
    pub async fn delete_version(&self, key: &str, version: &str) -> Result<(), Error> {
        let call = Call::new("delete a version of an object", Method::DELETE).key(key).with("versionId", version);
        self.delete_called(&call).await
    }

    /// Aborts an upload that was begun in parts, with the parts of it that are there. No error where there is none.
    pub async fn abort_upload(&self, key: &str, upload: &str) -> Result<(), Error> {
        let call = Call::new("abort an unfinished upload", Method::DELETE).key(key).with("uploadId", upload);
        self.delete_called(&call).await
    }

    async fn delete_called(&self, call: &Call) -> Result<(), Error> {
        match self.ask(call).await {
            Ok(_) | Err(Error::NoSuchKey) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The `Content-Length`.
fn number(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether an answer is a part of an object from `start` on, `length` bytes.
fn is_range(response: &Response, start: u64, length: u64) -> bool {
    let said = response.headers().get(CONTENT_RANGE).and_then(|said| said.to_str().ok());
    let range = said.and_then(|said| {
        let (range, size) = said.strip_prefix("bytes ")?.split_once('/')?;
        size.parse::<u64>().ok()?;
        range.split_once('-')
    });
    let Some((Ok(first), Ok(last))) = range.map(|(first, last)| (first.parse::<u64>(), last.parse::<u64>())) else {
        return false;
    };
    response.status() == StatusCode::PARTIAL_CONTENT
        && first == start
        && last.checked_sub(first).is_some_and(|distance| distance.checked_add(1) == Some(length))
}

/// What is still to come of a range.
struct OnItsWay {
    bucket: Bucket,
    key: String,
    left: Range<u64>,
    /// What brings it; none before it is asked for, and once that broke off.
    answer: Option<BoxStream<'static, Result<Bytes, Error>>>,
}

impl OnItsWay {
    /// The next bytes, of which there are some left.
    async fn next(&mut self) -> Result<Bytes, Error> {
        let mut answer = match self.answer.take() {
            Some(answer) => answer,
            None => self.bucket.get(&self.key, &self.left).await?,
        };
        let bytes = answer.try_next().await?.ok_or(Error::BrokenOff)?;
        self.answer = Some(answer);
        self.left.start += bytes.len() as u64;
        Ok(bytes)
    }
}

/// The bytes of an answer, of which there must be `length`. A store that sends one now and then is given up, too: what waits for the bytes
/// may hold up an order.
fn unbroken(response: Response, length: u64) -> BoxStream<'static, Result<Bytes, Error>> {
    stream::try_unfold((response, length, Duration::ZERO), move |(mut response, left, waited)| async move {
        if left == 0 {
            return Ok(None);
        }
        let due = Duration::from_secs((length - left) / LEAST_PACE);
        let patience = PATIENCE.min((PATIENCE + due).saturating_sub(waited));
        let began = Instant::now();
        let chunk = match tokio::time::timeout(patience, response.chunk()).await {
            Ok(chunk) => chunk.map_err(Error::unreachable)?.ok_or(Error::BrokenOff)?,
            Err(_) => return Err(Error::TooSlow),
        };
        let left = left.checked_sub(chunk.len() as u64).ok_or(Error::NotS3("it sends more than it announced"))?;
        Ok::<_, Error>(Some((chunk, (response, left, waited + began.elapsed()))))
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_object_that_trickles_is_given_up() {
        let drops = stream::unfold((), |()| async {
            tokio::time::sleep(PATIENCE / 2).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b"1")), ()))
        });
        let response = http::Response::new(reqwest::Body::wrap_stream(drops)).into();
        let began = Instant::now();
        let read = unbroken(response, 1 << 20).collect::<Vec<_>>().await;
        assert!(matches!(read.last(), Some(Err(Error::TooSlow))));
        assert!(began.elapsed() < 3 * PATIENCE);
    }
}
