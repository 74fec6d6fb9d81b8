//! Evidence. What a claimant disclosed of a target, opened for staff on the case: who decides the claim, or judges what was
//! decided of that target. Each opening is an entry of the log before anything is handed out. The sealed bytes follow by [`part`]; key
//! and bytes meet in the reviewer's own browser only. And [`files`] that are brought to a case, each of a kind that its bytes
//! show ([`kinds`]).

mod again;
pub mod files;
pub mod kinds;
mod sealed;
mod store;

pub use self::again::{Seen, seen_before};

use bytes::Bytes;
use serde_json::json;
use zeroize::Zeroizing;

use super::decisions::{reviewer, role};
use super::filing::target_context;
use super::proof::{Disclosure, KeyKind, Level, read_metadata};
use super::{Actor, Error, escalations, in_force, store as claims_store};
use crate::accounts::parties::{self, Case};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{ObjectId, TargetId, uuid_v7};
use crate::keys::Legible;
use crate::mirrors::Piece;
use crate::seal::{FileKey, LinkKey, Metadata};
use crate::service::Service;
use crate::texts::Text;
use crate::vault;

/// What a claimant disclosed about a target, opened for staff. It does not print its keys.
#[derive(Debug)]
pub struct Evidence {
    /// The target.
    pub target: TargetId,
    /// Its object.
    pub object: ObjectId,
    /// The size of its sealed content in bytes.
    pub sealed_size: u64,
    /// What was proven.
    pub level: Level,
    /// Which key was disclosed, if one fits.
    pub kind: Option<KeyKind>,
    /// The key that opens the object, while its share exists.
    pub file_key: Option<FileKey>,
    /// Name, type and size.
    pub metadata: Option<Metadata>,
    /// Where link and key were found.
    pub found_at: Option<String>,
    /// When.
    pub found_on: Option<Time>,
    /// The password of the archive that the file is.
    pub archive_password: Option<ArchivePassword>,
}

/// What sort of file it is, in general: for lists, which name no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A picture.
    Picture,
    /// A film.
    Video,
    /// Sound.
    Sound,
    /// Text or a document.
    Text,
    /// An archive.
    Archive,
    /// Something else.
    Other,
}

/// The sort of a target's file, from what its claimant unsealed.
pub(crate) fn sort(service: &Service, target: TargetId, sealed: &[u8]) -> Result<Legible<Sort>, Error> {
    Ok(match service.keys.legible(&target_context("unsealed_metadata", target), sealed)? {
        Ok(Some(json)) => Ok(Some(sort_of(&read_metadata(&json)?.media_type))),
        Ok(None) => Ok(None),
        Err(altered) => Err(altered),
    })
}

fn sort_of(media_type: &str) -> Sort {
    let archives = ["zip", "tar", "gzip", "7z", "rar", "zstd", "compressed"];
    match media_type.split('/').next() {
        Some("image") => Sort::Picture,
        Some("video") => Sort::Video,
        Some("audio") => Sort::Sound,
        Some("text") => Sort::Text,
        _ if archives.iter().any(|archive| media_type.contains(archive)) => Sort::Archive,
        _ if media_type.contains("pdf") || media_type.contains("document") => Sort::Text,
        _ => Sort::Other,
    }
}

/// The password of an archive. It does not print.
pub struct ArchivePassword(Zeroizing<String>);

impl ArchivePassword {
    /// Its characters. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ArchivePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ArchivePassword(redacted)")
    }
}

/// Opens a target's evidence for the reviewer who has taken the claim, or an appeal or a complaint about a decision of that target, or for a
/// senior, by the roles that are in force now. That it was opened stands in the log before anything is handed out.
pub async fn open_evidence(service: &Service, actor: &Actor, target: TargetId) -> Result<Evidence, Error> {
    reviewer(actor)?;
    let mut tx = service.db.begin().await?;
    let actor = &in_force(&mut tx, actor).await?;
    reviewer(actor)?;
    let found = claims_store::target(&mut tx, target).await?.ok_or(Error::NotFound)?;
    let claim = claims_store::lock_claim(&mut tx, found.claim).await?.ok_or(Error::NotFound)?;
    on_the_case(&mut tx, service, actor, &claim, Some(target)).await?;
    if found.evidence_erased_at.is_some() {
        return Err(Error::Conflict(Text::of("evidence-erased-window")));
    }
    let sealed_size = vault::lock_row(&mut tx, found.object).await?.ok_or(Error::NotFound)?.sealed_size()?;
    let id = uuid_v7(&service.clock, &service.entropy);
    claims_store::insert_evidence_opening(&mut tx, id, target, actor.account, service.clock.now()).await?;
    let commitments = [("object", found.object.to_string()), ("by", actor.account.to_string())];
    let entry = NewEntry {
        kind: "evidence.opened",
        case: claim.log_case,
        actor: role(actor),
        fields: json!({"target": found.position}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;

    let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
        Some(sealed) => service.keys.open_sealed(&target_context(column, target), sealed).map(Some),
        None => Ok(None),
    };
    let disclosure: Option<Disclosure> =
        open("key", &found.key_sealed)?.map(|json| serde_json::from_slice(&json)).transpose()?;
    let file_key = match &disclosure {
        Some(disclosure) => disclosed_file_key(&mut tx, service, disclosure, found.object).await?,
        None => None,
    };
    let metadata = open("unsealed_metadata", &found.unsealed_metadata_sealed)?;
    let found_at = open("found_at_url", &found.found_at_url_sealed)?;
    let evidence = Evidence {
        target,
        object: found.object,
        sealed_size,
        level: found.level,
        kind: disclosure.as_ref().and_then(|disclosure| disclosure.kind),
        file_key,
        metadata: metadata.map(|json| read_metadata(&json)).transpose()?,
        found_at: found_at.map(|url| String::from_utf8_lossy(&url).into_owned()),
        found_on: found.found_on,
        archive_password: disclosure
            .as_ref()
            .and_then(|disclosure| disclosure.archive_password.clone())
            .map(|password| ArchivePassword(Zeroizing::new(password))),
    };
    tx.commit().await?;
    Ok(evidence)
}

/// One sealed part of a target's object, from 0. Only for whoever is on the case and opened this evidence within the last
/// limit of an assignment: without an opening in the log nothing is handed out.
pub async fn part(service: &Service, actor: &Actor, target: TargetId, part: u32) -> Result<Bytes, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let actor = &in_force(&mut tx, actor).await?;
    reviewer(actor)?;
    let found = claims_store::target(&mut tx, target).await?.ok_or(Error::NotFound)?;
    let claim = claims_store::claim(&mut tx, found.claim).await?.ok_or(Error::NotFound)?;
    on_the_case(&mut tx, service, actor, &claim, Some(target)).await?;
    if !opened_lately(&mut tx, service, actor, target).await? {
        return Err(Error::Conflict(Text::of("evidence-open-first")));
    }
    drop(tx);
    Ok(vault::service_read(service, found.object, Piece::Part(part)).await?)
}

/// Whether somebody opened this evidence within the last limit of an assignment.
async fn opened_lately(tx: &mut Tx, service: &Service, actor: &Actor, target: TargetId) -> Result<bool, Error> {
    let since = service.clock.now().minus(service.config.limits.assignment);
    let openings = claims_store::evidence_openings(tx, target).await?;
    Ok(openings.iter().any(|(account, at)| *account == actor.account && *at >= since))
}

/// Evidence is for the reviewer who has taken the claim, for whoever judges what was decided of it, and for seniors; never for its parties.
/// What was disclosed of a target is opened by who judges what was decided of that one, what was brought to the claim by who does of any.
async fn on_the_case(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    claim: &claims_store::ClaimRow,
    target: Option<TargetId>,
) -> Result<(), Error> {
    let opens = opens(tx, service, actor, claim).await?;
    let may = match target {
        Some(target) => opens.includes(target),
        None => opens.is_any(),
    };
    if !may {
        return Err(Error::Forbidden(if claim.senior_since.is_some() {
            Text::of("evidence-senior-only")
        } else if escalations::is_withheld(tx, claim.id).await? {
            Text::of("evidence-withheld")
        } else {
            Text::of("evidence-take-first")
        }));
    }
    Ok(parties::keep_out(tx, actor.account, Case::Claim(claim.id)).await?)
}

/// Of which targets of a claim somebody on the staff opens the evidence.
#[derive(Debug)]
pub(super) enum Opens {
    /// Of all: they have taken the claim, or are a senior.
    All,
    /// Of those only of which they judge what was decided; often of none.
    Judged(Vec<TargetId>),
}

impl Opens {
    /// Whether a target is one of them.
    pub(super) fn includes(&self, target: TargetId) -> bool {
        match self {
            Self::All => true,
            Self::Judged(targets) => targets.contains(&target),
        }
    }

    /// Whether there are any.
    pub(super) fn is_any(&self) -> bool {
        match self {
            Self::All => true,
            Self::Judged(targets) => !targets.is_empty(),
        }
    }
}

/// What staff open of a claim: all of it if they have taken it or are seniors, and of the targets about a decision of which they have an appeal
/// or a complaint in hand; of what is a senior's, or names a file that nobody else is to look at, seniors only. By the roles that the caller
/// read in this transaction.
pub(super) async fn opens(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    claim: &claims_store::ClaimRow,
) -> Result<Opens, Error> {
    if actor.roles.senior() {
        return Ok(Opens::All);
    }
    let seniors = claim.senior_since.is_some() || escalations::is_withheld(tx, claim.id).await?;
    if seniors || !actor.roles.reviewer() {
        return Ok(Opens::Judged(Vec::new()));
    }
    let now = service.clock.now();
    let until = claim.assigned_until.filter(|_| claim.assigned_to == Some(actor.account));
    if until.is_some_and(|until| now < until) {
        return Ok(Opens::All);
    }
    Ok(Opens::Judged(claims_store::judged(tx, claim.id, actor.account, now).await?))
}

/// The file key that a target's disclosed key makes, for the service's own reading. Whoever calls this logs why.
pub(super) async fn file_key(
    tx: &mut Tx,
    service: &Service,
    target: &claims_store::TargetRow,
) -> Result<Option<FileKey>, Error> {
    let Some(sealed) = &target.key_sealed else { return Ok(None) };
    let json = service.keys.open_sealed(&target_context("key", target.id), sealed)?;
    disclosed_file_key(tx, service, &serde_json::from_slice(&json)?, target.object).await
}

async fn disclosed_file_key(
    tx: &mut Tx,
    service: &Service,
    disclosure: &Disclosure,
    object: ObjectId,
) -> Result<Option<FileKey>, Error> {
    let Some(key) = &disclosure.key else { return Ok(None) };
    Ok(match disclosure.kind {
        Some(KeyKind::FileKey) => FileKey::decode(key),
        Some(KeyKind::LinkKey) => match (LinkKey::decode(key), vault::key_share(tx, service, object).await?) {
            (Some(link_key), Some(share)) => Some(FileKey::derive(&link_key, &share, object)),
            _ => None,
        },
        None => None,
    })
}
