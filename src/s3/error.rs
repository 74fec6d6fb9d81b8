//! Why a call to an object store came to nothing, in the operator's words. No message carries a secret, an address or a key of
//! what is stored.

use reqwest::StatusCode;

use super::xml;

/// How much of what a store says is repeated, in characters.
const MOST_REPEATED: usize = 200;

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The settings cannot be right.
    #[error("the settings of the bucket cannot be used: {0}")]
    Settings(&'static str),
    /// Nothing answers at the endpoint, or it broke off.
    #[error("the object store does not answer")]
    Unreachable(#[source] reqwest::Error),
    /// It took too long.
    #[error("the object store takes too long to answer")]
    TooSlow,
    /// It sent fewer bytes than it had announced.
    #[error("the object store broke off its answer")]
    BrokenOff,
    /// It cannot serve this now.
    #[error("the object store is busy or fails ({status} {code})")]
    Busy {
        /// The HTTP status.
        status: u16,
        /// Its word for it; empty where it has none.
        code: String,
    },
    /// It does not know the access key, or the secret is another one.
    #[error("the object store does not accept the access key: check its id and its secret ({0})")]
    Credentials(String),
    /// The access key may not do this.
    #[error("the object store does not let this access key {0}: check the key and its rights to the bucket")]
    Denied(&'static str),
    /// There is no such bucket.
    #[error("the object store has no bucket “{0}”: it must be made first")]
    NoSuchBucket(String),
    /// Our time and its time differ.
    #[error("the object store says that the time of this machine is wrong: set its clock")]
    ClockSkew,
    /// The bucket lies elsewhere.
    #[error("the bucket lies elsewhere than at this endpoint and in this region{}", region_said(.0.as_deref()))]
    Elsewhere(Option<String>),
    /// What is stored there cannot be deleted before its time.
    #[error(
        "the bucket “{0}” has object lock, which keeps what must be deleted: give a bucket that was made without object lock"
    )]
    ObjectLock(String),
    /// It does not answer as S3 does.
    #[error("what answers at the endpoint is not S3: {0}")]
    NotS3(&'static str),
    /// It cannot do this at all.
    #[error("the object store cannot {0}")]
    Unsupported(&'static str),
    /// There is no such object, version or upload.
    #[error("the object store does not hold that")]
    NoSuchKey,
    /// No byte of the range exists.
    #[error("the range lies outside of the object")]
    OutOfRange,
    /// There is no space, or no more is allowed.
    #[error("the object store is full")]
    Full,
    /// A name that cannot stand in an address as it is.
    #[error("an object whose name has “.” or “..” between slashes cannot be reached")]
    Unaddressable,
    /// What was written is not what is there.
    #[error("the object store holds something else than what was written")]
    Altered,
    /// What was deleted is still there.
    #[error("the object store still holds what was deleted: {}{}", .left.join(", "), why_said(.why.as_deref()))]
    Left {
        /// Some of what is left, by name.
        left: Vec<String>,
        /// What the store said when it was told to delete it, where it said anything.
        why: Option<Box<Error>>,
    },
    /// Any other refusal.
    #[error("the object store refuses to {what}: {code} ({status}) {message}")]
    Refused {
        /// What it was asked to do.
        what: &'static str,
        /// The HTTP status.
        status: u16,
        /// Its word for it.
        code: String,
        /// What it says.
        message: String,
    },
}

impl Error {
    /// Whether the same call may succeed later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TooSlow | Self::BrokenOff | Self::Busy { .. })
    }

    /// What went wrong on the way. The address is left out: it names what is stored.
    pub(super) fn unreachable(error: reqwest::Error) -> Self {
        Self::Unreachable(error.without_url())
    }

    /// What an answer without success means. `body` is empty where there is none.
    pub(super) fn of_answer(
        what: &'static str,
        bucket: &str,
        status: StatusCode,
        region: Option<&str>,
        body: &[u8],
    ) -> Self {
        let said = xml::refusal(body).unwrap_or_default();
        let code = repeated(&said.code);
        let region = || region.map(repeated).or_else(|| said.region.as_deref().map(repeated));
        match (status.as_u16(), code.as_str()) {
            (
                _,
                "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "ExpiredToken" | "InvalidSecurity",
            ) => Self::Credentials(code),
            (_, "RequestTimeTooSkewed" | "RequestExpired") => Self::ClockSkew,
            (_, "NoSuchBucket") => Self::NoSuchBucket(bucket.to_owned()),
            (301 | 302 | 307 | 308, _) | (_, "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException") => {
                Self::Elsewhere(region())
            }
            (405 | 501, _) | (_, "NotImplemented" | "MethodNotAllowed") => Self::Unsupported(what),
            (_, "NoSuchKey" | "NoSuchVersion" | "NoSuchUpload") => Self::NoSuchKey,
            (416, _) => Self::OutOfRange,
            (507, _) | (_, "QuotaExceeded" | "StorageFull" | "XMinioStorageFull") => Self::Full,
            (429 | 500..=599, _) | (_, "RequestTimeout" | "SlowDown") => Self::Busy { status: status.as_u16(), code },
            (403, _) | (_, "AccessDenied") => Self::Denied(what),
            (_, "") => Self::NotS3("it refuses without saying why as S3 does"),
            (status, _) => Self::Refused { what, status, code, message: repeated(&said.message) },
        }
    }
}

/// A stranger's words, short and on one line.
fn repeated(words: &str) -> String {
    words.chars().filter(|character| !character.is_control()).take(MOST_REPEATED).collect()
}

fn region_said(region: Option<&str>) -> String {
    region.map_or_else(String::new, |region| format!(": its region is “{region}”"))
}

fn why_said(why: Option<&Error>) -> String {
    why.map_or_else(String::new, |why| format!(" ({why})"))
}
