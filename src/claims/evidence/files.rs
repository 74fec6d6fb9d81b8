//! Files that somebody brings to a case: screenshots, documents, what shows who they are. Of a claim they are for its
//! claimant and for whoever decides it, never for the other side; of an application, for the applicant's members and
//! administrators.
//!
//! A file is sealed as it arrives, under a key of its case that lies sealed itself; erasing the key erases the files,
//! in whatever copies of the folder they lie. Its row stands before its first byte, together with the job that discards
//! it if it does not come to its end: whatever dies on the way leaves nothing that counts and nothing that stays. Each
//! opening is an entry of the log before a byte is handed out.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::BoxStream;
use serde_json::json;
use uuid::Uuid;

pub use super::kinds::Kind;
use super::sealed::{Arrived, Place, field};
use super::store::{self, FileRow, KeyRow};
use crate::accounts::parties::{self, Case as PartyTo};
use crate::audit::{self, NewEntry};
use crate::claims::filing::ClaimState;
use crate::claims::form::Form;
use crate::claims::organisations::{self, State};
use crate::claims::withdrawal::{self, Claimant};
use crate::claims::{Error, decisions, in_force, principals, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, EvidenceFileId, EvidenceKeyId, OrganisationId, PrincipalId, uuid_v7};
use crate::jobs::{self, Job};
use crate::seal::{FileKey, format};
use crate::service::Service;
use crate::tokens::Digest;
use crate::words::words;

/// How long a file may take to arrive; then what came of it is discarded.
const ARRIVAL: Duration = Duration::from_hours(1);
/// What one account brings is counted over this long.
const QUOTA_PERIOD: Duration = Duration::from_hours(24);
/// The longest name that is kept.
const NAME: usize = 255;

/// What evidence belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A claim.
    Claim(ClaimId),
    /// An organisation's application: identity and authority.
    Application(OrganisationId),
    /// A principal: the authority to act for it.
    Principal(PrincipalId),
}

/// The words of [`Subject`] in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SubjectKind {
    Claim,
    Application,
    Principal,
}

words! { SubjectKind { Claim = "claim", Application = "application", Principal = "principal" } }

impl Subject {
    const fn parts(self) -> (SubjectKind, Uuid) {
        match self {
            Self::Claim(claim) => (SubjectKind::Claim, claim.0),
            Self::Application(organisation) => (SubjectKind::Application, organisation.0),
            Self::Principal(principal) => (SubjectKind::Principal, principal.0),
        }
    }
}

impl KeyRow {
    fn subject(&self) -> Result<Subject, Error> {
        let unreadable = |_| claims_store::unreadable("evidence_keys.subject_kind");
        Ok(match self.subject_kind.parse().map_err(unreadable)? {
            SubjectKind::Claim => Subject::Claim(ClaimId(self.subject)),
            SubjectKind::Application => Subject::Application(OrganisationId(self.subject)),
            SubjectKind::Principal => Subject::Principal(PrincipalId(self.subject)),
        })
    }

    fn open(&self, service: &Service) -> Result<FileKey, Error> {
        let sealed = self.key_sealed.as_ref().ok_or(Error::NotFound)?;
        let key = service.keys.open_sealed(&key_context(self.id), sealed)?;
        FileKey::from_slice(&key).ok_or_else(|| claims_store::unreadable("evidence_keys.key_sealed").into())
    }
}

/// A file as it is sent: what its sender calls it and says that it is.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its media type; empty if nothing is said.
    pub declared: &'a str,
}

/// A file of a case, for whoever may know of it.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The file.
    pub id: EvidenceFileId,
    /// Its name; not for staff who have not taken the case.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What its sender said that it is; often empty.
    pub declared: String,
    /// Its size.
    pub bytes: u64,
    /// Of what it holds.
    pub sha256: Digest,
    /// When it was there.
    pub at: Time,
    /// Whether whoever looks can open it.
    pub can_open: bool,
    /// Whether whoever looks can take it back.
    pub can_remove: bool,
    /// As what it was opened (`member`, `reviewer` and the like), and when.
    pub openings: Vec<(String, Time)>,
}

/// The files of a case.
#[derive(Clone, Debug)]
pub struct Files {
    /// In the order in which they came.
    pub files: Vec<Brought>,
    /// Whether whoever looks can bring another.
    pub can_bring: bool,
}

/// A file, opened. It does not print what it holds.
pub struct Opened {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its size.
    pub bytes: u64,
    /// What it holds, piece by piece.
    pub content: BoxStream<'static, Result<Bytes, io::Error>>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("kind", &self.kind).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// How somebody stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It is theirs: they bring files, open them and take them back.
    Own(&'static str),
    /// They decide it: they open files.
    Decides(&'static str),
    /// Staff who could take it: they see that files are there.
    Passes,
}

/// A case, as far as evidence goes.
struct Case {
    log_case: CaseId,
    standing: Standing,
    /// Whether files can still be brought.
    takes: bool,
    /// Whether files can still be taken back.
    undecided: bool,
}

impl Case {
    /// Whoever brings and takes back: the role word for the log.
    fn own(&self) -> Result<&'static str, Error> {
        match self.standing {
            Standing::Own(role) => Ok(role),
            Standing::Decides(_) | Standing::Passes => {
                Err(Error::Forbidden("only whoever made the case can bring evidence to it or take it back"))
            }
        }
    }

    /// The case of a subject, its row locked until the transaction ends, for somebody who may know that it is there.
    async fn lock(tx: &mut Tx, service: &Service, who: Claimant<'_>, subject: Subject) -> Result<Self, Error> {
        match subject {
            Subject::Claim(id) => claims_store::lock_claim(tx, id).await.map(drop)?,
            Subject::Application(id) => organisations::lock(tx, id).await.map(drop)?,
            Subject::Principal(id) => {
                if let Some(principal) = principals::row(tx, id).await? {
                    organisations::lock(tx, principal.organisation).await?;
                }
            }
        }
        Self::of(tx, service, who, subject).await
    }

    /// The same, only to be looked at.
    async fn of(tx: &mut Tx, service: &Service, who: Claimant<'_>, subject: Subject) -> Result<Self, Error> {
        match subject {
            Subject::Claim(id) => {
                let claim = claims_store::claim(tx, id).await?.ok_or(Error::NotFound)?;
                let open = !matches!(claim.state, ClaimState::Decided | ClaimState::Withdrawn);
                let standing = match withdrawal::entitled(tx, who, &claim).await {
                    Ok(role) => Standing::Own(role),
                    Err(Error::NotFound) => desk(tx, service, who, &claim).await?,
                    Err(error) => return Err(error),
                };
                Ok(Self { log_case: claim.log_case, standing, takes: open, undecided: open })
            }
            Subject::Application(id) => {
                let organisation =
                    claims_store::organisation(tx, id).await?.ok_or(Error::NotFound)?.into_organisation()?;
                let standing = of_organisation(tx, who, id).await?;
                let undecided = organisation.state == State::Applied;
                Ok(Self { log_case: organisation.log_case, standing, takes: true, undecided })
            }
            Subject::Principal(id) => {
                let principal = principals::row(tx, id).await?.ok_or(Error::NotFound)?;
                let organisation = claims_store::organisation(tx, principal.organisation).await?;
                let organisation = organisation.ok_or(Error::NotFound)?;
                let standing = of_organisation(tx, who, organisation.id).await?;
                let named = principal.state == principals::State::Named;
                Ok(Self { log_case: organisation.log_case, standing, takes: named, undecided: named })
            }
        }
    }
}

/// How a reviewer stands to a claim: a party is kept out, and whoever has not taken it sees that files are there.
async fn desk(
    tx: &mut Tx,
    service: &Service,
    who: Claimant<'_>,
    claim: &claims_store::ClaimRow,
) -> Result<Standing, Error> {
    let Claimant::Person(actor) = who else { return Err(Error::NotFound) };
    let actor = in_force(tx, actor).await?;
    if !actor.roles.reviewer() {
        return Err(Error::NotFound);
    }
    parties::keep_out(tx, actor.account, PartyTo::Claim(claim.id)).await?;
    Ok(match super::on_the_case(tx, service, &actor, claim).await {
        Ok(()) => Standing::Decides(decisions::role(&actor)),
        Err(Error::Forbidden(_)) => Standing::Passes,
        Err(error) => return Err(error),
    })
}

/// How somebody stands to what an organisation shows of itself.
async fn of_organisation(tx: &mut Tx, who: Claimant<'_>, id: OrganisationId) -> Result<Standing, Error> {
    let Claimant::Person(actor) = who else { return Err(Error::NotFound) };
    if organisations::member(tx, actor.account, id).await?.is_some() {
        return Ok(Standing::Own("member"));
    }
    if in_force(tx, actor).await?.roles.administrator() {
        return Ok(Standing::Decides("administrator"));
    }
    Err(Error::NotFound)
}

fn account(who: Claimant<'_>) -> Option<AccountId> {
    match who {
        Claimant::Person(actor) => Some(actor.account),
        Claimant::Holder(_) => None,
    }
}

fn by(who: Claimant<'_>) -> Vec<(&'static str, String)> {
    account(who).map(|account| ("by", account.to_string())).into_iter().collect()
}

fn key_context(id: EvidenceKeyId) -> String {
    format!("evidence_keys.key/{id}")
}

fn name_context(id: EvidenceFileId) -> String {
    format!("evidence_files.name/{id}")
}

fn place(service: &Service, file: EvidenceFileId) -> Place {
    Place::new(&service.config.evidence, file)
}

/// Whether a case is one's own: to everybody else, staff too, there is nothing to bring files to.
pub async fn own(service: &Service, who: Claimant<'_>, subject: Subject) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    match Case::of(&mut tx, service, who, subject).await?.standing {
        Standing::Own(_) => Ok(()),
        Standing::Decides(_) | Standing::Passes => Err(Error::NotFound),
    }
}

// Bringing --------------------------------------------------------------------------------------------

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
    let brought = take(service, who, subject, (file, &key, limit), (&name, &declared), body).await;
    if brought.is_err() {
        // The job would do it too; whoever is told that it was refused need not wait for that.
        discard_arriving(service, file).await?;
    }
    brought.map(|()| file)
}

/// The last part of whatever path a browser sends along.
fn read_name(sent: &str) -> Result<String, Error> {
    let mut form = Form::default();
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = form.line("file", name, "Choose a file");
    if name.len() > NAME {
        form.mistake("file", format!("The file's name is too long: {NAME} bytes fit"));
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

/// Makes the file's row, and the case's key if it has none. Gives how much may come.
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
    let row = key_of(&mut tx, service, subject, case.log_case).await?;
    if store::count(&mut tx, row.id).await? >= i64::from(limits.evidence_files) {
        return Err(field(format!("At most {} files fit here (limit: evidence-files)", limits.evidence_files)));
    }
    let left = limits.evidence_bytes_per_day.saturating_sub(brought_today(&mut tx, service, who, row.id).await?);
    if left == 0 {
        return Err(OVER_THE_DAY);
    }
    let file = EvidenceFileId::new(&service.clock, &service.entropy);
    let new = FileRow {
        id: file,
        key_id: row.id,
        state: String::new(),
        name_sealed: Some(service.keys.seal(&name_context(file), name.as_bytes())),
        declared: declared.to_owned(),
        kind: None,
        bytes: None,
        sha256: None,
        brought_by: account(who),
        begun_at: now,
        kept_at: None,
    };
    store::begin(&mut tx, &new).await?;
    jobs::enqueue(&mut tx, service, &Job::DiscardEvidence { file }, now.plus(ARRIVAL)).await?;
    tx.commit().await?;
    Ok((file, row.open(service)?, left.min(limits.evidence_bytes)))
}

fn may_bring(case: &Case) -> Result<(), Error> {
    if case.takes {
        Ok(())
    } else {
        Err(Error::Conflict("this is decided or withdrawn: nothing can be brought to it any more"))
    }
}

/// The key of a case, made now if there is none.
async fn key_of(tx: &mut Tx, service: &Service, subject: Subject, log_case: CaseId) -> Result<KeyRow, Error> {
    let (kind, subject) = subject.parts();
    if let Some(row) = store::key_of(tx, subject).await? {
        return Ok(row);
    }
    let id = EvidenceKeyId::new(&service.clock, &service.entropy);
    let key = FileKey::generate(&service.entropy);
    let sealed = service.keys.seal(&key_context(id), key.expose());
    let row = KeyRow {
        id,
        subject_kind: kind.as_str().to_owned(),
        subject,
        log_case,
        key_sealed: Some(sealed),
        erased_at: None,
    };
    store::insert_key(tx, &row, service.clock.now()).await?;
    Ok(row)
}

const OVER_THE_DAY: Error = Error::Conflict(
    "you have brought as much evidence as one day allows (limit: evidence-bytes-per-day): go on tomorrow",
);

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
    let Arrived { kind, bytes, sha256 } = place.take(key, salt, limit, said, body).await?;
    place.keep().await?;

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
    // Of files that are sent at once, the last to arrive is over the limit of the day.
    if brought_today(&mut tx, service, who, row.key_id).await? > service.config.limits.evidence_bytes_per_day {
        return Err(OVER_THE_DAY);
    }
    let mut commitments = by(who);
    commitments.push(("sha256", sha256.to_string()));
    let entry = NewEntry {
        kind: "evidence.added",
        case: case.log_case,
        actor: role,
        fields: json!({"file": file}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    retain(&mut tx, service, row.key_id, subject).await?;
    tx.commit().await?;
    Ok(())
}

const TOO_SLOW: Error = Error::Conflict("the file took too long to arrive: send it again");

// Looking and opening ------------------------------------------------------------------------------------

/// The files of a case, for whoever may know that they are there.
pub async fn list(service: &Service, who: Claimant<'_>, subject: Subject) -> Result<Files, Error> {
    let mut tx = service.db.read().await?;
    let case = Case::of(&mut tx, service, who, subject).await?;
    let own = matches!(case.standing, Standing::Own(_));
    let mut files = Vec::new();
    if let Some(key) = store::key_of(&mut tx, subject.parts().1).await? {
        for row in store::kept(&mut tx, key.id).await? {
            files.push(Brought {
                id: row.id,
                name: if case.standing == Standing::Passes { None } else { Some(open_name(service, &row)?) },
                kind: row.kind.ok_or_else(|| claims_store::unreadable("evidence_files.kind"))?,
                bytes: size(&row),
                sha256: claims_store::digest("evidence_files.sha256", row.sha256.as_deref().unwrap_or_default())?,
                at: row.kept_at.unwrap_or(row.begun_at),
                can_open: case.standing != Standing::Passes,
                can_remove: own && case.undecided && row.brought_by == account(who),
                openings: store::openings(&mut tx, row.id).await?,
                declared: row.declared,
            });
        }
    }
    Ok(Files { files, can_bring: own && case.takes })
}

fn open_name(service: &Service, row: &FileRow) -> Result<String, Error> {
    let sealed = row.name_sealed.as_ref().ok_or_else(|| claims_store::unreadable("evidence_files.name_sealed"))?;
    let name = service.keys.open_sealed(&name_context(row.id), sealed)?;
    Ok(String::from_utf8_lossy(&name).into_owned())
}

fn size(row: &FileRow) -> u64 {
    row.bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
}

/// A file that is there or was taken back, with its key and its case as it stands to whoever asks, locked.
async fn find(
    tx: &mut Tx,
    service: &Service,
    who: Claimant<'_>,
    file: EvidenceFileId,
) -> Result<(FileRow, KeyRow, Case), Error> {
    let subject = match store::file(tx, file).await? {
        Some(row) => store::key(tx, row.key_id).await?.ok_or(Error::NotFound)?.subject()?,
        None => return Err(Error::NotFound),
    };
    let case = Case::lock(tx, service, who, subject).await?;
    // Under the lock it is read again: it may have gone meanwhile.
    let there = |row: &FileRow| matches!(row.state.as_str(), "kept" | "removed");
    let row = store::file(tx, file).await?.filter(there).ok_or(Error::NotFound)?;
    let key = store::key(tx, row.key_id).await?.ok_or(Error::NotFound)?;
    Ok((row, key, case))
}

/// Opens a file, for those on its case. That it was opened stands in the log before anything is handed out.
pub async fn open(service: &Service, who: Claimant<'_>, file: EvidenceFileId) -> Result<Opened, Error> {
    let mut tx = service.db.begin().await?;
    let (row, key, case) = find(&mut tx, service, who, file).await?;
    let role = match case.standing {
        Standing::Own(role) | Standing::Decides(role) => role,
        Standing::Passes => {
            return Err(Error::Forbidden("take the claim first: its evidence is opened for whoever decides it"));
        }
    };
    if row.state != "kept" {
        return Err(Error::NotFound);
    }
    let id = uuid_v7(&service.clock, &service.entropy);
    store::insert_opening(&mut tx, id, file, account(who), role, service.clock.now()).await?;
    let entry = NewEntry {
        kind: "evidence.opened",
        case: case.log_case,
        actor: role,
        fields: json!({"file": file}),
        commitments: &by(who),
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    let name = open_name(service, &row)?;
    let kind = row.kind.ok_or_else(|| claims_store::unreadable("evidence_files.kind"))?;
    let key = key.open(service)?;
    tx.commit().await?;
    let place = place(service, file);
    let sealed = place.find().await?;
    Ok(Opened { name, kind, bytes: size(&row), content: place.open(sealed, &key) })
}

// Taking back and erasing --------------------------------------------------------------------------------

/// Takes a file back before the case is decided: whoever brought it can. Gives what it belonged to. Twice is once.
pub async fn remove(service: &Service, who: Claimant<'_>, file: EvidenceFileId) -> Result<Subject, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let (row, key, case) = find(&mut tx, service, who, file).await?;
    let role = case.own()?;
    if row.brought_by != account(who) {
        return Err(Error::Forbidden("only whoever brought a file can take it back"));
    }
    if row.state == "removed" {
        return key.subject();
    }
    if !case.undecided {
        return Err(Error::Conflict("this is decided: what it rests on stays with it"));
    }
    if store::end(&mut tx, file, "kept", "removed", now).await? != 1 {
        return Err(Error::NotFound);
    }
    let entry = NewEntry {
        kind: "evidence.removed",
        case: case.log_case,
        actor: role,
        fields: json!({"file": file}),
        commitments: &by(who),
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    jobs::enqueue(&mut tx, service, &Job::DiscardEvidence { file }, now).await?;
    tx.commit().await?;
    key.subject()
}

/// Erases the files of a case: from this commit its key is gone, and its files are noise wherever they lie. They go too.
/// `false`: it has none.
pub(in crate::claims) async fn erase(tx: &mut Tx, service: &Service, key: EvidenceKeyId) -> Result<bool, Error> {
    let now = service.clock.now();
    let Some(row) = store::key(tx, key).await? else { return Ok(false) };
    if store::destroy_key(tx, key, now).await? != 1 {
        return Ok(false);
    }
    let files = store::kept(tx, key).await?;
    for file in &files {
        store::end(tx, file.id, "kept", "erased", now).await?;
        jobs::enqueue(tx, service, &Job::DiscardEvidence { file: file.id }, now).await?;
    }
    let entry = NewEntry {
        kind: "evidence.erased",
        case: row.log_case,
        actor: "service",
        fields: json!({"files": files.len()}),
        commitments: &[],
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    Ok(true)
}

/// Whether a case has any file.
pub(in crate::claims) async fn any(tx: &mut Tx, subject: Subject) -> Result<bool, Error> {
    match store::key_of(tx, subject.parts().1).await? {
        Some(key) => Ok(!store::kept(tx, key.id).await?.is_empty()),
        None => Ok(false),
    }
}

/// Sees to it that documents go when their time is over: called with every verdict on them, and with every file that
/// comes after one.
pub(in crate::claims) async fn retain_documents(tx: &mut Tx, service: &Service, subject: Subject) -> Result<(), Error> {
    match store::key_of(tx, subject.parts().1).await? {
        Some(key) => retain(tx, service, key.id, subject).await,
        None => Ok(()),
    }
}

async fn retain(tx: &mut Tx, service: &Service, key: EvidenceKeyId, subject: Subject) -> Result<(), Error> {
    if let Some(due) = due(tx, service, key, subject).await? {
        jobs::enqueue(tx, service, &Job::EraseDocuments { key }, due).await?;
    }
    Ok(())
}

/// When a key's files are to be erased: documents that show who somebody is, so long after the verdict on them and after
/// the last of them. Evidence of a claim stays until the last window of its targets closes.
async fn due(tx: &mut Tx, service: &Service, key: EvidenceKeyId, subject: Subject) -> Result<Option<Time>, Error> {
    let decided = match subject {
        Subject::Claim(_) => None,
        Subject::Application(id) => {
            let found = organisations::lock(tx, id).await?.ok_or(Error::NotFound)?;
            found.decided_at.filter(|_| found.state != State::Applied)
        }
        Subject::Principal(id) => {
            let found = principals::row(tx, id).await?.ok_or(Error::NotFound)?;
            found.decided_at.or(found.withdrawn_at)
        }
    };
    let Some(decided) = decided else { return Ok(None) };
    let last = store::kept(tx, key).await?.into_iter().filter_map(|file| file.kept_at).max();
    let since = last.map_or(decided, |last| last.max(decided));
    Ok(Some(since.plus(service.config.limits.identity_documents_kept)))
}

/// Erases documents whose time is over. Safe to run again, and too early: what came meanwhile has its time too.
pub async fn erase_documents(service: &Service, key: EvidenceKeyId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let Some(row) = store::key(&mut tx, key).await?.filter(|row| row.erased_at.is_none()) else { return Ok(()) };
    match due(&mut tx, service, key, row.subject()?).await? {
        Some(due) if due <= service.clock.now() => {
            erase(&mut tx, service, key).await?;
        }
        Some(due) => {
            jobs::enqueue(&mut tx, service, &Job::EraseDocuments { key }, due).await?;
        }
        None => {}
    }
    tx.commit().await?;
    Ok(())
}

/// Removes the bytes of a file that is not there any more, or that did not arrive in its time. Safe to run again.
pub async fn discard(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let Some(row) = store::file(&mut tx, file).await? else { return Ok(()) };
    drop(tx);
    match row.state.as_str() {
        "kept" => Ok(()),
        "arriving" => discard_arriving(service, file).await,
        _ => remove_bytes(service, file).await,
    }
}

async fn discard_arriving(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    // From here on it cannot be kept any more, unless it was.
    store::end(&mut tx, file, "arriving", "discarded", service.clock.now()).await?;
    let kept = store::file(&mut tx, file).await?.is_some_and(|row| row.state == "kept");
    tx.commit().await?;
    if kept { Ok(()) } else { remove_bytes(service, file).await }
}

async fn remove_bytes(service: &Service, file: EvidenceFileId) -> Result<(), Error> {
    place(service, file).remove().await?;
    let mut tx = service.db.begin().await?;
    store::forget(&mut tx, file).await?;
    tx.commit().await?;
    Ok(())
}
