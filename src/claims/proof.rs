//! What a target of a claim proves.
//!
//! | level | means |
//! |---|---|
//! | `located` | the link is live: it leads to an object |
//! | `opened` | the disclosed key is the object's: it satisfies the key commitment, and name, type and size unseal |
//! | `matched` | the opened content is a registered reference |
//!
//! The commitment makes `opened` mean something: at most one key opens an object. It is checked against the first 56
//! sealed bytes, which stay with the object until purge, so it holds while the object is locked, and on links that were
//! revoked, have expired or are used up. On a live link a key that does not fit leaves the target `located`, and says
//! so; on any other link only the right key gets more than the answer a stranger gets.
//!
//! Keys that were disclosed never appear in an error, a log or `Debug`.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::{Zeroize, Zeroizing};

use super::{Error, store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ClaimId, LinkId, ObjectId};
use crate::merkle::Hash;
use crate::seal::link::MalformedLink;
use crate::seal::{self, FileKey, Link, LinkKey, LinkSecret, Metadata};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::{self, Digest, Possession};
use crate::vault::{self, ClaimedLink, ObjectState};
use crate::words::words;

/// How far a target's proof reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The link leads to an object.
    Located,
    /// The claimant can open it.
    Opened,
    /// It is a registered reference.
    Matched,
}

words! { Level { Located = "located", Opened = "opened", Matched = "matched" } }

/// One target as typed: a line of the form or of a file. It does not print what it discloses.
#[derive(Clone, Default)]
pub struct TargetInput {
    /// The link, with its key after the `#` or without. A password link comes with its key unmasked in the browser:
    /// as a bare link.
    pub link: Zeroizing<String>,
    /// The file key itself, for whoever holds it instead of a link key; empty otherwise.
    pub file_key: Zeroizing<String>,
    /// The address where link and key were found; empty if unknown.
    pub found_at: String,
    /// When they were found.
    pub found_on: Option<Time>,
    /// The password of an archive that the file is; empty if it is none.
    pub archive_password: Zeroizing<String>,
}

impl fmt::Debug for TargetInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TargetInput(redacted)")
    }
}

/// A line that cannot be a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetError {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

impl TargetError {
    /// What whoever typed it is told.
    pub fn told(&self) -> Text {
        Text::of("target-line").with("line", self.line).with("problem", self.problem.told())
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.told())
    }
}

/// What is wrong with a line. Never repeats a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.told())]
pub enum Problem {
    /// Not a link.
    Malformed(#[from] MalformedLink),
    /// A password link that was not unlocked.
    Password,
    /// A file key that is none.
    FileKey,
    /// Both keys.
    TwoKeys,
    /// Where it was found is no address.
    FoundAt,
    /// Found in the future.
    FoundOn,
    /// Too much text.
    TooLong(usize),
    /// Another service's link.
    Elsewhere(String),
    /// The stranger's answer.
    Unknown,
    /// Nothing is left.
    Purged,
    /// Guessed too often.
    TooManyGuesses(u32),
    /// Named twice.
    Repeated(usize),
    /// Named by the claim to which it is to be added.
    InClaim(i64),
}

impl Problem {
    /// What whoever typed it is told.
    pub fn told(&self) -> Text {
        match self {
            Self::Malformed(why) => malformed(why),
            Self::Password => Text::of("target-password"),
            Self::FileKey => Text::of("target-file-key"),
            Self::TwoKeys => Text::of("target-two-keys"),
            Self::FoundAt => Text::of("target-found-address"),
            Self::FoundOn => Text::of("target-found-future"),
            Self::TooLong(characters) => Text::of("target-too-long").with("count", *characters),
            Self::Elsewhere(host) => Text::of("target-elsewhere").with("host", host.as_str()),
            Self::Unknown => Text::of("target-no-link"),
            Self::Purged => Text::of("target-gone"),
            Self::TooManyGuesses(limit) => Text::of("target-guesses").with("limit", *limit),
            Self::Repeated(line) => Text::of("target-repeated").with("line", *line),
            Self::InClaim(position) => Text::of("target-in-claim").with("position", *position),
        }
    }
}

fn malformed(link: &MalformedLink) -> Text {
    match link {
        MalformedLink::Empty => Text::of("open-link-empty"),
        MalformedLink::Broken => Text::of("open-link-broken"),
        MalformedLink::NotAnAddress => Text::of("open-link-not-an-address"),
        MalformedLink::Scheme => Text::of("open-link-scheme"),
        MalformedLink::NotAFile => Text::of("open-link-not-a-file"),
        MalformedLink::Id => Text::of("open-link-id"),
        MalformedLink::NoKey => Text::of("open-link-no-key"),
        MalformedLink::KeyLength { found } => Text::of("target-key-length").with("found", *found),
        MalformedLink::KeyCharacters => Text::of("open-link-key-characters"),
        MalformedLink::PasswordPart => Text::of("open-link-password-part"),
        MalformedLink::PasswordVersion => Text::of("open-link-password-version"),
    }
}

/// What a claimant disclosed, as it is kept: sealed, opened for staff on the case only.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disclosure {
    /// `link-key` or `file-key`; absent when only an archive password was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<KeyKind>,
    /// 43 characters of base64url.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// The archive's password.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archive_password: Option<String>,
}

impl Drop for Disclosure {
    fn drop(&mut self) {
        self.key.zeroize();
        self.archive_password.zeroize();
    }
}

/// Which key was disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// The sharers' half, from a link.
    LinkKey,
    /// The whole file key.
    FileKey,
}

/// A line that was read.
pub(super) struct Line {
    /// Which, from 1.
    pub number: usize,
    origin: String,
    link: LinkId,
    secret: Secret,
    /// Where it was found.
    pub found_at: Option<String>,
    /// When.
    pub found_on: Option<Time>,
    archive_password: Zeroizing<String>,
}

enum Secret {
    None,
    Link(LinkKey),
    File(FileKey),
}

/// A line, held against what the vault has.
pub(super) struct Examined {
    pub line: Line,
    pub link: LinkId,
    pub object: ObjectId,
    pub root: Hash,
    pub level: Level,
    /// A key was given and does not fit.
    pub wrong_key: bool,
    /// Name, type and size, if a key fits and what the uploader sealed can be read.
    pub metadata: Option<Metadata>,
}

impl Examined {
    /// What is to be kept of the keys: those that fit, and the archive's password. A key that does not fit is no evidence.
    pub(super) fn disclosure(&self) -> Option<Disclosure> {
        let (kind, key) = match (&self.line.secret, self.level) {
            (Secret::Link(key), Level::Opened | Level::Matched) => {
                (Some(KeyKind::LinkKey), Some(key.encode().to_string()))
            }
            (Secret::File(key), Level::Opened | Level::Matched) => {
                (Some(KeyKind::FileKey), Some(key.encode().to_string()))
            }
            _ => (None, None),
        };
        let archive_password = (!self.line.archive_password.is_empty()).then(|| self.line.archive_password.to_string());
        (key.is_some() || archive_password.is_some()).then_some(Disclosure { kind, key, archive_password })
    }
}

/// What an examination found.
pub(super) struct Examination {
    /// The lines that name an object.
    pub targets: Vec<Examined>,
    /// Those that do not.
    pub errors: Vec<TargetError>,
}

/// Reads every line. No database is asked.
pub(super) fn read(inputs: &[TargetInput], now: Time) -> (Vec<Line>, Vec<TargetError>) {
    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    let mut seen: HashMap<LinkId, usize> = HashMap::new();
    for (position, input) in inputs.iter().enumerate() {
        let line = position + 1;
        match read_line(line, input, now) {
            Ok(read) => match *seen.entry(read.link.clone()).or_insert(line) {
                first if first == line => lines.push(read),
                first => errors.push(TargetError { line, problem: Problem::Repeated(first) }),
            },
            Err(problem) => errors.push(TargetError { line, problem }),
        }
    }
    (lines, errors)
}

/// Reads one line by itself.
pub(super) fn read_one(number: usize, input: &TargetInput, now: Time) -> Result<Line, TargetError> {
    read_line(number, input, now).map_err(|problem| TargetError { line: number, problem })
}

/// Which link a line names, if it can be read.
pub(super) fn link_of(input: &TargetInput) -> Option<LinkId> {
    match Link::parse(&input.link) {
        Ok(link) => Some(link.id),
        Err(_) => address(&input.link).ok().map(|(_, id)| id),
    }
}

/// A link without the comma, semicolon or full stop that follows it in a list. What can be read as it stands is not touched.
pub fn without_mark(link: &str) -> &str {
    let reads = |text: &str| match Link::parse(text) {
        Ok(_) => true,
        Err(MalformedLink::NoKey) => address(text).is_ok(),
        Err(_) => false,
    };
    let bare = link.trim_end_matches([',', ';', '.']);
    if !reads(link) && reads(bare) { bare } else { link }
}

/// Whether a link is still under its password.
pub(super) fn is_locked(link: &str) -> bool {
    Link::parse(link).is_ok_and(|link| matches!(link.secret, LinkSecret::Password(_)))
}

const HOUR: Duration = Duration::from_hours(1);
/// The longest address of where something was found, in characters.
const FOUND_AT: usize = 2_000;
/// The longest password of an archive, in characters.
const ARCHIVE_PASSWORD: usize = 500;

fn read_line(line: usize, input: &TargetInput, now: Time) -> Result<Line, Problem> {
    let (origin, link, mut secret) = match Link::parse(&input.link) {
        Ok(link) => match link.secret {
            LinkSecret::Key(key) => (link.origin, link.id, Secret::Link(key)),
            LinkSecret::Password(_) => return Err(Problem::Password),
        },
        // A claim names a file also without its key: then it is located, not opened.
        Err(MalformedLink::NoKey) => {
            let (origin, link) = address(&input.link)?;
            (origin, link, Secret::None)
        }
        Err(malformed) => return Err(malformed.into()),
    };
    if !input.file_key.trim().is_empty() {
        if !matches!(secret, Secret::None) {
            return Err(Problem::TwoKeys);
        }
        secret = Secret::File(FileKey::decode(input.file_key.trim()).ok_or(Problem::FileKey)?);
    }
    let found_at = read_found(input, now)?;
    if input.archive_password.chars().count() > ARCHIVE_PASSWORD {
        return Err(Problem::TooLong(ARCHIVE_PASSWORD));
    }
    Ok(Line {
        number: line,
        origin,
        link,
        secret,
        found_at,
        found_on: input.found_on,
        archive_password: input.archive_password.clone(),
    })
}

/// Where a link was found, if that is said; checks also when.
pub(super) fn read_found(input: &TargetInput, now: Time) -> Result<Option<String>, Problem> {
    let found_at = match input.found_at.trim() {
        "" => None,
        text if text.chars().count() > FOUND_AT => return Err(Problem::TooLong(FOUND_AT)),
        text => match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Some(text.to_owned()),
            _ => return Err(Problem::FoundAt),
        },
    };
    if input.found_on.is_some_and(|found| found > now) { Err(Problem::FoundOn) } else { Ok(found_at) }
}

/// Origin and id of a link without its key. Its other mistakes were found before.
fn address(text: &str) -> Result<(String, LinkId), Problem> {
    let text = text.trim();
    let address = text.split_once('#').map_or(text, |(address, _)| address);
    let url = Url::parse(address).map_err(|_| MalformedLink::NotAnAddress)?;
    let id = url.path().strip_prefix("/f/").ok_or(MalformedLink::NotAFile)?;
    let id = id.strip_suffix('/').unwrap_or(id).parse().map_err(|_| MalformedLink::Id)?;
    Ok((url.origin().ascii_serialization(), id))
}

/// Holds the lines against what is there, in the caller's transaction.
///
/// A password link's key is unmasked with a password, so a claim could serve to guess passwords. Whoever `guesser` is
/// (an account, an address) gets as many keys that do not fit as the limit says, an hour and a file; after that no key for
/// that file is looked at, not even the right one. The count is of a file and not of the guesser alone, so that a claim
/// of a thousand links, a few of which are dead, is not refused. `None`: the lines were counted before.
pub(super) async fn examine(
    tx: &mut Tx,
    service: &Service,
    guesser: Option<&str>,
    lines: Vec<Line>,
) -> Result<Examination, Error> {
    let (now, limit) = (service.clock.now(), service.config.limits.guesses_per_hour);
    if let Some(guesser) = guesser {
        // Claims of one guesser take turns: many at once get no further than one after another.
        store::count_attempts(tx, &service.keys.lookup("attempts.claim", guesser), now, 0).await?;
    }
    let mut examination = Examination { targets: Vec::new(), errors: Vec::new() };
    for line in lines {
        let number = line.number;
        let subject = match guesser {
            Some(guesser) if !matches!(line.secret, Secret::None) => {
                Some(service.keys.lookup("attempts.claim-key", &format!("{guesser} {}", line.link)))
            }
            _ => None,
        };
        if let Some(subject) = &subject
            && store::attempts_since(tx, subject, now.minus(HOUR)).await? >= i64::from(limit)
        {
            examination.errors.push(TargetError { line: number, problem: Problem::TooManyGuesses(limit) });
            continue;
        }
        let result = examine_line(tx, service, line, false).await?;
        let guessed_wrong = match &result {
            Ok(target) => target.wrong_key,
            // Counted although there may be nothing to guess: the stranger's answer must stay the stranger's.
            Err(problem) => *problem == Problem::Unknown,
        };
        if let Some(subject) = subject.filter(|_| guessed_wrong) {
            store::count_attempts(tx, &subject, now, 1).await?;
        }
        match result {
            Ok(target) => examination.targets.push(target),
            Err(problem) => examination.errors.push(TargetError { line: number, problem }),
        }
    }
    Ok(examination)
}

/// The same for what an order of an authority names: staff who enter it are told of links that lead nowhere any more, too.
pub(super) async fn examine_ordered(tx: &mut Tx, service: &Service, lines: Vec<Line>) -> Result<Examination, Error> {
    let mut examination = Examination { targets: Vec::new(), errors: Vec::new() };
    for line in lines {
        let number = line.number;
        match examine_line(tx, service, line, true).await? {
            Ok(target) => examination.targets.push(target),
            Err(problem) => examination.errors.push(TargetError { line: number, problem }),
        }
    }
    Ok(examination)
}

/// `dead_too`: also of a link that leads nowhere any more it is told what it led to.
async fn examine_line(
    tx: &mut Tx,
    service: &Service,
    line: Line,
    dead_too: bool,
) -> Result<Result<Examined, Problem>, Error> {
    // Whoever claims a link swears to its address: that of another service is not taken for ours, though its id be.
    if line.origin != service.config.public_url.origin().ascii_serialization() {
        return Ok(Err(Problem::Elsewhere(line.origin)));
    }
    let Some(found) = vault::link_for_claim(tx, service, &line.link).await? else { return Ok(Err(Problem::Unknown)) };
    match found.state {
        ObjectState::Available | ObjectState::Locked | ObjectState::Deleted => {}
        ObjectState::Purged if found.live => return Ok(Err(Problem::Purged)),
        ObjectState::Purged | ObjectState::Uploading | ObjectState::Discarded => return Ok(Err(Problem::Unknown)),
    }
    let key = file_key(tx, service, &found, &line.secret).await?.filter(|key| opens(key, &found));
    if key.is_none() && !found.live && !dead_too {
        return Ok(Err(Problem::Unknown));
    }
    let wrong_key = key.is_none() && !matches!(line.secret, Secret::None);
    let level = if key.is_some() { Level::Opened } else { Level::Located };
    let metadata = key.and_then(|key| unseal(&key, &found));
    Ok(Ok(Examined { link: found.link, object: found.object, root: found.root, level, wrong_key, metadata, line }))
}

/// The file key that the disclosed key makes with the service's share, if the share exists.
async fn file_key(
    tx: &mut Tx,
    service: &Service,
    found: &ClaimedLink,
    secret: &Secret,
) -> Result<Option<FileKey>, Error> {
    Ok(match secret {
        Secret::None => None,
        Secret::File(key) => Some(key.clone()),
        Secret::Link(key) => {
            vault::key_share(tx, service, found.object).await?.map(|share| FileKey::derive(key, &share, found.object))
        }
    })
}

/// Whether `key` is the one key that opens the object.
fn opens(key: &FileKey, found: &ClaimedLink) -> bool {
    let context = seal::content_context(found.object);
    found.content_header.as_deref().is_some_and(|header| seal::commits(key, &context, header))
}

/// Name, type and size; none if the uploader sealed something unreadable there, which takes nothing from the proof.
fn unseal(key: &FileKey, found: &ClaimedLink) -> Option<Metadata> {
    Metadata::open(key, found.object, found.sealed_metadata.as_deref()?).ok()
}

/// Reads back metadata that was kept as JSON.
pub(super) fn read_metadata(json: &[u8]) -> Result<Metadata, serde_json::Error> {
    #[derive(Deserialize)]
    struct Kept {
        name: String,
        #[serde(rename = "type")]
        media_type: String,
        size: u64,
        #[serde(default)]
        modified: Option<Time>,
    }
    let Kept { name, media_type, size, modified } = serde_json::from_slice(json)?;
    Ok(Metadata { name, media_type, size, modified })
}

/// The signed proof of possession, for a target that was opened.
pub(super) fn possession(
    service: &Service,
    claim: ClaimId,
    object: ObjectId,
    root: Hash,
    level: Level,
    now: Time,
) -> Result<Option<String>, Error> {
    let level = match level {
        Level::Located => return Ok(None),
        Level::Opened => tokens::Level::Opened,
        Level::Matched => tokens::Level::Matched,
    };
    let claims = Possession {
        iss: service.keys.origin.clone(),
        aud: claim,
        iat: Time::from_seconds(now.seconds()),
        object,
        root: Digest(root),
        level,
    };
    Ok(Some(tokens::sign(&service.keys.order(), &claims)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AAECAwQFBgcICQoLDA0ODw";
    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn line(link: &str) -> TargetInput {
        TargetInput { link: Zeroizing::new(link.to_owned()), ..TargetInput::default() }
    }

    fn problem(input: &TargetInput) -> Option<Problem> {
        read(std::slice::from_ref(input), Time::from_seconds(1_000)).1.pop().map(|error| error.problem)
    }

    #[test]
    fn lines_are_read_and_each_mistake_is_named_with_its_line() {
        let other = "BAECAwQFBgcICQoLDA0ODw";
        let inputs = [
            line(&format!("https://a.example/f/{ID}#{KEY}")),
            line(&format!("https://a.example/f/{ID}#{}", &KEY[..40])),
            line(&format!("https://a.example/f/{other}")),
            line(&format!("https://a.example/f/{ID}")),
            line(&format!("https://a.example/f/{ID}#pw1.{ID}.{KEY}")),
        ];
        let (lines, errors) = read(&inputs, Time::EPOCH);
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 3]);
        let problems = [
            (2, Problem::Malformed(MalformedLink::KeyLength { found: 40 })),
            (4, Problem::Repeated(1)),
            (5, Problem::Password),
        ];
        assert_eq!(errors, problems.map(|(line, problem)| TargetError { line, problem }));
        assert!(!format!("{inputs:?} {errors:?}").contains(&KEY[..8]));
    }

    #[test]
    fn what_follows_a_link_in_a_list_is_no_part_of_it() {
        let (bare, whole) = (format!("https://a.example/f/{ID}"), format!("https://a.example/f/{ID}#{KEY}"));
        for link in [&bare, &whole] {
            for mark in ["", ",", ";", ".", ".,"] {
                assert_eq!(without_mark(&format!("{link}{mark}")), link);
            }
        }
        // A key that is too short or too long is told as such, and not shortened further.
        for wrong in [format!("{bare}#{}.", &KEY[..40]), format!("{whole}x,"), "a, b".to_owned()] {
            assert_eq!(without_mark(&wrong), wrong);
        }
    }

    #[test]
    fn what_stands_beside_the_link_is_checked_too() {
        let bare = format!("https://a.example/f/{ID}");
        let with = |change: fn(&mut TargetInput)| {
            let mut input = line(&bare);
            change(&mut input);
            problem(&input)
        };
        assert_eq!(with(|_| {}), None);
        assert_eq!(with(|input| input.file_key = Zeroizing::new(KEY.to_owned())), None);
        assert_eq!(with(|input| input.file_key = Zeroizing::new("short".to_owned())), Some(Problem::FileKey));
        assert_eq!(with(|input| input.found_at = "javascript:alert(1)".into()), Some(Problem::FoundAt));
        assert_eq!(with(|input| input.found_at = "https://forum.example/thread/1".into()), None);
        assert_eq!(with(|input| input.found_on = Some(Time::from_seconds(2_000))), Some(Problem::FoundOn));
        let mut both = line(&format!("{bare}#{KEY}"));
        both.file_key = Zeroizing::new(KEY.to_owned());
        assert_eq!(problem(&both), Some(Problem::TwoKeys));
    }
}
