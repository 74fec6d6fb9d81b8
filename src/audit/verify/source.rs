//! Where a log is read from: a folder or a web address.

use std::path::PathBuf;

use url::Url;

use super::Error;
use crate::audit::tile::{self, Tile};

/// The largest file of a log: 256 entries of 65,535 bytes, each with its length.
const LARGEST: usize = 256 * (tile::LONGEST_ENTRY + 2);

/// Where a log is read from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder in the layout of c2sp.org/tlog-tiles, such as a second store.
    Folder(PathBuf),
    /// An address under which `checkpoint` and `tile/…` are served.
    Web {
        /// The client that asks.
        client: reqwest::Client,
        /// The log's address, ending in a slash.
        base: Url,
    },
}

impl Source {
    /// A folder, or the address of a portal (whose log is at `/log/`) or of a log itself.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let unreadable = |reason: String| Error::Unreadable { place: text.to_owned(), reason };
        if !text.starts_with("http://") && !text.starts_with("https://") {
            return Ok(Self::Folder(text.into()));
        }
        let mut base = Url::parse(text).map_err(|error| unreadable(error.to_string()))?;
        let path = match base.path().trim_end_matches('/') {
            "" => "/log/".to_owned(),
            path => format!("{path}/"),
        };
        base.set_path(&path);
        let client = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(30))
            .build()
            .map_err(|error| unreadable(error.to_string()))?;
        Ok(Self::Web { client, base })
    }

    /// A file of the log; `None` when it is not there.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match self {
            Self::Folder(folder) => {
                let place = folder.join(path);
                match tokio::fs::read(&place).await {
                    Ok(bytes) => Ok(Some(bytes)),
                    Err(error)
                        if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) =>
                    {
                        Ok(None)
                    }
                    Err(error) => {
                        Err(Error::Unreadable { place: place.display().to_string(), reason: error.to_string() })
                    }
                }
            }
            Self::Web { client, base } => {
                let place = format!("{base}{path}");
                let unreadable = |reason: String| Error::Unreadable { place: place.clone(), reason };
                let mut answer = client.get(&place).send().await.map_err(|error| unreadable(cause(&error)))?;
                match answer.status().as_u16() {
                    200 => {}
                    404 | 410 => return Ok(None),
                    status => return Err(unreadable(format!("it answered {status}"))),
                }
                let mut bytes = Vec::new();
                while let Some(chunk) = answer.chunk().await.map_err(|error| unreadable(cause(&error)))? {
                    bytes.extend_from_slice(&chunk);
                    if bytes.len() > LARGEST {
                        return Err(unreadable("it is larger than any file of a log".to_owned()));
                    }
                }
                Ok(Some(bytes))
            }
        }
    }

    /// A tile or bundle; where a partial one is gone, the full one that replaced it. Which of the two it is, is given too.
    pub(super) async fn read_tile(&self, tile: Tile) -> Result<Option<(Vec<u8>, Tile)>, Error> {
        if let Some(bytes) = self.read(&tile.to_string()).await? {
            return Ok(Some((bytes, tile)));
        }
        if tile.is_full() {
            return Ok(None);
        }
        Ok(self.read(&tile.full().to_string()).await?.map(|bytes| (bytes, tile.full())))
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Web { base, .. } => base.to_string(),
        }
    }
}

/// What went wrong on the way: the error itself only repeats the address.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { cause.to_string() }
}
