//! What programs are answered.

use serde::Serialize;
use utoipa::ToSchema;

use super::StateWord;
use crate::claims::cases::TargetView;
use crate::claims::programs::filing::Outcome;
use crate::claims::programs::reading::{Listed, Page, Takedown, Whole};
use crate::claims::programs::retraction::Retracted;
use crate::claims::works::{Work, catalogue};
use crate::clock::Time;
use crate::ids::{ClaimId, TargetId, WorkId};

/// A claim that was filed.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct FiledClaim {
    #[schema(value_type = Uuid)]
    claim: ClaimId,
    reference: Option<String>,
    /// When it was received: clocks start here.
    #[schema(value_type = String, format = DateTime)]
    submitted_at: Time,
    /// By when it is to be decided.
    #[schema(value_type = String, format = DateTime)]
    due_at: Time,
    /// A result for each line of the request, in their order.
    targets: Vec<LineResult>,
}

/// What a line came to: a target, or an error.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct LineResult {
    /// The line, from 1.
    line: usize,
    /// The target; none where there is an error.
    #[schema(value_type = Option<Uuid>)]
    target: Option<TargetId>,
    /// `located`: the link leads to a file. `opened`: its key opens it. `matched`: its content is a registered reference.
    level: Option<&'static str>,
    /// Whether a key was given that does not open the file.
    wrong_key: bool,
    /// The signed proof that the file was opened.
    possession: Option<String>,
    /// Why the line is no target.
    error: Option<String>,
}

impl FiledClaim {
    pub(in crate::http::api::claims) fn of(outcome: &Outcome, reference: Option<String>) -> Self {
        let filed = outcome.filed.targets.iter().map(|target| LineResult {
            line: target.line,
            target: Some(target.target),
            level: Some(target.level.as_str()),
            wrong_key: target.wrong_key,
            possession: target.possession.clone(),
            error: None,
        });
        let left_out = outcome.left_out.iter().map(|error| LineResult {
            line: error.line,
            target: None,
            level: None,
            wrong_key: false,
            possession: None,
            error: Some(error.problem.told().sentence().to_string()),
        });
        let mut targets: Vec<LineResult> = filed.chain(left_out).collect();
        targets.sort_by_key(|result| result.line);
        let filed = &outcome.filed;
        Self { claim: filed.claim, reference, submitted_at: filed.submitted_at, due_at: filed.due_at, targets }
    }
}

/// A page of claims, the oldest first.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct ClaimsPage {
    claims: Vec<ListedClaim>,
    /// What `after` is to say for the next page; none on the last one.
    #[schema(value_type = Option<Uuid>)]
    next: Option<ClaimId>,
}

/// A claim in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct ListedClaim {
    #[schema(value_type = Uuid)]
    claim: ClaimId,
    reference: Option<String>,
    basis: String,
    state: StateWord,
    #[schema(value_type = String, format = DateTime)]
    submitted_at: Time,
    #[schema(value_type = String, format = DateTime)]
    due_at: Time,
    /// How many targets it has.
    targets: i64,
    /// How many of them were opened.
    opened: i64,
}

impl From<Page> for ClaimsPage {
    fn from(page: Page) -> Self {
        let listed = |it: Listed| ListedClaim {
            claim: it.claim,
            reference: it.reference,
            basis: it.basis,
            state: it.state.into(),
            submitted_at: it.submitted_at,
            due_at: it.due_at,
            targets: it.targets,
            opened: it.opened,
        };
        Self { claims: page.claims.into_iter().map(listed).collect(), next: page.next }
    }
}

/// A claim and what became of it.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct ClaimDocument {
    #[schema(value_type = Uuid)]
    claim: ClaimId,
    reference: Option<String>,
    basis: &'static str,
    state: StateWord,
    territory: String,
    works: Vec<NamedWork>,
    #[schema(value_type = String, format = DateTime)]
    submitted_at: Time,
    #[schema(value_type = String, format = DateTime)]
    due_at: Time,
    /// The fields of the statement that the law still asks for; `location` is the targets.
    information_missing: Vec<String>,
    /// What to add, and how; the clock stands still until the statement is completed.
    information_wanted: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    decided_at: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    withdrawn_at: Option<Time>,
    /// In the order of their lines.
    targets: Vec<TargetDocument>,
}

/// A work by the title it had when it was claimed.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct NamedWork {
    #[schema(value_type = Uuid)]
    work: WorkId,
    title: String,
}

/// A target and what became of it.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct TargetDocument {
    #[schema(value_type = Uuid)]
    target: TargetId,
    /// Its line in the claim, from 1.
    line: i64,
    /// The link's public half: never its key.
    link: String,
    /// `located`, `opened` or `matched`.
    level: &'static str,
    /// `pending`, `decided` or `withdrawn`.
    state: &'static str,
    /// The signed proof that the file was opened.
    possession: Option<String>,
    /// The file, where it was opened.
    file: Option<FileDocument>,
    decision: Option<DecisionDocument>,
    /// What became of the file, where a decision took it down.
    takedown: Option<TakedownDocument>,
}

/// Name, type and size, as they were unsealed with the key.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct FileDocument {
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    /// In bytes.
    size: u64,
}

/// A decision.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct DecisionDocument {
    /// `infringing`, `not-infringing`, `other-illegal` or `incomplete`.
    finding: &'static str,
    /// `none`, `disable-link` or `lock-and-delete`.
    action: &'static str,
    reasons: String,
    /// Made under direct access, not by staff.
    direct: bool,
    #[schema(value_type = String, format = DateTime)]
    decided_at: Time,
}

/// A takedown.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct TakedownDocument {
    /// From then on nobody new could read it.
    #[schema(value_type = String, format = DateTime)]
    locked_at: Time,
    /// When the lock ended, by a retraction or an appeal.
    #[schema(value_type = Option<String>, format = DateTime)]
    lifted_at: Option<Time>,
    /// When the file could be read again after that; never, while another claim holds it or its owner deleted it.
    #[schema(value_type = Option<String>, format = DateTime)]
    restored_at: Option<Time>,
    /// When every mirror had signed its receipt.
    #[schema(value_type = Option<String>, format = DateTime)]
    deleted_at: Option<Time>,
    /// The board of mirrors; empty until the order is issued.
    mirrors: Vec<MirrorDocument>,
}

/// A mirror under the order.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct MirrorDocument {
    name: String,
    /// ISO 3166-1 alpha-2.
    jurisdiction: String,
    /// `pending`, `done`, `refused` or `unreachable`.
    state: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    receipted_at: Option<Time>,
    /// What we saw there afterwards: `gone`, `absent` or `held`.
    probe: Option<String>,
}

impl From<Whole> for ClaimDocument {
    fn from(mut whole: Whole) -> Self {
        let case = whole.case;
        let works = case.works.into_iter().map(|(work, title)| NamedWork { work, title });
        let mut takedown = |target| whole.takedowns.remove(&target).map(TakedownDocument::from);
        Self {
            claim: case.claim,
            reference: case.reference,
            basis: case.statement.basis().as_str(),
            state: case.state.into(),
            territory: case.territory,
            works: works.collect(),
            submitted_at: case.submitted_at,
            due_at: case.due_at,
            information_missing: case.asked.as_ref().map(|asked| asked.missing.clone()).unwrap_or_default(),
            information_wanted: case.asked.map(|asked| asked.explanation.to_string()),
            decided_at: case.decided_at,
            withdrawn_at: case.withdrawn_at,
            targets: case
                .targets
                .into_iter()
                .map(|target| TargetDocument { takedown: takedown(target.target), ..TargetDocument::from(target) })
                .collect(),
        }
    }
}

impl From<TargetView> for TargetDocument {
    fn from(it: TargetView) -> Self {
        Self {
            target: it.target,
            line: it.position,
            link: it.link.into(),
            level: it.level.as_str(),
            state: it.state.as_str(),
            possession: it.possession,
            file: it.metadata.map(|file| FileDocument {
                name: file.name,
                media_type: file.media_type,
                size: file.size,
            }),
            decision: it.decision.map(|decision| DecisionDocument {
                finding: decision.finding.as_str(),
                action: decision.action.as_str(),
                reasons: decision.reasons,
                direct: decision.direct,
                decided_at: decision.decided_at,
            }),
            takedown: None,
        }
    }
}

impl From<Takedown> for TakedownDocument {
    fn from(it: Takedown) -> Self {
        let mirrors = it.mirrors.into_iter().map(|mirror| MirrorDocument {
            name: mirror.name,
            jurisdiction: mirror.jurisdiction,
            state: mirror.state,
            receipted_at: mirror.receipted_at,
            probe: mirror.probe,
        });
        Self {
            locked_at: it.locked_at,
            lifted_at: it.lifted_at,
            restored_at: it.restored_at,
            deleted_at: it.deleted_at,
            mirrors: mirrors.collect(),
        }
    }
}

/// A claim that was deleted from all mirrors: locked now, and ordered away.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct Deleted {
    #[schema(value_type = Uuid)]
    pub(in crate::http::api::claims) claim: ClaimId,
    /// How many targets were locked.
    pub(in crate::http::api::claims) targets: usize,
}

/// What became of retractions.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct Retractions {
    /// A result for each item, in their order.
    pub(in crate::http::api::claims) results: Vec<RetractionResult>,
}

/// What became of one of them.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct RetractionResult {
    /// The claim, where there is one.
    #[schema(value_type = Option<Uuid>)]
    claim: Option<ClaimId>,
    /// Whether it is retracted now.
    retracted: bool,
    /// Whether it was before.
    already: bool,
    /// Why it is not.
    error: Option<String>,
}

impl From<&Retracted> for RetractionResult {
    fn from(it: &Retracted) -> Self {
        let error = it.error.as_ref().map(|error| error.told().sentence().to_string());
        Self { claim: it.claim, retracted: error.is_none(), already: it.already, error }
    }
}

/// A page of works, the newest first.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct WorksPage {
    works: Vec<WorkDocument>,
    /// What `before` is to say for the next page; none on the last one.
    #[schema(value_type = Option<Uuid>)]
    next: Option<WorkId>,
}

/// A registered work.
#[derive(Serialize, ToSchema)]
pub(in crate::http::api::claims) struct WorkDocument {
    #[schema(value_type = Uuid)]
    work: WorkId,
    title: String,
    kind: String,
    /// What it is called elsewhere, each as it was typed.
    identifiers: Vec<String>,
}

impl From<catalogue::Page> for WorksPage {
    fn from(page: catalogue::Page) -> Self {
        let document = |it: Work| WorkDocument {
            work: it.id,
            title: it.title,
            kind: it.kind,
            identifiers: it.identifiers.into_iter().map(|identifier| identifier.typed).collect(),
        };
        Self { works: page.works.into_iter().map(document).collect(), next: page.older }
    }
}
