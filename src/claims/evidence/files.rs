//! Files that somebody brings to a case: screenshots, documents, what shows who they are. Of a claim they are for its
//! claimant and for whoever decides it, or judges anything that was decided of it, never for the other side; of an
//! application, for the applicant's members and administrators.
//!
//! A file is sealed as it arrives, under a key of its case that lies sealed itself; erasing the key erases the files,
//! in whatever copies of the folder they lie. A document that comes after the verdict on its case has a key of its own,
//! since it goes at a time of its own. Its row stands before its first byte, together with the job that discards
//! it if it does not come to its end: whatever dies on the way leaves nothing that counts and nothing that stays. Each
//! opening is an entry of the log before a byte is handed out.

mod bringing;
mod erasing;

use std::io;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use serde_json::json;
use uuid::Uuid;

pub use self::bringing::bring;
pub(in crate::claims) use self::erasing::{any, erase_at_once, retain_documents};
pub use self::erasing::{discard, erase_documents};
pub(crate) use self::erasing::{erase_disclosed, evidence_to_look_at, look_at_evidence_again};
pub use super::kinds::Kind;
use super::sealed::Place;
use super::store::{self, FileRow, KeyRow};
use crate::accounts::attempts;
use crate::accounts::parties::{self, Case as PartyTo};
use crate::audit::{self, NewEntry};
use crate::claims::filing::ClaimState;
use crate::claims::organisations::{self, State};
use crate::claims::statement::Basis;
use crate::claims::withdrawal::{self, Claimant};
use crate::claims::{Error, decisions, in_force, principals, store as claims_store};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, EvidenceFileId, EvidenceKeyId, OrganisationId, PrincipalId, uuid_v7};
use crate::jobs::{self, Job};
use crate::keys::or_instead;
use crate::seal::FileKey;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

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
    /// Its name, or that this was altered; not for staff who have not taken the case.
    pub name: Option<Text>,
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

impl Brought {
    /// As what whoever looks can have it shown, a media type; none for what they can only save, or not even open.
    pub fn shown_as(&self) -> Option<&'static str> {
        self.kind.shown_as().filter(|_| self.can_open)
    }
}

/// The files of a case.
#[derive(Clone, Debug)]
pub struct Files {
    /// In the order in which they came.
    pub files: Vec<Brought>,
    /// Whether whoever looks can bring another.
    pub can_bring: bool,
    /// When those that were there before were erased, their time being over.
    pub erased_at: Option<Time>,
}

/// A file, opened. It does not print what it holds.
pub struct Opened {
    /// Its name; its number where nobody can read that.
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
    log: CaseId,
    standing: Standing,
    /// Whether files can still be brought.
    takes: bool,
    /// Whether files can still be taken back.
    undecided: bool,
    /// It is an order of an authority, which staff entered: they bring its document.
    official: Option<&'static str>,
}

impl Case {
    /// Whoever brings and takes back: the role word for the log.
    fn own(&self) -> Result<&'static str, Error> {
        match self.standing {
            Standing::Own(role) => Ok(role),
            Standing::Decides(_) | Standing::Passes => {
                self.official.ok_or(Error::Forbidden(Text::of("evidence-own-only")))
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
                // What one target was decided on stays, though others wait; and what nothing was decided on goes back.
                let undecided = !claims_store::any_decision(tx, id).await?;
                let official = match who {
                    Claimant::Person(actor) if claim.basis == Basis::Court.as_str() => Some(decisions::role(actor)),
                    _ => None,
                };
                Ok(Self { log: claim.log_case, standing, takes: open, undecided, official })
            }
            Subject::Application(id) => {
                let organisation =
                    claims_store::organisation(tx, id).await?.ok_or(Error::NotFound)?.into_organisation()?;
                let standing = of_organisation(tx, who, id).await?;
                let undecided = organisation.state == State::Applied;
                let takes = organisation.state != State::Ended;
                Ok(Self { log: organisation.log_case, standing, takes, undecided, official: None })
            }
            Subject::Principal(id) => {
                let principal = principals::row(tx, id).await?.ok_or(Error::NotFound)?;
                let organisation = claims_store::organisation(tx, principal.organisation).await?;
                let organisation = organisation.ok_or(Error::NotFound)?;
                let standing = of_organisation(tx, who, organisation.id).await?;
                let named = principal.state == principals::State::Named;
                Ok(Self { log: organisation.log_case, standing, takes: named, undecided: named, official: None })
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
    Ok(match super::on_the_case(tx, service, &actor, claim, None).await {
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
    Case::of(&mut tx, service, who, subject).await?.own().map(drop).map_err(|_| Error::NotFound)
}

// Looking and opening ------------------------------------------------------------------------------------

/// The files of a case, for whoever may know that they are there.
pub async fn list(service: &Service, who: Claimant<'_>, subject: Subject) -> Result<Files, Error> {
    let mut tx = service.db.read().await?;
    let case = Case::of(&mut tx, service, who, subject).await?;
    let own = case.own().is_ok();
    let mut files = Vec::new();
    for row in store::kept_of(&mut tx, subject.parts().1).await? {
        files.push(Brought {
            id: row.id,
            name: match case.standing {
                Standing::Passes => None,
                Standing::Own(_) | Standing::Decides(_) => {
                    Some(open_name(service, &row)?.map_or_else(|instead| instead, Text::from))
                }
            },
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
    let erased_at = store::erased_at(&mut tx, subject.parts().1).await?;
    Ok(Files { files, can_bring: own && case.takes, erased_at })
}

/// What a file is called, or what is read in the place of that where it is erased or altered: the file opens all the same.
fn open_name(service: &Service, row: &FileRow) -> Result<Result<String, Text>, Error> {
    let sealed = row.name_sealed.as_ref().ok_or_else(|| claims_store::unreadable("evidence_files.name_sealed"))?;
    let name = or_instead(service.keys.legible(&name_context(row.id), sealed)?);
    Ok(name.map(|name| String::from_utf8_lossy(&name).into_owned()))
}

fn size(row: &FileRow) -> u64 {
    row.bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0)
}

/// What a file belongs to.
async fn subject_of(tx: &mut Tx, file: EvidenceFileId) -> Result<Subject, Error> {
    let row = store::file(tx, file).await?.ok_or(Error::NotFound)?;
    store::key(tx, row.key_id).await?.ok_or(Error::NotFound)?.subject()
}

/// Refuses whoever has nothing to do with a file's case.
async fn look(tx: &mut Tx, service: &Service, who: Claimant<'_>, file: EvidenceFileId) -> Result<(), Error> {
    let subject = subject_of(tx, file).await?;
    Case::of(tx, service, who, subject).await.map(drop)
}

/// A file that is there or was taken back, with its key and its case as it stands to whoever asks, locked.
async fn find(
    tx: &mut Tx,
    service: &Service,
    who: Claimant<'_>,
    file: EvidenceFileId,
) -> Result<(FileRow, KeyRow, Case), Error> {
    let subject = subject_of(tx, file).await?;
    let case = Case::lock(tx, service, who, subject).await?;
    // Under the lock it is read again: it may have gone meanwhile.
    let there = |row: &FileRow| matches!(row.state.as_str(), "kept" | "removed");
    let row = store::file(tx, file).await?.filter(there).ok_or(Error::NotFound)?;
    let key = store::key(tx, row.key_id).await?.ok_or(Error::NotFound)?;
    Ok((row, key, case))
}

/// Opens a file, for those on its case. That it was opened stands in the log before anything is handed out.
pub async fn open(service: &Service, who: Claimant<'_>, file: EvidenceFileId) -> Result<Opened, Error> {
    // Each opening is an entry that stays.
    let opener = match who {
        Claimant::Person(actor) => actor.account.to_string(),
        Claimant::Holder(secret) => Digest::of(secret.0.as_bytes()).to_string(),
    };
    let mut tx = service.db.read().await?;
    // Strangers leave nothing behind, not even a count.
    look(&mut tx, service, who, file).await?;
    drop(tx);
    let limit = service.config.limits.evidence_openings_per_hour;
    attempts::count(service, "evidence.opening", &opener, limit).await?;
    let mut tx = service.db.begin().await?;
    let (row, key, case) = find(&mut tx, service, who, file).await?;
    let role = match case.standing {
        Standing::Own(role) | Standing::Decides(role) => role,
        Standing::Passes => {
            return Err(Error::Forbidden(Text::of("evidence-take-first")));
        }
    };
    if row.state != "kept" {
        return Err(Error::NotFound);
    }
    let id = uuid_v7(&service.clock, &service.entropy);
    store::insert_opening(&mut tx, id, file, account(who), role, service.clock.now()).await?;
    let entry = NewEntry {
        kind: "evidence.opened",
        case: case.log,
        actor: role,
        fields: json!({"file": file}),
        commitments: &by(who),
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    let name = open_name(service, &row)?.unwrap_or_else(|_| file.to_string());
    let kind = row.kind.ok_or_else(|| claims_store::unreadable("evidence_files.kind"))?;
    let key = key.open(service)?;
    tx.commit().await?;
    let place = place(service, file);
    let sealed = place.find().await?;
    Ok(Opened { name, kind, bytes: size(&row), content: place.open(sealed, &key) })
}

// Taking back --------------------------------------------------------------------------------

/// Takes a file back before the case is decided: whoever brought it can. Gives what it belonged to. Twice is once.
pub async fn remove(service: &Service, who: Claimant<'_>, file: EvidenceFileId) -> Result<Subject, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let (row, key, case) = find(&mut tx, service, who, file).await?;
    let role = case.own()?;
    if row.brought_by != account(who) {
        return Err(Error::Forbidden(Text::of("evidence-bringer-only")));
    }
    if row.state == "removed" {
        return key.subject();
    }
    if !case.undecided {
        return Err(Error::Conflict(Text::of("evidence-decided")));
    }
    if store::seen_by_staff(&mut tx, file).await? {
        return Err(Error::Conflict(Text::of("evidence-opened")));
    }
    if store::end(&mut tx, file, "kept", "removed", now).await? != 1 {
        return Err(Error::NotFound);
    }
    let entry = NewEntry {
        kind: "evidence.removed",
        case: case.log,
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
