//! What programs send.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use zeroize::Zeroizing;

use crate::claims::filing::{ClaimInput, ClaimState};
use crate::claims::programs::filing::Batch;
use crate::claims::programs::keys::Scope;
use crate::claims::programs::reading::Sought;
use crate::claims::programs::retraction::{Item, Named};
use crate::claims::proof::TargetInput;
use crate::claims::statement::{Basis, StatementInput};
use crate::clock::Time;
use crate::http::Error;
use crate::http::api::claims::gate::SentFor;
use crate::ids::{ClaimId, TargetId, WorkId};

macro_rules! sent_for {
    ($($document:ty: $scope:ident;)*) => {$(
        impl SentFor for $document {
            const SCOPE: Scope = Scope::$scope;
        }
    )*};
}
sent_for! {
    NewClaim: ClaimsWrite;
    StatementDocument: ClaimsWrite;
    NewDeletion: ClaimsDelete;
    NewRetraction: ClaimsWrite;
    NewRetractions: ClaimsWrite;
}

/// The law a claim is made under.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::http::api::claims) enum BasisWord {
    /// 17 U.S.C. 512(c)(3).
    UsDmca,
    /// Article 16 of Regulation (EU) 2022/2065.
    EuDsa,
    /// Another law, which the statement names.
    OtherLaw,
}

impl From<BasisWord> for Basis {
    fn from(word: BasisWord) -> Self {
        match word {
            BasisWord::UsDmca => Self::UsDmca,
            BasisWord::EuDsa => Self::EuDsa,
            BasisWord::OtherLaw => Self::OtherLaw,
        }
    }
}

/// Where a claim stands.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::http::api::claims) enum StateWord {
    /// It waits for a reviewer.
    Submitted,
    /// A reviewer has it.
    InReview,
    /// It is incomplete in law: `information_wanted` says what is missing.
    NeedsInformation,
    /// Every target is decided or withdrawn.
    Decided,
    /// All of it was retracted.
    Withdrawn,
}

impl From<StateWord> for ClaimState {
    fn from(word: StateWord) -> Self {
        match word {
            StateWord::Submitted => Self::Submitted,
            StateWord::InReview => Self::InReview,
            StateWord::NeedsInformation => Self::NeedsInformation,
            StateWord::Decided => Self::Decided,
            StateWord::Withdrawn => Self::Withdrawn,
        }
    }
}

impl From<ClaimState> for StateWord {
    fn from(state: ClaimState) -> Self {
        match state {
            ClaimState::Submitted => Self::Submitted,
            ClaimState::InReview => Self::InReview,
            ClaimState::NeedsInformation => Self::NeedsInformation,
            ClaimState::Decided => Self::Decided,
            ClaimState::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What the law asks a notice to say. Which fields are required depends on the basis; the others may be left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "one for each affirmation")]
pub(in crate::http::api::claims) struct StatementDocument {
    /// The works, or a representative list of them; may be left out when `works` of the claim names registered ones.
    works: String,
    /// Why the content is illegal. For `eu-dsa` and `other-law`.
    reasons: String,
    /// The law, with its article or section. For `other-law`.
    law: String,
    /// The country or countries where that law holds. For `other-law`.
    territory: String,
    /// Who sends the notice.
    name: String,
    /// Their postal address. For `us-dmca`.
    address: String,
    /// Their telephone number. For `us-dmca`.
    telephone: String,
    /// Their e-mail address.
    email: String,
    /// The good-faith (bona fide) belief, as the law words it.
    good_faith: bool,
    /// That the information is accurate. For `us-dmca`.
    accurate: bool,
    /// Under penalty of perjury, authority to act for the owner. For `us-dmca`.
    authorised_under_penalty_of_perjury: bool,
    /// That the notice reports an offence of Articles 3 to 7 of Directive 2011/93, for which nobody need give a name.
    child_abuse: bool,
    /// That somebody's life or safety is threatened. For `eu-dsa` and `other-law`, as `child_abuse` is. With either, only seniors look at what is claimed, it is due sooner, and nothing of it is deleted under direct access.
    life_threatened: bool,
    /// The typed name that signs it. For `us-dmca`.
    signature: String,
}

impl From<StatementDocument> for StatementInput {
    fn from(it: StatementDocument) -> Self {
        Self {
            works: it.works,
            reasons: it.reasons,
            law: it.law,
            territory: it.territory,
            name: it.name,
            address: it.address,
            telephone: it.telephone,
            email: it.email,
            good_faith: it.good_faith,
            accurate: it.accurate,
            authorised_under_penalty_of_perjury: it.authorised_under_penalty_of_perjury,
            child_abuse: it.child_abuse,
            life_threatened: it.life_threatened,
            signature: it.signature,
        }
    }
}

/// One target: a link, with its key or without.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api::claims) struct NewTarget {
    /// The link. With its key behind the `#` the file is opened, and the target is proven.
    #[schema(example = "https://files.example/f/AAECAwQFBgcICQoLDA0ODw#AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    link: String,
    /// The file key itself, for whoever holds that instead of a link's key.
    #[serde(default)]
    file_key: String,
    /// The public address where link and key were found: without it nothing is deleted under direct access.
    #[serde(default)]
    #[schema(example = "https://forum.example/thread/1")]
    found_at: String,
    /// When they were found.
    #[schema(value_type = Option<String>, format = DateTime)]
    found_on: Option<Time>,
    /// The password of an archive that the file is.
    #[serde(default)]
    archive_password: String,
}

impl From<NewTarget> for TargetInput {
    fn from(it: NewTarget) -> Self {
        Self {
            link: Zeroizing::new(it.link),
            file_key: Zeroizing::new(it.file_key),
            found_at: it.found_at,
            found_on: it.found_on,
            archive_password: Zeroizing::new(it.archive_password),
        }
    }
}

/// A claim: one notice about up to 1,000 targets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "basis": "us-dmca",
    "reference": "2026-000123",
    "statement": {
        "works": "The Long Way Home (film, 2024)",
        "name": "Ada Example",
        "address": "1 Example Street, Exampleton",
        "telephone": "+33 1 23 45 67 89",
        "email": "ada@pictures.example",
        "good_faith": true,
        "accurate": true,
        "authorised_under_penalty_of_perjury": true,
        "signature": "Ada Example"
    },
    "targets": [{
        "link": "https://files.example/f/AAECAwQFBgcICQoLDA0ODw#AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "found_at": "https://forum.example/thread/1"
    }]
}))]
pub(in crate::http::api::claims) struct NewClaim {
    basis: BasisWord,
    statement: StatementDocument,
    /// Registered works: the id of each, or an identifier it is registered by, such as `ISBN 978-3-16-148410-0`.
    #[serde(default)]
    #[schema(max_items = 100)]
    works: Vec<String>,
    /// Where it is to have effect; empty is worldwide.
    #[serde(default)]
    territory: String,
    /// Your own name for the claim, of at most 200 characters. It names one claim of your organisation: sent again, it is refused
    /// with the id of the claim that has it.
    reference: Option<String>,
    #[schema(min_items = 1, max_items = 1000)]
    targets: Vec<NewTarget>,
    /// Whether lines that cannot be targets are left out instead of refusing the claim.
    #[serde(default)]
    partial: bool,
}

impl From<NewClaim> for Batch {
    fn from(it: NewClaim) -> Self {
        Self {
            claim: ClaimInput {
                basis: it.basis.into(),
                statement: it.statement.into(),
                works: Vec::new(),
                territory: it.territory,
                targets: it.targets.into_iter().map(Into::into).collect(),
            },
            works: it.works,
            reference: it.reference,
            partial: it.partial,
        }
    }
}

/// Which claims.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http::api::claims) struct ClaimsSought {
    /// The one that you call so.
    reference: Option<String>,
    /// Those that stand so.
    #[param(inline)]
    state: Option<StateWord>,
    /// Those received then or later.
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Time>,
    /// Those behind this one: `next` of the page before.
    #[param(value_type = Option<Uuid>)]
    after: Option<ClaimId>,
    /// How many at most.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

impl ClaimsSought {
    pub(in crate::http::api::claims) fn read(self) -> Result<Sought, Error> {
        if self.limit.is_some_and(|limit| !(1..=1_000).contains(&limit)) {
            return Err(Error::invalid("limit", "A page has 1 to 1,000 rows."));
        }
        Ok(Sought {
            reference: self.reference,
            state: self.state.map(Into::into),
            since: self.since,
            after: self.after,
            limit: self.limit,
        })
    }
}

/// A deletion under direct access.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"confirm": "DELETE", "targets": ["0190b2f4-6d1c-7a58-9f4e-6f2f4c3f9f10"]}))]
pub(in crate::http::api::claims) struct NewDeletion {
    /// The word `DELETE`.
    #[schema(pattern = "^DELETE$")]
    pub(in crate::http::api::claims) confirm: String,
    /// Every pending target of the claim, each once: if others wait than these, nothing is deleted.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 1000)]
    pub(in crate::http::api::claims) targets: Vec<TargetId>,
}

/// The retraction of one claim.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Licensed after all."}))]
pub(in crate::http::api::claims) struct NewRetraction {
    /// Why: the uploader is told.
    pub(in crate::http::api::claims) reason: String,
    /// These targets of it; none: all of it.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>, max_items = 1000)]
    pub(in crate::http::api::claims) targets: Vec<TargetId>,
}

/// Retractions of up to 1,000 claims.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Licensed after all.", "claims": [{"reference": "2026-000123"}]}))]
pub(in crate::http::api::claims) struct NewRetractions {
    /// Why: the uploaders are told.
    pub(in crate::http::api::claims) reason: String,
    #[schema(min_items = 1, max_items = 1000)]
    claims: Vec<RetractionItem>,
}

/// One claim, by its id or by your reference, and which of its targets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api::claims) struct RetractionItem {
    #[schema(value_type = Option<Uuid>)]
    claim: Option<ClaimId>,
    reference: Option<String>,
    /// These targets of it; none: all of it.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>, max_items = 1000)]
    targets: Vec<TargetId>,
}

impl NewRetractions {
    pub(in crate::http::api::claims) fn items(self) -> Result<Vec<Item>, Error> {
        let named = |item: RetractionItem| {
            let claim = match (item.claim, item.reference) {
                (Some(claim), None) => Named::Claim(claim),
                (None, Some(reference)) => Named::Reference(reference),
                _ => return Err(Error::invalid("claims", "Name each claim by its id or by its reference.")),
            };
            Ok(Item { claim, targets: item.targets })
        };
        self.claims.into_iter().map(named).collect()
    }
}

/// Which works.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http::api::claims) struct WorksSought {
    /// Words of the title, or an identifier.
    #[serde(default)]
    pub(in crate::http::api::claims) search: String,
    /// Those before this one: `next` of the page before.
    #[param(value_type = Option<Uuid>)]
    pub(in crate::http::api::claims) before: Option<WorkId>,
}
