//! Bringing a file: its row, its bytes, and what makes it count.

use std::io::ErrorKind;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use serde_json::json;

use super::super::sealed::{Arrived, field};
use super::super::store::{self, FileRow, KeyRow};
use super::erasing::{discard_arriving, documents_go};
use super::{Case, Sent, Subject, account, by, key_context, name_context, place};
use crate::accounts::attempts;
use crate::audit::{self, NewEntry};
use crate::causes::with_causes;
use crate::claims::Error;
use crate::claims::form::Form;
use crate::claims::withdrawal::Claimant;
use crate::db::Tx;
use crate::ids::{EvidenceFileId, EvidenceKeyId};
use crate::jobs::{self, Job};
use crate::seal::{FileKey, format};
use crate::service::Service;
use crate::texts::Text;

/// How long a file may take to arrive; then what came of it is discarded.
const ARRIVAL: Duration = Duration::from_hours(1);
/// What one account brings is counted over this long.
const QUOTA_PERIOD: Duration = Duration::from_hours(24);
/// The longest name that is kept.
const NAME: usize = 255;

/// Brings a file to a case: to a claim by its claimant until it is decided, to an application by a member. It counts
/// once this returns; until then nobody sees it.
pub async fn bring<S>(
    service: &Service,
    who: Claimant<'_>,
    subject: Subject,
    sent: Sent<'_>,
    body: S,
) -> Result<EvidenceFileId, Error>
where
    S: Stream<Item = Result<Bytes, Error>> + Unpin,
{
    let name = read_name(sent.name)?;
    let declared = read_media_type(sent.declared);
    let (file, key, limit) = begin(service, who, subject, &name, &declared).await?;
    let mut arriving = Arriving { service, file, is_over: false };
    let brought = take(service, who, subject, (file, &key, limit), (&name, &declared), body).await;
    arriving.is_over = true;
    if brought.is_err() {
        // The job would do it too; whoever is told that it was refused need not wait for that.
        discard_arriving(service, file).await?;
    }
    brought.map(|()| file)
}

/// A file on its way. If its sender goes away, nobody is left to say what came of it: what it had taken of its day and its
/// case is given back.
struct Arriving<'a> {
    service: &'a Service,
    file: EvidenceFileId,
    is_over: bool,
}

impl Drop for Arriving<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let (service, file) = (self.service.clone(), self.file);
        tokio::spawn(async move {
            if let Err(error) = discard_arriving(&service, file).await {
                tracing::warn!(%file, error = %with_causes(&error), "what broke off could not be discarded; its job does it later");
            }
        });
    }
}

/// The last part of whatever path a browser sends along.
fn read_name(sent: &str) -> Result<String, Error> {
    let mut form = Form::default();
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = form.line("file", name, Text::of("evidence-choose-file"));
    if name.len() > NAME {
        form.mistake("file", Text::of("evidence-name-long").with("limit", NAME));
    }
    form.finish()?;
    Ok(name)
}

/// `type/subtype` without parameters; nothing where it is not of that form.
fn read_media_type(sent: &str) -> String {
    let bare = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let token =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+._".contains(&b));
    let formed = bare.len() <= 100 && bare.split_once('/').is_some_and(|(kind, of)| token(kind) && token(of));
    if formed { bare } else { String::new() }
}

/// Makes the file's row, and a key if the case has none that still seals what comes. Gives how much may come.
async fn begin(
    service: &Service,
    who: Claimant<'_>,
    subject: Subject,
    name: &str,
    declared: &str,
) -> Result<(EvidenceFileId, FileKey, u64), Error> {
    let now = service.clock.now();
    let limits = &service.config.limits;
    let mut tx = service.db.begin().await?;
    let case = Case::lock(&mut tx, service, who, subject).await?;
    case.own()?;
    may_bring(&case)?;
    if let (Subject::Application(_) | Subject::Principal(_), Some(account)) = (subject, account(who)) {
        // What is refused leaves no file that would count, and yet its job.
        let limit = limits.documents_per_hour;
        attempts::count_within(&mut tx, service, "evidence.document", &account.to_string(), limit).await?;
    }
    let row = key_of(&mut tx, service, subject, &case).await?;
    if store::count(&mut tx, row.subject).await? >= i64::from(limits.evidence_files) {
        return Err(field(Text::of("evidence-files-at-most").with("limit", limits.evidence_files)));
    }
    let left = limits.evidence_bytes_per_day.saturating_sub(brought_today(&mut tx, service, who, row.id).await?);
    if left == 0 {
        return Err(OVER_THE_DAY);
    }
    let allowance = left.min(limits.evidence_bytes);
    let file = EvidenceFileId::new(&service.clock, &service.entropy);
    let new = FileRow {
        id: file,
        key_id: row.id,
        state: String::new(),
        name_sealed: Some(service.keys.seal(&name_context(file), name.as_bytes())),
        declared: declared.to_owned(),
        kind: None,
        bytes: Some(i64::try_from(allowance).unwrap_or(i64::MAX)),
        sha256: None,
        brought_by: account(who),
        begun_at: now,
        kept_at: None,
    };
    store::begin(&mut tx, &new).await?;
    jobs::enqueue(&mut tx, service, &Job::DiscardEvidence { file }, now.plus(ARRIVAL)).await?;
    tx.commit().await?;
    Ok((file, row.open(service)?, allowance))
}

fn may_bring(case: &Case) -> Result<(), Error> {
    if case.takes { Ok(()) } else { Err(Error::Conflict(Text::of("evidence-ended"))) }
}

/// The key for what comes to a case now: that of the case, made if there is none; for a document that comes after the verdict
/// one of its own, so that it goes at its own time and keeps nothing else from going.
async fn key_of(tx: &mut Tx, service: &Service, subject: Subject, case: &Case) -> Result<KeyRow, Error> {
    let erase_at = match subject {
        Subject::Claim(_) => None,
        Subject::Application(_) | Subject::Principal(_) => (!case.undecided).then(|| documents_go(service)),
    };
    let (kind, subject) = subject.parts();
    if erase_at.is_none()
        && let Some(row) = store::open_key(tx, subject).await?
    {
        return Ok(row);
    }
    let id = EvidenceKeyId::new(&service.clock, &service.entropy);
    let key = FileKey::generate(&service.entropy);
    let sealed = service.keys.seal(&key_context(id), key.expose());
    let row = KeyRow {
        id,
        subject_kind: kind.as_str().to_owned(),
        subject,
        log_case: case.log,
        key_sealed: Some(sealed),
        erase_at,
        erased_at: None,
    };
    store::insert_key(tx, &row, service.clock.now()).await?;
    if let Some(erase_at) = erase_at {
        jobs::enqueue(tx, service, &Job::EraseDocuments { key: id }, erase_at).await?;
    }
    Ok(row)
}

const OVER_THE_DAY: Error = Error::Conflict(Text::of("evidence-over-the-day"));

async fn brought_today(tx: &mut Tx, service: &Service, who: Claimant<'_>, key: EvidenceKeyId) -> Result<u64, Error> {
    if let Some(account) = account(who) {
        store::lock_account(tx, account).await?;
    }
    let since = service.clock.now().minus(QUOTA_PERIOD);
    let brought = store::brought_since(tx, account(who), key, since).await?;
    Ok(u64::try_from(brought).unwrap_or(u64::MAX))
}

/// Takes the bytes, and enters the file once they are durable. What it rests on is read again then.
async fn take<S>(
    service: &Service,
    who: Claimant<'_>,
    subject: Subject,
    (file, key, limit): (EvidenceFileId, &FileKey, u64),
    said: (&str, &str),
    body: S,
) -> Result<(), Error>
where
    S: Stream<Item = Result<Bytes, Error>> + Unpin,
{
    let place = place(service, file);
    let salt = format::salt(&service.entropy);
    let arrival = tokio::time::timeout(ARRIVAL, place.take(key, salt, limit, said, body)).await;
    let Arrived { kind, bytes, sha256 } = arrival.map_err(|_| TOO_SLOW)??;
    match place.keep().await {
        // The job has discarded it in the last moment.
        Err(Error::EvidenceFolder(error)) if error.kind() == ErrorKind::NotFound => return Err(TOO_SLOW),
        kept => kept?,
    }

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let case = Case::lock(&mut tx, service, who, subject).await?;
    let role = case.own()?;
    may_bring(&case)?;
    let row = store::file(&mut tx, file).await?.ok_or(TOO_SLOW)?;
    let in_use = store::key(&mut tx, row.key_id).await?.is_some_and(|key| key.erased_at.is_none());
    let size = i64::try_from(bytes).unwrap_or(i64::MAX);
    if !in_use || store::keep(&mut tx, file, kind, size, &sha256.0, now).await? != 1 {
        return Err(TOO_SLOW);
    }
    let mut commitments = by(who);
    commitments.push(("sha256", sha256.to_string()));
    let entry = NewEntry {
        kind: "evidence.added",
        case: case.log,
        actor: role,
        fields: json!({"file": file}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}

const TOO_SLOW: Error = Error::Conflict(Text::of("evidence-too-slow"));
