//! `writ put`: seals files here, uploads them, and prints one link a line.
//!
//! A thread reads, seals and hashes one part after another; each part's digest is in the journal, on the disk, before
//! the part is first sent; a few parts are on their way at once. Three buffers go round, so memory stays the same whatever
//! the size. Killed at any point and run again, it seals again what it had sealed, finds that the bytes are the same ones, and
//! sends what the service does not have yet. If the file has changed meanwhile, a new object begins.

mod parts;

use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use data_encoding::HEXLOWER;
use url::Url;
use zeroize::Zeroizing;

use self::parts::{Changed, Pipeline};
use super::client::{Client, Error, NewLink};
use super::progress::Progress;
use super::state::{Beginning, Journal, Secret};
use crate::clock::{Clock, Time};
use crate::entropy::Entropy;
use crate::ids::{ObjectId, UploadId};
use crate::seal::format::{self, SALT};
use crate::seal::{
    FileKey, KeyShare, Link, LinkKey, LinkSecret, Metadata, PART_SIZE, PasswordLock, Sealer, content_context,
    parts as tree,
};

/// Seal files here, store them, and print one link a line
#[derive(Debug, Args)]
#[command(after_help = "An upload that was broken off goes on where it stopped when the same command is run again.\n\
    Exit codes: 0 done, 1 failed, 2 wrong call, 3 not there, 4 unavailable for legal reasons,\n\
    5 wrong token, 6 service unreachable or busy.")]
pub struct Put {
    /// The files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The service's address
    #[arg(long, env = "WRIT_SERVER", value_name = "URL", value_parser = server)]
    server: Url,
    /// A file with the account's API token [default: the environment's `WRIT_TOKEN`]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The name recipients see [default: the file's own]
    #[arg(long)]
    name: Option<String>,
    /// The media type [default: by the name's ending]
    #[arg(long = "type", value_name = "TYPE")]
    media_type: Option<String>,
    /// Put the link under a password, which is asked for
    #[arg(long)]
    password: bool,
    /// Put the link under the password that this file holds
    #[arg(long, value_name = "FILE", conflicts_with = "password")]
    password_file: Option<PathBuf>,
    /// When the link ends, such as 2027-01-31T18:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    expires: Option<Time>,
    /// How many downloads the link allows
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    max_downloads: Option<u32>,
}

/// An end that has passed is refused before anything is uploaded.
fn time(text: &str) -> Result<Time, String> {
    match Time::parse_rfc3339(text) {
        Some(time) if time > Clock::System.now() => Ok(time),
        Some(_) => Err("this time has passed: the link would never work".to_owned()),
        None => Err("give a time such as 2027-01-31T18:00:00Z".to_owned()),
    }
}

fn server(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
        .ok_or_else(|| "give the service's web address, such as https://files.example".to_owned())
}

impl Put {
    /// Uploads each file. One that fails does not keep the others back; the first failure is the command's.
    pub async fn run(self) -> anyhow::Result<()> {
        if self.files.len() > 1 && self.name.is_some() {
            bail!("--name can name one file only");
        }
        let client = Client::new(self.server.clone(), Some(token(self.token_file.as_deref())?))?;
        let password = self.password()?;
        let mut failure: Option<anyhow::Error> = None;
        for path in &self.files {
            let done = self.put(&client, path, password.as_deref().map(String::as_str)).await;
            if let Err(error) = done.with_context(|| path.display().to_string()) {
                match &failure {
                    None => failure = Some(error),
                    Some(_) => eprintln!("writ: {error:#}"),
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    fn password(&self) -> anyhow::Result<Option<Zeroizing<String>>> {
        match &self.password_file {
            Some(path) => read_secret(path).map(Some),
            None if self.password => {
                let password = Zeroizing::new(rpassword::prompt_password("Password for the link: ")?);
                let again = Zeroizing::new(rpassword::prompt_password("Again: ")?);
                if password != again {
                    bail!("the two passwords are not the same");
                }
                Ok(Some(password))
            }
            None => Ok(None),
        }
    }

    async fn put(&self, client: &Client, path: &Path, password: Option<&str>) -> anyhow::Result<()> {
        let source = Source::open(path)?;
        let name = match (&self.name, path.file_name()) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) if !source.is_standard_input() => {
                name.to_str().context("the file's name is not UTF-8: give one with --name")?.to_owned()
            }
            _ => "standard-input".to_owned(),
        };
        let media_type = self.media_type.clone().unwrap_or_else(|| media_type(&name).to_owned());
        // What is wrong with name or type is said before anything is sent.
        Metadata::new(name.clone(), media_type.clone(), 0, None)?;
        let describe = |size| Metadata::new(name.clone(), media_type.clone(), size, source.modified());
        let progress = Progress::new(&name, source.size().map(format::sealed_len));

        let mut journal = match &source {
            Source::File { path, .. } => {
                let server = client.name();
                Some(Journal::open(&[server.as_bytes(), path.as_os_str().as_encoded_bytes()])?)
            }
            Source::Stream(_) => None,
        };
        let finished = journal.as_ref().and_then(|journal| journal.link.clone());
        let link = if let (Some(link), true) = (finished, source.unchanged_since(journal.as_ref())) {
            progress.say("this file was uploaded before, but its link may not have been shown; here it is");
            link
        } else {
            let mut uploaded = self.upload(client, &source, journal.as_mut(), &describe, &progress).await;
            if let (Err(error), Some(journal)) = (&uploaded, &mut journal)
                && is_another_object(error)
            {
                progress.say("the file has changed since its upload began; a new one begins");
                discard(client, journal, &progress).await?;
                progress.start_at(0);
                uploaded = self.upload(client, &source, Some(journal), &describe, &progress).await;
            }
            let uploaded = uploaded?;
            let link = self.link(client, &uploaded, password).await?;
            if let Some(journal) = &mut journal {
                journal.record_link(&link)?;
            }
            link
        };
        progress.finish();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", *link)
            .and_then(|()| out.flush())
            .context("the link cannot be written to standard output")?;
        journal.map_or(Ok(()), Journal::close)
    }

    /// Brings one file to the service, from where its journal left off.
    async fn upload(
        &self,
        client: &Client,
        source: &Source,
        mut journal: Option<&mut Journal>,
        describe: &(dyn Fn(u64) -> Result<Metadata, crate::seal::Error> + Sync),
        progress: &Progress,
    ) -> anyhow::Result<Uploaded> {
        if !source.unchanged_since(journal.as_deref()) {
            return Err(Changed.into());
        }
        let upload = Begun::new(client, source, journal.as_deref_mut()).await?;
        let done = Uploaded { object: upload.object, link_key: upload.link_key.clone() };
        if let Some((root, sealed_size)) = journal.as_ref().and_then(|journal| journal.completing.clone()) {
            // The last run ended before it heard whether completion had worked. Asking again is safe.
            match client.complete(upload.upload, &root, sealed_size).await {
                Ok(()) => return Ok(done),
                Err(Error::NotFound | Error::Gone | Error::Conflict(_) | Error::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let stored = upload.stored(client, progress).await?;
        let Some(stored) = stored else {
            // Given up by the service in the meantime: a new object begins.
            return Err(Changed.into());
        };
        let pipeline = Pipeline { client: client.clone(), upload: upload.upload, stored, progress: progress.clone() };
        let sealer = Sealer::new(&upload.key, &content_context(upload.object), upload.salt);
        let sent = pipeline.send(source.reader()?, sealer, source.size(), journal.as_deref_mut())?;
        if source.changed_while_read()? {
            return Err(Changed).context("the file was changed while it was read");
        }
        let plain_len = format::plain_len(sent.sealed_len)?;
        let recorded = journal.as_ref().and_then(|journal| journal.metadata.clone());
        let sealed = match recorded {
            Some(sealed) => HEXLOWER.decode(sealed.as_bytes())?,
            None => describe(plain_len)?.seal(&upload.key, upload.object, format::salt(&Entropy::System))?,
        };
        if let Some(journal) = &mut journal
            && journal.metadata.is_none()
        {
            journal.record_metadata(&sealed)?;
        }
        client.put_metadata(upload.upload, sealed.clone().into()).await?;
        let root = tree::root(crate::merkle::leaf_hash(&sealed), &sent.leaves);
        if let Some(journal) = &mut journal {
            journal.record_completing(&root, sent.sealed_len)?;
        }
        client.complete(upload.upload, &HEXLOWER.encode(&root), sent.sealed_len).await?;
        Ok(done)
    }

    async fn link(
        &self,
        client: &Client,
        uploaded: &Uploaded,
        password: Option<&str>,
    ) -> anyhow::Result<Zeroizing<String>> {
        let (secret, auth) = match password {
            None => (LinkSecret::Key(uploaded.link_key.clone()), None),
            Some(password) => {
                let (lock, auth) = PasswordLock::lock(&uploaded.link_key, password, &Entropy::System);
                (LinkSecret::Password(lock), Some(Secret(auth.encode())))
            }
        };
        let terms = NewLink { expires_at: self.expires, max_downloads: self.max_downloads, auth };
        let id = client.make_link(uploaded.object, &terms).await?;
        Ok(Link { origin: client.name(), id, secret }.expose())
    }
}

/// An object that stands complete at the service.
struct Uploaded {
    object: ObjectId,
    link_key: LinkKey,
}

/// What is uploaded: a file that can be read again, or a stream that cannot.
enum Source {
    File { path: PathBuf, size: u64, modified: i64 },
    Stream(Option<PathBuf>),
}

impl Source {
    fn open(path: &Path) -> anyhow::Result<Self> {
        if path == Path::new("-") {
            if std::io::stdin().is_terminal() {
                eprintln!("writ: reading standard input until its end (Ctrl-D)");
            }
            return Ok(Self::Stream(None));
        }
        let metadata = std::fs::metadata(path)?;
        if metadata.is_dir() {
            bail!("this is a folder; only files can be uploaded");
        }
        if !metadata.is_file() {
            return Ok(Self::Stream(Some(path.to_owned())));
        }
        File::open(path)?;
        Ok(Self::File { path: std::path::absolute(path)?, size: metadata.len(), modified: modified_micros(&metadata) })
    }

    fn is_standard_input(&self) -> bool {
        matches!(self, Self::Stream(None))
    }

    fn size(&self) -> Option<u64> {
        if let Self::File { size, .. } = self { Some(*size) } else { None }
    }

    fn modified(&self) -> Option<Time> {
        if let Self::File { modified, .. } = self { Some(Time::from_micros(*modified)) } else { None }
    }

    fn reader(&self) -> anyhow::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File { path, .. } | Self::Stream(Some(path)) => Box::new(File::open(path)?),
            Self::Stream(None) => Box::new(std::io::stdin()),
        })
    }

    /// Whether this is the file that the journal tells of, or it tells of none.
    fn unchanged_since(&self, journal: Option<&Journal>) -> bool {
        let Some(began) = journal.and_then(|journal| journal.began.as_ref()) else { return true };
        matches!(self, Self::File { size, modified, .. } if *size == began.size && *modified == began.modified)
    }

    fn changed_while_read(&self) -> anyhow::Result<bool> {
        Ok(match self {
            Self::File { path, size, modified } => {
                let now = std::fs::metadata(path)?;
                now.len() != *size || modified_micros(&now) != *modified
            }
            Self::Stream(_) => false,
        })
    }
}

fn modified_micros(metadata: &std::fs::Metadata) -> i64 {
    metadata.mtime().saturating_mul(1_000_000).saturating_add(metadata.mtime_nsec() / 1_000)
}

/// An upload that is open at the service, with its keys.
struct Begun {
    upload: UploadId,
    object: ObjectId,
    link_key: LinkKey,
    key: FileKey,
    salt: format::Salt,
}

impl Begun {
    /// Goes on with the upload that the journal tells of, or opens one.
    async fn new(client: &Client, source: &Source, journal: Option<&mut Journal>) -> anyhow::Result<Self> {
        if let Some(began) = journal.as_ref().and_then(|journal| journal.began.as_ref()) {
            return Self::from_journal(began).context("the journal of this upload is damaged");
        }
        let size = source.size();
        let upload = client.begin_upload(size.map(format::sealed_len)).await?;
        if upload.part_size != PART_SIZE {
            return Err(Error::Answer(format!("parts of {} bytes", upload.part_size)).into());
        }
        let link_key = LinkKey::generate(&Entropy::System);
        let salt = format::salt(&Entropy::System);
        if let (Some(journal), Source::File { size, modified, .. }) = (journal, source) {
            journal.record_beginning(Beginning {
                upload: upload.upload,
                object: upload.object,
                key_share: Secret(upload.key_share.encode()),
                link_key: Secret(link_key.encode()),
                salt: HEXLOWER.encode(&salt),
                size: *size,
                modified: *modified,
            })?;
        }
        let key = FileKey::derive(&link_key, &upload.key_share, upload.object);
        Ok(Self { upload: upload.upload, object: upload.object, link_key, key, salt })
    }

    fn from_journal(began: &Beginning) -> Option<Self> {
        let (link_key, share) = (LinkKey::decode(&began.link_key.0)?, KeyShare::decode(&began.key_share.0)?);
        let salt: [u8; SALT] = HEXLOWER.decode(began.salt.as_bytes()).ok()?.try_into().ok()?;
        let key = FileKey::derive(&link_key, &share, began.object);
        Some(Self { upload: began.upload, object: began.object, link_key, key, salt })
    }

    /// The digests of the parts that the service has; nothing if it does not know the upload.
    async fn stored(&self, client: &Client, progress: &Progress) -> anyhow::Result<Option<Arc<parts::Stored>>> {
        let status = client.upload(self.upload).await?;
        Ok(status.map(|status| {
            if !status.parts.is_empty() {
                progress.say(&format!("going on with an upload of which {} parts are stored", status.parts.len()));
            }
            Arc::new(status.parts.into_iter().map(|part| (part.part, part.sha256)).collect())
        }))
    }
}

/// Whether an error means that the bytes belong to another object than the one begun.
fn is_another_object(error: &anyhow::Error) -> bool {
    (error.is::<Changed>() && error.chain().count() == 1)
        || matches!(error.downcast_ref::<Error>(), Some(Error::Conflict(_)))
}

async fn discard(client: &Client, journal: &mut Journal, progress: &Progress) -> anyhow::Result<()> {
    if let Some(began) = &journal.began
        && let Err(error) = client.discard(began.upload).await
    {
        progress.say(&format!("the upload begun before could not be discarded, and will be in a few days: {error}"));
    }
    journal.reset()
}

/// The API token, from a file or the environment: never from the argument list, which everybody can read.
fn token(file: Option<&Path>) -> anyhow::Result<Zeroizing<String>> {
    let token = match file {
        Some(path) => read_secret(path)?,
        None => std::env::var("WRIT_TOKEN")
            .ok()
            .filter(|token| !token.is_empty())
            .map(Zeroizing::new)
            .context("no API token: set WRIT_TOKEN, or name a file with --token-file")?,
    };
    let token = Zeroizing::new(token.trim().to_owned());
    // Anything else could not even be sent.
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::Token.into());
    }
    Ok(token)
}

/// The first line of a file that holds a secret.
pub(super) fn read_secret(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    let text = text.with_context(|| format!("{} cannot be read", path.display()))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        bail!("{} is empty", path.display());
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// The media type that a name's ending stands for.
fn media_type(name: &str) -> &'static str {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "txt" | "log" | "text" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "xml" => "application/xml",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        "tar" => "application/x-tar",
        "7z" => "application/x-7z-compressed",
        "epub" => "application/epub+zip",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "flac" => "audio/flac",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mkv" => "video/x-matroska",
        "mov" => "video/quicktime",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        _ => "application/octet-stream",
    }
}
