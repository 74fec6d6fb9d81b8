//! What a case looks like to its parties: the claimant, who sees what it disclosed, and staff, who do not until they open
//! the evidence.

use std::collections::HashMap;
use std::time::Duration;

use uuid::Uuid;

use super::decisions::{self, Decision};
use super::evidence::{self, Opens};
use super::filing::{ClaimState, TargetState, target_context};
use super::known::{self, Known};
use super::matching::{self, Matching};
use super::proof::{Level, read_metadata};
use super::statement::Statement;
use super::{
    Actor, Error, authorities, escalations, in_force, notes, organisations, principals, programs, questions, queue,
    store, works,
};
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, ClaimId, LinkId, ObjectId, OrganisationId, TargetId, WorkId};
use crate::seal::Metadata;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::vault::ObjectState;

/// Which claims of an organisation.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// A claim's id, the beginning of the reference that a program gave it, or beginnings of words of its works' titles;
    /// empty asks for all.
    pub search: String,
    /// Those that stand so.
    pub state: Option<ClaimState>,
    /// Those received before this one.
    pub before: Option<ClaimId>,
}

/// Claims, and where the next page begins if there is one.
#[derive(Clone, Debug)]
pub struct Page {
    /// The claims, the newest first.
    pub claims: Vec<Summary>,
    /// Before which one the next page begins.
    pub older: Option<ClaimId>,
}

/// A claim in a list.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The claim.
    pub claim: ClaimId,
    /// What a program calls it.
    pub reference: Option<String>,
    /// The first work it names, by the title it was filed with.
    pub work: Option<String>,
    /// The name of the first file it opened, for members.
    pub file: Option<Text>,
    /// The law it is made under.
    pub basis: String,
    /// Where it stands.
    pub state: ClaimState,
    /// When it was received.
    pub submitted_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// Since when the clock stands still, if it does.
    pub paused_since: Option<Time>,
    /// How many targets it has.
    pub targets: i64,
    /// How many of them were opened.
    pub opened: i64,
}

/// What the law still asks for, while the clock stands still.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Since when.
    pub at: Time,
    /// Until when: then the claim is decided on what the notice says.
    pub until: Time,
    /// The fields of the notice that are missing ([`super::statement::Basis::requirements`]).
    pub missing: Vec<String>,
    /// What to add and how, in the words of whoever asked.
    pub explanation: Text,
}

/// A claim with its targets.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The claim.
    pub claim: ClaimId,
    /// What a program calls it.
    pub reference: Option<String>,
    /// Where it stands.
    pub state: ClaimState,
    /// The organisation that claims, if one does: id and name.
    pub organisation: Option<(OrganisationId, String)>,
    /// That organisation has ended: nobody withdraws what it claimed.
    pub has_ended: bool,
    /// Somebody with an account sent it, for an organisation or for themselves.
    pub by_account: bool,
    /// The notice.
    pub statement: Statement,
    /// The registered works it is about.
    pub works: Vec<(WorkId, String)>,
    /// For whom the organisation claims as an agent.
    pub principals: Vec<String>,
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
    /// What the notifier was asked for.
    pub asked: Option<Asked>,
    /// When the notifier had not answered such a question in time.
    pub unanswered: Option<Time>,
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
    /// Where link and key were found, for the claimant and for whoever decides.
    pub found_at: Option<String>,
    /// When they were found, for the same.
    pub found_on: Option<Time>,
    /// Its decision.
    pub decision: Option<Decision>,
    /// Who opened its evidence, and when. For staff only.
    pub openings: Vec<(AccountId, Time)>,
    /// Whether whoever looks opens its evidence. For staff only.
    pub opens_evidence: bool,
    /// When it was added, if it did not come with the claim.
    pub added_at: Option<Time>,
    /// By when it is to be decided.
    pub due_at: Time,
    /// When what was disclosed of it was erased, its last window having closed.
    pub evidence_erased_at: Option<Time>,
}

impl TargetView {
    /// Whether it waits for a decision.
    pub fn is_pending(&self) -> bool {
        self.state == TargetState::Pending
    }
}

/// What became of targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Decided, with a restriction.
    pub restricted: i64,
    /// Decided, without.
    pub rejected: i64,
    /// Withdrawn by the claimant.
    pub withdrawn: i64,
    /// These are the latest [`History::COUNTED`]: what was before them is not counted.
    pub is_cut: bool,
}

impl History {
    /// So many targets are counted, the latest ones: whoever decides weighs how a party has been of late, and the page of a case is
    /// asked for often.
    pub const COUNTED: i64 = 1_000;
}

impl From<(i64, i64, i64, i64)> for History {
    fn from((restricted, rejected, withdrawn, counted): (i64, i64, i64, i64)) -> Self {
        Self { restricted, rejected, withdrawn, is_cut: counted >= Self::COUNTED }
    }
}

/// A case with the history of both parties, side by side.
#[derive(Clone, Debug)]
pub struct DeskCase {
    /// The case.
    pub case: CaseView,
    /// What was decided about its targets before something else took its place, the oldest first.
    pub superseded: Vec<(TargetId, Decision)>,
    /// By what the claimant is known; none of whoever has no account and confirmed no address.
    pub known: Option<Known>,
    /// What became of the claimant's other targets: of nobody who is not known, nothing.
    pub claimant: History,
    /// For each object of the case, its uploader, and what became of other claims against them.
    pub uploaders: Vec<(ObjectId, AccountId, History)>,
    /// What came of matching its objects with the claimant's references.
    pub matchings: Vec<Matching>,
    /// It is urgent when no more than this is left.
    pub urgent_within: Duration,
    /// The order of a court or an authority that it is.
    pub order: Option<authorities::Standing>,
    /// How often it was handed to a senior, the last time last.
    pub escalations: Vec<escalations::Escalation>,
    /// What staff wrote to each other about it, the oldest first.
    pub notes: Vec<notes::Note>,
    /// Only a senior decides it.
    pub for_senior: Option<Text>,
}

/// Who looks.
#[derive(Debug)]
pub(super) enum Eyes {
    Claimant,
    /// Staff, and what they open of it: where links were found they read of that.
    Staff(Opens),
}

impl Eyes {
    const fn is_claimant(&self) -> bool {
        matches!(self, Self::Claimant)
    }

    /// Whether they are staff who open the evidence of a target.
    fn opens(&self, target: TargetId) -> bool {
        match self {
            Self::Claimant => false,
            Self::Staff(opens) => opens.includes(target),
        }
    }
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
    view(&mut tx, service, row, &Eyes::Claimant).await
}

/// Claims of an organisation, the newest first, for its members.
pub async fn claims(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    sought: &Sought,
) -> Result<Page, Error> {
    let page = service.config.limits.page_rows as usize;
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let search: String = sought.search.chars().filter(|it| !it.is_control()).take(works::LONGEST_SEARCH).collect();
    let search = search.trim();
    let words = works::search_words(search);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let wanted = store::SoughtClaims {
        organisation,
        before: sought.before.unwrap_or(ClaimId(Uuid::max())),
        state: sought.state,
        search,
        id: search.parse().unwrap_or(ClaimId(Uuid::nil())),
        words: [word(0), word(1), word(2)],
    };
    let mut rows = store::sought_claims(&mut tx, &wanted, i64::try_from(page + 1).unwrap_or(i64::MAX)).await?;
    let more = rows.len() > page;
    rows.truncate(page);
    let older = if more { rows.last().map(|last| last.id) } else { None };
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        claims.push(summary(&mut tx, service, row).await?);
    }
    Ok(Page { claims, older })
}

async fn summary(tx: &mut Tx, service: &Service, row: store::ClaimRow) -> Result<Summary, Error> {
    let (targets, opened) = store::count_targets(tx, row.id).await?;
    let file = match store::first_opened(tx, row.id).await? {
        Some((target, sealed)) => match service.keys.legible(&target_context("unsealed_metadata", target), &sealed)? {
            Ok(Some(json)) => Some(read_metadata(&json)?.name.into()),
            Ok(None) => None,
            Err(altered) => Some(altered.into()),
        },
        None => None,
    };
    Ok(Summary {
        claim: row.id,
        reference: programs::reference_of(tx, row.id).await?,
        work: store::first_work(tx, row.id).await?,
        file,
        basis: row.basis,
        state: row.state,
        submitted_at: row.submitted_at,
        due_at: row.due_at,
        paused_since: row.information_asked_at,
        targets,
        opened,
    })
}

/// A case for the desk, with the history of both parties; not for either of them. Evidence is not in it
/// ([`super::evidence::open_evidence`]), but for where links were found, which is weighed with the notice: for whoever can open the
/// evidence of the target.
pub async fn desk_case(service: &Service, actor: &Actor, claim: ClaimId) -> Result<DeskCase, Error> {
    decisions::reviewer(actor)?;
    let mut tx = service.db.read().await?;
    let row = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let known = known::claimant(&mut tx, &row).await?;
    let claimant = match known {
        Some(known) => known::history(&mut tx, known, &row).await?,
        None => History::default(),
    };
    let urgent_within = queue::urgent_within(service, &row);
    let person = in_force(&mut tx, actor).await?;
    let eyes = Eyes::Staff(evidence::opens(&mut tx, service, &person, &row).await?);
    let order = authorities::standing(&mut tx, service, &row).await?;
    let for_senior = decisions::for_senior(&mut tx, &row).await?;
    let case = view(&mut tx, service, row, &eyes).await?;
    let superseded = store::superseded_of_claim(&mut tx, claim).await?;
    let superseded = superseded.into_iter().map(|row| (row.target, row.decision.into())).collect();
    let mut uploaders: Vec<(ObjectId, AccountId, History)> = Vec::new();
    let mut histories: HashMap<AccountId, History> = HashMap::new();
    for (object, owner) in store::owners_of_files(&mut tx, claim).await? {
        let history = match histories.get(&owner) {
            Some(history) => *history,
            None => store::history_of_uploader(&mut tx, owner, claim, History::COUNTED).await?.into(),
        };
        histories.insert(owner, history);
        uploaders.push((object, owner, history));
    }
    let matchings = matching::of_claim(&mut tx, claim).await?;
    let escalations = escalations::of_claim(&mut tx, service, claim).await?;
    let notes = notes::of_claim(&mut tx, service, claim).await?;
    Ok(DeskCase {
        case,
        superseded,
        known,
        claimant,
        uploaders,
        matchings,
        urgent_within,
        order,
        escalations,
        notes,
        for_senior,
    })
}

/// Puts a case together for whoever looks.
pub(super) async fn view(tx: &mut Tx, service: &Service, row: store::ClaimRow, eyes: &Eyes) -> Result<CaseView, Error> {
    let statement = decisions::statement(service, &row)?;
    let holder = match row.organisation {
        Some(id) => store::organisation(tx, id).await?.map(store::OrganisationRow::into_organisation).transpose()?,
        None => None,
    };
    // However many targets there are, each kind of fact about them is asked once.
    let mut decisions: HashMap<TargetId, Decision> =
        store::decisions_of_claim(tx, row.id).await?.into_iter().map(|row| (row.target, row.decision.into())).collect();
    let mut openings: HashMap<TargetId, Vec<(AccountId, Time)>> = HashMap::new();
    if !eyes.is_claimant() {
        for (target, account, at) in store::evidence_openings_of_claim(tx, row.id).await? {
            openings.entry(target).or_default().push((account, at));
        }
    }
    let mut targets = Vec::new();
    for target in store::targets(tx, row.id).await? {
        let (decision, openings) = (decisions.remove(&target.id), openings.remove(&target.id).unwrap_or_default());
        targets.push(target_view(service, target, eyes, decision, openings)?);
    }
    let agreement =
        row.agreement_sha256.as_deref().map(|sha256| store::digest("claims.agreement_sha256", sha256)).transpose()?;
    let missing = row.information_missing.unwrap_or_default();
    let asked = row.information_asked_at.zip(row.information_until).zip(row.information_wanted_sealed);
    let asked = asked.map(|((at, until), wanted)| {
        let missing = missing.split_whitespace().map(str::to_owned).collect();
        let explanation = service.keys.said(&questions::wanted_context(row.id), &wanted)?;
        Ok::<_, Error>(Asked { at, until, missing, explanation })
    });
    let asked = asked.transpose()?;
    Ok(CaseView {
        claim: row.id,
        reference: programs::reference_of(tx, row.id).await?,
        state: row.state,
        by_account: row.account.is_some(),
        has_ended: holder.as_ref().is_some_and(|holder| holder.state == organisations::State::Ended),
        organisation: holder.map(|holder| (holder.id, holder.name)),
        statement,
        works: store::works_of_claim(tx, row.id).await?,
        principals: principals::names_of_claim(tx, row.id).await?,
        territory: row.territory,
        agreement,
        log_case: row.log_case,
        submitted_at: row.submitted_at,
        due_at: row.due_at,
        asked,
        unanswered: row.information_lapsed_at,
        decided_at: row.decided_at,
        withdrawn_at: row.withdrawn_at,
        assigned: row.assigned_to.zip(row.assigned_until).filter(|_| !eyes.is_claimant()),
        targets,
    })
}

fn target_view(
    service: &Service,
    row: store::TargetRow,
    eyes: &Eyes,
    decision: Option<Decision>,
    openings: Vec<(AccountId, Time)>,
) -> Result<TargetView, Error> {
    let open = |column: &str, sealed: &Option<Vec<u8>>, seen: bool| match sealed {
        Some(sealed) if seen => service.keys.open_sealed(&target_context(column, row.id), sealed).map(Some),
        _ => Ok(None),
    };
    let opens_evidence = eyes.opens(row.id);
    let sees_source = eyes.is_claimant() || opens_evidence;
    let json = open("unsealed_metadata", &row.unsealed_metadata_sealed, eyes.is_claimant())?;
    let found_at = open("found_at_url", &row.found_at_url_sealed, sees_source)?;
    Ok(TargetView {
        target: row.id,
        position: row.position,
        link: row.link,
        object: row.object,
        object_state: row.object_state,
        level: row.level,
        state: row.state,
        possession: row.possession_token,
        metadata: json.map(|json| read_metadata(&json)).transpose()?,
        found_at: found_at.map(|url| String::from_utf8_lossy(&url).into_owned()),
        found_on: row.found_on.filter(|_| sees_source),
        decision,
        openings,
        opens_evidence,
        added_at: (row.extension > 0).then_some(row.added_at),
        due_at: row.due_at,
        evidence_erased_at: row.evidence_erased_at,
    })
}

impl From<store::DecisionRow> for Decision {
    fn from(row: store::DecisionRow) -> Self {
        let store::DecisionRow { id, finding, ground, action, reasons, direct, decided_at, restricts } = row;
        Self { id, finding, action, ground, reasons, direct, decided_at, restricts }
    }
}
