//! What a case looks like to its parties: the claimant, who sees what it disclosed, and staff, who do not until they open
//! the evidence.

use super::decisions::{self, Decision};
use super::filing::{ClaimState, TargetState, target_context};
use super::matching::{self, Matching};
use super::proof::{Level, read_metadata};
use super::statement::Statement;
use super::{Actor, Error, organisations, store};
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, LinkId, ObjectId, OrganisationId, TargetId, WorkId};
use crate::seal::Metadata;
use crate::service::Service;
use crate::tokens::Digest;
use crate::vault::ObjectState;

/// A claim in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The claim.
    pub claim: ClaimId,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// When it was received.
    pub submitted_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// How many targets it has.
    pub targets: i64,
    /// How many of them were opened.
    pub opened: i64,
}

/// A claim with its targets.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The claim.
    pub claim: ClaimId,
    /// Where it stands.
    pub state: ClaimState,
    /// The organisation that claims, if one does: id and name.
    pub organisation: Option<(OrganisationId, String)>,
    /// The notice.
    pub statement: Statement,
    /// The registered works it is about.
    pub works: Vec<(WorkId, String)>,
    /// Where it is to have effect.
    pub territory: String,
    /// The hash of the agreement that was in force.
    pub agreement: Option<Digest>,
    /// Its case in the log.
    pub log_case: CaseId,
    /// When it was received.
    pub submitted_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// What the notifier was asked for, while the clock stands still.
    pub information_wanted: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Time>,
    /// When all of it was withdrawn.
    pub withdrawn_at: Option<Time>,
    /// Who has taken it, and until when. For staff only.
    pub assigned: Option<(AccountId, Time)>,
    /// Its targets, in the order of their lines.
    pub targets: Vec<TargetView>,
}

/// A target of a claim.
#[derive(Clone, Debug)]
pub struct TargetView {
    /// The target.
    pub target: TargetId,
    /// Its line in the claim, from 1.
    pub position: i64,
    /// The link that was claimed.
    pub link: LinkId,
    /// The object it leads to.
    pub object: ObjectId,
    /// Where the object is in its life.
    pub object_state: ObjectState,
    /// What was proven.
    pub level: Level,
    /// Where it stands.
    pub state: TargetState,
    /// The signed proof of possession.
    pub possession: Option<String>,
    /// Name, type and size, for the claimant who unsealed them. Staff open the evidence.
    pub metadata: Option<Metadata>,
    /// Where link and key were found, for the claimant.
    pub found_at: Option<String>,
    /// Its decision.
    pub decision: Option<Decision>,
    /// Who opened its evidence, and when. For staff only.
    pub openings: Vec<(AccountId, Time)>,
}

/// What became of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// Decided, with a restriction.
    pub restricted: i64,
    /// Decided, without.
    pub rejected: i64,
    /// Withdrawn by the claimant.
    pub withdrawn: i64,
}

impl From<(i64, i64, i64)> for History {
    fn from((restricted, rejected, withdrawn): (i64, i64, i64)) -> Self {
        Self { restricted, rejected, withdrawn }
    }
}

/// A case with the history of both parties, side by side.
#[derive(Clone, Debug)]
pub struct DeskCase {
    /// The case.
    pub case: CaseView,
    /// What became of the claimant's other targets.
    pub claimant: History,
    /// For each object of the case, what became of other claims against its uploader.
    pub uploaders: Vec<(ObjectId, History)>,
    /// What came of matching its objects with the claimant's references.
    pub matchings: Vec<Matching>,
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eyes {
    Claimant,
    Staff,
}

/// A claim, for members of the organisation that made it, or for the person who sent it.
pub async fn claim(service: &Service, actor: &Actor, claim: ClaimId) -> Result<CaseView, Error> {
    let mut tx = service.db.read().await?;
    let row = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    match row.organisation {
        Some(organisation) => {
            organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
        }
        None if row.account == Some(actor.account) => {}
        None => return Err(Error::NotFound),
    }
    view(&mut tx, service, row, Eyes::Claimant).await
}

/// The claims of an organisation, newest first, for its members.
pub async fn claims(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Summary>, Error> {
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let rows = store::claims_of_organisation(&mut tx, organisation, i64::from(service.config.limits.page_rows)).await?;
    summaries(&mut tx, rows).await
}

async fn summaries(tx: &mut Tx, rows: Vec<store::ClaimRow>) -> Result<Vec<Summary>, Error> {
    let mut summaries = Vec::with_capacity(rows.len());
    for row in rows {
        let (targets, opened) = store::count_targets(tx, row.id).await?;
        summaries.push(Summary {
            claim: row.id,
            basis: row.basis,
            state: row.state,
            submitted_at: row.submitted_at,
            due_at: row.due_at,
            targets,
            opened,
        });
    }
    Ok(summaries)
}

/// A case for the desk, with the history of both parties; not for either of them. Evidence is not in it:
/// [`super::evidence::open_evidence`].
pub async fn desk_case(service: &Service, actor: &Actor, claim: ClaimId) -> Result<DeskCase, Error> {
    decisions::reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let row = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let claimant = store::history_of_claimant(&mut tx, row.organisation, row.account, claim).await?.into();
    let case = view(&mut tx, service, row, Eyes::Staff).await?;
    let mut uploaders: Vec<(ObjectId, History)> = Vec::new();
    for target in &case.targets {
        if !uploaders.iter().any(|(object, _)| *object == target.object) {
            uploaders.push((target.object, store::history_of_uploader(&mut tx, target.object, claim).await?.into()));
        }
    }
    let matchings = matching::of_claim(&mut tx, claim).await?;
    Ok(DeskCase { case, claimant, uploaders, matchings })
}

/// Puts a case together for whoever looks.
pub(super) async fn view(tx: &mut Tx, service: &Service, row: store::ClaimRow, eyes: Eyes) -> Result<CaseView, Error> {
    let statement = decisions::statement(service, &row)?;
    let name = decisions::name(tx, &row).await?;
    let mut targets = Vec::new();
    for target in store::targets(tx, row.id).await? {
        targets.push(target_view(tx, service, target, eyes).await?);
    }
    let agreement =
        row.agreement_sha256.as_deref().map(|sha256| store::digest("claims.agreement_sha256", sha256)).transpose()?;
    Ok(CaseView {
        claim: row.id,
        state: row.state,
        organisation: row.organisation.zip(name),
        statement,
        works: store::works_of_claim(tx, row.id).await?,
        territory: row.territory,
        agreement,
        log_case: row.log_case,
        submitted_at: row.submitted_at,
        due_at: row.due_at,
        information_wanted: row.information_wanted,
        decided_at: row.decided_at,
        withdrawn_at: row.withdrawn_at,
        assigned: row.assigned_to.zip(row.assigned_until).filter(|_| eyes == Eyes::Staff),
        targets,
    })
}

async fn target_view(tx: &mut Tx, service: &Service, row: store::TargetRow, eyes: Eyes) -> Result<TargetView, Error> {
    let (mut metadata, mut found_at, mut openings) = (None, None, Vec::new());
    match eyes {
        Eyes::Claimant => {
            let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
                Some(sealed) => service.keys.open_sealed(&target_context(column, row.id), sealed).map(Some),
                None => Ok(None),
            };
            let json = open("unsealed_metadata", &row.unsealed_metadata_sealed)?;
            metadata = json.map(|json| read_metadata(&json)).transpose()?;
            found_at =
                open("found_at_url", &row.found_at_url_sealed)?.map(|url| String::from_utf8_lossy(&url).into_owned());
        }
        Eyes::Staff => openings = store::evidence_openings(tx, row.id).await?,
    }
    let decision = store::decision(tx, row.id).await?.map(|decision| Decision {
        id: decision.id,
        finding: decision.finding,
        action: decision.action,
        ground: decision.ground,
        reasons: decision.reasons,
        direct: decision.direct,
        decided_at: decision.decided_at,
    });
    Ok(TargetView {
        target: row.id,
        position: row.position,
        link: row.link,
        object: row.object,
        object_state: row.object_state,
        level: row.level,
        state: row.state,
        possession: row.possession_token,
        metadata,
        found_at,
        decision,
        openings,
    })
}
