//! Works: what a rights holder holds rights in, and the digests of its own files.
//!
//! The digests are computed in the browser, so the files never leave it. A reference counts as registered from the moment
//! its digest was: those that came after an object was stored are told apart by that time.

use super::form::Form;
use super::organisations::{self, State};
use super::{Actor, Error, store};
use crate::clock::Time;
use crate::ids::{OrganisationId, WorkId};
use crate::service::Service;
use crate::tokens::Digest;

/// The kinds of works the form offers.
pub const KINDS: [&str; 8] = ["film", "music", "text", "picture", "software", "game", "broadcast", "other"];
/// The most references one work may have.
const REFERENCES: usize = 10_000;

/// By what right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It owns the rights.
    Owner,
    /// It is their exclusive licensee.
    ExclusiveLicensee,
    /// It acts for their owner.
    Agent,
}

impl Basis {
    /// Its word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::ExclusiveLicensee => "exclusive-licensee",
            Self::Agent => "agent",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Owner, Self::ExclusiveLicensee, Self::Agent].into_iter().find(|basis| basis.as_str() == text)
    }
}

/// A work as typed into the form.
#[derive(Clone, Debug, Default)]
pub struct NewWork {
    /// Its title.
    pub title: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// ISBN, ISRC, ISAN or the like, if it has one.
    pub identifier: String,
    /// `owner`, `exclusive-licensee` or `agent`.
    pub basis: String,
    /// Where: `worldwide` or countries.
    pub territory: String,
    /// SHA-256 digests of the holder's own files, in hexadecimal.
    pub references: Vec<String>,
}

/// A registered work.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its id.
    pub id: WorkId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// ISBN, ISRC, ISAN or the like.
    pub identifier: Option<String>,
    /// By what right.
    pub basis: Basis,
    /// Where.
    pub territory: String,
    /// When it was registered.
    pub registered_at: Time,
    /// The digests of its references, with when each was registered.
    pub references: Vec<(Digest, Time)>,
}

/// A member registers a work of its organisation, which need not be verified yet.
pub async fn register(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    work: &NewWork,
) -> Result<WorkId, Error> {
    let mut form = Form::default();
    let title = form.line("title", &work.title, "Enter the work's title");
    if !KINDS.contains(&work.kind.as_str()) {
        form.mistake("kind", "Choose what kind of work it is");
    }
    let identifier = form.optional_line("identifier", &work.identifier);
    let basis = Basis::read(&work.basis);
    if basis.is_none() {
        form.mistake("basis", "Choose by what right the organisation acts");
    }
    let territory = form.line("territory", &work.territory, "Say where the rights are held, such as worldwide");
    let references = digests(&mut form, &work.references);
    form.finish()?;
    let basis = basis.ok_or(Error::NotFound)?;

    let (id, now) = (WorkId::new(&service.clock, &service.entropy), service.clock.now());
    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if matches!(found.state, State::Refused | State::Suspended) {
        return Err(Error::NotVerified { organisation: found.name, state: found.state });
    }
    let row = store::NewWorkRow {
        id,
        organisation,
        title: &title,
        kind: &work.kind,
        identifier: identifier.as_deref(),
        basis: basis.as_str(),
        territory: &territory,
        registered_by: actor.account,
        registered_at: now,
    };
    store::insert_work(&mut tx, &row).await?;
    for sha256 in references {
        store::insert_reference(&mut tx, id, &sha256.0, now).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// A member adds digests to a work. Those it has already keep their earlier date.
pub async fn add_references(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    work: WorkId,
    references: &[String],
) -> Result<(), Error> {
    let mut form = Form::default();
    let references = digests(&mut form, references);
    form.finish()?;
    let mut tx = service.db.begin().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if store::count_works(&mut tx, organisation, work).await? != 1 {
        return Err(Error::NotFound);
    }
    for sha256 in references {
        store::insert_reference(&mut tx, work, &sha256.0, service.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The works of an organisation, for its members and staff, newest first.
pub async fn works(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Work>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.staff() {
        organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    let mut works = Vec::new();
    for row in store::works(&mut tx, organisation).await? {
        let mut references = Vec::new();
        for (sha256, at) in store::references(&mut tx, row.id).await? {
            references.push((store::digest("work_references.sha256", &sha256)?, at));
        }
        works.push(Work {
            id: row.id,
            title: row.title,
            kind: row.kind,
            identifier: row.identifier,
            basis: Basis::read(&row.basis).ok_or_else(|| store::unreadable("works.basis"))?,
            territory: row.territory,
            registered_at: row.registered_at,
            references,
        });
    }
    Ok(works)
}

fn digests(form: &mut Form, texts: &[String]) -> Vec<Digest> {
    if texts.len() > REFERENCES {
        form.mistake("references", format!("At most {REFERENCES} references fit here"));
        return Vec::new();
    }
    let mut digests = Vec::with_capacity(texts.len());
    for (line, text) in texts.iter().enumerate() {
        match text.trim().parse::<Digest>() {
            Ok(digest) => digests.push(digest),
            Err(_) => form.mistake("references", format!("Line {}: a SHA-256 is 64 digits from 0-9 and a-f", line + 1)),
        }
    }
    digests
}
